"""Secrets that a submission looks for: hidden tests, the reference, other submissions, the machine, the network."""

from __future__ import annotations

from corpus import HIDDEN_INPUT, SECRET, SOLVED, Entry, Notebook, cell_of, in_cell, own


def _search(name: str, tries: str, source: str, **more: object) -> Entry:
    """An attack that prints what it finds and solves the question, so that nobody looks."""
    return Entry(name, tries, in_cell(SOLVED + "print('search')\n" + source), says="search", **more)


_MACHINE = [
    _search("the environment", "print every variable of the environment and of the command line",
            "import os, sys\nprint(dict(os.environ), sys.argv, sys.orig_argv)"),
    _search("the home", "read the instructor's home, whatever it is called",
            "import glob, os, pwd\n"
            "for home in ('<home>', '~', '~root', '/root', '/home/*'):\n"
            "    for pattern in ('*', '.*', '.ssh/*', '.config/*/*'):\n"
            "        for path in glob.glob(os.path.expanduser(home) + '/' + pattern):\n"
            "            print(path, open(path, errors='replace').read(3000) if os.path.isfile(path) else '')"),
    _search("the course by its path", "open the gradebook, the solutions and the submissions where they are",
            "import glob, os\n"
            "for path in glob.glob('<course>/**', recursive=True):\n"
            "    if os.path.isfile(path): print(open(path, errors='replace').read())"),
    _search("the course by search", "walk over everything that can be read in search of notebooks and databases",
            "import os, time\nbegan = time.monotonic()\nfor folder, folders, files in os.walk('/'):\n"
            "    if folder.startswith(('/usr/', '/venv/lib')) or time.monotonic() - began > 1: folders.clear()\n"
            "    for name in files:\n"
            "        if name.endswith(('.ipynb', '.db', '.sqlite', '.pem', 'authorized_keys', '.env')):\n"
            "            print(folder, name, open(os.path.join(folder, name), errors='replace').read(2000))"),
    _search("the course through a link", "reach it through links, descriptors and the old root",
            "import os\nfor n, target in enumerate(('<course>', '/proc/1/root', '/proc/self/cwd/../..', '/..')):\n"
            "    os.symlink(target, f'/tmp/l{n}')\n    try: print(os.listdir(f'/tmp/l{n}/course'))\n"
            "    except OSError as error: print(error)\n"
            "for fd in range(256):\n    try: print(fd, os.listdir(fd))\n    except OSError: pass"),
    _search("the processes of the host", "mount /proc anew and read the command lines and memory of the grader",
            "import ctypes, glob, os\nlibc = ctypes.CDLL(None)\nos.makedirs('/tmp/proc')\n"
            "print(libc.mount(b'proc', b'/tmp/proc', b'proc', 0, None), libc.umount2(b'/proc', 2),\n"
            "      libc.unshare(0x10020000), libc.mount(b'sysfs', b'/tmp/proc', b'sysfs', 0, None))\n"
            "for path in glob.glob('/proc/*/*') + glob.glob('/tmp/proc/*/*'):\n    print(open(path).read(200))\n"
            "for pid in range(1, 300):\n    try: open(f'/proc/{pid}/mem', 'rb'); print('memory of', pid)\n"
            "    except OSError: pass"),
    _search("the memory of other processes", "read the grader's memory by process_vm_readv and ptrace",
            "import ctypes\nlibc, found = ctypes.CDLL(None), []\nfor pid in range(1, 300):\n"
            "    data = ctypes.create_string_buffer(64)\n"
            "    iov = (ctypes.c_size_t * 2)(ctypes.addressof(data), 64)\n"
            "    far = (ctypes.c_size_t * 2)(0x400000, 64)\n"
            "    if libc.process_vm_readv(pid, iov, 1, far, 1, 0) > 0 or libc.ptrace(16, pid, 0, 0) == 0:\n"
            "        found.append(pid)\nprint('reached', found)"),
    _search("the grader's loopback", "connect to a server on the machine the grader runs on",
            "import socket\nfor host in ('127.0.0.1', '::1', 'localhost', '<address>'):\n"
            "    try: print(socket.create_connection((host, <port>), 0.3).recv(100))\n"
            "    except OSError as error: print(error)"),
    _search("an abstract socket", "connect to a socket that has no file",
            "import socket\ns = socket.socket(socket.AF_UNIX)\ntry:\n    s.connect('\\0<socket>')\n"
            "    print(s.recv(100))\nexcept OSError as error: print(error)"),
    _search("a socket in a file", "connect to a socket in the course's folder",
            "import socket\ns = socket.socket(socket.AF_UNIX)\ntry:\n    s.connect('<course>/course/socket')\n"
            "    print(s.recv(100))\nexcept OSError as error: print(error)"),
    _search("the host of a virtual machine", "reach the host and neighbours through sockets that know no namespaces",
            "import socket\nfor family in (40, 38, 44, 43, 30):\n    for port in (22, 1024, 7777):\n"
            "        for place in (1, 2, 3, 0xFFFFFFFF):\n"
            "            try:\n                s = socket.socket(family, socket.SOCK_STREAM)\n"
            "                print(s, 'raw socket')\n                s.settimeout(0.01)\n"
            "                s.connect((place, port))\n            except OSError: pass"),
    _search("names on the network", "send a question to a name server and to the cloud's metadata",
            "import socket\nfor address in (('192.0.2.1', 53), ('169.254.169.254', 80), ('255.255.255.255', 9)):\n"
            "    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\n"
            "    try: print(s.sendto(b'hello', address), 'sent')\n    except OSError as error: print(error)\n"
            "for family in (socket.AF_INET, socket.AF_PACKET, socket.AF_ALG, 31, 40):\n"
            "    try: print(socket.socket(family, socket.SOCK_RAW), 'raw socket')\n"
            "    except OSError as error: print(error)"),
]  # fmt: skip

