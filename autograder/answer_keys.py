"""The answer keys of an assignment: read where one of our sources was built, else made of nbgrader's notebooks.

What is made lies in the course, in `course/keys`, until something that it was made of changes: one key for each
notebook, its tests proven, and beside them the files that students get.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import fields
from typing import Any

from autograder import folders, whole_file
from autograder.assignment import answer_key
from autograder.assignment.answer_key import RULES, AnswerKey
from autograder.course import Course, CourseProblem
from autograder.jail.limits import Limits

_MADE_OF = "made_of"  # the fingerprint of all that the keys beside it were made of
_NO_CELLS = "{} has no cell that is graded. Mark some in nbgrader's Create Assignment toolbar, and run this again."


def made(course: Course, assignment: str) -> list[AnswerKey]:
    """Return the keys with which the assignment was graded last; raises `BadKey`, and `CourseProblem` if never."""
    if course.is_built(assignment):
        return [_built(answer_key.load(course.solution(assignment)))]
    paths = [course.solution(assignment, name) for name in course.notebooks(assignment)]
    if not all(path.exists() for path in paths):
        raise CourseProblem(f"{assignment} was not graded yet. Run `autograder grade {assignment}`.")
    return [*_graded(map(answer_key.load, paths), assignment)]


def as_proven(course: Course, assignment: str) -> list[AnswerKey]:
    """Return the keys that `proven` would, and write nothing; raises `CourseProblem` where it would make them anew."""
    note = course.keys(assignment) / _MADE_OF
    if not course.is_built(assignment):
        fingerprint = _fingerprint(course, assignment, folders.config(course.root))
        if not note.exists() or note.read_text(encoding="utf-8") != fingerprint:
            raise CourseProblem(
                f"{assignment} has changed, and its tests are not proven yet: `autograder grade {assignment}` does that"
                " first, and nothing can be said before."
            )
    return made(course, assignment)


def proven(course: Course, assignment: str, walls: bool = True) -> list[AnswerKey]:
    """Return the keys to grade with, made and proven first where anything that they are made of has changed.

    Says once which verdicts could be forged. Raises `BadKey`, `NotReadable`, `JailFailed`, and `CourseProblem` for a
    test cell that gives points by accident, or none to its own answer.
    """
    if course.is_built(assignment):
        return made(course, assignment)
    config = folders.config(course.root)
    _check(config)
    fingerprint = _fingerprint(course, assignment, config)
    note = course.keys(assignment) / _MADE_OF
    if not note.exists() or note.read_text(encoding="utf-8") != fingerprint:
        from autograder.key_making import make  # which asks the tests, and so loads all that grades

        note.unlink(missing_ok=True)
        make(course, assignment, config, walls)
        whole_file.write(note, fingerprint)
    keys = made(course, assignment)
    for key in keys:
        for cell in key.cells:
            if cell.why_inside:
                print(f"{key.whole_name}, {cell.grade_id}: runs inside the jail, so that a submission could forge its"
                      f" verdict. From outside it {cell.why_inside}.")  # fmt: skip
    return keys


def _check(config: Any) -> None:
    """Refuse settings that nobody would follow; raises `CourseProblem`."""
    said = config.get("Autograder", {})
    known = ["accept", "title", "follow_through", *(field.name for field in fields(Limits))]
    if strange := sorted({*said} - {*known}):
        raise CourseProblem(
            f"c.Autograder.{strange[0]} in {folders.CONFIG}.py is not a setting. Known: {', '.join(known)}."
        )
    try:
        Limits.of(said)
        share = float(said.get("follow_through", 0))
    except (TypeError, ValueError) as error:
        raise CourseProblem(f"c.Autograder in {folders.CONFIG}.py: {error}.") from None
    if isinstance(said.get("accept", []), str) or not 0 <= share <= 1:
        raise CourseProblem(
            f"c.Autograder in {folders.CONFIG}.py: accept is a list of names, and follow_through a share from 0 to 1."
        )


def _built(key: AnswerKey) -> AnswerKey:
    if not key.is_ours:
        raise CourseProblem(f"{key.path} was not built from {key.assignment}.py beside it. Move one of the two away.")
    if not key.graded:
        raise CourseProblem(_NO_CELLS.format(key.assignment))
    return key


def _graded(keys: Iterable[AnswerKey], assignment: str) -> Iterator[AnswerKey]:
    """Give those keys that have cells with points; raises `CourseProblem` if none has."""
    found = [key for key in keys if key.graded]
    if not found:
        raise CourseProblem(_NO_CELLS.format(assignment))
    yield from found


def _fingerprint(course: Course, assignment: str, config: Any) -> str:
    """Return what changes whenever a key would."""
    source = course.source(assignment)
    paths = [path for path in sorted(source.rglob("*")) if path.is_file() and ".ipynb_checkpoints" not in path.parts]
    around = [course.root / f"{folders.CONFIG}.py", course.root / f"{folders.CONFIG}.json",
              *sorted(course.root.glob("*.yml"))]  # fmt: skip
    around += [course.root / str(path) for path in config.get("IncludeHeaderFooter", {}).values()]
    release = course.student_version(assignment).parent
    names = sorted(path.relative_to(release).as_posix() for path in release.rglob("*"))
    whole = hashlib.sha256(repr((RULES, sys.version, names)).encode())
    for path in [*paths, *(path for path in around if path.is_file())]:
        whole.update(f"\0{path}\0".encode("utf-8", "replace") + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
