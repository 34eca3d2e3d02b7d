"""A function that is not what its docstring promises fails at home, with a card that says how it was asked."""

from __future__ import annotations

import numpy as np
import pytest
from notebooks import cards, checks, given, solution

from byhand import check
from byhand.check import CheckFailed

Z = np.array([[1.0, -2.0, 3.0], [4.0, 0.5, -6.0]])
kept = None


def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def forward(Z):
    return np.maximum(Z, 0), Z


def backward(G, cache):
    return G * (cache > 0)


def train(X, eta=0.5, steps=10, rng=0):
    w = np.random.default_rng(rng).normal(size=X.shape[1])
    losses = [w @ w]
    for _ in range(steps):
        w = w - eta * w
        losses.append(w @ w)
    return w, np.array(losses)


def pick(Z, y):
    return Z[np.arange(len(y)), y]


def halved(Z):
    return softmax(Z).astype(np.float32)


def halved_backward(G, cache):
    return G * np.float32(0.1) * (cache > 0).astype(np.float32), {"W": np.float32(1.5)}


def in_place(Z):
    Z -= Z.max(axis=1, keepdims=True)
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


def counting(Z, calls=[]):  # noqa: B006
    calls.append(1)
    return softmax(Z) * len(calls)


def in_memory_order(Z):
    return np.exp(Z.ravel(order="K")).reshape(Z.shape)


def one_block(Z):
    Z.shape = -1
    return np.exp(Z)


def borrowing(Z):
    before = Z.copy()
    Z[...] = softmax(Z)
    result = Z.copy()
    Z[...] = before
    return result


def squeezed(Z):
    return softmax(Z).squeeze()


def lonely(Z):
    return Z - Z.mean() + 0 * Z[1]


def counted_labels(Z, y):
    return np.eye(y.max() + 1)[y]


def old_seed(X, eta=0.5, steps=10, rng=0):
    np.random.seed(rng)
    return train(X, eta, steps)


def impatient(X, eta=0.5, steps=10, rng=0):
    w, losses = train(X, eta, steps, rng)
    return w, losses[: 1 + int(np.argmax(np.append(losses[:-1] - losses[1:], 0.0) < 1e-6))]


def global_forward(Z):
    global kept
    kept = Z > 0
    return Z * kept, None


def global_backward(G, cache):
    return G * kept


def consuming_forward(Z):
    return Z * (Z > 0), [Z]


def consuming_backward(G, cache):
    return G * (cache.pop() > 0)


def changing_backward(G, cache):
    G *= cache > 0
    return G


def half_square(A):
    return float(np.sum(A**2) / 2), A


def borrowing_backward(g, cache):
    cache *= g
    result = cache.copy()
    cache /= g
    return result


def backward_in_memory_order(g, cache):
    return g * cache.ravel(order="K").reshape(cache.shape)


