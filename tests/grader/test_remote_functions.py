"""Ordinary nbgrader test cells work unchanged, although what they call runs in another process."""

from __future__ import annotations

import textwrap

import pytest
from notebooks import cards, checks, given, solution

RIGHT = """
import numpy as np

def softmax(Z):
    S = np.exp(Z - Z.max(axis=1, keepdims=True))
    return S / S.sum(axis=1, keepdims=True)
"""


def passes(homework, answer, cell, wrong=None):
    """Whether the test cell gives ``answer`` its point, and ``wrong`` none."""
    hw = homework(given("import numpy as np"), solution(answer), checks(textwrap.dedent(cell)))
    finding = hw.finding()
    assert finding.score == 1, cards(finding)
    if wrong is not None:
        assert hw.score(wrong) == 0
    return True


@pytest.mark.parametrize(
    "cell",
    [
        "Z = np.arange(6.0).reshape(2, 3)\nassert softmax(Z).shape == (2, 3)\nassert abs(softmax(Z)[0, 0] - 0.09003057) < 1e-8",
        "np.testing.assert_allclose(softmax(np.zeros((2, 4))), np.full((2, 4), 0.25))",
        "assert np.allclose(softmax(np.eye(3)).sum(axis=1), 1)\nassert np.allclose(np.diag(softmax(np.eye(3))), 0.57611688)",
        "from numpy.testing import assert_almost_equal as same\nsame(softmax(Z=np.array([[0.0, np.log(3)]])), [[0.25, 0.75]])",
        "for m in (1, 4):\n    S = softmax(np.zeros((m, 2)))\n    assert isinstance(S, np.ndarray) and S.dtype == float\n    assert (S == 0.5).all()",
        "assert np.isfinite(softmax(np.array([[1e4, 0.0]]))).all() and (softmax(np.zeros((1, 4))) == 0.25).all()",
        "from byhand import check\ncheck.values(softmax(np.zeros((1, 2))), [[0.5, 0.5]], 'softmax(Z)')",
        "np.testing.assert_array_almost_equal_nulp(softmax(np.zeros((1, 2))), np.full((1, 2), 0.5))",
    ],
)  # fmt: skip
def test_asserts_and_numpy_testing_judge_what_came_back(homework, cell):
    assert passes(homework, RIGHT, cell, wrong="import numpy as np\n\ndef softmax(Z):\n    return np.exp(Z) * 2")


RAISES = """
def mean(values):
    if not len(values):
        raise ValueError("no values at all")
    return sum(values) / len(values)
"""


@pytest.mark.parametrize(
    "cell",
    [
        "import pytest\nwith pytest.raises(ValueError, match='no values'):\n    mean([])",
        "try:\n    mean([])\nexcept ValueError as error:\n    assert 'no values' in str(error)\nelse:\n    raise AssertionError('it has to complain')",
        "np.testing.assert_raises(ValueError, mean, [])",
        "import unittest\nwith unittest.TestCase().assertRaises(ValueError):\n    mean(np.array([]))",
        "raised = False\ntry:\n    mean([])\nexcept ZeroDivisionError:\n    pass\nexcept ValueError:\n    raised = True\nassert raised",
    ],
)  # fmt: skip
def test_expected_errors_are_recognised_by_their_type(homework, cell):
    assert passes(homework, RAISES, cell, wrong="def mean(values):\n    return 0.0")
    assert passes(homework, RAISES, cell, wrong="def mean(values):\n    raise RuntimeError('no values')")


def test_an_error_that_pytest_misses_costs_the_point_and_says_so(homework):
    hw = homework(solution(RAISES), checks("import pytest\nwith pytest.raises(ValueError):\n    mean([])"))
    assert "DID NOT RAISE" in cards(hw.finding("def mean(values): return 0"))


@pytest.mark.parametrize(
    ("raised", "caught"),
    [
        ("KeyError('W1')", "KeyError"),
        ("np.linalg.LinAlgError('singular')", "np.linalg.LinAlgError"),
        ("np.exceptions.AxisError(3, 2)", "ValueError"),
        ("type('ShapeError', (ValueError,), {})('no')", "ValueError"),
        ("UnicodeDecodeError('utf-8', b'x', 0, 1, 'no')", "UnicodeError"),
        ("ExceptionGroup('several', [ValueError()])", "Exception"),
        ("StopIteration()", "StopIteration"),
        ("SystemExit('enough')", "Exception"),
        ("KeyboardInterrupt()", "Exception"),
        ("FileNotFoundError(2, 'gone')", "OSError"),
    ],
)
def test_an_error_arrives_as_the_nearest_builtin_type(homework, raised, caught):
    answer = f"import numpy as np\ndef f():\n    raise {raised}"
    assert passes(
        homework, answer, f"try:\n    f()\nexcept {caught}:\n    pass\nelse:\n    raise AssertionError", wrong="f = int"
    )


