"""What a killed run leaves among temporary files is cleared away; what is in use stays."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder import scratch

HOLDER = """\
import sys
from multiprocessing.connection import Listener
from autograder import scratch
scratch.for_forkserver()
listener = Listener(family="AF_UNIX")
print(scratch.folder(), flush=True)
sys.stdin.read()
"""


@pytest.fixture
def start(temporary, monkeypatch):
    """Start a process that uses its folder; returns it and its folder."""
    monkeypatch.setenv("TMPDIR", str(temporary))
    started = []

    def start():
        words = [sys.executable, "-c", HOLDER]
        started.append(
            subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        )
        folder = Path(started[-1].stdout.readline().strip())
        return started[-1], folder

    yield start
    for process in started:
        process.kill()
        process.communicate()


def end(process):
    process.communicate()
    assert process.returncode == 0


def test_what_a_killed_process_left_the_next_one_clears_away(start, temporary):
    process, folder = start()
    assert folder.parent == temporary
    assert len([*folder.iterdir()]) == 1  # the socket
    process.kill()
    process.communicate()
    assert folder.exists()
    after, own = start()
    assert not folder.exists()
    end(after)
    assert not own.exists()
    assert [*temporary.iterdir()] == []


def test_what_a_living_process_uses_stays(start, temporary):
    first, folder = start()
    second, _ = start()
    end(second)
    assert folder.exists()
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
scratch.for_forkserver()
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
