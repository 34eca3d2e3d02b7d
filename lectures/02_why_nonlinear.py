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
# Lecture 2. Why nonlinear

**The question.** Softmax regression cuts the plane with straight lines. On the spiral of lecture 1
it got 160 of 300 points right and could do no better. What must happen to a point *before* it
reaches the weighted sums, so that straight lines suffice?

The answer in one word is *features*, and you can get them in three ways: make them by hand, draw
them at random, or learn them. Only the third is a neural network. All three need one thing that a
linear layer does not have. This lecture finds out what it is, measures what it costs, and tests the
advice that people give about it. Some of what we first believed did not survive the test, and those
are the places to read twice.

You need lecture 1: scores, softmax, cross entropy, gradient descent. The text takes about 40 minutes to read. With the
code, the predictions and the three questions, plan about three hours.
"""

# %%
from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np

from byhand import data, gradients, graphs, plots

plots.use_style()
np.set_printoptions(precision=4, suppress=True)
PLANE = {"xlabel": "feature 0", "ylabel": "feature 1"}  # the axes of every plane with points in it

# %% [markdown]
r"""
Two sets of points accompany us through the lecture: a ring around a ring, and the spiral.
"""

# %% picture="Left: a small ring of points inside a large one. Right: three interleaved spiral arms"
X_ring, y_ring = data.circles(200, noise=0.05, rng=0)  # class 0 outside, class 1 inside
X_spiral, y_spiral = data.spiral(points_per_class=100, K=3, noise=0.2, rng=0)
X_fresh, y_fresh = data.spiral(points_per_class=500, K=3, noise=0.2, rng=1000)  # never trained on

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4), layout="constrained")
plots.points(X_ring, y_ring, ax=left)
left.set(**PLANE, title="The ring: 200 points, 2 classes")
plots.points(X_spiral, y_spiral, ax=right)
right.set(**PLANE, title="The spiral: 300 points, 3 classes")
plt.show()

# %% [markdown]
r"""
**Predict first.** Softmax regression may look at new features that you compute from a point. For
each of the four proposals, write down whether it helps on the ring, and whether it helps on the
spiral. We come back to all four.

1. Fifty weighted sums of the two coordinates, with weights that are trained.
2. The distance $r$ from the middle and the angle $\theta$.
3. A hundred cosines of weighted sums, with weights drawn at random and never trained.
4. A dozen weighted sums, with negative results replaced by 0, and the weights trained.

## Names used in this lecture

They are the names of lecture 1, with one layer more. Homework 2 uses the same ones.

| symbol | shape | meaning | in code |
|:--|:--|:--|:--|
| $m,\; n,\; d,\; K$ | scalars | how many examples, inputs, features made from them, classes | `m`, `n`, `d`, `K` |
| $X,\; y$ | $(m, n),\ (m,)$ | inputs, one example per row, and labels | `X`, `y` |
| $\phi$ | – | a **feature map**: a function that takes a row of $n$ numbers to $d$ features | `feature` |
| $W_1,\; b_1$ | $(n, d),\ (d,)$ | weights and biases of the first layer | `W1`, `b1` |
| $\sigma$ | – | the **activation**: a function of one number, used on every entry by itself | `sigma` |
| $\sigma'$ | – | its derivative, also called its slope | `slope` |
| $Z_1 = XW_1 + b_1$ | $(m, d)$ | the **pre-activations**: the weighted sums of the first layer | `Z1` |
| $A_1 = \sigma(Z_1)$ | $(m, d)$ | the features; column $p$ belongs to hidden unit $p$ | `A1` |
| $W_2,\; b_2$ | $(d, K),\ (K,)$ | weights and biases of the second layer | `W2`, `b2` |
| $Z_2 = A_1W_2 + b_2$ | $(m, K)$ | the scores | `Z2` |
| $\lambda,\; \eta$ | scalars | strength of the penalty, learning rate | `lam`, `eta` |
| $z,\; t$ | scalars | one entry of $Z_1$; a position on a line | `z`, `t` |

The loss is that of lecture 1: the mean cross entropy plus $\frac\lambda2$ times the squared weights
of *all* layers. Biases are not penalised.

From lecture 1 we take four functions as they are, and softmax regression as one more.
"""


# %%
def agree(what, formula, numeric, tolerance=1e-6):
    """Stop unless two arrays agree in every entry. Say so if they do."""
    error = gradients.relative_error(formula, numeric)
    assert error < tolerance, f"{what}: relative error {error:.1e}"
    print(f"✓ {what}: both sides agree (relative error below {tolerance:.0e})")


def softmax(Z):
    """Probabilities of each row of Z, (m, K)."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def cross_entropy(Z, y):
    """Cross entropy of each row of Z, (m, K), for the labels y, (m,), in nats -> (m,)."""
    c = Z.max(axis=1)
    return c + np.log(np.exp(Z - c[:, np.newaxis]).sum(axis=1)) - Z[np.arange(len(y)), y]


def accuracy(Z, y):
    """The share of rows whose largest score is the right one."""
    return np.mean(Z.argmax(axis=1) == y)


def softmax_regression(A, y, eta=1.0, lam=1e-3, steps=1000):
    """Lecture 1 on the features A, (m, d): start at zero, full-batch steps. Returns W (d, K) and b (K,)."""
    I_y = np.eye(y.max() + 1)[y]
    W, b = np.zeros((A.shape[1], I_y.shape[1])), np.zeros(I_y.shape[1])
    for _ in range(steps):
        G = (softmax(A @ W + b) - I_y) / len(y)
        W, b = W - eta * (A.T @ G + lam * W), b - eta * G.sum(axis=0)
    return W, b


for name, X, y in [("ring", X_ring, y_ring), ("spiral", X_spiral, y_spiral)]:
    W, b = softmax_regression(X, y)
    loss, share = cross_entropy(X @ W + b, y).mean(), accuracy(X @ W + b, y)
    print(f"{name:6} straight lines: {share:.1%} right, cross entropy {loss:.3f}")
    if name == "ring":
        assert round(loss, 3) == round(np.log(2), 3) == 0.693
        assert share < 0.52
    else:
        assert 0.72 < loss < 0.75
        assert share < 0.55

# %% [markdown]
r"""
On the ring the model knows nothing: $\log 2 = 0.693$ is the loss of a coin. (On the spiral it ends
a little below the 0.74 of lecture 1, where the penalty was counted too.)

## Two linear layers are one

The plainest idea first, proposal 1. If one layer of weighted sums is not enough, take two:

$$ Z_1 = X W_1 + b_1, \qquad Z_2 = Z_1 W_2 + b_2 . $$

**Predict first.** With $n = 2$ inputs, $d = 50$ sums in the middle and $K = 3$ classes, the two
layers have $2\cdot 50 + 50 + 50 \cdot 3 + 3 = 303$ weights and biases. One layer has 9. What can
303 numbers say here that 9 cannot?

<details><summary>Answer</summary>

Nothing. The next lines show it.

</details>

### By algebra

The sizes in the check all differ, and the biases are not zero.
"""

# %%
rng = np.random.default_rng(1)
m, n, d, K = 7, 4, 6, 3
X = rng.standard_normal((m, n))
W1, b1 = rng.standard_normal((n, d)), rng.standard_normal(d)
W2, b2 = rng.standard_normal((d, K)), rng.standard_normal(K)
Z2 = (X @ W1 + b1) @ W2 + b2  # two layers, nothing between them

# %% [markdown]
r"""
**Step 1. Put the first layer into the second.**

$$ Z_2 = (X W_1 + b_1)\, W_2 + b_2 . $$

**Step 2. Multiply out.** A matrix product is distributive:

$$ Z_2 = (X W_1)\, W_2 + b_1 W_2 + b_2 . $$

**Step 3. Move the brackets.** A matrix product is associative, $(X W_1) W_2 = X (W_1 W_2)$:

$$
Z_2 = X \underbrace{(W_1 W_2)}_{\tilde W} + \underbrace{(b_1 W_2 + b_2)}_{\tilde b} .
$$

$\tilde W$ has the shape $(n, d)\cdot(d, K) \to (n, K)$ and $\tilde b$ the shape $(K,)$. The width
$d$ is gone. What is left is softmax regression.
"""

# %%
agree("step 2", (X @ W1) @ W2 + b1 @ W2 + b2, Z2)
W_tilde, b_tilde = W1 @ W2, b1 @ W2 + b2
agree("step 3", X @ W_tilde + b_tilde, Z2)
print("shapes:", W_tilde.shape, b_tilde.shape)
assert W_tilde.shape == (n, K)

# %% [markdown]
r"""
With biases, a layer is not linear in the strict sense but *affine*: linear plus a constant. The
argument covers both. And it repeats: three layers are two layers are one.

### By rank

Can two linear layers at least say *as much* as one? Not always. The **rank** of a matrix is the
dimension of the space that its rows span: the largest number of rows that you can pick so that none
of them is a combination of the others picked. (The three rows $(1,0)$, $(0,1)$ and $(1,1)$ have rank 2.
Each of them is a combination of the other two, but any two of them are independent.) Look at row $j$ of
$W_1 W_2$:

$$
(W_1 W_2)_{j\,\cdot} = \sum_{p=0}^{d-1} (W_1)_{jp}\, (W_2)_{p\,\cdot} .
$$

It is a combination of the $d$ rows of $W_2$. So all rows of the product live in a space of at most
$d$ dimensions, whatever $W_1$ is. In the same way its columns are combinations of the $d$ columns
of $W_1$. Therefore

$$ \operatorname{rank}(W_1 W_2) \le \min(n, d, K) . $$

**Predict first.** For $n = 8$ inputs and $K = 6$ classes, $W$ alone can have rank 6. What rank has
$W_1W_2$ with random entries if $d = 2$? If $d = 6$? If $d = 1000$?

<details><summary>Answer</summary>

2, 6 and 6. A narrow layer takes something away. A wide one gives nothing back.

</details>
"""

# %% picture="Rank of the product against the width: it climbs to 6 and stays there"
widths = np.arange(1, 13)
ranks = [np.linalg.matrix_rank(rng.standard_normal((8, width)) @ rng.standard_normal((width, 6))) for width in widths]
wide = np.linalg.matrix_rank(rng.standard_normal((8, 1000)) @ rng.standard_normal((1000, 6)))
print("rank for d = 1 to 12:", np.array(ranks), "  for d = 1000:", wide)
assert ranks == np.minimum(widths, 6).tolist()
assert wide == 6

fig, ax = plt.subplots(figsize=(6, 3), layout="constrained")
ax.plot(widths, ranks, "o-", label="$W_1 W_2$")
ax.axhline(6, color="black", linestyle="--", label="the most one layer can have")
ax.set(xlabel="width $d$ of the middle", ylabel="rank", ylim=(0, 7.5))
ax.legend(loc="lower right")
plt.show()

# %% [markdown]
r"""
### Something must stand between them

Lecture 1 walked through the plane in a straight line and watched the scores. Each was a straight
line, so each class won on one stretch only, and so every region was convex. Take the same kind of
walk through five random layers, once with nothing between the layers, and once with the function
$\max(0, z)$ on every entry. It is called **ReLU**, *rectified linear unit*.
"""


# %% picture="Scores along a walk: straight for one layer and for five linear layers, bent with ReLU"
def relu(z):
    """max(0, z), elementwise."""
    return np.maximum(0, z)


def random_layers(sizes, rng):
    """Random weights and biases for layers of the given sizes, scaled so that the scores keep their size."""
    return [(np.sqrt(2 / a) * rng.standard_normal((a, b)), 0.5 * rng.standard_normal(b)) for a, b in pairwise(sizes)]


def scores(X, layers, sigma):
    """The scores of a network: sigma after every layer but the last."""
    A = X
    for W, b in layers[:-1]:
        A = sigma(A @ W + b)
    W, b = layers[-1]
    return A @ W + b


t = np.linspace(0, 1, 400)
walk = np.array([-3.0, 2.0]) + t[:, np.newaxis] * np.array([6.0, -3.0])
five = random_layers([2, 10, 10, 10, 10, 3], np.random.default_rng(2))
runs = {
    "one layer": scores(walk, random_layers([2, 3], np.random.default_rng(2)), relu),
    "five linear layers": scores(walk, five, lambda z: z),
    "five layers, ReLU between": scores(walk, five, relu),
}
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.2), layout="constrained")
for ax, (title, Z) in zip(axes, runs.items(), strict=True):
    for k, dashes in enumerate(["-", "--", "-."]):
        ax.plot(t, Z[:, k], color=f"C{k}", linestyle=dashes, label=f"$z_{k}$")
    ax.set(xlabel="part of the walk done", title=title)
    wins = np.sum(np.diff(Z.argmax(axis=1)) != 0) + 1
    bends = np.abs(np.diff(Z, n=2, axis=0)).max()
    print(f"{title:26} stretches with one winner: {wins}, straight: {bends < 1e-12}")
    assert (bends < 1e-12) == ("ReLU" not in title)
axes[0].set_ylabel("score")
fig.legend(*axes[0].get_legend_handles_labels(), loc="outside right center")
plt.show()

