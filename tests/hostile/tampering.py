"""Changes to what is not theirs: files, links, cells, points, metadata."""

from __future__ import annotations

import os
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

from corpus import MARK, NAME, NOTHING, SOLVED, Entry, Notebook, cell_of, in_cell, own

_WRONG = "def squares(x):\n    return x\n"


def _every_cell(change: Callable[[dict], None], answer: str = _WRONG) -> Callable[[Notebook], Notebook]:
    def rewrite(notebook: Notebook) -> Notebook:
        cell_of(notebook, "squares")["source"] = answer
        for cell in notebook["cells"]:
            if "nbgrader" in cell["metadata"]:
                change(cell)
        return notebook

    return rewrite


def _flags(**flags: object) -> Callable[[dict], None]:
    return lambda cell: cell["metadata"]["nbgrader"].update(flags)


def _answers_for_checks(cell: dict) -> None:
    if cell["metadata"]["nbgrader"]["grade"]:
        cell["source"] = "1000.0"
        cell["metadata"]["tags"] = ["in-jail"]


_NO_SQUARES = {"check-squares": 0.0}
_CELLS = [
    Entry("more points", "say in the metadata that every check is worth a thousand points",
          notebook=_every_cell(_flags(points=1000, max_score=1000)), scores=_NO_SQUARES),
    Entry("other checksums", "forge checksums and the version of the metadata's schema",
          notebook=_every_cell(_flags(checksum="0" * 32, schema_version=99)), scores=_NO_SQUARES),
    Entry("schema of another age", "use a schema version that is no number",
          notebook=_every_cell(_flags(schema_version={"$ref": "file:///etc/passwd"}, cell_type=["code"])),
          scores=_NO_SQUARES),
    Entry("answers in place of checks", "replace the checks by numbers, and ask for them to run inside",
          notebook=_every_cell(_answers_for_checks), scores=_NO_SQUARES, says="changed although locked"),
    Entry("checks that are answers", "turn locked checks into answers and answers into checks",
          notebook=_every_cell(lambda cell: _flags(grade=False, solution=True, locked=False)(cell)),
          scores=_NO_SQUARES),
    Entry("one id for all cells", "give every cell the id of the check with most points",
          notebook=_every_cell(_flags(grade_id="check-squares")), scores=_NO_SQUARES),
    Entry("a path as an id", "give cells ids that lead out of the folder",
          notebook=_every_cell(lambda cell: _flags(grade_id="../../" + MARK)(cell)
                               if cell["metadata"]["nbgrader"]["grade_id"] == "squares" else None, SOLVED),
          says="squares was recognised by the text"),
    Entry("another kernel", "name a kernel that runs a command of its own",
          notebook=lambda notebook: notebook | {"metadata": notebook["metadata"] | {"kernelspec": {
              "name": "bash", "display_name": "x", "language": "bash", "argv": ["/bin/sh", "-c", f"touch /tmp/{MARK}"]},
              "language_info": {"name": "bash", "pygments_lexer": "os.system"}}}),
    Entry("another assignment", "say that the notebook is another assignment's",
          notebook=lambda notebook: notebook | {"cells": [*notebook["cells"][1:3]], "metadata": notebook["metadata"]
                                                | {"byhand": {"assignment": "../" + MARK}}},
          scores=NOTHING, says="this is not the notebook of"),
    Entry("limits of its own", "set the limits of the assignment in the submitted notebook",
          in_cell("print('x' * 10**6)", SOLVED),
          lambda notebook: notebook | {"metadata": notebook["metadata"] | {"byhand": {
              "assignment": NAME, "output_kb": 10**9, "seconds_per_cell": 10**9, "memory_mb": 10**9}}},
          says="the rest of this output was left out"),
]  # fmt: skip


def _wrong_only(notebook: Notebook) -> None:
    """No notebook but what ``folder`` puts there."""


def _link(target: Callable[[Path, Path], Path], name: str = f"{NAME}.ipynb") -> Callable[[Path, Path], None]:
    return lambda folder, root: os.symlink(target(folder, root), folder / name)


def _linked_folder(folder: Path, root: Path) -> None:
    (folder / "timestamp.txt").unlink()
    folder.rmdir()
    os.symlink(root / "course" / "submitted" / "a000" / NAME, folder)


def _linked_person(folder: Path, root: Path) -> None:
    (folder / "timestamp.txt").unlink()
    folder.rmdir()
    folder.parent.rmdir()
    os.symlink(root / "course" / "submitted" / "a000", folder.parent)


def _database(folder: Path, root: Path) -> None:
    for name in ("gradebook.db", "gradebook.db-journal", ".nbgrader.log"):
        with sqlite3.connect(folder / name) as database:
            database.execute("create table grade (score)")
        database.close()


