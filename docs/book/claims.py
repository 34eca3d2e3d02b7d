"""The page of what the course claims: the ledger in `docs/claims`, experiment by experiment."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from benchmarks.claims import ledger
from benchmarks.claims.result import Figure, Interval
from book.series import HOMEWORKS, LECTURES


def entries() -> str:
    """For each page of the ledger its experiments: the sentences that rest on one, how it was run, and its figures."""
    titles = {lecture.number: f"Lecture {int(lecture.number)}. {lecture.title}" for lecture in LECTURES}
    titles |= {homework.name: f"Homework {homework.name[2:]}. {homework.title}" for homework in HOMEWORKS}
    lines: list[str] = []
    for page in ledger.load_all():
        lines += [f"## {titles[page.stem.partition('_')[0]]}", "",
                  f"Experiments: `benchmarks/claims/{page.module}.py`.", ""]  # fmt: skip
        for name in dict.fromkeys(claim.experiment for claim in page.claims):
            sentences = [_one_line(claim.sentence) for claim in page.claims if claim.experiment == name]
            lines += [*(f"> {sentence}\n>" for sentence in sentences), "", *_measured(name, page.measured[name]), ""]
    return "\n".join(lines)


def _measured(name: str, measured: ledger.Measured) -> list[str]:
    """How the experiment was run, and a line for the figures of each kind of interval."""
    result = measured.result
    how = f"`{name}`, {measured.date.isoformat()}"
    if any(figure.interval is not Interval.EXACT for figure in result.figures.values()):
        how += f", {result.starts} starts, seeds from {measured.first_seed}"
    lines = [f"{how}:", ""]
    for interval, group in groupby(result.figures.items(), key=lambda item: item[1].interval):
        shown = "; ".join(f"{what} **{_shown(figure)}**" for what, figure in group)
        lines.append(f"- {shown}" + ("." if interval is Interval.EXACT else f". (In brackets: {interval}.)"))
    return lines


def _shown(figure: Figure) -> str:
    if figure.interval is Interval.EXACT:
        return f"{figure.middle:.7g}"
    return f"{figure.middle:.3g} ({figure.low:.3g} to {figure.high:.3g})"


def _one_line(text: str) -> str:
    return " ".join(text.split())