# %% [markdown]
r"""
Five linear layers draw straight lines. With ReLU between them the scores have kinks. Then a class
may win, lose and win again, and its region need not be convex.

So proposal 1 is out. A stack of layers needs something **nonlinear** between them. Before we build
that into a network, see what nonlinear features can do by themselves.

## Features by hand: polar coordinates

The ring looks simple to us because we see at once what matters: the distance from the middle. Say
it in code. The new features are polar coordinates,

$$
\phi(x) = (r, \theta), \qquad r = \sqrt{x_0^2 + x_1^2}, \qquad \theta = \text{the angle of } x ,
$$

and softmax regression works on them as if they were the data.

**Predict first.** Which of the two features does it use? What do the borders look like in the plane
of $r$ and $\theta$, and what do they look like back in the plane of the points?

<details><summary>Answer</summary>

It uses $r$ alone: the rings differ in nothing else. In the plane of $r$ and $\theta$ the border is
a straight line $r = c$, for all angles. Back in the plane of the points, "distance $c$ from the
middle" is a circle.

</details>
"""


# %%
def polar(X):
    """Rows (distance from the middle, angle between -π and π) of the points X, (m, 2)."""
    return np.column_stack([np.hypot(X[:, 0], X[:, 1]), np.arctan2(X[:, 1], X[:, 0])])


made_by_hand = {
    "coordinates": lambda X: X,
    "angle θ alone": lambda X: polar(X)[:, [1]],
    "distance r alone": lambda X: polar(X)[:, [0]],
    "r and θ": polar,
    "squares": lambda X: X**2,
}
for name, feature in made_by_hand.items():
    W, b = softmax_regression(feature(X_ring), y_ring)
    share = accuracy(feature(X_ring) @ W + b, y_ring)
    print(f"{name:17} {share:6.1%} of the ring right")
    assert (share == 1) == (name in ("distance r alone", "r and θ", "squares"))
W_polar, b_polar = softmax_regression(polar(X_ring), y_ring)
assert abs(W_polar[0, 1] - W_polar[0, 0]) > 50 * abs(W_polar[1, 1] - W_polar[1, 0])


# %% picture="Left: rings no line separates. Middle: two bands and a line between. Right: the line is a circle"
def regions(ax, answer, X, y, title, legend=False, resolution=200):
    """Decision regions without a legend, unless it is asked for."""
    plots.decision_regions(answer, X, y, ax=ax, resolution=resolution)
    ax.set(**PLANE, title=title)
    if not legend:
        ax.get_legend().remove()


fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.3), layout="constrained")
plots.points(X_ring, y_ring, ax=axes[0])
axes[0].get_legend().remove()
axes[0].set(**PLANE, title="The points")
regions(axes[1], lambda P: (P @ W_polar + b_polar).argmax(axis=1), polar(X_ring), y_ring, "In polar coordinates")
axes[1].set(xlabel="distance $r$", ylabel="angle $\\theta$ (radians)", aspect="auto")
back = axes[2]
regions(back, lambda P: (polar(P) @ W_polar + b_polar).argmax(axis=1), X_ring, y_ring, "And back", legend=True)
plt.show()

# %% [markdown]
r"""
One nonlinear feature, and a straight line is enough. The squares $x_0^2$ and $x_1^2$ do as well,
since $r^2$ is their sum: softmax regression finds that sum by itself.

### The spiral, unwound

Proposal 2 solves the ring. Does it solve the spiral?
"""

# %%
W, b = softmax_regression(polar(X_spiral), y_spiral)
print(f"spiral, r and θ: {accuracy(polar(X_spiral) @ W + b, y_spiral):.1%} right")
assert accuracy(polar(X_spiral) @ W + b, y_spiral) < 0.6


# %% [markdown]
r"""
It does not. There are two reasons. An arm *turns* on its way out, so no single range of angles
belongs to it. And the angle has a **seam**: points just above and just below the negative half of
axis 0 are neighbours, but their angles are $\pi$ and $-\pi$, as far apart as possible.

Both can be repaired by whoever knows how the spiral was made. In arm $k$, a point at distance $r$
has the angle $4k + 4r$, up to noise (measured clockwise from the top). Take off the turn: the angle
$\psi = \text{angle} - 4r$ is $4k$ for the whole arm. And to be rid of the seam, use $\cos\psi$ and
$\sin\psi$, which do not jump when $\psi$ passes a full turn.
"""


# %% picture="Left: unwound points form three clusters on a circle, cut by lines. Right: bent regions"
def unwound(X):
    """(cos ψ, sin ψ) for the points X, (m, 2), where ψ is the angle with the turn of the spiral taken off."""
    psi = np.arctan2(X[:, 0], X[:, 1]) - 4 * np.hypot(X[:, 0], X[:, 1])
    return np.column_stack([np.cos(psi), np.sin(psi)])


W, b = softmax_regression(unwound(X_spiral), y_spiral)
share, fresh = accuracy(unwound(X_spiral) @ W + b, y_spiral), accuracy(unwound(X_fresh) @ W + b, y_fresh)
print(f"spiral, unwound: {share:.1%} right, {fresh:.1%} of fresh points")
assert min(share, fresh) > 0.99

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4), layout="constrained")
regions(left, lambda P: (P @ W + b).argmax(axis=1), unwound(X_spiral), y_spiral, "Unwound: straight lines suffice")
left.set(xlabel="$\\cos\\psi$", ylabel="$\\sin\\psi$")
regions(
    right, lambda P: (unwound(P) @ W + b).argmax(axis=1), X_spiral, y_spiral, "The same regions, wound up", legend=True
)
plt.show()

# %% [markdown]
r"""
Two features, nine parameters, and more than 99% right. It is the best model of the spiral in this
lecture. It is also a dead end: we *knew* the number 4 and the shape of the arms. Nobody can write
down such features for photographs.

## Features by chance: random Fourier features

So give up knowing. Draw $W_1$ and $b_1$ at random, keep them fixed, and take cosines:

$$
A_1 = \sqrt{\tfrac{2}{d}}\; \cos(X W_1 + b_1), \qquad
(W_1)_{jp} \sim s \cdot \mathcal N(0, 1), \qquad (b_1)_p \text{ uniform between } 0 \text{ and } 2\pi .
$$

These are **random Fourier features**. Each is a wave across the plane, with random direction,
wavelength and position. The number $s$ sets the scale: large $s$, short waves. Only $W_2$ and $b_2$
are trained, by softmax regression, which is convex. So lecture 1 holds word for word, and there are
no bad valleys.
"""


# %%
def fourier(d, s, rng):
    """A function that makes d random Fourier features of scale s from points X, (m, 2)."""
    W1, b1 = s * rng.standard_normal((2, d)), rng.uniform(0, 2 * np.pi, d)
    return lambda X: np.sqrt(2 / d) * np.cos(X @ W1 + b1)


def spiral_by_fourier(d, s, seed):
    """Train on the spiral: the features, W2, b2 and the accuracies on training and on fresh points."""
    feature = fourier(d, s, np.random.default_rng(seed))
    W2, b2 = softmax_regression(feature(X_spiral), y_spiral, eta=2.0, lam=1e-4, steps=500)
    shares = [accuracy(feature(X) @ W2 + b2, y) for X, y in [(X_spiral, y_spiral), (X_fresh, y_fresh)]]
    return feature, W2, b2, shares


# %% picture="Regions from a hundred cosines: too smooth at s=1, right at s=5, confetti at s=100"
fig, axes = plt.subplots(1, 3, figsize=(9.5, 2.9), layout="constrained")
for ax, s in zip(axes, [1, 5, 100], strict=True):
    feature, W2, b2, (share, fresh) = spiral_by_fourier(100, s, seed=0)
    print(f"100 features, s = {s:3}: {share:6.1%} right, {fresh:6.1%} of fresh points")
    regions(
        ax,
        lambda P, feature=feature, W2=W2, b2=b2: (feature(P) @ W2 + b2).argmax(axis=1),
        X_spiral,
        y_spiral,
        f"scale $s = {s}$",
        legend=s == 100,
        resolution=60 if s == 100 else 200,
    )
    assert (fresh > 0.95) == (s == 5)
plt.show()

# %% picture="Accuracy on fresh points against s: it peaks between 3 and 10, higher with more features"
scale_list, counts = [1, 2, 5, 10, 20, 50, 100], [10, 30, 100, 300]
fresh_by = np.array([[spiral_by_fourier(d, s, seed=1)[3][1] for s in scale_list] for d in counts])
fig, ax = plt.subplots(figsize=(6.6, 3.6), layout="constrained")
for d, row, style in zip(counts, fresh_by, ["o:", "s-.", "^--", "D-"], strict=True):
    ax.plot(scale_list, row, style, label=f"$d = {d}$ features")
ax.axhline(1 / 3, color="black", lw=1, linestyle=(0, (5, 3)), label="guessing")
ax.set(xscale="log", xlabel="scale $s$ of the random weights", ylabel="accuracy on fresh points", ylim=(0.3, 1.02))
ax.set_xticks(scale_list, [str(s) for s in scale_list])
ax.minorticks_off()
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
print(f"best of all: {fresh_by.max():.1%};  s = 5: {fresh_by[:, 2].round(3)} for d = {counts}")
assert fresh_by.max() > 0.99
assert fresh_by[2:, 2].min() > 0.98
assert fresh_by[:, -1].max() < 0.6

# %% [markdown]
r"""
Proposal 3 works, and nobody told the features about spirals. A hundred cosines of scale 5 get more than
99% of *fresh* points right, points that were drawn anew and not trained on. But the scale matters: at
$s = 1$ the
waves are too long to bend around an arm. At $s = 100$ they are so short that each training point
can get its own ripple. The training points come out better than the fresh ones, which are near
guessing.

### What the scale means

Why would random cosines know anything? Compare two points $x$ and $x'$ by the scalar product of
their features. We show that it approximates

$$
\phi(x) \cdot \phi(x') = \frac2d \sum_{p} \cos(u_p)\cos(v_p)
\;\approx\; \exp\Bigl(-\tfrac12 s^2 \lVert x - x' \rVert^2\Bigr) ,
$$

with $u_p = x \cdot w_p + b_p$ and $v_p = x' \cdot w_p + b_p$, where $w_p$ is column $p$ of $W_1$
and $b_p$ entry $p$ of $b_1$. So two points count as similar if they lie within about $1/s$ of each
other, and as unrelated if they lie much further apart. The scale $1/s$ is the size of a
neighbourhood. $E$ is the average over the random draws.

**Step 1. A product of cosines is a sum of cosines**, from
$\cos(u \pm v) = \cos u\cos v \mp \sin u \sin v$: $\; 2\cos u \cos v = \cos(u - v) + \cos(u + v)$.

**Step 2. The random phase wipes out the second term.** $u + v$ contains $2b_p$, which is uniform
over two full turns, and a cosine averages to 0 over full turns. In $u - v = (x - x') \cdot w_p$ the
phase has gone.

**Step 3. A weighted sum of normal numbers is normal.** $(x - x') \cdot w_p$ has mean 0 and standard
deviation $\tau = s \lVert x - x' \rVert$. So the average is $E \cos(\tau g)$ with a standard normal
$g$.

**Step 4. Its value.** Write $C(\tau) = E\cos(\tau g) = \int \cos(\tau g)\, \rho(g)\, dg$ with the
bell curve $\rho(g) = e^{-g^2/2}/\sqrt{2\pi}$. Differentiate with respect to $\tau$, use
$g\, \rho(g) = -\rho'(g)$, and integrate by parts (the bell curve is 0 at both ends):

$$
C'(\tau) = -\int \sin(\tau g)\, g\, \rho(g)\, dg = \int \sin(\tau g)\, \rho'(g)\, dg
= -\tau \int \cos(\tau g)\, \rho(g)\, dg = -\tau\, C(\tau) .
$$

With $C(0) = 1$ the solution is $C(\tau) = e^{-\tau^2/2}$. Put $\tau = s\lVert x - x'\rVert$ in, and
the formula is there.
"""

# %% picture="Scalar product of features against distance: 100 features scatter around the bell, 10000 hug it"
rng = np.random.default_rng(3)
u, v = rng.uniform(-9, 9, (2, 50))
agree("step 1", np.cos(u - v) + np.cos(u + v), 2 * np.cos(u) * np.cos(v))
phases = 2 * np.pi * np.arange(1000) / 1000  # evenly spread over a full turn
assert np.abs(np.cos(u[:, np.newaxis] + v[:, np.newaxis] + 2 * phases).mean(axis=1)).max() < 1e-12
w = rng.standard_normal((2, 200_000))
assert abs(np.std([0.3, -0.4] @ w) - 0.5) < 0.005  # step 3: ‖(0.3, -0.4)‖ = 0.5
g, dg = np.linspace(-12, 12, 4001, retstep=True)
for tau in (0.5, 1.0, 2.0):
    integral = np.sum(np.cos(tau * g) * np.exp(-(g**2) / 2)) * dg / np.sqrt(2 * np.pi)
    agree(f"step 4 at τ = {tau}", np.exp(-(tau**2) / 2), integral)

s, distance = 5, np.linspace(0, 1, 60)
line = np.column_stack([distance, np.zeros_like(distance)])  # points at these distances from the first
fig, ax = plt.subplots(figsize=(6.6, 3.5), layout="constrained")
for d, style in [(100, "o"), (10_000, "s")]:
    F = fourier(d, s, np.random.default_rng(4))(line)
    ax.plot(distance, F @ F[0], style, ms=4, label=f"$\\phi(x)\\cdot\\phi(x')$, $d = {d}$")
    print(
        f"d = {d:6}: largest distance from the bell {np.abs(F @ F[0] - np.exp(-((s * distance) ** 2) / 2)).max():.3f}"
    )
ax.plot(distance, np.exp(-((s * distance) ** 2) / 2), color="black", label="$\\exp(-\\frac{1}{2} s^2 \\|x - x'\\|^2)$")
ax.set(xlabel="distance of $x$ and $x'$", ylabel="scalar product of features", title="$s = 5$")
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
assert np.abs(F @ F[0] - np.exp(-((s * distance) ** 2) / 2)).max() < 0.05

