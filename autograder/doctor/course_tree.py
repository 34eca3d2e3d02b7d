"""The doctor on the course tree: folders, whether they can be written, what was handed in, built against sources."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

from autograder.course import Course, CourseProblem
from autograder.doctor.diagnosis import Diagnosis, listed
from autograder.grading.intake import read_submitted


def examine(course: Course) -> Iterator[Diagnosis]:
    """Everything about the course's files."""
    names = course.assignments()
    where = "Run it in the course folder, or say `--course FOLDER`."
    wrong = "" if names else f"no assignment: {course.root / 'solutions'} holds no <name>/<name>.py"
    yield Diagnosis(f"{len(names)} assignments", wrong, where)
    yield from (_in_step(course, name) for name in names)
    yield _writable(course)
    yield from _submissions(course, names)


def _in_step(course: Course, name: str) -> Diagnosis:
    """Whether the built notebooks are what a build would write now; pictures are taken for those it would draw."""
    from autograder.build import versions
    from autograder.build.notebook_file import as_text
    from autograder.build.source import SourceError, solution_notebook

    source = course.root / "solutions" / name / f"{name}.py"
    what, remedy = f"{name}, built from its source as it is now", "Run `make assignments`."
    try:
        solution = solution_notebook(source)
        pictures = _pictures(course.student_version(name))
        student_version = versions.student_version(solution, pictures)
        built = {course.solution(name): solution, course.student_version(name): student_version}
        old = [path for path, notebook in built.items() if path.read_bytes() != as_text(notebook).encode()]
    except SourceError as error:
        return Diagnosis(name, str(error), "Correct the source, then run `make assignments`.")
    except OSError as error:
        return Diagnosis(name, f"{error.strerror}: {error.filename}", remedy)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        return Diagnosis(name, f"its built notebooks cannot be read ({type(error).__name__}: {error})", remedy)
    return Diagnosis(what, f"older than its source: {listed([_short(course, path) for path in old])}" if old else "",
                     remedy)  # fmt: skip


def _pictures(student_version: Path) -> dict[str, str]:
    cells = json.loads(student_version.read_bytes())["cells"]
    return {
        cell["id"].removeprefix("picture-"): cell["attachments"]["expected.png"]["image/png"]
        for cell in cells
        if cell["id"].startswith("picture-")
    }


def _writable(course: Course) -> Diagnosis:
    """A file is made, and gone again, in every folder that grading writes to, or where it would make that folder."""
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
                read_submitted(folder, folder.name, limit=1)  # opens it; what is longer is not read
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
    """How the first of them should perhaps be called."""
    name = homeless[0].rpartition("/")[2]
    try:
        return f"Rename {listed([name])} to {course.find(name)}, if that is meant."
    except CourseProblem:
        return f"There are: {', '.join(course.assignments())}."


def _short(course: Course, path: Path) -> str:
    return str(path.relative_to(course.root))
