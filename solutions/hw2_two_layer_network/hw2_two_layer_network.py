# ---
# jupyter:
#   byhand:
#     title: The two-layer network, derived and built
#     seconds_per_cell: 40
#     memory_mb: 1024
#   jupytext:
#     notebook_metadata_filter: byhand
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
r"""
# Homework 2 · The two-layer network, derived and built

In homework 1 the loss on the spiral stopped near 0.75. The edges between the classes were straight lines, and
no straight lines keep three spiral arms apart. Now a *hidden layer* goes in between. It learns its own
features of a point, the edges bend, and the loss falls below 0.30.

The model is short. What is new is its gradient. You will get it three times, and each time in another way:

1. **on paper** (questions 1–6): shapes first, then the derivation, line by line, in LaTeX, and in question 6 the
   derivation of a network that no lecture has derived;
2. **in code** (questions 7–10): every step forward gets its step backward, and the network is made of such
   pairs;
3. **as a principle** (questions 11–12): what all these backward steps have in common, and what it saves.

**How to work.** Fill in each cell that is still open, then run the check cell below it. A check that fails
says what is off first, and gives one next step. Grading runs the same checks and some more, on other inputs,
so a function must work for any shape that its docstring allows.

**What you may use.** NumPy (as `np`), plain Python, and your functions from earlier questions. No SciPy,
scikit-learn or deep-learning library. Work with whole arrays: question 10 calls your functions 1500 times on 300
examples, and a Python loop over the examples would be too slow there. Pen and paper help a lot in questions 2
to 6.

**How long it takes.** Eight to eleven hours. That is an estimate and not a measurement: an hour and a half to
read, and about ten minutes for each point, with paper, slips and repairs counted in. Three places are good to
stop at, and to hand in what you have: after question 5, when the lecture's derivation is yours; after question
8, with the derivations done and two pairs of functions written; and after question 10, when the spiral is
learned. What follows question 12 is for those who want more, and earns nothing.

| question | you write | points |
|---|---|---|
| 1 | `shapes` | 3 |
| 2 | `lines_output`: the gradients of the second layer | 3 |
| 3 | `lines_hidden`: the gradients of the first layer | 4 |
| 4 | `lines_penalty`: the same with a penalty | 2 |
| 5 | `lines_columns`: the same in another notation | 3 |
| 6 | `lines_tied`: a network with the same weights in three places | 5 |
| 7 | `affine_forward`, `affine_backward` | 4 |
| 8 | `relu_forward`, `relu_backward` | 3 |
| 9 | `forward`, `backward`, `loss_and_gradients` | 9 |
| 10 | `train` | 5 |
| 11 | `softmax_vjp`, and an answer in words | 5 |
| 12 | an answer in words | 3 |
| stretch | curvature in one direction, without points | |
"""


# %% given="setup"
class MissingLibraryError(ImportError):
    """Shown in the notebook as one sentence instead of a stack of calls."""

    def _render_traceback_(self):
        return [str(self)]


try:
    import matplotlib.pyplot as plt
    import numpy as np

    from byhand import check, data, derivation, gradients, plots
except ImportError as missing:
    raise MissingLibraryError(
        f"This notebook could not find {missing.name or 'byhand'}: please run `pip install -e .` in the "
        "course folder, or `pip install` with the file byhand-*.whl that your instructor handed out. Then restart "
        "the kernel and run this cell again."
    ) from None

plots.use_style()

# %% [markdown]
r"""
## The network, and the names of things

Homework 1 turned the inputs into scores at once: $Z = XW + b$. Now this happens twice, with a nonlinear
function $\sigma$ in between:

$$Z_1 = X W_1 + b_1, \qquad A_1 = \sigma(Z_1), \qquad Z_2 = A_1 W_2 + b_2, \qquad S = \operatorname{softmax}(Z_2).$$

The first layer forms $d$ weighted sums of the inputs, for each example: the entries of $Z_1$, also called
**pre-activations**. The function $\sigma$, the **activation**, is applied to each entry by itself. Its results
$A_1$ are the features that the network makes for itself. We say that it has $d$ **hidden units**: unit $p$ is
column $p$ of $A_1$. The second layer is the softmax regression of homework 1, with $A_1$ in the place of $X$.
The loss is the one of homework 1 as well, the mean cross entropy.

| name | what it is |
|---|---|
| $m,\ n,\ d,\ K$ | how many examples, features per example, hidden units, classes |
| $X$, `X` | the inputs: row $i$ is example $i$, always |
| $y$, `y` | the labels, shape $(m,)$, whole numbers from 0 to $K-1$ |
| $I_y$ | the labels as one-hot rows: row $i$ has a 1 in column $y_i$, and 0 elsewhere |
| $W_1, b_1$, `params["W1"]`, `params["b1"]` | weights and biases of the first layer |
| $W_2, b_2$, `params["W2"]`, `params["b2"]` | weights and biases of the second layer |
| $Z_1,\ A_1$ | the weighted sums of the first layer, and what the activation makes of them |
| $Z_2,\ S$ | the scores, and the probabilities made of them |
| $\ell$ | the loss, one number |

*Think first:* what would this network be without $\sigma$?

<details><summary>An answer</summary>

$(X W_1 + b_1) W_2 + b_2 = X (W_1 W_2) + (b_1 W_2 + b_2)$: softmax regression again, with the weights
$W_1 W_2$. Two layers without anything nonlinear between them are one layer, and all edges stay straight.

</details>

The picture shows who influences whom. Upper arrows: computing the loss, from left to right. Lower arrows:
the gradients, from right to left.
"""


# %% given="network" picture="Boxes X, Z1, A1, Z2, S and loss in a row; arrows forward above, backward below."
def draw_network(shape_of=None):
    """The network as a graph; with a dict of shapes, as `shapes` returns it, each name has its shape."""
    shape_of = shape_of or {}

    def named(symbol, key):
        return f"${symbol}$\n{shape_of[key]}" if key in shape_of else f"${symbol}$"

    nodes = [("X", "X"), ("Z_1", "Z1"), ("A_1", "A1"), ("Z_2", "Z2"), ("S", "S"), (r"\ell", "loss")]
    back = [(r"\partial\ell/\partial Z_1", "dZ1"), (r"\partial\ell/\partial A_1", "dA1")]
    back += [(r"\partial\ell/\partial Z_2", "dZ2")]
    whole = {"left": 0, "right": 1, "bottom": 0, "top": 1}
    _, ax = plt.subplots(figsize=(9.2, 3.1), layout="none", gridspec_kw=whole)
    ax.set(xlim=(-0.6, 10.6), ylim=(-1.75, 1.75))
    ax.axis("off")
    for i, (symbol, key) in enumerate(nodes):
        box = {"boxstyle": "round,pad=0.35", "facecolor": "#eef3f8", "edgecolor": "#0072B2"}
        ax.text(2 * i, 0.55, named(symbol, key), ha="center", va="center", bbox=box, fontsize=12)
    forward_arrow = {"arrowstyle": "-|>", "color": "#0072B2", "linewidth": 1.6}
    for i, word in enumerate(["affine", r"$\sigma$", "affine", "softmax", "mean cross\nentropy"]):
        ax.annotate("", (2 * i + 1.42, 0.55), (2 * i + 0.58, 0.55), arrowprops=forward_arrow)
        ax.text(2 * i + 1, 0.72, word, ha="center", va="bottom", fontsize=10)
    for x, layer in [(1, 1), (5, 2)]:
        label = "    ".join(named(f"{letter}_{layer}", f"{letter}{layer}") for letter in "Wb")
        if shape_of:
            label = "\n".join(named(f"{a}_{layer}", f"{a}{layer}").replace("\n", "  ") for a in "Wb")
        ax.annotate("", (x, 0.98), (x, 1.22), arrowprops={"arrowstyle": "-", "color": "#666666"}, zorder=0)
        ax.text(x, 1.2, label, ha="center", va="bottom", fontsize=11)
    backward_arrow = {"arrowstyle": "-|>", "color": "#D55E00", "linewidth": 1.6, "linestyle": "--"}
    for i, (symbol, key) in enumerate(back):
        ax.text(2 * i + 2, -0.75, named(symbol, key), ha="center", va="center", fontsize=12)
        ax.annotate("", (2 * i + 2.62, -0.75), (2 * i + 3.38, -0.75), arrowprops=backward_arrow)
    ax.plot([7.4, 10, 10], [-0.75, -0.75, 0.1], "--", color="#D55E00", linewidth=1.6)
    for x, layer in [(2, 1), (6, 2)]:
        keys = [(rf"\partial\ell/\partial {letter}_{layer}", f"d{letter}{layer}") for letter in "Wb"]
        label = "   ".join(named(*key).replace("\n", " ") for key in keys)
        ax.annotate("", (x, -1.4), (x, -1.0), arrowprops=backward_arrow)
        ax.text(x, -1.42, label, ha="center", va="top", fontsize=11)
    plt.show()


draw_network()

# %% [markdown]
r"""
## Question 1 · Shapes first

Before you derive anything, know the shape of everything. Two rules carry you through this homework.

**Rule 1.** In a matrix product the inner lengths meet and vanish: $(m, n)$ times $(n, d)$ is $(m, d)$.

**Rule 2.** A gradient has the shape of what it belongs to. $\partial \ell / \partial W_1$ collects the
derivatives of *one number*, $\ell$, with respect to *each entry* of $W_1$: one derivative for every weight.

*By hand.* A layer takes 15 numbers and gives 10; the next one takes these 10 and gives 5. One example is a row
of shape $(1, 15)$. For $x W_1$ to have 10 columns, $W_1$ must have 15 rows and 10 columns, and the first
layer's result has shape $(1, 10)$. So $\partial \ell / \partial W_1$ has shape $(15, 10)$. (Texts that
write examples as *columns* have $(15, 1)$ and $(10, 1)$ here. Question 5 is about them.)

*Think first:* in this example, $\partial \ell / \partial Z_1$ has shape $(1, 10)$ and $x$ has shape
$(1, 15)$. There is only one way to build something of shape $(15, 10)$ as a matrix product of these two and
their transposes. Which?

<details><summary>An answer</summary>

$(15, 1)$ times $(1, 10)$: the transpose of $x$ first. Shapes alone do not prove a formula. But they rule out
almost every wrong one, and cost nothing. This is the cheapest check you will ever have.

</details>

Write `shapes`. It returns a dict that has the shape of each of these 16 things, for any $m, n, d, K$:

`"X"`, `"W1"`, `"b1"`, `"Z1"`, `"A1"`, `"W2"`, `"b2"`, `"Z2"`, `"S"`, and the gradients `"dZ2"`, `"dW2"`,
`"db2"`, `"dA1"`, `"dZ1"`, `"dW1"`, `"db1"`.

Here `"dZ2"` stands for $\partial \ell / \partial Z_2$, and so on. Biases are arrays with *one* axis. In
Python, a tuple with a single entry needs a comma: `(5,)`.
"""


