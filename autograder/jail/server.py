"""The message loop of one submission's process: cells to run, names to look up, calls to answer.

Requests are `[verb, number, …]`, answers `[kind, number, …]` with the request's number. While a call runs, the
student's code may call a function it was given: then `callback` goes out, and requests are served until `reply`
comes, so examiner and student can call each other as deep as they like.
"""

from __future__ import annotations

import operator
import os
import socket
from collections.abc import Callable
from typing import Any, NoReturn

from autograder import wire
from autograder.jail import shell as shells
from autograder.jail.errors import describe

OPERATIONS: dict[str, Callable[..., Any]] = {
    "call": lambda target, *args, **kwargs: target(*args, **kwargs),
    "getattr": getattr,
    "setattr": setattr,
    "getitem": operator.getitem,
    "setitem": operator.setitem,
    "len": len,
    "iter": iter,
    "next": next,
    "float": float,
    "int": int,
    "index": operator.index,
    **{name: getattr(operator, name) for name in ("add", "sub", "mul", "truediv", "pow", "matmul")},
    **{name: getattr(operator, name) for name in ("neg", "pos", "abs")},
    "radd": lambda b, a: a + b, "rsub": lambda b, a: a - b, "rmul": lambda b, a: a * b,
    "rtruediv": lambda b, a: a / b, "rpow": lambda b, a: a**b, "rmatmul": lambda b, a: a @ b,
}  # fmt: skip
STAYS = {"iter", "add", "sub", "mul", "truediv", "pow", "matmul", "neg", "pos", "abs",
         "radd", "rsub", "rmul", "rtruediv", "rpow", "rmatmul"}  # their results never cross by value  # fmt: skip


def serve(channel: socket.socket, shell: shells.Shell, limits: dict[str, Any]) -> NoReturn:
    """Answer requests until the channel closes."""
    Server(channel, shell, limits).loop()
    os._exit(0)


class Callback:
    """A function of the test's that student code may call; it runs on the examiner's side."""

    def __init__(self, server: Server, number: int, name: str) -> None:
        self._server, self._number, self.__name__ = server, number, name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        return self._server.call_back(self._number, args, kwargs)


class Server:
    """One submission's side of the wire; objects that cannot cross stay here under a number."""

    def __init__(self, channel: socket.socket, shell: shells.Shell, limits: dict[str, Any]) -> None:
        self.channel, self.shell, self.limits = channel, shell, limits
        self.kept: dict[int, Any] = {}
        self._kept_as: dict[int, int] = {}

    def loop(self) -> list | None:
        """Serve requests; returns the `reply` that ends a callback, or None at the end of the channel."""
        while True:
            try:
                request = wire.receive(self.channel)
            except wire.Closed:
                return None
            if request[0] == "reply":
                return request
            getattr(self, f"on_{request[0]}")(*request[1:])

    def on_cell(self, number: int, source: str) -> None:
        fine, outputs = self.shell.run(source, self.limits["seconds_per_cell"], self.limits["output_kb"])
        wire.send(self.channel, ["done", number, fine, outputs])

    def on_names(self, number: int, names: list[str]) -> None:
        found = []
        for name in names:
            if name in self.shell.user_ns:
                value = self.shell.user_ns[name]
                try:
                    tree = wire.encode(value, wire.Scope(), self.keep)
                except (wire.WireError, RecursionError):
                    tree = self.keep(value)
                found.append([name, tree])
        wire.send(self.channel, ["names", number, found])

    def on_replace(self, number: int, functions: list[list]) -> None:
        """Put functions of the examiner's in place of the student's."""
        for name, tree in functions:
            self.shell.user_ns[name] = wire.Decoder(wire.Scope(), self._resolve).decode(tree)
        wire.send(self.channel, ["replaced", number])

    def on_branch(self, number: int) -> None:
        """Leave a copy of this process behind, as it is now, that answers on a channel of its own."""
        _, descriptors, _, _ = socket.recv_fds(self.channel, 1, 1)
        if os.fork() == 0:
            self.channel.close()
            self.channel = socket.socket(fileno=descriptors[0])
            return
        os.close(descriptors[0])
        wire.send(self.channel, ["branched", number])

    def on_call(self, number: int, operation: str, args: list, kwargs: list, seconds: float) -> None:
        scope = wire.Scope()
        before: dict[int, Any] = {}
        recorder = self.shell.recorder
        recorder.start(self.limits["output_kb"])
        try:
            decoder = wire.Decoder(scope, self._resolve)
            given = [decoder.decode(tree) for tree in args]
            named = {key: decoder.decode(tree) for key, tree in kwargs}
            before = self._states(scope)
            with self.shell.listening(), shells.deadline(seconds):
                value = OPERATIONS[operation](*given, **named)
            changes = self._changes(scope, before)
            tree = self.keep(value) if operation in STAYS else wire.encode(value, scope, self.keep)
            wire.send(self.channel, ["return", number, changes, tree, recorder.outputs])
        except wire.Closed:
            raise
        except BaseException as error:  # whatever student code raises belongs to the test
            wire.send(self.channel, ["raise", number, self._changes(scope, before), describe(error), recorder.outputs])

    def call_back(self, target: int, args: tuple, kwargs: dict) -> Any:
        scope = wire.Scope()
        trees = [wire.encode(value, scope, self.keep) for value in args]
        named = [[key, wire.encode(value, scope, self.keep)] for key, value in kwargs.items()]
        wire.send(self.channel, ["callback", target, trees, named])
        reply = self.loop()
        if reply is None:
            os._exit(0)
        _, fine, changes, result = reply
        decoder = wire.Decoder(scope, self._resolve)
        wire.apply_changes(scope, changes, decoder)
        if fine:
            return decoder.decode(result)
        raise RuntimeError(f"the function given to this one failed: {result}")

    def keep(self, value: Any) -> wire.Tree:
        """A handle: the number under which ``value`` stays here."""
        if isinstance(value, Callback) and value._server is self:
            return ["k", value._number]
        number = self._kept_as.setdefault(id(value), len(self.kept))
        self.kept[number] = value
        return ["h", number, type(value).__name__, isinstance(value, type)]

    def _resolve(self, tag: str, fields: list) -> Any:
        if tag == "k":
            return Callback(self, int(fields[0]), str(fields[1]))
        if tag == "o":
            return self.kept[fields[0]]
        raise wire.WireError(f"an unknown kind of value arrived: {tag}")

    def _states(self, scope: wire.Scope) -> dict[int, Any]:
        return {number: wire.shallow(value, number, scope, self.keep) for number, value in [*scope.objects.items()]}

    def _changes(self, scope: wire.Scope, before: dict[int, Any]) -> list[wire.Tree]:
        """What the call did to its own arguments, so that it also happens to the caller's."""
        after = {number: wire.shallow(scope.objects[number], number, scope, self.keep) for number in before}
        return [tree for number, tree in after.items() if tree != before[number]]
