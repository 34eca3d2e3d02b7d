"""The connection to a process in a jail; without NumPy, so that the coordinator starts jails before it loads it."""

from __future__ import annotations

import socket

_MUST_TELL = getattr(socket, "SO_PASSCRED", None)  # Linux only


def pair() -> tuple[socket.socket, socket.socket]:
    """Return the two ends of a connection; a `wire.Channel` on the first learns which process answers."""
    ours, theirs = socket.socketpair()
    if _MUST_TELL is not None:
        ours.setsockopt(socket.SOL_SOCKET, _MUST_TELL, 1)
    return ours, theirs
