"""The own time of one submission, as `limits` defines it, and its deadlines.

Looking at the processes of a jail takes a fraction of a millisecond, and most requests take no longer. So the clock
looks only when the time could be used up, if every core had worked for the jail since the last look; and when an
allowance begins, if what happened since the last look could matter for it.
"""

from __future__ import annotations

import math
import signal
import time

from autograder.jail import wire
from autograder.jail.limits import backstop
from autograder.jail.outside import processes
from autograder.jail.outside.processes import Process

GRACE = 2.0  # seconds of own time beyond the limit before the jail is ended from outside
AGAIN = 1.0  # seconds of own time from one alarm to the next
SLACK = 0.05  # seconds for a call that begins when the time is used up: it may be the one that is quick
EVERY = 0.05  # seconds between two looks, at least
CARELESS = 0.05  # share of a limit that may be charged to the next allowance instead
PAGE = 0.02  # seconds that fetching a page may take where memory is short
LOSS = 0.1  # seconds that ended processes may take with them, uncounted, before the jail is no longer believed
BRIEF = 0.001  # seconds: most requests, and pauses between them, are too short to ask what of them was waiting
_ROUNDING = 0.04  # seconds: the kernel gives the time of children in whole ticks, user and system, before and after
_MOMENT = 0.02  # longer than the kernel goes without counting a thread that runs


class Overrun(Exception):
    """The time is used up and the alarm was of no use; ``backstop``: the wall clock's far limit was reached."""

    def __init__(self, backstop: bool) -> None:
        super().__init__()
        self.backstop = backstop


