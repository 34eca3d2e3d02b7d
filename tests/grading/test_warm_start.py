"""Given cells that every submission begins with run once; nobody can tell the difference."""

from __future__ import annotations

import json

import pytest
from notebooks import checks, given, outputs, solution

from autograder.grading import reading
from autograder.grading.grade import grade
from autograder.grading.plan import make_plan
from autograder.grading.warm_start import warm_start

COUNT = "import numpy as np\nX = np.arange(6.0).reshape(2, 3)\nprint('given', X.sum())\nX"


@pytest.fixture
def counting(homework):
    return homework(
        given(COUNT),
        given("limits = {'most': [1, 2]}", "limits"),
        solution("def top(X):\n    return X.max() + limits['most'][1]", "top"),
        checks("X += 1\nassert top(X) == X.max() + 2\nlimits['most'].append(3)", "check-top"),
        checks("assert len(limits['most']) == 3 and X[0, 0] == 1", "check-later"),
        given("Y = X", "after"),
    )


def test_only_leading_given_cells_are_run_ahead(counting):
    plan = make_plan(reading.read(counting.submission(), counting.key), counting.key)
    assert [step.trusted.grade_id for step in plan.steps[: plan.warm]] == ["setup", "limits"]
    assert len(warm_start(plan, counting.key, counting.jailer).outputs) == 2


def test_their_outputs_stand_in_every_graded_notebook(counting):
    for _ in range(2):
        assert "given 15.0" in outputs(counting.graded(), 0)


def test_what_one_submission_does_to_their_data_is_not_seen_by_the_next(counting):
    in_place = "X[:] = 100\nlimits['most'] = [0, 50]\nmine = limits['most']\ndef top(X):\n    return X.max() + mine[1]"
    for answer, scores in [(None, [1, 1]), (in_place, [0, 0]), (None, [1, 1])]:
        assert counting.scores(answer)[0] == scores[0]


def test_tests_get_data_of_their_own_for_each_submission(counting):
    assert [counting.scores() for _ in range(3)] == [[1, 1]] * 3


def test_a_cell_of_the_students_before_them_counts(counting):
    notebook = json.loads(counting.submission())
    first = {"cell_type": "code", "metadata": {}, "source": "import builtins\nbuiltins.seen = True", "outputs": []}
    notebook["cells"].insert(0, first)
    notebook["cells"][3]["source"] = "def top(X):\n    return X.max() + 2 if seen else 0"
    result = grade(json.dumps(notebook).encode(), counting.key, counting.jailer)
    assert [finding.score for finding in result.findings] == [1, 1]
    assert "given 15.0" in outputs(result, 1)


def test_given_cells_that_write_files_run_for_each_submission(homework, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # given cells run outside the jail, too
    writing = homework(
        given("with open('table.txt', 'w') as file:\n    file.write('1 2 3')"),
        solution("def read():\n    with open('table.txt') as file:\n        return file.read()", "read"),
        checks("assert read() == '1 2 3'", "check-read"),
    )
    assert writing.scores() == [1]
    plan = make_plan(reading.read(writing.submission(), writing.key), writing.key)
    assert plan.warm == 1
    assert warm_start(plan, writing.key, writing.jailer).server is writing.jailer.warm


def test_a_jail_that_died_begins_with_them_again(counting):
    notebook = json.loads(counting.submission())
    notebook["cells"].insert(2, {**notebook["cells"][0], "metadata": {}, "source": "import os\nos._exit(0)"})
    result = grade(json.dumps(notebook).encode(), counting.key, counting.jailer)
    assert [finding.score for finding in result.findings] == [1, 1]


def test_given_cells_whose_names_only_a_picture_uses_are_not_run_beside_the_tests(homework):
    drawing = homework(
        given("import numpy as np\nimport matplotlib.pyplot as plt\nimport os"),
        given("X = np.arange(3.0)", "data"),
        given("figure, ax = plt.subplots()\nax.plot(X)\nplt.show()", "picture"),
        given("np.random.seed(3)", "seed"),
        solution("def top(X):\n    return X.max()", "top"),
        checks("assert top(X) == 2", "check-top"),
    )
    assert [*drawing.key.given_for_tests] == ["setup", "data", "seed"]
    result = drawing.graded()
    assert result.score == 1
    assert "image/png" in json.loads(result.notebook)["cells"][2]["outputs"][0]["data"]


def test_a_cell_that_another_needed_one_builds_on_is_needed(homework):
    chain = homework(
        given("from math import *", "star"),
        given("unit = 2", "unit"),
        given("def scaled(x):\n    return unit * x", "scaled"),
        given("unused = scaled(3)", "unused"),
        solution("def double(x):\n    return 2 * x", "double"),
        checks("assert double(3) == scaled(3)", "check-double"),
    )
    assert [*chain.key.given_for_tests] == ["unit", "scaled"]
