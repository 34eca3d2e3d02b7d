"""The bubblewrap command line: what the warm process, and so every submission, can see of this machine.

A read-only system and Python, no network, no home, no course directory, only its own processes, a private /tmp.
Student code sees `byhand` and the few modules of this package that run it, and nothing else of the project.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import byhand
from autograder import shipped
from autograder.errors import Problem
from autograder.jail.outside import own_files

PACKAGE = shipped.PACKAGE
LIBRARY = Path(byhand.__file__).resolve().parent
# All of this package that student code can see; a contract in pyproject.toml holds that it needs nothing else.
MOUNTED = ("__init__.py", "jail/__init__.py", "jail/errors.py", "jail/fork_tuning.py", "jail/inside", "jail/memory.py",
           "jail/recorder.py", "jail/wire")  # fmt: skip
COURSE = "/course"  # where the students' library is mounted inside
ZYGOTE = "jail/inside/zygote.py"
GIVEN = "/given"  # where the files that students get with their notebook are mounted inside
VENV = "/venv"  # where a virtual environment is mounted inside, wherever it lives outside
_RESOLVING = ("hosts", "nsswitch.conf", "resolv.conf", "ssl")  # what finding another machine needs of /etc
_PARTS = ("bin", "lib", "lib32", "lib64", "libexec", "share", "etc", "ssl", "pyvenv.cfg")  # of a prefix
_ALONE = ("-s", "-P")  # no modules of the account's, none beside the script; -I would also ignore PYTHONHASHSEED

_REMEDY = """\
bubblewrap (bwrap) is needed to run student code safely, and is not usable here: {why}
  Debian, Ubuntu:  sudo apt-get install bubblewrap
  Fedora, RHEL:    sudo dnf install bubblewrap
  Arch:            sudo pacman -S bubblewrap
Where it cannot be had, `--jail process` runs student code in a plain process: no protection against reading
files, using the network or changing what your account may change. Use it for notebooks you trust."""


class NoWall(Problem):
    """bubblewrap is missing or may not create namespaces here; the message says what to do."""


@cache
def bwrap() -> str:
    """Return the path of a bubblewrap that works on this machine; raise `NoWall` with the remedy."""
    path = shutil.which("bwrap")
    if path is None:
        raise NoWall(_REMEDY.format(why="it is not installed."))
    probe = [path, "--unshare-all", "--uid", "1000", "--gid", "1000", "--ro-bind", "/", "/", "true"]
    answer = subprocess.run(probe, capture_output=True, text=True, check=False)
    if answer.returncode != 0:
        why = (answer.stderr.strip().splitlines() or ["it failed without a word"])[-1]
        raise NoWall(_REMEDY.format(why=why))
    return path


def command(control_fd: int, given: Path | None = None) -> list[str]:
    """Return the command that starts the warm process behind the wall, listening on ``control_fd``.

    Student code finds the files in the folder ``given`` beside its notebook, and cannot change them.
    """
    python, binds = _python()
    environment = [word for name, value in _environment("/tmp").items() for word in ("--setenv", name, value)]
    return [
        bwrap(), "--unshare-all", "--die-with-parent", "--new-session", "--hostname", "jail",
        "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL", "--clearenv",
        *_system(), "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", *binds, *_covers(), *_course(),
        *_given(given),
        "--remount-ro", "/", "--remount-ro", "/dev",  # or the next submission would find what one left there
        "--chdir", "/tmp",
        *environment, python, *_ALONE, f"{COURSE}/autograder/{ZYGOTE}", COURSE, str(control_fd), "walls",
        *([GIVEN] if given else []),
    ]  # fmt: skip


def networked_command(module: str, argument: str, readable: Iterable[str]) -> list[str]:
    """Return the command that runs a module of this package with the network, and with no file of the account's.

    It sees the system, Python, this project's two packages and the ``readable`` files.
    """
    python, binds = _python()
    settings = {"PYTHONPATH": COURSE} | _environment("/tmp")
    environment = [word for name, value in settings.items() for word in ("--setenv", name, value)]
    mounts = []
    for path in (*(f"/etc/{name}" for name in _RESOLVING), *readable):
        mounts += ["--ro-bind-try", path, path]
    for name, folder in (("autograder", PACKAGE), ("byhand", LIBRARY)):
        mounts += ["--ro-bind", str(folder), f"{COURSE}/{name}"]
    if (PACKAGE / shipped.DATA).is_dir():
        mounts += ["--tmpfs", f"{COURSE}/autograder/{shipped.DATA}"]
    return [
        bwrap(), "--unshare-all", "--share-net", "--die-with-parent", "--new-session",
        "--uid", "1000", "--gid", "1000", "--cap-drop", "ALL", "--clearenv",
        *_system(), "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp", *binds, *_covers(),
        *mounts,
        "--remount-ro", "/", "--chdir", "/tmp", *environment, python, *_ALONE, "-m", module, argument,
    ]  # fmt: skip


def plain_command(control_fd: int, home: str, given: Path | None = None) -> tuple[list[str], dict[str, str]]:
    """Return the command and the environment of `--jail process`: a separate process, and nothing more."""
    words = [sys.executable, *_ALONE, str(PACKAGE / ZYGOTE), str(PACKAGE.parent), str(control_fd), "no-walls"]
    return [*words, *([str(given)] if given else [])], _environment(home)


def _system() -> list[str]:
    arguments = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        if os.path.islink(f"/{name}"):
            arguments += ["--symlink", os.readlink(f"/{name}"), f"/{name}"]
        elif os.path.isdir(f"/{name}"):
            arguments += ["--ro-bind", f"/{name}", f"/{name}"]
    for name in ("ld.so.cache", "alternatives", "fonts", "localtime"):
        arguments += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return arguments


def _python() -> tuple[str, list[str]]:
    """Return the interpreter's path inside, and the mounts it needs."""
    binds = []
    if not sys.base_prefix.startswith("/usr"):
        binds += _parts(sys.base_prefix, sys.base_prefix)
    if sys.prefix == sys.base_prefix:
        python = Path(sys.executable)
        return str(python.parent.resolve() / python.name), binds
    # as it was started: sys.executable may have `..` in it, of which sys.prefix has none
    inside = Path(VENV, Path(os.path.abspath(sys.executable)).parent.name, Path(sys.executable).name)
    return str(inside), [*binds, *_parts(sys.prefix, VENV)]


