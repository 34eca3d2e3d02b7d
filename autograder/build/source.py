"""An assignment's source as a solution notebook.

Authors write jupytext `py:percent` with short cell headers (what is asked, how many points); this checks them and
expands them into nbgrader's metadata. Whatever would make a wrong student version is refused, with file, cell and
remedy.
"""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

import jupytext
import nbformat

from autograder.assignment import cell_metadata, contract, renamed
from autograder.assignment.cell_metadata import nbgrader_metadata
from autograder.assignment.cell_names import plain_python
from autograder.assignment.contract import Kind
from autograder.assignment.key_cell import SOLUTION, CellKind, KeyCell
from autograder.errors import Problem
from autograder.jail.limits import Limits

KINDS = ("given", "solution", "tests", "written")
SETTINGS = {"points", "picture", "in_jail", "in_place", "battery", "free", "was", "counts"}
_EXAMPLES = {"in_place": 'in_place="params"', "battery": 'battery="no batch"', "was": 'was="old_name"'}
FOR_EVERYBODY = "for everybody"
BUILT = "edits here are lost."  # in the first line of what is built, also of a file that was cut off after it
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
_LAYOUT = ("cell_marker", "lines_to_next_cell", "lines_to_end_of_cell_marker")  # jupytext's notes to itself
_ID = re.compile(r"[A-Za-z0-9_-]{1,48}\Z")
_OUR_IDS = ("check-", "cell-", "picture-")
_MARKERS = ("### BEGIN SOLUTION", "### END SOLUTION", "### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS",
            "=== BEGIN MARK SCHEME ===", "=== END MARK SCHEME ===")  # fmt: skip
_LIKE_A_MARKER = re.compile(
    r"^\s*[#=]+\s*(BEGIN|END)[ _-]*(SOLUTIONS?|HIDDEN[ _-]*TESTS?|MARK(ING)?[ _-]*SCHEME)\b", re.IGNORECASE
)


class SourceError(Problem):
    """The source is malformed; the message names file, cell and remedy."""


def solution_notebook(source: Path) -> Any:
    """Return the solution notebook of a source file, with nbgrader's metadata; raises `SourceError`."""
    notebook = read_source(source)
    settings = _settings(notebook.metadata.get("byhand", {}), source)
    names: dict[str, int] = {}
    for position, cell in enumerate(notebook.cells, start=1):
        _expand(cell, position, source, names)
    grade_id, why = renamed.conflict([key for cell in notebook.cells if (key := cell_metadata.key_cell(cell))])
    if why:
        raise SourceError(f"{source}, cell {names[grade_id]} ({grade_id}): {why}.")
    name_cells(notebook, source)
    notebook.metadata = nbformat.NotebookNode(
        byhand={"assignment": source.stem, **settings}, kernelspec=KERNEL, language_info={"name": "python"}
    )
    return notebook


def read_source(source: Path) -> Any:
    """Read a py:percent file as a notebook; raises `SourceError`."""
    try:
        notebook = jupytext.reads(source.read_text(encoding="utf-8"), fmt="py:percent")
    except (OSError, ValueError, SyntaxError, nbformat.ValidationError) as error:
        why = getattr(error, "message", None) or error
        raise SourceError(f"{source}: cannot be read as py:percent ({why}).") from None
    if notebook.cells and notebook.cells[0].cell_type == "raw" and notebook.cells[0].source.startswith("---"):
        raise SourceError(
            f"{source}: the header between the `# ---` lines is not YAML. Compare it with another source."
        )
    return notebook


def name_cells(notebook: Any, source: Path) -> None:
    """Cell ids from names or positions, never random; and a first line that says where the notebook comes from."""
    for position, cell in enumerate(notebook.cells):
        meta = cell.metadata.get("nbgrader")
        cell.id = meta["grade_id"] if meta else f"cell-{position:03d}"
    for cell in notebook.cells[:1]:
        if cell.cell_type == "markdown":
            place = "/".join(source.parts[-3:] if source.parent.name == source.stem else source.parts[-2:])
            cell.source = f"<!-- Built from {place}; {BUILT} -->\n{cell.source}"


def _settings(header: Any, source: Path) -> dict[str, Any]:
    """Check the header's `byhand` block, a title and limits, and return it as a dict."""
    known = ["title", *(field.name for field in fields(Limits))]
    unknown = sorted(set(header) - set(known), key=str) if isinstance(header, Mapping) else ["byhand"]
    if unknown:
        raise SourceError(f"{source}: `{unknown[0]}` in the header is not a setting. Known: {', '.join(known)}.")
    if not isinstance(header.get("title", ""), str):
        raise SourceError(f"{source}: the title in the header is not text. Put it in quotes.")
    try:
        Limits.of(header)
    except ValueError as error:
        raise SourceError(f"{source}: {error}.") from None
    return dict(header)


