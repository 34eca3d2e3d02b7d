"""Submissions that try to cheat score nothing on what they did not solve, and touch nobody else."""

from __future__ import annotations

import hashlib
import json
import textwrap
from pathlib import Path

import pytest
from cheats import CHEATS, LAST, RIGHT, STYLES
from notebooks import Homework, assignment, checks, given, shown, solution

INPUTS = "x = np.random.default_rng(5).normal(size=(3, 4))\nexpected = reference.squares(x.copy())\n"
GROUPS = [STYLES[start : start + 5] for start in range(0, len(STYLES), 5)]


def parts(styles):
    """A test cell of one point for each way of comparing."""
    blocks = [f"with parts(1, {style!r}):\n" + textwrap.indent(style, "    ") for style in styles]
    return "\n".join(["parts = check.Parts()", *blocks, "parts"])


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course folder with everything a cheat would like to read or change."""
    root = tmp_path_factory.mktemp("course")
    for name in ("gradebook.db", "submitted/s01/hw/hw.ipynb", "autograded/s01/hw/hw.ipynb", "solutions/secret.py"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("secret of the course")
    return root


@pytest.fixture(scope="module")
def hw(jailer, course):
    """Every way of comparing; all of them hidden."""
    compared = [*map(parts, GROUPS), STYLES[0], STYLES[3], *LAST]
    cells = [checks("pass", f"check-{n}", hidden=INPUTS + cell) for n, cell in enumerate(compared)]
    given_cell = given("import numpy as np\nfrom byhand import check")
    key = assignment(course / "solutions" / "hw", given_cell, solution(RIGHT), *cells, seconds_per_cell=1)
    return Homework(jailer, key)


def fingerprint(folder: Path) -> dict[str, str]:
    return {
        str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def all_points(hw):
    return [1.0] * len(hw.key.graded)


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("cheat", CHEATS)
def test_a_cheat_scores_nothing_and_harms_nobody(hw, course, cheat):
    before = fingerprint(course)
    result = hw.graded("import numpy as np\n" + CHEATS[cheat])
    assert [finding.score for finding in result.findings] == [0] * len(hw.key.graded)
    assert "secret of the course" not in shown(result)
    assert "default_rng" not in shown(result)
    assert fingerprint(course) == before
    assert hw.scores(RIGHT) == all_points(hw)


def test_an_honest_submission_gets_every_point_with_every_way_of_comparing(hw):
    assert hw.scores() == all_points(hw)


def test_a_cheat_in_one_question_keeps_the_points_of_solved_ones(homework):
    hw = homework(
        given("import numpy as np"),
        solution("def f(x):\n    return x + 1", "f"),
        checks("assert f(1) == 2", "check-f", hidden="assert f(5) == reference.f(5)"),
        solution("def g(x):\n    return x * 2", "g"),
        checks("assert g(1) == 2", "check-g", hidden="assert g(5) == reference.g(5)"),
    )
    for cheat in CHEATS.values():
        assert hw.scores(None, "import numpy as np\n" + cheat.replace("squares", "g")) == [1, 0]


def test_what_is_changed_in_one_submission_is_not_changed_in_the_next(jailer, homework):
    hw = homework(solution("import numpy as np\ny = np.sum([1, 2])"), checks("assert y == 3"))
    assert hw.score("import numpy as np\nnp.sum = lambda *a: 3\nnp.core = None\ny = 4") == 0
    assert hw.score() == 1


def test_attempted_changes_of_locked_cells_do_not_count(hw):
    notebook = json.loads(hw.submission("import numpy as np\ndef squares(x): return x"))
    for cell in notebook["cells"]:
        if cell["metadata"]["nbgrader"]["grade"]:
            cell["source"] = "1.0"
            cell["metadata"]["nbgrader"]["points"] = 100
            cell["metadata"]["tags"] = ["in-jail"]
    from autograder.grading.grade import grade

    findings = grade(json.dumps(notebook).encode(), hw.key, hw.jailer).findings
    assert [finding.score for finding in findings] == [0] * len(hw.key.graded)
