"""Wrong answers of the tiny homework, each with the name of its mistake."""
# ruff: noqa: F811

from autograder.assignment.catalogue import misconception


@misconception("The mean of each row instead of each column", hint="Which axis runs down a column?")
def centre(X):
    return X - X.mean(axis=1, keepdims=True)


@misconception("Changes its input", hint="Does X still hold its old values after the call?")
def centre(X):
    X -= X.mean(axis=0)
    return X


@misconception("The variance instead of the standard deviation", hint="In which unit is the variance?")
def scale(X, eps=1e-9):
    return X / (X.var(axis=0) + eps)
