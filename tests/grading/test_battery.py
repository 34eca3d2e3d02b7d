"""What a docstring promises is asked of every function, also where no test of the key thinks of it."""

from __future__ import annotations

import pytest
from notebooks import checks, given, solution

SETUP = given("import numpy as np\nfrom byhand import check")

RELU = '''
def relu_forward(Z):
    """The ReLU, entry by entry.

    Args:
        Z: (m, n) float64 array. Not changed.

    Returns:
        out: (m, n) float64 array.
        cache: what `relu_backward` needs.
    """
    return np.maximum(Z, 0), Z


def relu_backward(G, cache):
    """The gradient by Z.

    Args:
        G: (m, n) float64 array. Not changed.
        cache: the second value that `relu_forward` returned. Not changed.

    Returns:
        dZ: (m, n) float64 array.
    """
    return G * (cache > 0)
'''
RELU_CHECK = """
Z, G = np.array([[1.0, -2.0, 3.0], [-1.0, 2.0, 4.0]]), np.ones((2, 3))
parts = check.Parts()
with parts(2, "by hand"):
    out, cache = relu_forward(Z.copy())
    check.values(relu_backward(G.copy(), cache), [[1.0, 0, 1], [0, 1, 1]], "dZ")
"""
RELU_HIDDEN = """
with parts(1, "another one"):
    out, cache = relu_forward(-Z)
    check.values(relu_backward(G.copy(), cache), reference.relu_backward(G, -Z), "dZ")
"""
WRONG_RELU = {
    "a mask kept in a global": """
def relu_forward(Z):
    global mask
    mask = Z > 0
    return Z * mask, None
def relu_backward(G, cache):
    return G * mask
""",
    "entries taken in the order of memory": """
def relu_forward(Z):
    out = np.maximum(Z.ravel(order="K"), 0)
    return out.reshape(Z.shape), Z
def relu_backward(G, cache):
    return G * (cache > 0)
""",
    "an array that has to be written to": """
def relu_forward(Z):
    before = Z.copy()
    Z[Z < 0] = 0
    out = Z.copy()
    Z[...] = before
    return out, before
def relu_backward(G, cache):
    return G * (cache > 0)
""",
}

USED_UP = """
def relu_forward(Z):
    return np.maximum(Z, 0), [Z]
def relu_backward(G, cache):
    return G * (cache.pop() > 0)
"""

RIGHT_RELU = {
    "the reference": RELU,
    "a cache that is a dict of lists": """
def relu_forward(Z):
    return Z.clip(0), {"on": (Z > 0).tolist()}
def relu_backward(G, cache):
    return np.where(cache["on"], G, 0.0)
""",
    "a cache that stays in the student's process": """
class Kept:
    def __init__(self, Z):
        self.Z = Z
def relu_forward(Z):
    return [Z * (Z > 0), Kept(Z)]
def relu_backward(G, cache):
    return G * (cache.Z > 0)
""",
}

TRAIN = '''
def train(X, eta=0.5, steps=10, rng=0):
    """Go downhill.

    Args:
        X: (m, n) float64 array. Not changed.
        eta: float, the learning rate.
        steps: int, how many steps to take.
        rng: int (a seed) or np.random.Generator, for the start.

    Returns:
        w: (n,) float64 array.
        losses: (steps + 1,) float64 array.
    """
    w = np.random.default_rng(rng).normal(size=X.shape[1])
    losses = [w @ w]
    for _ in range(steps):
        w = w - eta * w
        losses.append(w @ w)
    return w, np.array(losses)
'''
TRAIN_CHECK = """
w, losses = train(np.ones((3, 2)), steps=10, rng=1)
check.array(losses, "losses", shape=(11,))
check.that(losses[-1] < 0.01, "the loss falls")
"""
TRAIN_HIDDEN = "check.values(train(np.ones((4, 3)), rng=2)[1][:1] > 0, [True], 'losses')"
WRONG_TRAIN = {
    "a seed for NumPy's own stream": TRAIN.replace(
        "w = np.random.default_rng(rng).normal(size=X.shape[1])",
        "np.random.seed(rng); w = np.random.normal(size=X.shape[1])",
    ),
    "an early end": TRAIN.replace(
        "losses.append(w @ w)", "losses.append(w @ w)\n        if losses[-2] - losses[-1] < 1e-9: break"
    ),
    "a start that no seed decides": TRAIN.replace("default_rng(rng)", "default_rng()"),
}
RIGHT_TRAIN = {
    "the reference": TRAIN,
    "another stream": TRAIN.replace(
        "np.random.default_rng(rng).normal(size=X.shape[1])",
        "np.random.default_rng(rng).uniform(-1, 1, size=(5, X.shape[1]))[-1]",
    ),
}


