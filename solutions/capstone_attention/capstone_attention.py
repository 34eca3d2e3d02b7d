# ---
# jupyter:
#   byhand:
#     title: "Capstone: an attention head"
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
# Capstone · An attention head

Every layer you have met so far treats the rows of its input one at a time: what becomes of row 3 does not depend on
row 7. For a sentence that will not do. What *it* refers to in "the trophy did not fit into the case because it was
too big" is decided by words that stand elsewhere, and which ones matter changes from sentence to sentence. An
**attention head** lets every row look at other rows and decide for itself which of them to listen to. Stacked and
repeated, it is the main part of every large language model.

You know all it is made of: three matrix products, a softmax, and one more product. What is new is that two *computed*
matrices are multiplied with each other, so gradients flow into both factors, and that one input is used three times.
You will write the head forwards and backwards, train it on a task where whatever works row by row can only guess,
and watch where it looks.

This is one of the capstones. Choose **one** of them; each is a small piece of work with more room than a homework,
meant for after homework 4. Allow three hours: about one for questions 1 and 2, and one for question 3.

| question | you write | points |
|---|---|---|
| 1 | `attention_forward` | 2 |
| 2 | `attention_backward` | 5 |
| 3 | nothing new: a head that learns to look things up | 1 |
| 4 | an explanation in words | 2 |
| stretch | several heads, or less memory | – |

Good places to stop for the day are the ends of questions 1 and 2.

**How to work.** Fill in each cell that raises `NotImplementedError`, then run the check cell below it. Grading runs
the same checks, and some more on other inputs. You may use NumPy, and nothing that differentiates.
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
## The head

The input $X$ of shape $(m, n)$ holds a *sequence*: row $i$ describes what stands at position $i$. Three weight
matrices make three descriptions of every row:

| | formula | shape | row $i$ says |
|---|---|---|---|
| **queries** | $Q = X W_Q$ | $(m, k)$ | what position $i$ is looking for |
| **keys** | $K = X W_K$ | $(m, k)$ | what position $i$ can be found by |
| **values** | $V = X W_V$ | $(m, v)$ | what position $i$ has to tell |

($K$ is the usual letter for the keys. In this notebook it is not the number of classes.) A query and a key that point
the same way have a large dot product. All dot products together are the scores,

$$Z = \frac{Q K^\top}{\sqrt{k}}, \qquad z_{ij} = \frac{q_i \cdot k_j}{\sqrt{k}}, \qquad \text{shape } (m, m),$$

where row $i$ says how much position $i$ cares for each position $j$. Reading goes from left to right: position $i$
must not look at what comes later. So $z_{ij}$ is replaced by $-\infty$ wherever $j > i$; this is called the **causal
mask**. A softmax along each row turns scores into shares, and the head's output is the mean of the values, weighted
with those shares:

$$S = \operatorname{softmax}(\text{masked } Z), \qquad A = S V, \qquad a_i = \sum_{j \le i} s_{ij}\, v_j,
\qquad \text{shape } (m, v).$$

*By hand.* Let $m = 2$, $n = k = v = 1$, all three weights 1, and $x = (1, 2)$. Position 0 sees only itself: $S_{0} =
(1, 0)$, $a_0 = 1$. Position 1 has the scores $2 \cdot 1 = 2$ and $2 \cdot 2 = 4$. The softmax gives the shares
$1 / (1 + e^{2}) \approx 0.119$ and $0.881$, so $a_1 \approx 0.119 \cdot 1 + 0.881 \cdot 2 = 1.881$.

## Question 1 · Forwards

