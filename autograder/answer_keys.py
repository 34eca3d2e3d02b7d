"""The answer keys of an assignment: read where one of our sources was built, else made of nbgrader's notebooks.

What is made lies in the course, in `course/keys`, until something that it was made of changes: one key for each
notebook, its tests proven, and beside them the files that students get.
"""

from __future__ import annotations

import hashlib
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from autograder import folders, whole_file
from autograder.assignment import answer_key, given_files
from autograder.assignment.answer_key import RULES, AnswerKey
from autograder.assignment.cell_metadata import SETTINGS, key_cell, own_settings
from autograder.course import Course, CourseProblem
from autograder.grading import proof
from autograder.grading.proof import Fault, Place, Proof
from autograder.jail.limits import Limits
from autograder.jail.outside.jailer import Jailer

_MADE_OF = "made_of"  # the fingerprint of all that the keys beside it were made of
_NO_CELLS = "{} has no cell that is graded. Mark some in nbgrader's Create Assignment toolbar, and run this again."
_REMEDIES = {
    Fault.FAILS_RIGHT: "Correct the test or the answer",
    Fault.PASSES_NOTHING: "Let it ask for something that students have to write",
}


def made(course: Course, assignment: str) -> list[AnswerKey]:
    """Return the keys with which the assignment was graded last; raises `BadKey`, and `CourseProblem` if never."""
    if course.is_built(assignment):
        return [_built(answer_key.load(course.solution(assignment)))]
    paths = [course.solution(assignment, name) for name in course.notebooks(assignment)]
    if not all(path.exists() for path in paths):
        raise CourseProblem(f"{assignment} was not graded yet. Run `autograder grade {assignment}`.")
    return [*_graded(map(answer_key.load, paths), assignment)]


def proven(course: Course, assignment: str, walls: bool = True) -> list[AnswerKey]:
    """Return the keys to grade with, made and proven first where anything that they are made of has changed.

    Says once which verdicts could be forged. Raises `BadKey`, `NotReadable`, `JailFailed`, and `CourseProblem` for a
    test cell that gives points by accident, or none to its own answer.
    """
    if course.is_built(assignment):
        return made(course, assignment)
    config = folders.config(course.root)
    _check(config)
    fingerprint = _fingerprint(course, assignment, config)
    note = course.keys(assignment) / _MADE_OF
    if not note.exists() or note.read_text(encoding="utf-8") != fingerprint:
        _make(course, assignment, config, walls)
        whole_file.write(note, fingerprint)
    keys = made(course, assignment)
    for key in keys:
        for cell in key.cells:
            if cell.why_inside:
                print(f"{key.whole_name}, {cell.grade_id}: runs inside the jail, so that a submission could forge its"
                      f" verdict. From outside it {cell.why_inside}.")  # fmt: skip
    return keys


def _check(config: Any) -> None:
    """Refuse settings that nobody would follow; raises `CourseProblem`."""
    said = config.get("Autograder", {})
    known = ["accept", "title", "follow_through", *(field.name for field in fields(Limits))]
    if strange := sorted({*said} - {*known}):
        raise CourseProblem(
            f"c.Autograder.{strange[0]} in {folders.CONFIG}.py is not a setting. Known: {', '.join(known)}."
        )
    try:
        Limits.of(said)
        share = float(said.get("follow_through", 0))
    except (TypeError, ValueError) as error:
        raise CourseProblem(f"c.Autograder in {folders.CONFIG}.py: {error}.") from None
    if isinstance(said.get("accept", []), str) or not 0 <= share <= 1:
        raise CourseProblem(
            f"c.Autograder in {folders.CONFIG}.py: accept is a list of names, and follow_through a share from 0 to 1."
        )


def _built(key: AnswerKey) -> AnswerKey:
    if not key.is_ours:
        raise CourseProblem(f"{key.path} was not built from {key.assignment}.py beside it. Move one of the two away.")
    if not key.graded:
        raise CourseProblem(_NO_CELLS.format(key.assignment))
    return key


def _graded(keys: Iterable[AnswerKey], assignment: str) -> Iterator[AnswerKey]:
    """Give those keys that have cells with points; raises `CourseProblem` if none has."""
    found = [key for key in keys if key.graded]
    if not found:
        raise CourseProblem(_NO_CELLS.format(assignment))
    yield from found


def _make(course: Course, assignment: str, config: Any, walls: bool) -> None:
    """Read and prove every notebook, and write all keys; or raise, and leave what was there before unused."""
    from autograder.build import nbgrader_source
    from autograder.build.notebook_file import as_text

    place = course.keys(assignment)
    (place / _MADE_OF).unlink(missing_ok=True)
    read = {name: nbgrader_source.read(course.source(assignment) / f"{name}.ipynb", config, course.root)
            for name in course.notebooks(assignment)}  # fmt: skip
    _copy_given_files(course, assignment, config)
    for old in place.glob("*.ipynb"):
        old.unlink()
    for name, each in read.items():
        whole_file.write(place / f"{name}.ipynb", as_text(each.key))
    refused: list[str] = []
    with Jailer(walls, given=given_files.of_key(place / assignment)) as jailer:
        for key in made(course, assignment):
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


def _fingerprint(course: Course, assignment: str, config: Any) -> str:
    """Return what changes whenever a key would."""
    source = course.source(assignment)
    paths = [path for path in sorted(source.rglob("*")) if path.is_file() and ".ipynb_checkpoints" not in path.parts]
    around = [course.root / f"{folders.CONFIG}.py", course.root / f"{folders.CONFIG}.json",
              *sorted(course.root.glob("*.yml"))]  # fmt: skip
    around += [course.root / str(path) for path in config.get("IncludeHeaderFooter", {}).values()]
    release = course.student_version(assignment).parent
    names = sorted(path.relative_to(release).as_posix() for path in release.rglob("*"))
    whole = hashlib.sha256(repr((RULES, sys.version, names)).encode())
    for path in [*paths, *(path for path in around if path.is_file())]:
        whole.update(f"\0{path}\0".encode("utf-8", "replace") + hashlib.sha256(path.read_bytes()).digest())
    return whole.hexdigest()
