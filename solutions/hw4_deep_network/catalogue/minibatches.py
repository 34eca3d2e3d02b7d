"""Homework 4, `minibatches`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("np.split at the multiples of the batch size")
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(y))
    cuts = range(batch_size, len(y), batch_size)
    return list(zip(np.split(X[order], cuts), np.split(y[order], cuts), strict=True))


@alternative("a shuffled list, eaten from the front")
def minibatches(X, y, batch_size, rng=0):
    left = list(range(X.shape[0]))
    np.random.default_rng(rng).shuffle(left)
    batches = []
    while left:
        rows, left = left[:batch_size], left[batch_size:]
        batches.append((X[rows], y[rows]))
    return batches


@alternative("sorted by random numbers")
def minibatches(X, y, batch_size, rng=0):
    order = np.argsort(np.random.default_rng(rng).random(len(X)))
    X_mixed, y_mixed = np.take(X, order, axis=0), np.take(y, order)
    count = -(-len(X) // batch_size)
    cuts = [slice(k * batch_size, (k + 1) * batch_size) for k in range(count)]
    return [(X_mixed[cut], y_mixed[cut]) for cut in cuts]


@alternative("an inner generator, made a list")
def minibatches(X, y, batch_size, rng=0):
    order = np.arange(len(X))
    np.random.default_rng(rng).shuffle(order)

    def batches():
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            yield X[rows], y[rows]

    return list(batches())


@alternative("full batches by reshape, then the rest")
def minibatches(X, y, batch_size, rng=0):
    m = len(X)
    order = np.random.default_rng(rng).permutation(m)
    full = m // batch_size
    batches = [(X[rows], y[rows]) for rows in order[: full * batch_size].reshape(full, batch_size)]
    if m % batch_size:
        rest = order[full * batch_size :]
        batches.append((X[rest], y[rest]))
    return batches


@alternative("rng.choice without replacement, lists as pairs")
def minibatches(X, y, batch_size, rng=0):
    rng = np.random.default_rng(rng)
    order = rng.choice(len(X), size=len(X), replace=False)
    return [[X[order[s : s + batch_size]], y[order[s : s + batch_size]]] for s in range(0, len(X), batch_size)]


@alternative("inputs and labels glued together, shuffled by rows")
def minibatches(X, y, batch_size, rng=0):
    both = np.random.default_rng(rng).permutation(np.column_stack([X, y]))
    X_mixed, y_mixed = both[:, :-1], both[:, -1].astype(y.dtype)
    starts = np.arange(0, len(both), batch_size)
    return [(X_mixed[s : s + batch_size].copy(), y_mixed[s : s + batch_size].copy()) for s in starts]


@alternative("the order drawn number by number")
def minibatches(X, y, batch_size, rng=0):
    rng = np.random.default_rng(rng)
    order = list(range(len(X)))
    for last in range(len(order) - 1, 0, -1):
        swap = int(rng.integers(last + 1))
        order[last], order[swap] = order[swap], order[last]
    batches = []
    for place, row in enumerate(order):
        if place % batch_size == 0:
            batches.append([])
        batches[-1].append(row)
    return [(X[rows], y[rows]) for rows in batches]


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The last, smaller batch is dropped",
    hint="With 10 examples in batches of 4, which examples does your epoch never see?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    rows = [order[k * batch_size : (k + 1) * batch_size] for k in range(len(X) // batch_size)]
    return [(X[batch], y[batch]) for batch in rows]


@misconception(
    "An empty batch at the end",
    hint="Try 8 examples in batches of 4. How many batches do you return, and what is in the last?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    rows = [order[k * batch_size : (k + 1) * batch_size] for k in range(len(X) // batch_size + 1)]
    return [(X[batch], y[batch]) for batch in rows]


@misconception(
    "Batches of equal size instead of full ones and a rest",
    hint="With 10 examples and batches of 4 the sizes are 4, 4, 2. Which sizes do yours have?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    return [(X[batch], y[batch]) for batch in np.array_split(order, -(-len(X) // batch_size))]


@misconception(
    "batch_size taken for the number of batches",
    hint="batch_size says how many examples are in a batch. How many batches of 4 are there for 10 examples?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    return [(X[batch], y[batch]) for batch in np.array_split(order, batch_size)]


@misconception(
    "The last batch filled up from the beginning",
    hint="Count how often each example occurs in an epoch when 10 examples come in batches of 4.",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    rows = [np.arange(start, start + batch_size) % len(X) for start in range(0, len(X), batch_size)]
    return [(X[order[batch]], y[order[batch]]) for batch in rows]


@misconception(
    "Neighbouring batches overlap",
    hint="A slice ends before its second number. Count how often each example occurs in your batches.",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    rows = [order[start : start + batch_size + 1] for start in range(0, len(X), batch_size)]
    return [(X[batch], y[batch]) for batch in rows]


@misconception(
    "Only the first batch: return inside the loop",
    hint="How many batches has your loop made when it returns? Look at how far the return is indented.",
)
def minibatches(X, y, batch_size, rng=0):
    rows = np.random.default_rng(rng).permutation(len(X))[:batch_size]
    return [(X[rows], y[rows])]


@misconception(
    "Drawn with replacement",
    hint="In one epoch every example takes part exactly once. Count how often each occurs in your batches.",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).integers(0, len(X), size=len(X))
    return [(X[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in range(0, len(X), batch_size)]


@misconception(
    "No shuffling",
    hint="If the data are sorted by class, what does your first batch contain?",
)
def minibatches(X, y, batch_size, rng=0):
    return [(X[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(X), batch_size)]


@misconception(
    "Shuffled only inside each batch",
    hint="If the data are sorted by class, your first batch still holds one class. What has to be shuffled, and when?",
)
def minibatches(X, y, batch_size, rng=0):
    rng = np.random.default_rng(rng)
    rows = [rng.permutation(np.arange(s, min(s + batch_size, len(X)))) for s in range(0, len(X), batch_size)]
    return [(X[batch], y[batch]) for batch in rows]


@misconception(
    "Inputs shuffled, labels not",
    hint="Rows of X and entries of y belong together. With which numbers do you pick each of them?",
)
def minibatches(X, y, batch_size, rng=0):
    X = X[np.random.default_rng(rng).permutation(len(X))]
    return [(X[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(X), batch_size)]


@misconception(
    "Inputs and labels shuffled each in its own order",
    hint="Two draws from one generator differ. How many orders does your function draw for one epoch?",
)
def minibatches(X, y, batch_size, rng=0):
    rng = np.random.default_rng(rng)
    X, y = X[rng.permutation(len(X))], y[rng.permutation(len(y))]
    return [(X[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(X), batch_size)]


@misconception(
    "The caller's data are shuffled in place",
    hint="shuffle works on the array it is given. Print the first rows of X before and after the call.",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    X[:], y[:] = X[order], y[order]
    return [(X[s : s + batch_size].copy(), y[s : s + batch_size].copy()) for s in range(0, len(X), batch_size)]


@misconception(
    "The same order whatever the seed",
    hint="Every epoch needs an order of its own. Where is the argument rng used?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(0).permutation(len(X))
    return [(X[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in range(0, len(X), batch_size)]


@misconception(
    "A list of inputs and a list of labels instead of pairs",
    hint="The loop of question 9 takes one pair per batch. What are the entries of the list you return?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    rows = [order[s : s + batch_size] for s in range(0, len(X), batch_size)]
    return [X[batch] for batch in rows], [y[batch] for batch in rows]
