"""What a hidden input can be read off: one hostile submission, graded with many different hidden inputs.

The submission stays the same, byte for byte, and the hidden input tells it what to do. So as many different pages come
back as it can choose from; they may not be more than `hidden_pages` counts.
"""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import pytest
from notebooks import Homework, assignment, checks, given, solution

from autograder.assignment import answer_key
from autograder.grading import graded_notebook, hidden_pages
from autograder.grading.findings import HiddenKind, Marks
from autograder.reports import feedback

ROOT = Path(__file__).parents[2]
SETUP = "import numpy as np\nfrom byhand import check"
BASE = 271_828_000  # hidden inputs are this and a number for what to do
LINES = 8
KNOWN = "\n\n".join(
    f'@misconception("{n} times too large", hint="Look at the factor.")\ndef f(x):\n    return {n} * (x - 1) + 2'
    for n in range(2, 22)
)
# What a function may do when it is asked, each as statements that know the hidden input as x and what to do as n.
DEEDS = [
    "return x + 1",
    *[f"return {n} * (x - 1) + 2" for n in range(2, 22)],  # each known mistake
    *[f"raise builtin_errors[{n}](repr(x))" for n in range(40)],
    *[f"raise type(f'E{{x}}', (builtin_errors[{n}],), {{}})(repr(x))" for n in range(0, 40, 10)],
    *["raise ValueError(x)"] * LINES,  # each in a line of its own
    *[f"raise type(builtin_errors[{n}].__name__, (Exception,), {{}})" for n in range(3)],
    "raise NameError(f'name {x} is not defined')",
    "return eval(f'undefined_{x}')",
    "raise StopIteration(x)",
    "raise NotImplementedError(x)",
    "raise type('Mine', (NotImplementedError,), {})",
    "raise AssertionError(x)",
    "raise SystemExit(x)",
    "raise KeyboardInterrupt(x)",
    "raise BaseExceptionGroup(str(x), [ValueError(x)])",
    "raise NotImplementedError from ValueError(x)",
    "print(x)\n    return None",
    "sys.stderr.write(str(x))\n    return str(x)",
    "return np.zeros(x % 1000)",
    "return np.zeros((x % 10, 3))",
    "return np.full(3, x)",
    "return type(f'T{x}', (), {})()",
    "return type(f'T{x}', (float,), {})(x)",
    "return [[x] * 7]",
    "return {x: x}",
    "return x + 1.5",
    "return float('nan')",
    "return lambda: x",
    "return f",
    "return (x for _ in range(x))",
    "return 'x' * 10_000_000",
    "return f(x)",
    "return 10 ** 5000",
    "os._exit(x % 256)",
    "os.kill(os.getpid(), 11)",
    "while True: pass",
    "display(x)\n    return 1 / 0",
    "warnings.warn(str(x))\n    return [][x]",
    "return {}[x]",
    "return x.attribute",
    "linecache.cache.clear()\n    exec(compile('\\n' * n + 'raise ValueError', '<ipython-input-1-x>', 'exec'))",
    "exec(f'def g_{x}(): raise ValueError({x})\\ng_{x}()')",
]
HEAD = """
import linecache, os, sys, warnings
import numpy as np
from IPython.display import display
import builtins
builtin_errors = sorted(
    (e for e in vars(builtins).values() if isinstance(e, type) and issubclass(e, Exception)
     and e not in (UnicodeDecodeError, UnicodeEncodeError, UnicodeTranslateError, ExceptionGroup)),
    key=lambda e: e.__name__)
"""


def hostile(deeds):
    """A cell whose `f` does what its input says."""
    lines = [HEAD, "def f(x):", f"    n = x - {BASE}", "    if n < 0: return x + 1"]
    for number, deed in enumerate(deeds):
        statements = textwrap.indent(textwrap.dedent("    " + deed), "        ")
        lines += [f"    if n == {number}:", statements]
    return "\n".join(lines)


class Channel:
    """Many keys that differ in their hidden input alone, and one submission."""

    def __init__(self, folder, jailer, source, cells, **settings):
        self._folder, self._jailer, self._source, self._cells, self._settings = folder, jailer, source, cells, settings

    def key(self, number):
        """The answer key whose hidden input is ``number``."""
        return assignment(self._folder / str(number) / "hw", *self._cells(number), **self._settings)

    def page(self, number):
        """Everything that a student may come to see of the submission graded with this hidden input."""
        graded = Homework(self._jailer, self.key(number)).graded(self._source)
        notebook = graded_notebook.read(graded.notebook)
        outputs = [cell.outputs for cell in notebook.cells]
        seen = (graded.findings, notebook.findings, outputs, notebook.notes, graded.notes)
        return repr(seen) + feedback.page_for(graded.notebook, Marks({}, {}), "eve")


def reference(hidden):
    return [given(SETUP), solution("def f(x):\n    return x + 1"), checks("assert f(1) == 2", hidden=hidden)]


