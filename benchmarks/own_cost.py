"""Where a submission's wall time goes in our grader: the student's cells and calls, and everything else.

Measured in this process with one jail at a time, both on one core, as grading processes are that take all cores. Every
moment is counted once: what a callback of the test does while the student's code waits for it counts as test code, not
as a call.
"""

from __future__ import annotations

import contextlib
import gc
import os
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from typing import Any
from unittest import mock

import numpy as np
from ours import Ours

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answered, as_bytes
from autograder.grading import follow_through, naming, trusted
from autograder.grading.grade import grade
from autograder.jail.outside.client import Jail
from autograder.jail.outside.jailer import Jailer

CELL, CALL = "student's cells", "calls of student's functions"
FORKS, TESTS = "forks: jail, branches, names", "test code and reference"
NAMING, AGAIN, REST = "naming mistakes", "asking again, with right earlier answers", "reading, writing, the rest"
EMPTY = 200


class Stopwatch:
    """Seconds by what was being done; one thing at a time."""

    def __init__(self) -> None:
        self.seconds, self.times = Counter[str](), Counter[str]()
        self._doing, self._since = REST, time.perf_counter()

    @contextlib.contextmanager
    def doing(self, what: str) -> Iterator[None]:
        before = self._doing
        if before == AGAIN:  # all of it is the grader's idea, the calls too
            what = AGAIN
        self._turn_to(what)
        self.times[what] += 1
        try:
            yield
        finally:
            self._turn_to(before)

    def _turn_to(self, what: str) -> None:
        now = time.perf_counter()
        self.seconds[self._doing] += now - self._since
        self._doing, self._since = what, now


def clocked(watch: Stopwatch) -> contextlib.ExitStack:
    """The grader with a clock on its jail, its test code, and what it does about mistakes."""
    patches = contextlib.ExitStack()

    def under(function: Any, choose: Callable[..., str]) -> Any:
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            with watch.doing(choose(*args)):
                return function(*args, **kwargs)

        return wrapper

    def method(name: str, choose: Callable[..., str]) -> None:
        patches.enter_context(mock.patch.object(Jail, name, under(getattr(Jail, name), choose)))

    def function(original: Any, what: str) -> None:
        """Wherever the grader imported it."""
        for module in [module for name, module in sys.modules.items() if name.startswith("autograder.")]:
            if getattr(module, original.__name__, None) is original:
                timed = under(original, lambda *_: what)
                patches.enter_context(mock.patch.object(module, original.__name__, timed))

    method("__init__", lambda *_: FORKS)
    method("close", lambda *_: FORKS)
    method("_ask", lambda _, request, *__: {"cell": CELL, "call": CALL}.get(request[0], FORKS))
    method("_call_back", lambda *_: TESTS)
    function(trusted.run, TESTS)
    function(naming.name_mistake, NAMING)
    function(follow_through.follow_through, AGAIN)
    return patches


def report(ours: Ours, notebooks: Mapping[str, dict[str, Any]]) -> tuple[float, float]:
    """Print it; the median of the grader itself, and the mean of all of it, in seconds a submission."""
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        return _report(ours, notebooks)
    finally:
        os.sched_setaffinity(0, cores)