def _timestamp(folder: Path, root: Path) -> None:
    (folder / "timestamp.txt").unlink()
    os.symlink(root / "home" / "secret.txt", folder / "timestamp.txt")


def _pipe_for_timestamp(folder: Path, root: Path) -> None:
    (folder / "timestamp.txt").unlink()
    os.mkfifo(folder / "timestamp.txt")


def _sparse(folder: Path, root: Path) -> None:
    with (folder / f"{NAME}.ipynb").open("wb") as file:
        file.truncate(2**26)


def _socket(folder: Path, root: Path) -> None:
    here = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"/proc/self/fd/{here}/{NAME}.ipynb")  # the whole path would be too long for a socket's name
    os.close(here)


def _hard_link(folder: Path, root: Path) -> None:
    os.link(folder / f"{NAME}.ipynb", folder / "another.txt")
    (folder / "another.txt").chmod(0o444)


def _odd_timestamp(folder: Path, root: Path) -> None:
    (folder / "timestamp.txt").write_bytes(b"00:00202610101010101010101010400000:002026")


def _odd_time_zone(folder: Path, root: Path) -> None:
    (folder / "timestamp.txt").write_bytes(b"2026-02-03 04:05:06 ZAM")


def _code_beside(folder: Path, root: Path) -> None:
    for name in ("numpy.py", "sitecustomize.py", "conftest.py", "nbgrader_config.py", "jupyter_config.py"):
        (folder / name).write_text(f"open('/tmp/{MARK}', 'w')\nraise SystemExit")


def _extra(folder: Path, root: Path) -> None:
    for name in ("zzz.ipynb", "solution.ipynb", f"{NAME}.ipynb.ipynb", "\x1b[2J\n<script>.ipynb"):
        (folder / name).write_bytes(b"{}")


def _odd_names(folder: Path, root: Path) -> None:
    (folder / f"{NAME}.ipynb").rename(folder / "my ..\n\x1b]0;<script>alert(1).ipynb")


_FILES = [
    Entry("a link to the reference", "hand in a link to the solution notebook",
          notebook=_wrong_only, folder=_link(lambda _, root: root / "solutions" / NAME / f"{NAME}.ipynb"),
          scores=NOTHING, says="is not a regular file and was not read"),
    Entry("a link to a neighbour", "hand in a link to somebody else's notebook",
          notebook=_wrong_only, folder=_link(lambda _, root: root / f"course/submitted/a000/{NAME}/{NAME}.ipynb"),
          scores=NOTHING, says="is not a regular file and was not read"),
    Entry("a link to the gradebook", "hand in a link to the database under the notebook's name",
          notebook=_wrong_only, folder=_link(lambda _, root: root / "course" / "gradebook.db"),
          scores=NOTHING, says="is not a regular file and was not read"),
    Entry("a link to itself", "hand in a link that leads to itself",
          notebook=_wrong_only, folder=_link(lambda folder, _: folder / f"{NAME}.ipynb"),
          scores=NOTHING, says="is not a regular file and was not read"),
    Entry("a linked folder", "hand in a folder that is a link to somebody else's",
          notebook=_wrong_only, folder=_linked_folder, scores=NOTHING, says="is a link and was not read"),
    Entry("a linked person", "be somebody else by a link in the folder of all submissions",
          notebook=_wrong_only, folder=_linked_person, scores=NOTHING, says="is a link and was not read"),
    Entry("a pipe", "hand in a pipe, which never ends",
          notebook=_wrong_only, folder=lambda folder, _: os.mkfifo(folder / f"{NAME}.ipynb"),
          scores=NOTHING, says="is not a regular file and was not read"),
    Entry("a device", "hand in a link to a file without end",
          notebook=_wrong_only, folder=_link(lambda *_: Path("/dev/zero")),
          scores=NOTHING, says="is not a regular file and was not read"),
    Entry("a hole", "hand in a large file that takes no room",
          notebook=_wrong_only, folder=_sparse, scores=NOTHING, says="larger than 2 MB"),
    Entry("a socket", "hand in a socket under the notebook's name",
          notebook=_wrong_only, folder=_socket, scores=NOTHING, says="is not a regular file and was not read"),
    Entry("a hard link", "hand in somebody else's file by a second name, and forbid to read it",
          folder=_hard_link, scores={}),
    Entry("an odd timestamp", "say when it was handed in by what no calendar has", folder=_odd_timestamp),
    Entry("an odd time zone", "say when it was handed in by a clock that nobody knows", folder=_odd_time_zone),
    Entry("a folder", "hand in a folder that is called like the notebook",
          notebook=_wrong_only, folder=lambda folder, _: (folder / f"{NAME}.ipynb").mkdir(),
          scores=NOTHING, says="an empty folder"),
    Entry("databases", "hand in gradebooks of its own", folder=_database),
    Entry("a linked timestamp", "make the grader read a secret for the time of handing in", folder=_timestamp),
    Entry("a pipe for a timestamp", "make the grader wait for the time of handing in", folder=_pipe_for_timestamp),
    Entry("modules beside the notebook", "hand in files that Python or nbgrader would import", folder=_code_beside),
    Entry("more notebooks", "hand in other notebooks, one with a name that clears the screen",
          folder=_extra, says="were not graded"),
    Entry("an odd name", "name the notebook so that messages break",
          folder=_odd_names, says="the notebook was named"),
]  # fmt: skip


