"""A gradebook as rows that two runs can be compared by: without times, and with names in place of ids."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

ROWS = {
    "submissions": """
        SELECT assignment.name, submitted_assignment.student_id, notebook.name,
               submitted_notebook.late_submission_penalty
        FROM submitted_assignment JOIN assignment ON assignment.id = submitted_assignment.assignment_id
        LEFT JOIN submitted_notebook ON submitted_notebook.assignment_id = submitted_assignment.id
        LEFT JOIN notebook ON notebook.id = submitted_notebook.notebook_id""",
    "grades": """
        SELECT submitted_assignment.student_id, base_cell.name, grade.auto_score, grade.manual_score,
               grade.extra_credit, grade.needs_manual_grade
        FROM grade JOIN base_cell ON base_cell.id = grade.cell_id
        JOIN submitted_notebook ON submitted_notebook.id = grade.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id""",
    "comments": """
        SELECT submitted_assignment.student_id, base_cell.name, comment.auto_comment, comment.manual_comment
        FROM comment JOIN base_cell ON base_cell.id = comment.cell_id
        JOIN submitted_notebook ON submitted_notebook.id = comment.notebook_id
        JOIN submitted_assignment ON submitted_assignment.id = submitted_notebook.assignment_id""",
    "questions": """
        SELECT notebook.name, base_cell.name, base_cell.type, grade_cells.max_score
        FROM base_cell JOIN notebook ON notebook.id = base_cell.notebook_id
        LEFT JOIN grade_cells ON grade_cells.id = base_cell.id""",
    "sources": "SELECT name, cell_type, locked, source FROM source_cell",
    "students": "SELECT id FROM student",
    "orphans": """
        SELECT 'grade', id FROM grade WHERE notebook_id NOT IN (SELECT id FROM submitted_notebook)
        UNION SELECT 'notebook', id FROM submitted_notebook
        WHERE assignment_id NOT IN (SELECT id FROM submitted_assignment)""",
}


def rows(work: Path) -> dict[str, list[tuple]]:
    """Everything that grading wrote into a course's run-time folder: the database's rows, and the graded notebooks."""
    with closing(sqlite3.connect(f"file:{work / 'gradebook.db'}?mode=rw", uri=True)) as connection:
        found = {name: sorted(connection.execute(query).fetchall(), key=repr) for name, query in ROWS.items()}
    kept = sorted((work / "autograded").rglob("*"))
    found["files"] = [(str(path.relative_to(work)), path.read_bytes()) for path in kept if path.is_file()]
    return found


def grades(work: Path) -> dict[str, dict[str, float | None]]:
    """By student, the automatic score of each question."""
    found: dict[str, dict[str, float | None]] = {}
    for student, question, score, *_ in rows(work)["grades"]:
        found.setdefault(student, {})[question] = score
    return found
