"""Homework 1, `sgd_epoch`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("reduced over the batches")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    from functools import reduce

    def step(point, rows):
        return gd_step(*point, *gradients(X[rows], y[rows], *point, lam), eta)

    return reduce(step, batches, (W, b))


@alternative("recursion over the batches")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    if len(batches) == 0:
        return W, b
    rows = batches[0]
    dW, db = gradients(np.take(X, rows, axis=0), np.take(y, rows), W, b, lam)
    return sgd_epoch(X, y, W - eta * dW, b - eta * db, batches[1:], eta, lam)


@alternative("copies updated in place, gradient written out")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    W, b = np.array(W), np.array(b)
    for rows in batches:
        X_batch, y_batch = X[rows], y[rows]
        error = softmax(X_batch @ W + b) - np.eye(len(b))[y_batch]
        db = error.mean(axis=0)
        W *= 1 - eta * lam
        W -= eta / len(rows) * X_batch.T @ error
        b -= eta * db
    return W, b


@alternative("rows picked by a mask, since a mean does not ask for the order")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for k in range(len(batches)):
        mask = np.zeros(len(X), dtype=bool)
        mask[batches[k]] = True
        dW, db = gradients(X[mask], y[mask], W, b, lam)
        W, b = np.subtract(W, eta * dW), np.subtract(b, eta * db)
    return W, b


@alternative("one-hot labels made once, an iterator of batches")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    targets = np.zeros((len(y), W.shape[1]))
    targets[np.arange(len(y)), y] = 1.0
    waiting = iter(batches)
    while (rows := next(waiting, None)) is not None:
        G = (softmax(X[rows] @ W + b) - targets[rows]) / rows.size
        W, b = W - eta * (X[rows].T @ G + lam * W), b - eta * G.sum(axis=0)
    return W, b


@alternative("the biases as one more row of weights")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    padded = np.c_[X, np.ones(len(X))]
    stacked = np.r_[W, b[None, :]]
    for rows in batches:
        error = softmax(padded[rows] @ stacked)
        error[np.arange(len(rows)), y[rows]] -= 1
        slope = padded[rows].T @ error / len(rows)
        slope[:-1] += lam * stacked[:-1]
        stacked = stacked - eta * slope
    return stacked[:-1], stacked[-1]


@alternative("parameters in a dict, batches as lists")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    params = dict(W=W, b=b)
    for rows in (batch.tolist() for batch in batches):
        dW, db = gradients(X[rows, :], y[rows], lam=lam, **params)
        params = dict(W=params["W"] - eta * dW, b=params["b"] - eta * db)
    return params["W"], params["b"]


@alternative("the weights shrunk and moved in two statements")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for rows in batches:
        dW, db = gradients(X[rows], y[rows], W, b, 0.0)
        W = W * (1 - eta * lam)
        W = W - eta * dW
        b = b - eta * db
    return W, b


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The last batch divided by the size of the others",
    hint="A batch of 2 has a mean over 2. Which number does your mean divide by when the last batch is smaller?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        share = len(batch) / len(batches[0])
        dW, db = gradients(X[batch], y[batch], W, b, 0.0)
        W, b = W - eta * (share * dW + lam * W), b - eta * share * db
    return W, b


@misconception(
    "The last batch left out of the epoch",
    hint="Every batch takes one step, the small one too. How many steps does your epoch take?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        if len(batch) == len(batches[0]) and (len(batches) == 1 or batch is not batches[-1]):
            W, b = gd_step(W, b, *gradients(X[batch], y[batch], W, b, lam), eta)
    return W, b


@misconception(
    "All gradients taken at the starting weights",
    hint="The second batch starts where the first one ended. Which weights does your second gradient see?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    W_start, b_start = W, b
    for batch in batches:
        W, b = gd_step(W, b, *gradients(X[batch], y[batch], W_start, b_start, lam), eta)
    return W, b


@misconception(
    "Inputs shuffled, labels not",
    hint="Rows of X and entries of y belong together. With which numbers do you pick each of them?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    seen = 0
    for batch in batches:
        labels = y[seen : seen + len(batch)]
        seen += len(batch)
        W, b = gd_step(W, b, *gradients(X[batch], labels, W, b, lam), eta)
    return W, b


@misconception(
    "All the data in every step",
    hint="A batch is meant to be cheap. How many rows of X does each of your gradients see?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for _ in batches:
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
    return W, b


@misconception(
    "The biases see weights that have already moved",
    hint="Both gradients belong to the same point. Which W does each of yours see?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        W = W - eta * gradients(X[batch], y[batch], W, b, lam)[0]
        b = b - eta * gradients(X[batch], y[batch], W, b, lam)[1]
    return W, b


@misconception(
    "The starting weights changed in place by the epoch",
    hint="An operator such as -= writes into the caller's array. Compare the starting W before and after the call.",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        dW, db = gradients(X[batch], y[batch], W, b, lam)
        W -= eta * dW
        b -= eta * db
    return W, b


@misconception(
    "Returns after the first batch",
    hint="How many batches has your loop seen when it returns? Look at how far the return is indented.",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        dW, db = gradients(X[batch], y[batch], W, b, lam)
        W, b = gd_step(W, b, dW, db, eta)
        return W, b
    return W, b


@misconception(
    "Uphill in the epoch: the gradient added",
    hint="The gradient points where the loss rises. In which direction does one of your steps go?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        dW, db = gradients(X[batch], y[batch], W, b, lam)
        W, b = W + eta * dW, b + eta * db
    return W, b


@misconception(
    "An epoch without the penalty",
    hint="lam is an argument of sgd_epoch. Follow it: does it reach the gradients?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        W, b = gd_step(W, b, *gradients(X[batch], y[batch], W, b, 0.0), eta)
    return W, b


@misconception(
    "The penalty shared out over the batches",
    hint="Each step lowers the whole loss, penalty included. Which lam does the gradient of a batch contain?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        W, b = gd_step(W, b, *gradients(X[batch], y[batch], W, b, lam / len(batches)), eta)
    return W, b


@misconception(
    "Divided by the size of the batch a second time",
    hint="gradients already takes a mean over the rows it gets. What else divides in your step?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in batches:
        W, b = gd_step(W, b, *gradients(X[batch], y[batch], W, b, lam), eta / len(batch))
    return W, b


@misconception(
    "The batches in reverse order",
    hint="An epoch over A and B is an epoch over A, and from there one over B. Which batch does your loop see first?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for batch in reversed(batches):
        W, b = gd_step(W, b, *gradients(X[batch], y[batch], W, b, lam), eta)
    return W, b


@misconception(
    "One step with the mean of all gradients",
    hint="An epoch takes one step per batch. How often do your weights move?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    slopes = [gradients(X[batch], y[batch], W, b, lam) for batch in batches]
    dW, db = (sum(parts) / len(batches) for parts in zip(*slopes, strict=True))
    return gd_step(W, b, dW, db, eta)


@misconception(
    "The same batch in every step",
    hint="Which rows of X does your second step see?",
)
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for _ in batches:
        W, b = gd_step(W, b, *gradients(X[batches[0]], y[batches[0]], W, b, lam), eta)
    return W, b
