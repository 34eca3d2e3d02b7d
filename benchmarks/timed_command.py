"""The `autograder` command with a clock on its worker processes' results, and their memory.

What was measured goes to stdout as JSON, what the command says to stderr. Imports stand inside `main`, so that worker processes
find as little done as behind the installed command.
"""

import sys


def main() -> int:
    import contextlib
    import json
    import time
    from concurrent.futures import Future, ProcessPoolExecutor

    each: list[float] = []
    began: list[float] = []
    workers: dict[int, float] = {}
    submit = ProcessPoolExecutor.submit

    def peak_mb(pid: int | str) -> float:
        """The most memory the process ever held, shared pages included."""
        with open(f"/proc/{pid}/status") as file:
            return next(int(line.split()[1]) / 1024 for line in file if line.startswith("VmHWM"))

    def arrived(future: Future) -> None:
        with contextlib.suppress(OSError, StopIteration):  # its process may just have ended
            workers[future.result().worker] = peak_mb(future.result().worker)
        if not future.cancelled() and future.exception() is None:
            each.append(future.result().seconds)
            began.append(time.monotonic() - future.result().seconds)

    def timed(*args, **kwargs) -> Future:
        future = submit(*args, **kwargs)
        future.add_done_callback(arrived)
        return future

    ProcessPoolExecutor.submit = timed
    from autograder import cli

    with contextlib.redirect_stdout(sys.stderr):
        code = cli.main(sys.argv[1:])
    print(json.dumps({"first_began": min(began, default=time.monotonic()), "each": each}))
    return code


if __name__ == "__main__":
    sys.exit(main())
