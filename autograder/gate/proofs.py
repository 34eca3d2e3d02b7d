"""The release gate: an assignment goes out only when its tests are proven on right and wrong answers.

Reference full marks, untouched nothing, every alternative full marks, every misconception rejected *and named*, no
solution or hidden test in what students see, two builds the same bytes, every visible check fast, noticed by a visible
check what the battery asks hidden, ten times the time that the slowest right answer needs, nothing for answers that
solve nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator
from pathlib import Path

from autograder import scratch
from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import student_version
from autograder.build import versions
from autograder.build.notebook_file import as_text
from autograder.build.source import solution_notebook
from autograder.gate import entries, leaks, twins, visible_checks
from autograder.gate.chains import Chains
from autograder.gate.empty_handed import nothing_for_nothing
from autograder.gate.recording import record
from autograder.gate.trials import Trials
from autograder.gate.verdict import Verdict


def gate(
    source: Path, assignments: Path, processes: int, walls: bool = True, questions: Collection[str] = ()
) -> Iterator[Verdict]:
    """Yield a verdict on everything an assignment has to prove; writes nothing outside a temporary folder.

    With ``questions``, only their part of the catalogue is tried, and no picture is drawn: a matter of seconds.
    """
    solution, student = source.with_suffix(".ipynb"), assignments / source.stem / f"{source.stem}.ipynb"
    if questions:
        yield _built(source, solution)
    else:
        yield from _built_twice(source, solution, student)
    key = answer_key.load(solution)
    blank = student_version(student)
    if not questions:
        yield not_forgeable(key)
        yield leaks.none_in_notebook(key, blank)
        fast = visible_checks.are_fast(key)
        yield fast
        if fast.passed:  # or a check may fail with the reference itself
            yield twins.are_there(key)
    yield entries.fit(key)
    recording = record(key)
    chains = Chains(key, recording.handed)
    yield from entries.prove(key, chains, blank, solution, entries.about(key, questions), processes, walls)
    yield from nothing_for_nothing(Trials(key, recording, chains), blank, solution, processes, walls, questions)


def not_forgeable(key: AnswerKey) -> Verdict:
    """Say whether every test is asked from outside the jail."""
    inside = [cell.question for cell in key.cells if cell.in_jail]
    why = f"{', '.join(inside)}: take in_jail away, and write a test that asks from outside" if inside else ""
    return Verdict(not inside, "no test's verdict can be forged", why)


def _built(source: Path, solution: Path) -> Verdict:
    built = as_text(solution_notebook(source)).encode()
    up_to_date = solution.exists() and solution.read_bytes() == built
    why = "" if up_to_date else f"{solution.name} differs; run `make assignments`"
    return Verdict(up_to_date, "the solution notebook is up to date", why)


def _built_twice(source: Path, solution: Path, student: Path) -> Iterator[Verdict]:
    """Build twice and compare; where the first build gives the files that are there, they came of another one."""
    with tempfile.TemporaryDirectory(dir=scratch.folder()) as room:
        first, there = _build(source, Path(room, "first")), (solution, student)
        up_to_date = _same(there, first, "solutions/ and assignments/ are up to date", "run `make assignments`")
        second = there if up_to_date.passed else _build(source, Path(room, "second"))
        yield _same(first, second, "two builds give the same bytes", "something in the source is random")
        yield up_to_date


def _build(source: Path, room: Path) -> tuple[Path, Path]:
    folder = room / source.parent.parent.name / source.parent.name
    folder.mkdir(parents=True)
    copy = folder / source.name
    copy.write_bytes(source.read_bytes())
    return versions.build_assignment(copy, room / "assignments")


def _same(first: tuple[Path, Path], second: tuple[Path, Path], what: str, remedy: str) -> Verdict:
    for a, b in zip(first, second, strict=True):
        if not a.exists() or a.read_bytes() != b.read_bytes():
            return Verdict(False, what, f"{a.name} differs; {remedy}")
    return Verdict(True, what)