# %% [markdown]
r"""
With $s = 5$ a neighbourhood has the radius $1/5$. Outside the crowded middle, the nearest point of
another arm is typically 0.40 away, so a neighbourhood reaches half-way to the next arm. That is why $s$
near 5 fits the spiral. The features are random, but their *scale* is knowledge about the data.

(CMU's slide has no $b_1$ and no $\sqrt{2/d}$. The phase is what makes step 2 work, and the factor
keeps the features at one size for every $d$.)

## Features that are learned

Now the step that makes a neural network. Keep the form $A_1 = \sigma(XW_1 + b_1)$, and let gradient
descent choose $W_1$ and $b_1$ as well:

$$
Z_1 = XW_1 + b_1, \qquad A_1 = \sigma(Z_1), \qquad Z_2 = A_1 W_2 + b_2, \qquad S = \operatorname{softmax}(Z_2) .
$$

This is the **two-layer network**: two layers of weights, with $d$ features between them. Nothing else
is new. By hand, by chance, learned: the three kinds of features differ in who chooses $\phi$.
"""

# %% picture="Circles in three layers: two inputs, four hidden units, three scores; an arrow for every weight"
graphs.network([2, 4, 3], ["$X$\n2 inputs", "$A_1$\n4 features", "$Z_2$\n3 scores"], units=["x", "a", "z"])
plt.show()

# %% [markdown]
r"""
Each arrow is one weight. Each circle in the middle adds up what arrives, adds its bias, and applies
$\sigma$. People often draw no box for $\sigma$, but it is still there.

You will meet these things under many names. A circle is a **unit**, or, in honour of what inspired the
first of them, a **neuron**. (The likeness ends soon: CMU remarks, and we agree, that these networks have
little to do with how a brain works.) The units between input and scores form a **hidden layer**, hidden
because the data say nothing about what they should be. A layer in which every unit receives every output
of the layer before it, as here, is a **fully connected layer**, and fully connected layers one after
another, with an activation in between, make up a **multilayer perceptron** (**MLP**).

The last name has a history. Rosenblatt's *perceptron* (1958) was one layer of weights with a threshold,
trained on examples; the features it looked at were fixed. Minsky and Papert (1969) worked out which
problems such machines cannot solve, among them parity, which we meet in lecture 8. It was known that
layers in between would help. What was missing was a good way to train them.

### One unit is one fold

With ReLU, hidden unit $p$ computes $\max(0,\; x \cdot w_p + b_p)$. On one side of the straight line
$x \cdot w_p + b_p = 0$ it is 0, and on the other it rises like a ramp. It *folds* the plane along
that line. A few such folds can be placed by hand.

**Predict first.** How many folds does it take to fence in the small ring, so that all 200 points
come out right: 2, 3, 4 or 6?

<details><summary>Answer</summary>

Three. To see why two are not enough, take two full circles in place of the points. With two units,
the inner score minus the outer score is
$a_0 \max(0, x \cdot w_0 + b_0) + a_1 \max(0, x \cdot w_1 + b_1) + c$ with some numbers
$a_0, a_1, c$. Choose a direction $v$ in which neither term falls: $a_p\, (v \cdot w_p) \ge 0$ for
both $p$. Each of the two conditions leaves half of all directions, and two halves always share one.
Now walk from any point of the inner circle in the direction $v$. The inner class wins at the start
and keeps winning for ever, also where the walk crosses the outer circle. So two units fail on circles,
and on any ring of points without a gap wide enough to let the border escape. With three units there
are three conditions, and three halves need not share a direction.

</details>

Three directions $w_p$ at 120° to each other, no biases. Add the three units up:

$$ h(x) = \sum_{p=0}^{2} \max(0,\; x \cdot w_p) . $$

The three directions add up to zero, so the three numbers $x \cdot w_p$ do too: what is positive
among them equals what is negative. Hence $h$ is half the sum of the absolute values,

$$ h(x) = \tfrac12 \sum_p \lvert x \cdot w_p \rvert . $$

At distance $r$ from the middle, $h$ is largest in the direction of a $w_p$, where it is
$\frac12(1 + \frac12 + \frac12)\,r = r$. It is smallest at a right angle to one, where it is
$\frac12(0 + \frac{\sqrt3}2 + \frac{\sqrt3}2)\,r \approx 0.866\,r$. So $h$ is a distance measured a
little crookedly: the line $h = c$ is a regular hexagon. The two scores are $h(x)$ for the outer
class and a constant for the inner one.
"""

# %% picture="Left: three folds through the middle. Middle: the hexagons of h. Right: a hexagon fences the ring"
turns = np.deg2rad([90, 210, 330])
W1_hand, b1_hand = np.array([np.cos(turns), np.sin(turns)]), np.zeros(3)
W2_hand, b2_hand = np.array([[1.0, 0], [1, 0], [1, 0]]), np.array([0, 0.72])


def by_hand(X):
    """The scores of the network with three hidden units, all parameters chosen by hand."""
    return relu(X @ W1_hand + b1_hand) @ W2_hand + b2_hand


h = by_hand(X_ring)[:, 0]
print(f"h on the inner ring at most {h[y_ring == 1].max():.2f}, on the outer ring at least {h[y_ring == 0].min():.2f}")
print(f"{accuracy(by_hand(X_ring), y_ring):.0%} right with 3 hidden units")
agree("h as half a sum of absolute values", h, 0.5 * np.abs(X_ring @ W1_hand).sum(axis=1))
around = np.linspace(0, 2 * np.pi, 3601)
on_circle = by_hand(np.column_stack([np.cos(around), np.sin(around)]))[:, 0]
assert np.allclose([on_circle.min(), on_circle.max()], [np.sqrt(3) / 2, 1], atol=1e-6)
assert accuracy(by_hand(X_ring), y_ring) == 1

fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.4), layout="constrained")
side = np.linspace(-1.2, 1.2, 121)
P0, P1 = np.meshgrid(side, side)
H = by_hand(np.column_stack([P0.ravel(), P1.ravel()]))[:, 0].reshape(P0.shape)
for p, dashes in enumerate(["-", "--", ":"]):
    w = W1_hand[:, p]
    axes[0].axline((0, 0), (-w[1], w[0]), color=f"C{p}", linestyle=dashes)
    axes[0].annotate("", 0.75 * w, (0, 0), arrowprops={"arrowstyle": "-|>", "color": f"C{p}", "lw": 1.8})
    axes[0].text(*(0.92 * w), f"$w_{p}$", ha="center", va="center")
axes[0].set(**PLANE, xlim=(-1.2, 1.2), ylim=(-1.2, 1.2), aspect="equal", title="Folds and their $w_p$")
lines = axes[1].contour(P0, P1, H, levels=[0.24, 0.48, 0.72, 0.96], colors="black", linewidths=1.2)
axes[1].clabel(lines, fmt="%.2f", fontsize=9)
axes[1].set(**PLANE, aspect="equal", title="Lines of equal $h$")
regions(axes[2], lambda P: by_hand(P).argmax(axis=1), X_ring, y_ring, "Inside where $h < 0.72$")
plt.show()

# %% [markdown]
r"""
Three units, and no training at all. The border is made of straight pieces, with a bend wherever it
crosses a fold.

### What the nonlinearity adds, in ranks

The rank showed that linear layers add nothing. Now measure what $\sigma$ adds. Put 300 points
through one random layer with $d = 50$ units, apply $\sigma$, and take the rank of $A_1$: the number
of columns that are truly new features.
"""

# %%
rng = np.random.default_rng(5)
Z1 = X_spiral @ (3 * rng.standard_normal((2, 50))) + 0.3 * rng.standard_normal(50)
candidates = {"z": Z1, "z²": Z1**2, "z³": Z1**3, "ReLU": relu(Z1), "tanh": np.tanh(Z1), "cos": np.cos(Z1)}
rank_of = {name: int(np.linalg.matrix_rank(A1)) for name, A1 in candidates.items()}
for name, rank in rank_of.items():
    print(f"σ = {name:5} rank of A1: {rank:2} of 50")
assert [rank_of[name] for name in ("z", "z²", "z³", "ReLU", "tanh", "cos")] == [3, 6, 10, 50, 50, 50]

# %% [markdown]
r"""
Without $\sigma$, fifty units are combinations of three things: $x_0$, $x_1$ and 1. With the square,
of six: $1, x_0, x_1, x_0^2, x_0x_1, x_1^2$. No width gets beyond that, because the square of a
weighted sum is always made of these six. With the cube there are ten. ReLU, tanh and cosine use all
fifty.

CMU says that *essentially any* nonlinear $\sigma$ works. The exception behind "essentially" is
exactly this: **a polynomial does not**. And among continuous $\sigma$, polynomials are the only
exception (Leshno, Lin, Pinkus and Schocken, 1993): with any other, enough units come as close as you
like to any continuous function on a closed and bounded region.

### A gradient borrowed from lecture 3

To train $W_1$ we need $\partial \ell/\partial W_1$, and that derivative is what lectures 3 to 7 are
about. Here we **borrow** it. The function below holds it, for any number of layers. Do not try to
understand its loop yet. You will derive each line, for two layers in lecture 3 and for any number
in lecture 7. What you *can* do today is check it against numbers, with the tool of lecture 1.
"""


# %%
RELU = (relu, lambda z: (z > 0).astype(float))  # an activation is a pair: values, slopes


def borrowed_gradients(X, I_y, layers, activation, lam):
    """For each layer (dW, db) of the penalised mean cross entropy. To be derived in lectures 3 and 7."""
    sigma, slope = activation
    A, Z = [X], []
    for W, b in layers:
        Z.append(A[-1] @ W + b)
        A.append(sigma(Z[-1]))
    G = (softmax(Z[-1]) - I_y) / len(X)
    found = []
    for (W, _), inputs, before in zip(layers[::-1], A[-2::-1], [*Z[-2::-1], None], strict=True):
        found.append((inputs.T @ G + lam * W, G.sum(axis=0)))
        if before is not None:
            G = (G @ W.T) * slope(before)
    return found[::-1]


def descend(X, y, layers, activation, eta, lam, steps):
    """Full-batch gradient descent with the borrowed gradients. Returns new layers."""
    I_y = np.eye(layers[-1][1].size)[y]
    for _ in range(steps):
        steps_back = borrowed_gradients(X, I_y, layers, activation, lam)
        layers = [(W - eta * dW, b - eta * db) for (W, b), (dW, db) in zip(layers, steps_back, strict=True)]
    return layers


def start(sizes, seed, gain=2.0):
    """Random weights of variance gain / inputs, biases 0. (Lecture 7 explains the 2.)"""
    rng = np.random.default_rng(seed)
    return [(np.sqrt(gain / a) * rng.standard_normal((a, b)), np.zeros(b)) for a, b in pairwise(sizes)]


rng = np.random.default_rng(6)
X, y = rng.standard_normal((5, 2)), np.array([0, 2, 1, 1, 0])
layers = [(W, rng.standard_normal(b.shape)) for W, b in start([2, 4, 3], seed=6)]


def penalised(layers):
    """The loss whose gradient we borrow, with λ = 0.1."""
    return cross_entropy(scores(X, layers, relu), y).mean() + 0.05 * sum(np.sum(W**2) for W, _ in layers)


(W1, b1), (W2, b2) = layers
(dW1, db1), (dW2, db2) = borrowed_gradients(X, np.eye(3)[y], layers, RELU, lam=0.1)
agree("borrowed dW1", dW1, gradients.central(lambda W: penalised([(W, b1), (W2, b2)]), W1))
agree("borrowed db1", db1, gradients.central(lambda b: penalised([(W1, b), (W2, b2)]), b1))
agree("borrowed dW2", dW2, gradients.central(lambda W: penalised([(W1, b1), (W, b2)]), W2))
agree("borrowed db2", db2, gradients.central(lambda b: penalised([(W1, b1), (W2, b)]), b2))

# %% [markdown]
r"""
The checks pass, so the function may be used. First a control: proposal 1, fifty *linear* units,
trained. Then proposal 4, a dozen ReLU units, with the same code and the same settings.
"""

# %%
LINEAR = (lambda z: z, np.ones_like)
X, y = X_spiral, y_spiral
linear_net = descend(X, y, start([2, 50, 3], seed=0), LINEAR, eta=0.3, lam=0, steps=1000)
W, b = softmax_regression(X, y, lam=0)
two, one = scores(X, linear_net, LINEAR[0]), X @ W + b
print(f"50 linear units: cross entropy {cross_entropy(two, y).mean():.4f}, {accuracy(two, y):.1%} right")
print(f"one layer:       cross entropy {cross_entropy(one, y).mean():.4f}, {accuracy(one, y):.1%} right")
assert abs(cross_entropy(two, y).mean() - cross_entropy(one, y).mean()) < 1e-3

dozen_start = start([2, 12, 3], seed=0)
dozen = descend(X, y, dozen_start, RELU, eta=1.0, lam=0, steps=1500)
Z2 = scores(X, dozen, relu)
fresh = accuracy(scores(X_fresh, dozen, relu), y_fresh)
print(
    f"12 ReLU units:   cross entropy {cross_entropy(Z2, y).mean():.4f}, {accuracy(Z2, y):.1%} right, fresh {fresh:.1%}"
)
assert cross_entropy(Z2, y).mean() < 0.1
assert min(accuracy(Z2, y), fresh) > 0.97

