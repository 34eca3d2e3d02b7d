"""What programs read of a card are its fields: they stay the same when every word of it is another."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pytest
from other_words import WORDS, reword_cards

from byhand import check
from byhand.card import Card, CardKind, CheckFailed


def loss(W):
    return float((W**2).sum())


def raised_by_the_student() -> IndexError:
    error = IndexError("index 7")
    error.student_frames = [["softmax", 3, "    return Z[7]"]]
    return error


FAILURES: Mapping[str, tuple[CardKind, Callable[[], object]]] = {
    "number of axes": (CardKind.SHAPE, lambda: check.array(np.ones(3), "dW", shape=(3, 5))),
    "no axes": (CardKind.SHAPE, lambda: check.array(np.array(1.0), "dW", shape=(3, 5))),
    "lengths": (CardKind.SHAPE, lambda: check.values(np.ones((5, 3)), np.ones((3, 5)), "dW")),
    "array for a number": (CardKind.SHAPE, lambda: check.scalar(np.ones(3), "loss")),
    "shape of a gradient": (CardKind.SHAPE, lambda: check.gradient(loss, np.ones((3, 5)), np.ones(3))),
    "shape of an input": (CardKind.SHAPE, lambda: check.unchanged("X", np.ones(3), np.ones((3, 1)))),
    "in place": (CardKind.OTHER, lambda: check.unchanged("X", np.ones(3), np.zeros(3))),
    "nothing": (CardKind.TYPE, lambda: check.array(None, "dW", shape=(3, 5))),
    "a tuple": (CardKind.TYPE, lambda: check.array((1, 2), "dW", shape=(3, 5))),
    "kind of numbers": (CardKind.TYPE, lambda: check.array(np.ones((3, 5), int), "dW", shape=(3, 5))),
    "no numbers": (CardKind.TYPE, lambda: check.array(np.zeros(2, [("a", float)]), "dW")),
    "not finite": (CardKind.OTHER, lambda: check.array(np.full((3, 5), np.nan + 1j), "dW", dtype=complex)),
    "values": (CardKind.OTHER, lambda: check.values(np.ones((3, 5)), np.zeros((3, 5)), "dW")),
    "a number": (CardKind.OTHER, lambda: check.scalar(2.0, "loss", 1.0)),
    "a value of a gradient": (CardKind.OTHER, lambda: check.gradient(loss, np.ones(3), np.ones(3))),
    "names of gradients": (
        CardKind.TYPE,
        lambda: check.gradient(loss, {"W": np.ones(3)}, {("W", 1): np.ones(3)}),
    ),
    "how many values": (CardKind.TYPE, lambda: check.unpack((1, 2, 3), "dW", "db")),
    "a statement": (CardKind.OTHER, lambda: check.that(False, "rows sum to one")),
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_card_says_as_a_field_what_kind_of_thing_is_off(name, card, monkeypatch):
    kind, fails = FAILURES[name]
    own = card(fails)
    reword_cards(monkeypatch)
    other = card(fails)
    assert (own.kind, own.line) == (other.kind, other.line) == (kind, None)
    assert own.problem != other.problem == WORDS


RAISED = {
    "a stub": (CardKind.NOT_WRITTEN, NotImplementedError("softmax")),
    "the student's code": (CardKind.RAISED, raised_by_the_student()),
    "code at no known place": (CardKind.OTHER, IndexError("index 7")),
    "words that tell nothing": (CardKind.OTHER, AssertionError("line 3: not written yet. Raised in f, line 2")),
    "a check": (CardKind.SHAPE, CheckFailed(Card("dW", "wrong shape", "(5, 3)", "(3, 5)", kind=CardKind.SHAPE))),
}


def earned_and_facts() -> tuple[object, ...]:
    parts = check.Parts()
    for name, (_, error) in RAISED.items():
        with parts(2, name):
            raise error
    with parts(1, "what holds"):
        pass
    cards = {failure.name: failure.card for failure in parts.failures}
    facts = {name: (shown.kind, shown.line) for name, shown in cards.items()}
    return float(parts), repr(parts), facts, [shown.problem for shown in cards.values()]


def test_points_and_kinds_of_failed_parts_do_not_hang_on_words(monkeypatch):
    *own, words = earned_and_facts()
    reword_cards(monkeypatch)
    *other, other_words = earned_and_facts()
    assert not set(words) & set(other_words)
    assert other == own
    assert own == [1 / 11, "1 of 6 parts", {name: (kind, None) for name, (kind, _) in RAISED.items()}]
