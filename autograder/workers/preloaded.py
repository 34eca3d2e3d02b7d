"""What Python's forkserver imports before it forks the processes that grade."""

from __future__ import annotations

import gc

gc.disable()  # all of this stays: no use in looking for garbage in it

from autograder.grading import grade  # noqa: E402, F401

gc.freeze()  # pages that nobody looks through stay shared with the forks
gc.enable()
