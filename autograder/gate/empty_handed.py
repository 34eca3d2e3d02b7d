"""The gate on empty-handed students: who solved nothing of a question gets nothing for it, alone or in a chain.

In a trial the answers of one question, pair or chain are replaced and the rest is the reference's. Where points are
earned all the same, the tests have to be repaired, or the reason stands in the header of the tests cell:
``free="zeros: the first gradient is zero anyhow"``. An exception for a trick that earns nothing is refused as well.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.answered import as_bytes
from autograder.assignment.key_cell import KeyCell
from autograder.gate.chains import Chains
from autograder.gate.trials import Trial, Trials, batched, notebook
from autograder.gate.verdict import Verdict
from autograder.grading.findings import Graded
from autograder.workers.pool import Job, grading


@dataclass(frozen=True)
class Earned:
    """Points that a test cell gave for nothing; ``trick`` is what its own answer was replaced by."""

    test: str  # its grade_id
    trick: str
    trial: Trial
    score: float

    def __str__(self) -> str:
        others = [f"{name} ({trick})" for name, trick in self.trial.tricks]
        return f"{self.score:g} for {self.trick}" + (f", with {', '.join(others)}" if len(others) > 1 else "")


def nothing_for_nothing(
    trials: Trials, blank: Mapping[str, Any], solution: Path, processes: int, walls: bool, questions: Collection[str]
) -> Iterator[Verdict]:
    """Yield a verdict on each question, or each of ``questions``, and on what an empty answer costs the others.

    Of each notebook only those questions are asked that count: what a trial replaces, or all that it can influence.
    """
    key, chains = trials.key, trials.chains
    tests = [cell for name in chains.answers for cell in chains.tests((name,))]
    chosen = [cell for cell in tests if not questions or cell.question in questions]
    about = {key.answers[cell.grade_id] for cell in chosen}
    empty = [trial for trial in (*trials.singly(), *trials.together()) if about & {*trial.group}]
    whole = [trial for trial in trials.whole() if about & {*trial.group}]
    right = [trial for trial in trials.right() if about & {*trial.group}]
    batches = [*batched(empty), *[[trial] for trial in (*whole, *right)]]
    jobs = [
        Job(f"{number}", data=as_bytes(notebook(blank, key, some)), tests=_asked(chains, some, whole), scores_only=True)
        for number, some in enumerate(batches)
    ]
    if not jobs:
        return
    scores: dict[int, dict[str, float]] = {}  # of each trial, by its id
    less = ""  # of the reference
    with grading(jobs, solution, processes, walls) as outcomes:
        for outcome in outcomes:
            some = batches[int(outcome.student)]
            if outcome.graded is None:
                yield Verdict(False, f"answers that solve nothing: {_title(some[0])}", outcome.problem)
            elif some[0] in right:
                less = less or _lost(outcome.graded, chains.tests(some[0].group))
            elif some[0] in whole:
                others = [cell for cell in tests if key.answers[cell.grade_id] not in some[0].group]
                why = _lost(outcome.graded, others)
                yield Verdict(not why, f"the others keep their points where {some[0].group[0]} is empty", why)
            else:
                found = {finding.grade_id: finding.score or 0.0 for finding in outcome.graded.findings}
                scores |= {id(trial): found for trial in some}
    yield Verdict(not less, "the reference gets the points of every question that is asked apart", less)
    earned = _earned(key, [trial for trial in empty if id(trial) in scores], scores)
    yield from (_verdict(cell, earned[cell.grade_id]) for cell in chosen)
    excused = sum(len(cell.free) for cell in chosen)
    yield Verdict(True, f"{len(empty)} trials of answers that solve nothing; exceptions: {excused}")


def _asked(chains: Chains, trials: Sequence[Trial], whole: Sequence[Trial]) -> frozenset[str]:
    """Return the test cells that say something in a notebook with ``trials``.

    Those about answers that are bound anew are among them: a name is asked as it was when its own question was tested.
    """
    names = {name for trial in trials for name in (*trial.group, *trial.rebound)}
    return chains.asked(chains.influenced(names) if trials[0] in whole else names)


def _earned(
    key: AnswerKey, trials: Sequence[Trial], scores: Mapping[int, Mapping[str, float]]
) -> dict[str, list[Earned]]:
    """Return what was earned in each test cell; of a group, only what no part of it earns by the same means."""
    found: dict[str, list[Earned]] = defaultdict(list)
    for trial in sorted(trials, key=lambda trial: len(trial.group)):
        for name, trick in trial.tricks:
            for test in [grade_id for grade_id, answer in key.answers.items() if answer == name]:
                score = scores[id(trial)].get(test, 0.0)
                known = [each for each in found[test] if each.trial.sources <= trial.sources]
                if score > max((each.score for each in known), default=0.0):
                    found[test].append(Earned(test, trick, trial, score))
    return found


def _verdict(cell: KeyCell, earned: Sequence[Earned]) -> Verdict:
    excused = {reason.partition(":")[0].strip() for reason in cell.free}
    untrue = sorted(excused - {each.trick for each in earned})
    left = sorted((each for each in earned if each.trick not in excused), key=lambda each: -each.score)
    why = "".join(f"\n      {each}" for each in left)
    if untrue:
        why += f"\n      an exception for {', '.join(untrue)}, which earns nothing"
    return Verdict(not why, f"nothing for nothing in {cell.question}, of {cell.points:g} points", why)


def _lost(graded: Graded, cells: Sequence[KeyCell]) -> str:
    """Return which of these test cells, if they were asked, do not have all their points."""
    names = {cell.grade_id for cell in cells}
    lost = [finding for finding in graded.findings if finding.lost_points and finding.grade_id in names]
    return ", ".join(f"{f.question} has {f.score:g} of {f.points:g}" for f in lost)


def _title(trial: Trial) -> str:
    return ", ".join(f"{name} ({trick})" for name, trick in trial.tricks)
