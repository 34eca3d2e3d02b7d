"""The command line: what went wrong in one line, and success only when everything worked."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import contextmanager

import pytest

from autograder.workers import pool
from autograder.workers.job import Outcome

NAME = "hw0_tiny"


def complaint(answer):
    """The one line a command failed with."""
    code, _, err = answer
    assert code == 1
    (line,) = err.splitlines()
    assert "Traceback" not in line
    return line


@pytest.mark.parametrize("command", ["grade", "feedback", "report", "gate", "build", "demo"])
def test_an_assignment_nobody_knows_is_refused_with_those_there_are(run, command):
    assert complaint(run(command, "hw9")) == "`hw9` is the beginning of no assignment. There are: hw0_tiny."


def test_a_beginning_of_two_assignments_is_refused(run, course):
    shutil.copytree(course.root / "solutions" / NAME, course.root / "solutions" / "hw0_other")
    (course.root / "solutions" / "hw0_other" / f"{NAME}.py").rename(course.root / "solutions/hw0_other/hw0_other.py")
    line = complaint(run("grade", "hw0"))
    assert line == "`hw0` is the beginning of more than one assignment. There are: hw0_other, hw0_tiny."
    assert "holds no submission" in complaint(run("grade", "hw0_t"))


def test_a_whole_name_wins_over_a_longer_one_that_begins_with_it(course):
    for name in ("hw1", "hw1_more"):
        (course.root / "solutions" / name).mkdir()
        (course.root / "solutions" / name / f"{name}.py").touch()
    assert course.find("hw1") == "hw1"


def test_an_empty_course_has_nothing_to_grade(run, course):
    shutil.rmtree(course.root / "solutions" / NAME)
    assert complaint(run("grade", "hw0")) == "`hw0` is the beginning of no assignment. There are: none yet."
    assert run("build")[0] == 0


def test_nothing_handed_in_is_said(run, course):
    assert "nothing was handed in for hw0_tiny" in complaint(run("grade", "hw0"))


@pytest.mark.parametrize("command", ["grade", "feedback", "report"])
def test_a_solution_notebook_that_was_never_built_is_asked_for(run, course, command):
    course.solution(NAME).unlink()
    line = complaint(run(command, "hw0"))
    assert line.endswith(f"solutions/{NAME}/{NAME}.ipynb does not exist. Run `make assignments` first.")


def test_a_student_version_that_was_never_built_is_asked_for(run, course):
    source = course.root / "solutions" / NAME / f"{NAME}.py"
    source.write_text(source.read_text().replace(' picture="One grey pixel."', ""))  # nothing to draw: no kernel
    course.student_version(NAME).unlink()
    line = complaint(run("gate", "hw0"))
    assert line.endswith(f"assignments/{NAME}/{NAME}.ipynb does not exist. Run `make assignments` first.")


def test_a_solution_notebook_that_is_none_is_refused(run, course):
    course.solution(NAME).write_text('{"cells": [1]}')
    assert "is not a solution notebook" in complaint(run("grade", "hw0"))


def test_a_catalogue_that_does_not_run_is_refused_with_its_place(run, course):
    (course.root / "solutions" / NAME / "catalogue" / "scale.py").write_text("import nothing_of_that_name")
    line = complaint(run("gate", "hw0"))
    assert "catalogue/scale.py does not run: ModuleNotFoundError: No module named 'nothing_of_that_name'" in line


def test_a_malformed_source_is_refused(run, course):
    (course.root / "solutions" / NAME / f"{NAME}.py").write_text("# %% given=setup\npass\n")
    assert f"{NAME}.py, cell 1: its header cannot be read" in complaint(run("build", "hw0"))


def test_feedback_and_report_before_any_grade_say_what_to_do(run, hand_in, right):
    hand_in("ada", right)
    code, _, err = run("feedback", "hw0")
    assert (code, err) == (1, "ada: not graded yet, so no feedback. Run `autograder grade hw0_tiny`.\n")
    assert complaint(run("report", "hw0")) == "nobody is graded for hw0_tiny yet. Run `autograder grade hw0_tiny`."


def test_a_written_question_may_be_worth_no_points(run, hand_in, right, course, scores):
    solution = course.solution(NAME)
    solution.write_text(solution.read_text().replace('"points": 4', '"points": 0'))
    hand_in("ada", right)
    assert run("grade", "hw0", "--jobs", "1")[0] == 0
    assert scores("ada") == {"check-centre": 2, "check-scale": 3, "why": None}
    assert run("report", "hw0")[0] == 0


@pytest.mark.parametrize("command", ["feedback", "report"])
def test_a_damaged_graded_notebook_is_one_line_and_is_graded_again(run, hand_in, right, course, command):
    hand_in("ada", right)
    assert run("grade", "hw0", "--jobs", "1")[0] == 0
    path = course.autograded(NAME, "ada")
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b'"status": "passed"', b'"status": "unheard of"'))
    line = complaint(run(command, "hw0"))
    assert line.startswith("the graded notebook of ada is damaged (ValueError: ")
    assert line.endswith("Run `autograder grade` again.")
    assert "0 already graded, 1 to grade" in run("grade", "hw0", "--jobs", "1")[1]
    assert path.read_bytes() == whole
    assert run(command, "hw0")[0] == 0


def test_a_page_that_cannot_be_written_is_one_line_and_leaves_nothing_behind(run, hand_in, right, course):
    hand_in("ada", right)
    assert run("grade", "hw0", "--jobs", "1")[0] == 0
    page = course.feedback(NAME, "ada")
    page.mkdir(parents=True)
    line = complaint(run("feedback", "hw0"))
    assert line == f"{page} could not be written (Is a directory). Run the same command again."
    assert list(page.parent.iterdir()) == [page]
    page.rmdir()
    assert run("feedback", "hw0")[0] == 0


NO_COMMAND = [["grade", "hw0", "--jobs", "0"], ["grade"], ["marks", "hw0"], ["grade", "hw0", "--jail", "none"]]


@pytest.mark.parametrize("words", NO_COMMAND)
def test_words_that_make_no_command_are_refused(run, words, capfd):
    with pytest.raises(SystemExit) as stopped:
        run(*words)
    assert stopped.value.code == 2


@pytest.mark.parametrize("name", ["line\nbreak", "\x1b[2J", "\udcff"])
def test_a_folder_whose_name_nobody_can_show_is_said_and_the_others_are_graded(run, hand_in, right, name, course):
    hand_in("ada", right)
    hand_in(name, right)
    code, out, err = run("grade", "hw0")
    (line, *_) = err.splitlines()
    assert code == 1
    assert line == f"{name!a}: not graded, rename this folder in {course.work / 'submitted'}"
    assert "graded 1 in" in out


def test_a_folder_that_is_a_link_is_nobodys_submission(run, hand_in, right, course, scores):
    hand_in("ada", right)
    (course.work / "submitted" / "ben").symlink_to(course.work / "submitted" / "ada")
    line = complaint(run("grade", "hw0"))
    assert line.startswith("ben: 0 points, ")
    assert "(the folder is a link and was not read)" in line
    assert sum(score or 0 for score in scores("ada").values()) == 5
    assert sum(score or 0 for score in scores("ben").values()) == 0


def test_a_class_is_graded_and_only_what_changed_is_graded_again(run, hand_in, right, half, blank, course, scores):
    hand_in("ada", right)
    hand_in("ben", half)
    hand_in("cy", None)
    hand_in("dan", b"{")
    damaged = (
        f"dan: 0 points, {course.submitted(NAME, 'dan')}/hw0_tiny.ipynb could not be graded (the file is not a readable"
        " notebook; it may be damaged or cut off). Ask for it again, and grade again."
    )
    empty = (
        f"cy: 0 points, {course.submitted(NAME, 'cy')} could not be graded (no notebook of this homework was handed in,"
        " but only timestamp.txt). Ask for it again, and grade again."
    )
    code, out, err = run("grade", "hw0", "--jobs", "1")
    assert (code, err) == (1, f"{empty}\n{damaged}\n")
    assert "4 handed in, 0 already graded, 4 to grade" in out
    assert scores("ada") == {"check-centre": 2, "check-scale": 3, "why": None}
    assert scores("cy") == scores("dan") == {"check-centre": 0, "check-scale": 0, "why": 0}

    kept = course.autograded(NAME, "ada").stat().st_mtime_ns
    hand_in("ben", right)
    hand_in("eve", blank)
    code, out, _ = run("grade", "hw0", "--jobs", "1")
    assert (code, "5 handed in, 3 already graded, 2 to grade" in out) == (1, True)
    assert scores("ben")["check-scale"] == 3
    assert course.autograded(NAME, "ada").stat().st_mtime_ns == kept

    code, out, err = run("grade", "hw0")
    assert (code, out) == (1, "hw0_tiny: 5 handed in, 5 already graded, 0 to grade\n")
    assert err == f"{empty}\n{damaged}\n"  # as long as nothing better is there
    assert run("feedback", "hw0")[:2] == (0, f"wrote 5 feedback pages to {course.work / 'feedback'}\n")
    code, out, _ = run("report", "hw0")
    assert code == 0
    assert [line.split()[0] for line in out.splitlines()[2:7]] == ["ada", "ben", "cy", "dan", "eve"]
    assert "no notebook of this homework was handed in" in out
    page = course.report(NAME).read_text()
    for student in ("ada", "ben", "cy", "dan", "eve"):
        target = re.search(rf'<a href="([^"]+)">{student}</a>', page)[1]
        assert (course.report(NAME).parent / target).resolve() == course.feedback(NAME, student)
        assert course.feedback(NAME, student).exists()


def test_another_answer_key_grades_everybody_again(run, hand_in, right, course):
    hand_in("ada", right)
    assert run("grade", "hw0", "--jobs", "1")[0] == 0
    with (course.root / "solutions" / NAME / "catalogue" / "scale.py").open("a") as file:
        file.write("\n# one more line\n")
    assert "0 already graded, 1 to grade" in run("grade", "hw0", "--jobs", "1")[1]


def test_one_submission_without_a_grade_makes_the_whole_run_a_failure(run, hand_in, right, blank, monkeypatch, course):
    hand_in("ada", right)
    hand_in("ben", blank)
    real = pool.grading

    @contextmanager
    def grading(jobs, *others):
        with real([job for job in jobs if job.student == "ada"], *others) as outcomes:
            yield iter([*outcomes, Outcome("ben", None, "the machine caught fire")])

    monkeypatch.setattr(pool, "grading", grading)
    code, out, err = run("grade", "hw0", "--jobs", "1")
    assert (code, err) == (1, "ben: not graded, the machine caught fire\n")
    assert "graded 1 in" in out
    monkeypatch.undo()
    code, out, _ = run("grade", "hw0", "--jobs", "1")
    assert (code, "1 already graded, 1 to grade" in out) == (0, True)


def test_a_locked_gradebook_is_one_line_and_a_failure(run, hand_in, right, course):
    hand_in("ada", right)
    other = sqlite3.connect(course.work / "gradebook.db", isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    line = complaint(run("--db", f"{course.db_url}?timeout=0.05", "grade", "hw0", "--jobs", "1"))
    assert "is locked by another program" in line
    assert not course.autograded(NAME, "ada").exists()
    other.close()
    assert run("grade", "hw0", "--jobs", "1")[0] == 0


@pytest.fixture
def no_bubblewrap(tmp_path):
    """A PATH with nothing on it."""
    (tmp_path / "nothing").mkdir()
    return {**os.environ, "PATH": str(tmp_path / "nothing")}


@pytest.mark.parametrize("command", [["grade", "hw0"], ["gate", "hw0"]])
def test_without_bubblewrap_nothing_is_graded_and_the_remedy_is_said(course, hand_in, right, no_bubblewrap, command):
    hand_in("ada", right)
    words = [sys.executable, "-m", "autograder.cli", "--course", str(course.root), *command]
    done = subprocess.run(words, env=no_bubblewrap, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "bubblewrap (bwrap) is needed to run student code safely, and is not usable here" in done.stderr
    assert "sudo apt-get install bubblewrap" in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert not (course.work / "autograded").exists()


def test_a_jail_that_does_not_start_is_one_line_with_its_last_words(course, hand_in, right, tmp_path):
    hand_in("ada", right)
    broken = tmp_path / "broken" / "bwrap"  # passes the probe, and then gives up
    broken.parent.mkdir()
    broken.write_text('#!/bin/sh\ncase "$*" in *" true") exit 0;; esac\necho "out of luck" >&2\nexit 3\n')
    broken.chmod(0o755)
    words = [sys.executable, "-m", "autograder.cli", "--course", str(course.root), "grade", "hw0", "--jobs", "2"]
    path = {**os.environ, "PATH": f"{broken.parent}:{os.environ['PATH']}"}
    done = subprocess.run(words, env=path, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert "the jail could not be started" in line
    assert "out of luck" in line
    assert not (course.work / "autograded").exists()


def test_a_regrade_says_which_scores_changed_and_why(run, hand_in, half, right, course):
    hand_in("ada", half)
    hand_in("ben", right)
    _, said, _ = run("grade", "hw0", "--jobs", "1")
    assert "→" not in said
    hand_in("ada", right)
    _, said, _ = run("grade", "hw0", "--jobs", "1")
    assert "ada: 2 → 5, handed in anew: scale 0 → 3, why 0 → by hand\n" in said
    assert "ben" not in said
    solution = course.solution(NAME)
    solution.write_text(solution.read_text().replace('"points": 2', '"points": 4'))
    _, said, _ = run("grade", "hw0", "--jobs", "1")
    assert "ada: 5 → 7, the answer key changed: centre 2 → 4\n" in said
    assert "ben: 5 → 7, the answer key changed: centre 2 → 4\n" in said
    _, said, _ = run("grade", "hw0", "--jobs", "1", "--force")
    assert "2 to grade" in said
    assert "→" not in said


def test_a_gradebook_that_was_lost_is_filled_again_although_the_graded_notebooks_are_there(run, hand_in, right, course):
    hand_in("ada", right)
    assert run("grade", "hw0", "--jobs", "1")[0] == 0
    (course.work / "gradebook.db").unlink()
    code, said, _ = run("grade", "hw0", "--jobs", "1")
    assert code == 0
    assert "graded before, but not in the gradebook: ada. Grading them again." in said
    assert run("feedback", "hw0")[0] == 0
