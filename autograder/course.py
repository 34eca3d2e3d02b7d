"""Where things are in a course: sources, student versions, and the tree nbgrader knows."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from autograder import folders, shipped, student_name
from autograder.folders import CourseProblem, Folders

__all__ = ["Course", "CourseProblem"]

DB = "AUTOGRADER_DB"  # in the environment: the gradebook's address, for these commands and nbgrader's


@dataclass(frozen=True)
class Course:
    """The folders of one course, this project's or one that nbgrader made; nbgrader_config.py says the same.

    `course/` holds what is made at run time: all of it, or beside nbgrader's folders answer keys and class pages.
    Homeworks and lectures are in the root, or where they came with this package, and are only read there.
    """

    root: Path
    db: str = ""
    folders: Folders = folders.OURS
    shipped: Path | None = None  # where homeworks and lectures are instead of in the root

    @classmethod
    def at(cls, root: Path, db: str = "") -> Course:
        """Return the course in the folder ``root``, of either kind; raises `CourseProblem`."""
        place, found = folders.found(root)
        return cls.ours(place, db) if found == folders.OURS else cls(place, db, found)

    @classmethod
    def ours(cls, root: Path, db: str = "") -> Course:
        """Return the course with the homeworks in ``root``, or with those of this package where it has none."""
        return cls(root, db, shipped=None if (root / folders.OURS.source).is_dir() else shipped.root())

    @property
    def work(self) -> Path:
        return self.root / "course"

    @property
    def sources(self) -> Path:
        """Return where homeworks and lectures are."""
        return self.shipped or self.root

    @property
    def submissions(self) -> Path:
        return self.root / self.folders.submitted

    @property
    def db_url(self) -> str:
        """The gradebook's address for SQLAlchemy: as given, from the environment, or of a file in the course."""
        file = f"sqlite:///{self.root / self.folders.gradebook_file}"
        given = self.db or os.environ.get(DB, "") or self.folders.gradebook or file
        scheme, separator, rest = given.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgresql", "postgres") and separator else given

    @property
    def released(self) -> Path:
        """Return the folder of the student versions."""
        return self.sources / self.folders.release

    def source(self, assignment: str) -> Path:
        """Return the folder that people edit, unless it came with this package."""
        return self.sources / self.folders.source / assignment

    def is_built(self, assignment: str) -> bool:
        """Return whether the assignment's notebook is built from a source of ours, and not made by hand."""
        source = self.source(assignment)
        return self.folders.built and ((source / f"{assignment}.py").exists() or not any(source.glob("*.ipynb"))
                                       or _was_built(source / f"{assignment}.ipynb"))  # fmt: skip

    def notebooks(self, assignment: str) -> list[str]:
        """Return the names of an assignment's notebooks: one, its own, unless they are made by hand."""
        if self.is_built(assignment):
            return [assignment]
        return sorted(path.stem for path in self.source(assignment).glob("*.ipynb"))

    def keys(self, assignment: str) -> Path:
        """Return the folder of the answer keys that are made of notebooks made by hand."""
        return self.work / "keys" / assignment

    def solution(self, assignment: str, name: str = "") -> Path:
        """Return an answer key's file; ``name`` is the notebook's, here and below, if it is not the assignment's."""
        folder = self.source(assignment) if self.is_built(assignment) else self.keys(assignment)
        return folder / f"{name or assignment}.ipynb"

    def student_version(self, assignment: str) -> Path:
        return self.released / assignment / f"{assignment}.ipynb"

    def submitted(self, assignment: str, student: str) -> Path:
        return self.submissions / student / assignment

    def autograded(self, assignment: str, student: str, name: str = "") -> Path:
        return self.root / self.folders.autograded / student / assignment / f"{name or assignment}.ipynb"

    def feedback(self, assignment: str, student: str, name: str = "") -> Path:
        return self.root / self.folders.feedback / student / assignment / f"{name or assignment}.html"

    def report(self, assignment: str, name: str = "") -> Path:
        """Return the class page: one for each notebook."""
        one = name in ("", assignment)
        return self.work / "report" / (f"{assignment}.html" if one else f"{assignment}, {name}.html")

    def assignments(self) -> list[str]:
        """Return the names of all assignments that have a source."""
        below = [
            path for path in (self.sources / self.folders.source).glob("[!.]*/*") if path.suffix in (".py", ".ipynb")
        ]
        of_ours = [path for path in below if self.folders.built and path.stem == path.parent.name]
        return sorted({path.parent.name for path in below if path.suffix == ".ipynb" or path in of_ours})

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
                found[name] = f"{name!a}: not graded, {why} in {self.submissions}"
            elif why := _why_no_folder(self.submitted(assignment, name)):
                found[name] = f"{shown}: not graded, {why}"
        return found

    def _handed_in(self, assignment: str) -> list[str]:
        """Return the names under which something is there for the assignment, or may be: not all can be looked into."""
        folder = self.submissions
        try:
            return sorted(child.name for child in folder.iterdir() if _may_hold(child, assignment))
        except FileNotFoundError:
            return []
        except OSError as error:
            raise CourseProblem(f"{folder} cannot be read ({error.strerror}). Give this account the right.") from None


def _was_built(notebook: Path) -> bool:
    """Return whether a notebook says that it was built from a source of ours."""
    try:
        return "assignment" in json.loads(notebook.read_bytes())["metadata"].get("byhand", {})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False


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
