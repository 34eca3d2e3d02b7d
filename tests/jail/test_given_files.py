"""Files that students get with their notebook are there in the jail: to read and to import, and never to change."""

from __future__ import annotations

import pytest

from autograder.jail.limits import Limits
from autograder.jail.outside.client import Jail
from autograder.jail.outside.jailer import Jailer


@pytest.fixture(scope="module")
def given(tmp_path_factory):
    folder = tmp_path_factory.mktemp("given")
    (folder / "data.csv").write_text("1,2")
    (folder / "helpers.py").write_text("VALUE = 7")
    (folder / "data").mkdir()
    (folder / "data" / "deep.txt").write_text("deep")
    return folder


@pytest.fixture(scope="module", params=[True, False], ids=["walls", "no walls"])
def run(request, given):
    """`run(source)`: whether a cell ran without an error, each in a jail of its own."""
    with Jailer(walls=request.param, given=given) as jailer:

        def run(source):
            jail = Jail(jailer.warm, Limits(), set())
            try:
                return jail.run_cell(source)[0]
            finally:
                jail.close()

        yield run


def test_they_can_be_read_by_their_names(run):
    assert run("assert open('data.csv').read() == '1,2' and open('data/deep.txt').read() == 'deep'")


def test_they_can_be_imported(run):
    assert run("import helpers; assert helpers.VALUE == 7")


def test_a_warm_process_that_has_run_cells_has_them_too(given):
    with Jailer(given=given) as jailer:
        prepared = jailer.prepared("one", ["text = open('data.csv').read()"])
        assert prepared is not None
        jail = Jail(prepared, Limits(), set())
        assert jail.run_cell("import helpers; assert text == open('data.csv').read()")[0]
        jail.close()


def test_behind_walls_they_cannot_be_changed(given):
    with Jailer(given=given) as jailer:
        jail = Jail(jailer.warm, Limits(), set())
        for attempt in (
            "open('data.csv', 'w')",
            "open('/given/new', 'w')",
            "import os; os.remove('/given/helpers.py')",
        ):
            assert not jail.run_cell(attempt)[0]
        jail.close()
    assert sorted(path.name for path in given.iterdir()) == ["data", "data.csv", "helpers.py"]
