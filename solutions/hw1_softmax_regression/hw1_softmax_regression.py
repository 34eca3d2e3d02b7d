# ---
# jupyter:
#   byhand:
#     title: Softmax regression, the one-layer network
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
# Homework 1 · Softmax regression, the one-layer network

You will build a classifier from nothing but NumPy and teach it twice. On the first data set, a spiral, it
fails in a way worth understanding. On the second, handwritten digits, the same few lines recognise about 19
of 20 digits they have never seen. The later homeworks stack such layers; every line you write here comes
back there.

Learning needs three ingredients, and the questions follow them:

- a **model** that turns an example into a guess (question 1),
- a **loss** that says how bad the guesses are (questions 2–4),
- an **optimizer** that changes the model to lower the loss (questions 5–8).

**How to work.** Fill in each cell that raises `NotImplementedError`, then run the check cell below it. A
check that fails shows a card with the first thing that is off and one next step. Grading runs the same
checks and some more, on other inputs. So a function must work for any shape that its docstring allows, give
the same answer however often it is asked, and leave the arrays it is given as they were.

**What you may use.** NumPy (as `np`), plain Python, and the functions you wrote in earlier questions. No
SciPy, scikit-learn or deep-learning library. Loops are allowed wherever you like: a right answer is a right
answer.

| question | you write | points |
|---|---|---|
| 1 | `softmax` | 4 |
| 2 | `cross_entropy` | 4 |
| 3 | `hinge_loss` | 3 |
| 4 | `loss`, `gradients` | 9 |
| 5 | `gd_step` | 2 |
| 6 | `train` | 5 |
| 7 | `predict`, `accuracy` | 3 |
| 8 | `minibatches`, `sgd_epoch` | 6 |
| 9 | an explanation in words | 4 |
| stretch | is there a better valley?, without points | |

**How long it takes.** Seven to nine hours. That is an estimate and not a measurement: an hour and a half to read,
and nine or ten minutes for each point. Three places are good to stop at, and to hand in what you have: after
question 3, when you have probabilities and two losses; after question 6, when the spiral is trained; and after
question 8, with the digits. Question 9 needs no code, and half an hour of its own.
"""


# %% given="setup"
class MissingLibraryError(ImportError):
    """Shown in the notebook as one sentence instead of a stack of calls."""

    def _render_traceback_(self):
        return [str(self)]


try:
    import matplotlib.pyplot as plt
    import numpy as np

    from byhand import check, data, plots
except ImportError as missing:
    raise MissingLibraryError(
        f"This notebook could not find {missing.name or 'byhand'}: please run `pip install -e .` in the "
        "course folder, or `pip install` with the file byhand-*.whl that your instructor handed out. Then restart "
        "the kernel and run this cell again."
    ) from None

plots.use_style()

# %% [markdown]
r"""
## The data, and the names of things

The spiral has three classes of 100 points. Each class is an arm that starts in the centre and turns by 4
radians, a bit more than half a circle, on its way out. Before you read on, take a pencil: how many straight
lines would you need to keep the three arms apart?
"""

# %% given="spiral_data"
X_spiral, y_spiral = data.spiral(points_per_class=100, K=3, noise=0.2, rng=0)

# %% given="spiral_picture"
(ax,) = plots.panels(legend=True)
plots.points(X_spiral, y_spiral, ax=ax)
ax.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1))
plt.show()

# %% [markdown]
r"""
Everything below uses these names. Examples are rows, always.

| name | shape | what it is |
|---|---|---|
| $m,\ n,\ K$ | numbers | how many examples, features per example, classes |
| $X$, `X` | $(m, n)$ | the inputs: row $i$ is example $i$ |
| $y$, `y` | $(m,)$ | the labels: $y_i \in \{0, \dots, K-1\}$ is the right class of example $i$ |
| $W$, `W` | $(n, K)$ | the weights: column $j$ belongs to class $j$ |
| $b$, `b` | $(K,)$ | the biases, one per class |
| $Z$, `Z` | $(m, K)$ | the **scores**, $Z = XW + b$: $z_{ij}$ says how well class $j$ suits example $i$ |

Adding $b$, of shape $(K,)$, to $XW$, of shape $(m, K)$, adds it to every row: NumPy calls that
*broadcasting*.

The next cell holds a helper for the checks. It draws a small random problem in which $m$, $n$ and $K$ all
differ, so that a transposed array cannot go unnoticed.
"""


# %% given="random_problem"
def random_problem(m, n, K, seed, present=None):
    """Random X (m, n), y (m,), W (n, K), b (K,); only the first `present` of the K classes occur in y."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(m, n))
    y = rng.integers(0, present or K, size=m)
    return X, y, rng.normal(size=(n, K)), rng.normal(size=K)


# %% [markdown]
r"""
## Question 1 · From scores to probabilities

Scores can be any real numbers. We would like probabilities: positive, and adding up to 1 for each example.
Two moves do it. Taking $e^{z}$ makes every score positive and keeps their order. Dividing by the sum makes
them add up to 1:

$$S_{ij} = \frac{e^{z_{ij}}}{\sum_{k=0}^{K-1} e^{z_{ik}}}, \qquad S = \operatorname{softmax}(Z)
\quad \text{of shape } (m, K).$$

*By hand.* Take the scores $(0, \log 2, \log 5)$. Their exponentials are $1, 2, 5$ and add up to $8$, so the
probabilities are $\tfrac18, \tfrac28, \tfrac58$.

**A formula that breaks in practice.** The largest `float64` is about $1.8 \cdot 10^{308}$, so $e^{710}$ is
already too large and becomes `inf`. One such score makes the sum `inf` as well, and `inf / inf` is `nan`:
not a number. The way out is a law of the softmax itself. Add the same number $c$ to all scores of one
example:

$$\frac{e^{z_{ij} + c}}{\sum_k e^{z_{ik} + c}}
= \frac{e^{c}\, e^{z_{ij}}}{e^{c} \sum_k e^{z_{ik}}} = S_{ij},$$

because $e^{a + c} = e^{a} e^{c}$, and the common factor cancels. Only differences between scores matter.
(For two classes $S_{i1} = 1 / (1 + e^{-(z_{i1} - z_{i0})})$: the sigmoid of logistic regression.) So we may
choose $c = -\max_k z_{ik}$. Then the largest exponent is $0$, nothing overflows, and the sum is at least
$e^0 = 1$.

*Think first:* why the maximum of each row, when the maximum of the whole array would also prevent the
overflow?

<details><summary>An answer</summary>

Rows may live on different levels. If one example has scores around 1000 and another around 0, shifting both
by 1000 leaves the second with $e^{-1000}$ everywhere. That rounds to 0, and the row becomes $0/0$.

</details>

Write `softmax`. Useful: `np.exp`, and `max` and `sum` with `axis` and `keepdims`.
"""


# %% solution="softmax"
def softmax(Z):
    """Turn every row of scores into probabilities.

    Args:
        Z: (m, K) float64 array (whole numbers of an integer type work too), the scores. Not changed.

    Returns:
        S: (m, K) float64 array; no entry is negative and every row sums to 1.
    """
    ### BEGIN SOLUTION
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% tests="softmax" points=2
scores = np.log([[1.0, 2.0, 5.0], [3.0, 3.0, 3.0]])  # exponentials: 1, 2, 5 and 3, 3, 3
by_hand = np.array([[1 / 8, 2 / 8, 5 / 8], [1 / 3, 1 / 3, 1 / 3]])
probabilities = softmax(scores.copy())

check.array(probabilities, "S", shape=(2, 3))
hint = "One example is one row. Over which axis do its probabilities have to add up to 1?"
check.values(probabilities.sum(axis=1), np.ones(2), "row sums of S", hint=hint)
hint = "Follow the example by hand: exponentials first, then the share of each."
check.values(probabilities, by_hand, "S", hint=hint)
check.well_behaved(softmax, Z=scores, batch=1)
### BEGIN HIDDEN TESTS
for shape in [(7, 4), (1, 2), (4, 6)]:
    scores = np.random.default_rng(shape).normal(0, 3, size=shape)
    expected, scores_before = reference.softmax(scores.copy()), scores.copy()
    check.values(softmax(scores), expected, f"softmax of {shape} scores", hint="Work out one row on paper.")
    check.unchanged("Z", scores_before, scores)
