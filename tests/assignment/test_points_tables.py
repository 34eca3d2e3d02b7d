"""The table at the top of each homework says what its questions are worth."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pytest

HOMEWORKS = sorted((Path(__file__).parents[2] / "solutions").glob("hw*/hw*.py"))
PIECES = re.compile(
    r"""^\#\#\ Question\ (?P<question>\d+)\b | ^\#\ %%.*?\bpoints=(?P<points>[\d.]+)""", re.MULTILINE | re.VERBOSE
)
ROW = re.compile(r"^\| (\d+) \|.*\| ([\d.]+) \|$", re.MULTILINE)


def worth(text: str) -> dict[int, float]:
    """Return the points of each question, as the headers of its cells say."""
    found: dict[int, float] = defaultdict(float)
    question = 0
    for piece in PIECES.finditer(text):
        if piece["question"]:
            question = int(piece["question"])
        else:
            found[question] += float(piece["points"])
    return dict(found)


@pytest.mark.parametrize("source", HOMEWORKS, ids=lambda source: source.parent.name)
def test_the_table_says_what_the_headers_say(source):
    text = source.read_text(encoding="utf-8")
    rows = ROW.findall(text[: text.index("## Question 1")])
    assert {int(question): float(points) for question, points in rows} == worth(text)
    assert len(rows) == len({question for question, _ in rows})


def test_a_question_in_several_cells_is_added_up():
    text = '## Question 1 · A\n# %% tests="a" points=2\n# %% [markdown] written="b" points=0.5\n## Question 2\n'
    assert worth(text) == {1: 2.5}
