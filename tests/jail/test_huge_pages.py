"""Memory in large pieces: the same bytes, and fewer entries to copy for a fork."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ASKED = """
import mmap, sys
from autograder.jail.inside import huge_pages

def large():
    with open("/proc/self/smaps_rollup") as file:
        return next(int(line.split()[1]) for line in file if line.startswith("AnonHugePages"))

area = mmap.mmap(-1, 2**24, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
area[:] = bytes(range(256)) * 2**16
before = large()
huge_pages.collapse()
assert area[:] == bytes(range(256)) * 2**16
print(before, large())
"""


@pytest.mark.skipif(
    not Path("/sys/kernel/mm/transparent_hugepage").exists()
    or tuple(map(int, os.uname().release.split(".")[:2])) < (6, 1),
    reason="this kernel has no huge pages to ask for",
)
def test_memory_is_folded_and_stays_what_it_was():
    said = subprocess.run([sys.executable, "-c", ASKED], capture_output=True, text=True, check=True).stdout
    before, after = map(int, said.split())
    assert after >= before + 2**14 - 2**12
