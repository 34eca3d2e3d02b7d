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
# Lecture 8. Training it

**The question.** Backpropagation gives the gradient of a network. That is all it gives. What else
is needed until a program reads handwriting, and which of the many pieces of advice about training
does something that can be measured?

Lecture 7 built the network. Here it goes to work three times: on batches, to see what a noisy
gradient is; on the small problems of 1986 that made backpropagation known; and on 1797 handwritten
digits. Every trick is switched off once, to see what it was good for.

You need lectures 1 and 7, and from lecture 6 the idea of a numerical gradient. Reading takes about
50 minutes.
"""

# %%
import os
from itertools import combinations, combinations_with_replacement, islice

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # our matrices are small: one core alone is faster than two

import matplotlib.pyplot as plt
import numpy as np

from byhand import data, gradients, plots

plots.use_style()
np.set_printoptions(precision=4, suppress=True)

# %% [markdown]
r"""
These are the examples: pictures of 8 × 8 grey values from 0 (paper) to 1 (ink), written by 13
people. Each picture is one row of 64 numbers. Here are six of each digit.
"""

# %% picture="Six rows of ten small grey pictures: the handwritten digits 0 to 9, each in six hands"
(X_raw, y_train), (X_raw_val, y_val), (X_raw_test, y_test) = data.split(*data.digits(), rng=0)

shown = np.stack([X_raw[y_train == k][:6] for k in range(10)], axis=1)  # (6, 10, 64)
tiles = np.pad(shown.reshape(6, 10, 8, 8), ((0, 0), (0, 0), (1, 1), (1, 1)))
fig, ax = plt.subplots(figsize=(8.4, 5.0), layout="constrained")
ax.imshow(tiles.transpose(0, 2, 1, 3).reshape(60, 100), cmap="Greys")
ax.set(xticks=10 * np.arange(10) + 4.5, xticklabels=range(10), yticks=[], xlabel="label")
ax.spines[:].set_visible(False)
plt.show()
print(f"{len(X_raw)} pictures to train with, {len(X_raw_val)} to validate, {len(X_raw_test)} to test")
assert (len(X_raw), len(X_raw_val), len(X_raw_test)) == (1078, 360, 359)

# %% [markdown]
r"""
**Predict first.** A network with one hidden layer of 64 units looks at each of the 1078 training
pictures fifteen times. That takes less than a second. How many of the 359 test pictures, which it
has never seen, will it read wrong: about 1, 10, 40 or 100? Write your guess down.

## Names used in this lecture

The letters are those of lecture 7. Rows are examples.

| symbol | shape | meaning | in code |
|:--|:--|:--|:--|
| $m$, $L$ | numbers | how many training examples, how many layers | `m`, `L` |
| $n_1, \dots, n_{L+1}$ | numbers | the widths; layer $i$ takes $n_i$ numbers and gives $n_{i+1}$ | `sizes` |
| $X = Z_1$, $y$ | $(m, n_1)$, $(m,)$ | inputs and labels | `X`, `y` |
| $W_i$, $b_i$ | $(n_i, n_{i+1})$, $(n_{i+1},)$ | weights and biases of layer $i$ | `params["W1"]`, … |
| $U_i = Z_i W_i + b_i$ | $(m, n_{i+1})$ | the sums of layer $i$ | `U` |
| $Z_{i+1} = \sigma_i(U_i)$ | $(m, n_{i+1})$ | the output of layer $i$; $\sigma_L$ is the identity | `Z[i + 1]` |
| $G_i = \partial\ell/\partial Z_i$ | $(m, n_i)$ | the gradient that travels backward | `G` |
| $\theta$ | | all parameters, written as one long vector | |
| $B$ | number | batch size: how many examples one step looks at | `batch_size` |
| $g_r$, $\bar g$, $\hat g$ | like $\theta$ | gradient of example $r$; mean over all examples; over a batch | |
| $s$ | number | spread: root of the mean of $\lVert g_r - \bar g \rVert^2$ | `s` |
| $\eta$, $\lambda$ | numbers | learning rate, strength of the penalty on weights | `eta`, `lam` |
| $h$, $H$ | number, matrix | curvature: second derivatives of a loss | `h`, `H` |

One pass over all training examples is an **epoch**. A **start** is a choice of the random numbers:
first weights and order of the examples. Every experiment below is repeated from several starts,
because one number is no measurement.

## A network in thirty lines

Everything below runs on the next two cells. The first is lecture 7: forward, loss, backward. The
parameters are a dictionary with the keys `"W1"`, `"b1"`, and so on. The slope of the activation is
computed from its *output*: $1 - Z^2$ for tanh, and for the ReLU 1 where $Z > 0$.
"""

# %%
SIGMA = {"relu": lambda U: np.maximum(U, 0), "tanh": np.tanh}
SLOPE = {"relu": lambda Z: Z > 0, "tanh": lambda Z: 1 - Z**2}  # σ' at U, written with Z = σ(U)


def initialise(sizes, seed, deviation=None):
    """Normal weights with this standard deviation (by default √(2/n_i), lecture 7) and zero biases."""
    rng, params = np.random.default_rng(seed), {}
    for i in range(1, len(sizes)):
        shape = sizes[i - 1], sizes[i]
        params[f"W{i}"] = rng.normal(0, deviation or np.sqrt(2 / shape[0]), shape)
        params[f"b{i}"] = np.zeros(sizes[i])
    return params


def forward(X, params, activation):
    """All outputs as a dictionary: Z[1] is X, Z[i + 1] is the output of layer i, Z[L + 1] are the scores."""
    L, Z = len(params) // 2, {1: X}
    for i in range(1, L + 1):
        U = Z[i] @ params[f"W{i}"] + params[f"b{i}"]
        Z[i + 1] = SIGMA[activation](U) if i < L else U
    return Z


def cross_entropy(Z, y):
    """Mean cross entropy of the scores Z (m, K) and its gradient (S - I_y) / m."""
    rows, largest = np.arange(len(y)), Z.max(axis=1, keepdims=True)
    E = np.exp(Z - largest)
    total = E.sum(axis=1, keepdims=True)
    loss = np.mean(np.log(total[:, 0]) + largest[:, 0] - Z[rows, y])
    S = E / total
    S[rows, y] -= 1
    return loss, S / len(y)


def loss_and_gradients(X, y, params, activation="relu", lam=0.0, loss_of=cross_entropy):
    """Loss with the penalty (λ/2)Σ‖W_i‖², and its gradient: a number and arrays like params."""
    Z, grads = forward(X, params, activation), {}
    loss, D = loss_of(Z[len(Z)], y)  # D = ∂ℓ/∂U_i; the last σ is the identity
    for i in reversed(range(1, len(Z))):
        W = params[f"W{i}"]
        grads[f"W{i}"], grads[f"b{i}"] = Z[i].T @ D, D.sum(axis=0)
        if lam:
            grads[f"W{i}"] += lam * W
            loss += lam / 2 * (W.ravel() @ W.ravel())  # the sum of all squares
        if i > 1:
            D = (D @ W.T) * SLOPE[activation](Z[i])
    return loss, grads


# %% [markdown]
r"""
The second cell is the training loop. `sgd` is a *generator*: it trains for one epoch, hands over
the mean loss and the parameters, and goes on when asked. So whoever calls it can look in after
every epoch, and stop when it likes. The argument `order` is there for an experiment on shuffling.
"""


# %%
def sgd(X, y, params, activation="relu", *, eta, batch_size, seed, lam=0.0, order="each", loss_of=cross_entropy):
    """Minibatch gradient descent without end: after every epoch, yields the epoch's mean loss and the parameters.

    `order` says when the examples are shuffled: before "each" epoch, "once", or "never".
    """
    rng, params = np.random.default_rng(seed), {key: array.copy() for key, array in params.items()}
    rows = np.arange(len(y)) if order == "never" else rng.permutation(len(y))
    while True:
        seen = 0.0
        for first in range(0, len(y), batch_size):
            batch = rows[first : first + batch_size]
            loss, grads = loss_and_gradients(X[batch], y[batch], params, activation, lam, loss_of)
            for key, array in params.items():
                array -= eta * grads[key]  # in place: the arrays of this run, not those of the caller
            seen += loss * len(batch)
        yield seen / len(y), params
        if order == "each":
            rows = rng.permutation(len(y))


def accuracy(X, y, params, activation="relu"):
    """The share of examples whose largest score belongs to the right class."""
    Z = forward(X, params, activation)
    return np.mean(Z[len(Z)].argmax(axis=1) == y)


def train(X, y, start, activation="relu", *, epochs, **settings):
    """`epochs` epochs of `sgd` from `start`. Returns the parameters and the mean loss of every epoch."""
    run = list(islice(sgd(X, y, start, activation, **settings), epochs))
    return run[-1][1], np.array([loss for loss, _ in run])


# %% [markdown]
r"""
### Test the gradient before you train

Two networks with different widths, a batch of 7, biases that are not zero. Each entry of each
gradient is compared with a central difference (lecture 6).
"""


# %%
def agree(what, formula, numeric, tolerance=1e-6):
    """Stop unless two arrays agree in every entry. Say so if they do."""
    error = gradients.relative_error(formula, numeric)
    assert error < tolerance, f"{what}: relative error {error:.1e}"
    print(f"✓ {what}: formula and numbers agree (relative error below {tolerance:.0e})")


def flat(arrays):
    """All entries of a dictionary of arrays as one vector: the weights of all layers, then the biases."""
    return np.concatenate([arrays[key].ravel() for key in sorted(arrays)])


rng = np.random.default_rng(8)
tests = {}
for activation, sizes in {"tanh": [5, 4, 6, 3], "relu": [6, 5, 4]}.items():
    X, y = rng.standard_normal((7, sizes[0])), rng.integers(0, sizes[-1], 7)
    params = {key: array + 0.3 * rng.standard_normal(array.shape) for key, array in initialise(sizes, 8).items()}
    _, ours = loss_and_gradients(X, y, params, activation, 0.1)
    numeric = gradients.central(lambda p, X=X, y=y, a=activation: loss_and_gradients(X, y, p, a, 0.1)[0], params)
    agree(f"{activation}, widths {sizes}, {len(flat(ours))} entries", flat(ours), flat(numeric), 1e-5)
    exact = gradients.complex_step(lambda p, X=X, y=y, a=activation: loss_and_gradients(X, y, p, a, 0.1)[0], params)
    agree("    and with the complex step", flat(ours), flat(exact), 1e-12)
    tests[activation] = X, y, params, ours, numeric

# %% [markdown]
r"""
The complex step of lecture 6 has no round-off to hide behind: twelve digits and more.

### The same gradients from a framework

A framework such as PyTorch is given the forward pass only, and finds the backward pass by itself.
With the same weights and the same batch it must give the same gradients. The next cell asks it, if
it is installed. The course does not need it, so without PyTorch the cell prints one sentence and
goes on. (Where PyTorch 2.13 was at hand, the largest difference in any entry was $10^{-16}$.)
"""

# %%
try:
    import torch
except ImportError:
    torch = None

framework = {}  # gradients by PyTorch, if there is one
if torch is None:
    print("Skipped, because PyTorch is not installed here; differences and the complex step have judged instead.")
else:
    for activation, (X, y, params, ours, _) in tests.items():
        p = {key: torch.tensor(array, requires_grad=True) for key, array in params.items()}
        Z, L = torch.tensor(X), len(p) // 2
        for i in range(1, L + 1):
            Z = Z @ p[f"W{i}"] + p[f"b{i}"]
            Z = getattr(torch, activation)(Z) if i < L else Z
        loss = torch.nn.functional.cross_entropy(Z, torch.tensor(y))
        loss = loss + 0.1 / 2 * sum((p[f"W{i}"] ** 2).sum() for i in range(1, L + 1))
        loss.backward()
        framework[activation] = {key: tensor.grad.numpy() for key, tensor in p.items()}
        largest = np.abs(flat(framework[activation]) - flat(ours)).max()
        print(f"{activation}: largest difference between PyTorch and our gradient {largest:.1e}")
        assert largest < 1e-12

# %% picture="Two plots of our gradient against the numerical one: all entries lie on the diagonal"
fig, axes = plt.subplots(1, 2, figsize=(9.5, 4.2), layout="constrained")
for ax, (activation, (*_, ours, numeric)) in zip(axes, tests.items(), strict=True):
    plots.gradient_comparison(ours, numeric, ax=ax)
    if activation in framework:
        ax.plot(flat(numeric), flat(framework[activation]), "x", color="black", ms=9, label="PyTorch")
    ax.set_title(f"{activation}, {len(ours) // 2} layers")
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
r"""
Every weight and every bias of every layer lies on the diagonal: ours upward, central differences to
the right. Where PyTorch is present, its entries appear as crosses on the same diagonal. The program
and its judges share nothing but the loss. Now we may train.

