"""A Dask cluster on this machine: a scheduler and workers, each a process of its own, gone afterwards."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

SECONDS = 600  # until this gives up


@contextmanager
def cluster(workers: int, folder: Path) -> Iterator[str]:
    """Start it, and give the scheduler's address. Raises FileNotFoundError where Dask is not installed."""
    try:
        from distributed import Client
    except ModuleNotFoundError as error:
        raise FileNotFoundError(f"no {error.name} here: pip install -e '.[dask]'") from None
    dask = [sys.executable, "-m", "dask"]
    with ExitStack() as stack:
        words = ["scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
        scheduler = stack.enter_context(_process([*dask, *words], stderr=subprocess.PIPE, text=True))
        assert scheduler.stderr is not None
        address = next(line.split()[-1] for line in scheduler.stderr if "Scheduler at:" in line)
        log = stack.enter_context((folder / "workers.log").open("w"))
        words = ["worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(folder)]
        for _ in range(workers):
            stack.enter_context(_process([*dask, *words], stdout=log, stderr=log))
        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=SECONDS)
        yield address


@contextmanager
def _process(command: list[str], **options: object) -> Iterator[subprocess.Popen]:
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.terminate()
        with suppress(subprocess.TimeoutExpired):
            process.wait(SECONDS)
        process.kill()
        process.wait()
