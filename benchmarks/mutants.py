"""Small mechanical changes of a reference solution: one changed place each, as a short walk over its syntax tree.

Only what is inside the solution's markers is changed. Left alone: texts (docstrings, messages), annotations, and
whatever a `raise` says.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import definitions
from autograder.assignment.key_cell import KeyCell

BINARY: dict[type, list[type]] = {
    ast.Add: [ast.Sub], ast.Sub: [ast.Add], ast.Mult: [ast.Div], ast.Div: [ast.Mult], ast.Pow: [ast.Mult],
    ast.MatMult: [ast.Mult], ast.FloorDiv: [ast.Div], ast.Mod: [ast.FloorDiv],
    ast.BitAnd: [ast.BitOr], ast.BitOr: [ast.BitAnd],
}  # fmt: skip
COMPARISONS: dict[type, list[type]] = {
    ast.Lt: [ast.LtE, ast.GtE], ast.LtE: [ast.Lt, ast.Gt], ast.Gt: [ast.GtE, ast.LtE], ast.GtE: [ast.Gt, ast.Lt],
    ast.Eq: [ast.NotEq], ast.NotEq: [ast.Eq], ast.Is: [ast.IsNot], ast.IsNot: [ast.Is],
    ast.In: [ast.NotIn], ast.NotIn: [ast.In],
}  # fmt: skip
COUSINS = [
    ("max", "min"), ("maximum", "minimum"), ("sum", "mean"), ("argmax", "argmin"), ("zeros", "ones"), ("any", "all"),
    ("zeros_like", "ones_like"), ("exp", "expm1"), ("log", "log1p"), ("sin", "cos"), ("hstack", "vstack"),
]  # fmt: skip
COUSIN = dict(COUSINS) | {b: a for a, b in COUSINS}
ORDERED = (ast.Sub, ast.Div, ast.Pow, ast.MatMult, ast.FloorDiv, ast.Mod)
BARE = ("T", "copy", "astype")  # what an expression can go without
SYMMETRIC = ("maximum", "minimum", "max", "min")  # their arguments may come in any order


@dataclass(frozen=True)
class Mutant:
    """One changed place in one function or class; takes the place of its definition, as a catalogue entry does."""

    function: str
    name: str  # "old statement → new statement"
    source: str


def mutants(key: AnswerKey) -> list[Mutant]:
    """Return every different mutant of the assignment's answers, in the order of the source."""
    found: dict[tuple[str, str], Mutant] = {}
    for cell in key.cells:
        if cell.kind == "solution":
            for mutant in _of_cell(cell):
                found.setdefault((mutant.function, mutant.source), mutant)
    return list(found.values())


def _of_cell(cell: KeyCell) -> Iterator[Mutant]:
    inside, open_now = set[int](), False
    for number, line in enumerate(cell.source.splitlines(), start=1):
        open_now = (open_now or "### BEGIN SOLUTION" in line) and "### END SOLUTION" not in line
        inside |= {number} if open_now else set()
    for name, definition in definitions(cell.source):
        if isinstance(definition, ast.Assign):  # a value; only functions are mutated
            continue
        original = ast.unparse(definition)
        whole = copy.deepcopy(definition)
        for statement in _statements(whole):
            if statement.lineno not in inside:
                continue
            before = _headline(statement)
            for after in _changed(whole, statement):
                source = ast.unparse(whole)
                if source != original:
                    yield Mutant(name, f"{before} → {after}", source + "\n")


def _statements(whole: ast.AST) -> list[ast.stmt]:
    return [node for node in ast.walk(whole) if isinstance(node, ast.stmt) and node is not whole]


def _headline(statement: ast.stmt) -> str:
    """Return a statement as the report shows it: of a block only its first line."""
    return ast.unparse(statement).split("\n", 1)[0]


def _changed(whole: ast.AST, statement: ast.stmt) -> Iterator[str]:
    """Change ``statement``, a part of ``whole``, in one place at a time and back, and yield how it reads."""
    for parent, field, place, old in list(_slots(statement)):
        for new in _instead(old, parent):
            _put(parent, field, place, new)
            yield _headline(statement)
        _put(parent, field, place, old)
    if isinstance(statement, ast.Assign | ast.AugAssign | ast.Expr | ast.For | ast.If | ast.With | ast.Raise):
        for block in _blocks(whole):
            if statement in block:
                place = block.index(statement)
                block[place] = ast.Pass()
                yield "removed"
                block[place] = statement
    if isinstance(statement, ast.AugAssign):
        operator = statement.op
        for kind in BINARY.get(type(operator), []):
            statement.op = kind()
            yield _headline(statement)
        statement.op = operator


