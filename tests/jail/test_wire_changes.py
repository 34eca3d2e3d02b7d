"""Messages on the channel, and changes in place that find their way back to the caller's own values."""

from __future__ import annotations

import math

import numpy as np
import pytest
from wires import (
    called,
    found,
    pair,
)

from autograder.jail import wire
from autograder.jail.wire import arrays


def test_messages_arrive_whole_and_in_order():
    ours, theirs = pair()
    with ours.socket, theirs.socket:
        for number in range(3):
            ours.send(wire.packed(["value", number, b"x" * 10_000]))
        assert [theirs.receive()[1] for _ in range(3)] == [0, 1, 2]
        assert theirs.received > 30_000


def test_the_end_of_the_other_side_is_no_message():
    ours, theirs = pair()
    with theirs.socket:
        ours.socket.sendall((100).to_bytes(8, "big") + b"only a part")
        ours.close()
        with pytest.raises(wire.Closed):
            theirs.receive()


def test_a_message_announced_too_large_is_not_waited_for():
    ours, theirs = pair()
    with ours.socket, theirs.socket:
        ours.socket.sendall((2**63).to_bytes(8, "big"))
        with pytest.raises(wire.WireError, match="larger"):
            theirs.receive()


def test_a_message_that_is_too_large_is_not_sent():
    with pytest.raises(wire.WireError, match=r"65 MB is too large"):
        wire.packed(["value", bytes(65 * 2**20)])


def test_a_message_that_comes_drop_by_drop_ends_when_patience_does():
    ours, theirs = pair()
    with ours.socket, theirs.socket:
        ours.socket.sendall((100).to_bytes(8, "big") + b"a drop")
        waits = iter([0.001, 0.001])
        with pytest.raises(StopIteration):
            theirs.receive(lambda: next(waits))


def test_changes_in_place_reach_the_callers_own_arrays_lists_and_dicts():
    array, rows, table = np.zeros(3), [1], {"W": np.ones(2), "old": 0}
    inner = table["W"]

    def function(array, rows, table):
        array += 1
        rows.append(array)
        table["W"] *= 5
        del table["old"]
        return array

    result, _ = called([array, rows, table], function)
    assert result is array
    assert array.tolist() == [1, 1, 1]
    assert rows == [1, array]
    assert table == {"W": inner}
    assert inner.tolist() == [5, 5]


def test_what_was_not_changed_is_not_sent_back():
    _, changes = called([np.zeros(3), [1, 2], {"a": 1}, np.random.default_rng(1)], lambda *given: 0)
    assert changes == []


def test_a_change_of_shape_or_dtype_does_not_touch_the_callers_array():
    array, scope = np.zeros(3), wire.Scope()
    scope.add(array)
    for dtype, shape in (("<f4", [6]), ("<f8", [3, 1]), ("<i8", [3])):
        size = math.prod(shape) * int(dtype[2:])
        wire.apply_changes(scope, [["a", 0, dtype, shape, True, b"\1" * size]], wire.Decoder(scope, found))
    assert array.tolist() == [0, 0, 0]


def test_a_read_only_array_of_the_callers_is_not_changed():
    array, scope = np.zeros(1), wire.Scope()
    array.flags.writeable = False
    scope.add(array)
    wire.apply_changes(scope, [["a", 0, "<f8", [1], True, b"\1" * 8]], wire.Decoder(scope, found))
    assert array.tolist() == [0]


def test_two_lists_cannot_be_made_to_hold_each_other():
    first, second = [1], [2]
    with pytest.raises(wire.WireError, match="contains itself"):
        called([first, second], lambda a, b: [a.append(b), b.append(a)])
    assert (first, second) == ([], [])


def test_a_random_generator_only_moves_on_in_its_own_stream():
    rng = np.random.default_rng(3)
    expected = np.random.default_rng(3).random(8)
    result, _ = called([rng], lambda rng: rng.random(5))
    assert np.array_equal(np.append(result, rng.random(3)), expected)
    state = rng.bit_generator.state
    for other in (np.random.default_rng(4), np.random.Generator(np.random.SFC64(1))):
        with pytest.raises(wire.WireError, match="another one"):
            arrays.advance(rng, other.bit_generator.state)
    zeros = state | {"state": {"state": 0, "inc": 0}}
    with pytest.raises(wire.WireError, match="another one"):
        arrays.advance(rng, zeros)
    assert rng.bit_generator.state == state
