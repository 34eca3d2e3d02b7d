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
# Lecture 7. The L-layer network

**The question.** A network of ten layers has one loss at its far end and thousands of weights
before it. How does each weight, even one in the first layer, learn in which direction to move? And
what does it cost to tell all of them?

The answer is one line of mathematics, used once per layer. You derive it first for plain numbers,
then for matrices, and a cell beside each step checks it. It becomes a short program for any depth
and any activation. You count what it costs. Then you follow the size of the numbers through many
layers, there and back, and find out why the starting weights decide whether a deep network learns
at all. At the end the program is broken in eight ways, and you see which test notices.

You need the two-layer network (lecture 3), the chain rule (lecture 4) and central differences
(lecture 6). Reading takes about 35 minutes, the three questions another half hour.
"""

# %%
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import matplotlib.pyplot as plt
import numpy as np

from byhand import data, derivation, gradients, graphs, plots

plots.use_style()
np.set_printoptions(precision=4, suppress=True)

# %% [markdown]
r"""
Before any theory, measure. Take a network of ten layers that reads handwritten digits. Pick twenty
weights in each layer. For each of them ask the slow question: if this weight moves a little up and
down, and the *whole* network runs again, how much does the loss change? The next picture does so
for four networks. They have the same shape and differ in two choices only: the function between the
layers, and the standard deviation $s$ of the random weights they start from ($n$ is the number of
inputs of a layer).
"""


# %%
def typical_size(A):
    """The root of the mean square of all entries of A."""
    return float(np.sqrt(np.mean(A**2)))


def sigmoid(U):
    return 1 / (1 + np.exp(-U))


def log_sum_exp(Z):
    """log Σ_k exp(Z[r, k]) for each row r of Z, (m, K) -> (m,), for scores of any size."""
    c = Z.max(axis=1)
    return c + np.log(np.exp(Z - c[:, np.newaxis]).sum(axis=1))


def cross_entropy(y):
    """The loss of lecture 1 for labels y, (m,): a function that gives the mean loss of scores Z, (m, K)."""
    return lambda Z: np.mean(log_sum_exp(Z) - Z[np.arange(len(y)), y])


X_digits, y_digits = (part[:200] for part in data.digits())
X_digits = X_digits / typical_size(X_digits)  # so that signals start at size 1
TEN_LAYERS = [64] + [50] * 9 + [10]


def slow_reactions(activation, s, samples=20, eps=1e-5):
    """How the loss of 20 digits reacts to some weights of each layer, by running everything again and again."""
    rng = np.random.default_rng(0)
    weights = [s(n) * rng.standard_normal((n, n_next)) for n, n_next in pairwise(TEN_LAYERS)]

    def whole_network():
        Z = X_digits[:20]
        for W in weights[:-1]:
            Z = activation(Z @ W)
        return cross_entropy(y_digits[:20])(Z @ weights[-1])

    reactions = np.empty((len(weights), samples))
    for W, reaction in zip(weights, reactions, strict=True):
        for k, place in enumerate(zip(*(rng.integers(0, n, samples) for n in W.shape), strict=True)):
            W[place] += eps
            up = whole_network()
            W[place] -= 2 * eps
            reaction[k] = (up - whole_network()) / (2 * eps)
            W[place] += eps
    return [typical_size(reaction) for reaction in reactions]


four_networks = {
    "tanh, $s = 1$": slow_reactions(np.tanh, lambda n: 1.0),
    r"tanh, $s = \sqrt{1/n}$": slow_reactions(np.tanh, lambda n: np.sqrt(1 / n)),
    r"sigmoid, $s = \sqrt{1/n}$": slow_reactions(sigmoid, lambda n: np.sqrt(1 / n)),
    "tanh, $s = 0.05$": slow_reactions(np.tanh, lambda n: 0.05),
}

# %% picture="Reaction of the loss by layer: one falling curve, two level ones far apart, one rising curve"
STYLES = [{"marker": "o"}, {"marker": "s", "ls": "--"}, {"marker": "^", "ls": "-."}, {"marker": "D", "ls": ":"}]
layer_numbers = np.arange(1, 11)

fig, ax = plt.subplots(figsize=(8.4, 3.9), layout="constrained")
for (name, sizes), style in zip(four_networks.items(), STYLES, strict=True):
    ax.semilogy(layer_numbers, sizes, **style, ms=5, label=name)
ax.set(xlabel="layer of the weight", ylabel="typical reaction of the loss", xticks=layer_numbers)
ax.set_title("How strongly does the loss react to a weight of each layer?")
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
parameters = sum((n + 1) * n_next for n, n_next in pairwise(TEN_LAYERS))
print(f"200 of {parameters} parameters, {2 * 200} runs of the network for each curve")
large, middle, squashed, small = (np.array(sizes) for sizes in four_networks.values())
assert large[0] > 100 * large[8]
assert max(middle[:9]) < 10 * min(middle[:9])
assert squashed[0] < 1e-4 * squashed[8]
assert max(small[:9]) < 10 * min(small[:9])
assert np.median(small) < 1e-3 * np.median(middle)

# %% [markdown]
r"""
Four starts, four pictures: one curve falls, one rises, two are level, and one of those two lies
near nothing. Each curve cost 400 runs and looked at 200 of 24,160 parameters.

**Predict first.** A clever method gives the gradients of *all* parameters. How much work is that,
in units of one run of the network: about 3, about 10 (one per layer), or about 24,160 (one per
parameter)? And which of the four networks will learn? Write both down. The text comes back to
them.

## Names used in this lecture

Examples are rows. Layers are numbered from 1 to $L$, as on paper. In code, a list of layers starts
at 0.

| symbol | shape | meaning | in code |
|:--|:--|:--|:--|
| $m,\; K,\; L$ | scalars | how many examples, classes, layers | `m`, `K`, `L` |
| $i$ | index | a layer; $r$ is an example, $p$ an input of a layer, $c$ one of its outputs | `i` |
| $n_1, \dots, n_{L+1}$ | scalars | widths: layer $i$ takes $n_i$ numbers, gives $n_{i+1}$; $n_{L+1} = K$ | `sizes` |
| $X = Z_1$ | $(m, n_1)$ | the inputs | `X` |
| $W_i,\; b_i$ | $(n_i, n_{i+1}),\ (n_{i+1},)$ | weights and biases of layer $i$ | `W[i]`, `b[i]` |
| $U_i = Z_i W_i + b_i$ | $(m, n_{i+1})$ | the weighted sums of layer $i$, its *pre-activations* | `U[i]` |
| $\sigma_i,\; \sigma_i'$ | – | the activation of layer $i$ and its slope, entry by entry | `act.value`, `act.slope` |
| $Z_{i+1} = \sigma_i(U_i)$ | $(m, n_{i+1})$ | what layer $i$ gives and layer $i+1$ receives | `Z[i + 1]` |
| $S,\; I_y$ | $(m, K)$ | softmax of the scores $Z_{L+1}$, one-hot labels | `S`, `I_y` |
| $\ell,\; \lambda$ | scalars | the loss, the strength of the penalty | `loss`, `lam` |
| $G_i = \partial\ell/\partial Z_i$ | $(m, n_i)$ | how the loss reacts to what layer $i$ receives | `G[i]` |
| $D_i = \partial\ell/\partial U_i$ | $(m, n_{i+1})$ | how the loss reacts to the sums of layer $i$ | `D[i]` |
| $A \circ B$ | that of both | product entry by entry | `A * B` |
| $s$ | scalar | standard deviation of the starting weights | `s` |
| $E[\,\cdot\,]$ | scalar | mean over random weights | |

The last activation $\sigma_L$ is the identity, so $Z_{L+1} = U_L$ holds the scores. When every
layer has one unit, capital letters become small: $x, z_i, w_i, b_i, u_i, g_i, d_i$.

(Lecture 3 wrote $Z_1$ for sums and $A_1$ for outputs. With many layers one letter for what travels
from layer to layer is handier: it is $Z$, and the sums inside a layer are $U$.)

### One layer in six spellings

| course | layer $i$ | what it calls our $U_i$, $Z_{i+1}$, $G_{i+1}$ | example is |
|:--|:--|:--|:--|
| *here* | $U_i = Z_i W_i + b_i,\; Z_{i+1} = \sigma_i(U_i)$ | | row |
| CMU | $Z_{i+1} = \sigma_i(Z_i W_i)$ | $Z_i W_i$ (no name, no bias), $Z_{i+1}$, $G_{i+1}$ | row |
| NEU | $z_i = o_{i-1} W_i + b_i,\; o_i = \sigma_i(z_i)$ | $z_i$, $o_i$, $\partial\ell/\partial o_i$ | row |
| C182 | $z^{(i)} = W^{(i)} a^{(i-1)} + b^{(i)}, a^{(i)}=\sigma(z^{(i)})$ | $z^{(i)}, a^{(i)}, \nabla_a\ell$ | column |
| UvA | $a_i = h_i(x_i; \theta_i),\; x_{i+1} = a_i$ | –, $a_i$, $\partial\mathcal{L}/\partial a_i$ | column |
| 231n | $h_i = f(W_i h_{i-1} + b_i)$ | –, $h_i$, – | column |

Beware of NEU's $z_i$. In its forward pass it is the sum, our $U_i$. In its chain of plain numbers
it is what layer $i$ receives, our $z_i$. Beware of C182's $L$, too: it counts hidden layers only,
and ours counts all layers with weights. Its $\delta$ is what travels backward, in turn our $G_{i+1}$
and our $D_i$.

231n's example has three inputs, two hidden layers of four units, and one output. Here it is, in
columns as there and in rows as here:
"""

# %% picture="Three input circles, two hidden layers of four circles and one output, joined by arrows"
graphs.network([3, 4, 4, 1], names=["$Z_1 = X$", "$Z_2$", "$Z_3$", "$Z_4$"])
plt.show()

rng = np.random.default_rng(1)
x_column = rng.standard_normal((3, 1))
in_columns = [rng.standard_normal(shape) for shape in [(4, 3), (4, 4), (1, 4)]]
offsets = [rng.standard_normal((n_next, 1)) for n_next in (4, 4, 1)]

h_1 = sigmoid(in_columns[0] @ x_column + offsets[0])
h_2 = sigmoid(in_columns[1] @ h_1 + offsets[1])
out = in_columns[2] @ h_2 + offsets[2]

Z_row = x_column.T
for i, (A, c) in enumerate(zip(in_columns, offsets, strict=True), start=1):
    U_row = Z_row @ A.T + c.T  # W_i is the transpose of the matrix for columns
    Z_row = sigmoid(U_row) if i < 3 else U_row
assert np.allclose(Z_row, out.T)
count = sum(A.size + c.size for A, c in zip(in_columns, offsets, strict=True))
print(f"the same output, transposed; {count} weights and biases")
assert count == 41

# %% [markdown]
r"""
## A chain of plain numbers

Start as NEU does, with one unit per layer, no bias and no activation:

$$ z_1 = x, \qquad z_{i+1} = w_i z_i, \qquad \ell = (z_{L+1} - y)^2 . $$

So $z_{L+1} = w_L w_{L-1} \cdots w_1 x$: a chain of factors. Nobody would train it, since it is only
a line through the origin. But its gradients already show the whole idea.
"""

# %%
x, y_target = 2.0, -7.0
w = np.array([1.5, -2.0, 0.5, 3.0])  # w_1, w_2, w_3, w_4
L = len(w)


def chain_loss(w):
    """(w_L … w_1 x − y)²"""
    return (np.prod(w) * x - y_target) ** 2


z = x * np.cumprod([1.0, *w])  # z_1, …, z_{L+1}
print("z =", z, "  loss =", chain_loss(w))
assert np.allclose(z, [2, 3, -6, -3, -9])

# %% [markdown]
r"""
**Predict first.** To which of the four weights, $w_1 = 1.5$, $w_2 = -2$, $w_3 = 0.5$, $w_4 = 3$,
does the loss react most strongly? Is it the last one, because it is nearest to the loss?

<details><summary>Answer</summary>

To $w_3$, the smallest. Its gradient contains all the *other* factors, and those are the large ones.
Nearness to the loss plays no part.

