# ---
# jupyter:
#   jupytext:
#     cell_markers: r"""
#     text_representation:
#       extension: .py
#       format_name: percent
#       format_version: '1.3'
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# Lecture 4. Chain rule, Jacobians, and what they cost

**The question.** A network is a chain of steps. Each step has a matrix of slopes, its *Jacobian*, and
the chain rule multiplies these matrices. For layers of 4096 units, one product of two such matrices takes
69 billion multiplications. Yet training needs a gradient for every batch, thousands of times an
hour, and gets it. How?

The answer has two halves. *Multiply in the right order*: start at the loss, so that you carry a row
of numbers and never a matrix. And *do not build the matrices*: each step can multiply a row by its
Jacobian without writing the Jacobian down. The two together are backpropagation. In lecture 3 you
derived it for one network, and here you see why it is cheap and why it works for every network.

You need lectures 1 and 3: the softmax, the gradient $S - I_y$, the two-layer network, and products
of matrices. The text takes about 30 minutes to read. With the
code, the predictions and the three questions, plan about two hours.
"""

# %%
import csv
import tracemalloc
from functools import cache
from itertools import pairwise
from math import prod
from pathlib import Path

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LinearSegmentedColormap

from byhand import gradients, graphs, plots

plots.use_style()
np.set_printoptions(precision=4, suppress=True)

# Slopes below zero are blue, slopes above are orange. Every entry shows its number, so grey is enough.
TINTS = LinearSegmentedColormap.from_list("slopes", ["#6BAED6", "white", "#F4A582"])


def number(value, digits=1):
    """A slope as short text: a dot for an exact zero, a real minus sign, and none before 0.0."""
    return "·" if value == 0 else f"{round(value, digits) + 0.0:.{digits}f}".replace("-", "−")


def strip(*items, digits=1, width=9.5, height=2.8, size=9):
    """Draw (title, matrix) pairs and the signs between them in one row, all entries equally large."""
    _, ax = plt.subplots(figsize=(width, height), layout="constrained")
    tallest, x = max(len(item[1]) for item in items if not isinstance(item, str)), 0.0
    for item in items:
        if isinstance(item, str):
            ax.text(x + 0.5, 0, item, ha="center", va="center", fontsize=14)
            x += 1
            continue
        title, matrix = item
        (rows, columns), limit = matrix.shape, np.abs(matrix).max()
        edges = x + np.arange(columns + 1), rows / 2 - np.arange(rows + 1)
        ax.pcolormesh(*edges, matrix, cmap=TINTS, vmin=-limit, vmax=limit)
        ax.add_patch(plt.Rectangle((x, -rows / 2), columns, rows, fill=False, lw=1))
        for (j, k), value in np.ndenumerate(matrix):
            text = number(value, digits)
            ax.text(x + k + 0.5, rows / 2 - j - 0.5, text, ha="center", va="center", fontsize=size)
        ax.text(x + columns / 2, rows / 2 + 0.15, title, ha="center", va="bottom", fontsize=11)
        ax.text(x + columns / 2, -rows / 2 - 0.15, f"{rows} × {columns}", ha="center", va="top", fontsize=9)
        x += columns
    ax.set(xlim=(-0.1, x + 0.1), ylim=(-tallest / 2 - 0.8, tallest / 2 + 0.9), aspect="equal")
    ax.axis("off")
    plt.show()


# %% [markdown]
r"""
Here is the whole lecture in one picture. A small network takes five numbers to four sums, bends
them with $\tanh$, and takes them to three scores and one loss. Each framed matrix holds the slopes
of one step; dots are zeros. The row on the left says how the loss reacts to the three scores.
"""

# %% picture="A row of three slopes times three matrices of slopes, the middle one diagonal, equals a row of five"
rng = np.random.default_rng(32)
x = rng.standard_normal((1, 5)).round(1)
W1, b1 = (0.7 * rng.standard_normal((5, 4))).round(1), np.array([0.3, -0.2, 0.1, 0.4])
W2, b2 = rng.standard_normal((4, 3)).round(1), np.array([0.2, -0.1, 0.5])
label = 2

z1 = x @ W1 + b1
a1 = np.tanh(z1)
z2 = a1 @ W2 + b2
s = np.exp(z2) / np.exp(z2).sum()
g_scores = s - np.eye(3)[[label]]  # lecture 1: probabilities minus the one-hot label
J_first, J_bend, J_second = W1.T, np.diag(1 - a1[0] ** 2), W2.T
g_x = g_scores @ J_second @ J_bend @ J_first

strip(
    (r"$\partial\ell/\partial Z_2$", g_scores),
    "·",
    ("second layer", J_second),
    "·",
    ("tanh", J_bend),
    "·",
    ("first layer", J_first),
    "=",
    (r"$\partial\ell/\partial X$", g_x),
)

# %% [markdown]
r"""
**Predict first.** A product of four factors can be worked out in several orders, and all of them
give the same row. Imagine the same picture with layers of 4096 units, so that all matrices are
$4096 \times 4096$.

1. How much memory does one matrix take, at 8 bytes a number?
2. Is it cheaper to begin at the left end or at the right end of the picture? By what factor, about:
   2, 30, or 3000?
3. In the middle matrix only the diagonal is not zero. How many of its 16.8 million numbers do you need?

Write your answers down. The lecture measures all three.

## Names used in this lecture

Examples are *rows*, as in the whole series. Indices start at 0. The names are those of homework 2.

| symbol | shape | meaning | in code |
|:--|:--|:--|:--|
| $z \to s$ | $(n,)$, $(d,)$ | one step: a row of $n$ numbers goes in, a row of $d$ comes out | `z`, `s` |
| $j,\ k$ | scalars | index of an output, of an input of a step | `j`, `k` |
| $\ell$ | scalar | the last number of the chain, the loss | |
| $g_j = \partial\ell/\partial s_j$ | $(d,)$ | the row that arrives from the loss: one slope for each output | `g` |
| $J_{jk} = \partial s_j/\partial z_k$ | $(d, n)$ | the Jacobian: a row per output, a column per input | `J` |
| $gJ$ | $(n,)$ | the **vector–Jacobian product**, VJP: the row that leaves the step | |
| $J_1, J_2, J_3$ | | Jacobians of a chain; step 1 comes first, step 3 is next to the loss | `J1`, … |
| $W,\ b$ | $(n, d)$, $(d,)$ | weights and biases of a linear step $s = zW + b$ | `W`, `b` |
| $\sigma,\ \sigma'$ | | a function applied to each entry by itself, and its slope | |
| $u$ | | numbers half way between $x$ and $\ell$ | `u` |
| $a \circ b$ | | product entry by entry, `*` in NumPy | |
| $[j = k]$ | scalar | 1 if $j$ equals $k$, otherwise 0 | `j == k` |

For the two-layer network, $X, W_1, b_1, Z_1, A_1, W_2, b_2, Z_2, S$ are what they were in lecture 3.
"""


# %%
def agree(what, formula, numeric, tolerance=1e-6):
    """Stop unless two arrays agree in every entry. Say so if they do, and show them if they are short."""
    error = gradients.relative_error(formula, numeric)
    assert error < tolerance, f"{what}: relative error {error:.1e}"
    print(f"✓ {what}: formula and numbers agree (relative error below {tolerance:.0e})")
    if np.ndim(formula) < 2:
        print("    formula", np.round(formula, 4) + 0.0)
        print("    numbers", np.round(numeric, 4) + 0.0)


def network_loss(x):
    """The loss of the opening network, straight from the definition."""
    z2 = np.tanh(x @ W1 + b1) @ W2 + b2
    return float(np.log(np.exp(z2).sum()) - z2[0, label])


agree("the row on the right of the picture", g_x, gradients.central(network_loss, x))

# %% [markdown]
r"""
## One number at a time

Begin with single numbers: $x$ makes $u$, and $u$ makes $\ell$. UvA's example is $u = \frac12 x^2$,
$\ell = \sin u$. We look at it at $x = 2$.

A derivative is a **local factor of stretching**. Near $x = 2$ the function $\frac12 x^2$ has slope
2: a short piece of the $x$-axis becomes a piece twice as long on the $u$-axis. Near $u = 2$ the sine
has slope $\cos 2 = -0.416$. The piece shrinks to 0.416 of its length and is turned round.
"""

# %% picture="Three number lines: a short piece at x = 2 doubles on the u line, then shrinks and turns round"
h = 0.02
pieces = {
    "$x$": (2.0, 2.0 + h),
    r"$u = \frac{1}{2} x^2$": (2.0, (2.0 + h) ** 2 / 2),
    r"$\ell = \sin u$": (np.sin(2.0), np.sin((2.0 + h) ** 2 / 2)),
}
fig, ax = plt.subplots(figsize=(9.5, 3.3), layout="constrained")
for line, (name, (start, end)) in enumerate(pieces.items()):
    y, offset = -line, end - start
    ax.axhline(y, color="0.6", lw=1)
    ax.annotate("", (offset, y), (0, y), arrowprops={"arrowstyle": "-|>", "lw": 5, "color": "C0", "shrinkA": 0})
    ax.plot([0], [y], "k|", ms=14)
    ax.text(-0.042, y + 0.1, name, va="bottom", fontsize=12)
    ax.text(0, y - 0.13, f"{start:.3f}", ha="center", va="top", fontsize=10)
    ax.text(offset / 2, y + 0.12, f"{offset:+.4f}".replace("-", "−"), ha="center", va="bottom", fontsize=10, color="C0")
for y, words in [(-0.5, "times about 2"), (-1.5, "times about −0.416")]:
    ax.text(0.047, y, words, va="center", fontsize=11)
    ax.annotate("", (0.045, y - 0.3), (0.045, y + 0.3), arrowprops={"arrowstyle": "-|>", "color": "black"})
ax.set(xlim=(-0.043, 0.068), ylim=(-2.5, 0.5))
ax.axis("off")
plt.show()

# %% [markdown]
r"""
Two factors of stretching, one after the other, multiply. That is the chain rule:

$$ \frac{d\ell}{dx} = \frac{d\ell}{du} \cdot \frac{du}{dx} . $$

Now the same with care, for any two functions that have a derivative.

