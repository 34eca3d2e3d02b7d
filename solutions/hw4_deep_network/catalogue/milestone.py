"""Homework 4, `milestone`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("symmetry in small batches, plain descent, looking every 50 epochs")
def milestone(rng=0):
    rng = np.random.default_rng(rng)
    X, y, sizes = milestone_data("symmetry")
    while True:
        params = initialise(sizes, rng, 0.5)
        for _ in range(6):
            params, _ = train(X, y, params, "tanh", eta=1.0, batch_size=16, epochs=50, rng=rng)
            if accuracy(X, y, params, "tanh") == 1:
                return "symmetry", params, "tanh"


@alternative("parity, from full batches")
def milestone(rng=0):
    rng = np.random.default_rng(rng)
    X, y, sizes = milestone_data("parity")
    share = 0.0
    while share < 1:
        params = initialise(sizes, rng, 0.5)
        params, _ = train(X, y, params, "tanh", eta=1.0, batch_size=16, epochs=300, rng=rng)
        share = accuracy(X, y, params, "tanh")
    return "parity", params, "tanh"


@alternative("parity with momentum")
def milestone(rng=0):
    rng = np.random.default_rng(rng)
    X, y, sizes = milestone_data("parity")
    for _ in range(500):
        start = initialise(sizes, rng, 0.5)
        fitted, _ = train(X, y, start, "tanh", eta=0.3, mu=0.9, batch_size=16, epochs=200, rng=rng)
        if accuracy(X, y, fitted, "tanh") > 0.99:
            return "parity", fitted, "tanh"
    return None


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "A milestone that was never trained",
    hint="Print the accuracy of the network you return. What does train return, and which parameters do you return?",
)
def milestone(rng=0):
    return "symmetry", initialise(milestone_data("symmetry")[2], rng, "xavier"), "tanh"


@misconception(
    "More hidden units than the milestone allows",
    hint="The point is to do with few. Which widths does milestone_data give, and which has your network?",
)
def milestone(rng=0):
    rng = np.random.default_rng(rng)
    X, y, _ = milestone_data("encoder")
    fitted, _ = train(X, y, initialise([8, 6, 8], rng, "xavier"), "tanh", 1.0, 0.0, 0.0, 8, 150, rng)
    return "encoder", fitted, "tanh"


@misconception(
    "One attempt only",
    hint="Many starts get stuck. What does your function do when the accuracy after training is not 1?",
)
def milestone(rng=0):
    rng = np.random.default_rng(rng)
    X, y, sizes = milestone_data("parity")
    fitted, _ = train(X, y, initialise(sizes, rng, 0.5), "tanh", eta=0.1, batch_size=16, epochs=300, rng=rng)
    return "parity", fitted, "tanh"


@misconception(
    "The encoder, which pays three of the four points",
    hint="This is right. Parity and symmetry are harder, and pay all four points.",
)
def milestone(rng=0):
    rng = np.random.default_rng(rng)
    X, y, sizes = milestone_data("encoder")
    for _ in range(30):
        params, _ = train(X, y, initialise(sizes, rng), "relu", 0.1, batch_size=2, epochs=400, rng=rng)
        if accuracy(X, y, params, "relu") > 0.99:
            return "encoder", params, "relu"
    return None


@misconception(
    "XOR, which pays two of the four points",
    hint="This is right. The encoder pays three points, parity and symmetry pay four.",
)
def milestone(rng=0):
    rng = np.random.default_rng(rng)
    X, y, sizes = milestone_data("xor")
    for _ in range(50):
        params, _ = train(X, y, initialise(sizes, rng, 0.5), "tanh", eta=1.0, batch_size=4, epochs=300, rng=rng)
        if accuracy(X, y, params, "tanh") == 1:
            return "xor", params, "tanh"
    return None
