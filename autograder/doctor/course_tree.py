"""The doctor on the course tree: answer keys as their sources have them, folders to write to, what was handed in."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator

from autograder.course import Course, CourseProblem
from autograder.doctor.diagnosis import Diagnosis, listed
from autograder.grading.intake import openable


def examine(course: Course) -> Iterator[Diagnosis]:
    """Look at all of the course's files that grading reads, and at the folders it writes to."""
    names = course.assignments()
    where = "Run it in the course folder, or say `--course FOLDER`."
    wrong = "" if names else f"no assignment: {course.root / 'solutions'} holds no <name>/<name>.py"
    yield Diagnosis(f"{len(names)} assignments", wrong, where)
    yield from (_in_step(course, name) for name in names)
    yield _writable(course)
    yield from _submissions(course, names)


def _in_step(course: Course, name: str) -> Diagnosis:
    """Compare the solution notebook, which grading reads, with what its source builds; the gate compares the rest."""
    from autograder.build.notebook_file import as_text
    from autograder.build.source import SourceError, solution_notebook

    remedy, path = "Run `make assignments`.", course.solution(name)
    try:
        built = as_text(solution_notebook(course.root / "solutions" / name / f"{name}.py")).encode()
        old = "" if path.read_bytes() == built else f"older than its source: {path.relative_to(course.root)}"
    except SourceError as error:
        return Diagnosis(name, str(error), f"Correct the source. {remedy}")
    except OSError as error:
        return Diagnosis(name, f"{error.strerror}: {error.filename}", remedy)
    return Diagnosis(f"{name}, built from its source as it is now", old, remedy)


def _writable(course: Course) -> Diagnosis:
    """Make a file, and remove it, in every folder that grading writes to, or where it would make that folder."""
    refused = {}
    for name in ("autograded", "feedback", "report"):
        folder = course.work / name
        while not folder.exists() and folder != course.root:
            folder = folder.parent
        try:
            with tempfile.TemporaryFile(dir=folder):
                pass
        except OSError as error:
            refused[folder] = f"{error.strerror}: {folder}"
    remedy = "Give this account the right to write there, or mount it for writing."
    return Diagnosis("folders that grading writes to", listed([*refused.values()]), remedy)


def _submissions(course: Course, names: list[str]) -> Iterator[Diagnosis]:
    unreadable, homeless, count = [], [], 0
    try:
        folders = sorted((course.work / "submitted").glob("*/*/"))
        for folder in folders:
            if folder.name not in names:
                homeless.append(f"{folder.parent.name}/{folder.name}")
                continue
            count += 1
            try:
                openable(folder, folder.name)
            except OSError as error:
                unreadable.append(f"{folder.parent.name}/{folder.name} ({error.strerror})")
    except OSError as error:
        unreadable.append(f"{course.work / 'submitted'} ({error.strerror})")
    remedy = "Give this account the right to read course/submitted."
    yield Diagnosis(f"{count} submissions can be read", f"not readable: {listed(unreadable)}" if unreadable else "",
                    remedy)  # fmt: skip
    if homeless:
        wrong = f"nobody will grade {listed(homeless)}: no assignment has that name"
        yield Diagnosis("folders in course/submitted", wrong, _suggestion(course, homeless), stops=False)


def _suggestion(course: Course, homeless: list[str]) -> str:
    """Suggest a name for the first of them."""
    name = homeless[0].rpartition("/")[2]
    try:
        return f"Rename {listed([name])} to {course.find(name)}, if that is meant."
    except CourseProblem:
        return f"There are: {', '.join(course.assignments())}."
