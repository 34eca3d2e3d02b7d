"""A wrong answer that equals a known mistake is called by the mistake's name, and by no other."""

from __future__ import annotations

import pytest
from cheats import CHEATS
from notebooks import cards, checks, given, solution

from autograder.grading import naming

MEAN_LOSS = """
import numpy as np

def loss(Z, y):
    logs = np.log(np.exp(Z).sum(axis=1))
    return float((logs - Z[np.arange(len(y)), y]).mean())

def shift(Z):
    return Z - Z.max(axis=1, keepdims=True)

def log_softmax(Z):
    return np.log(np.exp(Z) / np.exp(Z).sum(1, keepdims=True))
"""

KNOWN = """
@misconception("Sum instead of mean", hint="Divide by the number of examples.")
def loss(Z, y):
    logs = np.log(np.exp(Z).sum(axis=1))
    return float((logs - Z[np.arange(len(y)), y]).sum())

@misconception("Divided by the classes", hint="Which axis are the examples on?")
def loss(Z, y):
    logs = np.log(np.exp(Z).sum(axis=1))
    return float((logs - Z[np.arange(len(y)), y]).sum() / Z.shape[1])

@misconception("The wrong sign", hint="A loss is not negative.")
def loss(Z, y):
    logs = np.log(np.exp(Z).sum(axis=1))
    return -float((logs - Z[np.arange(len(y)), y]).mean())

@misconception("Labels from one", hint="Python counts from zero.")
def loss(Z, y):
    logs = np.log(np.exp(Z).sum(axis=1))
    return float((logs - Z[np.arange(len(y)), y - 1]).mean())

@misconception("Only labels below the number of examples", hint="y holds classes.")
def loss(Z, y):
    return float(Z[y, y].mean())

@misconception("One maximum for all rows", hint="Each row has its own.")
def shift(Z):
    return Z - Z.max()

@misconception("The input is changed", hint="-= changes the caller's array.")
def shift(Z):
    Z -= Z.max(axis=1, keepdims=True)
    return Z
"""

VISIBLE = """
Z = np.random.default_rng(1).normal(size=(3, 4)); y = np.array([2, 0, 3])
before = Z.copy()
assert abs(loss(Z, y) - 1.6263) < 1e-3 or True
"""
HIDDEN = """
for seed in range(3):
    Z = np.random.default_rng(seed).normal(size=(5, 3)); y = np.array([0, 2, 1, 1, 0]); before = Z.copy()
    expected, right = reference.loss(Z.copy(), y), reference.shift(Z.copy())
    np.testing.assert_allclose(shift(Z), right)
    np.testing.assert_allclose(Z, before)
    np.testing.assert_allclose(loss(Z, y), expected)
"""


@pytest.fixture
def hw(homework):
    return homework(
        given("import numpy as np"), solution(MEAN_LOSS), checks(VISIBLE, hidden=HIDDEN), misconceptions=KNOWN
    )


def replaced(name, body):
    """The reference's answer with another ``name``."""
    return MEAN_LOSS + f"\ndef {name}:\n" + "\n".join("    " + line for line in body.splitlines())


@pytest.mark.parametrize(
    ("name", "body", "mistake"),
    [
        ("loss(Z, y)", "return -log_softmax(Z)[range(len(y)), y].sum()", "Sum instead of mean"),
        ("loss(Z, y)", "return -log_softmax(Z)[range(len(y)), y].sum() / len(Z[0])", "Divided by the classes"),
        ("loss(Z, y)", "return log_softmax(Z)[range(len(y)), y].mean()", "The wrong sign"),
        ("loss(Z, y)", "return -log_softmax(Z)[range(len(y)), y - 1].mean()", "Labels from one"),
        ("loss(Z, y)", "if len(y) > len(Z[0]):\n    raise IndexError('whatever it says')\nreturn 1.0", ""),
        ("loss(Z, y)", "return np.mean([Z[i, i] for i in y])", "Only labels below the number of examples"),
        ("shift(Z)", "return Z - np.amax(Z)", "One maximum for all rows"),
        ("shift(Z)", "for i in range(len(Z)):\n    Z[i] -= Z[i].max()\nreturn Z", "The input is changed"),
    ],
)  # fmt: skip
def test_the_right_one_of_several_mistakes_is_named(hw, name, body, mistake):
    finding = hw.finding(replaced(name, body))
    assert (finding.score, finding.mistake) == (0, mistake)


def test_the_card_of_a_mistake_stands_first_and_gives_its_hint(hw):
    finding = hw.finding(replaced("shift(Z)", "return Z - Z.max()"))
    assert finding.cards[0].problem == "One maximum for all rows"
    assert "Each row has its own." in cards(finding)


