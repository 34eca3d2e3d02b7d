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
# Lecture 1. Softmax regression, the one-layer network

**The question.** A program may look at a point and compute a few weighted sums, nothing more. It
then names the class with the largest sum. How does such a program learn from examples, and which
examples will it never get right?

The answer has three parts: what weighted sums can say, how to measure that they say it badly, and
in which direction to change the weights. The third part is a gradient. You will derive it line by
line, and a cell beside each line will check it. Almost every network in this series starts its
backward pass with exactly this gradient.

You need partial derivatives, matrix products and a little NumPy. The text takes about 30 minutes to read. With the
code, the predictions and the three questions, plan about two hours.
"""

# %%
import matplotlib.pyplot as plt
import numpy as np

from byhand import data, gradients, plots
from byhand.graphs import arrow, box, canvas, chain, wire

plots.use_style()
np.set_printoptions(precision=4, suppress=True)
PLANE = {"xlabel": "feature 0", "ylabel": "feature 1"}  # the axes of every plane with points in it

# %% [markdown]
r"""
Here are the examples we want to get right: 300 points, 100 on each of three spiral arms.
"""

# %% picture="Three interleaved spiral arms of points, one class each, all starting near the origin"
X_spiral, y_spiral = data.spiral(points_per_class=100, K=3, noise=0.2, rng=0)

fig, ax = plt.subplots(figsize=(5.4, 4.6), layout="constrained")
plots.points(X_spiral, y_spiral, ax=ax)
ax.set(**PLANE, title="Which arm does a point belong to?")
plt.show()

# %% [markdown]
r"""
**Predict first.** Our program will cut this square into three pieces with straight borders, one
piece per class. How many of the 300 points can lie in the piece of their own class: about 100, 150,
200 or 290? Write your guess down. We come back to it near the end.

## Names used in this lecture

A single number is a **scalar**, and a rectangle of numbers with $a$ rows and $b$ columns is a
**matrix** of shape $(a, b)$. Examples are *rows*, and all indices start at 0, as in the code. You
need not learn the table by heart: every symbol is explained again where it first appears.

| symbol | shape | meaning | in code |
|:--|:--|:--|:--|
| $m,\; n,\; K$ | scalars | how many examples, features, classes | `m`, `n`, `K` |
| $i,\; j,\; k$ | scalars | index of an example, a feature, a class (also $j$ for a second class) | |
| $X$ | $(m, n)$ | inputs; row $x_i$ is example $i$, entry $X_{ij}$ its feature $j$ | `X` |
| $y$ | $(m,)$ | labels; $y_i$ is one of $0, \dots, K-1$ | `y` |
| $W$ | $(n, K)$ | weights; column $w_k$ belongs to class $k$ | `W` |
| $b$ | $(K,)$ | biases, one per class | `b` |
| $Z = XW + b$ | $(m, K)$ | scores; row $z_i$ holds the $K$ scores of example $i$ | `Z` |
| $S = \operatorname{softmax}(Z)$ | $(m, K)$ | probabilities: each row is positive and sums to 1 | `S` |
| $I_y$ | $(m, K)$ | one-hot labels: row $i$ is 1 in column $y_i$ and 0 elsewhere | `I_y` |
| $\ell$ | scalar | the loss: how bad the model is, lower is better | `loss` |
| $G = \partial \ell / \partial Z$ | $(m, K)$ | gradient of the loss with respect to the scores | `G` |
| $\partial\ell/\partial W$ | $(n, K)$ | gradient of the loss with respect to the weights | `dW` |
| $\partial\ell/\partial b$ | $(K,)$ | gradient of the loss with respect to the biases | `db` |
| $\lambda$ | scalar | strength of the penalty on large weights | `lam` |
| $\eta$ | scalar | learning rate: how far one step goes | `eta` |
| $[k = y]$ | scalar | 1 if $k$ equals $y$, otherwise 0 | `k == y` |
| $\lVert W \rVert^2$ | scalar | the sum of the squares of all entries of $W$ | `np.sum(W**2)` |

When one example is enough, we drop the index $i$. Then $x_j$ is its feature $j$, $y$ its label, and
$z_k$, $S_k$ are the score and the probability of class $k$. $\log$ is always the natural logarithm,
and $e^t$ and $\exp t$ are the same thing.

### The same model in five courses

This series follows five courses, listed at the end. They teach one model and spell it in five ways.
Their own letters stand in the table: $f$, $a$, $u$ and $h_\theta$ are scores, $\theta$ holds
parameters, $p_k$ is a probability, and $e_y$ and $1_{y=k}$ are one-hot labels.

| course | scores | weights | one example is | gradient at the scores | penalty |
|:--|:--|:--|:--|:--|:--|
| *here* | $Z = XW + b$ | $W\ (n, K)$ | a row | $(S - I_y)/m$ | $\frac\lambda2\lVert W\rVert^2$ |
| C182 | $z = Wx + b$ | $W\ (K, n)$ | a column | $\operatorname{softmax}(z) - e_y$ | none |
| 231n | $f = Wx$ | $W\ (K, n)$ | a column | hinge loss instead | $\lambda\lVert W\rVert^2$ |
| UvA | $a = \theta x$ | $\theta$ of a module | a column | product of two modules | none |
| NEU | $u = XW + b$ | $W\ (n, K)$ | a row | $p_k - 1_{y=k}$ | the same for $W$ and $b$, with $\alpha$ |
| CMU | $h_\theta(x) = \theta^T x$ | $\theta\ (n, K)$ | a column, rows in a batch | $S - I_y$ | none |

Four places where a reader of two courses trips:

- **Rows or columns.** Where a course writes $Wx$, its $W$ is the transpose of ours. C182 uses both
  forms: $\theta^T x$ for this model and $Wx + b$ for its layers.
- **The factor $1/m$.** The formulas of C182, NEU and CMU are for *one* example or for the *sum*.
  Our loss is a mean.
- **The letter $\alpha$.** In C182 it is the learning rate, in NEU it is the strength of the
  penalty.
- **The penalty.** 231n has no $\tfrac12$, so its gradient is $2\lambda W$. NEU's formula penalises
  the bias too, but its code does not. Ours never does.
"""

# %% [markdown]
r"""
## Linear scores

A **linear score** is a weighted sum of the features plus a constant:

$$ z_k = x \cdot w_k + b_k = \sum_{j} x_j W_{jk} + b_k . $$

The column $w_k$ is a direction. The score is high when $x$ points that way, and $b_k$ is a head
start that class $k$ gets before anything is known about $x$. Scores that are about to go into a
softmax, as ours will below, are also called **logits**. The model answers with the class whose
score is largest.

Five points are enough to see everything by hand. The three sizes $m=5$, $n=2$, $K=3$ all differ.
That is on purpose: a transposed matrix then fails at once instead of giving wrong numbers.
"""

# %%
X = np.array([[1.0, 2.0], [-1.0, 0.5], [0.5, -1.5], [1.5, 0.5], [-1.5, -0.5]])
y = np.array([2, 0, 1, 2, 0])
W = np.array([[-1.0, 1.0, 0.5], [0.5, -1.0, 1.0]])
b = np.array([0.5, 0.2, -0.4])
(m, n), K = X.shape, len(b)

# %% [markdown]
r"""
**Predict first.** Example 3 is $x = (1.5,\ 0.5)$ and its label is 2. The columns of $W$ are
$w_0 = (-1, 0.5)$, $w_1 = (1, -1)$ and $w_2 = (0.5, 1)$. Which class does the model answer?

<details><summary>Answer</summary>

$z_0 = 1.5\cdot(-1) + 0.5\cdot 0.5 + 0.5 = -0.75$

$z_1 = 1.5\cdot 1 + 0.5\cdot(-1) + 0.2 = 1.20$

$z_2 = 1.5\cdot 0.5 + 0.5\cdot 1 - 0.4 = 0.85$

Class 1 wins, narrowly, and it is wrong: the label is 2. We keep this example. It shows what a
gradient is for.

</details>

One matrix product computes all $m \times K$ scores. NumPy adds $b$ to every row.
"""

# %%
Z = X @ W + b
print("scores Z, one row per example:")
print(Z)
print("answers:", Z.argmax(axis=1), "  labels:", y)
assert np.allclose(Z[3], [-0.75, 1.20, 0.85])
assert (Z.argmax(axis=1) == y).tolist() == [True, True, True, False, True]

# %% [markdown]
r"""
The five spellings of the table, on example 3. Two courses have no bias in their formula. They lose
nothing: give every example one more feature that is always 1, and the bias becomes one more row of
weights.
"""

# %%
x_row, x_column = X[[3]], X[[3]].T  # (1, n) and (n, 1)
x_one = np.vstack([x_column, [[1.0]]])  # a last feature that is always 1
theta = np.vstack([W, b])  # (n + 1, K): the biases are its last row
spellings = {
    "C182  W x + b": W.T @ x_column + b[:, np.newaxis],
    "231n  W x": theta.T @ x_one,
    "UvA   θ x": theta.T @ x_one,
    "NEU   X W + b": x_row @ W + b,
    "CMU   θᵀ x": theta.T @ x_one,
}
for name, scores in spellings.items():
    print(f"{name:14}  shape {scores.shape}  {scores.ravel()}")
    assert np.allclose(scores.ravel(), Z[3])

# %% [markdown]
r"""
## The geometry: one region per class

Which $x$ does the model give to class $k$? Look at two classes $j$ and $k$ and ask where they tie:

$$
\begin{aligned}
z_j &= z_k \\
x \cdot w_j + b_j &= x \cdot w_k + b_k && \text{put the definition in}\\
x \cdot (w_j - w_k) + (b_j - b_k) &= 0 && \text{bring everything to one side.}
\end{aligned}
$$

With two features this is the equation of a straight line (with three a plane, beyond that a
*hyperplane*). The vector $w_j - w_k$ is perpendicular to it and points to the side where $j$ beats
$k$.