Write `attention_forward`. Subtract the largest score of each row before you take exponentials; after the mask,
please, so that it is one that counts. $e^{-\infty} = 0$ holds in NumPy too, so masked shares come out as exact zeros.
Useful: `np.tril`, `np.where`, `-np.inf`.
"""


# %% solution="attention_forward" battery="no batch"
def attention_forward(X, Wq, Wk, Wv):
    """One attention head with a causal mask, A = softmax(mask(X Wq (X Wk)ᵀ / √k)) X Wv.

    Args:
        X: (m, n) float64 array, a row for each position. Not changed.
        Wq: (n, k) float64 array. Not changed.
        Wk: (n, k) float64 array. Not changed.
        Wv: (n, v) float64 array. Not changed.

    Returns:
        A: (m, v) float64 array.
        S: (m, m) float64 array, the shares; s_ij is 0 for j > i, and every row sums to 1.
        cache: what `attention_backward` needs.
    """
    ### BEGIN SOLUTION
    Q, K, V = X @ Wq, X @ Wk, X @ Wv
    Z = Q @ K.T / np.sqrt(K.shape[1])
    Z = np.where(np.tril(np.ones(Z.shape, dtype=bool)), Z, -np.inf)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    return S @ V, S, (X, Wq, Wk, Wv, Q, K, V, S)
    ### END SOLUTION


# %% tests="attention_forward" points=2
def head_arrays(m, n, k, v, scale=0.8):
    """Random inputs for an attention head, by name."""
    rng = np.random.default_rng((m, n, k, v))
    shapes = {"X": (m, n), "Wq": (n, k), "Wk": (n, k), "Wv": (n, v)}
    return {name: rng.normal(0, scale, size=shape) for name, shape in shapes.items()}


def copies(arrays):
    """A dict of copies."""
    return {name: array.copy() for name, array in arrays.items()}


parts = check.Parts()
with parts(1, "the example by hand, and what every head keeps to"):
    one = np.ones((1, 1))
    A, S, _ = check.unpack(attention_forward(np.array([[1.0], [2.0]]), one, one, one), "A", "S", "cache")
    share = 1 / (1 + np.exp(2.0))
    check.values(S, np.array([[1, 0], [share, 1 - share]]), "S", hint="Which positions may position 0 look at?")
    check.values(A, np.array([[1.0], [share + 2 * (1 - share)]]), "A", hint="Redo the example by hand.")
    Wq, Wk = np.array([[3.0] * 4, [1.0] * 4]), np.array([[0.0] * 4, [1.0] * 4])  # k = 4
    A, S, _ = check.unpack(attention_forward(np.eye(2), Wq, Wk, np.array([[1.0, 0, 2], [0, 1, 5]])), "A", "S", "cache")
    hint = "Here query 1 is (1, 1, 1, 1), key 0 is zero and key 1 is (1, 1, 1, 1). What are the two scores, with k = 4?"
    check.values(S, np.array([[1, 0], [share, 1 - share]]), "S", hint=hint)
    check.values(A[1], np.array([share, 1 - share, 5 - 3 * share]), "row 1 of A", hint=hint)
    arrays = head_arrays(m=6, n=5, k=3, v=4)
    A, S, _ = check.unpack(attention_forward(**copies(arrays)), "A", "S", "cache")
    check.array(A, "A", shape=(6, 4))
    check.values(S.sum(axis=1), np.ones(6), "the sums of the rows of S", hint="Along which axis does the softmax run?")
    later = copies(arrays)
    later["X"][4:] += 1.0
    A_later, _, _ = check.unpack(attention_forward(**later), "A", "S", "cache")
    hint = "Rows 4 and 5 of X were changed. Rows 0 to 3 of A may not notice: what does the mask let through?"
    check.values(A_later[:4], A[:4], "the first rows of A", hint=hint)
    large = attention_forward(40 * arrays["X"], arrays["Wq"], arrays["Wk"], arrays["Wv"])
    check.array(large[0], "A, with large scores", shape=(6, 4), hint="What is subtracted before the exponentials?")
    check.well_behaved(attention_forward, **arrays, cache=True)
### BEGIN HIDDEN TESTS
with parts(1, "other heads"):
    for m, n, k, v in [(7, 4, 6, 3), (1, 3, 2, 4), (5, 5, 5, 5)]:
        arrays = head_arrays(m, n, k, v)
        right, shares, _ = reference.attention_forward(**copies(arrays))
        A, S, _ = check.unpack(attention_forward(**arrays), "A", "S", "cache")
        check.values(
            S, shares, "S", hint="By which number are the scores divided, and along which axis do shares sum to 1?"
        )
        check.values(A, right, "A", hint="Row i of A is the mean of the rows of V, weighted with row i of S.")
    arrays = head_arrays(6, 4, 2, 3, scale=9.0)
    right, _, _ = reference.attention_forward(**copies(arrays))
    A, _, _ = check.unpack(attention_forward(**arrays), "A", "S", "cache")
    check.values(A, right, "A", hint="With large scores: what is subtracted, and is it taken after the mask?")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 2 · Backwards

Let $G = \partial \ell / \partial A$ be given, of shape $(m, v)$. Go back through the four steps, from the last to the
first, with pencil and paper. Write the shape under every factor.

1. $A = S V$ is a product of two matrices, and *both* are computed. Which gradient goes to $V$, which to $S$? (You
   have derived both for the affine step: there one of the factors was called $X$, the other $W$.)
2. $S = \operatorname{softmax}(Z)$, row by row, but for no particular loss. "$S - I_y$" belongs to the cross entropy;
   here you need the vector–Jacobian product of the softmax itself, from lecture 4 or homework 2, question 11.
3. What becomes of the masked places? A score that was replaced by $-\infty$ has no influence any more.
4. $Z = Q K^\top / \sqrt{k}$: two computed factors again, one of them transposed.
5. $X$ was used three times. What do three paths do?

*Think first:* is a separate step for the mask needed on the way back? Look at what the softmax's product does where
$s_{ij} = 0$.

<details><summary>An answer</summary>

No. Row $i$ of $\partial \ell / \partial Z$ is $s_i \circ (\dots)$, and where $s_{ij} = 0$ that is 0. The mask closes
the way in both directions by itself.

</details>

*By hand.* In the example above, let $G = (0, 1)^\top$. Then $\partial \ell / \partial V = S^\top G = (0.119,
0.881)^\top$, and row 1 of $\partial \ell / \partial S$ is $(v_0, v_1) = (1, 2)$. With the mean $0.119 \cdot 1 + 0.881
\cdot 2 = 1.881$, row 1 of $\partial \ell / \partial Z$ is $(0.119 \cdot (1 - 1.881),\; 0.881 \cdot (2 - 1.881)) =
(-0.105, 0.105)$. Giving more of the attention to position 1 raises $a_1$, as it should: position 1 has the larger
value.
"""


