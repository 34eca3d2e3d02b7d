"""One thing the doctor looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_NAMED = 5


@dataclass(frozen=True)
class Diagnosis:
    """``wrong`` is empty where all is fine; ``stops`` is False where grading would work all the same."""

    what: str
    wrong: str = ""
    remedy: str = ""
    stops: bool = True

    def as_text(self) -> str:
        """Return ``✓ what``, or ``✗ what: wrong`` and the remedy below; ``!`` marks what does not stop grading."""
        if not self.wrong:
            return f"  ✓ {self.what}"
        lines = [f"  {'✗' if self.stops else '!'} {self.what}: {self.wrong}"]
        return "\n".join([*lines, *(f"      {line}" for line in self.remedy.splitlines())])


def listed(names: Sequence[str]) -> str:
    """Return the first few of ``names`` without control characters, and how many more there are."""
    shown = ["".join(each if each.isprintable() else "?" for each in name)[:200] for name in names[:MOST_NAMED]]
    more = len(names) - len(shown)
    return ", ".join(shown) + (f" and {more} more" if more else "")
