"""Deadlines count the student's own time: computing and sleeping, on however many threads, and no waiting for others.

Nothing here measures a time: each test says how a request ended that can only end so.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from insiders import DEAF
from notebooks import checks, solution

from autograder.jail.limits import Limits
from autograder.jail.outside.client import Jail
from autograder.jail.outside.jailer import Jailer
from autograder.jail.outside.stopped import JailStopped, StopReason


@contextmanager
def busy_neighbours(core: int) -> Iterator[None]:
    """Keep a core busy with others, at the same priority."""
    neighbours = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(8)]
    try:
        for neighbour in neighbours:
            os.sched_setaffinity(neighbour.pid, {core})
        yield
    finally:
        for neighbour in neighbours:
            neighbour.kill()
            neighbour.wait()


@pytest.mark.parametrize("walls", [True, False])
def test_what_waits_for_neighbours_has_all_its_time(walls):
    limits, core = Limits(seconds_per_cell=1), min(os.sched_getaffinity(0))
    work = "import time\nbegan = time.process_time()\nwhile time.process_time() - began < 0.6: pass"
    with Jailer(walls) as jailer:
        pinned = jailer.warm.prepare([], core)
        jail = Jail(pinned, limits)
        before = time.monotonic()
        with busy_neighbours(core):
            assert jail.run_cell(work) == (True, [])
        assert time.monotonic() - before > limits.seconds_per_cell  # otherwise nothing was shown
        assert not jail.clock.ran_out
        jail.close()
        pinned.close()


def test_many_short_calls_have_all_their_time_beside_neighbours(jailer):
    """Both sides wait for the core before each answer, and neither wait is the student's."""
    everywhere, core = os.sched_getaffinity(0), min(os.sched_getaffinity(0))
    pinned = jailer.warm.prepare([], core)
    jail = Jail(pinned, Limits(seconds_per_cell=1))
    jail.run_cell("def f(x): return x")
    f = jail.names(["f"])["f"]
    jail.start_clock()
    before = time.monotonic()
    os.sched_setaffinity(0, {core})
    try:
        with busy_neighbours(core):
            while time.monotonic() - before < 3:
                assert f(1) == 1
    finally:
        os.sched_setaffinity(0, everywhere)
    assert not jail.clock.ran_out
    jail.close()
    pinned.close()


def ended_by_the_clock(jail: Jail, source: str) -> bool:
    """Whether the alarm or, where that could not be heard for all the noise, the end from outside stopped a cell."""
    try:
        fine, _ = jail.run_cell(textwrap.dedent(source))
    except JailStopped as stop:
        return stop.reason is StopReason.TIMED_OUT
    return not fine and jail.clock.ran_out


def test_threads_buy_no_time(jailer):
    """The same work, on one thread and on many: what does not fit the limit on one does not on many."""
    work = """
        import threading, time, numpy as np
        def work():
            block = np.random.default_rng(0).random(10**5)
            while time.process_time() < 20: np.sort(block)
        threads = [threading.Thread(target=work, daemon=True) for _ in range({count})]
        for thread in threads: thread.start()
        for thread in threads: thread.join()
    """
    for count in (1, 40):
        jail = Jail(jailer.warm, Limits(seconds_per_cell=0.5, memory_mb=8000))  # each maps much and uses little
        assert ended_by_the_clock(jail, work.format(count=count))
        jail.close()


@pytest.mark.parametrize("ignored", [True, False], ids=["nobody waits for them", "waited for"])
def test_children_that_exit_at_once_are_counted(short_jail, impatient, ignored):
    """The parent sleeps hardly ever and computes hardly anything: without its children it would go on for long."""
    children = DEAF + (
        f"""
import os, time
if {ignored}: signal.signal(signal.SIGCHLD, signal.SIG_IGN)
made = 0
while True:
    if os.fork() == 0:
        end = time.process_time() + 0.03
        while time.process_time() < end: pass
        os._exit(0)
    made += 1
    if not {ignored} or made % 8 == 0:
        try: os.wait()
        except ChildProcessError: pass
"""
    )
    with pytest.raises(JailStopped) as stop:
        short_jail.run_cell(children)
    assert stop.value.reason is StopReason.TIMED_OUT


def test_the_time_of_children_that_ended_counts(jailer):
    jail = Jail(jailer.warm, Limits(seconds_per_cell=8))
    children = """
import os, time
for _ in range(20):
    if os.fork() == 0:
        while time.process_time() < 0.1: pass
        os._exit(0)
for _ in range(20): os.wait()
"""
    assert jail.run_cell(children) == (True, [])
    jail.start_clock()  # which settles what was used before
    assert jail.clock.in_all >= 20 * 0.1 - 20 * 0.02  # in whole ticks; the parent slept meanwhile on any other core
    jail.close()


def test_a_main_thread_cannot_hide_behind_children_of_a_group_of_their_own(short_jail, impatient):
    hide = (
        DEAF
        + """
import os
for _ in range(3):
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            while True: pass
        os._exit(0)
while True: signal.pause()
"""
    )
    with pytest.raises(JailStopped) as stop:
        short_jail.run_cell(hide + "\n")
    assert stop.value.reason in (StopReason.TIMED_OUT, StopReason.DIED)


def test_a_process_that_stops_itself_is_ended(short_jail, impatient):
    with pytest.raises(JailStopped) as stop:
        short_jail.run_cell("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)")
    assert stop.value.reason is StopReason.TIMED_OUT


def test_a_process_that_is_stopped_from_outside_counts_as_one_that_sleeps(short_jail, impatient):
    """It cannot be told from one that stopped itself; `limits` says so."""
    short_jail.run_cell("x = 1")
    os.kill(short_jail.answering.sender, signal.SIGSTOP)
    with pytest.raises(JailStopped) as stop:
        short_jail.run_cell("x = 2")
    assert stop.value.reason is StopReason.TIMED_OUT


def test_time_does_not_run_while_the_test_serves_a_callback(homework):
    slow = "import time\ndef slow(x):\n    time.sleep(1)\n    return x\n"
    hw = homework(
        solution("def f(function):\n    return function(1)", "f"),
        checks(slow + "assert f(slow) == 1 and f(slow) == 1", "check-f"),
        seconds_per_cell=0.5,
    )
    assert hw.scores() == [1]


def test_all_calls_of_one_test_cell_share_its_time(homework):
    calls = "for _ in range(1000): g(1)"
    hw = homework(
        solution("def f(x):\n    return x", "f"), checks("assert f(1) == 1", "check-f"),
        solution("def g(x):\n    return x", "g"), checks(calls, "check-g"), seconds_per_cell=0.5,
    )  # fmt: skip
    first, second = hw.findings(None, "import time\ndef g(x):\n    time.sleep(0.1)")
    assert (first.score, second.score) == (1, 0)
    assert "more than the 0.5 seconds of computing that a check may take" in second.cards[0].problem


def test_what_a_test_cell_took_is_kept(homework):
    hw = homework(
        solution("def f(x):\n    return x", "f"), checks("assert f(1) == 1", "check-f", hidden="assert f(2) == 2"),
        solution("def g(x):\n    return x", "g"), checks("assert g(1) == 1", "check-g"),
    )  # fmt: skip
    slow = "import time\ndef g(x):\n    time.sleep(2)\n    return x"
    own = hw.graded(None, slow).own_seconds
    assert [*own] == ["check-f", "check-g"]
    assert own["check-f"] < 1.5 < own["check-g"]
