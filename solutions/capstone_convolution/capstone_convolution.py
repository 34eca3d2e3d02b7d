# ---
# jupyter:
#   byhand:
#     title: "Capstone: convolution"
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
# Capstone · Convolution: one small weight matrix, used everywhere

The networks of homeworks 1 to 4 read an image as one long row of numbers. Shuffle the pixels of all images in the
same way, and they learn just as well: they never knew which pixels are neighbours. A **convolution** builds that
knowledge in. It takes a small array of weights, a **filter**, lays it on every place of the image in turn, and
computes the same weighted sum at each. What finds an edge in one corner finds it in all of them.

The point of this capstone is that you need no new theory. A convolution *is* an affine step, with a weight matrix in
which most entries are zero and the others are copies of a few numbers. You know what a copy does on the way back: the
gradients of all copies add up. From these two sentences all formulas follow.

This is one of the capstones. Choose **one** of them; each is a small piece of work with more room than a homework,
meant for after homework 4. Allow three hours: one for questions 1 to 3, two for question 4.

| question | you write | points |
|---|---|---|
| 1 | `conv_forward` | 2 |
| 2 | `shared_matrix` | 2 |
| 3 | `shared_gradient` | 1 |
| 4 | `conv_backward` | 4 |
| 5 | nothing new: a filter is found from pictures | 1 |
| stretch | padding, stride, channels | – |

Good places to stop for the day are the ends of questions 1 and 3.

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
## The step

A batch of grey images is an array $X$ of shape $(m, h, w)$: $m$ images of $h$ rows and $w$ columns. There are $f$
filters, each with $p$ rows and $q$ columns, in an array $W$ of shape $(f, p, q)$, and a bias for each in $b$ of shape
$(f,)$. Filter $c$, laid on image $i$ with its top left corner at row $r$ and column $s$, gives

$$z_{icrs} = b_c + \sum_{u=0}^{p-1} \sum_{v=0}^{q-1} W_{cuv}\; X_{i,\,r+u,\,s+v}.$$

The filter has to lie inside the image. So $r$ runs from 0 to $h - p$ and $s$ from 0 to $w - q$, and $Z$ has the shape
$(m, f, h', w')$ with $h' = h - p + 1$ and $w' = w - q + 1$.

(In mathematics this sum is a *cross-correlation*; a convolution would turn the filter upside down first. For filters
that are learned it makes no difference, and in this field everybody says convolution.)

*By hand.* One image, one filter, $b = 10$:

$$X = \begin{pmatrix} 1 & 2 & 0 \\ 0 & 1 & 3 \end{pmatrix}, \qquad
W = \begin{pmatrix} 1 & -1 \\ 2 & 0 \end{pmatrix}, \qquad
Z = \begin{pmatrix} 10 + 1 - 2 + 0 + 0 & 10 + 2 - 0 + 2 + 0 \end{pmatrix} = \begin{pmatrix} 9 & 14 \end{pmatrix}.$$

## Question 1 · Forwards

