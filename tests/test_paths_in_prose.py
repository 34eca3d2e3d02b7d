"""A path that a page names is there: what is moved or renamed takes its mentions along."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TRACKED = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
PAGES = [name for name in TRACKED if name.endswith(".md")]
NAMED = re.compile(r"(?<![\w/.])(?:autograder|benchmarks|byhand|docs|tests|tools)/[\w./-]*\.\w+")


@pytest.mark.parametrize("page", PAGES)
def test_every_path_that_a_page_names_is_there(page):
    named = {path for path in NAMED.findall((ROOT / page).read_text(encoding="utf-8")) if "NN_" not in path}
    assert sorted(path for path in named if not (ROOT / path).exists()) == []


def test_the_pages_name_paths():
    assert len(PAGES) > 8
    assert sum(len(NAMED.findall((ROOT / page).read_text(encoding="utf-8"))) for page in PAGES) > 40
