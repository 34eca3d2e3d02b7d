"""Streams of random numbers with a Mersenne twister: NumPy's global one, `RandomState`, and those of `random`.

A state crosses to whoever is to draw from it. Back comes only how far that went in the same stream, and the owner
draws as many numbers itself: a state that was made up could give zeros for ever.
"""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np

from autograder.jail.wire.wire_error import WireError

WORDS = 624
MOST_DRAWS = 2**22  # words of 32 bits in one call
_NO_GAUSS, _SAME_GAUSS = -1, -2
_ATTEMPT = 4  # words that one attempt at a pair of normal numbers takes

Stream = np.random.RandomState | random.Random
State = list  # [kind, key, position, the second number of a pair of normal ones or None]


def state_of(stream: Stream) -> State | None:
    """Return the state of ``stream``; None if it is not a Mersenne twister's."""
    if isinstance(stream, random.Random):
        _, words, gauss = stream.getstate()
        return ["random", np.array(words[:WORDS], np.uint32).tobytes(), words[WORDS], gauss]
    state: Any = stream.get_state(legacy=False)
    if state["bit_generator"] != "MT19937":
        return None
    inner = state["state"]
    return ["numpy", inner["key"].tobytes(), int(inner["pos"]), float(state["gauss"]) if state["has_gauss"] else None]


def stream(state: State) -> Stream:
    """Return a new stream in that state; raise `WireError` if there can be none."""
    made: Stream = random.Random(0) if state[:1] == ["random"] else np.random.RandomState(0)
    set_state(made, state)
    return made


def set_state(target: Stream, state: State) -> None:
    """Put ``target`` in that state; raise `WireError` if it is malformed."""
    kind, key, position, gauss = state
    if not isinstance(key, bytes) or len(key) != 4 * WORDS or not any(key):
        raise WireError("a malformed stream of random numbers arrived")
    if type(position) is not int or not 0 <= position <= WORDS or not isinstance(gauss, float | None):
        raise WireError("a malformed stream of random numbers arrived")
    words = np.frombuffer(key, np.uint32)
    if isinstance(target, random.Random) and kind == "random":
        target.setstate((3, (*words.tolist(), position), gauss))
    elif isinstance(target, np.random.RandomState) and kind == "numpy":
        target.set_state(_numpy_state(words, position, gauss))
    else:
        raise WireError("a stream of random numbers of another kind arrived")


def _numpy_state(words: np.ndarray, position: int, gauss: float | None) -> dict[str, Any]:
    inner = {"key": words, "pos": position}
    return {"bit_generator": "MT19937", "state": inner, "has_gauss": int(gauss is not None), "gauss": gauss or 0.0}


def _twister(state: State) -> np.random.RandomState:
    twister = np.random.RandomState(0)
    twister.set_state(_numpy_state(np.frombuffer(state[1], np.uint32), state[2], None))
    return twister


def _draw(twister: np.random.RandomState, count: int) -> None:
    if count:
        twister._bit_generator.random_raw(count, output=False)


def steps(before: State, after: State) -> list[int] | None:
    """Return how far the stream went: words drawn, and after how many of them the normal number kept was made.

    None if it did not go on from ``before``, or further than `MOST_DRAWS`.
    """
    drawn = _drawn(before, after)
    if drawn is None:
        return None
    if after[3] is None:
        return [drawn, _NO_GAUSS]
    made = _pair_made(before, drawn, after[3])
    return [drawn, made] if made else [drawn, _SAME_GAUSS] if after[3] == before[3] else None


def _drawn(before: State, after: State) -> int | None:
    if before[0] != after[0]:
        return None
    if before[1] == after[1]:
        return after[2] - before[2] if after[2] >= before[2] else None
    twister, drawn = _twister(before), WORDS - before[2]
    _draw(twister, drawn)
    while drawn < MOST_DRAWS:
        _draw(twister, 1)
        if _key(twister) == after[1]:
            return drawn + after[2]
        _draw(twister, WORDS - 1)
        drawn += WORDS
    return None


def _key(twister: np.random.RandomState) -> bytes:
    state: Any = twister.get_state(legacy=False)
    return state["state"]["key"].tobytes()


def _pair_made(before: State, drawn: int, gauss: float) -> int:
    """Return after how many of the words ``drawn`` the pair was made whose second number is ``gauss``; 0 if never."""
    skipped = max(0, drawn - 100 * WORDS)
    twister = _twister(before)
    _draw(twister, skipped)
    words = twister._bit_generator.random_raw(drawn - skipped).astype(np.uint64)
    if len(words) < _ATTEMPT:
        return 0
    uniform = ((words[:-1] >> 5) * 67108864.0 + (words[1:] >> 6)) / 9007199254740992.0
    first, second = uniform[:-2], uniform[2:]
    with np.errstate(all="ignore"):
        if before[0] == "random":
            kept = np.sin(first * 2 * math.pi) * np.sqrt(-2.0 * np.log(1.0 - second))
        else:
            x, y = 2 * first - 1, 2 * second - 1
            radius = x * x + y * y
            kept = x * np.sqrt(-2.0 * np.log(radius) / radius)
        found = np.flatnonzero(np.abs(kept - gauss) <= 1e-12 * max(1.0, abs(gauss)))
    return int(found[-1]) + _ATTEMPT + skipped if len(found) else 0


def follow(target: Stream, walked: Any) -> None:
    """Draw from ``target`` as far as the copy of it went; raise `WireError` if it cannot have gone that way."""
    if not isinstance(walked, list) or len(walked) != 2 or any(type(step) is not int for step in walked):
        raise WireError("a malformed change arrived")
    drawn, made = walked
    if not 0 <= drawn <= MOST_DRAWS or not (made in (_NO_GAUSS, _SAME_GAUSS) or _ATTEMPT <= made <= drawn):
        raise WireError("a stream of random numbers went too far")
    state = state_of(target)
    if state is None:
        raise WireError("a malformed change arrived")
    gauss = state[3] if made == _SAME_GAUSS else None
    if made >= _ATTEMPT:
        at_pair = [*_ahead(state, made - _ATTEMPT)[:3], None]
        maker = stream(at_pair)
        _ = maker.gauss(0.0, 1.0) if isinstance(maker, random.Random) else maker.standard_normal()
        after = state_of(maker)
        if after is None or after[1:3] != _ahead(at_pair, _ATTEMPT)[1:3]:
            raise WireError("a stream of random numbers went another way")
        gauss = after[3]
    set_state(target, [*_ahead(state, drawn)[:3], gauss])


def _ahead(state: State, count: int) -> State:
    twister = _twister(state)
    _draw(twister, count)
    moved = state_of(twister)
    assert moved is not None
    return [state[0], *moved[1:3], state[3]]
