"""Homework 3, `residual`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("the paths added by np.add, gradients under their names")
def residual_backward(G, cache):
    first, middle, last = cache
    gradients = {}
    back, gradients["W2"], gradients["b2"] = affine_backward(G, last)
    back, gradients["W1"], gradients["b1"] = affine_backward(tanh_backward(back, middle), first)
    return np.add(back, G), *(gradients[name] for name in ("W1", "b1", "W2", "b2"))


def residual_forward(X, W1, b1, W2, b2):
    T = np.tanh(X @ W1 + b1)
    return X + T @ W2 + b2, (X, W1, T, W2)


@alternative("written out without the modules", uses=(residual_forward,))
def residual_backward(G, cache):
    X, W1, T, W2 = cache
    dZ = (G @ W2.T) * (1 - T * T)
    return G + dZ @ W1.T, X.T @ dZ, dZ.sum(axis=0), T.T @ G, G.sum(axis=0)


def residual_forward(X, W1, b1, W2, b2):
    caches = []
    value = X
    for forward, parameters in ((affine_forward, (W1, b1)), (tanh_forward, ()), (affine_forward, (W2, b2))):
        value, cache = forward(value, *parameters)
        caches.append(cache)
    return np.add(X, value), caches


@alternative("a list of caches that is not used up", uses=(residual_forward,))
def residual_backward(G, cache):
    caches = list(cache)
    dT, dW2, db2 = affine_backward(G, caches.pop())
    dX, dW1, db1 = affine_backward(tanh_backward(dT, caches.pop()), caches.pop())
    dX = dX + G
    return dX, dW1, db1, dW2, db2


@alternative("the correction's backward first, the way around added in place to a new array")
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    through, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(through, tanh_cache), first_cache)
    dX += G
    return dX, dW1, db1, dW2, db2


def residual_forward(X, W1, b1, W2, b2):
    T = tanh_forward(affine_forward(X, W1, b1)[0])[0]
    return affine_forward(T, W2, b2)[0] + X, {"X": X, "W1": W1, "b1": b1, "W2": W2, "b2": b2}


@alternative("only the inputs in the cache, the forward pass repeated", uses=(residual_forward,))
def residual_backward(G, cache):
    Z, first = affine_forward(cache["X"], cache["W1"], cache["b1"])
    T, middle = tanh_forward(Z)
    _, last = affine_forward(T, cache["W2"], cache["b2"])
    dT, dW2, db2 = affine_backward(G, last)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, middle), first)
    return dX + G, dW1, db1, dW2, db2


def residual_forward(X, W1, b1, W2, b2):
    T = np.tanh(np.einsum("ip,pj->ij", X, W1) + b1)
    return X + np.einsum("ij,jp->ip", T, W2) + b2, (X, W1, W2, 1 - T**2, T)


@alternative("einsum, and the slope of tanh in the cache", uses=(residual_forward,))
def residual_backward(G, cache):
    X, W1, W2, slope, T = cache
    dZ = np.einsum("ip,jp,ij->ij", G, W2, slope)
    dX = G + np.einsum("ij,pj->ip", dZ, W1)
    return (
        dX,
        np.einsum("ip,ij->pj", X, dZ),
        np.einsum("ij->j", dZ),
        np.einsum("ij,ip->jp", T, G),
        np.einsum("ip->p", G),
    )


def residual_forward(X, W1, b1, W2, b2):
    T = np.array([np.tanh(x @ W1 + b1) for x in X])
    return np.array([x + t @ W2 + b2 for x, t in zip(X, T, strict=True)]), (X, T, W1, W2)


@alternative("one example at a time", uses=(residual_forward,))
def residual_backward(G, cache):
    X, T, W1, W2 = cache
    dX, dW1, db1 = np.zeros(X.shape), np.zeros(W1.shape), np.zeros(W1.shape[1])
    dW2, db2 = np.zeros(W2.shape), np.zeros(W2.shape[1])
    for i, g in enumerate(G):
        dz = (W2 @ g) * (1 - T[i] ** 2)
        dX[i] = g + W1 @ dz
        dW1 += np.outer(X[i], dz)
        db1 += dz
        dW2 += np.outer(T[i], g)
        db2 += g
    return dX, dW1, db1, dW2, db2


def residual_forward(X, W1, b1, W2, b2):
    def correction(inputs):
        hidden, first = affine_forward(inputs, W1, b1)
        bent, middle = tanh_forward(hidden)
        out, last = affine_forward(bent, W2, b2)
        return out, (first, middle, last)

    out, caches = correction(X)
    return out + X, caches


@alternative("the correction as a module inside the block", uses=(residual_forward,))
def residual_backward(G, cache):
    def correction_backward(G):
        first, middle, last = cache
        dT, *of_second = affine_backward(G, last)
        dX, *of_first = affine_backward(tanh_backward(dT, middle), first)
        return dX, of_first, of_second

    dX, of_first, of_second = correction_backward(G)
    return (G + dX, *of_first, *of_second)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The way around left out",
    hint="Set all weights and biases to zero: the block should pass X on unchanged. What does yours give?",
)
def residual_forward(X, W1, b1, W2, b2):
    Z, first_cache = affine_forward(X, W1, b1)
    T, tanh_cache = tanh_forward(Z)
    correction, second_cache = affine_forward(T, W2, b2)
    return correction, (first_cache, tanh_cache, second_cache)


@misconception(
    "No tanh between the two affine maps",
    hint="Two affine maps in a row are one affine map. What stands between them in the drawing?",
)
def residual_forward(X, W1, b1, W2, b2):
    Z, first_cache = affine_forward(X, W1, b1)
    _, tanh_cache = tanh_forward(Z)
    correction, second_cache = affine_forward(Z, W2, b2)
    return X + correction, (first_cache, tanh_cache, second_cache)


@misconception(
    "The correction added to X in place",
    hint="X belongs to whoever called, and it is in a cache. Which operator makes a new array?",
)
def residual_forward(X, W1, b1, W2, b2):
    Z, first_cache = affine_forward(X, W1, b1)
    T, tanh_cache = tanh_forward(Z)
    correction, second_cache = affine_forward(T, W2, b2)
    X += correction
    return X, (first_cache, tanh_cache, second_cache)


@misconception(
    "The gradient of the way around forgotten",
    hint="X goes two ways. How many gradients come back, and how many do you return for X?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return dX, dW1, db1, dW2, db2


@misconception(
    "Only the way around gets a gradient",
    hint="X has influence through the layers, too. What becomes of what the first affine module returns for X?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    _, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return G.copy(), dW1, db1, dW2, db2


@misconception(
    "Both ways multiplied instead of added",
    hint="Along a path slopes are multiplied; paths beside each other add up. Which is it at the fork of X?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return G * dX, dW1, db1, dW2, db2


@misconception(
    "The gradient split in halves at the sum",
    hint="The output changes at rate 1 with each of the two summands. Does a sum share its G out, or copy it?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G / 2, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return G / 2 + dX, dW1, db1, dW2, db2


@misconception(
    "tanh skipped on the way back",
    hint="What the second affine module returns belongs to T. Which module leads from T back to Z?",
)
def residual_backward(G, cache):
    first_cache, _, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(dT, first_cache)
    return G + dX, dW1, db1, dW2, db2


@misconception(
    "The caches of the two affine modules swapped",
    hint="The second module's backward comes first and needs its own cache. Which one do you hand it?",
)
def residual_backward(G, cache):
    second_cache, tanh_cache, first_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return G + dX, dW1, db1, dW2, db2


@misconception(
    "The last module's gradient fed to every module",
    hint="Each module gets what the one behind it returned. Which G does your first affine module get?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    _, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(G, tanh_cache), first_cache)
    return G + dX, dW1, db1, dW2, db2


@misconception(
    "The block's gradients from the last layer to the first",
    hint="They come in the order of forward's inputs: X, W1, b1, W2, b2. In which order do you return them?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return G + dX, dW2, db2, dW1, db1


@misconception(
    "The block adds to G in place",
    hint="Whoever called still needs G. Which operator writes into it?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    G += dX
    return G, dW1, db1, dW2, db2


def residual_forward(X, W1, b1, W2, b2):
    Z, first_cache = affine_forward(X, W1, b1)
    T, tanh_cache = tanh_forward(Z)
    correction, second_cache = affine_forward(T, W2, b2)
    return X + correction, [first_cache, tanh_cache, second_cache]


@misconception(
    "The block's caches are used up",
    hint="pop takes a cache out of the list for good. What is left for a second call?",
    uses=(residual_forward,),
)
def residual_backward(G, cache):
    dT, dW2, db2 = affine_backward(G, cache.pop())
    dX, dW1, db1 = affine_backward(tanh_backward(dT, cache.pop()), cache.pop())
    return G + dX, dW1, db1, dW2, db2


@misconception(
    "tanh taken twice in the block's backward",
    hint="The cache of tanh holds T already. What becomes of the slope if tanh is applied to T once more?",
)
def residual_backward(G, cache):
    first_cache, T, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(dT * (1 - np.tanh(T) ** 2), first_cache)
    return G + dX, dW1, db1, dW2, db2


@misconception(
    "The way around counted twice",
    hint="The sum at the end passes G on once to each of its two inputs. How often does it reach X unchanged?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return 2 * G + dX, dW1, db1, dW2, db2
