"""The five families of the corpus."""

from __future__ import annotations

import denial
import leaks
import nonsense
import points
import tampering
from corpus import Entry

FAMILIES: dict[str, list[Entry]] = {
    "points": points.ENTRIES,
    "leaks": leaks.ENTRIES,
    "tampering": tampering.ENTRIES,
    "denial": denial.ENTRIES,
    "nonsense": nonsense.ENTRIES,
}
