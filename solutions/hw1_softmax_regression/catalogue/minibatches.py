"""Homework 1, `minibatches`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("np.split at the multiples of the batch size")
def minibatches(m, batch_size, rng=0):
    order = np.arange(m)
    np.random.default_rng(rng).shuffle(order)
    return np.split(order, range(batch_size, m, batch_size))


@alternative("a shuffled list, eaten from the front")
def minibatches(m, batch_size, rng=0):
    left = list(np.argsort(np.random.default_rng(rng).random(m)))
    batches = []
    while left:
        batches.append(np.array(left[:batch_size]))
        left = left[batch_size:]
    return batches


@alternative("drawn without replacement, then cut")
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).choice(m, size=m, replace=False)
    cuts = [*range(batch_size, m + batch_size, batch_size)]
    return [order[cut - batch_size : cut] for cut in cuts]


@alternative("the full batches as rows of a matrix, and what is left")
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(np.arange(m))
    full = m // batch_size
    batches = list(order[: full * batch_size].reshape(full, batch_size))
    if m % batch_size:
        batches.append(order[full * batch_size :])
    return batches


@alternative("a generator, emptied into a list")
def minibatches(m, batch_size, rng=0):
    def batches():
        order = np.random.default_rng(rng).permutation(m)
        start = 0
        while start < m:
            yield order[start : start + batch_size]
            start += batch_size

    return list(batches())


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The last, smaller batch is dropped",
    hint="With 10 examples in batches of 4, which examples does your epoch never see?",
)
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(m)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(m // batch_size)]


@misconception(
    "An empty batch at the end",
    hint="Try m = 8 with batches of 4. How many batches do you return, and what is in the last?",
)
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(m)
    return [order[k * batch_size : (k + 1) * batch_size] for k in range(m // batch_size + 1)]


@misconception(
    "Batches of equal size instead of full ones and a rest",
    hint="With m = 10 and batches of 4 the sizes are 4, 4, 2. Which sizes do yours have?",
)
def minibatches(m, batch_size, rng=0):
    return np.array_split(np.random.default_rng(rng).permutation(m), -(-m // batch_size))


@misconception(
    "Drawn with replacement",
    hint="In one epoch every example takes part exactly once. Count how often each number occurs in your batches.",
)
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).integers(0, m, size=m)
    return [order[start : start + batch_size] for start in range(0, m, batch_size)]


@misconception(
    "No shuffling",
    hint="If the data are sorted by class, what does your first batch contain?",
)
def minibatches(m, batch_size, rng=0):
    return [np.arange(start, min(start + batch_size, m)) for start in range(0, m, batch_size)]


@misconception(
    "Shuffled only inside each batch",
    hint="If the data are sorted by class, your first batch still holds one class. What has to be shuffled, and when?",
)
def minibatches(m, batch_size, rng=0):
    rng = np.random.default_rng(rng)
    return [rng.permutation(np.arange(start, min(start + batch_size, m))) for start in range(0, m, batch_size)]


@misconception(
    "The same order whatever the seed",
    hint="A new order in every epoch needs a new seed to make a difference. Where is the argument rng used?",
)
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(0).permutation(m)
    return [order[start : start + batch_size] for start in range(0, m, batch_size)]


@misconception(
    "Row numbers counted from 1",
    hint="The first row of X is X[0]. Is 0 among your numbers, and is m?",
)
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(m) + 1
    return [order[start : start + batch_size] for start in range(0, m, batch_size)]


@misconception(
    "batch_size taken for the number of batches",
    hint="With m = 10 and batch_size = 4 the sizes are 4, 4, 2. How many batches do you return?",
)
def minibatches(m, batch_size, rng=0):
    return np.array_split(np.random.default_rng(rng).permutation(m), batch_size)


@misconception(
    "Only the first batch returned",
    hint="Every row number has to occur once in an epoch. How many of them are in what you return?",
)
def minibatches(m, batch_size, rng=0):
    return [np.random.default_rng(rng).permutation(m)[:batch_size]]


@misconception(
    "The order drawn from NumPy's global generator",
    hint="rng may be a generator as well as a seed. Which function makes a generator of either?",
)
def minibatches(m, batch_size, rng=0):
    np.random.seed(rng)
    order = np.random.permutation(m)
    return [order[start : start + batch_size] for start in range(0, m, batch_size)]