scores = np.array([[3, 1, 0, -2], [0, 0, 4, 1], [2, 5, 5, -1]])
expected = reference.softmax(scores.astype(float))
hint = "Which type does the array have that you store the probabilities in?"
check.values(softmax(scores), expected, "softmax of whole-number scores", hint=hint)
### END HIDDEN TESTS

# %% [markdown]
r"""
Now scores far from zero. With $z = (1000, 1001)$ only the difference counts, so the probabilities are
$\frac{1}{1 + e}$ and $\frac{e}{1 + e}$, as they are for $(0, 1)$.
"""

# %% tests="softmax_stable" points=2
scores = np.array([[1000.0, 1001.0], [-1000.0, -1001.0], [2.0, 2.0]])
by_hand = np.array([[1, np.e], [np.e, 1], [(1 + np.e) / 2, (1 + np.e) / 2]]) / (1 + np.e)
hint = "Print, row by row, what you exponentiate. Does anything become inf, or a whole row 0?"
check.values(softmax(scores), by_hand, "softmax of very large and very small scores", hint=hint)
### BEGIN HIDDEN TESTS
level = np.array([[1000.0], [-1000.0], [0.0], [650.0], [-3.0]])
scores = level + np.random.default_rng(5).normal(0, 2, size=(5, 3))
expected = reference.softmax(scores.copy())
hint = "Each example needs its own shift."
check.values(softmax(scores), expected, "softmax of rows on different levels", hint=hint)
scores = np.array([[1000.0, -1000.0, 999.0, 0.0], [0.0, 800.0, -800.0, 799.5]])
expected = reference.softmax(scores.copy())
hint = "A tiny probability may round to 0, but never to nan."
check.values(softmax(scores), expected, "softmax of a row with a wide range", hint=hint)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Question 2 · How bad is a guess? The cross entropy

The model gave probability $S_{i y_i}$ to the right class of example $i$. We want a loss that is $0$ when
this is $1$, and grows without bound as it goes to $0$: the model should pay dearly for being sure and
wrong. The logarithm does that,

$$\ell_i = -\log S_{i y_i}.$$

| probability of the right class | 1 | 0.9 | 0.5 | 1/3 | 0.01 |
|---|---|---|---|---|---|
| $\ell_i$ | 0 | 0.105 | 0.693 | 1.099 | 4.605 |

Throughout, $\log$ is the natural logarithm, `np.log`; the unit is the *nat*. You may meet a slide that
prints $-\log 0.9 = 0.046$: that is the logarithm to base 10. The two differ by the factor 2.303, and all
gradients would too.

**Keep the 1.10.** A model that knows nothing gives every class $1/K$ and has loss $\log K$. For three
classes this is $\log 3 \approx 1.10$. Before training, your loss should start there. If it does not,
something is wrong before any gradient is.

**From scores, not from probabilities.** Put the softmax into the formula and use
$\log\frac{a}{b} = \log a - \log b$:

$$\ell_i = -\log \frac{e^{z_{i y_i}}}{\sum_k e^{z_{ik}}} = \log \sum_k e^{z_{ik}} - z_{i y_i}.$$

The first term is called *log-sum-exp*. It needs the same care as the softmax. With any number $c_i$, and
best with $c_i = \max_k z_{ik}$,

$$\log \sum_k e^{z_{ik}} = \log \Big( e^{c_i} \sum_k e^{z_{ik} - c_i} \Big)
= c_i + \log \sum_k e^{z_{ik} - c_i}.$$

*Think first:* with scores $(0, 1000)$ and the right class 0, what is the loss, and what does
`-np.log(softmax(Z))` give? Many programs write `np.log(S + 1e-12)` instead. Does that repair it?

<details><summary>An answer</summary>

The loss is $\log(e^0 + e^{1000}) - 0 = 1000$. The softmax rounds the probability $e^{-1000}$ to 0, and
$-\log 0$ is `inf`. With `1e-12` the answer is 27.6: finite, and far from 1000. The information was lost
when the probability was rounded; the scores still have it.

</details>

The loss of a batch is the mean over its examples, $\frac1m \sum_i \ell_i$. To pick $z_{i y_i}$ from every
row at once, index with two arrays: `A[[0, 1, 2], [2, 0, 1]]` is the array of `A[0, 2]`, `A[1, 0]` and
`A[2, 1]`. The number of classes is the number of columns of `Z`: a small batch need not contain every
class.

Write `cross_entropy`. Useful: `np.exp`, `np.log`, `np.arange`, `np.mean`.
"""


# %% solution="cross_entropy"
def cross_entropy(Z, y):
    """The mean cross entropy of a batch, log-sum-exp minus the score of the right class.

    Args:
        Z: (m, K) float64 array, the scores. Not changed.
        y: (m,) int64 array, the right classes, each from 0 to K - 1.

    Returns:
        float, the mean over the m examples, in nats. Finite for every finite Z.
    """
    ### BEGIN SOLUTION
    largest = Z.max(axis=1)
    log_sum_exp = largest + np.log(np.exp(Z - largest[:, None]).sum(axis=1))
    right = Z[np.arange(len(y)), y]
    return float(np.mean(log_sum_exp - right))
    ### END SOLUTION


# %% tests="cross_entropy" points=2
probabilities = np.array([[0.03, 0.9, 0.05, 0.02], [0.4, 0.3, 0.2, 0.1], [0.1, 0.5, 0.1, 0.3]])
scores, labels = np.log(probabilities), np.array([1, 2, 0])  # softmax gives the probabilities back
by_hand = (0.10536052 + 1.60943791 + 2.30258509) / 3  # −log 0.9, −log 0.2 and −log 0.1

hint = "The right classes have probability 0.9, 0.2 and 0.1. Take −log of each, then the mean."
check.scalar(cross_entropy(scores.copy(), labels), "cross_entropy", by_hand, rtol=1e-6, hint=hint)
check.well_behaved(cross_entropy, Z=scores, y=labels, batch=2)
scores, labels = np.full((4, 3), 7.0), np.array([0, 1, 2, 1])
hint = "Equal scores are a model that knows nothing: the loss is log K."
check.scalar(cross_entropy(scores, labels), "cross_entropy of equal scores", np.log(3), hint=hint)
### BEGIN HIDDEN TESTS
for shape, present in [((7, 4), 4), ((1, 2), 2), ((9, 5), 5)]:
    rng = np.random.default_rng(shape)
    scores, labels = rng.normal(0, 2, size=shape), rng.integers(0, present, size=shape[0])
    expected, scores_before = reference.cross_entropy(scores.copy(), labels), scores.copy()
    hint = "Work out one example on paper, then two and their mean."
    check.scalar(cross_entropy(scores, labels), f"cross_entropy of {shape} scores", expected, hint=hint)
    check.unchanged("Z", scores_before, scores)
scores, labels = np.random.default_rng(8).normal(size=(6, 5)), np.array([0, 2, 1, 2, 0, 1])
expected = reference.cross_entropy(scores.copy(), labels)
hint = "Where does your code learn how many classes there are?"
check.scalar(cross_entropy(scores, labels), "cross_entropy with absent classes", expected, hint=hint)
### END HIDDEN TESTS

# %% tests="cross_entropy_stable" points=2
scores, labels = np.array([[1000.0, 1001.0, 1000.0], [-800.0, -800.0, -800.0]]), np.array([1, 2])
by_hand = (np.log(1 + 2 * np.exp(-1.0)) + np.log(3)) / 2  # only differences count
hint = "Print, row by row, what you exponentiate. Does anything become inf, or a whole row 0?"
check.scalar(cross_entropy(scores, labels), "cross_entropy of very large scores", by_hand, hint=hint)
scores, labels = np.array([[0.0, 1000.0]]), np.array([0])
hint = "Stay with the scores: log-sum-exp with the row's maximum taken out, minus the right score."
check.scalar(cross_entropy(scores, labels), "cross_entropy of a confident mistake", 1000.0, hint=hint)
### BEGIN HIDDEN TESTS
level = np.array([[1000.0], [-1000.0], [0.0], [-3.0]])
scores = level + np.random.default_rng(6).normal(0, 2, size=(4, 3))
labels = np.array([2, 0, 1, 1])
expected = reference.cross_entropy(scores.copy(), labels)
hint = "Each example needs its own shift."
check.scalar(cross_entropy(scores, labels), "cross_entropy of rows on different levels", expected, hint=hint)
scores, labels = np.array([[900.0, -900.0, 3.0], [-950.0, 0.0, 850.0]]), np.array([1, 0])
expected = reference.cross_entropy(scores.copy(), labels)
hint = "A confident mistake costs about the gap between two scores. No probability is needed to say so."
check.scalar(cross_entropy(scores, labels), "cross_entropy of confident mistakes", expected, hint=hint)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Question 3 · Another opinion: the hinge loss

The cross entropy asks *how probable* the right class is. The hinge loss, which support vector machines use,
asks only whether the right score *leads* each wrong one by a margin $\Delta > 0$:

$$\ell_i = \sum_{j \ne y_i} \max\big(0,\; z_{ij} - z_{i y_i} + \Delta\big).$$

The sum runs over the $K - 1$ wrong classes. A wrong class that trails by $\Delta$ or more costs nothing.
One that comes closer, or leads, costs what is missing to the margin.

*By hand*, with $\Delta = 1$, scores $(1, 3, 2.5)$ and the right class 1. Class 0 trails by 2, more than the
margin: cost $0$. Class 2 trails by only $0.5$: cost $2.5 - 3 + 1 = 0.5$. So $\ell_i = 0.5$.

For two classes both losses depend only on the lead $d = z_{\text{right}} - z_{\text{wrong}}$:

| lead $d$ | −1 | 0 | 1 | 2 | 4 |
|---|---|---|---|---|---|
| hinge, $\max(0, 1 - d)$ | 2 | 1 | 0 | 0 | 0 |
| cross entropy, $\log(1 + e^{-d})$ | 1.313 | 0.693 | 0.313 | 0.127 | 0.018 |

The hinge loss is content once the margin is reached. The cross entropy never quite is: it always wants a
larger lead, but ever less.

*Think first:* what is the hinge loss when all $K$ scores are equal?

<details><summary>An answer</summary>

Each of the $K - 1$ wrong classes costs exactly $\Delta$, so it is $(K-1)\,\Delta$: the counterpart of
$\log K$, and a quick test.

</details>

Write `hinge_loss`, the mean over the batch of that sum. Useful: `np.maximum`, which compares entry by
entry.
"""


