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
# Lecture 3. The two-layer network, derived

**The question.** A network has hundreds of weights, and the loss is one number. How does this
number react to each weight, even to one that is buried in the first layer? And what does it cost to
find out?

Lecture 1 answered this for one layer: $X^T G$. Lecture 2 put a nonlinear function between two
layers. Now a weight of the first layer reaches the loss only through the second one. You will
follow it there in seven short steps, each checked with numbers in the cell beside it. Then you put
the steps together, count what they cost, and train the spiral that a linear model could not learn.

You need the gradient $(S - I_y)/m$ and the central differences of lecture 1, matrix products and
the chain rule. The text takes about 30 minutes to read. With the
code, the predictions and the three questions, plan about two and a half hours.
"""

# %%
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from byhand import data, derivation, gradients, graphs, motion, plots

plots.use_style()
np.set_printoptions(precision=4, suppress=True)

# %% picture="Network of 2 inputs, 4 hidden units, 3 scores and the loss; one weight's paths to the loss are bold"
ax = graphs.network(
    [2, 4, 3, 1],
    names=["2 inputs", "4 hidden units", "3 scores", "the loss"],
    units=["x", "a", "z", ""],
)
ax.text(0.65 + 3 * 1.7, 0.6 + 0.56 * 2, r"$\ell$", ha="center", va="center", zorder=5)
arrows = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
bold = [arrows[1], *arrows[8 + 3 : 8 + 6], *arrows[20:]]  # x₀→a₁, then a₁→ every score, then → the loss
for patch in arrows[20:]:
    patch.set_linestyle("--")  # these are not weights
for patch in arrows:
    patch.set_color("0.75")
for patch in bold:
    patch.set(color="C3", linewidth=2.2)
bold[0].set_color("C0")
point = {"arrowstyle": "-", "color": "C0"}
ax.annotate("this weight", (1.25, 2.0), (0.65, 2.55), color="C0", ha="center", fontsize=10, arrowprops=point)
ax.set_ylim(bottom=0.25)
plt.show()

# %% [markdown]
r"""
Each solid arrow is a weight. (Biases are not drawn, and the dashed arrows are the loss function.)
Take the blue weight, from $x_0$ to $a_1$. If it moves, the hidden unit $a_1$ moves, then *all
three* scores, then the loss. This happens for every example of the batch. With 5 examples there are
$5 \cdot 3 = 15$ paths from this weight to the loss.

**Predict first.** The network for the spiral will have 100 hidden units, which makes
$2 \cdot 100 + 100 + 100 \cdot 3 + 3 = 603$ weights and biases. Central differences move each of
them up and down and run the network each time: 1206 runs for one gradient. The formulas of this
lecture give all 603 slopes at once, exactly. What does that cost, everything included, in runs of
the network: about 3, about 30, or about 600? Write your guess down.

## Names used in this lecture

The letters are those of lecture 1 and of homework 2. Examples are rows, and indices start at 0.

| symbol | shape | meaning | in code |
|:--|:--|:--|:--|
| $m,\; n,\; d,\; K$ | scalars | how many examples, features, hidden units, classes | `m`, `n`, `d`, `K` |
| $i,\; j,\; p,\; k$ | scalars | index of an example, a feature, a hidden unit, a class | `i`, `j`, `p`, `k` |
| $X$ | $(m, n)$ | inputs, one example per row | `X` |
| $y,\; I_y$ | $(m,),\; (m, K)$ | labels; the same as one-hot rows | `y`, `I_y` |
| $W_1,\; b_1$ | $(n, d),\; (d,)$ | weights and biases of the first layer | `W1`, `b1` |
| $\sigma,\; \sigma'$ | functions | the activation, and its slope; both act on each entry by itself | `sigma`, `slope` |
| $Z_1 = X W_1 + b_1$ | $(m, d)$ | pre-activations: the weighted sums of the first layer | `Z1` |
| $A_1 = \sigma(Z_1)$ | $(m, d)$ | hidden units; column $p$ is unit $p$ | `A1` |
| $W_2,\; b_2$ | $(d, K),\; (K,)$ | weights and biases of the second layer | `W2`, `b2` |
| $Z_2 = A_1 W_2 + b_2$ | $(m, K)$ | scores | `Z2` |
| $S = \operatorname{softmax}(Z_2)$ | $(m, K)$ | probabilities | `S` |
| $\ell$ | scalar | the loss: the mean cross entropy, later with a penalty | `loss` |
| $G_2 = \partial\ell/\partial Z_2$ | $(m, K)$ | gradient of the loss with respect to the scores | `G2` |
| $G_1 = \partial\ell/\partial Z_1$ | $(m, d)$ | gradient with respect to the pre-activations | `G1` |
| $\partial\ell/\partial A_1$ | $(m, d)$ | gradient with respect to the hidden units | `dA1` |
| $\partial\ell/\partial W_1$ and so on | as $W_1$ | the gradients we are after: `dW1`, `db1`, `dW2`, `db2` | `dW1` |
| $A \circ B$ | as $A$ | product entry by entry; it binds looser than a matrix product | `A * B` |
| $\mathbf 1$ | a column | as many ones as needed; $\mathbf 1^T A$ adds up the rows of $A$ | `A.sum(axis=0)` |
| $Y$ | $(m, K)$ | target numbers, where the loss is a squared one | `Y` |
| $\lambda,\; \eta$ | scalars | strength of the penalty; learning rate | `lam`, `eta` |
"""

# %% [markdown]
r"""
## Forward: four lines and a loss

$$
Z_1 = X W_1 + b_1, \qquad A_1 = \sigma(Z_1), \qquad Z_2 = A_1 W_2 + b_2, \qquad
\ell = \frac1m \sum_i \Bigl( \log \sum_k e^{Z_{2,ik}} - Z_{2,iy_i} \Bigr) .
$$

$Z_{2,ik}$ is entry $(i, k)$ of $Z_2$. The first layer forms $d$ weighted sums of the features. The
activation bends each of them. What comes out, $A_1$, are features that the network makes for
itself. The second layer and the loss are lecture 1, with $A_1$ in the place of $X$.

The small network below has $m=5$, $n=2$, $d=4$ and $K=3$: four sizes, all different, so that a
wrong transpose fails at once. No bias is 0, so that a forgotten bias shows. The activation is the
hyperbolic tangent, with the slope $\tanh'(z) = 1 - \tanh^2 z$. It has no kink, so its slopes can be
checked with numbers everywhere. The derivation holds for every $\sigma$.
"""


# %%
def softmax(Z):
    """Probabilities of each row of Z, (m, K). From lecture 1."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def cross_entropy(Z, y):
    """Mean cross entropy of the scores Z, (m, K), for the labels y, (m,), in nats. From lecture 1."""
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.mean(np.log(np.exp(shifted).sum(axis=1)) - shifted[np.arange(len(y)), y])


def sigma(z):
    """The activation of the derivation."""
    return np.tanh(z)


def slope(z):
    """Its derivative, σ'(z)."""
    return 1 - np.tanh(z) ** 2


m, n, d, K = 5, 2, 4, 3
rng = np.random.default_rng(0)
X, y = rng.standard_normal((m, n)), np.array([2, 0, 1, 1, 2])
W1, b1 = rng.standard_normal((n, d)), rng.standard_normal(d)
W2, b2 = rng.standard_normal((d, K)), rng.standard_normal(K)

Z1 = X @ W1 + b1
A1 = sigma(Z1)
Z2 = A1 @ W2 + b2
S, I_y = softmax(Z2), np.eye(K)[y]
loss = cross_entropy(Z2, y)
print("shapes:", {"Z1": Z1.shape, "A1": A1.shape, "Z2": Z2.shape, "S": S.shape})
print(f"loss {loss:.4f}")
assert np.isclose(loss, -np.log(S[np.arange(m), y]).mean())

# %% [markdown]
r"""
## A warm-up: one number in each layer

Before there are matrices, let every layer have one number. One example, one feature, one hidden
unit, one output, and half the squared error to a target $t$ as loss:

$$
z_1 = x w_1 + b_1, \qquad a_1 = \sigma(z_1), \qquad z_2 = a_1 w_2 + b_2, \qquad
\ell = \tfrac12 (z_2 - t)^2 .
$$

As $\sigma$ take the sigmoid, because $\sigma(0) = \frac12$ and its slope there is $\frac14$. With
$x = 2$, $w_1 = 1$, $b_1 = -2$, $w_2 = 4$, $b_2 = 1$ and $t = 1$ you can do everything in your head:

$$
z_1 = 2 \cdot 1 - 2 = 0, \qquad a_1 = \tfrac12, \qquad z_2 = \tfrac12 \cdot 4 + 1 = 3, \qquad
\ell = \tfrac12 (3 - 1)^2 = 2 .
$$

Now backward. Start at the loss. Ask at each equation: how does the left side react to each thing on
the right side? Multiply that slope by what is already known about the left side.

| equation | its slopes | so the loss reacts |
|:--|:--|:--|
| $\ell = \frac12 (z_2 - t)^2$ | $z_2 - t = 2$ | to $z_2$ with $2$ |
| $z_2 = a_1 w_2 + b_2$ | $a_1 = \frac12$ for $w_2$ | to $w_2$ with $\frac12 \cdot 2 = 1$ |
| | $1$ for $b_2$ | to $b_2$ with $2$ |
| | $w_2 = 4$ for $a_1$ | to $a_1$ with $4 \cdot 2 = 8$ |
| $a_1 = \sigma(z_1)$ | $\sigma'(0) = \frac14$ | to $z_1$ with $\frac14 \cdot 8 = 2$ |
| $z_1 = x w_1 + b_1$ | $x = 2$ for $w_1$ | to $w_1$ with $2 \cdot 2 = 4$ |
| | $1$ for $b_1$ | to $b_1$ with $2$ |

Each number in the last column is used again in the line below it. Nothing is computed twice. This
is backpropagation; the rest of the lecture is about what changes when numbers become arrays.

**Predict first.** Move $w_1$ from 1 to 1.01. What will the loss be, to two decimals?

<details><summary>Answer</summary>

The slope is 4, so the loss grows by about $4 \cdot 0.01 = 0.04$, from 2 to 2.04.

</details>
"""


# %%
def sigmoid(z):
    """1 / (1 + exp(-z)), entry by entry."""
    return 1 / (1 + np.exp(-z))


def tiny_loss(p, x=2.0, t=1.0):
    """The loss of the network with one number in each layer; p is a dict of its four parameters."""
    return float(0.5 * (sigmoid(x * p["w1"] + p["b1"]) * p["w2"] + p["b2"] - t) ** 2)


tiny = {name: np.array(value) for name, value in {"w1": 1.0, "b1": -2.0, "w2": 4.0, "b2": 1.0}.items()}
by_hand = {"w1": 4.0, "b1": 2.0, "w2": 1.0, "b2": 2.0}
numbers = gradients.central(tiny_loss, tiny)
for name, value in by_hand.items():
    print(f"{name}: by hand {value}, central difference {numbers[name]:.6f}")
    assert np.isclose(value, numbers[name])
moved = tiny_loss(tiny | {"w1": np.array(1.01)})
print(f"loss {tiny_loss(tiny):.2f}, with w1 = 1.01 it is {moved:.4f}")
assert round(moved, 2) == 2.04

# %% picture="Chain of the one-number network: values forward above the edges, gradients backward below"
graphs.draw(
    {"u": ("×", "x", "w1"), "z1": ("+", "u", "b1"), "a1": (r"$\sigma$", "z1"), "v": ("×", "a1", "w2"),
     "z2": ("+", "v", "b2"), "loss": (r"$\frac{1}{2}(z_2 - t)^2$", "z2")},
    values={"x": 2, "w1": 1, "u": 2, "b1": -2, "z1": 0, "a1": 0.5, "w2": 4, "v": 2, "b2": 1, "z2": 3, "loss": 2},
    gradients={"x": 2, "w1": 4, "u": 2, "b1": 2, "z1": 2, "a1": 8, "w2": 1, "v": 2, "b2": 2, "z2": 2, "loss": 1},
)  # fmt: skip
plt.show()

