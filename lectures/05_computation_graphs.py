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
# Lecture 5. Computation graphs and modules

**The question.** In lecture 3 you derived the gradients of one network on paper. Put in a layer of
another kind, or let two branches meet, and you sit down again. Can a program find the gradient of
*any* formula, if each part of the formula only knows how to differentiate itself?

It can. Draw the formula as a graph, walk through it once forward and once backward, and let every
box do one small multiplication. Then make the boxes larger: a box with its own forward and backward
rule is called a **module**, and a network is modules plugged together.

You need lecture 1 (softmax, cross entropy) and the chain rule of lecture 4: *all paths add up*.
The text takes about 30 minutes to read. With the
code, the predictions and the three questions, plan about two hours.
"""

# %%
from itertools import permutations

import matplotlib.pyplot as plt
import numpy as np

from byhand import gradients, graphs, motion, plots

plots.use_style()
np.set_printoptions(precision=4, suppress=True)

# %% [markdown]
r"""
Here is a small formula, $f = (x + y)\,z$, as a graph. Each square is one operation. Each arrow
carries one number, written above it. Grey frames hold what is given.
"""

# %% picture="Graph of (x + y) z at (-2, 5, -4): a plus box gives q = 3, a times box gives f = -12"
product = {"q": ("+", "x", "y"), "f": ("×", "q", "z")}
graphs.draw(product, {"x": -2, "y": 5, "z": -4, "q": 3, "f": -12})
plt.show()

# %% [markdown]
r"""
**Predict first.** Make $x$ a little larger, from $-2$ to $-1.99$. Does $f$ go up or down, and by
how much? What about $y$, and what about $z$? Write three numbers down.

## Names used in this lecture

| symbol | shape | meaning | in code |
|:--|:--|:--|:--|
| $x, y, z$ | scalars | what is given in the small graphs | `x`, `y`, `z` |
| $q, f, \dots$ | scalars | results; one is the output of the graph | `q`, `f` |
| upstream | like the result | derivative of the output with respect to this result | |
| local slope | scalar | derivative of an operation's result with respect to one of its inputs | |
| $m, n, K$ | scalars | examples, inputs and outputs of a module | `m`, `n`, `K` |
| $X$ | $(m, n)$ | input of a module, one example per row | `X` |
| $\theta$ | any | parameter of a module | `theta` |
| $Z = XW + b$ | $(m, K)$ | output of the linear module; scores | `Z` |
| $\text{out}$ | any | output of a module | `out` |
| $\ell$ | scalar | the loss at the end of everything | `loss` |
| $G = \partial\ell/\partial\,\text{out}$ | like out | upstream gradient that a module is handed | `G` |
| $\partial\ell/\partial X$ | like $X$ | the gradient a module hands on; so for every input | `dX` |
| $g$ | scalar | the upstream gradient of a module that is itself a loss | `g` |
| $y,\; I_y$ | $(m,)$, $(m, K)$ | labels, and the same as one-hot rows | `y`, `I_y` |
| $S$ | $(m, K)$ | output of softmax, or of a sigmoid | `S` |
| $A \circ B$ | like both | the entrywise product | `A * B` |
| $[\,\dots]$ | scalar | 1 if the statement holds, otherwise 0 | |

`agree` stops the notebook if a formula and its numerical check differ, as in lecture 1.
"""


# %%
def agree(what, formula, numeric, tolerance=1e-6):
    """Stop unless two arrays agree in every entry. Say so if they do, and show them if they are short."""
    error = gradients.relative_error(formula, numeric)
    assert error < tolerance, f"{what}: relative error {error:.1e}"
    print(f"✓ {what}: formula and numbers agree (relative error below {tolerance:.0e})")
    if np.ndim(formula) < 2 and np.size(formula) < 8:
        print("    formula", np.round(formula, 4) + 0.0)
        print("    numbers", np.round(numeric, 4) + 0.0)


# %% [markdown]
r"""
## One formula by hand

231n works this example on its slides: $x = -2$, $y = 5$, $z = -4$. We write the formula as two
steps, so that each has a derivative that you know by heart:

$$ q = x + y, \qquad f = q\,z . $$

**Forward.** From the inputs to the output: $q = -2 + 5 = 3$, then $f = 3 \cdot (-4) = -12$. Keep
both numbers.

**Backward.** From the output to the inputs. At each arrow we want one number: how much $f$ changes
when the value on this arrow changes a little, per unit of change.

**Step 1. Start.** If $f$ changes by some amount, $f$ changes by that amount:
$$ \frac{\partial f}{\partial f} = 1 . $$

**Step 2. Through the product.** $f = q z$ has the slope $z$ with respect to $q$, and the slope $q$
with respect to $z$. Multiply each by what arrives from the right, which is 1:
$$
\frac{\partial f}{\partial q} = 1 \cdot z = -4, \qquad
\frac{\partial f}{\partial z} = 1 \cdot q = 3 .
$$

**Step 3. Through the sum.** $q = x + y$ has the slope 1 with respect to both inputs. What arrives
from the right is now $\partial f/\partial q = -4$. The chain rule multiplies:
$$
\frac{\partial f}{\partial x} = \frac{\partial f}{\partial q}\,\frac{\partial q}{\partial x}
= -4 \cdot 1 = -4, \qquad
\frac{\partial f}{\partial y} = -4 \cdot 1 = -4 .
$$
"""

# %%
x, y, z = -2.0, 5.0, -4.0
q = x + y  # forward
f = q * z
d_f = 1.0  # backward: d_f stands for ∂f/∂f, d_q for ∂f/∂q, and so on
d_q, d_z = d_f * z, d_f * q
d_x, d_y = d_q * 1, d_q * 1
print(f"f = {f:.0f}, df/dx = {d_x:.0f}, df/dy = {d_y:.0f}, df/dz = {d_z:.0f}")
assert (f, d_x, d_y, d_z) == (-12, -4, -4, 3)

agree("∂f/∂q", d_q, gradients.central(lambda q: q * z, q))
agree("∂f/∂x", d_x, gradients.central(lambda x: (x + y) * z, x))
agree("∂f/∂y", d_y, gradients.central(lambda y: (x + y) * z, y))
agree("∂f/∂z", d_z, gradients.central(lambda z: (x + y) * z, z))

# %% [markdown]
r"""
Here is the finished graph. Above each arrow, upright and blue, stands the value that goes forward;
below it, italic and orange, the gradient that comes back.
"""

# %% picture="The same graph with gradients below the arrows: -4 at x, y and q, 3 at z and 1 at f"
values = {"x": x, "y": y, "z": z, "q": q, "f": f}
slopes = {"x": d_x, "y": d_y, "z": d_z, "q": d_q, "f": d_f}
graphs.draw(product, values, slopes)
plt.show()
nudged = (x + 0.01 + y) * z, (x + y + 0.01) * z, (x + y) * (z + 0.01)
print("0.01 more of x, y, z changes f by", np.array(nudged) - f)
assert np.allclose(np.array(nudged) - f, [-0.04, -0.04, 0.03])

# %% [markdown]
r"""
Compare with your three numbers: $f$ falls by 0.04 for $x$, falls by 0.04 for $y$, and rises by 0.03
for $z$.

Now the same walk as a row of pictures. The box at work is tinted. Two boxes forward, the starting 1
in the middle, two boxes backward.
"""

# %% picture="Six small graphs: values appear from left to right, then gradients from right to left"
moves = ["given", "forward: +", "forward: ×", "start with 1", "backward: ×", "backward: +"]
room = {"left": 0.01, "right": 0.99, "bottom": 0.0, "top": 0.92, "wspace": 0.05, "hspace": 0.2}
fig, axes = plt.subplots(2, 3, figsize=(9.5, 3.4), layout="none", gridspec_kw=room)
for k, (ax, move) in enumerate(zip(axes.flat, moves, strict=True)):
    graphs.draw(product, values, slopes, until=k, ax=ax)
    ax.set_title(f"{k}. {move}", fontsize=10)
plt.show()

# %% [markdown]
r"""
## Upstream times local

Look at what each box did on the way back. It never asked what the whole formula was. It was handed
one number from the right, the **upstream** gradient. It knew its own **local slopes**, one for each
input. It multiplied, and handed the products to the left.
"""

# %% picture="One box with two inputs: values go in from the left, gradients come back dashed"
ax = graphs.canvas(12, 4.6, figsize=(9.5, 3.6))
gate = graphs.box(
    ax,
    6.2,
    2.3,
    "$c = h(a, b)$\n\nlocal slopes\n" + r"$\partial c/\partial a$ and $\partial c/\partial b$",
    "operation",
)
ends = {
    name: graphs.box(ax, *at, f"${name}$", "value")
    for name, at in {"a": (0.6, 3.6), "b": (0.6, 1.0), "c": (11.4, 2.5)}.items()
}
blue = {"arrowstyle": "-|>", "color": "C0", "lw": 1.6}
red = {"arrowstyle": "-|>", "color": "C3", "lw": 1.6, "ls": "--"}
text = {"color": "C3", "ha": "center", "fontsize": 15}
for y_at, gate_at in [(3.6, 2.75), (1.0, 2.1)]:
    ax.annotate("", xy=(5.35, gate_at), xytext=(0.95, y_at), arrowprops=blue)
    ax.annotate("", xy=(0.95, y_at - 0.25), xytext=(5.35, gate_at - 0.25), arrowprops=red)
ax.annotate("", xy=(11.1, 2.45), xytext=(7.05, 2.45), arrowprops=blue)
ax.annotate("", xy=(7.05, 2.2), xytext=(11.1, 2.2), arrowprops=red)
times = r"\frac{\partial f}{\partial c} \cdot \frac{\partial c}{\partial %s}"
ax.text(2.9, 3.95, r"$\frac{\partial f}{\partial a} = " + times % "a" + "$", **text)
ax.text(2.9, 0.35, r"$\frac{\partial f}{\partial b} = " + times % "b" + "$", **text)
ax.text(9.4, 1.45, r"upstream $\frac{\partial f}{\partial c}$", **text)
plt.show()

# %% [markdown]
r"""
$$ \boxed{\;\text{gradient at an input} = \text{upstream gradient} \times \text{local slope}\;} $$