Write `conv_forward`. Six nested loops would do, one for each index in the formula, and would be slow. Turn it round:
for one fixed place $(u, v)$ *in the filter*, the numbers $X_{i, r+u, s+v}$ of all $r$ and $s$ form one block, `X[:, u
: u + h1, v : v + w1]`. So two short loops over the filter are enough, and everything else is broadcasting.
"""


# %% solution="conv_forward"
def conv_forward(X, W, b):
    """A convolution of grey images with f filters.

    Args:
        X: (m, h, w) float64 array, the images. Not changed.
        W: (f, p, q) float64 array, the filters, p ≤ h and q ≤ w. Not changed.
        b: (f,) float64 array, a bias for each filter. Not changed.

    Returns:
        Z: (m, f, h - p + 1, w - q + 1) float64 array.
        cache: what `conv_backward` needs, for example the tuple (X, W).
    """
    ### BEGIN SOLUTION
    (m, h, w), (f, p, q) = X.shape, W.shape
    h1, w1 = h - p + 1, w - q + 1
    Z = np.zeros((m, f, h1, w1)) + b[:, None, None]
    for u in range(p):
        for v in range(q):
            Z += W[:, u, v, None, None] * X[:, None, u : u + h1, v : v + w1]
    return Z, (X, W)
    ### END SOLUTION


# %% tests="conv_forward" points=2
def conv_arrays(m, h, w, f, p, q):
    """Random images, filters and biases, by name."""
    rng = np.random.default_rng((m, h, w, f, p, q))
    return {"X": rng.normal(size=(m, h, w)), "W": rng.normal(size=(f, p, q)), "b": rng.normal(size=f)}


def copies(arrays):
    """A dict of copies."""
    return {name: array.copy() for name, array in arrays.items()}


parts = check.Parts()
with parts(1, "examples by hand"):
    image, filters = np.array([[[1.0, 2, 0], [0, 1, 3]]]), np.array([[[1.0, -1], [2, 0]]])
    Z, _ = check.unpack(conv_forward(image, filters, np.array([10.0])), "Z", "cache")
    check.values(Z, np.array([[[[9.0, 14]]]]), "Z", hint="Redo the example by hand.")
    corners = np.zeros((2, 2, 3))
    corners[0, 0, 0] = corners[1, 1, 2] = 1.0  # two filters: each picks one place
    counting = np.arange(2 * 4 * 5.0).reshape(2, 4, 5)
    Z, _ = check.unpack(conv_forward(counting, corners, np.array([0.0, 100.0])), "Z", "cache")
    expected = np.stack([counting[:, :3, :3], counting[:, 1:, 2:] + 100], axis=1)
    hint = "Filter 0 picks the number under its top left corner, filter 1 the one under its bottom right corner."
    check.values(Z, expected, "Z", hint=hint)
    check.well_behaved(conv_forward, **conv_arrays(m=3, h=5, w=6, f=4, p=2, q=3), cache=True, batch=1)
### BEGIN HIDDEN TESTS
with parts(1, "other images and filters"):
    for sizes in [(5, 6, 7, 3, 2, 4), (1, 4, 4, 1, 4, 4), (2, 5, 5, 3, 1, 1), (3, 3, 3, 3, 3, 3)]:
        arrays = conv_arrays(*sizes)
        expected, _ = reference.conv_forward(**copies(arrays))
        Z, _ = check.unpack(conv_forward(**arrays), "Z", "cache")
        check.values(Z, expected, "Z", hint="For one place of the filter, which block of the image does it meet?")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 2 · It was an affine step all along

Take one filter, without its bias, and lay each image out as a row of $hw$ numbers, `X.reshape(m, h * w)`. Every entry
of $Z$ is a sum of some of these numbers with fixed weights. So there is a matrix $M$ of shape $(hw, h'w')$ with

$$Z_\text{flat} = X_\text{flat}\, M.$$

Column $r w' + s$ of $M$ belongs to the place $(r, s)$. It holds $W_{uv}$ in row $(r + u) w + (s + v)$, for every $u$
and $v$, and zeros elsewhere.

*By hand.* In the example above, with $W = \begin{pmatrix} 1 & -1 \\ 2 & 0 \end{pmatrix}$ on a $2 \times 3$ image, $M$
has six rows and two columns: $(1, -1, 0, 2, 0, 0)$ and $(0, 1, -1, 0, 2, 0)$.

*Think first:* for images of $28 \times 28$ and a filter of $5 \times 5$, how many entries does $M$ have, how many of
them are not zero, and how many different numbers are there to learn?

<details><summary>An answer</summary>

$784 \cdot 576 = 451\,584$ entries. Each of the 576 columns has 25 that are not zero: $14\,400$. To learn: 25. An
affine step without these two ideas, *few connections* and *shared weights*, would learn all $451\,584$.

</details>

Write `shared_matrix`. Nobody computes a convolution with it; it is there to be understood.
"""


# %% solution="shared_matrix"
def shared_matrix(W, h, w):
    """The matrix M of a convolution with one filter: X.reshape(m, h * w) @ M is Z, a row for each image.

    Args:
        W: (p, q) float64 array, one filter, p ≤ h and q ≤ w. Not changed.
        h: int, the number of rows of an image.
        w: int, the number of columns of an image.

    Returns:
        M: (h * w, (h - p + 1) * (w - q + 1)) float64 array.
    """
    ### BEGIN SOLUTION
    p, q = W.shape
    h1, w1 = h - p + 1, w - q + 1
    M = np.zeros((h, w, h1, w1))
    for r in range(h1):
        for s in range(w1):
            M[r : r + p, s : s + q, r, s] = W
    return M.reshape(h * w, h1 * w1)
    ### END SOLUTION


