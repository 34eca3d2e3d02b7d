"""Hidden tests are asked last, of copies: nothing they pass in comes back, and nothing else changes."""

from __future__ import annotations

import textwrap

from notebooks import cards, checks, given, shown, solution

REMEMBER = """
import mmap, os
seen = []
shared = mmap.mmap(-1, 4096)
reading, writing = os.pipe()
def f(x):
    seen.append(x)
    shared.write(repr(x).encode())
    os.write(writing, repr(x).encode())
    with open("/tmp/seen", "a") as file:
        file.write(repr(x))
    print("seen", x)
    f.last = x
    return x + 1
"""


RECALL = """
print(seen, f.last, shared[:200].strip(b"\\0"), open("/tmp/seen").read())
os.set_blocking(reading, False)
print(os.read(reading, 1000))
h = 1
"""


def test_what_a_hidden_test_passes_in_cannot_be_shown_by_a_later_cell(homework):
    hw = homework(
        solution("def f(x):\n    return x + 1", "f"),
        checks("assert f(11) == 12", "check-f", hidden="assert f(271828) == 271829"),
        solution("h = 1", "h"),
        checks("assert h == 1\nassert f(13) == 14", "check-h", hidden="assert f(271828) == 271829"),
    )
    result = hw.graded(REMEMBER, RECALL)
    assert [finding.score for finding in result.findings] == [1, 1]
    text = shown(result)
    assert "[11] 11" in text
    assert "271828" not in text
    assert "seen 11" in result.findings[0].printed


def test_what_stands_after_a_hidden_test_is_hidden_as_well(homework):
    cell = (
        "assert f(11) == 12\n"
        "### BEGIN HIDDEN TESTS\n"
        "assert f(271828) == 271829\n"
        "### END HIDDEN TESTS\n"
        "assert f(13) == 14"
    )
    hw = homework(solution("def f(x):\n    return x + 1"), checks(cell))
    result = hw.graded(REMEMBER.replace("print(", "print(seen, "))
    assert result.findings[0].score == 1
    assert "271828" not in shown(result)
    broken = hw.graded(REMEMBER.replace("return x + 1", "assert x != 13, seen\n    return x + 1"))
    assert broken.findings[0].score == 0
    assert "271828" not in shown(broken)


def test_a_hidden_test_does_not_change_what_later_cells_find(homework):
    hw = homework(
        solution("calls = []\n\ndef f(x):\n    calls.append(x)\n    return x", "f"),
        checks("assert f(1) == 1", "check-f", hidden="assert f(2) == 2\nassert f(3) == 3"),
        solution("count = len(calls)", "h"),
        checks("assert count == 1 and calls == [1]", "check-h", hidden="assert f(9) == 9"),
    )
    assert hw.scores() == [1, 1]


def test_hidden_tests_find_names_of_earlier_hidden_tests(homework):
    hw = homework(
        solution("def f(x):\n    return x", "f"),
        checks(
            "x = 1\nassert f(x) == 1", "check-f", hidden="def close(a, b):\n    return a == b\nassert close(f(x), 1)"
        ),
        solution("def g(x):\n    return x", "g"),
        checks("x = 2\nassert g(x) == 2", "check-g", hidden="assert close(g(x), 2) and close(f(x), x)"),
    )
    assert hw.scores() == [1, 1]
    assert hw.scores(None, "def g(x):\n    return 2") == [1, 1]
    assert hw.scores("def f(x):\n    return 1", None)[0] == 1


def test_hidden_tests_see_the_names_where_they_stand(homework):
    hw = homework(
        solution("def f(x):\n    return x", "a"),
        checks("n = 1\nassert f(n) == 1", "check-a", hidden="assert f(n + 5) == 6"),
        solution("def f(x):\n    return -x", "b"),
        checks("n = 10\nassert f(n) == -10", "check-b", hidden="assert f(n + 5) == -15"),
    )
    assert hw.scores() == [1, 1]


def test_the_reference_of_one_submission_cannot_be_changed_by_another(homework):
    hw = homework(
        given("import numpy as np"),
        solution("W = np.ones(3)\nsizes = [1, 2]\n\ndef norm(W):\n    return float(W.sum())", "a"),
        checks("assert norm(np.ones(2)) == 2", hidden="assert norm(reference.W) == 3 and reference.W.sum() == 3"),
    )
    assert hw.score() == 1
    assert hw.score("W = 0\nsizes = 0\ndef norm(W):\n    total = float(W.sum())\n    W[:] = 0\n    return total") == 0
    assert hw.score() == 1


def test_what_given_functions_hold_on_to_cannot_be_changed_for_the_next_submission(homework):
    setup = """
import numpy as np
X, rng = np.ones(3), np.random.default_rng(1)

def problem():
    return X

def draw():
    return rng.integers(1000)
"""
    hw = homework(
        given(setup),
        solution("def f(x):\n    return float(x.sum())"),
        checks("assert f(problem()) == 3 and draw() == np.random.default_rng(1).integers(1000)"),
    )
    assert hw.score() == 1
    assert hw.score("def f(x):\n    total = float(x.sum())\n    x[:] = 7\n    return total") == 1
    assert hw.score() == 1


FIND = """
import gc, linecache, __main__
for name, lines in linecache.cache.items():
    if "ipython" in name:
        print(lines)
for thing in gc.get_objects():
    if isinstance(thing, list) and thing and isinstance(thing[0], str) and "secret" in thing[0]:
        print(thing)
print(get_ipython().user_ns.get("In"), [t for t in vars(__main__).values() if isinstance(t, str)])
h = 1
"""


def test_hidden_tests_of_an_in_jail_cell_cannot_be_found_by_a_later_cell(homework):
    hw = homework(
        solution("def f(x):\n    return x", "f"),
        checks("y = f(2)\nassert y == 2", "check-f", hidden="assert f(3) == 3, 'secret'", tags=["in-jail"]),
        solution("h = 1", "h"),
        checks("assert h == 1", "check-h"),
    )
    assert hw.scores() == [1, 1]
    assert hw.scores("def f(x):\n    return 2") == [0, 1]
    assert hw.scores("def f(x):\n    return 3") == [0, 1]
    assert hw.scores(None, "h = y - 1") == [1, 1]
    result = hw.graded(None, FIND)
    assert [finding.score for finding in result.findings] == [1, 1]
    assert "assert y == 2" in shown(result)
    assert ", 'secret'" not in shown(result)


def test_parts_that_no_name_is_bound_to_are_cut_as_well(homework):
    hidden = """
        def all_of_it():
            parts = check.Parts()
            with parts(1, "behind"):
                check.values(f(np.full(2, 271828.0)), np.full(2, 271829.0), "y")
            return parts
        all_of_it()
    """
    hw = homework(
        given("import numpy as np\nfrom byhand import check"),
        solution("def f(x):\n    return x + 1", "f"),
        checks("assert f(1) == 2", "check-f", hidden=textwrap.dedent(hidden)),
    )
    finding = hw.finding("def f(x):\n    return x + (1 if np.ndim(x) == 0 else 2)")
    assert finding.score == 0
    assert "2718" not in cards(finding)