</details>

**Step 1. Freeze all weights but one.** Seen from $w_i$, the output is a number times $w_i$:

$$ z_{L+1} = (w_L \cdots w_{i+1}) \cdot w_i \cdot (w_{i-1} \cdots w_1 x) . $$

So its slope in $w_i$ is the product of the two brackets. The square outside contributes
$2(z_{L+1} - y)$, by the chain rule:

$$
\frac{\partial \ell}{\partial w_i}
= \underbrace{2 (z_{L+1} - y)\; w_L \cdots w_{i+1}}_{\text{left part}}
  \;\cdot\; \underbrace{w_{i-1} \cdots w_1\, x}_{\text{right part}} .
$$

An empty product counts as 1.
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


slopes = gradients.central(chain_loss, w)
left = [2 * (z[-1] - y_target) * np.prod(w[i:]) for i in range(1, L + 1)]  # w[i] is w_{i+1} on paper
right = [np.prod(w[: i - 1]) * x for i in range(1, L + 1)]
agree("step 1", np.multiply(left, right), slopes)
assert np.abs(slopes).argmax() == 2  # w_3

# %% picture="Four rows of factors; in each row the own weight is missing, left and right parts are staircases"
LEFT, RIGHT, OWN = "#E69F00", "#56B4E9", "white"
factors = ["$2(z_5 - y)$", "$w_4$", "$w_3$", "$w_2$", "$w_1$", "$x$"]

fig, ax = plt.subplots(figsize=(8.4, 3.0), layout="constrained")
for row, i in enumerate([4, 3, 2, 1]):
    ax.text(-0.75, row, rf"$\partial\ell/\partial w_{i}\;=$", ha="right", va="center")
    for column, factor in enumerate(factors):
        own = column == 5 - i
        colour, hatch = (OWN, None) if own else (LEFT, "//") if column < 5 - i else (RIGHT, None)
        style = {"facecolor": colour, "hatch": hatch, "alpha": 0.55, "edgecolor": "0.5" if own else "black"}
        ax.add_patch(plt.Rectangle((column - 0.5, row - 0.42), 1, 0.84, linestyle=":" if own else "-", **style))
        background = {"facecolor": "white", "edgecolor": "none", "pad": 1, "alpha": 0.8}
        ax.text(column, row, "" if own else factor, ha="center", va="center", bbox=None if own else background)
    ax.text(5.75, row, f"= {slopes[i - 1]:.0f}".replace("-", "−"), va="center")
ax.text(1.0, -0.85, "left part, from the loss", ha="center")
ax.text(4.5, -0.85, "right part, from the input", ha="center")
ax.set(xlim=(-2.3, 7), ylim=(3.6, -1.2))
ax.axis("off")
plt.show()

# %% [markdown]
r"""
In each row one weight is missing: its own. The left parts (hatched) form a staircase, and the right
parts form another. Each step of a staircase is the one beside it times *one* more factor. So nobody
has to multiply every row from scratch.

**Step 2. Name the two parts.** The right part is a number we already have: it is $z_i$, what layer
$i$ received on the way forward. The left part is the slope of the loss in what layer $i$ *gave*:
$z_{L+1} = (w_L \cdots w_{i+1})\, z_{i+1}$, so

$$
g_{i+1} = \frac{\partial\ell}{\partial z_{i+1}} = 2 (z_{L+1} - y)\, w_L \cdots w_{i+1},
\qquad \boxed{\;\frac{\partial \ell}{\partial w_i} = g_{i+1}\, z_i\;}
$$

**Step 3. Get each $g$ from the next.** Going from $g_{i+1}$ to $g_i$ lengthens the product by the
factor $w_i$. The same follows from the chain rule, because $z_{i+1} = w_i z_i$ has the slope $w_i$
in $z_i$:

$$
g_{L+1} = 2 (z_{L+1} - y), \qquad
g_i = \frac{\partial \ell}{\partial z_{i+1}} \cdot \frac{\partial z_{i+1}}{\partial z_i} = g_{i+1}\, w_i .
$$
"""


# %%
def rest_of_chain(i, z_i):
    """The loss, if layer i of the chain receives the number z_i."""
    return (np.prod(w[i - 1 :]) * z_i - y_target) ** 2


g = np.empty(L + 2)  # g[i] is g_i; g[0] is not used
g[L + 1] = 2 * (z[-1] - y_target)
for i in range(L, 0, -1):
    g[i] = g[i + 1] * w[i - 1]
numeric = [gradients.central(lambda z_i, i=i: rest_of_chain(i, z_i), float(z[i - 1])) for i in range(1, L + 2)]
agree("step 2, the left parts", g[2:], np.array(left))
agree("step 2, the gradients", g[2:] * z[:-1], slopes)
agree("step 3", g[1:], np.array(numeric))

# %% [markdown]
r"""
Look at the gradients: 24, −18, 72, 12. Multiply each by its own weight and you get 36 four times:
the missing factor is put back, and every row becomes the same product. Question 1 at the end turns
this into a test for real networks.

**What it saves.** Row $i$ from scratch has $L + 1$ factors, so it takes $L$ multiplications, and
all rows take $L^2$. The staircases take $L$ multiplications for the $z_i$, $L - 1$ for the left
parts $g_L, \dots, g_2$, and $L$ to join them: $3L - 1$. For four layers that is 11 against 16, for
a hundred layers 299 against 10,000. One pass forward, one pass backward, for *all* weights.
"""

# %%
for depth in (4, 100):
    print(f"L = {depth:3}: from scratch {depth**2:6}, with two passes {depth + (depth - 1) + depth}")
assert (4**2, 3 * 4 - 1) == (16, 11)
assert (100**2, 3 * 100 - 1) == (10_000, 299)
assert np.allclose(w * slopes, 36)

# %% [markdown]
r"""
## Something nonlinear in between

Now every layer gets a bias and an activation:

$$ u_i = w_i z_i + b_i, \qquad z_{i+1} = \sigma_i(u_i) . $$

The chain from $z_i$ to $z_{i+1}$ has two links now, so three short steps replace step 3.

**Step 4. Through the activation.** $u_i$ reaches the loss only through $z_{i+1}$, whose slope in
$u_i$ is $\sigma_i'(u_i)$:

$$ d_i = \frac{\partial\ell}{\partial u_i} = g_{i+1}\, \sigma_i'(u_i) . $$

**Step 5. To weight and bias.** $u_i = w_i z_i + b_i$ has the slope $z_i$ in $w_i$ and 1 in $b_i$:

$$ \frac{\partial\ell}{\partial w_i} = d_i z_i, \qquad \frac{\partial\ell}{\partial b_i} = d_i . $$

**Step 6. To the input of the layer.** It has the slope $w_i$ in $z_i$:

$$ g_i = d_i w_i = g_{i+1}\, \sigma_i'(u_i)\, w_i . $$

The only news against step 3 is the factor $\sigma_i'(u_i)$. It depends on $u_i$, so the forward
pass has to keep $u_i$ as well as $z_i$. The next cell runs a chain of three tanh layers and one
layer without activation, forward and backward, and checks each step at every layer.
"""

# %%
w = np.array([0.8, -1.5, 1.2, 2.0])
bias = np.array([0.3, -0.2, 0.5, -0.4])
x, y_target = 0.7, 1.0
values = [np.tanh, np.tanh, np.tanh, lambda u: u]
slope_functions = [lambda u: 1 - np.tanh(u) ** 2] * 3 + [lambda u: 1.0]


def chain_from(i, z_i, w=w, bias=bias):
    """The loss, if layer i receives the number z_i."""
    for j in range(i - 1, L):  # j = i - 1 is layer i
        z_i = values[j](w[j] * z_i + bias[j])
    return (z_i - y_target) ** 2


z, u = {1: x}, {}
for i in range(1, L + 1):
    u[i] = w[i - 1] * z[i] + bias[i - 1]
    z[i + 1] = values[i - 1](u[i])

g, d = {L + 1: 2 * (z[L + 1] - y_target)}, {}
for i in range(L, 0, -1):
    d[i] = g[i + 1] * slope_functions[i - 1](u[i])
    g[i] = d[i] * w[i - 1]

slope_u = [gradients.central(lambda t, i=i: chain_from(i + 1, values[i - 1](t)), float(u[i])) for i in range(1, L + 1)]
slope_z = [gradients.central(lambda t, i=i: chain_from(i, t), float(z[i])) for i in range(1, L + 2)]
agree("step 4", np.array([d[i] for i in range(1, L + 1)]), np.array(slope_u))
slope_w = gradients.central(lambda w: chain_from(1, x, w=w), w)
slope_b = gradients.central(lambda bias: chain_from(1, x, bias=bias), bias)
agree("step 5, weights", np.array([d[i] * z[i] for i in range(1, L + 1)]), slope_w)
agree("step 5, biases", np.array([d[i] for i in range(1, L + 1)]), slope_b)
agree("step 6", np.array([g[i] for i in range(1, L + 2)]), np.array(slope_z))

# %% [markdown]
r"""
With $L = 2$, no biases and no second activation, steps 4 to 6 give the two formulas that NEU states
for $\ell = (w_2\, \sigma_1(w_1 x) - y)^2$:

$$
\frac{\partial\ell}{\partial w_2} = 2\bigl(w_2 \sigma_1(w_1 x) - y\bigr)\, \sigma_1(w_1 x), \qquad
\frac{\partial\ell}{\partial w_1} = 2\bigl(w_2 \sigma_1(w_1 x) - y\bigr)\, w_2\, \sigma_1'(w_1 x)\, x .
$$

The first is $g_3 z_2$ and the second $g_3 w_2 \cdot \sigma_1'(u_1) \cdot x$: one factor more for
each link of the chain.
"""


# %%
def two_layers(w):
    """NEU's nonlinear example with tanh: (w_2 tanh(w_1 x) − y)²"""
    return (w[1] * np.tanh(w[0] * x) - y_target) ** 2


w_pair = np.array([0.9, -1.7])
error = 2 * (w_pair[1] * np.tanh(w_pair[0] * x) - y_target)
d_w_2 = error * np.tanh(w_pair[0] * x)
d_w_1 = error * w_pair[1] * (1 - np.tanh(w_pair[0] * x) ** 2) * x
agree("NEU's two layers", np.array([d_w_1, d_w_2]), gradients.central(two_layers, w_pair))

# %% [markdown]
r"""
The same two layers as a computation graph. Values run forward (upright), gradients run backward
(italic). Each gradient is the one to its right times the slope of the box in between.
"""

# %% picture="Computation graph of a two-layer chain, x to the loss, values above and gradients below each edge"
u_1 = w_pair[0] * x
z_2 = np.tanh(u_1)
z_3 = w_pair[1] * z_2
g_3 = 2 * (z_3 - y_target)
d_1 = g_3 * w_pair[1] * (1 - z_2**2)
two_layer_graph = {
    "u1": ("×", "x", "w1"),
    "z2": ("tanh", "u1"),
    "z3": ("×", "z2", "w2"),
    "e": ("−", "z3", "y"),
    "ell": ("square", "e"),
}
graphs.draw(
    two_layer_graph,
    values={"x": x, "w1": w_pair[0], "w2": w_pair[1], "y": y_target}
    | {"u1": u_1, "z2": z_2, "z3": z_3, "e": z_3 - y_target, "ell": two_layers(w_pair)},
    gradients={"ell": 1.0, "e": g_3, "z3": g_3, "y": -g_3, "z2": g_3 * w_pair[1], "w2": g_3 * z_2}
    | {"u1": d_1, "x": d_1 * w_pair[0], "w1": d_1 * x},
)
plt.show()
assert np.allclose([d_1 * x, g_3 * z_2], [d_w_1, d_w_2])

# %% [markdown]
r"""
## The same with matrices

A real layer takes $n_i$ numbers and gives $n_{i+1}$, for $m$ examples at once:

$$ U_i = Z_i W_i + b_i, \qquad Z_{i+1} = \sigma_i(U_i), \qquad i = 1, \dots, L . $$

The plan of the three steps stays. What changes is that an entry can now reach the loss by many
paths, and the effects of all paths add up.

Our test network has $L = 3$ layers with the widths 4, 5, 3, 2 and a batch of 6. All five sizes
differ, so that no transposed matrix fits by accident. Two different activations are used, the
biases are not 0, and the labels are random.
"""