# %% solution="hinge_loss"
def hinge_loss(Z, y, margin=1.0):
    """The mean over the batch of the hinge losses, each summed over the wrong classes.

    Args:
        Z: (m, K) float64 array, the scores. Not changed.
        y: (m,) int64 array, the right classes, each from 0 to K - 1.
        margin: float, by how much the right score has to lead.

    Returns:
        float, never negative.
    """
    ### BEGIN SOLUTION
    rows = np.arange(len(y))
    missing = np.maximum(0.0, Z - Z[rows, y][:, None] + margin)
    missing[rows, y] = 0.0
    return float(missing.sum(axis=1).mean())
    ### END SOLUTION


# %% tests="hinge_loss" points=3
parts = check.Parts()
with parts(1, "the example by hand"):
    # Example 0 costs 0 + 0.5. In example 1, class 1 leads by 0.5: cost 1.5; class 2 trails by 0.6: cost 0.4.
    scores, labels = np.array([[1.0, 3.0, 2.5], [0.0, 0.5, -0.6]]), np.array([1, 0])
    hint = "Write down the six gaps plus the margin, cross out the two right classes: which survive the max?"
    check.scalar(hinge_loss(scores.copy(), labels), "hinge_loss", (0.5 + 1.9) / 2, hint=hint)
    check.well_behaved(hinge_loss, Z=scores, y=labels, batch=2)
    scores, labels = np.full((4, 3), 5.0), np.array([0, 1, 2, 1])
    hint = "K − 1 classes are wrong, and each costs exactly the margin."
    check.scalar(hinge_loss(scores, labels), "hinge_loss of equal scores", 2.0, hint=hint)
### BEGIN HIDDEN TESTS
with parts(1, "random scores, some classes absent"):
    for shape, present in [((7, 4), 4), ((1, 2), 2), ((6, 5), 3)]:
        rng = np.random.default_rng(shape)
        scores, labels = rng.normal(0, 2, size=shape), rng.integers(0, present, size=shape[0])
        expected = reference.hinge_loss(scores.copy(), labels)
        hint = "Sum over the wrong classes of one example, then take the mean over the examples."
        check.scalar(hinge_loss(scores, labels), f"hinge_loss of {shape} scores", expected, hint=hint)
