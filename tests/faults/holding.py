"""A run that is held at a point in a submission's grading, so that no test has to be quicker than the run."""

from __future__ import annotations

import fcntl
import os
import select
import shutil
from pathlib import Path

from processes import TIMEOUT

CODE = Path(__file__).parent / "held" / "sitecustomize.py"
BUSY = Path(__file__).parent / "busy" / "sitecustomize.py"


class Hold:
    """Holds the first submission that comes to a point, in processes that `CODE` was given to, until it is let go."""

    def __init__(self, folder: Path) -> None:
        """``folder`` is what those processes know as HELD_IN; it is made here, and that arms them."""
        made = folder.with_name(f"{folder.name}.made")
        made.mkdir()
        os.mkfifo(made / "reached")
        self._reached = os.open(made / "reached", os.O_RDWR)  # so that a process that writes never waits for this one
        self._gate = os.open(made / "gate", os.O_RDWR | os.O_CREAT)
        fcntl.flock(self._gate, fcntl.LOCK_EX)
        made.rename(folder)
        self._folder = folder

    def wait(self) -> int:
        """Return the process that is held, once there is one."""
        reached, _, _ = select.select([self._reached], [], [], TIMEOUT)
        assert reached, "nothing came to the point where it would be held"
        return int(os.read(self._reached, 20))

    def let_go(self) -> None:
        """Let the submission go on; also before it is held."""
        fcntl.flock(self._gate, fcntl.LOCK_UN)

    def close(self) -> None:
        """Let it go, and hold nothing any more."""
        self.let_go()
        shutil.rmtree(self._folder)
        os.close(self._reached)
        os.close(self._gate)


def environment(point: str, folder: Path) -> dict[str, str]:
    """Return the settings of processes that have `CODE`."""
    return {"HELD_AT": point, "HELD_IN": str(folder)}
