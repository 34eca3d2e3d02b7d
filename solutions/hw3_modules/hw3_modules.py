# ---
# jupyter:
#   byhand:
#     title: Modules and gradient checks
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
# Homework 3 · Modules and gradient checks

Every network is put together from a few kinds of parts. You will build the usual ones, a part of your own,
and parts made of parts. And because a wrong gradient fails silently (training still runs, only worse), you
build the measuring instrument first and use it on everything that follows.

| question | you write | points |
|---|---|---|
| 1 | `central_difference`: a gradient without any calculus | 3 |
| 2 | `relative_error`: how far apart are two gradients? | 2 |
| 3 | `sampled_check`: a few entries of every array | 3 |
| 4 | the affine module | 4 |
| 5 | sigmoid and tanh | 3 |
| 6 | the ReLU family | 4 |
| 7 | layer normalisation, its backward pass in one formula | 3 |
| 8 | two more losses: Euclidean and hinge | 3 |
| 9 | dropout | 4 |
| 10 | radial basis functions, a cascade | 5 |
| 11 | a residual block, a module of modules | 3 |
| 12 | a module of your own | 3 |
| 13 | eight versions of one layer: find the bugs | 3 |
| 14 | what a gradient check cannot see, in words | 3 |

The **stretch** problem at the end carries no points.

**How long it takes.** Allow nine or ten hours. That is an estimate and not a measurement: ten minutes for each point,
and an hour and a half to read. If a question takes you more than twice its share, ask somebody. Good places to stop for
the day are after question 3 (the instrument is ready), after question 7 (the layers are) and after question 11 (so are
losses, cascades and blocks).

**How to work.** As before: fill in each cell that raises `NotImplementedError`, run the check below it, read
the card. Grading runs the same checks and some more, on other inputs. NumPy and plain Python are allowed,
loops too. (`byhand.gradients` holds an instrument like the one you build here. Leave it alone until yours works,
then compare.)

**Names.** Rows are examples, as always. $X$ is $(m, n)$, $W$ is $(n, K)$, $b$ is $(K,)$. The new name is
$G$: the derivative of the final loss with respect to the *output* of a module. It has the shape of that output, and it
comes from whatever stands behind the module.
"""


# %% given="setup"
class MissingLibraryError(ImportError):
    """Shown in the notebook as one sentence instead of a stack of calls."""

    def _render_traceback_(self):
        return [str(self)]


try:
    import matplotlib.pyplot as plt
    import numpy as np

    from byhand import check, plots
except ImportError as missing:
    raise MissingLibraryError(
        f"This notebook could not find {missing.name or 'byhand'}: please run `pip install` with the file "
        "`byhand-….whl` that came with it (or `pip install ./byhand`, if it is a folder), restart the kernel and "
        "run this cell again."
    ) from None

plots.use_style()

# %% [markdown]
r"""
# Part one · The instrument

## Question 1 · Central differences

Let $f$ turn an array $x$ into one number. How strongly does $f$ react to the entry $x_k$? Push that entry up
by a small step $\varepsilon > 0$, push it down by the same step, and divide the change by the distance:

$$\frac{\partial f}{\partial x_k} \approx \frac{f(x + \varepsilon e_k) - f(x - \varepsilon e_k)}{2\varepsilon},$$

where $e_k$ is the array of zeros with a single 1 at entry $k$. This is the *central difference*.

**Why both sides?** Write Taylor's formula for one entry, with derivatives taken at $x$:

$$f(x \pm \varepsilon) = f \pm \varepsilon f' + \tfrac12 \varepsilon^2 f'' \pm \tfrac16 \varepsilon^3 f''' + \dots$$

In the difference of the two, $f$ and $f''$ cancel, since they carry the same sign on both sides. Divided by
$2\varepsilon$ there remains $f' + \tfrac16 \varepsilon^2 f'''$: the error shrinks with $\varepsilon^2$. The
one-sided quotient $(f(x + \varepsilon) - f(x)) / \varepsilon$ keeps the term $\tfrac12 \varepsilon f''$, so
its error shrinks only with $\varepsilon$.