Class $k$ wins where it beats *all* the others. So its region is what several half-planes have in
common. The next figure draws the three tie lines of our five-point model, and then walks straight
through all three regions.
"""


# %%
def tie_line(ax, W, b, j, k, **style):
    """Draw the line on which classes j and k have the same score (two features)."""
    normal, offset = W[:, j] - W[:, k], b[j] - b[k]
    foot = -offset * normal / (normal @ normal)  # the point of the line nearest to the origin
    ax.axline(foot, foot + np.array([-normal[1], normal[0]]), **style)


def tie_lines(ax, W, b):
    """Draw the tie lines of all three pairs over `plots.decision_regions`, each in its own dash pattern."""
    left, right, bottom, top = ax.images[0].get_extent()
    for (j, k), dashes in zip([(0, 1), (0, 2), (1, 2)], ["-", "--", ":"], strict=True):
        tie_line(ax, W, b, j, k, color="black", linestyle=dashes, lw=1.5, label=f"$z_{j} = z_{k}$")
    ax.set(**PLANE, xlim=(left, right), ylim=(bottom, top))
    ax.legend(loc="center left", bbox_to_anchor=(1, 0.5))


# %% picture="Left: plane cut in three by tie lines. Right: three straight score lines along a walk"
start, end = np.array([-1.6, 1.4]), np.array([1.65, 0.2])
t = np.linspace(0, 1, 200)
walk = start + t[:, np.newaxis] * (end - start)
scores = walk @ W + b

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.2), layout="constrained")
plots.decision_regions(lambda A: (A @ W + b).argmax(axis=1), X, y, ax=left)
tie_lines(left, W, b)
left.annotate("", xy=end, xytext=start, arrowprops={"arrowstyle": "-|>", "lw": 2.5, "color": "0.25"})
left.set_title("Regions, tie lines and a walk (arrow)")
for k, dashes in enumerate(["-", "--", "-."]):
    right.plot(t, scores[:, k], color=f"C{k}", linestyle=dashes, label=f"$z_{k}$")
right.plot(t, scores.max(axis=1), color="black", lw=6, alpha=0.2, label="the largest")
right.set(xlabel="part of the walk done", ylabel="score", title="Scores along the walk")
right.legend()
plt.show()
winners = scores.argmax(axis=1)
turns = winners[np.diff(winners, prepend=-1) != 0]
rise = (scores[-1] - scores[0])[turns]  # the slopes of the lines that win, in the order in which they do
print("winners along the walk:", turns, "  their slopes:", rise)
assert (np.diff(rise) > 0).all()

# %% [markdown]
r"""
On the right, each score is a straight line, because it is a linear function of the position. The
winner is the upper edge of three straight lines. Follow it from left to right: it can change only
to a line with a *larger slope*, since a line that overtakes another must be rising faster or falling
more slowly. Once overtaken, a line never comes back. So each class wins on *one* stretch of the
walk, never on two separate ones. That holds for every straight walk, and it has a name.

**Each region is convex**: if two points are in it, so is everything between them. The proof is
short. Let class $k$ win at $p$ and at $q$. A point between them is $r = (1-t)\,p + t\,q$ with
$0 \le t \le 1$. For any other class $j$,

$$ z_k(r) - z_j(r) = (1-t)\,\bigl[z_k(p) - z_j(p)\bigr] + t\,\bigl[z_k(q) - z_j(q)\bigr] \ge 0 , $$

because scores are linear and the weights $1-t$ and $t$ add up to 1, so that the biases come out
right too. Both brackets are at least 0, since $k$ wins at $p$ and $q$.

All three tie lines pass through one point: where $z_0 = z_1$ and $z_1 = z_2$, also $z_0 = z_2$. Let
us test both statements.
"""

# %%
rng = np.random.default_rng(1)


def answer(A):
    """The class with the largest score for each row of A."""
    return (A @ W + b).argmax(axis=1)


P, Q = rng.uniform(-3, 3, size=(2, 10_000, 2))
t = rng.uniform(size=(10_000, 1))
together = answer(P) == answer(Q)
broken = together & (answer((1 - t) * P + t * Q) != answer(P))
print(f"{together.sum()} random pairs in one region, {broken.sum()} with a point between them outside it")

# Two equations for the meeting point: z_0 - z_1 = 0 and z_1 - z_2 = 0.
meeting = np.linalg.solve((W[:, [0, 1]] - W[:, [1, 2]]).T, -(b[[0, 1]] - b[[1, 2]]))
print("meeting point", meeting, "with scores", meeting @ W + b)
assert together.sum() > 3000
assert broken.sum() == 0
assert np.ptp(meeting @ W + b) < 1e-12

# %% [markdown]
r"""
Remember the word *convex* when you look at the spiral again. An arm that winds around the middle is
not convex.

## From scores to probabilities: softmax

A score of 1.20 says little by itself. We want numbers that can be read as probabilities: positive,
with sum 1. Two steps do it. Take $e^{z_k}$, which is positive for every $z_k$. Then divide by the
total:

$$ S_k = \frac{e^{z_k}}{\sum_j e^{z_j}} . $$

This is the **softmax**. Four properties, each with its reason:

1. *All $S_k$ are positive and sum to 1.* A positive number is divided by the sum of all of them.
2. *The order stays.* $e^t$ grows with $t$. So the class with the largest score also has the largest
   probability.
3. *Only differences count*: $S_j / S_k = e^{z_j} / e^{z_k} = e^{z_j - z_k}$. One point of score
   more than another class means $e \approx 2.718$ times its probability.
4. *Adding a constant $c$ to all scores changes nothing.* It leaves all differences as they were.

**Predict first.** Scores $(2, 1, 0)$ have the probabilities $(0.665, 0.245, 0.090)$. What are those
of $(102, 101, 100)$? And do those of $(4, 2, 0)$ lie closer together or further apart?

<details><summary>Answer</summary>

The first are the same, by property 4. The second lie further apart: all differences have doubled,
so by property 3 every *ratio* is squared. Large weights make a confident model, whether or not it
is right.

</details>
"""


# %%
def softmax_by_definition(Z):
    """Probabilities of each row of Z, (m, K), straight from the formula. We repair a weakness of it below."""
    return np.exp(Z) / np.exp(Z).sum(axis=1, keepdims=True)


three = softmax_by_definition(np.array([[2.0, 1.0, 0.0], [102.0, 101.0, 100.0], [4.0, 2.0, 0.0]]))
print(three.round(3))
assert np.allclose(three[0], [0.665, 0.245, 0.090], atol=5e-4)
assert np.allclose(three[1], three[0])
assert np.isclose(three[0, 0] / three[0, 1], 2.718, atol=5e-4)
assert np.allclose(three[2, 0] / three[2, 1], (three[0, 0] / three[0, 1]) ** 2)

# %% picture="Bars of three scores, their exponentials and softmax; then softmax against a scale factor"
z = np.array([2.0, 1.0, 0.0])
scale = np.linspace(0, 5, 100)
curves = softmax_by_definition(scale[:, np.newaxis] * z)

fig, axes = plt.subplots(1, 4, figsize=(9.5, 3), layout="constrained", width_ratios=[1, 1, 1, 1.8])
steps = {
    "scores $z_k$": z,
    "$e^{z_k}$": np.exp(z),
    "probabilities $S_k$": softmax_by_definition(z[np.newaxis])[0],
}
for ax, (title, heights) in zip(axes, steps.items(), strict=False):
    bars = ax.bar(["0", "1", "2"], heights, color=["C0", "C1", "C2"], edgecolor="black")
    ax.bar_label(bars, fmt="%.2f", fontsize=9)
    ax.set(title=title, xlabel="class $k$", ylim=(0, 1.15 * heights.max()))
for k, dashes in enumerate(["-", "--", "-."]):
    axes[3].plot(scale, curves[:, k], color=f"C{k}", linestyle=dashes, label=f"class {k}")
axes[3].set(title="softmax of $a \\cdot z$", xlabel="scale $a$", ylabel="probability")
axes[3].legend()
plt.show()

# %% [markdown]
r"""
The last panel multiplies the scores $(2, 1, 0)$ by $a$. At $a = 0$ all classes get one third. As
$a$ grows, softmax turns into "the winner takes all". It is a soft way to say which score is
largest, hence the name.

## Two classes: logistic regression

With $K = 2$ the softmax is an old friend. Start with the probability of class 1:

$$
\begin{aligned}
S_1 &= \frac{e^{z_1}}{e^{z_0} + e^{z_1}} && \text{the definition}\\
    &= \frac{1}{e^{z_0} / e^{z_1} + 1} && \text{divide top and bottom by } e^{z_1} \text{, which is never 0}\\
    &= \frac{1}{1 + e^{-(z_1 - z_0)}} && \text{because } e^{z_0} / e^{z_1} = e^{z_0 - z_1}\\
    &= \sigma(z_1 - z_0) && \text{with } \sigma(d) = \frac{1}{1 + e^{-d}} \text{, the sigmoid.}
\end{aligned}
$$

So the softmax of two scores is the **sigmoid** of their difference $d = z_1 - z_0$. The difference
is itself a linear score:

$$ d = x \cdot (w_1 - w_0) + (b_1 - b_0) = x \cdot w + c, \qquad w = w_1 - w_0, \quad c = b_1 - b_0 . $$