def test_no_mistake_is_named_for_a_right_answer(hw):
    finding = hw.finding()
    assert (finding.score, finding.mistake, finding.cards) == (1, "", [])


@pytest.mark.parametrize(
    "body",
    [
        "return 0.0",
        "return None",
        "return Z",
        "return (Z, y)",
        "return float('nan')",
        "raise ValueError",
        "return 'text'",
        "return {'loss': 1}",
        "return lambda: 0",
        "return np.zeros(3)",
        "Z *= 0\nreturn 1.0",
        "return [[1, 2], [3]]",
    ],
)
def test_no_mistake_is_named_for_an_unknown_wrong_answer(hw, body):
    finding = hw.finding(replaced("loss(Z, y)", body))
    assert (finding.score, finding.mistake) == (0, "")


def test_a_mistake_is_named_only_if_it_explains_every_call(homework):
    hw = homework(
        solution("def f(x):\n    return abs(x)"),
        checks("assert f(2) == 2 and f(3) == 3", hidden="assert f(-2) == 2"),
        misconceptions='@misconception("No sign", hint="h")\ndef f(x):\n    return x\n',
    )
    assert hw.finding("def f(x): return x").mistake == "No sign"
    assert hw.finding("def f(x): return x if x != 3 else 4").mistake == ""
    assert hw.finding("def f(x): return x if x != 3 else 3.5").mistake == ""


def test_a_mistake_in_what_is_raised_is_named(homework):
    hw = homework(
        solution("def mean(v):\n    if not v:\n        raise ValueError('empty')\n    return sum(v) / len(v)"),
        checks("import pytest\nassert mean([1, 3]) == 2\nwith pytest.raises(ValueError):\n    mean([])"),
        misconceptions="""
@misconception("Nothing for an empty list", hint="h")
def mean(v):
    return sum(v) / len(v) if v else 0

@misconception("No look at an empty list", hint="h")
def mean(v):
    return sum(v) / len(v)
""",
    )
    assert hw.finding("def mean(v): return sum(v) / len(v)").mistake == "No look at an empty list"
    assert hw.finding("def mean(v): return sum(v) / max(1, len(v))").mistake == "Nothing for an empty list"
    assert hw.finding("def mean(v):\n    raise ValueError").mistake == ""


def test_a_mistake_in_a_function_that_takes_a_function_is_named(homework):
    answer = "def slope(f, x, eps=1e-6):\n    return (f(x + eps) - f(x - eps)) / (2 * eps)"
    hw = homework(
        solution(answer + "\n\ndef square(x):\n    return x * x"),
        checks(
            "assert abs(slope(lambda x: x ** 3, 2.0) - 12) < 1e-3\nassert abs(slope(square, 3.0) - 6) < 1e-3", "check-a"
        ),
        checks("assert abs(slope(lambda x: square(x), 2.0) - 4) < 1e-3", "check-b"),
        misconceptions="""
@misconception("Divided by one step", hint="The two points are two steps apart.")
def slope(f, x, eps=1e-6):
    return (f(x + eps) - f(x - eps)) / eps
""",
    )
    first, second = hw.findings(
        "def slope(f, x, eps=1e-6):\n    return (f(x + eps) - f(x - eps)) / eps\n\ndef square(x): return x * x"
    )
    assert first.mistake == "Divided by one step"
    assert (second.score, second.mistake) == (0, "")


KEPT = """
@misconception("The sum of the last call is kept", hint="Where does the sum begin?")
def total(values, seen=[]):
    seen.extend(values)
    return sum(seen)
"""


def test_a_mistake_that_keeps_something_between_calls_is_tried_in_their_order(homework):
    hw = homework(
        solution("def total(values):\n    return sum(values)"),
        checks("assert total([1, 2]) == 3\nassert total([4]) == 4"),
        misconceptions=KEPT,
    )
    finding = hw.finding("kept = 0\n\ndef total(values):\n    global kept\n    kept += sum(values)\n    return kept")
    assert finding.mistake == "The sum of the last call is kept"


def test_such_a_mistake_is_tried_from_the_first_call_on_however_many_there_are(homework):
    visible = "\n".join(f"total([{number}])" for number in range(10))
    hidden = "\n".join(f"last = total([{number}])" for number in range(10)) + "\nassert last == 9"
    hw = homework(
        solution("def total(values):\n    return sum(values)"),
        checks(visible, hidden=hidden),
        misconceptions=KEPT,
    )
    finding = hw.finding("def total(values, seen=[]):\n    seen += values\n    return sum(seen)")
    assert finding.mistake == "The sum of the last call is kept"


