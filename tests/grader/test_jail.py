"""What a submission's process can reach, and what ends it: the real jail, asked from inside."""

from __future__ import annotations

import os
import platform
import socket
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from notebooks import Homework, assignment, cards, checks, solution

from autograder.jail import wall
from autograder.jail.client import Jail, JailStopped
from autograder.jail.jailer import Jailer, JailFailed
from autograder.jail.limits import Limits

ROOT = Path(__file__).parents[2]
SMALL = Limits(seconds_per_cell=2, memory_mb=200, tmp_mb=2, file_mb=1, processes=20, output_kb=4)


class Inside:
    """A jail that answers with what a cell printed."""

    def __init__(self, jailer: Jailer, limits: Limits) -> None:
        self.jail = Jail(jailer, limits)

    def says(self, source: str) -> str:
        _, outputs = self.jail.run_cell(textwrap.dedent(source))
        return "".join(output.get("text", "") or output.get("evalue", "") for output in outputs)


@pytest.fixture
def inside(jailer: Jailer) -> Iterator[Callable[..., str]]:
    """`inside(source)`: what the cell prints, or the message of its error. One jail for one test."""
    jails: list[Inside] = []

    def says(source: str, limits: Limits = SMALL, again: bool = False) -> str:
        if not jails or again:
            jails.append(Inside(jailer, limits))
        return jails[-1].says(source)

    yield says
    for each in jails:
        each.jail.close()


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
        wanted = [*secrets, ROOT / "pyproject.toml", ROOT / "solutions", ROOT / "course", ROOT / "autograder" / "grade.py",
                  Path("/etc/passwd"), Path("/etc/shadow"), Path("/proc/1"), Path("/sys"), Path("/run"), Path("/var")]  # fmt: skip
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
    seen = {line.split(" ")[0] for line in answer.splitlines()}
    assert {
        "/course",
        "/course/autograder",
        "/course/autograder/jail",
        "/course/autograder/wire",
        "/course/byhand",
    } <= seen
    assert "/course/autograder ['__init__.py']" in answer
    assert not any(word in answer for word in ("solution", "misconception", "answer", "ipynb", "gradebook", "examiner"))


def test_environment_and_arguments_carry_nothing(inside, monkeypatch):
    answer = inside("""
        import os, sys
        print(sorted(set(os.environ) - {"PATH", "HOME", "LANG", "PWD", "PYTHONHASHSEED", "OPENBLAS_CORETYPE"}))
        print(os.environ["HOME"], os.getcwd(), os.uname().nodename, os.getuid() != 0, len(sys.argv))
    """)
    kept, where = answer.splitlines()
    assert set(eval(kept)) <= {"MPLBACKEND", "MPLCONFIGDIR", "IPYTHONDIR", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS",
                               "MKL_NUM_THREADS"}  # fmt: skip
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
        for folder in ("/", "/course", "/course/byhand", "/course/autograder", "/usr", "/usr/bin", "/venv", "/etc", "/dev",
                       "/proc", "/root", "/lib"):
            try:
                open(os.path.join(folder, "left-behind"), "w").write("x")
                print("wrote to", folder)
            except OSError:
                pass
        for path in ("/course/byhand/check.py", "/course/autograder/wire/values.py", os.__file__):
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
        print(glob.glob("/tmp/*"), glob.glob("/dev/shm/*"), hasattr(builtins, "note"), hasattr(sys, "note"), hasattr(numpy, "note"))
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


def test_memory_has_a_limit(inside):
    answer = inside("""
        try:
            blocks = [bytearray(2**20) for _ in range(1000)]
        except MemoryError:
            print("MemoryError")
    """)
    assert answer == "MemoryError\n"


def test_a_file_has_a_limit_and_so_has_tmp(inside):
    assert "too large" in inside("open('/tmp/big', 'wb').write(bytes(2 * 2**20))")
    answer = inside("""
        try:
            for number in range(9):
                open(f"/tmp/{number}", "wb").write(bytes(2**19))
        except OSError as error:
            print(error.strerror)
    """)
    assert answer == "No space left on device\n"


def test_the_number_of_processes_has_a_limit(inside):
    answer = inside("""
        import os, signal
        made = []
        try:
            while len(made) < 600:
                pid = os.fork()
                if pid == 0:
                    signal.pause()
                made.append(pid)
        except OSError as error:
            print(error.strerror)
        print(len(made) < 400)
    """)
    assert answer == "Resource temporarily unavailable\nTrue\n"