## A batch instead of all examples

The loss is a mean over $m$ examples, and so is its gradient: $\bar g = \frac1m \sum_r g_r$, where
$g_r$ is the gradient of the loss of example $r$ alone. A **minibatch** step takes only $B$ of the
examples, drawn at random, and uses $\hat g = \frac1B \sum_{r \text{ in batch}} g_r$. It is $m/B$
times cheaper. How wrong is it?

Let the batch be drawn without putting anything back, so that all batches of $B$ different examples
are equally likely. Write $\mathbb E$ for the mean over all these batches. To check each line, we
take $m = 6$ examples and $B = 2$. There are only 15 batches, so we can try them all.
"""

# %%
X, y, params, *_ = tests["tanh"]
m, B = 6, 2
g = np.array([flat(loss_and_gradients(X[[r]], y[[r]], params, "tanh")[1]) for r in range(m)])
g_bar = g.mean(axis=0)
agree("the mean of the g_r is the gradient", g_bar, flat(loss_and_gradients(X[:m], y[:m], params, "tanh")[1]))

batches = np.array(list(combinations(range(m), B)))
g_hat = g[batches].mean(axis=1)  # one row per batch
print(f"{len(batches)} batches, gradients with {g.shape[1]} entries")

# %% [markdown]
r"""
**Step 1. The mean is right.** Every example is in a batch with the same probability $B/m$. So

$$ \mathbb E\, \hat g = \frac1B \sum_r \frac Bm\, g_r = \frac1m \sum_r g_r = \bar g . $$
"""

# %%
agree("step 1", g_hat.mean(axis=0), g_bar)

# %% [markdown]
r"""
**Step 2. Look at the error only.** Let $d_r = g_r - \bar g$. They add up to zero, and
$\hat g - \bar g = \frac1B \sum_{r \text{ in batch}} d_r$. Its squared length is a sum over pairs. A
given pair $r \ne s$ is in the batch together with probability $\frac{B(B-1)}{m(m-1)}$. So

$$
\mathbb E\, \lVert \hat g - \bar g \rVert^2
= \frac{1}{B^2} \Bigl[ \frac Bm \sum_r \lVert d_r \rVert^2
+ \frac{B(B-1)}{m(m-1)} \sum_{r \ne s} d_r \cdot d_s \Bigr] .
$$
"""

# %%
d = g - g_bar
spread_squared = np.mean(np.sum((g_hat - g_bar) ** 2, axis=1))  # over all 15 batches
squares, pairs = np.sum(d**2), sum(d[r] @ d[s] for r in range(m) for s in range(m) if r != s)
agree("step 2", (B / m * squares + B * (B - 1) / (m * (m - 1)) * pairs) / B**2, spread_squared)

# %% [markdown]
r"""
**Step 3. The pairs.** From $\sum_r d_r = 0$ follows
$0 = \lVert \sum_r d_r \rVert^2 = \sum_r \lVert d_r \rVert^2 + \sum_{r \ne s} d_r \cdot d_s$. So the
sum over the pairs is minus the sum of the squares.

**Step 4. Put together.** Let $s^2 = \frac1m \sum_r \lVert d_r \rVert^2$, the mean squared distance
of one example's gradient from the mean. The bracket becomes
$m s^2 \cdot \frac Bm \bigl(1 - \frac{B-1}{m-1}\bigr) = s^2 B\, \frac{m-B}{m-1}$, and

$$
\boxed{\; \mathbb E\, \lVert \hat g - \bar g \rVert^2 = \frac{s^2}{B} \cdot \frac{m-B}{m-1} \;}
\qquad \text{so the spread is about } \frac{s}{\sqrt B} \text{ as long as } B \text{ is far below } m .
$$
"""

# %%
agree("step 3", pairs, -squares)
agree("step 4", squares / m / B * (m - B) / (m - 1), spread_squared)

# %% [markdown]
r"""
**Predict first.** You want a batch gradient with a tenth of the noise. By which factor must the
batch grow? And what is the noise of a batch that contains everything?

<details><summary>Answer</summary>

By the factor 100, since the noise falls as $1/\sqrt B$. That is the reason why batches are small:
to halve the noise costs four times the work. At $B = m$ the second factor is 0: there is only one
such batch.

</details>

Now the same for the digits, with a network of 64, 32 and 10 units. The inputs are prepared as a
section below explains: subtract the mean picture, divide by one number.
"""

# %%
mean_picture, deviation = X_raw.mean(axis=0), X_raw.std()
X_train, X_val, X_test = ((A - mean_picture) / deviation for A in (X_raw, X_raw_val, X_raw_test))
m = len(y_train)

sizes_B = [1, 4, 16, 64, 256, 512, 1024]
young = initialise([64, 32, 10], seed=0)
old, _ = train(X_train, y_train, young, epochs=20, eta=0.1, batch_size=16, seed=0)
noise = {}
for name, params in {"before training": young, "after 20 epochs": old}.items():
    g = np.array([flat(loss_and_gradients(X_train[[r]], y_train[[r]], params)[1]) for r in range(m)])
    g_bar, measured = g.mean(axis=0), []
    for B in sizes_B:
        chosen = np.zeros((100, m))  # 100 random batches, one row each
        for row in chosen:
            row[rng.permutation(m)[:B]] = 1 / B
        measured.append(np.sqrt(np.mean(np.sum((chosen @ g - g_bar) ** 2, axis=1))))
    s = np.sqrt(np.mean(np.sum((g - g_bar) ** 2, axis=1)))
    exact = s * np.sqrt([(m - B) / (B * (m - 1)) for B in sizes_B])
    noise[name] = np.array(measured), exact, np.linalg.norm(g_bar)
    print(f"{name}: length of the gradient {np.linalg.norm(g_bar):.3f}, spread s of single examples {s:.2f}")
    sizes_all = np.arange(1, m + 1)
    loud = np.argmax(s**2 * (m - sizes_all) / (sizes_all * (m - 1)) < g_bar @ g_bar) + 1
    print(f"    the noise is below the gradient from B = {loud} on")
    assert np.allclose(measured, exact, rtol=0.25)
    assert 25 <= loud <= 35 if params is young else loud > m / 2

# %% [markdown]
r"""
And the other side of the bargain: what do small batches buy? We train with four batch sizes and the
same learning rate 0.1, and measure the loss on all training digits after each epoch. An epoch costs
about the same number of multiplications for all four.
"""

# %% picture="Left: spread of the batch gradient falls with slope -1/2. Right: small batches learn faster"
curves = {}
for B in [4, 16, 128, m]:
    run = sgd(X_train, y_train, young, eta=0.1, batch_size=B, seed=0)
    curves[B] = [loss_and_gradients(X_train, y_train, young)[0]]
    curves[B] += [loss_and_gradients(X_train, y_train, params)[0] for _, params in islice(run, 10)]

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.6), layout="constrained")
for (name, (measured, exact, length)), marker, colour in zip(noise.items(), "os", ["C0", "C3"], strict=True):
    left.loglog(sizes_B, exact, color=colour, lw=1.2)
    left.loglog(sizes_B, measured, marker, color=colour, label=f"spread, {name}")
    left.axhline(length, color=colour, linestyle=":", label=f"gradient, {name}")
left.set(xlabel="batch size $B$", ylabel="length", title="Noise of the batch gradient")
left.set_ylim(0.5 * noise["after 20 epochs"][2], None)
left.legend(fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2)
for (B, curve), style in zip(curves.items(), ["o-", "s--", "^-.", "D:"], strict=True):
    steps = -(-m // B)  # rounded up: the last batch takes what is left
    right.semilogy(range(11), curve, style, ms=4, label=f"$B = {B}$: {steps} {'step' if steps == 1 else 'steps'}")
right.set(xlabel="epoch", ylabel="loss on all training digits", title="Same learning rate, same epochs")
right.legend(fontsize=9, loc="upper center", bbox_to_anchor=(0.5, -0.2), ncols=2, title="steps per epoch")
plt.show()
print("loss after 10 epochs:", {B: round(float(curve[-1]), 3) for B, curve in curves.items()})
assert curves[4][-1] < curves[16][-1] < curves[128][-1] < curves[m][-1]
assert curves[m][-1] > 20 * curves[16][-1]

# %% [markdown]
r"""
On the left, dots are measured and lines are the formula. The line bends down at the end, where the
batch is nearly everything. Compare with the dotted lines, the length of the gradient itself. Before
training, the noise is smaller than the gradient from a batch of about 30 on. After 20 epochs it
takes a batch of most of the data: the gradient has almost gone, while the examples that are still
wrong pull in different directions. This is why a learning rate that was fine at first is often too
large at the end.

On the right, one epoch with $B = 16$ makes 68 steps, the last one with what is left, and the full
batch makes one step. The 68 noisy steps win by far. (This is a fair race in work, not in time:
large batches use the hardware better. And the full batch would stand a larger learning rate.)

The method is called **stochastic gradient descent** (SGD). CMU and UvA both prescribe it for
networks. The third ingredient of lecture 1, the optimizer, has changed; model and loss have not.
"""

# %% [markdown]
r"""
## Four milestones of 1986

In 1986 David Rumelhart, Geoffrey Hinton and Ronald Williams showed what backpropagation is for: it
makes *hidden* units find features that nobody told them about. Their examples are small enough to
look inside, and your network can repeat them in seconds. They used logistic units, squared error
and momentum. We use tanh, cross entropy and plain steps, and bits that are $-1$ or $+1$.

All patterns are training data here. The question is whether gradient descent finds weights that
get *every* pattern right. So a run is "solved" or "stuck", and we count over many starts.
"""


# %%
def patterns(n):
    """All 2^n rows of n numbers -1 or +1."""
    return 2.0 * (np.arange(2**n)[:, np.newaxis] >> np.arange(n) & 1) - 1


def attempt(X, y, sizes, seed, *, epochs, deviation=None, **settings):
    """Train a tanh network until every pattern is right (looked at every 10 epochs). Returns it and the epochs."""
    run = sgd(X, y, initialise(sizes, seed, deviation), "tanh", seed=seed, **settings)
    for epoch, (_, params) in enumerate(islice(run, epochs), start=1):
        if epoch % 10 == 0 and accuracy(X, y, params, "tanh") == 1:
            break
    return params, epoch


def solved(X, y, params):
    """Is every pattern right?"""
    return accuracy(X, y, params, "tanh") == 1


# %% [markdown]
r"""
### XOR

Class 1 where the two signs differ. No straight line separates the classes, so one layer cannot do
it (lecture 2). Two hidden units can: each cuts the plane once.

