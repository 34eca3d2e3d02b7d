"""`nbgrader autograde` grades one at a time: what the machine's clock cut short is graded once more at once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from autograder import api, nbgrader_plugin
from autograder.assignment.answered import as_bytes
from autograder.grading import graded_notebook
from autograder.grading.cut_short import SAID
from autograder.grading.grade import grade


@pytest.mark.parametrize(("cut_short", "gradings", "noted"), [(0, 1, False), (1, 2, False), (2, 2, True)])
def test_the_second_time_counts(monkeypatch, jailer, key, right, cut_short, gradings, noted):
    done = []

    def on_a_busy_machine(*arguments):
        graded = grade(*arguments)
        done.append(graded)
        return replace(graded, cut_short=len(done) <= cut_short)

    monkeypatch.setattr(api, "grade_with", on_a_busy_machine)
    monkeypatch.setattr(nbgrader_plugin, "_graders", {key.path: api.Grader(key, jailer=jailer)})
    graded = nbgrader_plugin._grader(key).grade(as_bytes(right), ["found in a drawer"]).graded
    assert len(done) == gradings
    assert any(SAID[1:] in note for note in graded.notes) is noted
    assert graded.notes[-1] == "found in a drawer"
    assert graded_notebook.read(graded.notebook).notes == graded.notes
