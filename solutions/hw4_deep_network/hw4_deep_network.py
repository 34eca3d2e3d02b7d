# ---
# jupyter:
#   byhand:
#     title: A network of any depth
#     seconds_per_cell: 60
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
# Homework 4 · A network of any depth

For two layers you can derive every gradient by hand, one by one. For ten layers nobody does, and nobody needs to: all
layers do the same thing, so one rule, applied once per layer, gives all the gradients. In this homework you write that
rule down in about ten lines, train with it, and let it read handwritten digits. Then you repeat one of the experiments
that made backpropagation famous in 1986, and find out by measurement what depth is good for.

The questions follow the three ingredients of learning:

- a **model**: its layers, the weights they start from, and what they compute (questions 1–3),
- a **loss**, and how it reacts to every weight (questions 4–7),
- an **optimizer** that takes small steps on small batches (questions 8–9).

Questions 10 to 12 use what you built.

**How to work.** Fill in each cell that raises `NotImplementedError`, and the lists in questions 4 and 7. Then run the
check cell below it. A check that fails shows a card with the first thing that is off and one next step. Grading runs
the same checks and some more, on other inputs, so a function must work for every depth and shape that its docstring
allows.

**What you may use.** NumPy (as `np`), plain Python, the functions you wrote in earlier questions and those that this
notebook gives you. No SciPy, scikit-learn or deep-learning library. Loops are allowed wherever you like.

**How long it takes.** Allow eleven or twelve hours. That is an estimate and not a measurement: ten minutes for each
point, and two hours to read. If a question takes you more than twice its share, ask somebody. Good places to stop for
the day are after question 3 (the network computes), after question 6 (it has all its gradients) and after question 9
(it learns).

| question | you write | points |
|---|---|---|
| 1 | `sigma`, `sigma_prime` | 3 |
| 2 | `initialise` | 4 |
| 3 | `forward` | 5 |
| 4 | `lines_layer`: the gradients of one layer, derived | 5 |
| 5 | `backward` | 9 |
| 6 | `loss_and_gradients` | 4 |
| 7 | `lines_gated`, `gated_backward`: a layer that no lecture derives | 7 |
| 8 | `momentum_step` | 3 |
| 9 | `train` | 5 |
| 10 | `digits_network` | 3 |
| 11 | `milestone`: XOR 2, the encoder 3, parity or symmetry 4 | 4 |
| 12 | a study, in words | 5 |

The **stretch** problem at the end carries no points.
"""


# %% given="setup"
class MissingLibraryError(ImportError):
    """Shown in the notebook as one sentence instead of a stack of calls."""

    def _render_traceback_(self):
        return [str(self)]


try:
    import matplotlib.pyplot as plt
    import numpy as np

    from byhand import check, data, derivation, plots
except ImportError as missing:
    raise MissingLibraryError(
        f"This notebook could not find {missing.name or 'byhand'}: please run `pip install` with the file "
        "`byhand-….whl` that came with it (or `pip install ./byhand`, if it is a folder), restart the kernel and "
        "run this cell again."
    ) from None

plots.use_style()

# %% [markdown]
r"""
## The whole homework in one picture

Read the upper line from left to right, then the lower line from right to left.

```
forward    X = Z_1 ──▶ U_1 ─σ─▶ Z_2 ──▶ U_2 ─σ─▶ Z_3 ──▶  …  ──▶ U_L = Z_{L+1} ──▶ loss
                  W_1,b_1          W_2,b_2                 W_L,b_L                  │
backward         (G_1) ◀──────── G_2 ◀───────── G_3 ◀──  …  ◀──── G_{L+1} ◀─────────┘
```

Layer $i$ receives $Z_i$. It forms weighted **sums** $U_i$ (many books call them *pre-activations*), applies a nonlinear
function $\sigma_i$ to each entry, and passes the result on:

$$U_i = Z_i W_i + b_i, \qquad Z_{i+1} = \sigma_i(U_i), \qquad i = 1, \dots, L.$$

On the way back, $G_i$ says how the loss reacts to each entry of $Z_i$.

| name | shape | what it is |
|---|---|---|
| $m,\ K,\ L$ | numbers | how many examples, classes, layers |
| $n_1, \dots, n_{L+1}$ | numbers | the **widths**: layer $i$ takes $n_i$ numbers and gives $n_{i+1}$; $n_{L+1} = K$ |
| $X = Z_1$, `X` | $(m, n_1)$ | the inputs: row $r$ is example $r$, always |
| $y$, `y` | $(m,)$ | the labels, whole numbers from 0 to $K-1$ |
| $W_i$, `params["W1"]`, … | $(n_i, n_{i+1})$ | the weights of layer $i$ |
| $b_i$, `params["b1"]`, … | $(n_{i+1},)$ | the biases of layer $i$ |
| $U_i$ | $(m, n_{i+1})$ | the sums of layer $i$, before the nonlinearity |
| $Z_{i+1}$ | $(m, n_{i+1})$ | the output of layer $i$, after the nonlinearity |
| $\sigma_i$ | – | the **activation** of layer $i$; the last one, $\sigma_L$, is the identity |
| $G_i = \partial \ell / \partial Z_i$ | $(m, n_i)$ | the derivative of the loss with respect to each entry of $Z_i$ |

The layers $1, \dots, L-1$ are called *hidden*. Their outputs are seen neither in the data nor in the answer. $L = 1$,
with no hidden layer, is softmax regression. (Books differ: many write $Z$ for what we call $U$, and $A$ for what we
call $Z$.)

**Where do the parameters live?** A list of pairs `(W, b)` would do. We take a dict with the keys `"W1"`, `"b1"`,
`"W2"`, `"b2"`, …, for two reasons. Layer $i$ of the text is `params[f"W{i}"]` in code, while a list would count from 0.
And whatever treats all arrays alike, such as a step downhill, is one loop over the keys. The gradients come as a dict
with the *same* keys: `grads["W1"]` belongs to `params["W1"]` and has its shape. The number of layers is
`len(params) // 2`.

The next cell holds helpers for the checks. `random_network` draws a small problem in which $m$ and all widths differ,
so that a transposed array cannot go unnoticed, and in which no bias is zero.
"""


# %% given="helpers"
def random_network(sizes, m, seed):
    """Random X (m, n_1), y (m,), params for the widths in `sizes`, and G (m, K), as if it came from a loss."""
    rng = np.random.default_rng(seed)
    X, y = rng.normal(size=(m, sizes[0])), rng.integers(0, sizes[-1], size=m)
    params = {}
    for i in range(1, len(sizes)):
        n_in, n_out = sizes[i - 1], sizes[i]
        params[f"W{i}"] = rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)
        params[f"b{i}"] = rng.normal(0, 0.5, size=n_out)
    return X, y, params, rng.normal(size=(m, sizes[-1]))


def check_keys(found, expected, name):
    """Check that `found` is a dict with the keys of `expected`."""
    check.that(isinstance(found, dict), f"{name} is a dict", hint="Its keys are those of params.")
    same_keys = set(found) == set(expected)
    check.that(same_keys, f"{name} has the keys {', '.join(expected)}", hint="Print its keys. Which layer is off?")


def check_dict(found, expected, name, hint=""):
    """Check a dict of arrays: its keys, then shape and values of every array."""
    check_keys(found, expected, name)
    for key, array in expected.items():
        check.values(found[key], array, f"{name}[{key!r}]", hint=hint)


def check_network(params, sizes):
    """Check that `params` is a network of these widths; None stands for any widths in between."""
    check.that(isinstance(params, dict), "params is a dict", hint="Its keys are W1, b1, W2, b2, …")
    L = len(params) // 2
    keys = {f"{letter}{i}" for i in range(1, L + 1) for letter in "Wb"}
    check.that(set(params) == keys, "params has the keys W1, b1, W2, b2, …", hint="Print its keys.")
    width = sizes[0]
    for i in range(1, L + 1):
        last = sizes[-1] if i == L else None if None in sizes else sizes[i]
        check.array(params[f"W{i}"], f"params['W{i}']", shape=(width, last))
        width = params[f"W{i}"].shape[1]
        check.array(params[f"b{i}"], f"params['b{i}']", shape=(width,))
    if None not in sizes:
        check.that(len(sizes) == L + 1, f"the widths are {sizes}", hint="How many layers are there?")


# %% [markdown]
r"""
## Question 1 · The nonlinearity, and its slope

Without something nonlinear between them, two layers are no more than one: $(XW_1)W_2 = X(W_1 W_2)$. We use two
nonlinear functions, and the identity for the last layer. All three act on every entry by itself.

| `activation` | $\sigma(u)$ | slope $\sigma'(u)$ |
|---|---|---|
| `"relu"` | $\max(0, u)$ | $1$ where $u > 0$, else $0$ |
| `"tanh"` | $\tanh u$ | $1 - \tanh^2 u$ |
| `"identity"` | $u$ | $1$ |

The ReLU has a kink at $u = 0$ and no slope there. Any number from 0 to 1 would be defensible; in this homework it is 0.

Mind the argument: the slope is taken at the sums $U$, not at the outputs $Z$. For the ReLU this makes no difference,
since $Z > 0$ exactly where $U > 0$. For tanh it does.

*Think first:* where is the slope of tanh largest, and how large is it at $u = 2$? On the way back the loss passes one
such slope per layer. What is left after ten layers whose sums are all near 2?

<details><summary>An answer</summary>

It is largest at 0, where it is 1. At $u = 2$ it is $1 - 0.964^2 \approx 0.07$. Ten such factors make about
$3 \cdot 10^{-12}$. One says that such units are *saturated*: the loss hardly reacts to anything before them.

</details>