**Predict first.** We try 20 starts with two hidden units and 20 starts with three. Will all of them
end with four right answers?
"""

# %%
X_xor, y_xor = data.xor(4, 0.0)
xor_runs = {}
for width in (2, 3, 4):
    settings = {"deviation": 0.5, "eta": 1.0, "batch_size": 4, "epochs": 1000}
    xor_runs[width] = [attempt(X_xor, y_xor, [2, width, 2], seed, **settings) for seed in range(20)]
    found = sum(solved(X_xor, y_xor, params) for params, _ in xor_runs[width])
    right = sorted({int(4 * accuracy(X_xor, y_xor, params, "tanh")) for params, _ in xor_runs[width]})
    print(f"{width} hidden units: {found} of 20 starts solved; right patterns at the end: {right}")
    assert found == 20 if width > 2 else 10 <= found < 20

stuck_networks = [params for params, _ in xor_runs[2] if not solved(X_xor, y_xor, params)]
at_the_end = [loss_and_gradients(X_xor, y_xor, params, "tanh") for params in stuck_networks]
stuck_losses, lengths = [loss for loss, _ in at_the_end], [np.linalg.norm(flat(grads)) for _, grads in at_the_end]
print(f"stuck: loss {min(stuck_losses):.3f} to {max(stuck_losses):.3f}, and log(2)/2 = {np.log(2) / 2:.3f};", end=" ")
print(f"length of the gradient at most {max(lengths):.4f}")
assert np.allclose(stuck_losses, np.log(2) / 2, atol=0.002)
assert max(lengths) < 0.001

# %% picture="Left: two lines cut the XOR square. Right: in hidden space one line separates the classes"
params = next(params for params, _ in xor_runs[2] if solved(X_xor, y_xor, params))
W1, b1, W2, b2 = params.values()

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.9), layout="constrained")
plots.decision_regions(lambda A: forward(A, params, "tanh")[3].argmax(axis=1), X_xor, y_xor, ax=left)
for unit, dashes in enumerate(["--", ":"]):
    normal, foot = W1[:, unit], -b1[unit] * W1[:, unit] / (W1[:, unit] @ W1[:, unit])
    left.axline(
        foot, foot + np.array([-normal[1], normal[0]]), color="black", linestyle=dashes, label=f"unit {unit} is 0"
    )
left.set(xlabel="input 0", ylabel="input 1", xlim=(-1.16, 1.16), ylim=(-1.16, 1.16), title="Inputs")
left.legend(loc="center left", bbox_to_anchor=(1, 0.5))
hidden = forward(X_xor, params, "tanh")[2]
plots.points(hidden, y_xor, ax=right)
for i, (corner, place) in enumerate(zip(X_xor, hidden, strict=True)):
    sign = "(" + " ".join("+" if bit > 0 else "−" for bit in corner) + ")"
    twin = np.any(np.linalg.norm(hidden[:i] - place, axis=1) < 0.1)  # its sign goes to the other side of the dot
    across = -0.2 * np.sign(place[0]) * np.array([1, 0]) + [0, -0.16 if twin else 0]
    right.text(*(place + across), sign, ha="center", va="center", fontsize=11)
normal, offset = W2[:, 1] - W2[:, 0], b2[1] - b2[0]
foot = -offset * normal / (normal @ normal)
right.axline(foot, foot + np.array([-normal[1], normal[0]]), color="black", lw=1.5)
right.set(xlabel="hidden unit 0", ylabel="hidden unit 1", xlim=(-1.1, 1.1), ylim=(-1.1, 1.1), title="Hidden outputs")
plt.show()

# %% [markdown]
r"""
On the right, the hidden layer has moved the four corners (their signs are written beside them) so
that one straight line separates the classes. That is the whole idea of a hidden layer.

With exactly as many hidden units as the problem needs, some starts get stuck. They all end in the
same way. Two patterns are certain, and cost nothing. The other two belong to different classes, but
the network cannot tell them apart and answers one half to both, at $\log 2$ each: a mean loss of
$\frac12 \log 2$. More steps do not help, because the gradient is almost zero. With one unit to spare
every start succeeds. Remember this. Spare units make training easier, even where they are not
needed for the answer.

### The 8–3–8 encoder

Eight patterns with a single 1, and the network has to say which one it saw. Between input and
output there are only three units. A code for eight things is needed that fits into three numbers.

**Predict first.** Which code would you choose, if each number lies between $-1$ and $1$?
"""

# %%
X_code, y_code = np.eye(8), np.arange(8)
codes = []
for seed in range(20):
    settings = {"eta": 1.0, "batch_size": 8, "epochs": 1000, "seed": seed}
    params, _ = train(X_code, y_code, initialise([8, 3, 8], seed, 0.3), "tanh", **settings)
    assert solved(X_code, y_code, params)
    codes.append(forward(X_code, params, "tanh")[2])
distinct = [len({tuple(row) for row in code > 0}) for code in codes]
print("different sign patterns among the 8 codes, for each of 20 starts:", distinct)
assert min(distinct) >= 6
assert sum(count == 8 for count in distinct) >= 14

# %% picture="Two 8 by 3 tables of hidden outputs: one a binary code, one with values near zero"
binary, other = np.argmax([np.abs(code).min() for code in codes]), np.argmin([np.abs(code).min() for code in codes])
fig, axes = plt.subplots(1, 2, figsize=(8.4, 4.0), layout="constrained")
for ax, start in zip(axes, (binary, other), strict=True):
    image = ax.imshow(codes[start], vmin=-1, vmax=1, cmap="PuOr", aspect="auto")
    for row, column in np.ndindex(8, 3):
        value = codes[start][row, column]
        text = f"{value:+.1f}".replace("-", "−")
        ax.text(column, row, text, ha="center", va="center", color="white" if abs(value) > 0.6 else "black")
    ax.set(xlabel="hidden unit", ylabel="which input is 1", xticks=range(3), yticks=range(8), title=f"start {start}")
plt.colorbar(image, ax=axes, label="hidden output")
plt.show()

# %% [markdown]
r"""
Every start succeeds, and most of them invent **binary numbers**: each of the eight inputs gets its
own pattern of three signs. Nobody told the network. It found that code because three units with
two states each make exactly $2^3 = 8$ patterns. A few starts do without one of the sign patterns
and use a value near 0 instead, as on the right. The authors of 1986 saw that as well.

### Mirror symmetry with two hidden units

Input: six bits. Question: do they read the same backwards? Of the 64 patterns 8 do. The network may
use two hidden units only. Before you read on, think of weights for *one* unit whose sum is 0 for
each symmetric pattern.

<details><summary>Answer</summary>

Give bits at mirrored places opposite weights: $w_0, w_1, w_2, -w_2, -w_1, -w_0$. If the pattern is
symmetric, everything cancels, whatever the three numbers are.

</details>

The three numbers must also make sure that *no other* pattern cancels. The sum is
$2\,(\pm w_0 \text{ or } 0) + 2\,(\pm w_1 \text{ or } 0) + 2\,(\pm w_2 \text{ or } 0)$, where a pair
contributes 0 if its two bits agree. Which $w$ make this 0 only if all three pairs agree? Let us
try all whole numbers up to 4:
"""

# %%
differences = np.array([[a, b, c] for a in (-1, 0, 1) for b in (-1, 0, 1) for c in (-1, 0, 1)])
differences = differences[np.any(differences != 0, axis=1)]  # 26 ways not to be symmetric
for top in (3, 4):
    triples = [w for w in combinations_with_replacement(range(1, top + 1), 3) if np.all(differences @ w != 0)]
    print(f"whole numbers up to {top}: {triples or 'none'}")
assert triples == [(1, 2, 4), (2, 3, 4)]

# %% [markdown]
r"""
So the smallest weights that work are $1 : 2 : 4$ and $2 : 3 : 4$, in any order and with any signs.
The network of 1986 had found $1 : 2 : 4$. What will yours find?

We train from 16 starts, once with the full batch of 64 and once with minibatches of 16, with the
same number of steps. Networks that get every pattern right are trained a little longer, so that
their weights settle.
"""

# %%
X_mirror = patterns(6)
y_mirror = np.all(X_mirror == X_mirror[:, ::-1], axis=1).astype(int)
mirrors, stuck = {}, []
for batch_size, epochs in [(64, 1600), (16, 400)]:
    settings = {"deviation": 0.6, "eta": 1.0, "batch_size": batch_size, "epochs": epochs}
    runs = [attempt(X_mirror, y_mirror, [6, 2, 2], seed, **settings)[0] for seed in range(16)]
    found = {seed: params for seed, params in enumerate(runs) if solved(X_mirror, y_mirror, params)}
    print(f"batches of {batch_size}: {len(found)} of 16 starts solved")
    mirrors[batch_size] = found
    stuck += [round(64 * accuracy(X_mirror, y_mirror, p, "tanh")) for s, p in enumerate(runs) if s not in found]
print("right patterns of the stuck runs:", {right: stuck.count(right) for right in sorted(set(stuck))})
assert len(mirrors[16]) > len(mirrors[64]) >= 1
assert stuck.count(56) > len(stuck) / 2


# %%
def family(weights):
    """The three weights of one half, by size, as multiples of the smallest."""
    half = np.sort(np.abs(weights[:3]))
    return half / half[0]


kinds, settled = {"1:2:4": [], "2:3:4": []}, {}
for seed, params in mirrors[16].items():
    params, _ = train(X_mirror, y_mirror, params, "tanh", epochs=1500, eta=0.3, batch_size=64, seed=seed)
    settled[seed] = params
    for w in params["W1"].T:
        assert np.abs(w + w[::-1]).max() < 0.02 * np.abs(w).max()  # equal and opposite about the middle
        kind = "1:2:4" if family(w)[2] > 3 else "2:3:4"
        kinds[kind].append(seed)
        assert np.allclose(family(w), [1, 2, 4] if kind == "1:2:4" else [1, 1.5, 2], rtol=0.1)
for kind, seeds in kinds.items():
    print(f"{kind}: starts {sorted(set(seeds))}")
assert all(kinds.values())

# %% picture="Weights of two hidden units as bars: mirrored with opposite sign, ratios 1:2:4 and 2:3:4"
fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.6), layout="constrained")
for ax, (kind, seeds) in zip(axes, kinds.items(), strict=True):
    unit_size = {"1:2:4": 1, "2:3:4": 2}[kind]
    for unit, (hatch, colour) in enumerate([("", "C0"), ("///", "C1")]):
        w = settled[seeds[0]]["W1"][:, unit]
        bars = w / np.abs(w[:3]).min() * unit_size
        style = {"color": colour, "edgecolor": "black", "hatch": hatch, "label": f"hidden unit {unit}"}
        ax.bar(np.arange(6) + 0.4 * unit - 0.2, bars, 0.38, **style)
    ax.axhline(0, color="black", lw=0.8)
    ax.axvline(2.5, color="0.4", linestyle=":", lw=1.5)
    ax.set(xlabel="input bit", yticks=range(-4, 5), title=f"start {seeds[0]}: ratio {kind.replace(':', ' : ')}")
axes[0].set_ylabel("weight (smallest = 1, right: 2)")
axes[1].legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()

# %% [markdown]
r"""
In every solved network the weights are equal and opposite about the middle (the dotted line), in
both units. Their sizes are close to $1 : 2 : 4$ in some and close to $2 : 3 : 4$ in others: exactly
the two answers of our little search, and no third one. The famous ratio is one of two.

Each unit is 0 (apart from its bias) for symmetric patterns and positive or negative for all others.
One unit alone cannot tell "0" from "positive or negative" with a single threshold. Two units can:
their biases make them respond on one side each.

Most starts get stuck, often at 56 right patterns: that network always says "not symmetric". With
the same number of steps, batches of 16 solved more starts than the full batch. Noise may be more
than a price: it can shake a network out of places where the exact gradient has nothing to say.
(Such small counts are a hint and no proof. Run it with more starts if you want to know.)

### Parity

