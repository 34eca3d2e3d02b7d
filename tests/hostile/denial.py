"""Attempts to use up the machine: processes, memory, time, disk, descriptors, output, the stack."""

from __future__ import annotations

from corpus import MARK, NO_SQUARES, SOLVED, Entry, Notebook, cell_of, in_cell, own

_SURVIVES = {"then": SOLVED}  # the attack ends by itself and the question is solved


def _ends(name: str, tries: str, source: str, says: str) -> Entry:
    """An attack in a cell that has to be stopped, and costs its own question."""
    return Entry(name, tries, in_cell(source), scores=NO_SQUARES, says=says)


def _in_a_call(name: str, tries: str, body: str, says: str = "") -> Entry:
    """An attack inside the function that tests call."""
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return Entry(name, tries, in_cell("def squares(x):\n" + lines), scores=NO_SQUARES, says=says)


def _in_a_hidden_call(name: str, tries: str, body: str) -> Entry:
    lines = "".join(f"    {line}\n" for line in body.strip().splitlines())
    return Entry(
        name, tries, in_cell("def squares(x):\n    if x.shape == (2, 2): return x ** 2\n" + lines), scores=NO_SQUARES
    )


_STUCK, _DIED = "seconds of computing", "Python itself stopped"
_BLOCK = "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 64))\n"
_BOMB = "import os\ntry:\n    while True: os.fork()\nexcept OSError: pass\n"
_TOUCH = "blocks = []\nwhile True: blocks.append(b'x' * 2**20)"
_EVERYBODY = """
import os, signal
for _ in range(20):
    try:
        if os.fork() == 0:
            signal.alarm(8)
            try: hog = bytearray(b"x") * (280 * 2**20)
            except MemoryError: pass
            while True: signal.pause()
    except OSError: break
"""

_PROCESSES = [
    _ends("a fork bomb", "fork until the machine stands still", _BOMB + "while True: pass", _STUCK),
    Entry("a fork bomb of spinners", "keep every core busy with processes that ignore all signals",
          in_cell(_BLOCK + _BOMB + "while True: pass"), scores=NO_SQUARES, says=_STUCK),
    _ends("a shell's fork bomb", "fork in the shell", "!f() { f | f & }; f; f; f\nwhile True: pass", ""),
    Entry("many threads", "start threads until there are no more",
          in_cell("import threading, time\ntry:\n    while True: threading.Thread(target=time.sleep, args=(9,),"
                  " daemon=True).start()\nexcept RuntimeError: print('no more')", SOLVED), says="no more"),
    Entry("daemons", "leave processes behind that outlive the cell, the session and the parent",
          in_cell(_BLOCK + "import os, ctypes\nfor _ in range(5):\n    if os.fork() == 0:\n        os.setsid()\n"
                  "        ctypes.CDLL(None).prctl(1, 0, 0, 0, 0)\n        if os.fork(): os._exit(0)\n"
                  "        while True: signal.sigwait([40])\n", SOLVED)),
    Entry("a thread that outlives the call", "answer, and go on burning time in a thread",
          in_cell("import threading\ndef burn():\n    while True: sum(range(1000))\n"
                  "def squares(x):\n    threading.Thread(target=burn, daemon=True).start()\n    return x ** 2"),
          harms_itself=True),
    Entry("kill everybody", "kill every process that can be seen",
          in_cell("import os\nos.kill(-1, 9)\nos.kill(os.getpid(), 9)"), scores=NO_SQUARES, says=_DIED),
    _ends("kill by number", "kill every process number there is",
          "import os\nfor pid in range(1, 40000):\n    try: os.kill(pid, 9)\n    except OSError: pass", _DIED),
    _ends("kill the group", "kill the process group of the grader", "import os\nos.killpg(0, 9)", _DIED),
    _ends("stop itself", "stop the process instead of ending it", "import os\nos.kill(os.getpid(), 19)", _STUCK),
    Entry("one dead cell after another", "end Python in every one of three hundred cells",
          notebook=lambda notebook: notebook | {"cells": [*notebook["cells"], *[own("import os; os._exit(0)")] * 300]},
          says="crashed Python"),
    Entry("dead cells that leave children", "end Python again and again, each time with a process left behind",
          notebook=lambda notebook: notebook | {"cells": [*notebook["cells"], *[own(
              "import os, signal\nif os.fork() == 0:\n    hog = b'x' * (200 * 2**20)\n    signal.pause()\nos._exit(0)"
          )] * 60]}, says="The cells before it were run again without it"),
]  # fmt: skip