# %% [markdown]
r"""
Upright (blue) numbers go forward, italic (orange) ones come back. With arrays, three questions are
new: which paths add up, in which order the factors stand, and which of them needs a transpose.
Shapes answer the second and third cheaply. The first needs sums.

## Shapes first

Two rules.

1. In a matrix product the inner lengths meet and vanish: $(m, n)\,(n, d) \to (m, d)$.
2. A gradient has the shape of what it belongs to. $\partial\ell/\partial W_1$ holds one slope of
   the *one* number $\ell$ for each entry of $W_1$.

UvA calls this *dimension analysis* and gives a layer of 15 numbers, then one of 10, then one of 5.
It writes examples as columns: $a_l = \theta_l^T x_l$ with a column $x_l$ of shape $(15, 1)$ and
$\theta_l$ of shape $(15, 10)$.

**Predict first.** What is the shape of $\partial\ell/\partial a_l$? Of
$\partial\ell/\partial\theta_l$? Which products give them?

<details><summary>Answer</summary>

By rule 2, $(10, 1)$ like $a_l$, and $(15, 10)$ like $\theta_l$. The next layer's slopes form an
array of shape $(5, 10)$, and $(5, 10)^T (5, 1) \to (10, 1)$. The weights get
$(15, 1)\,(10, 1)^T \to (15, 10)$.

</details>
"""

# %%
theta, theta_next = rng.standard_normal((15, 10)), rng.standard_normal((10, 5))
x_column, pull = rng.standard_normal((15, 1)), rng.standard_normal((5, 1))  # pull: the gradient from above


def pulled(theta, x):
    """A number with the gradient `pull` at the last layer: the entries of that layer, weighted."""
    return float(np.sum(pull * (theta_next.T @ (theta.T @ x))))


d_a = (
    theta_next @ pull
)  # the slopes of a_{l+1} with respect to a_l are θ_{l+1} transposed, (5, 10); transpose back: (10, 5)
d_theta = x_column @ d_a.T
print(f"∂ℓ/∂a: {theta_next.T.shape}ᵀ · {pull.shape} → {d_a.shape}")
print(f"∂ℓ/∂θ: {x_column.shape} · {d_a.shape}ᵀ → {d_theta.shape}")
assert d_a.shape == (10, 1)
assert d_theta.shape == (15, 10)
assert np.allclose(d_theta, gradients.central(lambda theta: pulled(theta, x_column), theta))

# %% [markdown]
r"""
Our arrays hold a whole batch, as rows. Here is the shape of every product in this lecture, drawn to
scale. Cover the right half, and find for each gradient the two arrays that can make it.
"""

# %% picture="Forward products on the left and gradient products on the right, as rectangles drawn to scale"
UNIT = 0.14  # inches per entry


def draw_product(ax, x, y, parts):
    """Rectangles (text, rows, columns) and signs in a row, from x on, centred at height y."""
    for part in parts:
        if isinstance(part, str):
            ax.text(x + 0.13, y, part, ha="center", va="center", fontsize=12)
            x += 0.26
            continue
        text, rows, columns = part
        width, height = columns * UNIT, rows * UNIT
        grey = "0.88" if text in ("$X$", "$W_1$", "$W_2$", "$b_1$", "$b_2$") else "white"
        room = max(width, 0.42)
        x += (room - width) / 2
        ax.add_patch(Rectangle((x, y - height / 2), width, height, facecolor=grey, edgecolor="black"))
        ax.text(x + width / 2, y + height / 2 + 0.05, text, ha="center", va="bottom", fontsize=10)
        ax.text(x + width / 2, y - height / 2 - 0.04, f"{rows}×{columns}", ha="center", va="top", fontsize=8)
        x += (room + width) / 2 + 0.12


ax = graphs.canvas(9.5, 4.1, figsize=(9.5, 4.1))
ax.set_aspect("equal")
ax.text(0.1, 4.05, "forward", weight="bold", va="top")
ax.text(3.85, 4.05, "backward", weight="bold", va="top")
forward_rows = [
    (3.15, [("$X$", m, n), "·", ("$W_1$", n, d), "+", ("$b_1$", 1, d), "=", ("$Z_1$", m, d)]),
    (1.85, [r"$\sigma$", ("$Z_1$", m, d), "=", ("$A_1$", m, d)]),
    (0.55, [("$A_1$", m, d), "·", ("$W_2$", d, K), "+", ("$b_2$", 1, K), "=", ("$Z_2$", m, K)]),
]
backward_rows = [
    (0.55, [("$A_1^T$", d, m), "·", ("$G_2$", m, K), "=", (r"$\partial\ell/\partial W_2$", d, K)]),
    (1.85, [("$G_2$", m, K), "·", ("$W_2^T$", K, d), "=", (r"$\partial\ell/\partial A_1$", m, d), r"$\circ$",
            (r"$\sigma'(Z_1)$", m, d), "=", ("$G_1$", m, d)]),
    (3.15, [("$X^T$", n, m), "·", ("$G_1$", m, d), "=", (r"$\partial\ell/\partial W_1$", n, d)]),
]  # fmt: skip
for height, parts in forward_rows:
    draw_product(ax, 0.1, height, parts)
for height, parts in backward_rows:
    draw_product(ax, 3.85, height, parts)
ones = [(r"$\mathbf{1}^T$", 1, m), "·"]
draw_product(ax, 6.75, 0.55, [*ones, ("$G_2$", m, K), "=", (r"$\partial\ell/\partial b_2$", 1, K)])
draw_product(ax, 6.75, 3.15, [*ones, ("$G_1$", m, d), "=", (r"$\partial\ell/\partial b_1$", 1, d)])
ax.plot([3.65, 3.65], [0.1, 4.0], color="0.6", lw=0.8)
plt.show()

# %% [markdown]
r"""
Read the left half downwards and the right half upwards. Given arrays are grey. How much do shapes
decide? The next cell tries all products of two arrays, transposed or not, for the shapes we need:
first with the two right arrays alone, then with every array that is at hand at that point.
"""


# %%
def products_with_shape(shape, arrays):
    """All products of two of the arrays (name → shape), each transposed or not, that have this shape."""
    both = {**arrays, **{f"{name}ᵀ": size[::-1] for name, size in arrays.items()}}
    return [
        f"{left} {right}"
        for left, (rows, inner) in both.items()
        for right, (meets, columns) in both.items()
        if inner == meets and (rows, columns) == shape and left.strip("ᵀ") != right.strip("ᵀ")
    ]


for m_now, n_now, d_now, K_now in [(5, 2, 4, 3), (3, 3, 3, 3)]:
    print(f"m, n, d, K = {m_now}, {n_now}, {d_now}, {K_now}")
    in_1, in_2 = (m_now, d_now), (m_now, K_now)  # what has an entry for each hidden unit, for each class
    at_hand = {"X": (m_now, n_now), "W1": (n_now, d_now), "Z1": in_1, "A1": in_1, "W2": (d_now, K_now)}
    at_hand |= {"Z2": in_2, "S": in_2, "I_y": in_2, "G2": in_2}
    wanted = [
        ("∂ℓ/∂W2", (d_now, K_now), ("A1", "G2"), {}),
        ("∂ℓ/∂A1", in_1, ("G2", "W2"), {}),
        ("∂ℓ/∂W1", (n_now, d_now), ("X", "G1"), {"dA1": in_1, "G1": in_1}),
    ]
    for what, shape, right_two, new in wanted:
        everything = at_hand | new
        few = products_with_shape(shape, {name: everything[name] for name in right_two})
        many = products_with_shape(shape, everything)
        print(f"  {what} {shape}: of {right_two[0]} and {right_two[1]} {len(few)}, of everything at hand {len(many)}")
        if m_now == 5:
            print(f"      {', '.join(many)}")
            assert (len(few), len(many)) == (1, {"∂ℓ/∂W2": 8, "∂ℓ/∂A1": 5, "∂ℓ/∂W1": 4}[what])
        else:
            assert len(few) == 8

# %% [markdown]
r"""
If you know which two arrays are involved and the sizes differ, exactly one product fits. If you only
know what is at hand, 8 products have the shape of $\partial\ell/\partial W_2$, $Z_1^T G_2$ and
$A_1^T S$ among them; 5 have that of $\partial\ell/\partial A_1$ and 4 that of
$\partial\ell/\partial W_1$. With equal sizes shapes say nothing at all.

So shapes *suggest*. They cannot tell a sum from a mean, they do not see a forgotten $\sigma'$, and
they give no reason. CMU's slides multiply symbols as if they were numbers and then match sizes. We
use sizes to check, and sums to derive.

## How each step is checked: cut the network open

To test a claim about $\partial\ell/\partial A_1$, cut the network at $A_1$. Take the hidden units
out, treat them as free numbers, and let only the rest of the network run: $A_1 \to Z_2 \to \ell$.
Central differences of that rest tell what $\partial\ell/\partial A_1$ must be. Each function below
is the rest behind one cut.
"""


# %%
def agree(what, formula, numeric, tolerance=1e-6):
    """Stop unless two arrays agree in every entry. Say so if they do."""
    error = gradients.relative_error(formula, numeric)
    assert error < tolerance, f"{what}: relative error {error:.1e}"
    print(f"✓ {what}: formula and numbers agree (relative error below {tolerance:.0e})")


def rest_from_Z2(Z2):
    """The loss as a function of the scores."""
    return cross_entropy(Z2, y)


def rest_from_A1(A1):
    """The loss as a function of the hidden units."""
    return rest_from_Z2(A1 @ W2 + b2)


def rest_from_Z1(Z1):
    """The loss as a function of the pre-activations."""
    return rest_from_A1(sigma(Z1))


assert rest_from_Z2(Z2) == rest_from_A1(A1) == rest_from_Z1(Z1) == loss

# %% picture="Chain X, Z1, A1, Z2, S, loss; above it the steps forward, below it steps 1 to 7 backward"
ax = graphs.canvas(12.4, 4.3, figsize=(9.5, 3.4))
places = {"$X$": 0.5, "$Z_1$": 3.0, "$A_1$": 5.4, "$Z_2$": 8.0, "$S$": 10.1, r"$\ell$": 11.9}
boxes = [graphs.box(ax, x, 2.9, text, "given" if text == "$X$" else "value") for text, x in places.items()]
graphs.chain(ax, *boxes)
for x, text in [(4.2, r"$\sigma$"), (9.1, "softmax"), (11.0, "−log")]:
    ax.text(x, 3.05, text, ha="center", va="bottom", fontsize=10)
for x, text in [(1.75, "$W_1,\\ b_1$"), (6.7, "$W_2,\\ b_2$")]:
    graphs.box(ax, x, 3.95, text, "given")
    ax.annotate("", (x, 2.95), (x, 3.7), arrowprops={"arrowstyle": "-|>", "color": "black"})
back = {"arrowstyle": "-|>", "color": "C3", "linestyle": "--", "linewidth": 1.6}
for start, end, text in [(11.9, 8.4, "1"), (7.6, 5.8, "4"), (5.0, 3.4, "5")]:
    ax.annotate("", (end, 1.75), (start, 1.75), arrowprops=back)
    ax.text((start + end) / 2, 1.83, f"step {text}", ha="center", va="bottom", color="C3", fontsize=10)
for x, text in [(8.0, "$G_2$"), (5.4, r"$\partial\ell/\partial A_1$"), (3.0, "$G_1$")]:
    ax.text(x, 1.75, text, ha="center", va="center")
for x, layer, numbers in [(8.0, 2, "steps 2, 3"), (3.0, 1, "steps 6, 7")]:
    ax.annotate("", (x, 0.6), (x, 1.45), arrowprops=back)
    ax.text(x + 0.15, 1.0, numbers, va="center", color="C3", fontsize=10)
    text = rf"$\partial\ell/\partial W_{layer},\ \ \partial\ell/\partial b_{layer}$"
    ax.text(x, 0.5, text, ha="center", va="top")