A linear score put into a sigmoid is **binary logistic regression**: one vector $w$ and one number
$c$ suffice. Two columns hold twice as many numbers as the model needs. Adding one vector to both
changes no probability. (C182 writes the sigmoid as $1/(\exp(-z) + 1)$, 231n and UvA as
$1/(1 + e^{-x})$. It is the same function.)
"""


# %%
def sigmoid(d):
    """1 / (1 + exp(-d)), elementwise. Safe for the moderate d used in this lecture."""
    return 1 / (1 + np.exp(-d))


W_two, b_two = W[:, :2], b[:2]  # our model with classes 0 and 1 only
w, c = W_two[:, 1] - W_two[:, 0], b_two[1] - b_two[0]
S_two = softmax_by_definition(X @ W_two + b_two)
print("softmax of two scores   ", S_two[:, 1])
print("sigmoid of the difference", sigmoid(X @ w + c))
assert np.allclose(S_two[:, 1], sigmoid(X @ w + c))

shift = rng.standard_normal((2, 1))  # the same vector for both columns
assert np.allclose(softmax_by_definition(X @ (W_two + shift) + b_two), S_two)

# %% picture="Left: the S-shaped sigmoid. Right: parallel straight lines of equal probability in the plane"
d = np.linspace(-6, 6, 200)
grid = np.linspace(-2.2, 2.2, 120)
A, B = np.meshgrid(grid, grid)
p = sigmoid(A * w[0] + B * w[1] + c)

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.8), layout="constrained")
left.plot(d, sigmoid(d), color="C0", label="class 1: $\\sigma(d)$")
left.plot(d, sigmoid(-d), color="C1", linestyle="--", label="class 0: $\\sigma(-d)$")
left.set(xlabel="difference $d = z_1 - z_0$", ylabel="probability", title="Two classes need one curve")
left.legend(loc="center left")
lines = right.contour(A, B, p, levels=[0.01, 0.1, 0.5, 0.9, 0.99], colors="black", linewidths=1.2)
right.clabel(lines, fmt="%.2f", fontsize=9)
plots.points(X[y < 2], y[y < 2], ax=right)
right.set(**PLANE, xlim=(-2.2, 2.2), ylim=(-2.2, 2.2), title="Lines of equal probability for class 1")
plt.show()

# %% [markdown]
r"""
The two curves add up to 1, and each is the mirror image of the other: $1 - \sigma(d) = \sigma(-d)$.
On the right, the probability of class 1 depends on $x$ only through $x \cdot w$. So lines of equal
probability are straight and parallel, and the border is the line of probability 0.5. A longer $w$
would push the lines together.

## The loss: cross entropy

Now we need a number that says how badly the model does.

The model gives the label of example $i$ the probability $S_{i, y_i}$. If the examples are
independent of each other, it gives all $m$ labels together the product $\prod_i S_{i, y_i}$. Read as
a function of the weights and biases, with the data held fixed, this product is called the
**likelihood**: how likely the model makes what was in fact observed. A good model makes it large, and
to choose the parameters that make it largest is called *maximum likelihood*.

The product of many numbers below 1 is tiny, so take the logarithm, which turns the product into a
sum and keeps the order. A loss should be *small* when the model is good, so put a minus in front.
The result, $-\sum_i \log S_{i, y_i}$, is the **negative log-likelihood**, or NLL. It should not grow
just because there are more examples, so divide by $m$:

$$ \ell = \frac1m \sum_i \ell_i , \qquad \ell_i = -\log S_{i, y_i} . $$

This mean is the **cross entropy**. The name comes from information theory, where
$-\sum_k p_k \log q_k$ is the cross entropy of two distributions: it is the average cost of a message
about draws from $p$ if the code was made for $q$. Here $p$ is the one-hot row of the label and $q$ the
row of $S$, so the sum is $-\sum_k (I_y)_{ik} \log S_{ik}$, which is how UvA writes the loss. All terms
but one are zero. What is left is $-\log S_{i, y_i}$, and only the probability of the right class
appears.

Fitting a logistic model by maximum likelihood is older than neural networks (Cox, 1958). When a paper
says "NLL loss", "log loss" or "cross entropy" of a classifier, it means the same number.

For one example, put the softmax in and simplify:

$$
\begin{aligned}
-\log S_y &= -\log \frac{e^{z_y}}{\sum_j e^{z_j}} && \text{the definition of } S_y\\
&= -\Bigl(\log e^{z_y} - \log \sum_j e^{z_j}\Bigr) && \text{the logarithm of a quotient is a difference}\\
&= \log \sum_j e^{z_j} - z_y && \log \text{ undoes } \exp .
\end{aligned}
$$

Each of the three lines is one line of code:
"""

# %%
rows = np.arange(m)
S = softmax_by_definition(Z)
line_1 = -np.log(S[rows, y])
line_2 = -(np.log(np.exp(Z[rows, y])) - np.log(np.exp(Z).sum(axis=1)))
line_3 = np.log(np.exp(Z).sum(axis=1)) - Z[rows, y]
print("loss of each example:", line_1)
print(f"mean: {line_1.mean():.4f}   example 3, the wrong one: {line_1[3]:.4f}")
assert np.allclose(line_1, line_2)
assert np.allclose(line_1, line_3)
assert line_1.argmax() == 3

# %% [markdown]
r"""
Read the last form aloud: *the log of the summed exponentials, minus the score of the right class*.
The first term is a soft maximum. It is at least the largest score, and at most $\log K$ above it:

$$ \max_j z_j \;\le\; \log \sum_j e^{z_j} \;\le\; \max_j z_j + \log K . $$

The sum is at least its largest term, which gives the left side. It is at most $K$ times that term,
which gives the right. So the loss is roughly *the best score minus the right score*: nearly 0 if
the right class leads clearly, and about as large as the gap if it trails.

For two classes, with $d = z_1 - z_0$ and $p = \sigma(d)$, it is the loss of logistic regression,
$-\bigl[y \log p + (1-y)\log(1-p)\bigr]$: the bracket picks $\log p$ if $y = 1$ and $\log (1-p)$ if
$y = 0$.
"""

# %%
log_sum = np.log(np.exp(Z).sum(axis=1))
assert (Z.max(axis=1) <= log_sum).all()
assert (log_sum <= Z.max(axis=1) + np.log(K)).all()

y_two = y[y < 2]  # the examples of classes 0 and 1, with the two-class model from above
p = sigmoid(X[y < 2] @ w + c)
from_softmax = -np.log(S_two[y < 2, y_two])
from_sigmoid = -(y_two * np.log(p) + (1 - y_two) * np.log(1 - p))
print("two-class loss from the softmax:", from_softmax)
print("two-class loss from the sigmoid:", from_sigmoid)
assert np.allclose(from_softmax, from_sigmoid)

# %% [markdown]
r"""
### Landmarks, and a number to correct

A model that knows nothing has equal scores. Its probabilities are $1/K$ and its loss is $\log K$.
For three classes that is 1.10. A fresh model, with weights near 0, **should start there**. That
makes the first printed loss a free test of your code.

And how much does a model lose that gives the right digit the probability 0.9? The Northeastern deck
asks this for ten digits and answers 0.046. Compute it before you believe anyone:
"""

# %%
for_digits = np.array([0.01, 0.9, 0.01, 0.01, 0.01, 0.01, 0.01, 0.02, 0.01, 0.01])  # the right digit is 1
nats, base_ten = -np.log(for_digits[1]), -np.log10(for_digits[1])
print(f"sum of all ten       {for_digits.sum():.2f}")
print(f"natural logarithm    {nats:.3f} nats")
print(f"logarithm to base 10 {base_ten:.3f}")
print(f"their ratio          {nats / base_ten:.4f}, and log 10 = {np.log(10):.4f}")
print(f"know-nothing loss    {np.log(3):.4f} for 3 classes, {np.log(10):.4f} for 10")
assert round(nats, 3) == 0.105
assert round(base_ten, 3) == 0.046
assert round(np.log(3), 2) == 1.10

# %% picture="Minus log p falls to 0 at p = 1; the natural logarithm lies above the base-10 one"
p = np.linspace(0.01, 1, 300)
fig, ax = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
ax.plot(p, -np.log(p), color="C0", label="$-\\log p$ (nats): the loss of this series")
ax.plot(p, -np.log10(p), color="C1", linestyle="--", label="$-\\log_{10} p$")
ax.plot([1 / 3, 0.9], -np.log([1 / 3, 0.9]), "ko")
ax.annotate("know nothing, 3 classes: 1.10", (1 / 3, np.log(3)), (0.40, 1.45), arrowprops={"arrowstyle": "-"})
ax.annotate("$p = 0.9$: 0.105", (0.9, nats), (0.75, 0.65), arrowprops={"arrowstyle": "-"})
ax.set(xlabel="probability $p$ of the right class", ylabel="loss", xlim=(0, 1.02), ylim=(-0.1, 4.8))
ax.legend()
plt.show()

# %% [markdown]
r"""
The right answer is **0.105 nats**. (A *nat* is the unit of a natural logarithm, as a *bit* is that
of base 2.) The deck's 0.046 is the same quantity with base 10, and the same deck uses nats when it
calls $-\log\frac13$ 1.10.

Does the base matter? It multiplies every loss by a constant, so the best model stays the same. But
the derivative of $\log_{10} t$ is $\frac{1}{t \log 10}$, and only the natural logarithm has the
derivative $\frac1t$. Mix the two, with a base-10 loss and the gradient we are about to derive, and
every gradient check fails by the factor $\log 10 \approx 2.3026$. So we use nats everywhere.

## Overflow, and the max-shift

**Predict first.** What does `softmax_by_definition` return for the scores $(1000, 999, 998)$? By
property 4 they have the probabilities of $(2, 1, 0)$.

<details><summary>Answer</summary>

Three times `nan`, "not a number". $e^{1000}$ is larger than any 64-bit floating-point number, so
NumPy stores infinity, and infinity divided by infinity has no value.

</details>
"""

# %%
largest = np.finfo(np.float64).max
limit = np.log(largest)
print(f"largest float64: {largest:.2e}    exp overflows above {limit:.2f}")
with np.errstate(over="ignore", invalid="ignore"):  # NumPy would warn, and rightly
    print("exp(709) =", f"{np.exp(709.0):.2e}", "   exp(710) =", np.exp(710.0))
    print("by definition:", softmax_by_definition(np.array([[1000.0, 999.0, 998.0]])))
assert round(limit, 2) == 709.78

# %% [markdown]
r"""
Property 4 is also the cure. Let $c$ be any number. Then

$$
\begin{aligned}
S_k = \frac{e^{z_k}}{\sum_j e^{z_j}} &= \frac{e^{-c}\, e^{z_k}}{e^{-c} \sum_j e^{z_j}}
    && \text{multiply top and bottom by } e^{-c}\\