with parts(1, "other margins"):
    for margin in (0.25, 3.0):
        scores, labels = np.random.default_rng(4).normal(size=(5, 3)), np.array([2, 0, 1, 1, 2])
        expected = reference.hinge_loss(scores.copy(), labels, margin=margin)
        found = hinge_loss(scores, labels, margin=margin)
        hint = "Where does the argument margin enter your formula?"
        check.scalar(found, f"hinge_loss with margin {margin}", expected, hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 4 · The whole loss, and its gradient

From here on we use the cross entropy. We add a **penalty** on large weights, with a strength
$\lambda \ge 0$ (`lam` in code, since `lambda` is taken):

$$\ell(W, b) = \underbrace{\frac1m \sum_{i} \ell_i}_{\text{cross entropy of } Z = XW + b}
\;+\; \frac{\lambda}{2} \sum_{p, j} w_{pj}^2 .$$

Here $w_{pj}$ is the weight of feature $p$ for class $j$. Without the penalty, on data that can be
separated, the loss keeps falling while the weights grow forever. The $\tfrac12$ is there for one reason:
the derivative of $\frac{\lambda}{2} w^2$ is $\lambda w$, with no 2 in front. The biases are *not* penalised
here: they only shift the scores. Some texts add $\lVert b \rVert^2$ to the penalty as well, so look twice
when you compare numbers.

Write `loss` first; it is short. Useful: `@` for the matrix product, `np.sum`.
"""


# %% solution="loss"
def loss(X, y, W, b, lam):
    """The mean cross entropy of the scores XW + b, plus lam/2 times the sum of the squared weights.

    Args:
        X: (m, n) float64 array, the inputs.
        y: (m,) int64 array, the right classes, each from 0 to K - 1.
        W: (n, K) float64 array, the weights.
        b: (K,) float64 array, the biases. Not penalised.
        lam: float, the strength of the penalty.

    Returns:
        float.
    """
    ### BEGIN SOLUTION
    return cross_entropy(X @ W + b, y) + 0.5 * lam * float(np.sum(W**2))
    ### END SOLUTION


# %% tests="loss" points=3
parts = check.Parts()
inputs, labels, biases = np.zeros((4, 2)), np.array([2, 2, 1, 0]), np.log([1.0, 2.0, 5.0])
by_hand = -np.log([5 / 8, 5 / 8, 2 / 8, 1 / 8]).mean()  # X = 0, so the scores are b in every row
with parts(0.5, "the scores by hand"):
    found = loss(inputs, labels, np.zeros((2, 3)), biases, lam=0.3)
    check.scalar(found, "loss with W = 0", by_hand, hint="With X = 0 the scores are b. Are yours?")
with parts(0.5, "the penalty by hand"):
    # The squares of these weights add up to 10, so the penalty is 0.3 / 2 · 10 = 1.5.
    found = loss(inputs, labels, np.array([[1.0, 2, 0], [0, -2, 1]]), biases, lam=0.3)
    hint = "The data part is as above. The penalty should be 1.5: (λ/2) times the sum of the squared weights."
    check.scalar(found, "loss with a penalty", by_hand + 1.5, hint=hint)
    inputs, labels, weights, biases = random_problem(m=6, n=2, K=4, seed=6)
    check.well_behaved(loss, X=inputs, y=labels, W=weights, b=biases, lam=0.3, batch=2)
### BEGIN HIDDEN TESTS
for name, strengths in [("without a penalty", (0.0, 0.0, 0.0)), ("with a penalty", (0.3, 2.0, 0.7))]:
    with parts(1, f"random problems {name}"):
        for sizes, strength in zip([(7, 5, 4, 1), (1, 3, 2, 2), (6, 2, 5, 3, 3)], strengths, strict=True):
            problem = random_problem(*sizes)
            expected = reference.loss(*problem, strength)
            hint = "Look at the two parts apart: once with lam = 0, once with X = 0."
            check.scalar(loss(*problem, strength), f"loss with m, n, K = {sizes[:3]}", expected, hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
### The gradient, line by line

To lower the loss we need to know how it reacts to each weight and bias. Influence flows in one direction:

```
X, W, b  ──▶  Z = XW + b  ──▶  ℓ_0, …, ℓ_{m−1}  ──▶  mean  ──▶ (+) ──▶  ℓ
   W     ──────────────────────────────▶  (λ/2) Σ w²  ──▶ (+)
```

We walk it backwards: first to the scores, then to $W$ and $b$. Write $G = \partial \ell / \partial Z$ for
the array, of shape $(m, K)$, whose entry $G_{ij}$ is the derivative of the mean cross entropy with respect
to $z_{ij}$; the penalty does not pass through $Z$. Write $I_y$ for the array of shape $(m, K)$ with a 1 in
row $i$, column $y_i$, and 0 elsewhere: the labels as *one-hot* rows.

**1. Log-sum-exp.** By the chain rule, $\frac{d}{dz} \log u = \frac{1}{u} \frac{du}{dz}$. In the sum
$\sum_k e^{z_{ik}}$ only the term $k = j$ depends on $z_{ij}$, and its derivative is $e^{z_{ij}}$ again.
Hence

$$\frac{\partial}{\partial z_{ij}} \log \sum_k e^{z_{ik}} = \frac{e^{z_{ij}}}{\sum_k e^{z_{ik}}} = S_{ij}.$$

The softmax is the gradient of log-sum-exp. That is why it comes back without having been asked for.

**2. The right score.** $z_{i y_i}$ changes with $z_{ij}$ at rate 1 if $j = y_i$ and not at all otherwise:
the derivative is $(I_y)_{ij}$.

**3. Together.** $\ell_i$ is line 1 minus line 2, so
$\partial \ell_i / \partial z_{ij} = S_{ij} - (I_y)_{ij}$. In words: what the model said, minus what it
should have said.

**4. The mean.** The scores of example $i$ enter only $\ell_i$, and the mean gives it the weight $\frac1m$.
Hence

$$G = \frac1m \,(S - I_y).$$

**5. The weights.** $z_{ij} = \sum_p x_{ip} w_{pj} + b_j$. The weight $w_{pj}$ enters $z_{ij}$ for *every*
example $i$, each time with the factor $x_{ip}$. All these paths add up:

$$\sum_i x_{ip}\, G_{ij} = (X^\top G)_{pj},
\qquad \text{shape } (n, m) \cdot (m, K) = (n, K), \text{ that of } W.$$

**6. The biases.** $b_j$ enters $z_{ij}$ for every example with the factor 1, so its derivative is
$\sum_i G_{ij}$: column $j$ of $G$, summed. One number *per class*, shape $(K,)$.

**7. The penalty.** $\frac{\partial}{\partial w_{pj}} \frac{\lambda}{2} \sum w^2 = \lambda w_{pj}$. It adds
to line 5 and does not touch $b$:

$$\boxed{\;dW = X^\top G + \lambda W, \qquad db_j = \sum_i G_{ij}\;}$$

*By hand.* One example $x = (2, -1)$ with right class 1 of 3, $W = 0$, $b = 0$. All probabilities are
$\tfrac13$, so $G = (\tfrac13, -\tfrac23, \tfrac13)$: push class 1 up and the others down. Then $db = G$,
and $dW$ has the rows $2G$ and $-G$.

*Think first:* what do the entries of one row of $G$ add up to, and why must they?

<details><summary>An answer</summary>

Zero: $S$ and $I_y$ both have rows that sum to 1. And it must be so, because adding the same number to all
scores of a row does not change the loss (question 1). So `db.sum()` is 0 too.

</details>

Write `gradients`. The check compares it with numerical differences of *your own* `loss`: each weight is
moved up and down by a tiny step, and the change of the loss is measured.
"""


# %% solution="gradients"
def gradients(X, y, W, b, lam):
    """The gradient of `loss` with respect to the weights and the biases.

    Args:
        X: (m, n) float64 array, the inputs.
        y: (m,) int64 array, the right classes, each from 0 to K - 1.
        W: (n, K) float64 array, the weights. Not changed.
        b: (K,) float64 array, the biases. Not changed.
        lam: float, the strength of the penalty.

    Returns:
        dW: (n, K) float64 array, new.
        db: (K,) float64 array, new.
    """
    ### BEGIN SOLUTION
    m, K = X.shape[0], W.shape[1]
    S = softmax(X @ W + b)
    I_y = np.eye(K)[y]
    G = (S - I_y) / m
    return X.T @ G + lam * W, G.sum(axis=0)
    ### END SOLUTION


# %% tests="gradients" points=6
parts = check.Parts()
with parts(1, "the example by hand"):
    found = gradients(np.array([[2.0, -1.0]]), np.array([1]), np.zeros((2, 3)), np.zeros(3), lam=0.0)
    W_slopes, b_slopes = check.unpack(found, "dW", "db")
    by_hand = np.array([[2, -4, 2], [-1, 2, -1]]) / 3
    check.values(W_slopes, by_hand, "dW", hint="Redo line 5 for this example.")
    check.values(b_slopes, np.array([1, -2, 1]) / 3, "db", hint="Redo line 6 for this example.")
with parts(1, "the slope of your own loss"):
    inputs, labels, weights, biases = random_problem(m=7, n=5, K=4, seed=11)
    W_slopes, b_slopes = check.unpack(gradients(inputs, labels, weights, biases, lam=0.3), "dW", "db")
    check.gradient(
        lambda W, b: loss(inputs, labels, W, b, 0.3),
        {"W": weights, "b": biases},
        {"W": W_slopes, "b": b_slopes},
        name="gradient",
        lam=0.3,
        m=7,
        hint="Take lines 4 to 7 one by one. Where is each in your code, and does your loss say the same?",
    )
    hint = "Every row of G adds up to 0: the probabilities add up to 1, and one 1 is taken away."
    check.that(abs(b_slopes.sum()) < 1e-9, "the entries of db add up to 0", hint=hint)
    inputs, labels, weights, biases = random_problem(m=6, n=2, K=4, seed=12)
    check.well_behaved(gradients, X=inputs, y=labels, W=weights, b=biases, lam=0.3, batch=2)
### BEGIN HIDDEN TESTS
sizes = [(7, 5, 4, 21), (6, 2, 5, 22, 3), (1, 3, 2, 23)]
for part, name, strengths in [
    (0, "dW without a penalty", (0.0, 0.0, 0.0)),
    (0, "dW with a penalty", (0.3, 0.7, 2.0)),
    (1, "db", (0.3, 0.7, 2.0)),
]:
    with parts(1, f"{name}, on random problems"):
        for size, strength in zip(sizes, strengths, strict=True):
            problem = random_problem(*size)
            expected = reference.gradients(*problem, strength)
            found = check.unpack(gradients(*problem, strength), "dW", "db")
            hint = "Compare with the boxed formula, one term at a time."
            check.values(found[part], expected[part], name[:2], hint=hint)
with parts(1, "scores far from zero"):
    inputs, labels, weights, biases = random_problem(m=5, n=3, K=4, seed=24)
    expected = reference.gradients(900 * inputs, labels, weights, biases, 0.0)
    found = check.unpack(gradients(900 * inputs, labels, weights, biases, 0.0), "dW", "db")
    hint = "Which of your functions stays finite when scores are large?"
    check.values(found[0], expected[0], "dW with large inputs", hint=hint)
    check.values(found[1], expected[1], "db with large inputs", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 5 · One step downhill

The gradient points where the loss rises fastest. So we walk a little way in the opposite direction. The
*learning rate* $\eta > 0$ (`eta`) sets how far:

$$W \leftarrow W - \eta\, dW, \qquad b \leftarrow b - \eta\, db.$$

Look at what the penalty does here. Its part of $dW$ is $\lambda W$, so
$W - \eta \lambda W = (1 - \eta\lambda) W$: each step also shrinks all weights by the same factor. Hence the
other name of the penalty, *weight decay*.

Write `gd_step`. Return **new** arrays. In Python `W -= ...` changes the caller's array, and whoever kept
the old weights for a comparison has lost them.
"""


# %% solution="gd_step"
def gd_step(W, b, dW, db, eta):
    """One step of gradient descent.

    Args:
        W: (n, K) float64 array, the weights. Not changed.
        b: (K,) float64 array, the biases. Not changed.
        dW: (n, K) float64 array, the gradient with respect to the weights.
        db: (K,) float64 array, the gradient with respect to the biases.
        eta: float, the learning rate.

    Returns:
        W: (n, K) float64 array, new.
        b: (K,) float64 array, new.
    """
    ### BEGIN SOLUTION
    return W - eta * dW, b - eta * db
    ### END SOLUTION


# %% tests="gd_step" points=2
weights, W_slopes = np.array([[1.0, 2, 3], [4, 5, 6]]), np.array([[10.0, 0, -10], [0, 20, 0]])
biases, b_slopes = np.array([1.0, 1, 1]), np.array([5.0, 0, -5])
W_moved, b_moved = check.unpack(gd_step(weights, biases, W_slopes, b_slopes, eta=0.1), "W", "b")

hint = "Where the slope is positive the weight has to go down: 1 − 0.1 · 10 = 0."
check.values(W_moved, np.array([[0.0, 2, 4], [4, 3, 6]]), "W after the step", hint=hint)
hint = "The biases follow the same rule: 1 − 0.1 · 5 = 0.5."
check.values(b_moved, np.array([0.5, 1, 1.5]), "b after the step", hint=hint)
_, _, weights, biases = random_problem(m=2, n=4, K=3, seed=30)
check.well_behaved(gd_step, W=weights, b=biases, dW=2 * weights, db=biases + 1, eta=0.1)
### BEGIN HIDDEN TESTS
for seed, rate in [(31, 0.7), (32, 0.01)]:
    _, _, weights, biases = random_problem(m=2, n=5, K=3, seed=seed)
    _, _, W_slopes, b_slopes = random_problem(m=2, n=5, K=3, seed=seed + 10)
    arrays = {"W": weights, "b": biases, "dW": W_slopes, "db": b_slopes}
    before = {name: array.copy() for name, array in arrays.items()}
    expected = reference.gd_step(*before.values(), rate)
    W_moved, b_moved = check.unpack(gd_step(*arrays.values(), rate), "W", "b")
    check.values(W_moved, expected[0], "W after the step", hint=f"Do one entry by hand with eta = {rate}.")
    check.values(b_moved, expected[1], "b after the step", hint=f"Do one entry by hand with eta = {rate}.")
    for name, array in arrays.items():
        check.unchanged(name, before[name], array)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Question 6 · Train on the spiral

Now repeat: gradient at the present weights, step, and again. Four decisions, so that runs can be compared:

- **Start** from $W$ = 0.01 times standard normal numbers and $b = 0$. Draw the numbers from
  `np.random.default_rng(rng)`, which accepts a whole number (a *seed*) as well as a generator. The same
  seed then gives the same run.
- **Both gradients belong to the same point.** Compute $dW$ and $db$ together, then move both.
- **Write down the whole loss**, penalty included, `steps + 1` times: at the start, and after each step. So
  `losses[0]` belongs to the starting weights and `losses[-1]` to the weights you return.
- **`K` is given.** A data set may lack a class.

`eta=1.0` and `lam=1e-3` suit the spiral. Before you run it, write down a guess: where will the loss start,
and roughly where will it end?

Useful: `standard_normal`, a method of generators, and `np.zeros`.
"""


# %% solution="train"
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    """Full-batch gradient descent for softmax regression.

    Args:
        X: (m, n) float64 array, the inputs.
        y: (m,) int64 array, the right classes, each from 0 to K - 1.
        K: int, the number of classes.
        eta: float, the learning rate.
        lam: float, the strength of the penalty.
        steps: int, how many steps to take; 0 returns the starting weights.
        rng: int (a seed) or np.random.Generator, for the starting weights.

    Returns:
        W: (n, K) float64 array.
        b: (K,) float64 array.
        losses: (steps + 1,) float64 array; losses[t] is the loss after t steps.
    """
    ### BEGIN SOLUTION
    rng = np.random.default_rng(rng)
    W = 0.01 * rng.standard_normal((X.shape[1], K))
    b = np.zeros(K)
    losses = [loss(X, y, W, b, lam)]
    for _ in range(steps):
        dW, db = gradients(X, y, W, b, lam)
        W, b = gd_step(W, b, dW, db, eta)
        losses.append(loss(X, y, W, b, lam))
    return W, b, np.array(losses)
    ### END SOLUTION


# %% tests="train" points=5
parts = check.Parts()
with parts(1, "it starts from small weights, at log 3, and never rises"):
    inputs, labels, _, _ = random_problem(m=9, n=20, K=11, seed=41)
    seeds = (3, 3, 4)
    starts = [check.unpack(train(inputs, labels, 11, steps=0, rng=seed), "W", "b", "losses") for seed in seeds]
    W_start, b_start, _ = starts[0]
    check.array(W_start, "W at the start", shape=(20, 11))
    hint = "Read the four decisions once more."
    check.that(0.007 < W_start.std() < 0.013, "W starts as 0.01 times standard normal numbers", hint=hint)
    check.values(b_start, np.zeros(11), "b at the start", hint="The biases start at zero.")
    check.values(starts[1][0], W_start, "W from the same seed", hint="Draw it from np.random.default_rng(rng).")
    another = not np.array_equal(starts[2][0], W_start)
    check.that(another, "another seed gives other weights", hint="Is the argument rng used?")
    fitted = train(X_spiral, y_spiral, K=3, steps=20, rng=0)
    W_fit, b_fit, curve = check.unpack(fitted, "W", "b", "losses")
    curve = np.array(curve) if isinstance(curve, list) else curve
    check.array(W_fit, "W", shape=(2, 3))
    check.array(b_fit, "b", shape=(3,))
    check.array(curve, "losses", shape=(21,), hint="One at the start, and one after each of the 20 steps.")
    hint = "Small weights mean nearly equal scores."
    check.that(abs(curve[0] - np.log(3)) < 0.03, "losses[0] is close to log 3", hint=hint)
    hint = "Which way does each step go, and from which weights does its gradient come?"
    check.that(np.all(np.diff(curve) < 1e-6), "the loss never rises", hint=hint)
with parts(1, "the loss ends between 0.74 and 0.78"):
    W_fit, b_fit, curve = check.unpack(train(X_spiral, y_spiral, K=3, rng=1), "W", "b", "losses")
    hint = "If it falls but ends elsewhere, compare eta, lam and the number of steps with the defaults."
    check.that(0.74 <= curve[-1] <= 0.78, "losses[-1] lies between 0.74 and 0.78", hint=hint)
    last_loss = loss(X_spiral, y_spiral, W_fit, b_fit, 1e-3)
    hint = "It should be the loss, penalty included, of the weights that you return."
    check.scalar(curve[-1], "losses[-1]", last_loss, rtol=1e-6, hint=hint)
    inputs, labels, _, _ = random_problem(m=7, n=2, K=4, seed=44)
    check.well_behaved(train, X=inputs, y=labels, K=4, eta=0.5, lam=0.1, steps=2, rng=0, history={"steps": 1})
### BEGIN HIDDEN TESTS
with parts(2, "a few steps, one by one"):
    inputs, labels, _, _ = random_problem(m=8, n=3, K=5, seed=42, present=4)
    settings = {"K": 5, "eta": 0.4, "lam": 0.6, "rng": 7}
    W_now, b_now, _ = check.unpack(train(inputs, labels, steps=0, **settings), "W", "b", "losses")
    hint = "K is an argument: a class may be absent from the labels."
    check.array(W_now, "W at the start", shape=(3, 5), hint=hint)
    for _ in range(4):
        slopes = reference.gradients(inputs, labels, W_now, b_now, 0.6)
        W_now, b_now = reference.gd_step(W_now, b_now, *slopes, 0.4)
    W_fit, b_fit, _ = check.unpack(train(inputs, labels, steps=4, **settings), "W", "b", "losses")
    check.values(W_fit, W_now, "W after 4 steps", rtol=1e-6, hint="Follow eta and lam through your loop.")
    check.values(b_fit, b_now, "b after 4 steps", rtol=1e-6, hint="At which weights did you compute db?")
with parts(1, "the history belongs to the weights"):
    inputs, labels, _, _ = random_problem(m=12, n=4, K=3, seed=43)
    settings = {"K": 3, "eta": 0.8, "lam": 0.1, "rng": 8}
    visited = {
        steps: check.unpack(train(inputs, labels, steps=steps, **settings), "W", "b", "losses") for steps in (0, 2, 7)
    }
    curve = visited[7][2]
    curve = np.array(curve) if isinstance(curve, list) else curve
    hint = "One loss at the start, and one after each step."
    check.array(curve, "losses", shape=(8,), hint=hint)
    hint = "losses[t] is the whole loss, penalty included, of the weights after t steps."
    for steps, (W_fit, b_fit, _) in visited.items():
        its_loss = reference.loss(inputs, labels, W_fit, b_fit, 0.1)
        check.scalar(curve[steps], f"losses[{steps}]", its_loss, rtol=1e-6, hint=hint)
    W_now, b_now, _ = visited[0]
    for _ in range(7):
        slopes = reference.gradients(inputs, labels, W_now, b_now, 0.1)
        W_now, b_now = reference.gd_step(W_now, b_now, *slopes, 0.8)
    reached = reference.loss(inputs, labels, W_now, b_now, 0.1)
    hint = "Which parameters does each step move, and in which direction?"
    check.that(curve[-1] < reached + 0.02, "the loss falls as far as gradient descent takes it", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 7 · What has it learned?

To guess, take the class with the largest score. The softmax keeps the order of the scores, so it is not
needed here. The *accuracy* is the share of examples that are guessed right.

Accuracy is what we care about. Why not lower $1 - \text{accuracy}$ directly? Move one weight by a hair:
almost always no guess changes at all, so the derivative is 0 and says nothing about which way to go. The
cross entropy is a smooth stand-in.

Write both functions. Useful: `np.argmax` with `axis`, `np.mean`.
"""


# %% solution="predict"
def predict(X, W, b):
    """The class with the largest score, for every example.

    Args:
        X: (m, n) float64 array, the inputs.
        W: (n, K) float64 array, the weights.
        b: (K,) float64 array, the biases.

    Returns:
        (m,) int64 array of classes from 0 to K - 1.
    """
    ### BEGIN SOLUTION
    return np.argmax(X @ W + b, axis=1)
    ### END SOLUTION


# %% tests="predict" points=2
# Scores by hand: (1, −1, 0), (−2, 2, 0), (0, 0, 0) and (3, −3, 0), each plus b = (0, 0, 0.5).
inputs, weights = np.array([[1.0], [-2.0], [0.0], [3.0]]), np.array([[1.0, -1.0, 0.0]])
biases = np.array([0.0, 0.0, 0.5])
guesses = predict(inputs, weights, biases)
check.array(guesses, "the guesses", shape=(4,), dtype=int, hint="One whole number for each example.")
hint = "Write down the rows of scores, b included. In which column is the largest?"
check.values(guesses, np.array([0, 1, 2, 0]), "the guesses", hint=hint)
inputs, labels, weights, biases = random_problem(m=5, n=2, K=3, seed=50)
check.well_behaved(predict, X=inputs, W=weights, b=biases, batch=1)
### BEGIN HIDDEN TESTS
for sizes in [(9, 5, 4, 51), (1, 3, 2, 52), (6, 2, 7, 53)]:
    inputs, _, weights, biases = random_problem(*sizes)
    expected = reference.predict(inputs, weights, 2 * biases)
    hint = "One guess per row: the column in which its score is largest."
    check.values(predict(inputs, weights, 2 * biases), expected, f"guesses, m, n, K = {sizes[:3]}", hint=hint)
### END HIDDEN TESTS


# %% solution="accuracy"
def accuracy(X, y, W, b):
    """The share of examples whose class is guessed right.

    Args:
        X: (m, n) float64 array, the inputs.
        y: (m,) int64 array, the right classes, each from 0 to K - 1.
        W: (n, K) float64 array, the weights.
        b: (K,) float64 array, the biases.

    Returns:
        float from 0 to 1.
    """
    ### BEGIN SOLUTION
    return float(np.mean(predict(X, W, b) == y))
    ### END SOLUTION


# %% tests="accuracy" points=1
# The guesses are those of the check above: 0, 1, 2 and 0. Three of the labels 0, 1, 0, 0 agree.
inputs, weights = np.array([[1.0], [-2.0], [0.0], [3.0]]), np.array([[1.0, -1.0, 0.0]])
biases, labels = np.array([0.0, 0.0, 0.5]), np.array([0, 1, 0, 0])
hint = "Three of four guesses are right. The accuracy is a share, from 0 to 1."
check.scalar(accuracy(inputs, labels, weights, biases), "accuracy", 3 / 4, hint=hint)
inputs, labels, weights, biases = random_problem(m=5, n=2, K=3, seed=60)
check.well_behaved(accuracy, X=inputs, y=labels, W=weights, b=biases, batch=2)
### BEGIN HIDDEN TESTS
for sizes in [(9, 5, 4, 61), (1, 3, 2, 62), (40, 2, 3, 63)]:
    problem = random_problem(*sizes)
    expected = reference.accuracy(*problem)
    hint = "Compare guess i with label i, and count."
    check.scalar(accuracy(*problem), f"accuracy on {sizes[0]} examples", expected, hint=hint)
### END HIDDEN TESTS

# %% [markdown]
r"""
Time to look. Your plot should resemble the one shown below: on the left the loss, with $\log 3$ marked; on
the right the regions in which each class wins. Keep your guess from question 6 beside it.
"""

# %% given="spiral_run" picture="Left: the loss falls from 1.10 to 0.75. Right: three straight wedges."
W_spiral, b_spiral, losses_spiral = train(X_spiral, y_spiral, K=3, rng=0)

left, right = plots.panels(2, legend=True)
plots.loss_curve(losses_spiral, ax=left, reference={"log 3": np.log(3)})
plots.decision_regions(lambda points: predict(points, W_spiral, b_spiral), X_spiral, y_spiral, ax=right)
right.set(xticks=(-1, 0, 1), yticks=(-1, 0, 1))
plt.show()
print(f"the loss falls from {losses_spiral[0]:.3f} to {losses_spiral[-1]:.3f}")
print(f"share of points guessed right: {accuracy(X_spiral, y_spiral, W_spiral, b_spiral):.2f}")

# %% [markdown]
r"""
The edges are straight, and they have to be: class $j$ beats class $k$ where $z_j - z_k > 0$, and this
difference is linear in $x$. Hold on to that for question 9.

## Question 8 · Small batches, and digits

A gradient over all examples is exact and slow. A gradient over 32 of them costs a fraction, points roughly
the same way, and lets us step many times while we would have stepped once. One pass over the data is an
*epoch*. In each epoch we shuffle the examples, cut the shuffled order into batches, and take one step per
batch.

**8a.** Write `minibatches`. It deals only in row numbers: every number from 0 to $m-1$ occurs exactly once,
in random order. All batches have `batch_size` numbers except the last, which takes what is left. With
$m = 10$ and `batch_size=4` the sizes are 4, 4, 2; with $m = 8$ they are 4, 4. The argument `rng` works as
in question 6. Useful: `permutation`, a method of generators.
"""


# %% solution="minibatches"
def minibatches(m, batch_size, rng=0):
    """Cut the shuffled row numbers 0, …, m - 1 into batches.

    Args:
        m: int, how many examples there are, at least 1.
        batch_size: int, how many go into a batch; the last batch takes what is left.
        rng: int (a seed) or np.random.Generator, for the order.

    Returns:
        list of int64 arrays of shape (batch_size,), the last one possibly shorter, never empty.
    """
    ### BEGIN SOLUTION
    order = np.random.default_rng(rng).permutation(m)
    return [order[start : start + batch_size] for start in range(0, m, batch_size)]
    ### END SOLUTION


# %% tests="minibatches" points=2
def check_cut(batches, rows, size):
    """Check that the batches are full but for the last, and that every row number occurs in them exactly once."""
    hint = "Collect the batches in a list, and return the list."
    check.that(isinstance(batches, list), "the batches come in a list", hint=hint)
    for batch in batches:
        check.array(batch, "a batch", shape=(None,), dtype=int)
    sizes = [min(size, rows - start) for start in range(0, rows, size)]
    hint = "Full batches as long as they last; the last one takes what is left."
    found = [len(batch) for batch in batches]
    check.that(found == sizes, f"m = {rows} and batch_size = {size} give the sizes {sizes}", hint=hint)
    hint = "Shuffle the row numbers once, then cut."
    found = sorted(np.concatenate(batches).tolist())
    check.that(found == list(range(rows)), "every row number occurs exactly once", hint=hint)


parts = check.Parts()
with parts(0.5, "every example exactly once"):
    for rows, size in [(10, 4), (8, 4), (3, 5)]:
        check_cut(minibatches(rows, size, rng=1), rows, size)
    check.well_behaved(minibatches, m=10, batch_size=4, rng=1)
### BEGIN HIDDEN TESTS
with parts(0.5, "every example exactly once, in batches of other sizes"):
    for rows, size in [(11, 3), (12, 6), (1, 2), (5, 1)]:
        check_cut(minibatches(rows, size, rng=3), rows, size)
with parts(1, "the order is random, and the seed decides it"):
    drawn = [minibatches(60, 10, rng=seed) for seed in (2, 2, 5)]
    generators = [np.random.default_rng(seed) for seed in (6, 7)]
    drawn += [minibatches(60, 10, rng=generator) for generator in generators]
    for batches in drawn:
        check_cut(batches, 60, 10)
        spread = all(np.ptp(batch) >= len(batch) for batch in batches[:-1])
        hint = "Shuffle the rows themselves, not the order of the batches or the rows inside a batch."
        check.that(spread, "the rows of a batch come from all over the data", hint=hint)
    orders = [np.concatenate(batches).tolist() for batches in drawn]
    hint = "Draw the order from np.random.default_rng(rng)."
    check.that(orders[0] == orders[1], "the same seed gives the same order", hint=hint)
    check.that(orders[0] != orders[2], "another seed gives another order", hint=hint)
    check.that(orders[3] != orders[4], "another generator gives another order", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
**8b.** Write `sgd_epoch`: go through the batches in the order given. For each, compute the gradients on
*its* rows of $X$ and $y$ at the *present* weights, and step. The mean in the gradient is over the examples
of that batch. A last batch of 2 is divided by 2: divided by the usual size, its examples would count for
less than the others.

Two laws to test it with. One batch with all rows is one step of question 5. And an epoch over the batches
$A, B$ is an epoch over $A$ followed, from there, by an epoch over $B$.
"""


# %% solution="sgd_epoch"
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    """One pass over the data: one step of gradient descent per batch.

    Args:
        X: (m, n) float64 array, the inputs.
        y: (m,) int64 array, the right classes, each from 0 to K - 1.
        W: (n, K) float64 array, the weights at the start. Not changed.
        b: (K,) float64 array, the biases at the start. Not changed.
        batches: list of int64 arrays, the row numbers of each batch, as `minibatches` returns them.
        eta: float, the learning rate.
        lam: float, the strength of the penalty.

    Returns:
        W: (n, K) float64 array, new, after the last batch.
        b: (K,) float64 array, new, after the last batch.
    """
    ### BEGIN SOLUTION
    for batch in batches:
        dW, db = gradients(X[batch], y[batch], W, b, lam)
        W, b = gd_step(W, b, dW, db, eta)
    return W, b
    ### END SOLUTION


# %% tests="sgd_epoch" points=3
parts = check.Parts()
inputs, labels, weights, biases = random_problem(m=7, n=3, K=4, seed=71)
arrays = {"X": inputs, "y": labels, "W": weights, "b": biases}
with parts(0.5, "one batch with all rows is one step"):
    one_step = gd_step(weights, biases, *gradients(inputs, labels, weights, biases, 0.1), 0.5)
    found = sgd_epoch(**arrays, batches=[np.array([4, 2, 6, 0, 1, 5, 3])], eta=0.5, lam=0.1)
    W_after, b_after = check.unpack(found, "W", "b")
    hint = "Pick the rows of X and the entries of y with the same numbers."
    check.values(W_after, one_step[0], "W after one batch", hint=hint)
    check.values(b_after, one_step[1], "b after one batch", hint=hint)
with parts(0.5, "batch after batch"):
    batches = [np.array([3, 1, 6, 0]), np.array([5, 2])]
    halfway = check.unpack(sgd_epoch(**arrays, batches=batches[:1], eta=0.5, lam=0.1), "W", "b")
    in_two = check.unpack(sgd_epoch(inputs, labels, *halfway, batches[1:], eta=0.5, lam=0.1), "W", "b")
    at_once = check.unpack(sgd_epoch(**arrays, batches=batches, eta=0.5, lam=0.1), "W", "b")
    hint = "The second batch starts where the first one ended, and its mean is its own."
    check.values(at_once[0], in_two[0], "W after the batches A and B", hint=hint)
    check.values(at_once[1], in_two[1], "b after the batches A and B", hint=hint)
    for name, start, middle, end in zip(("W", "b"), (weights, biases), halfway, at_once, strict=True):
        hint = f"Print {name} before the loop and after each batch."
        moved = not np.allclose(middle, start) and not np.allclose(end, middle)
        check.that(moved, f"each batch moves {name}", hint=hint)
    inputs, labels, weights, biases = random_problem(m=7, n=2, K=4, seed=74)
    arrays = {"X": inputs, "y": labels, "W": weights, "b": biases}
    check.well_behaved(sgd_epoch, **arrays, batches=batches, eta=0.5, lam=0.1)
### BEGIN HIDDEN TESTS
with parts(1, "one batch of some rows"):
    inputs, labels, weights, biases = random_problem(m=9, n=2, K=5, seed=73)
    batches = [np.array([8, 1, 4, 6])]
    expected = reference.sgd_epoch(inputs, labels, weights, biases, batches, eta=0.7, lam=0.0)
    found = sgd_epoch(inputs, labels, weights, biases, batches, eta=0.7, lam=0.0)
    W_after, b_after = check.unpack(found, "W", "b")
    hint = "Which rows does the gradient see, and by how many is it divided?"
    check.values(W_after, expected[0], "W after one batch", hint=hint)
    check.values(b_after, expected[1], "b after one batch", hint=hint)
with parts(1, "a random epoch"):
    inputs, labels, weights, biases = random_problem(m=11, n=4, K=3, seed=72)
    batches = [np.array([7, 0, 10, 3]), np.array([2, 9, 5, 1]), np.array([8, 4, 6])]
    for settings in ({"eta": 0.3, "lam": 0.2}, {}):
        expected = reference.sgd_epoch(inputs, labels, weights, biases, batches, **settings)
        found = sgd_epoch(inputs, labels, weights, biases, batches, **settings)
        W_after, b_after = check.unpack(found, "W", "b")
        hint = "Follow an epoch of two tiny batches on paper."
        check.values(W_after, expected[0], "W after an epoch", hint=hint)
        check.values(b_after, expected[1], "b after an epoch", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
### Digits

The digits are 1797 images of 8 × 8 grey values from 0 to 1, each written out as one row of 64 numbers; ten
classes. Three parts: *training* data to learn from, *validation* data to watch while we choose settings,
and *test* data that we look at once, at the end. A model that is judged on what it was trained on could
score well by heart alone.

Nothing in your functions knows about spirals. They run unchanged. Where should the loss start this time?
(Ten classes: $\log 10 \approx 2.30$.)
"""

# %% given="digits_data"
(X_train, y_train), (X_val, y_val), (X_test, y_test) = data.split(*data.digits(), rng=0)
print(f"{len(X_train)} digits to train with, {len(X_val)} to validate, {len(X_test)} to test")

# %% given="digits_run" picture="Left: accuracy rises to about 0.96. Right: ten small images of weights."
rng_digits = np.random.default_rng(0)
W_digits, b_digits = 0.01 * rng_digits.standard_normal((64, 10)), np.zeros(10)
history = []
for _epoch in range(20):
    batches_digits = minibatches(len(X_train), 32, rng_digits)
    W_digits, b_digits = sgd_epoch(X_train, y_train, W_digits, b_digits, batches_digits)
    history.append([accuracy(X, y, W_digits, b_digits) for X, y in ((X_train, y_train), (X_val, y_val))])

left, right = plots.panels(2, width=3.0, height=1.6)
for series, style, label in zip(np.transpose(history), ("-", "--"), ("training", "validation"), strict=True):
    left.plot(range(1, 21), series, style, label=label)
left.set(xlabel="epoch", ylabel="accuracy")
left.legend()
images = np.pad(W_digits.T.reshape(10, 8, 8), ((0, 0), (1, 1), (1, 1)), constant_values=np.nan)
right.imshow(np.vstack([np.hstack(images[:5]), np.hstack(images[5:])]), cmap="Greys")
right.set(title="weights of 0 to 4, and of 5 to 9")
right.axis("off")
plt.show()
print(f"accuracy on the test digits: {accuracy(X_test, y_test, W_digits, b_digits):.3f}")

# %% [markdown]
r"""
On the right, each column of $W$ is laid out like an image: dark where ink speaks for the digit, light where
ink speaks against it. Find the ring of the zero, and its hole.

*Think first:* the training accuracy ends above the validation accuracy. Which of the three accuracies would
you quote to somebody who wants to use your model, and what would be wrong with the other two?

<details><summary>An answer</summary>

The one on the test data. The weights were fitted to the training data. And whoever tries several settings
and keeps the one with the best validation accuracy has, a little, fitted to the validation data as well.

</details>

The last check trains for 5 epochs and asks for at least 90 % on digits held out. A cell may run for 40
seconds when it is graded. Whole arrays need a small part of that, so there is room for a slow computer.
"""

# %% tests="digits" points=1
W_now, b_now = 0.01 * np.random.default_rng(1).standard_normal((64, 10)), np.zeros(10)
for epoch in range(5):
    batches = minibatches(len(X_train), 32, rng=epoch)
    W_now, b_now = check.unpack(sgd_epoch(X_train, y_train, W_now, b_now, batches), "W", "b")
check.array(W_now, "W after 5 epochs", shape=(64, 10))
check.array(b_now, "b after 5 epochs", shape=(10,))
share = np.mean(np.argmax(X_val @ W_now + b_now, axis=1) == y_val)
hint = "If the accuracy is near 0.1, inputs and labels may have lost each other in the shuffle."
check.that(share >= 0.9, "at least 90 % of the validation digits are recognised", hint=hint)
### BEGIN HIDDEN TESTS
share = reference.accuracy(X_test, y_test, W_now, b_now)
check.that(share >= 0.9, "at least 90 % of the test digits are recognised", hint=hint)
start, batches = (np.zeros((64, 10)), np.zeros(10)), minibatches(len(X_val), 32, rng=6)
expected, _ = reference.sgd_epoch(X_val, y_val, *start, batches)
W_after, _ = check.unpack(sgd_epoch(X_val, y_val, *start, batches), "W", "b")
hint = "Take one step per batch, each from where the one before it ended."
apart = np.linalg.norm(W_after - expected) / np.linalg.norm(expected)
check.that(apart < 0.5, "the weights are where small steps lead", hint=hint)
### END HIDDEN TESTS

# %% [markdown]
r"""
## Question 9 · Why does it stop?

On the spiral the loss falls from $\log 3 \approx 1.10$ and then stays near 0.75, with hardly more than half
of the points guessed right. Explain this in your own words, in about five to eight sentences:

1. What can this model draw, and why is that not enough for the spiral? Refer to your plot.
2. How do you know that the optimizer is not to blame? Name one experiment and what it showed. The cell
   below is room for it.
3. Name one change that would lower the loss a lot, and say why it would. Name one that would not.

A person reads and grades this. Clear matters more than long.
"""

# %%
# Room for your experiments: more steps, another eta, lam=0, more points per class …


# %% [markdown] written="plateau" points=4
r"""
**What the model can draw.** Every score is linear in $x$, so class $j$ beats class $k$ on one side of the
straight line $z_j = z_k$. Three classes cut the plane into at most three pieces with straight edges, the
wedges in the plot. Each arm turns by 4 radians on its way out. That is more than half a turn, and a wedge
is narrower than half a turn, so every arm leaves its wedge and runs into the next. No choice of $W$ and $b$
puts each arm into a piece of its own; the best compromise gets about half of the points right. It is better
than knowing nothing ($\log 3$), since in some directions most points do belong to one class.

**Not the optimizer.** With 5000 steps instead of 200 the loss falls by less than 0.001, and a smaller
learning rate ends at the same value, only later. The loss is convex in $W$ and $b$, so there is no better
valley elsewhere. The penalty costs little, too: with `lam=0` the loss still stays above 0.73.

**What would help.** Features in which straight lines can separate the classes: for example the angle of a
point with the turn of the spiral taken off, products of the coordinates, or a hidden layer that learns its
features, $\sigma(XW_1 + b_1)W_2 + b_2$ with a nonlinear $\sigma$. Straight edges in such features are
curved edges in the plane. More steps, more points of the same kind, or a second *linear* layer would not
help: the edges stay straight.

=== BEGIN MARK SCHEME ===
4 points, one for each line; half points where a line is half there.

- **1: straight edges.** Says that the scores are linear in $x$, so that the boundaries are straight lines
  (or: the regions are wedges, convex pieces, half planes).
- **1: the spiral needs more.** Connects this with the data: the arms bend through several wedges, or no
  three straight-edged pieces can hold one arm each. "The data are too complicated" alone is half a point.
- **1: not the optimizer.** An experiment or an argument that fits: more steps change almost nothing, other
  learning rates or starts end at the same loss, the gradient is nearly zero, the loss is convex. A claim
  without evidence is half a point.
- **1: what helps and what does not.** One change that bends the boundaries (polynomial, polar or Fourier
  features; a hidden layer with a nonlinearity) with the reason, *and* one that does not. Only one of the
  two is half a point. A hidden layer without mention of the nonlinearity is half a point.

Not needed: exact numbers. Accept `lam = 0` as a change that helps a little (about 0.01), not as the
explanation. Saying that 0.75 is near chance is wrong (chance is 1.10): take off half a point.
=== END MARK SCHEME ===
"""

# %% [markdown]
r"""
## Stretch · Is there a better valley?

*Without points, and hard.* The answer to question 9 can lean on a theorem: the loss of this model has *one*
valley, so that gradient descent cannot get caught in a worse one. Prove it.

1. Take one example with scores $z$ and probabilities $s = \operatorname{softmax}(z)$. Its loss is $\log
   \sum_k e^{z_k} - z_y$. Differentiate $s_j$ with respect to $z_k$, and show that the matrix of second
   derivatives of the loss, the **Hessian**, is $H = \operatorname{diag}(s) - s^\top s$, with $s$ as a row.
   The label $y$ has disappeared. Why?
2. Let $v$ be any row of $K$ numbers. Show that $v H v^\top = \sum_k s_k v_k^2 - \big( \sum_k s_k v_k
   \big)^2$. This is the variance of something. Of what? So it is never negative. For which $v$ is it 0, and
   where in question 1 have you met those?
3. A function whose second derivative is nowhere negative in any direction is **convex**. Conclude that the loss of
   question 4 is convex in $W$ and $b$ together, and that with $\lambda > 0$ there is exactly one best $W$. How
   many best $b$ are there?
4. Newton's method divides by curvature: $z \leftarrow z - G H^{-1}$. With your answer to 2 in mind, why
   does this $H$ have no inverse, and what is the smallest change that gives it one?

In the cell below, try 2 with numbers before you prove it.

<details><summary>A hint for the first part</summary>

$s_j = e^{z_j} / \sum_k e^{z_k}$, so $\log s_j = z_j - \log \sum_k e^{z_k}$, and the derivative of the
second term is known from line 1 of question 4. Multiply by $s_j$ at the end.

</details>
"""

# %%
# Room for numbers: a row of probabilities, the matrix H, a random v …

# %% [markdown]
r"""
## Looking back

You wrote a complete learner: a model, a loss, and an optimizer, in some forty lines of NumPy. Three habits
are worth keeping:

- **Work from the scores.** Log-sum-exp and the max-shift keep every number finite, whatever the data do.
- **Know the first number.** $\log K$ at the start is a test that costs nothing.
- **Check a gradient against its own loss** before you train with it.

The gradient you derived, *what the model said minus what it should have said*, will be the first line of
every backward pass from here on. In homework 2 a hidden layer goes in between, the edges bend, and the
spiral comes apart.
"""
