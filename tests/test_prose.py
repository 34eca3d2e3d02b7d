"""The prose is plain English: phrases that were translated word by word do not come back."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
OURS = ("lectures/*.py", "solutions/*/*.py", "solutions/*/catalogue/*.py", "byhand/*.py", "byhand/*/*.py", "docs/*.md",
        "docs/guide/*.md", "docs/reference/*.md", "docs/*.toml", "docs/coverage/*.toml", "README.md", "CONTRIBUTING.md")  # fmt: skip
WHAT = r"(\$|`|[A-Zxyzuvtw]\w?\b|[αβγθσ]\b|(its|each|one|every|the) (weight|bias|input|score|parameter|entr|of))"
FORBIDDEN = {  # pattern → what to write
    rf"\b(gradients?|derivatives?|slopes?)( of [^.;:,|\n]{{1,40}})? by {WHAT}": "with respect to",
    r"\b[Dd]ifferentiat\w+( \w+)? by (\$|`|one|it\b)": "with respect to",
    r"\b(all|both|several) (the )?ways (from|to the loss|together|through|at once|add)\b|\bways add up": "paths",
    r"\bways? from (\$|`)|\b(another|one more|second|direct) way to the loss": "path",
    r"\bon several ways\b": "along several paths",
    r"\bat a right angle (on|to it)\b|\bstands? at a right angle": "is perpendicular to",
    r"\bha(s|ve|d) the name of being\b": "is reputed to be",
    r"\bnothing else than\b": "just, simply",
    r"\balso to those\b": "even to those",
    r"\bstand even more\b": "tolerate even larger",
    r"\bloses? more than nine tenths of its loss": "the loss falls by more than nine tenths",
    r"\bdear(er|est)\b": "more expensive, costs more",
    r"\bhas one word\b": "in one word",
    r"\bgo(es)? with us\b": "accompanies us",
    r"\bof a simple make\b": "simply built",
    r"\bCut like this\b": "With these …, you can build",
    r"\bpiles\b": "parts, stacks",
    r"\b(when|while|nothing) in use\b|\bin use[,:;.]": "at inference, when the network is used",
    r"\bstop(s|ped)? lecture \d at\b": "at which lecture 1 was stuck",
}
FILES = sorted({path for pattern in OURS for path in ROOT.glob(pattern)})


def found(text: str) -> list[str]:
    """Each forbidden phrase in the text, with what to write instead; line breaks do not hide one."""
    text = " ".join(text.split())
    factor = re.compile(r"\b([Mm]ultipl|[Dd]ivid|[Ss]cale|gr[oe]w)\w*[^.]*$")  # then "by" is arithmetic
    return [
        f"{text[max(match.start() - 30, 0) : match.end() + 20]!r}: write {instead!r}"
        for pattern, instead in FORBIDDEN.items()
        for match in re.finditer(pattern, text)
        if not (instead == "with respect to" and factor.search(text[max(match.start() - 60, 0) : match.start()]))
    ]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_translated_phrase(path):
    assert found(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    ["the gradient by $W_1$", "the derivative of the loss\nby `b`", "Differentiate by one input", "all ways from", "ways add up",
     "it has the name of being hard", "nothing else than", "much dearer", "The answer has one word", "a gradient by the weights"],
)  # fmt: skip
def test_a_phrase_is_found_also_across_a_line_break(text):
    assert len(found(text)) == 1


@pytest.mark.parametrize(
    "text",
    ["dW by sums", "two slopes by hand", "one of the ways to do it", "multiply the gradient by $X^T$", "names in use of"],
)  # fmt: skip
def test_plain_words_are_left_alone(text):
    assert found(text) == []


def test_everything_is_read():
    tracked = subprocess.run(["git", "ls-files", "lectures/*.py"], cwd=ROOT, capture_output=True, text=True, check=True)
    assert {ROOT / name for name in tracked.stdout.split()} <= set(FILES)