# %% picture="Fold lines of twelve units: through the middle before training, placed along the arms after"
fig, axes = plt.subplots(1, 2, figsize=(9.5, 4.1), layout="constrained")
for ax, net, title in zip(axes, [dozen_start, dozen], ["Before training", "After 1500 steps"], strict=True):
    regions(ax, lambda P, net=net: scores(P, net, relu).argmax(axis=1), X, y, title, legend=net is dozen)
    box = ax.axis()
    for w, b in zip(net[0][0].T, net[0][1], strict=True):
        foot = -b * w / (w @ w)  # the point of the fold nearest to the middle
        ax.axline(foot, foot + np.array([-w[1], w[0]]), color="black", lw=1.3, linestyle="--")
    ax.axis(box)
plt.show()

# %% [markdown]
r"""
The dashed lines are the folds. At the start all biases are 0, so all folds pass through the middle.
Training has turned them and moved them off the middle, to where the arms need bends. The borders
bend where they cross a fold, and nowhere else.

### Chance against learning

How many features does each kind need? The same softmax regression at the end, the same spirals, four
widths, three random draws each. For the two random kinds, only the last layer is trained. That is a
convex problem, and it would be unfair to stop before its minimum. Plain gradient descent takes very
many steps to get there. So the cell adds *momentum*: it steps along a running average of the gradients,
which goes faster along flat valleys. (Nothing else in this course needs it.)
"""


# %%
def to_the_bottom(A, y, lam=1e-6, steps=3000):
    """Softmax regression on the features A, (m, d), close to its minimum: gradient descent with momentum."""
    with_one = np.column_stack([A, np.ones(len(A))])
    eta = 2 / np.linalg.eigvalsh(with_one.T @ with_one / len(A))[-1]  # no curvature is above half that eigenvalue
    I_y = np.eye(y.max() + 1)[y]
    V, speed = np.zeros((with_one.shape[1], I_y.shape[1])), 0.0  # the last row of V is the bias
    for step in range(steps):
        ahead = V + step / (step + 3) * speed
        new = ahead - eta * (with_one.T @ (softmax(with_one @ ahead) - I_y) / len(A) + lam * ahead)
        V, speed = new, new - V
    return V[:-1], V[-1]


# %% picture="Accuracy on fresh points against features: learned ReLU leads at 8, all three meet at 64"
numbers_of_features = [4, 8, 16, 64]
kinds = {"learned ReLU": [], "random cosines, $s = 5$": [], "random ReLU": []}
for d in numbers_of_features:
    reached = {kind: [] for kind in kinds}
    for seed in range(3):
        net = descend(X, y, start([2, d, 3], seed), RELU, eta=1.0, lam=1e-4, steps=1000)
        reached["learned ReLU"].append(accuracy(scores(X_fresh, net, relu), y_fresh))
        waves = fourier(d, 5, np.random.default_rng(seed))
        W2, b2 = to_the_bottom(waves(X), y)
        reached["random cosines, $s = 5$"].append(accuracy(waves(X_fresh) @ W2 + b2, y_fresh))
        rng = np.random.default_rng(seed)
        angle = rng.uniform(0, 2 * np.pi, d)  # folds in all directions, at all distances up to 1
        W1, b1 = np.array([np.cos(angle), np.sin(angle)]), rng.uniform(-1, 1, d)
        W2, b2 = to_the_bottom(relu(X @ W1 + b1), y)
        reached["random ReLU"].append(accuracy(relu(X_fresh @ W1 + b1) @ W2 + b2, y_fresh))
    for kind, shares in reached.items():
        kinds[kind].append(shares)

fig, ax = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
for i, ((kind, shares), style) in enumerate(zip(kinds.items(), ["o-", "s--", "^:"], strict=True)):
    where = np.array(numbers_of_features) * 1.05 ** (i - 1)  # side by side, so that no bar hides another
    ax.plot(where, np.median(shares, axis=1), style, label=kind)
    ax.vlines(where, np.min(shares, axis=1), np.max(shares, axis=1), color=f"C{i}", lw=1.5)
    print(f"{kind:24} median on fresh points: {np.median(shares, axis=1).round(3)}")
ax.set(xscale="log", xlabel="features $d$", ylabel="accuracy on fresh points", ylim=(0.3, 1.02))
ax.set_xticks(numbers_of_features, [str(d) for d in numbers_of_features])
ax.minorticks_off()
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
r"""
Each bar reaches from the worst to the best of three draws. Over twenty draws, each kind at its own best
learning rate or penalty, the medians are these. With 8 features the learned ones get C8L of fresh points,
the random cosines C8C and the random ReLU units C8R. With 16 features it is C16L, C16C and C16R, and with
64 it is C64L, C64C and C64R.

So learning needs far fewer features, because it puts its units where they are needed. With 64 features
nothing is left of its lead: in a plane, 64 waves or folds are dense enough everywhere, and chance costs
nothing. With more inputs there is more space to fill, and chance has to fill all of it. (An earlier version
of this lecture stopped the training of the last layer after 2000 steps, and concluded that random ReLU
units were poor even at 64. They were only unfinished. When two methods are compared and one of them is
convex, run that one to its minimum.)

So proposals 2, 3 and 4 all work, each at its price: knowledge, numbers, or training. The rest of
the lecture is about the fourth.

## The activation zoo

Which $\sigma$? Many have been tried. First each with its formula and its derivative, because the
derivative is what training will use. Then their virtues and vices, measured.

### Sigmoid and tanh

For the next few lines $\sigma$ is the sigmoid. C182 writes it as $\frac{1}{\exp(-z) + 1}$, 231n and
UvA as $\frac{1}{1 + e^{-z}}$. It is one function, and lecture 1 met it as the softmax of two
scores. Its derivative:

$$
\begin{aligned}
\sigma(z) &= (e^{-z} + 1)^{-1} && \text{the definition}\\
\sigma'(z) &= -(e^{-z} + 1)^{-2} \cdot (-e^{-z}) && \text{chain rule: power, then exponential}\\
&= \frac{1}{e^{-z} + 1} \cdot \frac{e^{-z}}{e^{-z} + 1} && \text{split the fraction}\\
&= \sigma(z)\,\bigl(1 - \sigma(z)\bigr) && \text{since } 1 - \frac{1}{e^{-z}+1} = \frac{e^{-z}}{e^{-z}+1} .
\end{aligned}
$$

A product $\sigma(1 - \sigma)$ with $\sigma$ between 0 and 1 is largest at $\sigma = \frac12$. So
**the slope of the sigmoid is never above $\frac14$**.

The hyperbolic tangent is a sigmoid, stretched. Multiply top and bottom by $e^{-z}$:

$$
\tanh z = \frac{e^z - e^{-z}}{e^z + e^{-z}} = \frac{1 - e^{-2z}}{1 + e^{-2z}}
= \frac{2 - (1 + e^{-2z})}{1 + e^{-2z}} = 2\,\sigma(2z) - 1 .
$$

By the chain rule its slope is $4\,\sigma(2z)\bigl(1 - \sigma(2z)\bigr)$. Put
$\sigma(2z) = \frac12(1 + \tanh z)$ in, and this becomes
$(1 + \tanh z)(1 - \tanh z) = 1 - \tanh^2 z$. The slope at 0 is 1, four times that of the sigmoid.
"""


# %%
def sigmoid(z):
    """1 / (exp(-z) + 1), elementwise, without overflow for large negative z."""
    e = np.exp(-np.abs(z))
    return np.where(z >= 0, 1, e) / (e + 1)


z = np.array([-3.1, -0.7, 0.4, 2.2])  # no kink of this lecture lies near one of these
line_2 = -((np.exp(-z) + 1) ** -2) * -np.exp(-z)
line_3 = 1 / (np.exp(-z) + 1) * (np.exp(-z) / (np.exp(-z) + 1))
line_4 = sigmoid(z) * (1 - sigmoid(z))
numeric = gradients.central(lambda z: sigmoid(z).sum(), z)  # entry by entry: σ of one entry moves alone
agree("sigmoid, line 2", line_2, numeric)
agree("sigmoid, line 3", line_3, numeric)
agree("sigmoid, line 4", line_4, numeric)
agree("tanh z = 2σ(2z) - 1", 2 * sigmoid(2 * z) - 1, np.tanh(z))
agree("slope of tanh", 1 - np.tanh(z) ** 2, gradients.central(lambda z: np.tanh(z).sum(), z))
assert sigmoid(np.zeros(1)) * (1 - sigmoid(np.zeros(1))) == 0.25
assert 0.25**10 < 1e-6

# %% [markdown]
r"""
### The ReLU family

All of these are the identity, or close to it, for large $z$. They differ on the left.

| name | $\sigma(z)$ | $\sigma'(z)$ |
|:--|:--|:--|
| ReLU | $\max(0, z)$ | 1 if $z > 0$, else 0 |
| leaky ReLU | $z$ if $z > 0$, else $a z$ | 1 if $z > 0$, else $a$ |
| parametric ReLU | $z$ if $z > 0$, else $\beta z$, with $\beta$ trained | 1 if $z > 0$, else $\beta$ |
| ELU | $z$ if $z > 0$, else $\alpha(e^z - 1)$ | 1 if $z > 0$, else $\alpha e^z$ |
| softplus | $\log(1 + e^z)$ | $\frac{e^z}{1 + e^z} = \sigma_{\text{sigmoid}}(z)$ |
| noisy ReLU | $\max(0, z + \varepsilon)$, with $\varepsilon$ random | 1 if $z + \varepsilon > 0$, else 0 |
| maxout | $\max(z, z')$ of *two* weighted sums | 1 for the larger one, 0 for the other |

Notes on the lines of the table:

- **Kinks.** At $z = 0$ the ReLU has no derivative: the slope is 0 on the left and 1 on the right.
  Any number between them will do, and one takes 0. In this series, as in UvA, the case $z = 0$
  belongs to the left.
- **Two leaky ReLUs.** 231n draws the slope $a = 0.1$, UvA writes $a = 0.01$. Both are common.
  Always say which.
- **Parametric.** $\beta$ is a parameter like a weight, and has a derivative of its own:
  $\partial\sigma / \partial \beta = z$ if $z \le 0$, else 0.
- **ELU.** On the left its slope is $\alpha e^z = \sigma(z) + \alpha$, so it can be had from the
  value. With $\alpha = 1$ the two halves meet with the same slope, and there is no kink. (The slope
  itself still has one: its own slope jumps from 1 to 0.)
- **Softplus.** Its slope is the sigmoid, by the chain rule: $\frac{1}{1 + e^z} \cdot e^z$.
- **Maxout** is no function of one number, and the exception to C182's rule of thumb that
  activations work on each entry by itself. A unit has two sets of weights, $z = x \cdot w + b$ and
  $z' = x \cdot w' + b'$. It contains ReLU ($z' = 0$), leaky ReLU ($z' = a z$) and the absolute
  value ($z' = -z$).
"""

# %%
ZOO = {  # name: (value, slope)
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * sigmoid(-z)),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "softplus": (lambda z: np.logaddexp(0, z), sigmoid),
    "ReLU": RELU,
    "leaky ReLU, a = 0.1": (lambda z: np.where(z > 0, z, 0.1 * z), lambda z: np.where(z > 0, 1, 0.1)),
    "leaky ReLU, a = 0.01": (lambda z: np.where(z > 0, z, 0.01 * z), lambda z: np.where(z > 0, 1, 0.01)),
    "ELU, α = 1": (
        lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))),
        lambda z: np.where(z > 0, 1, np.exp(np.minimum(z, 0))),
    ),
}
for name, (sigma, slope) in ZOO.items():
    agree(name, slope(z), gradients.central(lambda z, sigma=sigma: sigma(z).sum(), z))


def parametric(z, beta):
    """Parametric ReLU: z on the right, beta z on the left."""
    return np.where(z > 0, z, beta * z)


def maxout(z, other):
    """The larger of two weighted sums, elementwise."""
    return np.maximum(z, other)


agree("parametric, slope in z", np.where(z > 0, 1, 0.3), gradients.central(lambda z: parametric(z, 0.3).sum(), z))
agree("parametric, slope in β", np.minimum(z, 0).sum(), gradients.central(lambda beta: parametric(z, beta).sum(), 0.3))
other = np.array([-1.0, -2.0, 3.0, 1.0])
agree("maxout, slope in z", np.where(z > other, 1.0, 0), gradients.central(lambda z: maxout(z, other).sum(), z))
agree("maxout, slope in z'", np.where(z > other, 0, 1.0), gradients.central(lambda o: maxout(z, o).sum(), other))
assert np.array_equal(maxout(z, 0 * z), relu(z))
assert np.array_equal(maxout(z, 0.1 * z), ZOO["leaky ReLU, a = 0.1"][0](z))
assert np.array_equal(maxout(z, -z), np.abs(z))

# %% [markdown]
r"""
**Where the noise comes from.** The noise of the noisy ReLU is normal with mean 0, and its
*variance* is the sigmoid of $z$: UvA writes $\varepsilon \sim N(0, \sigma(z))$. The odd choice has
a reason (Nair and Hinton, 2010). Take many units that are on (1) or off (0) at random, the $i$-th
with probability $\operatorname{sigmoid}(z - i + \frac12)$, $i = 1, 2, 3, \dots$, and add them up.
The mean of the sum is $\sum_i \operatorname{sigmoid}(z - i + \frac12)$, which is very nearly the
softplus. Its variance is $\sum_i \operatorname{sigmoid}' (z - i + \frac12)$, which is very nearly
the sigmoid. The noisy ReLU imitates this sum with one number.
"""

