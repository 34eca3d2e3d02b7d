"""Classes, their instances, exceptions and operators of the student's, and objects of the test's."""

from __future__ import annotations

from idiom import Idiom, Way

_VECTOR = """
class V:
    def __init__(self, x): self.x = x
    def __add__(self, o): return V(self.x + o.x)
    def __eq__(self, o): return isinstance(o, V) and self.x == o.x
    def __lt__(self, o): return self.x < o.x
    def __hash__(self): return hash(self.x)
"""

CLASSES = [
    Idiom("instances and attributes",
          "class Layer:\n    def __init__(self, n):\n        self.W = np.ones((n, n)); self.params = {'W': self.W}\n"
          "    def forward(self, X):\n        return X @ self.W\n    def __repr__(self):\n        return 'Layer()'\n"
          "class Relu(Layer):\n    pass",
          "l = Layer(3)\nassert isinstance(l, Layer)\nassert hasattr(l, 'forward')\nassert l.W.shape == (3, 3)\n"
          "assert l.params['W'].shape == (3, 3)\nassert np.allclose(l.forward(np.ones((1, 3))), 3)\n"
          "assert repr(l) == 'Layer()' and type(l) is Layer and type(l).__name__ == 'Layer'",
          "class Layer:\n    def __init__(self, n):\n        self.W = np.ones((n, n))"),
    Idiom("subclasses", "class Base:\n    pass\nclass Child(Base):\n    pass",
          "assert issubclass(Child, Base)\nassert isinstance(Child(), Base)\nassert not isinstance(Base(), Child)",
          "class Base:\n    pass\nclass Child:\n    pass"),
    Idiom("what a function made", "class Token:\n    kind = 'word'\ndef tokens(text):\n    return [Token() for _ in text.split()]",
          "found = tokens('a b')\nassert len(found) == 2 and all(isinstance(t, Token) for t in found)\n"
          "assert found[0].kind == 'word'", "class Token:\n    kind = 'word'\ndef tokens(text):\n    return text.split()"),
    Idiom("no instance of it", "class Leaf:\n    pass\ndef grow():\n    return Leaf()",
          "assert isinstance(grow(), Leaf) and not isinstance(3, Leaf) and not isinstance(grow(), (int, list))",
          "class Leaf:\n    pass\ndef grow():\n    return 3"),
    Idiom("text of an object", "class Show:\n    def __str__(self):\n        return 'shown'\n    def __format__(self, f):\n        return f",
          "assert str(Show()) == 'shown' and f'{Show():>3}' == '>3'", "class Show:\n    pass"),
    Idiom("equality and a sum", _VECTOR, "assert V(1) + V(2) == V(3)\nassert V(1) != V(2)", _VECTOR.replace("self.x + o.x", "0")),
    Idiom("equality that is always true", _VECTOR.replace("V(", "Z(").replace("class V", "class Z").replace("(o, V)", "(o, Z)"),
          "assert Z(1) + Z(2) == Z(3)",
          "class Z:\n    def __init__(self, x): pass\n    def __add__(self, o): return self\n"
          "    def __eq__(self, o): return True"),
    Idiom("order", _VECTOR.replace("V", "P"), "assert P(1) < P(2) and P(3) > P(2) and sorted([P(2), P(1)])[0].x == 1\nassert max(P(1), P(4)).x == 4",
          "class P:\n    def __init__(self, x): self.x = x\n    def __lt__(self, o): return True\n    __gt__ = __lt__"),
    Idiom("truth and length", "class Stack:\n    def __init__(self): self.a = []\n    def push(self, x): self.a.append(x)\n"
          "    def __len__(self): return len(self.a)\n    def __contains__(self, x): return x in self.a",
          "s = Stack()\nassert not s\ns.push(1)\nassert s\nassert len(s) == 1 and 1 in s and 2 not in s",
          "class Stack:\n    def __init__(self): self.a = []\n    def push(self, x): pass\n    def __len__(self): return 0"),
    Idiom("a class built on in the test", "class Model:\n    def loss(self, x):\n        return self.f(x) ** 2",
          "class Two(Model):\n    def f(self, x):\n        return 2 * x\nassert Two().loss(3) == 36\n"
          "assert isinstance(Two(), Model) and issubclass(Two, Model)",
          "class Model:\n    def loss(self, x):\n        return 2 * self.f(x)"),
    Idiom("super in the test's class", "class Net:\n    def __init__(self, n):\n        self.n = n\n    def size(self):\n        return self.n",
          "class Big(Net):\n    def __init__(self):\n        super().__init__(7)\n        self.extra = 1\n"
          "    def size(self):\n        return super().size() + self.extra\nassert Big().size() == 8 and Big().n == 7",
          "class Net:\n    def __init__(self, n):\n        self.n = 0\n    def size(self):\n        return self.n"),
    Idiom("class and static methods", "class Shape:\n    sides = 4\n    @classmethod\n    def make(cls):\n        return cls()\n"
          "    @staticmethod\n    def twice(x):\n        return 2 * x\n    @property\n    def double(self):\n        return 2 * self.sides",
          "assert Shape.twice(4) == 8 and Shape.sides == 4 and isinstance(Shape.make(), Shape) and Shape().double == 8",
          "class Shape:\n    sides = 3\n    @classmethod\n    def make(cls):\n        return cls()\n    @staticmethod\n"
          "    def twice(x):\n        return 2 * x\n    double = 8"),
    Idiom("a class variable set", "class Counter2:\n    step = 1\n    def __init__(self): self.n = 0\n    def go(self): self.n += self.step",
          "Counter2.step = 5\nc = Counter2()\nc.go()\nassert c.n == 5\nCounter2.step = 1",
          "class Counter2:\n    step = 1\n    def __init__(self): self.n = 0\n    def go(self): self.n += 1"),
    Idiom("the notebook's own exception",
          "class ShapeError(ValueError):\n    pass\ndef need(x):\n    if x < 0:\n        raise ShapeError('neg')\n    return x",
          "try:\n    need(-1)\nexcept ShapeError as e:\n    assert str(e) == 'neg'\nelse:\n    raise AssertionError('did not raise')",
          "class ShapeError(ValueError):\n    pass\ndef need(x):\n    if x < 0:\n        raise ValueError('neg')\n    return x"),
    Idiom("its base class", "class Empty(KeyError):\n    pass\ndef first(d):\n    if not d:\n        raise Empty('nothing')",
          "assert issubclass(Empty, KeyError) and issubclass(Empty, LookupError)\ntry:\n    first({})\nexcept KeyError as e:\n"
          "    assert isinstance(e, Empty)\nelse:\n    assert False",
          "class Empty(Exception):\n    pass\ndef first(d):\n    if not d:\n        raise Empty('nothing')"),
    Idiom("what an exception holds",
          "class TooLarge(Exception):\n    def __init__(self, limit):\n        super().__init__(f'over {limit}')\n        self.limit = limit\n"
          "def check_size(n):\n    if n > 3:\n        raise TooLarge(3)",
          "import pytest\nwith pytest.raises(TooLarge, match='over 3') as info:\n    check_size(4)\n"
          "assert info.value.limit == 3 and info.value.args == ('over 3',)",
          "class TooLarge(Exception):\n    limit = 0\ndef check_size(n):\n    raise TooLarge('over 3')"),
    Idiom("assertRaises of it", "class Odd(Exception):\n    pass\ndef even(n):\n    if n % 2:\n        raise Odd(n)\n    return n",
          "import unittest\nt = unittest.TestCase()\nwith t.assertRaises(Odd):\n    even(3)\nt.assertEqual(even(2), 2)",
          "class Odd(Exception):\n    pass\ndef even(n):\n    return n"),
    Idiom("an exception made by the test", "class Stop2(Exception):\n    pass\ndef guarded(f):\n    try:\n        return f()\n    except Stop2:\n        return 'stopped'",
          "def f():\n    raise Stop2('now')\nassert guarded(f) == 'stopped'", "class Stop2(Exception):\n    pass\ndef guarded(f):\n    return None"),
    Idiom("a generator", "def batches(n):\n    for i in range(n):\n        yield i",
          "import inspect, types\nassert list(batches(3)) == [0, 1, 2]\ng = batches(2)\nassert next(g) == 0\n"
          "assert inspect.isgenerator(g) and inspect.isgeneratorfunction(batches)",
          "def batches(n):\n    return list(range(n + 1))"),
    Idiom("a context manager", "class Opened:\n    on = False\n    def __enter__(self):\n        self.on = True\n        return self\n"
          "    def __exit__(self, *a):\n        self.on = False",
          "with Opened() as o:\n    assert o.on\nassert not o.on", "class Opened:\n    on = False\n    def __enter__(self):\n        return self\n    def __exit__(self, *a):\n        pass"),
    Idiom("a method that returns self", "class Fit:\n    def fit(self, x):\n        self.mean_ = sum(x) / len(x)\n        return self",
          "m = Fit()\nassert m.fit([1, 3]) is m and m.mean_ == 2 and m.fit([4]).mean_ == 4",
          "class Fit:\n    def fit(self, x):\n        self.mean_ = 2\n        return Fit()"),
    Idiom("an object that can be called", "class Adder:\n    def __init__(self, n): self.n = n\n    def __call__(self, x): return x + self.n",
          "add = Adder(2)\nassert callable(add) and add(3) == 5", "class Adder:\n    def __init__(self, n): self.n = n\n    def __call__(self, x): return x"),
    Idiom("entries and a walk", "class Rows:\n    def __init__(self): self.d = {}\n    def __setitem__(self, k, v): self.d[k] = v\n"
          "    def __getitem__(self, k): return self.d[k]\n    def __iter__(self): return iter(self.d)\n    def __delitem__(self, k): del self.d[k]",
          "r = Rows()\nr['a'] = 1\nr['b'] = 2\ndel r['b']\nassert r['a'] == 1 and list(r) == ['a']",
          "class Rows:\n    def __setitem__(self, k, v): pass\n    def __getitem__(self, k): return 1\n    def __iter__(self): return iter('ab')\n    def __delitem__(self, k): pass"),
    Idiom("vars and dir", "class Config:\n    def __init__(self): self.lr, self.steps = 0.1, 3\n    def run(self): return 1",
          "c = Config()\nassert vars(c) == {'lr': 0.1, 'steps': 3} and 'run' in dir(c) and c.__dict__['lr'] == 0.1",
          "class Config:\n    def __init__(self): self.lr = 0.1\n    def run(self): return 1"),
    Idiom("a copy", "class Weights:\n    def __init__(self): self.w = [1]\n    def grow(self): self.w.append(2)",
          "import copy\na = Weights()\nb = copy.deepcopy(a)\nb.grow()\nassert a.w == [1] and b.w == [1, 2]",
          "class Weights:\n    w = [1]\n    def grow(self): Weights.w = Weights.w + [2]"),
    Idiom("members of an enum", "import enum\nclass Suit(enum.Enum):\n    CLUBS = 'c'\n    HEARTS = 'h'\ndef best():\n    return Suit.HEARTS",
          "assert best() is Suit.HEARTS and best().name == 'HEARTS' and best() == Suit.HEARTS and len(Suit) == 2\n"
          "assert isinstance(best(), Suit) and [s.value for s in Suit] == ['c', 'h'] and Suit('c') is Suit.CLUBS",
          "import enum\nclass Suit(enum.Enum):\n    CLUBS = 'c'\n    HEARTS = 'h'\ndef best():\n    return Suit.CLUBS"),
    Idiom("a dataclass", "from dataclasses import dataclass\n@dataclass\nclass Item:\n    name: str\n    price: float = 1.0",
          "i = Item('a', 2.0)\nassert i == Item('a', 2.0) and i.name == 'a' and repr(i) == \"Item(name='a', price=2.0)\"\n"
          "assert i != Item('b', 2.0)", "class Item:\n    def __init__(self, name, price=1.0): self.name = name"),
    Idiom("fields of a dataclass", "from dataclasses import dataclass\n@dataclass\nclass Row2:\n    a: int\n    b: int = 0",
          "import dataclasses\nassert dataclasses.asdict(Row2(1)) == {'a': 1, 'b': 0}", "class Row2:\n    pass", Way.INSIDE),
    Idiom("a named tuple", "from collections import namedtuple\nPoint = namedtuple('Point', 'x y')\ndef origin():\n    return Point(0, 0)",
          "p = origin()\nassert p == (0, 0) and p.x == 0 and isinstance(p, Point) and p._replace(x=1) == Point(1, 0)\n"
          "assert Point(1, 2)._asdict() == {'x': 1, 'y': 2}",
          "def Point(x, y):\n    return (x, y)\ndef origin():\n    return (0, 0)"),
    Idiom("a list of its own kind", "class Bag(list):\n    def total(self): return sum(self)",
          "b = Bag([1, 2])\nb.append(3)\nassert b.total() == 6 and len(b) == 3 and b[0] == 1 and isinstance(b, Bag)",
          "class Bag(list):\n    def total(self): return 3"),
    Idiom("an object of the test's", "def descend(model, lr):\n    model.w = model.w - lr * model.grad(model.w)\n    return model",
          "class M:\n    w = 1.0\n    def grad(self, w):\n        return 2 * w\nmm = descend(M(), 0.25)\nassert mm.w == 0.5 and isinstance(mm, M)",
          "def descend(model, lr):\n    return model"),
    Idiom("an instance of a given class", "def place(x):\n    return Place(x)\ndef where(p):\n    return p.x if isinstance(p, Place) else None",
          "p = place(3)\nassert isinstance(p, Place) and p.x == 3 and p.double() == 6 and where(Place(4)) == 4",
          "class Other:\n    x = 3\n    def double(self): return 6\ndef place(x):\n    return Other()\ndef where(p):\n    return 4"),
    Idiom("a container of the test's", "def ends(seq):\n    return seq[0], seq[len(seq) - 1], list(seq)",
          "class Seq:\n    def __len__(self): return 3\n    def __getitem__(self, i):\n        if i >= 3: raise IndexError\n        return 10 * i\n"
          "assert ends(Seq()) == (0, 20, [0, 10, 20])", "def ends(seq):\n    return 0, 20, [0]"),
    Idiom("an iterator of the test's", "def take(it, n):\n    return [next(it) for _ in range(n)]",
          "it = (x * x for x in range(9))\nassert take(it, 3) == [0, 1, 4] and next(it) == 9",
          "def take(it, n):\n    return list(it)[:n]"),
    Idiom("a text buffer", "def write_report(file):\n    file.write('ok\\n')\n    print('done', file=file)\ndef lines(file):\n    return [l.strip() for l in file]",
          "import io\nb = io.StringIO()\nwrite_report(b)\nassert b.getvalue() == 'ok\\ndone\\n' and lines(io.StringIO('a\\nb')) == ['a', 'b']",
          "def write_report(file):\n    print('done', file=file)\ndef lines(file):\n    return []"),
    Idiom("an abstract class", "from abc import ABC, abstractmethod\nclass Solver(ABC):\n    @abstractmethod\n    def solve(self): ...\n    def run(self): return self.solve() + 1",
          "class Mine(Solver):\n    def solve(self): return 4\nassert Mine().run() == 5\ntry:\n    Solver()\nexcept TypeError:\n    pass\nelse:\n    assert False",
          "class Solver:\n    def solve(self): ...\n    def run(self): return self.solve() + 1"),
    Idiom("a closure", "def adder(n):\n    def add(x):\n        return x + n\n    return add",
          "f = adder(3)\nassert callable(f) and f(4) == 7 and [g(1) for g in map(adder, (1, 2))] == [2, 3]",
          "def adder(n):\n    return lambda x: 7"),
    Idiom("a decorator", "def logged(f):\n    def wrapped(*a):\n        wrapped.calls += 1\n        return f(*a)\n    wrapped.calls = 0\n    return wrapped",
          "f = logged(lambda x: 2 * x)\nassert f(2) == 4 and f(3) == 6 and f.calls == 2",
          "def logged(f):\n    f.calls = 2\n    return f"),
    Idiom("a linked list", "class Node:\n    def __init__(self, v, next=None): self.v, self.next = v, next\ndef chain(vs):\n    head = None\n"
          "    for v in reversed(vs):\n        head = Node(v, head)\n    return head",
          "n, seen = chain([1, 2, 3]), []\nwhile n is not None:\n    seen.append(n.v)\n    n = n.next\nassert seen == [1, 2, 3]",
          "class Node:\n    def __init__(self, v, next=None): self.v, self.next = v, None\ndef chain(vs):\n    return Node(vs[0])"),
]  # fmt: skip
