"""The page of what the course claims: a table per lecture and homework, from the ledger in `docs/claims`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.claims import ledger
from benchmarks.claims.result import Figure, Interval
from book.series import HOMEWORKS, LECTURES


def tables() -> str:
    """For each page of the ledger its sentences, with figures, intervals, starts and seeds."""
    titles = {lecture.number: f"Lecture {int(lecture.number)}. {lecture.title}" for lecture in LECTURES}
    titles |= {homework.name: f"Homework {homework.name[2:]}. {homework.title}" for homework in HOMEWORKS}
    lines: list[str] = []
    for page in ledger.load_all():
        lines += [f"## {titles[page.stem.partition('_')[0]]}", "",
                  f"Experiments: `benchmarks/claims/{page.module}.py`.", "",
                  "{.claims}", "| claim | measured | how |", "|:--|:--|:--|"]  # fmt: skip
        lines += [_row(claim, page.measured[claim.experiment]) for claim in page.claims]
        lines.append("")
    return "\n".join(lines)


def _row(claim: ledger.Claim, measured: ledger.Measured) -> str:
    result = measured.result
    figures = "<br>".join(f"{_cell(name)}: {_shown(figure)}" for name, figure in result.figures.items()) or "–"
    how = f"`{claim.experiment}`"
    if any(figure.interval is not Interval.EXACT for figure in result.figures.values()):
        how += f", {result.starts} starts, seeds from {measured.first_seed}"
    return f"| {_cell(claim.sentence)} | {figures} | {how}, {measured.date.isoformat()} |"


def _shown(figure: Figure) -> str:
    if figure.low == figure.high:
        return f"{figure.middle:.4g}"
    return f"{figure.middle:.3g} ({figure.low:.3g} to {figure.high:.3g}, {figure.interval})"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
