"""The student's process across crashes: when it dies, a new one is started and brought to the same state.

The cells that worked so far are run again, without the one that crashed: one bad cell costs only its own points.
Snapshots are copies of the process that answer later. One that has died by then is recreated in the same way.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NamedTuple

from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.key_cell import CellKind
from autograder.grading.arguments import ArgumentGuard
from autograder.jail import wire
from autograder.jail.limits import backstop
from autograder.jail.outside.client import Jail, JailStopped
from autograder.jail.outside.jailer import ForkServer


class NoTimeLeft(Exception):
    """The notebook's time was used up before a process could be brought to the state it should be in."""


class Worked(NamedTuple):
    """A cell that ran, with the names that were pinned before it and those that it defines anew."""

    source: str
    pinned: tuple[str, ...] = ()
    released: tuple[str, ...] = ()


@dataclass
class Snapshot:
    """The student's process as it was after the cells ``worked``: a copy, or the process itself at the end."""

    jail: Jail | None
    channel: wire.Channel | None
    worked: tuple[Worked, ...]
    lost: bool = False  # it died, or waits for a reply that will never come


class Sandbox:
    """The jail that runs cells now, earlier ones (snapshots in them still answer), and the notebook's own time.

    ``jail`` is None once the time was used up before a crashed one could be replaced. ``guard`` watches over the
    arguments of every call, in an assignment of ours.
    """

    def __init__(self, server: ForkServer, key: AnswerKey, names: Mapping[str, Any]) -> None:
        self._server, self._key, self._names = server, key, names
        self.guard = ArgumentGuard(key) if key.is_ours else None
        self._backstop = time.monotonic() + backstop(key.limits.seconds_in_all)
        self._used = 0.0  # own seconds in jails that were let go
        self._cut_short = False  # one of these, or the notebook as a whole, was ended by the clock on the wall
        self._worked: list[Worked] = []  # cells to run again after a crash
        self._jails: list[Jail] = []
        self.jail: Jail | None = self._open()

    @property
    def out_of_time(self) -> bool:
        """Whether the notebook as a whole has used up its time, in the first run and all that were repeated."""
        if time.monotonic() > self._backstop:
            self._cut_short = True
        used = self._used + sum(jail.clock.in_all for jail in self._jails)
        return self._cut_short or used > self._key.limits.seconds_in_all

    @property
    def cut_short(self) -> bool:
        """Whether something was ended, or not begun, because the machine was too busy."""
        return self._cut_short or any(jail.clock.cut_short for jail in self._jails)

    def remember(self, cell: Worked) -> None:
        """Note a cell that worked, to be run again after a crash."""
        self._worked.append(cell)

    def restart(self) -> None:
        """Replace the process, which died or cannot be asked again."""
        ended, self.jail = self.jail, None
        with suppress(NoTimeLeft):
            self.jail = self._recreated(self._worked)
        if ended is not None:
            self._let_go(ended)

    def snapshot(self, copy: bool = True) -> Snapshot:
        """Take a snapshot of the process: a forked ``copy``, or the process itself; a lost one if it has died."""
        if self.jail is None:
            return self.lost_snapshot()
        try:
            if copy:
                channel = self.jail.branch()
            else:
                channel = self.jail.answering
                self.jail.names(())  # from now on it shows tests the names that they should see
        except JailStopped:
            return self.lost_snapshot()
        return Snapshot(self.jail, channel, tuple(self._worked))

    def lost_snapshot(self) -> Snapshot:
        """Return the snapshot of a process that died before it could be copied; `wake` recreates it."""
        return Snapshot(None, None, tuple(self._worked), lost=True)

    def wake(self, snapshot: Snapshot) -> Jail:
        """Let ``snapshot`` answer from now on; recreate it in a new jail if its process has died.

        Raises `NoTimeLeft`.
        """
        jail, channel = snapshot.jail, snapshot.channel
        if snapshot.lost or jail is None or channel is None or channel.ended or not _answers(jail, channel):
            jail = self._recreated([*snapshot.worked])
            channel = jail.answering
            snapshot.jail, snapshot.channel, snapshot.lost = jail, channel, False
        jail.switch(channel)
        return jail

    def finish(self) -> None:
        """Refuse all further calls. If a jail died, see whether one can still be had; raises `JailFailed` if not."""
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
        given = [cell for cell in self._key.cells if cell.kind is CellKind.GIVEN]
        jail.know(self._names, frozenset().union(*(cell.functions for cell in given)))
        jail.guard = self.guard
        self._jails.append(jail)
        return jail

    def _recreated(self, worked: list[Worked]) -> Jail:
        """Return a new jail after the cells in ``worked``; raises `NoTimeLeft`.

        A cell that worked once and not twice is taken out of the list.
        """
        jail, place = self._open(), 0
        while place < len(worked):
            if self.out_of_time:
                self._let_go(jail)
                raise NoTimeLeft
            try:
                jail.run_cell(*worked[place])
                place += 1
            except JailStopped:
                del worked[place]
                self._let_go(jail)
                jail, place = self._open(), 0
        return jail

    def _let_go(self, jail: Jail) -> None:
        """Close a jail that is no longer needed, unless snapshots in it are still to be asked."""
        if not jail.has_branches:
            self._used += jail.clock.in_all
            self._cut_short |= jail.clock.cut_short
            jail.close()
            self._jails.remove(jail)


def _answers(jail: Jail, channel: wire.Channel) -> bool:
    """Return whether a copy outlived what ended another process of its jail, which can be about to end all of them."""
    if not jail.died:
        return True
    jail.switch(channel)
    try:
        jail.names([])
    except JailStopped:
        return False
    return True