def _expand(cell: Any, position: int, source: Path, names: dict[str, int]) -> None:
    where = f"{source}, cell {position}"
    header = {name: value for name, value in cell.metadata.items() if name not in _LAYOUT}
    cell.metadata = nbformat.NotebookNode()
    kind = _kind(header, where)
    if kind is None:
        _check_markers(cell, where, allowed=())
        return
    grade_id = _grade_id(kind, str(header[kind]), where, names)
    names[grade_id] = position
    where = f"{where} ({grade_id})"
    _check_settings(kind, cell, header, where)
    _check_source(kind, cell, where)
    in_place, not_asked = _promises(kind, cell, header, where)
    points = header.get("points", 0)
    named = KeyCell(
        grade_id,
        CellKind(kind),
        cell.cell_type,
        cell.source,
        points,
        in_place=in_place,
        not_asked=not_asked,
        free=tuple(_reasons(header.get("free", []))),
        was=_former_names(kind, header, where),
        for_everybody="counts" in header,
    )
    cell.metadata = nbformat.NotebookNode(nbgrader=nbgrader_metadata(named))
    if own := cell_metadata.own_settings(named):
        cell.metadata[cell_metadata.SETTINGS] = own
    if header.get("in_jail"):
        cell.metadata["tags"] = ["in-jail"]
    if "picture" in header:
        cell.metadata["picture"] = header["picture"]


def _kind(header: dict[str, Any], where: str) -> str | None:
    """Which kind of cell a header asks for; None for a plain one."""
    if "incorrectly_encoded_metadata" in header:
        written = header["incorrectly_encoded_metadata"]
        raise SourceError(f'{where}: its header cannot be read: {written}. Write names in quotes: given="setup".')
    unknown = sorted(set(header) - set(KINDS) - SETTINGS)
    if unknown:
        known = ", ".join((*KINDS, *sorted(SETTINGS)))
        raise SourceError(f"{where}: `{unknown[0]}` is not a cell setting. Known: {known}.")
    kinds = [kind for kind in KINDS if kind in header]
    if len(kinds) > 1:
        raise SourceError(f"{where}: is both `{kinds[0]}` and `{kinds[1]}`. Make two cells of it.")
    if header and not kinds:
        raise SourceError(f"{where}: has {', '.join(header)} but is none of {', '.join(KINDS)}. Say which it is.")
    return kinds[0] if kinds else None


def _grade_id(kind: str, name: str, where: str, names: dict[str, int]) -> str:
    if name.startswith(_OUR_IDS):
        raise SourceError(f"{where}: `{name}` begins like a name the build gives. Choose another.")
    grade_id = f"check-{name}" if kind == "tests" else name
    if not _ID.match(grade_id):
        raise SourceError(f"{where}: `{grade_id}` is not a valid name. Use at most 48 letters, digits, - and _.")
    if grade_id in names:
        raise SourceError(f"{where}: the name `{grade_id}` is already taken by cell {names[grade_id]}. Choose another.")
    return grade_id


def _check_settings(kind: str, cell: Any, header: dict[str, Any], where: str) -> None:
    """Refuse settings that do not go with the kind of cell."""
    points = header.get("points")
    good = isinstance(points, int | float) and not isinstance(points, bool) and 0 <= points < math.inf
    if kind in ("tests", "written") and not good:
        raise SourceError(f"{where}: needs points, such as points=3.")
    if kind in ("given", "solution") and points is not None:
        raise SourceError(f"{where}: points belong to the cell that is graded, tests or written.")
    wanted = {"given": ("code", "markdown"), "written": ("markdown",)}.get(kind, ("code",))
    if cell.cell_type not in wanted:
        raise SourceError(f"{where}: a {kind} cell must be a {' or '.join(wanted)} cell.")
    picture = header.get("picture", "a picture")
    if not isinstance(picture, str) or not picture.strip():
        raise SourceError(f'{where}: a picture needs words for those who cannot see it: picture="what is to be seen".')
    if "picture" in header and (kind not in ("given", "solution") or cell.cell_type != "code"):
        raise SourceError(f"{where}: a picture belongs to the given or solution cell that draws it.")
    if "free" in header:
        _check_exceptions(kind, _reasons(header["free"]), where)
    if "in_jail" in header and kind != "tests":
        raise SourceError(f"{where}: in_jail belongs to a tests cell; a {kind} cell always runs in the jail.")


