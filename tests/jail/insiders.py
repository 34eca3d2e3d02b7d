"""The real jail, asked from inside."""

from __future__ import annotations

import textwrap

from autograder.jail.limits import Limits
from autograder.jail.outside.client import Jail
from autograder.jail.outside.jailer import JailSource

SMALL = Limits(seconds_per_cell=2, memory_mb=200, tmp_mb=2, file_mb=1, processes=20, output_kb=4)
DEAF = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\n"  # to the alarm


def kind_of_error(jail: Jail, source: str) -> str:
    """The name of the error that a cell ends with."""
    _, outputs = jail.run_cell(textwrap.dedent(source))
    return "".join(output.get("ename", "") for output in outputs)


class Inside:
    """A jail that answers with what a cell printed."""

    def __init__(self, jailer: JailSource, limits: Limits) -> None:
        self.jail = Jail(jailer.warm, limits)

    def says(self, source: str) -> str:
        _, outputs = self.jail.run_cell(textwrap.dedent(source))
        return "".join(output.get("text", "") or output.get("evalue", "") for output in outputs)
