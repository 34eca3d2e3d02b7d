"""Sentence, figures and ledger stay together, and the quick experiments come out again with another seed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))

from benchmarks.claims import ledger  # noqa: E402
from benchmarks.claims.figures_in_text import printed, unfounded  # noqa: E402
from benchmarks.claims.registry import experiments  # noqa: E402
from benchmarks.claims.result import Result, exact, of_mean, over_starts  # noqa: E402

PAGES = ledger.load_all()
CLAIMS = [
    pytest.param(page, claim, id=f"{page.stem}: {claim.sentence[:50]}") for page in PAGES for claim in page.claims
]
QUICK = sorted({(page.module, claim.experiment) for page in PAGES for claim in page.claims if claim.quick})
OTHER_SEEDS = 5000


@pytest.mark.parametrize(("page", "claim"), CLAIMS)
def test_the_sentence_of_a_claim_stands_in_its_text(page, claim):
    assert " ".join(claim.sentence.split()) in " ".join(page.source.read_text(encoding="utf-8").split())


@pytest.mark.parametrize(("page", "claim"), CLAIMS)
def test_every_number_in_the_sentence_was_measured_or_is_a_setting(page, claim):
    result = page.measured[claim.experiment].result
    assert result.holds
    assert unfounded(claim.sentence, claim.given, result) == []
    assert set(claim.given) <= {number.text for number in printed(claim.sentence)}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_experiments_and_claims_name_each_other(page):
    assert {claim.experiment for claim in page.claims} == set(experiments(page.module)) == set(page.measured)


@pytest.mark.parametrize(("module", "name"), QUICK)
def test_a_quick_experiment_holds_with_another_seed(module, name):
    result = experiments(module)[name](OTHER_SEEDS)
    assert result.holds, result


@pytest.mark.parametrize(
    ("sentence", "numbers"),
    [
        ("falls to 0.027 (0.020–0.034)", [("0.027", 0.027), ("0.020", 0.02), ("0.034", 0.034)]),
        (r"97\% of 10 000 points", [(r"97\%", 0.97), ("10 000", 10_000)]),
        (r"from $4 \cdot 10^{-3}$ to $10^{-24}$", [(r"4 \cdot 10^{-3}", 4e-3), ("10^{-24}", 1e-24)]),
        ("$L_2$, $x_1$, W1, $z^2$ and lecture-free", []),
        ("a slope of −3.85", [("−3.85", -3.85)]),
    ],
)
def test_numbers_are_found_as_they_are_printed(sentence, numbers):
    assert [(number.text, pytest.approx(number.value)) for number in printed(sentence)] == numbers


def test_a_number_that_was_not_measured_is_found():
    result = Result(True, {"loss": over_starts([0.0264, 0.0271, 0.029])}, 3)
    assert unfounded("0.027 after 400 steps", ("400",), result) == []
    assert unfounded("0.026 after 400 steps", ("400",), result) == ["0.026"]
    assert unfounded("97% of 300", (), Result(True, {"right": exact(0.974)}, 1)) == ["300"]


def test_what_is_written_is_read_again(tmp_path):
    (tmp_path / "measured").mkdir()
    (tmp_path / "01_x.toml").write_text('[[claim]]\nsentence = "a"\nexperiment = "b"\n')
    measured = ledger.Measured(Result(True, {"σ, η = 1": of_mean([0.25, 0.5])}, 2), 7, ledger.datetime.date(2026, 1, 2))
    page = ledger.Page("01_x", ledger.load(tmp_path / "01_x.toml").claims, {"b": measured})
    ledger.write(page, tmp_path)
    read = ledger.load(tmp_path / "01_x.toml").measured["b"]
    assert (read.first_seed, read.date, read.result.starts) == (7, measured.date, 2)
    assert read.result.figures["σ, η = 1"].middle == 0.375


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('[[claim]]\nsentence = "a"\n', "experiment"),
        ('[[claim]]\nsentence = "a"\nexperiment = "b"\nseed = 1\n', "seed"),
        ('[[claim]]\nsentence = "a"\nexperiment = "b"\nquick = 1\n', "`quick` is no bool"),
        ('[[claim]]\nsentence = "a"\nexperiment = "b"\ngiven = [64]\n', "`given` lists numbers as they are printed"),
        ("[claims]\n", "nothing else"),
    ],
)
def test_an_entry_that_cannot_be_is_refused(tmp_path, text, why):
    (tmp_path / "01_x.toml").write_text(text)
    with pytest.raises(ledger.LedgerProblem, match=why):
        ledger.load(tmp_path / "01_x.toml")