def _promises(kind: str, cell: Any, header: dict[str, Any], where: str) -> tuple[tuple[str, ...], frozenset[Kind]]:
    """Return which arguments a cell's functions may change, and what they are not asked for."""
    for name in {"in_place", "battery"} & set(header):
        if kind != "solution":
            raise SourceError(f"{where}: {name} belongs to the solution cell whose functions it is about.")
        if not isinstance(header[name], str) or not header[name].strip():
            raise SourceError(f"{where}: {name} needs words in quotes, such as {_EXAMPLES[name]}.")
    in_place = contract.listed(header.get("in_place", ""))
    known = {name for names in contract.parameters(cell.source).values() for name in names}
    if strange := [name for name in in_place if name not in known]:
        raise SourceError(f"{where}: in_place names `{strange[0]}`, which is no argument of a function in this cell.")
    try:
        return in_place, contract.switched_off(header.get("battery", ""))
    except ValueError as error:
        kinds = ", ".join(f"no {kind}" for kind in Kind)
        raise SourceError(f"{where}: battery does not understand `{error}`. Known: {kinds}.") from None


def _former_names(kind: str, header: dict[str, Any], where: str) -> tuple[str, ...]:
    """Return the names that a question had before; refuse settings on marks that do not go with the kind of cell."""
    if "counts" in header and (kind not in ("tests", "written") or header["counts"] != FOR_EVERYBODY):
        raise SourceError(f'{where}: counts="{FOR_EVERYBODY}" is all that counts can say, in a tests or written cell.')
    if "was" not in header:
        return ()
    if kind == "given":
        raise SourceError(f"{where}: was belongs to the cells of a question, which has marks.")
    if not isinstance(header["was"], str) or not header["was"].strip():
        raise SourceError(f"{where}: was needs names in quotes, such as {_EXAMPLES['was']}.")
    return contract.listed(header["was"])


def _reasons(free: Any) -> list[Any]:
    return free if isinstance(free, list) else [free]


def _check_exceptions(kind: str, reasons: list[Any], where: str) -> None:
    """Refuse points for nothing without a reason; which tricks there are, and whether they earn any, the gate knows."""
    if kind != "tests":
        raise SourceError(f"{where}: free belongs to a tests cell.")
    for reason in reasons:
        trick, _, why = reason.partition(":") if isinstance(reason, str) else ("", "", "")
        if not trick.strip() or not why.strip():
            raise SourceError(f'{where}: free needs a trick and a reason: free="zeros: the first gradient is zero".')


def _check_source(kind: str, cell: Any, where: str) -> None:
    """Refuse what would make a wrong student version."""
    allowed = {"solution": _MARKERS[:2], "tests": _MARKERS[2:4], "written": _MARKERS[4:]}.get(kind, ())
    _check_markers(cell, where, allowed)
    if kind == "solution" and not SOLUTION.search(cell.source):
        raise SourceError(f"{where}: no answer to hide. Put it between `{_MARKERS[0]}` and `{_MARKERS[1]}`.")
    if cell.cell_type != "code":
        return
    student = KeyCell("", CellKind(kind), "code", cell.source).student_source
    for text, whose in ((cell.source, ""), (student, " of the student version")):
        try:
            ast.parse(plain_python(text))
        except SyntaxError as error:
            remedy = ". Indent the markers like the lines they hide" if whose else ""
            raise SourceError(f"{where}: line {error.lineno}{whose} does not parse ({error.msg}){remedy}.") from None


def _check_markers(cell: Any, where: str, allowed: tuple[str, ...]) -> None:
    """Refuse markers in the wrong kind of cell, unpaired, or written so that they would hide nothing."""
    for marker in _MARKERS:
        if marker in cell.source and marker not in allowed:
            raise SourceError(f"{where}: `{marker}` does not belong in this kind of cell; it would reach students.")
    if cell.cell_type == "markdown" and not allowed:
        return
    for line in cell.source.splitlines():
        exact = line.strip() in allowed or line.strip().startswith(_MARKERS[:2])
        if (_LIKE_A_MARKER.match(line) or any(marker in line for marker in allowed)) and not exact:
            raise SourceError(
                f"{where}: `{line.strip()}` would hide nothing. A marker stands alone on its line, exactly as one of:"
                f" {', '.join(f'`{marker}`' for marker in _MARKERS)}."
            )
    for begin, end in (_MARKERS[:2], _MARKERS[2:4], _MARKERS[4:]):
        order = re.findall(f"{re.escape(begin)}|{re.escape(end)}", cell.source)
        if order != [begin, end] * (len(order) // 2):
            raise SourceError(f"{where}: `{begin}` and `{end}` do not come in pairs.")
