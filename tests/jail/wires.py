"""Values of every kind that may cross, junk of every shape, and both ends of the wire in one process."""

from __future__ import annotations

import math
import socket

import numpy as np
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.jail import wire

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


def through(value, encode_handle=no_handles):
    """The value after one trip: encoded, packed, unpacked, decoded."""
    message = wire.packed(["value", wire.encode(value, wire.Scope(), encode_handle)])
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
        return (math.isnan(a) and math.isnan(b)) or (a == b and math.copysign(1, a) == math.copysign(1, b))
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


def pair():
    ours, theirs = socket.socketpair()
    return wire.Channel(ours), wire.Channel(theirs)


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
