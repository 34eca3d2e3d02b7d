r"""Derivations written in LaTeX as on paper, and judged line by line.

The author of a problem declares its inputs and its forward equations; no derivative is stored anywhere. A line is
read, its shapes are checked, and its value is compared with the true gradient at random numbers. The first thing that
is off is named, with one next step; the answer is never told.

>>> from byhand import derivation
>>> problem = derivation.Problem(
...     {"X": ("m", "n"), "W": ("n", "K"), "b": ("K",), "I_y": ("m", "K")},
...     [
...         r"Z = X W + b",
...         r"S = \operatorname{softmax}(Z)",
...         r"\ell = -\frac1m \operatorname{tr}(I_y^\top \log S)",
...     ],
... )
>>> derived = problem.derive(
...     "W",
...     [
...         r"\frac{\partial \ell}{\partial Z} = S - I_y",
...         r"\frac{\partial \ell}{\partial W} = X^\top \frac{\partial \ell}{\partial Z}",
...     ],
... )
>>> derived
  ✗ 1  \frac{\partial \ell}{\partial Z} = S - I_y
       the shape fits, the value is not that of the gradient
       Every entry is m = 7 times too large: a sum over the batch instead of the mean.
       Next step: Where does the mean over the examples enter, and is it still in this line?
  ✓ 2  \frac{\partial \ell}{\partial W} = X^\top \frac{\partial \ell}{\partial Z}
1 of 2 lines right

In an assignment the problem is in a given cell, the student fills a list of strings, and the test cell ends with the
points that each gradient is worth (a `check.Parts`)::

    # %% solution="lines_W"
    lines_W = [
        ### BEGIN SOLUTION
        r"\frac{\partial \ell}{\partial Z} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W} = X^\top \frac{\partial \ell}{\partial Z}",
        ### END SOLUTION
    ]

    # %% tests="lines_W" points=3
    derived = problem.derive("W", lines_W)
    derived.parts({"Z": 1, "W": 2})

`Problem.gradient` judges one line by itself; the result's ``require()`` raises `CheckFailed`, as any check does.
Judging takes whatever a student's variable holds, never raises because of it, and does a bounded amount of work.

`rules` says how a line is read where paper leaves it open. A number of examples called ``m`` and a penalty called
``\lambda`` are named in messages; the length of a bold 1 without neighbours is ``m``.

Where to look: ``latex`` turns text into a tree and a tree into type, ``algebra`` computes with trees, `declare` and
`sample` hold a problem, `deduction` goes through the lines, `judge` and `readings` find what is off, `judged` is what
was found as data, `display` shows it, and `points` counts it.
"""

from byhand.derivation.judgement import Derivation, Judgement
from byhand.derivation.problem import Problem
from byhand.derivation.rules import rules

__all__ = ["Derivation", "Judgement", "Problem", "rules"]