# %% solution="attention_backward"
def attention_backward(G, cache):
    """The gradients of an attention head.

    Args:
        G: (m, v) float64 array, the gradient of the loss with respect to A. Not changed.
        cache: from `attention_forward`. Not changed.

    Returns:
        dX: (m, n) float64 array.
        dWq: (n, k) float64 array.
        dWk: (n, k) float64 array.
        dWv: (n, v) float64 array.
    """
    ### BEGIN SOLUTION
    X, Wq, Wk, Wv, Q, K, V, S = cache
    dV, dS = S.T @ G, G @ V.T
    dZ = S * (dS - np.sum(dS * S, axis=1, keepdims=True)) / np.sqrt(K.shape[1])
    dQ, dK = dZ @ K, dZ.T @ Q
    dX = dQ @ Wq.T + dK @ Wk.T + dV @ Wv.T
    return dX, X.T @ dQ, X.T @ dK, X.T @ dV
    ### END SOLUTION


# %% tests="attention_backward" points=5
def head_gradients(arrays, G):
    """The four gradients that come back for the inputs in a dict and the upstream gradient G, by name."""
    _, _, cache = check.unpack(attention_forward(**arrays), "A", "S", "cache")
    return dict(zip(arrays, check.unpack(attention_backward(G, cache), "dX", "dWq", "dWk", "dWv"), strict=True))


HINTS = {
    "Wv": "The values reach A in one step, A = S V. Which gradient goes to V?",
    "Wq": "From S to the scores by the softmax's product, then to Q. Where does the √k go?",
    "Wk": "The keys enter the scores transposed. Which product of dZ and Q has the shape of K?",
    "X": "X is used three times. Are all three paths in your sum?",
}
parts = check.Parts()
for wanted, hint in HINTS.items():
    with parts(1, f"the gradient with respect to {wanted}"):
        arrays = head_arrays(m=6, n=5, k=3, v=4)
        upstream = np.random.default_rng(17).normal(size=(6, 4))
        found = head_gradients(arrays, upstream.copy())[wanted]
        check.gradient(
            lambda one: np.sum(upstream * attention_forward(**{**arrays, wanted: one})[0]),
            arrays[wanted],
            found,
            name=f"d{wanted}",
            samples=12,
            hint=hint,
        )
with parts(1, "asked in other ways"):
    check.well_behaved(attention_forward, **arrays, backward=attention_backward, upstream=upstream)
