"""One warm process: NumPy, matplotlib and IPython imported once, then a forked child per submission.

    python -I zygote.py LIBRARY CONTROL_FD walls|no-walls

On the control socket come `fork N {limits}` with the child's channel attached, `kill N`, and `prepare N [sources]` with
a control socket and a file attached: a fork that runs these trusted cells, writes their outputs to the file, and then
forks children that have run them already. The answers are `ready` and `forked N`. When a control socket closes,
everything started through it ends.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import select
import signal
import socket
import sys
from typing import Any, NoReturn

LIBRARY, CONTROL, WALLS = sys.argv[1:4]
LONGEST_REQUEST = 150_000
sys.path.insert(0, LIBRARY)

from autograder.jail import confine, seccomp, server, shell, watch  # noqa: E402  (the library's place is an argument)


def main() -> None:
    control = socket.socket(fileno=int(CONTROL))
    interpreter = shell.warm()
    gc.collect()
    gc.freeze()  # children that never collect these pages share them
    control.send(b"ready")
    _serve(control, interpreter)


def _serve(control: socket.socket, interpreter: shell.Shell) -> None:
    """Fork, kill and prepare on request, until the control socket closes."""
    children: dict[int, int] = {}
    jails: set[int] = set()  # the children that are jails; one that was prepared looks after its own
    watching, most = watch.Watch(), 0  # bytes; 0 until there is a jail behind walls
    while True:
        if most and jails and not select.select([control], [], [], watch.EVERY)[0]:
            watching.look(jails, most)
            continue
        request, descriptors, _, _ = socket.recv_fds(control, LONGEST_REQUEST, 2)
        if not request:
            break
        verb, number, *rest = request.decode().split(" ", 2)
        if verb == "fork":
            limits = json.loads(rest[0])
            children[int(number)] = _fork(control, descriptors[0], limits, interpreter)
            jails.add(children[int(number)])
            most = int(limits["memory_mb"]) * 2**20 if WALLS == "walls" else 0
            control.send(f"forked {number}".encode())
        elif verb == "prepare":
            children[int(number)] = _prepare(control, descriptors, json.loads(rest[0]), interpreter)
        else:
            jails.discard(children.get(int(number), 0))
            _end(children.pop(int(number), None))
        for descriptor in descriptors:
            os.close(descriptor)
    for pid in children.values():
        _end(pid)


def _prepare(control: socket.socket, descriptors: list[int], sources: list[str], interpreter: shell.Shell) -> int:
    """A fork that has run ``sources``; it is of use only if they left no files, which its children would not see."""
    pid = os.fork()
    if pid:
        return pid
    control.close()
    os.setsid()
    own = socket.socket(fileno=descriptors[0])
    before = sorted(os.listdir())
    outputs = [interpreter.run(source, 60, 2000) for source in sources]
    usable = all(fine for fine, _ in outputs) and sorted(os.listdir()) == before
    with os.fdopen(descriptors[1], "w") as file:
        json.dump({"usable": usable, "outputs": [shown for _, shown in outputs]}, file)
    gc.collect()
    gc.freeze()
    own.send(b"ready")
    _serve(own, interpreter)
    os._exit(0)


def _end(pid: int | None) -> None:
    if pid is None:
        return
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)  # no walls: the child leads a group of its own
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def _fork(control: socket.socket, channel: int, limits: dict[str, Any], interpreter: shell.Shell) -> int:
    pid = os.fork()
    if pid:
        return pid
    mapped = confine.mapped_bytes()
    try:
        control.close()
        os.setsid()
        _quiet_descriptors(channel)
        if WALLS == "walls":
            confine.enter_namespaces()
            if os.fork():  # process 1 of the new pid namespace comes next: with it dies all it started
                os.close(channel)
                os.wait()
                os._exit(0)
            confine.die_with_parent()
            confine.private_files(int(limits["tmp_mb"]), int(limits["processes"]))
            confine.drop_privileges()
        confine.limit_resources(limits, mapped, alone=WALLS == "walls")
        if WALLS == "walls":
            if os.fork():  # student code is never process 1, so that its end is not the end of its branches
                os.close(channel)
                _outlive_all()
            os.setsid()  # a signal to its group reaches neither process 1 nor the grader's side
            confine.show_memory()
            seccomp.install()
        os.dup2(0, 2)  # the student's code never writes to the grader's log
        server.serve(socket.socket(fileno=channel), interpreter, limits)
    except BaseException as error:  # the channel closes with the process, and the examiner sees that
        os.write(2, f"the jail failed: {type(error).__name__}: {error}\n".encode())
    finally:
        os._exit(0)


def _outlive_all() -> NoReturn:
    """Process 1: wait for every process of the jail, then end."""
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    os._exit(0)


def _quiet_descriptors(channel: int) -> None:
    """Nothing inherited stays open but the channel; 0 and 1 lead nowhere. 2 is the grader's own log."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(nowhere, descriptor)
    for name in os.listdir("/dev/fd") if os.path.isdir("/dev/fd") else []:
        if int(name) > 2 and int(name) != channel:
            with contextlib.suppress(OSError):
                os.close(int(name))


if __name__ == "__main__":
    main()
