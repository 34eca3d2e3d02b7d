"""The wall finds Python wherever its environment lies, and by whatever path it was started."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

CODE = "from autograder.jail.outside.jailer import Jailer\nwith Jailer(): print('warm')"
ROOT = Path(__file__).parents[2]


def run(python, folder):
    """Start a jail with that Python; what it said."""
    done = subprocess.run([python, "-c", CODE], cwd=folder, capture_output=True, text=True, check=False,
                          env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"})  # fmt: skip
    return done.stdout, done.stderr


@pytest.mark.parametrize("how", ["relative, with dots", "below a link", "a link with spaces"])
def test_a_jail_starts_by_whatever_path_python_was_started(tmp_path, how):
    environment, program = Path(sys.prefix), Path(sys.executable).relative_to(sys.prefix)
    if environment == Path(sys.base_prefix):
        pytest.skip("no virtual environment")
    if how == "relative, with dots":
        folder = environment.parent
        python = Path("..", folder.name, environment.name, program)
    else:
        folder = tmp_path
        link = tmp_path / ("my environment" if "spaces" in how else "link")
        link.symlink_to(environment if "spaces" in how else environment.parent)
        python = link / program if "spaces" in how else link / environment.name / program
    assert run(str(python), folder) == ("warm\n", "")
