"""Processes that keep a machine busy in different ways, as browsers, graders and test runs do together.

    python busy.py NUMBER      one of them, which ends with the process that started it

They differ in what they do and in their niceness: plain loops at equal priority leave a neighbour its fair share, and
that is not what breaks a clock.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import numpy as np

NICENESS = (0, 5, -5, 19, 0, 10, -10)  # lower ones where that is permitted
MEGABYTES = 64


@contextmanager
def neighbours(number: int) -> Iterator[None]:
    """Keep so many of them at work, each in a process group of its own, which ends with this."""
    command = [sys.executable, __file__]
    started = [
        subprocess.Popen([*command, str(each)], start_new_session=True, stdout=subprocess.PIPE)
        for each in range(number)
    ]
    try:
        for process in started:
            assert process.stdout is not None
            process.stdout.readline()  # it is at work
        yield
    finally:
        for process in started:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
        for process in started:
            process.communicate()


def compute(dice: random.Random) -> None:
    """Loop without a pause."""
    sum(range(dice.randrange(10**6)))


def touch_memory(dice: random.Random) -> None:
    """Take memory, write to each page of it, and give it back."""
    np.empty(dice.randrange(1, MEGABYTES) * 2**20, dtype=np.uint8).fill(1)


def multiply(dice: random.Random) -> None:
    """Fill the caches with a product of two tables."""
    side = dice.randrange(100, 400)
    table = np.ones((side, side))
    (table @ table).sum()


def fork(dice: random.Random) -> None:
    """Start children that work for a moment and end."""
    children = []
    for _ in range(dice.randrange(1, 6)):
        child = os.fork()
        if child == 0:
            sum(range(dice.randrange(10**5)))
            os._exit(0)
        children.append(child)
    for child in children:
        os.waitpid(child, 0)


def nap(dice: random.Random) -> None:
    """Sleep for a moment, then work for one: who wakes up goes first."""
    time.sleep(dice.random() / 50)
    sum(range(dice.randrange(10**5)))


def write(dice: random.Random) -> None:
    """Write a file and wait until it is on the disk."""
    with tempfile.TemporaryFile() as file:
        file.write(dice.randbytes(2**20))
        file.flush()
        os.fsync(file.fileno())


WAYS = (compute, touch_memory, fork, nap, multiply, write)


def main() -> None:
    """Be busy in the way and with the niceness of this number, until whoever started it is gone."""
    number, parent = int(sys.argv[1]), os.getppid()
    with suppress(OSError):  # a lower one needs a permission
        os.nice(NICENESS[number % len(NICENESS)])
    dice = random.Random(number)
    print("at work", flush=True)
    while os.getppid() == parent:
        WAYS[number % len(WAYS)](dice)


if __name__ == "__main__":
    main()
