"""Every card in other words, to show that nothing but people reads them."""

from __future__ import annotations

from typing import Any

import pytest

from byhand.card import Card

WORDS = "nu (2, 3), line 7: in"  # with what words were once searched for


def reword_cards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace every text of the cards made from now on, but for their names; what is empty stays empty."""
    init = Card.__init__

    def in_other_words(
        self: Card,
        what: str,
        problem: str,
        yours: str = "",
        expected: str = "",
        reading: str = "",
        hint: str = "",
        *facts: Any,
        **more: Any,
    ) -> None:
        texts = [text and WORDS for text in (problem, yours, expected, reading, hint)]
        init(self, what, *texts, *facts, **more)

    monkeypatch.setattr(Card, "__init__", in_other_words)
