"""Where things are in a course: sources, student versions, and the tree nbgrader knows."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from autograder import student_name
from autograder.errors import Problem

DB = "AUTOGRADER_DB"  # in the environment: the gradebook's address, for these commands and nbgrader's


class CourseProblem(Problem):
    """Something in the course tree is missing or ambiguous; the message says what to do."""


@dataclass(frozen=True)
class Course:
    """The folders of one course. `course/` holds everything made at run time; nbgrader_config.py says the same."""

    root: Path
    db: str = ""

    @property
    def work(self) -> Path:
        return self.root / "course"

    @property
    def db_url(self) -> str:
        """The gradebook's address for SQLAlchemy: as given, from the environment, or of a file in the course."""
        given = self.db or os.environ.get(DB, "") or f"sqlite:///{self.work / 'gradebook.db'}"
        scheme, separator, rest = given.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgresql", "postgres") and separator else given

    def solution(self, assignment: str) -> Path:
        return self.root / "solutions" / assignment / f"{assignment}.ipynb"

    def student_version(self, assignment: str) -> Path:
        return self.root / "assignments" / assignment / f"{assignment}.ipynb"

    def submitted(self, assignment: str, student: str) -> Path:
        return self.work / "submitted" / student / assignment

    def autograded(self, assignment: str, student: str) -> Path:
        return self.work / "autograded" / student / assignment / f"{assignment}.ipynb"

    def feedback(self, assignment: str, student: str) -> Path:
        return self.work / "feedback" / student / assignment / f"{assignment}.html"

    def report(self, assignment: str) -> Path:
        return self.work / "report" / f"{assignment}.html"

    def assignments(self) -> list[str]:
        """Return the names of all assignments that have a source."""
        return sorted(path.parent.name for path in self.root.glob("solutions/*/*.py") if path.stem == path.parent.name)

    def find(self, name: str) -> str:
        """Return the full name of the assignment that ``name`` begins; raises `CourseProblem`."""
        known = self.assignments()
        found = [assignment for assignment in known if assignment == name] or [
            assignment for assignment in known if assignment.startswith(name)
        ]
        if len(found) != 1:
            which = "no assignment" if not found else "more than one assignment"
            raise CourseProblem(f"`{name}` is the beginning of {which}. There are: {', '.join(known) or 'none yet'}.")
        return found[0]

    def students(self, assignment: str) -> list[str]:
        """Return everybody who handed something in, except the `refused`; raises `CourseProblem`."""
        refused = self.refused(assignment)
        return [name for name in self._handed_in(assignment) if name not in refused]

    def refused(self, assignment: str) -> dict[str, str]:
        """Return why something handed in is nobody's submission, in a line for each name; raises `CourseProblem`."""
        found = {}
        for name in self._handed_in(assignment):
            shown = name if name.isprintable() else ascii(name)
            if why := student_name.why_unusable(name):
                found[name] = f"{name!a}: not graded, {why} in {self.work / 'submitted'}"
            elif why := _why_no_folder(self.submitted(assignment, name)):
                found[name] = f"{shown}: not graded, {why}"
        return found

    def _handed_in(self, assignment: str) -> list[str]:
        """Return the names under which something is there for the assignment, or may be: not all can be looked into."""
        folder = self.work / "submitted"
        try:
            return sorted(child.name for child in folder.iterdir() if _may_hold(child, assignment))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise CourseProblem(f"{folder} cannot be read ({error.strerror}). Give this account the right.") from None


def _may_hold(folder: Path, assignment: str) -> bool:
    """Return whether a student's folder holds the assignment, or cannot be looked into. Files and the like do not."""
    try:
        (folder / assignment).lstat()
    except FileNotFoundError:
        return folder.is_symlink() and not folder.exists()
    except NotADirectoryError:
        return False
    except OSError:
        return True
    return True


def _why_no_folder(submitted: Path) -> str:
    """Return why what was handed in is no folder; empty if it is one, or a link to one, or cannot be looked at."""
    try:
        for path in (submitted.parent, submitted):
            if path.is_symlink() and not path.exists():
                return f"{path} is a link that leads nowhere"
        return "" if submitted.is_dir() else f"{submitted} is no folder: put the notebook into a folder of that name"
    except OSError:
        return ""  # whoever grades it says what is wrong
