"""Runs trusted code, that is the instructor's: given cells and test cells, within limits of time and memory."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # what `signal` wraps in enums, which take longer than the call
import ast
import contextlib
import io
import linecache
import resource
import signal
import threading
import warnings
from collections.abc import Iterator
from functools import lru_cache
from types import CodeType
from typing import Any

from autograder.assignment.cell_names import plain_python
from autograder.jail.limits import backstop
from autograder.jail.memory import mapped_bytes

MEMORY = 2 * 2**30  # bytes a test cell may use: an array that came back can broadcast to any size
CPU_GRACE = 5.0  # processor seconds, beyond twice the limit, for code that no signal interrupts
AGAIN = 1.0  # seconds from one interruption to the next, where code does not give in
NOTHING = object()  # what a cell that does not end in an expression is worth


class OutOfTime(BaseException):
    """Trusted code ran too long, mostly because of what came back from the student's code.

    ``backstop``: by the wall clock's far limit, with processor time left, which says nothing about the submission.
    """

    def __init__(self, backstop: bool = False) -> None:
        super().__init__()
        self.backstop = backstop


def run(source: str, filename: str, names: dict[str, Any]) -> Any:
    """Execute ``source`` in ``names``; return its last statement's value if that is an expression, else `NOTHING`."""
    source = plain_python(source)
    linecache.cache[filename] = (len(source), None, source.splitlines(True), filename)
    statements, last = _compiled(source, filename)
    exec(statements, names)
    return NOTHING if last is None else eval(last, names)


@lru_cache(maxsize=1000)
def _compiled(source: str, filename: str) -> tuple[CodeType, CodeType | None]:
    """Compile a cell; the same few cells are run for every submission."""
    tree = ast.parse(source, filename)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    statements = compile(tree, filename, "exec")
    if last is None:
        return statements, None
    return statements, compile(ast.Expression(last.value), filename, "eval")  # type: ignore[attr-defined]


@contextlib.contextmanager
def with_limits(seconds: float) -> Iterator[io.StringIO]:
    """Run trusted code with its output in a buffer, without warnings, and with limits of time and memory.

    Raises `OutOfTime` in it after so many seconds of this process's own time, or at the `backstop`. C code that works
    on something endless never sees it: then the kernel ends this process.
    """
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with _deadline(seconds), _limited_memory():
            yield out


@contextlib.contextmanager
def _limited_memory() -> Iterator[None]:
    """Turn what would use up the machine's memory into a MemoryError, where address space can be limited."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    narrower = [limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_AS, (min([mapped_bytes() + MEMORY, *narrower]), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))


@contextlib.contextmanager
def _deadline(seconds: float) -> Iterator[None]:
    if threading.current_thread() is not threading.main_thread():
        yield  # signals only reach the main thread; the jail's own deadlines still hold
        return

    def interrupt(signum: int, frame: Any) -> None:
        raise OutOfTime(backstop=signum == signal.SIGALRM)

    before = {number: _signal.signal(number, interrupt) for number in (signal.SIGALRM, signal.SIGPROF)}
    signal.setitimer(signal.ITIMER_PROF, seconds, AGAIN)
    signal.setitimer(signal.ITIMER_REAL, backstop(seconds), AGAIN)
    signal.setitimer(signal.ITIMER_VIRTUAL, 2 * seconds + CPU_GRACE)  # not handled: the kernel ends the process
    try:
        yield
    finally:
        for timer in (signal.ITIMER_VIRTUAL, signal.ITIMER_REAL, signal.ITIMER_PROF):
            signal.setitimer(timer, 0)
        for number, handler in before.items():
            _signal.signal(number, handler)
