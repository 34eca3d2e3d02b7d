"""Show a student's own lines, each with a mark and the first thing that is off: as text, HTML and Markdown."""

from __future__ import annotations

import html as _html
import re
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from byhand.derivation.declare import Declaration
from byhand.derivation.judged import JudgedLine
from byhand.derivation.latex import mathml
from byhand.derivation.latex.mathjax import dollars
from byhand.derivation.latex.trim import remark
from byhand.derivation.latex.vocabulary import plain

_MARKS = {"right": "✓", "follows": "(✓)", "definition": "·", "missing": "…"}
_COLOURS = {"right": "#00805c", "follows": "#0072b2", "definition": "inherit", "missing": "inherit"}
_OFF = "#d55e00"
_LONGEST = 400  # characters of a line that are shown; more cannot be read anyway

_BOX = "font-size: 14px; line-height: 1.5; text-align: left; color: inherit; max-width: 60em"
_ROW = "display: flex; align-items: baseline; gap: 0.8em; padding: 0.25em 0"
_MARK = "flex: 0 0 1.6em; text-align: center; font-weight: bold; color: "
_NUMBER = "flex: 0 0 1.2em; text-align: right; opacity: 0.6"
_FORMULA = "overflow-x: auto; font-size: 15px"
_REMARK = "margin-left: 2em; font-size: 14px; opacity: 0.75"
_NOTE = "margin: 0 0 0.5em 4.9em; padding-left: 0.7em; border-left: 3px solid "
_SOURCE = "margin: 0; padding: 0; border: none; background: none; color: inherit; font-family: monospace"


class Shown(ABC):
    """Something that shows judged lines: as text, in a notebook, and on a page without MathJax."""

    @abstractmethod
    def _shown(self) -> tuple[Sequence[JudgedLine], str]:
        """Return the lines to show, and a summary to put below them, which may be empty."""

    def __bool__(self) -> bool:
        return bool(self._shown()[0])

    def as_text(self) -> str:
        """Return plain text, the place that is off in a line underlined."""
        return text(*self._shown())

    def as_html(self, offline: bool = False) -> str:
        """Return HTML with the lines between dollar signs, or with MathML for a page without MathJax."""
        return html(*self._shown(), offline)

    __repr__ = __str__ = as_text
    _repr_html_ = as_html

    def _repr_markdown_(self) -> str:
        return markdown(*self._shown())


def mark(line: JudgedLine) -> str:
    """Return one sign for a line: right, right given a wrong one, a definition, not written, or off."""
    return _MARKS.get(line.kind, "✗")


def text(lines: Sequence[JudgedLine], summary: str = "") -> str:
    """Return plain text, with the place that is off underlined."""
    blocks = []
    for line in lines:
        source, caret = _underlined(line)
        indent = " " * 6
        blocks.append(f"{mark(line):>3} {line.number}  {source}".rstrip())
        blocks += [indent + " " + caret] if caret else []
        blocks += [f"{indent} {sentence}" for sentence in _sentences(line)]
    return "\n".join([*blocks, summary] if summary else blocks)


def html(lines: Sequence[JudgedLine], summary: str = "", offline: bool = False) -> str:
    """Return one HTML element with inline styles, in which everything from a student is escaped.

    Formulas are between dollar signs, for the MathJax of a notebook or a site. ``offline`` sets them in MathML, which
    needs no script, but which notebooks cut out of outputs that somebody else computed.
    """
    rows = [_row(line, offline) + _note(line) for line in lines]
    end = f'<div style="{_ROW}; opacity: 0.8">{_html.escape(summary)}</div>' if summary else ""
    return f'<div class="byhand-derivation" style="{_BOX}">{"".join(rows)}{end}</div>'


def markdown(lines: Sequence[JudgedLine], summary: str = "") -> str:
    """Return a Markdown list with the lines between dollar signs."""
    items = []
    for line in lines:
        items.append(f"{line.number}. {mark(line)} {dollars(line.line) if line.parsed is not None else _code(line)}")
        items += [f"    - {_inert(sentence)}" for sentence in _sentences(line)]
    return "\n".join([*items, "", _inert(summary)])