def _report(ours: Ours, notebooks: Mapping[str, dict[str, Any]]) -> tuple[float, float]:
    key = ours.key
    assert key.reference
    assert key.misconceptions
    with Jailer() as jailer:
        files = [as_bytes(notebook) for notebook in notebooks.values()]
        grade(files[0], key, jailer)  # warm-up
        gc.freeze()  # as a grading process does
        empty_cell, empty_call = _empty(key, jailer)
        walls, cpus, owns, rows = [], [], [], []
        for data in files:
            watch, cpu, began = Stopwatch(), time.process_time(), time.perf_counter()
            with clocked(watch), watch.doing(REST):
                grade(data, key, jailer)
            walls.append(time.perf_counter() - began)
            cpus.append(time.process_time() - cpu)
            wire = watch.times[CELL] * empty_cell + watch.times[CALL] * empty_call
            owns.append(walls[-1] - watch.seconds[CELL] - watch.seconds[CALL] + wire)
            rows.append((watch, wire))
        cells, with_checks = zip(*(_reference_cpu(key, ours.blank, jailer) for _ in range(5)), strict=True)
    middle = statistics.median
    print("\nOne submission in our grader, one process, median milliseconds of wall time")
    for what in (CELL, CALL, FORKS, TESTS, NAMING, AGAIN, REST):
        times = f" ({middle(watch.times[what] for watch, _ in rows):.0f} of them)" if what in (CELL, CALL) else ""
        seconds = [watch.seconds[what] for watch, _ in rows]
        print(f"  {what + times:50}{1000 * middle(seconds):8.1f}   (mean {1000 * statistics.mean(seconds):.1f})")
    print(f"  {'all of it':50}{1000 * middle(walls):8.1f}   (mean {1000 * statistics.mean(walls):.1f})")
    spread = f"mean {1000 * statistics.mean(owns):.1f}, most {1000 * max(owns):.1f}"
    print(f"  {'the grader itself':50}{1000 * middle(owns):8.1f}   ({spread})")
    wire = 1000 * middle(wire for _, wire in rows)
    print(f"    = all of it − cells − calls + {wire:.1f} for as many empty cells and calls")
    print(f"    (an empty cell takes {1000 * empty_cell:.2f}, an empty call {1000 * empty_call:.2f})")
    print(f"  {'processor time of the trusted process':50}{1000 * middle(cpus):8.1f}")
    print("Reference answers top to bottom in the jail, least processor time of 5 runs")
    print(f"  {'student and given cells':50}{1000 * min(cells):8.1f} ms")
    print(f"  {'with the visible checks':50}{1000 * min(with_checks):8.1f} ms")
    return middle(owns), statistics.mean(walls)


def _empty(key: AnswerKey, jailer: Jailer) -> tuple[float, float]:
    """Median seconds that a cell and a call that do nothing wait for the jail: IPython, wire, waking a process twice.

    By the same clock: what is done here before and after the wait is in the grader's own time already.
    """
    watch = Stopwatch()
    waited: dict[str, list[float]] = {CELL: [], CALL: []}
    with clocked(watch):
        jail = Jail(jailer.warm, key.limits)
        try:
            jail.run_cell("def nothing(x): return x")
            nothing, x = jail.names(["nothing"])["nothing"], np.zeros((10, 3))
            for what, action in ((CELL, lambda: jail.run_cell("pass")), (CALL, lambda: nothing(x))):
                for _ in range(EMPTY):
                    jail.start_clock()
                    before = watch.seconds[what]
                    action()
                    waited[what].append(watch.seconds[what] - before)
        finally:
            jail.close()
    return statistics.median(waited[CELL]), statistics.median(waited[CALL])


def _reference_cpu(key: AnswerKey, blank: Mapping[str, Any], jailer: Jailer) -> tuple[float, float]:
    """Processor seconds of a notebook answered with the reference: without its test cells, and with them."""
    tests = {cell.grade_id for cell in key.cells if cell.kind == "tests"}
    jail = Jail(jailer.warm, key.limits)
    spent = {True: 0.0, False: 0.0}
    try:
        for cell in answered(blank, key)["cells"]:
            if cell["cell_type"] == "code":
                before = _cpu(jail)
                jail.run_cell("".join(cell["source"]))
                spent[cell["metadata"].get("nbgrader", {}).get("grade_id") in tests] += _cpu(jail) - before
    finally:
        jail.close()
    return spent[False], spent[False] + spent[True]


def _cpu(jail: Jail) -> float:
    _, outputs = jail.run_cell("print(__import__('time').process_time())")
    return float(outputs[0]["text"])
