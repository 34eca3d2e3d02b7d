"""The same grading behind plain `nbgrader` commands and formgrader's buttons.

`nbgrader_config.py` calls `configure`. nbgrader keeps its own walk over the course tree and its database; each step's
exporter is replaced by ours, so that generating, autograding and feedback go through build, grade and feedback.
"""

from __future__ import annotations

import atexit
import contextlib
import glob
import os
import sys
import warnings
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import nbformat
from nbconvert.exporters import HTMLExporter, NotebookExporter
from nbconvert.preprocessors import Preprocessor
from nbgrader.api import Student
from nbgrader.converters.autograde import Autograde
from nbgrader.converters.base import BaseConverter, NbGraderException
from sqlalchemy import event
from sqlalchemy.exc import SAWarning

from autograder import answer_keys, folders, student_name
from autograder.api import Grader
from autograder.assignment.answer_key import AnswerKey
from autograder.build import nbgrader_source, notebook_file, versions
from autograder.course import Course
from autograder.errors import Problem
from autograder.gradebook import records, rows
from autograder.grading import graded_notebook, unread
from autograder.grading.intake import read_submitted
from autograder.reports import feedback

_SHOWN = ("text/plain", "image/png", "image/jpeg")
MOST_GRADERS = 4  # each holds a process, in a server that lives for days
_settings: dict[str, Any] = {}
_graders: dict[Path, Grader] = {}  # the one that was used last comes last


def use(c: Any) -> None:
    """Grade here in a course that nbgrader made: `nbgrader autograde`, `generate_feedback`, formgrader's buttons.

    Its sources and folders, and `generate_assignment`, stay nbgrader's. Raises `CourseProblem`.
    """
    root, found = folders.of(Path.cwd(), c)
    _settings["course"] = Course(root, folders=found)
    _grade_here(c)


def configure(c: Any, root: Path) -> None:
    """Point nbgrader at this course's folders and at the exporters below."""
    course = _settings["course"] = Course.ours(root)
    _grade_here(c)
    c.CourseDirectory.root = str(root)
    c.CourseDirectory.course_id = "backpropagation-by-hand"
    c.CourseDirectory.source_directory = str(course.sources / folders.OURS.source)
    c.CourseDirectory.release_directory = folders.OURS.release
    for step in ("submitted", "autograded", "feedback"):
        setattr(c.CourseDirectory, f"{step}_directory", f"course/{step}")
    c.CourseDirectory.db_url = course.db_url
    c.CourseDirectory.ignore = [".ipynb_checkpoints", "*.pyc", "__pycache__", "*.py"]
    exchange = root / "course" / "exchange"
    with contextlib.suppress(OSError):
        exchange.mkdir(parents=True, exist_ok=True)  # formgrader complains at every start where it is missing
    c.Exchange.root = str(exchange)
    c.GenerateAssignment.exporter_class = folders.OURS_BUILDS
    c.GenerateAssignment.preprocessors = []
    c.GenerateAssignment.pre_convert_hook = register_built


def _grade_here(c: Any) -> None:
    warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's models, nothing of ours
    _put_tools_on_path()
    refuse_unusable_names()
    c.KernelManager.transport_encryption = "auto"
    c.Autograde.exporter_class = "autograder.nbgrader_plugin.GradedNotebookExporter"
    c.Autograde.sanitize_preprocessors = []
    c.Autograde.autograde_preprocessors = ["nbgrader.preprocessors.AssignLatePenalties"]
    c.Autograde.pre_convert_hook = register
    _find_as_we_do()
    c.GenerateFeedback.exporter_class = "autograder.nbgrader_plugin.FeedbackPage"
    c.GenerateFeedback.preprocessors = []
    c.HTMLExporter.preprocessors = ["autograder.nbgrader_plugin.Harmless"]


def register(assignment: str, **others: Any) -> None:
    """Make the assignment known to the gradebook as it is now; nbgrader calls this before each step."""
    course = _course()
    keys = _keys(course, course.find(Path(assignment).name))
    with records.opened(course) as book:
        for key in keys:
            records.register(book, key)