# %%
grid = np.linspace(-6, 6, 121)
copies = grid[:, np.newaxis] - np.arange(1, 60) + 0.5
mean_gap = np.abs(sigmoid(copies).sum(axis=1) - np.logaddexp(0, grid)).max()
variance_gap = np.abs((sigmoid(copies) * sigmoid(-copies)).sum(axis=1) - sigmoid(grid)).max()
print(f"sum of on-off units: mean within {mean_gap:.3f} of softplus, variance within {variance_gap:.3f} of sigmoid")
assert max(mean_gap, variance_gap) < 0.02

# %% picture="Nine panels with values and slopes of the activations; sigmoid and tanh flatten on both sides"
fig, axes = plt.subplots(3, 3, figsize=(9.5, 7.6), layout="constrained", sharex=True)
grid = np.linspace(-4, 4, 400)
left, right = grid[grid <= 0], grid[grid > 0]
for ax, name in zip(axes.flat, ["sigmoid", "tanh", "softplus", "ReLU"], strict=False):
    sigma, slope = ZOO[name]
    ax.plot(grid, sigma(grid), color="C0", label="value $\\sigma(z)$")
    for part in (left, right):
        label = "slope $\\sigma'(z)$" if part is left else None
        ax.plot(part, slope(part), color="C3", linestyle="--", label=label)
    ax.set_title(name)
axes[0, 1].legend(loc="lower right", fontsize=9)

ax = axes[1, 1]
for name, dashes in [("leaky ReLU, a = 0.1", "-"), ("leaky ReLU, a = 0.01", ":")]:
    ax.plot(grid, ZOO[name][0](grid), dashes, color="C0", label="value, " + name[12:])
for part in (left, right):
    ax.plot(part, ZOO["leaky ReLU, a = 0.1"][1](part), color="C3", linestyle="--")
ax.set_title("leaky ReLU")
ax.legend(loc="upper left", fontsize=9)
ax = axes[1, 2]
for beta, dashes in [(0.5, "-"), (0.25, "-."), (-0.2, ":")]:
    ax.plot(grid, parametric(grid, beta), dashes, color="C0", label=f"value, β = {beta}")
for part in (left, right):
    ax.plot(part, np.where(part > 0, 1, 0.5), color="C3", linestyle="--")
ax.set_title("parametric ReLU")
ax.legend(loc="upper left", fontsize=9)
ax = axes[2, 0]
noise = np.sqrt(sigmoid(grid[::5])) * np.random.default_rng(7).standard_normal(grid[::5].size)
ax.plot(grid, relu(grid), color="C0", lw=1)
ax.plot(grid[::5], relu(grid[::5] + noise), "o", color="C0", ms=3, label="values drawn once")
ax.plot(grid[::5], RELU[1](grid[::5] + noise), "_", color="C3", ms=7, label="their slopes")
ax.set_title("noisy ReLU")
ax.legend(loc="upper left", fontsize=8, handlelength=0.8)
ax = axes[2, 1]
ax.plot(grid, ZOO["ELU, α = 1"][0](grid), color="C0")
ax.plot(grid, ZOO["ELU, α = 1"][1](grid), color="C3", linestyle="--")
ax.set_title("ELU, α = 1")
ax = axes[2, 2]
one, two = 0.9 * grid - 0.6, -0.5 * grid + 0.3
ax.plot(grid, maxout(one, two), color="C0")
for chosen, rate in [(two > one, -0.5), (one > two, 0.9)]:
    ax.plot(grid[chosen], np.full(chosen.sum(), rate), color="C3", linestyle="--")
ax.set_title("maxout of $0.9x - 0.6$ and $0.3 - 0.5x$")
ax.title.set_fontsize(11)
for ax in axes.flat:
    ax.axhline(0, color="black", lw=0.6)
    ax.axvline(0, color="black", lw=0.6)
    ax.set(ylim=(-1.6, 5.6))
axes[0, 0].set_ylim(-0.1, 1.1)  # so that its slope of at most 1/4 can be seen
axes[0, 1].set_ylim(-1.2, 1.2)
for ax in axes[2]:
    ax.set_xlabel("$z$" if ax is not axes[2, 2] else "$x$")
plt.show()

# %% [markdown]
r"""
### Saturation, measured

A unit is **saturated** where its curve is flat. A gradient that passes through it is multiplied by
its slope, so behind a flat piece nothing can be learned. How often does that happen? If the inputs
of a unit are of size 1, the size $g$ of its weighted sum grows with its weights. Draw $z = g \cdot$
(standard normal), and count slopes below 0.01.

**Predict first.** At $g = 1$, which of sigmoid, tanh, ReLU and ELU has the largest share of flat
places? And at $g = 10$?

<details><summary>Answer</summary>

At $g = 1$ it is the ReLU: its left half is *exactly* flat, so half of the places are, at any $g$.
Sigmoid and tanh start at almost nothing and climb: they are flat at both ends, and large sums lie
at the ends. At $g = 10$ about 65% of the places of a sigmoid are flat and 77% of a tanh, and it is
the tanh.

</details>
"""

# %% picture="Share of flat places against size of z: sigmoid and tanh climb towards 1, ReLU stays at one half"
normal = np.random.default_rng(8).standard_normal(100_000)
sizes = np.array([0.25, 0.5, 1, 2, 4, 7, 10, 20])
flat = {
    name: np.array([np.mean(np.abs(ZOO[name][1](g * normal)) < 0.01) for g in sizes])
    for name in ("sigmoid", "tanh", "ReLU", "ELU, α = 1", "leaky ReLU, a = 0.1")
}
for name, shares in flat.items():
    print(f"{name:20} flat at g = 1: {shares[2]:6.1%}, at g = 10: {shares[6]:6.1%}")
assert np.allclose([flat["sigmoid"][6], flat["tanh"][6], flat["ReLU"][6]], [0.65, 0.77, 0.5], atol=0.005)
assert max(flat["sigmoid"][2], flat["tanh"][2]) < 0.01

fig, ax = plt.subplots(figsize=(7.2, 3.6), layout="constrained")
for (name, shares), style in zip(flat.items(), ["o-", "s--", "^-", "D-.", "v:"], strict=True):
    ax.plot(sizes, shares, style, ms=5, label=name)
ax.set(xscale="log", xlabel="size $g$ of the weighted sums", ylabel="share with slope below 0.01", ylim=(-0.03, 1))
ax.set_xticks(sizes, [f"{g:g}" for g in sizes])
ax.minorticks_off()
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
r"""
So "ReLU does not saturate" is half true: it does not on the *right*. The real difference is another
one. The flat half of a ReLU is flat for some examples and steep for others, and where it is steep the
slope is exactly 1. A sigmoid passes on at most a quarter of a gradient even at its best. Ten of
them in a row pass on at most $0.25^{10}$, less than a millionth. Lecture 7 measures how gradients
fare in deep networks. (It will also show that ReLUs alone do not prevent vanishing or explosion,
although a slide of UvA suggests it. The weights have a say.)

The flat half also has a use: half of the features are exactly 0, which is called **sparse**.

Saturation is also where code breaks. For $z \ge 37$ the sigmoid rounds to exactly 1. Then
$\sigma(1-\sigma)$ is exactly 0, while the true slope is about $e^{-z}$. The form
$\sigma(z)\,\sigma(-z)$, which is the same function, keeps it.
"""

# %%
whole = np.arange(0.0, 60)
rounded = sigmoid(whole) * (1 - sigmoid(whole))
print(f"σ(1 - σ) is exactly 0 from z = {whole[rounded == 0][0]:.0f}; there σ(z)σ(-z) = {ZOO['sigmoid'][1](37.0):.1e}")
assert whole[rounded == 0][0] == 37
assert np.isclose(ZOO["sigmoid"][1](37.0), np.exp(-37.0))

# %% [markdown]
r"""
### Zero-centred or not, measured

The outputs of a sigmoid lie between 0 and 1, around $\frac12$. Those of tanh lie around 0. Does it
matter? The clean test changes *only* the centre: features $\sigma(Z_1)$ against
$\sigma(Z_1) - \frac12$. The bias of the next layer can undo the difference, so both say exactly the
same things. Whatever differs is the training. We train the last layer only, where the loss is
convex, with the same random first layer.

**Predict first.** Which of the two can take the larger learning rate?

<details><summary>Answer</summary>

The one around 0, by a factor between four and five at the start. The paragraph below the figure says why.

</details>
"""

# %% picture="Loss after 300 steps against learning rate: centred features take larger steps and end lower"
rng = np.random.default_rng(1)
X, y = X_spiral, y_spiral
Z1 = X @ (3 * rng.standard_normal((2, 50))) + 1.5 * rng.standard_normal(50)
centres = {"$\\sigma$, around 1/2": sigmoid(Z1), "$\\sigma - 1/2$, around 0": sigmoid(Z1) - 0.5}
rates = [0.03, 0.1, 0.3, 0.5, 1, 3, 7, 20]
ends, safe = {}, []
for name, A1 in centres.items():
    ends[name] = []
    for eta in rates:
        W2, b2 = softmax_regression(A1, y, eta=eta, lam=0, steps=300)
        ends[name].append(cross_entropy(A1 @ W2 + b2, y).mean())
    with_bias = np.column_stack([A1, np.ones(len(A1))])
    stretch = np.linalg.eigvalsh(with_bias.T @ with_bias / len(A1))[::-1]
    safe.append(2 / (stretch[0] / 3))  # at the start, the softmax of 3 classes adds the factor 1/3
    print(f"{name:25} best loss {min(ends[name]):.3f}")
    print(f"    two largest eigenvalues {stretch[:2].round(1)}, so at the start η is safe below {safe[-1]:.2f}")
uncentred, centred = (np.array(row) for row in ends.values())
assert np.allclose(safe, [0.42, 1.77], atol=0.01)
assert np.all(np.abs(uncentred - centred)[:2] < 0.01)
assert centred.min() < uncentred.min() / 3

fig, ax = plt.subplots(figsize=(7.2, 3.4), layout="constrained")
for (name, row), style in zip(ends.items(), ["o--", "s-"], strict=True):
    ax.plot(rates, row, style, label=name)
ax.axhline(np.log(3), color="black", lw=1, linestyle=(0, (5, 3)), label="log 3: knows nothing")
ax.set(xscale="log", xlabel="learning rate $\\eta$", ylabel="loss after 300 steps (nats)", ylim=(0, 2.2))
ax.set_xticks(rates, [f"{eta:g}" for eta in rates])
ax.minorticks_off()
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
r"""
With small steps the two are alike. With larger ones the uncentred features break down, while the
centred ones go on improving. The printed eigenvalues say why. In the direction of an eigenvector of
$\frac1m A^T A$, where $A$ holds the features and a column of ones, the loss curves in proportion to
the eigenvalue. Across a valley of curvature $c$, gradient descent multiplies the distance from the
bottom by $1 - \eta c$ at each step. So it settles only if $\eta c < 2$, and the *steepest*
direction limits the learning rate for all the others. When every feature has a mean near $\frac12$,
moving all its weights together moves the scores of all examples together. That is one very steep
direction, with an eigenvalue thirteen times the next, which says nothing about any example in
particular. Centring takes most of it away. (The bound holds at the start. The curvature changes on
the way, and the centred features then tolerate even larger rates than it says.)

Over twenty random first layers, the features around $\frac12$ get down to a loss of 0.498 at their best
rate, $\eta = 0.5$, and the features around 0 to 0.143 at theirs, $\eta = 7$.

There is a second effect of outputs that are all positive. For one example, the gradient with respect
to the weights into a next unit is the row $A_1$ times one number. If $A_1 > 0$, all its entries have
the same sign: one example can raise all these weights or lower all of them, but not raise some and
lower others. ReLU has this trait too.

(UvA explains tanh's stronger gradients by its centre. Two things are at work: the centre, measured
here, and the slope, which the formula makes up to four times larger.)

"""

# %%
A1, W2 = sigmoid(Z1[:1]), rng.standard_normal((50, 3))  # one example
at_weights = gradients.central(lambda W: cross_entropy(A1 @ W, y[:1])[0], W2)
print("signs in each column of the gradient at W2:", [set(np.sign(column).tolist()) for column in at_weights.T])
assert all(len(set(np.sign(column))) == 1 for column in at_weights.T)
means = {name: ZOO[name][0](normal).mean() for name in ("sigmoid", "tanh", "ReLU", "ELU, α = 1", "softplus")}
print("mean output for standard normal z:", {name: f"{mean:.2f}" for name, mean in means.items()})
assert abs(means["sigmoid"] - 0.5) < 0.01
assert abs(means["ReLU"] - 1 / np.sqrt(2 * np.pi)) < 0.01
assert abs(means["tanh"]) < 0.01 < means["ELU, α = 1"] < means["ReLU"] < means["softplus"]

# %% [markdown]
r"""
### Dead units, measured

A ReLU unit whose sum is negative for *every* example gives 0 everywhere and has slope 0 everywhere.
Its weights get no gradient, so nothing brings it back. It is **dead**.

**Predict first.** We train 50 ReLU units on the spiral for 300 steps, with learning rates from 1 to
10. One of our sources says that units die from large gradients, and that *higher* learning rates
mitigate the problem. Do they?
"""

