"""Homework 1, `gd_step`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("weight by weight")
def gd_step(W, b, dW, db, eta):
    W_new, b_new = np.zeros(W.shape), np.zeros(b.shape)
    for j in range(len(b)):
        for k in range(len(W)):
            W_new[k, j] = W[k, j] - eta * dW[k, j]
        b_new[j] = b[j] - eta * db[j]
    return W_new, b_new


@alternative("copies, then in place")
def gd_step(W, b, dW, db, eta):
    W, b = W.copy(), b.copy()
    W -= eta * dW
    b -= eta * db
    return W, b


@alternative("np.subtract and np.multiply")
def gd_step(W, b, dW, db, eta):
    new_W = np.subtract(W, np.multiply(eta, dW))
    new_b = np.add(b, -eta * db)
    return (new_W, new_b)


@alternative("both in one expression")
def gd_step(W, b, dW, db, eta):
    return tuple(parameter - eta * gradient for parameter, gradient in ((W, dW), (b, db)))


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "A step uphill",
    hint="The gradient points to where the loss grows. Which way do we want to go?",
)
def gd_step(W, b, dW, db, eta):
    return W + eta * dW, b + eta * db


@misconception(
    "The step changes the caller's arrays",
    hint="An operator such as -= writes into the array you were given. Compare W before and after the call.",
)
def gd_step(W, b, dW, db, eta):
    W -= eta * dW
    b -= eta * db
    return W, b


@misconception(
    "The learning rate forgotten",
    hint="Call your function with eta=0. Nothing should move.",
)
def gd_step(W, b, dW, db, eta):
    return W - dW, b - db


@misconception(
    "The biases never move",
    hint="The biases are parameters like the weights. Which of your two results depends on db?",
)
def gd_step(W, b, dW, db, eta):
    return W - eta * dW, b.copy()
