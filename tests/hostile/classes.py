"""A real class: honest and hostile submissions in one course, graded by the commands that instructors use."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from corpus import NAME, SECRET, Entry, Notebook

from autograder.assignment import answer_key
from autograder.assignment.answered import answered, as_bytes, student_version
from autograder.build import versions
from autograder.course import Course
from autograder.gradebook import records

HERE = Path(__file__).parent
PACKAGE = Path(answer_key.__file__).parents[1]
BETWEEN = 5  # hostile submissions between two honest ones
LONGEST = 7200  # seconds after which a class that is not graded is a failure
MADE_BY_GRADING = ("autograded", "feedback", "report", "gradebook.db")

RIGHT, OTHER, HALF, WRONG = "right", "another right one", "half", "wrong"
HONEST = (RIGHT, OTHER, HALF, WRONG)


@dataclass
class Graded:
    """What became of one class."""

    course: Course
    honest: dict[str, str]  # student → which of `HONEST`
    hostile: dict[str, str]  # entry's name → student
    said: list[dict[str, Any]] = field(default_factory=list)  # by grade, feedback, report
    left: list[str] = field(default_factory=list)  # what was still running afterwards
    changed: list[str] = field(default_factory=list)  # files that are not as they were
    connections: int = 0
    scores: dict[str, dict[str, float | None]] = field(default_factory=dict)

    def notebook(self, student: str) -> str:
        return self.course.autograded(NAME, student).read_text(encoding="utf-8")

    def page(self, student: str) -> str:
        return self.course.feedback(NAME, student).read_text(encoding="utf-8")


def make_course(root: Path) -> Course:
    """A course with the homework for strangers, secrets around it, and an empty gradebook."""
    source = root / "solutions" / NAME / f"{NAME}.py"
    source.parent.mkdir(parents=True)
    shutil.copy(HERE / "homework.py", source)
    versions.build_assignment(source, root / "assignments")
    for secret in (root / "home" / "secret.txt", root / "home" / ".ssh" / "id_ed25519", root / "course" / "roster.csv"):
        secret.parent.mkdir(parents=True, exist_ok=True)
        secret.write_text(SECRET)
    (root / "tmp").mkdir()
    return Course(root)


def honest_notebooks(course: Course) -> dict[str, Notebook]:
    """One of each kind, by what it is."""
    key = answer_key.load(course.solution(NAME))
    blank = student_version(course.student_version(NAME))
    own_total = SimpleNamespace(function="total", source="def total(x):\n    return float(np.sum(x))")
    notebooks = {RIGHT: answered(blank, key, [own_total]), HALF: answered(blank, key, until="total")}
    for kind, squares in ((OTHER, "squares = np.square"), (WRONG, "def squares(x):\n    return x * 2")):
        notebooks[kind] = answered(blank, key, [own_total])
        next(cell for cell in notebooks[kind]["cells"] if cell["id"] == "squares")["source"] = squares
    return notebooks


def grade_class(
    root: Path, entries: Iterable[Entry], *options: str, python: str = sys.executable, package: Path = PACKAGE
) -> Graded:
    """Hand in ``entries`` with honest submissions around and between them, and run the instructor's commands.

    It is graded by the ``package`` that ``python`` imports.
    """
    course = make_course(root)
    honest = honest_notebooks(course)
    result = Graded(course, {}, {})

    def hand_in(student: str, data: bytes | None) -> Path:
        folder = course.submitted(NAME, student)
        folder.mkdir(parents=True)
        (folder / "timestamp.txt").write_text("2026-02-03 04:05:06 UTC\n")
        if data is not None:
            (folder / f"{NAME}.ipynb").write_bytes(data)
        return folder

    def hand_in_honest(student: str) -> None:
        kind = HONEST[len(result.honest) % len(HONEST)]
        result.honest[student] = kind
        hand_in(student, as_bytes(honest[kind]))

    with _listening(course) as (servers, connections):
        places = {**servers, "package": str(package)}
        hand_in_honest("a000")
        for number, entry in enumerate(entries):
            student = f"b{number:03d}"
            result.hostile[entry.name] = student
            folder = hand_in(student, entry.handed_in(honest[RIGHT], places))
            if entry.folder is not None:
                entry.folder(folder, root)
            if number % BETWEEN == BETWEEN - 1:
                hand_in_honest(f"{student}-honest")
        for student in ("c001", "c002", "c003"):
            hand_in_honest(student)
        before = fingerprints(root)
        result.said, result.left = _run(course, [python, "-P", "-m", "autograder.cli"], *options)
        result.changed = sorted(name for name in before.items() ^ fingerprints(root).items())
        result.connections = connections()
    with records.opened(course) as book:
        for student in course.students(NAME):
            if course.autograded(NAME, student).exists():
                result.scores[student] = records.marks(book, NAME, student).scores
    return result


def _run(course: Course, command: list[str], *options: str) -> tuple[list[dict[str, Any]], list[str]]:
    """Grade, write feedback and report, in a process that sees what is left running."""
    inside = [*command, "--course", str(course.root)]
    words = [[*inside, "grade", NAME, "--jobs", "2", *options], [*inside, "feedback", NAME], [*inside, "report", NAME]]
    environment = {
        **os.environ,
        "HOME": str(course.root / "home"),
        "TMPDIR": str(course.root / "tmp"),
        "COURSE_SECRET": SECRET,
        "MPLCONFIGDIR": os.environ.get("MPLCONFIGDIR", str(Path.home() / ".config" / "matplotlib")),
    }
    around = [sys.executable, str(HERE / "run_class.py"), str(LONGEST), *(w for each in words for w in ("--", *each))]
    answer = subprocess.run(around, env=environment, capture_output=True, text=True, check=True)
    said = json.loads(answer.stdout)
    return said["said"], said["left"]


@contextmanager
def _listening(course: Course) -> Iterator[tuple[Mapping[str, str], Any]]:
    """Servers that nobody may reach, and what attacks are told of this machine."""
    name = f"byhand-{os.getpid()}-{course.root.name}"
    file = course.work / "socket"
    file.parent.mkdir(exist_ok=True)
    with socket.create_server(("127.0.0.1", 0)) as tcp, socket.socket(socket.AF_UNIX) as abstract:
        abstract.bind(f"\0{name}")
        abstract.listen()
        for server in (tcp, abstract):
            server.setblocking(False)

        def connections() -> int:
            return sum(_accepts(server) for server in (tcp, abstract))

        places = {"course": str(course.root), "home": str(course.root / "home"), "port": str(tcp.getsockname()[1]),
                  "socket": name, "address": socket.gethostname()}  # fmt: skip
        yield places, connections


def _accepts(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def fingerprints(root: Path) -> dict[str, str]:
    """Every file, link and pipe of the course, its home and its /tmp, but for what grading makes."""
    found = {}
    for folder, folders, files in os.walk(root):
        if Path(folder) == root / "course":
            folders[:] = [name for name in folders if name not in MADE_BY_GRADING]
            files = [name for name in files if name not in MADE_BY_GRADING]
        if Path(folder) == root / "home" and ".cache" in folders:
            folders.remove(".cache")  # fonts and compiled files of the grader's own libraries
        for name in [*folders, *files]:
            found[os.path.join(folder, name)] = _fingerprint(Path(folder, name))
    return found


def _fingerprint(path: Path) -> str:
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        return f"link {os.readlink(path)}"
    return f"{mode} {hashlib.sha256(path.read_bytes()).hexdigest() if stat.S_ISREG(mode) else ''}"