This is just the chain rule. What is new is the bookkeeping: the box needs no knowledge of the graph
around it. If a value goes to several boxes, several gradients come back to it, and by
the rule of lecture 4 they are added.

## Four patterns

Four kinds of box are so common that it pays to know their backward pass without thinking. Let the
upstream gradient be $u$.

| pattern | forward | local slopes | backward | in words |
|:--|:--|:--|:--|:--|
| **add** | $c = a + b$ | $1,\ 1$ | $u,\ u$ | hands the same to everyone |
| **multiply** | $c = a\,b$ | $b,\ a$ | $u b,\ u a$ | each gets the value of the *other* |
| **max** | $c = \max(a, b)$ | 1 for the larger, 0 for the other | $u,\ 0$ | the winner takes it all |
| **copy** | $c_1 = a,\ c_2 = a$ | $1,\ 1$ | $u_1 + u_2$ | adds what comes back |

**Predict first.** Let $a = 3$, $b = -2$ and $u = 5$. What do $a$ and $b$ get from each of the first
three? And what does $a$ get from a copy whose two branches bring back 2 and 3?

<details><summary>Answer</summary>

Add: 5 and 5. Multiply: $5 \cdot (-2) = -10$ and $5 \cdot 3 = 15$. Max: 5 and 0, because 3 is the
larger one. Copy: $2 + 3 = 5$.

</details>
"""

# %% picture="Four small graphs: add hands on 5 and 5, multiply -10 and 15, max 5 and 0, copy adds 2 and 3"
fig, axes = plt.subplots(2, 2, figsize=(9.5, 3.6))
a, b, u = 3.0, -2.0, 5.0
patterns = {
    "add": ("+", a + b, u * 1, u * 1),
    "multiply": ("×", a * b, u * b, u * a),
    "max": ("max", max(a, b), u * (a > b), u * (b > a)),
}
for ax, (title, (operation, c, d_a, d_b)) in zip(axes.flat, patterns.items(), strict=False):
    graphs.draw({"c": (operation, "a", "b")}, {"a": a, "b": b, "c": c}, {"a": d_a, "b": d_b, "c": u}, ax=ax)
    ax.set_title(title, fontsize=10)
copies = {"c1": ("copy", "a"), "c2": ("copy", "a")}
graphs.draw(
    copies, {"a": a, "c1": a, "c2": a}, {"c1": 2, "c2": 3, ("a", "c1"): 2, ("a", "c2"): 3, "a": 5}, ax=axes[1, 1]
)
axes[1, 1].set_title("copy: one operation with two results, an arrow for each", fontsize=10)
plt.show()

point = np.array([a, b])
agree("add", np.array([u, u]), gradients.central(lambda p: u * (p[0] + p[1]), point))
agree("multiply", np.array([u * b, u * a]), gradients.central(lambda p: u * p[0] * p[1], point))
agree("max", np.array([u, 0.0]), gradients.central(lambda p: u * max(p[0], p[1]), point))
agree("copy", 2.0 + 3.0, gradients.central(lambda a: 2 * a + 3 * a, a))

# %% [markdown]
r"""
Three consequences that you will meet again:

- **Add** is why biases are easy: they get the upstream gradient as it is. It is also why a path
  around a block (a *skip*) keeps gradients alive, as we shall see below.
- **Multiply** ties the gradient of a weight to the size of its input. If an input is a thousand
  times larger and the upstream gradient is the same, then so is the gradient of its weight. That is
  one reason to scale the data before training.
- **Max** has a kink where both inputs tie. There the derivative does not exist. One picks a rule
  (our program gives all to the first) and stays away from ties in tests.

**Copy** is one operation with two results. Our drawing program puts one box on each of the two
arrows, and the sum stands under the grey frame, where they meet. Most graphs do not draw it at all:
it is there wherever two arrows leave one value. Forgetting it, and overwriting where one should add, is a very common error in backward passes
written by hand.

## A graph as data

The graph of $(x+y)z$ stands in a dictionary: `{"q": ("+", "x", "y"), "f": ("×", "q", "z")}`. Each
result is made by an operation from its inputs. If we list for each operation its value and its
local slopes, two short loops do everything that we did by hand.
"""

# %%
# For each operation: its value, and its local slopes, one for each input.
OPERATIONS = {
    "+": (lambda a, b: a + b, lambda a, b: (1, 1)),
    "×": (lambda a, b: a * b, lambda a, b: (b, a)),
    "max": (lambda a, b: np.maximum(a, b), lambda a, b: (a >= b, b > a)),
    "×−1": (lambda a: -a, lambda a: (-1,)),
    "+1": (lambda a: a + 1, lambda a: (1,)),
    "1/x": (lambda a: 1 / a, lambda a: (-1 / a**2,)),
    "exp": (lambda a: np.exp(a), lambda a: (np.exp(a),)),
    "square": (lambda a: a**2, lambda a: (2 * a,)),
}


def go_forward(steps, given):
    """The value of every name, computed in the order in which `steps` lists the results."""
    values = {name: np.float64(value) for name, value in given.items()}
    for result, (operation, *inputs) in steps.items():
        value, _ = OPERATIONS[operation]
        values[result] = value(*[values[name] for name in inputs])
    return values


def go_backward(steps, values, order=None):
    """The gradient of the last result with respect to every name, and the share of each arrow (name, result).

    The results are visited in `order`, by default the reverse of the order of `steps`.
    """
    total, share = dict.fromkeys(values, 0.0), {}
    total[list(steps)[-1]] = 1.0
    for result in order or reversed(steps):
        operation, *inputs = steps[result]
        _, local = OPERATIONS[operation]
        for name, slope in zip(inputs, local(*[values[name] for name in inputs]), strict=True):
            part = total[result] * slope  # upstream times local
            share[name, result] = share.get((name, result), 0.0) + part
            total[name] += part  # where several gradients come back, they add up
    return total, share


def draw_graph(steps, given, ax=None):
    """Both sweeps, as a picture. Returns values and gradients."""
    values = go_forward(steps, given)
    total, share = go_backward(steps, values)
    graphs.draw(steps, values, total | share, ax=ax)
    return values, total


def agree_with_differences(steps, given, total):
    """Check the gradients of everything that is given against central differences of the output."""
    names, last = list(given), list(steps)[-1]
    point = np.array([given[name] for name in names], dtype=float)
    numeric = gradients.central(lambda p: go_forward(steps, dict(zip(names, p, strict=True)))[last], point)
    agree(f"gradients of {last} with respect to {', '.join(names)}", np.array([total[name] for name in names]), numeric)


given = {"x": -2.0, "y": 5.0, "z": -4.0}
values = go_forward(product, given)
total, _ = go_backward(product, values)
print({name: float(total[name]) for name in "xyzqf"})
agree_with_differences(product, given, total)
assert (values["f"], total["x"], total["y"], total["z"]) == (-12, -4, -4, 3)

# %% [markdown]
r"""
Nothing in the two loops knows about $(x+y)z$. Give them another dictionary, and they differentiate
another formula. That is the answer to the question of this lecture, for numbers. For arrays it
takes one more idea, the module. Lecture 9 then makes a real engine of it.

Here is a graph with a copy: $s = x + y$ is used twice, and so is $x$.
"""

# %% picture="Graph of x s + s squared with s = x + y: two arrows leave s and two leave x, totals below"
skipping = {"s": ("+", "x", "y"), "p": ("×", "x", "s"), "q": ("square", "s"), "f": ("+", "p", "q")}
given = {"x": 2.0, "y": 1.0}
values, total = draw_graph(skipping, given)
plt.show()
agree_with_differences(skipping, given, total)
assert total["s"] == 8
assert total["x"] == 11

# %% [markdown]
r"""
Read off the totals: $s$ gets 2 along one arrow and 6 along the other, together 8. Then $x$ gets these
8 through the sum, and 3 more along its own arrow to the product.

### Two sweeps suffice

Lecture 4 says: follow *every path* from an input to the output, multiply the slopes along it, add
up. The sweep gives the same number without ever looking at a path. This makes a difference.

**Predict first.** Take $x_1 = x_0 + x_0$, then $x_2 = x_1 + x_1$, and so on up to $x_{20}$. How
many paths lead from $x_0$ to $x_{20}$? How many multiplications does the backward sweep need?

<details><summary>Answer</summary>

At each step a path can take one of two arrows, so there are $2^{20} = 1\,048\,576$ paths. The sweep
multiplies once for each arrow: $2 \cdot 20 = 40$ times.

</details>
"""

# %%
doubling = {f"x{k + 1}": ("+", f"x{k}", f"x{k}") for k in range(20)}
values = go_forward(doubling, {"x0": 1.0})
total, _ = go_backward(doubling, values)
arrows = sum(len(step) - 1 for step in doubling.values())
print(f"gradient {total['x0']:.0f}: each of {2**20} paths has slope 1; the sweep used {arrows} arrows")
assert total["x0"] == 2**20 == 1_048_576
assert arrows == 40

# %% [markdown]
r"""
The sweep adds up at each value *before* it goes on, and so each arrow is walked once. (Solving a
large problem by solving each small one once and keeping the answer is called *dynamic programming*;
C182 puts backpropagation in that family.) The price is memory: backward needs the values that
forward computed, so forward has to keep them.

## A sigmoid in pieces

The notes to 231n go on with a logistic unit that has two features:
$s = \sigma(w_0 x_0 + w_1 x_1 + w_2)$ with the sigmoid $\sigma(z) = \dfrac{1}{1 + e^{-z}}$. (C182
writes $1/(e^{-z} + 1)$. It is the same.) Cut into pieces, it has eight boxes.

**Predict first.** Without any calculation: which two of the five inputs must have gradients in the
ratio of $x_0$ to 1?

