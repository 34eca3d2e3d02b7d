"""How far a run is: a bar on a terminal, and now and then a plain line where there is none."""

from __future__ import annotations

import sys
import time

WIDTH = 24
LINES = 10  # in a log file, for the whole run


class Progress:
    """Counts up to ``total``; call `step` after each."""

    def __init__(self, total: int) -> None:
        self.total, self.done = total, 0
        self._began = time.perf_counter()
        self._shown = 0  # how many plain lines

    @property
    def seconds(self) -> float:
        return time.perf_counter() - self._began

    def step(self) -> None:
        self.done += 1
        if sys.stderr.isatty():
            end = "\n" if self.done == self.total else ""
            print(f"\r{self._bar()} {self._text()} ", end=end, file=sys.stderr, flush=True)
        elif self.done * LINES // self.total > self._shown:
            self._shown = self.done * LINES // self.total
            print(self._text(), file=sys.stderr, flush=True)

    def _bar(self) -> str:
        full = WIDTH * self.done // self.total
        return "█" * full + "░" * (WIDTH - full)

    def _text(self) -> str:
        rate = self.done / self.seconds
        return f"{self.done}/{self.total} · {rate:.1f} a second · {duration((self.total - self.done) / rate)} left"


def duration(seconds: float) -> str:
    """``50 s``, ``12 min`` or ``3 h 5 min``."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 100 else f"{minutes // 60} h {minutes % 60} min"