Is the number of $+1$ among $n$ bits odd? Every bit matters: flip any one, and the answer changes.
XOR is the case $n = 2$. With $n$ hidden units a solution is known: the units count. The next cell
tries all patterns of 2 to 7 bits, with $n$, $2n$ and $4n$ hidden units.
"""


# %%
def parity(X):
    """1 where the number of +1 in a row is odd."""
    return np.sum(X > 0, axis=1) % 2


def majority(X):
    """1 where more than half of a row is +1."""
    return (np.sum(X > 0, axis=1) > X.shape[1] / 2).astype(int)


bits, starts = range(2, 8), range(5)
solved_share = {}
print("starts of 5 that solve parity of all patterns")
print("bits     " + "".join(f"{n:4}" for n in bits))
for factor in (1, 2, 4):
    counts = []
    for n in bits:
        X = patterns(n)
        settings = {"eta": 0.3, "batch_size": 32, "epochs": 300}
        runs = [attempt(X, parity(X), [n, factor * n, 2], seed, **settings)[0] for seed in starts]
        counts.append(sum(solved(X, parity(X), params) for params in runs))
    solved_share[factor] = np.array(counts) / len(starts)
    print(f"{factor}n units  " + "".join(f"{count:4}" for count in counts))
assert solved_share[4].mean() > solved_share[2].mean() > solved_share[1].mean()
assert solved_share[4].min() >= 0.8

# %% [markdown]
r"""
Parity can be learned in this sense, and again spare units decide. Look along the rows: even numbers
of bits are harder than odd ones. There is a reason. At the start all biases are 0, and tanh is an
odd function, so the scores change sign when all inputs do. Parity of an odd number of bits does
that too. Parity of an even number does not, and the network first has to grow biases. (Question 2
makes this exact.)

## "Networks cannot learn parity": tested

CMU's slide on depth jokes that deep circuits are provably better at functions which networks cannot
actually learn, and names parity. We have just seen networks learn it. So what is meant?

All patterns were training data. A program for parity would work on patterns it has never seen. Does
the network? We show it a random half of the patterns and ask for the other half. There are two
controls. The same network learns a question that is just as global: are more than half of the bits
$+1$? And parity is guessed without a network, from the seen pattern that has most bits in common.

**Predict first.** For each question and 6 to 11 bits: which share of the *unseen* patterns will be
right? (Guessing gives one half.)
"""

# %%
unseen, lookup = {"parity": [], "majority": []}, []
bits_unseen = range(5, 12)
for name, question in [("parity", parity), ("majority", majority)]:
    for n in bits_unseen:
        X, shares = patterns(n), []
        y = question(X)
        for seed in range(3):
            order = np.random.default_rng(seed).permutation(len(X))
            seen, new = np.split(order, 2)
            params, _ = attempt(X[seen], y[seen], [n, 4 * n, 2], seed, eta=0.3, batch_size=32, epochs=300)
            assert solved(X[seen], y[seen], params)
            shares.append(accuracy(X[new], y[new], params, "tanh"))
            if name == "parity":
                nearest = (X[new] @ X[seen].T).argmax(axis=1)
                lookup.append(np.mean(y[seen][nearest] == y[new]))
        unseen[name].append(shares)
for name, rows in unseen.items():
    print(f"{name}, share right among unseen patterns (mean of 3 starts)")
    print("   " + "  ".join(f"{n} bits: {np.mean(row):.2f}" for n, row in zip(bits_unseen, rows, strict=True)))
print(f"parity from the nearest seen pattern: at most {max(lookup):.2f}")
assert max(lookup) < 0.1
assert np.mean(unseen["parity"][:4]) < 0.6
assert np.mean(unseen["parity"][-1]) > 0.8
assert np.mean(unseen["majority"][2:]) > 0.95

# %% [markdown]
r"""
The majority is learned from half of the patterns almost without error. Parity up to 8 bits is not
learned at all in that sense: every seen pattern is right, and the unseen ones are guessed, at 6
bits even worse than guessed. That is no accident. A pattern that differs in one bit has the opposite
answer, so whoever goes by similarity is wrong nearly always, as the last line shows. And then, with
9 and more bits, the network begins to *generalise*, although it still sees only half. At 11 bits
half of the patterns are 1024 examples, and that is enough.

So the sentence is false as it stands, at these sizes. There is a sense in which it is true, and we
can derive it. How much of the gradient knows which question is being asked?

**Step 1. The part that knows the question.** Let $t = \pm 1$ be the right answer to a pattern $x$,
and $\delta(x) = z_1 - z_0$ the difference of the two scores. In $G = S - I_y$ only $I_y$ knows $t$,
and it equals $\bigl(\frac{1-t}{2}, \frac{1+t}{2}\bigr)$. So the gradient, a mean over all patterns,
is a part without $t$, and the **signal**

$$ -\tfrac12\, \frac{1}{2^n} \sum_x t(x)\, \nabla_\theta\, \delta(x) . $$

**Step 2. All questions at once.** For a subset $Q$ of the bits let $t_Q(x) = \prod_{j \in Q} x_j$,
the parity of these bits. There are $2^n$ such questions. As vectors with $2^n$ entries they stand at
right angles to each other, since the product of two different ones is again a parity, and its mean
is 0. They all have the length $2^{n/2}$. So, divided by this length, they are an orthonormal basis,
and for any function $f$ of the patterns Pythagoras gives

$$ \sum_Q \Bigl( \frac{1}{2^n} \sum_x t_Q(x) f(x) \Bigr)^2 = \frac{1}{2^n} \sum_x f(x)^2 . $$

**Step 3. Apply it** to each entry of $\nabla_\theta\,\delta$, add up, and divide by the $2^n$
questions. With $s^2 = \frac14 \cdot \frac{1}{2^n} \sum_x \lVert \nabla_\theta\, \delta(x) \rVert^2$,

$$ \boxed{\; \text{mean over } Q \text{ of } \lVert \text{signal}_Q \rVert^2 = \frac{s^2}{2^n} \;} $$
"""


# %%
def slopes_of_difference(X, params):
    """∇δ for each row of X, one vector per row: the gradient of z_1 - z_0."""
    Z = forward(X, params, "tanh")
    ends = np.tile([-1.0, 1.0], (len(X), 1))  # how δ reacts to the two scores
    D = (ends @ params["W2"].T) * SLOPE["tanh"](Z[2])
    outer = [np.einsum("ri,rj->rij", a, b).reshape(len(X), -1) for a, b in [(X, D), (Z[2], ends)]]
    return np.hstack([outer[0], outer[1], D, ends])  # W1, W2, b1, b2, as in `flat`


n = 6
X, params = patterns(n), initialise([n, 4 * n, 2], seed=1)
f = slopes_of_difference(X, params)
difference = gradients.central(lambda p: float(np.diff(forward(X[[5]], p, "tanh")[3][0])[0]), params)
agree("∇δ of one pattern", f[5], flat(difference))

grad_odd, grad_even = (flat(loss_and_gradients(X, labels, params, "tanh")[1]) for labels in (parity(X), 1 - parity(X)))
t = 2 * parity(X) - 1
agree("step 1: half the difference of opposite questions", (grad_odd - grad_even) / 2, -0.5 * t @ f / 2**n)

questions = np.array([np.prod(X[:, subset > 0], axis=1) for subset in patterns(n)])  # all t_Q, one row each
agree("step 2: right angles", questions @ questions.T, 2**n * np.eye(2**n))
signals = np.sum((0.5 * questions @ f / 2**n) ** 2, axis=1)
s_squared = np.mean(np.sum(f**2, axis=1)) / 4
agree("step 3", signals.mean(), s_squared / 2**n)

# %% [markdown]
r"""
The signal of a typical question is $s\, 2^{-n/2}$: each further bit divides it by $1.41$. And the
noise? By the box of the section on batches, a batch of $B$ patterns has noise of about
$s / \sqrt B$ in the same part of the gradient. So the signal is longer than the noise only if

$$ \frac{s}{2^{n/2}} > \frac{s}{\sqrt B}, \qquad \text{that is} \qquad B > 2^n . $$

**Each further bit doubles the number of examples a step must average before the question can be
heard.** (Only a part of the noise points along the signal, and many steps average too. That changes
the number by a factor, not the doubling.) With 11 bits that is little. With 60 bits it is more than
anyone can show. The majority does not suffer: each bit by itself already tells something about it.

So do the examples say too little about parity? No. Write a bit as 0 or 1. The parity of some of the
bits is their sum modulo 2, so each example is a *linear equation* modulo 2 for the unknown choice of
bits. Elimination, as taught in any first course, solves it from about as many equations as there are
unknowns. **Predict first.** Of 60 bits a secret half counts. How many of the $10^{18}$ patterns does
elimination have to see?
"""


# %%
def solve_modulo_2(A, c):
    """A solution of A q = c modulo 2, by elimination; A (rows, n) and c (rows,) hold zeros and ones."""
    M = np.column_stack([A, c]).astype(bool)
    pivots = []
    for column in range(A.shape[1]):
        rows = np.flatnonzero(M[len(pivots) :, column]) + len(pivots)
        if len(rows):
            M[[len(pivots), rows[0]]] = M[[rows[0], len(pivots)]]
            others = M[:, column].copy()
            others[len(pivots)] = False
            M[others] ^= M[len(pivots)]  # adding two equations modulo 2
            pivots.append(column)
    q = np.zeros(A.shape[1], dtype=int)
    q[pivots] = M[: len(pivots), -1]
    return q


rng = np.random.default_rng(5)
secret = rng.permutation(np.repeat([0, 1], 30))
seen, new = rng.integers(0, 2, (80, 60)), rng.integers(0, 2, (10_000, 60))
for count in (50, 60, 70, 80):
    q = solve_modulo_2(seen[:count], seen[:count] @ secret % 2)
    share = np.mean(new @ q % 2 == new @ secret % 2)
    print(f"{count} examples of 60 bits: {share:.1%} of 10,000 new patterns right")
    assert share == 1 if count >= 70 else count > 50 or 0.45 < share < 0.55

# %% picture="Left: solved share by bits. Middle: unseen patterns right. Right: signal falls as 2^(-n/2)"
signal_bits = range(3, 11)
signal = {"parity": [], "majority": [], "typical": []}
for n in signal_bits:
    X = patterns(n)
    for name, question in [("parity", parity), ("majority", majority), ("typical", None)]:
        values = []
        for seed in range(5):
            f = slopes_of_difference(X, initialise([n, 4 * n, 2], seed))
            s = np.sqrt(np.mean(np.sum(f**2, axis=1))) / 2
            values.append(2 ** (-n / 2) if question is None else np.linalg.norm((question(X) - 0.5) @ f / 2**n) / s)
        signal[name].append(np.median(values))

fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.7), layout="constrained")
for (factor, share), style in zip(solved_share.items(), ["o-", "s--", "^:"], strict=True):
    axes[0].plot(bits, share, style, label=f"{factor if factor > 1 else ''}n hidden units")
axes[0].set(xlabel="bits $n$", ylabel="share of starts", ylim=(-0.05, 1.05), title="All patterns learned")
for (name, rows), style in zip(unseen.items(), ["o-", "s--"], strict=True):
    axes[1].plot(bits_unseen, np.mean(rows, axis=1), style, label=name)
by_similarity = np.reshape(lookup, (len(bits_unseen), -1)).mean(axis=1)
axes[1].plot(bits_unseen, by_similarity, "^-.", label="parity by similarity")
axes[1].axhline(0.5, color="0.4", linestyle=":", label="guessing")
axes[1].set(xlabel="bits $n$", ylabel="share right", ylim=(-0.05, 1.05), title="Unseen half")
for (name, values), style in zip(signal.items(), ["o-", "s--", "k:"], strict=True):
    label = "$2^{-n/2}$" if name == "typical" else name
    axes[2].semilogy(signal_bits, values, style, label=label)
axes[2].set(xlabel="bits $n$", ylabel="signal / $s$", title="Signal before training")
for ax in axes:
    ax.legend(loc="upper center", bbox_to_anchor=(0.5, -0.24), fontsize=9)
plt.show()
assert signal["majority"][-1] > 0.1
assert signal["parity"][-1] < 2 ** (-5)

# %% [markdown]
r"""
Parity of *all* bits lies even below the typical question, in a zigzag: the even numbers of bits
again.

