"""Makes long-lived processes and their forks cheaper, by what they need not look for garbage in.

Measured with `autograder grade hw0 --jobs 2` on a class of 100, with and without in turn, medians of 14 runs each on a
busy machine: 7.2 instead of 7.9 s of processor time in all processes, 20.9 instead of 24.2 s of wall time.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def long_lived() -> Iterator[None]:
    """Collect no garbage meanwhile, and never look through what was made until now: it stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # forks share pages that nobody writes to, and looking through them would write
        gc.enable()
