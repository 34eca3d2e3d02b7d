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
from notebooks import checks, solution

from autograder.jail.limits import Limits
from autograder.jail.outside import clock, processes
from autograder.jail.outside.client import Jail
from autograder.jail.outside.clock import Clock
from autograder.jail.outside.jailer import Jailer
from autograder.jail.outside.stopped import JailStopped, StopReason

DEAF = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\n"


@pytest.fixture
def jail(jailer):
    made = Jail(jailer.warm, Limits(seconds_per_cell=0.5))
    yield made
    made.close()


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


def kind_of_error(jail: Jail, source: str) -> str:
    _, outputs = jail.run_cell(textwrap.dedent(source))
    return "".join(output.get("ename", "") for output in outputs)


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


@pytest.mark.parametrize(
    "source",
    ["while True: pass", "import time\ntime.sleep(10**6)", "import os\nos.read(os.pipe()[0], 1)",
     "import os, signal\nif os.fork() == 0:\n    while True: pass\nos.wait()"],
    ids=["computes", "sleeps", "reads for ever", "waits for a child that computes"],
)  # fmt: skip
def test_the_alarm_reaches_what_took_too_long_and_the_next_cell_has_its_own_time(jail, source):
    assert kind_of_error(jail, source) == "TimeoutError"
    assert jail.clock.ran_out
    assert not jail.clock.cut_short
    assert jail.run_cell("x = 1") == (True, [])
    assert not jail.clock.ran_out


def test_what_a_cell_raises_itself_is_not_taken_for_the_alarm(jail):
    assert kind_of_error(jail, "raise TimeoutError('mine')") == "TimeoutError"
    assert not jail.clock.ran_out


def test_a_cell_that_raises_a_timeout_is_run_again_after_a_crash_as_others_are(homework):
    hw = homework(
        solution("x = 1", "a"), solution("y = 1", "b"), checks("assert x == 1", "check"),
    )  # fmt: skip
    result = hw.graded("x = 1\nraise TimeoutError", "import os\nos._exit(0)")
    assert [finding.score for finding in result.findings] == [1]
    assert result.notes == ["the cell b crashed Python and was left out"]


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
        jail = Jail(jailer.warm, Limits(seconds_per_cell=0.5))
        assert kind_of_error(jail, work.format(count=count)) == "TimeoutError"
        assert jail.clock.ran_out
        jail.close()


@pytest.mark.parametrize("ignored", [True, False], ids=["nobody waits for them", "waited for"])
def test_children_that_exit_at_once_are_counted(jail, impatient, ignored):
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
        jail.run_cell(children)
    assert stop.value.reason is StopReason.TIMED_OUT


def test_the_time_of_children_that_ended_counts(jailer):
    jail = Jail(jailer.warm, Limits(seconds_per_cell=60))
    children = """
import os, time
for _ in range(20):
    if os.fork() == 0:
        while time.process_time() < 0.1: pass
        os._exit(0)
for _ in range(20): os.wait()
"""
    assert jail.run_cell(children) == (True, [])
    assert jail.clock.in_all >= 20 * 0.1 - 0.02  # in whole ticks; the parent slept meanwhile on any other core
    jail.close()


def test_a_main_thread_cannot_hide_behind_children_of_a_group_of_their_own(jail, impatient):
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
        jail.run_cell(hide + "\n")
    assert stop.value.reason in (StopReason.TIMED_OUT, StopReason.DIED)


def test_a_process_that_stops_itself_is_ended(jail, impatient):
    with pytest.raises(JailStopped) as stop:
        jail.run_cell("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)")
    assert stop.value.reason is StopReason.TIMED_OUT


def test_a_process_that_is_stopped_from_outside_counts_as_one_that_sleeps(jail, impatient):
    """It cannot be told from one that stopped itself; `limits` says so."""
    jail.run_cell("x = 1")
    os.kill(jail.answering.sender, signal.SIGSTOP)
    with pytest.raises(JailStopped) as stop:
        jail.run_cell("x = 2")
    assert stop.value.reason is StopReason.TIMED_OUT