# %% tests="shared_matrix" points=2
parts = check.Parts()
with parts(1, "the example by hand, and your own convolution"):
    M = shared_matrix(np.array([[1.0, -1], [2, 0]]), 2, 3)
    check.values(M, np.array([[1.0, -1, 0, 2, 0, 0], [0, 1, -1, 0, 2, 0]]).T, "M", hint="Redo the example by hand.")
    arrays = conv_arrays(m=3, h=4, w=6, f=1, p=3, q=2)
    Z, _ = check.unpack(conv_forward(arrays["X"], arrays["W"], np.zeros(1)), "Z", "cache")
    M = shared_matrix(arrays["W"][0], 4, 6)
    check.array(M, "M", shape=(24, 10), hint="A row for each pixel, a column for each place of the filter.")
    hint = "Which row belongs to pixel (r + u, s + v)? Rows have w numbers, not h."
    check.values(arrays["X"].reshape(3, 24) @ M, Z.reshape(3, 10), "X_flat M", hint=hint)
    check.well_behaved(shared_matrix, W=arrays["W"][0], h=4, w=6)
### BEGIN HIDDEN TESTS
with parts(1, "other sizes"):
    for h, w, p, q in [(5, 4, 2, 3), (3, 7, 1, 2), (4, 4, 4, 4), (4, 4, 2, 2)]:
        one = np.random.default_rng((h, w, p, q)).normal(size=(p, q))
        check.values(shared_matrix(one, h, w), reference.shared_matrix(one.copy(), h, w), "M", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 3 · What sharing does to a gradient

Suppose $\partial \ell / \partial M$ is known, for every entry of $M$ as if it could be changed by itself. But $M$ is
made of copies: $W_{uv}$ stands in it $h'w'$ times, once for each place. If $W_{uv}$ grows, all copies grow, and the
paths add up:

$$\frac{\partial \ell}{\partial W_{uv}} = \sum_{r=0}^{h-p} \sum_{s=0}^{w-q}
\Big( \frac{\partial \ell}{\partial M} \Big)_{(r+u) w + (s+v),\;\; r w' + s}.$$

*Think first:* what becomes of the gradients at the places where $M$ is zero?

<details><summary>An answer</summary>

They are thrown away. Those zeros are no parameters: they were decided by whoever chose a convolution, and no step of
gradient descent will ever change them. That is what *architecture* means.

</details>
"""


# %% solution="shared_gradient"
def shared_gradient(dM, h, w, p, q):
    """The gradient with respect to a filter, from the gradient with respect to the entries of its matrix M.

    Args:
        dM: (h * w, (h - p + 1) * (w - q + 1)) float64 array. Not changed.
        h: int, the number of rows of an image.
        w: int, the number of columns of an image.
        p: int, the number of rows of the filter.
        q: int, the number of columns of the filter.

    Returns:
        dW: (p, q) float64 array.
    """
    ### BEGIN SOLUTION
    h1, w1 = h - p + 1, w - q + 1
    blocks = dM.reshape(h, w, h1, w1)
    dW = np.zeros((p, q))
    for r in range(h1):
        for s in range(w1):
            dW += blocks[r : r + p, s : s + q, r, s]
    return dW
    ### END SOLUTION


# %% tests="shared_gradient" points=1
parts = check.Parts()
with parts(1, "counting copies, and numbers that tell where they stand"):
    dW = shared_gradient(np.ones((12, 6)), 3, 4, 2, 2)
    hint = "How often does each weight stand in M? Here every copy reports 1."
    check.values(dW, np.full((2, 2), 6.0), "dW", hint=hint)
    numbered = np.arange(12.0).reshape(6, 2)
    dW = shared_gradient(numbered, 2, 3, 2, 2)
    hint = "For the matrix of the example by hand: W_00 stands in row 0 of column 0 and in row 1 of column 1."
    check.values(dW, np.array([[0.0 + 3, 2 + 5], [6 + 9, 8 + 11]]), "dW", hint=hint)
    check.well_behaved(shared_gradient, dM=numbered, h=2, w=3, p=2, q=2)
### BEGIN HIDDEN TESTS
with parts(2, "random gradients"):
    for h, w, p, q in [(5, 4, 2, 3), (3, 7, 1, 2), (4, 4, 4, 4), (4, 6, 3, 2)]:
        dM = np.random.default_rng((h, w, p, q, 1)).normal(size=(h * w, (h - p + 1) * (w - q + 1)))
        expected = reference.shared_gradient(dM.copy(), h, w, p, q)
        dW = shared_gradient(dM, h, w, p, q)
        check.values(dW, expected, "dW", hint="Which entries of M are copies of one weight?")
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
## Question 4 · Backwards

Now without $M$. Let $G = \partial \ell / \partial Z$ be given, of shape $(m, f, h', w')$. Look at the formula for
$z_{icrs}$ once more, and ask for each of $b_c$, $W_{cuv}$ and $X_{ijk}$: on which entries of $Z$ does it act, and
with which factor?

- $b_c$ acts on every entry of its filter's results, in every image, with factor 1.
- $W_{cuv}$ acts on $z_{icrs}$ for all $i$, $r$ and $s$. The factor is the pixel that lies under it.
- $X_{ijk}$ acts on those places at which the filter covers it: on $z_{icrs}$ with $r + u = j$ and $s + v = k$, for
  all $c$, $u$ and $v$. The factor is $W_{cuv}$. Near the border there are fewer such places.

The third is the one to think about. It becomes easy if you turn it round again: for one fixed place $(u, v)$ in the
filter, the whole block `X[:, u : u + h1, v : v + w1]` acts on $Z$. So its gradient arrives at that block. Start with
zeros, and let each $(u, v)$ *add* what it contributes. Pixels that several places cover get several contributions.

*By hand.* In the example, with $G = (1, 10)$: $db = 11$; $dW_{00} = 1 \cdot 1 + 10 \cdot 2 = 21$, $dW_{01} = 1 \cdot
2 + 10 \cdot 0 = 2$, $dW_{10} = 1 \cdot 0 + 10 \cdot 1 = 10$, $dW_{11} = 1 \cdot 1 + 10 \cdot 3 = 31$. And the pixel
in the middle of the first row is covered twice: $dX_{01} = 1 \cdot (-1) + 10 \cdot 1 = 9$.
"""


# %% solution="conv_backward"
def conv_backward(G, cache):
    """The gradients of a convolution.

    Args:
        G: (m, f, h1, w1) float64 array, the gradient of the loss with respect to Z. Not changed.
        cache: from `conv_forward`. Not changed.

    Returns:
        dX: (m, h, w) float64 array.
        dW: (f, p, q) float64 array.
        db: (f,) float64 array.
    """
    ### BEGIN SOLUTION
    X, W = cache
    h1, w1 = G.shape[2:]
    dX, dW = np.zeros_like(X), np.zeros_like(W)
    for u in range(W.shape[1]):
        for v in range(W.shape[2]):
            block = (slice(None), slice(u, u + h1), slice(v, v + w1))
            dW[:, u, v] = np.einsum("icrs,irs->c", G, X[block])
            dX[block] += np.einsum("icrs,c->irs", G, W[:, u, v])
    return dX, dW, G.sum(axis=(0, 2, 3))
    ### END SOLUTION


# %% tests="conv_backward" points=4
def conv_gradients(arrays, G):
    """The gradients that come back for the inputs in a dict and the upstream gradient G, by name."""
    _, cache = check.unpack(conv_forward(**arrays), "Z", "cache")
    return dict(zip(arrays, check.unpack(conv_backward(G, cache), "dX", "dW", "db"), strict=True))


HINTS = {
    "b": "b_c is added to every entry of its filter's results. Over which three axes is the sum?",
    "W": "Each weight meets a block of every image. Which entry of G belongs to which pixel of the block?",
    "X": "Each pixel is covered by the filter at several places. Do their contributions add up?",
}
parts = check.Parts()
with parts(1, "the example by hand"):
    by_hand = {"X": np.array([[[1.0, 2, 0], [0, 1, 3]]]), "W": np.array([[[1.0, -1], [2, 0]]]), "b": np.array([10.0])}
    slopes = conv_gradients(copies(by_hand), np.array([[[[1.0, 10]]]]))
    check.values(slopes["b"], np.array([11.0]), "db", hint=HINTS["b"])
    check.values(slopes["W"], np.array([[[21.0, 2], [10, 31]]]), "dW", hint="Redo the example by hand.")
    check.values(slopes["X"], np.array([[[1.0, 9, -10], [2, 20, 0]]]), "dX", hint=HINTS["X"])
for wanted, hint in HINTS.items():
    with parts(1, f"the gradient with respect to {wanted}"):
        arrays = conv_arrays(m=3, h=5, w=6, f=4, p=2, q=3)
        upstream = np.random.default_rng(19).normal(size=(3, 4, 4, 4))
        found = conv_gradients(arrays, upstream.copy())[wanted]
        check.gradient(
            lambda one: np.sum(upstream * conv_forward(**{**arrays, wanted: one})[0]),
            arrays[wanted],
            found,
            name=f"d{wanted}",
            samples=12,
            hint=hint,
        )
with parts(1, "asked in other ways"):
    check.well_behaved(conv_forward, **arrays, backward=conv_backward, upstream=upstream)
### BEGIN HIDDEN TESTS
for wanted, hint in HINTS.items():
    with parts(2, f"other sizes: {wanted}"):
        for sizes in [(5, 6, 7, 3, 2, 4), (1, 4, 4, 1, 4, 4), (2, 5, 5, 3, 1, 1), (3, 4, 4, 3, 2, 2)]:
            arrays = conv_arrays(*sizes)
            Z, cache = reference.conv_forward(**copies(arrays))
            upstream = np.random.default_rng((*sizes, 2)).normal(size=Z.shape)
            expected = dict(zip(arrays, reference.conv_backward(upstream.copy(), cache), strict=True))
            check.values(conv_gradients(arrays, upstream)[wanted], expected[wanted], f"d{wanted}", hint=hint)
### END HIDDEN TESTS
parts

# %% [markdown]
r"""
*A second look.* Write $dX$ as a formula: $dX_{ijk} = \sum_c \sum_u \sum_v G_{i,c,j-u,k-v}\, W_{cuv}$, where entries
of $G$ outside its range count as zero. The minus signs say it: this is a convolution again, of $G$ with a border of
zeros, and with the filter turned upside down. So the backward pass of a convolution needs no new machinery either.

## Question 5 · Finding a filter

Somebody took pictures and ran an edge detector over them, a filter of $3 \times 3$. You have the pictures and the
results, not the filter. Start from zeros, compare what your convolution gives with the results, and go downhill on
the mean squared error:

$$\ell = \frac{1}{N} \sum (Z - T)^2, \qquad \frac{\partial \ell}{\partial Z} = \frac{2}{N} (Z - T),$$

where $T$ holds the results and $N$ is the number of its entries. The training is given; it calls what you wrote.
Grading looks for another filter on other pictures. Your functions may take forty seconds in all; loops over every
single index need a tenth of it.
"""


# %% given="find_filter"
def blobs(m, size, rng):
    """Smooth random pictures, (m, size, size): each a sum of six round blobs of light."""
    rng = np.random.default_rng(rng)
    rows, columns = np.mgrid[:size, :size]
    centre, width = rng.uniform(0, size, (2, m, 6, 1, 1)), rng.uniform(0.6, 1.8, (m, 6, 1, 1))
    light = rng.normal(size=(m, 6, 1, 1))
    return np.sum(light * np.exp(-((rows - centre[0]) ** 2 + (columns - centre[1]) ** 2) / (2 * width**2)), axis=1)


def find_filter(X, T, shape, steps=120, eta=0.5, mu=0.9):
    """Find W (1, p, q) and b (1,) with conv_forward(X, W, b) near T, by gradient descent with momentum."""
    W, b = np.zeros((1, *shape)), np.zeros(1)
    velocity_W, velocity_b, losses = np.zeros_like(W), np.zeros_like(b), []
    for _step in range(steps):
        Z, cache = conv_forward(X, W, b)
        losses.append(float(np.mean((Z - T) ** 2)))
        _, dW, db = conv_backward(2 * (Z - T) / T.size, cache)
        velocity_W, velocity_b = mu * velocity_W - eta * dW, mu * velocity_b - eta * db
        W, b = W + velocity_W, b + velocity_b
    return W, b, losses


# %% tests="find_filter" points=1
pictures = blobs(m=10, size=9, rng=0)
edges = pictures[:, :-2, 2:] + 2 * pictures[:, 1:-1, 2:] + pictures[:, 2:, 2:]
edges = edges - pictures[:, :-2, :-2] - 2 * pictures[:, 1:-1, :-2] - pictures[:, 2:, :-2]
W_found, _, losses = find_filter(pictures, edges[:, None], shape=(3, 3))
hint = "Do the checks above pass? The training itself is given."
check.that(losses[-1] <= 0.01 * losses[0], "the error falls to a hundredth", hint=hint)
print("the filter, rounded:", np.round(W_found[0], 2), sep="\n")
### BEGIN HIDDEN TESTS
pictures, secret = blobs(m=10, size=9, rng=7), np.array([[[1.0, 2, 1], [0, 0, 0], [-1, -2, -1]]])
T, _ = reference.conv_forward(pictures, secret, np.array([0.5]))
W_found, b_found, _ = find_filter(pictures, T, shape=(3, 3))
Z, _ = reference.conv_forward(pictures, W_found, b_found)
check.that(np.mean((Z - T) ** 2) <= 0.01 * np.mean(T**2), "another filter is found as well", hint=hint)
### END HIDDEN TESTS

# %% given="found_filter" picture="a picture of light blobs, its edges, and the filter found from them"
pictures = blobs(m=10, size=9, rng=0)
sobel = np.array([[[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]]])
edges, _ = conv_forward(pictures, sobel, np.zeros(1))
W_found, _, losses = find_filter(pictures, edges, shape=(3, 3))
axes = plots.panels(3, width=2.3, height=2.3)
shown = {"a picture": pictures[1], "its edges": edges[1, 0], "the filter": W_found[0]}
for ax, (title, image) in zip(axes, shown.items(), strict=True):
    limit = np.abs(image).max()
    ax.imshow(image, cmap="PuOr", vmin=-limit, vmax=limit)
    ax.set(title=title, xlabel="column", ylabel="row")
plt.show()

# %% [markdown]
r"""
The filter is the Sobel operator, which people designed by hand in the 1960s for images that change from left to
right. Here it came out of ten small pictures and 120 steps downhill. Networks for images hold many such filters in a
layer and several layers in a row, and find all of them at once, from nothing but labels at the very end: the
gradients you derived carry the news all the way down to the pixels.

*Think first:* the filter is found best where it was used on pictures with fine detail. Why would very blurred
pictures be a bad choice?

<details><summary>An answer</summary>

In a blurred picture neighbouring pixels are nearly equal. Then a change of one weight can be made good by the
opposite change of its neighbour, and the loss hardly notices: the gradient is small along such directions, and
descent is slow there.

</details>

## Stretch · No points, and worth it

Choose one.

- **Padding and stride.** Put a border of $t$ zeros round each image first, and let the filter move in steps of $d$
  pixels. Only two lines of each function change: blocks become `X[:, u : u + d * h1 : d, v : v + d * w1 : d]`. What
  is $h'$ now? Check all gradients against central differences.
- **Channels.** Let images have several channels, $X$ of shape $(m, n, h, w)$, and filters too, $W$ of shape $(f, n,
  p, q)$. Put two such layers with a ReLU between them in front of homework 4's network, and train on the digits. How
  many weights does it have for the same test accuracy?
- **Every convolution is one matrix product.** Copy all patches that the filter meets into the rows of one array, $(m
  h' w', p q)$; then the forward pass and $dW$ are one product each. Libraries did this for years (it is called
  *im2col*). Measure both versions, in time and in memory, for $p = 3, 5, 7$.
"""
