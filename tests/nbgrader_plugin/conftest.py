"""nbgrader's own commands in a course with our configuration."""

from __future__ import annotations

import warnings

import pytest
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder import nbgrader_plugin

NAME = "hw0_tiny"


@pytest.fixture
def formgrader(course, tmp_path, monkeypatch):
    """What formgrader's buttons call, in this process."""
    monkeypatch.setattr(nbgrader_plugin, "_settings", {})
    config = Config()
    with warnings.catch_warnings():
        nbgrader_plugin.configure(config, course.root)
        config.LateSubmissionPlugin.penalty_method = "zero"  # for what comes after a due date
        warnings.simplefilter("ignore")
        api = NbGraderAPI(CourseDirectory(config=config), config=config)
        yield lambda student: api.autograde(NAME, student, force=True)
    nbgrader_plugin.close_graders()
