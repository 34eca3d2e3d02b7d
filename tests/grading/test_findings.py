"""What a student is told: everything of a visible check, and of a hidden one no word of its own."""

from __future__ import annotations

import pytest
from notebooks import cards, checks, given, shown, solution

from autograder.grading.findings import HiddenKind

SETUP = "import numpy as np\nfrom byhand import check"
SECRET = "271828"

# Every way a hidden test can fail; each mentions the secret wherever it can.
HIDDEN = {
    "an assert with a message": "assert f(271828) == reference.f(271828), 'secret 271828'",
    "a plain assert": "secret_271828 = f(271828)\nassert secret_271828 == 0",
    "np.testing": "np.testing.assert_allclose(f(np.full(3, 271828.0)), np.full(3, 271829.0))",
    "np.testing with a message": "np.testing.assert_equal(f(271828), 271829, err_msg='secret 271828', verbose=True)",
    "check.values": "check.values(f(np.full(3, 271828.0)), np.full(3, 271829.0), 'secret_271828', hint='271828')",
    "check.scalar": "check.scalar(f(271828.0), 'secret_271828', 271829.0, hint='271828')",
    "check.array": "check.array(f(np.zeros(271828)), 'secret_271828', shape=(3,), hint='271828')",
    "check.that": "check.that(f(271828) == 271829, 'secret_271828 holds', hint='271828')",
    "pytest.raises": "import pytest\nwith pytest.raises(ValueError, match='271828'):\n    f(271828)",
    "pytest.fail": "import pytest\npytest.fail('271828')",
    "an error of its own": "raise RuntimeError('secret 271828')",
    "a missing name": "assert f(secret_271828)",
    "a missing key": "{'a': 1}['secret_271828']",
    "printed": "print('secret 271828', f(271828))\nassert False",
    "printed and passed": "print('secret 271828', f(271828))\nimport sys\nsys.stderr.write('271828')",
    "parts": """
parts = check.Parts()
with parts(1, "secret_271828"):
    assert f(271828) == 271829, 'secret 271828'
with parts(1, "other_271828"):
    check.values(f(np.full(2, 271828.0)), np.full(2, 271829.0), 'secret_271828')
with parts(1, "third_271828"):
    f(271828).secret_271828
with parts(1, "fourth_271828"):
    f(np.full(2, 271828))[271828]
parts
""",
    "an exit": "import sys\nsys.exit('271828')",
    "a warning": "import warnings\nwarnings.warn('secret 271828')\nassert False",
    "a loop": "seen = []\nwhile True:\n    seen.append(f(271828))",
}

# Answers that fail in every way a student's code can, saying what they were given.
ANSWERS = {
    "the wrong value": "def f(x):\n    return x",
    "none": "def f(x):\n    return None",
    "a message": "def f(x):\n    raise ValueError(f'I was given {x!r}')",
    "a builtin with a message": "def f(x):\n    return {}[str(x)]",
    "an error named after its input": "def f(x):\n    raise type(f'X{x}', (Exception,), {})",
    "a function named after its input": """
def f(x):
    exec(compile(f"def g_{x}(): raise NotImplementedError({x})\\ng_{x}()", "<ipython-input-1-x>", "exec"), {})
""",
    "a line that holds its input": """
import linecache
def f(x):
    source = "\\n" * 271 + f"raise ValueError({x})\\n"
    linecache.cache["<ipython-input-9-x>"] = (1, None, source.splitlines(True), "<ipython-input-9-x>")
    exec(compile(source, "<ipython-input-9-x>", "exec"), {})
""",
    "a line number that is its input": """
def f(x):
    import ast, numpy as np
    tree = ast.parse("raise ValueError")
    ast.increment_lineno(tree, int(np.ravel(x)[0]) - 1)
    exec(compile(tree, "<ipython-input-9-x>", "exec"), {})
""",
    "printed": "import sys\ndef f(x):\n    print('given', x)\n    sys.stderr.write(str(x))\n    return x",
    "an object named after its input": "def f(x):\n    return type(f'X{x}', (), {})()",
    "a warning": "import warnings\ndef f(x):\n    warnings.warn(f'given {x}')\n    raise UserWarning(x)",
    "an exit": "import sys\ndef f(x):\n    sys.exit(f'given {x}')",
    "the end of Python": "import os\ndef f(x):\n    os._exit(int(x) % 256)",
    "a display": "from IPython.display import display\ndef f(x):\n    display(f'given {x}')\n    return x",
    "another type": "def f(x):\n    return f'given {x}'",
}


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("hidden", HIDDEN)
def test_no_word_of_a_hidden_test_reaches_the_student(homework, hidden):
    hw = homework(
        given(SETUP),
        solution("def f(x):\n    return x + 1"),
        checks("pass", hidden=HIDDEN[hidden]),
        seconds_per_cell=0.3,
    )
    for name, answer in ANSWERS.items():
        result = hw.graded("import numpy as np\n" + answer)
        assert SECRET not in shown(result).replace("secret = 271828", ""), name
        assert result.findings[0].printed == "", name


