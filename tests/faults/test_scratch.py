"""What a killed run leaves among temporary files and in shared memory is cleared away; what is in use stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import scratch

HOLDER = """\
import multiprocessing, sys
from autograder import scratch
scratch.for_pools()
queue = multiprocessing.get_context("forkserver").SimpleQueue()
multiprocessing.util.get_temp_dir()
print(scratch.folder(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def start(temporary, monkeypatch):
    """Start a process that uses its folder and semaphores; returns it, its folder, and the semaphores."""
    monkeypatch.setenv("TMPDIR", str(temporary))
    started = []

    def start():
        words = [sys.executable, "-c", HOLDER]
        started.append(
            subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        )
        folder = Path(started[-1].stdout.readline().strip())
        return started[-1], folder, sorted(Path("/dev/shm").glob(f"sem.{folder.name}-*"))

    yield start
    for process in started:
        process.kill()
        process.communicate()


def end(process):
    process.communicate()
    assert process.returncode == 0


def kill_with_its_tracker(process):
    """Python's tracker would tidy up, unless it is killed as well."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    subprocess.run(["kill", "-9", *children, str(process.pid)], check=True)
    process.communicate()


def test_what_a_killed_process_left_the_next_one_clears_away(start, temporary):
    process, folder, semaphores = start()
    assert folder.parent == temporary
    assert semaphores
    kill_with_its_tracker(process)
    assert folder.exists()
    assert all(path.exists() for path in semaphores)
    after, own, _ = start()
    assert not folder.exists()
    assert not any(path.exists() for path in semaphores)
    end(after)
    assert not own.exists()
    assert [*temporary.iterdir()] == []


def test_what_a_living_process_uses_stays(start, temporary):
    first, folder, semaphores = start()
    second, _, _ = start()
    end(second)
    assert folder.exists()
    assert semaphores
    assert all(path.exists() for path in semaphores)
    end(first)
    assert [*temporary.iterdir()] == []


def test_what_only_looks_like_it_is_not_followed(start, temporary):
    kept = temporary / "kept"
    kept.mkdir()
    (temporary / "byhand-run-link").symlink_to(kept)
    (temporary / "byhand-run-file").write_text("somebody's")
    end(start()[0])
    assert sorted(path.name for path in temporary.iterdir()) == ["byhand-run-file", "byhand-run-link", "kept"]


LISTENER = """\
from multiprocessing.connection import Listener
from autograder import scratch
scratch.for_pools()
Listener(family="AF_UNIX").close()
print(scratch.folder())
"""


def test_where_temporary_files_have_a_long_name_sockets_still_have_room(temporary):
    long = temporary / ("x" * scratch.LONGEST)
    long.mkdir()
    environment = os.environ | {"TMPDIR": str(long)}
    words = [sys.executable, "-c", LISTENER]
    ended = subprocess.run(words, capture_output=True, text=True, env=environment, check=True)
    assert ended.stdout.startswith("/tmp/byhand-run-")
    assert not Path(ended.stdout.strip()).exists()
