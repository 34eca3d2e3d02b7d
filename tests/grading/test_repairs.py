"""Cells deleted, doubled, retyped, moved or edited: what can be decided is, and each repair is said in one line."""

from __future__ import annotations

import json

import pytest

FULL = {"centre": 2.0, "scale": 3.0, "why": None}


def scores(result):
    return {finding.question: finding.score for finding in result.findings}


def own(source, cell_type="code"):
    return {"cell_type": cell_type, "metadata": {}, "source": source, "id": f"own-{abs(hash(source)) % 10**6}"}


def test_the_reference_answers_need_no_repair(right, graded):
    result = graded(right)
    assert (scores(result), result.notes) == (FULL, [])


def test_a_deleted_check_is_put_back(right, graded, cell):
    right["cells"].remove(cell(right, "check-centre"))
    result = graded(right)
    assert scores(result) == FULL
    assert result.notes == ["the cell check-centre was missing and put back"]


def test_several_deleted_cells_are_one_line(right, graded, cell):
    for name in ("setup", "check-centre", "check-scale"):
        right["cells"].remove(cell(right, name))
    result = graded(right)
    assert scores(result) == FULL
    assert result.notes == ["the cells setup, check-centre, check-scale were missing and put back"]


def test_a_deleted_answer_costs_its_own_question_only(right, graded, cell):
    right["cells"].remove(cell(right, "centre"))
    result = graded(right)
    assert scores(result) == {**FULL, "centre": 0.0}
    assert result.notes == ["the cell centre was missing"]


def test_an_edited_check_is_replaced_by_the_original(blank, graded, cell):
    cell(blank, "check-centre")["source"] = "assert True"
    cell(blank, "setup")["source"] = cell(blank, "setup")["source"].replace("import numpy as np", "np = None")
    result = graded(blank)
    assert scores(result)["centre"] == 0.0
    assert result.notes == ["the cells setup, check-centre were changed although locked; the original was used"]


def test_blank_lines_around_a_locked_cell_are_no_change(right, graded, cell):
    cell(right, "check-centre")["source"] = "\n" + cell(right, "check-centre")["source"] + "\n\n"
    assert graded(right).notes == []


@pytest.mark.parametrize("other", ["markdown", "raw", None, 7])
def test_an_answer_turned_into_something_else_is_graded_as_code(right, graded, cell, other):
    cell(right, "centre")["cell_type"] = other
    result = graded(right)
    assert scores(result) == FULL
    assert result.notes == ["the cell centre was turned into markdown, and graded as code all the same"]


def test_a_written_answer_turned_into_code_is_kept_for_a_person(right, graded, cell):
    cell(right, "why")["cell_type"] = "code"
    result = graded(right)
    assert scores(result) == FULL
    assert result.notes == ["the cell why was turned into code, and graded as markdown all the same"]


def test_moved_cells_are_graded_in_the_assignments_order(right, graded):
    right["cells"].reverse()
    result = graded(right)
    assert scores(result) == FULL
    assert result.notes == ["cells were moved; the assignment's order was used"]


def test_a_copy_of_an_answer_runs_after_it_as_in_the_students_notebook(blank, right, graded, cell, copied):
    stub = cell(blank, "centre")
    stub["id"] = "copy"
    right["cells"].append(copied(stub))  # the stub again, at the end: after the check ran
    result = graded(right)
    assert scores(result) == FULL
    assert result.notes == ["the cell centre was there twice; both ran, in the notebook's order"]
    right["cells"].insert(right["cells"].index(cell(right, "centre")) + 1, right["cells"].pop())
    assert scores(graded(right))["centre"] == 0.0


def test_an_answer_split_over_two_cells_runs_whole(right, graded, cell, copied):
    first = cell(right, "scale")
    lines = first["source"].splitlines()
    second = copied(first) | {"id": "second", "source": "\n".join(lines)}
    first["source"] = "helper = 1"
    right["cells"].insert(right["cells"].index(first) + 1, second)
    assert scores(graded(right)) == FULL


def test_a_copy_of_a_check_runs_once(right, graded, cell, copied):
    right["cells"].append(copied(cell(right, "check-centre")))
    result = graded(right)
    assert scores(result) == FULL
    assert len([finding for finding in result.findings if finding.question == "centre"]) == 1
    assert result.notes == ["the cell check-centre was there twice although locked; it ran once"]


@pytest.mark.parametrize("order", [("placeholder", "answer"), ("answer", "placeholder"), ("answer", "more")])
def test_a_written_answer_in_two_cells_is_kept_whole(blank, graded, cell, copied, order):
    texts = {"placeholder": cell(blank, "why")["source"], "answer": "Because of units.", "more": "And of speed."}
    first = cell(blank, "why")
    blank["cells"].append(copied(first) | {"id": "second", "source": texts[order[1]]})
    first["source"] = texts[order[0]]
    result = graded(blank)
    assert scores(result)["why"] is None
    (kept,) = [c for c in json.loads(result.notebook)["cells"] if c["metadata"].get("nbgrader", {}).get("points") == 4]
    assert kept["source"].split("\n\n") == [texts[name] for name in order if name != "placeholder"]
    assert "the cell why was there twice; both texts were kept" in result.notes


def test_an_answer_in_a_fresh_cell_below_the_stub_counts(blank, right, graded, cell):
    place = blank["cells"].index(cell(blank, "centre"))
    blank["cells"].insert(place + 1, own(cell(right, "centre")["source"]))
    result = graded(blank)
    assert scores(result)["centre"] == 2.0
    assert result.notes == []


