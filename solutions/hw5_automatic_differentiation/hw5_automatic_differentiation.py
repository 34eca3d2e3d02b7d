# ---
# jupyter:
#   byhand:
#     title: Automatic differentiation
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
# Homework 5 (bonus) · Automatic differentiation

In homework 4 you derived one rule for a layer, and a loop applied it from the last layer to the first. For a gated
layer you had to derive again, and so you would for a connection that skips a layer, for two layers that share their
weights, for a penalty of another kind.

None of this is necessary. A network, however strange, is made of a few known operations: add, multiply, take the
logarithm. If the computer knows the slope of each of them, and *which operation used what*, it can do the rest itself.
In this homework you write the program that does it, in some seventy lines. The large libraries work in the same way.

The plan:

- **one operation at a time**: how a gradient passes through it backwards (questions 1–4),
- **the whole computation**: in which order to go, and how to add up what arrives (questions 5–6),
- **what it is good for**: the gradients of homework 4, without a derivation (question 7),
- **the other direction**, forwards, and what it costs (questions 8–9).

**How to work.** Fill in each cell that raises `NotImplementedError`, then run the check cell below it. A check that
fails shows a card with the first thing that is off and one next step. Grading runs the same checks and some more, on
other inputs.

**What you may use.** NumPy (as `np`), plain Python, and the functions you wrote in earlier questions. No library that
differentiates, and no difference quotients: they are right to nine or ten digits, and your results are compared to
twelve.

| question | you write | points |
|---|---|---|
| 1 | `unbroadcast` | 3 |
| 2 | `vjp_add`, `vjp_subtract`, `vjp_multiply`, `vjp_matmul` | 6 |
| 3 | `vjp_exp`, `vjp_log`, `vjp_tanh`, `vjp_relu` | 4 |
| 4 | `vjp_sum`, `vjp_mean`, `vjp_pick`, `vjp_log_sum_exp` | 5 |
| 5 | `topological_order` | 4 |
| 6 | `backward` | 8 |
| 7 | `network_graph` | 4 |
| 8 | `forward_mode`, `gradient_forwards` | 5 |
| 9 | an explanation in words | 4 |

The **stretch** problem at the end carries no points.

**How long it takes.** Allow eight or nine hours. That is an estimate and not a measurement: ten minutes for each point,
and an hour and a half to read. If a question takes you more than twice its share, ask somebody. Good places to stop for
the day are after question 4 (every operation knows its way back) and after question 7 (the engine runs).
"""


# %% given="setup"
class MissingLibraryError(ImportError):
    """Shown in the notebook as one sentence instead of a stack of calls."""

    def _render_traceback_(self):
        return [str(self)]


try:
    import time

    import matplotlib.pyplot as plt
    import numpy as np

    from byhand import check, data, plots
except ImportError as missing:
    raise MissingLibraryError(
        f"This notebook could not find {missing.name or 'byhand'}: please run `pip install` with the file "
        "`byhand-….whl` that came with it (or `pip install ./byhand`, if it is a folder), restart the kernel and "
        "run this cell again."
    ) from None

plots.use_style()

# %% [markdown]
r"""
## A computation as a graph

Take $f = (x + y)\, z$. It has three inputs and two operations. We give the result of each operation a name and write
down which operation made it, from what:

```python
graph = {
    "s": ("add", ("x", "y")),
    "f": ("multiply", ("s", "z")),
}
```

This dict is a **graph**. Its *nodes* are the names. An arrow goes from each **parent** to the result it is used for:
the parents of `f` are `s` and `z`. A name that is no key of the dict, such as `x`, is an **input**: nothing made it.
The graph says nothing about numbers. They live in a second dict, `values`, with one array for every name.

```
x ──▶ ┌─────┐
      │ add │ ──▶ s ──▶ ┌──────────┐
y ──▶ └─────┘           │ multiply │ ──▶ f
z ────────────────────▶ └──────────┘
```

A graph need not be written in the order in which it is computed, and it has no circles: nothing is made from itself,
not even by a detour.

These are the operations. They take and give NumPy arrays; a single number is an array of shape `()`.

| operation | parents | result |
|---|---|---|
| `"add"`, `"subtract"`, `"multiply"` | $a, b$ | $a + b$, $a - b$, $a \circ b$, entry by entry, with broadcasting |
| `"matmul"` | $A$ of shape $(m, n)$, $B$ of shape $(n, k)$ | $AB$, the matrix product |
| `"exp"`, `"log"`, `"tanh"`, `"relu"` | $a$ | the function of every entry |
| `"sum"`, `"mean"` | $a$ | the sum, or the mean, of *all* entries: one number |
| `"pick"` | $Z$ of shape $(m, K)$, labels $y$ of shape $(m,)$ | $z_{r y_r}$ for each row $r$, shape $(m,)$ |
| `"log_sum_exp"` | $Z$ of shape $(m, K)$ | $\log \sum_k e^{z_{rk}}$ for each row $r$, shape $(m,)$ |
"""


# %% given="operations"
def log_sum_exp(Z):
    """log Σ_k exp(z_rk) for every row, (m, K) -> (m,), safe for large scores."""
    largest = Z.max(axis=1)
    return largest + np.log(np.exp(Z - largest[:, None]).sum(axis=1))


FORWARD = {
    "add": np.add,
    "subtract": np.subtract,
    "multiply": np.multiply,
    "matmul": np.matmul,
    "exp": np.exp,
    "log": np.log,
    "tanh": np.tanh,
    "relu": lambda a: np.maximum(a, 0),
    "sum": np.sum,
    "mean": np.mean,
    "pick": lambda Z, y: Z[np.arange(len(y)), y],
    "log_sum_exp": log_sum_exp,
}


def check_gradient(found, expected, name, hint=""):
    """Check a gradient: shape, then values, to twelve digits. A number may be a float or an array of shape ()."""
    if np.ndim(expected) == 0:
        check.scalar(found, name, float(expected), rtol=1e-12, atol=1e-12, hint=hint)
    else:
        check.values(found, expected, name, rtol=1e-12, atol=1e-12, hint=hint)


def check_slope(found, operation, inputs, which, G, name, hint=""):
    """Check `found` against central differences of Σ G ∘ operation(inputs), by input number `which`."""

    def loss(moved):
        arguments = [*inputs[:which], moved, *inputs[which + 1 :]]
        return float(np.sum(G * FORWARD[operation](*arguments)))

    check.array(found, name, shape=inputs[which].shape)
    check.gradient(loss, inputs[which], found, name=name, hint=hint)


# %% [markdown]
r"""
## How a gradient passes through one operation

Somewhere in a long computation stands $c = f(a, b)$, and at the end of it one number, the loss $\ell$. Suppose we
already know how the loss reacts to every entry of $c$:

$$G = \frac{\partial \ell}{\partial c}, \qquad \text{of the shape of } c.$$

How does it react to the entries of $a$? By the chain rule, entry $p$ of $a$ acts on the loss through every entry $q$ of
$c$, and the paths add up:

$$\frac{\partial \ell}{\partial a_p} = \sum_q G_q\, \frac{\partial c_q}{\partial a_p}.$$

The numbers $\partial c_q / \partial a_p$ form the Jacobian of $f$, and the sum is the product of the vector $G$ with
it: a **vector–Jacobian product**, VJP for short. The Jacobian itself is never built. For each operation the sum
simplifies to something cheap; finding it is what you did in homework 2 for `matmul` and tanh.

All your VJPs have the same form. They get $G$, the result `out` $= c$, and the inputs of the operation; they return one
gradient per input, *each with the shape of its input*. (`out` is there because it is known anyway, and some slopes are
easiest to write with it. You need not use it.) None of the arrays that come in may be changed: others use them too.

## Question 1 · Broadcasting, undone

Let $c = a + b$ with $a$ of shape $(2, 3)$ and $b$ of shape $(3,)$. NumPy adds $b$ to both rows. So $b_j$ acts on
$c_{0j}$ *and* on $c_{1j}$, and its gradient is the sum $G_{0j} + G_{1j}$. In general: **an entry that was used several
times gets the sum over its uses.** Broadcasting is a way to use an entry several times. It does two things:

- a missing axis is put *in front*: $(3,)$ is treated like $(1, 3)$, and $()$ like $(1, 1)$;
- an axis of length 1 is repeated until it is as long as needed.

`unbroadcast(G, shape)` goes back: it adds up over the axes that were put in front, and over those that were repeated.

