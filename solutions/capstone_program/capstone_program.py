# ---
# jupyter:
#   byhand:
#     title: "Capstone: a whole program, backwards"
#     seconds_per_cell: 10
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
# Capstone · A whole program, backwards

Below stands a program of eighteen lines. It looks letters up in a table, normalises, lets units gate themselves, and
ends in a loss. Nobody has derived its gradients for you, no lecture shows them, and some lines are used twice. Your
task: the gradient of the loss with respect to *every* name in it, by hand, from the last line to the first.

It is the exam question of this subject, and the best practice there is. If you can do this, few networks will surprise
you. And at the end you will see three places where five careful lines shrink to one.

This is one of the capstones. Choose **one** of them; each is a small piece of work with more room than a homework,
meant for after homework 4. Allow four hours, about one for each of the first four questions.

| question | you write, going backwards | points |
|---|---|---|
| 1 | `back_to_scores` | 3 |
| 2 | `back_through_gate` | 3 |
| 3 | `back_through_normalisation` | 3 |
| 4 | `back_to_letters` | 2 |
| 5 | `normalisation_in_one_line` | 1 |
| stretch | the same for the loss and the gate | – |

The questions do not need one another: each starts from a gradient that is given. You can stop after any of them.

**How to work.** Fill in each cell that raises `NotImplementedError`, then run the check cell below it. Grading runs
the same checks, and some more on other inputs. You may use NumPy, and nothing that differentiates.
"""


# %% given="setup"
class MissingLibraryError(ImportError):
    """Shown in the notebook as one sentence instead of a stack of calls."""

    def _render_traceback_(self):
        return [str(self)]


try:
    import numpy as np

    from byhand import check
except ImportError as missing:
    raise MissingLibraryError(
        f"This notebook could not find {missing.name or 'byhand'}: please run `pip install` with the file "
        "`byhand-….whl` that came with it (or `pip install ./byhand`, if it is a folder), restart the kernel and "
        "run this cell again."
    ) from None

# %% [markdown]
r"""
## The program

Each example is a short word of $c$ letters, given by their numbers, and a class to be guessed. There are $A$ letters,
each described by $e$ numbers in the table $E$; a hidden layer of $d$ units; and $K$ classes. The mean and the
variance run over the units of *one* example, so the normalisation is a layer normalisation.

| | line | shape |
|---|---|---|
| look up | $R = E[\text{codes}]$ | $(m, c, e)$ |
| side by side | $F = R$, reshaped | $(m, ce)$ |
| affine | $Z_1 = F W_1 + b_1$ | $(m, d)$ |
| mean | $\mu_i = \frac1d \sum_j (Z_1)_{ij}$ | $(m, 1)$ |
| deviation | $D = Z_1 - \mu$ | $(m, d)$ |
| variance | $v_i = \frac1d \sum_j D_{ij}^2$ | $(m, 1)$ |
| root | $r_i = (v_i + \varepsilon)^{-1/2}$, with $\varepsilon = 10^{-3}$ | $(m, 1)$ |
| normalised | $N = D \circ r$ | $(m, d)$ |
| scale, shift | $U = N \circ \gamma + \beta$ | $(m, d)$ |
| gate | $Q = 1 / (1 + e^{-U})$ | $(m, d)$ |
| gated units | $H = U \circ Q$ | $(m, d)$ |
| affine | $Z_2 = H W_2 + b_2$ | $(m, K)$ |
| largest score | $t_i = \max_k (Z_2)_{ik}$ | $(m, 1)$ |
| shifted | $M = Z_2 - t$ | $(m, K)$ |
| exponentials | $C = e^{M}$ | $(m, K)$ |
| their sums | $s_i = \sum_k C_{ik}$ | $(m, 1)$ |
| probabilities | $S = C / s$ | $(m, K)$ |
| loss | $\ell = -\frac1m \sum_i \log S_{i y_i}$ | one number |

