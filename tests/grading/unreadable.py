"""Cells that Python cannot parse, some of them hard on whoever tries."""

from autograder.grading.purity import LONGEST_SOURCE

UNREADABLE = {
    "signs": "x = " + "-" * 20_000 + "1",
    "nots": "x = " + "not " * 20_000 + "1",
    "lambdas": "f = " + "lambda: " * 5_000 + "1",
    "brackets": "x = " + "(" * 5_000 + ")" * 5_000,
    "attributes": "x = a" + ".b" * 20_000,
    "calls": "x = a" + "()" * 20_000,
    "sums": "x = 1" + "+1" * 20_000,
    "branches": "if a:\n    b\n" + "elif a:\n    b\n" * 5_000,
    "loops": "\n".join(" " * depth + "for a in b:" for depth in range(500)),
    "magics": "%timeit x\n" * 2_000,
    "half of a pair": "def f(x):\n    return '\ud800'",
    "no character": "def f(x):\n    return '\0'",
    "too long": "x = [" + "1, " * LONGEST_SOURCE + "]",
}