### BEGIN HIDDEN TESTS
for wanted, hint in HINTS.items():
    with parts(2, f"other heads: {wanted}"):
        for m, n, k, v in [(7, 4, 6, 3), (1, 3, 2, 4), (5, 5, 5, 5)]:
            arrays = head_arrays(m, n, k, v)
            upstream = np.random.default_rng((m, 18)).normal(size=(m, v))
            right = reference.attention_backward(upstream.copy(), reference.attention_forward(**copies(arrays))[2])
            expected = dict(zip(arrays, right, strict=True))
            check.values(head_gradients(arrays, upstream)[wanted], expected[wanted], f"d{wanted}", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 3 · Looking things up

Now a task for which no layer that works row by row is any use. A sequence first *tells* twelve pairs: a name, one of
twelve, and a colour, one of three, in random order. Then it *asks* twenty-four times: a name without a colour. The
right answer is the colour that stood beside this name, in this sequence; in the next sequence the colours are drawn
anew. So nothing can be learned by heart. The network has to learn to look it up.

Row $i$ of $X$ has $n = 16$ numbers: twelve say which name (a one at its place), three which colour (all zero in a
question), and the last is 1 in a question. The three columns of $A$ are the scores of the three colours, and the loss
is the mean cross entropy of the twenty-four answers. The two given functions make a sequence and train a head on a
new sequence at every step, with momentum, as in homework 4. A step calls what you wrote once forwards and once
backwards.

*Predict first:* what should the queries and the keys have in common after training, and what should $W_V$ read?

<details><summary>An answer</summary>

The query of a question and the key of a pair should agree when the *names* agree: $W_Q$ and $W_K$ read the first
twelve columns in the same way. And the last column must push questions away as keys, since a question has no colour
to tell. $W_V$ reads the three colour columns and hands them on.

</details>
"""


# %% given="lookup_task"
NAMES, COLOURS = 12, 3


def lookup_sequence(rng, questions=24):
    """A sequence that tells twelve pairs, then asks: X, with 16 columns, the rows that ask, and the right colours."""
    names, colours = rng.permutation(NAMES), rng.integers(COLOURS, size=NAMES)
    asked = rng.integers(NAMES, size=questions)
    X = np.zeros((NAMES + questions, NAMES + COLOURS + 1))
    X[np.arange(NAMES), names] = 1
    X[np.arange(NAMES), NAMES + colours] = 1
    X[NAMES + np.arange(questions), names[asked]] = 1
    X[NAMES:, -1] = 1
    return X, np.arange(NAMES, NAMES + questions), colours[asked]


def answers_loss(A, asking, y):
    """The mean cross entropy of the answers, how many are right, and the gradient with respect to A."""
    Z = A[asking] - A[asking].max(axis=1, keepdims=True)
    P = np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)
    rows = np.arange(len(y))
    G = np.zeros_like(A)
    G[asking] = (P - np.eye(COLOURS)[y]) / len(y)
    return -np.mean(np.log(P[rows, y])), np.mean(P.argmax(axis=1) == y), G


def train_lookup(steps, rng, k=8, eta=0.3, mu=0.9):
    """Train a head on a new sequence at every step; return its three matrices and the losses."""
    rng = np.random.default_rng(rng)
    n = NAMES + COLOURS + 1
    weights = {
        "Wq": rng.normal(0, 0.5, (n, k)),
        "Wk": rng.normal(0, 0.5, (n, k)),
        "Wv": rng.normal(0, 0.5, (n, COLOURS)),
    }
    velocity = {name: np.zeros_like(W) for name, W in weights.items()}
    losses = []
    for _step in range(steps):
        X, asking, y = lookup_sequence(rng)
        A, _, cache = attention_forward(X, **weights)
        loss, _, G = answers_loss(A, asking, y)
        _, dWq, dWk, dWv = attention_backward(G, cache)
        for name, gradient in {"Wq": dWq, "Wk": dWk, "Wv": dWv}.items():
            velocity[name] = mu * velocity[name] - eta * gradient
            weights[name] = weights[name] + velocity[name]
        losses.append(float(loss))
    return weights, losses


# %% [markdown]
r"""
If questions 1 and 2 are right there is nothing left to write: run the two cells below. Within 300 steps, a second or
so, the loss falls from about $\log 3 = 1.10$, which is guessing, to below 0.1. The check asks for 0.3. Grading trains
another head with your two functions and computes the loss of its weights by itself. Your functions may take forty
seconds in all; even with a loop over positions and entries they need a tenth of it.
"""


# %% tests="lookup" points=1
def answered(weights, rng, sequences=10):
    """The mean loss and the share of right answers on new sequences, computed with the head in `weights`."""
    rng, found = np.random.default_rng(rng), []
    for _sequence in range(sequences):
        X, asking, y = lookup_sequence(rng)
        found.append(answers_loss(attention_forward(X, **weights)[0], asking, y)[:2])
    return np.mean(found, axis=0)


trained_head, _ = train_lookup(steps=300, rng=0)
loss, share = answered(trained_head, rng=1)
hint = "Do both checks above pass? The training itself is given."
check.that(loss <= 0.3, "after 300 steps the loss on new sequences is at most 0.3", hint=hint)
print(f"on new sequences: loss {loss:.3f}, {share:.0%} of the questions answered rightly")
### BEGIN HIDDEN TESTS
other_head, _ = train_lookup(steps=300, rng=3)
rng, found = np.random.default_rng(4), []
for _sequence in range(10):
    X, asking, y = lookup_sequence(rng)
    found.append(answers_loss(reference.attention_forward(X, **other_head)[0], asking, y)[0])
check.that(np.mean(found) <= 0.3, "the weights answer new sequences", hint=hint)
### END HIDDEN TESTS

# %% given="where_it_looks" picture="a sequence's shares: each question row is dark at the one pair with its name"
head, losses = train_lookup(steps=300, rng=0)
X, asking, y = lookup_sequence(np.random.default_rng(5), questions=8)
_, S, _ = attention_forward(X, **head)
ax, curve = plots.panels(2, width=3.4, height=2.9)
ax.imshow(S, cmap="Greys", vmin=0, vmax=1)
ax.axhline(NAMES - 0.5, color="0.6", linewidth=1)
ax.set(xlabel="position looked at", ylabel="position that looks", title="shares S; questions below the line")
curve.plot(losses)
curve.axhline(np.log(3), linestyle=":", color="0.4")
curve.set(xlabel="step", ylabel="loss", title="training; dotted: guessing")
plt.show()

# %% [markdown]
r"""
Each row below the line has one dark square: the position where the same name was told. Nobody wrote a rule for
looking things up. It follows from three matrices, and from the gradients you derived.

*Try it:* plot $W_Q W_K^\top$ as a picture with colours. It has shape $(16, 16)$, and entry $(a, b)$ says how much a
query with a one in column $a$ likes a key with a one in column $b$. Find the diagonal, and the row and the column of
the question mark.

## Question 4 · In words

1. The scores are divided by $\sqrt k$. Suppose that the entries of $q_i$ and $k_j$ are independent, with mean 0 and
   variance 1. What is the variance of $q_i \cdot k_j$? What would large scores do to the softmax, and to the gradient
   that passes through it? Name the formula in which one sees it.
2. A sequence becomes twice as long. By which factor do the multiplications of the forward pass grow, for those in
   $X W_Q$, and for those in $Q K^\top$? And the memory of the cache? Which of the two ends up limiting how long a
   text can be?

About six sentences in all.
"""

# %% [markdown] written="scale_and_length" points=2
r"""
1. $q_i \cdot k_j$ is a sum of $k$ independent products, each with mean 0 and variance 1, so its variance is $k$ and
   its typical size $\sqrt k$; dividing keeps it near 1 for every $k$. Large scores make the softmax nearly one-hot.
   Its vector–Jacobian product is $s_i \circ (g - g \cdot s_i)$: with $s_i$ one-hot, every entry is nearly 0, either
   through the factor $s_{ij}$ or because the bracket vanishes at the one place where $s_{ij} = 1$. No gradient
   reaches $Q$ and $K$, and the head cannot learn where to look.
2. $X W_Q$ takes $mnk$ multiplications and doubles with $m$. $Q K^\top$ takes $m^2 k$ and grows by a factor of four,
   as does $S V$ with $m^2 v$. In the cache, $Q$, $K$ and $V$ double, $S$ has $m^2$ entries and grows by four. For
   long sequences the squares win, in time and in memory; the shares $S$ are what limits the length.

=== BEGIN MARK SCHEME ===
1 point: variance $k$ (or size $\sqrt k$), and that a nearly one-hot softmax lets no gradient through, with a reason
(½ without the reason). 1 point: factor 2 for $X W_Q$, 4 for $Q K^\top$ and for $S$ in memory; the square is the limit
(½ if only one of time and memory is right). Causal masking halves the work; an answer that counts so is right too.
=== END MARK SCHEME ===
"""

# %% [markdown]
r"""
## Stretch · No points, and worth it

Choose one.

- **Several heads.** Let $h$ heads look at the same $X$ with weights of their own, set their outputs side by side, and
  mix them with one more matrix $W_O$ of shape $(hv, n)$, so that the result can be added to $X$: a residual attention
  layer. Write both passes from what you have; six lines each will do. Then let two such layers solve what one cannot:
  a sequence of letters in which the right answer is *the letter that came after this one the last time*.
- **Less memory.** $S$ has $m^2$ entries, and the backward pass wants all of them. It need not keep them. If the
  forward pass keeps one number for each row, $L_i = \log \sum_j e^{z_{ij}}$, then any block of $S$ can be computed
  again when it is needed, as $s_{ij} = e^{z_{ij} - L_i}$. The row sums $\sum_j (\partial \ell / \partial s_{ij})\,
  s_{ij}$ look as if they needed a whole row, but they equal $g_i \cdot a_i$: prove it, in one line. Then write a
  backward pass that never holds more than $m \times 64$ shares at a time, and check it against yours. This is the
  idea behind the attention kernels in use today (Dao and others, *FlashAttention*, 2022).
"""