# %%
class Activation(NamedTuple):
    """A function that acts on every entry of an array by itself, and its slope there."""

    name: str
    value: Callable
    slope: Callable


TANH = Activation("tanh", np.tanh, lambda U: 1 - np.tanh(U) ** 2)
RELU = Activation("ReLU", lambda U: np.maximum(U, 0), lambda U: (U > 0).astype(float))
SIGMOID = Activation("sigmoid", sigmoid, lambda U: sigmoid(U) * (1 - sigmoid(U)))
IDENTITY = Activation("identity", lambda U: U, np.ones_like)


def where_it_begins(Z, y):
    """G_{L+1}, the gradient of the mean cross entropy in the scores Z, (m, K): (S - I_y)/m, by lecture 1."""
    S = np.exp(Z - log_sum_exp(Z)[:, np.newaxis])
    return (S - np.eye(Z.shape[1])[y]) / len(y)


rng = np.random.default_rng(2)
m, sizes = 6, [4, 5, 3, 2]
L = len(sizes) - 1
X, y = rng.standard_normal((m, sizes[0])), rng.integers(0, sizes[-1], m)
act = {1: TANH, 2: RELU, 3: IDENTITY}
W = {i: rng.standard_normal((sizes[i - 1], sizes[i])) for i in range(1, L + 1)}
b = {i: 0.5 * rng.standard_normal(sizes[i]) for i in range(1, L + 1)}

Z, U = {1: X}, {}
for i in range(1, L + 1):
    U[i] = Z[i] @ W[i] + b[i]
    Z[i + 1] = act[i].value(U[i])
    print(f"layer {i}: Z_{i} {Z[i].shape} → U_{i} {U[i].shape} → Z_{i + 1} {Z[i + 1].shape}   {act[i].name}")


def loss_from(i, Z_i):
    """The loss, if layer i receives Z_i: only the layers i, …, L run."""
    for j in range(i, L + 1):
        Z_i = act[j].value(Z_i @ W[j] + b[j])
    return cross_entropy(y)(Z_i)


print(f"loss {loss_from(1, X):.4f}")
assert np.isclose(loss_from(1, X), loss_from(3, Z[3]))
assert min(np.abs(U[2]).min(), np.abs(U[1]).min()) > 1e-3  # no sum sits at the kink of the ReLU

# %% [markdown]
r"""
`loss_from(i, Z_i)` is the part of the network behind $Z_i$. It lets us *measure* $G_i$ and $D_i$
for every layer, so that each step has something to be compared with.

**Step 7. Where the way back begins.** The loss is the mean cross entropy of the scores $Z_{L+1}$.
Lecture 1 derived its gradient:

$$ G_{L+1} = \frac{\partial\ell}{\partial Z_{L+1}} = \frac1m (S - I_y) . $$

The factor $\frac1m$ of the mean is inside. From here it travels along with $G$, and nothing divides
by $m$ again.
"""

# %%
G, D, dW, db = {L + 1: where_it_begins(Z[L + 1], y)}, {}, {}, {}
agree("step 7", G[L + 1], gradients.central(cross_entropy(y), Z[L + 1]))

# %% [markdown]
r"""
Suppose now that $G_{i+1}$ is known for some layer $i$.

**Step 8. Through the activation.** The entry $(U_i)_{rc}$ influences one entry of $Z_{i+1}$ only,
the one at the same place, with the slope $\sigma_i'$. There is one path, as in step 4:

$$
(D_i)_{rc} = (G_{i+1})_{rc}\; \sigma_i'\bigl((U_i)_{rc}\bigr),
\qquad\text{that is}\qquad D_i = G_{i+1} \circ \sigma_i'(U_i) .
$$

**Step 9. To the weights.** The weight $(W_i)_{pc}$ enters the sum $(U_i)_{rc}$ of *every* example
$r$, each time multiplied by $(Z_i)_{rp}$. These paths add up:

$$
\frac{\partial\ell}{\partial (W_i)_{pc}} = \sum_r (D_i)_{rc}\, (Z_i)_{rp}
= \sum_r (Z_i^T)_{pr}\, (D_i)_{rc},
\qquad\text{that is}\qquad \frac{\partial\ell}{\partial W_i} = Z_i^T D_i .
$$

**Step 10. To the biases.** $(b_i)_c$ enters the sum $(U_i)_{rc}$ of every example with the factor
1:

$$ \frac{\partial\ell}{\partial (b_i)_c} = \sum_r (D_i)_{rc} : \quad \text{the column sums of } D_i . $$

**Step 11. To the inputs of the layer.** The entry $(Z_i)_{rp}$ enters *all* sums
$(U_i)_{r1}, (U_i)_{r2}, \dots$ of its own row, with the factors $(W_i)_{p1}, (W_i)_{p2}, \dots$ It
enters no other row. These paths add up:

$$
(G_i)_{rp} = \sum_c (D_i)_{rc}\, (W_i)_{pc} = \sum_c (D_i)_{rc}\, (W_i^T)_{cp},
\qquad\text{that is}\qquad G_i = D_i W_i^T .
$$

Compare with steps 4 to 6: the same three factors. The transposes only say over which index the
paths are added.
"""


# %%
def loss_behind(i, U_i):
    """The loss, if layer i forms the sums U_i."""
    return loss_from(i + 1, act[i].value(U_i))


for i in range(L, 0, -1):
    D[i] = G[i + 1] * act[i].slope(U[i])
    dW[i] = Z[i].T @ D[i]
    db[i] = D[i].sum(axis=0)
    G[i] = D[i] @ W[i].T

for i in range(L, 0, -1):
    agree(f"step 8,  layer {i}", D[i], gradients.central(lambda U_i, i=i: loss_behind(i, U_i), U[i]))
    moved_W = gradients.central(lambda W_i, i=i: loss_behind(i, Z[i] @ W_i + b[i]), W[i])
    moved_b = gradients.central(lambda b_i, i=i: loss_behind(i, Z[i] @ W[i] + b_i), b[i])
    agree(f"step 9,  layer {i}", dW[i], moved_W)
    agree(f"step 10, layer {i}", db[i], moved_b)
    agree(f"step 11, layer {i}", G[i], gradients.central(lambda Z_i, i=i: loss_from(i, Z_i), Z[i]))

# %% [markdown]
r"""
**Step 12. Join.** Put step 8 into steps 9 to 11. With $G_{L+1}$ from step 7, for
$i = L, L-1, \dots, 1$:

$$
\boxed{\; G_i = \bigl(G_{i+1} \circ \sigma_i'(Z_i W_i + b_i)\bigr)\, W_i^T ,\qquad
\frac{\partial\ell}{\partial W_i} = Z_i^T \bigl(G_{i+1} \circ \sigma_i'(Z_i W_i + b_i)\bigr) \;}
$$

This is all of backpropagation for layers in a row. CMU has the same two lines, with $b_i = 0$.

**Check it against what you know.** For $L = 1$ the box says
$\partial\ell/\partial W_1 = X^T (S - I_y)/m$: softmax regression. For $L = 2$ it says
$\partial\ell/\partial W_1 = X^T \bigl(\frac1m (S - I_y) W_2^T \circ \sigma_1'(X W_1 + b_1)\bigr)$:
lecture 3. For $L = 3$, written out,

$$
\frac{\partial\ell}{\partial W_1} = X^T \Bigl( \bigl( \tfrac1m (S - I_y) W_3^T \circ \sigma_2'(U_2) \bigr)
W_2^T \circ \sigma_1'(U_1) \Bigr) .
$$

Two-layer networks can be written in one line. Ten-layer networks can too, but nobody could read it.
The recursion can be read at any depth.
"""

# %%
written_out = X.T @ ((G[4] @ W[3].T * act[2].slope(U[2])) @ W[2].T * act[1].slope(U[1]))
agree("L = 3 in one line", written_out, gradients.central(lambda W_1: loss_from(2, np.tanh(X @ W_1 + b[1])), W[1]))

# %% [markdown]
r"""
### What the box says before any number

Formulas can be read, too. A gradient is a product, so it vanishes wherever one of its factors does.

**Predict first.** A weight leads from unit $p$ to unit $c$ of the next layer. Name three situations
in which its gradient is nearly 0, although the network makes mistakes.

<details><summary>Answer</summary>

1. *Nothing comes in.* Unit $p$ gives 0 for every example: column $p$ of $Z_i$ is 0, and so is row $p$
   of $Z_i^T D_i$.
2. *The unit behind is saturated.* $\sigma_i'$ is 0 in column $c$ of $U_i$, so column $c$ of $D_i$ is
   0, and with it column $c$ of the gradient and entry $c$ of the bias gradient. Nor does this unit
   send anything further back.
3. *The mistakes are elsewhere.* Examples that are right and certain have rows of $S - I_y$ near 0.
   All their rows of $D_i$ are then 0 as well: they have no say in any gradient.

</details>

The next cell brings all three about in our network of three layers: unit 2 of the first layer is
pushed far into saturation, unit 0 of the second layer is silenced, and one example is made certain.
"""

# %%
b_pushed = {i: b[i].copy() for i in b}
b_pushed[1][2], b_pushed[2][0] = 20.0, -50.0  # a tanh unit saturates, a ReLU unit gives 0
Z_p, U_p = {1: X}, {}
for i in range(1, L + 1):
    U_p[i] = Z_p[i] @ W[i] + b_pushed[i]
    Z_p[i + 1] = act[i].value(U_p[i])
Z_p[4][5, y[5]] += 50  # example 5 becomes certain, and right
D_p = {L: where_it_begins(Z_p[4], y)}
for i in (2, 1):
    D_p[i] = (D_p[i + 1] @ W[i + 1].T) * act[i].slope(U_p[i])
dW_p = {i: Z_p[i].T @ D_p[i] for i in D_p}
still = {
    "weights into the saturated unit": dW_p[1][:, 2],
    "weights into the silent unit": dW_p[2][:, 0],
    "weights out of the silent unit": dW_p[3][0],
    "say of the certain example": np.concatenate([D_p[i][5] for i in D_p]),
}
for what, entries in still.items():
    print(f"{what:32} largest gradient {np.abs(entries).max():.0e}")
    assert np.abs(entries).max() < 1e-12
moving = [dW_p[1][:, [0, 1, 3, 4]], dW_p[2][:, 1:], dW_p[3][1:]]
print(f"{'all other weights of each layer':32} typical {', '.join(f'{typical_size(A):.0e}' for A in moving)}")
assert min(typical_size(A) for A in moving) > 1e-3

# %% [markdown]
r"""
A saturated unit and a silent one are both *stuck*: they get no gradient that could free them. An
example that is certain is a success. The third case is the reason why training slows down when it
is nearly done, and the first two are the reason why so much care goes into the start.

### A second judge

Central differences judge numbers. `byhand.derivation` judges lines as they stand on paper, and you
will meet it again in homework 4. It is given the forward equations of a four-layer network, and
knows no gradient. First the lines of the box:
"""

# %%
paper = derivation.Problem(
    {"X": ("m", "n_1"), "W_i": ("n_i", "n_{i+1}"), "b_i": ("n_{i+1}",), "I_y": ("m", "n_{L+1}")},
    [
        r"Z_1 = X",
        r"Z_{i+1} = \sigma_i(Z_i W_i + b_i)",
        r"S = \operatorname{softmax}(Z_{L+1})",
        r"\ell = -\frac{1}{m} \mathbf{1}^\top (I_y \circ \log S) \mathbf{1}",
    ],
    functions={r"\sigma_i": ["tanh", "tanh", "tanh", "identity"], r"\sigma": "tanh"},
    shorthand={"G_i": "Z_i"},
    layers=4,
)
boxed = paper.derive(
    "Z_i",
    [
        r"G_{L+1} = \frac{1}{m} (S - I_y)",
        r"G_i = (G_{i+1} \circ \sigma_i'(Z_i W_i + b_i)) W_i^\top",
        r"\frac{\partial \ell}{\partial W_i} = Z_i^\top (G_{i+1} \circ \sigma_i'(Z_i W_i + b_i))",
    ],
)
print(boxed.as_text())
assert boxed.ok

