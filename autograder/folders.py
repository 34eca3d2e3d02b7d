"""The folders of a course: this project's own, or those of a course that nbgrader made, as its config names them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import Problem

CONFIG = "nbgrader_config"
OURS_BUILDS = "autograder.nbgrader_plugin.StudentVersion"  # what makes student versions in a course of ours alone
_STRUCTURE = ("{nbgrader_step}", "{student_id}", "{assignment_id}")


class CourseProblem(Problem):
    """Something in the course tree is missing or ambiguous; the message says what to do."""


@dataclass(frozen=True)
class Folders:
    """Where the steps of a course are, below its root."""

    source: str = "solutions"
    release: str = "assignments"
    submitted: str = "course/submitted"
    autograded: str = "course/autograded"
    feedback: str = "course/feedback"
    gradebook: str = ""  # its address; empty: the file gradebook.db, at `gradebook_file`
    gradebook_file: str = "course/gradebook.db"
    built: bool = True  # notebooks are built from `.py` files; otherwise they are what people edit


OURS = Folders()


def found(root: Path) -> tuple[Path, Folders]:
    """Return the root and the folders of the course in ``root``; raises `CourseProblem`."""
    has_config = any((root / f"{CONFIG}{suffix}").exists() for suffix in (".py", ".json"))
    if not (root / "source").is_dir() and ((root / "solutions").is_dir() or not has_config):
        return root, OURS
    return of(root, config(root))


def of(root: Path, config: Any) -> tuple[Path, Folders]:
    """Return the root and the folders that an nbgrader ``config`` names; raises `CourseProblem`."""
    said = config.get("CourseDirectory", {})
    structure = said.get("directory_structure", "/".join(_STRUCTURE))
    if Path(structure).parts != _STRUCTURE:
        raise CourseProblem(
            f"{CONFIG}.py sets directory_structure to {structure!a}. Only {'/'.join(_STRUCTURE)}, nbgrader's own, can"
            " be graded here: take the line out, or grade with nbgrader."
        )
    if config.get("GenerateAssignment", {}).get("exporter_class") == OURS_BUILDS:
        return root, OURS
    steps = {step: str(said.get(f"{step}_directory", step))
             for step in ("source", "release", "submitted", "autograded", "feedback")}  # fmt: skip
    address = str(said.get("db_url", ""))
    place = Path(said.get("root") or root).resolve()
    return place, Folders(**steps, gradebook=address, gradebook_file="gradebook.db", built=False)


def config(root: Path) -> Any:
    """Return what nbgrader's config files say: the course's, and the account's; raises `CourseProblem`."""
    from jupyter_core.paths import jupyter_config_path
    from traitlets.config.application import Application
    from traitlets.config.loader import Config

    merged = Config()
    places = [str(root), *jupyter_config_path()]
    try:
        for one, _ in Application._load_config_files(CONFIG, path=places, raise_config_file_errors=True):
            merged.merge(one)
    except Exception as error:  # the instructor's own Python
        raise CourseProblem(f"{CONFIG}.py does not run ({type(error).__name__}: {error}). Correct it.") from None
    return merged
