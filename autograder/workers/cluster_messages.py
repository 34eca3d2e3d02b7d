"""What the coordinator and the process that speaks with a cluster tell each other.

The coordinator is trusted there: its `Start` and each `Task` are pickled. The other way go events, as JSON that is read
field by field.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import Enum
from typing import Any

from autograder.grading import stored
from autograder.grading.handed_in import HandedIn
from autograder.workers import outcome_text

MOST_BYTES = 2**28  # of one event; a graded notebook is far smaller
MOST_THREADS = 100_000  # of a cluster that is believed
KEPT = "What was graded is kept: run the same command again for the rest."


@dataclass(frozen=True)
class Start:
    """What is told first: where the cluster is, and what grades there."""

    scheduler: str
    settings: Mapping[str, Any]  # Dask's
    graders: bytes  # pickled `Graders`
    description: Mapping[str, str]  # the coordinator's
    walls: bool
    connect_seconds: float
    watch_seconds: float  # without a result: is anybody still there?


@dataclass(frozen=True)
class Task:
    """One submission to have graded, and the number that names it in events."""

    number: int
    student: str
    data: HandedIn
    notes: tuple[str, ...]
    once_more: bool


class Kind(Enum):
    """What an event is about."""

    READY = "ready"  # the workers can grade
    GRADED = "graded"  # ``said`` is what a worker returned for the task ``number``, as `outcome_text` has it
    FAILED = "failed"  # ``said`` is why there is no result of the task ``number``
    GONE = "gone"  # ``said`` is why nobody can grade any more


@dataclass(frozen=True)
class Event:
    """One event, and how many threads the cluster's workers have now."""

    kind: Kind
    said: str = ""
    number: int = -1
    threads: int = 0


def encode(event: Event) -> bytes:
    """Return an event as bytes."""
    return json.dumps(asdict(event) | {"kind": event.kind.value}).encode()


def decode(data: bytes) -> Event:
    """Return the event in ``data``; raises ValueError or TypeError where there is none."""
    try:
        event = stored.build(Event, json.loads(data))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    said = event.said if event.kind is Kind.GRADED else outcome_text.printable(event.said)
    return replace(event, said=said, threads=min(event.threads, MOST_THREADS))