# %% [markdown]
r"""
CMU first writes the recursion loosely, as a plain product of derivatives in the order of the chain:
$G_{i+1} \cdot \sigma'(Z_i W_i) \cdot W_i$. As a line for matrices it does not even fit. Matching
the sizes repairs it. But sizes alone do not find everything: the second line below fits, and is
wrong.
"""

# %%
for line in (
    r"G_i = G_{i+1} \sigma_i'(Z_i W_i + b_i) W_i",
    r"G_i = (G_{i+1} \circ \sigma_i'(Z_{i+1})) W_i^\top",
):
    judged = paper.derive("Z_i", [line], given=["Z_{L+1}"])
    print(judged.as_text(), end="\n\n")
    assert not judged.ok

# %% [markdown]
r"""
### One layer, both directions

The picture shows what one layer computes, with the shape of what runs along each arrow. The upper
row is the forward pass. The lower rows are steps 8 to 11. The dotted arrows are what the backward
pass takes from the forward pass: the **cache**, $Z_i$ and $U_i$. The weights are there anyway, so
their arrow is solid in both directions. (`@` is the matrix product, as in code.)
"""

# %% picture="One layer: Z_i to U_i to Z_{i+1} above, G_{i+1} to D_i to G_i below, dotted arrows from the cache"
ax = graphs.canvas(12, 7.3, figsize=(9.5, 5.8))
SHAPE = {"ha": "center", "va": "bottom", "fontsize": 9.5, "color": "C0"}


def lane(y, *stops):
    """A row of boxes (x, text, kind) at the height y, joined from first to last, a shape (text) on each arrow."""
    boxes = [graphs.box(ax, px, y, text, kind) for px, text, kind, _ in stops]
    graphs.chain(ax, *boxes)
    for (px, *_), (after, *_, shape) in pairwise(stops):
        ax.text((px + after) / 2, y + 0.12, shape, **SHAPE)
    return boxes


def kept(tail, head):
    """A dotted arrow: a value that waits in the cache."""
    style = {"arrowstyle": "-|>", "linestyle": ":", "color": "C3", "lw": 1.6, "shrinkA": 0, "shrinkB": 0}
    style |= {"patchA": tail.get_bbox_patch(), "patchB": head.get_bbox_patch()}
    ax.annotate("", xy=head.get_position(), xytext=tail.get_position(), arrowprops=style)


N_IN, N_OUT = "$(m, n_i)$", "$(m, n_{i+1})$"
Z_in, times, plus, sums, _, _ = lane(
    5.6,
    (0.6, "$Z_i$", "value", ""),
    (4.0, "@", "operation", N_IN),
    (5.6, "+", "operation", N_OUT),
    (7.2, "$U_i$", "value", N_OUT),
    (9.1, r"$\sigma_i$", "operation", N_OUT),
    (11.2, "$Z_{i+1}$", "value", N_OUT),
)
_, hadamard, to_sums, by_weights, _ = lane(
    2.3,
    (11.2, "$G_{i+1}$", "value", ""),
    (9.1, r"$\circ$", "operation", N_OUT),
    (7.2, "$D_i$", "value", N_OUT),
    (4.0, r"$\cdot\, W_i^T$", "operation", N_OUT),
    (0.6, "$G_i$", "value", ""),
)
weights, biases = graphs.box(ax, 4.0, 4.0, "$W_i$", "given"), graphs.box(ax, 5.6, 6.9, "$b_i$", "given")
graphs.arrow(ax, weights, times)
graphs.arrow(ax, biases, plus)
slope = graphs.box(ax, 9.1, 4.0, r"$\sigma_i'$")
by_inputs, columns = graphs.box(ax, 3.1, 0.5, r"$Z_i^T \cdot$"), graphs.box(ax, 8.6, 0.5, "column sums")
d_weights = graphs.box(ax, 0.7, 0.5, r"$\partial\ell/\partial W_i$", "value")
d_biases = graphs.box(ax, 11.2, 0.5, r"$\partial\ell/\partial b_i$", "value")
for tail, head in [(to_sums, by_inputs), (by_inputs, d_weights), (to_sums, columns), (columns, d_biases)]:
    graphs.arrow(ax, tail, head)
graphs.arrow(ax, slope, hadamard)
graphs.arrow(ax, weights, by_weights)  # a parameter, not in the cache
for tail, head in [(sums, slope), (Z_in, by_inputs)]:
    kept(tail, head)
for place, shape in [((2.95, 2.42), N_IN), ((1.85, 0.62), "$(n_i, n_{i+1})$"), ((10.1, 0.62), "$(n_{i+1},)$")]:
    ax.text(*place, shape, **SHAPE)
for place, shape in [((4.45, 4.0), "$(n_i, n_{i+1})$"), ((6.0, 6.9), "$(n_{i+1},)$"), ((9.45, 3.2), N_OUT)]:
    ax.text(*place, shape, **SHAPE | {"ha": "left", "va": "center"})
ax.text(0.1, 6.4, "forward →", weight="bold")
ax.text(11.9, 3.1, "← backward", weight="bold", ha="right")
ax.text(1.0, 3.7, "cache", color="C3", ha="right")
ax.text(8.25, 4.95, "cache", color="C3", ha="left")
plt.show()

# %% [markdown]
r"""
The left neighbour of this layer has the same two rows. Its $Z_{i+1}$ is our $Z_i$, and our $G_i$ is
its $G_{i+1}$. So the whole network is this picture, $L$ times.

## In code: forward with a cache, then backward

A layer knows its own two directions. It need not know how many neighbours it has, which loss stands
at the end, or what activation the others use. `forward` returns a cache beside its result. It does
not store the cache in the layer, so two passes can be under way at once.
"""


# %%
@dataclass(frozen=True)
class Layer:
    """Weights W, (n_in, n_out), biases b, (n_out,), and an activation."""

    W: np.ndarray
    b: np.ndarray
    act: Activation

    def forward(self, Z):
        """Z, (m, n_in) -> what the layer gives, (m, n_out), and the cache."""
        U = Z @ self.W + self.b
        return self.act.value(U), (Z, U)

    def backward(self, G_next, cache):
        """Slopes in the output, (m, n_out), and the cache -> slopes in the input, in W and in b."""
        Z, U = cache
        D = G_next * self.act.slope(U)
        return D @ self.W.T, Z.T @ D, D.sum(axis=0)


def run_forward(layers, X):
    """Scores of the last layer, and one cache per layer."""
    Z, caches = X, []
    for layer in layers:
        Z, cache = layer.forward(Z)
        caches.append(cache)
    return Z, caches


def run_backward(layers, caches, G):
    """From the slopes in the scores to one pair (dW, db) per layer, and the slopes in X."""
    pairs = []
    for layer, cache in zip(reversed(layers), reversed(caches), strict=True):
        G, dW, db = layer.backward(G, cache)
        pairs.append((dW, db))
    return pairs[::-1], G


# %% [markdown]
r"""
Everything above this line is generic: any depth, any widths, any activation in any layer. Three
more helpers make a network with random weights, give its parameters names, and compute the
penalised loss with its gradients. The penalty $\frac\lambda2 \sum_i \lVert W_i \rVert^2$ does not
pass through any layer. Each $W_i$ gets its own $\lambda W_i$ on top, as in lecture 1.
"""


# %%
def random_layers(sizes, activation, s, seed=0, bias=0.0):
    """Layers with normal weights of standard deviation s(n_in); the last one has no activation."""
    rng = np.random.default_rng(seed)
    layers = []
    for i, (n_in, n_out) in enumerate(pairwise(sizes), start=1):
        weights = s(n_in) * rng.standard_normal((n_in, n_out))
        biases = bias * rng.standard_normal(n_out)
        layers.append(Layer(weights, biases, activation if i < len(sizes) - 1 else IDENTITY))
    return layers


def named(pairs):
    """[(W_1, b_1), (W_2, b_2), …] as a dict with the keys W1, b1, W2, …"""
    return {f"{letter}{i}": array for i, pair in enumerate(pairs, 1) for letter, array in zip("Wb", pair, strict=True)}


def own(layers):
    """The parameters of the layers themselves, named; not copies."""
    return named([(layer.W, layer.b) for layer in layers])


def penalised_loss(layers, X, y, lam=0.0):
    """Mean cross entropy plus lam/2 times the squares of all weights."""
    return cross_entropy(y)(run_forward(layers, X)[0]) + lam / 2 * sum(np.sum(layer.W**2) for layer in layers)


def all_gradients(layers, X, y, lam=0.0):
    """The gradients of `penalised_loss` for all parameters, named, by one pass forward and one backward."""
    scores, caches = run_forward(layers, X)
    start = where_it_begins(scores, y)
    pairs, _ = run_backward(layers, caches, start)
    return named([(dW + lam * layer.W, db) for layer, (dW, db) in zip(layers, pairs, strict=True)])


# %% [markdown]
r"""
Now test it: depths 1 to 5, three activations, widths that all differ, with a penalty, every single
parameter. The layers hold the very arrays that `gradients.central` moves, so the loss needs no
argument.
"""

# %%
rng = np.random.default_rng(3)
widths = [4, 7, 3, 6, 5, 2]
for activation in (TANH, RELU, SIGMOID):
    for depth in range(1, 6):
        shape = widths[: depth + 1]
        layers = random_layers(shape, activation, lambda n: 1 / np.sqrt(n), seed=depth, bias=0.5)
        X_test, y_test = rng.standard_normal((9, 4)), rng.integers(0, shape[-1], 9)
        found = all_gradients(layers, X_test, y_test, lam=0.1)
        report = gradients.sampled(
            lambda _, at=(layers, X_test, y_test): penalised_loss(*at, lam=0.1), own(layers), found, per_array=None
        )
        assert report.ok, report
    print(f"✓ {activation.name:8} depths 1 to 5: every gradient agrees with central differences")

# %% [markdown]
r"""
And the network of the opening picture, ten layers and 24,160 parameters. Twenty entries of each
array are enough to compare.
"""

# %%
deep = random_layers(TEN_LAYERS, TANH, lambda n: 1 / np.sqrt(n), bias=0.1)
exact = all_gradients(deep, X_digits[:20], y_digits[:20])
report = gradients.sampled(lambda _: penalised_loss(deep, X_digits[:20], y_digits[:20]), own(deep), exact, per_array=20)
print(f"{sum(array.size for array in exact.values())} gradients, all sampled ones agree: {report.ok}")
assert report.ok
assert sum(array.size for array in exact.values()) == parameters == 24_160

# %% [markdown]
r"""
**Predict first.** The cache holds $Z_i$ and $U_i$ for every layer and every example. With 300
examples, does this ten-layer network use more memory for its 24,160 parameters or for its cache,
and how many times more?
"""

# %%
_, caches = run_forward(deep, data.digits()[0][:300])
cached = sum(array.size for cache in caches for array in cache)
print(f"parameters {parameters}, cache for 300 examples {cached}: {cached / parameters:.1f} times as much")
assert cached == 300 * (64 + 50 + 8 * (50 + 50) + 50 + 10) == 292_200
assert round(cached / parameters) == 12

# %% [markdown]
r"""
<details><summary>Answer</summary>

The cache, about twelve times as much: 974 numbers per example. It grows with the batch, and the
parameters do not. When training runs out of memory, a smaller batch is the first remedy.

</details>

## Two passes suffice

How much work is it? Count multiplications in matrix products. A product of an $(a, b)$ and a
$(b, c)$ matrix takes $a\,b\,c$ of them. Layer $i$ needs

| direction | product | multiplications |
|:--|:--|:--|
| forward | $Z_i W_i$: $(m, n_i) \cdot (n_i, n_{i+1})$ | $m\, n_i\, n_{i+1}$ |
| backward, weights | $Z_i^T D_i$: $(n_i, m) \cdot (m, n_{i+1})$ | $m\, n_i\, n_{i+1}$ |
| backward, inputs | $D_i W_i^T$: $(m, n_{i+1}) \cdot (n_{i+1}, n_i)$ | $m\, n_i\, n_{i+1}$ |

Three products of the same size, one forward and two backward. So **the backward pass costs twice
the forward pass**, at any depth. It is even a little less, because nobody moves the inputs $X$:
$G_1$ may be skipped. (What happens entry by entry, $\sigma_i$, $\sigma_i'$ and $\circ$, takes a few
operations per entry of $U_i$, against $n_i$ for the product that made this entry. We leave it out.)

Do not believe the table: count. An array that keeps a tally does it.
"""


