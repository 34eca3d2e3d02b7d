"""What a submission may use, what ends it, and how a jail begins."""

from __future__ import annotations

import os
import socket
import sys

import pytest
from forgeries import TAKE_OVER
from insiders import SMALL
from notebooks import Homework, assignment, cards, checks, solution

from autograder.jail.limits import Limits
from autograder.jail.outside import wall
from autograder.jail.outside.client import Jail
from autograder.jail.outside.jailer import Jailer, JailFailed
from autograder.jail.outside.stopped import JailStopped, StopReason


def test_memory_has_a_limit(inside):
    answer = inside("""
        try:
            blocks = [bytearray(2**20) for _ in range(1000)]
        except MemoryError:
            print("MemoryError")
    """)
    assert answer == "MemoryError\n"


def test_a_file_has_a_limit_and_so_has_tmp(inside):
    assert "too large" in inside("open('/tmp/big', 'wb').write(bytes(2 * 2**20))")
    answer = inside("""
        try:
            for number in range(9):
                open(f"/tmp/{number}", "wb").write(bytes(2**19))
        except OSError as error:
            print(error.strerror)
    """)
    assert answer == "No space left on device\n"


def test_the_number_of_processes_has_a_limit(inside):
    answer = inside(
        """
        import os, signal
        made = []
        try:
            while len(made) < 600:
                pid = os.fork()
                if pid == 0:
                    signal.pause()
                made.append(pid)
        except OSError as error:
            print(error.strerror)
        print(len(made) < 400)
    """,
        Limits(seconds_per_cell=60, processes=20),
    )
    assert answer == "Resource temporarily unavailable\nTrue\n"


def test_output_has_a_limit(inside):
    text = inside("print('x' * 10_000_000)\nprint('more')")
    assert len(text) < 5000
    assert "left out" in text


def test_made_up_outputs_have_the_same_limit(inside):
    text = inside("shell = get_ipython()\nshell.recorder._cut = lambda text: text\nprint('x' * 1_000_000)")
    assert len(text) < 5000


def test_a_cell_has_a_limit_of_time(inside):
    assert "seconds of computing" in inside("while True: pass", Limits(seconds_per_cell=0.2))
    assert inside("print('alive')") == "alive\n"


@pytest.mark.parametrize("own", ["signal.SIG_IGN", "lambda *anything: None"])
def test_what_a_cell_makes_of_the_alarm_does_not_lift_the_limit_of_the_next(inside, own):
    short = Limits(seconds_per_cell=0.2)
    inside(f"import signal\nsignal.signal(signal.SIGALRM, {own})\nsignal.pthread_sigmask(0, [signal.SIGALRM])", short)
    assert "seconds of computing" in inside("while True: pass")
    assert inside("print('alive')") == "alive\n"


ENDLESS = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\nwhile True: pass"


def test_a_cell_that_swallows_the_deadline_is_ended_from_outside(inside, impatient):
    with pytest.raises(JailStopped, match=r"more than the 0\.2 seconds"):
        inside(ENDLESS, Limits(seconds_per_cell=0.2))


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("import os; os._exit(0)", StopReason.DIED),
        (ENDLESS, StopReason.TIMED_OUT),
        (TAKE_OVER + "say(['passed', N, 1.0])", StopReason.BROKEN_REPLY),
        ("print('x' * 3000)", StopReason.TOO_MUCH),
    ],
    ids=[StopReason.DIED, StopReason.TIMED_OUT, StopReason.BROKEN_REPLY, StopReason.TOO_MUCH],
)
def test_why_a_jail_stopped_is_a_field(inside, impatient, monkeypatch, cell, reason):
    monkeypatch.setattr("autograder.jail.outside.client.MAX_RECEIVED", 2000)
    with pytest.raises(JailStopped) as stop:
        inside(cell, Limits(seconds_per_cell=0.3))
    assert stop.value.reason is reason


def test_nobody_can_type(inside):
    assert "nobody can while a notebook is being graded" in inside("name = input('Your name? ')")
    assert "nobody can" in inside("import builtins; builtins.input()")
    assert "EOF" in inside("import sys; print(repr(sys.__stdin__.readline()) or 'EOF', 'EOF')")


@pytest.mark.parametrize(
    "end",
    [
        "import os; os._exit(0)",
        "import ctypes; ctypes.string_at(0)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os, signal; os.kill(0, signal.SIGKILL)",
        "import os, signal; os.abort()",
        "import os\nfor fd in range(256):\n    try: os.close(fd)\n    except OSError: pass",
        "get_ipython().recorder = None\nprint(1)",
    ],
)
def test_the_end_of_a_process_is_noticed_and_harms_nobody(inside, end):
    with pytest.raises(JailStopped):
        inside(end)
    assert inside("print('next')", again=True) == "next\n"


def test_killing_every_process_there_is_reaches_nobody_else(inside):
    inside("import os, signal; os.kill(-1, signal.SIGKILL)")
    assert inside("print('next')", again=True) == "next\n"


@pytest.mark.parametrize(
    "escape",
    ["os.setsid()", "os.setpgid(0, 0)", "ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)", "os.fork() and os._exit(0)"],
)
def test_a_daemon_does_not_outlive_its_submission(jailer, escape):
    jail = Jail(jailer.warm, SMALL)
    ours = socket.socket(fileno=os.dup(jail._channel.socket.fileno()))
    jail.run_cell(f"""
import ctypes, os, signal
if os.fork() == 0:
    {escape}
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 60))
    while True: signal.sigwait([40])
""")
    with ours:
        ours.settimeout(600)
        jail._server.end(jail._number)
        assert ours.recv(1) == b""  # the last process that held the other end is gone
    jail.close()


def test_limits_can_be_set_for_an_assignment_and_are_checked(homework):
    hw = homework(solution("x = 1"), checks("assert x == 1"), output_kb=1, seconds_per_cell=2.5)
    assert (hw.key.limits.output_kb, hw.key.limits.seconds_per_cell) == (1, 2.5)
    for bad in (0, -1, True, "10", None):
        with pytest.raises(ValueError, match="positive number"):
            Limits.of({"memory_mb": bad})


def test_without_bubblewrap_the_message_says_what_to_do(monkeypatch):
    wall.bwrap.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(wall.NoWall, match="apt-get install bubblewrap"):
        wall.bwrap()
    wall.bwrap.cache_clear()


def test_a_jail_that_cannot_start_says_its_last_words(monkeypatch):
    monkeypatch.setattr(wall, "command", lambda fd, given: [sys.executable, "-c", "raise SystemExit('no luck')"])
    with pytest.raises(JailFailed, match="no luck"):
        Jailer()


def test_a_plain_process_grades_as_well_where_there_is_no_wall(tmp_path):
    key = assignment(
        tmp_path / "hw", solution("def f(x):\n    return x"), checks("assert f(2) == 2", hidden="assert f(3) == 3"),
        solution("y = 1", "b"), checks("assert y == 1", "check-b"), seconds_per_cell=1,
    )  # fmt: skip
    with Jailer(walls=False) as jailer:
        hw = Homework(jailer, key)
        assert hw.scores() == [1, 1]
        assert hw.scores("def f(x):\n    return 2") == [0, 1]
        assert hw.scores("import os; os._exit(0)", None) == [0, 1]
        assert "is not defined" in cards(hw.finding("while True: pass"))
