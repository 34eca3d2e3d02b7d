"""What a submission's process can reach, and what ends it: the real jail, asked from inside."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import sys
import textwrap
from pathlib import Path

from insiders import SMALL, Inside

from autograder.jail.outside.jailer import Jailer, SharedJailer
from autograder.workers import pool

ROOT = Path(__file__).parents[2]


def test_there_is_no_network(inside):
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        answer = inside(f"""
            import socket
            print([name for _, name in socket.if_nameindex()])
            for family, address in ((socket.AF_INET, ("127.0.0.1", {port})), (socket.AF_INET, ("192.0.2.1", 80))):
                try:
                    socket.create_connection(address, 1)
                    print("connected")
                except OSError as error:
                    print(error)
            try:
                print(socket.gethostbyname("example.com"))
            except OSError as error:
                print(error)
        """)
    assert answer.startswith("['lo']")
    assert answer.count("unreachable") == 2
    assert "connected" not in answer


def test_abstract_unix_sockets_of_the_machine_are_out_of_reach(inside):
    name = f"\0byhand-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        assert "refused" in inside(f"import socket; socket.socket(socket.AF_UNIX).connect({name!r})")


def test_nothing_of_the_course_or_the_account_can_be_read(inside, tmp_path, monkeypatch):
    secrets = [tmp_path / "gradebook.db", Path.home() / ".byhand-test-secret"]
    try:
        for secret in secrets:
            secret.write_text("secret")
        project = [ROOT / name for name in ("pyproject.toml", "solutions", "course", "autograder/grading/grade.py")]
        system = ["/etc/passwd", "/etc/shadow", "/proc/1", "/sys", "/run", "/var", "/home"]
        wanted = [*secrets, *project, *map(Path, system)]
        answer = inside(f"import os; print([path for path in {list(map(str, wanted))} if os.path.lexists(path)])")
    finally:
        secrets[1].unlink()
    assert answer == "[]\n"


def test_of_the_project_only_what_runs_student_code_is_there(inside):
    answer = inside("""
        import os
        for folder, _, files in sorted(os.walk("/course")):
            print(folder, sorted(name for name in files if name.endswith((".py", ".ipynb", ".db"))))
    """)
    seen = {line.split(" ")[0] for line in answer.splitlines() if "byhand" not in line and "__pycache__" not in line}
    jail = "/course/autograder/jail"
    assert seen == {"/course", "/course/autograder", jail, f"{jail}/inside", f"{jail}/wire"}
    assert "/course/autograder ['__init__.py']" in answer
    assert f"{jail} ['__init__.py', 'errors.py', 'fork_tuning.py', 'memory.py', 'recorder.py']" in answer
    assert not any(
        word in answer for word in ("solution", "misconception", "answer", "ipynb", "gradebook", "grading", "outside")
    )


def test_environment_and_arguments_carry_nothing(inside, monkeypatch):
    answer = inside("""
        import os, sys
        print(sorted(set(os.environ) - {"PATH", "HOME", "LANG", "PWD", "PYTHONHASHSEED", "OPENBLAS_CORETYPE"}))
        print(os.environ["HOME"], os.getcwd(), os.uname().nodename, os.getuid() != 0, len(sys.argv))
    """)
    kept, where = answer.splitlines()
    assert set(eval(kept)) <= {"MPLBACKEND", "MPLCONFIGDIR", "IPYTHONDIR", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS",
                               "MKL_NUM_THREADS", "NBGRADER_EXECUTION"}  # fmt: skip
    assert where.startswith("/tmp /tmp jail True")


def test_secrets_in_the_graders_environment_stay_there(monkeypatch):
    monkeypatch.setenv("BYHAND_TEST_TOKEN", "secret")
    with Jailer() as jailer:
        inside = Inside(jailer, SMALL)
        assert inside.says("import os; print(os.environ.get('BYHAND_TEST_TOKEN'))") == "None\n"
        inside.jail.close()


def test_the_graders_keys_are_out_of_reach():
    if platform.machine() != "x86_64":
        return
    ask = "import ctypes\nprint(ctypes.CDLL(None).syscall(249, b'user', b'byhand-test', None, 0) > 0)"
    add = f"""
        import ctypes, sys
        libc = ctypes.CDLL(None)
        libc.syscall(250, 1, b"byhand-test")
        assert libc.syscall(248, b"user", b"byhand-test", b"secret", 6, -3) > 0
        sys.path[:0] = {[str(ROOT), str(Path(__file__).parent)]!r}
        from test_jail import Inside, Jailer, SMALL
        with Jailer() as jailer:
            inside = Inside(jailer, SMALL)
            print(inside.says({ask!r}), end="")
            inside.jail.close()
    """
    answer = subprocess.run([sys.executable, "-c", textwrap.dedent(add)], capture_output=True, text=True, check=False)
    assert answer.stdout == "False\n", answer.stderr


def test_nothing_can_be_written_but_in_tmp(inside):
    answer = inside("""
        import os, shutil
        for folder in ("/", "/course", "/course/byhand", "/course/autograder", "/usr", "/usr/bin", "/venv", "/etc",
                       "/dev", "/proc", "/root", "/lib"):
            try:
                open(os.path.join(folder, "left-behind"), "w").write("x")
                print("wrote to", folder)
            except OSError:
                pass
        for path in ("/course/byhand/check.py", "/course/autograder/jail/wire/values.py", os.__file__):
            try:
                open(path, "a")
                print("may change", path)
            except OSError:
                pass
        open("/tmp/mine", "w").write("x")
        print("done")
    """)
    assert answer == "done\n"


def test_one_submission_leaves_nothing_for_the_next(inside, tmp_path):
    inside("""
        import ctypes, os, builtins, sys
        open("/tmp/note", "w").write("x")
        open("/dev/shm/note", "w").write("x")
        if os.fork() == 0:
            os.execv(sys.executable, [sys.executable, "-c", "import signal; signal.pause()"])
        builtins.note = sys.note = 1
        ctypes.CDLL(None).shmget(77, 4096, 0o1666)
        ctypes.CDLL(None).syscall(248, b"user", b"byhand-note", b"x", 1, -3)
        import numpy
        numpy.note = 1
    """)
    answer = inside(
        """
        import builtins, ctypes, glob, os, sys, numpy
        print(glob.glob("/tmp/*"), glob.glob("/dev/shm/*"), *[hasattr(m, "note") for m in (builtins, sys, numpy)])
        print(ctypes.CDLL(None).shmget(77, 4096, 0), ctypes.CDLL(None).syscall(249, b"user", b"byhand-note", None, 0))
        alive = []
        for pid in range(3, 400):
            try:
                os.kill(pid, 0)
                alive.append(pid)
            except ProcessLookupError:
                pass
        print(alive)
        """,
        again=True,
    )
    assert answer == "[] [] False False False\n-1 -1\n[]\n"


def test_other_processes_cannot_be_seen_or_signalled(inside):
    answer = inside(f"""
        import os, signal
        print(os.getppid(), os.listdir("/proc"))
        for pid in ({os.getpid()}, {os.getppid()}):
            try:
                os.kill(pid, 0)
                print("reached", pid)
            except ProcessLookupError:
                pass
    """)
    assert answer == "1 []\n"


def test_no_privileges_can_be_had(inside):
    answer = inside("""
        import ctypes, os, subprocess
        libc = ctypes.CDLL(None, use_errno=True)
        header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
        libc.capget(ctypes.byref(header), ctypes.byref(data))
        print(list(data), libc.prctl(39, 0, 0, 0, 0), sum(libc.prctl(23, c, 0, 0, 0) for c in range(40)))
        print([libc.unshare(flag) for flag in (0x10000000, 0x10020000, 0x20000, 0x40000000, 0x20000000)])
        print(libc.mount(b"tmpfs", b"/tmp", b"tmpfs", 0, None), libc.umount2(b"/proc", 2), libc.chroot(b"/tmp"))
        print(libc.mount(None, b"/", None, 32 | 4096, None), libc.setuid(0), libc.sethostname(b"x", 1))
        print(libc.ptrace(16, 1, 0, 0))
        print(subprocess.run(["su", "-c", "id"], capture_output=True).returncode != 0)
    """)
    capabilities, namespaces, mounts, others, tracing, su = answer.splitlines()
    assert capabilities == "[0, 0, 0, 0, 0, 0] 1 0"
    assert namespaces == "[-1, -1, -1, -1, -1]"
    assert mounts == "-1 -1 -1"
    assert others == "-1 -1 -1"
    assert tracing == "-1"
    assert su == "True"


def test_a_worker_that_has_a_core_keeps_its_jails_there():
    core = max(os.sched_getaffinity(0))
    with Jailer() as jailer:
        shared = SharedJailer(jailer.control.dup(), core)  # as in a process of its own
        inside = Inside(shared, SMALL)
        assert inside.says("import os; print(os.sched_getaffinity(0))").strip() == f"{{{core}}}"
        inside.jail.close()
        shared.close()


def test_workers_have_cores_of_their_own_only_where_they_take_all():
    cores = sorted(os.sched_getaffinity(0))
    assert pool._cores(len(cores)) == cores
    assert pool._cores(len(cores) + 1) == [*cores, cores[0]]
    if len(cores) > 1:
        assert pool._cores(len(cores) - 1) == [None] * (len(cores) - 1)


def test_the_order_of_a_set_is_the_same_in_every_warm_process():
    """Or an answer that depends on it would get other points the second time."""
    source, shown = "print(sorted(range(20), key=lambda n: hash(str(n))))", set()
    for walls in (True, True, False):
        with Jailer(walls=walls) as jailer:
            inside = Inside(jailer, SMALL)
            shown.add(inside.says(source))
            inside.jail.close()
    (order,) = shown
    assert order.startswith("[")
