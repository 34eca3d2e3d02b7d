"""The gate refuses tests that give points to answers that solve nothing, alone, in chains, or with judges replaced."""

from __future__ import annotations

import pytest

from autograder.assignment import answer_key
from autograder.assignment.answered import student_version
from autograder.build import versions
from autograder.build.source import SourceError
from autograder.gate.chains import Chains
from autograder.gate.empty_handed import nothing_for_nothing
from autograder.gate.recording import record
from autograder.gate.trials import Trials

SUM = '''

# %% solution="total"
def total(x):
    """Return the sum of the squares of x."""
    ### BEGIN SOLUTION
    return float((x**2).sum())
    ### END SOLUTION


# %% tests="total" points=2{free}
parts = check.Parts()
with parts(1, "the sum of one"):
    check.scalar(total(np.array([4.5])), "total", 20.25)
    check.scalar(total(np.array([2.0, 5.0])), "total", 29.0)
with parts(1, "the empty sum"):
    check.scalar(total(np.zeros({zeros})), "total", {sum}.0)
parts
'''
LEARNING = '''

# %% solution="loss"
def loss(w):
    """Return the loss, half the squares of w - 1."""
    ### BEGIN SOLUTION
    return float(((w - 1) ** 2).sum() / 2)
    ### END SOLUTION


# %% tests="loss" points=1
check.scalar(loss(np.array([3.0, 1.0])), "loss", 2.0)
check.scalar(loss(np.array([0.0, 0.0, 2.0])), "loss", 1.5)

# %% solution="slope"
def slope(w):
    """Return the gradient of the loss."""
    ### BEGIN SOLUTION
    return w - 1
    ### END SOLUTION


# %% tests="slope" points=1
for place in (1.5, -2.0):
    by_differences = (loss(np.array([place + 1e-4])) - loss(np.array([place - 1e-4]))) / 2e-4
    check.values(slope(np.array([place])), np.array([by_differences]), "slope", rtol=1e-6)

# %% solution="train"
def train(w, steps=20):
    """Return w after so many steps, and the losses before each and after the last."""
    ### BEGIN SOLUTION
    losses = [loss(w)]
    for _ in range(steps):
        w = w - 0.5 * slope(w)
        losses.append(loss(w))
    return w, np.array(losses)
    ### END SOLUTION


# %% tests="train" points=1
w, losses = check.unpack(train(np.array([3.0, 0.0]), steps=9), "w", "losses")
check.array(losses, "losses", shape=(10,))
check.that(bool(losses[-1] < losses[0]), "the loss falls")
'''
JUDGE = '''

# %% solution="measure"
def measure(x):
    """Return the sum of the squares of x."""
    ### BEGIN SOLUTION
    return float((x**2).sum())
    ### END SOLUTION


# %% tests="measure" points=1
check.scalar(measure(np.array([3.0, 4.0])), "measure", 25.0)
check.scalar(measure(np.array([1.0, 1.0, 2.0])), "measure", 6.0)

# %% solution="unit"
def unit(n):
    """Return a vector of n entries whose squares add up to 1."""
    ### BEGIN SOLUTION
    return np.full(n, n**-0.5)
    ### END SOLUTION


# %% tests="unit" points=1
for n in (3, 5):
    check.scalar(measure(unit(n)), "the measure of unit(n)", 1.0)
'''
UNSEEN = '''

# %% solution="twice"
def twice(x):
    """Return 2 x."""
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION


# %% tests="twice" points=1
assert twice(2) == 4

# %% solution="thrice"
def thrice(x):
    """Return 3 x."""
    ### BEGIN SOLUTION
    return thrice.__globals__["twice"](x) + x
    ### END SOLUTION


# %% tests="thrice" points=1
assert thrice(2) == 6
'''


