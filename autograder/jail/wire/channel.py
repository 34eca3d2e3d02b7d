"""Messages on the socket between the grader and a jail: eight bytes of length, then msgpack.

Both sides expect the worst: a frame is bounded before it is read, and what it unpacks to before it is looked at.
"""

from __future__ import annotations

import math
import socket
import struct
import time
from typing import Any, NoReturn

import msgpack

from autograder.jail.wire.arrays import WireError
from autograder.jail.wire.values import MAX_NODES

MAX_FRAME = 64 * 2**20
_MOST_ITEMS = 4 * MAX_NODES  # a value's node is a few items of a frame
_HEADER = struct.Struct(">Q")


class Closed(WireError):
    """The other side is gone."""


def packed(message: list) -> bytes:
    """Return ``message`` as bytes; raise `WireError` if it is too large or holds something that msgpack cannot."""
    try:
        data = msgpack.packb(message, use_bin_type=True, unicode_errors="replace")  # half a character of UTF-16
    except (ValueError, TypeError, OverflowError) as error:
        raise WireError(f"a value cannot be passed: {error}") from None
    if len(data) > MAX_FRAME:
        size = len(data) / 2**20
        raise WireError(f"a value of {size:.0f} MB is too large to be passed (limit {MAX_FRAME >> 20} MB)")
    return data


class Channel:
    """One end of the connection; ``received`` counts the bytes that came in."""

    def __init__(self, end: socket.socket) -> None:
        self.socket, self.received = end, 0

    def send(self, message: bytes, seconds: float | None = None) -> None:
        """Send one `packed` message; raise `Closed` or TimeoutError."""
        try:
            self.socket.settimeout(seconds)
            self.socket.sendall(_HEADER.pack(len(message)) + message)
        except TimeoutError:
            raise
        except OSError:
            raise Closed("the other side is gone") from None

    def receive(self, deadline: float = math.inf) -> list:
        """Return the next message, which must be complete before ``deadline`` (`time.monotonic`).

        Raises `Closed` at the end, `WireError` if the message is malformed, TimeoutError at the deadline.
        """
        (size,) = _HEADER.unpack(self._exactly(_HEADER.size, deadline))
        if size > MAX_FRAME:
            raise WireError("a message larger than may cross arrived")
        self.received += size
        return unpacked(self._exactly(size, deadline))

    @property
    def ended(self) -> bool:
        """Return whether the other side is gone and has left nothing to read."""
        self.socket.settimeout(0)
        try:
            return self.socket.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        self.socket.close()

    def _exactly(self, size: int, deadline: float) -> bytearray:
        data = bytearray(size)
        view = memoryview(data)
        while view:
            left = None if deadline == math.inf else deadline - time.monotonic()
            if left is not None and left <= 0:
                raise TimeoutError
            try:
                self.socket.settimeout(left)
                count = self.socket.recv_into(view)
            except TimeoutError:
                raise
            except OSError:
                count = 0
            if count == 0:
                raise Closed("the other side is gone")
            view = view[count:]
        return data


def unpacked(data: bytes | bytearray) -> list:
    """Return the message in ``data``; raise `WireError` if it is malformed or has too many parts."""
    items = 0

    def count(container: Any) -> Any:
        nonlocal items
        items += 1 + len(container)
        if items > _MOST_ITEMS:
            raise WireError("a message of too many parts arrived")
        return container

    try:
        message = msgpack.unpackb(
            data, raw=False, list_hook=count, object_hook=count, ext_hook=_no_extensions,
            max_array_len=_MOST_ITEMS, max_map_len=_MOST_ITEMS,
        )  # fmt: skip
    except WireError:
        raise
    except Exception as error:
        raise WireError(f"a malformed message arrived ({type(error).__name__})") from None
    if not isinstance(message, list) or not message or not isinstance(message[0], str):
        raise WireError("a malformed message arrived")
    return message


def _no_extensions(code: int, data: bytes) -> NoReturn:
    raise WireError("a message with an unknown extension arrived")
