"""The only process of the coordinator's machine that speaks with a Dask cluster.

    python -P -m autograder.workers.cluster_client DESCRIPTOR

Dask pickles results, exceptions, messages and more, and whoever reaches the cluster chooses what a pickle calls. So
this process has a wall around it, behind which there are no course, no gradebook and no home. On the descriptor come
`Start`, once, and then each `Task`; events go back, as `cluster_messages` has them. When it closes, the process ends.
"""

from __future__ import annotations

import operator
import os
import pickle
import queue
import signal
import sys
import threading
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from typing import Any

import dask.config
from distributed import Client, Future, KilledWorker

from autograder.grading.handed_in import as_plain
from autograder.workers.cluster_messages import KEPT, MOST_BYTES, Event, Kind, Start, Task, encode
from autograder.workers.dask_worker import unfit
from autograder.workers.job import NoGraders

_UNREADABLE = "what the worker sent cannot be read ({}: {})"


def main() -> None:
    """Serve the coordinator at the other end of the descriptor."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the coordinator's business
    coordinator = Connection(int(sys.argv[1]))
    start: Start = coordinator.recv()
    with suppress(BrokenPipeError, ConnectionResetError):  # the coordinator needs no more
        try:
            dask.config.update(dask.config.config, start.settings)
            with _connected(start) as client:
                _check_workers(client, start)
                # tasks are functions of the standard library, for the scheduler need not have this package
                graders = client.submit(pickle.loads, start.graders, pure=False)
                _Relay(client, coordinator, graders, start.watch_seconds).run()
        except NoGraders as problem:
            coordinator.send_bytes(encode(Event(Kind.GONE, f"{problem}")))
        except (OSError, CancelledError) as error:
            why = str(error) or type(error).__name__
            coordinator.send_bytes(encode(Event(Kind.GONE, f"the scheduler is gone ({why}). {KEPT}")))
    os._exit(0)  # threads of Dask's may still wait for somebody


@contextmanager
def _connected(start: Start) -> Iterator[Client]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # different versions, for example: `_check_workers` looks at them
        try:
            client = Client(start.scheduler, timeout=start.connect_seconds, set_as_default=False)
        except (OSError, ValueError, TypeError, RuntimeError) as error:
            why = str(error).partition("\n")[0] or type(error).__name__
            raise NoGraders(f"no Dask scheduler answers at {start.scheduler} ({why}).") from None
        tidied = client.amm.running()
        client.amm.stop()  # or a worker that is idle for a moment loses the answer key, and fetches it anew
        try:
            yield client
        finally:
            with suppress(Exception):  # the scheduler may be gone
                if tidied:
                    client.amm.start()
            with suppress(TimeoutError):  # or it would take the place of what is raised here
                client.close(timeout=start.connect_seconds)


def _check_workers(client: Client, start: Start) -> None:
    scheduler = start.scheduler
    try:
        answers = client.run(unfit, start.description, start.walls, on_error="return")
    except OSError as error:
        raise NoGraders(f"the workers of {scheduler} could not be asked ({type(error).__name__}: {error}).") from None
    if not answers:
        raise NoGraders(f"{scheduler} has no workers. Start one with `dask worker {scheduler} --nthreads 1`.")
    for worker, answer in answers.items():
        if isinstance(answer, Exception):
            answer = f"it does not have this version of the package ({type(answer).__name__}: {answer})"
        if answer:
            raise NoGraders(f"the worker {worker} cannot grade: {answer}")


class _Relay:
    """Hands tasks to the cluster as they come, and what comes of them to the coordinator."""

    def __init__(self, client: Client, coordinator: Connection, graders: Future, watch_seconds: float) -> None:
        self._client, self._coordinator, self._graders = client, coordinator, graders
        self._watch_seconds = watch_seconds
        self._numbers: dict[Future, int] = {}
        self._done: queue.SimpleQueue[Future | None] = queue.SimpleQueue()  # None: the coordinator needs no more

    def run(self) -> None:
        """Relay until the coordinator closes its end; raises `NoGraders`."""
        self._tell(Kind.READY)
        threading.Thread(target=self._take_tasks, daemon=True).start()
        while (future := self._wait(self._done.get)) is not None:
            kind, said = self._result(future)
            self._tell(kind, said, self._numbers.pop(future))

    def _take_tasks(self) -> None:
        try:
            while True:
                task: Task = self._coordinator.recv()
                arguments = task.student, as_plain(task.data), task.notes, task.once_more
                call = operator.methodcaller("grade_to_text", *arguments)
                future = self._client.submit(call, self._graders, pure=False, retries=1)
                self._numbers[future] = task.number
                future.add_done_callback(self._done.put)
        except Exception:  # the end of the pipe, or of the client
            self._done.put(None)

    def _tell(self, kind: Kind, said: str = "", number: int = -1) -> None:
        data = encode(Event(kind, said, number, sum(self._client.nthreads().values())))
        self._coordinator.send_bytes(data)

    def _wait(self, wait: Callable[..., Any]) -> Any:
        """Return what ``wait`` gives; raises `NoGraders` when nobody is left who could grade anything."""
        while True:
            try:
                return wait(timeout=self._watch_seconds)
            except (queue.Empty, TimeoutError):
                if self._client.status != "running" or not self._client.nthreads():
                    raise NoGraders(f"the cluster has no workers any more. {KEPT}") from None

    def _result(self, future: Future) -> tuple[Kind, str]:
        try:
            if future.status != "error":
                text = self._wait(future.result)  # if the worker that has it is lost, another one grades it again
                if isinstance(text, str) and len(text) < MOST_BYTES // 8:
                    return Kind.GRADED, text
                raise TypeError(f"{type(text).__name__} instead of text")
        except (OSError, CancelledError, NoGraders):
            if future.status != "error":  # then it is not the task that failed
                raise
        except Exception as error:  # a result that is no text may not even arrive
            if future.status != "error":
                return Kind.FAILED, _UNREADABLE.format(type(error).__name__, error)
        raised = future.exception()
        if isinstance(raised, KilledWorker):
            return Kind.FAILED, f"every worker that graded it ended, {raised.last_worker.address} the last"
        return Kind.FAILED, f"{type(raised).__name__}: {raised}"


if __name__ == "__main__":
    main()
