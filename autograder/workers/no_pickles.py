"""What a cluster sends is data: nothing in it is imported, called or built in this process.

Dask pickles results, exceptions and more, and whoever reaches the cluster chooses what a pickle calls. So while a
`Client` is open here, distributed's unpickling builds plain data alone: numbers, text, lists. Where a pickle names a
class or a function, an `Unbuilt` of that name takes its place.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from types import SimpleNamespace
from typing import Any
from unittest import mock


class Unbuilt(Exception):
    """Takes the place of an object that another machine named; an exception, for Dask raises what a task raised."""

    state: Any = None

    def __setstate__(self, state: Any) -> None:
        self.state = state

    def append(self, item: Any) -> None:
        """Take an item of what pretends to be a list, and forget it."""

    def extend(self, items: Any) -> None:
        """Take items of what pretends to be a list, and forget them."""

    def __setitem__(self, key: Any, item: Any) -> None:
        """Take an item of what pretends to be a mapping, and forget it."""


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        return type(name.rpartition(".")[2], (Unbuilt,), {})


def loads(data: Any, *, buffers: Iterable[Any] = ()) -> Any:
    """Return the plain data in a pickle; an `Unbuilt` for a malformed one, which would end the whole connection."""
    try:
        return _Unpickler(io.BytesIO(data), buffers=buffers).load()
    except Exception as error:
        return Unbuilt(f"{type(error).__name__}: {error}")


def clean_exception(exception: Any, traceback: Any = None, **others: Any) -> tuple[type, BaseException, None]:
    """Return an exception that came, as Dask wants it: its type, itself, and no traceback."""
    if isinstance(exception, (bytes, bytearray)):
        exception = loads(exception)
    if not isinstance(exception, BaseException):
        exception = Unbuilt(f"{exception}"[:300])
    return type(exception), exception, None


@contextmanager
def nothing_unpickled() -> Iterator[None]:
    """Have distributed build nothing in this process meanwhile; a `Client` has to be opened and closed inside."""
    import distributed.client
    import distributed.protocol.pickle

    with ExitStack() as changed:
        for module, name, ours in (
            (distributed.protocol.pickle, "loads", loads),
            (distributed.client, "loads", loads),
            (distributed.client, "pickle", SimpleNamespace(**vars(pickle) | {"loads": loads})),
            (distributed.client, "clean_exception", clean_exception),
        ):
            changed.enter_context(mock.patch.object(module, name, ours))
        yield