_NEIGHBOURS = [
    Entry("leases on shared files", "make whoever opens a file of the Python installation wait for a lease",
          in_cell("import fcntl, glob\nheld, refused = [], 0\nfor path in glob.glob(np.__path__[0] + '/**/*.py',"
                  " recursive=True)[:200]:\n    held.append(open(path))\n"
                  "    try: fcntl.fcntl(held[-1], fcntl.F_SETLEASE, fcntl.F_WRLCK)\n"
                  "    except OSError: refused += 1\nprint('taken', len(held) - refused)\nheld.clear()", SOLVED),
          says="taken 0"),
    Entry("the devices of the machine", "take everybody's rights from the machine's own devices",
          in_cell("import os\ntaken = []\nfor name in os.listdir('/dev'):\n"
                  "    for act in (lambda path: os.chmod(path, 0), os.utime):\n"
                  "        try: act('/dev/' + name); taken.append(name)\n"
                  "        except OSError: pass\nprint('taken', {*taken} - {'pts', 'shm', 'ptmx'})", SOLVED),
          says="taken set()"),
    Entry("other cores", "leave its core, and ask for another order of who runs first",
          in_cell("import os\ngained = []\nfor act in (lambda: os.sched_setaffinity(0, range(os.cpu_count())),"
                  " lambda: os.setpriority(0, 0, -20),\n            lambda: os.sched_setscheduler(0, os.SCHED_FIFO,"
                  " os.sched_param(1)), lambda: os.nice(-1)):\n    try: act(); gained.append(act)\n"
                  "    except OSError: pass\nprint('gained', len(gained))\nfor _ in range(50): os.sync()", SOLVED),
          says="gained 0"),
    Entry("signals for process 1", "end the first process of the jail, and with it all copies left behind",
          in_cell("import os, signal\nfor number in signal.valid_signals():\n    os.kill(1, number)\nprint('sent')",
                  SOLVED), says="sent"),
    Entry("half a character everywhere", "print, show and raise what no encoding can write",
          in_cell("print('\\ud800', {'\\udfff'})\nget_ipython().display_pub.publish({'te\\ud800xt': '\\ud800'})\n"
                  "def squares(x):\n    print('\\udc00')\n    try: raise type('\\ud800', (Exception,), {})('\\ud800')\n"
                  "    except Exception: return x ** 2"), scores={}),
]  # fmt: skip

_HIDES = """
import ctypes, mmap, os, signal
libc = ctypes.CDLL(None)
libc.madvise.argtypes = (ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int)
for _ in range(6):
    if os.fork() == 0:
        signal.alarm(8)
        shared = mmap.mmap(-1, 100 * 2**20)
        begin = ctypes.addressof(ctypes.c_char.from_buffer(shared))
        for place in range(0, len(shared), 2**20):
            shared[place : place + 2**20] = b"x" * 2**20
            libc.madvise(begin + place, 2**20, mmap.MADV_DONTNEED)
        while True: signal.pause()
while True: signal.pause()
"""
_KERNEL = """
import ctypes, socket
libc, held = ctypes.CDLL(None), 0
for _ in range(2000):
    held += (libc.semget(0, 32000, 0o600) >= 0) + (libc.inotify_init1(0) >= 0) + (libc.memfd_create(b"x", 0) >= 0)
print("held", held)
"""

