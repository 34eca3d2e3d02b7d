"""Files that editors, clouds, version control and browsers damaged: every cell that is certain is read, no other is."""

from __future__ import annotations

import html
import json
from base64 import b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.assignment.answered import as_bytes
from autograder.grading import notebook_json, reading
from autograder.grading.grade import grade


def answers(submission):
    """The code of each answer that was read, by grade_id."""
    cells = [cell for cell in submission.cells if cell.key is not None and cell.key.is_answer and cell.attempted]
    return {cell.key.grade_id: cell.code for cell in cells if not cell.missing}


@pytest.fixture
def text(right):
    return json.dumps(right, indent=1, ensure_ascii=False)


@pytest.fixture
def whole(right, key):
    return answers(reading.read(as_bytes(right), key))


def in_one_conflict(text, line, other):
    assert line in text
    return text.replace(line, f"\n<<<<<<< HEAD\n{line}\n=======\n{other}\n>>>>>>> 1234abc (mine)\n", 1)


REPAIRED = {
    "a trailing comma": lambda text: text.replace('"outputs": []', '"outputs": [],', 1),
    "a comma at the end": lambda text: text.rstrip()[:-1] + ",}",
    "commas between cells twice": lambda text: text.replace("  },\n", "  },,\n", 1),
    "no comma between cells": lambda text: text.replace("  },\n  {", "  }\n  {", 1),
    "single quotes": lambda text: repr(json.loads(text)),
    "something after the end": lambda text: text + text[-200:],
    "something before the beginning": lambda text: ")]}'\n" + text,
    "the page of a browser": lambda text: f"<!DOCTYPE html><html><body><pre>{html.escape(text)}</pre></body></html>",
    "a conflict in a number": lambda text: in_one_conflict(text, '"execution_count": null,', '"execution_count": 7,'),
    "a comment": lambda text: text.replace('"outputs": []', '"outputs": [] // none', 1),
    "line ends in texts": lambda text: text.replace("\\n", "\n"),
    "zeros at the end": lambda text: text + "\0" * 4096,
}


@pytest.mark.parametrize("how", REPAIRED)
def test_what_costs_nothing_is_repaired_and_said(text, key, whole, how):
    submission = reading.read(REPAIRED[how](text).encode(), key)
    assert answers(submission) == whole
    assert submission.lost == ""
    if how != "zeros at the end":
        assert submission.repaired
        assert submission.notes[0] == submission.repaired


def test_bytes_of_another_encoding_are_read_as_windows_does_and_said(text, key, whole):
    data = text.replace("# YOUR", "# übrig YOUR").replace("column_means", "spaltenmittel_ä").encode("cp1252", "replace")
    submission = reading.read(data, key)
    assert submission.repaired == "the file was not saved as UTF-8; the other characters were read as Windows-1252"
    assert "spaltenmittel_ä" in answers(submission)["centre"]


WRAPPED = {
    "Jupyter's server": lambda text: json.dumps({"name": "hw.ipynb", "type": "notebook", "content": json.loads(text)}),
    "GitHub's server": lambda text: json.dumps({"encoding": "base64", "content": b64encode(text.encode()).decode()}),
    "a text in a text": json.dumps,
    "a list": lambda text: f"[{text}]",
}


@pytest.mark.parametrize("server", WRAPPED)
def test_what_a_server_puts_around_a_notebook_is_taken_off(text, key, whole, server):
    assert answers(reading.read(WRAPPED[server](text).encode(), key)) == whole


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_a_damaged_file_is_read_in_every_encoding(text, key, whole, encoding):
    damaged = text.replace('"outputs": []', '"outputs": [],', 1)
    assert answers(reading.read(damaged.encode(encoding), key)) == whole


def test_of_a_file_that_was_cut_off_the_whole_cells_are_graded_and_the_student_is_flagged(text, key, jailer):
    place = text.index('"source": "def scale') + 60
    result = grade(text[:place].encode(), key, jailer)
    assert [finding.score for finding in result.findings] == [2.0, 0.0, 0.0]
    assert result.lost.startswith("the file is cut off: its first ")
    assert result.notes[0] == result.lost


def test_a_conflict_in_an_answer_costs_that_answer_alone(text, key, whole):
    line = next(line for line in text.splitlines() if '"source": "def centre' in line)
    submission = reading.read(in_one_conflict(text, line, line.replace("mean", "sum")).encode(), key)
    assert answers(submission) == {name: source for name, source in whole.items() if name != "centre"}
    assert submission.lost == (
        "the file holds unsolved conflicts of version control, so these cells were left out: centre"
    )


def test_a_cell_that_could_mean_two_things_is_left_out(text, key, whole):
    broken = text.replace('"source": "def centre', '"source": def centre', 1)
    submission = reading.read(broken.encode(), key)
    assert answers(submission) == {name: source for name, source in whole.items() if name != "centre"}
    assert submission.lost == "1 cell of the file is damaged and was left out"


def test_a_repair_never_changes_a_text(text, key, whole):
    for old, new in [
        ('X - column_means"', "X - column_means"),
        ("\\n    column", '"\\n    column'),
        ('": "def centre', '" "def centre'),
    ]:
        found = answers(reading.read(text.replace(old, new, 1).encode(), key))
        assert all(whole[name] == source for name, source in found.items())


@pytest.fixture(scope="module")
def texts(key):
    from autograder.assignment.answered import answered, student_version

    blank = student_version(key.folder.parents[1] / "assignments" / key.assignment / f"{key.assignment}.ipynb")
    right = answered(blank, key)
    compact = json.dumps(right | {"metadata": right["metadata"]}, ensure_ascii=False)
    source_first = [{"source": cell.pop("source"), **cell} for cell in json.loads(compact)["cells"]]
    return [json.dumps(right, indent=1), compact, json.dumps({"metadata": right["metadata"], "cells": source_first})]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2), st.floats(0, 1))
def test_wherever_a_file_is_cut_off_only_whole_answers_are_read(texts, key, which, share):
    text = texts[which]
    whole = answers(reading.read(text.encode(), key))
    submission = reading.read(text.encode()[: int(share * len(text.encode()))], key)
    assert answers(submission).items() <= whole.items()
    assert answers(submission) == whole or submission.lost or not submission.readable


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2), st.floats(0, 1), st.text(max_size=3), st.integers(0, 40))
def test_whatever_is_overwritten_in_a_file_it_is_read_or_refused(texts, key, which, share, put, width):
    place = int(share * len(texts[which]))
    submission = reading.read(
        (texts[which][:place] + put + texts[which][place + width :]).encode("utf-8", "replace"), key
    )
    assert len([cell for cell in submission.cells if cell.key is not None]) >= len(key.cells)


@pytest.mark.parametrize(
    "data",
    [b'{"cells": [' + b'{"id": "a", ' * 20_000, b'{"cells": [' + b"[{" * 50_000, b'{"cells": ["' + b"'" * 400_000,
     b'{"cells": [' + b'{"cell_type": "code", "source": "x",,}, ' * 20_000, b"{'cells': [" + b"''," * 200_000,
     b"<<<<<<<\n=======\n" * 50_000, b'{"cells": [{"a": ' + b'"b\\' * 90_000 + b"}]}", b"\xff" * 500_000,
     b"{" * 100_000 + b'"cells": [{"cell_type"', b'{"cells": [{"a" ' + b"{" * 40_000 + b"}" * 40_000 + b"}]}"],
    ids=range(10),
)  # fmt: skip
def test_hostile_files_are_read_within_bounds(key, data):
    assert notebook_json.parse(data) is not None
    reading.read(data, key)