def test_a_function_can_be_handed_to_the_students_numerical_gradient(homework):
    answer = """
import numpy as np

def loss(w):
    return float((w ** 2).sum())

def numerical_gradient(f, x, eps=1e-5):
    grad = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        step = np.zeros_like(x)
        step[i] = eps
        grad[i] = (f(x + step) - f(x - step)) / (2 * eps)
    return grad
"""
    cell = """
x = np.array([[1.0, -2.0, 0.5]])
np.testing.assert_allclose(numerical_gradient(lambda w: loss(w), x), 2 * x, rtol=1e-6)
np.testing.assert_allclose(numerical_gradient(loss, x), 2 * x, rtol=1e-6)
np.testing.assert_allclose(numerical_gradient(np.sum, x), np.ones((1, 3)), rtol=1e-6)
np.testing.assert_allclose(numerical_gradient(f=lambda w: 3 * w[0, 1], x=x, eps=1e-4), [[0, 3, 0]], atol=1e-8)
"""
    assert passes(homework, answer, cell)


def test_a_function_returned_by_student_code_can_be_called(homework):
    answer = "def power(n):\n    def f(x):\n        return x ** n\n    return f\n\ndef twice(f):\n    return lambda x: f(f(x))"
    cell = "assert power(3)(2) == 8\nassert twice(power(2))(3) == 81\nassert twice(lambda x: x + 1)(1) == 3"
    assert passes(homework, answer, cell, wrong="power = twice = lambda n: n")


def test_a_function_handed_over_may_raise_and_change_its_arguments(homework):
    answer = "def apply(f, x):\n    f(x)\n    return x"
    cell = """
import pytest
def boom(x):
    raise KeyError("W1")
with pytest.raises(KeyError, match="W1"):
    apply(boom, 1)
def add_one(x):
    x += 1
x = np.zeros(2)
assert apply(add_one, x) is x and x.tolist() == [1, 1]
"""
    assert passes(homework, answer, cell)


def test_a_function_handed_over_can_be_kept_and_called_later(homework):
    answer = "class Layer:\n    def __init__(self, f): self.f = f\n    def forward(self, x): return self.f(x)"
    hw = homework(
        given("import numpy as np"),
        solution(answer),
        checks("a = Layer(np.tanh)\nb = Layer(lambda x: 5)\nassert b.forward(3) == 5", "check-a"),
        checks("c = Layer(np.exp)\nassert a.forward(0.0) == 0 and c.forward(0.0) == 1", "check-b"),
    )
    assert hw.scores() == [1, 1]


def test_changes_in_place_reach_arrays_lists_and_dicts(homework):
    answer = """
def step(params, grads, eta, log):
    for name in params:
        params[name] -= eta * grads[name]
    log.append(len(params))

def relu_(Z):
    Z[Z < 0] = 0
    return Z
"""
    cell = """
W = np.ones((2, 3)); params = {"W": W}; log = []
step(params, {"W": np.full((2, 3), 2.0)}, eta=0.25, log=log)
assert params["W"] is W and (W == 0.5).all() and log == [1]
Z = np.array([-1.0, 2.0])
assert relu_(Z) is Z and Z.tolist() == [0, 2]
"""
    wrong = "def step(params, grads, eta, log):\n    return params\n\ndef relu_(Z):\n    return Z.clip(0)"
    assert passes(homework, answer, cell, wrong)


def test_an_input_that_must_not_change_does_not_change_unnoticed(homework):
    cell = "Z = np.ones(3)\nassert double(Z).tolist() == [2, 2, 2]\nassert Z.tolist() == [1, 1, 1]"
    assert passes(homework, "def double(Z):\n    return Z * 2", cell, wrong="def double(Z):\n    Z *= 2\n    return Z")