&= \frac{e^{z_k - c}}{\sum_j e^{z_j - c}} && e^{-c} e^{t} = e^{t - c} \text{, also inside the sum.}
\end{aligned}
$$

Choose $c = \max_j z_j$, the largest score *of that row*. Now every exponent is at most 0, so
nothing overflows. One exponent is exactly 0, so the sum lies between 1 and $K$ and the division is
safe. The other terms may underflow to 0, which is harmless: each is too small to be seen beside the
1.

The same shift repairs the loss. From $\sum_j e^{z_j} = e^{c} \sum_j e^{z_j - c}$ follows, with the
logarithm of a product,

$$ \log \sum_j e^{z_j} = c + \log \sum_j e^{z_j - c} . $$
"""


# %%
def softmax(Z):
    """Probabilities of each row of Z, (m, K), for scores of any size. Z is left as it was."""
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def log_sum_exp(Z):
    """log Σ_k exp(Z[i, k]) for each row i of Z, (m, K) -> (m,), for scores of any size."""
    c = Z.max(axis=1)
    return c + np.log(np.exp(Z - c[:, np.newaxis]).sum(axis=1))


def cross_entropy(Z, y):
    """Cross entropy of each row of Z, (m, K), for the labels y, (m,), in nats -> (m,)."""
    return log_sum_exp(Z) - Z[np.arange(len(y)), y]


print("with the shift:", softmax(np.array([[1000.0, 999.0, 998.0]])))
assert np.allclose(softmax(Z), S)
assert np.allclose(cross_entropy(Z, y), line_3)

# %% [markdown]
r"""
A shifted softmax alone is not enough. Suppose the right class trails by a gap $\Delta$: the scores
are $(\Delta, 0)$ and the label is 1. The true loss is $\log(1 + e^{\Delta})$, hardly more than
$\Delta$ itself. Three ways to compute it:
"""

# %% picture="Loss against gap: definition ends near 710, log of softmax near 745, the shift goes on"
gaps = np.arange(0.0, 1001.0, 5.0)
Z_gap = np.column_stack([gaps, np.zeros_like(gaps)])
with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
    methods = {
        "$-\\log$ of softmax by definition": -np.log(softmax_by_definition(Z_gap)[:, 1]),
        "$-\\log$ of shifted softmax": -np.log(softmax(Z_gap)[:, 1]),
        "$\\log\\sum\\exp - z_y$ with the shift": cross_entropy(Z_gap, np.ones(len(gaps), dtype=int)),
    }

fig, axes = plt.subplots(1, 3, figsize=(9.5, 3), layout="constrained", sharey=True)
for ax, (title, loss) in zip(axes, methods.items(), strict=True):
    good = np.isfinite(loss)
    ax.plot(gaps[good], loss[good], color="C0", lw=2)
    if not good.all():
        ax.plot(gaps[good][-1], loss[good][-1], "X", color="black", ms=10)
        ax.annotate("not finite\nfrom here on", (gaps[good][-1], loss[good][-1]), (780, 330), ha="center")
    ax.set(title=title, xlabel="gap $\\Delta$", xlim=(0, 1000), ylim=(0, 1000), xticks=[0, 400, 800])
    ax.title.set_fontsize(10)
axes[0].set_ylabel("computed loss (nats)")
plt.show()
last = [int(gaps[np.isfinite(loss)][-1]) for loss in methods.values()]
print("last gap with a finite loss, in steps of 5:", last)
assert last == [705, 745, 1000]

# %% [markdown]
r"""
The first method fails when $e^\Delta$ overflows. The second fails a little later, when the
probability itself becomes too small to store and turns into 0, whose logarithm is $-\infty$. The
third goes on.
So: **compute the loss from the scores, never from the probabilities.**

One more trap. The shift must be the maximum of *each row*. With one maximum for the whole array, a
row of ordinary scores next to a row of huge ones loses everything:
"""

# %%
Z_mixed = np.array([[1000.0, 1001.0], [0.0, 1.0]])  # both rows have the same probabilities
with np.errstate(invalid="ignore"):
    E = np.exp(Z_mixed - Z_mixed.max())  # wrong: one maximum for all rows
    one_max = E / E.sum(axis=1, keepdims=True)
print("one maximum for the array:\n", one_max)
print("one maximum per row:\n", softmax(Z_mixed))
assert np.isnan(one_max[1]).all()
assert np.allclose(softmax(Z_mixed)[0], softmax(Z_mixed)[1])

# %% [markdown]
r"""
## Another loss beside it: hinge

Cross entropy is a choice. The support vector machine (SVM) chooses otherwise, and 231n uses its
loss:

$$ h = \sum_{j \ne y} \max(0,\; z_j - z_y + 1) . $$

The **margin** over class $j$ is $z_y - z_j$: by how much the right class leads. The hinge loss asks
for a margin of at least 1 over every other class, and charges what is missing. With two classes
both losses are functions of the one margin $\mu = z_y - z_j$: hinge is $\max(0, 1 - \mu)$, cross
entropy is $\log(1 + e^{-\mu})$.

**Predict first.** Which of the two is larger at $\mu = 0$, a tie? Which one is exactly zero at
$\mu = 3$? Which one has a derivative everywhere?

<details><summary>Answer</summary>

At a tie, hinge is 1 and cross entropy is $\log 2 \approx 0.693$. At $\mu = 3$ hinge is exactly 0.
Cross entropy is $\log(1+e^{-3}) \approx 0.049$: small, but never zero. Cross entropy has a
derivative everywhere. Hinge has a kink at $\mu = 1$, where the slope jumps from $-1$ to $0$ and the
derivative does not exist.

</details>
"""

# %% picture="Left: hinge and cross entropy against the margin. Right: their slopes; hinge's jumps at 1"
margin = np.linspace(-4, 4, 401)
ce, hinge = np.log(1 + np.exp(-margin)), np.maximum(0, 1 - margin)
ce_slope = -sigmoid(-margin)
print(f"margin 0: hinge {hinge[200]:.3f}, cross entropy {ce[200]:.3f}")
print(f"margin 3: hinge {hinge[350]:.3f}, cross entropy {ce[350]:.3f}")
assert np.allclose(margin[[200, 350]], [0, 3])
assert hinge[200] == 1
assert hinge[350] == 0
assert np.allclose(ce[[200, 350]], [0.693, 0.049], atol=5e-4)

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.5), layout="constrained")
left.plot(margin, ce, color="C0", label="cross entropy")
left.plot(margin, hinge, color="C1", linestyle="--", label="hinge")
left.set(xlabel="margin $\\mu$ of the right class", ylabel="loss", title="Two losses")
left.legend()
right.plot(margin, ce_slope, color="C0", label="cross entropy")
right.plot(margin[margin < 1], -np.ones((margin < 1).sum()), color="C1", linestyle="--", label="hinge")
right.plot(margin[margin > 1], np.zeros((margin > 1).sum()), color="C1", linestyle="--")
right.set(xlabel="margin $\\mu$ of the right class", ylabel="slope of the loss", title="Their slopes")
right.legend()
plt.show()

# %% [markdown]
r"""
Far to the left both slopes come to $-1$: both losses push a bad mistake with the same force. On the
right they part. Hinge is content once the margin is 1. Cross entropy always wants a little more. In
return it comes with probabilities. Hinge has only scores.

The derivative of the hinge loss with respect to the scores of one example needs no more than
counting. Each class
$j \ne y$ with $z_j - z_y + 1 > 0$ adds $+1$ at $j$ and $-1$ at $y$. We check that against **central
differences**, the tool we use from here on: move one number up by a small $\varepsilon$, then down,
and divide the change of the function by $2\varepsilon$. Lecture 6 is about this tool. `agree` stops
the notebook if a formula and its numerical check differ.
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


def hinge_loss(Z, y):
    """Hinge loss of each row of Z, (m, K), for the labels y, (m,) -> (m,)."""
    rows = np.arange(len(y))
    charge = np.maximum(0, Z - Z[rows, y][:, np.newaxis] + 1)
    charge[rows, y] = 0  # the sum leaves the right class out
    return charge.sum(axis=1)


too_close = (Z - Z[rows, y][:, np.newaxis] + 1 > 0).astype(float)
too_close[rows, y] = 0
push = too_close.copy()
push[rows, y] = -too_close.sum(axis=1)
print("cross entropy of each example:", cross_entropy(Z, y))
print("hinge loss of each example:   ", hinge_loss(Z, y))
agree("gradient of the summed hinge loss", push, gradients.central(lambda A: hinge_loss(A, y).sum(), Z))
assert (hinge_loss(Z, y) == 0).sum() == 4
assert (cross_entropy(Z, y) > 0).all()

# %% [markdown]
r"""
Four examples have margins above 1, and hinge charges nothing for them. Both losses charge
example 3. The rest of the lecture uses cross entropy.

## The gradient for the scores, line by line

This is the heart of the lecture. In which direction should the *scores* move to make the loss
smaller? Take one example. Its loss is $\ell(z) = \log T - z_y$, where $T = \sum_j e^{z_j}$. We want
$\partial \ell / \partial z_k$ for each class $k$, the derivative of $\ell$ **with respect to** $z_k$:
how fast $\ell$ changes when $z_k$ alone moves and all other scores are held still. The numbers come
from example 3, with label $y = 2$.
"""

# %%
z, label = Z[3], y[3]
one_hot = np.eye(K)[label]  # the row of I_y for this example


def T(z):
    """The sum of the exponentials of one row of scores."""
    return np.exp(z).sum()


def one_loss(z):
    """Cross entropy of one row of scores, for the label of example 3."""
    return np.log(T(z)) - z[label]


print(f"z = {z}, label {label}, loss {one_loss(z):.4f}")

# %% [markdown]
r"""
**Step 1. Split.** The derivative of a difference is the difference of the derivatives:

$$
\frac{\partial \ell}{\partial z_k}
= \frac{\partial \log T}{\partial z_k} - \frac{\partial z_y}{\partial z_k} .
$$
"""

