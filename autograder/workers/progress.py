"""How far a run is: a bar on a terminal, elsewhere a plain line now and then. Both go to stderr."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence

WIDTH = 24
SECONDS_BETWEEN_LINES = 15.0


class Progress:
    """Counts up to ``total``: call `step` after each."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self._began = self._latest = time.monotonic()

    @property
    def seconds(self) -> float:
        """Seconds since the beginning."""
        return time.monotonic() - self._began

    def step(self) -> None:
        """Count one more, and show it: always on a terminal, elsewhere now and then."""
        self.done += 1
        now = time.monotonic()
        if sys.stderr.isatty():
            full = WIDTH * self.done // self.total
            end = "\n" if self.done == self.total else ""
            print(f"\r{'█' * full}{'░' * (WIDTH - full)} {self}\033[K", end=end, file=sys.stderr, flush=True)
        elif now - self._latest >= SECONDS_BETWEEN_LINES:
            self._latest = now
            print(self, file=sys.stderr, flush=True)

    def __str__(self) -> str:
        rate = self.done / max(self.seconds, 1e-9)
        left = duration((self.total - self.done) / rate) if self.done else "?"
        return f"{self.done}/{self.total} · {rate:.1f} a second · {left} left"


def announce_retries(reasons: Sequence[str]) -> None:
    """Say on stderr how many submissions are graded again for each reason; one item of ``reasons`` for each of them."""
    if not reasons:
        return
    print(end="\n" if sys.stderr.isatty() else "", file=sys.stderr)  # below the line with the progress
    for reason in sorted({*reasons}):
        number = reasons.count(reason)
        print(f"{reason}: {number} submission{'s' if number > 1 else ''} graded again", file=sys.stderr)


def duration(seconds: float) -> str:
    """Return a time as people say it: ``50 s``, ``12 min`` or ``3 h 5 min``."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