# %%
class Counting(np.ndarray):
    """An array that counts the multiplications of the matrix products in which it stands on the left."""

    tally = 0

    def __matmul__(self, other):
        Counting.tally += self.size * other.shape[-1]
        return super().__matmul__(other)


def count_passes(layers, X, y):
    """Multiplications of one forward and of one backward pass."""
    Counting.tally = 0
    scores, caches = run_forward(layers, X.view(Counting))
    forward = Counting.tally
    run_backward(layers, caches, where_it_begins(scores, y))
    return forward, Counting.tally - forward


forward, backward = count_passes(deep, X_digits[:20], y_digits[:20])
without_g_1 = backward - 20 * 64 * 50
by_formula = 20 * sum(n * n_next for n, n_next in pairwise(TEN_LAYERS))
by_differences = 2 * parameters * forward
both = forward + without_g_1
print(f"forward                      {forward:>15,}")
print(f"backward                     {backward:>15,} = {backward / forward:.2f} × forward")
print(f"backward without G_1         {without_g_1:>15,} = {without_g_1 / forward:.2f} × forward")
print(f"both passes                  {both:>15,} = {both / forward:.2f} × forward")
print(f"central differences          {by_differences:>15,} = {by_differences / forward:,.0f} × forward")
print(f"                             {by_differences / both:>15,.0f} times as much as both passes")
assert forward == by_formula
assert backward == 2 * forward
assert 2.8 < both / forward < 3
assert by_differences == 48_320 * forward

# %% [markdown]
r"""
So the answer to the first prediction is "about 3". Both passes together cost less than three runs
of the network, and that holds for ten layers, for one or for a thousand. Central differences cost
48,320 runs.

There is a third method, between the two: use the chain rule, but start afresh for every layer. For
$\partial\ell/\partial W_i$ it walks from the loss down to layer $i$ and forgets all $G$ on the way.
That is the "from scratch" of the chain, and its cost grows with the *square* of the depth.
"""

# %% picture="Multiplications against depth on log axes: two passes lowest, from scratch steeper, differences far above"
depths = np.array([2, 3, 5, 10, 20, 50, 100])
width = 50  # square layers of this width, one example
product = width**2  # multiplications of one matrix product
costs = {
    "one forward pass": depths * product,
    "all gradients, two passes": depths * product + (2 * depths - 1) * product,
    "all gradients, each layer afresh": depths * product + depths * (depths + 1) // 2 * product,
    "all gradients, central differences": 2 * depths * (width + 1) * width * depths * product,
}
fig, ax = plt.subplots(figsize=(8.8, 3.8), layout="constrained")
for (name, cost), style in zip(costs.items(), STYLES, strict=True):
    ax.loglog(depths, cost, **style, ms=5, label=name)
ax.set(xlabel="layers of 50 units", ylabel="multiplications", title="The price of all gradients, one example")
ax.set_xticks(depths, [str(depth) for depth in depths])
ax.minorticks_off()
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
names = list(costs)
for name in names[1:]:
    print(f"{name:35} at depth 100: {costs[name][-1] / costs[names[0]][-1]:>12,.2f} forward passes")
assert costs[names[1]][-1] / costs[names[0]][-1] < 3
assert round(costs[names[2]][-1] / costs[names[0]][-1], 1) == 51.5

# %% [markdown]
r"""
(Afresh, layer $i$ takes $L - i$ products to get from $G_{L+1}$ to $G_{i+1}$, and one for its
weights. Summed over the layers that is $\frac12 L(L+1)$ products.)

The saving has two sources, and both are needed. Working *backward* makes each step a product with
one gradient per example rather than with a Jacobian (lecture 4). *Keeping* $G_{i+1}$ lets layer $i$
go on where layer $i + 1$ stopped. CMU sums it up as the chain rule and caching, and C182 compares
it with dynamic programming.

## Where to start: signals that shrink or grow

The opening picture is still unexplained. Gradients were exact there, as everywhere. But in one
network they were thousands of times smaller than in another. The reason is in the box: each layer
*multiplies*, forward by $W_i$ and backward by $W_i^T$. Many factors slightly too small make
nothing, many slightly too large make infinity. So how large should weights be?

### Why random, to begin with

**Predict first.** Softmax regression may start from weights that are all 0. What are the gradients
of a tanh network that starts from zeros? And what if every weight starts at 0.02?

<details><summary>Answer</summary>

From zeros, step 11 gives $G_i = D_i W_i^T = 0$ below the last layer, and all hidden outputs are
$\tanh 0 = 0$ as well. Only the last biases get a gradient. With equal weights, all units of a
hidden layer compute the same, receive the same, and take the same step: they stay copies of each
other for ever. A layer of 50 equal units is a layer of one. (At the very first step not even they
move. Each row of $S - I_y$ adds up to 0, so with equal weights in $W_L$ nothing is left of it
below.)

</details>
"""


# %%
def constant_layers(sizes, weight):
    """tanh layers in which every weight is the same number."""
    return [
        Layer(np.full((n, n_next), weight), np.zeros(n_next), TANH if n_next != sizes[-1] else IDENTITY)
        for n, n_next in pairwise(sizes)
    ]


def after_steps(layers, X, y, eta, steps, gradient=all_gradients):
    """New layers, after some steps of gradient descent with the whole batch."""
    for _ in range(steps):
        found = gradient(layers, X, y)
        layers = [
            Layer(layer.W - eta * found[f"W{i}"], layer.b - eta * found[f"b{i}"], layer.act)
            for i, layer in enumerate(layers, 1)
        ]
    return layers


for weight in (0.0, 0.02):
    tied = constant_layers([64, 6, 5, 10], weight)
    found = all_gradients(tied, X_digits, y_digits)
    moving = [key for key, gradient in found.items() if np.abs(gradient).max() > 1e-12]
    later = after_steps(tied, X_digits, y_digits, eta=0.5, steps=100)
    copies = all(np.allclose(layer.W, layer.W[:, :1]) for layer in later[:-1])
    print(f"all {weight}: gradients at the start only for {', '.join(moving)}; hidden units still copies: {copies}")
    assert moving == (["b3"] if weight == 0 else ["W3", "b3"])
    assert copies
    assert (np.abs(later[0].W - weight).max() > 1e-3) == (weight > 0)

# %% [markdown]
r"""
So weights start random, with mean 0. Biases may start at 0, because the weights already make the
units differ. What remains is one number per layer: the standard deviation $s$.

### How large a signal comes out

Follow the mean square of the numbers through one layer. Its inputs are $z_1, \dots, z_n$ (here the
index counts the inputs of the layer, $n = n_i$). The weights are independent of each other and of
the inputs, with mean 0 and variance $s^2$, and the bias is 0. Look at one sum $u = \sum_p z_p w_p$.

**Step 13. Square and take the mean.**

$$
\begin{aligned}
E[u^2] &= E\Bigl[\sum_p \sum_q z_p z_q\, w_p w_q\Bigr] && \text{write the square as a double sum}\\
&= \sum_p \sum_q z_p z_q\, E[w_p w_q] && \text{the inputs are given; only weights are random}\\
&= \sum_p z_p^2\, s^2 && E[w_p w_q] = E[w_p] E[w_q] = 0 \text{ for } p \ne q, \;\; E[w_p^2] = s^2\\
&= n s^2 \cdot \frac1n \sum_p z_p^2 && \text{multiply and divide by } n .
\end{aligned}
$$

In words: *the weights multiply the mean square by* $n s^2$. Nothing was assumed about the inputs.

**Step 14. Through the activation.** Replace all weights by their negatives, and $u$ becomes $-u$.
For normal random weights both are equally likely. So $u$ is symmetric around 0, and half of
$E[u^2]$ comes from negative $u$, which the ReLU sets to 0:

$$ E\bigl[\max(0, u)^2\bigr] = \tfrac12 E[u^2] . $$

For tanh, $|\tanh u| \le |u|$, so its mean square is never larger than that of $u$, and almost the
same while $u$ is small.

The cell draws 200,000 units that all look at one digit.
"""

# %%
rng = np.random.default_rng(4)
digit = X_digits[7]
n = len(digit)
for s in (0.03, 0.2):
    sums = digit @ (s * rng.standard_normal((n, 200_000)))
    predicted = n * s**2 * np.mean(digit**2)
    measured = np.mean(sums**2), np.mean(np.maximum(sums, 0) ** 2), np.mean(np.tanh(sums) ** 2)
    print(f"s = {s}: E[u²] predicted {predicted:.4f}, measured {measured[0]:.4f}")
    print(f"         of it after ReLU {measured[1] / measured[0]:.3f}, after tanh {measured[2] / measured[0]:.3f}")
    assert abs(measured[0] / predicted - 1) < 0.01
    assert abs(measured[1] / measured[0] - 0.5) < 0.01
    assert measured[2] < measured[0]

# %% [markdown]
r"""
### The same on the way back

**Step 15. Through the weights.** One entry of $G_i = D_i W_i^T$ is $g = \sum_c d_c w_c$, a sum over
the $n_{i+1}$ *outputs* of the layer. It has the form of step 13. If the $d_c$ are independent of
these weights,

$$ E[g^2] = n_{i+1}\, s^2 \cdot \bigl(\text{mean square of the } d_c\bigr) . $$

**Step 16. Through the slope.** $d = g_{\text{next}} \cdot \sigma'(u)$. If $g_{\text{next}}$ and the
slope have nothing to do with each other, the mean of the product is the product of the means:

$$ E[d^2] = E[g_{\text{next}}^2] \cdot E[\sigma'(u)^2] . $$

For the ReLU the slope is 1 for half of the units and 0 for the others, so
$E[\sigma'(u)^2] = \frac12$. For tanh it is at most 1, and near 1 while $u$ is small. For the
sigmoid it is never more than $(\frac14)^2 = \frac1{16}$.

Both ifs are not quite true. $D_i$ does depend on $W_i$, because $U_i$ does, so steps 15 and 16 hold
only approximately. We measure below how well. Per layer, then:

| mean square is multiplied by | linear | tanh, small sums | ReLU |
|:--|:--|:--|:--|
| forward, $Z_i \to Z_{i+1}$ | $n_i s^2$ | a little less than $n_i s^2$ | $\frac12 n_i s^2$ |
| backward, $G_{i+1} \to G_i$ | $n_{i+1} s^2$ | a little less than $n_{i+1} s^2$ | $\frac12 n_{i+1} s^2$ |

To keep signals at their size, set the forward factor to 1:

| rule | $s$ | made for | who |
|:--|:--|:--|:--|
| Xavier, LeCun | $\sqrt{1/n_i}$ | tanh | LeCun et al. 1998; Glorot and Bengio 2010 |
| He | $\sqrt{2/n_i}$ | ReLU | He et al. 2015 |

Xavier Glorot's own rule takes the mean of $n_i$ and $n_{i+1}$ in the place of $n_i$, a compromise
between the two rows of the table above. Many libraries and homework 4 call $\sqrt{1/n_i}$ "Xavier".
With layers of equal width it is all the same.

### Measured by layer

Twenty layers, 100 units each, 200 digits, four starts. Three things are measured at each layer: the
signal $Z_i$, its gradient $G_i$ (as a multiple of the first one, $G_{L+1}$), and the gradient of
the weights.

**Predict first.** For the ReLU, $s = 0.01$ and $n = 100$: by which factor does the typical size
(the root of the mean square) change per layer? Which shape do you expect for the third curve, the
gradient of $W_i$: falling towards the first layer, falling towards the last, or level?
"""

