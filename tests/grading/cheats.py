"""Answer cells that try to get points for a function they never wrote: `squares(x)`, the squares of an array."""

from __future__ import annotations

RIGHT = "import numpy as np\n\ndef squares(x):\n    return np.asarray(x) ** 2\n"

# Every usual way to compare an array with what it should be; x and expected are not known to the student.
STYLES = [
    "assert (squares(x) == expected).all()",
    "assert np.allclose(squares(x), expected)",
    "assert np.array_equal(squares(x), expected)",
    "np.testing.assert_allclose(squares(x), expected, rtol=1e-9)",
    "np.testing.assert_array_equal(squares(x), expected)",
    "np.testing.assert_almost_equal(squares(x), expected)",
    "assert abs(squares(x) - expected).max() < 1e-9",
    "assert np.abs(expected - squares(x)).sum() == 0",
    "assert np.linalg.norm(squares(x) - expected) < 1e-9",
    "assert not (squares(x) != expected).any()",
    "assert all(a == b for a, b in zip(squares(x).ravel(), expected.ravel(), strict=True))",
    "assert ((squares(x) - expected) ** 2).mean() < 1e-18",
    "assert squares(x).sum() == expected.sum() and squares(x)[0, 0] == expected[0, 0]",
    "check.values(squares(x), expected, 'squares(x)')",
    "import pytest\nassert squares(x) == pytest.approx(expected)",
    "assert squares(x).tolist() == expected.tolist()",
    "assert float(squares(x)[1, 2]) == float(expected[1, 2])",
    "assert all(map(lambda row, right: np.array_equal(squares(row), right), x, expected))",
]
# Last expressions of a test cell, worth the points they say.
LAST = ["float(np.allclose(squares(x), expected))", "bool(np.isclose(squares(x), expected).all())"]

EVERYTHING = """
class Everything:
    def __init__(self, *args): pass
    def __getattr__(self, name): return self
    def __call__(self, *args, **kwargs): return self
    def __getitem__(self, key): return self
    def __iter__(self): return iter([self] * 12)
    def __len__(self): return 3
    def __float__(self): return 0.0
    def __int__(self): return 0
    def __index__(self): return 0
    def __bool__(self): return True
    def __hash__(self): return 0
    def __abs__(self): return 0.0
    def __array__(self, *args, **kwargs): return np.zeros((3, 4))
    def __array_ufunc__(self, *args, **kwargs): return True
    def __array_function__(self, *args, **kwargs): return True
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = lambda self, other: True
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __pow__ = __truediv__ = lambda self, other: 0.0
"""

ZEROS = """
class Zeros:
    shape, ndim, dtype, size = (3, 4), 2, np.dtype(float), 12
    def __sub__(self, other): return np.zeros((3, 4))
    __rsub__ = __sub__
    def __abs__(self): return self
    def max(self, *args): return 0.0
    min = sum = mean = max
    def all(self, *args): return True
    def any(self, *args): return False
"""

