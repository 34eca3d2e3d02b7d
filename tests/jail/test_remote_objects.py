"""Objects, generators, output and large values of the student's, as ordinary test cells use them."""

from __future__ import annotations

import pytest
from notebooks import cards, checks, given, passes, solution

VALUE = """
class Value:
    def __init__(self, data, children=()):
        self.data, self.grad, self.children = data, 0.0, children
    def __add__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data + other.data, (self, other))
    __radd__ = __add__
    def __mul__(self, other):
        other = other if isinstance(other, Value) else Value(other)
        return Value(self.data * other.data, (self, other))
    __rmul__ = __mul__
    def __neg__(self): return self * -1
    def __sub__(self, other): return self + (-other)
    def __rsub__(self, other): return (-self) + other
    def __truediv__(self, other): return self * other ** -1
    def __rtruediv__(self, other): return self ** -1 * other
    def __pow__(self, n): return Value(self.data ** n, (self,))
    def __len__(self): return len(self.children)
    def __getitem__(self, index): return self.children[index]
    def __iter__(self): return iter(self.children)
    def __float__(self): return float(self.data)
"""


@pytest.mark.parametrize(
    "cell",
    [
        "a = Value(2.0)\nassert a.data == 2.0 and a.grad == 0.0",
        "a, b = Value(2.0), Value(-3.0)\nassert (a + b).data == -1 and (a * b).data == -6 and (a ** 2).data == 4",
        "a = Value(2.0)\nassert (1 + a).data == 3 and (1 - a).data == -1 and (3 * a).data == 6 and (-a).data == -2",
        "a = Value(4.0)\nassert (1 / a).data == 0.25 and (a / 2).data == 2 and (a - 1 - a).data == -1",
        "a = Value(1.0)\na.data = 5\nassert (a + a * a).data == 30",
        "c = Value(1.0) * Value(2.0)\nassert len(c) == 2 and c[1].data == 2 and [v.data for v in c] == [1, 2]",
        "assert abs(float(Value(2.0) * 3) - 6) < 1e-12",
        "v = Value(np.ones((2, 3))) * 2\nnp.testing.assert_array_equal(v.data, np.full((2, 3), 2.0))",
        "for step in range(3):\n    v = Value(step)\n    v.grad += 1\n    assert v.grad == 1 and v.data == step",
        "v = Value(1.0)\nassert hasattr(v, 'grad') and not hasattr(v, 'momentum') and getattr(v, 'lr', 3) == 3",
    ],
)  # fmt: skip
def test_small_classes_can_be_used(homework, cell):
    assert passes(homework, VALUE, cell, wrong="class Value:\n    def __init__(self, data): self.value = data")


def test_instances_of_a_class_can_be_handed_back_to_student_code(homework):
    answer = (
        "class Net:\n    def __init__(self): self.W = 1.0\n\ndef train(net, steps):\n    net.W += steps\n    return net"
    )
    cell = "net = Net()\ntrained = train(net, 3)\nassert net.W == 4 and trained.W == 4"
    assert passes(homework, answer, cell, wrong="class Net:\n    W = 0\n\ndef train(net, steps):\n    return net")


def test_generators_are_walked_one_by_one(homework):
    answer = """
def minibatches(X, size, rng):
    order = rng.permutation(len(X))
    for start in range(0, len(X), size):
        yield X[order[start:start + size]]
"""
    cell = """
X = np.arange(10.0).reshape(5, 2)
batches = list(minibatches(X, 2, np.random.default_rng(0)))
assert [len(batch) for batch in batches] == [2, 2, 1]
np.testing.assert_array_equal(np.sort(np.concatenate(batches), axis=0), X)
walk = minibatches(X, 4, np.random.default_rng(0))
assert next(walk).shape == (4, 2) and next(walk).shape == (1, 2)
assert next(walk, None) is None
"""
    assert passes(homework, answer, cell, wrong="def minibatches(X, size, rng):\n    yield X")


def test_what_student_code_prints_can_be_tested(homework):
    cell = """
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as out:
    report(0.5)
assert out.getvalue() == "loss 0.50\\n"
"""
    answer = "def report(loss):\n    print(f'loss {loss:.2f}')"
    assert passes(homework, answer, cell, wrong="def report(loss):\n    return f'loss {loss:.2f}'")


def test_what_is_printed_before_and_in_a_nested_call_is_kept_in_order(homework):
    answer = "def outer(f):\n    print('a')\n    f()\n    print('c')\n\ndef inner():\n    print('b')"
    cell = """
import contextlib, io
with contextlib.redirect_stdout(io.StringIO()) as out:
    outer(inner)
    outer(lambda: inner())
assert sorted(out.getvalue().split()) == ["a", "a", "b", "b", "c", "c"]
"""
    assert passes(homework, answer, cell)


def test_tuples_dicts_and_nested_results_come_back_as_they_are(homework):
    answer = """
import numpy as np

def init(sizes, *, scale=1.0, **more):
    layers = [{"W": np.full((n, k), scale), "b": np.zeros(k)} for n, k in zip(sizes, sizes[1:])]
    return layers, {"sizes": tuple(sizes), **more}
"""
    cell = """
layers, info = init([2, 3, 4], scale=0.5, seed=3)
assert isinstance(layers, list) and isinstance(info, dict) and info == {"sizes": (2, 3, 4), "seed": 3}
assert [layer["W"].shape for layer in layers] == [(2, 3), (3, 4)] and layers[0]["W"][1, 2] == 0.5
assert init(sizes=(1, 2))[1]["sizes"] == (1, 2)
"""
    assert passes(homework, answer, cell, wrong="def init(sizes, scale=1.0, seed=0):\n    return [], {}")


def test_values_a_student_defines_are_plain_values(homework):
    cell = "assert lam == 0.1 and sizes == [64, 10] and W.shape == (2, 2) and isinstance(name, str)"
    answer = "import numpy as np\nlam, sizes, W, name = 0.1, [64, 10], np.eye(2), 'net'"
    assert passes(homework, answer, cell, wrong="lam = sizes = W = name = None")


def test_figures_can_be_drawn_on_both_sides(homework):
    cell = "import matplotlib.pyplot as plt\nplt.plot(f(3))\nplt.show()\nassert len(f(3)) == 3"
    answer = (
        "import matplotlib.pyplot as plt\ndef f(n):\n    plt.plot(range(n))\n    plt.show()\n    return list(range(n))"
    )
    assert passes(homework, answer, cell, wrong="def f(n):\n    return []")


def test_what_is_too_large_to_cross_costs_its_own_question_only(homework):
    hw = homework(
        given("import numpy as np"),
        solution("def f(n):\n    return np.zeros(n)", "a"),
        checks("assert f(3).shape == (3,)\nf(9_000_000)", "check-a"),
        solution("y = 1", "b"),
        checks((
               "assert y == 1\n"
               "try:\n"
               "    f(np.zeros(9_000_000))\n"
               "except Exception as error:\n"
               "    assert 'MB' in str(error)"
               ), "check-b"),
    )  # fmt: skip
    first, second = hw.findings()
    assert (first.score, second.score) == (0, 1)
    assert "69 MB is too large to be passed" in cards(first)


def test_a_variable_too_large_to_cross_stays_behind_a_handle(homework):
    hw = homework(
        given("import numpy as np"),
        solution("big = np.zeros((9_000_000, 1))\nsmall = 1"),
        checks("assert small == 1 and big.shape == (9_000_000, 1) and big[3].tolist() == [0]"),
    )
    assert hw.score() == 1
