"""The `autograder` command with a clock on its worker processes' results, and a look at everybody's memory.

What was measured goes to stdout as JSON, what the command says to stderr. Imports stand inside `main`, so that worker
processes find as little done as behind the installed command.
"""

import sys


def main() -> int:
    import contextlib
    import json
    import multiprocessing
    import time

    from autograder import cli
    from autograder.workers import pool
    from autograder.workers.worker import Worker

    each: list[float] = []
    began: list[float] = []
    before: list[float] = []  # the coordinator's processor time as grading starts
    peaks: dict[int, float] = {}  # worker → MB
    grading, grade = pool.grading, Worker.grade

    def timed_grading(*args):
        before.append(time.process_time())
        return grading(*args)

    def timed_grade(worker, job):
        start = time.monotonic()
        outcome = grade(worker, job)
        if outcome.graded is not None:
            each.append(time.monotonic() - start)
            began.append(start)
        for child in multiprocessing.active_children():
            with contextlib.suppress(OSError, StopIteration):  # it may just have ended
                peaks[child.pid] = peak_mb(child.pid)
        return outcome

    pool.grading, Worker.grade = timed_grading, timed_grade
    with contextlib.redirect_stdout(sys.stderr):
        code = cli.main(sys.argv[1:])
    said = {"first_began": min(began, default=time.monotonic()), "each": each}
    said["coordinator"] = time.process_time() - min(before, default=0.0)
    print(json.dumps({**said, "coordinator_mb": peak_mb("self"), "worker_mb": max(peaks.values(), default=0.0)}))
    return code


def peak_mb(process: int | str) -> float:
    """The most memory a process ever held, pages it shares with others included."""
    with open(f"/proc/{process}/status") as file:
        return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))


if __name__ == "__main__":
    sys.exit(main())
