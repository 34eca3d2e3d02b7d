"""Homework 3, `rbf_parts`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("np.subtract.outer")
def distance_forward(x, w):
    gaps = np.subtract.outer(x, w)
    return np.square(gaps), gaps


@alternative("a loop over the centres")
def distance_forward(x, w):
    gaps = np.stack([x - centre for centre in w], axis=1)
    return gaps * gaps, gaps


@alternative("einsum with the factor 2")
def distance_backward(G, cache):
    return 2 * np.einsum("ij,ij->i", G, cache), -2 * np.einsum("ij,ij->j", G, cache)


def distance_forward(x, w):
    x, w = x.reshape(-1, 1), w.reshape(1, -1)
    return x**2 - 2 * x * w + w**2, (x, w)


@alternative("the square multiplied out, both inputs in the cache", uses=(distance_forward,))
def distance_backward(G, cache):
    x, w = cache
    return (G * (2 * x - 2 * w)).sum(axis=1), (G * (2 * w - 2 * x)).sum(axis=0)


@alternative("one over an exponential")
def bump_forward(D, beta):
    E = 1 / np.exp(D * beta[None, :])
    return E, (D, beta, E)


@alternative("G times E first")
def bump_backward(G, cache):
    D, beta, E = cache
    upstream = -G * E
    return upstream * beta, np.einsum("ij,ij->j", upstream, D)


def bump_forward(D, beta):
    return np.exp(-D * beta), (D.copy(), beta.copy())


@alternative("the exponential computed again", uses=(bump_forward,))
def bump_backward(G, cache):
    D, beta = cache
    slope = np.exp(-D * beta) * G
    return -slope * beta, np.array([-(slope[:, j] @ D[:, j]) for j in range(len(beta))])


@alternative("a sum of products")
def mix_forward(E, u):
    return (E * u).sum(axis=1), (E, u)


@alternative("broadcasting, and a sum over the rows")
def mix_backward(G, cache):
    E, u = cache
    return G[:, None] * u, (G[:, None] * E).sum(axis=0)


@alternative("an affine module with one output")
def mix_backward(G, cache):
    E, u = cache
    dE, dU, _ = affine_backward(G[:, None], affine_forward(E, u[:, None], np.zeros(1))[1])
    return dE, dU[:, 0]


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "x and centres paired one to one",
    hint="Every x meets every centre, so the result has two axes. Where does the new axis come from?",
)
def distance_forward(x, w):
    gaps = x - w
    return gaps**2, gaps


@misconception(
    "Distances not squared",
    hint="A bump falls off on both sides. Are your distances the same on both sides of a centre?",
)
def distance_forward(x, w):
    gaps = x[:, None] - w
    return gaps, gaps


@misconception(
    "Centers in the rows of D",
    hint="Examples are rows, here too. Which of the two has its axis first in your difference?",
)
def distance_forward(x, w):
    gaps = x - w[:, None]
    return gaps**2, gaps


@misconception(
    "The minus of the centres forgotten",
    hint="Move a centre towards x: the distance falls. Which sign has w inside the square?",
)
def distance_backward(G, cache):
    slopes = 2 * cache * G
    return slopes.sum(axis=1), slopes.sum(axis=0)


@misconception(
    "The 2 of the square forgotten",
    hint="What is the derivative of a square?",
)
def distance_backward(G, cache):
    slopes = cache * G
    return slopes.sum(axis=1), -slopes.sum(axis=0)


@misconception(
    "The sums over examples and centres swapped",
    hint="x_i enters all of row i. Over which axis do its paths add up?",
)
def distance_backward(G, cache):
    slopes = 2 * cache * G
    return slopes.sum(axis=0), -slopes.sum(axis=1)


@misconception(
    "The gradients of x and w in the wrong order",
    hint="They come in the order of forward's inputs. Which is first?",
)
def distance_backward(G, cache):
    slopes = 2 * cache * G
    return -slopes.sum(axis=0), slopes.sum(axis=1)


@misconception(
    "The upstream gradient missing from the distance module",
    hint="A module passes on G times its own slope. Where is G in your formula?",
)
def distance_backward(G, cache):
    slopes = 2 * cache
    return slopes.sum(axis=1), -slopes.sum(axis=0)


@misconception(
    "Paths of the distance module averaged instead of added",
    hint="All paths add up. What does a mean do on top of that?",
)
def distance_backward(G, cache):
    slopes = 2 * cache * G
    return slopes.mean(axis=1), -slopes.mean(axis=0)


@misconception(
    "The minus in the exponent forgotten",
    hint="A bump has its top at distance 0 and falls off. What does your function do?",
)
def bump_forward(D, beta):
    E = np.exp(beta * D)
    return E, (D, beta, E)


@misconception(
    "Divided by beta instead of multiplied",
    hint="A larger beta makes a narrower bump. Does yours get narrower?",
)
def bump_forward(D, beta):
    E = np.exp(-D / beta)
    return E, (D, beta, E)


@misconception(
    "The distance squared once more",
    hint="D is the squared distance already. What stands in your exponent?",
)
def bump_forward(D, beta):
    E = np.exp(-beta * D**2)
    return E, (D, beta, E)


@misconception(
    "beta missing from the gradient of the distances",
    hint="The exponent is -beta D. What is its derivative with respect to D?",
)
def bump_backward(G, cache):
    D, _, E = cache
    return -E * G, -(D * E * G).sum(axis=0)


@misconception(
    "The minus of the exponent lost in backward",
    hint="A larger distance makes a smaller bump. Which sign has your slope?",
)
def bump_backward(G, cache):
    D, beta, E = cache
    return beta * E * G, (D * E * G).sum(axis=0)


@misconception(
    "The exponential missing from the bump's slope",
    hint="The derivative of e to the v is e to the v times that of v. Which of the two factors do you have?",
)
def bump_backward(G, cache):
    D, beta, _ = cache
    return -beta * G, -(D * G).sum(axis=0)


@misconception(
    "D missing from the gradient of beta",
    hint="The exponent is -beta D. What is its derivative with respect to beta?",
)
def bump_backward(G, cache):
    _, beta, E = cache
    return -beta * E * G, -(E * G).sum(axis=0)


@misconception(
    "beta kept in the gradient of beta",
    hint="Differentiate -beta D by beta. Is beta still there afterwards?",
)
def bump_backward(G, cache):
    D, beta, E = cache
    return -beta * E * G, -(beta * D * E * G).sum(axis=0)


@misconception(
    "The gradient of beta not summed over the examples",
    hint="All examples share the sharpness of a bump. Compare the shape of dbeta with that of beta.",
)
def bump_backward(G, cache):
    D, beta, E = cache
    return -beta * E * G, -D * E * G


@misconception(
    "The gradient of beta summed over the bumps",
    hint="Each bump has a sharpness of its own. Along which axis do the examples lie?",
)
def bump_backward(G, cache):
    D, beta, E = cache
    return -beta * E * G, -(D * E * G).sum(axis=1)


@misconception(
    "The mean of the bumps instead of their sum",
    hint="The heights say how much each bump counts. By what do you divide?",
)
def mix_forward(E, u):
    return (E * u).mean(axis=1), (E, u)


@misconception(
    "The heights left out of the sum",
    hint="Double a height: the sum should change. Does it?",
)
def mix_forward(E, u):
    return E.sum(axis=1), (E, u)


@misconception(
    "E and u swapped in mix's backward pass",
    hint="The derivative of a product by one factor is the other one. Which factor belongs to which gradient?",
)
def mix_backward(G, cache):
    E, u = cache
    return G[:, None] * E, u * G.sum()


@misconception(
    "The upstream gradient missing from the heights",
    hint="Each example counts with its own G. Where is it in your du?",
)
def mix_backward(G, cache):
    E, u = cache
    return np.outer(G, u), E.sum(axis=0)


@misconception(
    "The upstream gradient missing from E",
    hint="Each row of dE belongs to one example, and that has its own G. Are all your rows the same?",
)
def mix_backward(G, cache):
    E, u = cache
    return np.ones(E.shape) * u, E.T @ G


@misconception(
    "dE transposed",
    hint="A gradient has the shape of what it belongs to. Which of the two vectors runs along the rows?",
)
def mix_backward(G, cache):
    E, u = cache
    return np.outer(u, G), E.T @ G