*By hand.* $f(x) = x_0^2 + 3 x_0 x_1$ at $(2, -1)$. The gradient is $(2 x_0 + 3 x_1,\; 3 x_0) = (1, 6)$.
Central differences give exactly this for any $\varepsilon$, because $f''' = 0$.

*Think first:* it is tempting to push all entries at once and save work. What does
$(f(x + \varepsilon \mathbf{1}) - f(x - \varepsilon \mathbf{1})) / 2\varepsilon$ measure, with $\mathbf{1}$
the array of ones?

<details><summary>An answer</summary>

The slope of $f$ in the direction $\mathbf{1}$, which is the *sum* of all partial derivatives: 7 in the
example. A single number cannot be taken apart into two again. So one entry moves at a time, and every entry
costs two evaluations of $f$.

</details>

Write `central_difference`. Leave `x` exactly as it was. Adding $\varepsilon$ and subtracting it again is
not enough: both operations round. Useful: `np.ndindex(x.shape)` runs through all indices of an array of
any shape, and `x[index]` accepts them.
"""


# %% solution="central_difference"
def central_difference(f, x, eps=1e-5):
    """The gradient of f at x by central differences, one entry at a time.

    Args:
        f: function of an array like x; returns a float.
        x: float64 array of any shape. Afterwards it holds exactly the same numbers.
        eps: float, the step.

    Returns:
        float64 array of the shape of x.
    """
    ### BEGIN SOLUTION
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        kept = x[index]
        x[index] = kept + eps
        above = f(x)
        x[index] = kept - eps
        below = f(x)
        x[index] = kept
        gradient[index] = (above - below) / (2 * eps)
    return gradient
    ### END SOLUTION


# %% tests="central_difference" points=3
parts = check.Parts()
with parts(2, "the example by hand"):
    x = np.array([2.0, -1.0])
    x_before = x.copy()
    found = central_difference(lambda x: x[0] ** 2 + 3 * x[0] * x[1], x)
    hint = "Follow entry 0 on paper with eps = 1: f(3, -1) and f(1, -1), divided by the distance of the two points."
    check.values(found, np.array([1.0, 6.0]), "the gradient", rtol=1e-6, hint=hint)
    hint = "Keep the old entry in a variable and put that back; adding and subtracting eps leaves rounding errors."
    check.unchanged("x", x_before, x, hint=hint)
with parts(2, "a curved function of a matrix"):
    x = np.random.default_rng(1).normal(size=(2, 3))
    x_before = x.copy()
    found = central_difference(lambda x: float(np.sum(np.exp(x))), x)
    hint = "Its partial derivatives are exp of each entry. Nine digits should agree with eps = 1e-5."
    check.values(found, np.exp(x_before), "the gradient", rtol=1e-8, hint=hint)
    check.unchanged("x", x_before, x)
### BEGIN HIDDEN TESTS
for what, shapes_and_steps in [
    ("other shapes", [((2, 1, 3), 1e-5), ((5,), 1e-5)]),
    ("other steps", [((4, 3), 0.5), ((5,), 0.25)]),
]:
    with parts(1, what):
        for shape, step in shapes_and_steps:
            x = np.random.default_rng(shape).normal(size=shape)
            x[(0,) * len(shape)] = 0.0
            x_before = x.copy()
            found = central_difference(lambda x: float(np.sum(x**3) + np.sum(x) ** 2), x, eps=step)
            by_hand = 3 * x_before**2 + step**2 + 2 * np.sum(x_before)  # the third derivative is 6
            hint = (
                "With a large step the error of a central difference can be worked out: for x cubed it is eps squared."
            )
            check.values(found, by_hand, "the gradient", rtol=1e-6, atol=1e-8, hint=hint)
            check.unchanged("x", x_before, x, hint="Put each entry back before the next one moves.")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
How small should the step be? Taylor's formula says: as small as possible. The computer disagrees. It stores
about 16 digits of each value of $f$, so a difference of two nearly equal values is uncertain by about
$10^{-16}$, and the division by $2\varepsilon$ enlarges that to $10^{-16}/\varepsilon$. Before you run the
cell, sketch the error over $\varepsilon$, both axes logarithmic: one term falls as $\varepsilon$ shrinks,
the other grows.
"""

# %% given="error_over_eps" picture="Error over the step, both axes logarithmic: two V-shaped curves."
steps = 10.0 ** np.arange(-13, 0.5, 0.5)
spot, slope_there = np.array([1.0]), np.exp(1.0) * (np.sin(1.0) + np.cos(1.0))


def wave(x):
    return float(np.exp(x[0]) * np.sin(x[0]))


central_errors = [abs(central_difference(wave, spot, step)[0] / slope_there - 1) for step in steps]
one_sided_errors = [abs((wave(spot + step) - wave(spot)) / step / slope_there - 1) for step in steps]

(ax,) = plots.panels(width=3.6, height=2.1)
ax.loglog(steps, one_sided_errors, "s--", markersize=4, label="one-sided")
ax.loglog(steps, central_errors, "o-", markersize=4, label="central")
ax.set(xlabel=r"step $\varepsilon$", ylabel="relative error")
ax.legend()
plt.show()

# %% [markdown]
r"""
Read off two things. On the right, the central curve falls two decades for each decade of $\varepsilon$, the
one-sided curve only one. On the left, both climb again along the same line: round-off. The best step for
central differences is near $10^{-5}$, and about 10 or 11 digits are the most one gets. That is why
`eps=1e-5` is the default, and why no honest check asks for $10^{-15}$.

## Question 2 · How far apart are two gradients?

The difference $10^{-4}$ is a disaster between gradients of size $10^{-4}$, and nothing between gradients of
size $10^{6}$. You may meet advice such as "the squared difference should be between $10^{-4}$ and
$10^{-7}$". It depends on the units of the loss, so it says little. A *relative* error does not:

$$\operatorname{err}(a, b) = \max_k \; \frac{|a_k - b_k|}{\max(|a_k|,\; |b_k|,\; \text{floor})}.$$

- The **maximum** over the entries, because a single wrong entry is a mistake. A mean would dilute it.
- The **larger** of the two in the denominator, so that swapping $a$ and $b$ changes nothing.
- The **floor**, because a numerical gradient of $10^{-12}$ where the true one is 0 is round-off, not a
  mistake, and because $0/0$ has no value.

| err | what it means |
|---|---|
| below $10^{-7}$ | as right as central differences in `float64` can tell |
| $10^{-7}$ to $10^{-5}$ | most likely right: an entry so small that round-off shows |
| $10^{-5}$ to $10^{-2}$ | look at the entry: is there a kink between the two points, or is $\varepsilon$ unsuitable? |
| above $10^{-2}$ | nearly always a mistake; a kink can do it, too |
| 1 | one of two entries is zero and the other is not |
| 2 | same size, opposite sign |

No single threshold separates right from wrong, and here is the reason. We took 60 random networks with 6 inputs, 50
hidden units and 3 classes, on 100 examples each, with gradients that are *right* in all 503 entries, and
$\varepsilon = 10^{-5}$. With tanh the largest error of a network was above $10^{-6}$ in 14 of the 60, and about
$10^{-5}$ at most. Such an entry has a tiny gradient, and the round-off of the loss is divided by it. With the ReLU,
where two points $2\varepsilon$ apart can lie on two sides of a kink, the error of one right entry even reached 0.03. So
when an error is suspicious, do not argue: change $x$ or $\varepsilon$ a little, and measure again. A kink or a
round-off error comes and goes, and shows at a few entries. A mistake stays, and mostly in the whole array.

*Think first:* NumPy subtracts an array of shape $(3, 1)$ from one of shape $(3,)$ without complaint. What
would be compared?

<details><summary>An answer</summary>

Broadcasting makes $(3, 3)$ of it: every entry with every other. Nine comparisons, six of them senseless. So
the function should refuse arrays of different shapes.

</details>

Write `relative_error`. `raise ValueError("...")` refuses an input. And do not lose a NaN on the way: a
gradient with a hole in it must not look fine. (`np.max` passes NaN on, Python's own `max` may drop it.)
"""


# %% solution="relative_error"
def relative_error(a, b, floor=1e-8):
    """The largest relative difference of two arrays, entry by entry.

    Args:
        a, b: float64 arrays of one shape. Not changed.
        floor: float, entries smaller than this count as this large.

    Returns:
        float, from 0 (equal) to 2 (opposite); NaN if a or b contains NaN.

    Raises:
        ValueError: if the shapes differ.
    """
    ### BEGIN SOLUTION
    if a.shape != b.shape:
        raise ValueError(f"cannot compare shapes {a.shape} and {b.shape}")
    larger = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    return float(np.max(np.abs(a - b) / larger))
    ### END SOLUTION


# %% tests="relative_error" points=2
parts = check.Parts()
with parts(3, "examples by hand"):
    # The differences are 0, 0.5, 0 and 0.02; divided by the larger of both: 0, 0.2, 0 and 0.2 / 3.
    a, b = np.array([[1.0, -2.0], [0.0, 0.3]]), np.array([[1.0, -2.5], [0.0, 0.28]])
    hint = "Write down the four quotients. The denominator is never negative and never below the floor."
    found, swapped = relative_error(a, b), relative_error(b, a)
    check.scalar(found, "relative_error", 0.5 / 2.5, hint=hint)
    check.scalar(swapped, "relative_error with a and b swapped", 0.5 / 2.5, hint=hint)
    a, b = np.array([1e-12, 3.0]), np.array([-1e-12, 3.0])
    hint = "Both first entries are far below the floor of 1e-8, so the floor is the denominator."
    check.scalar(relative_error(a, b), "relative_error of round-off", 2e-4, rtol=1e-6, hint=hint)
    a, b = np.random.default_rng(21).normal(size=(2, 3, 4))
    check.well_behaved(relative_error, a=a, b=b)
### BEGIN HIDDEN TESTS


def try_random(shape, smallest):
    """Compare with the reference on random arrays."""
    rng = np.random.default_rng(shape)
    a = rng.normal(size=shape) * 10.0 ** rng.integers(-4, 4, size=shape)
    b = a * (1 + 0.1 * rng.normal(size=shape))
    expected = reference.relative_error(a, b, floor=smallest)
    found = relative_error(a, b, floor=smallest)
    check.scalar(found, f"relative_error with floor {smallest}", expected, hint="Do one entry by hand.")


with parts(1, "random arrays"):
    for shape, smallest in [((5,), 1e-8), ((3, 4), 0.7), ((2, 2, 3), 1e-8)]:
        try_random(shape, smallest)
with parts(1, "a NaN is not lost"):
    try_random((4,), 1e-8)
    found = relative_error(np.array([1.0, np.nan, 1.0]), np.ones(3))
    check.scalar(found, "relative_error with a NaN", np.nan, hint="A NaN must not be lost in the maximum.")
with parts(1, "arrays of different shapes are refused"):
    try_random((3, 1), 1e-8)
    try:
        relative_error(np.array([1.0, 2, 3]), np.array([[1.0], [2], [3]]))
        refused = False
    except ValueError:
        refused = True
    hint = "Compare the two shapes first, and raise ValueError if they differ."
    check.that(refused, "arrays of different shapes are refused", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 3 · A sampled check

A network with a million weights has a million partial derivatives, and each costs two forward passes. Nobody
checks all of them. Most mistakes spoil a whole array, so a few entries of it are enough. But a few entries
*of what*?

*Think first:* a layer has $W$ of shape $(500, 10)$ and $b$ of shape $(10,)$. Somebody draws 5 of the 5010
entries at random. How likely is it that the bias is looked at at all?

<details><summary>An answer</summary>

About $5 \cdot 10 / 5010$, or 1 %. A wrong `db` would slip through 99 checks out of 100. So every *array*
gets its own share of entries, weights and biases alike.

</details>

Write `sampled_check`. For each array in `params` draw `per_array` *different* entries at random (all of them
if it has fewer), measure the partial derivative at each by a central difference, and compare with the same
entries of `grads` by `relative_error`. Only the drawn entries may cost evaluations of `f`.

Useful: `rng.choice(size, count, replace=False)` draws different numbers below `size`, and
`np.unravel_index(number, shape)` makes an index of each.
"""


# %% solution="sampled_check"
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    """Compare gradients with central differences at a few random entries of every array.

    Args:
        f: function of a dict like params; returns a float.
        params: dict of name -> float64 array. Afterwards they hold exactly the same numbers.
        grads: dict of name -> float64 array, the gradients to check, same names and shapes. Not changed.
        per_array: int, how many different entries to look at in each array; all if it has fewer.
        rng: int (a seed) or np.random.Generator, to draw the entries.
        eps: float, the step.

    Returns:
        dict of name -> float, the relative error over the entries looked at in that array.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    errors = {}
    for name, array in params.items():
        chosen = rng.choice(array.size, min(per_array, array.size), replace=False)
        numeric, analytic = [], []
        for number in chosen:
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            array[index] = kept + eps
            above = f(params)
            array[index] = kept - eps
            below = f(params)
            array[index] = kept
            numeric.append((above - below) / (2 * eps))
            analytic.append(grads[name][index])
        errors[name] = relative_error(np.array(analytic), np.array(numeric))
    return errors
    ### END SOLUTION


# %% given="watched"
def watched(f, params):
    """The function f, and a list that notes for each call which entries of `params` had been moved."""
    start = {name: array.copy() for name, array in params.items()}
    moves = []

    def f_watched(now):
        moved = {name: np.argwhere(now[name] != array).tolist() for name, array in start.items()}
        moves.append([(name, tuple(index)) for name, indices in moved.items() for index in indices])
        return f(now)

    return f_watched, moves


# %% tests="sampled_check" points=3
def smooth(params):
    """A function of three arrays with the gradients cos(W), exp(b) and 2c."""
    return float(np.sum(np.sin(params["W"])) + np.sum(np.exp(params["b"])) + np.sum(params["c"] ** 2))


def try_sampling(f, params, right, per_array, **settings):
    """Run sampled_check on gradients with known errors; the entries it looked at, by array."""
    shares = np.random.default_rng(32)
    grads = {name: array * shares.uniform(0.5, 0.9, size=array.shape) for name, array in right.items()}
    errors_by_hand = {name: 1 - grads[name] / right[name] for name in params}
    params_before, grads_before = ({name: a.copy() for name, a in arrays.items()} for arrays in (params, grads))
    f, moves = watched(f, params)
    errors = sampled_check(f, params, grads, per_array=per_array, **settings)
    check.that(isinstance(errors, dict), "the errors come in a dict", hint="One entry per array, under its name.")
    check.that(set(errors) == set(params), "each array has its error", hint="Which arrays does your loop visit?")
    hint = "Put an entry back, to the last digit, before you move the next one."
    check.that(all(len(move) <= 1 for move in moves), "one entry moves at a time", hint=hint)
    looked_at = {name: {index for move in moves for owner, index in move if owner == name} for name in params}
    for name, array in params.items():
        count = min(per_array, array.size)
        hint = f"{name} has {array.size} entries: {count} different ones should move. Is one drawn twice, or never?"
        check.that(len(looked_at[name]) == count, f"{count} entries of {name} are looked at", hint=hint)
        wrong_by = max(errors_by_hand[name][index] for index in looked_at[name])
        hint = "The error of an array is the largest over the entries that were drawn, and only over those."
        check.scalar(errors[name], f"the error of {name}", wrong_by, rtol=1e-5, hint=hint)
        check.unchanged(name, params_before[name], array)
        check.unchanged(f"the gradient of {name}", grads_before[name], grads[name])
    most = 2 * sum(map(len, looked_at.values())) + 1
    hint = "Two evaluations for each entry that was drawn. Which of yours are for entries nobody asked about?"
    check.that(len(moves) <= most, f"f is evaluated at most {most} times", hint=hint)
    return looked_at


parts = check.Parts()
with parts(6, "five entries of every array"):
    for rng in (0, np.random.default_rng(0)):
        draw = np.random.default_rng(31)
        params = {"W": draw.uniform(-1, 1, size=(6, 5)), "b": draw.normal(size=7), "c": draw.uniform(1, 2, size=2)}
        right = {"W": np.cos(params["W"]), "b": np.exp(params["b"]), "c": 2 * params["c"]}
        try_sampling(smooth, params, right, per_array=5, rng=rng)
### BEGIN HIDDEN TESTS


def cubes(params):
    """A function whose central differences can be worked out for any step."""
    return float(np.sum(params["U"] ** 3) + np.sum(params["v"]) ** 2)


def entries_of(seed, eps=1e-5):
    """The entries that a seed draws for `cubes`."""
    draw = np.random.default_rng(33)
    params = {"U": draw.uniform(0.5, 2, size=(4, 7)), "v": draw.uniform(0.5, 1, size=9)}
    right = {"U": 3 * params["U"] ** 2 + eps**2, "v": np.full(9, 2 * params["v"].sum())}
    return try_sampling(cubes, params, right, per_array=4, rng=seed, eps=eps)


with parts(1, "another function"):
    entries_of(3)
with parts(1, "another step"):
    entries_of(3, eps=0.25)
with parts(1, "the seed decides which entries"):
    first, again, other = entries_of(1), entries_of(1), entries_of(2)
    check.that(first == again, "the same seed draws the same entries", hint="Draw from np.random.default_rng(rng).")
    check.that(first != other, "another seed draws other entries", hint="Is the argument rng used?")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
# Part two · Modules

A **module** is a pair of functions.

```
       inputs ──▶ forward ──▶ out ──▶  …whatever follows…  ──▶ loss
                     │ cache
                     ▼
  d(inputs) ◀── backward ◀── G = d(loss)/d(out) ◀── …
```

- `forward(inputs)` returns the output and a *cache*. The cache is whatever backward will need; what you put
  in, and in which form, is your decision. Nobody but your own backward looks inside.
- `backward(G, cache)` returns the derivative of the final loss with respect to each input, in the order of the inputs.
  Each has the *shape of that input*.

A module knows nothing of what follows it. All it needs to hear is $G$. Its own part of the chain rule is
local, and that is what makes modules fit together in any order.

**What a module promises.**

1. Backward is the derivative of *its own* forward.
2. Nothing it was given is changed: no input, not $G$, nothing in the cache.
3. Backward may be called again, also after another forward pass, and gives the same answer.

**How to measure promise 1.** Differences need a number, and `out` is an array. Fix a random $G$ and take

$$\ell = \sum_{ij} G_{ij}\, \text{out}_{ij}.$$

Then $\partial \ell / \partial\, \text{out}_{ij} = G_{ij}$ exactly, so `backward(G, cache)` has to be the
gradient of this $\ell$. Why random? A $G$ of ones would hide a backward that forgets to multiply by $G$,
and more besides: question 13 is about that.

The checks below use the following functions. Read `examine` once; it is nothing but the three promises. Its
line with `check.well_behaved` asks your pair in ways that are easily forgotten: a single row, arrays that may
not be written to or that lie in memory differently, another forward pass before backward is called again.
"""


# %% given="examine"
def backward_pass(backward, G, cache, inputs):
    """The gradients under the names of the inputs, each with the shape of its input."""
    names = [f"d{name}" for name in inputs]
    found = backward(G, cache)
    found = check.unpack(found, *names) if len(names) > 1 else (found,)
    for name, gradient, array in zip(names, found, inputs.values(), strict=True):
        check.array(gradient, name, shape=array.shape, hint="A gradient has the shape of what it belongs to.")
    return {name: gradient.copy() for name, gradient in zip(inputs, found, strict=True)}


def examine(forward, backward, inputs, loss=False, hint="", **constants):
    """Check the three promises on `inputs` (name -> array, in forward's order) with a random G."""
    before = {name: array.copy() for name, array in inputs.items()}
    out, cache = check.unpack(forward(**inputs, **constants), "out", "cache")
    if loss:
        check.scalar(out, "the loss")
        G = 1.7
    else:
        check.array(out, "out")
        G = np.random.default_rng(99).normal(size=out.shape)
    gradients, twice = (backward_pass(backward, G if loss else G.copy(), cache, inputs) for _call in range(2))
    for name, array in inputs.items():
        check.unchanged(name, before[name], array)
        step = "Does backward write into an array of the cache, or use one up?"
        check.values(twice[name], gradients[name], f"d{name} when backward is called again", hint=step)
    rows = 2 if loss else 1  # a loss also takes labels or targets, one for each row
    check.well_behaved(forward, **inputs, **constants, backward=backward, upstream=G, batch=rows)
    check.gradient(lambda **moved: np.sum(G * forward(**moved, **constants)[0]), inputs, gradients, hint=hint)


def compare(module, right, inputs, loss=False, hint="", **constants):
    """Two modules on the same inputs: outputs and gradients have to agree. Each is a pair (forward, backward)."""
    copies = {name: array.copy() for name, array in inputs.items()}
    right_out, right_cache = right[0](**copies, **constants)
    G = 0.6 if loss else np.random.default_rng(98).normal(size=right_out.shape)
    right_gradients = right[1](np.copy(G) if not loss else G, right_cache)
    right_gradients = right_gradients if len(inputs) > 1 else (right_gradients,)
    out, cache = check.unpack(module[0](**inputs, **constants), "out", "cache")
    check.values(out, right_out, "the loss" if loss else "out", hint=hint)
    gradients = backward_pass(module[1], G, cache, inputs)
    for (name, gradient), wanted in zip(gradients.items(), right_gradients, strict=True):
        check.values(gradient, wanted, f"d{name}", hint=hint)


def away_from_zero(rng, shape):
    """Random numbers of both signs, none of them near 0, where a function may have a kink."""
    numbers = rng.normal(size=shape)
    return numbers + 0.2 * np.sign(numbers)


# %% [markdown]
r"""
## Question 4 · The affine module

$$Z = XW + b, \qquad z_{ij} = \sum_p x_{ip} w_{pj} + b_j.$$

Given $G$ of shape $(m, K)$, the derivative of the loss with respect to each $z_{ij}$. Follow each input to all the
places where it has influence, and add up:

- $x_{ip}$ enters $z_{ij}$ for every $j$, with the factor $w_{pj}$. So its derivative is
  $\sum_j G_{ij} w_{pj} = (G W^\top)_{ip}$.
- $w_{pj}$ enters $z_{ij}$ for every $i$, with the factor $x_{ip}$. So its derivative is
  $\sum_i x_{ip} G_{ij} = (X^\top G)_{pj}$.
- $b_j$ enters $z_{ij}$ for every $i$, with the factor 1. So its derivative is $\sum_i G_{ij}$.

Check the shapes: $(m, K)(K, n) = (m, n)$ for $X$, then $(n, m)(m, K) = (n, K)$ for $W$, and one number for
each column for $b$. If $m$, $n$ and $K$ differ, there is only one way to multiply that fits.

*Think first:* in homework 1 there was a factor $\frac1m$ in the gradient. Where is it now?

<details><summary>An answer</summary>

In the loss, where the mean is taken. The loss module will hand out a $G$ that already contains it. An
affine module that divides by $m$ again is wrong, even if its name is "linear layer".

</details>

*By hand.* $X = (1, 2)$, $W$ with the rows $(1, 0, 2)$ and $(0, 1, 1)$, $b = (1, 1, -1)$: one example, two
features, three units. Then $Z = (2, 3, 3)$. With $G = (1, -1, 2)$: $dX = (5, 1)$, $dW$ has the rows
$(1, -1, 2)$ and $(2, -2, 4)$, and $db = (1, -1, 2)$.
"""


# %% solution="affine"
def affine_forward(X, W, b):
    """Z = XW + b.

    Args:
        X: (m, n) float64 array, the inputs. Not changed.
        W: (n, K) float64 array, the weights. Not changed.
        b: (K,) float64 array, the biases. Not changed.

    Returns:
        Z: (m, K) float64 array.
        cache: what `affine_backward` needs, for example (X, W).
    """
    ### BEGIN SOLUTION
    return X @ W + b, (X, W)
    ### END SOLUTION


def affine_backward(G, cache):
    """The gradients of the affine module.

    Args:
        G: (m, K) float64 array, the derivative of the loss with respect to Z. Not changed.
        cache: from `affine_forward`. Not changed.

    Returns:
        dX: (m, n) float64 array.
        dW: (n, K) float64 array.
        db: (K,) float64 array.
    """
    ### BEGIN SOLUTION
    X, W = cache
    return G @ W.T, X.T @ G, G.sum(axis=0)
    ### END SOLUTION


# %% tests="affine" points=4
parts = check.Parts()
with parts(3, "the example by hand"):
    inputs = np.array([[1.0, 2]]), np.array([[1.0, 0, 2], [0, 1, 1]]), np.array([1.0, 1, -1])
    out, cache = check.unpack(affine_forward(*inputs), "Z", "cache")
    check.values(out, np.array([[2.0, 3, 3]]), "Z", hint="Work out z for the first unit: 1 · 1 + 2 · 0 + 1.")
    found = check.unpack(affine_backward(np.array([[1.0, -1, 2]]), cache), "dX", "dW", "db")
    check.values(found[0], np.array([[5.0, 1]]), "dX", hint="Entry 0 is 1 · 1 + (−1) · 0 + 2 · 2.")
    check.values(found[1], np.array([[1.0, -1, 2], [2, -2, 4]]), "dW", hint="Row p is x_p times G.")
    check.values(found[2], np.array([1.0, -1, 2]), "db", hint="With one example db is that row of G.")
with parts(6, "the three promises"):
    rng = np.random.default_rng(41)
    arrays = {"X": rng.normal(size=(5, 4)), "W": rng.normal(size=(4, 3)), "b": rng.normal(size=3)}
    hint = "Follow one entry of this input through z_ij. For which i and j does it matter, and with which factor?"
    examine(affine_forward, affine_backward, arrays, hint=hint)
### BEGIN HIDDEN TESTS
for what, (m, n, K) in [
    ("other sizes", (7, 2, 5)),
    ("as many examples as features and units", (4, 4, 4)),
    ("a single example", (1, 4, 3)),
]:
    with parts(1, what):
        rng = np.random.default_rng((m, n, K))
        arrays = {"X": rng.normal(size=(m, n)), "W": rng.normal(size=(n, K)), "b": rng.normal(size=K)}
        module, right = (affine_forward, affine_backward), (reference.affine_forward, reference.affine_backward)
        compare(module, right, arrays, hint=f"Write the shapes beside each product, with m, n, K = {m}, {n}, {K}.")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
Now use *your own* instrument on your own module. The next cell puts questions 1 to 3 together. `measure` is
yours from here on: call it on every module you write, before you run the check.
"""


# %% given="measure"
def measure(forward, backward, inputs, *constants):
    """The relative errors of a module's gradients, by your own sampled_check and with a random G."""
    out, cache = forward(*inputs.values(), *constants)
    G = np.random.default_rng(3).normal(size=out.shape)
    found = backward(G, cache)
    gradients = dict(zip(inputs, found if len(inputs) > 1 else [found], strict=True))
    return sampled_check(lambda moved: float(np.sum(G * forward(*moved.values(), *constants)[0])), inputs, gradients)


normal = np.random.default_rng(4).normal
measure(affine_forward, affine_backward, {"X": normal(size=(6, 3)), "W": normal(size=(3, 2)), "b": normal(size=2)})

# %% [markdown]
r"""
All three should be below $10^{-7}$. Put a mistake into `affine_backward` on purpose, say a mean in place of
the sum for `db`, and watch one of the numbers jump. An instrument that never reacted is not to be trusted.

## Question 5 · Sigmoid and tanh

These modules act on each entry by itself. Their chain rule is the simplest there is: $dZ_{ij} = G_{ij}\,
\sigma'(z_{ij})$, an entrywise product.

**Sigmoid.** $\sigma(z) = \dfrac{1}{1 + e^{-z}}$, also written $1/(e^{-z} + 1)$. With $u = 1 + e^{-z}$ the
chain rule gives $\sigma' = -\frac{1}{u^2} \cdot (-e^{-z}) = \frac{1}{u} \cdot \frac{e^{-z}}{u}$. The first
factor is $\sigma$. The second is $\frac{u - 1}{u} = 1 - \sigma$. So

$$\sigma'(z) = \sigma(z)\,(1 - \sigma(z)).$$

**Tanh.** $\tanh z = \dfrac{e^{z} - e^{-z}}{e^{z} + e^{-z}}$. The quotient rule gives
$\frac{(e^z + e^{-z})^2 - (e^z - e^{-z})^2}{(e^z + e^{-z})^2}$, that is

$$\tanh'(z) = 1 - \tanh^2 z.$$

Both derivatives can be had from the *output*. What would you keep in the cache, $Z$ or the output?

| $z$ | 0 | 1 | 2 | 5 |
|---|---|---|---|---|
| $\sigma'(z)$ | 0.250 | 0.197 | 0.105 | 0.0066 |
| $\tanh'(z)$ | 1.000 | 0.420 | 0.071 | 0.0002 |

Even at its best, one sigmoid shrinks the gradient to a quarter. Lecture 7 shows what ten of them do.

*A trap:* both fractions have a form that breaks for large $|z|$. $e^{1000}$ is `inf`. Then $1/(1 + \infty)$
is 0, which is right, but $e^{z} / (1 + e^{z})$ is $\infty / \infty$, which is `nan`. NumPy has its own
`np.tanh`. (A warning about an overflow costs nothing if the result is right.)
"""


# %% solution="sigmoid"
def sigmoid_forward(Z):
    """The sigmoid of every entry.

    Args:
        Z: (m, K) float64 array. Not changed.

    Returns:
        S: (m, K) float64 array, entries from 0 to 1, finite also for large entries of Z.
        cache: what `sigmoid_backward` needs, for example S.
    """
    ### BEGIN SOLUTION
    decay = np.exp(-np.abs(Z))  # never overflows
    S = np.where(Z >= 0, 1.0, decay) / (1.0 + decay)
    return S, S
    ### END SOLUTION


def sigmoid_backward(G, cache):
    """The gradient of the sigmoid module.

    Args:
        G: (m, K) float64 array, the derivative of the loss with respect to S. Not changed.
        cache: from `sigmoid_forward`. Not changed.

    Returns:
        dZ: (m, K) float64 array.
    """
    ### BEGIN SOLUTION
    S = cache
    return G * S * (1.0 - S)
    ### END SOLUTION


# %% tests="sigmoid" points=2
parts = check.Parts()
with parts(2, "values by hand, and the three promises"):
    out, _ = check.unpack(sigmoid_forward(np.log([[1.0, 3.0, 1 / 4]])), "S", "cache")
    check.values(out, np.array([[1 / 2, 3 / 4, 1 / 5]]), "S", hint="For z = log 3, exp(−z) is 1/3.")
    hint = "dZ is G times the derivative, entry by entry. What is in your cache: Z, or the output?"
    examine(sigmoid_forward, sigmoid_backward, {"Z": np.random.default_rng(51).normal(size=(4, 3))}, hint=hint)
### BEGIN HIDDEN TESTS
module, right = (sigmoid_forward, sigmoid_backward), (reference.sigmoid_forward, reference.sigmoid_backward)
with parts(1, "random entries"):
    hint = "Compare with the formula at a single entry."
    compare(module, right, {"Z": np.random.default_rng(52).normal(0, 2, size=(3, 5))}, hint=hint)
with parts(1, "very large entries"):
    hint = "Which exponential becomes inf, and what is it divided by?"
    compare(module, right, {"Z": np.array([[1000.0, -1000, 3, -700]])}, hint=hint)
### END HIDDEN TESTS
parts


# %% solution="tanh"
def tanh_forward(Z):
    """The hyperbolic tangent of every entry.

    Args:
        Z: (m, K) float64 array. Not changed.

    Returns:
        T: (m, K) float64 array, entries from −1 to 1, finite also for large entries of Z.
        cache: what `tanh_backward` needs, for example T.
    """
    ### BEGIN SOLUTION
    T = np.tanh(Z)
    return T, T
    ### END SOLUTION


def tanh_backward(G, cache):
    """The gradient of the tanh module.

    Args:
        G: (m, K) float64 array, the derivative of the loss with respect to T. Not changed.
        cache: from `tanh_forward`. Not changed.

    Returns:
        dZ: (m, K) float64 array.
    """
    ### BEGIN SOLUTION
    T = cache
    return G * (1.0 - T**2)
    ### END SOLUTION


# %% tests="tanh" points=1
parts = check.Parts()
with parts(2, "the three promises"):
    out, _ = check.unpack(tanh_forward(np.log([[1.0, 2.0, 1 / 3]])), "T", "cache")
    check.values(out, np.array([[0, 3 / 5, -4 / 5]]), "T", hint="For z = log 2 the two exponentials are 2 and 1/2.")
    hint = "What is the square in the formula a square of?"
    examine(tanh_forward, tanh_backward, {"Z": np.random.default_rng(53).normal(size=(3, 4))}, hint=hint)
### BEGIN HIDDEN TESTS
module, right = (tanh_forward, tanh_backward), (reference.tanh_forward, reference.tanh_backward)
with parts(1, "random entries"):
    hint = "Compare with the formula at a single entry."
    compare(module, right, {"Z": np.random.default_rng(54).normal(0, 2, size=(5, 2))}, hint=hint)
with parts(1, "very large entries"):
    hint = "Which exponential becomes inf, and what is it divided by?"
    compare(module, right, {"Z": np.array([[1000.0, -1000, 0.5]])}, hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 6 · The ReLU family

$$a = \begin{cases} z & \text{if } z > 0 \\ s\,z & \text{otherwise} \end{cases}
\qquad \text{with a slope } 0 \le s < 1.$$

With $s = 0$ this is the ReLU. With a small positive slope it is a *leaky* ReLU; some texts take 0.01, others
0.1, so look twice when you compare numbers. The derivative is 1 where $z > 0$ and $s$ where $z < 0$. It does
not shrink with the size of $z$, as the sigmoid's does. But with $s = 0$, a unit whose $z$ is negative for
every example gets no gradient at all and stays as it is: a *dead* unit. The leak keeps it alive.

**At exactly 0** there is a kink, and no derivative. We agree on the one from the left, $s$. This matters
more than it seems: where all inputs are 0 (the black border of an image) and the biases start at 0, every
$z$ *is* exactly 0. A gradient check must stay away from kinks, since a difference that straddles one
measures the average of both sides, and so do ours.

**6a.** Write the ReLU with a fixed slope.
"""


# %% solution="relu"
def relu_forward(Z, slope=0.0):
    """The ReLU of every entry, leaky if slope > 0.

    Args:
        Z: (m, K) float64 array. Not changed.
        slope: float from 0 to 1 (not 1 itself), the factor for entries that are not positive.

    Returns:
        A: (m, K) float64 array.
        cache: what `relu_backward` needs, for example (Z, slope).
    """
    ### BEGIN SOLUTION
    return np.where(Z > 0, Z, slope * Z), (Z, slope)
    ### END SOLUTION


def relu_backward(G, cache):
    """The gradient of the ReLU module; at an entry of exactly 0 the derivative is `slope`.

    Args:
        G: (m, K) float64 array, the derivative of the loss with respect to A. Not changed.
        cache: from `relu_forward`. Not changed.

    Returns:
        dZ: (m, K) float64 array.
    """
    ### BEGIN SOLUTION
    Z, slope = cache
    return np.where(Z > 0, 1.0, slope) * G
    ### END SOLUTION


# %% tests="relu" points=2
parts = check.Parts()
with parts(2, "by hand, also at zero"):
    Z = np.array([[2.0, 0, -3], [-1, 4, 0]])
    out, _ = check.unpack(relu_forward(Z.copy()), "A", "cache")
    check.values(out, np.array([[2.0, 0, 0], [0, 4, 0]]), "A with the default slope", hint="Negative entries become 0.")
    out, cache = check.unpack(relu_forward(Z.copy(), 0.1), "A", "cache")
    check.values(out, np.array([[2.0, 0, -0.3], [-0.1, 4, 0]]), "A", hint="Negative entries are multiplied by 0.1.")
    found = relu_backward(np.array([[-5.0, 6, 7], [8, 9, -10]]), cache)
    by_hand = np.array([[-5.0, 0.6, 0.7], [0.8, 9, -1]])
    check.values(found, by_hand, "dZ", hint="Which entries of Z are positive? An entry of exactly 0 is not.")
with parts(2, "the three promises"):
    arrays = {"Z": away_from_zero(np.random.default_rng(61), (5, 3))}
    hint = "The mask comes from Z, the input of the forward pass. Does yours?"
    examine(relu_forward, relu_backward, arrays, hint=hint)
    examine(relu_forward, relu_backward, arrays, slope=0.2, hint=hint)
### BEGIN HIDDEN TESTS
module, right = (relu_forward, relu_backward), (reference.relu_forward, reference.relu_backward)
for what, at_zero in [("other slopes", False), ("entries of exactly 0", True)]:
    with parts(1, what):
        for shape, slope in [((4, 6), 0.0), ((3, 3), 0.01), ((1, 7), 0.5)]:
            hint = f"Take one positive and one negative entry, with slope {slope}."
            rng = np.random.default_rng(shape)
            Z = rng.integers(-2, 3, size=shape) / 2 if at_zero else away_from_zero(rng, shape)
            compare(module, right, {"Z": Z}, slope=slope, hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
**6b.** If a slope is good, let the network find it. In the *parametric* ReLU every unit $j$ has its own slope
$\beta_j$, and it is learned like a weight:

$$a_{ij} = z_{ij} \text{ if } z_{ij} > 0, \text{ otherwise } \beta_j z_{ij}.$$

So backward has to return two gradients. For which examples does $\beta_j$ have any influence, and with which
factor? Then add up, as for a bias.
"""


# %% solution="prelu"
def prelu_forward(Z, beta):
    """The ReLU with a learned slope for each unit.

    Args:
        Z: (m, K) float64 array. Not changed.
        beta: (K,) float64 array, the slopes for entries that are not positive. Not changed.

    Returns:
        A: (m, K) float64 array.
        cache: what `prelu_backward` needs, for example (Z, beta).
    """
    ### BEGIN SOLUTION
    return np.where(Z > 0, Z, beta * Z), (Z, beta)
    ### END SOLUTION


def prelu_backward(G, cache):
    """The gradients of the parametric ReLU; at an entry of exactly 0 the derivative with respect to z is the slope.

    Args:
        G: (m, K) float64 array, the derivative of the loss with respect to A. Not changed.
        cache: from `prelu_forward`. Not changed.

    Returns:
        dZ: (m, K) float64 array.
        dbeta: (K,) float64 array.
    """
    ### BEGIN SOLUTION
    Z, beta = cache
    positive = Z > 0
    return np.where(positive, 1.0, beta) * G, np.where(positive, 0.0, Z * G).sum(axis=0)
    ### END SOLUTION


# %% tests="prelu" points=2
parts = check.Parts()
with parts(2, "the three promises"):
    arrays = {"Z": away_from_zero(np.random.default_rng(63), (6, 4)), "beta": np.array([0.1, -0.5, 2.0, 0.3])}
    hint = "Write down a_ij for a negative z_ij and differentiate with respect to each of the two letters."
    examine(prelu_forward, prelu_backward, arrays, hint=hint)
### BEGIN HIDDEN TESTS
module, right = (prelu_forward, prelu_backward), (reference.prelu_forward, reference.prelu_backward)
for what, at_zero in [("other sizes", False), ("entries of exactly 0", True)]:
    with parts(1, what):
        for m, K in [(7, 3), (4, 4), (1, 5)]:
            rng = np.random.default_rng((m, K))
            Z = rng.integers(-2, 3, size=(m, K)) / 2 if at_zero else away_from_zero(rng, (m, K))
            hint = "Slope j belongs to column j, and its paths through all rows add up."
            compare(module, right, {"Z": Z, "beta": rng.normal(size=K)}, hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 7 · Normalisation, its backward pass in one formula

A row of numbers can be large as a whole, or far from zero as a whole, and whatever follows has to cope with it. *Layer
normalisation* (Ba, Kiros and Hinton, 2016) takes both away, for each row by itself, and then lets the network choose a
scale $\gamma_j$ and a shift $\beta_j$ for each column:

$$\mu_i = \frac1n \sum_j x_{ij}, \qquad
s_i = \sqrt{\frac1n \sum_j (x_{ij} - \mu_i)^2 + \varepsilon}, \qquad
\hat x_{ij} = \frac{x_{ij} - \mu_i}{s_i}, \qquad
\text{out}_{ij} = \gamma_j\, \hat x_{ij} + \beta_j .$$

The small $\varepsilon > 0$ (`eps`) keeps $s_i$ away from 0 where all entries of a row are equal. (Lecture 5 normalises
the *columns*, over the batch. Here no example knows of another one.)

For the two parameters you need no help: where does $\gamma_j$ have influence, where $\beta_j$, and with which factor?

For $X$, let $H = \partial \ell / \partial \hat X$, which has entries $h_{ij} = G_{ij} \gamma_j$. An entry $x_{ij}$ acts
on *every* $\hat x_{ik}$ of its row: on its own one directly, and on all of them through $\mu_i$ and through $s_i$. In
steps, with $[j = k]$ for 1 if $j = k$ and 0 otherwise:

1. $\partial \mu_i / \partial x_{ij} = \frac1n$.
2. From $s_i^2 = \frac1n \sum_k (x_{ik} - \mu_i)^2 + \varepsilon$ follows
   $2 s_i\, \partial s_i / \partial x_{ij} = \frac2n \sum_k (x_{ik} - \mu_i) ([j = k] - \frac1n)$. The deviations
   $x_{ik} - \mu_i$ of a row add up to 0, so only the term with $k = j$ is left:
   $\partial s_i / \partial x_{ij} = (x_{ij} - \mu_i) / (n s_i) = \hat x_{ij} / n$. The $\varepsilon$ sits in $s_i$, and
   nowhere else.
3. By the quotient rule,
   $$\frac{\partial \hat x_{ik}}{\partial x_{ij}}
   = \frac{[j = k] - \frac1n}{s_i} - \frac{x_{ik} - \mu_i}{s_i^2} \cdot \frac{\hat x_{ij}}{n}
   = \frac{1}{s_i} \Big( [j = k] - \frac1n - \frac{\hat x_{ik}\, \hat x_{ij}}{n} \Big).$$

**The last step is yours:** multiply by $h_{ik}$ and add up over all $k$. Each of the three terms in the brackets gives
something short, two of them a mean over the row. What you get is one line for whole arrays, with no loop, and no table
of $n \times n$ derivatives.

*By hand,* one row with $n = 3$: $x = (0, 2, 4)$, and $\varepsilon = \frac43$, so that
$s = \sqrt{\frac83 + \frac43} = 2$ and $\hat x = (-1, 0, 1)$. With $\gamma = (3, 1, 2)$, $\beta = (0, 1, 0)$ the output
is $(-3, 1, 2)$. With $G = (1, 0, 0)$ we have $H = (3, 0, 0)$, and $dX = (\frac12, -\frac12, 0)$: the derivative of
$\hat x_0$ with respect to the three entries, times 3.

*Think first:* what does every row of $dX$ add up to, and why?

<details><summary>An answer</summary>

Zero. Adding the same number to a whole row moves $\mu_i$ along with it and changes nothing in $\hat X$. So the slope in
the direction $(1, 1, \dots, 1)$ is 0, and that slope is the sum of the row.

</details>
"""


# %% solution="normalisation"
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    """Normalise each row, then scale and shift each column.

    Args:
        X: (m, n) float64 array. Not changed.
        gamma: (n,) float64 array, the scale of each column. Not changed.
        beta: (n,) float64 array, the shift of each column. Not changed.
        eps: float, added to the variance of each row, under the root.

    Returns:
        out: (m, n) float64 array.
        cache: what `layer_norm_backward` needs, for example (X_hat, s, gamma).
    """
    ### BEGIN SOLUTION
    C = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt(np.mean(C**2, axis=1, keepdims=True) + eps)
    X_hat = C / s
    return gamma * X_hat + beta, (X_hat, s, gamma)
    ### END SOLUTION


def layer_norm_backward(G, cache):
    """Compute the gradients of layer normalisation.

    Args:
        G: (m, n) float64 array, the derivative of the loss with respect to out. Not changed.
        cache: from `layer_norm_forward`. Not changed.

    Returns:
        dX: (m, n) float64 array.
        dgamma: (n,) float64 array.
        dbeta: (n,) float64 array.
    """
    ### BEGIN SOLUTION
    X_hat, s, gamma = cache
    H = G * gamma
    dX = (H - H.mean(axis=1, keepdims=True) - X_hat * np.mean(H * X_hat, axis=1, keepdims=True)) / s
    return dX, (G * X_hat).sum(axis=0), G.sum(axis=0)
    ### END SOLUTION


# %% tests="normalisation" points=3
def norm_arrays(m, n, seed):
    """Random inputs for layer normalisation: rows of different size, far from zero."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m, n)) * rng.uniform(0.5, 3, size=(m, 1)) + rng.normal(0, 4, size=(m, 1))
    return {"X": X, "gamma": rng.normal(size=n), "beta": rng.normal(size=n)}


parts = check.Parts()
with parts(2, "the example by hand"):
    row, scale, shift = np.array([[0.0, 2, 4]]), np.array([3.0, 1, 2]), np.array([0.0, 1, 0])
    out, cache = check.unpack(layer_norm_forward(row, scale, shift, 4 / 3), "out", "cache")
    hint = "Print the mean of the row, then s, then the normalised row: 2, 2 and (−1, 0, 1)."
    check.values(out, np.array([[-3.0, 1, 2]]), "out", hint=hint)
    found = check.unpack(layer_norm_backward(np.array([[1.0, 0, 0]]), cache), "dX", "dgamma", "dbeta")
    hint = "H is (3, 0, 0). What are the mean of H, and the mean of H times the normalised row?"
    check.values(found[0], np.array([[0.5, -0.5, 0]]), "dX", hint=hint)
    check.values(found[1], np.array([-1.0, 0, 0]), "dgamma", hint="Which number multiplies gamma in the output?")
    check.values(found[2], np.array([1.0, 0, 0]), "dbeta", hint="A shift is a bias.")
with parts(3, "the three promises"):
    hint = "Go through steps 1 to 3 for one row, then multiply by H and add up. Where does gamma come in?"
    examine(layer_norm_forward, layer_norm_backward, norm_arrays(5, 4, seed=71), eps=0.1, hint=hint)
    examine(layer_norm_forward, layer_norm_backward, norm_arrays(3, 6, seed=72), hint=hint)
### BEGIN HIDDEN TESTS
module, right = (layer_norm_forward, layer_norm_backward), (reference.layer_norm_forward, reference.layer_norm_backward)
for what, sizes, settings in [
    ("other sizes", [(7, 3), (1, 5)], {}),
    ("as many examples as columns", [(4, 4)], {"eps": 0.3}),
    ("another eps", [(3, 5), (6, 2)], {"eps": 2.0}),
]:
    with parts(1, what):
        for m, n in sizes:
            hint = f"Each row has its own mean and its own s. Write the shapes beside each line, with m, n = {m}, {n}."
            compare(module, right, norm_arrays(m, n, seed=m + 10 * n), hint=hint, **settings)
with parts(1, "rows in which all entries are equal"):
    arrays = norm_arrays(4, 3, seed=73)
    arrays["X"] = np.repeat(arrays["X"][:, :1], 3, axis=1).round(2)
    hint = "Without eps, s would be 0 here. What is the normalised row?"
    compare(module, right, arrays, eps=0.01, hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
Look back at your line: three terms, the first of which is what a plain division by $s_i$ would send back. The other two
take away whatever would only shift the row or only stretch it. The stretch problem at the end makes this exact.

## Losses, and one that is given

From here on come *losses*: modules whose output is one number. They usually stand at the end, with nothing behind them.
To fit the pattern they still take an upstream gradient: a number $g$. It is 1 at the end of a network, and something
else when the loss is one of several that are added with weights.

You wrote the cross entropy in homework 1: the mean over the batch of $\ell_i = \log \sum_k e^{z_{ik}} - z_{i y_i}$,
with the gradient $\frac1m (S - I_y)$, where $S = \operatorname{softmax}(Z)$ and $I_y$ holds the one-hot rows. The next
cell has it as a module.

**Why one module and not two?** One could put a softmax module before a cross-entropy module. The latter would compute
$-\log s$ and send back $-1/s$, with $s$ the probability of the right class. If the network is confident and wrong, $s$
rounds to 0, and $-1/0$ meets the softmax's derivative $s(1-s) = 0$: $\infty \cdot 0$ is `nan`. On paper, the two
factors cancel, and what remains is $S - I_y$: no division, no logarithm, no $K \times K$ table of derivatives for each
example.
"""


# %% given="softmax_ce"
def softmax_ce_forward(Z, y):
    """Return the mean cross entropy of scores Z (m, K) for the classes y (m,), and a cache."""
    shifted = Z - Z.max(axis=1, keepdims=True)
    sums = np.exp(shifted).sum(axis=1, keepdims=True)
    loss = np.mean(np.log(sums[:, 0]) - shifted[np.arange(len(y)), y])
    return float(loss), (np.exp(shifted) / sums, y)


def softmax_ce_backward(g, cache):
    """Return the gradient (m, K) with respect to the scores; g is the derivative of the final loss."""
    S, y = cache
    m, K = S.shape
    return g * (S - np.eye(K)[y]) / m


loss_given, cache_given = softmax_ce_forward(np.log([[1.0, 2, 5]]), np.array([2]))
print(loss_given, softmax_ce_backward(1.0, cache_given))

# %% [markdown]
r"""
## Question 8 · Two more losses

**8a. Euclidean.** For regression: outputs $A$ of shape $(m, K)$ should be close to targets $T$ of the same
shape. We take half the squared distance of each row, and the mean over the rows:

$$\ell = \frac{1}{2m} \sum_{i} \sum_{j} (a_{ij} - t_{ij})^2.$$

The half is there to cancel the 2 of the derivative. Only $A$ gets a gradient: targets are data.
"""


# %% solution="euclidean"
def euclidean_forward(A, T):
    """Half the squared distance of each row from its target, mean over the rows.

    Args:
        A: (m, K) float64 array, the outputs. Not changed.
        T: (m, K) float64 array, the targets. Not changed.

    Returns:
        loss: float.
        cache: what `euclidean_backward` needs, for example A - T.
    """
    ### BEGIN SOLUTION
    gap = A - T
    return float(np.sum(gap**2) / (2 * len(A))), gap
    ### END SOLUTION


def euclidean_backward(g, cache):
    """Compute the gradient of the loss with respect to the outputs.

    Args:
        g: float, the derivative of the final loss with respect to this one.
        cache: from `euclidean_forward`. Not changed.

    Returns:
        dA: (m, K) float64 array.
    """
    ### BEGIN SOLUTION
    gap = cache
    return g * gap / len(gap)
    ### END SOLUTION


# %% tests="euclidean" points=1
parts = check.Parts()
with parts(1, "by hand, and the three promises"):
    outputs, targets = np.array([[1.0, 2, 0], [0, 0, 3]]), np.array([[1.0, 0, 0], [0, 1, 1]])
    out, cache = check.unpack(euclidean_forward(outputs, targets), "the loss", "cache")
    check.scalar(out, "the loss", (4 + 5) / 4, hint="The rows have the squared distances 4 and 5.")
    rng = np.random.default_rng(81)
    hint = "Differentiate one term with respect to a_ij: what becomes of the half, of the mean, of g?"
    arrays, targets = {"A": rng.normal(size=(4, 3))}, rng.normal(size=(4, 3))
    examine(euclidean_forward, euclidean_backward, arrays, T=targets, loss=True, hint=hint)
### BEGIN HIDDEN TESTS
with parts(1, "other sizes"):
    module = euclidean_forward, euclidean_backward
    right = reference.euclidean_forward, reference.euclidean_backward
    for shape in [(5, 2), (3, 3), (1, 4), (6, 1)]:
        rng = np.random.default_rng(shape)
        hint = "The mean is over the rows only. How many are there?"
        compare(module, right, {"A": rng.normal(size=shape)}, T=rng.normal(size=shape), loss=True, hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
**8b. Hinge.** From homework 1: with a margin $\Delta$,
$\ell_i = \sum_{j \ne y_i} \max(0,\; z_{ij} - z_{i y_i} + \Delta)$, and the mean over the examples. You know
its value. Its gradient is a matter of counting.

*By hand*, one example, $\Delta = 1$, scores $(2,\; 1.5,\; 0.2,\; 1.8)$, right class 0. The terms of the wrong
classes are $0.5$, $\max(0, -0.8) = 0$ and $0.8$. Class 1 and class 3 are too close: raise either score by a
hair and the loss grows at rate 1. Class 2 is far behind: rate 0. And the right score? It enters *each* of
the two active terms with a minus: rate $-2$. So the gradient is $(-2, 1, 0, 1)$.

*Think first:* what does every row of this gradient add up to, and why?

<details><summary>An answer</summary>

Zero. Adding the same number to all scores of an example changes no difference, and so not the loss. A row
that does not add up to 0 is wrong before you look further.

</details>
"""


# %% solution="hinge"
def hinge_forward(Z, y, margin=1.0):
    """The hinge loss, summed over the wrong classes, mean over the examples.

    Args:
        Z: (m, K) float64 array, the scores. Not changed.
        y: (m,) int64 array, the right classes, each from 0 to K - 1. Not changed.
        margin: float, by how much the right score has to lead.

    Returns:
        loss: float.
        cache: what `hinge_backward` needs, for example which terms are active, and y.
    """
    ### BEGIN SOLUTION
    rows = np.arange(len(y))
    missing = Z - Z[rows, y][:, None] + margin
    missing[rows, y] = 0.0
    active = missing > 0
    return float(missing[active].sum() / len(y)), (active, y)
    ### END SOLUTION


def hinge_backward(g, cache):
    """Compute the gradient of the loss with respect to the scores.

    Args:
        g: float, the derivative of the final loss with respect to this one.
        cache: from `hinge_forward`. Not changed.

    Returns:
        dZ: (m, K) float64 array.
    """
    ### BEGIN SOLUTION
    active, y = cache
    dZ = active.astype(float)
    dZ[np.arange(len(y)), y] = -active.sum(axis=1)
    return g * dZ / len(y)
    ### END SOLUTION


# %% tests="hinge" points=2
parts = check.Parts()
with parts(2, "by hand, and the three promises"):
    out, cache = check.unpack(hinge_forward(np.array([[2, 1.5, 0.2, 1.8]]), np.array([0])), "the loss", "cache")
    check.scalar(out, "the loss", 1.3, hint="Two wrong classes are too close: 0.5 and 0.8.")
    found = hinge_backward(1.0, cache)
    hint = "Count the active terms: each contains the right score."
    check.values(found, np.array([[-2.0, 1, 0, 1]]), "dZ", hint=hint)
    scores, labels = np.random.default_rng(82).normal(size=(5, 4)), np.array([3, 0, 1, 1, 2])
    hint = "Look at a single row. It should add up to 0."
    examine(hinge_forward, hinge_backward, {"Z": scores}, y=labels, loss=True, hint=hint)
### BEGIN HIDDEN TESTS
module, right = (hinge_forward, hinge_backward), (reference.hinge_forward, reference.hinge_backward)
for what, sizes_and_margins in [
    ("other sizes", [((6, 3), 1.0), ((1, 5), 1.0)]),
    ("other margins", [((7, 3), 0.4), ((4, 4), 2.5)]),
]:
    with parts(1, what):
        for (m, K), margin in sizes_and_margins:
            rng = np.random.default_rng((m, K))
            scores, labels = rng.normal(size=(m, K)), rng.integers(0, K, size=m)
            hint = f"Which terms are active with a margin of {margin}?"
            compare(module, right, {"Z": scores}, y=labels, margin=margin, loss=True, hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 9 · Dropout

While training, *dropout* sets each entry to 0 with a probability $p$ (`drop` in code), anew in every forward
pass. No unit can rely on another one being there, so the network spreads what it knows.

When the network is *used*, nothing is dropped. Then a unit of the next layer suddenly hears all its inputs
instead of a share of $1 - p$, and its sum is too large. *Inverted* dropout repairs this beforehand: while
training, entries that survive are divided by $1 - p$,

$$a_{ij} = \frac{r_{ij}}{1 - p}\, x_{ij}, \qquad
r_{ij} = \begin{cases} 0 & \text{with probability } p \\ 1 & \text{otherwise.} \end{cases}$$

On average $a_{ij}$ is $\frac{1 - p}{1 - p} x_{ij} = x_{ij}$, just what it is when the network is used. So at that
time the module does nothing at all, and nobody needs to remember $p$.

*Think first:* what is the derivative of $a_{ij}$ with respect to $x_{ij}$, and which $r_{ij}$ does it contain?

<details><summary>An answer</summary>

$r_{ij} / (1 - p)$, with the *same* random numbers as in the forward pass. Backward is the derivative of what
forward did this time. New random numbers would be the derivative of something else.

</details>

Draw from `np.random.default_rng(rng)`, which accepts a seed as well as a generator, one random number for
each entry of `X`.
"""


# %% solution="dropout"
def dropout_forward(X, drop, rng, train=True):
    """Inverted dropout.

    Args:
        X: (m, n) float64 array. Not changed.
        drop: float from 0 to 1 (not 1 itself), the probability that an entry becomes 0.
        rng: int (a seed) or np.random.Generator, to draw which entries.
        train: bool; if False nothing is dropped and nothing scaled.

    Returns:
        A: (m, n) float64 array.
        cache: what `dropout_backward` needs, for example the factor of each entry.
    """
    ### BEGIN SOLUTION
    if not train:
        return X.copy(), np.ones(X.shape)
    kept = np.random.default_rng(rng).random(X.shape) >= drop
    factors = kept / (1.0 - drop)
    return factors * X, factors
    ### END SOLUTION


def dropout_backward(G, cache):
    """The gradient of the dropout module, for the entries that were dropped in the forward pass.

    Args:
        G: (m, n) float64 array, the derivative of the loss with respect to A. Not changed.
        cache: from `dropout_forward`. Not changed.

    Returns:
        dX: (m, n) float64 array.
    """
    ### BEGIN SOLUTION
    factors = cache
    return G * factors
    ### END SOLUTION


# %% tests="dropout" points=4
def check_dropout(shape, drop, seed):
    """One training pass: each entry is dropped or scaled, about the right share of them, and backward agrees."""
    rng = np.random.default_rng(seed)
    X, G = rng.uniform(1, 2, size=shape), rng.normal(size=shape)
    X_before = X.copy()
    A, cache = check.unpack(dropout_forward(X, drop, rng=seed + 1), "A", "cache")
    check.array(A, "A", shape=shape)
    check.unchanged("X", X_before, X)
    factors = A / X_before
    kept = factors != 0
    hint = f"With drop = {drop} an entry is either 0 or divided by {1 - drop:.2g}. What are yours multiplied by?"
    check.values(factors[kept], np.full(kept.sum(), 1 / (1 - drop)), "the factor of the survivors", hint=hint)
    hint = f"drop = {drop} is the probability to become 0. In your output it is {1 - kept.mean():.2f}."
    check.that(abs(1 - kept.mean() - drop) < 0.06, f"a share of about {drop} is dropped", hint=hint)
    hint = "Each entry needs a random number of its own, so that no whole row or column goes together."
    mixed = all(kept.mean(axis=axis).min() > 0 and kept.mean(axis=axis).max() < 1 for axis in (0, 1))
    check.that(mixed, "every row and column has both kinds of entries", hint=hint)
    dropout_forward(X_before.copy(), drop, rng=seed + 2)  # drops other entries, which are not in our cache
    dX = dropout_backward(G, cache)
    hint = "The same entries as in the forward pass that made the cache, with the same factor."
    check.values(dX, G * factors, "dX", hint=hint)


def check_in_use(shape, drop, seed):
    """One pass with train=False: forward and backward pass everything on as it is."""
    X, G = np.random.default_rng(seed).normal(size=(2, *shape))
    A, cache = check.unpack(dropout_forward(X.copy(), drop, rng=1, train=False), "A", "cache")
    check.values(A, X, "A with train=False", hint="Inverted dropout has done its scaling in training.")
    check.values(dropout_backward(G, cache), G, "dX with train=False", hint="What is the derivative of doing nothing?")


parts = check.Parts()
with parts(1, "training: dropped or scaled"):
    check_dropout((40, 30), 0.3, seed=91)
    X, G = np.random.default_rng(97).normal(size=(2, 5, 4))
    check.well_behaved(dropout_forward, X=X, drop=0.3, rng=0, backward=dropout_backward, upstream=G, batch=1)
with parts(1, "when the network is used: nothing happens"):
    check_in_use((5, 4), 0.6, seed=92)
### BEGIN HIDDEN TESTS
with parts(1, "random, but repeatable"):
    X = np.random.default_rng(93).uniform(1, 2, size=(8, 9))
    first, again, other = (check.unpack(dropout_forward(X, 0.5, rng=seed), "A", "cache")[0] for seed in (3, 3, 4))
    check.values(again, first, "A from the same seed", hint="Draw from np.random.default_rng(rng).")
    check.that(not np.array_equal(first, other), "another seed drops other entries", hint="Is the argument rng used?")
    generator = np.random.default_rng(5)
    one, two = (check.unpack(dropout_forward(X, 0.5, rng=generator), "A", "cache")[0] for _ in range(2))
    hint = "Draw from the generator that was passed: it moves on by itself."
    check.that(not np.array_equal(one, two), "two passes with one generator drop different entries", hint=hint)
    for A in (first, other, one, two):
        check.array(A, "A", shape=X.shape)
        factors = A / X
        kept = factors != 0
        hint = "Multiply X by 0 or by one other number, with a new random choice for each entry."
        check.that(0.2 < kept.mean() < 0.8, "about half of the entries are dropped", hint=hint)
        check.that(bool(np.ptp(factors[kept]) < 1e-9), "all survivors are scaled alike", hint=hint)
with parts(1, "another share, and the three promises"):
    check_dropout((60, 80), 0.7, seed=94)
    examine(dropout_forward, dropout_backward, {"X": np.random.default_rng(95).normal(size=(4, 6))}, drop=0.4, rng=7)
    check_in_use((3, 6), 0.2, seed=96)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
# Part three · Modules of modules

## Question 10 · Radial basis functions, a cascade

Here is a function that looks as if its derivatives would take an afternoon. It is a sum of $J$ bumps. Bump
$j$ has its top at the centre $w_j$, gets narrower as $\beta_j > 0$ grows, and has the height $u_j$:

$$a(x) = \sum_{j=0}^{J-1} u_j\, e^{-\beta_j (x - w_j)^2}.$$

We want $a$ for $m$ numbers $x_0, \dots, x_{m-1}$ at once, and its gradients with respect to $x$, $w$, $\beta$ and $u$.
Do not differentiate that formula. Cut it into steps, each with a derivative you can see:

```
  x ──▶ ┌──────────┐  D    ┌─────────┐  E    ┌─────┐
        │ distance │ ────▶ │  bump   │ ────▶ │ mix │ ──▶ a
  w ──▶ └──────────┘ (m,J) └─────────┘ (m,J) └─────┘ (m,)
                       β ──▶           u ──▶
```

| module | forward | what to think about in backward |
|---|---|---|
| distance | $D_{ij} = (x_i - w_j)^2$ | $x_i$ enters all of row $i$, $w_j$ all of column $j$ |
| bump | $E_{ij} = e^{-\beta_j D_{ij}}$ | the derivative of $e^{v}$ is $e^{v}$ again, times that of $v$ |
| mix | $a_i = \sum_j E_{ij} u_j$ | an affine module with one output and no bias |

**10a.** Write the three modules. Each is two or three lines.
"""


# %% solution="rbf_parts"
def distance_forward(x, w):
    """D_ij = (x_i - w_j)².

    Args:
        x: (m,) float64 array. Not changed.
        w: (J,) float64 array, the centres. Not changed.

    Returns:
        D: (m, J) float64 array.
        cache: what `distance_backward` needs, for example the differences.
    """
    ### BEGIN SOLUTION
    gaps = x[:, None] - w
    return gaps**2, gaps
    ### END SOLUTION


def distance_backward(G, cache):
    """The gradients of the distance module.

    Args:
        G: (m, J) float64 array, the derivative of the loss with respect to D. Not changed.
        cache: from `distance_forward`. Not changed.

    Returns:
        dx: (m,) float64 array.
        dw: (J,) float64 array.
    """
    ### BEGIN SOLUTION
    gaps = cache
    slopes = 2.0 * gaps * G
    return slopes.sum(axis=1), -slopes.sum(axis=0)
    ### END SOLUTION


def bump_forward(D, beta):
    """E_ij = exp(-beta_j D_ij).

    Args:
        D: (m, J) float64 array. Not changed.
        beta: (J,) float64 array. Not changed.

    Returns:
        E: (m, J) float64 array.
        cache: what `bump_backward` needs, for example (D, beta, E).
    """
    ### BEGIN SOLUTION
    E = np.exp(-beta * D)
    return E, (D, beta, E)
    ### END SOLUTION


def bump_backward(G, cache):
    """The gradients of the bump module.

    Args:
        G: (m, J) float64 array, the derivative of the loss with respect to E. Not changed.
        cache: from `bump_forward`. Not changed.

    Returns:
        dD: (m, J) float64 array.
        dbeta: (J,) float64 array.
    """
    ### BEGIN SOLUTION
    D, beta, E = cache
    return -beta * E * G, -(D * E * G).sum(axis=0)
    ### END SOLUTION


def mix_forward(E, u):
    """a_i = sum over j of E_ij u_j.

    Args:
        E: (m, J) float64 array. Not changed.
        u: (J,) float64 array, the heights. Not changed.

    Returns:
        a: (m,) float64 array.
        cache: what `mix_backward` needs, for example (E, u).
    """
    ### BEGIN SOLUTION
    return E @ u, (E, u)
    ### END SOLUTION


def mix_backward(G, cache):
    """The gradients of the mix module.

    Args:
        G: (m,) float64 array, the derivative of the loss with respect to a. Not changed.
        cache: from `mix_forward`. Not changed.

    Returns:
        dE: (m, J) float64 array.
        du: (J,) float64 array.
    """
    ### BEGIN SOLUTION
    E, u = cache
    return np.outer(G, u), E.T @ G
    ### END SOLUTION


# %% tests="rbf_parts" points=3
parts = check.Parts()
rng = np.random.default_rng(101)
x, w, beta, u = rng.normal(size=5), rng.normal(size=3), rng.uniform(0.5, 2, size=3), rng.normal(size=3)
D, E = rng.uniform(0.1, 2, size=(5, 3)), rng.uniform(size=(5, 3))
with parts(1, "distance"):
    out, _ = check.unpack(distance_forward(np.array([1.0, 4]), np.array([0.0, 1, 5])), "D", "cache")
    check.values(out, np.array([[1.0, 0, 16], [16, 9, 1]]), "D", hint="Every x with every w: which axis is new?")
    hint = "x_i meets every centre, and w_j every x. Which sum is over which axis, and which sign has w?"
    examine(distance_forward, distance_backward, {"x": x, "w": w}, hint=hint)
with parts(1, "bump"):
    out, _ = check.unpack(bump_forward(np.log([[2.0, 3], [4, 1]]), np.array([1.0, 2])), "E", "cache")
    check.values(out, np.array([[1 / 2, 1 / 9], [1 / 4, 1]]), "E", hint="exp(−2 log 3) is 1/9.")
    examine(
        bump_forward, bump_backward, {"D": D, "beta": beta}, hint="Differentiate exp(−βD) with respect to D, then to β."
    )
with parts(1, "mix"):
    out, _ = check.unpack(mix_forward(np.array([[1.0, 0, 2], [0, 3, 1]]), np.array([2.0, -1, 0.5])), "a", "cache")
    check.values(out, np.array([3.0, -2.5]), "a", hint="One number for each row of E.")
    examine(mix_forward, mix_backward, {"E": E, "u": u}, hint="E_ij enters only a_i. u_j enters every a_i.")
### BEGIN HIDDEN TESTS
modules = (distance_forward, distance_backward), (bump_forward, bump_backward), (mix_forward, mix_backward)
for name, module in zip(("distance", "bump", "mix"), modules, strict=True):
    with parts(3, f"{name}, other sizes"):
        right = getattr(reference, f"{name}_forward"), getattr(reference, f"{name}_backward")
        for m, J in [(4, 6), (3, 3), (1, 2)]:
            rng = np.random.default_rng((m, J))
            inputs = {
                "distance": {"x": rng.normal(size=m), "w": rng.normal(size=J)},
                "bump": {"D": rng.uniform(0, 2, size=(m, J)), "beta": rng.uniform(0.5, 2, size=J)},
                "mix": {"E": rng.uniform(size=(m, J)), "u": rng.normal(size=J)},
            }[name]
            compare(module, right, inputs, hint=f"Try {name} with as many rows as bumps, and with one row.")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
**10b.** Now join them. Forward calls the three in order and keeps their three caches. Backward calls them in
the *opposite* order: what one returns for its input is the $G$ of the one before. Nothing is differentiated
any more.
"""


# %% solution="rbf"
def rbf_forward(x, w, beta, u):
    """The sum of bumps, a_i = sum over j of u_j exp(-beta_j (x_i - w_j)²).

    Args:
        x: (m,) float64 array. Not changed.
        w, beta, u: (J,) float64 arrays, centres, sharpness and heights. Not changed.

    Returns:
        a: (m,) float64 array.
        cache: what `rbf_backward` needs, for example the caches of the three parts.
    """
    ### BEGIN SOLUTION
    D, distance_cache = distance_forward(x, w)
    E, bump_cache = bump_forward(D, beta)
    a, mix_cache = mix_forward(E, u)
    return a, (distance_cache, bump_cache, mix_cache)
    ### END SOLUTION


def rbf_backward(G, cache):
    """The gradients of the sum of bumps.

    Args:
        G: (m,) float64 array, the derivative of the loss with respect to a. Not changed.
        cache: from `rbf_forward`. Not changed.

    Returns:
        dx: (m,) float64 array.
        dw, dbeta, du: (J,) float64 arrays.
    """
    ### BEGIN SOLUTION
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(G, mix_cache)
    dD, dbeta = bump_backward(dE, bump_cache)
    dx, dw = distance_backward(dD, distance_cache)
    return dx, dw, dbeta, du
    ### END SOLUTION


# %% tests="rbf" points=2
parts = check.Parts()
with parts(2, "by hand, and the three promises"):
    one_bump = rbf_forward(np.array([2.0, 3, 5]), np.array([3.0]), np.array([np.log(2)]), np.array([8.0]))
    out, _ = check.unpack(one_bump, "a", "cache")
    check.values(out, np.array([4.0, 8, 0.5]), "a", hint="One bump of height 8 at 3; one step aside it has halved.")
    rng = np.random.default_rng(103)
    x, w, beta, u = rng.normal(size=6), rng.normal(size=4), rng.uniform(0.3, 2, size=4), rng.normal(size=4)
    hint = "In backward, whose result is the G of which module? Draw the arrows."
    examine(rbf_forward, rbf_backward, {"x": x, "w": w, "beta": beta, "u": u}, hint=hint)
### BEGIN HIDDEN TESTS
module, right = (rbf_forward, rbf_backward), (reference.rbf_forward, reference.rbf_backward)
for what, sizes in [("other sizes", [(3, 5), (1, 2)]), ("as many numbers as bumps", [(4, 4)])]:
    with parts(1, what):
        for m, J in sizes:
            rng = np.random.default_rng((m, J, 1))
            x, w, beta, u = rng.normal(size=m), rng.normal(size=J), rng.uniform(0.3, 2, size=J), rng.normal(size=J)
            compare(module, right, {"x": x, "w": w, "beta": beta, "u": u}, hint="Check the order of what you return.")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
Does it learn? The next cell joins your bumps with your Euclidean loss and fits a curve by gradient descent.
Centers, sharpness and heights all move.
"""

# %% given="rbf_run" picture="Dots along a wave, a curve through them, and the six bumps that add up to it."
x_train = np.linspace(-3, 3, 41)
target = np.sin(3 * x_train) + 0.3 * x_train
centres, sharpness, heights = np.linspace(-2.5, 2.5, 6), np.full(6, 2.0), np.zeros(6)
rbf_losses = []
for _step in range(300):
    curve, rbf_cache = rbf_forward(x_train, centres, sharpness, heights)
    loss_now, loss_cache = euclidean_forward(curve[:, None], target[:, None])
    rbf_losses.append(loss_now)
    _, d_centres, d_sharpness, d_heights = rbf_backward(euclidean_backward(1.0, loss_cache)[:, 0], rbf_cache)
    centres = centres - 0.5 * d_centres
    sharpness = sharpness - 0.5 * d_sharpness
    heights = heights - 0.5 * d_heights

(ax,) = plots.panels(width=3.6, height=2.1, legend=True)
ax.plot(x_train, target, "o", markersize=4, label="data")
ax.plot(x_train, rbf_forward(x_train, centres, sharpness, heights)[0], label="sum of bumps")
for j, triple in enumerate(zip(centres, sharpness, heights, strict=True)):
    bump, _ = rbf_forward(x_train, *np.reshape(triple, (3, 1)))
    ax.plot(x_train, bump, ":", color="0.4", linewidth=1, label="each bump" if j == 0 else None)
ax.set(xlabel="$x$", ylabel="$a(x)$")
ax.legend(loc="upper left", bbox_to_anchor=(1.0, 1.0))
plt.show()
print(f"the loss falls from {rbf_losses[0]:.3f} to {rbf_losses[-1]:.1g}")

# %% [markdown]
r"""
## Question 11 · A residual block

A module may be used inside another one, and its input may be used *twice*. A residual block adds to its
input a correction, computed by a small network of two layers:

```
        ┌─────────────────────────────────────────────┐
        │                                             ▼
  X ────┴──▶ affine (W1, b1) ──▶ tanh ──▶ affine (W2, b2) ──▶ (+) ──▶ out
```

$$\text{out} = X + \tanh(X W_1 + b_1)\, W_2 + b_2,$$

with $X$ of shape $(m, n)$, $W_1$ of shape $(n, h)$, $b_1$ of shape $(h,)$, $W_2$ of shape $(h, n)$ and $b_2$
of shape $(n,)$.

Two gates are new. A sum passes $G$ on to *both* of its inputs, unchanged. And where one value goes *two*
ways, both ways report back, and the reports *add up*: it has influence along each of them.

*Think first:* suppose the weights are very small. What is $dX$ then, approximately? What would it be in a
chain of twenty such layers without the way around, and with it?

<details><summary>An answer</summary>

Nearly $G$ itself, since the other path contributes little. Twenty blocks in a row still pass on nearly $G$.
Twenty plain layers with small weights would pass on nearly nothing. That is what residual networks are
for.

</details>

Write the block from your own modules.
"""


# %% solution="residual"
def residual_forward(X, W1, b1, W2, b2):
    """out = X + tanh(X W1 + b1) W2 + b2.

    Args:
        X: (m, n) float64 array. Not changed.
        W1: (n, h) float64 array. Not changed.
        b1: (h,) float64 array. Not changed.
        W2: (h, n) float64 array. Not changed.
        b2: (n,) float64 array. Not changed.

    Returns:
        out: (m, n) float64 array.
        cache: what `residual_backward` needs, for example the caches of the three modules inside.
    """
    ### BEGIN SOLUTION
    Z, first_cache = affine_forward(X, W1, b1)
    T, tanh_cache = tanh_forward(Z)
    correction, second_cache = affine_forward(T, W2, b2)
    return X + correction, (first_cache, tanh_cache, second_cache)
    ### END SOLUTION


def residual_backward(G, cache):
    """The gradients of the residual block.

    Args:
        G: (m, n) float64 array, the derivative of the loss with respect to out. Not changed.
        cache: from `residual_forward`. Not changed.

    Returns:
        dX: (m, n) float64 array.
        dW1: (n, h) float64 array.
        db1: (h,) float64 array.
        dW2: (h, n) float64 array.
        db2: (n,) float64 array.
    """
    ### BEGIN SOLUTION
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dZ = tanh_backward(dT, tanh_cache)
    dX, dW1, db1 = affine_backward(dZ, first_cache)
    return G + dX, dW1, db1, dW2, db2
    ### END SOLUTION


# %% tests="residual" points=3
def residual_arrays(m, n, h):
    """Random inputs for a residual block."""
    rng = np.random.default_rng((m, n, h))
    shapes = {"X": (m, n), "W1": (n, h), "b1": (h,), "W2": (h, n), "b2": (n,)}
    return {name: rng.normal(0, 0.7, size=shape) for name, shape in shapes.items()}


parts = check.Parts()
with parts(4, "the three promises"):
    hint = "Cover all but one module with your hand. Which G does it get, and where does what it returns go?"
    examine(residual_forward, residual_backward, residual_arrays(5, 3, 4), hint=hint)
### BEGIN HIDDEN TESTS
module = residual_forward, residual_backward
right = reference.residual_forward, reference.residual_backward
for what, different_sizes in [("other sizes", [(2, 4, 3), (1, 2, 5)]), ("all sizes the same", [(3, 3, 3)])]:
    with parts(1, what):
        for sizes in different_sizes:
            hint = "X goes two ways; so two gradients come back."
            compare(module, right, residual_arrays(*sizes), hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 12 · A module of your own

Anything is a module if it is differentiable almost everywhere and you can write its two passes. Invent one
with an input $X$ of shape $(m, n)$ and a parameter $\theta$ of shape $(n,)$, one number for each column. Its
output has $m$ rows. Three rules:

- it is *not linear* in $X$,
- it *uses* $\theta$,
- it is none of the modules above.

Trigonometric, polynomial, something with an exponential or a square root: $\cos(\theta_j x_{ij}) + \pi$
would do. The check tries it with entries of $X$ between −2 and 2 and entries of $\theta$ between 0.5 and 2,
so be careful with roots and logarithms of negative numbers.

Derive the two derivatives on paper first. Then let `measure` be the judge.
"""


# %% solution="own"
def own_forward(X, theta):
    """A module of my own.

    Args:
        X: (m, n) float64 array, entries from -2 to 2. Not changed.
        theta: (n,) float64 array, entries from 0.5 to 2. Not changed.

    Returns:
        out: float64 array with m rows.
        cache: what `own_backward` needs.
    """
    ### BEGIN SOLUTION
    S = 1 / (1 + np.exp(-theta * X))
    return X * S, (X, theta, S)
    ### END SOLUTION


def own_backward(G, cache):
    """The gradients of a module of my own.

    Args:
        G: float64 array of the shape of out, the derivative of the loss with respect to out. Not changed.
        cache: from `own_forward`. Not changed.

    Returns:
        dX: (m, n) float64 array.
        dtheta: (n,) float64 array.
    """
    ### BEGIN SOLUTION
    X, theta, S = cache
    inner = X * S * (1 - S)  # the derivative of X · S with respect to theta · X
    return G * (S + theta * inner), (G * X * inner).sum(axis=0)
    ### END SOLUTION


# %% tests="own" points=3
def own_arrays(m, n, seed):
    """Inputs in the promised ranges, none of them near a round number where a kink may be."""
    rng = np.random.default_rng(seed)
    return {"X": away_from_zero(rng, (m, n)).clip(-1.9, 1.9), "theta": rng.uniform(0.55, 1.95, size=n)}


def check_rules(m, n, seed):
    """Look at out alone: it is bent in X, it depends on theta, and it is none of the modules above."""
    X, theta = own_arrays(m, n, seed).values()
    other = own_arrays(m, n, seed + 1)["X"]
    here, there, between = (
        check.unpack(own_forward(inputs, theta), "out", "cache")[0] for inputs in (X.copy(), other, (X + other) / 2)
    )
    for array in (here, there, between):
        check.array(array, "out", shape=(m, *(None,) * (np.ndim(array) - 1)), hint="One row for each example.")
    bent = np.abs(here + there - 2 * between).max() > 1e-6
    hint = "On a straight line, halfway between two inputs lies halfway between their outputs. What bends yours?"
    check.that(bool(bent), "out is not linear in X", hint=hint)
    changed, _ = check.unpack(own_forward(X, theta + 0.05), "out", "cache")
    check.array(changed, "out", shape=here.shape)
    moved = np.abs(changed - here).max() > 1e-6
    check.that(bool(moved), "out depends on theta", hint="Change theta: the output should change, too.")
    for known, where in ((np.where(X > 0, X, theta * X), "6b"), (np.exp(-theta * X), "10a")):
        same = here.shape == known.shape and np.corrcoef(here.ravel(), known.ravel())[0, 1] ** 2 > 1 - 1e-9
        what = f"out is more than the module of question {where}, scaled or moved"
        check.that(not same, what, hint="Change the formula: make it yours.")


def examine_own(m, n, seed):
    """Check the three promises at two inputs, and that both slopes are at work."""
    first, second = own_arrays(m, n, seed), own_arrays(m, n, seed + 1)
    slopes = []
    for inputs in (first, {"X": second["X"], "theta": first["theta"]}):
        hint = "Differentiate one entry of out on paper: with respect to x_ij, then to theta_j, which all rows share."
        examine(own_forward, own_backward, inputs, hint=hint)
        out, cache = check.unpack(own_forward(**inputs), "out", "cache")
        G = np.random.default_rng(96).normal(size=out.shape)
        slopes.append(backward_pass(own_backward, G, cache, inputs))
    bent = np.abs(slopes[0]["X"] - slopes[1]["X"]).max() > 1e-6
    hint = "Where a function is not linear, its slope differs from place to place. Steps, as of np.round, have none."
    check.that(bool(bent), "dX changes with X", hint=hint)
    learns = np.abs(slopes[0]["theta"]).max() > 1e-6
    hint = "If dtheta is zero, theta is never learned. Does out change when theta changes a little?"
    check.that(bool(learns), "dtheta is not zero", hint=hint)


parts = check.Parts()
with parts(2, "it follows the rules"):
    check_rules(5, 3, seed=121)
with parts(2, "the three promises"):
    examine_own(5, 3, seed=123)
### BEGIN HIDDEN TESTS


def own_slopes(inputs, which):
    """Compare the gradient with respect to one of the inputs with central differences, and return both."""
    out, cache = check.unpack(own_forward(**inputs), "out", "cache")
    check.array(out, "out")
    G = np.random.default_rng(96).normal(size=out.shape)
    slopes = dict(zip(inputs, check.unpack(own_backward(G, cache), "dX", "dtheta"), strict=True))

    def loss(moved):
        """Sum up the entries of out, each times its entry of G."""
        return np.sum(G * own_forward(**{**inputs, which: moved})[0])

    check.gradient(loss, inputs[which], slopes[which], name=f"d{which}", hint="Try one row, and a square X.")
    return slopes["X"], slopes["theta"]


for which in ("X", "theta"):
    with parts(1, f"d{which}, other sizes"):
        own_slopes(own_arrays(1, 2, seed=12), which)
        for m, n in [(3, 6), (4, 4)]:
            check_rules(m, n, seed=20 * m + n)
            first, second = own_arrays(m, n, seed=10 * m + n), own_arrays(m, n, seed=10 * m + n + 1)
            dX, dtheta = own_slopes(first, which)
            dX_there, _ = own_slopes({"X": second["X"], "theta": first["theta"]}, which)
            used = bool(np.abs(dX - dX_there).max() > 1e-6) and bool(np.abs(dtheta).max() > 1e-6)
            check.that(used, "the gradients are those of a module that follows the rules", hint="What bends out?")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
# Part four · Bugs

## Question 13 · Eight versions of one layer

Here is a layer with everything in it: an affine map, divided by $\sqrt n$ so that the scores do not grow with
the number of features, and a leaky ReLU with slope 0.1:

$$Z = \frac{XW}{\sqrt n} + b, \qquad \text{out} = Z \text{ where } Z > 0, \text{ otherwise } 0.1\, Z.$$

The cell below holds eight versions of it, some of them broken. Read them, and mark those that you suspect.
Then let a gradient check decide. But which one? Six are on offer. The first is *plain*, as people write it
in a hurry. Each other one differs from it in a single point:

| check | what it does |
|---|---|
| `"plain"` | $m = n = K = 3$; $X$, $W$, $b$ all positive; $G$ of ones; compares `dX` and `dW` of the first call |
| `"random G"` | as plain, but $G$ is random |
| `"sizes"` | as plain, but $m, n, K = 5, 3, 4$ |
| `"biases"` | as plain, but compares `db` as well |
| `"twice"` | as plain, but compares what a *second* call of backward returns |
| `"signs"` | as plain, but $X$, $W$, $b$ have entries of both signs |

A check *exposes* a version if its gradients differ from central differences of that version's own forward.
"""


# %% given="versions"
SLOPE = 0.1


def leaky(Z):
    return np.where(Z > 0, Z, SLOPE * Z)


def layer_forward(X, W, b):
    """The forward pass that versions 1, 2, 3, 4, 6 and 8 share."""
    Z = X @ W / np.sqrt(X.shape[1]) + b
    return leaky(Z), (X, W, Z)


def backward_1(G, cache):
    X, W, Z = cache
    dZ = G * np.where(Z > 0, 1.0, SLOPE)
    scale = 1 / np.sqrt(len(X))
    return scale * dZ @ W.T, scale * X.T @ dZ, dZ.sum(axis=0)


def backward_2(G, cache):
    X, W, Z = cache
    dZ = G * (Z > 0)
    scale = 1 / np.sqrt(X.shape[1])
    return scale * dZ @ W.T, scale * X.T @ dZ, dZ.sum(axis=0)


def backward_3(G, cache):
    X, W, Z = cache
    dZ = G * np.where(Z > 0, 1.0, SLOPE)
    scale = 1 / np.sqrt(X.shape[1])
    return scale * dZ @ W.T, scale * X.T @ dZ, dZ.sum(axis=0)


def backward_4(G, cache):
    X, W, Z = cache
    dZ = G * np.where(Z > 0, 1.0, SLOPE)
    scale = 1 / np.sqrt(X.shape[1])
    return dZ @ W.T, scale * X.T @ dZ, dZ.sum(axis=0)


def forward_5(X, W, b):
    Z = X @ W / np.sqrt(X.shape[1]) + b
    return leaky(Z), {"X": X, "W": W, "Z": Z, "dW": np.zeros(W.shape)}


def backward_5(G, cache):
    X, W, Z = cache["X"], cache["W"], cache["Z"]
    dZ = G * np.where(Z > 0, 1.0, SLOPE) / np.sqrt(X.shape[1])
    cache["dW"] += X.T @ dZ
    return dZ @ W.T, cache["dW"], dZ.sum(axis=0) * np.sqrt(X.shape[1])


def backward_6(G, cache):
    X, W, Z = cache
    dZ = np.where(Z > 0, 1.0, SLOPE)
    scale = 1 / np.sqrt(X.shape[1])
    return scale * dZ @ W.T, scale * X.T @ dZ, dZ.sum(axis=0)


def forward_7(X, W, b):
    n = X.shape[1]
    Z = X @ W / n + b
    return leaky(Z), (X, W, Z, n)


def backward_7(G, cache):
    X, W, Z, n = cache
    dZ = G * np.where(Z > 0, 1.0, SLOPE)
    return dZ @ W.T / n, X.T @ dZ / n, dZ.sum(axis=0)


def backward_8(G, cache):
    X, W, Z = cache
    dZ = G * np.where(Z > 0, 1.0, SLOPE)
    scale = 1 / np.sqrt(X.shape[1])
    return scale * dZ @ W.T, scale * X.T @ dZ, dZ.mean(axis=0)


VERSIONS = {
    1: (layer_forward, backward_1),
    2: (layer_forward, backward_2),
    3: (layer_forward, backward_3),
    4: (layer_forward, backward_4),
    5: (forward_5, backward_5),
    6: (layer_forward, backward_6),
    7: (forward_7, backward_7),
    8: (layer_forward, backward_8),
}
CHECKS = ("plain", "random G", "sizes", "biases", "twice", "signs")


def problem(name):
    """The arrays of one of the six checks: X, W, b, G."""
    rng = np.random.default_rng(131)
    m, n, K = (5, 3, 4) if name == "sizes" else (3, 3, 3)
    X, W, b = (rng.uniform(0.5, 1.5, size=shape) for shape in ((m, n), (n, K), (K,)))
    if name == "signs":
        X, W, b = X - 1, W - 1, b - 1
    return X, W, b, rng.normal(size=(m, K)) if name == "random G" else np.ones((m, K))


# %% [markdown]
r"""
The cell below is the start of the experiment: one version, one check, with your own functions. Make two loops
of it, over `VERSIONS` and `CHECKS`, and add what is special about `"biases"` and `"twice"`. Take the second
call from the *same* cache.
"""

# %%
X, W, b, G = problem("plain")
forward, backward = VERSIONS[4]
out, cache = forward(X, W, b)
dX, dW, db = backward(G, cache)
by_X = central_difference(lambda X: float(np.sum(G * forward(X, W, b)[0])), X)
by_W = central_difference(lambda W: float(np.sum(G * forward(X, W, b)[0])), W)
print(f"version 4, plain: dX {relative_error(dX, by_X):.0e}, dW {relative_error(dW, by_W):.0e}")


# %% [markdown]
r"""
Then let `findings` return a dict: for each version, 1 to 8, the name of the *first* check in the table that
exposes it, or `"none"` if no check does. For version 4 that is `"plain"`, as you have just seen.

The check below can only see whether your answer has the right form. Whether it is right, your experiment
tells you, and grading. Guessing does not pay: with fewer than three right answers, version 4 not counted, there
are no points.
"""


# %% solution="findings"
def findings():
    """The first check that exposes each version.

    Returns:
        dict of int -> str: for each version from 1 to 8 one of the names in CHECKS, or "none".
    """
    ### BEGIN SOLUTION
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "biases"}
    ### END SOLUTION


# %% tests="findings" points=3
answers = findings()
parts = check.Parts()
with parts(1, "one answer for each version, and version 4"):
    check.that(isinstance(answers, dict), "findings() returns a dict", hint="Write {1: ..., 2: ...}.")
    hint = "The keys are the whole numbers 1 to 8."
    check.that(set(answers) == set(VERSIONS), "there is an answer for each version", hint=hint)
    for version, answer in answers.items():
        known = isinstance(answer, str) and answer in (*CHECKS, "none")
        hint = 'The answer is one of the names in CHECKS, or "none".'
        check.that(known, f"the answer for version {version} is a known name", hint=hint)
    check.that(answers[4] == "plain", "version 4 is exposed by the plain check", hint="Run the cell above.")
### BEGIN HIDDEN TESTS
right = reference.findings()
given = answers if isinstance(answers, dict) else {}
others = [version for version in right if version != 4]
agree = [version for version in others if isinstance(given.get(version), str) and given[version] == right[version]]
for version in others:
    with parts(1, f"version {version}"):
        hint = "One name for all versions finds nothing. Let the experiment decide about each."
        check.that(len(agree) > 2, "at least three versions are judged right", hint=hint)
        hint = "Run each check on this version once more, and take the first in the table that reacts."
        check.that(version in agree, f"the check for version {version}", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 14 · What a gradient check cannot see

Answer in about six to ten sentences:

1. Two versions passed all six checks, and yet one of them is broken. Which one, what is wrong with it, and
   why can *no* gradient check find it? What kind of test does?
2. Pick two of the bugs that the plain check missed, and explain what hid each of them.
3. Describe the one gradient check that you would run on a new module from now on. What does it cost,
   compared with a single backward pass?

A person reads and grades this. Clear matters more than long.
"""

# %% [markdown] written="blind_spots" points=3
r"""
**Version 7 is broken.** It divides by $n$ where the layer divides by $\sqrt n$. Its backward pass is the
exact derivative of its own, wrong, forward pass. A gradient check compares backward with differences of the
same forward. It can only say whether the two fit each other, not whether the forward pass computes what we
want. A test of values finds it: work out a small example by hand, or compare with the formula or with a
trusted version (version 3 is right).

**What the plain check hides.** Version 6 never multiplies by $G$. With a $G$ of ones that makes no
difference. Version 1 takes the square root of the number of examples instead of the number of features; with
$m = n = 3$ both are the same. (Version 2 loses the slope on the negative side, where the plain check never
goes. Version 8 has a wrong `db`, which nobody looked at. Version 5 adds to what it returned before, so only
the second call is wrong.)

**From now on:** random $X$, $W$, $b$ of both signs, away from kinks, with $m$, $n$, $K$ all different, a
random $G$, a few entries of *every* array including the biases, one at a time, by central differences in
`float64` with $\varepsilon = 10^{-5}$ and a relative error below about $10^{-6}$; and backward called twice.
Each entry costs two forward passes, so a full check of $N$ parameters costs about $2N$ forward passes, where
one backward pass costs about as much as two of them. Hence a sample, small arrays, and no training with it.

=== BEGIN MARK SCHEME ===
3 points, one for each question; half points where an answer is half there.

- **1: version 7.** Names version 7 (or "$n$ instead of $\sqrt n$") *and* gives the reason: backward is
  compared with its own forward, so a consistent pair passes. Half a point for the version without the
  reason, or the reason without the version. A test that finds it (values by hand, comparison with the
  formula or a trusted version) is part of the full point only if the reason is thin.
- **1: two hidden bugs.** Two of: 6 ($G$ of ones), 1 ($m = n$), 2 (only positive entries), 8 (`db` not
  compared), 5 (one call only), each with what hid it. Half a point for one.
- **1: a good check and its cost.** At least four of: random $G$; distinct sizes; both signs; all arrays,
  biases too; called twice; central differences; relative error; away from kinks. And a cost that grows with
  the number of entries looked at (two forward passes each). Half a point if one of the two is missing.

Not needed: exact tolerances. "Backward is slower" or "it takes long" without a count is no cost.
=== END MARK SCHEME ===
"""

# %% [markdown]
r"""
## Stretch · What normalisation takes away (no points)

Take one row $x$ with $n \ge 3$ entries, $\gamma = 1$, $\beta = 0$, and first $\varepsilon = 0$. Step 3 of question 7
says that the Jacobian of the row is

$$J = \frac1s\, P, \qquad P = I - \frac1n \mathbf{1}\mathbf{1}^\top - \frac1n \hat x\, \hat x^\top .$$

1. Show on paper that $P$ is symmetric and that $P P = P$. (You need $\mathbf{1}^\top \hat x = 0$ and the length of
   $\hat x$.) A matrix with these two properties is an *orthogonal projection*: it leaves some directions as they are
   and removes all that stand at right angles to them.
2. Which two directions does $P$ remove? Say without any formula why normalisation cannot react to them. What is the
   rank of $P$?
3. Why does it follow that twice as long an input gets half as long a gradient?
4. Now let $\varepsilon > 0$. Which of the two directions is still removed exactly? What does $J$ do to the other one,
   and what becomes of that where $\varepsilon$ is much larger than the variance?
5. Let your code confirm it: with $G$ the identity matrix and $X$ the same row $n$ times, `layer_norm_backward` returns
   $J$. Compute its eigenvalues with `np.linalg.eigvalsh` and compare with your answers.

## Looking back

You have a toolbox: fifteen modules, and an instrument that can look at every one of them. Four things to
take along:

- **A module is local.** It hears $G$, knows its cache, and answers with one gradient for each input. In
  homework 4 you will stack as many as you like, and never derive anything again.
- **Paths add up.** Whatever has influence in several places (a bias, a weight, the input of a residual
  block) sums what comes back.
- **Shapes and random numbers find mistakes.** Distinct sizes, both signs, a random $G$, every array, two
  calls.
- **A check compares two things.** Know which two, and you know what it cannot see.
"""
