"""Another program grades as the command line does: bytes in; scores, findings, names and a page out."""

from __future__ import annotations

import pickle
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from autograder import api
from autograder.api import Grader, grade
from autograder.assignment.answered import answered, as_bytes
from autograder.errors import Problem
from autograder.grading import graded_notebook
from autograder.grading.findings import Marks
from autograder.grading.grade import grade as grade_with


@pytest.fixture(scope="module")
def grader(key):
    with Grader(key) as grader:
        yield grader


def test_it_gives_what_the_command_line_records(grader, hand_in, run, course, blank, right, half, key, scores):
    wrong = answered(blank, key, [key.misconceptions[0]])
    for student, notebook in {"ada": right, "ben": half, "cy": wrong, "dee": blank}.items():
        hand_in(student, notebook)
        result = grader.grade(as_bytes(notebook))
        assert run("grade", "hw0")[0] == 0
        stored = graded_notebook.read(course.autograded(key.assignment, student).read_bytes())
        assert result.findings == stored.findings
        assert result.notes == stored.notes
        found = {name: score for name, score in result.scores.items() if name.startswith("check-") or score is None}
        assert found == {name: score for name, score in scores(student).items() if name in found}


def test_a_mistake_has_its_name_and_the_page_shows_it(grader, blank, key):
    entry = key.misconceptions[0]
    result = grader.grade(as_bytes(answered(blank, key, [entry])))
    assert entry.name in result.mistakes.values()
    assert result.score < result.points
    page = result.page("<ada>")
    assert entry.name in page
    assert "&lt;ada&gt;" in page


def test_the_page_shows_what_a_person_decided(grader, right):
    result = grader.grade(as_bytes(right))
    (written,) = [name for name, score in result.scores.items() if score is None]
    page = result.page("ada", Marks(result.scores | {written: 0.5}, {written: "A good start."}))
    assert "A good start." in page


@pytest.mark.parametrize("data", [b"", b"{", b"\xff\xfe\x00", b"[]", b'{"cells": 3}'])
def test_bytes_that_are_no_notebook_have_a_result(grader, data):
    result = grader.grade(data, notes=["it came by mail"])
    assert result.score == 0.0
    assert result.notes[0] == "it came by mail"
    assert len(result.notes) > 1
    assert result.page("ada")


def test_one_notebook_needs_one_call(course, right, key):
    result = grade(as_bytes(right), course.solution(key.assignment), walls=False)
    assert result.assignment == key.assignment
    assert result.score == sum(finding.points for finding in result.findings if finding.score is not None)


def test_what_is_no_assignment_is_a_problem_that_says_where(tmp_path):
    with pytest.raises(Problem, match=r"nothing\.ipynb"):
        Grader(tmp_path / "nothing.ipynb")


def test_an_assignment_has_a_name_as_on_the_command_line(course, monkeypatch):
    monkeypatch.chdir(course.root)
    with Grader("hw0", walls=False) as grader:
        assert grader.key.path == course.solution("hw0_tiny")
    with pytest.raises(Problem, match="There are: hw0_tiny"):
        Grader("hw9")


def test_away_from_a_course_the_homeworks_are_those_of_the_package(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with Grader("hw1", walls=False) as grader:
        assert grader.key.assignment == "hw1_softmax_regression"
    assert [*tmp_path.iterdir()] == []


def test_a_result_can_be_sent_to_another_process(grader, right):
    result = grader.grade(as_bytes(right))
    assert pickle.loads(pickle.dumps(result)) == result


def test_what_the_clock_cut_short_is_graded_once_more(grader, right, monkeypatch):
    done = []

    def on_a_busy_machine(*arguments):
        done.append(grade_with(*arguments))
        return replace(done[-1], cut_short=len(done) == 1)

    monkeypatch.setattr(api, "grade_with", on_a_busy_machine)
    result = grader.grade(as_bytes(right))
    assert (len(done), result.graded.cut_short, result.notes) == (2, False, [])


def test_when_the_jails_process_was_ended_there_is_another_one(key, right):
    with Grader(key, walls=False) as grader:
        grader._jailer._process.kill()
        grader._jailer._process.wait()
        assert grader.grade(as_bytes(right)).score > 0


def test_where_deadlines_cannot_be_had_nothing_is_graded(grader, right):
    with ThreadPoolExecutor(1) as threads, pytest.raises(Problem, match="main thread"):
        threads.submit(grader.grade, as_bytes(right)).result()
