"""What crosses between grader and jail comes out as it went in, and nothing else comes out at all."""

from __future__ import annotations

import collections
import datetime
import decimal
import fractions
import io
import pathlib
import random
import sys
import uuid
import zoneinfo

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from wires import (
    Kept,
    as_handle,
    decode,
    equal,
    found,
    keys,
    no_handles,
    plain,
    quick,
    some_arrays,
    through,
)

from autograder.jail import wire
from autograder.jail.outside import connection
from autograder.jail.wire import streams


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


LAID_OUT = {
    "Fortran's order": np.asfortranarray(np.arange(12.0).reshape(3, 4)),
    "every second column": np.arange(24.0).reshape(3, 8)[:, ::2],
    "backwards": np.arange(5)[::-1],
    "three axes turned": np.arange(24).reshape(2, 3, 4).transpose(1, 0, 2),
    "booleans": (np.arange(12).reshape(3, 4) % 2 == 0).T,
    "C's order": np.arange(12.0).reshape(3, 4),
}


@pytest.mark.parametrize("array", LAID_OUT.values(), ids=LAID_OUT)
@pytest.mark.parametrize("writeable", [True, False])
def test_the_grader_s_arrays_arrive_as_they_lay_in_memory(array, writeable):
    array = array.view()
    array.flags.writeable = writeable
    tree = wire.encode(array, wire.Scope(layouts=True), no_handles)
    back = decode(wire.unpacked(wire.packed(["value", tree]))[1])
    assert equal(back, array)
    assert back.flags.c_contiguous == array.flags.c_contiguous
    assert back.flags.f_contiguous == array.flags.f_contiguous
    assert back.flags.writeable == writeable


def test_a_change_to_an_array_with_gaps_finds_its_way_back():
    theirs, array = wire.Scope(), np.arange(24.0).reshape(3, 8)[:, ::2]
    ours = wire.Scope(layouts=True)
    arrived = wire.Decoder(theirs, found).decode(wire.encode(array, ours, no_handles))
    before = wire.states(theirs, no_handles)
    arrived[1] = -1
    wire.apply_changes(ours, wire.changes(theirs, before, no_handles), wire.Decoder(ours, found))
    assert array[1].tolist() == [-1, -1, -1, -1]


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
        np.array([1, object()]),
        np.array([[1], [{}]]),
        np.array([np.array([1, len])]),
        np.array([(1, None)], dtype="i4,O"),
        np.rec.array([(1, 2.0)], dtype="i4,f8"),
        object(),
        len,
        lambda: 0,
        collections,
        np.random.Generator(np.random.MT19937(1)),
        np.random.Generator(np.random.Philox(1)),
        np.random.RandomState(np.random.PCG64(1)),
        decimal.Decimal("1e999999999"),
        datetime.datetime(2024, 1, 1, tzinfo=zoneinfo.ZoneInfo("UTC")),
        io.StringIO("text"),
        Mine,
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_plain_data_stays_behind_a_handle(value):
    with pytest.raises(Kept):
        wire.encode(value, wire.Scope(), no_handles)
    assert through([value], as_handle) == [("handle", 7, type(value).__name__, isinstance(value, type))]