# %% picture="Share of dead units against learning rate: hardly any up to 2, some at 4, nearly all from 8 on"
dead_rates, dead, dead_loss = [0.5, 1, 2, 4, 5, 6, 8, 10], [], []
for eta in dead_rates:
    nets = [descend(X, y, start([2, 50, 3], seed), RELU, eta=eta, lam=0, steps=300) for seed in range(3)]
    dead.append([np.mean((X @ W1 + b1 <= 0).all(axis=0)) for (W1, b1), _ in nets])
    dead_loss.append(np.median([cross_entropy(scores(X, net, relu), y).mean() for net in nets]))
dead = np.array(dead)
for eta, shares, loss in zip(dead_rates, dead, dead_loss, strict=True):
    print(f"η = {eta:4}: dead {shares.min():4.0%} to {shares.max():4.0%}, median loss {loss:.2f}")
assert dead[:3].max() == 0
assert 0 < np.median(dead[3]) < 0.5
assert dead[6:].min() > 0.9

fig, ax = plt.subplots(figsize=(6.4, 3.2), layout="constrained")
ax.plot(dead_rates, np.median(dead, axis=1), "o-")
ax.vlines(dead_rates, dead.min(axis=1), dead.max(axis=1), color="black", lw=1)
ax.set(xlabel="learning rate $\\eta$", ylabel="share of dead units", title="50 ReLU units, 3 starts each")
plt.show()

# %% [markdown]
r"""
They do not. Over twenty starts no unit dies at $\eta = 1$. At $\eta = 4$ the median share of dead units is
25%, and at $\eta = 8$ it is 96%. One step that is too long throws the biases below everything the examples can reach. So the advice must read:
**lower** learning rates mitigate the problem.

Does a leak help? Put all 50 units on the dead side at the start, with biases of $-5$, and train.
"""

# %%
for name in ("ReLU", "leaky ReLU, a = 0.1", "softplus"):
    (W1, b1), second = start([2, 50, 3], seed=0)
    net = [(W1, b1 - 5), second]
    assert (X @ W1 + b1 - 5 <= 0).all()
    net = descend(X, y, net, ZOO[name], eta=0.3, lam=0, steps=1500)
    moved = np.abs(net[0][0] - W1).max()
    loss = cross_entropy(scores(X, net, ZOO[name][0]), y).mean()
    print(f"{name:20} W1 moved: {moved > 0!s:5}  loss {loss:.3f}")
    if name == "ReLU":
        assert moved == 0
        assert round(loss, 3) == round(np.log(3), 3)
    elif name == "softplus":
        assert moved > 0
        assert loss > 0.7
    else:
        assert moved > 0
        assert 0.73 < loss < 0.74

# %% [markdown]
r"""
The ReLU network stays at $\log 3$ for ever: $W_1$ never moves. The leaky one learns, and stops at
0.733. You have seen that number: it is the loss of *straight lines*. All its units are still on
their left side, where a leaky ReLU is a straight line of slope 0.1, and two linear layers are one.
A leak keeps a unit alive. It does not bring it to the fold. Softplus is flat out there but never
exactly, and it has only begun to move.

### Side by side

Six activations, the same network with 50 units, the same starts, 400 steps. Each gets the learning rate
that suits it best, out of three. The table shows the median loss of three starts.
"""

# %%
CONTESTANTS = ("sigmoid", "tanh", "softplus", "ReLU", "leaky ReLU, a = 0.1", "ELU, α = 1")


def end_of(name, eta):
    """The median loss after 400 steps of 50 units with this activation, over three starts."""
    nets = [descend(X, y, start([2, 50, 3], s, gain=1), ZOO[name], eta, 0, 400) for s in range(3)]
    return np.median([cross_entropy(scores(X, net, ZOO[name][0]), y).mean() for net in nets])


def show(table, rates):
    """Print a row of losses for each activation, its best one marked."""
    print("loss after 400 steps, η =" + "".join(f"{eta:8g} " for eta in rates))
    for name, row in table.items():
        print(f"{name:25}" + "".join(f"{loss:8.3f}{'*' if loss == min(row) else ' '}" for loss in row))


narrow = {name: [end_of(name, eta) for eta in (0.3, 1, 3)] for name in CONTESTANTS}
show(narrow, (0.3, 1, 3))
assert min(narrow, key=lambda name: min(narrow[name])) == "ReLU"

# %% [markdown]
r"""
At its own best learning rate, ReLU ends lowest. The two whose outputs are all positive *and* whose slopes
stay below 1, sigmoid and softplus, are among the last. 231n advises to *start with ReLU*, and the table
agrees. An earlier version of this lecture stopped here, satisfied.

**Predict first.** Look again at where the stars stand. What is wrong with this comparison?

<details><summary>Answer</summary>

Nearly all stars stand in the *last* column, at the edge of the grid. For those activations we do not know
their best rate. We only know that it is not below 3, or not much.

</details>
"""

# %%
rates = (2, 3, 4, 6, 8)
wider = {name: [end_of(name, eta) for eta in rates] for name in CONTESTANTS}
show(wider, rates)
assert min(wider, key=lambda name: min(wider[name])) == "tanh"
assert min(wider["sigmoid"]) < 0.7 * min(narrow["sigmoid"])

# %% [markdown]
r"""
With a wider grid, *tanh* ends lowest, and the sigmoid's loss falls to about half of what the narrow grid
showed. Three starts are few, so here is the result over twenty, each activation with its own fine grid that
contains its best rate. **Tanh at $\eta = 4$ ends at 0.028 (eight of ten starts between 0.021 and 0.037),
ReLU at its best rate, $\eta = 3$, at 0.055 (0.051 to 0.067).** Leaky ReLU ends at 0.072, sigmoid at
0.155, ELU at 0.163 and softplus at 0.231. At $\eta = 5$, beside its best rate, tanh still beats ReLU.

So the first table showed what it did because its grid ended where it did. What is left of *start with
ReLU*? From this network, nothing. (Nor is it a case for tanh in general: this is one small network with one
hidden layer on one data set, and tanh is worse at $\eta = 2$ and 3 than at 1. ReLU has its reputation from
*deep* networks, where ten slopes of at most 1 are multiplied. Lecture 7 looks at those.) The lesson is
about comparing: **tune each side by itself, and if the best value stands at the edge of the grid, the grid
is too small.** From here on, every comparison in this course has been made like this, and
[the ledger of claims](../docs/reference/claims.md) lists them all, with seeds and intervals.


| | for | against |
|:--|:--|:--|
| sigmoid | reads as a probability, bounded | slope at most $\frac14$, flat at both ends, around $\frac12$ |
| tanh | around 0, slope up to 1, bounded | flat at both ends |
| ReLU | cheap, slope exactly 1 where on, sparse | can die, all outputs positive, a kink |
| leaky, parametric | no unit without a gradient | one more number to choose or to train |
| ELU | no kink for $\alpha = 1$, mean nearer to 0 | an exponential, flat far left |
| softplus | smooth, never exactly flat | all outputs positive, slope below 1 |
| maxout | learns the shape of its own fold | twice the weights |

## Width is capacity

How many hidden units? More units can say more. What a model *can* say is called its **capacity**.
Here is a case where capacity hurts: 60 points of two interlocking half moons, with so much noise
that the classes overlap. 2000 further points, never trained on, judge the result.

**Predict first.** With 50 units the training points come out almost all right. Are the fresh points
better or worse off than with 6 units?
"""


# %%
def moons_run(d, lam, seed, steps=2000):
    """Train d ReLU units on 60 noisy points: the network, the points, accuracies on training and fresh points."""
    X, y = data.moons(60, noise=0.35, rng=seed)
    net = descend(X, y, start([2, d, 2], seed), RELU, eta=0.7, lam=lam, steps=steps)
    shares = [accuracy(scores(A, net, relu), c) for A, c in [(X, y), (X_judge, y_judge)]]
    return net, X, y, shares


X_judge, y_judge = data.moons(2000, noise=0.35, rng=1000)
by_width = {d: [moons_run(d, 0.0, seed) for seed in range(5)] for d in (2, 6, 12, 50)}
by_penalty = {lam: [moons_run(50, lam, seed) for seed in range(5)] for lam in (0.001, 0.01, 0.1)}


def mean_shares(runs):
    """Mean accuracy on training and on fresh points over runs."""
    return np.mean([shares for *_, shares in runs], axis=0)


for d, runs in by_width.items():
    train, fresh = mean_shares(runs)
    print(f"d = {d:2}, λ = 0:     training {train:.1%}, fresh {fresh:.1%}")
for lam, runs in by_penalty.items():
    train, fresh = mean_shares(runs)
    print(f"d = 50, λ = {lam:<5}: training {train:.1%}, fresh {fresh:.1%}")
widths_fresh = {d: mean_shares(runs)[1] for d, runs in by_width.items()}
widths_train = {d: mean_shares(runs)[0] for d, runs in by_width.items()}
penalty_fresh = {lam: mean_shares(runs)[1] for lam, runs in by_penalty.items()}
assert widths_train[2] < widths_train[6] < widths_train[50]
assert widths_train[50] > 0.95
assert penalty_fresh[0.01] > max(widths_fresh.values())
assert penalty_fresh[0.1] < penalty_fresh[0.01]
spread = {d: np.ptp([shares[1] for *_, shares in runs]) for d, runs in (by_width | by_penalty).items()}
assert spread[0.01] < 0.6 * spread[50]


# %% picture="Three widths: two units draw a bent line, six more corners, fifty wrap single points"
def moons_panels(runs, titles):
    """The regions of the third run of each entry, side by side."""
    _, axes = plt.subplots(1, 3, figsize=(9.5, 3), layout="constrained")
    for ax, (_, _, (net, X, y, shares), *_), title in zip(axes, runs, titles, strict=True):
        regions(ax, lambda P, net=net: scores(P, net, relu).argmax(axis=1), X, y, title, legend=ax is axes[2])
        ax.set_aspect("auto")
        ax.set_xlabel(f"feature 0\n({shares[0]:.0%} right, {shares[1]:.0%} of fresh points)")
    plt.show()


moons_panels([by_width[d] for d in (2, 6, 50)], [f"$d = {d}$, $\\lambda = 0$" for d in (2, 6, 50)])

# %% [markdown]
r"""
The figure shows one of the five samples, the third, where it is easiest to see. The training
accuracy grows with the width. The fresh accuracy does not: the wide network bends around single
points that are noise. It **overfits**. Is the wide network therefore *worse* on fresh points? In these
five samples it is, by the mean. But five samples say little. Over sixty
samples, 6 units get 85.8% of fresh points and 50 units 85.7%: a difference of −0.1 percentage points (95%
interval −0.8% to 0.7%). Nothing is established except that the extra units did not help.

### Regularise instead of shrinking

Two cures offer themselves: fewer units, or a stronger penalty on the weights of the wide network.
231n says: do not use the size of the network as a regulariser, use regularisation. Below, $d = 50$
in all three panels, on the same five samples as before.
"""

# %% picture="Fifty units with growing penalty: ragged border, smooth bent border, almost straight border"
moons_panels(by_penalty.values(), [f"$d = 50$, $\\lambda = {lam}$" for lam in by_penalty])

# %% picture="Fresh accuracy over width without penalty, and over penalty at d=50, which reaches higher"
fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.4), layout="constrained", sharey=True)
penalised_runs = {0.0: by_width[50]} | by_penalty
for ax, runs, what in [(left, by_width, "width $d$, no penalty"), (right, penalised_runs, "penalty λ, width 50")]:
    shares = np.array([[run[3] for run in group] for group in runs.values()])  # (settings, seeds, 2)
    where = np.arange(len(runs))
    for part, style, label in [(0, "s--", "training points"), (1, "o-", "fresh points")]:
        (line,) = ax.plot(where, shares[:, :, part].mean(axis=1), style, label=label)
        ax.plot(where + 0.2 * part - 0.1, shares[:, :, part], style[0], color=line.get_color(), ms=4, mfc="none")
    ax.set_xticks(where, [f"{key:g}" for key in runs])
    ax.set(xlabel=what, xlim=(-0.4, len(runs) - 0.6))
left.set_ylabel("accuracy: mean, and 5 samples")
right.legend(loc="upper right")
plt.show()