@pytest.fixture
def verdicts(tiny, tmp_path, one_jail):
    """Say what the gate thinks of some questions added to the tiny homework, by what it looked at."""
    before = (tiny / "hw0_tiny.py").read_text()

    def run(added, *questions):
        source = tiny / "hw0_tiny.py"
        source.write_text(before + added)
        solution, student = versions.build_assignment(source, tmp_path / "assignments")
        key = answer_key.load(solution)
        recording = record(key)
        trials = Trials(key, recording, Chains(key, recording.handed))
        found = nothing_for_nothing(trials, student_version(student), solution, 1, True, questions)
        return {verdict.what: verdict for verdict in found}

    return run


def test_points_for_zeros_are_refused_and_nothing_else_earns_them(verdicts):
    found = verdicts(SUM.format(free="", zeros=2, sum=0), "total")
    verdict = found["nothing for nothing in total, of 2 points"]
    assert not verdict.passed
    assert "\n      1 for zeros\n" in verdict.why
    assert "for ones" not in verdict.why


def test_repaired_tests_are_accepted(verdicts):
    added = SUM.format(free="", zeros=2, sum=0).replace('with parts(1, "the empty sum"):', "if True:")
    found = verdicts(added.replace("parts(1, ", "parts(2, "), "total")
    assert [verdict for verdict in found.values() if not verdict.passed and "others keep" not in verdict.what] == []


def test_an_exception_with_a_reason_is_counted_and_kept_from_students(verdicts, tmp_path):
    why = verdicts(SUM.format(free="", zeros=2, sum=0), "total")["nothing for nothing in total, of 2 points"].why
    tricks = sorted({line.strip().partition(" for ")[2].partition(",")[0] for line in why.strip().splitlines()})
    reasons = ", ".join(f'"{trick}: an empty sum is zero"' for trick in tricks)
    found = verdicts(SUM.format(free=f" free=[{reasons}]", zeros=2, sum=0), "total")
    assert found["nothing for nothing in total, of 2 points"].passed
    assert any(what.endswith(f"exceptions: {len(tricks)}") for what in found)
    assert "an empty sum is zero" not in next((tmp_path / "assignments").rglob("*.ipynb")).read_text()


def test_an_exception_for_what_earns_nothing_is_refused(verdicts):
    added = SUM.format(free=' free="nan: it may be anything"', zeros=2, sum=0)
    verdict = verdicts(added, "total")["nothing for nothing in total, of 2 points"]
    assert "an exception for nan, which earns nothing" in verdict.why


@pytest.mark.parametrize("free", [' free="zeros"', ' free="zeros: "', " free=3", ' free=": because"'])
def test_an_exception_without_a_trick_and_a_reason_is_no_source(verdicts, free):
    with pytest.raises(SourceError, match="free needs a trick and a reason"):
        verdicts(SUM.format(free=free, zeros=2, sum=0), "total")


def test_a_constant_loss_with_its_gradient_zero_is_found(verdicts):
    found = verdicts(LEARNING, "loss", "slope")
    assert found["nothing for nothing in loss, of 1 points"].passed
    assert "1 for zeros, with loss (zeros), slope (zeros)" in found["nothing for nothing in slope, of 1 points"].why


def test_a_history_made_up_to_look_trained_is_found(verdicts):
    verdict = verdicts(LEARNING, "train")["nothing for nothing in train, of 1 points"]
    assert "1 for plausible\n" in verdict.why


def test_a_later_cell_that_changes_its_judges_from_within_is_found(verdicts):
    verdict = verdicts(JUDGE, "unit")["nothing for nothing in unit, of 1 points"]
    assert "1 for judges rewritten" in verdict.why
    assert "judges replaced" not in verdict.why  # a name is asked as it was when its own question was tested


def test_a_question_that_cannot_be_asked_apart_is_found_with_the_reference(verdicts):
    what = "the reference gets the points of every question that is asked apart"
    assert verdicts(JUDGE, "unit")[what].passed
    assert verdicts(UNSEEN, "thrice")[what].why == "thrice has 0 of 1"
