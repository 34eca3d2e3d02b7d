"""The walls of one forked child: users, mounts, processes, network and IPC of its own, an empty /tmp, hard limits.

Runs inside bubblewrap, between the fork and the first student cell. Everything goes through ctypes because
Python 3.11 has no `os.unshare`, no Python can fork into namespaces, and nothing may be imported or buffered here.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import resource
import signal
from typing import Any

from autograder.jail.inside import seccomp

_libc = ctypes.CDLL(None, use_errno=True)
_clone = ctypes.PyDLL(None, use_errno=True).syscall  # keeps the interpreter's lock, as a fork does
_clone.restype = ctypes.c_long
_UID, _GID = os.getuid(), os.getgid()  # asked here, because a new user namespace does not know them at first

_CLONE_NEWNS, _CLONE_NEWUTS, _CLONE_NEWIPC = 0x20000, 0x4000000, 0x8000000
_CLONE_NEWUSER, _CLONE_NEWPID, _CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_REC, _MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
_MS_REMOUNT, _MS_BIND = 0x20, 0x1000
_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS = 1, 4, 24, 38
_CAPABILITY_VERSION_3 = 0x20080522
_KEYCTL_JOIN_SESSION_KEYRING = 1
_DEVICES = ("null", "zero", "full", "random", "urandom", "tty")  # in /dev, shared with the machine
_RESERVED_PIDS = 300  # after the first round the kernel reuses no number below


def _call(name: str, *arguments: Any) -> None:
    if getattr(_libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")


def _write(path: str, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY)  # a buffered text file would leave the map unwritten
    try:
        os.write(descriptor, text.encode())
    finally:
        os.close(descriptor)


def _mount_tmpfs(path: str, options: str, flags: int) -> None:
    _call("mount", b"tmpfs", path.encode(), b"tmpfs", ctypes.c_ulong(flags), options.encode())


def fork_into_namespaces() -> int:
    """Fork like `os.fork`, with the child as process 1 of namespaces that it shares with no other submission.

    Python's own work after a fork is left out: the child only has to fork once more, which catches up on it.
    """
    machine = os.uname().machine
    if machine not in seccomp.MACHINES:
        raise OSError(errno.ENOSYS, f"jails are not known to work on {machine}")
    flags = _CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWPID | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS
    _, clone, *_ = seccomp.MACHINES[machine]
    pid = _clone(ctypes.c_long(clone), ctypes.c_long(flags | signal.SIGCHLD), None, None, None, None)
    if pid < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"clone: {os.strerror(number)}")
    return pid


def own_users() -> None:
    """Map the account to its own number, and no other account to anything."""
    _write("/proc/self/uid_map", f"{_UID} {_UID} 1")
    _write("/proc/self/setgroups", "deny")
    _write("/proc/self/gid_map", f"{_GID} {_GID} 1")


def private_files(tmp_mb: int, processes: int) -> None:
    """Mount an empty /tmp of limited size, an empty /proc and new terminals; forbid more user namespaces, drop keys."""
    _call("mount", None, b"/", None, ctypes.c_ulong(_MS_REC | _MS_PRIVATE), None)
    _write("/proc/sys/user/max_user_namespaces", "0")
    _write("/proc/self/oom_score_adj", "1000")  # when memory runs out, student code goes first
    with contextlib.suppress(OSError):  # since Linux 6.14; RLIMIT_NPROC does not bind where root grades
        _write("/proc/sys/kernel/pid_max", str(_RESERVED_PIDS + processes))
    _mount_tmpfs("/tmp", f"size={tmp_mb}m,nr_inodes=4096,mode=700", _MS_NOSUID | _MS_NODEV)
    _mount_tmpfs("/dev/shm", "size=1m,nr_inodes=64,mode=700", _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    # `!command` needs a terminal; bubblewrap's would be the same for all jails
    _call("mount", b"devpts", b"/dev/pts", b"devpts", ctypes.c_ulong(_MS_NOSUID | _MS_NOEXEC), b"ptmxmode=666,max=16")
    for name in _DEVICES:  # can still be written to; but where root grades, nobody inside can chmod them
        flags = ctypes.c_ulong(_MS_REMOUNT | _MS_BIND | _MS_RDONLY | _MS_NOSUID | _MS_NOEXEC)
        _call("mount", None, f"/dev/{name}".encode(), None, flags, None)
    _mount_tmpfs("/proc", "size=4k,nr_inodes=1", _MS_RDONLY | _MS_NOSUID | _MS_NODEV | _MS_NOEXEC)
    os.chdir("/tmp")
    _forget_keys()


def _forget_keys() -> None:
    """Join an empty session keyring instead of the grader's, which all forks would share."""
    number = {"x86_64": 250, "aarch64": 219}.get(os.uname().machine)
    if number is not None:
        _libc.syscall(ctypes.c_long(number), ctypes.c_long(_KEYCTL_JOIN_SESSION_KEYRING), None)


def die_with_parent() -> None:
    """Have the kernel kill this process as soon as its parent ends."""
    _call("prctl", _PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def drop_privileges() -> None:
    """Give up what the new user namespace granted and what a file could grant; forbid tracing of process 1."""
    _call("prctl", _PR_SET_DUMPABLE, 0, 0, 0, 0)
    _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for capability in range(64):
        if _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    nothing = (ctypes.c_uint32 * 6)()
    _call("capset", ctypes.byref(header), ctypes.byref(nothing))


def show_memory() -> None:
    """Let the warm process see what this one uses; inside, without /proc and ptrace, nobody can look at another."""
    _call("prctl", _PR_SET_DUMPABLE, 1, 0, 0, 0)


def limit_resources(limits: dict[str, Any], mapped: int, alone: bool) -> None:
    """Set hard rlimits for this process and all it starts; memory counts from what is ``mapped`` already.

    Processes are limited only if this one is ``alone`` in its namespace; otherwise all of the account's would count.
    """
    caps = {
        "RLIMIT_AS": mapped + int(limits["memory_mb"]) * 2**20,
        "RLIMIT_FSIZE": int(limits["file_mb"]) * 2**20,
        **({"RLIMIT_NPROC": int(limits["processes"])} if alone else {}),
        "RLIMIT_NOFILE": 256,
        "RLIMIT_SIGPENDING": 256,
        "RLIMIT_CORE": 0,
    }
    for name, value in caps.items():
        which = getattr(resource, name, None)
        if which is None:
            continue
        _, hard = resource.getrlimit(which)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(which, (value, value))
