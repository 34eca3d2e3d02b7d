"""The page a student gets back: answers and outputs, points, what was found, and one next step for each.

Made from the graded notebook and the gradebook. Hidden tests are cut out; the submission's own text, outputs and
pictures are escaped or checked; the page has no script and loads nothing, so it works from disk and offline.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markupsafe import Markup, escape
from mdit_py_plugins.dollarmath import dollarmath_plugin
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from autograder.assignment.key_cell import HIDDEN, CellKind
from autograder.grading import graded_notebook
from autograder.grading.findings import Finding, Marks
from autograder.grading.graded_notebook import GradedCell, GradedNotebook, cards_beside_lines
from autograder.reports.mathml import known_only, to_mathml
from autograder.reports.page_templates import template
from byhand.card import Card

LONGEST_TEXT = 20_000
LONGEST_CODE = 50_000
MOST_DOLLARS = 1000  # beyond these no formula is looked for, which takes as long as their square
_SLOW = re.compile(r"\s{300}|[^\n]{3000}")  # on such code the highlighter's expressions take minutes
_ANSI = re.compile(r"\x1b(\[[0-9;?]*[A-Za-z]|\][^\x07\x1b]*(\x07|\x1b\\))")  # colours, and links in a terminal
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_BUILT_FROM = re.compile(r"\A<!-- Built from [^\n]*-->\n")
_FORMATTER = HtmlFormatter(nowrap=True)
_PICTURES = {
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff",
    "image/gif": b"GIF8",
    "image/webp": b"RIFF",
}
_PASTED = re.compile(r"!\[([^\]\n]{0,300})\]\(data:image/\w+;base64,([A-Za-z0-9+/=]+)\)")


@dataclass
class Block:
    """One thing on the page: a heading, an answer, given code, a result, a written answer, a cell of one's own."""

    kind: str
    title: str = ""
    body: Markup = Markup("")  # noqa: RUF009  (immutable)
    outputs: list[Markup] = field(default_factory=list)
    finding: Finding | None = None
    lines: Markup = Markup("")  # noqa: RUF009  (a derivation, typeset)
    cards: list[Card] = field(default_factory=list)
    score: float | None = None
    comment: str = ""


def page_for(data: bytes, marks: Marks, student: str) -> str:
    """Render the page for the bytes of a graded notebook; raises `NotGradedHere`."""
    return page(graded_notebook.read(data, f"the graded notebook of {student}"), marks, student)


def page(notebook: GradedNotebook, marks: Marks, student: str) -> str:
    """Render the whole HTML page for one graded notebook."""
    blocks = [block for cell in notebook.cells if (block := _block(cell, marks)) is not None]
    graded = [block for block in blocks if block.finding]
    return template("feedback.html").render(
        title=notebook.title, student=student, notes=notebook.notes, blocks=blocks, graded=graded,
        earned=sum(block.score or 0 for block in graded),
        total=sum(finding.points for finding in notebook.findings),
        waiting=sum(finding.points for finding in notebook.findings if marks.scores.get(finding.grade_id) is None),
        highlighting=Markup(HtmlFormatter(style="friendly").get_style_defs(".code")),
    )  # fmt: skip


def _block(cell: GradedCell, marks: Marks) -> Block | None:
    """Return what the page shows of a cell; None for rubrics, and for prose without a heading."""
    if cell.is_rubric:
        return None
    if cell.finding is not None:
        return _graded_block(cell, cell.finding, marks)
    key = cell.key
    if cell.cell_type == "markdown":
        headings = re.findall(r"^#{1,3} (.+)$", cell.source, re.MULTILINE)
        return Block("heading", body=_inline(headings[-1])) if key is None and headings else None
    outputs = _shown(cell)
    if key is None:
        return Block("own", body=_code(cell.source), outputs=outputs)
    kind = "answer" if key.is_answer else "given"
    return Block(kind, key.grade_id, _code(cell.source), outputs, comment=marks.comments.get(key.grade_id, ""))


