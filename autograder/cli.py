"""The command line. Every problem is one clear line; the exit code is 0 only when everything worked."""

from __future__ import annotations

import argparse
import atexit
import os
import signal
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

from autograder.course import Course, CourseProblem

COMMANDS = {
    "build": "solution notebooks and student versions from their sources",
    "lectures": "executed lecture notebooks from their sources",
    "grade": "grade everything handed in for an assignment",
    "feedback": "write a feedback page for every graded submission",
    "report": "the class table, here and as a page",
    "gate": "prove an assignment's tests on right and wrong answers",
    "demo": "all of this once, on a class of 24 invented notebooks",
    "doctor": "whether this machine, the course and its gradebook are fit for grading",
}


STOPS = (signal.SIGINT, signal.SIGTERM)
STOPPED = "\nstopped. Run the same command again."
STOPPED_GRADING = "\nstopped; what was graded is kept. Run the same command again for the rest."


class Stopped(KeyboardInterrupt):
    """With the signal's number. A bare KeyboardInterrupt that passes an `exec` (a dataclass makes one) changes how
    Python exits: by the signal, whatever exit code was asked for."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit code."""
    # Registered first, this comes last: while Python takes itself apart, a late Ctrl-C changes no exit code.
    atexit.register(_on_stop, dict.fromkeys(STOPS, signal.SIG_IGN))
    os.environ["PYTHONSAFEPATH"] = "1"  # no process started here runs what lies in the folder somebody happens to be in
    options = _parser().parse_args(arguments)
    course = Course(options.course.resolve(), options.db)
    stopped = STOPPED_GRADING if options.command in ("grade", "demo") else STOPPED
    try:
        with _interruptible(stopped):
            return _run(options, course)
    except KeyboardInterrupt as stop:
        print(stopped, file=sys.stderr)
        return 128 + (stop.args or [signal.SIGINT])[0]
    except Exception as error:
        if not _is_expected(error):
            raise
        print(f"{error}", file=sys.stderr)
        return 1


@contextmanager
def _interruptible(stopped: str) -> Iterator[None]:
    """The first Ctrl-C or `kill` ends everything in order; one more at once, which loses nothing that was recorded.

    Then ``stopped`` is said here. What is ignored already stays so: a script's background has no Ctrl-C.
    """
    handlers: dict[int, Any] = {number: signal.getsignal(number) for number in STOPS}
    before = {number: handler for number, handler in handlers.items() if handler != signal.SIG_IGN}

    def first(number: int, frame: FrameType | None) -> None:
        _on_stop(dict.fromkeys(before, second))
        raise Stopped(number)

    def second(number: int, frame: FrameType | None) -> None:
        os.write(2, f"{stopped}\n".encode())
        os._exit(128 + number)

    _on_stop(dict.fromkeys(before, first))
    try:
        yield
    except KeyboardInterrupt:
        raise  # and `second` stays to the end of the process
    except BaseException:
        _on_stop(before)
        raise
    _on_stop(before)


def _on_stop(handlers: Mapping[int, Any]) -> None:
    for number, handler in handlers.items():
        signal.signal(number, handler)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="autograder", description="Build assignments, grade notebooks, prove the tests."
    )
    parser.add_argument("--course", type=Path, default=Path.cwd(), help="the course folder (default: here)")
    parser.add_argument(
        "--db", default="", help="the gradebook's address (default: AUTOGRADER_DB, or course/gradebook.db)"
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="command")
    for name, what in COMMANDS.items():
        command = commands.add_parser(name, help=what, description=what)
        if name == "doctor":
            continue
        several = name in ("build", "lectures", "gate")
        questions = ", and the questions to prove alone, such as softmax" if name == "gate" else ""
        command.add_argument("assignment", nargs="*" if several else None,
                             help=f"the beginning of its name, such as hw1{questions}")  # fmt: skip
        if name in ("grade", "gate", "demo"):
            command.add_argument(
                "--jobs", type=_positive, default=os.cpu_count(), help="processes (default: all cores)"
            )
        if name in ("grade", "gate"):
            command.add_argument(
                "--jail", choices=("bwrap", "process"), default="bwrap", help="how student code is confined"
            )
        if name == "grade":
            command.add_argument("--scheduler", default="", metavar="tcp://…",
                                 help="grade on the Dask cluster behind this address")  # fmt: skip
            command.add_argument("--force", action="store_true", help="grade again what is graded already")
        if name == "gate":
            command.add_argument("--verbose", action="store_true", help="also show what is proven")
    return parser


def _run(options: argparse.Namespace, course: Course) -> int:
    if options.command == "doctor":
        from autograder import doctor

        return doctor.examine(course)
    from autograder import commands  # takes longer to import than --help may
    from autograder.jail.outside import wall

    walls = getattr(options, "jail", "bwrap") == "bwrap"
    scheduler = getattr(options, "scheduler", "")
    if options.command in ("grade", "gate", "demo") and walls and not scheduler:
        wall.bwrap()
    actions: dict[str, Callable[[], int]] = {
        "build": lambda: commands.build_assignments(course, options.assignment),
        "lectures": lambda: commands.build_lectures(course, options.assignment),
        "grade": lambda: commands.grade(course, options.assignment, options.jobs, options.force, walls, scheduler),
        "feedback": lambda: commands.write_feedback(course, options.assignment),
        "report": lambda: commands.write_report(course, options.assignment),
        "gate": lambda: commands.gate(course, options.assignment, options.jobs, walls, options.verbose),
        "demo": lambda: commands.demo(course, options.assignment, options.jobs),
    }
    return actions[options.command]()


def _is_expected(error: Exception) -> bool:
    """Problems that say what to do in their own message."""
    from autograder.assignment.answer_key import BadKey
    from autograder.build.versions import SourceError
    from autograder.gradebook.records import GradebookProblem
    from autograder.jail.outside.jailer import JailFailed
    from autograder.jail.outside.wall import NoWall
    from autograder.workers.job import NoGraders

    ours = CourseProblem | BadKey | SourceError | GradebookProblem | JailFailed | NoWall | NoGraders
    return isinstance(error, ours | OSError)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