def register_built(assignment: str, **others: Any) -> None:
    """Do the same before students have it; notebooks made by hand are proven, and so known, when they are graded."""
    if _course().is_built(Path(assignment).name):
        register(assignment)


def refuse_unusable_names() -> None:
    """Let nothing in this process, nbgrader's own code included, add a student whose name formgrader would run."""
    if not event.contains(Student, "before_insert", _check_name):
        event.listen(Student, "before_insert", _check_name)


def _check_name(mapper: Any, connection: Any, student: Student) -> None:
    student_name.check(student.id)


def _find_as_we_do() -> None:
    """Let `nbgrader autograde` in this process look for a submission's notebook as `autograder grade` does.

    nbgrader itself wants a file of the right name; our exporter never opens that file. A submission of which something
    could not be read makes the command fail, once all are graded.
    """
    Autograde.init_notebooks = _notebooks_of_each
    Autograde.convert_notebooks = _all_and_then_fail


def _notebooks_of_each(autograde: Autograde) -> None:
    """Give each submission's folder the assignment's notebooks, whatever is in it."""
    assignment, student = autograde.coursedir.assignment_id, autograde.coursedir.student_id
    folders = [folder for folder in glob.glob(autograde._format_source(assignment, student)) if os.path.isdir(folder)]
    if not folders:
        BaseConverter.init_notebooks(autograde)
    with _problems_in_a_line(autograde):
        names = [key.name for key in _keys(_course(), assignment)]
    autograde.assignments = {folder: [os.path.join(folder, f"{name}.ipynb") for name in names] for folder in folders}


@contextlib.contextmanager
def _problems_in_a_line(converter: Any) -> Iterator[None]:
    """Log a problem as what it says, and let nbgrader's command end there."""
    try:
        yield
    except Problem as problem:
        converter.log.error("%s", problem)
        raise NbGraderException(f"{problem}") from None


def _all_and_then_fail(autograde: Autograde) -> None:
    BaseConverter.convert_notebooks(autograde)
    if problems := autograde.exporter.problems:
        for line in problems:
            autograde.log.error("%s", line)
        raise NbGraderException("\n".join(problems))


class StudentVersion(NotebookExporter):
    """`nbgrader generate_assignment`: what `make assignments` builds, or of one made by hand what nbgrader does."""

    def from_filename(self, filename: str, resources: dict | None = None, **kwargs: Any) -> tuple[str, dict]:
        solution = nbformat.read(filename, as_version=4)
        if "assignment" in solution.metadata.get("byhand", {}):
            student_version = versions.student_version(solution, versions.draw_pictures(solution))
            if _course().shipped is None:
                versions.remember(solution, Path(filename).parent)
        else:
            student_version = nbgrader_source.released(solution, self.config, Path(filename), _course().root)
        return notebook_file.as_text(student_version), {**(resources or {}), "output_extension": ".ipynb"}


class GradedNotebookExporter(NotebookExporter):
    """`nbgrader autograde`: nbgrader converts twice, first the submitted file, then what that gave."""

    def __init__(self, **settings: Any) -> None:
        """Run the answer key, before nbgrader touches any submission; where it cannot serve, log a line and stop."""
        super().__init__(**settings)
        self.problems: list[str] = []  # a line for each submission of which something could not be read
        with _problems_in_a_line(self.parent):
            for key in _keys(_course(), self.parent.coursedir.assignment_id):
                key.run()

    def from_filename(self, filename: str, resources: dict | None = None, **kwargs: Any) -> tuple[str, dict]:
        assert resources is not None
        resources["output_extension"] = ".ipynb"
        names = resources["nbgrader"]
        course = _course(names["db_url"])
        assignment, student = names["assignment"], names["student"]
        key = next(key for key in _keys(_course(), assignment) if key.name == names["notebook"])
        if self.parent._sanitizing:
            data, notes = read_submitted(course.submitted(assignment, student), key)
            self._graded = _grader(key).grade(data, notes).graded
            self.problems += unread.lines(course, key, student, self._graded)
            return self._graded.notebook.decode(), resources
        with records.opened(course) as book:
            rows.store(book.db, key, student, self._graded, None)
            book.db.commit()
        # only nbgrader's late penalties are left to do: they look at the database, not at the notebook
        self._preprocess(nbformat.read(filename, as_version=4), resources)
        return Path(filename).read_text(encoding="utf-8"), resources


