"""What may not cross is refused with a WireError, and with nothing else, before anything is built of it."""

from __future__ import annotations

import msgpack
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wires import (
    decode,
    found,
    junk,
    no_handles,
    through,
)

from autograder.jail import wire


def test_nesting_has_a_limit_both_ways():
    value = []
    for _ in range(wire.MAX_DEPTH + 1):
        value = [value]
    with pytest.raises(wire.WireError, match="nested"):
        wire.encode(value, wire.Scope(), no_handles)
    tree = ["t", []]
    for _ in range(wire.MAX_DEPTH + 1):
        tree = ["t", [tree]]
    with pytest.raises(wire.WireError, match="nested"):
        decode(tree)


def test_the_number_of_parts_has_a_limit_both_ways():
    with pytest.raises(wire.WireError, match="too many parts"):
        wire.encode([0] * (wire.MAX_NODES + 1), wire.Scope(), no_handles)
    with pytest.raises(wire.WireError, match="too many parts"):
        decode(["t", [0] * (wire.MAX_NODES + 1)])


def test_shared_parts_cannot_multiply_to_more_than_may_cross():
    value = [0.0] * 8
    for _ in range(40):
        value = [value, value]
    with pytest.raises(wire.WireError, match="again and again"):
        through(value)
    with pytest.raises(wire.WireError, match="again and again"):
        through([np.zeros(10_000)] * 5_000)
    assert len(through([np.zeros(3)] * 50)) == 50


@pytest.mark.parametrize(
    "tree", [["r", 0, 10**12, 1], ["t", [["r", 0, 5_000_000, 1]] * 3], ["r", 0, ["i", "0x" + "f" * 40], 1]]
)
def test_a_range_cannot_stand_for_more_than_may_cross(tree):
    with pytest.raises(wire.WireError):
        decode(tree)


def test_a_value_that_contains_itself_is_refused():
    value = [1]
    value.append({"me": value})
    with pytest.raises(wire.WireError, match="contains itself"):
        through(value)


def test_long_integers_have_a_limit_both_ways():
    assert through(3**20_000) == 3**20_000
    with pytest.raises(wire.WireError, match="digits"):
        wire.encode(10**40_000, wire.Scope(), no_handles)
    with pytest.raises(wire.WireError, match="digits"):
        decode(["i", "f" * 20_001])


@pytest.mark.parametrize(
    "dtype",
    [
        "|O8",
        "|V8",
        "<M8[parsec]",
        "<m8[s]x",
        [8, [["a", "|O8", [], 0]]],
        [8, [["a", "<f8", [], 8]]],
        [8, [["a", "<f8", [-1], 0]]],
        [8, [["a", "<f8", [2**60], 0]]],
        [8, []],
        [2**40, [["a", "<f8", [], 0]]],
        [8, [["a", "<f8", [], -8]]],
        "f8,f8",
        "(2,2)f8",
        "O",
        "float64",
        "",
        "<f",
        "<f3",
        ("<f8\n"),
        5,
        None,
        ["<f8"],
        {},
    ],
)
def test_only_plain_dtypes_are_built(dtype):
    for tree in (["a", 0, dtype, [1], True, bytes(8)], ["n", dtype, bytes(8)], ["y", "dtype", dtype]):
        with pytest.raises(wire.WireError):
            decode(tree)


def test_text_of_no_length_is_a_dtype_but_no_array():
    assert through(np.dtype(str)) == np.dtype(str)
    assert through(np.str_("")) == ""
    with pytest.raises(wire.WireError):
        decode(["a", 0, "<U0", [10**12], True, b""])


@pytest.mark.parametrize("shape", [[2], [-1], [1, 2**62, 4], [True], [1.0], ["1"], "1", 1, None, [1] * 40, [2**63]])
def test_the_bytes_of_an_array_have_to_fit_its_shape(shape):
    with pytest.raises(wire.WireError):
        decode(["a", 0, "<f8", shape, True, bytes(8)])