def test_a_random_generator_advances_in_the_test_as_well(homework):
    answer = "def noise(n, rng):\n    return rng.normal(size=n)"
    cell = """
rng = np.random.default_rng(7)
first, second = noise(3, rng), noise(n=2, rng=rng)
np.testing.assert_array_equal(np.append(first, second), np.random.default_rng(7).normal(size=5))
"""
    wrong = "import numpy as np\ndef noise(n, rng):\n    return np.random.default_rng(7).normal(size=n)"
    assert passes(homework, answer, cell, wrong)


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


def test_a_test_cell_sees_the_names_as_they_are_where_it_stands(homework):
    hw = homework(
        solution("x = 1", "a"),
        checks("assert x == 1", "check-a"),
        solution("x = 2", "b"),
        checks("assert x == 2", "check-b"),
    )
    assert hw.scores() == [1, 1]
    assert hw.scores("x = 2") == [0, 1]
    assert hw.scores("x = 1", "pass") == [1, 0]


def test_a_helper_of_an_earlier_test_cell_finds_names_that_came_later(homework):
    hw = homework(
        solution("def f(x):\n    return x", "a"),
        checks("def close(x):\n    return abs(f(x) - g(x)) < tol", "check-a", 0),
        solution("def g(x):\n    return x\n\ndef f(x):\n    return g(x)", "b"),
        checks("tol = 1e-9\nassert close(2.0)", "check-b", hidden="assert close(3.0)"),
        checks("tol = -1\nassert not close(2.0)", "check-c"),
    )
    assert hw.scores() == [0, 1, 1]
    assert hw.scores("f = abs", "g = float\nf = lambda x: 7") == [0, 0, 1]


@pytest.mark.parametrize(
    ("last", "points"),
    [
        ("2", 2),
        ("1.5", 1.5),
        ("np.float64(2.5)", 2.5),
        ("np.int64(1)", 1),
        ("np.array(0.5)", 0.5),
        ("7", 3),
        ("-1", 0),
        ("np.nan", 0),
        ("np.float64('inf')", 0),
        ("10 ** 400", 0),
        ("True", 3),
        ("False", 0),
        ("np.bool_(True)", 3),
        ("np.bool_(False)", 0),
        ("None", 3),
        ("'0'", 3),
        ("np.array('text')", 3),
        ("np.zeros(3)", 3),
        ("print('0')", 3),
        ("score = 0", 3),
        ("1 + 1j", 3),
        ("f(2)", 2),
    ],
)
def test_the_value_of_the_last_expression_is_the_score(homework, last, points):
    hw = homework(given("import numpy as np"), solution("def f(x):\n    return x"), checks(last, points=3))
    assert hw.score() == points


def test_parts_give_their_share_and_a_card_for_each_that_failed(homework):
    cell = """
from byhand import check
parts = check.Parts()
with parts(2, "positive"):
    assert f(2) == 2
with parts(1, "negative"):
    assert f(-2) == 2
parts
"""
    hw = homework(solution("def f(x):\n    return abs(x)"), checks(cell, points=6))
    assert hw.score() == 6
    half = hw.finding("def f(x):\n    return x")
    assert (half.score, half.status) == (4, "partial")
    assert "negative" in cards(half)
    assert "positive" not in cards(half)
    assert hw.score("def f(x):\n    return 0") == 0


def test_warnings_and_stderr_cost_nothing(homework):
    answer = """
import sys, warnings
def f(x):
    warnings.warn("careful")
    print("oops", file=sys.stderr)
    return x
"""
    cell = "import sys, warnings\nwarnings.warn('mine')\nprint('mine', file=sys.stderr)\nassert f(1) == 1"
    assert passes(homework, answer, cell)


def test_magics_and_shell_lines_do_not_disturb_a_cell(homework):
    hw = homework(
        given("%matplotlib inline\nimport numpy as np"),
        solution("%precision 3\ndef f(x):\n    return x % 3"),
        checks("%matplotlib inline\nassert f(4) == 1"),
    )
    assert hw.score() == 1
    assert hw.score("%time x = 1\n!echo hello\ndef f(x):\n    return 0") == 0
    assert hw.score("%%capture out\ndef f(x):\n    return x % 3") == 1


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
        checks("assert y == 1\ntry:\n    f(np.zeros(9_000_000))\nexcept Exception as error:\n    assert 'MB' in str(error)", "check-b"),
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