# %% [markdown]
r"""
Here 231n is right, and this time sixty samples say so too. With $\lambda = 0.003$ the fifty units get
88.0% of fresh points, 2.2 percentage points more than without a penalty (95% interval 1.8% to 2.7%), and
more than any width without one. The penalty has two more
advantages. It can be turned smoothly, while the width jumps. And the results of the wide network spread
a good deal less from sample to sample: 0.57 times as far at $\lambda = 0.003$. But more is not always better: at $\lambda = 0.1$ the border is
nearly straight, and the network **underfits**.

Two cautions. The best λ was picked on the points that judge it, which flatters it a little. With
real data one picks on *validation* data and judges on *test* data. And 231n's penalty is
$\lambda\lVert W\rVert^2$, without the $\frac12$, so its λ is half of ours.

## One hidden layer draws any curve

How much can one hidden layer say, if it is wide enough? Take one input $t$ between 0 and 1 and one
output. A ReLU unit with weight 1 and bias $-t_p$ is a ramp that starts at $t_p$. A weighted sum of
ramps is a chain of straight pieces, and *any* chain can be had:

**Step 1. Go through points of the curve.** Choose places $0 = t_0 < t_1 < \dots < t_d = 1$ and join
the points $(t_p, f(t_p))$ by straight pieces. The piece that starts at $t_p$ has the slope

$$ v_p = \frac{f(t_{p+1}) - f(t_p)}{t_{p+1} - t_p} . $$

**Step 2. Write down what each ramp must add.** At $t_p$ the slope changes by $c_p = v_p - v_{p-1}$
(and $c_0 = v_0$). A ramp with the factor $c_p$ that starts at $t_p$ adds just that, and leaves
everything before it alone:

$$ \hat f(t) = f(0) + \sum_{p=0}^{d-1} c_p \max(0,\; t - t_p) . $$

This is a two-layer network with $d$ ReLU units. Its weights are known without training.

**Step 3. How far is it off?** On a piece of length $\delta$, the distance between a curve and its
chord is at most $\frac18 \delta^2$ times the largest second derivative.

<details><summary>Why the eighth</summary>

Let $e = f - \hat f$ on one piece: $e$ is 0 at both ends and $e'' = f''$, since the chord is
straight. Let $M$ be the largest $|f''|$. Compare with the parabola
$q(t) = \frac M2 (t - t_p) (t_{p+1} - t)$, which is 0 at both ends too and has $q'' = -M$. Then
$(q - e)'' = -M - f'' \le 0$, so $q - e$ bends down and is 0 at both ends, hence never negative:
$e \le q$. The same for $-e$. And $q$ is largest in the middle of the piece:
$\frac M2 \cdot \frac \delta2 \cdot \frac \delta2 = \frac18 M \delta^2$.

</details>

Now the wiggles. For $f(t) = \sin(2\pi \nu t)$, with $\nu$ full waves, $|f''|$ is at most
$(2\pi \nu)^2$. With $d$ equal pieces, $\delta = 1/d$:

$$ \text{error} \;\le\; \frac{(2\pi \nu)^2}{8 d^2} = \frac{\pi^2}{2} \Bigl(\frac \nu d\Bigr)^2 . $$

**Predict first.** You need 20 units for a curve with 2 waves. How many for one with 20 waves, at
the same accuracy? And to make the error 100 times smaller?

<details><summary>Answer</summary>

200 units: only $\nu/d$ counts, so units per wave. And 10 times the units make the error 100 times
smaller, because $d$ enters squared.

</details>
"""


# %%
def ramps(f, d):
    """The network of steps 1 and 2 with d ReLU units: W1 (1, d), b1 (d,), W2 (d, 1), b2 (1,)."""
    knots = np.linspace(0, 1, d + 1)
    slopes = np.diff(f(knots)) / np.diff(knots)
    changes = np.diff(slopes, prepend=0)
    return [(np.ones((1, d)), -knots[:-1]), (changes[:, np.newaxis], f(knots[:1]))]


def wave(nu):
    """The sine with nu full waves between 0 and 1."""
    return lambda t: np.sin(2 * np.pi * nu * t)


def largest_error(f, d):
    """The largest distance of f from its network with d units, on a fine grid."""
    return np.abs(scores(fine[:, np.newaxis], ramps(f, d), relu)[:, 0] - f(fine)).max()


fine = np.linspace(0, 1, 10_001)
units = np.array([4, 8, 16, 32, 64, 128, 256])
errors = {nu: np.array([largest_error(wave(nu), d) for d in units]) for nu in (1, 2, 4, 8)}
for nu, row in errors.items():
    bound = np.pi**2 / 2 * (nu / units) ** 2
    assert np.all(row <= bound + 1e-9)
    print(f"waves: {nu}   error with 256 units {row[-1]:.5f}, bound {bound[-1]:.5f}")
    assert row[-1] > 0.9 * bound[-1]


# %% picture="Top: chains of 4 to 32 pieces follow a wiggly curve. Bottom: the ramps, and error against units per wave"
def wiggly(t):
    """A curve that wiggles ever faster from left to right."""
    return np.sin(2 * np.pi * (1 + 5 * t) * t) * (1 - 0.3 * t)


fig = plt.figure(figsize=(9.5, 6), layout="constrained")
grid_of_axes = fig.add_gridspec(2, 4)
for column, d in enumerate([4, 8, 16, 32]):
    ax = fig.add_subplot(grid_of_axes[0, column])
    fit = scores(fine[:, np.newaxis], ramps(wiggly, d), relu)[:, 0]
    knots = np.linspace(0, 1, d + 1)
    ax.plot(fine, wiggly(fine), color="0.6", lw=3)
    ax.plot(fine, fit, color="C0")
    ax.plot(knots, wiggly(knots), "o", color="C0", ms=3)
    ax.set(title=f"{d} units", xlabel="input $t$", ylim=(-1.2, 1.2))
    if column == 0:
        ax.set_ylabel("output")
ax = fig.add_subplot(grid_of_axes[1, :2])
hump = ramps(wave(0.5), 8)  # half a wave: one hump, which eight ramps follow closely
for p in range(8):
    ax.plot(
        fine, hump[1][0][p, 0] * relu(fine + hump[0][1][p]), color="C0", lw=1, label="eight ramps" if p == 0 else None
    )
ax.plot(fine, wave(0.5)(fine), color="0.6", lw=4, label="the hump")
ax.plot(fine, scores(fine[:, np.newaxis], hump, relu)[:, 0], color="black", lw=1.6, label="sum of the ramps")
ax.set(title="One hump from eight ramps", xlabel="input $t$", ylabel="part of the output", ylim=(-1.1, 1.6))
ax.legend(fontsize=9, loc="upper left")
ax = fig.add_subplot(grid_of_axes[1, 2:])
for (nu, row), style, size in zip(errors.items(), ["o", "s", "^", "D"], [13, 10, 7, 3], strict=True):
    ax.plot(units / nu, row, style, ms=size, mfc="none", mew=1.4, label=f"{nu} wave{'s' if nu > 1 else ''}")
per_wave = np.array([0.5, 256.0])
ax.plot(per_wave, np.pi**2 / 2 / per_wave**2, color="black", lw=1, label="bound")
ax.set(
    xscale="log", yscale="log", xlabel="units per wave $d/\\nu$", ylabel="largest error", title="Only $d/\\nu$ counts"
)
ax.set_ylim(5e-5, 5)
ax.legend(fontsize=9)
plt.show()

# %% [markdown]
r"""
Four units miss most of the wiggly curve, 32 follow it. On the lower right, the errors for 1, 2, 4
and 8 waves fall on one line: twice the waves, twice the units.

Step 3 needs a curve with a second derivative. If $f$ is only continuous, the same chain of pieces still
does it. On a closed and bounded interval a continuous function is *uniformly* continuous: for every
tolerance there is one piece length $\delta$ for the whole interval, such that $f$ changes by less than
the tolerance on any piece. The chord then lies within the tolerance as well. What is lost is the rate:
nothing says any more how many units a given accuracy takes.

So one hidden layer of ReLU units comes as close as you like to any continuous curve on a closed and
bounded interval. The same holds with more inputs, on a closed and bounded region. Cybenko (1989) proved
it for sigmoids, Hornik, Stinchcombe and White (1989) for a wide class of activations, and you have met the
final word above: any continuous $\sigma$ that is no polynomial. This is the *universal approximation
theorem*. Read it carefully. It says that good weights **exist**. It does not say that few units are
enough, nor that gradient descent finds the weights, nor anything about points outside the region.

## Deep against wide

If one layer can do everything, why use more? For the same number of parameters, more layers may say
more. There is a case where this can be proved, and then the question is what training makes of it.

### A saw made of tents

The **tent** is a network with two ReLU units on $0 \le t \le 1$. It goes up to 1 and back down to
0:

$$ \operatorname{tent}(t) = 2\max(0, t) - 4\max\bigl(0, t - \tfrac12\bigr) . $$

**Predict first.** What does $\operatorname{tent}(\operatorname{tent}(t))$ look like? How many
straight pieces have $L$ tents inside one another? How many pieces can a network with *one* hidden
layer of $d$ units have?

<details><summary>Answer</summary>

While $t$ runs from 0 to $\frac12$, the inner tent runs through all of 0 to 1, so the outer one goes
up and down once. On the way back it does so again. Each further tent doubles the number of pieces:
$2^L$. One hidden layer has one kink per unit at most, at $t = -b/w$, hence at most $d + 1$ pieces.

</details>

A layer that computes the two ramps of a tent *from the two ramps of the previous tent* is a linear
layer followed by ReLU. So $L$ tents are a network with $L$ hidden layers of two units.
"""


# %%
def saw(L):
    """The network of L tents inside one another: L hidden layers of two ReLU units, one output."""
    combine = np.array([[2.0], [-4.0]])  # the two ramps become one tent
    first = (np.array([[1.0, 1.0]]), np.array([0.0, -0.5]))  # its input becomes two ramps
    between = (combine @ first[0], first[1])
    return [first] + [between] * (L - 1) + [(combine, np.zeros(1))]


def parameters(sizes):
    """How many weights and biases a network with these layer sizes has."""
    return sum(a * b + b for a, b in pairwise(sizes))


print("L   pieces   parameters deep   units wide   parameters wide")
eighths = np.linspace(0, 1, 2**10 * 8 + 1)
for L in (1, 2, 4, 6, 8, 10):
    teeth = scores(eighths[:, np.newaxis], saw(L), relu)[:, 0]
    slopes = np.diff(teeth) * 2**13
    pieces = 1 + np.sum(np.abs(np.diff(slopes)) > 1e-6)
    deep, wide_units = parameters([1] + [2] * L + [1]), pieces - 1
    wide = parameters([1, wide_units, 1])
    print(f"{L:2}  {pieces:6}   {deep:15}   {wide_units:10}   {wide:15}")
    assert pieces == 2**L
    assert deep == sum(W.size + b.size for W, b in saw(L))
assert (deep, wide) == (61, 3070)

# %% picture="The tent composed once, twice, four and six times: two, four, sixteen and 64 straight pieces"
fig, axes = plt.subplots(1, 4, figsize=(9.5, 2.5), layout="constrained", sharey=True)
for ax, L in zip(axes, [1, 2, 4, 6], strict=True):
    ax.plot(eighths, scores(eighths[:, np.newaxis], saw(L), relu)[:, 0], lw=1.2)
    ax.set(title=f"{L} hidden layer{'s' if L > 1 else ''}, {2**L} pieces", xlabel="input $t$")
    ax.title.set_fontsize(10)
axes[0].set_ylabel("output")
plt.show()

# %% [markdown]
r"""
Ten layers of two units make 1024 pieces with 61 parameters. One hidden layer needs 1023 units and
3070 parameters for that. This is what people mean by "depth is exponentially more efficient". The
mathematics is right.

### Can training find it?

CMU's slide doubts that deep networks can *learn* such functions. Test it. The class of $t$ is 1
where a saw of $L$ tents is above $\frac12$, and 0 elsewhere. Each tent doubles the number of
boundaries between the classes: there are $2^L$ of them, and so $2^L + 1$ stretches. Three networks start at random: one of exactly the right size, one with three hidden
layers of 8 units and so with room to spare, and a wide one with as many parameters as that, 178.

**Predict first.** For $L = 3$, a network with 22 parameters exists that makes no mistake. Which of
the three comes closest to it by training?
"""

# %% picture="Training accuracy against number of tents: roomy deep leads, wide follows, all fall towards one half"
t = (np.arange(128) + 0.5) / 128
X_saw = 2 * t[:, np.newaxis] - 1  # inputs around 0
contest = {"right size": [], "8, 8, 8": [], "wide, 44": []}
for L in (1, 2, 3, 4):
    teeth = scores(t[:, np.newaxis], saw(L), relu)[:, 0]
    y_saw = (teeth > 0.5).astype(int)
    assert 1 + np.sum(np.diff(y_saw) != 0) == 2**L + 1  # stretches with one class
    exists = [*saw(L)[:-1], (saw(L)[-1][0] @ [[0.0, 1.0]], np.array([0.5, 0.0]))]  # scores 1/2 and the saw
    assert accuracy(scores(t[:, np.newaxis], exists, relu), y_saw) == 1
    for name, sizes in zip(contest, [[1] + [2] * L + [2], [1, 8, 8, 8, 2], [1, 44, 2]], strict=True):
        shares = []
        for seed in range(3):
            rng = np.random.default_rng(seed)
            net = [(W, 0.1 * rng.standard_normal(b.shape)) for W, b in start(sizes, seed)]
            net = descend(X_saw, y_saw, net, RELU, eta=0.3, lam=0, steps=1000)
            shares.append(accuracy(scores(X_saw, net, relu), y_saw))
        contest[name].append(shares)
    if L == 3:
        assert parameters([1, 2, 2, 2, 2]) == 22
assert parameters([1, 8, 8, 8, 2]) == parameters([1, 44, 2]) == 178

fig, ax = plt.subplots(figsize=(7.2, 3.4), layout="constrained")
for i, ((name, shares), style) in enumerate(zip(contest.items(), ["^:", "o-", "s--"], strict=True)):
    where = np.arange(1, 5) + 0.06 * (i - 1)
    ax.plot(where, np.median(shares, axis=1), style, label=name)
    ax.vlines(where, np.min(shares, axis=1), np.max(shares, axis=1), color=f"C{i}", lw=1.5)
    print(f"{name:10} median accuracy for L = 1 to 4: {np.median(shares, axis=1).round(2)}")
ax.axhline(0.5, color="black", lw=1, linestyle=(0, (5, 3)), label="guessing")
ax.set(xlabel="tents $L$", ylabel="training accuracy", xticks=[1, 2, 3, 4], ylim=(0.45, 1.02))
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
deep, roomy, wide = (np.median(shares, axis=1) for shares in contest.values())
assert deep[2] < 0.65
assert roomy[2] > wide[2] + 0.1
assert max(deep[3], roomy[3], wide[3]) < 0.7