@pytest.mark.parametrize(
    "value",
    [
        collections.Counter("aab"),
        collections.OrderedDict(b=1, a=[2]),
        collections.defaultdict(list, {1: [2]}),
        collections.deque([1, [2]], maxlen=3),
        bytearray(b"x"),
        {1, "a"},
        decimal.Decimal("1.10"),
        decimal.Decimal("NaN"),
        fractions.Fraction(-1, 3),
        datetime.datetime(2024, 1, 2, 3, 4, 5, 6, datetime.UTC, fold=1),
        datetime.date(2024, 2, 29),
        datetime.time(1, 2, tzinfo=datetime.timezone(datetime.timedelta(hours=-3))),
        datetime.timedelta(-1, 2, 3),
        pathlib.Path("a") / "b",
        uuid.UUID(int=3),
        ...,
        NotImplemented,
        np.ma.masked_array([1.0, 2.0], [True, False], fill_value=7.0),
        np.ones((1, 2)).view(np.matrix),
        np.array([(1, 2.0)], dtype="i4,f8"),
        np.zeros(2, [("a", "?", (2,)), ("b", [("c", "U3")])]),
        np.array(["2020-01-01", "NaT"], "datetime64[D]"),
        np.array([None, "a", 3], object).reshape(3, 1),
        np.array([[1], [2, 3]], object),
        np.timedelta64(3, "ms"),
        np.str_("a"),
        np.str_(""),
        ValueError,
        np.ndarray,
        np.dtype([("a", "<i4"), ("b", "M8[s]")]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_values_of_numpy_and_the_library_cross_without_loss(value):
    got = through(value)
    assert type(got) is type(value)
    assert repr(got) == repr(value)
    assert getattr(got, "dtype", None) == getattr(value, "dtype", None)


@pytest.mark.parametrize(
    "tree",
    [["O", 0, [2], [1]], ["O", 0, [-1], []], ["O", 0, [1], [["h", 7, "Liar", False]]], ["O", 0, [1], [["d", 1, []]]],
     ["O", 0, [1], [["l", 1, [["h", 7, "Liar", False]]]]], ["O", 0, ["1"], [1]], ["O", 0, [1], [["=", 0]]]],
)  # fmt: skip
def test_an_array_of_objects_holds_data_alone(tree):
    with pytest.raises(wire.WireError):
        wire.Decoder(wire.Scope(), lambda tag, fields: object()).decode(tree)


def test_a_named_tuple_is_of_the_notebook_s_type_if_it_has_one(monkeypatch):
    assert repr(through(Pair(1, [2]))) == "Pair(left=1, right=[2])"
    monkeypatch.setattr(sys.modules["__main__"], "Pair", Pair, raising=False)
    assert type(through(Pair(1, [2]))) is Pair
    for name, fields in [("Pair", ["__class__"]), ("a b", ["x"]), ("Pair", ["x", "x"]), ("if", ["x"]), (5, ["x"])]:
        with pytest.raises(wire.WireError):
            decode(["N", name, fields, [1] * len(fields)])


def test_what_is_masked_or_a_matrix_does_not_come_back_as_such():
    scope = wire.Scope(students=True)
    assert wire.encode(np.ma.masked_array([1.0], [True]), scope, as_handle)[0] == "h"
    assert wire.encode(np.ones((1, 1)).view(np.matrix), scope, as_handle)[0] == "a"
    for made in (np.ma.masked_array([1.0], [True]), np.ones((1, 1)).view(np.matrix)):
        tree = wire.encode(made, wire.Scope(), no_handles)
        with pytest.raises(wire.WireError):
            wire.Decoder(wire.Scope(), found, students=True).decode(tree)


@pytest.mark.parametrize("make", [np.random.RandomState, random.Random])
@pytest.mark.parametrize("words", [0, 1, 5, 623, 624, 625, 5000])
@pytest.mark.parametrize("pairs", [0, 1, 2, 3])
def test_a_stream_follows_how_far_its_copy_went(make, words, pairs):
    mine, copy = make(5), make(5)
    before = streams.state_of(copy)
    for _ in range(words):
        copy.random()
    for _ in range(pairs):
        copy.gauss(0, 1) if isinstance(copy, random.Random) else copy.standard_normal()
    walked = streams.steps(before, streams.state_of(copy))
    streams.follow(mine, walked)
    assert streams.state_of(mine) == streams.state_of(copy)


@pytest.mark.parametrize("make", [np.random.RandomState, random.Random])
def test_a_stream_that_was_put_elsewhere_is_not_followed(make):
    copy = make(5)
    before = streams.state_of(copy)
    copy.seed(6)
    assert streams.steps(before, streams.state_of(copy)) is None


@pytest.mark.parametrize(
    "walked", [None, 5, [], [1], [1, 2, 3], [-1, -1], [2**40, -1], [4, 5], [4, 3], [4, -3], [1.0, -1], ["a", "b"]]
)
def test_a_made_up_walk_is_refused(walked):
    with pytest.raises(wire.WireError):
        streams.follow(np.random.RandomState(1), walked)


def test_object_arrays_are_never_pickled():
    class Bomb:
        def __reduce__(self):
            raise AssertionError("somebody pickled it")

    array = np.array([Bomb(), Bomb()])
    assert wire.encode(array, wire.Scope(), as_handle) == ["h", 7, "ndarray", False]


@settings(max_examples=30, deadline=None)
@given(messages=st.lists(st.binary(max_size=200), min_size=1, max_size=8), cut=st.integers(1, 97))
def test_messages_that_are_read_ahead_arrive_one_after_the_other_however_they_were_sent(messages, cut):
    ours, theirs = connection.pair()
    channel = wire.Channel(ours, reads_ahead=True)
    sent = [["message", number, data] for number, data in enumerate(messages)]
    frames = b"".join(len(data).to_bytes(8, "big") + data for data in map(wire.packed, sent))
    for start in range(0, len(frames), cut):
        theirs.sendall(frames[start : start + cut])
    theirs.close()
    received = []
    while not channel.ended:
        received.append(channel.receive())
    assert received == sent
    with pytest.raises(wire.Closed):
        channel.receive()
    channel.close()
