"""The release gate: an assignment goes out only when its tests are proven on right and wrong answers.

Reference full marks, untouched nothing, every alternative full marks, every misconception rejected *and named*, no
solution or hidden test in what students see, two builds the same bytes, every visible check fast.
"""

from __future__ import annotations

import html
import re
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

from autograder import scratch
from autograder.assignment import answer_key
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import answer, answered, as_bytes, asked, student_version
from autograder.assignment.catalogue import Alternative, Misconception
from autograder.assignment.key_cell import HIDDEN, SOLUTION, CellKind
from autograder.build import versions
from autograder.gate.batches import batches
from autograder.gate.catch_table import Tried, questions
from autograder.grading.findings import Finding, Graded, Marks, Status
from autograder.grading.trusted import OutOfTime, run, with_limits
from autograder.reports import feedback
from autograder.workers.pool import Job, Outcome, grading

Entry: TypeAlias = Alternative | Misconception
VISIBLE_SECONDS = 0.5
_LONGEST = 60.0  # seconds for any one cell
_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Verdict:
    """One thing the gate looked at."""

    passed: bool
    what: str
    why: str = ""
    tried: Tried | None = None  # for an entry of the catalogues, its part in the catch table


def gate(source: Path, assignments: Path, processes: int, walls: bool = True) -> Iterator[Verdict]:
    """Everything an assignment has to prove, one verdict at a time. Writes nothing outside a temporary folder."""
    name = source.stem
    with tempfile.TemporaryDirectory(dir=scratch.folder()) as folder:
        built = _build_twice(source, Path(folder))
        yield _same(built, "two builds give the same bytes")
        published = source.with_suffix(".ipynb"), assignments / name / f"{name}.ipynb"
        yield _same([published, built[0]], "solutions/ and assignments/ are up to date", "run `make assignments`")
    key = answer_key.load(source.with_suffix(".ipynb"))
    blank = student_version(assignments / name / f"{name}.ipynb")
    yield _no_leak(key, "\n".join(_texts(blank)), "the student version")
    yield _catalogues_fit(key)
    yield _visible_checks_are_fast(key)
    yield from _grades(key, blank, source.with_suffix(".ipynb"), processes, walls)


def _build_twice(source: Path, room: Path) -> list[tuple[Path, Path]]:
    results = []
    for attempt in ("first", "second"):
        folder = room / attempt / source.parent.parent.name / source.parent.name
        folder.mkdir(parents=True)
        copy = folder / source.name
        copy.write_bytes(source.read_bytes())
        results.append(versions.build_assignment(copy, room / attempt / "assignments"))
    return results


def _same(pairs: list[tuple[Path, Path]], what: str, remedy: str = "something in the source is random") -> Verdict:
    first, second = pairs
    for a, b in zip(first, second, strict=True):
        if not a.exists() or a.read_bytes() != b.read_bytes():
            return Verdict(False, what, f"{a.name} differs; {remedy}")
    return Verdict(True, what)


def secrets(key: AnswerKey, hidden_only: bool = False) -> set[str]:
    """Lines of answers, hidden tests and rubrics that stand in no cell students get, prose left aside."""
    secret: set[str] = set()
    for cell in key.cells:
        patterns = [HIDDEN] if hidden_only else [HIDDEN, SOLUTION]
        for pattern in patterns:
            for match in pattern.finditer(cell.source):
                secret |= {line.strip() for line in match[match.lastindex or 1].splitlines()}
        secret |= {line.strip() for line in cell.rubric.splitlines()}
        if cell.kind is CellKind.WRITTEN and not hidden_only:
            secret |= {line.strip() for line in answer(cell).splitlines()}
    public = "\n".join(cell.student_source for cell in key.cells)
    return {line for line in secret if len(line) > 14 and not line.startswith("#") and line not in public}