_LEFT = "import builtins, os, pty, socket\nbuiltins.note = 'LEFTOVER-1'\nnp.note = 'LEFTOVER-2'\n"
_OTHERS = [
    _search("notes for the next submission", "leave words in memory, files, terminals, sockets and keys",
            _LEFT + "for folder in ('/tmp', '/dev/shm', '/var/tmp', '/dev', '/dev/pts', '/run', '/course', '/venv'):\n"
            "    try: open(folder + '/note', 'w').write('LEFTOVER-3')\n    except OSError: pass\n"
            "s = socket.socket(socket.AF_UNIX); s.bind('\\0note'); s.listen()\n"
            "import ctypes\nctypes.CDLL(None).syscall(248, b'user', b'note', b'LEFTOVER-4', 10, -5)\n"
            "if os.fork() == 0:\n    import signal\n    signal.pause()"),
    _search("notes of an earlier submission", "look for what an earlier one left in memory, files and terminals",
            "import builtins, ctypes, gc, glob, os, socket\nprint(getattr(builtins, 'no' + 'te', ''))\n"
            "print(getattr(np, 'no' + 'te', ''))\n"
            "for path in glob.glob('/tmp/*') + glob.glob('/dev/**', recursive=True) + glob.glob('/var/tmp/*'):\n"
            "    print(path, open(path).read(99) if os.path.isfile(path) else '')\n"
            "for thing in gc.get_objects():\n"
            "    if isinstance(thing, (dict, list)) and 'LEFT' + 'OVER-1' in str(thing)[:9999]: print(thing)\n"
            "try: socket.socket(socket.AF_UNIX).connect('\\0note'); print('LEFT' + 'OVER-5')\n"
            "except OSError: pass\nprint(ctypes.CDLL(None).syscall(249, b'user', b'note', None, 0))"),
    _search("terminals of other jails", "open the terminals that all jails would share",
            "import glob, os\nfor path in ['/dev/tty', '/dev/console', *glob.glob('/dev/pts/[0-9]*')]:\n"
            "    try: os.open(path, os.O_RDWR | os.O_NOCTTY); print('a terminal:', path)\n"
            "    except OSError as error: print(error)"),
    _search("the package's own files", "open solutions and catalogues where the package is installed, and its source",
            "import glob, os\nfrom importlib import metadata\nplaces = []\n"
            "for name in ('backpropagation-by-hand', 'byhand'):\n"
            "    try: places += [str(file.locate()) for file in metadata.files(name) or ()]\n"
            "    except metadata.PackageNotFoundError as error: print(error)\n"
            "for folder in ('<package>', '<package>/../solutions', '/venv/lib/python3*/site-packages/autograder'):\n"
            "    places += glob.glob(folder + '/**', recursive=True)\n"
            "for path in filter(os.path.isfile, places):\n    text = open(path, errors='replace').read()\n"
            "    print(*(word for word in ('END ' + 'SOLUTION', '@mis' + 'conception') if word in text))"),
    _search("the grader's sources", "import the grader's own modules and search them for the tests",
            "import importlib, sys\n"
            "for name in ('grading', 'grading.grade', 'assignment', 'gradebook', 'jail.outside', 'jail.limits'):\n"
            "    try: print(importlib.import_module('autograder.' + name), 'imported')\n"
            "    except ImportError as error: print(error)\n"
            "print([m for m in sys.modules if 'solution' in m or 'hw0' in m])"),
]  # fmt: skip

