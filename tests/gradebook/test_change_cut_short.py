"""Questions change while something goes wrong: all of the change is there afterwards or none, and no mark is lost."""

from __future__ import annotations

import json
import os
import pickle
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
from contextlib import closing

import postgresql
import pytest
import records as books
from changing_term import Question
from sqlalchemy import create_engine, event, text

from autograder.course import Course
from autograder.gradebook import records
from autograder.gradebook.history import Event
from autograder.gradebook.records import GradebookProblem

pytestmark = pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning", "ignore::DeprecationWarning")


def change(term) -> None:
    """One of each: removed, renamed, re-weighted, added."""
    centre, scale, _ = term.questions
    term.mark("ada", centre, 1.0, 0.5, "See me.")
    term.mark("ben", scale, 3.0, None, "Well seen.")
    term.questions = [Question("units", 3.0, was=("scale",)), Question("why", 1.0, "1", True), Question("bias")]


def in_a_child(action) -> int:
    """Run ``action`` in a fork of this process; return how that ended."""
    pid = os.fork()
    if pid == 0:
        try:
            action()
            os._exit(0)
        finally:
            os._exit(9)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_before_statement(number: int):
    """End this process before its so-manieth statement, or commit, from now on; gives the count."""
    seen = [0]

    def reached(*_, **__):
        if seen[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
        seen[0] += 1

    from sqlalchemy import Engine

    for step in ("before_cursor_execute", "after_cursor_execute", "commit"):
        event.listen(Engine, step, reached)
    return seen


def test_killed_at_any_statement_it_is_all_there_or_nothing_and_the_next_run_does_the_rest(term, tmp_path):
    change(term)
    before = books.tables(term.course)
    undisturbed = Course(tmp_path / "undisturbed")
    shutil.copytree(term.course.work, undisturbed.work)
    homes, key = [undisturbed], term.key

    def register(course, number):
        with records.opened(course) as book:
            seen = killed_before_statement(number)
            records.register(book, key)
            os._exit(100 + seen[0] // 2)

    steps = 2 * (in_a_child(lambda: register(undisturbed, -1)) - 100)
    after = books.tables(undisturbed)
    assert steps > 60
    seen = []
    for step in range(0, steps, 5):
        course = Course(tmp_path / f"{step}")
        shutil.copytree(term.course.work, course.work)
        homes.append(course)
        assert in_a_child(lambda course=course, step=step: register(course, step)) == -signal.SIGKILL
        found = books.tables(course)
        seen.append("after" if books.differences(after, found) == [] else "before")
        assert seen[-1] == "after" or books.differences(before, found) == [], step
        with records.opened(course) as book:
            records.register(book, key)
        assert books.differences(after, books.tables(course)) == [], step
    assert seen[0] == "before"


def test_a_file_that_cannot_be_copied_stops_the_change_in_one_line(term, capsys):
    change(term)
    before, files = books.tables(term.course), sorted(path.name for path in term.course.work.iterdir())

    def full():
        resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))  # as a full disk: no file may be larger
        try:
            with records.opened(term.course) as book:
                records.register(book, term.key)
        except GradebookProblem as problem:
            said = f"{problem}"
            os._exit(0 if "could not be copied" in said and "nothing was changed" in said and "\n" not in said else 1)

    assert in_a_child(full) == 0
    assert books.differences(before, books.tables(term.course)) == []
    assert sorted(path.name for path in term.course.work.iterdir()) == files
    term.grade()
    assert {Event.REMOVED, Event.RENAMED} <= {entry.event for entry in term.entries("ada")}


def test_a_gradebook_that_somebody_holds_is_left_as_it_is(term):
    change(term)
    before = books.tables(term.course)
    impatient = Course(term.course.root, f"{term.course.db_url}?timeout=0.1")
    with closing(sqlite3.connect(term.course.work / "gradebook.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(GradebookProblem, match="is locked by another program"), records.opened(impatient) as book:
            records.register(book, term.key)
    assert books.differences(before, books.tables(term.course)) == []
    assert list(term.course.work.glob("gradebook-*")) == []


def test_a_statement_that_fails_takes_all_others_back(term):
    change(term)
    before = books.tables(term.course)
    engine = create_engine(term.course.db_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TRIGGER full BEFORE INSERT ON autograder_history WHEN NEW.event = 'renamed' "
                                "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"))  # fmt: skip
    with pytest.raises(GradebookProblem, match="disk is full"), records.opened(term.course) as book:
        records.register(book, term.key)
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER full"))
    engine.dispose()
    assert books.differences(before, books.tables(term.course)) == []


@pytest.fixture
def somewhere(request, course: Course) -> Course:
    """The course with its gradebook in SQLite or on a server."""
    if request.param == "sqlite":
        return course
    server = request.getfixturevalue("server")
    return Course(course.root, postgresql.new_database(server, f"marks{abs(hash(request.node.name))}"))


GRADER = """\
import pickle, sys
from pathlib import Path
from autograder.course import Course
from autograder.gradebook import records
sys.path.append(sys.argv[3])
key = pickle.loads(Path(sys.argv[4]).read_bytes())
sys.stdin.readline()
with records.opened(Course(Path(sys.argv[1]), sys.argv[2])) as book:
    records.register(book, key)
"""


@pytest.mark.parametrize("somewhere", ["sqlite", "postgresql"], indirect=True)
def test_of_several_graders_at_once_one_makes_the_change_and_all_go_on(somewhere, new_term, tmp_path):
    term = new_term(somewhere)
    change(term)
    (tmp_path / "key").write_bytes(pickle.dumps(term.key))
    command = [sys.executable, "-c", GRADER, str(somewhere.root), somewhere.db_url, "", str(tmp_path / "key")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    graders = [subprocess.Popen(command, **pipes, text=True) for _ in range(3)]
    for grader in graders:
        grader.stdin.write("go\n")
        grader.stdin.flush()
    answers = [grader.communicate() for grader in graders]
    assert [grader.returncode for grader in graders] == [0] * 3, answers
    said = "".join(out for out, _ in answers)
    assert said.count("centre is not in the source any more") == 1
    assert ("pg_dump " in said) == (somewhere.db != "")
    assert "secret" not in said
    removed = [entry.cell for entry in term.entries("ada") if entry.event is Event.REMOVED]
    assert sorted(removed) == ["centre", "check-centre"]


@pytest.mark.parametrize("somewhere", ["postgresql"], indirect=True)
def test_on_a_server_marks_are_kept_and_come_back_as_in_a_file(somewhere, new_term):
    term = new_term(somewhere)
    old = [*term.questions]
    change(term)
    term.grade()
    assert term.totals("ada") == (5.0, 6.0)  # units 3, bias excused 2
    term.questions = [*old, term.questions[-1]]
    term.grade()
    marks = term.marks("ada")
    assert (marks["check-centre"].manual, marks["check-centre"].extra, marks["centre"].comment) == (1.0, 0.5, "See me.")
    assert term.marks("ben")["check-scale"].manual == 3.0
    whens = [entry.when for entry in term.entries("ada")]
    assert whens == sorted(whens)
    assert json.dumps(whens[0])
