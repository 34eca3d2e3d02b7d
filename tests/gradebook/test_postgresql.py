"""PostgreSQL as the gradebook: a real server, and every command that writes to a gradebook or reads it."""

from __future__ import annotations

import json
import subprocess
import sys
import warnings
from collections.abc import Callable

import postgresql
import pytest
from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text

from autograder import cli
from autograder.course import DB, Course
from autograder.doctor import book
from autograder.gradebook.database import LOCK_SECONDS, patient
from autograder.gradebook.records import GradebookProblem, opened

NAME = "hw0_tiny"
pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")


@pytest.fixture
def address(server: str, request: pytest.FixtureRequest) -> str:
    """A new database."""
    return postgresql.new_database(server, f"grades{abs(hash(request.node.name))}")


@pytest.fixture
def run(course: Course, address: str, capfd: pytest.CaptureFixture) -> Callable[..., tuple[int, str, str]]:
    """Run one command on that database: exit code, what it printed, what it complained about."""

    def run(*words: str) -> tuple[int, str, str]:
        code = cli.main(["--course", str(course.root), "--db", address, *words])
        said = capfd.readouterr()
        return code, said.out, said.err

    return run


@pytest.fixture
def on_server(course: Course, address: str) -> Course:
    return Course(course.root, address)


def test_a_class_is_graded_reported_and_examined(run, hand_in, right, half, course, on_server, record, graded):
    hand_in("ada", right)
    hand_in("ben", half)
    hand_in("cy", None)
    (course.work / "gradebook.db").unlink()
    code, out, err = run("grade", "hw0", "--jobs", "1")
    assert (code, err.startswith("cy: 0 points")) == (1, True), err
    assert run("feedback", "hw0")[0] == 0
    code, out, _ = run("report", "hw0")
    assert (code, [line.split()[0] for line in out.splitlines()[2:5]]) == (0, ["ada", "ben", "cy"])
    assert not (course.work / "gradebook.db").exists()
    assert [each.wrong for each in book.examine(on_server)] == [""] * 6
    assert "0 to grade" in run("grade", "hw0")[1]

    there = everything(on_server)
    course.autograded(NAME, "ada").unlink()
    here = Course(course.root)
    record(at=here, ada=graded(right), ben=graded(half))
    assert there["ada"] == everything(here)["ada"]
    assert there["ben"] == everything(here)["ben"]


def everything(course: Course) -> dict[str, list]:
    """What nbgrader itself reads: by student, each question with its scores and each comment."""
    gradebook = Gradebook(course.db_url)
    try:
        return {
            submission.student.id: [
                submission.score,
                submission.max_score,
                str(submission.timestamp),
                sorted((grade.name, grade.auto_score, grade.needs_manual_grade) for grade in notebook.grades),
                sorted((comment.name, comment.auto_comment) for comment in notebook.comments),
            ]
            for submission in gradebook.find_assignment(NAME).submissions
            for notebook in submission.notebooks
        }
    finally:
        gradebook.close()


def test_what_a_person_decided_survives_another_grading(on_server, record, graded, right, half):
    record(at=on_server, ada=graded(right))
    with opened(on_server) as gradebook:
        gradebook.find_grade("why", NAME, NAME, "ada").manual_score = 3.5
        gradebook.find_comment("why", NAME, NAME, "ada").manual_comment = "Well seen: ∂J/∂W."
        gradebook.db.commit()
    record(at=on_server, ada=graded(half))
    with opened(on_server) as gradebook:
        assert gradebook.find_grade("why", NAME, NAME, "ada").score == 3.5
        assert gradebook.find_comment("why", NAME, NAME, "ada").comment == "Well seen: ∂J/∂W."
        assert gradebook.find_submission(NAME, "ada").score == 5.5


