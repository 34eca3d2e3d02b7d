"""The student's process across crashes: where it ends, another one takes its place, in the state it should be in.

The cells that worked so far are run again, without the one that ended the interpreter: one bad cell costs only its own
points. Snapshots are copies of the process that answer later. One that has ended by then is made again in the same way.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from autograder.assignment.answer_key import AnswerKey
from autograder.jail import wire
from autograder.jail.outside.client import Jail, JailStopped
from autograder.jail.outside.jailer import ForkServer

MOST_CRASHES = 20  # times that the interpreter is started again for one notebook


@dataclass
class Snapshot:
    """The student's process as it was after the cells ``worked``: a copy, or the process itself at the end."""

    jail: Jail
    channel: wire.Channel
    worked: tuple[str, ...]
    lost: bool = False  # it ended, or waits for a reply that will never come


class Sandbox:
    """The jail that runs cells now, those that crashed (snapshots in them still answer), and when all has to end."""

    def __init__(self, server: ForkServer, key: AnswerKey, names: Mapping[str, Any]) -> None:
        self._server, self._key, self._names = server, key, names
        self._deadline = time.monotonic() + key.limits.seconds_in_all
        self._worked: list[str] = []  # cells to run again after a crash
        self._jails: list[Jail] = []
        self.crashes = 0
        self.jail = self._open()

    @property
    def out_of_time(self) -> bool:
        """Whether the notebook as a whole has used up its time."""
        return time.monotonic() > self._deadline

    def keep(self, source: str) -> None:
        """Run this cell again after a crash: it counts as far as it went, as in a notebook."""
        self._worked.append(source)

    def restart(self) -> None:
        """Let another process take the place of the one that ended or cannot be asked again."""
        ended = self.jail
        self.jail = self._again(self._worked)
        self._let_go(ended)

    def snapshot(self, copy: bool = True) -> Snapshot:
        """Keep the process as it is now: a ``copy`` of it or itself. It is lost where it has ended meanwhile."""
        worked = tuple(self._worked)
        if copy:
            try:
                return Snapshot(self.jail, self.jail.branch(), worked)
            except JailStopped:
                return self.lost_snapshot()
        return Snapshot(self.jail, self.jail.answering, worked)

    def lost_snapshot(self) -> Snapshot:
        """Return a snapshot of a process that ended before it could be copied; `wake` makes it again."""
        return Snapshot(self.jail, self.jail.answering, tuple(self._worked), lost=True)

    def wake(self, snapshot: Snapshot) -> Jail:
        """Let ``snapshot`` answer from now on; made again in another jail if a later cell has ended all there was."""
        if snapshot.lost or snapshot.channel.ended:
            snapshot.jail = self._again([*snapshot.worked])
            snapshot.channel, snapshot.lost = snapshot.jail.answering, False
        snapshot.jail.switch(snapshot.channel)
        return snapshot.jail

    def finish(self) -> None:
        """Refuse all calls from now on. Raises `JailFailed` where a jail died that no student's code has ended."""
        for jail in self._jails:
            jail.asleep = True
        if any(jail.died for jail in self._jails):
            self._open()

    def close(self) -> None:
        """End all of the submission's processes."""
        for jail in self._jails:
            jail.close()

    def _open(self) -> Jail:
        jail = Jail(self._server, self._key.limits, self._key.classes)
        jail.names_here = self._names
        self._jails.append(jail)
        return jail

    def _again(self, worked: list[str]) -> Jail:
        """Return a new jail after the cells in ``worked``, as far as there is time for them.

        A cell that worked once and not twice is taken out of the list.
        """
        jail, place = self._open(), 0
        while place < len(worked) and not self.out_of_time:
            try:
                jail.run_cell(worked[place])
                place += 1
            except JailStopped:
                del worked[place]
                self._let_go(jail)
                jail, place = self._open(), 0
        return jail

    def _let_go(self, jail: Jail) -> None:
        """End what a crash left running, unless snapshots in that jail are still to be asked."""
        if not jail.has_branches:
            jail.close()
            self._jails.remove(jail)
