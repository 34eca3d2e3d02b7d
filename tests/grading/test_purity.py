"""Which cells only define, so that no copy of the student's process is needed between them."""

from __future__ import annotations

import pytest
from matplotlib import pyplot
from unreadable import UNREADABLE

from autograder.grading.purity import drawing_in, is_read_only, may_be_stateful, modules_in, only_defines
from byhand import plots

MODULES, DRAWING = frozenset({"np", "plots", "os"}), frozenset({"plots"})
STUDENTS = ["def f(x):\n    return np.exp(x) * rate", "rate = 0.1", "def g(x):\n    return f(x) + len(x)"]
GIVEN = ["X, y = data(3)\nleft = X[0]", "def table(x):\n    return names[x]\nnames = {}", "%matplotlib inline",
         "seen = []\ndef keep(x):\n    seen.append(x)\nclass Net: pass"]  # fmt: skip
SHOWING = [
    "",
    "print(len(g(X)))",
    "import time\nbegan = time.perf_counter()\nf(X)\nprint(time.perf_counter() - began)",
    "left, right = plots.panels(2)\nplots.curve(g(X), ax=left)\nright.set_title('x')",
    "losses = []\nfor n in range(3):\n    losses.append(g(X).sum())\n    losses[-1] += 1",
    "with np.errstate(all='ignore'):\n    Z = f(X) @ g(X).T",
    "def shown(points):\n    points = 1 * points\n    points[0] = 1\n    return f(points)\nplots.regions(shown, X)",
    "plots.regions(lambda points: g(points), X, y)",
    "best = table(f)",
]
CHANGING = [
    "rate = 0.2",  # f looks it up
    "rate += 1",
    "def f(x):\n    return x",
    "for names in range(3): pass",  # table looks it up
    "g(rate)",  # f's own, and g may change it in place
    "list(names)",
    "keep(f)",
    "net = Net()",
    "np.random.seed(0)",
    "os.chdir('/')",
    "from numpy.random import seed\nseed(1)",
    "import warnings\nwarnings.simplefilter('error')",
    "plots.look = 1",
    "np.e = 3",
    "f.calls = 0",
    "f.cache_clear()",
    "X[0] = 1",
    "X.sort()",
    "def change(X):\n    X.sort()\nX.sort()",
    "globals()['f'] = g",
    "del f",
    "def change():\n    global f\n    f = g\nchange()",
    "%run f.py",
    "(",
]
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
    assert not may_be_stateful(source, MODULES)


@pytest.mark.parametrize("source", REMEMBERING)
def test_a_function_that_may_feel_its_calls_is_noticed(source):
    assert not only_defines(source, [], MODULES)
    assert may_be_stateful(source, MODULES)


@pytest.mark.parametrize("source", DOING)
def test_a_cell_that_does_something_does_more_than_define(source):
    assert not only_defines(source, [], MODULES)


@pytest.mark.parametrize("before", ["def g(x):\n    return f(x)", "f = 1", "def f():\n    pass", "print(f)"])
def test_a_name_that_was_used_before_is_not_merely_defined(before):
    assert not only_defines("def f(x):\n    return x", [before], MODULES)


def test_a_local_variable_of_the_same_name_does_not_matter():
    assert only_defines("def loss(x):\n    return x", ["def train(x):\n    loss = x\n    return loss"], MODULES)


@pytest.mark.parametrize("source", SHOWING)
def test_a_given_cell_that_calls_and_draws_is_read_only(source):
    assert is_read_only(source, STUDENTS, GIVEN, MODULES, DRAWING)


@pytest.mark.parametrize("source", CHANGING)
def test_a_given_cell_that_may_change_what_functions_do_does_more_than_show(source):
    assert not is_read_only(source, STUDENTS, GIVEN, MODULES, DRAWING)


def test_a_function_may_be_handed_on_but_not_where_another_cell_made_it_something_else():
    assert is_read_only("print(f)", ["def f(x):\n    return x", "def g(x):\n    return f(x)"], [], MODULES, DRAWING)
    assert not is_read_only("print(f)", ["f = [1]", "def g(x):\n    return f"], [], MODULES, DRAWING)
    both = ["def f(x):\n    return x", "f = [1]", "def g(x):\n    return f"]
    assert not is_read_only("print(f)", both, [], MODULES, DRAWING)


def test_a_given_function_that_remembers_may_be_reached_through_another_one():
    indirect = [*GIVEN, "def through(x):\n    return keep(x)"]
    assert is_read_only("print(g(1))", STUDENTS, GIVEN, MODULES, DRAWING)
    assert not is_read_only("print(through(1))", STUDENTS, indirect, MODULES, DRAWING)


def test_modules_are_told_by_what_the_names_hold():
    names = {"np": pytest, "plots": plots, "plt": pyplot, "x": 1}
    assert modules_in(names) == {"np", "plots", "plt"}
    assert drawing_in(names) == {"plots", "plt"}


@pytest.mark.parametrize("source", UNREADABLE.values(), ids=UNREADABLE)
def test_what_cannot_be_read_is_taken_to_do_anything(source):
    assert not only_defines(source, [], MODULES)
    assert may_be_stateful(source, MODULES)
    assert not only_defines("x = 1\na = 2\nf = 3", [source], MODULES)
    assert not is_read_only(source, [], [], MODULES, DRAWING)
    assert is_read_only("z = 1", [source], [source], MODULES, DRAWING)  # no word of theirs


def test_a_strange_escape_in_a_string_warns_nobody(recwarn):
    assert only_defines("text = '\\s'", [], MODULES)
    assert not recwarn
