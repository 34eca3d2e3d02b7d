"""What submissions share no more, which system calls are refused, and what a jail's processes may use together."""

from __future__ import annotations

import os
import platform
import threading

import pytest
from insiders import SMALL, Inside
from notebooks import checks, given, solution

from autograder.jail.inside import seccomp
from autograder.jail.limits import Limits
from autograder.jail.outside.client import Jail
from autograder.jail.outside.stopped import JailStopped


def test_terminals_of_another_jail_cannot_be_seen(jailer):
    first, second = Inside(jailer, SMALL), Inside(jailer, SMALL)
    opened = first.says("import os\nmaster, slave = os.openpty()\nprint(os.ttyname(slave))")
    seen = second.says("import os\nprint(sorted(os.listdir('/dev/pts')))")
    for inside in (first, second):
        inside.jail.close()
    assert opened.startswith("/dev/pts/")
    assert seen == "['ptmx']\n"


def test_a_shell_line_has_a_terminal(inside):
    assert inside("!tty && echo fine", Limits(seconds_per_cell=20)).split() == ["/dev/pts/0", "fine"]


@pytest.mark.parametrize(
    "name",
    ["memfd_create", "userfaultfd", "io_uring_setup", "keyctl", "shmget", "semget", "unshare", "ptrace",
     "inotify_init1", "sync", "sched_setaffinity", "sched_setscheduler", "setpriority", "ioprio_set"],
)  # fmt: skip
def test_a_system_call_that_no_homework_makes_is_refused(inside, name):
    if platform.machine() not in ("x86_64", "aarch64"):
        return
    number = seccomp.REFUSED[name][platform.machine() == "aarch64"]
    answer = inside(f"""
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        print(libc.syscall({number}, 0, 0, 0, 0, 0), os.strerror(ctypes.get_errno()))
    """)
    assert answer == "-1 Operation not permitted\n"


def test_a_new_namespace_cannot_be_had_through_clone(inside):
    if platform.machine() != "x86_64":
        return
    answer = inside("""
        import ctypes, os
        libc = ctypes.CDLL(None, use_errno=True)
        for number, first in ((56, 0x10000011), (56, 0x40000011), (435, 0)):
            print(libc.syscall(number, first, 0, 0, 0, 0), os.strerror(ctypes.get_errno()))
    """)
    refused, missing = "-1 Operation not permitted\n", "-1 Function not implemented\n"
    assert answer == 2 * refused + missing


def test_a_file_that_jails_share_cannot_be_kept_from_the_others(inside):
    assert inside("""
        import fcntl, numpy
        with open(numpy.__file__) as file:
            try:
                fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_WRLCK)  # who opens it next, waits
            except OSError as error:
                print(error.strerror)
            print(fcntl.fcntl(file, fcntl.F_GETLEASE) == fcntl.F_UNLCK)
    """) == ("Operation not permitted\nTrue\n")


def test_the_devices_of_the_machine_cannot_be_changed(inside):
    before = {name: os.stat(f"/dev/{name}") for name in ("null", "zero", "full", "random", "urandom", "tty")}
    answer = inside(f"""
        import os
        for name in {[*before]}:
            for act in (lambda path: os.chmod(path, 0), os.utime, lambda path: os.chown(path, -1, os.getgid())):
                try:
                    act("/dev/" + name)
                    print("changed", name)
                except OSError as error:
                    print(error.strerror)
        open("/dev/null", "w").write("x")
        print(open("/dev/zero", "rb").read(2))
    """)
    assert answer == "Read-only file system\n" * 3 * len(before) + "b'\\x00\\x00'\n"
    assert {name: os.stat(f"/dev/{name}").st_mode for name in before} == {k: v.st_mode for k, v in before.items()}


def test_only_sockets_that_know_namespaces_can_be_had(inside):
    answer = inside("""
        import socket
        for family in range(50):
            for kind in (1, 2, 3, 5):
                try:
                    print(socket.socket(family, kind).family)
                    break
                except OSError as error:
                    pass
        print(socket.socketpair()[0].family)
    """)
    assert {*answer.split()} <= {"1", "2", "10", "16"}
    assert answer.split().count("1") == 2


def test_no_signal_from_inside_ends_process_1(inside):
    answer = inside("""
        import os, signal
        for number in signal.valid_signals():
            os.kill(1, number)
        os._exit(0) if (child := os.fork()) == 0 else os.waitpid(child, 0)
        print("alive")
    """)
    assert answer == "alive\n"


def test_the_filter_of_an_unknown_machine_is_none():
    assert seccomp.program("riscv64") == b""
    for machine in ("x86_64", "aarch64"):
        assert 0 < len(seccomp.program(machine)) // 8 < 4096


def test_many_processes_together_may_use_no_more_memory_than_one(inside):
    hogs = """
        import os, signal
        for _ in range(12):
            if os.fork() == 0:
                hog = b"x" * (150 * 2**20)
                while True: signal.pause()
        while True: signal.pause()
    """
    with pytest.raises(JailStopped, match="too much memory"):
        inside(hogs, Limits(seconds_per_cell=60, memory_mb=400))
    assert inside("print('next')", again=True) == "next\n"


