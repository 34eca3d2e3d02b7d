"""The doctor on the gradebook: opens, sound, not locked, the right schema, every grade beside its graded notebook."""

from __future__ import annotations

import math
import warnings
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.api import Assignment, BaseCell, Grade, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import Connection, Engine, create_engine, inspect, select, text
from sqlalchemy.exc import SAWarning, SQLAlchemyError

from autograder.course import Course
from autograder.doctor.diagnosis import Diagnosis, listed
from autograder.gradebook import database, recovery
from autograder.grading import graded_notebook
from autograder.grading.graded_notebook import Damaged, NotGradedHere

Scores = dict[str, float | None]
_NEW = """\
Put a backup in its place. Or move it away: `autograder grade` fills a new one from what was handed in; points and
comments given by hand are in the old one only."""


def examine(course: Course) -> Iterator[Diagnosis]:
    """Look at all of the database; never make or change it."""
    what = f"the database {database.address(course)}"
    file = None
    try:
        file = database.file_of(course)
        if file is not None and not file.exists():
            yield Diagnosis(f"{what} is not there yet: the first grading makes it")
            yield from _pairs(course, {})
            return
        with _engine(database.patient(course.db_url)) as engine, engine.connect() as connection:
            yield from _database(course, engine, connection, what)
    except (SQLAlchemyError, ModuleNotFoundError, OSError) as error:
        why = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        remedy = _NEW if file is not None else "Is the server running, the address right, and `.[postgres]` installed?"
        yield Diagnosis(what, why, remedy)


@contextmanager
def _engine(address: str) -> Iterator[Engine]:
    engine = create_engine(address)
    try:
        yield engine
    finally:
        engine.dispose()


def _database(course: Course, engine: Engine, connection: Connection, what: str) -> Iterator[Diagnosis]:
    tables = inspect(engine).get_table_names()
    if not tables:
        yield Diagnosis(f"{what} is empty: the first grading makes its tables")
        yield from _pairs(course, {})
        return
    damage = ""
    if engine.dialect.name == "sqlite":
        (damage,) = connection.execute(text("PRAGMA quick_check(1)")).one()
    yield Diagnosis(f"{what} opens", f"it is damaged ({damage})" if damage not in ("", "ok") else "", _NEW)
    if "alembic_version" not in tables:
        yield Diagnosis("its schema", "it is not one of nbgrader's gradebooks", "Give another address with `--db`.")
        return
    yield _free(engine)
    version = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if version != database.tables_version():
        wrong = f"its version is {version}, and the installed nbgrader's is {database.tables_version()}"
        yield Diagnosis("its schema", wrong, "Make a copy of it, then run `nbgrader db upgrade`.")
        return
    yield Diagnosis(f"its schema is nbgrader's, version {version}")
    yield from _pairs(course, _grades(connection))


def _free(engine: Engine) -> Diagnosis:
    """Try whether a grade could be written now; roll back what is written."""
    try:
        with engine.connect() as connection:
            if engine.dialect.name == "postgresql":
                connection.execute(text("LOCK TABLE grade IN ROW EXCLUSIVE MODE"))
            connection.execute(text("UPDATE alembic_version SET version_num = version_num"))
            connection.rollback()
    except SQLAlchemyError as error:
        why = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        remedy = "Close the program that holds it, or wait for it." if "lock" in why else "Let this account write it."
        return Diagnosis("the database cannot be written", why, remedy)
    return Diagnosis("it can be written, and nobody holds it")


def _grades(connection: Connection) -> dict[tuple[str, str], Scores]:
    """Return the automatic score of each question, by assignment and student."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=SAWarning)  # nbgrader's models, nothing of ours
        rows = connection.execute(
            select(Assignment.name, SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score)
            .select_from(Grade)
            .join(SubmittedNotebook, Grade.notebook_id == SubmittedNotebook.id)
            .join(SubmittedAssignment, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
            .join(Assignment, SubmittedAssignment.assignment_id == Assignment.id)
            .join(BaseCell, Grade.cell_id == BaseCell.id)
        ).all()
    grades: dict[tuple[str, str], Scores] = defaultdict(dict)
    for assignment, student, question, score in rows:
        grades[assignment, student][question] = score
    return dict(grades)


def _pairs(course: Course, grades: dict[tuple[str, str], Scores]) -> Iterator[Diagnosis]:
    """Look for graded notebooks without grades, grades without graded notebooks, and pairs that disagree."""
    files = {
        (path.parent.name, path.parents[1].name): path
        for path in sorted((course.root / course.folders.autograded).glob("*/*/*.ipynb"))
        if path.stem in course.notebooks(path.parent.name)
    }
    if not files and not grades:
        return
    no_grade = sorted(files.keys() - grades.keys())
    no_notebook = sorted(pair for pair in grades.keys() - files.keys() if pair[0] in course.assignments())
    begun = [
        (name, student)
        for name in course.assignments()
        for notebook in course.notebooks(name)
        for student in recovery.found(course, name, notebook)
    ]
    no_notebook = [pair for pair in no_notebook if pair not in begun]
    gone = [pair for pair in no_notebook if not course.submitted(*pair).is_dir()]
    no_notebook = [pair for pair in no_notebook if pair not in gone]
    differ = [pair for pair in sorted(files.keys() & grades.keys()) if not _same(files[pair], grades[pair])]
    yield Diagnosis(f"{len(files)} graded notebooks have their grade",
                    _without("no grade for the graded notebook", no_grade), _again(no_grade))  # fmt: skip
    yield Diagnosis(f"{len(grades)} grades have their graded notebook",
                    _without("no graded notebook for the grade", no_notebook), _again(no_notebook))  # fmt: skip
    if begun:
        yield Diagnosis("records", _without("a run is writing, or was ended while it wrote, that", begun),
                        _again(begun, then="finished"), stops=False)  # fmt: skip
    if gone:
        remedy = "Put the submission back and grade it, or remove the grade with `nbgrader db student remove`."
        yield Diagnosis("grades", _without("neither submission nor graded notebook for the grade", gone), remedy,
                        stops=False)  # fmt: skip
    yield Diagnosis("both say the same", _without("other points than in the graded notebook", differ),
                    _again(differ, " --force"))  # fmt: skip


def _same(path: Path, grades: Scores) -> bool:
    """Return whether the findings in a graded notebook are the grades; one not graded here has none to compare."""
    try:
        findings = graded_notebook.read(path.read_bytes()).findings
    except (OSError, Damaged):
        return False
    except NotGradedHere:
        return True
    return all(_equal(grades.get(finding.grade_id, math.nan), finding.score) for finding in findings)


def _equal(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else math.isclose(one, other, abs_tol=1e-9)


def _without(wrong: str, pairs: list[tuple[str, str]]) -> str:
    return f"{wrong} of {listed([f'{student} ({assignment})' for assignment, student in pairs])}" if pairs else ""


def _again(pairs: list[tuple[str, str]], option: str = "", then: str = "graded again") -> str:
    commands = [f"`autograder grade {name}{option}`" for name in sorted({assignment for assignment, _ in pairs})]
    return f"Run {', '.join(commands)}: these are {then}."
