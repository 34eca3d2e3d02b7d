"""The coordinator of a cluster ended with Ctrl-C, once and twice, or with `kill -9`: nothing is lost, nothing stays."""

from __future__ import annotations

import itertools
import os
import shutil
import signal
import tempfile
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra dask is not installed")

import psutil
from books import grades, rows
from expectations import SECONDS
from processes import Run

STOPPED = "stopped; what was graded is kept. Run the same command again for the rest."


@pytest.fixture
def undisturbed(course, handed_in, hidden):
    """Return what a run that nothing happens to writes, on this machine alone."""
    root = Path(tempfile.mkdtemp(dir=hidden)) / "root"
    shutil.copytree(course.root, root)
    code, said = Run(root, "grade", "hw0", "--jobs", "2").outcome()
    assert code == 1, said  # of what nobody can read
    return rows(root / "course")


@pytest.mark.parametrize(("signals", "code"), [
    ([signal.SIGINT], 130), ([signal.SIGINT, signal.SIGINT], 130), ([signal.SIGKILL], -signal.SIGKILL),
], ids=["Ctrl-C", "Ctrl-C twice", "kill -9"])  # fmt: skip
@pytest.mark.parametrize("moment", ["8 to grade", " 2/"])
def test_what_was_graded_is_kept_the_workers_are_free_and_the_next_run_grades_the_rest(
    workers, held, course, undisturbed, signals, code, moment
):
    run = Run(course.root, "grade", "hw0", "--scheduler", workers.address)
    run.wait_for(moment)
    for number in signals:
        os.killpg(run.process.pid, number)
    ended, said = run.outcome()
    children = [psutil.Process(pid).children(recursive=True) for pid in workers.pids().values()]
    held.let_go()
    run.wait_for_all_to_end()
    assert ended == code
    assert "Traceback" not in said
    if code == 130:
        assert said.splitlines()[-1] == STOPPED
        assert said.count(STOPPED) == 1
    assert len(grades(course.work)) >= (2 if moment == " 2/" else 0)
    _, alive = psutil.wait_procs([*itertools.chain(*children)], timeout=SECONDS)
    assert alive == []
    assert len(workers.client.nthreads()) == 2
    code, said = Run(course.root, "grade", "hw0", "--scheduler", workers.address).outcome()
    assert code == 1, said  # of what nobody can read
    assert rows(course.work) == undisturbed