plt.show()

# %% [markdown]
r"""
## The gradients, line by line

The plan is in the picture. Solid arrows run forward. Dashed arrows are the seven steps.

### The scores

**Step 1. From the loss to the scores.** The loss sees nothing but the scores. From the scores on,
this network is the one of lecture 1, and so is the gradient:

$$ G_2 = \frac{\partial \ell}{\partial Z_2} = \frac1m\, (S - I_y) . $$

The factor $\frac1m$ is the derivative of the mean with respect to each of its $m$ terms. It enters
here, once, and travels with $G_2$ into everything below, so it will not be written again.
"""

# %%
G2 = (S - I_y) / m
agree("step 1, G2", G2, gradients.central(rest_from_Z2, Z2))

# %% [markdown]
r"""
### The second layer

**Step 2. The weights $W_2$.** Take one weight, $W_{2,pk}$. Where does it stand in the forward pass?
Write $Z_2 = A_1 W_2 + b_2$ entry by entry:

$$ Z_{2,ic} = \sum_q A_{1,iq}\, W_{2,qc} + b_{2,c} . $$

The weight stands in this sum if $c = k$, in the term $q = p$, and there it is multiplied by
$A_{1,ip}$. So it acts on column $k$ of the scores, once for each example, with the slope
$A_{1,ip}$:

$$ \frac{\partial Z_{2,ic}}{\partial W_{2,pk}} = A_{1,ip}\, [c = k] . $$

Now the chain rule. The weight reaches the loss through these $m$ scores, and all paths add up:

$$
\begin{aligned}
\frac{\partial \ell}{\partial W_{2,pk}}
&= \sum_i \sum_c \frac{\partial \ell}{\partial Z_{2,ic}}\, \frac{\partial Z_{2,ic}}{\partial W_{2,pk}}
    && \text{all paths from } W_{2,pk} \text{ to } \ell \text{ add up}\\
&= \sum_i G_{2,ik}\, A_{1,ip}
    && \text{the slope above; only } c = k \text{ is left}\\
&= \sum_i (A_1^T)_{pi}\, G_{2,ik} = (A_1^T G_2)_{pk}
    && \text{this is what a matrix product is.}
\end{aligned}
$$

$$ \frac{\partial \ell}{\partial W_2} = A_1^T G_2 . $$

The transpose has a reason: the product must add over *examples*, and in $A_1$ they are the rows.
"""

# %%
local = gradients.central(lambda W2: float((A1 @ W2 + b2)[3, 1]), W2)  # how Z2[3, 1] reacts to each weight
agree("step 2, one score", np.outer(A1[3], [0, 1, 0]), local)

dW2_sums = np.zeros((d, K))
for i in range(m):
    for p in range(d):
        for k in range(K):
            dW2_sums[p, k] += G2[i, k] * A1[i, p]
numeric = gradients.central(lambda W2: cross_entropy(A1 @ W2 + b2, y), W2)
agree("step 2, by sums", dW2_sums, numeric)
dW2 = A1.T @ G2
agree("step 2, A1ᵀ G2", dW2, numeric)

# %% [markdown]
r"""
The second line of the derivation can be read in another way. For each example $i$, the products
$A_{1,ip} G_{2,ik}$ of all $p$ and $k$ form a matrix, an *outer product*. Each example contributes
one such matrix, and the gradient is their sum.
"""


# %% picture="Five 4 by 3 matrices, one outer product per example, and their sum, the gradient of W2"
def show_matrix(ax, A, title, largest):
    """A matrix with its numbers, tinted by sign and size."""
    ax.imshow(A, cmap="PuOr", vmin=-1.3 * largest, vmax=1.3 * largest, alpha=0.7)
    for (row, column), value in np.ndenumerate(A):
        text = f"{value:.2f}".replace("-", "−").replace("−0.00", "0.00")
        ax.text(column, row, text, ha="center", va="center", fontsize=8)
    ax.set(title=title, xticks=range(A.shape[1]), yticks=range(A.shape[0]))
    ax.tick_params(length=0, labelsize=8)
    ax.title.set_fontsize(10)


outer = [np.outer(A1[i], G2[i]) for i in range(m)]
largest = max(np.abs(matrix).max() for matrix in [*outer, dW2])
fig, axes = plt.subplots(1, m + 1, figsize=(9.5, 2.4), layout="constrained")
for i in range(m):
    show_matrix(axes[i], outer[i], f"example {i}" + (" +" if i < m - 1 else " ="), largest)
show_matrix(axes[m], dW2, r"$\partial\ell/\partial W_2$", largest)
axes[0].set_ylabel("hidden unit $p$", fontsize=9)
for ax in axes:
    ax.set_xlabel("class $k$", fontsize=9)
plt.show()
assert np.allclose(sum(outer), dW2)

# %% [markdown]
r"""
### A bias serves every example

**Step 3. The biases $b_2$.** $b_{2,k}$ stands in $Z_{2,ik}$ for every example, with the slope 1:

$$
\begin{aligned}
\frac{\partial \ell}{\partial b_{2,k}}
&= \sum_i \frac{\partial \ell}{\partial Z_{2,ik}} \cdot 1
    && \text{the same bias is added for all } m \text{ examples}\\
&= (\mathbf 1^T G_2)_k && \text{a sum of rows is a product with ones.}
\end{aligned}
$$

NumPy copies $b_2$ to every row on the way forward. On the way back, the copies' gradients add up.
That is the rule for everything that is used more than once.
"""

# %%
db2 = G2.sum(axis=0)
agree("step 3, column sums of G2", db2, gradients.central(lambda b2: cross_entropy(A1 @ W2 + b2, y), b2))
assert np.allclose(np.ones(m) @ G2, db2)

# %% [markdown]
r"""
### Back to the hidden units

**Step 4. The hidden units $A_1$.** Lecture 1 stopped here, because $X$ is given and nobody changes
it. But $A_1$ was computed, so we go on. Take unit $p$ of example $i$. In
$Z_{2,ic} = \sum_q A_{1,iq} W_{2,qc} + b_{2,c}$ it acts on *every* score $c$ of its own example,
with the slope $W_{2,pc}$, and on no score of another example:

$$
\begin{aligned}
\frac{\partial \ell}{\partial A_{1,ip}}
&= \sum_c \frac{\partial \ell}{\partial Z_{2,ic}}\, \frac{\partial Z_{2,ic}}{\partial A_{1,ip}}
    && \text{all paths from } A_{1,ip} \text{ to } \ell \text{, one for each class}\\
&= \sum_c G_{2,ic}\, W_{2,pc}
    && \text{the slope is the weight}\\
&= \sum_c G_{2,ic}\, (W_2^T)_{cp} = (G_2 W_2^T)_{ip}
    && \text{the sum runs over classes, so } W_2 \text{ is transposed.}
\end{aligned}
$$

$$ \frac{\partial \ell}{\partial A_1} = G_2 W_2^T . $$

Forward, the weights carried unit $p$ to the scores. Backward, the *same* weights carry the blame
from the scores to unit $p$. A strong connection takes much of it.

**Predict first.** In step 2 the sum ran over examples, here over classes. Which index would be
summed in the gradient of the *inputs* $X$, and which in that of $W_1$?

<details><summary>Answer</summary>

What is summed is whatever the thing acts on and is not part of its own address. An input $X_{ij}$
acts on all hidden units of its example: sum over units. A weight $W_{1,jp}$ acts on unit $p$ of all
examples: sum over examples.

</details>
"""

# %%
local = gradients.central(lambda A1: float((A1 @ W2 + b2)[3, 1]), A1)  # how Z2[3, 1] reacts to each unit
agree("step 4, one score", np.outer(np.eye(m)[3], W2[:, 1]), local)

numeric = gradients.central(rest_from_A1, A1)
dA1_sums = np.zeros((m, d))
for i in range(m):
    for p in range(d):
        for c in range(K):
            dA1_sums[i, p] += G2[i, c] * W2[p, c]
agree("step 4, by sums", dA1_sums, numeric)
dA1 = G2 @ W2.T
agree("step 4, G2 W2ᵀ", dA1, numeric)

# %% [markdown]
r"""
### Through the activation

**Step 5. The pre-activations $Z_1$.** $A_{1,ip} = \sigma(Z_{1,ip})$. Each pre-activation acts on one
unit, its own. There is only one path, so nothing is added up:

$$
\frac{\partial \ell}{\partial Z_{1,ip}}
= \frac{\partial \ell}{\partial A_{1,ip}}\, \frac{d A_{1,ip}}{d Z_{1,ip}}
= \frac{\partial \ell}{\partial A_{1,ip}}\, \sigma'(Z_{1,ip}) ,
\qquad\text{that is}\qquad
G_1 = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1) .
$$

The product is entry by entry, and the slope is taken at $Z_1$, the point at which the activation was
evaluated in the forward pass. For tanh the same number can be had from $A_1$, as $1 - A_1 \circ A_1$. That is a
shortcut for the *value* of $\sigma'(Z_1)$. It is not $\sigma'(A_1)$, as the last line of the cell
shows.
"""

# %%
G1 = dA1 * slope(Z1)
numeric = gradients.central(rest_from_Z1, Z1)
agree("step 5, the slope alone", slope(Z1), gradients.central(lambda Z1: float(sigma(Z1).sum()), Z1))
agree("step 5, ∂ℓ/∂A1 ∘ σ'(Z1)", G1, numeric)
agree("step 5, the shortcut of tanh", dA1 * (1 - A1 * A1), numeric)
wrong = gradients.relative_error(dA1 * slope(A1), numeric)
print(f"slope taken at A1 instead: relative error {wrong:.2f}")
assert wrong > 0.1

# %% [markdown]
r"""
The slope is a gate. Where it is near 0, nothing passes, however strongly the loss would react to
the unit. With the ReLU, $\sigma(z) = \max(0, z)$, the gate is open (slope 1) for $z > 0$ and shut
(slope 0) for $z < 0$. At $z = 0$ there is a kink; this course takes 0 there.
"""

# %% picture="Three 5 by 4 matrices: gradient at the units, times slopes 0 and 1, gives gated gradient"
fig, axes = plt.subplots(1, 4, figsize=(9.5, 2.9), layout="constrained")
gate = (Z1 > 0).astype(float)
arrays = {"$Z_1$": Z1, r"$\partial\ell/\partial A_1$   $\circ$": dA1, "ReLU slope   $=$": gate, "$G_1$": dA1 * gate}
for ax, (title, array) in zip(axes, arrays.items(), strict=True):
    show_matrix(ax, array, title, 2.5 if array is gate else np.abs(array).max())
    ax.set_xlabel("hidden unit $p$", fontsize=9)
    if array is not Z1:
        for row, column in np.argwhere(gate == 0):
            shut = Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, hatch="////", edgecolor="0.5", lw=0)
            ax.add_patch(shut)
axes[0].set_ylabel("example $i$", fontsize=9)
plt.show()
assert 0 < gate.mean() < 1

# %% [markdown]
r"""
(The figure takes $Z_1$ and $\partial\ell/\partial A_1$ of our network and puts the ReLU's gate
between them. Hatched entries are shut. The sign of the *gradient* does not matter to the gate, only
that of $Z_1$.)

### The first layer

**Step 6. The weights $W_1$.** Compare the two layers:

$$ Z_2 = A_1 W_2 + b_2, \qquad Z_1 = X W_1 + b_1 . $$

The same equation in other letters: $X$ plays the part of $A_1$, and $G_1$ that of $G_2$. Step 2
never asked where its arrays came from. So its three lines hold again:

$$
\frac{\partial \ell}{\partial W_{1,jp}}
= \sum_i \frac{\partial \ell}{\partial Z_{1,ip}}\, \frac{\partial Z_{1,ip}}{\partial W_{1,jp}}
= \sum_i G_{1,ip}\, X_{ij} = (X^T G_1)_{jp},
\qquad\text{that is}\qquad
\frac{\partial \ell}{\partial W_1} = X^T G_1 .
$$

**Step 7. The biases $b_1$.** Likewise from step 3: $\;\partial\ell/\partial b_1 = \mathbf 1^T G_1$.
"""