<details><summary>Answer</summary>

$w_0$ and $w_2$. Both reach $z$ through sums only, except that $w_0$ is first multiplied by $x_0$.
So $w_0$ gets what $w_2$ gets, times $x_0$.

</details>
"""

# %% picture="Logistic unit as eight boxes in a row, with values and gradients on every arrow"
pieces = {"a": ("×−1", "z"), "e": ("exp", "a"), "u": ("+1", "e"), "s": ("1/x", "u")}
unit = {"p0": ("×", "w0", "x0"), "p1": ("×", "w1", "x1"), "t": ("+", "p0", "p1"), "z": ("+", "t", "w2")}
given = {"w0": 2.0, "x0": -1.0, "w1": -3.0, "x1": -2.0, "w2": -3.0}
values, total = draw_graph(unit | pieces, given)
plt.show()
agree_with_differences(unit | pieces, given, total)
assert np.isclose(total["w0"] / total["w2"], given["x0"])

# %% [markdown]
r"""
The same two sweeps, move by move. Stop before each backward move and say what it will write.
"""

# %%
steps = unit | pieces
total, share = go_backward(steps, values)
labels = [
    "given",
    *(f"forward: {name}" for name in steps),
    "start with 1",
    *(f"backward: {name}" for name in reversed(steps)),
]
motion.slider(
    (graphs.draw(steps, values, total | share, until=k) for k in range(len(labels))),
    labels,
    alt="The logistic unit: values appear from left to right, then gradients from right to left",
    interval=1000,
)

# %% [markdown]
r"""
Walk back from the right through the four boxes of the sigmoid, with $s = 0.73$ at the end:

| box | local slope | upstream × local |
|:--|:--|:--|
| $s = 1/u$, $u = 1.37$ | $-1/u^2 = -0.53$ | $1 \cdot (-0.53) = -0.53$ |
| $u = e + 1$ | $1$ | $-0.53$ |
| $e = \exp a$, $a = -1$ | $\exp a = 0.37$ | $-0.53 \cdot 0.37 = -0.20$ |
| $a = -z$ | $-1$ | $0.20$ |

Four multiplications for one number that has a short formula. With $u = 1 + e^{-z}$ and $s = 1/u$:

$$
\begin{aligned}
\frac{ds}{dz} &= -\frac{1}{u^2} \cdot 1 \cdot e^{-z} \cdot (-1) && \text{the four slopes of the table}\\
&= \frac1u \cdot \frac{e^{-z}}{u} && \text{the signs cancel; split } u^2\\
&= \frac1u \cdot \Bigl(1 - \frac1u\Bigr) && e^{-z} = u - 1\\
&= s\,(1 - s) .
\end{aligned}
$$
"""

# %%
s = values["s"]
print(f"s = {s:.4f}, s(1 - s) = {s * (1 - s):.4f}, gradient at z from the four boxes {total['z']:.4f}")
agree("slope of the sigmoid", s * (1 - s), total["z"], tolerance=1e-12)
assert round(float(total["z"]), 2) == 0.20

# %% [markdown]
r"""
So we may draw the four boxes as *one* box named $\sigma$ with the local slope $s(1-s)$. Nothing
outside can tell the difference. **You choose where to cut.**

### The same sigmoid as two modules

UvA asks where to cut a unit with a weight, $a = \sigma(\theta x)$. In one piece the derivatives are

$$
\frac{\partial a}{\partial x} = \theta\, \sigma(\theta x)\,(1 - \sigma(\theta x)), \qquad
\frac{\partial a}{\partial \theta} = x\, \sigma(\theta x)\,(1 - \sigma(\theta x)).
$$

In two pieces, $a_1 = \theta x$ and $a_2 = \sigma(a_1)$, each formula is one factor long. The second
box has the slope $a_2(1 - a_2)$. The first one, a product, hands $\theta$ times that to $x$ and $x$
times that to $\theta$. And the first box can be replaced without touching the second.
"""

# %% picture="Two boxes: theta times x, then sigma, with values forward and gradients backward"
OPERATIONS["σ"] = (lambda a: 1 / (1 + np.exp(-a)), lambda a: (np.exp(-a) / (1 + np.exp(-a)) ** 2,))
two_boxes = {"a1": ("×", "theta", "x"), "a2": ("σ", "a1")}
given = {"theta": -0.7, "x": 2.0}
values, total = draw_graph(two_boxes, given)
plt.show()
sigma = values["a2"]
in_one_piece = np.array([given["x"] * sigma * (1 - sigma), given["theta"] * sigma * (1 - sigma)])
agree("two modules and one formula", np.array([total["theta"], total["x"]]), in_one_piece, tolerance=1e-12)

# %% [markdown]
r"""
With these two boxes you can build larger things. UvA's running example is two such units in a row,
followed by half the squared distance from a target $t$:
$a_2 = \sigma(\theta_1 x)$, $a_4 = \sigma(\theta_2 a_2)$ and $\ell = \frac12 (a_4 - t)^2$.
"""

# %% picture="Two sigmoid units in a row and the squared distance; gradients shrink from right to left"
OPERATIONS["½(a−t)²"] = (lambda a, t: (a - t) ** 2 / 2, lambda a, t: (a - t, t - a))
two_units = {
    "a1": ("×", "x", "theta1"),
    "a2": ("σ", "a1"),
    "a3": ("×", "a2", "theta2"),
    "a4": ("σ", "a3"),
    "ell": ("½(a−t)²", "a4", "t"),
}
given = {"x": 2.0, "theta1": -0.7, "theta2": 1.5, "t": 1.0}
values, total = draw_graph(two_units, given)
plt.show()
agree_with_differences(two_units, given, total)

eta = 0.5
better = given | {name: given[name] - eta * total[name] for name in ("theta1", "theta2")}
fall = values["ell"] - go_forward(two_units, better)["ell"]
promised = eta * (total["theta1"] ** 2 + total["theta2"] ** 2)
print(f"one step with η = {eta}: the loss falls by {fall:.5f}, the gradients promise about {promised:.5f}")
assert 0.8 < fall / promised < 1.2

# %% [markdown]
r"""
$\theta_1$ did not have to know the loss. It received one number from the box to its right. That number
was computed once, in passing, and both $\theta_1$ and $x$ use it. (The target has a gradient too,
as any number in a formula has. Nobody uses it.)

### Where a cut goes wrong

Small boxes are easy to get right, and large boxes save memory and time. There is a third point:
*floating-point numbers have limits*.

**Predict first.** Run the four boxes at $z = -800$. The true sigmoid is $e^{-800}$, zero for all
practical purposes, and so is its slope. What do the forward and the backward sweep return?

<details><summary>Answer</summary>

Forward is right by luck: $e^{800}$ overflows to infinity, and $1/(\infty + 1) = 0$. Backward is
lost. The last box has the slope $-1/\infty^2 = 0$, the exponential has the slope $\infty$, and
$0 \cdot \infty$ has no value: `nan`. In one box, $s(1-s) = 0 \cdot 1 = 0$.

</details>
"""

# %%
with np.errstate(over="ignore", invalid="ignore"):  # NumPy would warn, and rightly
    values = go_forward(pieces, {"z": -800.0})
    total, _ = go_backward(pieces, values)
print("values:   ", {name: float(value) for name, value in values.items()})
print("gradients:", {name: float(value) for name, value in total.items()})
with np.errstate(over="ignore"):
    s = 1 / (1 + np.exp(800.0))
print("one box:  ", {"s": float(s), "s (1 - s)": float(s * (1 - s))})
assert values["s"] == 0
assert np.isnan(total["z"])
assert s * (1 - s) == 0

# %% [markdown]
r"""
On paper the two factors cancel. On a computer each is rounded before they meet. So **cut where
every box can compute its own slope safely**, and fuse boxes whose slopes cancel. We come back to
this with softmax and cross entropy.

## What a module is

From numbers to arrays. A **module** is a box with

- a **forward** rule: from its inputs and its parameters to its output,
- a **gradient to the input**: what it hands to the module before it,
- a **gradient to the parameters**, if it has any: what the optimizer needs.

Both gradients are "upstream times local", with the upstream gradient
$G = \partial\ell/\partial\, \text{out}$ of the shape of the output. For arrays the local slope is a
Jacobian, and the product is the vector–Jacobian product of lecture 4. A module never builds the
Jacobian. It knows a short formula for the product.
"""

# %% picture="A module box: X enters left, theta from above, out leaves right; G returns, dX and dtheta come out"
ax = graphs.canvas(12, 4.8, figsize=(9.5, 3.8))
module = graphs.box(ax, 6, 2.0, "\n        module        \n")
cache = graphs.box(ax, 6, 0.35, "cache", "given")
for x_at, y_at, text, inward in [(1.2, 2.35, "$X$", True), (5.4, 4.4, "$\\theta$", True), (10.8, 2.35, "out", False)]:
    end = graphs.box(ax, x_at, y_at, text, "given" if text == "$\\theta$" else "value")
    frame = {"arrowstyle": "-|>", "color": "C0", "lw": 1.6, "shrinkA": 0, "shrinkB": 0}
    near = (5.4, 2.62) if text == "$\\theta$" else (4.72 if inward else 7.28, y_at)
    away = (x_at, y_at - 0.35) if text == "$\\theta$" else (x_at + (0.45 if inward else -0.45), y_at)
    ax.annotate("", xy=near if inward else away, xytext=away if inward else near, arrowprops=frame)
back = {"arrowstyle": "-|>", "color": "C3", "lw": 1.6, "ls": "--", "shrinkA": 0, "shrinkB": 0}
red = {"color": "C3", "style": "italic", "ha": "center"}
ax.annotate("", xy=(7.28, 1.65), xytext=(10.3, 1.65), arrowprops=back)
ax.annotate("", xy=(1.7, 1.65), xytext=(4.72, 1.65), arrowprops=back)
ax.annotate("", xy=(6.6, 4.05), xytext=(6.6, 2.62), arrowprops=back)
ax.text(8.8, 1.2, r"$G = \partial\ell/\partial\,$out", **red)
ax.text(3.2, 1.2, r"$\partial\ell/\partial X$, shaped like $X$", **red)
ax.text(7.0, 3.4, r"$\partial\ell/\partial\theta$, shaped like $\theta$", **(red | {"ha": "left"}))
ax.text(5.1, 3.4, "forward", color="C0", ha="right")
ax.annotate("", xy=(5.8, 0.68), xytext=(5.8, 1.38), arrowprops=frame)
ax.annotate("", xy=(6.2, 1.38), xytext=(6.2, 0.68), arrowprops=back)
plt.show()

# %% [markdown]
r"""
In code a module is two functions, and homework 3 uses the same pattern throughout:

