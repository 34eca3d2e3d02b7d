"""Ordinary test cells: where each can be asked, and that it gives its point to right answers only."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from idiom import SETUP, Idiom, Way
from idioms_classes import CLASSES
from idioms_courses_classes import COURSES_CLASSES
from idioms_courses_functions import COURSES_FUNCTIONS
from idioms_names import NAMES
from idioms_testing import TESTING
from idioms_values import VALUES
from notebooks import Homework, assignment, checks, given, solution

from autograder.grading.findings import Finding
from autograder.jail.outside.jailer import Jailer

CHAPTERS = {"names": NAMES, "classes": CLASSES, "values": VALUES, "testing": TESTING,
            "functions elsewhere": COURSES_FUNCTIONS, "classes elsewhere": COURSES_CLASSES}  # fmt: skip
NOTHING = "raise NotImplementedError()"


def _homework(jailer: Jailer, folder: Path, idioms: Sequence[Idiom], tags: Sequence[str] = ()) -> Homework:
    cells = [given(SETUP)]
    for number, idiom in enumerate(idioms):
        cells += [solution(idiom.answer, f"a{number}"), checks(idiom.test, f"check-a{number}", tags=tags)]
    return Homework(jailer, assignment(folder, *cells, seconds_in_all=120))


def _passed(findings: Sequence[Finding]) -> list[bool]:
    return [finding.score == finding.points for finding in findings]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # a test cell may leave a socket open
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_idioms_are_right_where_the_table_says(jailer, tmp_path, monkeypatch, chapter):
    """Right answers pass; nothing written and wrong answers fail; what is refused outside passes inside."""
    idioms = CHAPTERS[chapter]
    hw = _homework(jailer, tmp_path / "outside", idioms)
    for folder in ("reference", "grading"):
        (tmp_path / folder).mkdir()
        monkeypatch.chdir(tmp_path / folder)
        hw.key.run()  # the reference writes its files somewhere else
    found = hw.findings()
    outside = _passed(found)
    nothing = [finding.score for finding in hw.findings(*[NOTHING] * len(idioms))]
    wrong = [finding.score for finding in hw.findings(*[idiom.wrong or NOTHING for idiom in idioms])]
    lines, ways = [], []
    for idiom, right, none, mistaken, finding in zip(idioms, outside, nothing, wrong, found, strict=True):
        ways.append(Way.OUTSIDE if right else Way.INSIDE)
        said = "" if right else " ".join(card.as_text() for card in finding.cards).replace("\n", " ")[:160]
        lines.append(f"{ways[-1]:8} {float(right):g} {none:g} {mistaken:g}  {idiom.name}  {said}")
    print("where, right, nothing, wrong\n" + "\n".join(lines))
    assert dict(zip([i.name for i in idioms], ways, strict=True)) == {i.name: i.way for i in idioms}
    assert not any(nothing)
    assert not any(wrong)
    left = [idiom for idiom in idioms if idiom.way is Way.INSIDE]
    if left:
        assert all(_passed(_homework(jailer, tmp_path / "inside", left, ["in-jail"]).findings()))


def test_most_idioms_work_outside():
    ways = [idiom.way for idioms in CHAPTERS.values() for idiom in idioms]
    assert len(ways) >= 100
    assert ways.count(Way.OUTSIDE) >= 0.8 * len(ways)
