"""What the commands of `cli` do. Each returns the process's exit code: 0 only when everything worked."""

from __future__ import annotations

# nbgrader, jupytext and SQLAlchemy take a second to import: each command imports only what it uses.
import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from autograder import answer_keys, whole_file
from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.course import Course, CourseProblem
from autograder.gradebook import recovery
from autograder.grading import graded_notebook
from autograder.grading.graded_notebook import Damaged, NotGradedHere
from autograder.grading_run import GradingRun


def build_assignments(course: Course, names: list[str]) -> int:
    """Build solution notebooks and student versions of the named assignments, or of all.

    Of homeworks that came with this package, copy the student versions into the course: they were built with it.
    """
    from autograder.build import versions

    for name in [course.find(name) for name in names] or [*filter(course.is_built, course.assignments())]:
        if not course.is_built(name):
            raise CourseProblem(
                f"{course.source(name)} has no {name}.py to build from: its notebooks are made by hand. Students get"
                f" what `nbgrader generate_assignment {name}` makes of them."
            )
        source, released = course.source(name) / f"{name}.py", course.root / course.folders.release
        if course.shipped:
            path = versions.copy_built(source, course.student_version(name), released)
            print(f"copied {path.relative_to(course.root)}")
            continue
        for path in versions.build_assignment(source, released):
            print(f"built {path.relative_to(course.root)}")
    return 0


def build_lectures(course: Course, names: list[str]) -> int:
    """Build the executed notebooks of the named lectures, or of all."""
    from autograder.build import lectures, notebook_file

    if course.shipped:
        raise CourseProblem(
            f"Lectures are built in a clone, and {course.root} is none. Those of the installed package are built"
            f" already: {course.sources / 'lectures'}"
        )
    found = sorted((course.root / "lectures").glob("[0-9][0-9]_*.py"))
    sources = [source for source in found if not names or any(source.stem.startswith(name) for name in names)]
    with ThreadPoolExecutor(os.cpu_count()) as running:  # the work is done by kernels, in processes of their own
        for source, notebook in zip(sources, running.map(lectures.lecture, sources), strict=True):
            notebook_file.write(notebook, source.with_suffix(".ipynb"))
            print(f"built {source.with_suffix('.ipynb').relative_to(course.root)}", flush=True)
    return 0


def grade(
    course: Course,
    name: str,
    jobs: int,
    *,
    force: bool = False,
    walls: bool = True,
    scheduler: str = "",
    trusted_network: bool = False,
) -> int:
    """Grade everything handed in, one notebook after the other; see `GradingRun` for the settings."""
    runs = [
        GradingRun(course, key, jobs, force, walls, scheduler=scheduler, trusted_network=trusted_network)
        for key in answer_keys.proven(course, course.find(name), walls)
    ]
    return max([run.run() for run in runs])


def explain(course: Course, name: str, student: str, walls: bool) -> int:
    """Grade one submission, record nothing, and print what was planned, what happened and what was found."""
    from autograder.api import Grader
    from autograder.workers.job import Job

    assignment = course.find(name)
    if line := course.refused(assignment).get(student):
        raise CourseProblem(line)
    if student not in course.students(assignment):
        raise CourseProblem(f"{student!a} handed nothing in for {assignment}. Is that the folder's name?")
    job = Job(student, course.submitted(assignment, student))
    for key in answer_keys.proven(course, assignment, walls):
        data, notes = job.read(key)
        with Grader(key, walls=walls) as grader:
            for line in grader.explain(data, notes):
                print(line)
    return 0


def write_feedback(course: Course, name: str) -> int:
    """Write a feedback page for every graded submission; a line for each that has none."""
    from autograder.gradebook import collection, records
    from autograder.reports import feedback

    assignment = course.find(name)
    written = 0
    problems = [*course.refused(assignment).values()]
    for key in answer_keys.made(course, assignment):
        recovery.finish(course, key)
        with records.opened(course) as book:
            for student in course.students(assignment):
                try:
                    graded = _graded_now(course, key, student)
                    page = feedback.page_for(graded, records.marks(book, assignment, student, key.name), student)
                    whole_file.write(course.feedback(assignment, student, key.name), page)
                    for file, text in collection.files_for_release(course, assignment, student).items():
                        whole_file.write(course.feedback(assignment, student, key.name).with_name(file), text)
                    written += 1
                except _NotGraded:
                    problems.append(f"{student}: not graded yet, so no feedback. Run `autograder grade {assignment}`.")
                except (NotGradedHere, records.NoGrade, whole_file.NotWritten) as problem:
                    problems.append(f"{problem}")
    print(f"wrote {written} feedback pages to {course.root / course.folders.feedback}")
    for line in problems:
        print(line, file=sys.stderr)
    return 1 if problems or not written else 0


def write_report(course: Course, name: str) -> int:
    """Write a class page for each notebook, and print the same table; see `_report_on`."""
    return max(_report_on(course, key) for key in answer_keys.made(course, course.find(name)))


