"""Cells are known by their names, else by their text: what front ends and "merge cells" do to them costs nothing."""

from __future__ import annotations

import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.grading import reading


def in_order(submission):
    """The code that is run, and each answer, in the assignment's order; empty cells of the student's own aside."""
    return [
        (cell.key.grade_id if cell.key else "", cell.code.strip())
        for cell in submission.cells
        if cell.key is not None or (cell.cell_type == "code" and cell.code.strip())
    ]


@pytest.fixture(scope="module")
def notebooks(key):
    blank = student_version(key.folder.parents[1] / "assignments" / key.assignment / f"{key.assignment}.ipynb")
    return blank, answered(blank, key)


def read(notebook, key):
    return reading.read(as_bytes(notebook), key)


def find(notebook, name):
    return next(cell for cell in notebook["cells"] if cell["id"] == name)


def without_names(notebook, draw):
    for cell in notebook["cells"]:
        cell["metadata"] = draw(
            st.sampled_from([{}, {"id": "aB3"}, {"vscode": {"languageId": "python"}}, {"tags": []}])
        )
        del cell["id"]
    notebook["metadata"] = draw(st.sampled_from([{}, {"colab": {"provenance": []}}, notebook["metadata"]]))


def other_blanks(notebook, draw):
    for cell in notebook["cells"]:
        lines = cell["source"].split("\n")
        lines = [line + draw(st.sampled_from(["", " ", "\t "])) if not line.strip() else line for line in lines]
        cell["source"] = draw(st.sampled_from(["\n", "\r\n", "\r"])).join(lines) + draw(
            st.sampled_from(["", "\n", " \n\n"])
        )


@settings(max_examples=40, deadline=None)
@given(st.data(), st.booleans(), st.booleans())
def test_a_notebook_without_metadata_or_with_other_line_ends_is_read_as_it_was(notebooks, key, data, names, blanks):
    notebook = copy.deepcopy(notebooks[1])
    if names:
        without_names(notebook, data.draw)
    if blanks:
        other_blanks(notebook, data.draw)
    submission, whole = read(notebook, key), read(notebooks[1], key)
    assert [(name, code.split()) for name, code in in_order(submission)] == [
        (name, code.split()) for name, code in in_order(whole)
    ]
    assert all("locked" not in note for note in submission.notes)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_whatever_neighbours_are_merged_every_answer_and_check_is_found(notebooks, key, data):
    notebook = copy.deepcopy(notebooks[1])
    for _ in range(data.draw(st.integers(1, 4))):
        cells = notebook["cells"]
        pairs = [at for at in range(len(cells) - 1) if {cells[at]["cell_type"], cells[at + 1]["cell_type"]} == {"code"}]
        if not pairs:
            break
        at = data.draw(st.sampled_from(pairs))
        cells[at]["source"] += data.draw(st.sampled_from(["\n\n", "\n"])) + cells.pop(at + 1)["source"]
    submission = read(notebook, key)
    assert {cell.key.grade_id for cell in submission.cells if cell.key and cell.missing} == set()
    wanted = {name: code for name, code in in_order(read(notebooks[1], key)) if name}
    assert {name: code for name, code in in_order(submission) if name}.items() >= {
        name: code for name, code in wanted.items() if name in ("centre", "scale", "check-centre", "check-scale")
    }.items()


def test_two_answers_in_one_cell_are_taken_apart(notebooks, key):
    notebook = copy.deepcopy(notebooks[1])
    first, second = find(notebook, "centre"), find(notebook, "scale")
    first["source"] += "\n\nHELPER = 3\n\n" + second["source"]
    notebook["cells"].remove(second)
    submission = read(notebook, key)
    found = dict(in_order(submission))
    assert found["scale"].startswith("HELPER = 3\n\ndef scale")
    assert "the cell scale was recognised by the text: no cell of that name was there" in submission.notes


def test_an_answer_in_another_answers_cell_counts_where_its_check_asks(notebooks, key):
    notebook = copy.deepcopy(notebooks[0])
    right = notebooks[1]
    find(notebook, "scale")["source"] = find(right, "centre")["source"] + "\n\n" + find(right, "scale")["source"]
    order = in_order(read(notebook, key))
    place = next(at for at, (name, code) in enumerate(order) if not name and code.startswith("def centre"))
    assert order[place + 1][0] == "check-centre"