_MEMORY = [
    _ends("shared memory that nobody sees", "write shared memory and drop it from every table of pages", _HIDES, ""),
    Entry("the kernel's memory", "take semaphores and watches, which count for no process",
          in_cell(_KERNEL, SOLVED), says="held 0"),
    _ends("all memory", "allocate and touch memory without end", _TOUCH, ""),
    _ends("all memory at once", "ask NumPy for a terabyte of ones", "np.ones(2**37)", "MemoryError"),
    _in_a_call("all memory in a call", "allocate and touch memory inside a call from a test", _TOUCH),
    _in_a_hidden_call("all memory in a hidden call", "the same, only in a hidden test", _TOUCH),
    _ends("all memory by twenty processes", "touch the limit of one process in each of many",
          _EVERYBODY + "while True: pass", ""),
    Entry("memory in files", "fill every file system in memory",
          in_cell("for folder in ('/tmp', '/dev/shm', '/dev', '/run'):\n    for number in range(40):\n"
                  "        try: open(f'{folder}/MARK-{number}', 'wb').write(bytes(2**20))\n"
                  "        except OSError: pass\nprint('filled')".replace("MARK", MARK), SOLVED), says="filled"),
    Entry("memory behind descriptors", "hold memory in anonymous files, pipes and sockets",
          in_cell("import os, socket\nheld = []\ntry:\n    while True:\n        fd = os.memfd_create('x')\n"
                  "        held.append(fd)\n        os.truncate(fd, 2**20)\n        os.write(fd, bytes(2**20))\n"
                  "except OSError: print('no more')\nfor fd in held: os.close(fd)", SOLVED), says="no more"),
    _in_a_call("a return of hundreds of megabytes", "send back more than may cross", "return np.zeros(10**8)"),
    _in_a_call("a return of a thousand nested lists", "send back what is small here and huge there",
               "rows = [0.0]\nfor _ in range(50): rows = [rows] * 10\nreturn rows"),
    _in_a_call("an endless integer", "send back an integer of a million digits", "return 10 ** 10**6"),
]  # fmt: skip

_TIME = [
    _ends("an endless loop", "loop for ever", "while True: pass", "seconds of computing"),
    _ends("an endless loop that cannot be interrupted", "loop for ever with every signal blocked",
          _BLOCK + "while True: pass", _STUCK),
    _ends("an endless loop that catches all", "loop for ever and swallow the deadline",
          "while True:\n    try:\n        while True: pass\n    except BaseException: pass", "seconds of computing"),
    _ends("an endless loop in C", "stay in one call of C code that no signal interrupts",
          "import re\nre.match('(a*)*b', 'a' * 40)", "seconds of computing"),
    _ends("sleep", "sleep for a day", "import time\ntime.sleep(86400)", "seconds of computing"),
    _in_a_call("sleep in a call", "sleep inside a call from a test", "import time\ntime.sleep(86400)", "TimeoutError"),
    _in_a_hidden_call("sleep in a hidden call", "sleep inside a hidden test only, signals blocked",
                      _BLOCK + "while True: pass"),
    _in_a_call("an answer without an end", "return something that goes on for ever",
               "def forever():\n    while True: yield 0.0\nreturn forever()"),
    Entry("waiting for words", "wait for somebody to type",
          in_cell("import sys\nprint(repr(sys.__stdin__.read()))\ntry: input('Password: ')\n"
                  "except EOFError as error: print(error)", SOLVED), says="nobody can"),
    Entry("slow to parse", "hand in a cell that takes the parser's stack and time",
          in_cell("x = " + "-" * 20_000 + "1\n", SOLVED), scores=NO_SQUARES, says="squares"),
    Entry("slow to highlight", "hand in code that the feedback's highlighter reads again and again",
          in_cell("pass\n" + "match" + " " * 40_000 + "x\n"), scores=NO_SQUARES),
    Entry("slow to match", "attach a picture whose text takes a regular expression for ever", notebook=lambda notebook:
          _pasted(notebook, "a" + " " * 10**6 + "!")),
    Entry("slow to find", "refer to pictures that no regular expression finds", notebook=lambda notebook:
          _words(notebook, ("![](attachment:" + "a" * 290 + " ") * 1600)),
    Entry("slow to set as formulas", "begin thousands of formulas that never end", notebook=lambda notebook:
          _words(notebook, "$$}\n\n" * 4000)),
    Entry("slow to set", "write words that take a Markdown or TeX parser for ever", notebook=lambda notebook:
          _words(notebook, "$x_{" * 1500 + "[" * 5000 + "![" * 2000 + "*a_" * 2000)),
]  # fmt: skip


def _pasted(notebook: Notebook, data: str) -> Notebook:
    cell = cell_of(notebook, "why")
    cell["source"], cell["attachments"] = "![a](attachment:a.png)", {"a.png": {"image/png": data}}
    return notebook


def _words(notebook: Notebook, text: str) -> Notebook:
    cell_of(notebook, "why")["source"] = text
    return notebook


