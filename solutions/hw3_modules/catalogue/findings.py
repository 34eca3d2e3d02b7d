"""Homework 3, `findings`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("filled in entry by entry")
def findings():
    answers = dict.fromkeys(range(1, 9), "none")
    for version, name in ((1, "sizes"), (2, "signs"), (4, "plain"), (5, "twice"), (6, "random G"), (8, "biases")):
        answers[version] = name
    return answers


@alternative("the experiment itself, run by the function")
def findings():
    answers = dict.fromkeys(VERSIONS, "none")
    for version, (forward, backward) in VERSIONS.items():
        for name in reversed(CHECKS):
            X, W, b, G = problem(name)
            _, cache = forward(X, W, b)
            found = [gradient.copy() for gradient in backward(G, cache)]
            if name == "twice":
                found = backward(G, cache)
            arrays = (X, W, b) if name == "biases" else (X, W)
            for array, gradient in zip(arrays, found, strict=False):

                def loss(_, forward=forward, inputs=(X, W, b), G=G):
                    return float(np.sum(G * forward(*inputs)[0]))

                if relative_error(gradient, central_difference(loss, array)) > 1e-5:
                    answers[version] = name
    return answers


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "A wrong forward pass thought to be exposed by a gradient check",
    hint="A gradient check compares backward with differences of the same forward. Run the six checks on version 7.",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "plain", 8: "biases"}


@misconception(
    "The second call taken from a fresh cache",
    hint="Version 5 writes into its cache. Call its backward twice with the same one.",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "none", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "The last check that exposes a version instead of the first",
    hint="Several checks expose version 4. Which of them stands first in the table?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "signs", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A bias gradient that nobody compared",
    hint="Version 8 differs from version 3 in one word. Which of its gradients is affected, and which check looks?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "none"}


@misconception(
    "A lost slope put down to the random G",
    hint="The slope matters only where Z is negative. In which check does that happen?",
)
def findings():
    return {1: "sizes", 2: "random G", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A square problem does not tell m from n",
    hint="In all checks but one, m and n are equal. Does version 1 survive that one?",
)
def findings():
    return {1: "none", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A wrong number of rows put down to the biases",
    hint="Version 1 takes a root. Of what should it be, and in which check is that a different number?",
)
def findings():
    return {1: "biases", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "Only positive entries tried",
    hint="Where Z is positive, version 2 is right. Which check goes to the other side?",
)
def findings():
    return {1: "sizes", 2: "none", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A right version suspected",
    hint="Run all six on version 3. If a check reacts, look at your experiment: do out and differences use the same G?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "sizes", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A bug of the second call looked for in the first",
    hint="The first call of version 5 adds to zeros. Make a fresh cache for each check but one.",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "plain", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A missing G looked for where G is all ones",
    hint="Multiplying by ones changes nothing. Which check takes other numbers?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "plain", 7: "none", 8: "biases"}


@misconception(
    "A missing G put down to the sizes",
    hint="Is G random in the check with other sizes? In only one of the six it is.",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "sizes", 7: "none", 8: "biases"}


@misconception(
    "A wrong root of n put down to the sizes",
    hint="Backward 7 divides by n, and so does forward 7. What does a gradient check compare?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "sizes", 8: "biases"}


@misconception(
    "A bias gradient suspected in the plain check",
    hint="The plain check looks at dX and dW. Which gradient of version 8 is wrong?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "plain"}


@misconception(
    "A missing scale overlooked",
    hint="Version 4 scales one of two gradients. The cell above has printed the error of dX.",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "none", 5: "twice", 6: "random G", 7: "none", 8: "biases"}