def _graded_block(cell: GradedCell, finding: Finding, marks: Marks) -> Block:
    kind = "written" if cell.cell_type == "markdown" else "result"
    lines = known_only(finding.lines)
    by_hand = cell.key is not None and cell.key.is_read_by_person  # and code: what it shows is the answer
    return Block(
        kind,
        title=finding.question,
        body=markdown(cell.source) if kind == "written" else _code(_in_sight(cell)),
        outputs=_shown(cell) if by_hand and kind == "result" else [],
        finding=finding,
        lines=Markup(lines),
        cards=cards_beside_lines(finding) if lines else finding.cards,
        score=marks.scores.get(finding.grade_id),
        comment=marks.comments.get(finding.grade_id, ""),
    )


def _in_sight(cell: GradedCell) -> str:
    """Return the code of a graded cell without its hidden tests."""
    if cell.key is None or cell.key.kind is not CellKind.TESTS:
        return cell.source
    return HIDDEN.sub("", cell.source) if cell.key.released is None else cell.key.released


def _shown(cell: GradedCell) -> list[Markup]:
    return [shown for output in cell.outputs if isinstance(output, dict) and (shown := _output(output))]


@lru_cache(maxsize=1000)  # given cells and checks are the same for everybody
def _code(source: str) -> Markup:
    source = "\n".join(line.rstrip() for line in source.strip("\n").split("\n"))  # the highlighter is slow on blanks
    if len(source) > LONGEST_CODE:
        source = source[:LONGEST_CODE] + "\n# … the rest of this cell is not shown"
    if _SLOW.search(source):
        return Markup(escape(source))
    return Markup(highlight(source, PythonLexer(stripall=False), _FORMATTER))


def _output(output: dict[str, Any]) -> Markup | None:
    """Return one output, escaped. Of rich displays only checked PNG pictures and plain text are shown."""
    kind = output.get("output_type")
    if kind == "stream":
        return _pre(output.get("text"), "stderr" if output.get("name") == "stderr" else "stdout")
    if kind == "error":
        lines = output.get("traceback")
        shown = [line for line in lines if isinstance(line, str)] if isinstance(lines, list) else []
        return _pre("\n".join(shown), "error")
    data = output.get("data")
    if not isinstance(data, dict):
        return None
    for mime in ("image/png", "image/jpeg"):
        if isinstance(data.get(mime), str) and (picture := _picture(data[mime], "output of this cell")):
            return picture
    return _pre(data.get("text/plain"), "value")


def _picture(data: str, alt: str) -> Markup | None:
    """Return a picture from its base64 text, if that is what its first bytes say."""
    try:
        raw = base64.b64decode(data, validate=False)
    except (binascii.Error, ValueError):
        return None
    for mime, begin in _PICTURES.items():
        if raw.startswith(begin):
            image = '<img alt="{}" src="data:{};base64,{}">'
            return Markup(image).format(alt, mime, base64.b64encode(raw).decode())
    return None


def _pre(text: Any, kind: str) -> Markup | None:
    if not isinstance(text, str) or not text.strip():
        return None
    lines = _ANSI.sub("", text).replace("\r\n", "\n").split("\n")
    text = _CONTROL.sub("", "\n".join(line.rpartition("\r")[2] for line in lines))  # of a progress bar its last state
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT] + "\n… the rest of this output is not shown"
    return Markup('<pre class="{}">{}</pre>').format(kind, text.strip("\n"))


@cache
def _parser(formulas: bool = True) -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image"])
    parser.core.ruler.push("small_headings", _small_headings)
    if not formulas:
        return parser
    return parser.use(
        dollarmath_plugin, allow_digits=False, double_inline=True,
        renderer=lambda tex, options: to_mathml(tex, bool(options.get("display_mode"))),
    )  # fmt: skip


def _small_headings(state: StateCore) -> None:
    """Make headings in an answer smaller than those of the page."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = "h4"


def markdown(text: str) -> Markup:
    """Return a student's words as HTML that is safe to show, with the pictures pasted into them."""
    shown, here = Markup(""), 0
    for found in _PASTED.finditer(text):
        shown += _words(text[here : found.start()]) + (_picture(found[2], found[1] or "a picture") or "")
        here = found.end()
    return shown + _words(text[here:])


def _words(text: str) -> Markup:
    text = _BUILT_FROM.sub("", text)
    if len(text) > LONGEST_TEXT:
        text = text[:LONGEST_TEXT] + "\n\n… the rest of this text is not shown"
    return Markup(_parser(text.count("$") <= MOST_DOLLARS).render(text))


def _inline(text: str) -> Markup:
    return Markup(_parser().renderInline(text[:300]))
