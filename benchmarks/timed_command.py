"""The `autograder` command with a clock on its worker processes' results, and a look at everybody's memory.

What was measured goes to stdout as JSON, what the command says to stderr. Imports stand inside `main`, so that worker
processes find as little done as behind the installed command.
"""

import sys


def main() -> int:
    import contextlib
    import json
    import time
    from concurrent.futures import Future, ProcessPoolExecutor

    each: list[float] = []
    began: list[float] = []
    before: list[float] = []  # the coordinator's processor time at each submission it hands over
    peaks: dict[int, float] = {}  # worker → MB
    submit = ProcessPoolExecutor.submit

    def timed(pool: ProcessPoolExecutor, *args, **kwargs) -> Future:
        def arrived(future: Future) -> None:
            if future.cancelled() or future.exception() is not None:
                return
            each.append(future.result().seconds)
            began.append(time.monotonic() - future.result().seconds)
            for pid in list(pool._processes or ()):
                with contextlib.suppress(OSError, StopIteration):  # it may just have ended
                    peaks[pid] = peak_mb(pid)

        before.append(time.process_time())
        future = submit(pool, *args, **kwargs)
        future.add_done_callback(arrived)
        return future

    ProcessPoolExecutor.submit = timed
    from autograder import cli

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