- `name_forward(inputs…)` returns `out, cache`. The cache is whatever backward will need.
- `name_backward(G, cache)` returns one gradient for each input, in their order, each with the shape
  of that input. Parameters count as inputs.

UvA's own example is $\text{out} = \cos(\theta x) + \pi$. Here $x$ is an array with $m$ numbers and
$\theta$ is one number that all of them share.

**Step 1. Local slopes.** The constant $\pi$ drops out. By the chain rule for one number,
$$
\frac{\partial\, \text{out}_i}{\partial x_i} = -\theta \sin(\theta x_i), \qquad
\frac{\partial\, \text{out}_i}{\partial \theta} = -x_i \sin(\theta x_i) .
$$

**Step 2. To the input.** $x_i$ has influence on $\text{out}_i$ only. Upstream times local:
$$ \frac{\partial\ell}{\partial x_i} = -G_i\, \theta \sin(\theta x_i) . $$

**Step 3. To the parameter.** $\theta$ is copied to all $m$ entries. Copy adds what comes back:
$$ \frac{\partial\ell}{\partial \theta} = -\sum_i G_i\, x_i \sin(\theta x_i) . $$
"""


# %%
def cosine_forward(x, theta):
    """cos(θx) + π for x (m,) and θ (), a single number -> (m,)."""
    return np.cos(theta * x) + np.pi, (x, theta)


def cosine_backward(G, cache):
    """The gradients with respect to x (m,) and θ (), from the upstream gradient G (m,)."""
    x, theta = cache
    inner = -G * np.sin(theta * x)  # the gradient at the product θx: both formulas share it
    return inner * theta, np.sum(inner * x)


# %% [markdown]
r"""
How do you test a module when its output is an array and there is no loss yet? Invent a loss. Draw a
random $G$ and take $\ell = \sum G \circ \text{out}$. Then $\partial\ell/\partial\,\text{out} = G$
exactly, so backward has to return the gradient of this $\ell$. And $\ell$ is a number, so central
differences apply.
"""


# %%
def check_module(name, forward, backward, inputs, *constants):
    """Compare backward with central differences of forward, for a random G. `inputs` is name -> array."""
    out, cache = forward(*inputs.values(), *constants)
    G = np.random.default_rng(7).standard_normal(np.shape(out))
    found = backward(G, cache)
    found = found if isinstance(found, tuple) else (found,)

    def invented_loss(moved):
        return np.sum(G * forward(*moved.values(), *constants)[0])

    numeric = gradients.central(invented_loss, inputs)
    for key, gradient in zip(inputs, found, strict=True):
        assert np.shape(gradient) == np.shape(inputs[key])
        agree(f"{name}, d{key} {np.shape(gradient)}", gradient, numeric[key])


rng = np.random.default_rng(1)
check_module("cosine", cosine_forward, cosine_backward, {"x": rng.standard_normal(5), "theta": np.array(1.3)})

# %% [markdown]
r"""
Why a *random* $G$? With ones in its place, a backward that forgets to multiply by $G$ looks right.
UvA's slide shows such a pair: its two backward functions return the local slopes alone. That is
half of a module. The other half is the factor $G$, and the sum for the shared $\theta$.

A module makes three promises, and homework 3 tests them: its backward is the derivative of *its
own* forward; it changes nothing that it was given; its backward can be called twice.

What may be a module? Anything with a derivative *almost everywhere*. ReLU has none at 0, and that
is allowed: there one fixes a choice, and tests stay away from it.

## The toolbox

The usual modules, for $m$ examples. Lectures 1 to 3 derived some of them. Here is the whole set in
one pattern.

### Linear

$Z = XW + b$ with $X\ (m, n)$, $W\ (n, K)$, $b\ (K,)$. UvA writes one example without a bias,
$a = \theta x$, with the gradients $\theta$ and $x$. For a batch each entry has several paths to the
output, and paths add up:

- $X_{ip}$ reaches $Z_{ij}$ for every $j$, with slope $W_{pj}$:
  $\;\partial\ell/\partial X = G\,W^T$.
- $W_{pj}$ reaches $Z_{ij}$ for every $i$, with slope $X_{ip}$: $\;\partial\ell/\partial W = X^T G$.
- $b_j$ reaches $Z_{ij}$ for every $i$, with slope 1: $\;\partial\ell/\partial b$ is the sum of the
  rows of $G$.
"""

# %%
m, n, K = 4, 2, 3
X, W, b = rng.standard_normal((m, n)), rng.standard_normal((n, K)), rng.standard_normal(K)
G = rng.standard_normal((m, K))
agree("linear, dX = G Wᵀ", G @ W.T, gradients.central(lambda X: np.sum(G * (X @ W + b)), X))
agree("linear, dW = Xᵀ G", X.T @ G, gradients.central(lambda W: np.sum(G * (X @ W + b)), W))
agree("linear, db", G.sum(axis=0), gradients.central(lambda b: np.sum(G * (X @ W + b)), b))

# %% [markdown]
r"""
### One number at a time: sigmoid, tanh, the ReLU family

These act on each entry alone. The gradient to the input is $G \circ h'(Z)$.

| module | $h(z)$ | $h'(z)$ |
|:--|:--|:--|
| sigmoid | $1/(1 + e^{-z})$ | $\sigma(z)(1 - \sigma(z))$ |
| tanh | $\tanh z$ | $1 - \tanh^2 z$ |
| ReLU | $\max(0, z)$ | $[z > 0]$ |
| leaky ReLU, slope $a$ | $z$ if $z > 0$, else $a z$ | $1$ if $z > 0$, else $a$ |
| noisy ReLU | $\max(0, z + \varepsilon)$, $\varepsilon$ random | $[z + \varepsilon > 0]$ |
| ELU | $z$ if $z > 0$, else $\alpha(e^z - 1)$ | $1$ if $z > 0$, else $\alpha e^z$ |
| softplus | $\log(1 + e^z)$ | $\sigma(z)$ |

The leaky slope is 0.1 in 231n and 0.01 in UvA. Look twice before you compare numbers. In the
**parametric** ReLU the slope is a parameter $\beta_j$, one for each column. It is copied to all
examples, so its gradient is a sum:
$\partial\ell/\partial\beta_j = \sum_i G_{ij} Z_{ij} [Z_{ij} \le 0]$. The **noisy** ReLU draws
random numbers, and its backward must use *the same* ones. We meet that again with dropout. (UvA
lets the spread of $\varepsilon$ depend on $z$. We treat the number that was drawn as a constant.)
"""


# %%
def sigmoid(z):
    """1 / (1 + exp(-z)), for entries of moderate size."""
    return 1 / (1 + np.exp(-z))


noise = rng.standard_normal((m, K))
elementwise = {
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z))),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "ReLU": (lambda z: np.maximum(0, z), lambda z: (z > 0) * 1.0),
    "leaky ReLU, 0.1": (lambda z: np.where(z > 0, z, 0.1 * z), lambda z: np.where(z > 0, 1.0, 0.1)),
    "noisy ReLU": (lambda z: np.maximum(0, z + noise), lambda z: (z + noise > 0) * 1.0),
    "ELU, 0.8": (lambda z: np.where(z > 0, z, 0.8 * np.expm1(z)), lambda z: np.where(z > 0, 1, 0.8 * np.exp(z))),
    "softplus": (lambda z: np.log1p(np.exp(z)), sigmoid),
}
Z = rng.standard_normal((m, K))
for name, (h, slope) in elementwise.items():
    agree(name, G * slope(Z), gradients.central(lambda Z, h=h: np.sum(G * h(Z)), Z))
beta = np.array([0.3, -0.2, 0.1])
numeric = gradients.central(lambda beta: np.sum(G * np.where(Z > 0, Z, beta * Z)), beta)
agree("parametric ReLU, dbeta", np.sum(G * Z * (Z <= 0), axis=0), numeric)

# %% [markdown]
r"""
### Softmax

Each row of $S$ depends on the whole row of $Z$. From lecture 1,
$\partial S_k / \partial z_j = S_k([j = k] - S_j)$. Upstream times local, added over all paths from
$z_j$ to the output, for one row:

$$
\begin{aligned}
\frac{\partial\ell}{\partial z_j} &= \sum_k G_k\, S_k \bigl([j = k] - S_j\bigr)
    && \text{upstream times local, all paths}\\
&= G_j S_j - S_j \sum_k G_k S_k && \text{only } k = j \text{ survives in the first part}\\
&= S_j \Bigl( G_j - \sum_k G_k S_k \Bigr) && \text{take out } S_j .
\end{aligned}
$$

The bracket is $G_j$ minus the mean of $G$, weighted with the probabilities. So softmax passes on
only *differences* of the upstream gradient, just as forward it only reads differences of scores.
"""


# %%
def softmax_forward(Z):
    """The softmax of each row of Z (m, K)."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    return S, S


def softmax_backward(G, cache):
    """The gradient with respect to Z (m, K), without the K × K Jacobian."""
    S = cache
    return S * (G - np.sum(G * S, axis=1, keepdims=True))


check_module("softmax", softmax_forward, softmax_backward, {"Z": Z})
S, cache = softmax_forward(Z)
assert np.allclose(softmax_backward(G, cache), softmax_backward(G + 5, cache))  # only differences count

