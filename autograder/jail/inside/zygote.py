"""One warm process: NumPy, matplotlib and IPython imported once, then a forked child per submission.

    python -I zygote.py LIBRARY CONTROL_FD walls|no-walls [GIVEN]

Student code works in a folder of its own, with links to what is in the folder GIVEN, and imports modules from there.

On the control socket come `fork N {limits}` with the child's channel attached, `kill N`, and
`prepare N [core, sources]` with a control socket and a file attached: a fork that runs these trusted cells, writes
their outputs to the file, and then forks children that have run them already. The answers are `ready`, and `forked N`
or `no jail for N`. When a control socket closes, everything started through it ends.
"""

from __future__ import annotations

import contextlib
import json
import math
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Iterator
from typing import Any, NoReturn

LIBRARY, CONTROL, WALLS = sys.argv[1:4]
GIVEN = sys.argv[4] if len(sys.argv) > 4 else ""
LONGEST_REQUEST = 150_000
CHANNEL = 3  # its descriptor in a jail
DESCRIPTORS = os.sysconf("SC_OPEN_MAX")  # as many as there may be, before a jail's limits
sys.path[:0] = [LIBRARY, GIVEN] if GIVEN else [LIBRARY]
sys.dont_write_bytecode |= bool(GIVEN)

from autograder.jail import fork_tuning, memory  # noqa: E402  (LIBRARY says where it is)

with fork_tuning.long_lived():
    from autograder.jail.inside import confine, seccomp, server, shell, watch


def main() -> None:
    control = socket.socket(fileno=int(CONTROL))
    if WALLS != "walls":
        _link_given()
    with fork_tuning.long_lived():
        interpreter = shell.warm()
    control.send(b"ready")
    _serve(control, interpreter)


def _serve(control: socket.socket, interpreter: shell.Shell) -> None:
    """Fork, kill and prepare on request, until the control socket closes."""
    children: dict[int, int] = {}  # number → process
    jails: set[int] = set()  # the children that are jails; one that was prepared looks after its own
    watching, most = watch.Watch(), 0  # bytes; 0 until there is a jail behind walls
    due = 0.0  # the time of the next look, however many requests come
    while True:
        watched = bool(most and jails)
        asked = not watched or bool(select.select([control], [], [], max(0.0, due - time.monotonic()))[0])
        for pid in _ended():
            jails.discard(pid)
            children = {number: child for number, child in children.items() if child != pid}
        if watched and time.monotonic() >= due:
            watching.look(jails, most)
            due = time.monotonic() + watch.EVERY
        if not asked:
            continue
        request, descriptors, _, _ = socket.recv_fds(control, LONGEST_REQUEST, 2)
        if not request:
            break
        verb, number, *rest = request.decode().split(" ", 2)
        if verb == "fork":
            limits = json.loads(rest[0])
            pid = _fork(descriptors[0], limits, interpreter)
            if pid:
                due = due if jails else time.monotonic() + watch.EVERY
                children[int(number)] = pid
                jails.add(pid)
            most = int(limits["memory_mb"]) * 2**20 if WALLS == "walls" else 0
            control.send(f"{'forked' if pid else 'no jail for'} {number}".encode())
        elif verb == "prepare":
            core, sources = json.loads(rest[0])
            children[int(number)] = _prepare(control, descriptors, core, sources, interpreter)
        else:
            _end(children.get(int(number)))
        for descriptor in descriptors:
            os.close(descriptor)
    for pid in children.values():
        _end(pid)


def _ended() -> Iterator[int]:
    """Give the children that ended since the last call; only now can another process get their numbers."""
    with contextlib.suppress(ChildProcessError):
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            yield pid


def _prepare(
    control: socket.socket, descriptors: list[int], core: int | None, sources: list[str], interpreter: shell.Shell
) -> int:
    """Fork a process that runs ``sources``; usable only if they leave no files, which its children would not see."""
    pid = os.fork()
    if pid:
        return pid
    control.close()
    os.setsid()
    if core is not None:
        os.sched_setaffinity(0, {core})
    own = socket.socket(fileno=descriptors[0])
    before = sorted(os.listdir())
    with fork_tuning.long_lived():
        outputs = [interpreter.run(source, 2000, math.inf) for source in sources]
    usable = all(fine for fine, _ in outputs) and sorted(os.listdir()) == before
    with os.fdopen(descriptors[1], "w") as file:
        json.dump({"usable": usable, "outputs": [shown for _, shown in outputs]}, file)
    own.send(b"ready")
    _serve(own, interpreter)
    os._exit(0)


def _end(pid: int | None) -> None:
    if pid is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # no walls: the child leads a group of its own
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def _fork(channel: int, limits: dict[str, Any], interpreter: shell.Shell) -> int:
    """Fork a jail and return its process; 0 if it cannot be had."""
    mapped = memory.mapped_bytes()
    try:
        pid = confine.fork_into_namespaces() if WALLS == "walls" else os.fork()
    except OSError as error:
        os.write(2, f"no jail: {error}\n".encode())
        return 0
    if pid == 0:
        _inside(channel, limits, mapped, interpreter)
    return pid


def _inside(channel: int, limits: dict[str, Any], mapped: int, interpreter: shell.Shell) -> NoReturn:
    """Live as the child: put up the walls, then serve until the channel closes."""
    try:
        os.setsid()
        if WALLS == "walls":
            confine.own_users()
            confine.die_with_parent()
            confine.private_files(int(limits["tmp_mb"]), int(limits["processes"]))
            _link_given()
            confine.drop_privileges()
        confine.limit_resources(limits, mapped, alone=WALLS == "walls")
        if WALLS == "walls":
            unblocked = signal.pthread_sigmask(signal.SIG_BLOCK, signal.valid_signals())  # process 1 keeps it so
            if os.fork():  # student code is never process 1, so that its end is not the end of its branches
                _outlive_all()
            signal.pthread_sigmask(signal.SIG_SETMASK, unblocked)
            os.setsid()  # a signal to its group reaches neither process 1 nor the grader's side
            confine.show_memory()
            seccomp.install()
        sys.path.insert(0, os.getcwd())  # as in a notebook: a module that a cell wrote there can be imported
        _only_channel(channel)
        os.dup2(0, 2)  # the student's code never writes to the grader's log
        server.serve(socket.socket(fileno=CHANNEL), interpreter, limits, WALLS == "walls")
    except BaseException as error:  # the channel closes with the process, and the grader sees that
        os.write(2, f"the jail failed: {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(0)


def _link_given() -> None:
    """Put links to the given files where student code works; it can replace a link, and never a file."""
    for name in os.listdir(GIVEN) if GIVEN else ():
        os.symlink(f"{GIVEN}/{name}", name)


def _outlive_all() -> NoReturn:
    """Wait, as process 1 with all signals blocked, for every process of the jail, then end."""
    os.closerange(0, DESCRIPTORS)
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    os._exit(0)


def _only_channel(channel: int) -> None:
    """Close what was inherited but the channel, which becomes 3; 0 and 1 lead nowhere. 2 is the grader's own log."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    os.dup2(channel, CHANNEL)
    os.closerange(CHANNEL + 1, DESCRIPTORS)


if __name__ == "__main__":
    main()