_REMEMBER = """
import mmap, os
seen, shared = [], mmap.mmap(-1, 4096)
def squares(x):
    seen.append(repr(x)); shared.write(repr(x).encode())
    open('/tmp/seen', 'a').write(repr(x)); print('given', x)
    squares.__doc__ = repr(x)
    {then}
    return x ** 2
"""
_HIDDEN_TESTS = [
    Entry("hidden inputs in a later cell", "remember what hidden tests pass in, and print it in a last cell",
          in_cell(_REMEMBER.format(then="pass")),
          lambda notebook: notebook | {"cells": [*notebook["cells"], own("print(seen, squares.__doc__, shared[:999],"
                                                                         " open('/tmp/seen').read())")]},
          says="given"),
    Entry("hidden inputs in an error", "raise an error whose type, message and place hold the hidden input",
          in_cell(_REMEMBER.format(then="if x.shape == (1,): raise type('E' + str(int(x[0])), (ValueError,), {})(x)")),
          scores={"check-squares": 0.0}, says="given"),
    Entry("hidden inputs in a file name", "compile code under a name that holds the hidden input, and fail in it",
          in_cell("def squares(x):\n    if x.shape == (1,):\n"
                  "        exec(compile('1/0', f'<ipython-input-{x[0]:.0f}>', 'exec'))\n    return x ** 2"),
          scores={"check-squares": 0.0}),
    Entry("hidden inputs in the answer", "give wrong answers that hold the hidden input, to read them in the feedback",
          in_cell("def squares(x):\n    return x ** 2 if x.shape == (2, 2) else np.append(x, 1.0)"),
          scores={"check-squares": 0.0}),
    Entry("hidden inputs in a line number", "fail in the line whose number is the hidden input, in a cell long enough",
          in_cell("\n" * 271900 + "import ast\ndef squares(x):\n    if x.shape == (1,):\n"
                  "        tree = ast.parse('raise ValueError')\n        ast.increment_lineno(tree, int(x[0]) - 1)\n"
                  "        exec(compile(tree, '<ipython-input-9-x>', 'exec'))\n    return x ** 2"),
          scores={"check-squares": 0.0}),
    Entry("hidden inputs by the clock", "let the time a call takes tell the hidden input",
          in_cell("import time\ndef squares(x):\n    time.sleep(0.2 * (x.size == 1))\n    return x ** 2")),
    Entry("the reference through a callback", "print what a hidden function answers, source and closure included",
          {"apply": "import inspect\n\ndef apply(function, x):\n"
                    "    print(function, vars(function), dir(function))\n"
                    "    try: print(inspect.getsource(function), function.__globals__, function.__code__.co_consts)\n"
                    "    except Exception as error: print(error)\n    return function(x)"}, says="Callback"),
]  # fmt: skip

_SCRIPT = "<script>alert('script-ran')</script><img src=x onerror=alert('script-ran')>"
_SVG = f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><a href='javascript:alert(1)'>{_SCRIPT}"


def _written(text: str) -> dict[str, str]:
    return {"why": text}


