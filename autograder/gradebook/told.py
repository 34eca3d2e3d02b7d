"""Changes and history in lines for people."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterable, Iterator

from autograder.gradebook.cells import GRADED
from autograder.gradebook.changes import Changes
from autograder.gradebook.hand_marks import NOTHING, Marks
from autograder.gradebook.history import EVERYBODY, Entry, Event

MOST_NAMED = 8
_ELSEWHERE = "a person, in formgrader or another program"


def changes(found: Changes) -> list[str]:
    """Return what changes in the gradebook, and why: a heading, and a line for each question."""
    lines = [*dict.fromkeys((*_names(found), *_points(found), *_marks(found)))]
    if not lines:
        return []
    handed_in = _count(len(found.students), "submission is", "submissions are")
    head = f"{found.key.whole_name} is not what the gradebook has, in which {handed_in} graded. There, this changes:"
    return [head, *(f"  {line}" for line in lines)]


def _names(found: Changes) -> Iterator[str]:
    """Give lines on questions that are there under another name, no longer, or newly."""
    for (new, _), (old, _) in found.renamed.items():
        yield f"{_question(old)} is called {_question(new)} (its header says so): grades and comments stay with it"
    for question in dict.fromkeys(_question(name) for name, _ in found.removed):
        cells = {name for name, _ in found.removed if _question(name) == question}
        students = {student for student, cell in found.going if cell in cells}
        decided = [student for student in students
                   if any(found.marks_leaving(student, cell).by_hand != NOTHING for cell in cells)]  # fmt: skip
        kept = f"{_count(len(students), 'grade', 'grades')}, {len(decided)} with points or words by hand,"
        yield f"{question} is not in the source any more: {kept} go into the history, and come back with the question"
    for name in (name for name in found.added if name[1] in GRADED):
        cell, late = found.wanted[name], len(found.students.keys() - found.had(name))
        new = f"{cell.question} is new, {_points_of(cell.points)}"
        if cell.for_everybody or not late:
            yield f"{new}: {'it counts for everybody (its header says so)' if late else 'it was there before'}"
        else:
            yield (f"{new}: it costs none of the {late} who are graded already a point, as long as it is not in what"
                   ' they handed in; with `counts="for everybody"` in its header it would')  # fmt: skip


def _points(found: Changes) -> Iterator[str]:
    for name, before in found.re_weighted.items():
        cell, old = found.wanted[name], found.renamed.get(name, name)[0]
        by_hand = sum(marks.manual is not None for (_, each), marks in found.marks.items() if each == old)
        if before.points != cell.points:
            automatic = "" if cell.is_read_by_person else "automatic ones are graded again, and "
            yield (f"{cell.question} has {_points_of(cell.points)} instead of {before.points or 0:g}: {automatic}"
                   f"{by_hand} given by hand stay")  # fmt: skip
    for (student, name), given in sorted(found.above.items()):
        cell = found.wanted[name]
        yield (f"{cell.question}: {student} has {given:g} by hand, more than the {_points_of(cell.points)} there are;"
               " they stay, and wait for you under manual grading")  # fmt: skip
    graded = {cell.grade_id for cell in found.texts if cell.is_graded and found.source_of(cell.grade_id)}
    for cell in (cell for cell in found.key.graded if cell.grade_id in graded):
        yield f"{cell.question} was corrected: automatic points are graded again, what was given by hand stays"


def _marks(found: Changes) -> Iterator[str]:
    back: dict[str, list[str]] = {}
    for (student, name), (_, marks) in found.returning.items():
        if marks.by_hand != NOTHING:
            back.setdefault(_question(name[0]), []).append(student)
    for question, students in back.items():
        yield f"{question} has marks in the history, which come back to {_listed([*dict.fromkeys(students)])}"


def history(entries: Iterable[Entry]) -> list[str]:
    """Return a line for each thing that happened: when, what, from what to what, who, and with which answer key."""
    lines = []
    for entry in entries:
        by = entry.who or _ELSEWHERE
        key = entry.key.rpartition("-")[2][:8]
        of = f"{_question(entry.cell)}: " if entry.cell else ""
        lines.append(f"{entry.when} UTC  {of}{_sentence(entry)}  [{by}{f'; key {key}' if key else ''}]")
    return [line for line, _ in itertools.groupby(lines)]  # a question may have two cells


def _sentence(entry: Entry) -> str:
    old, new = Marks.of(entry.old), Marks.of(entry.new)
    given = f"{entry.new.get('points', 0):g}"
    match entry.event:
        case Event.GRADED:
            return f"automatic {_score(entry.old)} → {_score(entry.new)}"
        case Event.BY_HAND:
            return f"found by hand: {marks(old)} → {marks(new)}"
        case Event.ADDED:
            return f"added, {given} points, after this submission was graded"
        case Event.REMOVED:
            return f"removed from the assignment with its marks, kept here: {marks(old)}"
        case Event.RESTORED:
            whose = entry.old.get("cell", entry.cell)
            of = "" if whose == entry.cell else f" of {_question(whose)}"
            return f"marks{of} from the history are back: {marks(new)}"
        case Event.RENAMED:
            return f"so called since then, {_question(entry.old['cell'])} before"
        case Event.RE_WEIGHTED:
            return f"{entry.old.get('points') or 0:g} → {given} points"
        case Event.ABOVE:
            return f"{entry.old.get('manual', 0):g} by hand are more than its {given} points: kept, to be looked at"
        case Event.EXCUSED if "extra" in entry.new:
            return f"not part of the version handed in: {entry.new['extra']:g} extra credit, so that it costs nothing"
        case _:
            return "counts from now on: the extra credit for a question that was not handed in is taken back"


def marks(of: Marks) -> str:
    """Return what there is of marks in words."""
    comment = f"comment {json.dumps(of.comment, ensure_ascii=False)}" if of.comment else ""
    said = [
        f"automatic {of.auto:g}" if of.auto is not None else "",
        f"by hand {of.manual:g}" if of.manual is not None else "",
        f"extra credit {of.extra:g}" if of.extra is not None else "",
        comment,
    ]
    return ", ".join(each for each in said if each) or "none"


def now(there: dict[str, Marks], points: dict[str, float]) -> list[str]:
    """Return what the gradebook has today of one submission, by grade_id, and its sum; ``points`` are the cells'."""
    lines = []
    for cell, each in sorted(there.items()):
        if cell in points or each.by_hand != NOTHING:
            of = f" of {points[cell]:g}" if cell in points else ""
            total = f"{each.points:g}{of}" if cell in points else "answer"
            lines.append(f"  {_question(cell)}: {total} ({marks(each)})")
    return [*lines, f"  in all {sum(each.points for each in there.values()):g} of {sum(points.values()):g}"]


def of_student(entries: Iterable[Entry]) -> bool:
    """Return whether any of the rows tells of one student alone."""
    return any(entry.student != EVERYBODY for entry in entries)


def _score(side: dict) -> str:
    if "auto" not in side:
        return "none"
    return "a person decides" if side["auto"] is None else f"{side['auto']:g}"


def _question(cell: str) -> str:
    return cell.removeprefix("check-")


def _points_of(points: float) -> str:
    return _count(points, "point", "points")


def _count(number: float, one: str, several: str) -> str:
    return f"{number:g} {one if number == 1 else several}"


def _listed(names: list[str]) -> str:
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + more
