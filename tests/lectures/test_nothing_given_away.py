"""No lecture holds the answer to a question of a homework in a form that can be pasted."""

from __future__ import annotations

import ast
import contextlib
import inspect
import io
import signal
import sys
import types
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import matplotlib as mpl
import pytest

from autograder.build.source import read_source
from byhand.check import Parts

mpl.use("agg")
ROOT = Path(__file__).parents[2]
LECTURES = sorted((ROOT / "lectures").glob("[0-9][0-9]_*.py"))
HOMEWORKS = sorted((ROOT / "solutions").glob("hw[1-9]_*/hw*.py"))
SMALLEST = 45  # syntax nodes: what is smaller is an idiom
WINDOW = 4  # statements in a row
SECONDS = 2.0  # for one function in the place of one answer

# What may stand in a lecture although it answers a question, and why.
ALLOWED = {
    ("softmax", "01: softmax_by_definition"): "the definition as printed, which overflows: the hidden tests see it",
    ("softmax", "01: softmax"): "the definition with the shift that the lecture proves, three lines",
    ("softmax", "02: softmax"): "the same three lines",
    ("softmax", "03: softmax"): "the same three lines",
    (
        "cross_entropy",
        "03: cross_entropy",
    ): "log-sum-exp minus the score, one line of lecture 1; asked two lectures before",
}


def code_cells(path: Path) -> list[Any]:
    return [cell for cell in read_source(path).cells if cell.cell_type == "code"]


def header(cell: Any) -> dict[str, Any]:
    return dict(cell.metadata)


def statements(body: list[ast.stmt]) -> list[ast.stmt]:
    """A body without docstrings, annotations and what only shows something."""
    shown = [node for node in body if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)]
    return [
        node for node in body if node not in shown and not isinstance(node, ast.Import | ast.ImportFrom | ast.Assert)
    ]


class _Renamed(ast.NodeTransformer):
    """Names become numbers in the order in which they occur; strings are all one."""

    def __init__(self) -> None:
        self.seen: dict[str, str] = {}

    def _number(self, name: str) -> str:
        return self.seen.setdefault(name, f"v{len(self.seen)}")

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return ast.Name(self._number(node.id), ast.Load())

    def visit_arg(self, node: ast.arg) -> ast.AST:
        return ast.arg(self._number(node.arg))

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        return ast.Constant("" if isinstance(node.value, str) else node.value)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        node.name, node.returns = self._number(node.name), None
        node.body = statements(node.body) or [ast.Pass()]
        self.generic_visit(node)
        return node


def normalised(body: list[ast.stmt]) -> str:
    tree = ast.parse(ast.unparse(ast.Module(body, [])))
    return ast.dump(_Renamed().visit(tree))


def size(body: list[ast.stmt]) -> int:
    return sum(1 for node in body for _ in ast.walk(node))


def bodies(tree: ast.AST) -> Iterator[list[ast.stmt]]:
    """Every block of statements, whatever it stands in."""
    for node in ast.walk(tree):
        for name in ("body", "orelse", "finalbody"):
            if isinstance(block := getattr(node, name, None), list):
                yield statements(block)


def runs(block: list[ast.stmt], length: int) -> Iterator[str]:
    for first in range(len(block) - length + 1):
        part = block[first : first + length]
        if size(part) >= SMALLEST:
            yield normalised(part)


def parsed(cells: list[Any]) -> list[ast.Module]:
    return [ast.parse(cell.source) for cell in cells]


def passages(trees: list[ast.Module], lengths: set[int]) -> dict[str, str]:
    found = {}
    for tree in trees:
        for block in bodies(tree):
            for length in lengths:
                found |= {text: ast.unparse(block[0])[:60] for text in runs(block, length)}
    return found


def answers(homework: Path) -> Iterator[tuple[str, list[ast.stmt]]]:
    """Each function that students write, with its body."""
    for cell in code_cells(homework):
        if "solution" in header(cell):
            for node in ast.walk(ast.parse(cell.source)):
                if isinstance(node, ast.FunctionDef):
                    yield node.name, statements(node.body)


WRITTEN = [(homework.stem, name, body) for homework in HOMEWORKS for name, body in answers(homework)]


