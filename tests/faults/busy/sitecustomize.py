"""For tests, on the PYTHONPATH of what grades: as on a machine so busy that its clock ends what is graded.

The first CUT_SHORT times that a notebook with the word `spread` and no crash in it is graded, it has no points and is
cut short. Every grading writes a line when it begins and one when it ends into the file CUT_SHORT_LOG.
"""

import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

from autograder.grading import grade as module

TIMES, LOG = int(os.environ["CUT_SHORT"]), Path(os.environ["CUT_SHORT_LOG"])
grade = module.grade


def write(line):
    with LOG.open("a") as log:
        log.write(f"{line}\n")


def without_points(data):
    """Return the graded notebook's file as it is when nothing earned a point: a cluster reads no more."""
    notebook = json.loads(data)
    for cell in notebook["cells"]:
        if "finding" in cell["metadata"].get("byhand", {}):
            cell["metadata"]["byhand"]["finding"]["score"] = 0.0
    return json.dumps(notebook).encode()


def on_a_busy_machine(data, *others):
    name = hashlib.sha256(data or b"").hexdigest()[:8]
    write(f"begin {name}")
    graded = grade(data, *others)
    begun = LOG.read_text().splitlines().count(f"begin {name}")
    write(f"end {name}")
    if data is None or b"spread" not in data or b"os._exit" in data or begun > TIMES:
        return graded
    nothing = [replace(finding, score=0.0) for finding in graded.findings]
    return replace(graded, notebook=without_points(graded.notebook), findings=nothing, cut_short=True)


module.grade = on_a_busy_machine
