"""Homework 3, `dropout`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("survivors drawn as coin flips")
def dropout_forward(X, drop, rng, train=True):
    keep = 1 - drop if train else 1.0
    factors = np.random.default_rng(rng).binomial(1, keep, size=X.shape) / keep
    return X * factors, factors


@alternative("dropped entries set to 0 in a copy")
def dropout_forward(X, drop, rng, train=True):
    factors = np.ones(X.shape)
    if train:
        factors = factors / (1 - drop)
        factors[np.random.default_rng(rng).uniform(size=X.shape) < drop] = 0
    return factors * X, factors


@alternative("np.random.Generator.choice")
def dropout_forward(X, drop, rng, train=True):
    generator = np.random.default_rng(rng)
    if not train:
        return np.array(X), np.ones(X.shape)
    factors = generator.choice([0.0, 1 / (1 - drop)], size=X.shape, p=[drop, 1 - drop])
    return np.where(factors > 0, X / (1 - drop), 0.0), factors


@alternative("one entry at a time")
def dropout_forward(X, drop, rng, train=True):
    rng = np.random.default_rng(rng)
    factors = np.ones(X.shape)
    if train:
        for index in np.ndindex(X.shape):
            factors[index] = 0.0 if rng.random() < drop else 1 / (1 - drop)
    return X * factors, factors


@alternative("where the factor is not 0")
def dropout_backward(G, cache):
    dX = np.zeros_like(G)
    kept = cache != 0
    dX[kept] = G[kept] * cache[kept]
    return dX


def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X, None
    mask = np.random.default_rng(rng).random(X.shape) > drop
    return X * mask / (1 - drop), (mask, drop)


@alternative("mask and probability in the cache, nothing at inference", uses=(dropout_forward,))
def dropout_backward(G, cache):
    if cache is None:
        return G
    mask, drop = cache
    return np.where(mask, G, 0) / (1 - drop)


def dropout_forward(X, drop, rng, train=True):
    rng = np.random.default_rng(rng)
    cache = {"train": train, "keep": 1 - drop}
    if train:
        cache["mask"] = rng.random(X.shape) < cache["keep"]
        X = cache["mask"] * X / cache["keep"]
    return X, cache


@alternative("a dict as cache", uses=(dropout_forward,))
def dropout_backward(G, cache):
    return G * cache["mask"] / cache["keep"] if cache["train"] else G.copy()


def dropout_forward(X, drop, rng, train=True):
    kept = np.ones(X.shape, dtype=bool)
    if not train:
        return X * kept, (kept, 1.0)
    kept = np.random.default_rng(rng).random(X.shape) > drop
    return np.where(kept, X, 0.0) / (1 - drop), (kept, 1 - drop)


@alternative("a boolean mask and a number in the cache", uses=(dropout_forward,))
def dropout_backward(G, cache):
    kept, share = cache
    return np.where(kept, G / share, 0.0)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "Survivors not scaled up",
    hint="On average the output should be the input. What is it, if an entry survives with probability 1 - p?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) >= drop).astype(float)
    return factors * X, factors


@misconception(
    "Scaled at inference instead of in training",
    hint="That is dropout before it was inverted. Inverted dropout does nothing at inference: when does it scale?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return (1 - drop) * X, np.full(X.shape, 1 - drop)
    factors = (np.random.default_rng(rng).random(X.shape) >= drop).astype(float)
    return factors * X, factors


@misconception(
    "Scaled in training and at inference",
    hint="Once is enough. What should the module do to X when train is False?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X / (1 - drop), np.full(X.shape, 1 / (1 - drop))
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) / (1 - drop)
    return factors * X, factors


@misconception(
    "Survivors multiplied by 1 - p instead of divided",
    hint="Some entries are gone, so the others have to grow. Is your factor above or below 1?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) * (1 - drop)
    return factors * X, factors


@misconception(
    "Survivors divided by p",
    hint="With p = 0.1 hardly anything is lost, so the survivors hardly grow. What is your factor then?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) / drop
    return factors * X, factors


@misconception(
    "Kept with probability p instead of dropped",
    hint="drop = 0.3 should leave about 70 % of the entries. How many are left in yours?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) < drop) / (1 - drop)
    return factors * X, factors


@misconception(
    "Dropping and scaling both for a probability to keep",
    hint="The argument is the probability to become 0. Which one does your code take it for?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) < drop) / drop
    return factors * X, factors


@misconception(
    "Whole columns dropped",
    hint="Each entry needs a random number of its own. Which shape do you draw?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape[1]) >= drop) / (1 - drop) * np.ones(X.shape)
    return factors * X, factors


@misconception(
    "Whole rows dropped",
    hint="Each entry needs a random number of its own. Which shape do you draw?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random((len(X), 1)) >= drop) / (1 - drop) * np.ones(X.shape)
    return factors * X, factors


@misconception(
    "Entries dropped at inference as well",
    hint="A trained network should not throw dice. Which argument tells you that training is over?",
)
def dropout_forward(X, drop, rng, train=True):
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) / (1 - drop)
    return factors * X, factors


@misconception(
    "Nothing dropped at inference, but backward still drops",
    hint="At inference the output is the input. What is the derivative of that, and what is in your cache?",
)
def dropout_forward(X, drop, rng, train=True):
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) / (1 - drop)
    return (factors * X if train else X.copy()), factors


@misconception(
    "The argument rng of dropout is ignored",
    hint="Call it with two seeds. Are the same entries dropped both times?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(0).random(X.shape) >= drop) / (1 - drop)
    return factors * X, factors


@misconception(
    "Entries dropped in the caller's own array",
    hint="An operator such as *= writes into X. Compare X before and after the call.",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) / (1 - drop)
    X *= factors
    return X, factors


@misconception(
    "The smallest entries dropped instead of random ones",
    hint="Which entries go is decided by chance, not by their size. What do you compare with drop?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.abs(X) > np.quantile(np.abs(X), drop)) / (1 - drop)
    return factors * X, factors


@misconception(
    "A new mask drawn in the backward pass",
    hint="Backward is the derivative of what forward did this time. Which entries did forward drop?",
)
def dropout_backward(G, cache):
    scale = cache.max()
    return G * (np.random.default_rng(0).random(cache.shape) >= 1 - 1 / scale) * scale


@misconception(
    "The scale missing from dropout's backward pass",
    hint="A survivor was divided by 1 - p. What is the derivative of that?",
)
def dropout_backward(G, cache):
    return G * (cache > 0)


@misconception(
    "Dropout forgotten in the backward pass",
    hint="An entry that was dropped had no influence on the loss. What is its gradient in your code?",
)
def dropout_backward(G, cache):
    return G.copy()


@misconception(
    "Dropout's backward pass divides where forward multiplied",
    hint="The derivative of c times x is c. What does your code do with the factor c?",
)
def dropout_backward(G, cache):
    return np.where(cache > 0, G / np.maximum(cache, 1.0), 0.0)


@misconception(
    "Dropout's factors multiplied into G in place",
    hint="Whoever called still needs G. Which operator changes it instead of making a new array?",
)
def dropout_backward(G, cache):
    G *= cache
    return G


@misconception(
    "Dropout's factors overwritten by G",
    hint="The first call is right. Print the cache before and after it.",
)
def dropout_backward(G, cache):
    cache *= G
    return cache
