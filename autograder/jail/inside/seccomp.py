"""System calls that no homework makes and that have broken kernels: refused, in one process and all it starts.

A deny list behind the namespaces, not instead of them. The filter is a program in the kernel's own small language,
written out here. libseccomp could compile it, but its Python binding comes with the system (`python3-seccomp` in
Debian), out of reach of a virtual environment, and `pyseccomp` on the package index dates from 2021.
"""

from __future__ import annotations

import ctypes
import errno
import os
import struct

_PR_SET_SECCOMP, _FILTER = 22, 2
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT, _SECOND_ARGUMENT = 0, 4, 16, 24  # offsets in what a filter sees
_ALLOW, _KILL, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050000
_X32 = 0x40000000  # the second set of numbers of x86-64
_NAMESPACES = 0x7E020000  # CLONE_NEW… of every kind
_SETLEASE = 1024  # of fcntl: anyone who then opens the file, in any jail, waits until the lease is given up
_FAMILIES = (1, 2, 10, 16)  # of sockets: local, IPv4, IPv6, netlink; VSOCK and others ignore namespaces

# Architecture → (its number for filters, numbers of clone, clone3, fcntl, socket and socketpair).
MACHINES = {"x86_64": (0xC000003E, 56, 435, 72, 41, 53), "aarch64": (0xC00000B7, 220, 435, 25, 198, 199)}

# Name → number on x86-64 and on aarch64; None where the call does not exist.
REFUSED = {
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "kcmp": (312, 272),
    "pidfd_getfd": (438, 438), "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "pivot_root": (155, 41), "chroot": (161, 51), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "open_by_handle_at": (304, 265), "name_to_handle_at": (303, 264),
    "bpf": (321, 280), "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "add_key": (248, 217), "request_key": (249, 218),
    "keyctl": (250, 219), "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224),
    "swapoff": (168, 225), "acct": (163, 89), "quotactl": (179, 60), "syslog": (103, 116),
    "personality": (135, 92), "fanotify_init": (300, 262), "modify_ldt": (154, None), "ioperm": (173, None),
    "iopl": (172, None), "vmsplice": (278, 75), "memfd_secret": (447, 447), "memfd_create": (319, 279),
    "shmget": (29, 194), "msgget": (68, 186), "mq_open": (240, 180), "quotactl_fd": (443, 443),
    "semget": (64, 190), "inotify_init": (253, None), "inotify_init1": (294, 26), "sync": (162, 81),
    "syncfs": (306, 267), "sched_setaffinity": (203, 122), "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118), "sched_setattr": (314, 274), "setpriority": (141, 140), "ioprio_set": (251, 30),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "sethostname": (170, 161), "setdomainname": (171, 162),
}  # fmt: skip


def _step(code: int, value: int, jump_if: int = 0, jump_else: int = 0) -> bytes:
    return struct.pack("HBBI", code, jump_if, jump_else, value)


def program(machine: str) -> bytes:
    """Return the filter for this kind of machine; empty where its numbers are not known."""
    if machine not in MACHINES:
        return b""
    architecture, clone, clone3, fcntl, *sockets = MACHINES[machine]
    column = list(MACHINES).index(machine)
    steps = [_step(_LOAD, _ARCHITECTURE), _step(_EQUAL, architecture, 1), _step(_RETURN, _KILL), _step(_LOAD, _NUMBER)]
    if machine == "x86_64":
        steps += [_step(_AT_LEAST, _X32, 0, 1), _step(_RETURN, _REFUSE | errno.ENOSYS)]
    # Its flags are behind a pointer, which no filter can follow; every C library can do without it.
    steps += [_step(_EQUAL, clone3, 0, 1), _step(_RETURN, _REFUSE | errno.ENOSYS)]
    for numbers in REFUSED.values():
        number = numbers[column]
        if number is not None:
            steps += [_step(_EQUAL, number, 0, 1), _step(_RETURN, _REFUSE | errno.EPERM)]
    refuse, allow = _step(_RETURN, _REFUSE | errno.EPERM), _step(_RETURN, _ALLOW)
    steps += [_step(_EQUAL, clone, 0, 4), _step(_LOAD, _FIRST_ARGUMENT), _step(_ANY_BIT, _NAMESPACES, 0, 1), refuse,
              allow]  # fmt: skip
    steps += [_step(_EQUAL, fcntl, 0, 4), _step(_LOAD, _SECOND_ARGUMENT), _step(_EQUAL, _SETLEASE, 0, 1), refuse, allow]
    for number in sockets:
        known = [_step(_EQUAL, family, len(_FAMILIES) - place) for place, family in enumerate(_FAMILIES)]
        steps += [_step(_EQUAL, number, 0, len(known) + 3), _step(_LOAD, _FIRST_ARGUMENT), *known,
                  _step(_RETURN, _REFUSE | errno.EAFNOSUPPORT), allow]  # fmt: skip
    return b"".join([*steps, allow])


# Built once, at import: every jail installs it in the first moments of its life.
_libc = ctypes.CDLL(None, use_errno=True)
_CODE = program(os.uname().machine)
_STEPS = ctypes.create_string_buffer(_CODE, len(_CODE))
_WHOLE = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(_CODE) // 8, ctypes.addressof(_STEPS)))


def install() -> bool:
    """Put the filter on this process, which needs "no new privileges"; return False where this machine has none."""
    if not _CODE:
        return False
    if _libc.prctl(_PR_SET_SECCOMP, _FILTER, ctypes.c_ulong(ctypes.addressof(_WHOLE)), 0, 0) != 0:
        number = ctypes.get_errno()
        if number != errno.EINVAL:  # a kernel without filters
            raise OSError(number, f"seccomp: {os.strerror(number)}")
        return False
    return True