def test_shared_memory_that_nobody_has_in_a_table_of_pages_counts(inside):
    hide = """
        import ctypes, mmap, os, signal
        libc = ctypes.CDLL(None)
        libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
        for _ in range(5):
            if os.fork() == 0:
                shared = mmap.mmap(-1, 150 * 2**20)
                begin = ctypes.addressof(ctypes.c_char.from_buffer(shared))
                for place in range(0, len(shared), 2**20):
                    shared[place : place + 2**20] = b"x" * 2**20
                    libc.madvise(begin + place, 2**20, mmap.MADV_DONTNEED)
                while True: signal.pause()
        while True: signal.pause()
    """
    with pytest.raises(JailStopped, match="too much memory"):
        inside(hide, Limits(seconds_per_cell=60, memory_mb=400))


def test_a_jail_is_looked_at_however_busy_the_warm_process_is(jailer):
    jail = Jail(jailer.warm, Limits(seconds_per_cell=60, memory_mb=400))
    hogs = """
import os, signal
for _ in range(6):
    if os.fork() == 0:
        hog = b"x" * (150 * 2**20)
        while True: signal.pause()
while True: signal.pause()
"""
    said = []

    def run():
        with pytest.raises(JailStopped) as stop:
            jail.run_cell(hogs)
        said.append(str(stop.value))

    running = threading.Thread(target=run)
    running.start()
    while running.is_alive():
        jailer.warm.end(10**9)  # a request that comes again before it is time to look
        running.join(0.02)
    jail.close()
    assert "too much memory" in said[0]


def test_memory_that_copies_of_a_process_share_counts_once(homework):
    hw = homework(
        given("import numpy as np"),
        solution("big = np.ones(30 * 2**20)\n\ndef f(x):\n    return x", "f"),
        *[checks(f"y{n} = f({n})", f"check-{n}", hidden=f"assert f({n}.5) == {n}.5") for n in range(3)],
        solution("big += 0\nstate = []\nfor n in range(10): state.append(n)", "g"),
        checks("assert state[3] == 3 and f(9) == 9", "check-g"),
        solution("import time\nbig += 0\ntime.sleep(1)\nstate.append(1)", "h"),
        checks("assert len(state) == 11", "check-h"),
        memory_mb=700,
        seconds_per_cell=20,
    )
    assert hw.scores() == [1] * 5


def test_jails_of_a_prepared_process_are_not_added_up(jailer):
    limits = Limits(seconds_per_cell=60, memory_mb=400)
    template = jailer.warm.prepare(["x = 1"])
    jails = [Jail(jailer.warm, limits), *(Jail(template, limits) for _ in range(3))]
    big = "big = b'x' * (200 * 2**20)\nimport time\ntime.sleep(0.5)"  # long enough to be looked at
    try:
        assert [jail.run_cell(big) for jail in jails] == [(True, [])] * 4
        jails.append(Jail(template, limits))
        assert jails[-1].run_cell("assert x == 1") == (True, [])
    finally:
        for jail in jails:
            jail.close()
        template.close()


def test_a_few_busy_threads_may_run(inside):
    work = """
        import multiprocessing
        with multiprocessing.get_context("fork").Pool(3) as pool:
            print(sum(pool.map(abs, [-1, -2, -3])))
    """
    assert inside(work, Limits(seconds_per_cell=60)) == "6\n"


def test_python_is_started_again_only_so_often(homework):
    hw = homework(
        solution("x = 1", "a"),
        checks("assert x == 1", "check-a"),
        *[solution(f"y{n} = 1", f"b{n}") for n in range(25)],
        solution("z = 1", "c"),
        checks("assert z == 1", "check-c"),
    )
    dies = "import os; os._exit(0)"
    assert hw.scores(None, *[dies] * 19, *["pass"] * 6, None) == [1, 1]
    result = hw.graded(None, *[dies] * 25, None)
    assert [finding.score for finding in result.findings] == [1, 0]
    assert "as often as it is restarted" in result.notebook.decode()


def test_a_loop_of_callbacks_that_is_stopped_leaves_the_next_cell_alone(homework):
    hw = homework(
        solution("def f(function):\n    return function(1)", "f"),
        checks("assert f(lambda x: x) == 1", "check-f"),
        solution("def g(x):\n    return x", "g"),
        checks("assert g(2) == 2", "check-g"),
        seconds_per_cell=1,
    )
    result = hw.graded("def f(function):\n    while True: function(1)", None)
    assert [finding.score for finding in result.findings] == [0, 1]
    assert result.notes == []


def test_what_came_back_cannot_use_up_the_graders_memory(homework):
    hw = homework(
        given("import numpy as np"),
        solution("def f(x):\n    return x"),
        checks("x = np.ones((30, 40))\nassert np.allclose(f(x), x)"),
        solution("y = 1", "b"),
        checks("assert y == 1", "check-b"),
    )
    first, second = hw.findings("def f(x):\n    return np.ones((6 * 10**7, 1, 1), np.int8)", None)
    assert (first.score, second.score) == (0, 1)
    assert "MemoryError" in "".join(card.problem for card in first.cards)


def test_the_branches_that_a_later_cell_killed_are_made_again(homework):
    hw = homework(
        solution("def f(x):\n    return x", "f"),
        checks("assert f(1) == 1", "check-f", hidden="assert f(2) == 2"),
        solution("y = 1", "y"),
        checks("assert y == 1", "check-y"),
    )
    assert hw.scores(None, "import os\nos.kill(-1, 9)\nos._exit(0)") == [1, 0]
