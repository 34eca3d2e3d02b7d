"""Files that are hardly notebooks: what is read of them, and what is said."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import replace

import pytest

from autograder.assignment.answered import as_bytes
from autograder.grading import reading
from autograder.grading.findings import digest
from autograder.grading.grade import grade
from autograder.grading.handed_in import Unreadable
from autograder.grading.intake import read_submitted

NAME = "hw0_tiny"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "submitted"
    path.mkdir()
    return path


def only(result):
    assert result.readable is False
    (note,) = result.notes
    assert "\n" not in note
    assert "Error" not in note
    return note


UNREADABLE = {
    "cut off": b'{"cells": [{"cell_type": "code", "source',
    "no JSON": b"Please log in",
    "noise": bytes(range(256)),
    "a list": b"[1, 2]",
    "a number": b"12",
    "a text": b'"worksheets"',
    "null": b"null",
    "cells that are a number": b'{"cells": 3}',
    "no cells": b'{"metadata": {}}',
    "sheets that are a number": b'{"worksheets": 4}',
    "sheets without cells": b'{"worksheets": [1]}',
    "a number of ten thousand digits": b'{"cells": ' + b"9" * 10_000 + b"}",
    "half a character": '{"cells": []}'.encode("utf-16")[:-1],
}


@pytest.mark.parametrize("data", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_notebook_is_said_to_be_damaged(key, data):
    assert only(reading.read(data, key)) == "the file is not a readable notebook; it may be damaged or cut off"


def test_an_empty_file_and_a_web_page_are_called_so(key):
    assert only(reading.read(b"", key)) == "the file is empty"
    assert only(reading.read(b" \n", key)) == "the file is empty"
    said = "the file is a web page, not a notebook; the notebook has to be downloaded itself"
    assert only(reading.read(b"<html>Please log in</html>", key)) == said


def test_a_damaged_file_is_graded_with_nothing_and_without_a_jail(key):
    result = grade(b"{", key, jailer=None)
    assert [finding.score for finding in result.findings] == [0.0, 0.0, 0.0]


def test_a_file_nested_too_deeply_is_said_to_be(key):
    deep = b'{"cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"
    assert sys.getrecursionlimit() < 200_000
    assert only(reading.read(deep, key)) == "the file is nested too deeply to be a notebook"


def test_no_file_is_said_in_one_line(key, folder):
    data, notes = read_submitted(folder, key)
    assert notes == []
    assert only(reading.read(data, key)) == "no notebook of this homework was handed in, the folder is empty"
    assert only(reading.read(None, key)) == "no notebook was handed in"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
def test_any_unicode_encoding_of_json_is_read(key, right, encoding):
    result = reading.read(json.dumps(right).encode(encoding), key)
    assert result.readable
    assert result.notes == []


def test_numbers_json_does_not_have_and_keys_that_come_twice_are_read_as_python_does(key, right, copied):
    data = json.dumps(right | {"metadata": {"x": float("nan"), "y": float("inf")}})
    assert reading.read(data.encode(), key).notes == []
    twice = data.replace('"id": "centre"', '"id": "centre", "source": "pass", "source": "centre = 1"')
    cells = {cell.key.grade_id: cell.source for cell in reading.read(twice.encode(), key).cells if cell.key}
    assert cells["centre"].startswith("def centre")  # its own source comes later still


def test_halves_of_characters_and_null_bytes_do_no_harm(key, right, graded, cell):
    cell(right, "centre")["source"] += "\n# \ud800 \0"
    result = graded(right)
    assert result.findings[0].score == 2.0
    result.notebook.decode("utf-8")


def test_a_cell_of_the_wrong_shape_costs_only_itself(right, graded, cell):
    right["cells"] += [None, 3, ["source"], {"cell_type": "code", "source": 5}, {}]
    cell(right, "scale")["source"] = {"text": "def scale"}
    result = graded(right)
    assert [finding.score for finding in result.findings] == [2.0, 0.0, None]
    assert result.notes == ["a damaged cell was left out", "the cell scale was missing"]


def test_an_enormous_cell_costs_only_itself(right, graded):
    letters = "#" * (reading.MAX_SOURCE + 1)
    right["cells"].insert(3, {"cell_type": "code", "metadata": {}, "source": letters})
    result = graded(right)
    assert [finding.score for finding in result.findings] == [2.0, 3.0, None]
    assert result.notes == ["a cell with more than 500000 characters was left out"]


def test_a_thousand_cells_are_enough(right, key):
    right["cells"] += [{"cell_type": "code", "metadata": {}, "source": "1"}] * reading.MAX_CELLS
    result = reading.read(as_bytes(right), key)
    total = len(right["cells"])
    assert result.notes == [f"the notebook has {total} cells; only the first {reading.MAX_CELLS} were graded"]
    assert len(result.cells) == reading.MAX_CELLS - 1  # the picture students should see is none of theirs


def test_a_file_beyond_the_limit_is_not_read(key, folder):
    path = folder / f"{NAME}.ipynb"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)  # sparse: no such bytes on the disk
    data, notes = read_submitted(folder, key)
    assert (isinstance(data, Unreadable), notes) == (True, [])
    assert only(reading.read(data, key)) == (
        "the file is larger than 1 MB, which is more than can be graded; clear the outputs"
        " (Kernel → Restart & Clear Output) and hand it in again"
    )


def test_a_file_of_just_the_limit_is_read_and_a_limit_may_be_half_a_megabyte(folder, key):
    def limited(megabytes):
        return replace(key, limits=replace(key.limits, notebook_mb=megabytes))

    (folder / f"{NAME}.ipynb").write_bytes(b"x" * 2**19)
    assert read_submitted(folder, limited(0.5))[0] == b"x" * 2**19
    assert "larger than 0.25 MB" in read_submitted(folder, limited(0.25))[0].why


def test_of_two_files_beyond_the_limit_each_has_a_digest_of_its_own(key, folder):
    digests = set()
    for begin, size in ((b"{", 2**21), (b"[", 2**21), (b"[", 2**22)):
        with (folder / f"{NAME}.ipynb").open("wb") as file:
            file.write(begin)
            file.truncate(size)
        digests.add(digest(read_submitted(folder, key)[0], key))
        digests.add(digest(read_submitted(folder, key)[0], key))
    assert len(digests - {digest(None, key)}) == 3


def make_link(path, secret):
    path.symlink_to(secret)


def make_loop(path, secret):
    path.symlink_to(path)


def make_pipe(path, secret):
    os.mkfifo(path)


def make_folder(path, secret):
    path.mkdir()


@pytest.mark.parametrize("make", [make_link, make_loop, make_pipe, make_folder])
def test_links_pipes_and_folders_are_never_opened(folder, tmp_path, key, right, make):
    secret = tmp_path / "secret.ipynb"
    secret.write_text("somebody else's")
    make(folder / f"{NAME}.ipynb", secret)
    data, notes = read_submitted(folder, key)
    said = (
        "no notebook of this homework was handed in, but hw0_tiny.ipynb, which is not a regular file and was not read"
    )
    if make is make_folder:
        said = "no notebook of this homework was handed in, but hw0_tiny.ipynb (an empty folder)"
    assert (data.why, notes) == (said, [])
    (folder / "real.ipynb").write_bytes(as_bytes(right))
    assert read_submitted(folder, key)[0] == as_bytes(right)