def test_output_has_a_limit(inside):
    text = inside("print('x' * 10_000_000)\nprint('more')")
    assert len(text) < 5000
    assert "left out" in text


def test_made_up_outputs_have_the_same_limit(inside):
    text = inside("shell = get_ipython()\nshell.recorder._cut = lambda text: text\nprint('x' * 1_000_000)")
    assert len(text) < 5000


def test_a_cell_has_a_limit_of_time(inside):
    assert "loop that never ends" in inside("while True: pass", Limits(seconds_per_cell=0.2))
    assert inside("print('alive')") == "alive\n"


def test_a_cell_that_swallows_the_deadline_is_ended_from_outside(inside, impatient):
    endless = """
        while True:
            try:
                while True: sum(range(100))
            except BaseException:
                pass
    """
    with pytest.raises(JailStopped, match=r"within 0\.2 seconds"):
        inside(endless, Limits(seconds_per_cell=0.2))


def test_nobody_can_type(inside):
    assert "nobody can while a notebook is being graded" in inside("name = input('Your name? ')")
    assert "nobody can" in inside("import builtins; builtins.input()")
    assert "EOF" in inside("import sys; print(repr(sys.__stdin__.readline()) or 'EOF', 'EOF')")


@pytest.mark.parametrize(
    "end",
    [
        "import os; os._exit(0)",
        "import ctypes; ctypes.string_at(0)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os, signal; os.kill(0, signal.SIGKILL)",
        "import os, signal; os.abort()",
        "import os\nfor fd in range(256):\n    try: os.close(fd)\n    except OSError: pass",
        "get_ipython().recorder = None\nprint(1)",
    ],
)
def test_the_end_of_a_process_is_noticed_and_harms_nobody(inside, end):
    with pytest.raises(JailStopped):
        inside(end)
    assert inside("print('next')", again=True) == "next\n"


def test_killing_every_process_there_is_reaches_nobody_else(inside):
    inside("import os, signal; os.kill(-1, signal.SIGKILL)")
    assert inside("print('next')", again=True) == "next\n"


@pytest.mark.parametrize(
    "escape", ["os.setsid()", "os.setpgid(0, 0)", "ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)", "os.fork() and os._exit(0)"]
)
def test_a_daemon_does_not_outlive_its_submission(jailer, escape):
    jail = Jail(jailer, SMALL)
    ours = socket.socket(fileno=os.dup(jail._channel.socket.fileno()))
    jail.run_cell(f"""
import ctypes, os, signal
if os.fork() == 0:
    {escape}
    signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 60))
    while True: signal.sigwait([40])
""")
    with ours:
        ours.settimeout(20)
        jail._jailer.end(jail._number)
        assert ours.recv(1) == b""  # the last process that held the other end is gone
    jail.close()


def test_limits_can_be_set_for_an_assignment_and_are_checked(homework):
    hw = homework(solution("x = 1"), checks("assert x == 1"), output_kb=1, seconds_per_cell=2.5)
    assert (hw.key.limits.output_kb, hw.key.limits.seconds_per_cell) == (1, 2.5)
    for bad in (0, -1, True, "10", None):
        with pytest.raises(ValueError, match="positive number"):
            Limits.of({"memory_mb": bad})


def test_without_bubblewrap_the_message_says_what_to_do(monkeypatch):
    wall.bwrap.cache_clear()
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(wall.NoWall, match="apt-get install bubblewrap"):
        wall.bwrap()
    wall.bwrap.cache_clear()


def test_a_jail_that_cannot_start_says_its_last_words(monkeypatch):
    monkeypatch.setattr(wall, "command", lambda fd: [sys.executable, "-c", "raise SystemExit('no luck')"])
    with pytest.raises(JailFailed, match="no luck"):
        Jailer()


def test_a_plain_process_grades_as_well_where_there_is_no_wall(tmp_path):
    key = assignment(
        tmp_path / "hw", solution("def f(x):\n    return x"), checks("assert f(2) == 2", hidden="assert f(3) == 3"),
        solution("y = 1", "b"), checks("assert y == 1", "check-b"), seconds_per_cell=1,
    )  # fmt: skip
    with Jailer(walls=False) as jailer:
        hw = Homework(jailer, key)
        assert hw.scores() == [1, 1]
        assert hw.scores("def f(x):\n    return 2") == [0, 1]
        assert hw.scores("import os; os._exit(0)", None) == [0, 1]
        assert "is not defined" in cards(hw.finding("while True: pass"))
