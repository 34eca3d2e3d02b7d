"""Messages on the socket between the grader and a jail: eight bytes of length, then msgpack.

Both sides expect the worst: a frame is bounded before it is read, and what it unpacks to before it is looked at.
"""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from typing import Any, NoReturn, TypeAlias, TypeVar

import msgpack

from autograder.jail.wire.values import MAX_NODES
from autograder.jail.wire.wire_error import WireError

MAX_FRAME = 64 * 2**20
_MOST_ITEMS = 4 * MAX_NODES  # a value's node is a few items of a frame
_AHEAD = 2**16  # bytes: most messages are shorter
_HEADER = struct.Struct(">Q")
_CREDENTIALS = struct.Struct("iII")  # of a sender: process, user, group

T = TypeVar("T")
Patience: TypeAlias = Callable[[], float]  # how long to wait at most before it is asked again; ends it by raising


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


_TOLD = hasattr(socket, "SO_PASSCRED")  # whether the kernel says who sends: Linux only


class Channel:
    """One end of the connection; ``received`` counts the bytes of the messages that came in.

    It ``reads_ahead`` where nothing but messages comes: no descriptor beside one may be lost.
    """

    def __init__(self, end: socket.socket, reads_ahead: bool = False) -> None:
        self.socket, self.received = end, 0
        self._sender = 0
        self._reads_ahead, self._rest = reads_ahead, b""

    @property
    def sender(self) -> int:
        """Return the process that sent the first message, by its number on this side; 0 if that is not known."""
        if not self._sender and _TOLD:
            try:
                self.socket.settimeout(0)
                _, told, _, _ = self.socket.recvmsg(1, socket.CMSG_SPACE(_CREDENTIALS.size), socket.MSG_PEEK)
            except OSError:
                return 0
            self._note_sender(told)
        return self._sender

    def send(self, message: bytes, patience: Patience | None = None) -> None:
        """Send one `packed` message; raise `Closed`, or what ``patience`` raises."""
        left = memoryview(_HEADER.pack(len(message)) + message)
        while left:
            self.socket.settimeout(patience() if patience else None)
            try:
                left = left[self.socket.send(left) :]
            except TimeoutError:
                continue
            except OSError:
                raise Closed("the other side is gone") from None

    def receive(self, patience: Patience | None = None) -> list:
        """Return the next message.

        Raises `Closed` at the end, `WireError` if the message is malformed, and what ``patience`` raises.
        """
        if self._reads_ahead and self._sender and not self._rest:
            self._rest = self._read(patience, lambda: self.socket.recv(_AHEAD))
        (size,) = _HEADER.unpack(self._exactly(_HEADER.size, patience))
        if size > MAX_FRAME:
            raise WireError("a message larger than may cross arrived")
        self.received += size
        return unpacked(self._exactly(size, patience))

    @property
    def ended(self) -> bool:
        """Return whether the other side is gone and has left nothing to read."""
        if self._rest:
            return False
        self.socket.settimeout(0)
        try:
            return self.socket.recv(1, socket.MSG_PEEK) == b""
        except BlockingIOError:
            return False
        except OSError:
            return True

    def close(self) -> None:
        self.socket.close()

    def _exactly(self, size: int, patience: Patience | None) -> bytes | bytearray:
        taken, self._rest = self._rest[:size], self._rest[size:]
        if len(taken) == size:
            return taken
        data = bytearray(size)
        data[: len(taken)] = taken
        view = memoryview(data)[len(taken) :]
        while view:
            view = view[self._read(patience, lambda: self._some(view)) :]  # noqa: B023
        return data

    def _read(self, patience: Patience | None, read: Callable[[], T]) -> T:
        """Return what ``read`` gives, once there is something; raise `Closed` at the end."""
        while True:
            self.socket.settimeout(patience() if patience else None)
            try:
                found = read()
            except TimeoutError:
                continue
            except OSError:
                found = None
            if not found:
                raise Closed("the other side is gone")
            return found

    def _some(self, view: memoryview) -> int:
        if self._sender or not _TOLD:
            return self.socket.recv_into(view)
        count, told, _, _ = self.socket.recvmsg_into([view], socket.CMSG_SPACE(_CREDENTIALS.size))  # no descriptors
        self._note_sender(told)
        return count

    def _note_sender(self, told: list[tuple[int, int, bytes]]) -> None:
        for level, kind, data in told:
            if (level, kind) == (socket.SOL_SOCKET, socket.SCM_CREDENTIALS):
                self._sender, *_ = _CREDENTIALS.unpack(data)


def unpacked(data: bytes | bytearray) -> list:
    """Return the message in ``data``; raise `WireError` if it is malformed or has too many parts."""
    items = 0

    def count(container: Any) -> Any:
        nonlocal items
        items += 1 + len(container)
        if items > _MOST_ITEMS:
            raise WireError("a message of too many parts arrived")
        return container

    counted = count if 2 * len(data) > _MOST_ITEMS else None  # an item takes a byte, and counts as one or two
    try:
        message = msgpack.unpackb(
            data, raw=False, list_hook=counted, object_hook=counted, ext_hook=_no_extensions,
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
