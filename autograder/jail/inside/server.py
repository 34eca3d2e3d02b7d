"""The message loop of one submission's process: cells to run, names to look up, calls to answer.

Requests are `[verb, number, …]`, answers `[kind, number, …]` with the request's number. While a call runs, the
student's code may call a function that it was handed: then `callback` goes out, and requests are served until `reply`
comes, so that grader and student can call each other to any depth.
"""

from __future__ import annotations

import os
import socket
from typing import Any, NoReturn

from autograder.jail import errors, wire
from autograder.jail.inside import about
from autograder.jail.inside import shell as shells
from autograder.jail.inside.lent import Callback, Lent, lent
from autograder.jail.inside.operations import OPERATIONS, RETURNS_HANDLE
from autograder.jail.inside.shared import Shared


def serve(channel: socket.socket, shell: shells.Shell, limits: dict[str, Any], walls: bool) -> NoReturn:
    """Say that this process is ready, which tells its number, and answer requests until the channel closes."""
    server = Server(wire.Channel(channel), shell, limits, walls)
    server.greet()
    server.loop()
    os._exit(0)


class Server:
    """One submission's side of the wire; objects that cannot cross stay here under a number."""

    def __init__(self, channel: wire.Channel, shell: shells.Shell, limits: dict[str, Any], walls: bool) -> None:
        self.channel, self.shell, self.limits, self._walls = channel, shell, limits, walls
        self.kept: dict[int, Any] = {}
        self._kept_as: dict[int, int] = {}
        self._class_trees: dict[type, list] = {}
        self._pinned: dict[str, Any] = {}  # what tests see under these names, whatever later cells bind to them
        self._set_aside: dict[str, Any] = {}  # what cells bound to them since, while a test is asked
        self._shared = Shared(shell.user_ns)

    def loop(self) -> list | None:
        """Serve requests; return the `reply` that ends a callback, or None when the channel closes."""
        while True:
            try:
                request = self.channel.receive()
            except wire.Closed:
                return None
            if request[0] == "reply":
                return request
            getattr(self, f"on_{request[0]}")(*request[1:])

    def greet(self) -> None:
        """Send the first message: the kernel adds who sends it; without walls this process can say it as well."""
        self._send("ready", 0 if self._walls else os.getpid())

    def _send(self, *message: Any) -> None:
        self.channel.send(wire.packed([*message]))

    def on_cell(self, number: int, source: str, pinned: list[str], released: list[str]) -> None:
        """Run a cell, which sees every name as the cells before it left it, and send its outputs."""
        self._pin(pinned)
        for name in released:
            self._pinned.pop(name, None)
        for name, value in self._set_aside.items():
            self.shell.user_ns[name] = value
        self._set_aside.clear()
        fine, outputs = self.shell.run(source, self.limits["output_kb"], self.limits["seconds_per_cell"])
        self._send("done", number, fine, outputs)

    def _pin(self, names: list[str]) -> None:
        """Hold on to what ``names`` are bound to now, if they are and nothing was held before."""
        known = self.shell.user_ns
        self._pinned = {name: known[name] for name in names if name in known} | self._pinned

    def _show_pinned(self) -> None:
        """Bind the pinned names to what they were when they were pinned, until the next cell."""
        for name, value in self._pinned.items():
            now = self.shell.user_ns.get(name, value)  # a name that was deleted was not defined again
            if now is not value:
                self._set_aside[name] = now
            self.shell.user_ns[name] = value

    def on_names(self, number: int, names: list[str], pinned: list[str], as_left: bool) -> None:
        """Send those of ``names`` that are defined: by value where they can cross, as handles otherwise.

        Until the next cell, pinned names are bound to what they were when they were pinned, unless the student's code
        is to see them ``as_left`` by the cells. Send too which of them cells had bound to something else since.
        """
        self._pin(pinned)
        self._show_pinned()
        values = {name: self.shell.user_ns[name] for name in names if name in self.shell.user_ns}
        if as_left:
            self.shell.user_ns.update(self._set_aside)
        try:
            trees = [[name, self._tree(value)] for name, value in values.items()]
            self._send("names", number, trees, sorted(self._set_aside))
        except wire.Closed:
            raise
        except wire.WireError:  # all of them are too large for one message
            trees = [[name, self.keep(value)] for name, value in values.items()]
            self._send("names", number, trees, sorted(self._set_aside))

    def _tree(self, value: Any) -> wire.Tree:
        try:
            tree = wire.encode(value, wire.Scope(students=True), self.keep)
            wire.packed([tree])
            return tree
        except (wire.WireError, RecursionError):
            return self.keep(value)

    def on_replace(self, number: int, functions: list[list]) -> None:
        """Put functions of the grader's in the place of the student's."""
        for name, tree in functions:
            self.shell.user_ns[name] = wire.Decoder(wire.Scope(), self._resolve).decode(tree)
            self._pinned.pop(name, None)
        self._send("replaced", number)

    def on_branch(self, number: int) -> None:
        """Leave a copy of this process behind as it is now; it answers on a channel of its own."""
        _, descriptors, _, _ = socket.recv_fds(self.channel.socket, 1, 1)
        child = os.fork()
        os.setpgid(child, child)  # on both sides, before anything else: out of reach of signals to the group
        if child == 0:
            self.channel.close()
            self.channel = wire.Channel(socket.socket(fileno=descriptors[0]))
            self._show_pinned()  # only tests are asked of a copy
            self.greet()
            return
        os.close(descriptors[0])
        self._send("branched", number)

    def on_unshare(self, number: int) -> None:
        """Bind the names that a test had bound to what they were before."""
        self._shared.undo()
        self._send("unshared", number)

    def on_call(self, number: int, operation: str, args: list, kwargs: list, shared: list | None = None) -> None:
        """Do one of `OPERATIONS` and send what came of it: changed arguments, the result or the error, outputs.

        Before it, names and streams of random numbers become what the test ``shared``.
        """
        scope = wire.Scope(students=True)
        before: dict[int, wire.Tree] = {}
        with self.shell.recording(self.limits["output_kb"]) as recorder:
            try:
                decoder = wire.Decoder(scope, self._resolve)
                given = [decoder.decode(tree) for tree in args]
                named = {key: decoder.decode(tree) for key, tree in kwargs}
                self._shared.take(shared or [], decoder)
                before = wire.states(scope, self.keep)
                heard = self._shared.heard(recorder.outputs)
                with heard, self.shell.listening(), shells.interruptible("check", self.limits["seconds_per_cell"]):
                    value = OPERATIONS[operation](*given, **named)
                changes = wire.changes(scope, before, self.keep)
                tree = self.keep(value) if operation in RETURNS_HANDLE else wire.encode(value, scope, self.keep)
                self._send("return", number, changes, tree, recorder.outputs)
            except wire.Closed:
                raise
            except BaseException as error:  # whatever student code raises belongs to the test
                report = errors.describe(error)
                if about.is_own(type(error)):
                    report["own"] = self.keep(error)
                self._send("raise", number, self._changes(scope, before), report, recorder.outputs)

    def _changes(self, scope: wire.Scope, before: dict[int, wire.Tree]) -> list[wire.Tree]:
        try:
            return wire.changes(scope, before, self.keep)
        except wire.WireError:
            return []

    def call_back(self, target: int, args: tuple, kwargs: dict) -> Any:
        """Have the grader call its function number ``target``; return its result or raise what it raised."""
        scope = wire.Scope(students=True)
        trees = [wire.encode(value, scope, self.keep) for value in args]
        named = [[key, wire.encode(value, scope, self.keep)] for key, value in kwargs.items()]
        with shells.undisturbed():
            self._send("callback", target, trees, named)
            reply = self.loop()
        if reply is None:
            os._exit(0)
        _, fine, changes, result = reply
        decoder = wire.Decoder(scope, self._resolve)
        wire.apply_changes(scope, changes, decoder)
        if fine:
            return decoder.decode(result)
        if "own" in result:
            raise self.kept[result["own"]]
        types, message, _ = errors.checked(result)
        raise errors.rebuild(types, message) or RuntimeError(message)

    def keep(self, value: Any) -> wire.Tree:
        """Keep ``value`` here and return its handle: a number, its type's name and whether it is a class.

        Of the notebook's own classes and their instances the class is added.
        """
        kind = type(value)
        if issubclass(kind, Callback | Lent) and object.__getattribute__(value, "_server") is self:
            return ["k", object.__getattribute__(value, "_number")]
        number = self._kept_as.setdefault(id(value), len(self.kept))
        self.kept[number] = value
        own = value if issubclass(kind, type) else kind
        if not about.is_own(own):
            return ["h", number, kind.__name__, own is value]
        known = self._class_trees.get(own)
        if known is None:
            self._class_trees[own] = known = [0, "", []]  # while it is made: it asks for the number of the class
            known[:] = about.class_tree(own, self.keep)
        return ["h", number, kind.__name__, own is value, known]

    def _resolve(self, tag: str, fields: list) -> Any:
        if tag == "k":
            return Callback(self, int(fields[0]), str(fields[1]))
        if tag == "T":
            return lent(self, int(fields[0]), str(fields[1]), fields[2])
        if tag == "o":
            return self.kept[fields[0]]
        raise wire.WireError(f"an unknown kind of value arrived: {tag}")