@pytest.mark.usefixtures("impatient")
def test_one_question_says_no_more_than_is_counted(tmp_path, jailer):
    def cells(number):
        return reference(f"check.scalar(f({number}), 'secret', {number} + 1)")

    settings = {"misconceptions": KNOWN, "seconds_per_cell": 1}
    channel = Channel(tmp_path, jailer, hostile(DEEDS), cells, **settings)
    pages = {channel.page(BASE + number) for number in range(len(DEEDS))}
    bound = hidden_pages.pages(channel.key("1"))
    assert bound / 2 < len(pages) <= bound


PARTS = """
parts = check.Parts()
with parts(1, "in sight"):
    assert f(1) == 2
"""
FAILS = ["x + 1", "2 * x", "np.zeros(x % 100)", "[][x]", "{}[x]", "1 / 0", "None", "3 * x - 1", "20 * x - 18"]


def test_hidden_parts_say_no_more_than_is_counted(tmp_path, jailer):
    def cells(number):
        hidden = [
            f"with parts(1, 'part {n}'):\n    check.scalar(f({number} + {n}), 's', {number} + {n + 1})"
            for n in (0, 500)
        ]
        cell = checks(PARTS, points=3, hidden="\n".join([*hidden, "parts"]))
        return [given(SETUP), solution("def f(x):\n    return x + 1"), cell]

    both = [(a, b) for a in FAILS for b in FAILS]
    deeds = [[f"return {a}" for a, _ in both], [f"return {b}" for _, b in both]]
    source = hostile([*deeds[0], *["pass"] * (500 - len(both)), *deeds[1]])
    channel = Channel(tmp_path, jailer, source, cells, misconceptions=KNOWN)
    pages = {channel.page(BASE + number) for number in range(len(both))}
    bound = hidden_pages.pages(channel.key("1"))
    assert len(FAILS) < len(pages) <= bound


SPELL = """
import builtins, os
NAMES = sorted(n for n, e in vars(builtins).items() if isinstance(e, type) and issubclass(e, Exception))[:64]

def secret(x):
    if x > 1000:
        with open("/tmp/secret", "w") as file:
            file.write(str(x))
    return int(open("/tmp/secret").read()) if os.path.exists("/tmp/secret") else None

def spell(bits):
    E = getattr(builtins, NAMES[(bits >> 5) % len(NAMES)])
    line = bits % 32
    LINES
"""


def spelled():
    """Return answers that share one file: each of four spells 11 bits of what the first was asked."""
    lines = "\n    ".join(f"if line == {n}: raise E" for n in range(32))
    functions = [
        f"def f{q}(x):\n    number = secret(x)\n    if number: spell(number >> {11 * q} & 2047)\n    return x"
        for q in range(4)
    ]
    return [SPELL.replace("LINES", lines) + functions[0], *functions[1:]]


def test_a_hidden_number_cannot_be_spelled_by_types_and_lines(tmp_path, jailer):
    seen = {question: set() for question in range(4)}
    for attempt in range(12):
        number = 10**13 + attempt * 7_654_321_987
        cells = [
            cell
            for q in range(4)
            for cell in (
                solution(f"def f{q}(x):\n    return x", f"f{q}"),
                checks(f"assert f{q}(1) == 1", f"check-f{q}", hidden=f"assert f{q}({number if q == 0 else 2}) > 0"),
            )
        ]
        hw = Homework(jailer, assignment(tmp_path / str(attempt) / "hw", *cells))
        for question, finding in enumerate(hw.findings(*spelled())):
            assert finding.score == 0
            seen[question].add(repr(finding))
            (card,) = finding.cards
            assert (card.reading, card.yours, finding.hidden in set(HiddenKind)) == ("", "", True)
    assert all(len(pages) <= 11 for pages in seen.values())
    assert any(len(pages) > 1 for pages in seen.values())


def test_an_author_is_told_that_a_number_as_the_last_line_has_no_bound_to_speak_of(tmp_path):
    parts = assignment(tmp_path / "parts" / "hw", *reference("parts = check.Parts()\nwith parts(1, 'a'): f(2)\nparts"))
    number = assignment(tmp_path / "number" / "hw", *reference("0.5 + f(2) / 6"))
    assert hidden_pages.bits(parts) < 8
    assert hidden_pages.bits(number) > 64


def test_what_students_have_is_not_counted(tmp_path):
    open_only = assignment(tmp_path / "hw", solution("def f(x):\n    return x"), checks("assert f(1) == 1"))
    assert hidden_pages.pages(open_only) == 1 + 1  # graded, and not graded


def test_the_bound_in_the_documentation_holds():
    text = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    (stated,) = re.findall(r"more than (\d+) bits, times attempts", text)
    notebooks = sorted(ROOT.glob("solutions/hw*/hw*.ipynb"))
    counted = [hidden_pages.bits(answer_key.load(path)) for path in notebooks]
    assert 0.8 * int(stated) < max(counted) <= int(stated)
