"""Makes the answer keys of an assignment whose notebooks are nbgrader's: read, proven, and written into the course."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from autograder import folders, whole_file
from autograder.assignment import answer_key, given_files
from autograder.assignment.answer_key import AnswerKey
from autograder.assignment.cell_metadata import SETTINGS, key_cell, own_settings
from autograder.build import nbgrader_source
from autograder.build.notebook_file import as_text
from autograder.course import Course, CourseProblem
from autograder.grading import proof
from autograder.grading.proof import Fault, Place, Proof
from autograder.jail.outside.jailer import Jailer

_REMEDIES = {
    Fault.FAILS_RIGHT: "Correct the test or the answer",
    Fault.PASSES_NOTHING: "Let it ask for something that students have to write",
}


def make(course: Course, assignment: str, config: Any, walls: bool) -> None:
    """Read and prove every notebook, and write all keys; or raise, and leave what was there before unused."""
    place = course.keys(assignment)
    read = {name: nbgrader_source.read(course.source(assignment) / f"{name}.ipynb", config, course.root)
            for name in course.notebooks(assignment)}  # fmt: skip
    _copy_given_files(course, assignment, config)
    for old in place.glob("*.ipynb"):
        old.unlink()
    for name, each in read.items():
        whole_file.write(place / f"{name}.ipynb", as_text(each.key))
    refused: list[str] = []
    with Jailer(walls, given=given_files.of_key(place / assignment)) as jailer:
        for key in (answer_key.load(place / f"{name}.ipynb") for name in read):
            if not key.graded:
                continue
            print(f"{key.whole_name}: asking each test with the notebook's own answers, and with nothing written")
            proofs = {each.grade_id: each for each in proof.prove(key, read[key.name].released, jailer)}
            nowhere = [each for each in proofs.values() if each.place is Place.NOWHERE]
            refused += [_refusal(key, each) for each in nowhere if not _is_accepted(key, each, config)]
            _note_places(read[key.name].key, proofs)
            whole_file.write(key.path, as_text(read[key.name].key))
    if refused:
        raise CourseProblem("\n".join(refused))


def _is_accepted(key: AnswerKey, found: Proof, config: Any) -> bool:
    accepted = {*map(str, config.get("Autograder", {}).get("accept", ()))}
    return bool({found.grade_id, f"{key.name}/{found.grade_id}"} & accepted)


def _refusal(key: AnswerKey, found: Proof) -> str:
    assert found.fault is not None
    said = f" ({found.said})" if found.said else ""
    return (
        f"{key.whole_name}, cell {found.grade_id}: {found.fault}{said}, so nobody was graded. {_REMEDIES[found.fault]},"
        f" or accept it: c.Autograder.accept = [{found.grade_id!r}] in {folders.CONFIG}.py."
    )


def _note_places(notebook: Any, proofs: Mapping[str, Proof]) -> None:
    """Note in a key's cells, in place, which run inside the jail and why."""
    for cell in notebook.cells:
        known = key_cell(cell)
        found = proofs.get(known.grade_id) if known is not None else None
        if known is None or found is None or found.place is Place.OUTSIDE:
            continue
        if found.place is Place.NOWHERE and found.fault is Fault.PASSES_NOTHING:
            continue
        cell.metadata["tags"] = [*{*cell.metadata.get("tags", []), "in-jail"}]
        said = f" ({found.said})" if found.said else ""
        why = f"{found.fault}{said}" if found.fault else "is not asked: it is tagged in-jail"
        cell.metadata[SETTINGS] = own_settings(replace(known, why_inside=why))


def _copy_given_files(course: Course, assignment: str, config: Any) -> None:
    """Copy what students get beside the notebooks, and nothing else, to where jails find it."""
    target = given_files.folder(course.keys(assignment))
    shutil.rmtree(target, ignore_errors=True)
    source = course.source(assignment)
    for path in _released(course, assignment, config):
        copy = target / path.relative_to(source)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(path, copy)


def _released(course: Course, assignment: str, config: Any) -> list[Path]:
    """Return the files beside the source notebooks that `nbgrader generate_assignment` hands out."""
    from nbgrader.coursedir import CourseDirectory
    from nbgrader.utils import find_all_files

    source, release = course.source(assignment), course.student_version(assignment).parent
    ignored = [*CourseDirectory(config=config).ignore, "*.ipynb", *(["*.py"] if course.folders.built else [])]
    found = [Path(path) for path in sorted(find_all_files(str(source), ignored))]
    if release.is_dir():  # somebody may have taken one out before handing it out
        found = [path for path in found if (release / path.relative_to(source)).is_file()]
    return [path for path in found if path.suffix != ".ipynb"]