The parameters are $E$, $W_1$, $b_1$, $\gamma$, $\beta$, $W_2$ and $b_2$. In the next cell the program is a list of
lines, each with the name that it computes. `run` goes through the list and returns all values in one dict. If you
hand it a value for one of the names, it uses this in place of its own and computes the rest from there. So `run`
answers any question of the kind "what would the loss be if $v$ were a little larger here?", and the checks ask
exactly that.
"""

# %% given="program"
EPS = 1e-3
PROGRAM = [
    ("R", lambda v: v["E"][v["codes"]]),
    ("F", lambda v: v["R"].reshape(len(v["R"]), -1)),
    ("Z1", lambda v: v["F"] @ v["W1"] + v["b1"]),
    ("mu", lambda v: v["Z1"].mean(axis=1, keepdims=True)),
    ("D", lambda v: v["Z1"] - v["mu"]),
    ("v", lambda v: (v["D"] ** 2).mean(axis=1, keepdims=True)),
    ("r", lambda v: (v["v"] + EPS) ** -0.5),
    ("N", lambda v: v["D"] * v["r"]),
    ("U", lambda v: v["N"] * v["gamma"] + v["beta"]),
    ("Q", lambda v: 1 / (1 + np.exp(-v["U"]))),
    ("H", lambda v: v["U"] * v["Q"]),
    ("Z2", lambda v: v["H"] @ v["W2"] + v["b2"]),
    ("t", lambda v: v["Z2"].max(axis=1, keepdims=True)),
    ("M", lambda v: v["Z2"] - v["t"]),
    ("C", lambda v: np.exp(v["M"])),
    ("s", lambda v: v["C"].sum(axis=1, keepdims=True)),
    ("S", lambda v: v["C"] / v["s"]),
    ("loss", lambda v: -np.mean(np.log(v["S"][np.arange(len(v["y"])), v["y"]]))),
]


def run(inputs, **changed):
    """All values of the program, by name; a name in `changed` keeps the value given there."""
    values = {**inputs, **changed}
    for name, line in PROGRAM:
        if name not in changed:
            values[name] = line(values)
    return values


def random_inputs(m, c, A, e, d, K, seed):
    """Random words, classes and parameters."""
    rng = np.random.default_rng(seed)
    shapes = {"E": (A, e), "W1": (c * e, d), "b1": (d,), "gamma": (d,), "beta": (d,), "W2": (d, K), "b2": (K,)}
    parameters = {name: rng.normal(0, 0.8, shape) for name, shape in shapes.items()}
    return {"codes": rng.integers(A, size=(m, c)), "y": rng.integers(K, size=m), **parameters}


# %% [markdown]
r"""
## Three rules

You need nothing else, and no formula from a lecture:

1. **One line at a time.** If $b$ is computed from $a$, then the gradient of $a$ gets, from $b$, the gradient of $b$
   times the derivative of this one line.
2. **All uses add up.** $D$ is used in $v$ and in $N$. Both report, and the reports are added. Write down for each
   name where it is used before you start.
3. **What was spread is summed.** $\mu$ has one number for each row and is subtracted from all $d$ numbers of the row,
   so all $d$ of them report to it. The gradient of an array always has the shape of the array.

And go through the names in the reverse order of the program: then everything that a name is used for is known when
its turn comes.

*By hand.* In the line $S = C / s$ let one row be $C = (1, 3)$, $s = 4$, and suppose the gradient of this row of $S$
is $(8, 0)$. Along $S = C / s$ alone, $C$ gets $(8, 0) / 4 = (2, 0)$. The sum $s$ was used in both entries: $-C_k /
s^2$ each, together $-(8 \cdot 1 + 0 \cdot 3) / 16 = -\tfrac12$. And since $s = C_1 + C_2$, this $-\tfrac12$ is passed
to both entries of $C$. In all, $C$ has the gradient $(1\tfrac12, -\tfrac12)$.

## Question 1 · From the loss back to the scores

Names in backward order: $S$, $s$, $C$, $M$, $t$, $Z_2$. Write `back_to_scores`. It returns the gradients of all of
them but $t$.

*Think first:* what will the gradient of $t$ be, the largest score, which is subtracted only so that nothing
overflows?

<details><summary>An answer</summary>

Zero, since the probabilities do not depend on what is subtracted. Compute it once from the lines all the same: that
your sum comes out as zero, up to rounding, is a good test. So $M$ hands its gradient on to $Z_2$ as it is.