# %%
def network_loss(W1, b1, W2, b2):
    """The whole network, from its parameters to the loss."""
    return cross_entropy(sigma(X @ W1 + b1) @ W2 + b2, y)


numeric_W1 = gradients.central(lambda W1: network_loss(W1, b1, W2, b2), W1)
dW1_sums = np.zeros((n, d))
for i in range(m):
    for j in range(n):
        for p in range(d):
            dW1_sums[j, p] += G1[i, p] * X[i, j]
agree("step 6, by sums", dW1_sums, numeric_W1)
dW1 = X.T @ G1
agree("step 6, Xᵀ G1", dW1, numeric_W1)
db1 = G1.sum(axis=0)
agree("step 7, column sums of G1", db1, gradients.central(lambda b1: network_loss(W1, b1, W2, b2), b1))

# %% [markdown]
r"""
### The result, with a penalty and with another loss

That is all of it. (With a third layer before this one, step 4 would come next:
$\partial\ell/\partial X = G_1 W_1^T$, and so on. Lecture 7 turns that into a loop.)

Put the steps into one another, and you have CMU's formula for the first layer, with the bias and
the $\frac1m$ that its slide leaves out:

$$
\boxed{\; \frac{\partial \ell}{\partial W_1}
= \frac1m\, X^T \Bigl( (S - I_y)\, W_2^T \circ \sigma'(X W_1 + b_1) \Bigr) \;}
$$

Mind the brackets. First the product $(S - I_y) W_2^T$, then $\circ$, then the product with $X^T$. A
matrix product and $\circ$ cannot change places.

**With a penalty** $\frac\lambda2 \bigl(\lVert W_1\rVert^2 + \lVert W_2\rVert^2\bigr)$ the loss has
one more term, and each weight has one more path to the loss, a direct one with the slope
$\lambda W$. It is added to steps 2 and 6. Biases are not penalised, so steps 3 and 7 stay.

**With another loss** only step 1 changes. 231n lists it as a problem of gradients on paper that a
new loss means a new derivation. Not if you stop at $G_2$: steps 2 to 7 know nothing of the loss.
For half the mean squared error to targets $Y$, $\ell = \frac{1}{2m} \lVert Z_2 - Y \rVert^2$, step
1 reads $G_2 = (Z_2 - Y)/m$, and you are done.
"""


# %%
def backward(G2):
    """Steps 2 to 7 for any loss that has the gradient G2 at the scores."""
    G1 = G2 @ W2.T * slope(Z1)
    return {"W1": X.T @ G1, "b1": G1.sum(axis=0), "W2": A1.T @ G2, "b2": G2.sum(axis=0)}


params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
agree("one formula for dW1", X.T @ ((S - I_y) @ W2.T * slope(X @ W1 + b1)) / m, numeric_W1)


def squares(W):
    """The sum of the squares of all entries."""
    return float(np.sum(W**2))


lam = 0.3
with_penalty = gradients.central(lambda p: network_loss(**p) + lam / 2 * (squares(p["W1"]) + squares(p["W2"])), params)
for name, grad in backward(G2).items():
    agree(f"with penalty, d{name}", grad + (lam * params[name] if name[0] == "W" else 0), with_penalty[name])

Y = rng.standard_normal((m, K))
squared = gradients.central(lambda p: squares(sigma(X @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"] - Y) / (2 * m), params)
for name, grad in backward((Z2 - Y) / m).items():
    agree(f"squared loss, d{name}", grad, squared[name])

# %% [markdown]
r"""
## Two passes

Here is everything once more, as two passes. The forward pass runs down the first column. The
backward pass runs *up* the second one. The third column says what it needs from the forward pass.

| forward, downwards | backward, upwards | keep |
|:--|:--|:--|
| $Z_1 = X W_1 + b_1$ | $\partial\ell/\partial W_1 = X^T G_1, \quad \partial\ell/\partial b_1 = \mathbf 1^T G_1$ | $X$ |
| $A_1 = \sigma(Z_1)$ | $G_1 = \partial\ell/\partial A_1 \circ \sigma'(Z_1)$ | $Z_1$ |
| $Z_2 = A_1 W_2 + b_2$ | $\partial\ell/\partial A_1 = G_2 W_2^T$ | $W_2$ |
| | $\partial\ell/\partial W_2 = A_1^T G_2, \quad \partial\ell/\partial b_2 = \mathbf 1^T G_2$ | $A_1$ |
| $\ell = $ mean cross entropy of $Z_2$ | $G_2 = (S - I_y)/m$ | $S, y$ |

There are only *two kinds of rows* besides the loss: one for $XW + b$ and one for $\sigma$. Each row
is local. It uses its own input, its own parameters, and the one gradient that arrives from below.
C182 asks whether you see a pattern: this is it.

### All paths at once

The picture at the beginning showed the paths of one weight. Multiply the slopes along each path, and
add the products over all $m \cdot K$ of them:

$$
\frac{\partial \ell}{\partial W_{1,jp}}
= \sum_i \sum_k \; \underbrace{X_{ij}}_{\text{to } Z_{1,ip}} \;
\underbrace{\sigma'(Z_{1,ip})}_{\text{to } A_{1,ip}} \;
\underbrace{W_{2,pk}}_{\text{to } Z_{2,ik}} \;
\underbrace{G_{2,ik}}_{\text{to } \ell} .
$$

The next cell does so for the blue weight, path by path. The result is one entry of $X^T G_1$. The
matrix products are simply all these sums, for all weights, with common factors taken out.
"""

# %%
j, p = 0, 1
along = [X[i, j] * slope(Z1[i, p]) * W2[p, k] * G2[i, k] for i in range(m) for k in range(K)]
print(f"{len(along)} paths, from {min(along):.4f} to {max(along):.4f}")
print(f"their sum {sum(along):.6f}, and dW1[{j}, {p}] = {dW1[j, p]:.6f}")
assert len(along) == 15
assert np.isclose(sum(along), dW1[j, p])

# %% [markdown]
r"""
### What the formulas say about learning

A product is small if one factor is. So an example $i$ has little to say about $W_{1,jp}$ in four
cases, whatever the loss: the *input* $X_{ij}$ is near 0; the *unit is saturated*, so that
$\sigma'(Z_{1,ip})$ is near 0; the unit's *outgoing weights* are near 0; or the *answer is already
right*, so that row $i$ of $G_2$ is near 0.

**Predict first.** We multiply $W_1$ and $b_1$ of our tanh network by 10. The scores hardly become
larger, since tanh never exceeds 1. By which factor will the typical entry of
$\partial\ell/\partial W_1$ change: about 10, about 1, or below $\frac1{10}$?
"""

# %%
sizes, errors = {}, {}
for scale in [1, 3, 10]:
    Z1_big = scale * Z1
    G2_big = (softmax(sigma(Z1_big) @ W2 + b2) - I_y) / m
    dW1_big = X.T @ (G2_big @ W2.T * slope(Z1_big))
    sizes[scale], errors[scale] = np.median(np.abs(dW1_big)), np.median(np.abs(G2_big))
    print(
        f"W1, b1 times {scale:2}: median slope of tanh {np.median(slope(Z1_big)):.1e}, "
        f"median |dW1| {sizes[scale]:.1e}, median |G2| {errors[scale]:.3f}"
    )
assert sizes[10] < sizes[1] / 300
assert 0.4 < errors[10] / errors[1] < 0.6

# %% [markdown]
r"""
More than 300 times smaller, although the errors $G_2$ at the end have only halved. They no longer
get through to the first layer, because the gates are shut. (How much smaller depends on the network. Over
200 random ones of this size the median factor is 156, and eight of ten lie between 8 and 61 000, while
the typical error hardly changes.)

## Rows and columns

Three of the five courses write one example as a *column* and put the weights on the left. It is the
same network seen in a mirror, and one rule translates: **transpose everything, and $(AB)^T = B^T A^T$ turns
every product round.** The right column has C182's letters, and $\nabla_v$ is short for its
$\nabla_v\, \ell$, the gradient with respect to $v$.

| | rows, a batch (here, NEU, CMU) | columns, one example (C182, 231n, UvA) |
|:--|:--|:--|
| example | row of $X$, $(1, n)$ | $x$, $(n, 1)$ |
| weights | $W_1$, $(n, d)$ | $W^{(1)} = W_1^T$, $(d, n)$ |
| forward | $Z_1 = X W_1 + b_1$ | $z^{(1)} = W^{(1)} x + b^{(1)}$ |
| back through weights | $\partial\ell/\partial A_1 = G_2 W_2^T$ | $\nabla_{a^{(1)}} = W^{(2)T}\, \nabla_{z^{(2)}}$ |
| through $\sigma$ | $G_1 = \dots \circ \sigma'(Z_1)$ | $\nabla_{z^{(1)}} = \sigma'(z^{(1)}) \circ \nabla_{a^{(1)}}$ |
| weights' gradient | $A_1^T G_2$, sum over the batch | $\nabla_{z^{(2)}}\, a^{(1)T}$, one outer product |
| biases' gradient | $\mathbf 1^T G_2$ | $\nabla_{z^{(2)}}$ |

The cell computes in columns, example by example, and takes the mean.
"""

# %%
mean_W1, mean_b1 = np.zeros((d, n)), np.zeros((d, 1))
V1, c1, V2, c2 = W1.T, b1[:, np.newaxis], W2.T, b2[:, np.newaxis]  # the parameters in the column convention
for i in range(m):
    x, e_y = X[[i]].T, I_y[[i]].T
    z1 = V1 @ x + c1
    z2 = V2 @ sigma(z1) + c2
    grad_z1 = slope(z1) * (V2.T @ (softmax(z2.T).T - e_y))
    mean_W1 += grad_z1 @ x.T / m
    mean_b1 += grad_z1 / m
agree("columns, W⁽¹⁾", mean_W1.T, dW1)
agree("columns, b⁽¹⁾", mean_b1[:, 0], db1)

# %% [markdown]
r"""
Neither is more right. But never mix the two: the shapes under each factor tell which one you have
in front of you. (One slide of C182 sets the column of slopes beside the gradient with no sign
between them. Read it as $\circ$: a column times a column is no matrix product.)

## What is shared, and what it costs

Count multiplications. A product $(a, b)\,(b, c)$ needs $a \cdot b \cdot c$ of them, a product
$\circ$ one per entry. The function `times` counts while it computes. The sizes are those of the
spiral.

Three methods give the same 603 numbers once the forward pass is done. *Shared*: the backward pass as
it stands above. *Each on its own*: compute each of the four gradients from $G_2$ alone, so that
$G_2 W_2^T \circ \sigma'(Z_1)$ is computed twice, for $W_1$ and for $b_1$. *Path by path*: the sum over
all paths, for each parameter. Central differences need nothing but forward passes.
"""


# %%
class Counter:
    """Products that count their multiplications."""

    def __init__(self):
        self.count = 0

    def times(self, A, B):
        """The matrix product."""
        self.count += A.shape[0] * A.shape[1] * B.shape[1]
        return A @ B

    def entrywise(self, A, B):
        """The product entry by entry."""
        self.count += A.size
        return A * B


M, N, D, C = 300, 2, 100, 3  # examples, features, hidden units, classes of the spiral
X_c, W1_c, W2_c = rng.standard_normal((M, N)), rng.standard_normal((N, D)), rng.standard_normal((D, C))
forward_cost, shared, alone = Counter(), Counter(), Counter()
Z1_c = forward_cost.times(X_c, W1_c)
forward_cost.times(np.maximum(Z1_c, 0), W2_c)
G2_c, A1_c, gate_c = rng.standard_normal((M, C)), np.maximum(Z1_c, 0), Z1_c > 0

shared.times(A1_c.T, G2_c)  # for W2; the biases' sums need no multiplication
G1_c = shared.entrywise(shared.times(G2_c, W2_c.T), gate_c)
shared.times(X_c.T, G1_c)  # for W1

alone.times(A1_c.T, G2_c)  # for W2
alone.times(X_c.T, alone.entrywise(alone.times(G2_c, W2_c.T), gate_c))  # for W1
alone.entrywise(alone.times(G2_c, W2_c.T), gate_c)  # for b1, from the beginning again

parameters = N * D + D + D * C + C
path_by_path = N * D * M * C * 3 + D * M * C * 2 + D * C * M  # for W1, b1, W2: paths times multiplications
numerical = 2 * parameters * forward_cost.count
costs = {  # everything included: the forward pass, and what follows it
    "forward pass alone": forward_cost.count,
    "two passes, shared": forward_cost.count + shared.count,
    "each on its own": forward_cost.count + alone.count,
    "path by path": forward_cost.count + path_by_path,
    "central differences": numerical,
}
for name, cost in costs.items():
    print(f"{name:22} {cost:11,} multiplications = {cost / forward_cost.count:7.1f} forward passes")
assert parameters == 603
assert (forward_cost.count, shared.count) == (150_000, 270_000)
assert costs["two passes, shared"] / forward_cost.count == 2.8
assert numerical / forward_cost.count == 1206

# %% [markdown]
r"""
So the answer to the first question is *about 3*. The backward pass costs as much as 1.8 forward
passes, and it needs one forward pass before it: 2.8 in all for the loss and its 603 slopes, against
1206 for central differences. The reason is in the table of the two passes. A product with weights,
$(m, a)\,(a, b)$, costs $mab$ forward. Backward there are two products of that size, one for the
weights and one for the input: $2mab$. Only the first layer saves one, since nobody asks for
$\partial\ell/\partial X$. Hence the rule of thumb, *three forward passes*, whether there are 603
parameters or a million.

With two layers sharing saves little. But look at more layers: the gradient of layer 1 passes
through all the others, and without sharing each of them is passed again and again.
"""


# %% picture="Left: bars of multiplications, forward to central differences. Right: cost against number of layers"
def counts(L, shared, width=50, batch=10):
    """Multiplications for all weights' gradients of L equal layers, relative to the forward pass."""
    counter, G, A, W = Counter(), np.ones((batch, width)), np.ones((batch, width)), np.ones((width, width))
    for layer in range(L):  # the gradient of the weights of this layer, counted from the end
        for _ in range(layer if not shared else min(layer, 1)):  # steps back: from the end, or from the last one
            counter.entrywise(counter.times(G, W.T), A)
        counter.times(A.T, G)
    return counter.count / (L * batch * width * width)


layers = np.arange(1, 21)
fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.5), layout="constrained", width_ratios=[1.25, 1])
names = list(costs)[::-1]
bars = left.barh(names, [costs[name] / forward_cost.count for name in names], color="C0", edgecolor="black")
left.bar_label(bars, fmt="%.4g", padding=3, fontsize=9)
left.set(xscale="log", xlim=(0.5, 8000), xlabel="multiplications, in forward passes", title="The spiral's network")
for how, dashes in [(False, "--"), (True, "-")]:
    label = "shared: two passes" if how else "each gradient on its own"
    right.plot(layers, [counts(L, how) for L in layers], dashes, label=label, color="C0" if how else "C3")
right.set(xlabel="layers", ylabel="backward, in forward passes", title="Many equal layers", ylim=(0, None))
right.set_xticks([1, 5, 10, 15, 20])
right.legend()
plt.show()
print(f"backward, 20 layers: shared {counts(20, True):.2f} forward passes, each on its own {counts(20, False):.2f}")
assert counts(20, True) < 2.05
assert counts(20, False) > 10

# %% [markdown]
r"""
Shared, the backward pass stays at two forward passes. With each gradient on its own, it grows with
the number of layers.
*Chain rule plus remembering* is how CMU sums up backpropagation. The price is memory: $X$, $Z_1$,
$A_1$ and $S$ of the whole batch have to be kept for the backward pass.

C182 says that going backward needs only products of a matrix and a vector. That is for one example.
With a batch, $m$ such products are stacked, and they become one product of two matrices.
Lecture 4 looks at what the other direction would cost.

## The same derivation in LaTeX, judged line by line

In homework 2 you write such a derivation as lines of LaTeX, and each line is judged: the checker
reads it, draws random numbers for all arrays, and compares your formula with the true gradient.
Here is how that looks, on the network of 231n. It has no biases, its loss is the plain sum of
squares, and its letters are others: $H$ are the hidden units and $P$ is what the network answers.
"""

# %%
problem = derivation.Problem(
    {"X": ("m", "n"), "W_1": ("n", "d"), "W_2": ("d", "K"), "Y": ("m", "K")},
    [r"H = \sigma(X W_1)", r"P = H W_2", r"\ell = \lVert P - Y \rVert^2"],
    functions={r"\sigma": "sigmoid"},
)
derived = problem.derive(
    "W_1",
    [
        r"\frac{\partial \ell}{\partial P} = 2 (P - Y)",
        r"\frac{\partial \ell}{\partial W_2} = H^\top \frac{\partial \ell}{\partial P}",
        r"\frac{\partial \ell}{\partial H} = \frac{\partial \ell}{\partial P} W_2^\top",
        r"\frac{\partial \ell}{\partial W_1} = X^\top (\frac{\partial \ell}{\partial H} \circ \sigma'(X W_1))",
        r"= X^\top (\frac{\partial \ell}{\partial H} \circ H \circ (1 - H))",
    ],
)
assert derived.ok
derived

# %% [markdown]
r"""
The reasons are those of steps 1, 2, 4, 5 and 6. Line 1: the derivative of a square. Line 5 begins
with `=`, so it goes on from line 4. It uses $\sigma' = \sigma (1 - \sigma)$, which is special to
the sigmoid: the gate can be read off the units.

**Predict first.** Now with two slips. Find them before you read what the checker says. Which lines
will be marked wrong?
"""

# %%
slips = problem.derive(
    "W_1",
    [
        r"\frac{\partial \ell}{\partial P} = 2 (P - Y)",
        r"\frac{\partial \ell}{\partial H} = W_2^\top \frac{\partial \ell}{\partial P}",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial H}",
    ],
)
assert [line.kind for line in slips] == ["right", "shape", "value"]
slips