# %% [markdown]
r"""
### Losses

A loss is a module whose output is one number. It stands at the end, so its upstream gradient $g$ is
1, unless several losses are added with weights. Labels and targets are data and get no gradient.
All four are means over the $m$ rows.

| loss | forward | gradient to the input |
|:--|:--|:--|
| Euclidean | $\frac{1}{2m} \sum_i \lVert a_i - t_i \rVert^2$ | $\frac gm (A - T)$ |
| cross entropy of probabilities | $-\frac1m \sum_i \log S_{i y_i}$ | $-\frac gm\,[k = y_i] / S_{ik}$ |
| softmax and cross entropy | $\frac1m \sum_i (\log \sum_k e^{Z_{ik}} - Z_{i y_i})$ | $\frac gm (S - I_y)$ |
| hinge | $\frac1m \sum_i \sum_{k \ne y_i} \max(0, Z_{ik} - Z_{i y_i} + 1)$ | count, then $\frac gm$ times the count |

- **Euclidean**: $\frac12 (a - t)^2$ has the slope $a - t$. The $\frac12$ is there for that. UvA's
  slides have it in one place and not in another; without it the gradient is twice as large.
- **Cross entropy of probabilities**: $-\log s$ has the slope $-1/s$, but only for the probability
  of the *right* class. The others do not appear in the loss.
- **Hinge**: every class $k \ne y_i$ with $Z_{ik} - Z_{i y_i} + 1 > 0$ adds 1 at $k$ and $-1$ at
  $y_i$.
"""

# %%
y = np.array([2, 0, 0, 1])
rows, I_y, g = np.arange(m), np.eye(K)[y], 1.7
T = rng.standard_normal((m, K))

agree("Euclidean", g * (Z - T) / m, gradients.central(lambda A: g * np.sum((A - T) ** 2) / (2 * m), Z))
agree("cross entropy", -g * I_y / S / m, gradients.central(lambda S: -g * np.mean(np.log(S[rows, y])), S))

numeric = gradients.central(lambda Z: g * np.mean(np.log(np.exp(Z).sum(axis=1)) - Z[rows, y]), Z)
agree("softmax and cross entropy", g * (S - I_y) / m, numeric)

gaps = Z - Z[rows, y][:, np.newaxis] + 1
count = ((gaps > 0) & (I_y == 0)).astype(float)
count -= I_y * count.sum(axis=1, keepdims=True)
print("count, one row per example, for the labels", y)
print(count)


def hinge(Z):
    """Mean hinge loss of the scores Z (m, K) for the labels y."""
    charge = np.maximum(0, Z - Z[rows, y][:, np.newaxis] + 1)
    return (charge.sum() - m) / m  # the right class always charges 1: take it out again


agree("hinge", g * count / m, gradients.central(lambda Z: g * hinge(Z), Z))

# %% [markdown]
r"""
## Softmax and cross entropy, fused

The table holds the same loss twice: as softmax followed by cross entropy of probabilities, two modules,
and as both in one. On paper they agree. Put the upstream gradient of the second module,
$G_k = -[k = y]/S_y$ for one row, into the backward pass of the first:

$$
\begin{aligned}
\frac{\partial\ell}{\partial z_j} &= S_j \Bigl( G_j - \sum_k G_k S_k \Bigr)
    && \text{softmax backward}\\
&= S_j \Bigl( -\frac{[j = y]}{S_y} + \frac{S_y}{S_y} \Bigr) && \text{only } k = y \text{ has } G_k \ne 0\\
&= S_j - [j = y] && S_j [j = y] / S_y \text{ is 1 for } j = y \text{ and 0 otherwise.}
\end{aligned}
$$

The division by $S_y$ cancels. In one module it is never carried out. In two modules it is, and
$S_y$ may be tiny. Let the right class trail by a gap $\Delta$: scores $(\Delta, 0)$, label 1. The
true gradient at the right score is $S_1 - 1$, very close to $-1$ for a large gap.

**Predict first.** In 64-bit numbers $e^{t}$ overflows near $t = 710$, in 32-bit numbers near
$t = 88.7$. At which gap will the two modules fail? With which symptom?

<details><summary>Answer</summary>

At the same places, with `nan`. $S_1 = e^{-\Delta}$ becomes so small that $1/S_1$ overflows. Then
softmax multiplies zero or nearly zero by infinity. In 32-bit numbers, which many networks use, a
gap of 89 is enough.

</details>
"""


# %% picture="Gradient against gap: two modules stop with nan near 88.7 or 709.8, the fused module goes on"
def gradient_of_right_score(gaps, precision):
    """By two modules and by the fused one: the gradient at the score of the right class, for every gap."""
    Z = np.column_stack([gaps, np.zeros_like(gaps)]).astype(precision)
    S, cache = softmax_forward(Z)
    with np.errstate(all="ignore"):
        upstream = np.column_stack([np.zeros_like(S[:, 1]), -1 / S[:, 1]])
        return softmax_backward(upstream, cache)[:, 1], S[:, 1] - 1


fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.3), layout="constrained", sharey=True)
for ax, precision, end in zip(axes, [np.float32, np.float64], [120, 900], strict=True):
    gaps = np.linspace(0, end, 9001)
    two_modules, fused = gradient_of_right_score(gaps, precision)
    good = np.isfinite(two_modules)
    last = gaps[good][-1]
    ax.plot(gaps, fused, color="C1", lw=5, alpha=0.6, label="fused")
    ax.plot(gaps[good], two_modules[good], color="C0", label="two modules")
    ax.plot(last, -1, "X", color="black", ms=10, label="nan from here on")
    ax.set(xlabel="gap $\\Delta$", title=f"{np.dtype(precision).name}", ylim=(-1.05, -0.45))
    limit = np.log(np.finfo(precision).max)
    print(f"{np.dtype(precision).name}: last finite gradient at gap {last:.1f}; exp overflows above {limit:.1f}")
    assert abs(last - limit) < 0.2
    assert not good[gaps > last].any()
    assert np.allclose(two_modules[good], fused[good], atol=1e-6)
    assert np.isfinite(fused).all()
axes[0].set_ylabel("gradient at the right score")
axes[1].legend()
plt.show()

# %% [markdown]
r"""
The failure comes exactly when the gradient matters most, when the network is certain and wrong. That
is the third reason to fuse, beside speed and memory. The loss itself has the same problem and the same
cure, $\log\sum\exp z - z_y$ with the maximum taken out (lecture 1).

## A cascade: radial basis functions

UvA's example of a function that one should *not* differentiate as a whole is a sum of bumps,

$$ a(x) = \sum_j u_j\, e^{-\beta_j (x - w_j)^2} . $$

Bump $j$ has its centre at $w_j$, its height is $u_j$, and a large $\beta_j$ makes it narrow. With
two bumps there are seven inputs. As a cascade there is nothing to derive but three slopes:

| box | value | slopes |
|:--|:--|:--|
| distance | $d = (x - w)^2$ | $2(x - w)$ for $x$, $\;-2(x - w)$ for $w$ |
| bump | $e = e^{-\beta d}$ | $-\beta e$ for $d$, $\;-d e$ for $\beta$ |
| product and sum | $a = u_0 e_0 + u_1 e_1$ | as in the four patterns |
"""

# %% picture="Cascade of two bumps: x goes to two distance boxes, then bump, times, and a plus at the end"
OPERATIONS["distance"] = (lambda x, w: (x - w) ** 2, lambda x, w: (2 * (x - w), -2 * (x - w)))
OPERATIONS["bump"] = (lambda d, t: np.exp(-t * d), lambda d, t: (-t * np.exp(-t * d), -d * np.exp(-t * d)))
bumps = {}
for j in (0, 1):
    bumps[f"d{j}"] = ("distance", "x", f"w{j}")
    bumps[f"e{j}"] = ("bump", f"d{j}", f"beta{j}")
    bumps[f"p{j}"] = ("×", f"e{j}", f"u{j}")
bumps["a"] = ("+", "p0", "p1")
given = {"x": 0.5, "w0": 0.0, "beta0": 2.0, "u0": 1.5, "w1": 1.0, "beta1": 1.0, "u1": -1.0}
values, total = draw_graph(bumps, given)
plt.show()
agree_with_differences(bumps, given, total)

# %% [markdown]
r"""
The input $x$ is copied to both bumps, so two gradients come back to it and are added. Everything
else is local, also in a second sense: a bump hears nothing from examples far away from it.

**Predict first.** Where must an $x$ lie to move the *centre* $w_0$ most strongly: at the centre, a
little away from it, or far away?

<details><summary>Answer</summary>

A little away. At the centre the bump is flat on top, so moving it sideways changes nothing. Far
away there is nothing left of it. In between, at $w_0 \pm \sqrt{1/(2\beta_0)}$, it is steepest.

</details>
"""

# %% picture="Left: two bumps and their sum. Right: gradients of a at u, w and beta of bump 0, all local"
grid = np.linspace(-2.5, 3.5, 601)
w0, beta0, u0 = given["w0"], given["beta0"], given["u0"]
first = u0 * np.exp(-beta0 * (grid - w0) ** 2)
second = given["u1"] * np.exp(-given["beta1"] * (grid - given["w1"]) ** 2)
by_u = np.exp(-beta0 * (grid - w0) ** 2)
by_w = u0 * by_u * 2 * beta0 * (grid - w0)
by_beta = -u0 * by_u * (grid - w0) ** 2

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.5), layout="constrained")
left.plot(grid, first, "--", color="C0", label="bump 0")
left.plot(grid, second, ":", color="C1", label="bump 1")
left.plot(grid, first + second, color="black", label="sum $a(x)$")
left.set(xlabel="$x$", ylabel="output", title="Two bumps")
left.legend()
right.plot(grid, by_u, color="C0", label="$\\partial a/\\partial u_0$")
right.plot(grid, by_w, "--", color="C1", label="$\\partial a/\\partial w_0$")
right.plot(grid, by_beta, "-.", color="C2", label="$\\partial a/\\partial \\beta_0$")
right.set(xlabel="$x$", ylabel="gradient", title="What bump 0 hears from an example at $x$")
right.legend()
plt.show()
strongest = grid[np.argmax(by_w)]
print(f"strongest pull on the centre at x = {strongest:.2f}; sqrt(1 / (2 beta)) = {np.sqrt(1 / (2 * beta0)):.2f}")
assert abs(strongest - (w0 + np.sqrt(1 / (2 * beta0)))) < 0.01
assert max(np.abs(curve[grid > 3]).max() for curve in (by_u, by_w, by_beta)) < 1e-6

