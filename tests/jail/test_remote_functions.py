"""Ordinary nbgrader test cells work unchanged, although what they call runs in another process."""

from __future__ import annotations

import pytest
from notebooks import cards, checks, given, passes, solution

RIGHT = """
import numpy as np

def softmax(Z):
    S = np.exp(Z - Z.max(axis=1, keepdims=True))
    return S / S.sum(axis=1, keepdims=True)
"""


@pytest.mark.parametrize(
    "cell",
    [
        (
            "Z = np.arange(6.0).reshape(2, 3)\n"
            "assert softmax(Z).shape == (2, 3)\n"
            "assert abs(softmax(Z)[0, 0] - 0.09003057) < 1e-8"
        ),
        "np.testing.assert_allclose(softmax(np.zeros((2, 4))), np.full((2, 4), 0.25))",
        (
            "assert np.allclose(softmax(np.eye(3)).sum(axis=1), 1)\n"
            "assert np.allclose(np.diag(softmax(np.eye(3))), 0.57611688)"
        ),
        (
            "from numpy.testing import assert_almost_equal as same\n"
            "same(softmax(Z=np.array([[0.0, np.log(3)]])), [[0.25, 0.75]])"
        ),
        (
            "for m in (1, 4):\n"
            "    S = softmax(np.zeros((m, 2)))\n"
            "    assert isinstance(S, np.ndarray) and S.dtype == float\n"
            "    assert (S == 0.5).all()"
        ),
        "assert np.isfinite(softmax(np.array([[1e4, 0.0]]))).all() and (softmax(np.zeros((1, 4))) == 0.25).all()",
        "from byhand import check\ncheck.values(softmax(np.zeros((1, 2))), [[0.5, 0.5]], 'softmax(Z)')",
        "np.testing.assert_array_almost_equal_nulp(softmax(np.zeros((1, 2))), np.full((1, 2), 0.5))",
    ],
)
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
        (
            "try:\n"
            "    mean([])\n"
            "except ValueError as error:\n"
            "    assert 'no values' in str(error)\n"
            "else:\n"
            "    raise AssertionError('it has to complain')"
        ),
        "np.testing.assert_raises(ValueError, mean, [])",
        "import unittest\nwith unittest.TestCase().assertRaises(ValueError):\n    mean(np.array([]))",
        (
            "raised = False\n"
            "try:\n"
            "    mean([])\n"
            "except ZeroDivisionError:\n"
            "    pass\n"
            "except ValueError:\n"
            "    raised = True\n"
            "assert raised"
        ),
    ],
)
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
        ("StopIteration()", "RuntimeError"),
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


def test_an_error_class_of_a_given_cell_is_recognised(homework):
    setup = "class NotTrained(Exception):\n    pass\n\nclass TooFew(ValueError):\n    pass"
    cell = (
        "import pytest\n"
        "with pytest.raises(NotTrained, match='train'):\n"
        "    predict(1)\n"
        "with pytest.raises(TooFew):\n"
        "    predict(0)"
    )
    answer = "def predict(x):\n    raise NotTrained('train first') if x else TooFew('0')"
    hw = homework(given(setup), solution(answer), checks(cell))
    assert hw.score() == 1
    assert hw.score(answer.replace("TooFew", "ValueError")) == 0
    assert hw.score(f"class NotTrained(Exception): pass\n{answer.replace('TooFew', 'KeyError')}") == 0


def test_an_error_that_calls_itself_a_failed_check_is_an_ordinary_error(homework):
    hw = homework(
        given("from byhand.check import CheckFailed, Parts"),
        solution("def f():\n    return 1"),
        checks("assert f() == 1"),
    )
    finding = hw.finding("class CheckFailed(Exception): pass\ndef f():\n    raise CheckFailed('passed')")
    assert (finding.score, finding.status) == (0, "failed")
    assert "your code raised CheckFailed: passed" in cards(finding)


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
    answer = (
        "def power(n):\n"
        "    def f(x):\n"
        "        return x ** n\n"
        "    return f\n"
        "\n"
        "def twice(f):\n"
        "    return lambda x: f(f(x))"
    )
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