# %%
STARTS = {
    "$s = 1$": lambda n: 1.0,
    r"He, $\sqrt{2/n}$": lambda n: np.sqrt(2 / n),
    r"Xavier, $\sqrt{1/n}$": lambda n: np.sqrt(1 / n),
    "$s = 0.01$": lambda n: 0.01,
}
TWENTY_LAYERS = [64] + [100] * 19 + [10]


def as_text(name):
    """The name of a start without the signs of mathematical type."""
    return name.translate(str.maketrans("", "", "${}")).replace(r"\sqrt", "√")


def sizes_by_layer(sizes, activation, s, seed=0):
    """Typical sizes of Z_1 … Z_L, of G_1 … G_L relative to G_{L+1}, of dW_i and db_i; and the mean of σ'²."""
    layers = random_layers(sizes, activation, s, seed)
    scores, caches = run_forward(layers, X_digits)
    G = where_it_begins(scores, y_digits)
    first, back, weights, biases, squared_slopes = typical_size(G), [], [], [], []
    for layer, cache in zip(reversed(layers), reversed(caches), strict=True):
        G, dW, db = layer.backward(G, cache)
        back.append(typical_size(G) / first)
        weights.append(typical_size(dW))
        biases.append(typical_size(db))
        squared_slopes.append(np.mean(layer.act.slope(cache[1]) ** 2))
    signals = [typical_size(Z) for Z, _ in caches]
    return {
        "signal $Z_i$": np.array(signals),
        r"gradient $G_i\,/\,G_{L+1}$": np.array(back[::-1]),
        r"gradient of $W_i$": np.array(weights[::-1]),
        "slopes": np.array(squared_slopes[::-1]),
        "biases": np.array(biases[::-1]),
    }


measured = {
    (activation.name, name): sizes_by_layer(TWENTY_LAYERS, activation, s)
    for activation in (TANH, RELU, SIGMOID)
    for name, s in STARTS.items()
}

# %% picture="Six panels on log axes: signal, gradient and weight gradient by layer for tanh and ReLU, four starts"
quantities = list(measured["tanh", "$s = 1$"])[:3]  # the others are for later
fig, axes = plt.subplots(3, 2, figsize=(9.5, 9), layout="constrained", sharex=True, sharey="row")
for column, activation in enumerate(["tanh", "ReLU"]):
    for row, quantity in enumerate(quantities):
        ax = axes[row, column]
        for name, style in zip(STARTS, STYLES, strict=True):
            line = measured[activation, name][quantity]
            ax.semilogy(np.arange(1, 21), line, **style, ms=4, label=name)
        ax.axhline(1, color="0.6", lw=0.8, zorder=0)
    axes[0, column].set_title(activation)
    axes[2, column].set(xlabel="layer $i$", xticks=[1, 5, 10, 15, 20])
for row, quantity in enumerate(quantities):
    axes[row, 0].set_ylabel(f"size of {quantity}")
fig.legend(*axes[0, 0].get_legend_handles_labels(), loc="outside upper center", ncols=4)
plt.show()
level = {
    (activation, name): np.ptp(np.log10(measured[activation, name][quantities[2]][1:19]))
    for activation in ["tanh", "ReLU"]
    for name in STARTS
}
for (activation, name), decades in level.items():
    print(f"{activation:5} {as_text(name):14} gradient of W_2 to W_19 within {decades:.1f} decades")
    assert (decades > 3) == ((activation, name) == ("tanh", "$s = 1$"))
of_biases = measured["ReLU", "$s = 0.01$"]["biases"]
print(f"ReLU, s = 0.01: gradient of the biases {of_biases[0]:.0e} in layer 1, {of_biases[-1]:.0e} in layer 20")
assert of_biases[0] < 1e-22
assert of_biases[-1] > 1e-3

# %% [markdown]
r"""
<details><summary>Answer</summary>

The mean square is multiplied by $\frac12 \cdot 100 \cdot 0.01^2 = 0.005$, the typical size by its
root, 0.071. The third curve is level.

</details>

Read the rows one by one.

**Signals, left to right.** With $s = 0.01$ they vanish, with ReLU and $s = 1$ they explode. With
tanh and $s = 1$ they look perfect: size 1 in all layers. That is a trap. The sums are so large that
tanh answers nearly $-1$ or $1$ to most of them.

**Gradients, right to left.** They start at the right and walk towards layer 1. With $s = 0.01$ they
vanish on the way: these are the **vanishing gradients** one hears of. With $s = 1$ they
**explode**, for tanh too. Its slopes are small, but $n s^2 = 100$ outweighs them.

**Gradients of the weights.** This row surprises most readers. It is *level* for $s = 0.01$, and for
the ReLU at every start. The reason is the product $Z_i^T D_i$: one factor shrank on the way forward
through the layers before, the other on the way back through the layers behind. Together they have
passed through *all* layers but one, whichever layer you look at. With a factor $q$ per layer in
both directions,

$$ \text{size of } \frac{\partial\ell}{\partial W_i} \;\sim\; q^{\,i-1} \cdot q^{\,L-i} = q^{\,L-1} . $$

So "the first layers learn more slowly than the last" is not what happens here. *All* layers are
starved alike, as far as their *weights* are concerned. (It does happen when forward and backward
differ: tanh with $s = 1$ keeps its signals while gradients grow, and the sigmoid keeps its signals
near $\frac12$ while gradients shrink. That explains the four curves of the opening picture.)

Biases are another matter. The gradient of $b_i$ is the column sum of $D_i$. The shrinking $Z_i$ does
not occur in it, so nothing makes up for the way back, and its size goes like $q^{\,L-i}$. For the
ReLU with $s = 0.01$ it falls from $4 \cdot 10^{-3}$ in layer 20 to $10^{-24}$ in layer 1. Here the old
saying is true after all: the first layers get nothing, and the last one gets its fair share.

Now the numbers. For each layer, steps 15 and 16 predict the backward factor
$\sqrt{n s^2 \cdot E[\sigma'(u)^2]}$, with the mean squared slope taken from the cache. The table
compares its average over the layers with the measured one. (Averages of factors are geometric.)
"""


# %%
print("activation  start            forward factor    backward factor     mean of σ'²")
print("                             per layer         predicted measured")
factors = {}
for (activation, name), sizes_seen in measured.items():
    signal, back, _, squared_slopes, _ = sizes_seen.values()
    forward_factor = (signal[19] / signal[1]) ** (1 / 18)
    inner = slice(1, 19)  # layers 2 to 19, which have 100 inputs and 100 outputs
    predicted = np.exp(np.mean(np.log(np.sqrt(100 * STARTS[name](100) ** 2 * squared_slopes[inner]))))
    backward_factor = (back[1] / back[19]) ** (1 / 18)
    factors[activation, name] = forward_factor, predicted, backward_factor
    print(
        f"{activation:11} {as_text(name):16} {forward_factor:8.3f} {predicted:18.3f} {backward_factor:8.3f}"
        f" {np.mean(squared_slopes[inner]):14.4f}"
    )
    assert abs(backward_factor / predicted - 1) < 0.05

for activation, largest_slope in [(TANH, 1.0), (SIGMOID, 0.25)]:
    _, caches = run_forward(random_layers(TWENTY_LAYERS, activation, STARTS["$s = 1$"]), X_digits)
    share = np.mean([activation.slope(U) < largest_slope / 10 for _, U in caches[1:19]])
    print(f"{activation.name}, s = 1: {share:.0%} of the slopes are below a tenth of the largest possible one")
    assert share > 0.5

# %% [markdown]
r"""
The prediction holds within a few per cent, in spite of the two ifs. The ReLU rows
show the arithmetic of step 14: $\sqrt{\frac12 \cdot 100}\; s \approx 7.07\, s$. So $s = 0.01$ gives
0.07 per layer, $s = 1$ gives 7.07, Xavier gives $\sqrt{1/2} \approx 0.71$, and He gives 1.

The sigmoid rows show why the sigmoid left the hidden layers. Its mean squared slope stays below
$\frac1{16}$, so the usual starts lose a factor 3 or more per layer. With $s = 1$ large weights make
up for it, at a price: more than half of the units have less than a tenth of the slope they could
have. UvA notes that a gradient is always multiplied by something below 1 here. Its slide on the
ReLU says that there nothing vanishes or explodes. The picture says otherwise. The *slope* of the
ReLU is harmless, but slopes are only half of the factor. The other half is $W_i$.

### Xavier or He, fifty layers deep

The middle two starts look alike in the large picture. Over fifty layers they part.
"""

# %% picture="Two panels, fifty layers: ReLU keeps its signal with He and loses it with Xavier; tanh stays with both"
FIFTY_LAYERS = [64] + [128] * 49 + [10]
pairs_seen = {
    (activation.name, name): sizes_by_layer(FIFTY_LAYERS, activation, STARTS[name])
    for activation in (TANH, RELU)
    for name in list(STARTS)[1:3]
}
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.8), layout="constrained", sharey=True)
for ax, quantity in zip(axes, quantities[:2], strict=True):
    for ((activation, name), seen), style in zip(pairs_seen.items(), STYLES, strict=True):
        ax.semilogy(np.arange(1, 51), seen[quantity], **style, ms=4, markevery=7, label=f"{activation}, {name}")
    ax.set(xlabel="layer $i$", title=f"size of {quantity}", xticks=[1, 10, 20, 30, 40, 50])
axes[0].set_ylabel("typical size")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=4)
plt.show()
for (activation, name), seen in pairs_seen.items():
    signal, back, *_ = seen.values()
    there, back_again = signal[49] / signal[1], back[1] / back[49]
    print(f"{activation:5} {as_text(name):14} Z_50 / Z_2 = {there:.1e}   G_2 / G_50 = {back_again:.1e}")
relu_xavier = pairs_seen["ReLU", list(STARTS)[2]]["signal $Z_i$"]
relu_he = pairs_seen["ReLU", list(STARTS)[1]]["signal $Z_i$"]
print(f"predicted for ReLU with Xavier: {0.5 ** (48 / 2):.1e}")
assert 0.1 < relu_xavier[49] / relu_xavier[1] / 0.5**24 < 10
assert 0.1 < relu_he[49] / relu_he[1] < 10

# %% [markdown]
r"""
The factor 2 looks like a detail. For fifty ReLU layers it decides between a signal of size 1 and
one of a ten-millionth. tanh forgives more. With Xavier it decays, but ever more slowly, because
small sums are hardly squashed. With He the squashing itself limits the growth.

### Two cures that are built in

A good start is one remedy. The other is to change the network so that the start hardly matters.
Lecture 5 built both parts. A **residual connection** adds what a layer receives to what it gives,
$Z_{i+1} = Z_i + \sigma(U_i)$, so that the way back has a path on which nothing multiplies:
$G_i = G_{i+1} + D_i W_i^T$. **Normalisation** rescales each pre-activation to mean 0 and variance 1
over the batch before the activation, whatever the size of the weights. Here are both, on the fifty
ReLU layers with the start that failed, Xavier's.
"""


# %%
def fifty_layers(residual=False, normalise=False, s=lambda n: np.sqrt(1 / n)):
    """Typical sizes of Z_2 … Z_50 and of G_50 … G_2 in fifty ReLU layers of 128 units, with a cure or without."""
    rng, Z, kept, signals = np.random.default_rng(0), X_digits, [], []
    for n, n_next in pairwise(FIFTY_LAYERS[:-1]):
        W = s(n) * rng.standard_normal((n, n_next))
        U = Z @ W
        spread = U.std(axis=0) + 1e-12 if normalise else np.ones(n_next)
        N = (U - U.mean(axis=0)) / spread if normalise else U
        skip = residual and n == n_next
        kept.append((W, N, spread, skip))
        Z = np.maximum(N, 0) + (Z if skip else 0)
        signals.append(typical_size(Z))
    G, back = rng.standard_normal(Z.shape), []
    for W, N, spread, skip in reversed(kept):
        back.append(typical_size(G))
        D = G * (N > 0)
        if normalise:  # lecture 5: the batch's mean and its slope along N do not come through
            D = (D - D.mean(axis=0) - N * (D * N).mean(axis=0)) / spread
        G = D @ W.T + (G if skip else 0)
    return signals[-1] / signals[0], back[-1] / back[0]