# Answers long enough to have a line, a function or a class for every number that a hidden test could pass in.
SPELLED = {
    "a line": "\n" * 271829
    + """
def f(x):
    import ast
    tree = ast.parse("raise ValueError")
    ast.increment_lineno(tree, x - 1)
    exec(compile(tree, "<ipython-input-9-x>", "exec"), {})
""",
    "a function": "def g_271828(): raise NotImplementedError\ndef f(x):\n    globals()[f'g_{x}']()",
    "a class": "class X271828(Exception): pass\ndef f(x):\n    raise globals()[f'X{x}']",
    "a line that is another's": """
import linecache
def f(x):
    # 271828
    linecache.cache["<ipython-input-9-x>"] = (1, None, [f"# {x}"] * 2, "<ipython-input-9-x>")
    exec(compile("1 / 0", "<ipython-input-9-x>", "exec"), {})
""",
}


@pytest.mark.parametrize("spelled", SPELLED)
def test_the_place_of_a_hidden_failure_cannot_spell_the_input(homework, spelled):
    hw = homework(solution("def f(x):\n    return x + 1"), checks("pass", hidden="assert f(271828) == 271829"))
    finding = hw.finding(SPELLED[spelled])
    assert finding.score == 0
    assert SECRET not in cards(finding)


def test_what_a_visible_check_says_is_shown(homework):
    hw = homework(
        given(SETUP), solution("def f(x):\n    return x + 1"), checks("assert f(31415) == 31416, 'one more than 31415'")
    )
    assert "one more than 31415" in cards(hw.finding("def f(x):\n    return x"))
    text = cards(hw.finding("def f(x):\n    raise ValueError(f'I was given {x}')"))
    assert "ValueError: I was given 31415" in text
    assert "in f, line 2 of its cell:  raise ValueError(f'I was given {x}')" in text


def test_a_class_is_named_only_if_the_student_defined_one_of_this_name(homework):
    hw = homework(solution("def f(x):\n    return x"), checks("assert f(1) == 1"))
    raised = "raise type('Mine', (ValueError,), {})"
    assert "raised an exception" in cards(hw.finding(f"# class Mineral\ndef f(x):\n    {raised}"))
    assert "raised Mine" in cards(hw.finding("class Mine(ValueError): pass\ndef f(x):\n    raise Mine"))


def test_an_assert_of_the_students_own_is_an_error_in_a_line_of_theirs(homework):
    cell = "parts = check.Parts()\nwith parts(1, 'db'):\n    check.scalar(f(2.0), 'db', 2.0)\nparts"
    hw = homework(given(SETUP), solution("def f(x):\n    return x"), checks(cell))
    text = cards(hw.finding("def f(x):\n    db = x + 1\n    assert db == x\n    return db"))
    assert "db: AssertionError" in text
    assert "Raised in f, line 3: assert db == x" in text
    assert "this does not hold yet" not in text


def test_a_failed_check_shows_its_own_card(homework):
    hw = homework(
        given(SETUP),
        solution("def f(x):\n    return x[:, 0]"),
        checks("check.array(f(np.ones((3, 4))), 'f(x)', shape=(3,), hint='one for each row')"),
    )
    text = cards(hw.finding("def f(x):\n    return x"))
    assert "f(x): 2 axes instead of 1" in text
    assert "one for each row" in text


def test_a_hidden_failure_says_what_kind_of_thing_is_off(homework):
    hw = homework(
        given(SETUP),
        solution("def f(x):\n    return x + 1"),
        checks("assert f(1) == 2", hidden="check.values(f(np.zeros((3, 4))), np.ones((3, 4)), 'secret')"),
    )
    kinds = {
        "x": HiddenKind.WRONG_VALUE,
        "x[0]": HiddenKind.WRONG_FORM,
        "None": HiddenKind.WRONG_FORM,
        "x[7]": HiddenKind.INDEX_ERROR,
        "np.linalg.inv(x)": HiddenKind.VALUE_ERROR,
        "[].append(g)": HiddenKind.NAME_ERROR,
        "open('nothing')": HiddenKind.OTHER_ERROR,
        "__import__('os')._exit(1)": HiddenKind.STOPPED,
    }
    for value, kind in kinds.items():
        finding = hw.finding(f"def f(x):\n    return 2 if isinstance(x, int) else {value}")
        assert (finding.score, finding.hidden) == (0, kind), value
        assert "a hidden check of this question did not pass" in cards(finding)
        assert "other inputs" in cards(finding) or kind is HiddenKind.STOPPED
        assert (finding.cards[0].reading, finding.cards[0].yours) == ("", "")


