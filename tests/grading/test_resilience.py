"""One bad cell costs the questions it touches; the rest keeps its points, and the feedback says what happened."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest
from notebooks import STUB, cards, checks, given, outputs, solution
from unreadable import UNREADABLE

from autograder.grading import trusted
from autograder.grading.findings import HiddenKind

pytestmark = pytest.mark.usefixtures("impatient")

DIED = "Python itself stopped"
STUCK = "more than the 0.5 seconds of computing"
FOREVER = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGALRM])\nwhile True: pass"
SEGFAULT = "import ctypes\nctypes.string_at(0)"


def indented(source):
    return "".join(f"    {line}\n" for line in source.splitlines())


@pytest.fixture
def three(homework):
    """Three questions that have nothing to do with each other."""
    return homework(
        given("import numpy as np"),
        solution("def f(x):\n    return x + 1", "f"),
        checks("assert f(1) == 2", "check-f", hidden="assert f(np.arange(3.0)).tolist() == [1, 2, 3]"),
        solution("def g(x):\n    return 2 * x", "g"),
        checks("assert g(2) == 4", "check-g", hidden="assert g(0.5) == 1"),
        solution("def h(x):\n    return -x", "h"),
        checks("assert h(1) == -1", "check-h", hidden="assert h(2.5) == -2.5"),
        seconds_per_cell=0.5,
    )


@pytest.mark.parametrize(
    ("end", "says"),
    [
        ("import os\nos._exit(0)", DIED),
        (SEGFAULT, DIED),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", DIED),
        ("import os, signal\nos.kill(0, signal.SIGKILL)", DIED),
        (FOREVER, STUCK),
    ],
)
def test_a_cell_that_ends_python_costs_its_own_question_only(three, end, says):
    result = three.graded(None, f"def g(x):\n    return 2 * x\n{end}", None)
    assert [finding.score for finding in result.findings] == [1, 0, 1]
    assert ("This cell had to be stopped" if says is STUCK else "This cell crashed Python") in outputs(result, 3)
    assert says in outputs(result, 3)
    assert "is not defined" in cards(result.findings[1])
    noted = "took more than 0.5 seconds of its own time" if says is STUCK else "crashed Python and was left out"
    assert result.notes == [f"the cell g {noted}"]


@pytest.mark.parametrize("source", UNREADABLE.values(), ids=UNREADABLE)
def test_a_cell_that_no_one_can_read_costs_its_own_question_only(three, source):
    assert [finding.score for finding in three.findings(None, source, None)] == [1, 0, 1]


@pytest.mark.parametrize(
    ("end", "says"),
    [("import os\nos._exit(0)", DIED), (SEGFAULT, DIED), (FOREVER, STUCK), ("while True: pass", "TimeoutError")],
)
def test_a_function_that_ends_python_costs_the_question_that_calls_it(three, end, says):
    findings = three.findings(None, f"def g(x):\n{indented(end)}", None)
    assert [finding.score for finding in findings] == [1, 0, 1]
    assert says in cards(findings[1])


@pytest.mark.parametrize("end", ["import os\nos._exit(0)", SEGFAULT, FOREVER, "while True: pass"])
def test_a_function_that_ends_python_in_a_hidden_test_costs_that_question_only(three, end):
    answer = f"def g(x):\n    if x == 2:\n        return 4\n{indented(end)}"
    findings = three.findings(None, answer, None)
    assert [finding.score for finding in findings] == [1, 0, 1]
    assert findings[1].hidden is HiddenKind.STOPPED
    assert three.scores(answer.replace("def g", "def f").replace("== 2", "== 1").replace("4", "2"), answer, None) == [
        0,
        0,
        1,
    ]


def test_every_cell_ending_python_still_gives_every_result(three):
    result = three.graded("import os; os._exit(0)", SEGFAULT, "import os; os.kill(0, 9)")
    assert [finding.score for finding in result.findings] == [0, 0, 0]
    assert len(result.findings) == 3


def test_a_cell_that_works_once_and_not_again_is_left_out_then(three):
    once = "import os\nif 'again' in globals() or os.path.exists('/tmp/x'):\n    os._exit(0)\nopen('/tmp/x', 'w')\n"
    first = "def f(x):\n    return x + 1\nimport builtins, os\nif not hasattr(os, 'here'):\n    os.here = 1\n"
    assert three.scores(first, once + "def g(x):\n    return 2 * x", "import os; os._exit(0)") == [1, 1, 0]


def test_what_worked_before_is_there_after_python_was_started_again(homework):
    hw = homework(
        solution(
            "import numpy as np\ncounts = []\n\ndef record(x):\n    counts.append(x)\n    return len(counts)", "a"
        ),
        solution("record(1)\nW = np.full(3, 7.0)", "b"),
        solution("bad = 1", "c"),
        solution("record(2)", "d"),
        checks("assert counts == [1, 2] and W.tolist() == [7, 7, 7] and record(5) == 3", "check-d"),
    )
    assert hw.scores() == [1]
    finding = hw.finding(None, None, "bad = 1\nimport os\nos._exit(1)", None)
    assert finding.score == 1, cards(finding)


def test_a_cell_that_ends_with_an_error_keeps_what_it_did_before(homework):
    hw = homework(
        solution("x = 1", "a"),
        solution("y = 2", "b"),
        solution("z = 3", "c"),
        checks("assert (x, y) == (1, 2)", "check"),
    )
    assert hw.scores(None, "y = 2\nraise ValueError('later')", "import os; os._exit(0)") == [1]


def test_a_stub_left_as_it_is_costs_its_question_and_is_called_not_written(three):
    finding = three.findings(None, f"def g(x):\n    # YOUR CODE HERE\n{STUB}", None)[1]
    assert (finding.score, finding.status) == (0, "not written")
    assert "g: is not written yet" in cards(finding)
    assert three.scores(None, f"def g(x):\n{STUB}", None) == [1, 0, 1]


def test_an_untouched_notebook_gets_nothing_and_nothing_breaks(three):
    findings = three.findings(*(cell.student_source for cell in three.key.cells if cell.kind == "solution"))
    assert [finding.score for finding in findings] == [1, 1, 1]
    stubs = [f"def {name}(x):\n{STUB}" for name in "fgh"]
    findings = three.findings(*stubs)
    assert [finding.score for finding in findings] == [0, 0, 0]
    assert {finding.status for finding in findings} == {"not written"}


@pytest.mark.parametrize(
    ("answer", "says"),
    [
        ("def g(x)\n    return 2 * x", "g: is not defined."),
        ("", "g: is not defined."),
        ("def G(x):\n    return 2 * x", "g: is not defined."),
        ("def g(x):\n    return 2 * x\ndel g", "g: is not defined."),
        ("g = 5", "not callable"),
        ("def g(x):\n    return y", "NameError"),
        ("def g():\n    return 4", "TypeError"),
        ("def g(x):\n    return input()", "nobody can while a notebook is being graded"),
        ("def g(x):\n    exit()", "check"),
        ("raise SystemExit\ndef g(x): return 2 * x", "is not defined"),
    ],
)
def test_a_missing_or_broken_definition_costs_the_question_that_needs_it(three, answer, says):
    findings = three.findings(None, answer, None)
    assert [finding.score for finding in findings] == [1, 0, 1]
    assert says in cards(findings[1])


def test_an_error_in_the_students_code_is_shown_with_its_place(three):
    text = cards(three.findings(None, "def g(x):\n    y = 0\n    return x / y", None)[1])
    assert "your code raised ZeroDivisionError: division by zero" in text
    assert "in g, line 3 of its cell:  return x / y" in text


def test_a_test_cell_does_not_run_for_ever(homework):
    hw = homework(
        solution("def rows():\n    yield 1", "a"),
        checks("assert sum(rows()) == 1", "check-a"),
        solution("y = 1", "b"),
        checks("assert y == 1", "check-b"),
        seconds_per_cell=0.3,
    )
    first, second = hw.findings("def rows():\n    while True:\n        yield 0", None)
    assert (first.score, first.status, second.score) == (0, "stopped", 1)


def test_far_too_much_coming_back_ends_the_question_only(homework, monkeypatch):
    monkeypatch.setattr("autograder.jail.outside.client.MAX_RECEIVED", 2**20)
    hw = homework(
        solution("def rows():\n    return [b'']", "a"),
        checks("assert list(rows()) == [b'']", "check-a"),
        solution("y = 1", "b"),
        checks("assert y == 1", "check-b"),
    )
    first, second = hw.findings("def rows():\n    while True:\n        yield bytes(2**18)", None)
    assert (first.status, second.score) == ("stopped", 1)
    assert "far too much" in cards(first)


def test_too_much_memory_costs_the_question_only(homework):
    hw = homework(
        given("import numpy as np"),
        solution("def f(n):\n    return 1", "a"),
        checks("assert f(10) == 1", "check-a"),
        solution("y = 1", "b"),
        checks("assert y == 1", "check-b"),
        memory_mb=100,
    )
    first, second = hw.findings("def f(n):\n    return np.ones(10**9).sum()", None)
    assert (first.score, second.score) == (0, 1)
    assert "MemoryError" in cards(first)


def test_hidden_tests_of_earlier_cells_survive_the_end_of_python(three):
    assert three.scores(None, None, "import os; os._exit(0)") == [1, 1, 0]
    assert three.scores("def f(x):\n    return 2", None, "import os; os._exit(0)") == [0, 1, 0]


def test_a_notebook_that_takes_too_long_as_a_whole_is_not_run_to_its_end(homework):
    hw = homework(
        solution("x = 1", "a"),
        checks("assert x == 1", "check-a", hidden="assert x == 1"),
        solution("y = 1", "b"),
        checks("assert y == 1", "check-b"),
        solution("z = 1", "c"),
        checks("assert z == 1", "check-c"),
        seconds_per_cell=2,
        seconds_in_all=2,
    )
    assert hw.scores() == [1, 1, 1]
    result = hw.graded(None, "y = 1\n" + FOREVER, None)
    assert [finding.score for finding in result.findings] == [1, 0, 0]
    assert "took more than 2 seconds" in outputs(result, 4)


def test_a_test_that_only_the_clock_on_the_wall_ends_is_cut_short(homework, monkeypatch):
    hw = homework(
        solution("def f(x):\n    return x", "a"),
        checks("import time\nif f(1) == 2:\n    time.sleep(10**6)", "check-a"),
        solution("y = 1", "b"),
        checks("assert y == 1", "check-b"),
    )
    monkeypatch.setattr(trusted, "backstop", lambda seconds: 1.0)
    result = hw.graded("def f(x):\n    return 2", None)
    assert [(finding.score, finding.status) for finding in result.findings] == [(0, "stopped"), (1, "passed")]
    assert result.cut_short
    assert "too busy" in cards(result.findings[0])
    monkeypatch.undo()
    assert not hw.graded().cut_short


def test_test_code_that_feels_no_signal_ends_its_process_and_nobody_waits_for_ever():
    code = "from autograder.grading import trusted\ntrusted.CPU_GRACE = 0.3\n"
    code += "with trusted.with_limits(0.1):\n    sum(range(10**14))"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False)
    assert ended.returncode == -signal.SIGVTALRM


def test_a_deadline_that_was_kept_leaves_nothing_behind():
    with trusted.with_limits(5):
        pass
    timers = (signal.ITIMER_REAL, signal.ITIMER_VIRTUAL, signal.ITIMER_PROF)
    assert [signal.getitimer(timer) for timer in timers] == [(0.0, 0.0)] * 3
