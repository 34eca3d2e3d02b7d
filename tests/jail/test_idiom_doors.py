"""Each way in which student code reaches a test's process further than by plain values, tried by hostile code."""

from __future__ import annotations

import pytest
from forgeries import TAKE_OVER, takes_over
from notebooks import cards, checks, given, solution

pytestmark = pytest.mark.usefixtures("impatient")

SETUP = "import numpy as np\nFACTOR = 2"


def _score(homework, answer, cell, reference, **more):
    return homework(given(SETUP), solution(reference), checks(cell, **more), seconds_per_cell=1).finding(answer)


LAYER = """
class Layer:
    def __init__(self, x=0): self.x = x
    def same(self, o): return o
def make(x): return Layer(x)
"""
LIES = """
class Meta(type):
    def __instancecheck__(cls, value): return True
    def __subclasscheck__(cls, value): return True
    def __eq__(cls, other): return True
    def __hash__(cls): return 0
class Layer(metaclass=Meta):
    __class__ = int
    def __init__(self, x=0): self.x = x
    def __eq__(self, o): return True
    def __ne__(self, o): return False
    def __lt__(self, o): return True
    __le__ = __gt__ = __ge__ = __contains__ = __lt__
    def __bool__(self): return True
    def __len__(self): return 3
    def __float__(self): return 9.0
    def __sub__(self, o): return 0.0
    __rsub__ = __abs__ = __sub__
    __hash__ = object.__hash__
    def same(self, o): return self
def make(x): return Layer(x)
"""


@pytest.mark.parametrize(
    "cell",
    [
        "assert isinstance(3, Layer)",
        "assert isinstance(None, Layer) or isinstance(np.zeros(2), Layer)",
        "assert issubclass(int, Layer) or issubclass(Layer, int) or issubclass(bool, Layer)",
        "assert make(3) == 9",
        "assert make(3) == make(4)",
        "assert Layer(3) == 9 or 9 == Layer(3)",
        "assert Layer(3) == Layer(3)",
        "assert not Layer(3) != Layer(4)",
        "a = Layer(3)\nassert a.same(1) == 9",
        "assert Layer(1) < Layer(2)",
        "assert Layer(1) <= Layer(2)",
        "assert Layer(1) < 5",
        "assert make(1)",
        "assert 3 in make(1)",
        "assert abs(make(3) - 9) < 1e-9",
        "assert abs(Layer(3) - 9) < 1e-9",
        "assert make(3) in [9]",
        "assert (make(3) == np.array([9])).all()",
        "assert Layer == int",
        "assert isinstance(make(3), int)",
    ],
)
def test_an_object_that_lies_about_its_type_gains_nothing(homework, cell):
    assert _score(homework, LIES, cell, LAYER).score == 0


@pytest.mark.parametrize(
    "answer",
    [
        "class Bad(ValueError):\n    def __str__(self): raise SystemExit\ndef f(): raise Bad",
        "class Bad(ValueError):\n    def __str__(self): return 'x' * 10**8\ndef f(): raise Bad",
        "class Bad(ValueError):\n    def __str__(self):\n        while True: pass\ndef f(): raise Bad",
        "class Text(str): pass\nclass Bad(ValueError):\n    __str__ = lambda self: Text('x')\ndef f(): raise Bad",
        "class Bad(ValueError):\n    def __getattribute__(self, name): raise SystemExit\ndef f(): raise Bad",
        "class Bad(StopIteration): pass\ndef f(): raise Bad",
        "class Bad(BaseException): pass\ndef f(): raise Bad",
        "import unittest\nBad = unittest.SkipTest\ndef f(): raise Bad",
        "class Bad(UnicodeDecodeError):\n    def __init__(self): pass\ndef f(): raise Bad",
        "class Bad(ValueError):\n    code = property(lambda self: 1 / 0)\ndef f(): raise Bad",
        "Bad = type('AssertionError', (KeyboardInterrupt,), {})\ndef f(): raise Bad",
    ],
)
def test_an_evil_exception_class_gains_nothing(homework, answer):
    """The test expects an attribute of the exception that none of them has."""
    cell = "try:\n    f()\nexcept Bad as e:\n    assert str(e) == 'bad' and e.code == 3\nelse:\n    assert False"
    right = "class Bad(ValueError):\n    code = 3\ndef f(): raise Bad('bad')"
    hw = homework(given(SETUP), solution(right), checks(cell), checks("assert f", "check-more", 0), seconds_per_cell=1)
    assert hw.score() == 1
    assert hw.score(answer) == 0


def test_a_text_of_an_object_that_never_ends_is_no_trouble_for_messages(homework):
    answer = LAYER.replace(
        "def same", "def __str__(self):\n        while True: pass\n    __repr__ = __str__\n    def same"
    )
    assert _score(homework, answer, "assert False, make(3)", LAYER).score == 0
    assert _score(homework, answer, "raise ValueError(make(3), Layer())", LAYER).score == 0


