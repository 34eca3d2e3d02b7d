"""The ledger: `docs/claims/NN_topic.toml` with the claims, `docs/claims/measured/NN_topic.toml` with what came out.

[[claim]]
sentence = "Eight learned units do as well as 64 random ones."    # as it stands in the text, whitespace aside
experiment = "chance_against_learning"                            # a function of benchmarks/claims/topic.py
given = ["64"]                                                    # numbers in it that are settings, not results
quick = true                                                      # below two seconds: a test runs it again

Measured files are written by `python -m benchmarks.claims --write` alone.
"""

from __future__ import annotations

import datetime
import json
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from .result import Figure, Interval, Result

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "docs" / "claims"
SOURCES = {"lecture": "lectures/{stem}.py", "homework": "solutions/{stem}/{stem}.py"}


class LedgerProblem(Exception):
    """An entry says something that cannot be; the message names file, entry and field."""


@dataclass(frozen=True)
class Claim:
    """A sentence of a lecture or homework, and the experiment it rests on."""

    sentence: str
    experiment: str
    given: tuple[str, ...] = ()
    quick: bool = False


@dataclass(frozen=True)
class Measured:
    """What an experiment gave, with which seeds (the first, and one for each start), and when."""

    result: Result
    first_seed: int
    date: datetime.date


@dataclass(frozen=True)
class Page:
    """All claims of one lecture or homework, and what was measured by the name of the experiment."""

    stem: str
    claims: tuple[Claim, ...]
    measured: dict[str, Measured]

    @property
    def module(self) -> str:
        """The module with its experiments: `why_nonlinear` for lecture 02_why_nonlinear, all of a homework's name."""
        return self.stem if self.stem.startswith("hw") else self.stem.partition("_")[2]

    @property
    def source(self) -> Path:
        """The file in which its sentences stand."""
        kind = "homework" if self.stem.startswith("hw") else "lecture"
        return ROOT / SOURCES[kind].format(stem=self.stem)


def load(path: Path) -> Page:
    """Read a page of the ledger with its measurements; raises `LedgerProblem` for anything unknown or missing."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if set(data) != {"claim"}:
        raise LedgerProblem(f"{path.name}: there is [[claim]] and nothing else, not {', '.join(sorted(data))}")
    claims = tuple(_claim(entry, f"{path.name}, claim {i}") for i, entry in enumerate(data["claim"]))
    found = path.parent / "measured" / path.name
    entries = tomllib.loads(found.read_text(encoding="utf-8")) if found.exists() else {}
    return Page(path.stem, claims, {name: _measured(entry) for name, entry in entries.items()})


def load_all(folder: Path = FOLDER) -> list[Page]:
    """All pages, lectures before homeworks, each in order."""
    return [load(path) for path in sorted(folder.glob("*.toml"))]


def write(page: Page, folder: Path = FOLDER) -> None:
    """Write what was measured, in the order of the claims; what no claim rests on any more is dropped."""
    lines = ["# Written by `python -m benchmarks.claims --write`; the claims are in ../" + f"{page.stem}.toml"]
    for name in dict.fromkeys(claim.experiment for claim in page.claims):
        if name in page.measured:
            lines += ["", *_lines(name, page.measured[name])]
    (folder / "measured" / f"{page.stem}.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _claim(entry: dict[str, Any], where: str) -> Claim:
    try:
        claim = Claim(**(entry | {"given": tuple(entry.get("given", ()))}))
    except TypeError as error:
        raise LedgerProblem(f"{where}: {error}") from None
    for name, kind in (("sentence", str), ("experiment", str), ("quick", bool)):
        if not isinstance(getattr(claim, name), kind):
            raise LedgerProblem(f"{where}: `{name}` is no {kind.__name__}")
    if not all(isinstance(number, str) for number in claim.given):
        raise LedgerProblem(f'{where}: `given` lists numbers as they are printed, such as ["64"]')
    return claim


def _measured(entry: dict[str, Any]) -> Measured:
    figures = {
        name: Figure(**(figure | {"interval": Interval(figure["interval"])}))
        for name, figure in entry["figures"].items()
    }
    return Measured(Result(entry["holds"], figures, entry["starts"]), entry["first_seed"], entry["date"])


def _lines(name: str, measured: Measured) -> list[str]:
    lines = [f"[{name}]", f"holds = {json.dumps(bool(measured.result.holds))}", f"starts = {measured.result.starts}",
             f"first_seed = {measured.first_seed}", f"date = {measured.date.isoformat()}"]  # fmt: skip
    for what, figure in measured.result.figures.items():
        fields = asdict(figure)
        interval = json.dumps(fields.pop("interval").value)
        numbers = ", ".join(f"{key} = {float(f'{value:.6g}')!r}" for key, value in fields.items())
        lines.append(f"figures.{json.dumps(what, ensure_ascii=False)} = {{ {numbers}, interval = {interval} }}")
    return lines