# %%
slope_log_t = gradients.central(lambda z: np.log(T(z)), z)
slope_z_y = gradients.central(lambda z: z[label], z)
agree("step 1", slope_log_t - slope_z_y, gradients.central(one_loss, z))

# %% [markdown]
r"""
**Step 2. The right-hand part.** $z_y$ is one of the scores. It moves with $z_k$ if they are the
same score, and not at all if they are not:

$$ \frac{\partial z_y}{\partial z_k} = [k = y] . $$

Written for all $k$ at once, this is the one-hot row.
"""

# %%
agree("step 2", one_hot, slope_z_y)

# %% [markdown]
r"""
**Step 3. Inside the logarithm.** $T = e^{z_0} + e^{z_1} + \dots$ is a sum, and we may differentiate
it term by term. Only the term with $j = k$ contains $z_k$, and $e^t$ is its own derivative:

$$ \frac{\partial T}{\partial z_k} = e^{z_k} . $$
"""

# %%
agree("step 3", np.exp(z), gradients.central(T, z))

# %% [markdown]
r"""
**Step 4. The logarithm.** The chain rule says: derivative of the outer function, times derivative
of the inner one. The derivative of $\log T$ with respect to $T$ is $1/T$. (Here the natural
logarithm pays off.)

$$
\frac{\partial \log T}{\partial z_k} = \frac{1}{T} \cdot \frac{\partial T}{\partial z_k}
= \frac{e^{z_k}}{T} = \frac{e^{z_k}}{\sum_j e^{z_j}} = S_k .
$$

The softmax appears by itself. We did not put it in.
"""

# %%
agree("step 4, the outer derivative", 1 / T(z), gradients.central(np.log, float(T(z))))
agree("step 4, the product", np.exp(z) / T(z), slope_log_t)
agree("step 4, its name", softmax(Z)[3], slope_log_t)

# %% [markdown]
r"""
**Step 5. Put together.** Steps 4 and 2 into step 1:

$$ \boxed{\; \frac{\partial \ell}{\partial z_k} = S_k - [k = y] \;} $$

*What the model says, minus what it should have said.*
"""

# %%
agree("step 5", softmax(Z)[3] - one_hot, gradients.central(one_loss, z))

# %% [markdown]
r"""
**Step 6. The whole batch.** Now $\ell = \frac1m \sum_i \ell_i$. The score $Z_{ik}$ appears only in
the loss $\ell_i$ of its own example, so all other terms of the sum have derivative 0. The factor
$\frac1m$ stays:

$$
G_{ik} = \frac{\partial \ell}{\partial Z_{ik}} = \frac1m \bigl( S_{ik} - [k = y_i] \bigr),
\qquad \text{that is} \qquad G = \frac{1}{m} \, (S - I_y) .
$$

**Predict first.** What is the sum of each row of $S - I_y$? Which entries are negative? How large
can an entry get?

<details><summary>Answer</summary>

Each row sums to $1 - 1 = 0$: what is taken from some classes is given to another. Only the entry of
the right class is negative, because its probability is below 1. And no entry reaches 1 or $-1$,
because probabilities lie strictly between 0 and 1. The last three lines of the next cell assert all
this.

</details>
"""

# %%
S, I_y = softmax(Z), np.eye(K)[y]
G = (S - I_y) / m
print("m · G =")
print(m * G)
agree("step 6", G, gradients.central(lambda Z: cross_entropy(Z, y).mean(), Z))
assert np.allclose(G.sum(axis=1), 0)
assert ((G < 0) == (I_y == 1)).all()
assert (np.abs(m * G) < 1).all()

# %% picture="Bars for example 3: probabilities, one-hot label, and their difference, negative for class 2"
fig, axes = plt.subplots(1, 3, figsize=(9.5, 2.9), layout="constrained", sharey=True)
rows_of_3 = {"probabilities $S$": S[3], "one-hot label $I_y$": I_y[3], "gradient $S - I_y$": S[3] - I_y[3]}
for ax, (title, heights) in zip(axes, rows_of_3.items(), strict=True):
    bars = ax.bar(["0", "1", "2"], heights, color=["C0", "C1", "C2"], edgecolor="black")
    ax.bar_label(bars, fmt="%.2f", fontsize=9, padding=2)
    ax.axhline(0, color="black", lw=0.8)
    ax.set(title=title, xlabel="class $k$", ylim=(-0.85, 1.2))
axes[0].set_ylabel("example 3")
plt.show()

# %% [markdown]
r"""
The model favours class 1, but the label is 2. A gradient points *uphill*, so a step against it
raises the score of class 2 and lowers the others, class 1 most, since it took the most undeserved
probability. A nearly perfect answer has a gradient near 0. A hopeless one has entries near 1 and
$-1$. No entry is ever larger.

## The gradients for W and b

We know how the loss reacts to the scores. The scores come from $Z = XW + b$. Two roads lead on to
$W$ and $b$. The first is quick, the second is sure.

**By shapes.** $\partial\ell/\partial W$ must have the shape of $W$, since it holds one slope for
each weight. We own $X$ with shape $(m, n)$ and $G$ with shape $(m, K)$. The only product of the two
with shape $(n, K)$ is

$$ X^T G : \quad (n, m) \cdot (m, K) \to (n, K) . $$

$\partial\ell/\partial b$ must have the shape $(K,)$, and $G$ has the shape $(m, K)$: sum over the
examples.

**By sums.** Shapes suggest, but they do not prove. So follow one weight $W_{jk}$. It reaches the
loss through the scores $Z_{0k}, Z_{1k}, \dots$ of *every* example, and only through column $k$. Each
route from the weight through one of these scores to the loss is a **path**. The chain rule
multiplies slopes along a path and adds the results of all paths:

$$
\begin{aligned}
\frac{\partial \ell}{\partial W_{jk}}
&= \sum_i \frac{\partial \ell}{\partial Z_{ik}} \, \frac{\partial Z_{ik}}{\partial W_{jk}}
    && \text{all paths from } W_{jk} \text{ to } \ell \text{ add up}\\
&= \sum_i G_{ik} \, X_{ij}
    && W_{jk} \text{ stands in } Z_{ik} \text{ once, multiplied by } X_{ij}\\
&= \sum_i (X^T)_{ji} \, G_{ik} = (X^T G)_{jk} && \text{this is what a matrix product is.}
\end{aligned}
$$

For the bias, $\partial Z_{ik} / \partial b_k = 1$ for every $i$:

$$ \frac{\partial \ell}{\partial b_k} = \sum_i G_{ik} \cdot 1 . $$
"""


# %%
def mean_loss(W, b):
    """Mean cross entropy of the five examples, as a function of the parameters."""
    return cross_entropy(X @ W + b, y).mean()


slope_w = gradients.central(lambda W: mean_loss(W, b), W)
slope_b = gradients.central(lambda b: mean_loss(W, b), b)

slope_z = gradients.central(lambda W: (X @ W + b)[3, 2], W)  # how Z[3, 2] reacts to each weight
agree("∂Z[3, 2]/∂W: x₃ in column 2, 0 elsewhere", np.outer(X[3], [0, 0, 1]), slope_z)

by_sums = np.zeros((n, K))
for i in range(m):
    for j in range(n):
        for k in range(K):
            by_sums[j, k] += G[i, k] * X[i, j]
agree("dW by sums", by_sums, slope_w)

dW, db = X.T @ G, G.sum(axis=0)
agree("dW = XᵀG", dW, slope_w)
agree("db = column sums of G", db, slope_b)
print("dW =")
print(dW)
print("db =", db)

# %% [markdown]
r"""
Why not trust shapes alone? If $m = n = K$, then $X G$, $X^T G$, $G X$ and $G^T X$ *all* have the
right shape, and no shape can tell a mean from a sum. So test with sizes that differ, and test the
numbers.
"""

# %%
X_square, y_square = rng.standard_normal((3, 3)), np.array([2, 0, 1])
W_square, b_square = rng.standard_normal((3, 3)), rng.standard_normal(3)
G_square = (softmax(X_square @ W_square + b_square) - np.eye(3)[y_square]) / 3
numeric = gradients.central(lambda W: cross_entropy(X_square @ W + b_square, y_square).mean(), W_square)
candidates = {
    "XᵀG": X_square.T @ G_square,
    "XG": X_square @ G_square,
    "GX": G_square @ X_square,
    "GᵀX": G_square.T @ X_square,
}
for name, candidate in candidates.items():
    verdict = "right" if gradients.relative_error(candidate, numeric) < 1e-6 else "WRONG"
    print(f"{name:4} has shape {candidate.shape}: {verdict}")
    assert (verdict == "right") == (name == "XᵀG")

# %% [markdown]
r"""
Column $k$ of $X^T G$ is $\sum_i G_{ik}\, x_i$: a weighted sum of the *examples*. A step against it
adds to $w_y$ a bit of each example that class $y$ should have got, and subtracts a bit of it from
the columns of the others.

## One model, two drawings

### As a diagram

People draw this model as boxes, with as much detail as they need at the moment. On the left are
three levels of detail. On the right is another habit: one circle per number, one arrow per weight
(biases are not drawn).
"""

# %% picture="The model as boxes in three levels of detail, and as two input circles joined to three"
ax = canvas(12, 5.6, figsize=(9.5, 4.4))
ax.text(0.1, 5.2, "everything")
linear, loss_box = box(ax, 2.4, 3.4, "linear"), box(ax, 6.9, 3.4, "cross entropy")
chain(ax, box(ax, 0.5, 3.4, "$x$", "given"), linear, box(ax, 4.5, 3.4, "softmax"), loss_box)
arrow(ax, box(ax, 2.4, 4.7, "$W,\\ b$", "given"), linear)
arrow(ax, box(ax, 6.9, 4.7, "label $y$", "given"), loss_box)
ax.text(0.1, 2.4, "the model only, parameters left out")
chain(ax, box(ax, 0.5, 1.8, "$x$", "given"), box(ax, 2.4, 1.8, "linear"), box(ax, 4.5, 1.8, "softmax"))
ax.text(0.1, 0.9, "the layer is just the arrow")
chain(ax, box(ax, 0.5, 0.3, "$x$", "given"), box(ax, 4.5, 0.3, "$S$", "value"))

