"""Points that nobody earned: in-process code against IPython, NumPy, the import system, and the wire itself."""

from __future__ import annotations

from cheats import CHEATS
from corpus import NO_SQUARES, SOLVED, Entry, in_cell
from forgeries import ALWAYS, CALLS, takes_over

# Forged messages that differ in what they try; all of them stand in tests/grader/test_forged_messages.py.
_SAID = ["nothing", "the right kind and no more", "another number", "an endless message", "a deep value",
         "millions of lists", "a function it was never given", "an argument that was not there", "a call of nothing",
         "calls without end", "a reply", "endless text"]  # fmt: skip

# Cheats that go on only by what a call returns stop no other question; those that break the process stop its own.
_ALREADY = [
    Entry(name, f"get the points of squares(x) with {name} in place of an answer",
          in_cell("import numpy as np\n" + source), scores=NO_SQUARES)
    for name, source in CHEATS.items()
]  # fmt: skip


def _forged(call: str) -> str:
    return takes_over(ALWAYS.format(names="handle()", call=CALLS[call])).replace('"f"', '"squares"')


_FORGED = [
    Entry(f"forged: {call}", f"take over the socket to the examiner and answer every call with {call}",
          in_cell(_forged(call)), scores=NO_SQUARES)
    for call in _SAID
]  # fmt: skip

_NO_APPLY = {"check-apply": 0.0}

_CALLBACKS = [
    Entry("answers twice", "answer one call twice, so that the second answer fits the next question",
          in_cell(takes_over(ALWAYS.format(
              names="handle()",
              call='["return", number, [], 3, []], ["return", number + 1, [], 3, []]')).replace('"f"', '"squares"')),
          scores=NO_SQUARES),
    Entry("never answers", "leave a call without an answer and wait",
          in_cell("import signal\n\ndef squares(x):\n    signal.setitimer(signal.ITIMER_REAL, 0)\n"
                  "    while True: signal.pause()"), scores=NO_SQUARES, says="did not finish within"),
    Entry("a callback that raises", "swallow the error of a function it was given and raise one of its own",
          {"apply": "class Passed(BaseException): pass\n\ndef apply(function, x):\n    try:\n"
                    "        function('no', 'such', 'arguments')\n    except BaseException:\n"
                    "        raise Passed('1.0')"}, scores=_NO_APPLY),
    Entry("a callback that recurses", "hand a function to itself until the grader's stack is full",
          {"apply": "def apply(function, x):\n    return function(lambda *a: apply(function, function))"},
          scores=_NO_APPLY),
    Entry("callbacks without end", "call a function of the test for ever",
          {"apply": "def apply(function, x):\n    while True:\n        function(x)"}, scores=_NO_APPLY),
    Entry("a callback with huge arguments", "make a function of the test work on what does not fit into memory",
          {"apply": "def apply(function, x):\n    return function(np.ones(7 * 10**6)[:, None] * x)"},
          scores=_NO_APPLY),
    Entry("a callback kept for later", "keep a function it was given and call it from a thread, outside any call",
          {"apply": "import threading, time\nkept = []\n\ndef apply(function, x):\n    kept.append(function)\n"
                    "    return function(x)\n\ndef later():\n    while not kept: time.sleep(0.01)\n"
                    "    while True: kept[0](41)\n\nthreading.Thread(target=later, daemon=True).start()"},
          harms_itself=True),
    Entry("a stolen answer key", "ask a function of the hidden test for the answer instead of solving the question",
          {"apply": "def apply(function, x):\n    global known\n    known = function\n    return function(x)",
           "total": "def total(x):\n    return known(x)"}, scores={"check-total": 0.0}),
]  # fmt: skip

_INSIDE = [
    Entry("a patched wire", "replace the codec inside the process, so that every value crosses as the right one",
          in_cell("""
            import sys
            from autograder import wire
            for module in [m for name, m in sys.modules.items() if name.startswith("autograder")]:
                for name in ("encode", "changes", "states", "packed"):
                    if hasattr(module, name):
                        setattr(module, name, lambda *a, **k: True)
            def squares(x): return x
          """), scores=NO_SQUARES),
    Entry("a patched server", "find the message loop among the garbage collector's objects and answer in its place",
          in_cell("""
            import gc
            from autograder.jail import server
            (loop,) = [thing for thing in gc.get_objects() if isinstance(thing, server.Server)]
            loop.on_call = lambda number, *rest: loop._send("return", number, [], True, [])
            loop.limits.update(seconds_per_cell=1e9, output_kb=1e9)
            def squares(x): return x
          """), scores=NO_SQUARES),
    Entry("an import hook", "give every later import a module of its own making",
          in_cell("import sys\nclass Any:\n    def __getattr__(self, name): return lambda *a, **k: True\n"
                  "class Hook:\n    def find_spec(self, *a): raise ImportError\n"
                  "sys.meta_path[:] = [Hook()]\nsys.path_hooks.clear()\n"
                  "sys.modules.update({name: Any() for name in ('numpy', 'byhand.check', 'byhand', 'math')})\n"
                  "np = check = Any()\ndef squares(x): return Any()"), scores=NO_SQUARES),
    Entry("the caller's frames", "climb the stack to the message loop and rewrite its variables",
          in_cell("""
            import ctypes, sys
            def squares(x):
                frame = sys._getframe()
                while frame:
                    for name, value in frame.f_locals.items():
                        if name in ("tree", "value", "number", "fine", "changes"):
                            frame.f_locals[name] = True
                    ctypes.pythonapi.PyFrame_LocalsToFast(ctypes.py_object(frame), ctypes.c_int(0))
                    frame = frame.f_back
                return x
          """), scores=NO_SQUARES),
    Entry("zeros for everybody", "turn the test's own array into zeros, so that the squares of nothing are right",
          in_cell("def squares(x):\n    x[...] = 0\n    return x"), scores=NO_SQUARES),
    Entry("a class that calls itself ndarray", "return an object whose type has a trusted name",
          in_cell("ndarray = type('ndarray', (), {'__array__': lambda s, *a, **k: s, 'shape': (2, 2),"
                  " '__module__': 'numpy'})\ndef squares(x): return ndarray()"), scores=NO_SQUARES),
    Entry("an array that broadcasts", "return an array whose comparison with the right one fills the grader's memory",
          in_cell("def squares(x):\n    return np.zeros((60 * 10**6, 1, 1), np.int8)"), scores=NO_SQUARES),
    Entry("an array that broadcasts in a hidden test", "the same, only where nobody looks",
          in_cell("def squares(x):\n    return x ** 2 if x.shape == (2, 2) else np.ones((60 * 10**6, 1, 1), bool)"),
          scores=NO_SQUARES),
    Entry("a wide array", "return a column that every comparison makes a matrix of a hundred gigabytes",
          in_cell("def squares(x):\n    return [[float(i)] for i in range(100_000)]"), scores=NO_SQUARES),
    Entry("earlier questions changed later", "let a last cell replace what earlier questions were passed with",
          in_cell("_apply = apply\ndef apply(*a): raise ValueError(1.0)\ndef total(x): return float('nan')\n", SOLVED)),
]  # fmt: skip

ENTRIES = [*_ALREADY, *_FORGED, *_CALLBACKS, *_INSIDE]