@pytest.mark.parametrize("lecture", LECTURES, ids=lambda path: path.stem)
def test_no_lecture_repeats_statements_of_an_answer(lecture):
    trees = parsed(code_cells(lecture))
    lengths = {WINDOW} | {len(body) for _, _, body in WRITTEN}
    in_lecture = passages(trees, lengths)
    repeated = []
    for homework, name, body in WRITTEN:
        for length in {min(WINDOW, len(body)), len(body)}:
            repeated += [(homework, name, in_lecture[text]) for text in runs(body, length) if text in in_lecture]
    assert repeated == []


def calls(node: ast.AST) -> bool:
    """Does an expression call something when it is evaluated? What a lambda calls later does not count."""
    inner = [] if isinstance(node, ast.Lambda) else ast.iter_child_nodes(node)
    return isinstance(node, ast.Call) or any(calls(child) for child in inner)


def definitions(lecture: Path) -> dict[str, Callable[..., Any]]:
    """The functions and classes of a lecture, with the constants that they need; no figure is drawn."""
    names: dict[str, Any] = {"__name__": "lecture"}
    for tree in parsed(code_cells(lecture)):
        for node in tree.body:
            if (isinstance(node, ast.Assign) and not calls(node.value)) or isinstance(
                node, ast.Import | ast.ImportFrom | ast.FunctionDef | ast.ClassDef
            ):
                with contextlib.suppress(Exception):
                    exec(compile(ast.Module([node], []), lecture.name, "exec"), names)
    return {
        name: value
        for name, value in names.items()
        if isinstance(value, types.FunctionType | type) and value.__module__ == "lecture"
    }


def candidates(
    functions: dict[str, Any], written: list[str], names: dict[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """What could be pasted for the functions of a question: any one that takes the same arguments, or all by name."""
    if len(written) > 1 and set(written) <= set(functions):
        yield ", ".join(written), {name: functions[name] for name in written}
    if len(written) == 1:
        for name, function in functions.items():
            if not isinstance(function, type) and fits(function, names[written[0]]):
                yield name, {written[0]: function}


def fits(function: Callable[..., Any], answer: Callable[..., Any]) -> bool:
    """Can it be called as the answer is called, by position?"""
    required = [p for p in inspect.signature(answer).parameters.values() if p.default is p.empty]
    with contextlib.suppress(TypeError, ValueError):
        inspect.signature(function).bind(*required)
        return True
    return False


class TooSlow(BaseException):
    """Not an Exception, so that no check swallows it."""


@contextlib.contextmanager
def limited() -> Iterator[None]:
    def stop(*_: Any) -> None:
        raise TooSlow

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def passes(cell: Any, names: dict[str, Any]) -> bool:
    """Do all visible checks of a cell pass?"""
    visible = cell.source.partition("### BEGIN HIDDEN TESTS")[0]
    try:
        with limited(), contextlib.redirect_stdout(io.StringIO()):
            exec(compile(visible, "checks", "exec"), names)
    except (Exception, TooSlow):
        return False
    tried = [value for value in names.values() if isinstance(value, Parts)]
    return all(not parts.failures for parts in tried)


def given_names(homework: Path) -> dict[str, Any]:
    """Everything that the reference defines."""
    names: dict[str, Any] = {"__name__": "homework"}
    for cell in code_cells(homework):
        if "given" in header(cell) or "solution" in header(cell):
            with contextlib.suppress(Exception), contextlib.redirect_stdout(io.StringIO()):
                exec(compile(cell.source, homework.name, "exec"), names)
    return names


@pytest.mark.parametrize("homework", HOMEWORKS, ids=lambda path: path.stem)
def test_no_function_of_a_lecture_passes_the_visible_checks_of_a_question(homework, monkeypatch):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    taken = {lecture.stem: definitions(lecture) for lecture in LECTURES}
    names = given_names(homework)
    passing = []
    for before, cell in pairwise(code_cells(homework)):
        if "tests" not in header(cell) or "solution" not in header(before):
            continue
        written = [node.name for node in ast.parse(before.source).body if isinstance(node, ast.FunctionDef)]
        if not written or not passes(cell, dict(names)):
            continue
        for lecture, functions in taken.items():
            for name, pasted in candidates(functions, written, names):
                if passes(cell, names | pasted):
                    passing.append((written[0], f"{lecture[:2]}: {name}"))
    assert [found for found in passing if found not in ALLOWED] == []
