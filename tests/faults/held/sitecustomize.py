"""For tests, on the PYTHONPATH of a run: the first submission that comes to a certain point says so, and waits there.

HELD_AT is `grade`, `ask_visible` or `ask_hidden`; in the folder HELD_IN are the pipes `reached` and `go`.
"""

import os
from pathlib import Path

from autograder.grading import grade, run

FOLDER, POINT = Path(os.environ["HELD_IN"]), os.environ["HELD_AT"]


def held(call, is_meant):
    def holding(*args, **kwargs):
        if is_meant(*args) and not (FOLDER / "once").exists():
            (FOLDER / "once").touch()
            (FOLDER / "reached").write_text(f"{os.getpid()}\n")
            (FOLDER / "go").read_text()
        return call(*args, **kwargs)

    return holding


if POINT == "grade":
    grade.grade = held(grade.grade, lambda data, *others: data is not None and b"os._exit" in data)
else:
    last = "check-scale"  # after it no question opens another jail
    run.ask = held(run.ask, lambda step, *others: (step.test, f"ask_{step.phase}") == (last, POINT))
