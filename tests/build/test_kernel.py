"""Sources run in a kernel that nobody else can reach, and that says nothing but what its cells show."""

from __future__ import annotations

import os
import subprocess
import sys

import nbformat
import pytest

from autograder import scratch
from autograder.build import execution, kernel
from autograder.build.source import SourceError

SOCKETS = """\
import os, psutil
sorted({os.path.basename(each.laddr) for each in psutil.Process().net_connections("unix") if each.laddr})
"""
COMPLAINS_AT_ITS_END = "import atexit, os\natexit.register(os.write, 2, b'Uncaught exception')\nprint('shown')"
IN_ANOTHER_PROCESS = """\
import nbformat
from autograder.build import execution
cells = [nbformat.v4.new_code_cell("6 * 7")]
print(execution.execute(nbformat.v4.new_notebook(cells=cells), "here.py").cells[0].outputs[0].data["text/plain"])
"""


def notebook(cell: str):
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell)])


def test_the_channels_of_a_kernel_are_files_of_this_account_alone_and_no_ports_that_others_may_take():
    executed = execution.execute(notebook(SOCKETS), "here.py")
    assert executed.cells[0].outputs[0].data["text/plain"] == f"{[f'k-ipc-{number}' for number in range(1, 6)]}"
    assert scratch.folder().stat().st_mode & 0o077 == 0
    assert [*scratch.folder().glob("k*")] == []  # afterwards


def test_temporary_folders_may_have_names_as_long_as_there_are(tmp_path):
    folder = tmp_path / ("a" * 60) / ("b" * 60)
    folder.mkdir(parents=True)
    done = subprocess.run(
        [sys.executable, "-c", IN_ANOTHER_PROCESS], env=os.environ | {"TMPDIR": str(folder)}, stdout=subprocess.PIPE
    )
    assert done.stdout == b"42\n"


def test_the_end_of_a_kernel_is_silent(capfd):
    executed = execution.execute(notebook(COMPLAINS_AT_ITS_END), "here.py")
    assert executed.cells[0].outputs[0].text == "shown\n"
    assert capfd.readouterr() == ("", "")


def test_a_kernel_that_does_not_start_is_one_line_with_its_last_words(monkeypatch, capfd):
    monkeypatch.setitem(execution.ARITHMETIC, "PYTHONHOME", "/nowhere")
    with pytest.raises(SourceError) as caught:
        execution.execute(notebook("1"), "here.py")
    (line,) = f"{caught.value}".splitlines()
    assert line.startswith("here.py: the notebook did not run to its end: Kernel died before replying to kernel_info. ")
    assert "Its last words: " in line
    assert capfd.readouterr() == ("", "")


def test_a_kernel_that_ends_in_a_cell_is_one_line(capfd):
    with pytest.raises(SourceError, match=r"^here\.py: the notebook did not run to its end: Kernel died$"):
        execution.execute(notebook("import os\nos._exit(3)"), "here.py")
    assert capfd.readouterr() == ("", "")


def test_a_cell_that_takes_too_long_names_the_cell(monkeypatch):
    monkeypatch.setattr(kernel, "SECONDS_PER_CELL", 1)
    with pytest.raises(SourceError, match=r"^here\.py: the notebook did not run to its end: .*1 seconds"):
        execution.execute(notebook("while True: pass"), "here.py")
