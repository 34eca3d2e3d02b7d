"""What a run makes of cells that are stopped, skipped, or lost, and what the instructor is told of them."""

from __future__ import annotations

from notebooks import checks, given, solution


def test_a_test_in_the_jail_passes_however_much_the_notebook_has_shown_before(homework):
    hw = homework(
        *[given("print('x' * 1000)", f"given{number}") for number in range(105)],
        solution("def f(x):\n    return x", "f"),
        checks("print('y' * 500)\nassert f(1) == 1", "check-f", tags=["in-jail"]),
        output_kb=1,
    )
    assert hw.scores() == [1]


def test_what_was_stopped_from_outside_is_not_called_a_crash(homework, impatient):
    stuck = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\nwhile True: pass"
    hw = homework(solution("def f(x):\n    return x", "f"), checks("assert f(1) == 1", "check-f"), seconds_per_cell=0.3)
    result = hw.graded(stuck)
    assert result.notes == ["the cell f took more than 0.3 seconds of its own time"]
    assert b"This cell had to be stopped" in result.notebook


def test_cells_that_were_not_run_are_counted_in_a_note(homework):
    hw = homework(solution("def f(x):\n    return x", "f"), checks("assert f(1) == 1", "check-f"), given("x = 1", "x"),
                  seconds_in_all=0.5, seconds_per_cell=30)  # fmt: skip
    result = hw.graded("import time\ntime.sleep(1)\ndef f(x):\n    return x")
    assert result.notes == ["1 cell was not run: time or restarts were used up"]
