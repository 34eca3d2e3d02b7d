"""A catalogue is a folder with a file for each question; the homework says in which order they are read."""

from __future__ import annotations

from pathlib import Path

import pytest
from notebooks import assignment, checks, solution

from autograder.assignment import answer_key
from autograder.assignment.answer_key import BadKey
from autograder.gate.catch_table import questions
from autograder.workers import dask_worker

ROOT = Path(__file__).parents[2]
HEAD = "from autograder.assignment.catalogue import alternative, misconception\n\n\n"
ENTRY = "@{kind}\ndef {function}():\n    return {value}\n\n\n"
FILES = sorted(ROOT.glob("solutions/*/catalogue/*.py"))
LONGEST = 400  # lines


@pytest.fixture
def key(tmp_path):
    """The key of a homework with three questions, `zeta`, `alpha` and `alpha-2`; `write` fills its folder."""
    cells = [
        cell
        for name in ("zeta", "alpha", "alpha-2")
        for cell in (
            solution(f"def {name.replace('-', '_')}():\n    return 0", name),
            checks(f"assert {name.replace('-', '_')}() == 0", f"check-{name}"),
        )
    ]
    made = assignment(tmp_path / "hw", *cells)
    (made.folder / "catalogue").mkdir()
    return made


def write(key, file, *entries):
    """A file of the catalogue; an entry is (kind, function, value)."""
    kinds = {"right": "alternative({!r})", "wrong": "misconception({!r}, hint='h')"}
    text = "".join(ENTRY.format(kind=kinds[kind].format(f"{function} {value}"), function=function, value=value)
                   for kind, function, value in entries)  # fmt: skip
    (key.folder / "catalogue" / file).write_text(HEAD + text)


def named(entries):
    return [entry.name for entry in entries]


def test_files_are_read_in_the_order_of_the_questions(key):
    write(key, "alpha.py", ("right", "alpha", 1), ("wrong", "alpha", 2), ("right", "alpha", 3))
    write(key, "zeta.py", ("wrong", "zeta", 4))
    assert list(key.catalogue) == ["zeta", "alpha", "alpha-2"]
    assert named(key.misconceptions) == ["zeta 4", "alpha 2"]
    assert named(key.alternatives) == ["alpha 1", "alpha 3"]


def test_a_question_may_have_several_files(key):
    write(key, "alpha_mistakes.py", ("wrong", "alpha", 2))
    write(key, "alpha_more_mistakes.py", ("wrong", "alpha", 3))
    write(key, "alpha.py", ("wrong", "alpha", 1))
    assert named(key.catalogue["alpha"]) == ["alpha 1", "alpha 2", "alpha 3"]


def test_a_dash_in_a_question_is_an_underscore_in_the_name_of_its_file(key):
    write(key, "alpha_2.py", ("wrong", "alpha_2", 1))
    write(key, "alpha_2_mistakes.py", ("wrong", "alpha_2", 2))
    assert named(key.catalogue["alpha-2"]) == ["alpha_2 1", "alpha_2 2"]
    assert key.catalogue["alpha"] == []


@pytest.mark.parametrize("name", ["alphabet.py", "beta.py", "misconceptions.py"])
def test_a_file_that_is_not_named_after_a_question_is_refused(key, name):
    write(key, name, ("wrong", "alpha", 1))
    with pytest.raises(BadKey, match=rf"{name} is not named after a question. There are: zeta, alpha, alpha-2."):
        assert key.misconceptions


def test_no_folder_is_an_empty_catalogue(key):
    (key.folder / "catalogue").rmdir()
    assert key.alternatives == key.misconceptions == []


def test_a_file_that_ends_early_leaves_nothing_behind_for_the_next(key):
    write(key, "zeta.py", ("right", "zeta", 1))
    with (key.folder / "catalogue" / "zeta.py").open("a") as file:
        file.write("raise ValueError('halfway')\n")
    with pytest.raises(BadKey, match=r"zeta\.py does not run: ValueError: halfway"):
        assert key.alternatives
    write(key, "zeta.py", ("right", "zeta", 2))
    assert named(key.alternatives) == ["zeta 2"]


def test_an_entry_outside_a_catalogue_is_refused(key):
    write(key, "zeta.py", ("right", "zeta", 1))
    path = key.folder / "catalogue" / "zeta.py"
    with pytest.raises(LookupError, match="`load`"):
        exec(compile(path.read_text(), str(path), "exec"), {})


def test_another_name_or_text_of_a_file_is_another_key(key):
    def digest():
        return answer_key.load(key.folder / "hw.ipynb").digest

    digests = [digest()]
    write(key, "alpha.py", ("wrong", "alpha", 1))
    digests.append(digest())
    write(key, "alpha.py", ("wrong", "alpha", 2))
    digests.append(digest())
    (key.folder / "catalogue" / "alpha.py").rename(key.folder / "catalogue" / "alpha_mistakes.py")
    digests.append(digest())
    assert len(set(digests)) == 4


def test_a_key_goes_to_another_process_with_its_catalogue(key):
    write(key, "zeta.py", ("right", "zeta", 1))
    write(key, "alpha_2.py", ("wrong", "alpha_2", 2))
    assert [*key.files] == ["hw.ipynb", "catalogue/alpha_2.py", "catalogue/zeta.py"]
    there = dask_worker.load_key(key.assignment, key.files)
    assert there.catalogue == key.catalogue
    assert there.digest == answer_key.load(key.folder / "hw.ipynb").digest


@pytest.mark.parametrize("name", ["../out.py", "catalogue/../../out.py", "{outside}/out.py", "../hw2/out.py"])
def test_a_file_of_a_key_never_leaves_its_folder(key, tmp_path, monkeypatch, name):
    room = tmp_path / "room"
    room.mkdir()
    monkeypatch.setattr(dask_worker.scratch, "folder", lambda: str(room))
    with pytest.raises(BadKey, match="is not a file in the folder of hw"):
        dask_worker.load_key("hw", {name.format(outside=tmp_path): b"", **key.files})
    assert [path for path in tmp_path.rglob("out.py")] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parents[1].name}/{path.name}")
def test_no_file_of_a_catalogue_is_too_long_to_read(path):
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize("folder", sorted({path.parents[1] for path in FILES}), ids=lambda folder: folder.name)
def test_every_entry_is_in_the_file_of_its_question(folder):
    key = answer_key.load(folder / f"{folder.name}.ipynb")
    about = questions(key)
    assert [(entry.function, question) for question, entries in key.catalogue.items() for entry in entries
            if about[entry.function] != question] == []  # fmt: skip
    assert sum(map(len, key.catalogue.values())) > 30