def _attachments(notebook: Notebook) -> Notebook:
    cell = cell_of(notebook, "why")
    names = (f"../../{MARK}.png", f"/tmp/{MARK}.png", f"..%2f..%2f{MARK}.png", "file:///etc/passwd", "con\0.png")
    cell["source"] = " ".join(f"![x](attachment:{name})" for name in names)
    cell["attachments"] = {name: {"image/png": "iVBORw0KGgo="} for name in names}
    return notebook


_WRITES = f"""
import glob, os, shutil
for folder in ("/", "/course", "/course/byhand", "/venv", "/usr/bin", "/etc", "/dev", "/proc", "<course>",
               "<course>/course", "<course>/course/submitted/a000/{NAME}", "<home>", "/var/tmp", "/run", "/dev/shm"):
    for act in (lambda: open(folder + "/{MARK}", "w"), lambda: os.mkdir(folder + "/{MARK}"),
                lambda: os.symlink("/tmp", folder + "/{MARK}"), lambda: shutil.rmtree(folder + "/course"),
                lambda: os.rename(folder, folder + "-{MARK}"), lambda: os.chmod(folder, 0o777)):
        try: act()
        except OSError: pass
open("/tmp/{MARK}", "w").write("x" * 1000)
print("tried")
"""
_SHELL = f"""
!touch <course>/{MARK} /tmp/{MARK} ~/{MARK}; rm -rf <course> <home> /course; echo tried
%cd <course>
%env HOME=<home>
%run <course>/solutions/{NAME}/{NAME}.py
%load <course>/solutions/{NAME}/{NAME}.py
%save -f <course>/{MARK} 1
%logstart <course>/{MARK} over
"""
_PRIVILEGES = f"""
import ctypes, os
libc = ctypes.CDLL(None)
os.makedirs("/tmp/m", exist_ok=True)
print("gained", [name for name, call in (
    ("mount", lambda: libc.mount(b"/", b"/tmp/m", None, 4096, None)), ("remount", lambda: libc.mount(
        None, b"/usr", None, 32 | 4096, None)), ("unshare", lambda: libc.unshare(0x10000000)),
    ("pivot", lambda: libc.pivot_root(b"/tmp", b"/tmp/m")), ("chroot", lambda: libc.chroot(b"/tmp")),
    ("setuid", lambda: libc.setuid(0)), ("groups", lambda: libc.setgroups(0, None)),
    ("mknod", lambda: libc.mknod(b"/tmp/{MARK}", 0o60666, 0x0800)), ("clock", lambda: libc.clock_settime(0, bytes(16))),
    ("host", lambda: libc.sethostname(b"x", 1)), ("swap", lambda: libc.swapoff(b"/dev/sda")),
) if call() == 0])
for tool in ("su -c id", "sudo -n id", "bwrap --bind / / true", "unshare -Ur true", "mount -t tmpfs x /tmp"):
    print(tool, os.system(tool + " >/dev/null 2>&1 </dev/null") == 0)
"""
_WRITING = [
    Entry("files everywhere", "write, rename, link and remove in every folder there is",
          in_cell(_WRITES, SOLVED), says="tried"),
    Entry("the shell", "do the same with shell lines and magics", in_cell(SOLVED + _SHELL), says="tried"),
    Entry("more privileges", "mount, change the root, become root, make devices",
          in_cell(_PRIVILEGES, SOLVED), says="gained []"),
    Entry("attachments with paths", "attach pictures whose names lead out of the folder", notebook=_attachments),
    Entry("a magic that writes", "write a file in place of running the cell",
          notebook=lambda notebook: notebook | {"cells": [*notebook["cells"],
                                                          own(f"%%writefile <course>/{MARK}\nx")]}),
]  # fmt: skip

ENTRIES = [*_CELLS, *_FILES, *_WRITING]
