"""Points that nobody earned: in-process code against IPython, NumPy, the import system, and the wire itself."""

from __future__ import annotations

from cheats import CHEATS
from corpus import NO_SQUARES, SOLVED, Entry, in_cell
from forgeries import ALWAYS, CALLS, takes_over

# Forged messages that differ in what they try; all of them stand in tests/jail/test_forged_messages.py.
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
    Entry(f"forged: {call}", f"take over the socket to the grader and answer every call with {call}",
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
                  "    while True: signal.pause()"), scores=NO_SQUARES, says="seconds of computing"),
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

_PRETENDS = """
import numpy as np
class Mine(np.ndarray):
    __array_priority__ = 1e9
    shape, dtype, size, ndim = (3, 4), np.dtype(float), 12, 2
    def __array_finalize__(self, parent): raise SystemExit
    def __array_wrap__(self, *a): return True
    def __array_function__(self, *a, **k): return True
    def __array_ufunc__(self, *a, **k): return np.True_
    def __reduce_ex__(self, protocol): return print, (1.0,)
    def __deepcopy__(self, memo): return True
    def tobytes(self, *a): return bytes(96)
    __class__ = property(lambda self: float)
"""
_OF_ONE = "def squares(x):\n    global calls\n    calls += 1\n"

_DISGUISED = [
    Entry("an array that says it is another", "return an array whose shape, type and bytes are what it says they are",
          in_cell(_PRETENDS + "def squares(x):\n    answer = np.empty(x.size + 1).view(np.ndarray)\n"
                  "    answer.__class__ = Mine\n    return answer"), scores=NO_SQUARES),
    Entry("a record of fields", "return arrays of records, dates, objects and text that NumPy turns into numbers",
          in_cell("import itertools\nkinds = itertools.cycle(['O', 'M8[s]', 'V8', 'f8,f8', 'S8', 'U8', '>f4'])\n"
                  "def squares(x): return np.zeros(x.shape, next(kinds))"), scores=NO_SQUARES),
    Entry("a view of nothing", "return strided views that are large, negative or lie upon themselves",
          in_cell("def squares(x):\n    shape = (*x.shape, 10**6)\n"
                  "    return np.lib.stride_tricks.as_strided(np.ones(1), shape, (0,) * len(shape))"),
          scores=NO_SQUARES),
    Entry("right at first", "answer the check that can be seen, and guess from the third call on",
          in_cell("calls = 0\n" + _OF_ONE + "    return x ** 2 if calls < 2 else np.abs(x)"), scores=NO_SQUARES),
    Entry("right for small numbers", "know hidden inputs by their mean, and answer the others from memory",
          in_cell("def squares(x):\n    known = {5.0: 'no', 2.5: [[1.0, 4.0], [9.0, 16.0]]}\n"
                  "    return np.array(known[float(np.mean(x))])"), scores=NO_SQUARES),
    Entry("errors that answer", "raise errors that hold the answer, groups, chains and notes of them",
          in_cell("def squares(x):\n    error = ExceptionGroup('1.0', [ValueError(x ** 2)] * 99)\n"
                  "    error.__cause__ = error.__context__ = KeyError()\n    error.add_note('1.0' * 10**6)\n"
                  "    raise error"), scores=NO_SQUARES),
    Entry("signals, traces and hooks", "set every hook there is, and end the interpreter in all of them",
          in_cell("""
            import atexit, faulthandler, gc, os, signal, sys, threading, warnings
            def hook(*a, **k): return hook
            atexit.register(os.abort); gc.callbacks.append(hook); sys.addaudithook(hook)
            sys.settrace(hook); sys.setprofile(hook); threading.settrace(hook)
            sys.excepthook = sys.unraisablehook = threading.excepthook = warnings.showwarning = hook
            for number in signal.valid_signals() - {9, 19, 32, 33}: signal.signal(number, signal.SIG_IGN)
            signal.setitimer(signal.ITIMER_REAL, 0.001, 0.001); signal.setitimer(signal.ITIMER_PROF, 0.001, 0.001)
            os.register_at_fork(before=hook, after_in_child=hook)
            def squares(x): return x
          """), harms_itself=True, scores=NO_SQUARES),
    Entry("a thread on the wire", "let a thread read and answer what the message loop is waiting for",
          in_cell("import msgpack, socket, struct, threading\nwire = socket.socket(fileno=3)\n"
                  "said = msgpack.packb(['return', 5, [], True, []])\n"
                  "def talk():\n    while True:\n        wire.recv(4096)\n"
                  "        wire.sendall(struct.pack('>Q', len(said)) + said)\n"
                  "def squares(x):\n    threading.Thread(target=talk, daemon=True).start()\n    return x"),
          harms_itself=True, scores=NO_SQUARES),
    Entry("its own memory", "read its own memory from end to end for the tests and the reference",
          in_cell("""
            import ctypes
            def squares(x):
                for handle in range(300):
                    try: open(f"/proc/self/task/{handle}/mem"); return x ** 2
                    except OSError: pass
                begin = id(x) & ~0xFFFFF
                memory = ctypes.string_at(begin, 2**16)
                if b"ref" b"erence.squares" in memory or b"course_" b"secret" in memory: return x ** 2
                return x
          """), harms_itself=True, scores=NO_SQUARES),
]  # fmt: skip

_INSIDE = [
    Entry("a patched wire", "replace the codec inside the process, so that every value crosses as the right one",
          in_cell("""
            import sys
            from autograder.jail import wire
            for module in [m for name, m in sys.modules.items() if name.startswith("autograder")]:
                for name in ("encode", "changes", "states", "packed"):
                    if hasattr(module, name):
                        setattr(module, name, lambda *a, **k: True)
            def squares(x): return x
          """), scores=NO_SQUARES),
    Entry("a patched server", "find the message loop among the garbage collector's objects and answer in its place",
          in_cell("""
            import gc
            from autograder.jail.inside import server
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

ENTRIES = [*_ALREADY, *_FORGED, *_CALLBACKS, *_DISGUISED, *_INSIDE]
