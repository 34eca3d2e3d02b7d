"""A command whose output is a terminal, as somebody sees it: with progress, a line for each record."""

from __future__ import annotations

import os
import re
import select
import subprocess
from collections.abc import Mapping, Sequence


class OnTerminal:
    """A running command; ``said`` is all it has said so far, to standard output and standard error."""

    def __init__(self, command: Sequence[str], patience: float, environment: Mapping[str, str]) -> None:
        """``environment`` is added to this process's; after ``patience`` seconds of silence reading gives up."""
        self._patience = patience
        self._terminal, theirs = os.openpty()
        self.process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=theirs, stderr=theirs, start_new_session=True,
            env={**os.environ, **environment},
        )  # fmt: skip
        os.close(theirs)
        self.said = ""

    def read(self) -> bool:
        """Read what comes next; whether anything did. Raises TimeoutError when nothing comes."""
        if not select.select([self._terminal], [], [], self._patience)[0]:
            raise TimeoutError(f"nothing more was said for {self._patience} seconds: {self.said}")
        try:
            data = os.read(self._terminal, 65536)
        except OSError:  # what a terminal answers whose other end is closed
            return False
        self.said += data.decode(errors="replace")
        return bool(data)

    def lines(self) -> list[str]:
        """What was said, without the progress."""
        text = re.sub("\r[^\r\n]*\x1b\\[K", "", self.said).replace("\r", "")
        return [line for line in text.split("\n") if line]

    def end(self) -> int:
        """Read to the end; the exit code."""
        while self.read():
            pass
        os.close(self._terminal)
        return self.process.wait(self._patience)