# %% [markdown]
r"""
Line 2 has the factors in the wrong order, and shapes alone refuse it. Line 3 has the right shape.
Only the values tell that the gate $\sigma'$ is missing. Neither message writes the line for you.

### Your turn

Here is a network whose gradient stands nowhere in this lecture. It squeezes each example through
$d$ hidden units and tries to give it back (an *autoencoder*). It has only *one* matrix and uses it
twice, on the way in and, transposed, on the way out:

$$ H = \tanh(X W), \qquad P = H W^T, \qquad \ell = \frac{1}{2m} \lVert P - X \rVert^2 . $$

**Predict first.** The first two lines in the cell are right, and the third has the right shape.
What is missing in it? Find it on paper, as in steps 2 and 6. Then put your own third line in its
place and run the cell, as often as you like.

<details><summary>Answer</summary>

$W$ stands in two places, and the paths through both add up. For the paths through $H$ the third line
is right. The direct paths lead from $W_{jp}$ to the entries $P_{ij}$ of column $j$, one for each
example, with the slopes $H_{ip}$. They add
$\sum_i (\partial\ell/\partial P)_{ij}\, H_{ip} = \bigl((\partial\ell/\partial P)^T H\bigr)_{jp}$.
So append `+ \frac{\partial \ell}{\partial P}^\top H` to the line. The last code cell of this
lecture checks it.

</details>
"""

# %%
tied = derivation.Problem(
    {"X": ("m", "n"), "W": ("n", "d")},
    [r"H = \sigma(X W)", r"P = H W^\top", r"\ell = \frac{1}{2m} \lVert P - X \rVert^2"],
    functions={r"\sigma": "tanh"},
)
your_lines = [
    r"\frac{\partial \ell}{\partial P} = \frac{1}{m} (P - X)",
    r"\frac{\partial \ell}{\partial H} = \frac{\partial \ell}{\partial P} W",
    r"\frac{\partial \ell}{\partial W} = X^\top (\frac{\partial \ell}{\partial H} \circ \sigma'(X W))",  # yours
]
tied.derive("W", your_lines)

# %% [markdown]
r"""
The judge does not know the derivation either. It knows the three equations, draws numbers, and
compares. `print(derivation.rules())` lists what it can read.

## A dozen lines that learn: squared loss

With the derivation judged, the training loop is short. This is the setting of 231n: 64 random
inputs with 1000 features, 64 random targets of 10 numbers each, 100 sigmoid units, weights drawn
from the standard normal distribution, $\eta = 10^{-4}$. The deck takes 2000 steps, we take 200.
"""


# %%
def squared_loss(X, Y, W1, W2):
    """Sum of squares of a sigmoid network without biases, and its two gradients: loss, dW1, dW2."""
    A1 = sigmoid(X @ W1)  # forward
    Z2 = A1 @ W2
    G2 = 2 * (Z2 - Y)  # backward
    G1 = G2 @ W2.T * A1 * (1 - A1)
    return np.sum((Z2 - Y) ** 2), X.T @ G1, A1.T @ G2


def fit(X, Y, W1, W2, steps=200, eta=1e-4, both=True):
    """Full-batch gradient descent, on the second layer only if not `both`. Returns W1, W2 and the losses."""
    losses = []
    for _ in range(steps):
        loss, dW1, dW2 = squared_loss(X, Y, W1, W2)
        losses.append(loss)
        W2 = W2 - eta * dW2
        W1 = W1 - eta * dW1 if both else W1
    return W1, W2, np.array(losses)


_, dW1_loop, dW2_loop = squared_loss(X, Y, W1, W2)  # the small arrays from above
agree("dW1 of the loop", dW1_loop, gradients.central(lambda W1: float(squared_loss(X, Y, W1, W2)[0]), W1))
agree("dW2 of the loop", dW2_loop, gradients.central(lambda W2: float(squared_loss(X, Y, W1, W2)[0]), W2))

# %% [markdown]
r"""
Note the order in `fit`: *both* gradients are computed before anything moves.

**Predict first.** Inputs and targets are random, so there is nothing to be learned. Will the loss
fall? And how much of that is the work of the *first* layer? To find out, a second run trains only
the second layer. A third run starts with $W_1 / \sqrt{1000}$: then the pre-activations $Z_1$ have a spread
of about 1 instead of about 32.
"""

# %% picture="Left: loss of three runs on a log scale; the one with small W1 dives. Right: histogram of slopes"
rng = np.random.default_rng(0)
X_r, Y_r = rng.standard_normal((64, 1000)), rng.standard_normal((64, 10))
W1_r, W2_r = rng.standard_normal((1000, 100)), rng.standard_normal((100, 10))
W1_small = W1_r / np.sqrt(1000)
runs = {
    "as in the deck": fit(X_r, Y_r, W1_r, W2_r),
    "second layer only": fit(X_r, Y_r, W1_r, W2_r, both=False),
    "W1 divided by √1000": fit(X_r, Y_r, W1_small, W2_r),
}

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.6), layout="constrained", width_ratios=[1.3, 1])
for (name, (*_, losses_r)), dashes in zip(runs.items(), ["-", "--", "-."], strict=True):
    left.plot(losses_r, dashes, label=name)
