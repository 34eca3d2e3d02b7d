"""The only values that cross between the grader and the jail, and how.

A value becomes a tree of plain msgpack types and back. None, bool, int, float, complex, str, bytes, list,
tuple, dict, set, frozenset, range, slice, arrays of numbers, text, dates and records, NumPy scalars, dtypes and random
generators cross by value, and so do the standard library's own containers, dates, decimals, fractions, paths and named
tuples, each by its exact type. Everything else crosses as a *handle*, a number that only the side that owns the object
can resolve. Other subclasses are flattened to the type they pretend to be; those of the student's own cross as a handle
as well, and the grader takes that if the reference has such a class.

`values` and `decoder`: to trees and back. `arrays` and `dtypes`: the leaves that are NumPy's. `containers` and
`standard`: the library's. `streams`: how far a stream of random numbers went. `changes`: what a call did in place to
its arguments. `channel`: messages on a socket. `weight`: how large a value is once its shared parts are written out.

Nothing is ever unpickled, and whatever arrives is checked before it is built: the frame's size, the depth, the number
of nodes, the dtypes, that an array has as many bytes as its shape says, and that shared parts do not multiply to more
than a value may weigh.
"""

from autograder.jail.wire.changes import apply_changes, changes, states
from autograder.jail.wire.channel import Channel, Closed, packed, unpacked
from autograder.jail.wire.decoder import Decoder
from autograder.jail.wire.values import MAX_DEPTH, MAX_NODES, Scope, Tree, encode
from autograder.jail.wire.wire_error import WireError

__all__ = [
    "MAX_DEPTH",
    "MAX_NODES",
    "Channel",
    "Closed",
    "Decoder",
    "Scope",
    "Tree",
    "WireError",
    "apply_changes",
    "changes",
    "encode",
    "packed",
    "states",
    "unpacked",
]
