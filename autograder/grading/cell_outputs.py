"""What a student's cell shows in the graded notebook when it did not simply run."""

from __future__ import annotations

from collections.abc import Sequence

from autograder.grading.events import Output
from autograder.jail.limits import Limits
from autograder.jail.outside.stopped import JailStopped, StopReason

_CRASHED = "This cell crashed Python: {} The cells before it were run again without it."
_STUCK = "This cell had to be stopped: {} The cells before it were run again without it."
_CRASHES = "This cell was not run: cells before it crashed Python {} times, which is as often as it is restarted."
_TOO_LONG = (
    "This cell was not run: the notebook as a whole took more than {:g} seconds of computing. Which cell takes so long?"
)
_BUSY = "This cell was not run: the machine was too busy."
_TOO_MUCH = "The output of this cell was left out: the notebook as a whole shows more than {:g} MB."
_CELLS_IN_FULL = 100  # cells that may show as much as one cell may


def stopped(stop: JailStopped) -> list[Output]:
    """Return the outputs of a cell that crashed the interpreter, or whose interpreter had to be killed."""
    text = _STUCK if stop.reason in (StopReason.TIMED_OUT, StopReason.CUT_SHORT) else _CRASHED
    return [_error("Stopped", text.format(stop))]


def too_long(limits: Limits) -> list[Output]:
    """Return the outputs of a cell that was interrupted when its time was used up."""
    return [_error("TimeoutError", str(JailStopped(StopReason.TIMED_OUT, limits.seconds_per_cell)))]


def too_many_crashes(most: int) -> list[Output]:
    """Return the outputs of a cell that was not run because of ``most`` crashes before it."""
    return [_error("NotRun", _CRASHES.format(most))]


def out_of_time(limits: Limits, busy: bool) -> list[Output]:
    """Return the outputs of a cell that was not run because the notebook's time was up, or the machine ``busy``."""
    return [_error("NotRun", _BUSY if busy else _TOO_LONG.format(limits.seconds_in_all))]


def has_error(outputs: list[Output]) -> bool:
    """Return whether one of the outputs is an error."""
    return any(output["output_type"] == "error" for output in outputs)


class Shown:
    """How much a notebook has shown so far."""

    def __init__(self, limits: Limits) -> None:
        self._characters = 0
        self._most = _CELLS_IN_FULL * limits.output_kb * 1024

    def within_limits(self, outputs: list[Output]) -> list[Output]:
        """Return ``outputs``, as long as the notebook as a whole does not show too much."""
        self._characters += sum(map(_size, outputs))
        return outputs if self._characters <= self._most else [_error("LeftOut", _TOO_MUCH.format(self._most / 2**20))]


def _size(output: Output) -> int:
    """Return about how many characters an output takes in a notebook; pictures are text there."""
    texts = [output.get("text", ""), output.get("evalue", ""), *output.get("data", {}).values()]
    return 100 + sum(map(len, [*texts, *output.get("traceback", [])]))


def _error(kind: str, message: str) -> Output:
    return {"output_type": "error", "ename": kind, "evalue": message, "traceback": [message]}


def result_text(outputs: Sequence[Output]) -> str:
    """Return the text of the value that a cell ended with; empty if it ended with none."""
    results = [output["data"].get("text/plain", "") for output in outputs if output["output_type"] == "execute_result"]
    return str(results[-1]) if results else ""
