"""The table that a sampled gradient check returns."""

from __future__ import annotations

import html
from dataclasses import dataclass, replace

_CELL = "text-align: right; padding: 0.1em 0.9em; border: none; font-family: monospace"


@dataclass(frozen=True)
class Entry:
    """One entry of one array: the analytic gradient beside the numerical one."""

    name: str
    index: tuple[int, ...]
    analytic: float
    numeric: float
    error: float = float("nan")
    ok: bool = False

    def judged(self, tolerance: float, floor: float) -> Entry:
        """Return the entry with its relative error, taken relative to ``floor`` where both values are smaller."""
        difference = abs(self.analytic - self.numeric)
        size = max(abs(self.analytic), abs(self.numeric), floor)
        error = 0.0 if difference == 0 else difference / size  # NaN stays NaN and is not ok
        return replace(self, error=error, ok=error <= tolerance)

    @property
    def where(self) -> str:
        """The name with its index, such as ``W[2, 1]``."""
        return f"{self.name}[{', '.join(map(str, self.index))}]" if self.index else self.name


@dataclass(frozen=True)
class Report:
    """The entries that a gradient check compared; ``rows`` holds them in the order of the arrays."""

    rows: list[Entry]
    tolerance: float

    @property
    def ok(self) -> bool:
        """True if every entry that was compared agrees."""
        return all(row.ok for row in self.rows)

    @property
    def worst(self) -> Entry | None:
        """The entry with the largest relative error (NaN counts as the largest); None for an empty report."""
        return max(self.rows, key=lambda row: float("inf") if row.error != row.error else row.error, default=None)

    def summary(self) -> str:
        """Return one line that says how many entries agree, and which is the worst."""
        agree = sum(row.ok for row in self.rows)
        worst = self.worst
        tail = f"; largest relative error {worst.error:.1e} at {worst.where}" if worst else ""
        return f"{agree} of {len(self.rows)} entries agree to {self.tolerance:.0e}{tail}"

    def __repr__(self) -> str:
        lines = [f"  {'':1} {'entry':<12} {'analytic':>14} {'numerical':>14} {'rel. error':>10}"]
        for row in self._shown():
            mark = " " if row.ok else "✗"
            lines.append(f"  {mark} {row.where:<12} {row.analytic:>14.6e} {row.numeric:>14.6e} {row.error:>10.1e}")
        return "\n".join([self.summary(), *lines])

    def _repr_html_(self) -> str:
        titles = ("", "entry", "analytic", "numerical", "relative error")
        head = "".join(f'<th style="{_CELL}">{title}</th>' for title in titles)
        body = ""
        for row in self._shown():
            texts = (
                "" if row.ok else "✗",
                html.escape(row.where),
                f"{row.analytic:.6e}",
                f"{row.numeric:.6e}",
            )
            cells = "".join(f'<td style="{_CELL}">{text}</td>' for text in (*texts, f"{row.error:.1e}"))
            body += f"<tr>{cells}</tr>"
        table = f'<table style="border: none"><tbody><tr>{head}</tr>{body}</tbody></table>'
        return f"<div>{html.escape(self.summary())}{table}</div>"

    def _shown(self, most: int = 12) -> list[Entry]:
        """Return the rows to print: those that are off, worst first, then the others, worst first."""
        return sorted(self.rows, key=lambda row: (row.ok, -row.error))[:most]