@pytest.mark.parametrize("layout", ["K", "", 3, None, [], b"F"])
def test_an_array_in_an_unknown_layout_is_refused(layout):
    with pytest.raises(wire.WireError):
        decode(["a", 0, "<f8", [1], True, bytes(8), layout])


def test_a_number_has_no_gaps():
    with pytest.raises(wire.WireError):
        decode(["a", 0, "<f8", [], True, bytes(8), "S"])


def test_a_boolean_that_arrives_is_true_or_false_and_nothing_between():
    (array,) = decode(["t", [["a", 0, "|b1", [4], True, b"\0\1\2\xff"]]])
    assert array.tolist() == [False, True, True, True]
    assert (array == [False, True, True, True]).all()
    assert array.sum() == 3
    assert decode(["n", "|b1", b"\2"]) == np.True_


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("MT19937", np.random.MT19937(1).state),
        ("MT19937", {"bit_generator": "MT19937", "state": {"key": np.zeros(624, np.uint32), "pos": 10**9}}),
        ("Philox", np.random.Philox(1).state | {"buffer_pos": -(10**9)}),
        ("PCG64", {"bit_generator": "PCG64", "state": {"state": -1, "inc": "x"}, "has_uint32": 0, "uinteger": 0}),
        ("PCG64", {}),
        ("PCG64", 5),
        ("seed", {}),
        (None, {}),
    ],
)
def test_a_random_generator_with_a_dangerous_state_is_refused(name, state):
    tree = wire.encode(state, wire.Scope(), no_handles)
    with pytest.raises(wire.WireError):
        decode(["g", 0, name, tree])


def test_types_are_looked_up_in_a_short_list_only():
    for kind, name in [("type", "exec"), ("type", "type"), ("scalar", "object_"), ("scalar", "load"), ("os", "os")]:
        with pytest.raises(wire.WireError):
            decode(["y", kind, name])


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(junk)
def test_a_malformed_tree_raises_a_wire_error_and_nothing_else(tree):
    try:
        decode(tree)
    except wire.WireError:
        return


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(junk)
def test_malformed_changes_raise_a_wire_error_and_nothing_else(changed):
    scope = wire.Scope()
    for value in ([1, 2], {"a": 1}, np.zeros(2), np.random.default_rng(1)):
        scope.add(value)
    for batch in (changed, [changed]):
        try:
            wire.apply_changes(scope, batch, wire.Decoder(scope, found))
        except wire.WireError:
            continue


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=200), junk.map(lambda tree: msgpack.packb(tree, use_bin_type=True))))
def test_a_malformed_frame_raises_a_wire_error_and_nothing_else(data):
    try:
        message = wire.unpacked(data)
    except wire.WireError:
        return
    assert isinstance(message, list)
    assert isinstance(message[0], str)


@pytest.mark.parametrize(
    "data",
    [
        b"\x91" * 5000 + b"\xc0",
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        msgpack.packb(["kind", msgpack.ExtType(5, b"payload")]),
        msgpack.packb(["kind", msgpack.Timestamp(5)]) + b"trailing",
        b"\x92\xa4kind\xdc\xff\xff" + b"\xdc\x00\x60" * 0xFFFF,
    ],
    ids=["deep", "a huge list", "a huge dict", "an extension", "two messages", "lists without end"],
)
def test_a_frame_cannot_unpack_to_more_than_may_cross(data):
    with pytest.raises(wire.WireError):
        wire.unpacked(data)


def test_a_frame_of_millions_of_small_parts_is_refused_while_it_is_unpacked():
    empties = b"\x90" * 0xFFFF
    chunk = b"\xdc\xff\xff" + empties
    with pytest.raises(wire.WireError, match="too many parts"):
        wire.unpacked(b"\x92\xa4kind\xdc\x01\x00" + chunk * 256)