class FeedbackPage(HTMLExporter):
    """`nbgrader generate_feedback`: the page `autograder feedback` writes."""

    def from_filename(self, filename: str, resources: dict | None = None, **kwargs: Any) -> tuple[str, dict]:
        assert resources is not None
        names = resources["nbgrader"]
        with records.opened(_course(names["db_url"])) as book:
            marks = records.marks(book, names["assignment"], names["student"], names["notebook"])
        resources["output_extension"] = ".html"
        return feedback.page_for(Path(filename).read_bytes(), marks, names["student"]), resources


class Harmless(Preprocessor):
    """For formgrader, which shows graded notebooks among Jupyter's own pages: a script there would act as its user.

    Words are set as on the feedback page. Of a student's outputs text and pictures stay; the cards of a test cell are
    ours. MathJax, which also makes links, keeps away from both.
    """

    def preprocess_cell(self, cell: Any, resources: Any, index: int) -> tuple[Any, Any]:
        if cell.cell_type != "code":
            cell.source = _without_mathjax(feedback.markdown(cell.source))
            return cell, resources
        ours = graded_notebook.has_finding(cell)
        for output in cell.outputs:
            kept = {mime: text for mime, text in output.get("data", {}).items() if mime in _SHOWN}
            if ours and "text/html" in output.get("data", {}):
                kept["text/html"] = _without_mathjax(output.data["text/html"])
            if "data" in output:
                output.data = kept
        return cell, resources


def _without_mathjax(html: str) -> str:
    """Put HTML where MathJax leaves it alone, on one line, so that Markdown takes all of it for HTML."""
    return f'<div class="tex2jax_ignore mathjax_ignore">{html}</div>'.replace("\n", "&#10;")


def _put_tools_on_path() -> None:
    """Put this environment's programs on the PATH, where nbgrader looks for `alembic` to create a database."""
    folder = str(Path(sys.executable).parent)
    if folder not in os.environ.get("PATH", "").split(os.pathsep):
        os.environ["PATH"] = f"{folder}{os.pathsep}{os.environ.get('PATH', os.defpath)}"


def _course(db: str = "") -> Course:
    return replace(_settings["course"], db=db)


def _keys(course: Course, assignment: str) -> list[AnswerKey]:
    """Load the answer keys as they are now: formgrader's server lives for days, and assignments change meanwhile."""
    below = sorted(course.source(assignment).rglob("*.*"))
    files = [course.root / f"{folders.CONFIG}.py", *(path for path in below if path.suffix != ".pyc")]
    return _keys_as_of(course, assignment, tuple(path.stat().st_mtime_ns for path in files if path.exists()))


@lru_cache(maxsize=4)
def _keys_as_of(course: Course, assignment: str, changed: tuple[int, ...]) -> list[AnswerKey]:
    return answer_keys.proven(course, assignment)


def _grader(key: AnswerKey) -> Grader:
    """Return what grades with a key as it is now; the one that graded with an older key, or the oldest, ends."""
    known = _graders.pop(key.path, None)
    if known is not None and known.key is not key:
        known.close()
        known = None
    while len(_graders) >= MOST_GRADERS:
        _graders.pop(next(iter(_graders))).close()
    _graders[key.path] = known or Grader(key)
    return _graders[key.path]


@atexit.register
def close_graders() -> None:
    """End the processes that jails were forked from."""
    while _graders:
        _graders.popitem()[1].close()
