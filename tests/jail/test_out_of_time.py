"""What happens when the time is used up: an alarm, then the end of those processes that do not give in."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest
from insiders import DEAF, kind_of_error
from notebooks import checks, solution

from autograder.jail.limits import Limits
from autograder.jail.outside import clock, processes
from autograder.jail.outside.client import Jail
from autograder.jail.outside.clock import Clock
from autograder.jail.outside.stopped import JailStopped, StopReason


@pytest.mark.parametrize(
    "source",
    ["while True: pass", "import time\ntime.sleep(10**6)", "import os\nos.read(os.pipe()[0], 1)",
     "import os, signal\nif os.fork() == 0:\n    while True: pass\nos.wait()"],
    ids=["computes", "sleeps", "reads for ever", "waits for a child that computes"],
)  # fmt: skip
def test_the_alarm_reaches_what_took_too_long_and_the_next_cell_has_its_own_time(short_jail, source):
    assert kind_of_error(short_jail, source) == "TimeoutError"
    assert short_jail.clock.ran_out
    assert not short_jail.clock.cut_short
    assert short_jail.run_cell("x = 1") == (True, [])
    assert not short_jail.clock.ran_out


def test_what_a_stopped_cell_left_running_uses_up_no_later_cell_between_requests(short_jail):
    assert kind_of_error(short_jail, "import os\nif os.fork() == 0:\n    while True: pass\nos.wait()") == "TimeoutError"
    short_jail.run_cell("x = 1")
    first = processes.read(short_jail.answering.sender).parent

    def used():
        return sum(process.total for process in processes.tree(first).values())

    before = used()
    while used() < before + 1:  # twice the limit, by the child that nobody stops
        pass
    assert short_jail.run_cell("import time\ntime.sleep(0.3)") == (True, [])


def test_what_a_cell_raises_itself_is_not_taken_for_the_alarm(short_jail):
    assert kind_of_error(short_jail, "raise TimeoutError('mine')") == "TimeoutError"
    assert not short_jail.clock.ran_out


def test_a_cell_that_raises_a_timeout_is_run_again_after_a_crash_as_others_are(homework):
    hw = homework(
        solution("x = 1", "a"), solution("y = 1", "b"), checks("assert x == 1", "check"),
    )  # fmt: skip
    result = hw.graded("x = 1\nraise TimeoutError", "import os\nos._exit(0)")
    assert [finding.score for finding in result.findings] == [1]
    assert result.notes == ["the cell b crashed Python and was left out"]


def test_what_ran_out_while_pages_came_from_a_disk_is_cut_short(short_jail, monkeypatch):
    monkeypatch.setattr(Clock, "_faults", lambda clock: 0 if clock._since is None else 100)
    assert kind_of_error(short_jail, "while True: pass") == "TimeoutError"
    assert not short_jail.clock.cut_short  # computing is nobody else's
    assert kind_of_error(short_jail, "import time\ntime.sleep(10**6)") == "TimeoutError"
    assert short_jail.clock.cut_short


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


def test_who_answers_is_what_the_kernel_says(short_jail):
    assert kind_of_error(short_jail, "x = 1") == ""
    seen = processes.read(short_jail.answering.sender)
    assert seen is not None
    copy = short_jail.branch()
    short_jail.switch(copy)
    assert kind_of_error(short_jail, "x = 2") == ""
    assert processes.read(copy.sender).parent == seen.pid