*By hand.* Let $G = \begin{pmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \end{pmatrix}$.

| shape before broadcasting | the gradient |
|---|---|
| $(2, 3)$ | $G$ itself |
| $(3,)$ | $(5, 7, 9)$ |
| $(1, 3)$ | $\begin{pmatrix} 5 & 7 & 9 \end{pmatrix}$ |
| $(2, 1)$ | $\begin{pmatrix} 6 \\ 15 \end{pmatrix}$ |
| $()$ | $21$ |

*Think first:* a bias of shape $(n,)$ was added to $m$ examples. Which sum of homework 2 is this?

<details><summary>An answer</summary>

The column sums in $\partial \ell / \partial b$. There it was a rule to remember. Here it is a case of a general one.

</details>

Write `unbroadcast`. Useful: `sum` with `axis` and `keepdims`; `G.ndim`; `len(shape)`.
"""


# %% solution="unbroadcast"
def unbroadcast(G, shape):
    """The gradient of an array from the gradient of what it was broadcast to.

    Args:
        G: float64 array, the gradient after broadcasting. Not changed.
        shape: tuple of int, the shape before broadcasting; it can be broadcast to G.shape.

    Returns:
        float64 array of shape `shape` (for the shape () a number will do).
    """
    ### BEGIN SOLUTION
    for _new_axis in range(G.ndim - len(shape)):
        G = G.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G
    ### END SOLUTION


# %% tests="unbroadcast" points=3
def check_row(shape, by_hand):
    """Check one row of the table."""
    G = np.array([[1.0, 2, 3], [4, 5, 6]])
    hint = "Which entries of G belong to one entry before the broadcasting? Their sum is wanted."
    check_gradient(unbroadcast(G, shape), by_hand, f"the gradient of shape {shape}", hint=hint)


parts = check.Parts()
with parts(1, "the table: new axes in front"):
    check_row((3,), np.array([5.0, 7, 9]))
    check_row((), np.array(21.0))
    check_row((2, 3), np.array([[1.0, 2, 3], [4, 5, 6]]))
with parts(1, "the table: axes of length 1"):
    check_row((2, 1), np.array([[6.0], [15]]))
    check_row((1, 3), np.array([[5.0, 7, 9]]))
    check.well_behaved(unbroadcast, G=np.array([[1.0, 2, 3], [4, 5, 6]]), shape=(2, 1))
### BEGIN HIDDEN TESTS
with parts(1, "equal lengths, where a wrong axis has the right shape"):
    G_now = np.random.default_rng(10).normal(size=(4, 4))
    for shape in [(4, 4), (4,), (1, 4), (4, 1), (1, 1), (1,), ()]:
        expected = reference.unbroadcast(G_now.copy(), shape)
        hint = "New axes come in front. Do one entry by hand."
        check_gradient(unbroadcast(G_now, shape), expected, f"the gradient of shape {shape}", hint=hint)
with parts(1, "three axes"):
    G_now = np.random.default_rng(11).normal(size=(2, 5, 3))
    for shape in [(3,), (5, 3), (1, 3), (5, 1), (2, 1, 3), (1, 5, 1), (2, 5, 3), (1, 1, 1), ()]:
        expected = reference.unbroadcast(G_now.copy(), shape)
        hint = "First take away the axes in front, then those of length 1."
        check_gradient(unbroadcast(G_now, shape), expected, f"the gradient of shape {shape}", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 2 · Add, subtract, multiply, and the matrix product

For the first three, an entry of $c$ uses one entry of $a$ and one of $b$. Ask for each: by how much does $c$ change if
$a$ grows a little? And if $b$ does? Multiply $G$ by that, entry by entry, and undo the broadcasting, of which either
side may have had some.

*By hand.* $c = a \circ b$ with $a = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$, $b = (10, 100)$, and $G$ all ones.
Then both rows of the gradient with respect to $a$ are $(10, 100)$; the one with respect to $b$ is
$(1 + 3,\; 2 + 4) = (4, 6)$.

For $C = AB$ you know the answer from homework 2: the gradient with respect to the weights, and the gradient handed
down. Write the shapes beside it: of $G$, $(m, k)$, and of what you want, $(m, n)$ and $(n, k)$.
"""


# %% solution="vjp_arithmetic"
def vjp_add(G, out, a, b):
    """The gradients of the inputs of out = a + b, with broadcasting.

    Args:
        G: float64 array of the shape of out, the gradient of the loss with respect to out. Not changed.
        out: float64 array, the result.
        a, b: float64 arrays, the inputs. Not changed.

    Returns:
        Ga, Gb: float64 arrays of the shapes of a and b.
    """
    ### BEGIN SOLUTION
    return unbroadcast(G, a.shape), unbroadcast(G, b.shape)
    ### END SOLUTION


def vjp_subtract(G, out, a, b):
    """The gradients of the inputs of out = a - b, with broadcasting. Args and Returns: as `vjp_add`."""
    ### BEGIN SOLUTION
    return unbroadcast(G, a.shape), unbroadcast(-G, b.shape)
    ### END SOLUTION


def vjp_multiply(G, out, a, b):
    """The gradients of the inputs of out = a * b, entry by entry. Args and Returns: as `vjp_add`."""
    ### BEGIN SOLUTION
    return unbroadcast(G * b, a.shape), unbroadcast(G * a, b.shape)
    ### END SOLUTION


def vjp_matmul(G, out, A, B):
    """The gradients of the factors of out = A @ B.

    Args:
        G: (m, k) float64 array, the gradient of the loss with respect to out. Not changed.
        out: (m, k) float64 array, the product.
        A: (m, n) float64 array, the left factor. Not changed.
        B: (n, k) float64 array, the right factor. Not changed.

    Returns:
        GA: (m, n) float64 array.
        GB: (n, k) float64 array.
    """
    ### BEGIN SOLUTION
    return G @ B.T, A.T @ G
    ### END SOLUTION


# %% tests="vjp_entrywise" points=3
def of_two(rule, operation, a, b, G):
    """Both gradients that the rule gives."""
    return check.unpack(rule(G, FORWARD[operation](a, b), a, b), "Ga", "Gb")


parts = check.Parts()
left, right, ones = np.array([[1.0, 2], [3, 4]]), np.array([10.0, 100]), np.ones((2, 2))
with parts(1, "by hand"):
    for operation, rule, by_hand in [
        ("add", vjp_add, (ones, np.array([2.0, 2]))),
        ("subtract", vjp_subtract, (ones, np.array([-2.0, -2]))),
        ("multiply", vjp_multiply, (np.array([[10.0, 100], [10, 100]]), np.array([4.0, 6]))),
    ]:
        found = of_two(rule, operation, left, right, ones)
        hint = "By how much does the result change if this input grows a little, and how often is it used?"
        for name, one, wanted in zip(("Ga", "Gb"), found, by_hand, strict=True):
            check_gradient(one, wanted, f"{name} of {operation}", hint=hint)
        matrix, row, G_now = (
            np.array([[1.0, 2, 3], [4, 5, 6]]),
            np.array([7.0, 8, 9]),
            np.array([[1.0, 0, 2], [2, 1, 0]]),
        )
        check.well_behaved(rule, G=G_now, out=FORWARD[operation](matrix, row), a=matrix, b=row)
### BEGIN HIDDEN TESTS
rng = np.random.default_rng(20)
SHAPES = [((3, 4), (3, 4)), ((3, 4), (4,)), ((4,), (3, 4)), ((3, 1), (1, 4)), ((), (3, 4)), ((4, 4), (4, 1))]
for operation, rule in [("add", vjp_add), ("subtract", vjp_subtract), ("multiply", vjp_multiply)]:
    with parts(1, f"{operation}, every kind of broadcasting"):
        for shapes in SHAPES:
            a_now, b_now = (np.asarray(rng.normal(size=shape) + 0.1) for shape in shapes)
            G_now = rng.normal(size=np.broadcast_shapes(*shapes))
            expected = getattr(reference, f"vjp_{operation}")(G_now, None, a_now, b_now)
            found = of_two(rule, operation, a_now, b_now, G_now)
            hint = "Which of the two inputs was broadcast here? Undo it after multiplying."
            for name, one, wanted in zip(("Ga", "Gb"), found, expected, strict=True):
                check_gradient(one, wanted, f"{name} of {operation} for the shapes {shapes}", hint=hint)
### END HIDDEN TESTS
parts

# %% tests="vjp_matmul" points=3
parts = check.Parts()
rng = np.random.default_rng(21)
with parts(1, "the slope of the product"):
    left, right, G_now = rng.normal(size=(3, 4)), rng.normal(size=(4, 2)), rng.normal(size=(3, 2))
    found = of_two(vjp_matmul, "matmul", left, right, G_now)
    hint = "Write the shapes below the factors. Which one needs a transpose?"
    for which, name in enumerate(("GA", "GB")):
        check_slope(found[which], "matmul", [left, right], which, G_now, name, hint=hint)
    check.well_behaved(vjp_matmul, G=G_now, out=left @ right, A=left, B=right, batch=3)
with parts(1, "square factors, where every product has the right shape"):
    left, right, G_now = rng.normal(size=(3, 3, 3))
    found = of_two(vjp_matmul, "matmul", left, right, G_now)
    hint = "Test your formula with A of shape (3, 4): do the shapes still fit?"
    for which, name in enumerate(("GA", "GB")):
        check_slope(found[which], "matmul", [left, right], which, G_now, name, hint=hint)
### BEGIN HIDDEN TESTS
with parts(1, "other shapes"):
    for m, n, k in [(1, 5, 2), (4, 1, 3), (2, 3, 1), (4, 4, 4)]:
        left, right, G_now = rng.normal(size=(m, n)), rng.normal(size=(n, k)), rng.normal(size=(m, k))
        expected = reference.vjp_matmul(G_now, None, left, right)
        found = of_two(vjp_matmul, "matmul", left, right, G_now)
        for name, one, wanted in zip(("GA", "GB"), found, expected, strict=True):
            check.values(one, wanted, name, hint="Write the shapes below the factors.")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 3 · Functions of every entry

Here $c_q = f(a_q)$: one entry in, one entry out. The Jacobian is diagonal, and the sum over paths has a single term,
$G_q\, f'(a_q)$.

| operation | $f(a)$ | slope $f'(a)$ |
|---|---|---|
| `"exp"` | $e^a$ | ? |
| `"log"` | $\log a$, for $a > 0$ | ? |
| `"tanh"` | $\tanh a$ | ? |
| `"relu"` | $\max(0, a)$ | ?, and 0 at the kink $a = 0$ |

Fill in the last column on paper. For two of the four, the slope can be written with the result $c$ alone, without a
second call of the function. Which two?

A VJP with one input returns the gradient itself, not a tuple.
"""


# %% solution="vjp_functions"
def vjp_exp(G, out, a):
    """The gradient of the input of out = exp(a).

    Args:
        G: float64 array of any shape, the gradient of the loss with respect to out. Not changed.
        out: float64 array of the same shape, the result. Not changed.
        a: float64 array of the same shape, the input. Not changed.

    Returns:
        float64 array of the same shape.
    """
    ### BEGIN SOLUTION
    return G * out
    ### END SOLUTION


def vjp_log(G, out, a):
    """The gradient of the input of out = log(a), a > 0. Args and Returns: as `vjp_exp`."""
    ### BEGIN SOLUTION
    return G / a
    ### END SOLUTION


def vjp_tanh(G, out, a):
    """The gradient of the input of out = tanh(a). Args and Returns: as `vjp_exp`."""
    ### BEGIN SOLUTION
    return G * (1 - out**2)
    ### END SOLUTION


def vjp_relu(G, out, a):
    """The gradient of the input of out = max(0, a), with slope 0 at a = 0. Args and Returns: as `vjp_exp`."""
    ### BEGIN SOLUTION
    return G * (a > 0)
    ### END SOLUTION


# %% tests="vjp_functions" points=4
def of_one(rule, operation, a, G):
    """The gradient that the rule gives."""
    return rule(G, np.asarray(FORWARD[operation](a)), a)


FUNCTIONS = {"exp": vjp_exp, "log": vjp_log, "tanh": vjp_tanh, "relu": vjp_relu}
BY_HAND = {  # places, and 8 times the slope there
    "exp": ([0.0, np.log(3)], [8.0, 24]),
    "log": ([0.5, 4], [16.0, 2]),
    "tanh": ([0.0, np.arctanh(0.5)], [8.0, 6]),
    "relu": ([3.0, 0, -2], [8.0, 0, 0]),
}
parts = check.Parts()
rng = np.random.default_rng(30)
entries, G_now = np.array([[0.5, 1.7, 0.9], [2.5, 0.3, 1.2]]), rng.normal(size=(2, 3))
for operation, rule in FUNCTIONS.items():
    with parts(1, f"the slope of {operation}"):
        places, by_hand = (np.array(numbers) for numbers in BY_HAND[operation])
        found = of_one(rule, operation, places, np.full(len(places), 8.0))
        hint = "Work out the slope at these places on paper. Is G = 8 a factor?"
        check_gradient(found, by_hand, f"the gradient of {operation} at {np.round(places, 2).tolist()}", hint=hint)
        inputs = entries - 1.1 if operation in ("tanh", "relu") else entries
        found = of_one(rule, operation, inputs, G_now)
        hint = "Look up the slope in your table, and take it at the right place. Then times G."
        check_slope(found, operation, [inputs], 0, G_now, f"the gradient of {operation}", hint=hint)
        check.well_behaved(rule, G=G_now, out=FORWARD[operation](inputs), a=inputs)
### BEGIN HIDDEN TESTS
for operation, rule in FUNCTIONS.items():
    with parts(1, f"{operation} of other arrays"):
        for shape in [(5,), (4, 4), (2, 3, 2)]:
            inputs, G_now = rng.normal(size=shape), rng.normal(size=shape)
            inputs = np.abs(inputs) + 0.05 if operation == "log" else inputs
            if operation == "relu":
                inputs.flat[1] = 0.0
            expected = getattr(reference, f"vjp_{operation}")(G_now, FORWARD[operation](inputs), inputs)
            hint = "Compare one entry with a calculation by hand."
            check_gradient(of_one(rule, operation, inputs, G_now), expected, f"the gradient of {operation}", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 4 · From many entries to few

`"sum"` and `"mean"` turn all entries into one number, so $G$ is a number as well. How does that number react to each
entry of $a$? The gradient has the shape of $a$ again.

`"pick"` takes one entry of each row: $c_r = z_{r y_r}$. The entry $z_{rk}$ acts on the loss only if it was picked.
The labels are whole numbers and have no gradient: return the one for $Z$ only.

`"log_sum_exp"` is where the softmax comes from. With $c_r = \log \sum_k e^{z_{rk}}$,

$$\frac{\partial c_r}{\partial z_{rk}} = \frac{e^{z_{rk}}}{\sum_j e^{z_{rj}}} = e^{z_{rk} - c_r} = S_{rk}.$$

The middle form needs only $Z$ and the result $c$, and no exponent in it is positive, so nothing overflows.

*Think first:* the cross entropy of a row is $\log \sum_k e^{z_{rk}} - z_{r y_r}$. Put the two VJPs together. Which
formula of homework 1 appears?

<details><summary>An answer</summary>

Row $r$ of $S$ from the first term, minus a 1 in column $y_r$ from the second: $S - I_y$, and the $\frac1m$ comes from
the mean. Nobody has to derive it again.

</details>

*Mind the shapes:* `G` and `out` have shape $(m,)$, `Z` has shape $(m, K)$. To multiply row $r$ by $G_r$, write
`G[:, None]`, a column.
"""


# %% solution="vjp_reductions"
def vjp_sum(G, out, a):
    """The gradient of the input of out = sum of all entries of a.

    Args:
        G: float64 array of shape (), the gradient of the loss with respect to out. Not changed.
        out: float64 array of shape (), the result.
        a: float64 array of any shape, the input. Not changed.

    Returns:
        float64 array of the shape of a.
    """
    ### BEGIN SOLUTION
    return G * np.ones_like(a)
    ### END SOLUTION


def vjp_mean(G, out, a):
    """The gradient of the input of out = mean of all entries of a. Args and Returns: as `vjp_sum`."""
    ### BEGIN SOLUTION
    return G * np.ones_like(a) / a.size
    ### END SOLUTION


def vjp_pick(G, out, Z, y):
    """Compute the gradient with respect to Z of out[r] = Z[r, y[r]].

    Args:
        G: (m,) float64 array, the gradient of the loss with respect to out. Not changed.
        out: (m,) float64 array, the picked entries.
        Z: (m, K) float64 array. Not changed.
        y: (m,) int64 array, one column for each row, from 0 to K - 1.

    Returns:
        (m, K) float64 array.
    """
    ### BEGIN SOLUTION
    GZ = np.zeros_like(Z)
    GZ[np.arange(len(y)), y] = G
    return GZ
    ### END SOLUTION


def vjp_log_sum_exp(G, out, Z):
    """The gradient of the input of out[r] = log sum_k exp(Z[r, k]).

    Args:
        G: (m,) float64 array, the gradient of the loss with respect to out. Not changed.
        out: (m,) float64 array, the result. Not changed.
        Z: (m, K) float64 array, the input. Not changed.

    Returns:
        (m, K) float64 array, finite for every finite Z.
    """
    ### BEGIN SOLUTION
    return G[:, None] * np.exp(Z - out[:, None])
    ### END SOLUTION


# %% tests="vjp_sum_mean" points=2
parts = check.Parts()
entries, G_now = np.array([[1.0, -2, 0.5], [4, 0, 3]]), np.array(6.0)
with parts(1, "by hand"):
    hint = "If one entry grows by a little, by how much does the sum grow?"
    check_gradient(of_one(vjp_sum, "sum", entries, G_now), np.full((2, 3), 6.0), "the gradient of sum", hint=hint)
    hint = "If one of six entries grows by a little, by how much does the mean grow?"
    check_gradient(of_one(vjp_mean, "mean", entries, G_now), np.full((2, 3), 1.0), "the gradient of mean", hint=hint)
    check.well_behaved(vjp_sum, G=G_now, out=np.asarray(entries.sum()), a=entries)
    check.well_behaved(vjp_mean, G=G_now, out=np.asarray(entries.mean()), a=entries)
### BEGIN HIDDEN TESTS
with parts(1, "other shapes"):
    for shape, G_now in [((5,), -0.7), ((4, 3), 2.5), ((2, 2, 3), 0.3)]:
        entries, G_now = np.random.default_rng(shape).normal(size=shape), np.array(G_now)
        for operation, rule in (("sum", vjp_sum), ("mean", vjp_mean)):
            expected = getattr(reference, f"vjp_{operation}")(G_now, None, entries)
            hint = "Every entry has the same share. Which one?"
            check_gradient(of_one(rule, operation, entries, G_now), expected, f"the gradient of {operation}", hint=hint)
### END HIDDEN TESTS
parts


# %% tests="vjp_rows" points=3
def of_rows(rule, G, Z, *labels):
    """Return the gradient with respect to Z that the rule gives."""
    return rule(G, FORWARD["pick" if labels else "log_sum_exp"](Z, *labels), Z, *labels)


parts = check.Parts()
scores, labels = np.log([[1.0, 2, 5, 2], [3, 3, 3, 1], [7, 1, 1, 1]]), np.array([2, 0, 2])
G_now = np.array([10.0, -20, 30])
with parts(1, "by hand"):
    by_hand = np.array([[0, 0, 10.0, 0], [-20, 0, 0, 0], [0, 0, 30, 0]])
    hint = "Which entries of Z were picked, and by how much does the result change with them?"
    check_gradient(of_rows(vjp_pick, G_now, scores, labels), by_hand, "the gradient of pick", hint=hint)
    by_hand = np.array([[1.0, 2, 5, 2], [-6, -6, -6, -2], [21, 3, 3, 3]])
    hint = "The exponentials of row 0 are 1, 2, 5, 2. Its softmax times 10 is wanted."
    check_gradient(of_rows(vjp_log_sum_exp, G_now, scores), by_hand, "the gradient of log_sum_exp", hint=hint)
    other_labels = np.array([2, 3, 0])
    picked = FORWARD["pick"](scores, other_labels)
    check.well_behaved(vjp_pick, G=G_now, out=picked, Z=scores, y=other_labels, batch=4)
    check.well_behaved(vjp_log_sum_exp, G=G_now, out=log_sum_exp(scores), Z=scores, batch=3)
### BEGIN HIDDEN TESTS
with parts(1, "other shapes"):
    for m, K in [(4, 4), (1, 3), (6, 2)]:
        rng = np.random.default_rng((m, K))
        scores, labels, G_now = rng.normal(size=(m, K)), rng.integers(0, K, size=m), rng.normal(size=m)
        expected = reference.vjp_pick(G_now, None, scores, labels)
        hint = "One entry per row, in the column that y names."
        check.values(of_rows(vjp_pick, G_now, scores, labels), expected, "the gradient of pick", hint=hint)
        expected = reference.vjp_log_sum_exp(G_now, log_sum_exp(scores), scores)
        hint = "Each row has its own G and its own sum."
        check_gradient(of_rows(vjp_log_sum_exp, G_now, scores), expected, "the gradient of log_sum_exp", hint=hint)
with parts(1, "scores far from zero"):
    scores = np.array([[1000.0, 1001, 999], [-1000, -1002, -1001], [0, 900, -900]])
    G_now = np.array([1.0, -2, 3])
    expected = reference.vjp_log_sum_exp(G_now, log_sum_exp(scores), scores)
    hint = "Print what you exponentiate. The result `out` can keep it small."
    check.values(of_rows(vjp_log_sum_exp, G_now, scores), expected, "the gradient of log_sum_exp", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
The next cell makes your twelve functions available by name. From now on, `vjp("matmul", G, out, [A, B])` is a list with
one gradient for each parent; for the labels of `"pick"` it holds `None`.
"""


# %% given="all_vjps"
def vjp(operation, G, out, inputs):
    """One gradient for each input of the operation, in a list; None for labels, which have none."""
    found = globals()[f"vjp_{operation}"](G, out, *inputs)  # the rule for "exp" is the function vjp_exp
    found = list(found) if isinstance(found, tuple | list) else [found]
    return found + [None] * (len(inputs) - len(found))


# %% [markdown]
r"""
## Question 5 · An order in which to go

To compute a graph, every parent has to come before what is made from it. To go backwards we need the reverse: **before
a node hands its gradient down, everything that used it must have handed in its share.** Both follow from one list, a
*topological order*: every name once, each parent somewhere before its children. The way back reads the list from its
end.

It matters as soon as paths meet. In this graph $a$ is used twice:

```
x ──tanh──▶ a ───────────────┐
            │                ├─add──▶ f            a = tanh(x),   b = log(a),   f = a + b
            └──log──▶ b ─────┘
```

*Think first:* somebody starts at $f$ and always goes on to the parents at once, first to $a$, from there to $x$; then
to $b$, and from $b$ to $a$. What does $x$ get?

<details><summary>An answer</summary>

On the first visit, $a$ knows only what comes directly from $f$. If $a$ hands that down and is then called done, the
share through $b$ never reaches $x$. If $a$ hands down its whole sum again on the second visit, the direct share
arrives twice. Only when $b$ is finished is the gradient of $a$ complete. An order that respects this is $x, a, b, f$.

</details>

A good way to find the order: to put a name into the list, first put in all its parents, and only then the name itself.
Skip names that are in the list already.

Write `topological_order`. It starts at `end` and lists only what `end` depends on; a graph may hold other things as
well. Inputs are listed too. Any topological order will do, for most graphs have several.
"""


# %% solution="topological_order"
def topological_order(graph, end):
    """The names on which `end` depends, in an order in which they can be computed.

    Args:
        graph: dict, name -> (operation, parents): a str and a tuple of names. In any order. Not changed.
            A name that is no key is an input.
        end: str, the name to be computed.

    Returns:
        list of str: `end` and everything it depends on, inputs included, each once, every parent before its children.
    """
    ### BEGIN SOLUTION
    order = []

    def visit(name):
        if name in order:
            return
        _operation, parents = graph.get(name, ("input", ()))
        for parent in parents:
            visit(parent)
        order.append(name)

    visit(end)
    return order
    ### END SOLUTION


# %% tests="topological_order" points=4
def check_order(graph, end, needed):
    """Check that the student's order of the graph holds what is needed, once, and parents first."""
    order = topological_order(graph, end)
    check.that(isinstance(order, list), "the order is a list", hint="Collect the names in a list.")
    check.that(all(isinstance(name, str) for name in order), "the order holds names", hint="Append names, not nodes.")
    hint = "Can a name be put in twice, if two others use it?"
    check.that(len(set(order)) == len(order), "every name occurs once", hint=hint)
    hint = "Start at the end and follow the parents, down to the inputs."
    check.that(set(needed) <= set(order), "everything that is needed is listed", hint=hint)
    hint = "Start at the end and follow the parents. Other parts of the graph are not needed."
    check.that(set(order) <= set(needed), "nothing else is listed", hint=hint)
    place = {name: number for number, name in enumerate(order)}
    wrong = [(p, name) for name in needed if name in graph for p in graph[name][1] if place[p] > place[name]]
    what = f"{wrong[0][0]} comes before {wrong[0][1]}" if wrong else "every parent comes before its children"
    check.that(not wrong, what, hint="When exactly is a name put into the list, compared with its parents?")


parts = check.Parts()
picture = {"a": ("tanh", ("x",)), "f": ("add", ("a", "b")), "b": ("log", ("a",))}
with parts(1, "f = (x + y) z, and the graph of the picture"):
    check_order({"s": ("add", ("x", "y")), "f": ("multiply", ("s", "z"))}, "f", ["x", "y", "z", "s", "f"])
    check_order(picture, "f", ["x", "a", "b", "f"])
    check.well_behaved(topological_order, graph={"s": ("add", ("x", "y")), "f": ("multiply", ("s", "z"))}, end="f")
with parts(1, "part of a graph, and an input alone"):
    check_order(picture, "b", ["x", "a", "b"])
    check_order(picture, "x", ["x"])
### BEGIN HIDDEN TESTS
with parts(1, "paths of different length that meet"):
    meeting = {
        "f": ("add", ("x", "e")),
        "e": ("multiply", ("d", "a")),
        "d": ("tanh", ("c",)),
        "unused": ("exp", ("f",)),
        "c": ("subtract", ("b", "x")),
        "b": ("multiply", ("a", "a")),
        "a": ("exp", ("x",)),
        "other": ("add", ("x", "w")),
    }
    check_order(meeting, "f", ["x", "a", "b", "c", "d", "e", "f"])
    check_order(dict(reversed(meeting.items())), "f", ["x", "a", "b", "c", "d", "e", "f"])
    check_order(meeting, "unused", ["x", "a", "b", "c", "d", "e", "f", "unused"])
with parts(1, "many graphs"):
    for seed in range(4):
        rng = np.random.default_rng((50, seed))
        names = [f"n{number}" for number in rng.permutation(14)]
        made = {}
        for place in range(3, 14):
            chosen = rng.integers(0, place, size=2)
            made[names[place]] = ("add", (names[chosen[0]], names[chosen[1]]))
        shuffled = {names[place]: made[names[place]] for place in rng.permutation(np.arange(3, 14))}
        check_order(shuffled, names[13], reference.topological_order(shuffled, names[13]))
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
With an order, a graph can be computed. `evaluate` goes through it and keeps every result: the *values* play the part of
the cache.
"""


# %% given="evaluate"
def evaluate(graph, inputs, end):
    """All values that are needed for `end`: a dict name -> array, with those of `inputs`."""
    values = {name: np.asarray(value) for name, value in inputs.items()}
    for name in topological_order(graph, end):
        if name in graph:
            operation, parents = graph[name]
            values[name] = np.asarray(FORWARD[operation](*[values[parent] for parent in parents]))
    return values


graph_small = {"s": ("add", ("x", "y")), "f": ("multiply", ("s", "z"))}
print(evaluate(graph_small, {"x": -2.0, "y": 5.0, "z": -4.0}, "f"))

# %% [markdown]
r"""
## Question 6 · Backward, through any graph

Now put the pieces together. Every name gets a gradient, of the shape of its value. The beginning is easy:
$\partial f / \partial f = 1$. Then go through the topological order *from its end*. For each name that an operation
made:

1. its own gradient is complete by now; look it up;
2. ask `vjp` for the gradients of its parents;
3. **add** each of them to what that parent has already.

*By hand.* $f = (x + y)\, z$ at $x = -2$, $y = 5$, $z = -4$. Forward: $s = 3$ and $f = -12$. Backward: $f$ gets 1.
Through the product, $s$ gets $z = -4$ and $z$ gets $s = 3$. Through the sum, $x$ and $y$ get what $s$ has, $-4$.

*Think first:* `vjp_add` may hand *the same array* to both parents. What happens if a later step adds to one of them
with `+=`?

<details><summary>An answer</summary>

`+=` writes into the array, and the other parent's gradient changes with it. Nothing raises an error. So make a new
array for the sum, `old + new`, or copy before you keep.

</details>

Write `backward`. It returns a dict with the gradients of everything `end` depends on, `end` included. Labels have no
gradient and no entry.
"""


# %% solution="backward"
def backward(graph, values, end):
    """Compute the gradients of the number `end` with respect to all it depends on, in reverse mode.

    Args:
        graph: dict, name -> (operation, parents), as in `topological_order`. Not changed.
        values: dict, name -> float64 array, as `evaluate` returns it. Not changed.
        end: str, the name of a number: values[end] has shape ().

    Returns:
        dict, name -> float64 array of the shape of its value (for the shape () a number will do).
    """
    ### BEGIN SOLUTION
    grads = {end: np.array(1.0)}
    for name in reversed(topological_order(graph, end)):
        if name in graph and name in grads:
            operation, parents = graph[name]
            shares = vjp(operation, grads[name], values[name], [values[parent] for parent in parents])
            for parent, share in zip(parents, shares, strict=True):
                if share is not None:
                    grads[parent] = grads[parent] + share if parent in grads else share
    return grads
    ### END SOLUTION


# %% tests="backward" points=8
def snapshot(values):
    """Copies of all arrays in a dict."""
    return {name: np.array(value) for name, value in values.items()}


def check_grads(graph, inputs, end, expected, values=None):
    """Check the student's gradients of a graph, by name."""
    values = evaluate(graph, inputs, end) if values is None else values
    found = backward(graph, values, end)
    check.that(isinstance(found, dict), "the gradients are a dict", hint="Its keys are names of the graph.")
    for name, wanted in expected.items():
        hint = f"Does everything that uses {name} add its share, once, before {name} hands it on?"
        check.that(name in found, f"there is a gradient for {name}", hint=hint)
        check_gradient(found[name], wanted, f"the gradient of {name}", hint=hint)
    return found


parts = check.Parts()
with parts(1, "f = (x + y) z by hand"):
    graph_now = {"s": ("add", ("x", "y")), "f": ("multiply", ("s", "z"))}
    by_hand = {"f": 1.0, "s": -4.0, "z": 3.0, "x": -4.0, "y": -4.0}
    check_grads(graph_now, {"x": -2.0, "y": 5.0, "z": -4.0}, "f", by_hand)
with parts(1, "the graph of the picture, where paths meet"):
    graph_now = {"a": ("tanh", ("x",)), "f": ("add", ("a", "b")), "b": ("log", ("a",))}
    a = np.tanh(0.5)
    check_grads(graph_now, {"x": 0.5}, "f", {"a": 1 + 1 / a, "x": (1 + 1 / a) * (1 - a**2)})
with parts(1, "both parents are the same: f = sum of x ∘ x"):
    numbers = np.array([1.0, -2, 3])
    check_grads({"q": ("multiply", ("x", "x")), "f": ("sum", ("q",))}, {"x": numbers}, "f", {"x": 2 * numbers})
    graph_now = {"q": ("multiply", ("x", "b")), "t": ("tanh", ("q",)), "f": ("sum", ("t",))}
    numbers = {"x": np.array([[0.5, -0.2, 0.9], [0.1, 1.0, -0.4]]), "b": np.array([1.0, -2, 3])}
    check.well_behaved(backward, graph=graph_now, values=evaluate(graph_now, numbers, "f"), end="f")


### BEGIN HIDDEN TESTS
def right_values(graph, inputs, end):
    """What `evaluate` gives if the order is right."""
    values = {name: np.asarray(value) for name, value in inputs.items()}
    for name in reference.topological_order(graph, end):
        if name in graph:
            values[name] = np.asarray(FORWARD[graph[name][0]](*[values[parent] for parent in graph[name][1]]))
    return values


def as_reference(graph, inputs, end):
    """Check the student's gradients against the right ones, at the right values."""
    values = right_values(graph, inputs, end)
    return check_grads(graph, inputs, end, reference.backward(graph, snapshot(values), end), values)


rng = np.random.default_rng(60)
with parts(1, "paths of different length"):
    meeting = {
        "e": ("multiply", ("d", "a")),
        "d": ("tanh", ("c",)),
        "c": ("subtract", ("b", "x")),
        "f": ("sum", ("g",)),
        "g": ("add", ("x", "e")),
        "b": ("multiply", ("a", "a")),
        "a": ("exp", ("x",)),
    }
    as_reference(meeting, {"x": rng.normal(size=(3, 2))}, "f")
    as_reference(dict(reversed(meeting.items())), {"x": rng.normal(size=4)}, "f")
with parts(1, "an array shared by two gradients"):
    sharing = {
        "p": ("add", ("u", "v")),
        "q": ("multiply", ("u", "u")),
        "r": ("add", ("p", "q")),
        "w": ("multiply", ("v", "c")),
        "t": ("add", ("w", "r")),
        "f": ("sum", ("t",)),
    }
    inputs = {"u": rng.normal(size=(2, 3)), "v": rng.normal(size=(2, 3)), "c": rng.normal(size=(2, 3))}
    as_reference(sharing, inputs, "f")
with parts(1, "one layer with its loss"):
    layer = {
        "P": ("matmul", ("X", "W")),
        "Z": ("add", ("P", "b")),
        "lse": ("log_sum_exp", ("Z",)),
        "right": ("pick", ("Z", "y")),
        "cost": ("subtract", ("lse", "right")),
        "loss": ("mean", ("cost",)),
        "aside": ("exp", ("Z",)),
    }
    inputs = {"X": rng.normal(size=(6, 4)), "W": rng.normal(size=(4, 3)), "b": rng.normal(size=3)}
    found = as_reference(layer, inputs | {"y": np.array([0, 2, 1, 1, 0, 2])}, "loss")
    hint = "Whole numbers cannot be moved a little. What does vjp give for them?"
    check.that("y" not in found, "the labels have no gradient", hint=hint)
with parts(1, "only what the end depends on, and from where it starts"):
    values = right_values(layer, inputs | {"y": np.array([0, 2, 1, 1, 0, 2])}, "aside")
    found = backward({"n": ("sum", ("aside",)), **layer}, values | {"n": values["aside"].sum()}, "n")
    wanted = reference.backward({"n": ("sum", ("aside",)), **layer}, values | {"n": values["aside"].sum()}, "n")
    check.that(isinstance(found, dict), "the gradients are a dict", hint="Its keys are names of the graph.")
    hint = "Start the way back at `end`, whatever its name is."
    check.that(set(wanted) == set(found), "the gradients are those of what the end depends on", hint=hint)
    for name in wanted:
        check_gradient(found[name], wanted[name], f"the gradient of {name}", hint=hint)
with parts(1, "the same twice"):
    values = right_values(meeting, {"x": rng.normal(size=(2, 2))}, "f")
    wanted = reference.backward(meeting, snapshot(values), "f")
    for turn in ("first", "second"):
        found = backward(meeting, values, "f")
        check.that(isinstance(found, dict), "the gradients are a dict", hint="Its keys are names of the graph.")
        for name in wanted:
            hint = "Where do the gradients live, and are they new in each call?"
            check.that(name in found, f"there is a gradient for {name}", hint=hint)
            check_gradient(found[name], wanted[name], f"the gradient of {name} in the {turn} call", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 7 · The gradients of homework 4, without a derivation

Now write a network as a graph. Its inputs are named `X`, `y`, `W1`, `b1`, …, `WL`, `bL` and `half_lam`, which is
$\lambda / 2$. With $Z_1 = X$,

$$U_i = Z_i W_i + b_i, \qquad Z_{i+1} = \sigma(U_i) \quad (i < L), \qquad
\text{loss} = \frac1m \sum_r \Big( \log \sum_k e^{u_{rk}} - u_{r y_r} \Big)
+ \frac\lambda2 \sum_{i=1}^L \sum (W_i \circ W_i),$$

where $u_{rk}$ are the entries of $U_L$, the scores, and the inner sum of the penalty is over all entries. The
result must be called `"loss"`. All other names are up to you; f-strings such as `f"U{i}"` help.

An operation has at most two parents, so $Z_i W_i + b_i$ takes two nodes. Each $W_i$ is used twice, in its layer and in
the penalty. In homework 4 you had to remember what the penalty adds to the gradient. Here the sum over the paths does
it.

Write `network_graph`. There is nothing to differentiate any more.
"""


# %% solution="network_graph" battery="no twice"
def network_graph(L, activation="tanh"):
    """The loss of a network with L layers, as a graph.

    Args:
        L: int, the number of layers, at least 1; the last one has no activation.
        activation: "relu" or "tanh", for the hidden layers.

    Returns:
        dict, name -> (operation, parents). Inputs are "X", "y", "half_lam", "Wi" and "bi" for i = 1, …, L; the
        result is "loss", the mean cross entropy plus half_lam times the sum of all squared weights. Every other
        name is yours to choose, and need not be the same in each call.
    """
    ### BEGIN SOLUTION
    graph = {}
    below = "X"
    for i in range(1, L + 1):
        graph[f"P{i}"] = ("matmul", (below, f"W{i}"))
        graph[f"U{i}"] = ("add", (f"P{i}", f"b{i}"))
        if i < L:
            below = f"Z{i + 1}"
            graph[below] = (activation, (f"U{i}",))
    graph["all_scores"] = ("log_sum_exp", (f"U{L}",))
    graph["right_score"] = ("pick", (f"U{L}", "y"))
    graph["costs"] = ("subtract", ("all_scores", "right_score"))
    total = "mean_cost"
    graph[total] = ("mean", ("costs",))
    for i in range(1, L + 1):
        graph[f"squares{i}"] = ("multiply", (f"W{i}", f"W{i}"))
        graph[f"size{i}"] = ("sum", (f"squares{i}",))
        graph[f"penalty{i}"] = ("multiply", ("half_lam", f"size{i}"))
        graph[f"loss{i}"] = ("add", (total, f"penalty{i}"))
        total = f"loss{i}"
    graph["loss"] = graph.pop(total)
    return graph
    ### END SOLUTION


# %% tests="network_graph" points=4
def random_network(sizes, m, seed):
    """Inputs X and labels y, and the params of a network with these widths, all random; lam is 0.3."""
    rng = np.random.default_rng(seed)
    fixed = {"X": rng.normal(size=(m, sizes[0])), "y": rng.integers(0, sizes[-1], size=m), "half_lam": np.array(0.15)}
    params = {}
    for i in range(1, len(sizes)):
        params[f"W{i}"] = rng.normal(size=(sizes[i - 1], sizes[i])) / np.sqrt(sizes[i - 1])
        params[f"b{i}"] = rng.normal(0, 0.5, size=sizes[i])
    return fixed, params


def plain_loss(fixed, params, activation):
    """The same loss, written as one would without a graph."""
    Z, L = fixed["X"], len(params) // 2
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        Z = FORWARD[activation](U)
    cost = np.mean(log_sum_exp(U) - U[np.arange(len(U)), fixed["y"]])
    return cost + fixed["half_lam"] * sum(np.sum(params[f"W{i}"] ** 2) for i in range(1, L + 1))


def check_form(graph):
    """Check that a graph is one: a dict of pairs whose operations are known."""
    check.that(isinstance(graph, dict), "the graph is a dict", hint="Return the dict.")
    check.that("loss" in graph, "the result is called 'loss'", hint="Rename the last node.")
    for name, node in graph.items():
        operation, parents = check.unpack(node, "operation", "parents")
        known = isinstance(operation, str) and operation in FORWARD
        check.that(known, f"the operation of {name} is known", hint="Choose one of the table at the beginning.")
        hint = "Mind the comma: a tuple with one entry is ('a',)."
        check.that(isinstance(parents, tuple | list), f"the parents of {name} are a tuple of names", hint=hint)


parts = check.Parts()
for widths, activation in [([4, 5, 3], "tanh"), ([3, 5, 4, 2], "relu")]:
    with parts(1, f"{len(widths) - 1} layers, {activation}"):
        fixed, params = random_network(widths, m=6, seed=70)
        graph_now = network_graph(len(widths) - 1, activation)
        check_form(graph_now)
        values = evaluate(graph_now, fixed | params, "loss")
        hint = "Compare the two parts: once with half_lam = 0, once without the mean cost."
        check.values(values["loss"], plain_loss(fixed, params, activation), "the loss", hint=hint)
        grads = backward(graph_now, values, "loss")
        hint = "If questions 1 to 6 are right, the gradients come by themselves."
        check.gradient(
            lambda **moved: plain_loss(fixed, moved, activation),
            params,
            {name: grads[name] for name in params},
            name="gradient",
            lam=0.3,
            m=6,
            samples=4,
            hint=hint,
        )


### BEGIN HIDDEN TESTS
def as_in_homework_4(fixed, params, activation):
    """The gradients by the recursion of homework 4."""
    L, Z, kept = len(params) // 2, fixed["X"], []
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        kept.append((Z, U))
        Z = FORWARD[activation](U)
    m, K = U.shape
    D = (np.exp(U - log_sum_exp(U)[:, None]) - np.eye(K)[fixed["y"]]) / m
    grads = {}
    for i in reversed(range(1, L + 1)):
        Z, _ = kept[i - 1]
        W = params[f"W{i}"]
        grads[f"W{i}"], grads[f"b{i}"] = Z.T @ D + 2 * fixed["half_lam"] * W, D.sum(axis=0)
        if i > 1:
            U = kept[i - 2][1]
            D = (D @ W.T) * ((U > 0) if activation == "relu" else 1 - np.tanh(U) ** 2)
    return grads


for activation in ("relu", "tanh"):
    with parts(1, f"the loss and homework 4's gradients, {activation}"):
        for widths in [[5, 3], [4, 6, 3], [3, 7, 5, 4], [2, 5, 3, 6, 4]]:
            fixed, params = random_network(widths, m=8, seed=71)
            graph_now = network_graph(len(widths) - 1, activation)
            check_form(graph_now)
            values = right_values(graph_now, fixed | params, "loss")
            hint = "Compare the two parts: once with half_lam = 0, once without the mean cost."
            check.values(values["loss"], plain_loss(fixed, params, activation), "the loss", hint=hint)
            grads = reference.backward(graph_now, values, "loss")
            for name, expected in as_in_homework_4(fixed, params, activation).items():
                hint = "Which layer is off? Print its nodes."
                check.that(name in grads, f"the loss depends on {name}", hint=hint)
                check.values(grads[name], expected, f"the gradient of {name}", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
If you still have your homework 4, compare: paste its functions into the next cell and call both on the same network.
The differences should be around $10^{-16}$.
"""

# %%
# Room for your backward of homework 4.


# %% [markdown]
r"""
### A network that writes its own graph

Nobody likes to write such dicts. The libraries let you write ordinary Python and take notes meanwhile. The next cell
does the same with the class `Traced`: a value that remembers its name and its graph. Each operator computes nothing but
an entry of the graph. So the graph of `x * x + x` is written by evaluating `x * x + x`, and loops and `if` come for
free, because what is written down is what really happened.

With it we train a network with a connection that skips a layer: a third layer that sees the second *and* the first. No
formula of homework 4 covers it.
"""


# %% given="traced" picture="Two moons with a curved boundary; beside it the loss falls to nearly 0."
class Traced:
    """A name in a graph. Operators add an entry to the graph and return the new name."""

    def __init__(self, graph, name):
        self.graph, self.name = graph, name

    def entry(self, operation, *others):
        name = f"{operation}_{len(self.graph)}"
        self.graph[name] = (operation, (self.name, *(other.name for other in others)))
        return Traced(self.graph, name)

    def __add__(self, other):
        return self.entry("add", other)

    def __sub__(self, other):
        return self.entry("subtract", other)

    def __mul__(self, other):
        return self.entry("multiply", other)

    def __matmul__(self, other):
        return self.entry("matmul", other)


def skipping_scores(X, W1, b1, W2, b2, W3, b3):
    """Ordinary Python: three layers, and the third one also sees the first."""
    first = (X @ W1 + b1).entry("tanh")
    second = (first @ W2 + b2).entry("tanh")
    return (first + second) @ W3 + b3


X_moons, y_moons = data.moons(200, noise=0.1, rng=0)
rng_moons = np.random.default_rng(0)
params_moons = {}
for i, (n_in, n_out) in enumerate([(2, 12), (12, 12), (12, 2)], start=1):
    params_moons[f"W{i}"] = rng_moons.normal(size=(n_in, n_out)) / np.sqrt(n_in)
    params_moons[f"b{i}"] = np.zeros(n_out)

graph_moons = {}
scores_moons = skipping_scores(*(Traced(graph_moons, name) for name in ("X", *params_moons)))
costs_moons = scores_moons.entry("log_sum_exp") - scores_moons.entry("pick", Traced(graph_moons, "y"))
loss_moons = costs_moons.entry("mean")

losses_moons = []
for _step in range(300):
    values_moons = evaluate(graph_moons, params_moons | {"X": X_moons, "y": y_moons}, loss_moons.name)
    losses_moons.append(float(values_moons[loss_moons.name]))
    grads_moons = backward(graph_moons, values_moons, loss_moons.name)
    params_moons = {name: value - 0.5 * grads_moons[name] for name, value in params_moons.items()}

fig, (left, right) = plt.subplots(1, 2, figsize=(7.4, 2.8))
plots.decision_regions(
    lambda points: np.argmax(
        evaluate(graph_moons, params_moons | {"X": points}, scores_moons.name)[scores_moons.name], axis=1
    ),
    X_moons,
    y_moons,
    ax=left,
)
plots.loss_curve(losses_moons, ax=right, reference={"log 2": np.log(2)})
plt.show()
print(f"{len(graph_moons)} operations; the first three:")
for name_moons in list(graph_moons)[:3]:
    print(" ", name_moons, "=", graph_moons[name_moons])

# %% [markdown]
r"""
## Question 8 · The other direction

There is a second way to use the same local slopes. Choose *one* direction in which the inputs move: for each input an
array $\dot x$ of its own shape, called its **tangent**. Then ask how fast everything moves with it, from the inputs to
the end. If $c = f(a, b)$, and $a$ and $b$ move at the rates $\dot a$ and $\dot b$, then

$$\dot c_q = \sum_p \frac{\partial c_q}{\partial a_p}\, \dot a_p
+ \sum_p \frac{\partial c_q}{\partial b_p}\, \dot b_p .$$

That is a *Jacobian–vector product*, JVP: the same Jacobian as before, multiplied from its other side. The next cell
has it for every operation. In **forward mode** the tangents are computed along with the values, in the same order;
nothing has to be kept for a way back.

*By hand.* $f = (x + y)\, z$ at $(-2, 5, -4)$, and only $x$ moves: $\dot x = 1$, $\dot y = \dot z = 0$. Then
$\dot s = 1$ and $\dot f = \dot s\, z + s\, \dot z = -4$. This is $\partial f / \partial x$, and nothing else. For
$\partial f / \partial z$ we have to go again, with $\dot z = 1$.
"""


# %% given="all_jvps"
def softmax_of(Z):
    """The softmax of every row."""
    return np.exp(Z - log_sum_exp(Z)[:, None])


JVPS = {
    "add": lambda a, b, da, db: da + db,
    "subtract": lambda a, b, da, db: da - db,
    "multiply": lambda a, b, da, db: da * b + a * db,
    "matmul": lambda A, B, dA, dB: dA @ B + A @ dB,
    "exp": lambda a, da: np.exp(a) * da,
    "log": lambda a, da: da / a,
    "tanh": lambda a, da: (1 - np.tanh(a) ** 2) * da,
    "relu": lambda a, da: (a > 0) * da,
    "sum": lambda a, da: np.sum(da),
    "mean": lambda a, da: np.mean(da),
    "pick": lambda Z, y, dZ, dy: dZ[np.arange(len(y)), y],
    "log_sum_exp": lambda Z, dZ: np.sum(softmax_of(Z) * dZ, axis=1),
}


def jvp(operation, inputs, tangents):
    """How fast the result of the operation moves if its inputs move at the rates `tangents` (two lists of arrays)."""
    return np.asarray(JVPS[operation](*inputs, *tangents))


# %% [markdown]
r"""
**8a.** Write `forward_mode`. Inputs without a tangent stand still: their tangent is 0, as an array of the right shape.
Labels stand still, too.
"""


# %% solution="forward_mode"
def forward_mode(graph, values, tangents, end):
    """How fast `end` moves if the inputs move at the given rates.

    Args:
        graph: dict, name -> (operation, parents), as in `topological_order`. Not changed.
        values: dict, name -> float64 array, as `evaluate` returns it. Not changed.
        tangents: dict, name of an input -> float64 array of its shape. Inputs not named stand still. Not changed.
        end: str, a name; values[end] may have any shape.

    Returns:
        float64 array of the shape of values[end] (for the shape () a number will do).
    """
    ### BEGIN SOLUTION
    moving = dict(tangents)
    for name in topological_order(graph, end):
        if name in graph:
            operation, parents = graph[name]
            moving[name] = jvp(operation, [values[p] for p in parents], [moving[p] for p in parents])
        elif name not in moving:
            moving[name] = np.zeros(values[name].shape)
    return moving[end]
    ### END SOLUTION


# %% tests="forward_mode" points=3
parts = check.Parts()
with parts(1, "f = (x + y) z by hand"):
    graph_now = {"s": ("add", ("x", "y")), "f": ("multiply", ("s", "z"))}
    values = evaluate(graph_now, {"x": -2.0, "y": 5.0, "z": -4.0}, "f")
    for moves, by_hand in [({"x": 1.0}, -4.0), ({"z": 1.0}, 3.0), ({"y": 2.0, "z": -1.0}, -11.0)]:
        moves = {name: np.array(rate) for name, rate in moves.items()}
        hint = "Write the tangent beside every value of the picture, from left to right."
        found = forward_mode(graph_now, values, moves, "f")
        check_gradient(found, by_hand, f"the rate of f if {' and '.join(moves)} move", hint=hint)
    graph_now = {"q": ("multiply", ("x", "b")), "t": ("tanh", ("q",)), "f": ("sum", ("t",))}
    numbers = {"x": np.array([[0.5, -0.2, 0.9], [0.1, 1.0, -0.4]]), "b": np.array([1.0, -2, 3])}
    values, moves = evaluate(graph_now, numbers, "f"), {"x": np.array([[1.0, 0, 2], [-1, 3, 0]])}
    check.well_behaved(forward_mode, graph=graph_now, values=values, tangents=moves, end="f")
### BEGIN HIDDEN TESTS
with parts(1, "paths that meet"):
    rng = np.random.default_rng(80)
    inputs, moves = {"x": rng.normal(size=(3, 2))}, {"x": rng.normal(size=(3, 2))}
    values = right_values(meeting, inputs, "f")
    for end in ("f", "e", "c", "x"):
        expected = reference.forward_mode(meeting, snapshot(values), {"x": moves["x"].copy()}, end)
        found = forward_mode(meeting, values, moves, end)
        check_gradient(found, expected, f"the rate of {end}", hint="Parents first. What does jvp need of each parent?")
with parts(1, "a network"):
    fixed, params = random_network([3, 5, 4], m=6, seed=81)
    graph_now = reference.network_graph(2, "tanh")
    values = right_values(graph_now, fixed | params, "loss")
    rng = np.random.default_rng(82)
    for names in (["W1"], ["b2", "X"], list(params)):
        moves = {name: rng.normal(size=values[name].shape) for name in names}
        expected = reference.forward_mode(graph_now, snapshot(values), snapshot(moves), "loss")
        found = forward_mode(graph_now, values, moves, "loss")
        check_gradient(found, expected, f"the rate of the loss if {' and '.join(names)} move", hint="Who stands still?")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
**8b.** One pass of forward mode gives the slope in one direction. For a whole gradient, take one pass for *each entry*:
let that entry move at the rate 1 and all others stand still. Write `gradient_forwards`.
"""


# %% solution="gradient_forwards"
def gradient_forwards(graph, values, name, end):
    """Compute the gradient of the number `end` with respect to the input `name`, one pass of forward mode per entry.

    Args:
        graph: dict, name -> (operation, parents), as in `topological_order`. Not changed.
        values: dict, name -> float64 array, as `evaluate` returns it. Not changed.
        name: str, an input.
        end: str, the name of a number.

    Returns:
        float64 array of the shape of values[name].
    """
    ### BEGIN SOLUTION
    gradient = np.zeros(values[name].shape)
    for place in np.ndindex(gradient.shape):
        tangent = np.zeros(gradient.shape)
        tangent[place] = 1.0
        gradient[place] = forward_mode(graph, values, {name: tangent}, end)
    return gradient
    ### END SOLUTION


# %% tests="gradient_forwards" points=2
parts = check.Parts()
with parts(1, "the same gradient as backwards"):
    graph_now = {"q": ("multiply", ("x", "x")), "t": ("tanh", ("q",)), "f": ("sum", ("t",))}
    numbers = np.array([[0.5, -0.2, 0.9], [0.1, 1.0, -0.4]])
    values = evaluate(graph_now, {"x": numbers}, "f")
    expected = 2 * numbers * (1 - np.tanh(numbers**2) ** 2)
    hint = "Let one entry move at the rate 1 and all others stand still. Where does the result belong?"
    check_gradient(gradient_forwards(graph_now, values, "x", "f"), expected, "the gradient of x", hint=hint)
    check.well_behaved(gradient_forwards, graph=graph_now, values=values, name="x", end="f")
### BEGIN HIDDEN TESTS
with parts(1, "a network"):
    fixed, params = random_network([3, 4, 3], m=5, seed=83)
    graph_now = reference.network_graph(2, "relu")
    values = right_values(graph_now, fixed | params, "loss")
    expected = reference.backward(graph_now, snapshot(values), "loss")
    for name in ("W1", "b2"):
        hint = "One pass per entry, each with a new tangent."
        found = gradient_forwards(graph_now, values, name, "loss")
        check_gradient(found, expected[name], f"the gradient of {name}", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
How much does it cost? The next cell takes a network with one hidden layer of growing width and measures three things:
the loss alone, all gradients by your `backward`, and *one pass* of forward mode. The gradient of $W_1$ alone would need
as many such passes as it has entries; the third line is the measured pass times that number.
"""

# %% given="costs"
widths_cost, seconds_cost = [8, 16, 32, 64, 128], {"loss": [], "all gradients, backward": [], "$W_1$, forward mode": []}
for width in widths_cost:
    rng_cost = np.random.default_rng(width)
    inputs_cost = {"X": rng_cost.normal(size=(50, 20)), "y": rng_cost.integers(0, 5, size=50), "half_lam": 0.0}
    for i, (n_in, n_out) in enumerate([(20, width), (width, 5)], start=1):
        inputs_cost |= {f"W{i}": rng_cost.normal(size=(n_in, n_out)), f"b{i}": np.zeros(n_out)}
    graph_cost = network_graph(2)
    values_cost = evaluate(graph_cost, inputs_cost, "loss")
    tangent_cost = {"W1": np.eye(20, width)}
    for label, passes, action in [
        ("loss", 1, lambda: evaluate(graph_cost, inputs_cost, "loss")),
        ("all gradients, backward", 1, lambda: backward(graph_cost, values_cost, "loss")),
        ("$W_1$, forward mode", 20 * width, lambda: forward_mode(graph_cost, values_cost, tangent_cost, "loss")),
    ]:
        runs = []
        for _run in range(10):
            began = time.perf_counter()
            action()
            runs.append(time.perf_counter() - began)
        seconds_cost[label].append(passes * min(runs))

plt.figure(figsize=(4.8, 3.0))
for (label, series), style in zip(seconds_cost.items(), ("o:", "s-", "^--"), strict=True):
    plt.loglog([20 * width for width in widths_cost], series, style, markersize=4, label=label)
plt.xticks([20 * width for width in widths_cost], [20 * width for width in widths_cost])
plt.minorticks_off()
plt.xlabel("entries of $W_1$")
plt.ylabel("seconds")
plt.legend()
plt.show()

# %% [markdown]
r"""
## Question 9 · Which direction, and at what price?

Explain in your own words, in about six to ten sentences:

1. Training needs the gradient of *one* loss with respect to *very many* parameters. Why does one go backwards for that?
   Count passes, and compare with your figure.
2. Describe a problem in which forward mode is the better choice, and say why.
3. What does going backwards cost that forward mode does not? Think of what has to be kept, and of what grows with it.

A person reads and grades this. Clear matters more than long.
"""

# %% [markdown] written="directions" points=4
r"""
**Why backwards.** Both modes multiply the same Jacobians; they start at different ends. A pass of forward mode starts
with one direction of the inputs and gives the slope of everything in that direction. For $P$ parameters it takes $P$
passes. A pass of reverse mode starts with one number at the end and gives its slope with respect to
everything, all parameters at once. With one loss that is one pass, and it costs two or three times what the loss alone
costs, whatever $P$ is. In the figure the lines of the loss and of `backward` lie close together, while that of forward
mode is a hundred to a few thousand times higher and rises faster, as the number of passes grows with the width.

**When forwards.** When there are few inputs and many outputs: a simulation with two settings, for example, where one
wants to know how a whole curve of a thousand points reacts to them. Two passes forward do it; reverse mode would need a
thousand, one for each point. One directional slope, as in a check of a gradient along a random direction, is also one
pass.

**The price.** Reverse mode can begin only when the end has been computed, and the VJPs then need the values from the
way forward. All of them have to be kept until the way back has passed: the memory grows with the number of operations,
that is with the depth of the network and the size of the batch. Forward mode needs a value and its tangent only until
the last operation that uses them is done, so it can forget as it goes.

=== BEGIN MARK SCHEME ===
4 points; half points where a line is half there.

- **1: passes are counted.** One pass of reverse mode per output (one loss), one pass of forward mode per input (per
  parameter). "Reverse mode is faster" without a count: half a point.
- **1: cost of a pass.** A backward pass costs a small multiple of the forward computation, independent of the number of
  parameters (as a multiple), and this is connected with the figure or with own numbers.
- **1: a problem for forward mode.** Few inputs, many outputs (or one direction only), with the reason by counting.
  An example without the reason: half a point.
- **1: memory.** The values of the forward computation must be kept for the way back; it grows with depth or number of
  operations and with the batch. "It needs more memory" without what is kept: half a point.

Not needed: the words Jacobian or checkpointing, exact factors. Wrong: that forward mode is numerical differentiation or
less exact (take off half a point), that reverse mode is always better.
=== END MARK SCHEME ===
"""

# %% [markdown]
r"""
## Stretch · A matrix of second derivatives, without the matrix (no points)

The gradient of the loss is a function of the parameters, so it has derivatives itself: the *Hessian*
$H_{pq} = \partial^2 \ell / (\partial \theta_p\, \partial \theta_q)$. For a million parameters it has $10^{12}$ entries,
and nobody writes it down. But $Hv$, for one direction $v$, is only the rate at which the gradient changes if the
parameters move at the rates $v$. So let the *tangents of question 8 run through the backward pass of question 6*:
forward mode over reverse mode.

1. Give every VJP a companion that takes the tangents of $G$, `out` and the inputs as well, and returns the tangents of
   the gradients. Begin with `multiply`: with $G_a = G \circ b$, the product rule gives
   $\dot G_a = \dot G \circ b + G \circ \dot b$. Which VJPs have a companion that is the VJP itself, applied to
   $\dot G$? (For the ReLU: almost everywhere.)
2. Write `hessian_times(graph, values, tangents, end)`: one pass forwards for all tangents, and one backwards that
   carries each gradient with its tangent.
3. Test it: on $f = \sum_k x_k^3$, where $Hv = 6\, x \circ v$; against central differences of your gradient; and by
   symmetry, $u^\top H v = v^\top H u$, for a network with tanh.
4. What does it cost, in forward passes, and how does that grow with the number of parameters?

## Looking back

You wrote an engine that differentiates whatever can be written with its twelve operations. To add a thirteenth, you
write one line for its value and one for its VJP, test the second against the first, and never touch the rest. Habits
worth keeping:

- **Local knowledge is enough.** An operation knows its own slope and nothing about the network around it.
- **Where paths meet, gradients add up.** Broadcasting, shared weights and penalties are all cases of this one rule.
- **Order is part of the algorithm.** A node hands its gradient down when it is complete, not when it is first met.
- **Having the result is not understanding it.** An engine gives you every gradient. What it means that one of them is
  tiny, or huge, you know from having derived it by hand.
"""
