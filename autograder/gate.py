"""The release gate: an assignment goes out only when its tests are proven on right and wrong answers.

Reference full marks, untouched nothing, every alternative full marks, every misconception rejected *and named*, no
solution or hidden test in what students see, two builds the same bytes, every visible check fast.
"""

from __future__ import annotations

import html
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from autograder import answer_key, build, feedback
from autograder.answer_key import HIDDEN, SOLUTION, AnswerKey
from autograder.answered import answer, answered, as_bytes, definitions, student_version
from autograder.grade import Graded
from autograder.pool import Job, Outcome, grading
from autograder.trusted import OutOfTime, quietly, run

VISIBLE_SECONDS = 0.5
_LONGEST = 60.0  # seconds for any one cell
_TAGS = re.compile(r"<[^>]+>")


@dataclass(frozen=True)
class Verdict:
    """One thing the gate looked at."""

    passed: bool
    what: str
    why: str = ""


def gate(source: Path, assignments: Path, processes: int, walls: bool = True) -> Iterator[Verdict]:
    """Everything an assignment has to prove, one verdict at a time. Writes nothing outside a temporary folder."""
    name = source.stem
    with tempfile.TemporaryDirectory(prefix="byhand-gate-") as scratch:
        built = _build_twice(source, Path(scratch))
        yield _same(built, "two builds give the same bytes")
        published = source.with_suffix(".ipynb"), assignments / name / f"{name}.ipynb"
        yield _same([published, built[0]], "solutions/ and assignments/ are up to date", "run `make assignments`")
    key = answer_key.load(source.with_suffix(".ipynb"))
    blank = student_version(assignments / name / f"{name}.ipynb")
    yield _no_leak(key, "\n".join(_texts(blank)), "the student version")
    yield _catalogues_fit(key)
    yield _visible_checks_are_fast(key)
    yield from _grades(key, blank, source.with_suffix(".ipynb"), processes, walls)


def _build_twice(source: Path, scratch: Path) -> list[tuple[Path, Path]]:
    results = []
    for attempt in ("first", "second"):
        folder = scratch / attempt / source.parent.parent.name / source.parent.name
        folder.mkdir(parents=True)
        copy = folder / source.name
        copy.write_bytes(source.read_bytes())
        results.append(build.build_assignment(copy, scratch / attempt / "assignments"))
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
        if cell.kind == "written" and not hidden_only:
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
    asked = {name for cell in key.cells if cell.kind == "solution" for name, _ in definitions(answer(cell))}
    entries: list[Any] = [*key.alternatives, *key.misconceptions]
    lost = [entry for entry in entries if entry.function not in asked]
    why = f"the assignment asks for no {lost[0].function} ({lost[0].name})" if lost else ""
    return Verdict(not lost, "every alternative and misconception replaces an answer", why)


def _visible_checks_are_fast(key: AnswerKey) -> Verdict:
    names = dict(key.reference_names)
    what = f"every visible check answers within {VISIBLE_SECONDS} s"
    slowest, seconds = "", 0.0
    for cell in key.cells:
        own_side = cell.kind == "given" and cell.cell_type == "code" and cell not in key.trusted_given
        if not own_side and (cell.kind != "tests" or cell.in_jail):
            continue
        began = time.process_time()
        try:
            with quietly(_LONGEST):
                run(cell.student_source, f"<{cell.grade_id}>", names)
        except (Exception, OutOfTime) as error:
            why = str(error).partition("\n")[0]
            return Verdict(False, what, f"with the reference, {cell.grade_id} raises {type(error).__name__}: {why}")
        if cell.kind == "tests" and time.process_time() - began > seconds:
            slowest, seconds = cell.grade_id, time.process_time() - began
    return Verdict(seconds < VISIBLE_SECONDS, what, f"{slowest} takes {seconds:.2f} s")


def _grades(key: AnswerKey, blank: dict, solution: Path, processes: int, walls: bool) -> Iterator[Verdict]:
    """Grade every catalogue entry as a submission of its own."""
    judges: dict[str, Callable[[Graded], Verdict]] = {}
    jobs = []

    def add(label: str, notebook: dict, judge: Callable[[Graded], Verdict]) -> None:
        judges[label] = judge
        jobs.append(Job(label, data=as_bytes(notebook)))

    add("reference", answered(blank, key), partial(_full, what="the reference"))
    add("untouched", blank, _nothing)
    for right in key.alternatives:
        label = f"alternative {right.function}: {right.name}"
        add(label, answered(blank, key, [right]), partial(_full, what=label))
    for wrong in key.misconceptions:
        label = f"misconception {wrong.function}: {wrong.name}"
        add(label, answered(blank, key, [wrong]), partial(_caught, entry=wrong))
    marks = feedback.Marks({}, {})
    leaks: list[str] = []
    with grading(jobs, solution, processes, walls) as outcomes:
        for outcome in outcomes:
            yield _judge(outcome, judges[outcome.student])
            if outcome.graded is not None:
                text = html.unescape(_TAGS.sub("", feedback.page_for(outcome.graded.notebook, marks, outcome.student)))
                leaks += [verdict.why for verdict in [_no_leak(key, text, "", hidden_only=True)] if not verdict.passed]
    yield Verdict(not leaks, f"no hidden test in {len(jobs)} feedback pages", leaks[0] if leaks else "")


def _judge(outcome: Outcome, judge: Callable[[Graded], Verdict]) -> Verdict:
    if outcome.graded is None:
        return Verdict(False, outcome.student, outcome.problem)
    return judge(outcome.graded)


def _full(graded: Graded, what: str) -> Verdict:
    lost = [f for f in graded.findings if f.score is not None and f.score < f.points]
    why = f"{lost[0].question}: {lost[0].cards[0].as_line() if lost[0].cards else lost[0].status}" if lost else ""
    return Verdict(not lost, f"{what} gets full marks", why)


def _nothing(graded: Graded) -> Verdict:
    earned = [f.question for f in graded.findings if f.score != 0]
    crashed = [f.question for f in graded.findings if f.status == "stopped"]
    why = f"points for {', '.join(earned)}" if earned else f"{', '.join(crashed)} stopped" if crashed else ""
    return Verdict(not why, "an untouched notebook gets nothing, without a crash", why)


def _caught(graded: Graded, entry: answer_key.catalogue.Misconception) -> Verdict:
    what = f"misconception {entry.function}: {entry.name}"
    lost = [f for f in graded.findings if f.score is not None and f.score < f.points]
    if not lost:
        return Verdict(False, what, "is not rejected by any test")
    named = [f.mistake for f in lost if f.mistake]
    said = [card.as_text() for f in lost for card in f.cards]
    if entry.says and not any(entry.says in text for text in said):
        return Verdict(False, what, f"is rejected, but nothing says {entry.says!r}: {' '.join(said)[:300]!r}")
    if not entry.says and entry.name not in named:
        return Verdict(False, what, f"is rejected, but named {named[0]!r}" if named else "is rejected, but not named")
    return Verdict(True, what, "caught by " + ", ".join(f.question for f in lost))