</details>
"""


# %% solution="back_to_scores"
def back_to_scores(values):
    """The gradients of the loss with respect to S, s, C, M and Z2.

    Args:
        values: dict of arrays by name, as `run` returns it. Not changed.

    Returns:
        grads: dict with "S" (m, K), "s" (m, 1), "C" (m, K), "M" (m, K) and "Z2" (m, K).
    """
    ### BEGIN SOLUTION
    S, s, C, y = (values[name] for name in ("S", "s", "C", "y"))
    m, rows = len(y), np.arange(len(y))
    dS = np.zeros_like(S)
    dS[rows, y] = -1 / (m * S[rows, y])
    ds = -np.sum(dS * C, axis=1, keepdims=True) / s**2
    dC = dS / s + ds
    dM = dC * C
    return {"S": dS, "s": ds, "C": dC, "M": dM, "Z2": dM.copy()}
    ### END SOLUTION


# %% tests="back_to_scores" points=3
SIZES = dict(m=5, c=2, A=6, e=3, d=4, K=7)
OTHER_SIZES = [dict(m=8, c=3, A=4, e=2, d=5, K=3), dict(m=3, c=1, A=5, e=4, d=6, K=2)]


def gradient_of(values, name, found, hint, target="loss", upstream=None):
    """Check one gradient of a dict against central differences of the program."""
    inputs = {key: values[key] for key in ("codes", "y", "E", "W1", "b1", "gamma", "beta", "W2", "b2")}

    def downstream(array):
        result = run(inputs, **{name: array})[target]
        return result if upstream is None else np.sum(upstream * result)

    check.that(name in found, f"the dict has an entry {name!r}", hint="Return one array for every name.")
    check.gradient(downstream, values[name], found[name], name=f"grads[{name!r}]", samples=8, hint=hint)


HINTS_1 = {
    "S": "Only the entry of the right class enters the loss. And there is a mean over m.",
    "s": "s is used in every entry of its row of S.",
    "C": "C is used twice: in S and in the sums s.",
    "M": "One line: the derivative of the exponential is C itself.",
    "Z2": "Z2 is used in M, and in t, whose gradient is zero.",
}
parts = check.Parts()
values = run(random_inputs(**SIZES, seed=1))
for name, hint in HINTS_1.items():
    with parts(1, f"the gradient with respect to {name}"):
        gradient_of(values, name, back_to_scores({**values}), hint)
with parts(1, "asked in other ways"):
    check.well_behaved(back_to_scores, values=values)
### BEGIN HIDDEN TESTS
for name, hint in HINTS_1.items():
    with parts(1, f"other words: {name}"):
        for seed, sizes in enumerate(OTHER_SIZES):
            values = run(random_inputs(**sizes, seed=seed + 10))
            expected = reference.back_to_scores({**values})[name]
            check.values(back_to_scores(values)[name], expected, f"grads[{name!r}]", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
*A second look.* Print your gradient of $Z_2$ beside $(S - I_y) / m$. Six lines, one formula.

## Question 2 · Through the second layer and the gate

From now on the gradient where you start is given, so that this question does not need the last. Let $G = \partial
\ell / \partial Z_2$. Names in backward order: $H$, $W_2$, $b_2$; then $Q$ and $U$; then $\gamma$, $\beta$ and $N$.
Write `back_through_gate`.

$U$ is used twice, as what is let through and as what decides how much. The derivative of $Q$ can be written with $Q$
alone.
"""


# %% solution="back_through_gate"
def back_through_gate(values, G):
    """The gradients of the loss with respect to H, W2, b2, Q, U, gamma, beta and N, from that of Z2.

    Args:
        values: dict of arrays by name, as `run` returns it. Not changed.
        G: (m, K) float64 array, the gradient of the loss with respect to Z2; any numbers. Not changed.

    Returns:
        grads: dict with "H" (m, d), "W2" (d, K), "b2" (K,), "Q" (m, d), "U" (m, d), "gamma" (d,), "beta" (d,) and
            "N" (m, d).
    """
    ### BEGIN SOLUTION
    H, W2, Q, U, N, gamma = (values[name] for name in ("H", "W2", "Q", "U", "N", "gamma"))
    dH = G @ W2.T
    dQ = dH * U
    dU = dH * Q + dQ * Q * (1 - Q)
    return {
        "H": dH,
        "W2": H.T @ G,
        "b2": G.sum(axis=0),
        "Q": dQ,
        "U": dU,
        "gamma": (dU * N).sum(axis=0),
        "beta": dU.sum(axis=0),
        "N": dU * gamma,
    }
    ### END SOLUTION


