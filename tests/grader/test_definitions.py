"""Which cells only define, so that no copy of the student's process is needed between them."""

from __future__ import annotations

import pytest
from unreadable import UNREADABLE

from autograder.definitions import may_remember, modules_in, only_defines

MODULES = frozenset({"np"})
PLAIN = [
    "",
    "# nothing yet",
    "'a remark'",
    "def f(x):\n    return x + 1",
    "def f(x, eps=-1e-5, *, n=3):\n    y = np.ones(n)\n    y[0] = x\n    y.sort()\n    np.add.at(y, 0, 1)",
    "def f(X: np.ndarray) -> np.ndarray:\n    return X",
    "def f(x):\n    def inner():\n        total.append(x)\n    total = []\n    inner()\n    return total",
    "lines = [r'\\frac{1}{m}', 'b']",
    "def f(x):\n    return g(x)\n\ndef g(x):\n    return x",
]
REMEMBERING = [
    "def f(x, seen=[]):\n    return x",
    "@cache\ndef f(x):\n    return x",
    "def f(x):\n    global n\n    n = x",
    "def f(x):\n    f.last = x",
    "def f(x):\n    table[x] = 1",
    "def f(x):\n    table[0].y += 1",
    "def f(x):\n    history.append(x)",
    "def f(x: open('/tmp/x', 'w')):\n    return x",
    "class Net:\n    pass",
    "f = lambda x: x",
    "rng = np.random.default_rng(0)\ndef f():\n    return rng.normal()",
]
DOING = ["x = np.zeros(3)", "print(1)", "import numpy as np", "x += 1", "a.b = 1", "%matplotlib inline", "(", "x\0"]


@pytest.mark.parametrize("source", PLAIN)
def test_a_cell_of_plain_functions_and_literals_only_defines(source):
    assert only_defines(source, [], MODULES)
    assert not may_remember(source, MODULES)


@pytest.mark.parametrize("source", REMEMBERING)
def test_a_function_that_may_feel_its_calls_is_noticed(source):
    assert not only_defines(source, [], MODULES)
    assert may_remember(source, MODULES)


@pytest.mark.parametrize("source", DOING)
def test_a_cell_that_does_something_does_more_than_define(source):
    assert not only_defines(source, [], MODULES)


@pytest.mark.parametrize("before", ["def g(x):\n    return f(x)", "f = 1", "def f():\n    pass", "print(f)"])
def test_a_name_that_was_used_before_is_not_merely_defined(before):
    assert not only_defines("def f(x):\n    return x", [before], MODULES)


def test_a_local_variable_of_the_same_name_does_not_matter():
    assert only_defines("def loss(x):\n    return x", ["def train(x):\n    loss = x\n    return loss"], MODULES)


def test_modules_are_told_by_what_the_names_hold():
    assert modules_in({"np": pytest, "x": 1}) == {"np"}


@pytest.mark.parametrize("source", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_taken_to_do_anything(source):
    assert not only_defines(source, [], MODULES)
    assert may_remember(source, MODULES)
    assert not only_defines("x = 1\na = 2\nf = 3", [source], MODULES)


def test_a_strange_escape_in_a_string_warns_nobody(recwarn):
    assert only_defines("text = '\\s'", [], MODULES)
    assert not recwarn
