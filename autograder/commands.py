"""What the commands of `cli` do. Each returns the process's exit code: 0 only when everything worked."""

from __future__ import annotations

# nbgrader, jupytext and SQLAlchemy take a second to import: each command imports only what it uses.
import gc
import json
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from pathlib import Path

from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.course import Course, CourseProblem
from autograder.gradebook import recovery, regrade
from autograder.grading.findings import digest
from autograder.grading.intake import read_submitted
from autograder.workers import pool
from autograder.workers.job import Job, Outcome
from autograder.workers.progress import Progress


def build_assignments(course: Course, names: list[str]) -> int:
    """Solution notebooks and student versions of the named assignments, or of all."""
    from autograder.build import versions

    for name in names or course.assignments():
        source = course.root / "solutions" / course.find(name) / f"{course.find(name)}.py"
        for path in versions.build_assignment(source, course.root / "assignments"):
            print(f"built {path.relative_to(course.root)}")
    return 0


def build_lectures(course: Course, names: list[str]) -> int:
    """Executed notebooks of the named lectures, or of all."""
    from autograder.build import lectures, notebook_file

    found = sorted((course.root / "lectures").glob("[0-9][0-9]_*.py"))
    sources = [source for source in found if not names or any(source.stem.startswith(name) for name in names)]
    with ThreadPoolExecutor(os.cpu_count()) as running:  # the work is done by kernels, in processes of their own
        for source, notebook in zip(sources, running.map(lectures.lecture, sources), strict=True):
            notebook_file.write(notebook, source.with_suffix(".ipynb"))
            print(f"built {source.with_suffix('.ipynb').relative_to(course.root)}", flush=True)
    return 0


def grade(course: Course, name: str, jobs: int, force: bool, walls: bool, scheduler: str = "") -> int:
    """Grade everything handed in, here or on a cluster; only what is new or changed, unless ``force``."""
    key = _key(course, name)
    with recovery.writing(course, key):
        return _grade(course, key, jobs, force, walls, scheduler)


def _grade(course: Course, key: AnswerKey, jobs: int, force: bool, walls: bool, scheduler: str) -> int:
    students = course.students(key.assignment)
    nameless = course.nameless(key.assignment)
    for folder in nameless:
        print(f"{folder!a}: not graded, rename this folder in {course.work / 'submitted'}", file=sys.stderr)
    if not students:
        print(
            f"nothing was handed in for {key.assignment}: {course.work / 'submitted'} holds no submission.",
            file=sys.stderr,
        )
        return 1
    if not walls:
        print("--jail process: student code can read your files and use your network. Grade only notebooks you trust.")
    todo = [student for student in students if force or not _is_graded(course, key, student)]
    kept = [student for student in students if student not in todo]
    print(f"{key.assignment}: {len(students)} handed in, {len(kept)} already graded, {len(todo)} to grade")
    problems, changes, lost = _grade_and_record(course, key, todo, kept, jobs, walls, scheduler)
    for line in changes:
        print(line)
    for problem in problems:
        print(problem, file=sys.stderr)
    if lost:
        print(f"graded before, but not in the gradebook: {', '.join(lost)}. Grading them again.")
        for student in lost:
            course.autograded(key.assignment, student).unlink()
        return max(1 if problems else 0, _grade(course, key, jobs, False, walls, scheduler))
    return 1 if problems or nameless else 0


def _grade_and_record(
    course: Course, key: AnswerKey, todo: list[str], kept: list[str], jobs: int, walls: bool, scheduler: str
) -> tuple[list[str], list[str], list[str]]:
    """Grade ``todo``; a line for each that could not be, one for each whose scores changed, and the lost.

    Lost are those of the ``kept`` students who have no grade.
    """
    work = [Job(student, course.submitted(key.assignment, student)) for student in todo]
    problems: list[str] = []
    changes: list[str] = []
    progress = Progress(len(work))
    with _graders(work, course, key, jobs, walls, scheduler) as outcomes:
        gc.disable()  # what is imported stays: no use in looking for garbage in it, now or later
        from autograder.gradebook import records  # while the jails warm up

        gc.freeze()
        gc.enable()
        with records.opened(course) as book:
            records.register(book, key)
            for outcome in outcomes:
                if outcome.graded is None:
                    problems.append(f"{outcome.student}: not graded, {outcome.problem}")
                else:
                    graded = course.autograded(key.assignment, outcome.student)
                    before = graded.read_bytes() if graded.exists() else None
                    records.record(book, course, key, outcome.student, outcome.graded)
                    changes += filter(None, [regrade.change(outcome.student, before, outcome.graded)])
                progress.step()
            lost = records.unrecorded(book, key.assignment, kept)
    if todo:
        print(f"graded {len(todo) - len(problems)} in {progress.seconds:.1f} s")
    return problems, changes, lost


