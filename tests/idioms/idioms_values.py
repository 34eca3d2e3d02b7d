"""Values of NumPy and of the standard library, there and back, and arguments that are changed in place."""

from __future__ import annotations

from idiom import Idiom, Way


def _back(name: str, make: str, holds: str, wrong: str = "None", imports: str = "") -> Idiom:
    """A function that returns ``make``; of the answer `v` the test says ``holds``."""
    head = f"{imports}\n" if imports else ""
    function = "back_" + "".join(letter if letter.isalnum() else "_" for letter in name)
    return Idiom(name, f"{head}def {function}():\n    return {make}", f"{head}v = {function}()\nassert {holds}",
                 f"{head}def {function}():\n    return {wrong}")  # fmt: skip


VALUES = [
    Idiom("values of an answer", "W = np.full((2, 3), 0.5, dtype=np.float32)\nnames = ['a', 'b']",
          "assert isinstance(W, np.ndarray) and W.dtype == np.float32\nassert names[-1] == 'b' and len(names) == 2\nassert type(names) is list",
          "W = np.full((2, 3), 0.5)\nnames = ['a', 'b']"),
    Idiom("an argument changed in place", "def inplace(x):\n    x += 1\n    return x",
          "x = np.zeros(2)\nassert inplace(x) is x\nassert x[0] == 1", "def inplace(x):\n    return x + 1"),
    Idiom("a list sorted in place", "def tidy(xs):\n    xs.sort()", "xs = [3, 1]\nassert tidy(xs) is None and xs == [1, 3]",
          "def tidy(xs):\n    return sorted(xs)"),
    Idiom("a set filled in place", "def mark(seen, x):\n    seen.add(x)", "s = {1}\nmark(s, 2)\nassert s == {1, 2}", "def mark(seen, x):\n    seen = {x}"),
    Idiom("a deque filled in place", "def enqueue(q, x):\n    q.append(x)",
          "from collections import deque\nq = deque([1, 2], maxlen=2)\nenqueue(q, 3)\nassert q == deque([2, 3]) and q.maxlen == 2",
          "def enqueue(q, x):\n    q.appendleft(x)"),
    Idiom("bytes changed in place", "def blank(b):\n    b[0] = 0", "b = bytearray(b'ab')\nblank(b)\nassert b == b'\\0b'", "def blank(b):\n    return bytes(b)"),
    Idiom("counts of the test's", "def count(c, words):\n    c.update(words)\n    return c.most_common(1)",
          "from collections import Counter\nc = Counter('a')\nassert count(c, 'ab') == [('a', 2)] and c['b'] == 1 and c['z'] == 0",
          "def count(c, words):\n    return [('a', 2)]"),
    Idiom("a view of an array", "def first_row_to(M, v):\n    M[0] = v", "M = np.zeros((3, 2))\nfirst_row_to(M, 7)\nassert M[0].tolist() == [7, 7] and M[1:].sum() == 0",
          "def first_row_to(M, v):\n    M = v"),
    Idiom("a function of the test's", "def numgrad(f, x, h=1e-5):\n    return (f(x + h) - f(x - h)) / (2 * h)",
          "assert abs(numgrad(lambda t: t ** 2, 3.0) - 6) < 1e-6", "def numgrad(f, x, h=1e-5):\n    return f(x)"),
    Idiom("a class of errors as argument", "def safe(f, kind):\n    try:\n        return f()\n    except kind:\n        return None",
          "def f():\n    raise KeyError('a')\nassert safe(f, KeyError) is None", "def safe(f, kind):\n    return f()"),
    Idiom("a masked array as argument", "def valid(x):\n    return x.compressed(), int(x.count())",
          "a, n = valid(np.ma.masked_array([1.0, 2.0, 3.0], [0, 1, 0]))\nassert n == 2 and a.tolist() == [1, 3]", "def valid(x):\n    return x.data, 3"),
    Idiom("a masked array as answer", "def hide(x):\n    return np.ma.masked_less(x, 0)",
          "m = hide(np.array([-1.0, 2.0]))\nassert m.mask.tolist() == [True, False] and m.filled(0).tolist() == [0, 2] and m.sum() == 2",
          "def hide(x):\n    return np.ma.masked_array(x, [True, True])"),
    Idiom("records as argument", "def oldest(people):\n    return people['name'][people['age'].argmax()]",
          "p = np.array([('a', 3), ('b', 5)], dtype=[('name', 'U5'), ('age', 'i4')])\nassert oldest(p) == 'b'", "def oldest(people):\n    return 'a'"),
    _back("records", "np.array([(1, 2.0)], dtype=[('n', 'i4'), ('x', 'f8')])",
          "v.dtype.names == ('n', 'x') and v['x'][0] == 2.0 and v[0]['n'] == 1", "np.array([[1, 2.0]])"),
    _back("dates of NumPy", "np.arange('2024-01-30', '2024-02-02', dtype='datetime64[D]')",
          "v.dtype == 'M8[D]' and v[-1] == np.datetime64('2024-02-01') and (v[1] - v[0]) == np.timedelta64(1, 'D')", "np.arange(3)"),
    _back("scalars of NumPy", "np.float32(0.5), np.int8(3), np.bool_(True), np.str_('a')",
          "[type(x) for x in v] == [np.float32, np.int8, np.bool_, np.str_] and v[0].dtype == 'f4'", "0.5, 3, True, 'a'"),
    _back("a complex array", "np.array([1 + 2j, 3])", "v.dtype == complex and v[0].imag == 2", "np.array([1, 3])"),
    _back("text in arrays", "np.array(['ab', 'c'])", "v.dtype.kind == 'U' and v.tolist() == ['ab', 'c']", "np.array([1, 2])"),
    _back("an array in Fortran order", "np.asfortranarray(np.arange(6.0).reshape(2, 3))", "v.shape == (2, 3) and v[1, 0] == 3", "np.zeros((3, 2))"),
    _back("a dtype", "np.dtype('int16')", "v == np.int16 and v.itemsize == 2", "np.dtype('int32')"),
    _back("the class of arrays", "np.ndarray", "v is np.ndarray and isinstance(np.zeros(1), v)", "list"),
    _back("nothing, not a number, infinity", "[None, float('nan'), -np.inf]", "v[0] is None and np.isnan(v[1]) and v[2] < -1e300", "[0, 0, 0]"),
    _back("a Decimal", "Decimal('0.1') + Decimal('0.2')", "v == Decimal('0.3') and isinstance(v, Decimal)", "0.1 + 0.2", "from decimal import Decimal"),
    _back("a Fraction", "Fraction(1, 3) + Fraction(1, 6)", "v == Fraction(1, 2) and v.denominator == 2", "1 / 3", "from fractions import Fraction"),
    _back("dates", "[dt.date(2024, 2, 29), dt.datetime(2024, 1, 1, 12, tzinfo=dt.timezone.utc), dt.timedelta(hours=1)]",
          "v[0].weekday() == 3 and v[1].tzinfo is dt.timezone.utc and v[2].total_seconds() == 3600", "[None] * 3", "import datetime as dt"),
    _back("a deque", "deque([1, 2, 3], maxlen=2)", "isinstance(v, deque) and v.maxlen == 2 and list(v) == [2, 3]", "[2, 3]", "from collections import deque"),
    _back("a Counter", "Counter('abca')", "v['a'] == 2 and v['z'] == 0 and v.most_common(1) == [('a', 2)]", "{'a': 2}", "from collections import Counter"),
    Idiom("a defaultdict", "from collections import defaultdict\ndef groups(words):\n    d = defaultdict(list)\n    for w in words:\n        d[len(w)].append(w)\n    return d",
          "from collections import defaultdict\nd = groups(['a', 'bb', 'c'])\nassert d == {1: ['a', 'c'], 2: ['bb']} and isinstance(d, defaultdict) and d[9] == []",
          "def groups(words):\n    return {1: ['a', 'c'], 2: ['bb']}"),
    _back("an OrderedDict", "OrderedDict(b=1, a=2)", "v == OrderedDict(b=1, a=2) and v != OrderedDict(a=2, b=1) and list(v) == ['b', 'a']", "{'a': 2, 'b': 1}",
          "from collections import OrderedDict"),
    _back("a range, a slice, an ellipsis", "range(2, 9, 3), slice(1, None), ...", "list(v[0]) == [2, 5, 8] and [1, 2][v[1]] == [2] and v[2] is ...", "[2, 5, 8], 0, 0"),
    _back("sets and bytes", "{1, 2}, frozenset('a'), b'x', bytearray(b'y')",
          "v == ({1, 2}, frozenset('a'), b'x', b'y') and [type(x) for x in v] == [set, frozenset, bytes, bytearray]", "([1, 2], 'a', 'x', 'y')"),
    _back("a path", "Path('data') / 'x.csv'", "v.name == 'x.csv' and v.suffix == '.csv' and v == Path('data/x.csv')", "'data/x.csv'", "from pathlib import Path"),
    _back("a universal id", "uuid.UUID(int=5)", "v == uuid.UUID(int=5) and v.int == 5", "5", "import uuid"),
    _back("a very large integer", "2 ** 300", "v == 1 << 300 and type(v) is int", "2.0 ** 300"),
    _back("a pattern that matched", "re.match(r'(\\d+)-(\\d+)', '12-34')", "v.group(1) == '12' and v.groups() == ('12', '34')", "re.match(r'(.)(.)', '12')", "import re"),
    Idiom("a named tuple of the test's", "def norm(p):\n    return p._replace(x=p.x / p.y, y=1)",
          "from collections import namedtuple\nXY = namedtuple('XY', ['x', 'y'])\nq = norm(XY(4, 2))\nassert q == (2, 1) and isinstance(q, XY)",
          "def norm(p):\n    return (2, 1)"),
    Idiom("values of the library as arguments", "def describe(*values):\n    return [type(v).__name__ for v in values]",
          "import datetime, decimal, fractions, collections, pathlib\n"
          "assert describe(decimal.Decimal(1), fractions.Fraction(1, 2), datetime.date(2024, 1, 1), collections.deque(), "
          "collections.OrderedDict(), pathlib.Path('a'), ...) == ['Decimal', 'Fraction', 'date', 'deque', 'OrderedDict', 'PosixPath', 'ellipsis']",
          "def describe(*values):\n    return ['str'] * 7"),
    Idiom("an array of objects", "def ragged(x):\n    return np.array([[1], [2, 3], x[1]], dtype=object)",
          "r = ragged(np.array([None, 'a'], dtype=object))\nassert isinstance(r, np.ndarray) and r.dtype == object and r.tolist() == [[1], [2, 3], 'a']",
          "def ragged(x):\n    return [[1], [2, 3], 'a']"),
    Idiom("a polynomial", "def line():\n    return np.polynomial.Polynomial([1, 2])", "p = line()\nassert p(3) == 7 and p.degree() == 1", "def line():\n    return lambda x: 7"),
    Idiom("a data type of the test's that cannot cross", "def kind_of(x):\n    return type(x).__name__",
          "import threading\nassert kind_of(threading.Lock()) == 'lock'", "def kind_of(x):\n    return ''", Way.INSIDE),
]  # fmt: skip
