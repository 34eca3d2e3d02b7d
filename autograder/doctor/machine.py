"""The doctor on the machine: packages, namespaces, bubblewrap, a real jail, limits, free space on the disks."""

from __future__ import annotations

import os
import platform
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

from autograder.course import Course
from autograder.doctor.diagnosis import Diagnosis, listed

PROJECT = "backpropagation-by-hand"
LIBRARY = "byhand"  # the students'
OLDEST_BWRAP = (0, 5)  # the first that knows --clearenv
LEAST_FREE = 200 * 2**20
LEAST_FREE_FILES = 2_000
LEAST = {  # what grading needs of each limit a shell or a service may set
    "RLIMIT_AS": ("address space", 8 * 2**30, "ulimit -v unlimited"),
    "RLIMIT_CPU": ("seconds of processor time", 24 * 3600, "ulimit -t unlimited"),
    "RLIMIT_FSIZE": ("bytes in one file", 2**30, "ulimit -f unlimited"),
    "RLIMIT_NOFILE": ("open files", 256, "ulimit -n 1024"),
    "RLIMIT_NPROC": ("processes", 256, "ulimit -u 4096"),
}
_IN_JAIL = """\
import os, resource, socket
try:
    memory = len(bytearray({memory}))
except MemoryError:
    memory = 0
seen = [os.path.exists({course!r}), [name for _, name in socket.if_nameindex() if name != "lo"], memory,
        os.access("/usr", os.W_OK)]
"""


def packages() -> Iterator[Diagnosis]:
    """Compare every package the grader imports with what the project asks for: `pip check` leaves out extras."""
    try:
        from packaging.requirements import Requirement

        wanted = [Requirement(text) for name in (PROJECT, LIBRARY) for text in metadata.requires(name) or []]
    except (ImportError, metadata.PackageNotFoundError) as error:
        yield Diagnosis("packages", f"{error.name or PROJECT} is not installed in {sys.executable}", "Run `make env`.")
        return
    grader = {f"{each}": each for each in wanted if each.marker is None or each.marker.evaluate({"extra": ""})}
    unfit = [
        f"{each.name} {installed or 'is missing'} ({each.specifier} is needed)"
        for each in grader.values()
        if not each.specifier.contains(installed := _version(each.name), prereleases=True)
    ]
    remedy = "Run `make env`, or install the two wheels anew."
    yield Diagnosis(f"{len(grader)} packages the grader imports", listed(unfit), remedy)


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""


def examine(course: Course) -> Iterator[Diagnosis]:
    """Look at all of the machine, each thing after those it needs."""
    if platform.system() != "Linux":
        remedy = "Grade on Linux, or notebooks you trust with `--jail process`."
        yield Diagnosis("operating system", f"jails need Linux, and this is {platform.system()}", remedy)
        return
    walls = [_namespaces(), _bubblewrap()]
    yield from walls
    if any(diagnosis.wrong for diagnosis in walls):
        yield Diagnosis("a jail", "skipped because of the problem above", stops=False)
    else:
        yield _jail(course)
    yield _limits()
    yield from _disk(course)


def _namespaces() -> Diagnosis:
    """Try the namespaces every jail lives in, in a process of its own."""
    code = (
        "import os, sys; sys.path.insert(0, sys.argv[1]); from autograder.jail.inside import confine\n"
        "if confine.fork_into_namespaces() == 0: os._exit(0)"
    )
    here = str(Path(__file__).resolve().parents[2])
    tried = subprocess.run([sys.executable, "-I", "-c", code, here], capture_output=True, text=True, check=False)
    why = (tried.stderr.strip().splitlines() or ["it failed without a word"])[-1] if tried.returncode else ""
    return Diagnosis("user namespaces", why, _namespace_remedy())


def _namespace_remedy() -> str:
    settings = {"user.max_user_namespaces": ("0", "15000"), "kernel.unprivileged_userns_clone": ("0", "1"),
                "kernel.apparmor_restrict_unprivileged_userns": ("1", "0")}  # fmt: skip
    for name, (forbids, allows) in settings.items():
        try:
            value = Path("/proc/sys", *name.split(".")).read_text().strip()
        except OSError:
            continue
        if value == forbids:
            return f"Run `sudo sysctl {name}={allows}`."
    return "In a container, allow it to make user namespaces (Docker: --security-opt seccomp=unconfined)."


def _bubblewrap() -> Diagnosis:
    from autograder.jail.outside import wall

    try:
        path = wall.bwrap()
    except wall.NoWall as error:
        why, _, remedy = str(error).partition("\n")
        return Diagnosis("bubblewrap", why, remedy)
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout.strip()
    version = tuple(int(number) for number in re.findall(r"\d+", said)[:2])
    too_old = "" if version >= OLDEST_BWRAP else f"0.5 or newer is needed, and {path} says {said!r}"
    return Diagnosis(said if not too_old else "bubblewrap", too_old, "Install a newer bubblewrap.")


def _jail(course: Course) -> Diagnosis:
    """Start a jail as submissions get it, and ask what it sees from inside."""
    from autograder.jail.limits import Limits
    from autograder.jail.outside.client import Jail, JailStopped
    from autograder.jail.outside.jailer import Jailer, JailFailed

    what = "a jail starts, keeps to its memory, and sees neither this course nor a network"
    limits = Limits()
    try:
        with Jailer() as jailer:
            jail = Jail(jailer.warm, limits)
            jail.run_cell(_IN_JAIL.format(memory=(limits.memory_mb + 1) * 2**20, course=str(course.root)))
            sees_course, networks, memory, may_write = jail.names(["seen"])["seen"]
            jail.close()
    except (JailFailed, JailStopped, KeyError) as error:
        return Diagnosis("a jail", str(error), "Nothing can be graded. Report it with all of this text.")
    if sees_course:
        remedy = "Move the course out of /usr: everything there can be read from inside a jail."
        return Diagnosis("a jail", f"student code could read {course.root}", remedy)
    holes = [*(f"the network {name}" for name in networks), *(["more memory than its limit"] if memory else [])]
    holes += ["a system it may change"] if may_write else []
    return Diagnosis(what, f"student code has {listed(holes)}" if holes else "", "Do not grade here, and report this.")


def _limits() -> Diagnosis:
    low, remedies = [], []
    for name, (what, least, remedy) in LEAST.items():
        value, _ = resource.getrlimit(getattr(resource, name))
        if value != resource.RLIM_INFINITY and value < least:
            low.append(f"{value} {what}, {least} are needed")
            remedies.append(remedy)
    return Diagnosis("limits of this shell", listed(low), f"Run `{'; '.join(remedies)}` before grading.")


def _disk(course: Course) -> Iterator[Diagnosis]:
    places = {"the course's disk": course.work if course.work.is_dir() else course.root,
              "the disk of temporary files": Path(tempfile.gettempdir())}  # fmt: skip
    for what, place in places.items():
        try:
            free, files = shutil.disk_usage(place).free, os.statvfs(place)
        except OSError as error:
            yield Diagnosis(what, f"{error.strerror}: {place}", "Make the folder, or mount its disk.")
            continue
        few = f"{free // 2**20} MB free, and {LEAST_FREE // 2**20} MB are needed" if free < LEAST_FREE else ""
        if not few and files.f_files and files.f_favail < LEAST_FREE_FILES:
            few = f"room for {files.f_favail} files more, and {LEAST_FREE_FILES} are needed"
        yield Diagnosis(f"{what}, {free // 2**20} MB free", few, f"Make room where {place} is.")
