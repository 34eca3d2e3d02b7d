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
from typing import Any, TypeAlias

from autograder.course import Course
from autograder.errors import Problem

Run: TypeAlias = Callable[[argparse.Namespace, Course], int]
STOPS = (signal.SIGINT, signal.SIGTERM)
STOPPED = "\nstopped. Run the same command again."
STOPPED_GRADING = "\nstopped; what was graded is kept. Run the same command again for the rest."


class Stopped(KeyboardInterrupt):
    """Ctrl-C or `kill`, with the signal's number.

    A bare KeyboardInterrupt that passes an `exec` (a dataclass makes one) changes how Python exits: by the signal,
    whatever exit code was asked for.
    """


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code."""
    # Registered first, this comes last: while Python takes itself apart, a late Ctrl-C changes no exit code.
    atexit.register(_on_stop, dict.fromkeys(STOPS, signal.SIG_IGN))
    os.environ["PYTHONSAFEPATH"] = "1"  # no process started here imports files of the current folder
    options = _parser().parse_args(arguments)
    try:
        with _interruptible(options.stopped):
            return options.run(options, Course.at(options.course.resolve(), options.db))
    except KeyboardInterrupt as stop:
        print(options.stopped, file=sys.stderr)
        return 128 + (stop.args or [signal.SIGINT])[0]
    except OSError as error:
        what = f"{error.filename}: {error.strerror}" if error.filename and error.strerror else f"{error}"
        print(f"{what}. Put that right, and run the same command again.", file=sys.stderr)
        return 1
    except Problem as error:
        print(f"{error}", file=sys.stderr)
        return 1


@contextmanager
def _interruptible(stopped: str) -> Iterator[None]:
    """Let the first Ctrl-C or `kill` raise `Stopped`, so that everything ends in order, and the next exit at once.

    Exiting at once says ``stopped``, and loses nothing that was recorded. Signals that are ignored already stay
    ignored: a script's background has no Ctrl-C.
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

    def add(name: str, run: Run, what: str, *shared: argparse.ArgumentParser, stopped: str = STOPPED) -> Any:
        command = commands.add_parser(name, help=what, description=what, parents=shared)
        command.set_defaults(run=run, stopped=stopped)
        return command

    one, several, jobs, jail = (argparse.ArgumentParser(add_help=False) for _ in range(4))
    one.add_argument("assignment", help="the beginning of its name, such as hw1")
    several.add_argument("assignment", nargs="*", help="the beginning of its name, such as hw1")
    jobs.add_argument("--jobs", type=_positive, default=os.cpu_count(), help="processes (default: all cores)")
    jail.add_argument("--jail", choices=("bwrap", "process"), default="bwrap", help="how student code is confined")
    add("build", _build, "solution notebooks and student versions from their sources", several)
    add("lectures", _lectures, "executed lecture notebooks from their sources", several)
    grade = add("grade", _grade, "grade everything handed in for an assignment", one, jobs, jail,
                stopped=STOPPED_GRADING)  # fmt: skip
    grade.add_argument("--scheduler", default="", metavar="tls://…",
                       help="grade on the Dask cluster behind this address")  # fmt: skip
    grade.add_argument("--trust-everybody-on-the-network", action="store_true", dest="trusted_network",
                       help="let the cluster be beyond this machine without TLS")  # fmt: skip
    grade.add_argument("--explain", default="", metavar="STUDENT",
                       help="print how this submission is graded, step by step, and record nothing")  # fmt: skip
    grade.add_argument("--plan", action="store_true",
                       help="say what would be graded, and change in the gradebook; write nothing")  # fmt: skip
    grade.add_argument("--force", action="store_true", help="grade again what is graded already")
    add("feedback", _feedback, "write a feedback page for every graded submission", one)
    history = add("history", _history, "everything that happened to one submission's marks")
    history.add_argument("student", help="the name of the student's folder")
    history.add_argument("assignment", help="the beginning of its name, such as hw1")
    add("report", _report, "the class table, here and as a page", one)
    gate = add("gate", _gate, "prove an assignment's tests on right and wrong answers", jobs, jail)
    gate.add_argument("assignment", nargs="*",
                      help="the beginning of its name, such as hw1, and the questions to prove alone")  # fmt: skip
    gate.add_argument("--verbose", action="store_true", help="also show what is proven")
    add("demo", _demo, "all of this once, on a class of 24 invented notebooks", one, jobs, stopped=STOPPED_GRADING)
    add("doctor", _doctor, "whether this machine, the course and its gradebook are fit for grading")
    return parser


def _build(options: argparse.Namespace, course: Course) -> int:
    return _commands().build_assignments(course, options.assignment)


def _lectures(options: argparse.Namespace, course: Course) -> int:
    return _commands().build_lectures(course, options.assignment)


def _grade(options: argparse.Namespace, course: Course) -> int:
    if options.plan:
        from autograder import answer_keys
        from autograder.gradebook import forecast

        return forecast.show(course, answer_keys.as_proven(course, course.find(options.assignment)), options.force)
    walls = _walls(options.jail, options.scheduler)
    if options.explain:
        return _commands().explain(course, options.assignment, options.explain, walls)
    return _commands().grade(
        course,
        options.assignment,
        options.jobs,
        force=options.force,
        walls=walls,
        scheduler=options.scheduler,
        trusted_network=options.trusted_network,
    )


def _feedback(options: argparse.Namespace, course: Course) -> int:
    return _commands().write_feedback(course, options.assignment)


def _history(options: argparse.Namespace, course: Course) -> int:
    from autograder.gradebook import story

    return story.show(course, options.student, options.assignment)


def _report(options: argparse.Namespace, course: Course) -> int:
    return _commands().write_report(course, options.assignment)


def _gate(options: argparse.Namespace, course: Course) -> int:
    return _commands().gate(course, options.assignment, options.jobs, _walls(options.jail), options.verbose)


def _demo(options: argparse.Namespace, course: Course) -> int:
    _walls("bwrap")
    return _commands().demo(course, options.assignment, options.jobs)


def _doctor(options: argparse.Namespace, course: Course) -> int:
    from autograder import doctor

    return doctor.examine(course)


def _commands() -> Any:
    from autograder import commands  # takes longer to import than --help may

    return commands


def _walls(jail: str, scheduler: str = "") -> bool:
    """Return whether student code is to be confined; raise `NoWall` where it has to be on this machine, and cannot."""
    from autograder.jail.outside import wall

    if jail == "bwrap" and not scheduler:
        wall.bwrap()
    return jail == "bwrap"


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


if __name__ == "__main__":
    sys.exit(main())
