"""Names that a test sets, patches, deletes and looks up, seeds, and what a function says of itself."""

from __future__ import annotations

from idiom import Idiom, Way

NAMES = [
    Idiom("a seed", "def init(n):\n    return np.random.randn(n)",
          "np.random.seed(3)\na = init(4)\nnp.random.seed(3)\nassert np.allclose(a, np.random.randn(4))",
          "def init(n):\n    return np.random.rand(n)"),
    Idiom("a sequence that goes on", "def three():\n    return np.random.randn(3)",
          "np.random.seed(1)\na, b = three(), np.random.randn(2)\nnp.random.seed(1)\n"
          "assert np.array_equal(np.concatenate([a, b]), np.random.randn(5))",
          "def three():\n    return np.random.randn(5)[:3]"),
    Idiom("the module random", "import random\ndef roll(n):\n    return [random.randint(1, 6) for _ in range(n)]",
          "import random\nrandom.seed(7)\na = roll(5)\nb = random.random()\nrandom.seed(7)\n"
          "assert a == [random.randint(1, 6) for _ in range(5)] and b == random.random()",
          "import random\ndef roll(n):\n    return [random.randint(2, 7) for _ in range(n)]"),
    Idiom("a RandomState", "def noise(state, n):\n    return state.normal(size=n)",
          "state = np.random.RandomState(5)\na, b = noise(state, 3), state.normal()\n"
          "assert np.array_equal([*a, b], np.random.RandomState(5).normal(size=4))",
          "def noise(state, n):\n    return state.uniform(size=n)"),
    Idiom("a Random", "def draw(source):\n    return source.gauss(0, 1)",
          "import random\nr = random.Random(2)\na, b = draw(r), draw(r)\ns = random.Random(2)\n"
          "assert (a, b) == (s.gauss(0, 1), s.gauss(0, 1))",
          "def draw(source):\n    return source.random()"),
    Idiom("a Generator", "def shuffled(x, source):\n    return source.permutation(x)",
          "g = np.random.default_rng(4)\na, b = shuffled(5, g), g.random()\nh = np.random.default_rng(4)\n"
          "assert np.array_equal(a, h.permutation(5)) and b == h.random()",
          "def shuffled(x, source):\n    return np.arange(x)"),
    Idiom("a generator of the notebook's", "def sample(n):\n    return rng.normal(size=n)",
          "rng = np.random.default_rng(11)\na = sample(2)\nb = sample(2)\n"
          "assert np.array_equal([*a, *b], np.random.default_rng(11).normal(size=4))",
          "def sample(n):\n    return np.zeros(n)"),
    Idiom("a constant set and set back", "def scaled(x):\n    return x * FACTOR",
          "old = FACTOR\nFACTOR = 5\nassert scaled(1) == 5\nFACTOR = old\nassert scaled(1) == 2",
          "def scaled(x):\n    return 2 * x"),
    Idiom("a dict of options set anew", "def step(g):\n    return OPTIONS['rate'] * g",
          "OPTIONS = {'rate': 3}\nassert step(2) == 6", "def step(g):\n    return g / 2"),
    Idiom("through globals()", "def tripled(x):\n    return 3 * x * FACTOR",
          "globals()['FACTOR'] = 1\nassert tripled(2) == 6\nglobals()['FACTOR'] = 2\nassert tripled(2) == 12",
          "def tripled(x):\n    return 6 * x"),
    Idiom("a patched function", "def inner(x):\n    return x + 1\ndef outer(x):\n    return 2 * inner(x)",
          "from unittest.mock import patch\nwith patch('__main__.inner', return_value=10) as mm:\n"
          "    assert outer(1) == 20\n    mm.assert_called_once_with(1)\nassert outer(1) == 4",
          "def inner(x):\n    return x + 1\ndef outer(x):\n    return 2 * (x + 1)"),
    Idiom("a spy that wraps", "def area(r):\n    return 3 * r * r\ndef total_area(rs):\n    return sum(area(r) for r in rs)",
          "from unittest import mock\nwith mock.patch('__main__.area', wraps=area) as spy:\n"
          "    assert total_area([1, 2]) == 15\nassert spy.call_count == 2",
          "def area(r):\n    return 3 * r * r\ndef total_area(rs):\n    return 15"),
    Idiom("a deleted function",
          "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]\ndef sum_of_squares(n):\n    return sum(squares(n))",
          "keep = squares\ndel squares\ntry:\n    sum_of_squares(1)\nexcept NameError:\n    pass\nelse:\n"
          "    raise AssertionError('use squares')\nfinally:\n    squares = keep\nassert sum_of_squares(3) == 14",
          "def squares(n):\n    return [i ** 2 for i in range(1, n + 1)]\ndef sum_of_squares(n):\n    return 14"),
    Idiom("a function put in its place", "def loss(w):\n    return w * w\ndef slope(w):\n    return (loss(w + 1) - loss(w - 1)) / 2",
          "kept = loss\nloss = lambda w: 5 * w\nassert slope(3) == 5\nloss = kept\nassert slope(3) == 6",
          "def loss(w):\n    return w * w\ndef slope(w):\n    return 2 * w"),
    Idiom("typed input", "def ask_age():\n    return int(input('How old? ')) + 1",
          "from unittest.mock import patch\nwith patch('builtins.input', return_value='41'):\n    assert ask_age() == 42",
          "def ask_age():\n    return 42 if False else 41"),
    Idiom("inputs one after the other", "def ask_two():\n    return [input(), input()]",
          "from unittest.mock import patch\nwith patch('builtins.input', side_effect=['a', 'b']):\n"
          "    assert ask_two() == ['a', 'b']", "def ask_two():\n    return [input()] * 2"),
    Idiom("a builtin not to be used", "def my_sum(values):\n    total = 0\n    for v in values:\n        total += v\n    return total",
          "from unittest.mock import patch\nwith patch('builtins.sum', side_effect=AssertionError('no sum')):\n"
          "    assert my_sum([1, 2, 3]) == 6", "def my_sum(values):\n    return sum(values)"),
    Idiom("a library function not to be used", "def solve2(A, b):\n    return np.linalg.solve(A, b)",
          "from unittest.mock import patch\nwith patch('numpy.linalg.inv', side_effect=AssertionError('no inv')):\n"
          "    assert np.allclose(solve2(2 * np.eye(2), np.ones(2)), 0.5)",
          "def solve2(A, b):\n    return np.linalg.inv(A) @ b"),
    Idiom("a source without loops", "def total(x):\n    return x.sum()",
          "import inspect\nassert 'for ' not in inspect.getsource(total)\nassert total(np.ones(3)) == 3",
          "def total(x):\n    s = 0\n    for v in x:\n        s += v\n    return s"),
    Idiom("a tree of the source", "def plus(a, b):\n    return a + b",
          "import ast, inspect, textwrap\ntree = ast.parse(textwrap.dedent(inspect.getsource(plus)))\n"
          "assert not any(isinstance(n, (ast.For, ast.While)) for n in ast.walk(tree)) and plus(1, 2) == 3",
          "def plus(a, b):\n    while True:\n        return a + b"),
    Idiom("the source of a method", "class Unit:\n    def value(self):\n        return 1",
          "import inspect\nassert 'return 1' in inspect.getsource(Unit.value)",
          "class Unit:\n    def value(self):\n        return 2"),
    Idiom("a signature", 'def affine(X, W, b=0.0):\n    """X W + b"""\n    return X @ W + b',
          "import inspect\nassert list(inspect.signature(affine).parameters) == ['X', 'W', 'b']\n"
          "assert inspect.signature(affine).parameters['b'].default == 0.0\nassert callable(affine)\n"
          "assert affine.__name__ == 'affine' and inspect.isfunction(affine)",
          "def affine(X, W):\n    return X @ W"),
    Idiom("documentation", 'def documented(x):\n    """Doubles."""\n    return 2 * x',
          "import inspect\nassert documented.__doc__ and 'Doubles' in documented.__doc__\n"
          "assert inspect.getdoc(documented) == 'Doubles.'", "def documented(x):\n    return 2 * x"),
    Idiom("annotations", "def typed(x: int) -> float:\n    return float(x)",
          "assert typed.__annotations__['return'] in (float, 'float')\nassert type(typed(1)) is float",
          "def typed(x):\n    return float(x)"),
    Idiom("defaults", "def power(x, n=2, *, sign=1):\n    return sign * x ** n",
          "assert power.__defaults__ == (2,) and power.__kwdefaults__ == {'sign': 1} and power(3) == 9",
          "def power(x, n=3, *, sign=1):\n    return sign * x ** n"),
    Idiom("names in the code", "def dot(a, b):\n    return np.dot(a, b)",
          "assert 'dot' in dot.__code__.co_names and dot.__code__.co_argcount == 2 and dot([1], [2]) == 2",
          "def dot(a, b):\n    return sum(x * y for x, y in zip(a, b))"),
    Idiom("a name in globals()", "answer = 42", "assert 'answer' in globals(), 'define answer'\nassert answer == 42", "answer = 41"),
    Idiom("only in globals()", "result_7 = 49", "assert globals().get('result_7') == 49", "result_7 = 48"),
    Idiom("the names of the shell", "def un(x):\n    return -x", "assert get_ipython().user_ns['un'](2) == -2",
          "def un(x):\n    return x"),
    Idiom("hasattr of the notebook", "gamma = 0.9",
          "import sys\nassert hasattr(sys.modules['__main__'], 'gamma') and gamma == 0.9", "gamma = 1.9"),
    Idiom("eval of an expression", "def half(x):\n    return x / 2", "assert eval('half(3)') == 1.5", "def half(x):\n    return x"),
    Idiom("points in parts", "def third(x):\n    return x / 3",
          "score = 0\nif third(3) == 1:\n    score += 0.5\nif third(0) == 0:\n    score += 0.5\nscore",
          "def third(x):\n    return 7"),
    Idiom("a cell magic", "def tm(x):\n    return x", "%%time\nassert tm(3) == 3", "def tm(x):\n    return 4"),
    Idiom("magics and a shell line", "def lm(x):\n    return x", "%matplotlib inline\n!true\nassert lm(1) == 1", "def lm(x):\n    return 2"),
    Idiom("an import in the test", "def ia(x):\n    return x", "import math\nassert ia(2) == math.sqrt(4)", "def ia(x):\n    return 3"),
    Idiom("deep recursion", "def fact(n):\n    return 1 if n == 0 else n * fact(n - 1)",
          "assert fact(200) % 7 == 0\nassert fact(25) == 15511210043330985984000000", "def fact(n):\n    return n"),
    Idiom("the bytecode", "def plain(x):\n    return x",
          "import dis\nassert 'FOR_ITER' not in {i.opname for i in dis.get_instructions(plain)}", None, Way.INSIDE),
]  # fmt: skip