def test_what_ran_out_while_pages_came_from_a_disk_is_cut_short(jail, monkeypatch):
    monkeypatch.setattr(Clock, "_faults", lambda clock: 0 if clock._since is None else 100)
    assert kind_of_error(jail, "while True: pass") == "TimeoutError"
    assert not jail.clock.cut_short  # computing is nobody else's
    assert kind_of_error(jail, "import time\ntime.sleep(10**6)") == "TimeoutError"
    assert jail.clock.cut_short


def test_the_far_limit_on_the_wall_is_told_apart(homework, monkeypatch, impatient):
    hw = homework(
        solution("def f(x):\n    return x", "f"), checks("assert f(1) == 1", "check-f"),
        solution("def g(x):\n    return x", "g"), checks("assert g(1) == 1", "check-g"), seconds_per_cell=30,
    )  # fmt: skip
    assert not hw.graded().cut_short
    monkeypatch.setattr(clock, "backstop", lambda seconds: 0.3)
    result = hw.graded(None, "import time\ntime.sleep(10**6)")
    assert result.cut_short
    assert result.notes == ["the cell g was cut short: the machine was too busy"]
    in_a_call = hw.graded(None, "import time\ndef g(x):\n    time.sleep(10**6)")
    assert in_a_call.cut_short
    assert [finding.score for finding in in_a_call.findings] == [1, 0]


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


def test_a_branch_has_its_own_time_beside_a_process_that_never_stops(homework, impatient):
    hw = homework(
        solution("def f(x):\n    return x", "f"), checks("assert f(1) == 1", "check-f", hidden="assert f(2) == 2"),
        solution("def g(x):\n    return x", "g"), checks("assert g(1) == 1", "check-g"), seconds_per_cell=0.5,
    )  # fmt: skip
    spins = "import os\nfor _ in range(3): os.fork()\n" + DEAF + "while True: pass"
    assert hw.scores(None, spins) == [1, 0]


def test_a_branch_that_never_stops_is_ended_and_the_others_are_spared(jailer, impatient):
    jail = Jail(jailer.warm, Limits(seconds_per_cell=0.5))
    jail.run_cell("x = 1")
    original, first, second = jail.answering, jail.branch(), jail.branch()
    for channel in (first, second):
        jail.switch(channel)
        assert jail.names(["x"]) == {"x": 1}
    jail.switch(first)
    with pytest.raises(JailStopped):
        jail.run_cell("import os\nfor _ in range(2): os.fork()\n" + DEAF + "while True: pass")
    for channel in (original, second):
        jail.switch(channel)
        assert jail.names(["x"]) == {"x": 1}
    jail.switch(first)
    with pytest.raises(JailStopped) as stop:
        jail.names(["x"])
    assert stop.value.reason is StopReason.DIED
    jail.close()


def test_what_a_test_cell_took_is_kept(homework):
    hw = homework(
        solution("def f(x):\n    return x", "f"), checks("assert f(1) == 1", "check-f", hidden="assert f(2) == 2"),
        solution("def g(x):\n    return x", "g"), checks("assert g(1) == 1", "check-g"),
    )  # fmt: skip
    slow = "import time\ndef g(x):\n    time.sleep(2)\n    return x"
    own = hw.graded(None, slow).own_seconds
    assert [*own] == ["check-f", "check-g"]
    assert own["check-f"] < 1.5 < own["check-g"]


def test_a_process_that_has_the_number_of_one_that_ended_gets_no_signal():
    sleeper = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(10**6)"])
    try:
        now = processes.read(sleeper.pid)
        assert now is not None
        earlier = processes.Process(now.pid, now.parent, now.started - 1, now.state, 0.0, 0.0, 0)
        processes.send_signal(earlier, signal.SIGKILL)
        assert sleeper.poll() is None
        processes.send_signal(now, signal.SIGKILL)
        assert sleeper.wait() == -signal.SIGKILL
    finally:
        sleeper.kill()
        sleeper.wait()


def test_who_answers_is_what_the_kernel_says(jail):
    assert kind_of_error(jail, "x = 1") == ""
    seen = processes.read(jail.answering.sender)
    assert seen is not None
    copy = jail.branch()
    jail.switch(copy)
    assert kind_of_error(jail, "x = 2") == ""
    assert processes.read(copy.sender).parent == seen.pid
