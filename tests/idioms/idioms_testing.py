"""Frameworks for tests, output that is read, pictures and files."""

from __future__ import annotations

from idiom import Idiom, Way

TESTING = [
    Idiom("unittest.main", "def sq(x):\n    return x * x",
          "import unittest\nclass TestSq(unittest.TestCase):\n    def test_two(self):\n        self.assertEqual(sq(2), 4)\n"
          "r = unittest.main(argv=['x'], exit=False).result\nassert r.wasSuccessful() and r.testsRun == 1\ndel TestSq", "def sq(x):\n    return 17"),
    Idiom("a loader and a runner", "def sq2(x):\n    return x * x",
          "import unittest\nclass TestSq2(unittest.TestCase):\n    def setUp(self):\n        self.x = 3\n    def test_two(self):\n"
          "        self.assertEqual(sq2(self.x), 9)\nr = unittest.TextTestRunner().run(unittest.defaultTestLoader.loadTestsFromTestCase(TestSq2))\n"
          "assert r.wasSuccessful()\ndel TestSq2", "def sq2(x):\n    return 17"),
    Idiom("subtests and tables", "def parity(n):\n    return n % 2",
          "import unittest\nclass TestParity(unittest.TestCase):\n    def test_all(self):\n        for n, p in [(1, 1), (4, 0)]:\n"
          "            with self.subTest(n=n):\n                self.assertEqual(parity(n), p)\n"
          "s = unittest.TestSuite([TestParity('test_all')])\nassert unittest.TextTestRunner().run(s).wasSuccessful()\ndel TestParity", "def parity(n):\n    return 1"),
    Idiom("the methods of a test case", "def grid():\n    return [1.0, 2.0]",
          "import unittest\nt = unittest.TestCase()\nt.assertAlmostEqual(grid()[0], 1)\nt.assertListEqual(grid(), [1, 2])\nt.assertIn(2.0, grid())\nt.assertIsInstance(grid(), list)",
          "def grid():\n    return (1.0, 2.0)"),
    Idiom("a skipped test earns nothing", "def ready():\n    return True",
          "import unittest\nclass TestReady(unittest.TestCase):\n    def test_it(self):\n        self.assertTrue(ready())\n"
          "r = unittest.TextTestRunner().run(TestReady('test_it'))\ndel TestReady\nassert r.wasSuccessful()",
          "import unittest\ndef ready():\n    raise unittest.SkipTest('no')"),
    Idiom("pytest.raises", "def root(x):\n    if x < 0:\n        raise ValueError('negative')\n    return x ** 0.5",
          "import pytest\nwith pytest.raises(ValueError, match='neg'):\n    root(-1)\nassert root(4) == pytest.approx(2)", "def root(x):\n    return 2"),
    Idiom("numpy.testing", "def unit(v):\n    return v / np.linalg.norm(v)",
          "np.testing.assert_allclose(unit(np.array([3.0, 4.0])), [0.6, 0.8])\nnp.testing.assert_array_less(unit(np.ones(4)), 1)\n"
          "np.testing.assert_raises(TypeError, unit)", "def unit(v):\n    return v"),
    Idiom("a warning", "import warnings\ndef old():\n    warnings.warn('old', DeprecationWarning)\n    return 1",
          "import warnings\nassert old() == 1\nwith warnings.catch_warnings(record=True) as w:\n    warnings.simplefilter('always')\n    old()\n"
          "assert len(w) == 1 and w[0].category is DeprecationWarning and 'old' in str(w[0].message)", "def old():\n    return 1"),
    Idiom("pytest.warns", "import warnings\ndef careful(x):\n    if x < 0:\n        warnings.warn('negative', UserWarning)\n    return x",
          "import pytest, unittest\nwith pytest.warns(UserWarning, match='neg'):\n    careful(-1)\nwith unittest.TestCase().assertWarns(UserWarning):\n    careful(-1)",
          "import warnings\ndef careful(x):\n    warnings.warn('no', RuntimeWarning)"),
    Idiom("what an error holds", "def strict(x):\n    raise ValueError('bad', x)",
          "try:\n    strict(3)\nexcept ValueError as e:\n    assert e.args == ('bad', 3)\nelse:\n    assert False", "def strict(x):\n    raise ValueError('bad, 3')"),
    Idiom("the number of an error", "def opened(path):\n    return open(path)",
          "import errno\ntry:\n    opened('/not/there')\nexcept FileNotFoundError as e:\n    assert e.errno == errno.ENOENT and e.filename == '/not/there'\nelse:\n    assert False",
          "def opened(path):\n    raise FileNotFoundError(path)"),
    Idiom("doctest", 'def add(a, b):\n    """\n    >>> add(1, 2)\n    3\n    """\n    return a + b',
          "import doctest\nfinder = doctest.DocTestParser().get_doctest(add.__doc__, {'add': add}, 'add', None, 0)\nr = doctest.DocTestRunner(verbose=False)\n"
          "r.run(finder)\nassert r.failures == 0 and r.tries == 1", 'def add(a, b):\n    """\n    >>> add(1, 2)\n    3\n    """\n    return a'),
    Idiom("redirect_stdout", "def hello():\n    print('hi')",
          "import io, contextlib\nbuf = io.StringIO()\nwith contextlib.redirect_stdout(buf):\n    hello()\nassert buf.getvalue() == 'hi\\n'", "def hello():\n    return 'hi'"),
    Idiom("redirect_stderr", "import sys\ndef warn():\n    print('oh', file=sys.stderr)",
          "import io, contextlib\nbuf = io.StringIO()\nwith contextlib.redirect_stderr(buf):\n    warn()\nassert 'oh' in buf.getvalue()", "def warn():\n    print('oh')"),
    Idiom("sys.stdout replaced", "def say(x):\n    print(x, end='!')",
          "import io, sys\nold, sys.stdout = sys.stdout, io.StringIO()\nsay('a')\nsaid, sys.stdout = sys.stdout.getvalue(), old\nassert said == 'a!'", "def say(x):\n    print(x)"),
    Idiom("capture_output", "def hello2():\n    print('hi2')",
          "from IPython.utils.capture import capture_output\nwith capture_output() as c:\n    hello2()\nassert c.stdout == 'hi2\\n'", "def hello2():\n    pass"),
    Idiom("a patched print", "def shout(x):\n    print(x.upper())",
          "from unittest.mock import patch\nwith patch('builtins.print') as p:\n    shout('a')\np.assert_called_once_with('A')", "def shout(x):\n    print(x)"),
    Idiom("a mock as argument", "def notify(send, names):\n    for name in names:\n        send(name, urgent=True)",
          "from unittest.mock import Mock, call\nm = Mock()\nnotify(m, ['a', 'b'])\nassert m.call_args_list == [call('a', urgent=True), call('b', urgent=True)]",
          "def notify(send, names):\n    send(names[0], urgent=True)"),
    Idiom("axes", "fig, ax = plt.subplots()\nax.plot([1, 2, 3], [3, 2, 1])\nax.set_xlabel('epoch')\nplt.show()",
          "assert ax.get_xlabel() == 'epoch'\nassert len(ax.lines) == 1\nx, y = ax.lines[0].get_xydata().T\nassert list(y) == [3, 2, 1]",
          "fig, ax = plt.subplots()\nax.plot([1, 2, 3], [3, 2, 2])\nax.set_xlabel('epoch')"),
    Idiom("a drawing function", "def curve(a, ys):\n    a.plot(ys, label='loss')\n    a.legend()\n    return a",
          "f, a = plt.subplots()\nassert curve(a, [1, 2]).get_legend() is not None", "def curve(a, ys):\n    return a", Way.INSIDE),
    Idiom("a figure that was returned", "def picture():\n    f, a = plt.subplots()\n    a.set_title('T')\n    a.bar([0, 1], [2, 3])\n    return f",
          "f = picture()\nassert f.axes[0].get_title() == 'T' and [p.get_height() for p in f.axes[0].patches] == [2, 3]",
          "def picture():\n    f, a = plt.subplots()\n    a.bar([0, 1], [2, 2])\n    return f"),
    Idiom("a file that the answer wrote", "np.save('idiom_w.npy', np.arange(3))", "assert np.load('idiom_w.npy').sum() == 3", None, Way.INSIDE),
    Idiom("a file that a function reads", "def first_line(path):\n    with open(path) as f:\n        return f.readline().strip()",
          "import os, tempfile\nwith tempfile.NamedTemporaryFile('w', suffix='.txt', delete=False) as f:\n    f.write('one\\ntwo')\n"
          "assert first_line(f.name) == 'one'\nos.unlink(f.name)", "def first_line(path):\n    return ''", Way.INSIDE),
    Idiom("time that is measured", "def quick(x):\n    return x", "import time\nt = time.perf_counter()\nquick(1)\nassert quick(2) == 2 and time.perf_counter() - t < 5", "def quick(x):\n    return 1"),
    Idiom("all inputs of a table", "def fizz(n):\n    return 'fizz' if n % 3 == 0 else str(n)",
          "table = {3: 'fizz', 4: '4'}\nassert all(fizz(k) == v for k, v in table.items())\nassert list(map(fizz, [1, 6])) == ['1', 'fizz']\n"
          "assert sorted([9, 4], key=fizz) == [4, 9]", "def fizz(n):\n    return 'fizz'"),
    Idiom("partial and reduce", "def times(a, b):\n    return a * b",
          "from functools import partial, reduce\nassert reduce(times, [1, 2, 3]) == 6 and partial(times, 2)(4) == 8", "def times(a, b):\n    return 6"),
    Idiom("vectorize", "def clip01(x):\n    return float(min(max(x, 0), 1))", "assert np.vectorize(clip01)([-1.0, 0.5, 2.0]).tolist() == [0, 0.5, 1]", "def clip01(x):\n    return x"),
    Idiom("a module imported by the test", "def mean3(x):\n    return sum(x) / len(x)", "import statistics\nassert mean3([1, 2, 6]) == statistics.mean([1, 2, 6])", "def mean3(x):\n    return 2"),
    Idiom("a stub is noticed", "def todo(x):\n    return x",
          "try:\n    todo(1)\nexcept NotImplementedError:\n    raise AssertionError('write todo')\nassert todo(3) == 3", "def todo(x):\n    return NotImplemented"),
]  # fmt: skip