def test_a_table_somebody_holds_is_waited_for_and_then_one_line(on_server, record, graded, right, half):
    result, better = graded(half), graded(right)
    record(at=on_server, ada=result)
    impatient = Course(on_server.root, f"{on_server.db}?options=-c%20lock_timeout%3D50ms")
    engine = create_engine(on_server.db_url)
    with engine.connect() as other:
        other.execute(text("LOCK TABLE grade IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(GradebookProblem, match="is locked by another program") as problem:
            record(at=impatient, ada=better)
        wrong = [each.wrong for each in book.examine(impatient) if each.wrong]
        assert "lock timeout" in wrong[0]
        other.rollback()
    engine.dispose()
    assert "\n" not in str(problem.value)
    assert "secret" not in str(problem.value)
    assert on_server.autograded(NAME, "ada").read_bytes() == result.notebook
    assert everything(on_server)["ada"][0] == 2.0
    record(at=on_server, ada=better)
    assert everything(on_server)["ada"][0] == 5.0


def test_locks_are_waited_for_a_bounded_time_wherever_the_gradebook_is(course, address):
    assert f"lock_timeout%3D{LOCK_SECONDS}s" in patient(Course(course.root, address).db_url)
    assert f"timeout={LOCK_SECONDS}" in patient(course.db_url)
    assert patient("sqlite:////g.db?timeout=3") == "sqlite:////g.db?timeout=3"


def test_a_connection_that_is_cut_keeps_grade_and_notebook_together(on_server, record, graded, right, half, key):
    from autograder.gradebook import records

    result, better = graded(half), graded(right)
    record(at=on_server, ada=result)
    others = "FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()"
    engine = create_engine(on_server.db_url, isolation_level="AUTOCOMMIT")
    with pytest.raises(GradebookProblem, match="cannot be used") as problem, records.opened(on_server) as opened_book:
        records.register(opened_book, key)
        with engine.connect() as other:
            other.execute(text(f"SELECT pg_terminate_backend(pid) {others}"))
        records.record(opened_book, on_server, key, "ada", better)
    engine.dispose()
    assert "secret" not in str(problem.value)
    assert on_server.autograded(NAME, "ada").read_bytes() == result.notebook
    assert everything(on_server)["ada"][0] == 2.0
    record(at=on_server, ada=better)
    assert everything(on_server)["ada"][0] == 5.0


def test_a_server_that_is_not_there_is_one_line_without_the_password(course, hand_in, right, capfd):
    hand_in("ada", right)
    words = ["--course", str(course.root), "--db", "postgresql://ada:secret@127.0.0.1:1/grades"]
    assert cli.main([*words, "grade", "hw0", "--jobs", "1"]) == 1
    err = capfd.readouterr().err
    assert len(err.splitlines()) == 1
    assert "the gradebook postgresql+psycopg://ada:***@127.0.0.1:1/grades cannot be used" in err
    assert cli.main([*words, "doctor"]) == 1
    out = capfd.readouterr().out
    assert "✗ the database postgresql+psycopg://ada:***@127.0.0.1:1/grades" in out
    assert "secret" not in out


def test_the_address_may_come_from_the_environment_for_nbgrader_too(course, address, monkeypatch):
    from traitlets.config import Config

    from autograder.nbgrader_plugin import configure

    monkeypatch.setenv(DB, address)
    settings = Config()
    with warnings.catch_warnings():
        configure(settings, course.root)
    assert settings.CourseDirectory.db_url == Course(course.root, address).db_url == Course(course.root).db_url
    assert settings.CourseDirectory.db_url.startswith("postgresql+psycopg://")
    assert json.dumps(address) not in str(Course(course.root))


@pytest.mark.parametrize("where", ["postgresql", "sqlite"])
def test_graders_who_meet_an_empty_database_at_once_all_find_its_tables(course, address, where, tmp_path):
    url = address if where == "postgresql" else f"sqlite:///{tmp_path / 'new.db'}"
    code = (
        "import sys; from pathlib import Path; from autograder.course import Course; from autograder.gradebook import"
    )
    code += " records\nsys.stdin.readline()\nwith records.opened(Course(Path(sys.argv[1]), sys.argv[2])): pass"
    command = [sys.executable, "-c", code, str(course.root), url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    graders = [subprocess.Popen(command, **pipes, text=True) for _ in range(6)]
    for grader in graders:
        grader.stdin.write("go\n")
        grader.stdin.flush()
    answers = [grader.communicate()[1] for grader in graders]
    assert [(grader.returncode, said) for grader, said in zip(graders, answers, strict=True)] == [(0, "")] * 6
    with opened(Course(course.root, url)) as gradebook:
        assert gradebook.db.execute(text("SELECT count(*) FROM alembic_version")).scalar() == 1