Write both functions. Useful: `np.maximum`, `np.tanh`, `np.ones_like`.
"""


# %% solution="sigma"
def sigma(U, activation):
    """The activation function, entry by entry.

    Args:
        U: (m, n) float64 array, the sums of a layer. Not changed.
        activation: str, "relu", "tanh" or "identity".

    Returns:
        (m, n) float64 array, what the layer passes on.
    """
    ### BEGIN SOLUTION
    if activation == "relu":
        return np.maximum(U, 0)
    if activation == "tanh":
        return np.tanh(U)
    return U
    ### END SOLUTION


# %% tests="sigma" points=1
sums = np.array([[-2.0, 0.5, 3.0], [1.0, -0.1, 0.0]])
for activation in ("relu", "tanh", "identity"):
    check.well_behaved(sigma, U=sums.copy(), activation=activation, batch=1)
hint = "Negative entries become 0, the others stay."
check.values(sigma(sums, "relu"), np.array([[0, 0.5, 3], [1, 0, 0.0]]), "the ReLU of U", hint=hint)
by_hand = np.array([[-0.9640276, 0.4621172, 0.9950548], [0.7615942, -0.0996680, 0]])
check.values(sigma(sums, "tanh"), by_hand, "tanh of U", rtol=1e-5, hint="tanh is odd and stays between −1 and 1.")
check.values(sigma(sums, "identity"), sums.copy(), "the identity of U", hint="The identity changes nothing.")
### BEGIN HIDDEN TESTS
for activation in ("relu", "tanh", "identity"):
    sums = np.vstack([np.random.default_rng(10).normal(0, 2, size=(5, 4)), [[900.0, -900.0, 7.5, -7.5]]])
    expected = reference.sigma(sums.copy(), activation)
    check.values(sigma(sums, activation), expected, f"{activation} of U", hint="Try a very large and a very small sum.")
### END HIDDEN TESTS


# %% solution="sigma_prime"
def sigma_prime(U, activation):
    """The slope of the activation function at every sum.

    Args:
        U: (m, n) float64 array, the sums of a layer. Not changed.
        activation: str, "relu", "tanh" or "identity".

    Returns:
        (m, n) float64 array (for the ReLU an array of booleans will do); the slope of the ReLU at 0 is 0.
    """
    ### BEGIN SOLUTION
    if activation == "relu":
        return (U > 0).astype(U.dtype)
    if activation == "tanh":
        return 1 - np.tanh(U) ** 2
    return np.ones_like(U)
    ### END SOLUTION


# %% tests="sigma_prime" points=2
def as_floats(slopes):
    """The array itself; True and False become 1 and 0."""
    return slopes.astype(float) if isinstance(slopes, np.ndarray) and slopes.dtype == bool else slopes


parts = check.Parts()
sums = np.array([[-2.0, 0.5, 3.0], [1.0, -0.1, -4.0]])
with parts(1, "the slopes by hand"):
    for activation in ("relu", "tanh", "identity"):
        check.well_behaved(sigma_prime, U=sums.copy(), activation=activation, batch=1)
    found = as_floats(sigma_prime(sums, "relu"))
    check.values(found, np.array([[0, 1, 1], [1, 0, 0.0]]), "the slope of the ReLU", hint="Look at its graph.")
    by_hand = np.array([[0.0706508, 0.7864477, 0.0098660], [0.4199743, 0.9900663, 0.0013409]])
    found = sigma_prime(sums, "tanh")
    check.values(found, by_hand, "the slope of tanh", rtol=1e-3, hint="Put u = 0.5 into the formula of the table.")
    found = as_floats(sigma_prime(sums, "identity"))
    check.values(found, np.ones((2, 3)), "the slope of the identity", hint="Its graph is a line. How steep?")
### BEGIN HIDDEN TESTS
with parts(1, "random sums, and the kink"):
    for activation in ("tanh", "relu", "identity"):
        sums = np.random.default_rng(11).normal(0, 2, size=(6, 5))
        sums[2, 1] = 0.0
        expected = reference.sigma_prime(sums.copy(), activation)
        hint = "Read the sentence about the kink once more."
        check.values(as_floats(sigma_prime(sums, activation)), expected, f"the slope of {activation}", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 2 · Where to start

Before the first step the weights are random. How large should they be? Follow the size of the numbers through one
layer. Take an entry $u = \sum_{p=1}^{n} z_p w_p$ of $U_i$, where $n = n_i$ and the bias is 0. Let the weights be
independent, with mean 0 and variance $s^2$, and independent of the inputs. Write $E$ for the mean over the random
weights and inputs. In the square $u^2 = \sum_p \sum_q z_p w_p z_q w_q$ the terms with $p \ne q$ have mean 0. What
remains is

$$E[u^2] = \sum_{p} E[z_p^2]\, E[w_p^2] = n\, s^2\, E[z^2].$$

So each layer multiplies the typical size squared by $n s^2$. If this is 2, ten layers make it $2^{10}$; if it is
$\tfrac12$, they make it $2^{-10}$. To keep the size we want

- $n s^2 = 1$, that is $s = \sqrt{1/n}$, for tanh, which changes small sums very little;
- $n s^2 = 2$, that is $s = \sqrt{2/n}$, for the ReLU. It sets the negative half of the sums to 0, and with it half of
  $E[u^2]$. The 2 makes up for it.

| `scale` | standard deviation of $W_i$ | name |
|---|---|---|
| `"he"` | $\sqrt{2 / n_i}$ | after Kaiming He |
| `"xavier"` | $\sqrt{1 / n_i}$ | after Xavier Glorot, whose own rule averages $n_i$ with $n_{i+1}$ |
| a number | that number, in every layer | – |

Here $n_i$ is the number of *inputs* of the layer, the number of rows of $W_i$. The biases start at 0.

*Think first:* why not start from weights that are all 0, or all equal? In softmax regression that would have worked.

<details><summary>An answer</summary>

Then all units of a hidden layer compute the same, so they get the same gradient, take the same step, and stay equal
for ever. A layer of a hundred equal units is a layer of one. Random numbers break the tie.

</details>

Write `initialise`. Multiply standard normal numbers by the standard deviation. Draw them from
`np.random.default_rng(rng)`, which accepts a whole number (a *seed*) as well as a generator. Useful:
`standard_normal`, a method of generators; `isinstance(scale, str)`.
"""


# %% solution="initialise"
def initialise(sizes, rng=0, scale="he"):
    """Random weights and zero biases for every layer.

    Args:
        sizes: list of int, the widths n_1, …, n_{L+1}; at least two.
        rng: int (a seed) or np.random.Generator, for the weights of all layers, one after the other.
        scale: "he", "xavier" or a float, the rule for the standard deviation.

    Returns:
        params: dict with the keys "W1", "b1", …, "WL", "bL". Wi is a (n_i, n_{i+1}) float64 array of normal random
        numbers with mean 0, bi a (n_{i+1},) float64 array of zeros.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    params = {}
    for i in range(1, len(sizes)):
        n_in, n_out = sizes[i - 1], sizes[i]
        deviation = {"he": np.sqrt(2 / n_in), "xavier": np.sqrt(1 / n_in)}.get(scale, scale)
        params[f"W{i}"] = deviation * rng.standard_normal((n_in, n_out))
        params[f"b{i}"] = np.zeros(n_out)
    return params
    ### END SOLUTION


# %% tests="initialise" points=4
parts = check.Parts()
with parts(1, "the arrays of every layer"):
    start = initialise([5, 4, 3], rng=1)
    check_network(start, [5, 4, 3])
    check.values(start["b1"], np.zeros(4), "params['b1']", hint="The biases start at zero.")
    check.well_behaved(initialise, sizes=[5, 4, 3], rng=0, scale="he")
with parts(1, "the size of the weights"):
    start = initialise([200, 150, 120], rng=2, scale="he")
    check_network(start, [200, 150, 120])
    hint = "The standard deviation belongs to the layer: how many inputs does it have, and where is the root?"
    check.that(abs(start["W1"].std() / 0.1 - 1) < 0.05, "W1 of 200 inputs has standard deviation √(2/200)", hint=hint)
### BEGIN HIDDEN TESTS
with parts(1, "all rules, all layers"):
    widths = [250, 90, 160, 60]
    for scale, top in [("he", 2.0), ("xavier", 1.0), (0.03, 0.0)]:
        start = initialise(widths, 3, scale)
        check_network(start, widths)
        for i, n_in in enumerate(widths[:-1], start=1):
            weights, wanted = start[f"W{i}"], np.sqrt(top / n_in) if top else scale
            hint = "Compare the standard deviation with the table: which number belongs under the root?"
            check.that(abs(weights.std() / wanted - 1) < 0.05, f"W{i} has the size the rule asks for", hint=hint)
            hint = "Draw the weights with standard_normal."
            check.that(abs(weights.mean()) < 0.05 * wanted, f"W{i} has mean 0", hint=hint)
            outside = np.mean(np.abs(weights) > 2 * wanted)
            check.that(0.03 < outside < 0.06, f"W{i} is normally distributed", hint=hint)
            hint = "The biases start at zero."
            check.values(start[f"b{i}"], np.zeros(widths[i]), f"params['b{i}']", hint=hint)
with parts(1, "the seed decides, and layers differ"):
    first, again, other = (initialise([6, 6, 6], seed, "he") for seed in (4, 4, 5))
    for start in (first, again, other):
        check_network(start, [6, 6, 6])
    check.values(again["W1"], first["W1"], "W1 from the same seed", hint="Draw from np.random.default_rng(rng).")
    hint = "Is the argument rng used?"
    check.that(not np.allclose(other["W1"], first["W1"]), "another seed gives other weights", hint=hint)
    hint = "Make the generator once, before the loop over the layers."
    check.that(not np.allclose(first["W2"], first["W1"]), "two layers get different weights", hint=hint)
    from_generator = initialise([6, 6, 6], np.random.default_rng(4), "he")
    check.values(from_generator["W2"], first["W2"], "W2 from a generator", hint="default_rng accepts a generator.")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 3 · Forward

Now the upper line of the picture. Start with $Z_1 = X$ and repeat, for $i = 1, \dots, L$:

$$U_i = Z_i W_i + b_i, \qquad Z_{i+1} = \sigma_i(U_i).$$

The hidden layers use the given activation. The last layer uses the identity: its outputs are scores, which may be
negative, and the loss takes it from there.

*By hand.* One example $x = (1, 2)$, the ReLU, and

$$W_1 = \begin{pmatrix} 1 & -1 \\ 0 & 1 \end{pmatrix},\quad b_1 = (0, -3),\quad
W_2 = \begin{pmatrix} 2 & 1 & 0 \\ 5 & 4 & 3 \end{pmatrix},\quad b_2 = (0, 0, -1).$$

Then $U_1 = (1, 1) + (0, -3) = (1, -2)$, so $Z_2 = (1, 0)$: the second unit is off. And
$Z_3 = U_2 = (2, 1, 0) + (0, 0, -1) = (2, 1, -1)$.

**The cache.** The way back will need $Z_i$ and $U_i$ of every layer, so `forward` returns them as well. The *cache* is
a dict with the keys `"Z1"`, `"U1"`, …, `"ZL"`, `"UL"`. It is returned, not kept in a global variable: two forward
passes may be under way at once. (The checks look into it, and hand it from your `forward` to your `backward`.)

*Think first:* a network of 64, 100, 100 and 10 units reads 1000 examples. How many numbers does the cache hold, and
how many the parameters?

<details><summary>An answer</summary>

The cache: $1000 \cdot (64 + 100) + 1000 \cdot (100 + 100) + 1000 \cdot (100 + 10) = 474\,000$. The parameters:
$65 \cdot 100 + 101 \cdot 100 + 101 \cdot 10 = 17\,610$. Memory goes to the cache, and it grows with the batch.

</details>

Write `forward`. It must work for every number of layers, also for one.
"""


# %% solution="forward"
def forward(X, params, activation="relu"):
    """From inputs to scores, through all layers.

    Args:
        X: (m, n_1) float64 array, the inputs. Not changed.
        params: dict of float64 arrays, "Wi" of shape (n_i, n_{i+1}) and "bi" of shape (n_{i+1},). Not changed.
        activation: "relu" or "tanh", for every layer but the last, which has none.

    Returns:
        Z_out: (m, K) float64 array, the scores Z_{L+1}.
        cache: dict; for each layer "Zi", the (m, n_i) array it received, and "Ui", the (m, n_{i+1}) array of its sums.
    """
    ### BEGIN SOLUTION
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        Z = sigma(U, activation if i < L else "identity")
    return Z, cache
    ### END SOLUTION


# %% tests="forward" points=5
def check_cache(kept, expected):
    """Check that the student's cache holds the arrays in `expected`; it may hold more."""
    check.that(isinstance(kept, dict), "the cache is a dict", hint="Its keys are Z1, U1, Z2, U2, …")
    hint = "Each layer i stores what it received under Zi, and its sums under Ui. Print the keys of your cache."
    check.that(set(expected) <= set(kept), f"the cache has the keys {', '.join(expected)}", hint=hint)
    for key, array in expected.items():
        hint = "Zi is what layer i received, and Ui are its sums before the nonlinearity."
        check.values(kept[key], np.array(array), f"cache[{key!r}]", hint=hint)


parts = check.Parts()
example = np.array([[1.0, 2.0]])
small = {
    "W1": np.array([[1.0, -1.0], [0.0, 1.0]]),
    "b1": np.array([0.0, -3.0]),
    "W2": np.array([[2.0, 1.0, 0.0], [5.0, 4.0, 3.0]]),
    "b2": np.array([0.0, 0.0, -1.0]),
}
with parts(1, "the example by hand"):
    scores, kept = check.unpack(forward(example, small, "relu"), "Z_out", "cache")
    check.values(scores, np.array([[2.0, 1.0, -1.0]]), "Z_out", hint="Print U_1, Z_2 and U_2, and compare.")
    by_hand = {"Z1": [[1.0, 2.0]], "U1": [[1.0, -2.0]], "Z2": [[1.0, 0.0]], "U2": [[2.0, 1.0, -1.0]]}
    check_cache(kept, by_hand)
with parts(1, "no hidden layer is softmax regression"):
    inputs, _, net, _ = random_network([4, 3], m=6, seed=20)
    expected = inputs @ net["W1"] + net["b1"]
    scores, _ = check.unpack(forward(inputs, net, "tanh"), "Z_out", "cache")
    check.values(scores, expected, "Z_out", hint="The last layer has no activation.")
    inputs, _, net, _ = random_network([4, 5, 3], m=6, seed=21)
    for activation in ("relu", "tanh"):
        check.well_behaved(forward, X=inputs, params=net, activation=activation, cache=True, batch=1)