def problem_text(declaration: Declaration, sizes: Mapping[str, int]) -> str:
    """Return what is given and how the loss is computed, as plain text."""
    given = [f"{plain(key)} ({_dims(dims)})" if dims else plain(key) for key, dims in declaration.shapes.items()]
    lengths = ", ".join(f"{plain(name)} = {length}" for name, length in sizes.items())
    return "\n".join(
        [f"Given {', '.join(given)}", *(f"  {line}" for line, _ in declaration.lines), f"Tried at {lengths}"]
    )


def problem_html(declaration: Declaration, sizes: Mapping[str, int]) -> str:
    """Return what is given and how the loss is computed, as one HTML element."""
    text = problem_text(declaration, sizes).splitlines()
    rows = [f'<div style="{_ROW}">{_html.escape(dollars(line))}</div>' for line, _ in declaration.lines]
    first, last = (f'<div style="opacity: 0.8">{_html.escape(line)}</div>' for line in (text[0], text[-1]))
    return f'<div class="byhand-derivation" style="{_BOX}">{first}{"".join(rows)}{last}</div>'


def _dims(dims: Sequence[str | int]) -> str:
    return "×".join(plain(str(dim)) for dim in dims)


def _sentences(line: JudgedLine) -> list[str]:
    """Return what is off, yours and what was expected, how it is off, and the next step."""
    card = line.card
    if card is None:
        return [f"{line.label}: a name for what follows"] if line.kind == "definition" and line.label else []
    quoted = card.yours if line.kind not in ("syntax", "name") or line.span is None else ""
    sides = [f"yours: {quoted}"] if quoted else []
    sides += [f"expected: {card.expected}"] if card.expected else []
    step = [f"Next step: {card.hint}"] if card.hint else []
    return [card.problem, *(["; ".join(sides)] if sides else []), *([card.reading] if card.reading else []), *step]


def _shown(line: JudgedLine) -> tuple[str, int]:
    """Return the line with spaces for line breaks and control characters, and the place where it is cut off."""
    source = "".join(sign if sign.isprintable() else " " for sign in line.line)
    return source, min(len(source), max(_LONGEST, line.span[1] if line.span else 0))


def _underlined(line: JudgedLine) -> tuple[str, str]:
    """Return the part of the line that is shown, and a line of carets for below it, which may be empty."""
    source, cut = _shown(line)
    begin = cut - _LONGEST if cut > _LONGEST else 0
    end = " …" if cut < len(source) else ""
    if line.span is None or line.kind == "value":
        return source[begin:cut] + end, ""
    first = max(begin, line.span[0])
    return source[begin:cut] + end, " " * (first - begin) + "^" * max(1, min(line.span[1], cut + 1) - first)


def _row(line: JudgedLine, offline: bool) -> str:
    colour = _COLOURS.get(line.kind, _OFF)
    if line.parsed is not None:
        said = _html.escape(remark(line.line))
        off = line.span if line.kind in ("shape", "name") else None
        formula = mathml.line(line.parsed, off) if offline else _html.escape(dollars(line.line, off))
        formula += f'<span style="{_REMARK}">{said}</span>' if said else ""
    else:
        source, caret = _underlined(line)
        formula = f'<pre style="{_SOURCE}">{_html.escape(source)}{chr(10) + caret if caret else ""}</pre>'
    return (
        f'<div style="{_ROW}"><span style="{_MARK}{colour}">{mark(line)}</span>'
        f'<span style="{_NUMBER}">{line.number}</span><span style="{_FORMULA}">{formula}</span></div>'
    )


def _note(line: JudgedLine) -> str:
    sentences = _sentences(line)
    if not sentences:
        return ""
    body = "".join(f"<div>{_html.escape(sentence)}</div>" for sentence in sentences)
    return f'<div style="{_NOTE}{_COLOURS.get(line.kind, _OFF)}">{body}</div>'


def _code(line: JudgedLine) -> str:
    return f"`{_shown(line)[0][:_LONGEST].replace('`', ' ')}`"


def _inert(sentence: str) -> str:
    """Escape everything in a sentence that could be markup."""
    return re.sub(r"[\\`*_{}\[\]#|$~]", lambda sign: f"&#{ord(sign[0])};", _html.escape(sentence, quote=False))