ax.text(10.3, 5.2, "one arrow per weight", ha="center")
features = [box(ax, 9.2, 4.1 - 2.0 * j, f"$x_{j}$", "unit") for j in range(n)]
outputs = [box(ax, 11.4, 4.4 - 1.4 * k, f"$z_{k}$", "unit") for k in range(K)]
for source in features:
    for target in outputs:
        arrow(ax, source, target)
plt.show()

# %% [markdown]
r"""
Seen like this the model is a neural network with **one layer**. Lecture 3 puts a second one in
front of it.

### As a computation graph

A computation graph is stricter than a diagram. Each box is one operation so simple that its
derivative is obvious, and each arrow carries one value. We now run example 3 through it, forward,
and keep each value:
"""

# %%
x = X[3]
q = x @ W  # the product alone, before the bias
z = q + b
e = np.exp(z)
t_sum = e.sum()
L = np.log(t_sum)
z_y = z[label]
loss = L - z_y
print(f"T = {t_sum:.3f}, L = log T = {L:.3f}, z_y = {z_y:.2f}, loss = {loss:.3f}")

# %% [markdown]
r"""
Then backward. Start at the end: the loss changes by 1 if the loss changes by 1. At each box,
multiply what arrives from the right by the box's own slope. Where one value was used twice, *add*
what comes back. The product $q = xW$ has the slopes $\partial q_k / \partial W_{jk} = x_j$ and
$\partial q_k / \partial x_j = W_{jk}$. So $W_{jk}$ gets $x_j \, \partial\ell/\partial q_k$, and
$x_j$, which is used in all $K$ scores, gets $\sum_k W_{jk} \, \partial\ell/\partial q_k$.

In code, `d_z` means $\partial\ell/\partial z$ for this one example, and so on.
"""

# %%
d_loss = 1.0
d_L = d_loss * 1  # loss = L - z_y
d_z_y = d_loss * -1
d_t = d_L * (1 / t_sum)  # L = log T
d_e = d_t * np.ones(K)  # T = e_0 + e_1 + e_2
d_z_upper = d_e * e  # e = exp(z)
d_z_lower = d_z_y * one_hot  # z_y = z[label]
d_z = d_z_upper + d_z_lower  # z was used twice: both paths add up
d_q, d_b = d_z, d_z  # z = q + b
d_W, d_x = np.outer(x, d_q), W @ d_q  # q = x W

agree("upper path is the softmax", d_z_upper, softmax(Z)[3])
agree("both paths together", d_z, S[3] - I_y[3])
agree("at W", d_W, gradients.central(lambda W: cross_entropy(X[[3]] @ W + b, y[[3]])[0], W))
agree("at b", d_b, gradients.central(lambda b: cross_entropy(X[[3]] @ W + b, y[[3]])[0], b))
agree("at x", d_x, gradients.central(lambda x: cross_entropy(x[np.newaxis] @ W + b, y[[3]])[0], x))

# %% picture="Computation graph of example 3 with values above and gradients below each arrow"
ax = canvas(12, 8.2, figsize=(9.5, 6.4))
ax.text(0.1, 7.8, "the model", weight="bold")
times, plus = box(ax, 3.9, 5.2, "×"), box(ax, 7.4, 5.2, "+")
out = box(ax, 11.0, 5.2, "$z$", "value")
wire(ax, box(ax, 0.5, 5.2, "$x$", "given"), times, (2.2, 5.2), x, d_x)
wire(ax, box(ax, 3.9, 7.6, "$W$", "given"), times, (5.2, 6.6), W, d_W)
wire(ax, times, plus, (5.65, 5.2), q, d_q)
wire(ax, box(ax, 7.4, 7.6, "$b$", "given"), plus, (8.75, 6.6), b, d_b)
wire(ax, plus, out, (9.25, 5.2), z, d_z)

ax.text(0.1, 3.8, "the loss", weight="bold")
again, pick = box(ax, 0.5, 2.9, "$z$", "value"), box(ax, 3.9, 0.6, "pick $y$")
exp, total, log = box(ax, 3.9, 2.9, "exp"), box(ax, 6.9, 2.9, "Σ"), box(ax, 8.6, 2.9, "log")
minus = box(ax, 10.2, 2.9, "−")
wire(ax, again, exp, (2.2, 2.9), z, d_z_upper)
wire(ax, exp, total, (5.45, 2.9), e, d_e)
wire(ax, total, log, (7.75, 2.9), t_sum, d_t)
wire(ax, log, minus, (9.45, 2.9), L, d_L)
wire(ax, again, pick, (2.1, 0.6), z, d_z_lower, path="angle,angleA=90,angleB=0,rad=0")
wire(ax, pick, minus, (7.3, 0.6), z_y, d_z_y, path="angle,angleA=0,angleB=90,rad=0")
wire(ax, minus, box(ax, 11.6, 2.9, "$\\ell$", "value"), (10.95, 2.9), loss, d_loss)
plt.show()

# %% [markdown]
r"""
The upright number (blue) is the value an arrow carries forward. The italic number under it (orange)
is the gradient that comes back along the same arrow. Grey boxes are given: the example and the
parameters.

Look at $z$ in the lower half. Two arrows leave it, and each brings back a gradient. The upper path,
through $\exp$, $\Sigma$ and $\log$, brings the softmax. The lower path, through "pick $y$", brings
minus the one-hot label. Their sum, $S - I_y$, is the gradient that stands at $z$ in the upper half,
where the two halves of the graph meet. So the two terms of our formula are two paths in a graph, and
lecture 5 makes a method of this.

## A penalty on large weights: weight decay

Suppose the model has reached a point where every example is classified correctly. Cross entropy is
still not content: for these weights, doubling all of them together with the biases doubles every
lead of a right class, so every right probability rises and the loss falls further. If straight lines
can separate the data, gradient descent gets to such a point sooner or later, and from then on the
weights grow for ever. (At weights that make a mistake, doubling them doubles that mistake's deficit,
and the loss may well rise.) A small charge for large weights stops the growth:

$$ \ell = \frac1m \sum_i \ell_i + \frac{\lambda}{2} \lVert W \rVert^2 . $$

The new term is $\frac\lambda2 \sum_{jk} W_{jk}^2$. Its derivative with respect to one weight is
$\frac\lambda2 \cdot 2 W_{jk} = \lambda W_{jk}$. The $\frac12$ is there to cancel this 2. Let
$D = X^T G$ be the gradient of the data part. One step of gradient descent with learning rate $\eta$
then reads

$$
\begin{aligned}
W_{\text{new}} &= W - \eta \, (D + \lambda W) && \text{a step against the gradient}\\
&= W - \eta \lambda W - \eta D && \text{multiply out}\\
&= (1 - \eta\lambda)\, W - \eta D && \text{collect } W .
\end{aligned}
$$

Each step first shrinks all weights by the factor $1 - \eta\lambda$. That is why the penalty is also
called **weight decay**. Biases are left out: a bias multiplies no feature, so it cannot make the
scores steeper.

**Predict first.** Let $\eta = 1$, $\lambda = 0.001$, and let the data have nothing to say
($D = 0$). After how many steps are the weights half as large: 50, 500, 700 or 1000?

<details><summary>Answer</summary>

After about 700. Each step multiplies by 0.999, and $0.999^t = \frac12$ at
$t = \log\frac12 / \log 0.999 \approx 693$. The cell computes it.

</details>
"""

# %%
lam, eta = 1e-3, 1.0
step_by_gradient = W - eta * (dW + lam * W)
step_by_decay = (1 - eta * lam) * W - eta * dW
assert np.allclose(step_by_gradient, step_by_decay)


def penalised(W):
    """Mean cross entropy of the five examples plus the penalty, as a function of the weights."""
    return mean_loss(W, b) + lam / 2 * np.sum(W**2)


agree("dW with the penalty", dW + lam * W, gradients.central(penalised, W))
half_life = np.log(0.5) / np.log(1 - eta * lam)
print(f"weights halve every {half_life:.0f} steps")
assert round(half_life) == 693

# %% [markdown]
r"""
## Three ingredients

Most of machine learning is three choices. C182 and CMU both insist on it.

| ingredient | the question it answers | our choice |
|:--|:--|:--|
| **model** | what can be said? | linear scores, softmax |
| **loss** | how bad is it? | mean cross entropy plus $\frac\lambda2\lVert W\rVert^2$ |
| **optimizer** | how does it get better? | gradient descent |

They can be exchanged one by one. From lecture 3 on the model changes and the loss stays, and in
lecture 8 the optimizer changes. (C182 adds a fourth line: run it on a large machine.)

**Gradient descent** walks downhill. Start somewhere, and repeat: compute the gradients, and take a
step against them,

$$
W \leftarrow W - \eta\, \frac{\partial \ell}{\partial W}, \qquad
b \leftarrow b - \eta\, \frac{\partial \ell}{\partial b} .
$$

All of it, in code:
"""


# %%
def loss_and_gradients(X, y, W, b, lam):
    """Penalised mean cross entropy and its gradients: a number, dW like W, db like b."""
    Z = X @ W + b
    loss = cross_entropy(Z, y).mean() + lam / 2 * np.sum(W**2)
    G = (softmax(Z) - np.eye(len(b))[y]) / len(y)
    return loss, X.T @ G + lam * W, G.sum(axis=0)


def gradient_descent(X, y, W, b, eta, lam, steps):
    """Take `steps` full-batch steps from (W, b), which stay as they were. Returns W, b and the losses."""
    losses = []
    for _ in range(steps):
        loss, dW, db = loss_and_gradients(X, y, W, b, lam)
        losses.append(loss)
        W, b = W - eta * dW, b - eta * db
    losses.append(loss_and_gradients(X, y, W, b, lam)[0])
    return W, b, np.array(losses)


