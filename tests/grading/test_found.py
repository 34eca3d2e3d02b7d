"""The notebook of a homework is found in what was handed in, whatever it is called and wherever it lies."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import os
import tarfile
import zipfile

import pytest

from autograder.assignment.answered import as_bytes
from autograder.grading import archives, reading
from autograder.grading.intake import read_submitted

NAME = "hw0_tiny"
OWN = f"{NAME}.ipynb"


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "submitted"
    path.mkdir()
    return path


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def tarred(files, kinds=()):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, data in files.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
        for name, kind, target in kinds:
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            archive.addfile(info)
    return out.getvalue()


NAMES = [
    "hw0_tiny (1).ipynb", "hw0_tiny.ipynb.txt", "hw0_tiny.ipynb.json", "hw0_tiny.json", "hw0_tiny", "HW0_TINY.IPYNB",
    "Kopie von Untitled7.ipynb", "hw0%20tiny.ipynb.download", "a/b/hw0_tiny.ipynb", "hw0_tiny.ipynb/hw0_tiny.ipynb",
    "hw0_tiny-conflict-ada.ipynb.bak", "Mein Übungsblatt – endgültig.ipynb",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_notebook_is_found_by_its_content_and_its_name_is_said(folder, key, right, name):
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(as_bytes(right))
    (folder / "notes.txt").write_text("my notes about cells")
    assert read_submitted(folder, key) == (as_bytes(right), [f"the notebook was named {name} instead of {OWN}"])


WRAPPINGS = {
    "hw.zip": lambda data: zipped({"hw/": b"", f"hw/{OWN}": data}),
    "hw (1).ZIP": lambda data: zipped({"__MACOSX/._x.ipynb": b"fork", ".a/x.ipynb": data, "x.txt": data}),
    "in a zip.zip": lambda data: zipped({"inner.zip": zipped({OWN: data})}),
    "hw.tar": lambda data: tarred({"./hw/x.ipynb": data}),
    "hw.tgz": lambda data: gzip.compress(tarred({"x.ipynb": data})),
    "hw.tar.bz2": lambda data: bz2.compress(tarred({"x.ipynb": data})),
    "hw.tar.xz": lambda data: lzma.compress(tarred({"x.ipynb": data})),
    f"{OWN}.gz": gzip.compress,
    OWN: lambda data: zipped({"x.ipynb": data}),
}


@pytest.mark.parametrize("name", WRAPPINGS)
def test_a_notebook_is_found_in_an_archive(folder, key, right, name):
    (folder / name).write_bytes(WRAPPINGS[name](as_bytes(right)))
    data, notes = read_submitted(folder, key)
    assert data == as_bytes(right)
    assert f"instead of {OWN}" in notes[-1]
    assert [path.name for path in folder.rglob("*")] == [name]  # nothing was unpacked on the disk


def test_the_notebook_with_the_right_name_is_graded_and_others_are_counted(folder, key, half, right):
    (folder / OWN).write_bytes(as_bytes(half))
    (folder / "Untitled.ipynb").write_bytes(as_bytes(right))
    assert read_submitted(folder, key) == (as_bytes(half), ["another notebook handed in with it was not graded"])
    (folder / "Untitled1.ipynb").write_bytes(b"that")
    assert read_submitted(folder, key)[1] == ["2 other notebooks were not graded"]


@pytest.mark.parametrize("own", ["blank", "damaged", "empty"])
def test_an_answered_notebook_wins_over_the_right_name(folder, key, blank, right, own):
    (folder / OWN).write_bytes({"blank": as_bytes(blank), "damaged": b"{", "empty": b""}[own])
    (folder / "hw0_tiny (1).ipynb").write_bytes(as_bytes(right))
    data, notes = read_submitted(folder, key)
    assert data == as_bytes(right)
    assert notes[0].startswith(f"{OWN} was not graded: ")
    assert notes[1] == f"the notebook was named hw0_tiny (1).ipynb instead of {OWN}"


def test_of_several_the_newest_complete_one_is_graded(folder, key, blank, half, right):
    cut = right | {"cells": right["cells"][:4]}
    for age, (name, notebook) in enumerate([("d", cut), ("c", blank), ("b", half), ("a", right)]):
        (folder / f"{name}.ipynb").write_bytes(as_bytes(notebook))
        os.utime(folder / f"{name}.ipynb", (10**9 - age, 10**9 - age))
    data, notes = read_submitted(folder, key)
    assert data == as_bytes(half)  # c is newer and blank, d is newer and not all there
    assert notes[1] == "of 4 notebooks of this homework that were handed in it is the newest complete one"


def test_files_that_are_no_notebook_are_named_and_what_systems_leave_only_where_nothing_else_is(key, folder):
    (folder / "timestamp.txt").write_text("2026-02-03 04:05:06 UTC")
    (folder / ".DS_Store").write_bytes(b"x")
    assert read_submitted(folder, key)[0].why.endswith("was handed in, but only .DS_Store, timestamp.txt")
    (folder / ".ipynb_checkpoints").mkdir()
    (folder / ".ipynb_checkpoints" / OWN).write_bytes(b"{}")
    assert read_submitted(folder, key)[0].why.endswith("but only what Jupyter saved by itself (.ipynb_checkpoints)")
    (folder / "homework\x1b.zip").write_bytes(b"PK\x03\x04\x14\0")
    (folder / "a.pdf").write_bytes(b"%PDF-1.7")
    (folder / "b.docx").write_bytes(zipped({"[Content_Types].xml": b"", "word/document.xml": b""}))
    (folder / "c.html").write_bytes(b"<!DOCTYPE html><html>Log in</html>")
    (folder / "d.ipynb").write_bytes(b"{")
    data, notes = read_submitted(folder, key)
    assert notes == []
    for said in ("a.pdf (a PDF)", "b.docx (a Word document)", "c.html (a web page)", "d.ipynb (the file is not a",
                 "homework?.zip (a damaged archive"):  # fmt: skip
        assert said in data.why


def test_a_notebook_that_is_compressed_under_its_own_name_is_read(key, folder, right):
    (folder / OWN).write_bytes(gzip.compress(as_bytes(right)))
    assert read_submitted(folder, key) == (as_bytes(right), [])


SPOILED = {
    "zeros before it": lambda text: b"\0\0\0" + text,
    "its cells alone": lambda text: json.dumps(json.loads(text)["cells"]).encode(),
}


@pytest.mark.parametrize("how", SPOILED)
def test_what_is_around_the_cells_may_be_gone(key, right, how):
    submission = reading.read(SPOILED[how](as_bytes(right)), key)
    assert submission.readable
    assert [cell.source for cell in submission.cells] == [
        cell.source for cell in reading.read(as_bytes(right), key).cells
    ]


def test_the_notebook_of_another_homework_is_named_and_not_graded(folder, key, right):
    other = right | {"cells": [cell for cell in right["cells"] if cell["id"] == "setup"]}
    (folder / "other.ipynb").write_bytes(as_bytes(other))
    data, _ = read_submitted(folder, key)
    assert "other.ipynb (this is not the notebook of hw0_tiny; it looks like another one)" in data.why


def locked(data):
    changed = bytearray(data)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        changed[data.index(mark) + place] |= 1
    return bytes(changed)


def negative_size():
    data = bytearray(tarred({"x.ipynb": b"x" * 10}))
    data[124:136] = b"\xff" * 8 + (-512).to_bytes(4, "big", signed=True)
    data[148:156] = b"%06o\0 " % (sum(data[:148]) + 8 * 32 + sum(data[156:512]))
    return bytes(data)


def nested(data, depth):
    for _ in range(depth):
        data = zipped({"x.zip": data})
    return data


HOSTILE = {
    "a bomb": lambda data: zipped({"x.ipynb": b" " * 2**26}),
    "many": lambda data: zipped({f"{number}.ipynb": b"x" for number in range(archives.MOST_MEMBERS + 2)}),
    "in one another": lambda data: nested(zipped({"x.ipynb": data}), 6),
    "a stream that is a bomb": lambda data: gzip.compress(b"\0" * 2**26),
    "a locked one": lambda data: locked(zipped({"x.ipynb": data})),
    "an empty one": lambda data: zipped({}),
    "half of one": lambda data: zipped({"x.ipynb": data})[:-30],
    "links": lambda data: tarred({}, [("x.ipynb", tarfile.SYMTYPE, "/etc/passwd"), ("y", tarfile.LNKTYPE, "x.ipynb")]),
    "a negative size": lambda data: negative_size(),
    "pipes": lambda data: tarred({}, [("x.ipynb", tarfile.FIFOTYPE, ""), ("y.ipynb", tarfile.CHRTYPE, "")]),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_archives_are_named_or_hold_nothing(folder, key, right, what):
    (folder / "it.zip").write_bytes(HOSTILE[what](as_bytes(right)))
    data, notes = read_submitted(folder, key)
    assert notes == []
    assert data.why.startswith("no notebook of this homework was handed in, but it.zip")


def test_names_in_an_archive_lead_nowhere(folder, key, right):
    (folder / "it.zip").write_bytes(zipped({"../../../etc/hw.ipynb": as_bytes(right), "/etc/passwd": b"x"}))
    data, _ = read_submitted(folder, key)
    assert data == as_bytes(right)
    assert [path.name for path in folder.parent.rglob("*")] == ["submitted", "it.zip"]


def test_links_in_folders_are_not_followed(folder, key, right, tmp_path):
    (tmp_path / "others").mkdir()
    (tmp_path / "others" / OWN).write_bytes(as_bytes(right))
    (folder / "mine").symlink_to(tmp_path / "others")
    data, _ = read_submitted(folder, key)
    assert (
        data.why == "no notebook of this homework was handed in, but mine, which is not a regular file and was not read"
    )


def test_many_folders_and_files_are_looked_at_within_bounds(folder, key):
    deep = folder
    for _ in range(30):
        deep = deep / "d"
    deep.mkdir(parents=True)
    for number in range(600):
        (folder / f"{number}.ipynb").write_bytes(json.dumps({"cells": number}).encode())
    data, _ = read_submitted(folder, key)
    assert data.why.count("ipynb") == 4
    assert "d (too many folders in folders)" in data.why
    assert "more" in data.why