def _report_on(course: Course, key: AnswerKey) -> int:
    """Write and print the table of one notebook; a line for each graded submission that is not in it."""
    from autograder.gradebook import records
    from autograder.reports import class_page

    target = course.report(key.assignment, key.name)
    rows, problems = [], [*course.refused(key.assignment).values()]
    recovery.finish(course, key)
    with records.opened(course) as book:
        for student in course.students(key.assignment):
            try:
                graded = _graded_now(course, key, student)
                marks = records.marks(book, key.assignment, student, key.name)
                page = course.feedback(key.assignment, student, key.name)
                rows.append(class_page.row(student, graded, marks, _relative(page, target)))
            except _NotGraded:
                continue
            except (NotGradedHere, records.NoGrade) as problem:
                problems.append(f"{problem}")
    for line in problems:
        print(line, file=sys.stderr)
    if not rows:
        if not problems:
            print(
                f"nobody is graded for {key.assignment} yet. Run `autograder grade {key.assignment}`.", file=sys.stderr
            )
        return 1
    questions = [(cell.question, cell.points) for cell in key.graded]
    whole = class_page.collect(key.assignment, key.title, questions, rows)
    whole_file.write(target, class_page.as_html(whole))
    width = os.get_terminal_size().columns if sys.stdout.isatty() else 170
    feedback = f"{course.root / course.folders.feedback}/<student>/{key.assignment}/"
    print(class_page.as_text(whole, str(target), feedback, width))
    return 1 if problems else 0


class _NotGraded(Exception):
    """There is no graded notebook of that student."""


def _graded_now(course: Course, key: AnswerKey, student: str) -> bytes:
    """Return a graded notebook; raises `_NotGraded`, and `NotGradedHere` if it cannot be read or belongs elsewhere."""
    path = course.autograded(key.assignment, student, key.name)
    what, remedy = f"the graded notebook of {student}", f"Run `autograder grade {key.assignment}` again."
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise _NotGraded from None
    except OSError as error:
        raise Damaged(f"{what} cannot be read ({error.strerror}: {path}). Move it away. {remedy}") from None
    notebook = graded_notebook.read(data, what)
    if not notebook.belongs_to(key):
        raise NotGradedHere(f"{what} was graded with other questions or points than {key.assignment} has. {remedy}")
    return data


def _relative(page: Path, other: Path) -> str:
    return os.path.relpath(page, other.parent)


def gate(course: Course, words: list[str], jobs: int, walls: bool, verbose: bool) -> int:
    """Prove the assignments that ``words`` name, or all of ours; of one that questions follow, these questions."""
    from autograder.gate.catch_table import catch_table
    from autograder.gate.proofs import gate as run_gate

    failed = 0
    for key, questions in _to_prove(course, words):
        source = course.source(key.assignment) / f"{key.assignment}.py"
        verdicts = []
        for verdict in run_gate(source, course.released, jobs, walls, questions):
            verdicts.append(verdict)
            if not verdict.passed or verbose:
                why = f": {verdict.why}" if verdict.why else ""
                print(f"  {'✓' if verdict.passed else '✗'} {verdict.what}{why}", flush=True)
        holes = sum(not verdict.passed for verdict in verdicts)
        failed += holes
        print(catch_table([verdict.tried for verdict in verdicts if verdict.tried], key.questions))
        what = ", ".join([key.assignment, *questions])
        print(f"{what}: {len(verdicts) - holes} proven" + (f", {holes} not" if holes else ""), flush=True)
    return 1 if failed else 0


def _to_prove(course: Course, words: list[str]) -> list[tuple[AnswerKey, list[str]]]:
    """Return each assignment named in ``words``, or each there is, with the questions named after it.

    Raises `CourseProblem` for a word that is neither a question of the assignment before it nor an assignment.
    """
    found: list[tuple[AnswerKey, list[str]]] = []
    for word in words or [*filter(course.is_built, course.assignments())]:
        key, questions = found[-1] if found else (None, [])
        if key and word in key.questions:
            questions.append(word)
        elif key and not any(name.startswith(word) for name in course.assignments()):
            known = ", ".join(key.questions)
            raise CourseProblem(f"`{word}` is not a question of {key.assignment}. There are: {known}.")
        else:
            found.append((_key(course, word), []))
    return found


def make_sample_class(course: Course, name: str) -> int:
    """Hand in the 24 notebooks of the sample class."""
    from autograder import sample_class
    from autograder.assignment.answered import student_version

    key = _key(course, name)
    students = sample_class.make(course, key, student_version(course.student_version(key.assignment)))
    print(f"handed in {len(students)} sample notebooks for {key.assignment}")
    return 0


def demo(course: Course, name: str, jobs: int) -> int:
    """Do everything once, on the sample class: build, hand in, grade, feedback, report."""
    if code := build_assignments(course, [name]) or make_sample_class(course, name):
        return code
    run = GradingRun(course, _key(course, name), jobs)
    code = run.run()
    if any(run.unread.values()) and not run.problems:
        print("Some of the sample's files are damaged on purpose: with a class of your own, such a line is for you.")
        code = 0
    return code or write_feedback(course, name) or write_report(course, name)


def _key(course: Course, name: str) -> AnswerKey:
    """Return the answer key of an assignment of ours; raises `CourseProblem` for another course's."""
    assignment = course.find(name)
    if not course.is_built(assignment):
        raise CourseProblem(f"{assignment} has notebooks that are made by hand, and no catalogue of answers to try.")
    return answer_key.load(course.solution(assignment))