# %% [markdown]
r"""
Test the gradient before you train with it. Two tests. The first is the numerical check, of $W$
*and* $b$. The second is what the gradient promises. To first order, a change of the parameters
changes the loss by (gradient) · (change). The change is $-\eta$ times the gradient, so the loss
should fall by $\eta$ times the squared length of the gradient.
"""

# %%
loss, dW, db = loss_and_gradients(X, y, W, b, lam=0.1)
agree("dW", dW, gradients.central(lambda W: loss_and_gradients(X, y, W, b, 0.1)[0], W))
agree("db", db, gradients.central(lambda b: loss_and_gradients(X, y, W, b, 0.1)[0], b))

promised = np.sum(dW**2) + np.sum(db**2)
for eta in [1.0, 0.1, 0.01, 0.001]:
    got = loss - loss_and_gradients(X, y, W - eta * dW, b - eta * db, 0.1)[0]
    ratio = got / (eta * promised)
    print(f"η = {eta:5}: the loss falls by {got:.6f}, promised {eta * promised:.6f}, ratio {ratio:.3f}")
assert abs(ratio - 1) < 0.01

# %% [markdown]
r"""
The smaller the step, the better the promise is kept. A gradient is a statement about small steps.

### An easy case first

Three round clouds that straight lines can separate. We train twice, without a penalty and with one.
"""

# %% picture="Left: three clouds in their own regions. Right: weight length, growing or levelling off"
rng = np.random.default_rng(3)
y_clouds = np.repeat([0, 1, 2], 30)
centres = np.array([[-1.5, -1.0], [1.5, -1.0], [0.0, 1.6]])
X_clouds = centres[y_clouds] + 0.35 * rng.standard_normal((90, 2))

lengths = {0.0: [], 0.01: []}  # of W, every 50 steps, for each λ
for lam_clouds, seen in lengths.items():
    W_c, b_c = np.zeros((2, 3)), np.zeros(3)
    for _ in range(40):
        W_c, b_c, _ = gradient_descent(X_clouds, y_clouds, W_c, b_c, eta=1.0, lam=lam_clouds, steps=50)
        seen.append(np.linalg.norm(W_c))
    assert ((X_clouds @ W_c + b_c).argmax(axis=1) == y_clouds).all()

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 3.9), layout="constrained")
for (lam_clouds, seen), dashes in zip(lengths.items(), ["-", "--"], strict=True):
    right.plot(50 * np.arange(1, 41), seen, dashes, label=f"λ = {lam_clouds:g}")
plots.decision_regions(lambda A: (A @ W_c + b_c).argmax(axis=1), X_clouds, y_clouds, ax=left)
tie_lines(left, W_c, b_c)
left.set_title("λ = 0.01, after 2000 steps")
right.set(xlabel="step", ylabel="length ‖W‖ of the weights", ylim=(0, None), title="Without and with decay")
right.legend()
plt.show()
for lam_clouds, seen in lengths.items():
    late = seen[-1] - seen[19]
    print(f"λ = {lam_clouds:<4g}  length of W {seen[-1]:.2f}, of which {late:.2f} since step 1000")
    assert (late < 0.005) == (lam_clouds > 0)

# %% [markdown]
r"""
Every point is right in both runs. Without a penalty the weights go on growing, more and more
slowly. With it they settle.

## The spiral

Now the task from the beginning, with the settings of the Northeastern course: $\eta = 1$, $\lambda = 0.001$, 200
steps, weights that start small and random, biases that start at 0.

**Predict first.** What is the loss before the first step, about? Where will it end: near 0, near
0.1, near 0.75 or near 1.1?
"""


# %%
def train_on_spiral(seed, steps=200):
    """Softmax regression on the spiral with this seed: data, parameters and losses."""
    X, y = data.spiral(points_per_class=100, K=3, noise=0.2, rng=seed)
    W_start = 0.01 * np.random.default_rng(seed).standard_normal((2, 3))
    W, b, losses = gradient_descent(X, y, W_start, np.zeros(3), eta=1.0, lam=1e-3, steps=steps)
    return X, y, W, b, losses


runs = [train_on_spiral(seed) for seed in range(8)]
accuracies = [np.mean((X_s @ W_s + b_s).argmax(axis=1) == y_s) for X_s, y_s, W_s, b_s, _ in runs]
print("seed   first loss   last loss   accuracy")
for seed, (*_, losses_s) in enumerate(runs):
    print(f"{seed:4}   {losses_s[0]:10.4f}   {losses_s[-1]:9.4f}   {accuracies[seed]:8.1%}")
    assert abs(losses_s[0] - np.log(3)) < 0.01
    assert 0.74 <= losses_s[-1] <= 0.78
assert round(min(accuracies), 2) == 0.50
assert round(max(accuracies), 2) == 0.53

# %% [markdown]
r"""
The loss starts at $\log 3 = 1.10$, as a fresh model must, and ends between 0.74 and 0.78 for each
of eight random spirals. (The Northeastern run, with other random numbers, ends at 0.7441.) About
half of the points are right.
"""

# %% picture="Left: loss falls from 1.10 and levels off near 0.75. Right: three sectors over the spiral"
X_s, y_s, W_s, b_s, losses_s = runs[0]  # the spiral of the opening picture
assert np.array_equal(X_s, X_spiral)
right_ones = int(np.sum((X_s @ W_s + b_s).argmax(axis=1) == y_s))

fig, (left, right) = plt.subplots(1, 2, figsize=(9.5, 4.1), layout="constrained")
plots.loss_curve(losses_s, ax=left, reference={"log 3: a model that knows nothing": np.log(3)})
left.set(ylabel="loss (nats)", ylim=(0.7, 1.15), title="The loss levels off")
plots.decision_regions(lambda A: (A @ W_s + b_s).argmax(axis=1), X_s, y_s, ax=right)
tie_lines(right, W_s, b_s)
right.set_title("Three wedges over the spiral")
plt.show()
print(f"{right_ones} of {len(y_s)} are right")
print(f"loss after 100 steps {losses_s[100]:.4f}, after 200 steps {losses_s[200]:.4f}")
assert 155 <= right_ones <= 165
assert losses_s[100] - losses_s[200] < 0.01

# %% [markdown]
r"""
Compare with the guess you wrote down: about 160 of 300. The three regions are wedges that meet near
the middle.

## Why it stops there

Two suspects: the optimizer stopped too early, or the model cannot do better. Try the optimizer
first.

**Predict first.** We train sixty times longer, and from three very different starts. Will the loss
end lower? Will the three runs end in different places?
"""

# %%
rng = np.random.default_rng(4)
starts = {
    "zeros": 0 * W_s,
    "random": rng.standard_normal((2, 3)),
    "far away": 10 * rng.standard_normal((2, 3)),
}
ends = {
    name: gradient_descent(X_s, y_s, W_start, np.zeros(3), eta=1.0, lam=1e-3, steps=12_000)
    for name, W_start in starts.items()
}
for name, (W_l, b_l, losses_l) in ends.items():
    _, dW_l, db_l = loss_and_gradients(X_s, y_s, W_l, b_l, lam=1e-3)
    flat = max(np.abs(dW_l).max(), np.abs(db_l).max()) < 1e-6
    print(f"{name:9} first loss {losses_l[0]:.4f}, last {losses_l[-1]:.6f}, all slopes below 1e-6: {flat}")
    assert flat
best = [losses_l[-1] for *_, losses_l in ends.values()]
print(f"gain over 200 steps: {losses_s[-1] - min(best):.6f}")
assert max(best) - min(best) < 1e-9
assert 0 < losses_s[-1] - min(best) < 0.001

# %% [markdown]
r"""
The optimizer is innocent. All runs end at the same loss, less than 0.001 below the 200-step run,
and there all slopes are zero to six places.

It could not be otherwise. Differentiate $S_k = e^{z_k}/T$ once more, by the quotient rule:

$$
\frac{\partial S_k}{\partial z_j} = \frac{[j = k]\, e^{z_k}\, T - e^{z_k} e^{z_j}}{T^2}
= S_k \bigl([j = k] - S_j\bigr) .
$$

These are the second derivatives of the loss of one example, because $-[k=y]$ is a constant. Along a
direction $v$ in the space of scores, the loss therefore bends by

$$
\sum_{j,k} v_k\, S_k \bigl([j = k] - S_j\bigr)\, v_j
= \sum_k S_k v_k^2 - \Bigl(\sum_k S_k v_k\Bigr)^2 \ge 0 .
$$

This is the variance of the numbers $v_k$ when they are drawn with the probabilities $S_k$, and no
variance is negative. So the loss never bends down: it is **convex** in the scores, hence in $W$ and
$b$, on which the scores depend linearly. A mean of such losses is convex, and the penalty is convex
too. A bowl like that has no second valley. Where all slopes are zero, it is at its lowest.
"""


# %%
def softmax_jacobian(z):
    """All second derivatives of one example's loss: entry (k, j) is S_k([j = k] - S_j)."""
    S = softmax(z[np.newaxis])[0]
    return np.diag(S) - np.outer(S, S)


columns = [gradients.central(lambda z, k=k: softmax(z[np.newaxis])[0, k], Z[3]) for k in range(K)]
agree("derivative of the softmax", softmax_jacobian(Z[3]), np.array(columns))
bends = [v @ softmax_jacobian(z) @ v for z, v in 3 * rng.standard_normal((1000, 2, K))]
print(f"1000 random scores and directions: {sum(bend < -1e-12 for bend in bends)} bend down")
assert min(bends) > -1e-12

# %% [markdown]
r"""
So it is the model. Its regions are convex, and the arms are not. We can even say how much is lost.

Near the middle three wedges meet. Roughly, a wedge classifier uses only the *direction* of a point,
not its distance. The spiral arm of class $k$ starts in the middle at angle $4k$ and turns through 4
radians (the angle is measured clockwise from the top). Draw the points by angle and distance:
"""

