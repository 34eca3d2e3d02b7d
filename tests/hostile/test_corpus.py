"""Every hostile submission, graded in a real class: it gains nothing, learns nothing, and harms nobody."""

from __future__ import annotations

import glob
import re

import pytest
from classes import RIGHT, WRONG
from corpus import FULL, MARK, NAME
from families import FAMILIES
from harmless import check_harmless
from leaks import NEVER_SHOWN
from pages import problems_of

CORPUS = [(family, entry) for family, entries in FAMILIES.items() for entry in entries]
PROGRESS = re.compile(r"\d+/\d+ · [^\n]*\n")


@pytest.mark.parametrize(("family", "entry"), CORPUS, ids=[f"{family}: {entry.name}" for family, entry in CORPUS])
def test_a_hostile_submission_gets_what_it_solved_and_shows_no_secret(graded, family, entry):
    check_harmless(graded, entry, NEVER_SHOWN if family == "leaks" else ())


def test_honest_submissions_get_exactly_what_they_get_without_anybody_hostile(alone, graded):
    twins = {kind: student for student, kind in alone.honest.items()}
    assert alone.scores[twins[RIGHT]] == FULL
    assert alone.scores[twins[WRONG]] == {**FULL, "check-squares": 0.0}
    for student, kind in graded.honest.items():
        assert graded.scores[student] == alone.scores[twins[kind]], student
        assert graded.notebook(student) == alone.notebook(twins[kind]), student


def test_a_class_with_hostile_submissions_is_graded_to_its_end(graded):
    grading, feedback, report = graded.said
    assert grading["code"] == 1  # some handed in nothing that can be graded
    for line in PROGRESS.sub("", grading["err"]).splitlines():
        assert re.search(
            r": (0 points, .* could not be graded \(.+\)|graded in part, .+)\. Ask for it again, and", line
        ), line
    assert f"graded {len(graded.honest) + len(graded.hostile)} in" in grading["out"]
    assert (feedback["code"], feedback["err"], report["code"], report["err"]) == (0, "", 0, "")
    for line in grading["out"].splitlines() + report["out"].splitlines():
        assert line.isprintable()


def test_nothing_outside_the_jails_is_changed_reached_or_left_running(graded):
    assert graded.changed == []
    assert graded.left == []
    assert graded.connections == 0
    for pattern in (f"/tmp/*{MARK}*", f"/var/tmp/*{MARK}*", f"/dev/shm/*{MARK}*", f"/*{MARK}*"):
        assert glob.glob(pattern) == []


def test_the_class_page_can_be_opened(graded):
    assert problems_of(graded.course.report(NAME).read_text(encoding="utf-8")) == []


def test_the_corpus_is_large_and_every_entry_says_what_it_tries():
    assert len(CORPUS) >= 60
    assert len({entry.name for _, entry in CORPUS}) == len(CORPUS)
    assert all(entry.tries and entry.tries[0].islower() and not entry.tries.endswith(".") for _, entry in CORPUS)
