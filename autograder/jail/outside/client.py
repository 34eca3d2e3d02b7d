"""The jail as the grader talks to it: cells to run, names to look up, calls to make, with a deadline for each."""

from __future__ import annotations

import functools
import itertools
import socket
import sys
import warnings
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any

from autograder.jail import errors, recorder, wire
from autograder.jail.limits import Limits
from autograder.jail.outside import connection
from autograder.jail.outside.arguments import Guard, Passed
from autograder.jail.outside.calls import Call, Calls
from autograder.jail.outside.classes import members_of
from autograder.jail.outside.clock import Clock, Overrun
from autograder.jail.outside.crossing import Crossing
from autograder.jail.outside.facts import Facts
from autograder.jail.outside.jailer import ForkServer
from autograder.jail.outside.raised import student_exception
from autograder.jail.outside.remote import Handle
from autograder.jail.outside.remote_types import RemoteType
from autograder.jail.outside.sharing import Sharing
from autograder.jail.outside.stopped import JailStopped, StopReason

MAX_NESTING = 40  # calls within callbacks within calls
MAX_RECEIVED = 2**29  # bytes one cell may send back


class Asleep(Exception):
    """A callback tried to call student code after grading had finished."""


class Jail:
    """One submission's process, seen from outside.

    ``classes`` names what should be a class; nothing else of the student's gets a class's privileges.
    """

    def __init__(self, server: ForkServer, limits: Limits, classes: Collection[str] = ()) -> None:
        self._server, self.limits = server, limits
        self._crossing = Crossing(self, classes)
        self._sources: list[str] = []  # of the cells that it was given
        self._facts: dict[int, Facts] = {}
        self.names_here: Mapping[str, Any] = {}  # where test cells find the exception classes of given cells
        self.sharing: Sharing | None = None  # what the test cell changes that student code reads
        self._number, channel = server.open(limits)
        self._channel = wire.Channel(channel, reads_ahead=True)
        self._channels = [self._channel]
        self._requests = itertools.count(1)
        self._callbacks_of = {self._channel: self._crossing.callbacks}  # what one branch was handed, no other may call
        self._depth = 0
        self.clock = Clock(limits.seconds_per_cell)
        self._begun = False  # its process has said that it is ready
        self.calls = Calls()
        self.redefined: tuple[str, ...] = ()
        self.guard: Guard | None = None
        self.lost = False  # the student's process waits for an answer that will never come
        self.died = False  # the process ended, or all jails did
        self.asleep = False  # nothing may be asked now
        self.start_clock()

    def start_clock(self) -> None:
        """Give a new cell its `seconds_per_cell` for all it asks of the jail."""
        self.clock.start(self.limits.seconds_per_cell)
        self._channel.received = 0
        self.calls.clear()

    def run_cell(
        self, source: str, pinned: Collection[str] = (), released: Collection[str] = ()
    ) -> tuple[bool, list[dict[str, Any]]]:
        """Run a student cell; return whether it ended without an error, and its outputs. Raises `JailStopped`.

        `names` goes on giving what the names ``pinned`` are bound to before the cell, whatever it binds to them. Those
        ``released`` it defines anew.
        """
        self.start_clock()
        self._sources.append(source)
        self._facts.clear()
        fine, outputs = self._ask(["cell", source, [*pinned], [*released]], 2, "done")
        return fine is True, recorder.checked(outputs, self.limits.output_kb)

    def names(self, names: Collection[str], pinned: Collection[str] = (), as_left: bool = False) -> dict[str, Any]:
        """Look up those of ``names`` that the student has defined: data by value, functions and the rest as handles.

        Pins the names ``pinned`` as they are now, unless they are. `redefined` says afterwards which pinned names a
        cell bound to something else; with ``as_left`` the student's own code goes on seeing that, until the next cell.
        """
        found, redefined = self._ask(["names", sorted(names), [*pinned], as_left], 2, "names")
        self.redefined = tuple(name for name in redefined if name in pinned) if isinstance(redefined, list) else ()
        try:
            return {
                name: wire.Decoder(
                    wire.Scope(), functools.partial(self._crossing.resolve, top=name), students=True
                ).decode(tree)
                for name, tree in found
                if name in names
            }
        except (TypeError, ValueError):
            raise JailStopped(StopReason.BROKEN_REPLY) from None

    def replace(self, functions: dict[str, Callable]) -> None:
        """Put these functions, which run here, in place of the student's own of the same name."""
        trees = [[name, self._crossing.encode(function)] for name, function in functions.items()]
        self._ask(["replace", trees], 0, "replaced")

    def know(self, names: Mapping[str, Any], classes: Collection[str]) -> None:
        """Take the ``classes`` of given cells, which are found in ``names``, for what they are on both sides."""
        self.names_here = names
        self._crossing.classes.given, self._crossing.classes.given_names = names, classes

    @property
    def is_asked(self) -> bool:
        """Return whether a test cell is being asked now."""
        return self.sharing is not None

    @property
    def answering(self) -> wire.Channel:
        """Return the channel of the process that answers now; `switch` leads back to it."""
        return self._channel

    @property
    def has_branches(self) -> bool:
        """Return whether copies of the student's process were left behind."""
        return len(self._channels) > 1

    def branch(self) -> wire.Channel:
        """Leave a copy of the student's process behind as it is now; `switch` lets it answer later."""
        ours, theirs = connection.pair()
        self._channels.append(wire.Channel(ours, reads_ahead=True))
        self._callbacks_of[self._channels[-1]] = self._crossing.callbacks.copy()
        try:
            self._ask(["branch"], 0, "branched", attached=theirs)
        finally:
            theirs.close()
        return self._channels[-1]

    def switch(self, branch: wire.Channel) -> None:
        """Let ``branch`` answer everything that is asked of this jail from now on, through handles too."""
        self._channel, self.lost = branch, False
        self._crossing.switch(self._callbacks_of[branch])
        self._facts.clear()
        self.start_clock()

    def close(self) -> None:
        """End the student's process, its copies, and all they started."""
        for channel in self._channels:
            channel.close()
        self._server.end(self._number)

    def unshare(self, reachable: bool) -> bool:
        """End the test cell: let student code see its own names again; return whether its process is ``reachable``."""
        sharing, self.sharing = self.sharing, None
        if sharing is None or not sharing.end() or not reachable:
            return reachable
        try:
            self._ask(["unshare"], 0, "unshared")
        except JailStopped:
            return False
        return True

    def facts(self, target: Handle | RemoteType) -> Facts:
        """Return what the student's function or class says of itself, asked for once."""
        number = target._number
        if number not in self._facts:
            ask = functools.partial(self.call, "source", target, (), {})
            self._facts[number] = Facts(self.call("about", target, (), {}), self._sources, ask)
        return self._facts[number]

    def derive(self, base: RemoteType, name: str, names: dict[str, Any]) -> RemoteType:
        """Return the class that a test builds on ``base``: the objects are made there, its methods run here."""
        return self._crossing.classes.derived(
            self.call("derive", base, (name, members_of(names)), {}), base, name, names
        )

    def call(
        self, operation: str, target: Handle | RemoteType, args: tuple, kwargs: dict[str, Any], name: str = ""
    ) -> Any:
        """Do ``operation`` on the student's object; return its value or raise what it raised.

        What it changed in place is changed in ``args`` and ``kwargs``, as far as `guard` allows; otherwise they stay
        as they are and what the guard gives is raised. What it printed is printed here. ``name`` is the function's
        where the call is to be kept in `calls`.
        """
        if self.asleep:
            raise Asleep
        if self._depth >= MAX_NESTING:
            raise RecursionError("functions called each other too deeply")
        self._allow_a_call()
        self.calls.note(name)
        scope = wire.Scope(layouts=True)
        trees, named, passed = [self._crossing.encode(target)], [], Passed(scope)
        for place, argument in enumerate(args):
            trees.append(wire.encode(argument, scope, self._crossing.encode))
            passed.note(place)
        for key, argument in kwargs.items():
            named.append([key, wire.encode(argument, scope, self._crossing.encode)])
            passed.note(key)
        request, shared = ["call", operation, trees, named], []
        if self.sharing is not None:
            encode = functools.partial(wire.encode, scope=scope, encode_handle=self._crossing.encode)
            shared = self.sharing.changes(scope, encode, passed.note)
            request += [shared] if shared else []
        self._depth += 1
        received = self._channel.received
        try:
            kind, changes, result, outputs = self._ask(request, 3, "return", "raise")
        finally:
            self._depth -= 1
        error = errors.checked(result) if kind == "raise" else None
        raised = () if error is None else (*error[0], "Exception")
        value = result if error is None else None
        call = Call(name, trees[1:], named, changes, value, raised, self._crossing.callbacks.functions)
        if all(where == "warnings" for where, *_ in shared):  # otherwise it depends on more than its arguments
            self.calls.keep(call, self._channel.received - received)
        decoder = wire.Decoder(scope, self._crossing.resolve, students=True)
        forbidden = self._forbidden(name, passed.changed(changes)) if operation == "call" else {}
        wire.apply_changes(scope, [change for change in changes if passed.of(change) not in forbidden], decoder)
        self._print(outputs)
        if error is not None:
            told = result if isinstance(result, dict) else {}
            own = decoder.decode(told["own"]) if "own" in told else None
            raise student_exception(*error, self.names_here, operation == "next", own, told.get("args"))
        for refusal in forbidden.values():
            raise refusal
        return decoder.decode(result)

    def _forbidden(self, function: str, changed: Iterable[int | str]) -> dict[int | str, Exception]:
        """Return what the guard gives for each of the ``changed`` arguments that it does not allow to change."""
        if self.guard is None:
            return {}
        given = {argument: self.guard(function, argument) for argument in changed}
        return {argument: refusal for argument, refusal in given.items() if refusal is not None}

    def _print(self, outputs: Any) -> None:
        """Print here what student code printed there, and warn of what it warned of."""
        for output in outputs if isinstance(outputs, list) else []:
            match output:
                case {"output_type": "warning", "category": str(name), "text": str(text)}:
                    warnings.warn(text[: errors.LONGEST], errors.category(name), stacklevel=4)
        for output in recorder.checked(outputs, self.limits.output_kb):
            if output["output_type"] == "stream":
                (sys.stderr if output["name"] == "stderr" else sys.stdout).write(output["text"])

    def _ask(self, request: list, fields: int, *expected: str, attached: socket.socket | None = None) -> list:
        """Send a request and return the ``fields`` of its answer, after its kind where several are ``expected``.

        Serves callbacks meanwhile. Raises `JailStopped`, and `WireError` if the request itself is too large.
        """
        number = next(self._requests)
        message = wire.packed([request[0], number, *request[1:]])  # too large for the wire: the caller's mistake
        try:
            self._run_clock()
            self._channel.send(message, self.clock.patience)
            if attached is not None:
                socket.send_fds(self._channel.socket, [b"\0"], [attached.fileno()])
            while True:
                answer = self._channel.receive(self.clock.patience)
                if self._channel.received > MAX_RECEIVED:
                    raise JailStopped(StopReason.TOO_MUCH)
                if answer[0] == "ready":  # a branch's first word
                    self.clock.answered_by(self._channel.sender)
                    continue
                if answer[0] == "callback" and len(answer) == 4 and self._depth:
                    self._call_back(*answer[1:])
                elif answer[0] in expected and answer[1:2] == [number] and len(answer) == 2 + fields:
                    return answer[2:] if len(expected) == 1 else [answer[0], *answer[2:]]
                else:
                    raise wire.WireError("an answer nobody asked for arrived")
        except Overrun as overrun:
            raise self._timed_out(overrun) from None
        except (wire.Closed, OSError):
            self.died = True
            raise JailStopped(StopReason.DIED) from None
        except wire.WireError:
            raise JailStopped(StopReason.BROKEN_REPLY) from None
        finally:
            self.clock.pause()

    def _run_clock(self) -> None:
        """Let the student's time run, as soon as the walls are up."""
        if not self._begun:
            self._begun = True
            self.clock.begin(self._channel)
        self.clock.answered_by(self._channel.sender)
        self.clock.resume()

    def _allow_a_call(self) -> None:
        try:
            self.clock.allow_a_call()
        except Overrun as overrun:
            raise self._timed_out(overrun) from None

    def _timed_out(self, overrun: Overrun) -> JailStopped:
        """End the processes that will not stop by themselves, but for branches, which may be asked later."""
        branches = [channel.sender for channel in self._channels if channel is not self._channel]
        self.died |= not self.clock.end_all_but(branches)
        reason = StopReason.CUT_SHORT if overrun.backstop else StopReason.TIMED_OUT
        return JailStopped(reason, self.limits.seconds_per_cell)

    def _call_back(self, number: int, args: list, kwargs: list) -> None:
        """Call the test's function that student code asks for, and send what it gave or raised."""
        scope = wire.Scope()
        decoder = wire.Decoder(scope, self._crossing.resolve, students=True)
        try:
            function = self._crossing.callbacks.functions[number]
            values = [decoder.decode(tree) for tree in args]
            named = {str(key): decoder.decode(tree) for key, tree in kwargs}
        except (TypeError, ValueError, IndexError):
            raise wire.WireError("a malformed call arrived") from None
        self.clock.pause()
        try:
            before = wire.states(scope, self._crossing.encode)
            value = function(*values, **named)
            changes = wire.changes(scope, before, self._crossing.encode)
            reply = wire.packed(["reply", True, changes, wire.encode(value, scope, self._crossing.encode)])
        except Exception as error:
            own = getattr(error, "_own", None)
            told = {"own": own._number} if isinstance(own, Handle) else {}
            reply = wire.packed(["reply", False, [], errors.describe(error) | told])
        except BaseException:
            self.lost = True
            raise
        self.clock.resume()
        self._channel.send(reply, self.clock.patience)