def _parts(prefix: str, inside: str) -> list[str]:
    """Mount what Python has below its prefix, and nothing that somebody keeps beside it: a clone, or a course."""
    arguments = []
    for name in _PARTS:
        path, place = os.path.join(prefix, name), os.path.join(inside, name)
        if os.path.islink(path) and os.readlink(path) in _PARTS:
            arguments += ["--symlink", os.readlink(path), place]
        else:
            arguments += ["--ro-bind-try", path, place]
    return arguments


def _covers() -> list[str]:
    """Return what hides this project's own files in what is mounted, however they were installed."""
    mounts = {Path("/usr"): Path("/usr")}
    if not sys.base_prefix.startswith("/usr"):
        mounts[Path(sys.base_prefix)] = Path(sys.base_prefix)
    if sys.prefix != sys.base_prefix:
        mounts[Path(sys.prefix)] = Path(VENV)
    return own_files.covers(mounts)


def _course() -> list[str]:
    arguments = ["--ro-bind", str(LIBRARY), f"{COURSE}/byhand"]
    for name in MOUNTED:
        arguments += ["--ro-bind", str(PACKAGE / name), f"{COURSE}/autograder/{name}"]
    for font_list in sorted(
        font_lists().glob("fontlist-*.json")
    ):  # without it the warm process starts two seconds later
        arguments += ["--ro-bind", str(font_list), f"/tmp/matplotlib/{font_list.name}"]
    return arguments


def _given(folder: Path | None) -> list[str]:
    """Mount the given files, and link to each where the warm process works; jails make the links anew."""
    if folder is None:
        return []
    links = [word for path in sorted(folder.iterdir())
             for word in ("--symlink", f"{GIVEN}/{path.name}", f"/tmp/{path.name}")]  # fmt: skip
    return ["--ro-bind", str(folder), GIVEN, *links]


def font_lists() -> Path:
    """Return where matplotlib keeps its list of fonts; asking it takes as long as starting the warm process."""
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(os.environ.get("MPLCONFIGDIR") or Path(caches, "matplotlib"))


def _environment(home: str) -> dict[str, str]:
    settings = {
        "PATH": "/usr/bin:/bin",
        "HOME": home,
        "LANG": "C.UTF-8",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "MPLCONFIGDIR": f"{home}/matplotlib",
        "IPYTHONDIR": f"{home}/ipython",
        "OPENBLAS_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "PYTHONHASHSEED": "0",
        "NBGRADER_EXECUTION": "autograde",  # as nbgrader says it to notebooks
    }
    if "OPENBLAS_CORETYPE" in os.environ:  # the same arithmetic inside as outside
        settings["OPENBLAS_CORETYPE"] = os.environ["OPENBLAS_CORETYPE"]
    return settings