# %% [markdown]
r"""
The right weights exist; the cell even writes them down. With one tent there is little to find, and the two
larger networks find it. With three tents, the network of the right size is close to guessing, the wide one
a little better, and the roomy deep one clearly ahead. With four, none gets far. From this picture we once
concluded that such functions are hardly learned. But the runs stop after 1000 steps, at one learning rate,
and nothing says that they are finished.

They are not. **Ten times as many steps turn it round.** Over twenty starts, at its best rate and after
10 000 steps, the network with three hidden layers of 8 gets 95% of the points of three tents right (eight
of ten starts between 80% and 99%), and the wide one with as many parameters 68% (63% to 73%). So the doubt
that deep networks can learn such a function is not confirmed at three tents, and the advantage of depth
at a fixed parameter count has grown. That is one function, small enough to be run a few hundred times. The
slide names another, parity, and lecture 8 tests that one.

### The same number of parameters, on the spiral

Now data that were not made for depth. CMU's slide says that deep networks seem to work better at a
fixed parameter count. Our runs: about 150 parameters in one, two or three hidden layers, five
learning rates, four spirals of 150 points, each with its own start, 800 steps.
"""

# %% picture="Loss per depth for five learning rates: depth helps at small rates and falls behind from rate one on"
shapes_150 = {"1 hidden layer": [2, 24, 3], "2 hidden layers": [2, 9, 9, 3], "3 hidden layers": [2, 7, 7, 7, 3]}
rates = [0.1, 0.3, 1.0, 2.0, 3.0]
results = {}
for name, sizes in shapes_150.items():
    for eta in rates:
        rows = []
        for seed in range(4):
            X, y = data.spiral(points_per_class=50, K=3, noise=0.2, rng=seed)
            net = descend(X, y, start(sizes, seed), RELU, eta=eta, lam=0, steps=800)
            Z, Z_fresh = scores(X, net, relu), scores(X_fresh, net, relu)
            rows.append([cross_entropy(Z, y).mean(), accuracy(Z_fresh, y_fresh)])
        results[name, eta] = np.array(rows)
print("                                    η = " + "".join(f"{eta:<14g}" for eta in rates))
for name, sizes in shapes_150.items():
    losses = "  ".join(f"{np.median(results[name, eta][:, 0]):12.3f}" for eta in rates)
    fresh = "  ".join(f"{np.median(results[name, eta][:, 1]):12.1%}" for eta in rates)
    print(f"{name}, {parameters(sizes)} parameters: loss {losses}")
    print(f"                        fresh points {fresh}")

fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.5), layout="constrained")
for ax, part, what in [(axes[0], 0, "training loss (nats)"), (axes[1], 1, "accuracy on fresh points")]:
    for i, (eta, style) in enumerate(zip(rates, ["o:", "s--", "^-", "D-.", "v:"], strict=True)):
        where = np.arange(3) + 0.08 * (i - 2)
        values = np.array([results[name, eta][:, part] for name in shapes_150])
        ax.plot(where, np.median(values, axis=1), style, label=f"η = {eta:g}")
        ax.vlines(where, values.min(axis=1), values.max(axis=1), color=f"C{i}", lw=1.2)
    ax.set_xticks(range(3), [f"{name[0]}" for name in shapes_150])
    ax.set(xlabel="hidden layers, about 150 parameters in all", ylabel=what)
axes[0].set_yscale("log")
axes[1].legend(loc="lower left")
plt.show()
one, two, three = (np.array([np.median(results[name, eta], axis=0) for eta in rates]) for name in shapes_150)
assert one[0, 0] > two[0, 0] > three[0, 0]  # at η = 0.1, each layer lowers the loss
assert one[1:, 0].min() < two[0, 0]  # at its own best rate, one layer gets below two at 0.1
assert three[2, 0] > 2 * one[2, 0]  # and at η = 1 three layers are far behind

# %% [markdown]
r"""
What these runs say, and no more:

- **At a small learning rate, depth lowers the training loss.** At $\eta = 0.1$, over twenty spirals, one, two
  and three hidden layers end at 0.351, 0.160 and 0.103.
- **When each shape takes its own best rate, the lead is gone.** One layer ends at 0.048 ($\eta = 3$), two at
  0.046 ($\eta = 0.5$), three at 0.052 ($\eta = 0.3$). The rates differ by a factor of ten. An earlier version
  tried no rate above 1, and so gave one layer less than its best.
- **Depth is fragile.** At $\eta = 1$ three layers end at 0.472, where one layer has 0.069, and their runs
  differ widely. Lecture 7 finds out why, and what a better start does.
- **On fresh points** the three are equally close, at these rates: 98.3%, 98.0% and 97.7%.

On this small example, then, CMU's sentence holds at equal, small learning rates, and no longer when each
shape is tuned by itself. The strong evidence for depth comes from large problems such as photographs, where features are
built from features. In homework 4 you make this comparison yourself, on handwritten digits.

Look back at the four proposals of the beginning. Number 1, weighted sums alone, helps nowhere.
Number 2, $r$ and $\theta$, solves the ring and fails on the spiral. Numbers 3 and 4 get both: the
spiral you have seen, and the next cell tries them on the ring.
"""

# %%
sums = X_ring @ rng.standard_normal((2, 50))
W, b = softmax_regression(sums, y_ring, eta=0.05)
linear = accuracy(sums @ W + b, y_ring)
feature = fourier(100, 3, np.random.default_rng(0))
W, b = softmax_regression(feature(X_ring), y_ring, eta=2.0, lam=1e-4, steps=500)
chance = accuracy(feature(X_ring) @ W + b, y_ring)
net = descend(X_ring, y_ring, start([2, 12, 2], seed=0), RELU, eta=1.0, lam=0, steps=500)
learned = accuracy(scores(X_ring, net, relu), y_ring)
print(f"ring, 1. fifty weighted sums:   {linear:.1%}")
print(f"ring, 3. a hundred cosines:     {chance:.1%}")
print(f"ring, 4. twelve learned units:  {learned:.1%}")
assert chance == learned == 1
assert linear < 0.55

# %% [markdown]
r"""
## Classic mistakes

| mistake | what you see | how to find it |
|:--|:--|:--|
| $\sigma$ forgotten between two layers | the spiral stops at 0.73 | compare with softmax regression |
| $\sigma$ after the last layer, too | scores never negative, loss stuck high | look at the range of $Z_2$ |
| the angle $\theta$ as a feature | a cut along one ray | use $\cos\theta$ and $\sin\theta$ |
| random features drawn anew for the test | accuracy of a coin | keep $W_1$ and $b_1$ |
| slope computed from $A_1$ with a formula for $Z_1$ | wrong gradients, slow training | check against numbers |
| $\sigma(1-\sigma)$ for a slope far out | exactly 0 beyond 37 | $\sigma(z)\sigma(-z)$ |
| `np.log(1 + np.exp(z))` for softplus | `inf` beyond 709 | `np.logaddexp(0, z)` |
| "leaky ReLU" without its slope | results nobody can repeat | say 0.1 or 0.01 |
| raising $\eta$ because units die | more units die | count dead units while training |
| λ or width chosen on the test points | a result too good | a third set of points |

The fifth needs an example. For the sigmoid, the slope is $A_1(1 - A_1)$, from the *value*. Whoever
puts $Z_1$ there, or applies $\sigma(z)\,\sigma(-z)$ to $A_1$, gets a number that looks harmless:
"""

# %%
z = np.array([-3.1, -0.7, 0.4, 2.2])
a = sigmoid(z)
numeric = gradients.central(lambda z: sigmoid(z).sum(), z)
for name, attempt in {"a(1 - a)": a * (1 - a), "z(1 - z)": z * (1 - z), "σ(a)σ(-a)": sigmoid(a) * sigmoid(-a)}.items():
    right = gradients.relative_error(attempt, numeric) < 1e-6
    print(f"{name:10} {attempt.round(3)}  {'right' if right else 'WRONG'}")
    assert right == (name == "a(1 - a)")
with np.errstate(over="ignore"):
    assert np.isinf(np.log(1 + np.exp(710.0)))
assert np.logaddexp(0, 710.0) == 710

# %% [markdown]
r"""
## What you know now

- Linear layers stacked on each other are one linear layer: $W_1W_2$ and $b_1W_2 + b_2$. Its rank is
  at most the narrowest width.
- Nonlinear features make straight lines suffice. By hand: knowledge needed. By chance: many needed,
  at the right scale. Learned: training needed.
- A ReLU unit is a fold along a straight line. Three folds fence in a ring.
- Any continuous $\sigma$ will do that is not a polynomial. In training, slopes and centres matter, and so
  does the learning rate. A comparison at a grid's edge compares grids.
- A dead unit has slope 0 on every example. Lower learning rates prevent it. A leak keeps the unit
  trainable.
- Width is capacity. Take enough of it, and control it with the penalty.
- One hidden layer comes as close as you like to any continuous function on a closed, bounded region. Depth can do it with far fewer parameters in
  special cases. That weights exist does not mean that training finds them.

## Three questions

**1.** A network has the sizes 64, 2, 10 (64 inputs, 2 hidden units, 10 classes) and *no*
activation. What is the largest rank of its $\tilde W$? Can it, apart from that, represent every
softmax regression with 64 inputs and 10 classes? And with 10 hidden units?

<details><summary>Answer</summary>

Rank 2, so it represents only those softmax regressions whose weights have rank 2 or less: it is
*weaker* than one layer. With 10 hidden units every $W$ can be had, for example with $W_1 = W$ and
$W_2$ the identity. So the linear hidden layer adds nothing, and it takes something away if it is
narrow.

</details>

**2.** Show that $\max(0, z) = \frac12 z + \frac12 |z|$. Then show that a network of leaky ReLU
units with slope $a$ can represent everything that a network with as many ReLU units can, except for
one linear term of the inputs. What does this say about choosing $a$?

<details><summary>Answer</summary>

For $z \ge 0$ the right side is $\frac12 z + \frac12 z = z$, and for $z < 0$ it is
$\frac12 z - \frac12 z = 0$. The leaky unit is $\frac{1+a}2 z + \frac{1-a}2 |z|$. Solve for $|z|$
and put it into the first formula:
$\max(0, z) = \frac{1}{1-a}\bigl[\operatorname{leaky}(z) - a z\bigr]$. So a sum of ReLU units is a
sum of as many leaky units plus weighted sums of $z$, which are one linear term of the inputs. What
the two kinds can *say* differs little. The slope $a$ matters for how they train.

</details>

**3.** Someone reports: "With 50 units I get 97% on my training points, with 6 units only 93%. So I
need 50." What would you ask for, and what would you suggest?

<details><summary>Answer</summary>

Ask for the accuracy on points that were not trained on, over many samples and starts. In our moons
the same two networks have 97% and 93% on training points, and on fresh points sixty samples could not
tell them apart. Suggest to keep the 50 units and to choose a penalty on validation points: that is what
helped.

</details>
"""

# %%
# Question 1: rank.  Question 2: both formulas, for a = 0.1.
W1, W2 = rng.standard_normal((64, 2)), rng.standard_normal((2, 10))
assert np.linalg.matrix_rank(W1 @ W2) == 2
grid = np.linspace(-3, 3, 101)
assert np.allclose(relu(grid), grid / 2 + np.abs(grid) / 2)
assert np.allclose(relu(grid), (ZOO["leaky ReLU, a = 0.1"][0](grid) - 0.1 * grid) / 0.9)
# Question 3: the numbers of the moons.
assert round(widths_train[50], 2) == 0.97
assert round(widths_train[6], 2) == 0.93

# %% [markdown]
r"""
## What comes next

The last question of **homework 1** asks why softmax regression stops on the spiral, and what would
help. You now have the experiments to answer it, so use your own words, and run your own. **Homework
2** builds the two-layer network of this lecture, with ReLU.

First, the debt must be paid. **Lecture 3** derives the gradients that we borrowed, for two layers,
line by line.

## Sources, and where we differ from them

- **C182**: Berkeley Data C182, lecture 4. Stacked linear layers, activations after each of them,
  the question what such a function can represent. Its rule that activations are elementwise has an
  exception in maxout.
- **231n**: Stanford CS231n 2022, lecture 4. The ring in polar coordinates, most of the zoo, leaky
  slope 0.1, width and regularisation. Where it collapses two layers, it gives $W_3 = W_2W_1$ the
  shape $C \times H$. Its columns meet $x$, so it is $C \times D$: the hidden width $H$ drops out.
  That is the point of the collapse.
- **UvA**: UvA Deep Learning, lecture 2. Pros and cons of the activations, leaky slope 0.01,
  parametric and noisy ReLU, softplus. Three remarks did not survive our measurements: *higher*
  learning rates do not keep units alive, lower ones do; ReLU does saturate, on one side; and tanh's
  larger slopes come from its formula, not from its centre alone.
- **CMU**: Deep Learning Systems, "manual" neural networks. Features by hand and learned, random
  Fourier features, $\sigma(XW)$, the three remarks on depth. "Essentially any" nonlinear function
  means any that is not a polynomial.
- **NEU**: Northeastern, Supervised Machine Learning and Learning Theory, lecture 14. The spiral,
  and the two-layer network that we train from lecture 3 on.
- Beyond the five: random Fourier features are due to Rahimi and Recht (2007), the noise of the
  noisy ReLU to Nair and Hinton (2010), universal approximation to Cybenko (1989) and to Hornik,
  Stinchcombe and White (1989), its form without polynomials to Leshno, Lin, Pinkus and Schocken (1993),
  and the saw made of tents to Telgarsky (2015). [References](../docs/references.md).
"""