# %% [markdown]
r"""
This is why UvA suggests to place the centres with the data (for instance by clustering) before
training. A centre that no example can hear never moves.

## Dropout

While training, **dropout** sets each entry to 0 with probability $p$, anew in every forward pass,
and divides the rest by $1 - p$:

$$ a = \frac{r}{1 - p}\, x, \qquad r = 0 \text{ with probability } p, \text{ otherwise } 1 . $$

When the network is used, the module does nothing.

**Step 1. The mean stays.** $r$ is 1 with probability $1 - p$, so the mean of $a$ is
$(1 - p) \cdot \frac{x}{1 - p} + p \cdot 0 = x$. That is what the division is for.

**Step 2. The spread does not.** The mean of $a^2$ is
$(1 - p) \cdot \frac{x^2}{(1 - p)^2} = \frac{x^2}{1 - p}$. The variance is the mean of the square
minus the square of the mean: $\frac{x^2}{1 - p} - x^2 = \frac{p}{1 - p} x^2$. Dropout is noise, and
larger entries get more.

**Step 3. Backward.** For the $r$ that *was drawn*, the module is a multiplication by a constant.
The slope is that constant: $\;\partial\ell/\partial x = \frac{r}{1 - p}\, G$, with the same $r$.
"""

# %% picture="Left: mean of k draws closes in on 2. Middle and right: same mask on the diagonal, new mask not"
p, draws = 0.4, 4000
R = rng.binomial(1, 1 - p, size=draws)
running = np.cumsum(2.0 * R / (1 - p)) / np.arange(1, draws + 1)
spread = 2.0 * np.sqrt(p / (1 - p))
print(
    f"mean of {draws} draws of x = 2: {running[-1]:.2f}; spread {np.std(2.0 * R / (1 - p)):.2f}, formula {spread:.2f}"
)
assert abs(running[-1] - 2) < 4 * spread / np.sqrt(draws)
assert abs(np.std(2.0 * R / (1 - p)) - spread) < 0.05

X, G = rng.standard_normal((2, 6, 5))
mask, new_mask = rng.binomial(1, 1 - p, size=(2, 6, 5))
numeric = gradients.central(lambda X: np.sum(G * mask * X / (1 - p)), X)
agree("dropout, the same mask", mask * G / (1 - p), numeric)

fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.3), layout="constrained", width_ratios=[1.2, 1, 1])
k = np.unique(np.geomspace(1, draws, 300).astype(int))
axes[0].semilogx(k, running[k - 1], color="C0", lw=1.2, label="mean of the first $k$ draws")
axes[0].fill_between(
    k, 2 - 2 * spread / np.sqrt(k), 2 + 2 * spread / np.sqrt(k), color="0.85", label="2 ± 2 spreads / √k"
)
axes[0].set(xlabel="$k$", ylabel="mean of the output", ylim=(0, 4), title="$x = 2$, $p = 0.4$")
axes[0].legend(loc="lower right", fontsize=9)
for ax, title, used in zip(axes[1:], ["the same mask", "a new mask"], [mask, new_mask], strict=True):
    plots.gradient_comparison(used * G / (1 - p), numeric, ax=ax)
    ax.set_title(title)
    ax.get_legend().remove()
plt.show()
assert gradients.relative_error(new_mask * G / (1 - p), numeric) == 1

# %% [markdown]
r"""
The right picture shows the classic mistake, a new mask in the backward pass. Dots on the axes are
entries that one mask dropped and the other kept. Anything random belongs in the cache.

## Normalisation

UvA lists $\ell_2$ and $\ell_1$ normalisation: divide each row $x$ by its length, so that only its
direction is left. One derivation covers both. Let $N(x)$ be the length, $a = x / N$ the output, and
$n_j = \partial N / \partial x_j$.

**Step 1. Local slopes**, by the quotient rule:
$$ \frac{\partial a_k}{\partial x_j} = \frac{[j = k]}{N} - \frac{x_k}{N^2}\, n_j . $$

**Step 2. Upstream times local, all paths.** $x_j$ reaches *every* $a_k$, because it changes $N$:
$$
\frac{\partial\ell}{\partial x_j} = \sum_k G_k \Bigl(\frac{[j = k]}{N} - \frac{x_k}{N^2} n_j\Bigr)
= \frac1N \Bigl( G_j - \Bigl(\sum_k G_k a_k\Bigr) n_j \Bigr) ,
$$
where one $\frac1N$ went into $a_k = x_k / N$.

**Step 3. The two lengths.** For $N = \lVert x \rVert = \sqrt{\sum_k x_k^2}$ the slope is
$n_j = x_j / N = a_j$. For $N = \sum_k \lvert x_k \rvert$ it is the sign of $x_j$.

$$
\ell_2:\;\; \frac{\partial\ell}{\partial x} = \frac{G - (G \cdot a)\, a}{\lVert x \rVert},
\qquad
\ell_1:\;\; \frac{\partial\ell}{\partial x} = \frac{G - (G \cdot a) \operatorname{sign}(x)}{\sum_k \lvert x_k \rvert}.
$$
"""


# %%
def unit_forward(X):
    """Each row of X (m, n) divided by its length."""
    lengths = np.sqrt(np.sum(X**2, axis=1, keepdims=True))
    A = X / lengths
    return A, (A, lengths)


def unit_backward(G, cache):
    """The gradient with respect to X (m, n)."""
    A, lengths = cache
    return (G - np.sum(G * A, axis=1, keepdims=True) * A) / lengths


X, G = rng.standard_normal((2, 4, 3))
check_module("ℓ2 normalisation", unit_forward, unit_backward, {"X": X})
sizes = np.abs(X).sum(axis=1, keepdims=True)
A = X / sizes
numeric = gradients.central(lambda X: np.sum(G * X / np.abs(X).sum(axis=1, keepdims=True)), X)
agree("ℓ1 normalisation", (G - np.sum(G * A, axis=1, keepdims=True) * np.sign(X)) / sizes, numeric)

# %% [markdown]
r"""
**Predict first.** The output of $\ell_2$ normalisation has length 1, whatever comes in. What
happens to the output if $x$ moves a little *along itself*? What does that say about
$\partial\ell/\partial x$? And what if $x$ is ten times as long?

<details><summary>Answer</summary>

Along itself, nothing happens: the direction stays. So $\partial\ell/\partial x$ has no component along
$x$; it is perpendicular to $x$. For an $x$ ten times as long, the same step turns it by a
tenth of the angle, so the gradient is a tenth as long.

</details>
"""

# %% picture="Unit circle: G at a, the part along a taken away, the rest shorter at x, at a right angle to x"
x_row, G_row = np.array([[1.3, 1.1]]), np.array([[0.9, 0.35]])
A_row, cache = unit_forward(x_row)
dx_row = unit_backward(G_row, cache)
tangent = G_row - np.sum(G_row * A_row) * A_row
(x_at, a_at, G_at, t_at, d_at) = (array[0] for array in (x_row, A_row, G_row, tangent, dx_row))

fig, ax = plt.subplots(figsize=(6.4, 4.2), layout="constrained")
turn = np.linspace(-0.2, np.pi / 2 + 0.2, 100)
ax.plot(np.cos(turn), np.sin(turn), color="0.6", lw=1.2)
ax.plot([0, x_at[0]], [0, x_at[1]], ":", color="0.4", lw=1.2)
ax.plot(*np.column_stack([a_at, x_at]), "ko", ms=5)
for start, by, colour, style in [(a_at, G_at, "C3", "-"), (a_at, t_at, "C0", "--"), (x_at, d_at, "C0", "-")]:
    ax.annotate(
        "", xy=start + by, xytext=start, arrowprops={"arrowstyle": "-|>", "color": colour, "lw": 2, "ls": style}
    )
ax.annotate("$G$ at $a$", a_at + G_at, (6, 2), textcoords="offset points", color="C3")
ax.annotate("$G$ without its part along $a$", a_at + t_at, (6, -12), textcoords="offset points", color="C0")
ax.annotate("$\\partial\\ell/\\partial x$ at $x$", x_at, (10, 6), textcoords="offset points", color="C0")
ax.annotate("$a$", a_at, (-14, -4), textcoords="offset points")
ax.annotate("$x$", x_at, (-12, 4), textcoords="offset points")
ax.set(xlabel="entry 0", ylabel="entry 1", xlim=(-0.15, 2.2), ylim=(-0.1, 1.4), aspect="equal")
plt.show()
print("∂ℓ/∂x · x =", np.round(d_at @ x_at, 12) + 0.0)
ten_times = unit_backward(G_row, unit_forward(10 * x_row)[1])[0]
print(
    "for x ten times as long the gradient has", f"{np.linalg.norm(ten_times) / np.linalg.norm(d_at):.1f} of the length"
)
assert abs(d_at @ x_at) < 1e-12
assert np.allclose(10 * ten_times, d_at)

# %% [markdown]
r"""
UvA asks when such a module is needed, and names networks with several branches. Let two branches
describe each example, one in large numbers and one in small ones, and compare examples by their
squared distance. Who decides?
"""

# %%
large, small = 100 * rng.standard_normal((50, 8)), rng.standard_normal((50, 8))


def share_of_first(first, second):
    """The part of all squared distances between examples that comes from the first branch."""
    parts = [np.sum((branch[:, np.newaxis] - branch) ** 2) for branch in (first, second)]
    return parts[0] / sum(parts)


