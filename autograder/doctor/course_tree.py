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
    holds = "<name>/<name>.py" if course.folders.built else "<name>/<name>.ipynb"
    wrong = "" if names else f"no assignment: {course.root / course.folders.source} holds no {holds}"
    what = f"{len(names)} assignments" + (", those that came with the package" if course.shipped else "")
    yield Diagnosis(what, wrong, where)
    yield from (_in_step(course, name) for name in names)
    yield _writable(course)
    yield from _submissions(course, names)


def _in_step(course: Course, name: str) -> Diagnosis:
    """Compare the solution notebook, which grading reads, with what its source builds; the gate compares the rest."""
    from autograder.build.notebook_file import as_text
    from autograder.build.source import SourceError, solution_notebook
    from autograder.build.versions import made_by_hand

    if not course.is_built(name):
        return Diagnosis(f"{name}, with {len(course.notebooks(name))} notebooks made by hand, proven when it is graded")
    remedy = "Install the package anew." if course.shipped else "Run `make assignments`."
    path = course.solution(name)
    if made_by_hand(path, course.source(name) / f"{name}.py"):
        wrong = f"{path.relative_to(course.sources)} was not built from {name}.py"
        return Diagnosis(name, wrong, "Move one of the two away: building would overwrite the notebook.")
    try:
        built = as_text(solution_notebook(course.source(name) / f"{name}.py")).encode()
        old = "" if path.read_bytes() == built else f"older than its source: {path.relative_to(course.sources)}"
    except SourceError as error:
        return Diagnosis(name, str(error), f"Correct the source. {remedy}")
    except OSError as error:
        return Diagnosis(name, f"{error.strerror}: {error.filename}", remedy)
    return Diagnosis(f"{name}, built from its source as it is now", old, remedy)


def _writable(course: Course) -> Diagnosis:
    """Make a file, and remove it, in every folder that grading writes to, or where it would make that folder."""
    refused = {}
    writes = (course.root / course.folders.autograded, course.root / course.folders.feedback, course.work / "report")
    for folder in writes:
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
        folders = sorted(course.submissions.glob("*/*/"))
        for folder in folders:
            if folder.name not in names:
                homeless.append(f"{folder.parent.name}/{folder.name}")
                continue
            count += 1
            try:
                openable(folder)
            except OSError as error:
                unreadable.append(f"{folder.parent.name}/{folder.name} ({error.strerror})")
    except OSError as error:
        unreadable.append(f"{course.submissions} ({error.strerror})")
    remedy = f"Give this account the right to read {course.folders.submitted}."
    yield Diagnosis(f"{count} submissions can be read", f"not readable: {listed(unreadable)}" if unreadable else "",
                    remedy)  # fmt: skip
    if homeless:
        wrong = f"nobody will grade {listed(homeless)}: no assignment has that name"
        yield Diagnosis(f"folders in {course.folders.submitted}", wrong, _suggestion(course, homeless), stops=False)


def _suggestion(course: Course, homeless: list[str]) -> str:
    """Suggest a name for the first of them."""
    name = homeless[0].rpartition("/")[2]
    try:
        return f"Rename {listed([name])} to {course.find(name)}, if that is meant."
    except CourseProblem:
        return f"There are: {', '.join(course.assignments())}."
