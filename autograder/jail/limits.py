"""What one submission may use. An assignment changes a limit in the YAML header of its source, under `byhand`.

Seconds are the student's *own* time: the larger of

- the processor time of all threads of all processes of the jail, ended ones included, and
- the time on the wall while the jail was asked, less the time that its answering thread, or the thread that reads its
  answers here, waited for a core.

So computing and sleeping count, more threads buy no time, and what neighbours take of the machine does not count. A
process that is stopped, by whomever, counts as one that sleeps. Time between two requests, and while trusted code
serves a callback, does not count. Trusted code, which never sleeps but for the jail, has processor time only.

Each limit has a far `backstop` on the wall, for a machine that is too busy to give a submission its time. What that
ends, or what ran out asleep while pages came from a disk, says nothing about the submission: `Graded.cut_short`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True)
class Limits:
    """Limits on one submission's process; every field can be set per assignment."""

    seconds_per_cell: float = 10.0  # own time of one student cell, and of all calls one test cell makes
    seconds_in_all: float = 300.0  # own time of the whole notebook; what has not begun by then is not run
    memory_mb: int = 1024  # address space beyond what the warm process already maps
    tmp_mb: int = 64  # size of the private /tmp
    file_mb: int = 32  # size of one file
    processes: int = 64  # processes and threads
    output_kb: int = 200  # text one cell may print; pictures may be ten times as large
    notebook_mb: int = 20  # size of the submitted file

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Limits:
        """Return the defaults, changed by those of ``settings`` that are limits; raise ValueError on a bad number."""
        known = {field.name for field in fields(cls)}
        chosen = {name: value for name, value in settings.items() if name in known}
        for name, value in chosen.items():
            if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
                raise ValueError(f"the limit {name} must be a positive number, and is {value!r}")
        return cls(**chosen)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def backstop(seconds: float) -> float:
    """Return the seconds on the wall after which what may take ``seconds`` of own time is ended all the same."""
    return 30 * seconds + 60