before, after = share_of_first(large, small), share_of_first(unit_forward(large)[0], unit_forward(small)[0])
print(f"share of the large branch: {before:.2%} as it is, {after:.0%} with both branches at length 1")
assert before > 0.999
assert 0.4 < after < 0.6

# %% [markdown]
r"""
Without normalisation the large branch decides alone. With it, both have a say.

### Batch normalisation, from parts we have

A widely used normalisation gives every *column* mean 0 and standard deviation 1 over the batch, and
then a learned gain $\gamma$ and shift $\beta$ per column. (This $\beta$ is no slope of a ReLU; the
letter is customary.) Its gradient is reputed to be hard to derive. But we have the parts:

1. **centre**: $C = X - \text{column means}$,
2. **unit length** for the columns of $C$, which is `unit_forward` on the transpose, then times
   $\sqrt m$. The standard deviation of a centred column $c$ is $\lVert c \rVert / \sqrt m$, so
   $\sqrt m\, c / \lVert c \rVert$ is $c$ divided by its standard deviation,
3. **gain and shift**: $\gamma \circ \text{column} + \beta$.

Only "centre" is new. $X_{ij}$ reaches $C_{ij}$ with slope 1, and every entry of column $j$, itself
included, with slope $-\frac1m$ through the mean. So
$\partial\ell/\partial X_{ij} = G_{ij} - \frac1m \sum_k G_{kj}$: *centre the upstream gradient too*.
"""


# %%
def centre_forward(X):
    """X (m, n) minus its column means. Backward needs nothing from forward."""
    return X - X.mean(axis=0), None


def centre_backward(G, cache):
    """The gradient with respect to X (m, n)."""
    return G - G.mean(axis=0)


def batch_norm_forward(X, gamma, beta):
    """Columns of X (m, n) with mean 0 and deviation 1, then the gain γ (n,) and the shift β (n,)."""
    C, centre_cache = centre_forward(X)
    U, unit_cache = unit_forward(C.T)
    X_hat = np.sqrt(len(X)) * U.T
    return gamma * X_hat + beta, (centre_cache, unit_cache, X_hat, gamma)


def batch_norm_backward(G, cache):
    """The gradients with respect to X (m, n), γ (n,) and β (n,): the parts of forward, last one first."""
    centre_cache, unit_cache, X_hat, gamma = cache
    d_gamma, d_beta = np.sum(G * X_hat, axis=0), G.sum(axis=0)
    dU = np.sqrt(len(G)) * (gamma * G).T
    dC = unit_backward(dU, unit_cache).T
    return centre_backward(dC, centre_cache), d_gamma, d_beta


X = rng.standard_normal((6, 3)) * [1.0, 5.0, 0.2] + [0.0, 3.0, -1.0]
gamma, beta = np.array([1.5, 0.5, -2.0]), np.array([0.1, 0.2, 0.3])
check_module("centre", centre_forward, centre_backward, {"X": X})
inputs = {"X": X, "gamma": gamma, "beta": beta}
check_module("batch normalisation", batch_norm_forward, batch_norm_backward, inputs)
out, cache = batch_norm_forward(X, np.ones(3), np.zeros(3))
assert np.allclose(out.mean(axis=0), 0)
assert np.allclose(out.std(axis=0), 1)

# %% [markdown]
r"""
Multiply the parts out and you get the formula found in books. Take one column: $c$ is the centred
column, $s$ its standard deviation, $u = c / \lVert c \rVert$ and $\hat x = \sqrt m\, u = c/s$, so
that $\lVert c \rVert = \sqrt m\, s$. A bar is a mean over the batch. Then, from the back to the
front,

$$
\begin{aligned}
\frac{\partial\ell}{\partial u} &= \sqrt m\, \gamma\, G && \text{gain, and the factor } \sqrt m\\
\frac{\partial\ell}{\partial c} &= \frac{\sqrt m\, \gamma}{\lVert c \rVert}\bigl(G - (G \cdot u)\, u\bigr)
    && \text{unit length}\\
&= \frac{\gamma}{s} \bigl(G - \hat x\; \overline{G \circ \hat x}\bigr)
    && (G \cdot u)\,u = \tfrac1m (G \cdot \hat x)\, \hat x\\
\frac{\partial\ell}{\partial x} &= \frac{\gamma}{s} \bigl(G - \overline G - \hat x\; \overline{G \circ \hat x}\bigr)
    && \text{centre; the mean of } \hat x \text{ is } 0 .
\end{aligned}
$$

The gain multiplies, so it gets the sum of $G \circ \hat x$ over the batch. The shift is added, so
it gets the sum of $G$. The classic mistake is to treat mean and deviation as constants. Then only
$\frac{\gamma}{s}\, G$ is left for $x$.
"""

# %% picture="Two scatter plots: the book's formula on the diagonal, the shortcut with constants scattered"
out, (_, _, X_hat, _) = batch_norm_forward(X, gamma, beta)
G = rng.standard_normal(X.shape)
numeric = gradients.central(lambda X: np.sum(G * batch_norm_forward(X, gamma, beta)[0]), X)
book = gamma / X.std(axis=0) * (G - G.mean(axis=0) - X_hat * (G * X_hat).mean(axis=0))
constants = gamma / X.std(axis=0) * G
agree("the formula of the books", book, numeric)

for ax, title, attempt in zip(
    plots.panels(2, width=3.0),
    ["the whole derivative", "mean and deviation as constants"],
    [book, constants],
    strict=True,
):
    plots.gradient_comparison(attempt, numeric, ax=ax)
    ax.set_title(title)
    ax.get_legend().remove()
plt.show()
assert gradients.relative_error(constants, numeric) > 0.1

# %% [markdown]
r"""
(Libraries add a small $\varepsilon$ under the root, so that a constant column does not divide by 0.
When the network is *used*, they take means and deviations collected in training. Both are details
of forward, and backward follows from them by the same rules.)

## A module of modules

`batch_norm` has `forward` and `backward` and makes the three promises. So it *is* a module,
although nobody differentiated it. This is the last rule of the game: **modules inside, the same
interface outside.** Forward calls the inner modules in order and keeps their caches. Backward calls
them in the opposite order, and what one hands to its input is the $G$ of the one before.

A popular module of modules is the *residual block*: $\text{out} = X + \text{correction}(X)$. Here
is one, with a two-layer correction, and the shapes of everything for $m = 5$ examples, $n = 3$
features and 4 hidden units.
"""

# %% picture="Residual block: X goes through affine, tanh, affine to a plus, and around them directly"
residual = {
    "Z": ("linear", "X", "W1", "b1"),
    "T": ("tanh", "Z"),
    "C": ("linear", "T", "W2", "b2"),
    "out": ("+", "X", "C"),
}
m, n, d = 5, 3, 4
shapes = {"X": (m, n), "W1": (n, d), "b1": (d,), "Z": (m, d), "T": (m, d), "W2": (d, n), "b2": (n,), "C": (m, n)}
shapes |= {"out": (m, n)}
names = {("X", "Z"): "$dZ\\,W_1^T$", ("X", "out"): "$G$", "out": "$G$", "C": "$G$"}
graphs.draw(residual, {name: np.zeros(shape) for name, shape in shapes.items()}, names, largest=0)
plt.show()

# %% [markdown]
r"""
Two patterns tell you the gradient with respect to $X$ without a formula. The plus hands $G$ to both of
its inputs, so $G$ arrives at $X$ *unchanged* along the upper path. The copy adds what comes through the
block. If the weights inside are small, the block adds little, and $X$ gets nearly $G$. So gradients
pass through a long row of such blocks, where a long row of plain layers would shrink them (lecture
7 measures it). UvA shows two more modules of modules, a network inside a layer and the residual
network.

A whole classifier is a module of modules too. This is the two-layer network of lecture 3 with its
loss, in the modules of this lecture:
"""

# %% picture="Two-layer network with loss as four modules in a row, shapes above and gradients below"
network = {
    "Z1": ("linear", "X", "W1", "b1"),
    "A1": ("ReLU", "Z1"),
    "Z2": ("linear", "A1", "W2", "b2"),
    "loss": ("softmax-CE", "Z2", "y"),
}
m, n, d, K = 5, 2, 4, 3
rng = np.random.default_rng(11)
X, y = rng.standard_normal((m, n)), np.array([0, 2, 1, 1, 2])
W1, b1 = rng.standard_normal((n, d)), rng.standard_normal(d)
W2, b2 = rng.standard_normal((d, K)), rng.standard_normal(K)
Z1 = X @ W1 + b1  # forward, one module after the other
A1 = np.maximum(0, Z1)
Z2 = A1 @ W2 + b2
S, _ = softmax_forward(Z2)
loss = -np.mean(np.log(S[np.arange(m), y]))

dZ2 = (S - np.eye(K)[y]) / m  # backward, the last module first
dA1, dW2, db2 = dZ2 @ W2.T, A1.T @ dZ2, dZ2.sum(axis=0)
dZ1 = dA1 * (Z1 > 0)
dX, dW1, db1 = dZ1 @ W1.T, X.T @ dZ1, dZ1.sum(axis=0)

values = {"X": X, "W1": W1, "b1": b1, "Z1": Z1, "A1": A1, "W2": W2, "b2": b2, "Z2": Z2, "loss": loss, "y": y}
back = {"X": dX, "W1": dW1, "b1": db1, "Z1": dZ1, "A1": dA1, "W2": dW2, "b2": db2, "Z2": dZ2, "loss": 1}
graphs.draw(network, values, back, largest=1)
plt.show()


def network_loss(params):
    """The loss of the network, for a dict of its four parameters."""
    Z2 = np.maximum(0, X @ params["W1"] + params["b1"]) @ params["W2"] + params["b2"]
    return np.mean(np.log(np.exp(Z2).sum(axis=1)) - Z2[np.arange(m), y])


