"""Lines that only work on the computer or in the front end where a notebook was written, and not where it is graded.

There is no network and nothing to install while a notebook is graded, and no browser beside it. Such lines, imports of
what is not installed among them, are left out one by one, and the rest of the cell runs. A cell keeps its number of
lines, so that tracebacks fit.
"""

from __future__ import annotations

import ast
import itertools
import re
from collections.abc import Iterator

from autograder.grading import front_end_names as names
from autograder.grading.cell_source import Magic, magics, parsed, without_magics
from autograder.grading.installed import Importable

_NOTHING = "pass"
_SIGNS = ("%", "!", "?")
_IMPORTS = re.compile(r"^\s*(?:import|from)\s+\w|;\s*(?:import|from)\s+\w", re.MULTILINE)
MOST_WITHIN = 4  # cell magics one below the other


class FrontEnd:
    """What the cells of one notebook ask of a front end, in order: names that come from there lead to nothing."""

    def __init__(self, importable: Importable | None = None) -> None:
        self._gone = {"dbutils"}
        self._importable = importable or Importable()
        self.not_installed: dict[str, None] = {}  # packages of which imports were left out, in order

    def runnable(self, source: str, within: int = 0) -> tuple[str, list[str]]:
        """Return what of a cell can run while it is graded, and the lines left out; ``within`` so many cell magics."""
        there = magics(source)
        if (
            there
            and there[0].text.lstrip().startswith("%%")
            and not "".join(source.split("\n")[: there[0].first]).strip()
        ):
            return self._cell_magic(source, there[0], within)
        useless = [magic for magic in there if not _works(magic.text)]
        suspect = any(word in source for word in (*names.SUSPECTS, *self._gone)) or bool(_IMPORTS.search(source))
        if not useless and not suspect:
            return source, []
        lines = source.split("\n")
        dead = [*self._dead(without_magics(source, there), {magic.first for magic in there})] if suspect else []
        left_out = []
        for first, end, kept in sorted([(m.first, m.end, _in_place_of(m)) for m in useless] + dead, reverse=True):
            left_out.append("\n".join(lines[first:end]).strip())
            lines[first:end] = [kept, *[""] * (end - first - 1)]
        return "\n".join(lines), left_out[::-1]

    def _cell_magic(self, source: str, magic: Magic, within: int) -> tuple[str, list[str]]:
        """Run the cell as it is if IPython can, else what is below a magic that is made of Python."""
        name = magic.text.strip()[2:].partition(" ")[0]
        lines = source.split("\n")
        body = "\n".join([*[""] * magic.end, *lines[magic.end :]])
        if name in names.CELL_MAGICS and not (name in ("bash", "sh", "script") and names.SHELL.search(body)):
            return source, []
        said = magic.text.strip()
        if name in names.OTHER_LANGUAGES or within > MOST_WITHIN or parsed(without_magics(body, magics(body))) is None:
            return "", [f"{said} and all below it"]
        runs, left_out = self.runnable(body, within + 1)
        return runs, [said, *left_out]

    def _dead(self, python: str, taken: set[int]) -> Iterator[tuple[int, int, str]]:
        """Give first line, end and substitute of each statement that needs what only a front end has."""
        body = parsed(python) or []
        shared = {line for one, other in itertools.pairwise(body) if other.lineno == (line := one.end_lineno)}
        for node in body:
            end = node.end_lineno or node.lineno
            whole = not {*range(node.lineno, end + 1)} & shared and node.lineno - 1 not in taken
            kept = self._kept(node) if whole else None
            if kept is not None:
                yield node.lineno - 1, end, kept
            else:
                self._gone -= _stored(node) & self._gone

    def _kept(self, node: ast.stmt) -> str | None:
        """Return what takes the place of a statement that cannot work; None if it can."""
        if isinstance(node, ast.ImportFrom):
            if not node.level and self._is_missing(node.module or "", [alias.name for alias in node.names]):
                self._gone |= {alias.asname or alias.name for alias in node.names}
                return _NOTHING
            return None
        if isinstance(node, ast.Import):
            gone = [alias for alias in node.names if self._is_missing(alias.name)]
            self._gone |= {alias.asname or alias.name.partition(".")[0] for alias in gone} - {"google"}
            left = [alias for alias in node.names if alias not in gone]
            return (ast.unparse(ast.Import(left)) if left else _NOTHING) if gone else None
        at_once = _read_at_once(node)
        if at_once is None or not (
            _names(at_once) & self._gone
            or _needs_screen(at_once)
            or _installs(at_once)
            or _is_front_end(_dotted(at_once))
        ):
            return None
        self._gone |= _stored(node)
        return _NOTHING

    def _is_missing(self, module: str, imported: list[str] | tuple[()] = ()) -> bool:
        if _is_front_end(module, imported):
            return True
        if self._importable.has(module):
            return False
        self.not_installed[module.partition(".")[0]] = None
        return True