### BEGIN HIDDEN TESTS
DEPTHS = [[5, 3], [4, 6, 3], [3, 7, 5, 4], [2, 5, 3, 6, 4]]
for activation in ("relu", "tanh"):
    with parts(1, f"{activation} networks of depth 1 to 4"):
        for sizes in DEPTHS:
            for m in (8, 1):
                inputs, _, net, _ = random_network(sizes, m, seed=len(sizes) + m)
                expected, _ = reference.forward(inputs.copy(), net, activation)
                scores, _ = check.unpack(forward(inputs, net, activation), "Z_out", "cache")
                check.values(scores, expected, "Z_out", hint="Follow one example through two layers on paper.")
with parts(1, "square layers, and what the cache holds"):
    for activation in ("tanh", "relu"):
        inputs, _, net, _ = random_network([4, 4, 4, 4], m=4, seed=27)
        expected, right_cache = reference.forward(inputs, net, activation)
        scores, kept = check.unpack(forward(inputs, net, activation), "Z_out", "cache")
        hint = "Where all widths agree, a wrong factor still has the right shape."
        check.values(scores, expected, "Z_out", hint=hint)
        check_cache(kept, right_cache)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
**Look at the rule of question 2 at work.** The next cell sends 200 digits through nine ReLU layers of 100 units and
measures the typical size of the sums after each: the square root of the mean of $u^2$. Before you run it, take the
formula $n s^2 / 2$ and predict: by which factor does the size change per layer for $s = 0.05$, and for $s = 0.3$?
"""

# %% given="signals" picture="Three lines on a log scale: one level, one falling to a ten-thousandth, one rising."
X_signal = data.digits()[0][:200]
for scale_shown, style in [(0.3, ":"), ("he", "-"), (0.05, "--")]:
    deep = initialise([64] + [100] * 9, 0, scale_shown)
    sizes_shown = []
    for depth in range(1, 10):
        first_layers = {f"{letter}{i}": deep[f"{letter}{i}"] for i in range(1, depth + 1) for letter in "Wb"}
        sizes_shown.append(np.sqrt(np.mean(forward(X_signal, first_layers, "relu")[0] ** 2)))
    plt.semilogy(range(1, 10), sizes_shown, style, marker="o", markersize=4, label=f"scale = {scale_shown}")
plt.gcf().set_size_inches(4.6, 2.8)
plt.gca().set(xlabel="layer", ylabel="typical size of the sums")
plt.legend()
plt.show()

# %% [markdown]
r"""
Per layer, $E[u^2]$ changes by $100 \cdot 0.05^2 / 2 = 0.125$, so the size by $\sqrt{0.125} \approx 0.35$; for $s = 0.3$
the size more than doubles, $\sqrt{4.5} \approx 2.1$. Either way, after a few layers little can be learned. With
`"he"` the line is level. The gradients on the way back meet the same factors.

## The loss, and where the way back begins

The scores $Z = Z_{L+1}$ become probabilities $S = \operatorname{softmax}(Z)$, and example $r$ costs $-\log S_{r y_r}$.
You wrote this loss in homework 1 and its gradient again in homework 2, so here it is given. With
$c_r = \max_k z_{rk}$,

$$\ell = \frac1m \sum_r \Big( c_r + \log \sum_k e^{z_{rk} - c_r} - z_{r y_r} \Big), \qquad
G_{L+1} = \frac{\partial \ell}{\partial Z_{L+1}} = \frac1m (S - I_y).$$

$I_y$ has a 1 in row $r$, column $y_r$, and 0 elsewhere. The $\frac1m$ of the mean is inside $G_{L+1}$. From here on it
travels with $G$: nothing later divides by $m$ again.

*By hand.* Scores $(\log 1, \log 2, \log 5)$ and the right class 2. The probabilities are
$\tfrac18, \tfrac28, \tfrac58$. The loss is $-\log \tfrac58 = 0.470$ and $G = (\tfrac18, \tfrac28, -\tfrac38)$: the
right score should go up, the others down. The last line of the cell shows the same numbers.
"""


# %% given="softmax_cross_entropy"
def softmax_cross_entropy(Z, y):
    """Return the mean cross entropy of scores Z (m, K) for the classes y (m,), and its gradient G (m, K)."""
    m, rows = len(y), np.arange(len(y))
    shifted = Z - Z.max(axis=1, keepdims=True)
    E = np.exp(shifted)
    total = E.sum(axis=1, keepdims=True)
    loss = float(np.mean(np.log(total[:, 0]) - shifted[rows, y]))
    G = E / total
    G[rows, y] -= 1
    return loss, G / m


print(softmax_cross_entropy(np.log([[1.0, 2.0, 5.0]]), np.array([2])))

# %% [markdown]
r"""
## Question 4 · The rule for one layer, on paper

### First with plain numbers

Take three layers of one unit each, no biases, no nonlinearity: $z_4 = w_3 w_2 w_1 x$. Let $g = d\ell / dz_4$ be known.
The chain rule gives

$$\frac{d\ell}{dw_3} = g \cdot (w_2 w_1 x), \qquad
\frac{d\ell}{dw_2} = g w_3 \cdot (w_1 x), \qquad
\frac{d\ell}{dw_1} = g w_3 w_2 \cdot x.$$

Each is a product of two parts. The right part is what the layer *received* on the way forward: that is in the cache.
The left part, $g$, then $g w_3$, then $g w_3 w_2$, is how the loss reacts to what the layer *gave*. It grows by one
factor per layer, and each can be had from the one before. So two passes suffice, one forward for the right parts and
one backward for the left parts, whatever the number of layers.

### Now with matrices

Layer $i$ computes $U_i = Z_i W_i + b_i$ and $Z_{i+1} = \sigma_i(U_i)$. Suppose we know
$G_{i+1} = \partial \ell / \partial Z_{i+1}$, of shape $(m, n_{i+1})$. We want the gradients of this layer, and then
$G_i$, so that the next layer down can go on. Three steps, each with a question for your pencil:

**1. Through the nonlinearity.** An entry of $U_i$ influences only the same entry of $Z_{i+1}$. At which rate? Then how
does

$$D_i = \frac{\partial \ell}{\partial U_i}, \qquad \text{shape } (m, n_{i+1}),$$

come from $G_{i+1}$?

**2. To the weights and biases.** Given $D_i$, layer $i$ is the softmax regression of homework 1. Which array plays the
part of $X$ there, and which one the part of $\partial \ell / \partial Z$? Then $\partial \ell / \partial W_i$, of
shape $(n_i, n_{i+1})$, and $\partial \ell / \partial b_i$, of shape $(n_{i+1},)$, can be written down.

**3. To the inputs of the layer.** Look at one example, row $r$. Its input $z_{rp}$, an entry of $Z_i$, enters *every*
sum $u_{rc}$ of that row, with the factor $w_{pc}$. All these paths add up: $\sum_c d_{rc}\, w_{pc}$, where $d_{rc}$ is
an entry of $D_i$. This is entry $(r, p)$ of $G_i$. Which product of two matrices is it?

### Your lines

Write one line in LaTeX for each of the four gradients

$$D_i, \qquad \frac{\partial \ell}{\partial W_i}, \qquad \frac{\partial \ell}{\partial b_i}, \qquad G_i,$$

as in homework 2. Here a line carries the index $i$ and so speaks of all layers at once. The checker tries it on
each layer of the network below, which has three. Its last activation, $\sigma_3$, is the identity. $G_{i+1}$ is known:
for the last layer it is $G_{L+1}$ from above, and for the others your own line for $G_i$ gives it.

