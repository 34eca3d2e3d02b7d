"""A visible check answers at once, on a machine of any speed: its time is measured in a fixed piece of work."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest

from autograder.assignment import answer_key
from autograder.build import versions
from autograder.gate import machine_speed, visible_checks
from autograder.gate.verdict import Verdict
from autograder.grading.trusted import with_limits

USUAL, HALF = 1.0, 2.0  # as slow as a usual machine, twice as slow
ADVANCE = "import clock_of_the_gate\nclock_of_the_gate.now += {}\n"


class Clock:
    """Processor time that passes only when a cell says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def verdict(tiny, tmp_path, monkeypatch) -> Callable[..., Verdict]:
    """`verdict(line, seconds)`: on the tiny homework when each of these seconds passes after ``line``, one per run."""
    clock = Clock()
    monkeypatch.setitem(sys.modules, "clock_of_the_gate", clock)
    monkeypatch.setattr(visible_checks, "process_time", clock)
    monkeypatch.setattr(visible_checks, "slowness", lambda: USUAL)

    def run(line: str, *seconds: float) -> Verdict:
        source = tiny / "hw0_tiny.py"
        text = source.read_text()
        assert line in text
        clock.waits = iter(seconds)
        source.write_text(text.replace(line, line + ADVANCE.format("next(clock_of_the_gate.waits)"), 1))
        solution, _ = versions.build_assignment(source, tmp_path / "assignments")
        return visible_checks.are_fast(answer_key.load(solution))

    return run


def test_a_slow_visible_check_is_reported_in_milliseconds(verdict):
    found = verdict("parts = check.Parts()\n", 0.6, 0.7, 0.6)
    assert (found.passed, found.what) == (False, "every visible check answers within half a second of a usual machine")
    assert found.why == "check-scale takes 600 ms here, where 500 ms are allowed"


def test_the_least_of_several_runs_counts(verdict):
    found = verdict("parts = check.Parts()\n", 9.0, 0.4, 0.6)
    assert (found.passed, found.why) == (True, "check-scale takes 400 ms here, where 500 ms are allowed")


def test_the_time_of_a_hidden_test_is_no_students_time(verdict):
    assert verdict("kept = tall.copy()\n", 9.0, 9.0, 9.0, 9.0).passed


@pytest.mark.parametrize(("seconds", "passed"), [(0.49, True), (0.51, True), (0.99, True), (1.01, False)])
def test_a_machine_of_half_the_speed_may_take_twice_as_long(seconds, passed):
    found = visible_checks.judged({"check-a": 0.1, "check-b": seconds}, slow=HALF)
    assert found.passed is passed
    assert found.why == f"check-b takes {1000 * seconds:.0f} ms here, where 1000 ms are allowed"


def test_how_slow_a_machine_is_comes_from_its_quickest_piece_of_work(monkeypatch):
    ticks = iter([0.0, 9.0, 10.0, 10.0 + 3 * machine_speed.USUAL, 20.0, 24.0, 30.0, 38.0, 40.0, 49.0])
    monkeypatch.setattr(machine_speed, "thread_time", lambda: next(ticks))
    assert machine_speed.slowness() == pytest.approx(3.0)


def test_the_deadline_of_a_cell_leaves_the_clock_of_the_pieces_alone():
    def piece_after_a_cell():
        with with_limits(60.0):
            pass
        return machine_speed.seconds_of_a_piece()

    assert min(piece_after_a_cell() for _ in range(50)) > 0


def test_an_assignment_without_checks_passes():
    assert visible_checks.judged({}, slow=USUAL).passed