left.set(yscale="log", ylim=(1e-3, 1e5), xlabel="step", ylabel="sum of squares", title="Random targets, fitted")
left.legend(loc="lower right")
for start, name, hatch in [(W1_r, "as in the deck", ""), (W1_small, "W1 divided by √1000", "///")]:
    A1_r = sigmoid(X_r @ start)
    slopes_r = (A1_r * (1 - A1_r)).ravel()
    colour = "C2" if hatch else "C0"
    right.hist(slopes_r, np.linspace(0, 0.25, 26), color=colour, alpha=0.6, hatch=hatch, edgecolor="black", label=name)
    print(f"{name:20} {np.mean(slopes_r < 0.01):.0%} of the slopes at the start are below 0.01")
right.set(xlabel=r"slope $\sigma'(Z_1)$ at the start", ylabel="how many of 6400", title="Gates of the first layer")
right.legend()
plt.show()

for name, (W1_end, _, losses_r) in runs.items():
    begin = W1_small if "√" in name else W1_r
    moved = np.linalg.norm(W1_end - begin) / np.linalg.norm(begin)
    print(f"{name:20} loss {losses_r[0]:5.0f} → {losses_r[-1]:7.2f}, W1 moved by {moved:.1%} of its length")
X_new, Y_new = rng.standard_normal((64, 1000)), rng.standard_normal((64, 10))
fresh = [squared_loss(X_new, Y_new, *run[:2])[0] for run in runs.values()]
print(f"on fresh random data: {', '.join(f'{loss:.0f}' for loss in fresh)}; the answer 0 costs {squares(Y_new):.0f}")
deck_run, frozen_run, small_run = runs.values()
assert deck_run[2][-1] < 0.04 * deck_run[2][0]
assert frozen_run[2][-1] < 0.12 * frozen_run[2][0]
assert small_run[2][-1] < 0.01
assert np.linalg.norm(deck_run[0] - W1_r) < 0.02 * np.linalg.norm(W1_r)
assert min(fresh) > 4 * squares(Y_new)

# %% [markdown]
r"""
Three things to take home.

- *It falls, and nothing was learned.* On fresh random data each of the three networks is far worse
  than the answer 0. A falling loss shows that the gradient points downhill. It does not show that
  the network will be of use.
- *In the deck's run the first layer hardly takes part.* Its pre-activations have a spread of
  $\sqrt{1000} \approx 32$, so nearly nine gates out of ten are shut. $W_1$ moves by 1.5% of its length,
  and with the first layer frozen the loss still falls to 6% of where it began (medians of twenty draws;
  with both layers trained, 3%). Step 5 said so.
- *Smaller first weights open the gates.* The same gradient, the same $\eta$, and the loss is below
  0.01. Lecture 7 makes a rule of it.

## The spiral

Now the task at which lecture 1 was stuck, with a loss of 0.75 and half of the points right. The settings are those
of NEU: 100 ReLU units, $\eta = 1$, $\lambda = 0.001$, all 300 points in each step, 10 000 steps,
weights that start as 0.01 times standard normal numbers, biases that start at 0.
"""


# %%
def four_gradients(X, Z1, A1, W2, G2):
    """Steps 2 to 7 with ReLU units, for the data part of the loss: dW1, db1, dW2, db2."""
    G1 = G2 @ W2.T * (Z1 > 0)
    return X.T @ G1, G1.sum(axis=0), A1.T @ G2, G2.sum(axis=0)


def learn(
    X, y, seed, steps, keep=(), gradients_of=four_gradients, d=100, eta=1.0, lam=1e-3, every=100, start=(0.01, 0.01)
):
    """Train on three classes. Returns {step: (W1, b1, W2, b2)} for the steps to keep, and one loss every so many.

    `start` holds the standard deviations of the first W1 and W2.
    """
    rng = np.random.default_rng(seed)
    W1, b1 = start[0] * rng.standard_normal((X.shape[1], d)), np.zeros(d)
    W2, b2 = start[1] * rng.standard_normal((d, 3)), np.zeros(3)
    I_y, kept, losses = np.eye(3)[y], {}, []
    for step in range(steps + 1):
        Z1 = X @ W1 + b1  # forward
        A1 = np.maximum(Z1, 0)
        Z2 = A1 @ W2 + b2
        if step % every == 0:
            losses.append(cross_entropy(Z2, y) + lam / 2 * (np.sum(W1**2) + np.sum(W2**2)))
        if step in keep or step == steps:
            kept[step] = W1, b1, W2, b2
        G2 = (softmax(Z2) - I_y) / len(y)  # backward
        dW1, db1, dW2, db2 = gradients_of(X, Z1, A1, W2, G2)
        W1, b1 = W1 - eta * (dW1 + lam * W1), b1 - eta * db1  # the step
        W2, b2 = W2 - eta * (dW2 + lam * W2), b2 - eta * db2
    return kept, np.array(losses)


# %% [markdown]
r"""
First the check, then the training. A ReLU has a kink at 0, so no pre-activation may lie closer to 0
than the step of the central differences, $10^{-5}$. The last line makes sure.
"""

# %%
X_s, y_s = data.spiral(points_per_class=100, K=3, noise=0.2, rng=0)  # the spiral of lecture 1
rng = np.random.default_rng(1)
few = {"W1": rng.standard_normal((2, 7)), "b1": rng.standard_normal(7)}
few |= {"W2": rng.standard_normal((7, 3)), "b2": rng.standard_normal(3)}
X_few, y_few = X_s[::15], y_s[::15]
Z1_few = X_few @ few["W1"] + few["b1"]
A1_few = np.maximum(Z1_few, 0)
G2_few = (softmax(A1_few @ few["W2"] + few["b2"]) - np.eye(3)[y_few]) / len(y_few)


def few_loss(p):
    """The cross entropy of 20 points of the spiral, for a dict of parameters."""
    return cross_entropy(np.maximum(X_few @ p["W1"] + p["b1"], 0) @ p["W2"] + p["b2"], y_few)


numeric = gradients.central(few_loss, few)
found = dict(zip(few, four_gradients(X_few, Z1_few, A1_few, few["W2"], G2_few), strict=True))
for name in few:
    agree(f"ReLU, d{name}", found[name], numeric[name])
print(f"the pre-activation nearest to a kink is {np.abs(Z1_few).min():.4f} away")
assert np.abs(Z1_few).min() > 1e-3

# %% [markdown]
r"""
**Predict first.** Where does the loss start? Does it fall at once, or does it wait? Can it get to
0?

<details><summary>Answer</summary>

At $\log 3 = 1.10$, as in lecture 1: with tiny weights all scores are almost equal. It waits a
little, as the next figure shows and the text below it explains. It cannot get to 0, because large
weights cost something: the penalty is part of the loss.

</details>
"""

# %%
SHOWN = (0, 20, 40, 60, 100, 200, 300, 500, 1000, 2000, 10_000)
kept, losses_s = learn(X_s, y_s, seed=3, steps=10_000, keep=SHOWN, every=1)


def predict(P, params):
    """The class with the largest score for each row of P."""
    W1, b1, W2, b2 = params
    return (np.maximum(P @ W1 + b1, 0) @ W2 + b2).argmax(axis=1)


W1_s, b1_s, W2_s, b2_s = kept[10_000]
accuracy = np.mean(predict(X_s, kept[10_000]) == y_s)
penalty = 1e-3 / 2 * (squares(W1_s) + squares(W2_s))
print(f"spiral, 100 ReLU units: loss {losses_s[0]:.3f} at the start, {losses_s[-1]:.3f} after 10 000 steps")
print(f"of this, cross entropy {losses_s[-1] - penalty:.3f} and penalty {penalty:.3f}")
print(f"accuracy {100 * accuracy:.1f}%")
assert abs(losses_s[0] - np.log(3)) < 0.01
assert abs(losses_s[10] - np.log(3)) < 0.01  # ten steps later it has hardly moved
assert 0.24 <= losses_s[-1] <= 0.26
assert accuracy >= 0.98
assert penalty > losses_s[-1] / 2

# %% picture="Loss of the spiral network over 10 000 steps, with the ten values of the deck on the same curve"
deck = [0.4045, 0.2635, 0.2561, 0.2541, 0.2526, 0.2520, 0.2516, 0.2513, 0.2511, 0.2510]  # printed in the deck

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.7), layout="constrained")
left.plot(losses_s[:301], color="C0", label="two layers")
left.axhline(0.75, color="0.4", linestyle="--", lw=1.2, label="where one layer stops")
left.axhline(np.log(3), color="0.4", linestyle=":", lw=1.2, label="log 3")
left.set(xlabel="step", ylabel="loss (nats)", ylim=(0, 1.2), title="The first 300 steps")
left.legend(loc="lower left")
right.plot(10 * np.arange(1001), losses_s[::10], color="C0", label="our run")
right.plot(1000 * np.arange(1, 11), deck, "s", color="C3", label="printed in the Northeastern deck")
right.set(xlabel="step", xlim=(0, 10_300), ylim=(0, 1.2), title="All 10 000")
right.set_xticks([0, 2500, 5000, 7500, 10_000])
right.legend()
plt.show()
ours = losses_s[1000::1000]
assert np.abs(ours[1:] - deck[1:]).max() < 0.01
print(" step   ours    deck")
for step, mine, theirs in zip(range(1000, 10_001, 1000), ours, deck, strict=True):
    print(f"{step:5}  {mine:.3f}   {theirs:.3f}")
assert abs(ours[-1] - deck[-1]) < 0.015

# %% [markdown]
r"""
It waits for about ten steps near $\log 3$. With tiny weights, the gradient of each layer contains
the tiny weights of the other as a factor (steps 2 and 4), so both start slowly. Then they grow
together, and the loss soon passes the 0.75 of the linear model. It does not go to 0. More than half
of what is left is the price of large weights. (Our random numbers are not the deck's. At step 1000
that makes a large difference, 0.285 here against 0.405 there; from step 2000 on the two curves stay
within 0.01 of each other.)

The bumps in the curve are steps that went too far. The next cell tries a smaller learning rate. And
other random numbers, for points and weights, tell whether we were lucky:
"""

# %%
_, calm = learn(X_s, y_s, seed=3, steps=1000, eta=0.3, every=1)
rises = [int(np.sum(np.diff(losses) > 0)) for losses in (losses_s[:1001], calm)]
print(f"of the first 1000 steps, {rises[0]} raise the loss with η = 1, {rises[1]} with η = 0.3")
print(f"loss after them: {losses_s[1000]:.2f} and {calm[-1]:.2f}")
assert rises[0] > 100
assert rises[1] == 0
assert calm[-1] > losses_s[1000] + 0.1

print("seed   last loss   accuracy")
for seed in (1, 2):
    X_seed, y_seed = data.spiral(points_per_class=100, K=3, noise=0.2, rng=seed)
    ended, losses_seed = learn(X_seed, y_seed, seed=seed, steps=10_000)
    accuracy_seed = np.mean(predict(X_seed, ended[10_000]) == y_seed)
    print(f"{seed:4}   {losses_seed[-1]:9.3f}   {100 * accuracy_seed:7.1f}%")
    assert 0.24 <= losses_seed[-1] <= 0.26
    assert accuracy_seed >= 0.98

# %% [markdown]
r"""
In this run the smaller rate never raises the loss, and it is slower. The larger one raises it often,
and still gets further.

Now watch it happen. Move the slider, or let it play. **Predict first:** what do the regions look
like at step 60, when the loss has just passed that of the linear model?
"""


# %% picture="Loss so far, and decision regions over the spiral: wedges bend until they follow the arms"
def frame(step):
    """The loss so far, and the regions, after this many steps."""
    left, right = plots.panels(2, width=3.3, height=3.1, legend=True)
    steps = 1 + np.arange(len(losses_s))
    left.plot(steps, losses_s, color="0.75")
    left.plot(steps[: step + 1], losses_s[: step + 1], color="C0")
    left.plot(1 + step, losses_s[step], "o", color="C3")
    left.set(xscale="log", xlabel="1 + step", ylabel="loss (nats)", ylim=(0, 1.2), title=f"step {step}")
    plots.decision_regions(lambda P: predict(P, kept[step]), X_s, y_s, ax=right, resolution=100)
    right.set(xlabel="feature 0", ylabel="feature 1", xticks=(-1, 0, 1), yticks=(-1, 0, 1))
    right.set_title(f"{np.mean(predict(X_s, kept[step]) == y_s):.0%} right")
    return left.figure


