"""What `nbgrader collect` left beside a submission, and `nbgrader release_feedback` wants beside its feedback."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path

from autograder.course import Course

TIMESTAMP, SECRET = "timestamp.txt", "submission_secret.txt"
_MOST = 1000  # characters


def files_for_release(course: Course, assignment: str, student: str) -> dict[str, str]:
    """Return the texts by name: those of the submission, else as they are; a secret is made up for one without.

    `release_feedback` stops at the first page without them, and publishes a page under a name made of the secret.
    """
    submitted, beside = course.submitted(assignment, student), course.feedback(assignment, student).parent
    return {
        TIMESTAMP: _text(submitted / TIMESTAMP) or _text(beside / TIMESTAMP),
        SECRET: _text(submitted / SECRET) or _text(beside / SECRET) or secrets.token_hex(32),
    }


def _text(path: Path) -> str:
    """Return what is in a small regular file; nothing if there is none."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return ""
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), encoding="utf-8") as file:
            return file.read(_MOST)
    except (OSError, ValueError):
        return ""