numeric = gradients.central(network_loss, {"W1": W1, "b1": b1, "W2": W2, "b2": b2})
for name, gradient in {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}.items():
    agree(f"network, d{name} {gradient.shape}", gradient, numeric[name])

# %% [markdown]
r"""
Look at the shapes: above and below every arrow they are the same. A gradient has the shape of what
it belongs to. Only the labels $y$ have nothing below: they are whole numbers, and nothing can be
moved a little.

## Graphs need an order

In a chain, the order of computing is plain. In a graph that branches it is not. UvA states the
condition: there must be no loops. Such a graph is called a **directed acyclic graph**, DAG for
short. Then there is an order in which every box comes after the boxes that feed it, and usually
there are several.

**Predict first.** The graph with five boxes below can be written down in $5! = 120$ orders. In how
many of them can it be computed?

<details><summary>Answer</summary>

In two of 120. The box $s$ must be first, $r$ must wait for $p$ and $q$, and $f$ for $r$. Only $p$
and $q$ may change places.

</details>
"""

# %% picture="Graph with five boxes: s = x + y, p = x s, q = s squared, r = p + q, f = r s"
five = {
    "s": ("+", "x", "y"),
    "p": ("×", "x", "s"),
    "q": ("square", "s"),
    "r": ("+", "p", "q"),
    "f": ("×", "r", "s"),
}
given = {"x": 2.0, "y": 1.0}
values, total = draw_graph(five, given)
plt.show()
agree_with_differences(five, given, total)


def works(order):
    """Whether the boxes can be computed in this order."""
    try:
        go_forward({result: five[result] for result in order}, given)
    except KeyError:  # an input that has no value yet
        return False
    return True


good = ["".join(order) for order in permutations(five) if works(order)]
print(f"{len(good)} of {len(list(permutations(five)))} orders work:", ", ".join(good))
assert good == ["spqrf", "sqprf"]

# %% [markdown]
r"""
A wrong order forward stops with an error, since a value is missing. A wrong order *backward* is worse,
because it gives a number. The rule is that a box may hand on its gradient only when **all**
gradients that come back to it have arrived. Suppose the box $s$ is visited too early, before $p$
and $q$ have sent their share:
"""

# %%
wrong, _ = go_backward(five, values, order=["f", "s", "r", "p", "q"])
print("right order f r q p s:  x", total["x"], " y", total["y"], " s", total["s"])
print("wrong order f s r p q:  x", wrong["x"], " y", wrong["y"], " s", wrong["s"])
assert wrong["s"] == total["s"] == 39
assert (total["x"], wrong["x"]) == (48, 24)
assert (total["y"], wrong["y"]) == (39, 15)

# %% [markdown]
r"""
No error, no warning. The total at $s$ is even right in the end, 39. But $s$ handed on only the 15
that it had at the time, and $x$ and $y$ got too little. The reverse of any order that works forward
is safe: there, everything a value feeds is visited before it.

And loops? A network whose output feeds its own input has no such order. One *unrolls* it: the same
module is drawn once for each time step, and the graph is acyclic again. Since all copies share one
parameter, "copy" says that their gradients add up. (UvA leaves these recurrent networks for later,
and so do we.)

## Classic mistakes

| mistake | what you see | how to find it |
|:--|:--|:--|
| `=` where `+=` belongs, at a value used twice | gradient too small, no error | a graph with a copy in the test |
| local slope without $G$ | right in a test with ones, wrong in a network | random $G$ |
| slope formula fed with the output, not the input | hides near 0, wrong further out | test inputs of size 3 |
| backward before all shares have arrived | some gradients too small | visit in the reverse of forward |
| new random numbers in backward | noise that never averages out | the mask belongs in the cache |
| mean or length treated as a constant | normalisation nearly right | check against differences |
| softmax and $-\log$ as two modules | `nan` after a confident mistake | try scores $(1000, 0)$ |
| sum forgotten for a shared parameter | wrong shape, or broadcasting hides it | compare shapes with the parameter |
| cache changed by backward | second call differs | call backward twice |
| gradient to the labels | shape errors | labels are data |

The third one deserves a cell. With $T = \tanh Z$ in the cache the slope is $1 - T^2$. Someone
writes $1 - \tanh^2 T$: the formula is right, the argument is not.
"""

# %%
Z_far = np.array([0.1, 1.0, 3.0])
right, slip = 1 - np.tanh(Z_far) ** 2, 1 - np.tanh(np.tanh(Z_far)) ** 2
print("right:", right, "  slip:", slip)
assert np.allclose(right[0], slip[0], rtol=0.001)  # near 0 it hides
assert slip[2] / right[2] > 40  # further out it does not

# %% [markdown]
r"""
## What you know now

- A formula is a graph of small operations. Forward computes and keeps the values, backward
  multiplies **upstream by local** at every box. For $f = (x + y)z$ at $(-2, 5, -4)$: $f = -12$,
  gradients $-4$, $-4$, $3$.
- Add hands on, multiply swaps, max routes, copy adds.
- One sweep forward and one backward give all gradients. Each arrow is visited once, however many
  paths there are.
- A module has a forward rule, a gradient to its input and a gradient to its parameters. It knows
  nothing else. It is tested alone, with a random $G$.
- You choose where to cut. Cut so that each slope is easy. Fuse where slopes cancel: softmax with
  cross entropy.
- Whatever forward drew at random belongs in the cache. Whatever reaches the output along several paths
  (through a mean, through a length) collects several gradients.
- Modules of modules are modules. Graphs without loops have an order, and backward takes its
  reverse.

## Three questions

**1.** What is the gradient of $f = \max(x, y) \cdot x$ at $(3, 2)$, and at $(2, 3)$? Draw the graph
before you calculate.

<details><summary>Answer</summary>

$x$ is copied: to the max and to the product. Let $c = \max(x, y)$. The product hands $x$ to $c$ and
$c$ to $x$.

At $(3, 2)$: $c = 3$. The max routes what it gets, 3, to $x$, and 0 to $y$. Together $x$ gets
$3 + 3 = 6$, as it should, since $f = x^2$ there.

At $(2, 3)$: $c = 3$. The max routes 2 to $y$. So $x$ gets 3 and $y$ gets 2: there $f = x y$.

</details>

**2.** A linear module is followed by batch normalisation. Does the bias of the linear module learn
anything?

<details><summary>Answer</summary>

No. The bias adds the same number to a whole column, and centring takes it away again. Backward says
the same: what comes out of `centre_backward` has column sums 0, and the gradient with respect to the
bias is the column sum. Its gradient is 0 for every $G$. (The shift $\beta$ does its work.)

</details>

**3.** You cache only the *output* of a module to save memory. For which of these can backward still
be computed: sigmoid, tanh, ReLU, $\cos(\theta x) + \pi$, $z^2$?

<details><summary>Answer</summary>

For sigmoid and tanh: the slopes are $s(1-s)$ and $1 - t^2$. For ReLU: the output is positive
exactly where the input is. Not for the cosine: different inputs with different slopes have the same
output, and the gradient with respect to $\theta$ needs $x$. Not for $z^2$: the slope is $2z$, and the output
does not know the sign of $z$.

</details>
"""

# %%
for point_at, expected in [((3.0, 2.0), [6, 0]), ((2.0, 3.0), [3, 2])]:
    question = {"c": ("max", "x", "y"), "f": ("×", "c", "x")}
    given = dict(zip("xy", point_at, strict=True))
    total, _ = go_backward(question, go_forward(question, given))
    agree_with_differences(question, given, total)
    assert [total["x"], total["y"]] == expected
G = rng.standard_normal((6, 3))
_, cache = batch_norm_forward(rng.standard_normal((6, 3)), gamma, beta)
assert np.allclose(batch_norm_backward(G, cache)[0].sum(axis=0), 0)  # question 2

# %% [markdown]
r"""
## What comes next

**Assignment hw3, modules and gradient checks**, is this toolbox in your own code, with the same
`forward`/`backward` pattern: affine, sigmoid, tanh, the ReLU family, softmax with cross entropy,
the Euclidean and the hinge loss, dropout, the bumps as a cascade, a residual block, and a module
that you invent. It begins with the measuring instrument, central differences, which we have used
here without asking how exact they are. Lecture 6, *Numerical gradients*, asks: when do they lie,
and why does nobody train with them?

## Sources, and where we differ from them

- **231n**: Stanford CS231n 2022, lecture 4. The example $(x + y)z$ with its numbers, upstream and
  local gradients. The logistic unit with two features, the sigmoid in pieces and the names of the
  four patterns follow the course's notes. We derive the patterns and run the graph as a program.
- **UvA**: UvA Deep Learning, lecture 2. Modules, the list of them, $\cos(\theta x) + \pi$, one
  sigmoid as two modules, the RBF cascade, modules of modules, the order of a DAG. The slide's two
  backward functions return local slopes and leave the upstream gradient to the reader; ours include
  it. The derivative of its cross-entropy module lacks the factor $y^{(k)}$: only the right class
  has one. The Euclidean loss appears with and without $\frac12$. The formula for parameter
  gradients is written with the transpose on either factor; with rows as examples there is one form,
  $X^T G$. It names dropout and normalisation; the derivations here are ours. Of dying ReLUs it says
  that higher learning rates help. Large steps are what kills them, so it is lower ones.
- **C182**: Berkeley Data C182, lecture 4. Computation graphs as the strict form of a diagram,
  backpropagation as dynamic programming.
- **NEU** and **CMU** derive the same gradients for whole layers (lectures 3 and 7). CMU ends with
  the remark that the method carries over to any graph. This lecture is the first half of that
  remark, and lecture 9 the second.
- Beyond the five: Linnainmaa (1970) described the backward sweep through any computation, Werbos (1974)
  its use for learning, and Rumelhart, Hinton and Williams (1986) made it known with networks whose hidden
  units had learned something. Dropout is due to Srivastava and others (2014), batch normalisation to Ioffe
  and Szegedy (2015), the residual block to He and others (2016). [References](../docs/references.md).
"""