cures = {"nothing": {}, "residual": {"residual": True}, "normalised": {"normalise": True}}
print("fifty ReLU layers, Xavier      Z_50 / Z_2    G_2 / G_50")
for name, settings in cures.items():
    there, back_again = fifty_layers(**settings)
    print(f"{name:26} {there:14.1e} {back_again:13.1e}")
    cures[name] = there, back_again
tiny = fifty_layers(normalise=True, s=lambda n: 0.01)
print(f"normalised, s = 0.01       {tiny[0]:14.1e} {tiny[1]:13.1e}")
assert max(cures["nothing"]) < 1e-5
assert min(cures["residual"]) > 1
assert 0.5 < cures["normalised"][0] < 2
assert np.isclose(tiny[0], cures["normalised"][0], rtol=0.01)

# %% [markdown]
r"""
Without a cure signal and gradient are gone. With residual connections neither can vanish. Their
danger lies on the other side: something is added in every layer, so the signal *grows*, and deep
residual networks therefore combine the two cures or start with a smaller $s$. Normalisation holds
the signal at its size and makes the scale of the weights irrelevant: $s = 0.01$ gives the same
numbers. Its gradients do not vanish either. They grow on the way back, by a modest factor per layer
that adds up over fifty of them, which is one reason why normalised networks are given residual
connections as well.

### Does it matter for learning?

Lecture 1 gave a test for gradients: a step against the gradient should lower the loss by $\eta$
times the squared length of the gradient, if the step is small. Take the ten-layer network, all 200
digits, and one step with $\eta = 0.01$. What does the gradient promise, and what happens?
"""


# %%
def promise(layers, X, y, eta):
    """The loss, the fall that the gradient promises for one step, and the loss after that step."""
    found = all_gradients(layers, X, y)
    promised = eta * sum(np.sum(array**2) for array in found.values())
    return penalised_loss(layers, X, y), promised, penalised_loss(after_steps(layers, X, y, eta, 1), X, y)


print("activation  start            loss        promised fall    loss after the step")
promises = {}
for activation in (TANH, RELU):
    for name, s in STARTS.items():
        at_start = random_layers(TEN_LAYERS, activation, s)
        before, promised, after = promises[activation.name, name] = promise(at_start, X_digits, y_digits, eta=0.01)
        print(f"{activation.name:11} {as_text(name):14} {before:11.3g}  {promised:12.1e}    {after:14.4g}")
large, he, xavier, small = STARTS
for (_, name), (before, promised, after) in promises.items():
    if name == small:
        assert promised < 1e-5
    elif name == large:
        assert promised > 10 * before
    else:
        assert 0.5 < (before - after) / promised < 1.1

# %% [markdown]
r"""
With $s = 1$ the gradient promises far more than there is to gain. It is exact, but it is the slope
of such a jagged landscape that it says nothing about a step of useful length. With $s = 0.01$ the
gradient promises nothing worth having, and keeps its word. He and Xavier promise something sensible
and roughly keep it. Here is how three of the starts go on, over 200 steps.
"""


# %%
def train(layers, X, y, eta, steps):
    """The loss before each step of gradient descent with the whole batch."""
    losses = []
    for _ in range(steps):
        losses.append(penalised_loss(layers, X, y))
        layers = after_steps(layers, X, y, eta, 1)
    return np.array(losses)


learning = {
    (activation.name, name): train(random_layers(TEN_LAYERS, activation, STARTS[name]), X_digits, y_digits, 0.01, 201)
    for activation in (TANH, RELU)
    for name in (he, xavier, small)
}

# %% picture="Loss against step for tanh and ReLU: He falls fastest, Xavier slower or not at all, s = 0.01 stays"
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.6), layout="constrained", sharey=True)
for ax, activation in zip(axes, ["tanh", "ReLU"], strict=True):
    for k, name in enumerate((he, xavier, small), start=1):
        ax.plot(learning[activation, name], **STYLES[k], color=f"C{k}", ms=5, markevery=25, label=name)
    ax.axhline(np.log(10), color="0.6", lw=0.8, zorder=0)
    ax.set(xlabel="step", title=activation, ylim=(0, 3.2))
axes[0].set_ylabel("loss (nats)")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside upper center", ncols=3)
plt.show()
for (activation, name), losses in learning.items():
    print(f"{activation:5} {as_text(name):14} first loss {losses[0]:.2f}, after 200 steps {losses[-1]:.2f}")
at_start = all_gradients(random_layers(TEN_LAYERS, RELU, STARTS[small]), X_digits, y_digits)
largest = max(np.abs(at_start[f"W{i}"]).max() for i in range(1, 11))
print(f"ReLU, s = 0.01: no weight has a gradient above {largest:.0e}")
assert largest < 1e-9
assert abs(learning["tanh", small][-1] - np.log(10)) < 0.01
assert abs(learning["ReLU", small][-1] - np.log(10)) < 0.01
assert learning["tanh", he][-1] < learning["tanh", xavier][-1] < 1.5
assert learning["ReLU", he][-1] < 0.5 < 2 < learning["ReLU", xavier][-1]

# %% [markdown]
r"""
The thin line is $\log 10 = 2.30$: knowing nothing. With $s = 0.01$ nothing moves. Every gradient is
exact, and no step can be seen. With Xavier the tanh network learns, while the ReLU network, which
loses a factor $0.71$ per layer in each direction, has hardly begun. With He both learn. (For tanh
He is even ahead of Xavier here. A factor near 1 is a rule for not getting stuck, not a law about
the best start.)

Now the second prediction: which of the four networks of the opening picture learns? Each gets 200
steps, with two learning rates, so that none can blame the step.
"""

# %%
opening = {
    "tanh, s = 1": (TANH, lambda n: 1.0),
    "tanh, s = √1/n": (TANH, lambda n: np.sqrt(1 / n)),
    "sigmoid, s = √1/n": (SIGMOID, lambda n: np.sqrt(1 / n)),
    "tanh, s = 0.05": (TANH, lambda n: 0.05),
}
best_loss = {}
for name, (activation, s) in opening.items():
    start = random_layers(TEN_LAYERS, activation, s)
    ends = [penalised_loss(after_steps(start, X_digits, y_digits, eta, 200), X_digits, y_digits) for eta in (0.01, 0.1)]
    best_loss[name] = min(ends)
    print(f"{name:18} after 200 steps: loss {ends[0]:.2f} with η = 0.01, {ends[1]:.2f} with η = 0.1")
assert best_loss.pop("tanh, s = √1/n") < 0.1
assert min(best_loss.values()) > 1.5

# %% [markdown]
r"""
Only the second, the one whose curve was level *and* high. It brings the loss near 0. Two of the
others stay at $\log 10$, and the first, whose gradients were the largest of all, gets little done
with them.

## Classic mistakes

The program has few lines, and each can be wrong in a way that runs without an error. Eight
mistakes, and why one makes them:

| mistake | in code | why it happens |
|:--|:--|:--|
| cache of the wrong layer | `caches[i - 1]` for `caches[i]` | lists count from 0, layers from 1 |
| last gradient for every layer | `G` is not replaced in the loop | the new one got another name |
| keys off by one | gradient of layer 2 filed under 1 | as in the first row |
| hidden slope in the last layer, too | one activation for all layers | the identity is invisible |
| slope at the output | $\sigma'(Z_{i+1})$ for $\sigma'(U_i)$ | harmless for the ReLU |
| ReLU mask from the wrong array | $Z_i > 0$ for $U_i > 0$ | $Z_{i+1} > 0$ would be right |
| weights not transposed | $D_i W_i$ for $D_i W_i^T$ | it fits where widths agree |
| $\frac1m$ in every layer | `D / m` once more | "gradients are means" |

**Predict first.** The first layer has tanh, the second ReLU, the third tanh, the last none. Someone
takes the ReLU mask from $Z_i$. Which of the eight arrays $W_1, b_1, \dots, W_4, b_4$ come out
wrong?

To see it, all sizes are now *equal*: $m = n_1 = \dots = n_5 = 4$. That is the worst case. Nothing
raises an error, whatever is multiplied with whatever.
"""


# %%
def run_backward_wrongly(layers, caches, G, mistake):
    """As `run_backward`, with one mistake built in; without G_1."""
    first, pairs = G, []
    for i in reversed(range(len(layers))):  # layers[i] is layer i + 1 of the text
        W, _, act = layers[i].W, layers[i].b, layers[i].act
        Z, U = caches[max(i - 1, 0) if mistake == "cache of the wrong layer" else i]
        G = first if mistake == "last gradient for every layer" else G
        slope = act.slope(U)
        if mistake == "hidden slope in the last layer, too" and act is IDENTITY:
            slope = TANH.slope(U)
        if mistake == "slope at the output":
            slope = act.slope(act.value(U))
        if mistake == "ReLU mask from the wrong array" and act is RELU:
            slope = (Z > 0).astype(float)
        D = G * slope
        if mistake == "1/m in every layer":
            D = D / len(D)
        pairs.append((Z.T @ D, D.sum(axis=0)))
        if i > 0:
            G = D @ (W if mistake == "weights not transposed" else W.T)
    pairs.reverse()
    return pairs[1:] + pairs[:1] if mistake == "keys off by one" else pairs


def wrong_gradients(mistake):
    """A function like `all_gradients` (without penalty) that makes this mistake."""

    def gradient(layers, X, y):
        scores, caches = run_forward(layers, X)
        start = where_it_begins(scores, y)
        return named(run_backward_wrongly(layers, caches, start, mistake))

    return gradient


def mixed_layers(sizes, seed, s, bias=0.3):
    """Four layers: tanh, ReLU, tanh, identity."""
    plain = random_layers(sizes, TANH, s, seed, bias)
    return [Layer(layer.W, layer.b, act) for layer, act in zip(plain, [TANH, RELU, TANH, IDENTITY], strict=True)]


MISTAKES = [
    "none",
    "cache of the wrong layer",
    "last gradient for every layer",
    "keys off by one",
    "hidden slope in the last layer, too",
    "slope at the output",
    "ReLU mask from the wrong array",
    "weights not transposed",
    "1/m in every layer",
]
rng = np.random.default_rng(6)
X_four, y_four = rng.standard_normal((4, 4)), np.array([2, 0, 3, 1])
four = mixed_layers([4] * 5, seed=8, s=lambda n: 1 / np.sqrt(n))
true_gradient = gradients.central(lambda _: penalised_loss(four, X_four, y_four), own(four))
errors = {
    mistake: {key: gradients.relative_error(array, true_gradient[key]) for key, array in found.items()}
    for mistake in MISTAKES
    for found in [wrong_gradients(mistake)(four, X_four, y_four)]
}

# %% picture="Table of mistakes against W1, b1 to W4, b4: a tick where the gradient is right, the error where not"
keys = list(true_gradient)
fig, ax = plt.subplots(figsize=(9.2, 4.4), layout="constrained")
for row, mistake in enumerate(MISTAKES):
    for column, key in enumerate(keys):
        error = errors[mistake][key]
        right = error < 1e-6
        place = plt.Rectangle((column - 0.5, row - 0.45), 1, 0.9, facecolor="white" if right else "#E69F00")
        place.set(edgecolor="0.6", hatch=None if right else "//", alpha=1 if right else 0.6)
        ax.add_patch(place)
        mark = "✓" if right else f"{error:.2f}"
        background = None if right else {"facecolor": "white", "edgecolor": "none", "pad": 1}
        ax.text(column, row, mark, ha="center", va="center", fontsize=10, bbox=background)
ax.set_xticks(range(len(keys)), [f"${key[0]}_{key[1]}$" for key in keys])
ax.set_yticks(range(len(MISTAKES)), MISTAKES)
ax.set(xlim=(-0.5, len(keys) - 0.5), ylim=(len(MISTAKES) - 0.5, -0.5), title="Relative error of each gradient")
ax.tick_params(length=0)
ax.spines[:].set_visible(False)
plt.show()

