"""A student's process that speaks for itself on the grader's socket gains nothing and breaks nothing."""

from __future__ import annotations

import json

import pytest
from forgeries import ALWAYS, CALLS, NAMES, TAKE_OVER, takes_over
from notebooks import checks, shown, solution

pytestmark = pytest.mark.usefixtures("impatient")


@pytest.fixture
def hw(homework):
    return homework(
        solution("def f(x):\n    return x + 1", "f"),
        checks("assert f(1) == 2", "check-f", hidden="assert f(5) == reference.f(5)"),
        checks(
            "import numpy as np\nnp.testing.assert_allclose(f(np.zeros(3)), 1)",
            "check-again",
            hidden="assert f(0.5) == 1.5\nf(7)",
        ),
        seconds_per_cell=0.3,
    )


def test_right_answers_are_right_whoever_gives_them(hw):
    """The attacks below are real ones: a process that answers for itself is heard."""
    answer = """
def answer(kind, number, rest):
    if kind == "names":
        return [["names", number, [["f", handle()]], []]]
    (given,) = rest[1][1:]
    if isinstance(given, list):
        return [["return", number, [], array(9, np.ones(3)), []]]
    return [["return", number, [], given + 1, []]]
"""
    assert hw.scores(takes_over(answer)) == [1, 1]


@pytest.mark.parametrize("call", CALLS)
def test_a_made_up_answer_to_a_call_gains_nothing(hw, call):
    result = hw.graded(takes_over(ALWAYS.format(names="handle()", call=CALLS[call])))
    assert [finding.score for finding in result.findings] == [0, 0]
    assert len(json.loads(result.notebook)["cells"]) == 3
    assert len(result.notebook) < 100_000
    assert hw.scores() == [1, 1]


@pytest.mark.parametrize("names", NAMES)
def test_made_up_names_gain_nothing(hw, names):
    assert hw.scores(takes_over(ALWAYS.format(names=names, call='["return", number, [], 3, []]'))) == [0, 0]


@pytest.mark.parametrize(
    "found",
    ["None", "5", "[5]", "[[]]", "[['f']]", "[['f', 1, 2]]", "[[['f'], 1]]", "[[{}, 1]]", "{'f': 1}", "[['np', 2]]"],
)  # fmt: skip
def test_a_made_up_list_of_names_gains_nothing(hw, found):
    answer = f"def answer(kind, number, rest):\n    return [['names', number, {found}]]"
    assert hw.scores(takes_over(answer)) == [0, 0]


@pytest.mark.parametrize(
    "messages",
    [
        "['done', N, True, []]",
        "['done', N, True, []], ['done', N, True, []], ['done', N + 1, True, []]",
        "['done', N]",
        "['done', N, True, 5]",
        "['done', N, False, [5]]",
        "['done', N, False, [{'output_type': 'error', 'ename': 5}]]",
        "['done', N, True, [{'output_type': 'stream', 'name': 'stdout', 'text': b'bytes'}]]",
        "['done', N, True, [{'output_type': 'stream', 'name': 'stdout', 'text': 'x' * 10**7}]]",
        "['done', N, True, [{'output_type': 'display_data', 'data': {'text/html': 5, b'x': 'y', 'image/png': [1]}}]]",
        "*[['callback', 0, [], []]] * 100",
        "['return', N, [], 1.0, []]",
        "['names', N + 1, [['f', ['h', 1, 'function', False]]]]",
        "['names', N + 1, []], ['return', N + 2, [], 2, []], ['return', N + 3, [], 6, []]",
        "b'1.0'",
    ],
)  # fmt: skip
def test_messages_put_in_from_a_cell_gain_nothing(hw, messages):
    result = hw.graded(TAKE_OVER + f"say({messages})\ndef f(x):\n    return 2")
    assert sum(finding.score for finding in result.findings) == 0
    assert len(result.notebook) < 300_000
    assert hw.scores() == [1, 1]


def test_a_process_that_answers_drop_by_drop_is_ended(hw):
    drops = """
def answer(kind, number, rest):
    if kind == "names":
        return [["names", number, [["f", handle()]], []]]
    say(struct.pack(">Q", 1000))
    while True:
        say(b"x")
        signal.sigtimedwait([signal.SIGALRM], 0.05)
"""
    assert hw.scores(takes_over(drops)) == [0, 0]


def test_a_branch_cannot_call_what_another_was_given(homework):
    """The reference's g is handed to f in f's hidden test; g's hidden test is answered by another copy."""
    hw = homework(
        solution("def f(function, x):\n    return function(x)", "f"),
        checks("assert f(abs, -1) == 1", "check-f", hidden="assert f(reference.g, 3) == 42"),
        solution("def g(x):\n    return 14 * x", "g"),
        checks("pass", "check-g", hidden="assert g(5) == reference.g(5)"),
        seconds_per_cell=0.3,
    )
    steal = """
def answer(kind, number, rest):
    if kind == "names":
        return [["names", number, [["f", handle(1)], ["g", handle(2)]], []]]
    operation, (target, *args), named = rest
    if target == ["o", 1]:
        say(["callback", args[0][1], args[1:], []])
        return [["return", number, [], hear()[3], []]]
    for known in range(4):
        say(["callback", known, args, []])
        reply = hear()
        if reply[1] is True and isinstance(reply[3], int) and reply[3] > 5:
            return [["return", number, [], reply[3], []]]
    return [["return", number, [], 0, []]]
"""
    assert hw.scores() == [1, 1]
    assert hw.scores(TAKE_OVER + steal + "\nevil(answer)", "pass") == [1, 0]


def test_a_function_of_the_tests_can_be_called_only_while_a_call_runs(homework):
    hw = homework(
        solution("def f(function):\n    return function(1)", "f"),
        checks("seen = []\nassert f(lambda x: seen.append(x) or x) == 1 and seen == [1]", "check-f"),
        solution("y = 1", "y"),
        checks("assert seen == [1] and y == 1", "check-y"),
    )
    keep = "def f(function):\n    global kept\n    kept = function\n    return function(1)"
    assert hw.scores(keep, "kept(2)\ny = 1") == [1, 0]
    assert hw.scores() == [1, 1]


def test_calls_back_and_forth_have_a_limit(homework):
    cell = (
        "def back(x):\n"
        "    return f(back, x + 1)\n"
        "try:\n"
        "    f(back, 0)\n"
        "except Exception as error:\n"
        "    assert 'deep' in str(error)"
    )
    hw = homework(
        solution("def f(function, x):\n    return 5 if x < 0 else function(x)"),
        checks(cell + "\nassert f(back, -1) == 5"),
    )
    assert hw.score() == 1


def test_what_a_forged_message_says_is_never_shown_for_a_hidden_test(hw):
    answer = """
def answer(kind, number, rest):
    if kind == "names":
        return [["names", number, [["f", handle()]], []]]
    given = str(rest[1][1])
    if given == "1":
        return [["return", number, [], 2, []]]
    if given.startswith("["):
        return [["return", number, [], array(9, np.ones(3)), []]]
    text = "LEAK" + given
    error = {"types": [text, "ValueError"], "message": text, "frames": [[text, 271000 + 828, text]]}
    return [["raise", number, [], error,
             [{"output_type": "stream", "name": "stdout", "text": text}]]]
"""
    result = hw.graded(takes_over(answer))
    assert [finding.score for finding in result.findings] == [0, 0]
    assert [finding.status for finding in result.findings] == ["failed", "failed"]
    assert "LEAK5" not in shown(result)
    assert "LEAK0.5" not in shown(result)
    assert "271828" not in shown(result)