motion.slider(
    (frame(step) for step in SHOWN),
    [f"step {step}" for step in SHOWN],
    alt="Loss so far, and regions over the spiral: three wedges bend, step by step, until they follow the arms",
)

# %% [markdown]
r"""
## What the hidden units have learned

Each ReLU unit is 0 on one side of a straight line and grows linearly on the other. The line is a
*fold*, at $x \cdot w_p + b_{1,p} = 0$, where $w_p$ is column $p$ of $W_1$. Between folds all scores
are linear, so the borders of the regions are chains of straight pieces, which can bend only where a
fold crosses them.

**Predict first.** There are 100 units. Along how many *different* lines does the trained network
fold the square?
"""

# %% picture="Left: fold lines over the regions. Right: scores of all points in a plane cut into three wedges"
lengths_in, lengths_out = np.linalg.norm(W1_s, axis=0), np.linalg.norm(W2_s, axis=1)
matters = lengths_in * lengths_out > 0.01 * (lengths_in * lengths_out).max()
folds = np.vstack([W1_s, b1_s])[:, matters] / lengths_in[matters]  # direction (a, b) of length 1, and offset c
folds = folds[:, np.abs(folds[2]) < 1]  # those that cross the picture
lines = []
for fold in folds.T:
    if all(min(np.linalg.norm(fold - line), np.linalg.norm(fold + line)) > 0.1 for line in lines):
        lines.append(fold)

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.3), layout="constrained")
plots.decision_regions(lambda P: predict(P, kept[10_000]), X_s, y_s, ax=left, resolution=200)
x_low, x_high, y_low, y_high = left.images[0].get_extent()
for a, b, c in lines:
    left.axline((-c * a, -c * b), (-c * a - b, -c * b + a), color="black", lw=1.2, linestyle=(0, (5, 2)))
left.set(xlim=(x_low, x_high), ylim=(y_low, y_high), xlabel="feature 0", ylabel="feature 1", title="Folds (dashed)")
left.get_legend().remove()

Z2_s = np.maximum(X_s @ W1_s + b1_s, 0) @ W2_s + b2_s
corners = np.array([[np.cos(t), np.sin(t)] for t in np.pi / 2 + 2 * np.pi / 3 * np.arange(3)])  # one per class
plots.points(Z2_s @ corners, y_s, ax=right)
reach = 1.1 * np.abs(Z2_s @ corners).max()
for corner in corners:
    right.plot([0, -2 * reach * corner[0]], [0, -2 * reach * corner[1]], color="black", lw=1.2)
right.set(xlim=(-reach, reach), ylim=(-reach, reach), title="The same points, by their scores")
right.set(xlabel="0.87 ($z_2 - z_1$)", ylabel="$z_0 - (z_1 + z_2)/2$")
plt.show()
dead = int(np.sum((X_s @ W1_s + b1_s <= 0).all(axis=0)))
print(f"{matters.sum()} of 100 units have more than 1% of the strongest unit's weights")
assert 8 <= len(lines) <= 18
print(f"{folds.shape[1]} of them fold inside the picture, on {len(lines)} different lines; {dead} units are always 0")

# %% [markdown]
r"""
About a dozen lines, not a hundred. Many units have become copies of each other, and nearly half of
them hardly matter. So would 13 units do from the beginning? Lecture 2 says yes: there, 12 units got
more than 97% right. Try 13 with the tiny first weights of this run, and 13 with the larger ones of
lecture 2 (variance 2 divided by the number of inputs of the layer).
"""


# %%
def directions(W1, b1):
    """How many units (w_p, b_p) point more than 6 degrees away from all that are counted already."""
    counted = []
    for unit in (np.vstack([W1, b1]) / np.linalg.norm(np.vstack([W1, b1]), axis=0)).T:
        if all(unit @ other < np.cos(np.deg2rad(6)) for other in counted):
            counted.append(unit)
    return len(counted)


tiny, larger = (0.01, 0.01), (1.0, np.sqrt(2 / 13))
ends = {}
for name, d_now, start in [("13, tiny", 13, tiny), ("13, larger", 13, larger), ("100, tiny", 100, tiny)]:
    runs_d = [learn(X_s, y_s, seed, steps=2000, keep=(100,), d=d_now, start=start)[0] for seed in range(3)]
    share = [np.mean(predict(X_s, run[2000]) == y_s) for run in runs_d]
    apart = [directions(*run[100][:2]) for run in runs_d]
    ends[name] = min(share), max(share), min(apart), max(apart)
    print(f"{name:10}: directions after 100 steps {apart}, accuracy after 2000 {min(share):.0%} to {max(share):.0%}")
assert ends["13, tiny"][1] < 0.93 < ends["100, tiny"][0]
assert ends["13, larger"][0] > 0.97
assert ends["13, tiny"][3] < 10 <= ends["13, larger"][2]

# %% [markdown]
r"""
A dozen folds are enough, if they stay apart. While all weights are tiny, every unit is pulled by
nearly the same errors $G_2$, and units whose gates are open for the same points turn towards the
same few directions. After 100 steps 8 or 9 of the 13 are left. With larger first weights it is 11
or 12. A hundred tiny units lose directions too, and have enough left. (Homework 2 asks what happens
when all units start exactly alike, and lecture 7 asks how large a start should be.)

The right half of the figure shows the points as the second layer sees them. Only differences of
scores count, so three scores fit in a plane. There the model is lecture 1 again: three wedges,
straight borders. The hidden layer has unwound the spiral until straight lines could cut it.

### A test that the formulas pass

The gradients know more. For ReLU units, $\sigma'(z)\, z = \sigma(z)$ for every $z$. So for each
unit $p$, with the gradients of the data part only,

$$
\begin{aligned}
\sum_j W_{1,jp} \frac{\partial\ell}{\partial W_{1,jp}} + b_{1,p} \frac{\partial\ell}{\partial b_{1,p}}
&= \sum_i G_{1,ip} \Bigl( \sum_j X_{ij} W_{1,jp} + b_{1,p} \Bigr) && \text{steps 6 and 7}\\
&= \sum_i \frac{\partial\ell}{\partial A_{1,ip}}\, \sigma'(Z_{1,ip})\, Z_{1,ip}
    && \text{the bracket is } Z_{1,ip} \text{; step 5}\\
&= \sum_i \sum_k G_{2,ik} W_{2,pk}\, A_{1,ip} && \sigma'(z)\,z = \sigma(z) \text{; step 4}\\
&= \sum_k W_{2,pk} \frac{\partial\ell}{\partial W_{2,pk}} && \text{step 2.}
\end{aligned}
$$

*Weights in times their gradients equal weights out times theirs*, for every ReLU unit, at any
moment. A test without differences. And it predicts something about the trained network. At the end
all slopes of the *penalised* loss are about 0: the data part of $\partial\ell/\partial W_1$ is
$-\lambda W_1$, that of $\partial\ell/\partial W_2$ is $-\lambda W_2$, and that of
$\partial\ell/\partial b_1$ is 0. Put these in:
$-\lambda \lVert w_p \rVert^2 = -\lambda \lVert W_{2,p} \rVert^2$. For each unit, the weights that
lead in must be as long as the weights that lead out.
"""

# %% picture="Length of the weights in and out of each unit: off the diagonal at first, on it after training"
way_in = np.sum(few["W1"] * found["W1"], axis=0) + few["b1"] * found["b1"]
way_out = np.sum(few["W2"] * found["W2"], axis=1)
agree("weights in and weights out, random network", way_in, way_out)

fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.4), layout="constrained")
for ax, step in zip(axes, (0, 500, 10_000), strict=True):
    W1_t, _, W2_t, _ = kept[step]
    ax.plot(np.linalg.norm(W1_t, axis=0), np.linalg.norm(W2_t, axis=1), "o", ms=5, alpha=0.6, mec="black")
    top = 1.1 * max(np.linalg.norm(W1_t, axis=0).max(), np.linalg.norm(W2_t, axis=1).max())
    ax.plot([0, top], [0, top], color="0.4", linestyle="--", lw=1)
    ax.set(
        xlim=(0, top),
        ylim=(0, top),
        aspect="equal",
        title=f"step {step:_}".replace("_", " "),
        xlabel="length of $w_p$ (in)",
    )
    ax.locator_params(nbins=4)
axes[0].set_ylabel("length of row $p$ of $W_2$ (out)")
plt.show()
difference = np.abs(lengths_in - lengths_out)[matters] / lengths_out[matters]
print(f"units that matter, after 10 000 steps: in and out differ by less than 1%: {difference.max() < 0.01}")
assert difference.max() < 0.01

# %% [markdown]
r"""
At the start, in and out have nothing to do with each other. After 10 000 steps every unit sits on
the diagonal. Nobody told it to.

## Classic mistakes

Wrong gradients train, more or less. The next cell plants one mistake at a time in `four_gradients`,
and trains the spiral for 1000 steps.

**Predict first.** Which of them is worse than the linear model of lecture 1? Which one is *not*
found by a gradient check of `four_gradients`?
"""


# %%
def without_gate(X, Z1, A1, W2, G2):
    G1 = G2 @ W2.T
    return X.T @ G1, G1.sum(axis=0), A1.T @ G2, G2.sum(axis=0)


def gate_at_units(X, Z1, A1, W2, G2):
    G1 = G2 @ W2.T * (A1 > 0)  # the slope at A1 instead of Z1
    return X.T @ G1, G1.sum(axis=0), A1.T @ G2, G2.sum(axis=0)


def divided_twice(X, Z1, A1, W2, G2):
    return four_gradients(X, Z1, A1, W2, G2 / len(X))


def bias_forgotten(X, Z1, A1, W2, G2):
    dW1, db1, dW2, db2 = four_gradients(X, Z1, A1, W2, G2)
    return dW1, 0 * db1, dW2, db2


def bias_one_number(X, Z1, A1, W2, G2):
    dW1, db1, dW2, db2 = four_gradients(X, Z1, A1, W2, G2)
    return dW1, db1.sum(), dW2, db2


def step_too_early(X, Z1, A1, W2, G2):
    dW2 = A1.T @ G2
    dW1, db1, _, db2 = four_gradients(X, Z1, A1, W2 - 1.0 * (dW2 + 1e-3 * W2), G2)  # W2 has moved already
    return dW1, db1, dW2, db2


attempts = {
    "right": four_gradients,
    "gate left out": without_gate,
    "slope taken at A1": gate_at_units,
    "1/m twice": divided_twice,
    "db1 forgotten": bias_forgotten,
    "db1 one number": bias_one_number,
    "W2 moved before dA1": step_too_early,
}
endings = {}
for name, attempt in attempts.items():
    with np.errstate(over="ignore", invalid="ignore"):  # one of them explodes
        ended, losses_t = learn(X_s, y_s, seed=3, steps=1000, gradients_of=attempt)
    tried = dict(zip(few, attempt(X_few, Z1_few, A1_few, few["W2"], G2_few), strict=True))
    passes = all(
        np.shape(tried[key]) == numeric[key].shape and gradients.relative_error(tried[key], numeric[key]) < 1e-6
        for key in few
    )
    endings[name] = losses_t[-1], np.mean(predict(X_s, ended[1000]) == y_s), passes
    ending = f"{losses_t[-1]:8.3f}" if losses_t[-1] < 1e3 else "exploded"
    print(
        f"{name:20} loss {ending}  accuracy {endings[name][1]:4.0%}  gradient check {'passes' if passes else 'fails'}"
    )
    if name == "1/m twice":
        W1_t, b1_t, W2_t, b2_t = ended[1000]
        largest_score = np.abs(np.maximum(X_s @ W1_t + b1_t, 0) @ W2_t + b2_t).max()
        print(f"{'':20} largest score {largest_score:.4f}")
        assert largest_score < 0.001
