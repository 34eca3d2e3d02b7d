"""Every hostile submission, graded in a real class: it gains nothing, learns nothing, and harms nobody."""

from __future__ import annotations

import glob
import json

import pytest
from conftest import FAMILIES
from corpus import FULL, HIDDEN_INPUT, MARK, NAME, SECRET
from leaks import NEVER_SHOWN
from pages import problems_of

CORPUS = [(family, entry) for family, entries in FAMILIES.items() for entry in entries]
HOSTILE = [family for family in FAMILIES if FAMILIES[family]]


@pytest.mark.parametrize(("family", "entry"), CORPUS, ids=[f"{family}: {entry.name}" for family, entry in CORPUS])
def test_a_hostile_submission_gets_what_it_solved_and_shows_no_secret(graded, family, entry):
    result = graded(family)
    student = result.hostile[entry.name]
    scores = result.scores[student]
    if entry.harms_itself:
        assert all(scores[name] is None or 0 <= scores[name] <= FULL[name] for name in FULL), entry.tries
    else:
        assert scores == entry.expected, entry.tries
    notebook = json.loads(result.notebook(student))
    shown = seen_by_the_student(notebook)
    assert entry.says in shown, entry.tries
    page = result.page(student)
    for secret in NEVER_SHOWN if family == "leaks" else (SECRET, HIDDEN_INPUT):
        assert secret not in shown, entry.tries
    for secret in (SECRET, HIDDEN_INPUT):
        assert secret not in page, entry.tries
    assert problems_of(page) == [], entry.tries
    assert len(page) < 2**22
    assert len(result.notebook(student)) < 2**23


def seen_by_the_student(notebook):
    """Outputs, findings and notes of a graded notebook, without the sources of cells."""
    kept = [
        {"outputs": cell.get("outputs"), "finding": cell["metadata"].get("byhand")}
        for cell in notebook["cells"]
        if not cell["metadata"].get("byhand", {}).get("rubric")
    ]
    return json.dumps([notebook["metadata"], *kept], ensure_ascii=False)


@pytest.mark.parametrize("family", HOSTILE)
def test_honest_submissions_get_exactly_what_they_get_without_anybody_hostile(graded, family):
    alone, beside = graded("nobody"), graded(family)
    by_kind = {kind: alone.scores[student] for student, kind in alone.honest.items()}
    assert by_kind["right"] == FULL
    for student, kind in beside.honest.items():
        assert beside.scores[student] == by_kind[kind], student
        twin = next(one for one, same in alone.honest.items() if same == kind)
        assert beside.notebook(student) == alone.notebook(twin), student


@pytest.mark.parametrize("family", HOSTILE)
def test_a_class_with_hostile_submissions_is_graded_to_its_end(graded, family):
    result = graded(family)
    total = len(result.honest) + len(result.hostile)
    grading, feedback, report = result.said
    assert (grading["code"], grading["err"]) == (0, "")
    assert f"graded {total} in" in grading["out"]
    assert (feedback["code"], feedback["err"], report["code"], report["err"]) == (0, "", 0, "")
    for line in grading["out"].splitlines() + report["out"].splitlines():
        assert line.isprintable()


@pytest.mark.parametrize("family", HOSTILE)
def test_nothing_outside_its_own_jail_is_changed_reached_or_left_running(graded, family):
    result = graded(family)
    assert result.changed == []
    assert result.left == []
    assert result.connections == 0
    for pattern in (f"/tmp/*{MARK}*", f"/var/tmp/*{MARK}*", f"/dev/shm/*{MARK}*", f"/*{MARK}*"):
        assert glob.glob(pattern) == []
    assert problems_of(result.course.report(NAME).read_text()) == []


def test_the_corpus_is_large_and_every_entry_says_what_it_tries():
    assert len(CORPUS) >= 60
    assert len({entry.name for _, entry in CORPUS}) == len(CORPUS)
    assert all(entry.tries and entry.tries[0].islower() and not entry.tries.endswith(".") for _, entry in CORPUS)