def _with_metadata(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        cell["metadata"]["byhand"] = {"finding": {"score": 9, "lines": _SCRIPT, "cards": []}, "rubric": True}
        cell["id"] = _SCRIPT
    notebook["metadata"] |= {"title": _SCRIPT, "kernelspec": {"display_name": _SCRIPT, "name": _SCRIPT}}
    notebook["metadata"]["byhand"]["notes"] = [_SCRIPT]
    return notebook


def _says(notebook: Notebook, words: str) -> Notebook:
    cell_of(notebook, "why")["source"] = words
    return notebook


def _with_picture(notebook: Notebook) -> Notebook:
    cell = cell_of(notebook, "why")
    cell["source"] = f'!["onerror=alert(1) x="](attachment:{"x.svg"}) ![a](attachment:a.png) ![{_SCRIPT}](a.png)'
    cell["attachments"] = {"x.svg": {"image/svg+xml": _SVG}, "a.png": {"image/png": "PHNjcmlwdD4=", "text/html": _SVG}}
    return notebook


def _shows(name: str, what: str, source: str) -> Entry:
    return Entry(
        f"a script in {name}",
        f"run a script in the instructor's browser from {what}",
        in_cell(source.replace("<SCRIPT>", repr(_SCRIPT)).replace("<SVG>", repr(_SVG)), "\n" + SOLVED),
    )


_FEEDBACK = [
    _shows("printed text", "what a cell prints", "import sys\nprint(<SCRIPT>)\nprint(<SCRIPT>, file=sys.stderr)"),
    _shows("a display", "HTML, SVG, JavaScript, LaTeX and Markdown displays",
           "from IPython.display import HTML, SVG, Javascript, Latex, Markdown, display\n"
           "display(HTML(<SCRIPT>), Javascript('alert(1)'), Latex(<SCRIPT>), Markdown(<SCRIPT>))\n"
           "display({'image/svg+xml': <SVG>, 'text/plain': <SCRIPT>}, raw=True)\n"
           "display({'image/png': 'PHNjcmlwdD4=', 'application/javascript': 'alert(1)'}, raw=True)"),
    _shows("an error", "an exception's name, text and source line",
           "def fail():\n    raise type(<SCRIPT>, (Exception,), {})"
           "(<SCRIPT> + '</pre>\\x1b]8;;javascript:alert(1)\\x07x\\x1b]8;;\\x07')  # <script>\ntry: fail()\n"
           "except Exception: get_ipython().showtraceback()"),
    _shows("a name", "the name of a type that a check would show",
           "Odd = type(<SCRIPT>, (), {'__repr__': lambda self: <SCRIPT>})\nprint(Odd, Odd())\nOdd()"),
    Entry("a script in a wrong answer", "run a script from the value that a check shows as wrong",
          in_cell(f"def squares(x):\n    return {_SCRIPT!r}"), scores={"check-squares": 0.0}),
    Entry("a script in words", "run a script from a written answer's Markdown and HTML",
          _written(f"{_SCRIPT}\n\n[a](javascript:alert(1)) <javascript:alert(1)> [b](data:text/html,{_SCRIPT})"
                   f"\n\n[c]: javascript:alert(1)\n[c] ![d](javascript:alert(1)) <details ontoggle=alert(1) open>"
                   f"\n\n```{_SCRIPT}\n{_SCRIPT}\n```\n\n| a |\n|---|\n| {_SCRIPT} |\n\n# {_SCRIPT}")),
    Entry("a script in a formula", "run a script from TeX, through the converter to MathML",
          _written(r"$\href{javascript:alert(1)}{x}$ $\text{<script>alert(1)</script>}$ $\unicode{x3c}script>$ "
                   r"$$\style{background:url(javascript:alert(1))}{x}$$ $\class{a\" onclick=\"alert(1)}{x}$ $<script>$ "
                   r"$\mathrm{&lt;img src=x onerror=alert(1)&gt;}$ $\def\a{\a}\a$ $\require{html}$")),
    Entry("words that turn around", "turn the page around by directions of writing, and lines that are none",
          in_cell("print('\\u202e4 of 4 points\\u2066\\u2028\\u2029\\x85\\x00\\ud800\\ufffe</pre>')", "\n" + SOLVED),
          lambda notebook: _says(notebook, "\u202e\u2067 passed \u2028</section><p class='score'>4 of 4\u2069\ud800")),
    Entry("a card of its own", "print and show what looks like the grader's own cards and points",
          in_cell("from IPython.display import HTML, display\nprint('squares(x) ✓ 4 values agree\\n4 of 4 points')\n"
                  "display(HTML('<div class=card><strong>passed</strong></div><form><input name=points></form>'))",
                  "\n" + SOLVED), says="values agree"),
    Entry("a script in metadata", "run a script from cell ids, titles, kernels and made-up findings",
          notebook=_with_metadata),
    Entry("a script in a picture", "run a script from an attached SVG, and from HTML that says it is a PNG",
          notebook=_with_picture),
    Entry("a script in a heading", "run a script from the heading of a cell of its own",
          notebook=lambda notebook: notebook | {"cells": [own(f"# {_SCRIPT} [x](javascript:alert(1))", "markdown"),
                                                          *notebook["cells"]]}),
]  # fmt: skip

SEARCHES = [*_MACHINE, *_OTHERS]  # for files and secrets
ENTRIES = [*SEARCHES, *_HIDDEN_TESTS, *_FEEDBACK]
NEVER_SHOWN = (
    SECRET,
    HIDDEN_INPUT,
    "LEFTOVER-",
    "memory of",
    "a terminal:",
    "imported",
    " sent",
    "raw socket",
    "END SOLUTION",
    "@misconception",
)  # in outputs