def test_an_error_in_a_hidden_test_is_shown_without_its_message_and_its_place(homework):
    hw = homework(solution("def f(x):\n    return x + 1"), checks("assert f(1) == 2", hidden="assert f(5.5) == 6.5"))
    text = cards(hw.finding("def f(x):\n    return [0, 2][x] if x else int('a 5.5')"))
    assert "your code raised TypeError" in text
    assert "line" not in text
    assert "indices must be" not in text


def test_a_missing_function_is_named_also_where_only_the_hidden_test_misses_it(homework):
    hw = homework(
        solution("def f(x):\n    return x\n\ndef g(x):\n    return x"),
        checks("assert f(1) == 1", "check-f", hidden="assert g(1) == 1"),
        checks("assert f(1) == 1 and callable(f)", "check-g", hidden="assert secret(1) == 1"),
    )
    first, second = hw.findings("def f(x):\n    return x")
    assert "g: is not defined." in cards(first)
    assert "secret" not in cards(second)


def test_a_hidden_test_finds_something_unwritten_only_where_the_source_says_so(homework):
    hw = homework(
        solution("def f(x):\n    return x"),
        checks("assert f(1) == 1", hidden="assert f(2) == 2"),
    )
    stub = hw.finding("def f(x):\n    if x == 1:\n        return 1\n    raise NotImplementedError()")
    assert (stub.status, cards(stub).splitlines()[0]) == ("not written", "✗ answer: is not written yet")
    made = hw.finding("def f(x):\n    if x == 1:\n        return 1\n    raise type('A', (NotImplementedError,), {})")
    assert made.status == "failed"
    assert "your code raised NotImplementedError" in cards(made)


def test_a_long_message_is_cut(homework):
    hw = homework(solution("def f(x):\n    return x"), checks("assert f(1) == 1, 'x' * 10_000"))
    assert len(cards(hw.finding("def f(x):\n    return 2"))) < 1000
    assert len(cards(hw.finding("def f(x):\n    raise ValueError('x' * 10_000)"))) < 1000


def test_a_long_print_is_cut(homework):
    hw = homework(solution("def f(x):\n    return x"), checks("for _ in range(50):\n    f(1)"))
    assert len(hw.finding("def f(x):\n    print('x' * 10_000)").printed) <= 20_000


def test_a_card_that_was_printed_is_shown_once(homework):
    cell = (
        "parts = check.Parts()\n"
        "with parts(1, 'one'):\n"
        "    assert f(1) == 1\n"
        "with parts(1, 'two'):\n"
        "    assert f(2) == 2\n"
        "parts"
    )
    finding = homework(given(SETUP), solution("def f(x):\n    return x"), checks(cell)).finding(
        "def f(x):\n    return 1"
    )
    assert "two" not in finding.printed
    assert "✓ one" in finding.printed
    assert [card.what for card in finding.cards] == ["two"]


def test_hidden_parts_that_failed_are_not_counted(homework):
    cell = (
        "parts = check.Parts()\n"
        "### BEGIN HIDDEN TESTS\n"
        "for n in range(3):\n"
        "    with parts(1, f'secret {n}'):\n"
        "        assert f(n) == n\n"
        "### END HIDDEN TESTS\n"
        "parts"
    )
    hw = homework(given(SETUP), solution("def f(x):\n    return x"), checks(cell, points=3))
    finding = hw.finding("def f(x):\n    return 9")
    assert finding.score == 0
    assert cards(finding) == cards(hw.finding("def f(x):\n    return min(x, 1)"))
    assert hw.score("def f(x):\n    return min(x, 1)") == 2


def test_an_in_jail_cell_is_marked_as_forgeable(homework):
    hw = homework(
        solution("def f(x):\n    return x"),
        checks("assert f.__code__.co_argcount == 1", "check-f", 2, tags=["in-jail"]),
    )
    finding = hw.finding()
    assert (finding.score, finding.ran_in_jail) == (2, True)
    wrong = hw.finding("def f(x, y):\n    return x")
    assert (wrong.score, wrong.ran_in_jail) == (0, True)


def test_new_parts_begun_in_a_hidden_test_are_hidden_too(homework):
    hw = homework(
        given("from byhand import check"),
        solution("def f(x):\n    return x"),
        checks(
            "parts = check.Parts()\nwith parts(1, 'open'):\n    check.that(f(1) == 1, 'f is right')",
            hidden="parts = check.Parts()\nwith parts(1, 'secret'):\n    check.that(f(2) == 2, 'the secret 2')\nparts",
        ),
    )
    result = hw.graded("def f(x):\n    return -x")
    assert result.findings[0].score == 0
    assert "secret" not in shown(result)


def test_a_finding_tells_open_checks_from_hidden_ones(homework):
    hw = homework(solution("def f(x):\n    return x"), checks("assert f(1) == 1", hidden="assert f(2) == 2"))
    seen = {"return x": False, "return min(x, 1)": False, "return -x": True, "raise NotImplementedError()": True}
    for body, failed_visible in seen.items():
        (finding,) = hw.graded(f"def f(x):\n    {body}").findings
        assert finding.failed_visible is failed_visible, body