@pytest.mark.parametrize("where", ["below", "far below", "inside", "at its end", "at its beginning", "twice below"])
def test_an_answer_below_or_in_its_check_counts(notebooks, key, where):
    notebook, right = copy.deepcopy(notebooks[0]), notebooks[1]
    answer, check = find(right, "centre")["source"], find(notebook, "check-centre")
    own = {"cell_type": "code", "metadata": {}, "source": answer, "id": "own"}
    at = notebook["cells"].index(check) + 1
    lines = check["source"].split("\n")
    if where == "below":
        notebook["cells"].insert(at, own)
    elif where == "twice below":
        notebook["cells"][at:at] = [own | {"source": "def centre(X):\n    return 0"}, own]
    elif where == "far below":
        notebook["cells"].append(own)
    else:
        place = {"inside": 1, "at its end": len(lines), "at its beginning": 0}[where]
        check["source"] = "\n".join([*lines[:place], answer, *lines[place:]])
    submission = read(notebook, key)
    order = in_order(submission)
    before = [code for name, code in order[: [name for name, _ in order].index("check-centre")]]
    assert answer.strip() in before[-1]
    assert order[len(before)][1] == "\n".join(lines).strip()


def test_an_untouched_stub_below_an_own_answer_is_no_late_answer(notebooks, key):
    notebook = copy.deepcopy(notebooks[0])
    submission = read(notebook, key)
    assert (submission.notes, in_order(submission)[-1][0]) == ([], "")


def test_of_words_without_metadata_each_is_the_answer_to_the_question_it_stands_under(notebooks, key):
    notebook = copy.deepcopy(notebooks[1])
    find(notebook, "why")["source"] = "Because of units.\n\nAnd of speed."
    for cell in notebook["cells"]:
        cell["metadata"] = {}
    assert dict(in_order(read(notebook, key)))["why"] == "Because of units.\n\nAnd of speed."


@pytest.mark.parametrize("second", [{}, None])
def test_a_check_that_was_split_is_one_again_and_nobody_is_accused(notebooks, key, second):
    notebook = copy.deepcopy(notebooks[1])
    check = find(notebook, "check-centre")
    lines = check["source"].split("\n")
    metadata = check["metadata"] if second is None else second
    rest = {"cell_type": "code", "metadata": metadata, "source": "\n".join(lines[1:]), "id": "rest"}
    notebook["cells"].insert(notebook["cells"].index(check) + 1, rest)
    check["source"] = lines[0]
    submission = read(notebook, key)
    assert (submission.notes, in_order(submission)) == ([], in_order(read(notebooks[1], key)))


@pytest.mark.parametrize("name", ["check-centre", "centre", "setup", "why"])
def test_one_name_for_all_cells_is_worth_no_more_than_none(notebooks, key, name):
    notebook = copy.deepcopy(notebooks[1])
    flags = find(notebook, name)["metadata"]["nbgrader"]
    for cell in notebook["cells"]:
        if "nbgrader" in cell["metadata"]:
            cell["metadata"]["nbgrader"] = flags
    assert in_order(read(notebook, key)) == in_order(read(notebooks[1], key))


def test_an_answer_in_a_copy_of_another_answers_cell_is_found(notebooks, key):
    notebook = copy.deepcopy(notebooks[1])
    find(notebook, "scale")["metadata"] = find(notebook, "centre")["metadata"]
    assert in_order(read(notebook, key)) == in_order(read(notebooks[1], key))


def test_another_homework_without_metadata_is_not_taken_for_this_one(notebooks, key):
    cells = [("markdown", "# Another"), ("code", "import numpy as np"), ("code", "def other(X):\n    return X")]
    cells = [{"cell_type": kind, "metadata": {}, "source": source} for kind, source in [*cells, ("markdown", "Mine.")]]
    assert read({"cells": cells, "metadata": {}}, key).readable is False
