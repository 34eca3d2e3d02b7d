"""Runs a trusted notebook, built from our own source, in a fresh Jupyter kernel. Students' notebooks never come here.

The kernel's sockets are files in a folder that only this account can open: others may take a port between the moment
it is chosen and the moment it is used. At the end the kernel is killed: nothing in it is worth an orderly shutdown,
during which it may complain.
"""

from __future__ import annotations

import atexit
import logging
import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from autograder import scratch
from autograder.errors import Problem, last_words

SECONDS_PER_CELL = 600
_unheard = logging.getLogger(__name__)
_unheard.addHandler(logging.NullHandler())  # what went wrong is raised here instead, in one line


class KernelFailed(Problem):
    """The kernel did not start, ended, or took too long; the message says which."""


def run(notebook: Any, directory: Path | None, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
    """Run every cell in order, in place, until one raises; its outputs then show the error.

    ``directory`` is the kernel's, ``arguments`` go to its command line, ``environment`` is added to this process's.
    Raises `KernelFailed`.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
    from traitlets.config import Config

    with tempfile.TemporaryDirectory(dir=scratch.folder(), prefix="k") as folder, tempfile.TemporaryFile() as log:
        sockets = {"transport": "ipc", "connection_file": f"{folder}/k.json", "transport_encryption": "auto"}
        client = NotebookClient(
            notebook,
            timeout=SECONDS_PER_CELL,
            kernel_name="python3",
            resources={"metadata": {"path": str(directory)}} if directory else {},
            config=Config({"KernelManager": sockets}),
            coalesce_streams=True,
            extra_arguments=list(arguments),
            shutdown_kernel="immediate",
            log=_unheard,
        )
        try:
            client.execute(env=os.environ | dict(environment), stderr=log)
        except CellExecutionError:
            pass  # the cell's outputs show it
        except (CellTimeoutError, DeadKernelError) as error:
            raise KernelFailed(f"{error}") from None
        except RuntimeError as error:  # the kernel did not start
            atexit.unregister(client._cleanup_kernel)
            raise KernelFailed(f"{error}. {last_words(log)}") from None
