"""`kill -9` of a process that grades, of the warm process, of the coordinator: no grade is lost, and none is wrong."""

from __future__ import annotations

import pytest
from books import grades, rows
from processes import children, kill, parent_of

from autograder.doctor import book

NAME = "hw0_tiny"
KILLER = """\
import os, signal, autograder.grading.grade
grade = autograder.grading.grade.grade
def deadly(data, *others):
    if {deadly}:
        os.kill(os.getpid(), signal.SIGKILL)
    return grade(data, *others)
autograder.grading.grade.grade = deadly
"""
STILLBORN = """\
import os, signal
from autograder.jail.outside import jailer
jailer.SharedJailer.__init__ = lambda *anything: os.kill(os.getpid(), signal.SIGKILL)
"""
ENDLESS = """\
import threading, autograder.grading.grade
from autograder.workers.worker import Worker
grade, ask = autograder.grading.grade.grade, Worker.grade
def endless(data, *others):
    if data.endswith(b" "):
        threading.Event().wait()
    return grade(data, *others)
def impatient(worker, job):
    if job.student == "s4":
        worker.timeout = 0.2
    return ask(worker, job)
autograder.grading.grade.grade, Worker.grade = endless, impatient
"""
HALF_SENT = """\
import os, signal
from multiprocessing.connection import Connection
send = Connection._send
def half(connection, data, *others):
    if b"Outcome" in data and not os.path.exists({mark!r}):
        open({mark!r}, "w").close()
        os.write(connection.fileno(), bytes(data[: len(data) // 2]))
        os.kill(os.getpid(), signal.SIGKILL)
    send(connection, data, *others)
Connection._send = half
"""
ENDED = "{}: not graded, a grading process ended unexpectedly; run the same command again"


def test_a_grading_process_killed_at_its_work_costs_nothing(held, course, undisturbed):
    at = held("grade")
    kill(at.worker)
    code, said = at.run.outcome()
    assert code == 0, said
    assert "a grading process ended unexpectedly: " in said
    assert " graded again" in said
    assert rows(course.work) == undisturbed


def test_a_grading_process_killed_while_it_sends_a_result_costs_nothing(grade, course, undisturbed, patches, tmp_path):
    code, said = grade(PYTHONPATH=patches(HALF_SENT.format(mark=str(tmp_path / "half")))).outcome()
    assert code == 0, said
    assert (tmp_path / "half").exists()
    assert "a grading process ended unexpectedly: " in said
    assert rows(course.work) == undisturbed


def test_while_one_process_is_at_work_another_is_killed_and_a_third_takes_its_place(held, course, undisturbed):
    at = held("grade", besides=KILLER.format(deadly="data.endswith(b' ')"))
    at.run.wait_for_results(4)  # all but that which is held, and that which kills
    at.let_go()
    code, said = at.run.outcome()
    assert (code, said.splitlines()[-1]) == (1, ENDED.format("s4"))
    assert "a grading process ended unexpectedly: 1 submission graded again" in said
    assert grades(course.work) == grades_without(["s4"], undisturbed)


def test_pythons_forkserver_may_be_killed_while_processes_grade(held, course, undisturbed):
    at = held("grade")
    kill(parent_of(at.worker))
    at.let_go()
    code, said = at.run.outcome()
    assert code == 0, said
    at.run.wait_for_all_to_end()
    assert rows(course.work) == undisturbed


def test_a_second_run_of_the_same_assignment_is_refused_and_the_first_goes_on(held, grade, course, undisturbed):
    at = held("grade")
    code, said = grade().outcome()
    assert code == 1
    assert said == (
        f"another run grades {NAME} in this course, so this one did nothing. Wait for the other, or stop it with"
        " Ctrl-C; then the same command grades what is left."
    )
    at.let_go()
    code, said = at.run.outcome()
    assert code == 0, said
    assert rows(course.work) == undisturbed


FIRST, PREPARED = "the one that was started first", "those that grading processes had prepared"


@pytest.mark.parametrize(("point", "which"), [("ask_visible", FIRST), ("ask_hidden", FIRST), ("ask_hidden", PREPARED)])
def test_a_killed_warm_process_costs_nothing_and_nobody_gets_a_zero_for_it(held, course, undisturbed, point, which):
    at = held(point)
    first = at.run.warm_processes()[0]
    for pid in [first] if which == FIRST else children(first):
        kill(pid)
    at.let_go()
    code, said = at.run.outcome()
    assert code == 0, said
    assert "Traceback" not in said
    assert " graded again" in said or which == PREPARED  # the jails that these forked live on
    assert rows(course.work) == undisturbed


@pytest.mark.parametrize(
    ("deadly", "culprits"),
    [
        ("data.endswith(b' ')", ["s4"]),
        ("b'os._exit' in data", ["s1"]),
        ("data[-1:].isspace()", ["s4", "s6"]),
        ("b'os._exit' in data or b'spread' in data or data[-1:].isspace()", ["s1", "s2", "s4", "s6"]),
    ],
    ids=["in the middle", "the first", "two", "most"],
)
def test_submissions_that_end_every_process_that_grades_them_cost_only_themselves(
    grade, course, undisturbed, patches, deadly, culprits
):
    code, said = grade(PYTHONPATH=patches(KILLER.format(deadly=deadly))).outcome()
    assert code == 1
    assert sorted(said.splitlines()[-len(culprits) :]) == [ENDED.format(student) for student in culprits]
    assert grades(course.work) == grades_without(culprits, undisturbed)
    assert [student for student in culprits if course.autograded(NAME, student).exists()] == []


def test_a_submission_whose_grading_never_ends_costs_only_itself(grade, course, undisturbed, patches):
    code, said = grade(PYTHONPATH=patches(ENDLESS)).outcome()
    assert code == 1
    assert said.splitlines()[-1].startswith("s4: not graded, a grading process gave no answer for 0.2 seconds")
    assert grades(course.work) == grades_without(["s4"], undisturbed)


def test_processes_that_cannot_even_start_are_no_endless_matter(grade, course, patches):
    code, said = grade(PYTHONPATH=patches(STILLBORN)).outcome()
    assert code == 1
    assert said.splitlines()[-6:] == [ENDED.format(f"s{number}") for number in range(1, 7)]
    assert grades(course.work) == {}


def grades_without(students, found):
    by_student = {}
    for student, question, score, *_ in found["grades"]:
        if student not in students:
            by_student.setdefault(student, {})[question] = score
    return by_student


def test_a_coordinator_killed_while_others_work_leaves_no_process_behind(held, as_if_nothing_happened):
    at = held("grade")
    kill(at.run.process.pid)
    at.run.end()
    at.run.wait_for_all_to_end()
    as_if_nothing_happened()


@pytest.mark.parametrize("results", [1, 4])
def test_a_killed_coordinator_leaves_whole_records_no_process_and_the_rest_for_the_next_run(
    held, course, as_if_nothing_happened, results
):
    run = held("grade").run
    run.wait_for_results(results)
    kill(run.process.pid)
    run.end()
    run.wait_for_all_to_end()
    assert len(grades(course.work)) >= results
    wrong = [diagnosis.wrong for diagnosis in book.examine(course) if diagnosis.wrong]
    assert [
        text for text in wrong if not text.startswith("a run is writing, or was ended while it wrote, that of ")
    ] == []
    as_if_nothing_happened()
