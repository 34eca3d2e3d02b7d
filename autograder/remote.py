"""The jail as the examiner talks to it, and the student's names as test cells see them.

A function the student wrote is a `Handle` here: calling it sends the arguments by value, applies what it changed in
place to the caller's own arrays, lists and dicts, prints what it printed, and returns its result by value or raises
what it raised. An object that cannot cross stays in the jail behind a handle. A handle equals nothing, orders
before nothing and has no truth value: otherwise an object that claims to equal everything would pass every test.
Arithmetic is forwarded only for instances that the test itself made by calling a class of the student's, and its
results stay handles, so that a made-up object cannot turn `answer - expected` into zeros.
"""

from __future__ import annotations

import builtins
import itertools
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from autograder import wire
from autograder.jail.jailer import Jailer
from autograder.jail.limits import Limits

GRACE = 2.0  # seconds beyond a cell's limit before the jail is ended from outside
MAX_NESTING = 40  # calls within callbacks within calls


class JailStopped(BaseException):
    """The student's process cannot go on; the message says what happened, for the student.

    No ordinary exception: a test that expects *some* error must not be satisfied by a process that died.
    """

    alive = False


class BranchStopped(JailStopped):
    """Only the copy that answered a hidden test ended; the student's process itself goes on."""

    alive = True


class StudentError(Exception):
    """Student code raised something that is no ordinary exception (SystemExit, KeyboardInterrupt, …)."""


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
        self._branched = False
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
        decoded = {}
        for name, tree in found:
            if name in wanted:
                decoded[name] = wire.Decoder(wire.Scope(), lambda t, f, n=name: self._resolve(t, f, top=n)).decode(tree)
        return decoded

    def branch(self) -> None:
        """Answer from a copy of the student's process until `join`: what happens there is forgotten."""
        left = self._ends - time.monotonic()
        self._ask(["branch", left + GRACE / 2], "branched")
        self._branched = True

    def join(self) -> None:
        """Back to the student's process as it was at `branch`."""
        if self._branched:
            self._branched = False
            self._ask(["join"], "joined", numbered=False)

    def close(self) -> None:
        self._channel.close()
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

    def _ask(self, request: list, *expected: str, numbered: bool = True) -> list:
        number = next(self._requests)
        deadline = max(self._ends, time.monotonic()) + GRACE
        try:
            self._channel.settimeout(GRACE)
            wire.send(self._channel, [request[0], number, *request[1:]])
            while True:
                self._channel.settimeout(max(0.01, deadline - time.monotonic()))
                answer = wire.receive(self._channel)
                if answer[0] == "callback":
                    self._call_back(*answer[1:])
                elif answer[0] == "joined" and self._branched:
                    self._branched = False
                    raise BranchStopped(STUCK.format(seconds=self.limits.seconds_per_cell) if time.monotonic()
                                        > self._ends else DIED)  # fmt: skip
                elif answer[0] in expected and (answer[1] == number or not numbered):
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
            raise wire.WireError(f"an unknown kind of value arrived: {str(tag)[:20]}")
        number, type_name, is_class = int(fields[0]), str(fields[1]), fields[2] is True
        return handle(self, number, type_name, name=top, is_class=is_class)


def student_exception(report: dict[str, Any]) -> Exception:
    """The exception to raise here for what student code raised there: the same builtin type, the same message."""
    message = str(report.get("message", ""))
    types = [str(name) for name in report.get("types", [])]
    error: Exception = StudentError(f"{types[0] if types else 'Exception'}: {message}")
    for name in types:
        found = np.linalg.LinAlgError if name == "LinAlgError" else getattr(builtins, name, None)
        if isinstance(found, type) and issubclass(found, Exception) and not issubclass(found, UnicodeError):
            error = found(message)
            break
    error.student_type = types[0] if types else "Exception"  # type: ignore[attr-defined]
    error.student_message = message  # type: ignore[attr-defined]
    error.student_frames = report.get("frames", [])  # type: ignore[attr-defined]
    return error


class Handle:
    """Something that lives in the student's process. See the module's text for what it can and cannot do."""

    __array_ufunc__ = None  # NumPy leaves arithmetic to the methods below
    __hash__ = object.__hash__

    def __init__(self, jail: Jail, number: int, name: str, is_class: bool, arithmetic: bool) -> None:
        for key, value in (("_jail", jail), ("_number", number), ("__name__", name or type(self).__name__),
                           ("_top", name), ("_is_class", is_class), ("_arithmetic", arithmetic)):  # fmt: skip
            object.__setattr__(self, key, value)

    def __repr__(self) -> str:
        return f"<{self.__name__} in the student's notebook>"

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        result = self._jail.call("call", self, args, kwargs, self._top)
        if self._is_class and self._top and isinstance(result, Handle):
            object.__setattr__(result, "_arithmetic", True)
        return result

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(f"{name} of an object in the student's notebook cannot be looked up")
        return self._jail.call("getattr", self, (name,), {})

    def __setattr__(self, name: str, value: Any) -> None:
        self._jail.call("setattr", self, (name, value), {})

    def __getitem__(self, key: Any) -> Any:
        return self._jail.call("getitem", self, (key,), {})

    def __setitem__(self, key: Any, value: Any) -> None:
        self._jail.call("setitem", self, (key, value), {})

    def __len__(self) -> int:
        return self._jail.call("len", self, (), {})

    def __iter__(self) -> Any:
        return self._jail.call("iter", self, (), {})

    def __next__(self) -> Any:
        return self._jail.call("next", self, (), {})

    def __float__(self) -> float:
        return float(self._jail.call("float", self, (), {}))

    def __int__(self) -> int:
        return int(self._jail.call("int", self, (), {}))

    def __bool__(self) -> bool:
        raise TypeError(f"{self!r} has no truth value here: compare numbers or arrays it returns instead")

    def _no_comparison(self, other: object) -> Any:
        raise TypeError(f"{self!r} cannot be compared: compare numbers or arrays it returns instead")

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = _no_comparison  # type: ignore[assignment]


def _arithmetic(operation: str) -> Callable[..., Any]:
    def method(self: Handle, *others: Any) -> Any:
        if not self._arithmetic:
            raise TypeError(f"{self!r} is not a number or an array, so it cannot be used in arithmetic")
        result = self._jail.call(operation, self, others, {})
        if isinstance(result, Handle):
            object.__setattr__(result, "_arithmetic", True)
            return result
        raise TypeError(f"{operation} of {self!r} gave something unexpected")

    method.__name__ = f"__{operation}__"
    return method


_ONE = ("neg", "pos", "abs")
_TWO = ("add", "sub", "mul", "truediv", "pow", "matmul")
for _name in (*_ONE, *_TWO, *(f"r{name}" for name in _TWO)):
    setattr(Handle, f"__{_name}__", _arithmetic(_name))


def handle(jail: Jail, number: int, type_name: str, name: str, is_class: bool) -> Handle:
    """A handle whose type carries the student's type name, so that messages can say what was returned."""
    shown = "".join(letter for letter in type_name if letter.isalnum() or letter == "_")[:40] or "object"
    return type(shown, (Handle,), {})(jail, number, name, is_class, arithmetic=False)