y = np.array([2, 1])
X = np.ones((3, 2))
RIGHT = {
    "softmax": lambda: check.well_behaved(softmax, Z, batch=1),
    "a forward and its backward": lambda: check.well_behaved(forward, Z, backward=backward, upstream=Z + 1, batch=1),
    "a training loop": lambda: check.well_behaved(train, X, eta=0.5, steps=5, rng=0, history={"steps": 1}),
    "a loss and its backward": lambda: check.well_behaved(half_square, Z, backward=lambda g, A: g * A, upstream=2.0),
    "labels": lambda: check.well_behaved(pick, Z, y, batch=2),
    "float32 from float32": lambda: check.well_behaved(softmax, Z.astype(np.float32)),
    "a cache in float32": lambda: check.well_behaved(lambda Z: (Z * 2, Z.astype(np.float32)), Z, cache=True),
    "an option's name by position": lambda: check.well_behaved(lambda Z, cache: Z * cache, Z, 2.0, cache=False),
    "changes that are allowed": lambda: check.well_behaved(in_place, Z, in_place=("Z",)),
    "a dict of arrays": lambda: check.well_behaved(lambda params: params["W"] * 2, {"W": Z}),
}
WRONG = {
    "in place": (lambda: check.well_behaved(in_place, Z), "in_place: Z is another one after the call"),
    "float32": (lambda: check.well_behaved(halved, Z), "halved: float32 comes back where float64 went in"),
    "float32 in a gradient": (
        lambda: check.well_behaved(forward, Z, backward=halved_backward, upstream=Z),
        "halved_backward: float32 comes back where float64 went in",
    ),
    "state": (lambda: check.well_behaved(counting, Z), "counting: another answer to the same arguments, the second"),
    "memory": (lambda: check.well_behaved(in_memory_order, Z), "another answer when Z is in Fortran's order"),
    "a shape set": (lambda: check.well_behaved(one_block, Z), "one_block: Z is another one after the call"),
    "read-only": (lambda: check.well_behaved(borrowing, Z), "borrowing: raises ValueError when Z is read-only"),
    "a row squeezed": (lambda: check.well_behaved(squeezed, Z, batch=1), "for a batch of one row the shape"),
    "no single row": (lambda: check.well_behaved(lonely, Z, batch=1), "raises IndexError when the batch is a single"),
    "labels counted": (
        lambda: check.well_behaved(counted_labels, Z, y),
        "another shape when the top class does not occur in y",
    ),
    "an old seed": (lambda: check.well_behaved(old_seed, X, rng=0), "raises TypeError when rng is a np.random.Gen"),
    "an early end": (
        lambda: check.well_behaved(impatient, X, eta=0.5, steps=5, rng=0, history={"steps": 1}),
        "for steps=30, eta=0.0 the history has shape (1,) instead of (31,)",
    ),
    "a global": (
        lambda: check.well_behaved(global_forward, Z, backward=global_backward, upstream=Z),
        "global_backward: another answer when global_forward was called for other inputs in between",
    ),
    "a cache used up": (
        lambda: check.well_behaved(consuming_forward, Z, backward=consuming_backward, upstream=Z),
        "consuming_backward: raises IndexError when consuming_forward was called",
    ),
    "a gradient changed": (
        lambda: check.well_behaved(forward, Z, backward=changing_backward, upstream=Z),
        "changing_backward: the gradient that it was given is another one after the call",
    ),
    "a cache written to": (
        lambda: check.well_behaved(half_square, Z, backward=borrowing_backward, upstream=2.0),
        "borrowing_backward: raises ValueError when the arrays that half_square was given are read-only",
    ),
    "a cache read in memory's order": (
        lambda: check.well_behaved(half_square, Z, backward=backward_in_memory_order, upstream=2.0),
        "backward_in_memory_order: another answer when the arrays that half_square was given are read-only",
    ),
}  # fmt: skip


@pytest.mark.parametrize("checked", RIGHT.values(), ids=RIGHT)
def test_a_function_that_keeps_its_promises_passes_with_one_line(checked, capsys):
    checked()
    assert capsys.readouterr().out.count("\n") == 1
    assert np.array_equal(Z, [[1.0, -2.0, 3.0], [4.0, 0.5, -6.0]])


@pytest.mark.parametrize(("checked", "says"), WRONG.values(), ids=WRONG)
def test_one_that_does_not_is_told_how_it_was_asked(checked, says):
    with pytest.raises(CheckFailed) as failed:
        checked()
    assert says in failed.value.card.as_line()
    assert failed.value.card.hint


@pytest.mark.parametrize("option", [{"cache": True}, {"batch": 2}, {"history": {"steps": 1}}, {"in_place": ("Z",)}])
def test_an_option_that_may_be_meant_for_the_function_is_refused(option):
    (name,) = option
    with pytest.raises(TypeError, match=f"{name} is an argument of the function and an option of this check"):
        check.well_behaved(eval(f"lambda Z, {name}: Z * 2"), Z, **option)


def test_a_stub_is_not_written_rather_than_badly_behaved():
    def stub(Z):
        raise NotImplementedError

    with pytest.raises(NotImplementedError):
        check.well_behaved(stub, Z)


def test_the_same_line_judges_a_function_in_the_jail(homework):
    right = "def f(Z):\n    return np.maximum(Z, 0), Z\ndef g(G, cache):\n    return G * (cache > 0)"
    visible = "check.well_behaved(f, Z=np.array([[1.0, -2.0, 3.0]]), backward=g, upstream=np.ones((1, 3)), batch=1)"
    hw = homework(given("import numpy as np\nfrom byhand import check"), solution(right), checks(visible))
    assert hw.score() == 1
    finding = hw.finding(
        "def f(Z):\n    global kept\n    kept = Z > 0\n    return Z * kept, None\ndef g(G, cache):\n    return G * kept"
    )
    assert finding.score == 0
    assert "g: another answer when f was called for other inputs in between" in cards(finding)