def test_a_mistake_in_a_hidden_test_is_named_without_the_test(hw):
    finding = hw.finding(replaced("shift(Z)", "return Z - Z.max()"))
    text = cards(finding)
    assert "hidden check" in text
    assert not any(word in text for word in ("default_rng", "reference", "assert", "ACTUAL", "DESIRED"))


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize(
    "cheat",
    [
        "an object equal to everything",
        "an array subclass",
        "a value that contains itself",
        "a generator",
        "an array of NaN",
        "booleans with forbidden bytes",
        "a name of the grader's exceptions",
    ],
)
def test_hostile_values_do_not_break_the_naming(hw, cheat):
    source = MEAN_LOSS + CHEATS[cheat] + "\ndef loss(Z, y): return squares(Z)"
    finding = hw.finding(source)
    assert (finding.score, finding.mistake) == (0, "")


def test_a_mistake_that_takes_too_long_to_try_is_not_named(homework):
    hw = homework(
        solution("def f(x):\n    return x"),
        checks("assert f(2) == 2"),
        misconceptions='@misconception("Slow", hint="h")\ndef f(x):\n    while True:\n        pass\n',
        seconds_per_cell=0.2,
    )
    finding = hw.finding("def f(x): return 3")
    assert (finding.score, finding.mistake) == (0, "")


def test_what_only_builds_on_something_wrong_has_no_mistake_of_its_own(homework):
    hw = homework(
        solution("def double(x):\n    return 2 * x"),
        checks("assert double(2) == 4", "check-double"),
        solution("def area(a, b):\n    return double(a) * b / 2", "area"),
        checks("assert area(2, 3) == 6", "check-area"),
        checks("assert sum(area(1, k) for k in range(300)) == 44850", "check-areas"),
        misconceptions="""
@misconception("Half of the product again", hint="h")
def area(a, b):
    return a * b / 2
""",
    )
    _, area, areas = hw.findings("def double(x): return x")
    assert (area.status, areas.status) == ("followed", "followed")
    _, area, areas = hw.findings("def double(x): return x", "def area(a, b): return a * b / 2")
    assert (area.mistake, areas.mistake) == ("Half of the product again", "Half of the product again")


def test_a_mistake_that_was_named_before_is_tried_first(homework, monkeypatch):
    tried = []
    monkeypatch.setattr(naming, "compile_entry", lambda entry, key: tried.append(entry.name) or compiled(entry))
    known = "".join(f'@misconception("{n} too many", hint="h")\ndef f(x):\n    return x + {n}\n\n' for n in range(1, 9))
    hw = homework(
        solution("def f(x):\n    return x"),
        checks("assert f(2) == 2", "check-two"),
        checks("assert f(3) == 3", "check-three"),
        misconceptions=known,
    )

    def compiled(entry):
        return lambda x: x + int(entry.name[0])

    assert [finding.mistake for finding in hw.findings("def f(x): return x + 6")] == ["6 too many"] * 2
    assert len(tried) == 7


def test_a_mistake_that_breaks_does_not_cost_the_grade(homework):
    hw = homework(
        solution("def f(x):\n    return x"),
        checks("assert f(2) == 2"),
        misconceptions='@misconception("Broken", hint="h")\ndef f(x):\n    raise SystemExit\n',
    )
    finding = hw.finding("def f(x): return 3")
    assert (finding.score, finding.mistake) == (0, "")


MANY = "\n\n".join(
    f'@misconception("{n} times", hint="Which factor?")\n'
    f"def f(x):\n    return x + {n} * (x > 1) + {int(n > 18)} * (x == 1)"
    for n in range(1, 21)
)  # all but the last two are right for 1


def test_hidden_calls_choose_among_sixteen_names_that_agree_with_the_visible_ones(homework):
    """A process that has seen a hidden input could otherwise spell it with names."""
    hw = homework(
        solution("def f(x):\n    return x"),
        checks("assert f(1) < 3 and f(0) == 0", hidden="assert f(5) == 5"),
        misconceptions=MANY,
    )
    named = [hw.finding(f"def f(x):\n    return x + {n} * (x > 1)").mistake for n in range(1, 19)]
    assert named == [*(f"{n} times" for n in range(1, 17)), "", ""]
    in_sight = "def f(x):\n    return x + 20 * (x > 1) + (x == 1)"
    assert hw.finding(in_sight).mistake == "20 times"


def test_a_name_is_said_in_place_of_the_kind_of_a_hidden_failure(homework):
    hw = homework(
        solution("def f(x):\n    return x"), checks("assert f(1) == 1", hidden="assert f(5) == 5"), misconceptions=MANY
    )
    finding = hw.finding("def f(x):\n    return x + 3 * (x > 1)")
    assert (finding.mistake, finding.hidden) == ("3 times", None)
    other = hw.finding("def f(x):\n    return x + 4 * (x > 1)")
    assert finding.cards[1:] == other.cards[1:]