DRAW = "def draw():\n    return np.random.rand()"


@pytest.mark.parametrize(
    "body",
    [
        "np.random.set_state(('MT19937', np.zeros(624, np.uint32), 624, 0, 0.0))",
        "s = np.random.get_state(legacy=False)\n    s['has_gauss'], s['gauss'] = 1, 0.0\n    np.random.set_state(s)",
        "np.random.seed(1)",
        "np.random.rand(10**7)",
        "np.random.mtrand._rand = None",
    ],
)
def test_student_code_does_not_choose_what_a_test_draws(homework, body):
    hw = homework(
        given(SETUP),
        solution(DRAW),
        checks("np.random.seed(0)\ndraw()\na = np.random.rand(3)\nnp.random.seed(0)\n"
               "assert (a == np.random.rand(3)).all()"),
        checks("np.random.seed(0)\ndraw()\nassert np.random.randn() == 0 or np.random.rand() == 0", "check-zero"),
        seconds_per_cell=2,
    )  # fmt: skip
    assert hw.scores(f"def draw():\n    {body}\n    return 0.0") == [1, 0]


@pytest.mark.parametrize("walk", ["[10**9, -1]", "[-5, -1]", "[4, 4, 4]", "None", "b'x'", "[0, 10**12]", "[2**21, -7]"])
def test_a_made_up_walk_of_a_stream_gains_nothing(homework, walk):
    answer = (
        TAKE_OVER
        + f"""
def answer(kind, number, rest):
    if kind == "names":
        return [["names", number, [["draw", handle()]], []]]
    if kind == "unshare":
        return [["unshared", number]]
    stream = rest[3][0][2][1]
    return [["return", number, [["m", stream, {walk}]], 0.5, []]]
evil(answer)
"""
    )
    cell = "np.random.seed(0)\ndraw()\nassert np.random.rand() == 0"
    assert _score(homework, answer, cell, DRAW).score == 0


def test_a_test_s_variables_are_not_told(homework):
    answer = "expected = secret = 0\ndef double(x):\n    return expected or secret or globals().get('expected')"
    cell = "expected = 14\nsecret = 14\nassert double(7) == expected"
    assert (
        _score(homework, answer, cell, "def double(x):\n    return 2 * x", hidden="assert double(7) == 14").score == 0
    )


def test_what_a_test_sets_is_put_back_after_its_cell(homework):
    hw = homework(
        given(SETUP),
        solution("def scaled(x):\n    return FACTOR * x\ndef typed():\n    return input()"),
        checks("FACTOR = 7\nassert scaled(1) == 7", "check-a", hidden="assert scaled(2) == 14"),
        checks("from unittest.mock import patch\npatch('builtins.input', return_value='x').start()\n"
               "assert typed() == 'x'\npatch.stopall()", "check-b"),
        checks("try:\n    typed()\nexcept EOFError:\n    assert FACTOR == 7 or scaled(1) == 2", "check-c"),
        solution("there = FACTOR", "last"),
        checks("assert there == 2", "check-last"),
    )  # fmt: skip
    assert hw.scores() == [1, 1, 1, 1]


ASK = "object.__getattribute__({0}, '_server').call_back(object.__getattribute__({0}, '_number'), {1}, {{}})"


@pytest.mark.parametrize(
    "steal",
    [
        "model.__class__.__init__.__globals__['secret']",
        "model.grad.__globals__['secret']",
        "model.grad.__self__._secret",
        "model._secret",
        ASK.format("model", "('getattr', '_secret')"),
        ASK.format("model", "('getattr', '__dict__')"),
        ASK.format("model", "('eval', 'secret')"),
        ASK.format("model", "('str',)"),
        "walk.gi_frame.f_globals['secret']",
        ASK.format("walk", "('getattr', 'gi_frame')"),
        "file.__class__.__init__.__globals__['secret']",
        ASK.format("file", "('getattr', 'detach')"),
    ],
)
def test_what_a_test_lends_leads_no_further(homework, steal):
    cell = """
import io
secret = 42
class Model:
    w, _secret = 1.0, 42
    def grad(self): return self.w
assert use(Model(), (x for x in [1]), io.StringIO('text')) != '42'
"""
    right = "def use(model, walk, file):\n    return model.grad()"
    tries = f"def use(model, walk, file):\n    return str({steal})"
    finding = _score(homework, tries, cell, right)
    assert finding.score == 0
    assert any(kind in cards(finding) for kind in ("AttributeError", "TypeError", "KeyError")), cards(finding)


MASKED = "def f(x): return np.ma.masked_array(np.zeros(x.shape), mask=True)"


