"""What crosses between examiner and jail comes out as it went in, and nothing else comes out at all."""

from __future__ import annotations

import collections
import math
import socket

import msgpack
import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder import wire
from autograder.wire import arrays

quick = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class Kept(Exception):
    """Something could not cross by value."""


def no_handles(value):
    raise Kept(type(value).__name__)


def as_handle(value):
    return ["h", 7, type(value).__name__, isinstance(value, type)]


def found(tag, fields):
    if tag != "h":
        raise wire.WireError("unknown")
    return ("handle", *fields)


def through(value, opaque=no_handles):
    """The value after one trip: encoded, packed, unpacked, decoded."""
    message = wire.packed(["value", wire.encode(value, wire.Scope(), opaque)])
    return wire.Decoder(wire.Scope(), found).decode(wire.unpacked(message)[1])


def decode(tree):
    return wire.Decoder(wire.Scope(), found).decode(tree)


def equal(a, b):
    """Same types all the way down, same values, NaN equal to itself."""
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        return a.dtype == b.dtype and a.shape == b.shape and a.tobytes() == b.tobytes()
    if isinstance(a, np.generic):
        return a.dtype == b.dtype and a.tobytes() == b.tobytes()
    if isinstance(a, dict):
        return list(a) == list(b) and all(equal(x, y) for x, y in zip(a.values(), b.values(), strict=True))
    if isinstance(a, list | tuple):
        return len(a) == len(b) and all(equal(x, y) for x, y in zip(a, b, strict=True))
    if isinstance(a, float):
        return math.isnan(a) and math.isnan(b) or (a == b and math.copysign(1, a) == math.copysign(1, b))
    if isinstance(a, complex):
        return equal(a.real, b.real) and equal(a.imag, b.imag)
    return a == b


text = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
dtypes = st.one_of(
    hnp.boolean_dtypes(),
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?"),
    hnp.complex_number_dtypes(endianness="?"),
    hnp.unicode_string_dtypes(min_len=1, max_len=4),
    hnp.byte_string_dtypes(min_len=1, max_len=4),
)
some_arrays = hnp.arrays(dtypes, hnp.array_shapes(min_dims=0, min_side=0, max_side=3))
keys = st.one_of(st.integers(), text, st.booleans(), st.tuples(st.integers(), text))
atoms = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.complex_numbers(),
    text,
    st.binary(max_size=8),
)
plain = st.recursive(
    st.one_of(atoms, some_arrays),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.tuples(inner, inner), st.dictionaries(keys, inner, max_size=4)
    ),
    max_leaves=12,
)
junk = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**63), 2**64 - 1), st.floats(), text, st.binary(max_size=8),
              st.sampled_from([*"ldag=tsfnicr:yh", "<f8", "|b1", "|O", "PCG64", "dtype", "float"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.dictionaries(text, inner, max_size=3),
        st.tuples(st.sampled_from([*"ldag=tsfnicr:yh"]), inner, inner, inner).map(list),
        st.tuples(st.sampled_from([*"ldag=tsfnicr:yh"]), st.integers(0, 3), inner).map(list),
        st.tuples(st.just("a"), st.integers(0, 3), st.sampled_from(["<f8", "<i4", "|b1", "<U2", "|S3", "|V8", "|O8"]),
                  st.lists(st.integers(-1, 4), max_size=3), st.booleans(), st.binary(max_size=64)).map(list),
    ),
    max_leaves=20,
)  # fmt: skip


@quick
@given(plain)
def test_plain_values_come_out_as_they_went_in(value):
    assert equal(through(value), value)


@quick
@given(st.sets(keys), st.frozensets(keys))
def test_sets_come_out_as_they_went_in(ordinary, frozen):
    assert equal(through(ordinary), ordinary)
    assert equal(through({frozen: [ordinary]}), {frozen: [ordinary]})


@quick
@given(some_arrays)
def test_numpy_scalars_keep_their_type(array):
    for scalar in array.ravel()[:1]:
        back = through(scalar)
        assert type(back) is type(scalar) or isinstance(scalar, np.str_ | np.bytes_)
        assert np.array_equal(back, scalar, equal_nan=array.dtype.kind in "fc")


@pytest.mark.parametrize(
    "value",
    [range(3, -9, -2), slice(1, None, 2), slice(np.int64(1), 4), np.dtype("<f4"), np.dtype(bool), float, dict,
     np.float64, np.bool_, -0.0, float("nan"), 2**200, -(2**64), "", b"", (), [], {}, set(), frozenset(),
     np.zeros((0, 5)), np.zeros((3, 0), "<U4"), np.array(2.5), np.array("text"), "a\0b", "\U0001f600"],
)  # fmt: skip
def test_values_at_the_edge_come_out_as_they_went_in(value):
    assert equal(through(value), value)


@pytest.mark.parametrize("kind", ["PCG64", "PCG64DXSM", "SFC64"])
def test_a_random_generator_goes_on_where_it_was(kind):
    rng = np.random.Generator(getattr(np.random, kind)(5))
    rng.random(3)
    rng.integers(9, dtype=np.uint32)
    assert np.array_equal(through(rng).random(4), rng.random(4))


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_layout_of_an_array_does_not_matter(order):
    array = np.asarray(np.arange(12.0).reshape(3, 4), order=order)
    assert np.array_equal(through(array), array)
    assert np.array_equal(through(array[::-1, ::2]), array[::-1, ::2])


