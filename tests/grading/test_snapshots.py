"""Questions that share a process get the points they would get with one each."""

from __future__ import annotations

from notebooks import checks, given, solution

from autograder.jail.outside.client import Jail

IDENTITY = "def {}(x):\n    return x"
THREE = [
    cell
    for name in "fgh"
    for cell in (
        solution(IDENTITY.format(name), name),
        checks(f"assert {name}(1) == 1", f"check-{name}", hidden=f"assert {name}(2) == 2"),
    )
]


def copies(monkeypatch):
    """Counts the copies of student processes."""
    made = []
    branch = Jail.branch
    monkeypatch.setattr(Jail, "branch", lambda jail: made.append(jail) or branch(jail))
    return made


def test_plain_functions_need_no_copy(homework, monkeypatch):
    made = copies(monkeypatch)
    assert homework(*THREE).scores() == [1, 1, 1]
    assert made == []


def test_a_cell_that_does_something_is_preceded_by_a_copy(homework, monkeypatch):
    made = copies(monkeypatch)
    hw = homework(*THREE[:4], given("f = g = None", "spoil"), *THREE[4:])
    assert hw.scores() == [1, 1, 1]
    assert len(made) == 1


def test_a_given_cell_that_only_calls_needs_no_copy(homework, monkeypatch):
    made = copies(monkeypatch)
    shows = given("values = [f(n) for n in range(3)]\nprint(values)", "show")
    assert homework(*THREE[:4], shows, *THREE[4:]).scores() == [1, 1, 1]
    assert made == []


def test_a_given_cell_that_calls_a_function_which_counts_is_preceded_by_a_copy(homework, monkeypatch):
    made = copies(monkeypatch)
    hw = homework(
        solution("def f(x):\n    return 1", "f"),
        checks("assert f(0) == 1", "check-f", hidden="assert f(0) == 2"),
        given("values = [f(n) for n in range(3)]", "show"),
    )
    assert hw.scores("def f(x, seen=[]):\n    seen.append(x)\n    return len(seen)") == [1]
    assert len(made) == 1


def test_data_that_a_given_cell_hands_over_is_as_it_was_where_a_function_looks_it_up(homework):
    hw = homework(
        given("table = [1, 2, 3]", "table"),
        solution("def f(n):\n    return table[n]", "f"),
        checks("assert f(0) == 1", "check-f", hidden="assert f(1) == 2"),
        solution("def double(values):\n    return [2 * value for value in values]", "double"),
        given("print(double(table))", "show"),
    )
    in_place = "def double(values):\n    values[:] = [2 * value for value in values]\n    return values"
    assert hw.scores(None, in_place) == [1]


def test_a_hidden_test_that_ends_python_costs_its_own_question_only(homework):
    ends = "def g(x):\n    if x == 2:\n        import os\n        os._exit(0)\n    return x"
    findings = homework(*THREE).findings(None, ends)
    assert [(finding.score, finding.status) for finding in findings] == [(1, "passed"), (0, "stopped"), (1, "passed")]


def test_a_hidden_test_that_never_ends_costs_its_own_question_only(homework, impatient):
    loop = "try:\n            while True: pass\n        except BaseException: pass"
    stuck = f"def f(x):\n    while x == 2:\n        {loop}\n    return x"
    assert homework(*THREE, seconds_per_cell=0.3).scores(stuck) == [0, 1, 1]


def test_a_visible_test_that_ends_python_leaves_the_waiting_questions_their_points(homework):
    hw = homework(*THREE)
    findings = hw.findings(None, "import os\ndef g(x):\n    os._exit(0)")
    assert [finding.score for finding in findings] == [1, 0, 1]
    assert hw.scores(None, "def g(x):\n    __import__('os')._exit(0)") == [1, 0, 1]


def test_objects_that_the_visible_part_made_are_there_in_the_hidden_part_after_a_restart(homework):
    hw = homework(
        solution("class Net:\n    def __init__(self, n):\n        self.n = n", "net"),
        checks("net = Net(3)\nassert net.n == 3", "check-net", hidden="assert net.n + 1 == 4"),
        solution("def g(x):\n    return x", "g"),
        checks("assert g(1) == 1", "check-g", hidden="assert g(2) == 2"),
    )
    assert hw.scores(None, "def g(x):\n    __import__('os')._exit(0)") == [1, 0]


def test_a_function_that_counts_its_calls_does_not_feel_other_questions(homework):
    hw = homework(
        solution("def f(x):\n    return 1", "f"),
        checks("assert f(0) == 1", "check-f", hidden="assert f(0) == 2"),
        solution("def g(x):\n    return f(x)", "g"),
        checks("assert g(0) == 2", "check-g", hidden="assert g(0) == 3"),
    )
    assert hw.scores("def f(x, seen=[]):\n    seen.append(x)\n    return len(seen)") == [1, 1]
