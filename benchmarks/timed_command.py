"""The `autograder` command with a clock on its worker processes' results.

The times go to stdout as JSON, what the command says to stderr. Imports stand inside `main`, so that worker processes
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
    submit = ProcessPoolExecutor.submit

    def arrived(future: Future) -> None:
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