def test_a_read_only_array_stays_read_only():
    array = np.arange(3.0)
    array.flags.writeable = False
    assert not through(array).flags.writeable
    assert through(np.arange(3.0)).flags.writeable


def test_an_array_that_arrives_owns_its_memory():
    array = through(np.arange(3.0))
    array += 1
    assert array.flags.owndata
    assert array.tolist() == [1, 2, 3]


def test_the_same_array_passed_twice_arrives_as_one():
    array, rows = np.arange(3.0), [1, 2]
    first, second, (third, fourth) = through((array, array, (rows, {"rows": rows})))
    assert first is second
    assert third is fourth["rows"]
    assert first is not third


def test_equal_arrays_arrive_as_two():
    first, second = through((np.zeros(3), np.zeros(3)))
    assert first is not second


class Mine(float):
    def __eq__(self, other):
        return True

    def __sub__(self, other):
        return 0.0

    __hash__ = None


class EqualToAll(np.ndarray):
    def __eq__(self, other):
        return np.ones(self.shape, bool)


Pair = collections.namedtuple("Pair", "left right")


@pytest.mark.parametrize(
    ("disguised", "value"),
    [
        (Mine(3.0), 3.0),
        (np.arange(3.0).view(EqualToAll), np.arange(3.0)),
        (np.ma.masked_array([1.0, 2.0], [True, False]), np.array([1.0, 2.0])),
        (Pair(1, [2]), (1, [2])),
        (collections.Counter("aab"), {"a": 2, "b": 1}),
        (type("Text", (str,), {"__eq__": lambda *_: True, "__hash__": None, "__str__": lambda _: "no"})("yes"), "yes"),
        (type("Rows", (list,), {"__iter__": lambda _: iter([9])})([1, 2]), [1, 2]),
        (type("Count", (int,), {"__int__": lambda _: 9, "__index__": lambda _: 9})(4), 4),
        (type("Bytes", (bytes,), {"__bytes__": lambda _: b"9"})(b"4"), b"4"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_subclass_is_flattened_to_what_it_pretends_to_be(disguised, value):
    assert equal(through(disguised), value)


@pytest.mark.parametrize(
    "value",
    [
        np.array([1, None]),
        np.array([1, None])[:1][0:1],
        np.array([(1, 2.0)], dtype="i4,f8"),
        np.array(["2020-01-01"], "datetime64[D]"),
        np.datetime64("2020-01-01"),
        object(),
        len,
        lambda: 0,
        collections,
        np.random.Generator(np.random.MT19937(1)),
        np.random.Generator(np.random.Philox(1)),
        np.random.RandomState(1),
        bytearray(b"x"),
        Mine,
        np.ndarray,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_plain_data_stays_behind_a_handle(value):
    with pytest.raises(Kept):
        wire.encode(value, wire.Scope(), no_handles)
    assert through([value], as_handle) == [("handle", 7, type(value).__name__, isinstance(value, type))]


def test_object_arrays_are_never_pickled():
    class Bomb:
        def __reduce__(self):
            raise AssertionError("somebody pickled it")

    array = np.array([Bomb(), Bomb()])
    assert wire.encode(array, wire.Scope(), as_handle) == ["h", 7, "ndarray", False]


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
    with pytest.raises(wire.WireError, match="too many parts|of too many"):
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


@pytest.mark.parametrize("dtype", ["|O8", "|V8", "<M8[s]", "<m8[s]", "f8,f8", "(2,2)f8", "O", "float64", "", "<f", "<f3",
                                   "<f8\n", 5, None, ["<f8"], {"names": ["a"], "formats": ["<f8"]}])  # fmt: skip
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
    for kind, name in [("type", "exec"), ("type", "type"), ("scalar", "object_"), ("scalar", "load"), ("module", "os")]:
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


def pair():
    ours, theirs = socket.socketpair()
    return wire.Channel(ours), wire.Channel(theirs)


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


def test_a_message_that_comes_drop_by_drop_ends_at_the_deadline():
    ours, theirs = pair()
    with ours.socket, theirs.socket:
        ours.socket.sendall((100).to_bytes(8, "big") + b"a drop")
        with pytest.raises(TimeoutError):
            theirs.receive(deadline=0.0)


def called(arguments, function):
    """What a call that crosses twice does: arguments over, changes back to the caller's own."""
    here, there = wire.Scope(), wire.Scope()
    trees = [wire.encode(value, here, no_handles) for value in arguments]
    copies = [wire.Decoder(there, found).decode(tree) for tree in trees]
    before = wire.states(there, no_handles)
    result = function(*copies)
    changes = wire.changes(there, before, no_handles)
    tree = wire.encode(result, there, no_handles)
    wire.apply_changes(here, changes, wire.Decoder(here, found))
    return wire.Decoder(here, found).decode(tree), changes


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
        called([first, second], lambda a, b: (a.append(b), b.append(a)) and None)
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