def _works(magic: str) -> bool:
    """Return whether a line magic or shell line can do here what it is for."""
    text = magic.strip()
    if not text.startswith(_SIGNS):
        given = text.partition("=")[2].strip()
        text = given if given.startswith(_SIGNS) else f"%{text}"
    if text.startswith("!"):
        return not names.SHELL.search(text.lstrip("!"))
    if text.startswith("?"):
        return True
    name, _, rest = text.lstrip("%").partition(" ")
    if name == "matplotlib":
        return rest.strip() in names.BACK_ENDS
    if name == "system" or name == "sx":
        return not names.SHELL.search(rest)
    return name in names.MAGICS


def _in_place_of(magic: Magic) -> str:
    """Return what takes a magic's place: the names that it would give exist all the same."""
    target, _, given = magic.text.partition("=")
    gives = given.lstrip().startswith(_SIGNS) and not target.lstrip().startswith(_SIGNS)
    return f"{target.rstrip()} = None" if gives else f"{magic.indent}pass"


def _is_front_end(module: str, imported: list[str] | tuple[()] = ()) -> bool:
    parts = module.split(".")
    prefixes = {".".join(parts[: count + 1]) for count in range(len(parts))}
    return bool(prefixes & names.MODULES) or (module == "google" and "colab" in imported)


def _read_at_once(node: ast.stmt) -> ast.expr | None:
    """Return the expression that a statement computes when it runs; None for definitions and the like."""
    if isinstance(node, ast.Expr | ast.Assign | ast.AugAssign | ast.AnnAssign):
        return node.value
    if isinstance(node, ast.For):
        return node.iter
    return node.items[0].context_expr if isinstance(node, ast.With) else None


def _names(node: ast.expr) -> set[str]:
    return {name.id for name in ast.walk(node) if isinstance(name, ast.Name)}


def _stored(node: ast.stmt) -> set[str]:
    return {name.id for name in ast.walk(node) if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)} | (
        {node.name} if isinstance(node, ast.FunctionDef | ast.ClassDef) else set()
    )


def _dotted(node: ast.expr) -> str:
    """Return the dotted name that a call begins with, such as `google.colab.drive.mount`."""
    node = node.value if isinstance(node, ast.Await) else node
    node = node.func if isinstance(node, ast.Call) else node
    try:
        text = ast.unparse(node) if isinstance(node, ast.Attribute) else ""
    except RecursionError:
        return ""
    return text if re.fullmatch(r"[\w.]+", text) else ""


def _needs_screen(node: ast.expr) -> bool:
    """Return whether a call chooses a back end of matplotlib's that opens windows: `matplotlib.use("TkAgg")`."""
    if not isinstance(node, ast.Call) or not _dotted(node).endswith((".use", ".switch_backend")) or not node.args:
        return False
    choice = node.args[0]
    return isinstance(choice, ast.Constant) and str(choice.value).lower() in names.WINDOWS


def _installs(node: ast.expr) -> bool:
    """Return whether a call starts a program that installs or downloads something, or a front end's magic."""
    node = node.value if isinstance(node, ast.Await) else node
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
        return False
    name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
    if name not in names.STARTS_PROGRAM:
        return False
    constants = [part.value for argument in node.args for part in ast.walk(argument) if isinstance(part, ast.Constant)]
    words = " ".join(part for part in constants if isinstance(part, str))
    if name in ("run_line_magic", "magic"):
        return not _works(f"%{words}")
    return bool(names.INSTALLS.search(words)) and name != "run_cell_magic"