ten_steps, _ = learn(X_s, y_s, seed=3, steps=10)
print(f"right, 10 steps only: accuracy {np.mean(predict(X_s, ten_steps[10]) == y_s):.0%}")
assert [name for name, (*_, passes) in endings.items() if passes] == ["right", "slope taken at A1"]
assert endings["right"][0] < 0.3
assert all(endings[name][0] > 0.65 for name in endings if name not in ("right", "slope taken at A1"))

# %% [markdown]
r"""
- *Gate left out, or $\partial\ell/\partial b_1$ forgotten*: both train, to less than the 0.75 of
  the linear model, with hardly more points right. Whoever does not know that 0.25 is possible is
  satisfied. (With $b_1 = 0$ all folds pass through the origin. Then hardly anything but the
  *direction* of a point counts, as in lecture 1.)
- *The slope taken at $A_1$* does no harm here and passes the check: for the ReLU, $A_1 > 0$ exactly
  where $Z_1 > 0$. With tanh or sigmoid it is wrong (step 5). So check with an activation that has
  no such luck.
- *$\frac1m$ twice*: the gradient of the data part is 300 times too small. A thousand such steps go
  about as far as three right ones, so the loss stays at $\log 3$. Why then is the accuracy well above
  one third? Accuracy only asks *which* score is largest, not by how much. Three small steps in the
  right direction are enough to order the scores, although the largest of them is still below 0.001,
  as the cell prints. (The penalty, at full strength, keeps them that small.) The right gradient has
  as many points right after ten steps, at a loss that has hardly moved either.
- *$W_2$ moved before $\partial\ell/\partial A_1$ is computed*: the classic of in-place updates. The
  moved $W_2 - \eta A_1^T G_2$ puts $-\eta\, G_2 G_2^T A_1$ into $\partial\ell/\partial A_1$. By the
  sum for unit $p$ above, a step against that lengthens its incoming weights (bias included),
  whatever the labels, because $a^T G_2 G_2^T a = \lVert G_2^T a \rVert^2$ is never negative ($a$ is
  column $p$ of $A_1$). A check of the gradient function alone would not see it, since the slip is
  in the loop. (Our check sees it, because here the slip is inside the function.)

The dots tell the mistakes apart. These are all 27 slopes of the tanh network.
"""

# %% picture="Formula against numbers in four panels: right; gate left out; slope at A1; 1/m twice"
right_ones = gradients.central(lambda p: network_loss(**p), params)


def tanh_gradients(G2, gate):
    """Steps 2 to 7 for the tanh network, with any gate."""
    G1 = G2 @ W2.T * gate
    return {"W1": X.T @ G1, "b1": G1.sum(axis=0), "W2": A1.T @ G2, "b2": G2.sum(axis=0)}


shown = {
    "right": tanh_gradients(G2, slope(Z1)),
    "gate left out": tanh_gradients(G2, 1),
    "slope taken at A1": tanh_gradients(G2, slope(A1)),
    "1/m twice": tanh_gradients(G2 / m, slope(Z1)),
}
fig, axes = plt.subplots(1, 4, figsize=(9.5, 2.9), layout="constrained")
for ax, (title, attempt) in zip(axes, shown.items(), strict=True):
    plots.gradient_comparison(attempt, right_ones, ax=ax)
    ax.set_title(title, fontsize=10)
    ax.set_ylabel("analytic gradient" if ax is axes[0] else "")
    ax.locator_params(nbins=4)
    ax.get_legend().remove()
handles, labels = axes[0].get_legend_handles_labels()
fig.legend(handles, labels, loc="outside lower center", ncols=5)
plt.show()

# %% [markdown]
r"""
In the second and third panel the dots of $W_2$ and $b_2$ (which come before the gate) are right,
those of $W_1$ and $b_1$ are not. That narrows the search to step 5. In the fourth, all dots lie on
one line with another slope: a constant factor.

| mistake | what you see | how to find it |
|:--|:--|:--|
| $\sigma'$ forgotten, or taken at $A_1$ | training stops early, or nothing | check with tanh |
| $\frac1m$ in $G_2$ and once more later | the loss does not move | all slopes off by the factor $m$ |
| $G_2 W_2$ for $G_2 W_2^T$ | nothing, if $d = K$ | sizes that all differ |
| $X^T G_2 W_2^T \circ \sigma'(Z_1)$, no brackets | shapes do not fit | $\circ$ before the product with $X^T$ |
| bias gradient averaged, or summed to one number | biases creep, or move together | shape $(d,)$; factor $m$ |
| penalty in the loss only | large weights | error is exactly $\lambda W$ |
| parameters moved before all gradients are there | explosion, or poor training | gradients first, then steps |
| a ReLU after the second layer | scores below 0 get no gradient | rows of $G$ there are 0 |
| all weights start at 0 | the loss stays at $\log 3$ | homework 2 asks why |
| check at a kink of the ReLU | a right gradient fails | no entry of $Z_1$ within $\varepsilon$ of 0 |

## What you know now

- Forward: $Z_1 = XW_1 + b_1$, $\;A_1 = \sigma(Z_1)$, $\;Z_2 = A_1 W_2 + b_2$, then the loss.
- Backward: $G_2$ from the loss; $A_1^T G_2$ and $\mathbf 1^T G_2$; $G_2 W_2^T$; gate with
  $\sigma'(Z_1)$; $X^T G_1$ and $\mathbf 1^T G_1$. Another loss changes only $G_2$.
- A weight adds over examples, a hidden unit adds over everything it feeds, an activation adds
  nothing. Whatever is used more than once collects its gradients as a sum.
- A gradient has the shape of its array. Shapes rule out wrong formulas and prove nothing.
- The backward pass costs about two forward passes, because each $G$ is computed once and used for
  everything below it. So the loss and all its gradients cost about three. Central differences cost
  two forward passes *per parameter*.
- Shut gates stop learning. Start with pre-activations of moderate size.
- Two layers take the spiral from 0.75 and half of the points to about 0.25 and 98% or more.

## Three questions

**1.** Someone adds $\frac{\mu}{2m} \lVert A_1 \rVert^2$ to the loss, to keep the hidden units
small. Which of the seven steps change?

<details><summary>Answer</summary>

Only step 4. The hidden units now have two kinds of paths to the loss, through the scores and
directly, and paths add up: $\partial\ell/\partial A_1 = G_2 W_2^T + \frac{\mu}{m} A_1$. Everything above it in the
table uses the new $\partial\ell/\partial A_1$ and stays as it is. The cell below checks it.

</details>

**2.** Take one ReLU unit $p$. Multiply its incoming weights and its bias by $c > 0$, and divide its
outgoing weights by $c$. What happens to the scores? What happens to the gradients for the weights
in and out of this unit? Which choice of $c$ makes the penalty smallest?

<details><summary>Answer</summary>

The pre-activations of the unit are multiplied by $c$, the ReLU passes the factor on, and $W_2$ takes it back:
the scores stay as they are. So does $G_2$. $\partial\ell/\partial W_{2,p}$ contains $A_1$: it is
multiplied by $c$. $\partial\ell/\partial w_p$ contains $W_{2,p}$: it is divided by $c$. The same
function has other gradients when it is written with other parameters. The penalty
$\frac\lambda2 (c^2 \lVert w_p \rVert^2 + \lVert W_{2,p} \rVert^2 / c^2)$ is smallest when both
terms are equal, so when the weights in and out have the same length. That is the diagonal on which
training ended.

</details>

**3.** The batch becomes ten times as large. What happens to the number of multiplications forward,
to those backward, to the ratio of the two, and to the shapes of the gradients? What else grows?

<details><summary>Answer</summary>

Every product has exactly one length $m$ in it, so both counts become ten times as large, and the
ratio stays. The gradients of parameters keep their shapes: the sum over examples is inside the
product. The memory for $X$, $Z_1$, $A_1$ and $S$ grows tenfold, because the backward pass needs
them for all examples. Lecture 8 takes small batches for this reason, among others.

</details>
"""

# %%
# Question 1: one more path for the hidden units.
mu = 0.7
with_mu = gradients.central(lambda A1: rest_from_A1(A1) + mu / (2 * m) * squares(A1), A1)
agree("question 1", G2 @ W2.T + mu / m * A1, with_mu)

# Your turn: both uses of the one matrix.
both_lines = [
    r"\frac{\partial \ell}{\partial P} = \frac{1}{m} (P - X)",
    r"\frac{\partial \ell}{\partial H} = \frac{\partial \ell}{\partial P} W",
    r"\frac{\partial \ell}{\partial W} = X^\top (\frac{\partial \ell}{\partial H} \circ \sigma'(X W))"
    r" + \frac{\partial \ell}{\partial P}^\top H",
]
assert tied.derive("W", both_lines).ok
V = rng.standard_normal((n, d))
H_v = np.tanh(X @ V)
G_v = (H_v @ V.T - X) / m
both_ways = X.T @ (G_v @ V * (1 - H_v**2)) + G_v.T @ H_v
agree("one matrix, two uses", both_ways, gradients.central(lambda V: squares(np.tanh(X @ V) @ V.T - X) / (2 * m), V))

# Question 2: the same scores, other gradients.
factor = np.where(np.arange(7) == 4, 3.0, 1.0)  # unit 4 in three times, out a third
rescaled = few | {"W1": few["W1"] * factor, "b1": few["b1"] * factor, "W2": few["W2"] / factor[:, np.newaxis]}
other = gradients.central(few_loss, rescaled)
assert np.isclose(few_loss(rescaled), few_loss(few))
agree("question 2, in: divided by c", found["W1"] / factor, other["W1"])
agree("question 2, out: multiplied by c", found["W2"] * factor[:, np.newaxis], other["W2"])

# %% [markdown]
r"""
## What comes next

**Assignment hw2, the two-layer network**, asks for the shapes, for the derivation in LaTeX, judged
line by line, for the same lines in column notation, and for the network in code, with a forward and
a backward function for every kind of step, trained on the spiral. Its letters are those of this
lecture. Its last questions need lecture 4, *Chain rule, Jacobians, and what they cost*, which looks
at step 4 again and asks why nobody ever builds the big matrix of all slopes. In lecture 7 the seven
steps become two lines in a loop over layers. (There $Z_i$ is the *input* of layer $i$, so that one
letter per layer is enough; a table translates.)

## Sources, and where we differ from them

- **CMU**: Deep Learning Systems, "manual" neural networks. The two-layer network in batch form,
  both gradients, "chain rule plus caching". Its formulas are for the *sum* over the batch and have
  no biases. It multiplies formally and then matches sizes; we add over paths.
- **NEU**: Northeastern, Supervised Machine Learning and Learning Theory, lecture 14. The network,
  its settings, and the run on the spiral, whose ten printed losses are in the figure. Its
  $\partial u / \partial W = X^T$ stands for "multiply by $X^T$ from the left": written out, these
  are the slopes of every score for every weight, and most of them are 0. Its code takes the gate
  from the hidden units instead of $Z_1$, which is harmless for the ReLU alone. The text penalises
  biases, its code and ours do not.
- **C182**: Berkeley Data C182, lecture 4. The derivation layer by layer in columns, for two hidden
  layers, the pattern of local steps, and that they are reused.
- **UvA**: UvA Deep Learning, lecture 2. Dimension analysis and the example 15–10–5; the chain of
  two sigmoid units with half the squared error, our warm-up in other numbers. Where that example
  computes its loss, the slide lacks the $\frac12$ that the derivative $-(y - x_3)$ needs.
- **231n**: Stanford CS231n 2022, lecture 4. The squared-loss network and its training loop; the
  wish that a new loss should not need a new derivation. With its weights, most sigmoid units start
  saturated, as measured above.
- Beyond the five: that a hidden layer can be trained like this was made known by Rumelhart, Hinton
  and Williams (1986); lecture 5 says who had the method before.
  [References](../docs/references.md).
"""