# %% solution="shapes"
def shapes(m, n, d, K):
    """The shape of everything in a two-layer network.

    Args:
        m: int, the number of examples.
        n: int, the number of features.
        d: int, the number of hidden units.
        K: int, the number of classes.

    Returns:
        dict with the 16 names above as keys; each value is a tuple of whole numbers.
    """
    ### BEGIN SOLUTION
    values = {"X": (m, n), "W1": (n, d), "b1": (d,), "Z1": (m, d), "A1": (m, d)}
    values |= {"W2": (d, K), "b2": (K,), "Z2": (m, K), "S": (m, K)}
    return values | {f"d{name}": values[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}
    ### END SOLUTION


# %% tests="shapes" points=3
HINTS = {
    "X": "Examples are rows: how many rows, and how many numbers in each?",
    "W1": "X times W1 has to be a product that exists. How many numbers does each example have after it?",
    "b1": "The biases are added to every row: one number for each unit, on a single axis.",
    "Z1": "Rule 1: which lengths are left over in X times W1?",
    "A1": "The activation changes every entry by itself.",
    "W2": "The second layer takes what the first one gives, and gives one score for each class.",
    "b2": "The biases are added to every row: one number for each class, on a single axis.",
    "Z2": "One score for each class, for each example.",
    "S": "The softmax turns every score into a probability.",
}


def check_shape(found, key, expected):
    """Check one entry of the dict, and say what to think about if it is off."""
    check.that(isinstance(found, dict), "shapes returns a dict", hint="Write {…} with 16 keys, and return it.")
    hint = "Compare the keys of your dict with the list in the question."
    check.that(key in found, f"the dict has the key {key}", hint=hint)
    value = found[key]
    hint = "A shape is a tuple of whole numbers. With one entry it needs a comma, as in (5,)."
    right_type = isinstance(value, tuple) and all(isinstance(length, int) for length in value)
    check.that(right_type, f"the shape of {key} is a tuple of whole numbers", hint=hint)
    partner = key[1:]
    hint = HINTS.get(key, f"Rule 2: {key} has one derivative for each entry of {partner}.")
    check.that(value == expected, f"the shape of {key}", hint=hint)


parts = check.Parts()
with parts(1, "the example with 15, 10 and 5, as one row"):
    found = shapes(m=1, n=15, d=10, K=5)
    layer_by_hand = {"X": (1, 15), "W1": (15, 10), "b1": (10,), "Z1": (1, 10), "A1": (1, 10), "Z2": (1, 5)}
    for key, expected in layer_by_hand.items():
        check_shape(found, key, expected)
    check.well_behaved(shapes, m=7, n=4, d=6, K=5)
### BEGIN HIDDEN TESTS
for names, what in [
    (("X", "W1", "b1", "Z1", "A1", "W2", "b2", "Z2", "S"), "the way forward, other sizes"),
    (("dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"), "the gradients, other sizes"),
]:
    with parts(1, what):
        for sizes in [(7, 4, 6, 5), (3, 2, 100, 4)]:
            wanted, found = reference.shapes(*sizes), shapes(*sizes)
            for key in names:
                check_shape(found, key, wanted[key])
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
The same picture again, now with *your* shapes for 5 examples, 2 features, 4 hidden units and 3 classes. Go
through it once with rule 1, from left to right, and once with rule 2, from right to left.
"""

# %% given="your_network"
draw_network(shapes(m=5, n=2, d=4, K=3))

# %% [markdown]
r"""
## Derivations in LaTeX

Questions 2 to 6 ask for derivations. You write each line in LaTeX, as you would on paper. The checker reads
it, draws random numbers for all the arrays, and compares your formula with the true gradient there. So every
form that is equal to the right one is right.

Here is an example with *other* formulas. Given are three arrays, $Q$ of shape $(p, q)$, $R$ of shape
$(p, r)$ and $C$ of shape $(q, r)$, and the loss

$$P = Q^\top R, \qquad E = C \circ P, \qquad \ell = \tfrac12 \lVert E \rVert^2 = \tfrac12 \sum_{ij} E_{ij}^2 .$$

The sign $\circ$ is the product **entry by entry**, `*` in NumPy. The gradient with respect to $R$ takes
three steps, from the loss backwards:

1. $\ell$ is half the sum of the $E_{ij}^2$. Its derivative with respect to $E_{ij}$ is
   $E_{ij}$.
2. $E_{ij} = C_{ij} P_{ij}$: each entry of $P$ acts on one entry of $E$, with the factor $C_{ij}$.
3. $P_{ij} = \sum_k Q_{ki} R_{kj}$: the entry $R_{kj}$ acts on *every* $P_{ij}$ of column $j$, with the factor
   $Q_{ki}$. All these paths add up: $\sum_i Q_{ki} \,(\partial \ell / \partial P)_{ij}$, which is entry
   $(k, j)$ of a matrix product.

In the cell, each of them is one string. The `r` in front of the quotes keeps Python from reading `\f` as
something else.
"""

# %% given="lines_example"
example = derivation.Problem(
    {"Q": ("p", "q"), "R": ("p", "r"), "C": ("q", "r")},
    [r"P = Q^\top R", r"E = C \circ P", r"\ell = \frac12 \lVert E \rVert^2"],
)
example.derive(
    "R",
    [
        r"\frac{\partial \ell}{\partial E} = E",
        r"\frac{\partial \ell}{\partial P} = C \circ \frac{\partial \ell}{\partial E}",
        r"\frac{\partial \ell}{\partial R} = Q \frac{\partial \ell}{\partial P}",
    ],
)

# %% [markdown]
r"""
A line may use the gradients that lines above it derive: line 3 uses $\partial \ell / \partial P$. Now with two
slips. Before you run the cell, find them yourself.
"""

# %% given="lines_slips"
example.derive(
    "R",
    [
        r"\frac{\partial \ell}{\partial E} = E",
        r"\frac{\partial \ell}{\partial P} = \frac{\partial \ell}{\partial E}",
        r"\frac{\partial \ell}{\partial R} = Q E",
        r"= E Q",
    ],
)

# %% [markdown]
r"""
Line 2 forgets the factor $C$: the shapes fit, the values do not. Line 3 is a right step from there, with $E$ for
the $\partial \ell / \partial P$ of line 2. It gets the mark (✓) and its points: one slip is not counted twice.
Line 4 begins with `=`, so it goes on from the line above, and its product does not exist.

| on paper | in a line |
|---|---|
| $\frac{\partial \ell}{\partial W_1}$ | `\frac{\partial \ell}{\partial W_1}` |
| $A^\top$ | `A^\top` |
| $A B$, the matrix product | `A B` |
| $A \circ B$, entry by entry; it binds *looser* than $AB$ | `A \circ B` |
| $\frac1m A$ | `\frac{1}{m} A` |
| $\sigma'(A)$, the slope at each entry of $A$ | `\sigma'(A)` |
| $\mathbf{1}^\top A$, the sum of the rows of $A$: one number for each column | `\mathbf{1}^\top A` |
| $\sum_i A_i$, the same sum | `\sum_i A_i` |

Here $\mathbf{1}$ is a column of ones, as long as it has to be. You may name things: `H = A B` defines $H$ for
the lines below.

A gradient may take as many lines as you need, and a line may be about a single entry. Write its indices on the left
as well, and the checker tries every value of them:

    (\nabla_R \ell)_{kj} = \sum_i Q_{ki} \frac{\partial \ell}{\partial P_{ij}}
    \frac{\partial \ell}{\partial R} = Q \frac{\partial \ell}{\partial P}

Both of these lines about $R$ are judged, and both have to be right. All rules of reading are printed by
`print(derivation.rules())`.

## Question 2 · The second layer

Here is the problem as the checker knows it. No derivative is stored anywhere: the checker finds the true ones
from these five equations.
"""

# %% given="problem"
SHAPES = {"X": ("m", "n"), "W_1": ("n", "d"), "b_1": ("d",), "W_2": ("d", "K"), "b_2": ("K",), "I_y": ("m", "K")}
FORWARD = [
    r"Z_1 = X W_1 + b_1",
    r"A_1 = \sigma(Z_1)",
    r"Z_2 = A_1 W_2 + b_2",
    r"S = \operatorname{softmax}(Z_2)",
    r"\ell = -\frac{1}{m} \mathbf{1}^\top (I_y \circ \log S) \mathbf{1}",
]
SHORT = {"G_1": "Z_1", "G_2": "Z_2"}
problem = derivation.Problem(SHAPES, FORWARD, functions={r"\sigma": "any"}, shorthand=SHORT)
problem

# %% [markdown]
r"""
The last line is the mean cross entropy. $I_y \circ \log S$ keeps $\log S_{i y_i}$ in each row and has zeros
elsewhere; with ones on both sides, $\mathbf{1}^\top (\dots) \mathbf{1}$ adds up all entries.

The activation could be anything with a slope. The checker takes a function without a name, so a slope taken at
the wrong place shows, and so does a formula that is right for $\tanh$ alone. Write $\sigma'(\dots)$. Two
gradients occur so often that they have short names, which you may use: $G_2 = \partial \ell / \partial Z_2$ and
$G_1 = \partial \ell / \partial Z_1$.

Derive the gradients of the second layer:

$$\frac{\partial \ell}{\partial Z_2}, \qquad \frac{\partial \ell}{\partial W_2}, \qquad
\frac{\partial \ell}{\partial b_2}.$$

- **With respect to $Z_2$.** You derived this in homework 1, for the scores of the linear model. The scores come
  from elsewhere now, but from the scores on nothing has changed.
- **With respect to $W_2$.** Write $Z_2 = A_1 W_2 + b_2$ with indices. On which entries of $Z_2$ does the weight
  in row $p$, column $j$ of $W_2$ act, and with which factor? Add up the paths. Then find the matrix product
  that does it, and check it with rule 2.
- **With respect to $b_2$.** The same question for a bias. Which index is summed away, and which one stays?

*Think first:* the loss is a mean over $m$ examples. In which of your three lines do you expect to *write*
$\frac1m$?

<details><summary>An answer</summary>

Only in the first. $\frac1m$ is the derivative of the mean with respect to each of its
$m$ terms. From there on it is a part
of $G_2$, and travels with it into everything that is made of $G_2$. To divide again later would be to average
twice.

</details>

Put your lines into the list, one string for each, in the order in which one follows from the other.
"""

# %% solution="lines_output"
lines_output = [
    ### BEGIN SOLUTION
    r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
    r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
    r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ### END SOLUTION
]

# %% tests="lines_output" points=3
derived = problem.derive("W_2", lines_output)
derived.parts({"Z_2": 1, "W_2": 1, "b_2": 1})

# %% [markdown]
r"""
## Question 3 · The first layer

Now the step that gives backpropagation its name. $\partial \ell / \partial Z_2$ is known; take it as given, as
$G_2$ or written out. Derive, in this order,

$$\frac{\partial \ell}{\partial A_1}, \qquad \frac{\partial \ell}{\partial Z_1}, \qquad
\frac{\partial \ell}{\partial W_1}, \qquad \frac{\partial \ell}{\partial b_1}.$$

- **With respect to $A_1$.** Unit $p$ of example $i$ acts on *all* scores of example $i$, and on no others.
  Write down the sum over these paths, and find the matrix product. Which of the two factors needs a transpose?
  Rule 2 tells.
- **With respect to $Z_1$.** Each entry of $Z_1$ acts on the same entry of $A_1$ and on no other one. So no sum
  is needed here, and no matrix product. What is the local slope, and *where* is it taken?
- **With respect to $W_1$ and $b_1$.** Compare $Z_1 = X W_1 + b_1$ with $Z_2 = A_1 W_2 + b_2$. Who plays the
  part of whom?

*Think first:* which of the four lines would change if $\sigma$ were the identity, $\sigma(z) = z$? And what
would happen to the gradients of the first layer if $\sigma$ were flat, $\sigma(z) = 1$?

<details><summary>An answer</summary>

Only the second. With the identity all slopes are 1, and the gradients with respect to $A_1$ and $Z_1$ are the
same.
With a flat $\sigma$ all slopes are 0. No change of $W_1$ would reach the loss, and rightly so: the gradients of
the first layer would be 0. A unit on a flat piece of its activation does not learn.

</details>
"""

# %% solution="lines_hidden"
lines_hidden = [
    ### BEGIN SOLUTION
    r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
    r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
    r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
    r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ### END SOLUTION
]

# %% tests="lines_hidden" points=4
derived = problem.derive("W_1", lines_hidden, given=["Z_2"])
derived.parts({"A_1": 1, "Z_1": 1, "W_1": 1, "b_1": 1})

# %% [markdown]
r"""
That was it. A deeper network repeats these lines for every layer: through the activation, to the weights and
biases, down to the layer before.

## Question 4 · With a penalty, in one go

As in homework 1, large weights are penalised with a strength $\lambda \ge 0$, and biases are not:

$$\ell = -\frac1m \mathbf{1}^\top (I_y \circ \log S) \mathbf{1}
+ \frac{\lambda}{2} \big( \lVert W_1 \rVert^2 + \lVert W_2 \rVert^2 \big),$$

where $\lVert W \rVert^2$ is the sum of the squares of all entries. This time, no gradient is given. Write
$\partial \ell / \partial W_1$ and $\partial \ell / \partial b_1$ for this loss, each in **one formula** with
nothing but $X$, $S$, $I_y$, $Z_1$, $W_1$, $W_2$, $m$ and $\lambda$ in it. Put the lines of questions 2 and 3
into one another, and mind the brackets: $\circ$ binds looser than a matrix product.
"""

# %% given="problem_penalty"
CROSS_ENTROPY = r"-\frac{1}{m} \mathbf{1}^\top (I_y \circ \log S) \mathbf{1}"
PENALTY = r"\frac{\lambda}{2} \left( \lVert W_1 \rVert^2 + \lVert W_2 \rVert^2 \right)"
problem_penalty = derivation.Problem(
    SHAPES | {r"\lambda": ()},
    [*FORWARD[:4], rf"\ell = {CROSS_ENTROPY} + {PENALTY}"],
    functions={r"\sigma": "any"},
    shorthand=SHORT,
)
problem_penalty

# %% solution="lines_penalty"
lines_penalty = [
    ### BEGIN SOLUTION
    r"\frac{\partial \ell}{\partial W_1} = \frac{1}{m} X^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1)) + \lambda W_1",
    r"\frac{\partial \ell}{\partial b_1} = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ### END SOLUTION
]

# %% tests="lines_penalty" points=2
derived = problem_penalty.derive("W_1", lines_penalty)
derived.parts({"W_1": 1, "b_1": 1})

# %% [markdown]
r"""
## Question 5 · The same in columns

Open another book, and an example $x$ is a *column*, the weights stand on the *left*, and layers are counted in
brackets on top. For one example:

$$z^{(1)} = W^{(1)} x + b^{(1)}, \qquad a^{(1)} = \sigma(z^{(1)}), \qquad z^{(2)} = W^{(2)} a^{(1)} + b^{(2)},
\qquad s = \operatorname{softmax}(z^{(2)}), \qquad \ell = -e_y^\top \log s.$$

The column $e_y$ has a 1 at the right class and 0 elsewhere. It is the same network, seen in a mirror. The
translation is one rule: **everything is transposed, and $(AB)^\top = B^\top A^\top$ turns every product
round.** For a single example, $m = 1$:

| rows (ours) | | columns | |
|---|---|---|---|
| $X$ | $(1, n)$ | $x = X^\top$ | $(n, 1)$ |
| $W_1$ | $(n, d)$ | $W^{(1)} = W_1^\top$ | $(d, n)$ |
| $Z_1 = X W_1 + b_1$ | $(1, d)$ | $z^{(1)} = W^{(1)} x + b^{(1)}$ | $(d, 1)$ |
| $S$ | $(1, K)$ | $s = S^\top$ | $(K, 1)$ |

Neither is more right than the other. Papers use both, often without saying so; shapes tell you which one you
have in front of you.

Translate your gradients. Write a line for each of

$$\delta^{(2)} = \frac{\partial \ell}{\partial z^{(2)}}, \qquad \frac{\partial \ell}{\partial W^{(2)}}, \qquad
\frac{\partial \ell}{\partial b^{(2)}}, \qquad \delta^{(1)} = \frac{\partial \ell}{\partial z^{(1)}}, \qquad
\frac{\partial \ell}{\partial W^{(1)}}, \qquad \frac{\partial \ell}{\partial b^{(1)}} .$$

You may use the short names `\delta^{(2)}` and `\delta^{(1)}` in your lines; they are $G_2$ and
$G_1$, transposed. The transpose of $W^{(2)}$ is written `W^{(2)\top}`.

*Think first:* where have the $\frac1m$ and the $\mathbf{1}^\top$ of the row notation gone?

<details><summary>An answer</summary>

There is one example. The mean over one example divides by 1, and a sum over one example has one term. With a
batch of columns both come back, the sum then as a product with $\mathbf{1}$ on the right.

</details>
"""

# %% given="problem_columns"
problem_columns = derivation.Problem(
    {
        "x": ("n", 1),
        "W^{(1)}": ("d", "n"),
        "b^{(1)}": ("d", 1),
        "W^{(2)}": ("K", "d"),
        "b^{(2)}": ("K", 1),
        "e_y": ("K", 1),
    },
    [
        r"z^{(1)} = W^{(1)} x + b^{(1)}",
        r"a^{(1)} = \sigma(z^{(1)})",
        r"z^{(2)} = W^{(2)} a^{(1)} + b^{(2)}",
        r"s = \operatorname{softmax}(z^{(2)})",
        r"\ell = -e_y^\top \log s",
    ],
    functions={r"\sigma": "any"},
    shorthand={r"\delta^{(1)}": "z^{(1)}", r"\delta^{(2)}": "z^{(2)}"},
    examples="columns",
)
problem_columns

# %% solution="lines_columns"
lines_columns = [
    ### BEGIN SOLUTION
    r"\delta^{(2)} = s - e_y",
    r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
    r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
    r"\delta^{(1)} = (W^{(2)\top} \delta^{(2)}) \circ \sigma'(z^{(1)})",
    r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
    r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ### END SOLUTION
]

# %% tests="lines_columns" points=3
derived = problem_columns.derive("W^{(1)}", lines_columns)
derived.parts({"z^{(2)}": 1, "W^{(2)}": 1, "b^{(2)}": 1, "z^{(1)}": 1, "W^{(1)}": 1, "b^{(1)}": 1})

# %% [markdown]
r"""
## Question 6 · The same weights three times

Now a network that you find derived in no lecture. It looks at an example, paints from memory what it saw, and
looks at its own painting:

$$U_1 = X W + b, \quad H_1 = \sigma(U_1), \quad R = H_1 W^\top + c, \quad U_2 = R W + b, \quad
H_2 = \sigma(U_2), \quad \ell = \frac{1}{2m} \lVert H_2 - Y \rVert^2 .$$

Here $X$, of shape $(m, n)$, holds the examples, $R$ is the painting, of the same shape, and $Y$, of shape $(m, d)$,
holds what the second look should see. There is *one* matrix $W$, of shape $(n, d)$. It is used on the way in, then
transposed on the way out, and then on the way in once more. Weights that are used in several places are called
**tied**. Restricted Boltzmann machines tie them in this way, and a convolution or a recurrent network ties one small
matrix hundreds of times.

Derive the gradients with respect to $U_2$, $R$, $c$, $U_1$, $b$ and $W$. Nothing is given. Write as many lines
as you like, with indices or without: lines for $H_2$ and $H_1$ will help, although they earn nothing by
themselves. Again $\sigma$ is any function with a slope.

The rule that you need is the one that you have used all along, *paths add up*. Only now a single letter stands
at the beginning of several paths. If that confuses you, call the three uses $W_a$, $W_b$ and $W_c$ on paper,
derive three gradients, and ask how $\ell$ changes when all three matrices move together.

*Think first:* how many terms will the gradient with respect to $W$ have, how many that with respect to $b$, and
how many that with respect to $c$? And which of the terms of $W$ does shape alone force to have its factors the
other way round?

<details><summary>An answer</summary>

Three, two and one: as many as there are places. On the way out it is $W^\top$ that is used, of shape $(d, n)$. The
term of that place has to come back as $(n, d)$, the shape of $W$.

</details>
"""

# %% given="problem_tied"
problem_tied = derivation.Problem(
    {"X": ("m", "n"), "W": ("n", "d"), "b": ("d",), "c": ("n",), "Y": ("m", "d")},
    [
        r"U_1 = X W + b",
        r"H_1 = \sigma(U_1)",
        r"R = H_1 W^\top + c",
        r"U_2 = R W + b",
        r"H_2 = \sigma(U_2)",
        r"\ell = \frac{1}{2m} \lVert H_2 - Y \rVert^2",
    ],
    functions={r"\sigma": "any"},
)
problem_tied

# %% solution="lines_tied"
lines_tied = [
    ### BEGIN SOLUTION
    r"\frac{\partial \ell}{\partial H_2} = \frac{1}{m} (H_2 - Y)",
    r"\frac{\partial \ell}{\partial U_2} = \frac{\partial \ell}{\partial H_2} \circ \sigma'(U_2)",
    r"\frac{\partial \ell}{\partial R} = \frac{\partial \ell}{\partial U_2} W^\top",
    r"\frac{\partial \ell}{\partial c} = \mathbf{1}^\top \frac{\partial \ell}{\partial R}",
    r"\frac{\partial \ell}{\partial H_1} = \frac{\partial \ell}{\partial R} W",
    r"\frac{\partial \ell}{\partial U_1} = \frac{\partial \ell}{\partial H_1} \circ \sigma'(U_1)",
    r"\frac{\partial \ell}{\partial b} = \mathbf{1}^\top"
    r" \left( \frac{\partial \ell}{\partial U_1} + \frac{\partial \ell}{\partial U_2} \right)",
    r"\frac{\partial \ell}{\partial W} = X^\top \frac{\partial \ell}{\partial U_1}"
    r" + \left( \frac{\partial \ell}{\partial R} \right)^\top H_1 + R^\top \frac{\partial \ell}{\partial U_2}",
    ### END SOLUTION
]

# %% tests="lines_tied" points=5
derived = problem_tied.derive("W", lines_tied)
derived.parts({"U_2": 0.5, "R": 0.5, "c": 0.5, "U_1": 1, "b": 1, "W": 1.5})

# %% [markdown]
r"""
## From paper to code

From here on examples are rows again. Every step of the forward picture becomes a pair of functions:

- `..._forward` computes the step, and returns its result *and* a **cache**: whatever the way back will need.
- `..._backward` receives `G`, the gradient of the loss with respect to that result, and the cache. It returns
  the gradients with respect to everything that the step was given.

A backward function knows nothing about the loss, and nothing about the layers after it. All of that is
contained in `G`. So each pair can be checked alone: with *any* `G`, the function $f = \sum_{ij} G_{ij} \cdot
\text{out}_{ij}$ of the inputs has the gradient that `..._backward` returns. The checks draw a random `G` and
compare with numerical differences of $f$.

Two rules of good manners keep you out of trouble. A function does **not change the arrays it is given**:
somebody else holds on to them. And a backward function can be called **twice** with the same cache, and gives
the same answer both times, even if its partner has gone forward with other inputs in between. In each check, the
line with `check.well_behaved` tries this, and asks in other unusual ways: with one example alone, with arrays
that cannot be written to, with arrays that lie in memory the way a transpose does.

The next cell holds helpers for the checks: a random network in which $m, n, d, K$ all differ and no bias is
zero, and copies of arrays.
"""


# %% given="helpers"
def random_network(m, n, d, K, seed):
    """Random X (m, n), y (m,), and params of a network with d hidden units; no bias is zero."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(m, n)), rng.integers(0, K, size=m)
    params = {"W1": rng.normal(size=(n, d)), "b1": rng.normal(size=d)}
    return X, y, params | {"W2": rng.normal(size=(d, K)), "b2": rng.normal(size=K)}


def copies(arrays):
    """A dict with copies of the arrays of a dict."""
    return {name: array.copy() for name, array in arrays.items()}


def check_unchanged(before, arrays):
    """Check that every array of a dict is as it was."""
    for name, array in before.items():
        check.unchanged(name, array, arrays[name])


def check_grads(found, expected, hint=""):
    """Check a dict of gradients: its keys, then shape and values of every array."""
    check.that(isinstance(found, dict), "grads is a dict", hint="Its keys are those of params.")
    same_keys = set(found) == set(expected)
    check.that(same_keys, "grads has the keys W1, b1, W2, b2", hint="Print its keys.")
    for name, array in expected.items():
        check.values(found[name], array, f"grads[{name!r}]", hint=hint)


# %% [markdown]
r"""
## Question 7 · The affine step

Both layers contain the same step: multiply by weights, add biases. One pair of functions serves both. With
inputs `X` and results $\text{out} = X W + b$ your lines of question 2 say it all. Only `dX` is new in code; it
is the line for $A_1$ in question 3.

*By hand.* One example $x = (1, 2)$ with $W = \begin{pmatrix} 1 & 0 & 2 \\ 3 & 1 & 0 \end{pmatrix}$ and
$b = (1, 1, 1)$: the result is $(1, 0, 2) + 2 \cdot (3, 1, 0) + (1, 1, 1) = (8, 3, 3)$. With
$G = (1, 0, -1)$ the way back gives $db = (1, 0, -1)$; $dW$ has the rows $(1, 0, -1)$ and $(2, 0, -2)$; and
$dX = (1 \cdot 1 - 1 \cdot 2,\;\; 1 \cdot 3 - 1 \cdot 0) = (-1, 3)$.

The cache is yours: put into it what your `affine_backward` wants to find. The docstrings propose a tuple.

Write both functions. Useful: `@`, `.T`, `sum` with `axis`.
"""


# %% solution="affine_forward"
def affine_forward(X, W, b):
    """One affine step, out = X W + b.

    Args:
        X: (m, n) float64 array. Not changed.
        W: (n, d) float64 array. Not changed.
        b: (d,) float64 array. Not changed.

    Returns:
        out: (m, d) float64 array.
        cache: what `affine_backward` needs, for example the tuple (X, W).
    """
    ### BEGIN SOLUTION
    return X @ W + b, (X, W)
    ### END SOLUTION


# %% tests="affine_forward" points=1
square, weights = np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[1.0, -1.0], [3.0, 1.0]])
out, _ = check.unpack(affine_forward(square, weights, np.array([10.0, 20.0])), "out", "cache")
hint = "Row 1 of X is (0, 1), so it picks row 1 of W. Which biases are added to the result?"
check.values(out, np.array([[17.0, 21.0], [13.0, 21.0]]), "out", hint=hint)
inputs, weights = np.array([[1.0, 2.0]]), np.array([[1.0, 0, 2], [3, 1, 0]])
out, _ = check.unpack(affine_forward(inputs, weights, np.ones(3)), "out", "cache")
check.values(out, np.array([[8.0, 3.0, 3.0]]), "out", hint="Redo the example by hand.")
rng = np.random.default_rng(59)
check.well_behaved(
    affine_forward,
    X=rng.normal(size=(5, 3)),
    W=rng.normal(size=(3, 4)),
    b=rng.normal(size=4),
    cache=True,
    batch=1,
)
### BEGIN HIDDEN TESTS
for m, n, d, seed in [(7, 4, 6, 60), (1, 5, 3, 61), (4, 4, 4, 62)]:
    rng = np.random.default_rng(seed)
    arrays = {"X": rng.normal(size=(m, n)), "W": rng.normal(size=(n, d)), "b": rng.normal(size=d)}
    before = copies(arrays)
    expected, _ = reference.affine_forward(**copies(arrays))
    out, _ = check.unpack(affine_forward(**arrays), "out", "cache")
    check.values(out, expected, "out", hint="Write the three shapes under X W + b.")
    check_unchanged(before, arrays)
### END HIDDEN TESTS


# %% solution="affine_backward"
def affine_backward(G, cache):
    """The gradients of the loss with respect to everything that went into an affine step.

    Args:
        G: (m, d) float64 array, the gradient of the loss with respect to out. Not changed.
        cache: the second value that `affine_forward` returned. Not changed.

    Returns:
        dX: (m, n) float64 array, the gradient with respect to X.
        dW: (n, d) float64 array, the gradient with respect to W.
        db: (d,) float64 array, the gradient with respect to b.
    """
    ### BEGIN SOLUTION
    X, W = cache
    return G @ W.T, X.T @ G, G.sum(axis=0)
    ### END SOLUTION


# %% tests="affine_backward" points=3
def affine_slopes(arrays, G):
    """dX, dW and db for the inputs in a dict and the upstream gradient G, as another dict."""
    _, cache = check.unpack(affine_forward(**arrays), "out", "cache")
    return dict(zip(arrays, check.unpack(affine_backward(G, cache), "dX", "dW", "db"), strict=True))


parts = check.Parts()
with parts(1, "the example by hand"):
    arrays = {"X": np.array([[1.0, 2.0]]), "W": np.array([[1.0, 0, 2], [3, 1, 0]]), "b": np.ones(3)}
    slopes = affine_slopes(arrays, np.array([[1.0, 0.0, -1.0]]))
    check.values(slopes["b"], np.array([1.0, 0, -1]), "db", hint="Redo the example by hand.")
    check.values(slopes["W"], np.array([[1.0, 0, -1], [2, 0, -2]]), "dW", hint="Redo the example by hand.")
    check.values(slopes["X"], np.array([[-1.0, 3.0]]), "dX", hint="Redo the example by hand.")
with parts(1, "the slopes of a random step"):
    rng = np.random.default_rng(63)
    arrays = {"X": rng.normal(size=(5, 3)), "W": rng.normal(size=(3, 4)), "b": rng.normal(size=4)}
    G_random = rng.normal(size=(5, 4))
    check.gradient(
        lambda X, W, b: np.sum(G_random * check.unpack(affine_forward(X, W, b), "out", "cache")[0]),
        arrays,
        affine_slopes(arrays, G_random.copy()),
        name="slope",
        samples=8,
        m=5,
        hint="Take your lines of questions 2 and 3 again, with X for A_1 and G for G_2.",
    )
    check.well_behaved(affine_forward, **arrays, backward=affine_backward, upstream=G_random)
### BEGIN HIDDEN TESTS
with parts(1, "other shapes, and nothing changed"):
    for m, n, d, seed in [(4, 4, 4, 66), (7, 4, 6, 64), (1, 5, 3, 65)]:
        rng = np.random.default_rng(seed)
        arrays = {"X": rng.normal(size=(m, n)), "W": rng.normal(size=(n, d)), "b": rng.normal(size=d)}
        upstream = rng.normal(size=(m, d))
        expected = reference.affine_backward(upstream.copy(), reference.affine_forward(**copies(arrays))[1])
        before, upstream_before = copies(arrays), upstream.copy()
        _, cache = check.unpack(affine_forward(**arrays), "out", "cache")
        for _call in range(2):
            found = check.unpack(affine_backward(upstream, cache), "dX", "dW", "db")
            for name, array, wanted in zip(("dX", "dW", "db"), found, expected, strict=True):
                check.values(array, wanted, name, hint="Write the shape under every factor.")
            check.unchanged("G", upstream_before, upstream)
        check_unchanged(before, arrays)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 8 · The ReLU

As the activation we take the **rectified linear unit**, ReLU for short: $\sigma(z) = \max(0, z)$. A unit passes
positive sums on, and is silent for the others. The slope is 1 where $z > 0$ and 0 where $z < 0$. At $z = 0$
there is a kink and no slope; any number from 0 to 1 could be defended, and in this course it is **0**.

So in $\partial \ell / \partial Z_1 = \partial \ell / \partial A_1 \circ \sigma'(Z_1)$ the slopes form a
**mask** of ones and zeros. The gradient passes where the unit was on, and is stopped where it was off.

*By hand.* $z = (-2, 0.5, 3, 0)$ gives $(0, 0.5, 3, 0)$. With $G = (4, -5, 6, 7)$ the way back gives
$(0, -5, 6, 0)$.

*Think first:* whose sign decides what passes, that of $G$ or that of $z$? And would it do to keep $A_1$ in the
cache instead of $Z_1$?

<details><summary>An answer</summary>

That of $z$. A negative gradient passes like any other, as the $-5$ does. And $A_1$ would do: it is positive
exactly where $Z_1$ is. That is special to the ReLU, and the reason why some programs keep only $A_1$.

</details>

Write both functions, for arrays of any shape. Useful: `np.maximum`, and `Z > 0`, which is an array of `True`
and `False`; multiplied with numbers they count as 1 and 0.
"""


# %% solution="relu_forward"
def relu_forward(Z):
    """The ReLU, entry by entry.

    Args:
        Z: float64 array of any shape. Not changed.

    Returns:
        out: float64 array of the same shape.
        cache: what `relu_backward` needs, for example Z.
    """
    ### BEGIN SOLUTION
    return np.maximum(Z, 0), Z
    ### END SOLUTION


# %% tests="relu_forward" points=1
sums = np.array([[-2.0, 0.5], [3.0, 0.0], [-0.1, 7.0]])
out, _ = check.unpack(relu_forward(sums), "out", "cache")
check.values(out, np.array([[0, 0.5], [3, 0], [0, 7]]), "out", hint="Negative entries become 0, the others stay.")
check.well_behaved(relu_forward, Z=sums, cache=True)
### BEGIN HIDDEN TESTS
for shape in [(6, 4), (5,), (2, 3, 4)]:
    sums = np.random.default_rng(shape).normal(size=shape)
    expected, sums_before = np.maximum(sums, 0), sums.copy()
    out, _ = check.unpack(relu_forward(sums), "out", "cache")
    check.values(out, expected, "out", hint="The function works on every entry by itself.")
    check.unchanged("Z", sums_before, sums)
### END HIDDEN TESTS


# %% solution="relu_backward"
def relu_backward(G, cache):
    """The gradient of the loss with respect to what went into a ReLU; its slope at 0 is 0.

    Args:
        G: float64 array, the gradient of the loss with respect to out. Not changed.
        cache: the second value that `relu_forward` returned. Not changed.

    Returns:
        dZ: float64 array of the same shape as G, new.
    """
    ### BEGIN SOLUTION
    Z = cache
    return G * (Z > 0)
    ### END SOLUTION


# %% tests="relu_backward" points=2
parts = check.Parts()
with parts(1, "the example by hand"):
    sums, upstream = np.array([[-2.0, 0.5, 3.0, 0.0]]), np.array([[4.0, -5.0, 6.0, 7.0]])
    _, cache = check.unpack(relu_forward(sums), "out", "cache")
    slopes = relu_backward(upstream, cache)
    check.values(slopes, np.array([[0.0, -5, 6, 0]]), "dZ", hint="Whose sign decides? And what happens at 0?")
    sums, upstream = np.random.default_rng(70).normal(size=(2, 3, 4))
    check.well_behaved(relu_forward, Z=sums, backward=relu_backward, upstream=upstream)
### BEGIN HIDDEN TESTS
with parts(1, "random sums, and nothing changed"):
    for shape in [(6, 4), (5,), (1, 7)]:
        rng = np.random.default_rng((7, *shape))
        sums, upstream = rng.normal(size=shape), rng.normal(size=shape)
        sums.flat[2] = 0.0
        expected, before = upstream * (sums > 0), (sums.copy(), upstream.copy())
        _, cache = check.unpack(relu_forward(sums), "out", "cache")
        for _call in range(2):
            check.values(relu_backward(upstream, cache), expected, "dZ", hint="Compare with the example by hand.")
            check.unchanged("G", before[1], upstream)
        check.unchanged("Z", before[0], sums)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## From scores to the loss

The last step turns scores into the loss. You wrote it in homework 1, so here it is given: `softmax_cross_entropy`
returns the mean cross entropy, computed from the scores so that nothing overflows, and the first line of your
question 2. Value and gradient need the same exponentials, which is why forward and backward are one function here.

*By hand.* Take the scores $(\log 1, \log 2, \log 5)$ and the right class 2. The probabilities are
$\tfrac18, \tfrac28, \tfrac58$. With $m = 1$ the loss is $-\log \tfrac58 = 0.470$, and
$G = (\tfrac18, \tfrac28, -\tfrac38)$.
"""


# %% given="softmax_cross_entropy"
def softmax_cross_entropy(Z, y):
    """The mean cross entropy of a batch, and its gradient with respect to the scores.

    Args:
        Z: (m, K) float64 array, the scores. Not changed.
        y: (m,) int64 array, the right classes, each from 0 to K - 1.

    Returns:
        loss: float, the mean over the m examples, in nats. Finite for every finite Z.
        G: (m, K) float64 array, the gradient of the loss with respect to every score.
    """
    m, rows = len(y), np.arange(len(y))
    shifted = Z - Z.max(axis=1, keepdims=True)
    E = np.exp(shifted)
    total = E.sum(axis=1, keepdims=True)
    loss = float(np.mean(np.log(total[:, 0]) - shifted[rows, y]))
    G = E / total
    G[rows, y] -= 1
    return loss, G / m


cost_by_hand, G_by_hand = softmax_cross_entropy(np.log([[1.0, 2.0, 5.0]]), np.array([2]))
print(f"the example by hand: loss {cost_by_hand:.3f}, G {G_by_hand[0]}")

# %% [markdown]
r"""
## Question 9 · The whole network

All pieces are there. Put them together.

**9a. Forward.** Affine, ReLU, affine: from `X` to the scores `Z2`. Keep the three caches, and return them
together as one cache.

*Think first:* is there a ReLU after the second affine step as well?

<details><summary>An answer</summary>

No. Scores may be negative, and the difference between $-1$ and $-5$ matters. A ReLU would make both of them 0,
and stop the gradient of every score that is not positive.

</details>

**9b. Backward.** The same three steps in the opposite order. Each takes the gradient that the one before it
returned, and the cache of *its own* forward step. The gradient with respect to $X$ comes out at the end as
well; nobody
moves the inputs, so drop it.

`params` is a dict with the keys `"W1"`, `"b1"`, `"W2"`, `"b2"`. The gradients come in a dict with the same
keys: `grads["W1"]` belongs to `params["W1"]` and has its shape.

*By hand.* One example $x = (1, 2)$ and

$$W_1 = \begin{pmatrix} 1 & -1 \\ 0 & 1 \end{pmatrix},\quad b_1 = (0, -3),\quad
W_2 = \begin{pmatrix} 2 & 1 & 0 \\ 5 & 4 & 3 \end{pmatrix},\quad b_2 = (0, 1, -1).$$

Then $Z_1 = (1, 1) + (0, -3) = (1, -2)$, so $A_1 = (1, 0)$: the second unit is off. And
$Z_2 = (2, 1, 0) + (0, 1, -1) = (2, 2, -1)$. Now backward, with $G = (3, 0, -1)$:

- $db_2 = (3, 0, -1)$, and $dW_2$ has the rows $(3, 0, -1)$ and $(0, 0, 0)$;
- $\partial \ell / \partial A_1 = (3 \cdot 2 - 1 \cdot 0,\;\; 3 \cdot 5 - 1 \cdot 3) = (6, 12)$, and the mask
  leaves $(6, 0)$;
- $db_1 = (6, 0)$, and $dW_1$ has the rows $(6, 0)$ and $(12, 0)$.

The loss would react strongly to the second unit, with 12. But the unit is off, nothing passes, and its weights
stay.

Write `forward` and `backward`, with your functions of questions 7 and 8.
"""


# %% solution="forward"
def forward(X, params):
    """From inputs to scores: affine, ReLU, affine.

    Args:
        X: (m, n) float64 array, the inputs. Not changed.
        params: dict of float64 arrays, "W1" (n, d), "b1" (d,), "W2" (d, K), "b2" (K,). Not changed.

    Returns:
        Z2: (m, K) float64 array, the scores.
        cache: what `backward` needs, for example a tuple with the caches of the three steps.
    """
    ### BEGIN SOLUTION
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, (affine1, relu, affine2)
    ### END SOLUTION


# %% tests="forward" points=2
example = np.array([[1.0, 2.0]])
small = {
    "W1": np.array([[1.0, -1.0], [0.0, 1.0]]),
    "b1": np.array([0.0, -3.0]),
    "W2": np.array([[2.0, 1.0, 0.0], [5.0, 4.0, 3.0]]),
    "b2": np.array([0.0, 1.0, -1.0]),
}
scores, _ = check.unpack(forward(example, small), "Z2", "cache")
hint = "Print Z1, A1 and Z2 one after the other, and compare with the example by hand."
check.values(scores, np.array([[2.0, 2.0, -1.0]]), "Z2", hint=hint)
inputs, _, net = random_network(m=5, n=3, d=6, K=4, seed=89)
check.well_behaved(forward, X=inputs, params=net, cache=True, batch=1)
### BEGIN HIDDEN TESTS
for sizes in [(7, 4, 6, 5, 90), (1, 3, 5, 2, 91), (4, 4, 4, 4, 92)]:
    inputs, _, net = random_network(*sizes)
    expected, _ = reference.forward(inputs.copy(), copies(net))
    before = copies(net | {"X": inputs})
    scores, _ = check.unpack(forward(inputs, net), "Z2", "cache")
    check.values(scores, expected, "Z2", hint="Follow one example through both layers on paper.")
    check_unchanged(before, net | {"X": inputs})
### END HIDDEN TESTS


# %% solution="backward"
def backward(G, cache):
    """The gradients of the loss with respect to all parameters.

    Args:
        G: (m, K) float64 array, the gradient of the loss with respect to the scores Z2. Not changed.
        cache: the second value that `forward` returned. Not changed.

    Returns:
        grads: dict of float64 arrays with the keys "W1", "b1", "W2", "b2", each shaped like its parameter.
    """
    ### BEGIN SOLUTION
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    dZ1 = relu_backward(dA1, relu)
    _, dW1, db1 = affine_backward(dZ1, affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}
    ### END SOLUTION


# %% tests="backward" points=4
parts = check.Parts()
with parts(1, "the example by hand"):
    _, cache = check.unpack(forward(example, small), "Z2", "cache")
    found = backward(np.array([[3.0, 0.0, -1.0]]), cache)
    by_hand = {
        "W2": np.array([[3.0, 0, -1], [0, 0, 0]]),
        "b2": np.array([3.0, 0, -1]),
        "W1": np.array([[6.0, 0], [12, 0]]),
        "b1": np.array([6.0, 0]),
    }
    check_grads(found, by_hand, hint="Redo the example by hand, and print what each step returns.")
with parts(1, "the slopes of a random network"):
    inputs, _, net = random_network(m=5, n=3, d=6, K=4, seed=93)
    G_random = np.random.default_rng(94).normal(size=(5, 4))
    _, cache = check.unpack(forward(inputs, net), "Z2", "cache")
    found = backward(G_random.copy(), cache)
    check.gradient(
        lambda **moved: np.sum(G_random * check.unpack(forward(inputs, moved), "Z2", "cache")[0]),
        net,
        found,
        name="grads",
        samples=8,
        m=5,
        hint="Which gradient, and which cache, does each of your three steps receive?",
    )
    check.well_behaved(forward, X=inputs, params=net, backward=backward, upstream=G_random)
### BEGIN HIDDEN TESTS
with parts(1, "other shapes"):
    for sizes in [(7, 4, 6, 5, 95), (1, 3, 5, 2, 96), (4, 4, 4, 4, 97)]:
        inputs, _, net = random_network(*sizes)
        upstream = np.random.default_rng(98).normal(size=(sizes[0], sizes[3]))
        expected = reference.backward(upstream, reference.forward(inputs, copies(net))[1])
        _, cache = check.unpack(forward(inputs, net), "Z2", "cache")
        check_grads(backward(upstream.copy(), cache), expected, hint="Compare the shapes with your question 1.")
with parts(1, "twice from the same cache, and nothing changed"):
    inputs, _, net = random_network(m=6, n=3, d=5, K=4, seed=99)
    upstream = np.random.default_rng(100).normal(size=(6, 4))
    before = copies(net | {"X": inputs, "G": upstream})
    expected = reference.backward(upstream.copy(), reference.forward(inputs, copies(net))[1])
    _, cache = check.unpack(forward(inputs, net), "Z2", "cache")
    for _call in range(2):
        hint = "Does your function change what it is given, or take something out of the cache?"
        check_grads(backward(upstream, cache), expected, hint=hint)
        check_unchanged(before, net | {"X": inputs, "G": upstream})
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
**9c. Loss and gradients.** The whole loss is the mean cross entropy plus the penalty of question 4,
$\frac{\lambda}{2} ( \lVert W_1 \rVert^2 + \lVert W_2 \rVert^2 )$. The biases are not penalised. Write
`loss_and_gradients`: forward, loss, backward, and on both the part that the penalty adds. Return new arrays.

*Think first:* where should the loss of an untrained network with small random weights and 3 classes be?

<details><summary>An answer</summary>

All scores are nearly equal, so near $\log 3 \approx 1.10$, plus a tiny penalty.

</details>
"""


# %% solution="loss_and_gradients"
def loss_and_gradients(X, y, params, lam):
    """The penalised loss of the network, and its gradients.

    Args:
        X: (m, n) float64 array, the inputs. Not changed.
        y: (m,) int64 array, the right classes, each from 0 to K - 1.
        params: dict of float64 arrays, "W1" (n, d), "b1" (d,), "W2" (d, K), "b2" (K,). Not changed.
        lam: float, the strength of the penalty; only the weights are penalised.

    Returns:
        loss: float, mean cross entropy plus lam/2 times the sum of all squared weights.
        grads: dict with the keys of params, the gradient of that loss with respect to each of them.
    """
    ### BEGIN SOLUTION
    Z2, cache = forward(X, params)
    loss, G = softmax_cross_entropy(Z2, y)
    grads = backward(G, cache)
    for name in ("W1", "W2"):
        loss += lam / 2 * float(np.sum(params[name] ** 2))
        grads[name] = grads[name] + lam * params[name]
    return loss, grads
    ### END SOLUTION


# %% tests="loss_and_gradients" points=3
parts = check.Parts()
with parts(1, "the loss by hand"):
    # X = 0 and b1 = 0: all hidden units are 0, and the scores are b2 in every row.
    still = {"W1": np.array([[1.0, 2], [0, -1]]), "b1": np.zeros(2), "W2": np.array([[2.0, 0, 0], [0, 1, 0]])}
    still["b2"] = np.log([1.0, 2.0, 5.0])
    found = loss_and_gradients(np.zeros((2, 2)), np.array([2, 1]), still, lam=0.2)
    cost, _ = check.unpack(found, "loss", "grads")
    by_hand = -(np.log(5 / 8) + np.log(2 / 8)) / 2 + 0.1 * 11  # the squares of the weights add up to 11
    hint = "The penalty should be 1.1 here, and the rest 0.928. Which of the two is off?"
    check.scalar(cost, "loss", by_hand, hint=hint)
with parts(1, "the slopes of your own loss"):
    inputs, _, net = random_network(m=6, n=3, d=5, K=4, seed=101)
    labels = np.array([3, 0, 2, 1, 0, 3])
    _, found = check.unpack(loss_and_gradients(inputs, labels, net, lam=0.3), "loss", "grads")
    check.gradient(
        lambda **moved: check.unpack(loss_and_gradients(inputs, labels, moved, 0.3), "loss", "grads")[0],
        net,
        found,
        name="grads",
        samples=8,
        lam=0.3,
        m=6,
        hint="Once with lam=0: is it still off? Then the penalty is not to blame.",
    )
    check.well_behaved(loss_and_gradients, X=inputs, y=labels, params=net, lam=0.3, batch=2)
### BEGIN HIDDEN TESTS
for cases, what in [
    ([((7, 4, 6, 5, 102), 0.0), ((1, 3, 5, 2, 103), 0.0)], "random networks without a penalty"),
    ([((7, 4, 6, 5, 104), 0.3), ((1, 3, 5, 2, 105), 2.0), ((5, 5, 5, 5, 106), 0.7)], "with a penalty"),
]:
    with parts(0.5, what):
        for sizes, strength in cases:
            inputs, labels, net = random_network(*sizes)
            expected = reference.loss_and_gradients(inputs, labels, copies(net), strength)
            cost, found = check.unpack(loss_and_gradients(inputs, labels, net, strength), "loss", "grads")
            check.scalar(cost, "loss", expected[0], hint="Look at the two parts of the loss apart.")
            check_grads(found, expected[1], hint="Look at the two parts of the gradient apart.")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
Look at the agreement with your own eyes. Each mark is one parameter of a small network: its derivative from
your `backward` against the change of your loss when the parameter is moved by a hair, $10^{-5}$ up and down.
"""

# %% given="gradient_plot" picture="Marks of four kinds, for W1, b1, W2 and b2, all on the diagonal."
X_small, y_small, net_small = random_network(m=8, n=2, d=4, K=3, seed=5)
analytic_small = loss_and_gradients(X_small, y_small, net_small, 0.1)[1]
numeric_small = gradients.central(lambda moved: loss_and_gradients(X_small, y_small, moved, 0.1)[0], net_small)

(ax,) = plots.panels(width=3.0, height=3.0)
plots.gradient_comparison(analytic_small, numeric_small, ax=ax)
plt.show()

# %% [markdown]
r"""
## Question 10 · Train on the spiral

The spiral of homework 1: three arms of 100 points each. The recipe is gradient descent, as before.

- **Start.** $W_1$ and $W_2$ are 0.01 times standard normal numbers, the biases are 0. Draw $W_1$ first and then
  $W_2$, both from *one* generator `np.random.default_rng(rng)`, where `rng` is a seed or a generator.
- **One step.** Compute all four gradients at the present parameters; then move all four,
  $W \leftarrow W - \eta\, dW$ and $b \leftarrow b - \eta\, db$.
- **Write down the whole loss**, penalty included, `steps + 1` times: at the start, and after each step. So
  `losses[0]` belongs to the starting parameters and `losses[-1]` to those you return.

*Think first:* in homework 1 the weights could start anywhere, even at 0. Here you are asked for random numbers.
Hold the question why until question 12. And guess: 100 hidden units, 1500 steps; where will the loss end?
"""

# %% given="spiral_data"
X_spiral, y_spiral = data.spiral(points_per_class=100, K=3, noise=0.2, rng=0)


# %% solution="train"
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    """Full-batch gradient descent for the two-layer network.

    Args:
        X: (m, n) float64 array, the inputs. Not changed.
        y: (m,) int64 array, the right classes, each from 0 to K - 1.
        d: int, the number of hidden units.
        K: int, the number of classes; one of them may be absent from y.
        eta: float, the learning rate.
        lam: float, the strength of the penalty.
        steps: int, how many steps to take; 0 returns the starting parameters.
        rng: int (a seed) or np.random.Generator, for the starting weights.

    Returns:
        params: dict of float64 arrays, "W1" (n, d), "b1" (d,), "W2" (d, K), "b2" (K,).
        losses: (steps + 1,) float64 array; losses[t] is the loss after t steps.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    params = {
        "W1": 0.01 * rng.standard_normal((X.shape[1], d)),
        "b1": np.zeros(d),
        "W2": 0.01 * rng.standard_normal((d, K)),
        "b2": np.zeros(K),
    }
    losses = []
    for _ in range(steps):
        loss, grads = loss_and_gradients(X, y, params, lam)
        losses.append(loss)
        params = {name: params[name] - eta * grads[name] for name in params}
    losses.append(loss_and_gradients(X, y, params, lam)[0])
    return params, np.array(losses)
    ### END SOLUTION


# %% tests="train" points=4
KEYS = ("W1", "b1", "W2", "b2")


def trained(*arguments, **settings):
    """What `train` returns, with its form checked: a dict of four arrays, and the losses as an array."""
    net, curve = check.unpack(train(*arguments, **settings), "params", "losses")
    check.that(isinstance(net, dict), "params is a dict", hint="Its keys are W1, b1, W2, b2.")
    check.that(set(net) == set(KEYS), "params has the keys W1, b1, W2, b2", hint="Print its keys.")
    for name in KEYS:
        check.array(net[name], f"params[{name!r}]", shape=(None,) * (2 if name[0] == "W" else 1))
    curve = np.array(curve) if isinstance(curve, list) else curve
    hint = "One at the start, and one after each step."
    check.array(curve, "losses", shape=(settings["steps"] + 1,), hint=hint)
    return net, curve


parts = check.Parts()
with parts(1, "the loss starts at log 3, and the first steps lower it"):
    net, curve = trained(X_spiral, y_spiral, 20, 3, lam=1e-3, steps=25, rng=0)
    hint = "Small weights mean nearly equal scores."
    check.that(abs(curve[0] - np.log(3)) < 0.01, "losses[0] is close to log 3", hint=hint)
    hint = "Which way does each step go, and from which parameters does its gradient come?"
    check.that(curve[-1] < curve[0] - 0.005, "the loss has fallen after 25 steps", hint=hint)
    hint = "losses[-1] belongs to the parameters that you return, and the penalty is in it."
    check.scalar(curve[-1], "losses[-1]", loss_and_gradients(X_spiral, y_spiral, net, 1e-3)[0], hint=hint)
    inputs, labels, _ = random_network(m=7, n=3, d=2, K=4, seed=109)
    settings = {"d": 6, "K": 5, "eta": 0.3, "lam": 0.1, "steps": 3, "rng": 0}
    check.well_behaved(train, X=inputs, y=labels, **settings, history={"steps": 1})


### BEGIN HIDDEN TESTS
def course_of(settings):
    """The parameters and losses of a right descent from the start that `train` chooses, and its inputs and labels."""
    inputs, labels, _ = random_network(m=8, n=3, d=2, K=4, seed=111)
    now, _ = trained(30 * inputs, labels, **settings | {"steps": 0})
    first, course = now, []
    for _step in range(settings["steps"]):
        cost, slopes = reference.loss_and_gradients(30 * inputs, labels, now, settings["lam"])
        course.append(cost)
        now = {name: now[name] - settings["eta"] * slopes[name] for name in KEYS}
    course.append(reference.loss_and_gradients(30 * inputs, labels, now, settings["lam"])[0])
    moved = max(float(np.max(np.abs(now[name] - first[name]))) for name in KEYS)
    check.that(moved > 0.1, "a descent from your start moves the parameters", hint="Where does the recipe start?")
    return now, np.array(course), 30 * inputs, labels


with parts(1, "the start, and a training that begins there"):
    inputs, labels, _ = random_network(m=9, n=30, d=2, K=6, seed=110)
    start, _ = trained(inputs, labels, d=40, K=11, steps=0, rng=3)
    again, _ = trained(inputs, labels, d=40, K=11, steps=0, rng=3)
    other, _ = trained(inputs, labels, d=40, K=11, steps=0, rng=4)
    hint = "K is an argument: a class may be absent from the labels."
    for name, shape in [("W1", (30, 40)), ("b1", (40,)), ("W2", (40, 11)), ("b2", (11,))]:
        check.array(start[name], f"params[{name!r}] at the start", shape=shape, hint=hint)
    for random_one in ("W1", "W2"):
        drawn = start[random_one]
        hint = "0.01 times standard normal numbers, drawn from np.random.default_rng(rng)."
        check.that(0.008 < drawn.std() < 0.012, f"{random_one} starts as small random numbers", hint=hint)
        check.values(again[random_one], drawn, f"{random_one} from the same seed", hint=hint)
        another = not np.array_equal(other[random_one], drawn)
        check.that(another, f"another seed gives another {random_one}", hint="Is the argument rng used?")
    hint = "Both from one generator: the numbers of W2 come after those of W1."
    repeated = np.allclose(start["W1"].ravel()[:99], start["W2"].ravel()[:99])
    check.that(not repeated, "W1 and W2 start with different numbers", hint=hint)
    handed_over, _ = trained(inputs, labels, d=40, K=11, steps=0, rng=np.random.default_rng(3))
    hint = "default_rng accepts a generator, and gives it back as it is."
    check.values(handed_over["W2"], start["W2"], "W2 from a generator", hint=hint)
    for zero_one in ("b1", "b2"):
        at_start = start[zero_one]
        check.values(at_start, np.zeros_like(at_start), f"{zero_one} at the start", hint="Biases start at 0.")
    inputs = np.random.default_rng(112).normal(size=(60, 3))
    labels = 2 * (inputs[:, 0] > 0) + (inputs[:, 1] > inputs[:, 2])
    net, _ = trained(inputs, labels, d=20, K=4, eta=1.0, lam=1e-3, steps=60, rng=6)
    last_loss, _ = reference.loss_and_gradients(inputs, labels, net, 1e-3)
    hint = "Which way does each step go, and from which parameters does its gradient come?"
    check.that(last_loss < 0.25, "60 steps lower the loss", hint=hint)
with parts(1, "the parameters after a few steps"):
    settings = {"d": 6, "K": 5, "eta": 0.4, "lam": 0.6, "steps": 4, "rng": 7}
    wanted, _, inputs, labels = course_of(settings)
    net, _ = trained(inputs, labels, **settings)
    for name in KEYS:
        hint = "At which parameters was each gradient computed? Do eta and lam reach it?"
        check.values(net[name], wanted[name], f"params[{name!r}] after 4 steps", rtol=1e-6, hint=hint)
with parts(1, "the losses of a few steps"):
    settings = {"d": 5, "K": 4, "eta": 0.4, "lam": 0.6, "steps": 4, "rng": 8}
    _, wanted, inputs, labels = course_of(settings)
    _, curve = trained(inputs, labels, **settings)
    hint = "losses[t] is the whole loss, penalty included, after t steps."
    check.values(curve, wanted, "losses", rtol=1e-6, hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
Now the real run, with 100 hidden units. With whole arrays it takes a few seconds. Your plot should resemble the
one below; the dashed line on the left is where the linear model of homework 1 got stuck.
"""

# %% given="spiral_run" picture="Left: the loss falls from 1.10 to 0.28. Right: the regions follow the three arms."
params_spiral, losses_spiral = train(X_spiral, y_spiral, d=100, K=3, eta=1.0, lam=1e-3, steps=1500, rng=2)


def predict_spiral(points):
    """The class with the largest score, for every point."""
    return np.argmax(forward(points, params_spiral)[0], axis=1)


left, right = plots.panels(2, legend=True)
plots.loss_curve(losses_spiral, ax=left, reference={"linear model": 0.75})
left.set_ylim(bottom=0)
plots.decision_regions(predict_spiral, X_spiral, y_spiral, ax=right)
right.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1))
plt.show()
print(f"the loss falls from {losses_spiral[0]:.3f} to {losses_spiral[-1]:.3f}")
print(f"share of points guessed right: {np.mean(predict_spiral(X_spiral) == y_spiral):.3f}")

# %% [markdown]
r"""
The last check of this question trains a smaller network, with 60 units, on every third point. It asks for a
loss of at most 0.30 after 1200 steps. Grading does not take your word for it: it computes the loss of the
parameters that you return, and trains on other points as well, 1700 steps in all. Any cell may run for 40
seconds when it is graded. Whole arrays need a small part of that, so there is room for a slow computer.
"""

# %% tests="spiral" points=1
X_third, y_third = X_spiral[::3], y_spiral[::3]
net, curve = trained(X_third, y_third, d=60, K=3, eta=1.0, lam=1e-3, steps=1200, rng=0)
hint = "If it ends higher: do the checks of question 9 pass, and does every step move all four parameters?"
check.that(curve[-1] <= 0.30, "after 1200 steps the loss is at most 0.30", hint=hint)
### BEGIN HIDDEN TESTS
last_loss, _ = reference.loss_and_gradients(X_third, y_third, net, 1e-3)
check.that(last_loss <= 0.30, "the parameters you return have this loss", hint=hint)
X_mirrored, y_mirrored = X_spiral[1::5] * np.array([1.0, -1.0]), (y_spiral[1::5] + 1) % 3
net, _ = trained(X_mirrored, y_mirrored, d=60, K=3, eta=0.5, lam=1e-3, steps=500, rng=4)
last_loss, _ = reference.loss_and_gradients(X_mirrored, y_mirrored, net, 1e-3)
check.that(last_loss <= 0.65, "on other points the loss falls as well", hint=hint)
### END HIDDEN TESTS

# %% [markdown]
r"""
The loss stays at $\log 3$ for about ten steps, as if nothing were happening: with such small weights there is
almost no signal, and it has to grow first. Then the loss soon passes the 0.75 of the linear model, and goes on
falling. With 10 000 steps it ends near 0.25. It does not go to 0, since the penalty alone is more than half of
what is left.

*Try it:* run `train` once more in a cell of your own, with `rng=0` instead of `rng=2`, and plot its losses. The
curve has spikes, some of them higher than the start. Is that a bug?

<details><summary>An answer</summary>

No. The gradient tells the slope *at* a point; a step of finite length may overshoot. With $\eta = 1$ the steps
are long, and where the loss bends sharply the parameters are thrown to the other side of a valley, and come
back. With `eta=0.5` the spikes are gone, and the fall takes about twice as many steps.

</details>

*Think first:* with ReLU units, what does a single edge between two regions look like from very close?

<details><summary>An answer</summary>

Straight. Where no unit switches on or off, the scores are linear in $x$. Each unit adds a line at which the
slope changes, a fold; with 100 units the edge is made of many short straight pieces.

</details>

## Question 11 · What all backward steps have in common

Look at a step that takes one row $z$ of $n$ numbers to a row $s$ of $n$ numbers (in this question $n$ is any
length, not the number of features). All its slopes together form a matrix, the **Jacobian** $J$, with
$J_{jk} = \partial s_j / \partial z_k$. Let $g_j = \partial \ell / \partial s_j$ be given. The number $z_k$ acts on
every $s_j$, and the paths add up:

$$\frac{\partial \ell}{\partial z_k} = \sum_j g_j J_{jk} = (g J)_k .$$

So every backward step is a **vector–Jacobian product**, a VJP: the row $g$ times $J$. Your `affine_backward` and
`relu_backward` compute such products, and you never wrote down a Jacobian. For the ReLU, $J$ is diagonal, with the
mask on the diagonal, and $g J$ is just $g \circ \text{mask}$: $n$ multiplications instead of $n^2$.

The softmax looks worse. Every probability depends on every score:

$$J_{jk} = \frac{\partial s_j}{\partial z_k} = s_j \cdot [j = k] - s_j s_k,$$

where $[j = k]$ is 1 if $j = k$ and 0 otherwise. All $n^2$ entries are nonzero. Still, $g J$ can be had with
about $2n$ multiplications, and without a single array of $n \times n$ numbers. How? Put the formula for
$J_{jk}$ into $\sum_j g_j J_{jk}$, and look at what each of the two sums really is.

*By hand.* $s = (\tfrac12, \tfrac14, \tfrac14)$ and $g = (4, 0, 8)$. The Jacobian is

$$J = \frac{1}{16} \begin{pmatrix} 4 & -2 & -2 \\ -2 & 3 & -1 \\ -2 & -1 & 3 \end{pmatrix}, \qquad
g J = \tfrac{1}{16} (16 - 16,\; -8 - 8,\; -8 + 24) = (0, -1, 1).$$

**11a.** Write `softmax_vjp` for a batch: row $i$ of `G` belongs to row $i$ of `S`. In grading, one check has
12 000 classes; an array of $12\,000 \times 12\,000$ numbers takes 1.2 GB, more than a submission may use.
"""


# %% solution="softmax_vjp"
def softmax_vjp(G, S):
    """Take G back through S = softmax(Z), without building a Jacobian.

    Args:
        G: (m, K) float64 array, the gradient of the loss with respect to S; any numbers. Not changed.
        S: (m, K) float64 array, the probabilities; every row sums to 1. Not changed.

    Returns:
        dZ: (m, K) float64 array, the gradient of the loss with respect to the scores Z.
    """
    ### BEGIN SOLUTION
    return S * (G - np.sum(G * S, axis=1, keepdims=True))
    ### END SOLUTION


# %% tests="softmax_vjp" points=3
def random_rows(m, K, seed):
    """Random G (m, K), and S (m, K) with rows of positive numbers that sum to 1."""
    rng = np.random.default_rng(seed)
    S = rng.exponential(size=(m, K))
    return rng.normal(size=(m, K)), S / S.sum(axis=1, keepdims=True)


parts = check.Parts()
with parts(1, "the example by hand, and two more rows with their Jacobians"):
    by_hand = softmax_vjp(np.array([[4.0, 0.0, 8.0]]), np.array([[0.5, 0.25, 0.25]]))
    check.values(by_hand, np.array([[0.0, -1.0, 1.0]]), "dZ", hint="Redo the example by hand.")
    upstream, probabilities = random_rows(m=2, K=4, seed=120)
    jacobians = [np.diag(row) - np.outer(row, row) for row in probabilities]  # tiny, so here one may
    slow = np.array([row @ J for row, J in zip(upstream, jacobians, strict=True)])
    hint = "Write out one entry of g J: what is subtracted in it, and does it depend on k?"
    check.values(softmax_vjp(upstream, probabilities), slow, "dZ", hint=hint)
    check.well_behaved(softmax_vjp, G=upstream, S=probabilities, batch=2)
### BEGIN HIDDEN TESTS
with parts(1, "random batches"):
    for m, K in [(7, 5), (1, 3), (4, 4)]:
        upstream, probabilities = random_rows(m, K, seed=m)
        expected = reference.softmax_vjp(upstream.copy(), probabilities.copy())
        before = {"G": upstream.copy(), "S": probabilities.copy()}
        check.values(softmax_vjp(upstream, probabilities), expected, "dZ", hint="Each row has a sum of its own.")
        check_unchanged(before, {"G": upstream, "S": probabilities})
with parts(1, "many classes"):
    upstream, probabilities = random_rows(2, 12_000, seed=121)
    expected = reference.softmax_vjp(upstream, probabilities)
    check.values(softmax_vjp(upstream, probabilities), expected, "dZ", hint="Is there a K × K array in it?")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
Two ways to the same gradient: your `softmax_vjp`, applied to the gradient of the mean cross entropy with
respect to the *probabilities*, $-\frac{1}{m} I_y / S$ (entry by entry), must give the $G$ of
`softmax_cross_entropy`. The next cell tries it. Why do we not train this way? Look at the second number: with a
confident mistake, the probability of the right class is rounded to 0, and we divide by it.
"""

# %% given="two_ways"
Z_two, y_two = np.array([[1.0, 3.0, 2.0], [0.5, -1.0, 0.0]]), np.array([0, 2])
for scale in (1.0, 800.0):
    with np.errstate(all="ignore"):
        E_two = np.exp(scale * (Z_two - Z_two.max(axis=1, keepdims=True)))
        S_two = E_two / E_two.sum(axis=1, keepdims=True)
        in_two_steps = softmax_vjp(-np.eye(3)[y_two] / S_two / 2, S_two)
    in_one_step = softmax_cross_entropy(scale * Z_two, y_two)[1]
    print(f"scores times {scale:g}: largest difference {np.max(np.abs(in_two_steps - in_one_step)):.1e}")

# %% [markdown]
r"""
**11b.** Answer in words, with formulas where they help, in about five sentences:

1. How many multiplications does $g J$ take for the softmax of one example with $n$ classes, once with the
   Jacobian as an array, and once as in your `softmax_vjp`? (Count up to a constant factor: $n$, $n^2$, $n^3$.)
2. A chain of three steps, each from $n$ numbers to $n$ numbers, has the Jacobians $J_1, J_2, J_3$, and
   $\partial \ell / \partial z = g J_3 J_2 J_1$, where $g$ is a row. Suppose all three are full arrays. What does it
   cost from left to right, $((g J_3) J_2) J_1$, and what does it cost if $J_3 J_2 J_1$ is multiplied out first?
   Which of the two is backpropagation?
"""

# %% [markdown] written="cost" points=2
r"""
**One softmax.** The Jacobian has $n^2$ entries, each a product; building it and multiplying the row $g$ by it
both take about $n^2$ multiplications, and $n^2$ numbers of memory. The VJP needs the products $g_j s_j$ for one
sum, and one product per entry after that: about $2n$, so it grows like $n$. With 12 000 classes that is some
ten thousand times less.

**The chain.** From left to right, every step is a row times a matrix, $n^2$ multiplications, and gives a row
again: $3 n^2$ altogether. Multiplied out first, $J_3 J_2$ and then $(J_3 J_2) J_1$ are products of two
$n \times n$ matrices, $n^3$ each: $2n^3 + n^2$. Backpropagation is the first. It starts at the loss, which is
one number, so that what is carried along is always one row and never a matrix.

=== BEGIN MARK SCHEME ===
2 points, one for each part.

- **1: the softmax.** $n^2$ with the Jacobian, $n$ without (any constant factors). Half a point if only one of
  the two is right. Counting additions as well, or the memory, is fine.
- **1: the chain.** Left to right costs of the order $n^2$, multiplied out first of the order $n^3$, *and* the
  first one is backpropagation. Half a point if one of these three is missing or wrong. "It goes from the loss
  to the inputs" is a good enough reason.
=== END MARK SCHEME ===
"""

# %% [markdown]
r"""
## Question 12 · Why random numbers?

In homework 1 all weights may start at 0, and training works. Here they were random. What would happen if they
were not? Try it in the cell below, think, and explain in about eight sentences:

1. Start with $W_1 = 0$, $W_2 = 0$, $b_1 = 0$, $b_2 = 0$. Which of the four gradients are zero at the first
   step, and why? Use your lines of questions 2 and 3, and the slope of the ReLU at 0. What can training still
   change?
2. Start with all entries of $W_1$ equal to 0.1 and all entries of $W_2$ equal to 0.1, biases 0. Which gradients of
   the mean cross entropy are zero at the first step *now*, and why? From the second step on all four are different
   from zero. Why is a network of 100 hidden units that starts like this still no better than one with a single
   unit, even after many steps?

A person reads and grades this. Clear matters more than long.
"""

# %%
# Room for your experiments: a params dict of your own, loss_and_gradients, a few steps …


# %% [markdown] written="symmetry" points=3
r"""
**All zero.** Then $Z_1 = 0$ and $A_1 = \sigma(0) = 0$. The gradient with respect to $W_2$ is $A_1^\top G_2 =
0$. The gradient with respect to $A_1$ is $G_2 W_2^\top = 0$, since $W_2 = 0$ (and the mask is 0 at $Z_1 = 0$ as
well); so the gradients with respect to $Z_1$, $W_1$ and $b_1$ are 0. Only $b_2$ has a gradient, the column sums
of $G_2$. Training moves $b_2$ alone, and everything said stays true at the next step: the network learns how
frequent the classes are, and nothing about $x$. On the spiral, where all classes are equally frequent, even
that gradient is 0.

**All equal, the first step.** The scores of an example are all the same, so $S$ is $\frac13$ everywhere. Now
$A_1 \ne 0$, so $dW_2 = A_1^\top G_2 \ne 0$. But $W_2$ has the same number everywhere, so each entry of $G_2
W_2^\top$ is 0.1 times the sum of a row of $G_2$. The rows of $S$ and of $I_y$ both sum to 1, so those of $G_2 =
\frac1m (S - I_y)$ sum to 0. Hence the gradients with respect to $A_1$, $Z_1$, $W_1$ and $b_1$ are 0 once more
($10^{-18}$ when computed), and on the spiral so is that of $b_2$, as the classes are equally frequent. After
this step the columns of $W_2$ differ, and the first layer gets its gradients.

**All equal, for ever.** All columns of $W_1$ are the same, so all hidden units compute the same: the columns of
$A_1$ are the same. The rows of $W_2$ are the same, so the loss reacts in the same way to every unit: the
columns of $G_2 W_2^\top$ are the same, and so are the masks. Hence all columns of $dW_1$ are the same, all
entries of $db_1$, and all rows of $dW_2 = A_1^\top G_2$. After a step the units are still the same, and so on
for ever. A hundred copies of a unit have one fold at one place: what they can draw, one unit with larger
outgoing weights can draw, too. On the spiral both end at a loss of 0.88. Random numbers break the symmetry.

=== BEGIN MARK SCHEME ===
3 points.

- **1: all zero.** $dW_2 = 0$ because $A_1 = 0$, *and* the gradients of the first layer are 0 because $W_2 = 0$
  or because the mask is 0. Only $b_2$ can change. Half a point if one of the two reasons is missing.
- **1: all equal, the first step.** $dW_2 \ne 0$, but the gradients of the first layer are 0, *and* the reason:
  the rows of $G_2$ (or of $S - I_y$) sum to 0, and $G_2 W_2^\top$ is a multiple of these sums. Half a point for
  a measured zero without the reason. A gradient of the penalty, $\lambda W$, is not zero; whoever counts it in
  and says so loses nothing.
- **1: for ever.** Equal columns of $W_1$ give equal units, equal rows of $W_2$ give each unit the same gradient, so
  equal units move equally and stay equal at every step (an induction, in whatever words), and a hundred equal units
  can do what one can do. Half a point if only one of the two directions is there, or for an experiment that shows
  equal columns after training.

Not needed: the remark on class frequencies, and the number 0.88. "The gradients vanish" without saying which
and why is no answer to part 1. "Now gradients flow" is wrong for the first step of part 2.
=== END MARK SCHEME ===
"""

# %% [markdown]
r"""
## Stretch · Curvature in one direction

*Without points, without a time limit, and hard.* You can tell the slope of the loss in any direction. How does that
slope change when you walk on? Collect all parameters in one long vector $\theta$, and let $v$ be a direction of the
same length. The matrix of second derivatives, the **Hessian** $H$, has the entries
$\partial^2 \ell / \partial \theta_p \partial \theta_q$. For the 100 units of question 10 that is $603 \times 603$
numbers; for a network of today it would not fit on any disk. But the *product*

$$H v = \frac{d}{dt}\, \nabla \ell(\theta + t v) \Big|_{t = 0}$$

is no longer than $\theta$, and costs only a few times what the gradient costs. Pearlmutter found in 1994 how:
differentiate the two passes themselves, line by line, with respect to $t$.

1. Let a dot mean $\frac{d}{dt}$ at $t = 0$, so that $\dot W_1, \dot b_1, \dot W_2, \dot b_2$ are the four parts
   of $v$, and $\dot X = 0$. Derive $\dot Z_1, \dot A_1, \dot Z_2$ and $\dot S$ from the forward lines. (For
   $\dot S$, question 11 has done the work.)
2. Then differentiate your lines of questions 2 and 3: $\dot G_2$, the dots of the gradients with respect to
   $W_2$ and $b_2$, and so on down to those of $W_1$ and $b_1$. The product rule turns each matrix product into
   two. For the ReLU, what is the dot of the mask?
3. Write `hessian_vector(X, y, params, lam, v)`, where `v` is a dict like `params`. The next cell compares any such
   function with a difference of two gradients.
4. Is $v^\top H v$ ever negative for this network? And for the softmax regression of homework 1? Look for a $v$,
   or for a reason why there is none.

<details><summary>A hint for the first line</summary>

$Z_1 = X W_1 + b_1$ is linear in the parameters, so $\dot Z_1 = X \dot W_1 + \dot b_1$. In $Z_2 = A_1 W_2 + b_2$
*both* factors move.

</details>
"""


# %% given="stretch"
def disagreement(hessian_vector, X, y, params, lam, v, step=1e-6):
    """The largest difference between hessian_vector(X, y, params, lam, v) and a central difference of gradients."""
    ahead, behind = ({name: params[name] + sign * step * v[name] for name in params} for sign in (1, -1))
    ahead, behind = (loss_and_gradients(X, y, moved, lam)[1] for moved in (ahead, behind))
    found = hessian_vector(X, y, params, lam, v)
    return max(np.max(np.abs(found[name] - (ahead[name] - behind[name]) / (2 * step))) for name in params)


# %%
# Room for hessian_vector. A right one comes out below 1e-7 with
# X, y, params = random_network(m=8, n=3, d=5, K=4, seed=1)
# _, _, v = random_network(m=8, n=3, d=5, K=4, seed=2)
# disagreement(hessian_vector, X, y, params, 0.1, v)

# %% [markdown]
r"""
## Looking back

You derived every gradient of a two-layer network, wrote each as code beside its forward step, and saw the
numbers agree. Three things are worth keeping:

- **Shapes first.** They cost nothing, and most wrong formulas do not survive them.
- **Every forward step has a backward step**, which needs only its own cache and the gradient that arrives.
- **A backward step is a VJP**, and a good one builds no Jacobian.

Homework 4 takes any number of layers. Then two names per layer, $Z$ and $A$, are one too many, and the notation
changes a little. There, $Z_i$ is what layer $i$ *receives*, $U_i$ are its sums, and
$G_i = \partial \ell / \partial Z_i$:

| here | in homework 4 | |
|---|---|---|
| $X$ | $Z_1 = X$ | the input of layer 1 |
| $Z_1 = X W_1 + b_1$ | $U_1 = Z_1 W_1 + b_1$ | its sums, before the activation |
| $A_1 = \sigma(Z_1)$ | $Z_2 = \sigma_1(U_1)$ | its output, the input of layer 2 |
| $Z_2 = A_1 W_2 + b_2$ | $U_2 = Z_3$ | the scores; the last activation is the identity |
| $\partial \ell / \partial A_1$ | $G_2$ | |
| $\partial \ell / \partial Z_2$, here $G_2$ | $G_3$ | where the way back begins |

Your lines of question 3 become one line that holds for every layer,
$G_i = \big( G_{i+1} \circ \sigma_i'(U_i) \big) W_i^\top$. You have already derived it.
"""
