"""The jail as the examiner talks to it: cells to run, names to look up, calls to make, with a deadline for each."""

from __future__ import annotations

import functools
import itertools
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from autograder import wire
from autograder.jail.jailer import Jailer
from autograder.jail.limits import Limits
from autograder.remote import Handle, handle, student_exception

GRACE = 2.0  # seconds beyond a cell's limit before the jail is ended from outside
MAX_NESTING = 40  # calls within callbacks within calls


class JailStopped(BaseException):
    """The student's process cannot go on; the message says what happened, for the student.

    No ordinary exception: a test that expects *some* error must not be satisfied by a process that died.
    """


DIED = "Python itself stopped while this ran (for example by os._exit, a crash, or too much memory)."
STUCK = "this did not finish within {seconds:g} seconds and had to be ended. Is there a loop that never ends?"
BROKE = "what came back could not be read ({error})."


@dataclass(frozen=True)
class Call:
    """One call of a function the student wrote, as it crossed the wire."""

    function: str
    args: list[wire.Tree]
    kwargs: list[wire.Tree]
    changes: list[wire.Tree]
    value: wire.Tree
    raised: tuple[str, ...]


class Jail:
    """One submission's process, seen from outside."""

    def __init__(self, jailer: Jailer, limits: Limits) -> None:
        self._jailer, self.limits = jailer, limits
        self._number, self._channel = jailer.open(limits)
        self._requests = itertools.count(1)
        self._functions: list[Callable] = []
        self._depth = 0
        self._branches: list[socket.socket] = []
        self._ends = 0.0
        self.calls: list[Call] = []
        self.start_clock()

    def start_clock(self) -> None:
        """A new cell begins: it has `seconds_per_cell` for all it asks of the jail."""
        self._ends = time.monotonic() + self.limits.seconds_per_cell
        self.calls.clear()
        self._functions.clear()

    def run_cell(self, source: str) -> tuple[bool, list[dict[str, Any]]]:
        """Run a student cell; whether it ended without an error, and its outputs. Raises `JailStopped`."""
        self.start_clock()
        _, _, fine, outputs = self._ask(["cell", source], "done")
        return fine is True, outputs if isinstance(outputs, list) else []

    def names(self, names: list[str]) -> dict[str, Any]:
        """Those of ``names`` that the student has defined: values, and handles for functions and the rest."""
        _, _, found = self._ask(["names", sorted(names)], "names")
        wanted = set(names)
        return {
            name: wire.Decoder(wire.Scope(), functools.partial(self._resolve, top=name)).decode(tree)
            for name, tree in found
            if name in wanted
        }

    def replace(self, functions: dict[str, Callable]) -> None:
        """From now on the student's code finds these functions, which run here, in place of its own."""
        self._ask(["replace", [[name, self._opaque(function)] for name, function in functions.items()]], "replaced")

    def branch(self) -> socket.socket:
        """Leave a copy of the student's process behind as it is now; `switch` lets it answer, later."""
        ours, theirs = socket.socketpair()
        self._branches.append(ours)
        try:
            self._ask(["branch"], "branched", attached=theirs)
        finally:
            theirs.close()
        return ours

    def switch(self, branch: socket.socket) -> None:
        """From now on everything asked of this jail, also through handles, is answered by ``branch``."""
        self._channel = branch
        self.start_clock()

    def close(self) -> None:
        for channel in (self._channel, *self._branches):
            channel.close()
        self._jailer.end(self._number)

    def call(self, operation: str, target: Handle, args: tuple, kwargs: dict[str, Any], name: str = "") -> Any:
        """Do ``operation`` on the student's object; returns its value or raises what it raised."""
        if self._depth >= MAX_NESTING:
            raise RecursionError("functions called each other too deeply")
        scope = wire.Scope()
        trees = [wire.encode(value, scope, self._opaque) for value in (target, *args)]
        named = [[key, wire.encode(value, scope, self._opaque)] for key, value in kwargs.items()]
        left = max(0.05, self._ends - time.monotonic())
        self._depth += 1
        try:
            answer = self._ask(["call", operation, trees, named, left], "return", "raise")
        finally:
            self._depth -= 1
        return self._finish_call(answer, scope, name, trees[1:], named)

    def _finish_call(self, answer: list, scope: wire.Scope, name: str, trees: list, named: list) -> Any:
        kind, _, changes, result, outputs = answer
        raised = tuple(map(str, result.get("types", ()))) if kind == "raise" else ()
        if name:
            self.calls.append(Call(name, trees, named, changes, None if raised else result, raised))
        decoder = wire.Decoder(scope, self._resolve)
        wire.apply_changes(scope, changes, decoder)
        for output in outputs:
            if output.get("output_type") == "stream":
                stream = sys.stderr if output.get("name") == "stderr" else sys.stdout
                stream.write(str(output.get("text", "")))
        if kind == "raise":
            raise student_exception(result)
        return decoder.decode(result)

    def _ask(self, request: list, *expected: str, attached: socket.socket | None = None) -> list:
        number = next(self._requests)
        deadline = max(self._ends, time.monotonic()) + GRACE
        try:
            self._channel.settimeout(GRACE)
            wire.send(self._channel, [request[0], number, *request[1:]])
            if attached is not None:
                socket.send_fds(self._channel, [b"\0"], [attached.fileno()])
            while True:
                self._channel.settimeout(max(0.01, deadline - time.monotonic()))
                answer = wire.receive(self._channel)
                if answer[0] == "callback":
                    self._call_back(*answer[1:])
                elif answer[0] in expected and answer[1] == number:
                    return answer
                else:
                    raise wire.WireError("an answer nobody asked for arrived")
        except TimeoutError:
            raise JailStopped(STUCK.format(seconds=self.limits.seconds_per_cell)) from None
        except wire.Closed:
            raise JailStopped(DIED) from None
        except (wire.WireError, ValueError, TypeError, IndexError, AttributeError) as error:
            raise JailStopped(BROKE.format(error=error)) from None

    def _call_back(self, number: int, args: list, kwargs: list) -> None:
        scope = wire.Scope()
        decoder = wire.Decoder(scope, self._resolve)
        values = [decoder.decode(tree) for tree in args]
        named = {str(key): decoder.decode(tree) for key, tree in kwargs}
        before = {n: wire.shallow(value, n, scope, self._opaque) for n, value in [*scope.objects.items()]}
        try:
            value, fine = self._functions[number](*values, **named), True
        except JailStopped:
            raise
        except Exception as error:
            value, fine = type(error).__name__, False
        after = {n: wire.shallow(scope.objects[n], n, scope, self._opaque) for n in before}
        changes = [tree for n, tree in after.items() if tree != before[n]]
        wire.send(self._channel, ["reply", fine, changes, wire.encode(value, scope, self._opaque)])

    def _opaque(self, value: Any) -> wire.Tree:
        if isinstance(value, Handle):
            return ["o", object.__getattribute__(value, "_number")]
        if callable(value):
            self._functions.append(value)
            return ["k", len(self._functions) - 1, getattr(value, "__name__", "function")]
        raise TypeError(f"a {type(value).__name__} cannot be passed to the student's code")

    def _resolve(self, tag: str, fields: list, top: str = "") -> Any:
        if tag == "k":
            return self._functions[fields[0]]
        if tag != "h":
            raise wire.WireError("an unknown kind of value arrived")
        number, type_name, is_class = int(fields[0]), str(fields[1]), fields[2] is True
        return handle(self, number, type_name, name=top, is_class=is_class)