_FLOODS = [
    Entry("printed without end", "print for as long as it may",
          in_cell("while True: print('x' * 10_000)"), scores=NO_SQUARES, says="left out"),
    Entry("written to every descriptor", "flood the grader's own log and terminal",
          in_cell("import os\nfor fd in (0, 1, 2):\n    try: os.write(fd, b'MARK' * 10**5)\n    except OSError: pass\n"
                  "os.system('echo MARK; echo MARK >&2')".replace("MARK", MARK), SOLVED)),
    Entry("displays without end", "show more pictures, pages and names of formats than a page can hold",
          in_cell("from IPython.display import display\nfor _ in range(3000):\n"
                  "    display({'text/html': '<b>', 'image/png': '', 'x' * 5000: ''}, raw=True)", SOLVED)),
    Entry("wide HTML", "show one line of a megabyte and a table of ten thousand columns",
          in_cell("from IPython.display import HTML, display\nprint('w' * 10**6)\ndisplay(HTML('<td>x' * 10**4))",
                  SOLVED), says="left out"),
    Entry("errors without end", "fail in every one of three hundred cells, at length",
          notebook=lambda notebook: notebook | {"cells": [*notebook["cells"], *[own(
              "raise ValueError('e' * 10**5)")] * 300]}),
    Entry("output in every cell", "print as much as one cell may in each of five hundred",
          notebook=lambda notebook: notebook | {"cells": [*notebook["cells"], *[own("print('o' * 19_000)")] * 500]}),
    Entry("the disk", "write until the disk is full",
          in_cell("import os\nfor n in range(100):\n    try: open(f'/tmp/{n}', 'wb').write(b'x' * 2**20)\n"
                  "    except OSError as error: print(error.strerror); break", SOLVED), says="No space left"),
    Entry("one enormous file", "write a file beyond any limit",
          in_cell("try:\n    with open('/tmp/big', 'wb') as file: file.truncate(2**40)\n"
                  "except OSError as error: print(error.strerror)", SOLVED), says="File too large"),
    Entry("the inodes", "make files until there are no names left",
          in_cell("import os\ntry:\n    for n in range(10**5): os.mkdir(f'/tmp/{n}')\n"
                  "except OSError as error: print(error.strerror)", SOLVED), says="No space left"),
    Entry("the descriptors", "open files until there are no more",
          in_cell("import os\nheld = []\ntry:\n    while True: held.append(os.dup(0))\n"
                  "except OSError as error: print(error.strerror)\nfor fd in held: os.close(fd)", SOLVED),
          says="Too many open files"),
    Entry("the descriptors, kept", "keep all of them while the tests ask",
          in_cell("import os\nheld = []\ntry:\n    while True: held.append(os.dup(0))\nexcept OSError: pass", SOLVED),
          harms_itself=True),
]  # fmt: skip

_CRASHES = [
    _ends("deep recursion", "recurse beyond the stack", "def f(): f()\nf()", "RecursionError"),
    _ends("deeper recursion", "raise the limit first, so that the stack itself ends",
          "import sys\nsys.setrecursionlimit(10**8)\ndef f(n):\n    return max([n], key=lambda _: f(n + 1))\nf(0)",
          "topped"),
    _ends("a segmentation fault", "read address zero", "import ctypes\nctypes.string_at(0)", _DIED),
    _ends("an abort", "abort", "import os\nos.abort()", _DIED),
    _in_a_call("a segmentation fault in a call", "read address zero inside a call from a test",
               "import ctypes\nctypes.string_at(0)", _DIED),
    _in_a_hidden_call("a segmentation fault in a hidden call", "the same, only in a hidden test",
                      "import ctypes\nctypes.string_at(0)"),
    _ends("all descriptors closed", "close every descriptor, the grader's too",
          "import os\nos.closerange(0, 256)", "crashed Python"),
    _ends("another program", "replace Python by another program",
          "import os\nos.execv('/bin/sh', ['sh', '-c', 'exec sleep 60'])", "crashed Python"),
    _ends("a tampered interpreter", "free what the interpreter needs",
          "import ctypes\nctypes.pythonapi.Py_Finalize()", "crashed Python"),
]  # fmt: skip

ENTRIES = [*_PROCESSES, *_NEIGHBOURS, *_MEMORY, *_TIME, *_FLOODS, *_CRASHES]
