"""Runs cells in IPython, inside the jail, and keeps what they show as notebook outputs."""

from __future__ import annotations

import _signal  # type: ignore[import-not-found]  # what `signal` wraps in enums, which take longer than the call
import base64
import builtins
import contextlib
import io
import math
import signal
import sys
import types
import warnings
from collections.abc import Callable, Iterator
from typing import Any

import matplotlib

matplotlib.use("module://matplotlib_inline.backend_inline")

import matplotlib.pyplot as plt
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

from autograder.jail.recorder import Recorder

# Fonts, mathematical text, layout and colour meshes are slow the first time; forks inherit what was cached here.
_WARM_UP = """
%matplotlib inline
import numpy as np, matplotlib, matplotlib.pyplot as plt
from byhand import check, data, diagnose, gradients, plots
with matplotlib.rc_context():
    plots.use_style()
    X, y = data.spiral(points_per_class=9)
    fig, (left, right) = plt.subplots(1, 2)
    plots.decision_regions(lambda X: (X[:, 0] > 0).astype(int), X, y, ax=left)
    plots.loss_curve(np.array([2.0, 1.0]), ax=right, reference=1.0)
    left.set_title("$x_1$")
    plt.show()
"""
NO_TYPING = (
    "input() waits for somebody to type, and nobody can while a notebook is being graded. Put the value in the code."
)
TOO_LONG = (
    "this took more than the {seconds:g} seconds of computing that a {what} may take. Which loop does most of the work?"
)
_KEYBOARD = sys.stdin
_ALARM = {signal.SIGALRM}
_IGNORED = int(signal.SIG_IGN)
_handlers: list[Callable[[int, types.FrameType | None], None]] = []  # of what runs, the innermost last


class _Stream(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of a cell."""

    encoding = "utf-8"

    def __init__(self, name: str, recorder: Recorder) -> None:
        self._name, self._recorder = name, recorder

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._recorder.text(self._name, text)
        return len(text)

    def writable(self) -> bool:
        return True


class _Publisher(DisplayPublisher):
    recorder: Recorder

    def publish(self, data: dict, metadata: Any = None, **ignored: Any) -> None:
        self.recorder.display("display_data", _as_text(data))

    def clear_output(self, wait: bool = False) -> None:
        self.recorder.outputs.clear()


class _DisplayHook(DisplayHook):
    recorder: Recorder

    def start_displayhook(self) -> None: ...

    def write_output_prompt(self) -> None: ...

    def write_format_data(self, format_dict: dict, md_dict: Any = None) -> None:
        self.recorder.display("execute_result", _as_text(format_dict))

    def finish_displayhook(self) -> None: ...


def _as_text(data: dict) -> dict[str, str]:
    """Encode pictures in base64, as notebooks hold them."""
    return {
        mime: base64.b64encode(value).decode() if isinstance(value, bytes) else value for mime, value in data.items()
    }


class Shell(InteractiveShell):
    """IPython without a terminal: outputs go to a recorder, nobody can type, nothing is written to disk."""

    def __init__(self, **settings: Any) -> None:
        self.recorder = Recorder()
        super().__init__(**settings)
        self.display_pub.recorder = self.displayhook.recorder = self.recorder

    def init_display_pub(self) -> None:
        self.display_pub = _Publisher(parent=self, shell=self)

    def init_displayhook(self) -> None:
        super().init_displayhook()
        self.displayhook = _DisplayHook(parent=self, shell=self, cache_size=0)
        self.display_trap.hook = self.displayhook

    def _showtraceback(self, etype: Any, evalue: Any, stb: list[str]) -> None:
        try:
            text = str(evalue)
        except Exception:
            text = ""
        self.recorder.error(getattr(etype, "__name__", "Error"), text, stb)

    def ask_exit(self) -> None: ...

    def run(self, source: str, output_kb: int, seconds: float) -> tuple[bool, list[dict[str, Any]]]:
        """Run one cell, which may take ``seconds``; return whether it ended without an error, and its outputs."""
        self.recorder.start(output_kb)
        with self.listening(), interruptible("cell", seconds):
            result = self.run_cell(source, store_history=False, silent=False)
        return bool(result.success), self.recorder.outputs

    @contextlib.contextmanager
    def recording(self, output_kb: int) -> Iterator[Recorder]:
        """Record the outputs of one call on their own, while those of an outer call are put aside."""
        outer = self.recorder.outputs, self.recorder.room
        self.recorder.start(output_kb)
        try:
            yield self.recorder
        finally:
            self.recorder.outputs, self.recorder.room = outer

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Send printed text to the recorder."""
        before = sys.stdout, sys.stderr
        sys.stdout, sys.stderr = _Stream("stdout", self.recorder), _Stream("stderr", self.recorder)
        try:
            yield
        finally:
            sys.stdout, sys.stderr = before


@contextlib.contextmanager
def interruptible(what: str, seconds: float) -> Iterator[None]:
    """Let the grader's alarm raise TimeoutError in the code that runs within, even if the signal was blocked before.

    The clock is outside. An alarm that was meant for something earlier is thrown away.
    """

    def interrupt(signum: int, frame: types.FrameType | None) -> None:
        raise TimeoutError(TOO_LONG.format(seconds=seconds, what=what))

    _signal.signal(signal.SIGALRM, _IGNORED)
    _signal.signal(signal.SIGALRM, interrupt)  # each time: student code may have installed another
    _handlers.append(interrupt)
    blocked = signal.SIGALRM in _signal.pthread_sigmask(signal.SIG_UNBLOCK, _ALARM)
    try:
        yield
    finally:
        with contextlib.suppress(TimeoutError):  # an alarm at this very moment comes too late
            _signal.signal(signal.SIGALRM, _IGNORED)
        if blocked:
            signal.pthread_sigmask(signal.SIG_BLOCK, _ALARM)
        _handlers.pop()
        _signal.signal(signal.SIGALRM, _handlers[-1] if _handlers else _IGNORED)


@contextlib.contextmanager
def undisturbed() -> Iterator[None]:
    """Hold back the alarm until the end: a message half read would garble the next one."""
    blocked = signal.pthread_sigmask(signal.SIG_BLOCK, _ALARM)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, blocked)


def _no_typing(prompt: object = "") -> str:
    """Read a line from what a test put in the place of the keyboard; there is no other."""
    if sys.stdin is _KEYBOARD:
        raise EOFError(NO_TYPING)
    if not (line := sys.stdin.readline()):
        raise EOFError("nothing is left to be typed")
    return line.rstrip("\n")


def warm() -> Shell:
    """Return a shell that has run a cell, drawn a figure and formatted a traceback: forks start at full speed."""
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "NoColor"
    settings.InteractiveShell.xmode = "Context"
    settings.InlineBackend.figure_formats = {"png"}
    settings.InlineBackend.print_figure_kwargs = {"bbox_inches": None}  # cropping would draw every figure twice
    shell = Shell.instance(config=settings)
    shell.enable_gui = lambda gui=None: None
    builtins.input = _no_typing
    warnings.filterwarnings("ignore", message="FigureCanvasAgg is non-interactive")
    shell.run(_WARM_UP, 200, math.inf)
    shell.run("1 / 0", 200, math.inf)
    plt.close("all")
    shell.reset(new_session=False)
    shell.user_ns.pop("np", None)
    return shell