What we found, in four sentences. Networks do learn parity of up to 7 bits by heart, if they have
units to spare. They generalise from half of the patterns only once that half is about a thousand
examples. Each further bit halves what the square of the gradient knows about the question, so for
many bits gradient descent from few examples has nothing to go by. The examples know the answer all
the same: elimination reads it off seventy of them. (The experiments are about few bits, and the
derivation is about the gradient before training. What happens later is not covered by it.)
"""

# %% [markdown]
r"""
## The digits, and three piles

Patterns were learned by heart, and that was the task. With digits it is not. What counts is the
digit that comes next. So the data are cut into three piles, at random, once:

- **training** data, 1078 pictures: the gradient is computed from these, and from nothing else;
- **validation** data, 360: never in a gradient, looked at often, to compare settings and to stop;
- **test** data, 359: looked at once, at the very end.

Four knobs have to be set: the learning rate, the scale of the inputs, the order of the examples and
the penalty. We take them one at a time, with a network of 64, 64 and 10 units, ReLU, batches of 16.

### The learning rate

Near a minimum, a loss looks like a bowl. Along one direction $w$ let it be
$\ell = \frac h2 w^2$, with a **curvature** $h > 0$. One step is

$$
w \leftarrow w - \eta\, h\, w = (1 - \eta h)\, w .
$$

So each step multiplies the distance to the minimum by $1 - \eta h$, and four things can happen:

| learning rate | factor $1 - \eta h$ | what you see |
|:--|:--|:--|
| far below $1/h$ | just below 1 | creeps |
| $\eta = 1/h$ | 0 | arrives in one step |
| between $1/h$ and $2/h$ | between $-1$ and 0 | swings from side to side, and settles |
| above $2/h$ | below $-1$ | every swing is larger than the last |

The limit is $2/h$, and the largest curvature of all directions sets it. Nobody knows it
beforehand. So one tries learning rates that differ by factors:
"""

# %% picture="Loss per epoch for five learning rates: two creep, two fall, the largest explodes at once"
sizes = [64, 64, 10]
h = 4.0
for eta in (0.05, 0.25, 0.45, 0.55):
    w = [1.0]
    for _ in range(12):
        w.append(w[-1] - eta * gradients.central(lambda w: h / 2 * w**2, w[-1]))
    assert np.allclose(w, (1 - eta * h) ** np.arange(13), rtol=1e-4, atol=1e-8)

rates = {}
with np.errstate(all="ignore"):  # one of them will overflow
    for eta in (0.001, 0.01, 0.1, 1.0, 3.0):
        settings = {"epochs": 15, "eta": eta, "batch_size": 16, "seed": 0}
        rates[eta] = train(X_train, y_train, initialise(sizes, 0), **settings)[1]

fig, ax = plt.subplots(figsize=(8.4, 3.8), layout="constrained")
for (eta, history), style in zip(rates.items(), ["o:", "s--", "^-", "D-.", "X-"], strict=True):
    shown = np.where(history < 1e3, history, np.nan)
    ax.semilogy(np.arange(1, 16), shown, style, ms=5, label=f"η = {eta:g}{'' if history[-1] < 1e3 else ': explodes'}")
ax.axhline(np.log(10), color="0.4", lw=1, linestyle=":")
ax.text(15, 1.15 * np.log(10), "log 10: knows nothing", ha="right", fontsize=9)
ax.set(xlabel="epoch", ylabel="mean loss of the epoch", title="Too small, right, too large")
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plt.show()
for eta, history in rates.items():
    print(f"η = {eta:<5g} mean loss of the last epoch: " + (f"{history[-1]:.4f}" if history[-1] < 100 else "explodes"))
assert rates[0.001][-1] > rates[0.01][-1] > rates[0.1][-1] > rates[1.0][-1]
assert not rates[3.0][-1] < 2

# %% [markdown]
r"""
A thousandth is a waste of time, 3 is past the limit, and between 0.1 and 1 there is a wide range in
which the digits can be learned. A useful rule: look for the learning rate at which training breaks,
and stay a factor of 3 to 10 below it.

### Normalised inputs

The advice in UvA's list of tricks: shift each input to mean 0 and scale it to variance 1, or at
least shift it to mean 0. Why should the network care? Its weights can undo any shift and scale.

It does not care about *what* can be said. It cares about the shape of the bowl. Take the smallest
model with an input and a bias, $\hat y = w x + b$, with the squared loss
$\ell = \frac{1}{2m} \sum_r (w x_r + b - t_r)^2$. Differentiate twice:

$$
\frac{\partial^2 \ell}{\partial w^2} = \overline{x^2}, \qquad
\frac{\partial^2 \ell}{\partial w\, \partial b} = \overline{x}, \qquad
\frac{\partial^2 \ell}{\partial b^2} = 1,
\qquad\text{so}\qquad
H = \begin{pmatrix} \overline{x^2} & \overline{x} \\ \overline{x} & 1 \end{pmatrix},
$$

where a bar means the mean over the examples. The curvatures of the bowl are the eigenvalues of $H$.
With mean 0 and variance 1, $H$ is the unit matrix: the bowl is round, every curvature is 1, and
$\eta = 1$ arrives **in one step**. With a mean far from 0, the bowl becomes a long valley. The
largest curvature limits $\eta$, and along the valley, where the curvature is small, that $\eta$
creeps.
"""

# %% picture="Left: a long narrow valley, the path zigzags and creeps. Right: a round bowl, one step arrives"
rng = np.random.default_rng(3)
x_line = 3 + 0.7 * rng.standard_normal(40)
target = 2 * (x_line - 3) + 1 + 0.3 * rng.standard_normal(40)


def line_loss(p, x):
    """Squared loss of the line with slope p[0] and bias p[1]."""
    return np.mean((p[0] * x + p[1] - target) ** 2) / 2


fig, axes = plt.subplots(1, 2, figsize=(9.5, 4.0), layout="constrained")
inputs = {"input as it is": x_line, "mean 0, variance 1": (x_line - x_line.mean()) / x_line.std()}
for ax, (name, x) in zip(axes, inputs.items(), strict=True):
    H = np.array([[np.mean(x**2), np.mean(x)], [np.mean(x), 1.0]])
    for i in range(2):  # row i of H: how entry i of the gradient reacts to w and b
        entry = lambda p, x=x, i=i: gradients.central(lambda q: line_loss(q, x), p)[i]  # noqa: E731
        assert np.allclose(H[i], gradients.central(entry, np.array([0.3, -0.2]), 1e-3), atol=1e-4)
    low, high = np.linalg.eigvalsh(H)
    best = np.linalg.solve(H, [np.mean(x * target), np.mean(target)])
    eta = 1.0 if high < 1.01 else 1.85 / high
    path = [best + np.array([1.6, 2.2])]
    for _ in range(30):
        error = path[-1][0] * x + path[-1][1] - target
        path.append(path[-1] - eta * np.array([np.mean(error * x), np.mean(error)]))
    path = np.array(path)
    left_steps = np.linalg.norm(path - best, axis=1) / np.linalg.norm(path[0] - best)
    print(f"{name}: curvatures {low:.3f} and {high:.2f}, η = {eta:.2f}; part of the distance that is left")
    print(f"    after 1 step {left_steps[1]:.0%}, after 30 steps {left_steps[30]:.0%}")
    wide = np.linspace(-3.2, 3.2, 90)
    A, C = np.meshgrid(best[0] + wide, best[1] + wide)
    heights = [line_loss((a, c), x) for a, c in zip(A.ravel(), C.ravel(), strict=True)]
    levels = line_loss(path[0], x) * np.array([0.01, 0.05, 0.2, 0.5, 1.0, 2.0])
    ax.contour(A, C, np.reshape(heights, A.shape), levels=np.sort(levels), colors="0.6", linewidths=1)
    ax.plot(*path.T, "o-", ms=4, lw=1.2, color="C0")
    ax.plot(*best, "*", ms=14, color="C1", mec="black")
    ax.set(xlabel="slope $w$", ylabel="bias $b$", title=name, aspect="equal")
    assert (left_steps[1] < 1e-6) == (name != "input as it is")
plt.show()

# %% [markdown]
r"""
Now the digits. The first layer has 64 inputs and a bias, so look at the $65 \times 65$ matrix of
mean products of the inputs and the constant 1. It is the $H$ of one linear unit, not of the whole
network, but it shows the trend. Five ways to present the same pictures:
"""

# %%
pixel_deviation = X_raw.std(axis=0)
dead = np.flatnonzero(pixel_deviation == 0)
print("pixels that are blank in every training picture:", dead)
safe = np.where(pixel_deviation > 0, pixel_deviation, 1)  # 0 / 0 would be nan
scalings = {
    "0 to 16": lambda A: 16 * A,
    "0 to 1": lambda A: A,
    "mean 0": lambda A: A - mean_picture,
    "mean 0, one divisor": lambda A: (A - mean_picture) / deviation,
    "mean 0, each pixel by its own": lambda A: (A - mean_picture) / safe,
}
largest, ratios = {}, {}
print(f"{'':30}  largest curvature   second   limit 2/h")
for name, scale in scalings.items():
    with_one = np.column_stack([scale(X_raw), np.ones(m)])
    curvatures = np.linalg.eigvalsh(with_one.T @ with_one / m)[::-1]
    largest[name], ratios[name] = curvatures[0], curvatures[0] / curvatures[1]
    print(f"{name:30}  {curvatures[0]:17.2f} {curvatures[1]:8.2f} {2 / curvatures[0]:11.4f}")
assert dead.tolist() == [0, 32, 39]
assert largest["0 to 1"] > 10 * largest["mean 0"]
assert [round(value) for value in ratios.values()] == [15, 16, 1, 1, 1]

# %% [markdown]
r"""
Pixels from 0 to 1 have one enormous curvature, sixteen times the second one. It belongs to the mean
picture: move all weights along it, and every score of every digit moves together. Subtract the mean
picture, and it is gone. (The 1.00 that is left belongs to the bias alone.) Pixels from 0 to 16 make
the second curvature $16^2 = 256$ times as large, and the limit for $\eta$ shrinks accordingly.

**Predict first.** The learning rate 0.1 suits pixels with mean 0. What happens to pixels from 0 to
16 at 0.1?
"""

# %% picture="Two plots against the learning rate: centred inputs reach lower loss and fewer errors"
sweep = np.array([0.003, 0.01, 0.03, 0.1, 0.3, 1.0])
fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.4), layout="constrained")
best_error = {}
for (name, scale), style in zip(scalings.items(), ["o:", "s--", "^-.", "D-", "v--"], strict=True):
    A, A_val, rows = scale(X_raw), scale(X_raw_val), []
    for eta in sweep:
        for seed in range(2):
            with np.errstate(all="ignore"):
                settings = {"epochs": 5, "eta": eta, "batch_size": 16, "seed": seed}
                params, history = train(A, y_train, initialise(sizes, seed), **settings)
                rows.append([history[-1], 1 - accuracy(A_val, y_val, params)])
    loss, error = np.array(rows).reshape(len(sweep), 2, 2).mean(axis=1).T
    best_error[name] = error.min()
    left.loglog(sweep, np.where(loss < 10, loss, np.nan), style, ms=5, label=name)
    right.semilogx(sweep, 100 * error, style, ms=5)
assert error[-1] > 0.1  # the last scaling, each pixel by its own, at η = 1
left.set(xlabel="learning rate η", ylabel="mean loss of epoch 5", title="Training")
right.set(xlabel="learning rate η", ylabel="errors (%)", ylim=(0, 40), title="Validation")
fig.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3, fontsize=9)
plt.show()
for name, error in best_error.items():
    print(f"{name:30} smallest validation error {error:.1%}")
centred = [best_error[name] for name in scalings if name.startswith("mean 0")]
assert max(centred) < min(best_error["0 to 16"], best_error["0 to 1"]) - 0.01

# %% [markdown]
r"""
Raw pixels from 0 to 16 train only with tiny steps, as the limit says. Centring is the trick that
counts: at its best learning rate, every centred version misreads fewer digits than every version
that is not centred. Dividing each pixel by its own deviation is no better here, and it costs
something. At $\eta = 1$ it breaks down, while one divisor for all pixels still works. And there is
a trap. Three pixels never change, so their deviation is 0, and some change in a handful of pictures
only. Dividing by a tiny number blows those up. We keep *one* divisor for all pixels.

