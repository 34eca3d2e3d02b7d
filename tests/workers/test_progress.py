"""What a person sees while a class is graded."""

from __future__ import annotations

import io
import sys

import pytest

from autograder.workers import progress
from autograder.workers.progress import Progress, duration


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def clock(monkeypatch):
    """Every look at the clock is a second after the one before."""
    seconds = iter(range(1000))
    monkeypatch.setattr(progress.time, "monotonic", lambda: float(next(seconds)))


def test_a_terminal_shows_one_line_that_grows(monkeypatch, clock):
    monkeypatch.setattr(sys, "stderr", Terminal())
    bar = Progress(3)
    for _ in range(3):
        bar.step()
    first, second, third = sys.stderr.getvalue().removeprefix("\r").split("\r")
    assert (first.count("█"), second.count("█"), third.count("█░"[0])) == (8, 16, progress.WIDTH)
    assert [shown.split(" ")[1] for shown in (first, second, third)] == ["1/3", "2/3", "3/3"]
    assert sys.stderr.getvalue().count("\n") == 1


def test_rate_and_time_left_come_from_what_is_done(clock):
    bar = Progress(1000)  # at 0
    bar.done = 200
    assert str(bar) == "200/1000 · 200.0 a second · 4 s left"


def test_elsewhere_there_are_plain_lines_and_few(monkeypatch, clock):
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    bar = Progress(40)
    for _ in range(40):
        bar.step()
    lines = sys.stderr.getvalue().splitlines()
    assert 1 < len(lines) < 5
    assert all("a second" in line and "█" not in line and "\r" not in line for line in lines)


@pytest.mark.parametrize(
    ("seconds", "said"), [(0.2, "0 s"), (99, "99 s"), (130, "2 min"), (5400, "90 min"), (11100, "3 h 5 min")]
)
def test_times_are_said_as_people_say_them(seconds, said):
    assert duration(seconds) == said
