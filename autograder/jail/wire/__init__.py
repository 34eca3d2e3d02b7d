"""The only values that cross between the examiner and the jail, and how.

`values`: a value becomes a tree of plain msgpack types and back. None, bool, int, float, complex, str, bytes, list,
tuple, dict, set, frozenset, range, slice, numeric, boolean and text arrays, NumPy scalars, dtypes and random
generators cross by value. Everything else crosses as a *handle*, a number that only the side that owns the object
can resolve. Subclasses are flattened to the type they pretend to be.

`arrays`: the numeric leaves. `changes`: what a call did in place to its arguments. `channel`: messages on a socket.

Nothing is ever unpickled, and whatever arrives is checked before it is built: the frame's size, depth, number of
nodes, dtypes, that bytes are as many as a shape says, and that shared parts do not multiply to more than a frame
could have held.
"""

from autograder.jail.wire.changes import apply_changes, changes, states
from autograder.jail.wire.channel import MAX_FRAME, Channel, Closed, packed, unpacked
from autograder.jail.wire.values import MAX_DEPTH, MAX_NODES, MAX_WEIGHT, Decoder, Scope, Tree, WireError, encode

__all__ = [
    "MAX_DEPTH",
    "MAX_FRAME",
    "MAX_NODES",
    "MAX_WEIGHT",
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