def _blocks(whole: ast.AST) -> Iterator[list[ast.stmt]]:
    for node in ast.walk(whole):
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list):
                yield block


def _slots(statement: ast.stmt) -> Iterator[tuple[ast.AST, str, int | None, ast.expr]]:
    """Yield the place of each expression of this statement, but not those of the statements inside it."""
    if isinstance(statement, ast.Raise | ast.FunctionDef | ast.ClassDef):
        return
    waiting: list[ast.AST] = [statement]
    while waiting:
        parent = waiting.pop(0)
        for field, value in ast.iter_fields(parent):
            if field == "annotation" or isinstance(parent, ast.JoinedStr):
                continue
            values = list(enumerate(value)) if isinstance(value, list) else [(None, value)]
            for place, node in values:
                if isinstance(node, ast.expr):
                    yield parent, field, place, node
                if isinstance(node, ast.AST) and not isinstance(node, ast.stmt):
                    waiting.append(node)


def _put(parent: ast.AST, field: str, place: int | None, node: ast.expr) -> None:
    if place is None:
        setattr(parent, field, node)
    else:
        getattr(parent, field)[place] = node


def _instead(node: ast.expr, parent: ast.AST) -> Iterator[ast.expr]:
    """Yield what can take the place of this expression: it with one thing changed."""
    if isinstance(node, ast.Constant):
        yield from map(ast.Constant, _other_values(node.value))
    elif isinstance(node, ast.BinOp):
        for kind in BINARY.get(type(node.op), []):
            yield ast.BinOp(node.left, kind(), node.right)
        if isinstance(node.op, ORDERED):
            yield ast.BinOp(node.right, node.op, node.left)
    elif isinstance(node, ast.Compare) and len(node.ops) == 1:
        for kind in COMPARISONS[type(node.ops[0])]:
            yield ast.Compare(node.left, [kind()], node.comparators)
    elif isinstance(node, ast.BoolOp):
        yield ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    elif isinstance(node, ast.UnaryOp):
        yield node.operand
    elif isinstance(node, ast.IfExp):
        yield from (node.body, node.orelse)
    elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load):
        if node.attr in COUSIN:
            yield ast.Attribute(node.value, COUSIN[node.attr], node.ctx)
        if node.attr in BARE and not isinstance(parent, ast.Call):
            yield node.value
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load) and node.id in COUSIN:
        if isinstance(parent, ast.Call) and parent.func is node:
            yield ast.Name(COUSIN[node.id], node.ctx)
    elif isinstance(node, ast.Tuple | ast.List) and isinstance(node.ctx, ast.Load) and len(node.elts) > 1:
        for place in range(len(node.elts) - 1):
            yield type(node)(_swapped(node.elts, place), node.ctx)
    elif isinstance(node, ast.Call):
        yield from _other_calls(node)
    if isinstance(parent, ast.If) and node is parent.test:
        yield from (ast.Constant(True), ast.Constant(False))


def _other_values(value: object) -> list[object]:
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1] if value not in (0, 1) else [1 - value, value + 1]
    return [value + 1.0, value * 2] if isinstance(value, float) and value else [1.0] if value == 0.0 else []


def _other_calls(call: ast.Call) -> Iterator[ast.expr]:
    """Yield the call with arguments swapped or left out, its argument alone, a range one too short."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    for place in range(len(call.args) - 1 if name not in SYMMETRIC else 0):
        yield ast.Call(call.func, _swapped(call.args, place), call.keywords)
    for place in range(len(call.keywords)):
        yield ast.Call(call.func, call.args, call.keywords[:place] + call.keywords[place + 1 :])
    if isinstance(call.func, ast.Attribute) and call.func.attr in BARE:
        yield call.func.value
    elif len(call.args) == 1 and not call.keywords and name != "float" and not isinstance(call.args[0], ast.Starred):
        yield call.args[0]
    if isinstance(call.func, ast.Name) and call.func.id == "range":
        shorter = ast.BinOp(call.args[-1], ast.Sub(), ast.Constant(1))
        yield ast.Call(call.func, [*call.args[:-1], shorter], call.keywords)


def _swapped(nodes: list[ast.expr], place: int) -> list[ast.expr]:
    """Return the nodes with two neighbours swapped."""
    return [*nodes[:place], nodes[place + 1], nodes[place], *nodes[place + 2 :]]