**Step 1. What a derivative promises.** Move $x$ by $h$. Then $u$ moves by some $p$, and

$$ p = \bigl(u'(x) + r\bigr)\, h , \qquad r \to 0 \text{ as } h \to 0 . $$

This is the definition of $u'(x)$, solved for $p$: the error $r$ is what the quotient $p/h$ still
lacks.

**Step 2. The same for the second function.** When $u$ moves by $p$, $\ell$ moves by
$(\ell'(u) + q)\,p$, and $q \to 0$ as $p \to 0$. If $p = 0$, then $u$ and $\ell$ have not moved at all:
the formula holds for any $q$, and we set $q = 0$.

**Step 3. Put step 1 into step 2 and divide by $h$.**

$$ \frac{\text{change of } \ell}{h} = \bigl(\ell'(u) + q\bigr)\bigl(u'(x) + r\bigr) . $$

**Step 4. Let $h$ go to 0.** Then $r \to 0$; by step 1 $p \to 0$, so $q \to 0$. What is left is
$\ell'(u)\, u'(x)$. Nothing was divided by $p$, which may well be 0.

In UvA's example: $\ell'(u) = \cos u$ and $u'(x) = x$, so $d\ell/dx = \cos(\frac12 x^2) \cdot x$.
"""

# %%
slope_u, slope_l = 2.0, np.cos(2.0)
print("       h          r          q   change / h   (ℓ' + q)(u' + r)")
for h in [1e-1, 1e-2, 1e-3, 1e-4]:
    p = (2 + h) ** 2 / 2 - 2
    change = np.sin(2 + p) - np.sin(2)
    r, q = p / h - slope_u, change / p - slope_l
    print(f"{h:8.4f}  {r:9.5f}  {q:9.5f}   {change / h:10.5f}   {(slope_l + q) * (slope_u + r):17.5f}")
    assert np.isclose(change / h, (slope_l + q) * (slope_u + r))
agree("step 4", slope_l * slope_u, gradients.central(lambda x: np.sin(x**2 / 2), 2.0))
assert round(np.cos(2.0), 3) == -0.416
assert abs(r) < 1e-3
assert abs(q) < 1e-3

# %% [markdown]
r"""
## Several numbers: all paths add up

Now $x$ has several entries and so has $u$. UvA's graph has three inputs, two numbers half way, and
one result. Ours has the same form, with functions chosen so that all slopes are whole numbers:

$$ u_0 = x_0 x_1, \qquad u_1 = x_0 + x_1 x_2, \qquad \ell = u_0 u_1 + u_1^2,
\qquad \text{at } x = (2, 3, -1) . $$

The input $x_1$ reaches the loss along two paths, through $u_0$ and through $u_1$. What is
$\partial\ell/\partial x_1$?

**Step 1. Move the one input.** Let $x_1$ grow by $h$. Each $u_j$ then moves by
$p_j \approx \dfrac{\partial u_j}{\partial x_1}\, h$.

**Step 2. Walk one coordinate at a time.** Go from $(u_0, u_1)$ to $(u_0 + p_0, u_1)$, then on to
$(u_0 + p_0, u_1 + p_1)$. In each leg one number moves, so the scalar rule holds: the loss changes by
about $\dfrac{\partial\ell}{\partial u_0}\, p_0$, then by about
$\dfrac{\partial\ell}{\partial u_1}\, p_1$. (The second slope is taken at a point that has moved by
$p_0$. If the slopes of $\ell$ are continuous, as here, that makes no difference in the limit.)

**Step 3. Add the legs, divide by $h$, let $h$ go to 0.** For any number of $u_j$ and any input
$x_k$:

$$ \boxed{\; \frac{\partial\ell}{\partial x_k}
= \sum_j \frac{\partial\ell}{\partial u_j}\, \frac{\partial u_j}{\partial x_k} \;} $$

*One term for each path from $x_k$ to $\ell$. Along a path slopes multiply. Different paths add.*
"""


# %%
def halfway(x):
    """The two numbers u of the example, from three inputs."""
    return np.array([x[0] * x[1], x[0] + x[1] * x[2]])


def end(u):
    """The last number of the example."""
    return u[0] * u[1] + u[1] ** 2


x3 = np.array([2.0, 3.0, -1.0])
u = halfway(x3)
du_dx = np.array([[x3[1], x3[0], 0.0], [1.0, x3[2], x3[1]]])  # row j: the slopes of u_j
dl_du = np.array([u[1], u[0] + 2 * u[1]])

h = 1e-6
p = halfway(x3 + h * np.eye(3)[1]) - u
first_leg = np.array([p[0], 0])
legs = [end(u + first_leg) - end(u), end(u + p) - end(u + first_leg)]
agree("step 1", du_dx[:, 1], p / h, tolerance=1e-5)
agree("step 2", dl_du * du_dx[:, 1], np.array(legs) / h, tolerance=1e-5)
agree("step 3", dl_du @ du_dx, gradients.central(lambda x: end(halfway(x)), x3))
assert (dl_du @ du_dx).tolist() == [1, -6, 12]


# %%
def node(ax, at, name, below=""):
    """A circle with a name at the point `at`, and a line of text below it."""
    graphs.box(ax, *at, name, "unit")
    ax.text(at[0], at[1] - 0.34, below, ha="center", va="top", fontsize=10, color="C3", style="italic")


def arrow(ax, tail, head, slope="", *, on=True, at=0.5):
    """An arrow from point to point with its slope on it; a pale one if it is not `on`."""
    style = {"arrowstyle": "-|>", "shrinkA": 12, "shrinkB": 12}
    style |= {"color": "C0", "lw": 2.2} if on else {"color": "0.8", "lw": 1}
    ax.annotate("", head, tail, arrowprops=style, zorder=1)
    if on and slope:
        x, y = (1 - at) * np.array(tail) + at * np.array(head)
        label = {"boxstyle": "round,pad=0.1", "facecolor": "white", "edgecolor": "none"}
        ax.text(x, y, slope, ha="center", va="center", bbox=label, fontsize=10, zorder=2)


def whole(value):
    """A whole number as text, with a real minus sign."""
    return f"{value:.0f}".replace("-", "−")


# %% picture="Three copies of a graph of 3, 2 and 1 circles; in each the paths of one input are marked"
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.3), layout="constrained")
left, middle, right = [(0, 2), (0, 1), (0, 0)], [(1.2, 1.6), (1.2, 0.4)], (2.3, 1)
for k, ax in enumerate(axes):
    for j in range(2):
        reached = du_dx[j, k] != 0
        arrow(ax, middle[j], right, whole(dl_du[j]), on=reached)
        for i in range(3):
            arrow(ax, left[i], middle[j], whole(du_dx[j, i]), on=reached and i == k, at=0.45)
    for i in range(3):
        node(ax, left[i], f"$x_{i}$")
    for j in range(2):
        node(ax, middle[j], f"$u_{j}$")
    node(ax, right, r"$\ell$")
    terms = [f"({whole(dl_du[j])})·({whole(du_dx[j, k])})" for j in range(2) if du_dx[j, k] != 0]
    ax.set_title(f"$x_{k}$:  {' + '.join(terms)} = {whole(dl_du @ du_dx[:, k])}", fontsize=11)
    ax.set(xlim=(-0.3, 2.6), ylim=(-0.4, 2.4))
    ax.axis("off")
plt.show()

# %% [markdown]
r"""
$x_2$ has one path only, because $u_0$ does not contain it. You may also say that it has a second
path with slope 0.

### A deeper graph, path by path

The rule goes on through any number of stages. Apply it to $u_j$ in its turn, and multiply out: the
gradient becomes a **sum over all paths** from the input to the loss, each path contributing the
product of its slopes. This is testable. Here is a graph with six steps, in which some numbers are
used twice:

$$ p = ab, \quad q = p + b, \quad r = \sin p, \quad t = qr, \quad v = q^2, \quad \ell = t + v . $$

**Predict first.** How many paths lead from $b$ to $\ell$: 2, 3, 5 or 8? Draw the graph and trace them.

<details><summary>Answer</summary>

Five. From $q$ two paths lead to the end, through $t$ and through $v$. From $p$ there are three: two
through $q$ and one through $r$. From $b$ there are those three, through $p$, and the two that go
directly to $q$. The next cell lists them.

</details>
"""

# %%
a, b = 0.8, 1.5
p = a * b
q, r = p + b, np.sin(p)
t, v = q * r, q**2
slope_on = {  # (from, to): the slope of `to` with respect to `from`
    ("a", "p"): b,
    ("b", "p"): a,
    ("p", "q"): 1.0,
    ("b", "q"): 1.0,
    ("p", "r"): np.cos(p),
    ("q", "t"): r,
    ("r", "t"): q,
    ("q", "v"): 2 * q,
    ("t", "ℓ"): 1.0,
    ("v", "ℓ"): 1.0,
}


def paths(start):
    """All paths from `start` to the loss, each a list of edges."""
    if start == "ℓ":
        return [[]]
    return [[(tail, head), *rest] for tail, head in slope_on if tail == start for rest in paths(head)]


by_paths = {}
for start in "ab":
    print(f"from {start}:")
    for path in paths(start):
        product_of_slopes = prod(slope_on[edge] for edge in path)
        print(f"    {' → '.join([start, *(head for _, head in path)]):22} {product_of_slopes:8.4f}")
    by_paths[start] = sum(prod(slope_on[edge] for edge in path) for path in paths(start))
    print(f"    sum {by_paths[start]:27.4f}")


def loss_of(inputs):
    """The loss of the graph from a and b."""
    a, b = inputs
    q = a * b + b
    return q * np.sin(a * b) + q**2


numeric = gradients.central(loss_of, np.array([a, b]))
agree("sum over all paths", np.array([by_paths["a"], by_paths["b"]]), numeric)
assert [len(paths(start)) for start in "ab"] == [3, 5]

# %% [markdown]
r"""
Listing paths repeats work. Six of the eight paths run through $p$, so each path from $p$ to the end is
multiplied out twice, once for $a$ and once for $b$. Do it once. Give each node its total, the slope of
$\ell$ with respect to that node, and begin at the loss, whose total is 1. The total of any other node is
the sum, over the arrows that leave it, of *slope times total at the arrow's head*. Every edge is used
once.
"""

# %%
total = {"ℓ": 1.0}
for name in ["v", "t", "r", "q", "p", "b", "a"]:  # a node comes after everything its arrows point to
    total[name] = sum(slope * total[head] for (tail, head), slope in slope_on.items() if tail == name)
agree("each edge once", np.array([total["a"], total["b"]]), numeric)

along_paths = sum(len(path) - 1 for start in "ab" for path in paths(start))
print(f"multiplications: {along_paths} along all paths, {len(slope_on)} with each edge once")
assert along_paths > len(slope_on)

# %% picture="Graph from a and b through p, q, r, t, v to the loss; slopes on the arrows, totals under nodes"
fig, ax = plt.subplots(figsize=(9.5, 3.9), layout="constrained")
PLACES = {
    "a": (0, 2.2),
    "b": (0, 0.4),
    "p": (1.9, 2.2),
    "q": (3.8, 0.4),
    "r": (3.8, 2.2),
    "t": (5.8, 2.2),
    "v": (5.8, 0.4),
    "ℓ": (7.6, 1.3),
}
for (tail, head), slope in slope_on.items():
    arrow(ax, PLACES[tail], PLACES[head], f"{slope:.2f}")
for name, place in PLACES.items():
    node(ax, place, f"${name}$" if name != "ℓ" else r"$\ell$", f"{total[name]:.2f}")
ax.set(xlim=(-0.5, 8.1), ylim=(-0.4, 2.7), aspect="equal")
ax.axis("off")
plt.show()

# %% [markdown]
r"""
The slopes stand on the arrows, and the totals, worked out from right to left, in italics under the
nodes. On such a small graph the saving is small, but in a layered network it is enormous. Let $L$ layers of $n$
units follow one input, each unit joined to every unit of the next layer, and the last layer to the
loss. A path chooses one unit in each layer, so there are $n^L$ paths. Edges there are only
$n + (L-1)n^2 + n$.
"""

# %% picture="Paths against layers on a log scale rise as straight lines; edges stay almost flat"


def count_paths(n, layers):
    """Paths from one input to the loss, counted: each unit adds up what the units after it have."""
    counts = np.ones(n, dtype=object)  # object: Python's own whole numbers, which never overflow
    for _ in range(layers - 1):
        counts = np.ones((n, n), dtype=object) @ counts
    return counts.sum()


layers = np.arange(1, 9)
fig, ax = plt.subplots(figsize=(7, 3.6), layout="constrained")
for n, colour, marker in [(10, "C0", "o"), (100, "C3", "s")]:
    counted = [count_paths(n, L) for L in layers]
    edges = [n + (L - 1) * n**2 + n for L in layers]
    assert counted == [n ** int(L) for L in layers]
    ax.semilogy(layers, [float(c) for c in counted], marker=marker, color=colour, label=f"paths, {n} units")
    ax.semilogy(layers, edges, "--", marker=marker, color=colour, mfc="white", label=f"edges, {n} units")
ax.set(xlabel="layers $L$", ylabel="how many", title="Paths multiply, edges add up")
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
three_layers, edges = 4096**3, 4096 + 2 * 4096**2 + 4096
print(f"three layers of 4096 units: {three_layers:.1e} paths from one input, {edges:.1e} edges")
assert f"{three_layers:.1e} {edges:.1e}" == "6.9e+10 3.4e+07"

# %% [markdown]
r"""
So the chain rule *as a statement* is a sum over all paths. *As a method* it must not be one.
Working from the loss backwards, with one number for each node, gives the same sum at the price of one
multiplication for each edge. What follows says this in the language of matrices, where it becomes a
question of brackets.

## The Jacobian

Collect all slopes of a step $z \to s$ in one matrix:

$$ J_{jk} = \frac{\partial s_j}{\partial z_k} , \qquad
J = \begin{pmatrix}
\partial s_0/\partial z_0 & \partial s_0/\partial z_1 & \cdots \\
\partial s_1/\partial z_0 & \partial s_1/\partial z_1 & \cdots \\
\vdots & \vdots & \ddots
\end{pmatrix} . $$

This is the **Jacobian** of the step. It has *a row for each output and a column for each input*. For
three inputs and two outputs it has shape $(2, 3)$, as on UvA's slide. It can be read by rows or by
columns:

- **Row $j$** is the gradient of one output. It asks: what does $s_j$ depend on?
- **Column $k$** belongs to one input. It asks: what moves when $z_k$ moves?

If the step ends in a single number, the Jacobian has one row, and that row is the gradient.

Now let $u = f(x)$ and $s = h(u)$ be two steps in a row. Write the boxed rule for each output $s_i$ in
the place of $\ell$:

$$ \frac{\partial s_i}{\partial x_k} = \sum_j \frac{\partial s_i}{\partial u_j}\,\frac{\partial u_j}{\partial x_k}
= \sum_j (J_h)_{ij}\, (J_f)_{jk} = (J_h J_f)_{ik} . $$

The sum over paths *is* a matrix product, because a matrix product is a sum over the index in the
middle. **The Jacobian of a chain is the product of the Jacobians**, the last step on the left.
"""


# %%
def numeric_jacobian(f, z):
    """The Jacobian of f at z by central differences: a row for each output, a column for each input."""
    outputs = np.asarray(f(z)).size
    return np.array([gradients.central(lambda z, j=j: float(np.ravel(f(z))[j]), z).ravel() for j in range(outputs)])


def four_more(u):
    """A step from two numbers to four."""
    return np.array([u[0] + u[1], u[0] * u[1], 2 * u[1], u[1] ** 2 - u[0]])


J_f = du_dx  # 2 × 3, from above
J_h = np.array([[1.0, 1.0], [u[1], u[0]], [0.0, 2.0], [-1.0, 2 * u[1]]])
agree("Jacobian of the first step", J_f, numeric_jacobian(halfway, x3))
agree("Jacobian of the second step", J_h, numeric_jacobian(four_more, u))
agree("Jacobian of the chain", J_h @ J_f, numeric_jacobian(lambda x: four_more(halfway(x)), x3))

# %% picture="A 4 by 2 matrix times a 2 by 3 matrix equals a 4 by 3 matrix, all entries whole numbers"
strip(("second step", J_h), "·", ("first step", J_f), "=", ("both", J_h @ J_f), digits=0, width=6.5, height=2.8)

# %% [markdown]
r"""
Check one entry by hand: row 1, column 1 of the result is $-1 \cdot 2 + 6 \cdot (-1) = -8$. These are
the two paths from $x_1$ to $s_1$, one through $u_0$ and one through $u_1$.

## Row or column?

Open three books and you find the chain rule in three spellings, and none of them is wrong. C182 says
so on one slide, "row or column", and then uses columns. Two independent choices are hidden in a
formula:

1. **Is an example a row or a column?** With rows a layer is $zW + b$, with columns $Wz + b$. The
   second $W$ is the transpose of the first.
2. **Has the Jacobian a row for each output, or a row for each input?** The first is called
   *numerator layout*: the index of the numerator, $s$, counts the rows. The second is called
   *denominator layout*. One is the transpose of the other.

Together they decide where the gradient stands. Transposing reverses a product,
$(AB)^T = B^T A^T$, so the whole chain appears in a mirror:

| | rows (here, homework 2) | columns, a row per output (UvA) | columns, a row per input (C182) |
|:--|:--|:--|:--|
| layer | $s = zW + b$ | $s = Wz + b$ | $s = Wz + b$ |
| its Jacobian | $J = W^T$, $(d, n)$ | $\frac{ds}{dz} = W$, $(d, n)$ | $\frac{ds}{dz} = W^T$, $(n, d)$ |
| the arriving gradient, its name | $g$ | $\frac{\partial\mathcal L}{\partial a}$ | $\delta$ |
| … and its shape | row $g$, $(1, d)$ | column $g^T$, $(d, 1)$ | column $g^T$, $(d, 1)$ |
| one step back | $g\,J$ | $\bigl(\frac{ds}{dz}\bigr)^T g^T$ | $\frac{ds}{dz}\, g^T$ |
| three back | $gJ_3 J_2 J_1$ | $J_1^T J_2^T J_3^T g^T$ | $\frac{ds_1}{dz} \frac{ds_2}{ds_1} \frac{ds_3}{ds_2} g^T$ |
| the loss is | on the left | on the right | on the right |
| cheap order | from the left | from the right | from the right |

Written with columns, the opening picture turns into its mirror image:
"""

# %% picture="The opening picture transposed: three matrices times a column of three equals a column of five"
strip(
    ("first layer", J_first.T),
    "·",
    ("tanh", J_bend.T),
    "·",
    ("second layer", J_second.T),
    "·",
    (r"$\nabla_{z^{(2)}}\ell$", g_scores.T),
    "=",
    (r"$\nabla_x\ell$", g_x.T),
    width=8.2,
    height=3,
)

# %% [markdown]
r"""
The last two lines of the table matter below. When C182 says "start on the right", and we say "start
on the left", it is the same advice: **start at the loss.**

The five courses, and what they call the derivative of a layer:

| course | a layer | what stands for the derivative | one step back |
|:--|:--|:--|:--|
| C182 | $z = Wa + b$ | $\frac{dz}{da} = W^T$ | $W^T \nabla_z \ell$ |
| UvA | $a = \theta^T x$ | $\theta^T$, then transposed | $\theta\,\frac{\partial\mathcal L}{\partial a}$ |
| CMU | $Z_{i+1} = \sigma_i(Z_i W_i)$ | sizes are matched at the end | $(G_{i+1} \circ \sigma'_i)\,W_i^T$ |
| NEU | $u = hW_2 + b_2$ | $\frac{\partial u}{\partial h}$, written as code at once | `dscores @ W2.T` |
| 231n | $f = W_2 \max(0, W_1 x)$ | slopes of single numbers | upstream times local |

One more habit to know. NEU writes $\frac{\partial u}{\partial W} = X^T$, and UvA has a line where
$\frac{\partial a}{\partial\theta}$ is the column $x$. Neither is a Jacobian: as soon as $u$ and $W$
have several entries each, the matrix of all slopes is much larger than $X^T$. It is a *recipe*:
"multiply the arriving gradient by $X^T$". We come to the true matrix soon.

**Predict first.** In the next cell the layer has 3 inputs and 2 outputs. Why not 3 and 3?
"""

# %%
rng = np.random.default_rng(1)
z_row, W_row = rng.standard_normal((1, 3)), rng.standard_normal((3, 2))
g_row = rng.standard_normal((1, 2))
z_col, W_col, g_col = z_row.T, W_row.T, g_row.T
true_row = gradients.central(lambda z: float((g_row * (z @ W_row)).sum()), z_row)

spellings = {
    "here   g J, with J = Wᵀ": g_row @ W_row.T,
    "UvA    Jᵀ gᵀ, with J = W of the columns": (W_col.T @ g_col).T,
    "C182   (ds/dz) gᵀ, with ds/dz = Wᵀ of the columns": (W_col.T @ g_col).T,
    "CMU    G Wᵀ": g_row @ W_row.T,
}
for spelling, gradient in spellings.items():
    print(f"{spelling:50} {gradient}")
    assert np.allclose(gradient, true_row)

W_square, g_square = rng.standard_normal((3, 3)), rng.standard_normal((1, 3))
right, mixed = g_square @ W_square.T, g_square @ W_square
equal = np.allclose(right, mixed)
print(f"\na square layer, conventions mixed: shape {mixed.shape} like the right one, but equal: {equal}")
assert not equal

# %% [markdown]
r"""
<details><summary>Answer</summary>

With 3 inputs and 2 outputs, a formula in the wrong convention does not fit: NumPy refuses the
product. With 3 and 3 everything fits, and you get wrong numbers without a word. So when you read a
formula from elsewhere, try it on a layer that is not square.

</details>

## Three Jacobians you need

Most networks consist of three kinds of steps: linear, elementwise, softmax. We derive the Jacobian
of each. The sizes differ wherever they can.

### Linear: the transposed weights

$s = zW + b$ with $n = 3$ inputs and $d = 4$ outputs.

**Step 1. Write out one output.** $\; s_j = \sum_k z_k W_{kj} + b_j$.

**Step 2. Differentiate with respect to one input.** Of the sum only the term with this $k$ contains $z_k$, and the
bias does not contain it:

$$ J_{jk} = \frac{\partial s_j}{\partial z_k} = W_{kj} , \qquad\text{so}\qquad J = W^T . $$

The Jacobian does not depend on $z$: a linear step has the same slopes everywhere.
"""

# %%
rng = np.random.default_rng(2)
z_lin, W, b = np.array([1.0, -0.5, 2.0]), rng.standard_normal((3, 4)).round(1), rng.standard_normal(4)
slopes_of_one = gradients.central(lambda z: float((z @ W + b)[2]), z_lin)  # output j = 2
agree("step 2, output 2: column 2 of W", W[:, 2], slopes_of_one)
agree("linear: J = Wᵀ", W.T, numeric_jacobian(lambda z: z @ W + b, z_lin))
agree("and elsewhere", W.T, numeric_jacobian(lambda z: z @ W + b, rng.standard_normal(3)))

# %% [markdown]
r"""
### Elementwise: a diagonal

$s = \sigma(z)$, each entry by itself: $s_j = \sigma(z_j)$.

**Step 1. Off the diagonal.** $s_j$ contains no $z_k$ with $k \ne j$. Its slope there is 0.

**Step 2. On the diagonal.** $\partial s_j/\partial z_j = \sigma'(z_j)$, the slope of a function of one
number. Together:

$$ J_{jk} = \sigma'(z_j)\,[j = k] , \qquad J = \operatorname{diag}\bigl(\sigma'(z)\bigr) . $$

For the three usual functions the slope can be had from the *output*, which is at hand anyway:
$\sigma' = s(1-s)$ for the sigmoid, $1 - s^2$ for $\tanh$, and for the ReLU 1 where $s > 0$ and else 0
(at $z = 0$ there is a kink and no slope; the series takes 0).
"""

# %%
z_el = np.array([-1.5, 0.4, 2.0, -0.3])
sigmoid = 1 / (1 + np.exp(-z_el))
by_output = {
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), sigmoid * (1 - sigmoid)),
    "tanh": (np.tanh, 1 - np.tanh(z_el) ** 2),
    "ReLU": (lambda z: np.maximum(z, 0), (np.maximum(z_el, 0) > 0).astype(float)),
}
for name, (function, slope) in by_output.items():
    agree(name, np.diag(slope), numeric_jacobian(function, z_el))

# %% [markdown]
r"""
### Softmax: full, but simply built

$s_j = e^{z_j}/T$ with $T = \sum_i e^{z_i}$. Each output depends on every input, because $T$ does.
Lecture 1 used the quotient rule. With a logarithm it is shorter.

**Step 1. Take the logarithm.** $\; \log s_j = z_j - \log T$.

**Step 2. Differentiate with respect to $z_k$.** $z_j$ gives $[j = k]$. The slope of $\log T$ is $e^{z_k}/T = s_k$, as in
lecture 1:

$$ \frac{\partial \log s_j}{\partial z_k} = [j = k] - s_k . $$

**Step 3. Undo the logarithm.** By the scalar chain rule $\dfrac{\partial \log s_j}{\partial z_k} =
\dfrac{1}{s_j}\,\dfrac{\partial s_j}{\partial z_k}$. Multiply by $s_j$:

$$ J_{jk} = s_j\,\bigl([j = k] - s_k\bigr) , \qquad J = \operatorname{diag}(s) - s^T s . $$

($s$ is a row, so $s^T s$ is the matrix of all products $s_j s_k$.)
"""


# %%
def softmax(z):
    """The probabilities of one row of scores, with the max-shift of lecture 1."""
    e = np.exp(z - z.max())
    return e / e.sum()


z_soft = np.array([1.0, 0.0, 2.0, -0.5])
s = softmax(z_soft)
agree("step 2", np.eye(4) - s, numeric_jacobian(lambda z: np.log(softmax(z)), z_soft))
J_soft = np.diag(s) - np.outer(s, s)
agree("step 3", J_soft, numeric_jacobian(softmax, z_soft))

# %% picture="Heat maps with values: linear is full, the sigmoid diagonal, softmax full and symmetric"


def heat(ax, J, title, digits=2, size=9):
    """A Jacobian as a heat map with its values; exact zeros are dots."""
    limit = np.abs(J).max()
    ax.pcolormesh(J, cmap=TINTS, vmin=-limit, vmax=limit)
    for (j, k), value in np.ndenumerate(J):
        ax.text(k + 0.5, j + 0.5, number(value, digits), ha="center", va="center", fontsize=size)
    ax.set(title=title, xlabel="input $k$", ylabel="output $j$", aspect="equal")
    ax.set_xticks(np.arange(J.shape[1]) + 0.5, range(J.shape[1]))
    ax.set_yticks(np.arange(J.shape[0]) + 0.5, range(J.shape[0]))
    ax.invert_yaxis()
    ax.tick_params(length=0)


fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.4), layout="constrained")
heat(axes[0], W.T, "linear: $W^T$")
heat(axes[1], np.diag(sigmoid * (1 - sigmoid)), r"sigmoid: diag $\sigma'(z)$")
heat(axes[2], J_soft, "softmax: diag$(s) - s^T s$", digits=3, size=8)
plt.show()

# %% [markdown]
r"""
**Predict first.** Look at the right matrix. What do its rows add up to, and why must they? Can it be
inverted?

<details><summary>Answer</summary>

Every row adds up to 0. Adding the same number to all scores changes no probability (lecture 1), so
moving all inputs together moves nothing: $J$ times a column of ones is 0. Every column adds up to 0
too, because the probabilities always sum to 1. And a matrix that takes a nonzero vector to 0 has no
inverse. Its rank is $n - 1$.

</details>
"""

# %%
ones = np.ones(4)
assert np.allclose(J_soft @ ones, 0)
assert np.allclose(ones @ J_soft, 0)
assert np.allclose(J_soft, J_soft.T)
print("rank of the softmax Jacobian:", np.linalg.matrix_rank(J_soft), "of 4")
assert np.linalg.matrix_rank(J_soft) == 3

# %% picture="Softmax Jacobians at scale 0, 1 and 4: equal entries, then varied ones, then nearly all zero"
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.4), layout="constrained")
largest = []
for ax, scale in zip(axes, [0.0, 1.0, 4.0], strict=True):
    s_scaled = softmax(scale * z_soft)
    J = np.diag(s_scaled) - np.outer(s_scaled, s_scaled)
    largest.append(np.abs(J).max())
    heat(ax, J, f"scores times {scale:g}: largest $s_j$ = {s_scaled.max():.2f}", digits=3, size=8)
    ax.collections[0].set_clim(-0.25, 0.25)  # one scale for all three
    ax.title.set_fontsize(10)
plt.show()
print("largest entry:", np.round(largest, 3))
assert largest[2] < 0.02 < 0.18 < largest[0]

# %% [markdown]
r"""
A softmax that is sure of itself has a Jacobian near 0, right or wrong. So if it is wrong, hardly
anything comes back through it. Cross entropy repairs this: its own slope is $-1/s_y$, which grows as
$s_y$ shrinks, and the product is the harmless $s - e_y$ ($e_y$ is the one-hot row). That is one reason
why the two are kept together.

### The matrices you never see: weights and batches

A linear step has more inputs than $z$. The weights are inputs too, $n \cdot d$ of them. From
$s_j = \sum_k z_k W_{kj} + b_j$,

$$ \frac{\partial s_j}{\partial W_{kl}} = z_k\,[j = l] , \qquad \frac{\partial s_j}{\partial b_l} = [j = l] . $$

The Jacobian for the weights has $d$ rows and $n \cdot d$ columns. And a *batch* of $m$ rows is one
step from $m \cdot n$ numbers to $m \cdot d$ numbers. Row $i$ of the output depends on row $i$ of the input
only, so this matrix consists of $m$ copies of $W^T$ along a diagonal of blocks.
"""

# %%
d = 4
J_weights = np.kron(z_lin, np.eye(d))  # [z_0 I, z_1 I, z_2 I]: columns run through W row by row
agree("for the weights", J_weights, numeric_jacobian(lambda W: z_lin @ W + b, W))
agree("for the biases", np.eye(d), numeric_jacobian(lambda b: z_lin @ W + b, b))

Z_batch = rng.standard_normal((2, 3))
J_batch = np.kron(np.eye(2), W.T)  # W^T in each block of the diagonal
agree("for a batch of two", J_batch, numeric_jacobian(lambda Z: Z @ W + b, Z_batch))
for name, J in [("weights", J_weights), ("batch", J_batch)]:
    print(f"{name}: {J.shape[0]} × {J.shape[1]}, {np.mean(J == 0):.0%} of the entries are 0")

# %% picture="Left: 4 by 12 matrix of three small diagonals. Right: 8 by 6 matrix with two blocks"
fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6), layout="constrained", width_ratios=[12, 7])
heat(left, J_weights, "for the weights: 4 outputs, 12 weights", digits=1, size=8)
left.set(xlabel="weight, row by row of $W$")
heat(right, J_batch, "for a batch of 2 rows", digits=1, size=8)
right.set(xlabel="input, row by row", ylabel="output, row by row")
plt.show()

# %% [markdown]
r"""
Nearly all of these entries are zeros or copies. A matrix of 48 numbers holds three different ones.

## Why one never builds them

### What it takes to store them

C182 asks whether we should care about the cost, and answers with AlexNet, the network that won the
ImageNet contest of 2012. Its two large hidden layers at the end have 4096 units each, and behind them
stand the scores of 1000 classes. How large is a Jacobian there?
"""


# %%
def size(entries):
    """The memory that so many numbers of 8 bytes take, as text."""
    value = 8.0 * entries
    units = ["bytes", "KiB", "MiB", "GiB", "TiB"]
    while value >= 1024:
        value /= 1024
        units.pop(0)
    return f"{value:.3g} {units[0]}"


n, batch, classes = 4096, 128, 1000
matrices = {
    "one row of activations": n,
    "softmax over 1000 classes": classes**2,
    "an elementwise step": n**2,
    "a linear step, for its input": n**2,
    "a linear step, for its weights": n * n**2,
    "a linear step, for a batch of 128": (batch * n) ** 2,
}
print(f"{'Jacobian of …':36}{'entries':>18}{'memory':>12}")
for name, entries in matrices.items():
    print(f"{name:36}{entries:18,}{size(entries):>12}")
print(f"\nof the weights' matrix {1 / n:.3%} is not zero, of the elementwise one {1 / n:.3%}")
assert n**2 == 16_777_216
assert size(n**2) == "128 MiB"
assert size(n**3) == "512 GiB"
assert size((batch * n) ** 2) == "2 TiB"

# %% [markdown]
r"""
One Jacobian of an elementwise step takes 128 MiB, and 4096 of its 16.8 million entries are not zero.
The one for the weights takes 512 GiB. (In the 32-bit numbers that AlexNet was trained with, halve
these.) It cannot be built, and nobody needs it. That answers the first and the third prediction.

### What it takes to multiply them

**Step 1. One product.** A matrix $(p, q)$ times a matrix $(q, r)$ has $p \cdot r$ entries, and each is a sum
of $q$ products. So it takes $p \cdot q \cdot r$ multiplications, and about as many additions.
"""


# %%
def product_by_loops(A, B):
    """A B by the definition, and how many multiplications that took."""
    (p, q), r, count = A.shape, B.shape[1], 0
    C = np.zeros((p, r))
    for i in range(p):
        for k in range(r):
            for j in range(q):
                C[i, k] += A[i, j] * B[j, k]
                count += 1
    return C, count


def product(A, B, tally):
    """A B by NumPy. The number of multiplications it takes is appended to the list `tally`."""
    tally.append(A.shape[0] * A.shape[1] * B.shape[1])
    return A @ B


for p, q, r in [(1, 5, 7), (3, 4, 2), (6, 6, 6)]:
    A, B, tally = rng.standard_normal((p, q)), rng.standard_normal((q, r)), []
    by_loops, count = product_by_loops(A, B)
    assert np.allclose(by_loops, product(A, B, tally))
    assert tally == [count]
    print(f"({p}, {q}) times ({q}, {r}): {count} multiplications, counted one by one")

# %% [markdown]
r"""
**Step 2. Three steps, from the input end.** Let all Jacobians be $n \times n$ and $g$ a row. First
$J_2 J_1$, then $J_3$ times that, then $g$ times that:

$$ g\,\bigl(J_3\,(J_2\,J_1)\bigr): \qquad n^3 + n^3 + n^2 . $$

**Step 3. From the loss.** Each product is a row times a matrix and gives a row again:

$$ \bigl((g\,J_3)\,J_2\bigr)\,J_1: \qquad n^2 + n^2 + n^2 . $$

**Step 4. Compare.** Divide: $\dfrac{2n^3 + n^2}{3n^2} = \dfrac{2n + 1}{3}$. For $n = 4096$ that is 2731.

(With columns, as in C182, the loss stands on the right: its expensive order runs from left to right,
its cheap one from right to left. It is the same pair.)

This saving has one cause: **the loss is one number**, so the first factor is a row. Had the loss
4096 entries, $g$ would be a matrix, and no order would be cheap.

We run both orders on the chain of this lecture, linear–elementwise–linear, count, and compare the
rows. A third method joins in that needs no Jacobian at all: it multiplies entry by entry where the
matrix is diagonal.
"""

# %%
WAYS = {  # name: (multiplications for size n, marker)
    "Jacobian times Jacobian": (lambda n: 2 * n**3 + n**2, "s"),
    "row times Jacobian": (lambda n: 3 * n**2, "o"),
    "no Jacobian": (lambda n: 2 * n**2 + n, "^"),
}
sizes_run = [16, 32, 64, 128, 256, 512, 1024]
counted = {way: [] for way in WAYS}
for n in sizes_run:
    rng = np.random.default_rng(n)
    V1, V2 = rng.standard_normal((2, n, n)) / np.sqrt(n)  # the weights of the two linear steps
    slope, g = rng.uniform(size=n), rng.standard_normal((1, n))
    J1, J2, J3 = V1.T, np.diag(slope), V2.T

    tallies = {way: [] for way in WAYS}
    first, second, third = tallies.values()
    by_matrices = product(g, product(J3, product(J2, J1, first), first), first)
    by_rows = product(product(product(g, J3, second), J2, second), J1, second)
    half_way = product(g, V2.T, third) * slope
    third.append(n)  # the multiplications of `* slope`
    without = product(half_way, V1.T, third)

    assert np.allclose(by_matrices, by_rows)
    assert np.allclose(by_rows, without)
    for way, tally in tallies.items():
        counted[way].append(sum(tally))
        assert sum(tally) == WAYS[way][0](n)
print("the three methods give the same row at every size; multiplications counted:")
print(f"{'n':>6}" + "".join(f"{way:>26}" for way in WAYS))
for i, n in enumerate(sizes_run):
    print(f"{n:6}" + "".join(f"{counted[way][i]:26,}" for way in WAYS))

# %% picture="Log-log. Left: counts with slopes 3 and 2. Right: bytes of a row, a Jacobian, one for weights"
n = 2.0 ** np.arange(4, 13)
fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.2), layout="constrained")
for (way, (count, marker)), dashes in zip(WAYS.items(), ["-", "--", ":"], strict=True):
    (line,) = left.loglog(n, count(n), dashes, label=way)
    left.plot(sizes_run, counted[way], marker, color=line.get_color())
    left.plot(n[n > 1024], count(n[n > 1024]), marker, color=line.get_color(), mfc="white")
left.set(xlabel="units in each layer, $n$", ylabel="multiplications", title="Three steps back")
left.legend(fontsize=10)
for entries, dashes, marker, name in [
    (n**3, "-", "s", "Jacobian for weights, $n^3$"),
    (n**2, "--", "o", "Jacobian of a step, $n^2$"),
    (n, ":", "^", "the row itself, $n$"),
]:
    right.loglog(n, 8 * entries, dashes, marker=marker, label=name)
right.axhline(16 * 2**30, color="0.4", lw=1)
right.text(16, 22 * 2**30, "16 GiB, a laptop's memory", fontsize=9, color="0.3")
right.set(xlabel="units in each layer, $n$", ylabel="bytes", title="What would be stored", ylim=(50, 1e14))
right.legend(fontsize=10, loc="upper left", bbox_to_anchor=(0, 0.99))
for ax in (left, right):
    ax.set_xscale("log", base=2)
    ax.set(xticks=[16, 64, 256, 1024, 4096], xticklabels=["16", "64", "256", "1024", "4096"])
plt.show()

matrices_4096, rows_4096, none_4096 = (count(4096) for count, _ in WAYS.values())
print(f"one product of two 4096 × 4096 matrices: {4096**3 / 1e9:.0f} billion multiplications")
print(f"at n = 4096: {matrices_4096:.2e}, {rows_4096:.2e} and {none_4096:.2e} multiplications")
print(
    f"matrices against rows {matrices_4096 / rows_4096:.0f} to 1, rows against no Jacobian {rows_4096 / none_4096:.1f} to 1"
)
for way, (count, _) in WAYS.items():
    print(f"{way}: twice the units, {count(4096) / count(2048):.2f} times the multiplications")
assert matrices_4096 == 2731 * rows_4096
assert round(4096**3 / 1e9) == 69

# %% [markdown]
r"""
(Filled markers were run, open ones are counted by the formula.) On log–log paper a power $n^p$ is a
straight line of slope $p$. Twice the units cost 8 times as much in one order and 4 times as much in
the other. So the factor between them grows without end, and the second prediction is answered: at
4096, from the loss is cheaper by the factor 2731.

### And by the clock?

Multiplications are not seconds. `benchmarks/jacobian_chain.py` times the three methods on one core. Its
table is stored with this lecture. Your machine has other numbers and the same shape.
"""

# %% picture="Log-log: seconds against n for three methods, matrices far above; ratios right, below 2731"
lines = Path("measured/04_jacobian_chain.csv").read_text(encoding="utf-8").splitlines()
print(lines[0].lstrip("# "))
table = list(csv.DictReader(lines[1:]))
n = np.array(sorted({int(row["n"]) for row in table}))
seconds = {way: np.array([float(row["seconds"]) for row in table if row["way"] == way]) for way in WAYS}

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4), layout="constrained")
for (way, times), dashes in zip(seconds.items(), ["-", "--", ":"], strict=True):
    left.loglog(n, times, dashes, marker=WAYS[way][1], label=way)
left.set(xlabel="units in each layer, $n$", ylabel="seconds, measured", title="The same three methods, by the clock")
left.legend(fontsize=10)
of_counts = WAYS["Jacobian times Jacobian"][0](n) / WAYS["row times Jacobian"][0](n)
of_seconds = seconds["Jacobian times Jacobian"] / seconds["row times Jacobian"]
right.loglog(n, of_counts, "k--", label="by multiplications")
right.loglog(n, of_seconds, "-", color="C3", marker="D", label="by the clock")
right.set(xlabel="units in each layer, $n$", ylabel="matrices against rows", title="How much more matrices cost")
right.legend(fontsize=10)
for ax in (left, right):
    ax.set_xscale("log", base=2)
    ax.set(xticks=[64, 256, 1024, 4096], xticklabels=["64", "256", "1024", "4096"])
plt.show()

slow, fast = seconds["Jacobian times Jacobian"][-1], seconds["row times Jacobian"][-1]
print(f"n = {n[-1]}: {slow:.1f} s with matrices, {fast:.3f} s with rows, {slow / fast:.0f} to 1")
print(f"multiplications in a second: {matrices_4096 / slow:.1e} with matrices, {rows_4096 / fast:.1e} with rows")
assert n[-1] == 4096
assert 50 < slow / fast < 2731
assert matrices_4096 / slow > 3 * rows_4096 / fast

# %% [markdown]
r"""
By the clock the factor is a few hundred, and not 2731. Both numbers are true. A processor multiplies
faster than it can fetch numbers from memory. In a product of two matrices each number, once fetched, is
used $n$ times, while in a row times a matrix it is used once. So the expensive order does more
multiplications in a second, as the last line shows, but it has so many more to do that it loses by far.
(The bend on the right has the same reason, probably: a matrix of 512 rows takes 2 MiB and can stay in the
processor's cache, one of 1024 rows takes 8 MiB and has to be fetched again each time.)

Against that, to do without the diagonal matrix saves little time: a third of the multiplications, so at
best a factor of 1.5. What it saves is *memory*. The next cell measures the most that each method takes
beyond the weights and the arriving row, which are there anyway.

"""


# %%
def most_memory(method):
    """The most bytes that NumPy holds at one time while the method runs, beyond what was there before."""
    tracemalloc.start()
    method()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


n = 1024
rng = np.random.default_rng(7)
V1, V2 = rng.standard_normal((2, n, n)) / np.sqrt(n)
slope, g = rng.uniform(size=n), rng.standard_normal((1, n))
memory = {
    "Jacobian times Jacobian": most_memory(lambda: g @ (V2.T @ (np.diag(slope) @ V1.T))),
    "row times Jacobian": most_memory(lambda: g @ V2.T @ np.diag(slope) @ V1.T),
    "no Jacobian": most_memory(lambda: (g @ V2.T * slope) @ V1.T),
}
for way, most in memory.items():
    print(f"n = {n}, {way:24} {size(most / 8):>10}")
assert 0.99 < memory["row times Jacobian"] / (8 * n**2) < 1.02
assert memory["no Jacobian"] < 5 * 8 * n

# %% [markdown]
r"""
The diagonal matrix alone fills 8 MiB, and a row 8 KiB: a factor of $n$, whatever the clock says. (The
transposes $W^T$ take no memory, because NumPy only reads the same numbers in another order.) In a
batch every example has its own diagonal, and so it would be 8 MiB for each of them.

<details><summary>Measure the time on your own machine</summary>

In the folder of the course:

    python benchmarks/jacobian_chain.py --largest 2048

This takes some seconds and prints counts, seconds and ratios. Without `--largest` it goes to 4096,
which needs 1 GB of memory and about a minute. With
`--save lectures/measured/04_jacobian_chain.csv` it replaces the table drawn above.

</details>

## Vector–Jacobian products

Starting at the loss, a Jacobian is met in one role only: something to multiply a row by. So a step
need not *know* its Jacobian. It has to answer one question: **given $g$, what is $gJ$?** That answer is
called the **vector–Jacobian product**, VJP. CMU's deck ends on this term. Here are the answers of our
steps. Each begins with the definition,

$$ (gJ)_k = \sum_j g_j\, J_{jk} . $$

**Linear, for the input.** Put in $J_{jk} = W_{kj}$: $\;(gJ)_k = \sum_j g_j W_{kj}$, which is

$$ gJ = g\,W^T . $$

Nothing is saved, since all entries of $W$ are needed. But nothing is built either: $W$ is there.

**Linear, for the weights.** Put in $J_{j,(k,l)} = z_k\,[j = l]$. In the sum over $j$ only $j = l$
survives:

$$ \sum_j g_j\, z_k\,[j = l] = z_k\, g_l , \qquad \text{as a matrix: } z^T g . $$

A product of a column and a row, $n \cdot d$ multiplications for a Jacobian with $n \cdot d^2$ entries.
For the biases, $[j = l]$ leaves $g$ itself.

**Elementwise.** Put in $J_{jk} = \sigma'(z_j)\,[j = k]$. Only $j = k$ survives:

$$ gJ = g \circ \sigma'(z) . $$

**Softmax.** Put in $J_{jk} = s_j\,([j = k] - s_k)$:

$$
\begin{aligned}
(gJ)_k &= \sum_j g_j s_j\,[j = k] - \sum_j g_j s_j s_k && \text{multiply out}\\
&= g_k s_k - \sum_j g_j s_j s_k && \text{in the first sum only } j = k \text{ survives}\\
&= g_k s_k - \Bigl(\sum_j g_j s_j\Bigr) s_k && s_k \text{ does not depend on } j .
\end{aligned}
$$

The bracket is *one number* for the whole row: the mean of $g$, weighted with the probabilities. So

$$ gJ = g \circ s - (g \cdot s)\, s . $$

*Each score is told how much better its $g_k$ is than the average, in proportion to its probability.*
The matrix is full, and still we need only three passes over a row.
"""

# %%
rng = np.random.default_rng(3)
g = rng.standard_normal(d)
agree("linear, for the input", g @ W.T, g @ numeric_jacobian(lambda z: z @ W + b, z_lin))
agree("linear, for the weights", np.outer(z_lin, g), (g @ J_weights).reshape(3, d))
agree("linear, for the biases", g, g @ np.eye(d))
slope = sigmoid * (1 - sigmoid)
agree("elementwise", g * slope, g @ np.diag(slope))
agree("softmax", g * s - (g @ s) * s, g @ J_soft)
agree("softmax, against differences", g * s - (g @ s) * s, gradients.central(lambda z: float(g @ softmax(z)), z_soft))

# %% [markdown]
r"""
All of them in one table, for one row. "With" counts only the product $gJ$, not the building of $J$.

| step | Jacobian | its shape | VJP | multiplications with $J$ | without | keep from the forward pass |
|:--|:--|:--|:--|:--|:--|:--|
| linear, for $z$ | $W^T$ | $(d, n)$ | $gW^T$ | $nd$ | $nd$ | $W$ |
| linear, for $W$ | $z_k\,[j = l]$ | $(d,\ n d)$ | $z^T g$ | $nd^2$ | $nd$ | $z$ |
| linear, for $b$ | identity | $(d, d)$ | $g$ | $d^2$ | 0 | nothing |
| elementwise | $\operatorname{diag}(\sigma'(z))$ | $(n, n)$ | $g \circ \sigma'(z)$ | $n^2$ | $n$ | $z$ or $s$ |
| softmax | $\operatorname{diag}(s) - s^T s$ | $(n, n)$ | $g \circ s - (g \cdot s)\,s$ | $n^2$ | $3n$ | $s$ |

The last column is the price. A VJP is taken at the point where the step was, so the forward pass has
to leave something behind for the backward pass. Lecture 7 calls this the *cache*. (Count the softmax row:
$n$ products $g_k s_k$ serve both terms, and $n$ more give $(g \cdot s)\,s$. That makes $2n$ if you keep them.
Homework 2 asks for it, for a batch.)

### The opening picture, without its matrices

A chain of VJPs is backpropagation. Here is the backward pass through the opening network, beginning at
the scores. The three lines below replace the three matrices of the picture.
"""

# %%
d_a1 = g_scores @ W2.T  # linear, for the input
d_z1 = d_a1 * (1 - a1**2)  # elementwise
d_x = d_z1 @ W1.T  # linear, for the input
assert np.allclose(d_x, g_x)
agree("∂ℓ/∂X by three VJPs", d_x, gradients.central(network_loss, x))


def loss_by_weights(W):
    """The loss of the opening network as a function of its first weights."""
    z2 = np.tanh(x @ W + b1) @ W2 + b2
    return float(np.log(np.exp(z2).sum()) - z2[0, label])


agree("∂ℓ/∂W1 in passing", x.T @ d_z1, gradients.central(loss_by_weights, W1))

g_probabilities = -np.eye(3)[label] / softmax(z2[0])  # cross entropy alone: −1/s_y at the right class
s2 = softmax(z2[0])
agree("softmax VJP of it: S − I_y", g_probabilities * s2 - (g_probabilities @ s2) * s2, g_scores[0])

# %% [markdown]
r"""
Compare with lecture 3: $\partial\ell/\partial A_1 = G_2 W_2^T$ and
$\partial\ell/\partial Z_1 = \partial\ell/\partial A_1 \circ \sigma'(Z_1)$. The lines that you derived there by sums
*are* VJPs. The last line of the cell is an old acquaintance too: the VJP of the softmax, applied to the
slope of the cross entropy, is $S - I_y$.

This is the whole algorithm, and C182 ends on it: *go from the last step to the first; at each step, hand
out the VJP for its parameters, then pass on the VJP for its input.* What is passed on is always one row
for each example.

**A batch.** Rows do not influence each other in $Z \to S$, so each row has its own VJP, and all of them
together are $G\,W^T$. The weights are shared by all rows, so from $W$ there are paths through every row,
and they add up: $\sum_i z_i^T g_i = Z^T G$. Both can be compared with the big matrices:
"""

# %%
G = rng.standard_normal((2, d))  # a random row g for each of the two rows of the batch
assert np.allclose((G @ W.T).ravel(), G.ravel() @ J_batch)
J_weights_batch = np.kron(Z_batch, np.eye(d))  # 8 outputs, 12 weights
agree("matrix for the weights, batch", J_weights_batch, numeric_jacobian(lambda W: Z_batch @ W + b, W))
assert np.allclose((Z_batch.T @ G).ravel(), G.ravel() @ J_weights_batch)
print("G Wᵀ and Zᵀ G equal the row G times the big matrices of", J_batch.shape, "and", J_weights_batch.shape)

# %% [markdown]
r"""
### How to test a VJP when nobody can build the Jacobian

Take a softmax over 100 000 classes, as in a language model. Its Jacobian would fill 75 GiB. Central
differences of all inputs would take 200 000 evaluations. There is a test that needs two. For any
direction $v$ (a column of $n$ numbers),

$$ (g\,J)\,v = g\,(J\,v) , $$

since it is the same product in two brackets. On the left stands your VJP. On the right, $Jv$ says how
the output moves when the input moves along $v$, and that is one central difference:

$$ J v \approx \frac{f(z + \varepsilon v^T) - f(z - \varepsilon v^T)}{2\varepsilon} . $$

Choose $g$ and $v$ at random. A wrong VJP passes only by an unlikely accident.
"""

# %%
rng = np.random.default_rng(4)
classes = 100_000
z_large, g_large, v = rng.standard_normal((3, classes))
s_large = softmax(z_large)
moved = (softmax(z_large + 1e-5 * v) - softmax(z_large - 1e-5 * v)) / 2e-5
agree("100 000 classes", (g_large * s_large - (g_large @ s_large) * s_large) @ v, g_large @ moved, tolerance=1e-5)
print("the Jacobian would take", size(classes**2))
assert size(classes**2) == "74.5 GiB"

diagonal_only = g_large * s_large * (1 - s_large)  # a popular mistake: each probability by its own score only
whole = g_large * s_large - (g_large @ s_large) * s_large
print(f"diagonal alone: off by {np.linalg.norm(diagonal_only - whole) / np.linalg.norm(whole):.1%} of its length")
ones = np.ones(classes)
assert np.abs(ones * s_large - (ones @ s_large) * s_large).max() < 1e-12

# %% [markdown]
r"""
Two remarks on the numbers. With so many classes the diagonal alone is off by less than one per cent,
because each $s_j$ is tiny. With three classes it would be far off. So test with *few* classes. And with
$g$ all ones the right answer is 0, by the column sums. A VJP with a wrong sign or a wrong factor passes
that test. So test with a *random* $g$.

## Every order is a tree

How many orders are there? There are five ways to bracket a product of four factors. Each is a tree:
its leaves are the factors, and each inner node is one product. The tree says what is multiplied
first. Here the layers have 5, 4, 7 and 3 units, so that the factors have the shapes written below
the leaves. At each node stands the number of multiplications it takes.
"""

# %%
NAMES, LENGTHS = ["$g$", "$J_3$", "$J_2$", "$J_1$"], [1, 3, 7, 4, 5]  # factor i is LENGTHS[i] × LENGTHS[i + 1]


def trees(first, last):
    """All ways to bracket the factors first … last: a number for one factor, a pair for a product."""
    if first == last:
        return [first]
    pairs = ((a, b) for cut in range(first, last) for a in trees(first, cut) for b in trees(cut + 1, last))
    return list(pairs)


def ends(tree):
    """The first and the last factor in a tree."""
    return (tree, tree) if isinstance(tree, int) else (ends(tree[0])[0], ends(tree[1])[1])


def own_cost(tree, lengths):
    """Multiplications of the product at the top of a tree."""
    if isinstance(tree, int):
        return 0
    (first, cut), (_, last) = ends(tree[0]), ends(tree[1])
    return lengths[first] * lengths[cut + 1] * lengths[last + 1]


def cost(tree, lengths):
    """Multiplications of all products in a tree."""
    if isinstance(tree, int):
        return 0
    return own_cost(tree, lengths) + cost(tree[0], lengths) + cost(tree[1], lengths)


def bracketed(tree):
    """A tree as text with brackets."""
    if isinstance(tree, int):
        return NAMES[tree].strip("$").replace("_", "")
    return f"({bracketed(tree[0])} {bracketed(tree[1])})"


every = sorted(trees(0, 3), key=lambda tree: cost(tree, LENGTHS))
for tree in every:
    print(f"{bracketed(tree):18} {cost(tree, LENGTHS):4} multiplications")
print("numbers of trees for 2, 3, 4, 5, 10 factors:", [len(trees(0, last)) for last in [1, 2, 3, 4, 9]])
assert every[0] == (((0, 1), 2), 3)
assert len(every) == 5
assert cost(every[0], LENGTHS) == 69


# %% picture="Five binary trees over g, J3, J2, J1; the one that leans left costs 69, the most expensive 260"
def draw_tree(ax, tree):
    """Draw a tree with its leaves at height 0, and return the place of its top."""
    if isinstance(tree, int):
        ax.text(tree, -0.35, NAMES[tree], ha="center", va="top", fontsize=12)
        ax.text(tree, -0.85, f"{LENGTHS[tree]}×{LENGTHS[tree + 1]}", ha="center", va="top", fontsize=9)
        ax.plot(tree, 0, "o", color="black", ms=4)
        return np.array([tree, 0.0])
    below = [draw_tree(ax, part) for part in tree]
    top = np.array([(below[0][0] + below[1][0]) / 2, 1 + max(place[1] for place in below)])
    for place in below:
        ax.plot(*zip(top, place, strict=True), color="0.4", lw=1.5, zorder=1)
    frame = {"boxstyle": "round,pad=0.25", "facecolor": "white", "edgecolor": "black"}
    ax.text(*top, str(own_cost(tree, LENGTHS)), ha="center", va="center", fontsize=10, bbox=frame)
    return top


fig, axes = plt.subplots(1, 5, figsize=(9.5, 2.9), layout="constrained")
for ax, tree in zip(axes, every, strict=True):
    draw_tree(ax, tree)
    ax.set(xlim=(-0.5, 3.5), ylim=(-1.4, 3.5))
    ax.set_title(f"{cost(tree, LENGTHS)} in all", fontsize=11)
    ax.axis("off")
axes[0].set_title("from the loss:\n69 in all", fontsize=11)
axes[[cost(t, LENGTHS) for t in every].index(cost((0, (1, (2, 3))), LENGTHS))].set_title(
    f"from the input:\n{cost((0, (1, (2, 3))), LENGTHS)} in all", fontsize=11
)
plt.show()

# %% [markdown]
r"""
The tree that leans to the loss wins here. That is no accident. **If the loss is one number and every
layer has at least two units, no tree beats the order from the loss** (for matrices without zeros to
exploit). The reason is short:

**Step 1. What that order costs.** From the loss, each product is a row times a matrix, and uses each
entry of the matrix once. So in total it costs as many multiplications as all matrices have entries.

**Step 2. Nobody gets a matrix cheaper.** In any tree, each matrix is a leaf and enters one product. If
it meets a row or the result of other products, that product uses each of its entries at least once.
If it meets another matrix, $(p, q)$ times $(q, r)$, the product costs $pqr$. The two matrices together
have $pq + qr = (p + r)\,q$ entries, and

$$ pr - (p + r) = (p - 1)(r - 1) - 1 \ge 0 \qquad \text{for } p, r \ge 2 . $$

So $pqr \ge (p + r)\,q$: the product costs at least as much as both matrices have entries.

**Step 3. Add up.** Every matrix has been paid for at least once, in a product that no third matrix
shares. No tree is below the total of step 1.

The cheapest tree of any chain can be found by trying every place for the last product:
"""


# %%
def cheapest(lengths):
    """The fewest multiplications for a chain, factor i having the shape lengths[i] × lengths[i + 1]."""

    @cache
    def best(first, last):
        if first == last:
            return 0
        outer = lengths[first] * lengths[last + 1]
        return min(best(first, cut) + best(cut + 1, last) + outer * lengths[cut + 1] for cut in range(first, last))

    return best(0, len(lengths) - 2)


assert cheapest(LENGTHS) == min(cost(tree, LENGTHS) for tree in every)
rng = np.random.default_rng(5)
beaten = 0
for _ in range(1000):
    units = rng.integers(2, 60, size=rng.integers(2, 9)).tolist()
    from_the_loss = sum(p * q for p, q in pairwise(units))
    beaten += cheapest([1, *units]) < from_the_loss
print(f"1000 random chains with one loss: the order from the loss was beaten {beaten} times")
assert beaten == 0

waist = [50, 50, 2, 50, 50]  # four matrices, no loss: 50 outputs, 50 inputs, and a narrow place between
ends_first = sum(50 * p * q for p, q in pairwise(waist[1:]))
print(f"50 → 50 → 2 → 50 → 50, all slopes: one end first {ends_first:,}, the best tree {cheapest(waist):,}")
assert cheapest(waist) < ends_first

# %% [markdown]
r"""
When there are *many* outputs and you want the slopes of all of them, the loss is gone from the chain and
another order can win. In a chain with a narrow waist it is even a tree that begins at neither end.

**Predict first.** A chain has 100 inputs, two layers of 64 units, and a number of outputs that you may
choose. You want its whole Jacobian. Up to how many outputs is it cheaper to begin at the output end?
"""

# %% picture="Cost of both orders against the number of outputs: lines cross at 100; at one output 40 to 1"
outputs = np.unique(np.round(np.logspace(0, 4, 33)).astype(int))
from_outputs = outputs * (64 * 64 + 64 * 100)
from_inputs = 100 * (64 * 64 + 64 * outputs)
best = np.array([cheapest([int(count), 64, 64, 100]) for count in outputs])
assert (best == np.minimum(from_outputs, from_inputs)).all()
assert ((from_outputs < from_inputs) == (outputs < 100)).all()

fig, ax = plt.subplots(figsize=(7.5, 3.9), layout="constrained")
ax.loglog(outputs, from_outputs, "-", label="outputs first: reverse")
ax.loglog(outputs, from_inputs, "--", label="inputs first: forward")
ax.axvline(100, color="0.5", lw=1)
ax.text(110, 2e4, "as many outputs\nas inputs", fontsize=10, va="bottom")
ax.plot([1, 1], [from_outputs[0], from_inputs[0]], "ko", ms=5)
ax.text(1.5, 1.05e4, "training: one output", fontsize=10, va="center")
ax.set(xlabel="number of outputs (with 100 inputs)", ylabel="multiplications", title="Begin at the narrow end")
ax.legend(loc="upper left")
plt.show()
print(f"one output: {from_outputs[0]:,} against {from_inputs[0]:,}, a factor of {from_inputs[0] / from_outputs[0]:.0f}")
assert round(from_inputs[0] / from_outputs[0]) == 40

# %% [markdown]
r"""
The answer is 100: *begin at the end that has fewer numbers*. Few outputs call for the order from the
outputs, called **reverse mode**; few inputs call for the order from the inputs, called **forward
mode**. Lecture 9 builds both. Training has one output, the loss, and very many inputs, all weights. It
is the extreme case.

## Classic mistakes

| mistake | what you see | how to find it |
|:--|:--|:--|
| one of several paths counted; `=` for `+=` | gradient too small or too large | use a number twice, check numerically |
| Jacobian in the other layout | an error, or with square layers wrong numbers | layers that are not square |
| factors in the wrong order | the same | the same |
| softmax by its diagonal, $g \circ s \circ (1 - s)$ | training that still improves | few classes, a random $g$ |
| $Jg^T$ for $gJ$ | nothing for softmax: it is symmetric | test it on a linear step |
| `np.diag` of an elementwise slope | memory, and $n$ times the work | does an $n \times n$ array appear? |
| $X^T$ taken for the Jacobian for $W$ | shapes that do not chain | it is a recipe: write out the entries |
| upstream $g$ all ones in a test | softmax gives 0, signs and factors hide | a random $g$ |
| order from the input end, with one loss | right numbers, slowly | count: is a matrix multiplied by a matrix? |

The first and the fourth in one picture, on a chain of a linear step, a softmax and a random row $g$:
"""

# %% picture="Three scatter plots against numbers: right on the diagonal, one path and diagonal-only scattered"
rng = np.random.default_rng(6)
z_test, W_test = rng.standard_normal(12), rng.standard_normal((12, 3))
g_test = rng.standard_normal(3)
s_test = softmax(z_test @ W_test)
numeric = gradients.central(lambda z: float(g_test @ softmax(z @ W_test)), z_test)
at_scores = g_test * s_test - (g_test @ s_test) * s_test
attempts = {
    "right": at_scores @ W_test.T,
    "last path overwrites the others": at_scores[2] * W_test[:, 2],
    "diagonal of the softmax only": (g_test * s_test * (1 - s_test)) @ W_test.T,
}
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.5), layout="constrained")
for ax, (title, attempt) in zip(axes, attempts.items(), strict=True):
    plots.gradient_comparison(attempt, numeric, ax=ax)
    ax.set_title(title, fontsize=11)
plt.show()
for title, attempt in attempts.items():
    agrees = gradients.relative_error(attempt, numeric) < 1e-6
    downhill = attempt @ numeric > 0
    print(f"{title}: {'agrees' if agrees else 'does not agree'}; a step against it goes downhill: {downhill}")
    assert agrees == (title == "right")

# %% [markdown]
r"""
## What you know now

- Along a path slopes multiply, and different paths add. A gradient is a sum over all paths, whose
  number grows like $n^L$. Working from the loss, each edge is used once.
- The Jacobian has a row for each output and a column for each input. The Jacobian of a chain is the
  product of the Jacobians.
- Rows or columns, a row per output or a row per input: two independent choices. Transposing turns a
  product round. Whatever the spelling, start at the loss.
- Linear: $W^T$. Elementwise: a diagonal. Softmax: $\operatorname{diag}(s) - s^T s$.
- From the input end a chain of $n \times n$ matrices costs $O(n^3)$, from the loss $O(n^2)$: at 4096 units a
  factor of 2731 in multiplications, and a few hundred by the clock.
- A step needs no Jacobian. It needs its VJP: $gW^T$, $z^T g$, $g \circ \sigma'(z)$, $g \circ s - (g \cdot s)\,s$.
- With one loss and layers of two units or more, no order of multiplying beats the order from the loss.

## Three questions

**1.** A book prints $\dfrac{\partial (Wz)}{\partial z} = W^T$. Another prints $W$. A third writes
$s = zW$ and $\dfrac{\partial s}{\partial z} = W^T$. Which of them are right, and in which of them does
the arriving gradient stand to the *left* of the derivative?

<details><summary>Answer</summary>

All are right. The first has columns and a row per input (C182): the gradient is a column on the right,
$W^T g^T$. The second has columns and a row per output (UvA): the derivative $W$ is transposed when it is
used, $W^T g^T$, or the gradient is written as a row on the left, $gW$. The third is ours: $g W^T$, on the
left. The $W$ of the third is the transpose of the $W$ of the first two, so all three compute the same
numbers.

</details>

**2.** The *log-softmax* is $r_j = \log s_j = z_j - \log \sum_i e^{z_i}$. Find its Jacobian and its VJP.
Then put in $g = -e_y$, the slope of cross entropy with respect to $r$. What comes out, and why is this
form better than softmax followed by a logarithm?

<details><summary>Answer</summary>

Step 2 of our softmax derivation is the Jacobian: $J_{jk} = [j = k] - s_k$. So
$(gJ)_k = g_k - \bigl(\sum_j g_j\bigr)\, s_k$. With $g = -e_y$ the sum is $-1$, and the result is
$s - e_y$: lecture 1's gradient. Nothing is divided by $s_y$, which may have been rounded to 0.

</details>

**3.** A robot arm has 2 knobs. A chain of layers with 64 units computes the heights of 1000 points on it.
You want all $1000 \times 2$ slopes. The matrices are $(1000, 64)$, $(64, 64)$ and $(64, 2)$. Which end first,
and by what factor does it matter? Can you get the Jacobian from VJPs alone, and how many do you need?

<details><summary>Answer</summary>

Inputs first: $64 \cdot 64 \cdot 2 + 1000 \cdot 64 \cdot 2 = 136\,192$ multiplications. Outputs first:
$1000 \cdot 64 \cdot 64 + 1000 \cdot 64 \cdot 2 = 4\,224\,000$, 31 times as many. From VJPs: let $g$ be the one-hot
row $e_j$; then $e_j J$ is row $j$ of $J$. That takes 1000 VJPs, one for each output. Forward mode needs 2
products $Jv$, one for each input.

</details>
"""

# %%
# Question 2: the log-softmax.  Question 3: the two costs.
g_any = rng.standard_normal(4)
log_softmax_numeric = gradients.central(lambda z: float(g_any @ np.log(softmax(z))), z_soft)
agree("question 2", g_any - g_any.sum() * s, log_softmax_numeric)
agree(
    "question 2, cross entropy", -np.eye(4)[1] + s, gradients.central(lambda z: -float(np.log(softmax(z))[1]), z_soft)
)
inputs_first, outputs_first = 64 * 64 * 2 + 1000 * 64 * 2, 1000 * 64 * 64 + 1000 * 64 * 2
print(f"question 3: {inputs_first:,} against {outputs_first:,}, a factor of {outputs_first / inputs_first:.0f}")
assert (inputs_first, outputs_first) == (136_192, 4_224_000)
assert cheapest([1000, 64, 64, 2]) == inputs_first
assert np.allclose(np.array([e * s - (e @ s) * s for e in np.eye(4)]), J_soft)  # VJPs of one-hot rows are the rows

# %% [markdown]
r"""
## What comes next

**Assignment hw2, the two-layer network.** Question 5 lets you translate your gradients from rows to
columns. Question 11 asks for the softmax VJP of a whole batch, with so many classes that no Jacobian
fits into memory, and for the cost of both orders in your own words. After lectures 3 and 4 you have
all you need.

Lecture 5, *Computation graphs and modules*, turns the VJP into the unit of construction: every module
brings a forward and a backward rule, and any graph can be put together from them.

## Sources, and where we differ from them

- **C182**: Berkeley Data C182, lecture 4. Row or column, the order of the products, $O(n^3)$ against
  $O(n^2)$, AlexNet's 4096 units. Its chain ends in $\frac{dz^{(1)}}{dW^{(1)}}$ and counts that product as
  $O(n^2)$ too. As a matrix it has $n^3$ entries, and only its structure makes it cheap: it is $z^T g$ here.
  The factor $\sigma'$ is to be read as a diagonal matrix, or as a product entry by entry.
- **UvA**: UvA Deep Learning, lecture 2. The chain rule for one number and for several, all paths, the
  Jacobian of three inputs and two outputs, diagonal Jacobians, the softmax as the full case. One of its
  slides multiplies the chain in row order and transposes the factor in the next line, which is column
  order; and $\frac{\partial a}{\partial\theta}$ is once a Jacobian and once the input $x$. Each is a
  fair habit, but not two in one derivation.
- **CMU**: Deep Learning Systems, "manual" neural networks. The vector–Jacobian product as what a layer
  has to provide. In its long product, the factor $\frac{\partial Z_L}{\partial Z_{L-1}}$ is missing between
  the second and the third.
- **NEU**: Northeastern, Supervised Machine Learning and Learning Theory, lecture 14. The backward pass
  in a few lines of code. Its $\frac{\partial u}{\partial W} = X^T$ is a recipe, as said above.
- **231n**: Stanford CS231n 2022, lecture 4. Upstream times local, which is the VJP of a step with one
  output. Lecture 5 works through its example.
- Beyond the five: the chain rule as a backward sweep through a computation is Linnainmaa's (1970), and
  Werbos (1974) proposed it for training networks. Lecture 9 tells more of the story.
  [References](../docs/references.md).
- The cheapest order for a whole Jacobian is easy to find for a chain, as above. For a graph it is a hard
  problem: U. Naumann, *Optimal Jacobian accumulation is NP-complete*, Mathematical Programming 112
  (2008).
"""