# %% picture="Points by angle and radius: three slanted bands; most angles are crossed by two bands"
angle = np.mod(np.arctan2(X_s[:, 0], X_s[:, 1]), 2 * np.pi)
radius = np.linalg.norm(X_s, axis=1)
fig, ax = plt.subplots(figsize=(8, 3.8), layout="constrained")
away = radius > 0  # the very middle has no direction
plots.points(np.column_stack([angle, radius])[away], y_s[away], ax=ax)
ax.set(xlabel="angle, clockwise from the top (radians)", ylabel="distance from the middle", aspect="auto")
ax.set_title("Most directions belong to two arms")
plt.show()

turns = 3 * 4 / (2 * np.pi)  # arms above an average direction
grid = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
arms_above = sum(np.mod(grid - 4 * k, 2 * np.pi) < 4 for k in range(3))
best_accuracy = 1 / turns  # only one arm per direction can be right
points_doubled = np.sum(arms_above[arms_above == 2]) / arms_above.sum()
best_loss = points_doubled * np.log(2)  # two equally likely arms cost log 2, a single arm nothing
print(f"directions with one arm {np.mean(arms_above == 1):.1%}, with two arms {np.mean(arms_above == 2):.1%}")
print(f"direction alone, no noise: at most {best_accuracy:.1%} right, cross entropy at least {best_loss:.2f}")
assert set(arms_above) == {1, 2}
assert round(np.mean(arms_above == 2), 2) == 0.91
assert round(best_accuracy, 2) == 0.52
assert round(best_loss, 2) == 0.66

# %% [markdown]
r"""
Nine directions out of ten are crossed by two arms, one further out than the other. Whoever knows
only the direction has to choose between the two. With the few directions that belong to one arm,
52% of the points can be right. Where two arms cross, the best probabilities it can give are one
half each, at a cost of $\log 2 = 0.69$; over all directions, 0.66. Our eight models get 50 to 53%
right and end near 0.75: better than $\log 3$, not far from what direction alone allows. (It is an
estimate, not a bound: the noise helps and hurts, and biases move the wedges off the middle, so that
the model is not quite blind to distance.)

What would help is a new *feature*, such as the distance from the middle. Lecture 2 adds features by
hand. From lecture 3 on the network learns them.

## Classic mistakes

Each of these was made by many people before you. The check that finds it stands beside it.

| mistake | what you see | how to find it |
|:--|:--|:--|
| sum instead of mean, or $\frac1m$ twice | training explodes or crawls | gradient off by the factor $m$ |
| penalty in the loss, not in the gradient | weights grow anyway | error is exactly $\lambda W$ |
| loss $\lambda\lVert W\rVert^2$, gradient $\lambda W$ | nothing at first | penalty part off by the factor 2 |
| `db` summed to a single number | all biases move together | shape `()` instead of `(K,)` |
| softmax over `axis=0` | examples compete, not classes | rows of $S$ do not sum to 1 |
| no max-shift, or one for all rows | `nan` after some steps | try scores of 1000 beside small ones |
| softmax applied twice | a loss that will not go near 0 | the loss takes scores, not probabilities |
| $-\log_{10}$ for $-\log$ | 0.046 for 0.105 | gradient off by 2.3026 |
| labels from 1 to $K$ | wrong class pushed, or an `IndexError` | first loss is fine, accuracy is not |
| `S[rows, y] -= 1` on an array you still need | rows of $S$ that sum to 0 | compare inputs before and after |

A wrong gradient often still lowers the loss. So a falling loss is no proof. The picture below is
the quickest one: formula against numbers, one dot per entry of the gradient. Dots on the diagonal
are right. A *line* with another slope is a constant factor. Scattered dots are a wrong formula.
"""

# %% picture="Three scatter plots of formula against numbers: on the diagonal, a steeper line, scattered"
rng = np.random.default_rng(5)
m_big, n_big, K_big = 6, 8, 4
X_big, y_big = rng.standard_normal((m_big, n_big)), rng.integers(0, K_big, m_big)
W_big, b_big = 0.5 * rng.standard_normal((n_big, K_big)), rng.standard_normal(K_big)
numeric = gradients.central(lambda W: cross_entropy(X_big @ W + b_big, y_big).mean(), W_big)

Z_big, I_big = X_big @ W_big + b_big, np.eye(K_big)[y_big]
S_wrong = softmax(Z_big.T).T  # each class over the examples, not each example over the classes
attempts = {
    "right": X_big.T @ (softmax(Z_big) - I_big) / m_big,
    "sum instead of mean": X_big.T @ (softmax(Z_big) - I_big),
    "softmax over axis 0": X_big.T @ (S_wrong - I_big) / m_big,
}
fig, axes = plt.subplots(1, 3, figsize=(9.5, 3.4), layout="constrained")
for ax, (title, attempt) in zip(axes, attempts.items(), strict=True):
    plots.gradient_comparison(attempt, numeric, ax=ax)
    ax.set_title(title)
plt.show()
for title, attempt in attempts.items():
    agrees = gradients.relative_error(attempt, numeric) < 1e-6
    print(f"{title}: {'agrees' if agrees else 'does not agree'}")
    assert agrees == (title == "right")

# %% [markdown]
r"""
## What you know now

- Linear scores cut the space into one convex region per class. The borders are the lines where two
  scores tie.
- Softmax turns scores into probabilities. Only differences of scores count. With two classes it is
  the sigmoid of the difference.
- Cross entropy is $\log \sum_j e^{z_j} - z_y$, in nats, computed from scores and with the maximum
  of each row taken out. A fresh model starts at $\log K$.
- Hinge loss asks for a margin of 1 and is then content. Cross entropy never is.
- $\partial\ell/\partial Z = (S - I_y)/m$, $\;\partial\ell/\partial W = X^T G + \lambda W$,
  $\;\partial\ell/\partial b$ = column sums of $G$.
- The penalty is weight decay: every step shrinks $W$ by $1 - \eta\lambda$.
- A linear model on the spiral stops near loss 0.75 because it is linear, and not because training
  failed.

## Three questions

**1.** Someone adds the same vector $v$ to *every* column of $W$. What happens to the probabilities,
to the cross entropy, and to the penalised loss? With $\lambda > 0$, what do the rows of the best
$W$ add up to?

<details><summary>Answer</summary>

Every score of an example grows by the same $x \cdot v$. So probabilities and cross entropy stay as
they are. The penalty changes, and the loss with it. The best $W$ is the one with the smallest
penalty among all those equal models, and the sum of squares of a row is smallest when the row has
mean 0. So each row of the best $W$ adds up to 0. You can also see it in the gradient: rows of $G$
sum to 0, so rows of $X^T G$ do too. Gradient descent never changes a row sum except by shrinking
it.

</details>

**2.** UvA splits our step into two modules. The softmax module has the derivatives
$\partial S_k / \partial z_j = S_k([j=k] - S_j)$. The cross-entropy module
$-\sum_k y^{(k)} \log S_k$, where $y^{(k)}$ is 1 for the right class and else 0, has
$\partial \ell/\partial S_k = -y^{(k)}/S_k$. Multiply them and compare with step 5. Why do good
libraries not compute it like this?

<details><summary>Answer</summary>

Sum over all paths from $z_j$ to $\ell$:
$\sum_k -\frac{y^{(k)}}{S_k} \cdot S_k ([j=k] - S_j) = -\sum_k y^{(k)} ([j=k] - S_j)$. Only $k = y$
survives: $-([j=y] - S_j) = S_j - [j=y]$. It is the same. But the first factor divides by $S_y$,
which may have underflowed to 0. The fused form never divides by anything small.

</details>

**3.** You forget the $\frac1m$ in $G$ *and* in the loss. Does the gradient check find it? What
changes in training?

<details><summary>Answer</summary>

No. The loss and its gradient are consistent with each other, so the check passes: it compares your
gradient with *your* loss, not with the loss you meant. Training changes: the data part is $m$ times
larger. That is like a learning rate $m$ times larger together with a penalty $m$ times weaker. A
gradient check proves consistency. A value that you know beforehand, such as $\log K$ for the first
loss, finds what it cannot.

</details>
"""

# %%
# Question 1: rows of the best W add up to zero.  Question 2: the product of the two modules.
assert np.allclose(W_l.sum(axis=1), 0, atol=1e-3)
agree("question 2", softmax_jacobian(Z[3]).T @ (-I_y[3] / S[3]), S[3] - I_y[3])

# %% [markdown]
r"""
## What comes next

**Assignment hw1, softmax regression**, lets you write all this yourself: a softmax that never
overflows, both losses, the gradient with the penalty, the step, the training on the spiral, and an
explanation of the plateau in your own words. The questions need nothing beyond this lecture.
Lecture 2, *Why nonlinear*, makes the last one easier.

## Sources, and where we differ from them

- **C182**: Berkeley Data C182, lecture 4. Logistic regression as a linear network, its diagram and
  computation graph, $\log\sum\exp z - z_y$ and its gradient, the method.
- **231n**: Stanford CS231n 2022, lecture 4. Linear scores, the hinge loss, the penalty. One slide,
  when it writes the hinge loss out in weights, has a plus before $W_{y}x$ where a minus belongs.
- **UvA**: UvA Deep Learning, lecture 2. The softmax and cross-entropy modules and the max-shift.
  The derivative of its cross-entropy module lacks the factor $y^{(k)}$ (question 2), and the factor
  it takes out of the softmax should be $e^{-\mu}$, where $\mu$ is the maximum. It cancels in any
  case.
- **NEU**: Northeastern, Supervised Machine Learning and Learning Theory, lecture 14. The spiral,
  the training run, weight decay. We use 0.105 for its 0.046. Its text starts from weights of
  variance 1, its code multiplies them by 0.01, and so do we. A remark says that the bias gradient
  adds up log probabilities. What it adds up is $(S - I_y)/m$.
- **CMU**: Deep Learning Systems, "manual" neural networks. One linear region per class, the three
  ingredients, the batch form $S - I_y$.
- Beyond the five: the logistic model fitted by maximum likelihood is due to Cox (1958). A unit that
  takes weighted sums of features, with a rule for learning its weights from examples, is
  Rosenblatt's perceptron (1958); Minsky and Papert (1969) worked out what such units cannot do.
  [References](../docs/references.md).
"""