class Clock:
    """Counts own time while it runs, between `resume` and `pause`, and sounds the alarm in the jail."""

    def __init__(self, limit: float) -> None:
        self._root = self._thread = 0  # the jail's first process, and the one that answers; 0: not known
        self._cores = 1
        self._seen: dict[int, Process] = {}
        self._awake = 0.0
        self._since: float | None = None  # when it was resumed
        self._paused = 0.0
        self._looked = self._looked_own = 0.0  # the value of _awake at the last look, and the same without waiting
        self._processor = self._waited = 0.0
        self._waited_before = 0.0  # what the kernel counts for the answering thread, at the last look
        self._waited_here = 0.0  # the same for this thread, which has to wake up to read an answer
        self._lost = 0.0
        self._others_ran = False  # processes beside the answering one, which may go on when nothing is asked
        self._due = math.inf
        self.cut_short = False  # something was ended that may not have used up its own time
        self.start(limit)

    def start(self, limit: float) -> None:
        """Begin a new allowance of ``limit`` seconds."""
        self._limit = limit
        self._settle()
        self._mark = self._awake_now(), self._waited, self._processor, self._faults()
        self._alarm_at = limit
        self.ran_out = False  # the alarm was sounded in this allowance
        self._plan()

    def begin(self, channel: wire.Channel) -> None:
        """Wait until the walls are up; only what the jail's processes use from then on counts.

        Its first process is the parent of the one that says so, which tells its own number where there are no walls.
        Raises `Overrun`, and what `Channel.receive` raises.
        """
        until = time.monotonic() + backstop(self._limit)
        greeting = channel.receive(lambda: self._left_until(until))
        itself = int(greeting[1])
        first = processes.read(channel.sender)
        self._root = itself or (first.parent if first else 0)
        self._cores, self._seen = processes.cores(self._root), processes.tree(self._root)

    def _left_until(self, end: float) -> float:
        left = end - time.monotonic()
        if left <= 0:
            self.cut_short = True
            raise Overrun(backstop=True)
        return left

    def answered_by(self, pid: int) -> None:
        """Say which process answers from now on."""
        if pid != self._thread:
            self._wait_there()
            self._thread, self._waited_before = pid, processes.waited(pid)[0]

    def resume(self) -> None:
        """Let the time run, which `patience` watches."""
        if self._since is None:
            self._since = time.monotonic()
            if self._since - self._paused >= BRIEF:
                self._waited_here = processes.waited_here()
                self._plan()
            else:
                self._due += self._since - self._paused

    def pause(self) -> None:
        """Let no time run: nothing is asked, or trusted code serves a callback."""
        if self._since is not None:
            self._paused = time.monotonic()
            if self._paused - self._since >= BRIEF:
                self._wait_here()
            self._awake, self._since = self._awake + self._paused - self._since, None

    def allow_a_call(self) -> None:
        """Give the next call a little time, if there is none left; raises `Overrun` when even that was used up."""
        if self.own >= self._limit:
            self._settle(careless=0.0)
            if self.own >= self._limit + GRACE:
                raise Overrun(backstop=False)
            self._alarm_at = max(self._alarm_at, self.own + SLACK)

    @property
    def own(self) -> float:
        """Return the own time in this allowance, as far as is known; where in doubt it was used."""
        awake, waited, processor, _ = self._mark
        return max(self._awake_now() - awake - (self._waited - waited), self._processor - processor)

    @property
    def own_settled(self) -> float:
        """Return the own time in this allowance."""
        self._settle()
        return self.own

    @property
    def in_all(self) -> float:
        """Return the own time since the jail began."""
        self._settle()
        return max(self._awake_now() - self._waited, self._processor)

    def patience(self) -> float:
        """Return how long to wait at most before asking again; sound the alarm if it is time. Raises `Overrun`."""
        now = time.monotonic()
        if now >= self._due:
            self._check()
            self._plan(EVERY)
            now = time.monotonic()
        return max(0.001, self._due - now)

    def end_all_but(self, spared: list[int]) -> bool:
        """Kill the process that answers and all others of the jail but its first, those ``spared``, and their children.

        Return False if that was not possible, so that all of them are being ended with the first.
        """
        if processes.end(self._root, self._thread, spared):
            return True
        if (first := processes.read(self._root)) is not None:
            processes.send_signal(first, signal.SIGKILL)
        return False

    def _wait_here(self) -> None:
        """Leave out what this thread waited for a core since the last time: the jail had answered, or had not to."""
        now = processes.waited_here()
        if self._lost <= LOSS:
            self._waited += now - self._waited_here
        self._waited_here = now

    def _wait_there(self) -> None:
        """Leave out what the answering thread waited for a core since the last time."""
        now = processes.waited(self._thread)[0]
        if self._thread in self._seen and self._lost <= LOSS:
            self._waited += max(0.0, now - self._waited_before)
        self._waited_before = now

    def _awake_now(self) -> float:
        return self._awake + (0.0 if self._since is None else time.monotonic() - self._since)

    def _plan(self, least: float = 0.0) -> None:
        """Note when to look again: as soon as the time could be used up."""
        now, unseen = time.monotonic(), self._awake_now() - self._looked
        awake, waited, processor, _ = self._mark
        known = max(self._looked - awake - (self._waited - waited), self._processor - processor, 0.0)
        left = (min(self._alarm_at, self._limit + GRACE) - known) / self._cores - unseen
        on_the_wall = backstop(self._limit) - (self._awake_now() - awake)
        self._due = now + max(least, min(left, on_the_wall))

    def _settle(self, careless: float = CARELESS) -> None:
        """Look, unless what is not known is too little to matter."""
        most = careless * self._limit / self._cores
        if self._root and (self._others_ran or self._awake_now() - self._looked > most):
            self._wait_there()  # on a busy machine most of it was waiting
            if self._others_ran or self._awake_now() - self._waited - self._looked_own > most:
                self._look()

    def _look(self) -> None:
        """Count what was used since the last look. What a process was seen to use counts after its end, too."""
        self._looked = self._awake_now()
        if self._since is not None:
            self._wait_here()
        if not self._root:
            return
        now, before = processes.tree(self._root, self._seen.values()), self._seen
        ended = [process for pid, process in before.items() if pid not in now]
        heirs: dict[int, float] = {}
        for process in ended:
            heir = process.parent if process.parent in now else self._root
            heirs[heir] = heirs.get(heir, 0.0) + process.total
        lost = sum(max(0.0, used - _inherited(heir, before, now)) for heir, used in heirs.items())
        used = sum(process.total for process in now.values()) - sum(process.total for process in before.values())
        self._processor += max(0.0, used + lost)
        self._lost += max(0.0, lost - _ROUNDING * len(heirs))
        self._others_ran = any(now[pid].own > before[pid].own for pid in now.keys() & before.keys() - {self._thread})
        self._others_ran |= not now.keys() <= before.keys()
        self._seen = now
        self._wait_there()
        self._looked_own = self._looked - self._waited

    def _check(self) -> None:
        """Look, and do what is due. Raises `Overrun`."""
        self._look()
        awake, _, processor, _ = self._mark
        if self._awake_now() - awake >= backstop(self._limit):
            self.cut_short = True
            raise Overrun(backstop=True)
        if self.own < self._alarm_at and self.own < self._limit + GRACE:
            return
        if self._processor - processor < self._limit:
            if self._waits_now():
                return
            self.cut_short |= self.own - PAGE * (self._faults() - self._mark[3]) < self._limit
        if self.own >= self._limit + GRACE:
            raise Overrun(backstop=False)
        self.ran_out = True
        self._alarm_at = self.own + AGAIN
        if self._thread in self._seen:
            processes.send_signal(self._seen[self._thread], signal.SIGALRM)

    def _waits_now(self) -> bool:
        """Return whether the answering thread waits for a core: the kernel counts a wait when it has ended."""
        if self._thread not in self._seen or self._lost > LOSS or self._seen[self._thread].state != "R":
            return False
        _, before = processes.waited(self._thread)
        time.sleep(_MOMENT)
        _, after = processes.waited(self._thread)
        self._look()
        return before == after or self.own < self._alarm_at

    def _faults(self) -> int:
        return self._seen[self._thread].faults if self._thread in self._seen else 0


def _inherited(heir: int, before: dict[int, Process], now: dict[int, Process]) -> float:
    """Return what was added to the time of a process's children."""
    if heir not in now:
        return 0.0
    return now[heir].of_children - (before[heir].of_children if heir in before else 0.0)