def _graders(
    work: list[Job], course: Course, key: AnswerKey, jobs: int, walls: bool, scheduler: str
) -> AbstractContextManager[Iterator[Outcome]]:
    """The outcomes of this machine's processes, or of the cluster behind the address ``scheduler``."""
    if not work:
        return nullcontext(iter(()))
    if not scheduler:
        return pool.grading(work, course.solution(key.assignment), jobs, walls)
    from autograder.workers import cluster

    return cluster.grading(work, key, scheduler, walls)


def write_feedback(course: Course, name: str) -> int:
    """A feedback page for every graded submission."""
    from autograder.gradebook import records
    from autograder.reports import feedback

    key = _key(course, name)
    written = 0
    missing = []
    recovery.finish(course, key)
    with records.opened(course) as book:
        for student in course.students(key.assignment):
            graded = course.autograded(key.assignment, student)
            if not graded.exists():
                missing.append(student)
                continue
            page = feedback.page_for(graded.read_bytes(), records.marks(book, key.assignment, student), student)
            _write(course.feedback(key.assignment, student), page)
            written += 1
    print(f"wrote {written} feedback pages to {course.work / 'feedback'}")
    for student in missing:
        print(f"{student}: not graded yet, so no feedback. Run `autograder grade {key.assignment}`.", file=sys.stderr)
    return 1 if missing or not written else 0


def write_report(course: Course, name: str) -> int:
    """The class page, and the same table here."""
    from autograder.gradebook import records
    from autograder.reports import class_page

    key = _key(course, name)
    rows = []
    recovery.finish(course, key)
    with records.opened(course) as book:
        for student in course.students(key.assignment):
            graded = course.autograded(key.assignment, student)
            if graded.exists():
                address = os.path.relpath(
                    course.feedback(key.assignment, student), course.report(key.assignment).parent
                )
                marks = records.marks(book, key.assignment, student)
                rows.append(class_page.row(student, graded.read_bytes(), marks, address))
    if not rows:
        print(f"nobody is graded for {key.assignment} yet. Run `autograder grade {key.assignment}`.", file=sys.stderr)
        return 1
    questions = [(cell.question, cell.points) for cell in key.graded]
    whole = class_page.collect(key.assignment, key.title, questions, rows)
    _write(course.report(key.assignment), class_page.as_html(whole))
    width = os.get_terminal_size().columns if sys.stdout.isatty() else 170
    print(class_page.as_text(whole, course, width))
    return 0


def gate(course: Course, words: list[str], jobs: int, walls: bool, verbose: bool) -> int:
    """Prove the assignments that ``words`` name, or all; of one that questions are named after, these questions."""
    from autograder.gate.catch_table import catch_table
    from autograder.gate.proofs import gate as run_gate

    failed = 0
    for key, questions in _to_prove(course, words):
        source = course.root / "solutions" / key.assignment / f"{key.assignment}.py"
        verdicts = []
        for verdict in run_gate(source, course.root / "assignments", jobs, walls, questions):
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
    for word in words or course.assignments():
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
    """Everything once, on the sample class: build, hand in, grade, feedback, report."""
    return (
        build_assignments(course, [name])
        or make_sample_class(course, name)
        or grade(course, name, jobs, force=False, walls=True)
        or write_feedback(course, name)
        or write_report(course, name)
    )


def _key(course: Course, name: str) -> AnswerKey:
    return answer_key.load(course.solution(course.find(name)))


def _is_graded(course: Course, key: AnswerKey, student: str) -> bool:
    """Whether the graded notebook on disk was made from these bytes with this answer key."""
    path = course.autograded(key.assignment, student)
    try:
        stored = json.loads(path.read_bytes())["metadata"]["byhand"]["digest"]
    except (OSError, ValueError, KeyError, TypeError):
        return False
    data, _ = read_submitted(course.submitted(key.assignment, student), key.assignment, key.limits.notebook_mb * 2**20)
    return stored == digest(data, key)


def _write(path: Path, text: str) -> None:
    """The whole file or none of it; raises `CourseProblem`."""
    partial = path.with_suffix(".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        with suppress(OSError):
            partial.unlink(missing_ok=True)
        raise CourseProblem(f"{path} could not be written ({error.strerror}). Run the same command again.") from None