def _texts(value: Any) -> Iterator[str]:
    """Every text in a notebook, as it reads when the file is opened."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


def _no_leak(key: AnswerKey, text: str, where: str, hidden_only: bool = False) -> Verdict:
    found = sorted(line for line in secrets(key, hidden_only) if line in text)
    return Verdict(not found, f"no solution or hidden test in {where}", f"found: {found[0]}" if found else "")


def _catalogues_fit(key: AnswerKey) -> Verdict:
    """An entry for something nobody asks for would replace nothing, and so prove nothing."""
    entries: list[Entry] = [*key.alternatives, *key.misconceptions]
    lost = [entry for entry in entries if entry.function not in asked(key)]
    why = f"the assignment asks for no {lost[0].function} ({lost[0].name})" if lost else ""
    return Verdict(not lost, "every alternative and misconception replaces an answer", why)


def _visible_checks_are_fast(key: AnswerKey) -> Verdict:
    names = dict(key.reference_names)
    what = f"every visible check answers within {VISIBLE_SECONDS} s"
    slowest, seconds = "", 0.0
    for cell in key.cells:
        own_side = cell.kind is CellKind.GIVEN and cell.cell_type == "code" and cell not in key.trusted_given
        if not own_side and (cell.kind is not CellKind.TESTS or cell.in_jail):
            continue
        began = time.process_time()
        try:
            with with_limits(_LONGEST):
                run(cell.student_source, f"<{cell.grade_id}>", names)
        except (Exception, OutOfTime) as error:
            why = str(error).partition("\n")[0]
            return Verdict(False, what, f"with the reference, {cell.grade_id} raises {type(error).__name__}: {why}")
        if cell.kind is CellKind.TESTS and time.process_time() - began > seconds:
            slowest, seconds = cell.grade_id, time.process_time() - began
    return Verdict(seconds < VISIBLE_SECONDS, what, f"{slowest} takes {seconds:.2f} s")


def _grades(key: AnswerKey, blank: dict, solution: Path, processes: int, walls: bool) -> Iterator[Verdict]:
    """Grade the catalogues: several entries in a notebook first, then each by itself that this has not proven."""
    pages = _Pages(key)
    about = questions(key)
    together = {f"notebook {number}": entries for number, entries in enumerate(batches(key), 1)}
    notebooks = {"reference": answered(blank, key), "untouched": blank}
    notebooks |= {label: answered(blank, key, entries) for label, entries in together.items()}
    alone = {id(entry): entry for entries in together.values() for entry in entries}
    for outcome in pages.seen(notebooks, solution, processes, walls):
        if outcome.student == "reference":
            yield _judge(outcome, partial(_full, what="the reference"))
        elif outcome.student == "untouched":
            yield _judge(outcome, _nothing)
        elif outcome.graded is not None:
            for entry in together[outcome.student]:
                verdict = _among_others(outcome.graded, entry, key, about.get(entry.function, ""))
                if verdict.passed:
                    del alone[id(entry)]
                    yield verdict
    left = {f"{number}. {_title(entry)}": entry for number, entry in enumerate(alone.values(), 1)}
    notebooks = {label: answered(blank, key, [entry]) for label, entry in left.items()}
    for outcome in pages.seen(notebooks, solution, processes, walls):
        entry = left[outcome.student]
        yield _judge(outcome, partial(_alone, entry=entry, question=about.get(entry.function, "")))
    yield pages.verdict()


class _Pages:
    """Grades notebooks, and looks for hidden tests in the feedback page of each."""

    def __init__(self, key: AnswerKey) -> None:
        self._key = key
        self._count, self._leak = 0, ""

    def seen(self, notebooks: dict[str, dict], solution: Path, processes: int, walls: bool) -> Iterator[Outcome]:
        jobs = [Job(label, data=as_bytes(notebook)) for label, notebook in notebooks.items()]
        if not jobs:
            return
        with grading(jobs, solution, processes, walls) as outcomes:
            for outcome in outcomes:
                yield outcome
                if outcome.graded is not None:
                    page = feedback.page_for(outcome.graded.notebook, Marks({}, {}), outcome.student)
                    found = _no_leak(self._key, html.unescape(_TAGS.sub("", page)), "", hidden_only=True)
                    self._count, self._leak = self._count + 1, self._leak or found.why

    def verdict(self) -> Verdict:
        return Verdict(not self._leak, f"no hidden test in {self._count} feedback pages", self._leak)


def _title(entry: Entry) -> str:
    kind = "alternative" if isinstance(entry, Alternative) else "misconception"
    return f"{kind} {entry.function}: {entry.name}"


def _judge(outcome: Outcome, judge: Callable[[Graded], Verdict]) -> Verdict:
    if outcome.graded is None:
        return Verdict(False, outcome.student, outcome.problem)
    return judge(outcome.graded)


def _among_others(graded: Graded, entry: Entry, key: AnswerKey, question: str) -> Verdict:
    """What a notebook with other entries in it proves of this one, by the questions about it alone."""
    if isinstance(entry, Alternative):
        return _accepted(graded, _title(entry), question)
    own = [finding for finding in graded.findings if key.answers.get(finding.grade_id) == asked(key)[entry.function]]
    return _caught(own, entry, question)


def _alone(graded: Graded, entry: Entry, question: str) -> Verdict:
    if isinstance(entry, Alternative):
        return _accepted(graded, _title(entry), question)
    return _caught(graded.findings, entry, question)


def _full(graded: Graded, what: str) -> Verdict:
    lost = [f for f in graded.findings if f.score is not None and f.score < f.points]
    why = f"{lost[0].question}: {lost[0].cards[0].as_line() if lost[0].cards else lost[0].status}" if lost else ""
    return Verdict(not lost, f"{what} gets full marks", why)


def _nothing(graded: Graded) -> Verdict:
    earned = [f.question for f in graded.findings if f.score != 0]
    crashed = [f.question for f in graded.findings if f.status is Status.STOPPED]
    why = f"points for {', '.join(earned)}" if earned else f"{', '.join(crashed)} stopped" if crashed else ""
    return Verdict(not why, "an untouched notebook gets nothing, without a crash", why)


def _accepted(graded: Graded, what: str, question: str) -> Verdict:
    verdict = _full(graded, what)
    return replace(verdict, tried=Tried(question, right=True, passed=verdict.passed))


def _caught(findings: Sequence[Finding], entry: Misconception, question: str) -> Verdict:
    what = _title(entry)
    lost = [f for f in findings if f.score is not None and f.score < f.points]
    named = [f.mistake for f in lost if f.mistake]
    said = [card.as_text() for f in lost for card in f.cards]
    is_named = any(entry.says in text for text in said) if entry.says else entry.name in named
    by = {f.question: "visible" if f.in_sight else "hidden" for f in lost}
    tried = Tried(question, right=False, passed=bool(lost), named=is_named, by=by)
    if not lost:
        return Verdict(False, what, "is not rejected by any test", tried)
    if not is_named and entry.says:
        why = f"is rejected, but nothing says {entry.says!r}: {' '.join(said)[:300]!r}"
        return Verdict(False, what, why, tried)
    if not is_named:
        why = f"is rejected, but named {named[0]!r}" if named else "is rejected, but not named"
        return Verdict(False, what, why, tried)
    return Verdict(True, what, "caught by " + ", ".join(f"{name} ({check})" for name, check in by.items()), tried)