# %% [markdown]
r"""
<details><summary>Answer</summary>

$W_2$, $b_2$, $W_1$ and $b_1$. The two layers behind the ReLU layer are computed before its mask is
used. The picture shows it in the seventh row.

</details>

Read a failed check from *right to left*, in the order of the backward pass. Everything is right
down to the layer with the mistake, and wrong from there on. So look at the first wrong array from
the right. If only $W_i$ is wrong and $b_i$ is right, the culprit is $Z_i$, because $D_i$ is in
both.

Two other tests see less. The first is shapes: the same mistakes with widths and batch that all
differ. The second is training: does the loss still fall? Here each wrong program trains on the
spiral, 300 steps.
"""

# %%
X_spiral, y_spiral = data.spiral(points_per_class=50, rng=0)
odd_ones = mixed_layers([3, 6, 4, 7, 5], seed=7, s=lambda n: 1 / np.sqrt(n))
X_odd, y_odd = rng.standard_normal((8, 3)), rng.integers(0, 5, 8)


def shapes_notice(mistake):
    """Whether NumPy refuses, or a gradient has another shape than its parameter."""
    try:
        found = wrong_gradients(mistake)(odd_ones, X_odd, y_odd)
    except ValueError:
        return True
    return any(found[key].shape != array.shape for key, array in own(odd_ones).items())


def last_loss(mistake):
    """The loss on the spiral after 300 steps with the wrong gradients, or None if they do not fit."""
    start = mixed_layers([2, 12, 12, 12, 3], seed=0, s=lambda n: np.sqrt(2 / n), bias=0.0)
    try:
        trained = after_steps(start, X_spiral, y_spiral, 0.3, 300, wrong_gradients(mistake))
    except ValueError:
        return None
    return penalised_loss(trained, X_spiral, y_spiral)


ends, shapes_seen = {}, 0
print("mistake                               shapes      check       loss on the spiral, from 1.10")
for mistake in MISTAKES:
    noticed = ["noticed" if shapes_notice(mistake) else "-"]
    noticed.append("noticed" if max(errors[mistake].values()) > 1e-6 else "-")
    ends[mistake] = last_loss(mistake)
    shapes_seen += noticed[0] == "noticed"
    ending = "stops with an error" if ends[mistake] is None else f"{ends[mistake]:.2f}"
    print(f"{mistake:37} {noticed[0]:11} {noticed[1]:11} {ending}")
    assert (noticed[1] == "noticed") == (mistake != "none")
assert shapes_seen == 5
assert sum(ending is None for ending in ends.values()) == 4
assert abs(ends["1/m in every layer"] - np.log(3)) < 0.1
assert all(ends[mistake] < 0.3 for mistake in [MISTAKES[0], *MISTAKES[4:7]])

# %% [markdown]
r"""
Shapes notice five of the eight, if no two sizes agree. Training notices five as well, if you know
what to expect: four stop with an error, and one stays at $\log 3$. But three wrong programs bring
the loss down to 0.20 or less, two of them almost as far as the right one. **A falling loss does not
show that a gradient is right.** Only the gradient check notices all eight.

One more mistake passes the check altogether: a backward pass that *writes*. Suppose `backward`
computes $D_i$ in place, with `G_next *= slope`. The gradients of the first call are right. But the
caller's $G$ is spoilt, and the second call differs. So call it twice.
"""


# %%
class CarelessLayer(Layer):
    """A layer whose backward pass overwrites what it is given."""

    def backward(self, G_next, cache):
        Z, U = cache
        G_next *= self.act.slope(U)
        return G_next @ self.W.T, Z.T @ G_next, G_next.sum(axis=0)


careless = CarelessLayer(four[2].W, four[2].b, TANH)
_, cache = careless.forward(X_four)
G_given = rng.standard_normal((4, 4))
right_dW = four[2].backward(G_given, cache)[1]
calls = [careless.backward(G_given, cache)[1] for _ in range(2)]
for number, found in enumerate(calls, 1):
    print(f"call {number}: {'right' if np.allclose(found, right_dW) else 'WRONG'}")
assert np.allclose(calls[0], right_dW)
assert not np.allclose(calls[1], right_dW)

# %% [markdown]
r"""
## What you know now

- A gradient in a chain is a left part times a right part: how the loss reacts to what a layer
  *gave*, times what it *received*. The left parts come from the way back, the right parts from the
  way forward.
- One layer: $D_i = G_{i+1} \circ \sigma_i'(U_i)$, $\;\partial\ell/\partial W_i = Z_i^T D_i$,
  $\;\partial\ell/\partial b_i$ = column sums of $D_i$, $\;G_i = D_i W_i^T$. It starts from
  $G_{L+1} = (S - I_y)/m$, and the rest is repetition.
- The forward pass leaves $Z_i$ and $U_i$ in a cache. The cache grows with the batch.
- All gradients cost less than three forward passes, at any depth.
- Each layer multiplies mean squares by about $n s^2 E[\sigma'^2]$. Keep it near 1: $s = \sqrt{1/n}$
  for tanh, $s = \sqrt{2/n}$ for the ReLU. Look at signals *and* gradients: saturated signals look
  healthy.
- A failed gradient check says where the mistake is: the first wrong array, read from the loss.

## Three questions

**1.** In the chain of plain numbers, $w_i \cdot \partial\ell/\partial w_i$ was 36 for every $i$.
Show that in a ReLU network whose biases are all 0, the sum of all entries of
$W_i \circ \partial\ell/\partial W_i$ is the same for every layer. What is it good for?

<details><summary>Answer</summary>

Write $\langle A, B \rangle$ for the sum of all entries of $A \circ B$. A factor may change sides as
its transpose, so on the input side of layer $i$

$$
\langle W_i, Z_i^T D_i \rangle = \langle Z_i W_i, D_i \rangle
= \langle Z_i, D_i W_i^T \rangle = \langle Z_i, G_i \rangle .
$$

On the output side, with $Z_i W_i = U_i$ because there is no bias,

$$
\langle U_i, D_i \rangle = \langle U_i, G_{i+1} \circ \sigma_i'(U_i) \rangle
= \langle U_i \circ \sigma_i'(U_i), G_{i+1} \rangle = \langle Z_{i+1}, G_{i+1} \rangle ,
$$

because $u\,\sigma'(u) = \max(0, u)$ for the ReLU, and $u$ for the identity. So
$\langle Z_i, G_i \rangle = \langle Z_{i+1}, G_{i+1} \rangle$: one number is handed down through all
layers, and each $\langle W_i, \partial\ell/\partial W_i \rangle$ is equal to it. It is a test of
the backward pass without any differences. It also fits the level curves of the ReLU in the lower
right panel above.

</details>

**2.** You take a trained network of ten layers and want to train only (a) the last layer, (b) the
first layer. What does each cost, in forward passes, if all layers are equally wide?

<details><summary>Answer</summary>

(a) One forward pass, and one product for $\partial\ell/\partial W_{10}$: about 1.1. Nothing has to
go further back, and no cache is needed below. (b) The gradient must travel through all layers
above, one product each, and then one product for $\partial\ell/\partial W_1$. Nine plus one
products make a second forward pass: 2 in all. What is saved is the third pass, the gradients of the
other weights.

</details>

**3.** The widths of a deep ReLU network alternate: 400, 100, 400, 100, … He's rule uses $n_i$, so
the forward factor is 1. The backward factor of a layer is $n_{i+1}/n_i$, that is $\frac14$ or 4. Do
gradients vanish or explode over forty layers?

<details><summary>Answer</summary>

Neither. The factors alternate, and their product from layer $L$ down to layer 1 is
$\frac{n_{L+1}}{n_L} \cdot \frac{n_L}{n_{L-1}} \cdots \frac{n_2}{n_1} = \frac{n_{L+1}}{n_1}$:
everything in between cancels. The gradients go up and down by a factor 2 in typical size, and no
further. That is why it hardly matters whether one normalises by inputs or by outputs.

</details>
"""

# %%
# Question 1: one number for all layers of a ReLU network without biases.
relu_layers = random_layers([64, 30, 20, 40, 10], RELU, lambda n: np.sqrt(2 / n))
found = all_gradients(relu_layers, X_digits, y_digits)
handed_down = [np.sum(layer.W * found[f"W{i}"]) for i, layer in enumerate(relu_layers, 1)]
print("question 1:", np.array(handed_down))
assert np.allclose(handed_down, handed_down[0])

# Question 2: products of one size, for ten layers: forward, then what has to be done backward.
print("question 2:", (10 + 1) / 10, "and", (10 + 9 + 1) / 10, "forward passes")

# Question 3: typical sizes of G_i, every second layer and overall.
zigzag = sizes_by_layer([64] + [400, 100] * 20 + [10], RELU, lambda n: np.sqrt(2 / n))[quantities[1]]
up_and_down = zigzag[2:40:2] / zigzag[1:39:2]
print(f"question 3: from one layer to the next a factor {np.exp(np.mean(np.log(up_and_down))):.2f},", end=" ")
print(f"over 38 layers {zigzag[1] / zigzag[39]:.2f}")
assert 1.6 < np.exp(np.mean(np.log(up_and_down))) < 2.4
assert 0.1 < zigzag[1] / zigzag[39] < 10

# %% [markdown]
r"""
## What comes next

**Lecture 8, *Training it*,** takes this network to the digits: small batches, shuffling, normalised
inputs, weight decay, and some experiments of 1986. Then **homework 4, a network of any depth**,
lets you write the whole thing yourself. It uses the letters of this lecture. Its parameters live in
a dict with the keys `"W1"`, `"b1"`, …, and its functions take the activation by name, so the class
`Layer` will not fit. The picture of one layer will, and you should keep it beside you.

Lecture 9 removes the last thing done by hand: there the computer finds the order of the backward
pass for any graph, not only for layers in a row.

## Sources, and where we differ from them

- **NEU**: Northeastern, Supervised Machine Learning and Learning Theory, lecture 14. The two passes
  and the chain of plain numbers, first linear, then with an activation. On the slide for general
  $i$ the recursion stands the wrong way round: it gives $\partial\ell/\partial z_{i+1}$ from
  $\partial\ell/\partial z_i$, and it should give
  $\partial\ell/\partial z_i = \partial\ell/\partial z_{i+1} \cdot w_i$. On the same slides $o_i$ is
  defined as the output $w_i \cdots w_1 x$ and then used as the input in $z_{i+1} = w_i o_i$; with
  the definition, $\partial\ell/\partial w_i = \partial\ell/\partial z_{i+1} \cdot z_i$. The summary
  passes gradients of *weights* from layer to layer. What is passed is the gradient of $z$.
- **CMU**: Deep Learning Systems, "manual" neural networks. The $L$-layer network, $G_i$, the
  recursion and its repair by sizes. In its long product the factor
  $\partial Z_L / \partial Z_{L-1}$ is missing after $\partial Z_{L+1}/\partial Z_L$, and the last
  formula has $Z_{k+1}$ for $Z_{L+1}$. Its start $S - I_y$ belongs to the sum over the examples,
  ours to the mean. It leaves open that $\sigma_L$ is the identity, as in its two-layer example, and
  its loop goes on to $G_1$, which training does not need. We add biases.
- **C182**: Berkeley Data C182, lecture 4. The backward pass as a loop that carries one $\delta$. It
  writes the slopes $\sigma'$ as a column in front of another column; entry by entry is meant.
- **UvA**: UvA Deep Learning, lecture 2. The recursive chain rule for modules, caching, remarks on
  small gradients. Its "no vanishing or exploding" for the ReLU holds for slopes only.
- **231n**: Stanford CS231n 2022, lecture 4. The network with three inputs and two hidden layers of
  four units.
- Beyond the five: Y. LeCun, L. Bottou, G. Orr and K.-R. Müller, *Efficient BackProp* (1998); X.
  Glorot and Y. Bengio, *Understanding the difficulty of training deep feedforward neural networks*
  (2010); K. He, X. Zhang, S. Ren and J. Sun, *Delving deep into rectifiers* (2015).
"""
