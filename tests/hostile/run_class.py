"""Runs commands in a course as their ancestor: whatever they leave running becomes this process's child.

    python run_class.py LONGEST_SECONDS -- command … -- command …

Prints one JSON object: each command's exit code and output, and what was still running afterwards.
"""

from __future__ import annotations

import ctypes
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

_PR_SET_CHILD_SUBREAPER = 36
_WAIT = 600  # seconds for helpers of multiprocessing, which notice the end of their parent by themselves


def main() -> None:
    longest, *words = sys.argv[1:]
    ctypes.CDLL(None).prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    ends = time.monotonic() + float(longest)
    said = []
    for command in _commands(words):
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
        try:
            out, err = process.communicate(timeout=ends - time.monotonic())
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
        said.append({"code": process.returncode, "out": out, "err": err})
    print(json.dumps({"said": said, "left": _left_over()}))


def _commands(words: list[str]) -> list[list[str]]:
    commands: list[list[str]] = []
    for word in words:
        if word == "--":
            commands.append([])
        else:
            commands[-1].append(word)
    return commands


def _left_over() -> list[str]:
    """Command lines of the descendants that do not end."""

    def late(signum: int, frame: object) -> None:
        raise TimeoutError

    signal.signal(signal.SIGALRM, late)
    signal.alarm(_WAIT)
    try:
        while True:
            os.wait()
    except ChildProcessError:
        return []
    except TimeoutError:
        return [_name(path) for path in Path("/proc").glob("[0-9]*") if _parent(path) == os.getpid()]


def _parent(path: Path) -> int:
    try:
        return int((path / "stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def _name(path: Path) -> str:
    return (path / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")


if __name__ == "__main__":
    main()