# %% tests="back_through_gate" points=3
HINTS_2 = {
    "H": "The affine step: write the three shapes under the product.",
    "W2": "Which product of H and G has the shape of W2?",
    "b2": "b2 was spread over the rows.",
    "Q": "Q is used in H only.",
    "U": "U is used twice: in H, and in Q.",
    "gamma": "gamma was spread over the rows. With which factor did it act on each?",
    "beta": "beta was spread over the rows.",
    "N": "N is used in U only.",
}
parts = check.Parts()
values = run(random_inputs(**SIZES, seed=2))
upstream = np.random.default_rng(3).normal(size=values["Z2"].shape)
for name, hint in HINTS_2.items():
    with parts(1, f"the gradient with respect to {name}"):
        gradient_of(values, name, back_through_gate({**values}, upstream.copy()), hint, "Z2", upstream)
with parts(1, "asked in other ways"):
    check.well_behaved(back_through_gate, values=values, G=upstream)
### BEGIN HIDDEN TESTS
for name, hint in HINTS_2.items():
    with parts(1, f"other words: {name}"):
        for seed, sizes in enumerate(OTHER_SIZES):
            values = run(random_inputs(**sizes, seed=seed + 20))
            upstream = np.random.default_rng(seed + 25).normal(size=values["Z2"].shape)
            expected = reference.back_through_gate({**values}, upstream.copy())[name]
            check.values(back_through_gate(values, upstream)[name], expected, f"grads[{name!r}]", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 3 · Through the normalisation

Let $G = \partial \ell / \partial N$. Names in backward order: $r$, $v$, $D$, $\mu$, $Z_1$. Before you start, write
under each of them where it is used. $D$ and $Z_1$ are used twice, and $r$, $v$ and $\mu$ have one number for each
row.

*By hand.* One example with $d = 2$ and $Z_1 = (0, 2)$, and for once $\varepsilon = 0$. Then $\mu = 1$, $D = (-1, 1)$,
$v = 1$, $r = 1$ and $N = (-1, 1)$. With $G = (g_1, g_2)$: $\partial \ell / \partial r = -g_1 + g_2$. Since $r =
v^{-1/2}$, $\partial \ell / \partial v = -\tfrac12 (g_2 - g_1)$. $D$ gets $G$ from $N$, and $\tfrac{2}{d} D\, \partial
\ell / \partial v$ from $v$: in all $(g_1 + \tfrac12 (g_2 - g_1),\; g_2 - \tfrac12 (g_2 - g_1))$, that is, twice the
mean of $g_1$ and $g_2$. $\mu$ gets minus the sum of both, and hands an equal share to each entry of $Z_1$: the
gradient of $Z_1$ is $(0, 0)$. Why it must be so: with two numbers, $N$ is $(-1, 1)$ whatever they are.
"""


# %% solution="back_through_normalisation"
def back_through_normalisation(values, G):
    """The gradients of the loss with respect to r, v, D, mu and Z1, from that of N.

    Args:
        values: dict of arrays by name, as `run` returns it. Not changed.
        G: (m, d) float64 array, the gradient of the loss with respect to N; any numbers. Not changed.

    Returns:
        grads: dict with "r" (m, 1), "v" (m, 1), "D" (m, d), "mu" (m, 1) and "Z1" (m, d).
    """
    ### BEGIN SOLUTION
    D, r = values["D"], values["r"]
    d = D.shape[1]
    dr = np.sum(G * D, axis=1, keepdims=True)
    dv = -0.5 * r**3 * dr
    dD = G * r + dv * 2 * D / d
    dmu = -np.sum(dD, axis=1, keepdims=True)
    return {"r": dr, "v": dv, "D": dD, "mu": dmu, "Z1": dD + dmu / d}
    ### END SOLUTION


# %% tests="back_through_normalisation" points=3
HINTS_3 = {
    "r": "r is used in every entry of its row of N.",
    "v": "The derivative of (v + ε)^(−1/2), with respect to v. It can be written with r alone.",
    "D": "D is used twice: in N and, squared, in the mean v.",
    "mu": "mu was subtracted from every entry of its row.",
    "Z1": "Z1 is used twice: in D and in the mean mu.",
}
parts = check.Parts()
values = run(random_inputs(**SIZES, seed=4))
upstream = np.random.default_rng(5).normal(size=values["N"].shape)
for name, hint in HINTS_3.items():
    with parts(1, f"the gradient with respect to {name}"):
        gradient_of(values, name, back_through_normalisation({**values}, upstream.copy()), hint, "N", upstream)
with parts(1, "asked in other ways"):
    check.well_behaved(back_through_normalisation, values=values, G=upstream)
### BEGIN HIDDEN TESTS
for name, hint in HINTS_3.items():
    with parts(1, f"other words: {name}"):
        for seed, sizes in enumerate(OTHER_SIZES):
            values = run(random_inputs(**sizes, seed=seed + 30))
            upstream = np.random.default_rng(seed + 35).normal(size=values["N"].shape)
            expected = reference.back_through_normalisation({**values}, upstream.copy())[name]
            check.values(back_through_normalisation(values, upstream)[name], expected, f"grads[{name!r}]", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 4 · Down to the letters

Let $G = \partial \ell / \partial Z_1$. Names: $F$, $W_1$, $b_1$, $R$, and the table $E$. Looking up is the one line
that is no arithmetic at all. A letter that occurs three times in the batch was copied three times; so its row of $E$
hears from all three. A letter that does not occur gets a row of zeros.

Take care: `dE[codes] += dR` does *not* add up what arrives at the same row (try it, with a code that occurs twice).
`np.add.at` does, and so does a loop.
"""


# %% solution="back_to_letters"
def back_to_letters(values, G):
    """The gradients of the loss with respect to F, W1, b1, R and E, from that of Z1.

    Args:
        values: dict of arrays by name, as `run` returns it. Not changed.
        G: (m, d) float64 array, the gradient of the loss with respect to Z1; any numbers. Not changed.

    Returns:
        grads: dict with "F" (m, c e), "W1" (c e, d), "b1" (d,), "R" (m, c, e) and "E" (A, e).
    """
    ### BEGIN SOLUTION
    F, W1, R, E, codes = (values[name] for name in ("F", "W1", "R", "E", "codes"))
    dF = G @ W1.T
    dR = dF.reshape(R.shape)
    dE = np.zeros_like(E)
    np.add.at(dE, codes, dR)
    return {"F": dF, "W1": F.T @ G, "b1": G.sum(axis=0), "R": dR, "E": dE}
    ### END SOLUTION


# %% tests="back_to_letters" points=2
HINTS_4 = {
    "F": "The affine step: write the three shapes under the product.",
    "W1": "Which product of F and G has the shape of W1?",
    "b1": "b1 was spread over the rows.",
    "R": "R and F hold the same numbers, in another shape.",
    "E": "A letter that occurs several times hears from each of its copies.",
}
parts = check.Parts()
values = run(random_inputs(**SIZES, seed=6))
upstream = np.random.default_rng(7).normal(size=values["Z1"].shape)
for name, hint in HINTS_4.items():
    with parts(1, f"the gradient with respect to {name}"):
        gradient_of(values, name, back_to_letters({**values}, upstream.copy()), hint, "Z1", upstream)
with parts(1, "asked in other ways"):
    check.well_behaved(back_to_letters, values=values, G=upstream)
### BEGIN HIDDEN TESTS
for name, hint in HINTS_4.items():
    with parts(1, f"other words: {name}"):
        for seed, sizes in enumerate(OTHER_SIZES):
            values = run(random_inputs(**sizes, seed=seed + 40))
            upstream = np.random.default_rng(seed + 45).normal(size=values["Z1"].shape)
            expected = reference.back_to_letters({**values}, upstream.copy())[name]
            check.values(back_to_letters(values, upstream)[name], expected, f"grads[{name!r}]", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 5 · Five lines in one

Put your five lines of question 3 into one another, on paper: start from $\partial \ell / \partial Z_1$, replace
$\partial \ell / \partial \mu$, then $\partial \ell / \partial D$, and so on, until only $G$, $N$, $r$ and means over
a row are left. Use that the entries of a row of $D$ sum to zero, and $D \circ r = N$. What remains has three terms:
the gradient, less its mean, less $N$ times the mean of something.

Write it as one line of code that contains no $D$, no $\mu$ and no $v$.

*Think first:* which two things would you add to a row of $Z_1$ without changing $N$ (for $\varepsilon = 0$)? What
must then be true of the gradient of $Z_1$, whatever $G$ is?

<details><summary>An answer</summary>

A constant, and a multiple of $D$. So the gradient of $Z_1$ is perpendicular to $(1, \dots, 1)$ and to $N$: the two
terms that are subtracted take out just these two directions.

</details>
"""


# %% solution="normalisation_in_one_line"
def normalisation_in_one_line(N, r, G):
    """The gradient with respect to Z1 from that with respect to N, without D, mu and v.

    Args:
        N: (m, d) float64 array, the normalised rows. Not changed.
        r: (m, 1) float64 array, one over the root of the variance plus ε. Not changed.
        G: (m, d) float64 array, the gradient of the loss with respect to N; any numbers. Not changed.

    Returns:
        dZ1: (m, d) float64 array.
    """
    ### BEGIN SOLUTION
    return r * (G - G.mean(axis=1, keepdims=True) - N * (G * N).mean(axis=1, keepdims=True))
    ### END SOLUTION


# %% tests="normalisation_in_one_line" points=1
parts = check.Parts()
with parts(1, "as central differences say, and asked in other ways"):
    values = run(random_inputs(**SIZES, seed=8))
    upstream = np.random.default_rng(9).normal(size=values["N"].shape)
    found = normalisation_in_one_line(values["N"], values["r"], upstream.copy())
    check.array(found, "dZ1", shape=(5, 4))
    hint = "Three terms, all times r. Are the means along the rows, and of G ∘ N in the last?"
    gradient_of(values, "Z1", {"Z1": found}, hint, "N", upstream)
    check.well_behaved(normalisation_in_one_line, N=values["N"], r=values["r"], G=upstream, batch=3)
### BEGIN HIDDEN TESTS
with parts(2, "other rows"):
    for seed, sizes in enumerate(OTHER_SIZES):
        values = run(random_inputs(**sizes, seed=seed + 50))
        upstream = np.random.default_rng(seed + 55).normal(size=values["N"].shape)
        expected = reference.normalisation_in_one_line(values["N"].copy(), values["r"].copy(), upstream.copy())
        check.values(normalisation_in_one_line(values["N"], values["r"], upstream), expected, "dZ1", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
With the four functions in a row you have the gradient of every parameter, and the next cell trains the whole program
on a small riddle: the class of a word is the sum of the numbers of its letters, modulo three. Nothing here is graded;
watch the loss.
"""

# %% given="train_it"
inputs = random_inputs(m=120, c=2, A=6, e=3, d=16, K=3, seed=0)
inputs["y"] = inputs["codes"].sum(axis=1) % 3
for step in range(401):
    values = run(inputs)
    if step % 100 == 0:
        right = np.mean(values["S"].argmax(axis=1) == inputs["y"])
        print(f"step {step:3d}: loss {values['loss']:.3f}, {right:.0%} right")
    grads = back_to_scores(values)
    grads |= back_through_gate(values, grads["Z2"])
    grads |= back_through_normalisation(values, grads["N"])
    grads |= back_to_letters(values, grads["Z1"])
    for name in ("E", "W1", "b1", "gamma", "beta", "W2", "b2"):
        inputs[name] = inputs[name] - 0.5 * grads[name]

# %% [markdown]
r"""
## Stretch · No points, and worth it

- Collapse the gate as well: $\partial H / \partial U$ as one function of $U$. For which $u$ is its slope negative,
  and what does that mean for a unit?
- Make the normalisation run over the *batch* in place of the row (batch normalisation), with mean and variance over
  axis 0. Which lines of question 3 change, and what is the one-line formula now? Why do examples of one batch now
  hear of each other, and what would you do at test time, when there is one example only?
- Write a program of your own with a twist of your choice (a product of two units, a maximum over letters, a weight
  that is used in both layers), and hand it to somebody. Yours has to be solvable; central differences are the judge.
"""