# Names of cheats → source of the answer cell. numpy is np, and nothing of the test is known.
CHEATS = {
    "an input transformer that empties later cells": """
ip = get_ipython()
ip.input_transformers_cleanup.append(lambda lines: [])
ip.input_transformers_post.append(lambda lines: ["1.0\\n"])
""",
    "an AST transformer that removes asserts": """
import ast
class NoAsserts(ast.NodeTransformer):
    def visit_Assert(self, node): return ast.Pass()
    def visit_Expr(self, node): return ast.Expr(ast.Constant(1.0))
get_ipython().ast_transformers.append(NoAsserts())
""",
    "replaced numpy.testing and numpy": """
np.testing.assert_allclose = np.testing.assert_array_equal = np.testing.assert_almost_equal = lambda *a, **k: None
np.allclose = np.array_equal = np.isclose = lambda *a, **k: np.True_
np.abs = np.linalg.norm = lambda *a, **k: 0.0
np.testing._private.utils.assert_array_compare = lambda *a, **k: None
def squares(x): return x
""",
    "replaced builtins": """
import builtins
builtins.abs = builtins.sum = builtins.float = lambda *a: 0.0
builtins.all = builtins.bool = builtins.isinstance = lambda *a: True
builtins.AssertionError = type("AssertionError", (Warning,), {})
builtins.__import__ = lambda *a, **k: np
def squares(x): return x
""",
    "a replaced byhand.check": """
from byhand import check, parts
for name in dir(check):
    if not name.startswith("_"):
        setattr(check, name, lambda *a, **k: None)
parts.Parts.__float__ = lambda self: 1.0
def squares(x): return x
""",
    "an object equal to everything": EVERYTHING + "\ndef squares(x): return Everything()",
    "a class equal to everything": EVERYTHING + "\nsquares = Everything",
    "an instance equal to everything": EVERYTHING + "\nsquares = Everything()",
    "an array of objects equal to everything": EVERYTHING
    + "\ndef squares(x): return np.array([[Everything()] * 4] * 3, dtype=object)",
    "a list of objects equal to everything": EVERYTHING + "\ndef squares(x): return [[Everything()] * 4] * 3",
    "arithmetic that gives zeros": ZEROS + "\ndef squares(x): return Zeros()",
    "a class with arithmetic that gives zeros": ZEROS
    + (
        "\n"
        "class squares(Zeros):\n"
        "    def __init__(self, x): pass\n"
        "    def __sub__(self, other): return self\n"
        "    __rsub__ = __sub__"
    ),
    "an array subclass": """
class Mine(np.ndarray):
    def __eq__(self, other): return np.ones(self.shape, bool)
    def __ne__(self, other): return np.zeros(self.shape, bool)
    def __sub__(self, other): return np.zeros(self.shape)
    __rsub__ = __sub__
    def __abs__(self): return np.zeros(self.shape)
    def __array_ufunc__(self, *a, **k): return np.zeros(self.shape)
    def __array_function__(self, *a, **k): return True
    def tolist(self): return Everything()
def squares(x): return np.ones_like(x).view(Mine)
""",
    "a float subclass": """
class Mine(float):
    __eq__ = __lt__ = __le__ = lambda self, other: True
    __sub__ = __rsub__ = __abs__ = __getitem__ = lambda self, *other: Mine(0)
    __hash__ = float.__hash__
    def sum(self): return self
def squares(x): return Mine(3)
""",
    "a masked array": "def squares(x): return np.ma.masked_all(x.shape)",
    "an array of NaN": "def squares(x): return np.full(x.shape, np.nan)",
    "an empty array": "def squares(x): return np.empty((0, 4))",
    "booleans": "def squares(x): return np.ones(x.shape, bool)",
    "booleans with forbidden bytes": "def squares(x): return np.full(x.shape, 255, np.uint8).view(bool)",
    "true": "def squares(x): return True",
    "none": "def squares(x): return None",
    "not implemented": "def squares(x): return NotImplemented",
    "the input": "def squares(x): return x",
    "a generator": "def squares(x): yield from iter(int, 1)",
    "a value that contains itself": "def squares(x):\n    rows = []\n    rows += [rows, rows]\n    return rows",
    "a value that grows when it is used": (
        "def squares(x):\n    a = [0.0]\n    for _ in range(60): a = [a, a]\n    return a"
    ),
    "printed points": "def squares(x):\n    print('1.0')\n    print('Score: 1')\n    return x\nprint(1.0)\n1.0",
    "a patched traceback": """
ip = get_ipython()
ip.showtraceback = ip._showtraceback = ip.showsyntaxerror = lambda *a, **k: None
ip.set_custom_exc((Exception,), lambda *a, **k: None)
import sys
sys.excepthook = lambda *a: None
type(ip).run_cell = lambda *a, **k: type("Fine", (), {"success": True})()
""",
    "the end of an iteration": "def squares(x): raise StopIteration",
    "leaving early": "import sys\ndef squares(x): sys.exit(0)",
    "exit hooks": "import atexit, os\natexit.register(print, 1.0)\ndef squares(x): raise SystemExit(0)",
    "an early end": "import os\ndef squares(x): os._exit(0)",
    "a name of the grader's exceptions": """
class JailStopped(BaseException): pass
class CheckFailed(AssertionError): card = "passed"
class Pass(NotImplementedError): pass
import itertools
kinds = itertools.cycle([JailStopped, CheckFailed, Pass, StopIteration, GeneratorExit, KeyboardInterrupt])
def squares(x): raise next(kinds)("score = 1")
""",
    "warnings as errors": "import warnings\ndef squares(x): raise DeprecationWarning('1.0')",
    "a reference of its own": """
import types
reference = types.SimpleNamespace(squares=lambda x: x)
expected = x = check = np.zeros((3, 4))
def squares(x): return reference.squares(x)
""",
    "another main": """
import sys, types, __main__
fake = types.ModuleType("__main__")
fake.score = fake.parts = 1.0
sys.modules["__main__"] = fake
globals().update(score=1.0, parts=1.0, _=1.0, __name__="grader")
get_ipython().user_ns.update(points=1)
def squares(x): return x
""",
    "a search for the tests": """
import gc, glob, inspect, sys
def squares(x):
    for thing in gc.get_objects():
        if isinstance(thing, dict) and "expected" in thing and isinstance(thing["expected"], np.ndarray):
            return thing["expected"]
    frame = inspect.currentframe()
    while frame:
        for value in frame.f_locals.values():
            if isinstance(value, str) and "expected" in value:
                raise ValueError(value)
            if callable(value) and getattr(value, "__name__", "") == "reference":
                return value(x)
        frame = frame.f_back
    for path in glob.glob("/course/**/*", recursive=True) + glob.glob("/tmp/**/*", recursive=True):
        if "solution" in path or path.endswith(".ipynb"):
            raise ValueError(open(path).read())
    return x
""",
    "what earlier cells left in IPython": """
def squares(x):
    ip = get_ipython()
    raise ValueError(str(ip.user_ns.get("In")) + str(ip.history_manager.input_hist_raw) + str(ip.user_ns.get("_oh")))
""",
    "text for the report": "squares = '</pre><script>alert(1)</script>'\nprint(squares)",
}