Mean and deviation are computed from the **training** data, and the same two are used for validation
and test. The test pile must not even contribute its mean.

### Shuffle, and what happens if you do not

UvA: shuffle the examples at each new epoch. Try the opposite. Sort the digits by class, all zeros
first, and never shuffle.

**Predict first.** What does the network answer for the validation digits after its first epoch? And
after fifteen?
"""

# %% picture="Left and middle: share of each answer, step by step, sorted and shuffled. Right: errors by epoch"
by_class = np.argsort(y_train, kind="stable")
answers = {}
for name, rows in {"sorted by class": by_class, "shuffled": np.random.default_rng(0).permutation(m)}.items():
    params, shares = initialise(sizes, 0), []
    for first in list(range(0, m, 16)) * 2:  # two epochs, looked at after every step
        batch = rows[first : first + 16]
        _, grads = loss_and_gradients(X_train[batch], y_train[batch], params, lam=1e-3)
        params = {key: params[key] - 0.1 * grads[key] for key in params}
        guesses = forward(X_val, params, "relu")[3].argmax(axis=1)
        shares.append(np.bincount(guesses, minlength=10) / len(y_val))
    answers[name] = np.array(shares).T

errors = {}
for order, name in [("never", "sorted, never shuffled"), ("once", "shuffled once"), ("each", "each epoch")]:
    errors[name] = []
    for seed in range(3):
        settings = {"eta": 0.1, "batch_size": 16, "seed": seed, "lam": 1e-3, "order": order}
        run = sgd(X_train[by_class], y_train[by_class], initialise(sizes, seed), **settings)
        errors[name].append([1 - accuracy(X_val, y_val, params) for _, params in islice(run, 15)])

fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.9), layout="constrained", width_ratios=[1, 1, 1.2])
for ax, (name, shares) in zip(axes, answers.items(), strict=False):
    image = ax.imshow(shares, aspect="auto", vmin=0, vmax=0.6, cmap="Greys", extent=(0, 136, 9.5, -0.5))
    ax.axvline(68, color="C3", linestyle="--", lw=1.2)
    ax.set(xlabel="step (dashed: end of epoch 1)", title=name, yticks=range(10), xticks=[0, 34, 68, 102, 136])
axes[0].set_ylabel("answer")
plt.colorbar(image, ax=axes[1], label="share of the answers", location="right")
for (name, rows), style in zip(errors.items(), ["o-", "s--", "^:"], strict=True):
    axes[2].semilogy(range(1, 16), 100 * np.mean(rows, axis=0), style, ms=4, label=name)
axes[2].set(xlabel="epoch", ylabel="validation errors (%)", yticks=[2, 5, 10, 20, 50], yticklabels=[2, 5, 10, 20, 50])
axes[2].minorticks_off()
axes[2].legend(fontsize=8.5)
plt.show()
for name, rows in errors.items():
    first, last = np.mean(rows, axis=0)[[0, -1]]
    print(f"{name:23} errors after epoch 1: {first:.1%}, after epoch 15: {last:.1%}")
assert np.mean(errors["sorted, never shuffled"], axis=0)[0] > 3 * np.mean(errors["each epoch"], axis=0)[0]

# %% [markdown]
r"""
The left picture shows the reason for the rule. Sorted batches are no random batches: step 1 of our
derivation, *the mean is right*, fails. Each batch pulls towards its own class, and the network
believes in whatever it saw last.

But look at the right picture too. After fifteen epochs the sorted run has nearly caught up: at this
learning rate the network gets slowly better at remembering a whole epoch. And shuffling *once* is as
good as shuffling each epoch, as far as three starts can tell. So the large gain is to break the
order. To break it again each time costs nothing, removes a source of bad luck, and its benefit is
too small to be seen here.

### Weight decay

The penalty $\frac\lambda2 \sum \lVert W_i \rVert^2$ shrinks every weight by the factor
$1 - \eta\lambda$ per step (lecture 1). Three pixels give us a clean view of it. They are blank in
every training picture, so their input is always 0, and the data part of their gradient is exactly
0. Only the decay moves their weights.

**Predict first.** 30 epochs of 68 steps, $\eta = 0.1$. What is left of those weights with
$\lambda = 0$, and with $\lambda = 0.01$?

<details><summary>Answer</summary>

With $\lambda = 0$: all of it. Those weights keep the random numbers they began with. With
$\lambda = 0.01$ each step keeps 0.999 of them, and $0.999^{2040} \approx 0.13$.

(The weights see the shifted pixels, and a pixel that is always equal to its mean is 0 after the
shift. For pixels from 0 to 1 it is the same, because blank is 0.)

</details>
"""

# %% picture="Two rows of first-layer weight pictures: with decay 0 speckled edges, with 0.01 smooth strokes"
decayed = {}
for lam in (0.0, 0.01):
    settings = {"epochs": 30, "eta": 0.1, "batch_size": 16, "seed": 0, "lam": lam}
    params, _ = train(X_train, y_train, initialise(sizes, 0), **settings)
    decayed[lam] = params
    left_over = params["W1"][dead] / initialise(sizes, 0)["W1"][dead]
    assert np.allclose(left_over, (1 - 0.1 * lam) ** (30 * 68))
    print(f"λ = {lam}: weights at blank pixels are {left_over.mean():.2f} of their first value, in every entry")
    length = np.sqrt(sum(np.sum(params[key] ** 2) for key in ("W1", "W2")))
    print(f"   length of all weights {length:.1f}, validation errors {1 - accuracy(X_val, y_val, params):.1%}")

fig, axes = plt.subplots(2, 10, figsize=(9.5, 2.5), layout="constrained")
for row, (lam, params) in zip(axes, decayed.items(), strict=True):
    strongest = np.argsort(-np.linalg.norm(params["W2"], axis=1))[:10]  # the units that count most
    for ax, unit in zip(row, strongest, strict=True):
        picture, limit = params["W1"][:, unit].reshape(8, 8), np.abs(params["W1"][:, unit]).max()
        ax.imshow(picture, cmap="PuOr", vmin=-limit, vmax=limit)
        ax.set(xticks=[], yticks=[], title=f"unit {unit}")
        ax.title.set_fontsize(9)
    row[0].set_ylabel(f"λ = {lam:g}")
plt.show()

# %% [markdown]
r"""
These are **first-layer weights as pictures**: each tile shows the 64 weights of one hidden unit, at
the place of their pixels. Without decay you see strokes drowned in speckles. The speckles, worst at
the left and right edges where there is rarely any ink, are the random numbers of the start. Nothing ever removed
them. With decay, what the data do not ask for fades, and what is left are strokes: a unit is for
ink in one place and against ink in another.
"""

# %% [markdown]
r"""
### When to stop

The training loss falls for as long as you train. The validation loss need not. **Early stopping**
keeps the parameters of the epoch in which the validation loss was lowest. We watch 40 epochs, with
the labels as they are, and with 300 of the 1078 training labels replaced by random ones.

**Predict first.** In which of the two runs does the validation loss turn up?
"""

# %% picture="Left: clean labels, both losses fall. Right: noisy labels, validation loss turns up after some epochs"
rng = np.random.default_rng(1)
y_noisy = y_train.copy()
relabelled = rng.permutation(m)[:300]
y_noisy[relabelled] = rng.integers(0, 10, 300)

fig, axes = plt.subplots(1, 2, figsize=(9.5, 3.8), layout="constrained", sharey=True)
for ax, (name, labels) in zip(axes, {"clean labels": y_train, "300 random labels": y_noisy}.items(), strict=True):
    run, watched = sgd(X_train, labels, initialise(sizes, 0), eta=0.1, batch_size=16, seed=0), []
    best, best_epoch, kept = np.inf, 0, None
    for epoch, (loss, params) in enumerate(islice(run, 40), start=1):
        val_loss, _ = loss_and_gradients(X_val, y_val, params)
        watched.append([loss, val_loss])
        if val_loss < best:
            best, best_epoch = val_loss, epoch
            kept = {key: array.copy() for key, array in params.items()}  # a copy: training goes on in place
    ax.semilogy(range(1, 41), np.array(watched)[:, 0], "-", label="training")
    ax.semilogy(range(1, 41), np.array(watched)[:, 1], "--", label="validation")
    ax.plot(best_epoch, best, "*", ms=14, color="C1", mec="black", label="lowest validation loss")
    ax.set(xlabel="epoch", title=name)
    stopped, last = 1 - accuracy(X_val, y_val, kept), 1 - accuracy(X_val, y_val, params)
    print(f"{name}: lowest in epoch {best_epoch}; validation errors there {stopped:.1%}, in epoch 40 {last:.1%}")
    assert (last > 2 * stopped) == (name != "clean labels")
axes[0].set_ylabel("mean loss")
axes[0].legend(fontsize=9)
plt.show()

# %% [markdown]
r"""
With clean labels there is nothing to stop: the validation loss is still falling, or flat, after 40
epochs. With wrong labels it turns. At first the network learns what the digits have in common. Then
it learns the wrong labels by heart, one by one, and unlearns to read. Early stopping more than
halves the errors. So it is an insurance. On clean, easy data it pays nothing.

Note the `copy` in the code. `params` is updated in place, so without the copy `kept` would be
another name for the last parameters.

### Choose, then open the test set once

Choosing is done on the validation data. Nine settings, two starts each, 15 epochs:
"""

# %%
table, candidates = {}, []
for eta in (0.1, 0.3, 1.0):
    for lam in (0.0, 0.001, 0.01):
        shares = []
        for seed in range(2):
            settings = {"epochs": 15, "eta": eta, "batch_size": 16, "seed": seed, "lam": lam}
            params, _ = train(X_train, y_train, initialise(sizes, seed), **settings)
            guesses = forward(X_val, params, "relu")[3].argmax(axis=1)
            candidates.append(guesses == y_val)
            shares.append(np.mean(guesses != y_val))
        table[eta, lam] = np.mean(shares)
print("validation errors   " + "   ".join(f"λ = {lam:<5g}" for lam in (0.0, 0.001, 0.01)))
for eta in (0.1, 0.3, 1.0):
    print(f"        η = {eta:3}   " + "   ".join(f"{table[eta, lam]:9.1%}" for lam in (0.0, 0.001, 0.01)))

# %% [markdown]
r"""
The best of these errors is too good to be true, and not because anybody cheated. It is the *best of
eighteen*, and part of being best is luck with these 360 pictures. You can see this without the test
set. Cut the validation pile in two. Choose the winner on one half, and then look at the other half.
"""

# %%
candidates, rng = np.array(candidates), np.random.default_rng(0)
promised, delivered = [], []
for _ in range(2000):
    half, other_half = np.split(rng.permutation(len(y_val)), 2)
    winner = candidates[:, half].mean(axis=1).argmax()
    promised.append(1 - candidates[winner, half].mean())
    delivered.append(1 - candidates[winner, other_half].mean())
print(f"errors of the winner: on the half that chose it {np.mean(promised):.2%}, on the other {np.mean(delivered):.2%}")
assert np.mean(delivered) > np.mean(promised) + 0.002

# %% [markdown]
r"""
Whatever chooses also flatters. That is the reason for a third pile, and the reason why it is
opened **once**. If you look at the test error, change something and look again, you are choosing by
it, and it becomes a second validation set.