@pytest.mark.parametrize(
    "cell",
    [
        "np.testing.assert_allclose(f(np.ones(3)), 2)",
        "assert not (f(np.ones(3)) != 2).any()",
        "assert np.allclose(f(np.ones(3)), 2)",
        "np.testing.assert_array_equal(f(np.ones(3)), 2)",
    ],
)
def test_what_is_masked_is_not_equal_to_everything(homework, cell):
    assert _score(homework, MASKED, cell, "def f(x): return 2 * x").score == 0


@pytest.mark.parametrize(
    "answer",
    [
        "f.__doc__ = 'x' * 10**8",
        "import linecache\nlinecache.getlines = lambda *a: ['def f(x):\\n', '    return x.sum()  # made up\\n']",
        "import inspect\ninspect.getsource = lambda target: 'def f(x): return x.sum()  # made up'",
        "import inspect\ninspect.getsource = lambda target: 'y' * 10**8",
        "import inspect\ninspect.getsource = lambda target: 5",
        "import inspect\ninspect.getsource = lambda target: ''",
        "f = type('function', (), {'__call__': lambda self, x: 3, '__code__': 5, '__signature__': 7})()",
    ],
)
def test_a_made_up_source_is_none(homework, answer):
    cell = "import inspect\nassert 'for' not in inspect.getsource(f)\nassert f(np.ones(3)) == 3"
    loop = "def f(x):\n    s = 0\n    for v in x:\n        s += v\n    return s\n"
    assert _score(homework, loop + answer, cell, "def f(x):\n    return x.sum()").score == 0


@pytest.mark.parametrize(
    "own",
    [
        "5", "[]", "[1]", "[1, 'C']", "[1, 'C', 5]", "['x', 'C', []]", "[1, 5, []]", "[1, 'C', ['SystemExit']]",
        "[1, 'C', [[2, 'D', [[3, 'E', []]] * 3]] * 19]",
        "[1, 'C' * 10**6, []]", "deep()", "[1, 'C', ['int', 'Handle']]",
        "[1, '__class__', []]",
    ],
)  # fmt: skip
def test_a_made_up_class_gains_nothing(homework, own):
    answer = """
def deep():
    tree = [0, "C", []]
    for number in range(50):
        tree = [number, "C", [tree]]
    return tree
def answer(kind, number, rest):
    if kind == "names":
        return [["names", number, [["make", handle(1)], ["Layer", ["h", 2, "type", True, OWN]]], []]]
    return [["return", number, [], ["h", 3, "Layer", False, OWN], []]]
""".replace("OWN", own)
    cell = "x = make(3)\nassert isinstance(x, (int, list, Exception)) or x == 9 or isinstance(9, Layer)"
    assert _score(homework, takes_over(answer), cell, LAYER).score == 0


def test_a_class_of_the_tests_does_not_let_student_code_name_its_methods(homework):
    """Only what the test's class defines is called by name; the rest of the class stays over there."""
    right = "class Model:\n    def run(self): return self.f(2)"
    cell = "secret = 42\nclass Mine(Model):\n    def f(self, x): return 3 * x\nassert Mine().run() == 6"
    steal = "class Model:\n    def run(self):\n        return self.f.__func__.__globals__['secret'] and 6"
    assert _score(homework, right, cell, right).score == 1
    assert _score(homework, steal, cell, right).score == 0


@pytest.mark.parametrize(
    "cell", ["assert make() == Point(9)", "assert Point(9) == make()", "assert type(make()) is Point"]
)
def test_an_object_that_passes_for_one_of_a_given_class_is_judged_by_its_values(homework, cell):
    point = "class Point:\n    def __init__(self, x): self.x = x\n    def __eq__(self, o): return self.x == o.x\n"
    liar = "class Point(Point):\n    def __init__(self): self.x = 0\n    __eq__ = lambda self, o: True\n"
    hw = homework(given(point), solution("def make():\n    return Point(9)"), checks(cell))
    assert hw.score(f"{liar}def make():\n    return Point()") == 0
    assert hw.score("def make():\n    return Point(9)") == float(cell.startswith("assert Point(9)"))


def test_the_hidden_part_of_a_test_goes_on_with_what_the_visible_part_set(homework):
    hw = homework(
        given(SETUP),
        solution("def draw():\n    return FACTOR * np.random.rand()"),
        checks("np.random.seed(1)\nFACTOR = 3\na = draw()", "check-a",
               hidden="b = np.random.rand()\nc = draw()\nnp.random.seed(1)\n"
                      "assert [a, b, c] == [3 * np.random.rand(), np.random.rand(), 3 * np.random.rand()]"),
    )  # fmt: skip
    assert hw.score() == 1
    assert hw.score("def draw():\n    return 2 * np.random.rand()") == 0
    assert hw.score("def draw():\n    return FACTOR * np.random.randn()") == 0
