"""A grade never hangs on load: the same class graded alone, and by too many processes beside busy neighbours."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from pathlib import Path

import busy
import loaded
import psutil
import pytest
from loaded import Run

from autograder.assignment import answer_key
from autograder.assignment.answered import answered

NAME = "hw0_tiny"
LIMIT = 4  # seconds of own time
SLOW = """\
def {name}:
    import time
    end = time.process_time() + {seconds}
    while time.process_time() < end:
        pass
    return {value}"""
CENTRE, SCALE = ("centre(X)", "X - X.mean(axis=0)"), ("scale(X, eps=1e-9)", "X / (X.std(axis=0) + eps)")


def slowly(answer, seconds):
    """Return an answer that computes for so long before it gives its value."""
    name, value = answer
    return name.partition("(")[0], SLOW.format(name=name, value=value, seconds=seconds)


@pytest.fixture
def small_class(course, hand_in, blank):
    """Hand in right answers that are slow, wrong, failing and unwritten ones, for a limit of a few seconds."""
    solution = course.solution(NAME)
    solution.write_text(solution.read_text().replace('"seconds_per_cell": 100', f'"seconds_per_cell": {LIMIT}'))
    key = answer_key.load(solution)
    assert key.limits.seconds_per_cell == LIMIT
    by_student = {
        "right": {},
        "slow": dict([slowly(CENTRE, 0.2), slowly(SCALE, 0.1)]),
        "slow and wrong": dict([slowly(("centre(X)", "X - X.mean(axis=1, keepdims=True)"), 0.2)]),
        "endless": {"scale": "def scale(X, eps=1e-9):\n    while True:\n        pass"},
        "fails": {"scale": "def scale(X, eps=1e-9):\n    raise KeyError('scale')"},
    }
    right = answered(blank, key)
    for student, answers in by_student.items():
        notebook = {**right, "cells": [{**cell} for cell in right["cells"]]}
        for cell in notebook["cells"]:
            cell["source"] = answers.get(cell["id"], cell["source"])
        hand_in(student, notebook)
    hand_in("untouched", blank)
    return course


def test_findings_are_the_same_letter_by_letter_however_busy_the_machine_is(small_class, tmp_path):
    idle, complaints = loaded.grade(small_class, NAME, Run("alone", 2))
    assert complaints == []
    assert idle["slow", "centre", "status"] == idle["right", "centre", "status"] == "passed"
    assert idle["endless", "centre", "status"] == "passed"
    assert "it took too long" in idle["endless", "scale", "cards"]
    assert idle["slow and wrong", "centre", "mistake"] == "The mean of each row instead of each column"
    (tmp_path / "course" / "gradebook.db").unlink()
    for path in (small_class.work / "autograded").rglob("*.ipynb"):
        path.unlink()
    cores = len(os.sched_getaffinity(0))
    said, _ = loaded.grade(small_class, NAME, Run("loaded", cores + 2, busy=4))
    assert [*loaded.differences(idle, said)] == []


def test_a_difference_names_student_question_and_field():
    one = {("ada", "centre", "score"): "2.0", ("ada", "notes"): ""}
    assert [*loaded.differences(one, one)] == []
    assert [*loaded.differences(one, one | {("ada", "centre", "score"): "0.0"})] == ["ada, centre, score: 2.0  |  0.0"]
    assert [*loaded.differences(one, {("ada", "notes"): ""})] == ["ada, centre, score: 2.0  |  nothing"]


@pytest.mark.parametrize("way", busy.WAYS)
def test_each_way_to_be_busy_works_without_a_complaint(way):
    way(random.Random(0))


def test_every_busy_process_ends_with_the_run():
    before = {*psutil.Process().children(recursive=True)}
    with busy.neighbours(3):
        started = {*psutil.Process().children(recursive=True)} - before
        assert len(started) >= 3
    _, alive = psutil.wait_procs([*started], timeout=60)  # one that ended waits for its parent to notice
    assert alive == []


def test_a_busy_process_ends_with_the_one_that_started_it():
    code = "import os, subprocess, sys; p = subprocess.Popen([sys.executable, sys.argv[1], '0'], stdout=-1);"
    code += "p.stdout.readline(); print(p.pid, flush=True)"
    path = Path(busy.__file__)
    answer = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    process = psutil.Process(int(answer.stdout)) if psutil.pid_exists(int(answer.stdout)) else None
    _, alive = psutil.wait_procs([process] if process else [], timeout=600)
    assert alive == []