So we decide everything first: $\eta = 0.3$, $\lambda = 0.001$, 15 epochs, start 0. (Other cells of
the table are as good within a digit or two.) Now open it.
"""

# %%
settings = {"epochs": 15, "eta": 0.3, "batch_size": 16, "seed": 0, "lam": 0.001}
final, _ = train(X_train, y_train, initialise(sizes, 0), **settings)
guesses = forward(X_test, final, "relu")[3].argmax(axis=1)
wrong = np.flatnonzero(guesses != y_test)
share = len(wrong) / len(y_test)
print(f"{len(wrong)} of {len(y_test)} test digits are read wrong: {share:.1%}")
print(f"standard error of such a share: {np.sqrt(share * (1 - share) / len(y_test)):.1%}")
assert 4 <= len(wrong) <= 16

# %% picture="Left: confusion matrix, almost all counts on the diagonal. Right: the misread test digits"
confusion = np.zeros((10, 10), dtype=int)
np.add.at(confusion, (y_test, guesses), 1)

fig = plt.figure(figsize=(9.5, 4.3), layout="constrained")
left, right = fig.subfigures(1, 2, width_ratios=[1, 1])
ax = left.subplots()
ax.imshow(np.log1p(confusion), cmap="Greys")
for row, column in zip(*np.nonzero(confusion), strict=True):
    ink = "white" if confusion[row, column] > 8 else "black"
    ax.text(column, row, confusion[row, column], ha="center", va="center", color=ink, fontsize=9)
ax.set(xlabel="the network's answer", ylabel="the label", xticks=range(10), yticks=range(10))
ax.set_title("Test digits")
axes = right.subplots(3, 4)
for ax in axes.flat:
    ax.axis("off")
for ax, r in zip(axes.flat, wrong, strict=False):
    ax.imshow(X_raw_test[r].reshape(8, 8), cmap="Greys")
    ax.set_title(f"{y_test[r]} read as {guesses[r]}", fontsize=9)
plt.show()

# %% [markdown]
r"""
The **confusion matrix** has a row for each label and a column for each answer. The diagonal is
right. Off the diagonal you see *which* digits are confused. On the right are all the misread ones.
Some of them you might misread too, others not.

Compare with your guess from the beginning.

### What this test does not test

The three piles were cut at random. So the same 13 people wrote all of them. The number above is
about *new digits of known hands*. What about a new hand? The file keeps the pictures in the order
in which they were collected. (The test is over, so we may use all pictures now.) Train on the first
60% of the file and look at the last 20%:
"""

# %%
X_all, y_all = data.digits()
first, last = slice(0, 1078), slice(1437, 1797)
centre, divisor = X_all[first].mean(axis=0), X_all[first].std()
in_order, at_random = [], []
for seed in range(4):
    settings |= {"seed": seed}
    params, _ = train((X_all[first] - centre) / divisor, y_all[first], initialise(sizes, seed), **settings)
    in_order.append(1 - accuracy((X_all[last] - centre) / divisor, y_all[last], params))
    params, _ = train(X_train, y_train, initialise(sizes, seed), **settings)
    at_random.append(1 - accuracy(X_test, y_test, params))
print(f"errors, cut at random:   {np.mean(at_random):.1%} (4 starts, {min(at_random):.1%} to {max(at_random):.1%})")
print(f"errors, cut by position: {np.mean(in_order):.1%} (4 starts, {min(in_order):.1%} to {max(in_order):.1%})")
assert min(in_order) > 2 * max(at_random)

# %% [markdown]
r"""
Several times as many. The file does not say who wrote what, so this is a hint and no proof, but the
likely reading is: the later pages are other people's. A test answers exactly the question that was
put into the cut. Ask what "new" will mean in use, and cut accordingly.

## What each trick buys: an ablation

An **ablation** takes one thing away at a time and leaves everything else as it was. The base:
mean 0 and one divisor, He start, ReLU, cross entropy, $\eta = 0.1$, $\lambda = 0.001$, batches of
16 shuffled each epoch, 15 epochs. Each variant runs from the same four starts.

**Predict first.** Order these by the harm you expect: no weight decay; no shuffling (sorted);
full batch; squared error instead of cross entropy; pixels from 0 to 1.
"""


# %%
def squared_error(Z, y):
    """Half the squared distance of the probabilities S from I_y, mean over the batch, and its gradient."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    error = S - np.eye(Z.shape[1])[y]
    inner = np.sum(S * error, axis=1, keepdims=True)
    return np.sum(error**2) / 2 / len(y), S * (error - inner) / len(y)  # through the Jacobian of the softmax


Z, labels = np.random.default_rng(2).standard_normal((5, 4)), np.array([3, 0, 1, 1, 2])
agree("gradient of the squared error", squared_error(Z, labels)[1],
      gradients.central(lambda Z: squared_error(Z, labels)[0], Z))  # fmt: skip

base = {"eta": 0.1, "batch_size": 16, "lam": 0.001}
raw, plain = (X_raw, X_raw_val), (X_train, X_val)
variants = {
    "base": {},
    "shuffled once": {"order": "once"},
    "sorted, never shuffled": {"order": "never"},
    "no weight decay": {"lam": 0.0},
    "weight decay 0.1": {"lam": 0.1},
    "η = 1": {"eta": 1.0},
    "η = 0.003": {"eta": 0.003},
    "batches of 128": {"batch_size": 128},
    "full batch": {"batch_size": m},
    "full batch, η = 1": {"batch_size": m, "eta": 1.0},
    "pixels 0 to 1": {"inputs": raw},
    "squared error": {"loss_of": squared_error},
    "weights start at 0.01": {"deviation": 0.01},
    "weights start at 1": {"deviation": 1.0},
    "no hidden layer": {"sizes": [64, 10]},
}
results = {}
for name, changes in variants.items():
    changes = base | changes
    A, A_val = changes.pop("inputs", plain)
    widths, scale = changes.pop("sizes", sizes), changes.pop("deviation", None)
    rows = by_class if changes.get("order") == "never" else np.arange(m)
    results[name] = []
    for seed in range(4):
        start = initialise(widths, seed, scale)
        params, _ = train(A[rows], y_train[rows], start, epochs=15, seed=seed, **changes)
        loss, _ = loss_and_gradients(A, y_train, params)  # cross entropy without penalty, to compare all
        results[name].append([loss, 1 - accuracy(A_val, y_val, params)])
    results[name] = np.array(results[name]).T

# %% picture="Dot plot: training loss and validation error of 15 variants, four dots each, base as a grey band"
fig, axes = plt.subplots(1, 2, figsize=(9.5, 5.4), layout="constrained", sharey=True)
for ax, row, factor in [(axes[0], 0, 1), (axes[1], 1, 100)]:
    ax.axvspan(factor * results["base"][row].min(), factor * results["base"][row].max(), color="0.85")
    for place, values in enumerate(results.values()):
        ax.plot(factor * values[row], np.full(4, place), "o", ms=5, color="C0", mec="black", mew=0.4, alpha=0.7)
        ax.plot(factor * values[row].mean(), place, "|", ms=15, mew=2.5, color="C3")
    ax.set_xscale("log")
axes[0].set(xlabel="training loss", yticks=range(len(results)), yticklabels=results, title="Fitting")
axes[1].set(xlabel="validation errors (%)", xticks=[1, 2, 5, 10, 20], xticklabels=[1, 2, 5, 10, 20], title="Reading")
axes[1].minorticks_off()
axes[0].invert_yaxis()
plt.show()

print(f"{'':25} validation errors: mean (range)      against the base")
low, high = results["base"][1].min(), results["base"][1].max()
fitting = {name: values[0].mean() for name, values in results.items()}
reading = {name: values[1].mean() for name, values in results.items()}
for name, (_, error) in results.items():
    verdict = "clearly worse" if error.min() > high else "clearly better" if error.max() < low else "ranges overlap"
    verdict = "" if name == "base" else verdict
    print(f"{name:25} {error.mean():6.1%}  ({error.min():5.1%} to {error.max():5.1%})   {verdict}")
    results[name] = verdict
for name in ("full batch", "η = 0.003", "pixels 0 to 1", "squared error", "batches of 128", "weight decay 0.1"):
    assert results[name] == "clearly worse"
for name in ("shuffled once", "no weight decay", "weights start at 0.01"):
    assert results[name] == "ranges overlap"
assert 0.005 < reading["sorted, never shuffled"] - reading["base"] < 0.015
assert min(fitting, key=fitting.get) == "weights start at 1"
assert reading["weights start at 1"] > 2 * reading["base"]
assert min(reading, key=reading.get) == "η = 1"
assert reading["full batch, η = 1"] < reading["full batch"] / 3

# %% [markdown]
r"""
Each dot is a start, the bar is their mean, the grey band is the range of the base. "Clearly" means
that all four starts lie on the same side of that range.

- **Worth a lot:** enough steps (small batches, a learning rate that is not timid), inputs with mean
  0, cross entropy, and starting weights that are not too large.
- **Worth little here:** weight decay of the right size, shuffling again in each epoch. Even sorted
  data cost only about a point after 15 epochs. After one epoch they cost 40 (see above). Weights that
  start at 0.01 do no harm either, in a network with *one* hidden layer. In lecture 7 ten layers
  could not move from there.
- **Fitting is not reading.** Weights that start at 1 fit the training digits better than anything
  else in the table, and misread more than twice as many new ones as the base. Compare the columns
  before you believe a training loss.
- **Even the base was not best.** With a learning rate of 1 the mean is lower, although the ranges
  touch. We had kept 0.1 out of habit.

And the limits of this picture. One data set, small and clean. One thing changed at a time, with
everything else tuned for the base: the full batch with a larger learning rate is much better than
without. With 360 validation digits, one digit is 0.3 points. Other data will give another order.
The method carries over, the ranking does not.

## Classic mistakes

The mistakes of lecture 7 were in the gradient, and a gradient check found all of them. Those of this
lecture are in what surrounds the gradient. The gradient is right, every check passes, and training
is wrong all the same.

| mistake | in code | how to notice |
|:--|:--|:--|
| labels shuffled apart from their rows | two permutations | loss stays at $\log K$: try 10 examples by heart |
| gradients never set back to 0 | `total += grads` | loss jumps about; print the length of a step |
| sum instead of mean over the batch | no `/ len(y)` | the best $\eta$ depends on $B$ |
| a new start in each epoch | `initialise` inside the loop | the loss of the epochs does not fall |
| biases left where they are | a loop over the `"W"` only | compare every array with its start |
| new data prepared in another way | `X_raw_val` for `X_val` | training fine, new digits bad |
| mean and divisor from all data | before the cut instead of after | read the order of the lines |
| the best parameters kept by name | `kept = params` | equal to the last ones |
| choosing by the test set | looking twice | ask which number decided what |

**Predict first.** The first six were built into the loop of the base. In which of them does the
*training* loss still fall about as it should?
"""


# %%
def faulty_run(mistake, epochs=15, eta=0.1, batch_size=16, lam=0.001):
    """The base with one mistake in the loop: the loss on all training digits after each epoch, and the parameters."""
    rng, params = np.random.default_rng(0), initialise(sizes, 0)
    total, losses = {key: np.zeros_like(array) for key, array in params.items()}, []
    for _ in range(epochs):
        rows = rng.permutation(m)
        labels = y_train[rng.permutation(m)] if mistake == "labels shuffled apart" else y_train
        if mistake == "a new start in each epoch":
            params = initialise(sizes, 0)
        for first in range(0, m, batch_size):
            batch = rows[first : first + batch_size]
            _, grads = loss_and_gradients(X_train[batch], labels[batch], params, lam=lam)
            if mistake == "gradients never set back":
                total = {key: total[key] + grads[key] for key in grads}
                grads = total
            if mistake == "sum instead of mean":
                grads = {key: len(batch) * array for key, array in grads.items()}
            if mistake == "biases left where they are":
                grads = {key: array if key[0] == "W" else 0 * array for key, array in grads.items()}
            params = {key: params[key] - eta * grads[key] for key in params}
        losses.append(loss_and_gradients(X_train, y_train, params)[0])
    return np.array(losses), params


mistakes = ["none", "labels shuffled apart", "gradients never set back", "sum instead of mean",
            "a new start in each epoch", "biases left where they are", "validation pixels not prepared"]  # fmt: skip
