"""Ctrl-C, once and twice: what a terminal sends to every process of the run at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from books import grades, rows
from processes import wait_for_end

STOPPED = "stopped; what was graded is kept. Run the same command again for the rest."


def control_c(run):
    os.killpg(run.process.pid, signal.SIGINT)


def test_one_ends_the_run_in_order(held, course, as_if_nothing_happened):
    run = held("grade").run
    run.wait_for_results(2)
    control_c(run)
    code, said = run.outcome()
    run.wait_for_all_to_end()
    assert code == 130
    assert said.splitlines()[-1] == STOPPED
    assert "Traceback" not in said
    assert len(grades(course.work)) >= 2
    as_if_nothing_happened()


def test_one_before_anything_is_graded_ends_it_as_well(holding, as_if_nothing_happened):
    run = holding("grade").run
    run.wait_for("6 to grade")
    control_c(run)
    code, said = run.outcome()
    run.wait_for_all_to_end()
    assert (code, said.splitlines()[-1]) == (130, STOPPED)
    assert "Traceback" not in said
    as_if_nothing_happened()


@pytest.mark.parametrize("send", [os.kill, os.killpg])
def test_a_plain_kill_ends_the_run_in_order_as_well(held, course, as_if_nothing_happened, send):
    run = held("grade").run
    run.wait_for_results(2)
    send(run.process.pid, signal.SIGTERM)
    code, said = run.outcome()
    run.wait_for_all_to_end()
    assert (code, said.splitlines()[-1]) == (128 + signal.SIGTERM, STOPPED)
    assert "Traceback" not in said
    assert len(grades(course.work)) >= 2
    as_if_nothing_happened()


@pytest.mark.parametrize("moment", ["6 to grade", " 1/", " 4/"])
def test_two_in_quick_succession_end_it_with_one_line(holding, as_if_nothing_happened, moment):
    run = holding("grade").run
    run.wait_for(moment)
    control_c(run)
    control_c(run)
    code, said = run.outcome()
    run.wait_for_all_to_end()
    assert (code, said.splitlines()[-1]) == (130, STOPPED)
    assert said.count(STOPPED) == 1
    assert "Traceback" not in said
    as_if_nothing_happened()


AT_THE_START = """\
import os, signal, sys
if any("multiprocessing.forkserver" in word for word in sys.orig_argv):
    os.kill(os.getpid(), signal.SIGINT)
"""


def test_one_while_a_process_of_the_run_starts_is_felt_by_the_coordinator_alone(grade, course, undisturbed, patches):
    code, said = grade(PYTHONPATH=patches(AT_THE_START)).outcome()
    assert code == 0, said
    assert "Traceback" not in said
    assert rows(course.work) == undisturbed


def test_a_second_one_does_not_wait_for_a_process_that_does_not_end(held, course, as_if_nothing_happened):
    at = held("grade")  # and never lets go
    at.run.wait_for_results(1)
    control_c(at.run)
    warm = at.run.warm_processes()
    for pid in warm:  # the first one has ended the jails, and waits for the processes that grade
        wait_for_end(pid)
    control_c(at.run)
    code, said = at.run.outcome()
    at.run.wait_for_all_to_end()
    assert (code, said.splitlines()[-1]) == (130, STOPPED)
    assert "Traceback" not in said
    as_if_nothing_happened()


LATE = """\
import os, signal, sys
from autograder import cli

class Late:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGINT)

late = Late()  # lives until Python takes its modules apart
sys.exit(cli.main(["--course", sys.argv[1], "grade", "nothing"]))
"""


def test_ctrl_c_while_python_takes_itself_apart_changes_no_exit_code(tmp_path):
    words = [sys.executable, "-c", LATE, str(tmp_path)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert len(ended.stderr.splitlines()) == 1


BUILDING = """\
import os, signal, sys
from autograder import cli, commands

commands.build_assignments = lambda *anything: os.kill(os.getpid(), signal.SIGINT)
sys.exit(cli.main(["--course", sys.argv[1], "build"]))
"""


def test_a_command_that_grades_nothing_speaks_of_no_grades(tmp_path):
    words = [sys.executable, "-c", BUILDING, str(tmp_path)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (130, "\nstopped. Run the same command again.\n")


def test_ctrl_c_means_nothing_to_a_command_in_the_background_of_a_script(tmp_path):
    """The shell has it ignored there."""
    words = ["sh", "-c", 'trap "" INT; exec "$@"', "sh", sys.executable, "-c", BUILDING, str(tmp_path)]
    ended = subprocess.run(words, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
