"""What crosses between grader and jail comes out as it went in, and nothing else comes out at all."""

from __future__ import annotations

import collections

import numpy as np
import pytest
from hypothesis import given
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