@pytest.fixture
def relu(homework):
    """Two functions that hand on a cache; parts of two points and, hidden, of one."""
    return homework(SETUP, solution(RELU), checks(RELU_CHECK, points=3, hidden=RELU_HIDDEN + "parts"), assignment="hw")


@pytest.fixture
def train(homework):
    """One function that draws and keeps a history; no parts."""
    return homework(SETUP, solution(TRAIN), checks(TRAIN_CHECK, points=2, hidden=TRAIN_HIDDEN), assignment="hw")


@pytest.mark.parametrize("answer", WRONG_RELU.values(), ids=WRONG_RELU)
def test_a_function_that_is_not_pure_loses_the_smallest_part(relu, answer):
    finding = relu.finding(answer)
    assert (finding.score, finding.status) == (2, "partial")
    assert [card.as_line() for card in finding.cards] == ["answer: a hidden check of this question did not pass"]


def test_a_cache_that_is_used_up_is_an_argument_changed_in_place(relu):
    finding = relu.finding(USED_UP)
    assert (finding.score, finding.cards[0].what) == (0, "cache")


@pytest.mark.parametrize("answer", RIGHT_RELU.values(), ids=RIGHT_RELU)
def test_any_cache_will_do(relu, answer):
    assert relu.score(answer) == 3


@pytest.mark.parametrize("answer", WRONG_TRAIN.values(), ids=WRONG_TRAIN)
def test_what_a_docstring_promises_is_worth_a_question_without_parts(train, answer):
    finding = train.finding(answer)
    assert finding.score == 0
    assert [card.problem for card in finding.cards] == ["a hidden check of this question did not pass"]
    assert not finding.failed_visible


@pytest.mark.parametrize("answer", RIGHT_TRAIN.values(), ids=RIGHT_TRAIN)
def test_a_function_that_draws_may_draw_from_any_stream(train, answer):
    assert train.score(answer) == 2


def test_an_answer_that_ends_its_process_in_the_battery_costs_no_more(relu):
    answer = RELU + "\nimport os\nback = relu_backward\ndef relu_backward(G, cache):\n"
    finding = relu.finding(answer + "    return back(G, cache) if G.flags.writeable else os._exit(1)\n")
    assert (finding.score, finding.status) == (2, "partial")


def test_a_course_that_is_not_ours_gets_no_battery(homework):
    cells = SETUP, solution(RELU), checks(RELU_CHECK, points=3, hidden=RELU_HIDDEN + "parts")
    assert homework(*cells).score(WRONG_RELU["a mask kept in a global"]) == 3


def test_a_header_spares_a_function_a_kind(homework):
    cell = solution(RELU)
    cell["metadata"]["promises"] = {"not_asked": ["twice", "interleaved"]}
    hw = homework(SETUP, cell, checks(RELU_CHECK, points=3, hidden=RELU_HIDDEN + "parts"), assignment="hw")
    assert hw.score(WRONG_RELU["a mask kept in a global"]) == 3


def test_an_argument_that_may_be_changed_is_not_read_only(homework):
    cell = solution(RELU)
    cell["metadata"]["promises"] = {"in_place": ["Z"]}
    hw = homework(SETUP, cell, checks(RELU_CHECK, points=3, hidden=RELU_HIDDEN + "parts"), assignment="hw")
    assert hw.score(WRONG_RELU["an array that has to be written to"]) == 3


def test_right_earlier_answers_do_not_excuse_a_function_that_is_not_pure(homework):
    double = "def double(x):\n    return 2 * x\n"
    hw = homework(
        SETUP,
        solution(double, "double"),
        checks("assert double(2.0) == 4", "check-double"),
        solution(TRAIN.replace("w @ w", "double(w @ w)"), "train"),
        checks(TRAIN_CHECK, "check-train", points=2, hidden=TRAIN_HIDDEN),
        assignment="hw",
    )
    early = WRONG_TRAIN["an early end"].replace("w @ w", "double(w @ w)")
    assert hw.scores("def double(x):\n    return 3 * x\n", early) == [0, 0]


CENTRE = '''
def centre(X):
    """Take the mean of every column away.

    Args:
        X: (m, n) float64 array. Not changed.

    Returns:
        (m, n) float64 array.
    """
    return X - X.mean(axis=0)
'''


def test_what_is_remembered_by_shape_is_not_an_answer(homework):
    visible = "check.values(centre(np.arange(6.0).reshape(3, 2)), [[-2.0, -2], [0, 0], [2, 2]], 'X')"
    hidden = "X = np.random.default_rng(1).normal(size=(5, 3))\ncheck.values(centre(X), reference.centre(X), 'X')"
    hw = homework(SETUP, solution(CENTRE), checks(visible, points=2, hidden=hidden), assignment="hw")
    stale = "seen = {}\ndef centre(X):\n    return seen.setdefault(X.shape, X - X.mean(axis=0)).copy()"
    assert hw.scores() == [2]
    assert hw.scores(stale) == [0]
