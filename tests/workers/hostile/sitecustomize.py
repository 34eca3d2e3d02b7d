"""For tests, on the PYTHONPATH of a Dask worker: what it sends is a call of its own choice.

HOSTILE says where: it returns that in place of a graded notebook, raises it, or answers so that it may not grade.
The call makes the folder MARK, wherever the pickle is loaded.
"""

import os
import pickle

from distributed import worker
from distributed.protocol import to_serialize

from autograder.workers import dask_worker

CODE = f"import contextlib, os\nwith contextlib.suppress(OSError): os.mkdir({os.environ['MARK']!r})"


class Hostile(Exception):
    """Pickled, it is a call."""

    def __reduce__(self):
        return exec, (CODE,)


def returns(*anything):
    return Hostile()


def raises(*anything):
    raise Hostile


def error_message(error, *anything):
    return {**honest_message(error, *anything), "exception": to_serialize(pickle.dumps(Hostile()))}


honest_message = worker.error_message
worker.error_message = error_message  # Dask's own would try the pickle first
if os.environ["HOSTILE"] == "answer":
    dask_worker.unfit = returns
else:
    dask_worker.Graders.grade_to_text = returns if os.environ["HOSTILE"] == "return" else raises