faults = {}
print(f"{'':32} training loss   validation errors")
with np.errstate(all="ignore"):  # a wrong loop may overflow
    for mistake in mistakes:
        losses, params = faulty_run(mistake)
        new = X_raw_val if mistake == "validation pixels not prepared" else X_val
        faults[mistake] = losses, 1 - accuracy(new, y_val, params)
        last = f"{losses[-1]:.4f}" if losses[-1] < 100 else "explodes"
        print(f"{mistake:32} {last:>13}   {faults[mistake][1]:17.1%}")

# %% picture="Training loss by epoch with mistakes in the loop: two fall, one stays, one repeats, two explode"
fig, ax = plt.subplots(figsize=(9.5, 4.2), layout="constrained")
styles = ["o-", "s--", "^:", "v-.", "D-", "x"]  # the last one lies on top of the first
for mistake, style in zip(mistakes[:-1], styles, strict=True):
    losses, error = faults[mistake]
    shown = np.where(losses < 1e5, losses, np.nan)  # beyond that they have left the picture
    ax.semilogy(range(1, 16), shown, style, ms=5, lw=1.4, label=f"{mistake} ({100 * error:.0f}% errors)")
ax.axhline(np.log(10), color="0.4", lw=1, linestyle=":")
ax.set(xlabel="epoch", ylabel="loss on all training digits", title="The gradient is right, the loop is not")
ax.legend(loc="center left", bbox_to_anchor=(1, 0.5), fontsize=9, title="mistake (validation errors)")
plt.show()
good, good_errors = faults["none"]
assert abs(faults["labels shuffled apart"][0][-1] - np.log(10)) < 0.1
assert np.ptp(faults["a new start in each epoch"][0]) < 0.2
assert min(faults["a new start in each epoch"][0]) > 5 * good[-1]
assert not faults["gradients never set back"][0][-1] < 100
assert not faults["sum instead of mean"][0][-1] < 100
assert faults["sum instead of mean"][1] < 0.8
assert abs(faults["biases left where they are"][0][-1] / good[-1] - 1) < 0.1
assert faults["validation pixels not prepared"][1] > max(1 / 3, 10 * good_errors)

# %% [markdown]
r"""
<details><summary>Answer</summary>

In two. Without the biases the digits are learned as well as with them; here the weights alone can
do it. And pictures that were prepared in another way are only met after training: the loss of the
training digits is the very same, and more than a third of the validation digits is misread.

</details>

Look at the error rates in the legend, too. With the sum instead of the mean the loss explodes, and
yet many digits are read: accuracy sees only which score is the largest. It is a poor alarm.

The forgotten biases are the most instructive. *Nothing* in the picture shows them, and on another
task they are fatal: without biases a tanh network cannot learn the parity of an even number of bits
at all (question 2). So test a training loop as you test a gradient, on cases whose result is known
beforehand: with small weights the first loss is $\log K$; ten examples can be learned by heart,
down to a loss of 0.01; every array has moved; the same seed gives the same numbers; labels that
were shuffled on purpose stay at $\log K$.
"""

# %%
X_ten, y_ten = X_train[:10], y_train[:10]
start = initialise(sizes, 0)
first_loss, _ = loss_and_gradients(X_train, y_train, initialise(sizes, 0, 0.01))
by_heart, losses = train(X_ten, y_ten, start, epochs=200, eta=0.1, batch_size=10, seed=0)
again, _ = train(X_ten, y_ten, start, epochs=200, eta=0.1, batch_size=10, seed=0)
moved = [key for key in start if not np.array_equal(start[key], by_heart[key])]
print(f"first loss with small weights {first_loss:.2f}; ten examples by heart: loss {losses[-1]:.4f}")
print(f"moved: {', '.join(moved)}; same seed, same numbers: {np.array_equal(flat(by_heart), flat(again))}")
assert abs(first_loss - np.log(10)) < 0.01
assert losses[-1] < 0.01
assert moved == list(start)
assert np.array_equal(flat(by_heart), flat(again))

# %% [markdown]
r"""
## What you know now

- A batch gradient is right on average. Its noise is about $s/\sqrt B$: a tenth of the noise costs a
  hundred times the work. Many cheap noisy steps beat few exact ones.
- Units to spare make training easier, even if a smaller network could represent the answer.
- Hidden units find features: two lines for XOR, a binary code for eight things, mirrored weights in
  the ratio $1:2:4$ or $2:3:4$ for symmetry.
- Parity can be learned from enough examples. The part of the first gradient that knows which parity
  is asked has the mean square $s^2/2^n$, so "enough" doubles with each bit.
- A step multiplies the distance to the minimum by $1 - \eta h$: above $2/h$ it explodes. Inputs with
  mean 0 remove the largest curvature.
- Fix mean and divisor on the training data, choose by the validation data, open the test data once.
- Of the tricks, those that make steps effective counted most. Which ones count on other data has to
  be measured there, one at a time and from several starts.
- A gradient check does not see mistakes in the loop around it.

## Three questions

**1.** You double the batch size and keep the number of epochs. By how much should the learning rate
change, if the run is to look the same? Consider a short stretch of training that looks at $r$
examples, with $B < r$ and $r$ far below $m$, in which the gradient hardly changes. How far does it
move the parameters, and how far does its noise spread them?

<details><summary>Answer</summary>

The stretch has $r/B$ steps of mean length $\eta \lVert \bar g \rVert$, which all point the same way:
it moves by $\frac{r\,\eta}{B} \lVert \bar g \rVert$. The noise of each step has the mean square
$\eta^2 s^2/B$. The batches are nearly independent, so the squares add up:
$\frac rB \cdot \frac{\eta^2 s^2}{B} = r s^2 (\eta/B)^2$. Both depend on $\eta/B$ only. So double the
learning rate as well. It works until $\eta$ comes near the limit $2/h$. (Why not a whole epoch?
There each example is used exactly once, so the noise of all its batches adds up to zero, as long as
the parameters hardly move.)

</details>

**2.** Show that a network with tanh in its hidden layers and *without biases* cannot learn parity of
an even number of bits $\pm1$, whatever its widths are. How many of the $2^n$ patterns can it get
right at most?

<details><summary>Answer</summary>

Without biases every layer is an odd function, because $\tanh(-u) = -\tanh u$. So $-x$ gives the
scores of $x$ with opposite signs, and the larger of the two scores is now the other one. The answer
to $-x$ is always the opposite of the answer to $x$. (At a tie the program answers 0 to both.) But
with $n$ even, $x$ and $-x$ have the same parity: if $k$ bits are $+1$ in one, $n - k$ are in the
other. Of each such pair one is wrong. So, ties apart, exactly half of the patterns are right,
whatever the weights are.

</details>

**3.** The 8–3–8 encoder uses three hidden numbers for eight things. Could it do with *one*? The
answer is the largest of eight scores, and each score is a weighted sum of the hidden output $h$ and a
bias. Find weights, or show that there are none.

<details><summary>Answer</summary>

One is enough. Give the eight inputs eight different outputs $h_0 < h_1 < \dots < h_7$ between $-1$
and $1$. We want score $k$ to be the largest where $h$ is near $h_k$. Take $-(h - h_k)^2$, which is
largest there, and drop the term $-h^2$, which is the same for all classes. What is left is
$2 h_k\, h - h_k^2$: a weight $2 h_k$ and a bias $-h_k^2$. As lines over $h$, the eight scores are
the tangents of a parabola. So nothing forces a binary code. Given three units, gradient descent
spreads the eight things over the corners of a cube, where they are far from each other.

</details>
"""

# %%
# Question 1: four runs with the same ratio η/B, and one in which only B was raised.
ends = {}
for B, eta in [(8, 0.05), (16, 0.1), (32, 0.2), (64, 0.4), (64, 0.1)]:
    params, _ = train(X_train, y_train, initialise(sizes, 0), epochs=10, eta=eta, batch_size=B, seed=0)
    ends[B, eta] = loss_and_gradients(X_train, y_train, params)[0]
    print(f"question 1: B = {B:2}, η = {eta:<4}  loss after 10 epochs {ends[B, eta]:.3f}")
together = [loss for (B, eta), loss in ends.items() if np.isclose(eta / B, 1 / 160)]
assert max(together) < 1.3 * min(together)
assert ends[64, 0.1] > 2 * max(together)

# Question 2: random weights of any size, no biases: half right.
X, shares = patterns(6), []
for seed in range(100):
    params = initialise([6, 9, 7, 2], seed, 0.7)  # biases are 0
    shares.append(accuracy(X, parity(X), params, "tanh"))
print(f"question 2: share right {min(shares):.2f} to {max(shares):.2f} in 100 networks without biases")
assert min(shares) == max(shares) == 0.5

# Question 3: one hidden unit for eight things.
h = np.linspace(-0.9, 0.9, 8)
one_unit = {"W1": np.arctanh(h)[:, np.newaxis], "b1": np.zeros(1), "W2": 2 * h[np.newaxis], "b2": -(h**2)}
print("question 3: answers with one hidden unit", forward(X_code, one_unit, "tanh")[3].argmax(axis=1))
assert solved(X_code, y_code, one_unit)

# %% [markdown]
r"""
## What comes next

**Homework 4, a network of any depth,** is for lectures 7 and 8. There you write the pieces of the
first cells yourself, with a step that returns new arrays and a function that cuts the batches. You
train on the digits until 95% of the test digits are right, and repeat one milestone of your choice:
parity, encoder or symmetry. Expect stuck starts, and let your loop try again. In the last question
you design an experiment, on depth against width. What you need for it is the manner of the ablation:
change one thing, several starts, show the range, say what was held fixed.

Lecture 9, *From backprop to automatic differentiation*, builds the engine inside the frameworks: it
finds the backward pass of any program by itself.

## Sources, and where we differ from them

- **UvA**: UvA Deep Learning, lecture 2. The list of tricks: cross entropy, minibatches, a new
  shuffle in each epoch, inputs with mean 0 and variance 1 or at least mean 0. It lists them; here
  each is switched off and measured. A new shuffle in each epoch made no visible difference on these
  data. Variance 1 for every single pixel was no better than one divisor, and divides by 0 where a
  pixel never changes. Its remark on dying ReLUs, that higher learning rates mitigate them, is the
  wrong way round (lecture 2).
- **CMU**: Deep Learning Systems, "manual" neural networks. Loss and SGD as two of three
  ingredients, and the remark on parity. It is a joke on a slide, and a good one. What is true in it
  is the gradient's signal, which falls with each bit.
- **NEU**: Northeastern, Supervised Machine Learning and Learning Theory, lecture 14. Learning rate,
  and weight decay by $1 - \eta\lambda$ per step. Its runs use all data in every step, and have no
  test data.
- **231n**: Stanford CS231n 2022, lecture 4. A whole training loop in twenty lines (lecture 3 runs
  it). Ours adds batches, shuffling and any depth.
- **C182**: Berkeley Data C182, lecture 4. The order of things: a model, a loss, an optimizer, and
  then the gradient they need. It ends with the remark that libraries do all this for us. So we ask
  one whether it agrees.
- Beyond the five: D. Rumelhart, G. Hinton and R. Williams, *Learning representations by
  back-propagating errors*, Nature 323 (1986), with the mirror symmetry, and their chapter in
  *Parallel Distributed Processing* (1986), with XOR, parity and the encoder. The encoder problem is
  from D. Ackley, G. Hinton and T. Sejnowski (1985). The $2 : 3 : 4$ solution is not in the paper;
  the search above found it. The argument on parity follows S. Shalev-Shwartz, O. Shamir and S.
  Shammah, *Failures of gradient-based deep learning* (2017). Curvature and centred inputs: Y. LeCun,
  L. Bottou, G. Orr and K.-R. Müller, *Efficient BackProp* (1998). The digits were collected by E.
  Alpaydin and C. Kaynak (1998).
"""