| on paper | in a line |
|---|---|
| $D_i$ and $G_i$, the gradients with respect to $U_i$ and $Z_i$ | `D_i`, `G_i` |
| $\frac{\partial \ell}{\partial W_i}$ | `\frac{\partial \ell}{\partial W_i}` |
| $A B$, the matrix product | `A B` |
| $A \circ B$, entry by entry, `*` in NumPy; it binds *looser* than $AB$ | `A \circ B` |
| $A^\top$, the transpose | `A^\top` |
| $\mathbf{1}^\top A$, the column sums of $A$ | `\mathbf{1}^\top A` |
| $\sigma_i'(A)$, the slope of $\sigma_i$ at each entry of $A$ | `\sigma_i'(A)` |
"""

# %% given="layers"
layers = derivation.Problem(
    {"X": ("m", "n_1"), "W_i": ("n_i", "n_{i+1}"), "b_i": ("n_{i+1}",), "I_y": ("m", "n_{L+1}")},
    [
        r"Z_1 = X",
        r"U_i = Z_i W_i + b_i",
        r"Z_{i+1} = \sigma_i(U_i)",
        r"S = \operatorname{softmax}(Z_{L+1})",
        r"\ell = -\frac{1}{m} \mathbf{1}^\top (I_y \circ \log S) \mathbf{1}",
    ],
    functions={r"\sigma_i": ["any", "any", "identity"], r"\sigma": "any"},
    shorthand={"G_i": "Z_i", "D_i": "U_i"},
    layers=3,
)
layers

# %% [markdown]
r"""
*Think first:* in which of your four lines do you expect the $\frac1m$ of the mean? And is the last layer, whose
$\sigma_L$ is the identity, an exception to one of them?

<details><summary>An answer</summary>

In none of them. The $\frac1m$ is inside $G_{L+1}$ and travels with it. And the last layer is no exception, as long as
its slope is that of its own $\sigma_L$, which is 1 everywhere.

</details>

Put your lines into the list `lines_layer`, one string for each, with an `r` in front of the quotes. For example,
`r"D_i = …"` is the beginning of a line.
"""

# %% solution="lines_layer"
lines_layer = [
    ### BEGIN SOLUTION
    r"D_i = G_{i+1} \circ \sigma_i'(U_i)",
    r"\frac{\partial \ell}{\partial W_i} = Z_i^\top D_i",
    r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top D_i",
    r"G_i = D_i W_i^\top",
    ### END SOLUTION
]

# %% tests="lines_layer" points=5
derived = layers.derive("Z_i", lines_layer, given=["Z_{L+1}"])
derived.parts({"U_i": 1, "W_i": 1, "b_i": 1, "Z_i": 2})

# %% [markdown]
r"""
With the first line put into the last you have one rule that takes $G_{i+1}$ to $G_i$. This rule is the whole of
backpropagation: start from $G_{L+1}$, apply it for $i = L, \dots, 2$, and collect the gradients of the weights and
biases on the way.

## Question 5 · Backward, for any depth

Turn your lines into code: a loop over the layers from the last to the first.

*By hand.* The network of question 3, with $x = (1, 2)$, $U_1 = (1, -2)$, $Z_2 = (1, 0)$, and suppose
$G_3 = (3, 0, -1)$.

- Layer 2: $\sigma_2$ is the identity, so $D_2 = G_3 = (3, 0, -1)$. This is also the gradient of $b_2$, and that of
  $W_2$ has the rows $(3, 0, -1)$ and $(0, 0, 0)$.
- Down: the first hidden unit feeds the three sums of layer 2 with the weights $(2, 1, 0)$, the second one with
  $(5, 4, 3)$. So $G_2 = (3 \cdot 2 + 0 \cdot 1 - 1 \cdot 0,\;\; 3 \cdot 5 + 0 \cdot 4 - 1 \cdot 3) = (6, 12)$.
- Layer 1: the slopes of the ReLU at $U_1$ are $(1, 0)$, so $D_1 = (6, 0)$. The gradient of $W_1$ has the rows $(6, 0)$
  and $(12, 0)$.

The loss would react strongly to the second unit, with 12. But the unit is off, nothing passes, and its weights stay.

*Think first:* why can the loop end without $G_1$? And if a matrix product with $W_i$ takes one unit of time, how many
units do forward and backward take for that layer?

<details><summary>An answer</summary>

$G_1$ is the derivative with respect to the inputs $X$, and nobody moves those. It is also the most expensive one when
the inputs are wide. Forward takes one unit. Backward takes two: one product for the gradient of $W_i$ and one for
$G_i$, each as large as that of the way forward. So all gradients together cost about two forward passes. Differences,
one weight at a time, would cost one forward pass or two for *each weight*.

</details>

Write `backward`. Four things decide whether it is right:

- the slope at layer $i$ is that of layer $i$'s own activation, at its own sums;
- $Z_i$ and $W_i$ are those of the forward pass;
- the $\frac1m$ is in $G$ already;
- neither `G` nor `params` nor `cache` is changed, so that calling `backward` twice gives the same twice.

The check compares with numerical differences of your own loss: every parameter is moved up and down by a tiny step.
"""


# %% solution="backward"
def backward(G, params, cache, activation="relu"):
    """Compute the gradients of all layers from the derivative with respect to the scores.

    Args:
        G: (m, K) float64 array, G_{L+1}, the derivative of the loss with respect to the scores. Not changed.
        params: dict of float64 arrays, as in `forward`. Not changed.
        cache: what `forward` returned for these params: "Zi" (m, n_i) and "Ui" (m, n_{i+1}). Not changed.
        activation: "relu" or "tanh", the one that `forward` used.

    Returns:
        grads: dict of new float64 arrays with the keys and shapes of params.
    """
    ### BEGIN SOLUTION
    L = len(params) // 2
    grads = {}
    for i in range(L, 0, -1):
        D = G * sigma_prime(cache[f"U{i}"], activation if i < L else "identity")
        grads[f"W{i}"] = cache[f"Z{i}"].T @ D
        grads[f"b{i}"] = D.sum(axis=0)
        if i > 1:
            G = D @ params[f"W{i}"].T
    return grads
    ### END SOLUTION


# %% tests="backward" points=8
def slopes_and_cost(inputs, labels, net, activation):
    """The student's gradients of the mean cross entropy, and the loss they should belong to."""
    scores, kept = check.unpack(forward(inputs, net, activation), "Z_out", "cache")
    _, G_scores = softmax_cross_entropy(scores, labels)

    def cost(**moved):
        moved_scores, _ = check.unpack(forward(inputs, moved, activation), "Z_out", "cache")
        return softmax_cross_entropy(moved_scores, labels)[0]

    return backward(G_scores, net, kept, activation), cost


parts = check.Parts()
with parts(1, "the example by hand"):
    example = np.array([[1.0, 2.0]])
    small = {
        "W1": np.array([[1.0, -1.0], [0.0, 1.0]]),
        "b1": np.array([0.0, -3.0]),
        "W2": np.array([[2.0, 1.0, 0.0], [5.0, 4.0, 3.0]]),
        "b2": np.array([0.0, 0.0, -1.0]),
    }
    by_hand = {
        "W1": np.array([[6.0, 0.0], [12.0, 0.0]]),
        "b1": np.array([6.0, 0.0]),
        "W2": np.array([[3.0, 0.0, -1.0], [0.0, 0.0, 0.0]]),
        "b2": np.array([3.0, 0.0, -1.0]),
    }
    _, kept = check.unpack(forward(example, small, "relu"), "Z_out", "cache")
    found = backward(np.array([[3.0, 0.0, -1.0]]), small, kept, "relu")
    check_dict(found, by_hand, "grads", hint="Print D_2, G_2 and D_1, and compare with the lines above.")
    inputs, _, net, G_scores = random_network([3, 5, 2, 4], m=6, seed=42)
    for activation in ("relu", "tanh"):
        _, kept = check.unpack(forward(inputs, net, activation), "Z_out", "cache")
        check.well_behaved(backward, G_scores, net, kept, activation)
    slopes = lambda G, kept: backward(G, net, kept, "tanh")  # noqa: E731
    check.well_behaved(forward, X=inputs, params=net, activation="tanh", backward=slopes, upstream=G_scores)
for activation, widths in [("relu", [4, 5, 3]), ("tanh", [3, 5, 2, 4])]:
    with parts(1, f"the slope of your own loss, {activation}, {len(widths) - 1} layers"):
        inputs, labels, net, _ = random_network(widths, m=6, seed=43)
        found, cost = slopes_and_cost(inputs, labels, net, activation)
        hint = "Take steps 1, 2 and 3 for the last layer that is off. Which array of your code is which in the text?"
        check.gradient(cost, net, found, name="gradient", m=6, samples=5, hint=hint)
### BEGIN HIDDEN TESTS
DEPTHS = [[5, 3], [4, 6, 3], [3, 7, 5, 4], [2, 5, 3, 6, 4]]


def one_pass(widths, m, activation, seed):
    """The student's gradients for a random G, and the right ones."""
    inputs, _, net, G_scores = random_network(widths, m, seed)
    _, right_cache = reference.forward(inputs, net, activation)
    expected = reference.backward(G_scores.copy(), net, right_cache, activation)
    _, kept = check.unpack(forward(inputs, net, activation), "Z_out", "cache")
    return backward(G_scores, net, kept, activation), expected


for activation in ("relu", "tanh"):
    with parts(1, f"{activation} networks of depth 1 to 4"):
        for widths in DEPTHS:
            found, expected = one_pass(widths, 8, activation, seed=10 * len(widths))
            check_dict(found, expected, f"grads of {len(widths) - 1} layers", hint="Write the shapes beside each line.")
with parts(1, "a batch of one"):
    found, expected = one_pass([3, 5, 4, 2], 1, "tanh", seed=44)
    check_dict(found, expected, "grads of one example", hint="Over which axis does db add up?")
with parts(1, "layers of equal width"):
    for activation in ("relu", "tanh"):
        found, expected = one_pass([4, 4, 4, 4], 4, activation, seed=48)
        check_dict(found, expected, "grads of square layers", hint="Redo step 3 with indices.")
with parts(1, "the same twice, after another pass in between"):
    for activation in ("relu", "tanh"):
        inputs, _, net, G_scores = random_network([3, 6, 4, 5], m=7, seed=46)
        _, right_cache = reference.forward(inputs, net, activation)
        expected = reference.backward(G_scores.copy(), net, right_cache, activation)
        _, kept = check.unpack(forward(inputs, net, activation), "Z_out", "cache")
        check.unpack(forward(inputs[::-1].copy(), net, activation), "Z_out", "cache")  # another pass in between
        for turn in ("first", "second"):
            found = backward(G_scores, net, kept, activation)
            check_dict(found, expected, f"grads of the {turn} call", hint="Does the first call use anything up?")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
If two neighbouring layers are equally wide, and as wide as the batch is long, then a product with the wrong factor, or
with a factor that should have been transposed, has the right shape all the same. Nothing raises an error; only the
numbers are wrong. So here is a check with $m = n_1 = \dots = n_{L+1} = 4$.
"""

# %% tests="backward_square" points=1
parts = check.Parts()
with parts(1, "the slope of your own loss"):
    inputs, labels, net, _ = random_network([4, 4, 4, 4], m=4, seed=47)
    found, cost = slopes_and_cost(inputs, labels, net, "tanh")
    hint = "Which array has the right shape here, but the wrong number? Print i beside every key you look up."
    check.gradient(cost, net, found, name="gradient", m=4, samples=5, hint=hint)
### BEGIN HIDDEN TESTS
with parts(1, "both activations"):
    for activation in ("relu", "tanh"):
        found, expected = one_pass([4, 4, 4, 4, 4], 4, activation, seed=45)
        check_dict(found, expected, "grads of square layers", hint="Redo step 3 with indices.")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 6 · The whole loss, with weight decay

Large weights make a network react violently to small changes in its inputs. As in homework 1 we add a penalty, for the
weights of *all* layers, with a strength $\lambda \ge 0$ (`lam` in code):

$$\text{loss} = \ell + \frac{\lambda}{2} \sum_{i=1}^{L} \sum_{p, c} (W_i)_{pc}^2, \qquad
\frac{\partial\, \text{loss}}{\partial W_i} = \frac{\partial \ell}{\partial W_i} + \lambda W_i .$$

The biases are not penalised: they only shift the sums. The penalty does not pass through the layers, so `backward`
needs no change. Its name, *weight decay*, comes from the step: $W_i - \eta \lambda W_i = (1 - \eta\lambda) W_i$.

*Think first:* loss and gradient must have been made for each other. How could you find out, without any theory, whether
they were?

<details><summary>An answer</summary>

Move one parameter by a tiny step and compare the change of the loss with the gradient. That is what the check does. It
would notice a penalty that is in the loss but not in the gradient, or a factor 2 in one of them. It cannot notice a
mistake that both share, such as penalised biases.

</details>

Write `loss_and_gradients`, which calls `forward`, `softmax_cross_entropy` and `backward`. Useful:
`key.startswith("W")`.
"""


# %% solution="loss_and_gradients"
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    """The mean cross entropy of the network plus lam/2 times the sum of all squared weights, and its gradient.

    Args:
        X: (m, n_1) float64 array, the inputs. Not changed.
        y: (m,) int64 array, the right classes, each from 0 to K - 1.
        params: dict of float64 arrays "Wi" (n_i, n_{i+1}) and "bi" (n_{i+1},). Not changed.
        activation: "relu" or "tanh", for the hidden layers.
        lam: float, the strength of the penalty. Biases are not penalised.

    Returns:
        loss: float, penalty included.
        grads: dict of new float64 arrays with the keys and shapes of params.
    """
    ### BEGIN SOLUTION
    scores, cache = forward(X, params, activation)
    loss, G = softmax_cross_entropy(scores, y)
    grads = backward(G, params, cache, activation)
    for key, W in params.items():
        if lam and key.startswith("W"):
            loss += lam / 2 * float(np.vdot(W, W))
            grads[key] += lam * W
    return loss, grads
    ### END SOLUTION


# %% tests="loss_and_gradients" points=3
parts = check.Parts()
with parts(1, "what the penalty adds"):
    inputs, labels, net, _ = random_network([3, 5, 4], m=6, seed=51)
    check.well_behaved(loss_and_gradients, X=inputs, y=labels, params=net, activation="relu", lam=0.3, batch=2)
    inputs, labels, net, _ = random_network([2, 2, 3], m=5, seed=50)
    net["W1"], net["W2"] = np.array([[1.0, -1.0], [0.0, 2.0]]), np.array([[0.0, 1.0, -1.0], [1.0, 0.0, 1.0]])
    plain_loss, plain = check.unpack(loss_and_gradients(inputs, labels, net, "tanh", 0.0), "loss", "grads")
    full_loss, full = check.unpack(loss_and_gradients(inputs, labels, net, "tanh", 0.3), "loss", "grads")
    check_keys(plain, net, "grads")
    check_keys(full, net, "grads")
    check.scalar(plain_loss, "loss without penalty")
    check.scalar(full_loss, "loss with penalty")
    hint = "The squares of all weights add up to 10. Half of 0.3 times 10 is 1.5."
    check.scalar(full_loss - plain_loss, "the penalty", 1.5, hint=hint)
    for key in net:
        check.array(plain[key], f"grads[{key!r}]", shape=net[key].shape)
        wanted = plain[key] + 0.3 * net[key] if key.startswith("W") else plain[key]
        hint = "λW for the weights of every layer, nothing for the biases."
        check.values(full[key], wanted, f"grads[{key!r}]", hint=hint)
with parts(1, "the slope of your own loss"):
    inputs, labels, net, _ = random_network([3, 5, 4], m=6, seed=51)
    _, grads = check.unpack(loss_and_gradients(inputs, labels, net, "tanh", 0.3), "loss", "grads")
    check.gradient(
        lambda **moved: check.unpack(loss_and_gradients(inputs, labels, moved, "tanh", 0.3), "loss", "grads")[0],
        net,
        grads,
        name="gradient",
        lam=0.3,
        m=6,
        samples=5,
        hint="Is each term of the loss in the gradient, with the same factor?",
    )


### BEGIN HIDDEN TESTS
def as_expected(widths, m, activation, strength):
    """Compare the student's loss and gradients of a random network with the right ones."""
    inputs, labels, net, _ = random_network(widths, m, seed=52 + m)
    expected = reference.loss_and_gradients(inputs.copy(), labels, net, activation, strength)
    cost, grads = check.unpack(loss_and_gradients(inputs, labels, net, activation, strength), "loss", "grads")
    hint = "Look at the two parts apart: once with lam = 0, once without."
    check.scalar(cost, "loss", expected[0], hint=hint)
    check_dict(grads, expected[1], "grads", hint=hint)


with parts(1, "random networks"):
    as_expected([4, 6, 3], 7, "relu", 0.4)
    as_expected([3, 7, 5, 4], 8, "tanh", 0.0)
    as_expected([5, 3], 1, "relu", 2.0)
    as_expected([2, 5, 3, 6, 4], 9, "relu", 0.05)
with parts(1, "layers of equal width"):
    as_expected([4, 4, 4, 4], 4, "tanh", 0.3)
    as_expected([4, 4, 4, 4], 4, "relu", 0.2)
### END HIDDEN TESTS
parts

# %% tests="loss_and_gradients_square" points=1
parts = check.Parts()
with parts(1, "square layers, the slope of your own loss"):
    inputs, labels, net, _ = random_network([4, 4, 4, 4], m=4, seed=53)
    _, grads = check.unpack(loss_and_gradients(inputs, labels, net, "relu", 0.2), "loss", "grads")
    check.gradient(
        lambda **moved: check.unpack(loss_and_gradients(inputs, labels, moved, "relu", 0.2), "loss", "grads")[0],
        net,
        grads,
        name="gradient",
        lam=0.2,
        m=4,
        samples=3,
        hint="Where all widths agree, a wrong factor still has the right shape. Which one is it?",
    )
### BEGIN HIDDEN TESTS
with parts(1, "square layers, both activations"):
    as_expected([4, 4, 4, 4], 4, "tanh", 0.7)
    as_expected([4, 4, 4, 4], 4, "relu", 0.1)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 7 · A layer that no lecture derives

The rule of question 4 belongs to one kind of layer. Here is another. A *gated* layer computes two arrays from the same
input, and multiplies them entry by entry:

$$U = Z W + b, \qquad Q = Z V + c, \qquad A = \sigma(U) \circ \tau(Q).$$

The first factor proposes a value, and the second decides how much of it gets through. If $\tau$ is the sigmoid, with
outputs from 0 to 1, then $\tau(q) \approx 0$ shuts the gate. Recurrent networks remember with such gates (the *LSTM* of
Hochreiter and Schmidhuber, 1997), and many large language models have them in every layer. There is a single layer
here, so nothing carries an index.

| name | shape | what it is |
|---|---|---|
| $Z$ | $(m, n)$ | the inputs |
| $W,\ V$ | $(n, h)$ | the weights of the proposal and of the gate |
| $b,\ c$ | $(h,)$ | their biases |
| $U,\ Q,\ A$ | $(m, h)$ | the two arrays of sums, and the output |
| $G = \partial \ell / \partial A$ | $(m, h)$ | given: how the loss reacts to the output |
| $D = \partial \ell / \partial U,\ E = \partial \ell / \partial Q$ | $(m, h)$ | what you derive first |

**7a. On paper.** Two things are new. An entry of $A$ is a *product*, and both of its factors can move: hold one of them
fixed and ask how the entry changes with the other. And $Z$ is used *twice*: an entry of $Z$ acts on the loss through
$U$ and through $Q$.

*By hand,* with $m = n = h = 1$: $z = 2$, $w = 1$, $v = -1$, $b = c = 0$, $\sigma$ and $\tau$ both the square, and
$G = 1$. Then $u = 2$, $q = -2$ and $a = u^2 q^2 = 16$. As $a = z^4 w^2 v^2$, the derivatives are
$\partial a / \partial z = 4 z^3 = 32$ and $\partial a / \partial v = 2 z^4 v = -32$. Do your lines give the same?

Write one line each for $D$, $E$, $\partial \ell / \partial V$ and $\partial \ell / \partial Z$, in this order or in
another one. (The lines for $W$, $b$ and $c$ bring nothing new.) In a line, the slopes are `\sigma'(U)` and `\tau'(Q)`,
and $G$ may be used as it is.
"""

# %% given="gated"
gated = derivation.Problem(
    {"Z": ("m", "n"), "W": ("n", "h"), "b": ("h",), "V": ("n", "h"), "c": ("h",), "T": ("m", "h")},
    [
        r"U = Z W + b",
        r"Q = Z V + c",
        r"A = \sigma(U) \circ \tau(Q)",
        r"\ell = \frac{1}{2m} \mathbf{1}^\top ((A - T) \circ (A - T)) \mathbf{1}",
    ],
    functions={r"\sigma": "any", r"\tau": "any"},
    shorthand={"G": "A", "D": "U", "E": "Q"},
)
gated

# %% [markdown]
r"""
(The loss in the last line, the mean squared distance from targets $T$, only serves to try your lines with. They must
not use it.)
"""

# %% solution="lines_gated"
lines_gated = [
    ### BEGIN SOLUTION
    r"D = G \circ \tau(Q) \circ \sigma'(U)",
    r"E = G \circ \sigma(U) \circ \tau'(Q)",
    r"\frac{\partial \ell}{\partial V} = Z^\top E",
    r"\frac{\partial \ell}{\partial Z} = D W^\top + E V^\top",
    ### END SOLUTION
]

# %% tests="lines_gated" points=4
unfolded = gated.derive("Z", lines_gated, given=["A"])
unfolded.parts({"U": 1, "Q": 1, "V": 1, "Z": 1})

# %% [markdown]
r"""
**7b. In code.** Now $\sigma$ is tanh and $\tau$ the sigmoid, $\tau(q) = 1 / (1 + e^{-q})$, whose slope is
$\tau(q)\, (1 - \tau(q))$. The next cell holds the forward pass. Its cache keeps the two factors of $A$, and both slopes
can be computed from them.

Write `gated_backward`: the gradient with respect to $Z$, and those of the four parameters in a dict with the keys of
`gate_params`.
"""


# %% given="gated_forward"
def gated_forward(Z, gate_params):
    """Return A = tanh(Z W + b) ∘ sigmoid(Z V + c), and a cache of Z (m, n) and both factors of A, each (m, h)."""
    proposal = np.tanh(Z @ gate_params["W"] + gate_params["b"])
    gate = 0.5 + 0.5 * np.tanh((Z @ gate_params["V"] + gate_params["c"]) / 2)  # the sigmoid; never overflows
    return proposal * gate, {"Z": Z, "proposal": proposal, "gate": gate}


def gated_problem(m, n, h, seed):
    """Return random Z (m, n), gate_params and G (m, h), as if it came from a loss."""
    rng = np.random.default_rng(seed)
    shapes = {"W": (n, h), "b": (h,), "V": (n, h), "c": (h,)}
    gate_params = {key: rng.normal(0, 0.8, size=shape) for key, shape in shapes.items()}
    return rng.normal(size=(m, n)), gate_params, rng.normal(size=(m, h))


# %% solution="gated_backward"
def gated_backward(G, gate_params, cache):
    """Compute the gradients of a gated layer.

    Args:
        G: (m, h) float64 array, the derivative of the loss with respect to A. Not changed.
        gate_params: dict of float64 arrays "W", "V" (n, h) and "b", "c" (h,). Not changed.
        cache: from `gated_forward`: "Z" (m, n), "proposal" (m, h) and "gate" (m, h). Not changed.

    Returns:
        dZ: (m, n) float64 array, the derivative of the loss with respect to Z.
        grads: dict of new float64 arrays with the keys and shapes of gate_params.
    """
    ### BEGIN SOLUTION
    Z, proposal, gate = cache["Z"], cache["proposal"], cache["gate"]
    D = G * gate * (1 - proposal**2)
    E = G * proposal * gate * (1 - gate)
    grads = {"W": Z.T @ D, "b": D.sum(axis=0), "V": Z.T @ E, "c": E.sum(axis=0)}
    return D @ gate_params["W"].T + E @ gate_params["V"].T, grads
    ### END SOLUTION


# %% tests="gated_backward" points=3
parts = check.Parts()
with parts(1, "the slope of a loss"):
    inputs, gate_net, G_out = gated_problem(6, 4, 3, seed=55)
    _, kept = gated_forward(inputs, gate_net)
    check.well_behaved(gated_backward, G_out, gate_net, kept)
    dZ, grads = check.unpack(gated_backward(G_out, gate_net, kept), "dZ", "grads")
    check.array(dZ, "dZ", shape=(6, 4))
    check_keys(grads, gate_net, "grads")

    def gated_loss(Z, **moved):
        return float(np.sum(G_out * gated_forward(Z, moved)[0]))

    hint = "Translate your line for this gradient. Which factor of A is held fixed in D, and which one in E?"
    check.gradient(gated_loss, {"Z": inputs} | gate_net, {"Z": dZ} | grads, name="gradient", m=6, hint=hint)
### BEGIN HIDDEN TESTS
for what, sizes in [
    ("other sizes, and a batch of one", [(7, 2, 5), (1, 4, 3)]),
    ("as many units as inputs and examples", [(4, 4, 4)]),
]:
    with parts(1, what):
        for m, n, h in sizes:
            inputs, gate_net, G_out = gated_problem(m, n, h, seed=56 + n)
            _, kept = gated_forward(inputs, gate_net)
            right_dZ, right_grads = reference.gated_backward(G_out.copy(), gate_net, kept)
            dZ, grads = check.unpack(gated_backward(G_out, gate_net, kept), "dZ", "grads")
            hint = f"Write the shapes beside each product, with m, n, h = {m}, {n}, {h}."
            check.values(dZ, right_dZ, "dZ", hint=hint)
            check_dict(grads, right_grads, "grads", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 8 · A step with momentum

Plain gradient descent, $\theta \leftarrow \theta - \eta\, \partial\,\text{loss} / \partial \theta$ (where $\theta$ is
any $W_i$ or $b_i$, and $\eta$, `eta`, is the learning rate), forgets each gradient as soon as it has used it. In a
long, narrow valley this is a waste: it bounces between the walls, and creeps along the floor. *Momentum* remembers.
Every parameter has a **velocity** $v$ of its own shape, the step it took last, and keeps a share $\mu$ of it (`mu`,
with $0 \le \mu < 1$):

$$v \leftarrow \mu\, v - \eta\, \frac{\partial\, \text{loss}}{\partial \theta}, \qquad
\theta \leftarrow \theta + v .$$

The new velocity is used at once. With $\mu = 0$ this is plain gradient descent.

*By hand.* One parameter, $\eta = 0.1$, $\mu = 0.5$, at rest at the start.

- *The gradient is always 1.* The velocity becomes $-0.1$, $-0.15$, $-0.175$, … and approaches the $v$ that no longer
  changes, $v = 0.5\, v - 0.1$, so $v = -0.2$. In general it is $-\eta / (1 - \mu)$ times the gradient: along the floor
  of the valley, momentum with $\mu = 0.9$ is ten times as fast.
- *The gradient changes its sign each time:* $1, -1, 1, \dots$ The velocity becomes $-0.1$, $0.05$, $-0.075$, … and
  approaches $\pm \eta / (1 + \mu) = \pm 0.067$. Between the walls, steps get shorter.
- *Weight decay.* Let $\ell$ not depend on the weight at all, so that the gradient is that of the penalty, $\lambda w$.
  Take $w = 1$ and $\lambda = 1$. Plain descent shrinks $w$ by the same factor at each step: $0.9$, $0.81$. With
  momentum, $v = -0.1$ and $w = 0.9$; then $v = -0.05 - 0.09 = -0.14$ and $w = 0.76$. The decay gathers speed like any
  other part of the gradient.

(The idea is Boris Polyak's, 1964. Some libraries leave $\eta$ out of the velocity, $v \leftarrow \mu v +$ gradient and
$\theta \leftarrow \theta - \eta v$. As long as $\eta$ stays the same, the parameters are the same too.)

*Think first:* halfway through a run somebody divides $\eta$ by 10. In which of the two forms does the next step shrink
at once?

<details><summary>An answer</summary>

In the other one, where $\eta$ multiplies the whole velocity. In ours, the share $\mu v$ of the old, long step comes
first, and the speed dies down over some $1 / (1 - \mu)$ steps.

</details>

Write `momentum_step` for all parameters at once. The gradients contain the penalty already. All of them belong to the
*same* point, so they are computed before anything moves. Return **new** dicts of new arrays.
"""


# %% solution="momentum_step"
def momentum_step(params, grads, velocity, eta, mu):
    """Take one step of gradient descent with momentum for all parameters.

    Args:
        params: dict of float64 arrays. Not changed.
        grads: dict of float64 arrays with the same keys and shapes, the gradients at params. Not changed.
        velocity: dict of float64 arrays with the same keys and shapes, the step before. Not changed.
        eta: float, the learning rate.
        mu: float from 0 to 1 (not 1 itself), the share of the velocity that is kept.

    Returns:
        params: dict of new float64 arrays with the same keys and shapes, after the step.
        velocity: dict of new float64 arrays with the same keys and shapes, the step that was taken.
    """
    ### BEGIN SOLUTION
    velocity = {key: mu * velocity[key] - eta * grads[key] for key in params}
    return {key: params[key] + velocity[key] for key in params}, velocity
    ### END SOLUTION


# %% tests="momentum_step" points=3
parts = check.Parts()
with parts(1, "steps by hand"):
    net = {"W1": np.array([[1.0, 2, 3], [4, 5, 6]]), "b1": np.array([1.0, 1, 1])}
    uphill = {"W1": np.array([[10.0, 0, -10], [0, 20, 0]]), "b1": np.array([5.0, 0, -5])}
    before = {"W1": np.array([[0.0, 2, -4], [0, 0, 2]]), "b1": np.array([1.0, 2, -1])}
    check.well_behaved(momentum_step, params=net, grads=uphill, velocity=before, eta=0.1, mu=0.5)
    moved, moving = check.unpack(momentum_step(net, uphill, before, 0.1, 0.5), "params", "velocity")
    by_hand = {"W1": np.array([[-1.0, 1, -1], [0, -2, 1]]), "b1": np.array([0.0, 1, 0])}
    hint = "Half of the old velocity, minus a tenth of the gradient: 0.5 · 2 − 0.1 · 0 = 1."
    check_dict(moving, by_hand, "velocity", hint=hint)
    by_hand = {"W1": np.array([[0.0, 3, 2], [4, 3, 7]]), "b1": np.array([1.0, 2, 1])}
    check_dict(moved, by_hand, "params after the step", hint="The parameters move by the new velocity: 2 + 1 = 3.")
### BEGIN HIDDEN TESTS
with parts(1, "random steps"):
    for widths, rate, share in [([3, 5, 4], 0.7, 0.9), ([4, 2, 6, 3], 0.02, 0.3), ([2, 3], 0.4, 0.0)]:
        net, uphill, before = (random_network(widths, 2, seed)[2] for seed in (60, 61, 62))
        right_net, right_moving = reference.momentum_step(net, uphill, before, rate, share)
        moved, moving = check.unpack(momentum_step(net, uphill, before, rate, share), "params", "velocity")
        hint = f"Do one entry by hand with eta = {rate} and mu = {share}."
        check_dict(moving, right_moving, "velocity", hint=hint)
        check_dict(moved, right_net, "params after the step", hint=hint)
with parts(1, "several steps in a row"):
    net, uphill, _ = (random_network([3, 4, 2], 2, seed)[2] for seed in (63, 64, 65))
    moving = {key: np.zeros(array.shape) for key, array in net.items()}
    right_net, right_moving = net, moving
    for _turn in range(4):
        net, moving = check.unpack(momentum_step(net, uphill, moving, 0.2, 0.6), "params", "velocity")
        right_net, right_moving = reference.momentum_step(right_net, uphill, right_moving, 0.2, 0.6)
        hint = "What one step returns as velocity is what the next one starts with."
        check_dict(moving, right_moving, "velocity", hint=hint)
        check_dict(net, right_net, "params after the step", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 9 · The training loop

Put it together. For every epoch: make the batches; for every batch compute loss and gradients at the *present*
parameters, and take a step. Four decisions, so that runs can be compared:

- **The start is an argument.** `train` gets `params` and leaves them as they are. So the same start can be trained
  twice, and a trained network can be trained further.
- **The velocity starts at zero, once.** It is carried from batch to batch and from epoch to epoch. Another call of
  `train` starts from rest again.
- **One generator for the whole run**, made once from `rng`. Every epoch then has an order of its own.
- **The history costs nothing.** Each forward pass yields a loss anyway. `history[t]` is the mean over the *examples* of
  the losses seen in epoch $t$ (penalty included), each computed before the step of its batch. So a last batch of 2
  examples counts half as much as one of 4: multiply the loss of each batch by its number of examples, add up, and
  divide by $m$.

`minibatches`, which you wrote in homework 1, is given. Calling it again with the *same generator* gives another order,
because a generator moves on with every draw; with the same seed it gives the same order.

*Think first:* what is the mean loss of the first epoch compared with the loss before training? And why can the last
entry be a little higher than the loss of the parameters you return?

<details><summary>An answer</summary>

It is lower if the network learns during the first epoch, as most of its batches are seen after some steps already. And
the last entry was measured along the way, while the network still improved. It lags half an epoch behind.

</details>

Write `train`.
"""


# %% given="minibatches"
def minibatches(X, y, batch_size, rng=0):
    """Return the shuffled examples as a list of pairs (X_batch, y_batch); the last batch takes what is left."""
    order = np.random.default_rng(rng).permutation(len(X))
    rows = [order[start : start + batch_size] for start in range(0, len(X), batch_size)]
    return [(X[batch], y[batch]) for batch in rows]


# %% solution="train"
def train(X, y, params, activation="relu", eta=0.1, mu=0.0, lam=0.0, batch_size=32, epochs=10, rng=0):
    """Train by minibatch stochastic gradient descent with momentum.

    Args:
        X: (m, n_1) float64 array, the inputs. Not changed.
        y: (m,) int64 array, the right classes, each from 0 to K - 1. Not changed.
        params: dict of float64 arrays, the start. Not changed.
        activation: "relu" or "tanh", for the hidden layers.
        eta: float, the learning rate.
        mu: float from 0 to 1 (not 1 itself), the share of the velocity that is kept; 0 is plain descent.
        lam: float, the strength of the penalty.
        batch_size: int, how many examples go into a batch.
        epochs: int, how many passes over the data; at least 1.
        rng: int (a seed) or np.random.Generator, for the order of the examples.

    Returns:
        params: dict of new float64 arrays, after the last step.
        history: (epochs,) float64 array; history[t] is the mean loss per example seen during epoch t.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    velocity = {key: np.zeros_like(array) for key, array in params.items()}
    history = np.zeros(epochs)
    for epoch in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params, velocity = momentum_step(params, grads, velocity, eta, mu)
            history[epoch] += loss * len(y_batch) / len(y)
    return params, history
    ### END SOLUTION


# %% tests="train" points=5
def run_of(*arguments, **settings):
    """The trained params and the history as an array."""
    fitted, curve = check.unpack(train(*arguments, **settings), "params", "history")
    return fitted, np.array(curve, dtype=float) if isinstance(curve, list) else curve


parts = check.Parts()
with parts(1, "an epoch with one batch is one step"):
    inputs, labels, net, _ = random_network([4, 4, 4, 4], m=4, seed=70)
    cost, slopes = check.unpack(loss_and_gradients(inputs, labels, net, "tanh", 0.2), "loss", "grads")
    rest = {key: np.zeros(array.shape) for key, array in net.items()}
    expected, moving = check.unpack(momentum_step(net, slopes, rest, 0.4, 0.6), "params", "velocity")
    settings = {"eta": 0.4, "mu": 0.6, "lam": 0.2, "batch_size": 4}
    fitted, curve = run_of(inputs, labels, net, "tanh", epochs=1, **settings)
    hint = "Follow eta, mu, lam and activation through your loop."
    check_dict(fitted, expected, "params after one step", hint=hint)
    check.values(curve, np.array([cost]), "history", hint="The loss of that batch, before its step.")
    _, slopes = check.unpack(loss_and_gradients(inputs, labels, expected, "tanh", 0.2), "loss", "grads")
    expected, _ = check.unpack(momentum_step(expected, slopes, moving, 0.4, 0.6), "params", "velocity")
    fitted, _ = run_of(inputs, labels, net, "tanh", epochs=2, **settings)
    hint = "The second step starts with the velocity of the first. Where is yours set to zero?"
    check_dict(fitted, expected, "params after two steps", hint=hint)
    inputs, labels, net, _ = random_network([3, 5, 4], m=7, seed=75)
    arguments = {"X": inputs, "y": labels, "params": net, "activation": "relu", "eta": 0.2, "mu": 0.5, "lam": 0.1}
    check.well_behaved(train, **arguments, batch_size=3, epochs=2, rng=0, history={"epochs": 0})
with parts(1, "it learns two moons"):
    inputs, labels = data.moons(150, noise=0.1, rng=0)
    net = random_network([2, 16, 2], m=1, seed=71)[2]
    fitted, curve = run_of(inputs, labels, net, "tanh", eta=0.2, mu=0.8, batch_size=20, epochs=60, rng=1)
    check_network(fitted, [2, 16, 2])
    check.array(curve, "history", shape=(60,), hint="One entry per epoch.")
    hint = "Print the history. Does it fall at all, and does every batch take a step?"
    check.that(curve[-1] < 0.1, "the mean loss of the last epoch is below 0.1", hint=hint)
    cost, _ = check.unpack(loss_and_gradients(inputs, labels, fitted, "tanh", 0.0), "loss", "grads")
    check.scalar(cost, "loss")
    hint = "The history says that it learned; compute the loss at the params you return. Which step made them?"
    check.that(cost < 0.1, "the loss at the params that come back is below 0.1", hint=hint)
### BEGIN HIDDEN TESTS
with parts(1, "three epochs on all the data"):
    inputs, labels, net, _ = random_network([3, 6, 5, 4], m=9, seed=72)
    settings = {"activation": "tanh", "eta": 0.7, "mu": 0.4, "lam": 0.3, "batch_size": 9, "epochs": 3}
    expected, course = reference.train(inputs, labels, net, **settings)
    fitted, curve = run_of(inputs, labels, net, **settings)
    check_dict(fitted, expected, "params", hint="At which parameters is each gradient computed?")
    check.values(curve, course, "history", hint="One mean per epoch, penalty included, before the steps.")
with parts(1, "every batch counts, the last one too"):
    # Seven times the same example: the order cannot matter, so 2 epochs of 3 + 3 + 1 are six equal steps.
    inputs, labels, net, _ = random_network([4, 5, 3], m=1, seed=73)
    inputs, labels = np.repeat(inputs, 7, axis=0), np.repeat(labels, 7)
    settings = {"activation": "relu", "eta": 0.3, "mu": 0.6, "lam": 0.1, "batch_size": 3, "epochs": 2}
    expected, course = reference.train(inputs, labels, net, **settings)
    fitted, curve = run_of(inputs, labels, net, **settings)
    check_dict(fitted, expected, "params", hint="How many steps does an epoch of 7 examples in batches of 3 take?")
    check.values(curve, course, "history", hint="Weigh the loss of each batch by its number of examples.")
with parts(1, "each epoch has an order of its own"):
    inputs, _, net, _ = random_network([3, 4, 3], m=4, seed=74)
    labels = np.array([0, 1, 2, 1])

    def epoch_with(start, last):
        """Params and velocity after an epoch of two batches: all examples but `last`, then that one."""
        here, speed = start
        for rows in ([row for row in range(4) if row != last], [last]):
            _, slopes = reference.loss_and_gradients(inputs[rows], labels[rows], here, "tanh", 0.1)
            here, speed = reference.momentum_step(here, slopes, speed, 0.8, 0.3)
        return here, speed

    rest = {key: np.zeros(array.shape) for key, array in net.items()}
    halfway = [epoch_with((net, rest), last) for last in range(4)]
    possible = {(a, b): epoch_with(halfway[a], b)[0] for a in range(4) for b in range(4)}
    seen = []
    for seed in range(8):
        fitted, _ = run_of(inputs, labels, net, "tanh", eta=0.8, mu=0.3, lam=0.1, batch_size=3, epochs=2, rng=seed)
        check_network(fitted, [3, 4, 3])
        orders = [pair for pair, end in possible.items() if all(np.allclose(fitted[k], end[k], 1e-7) for k in end)]
        hint = "Each epoch takes every example once, with its own label, and the last batch has a mean of its own."
        check.that(len(orders) == 1, "the result fits one of the possible orders", hint=hint)
        seen += orders
    hint = "One generator for the whole run: make it once, and hand the generator on."
    check.that(any(a != b for a, b in seen), "the second epoch has another order than the first", hint=hint)
    check.that(len({a for a, _ in seen}) > 1, "another seed gives another order", hint="Is the argument rng used?")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 10 · Handwritten digits

The digits are 1797 images of 8 × 8 grey values from 0 to 1, each written out as one row of 64 numbers, in ten classes.
As in homework 1 there are three parts: *training* data to learn from, *validation* data on which to compare settings,
and *test* data that are looked at once, at the end.
"""

# %% given="digits_data"
(X_train, y_train), (X_val, y_val), (X_test, y_test) = data.split(*data.digits(), rng=0)
print(f"{len(X_train)} digits to train with, {len(X_val)} to validate, {len(X_test)} to test")


# %% given="accuracy"
def accuracy(X, y, params, activation="relu"):
    """Return the share of examples X (m, n_1) whose largest score belongs to the right class y (m,)."""
    scores, _ = forward(X, params, activation)
    return float(np.mean(np.argmax(scores, axis=1) == y))


# %% [markdown]
r"""
Now choose. `digits_network` starts a network, trains it on the data it is given, and returns it. How many hidden
layers, how wide, which activation, which learning rate, how much momentum, how many epochs: all of this is up to you.
Try settings in the free cell below and compare them on the *validation* data; `accuracy` is given. Some advice:

- Begin with one hidden layer of 30 to 100 units, batches of 16 or 32, and $\eta$ between 0.05 and 0.3. With $\mu = 0.9$
  take a tenth of that.
- If the history falls and then jumps about, the learning rate is too large for the end of the training. Train once with
  a larger one, then a few more epochs with a smaller one, starting from what you have.
- Two or three seconds of training are plenty. When graded, `digits_network` is called twice, and has a minute of its
  own time for both calls; time that other programs take from it does not count.
- Learn from `X` and `y` alone. The checks give the digits other names: with `rng=1` every 0 is called 1, every 1 is
  called 2, and so on, up to every 9, which is called 0.

At least 95 % of the validation digits must be recognised, and, when graded, at least 95 % of the test digits, from more
than one start. As you choose by the validation data, your test accuracy can come out a little lower, or higher. Aim for
96 %.
"""

# %%
# Room to try settings. For example:
# start = initialise([64, 40, 10], rng=0)
# fitted, history = train(X_train, y_train, start, "relu", eta=0.1, batch_size=32, epochs=10)
# print(history, accuracy(X_val, y_val, fitted, "relu"))


# %% solution="digits_network"
def digits_network(X, y, rng=0):
    """Train a network of your choice to read digits.

    Args:
        X: (m, 64) float64 array, images with values from 0 to 1. Not changed.
        y: (m,) int64 array, the classes, 0 to 9: the digits, or other names for them. Not changed.
        rng: int, a seed for the start and the order of the examples.

    Returns:
        params: dict of float64 arrays, for 64 inputs and 10 classes.
        activation: "relu" or "tanh", the one it was trained with.
        history: (epochs,) float64 array, the mean loss per example of every epoch.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    params = initialise([64, 64, 10], rng, "he")
    params, coarse = train(X, y, params, "relu", eta=0.2, lam=1e-3, batch_size=16, epochs=10, rng=rng)
    params, fine = train(X, y, params, "relu", eta=0.03, lam=1e-3, batch_size=16, epochs=5, rng=rng)
    return params, "relu", np.concatenate([coarse, fine])
    ### END SOLUTION


# %% tests="digits_network" points=3
def renamed(digits, seed):
    """Other names for the digits, so that only who learns from y can know them."""
    return (digits + seed) % 10


def trained_on_digits(seed):
    """The student's network for this start, after its form was checked."""
    found = digits_network(X_train, renamed(y_train, seed), rng=seed)
    found = check.unpack(found, "params", "activation", "history")
    check_network(found[0], [64, None, 10])
    named = isinstance(found[1], str) and found[1] in ("relu", "tanh")
    check.that(named, "activation is 'relu' or 'tanh'", hint="Return the one you trained with.")
    course = np.array(found[2], dtype=float) if isinstance(found[2], list) else found[2]
    check.array(course, "history", shape=(None,), hint="One mean loss per epoch, of all calls of train together.")
    falls = len(course) == 1 or bool(len(course) and course[-1] < course[0])
    check.that(falls, "the history ends lower than it began", hint="Join the histories in the order of the training.")
    return found[0], found[1]


parts = check.Parts()
with parts(1, "95 % of the validation digits"):
    fitted, chosen = trained_on_digits(seed=1)
    scores, _ = check.unpack(forward(X_val, fitted, chosen), "Z_out", "cache")
    check.array(scores, "Z_out", shape=(len(y_val), 10))
    guesses = scores.argmax(axis=1)
    by_heart = np.mean(guesses == y_val) > 0.5
    hint = "Train with the X and y that digits_network is given, not with X_train and y_train."
    check.that(not by_heart, "the digits are called by the names that y gives them", hint=hint)
    share = np.mean(guesses == renamed(y_val, seed=1))
    hint = "Print the history. Still falling: more epochs, or a larger eta. Jumping about: a smaller one."
    check.that(share >= 0.95, "at least 95 % of the validation digits are recognised", hint=hint)
### BEGIN HIDDEN TESTS
with parts(1, "95 % of the test digits"):
    scores, _ = reference.forward(X_test, fitted, chosen)
    share = np.mean(scores.argmax(axis=1) == renamed(y_test, seed=1))
    check.that(share >= 0.95, "at least 95 % of the test digits are recognised", hint="Aim a little higher.")
with parts(1, "from another start"):
    fitted, chosen = trained_on_digits(seed=2)
    scores, _ = reference.forward(X_test, fitted, chosen)
    share = np.mean(scores.argmax(axis=1) == renamed(y_test, seed=2))
    check.that(share >= 0.95, "at least 95 % of the test digits are recognised", hint="Does the result hang on luck?")
### END HIDDEN TESTS
parts

# %% given="digits_run" picture="Left: the mean loss falls from 1.2 to 0.2. Right: eight misread digits."
params_digits, activation_digits, history_digits = digits_network(X_train, y_train, rng=0)
scores_digits, _ = forward(X_val, params_digits, activation_digits)
guesses_digits = scores_digits.argmax(axis=1)
misread = np.flatnonzero(guesses_digits != y_val)[:8]

fig, axes = plt.subplot_mosaic([["loss", "loss", *"abcd"], ["loss", "loss", *"efgh"]], figsize=(7.4, 2.6))
plots.loss_curve(history_digits, ax=axes["loss"], reference={"log 10": np.log(10)})
axes["loss"].set(xlabel="epoch", ylabel="mean loss")
for place in "abcdefgh":
    axes[place].axis("off")
for place, number in zip("abcdefgh", misread, strict=False):
    axes[place].imshow(X_val[number].reshape(8, 8), cmap="Greys")
    axes[place].set_title(f"{y_val[number]} read as {guesses_digits[number]}", fontsize=8)
plt.show()
for part, X_part, y_part in [("training", X_train, y_train), ("validation", X_val, y_val), ("test", X_test, y_test)]:
    print(f"accuracy on the {part} digits: {accuracy(X_part, y_part, params_digits, activation_digits):.3f}")

# %% [markdown]
r"""
Look at the misread digits: which of them would you have read right? The training accuracy ends close to 1, the other
two lower. Whoever quotes the training accuracy quotes how well the network remembers.

## Question 11 · A milestone of 1986

How can hidden units learn, when no label says what they should do? By 1986 there had been several answers. Alexey
Ivakhnenko and Valentin Lapa had trained networks layer by layer (1965), Shun-ichi Amari had moved hidden units by
stochastic gradient descent (1967), Paul Werbos had proposed the chain rule in reverse order for networks (1974, 1981),
and the Boltzmann machine had learned the encoder below (1985). Then David Rumelhart, Geoffrey Hinton and Ronald
Williams showed that plain gradient descent, organised as in question 5, lets hidden units find useful features by
themselves. They made the point with small problems in which one can look inside. Choose one of these four; the harder
ones pay more.

| name | inputs | classes | widths | what the hidden units must find | points |
|---|---|---|---|---|---|
| `"xor"` | all 4 patterns of 2 bits | are they different? | 2, 2, 2 | two lines that cut off the equal pairs | 2 |
| `"encoder"` | 8 patterns with a single one | which one it is | 8, 3, 8 | a code of three numbers for eight | 3 |
| `"parity"` | all 16 patterns of 4 bits | odd number of ones? | 4, 4, 2 | a count: *any* flipped bit decides | 4 |
| `"symmetry"` | all 64 patterns of 6 bits | the same backwards? | 6, 2, 2 | two units that see every asymmetry | 4 |

A bit is $-1$ or $+1$ here; the encoder's inputs are 0 or 1. All patterns are for training, and all have to be right:
this is about finding a representation, not about new data. (Beware of symmetry: a network that always says no has 56 of
64 right.)

*Think first:* can two hidden units detect symmetry at all? Try to find weights on paper, for four bits
$(x_1, x_2, x_3, x_4)$ and one unit. For which patterns is $x_1 - x_4 + 2 (x_2 - x_3)$ equal to 0?

<details><summary>An answer</summary>

Exactly for the symmetric ones: $x_1 - x_4$ and $x_2 - x_3$ are $-2$, $0$ or $2$, and with such numbers $a + 2b = 0$
only if both are 0. A unit with these weights and a negative bias is off for symmetric patterns, and on if the sum is
large. A second unit with the opposite weights catches the negative sums. The networks of 1986 found weights in the
ratio 1 : 2 : 4, mirrored with the opposite sign.

</details>

**Stuck starts.** Such small networks have no units to spare, and from many starts gradient descent ends in a valley
where some patterns stay wrong. Then more steps do not help; a new start does. So write a loop: start, train for a few
hundred epochs, look at the accuracy, and start again if it is not 1. One generator for all attempts makes each a new
one. For XOR, parity and symmetry expect to need several attempts. The encoder learns from nearly every start. Full
batches, tanh and `scale=0.5` go well together, and so does the momentum of question 8, which the networks of 1986 used
as well. We tried 100 starts for symmetry, with 300 epochs each. With $\eta = 0.3$ and $\mu = 0.9$, 67 of them ended
with every pattern right. With plain descent at $\eta = 3$, which is as fast along the floor of a valley, it was 18.

**Deadline.** When graded, `milestone` is called three times, with one minute for the three calls together. What counts
is your program's own time; what other programs take from it does not. Our solution for symmetry needs less than a
second for all three. So let the loop make as many attempts as it needs, but end it after some hundreds, so that a
mistake does not run for ever.

The next cell makes the patterns.
"""


# %% given="milestones"
def patterns(bits):
    """Return all patterns of -1 and +1, (2**bits, bits) float64."""
    return 2.0 * ((np.arange(2**bits)[:, None] >> np.arange(bits)) & 1) - 1.0


MILESTONE_POINTS = {"xor": 2, "encoder": 3, "parity": 4, "symmetry": 4}


def milestone_data(name):
    """Return X, y and the widths of the network for "xor", "encoder", "parity" or "symmetry"."""
    if name == "xor":
        X = patterns(2)
        return X, (X > 0).sum(axis=1) % 2, [2, 2, 2]
    if name == "parity":
        X = patterns(4)
        return X, (X > 0).sum(axis=1) % 2, [4, 4, 2]
    if name == "encoder":
        return np.eye(8), np.arange(8), [8, 3, 8]
    if name == "symmetry":
        X = patterns(6)
        return X, (X[:, ::-1] == X).all(axis=1).astype(np.int64), [6, 2, 2]
    raise ValueError(f"no milestone is called {name!r}")


# %% solution="milestone"
def milestone(rng=0):
    """Train the network of one milestone until it gets every pattern right.

    Args:
        rng: int, a seed for all starts and orders. Another one gives another network.

    Returns:
        name: "xor", "encoder", "parity" or "symmetry", your choice, the same for every rng.
        params: dict of float64 arrays, with the widths that `milestone_data` gives.
        activation: "relu" or "tanh", the one it was trained with.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    X, y, sizes = milestone_data("symmetry")
    for _attempt in range(200):
        params = initialise(sizes, rng, 0.5)
        params, _ = train(X, y, params, "tanh", eta=0.3, mu=0.9, batch_size=len(X), epochs=300, rng=rng)
        if accuracy(X, y, params, "tanh") == 1:
            break
    return "symmetry", params, "tanh"
    ### END SOLUTION


# %% tests="milestone" points=4
networks, chosen_names = {}, {}  # patterns, labels, params and activation from each start; the milestone's name


def reached(seed):
    """Patterns, labels, params and activation of the student's milestone, after their form was checked."""
    if seed not in networks:
        name, fitted, chosen = check.unpack(milestone(rng=seed), "name", "params", "activation")
        known = isinstance(name, str) and name in MILESTONE_POINTS
        hint = "Return the name you gave to milestone_data."
        check.that(known, "name is 'xor', 'encoder', 'parity' or 'symmetry'", hint=hint)
        same = set(chosen_names.values()) <= {name}
        check.that(same, "the milestone is the same for every rng", hint="Choose one, and train that.")
        named = isinstance(chosen, str) and chosen in ("relu", "tanh")
        check.that(named, "activation is 'relu' or 'tanh'", hint="Return the one you trained with.")
        inputs, labels, widths = milestone_data(name)
        check_network(fitted, widths)
        networks[seed], chosen_names[seed] = (inputs, labels, fitted, chosen), name
    return networks[seed]


def check_another(seed):
    """Check that the network from this start is none of those from the other starts."""
    own, others = reached(seed)[2], [other for start, (_, _, other, _) in networks.items() if start != seed]
    same = any(all(np.array_equal(own[key], other[key]) for key in own) for other in others)
    hint = "Is rng used? Make one generator from it, and draw all starts and orders from that."
    check.that(not same, "another rng gives another network", hint=hint)


parts = check.Parts()
with parts(1, "every pattern is right"):
    inputs, labels, fitted, chosen = reached(seed=1)
    scores, _ = check.unpack(forward(inputs, fitted, chosen), "Z_out", "cache")
    check.array(scores, "Z_out", shape=(len(labels), None))
    right = np.array_equal(scores.argmax(axis=1), labels)
    hint = "Stuck? Print the accuracy of every attempt. Does each begin from new random numbers, with enough epochs?"
    check.that(right, "every pattern is classified right", hint=hint)
    check_another(seed=2)
most = max(MILESTONE_POINTS.values())
pays = MILESTONE_POINTS.get(chosen_names.get(1), most)
if pays < most:
    with parts(3 * most / pays - 3, "parity or symmetry"):  # so that the three other parts together are `pays` points
        easier = f"{chosen_names[1]} pays {pays} of the {most} points"
        check.that(False, "a milestone that pays all points", hint=f"{easier}: the table says which pay more.")
### BEGIN HIDDEN TESTS
for seed in (2, 3):
    with parts(1, f"from start {seed}"):
        inputs, labels, fitted, chosen = reached(seed)
        scores, _ = reference.forward(inputs, fitted, chosen)
        right = np.array_equal(scores.argmax(axis=1), labels)
        check.that(right, "every pattern is classified right", hint="Let it try again when a start gets stuck.")
        check_another(seed)
### END HIDDEN TESTS
parts

# %% given="milestone_run" picture="Left: weights of both hidden units, mirrored. Right: what each gives per pattern."
name_reached, params_reached, activation_reached = milestone(rng=0)
X_reached, y_reached, sizes_reached = milestone_data(name_reached)
hidden_sums = X_reached @ params_reached["W1"] + params_reached["b1"]
hidden = np.tanh(hidden_sums) if activation_reached == "tanh" else np.maximum(hidden_sums, 0)

fig, (left, right) = plt.subplots(1, 2, figsize=(7.4, 2.6), width_ratios=[1, 2])
for panel, image, title in [(left, params_reached["W1"].T, "weights $W_1$"), (right, hidden.T, "hidden outputs $Z_2$")]:
    drawn = panel.imshow(image, aspect="auto", vmin=-abs(image).max(), vmax=abs(image).max())
    panel.set(title=title, ylabel="hidden unit", yticks=range(sizes_reached[1]))
    plt.colorbar(drawn, ax=panel)
left.set(xlabel="input", xticks=range(sizes_reached[0]))
right.set(xlabel="pattern")
plt.show()
print(f"{name_reached}: {accuracy(X_reached, y_reached, params_reached, activation_reached):.0%} of the patterns right")

# %% [markdown]
r"""
What do you see? For symmetry, read the weights on the left from both ends towards the middle. In the encoder every
pattern has a code of its own on the right, mostly of values near $-1$, $0$ and $1$: the network invented something like
binary numbers, and nobody told it to.

## Question 12 · Deep or wide?

"Deep networks work better for a fixed number of parameters." So one hears. Test it on the digits. A layer from $n_i$ to
$n_{i+1}$ units has $(n_i + 1)\, n_{i+1}$ parameters, biases included, and the next cell counts them.
"""


# %% given="counting"
def count_parameters(sizes):
    """The number of weights and biases of a network with these widths."""
    return sum((sizes[i] + 1) * sizes[i + 1] for i in range(len(sizes) - 1))


for sizes_counted in ([64, 67, 10], [64, 42, 42, 10]):
    print(sizes_counted, count_parameters(sizes_counted))

# %% [markdown]
r"""
Compare at least four networks with about 5000 parameters each (within 5 %), with 1, 2, 4 and 8 hidden layers of equal
width. Train each from at least three starts, and keep everything else the same. Report:

1. **The table**: widths, number of parameters, and for each network the mean loss of the last training epoch and the
   validation accuracy, each with its range over the starts.
2. **What it says.** Where does depth help, and where does it hurt? Treat fitting the training data and reading new
   digits as two questions. Which differences are larger than the range over the starts?
3. **Why.** One explanation for something in your table, and what you could measure to test it.
4. **What it does not say.** At least two things you held fixed which might have changed the picture.

**Time.** Digits are small: 30 epochs with batches of 16 will do. Four networks from three starts each take our solution
between two and seven seconds, depending on the machine, and yours may take several times as long. When your notebook is
graded, this cell runs too, and is stopped after a minute of its own time, so keep it below half of that. Its figures
need not be computed again for the grade: a person reads your text. Clear matters more than long, and an honest "no
difference" is a result.
"""

# %%
# Room for your experiments.


# %% [markdown] written="depth_or_width" points=5
r"""
**The table.** ReLU, `"he"`, $\eta = 0.1$, $\lambda = 0$, batches of 16, 30 epochs, starts 0 to 4; after the middle
value the range over the five starts.

| hidden layers | width | parameters | mean loss, last epoch | validation accuracy |
|--:|--:|--:|--:|--:|
| 1 | 67 | 5035 | 0.049 (0.045–0.050) | 0.964 (0.961–0.972) |
| 2 | 42 | 4966 | 0.015 (0.012–0.016) | 0.969 (0.969–0.981) |
| 4 | 30 | 5050 | 0.0013 (0.0010–0.0016) | 0.972 (0.967–0.986) |
| 8 | 21 | 4819 | 0.13 (0.07–0.23) | 0.928 (0.856–0.964) |

**What it says.** *Fitting the training data:* up to four hidden layers, more depth means a much smaller loss, and the
ranges are far apart. *Reading new digits:* one hidden layer against two or four differs by about 0.01, that is three or
four of 360 digits, and the ranges overlap. Two against four is no difference. Eight hidden layers are
worse at both, and unreliable: the best start is as good as one hidden layer, the worst far below.

**Why.** I suspected that with eight layers $\eta = 0.1$ is too large a step, because a change in an early layer is
multiplied by all later ones. So I repeated everything with $\eta = 0.03$. The loss of the three shallower networks got
larger (0.13, 0.067 and 0.023: they learn more slowly), that of the deep one got smaller (0.06 instead of 0.13). So the
step was part of it. It is not all: the validation accuracy stayed at 0.92. Another suspicion, that many ReLU units are
off for every digit, was wrong. Between 3 and 9 % of the units are, and between 0 and 6 % in the other networks.

**What it does not say.** All networks had the same number of epochs and the same learning rate; tuned one by one, the
deep ones might catch up. Widths were equal in all hidden layers, so the deep networks are also narrow, and depth and
narrowness cannot be told apart. The same number of parameters is not the same time: eight layers took nearly three
times as long as one. And these are 1078 small images; larger data may need what was useless here.

=== BEGIN MARK SCHEME ===
5 points, one for each line; half points where a line is half there.

- **1: a fair comparison.** Four networks within 5 % of 5000 parameters, at least three starts each, everything else
  equal and stated; a table with loss and validation accuracy. One start only: half a point. Test data used for
  comparing: take off half a point.
- **1: two questions kept apart.** Says something about the training loss *and* about the validation accuracy, and that
  they need not agree.
- **1: the spread is used.** Compares differences with the range over the starts, and does not call a difference of a
  few digits a result. Ranges reported but never used: half a point.
- **1: an explanation that could be wrong.** One mechanism (step too large, signals or gradients shrinking or growing,
  narrow layers, units that are off, too few epochs) *with* a measurement that would test it. Doing it is not required.
  A mechanism alone: half a point.
- **1: limits.** Two things held fixed that matter: learning rate, epochs, initialisation, activation, equal widths,
  budget, data set, counting parameters rather than time. One only: half a point.

The numbers depend on the settings. Accept other outcomes if table and text agree, also "depth does not help here".
With small learning rates or few epochs the order of 1, 2 and 4 layers can change, and 8 layers can do better.
=== END MARK SCHEME ===
"""

# %% [markdown]
r"""
## Stretch · Batch normalisation inside the network (no points)

Lecture 5 built a module that gives every *column* of a batch mean 0 and standard deviation 1, and then a scale and a
shift of its own. Put it between the sums and the nonlinearity of every hidden layer:

$$U_i = Z_i W_i, \qquad \hat U_i = \text{normalise}(U_i), \qquad Z_{i+1} = \sigma_i(\gamma_i \circ \hat U_i+\beta_i).$$

1. Why has $b_i$ disappeared?
2. Which lines of question 4 change, and where in your loop does the new module's backward pass belong? Write
   `forward_normalised` and `backward_normalised` with two more keys per hidden layer, `gamma1`, `beta1`, …, and check
   all gradients with `check.gradient`. Distinct widths, and a batch of more than two examples.
3. With a batch of one, what is $\hat U_i$, and what reaches $W_i$ on the way back? What should a trained network do
   with a single digit, then?
4. Take the network with eight hidden layers of question 12. For which learning rates does it learn, without and with
   normalisation? Use three starts, and compare with the spread.

## Looking back

You wrote, in a few dozen lines of NumPy, what the large libraries do underneath: a forward pass with a cache, one rule
that carries the derivative from layer to layer, and a loop of small steps. Four habits are worth keeping:

- **One layer, then a loop.** Get one layer right, with all shapes written down, and depth is free.
- **A backward pass reads; it does not write.** Cache, parameters and $G$ stay as they are.
- **Different widths in every test.** A transposed product has the right shape only where widths agree.
- **One number is no measurement.** Before you believe a difference, look at the spread over the starts.

One thing was still done by hand: you derived the slope of each piece (question 7 had to start anew), and the order of
the backward pass was that of the layers. In homework 5 the computer writes down which operation used what, and walks
back along this record.
"""