def test_an_answer_in_a_fresh_cell_instead_of_the_stub_counts(blank, right, graded, cell):
    place = blank["cells"].index(cell(blank, "centre"))
    blank["cells"][place] = own(cell(right, "centre")["source"])
    result = graded(blank)
    assert scores(result)["centre"] == 2.0
    assert result.notes == ["the cell centre was recognised by the text: no cell of that name was there"]


@pytest.mark.parametrize("deleted", [False, True])
def test_a_written_answer_in_a_fresh_cell_waits_for_a_person(right, graded, cell, deleted, blank):
    cell(right, "why")["source"] = cell(blank, "why")["source"]
    place = right["cells"].index(cell(right, "why"))
    right["cells"].insert(place + 1, own("Because *units* differ.", "markdown"))
    if deleted:
        del right["cells"][place]
    result = graded(right)
    assert scores(result) == FULL
    assert "the cell why was left untouched; the text beside was taken as its answer" in result.notes


def test_the_assignments_own_prose_is_nobodys_answer(blank, graded, cell):
    heading = cell(blank, "cell-009")
    blank["cells"].remove(heading)
    blank["cells"] += [heading, own("  ", "markdown")]  # now it stands below the untouched question
    result = graded(blank)
    assert scores(result)["why"] == 0.0


def test_cells_of_the_students_own_run_where_they_stand(right, graded, cell):
    place = right["cells"].index(cell(right, "check-scale"))
    right["cells"].insert(place, own("def scale(X, eps=1e-9):\n    raise ValueError('too late to be right')"))
    right["cells"].append(own("del centre"))
    assert scores(graded(right)) == {**FULL, "scale": 0.0}


def test_the_notebook_of_another_assignment_is_recognised_although_it_has_a_setup_too(right, graded, cell):
    kept = [c for c in right["cells"] if c["id"] in ("setup", "cell-011")]
    result = graded(right | {"cells": kept})
    assert result.notes == ["this is not the notebook of hw0_tiny; it looks like another one"]
    assert (scores(result), result.readable) == ({"centre": 0.0, "scale": 0.0, "why": 0.0}, False)


def test_the_notebook_of_another_assignment_is_recognised_although_a_question_has_the_same_name(right, graded, cell):
    kept = [c for c in right["cells"] if c["id"] in ("setup", "centre", "check-centre")]
    right["metadata"]["byhand"]["assignment"] = "hw9_other"
    assert graded(right | {"cells": kept}).readable is False
    right["metadata"]["byhand"]["assignment"] = "hw0_tiny"
    assert scores(graded(right | {"cells": kept}))["centre"] == 2.0


def test_a_notebook_without_cells_is_called_empty(right, graded):
    assert graded(right | {"cells": []}).notes == ["the notebook is empty"]


def test_a_format_3_notebook_is_graded_like_any_other(right, graded):
    for cell in right["cells"]:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source").splitlines(keepends=True)
    old = {"nbformat": 3, "metadata": right["metadata"], "worksheets": [{"cells": right["cells"]}]}
    result = graded(old)
    assert (scores(result), result.notes) == (FULL, [])


def words_of(result):
    """What stands in the markdown cells of a graded notebook."""
    return [c["source"] for c in json.loads(result.notebook)["cells"] if c["cell_type"] == "markdown"]


def test_a_picture_pasted_into_an_answer_stays_in_the_graded_notebook(right, graded, cell):
    cell(right, "why")["source"] = "See ![my page](attachment:my%20page.jpg) and ![](attachment:gone.png)."
    cell(right, "why")["attachments"] = {"my page.jpg": {"image/jpeg": ["/9j/\n", "AAAA"]}, "gone.png": 3}
    assert "See ![my page](data:image/jpeg;base64,/9j/AAAA) and (the picture gone.png is missing)." in words_of(
        graded(right)
    )


def test_a_large_picture_does_not_make_an_answer_too_long(right, graded, cell):
    cell(right, "why")["source"] = "![page](attachment:a.jpg)"
    cell(right, "why")["attachments"] = {"a.jpg": {"image/jpeg": "/9j/" + "A" * 600_000}}
    result = graded(right)
    assert (scores(result), result.notes) == (FULL, [])


def test_a_picture_asked_for_a_thousand_times_is_kept_once(right, graded, cell):
    cell(right, "why")["source"] = "![a](attachment:a.png)" * 1000
    cell(right, "why")["attachments"] = {"a.png": {"image/png": "A" * 100_000}}
    (text,) = [words for words in words_of(graded(right)) if "A" * 100 in words]
    assert len(text) < 200_000


def test_no_attachment_is_left_that_a_grading_page_would_look_for_in_vain(right, graded, cell):
    tricks = "![a][b]\n\n[b]: attachment:x.png\n\n<img src='attachment:x.png'> ![c](attachment:x.png 'title')"
    right["cells"].append(own(tricks, "markdown"))
    assert "attachment:" not in "".join(words_of(graded(right)))


def test_the_pictures_students_should_see_are_nobodys_answer(right, graded, cell):
    picture = cell(right, "picture-show_centred")
    right["cells"].remove(cell(right, "why"))
    right["cells"].remove(picture)
    right["cells"].append(picture)
    result = graded(right)
    assert scores(result)["why"] == 0.0
    assert not any("What you should see" in words for words in words_of(result))
