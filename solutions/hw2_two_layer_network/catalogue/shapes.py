"""Homework 2, `shapes`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("one literal dict")
def shapes(m, n, d, K):
    return {
        "X": (m, n), "W1": (n, d), "b1": (d,), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (K,), "Z2": (m, K),
        "S": (m, K), "dZ2": (m, K), "dW2": (d, K), "db2": (K,), "dA1": (m, d), "dZ1": (m, d), "dW1": (n, d),
        "db1": (d,),
    }  # fmt: skip


@alternative("read off from arrays of zeros")
def shapes(m, n, d, K):
    a = {"X": np.zeros((m, n)), "W1": np.zeros((n, d)), "b1": np.zeros(d)}
    a["Z1"] = a["X"] @ a["W1"] + a["b1"]
    a["A1"] = np.maximum(a["Z1"], 0)
    a["W2"], a["b2"] = np.zeros((d, K)), np.zeros(K)
    a["Z2"] = a["A1"] @ a["W2"] + a["b2"]
    a["S"] = np.exp(a["Z2"])
    a["dZ2"] = a["S"]
    a["dW2"], a["db2"], a["dA1"] = a["A1"].T @ a["dZ2"], a["dZ2"].sum(axis=0), a["dZ2"] @ a["W2"].T
    a["dZ1"] = a["dA1"] * 1.0
    a["dW1"], a["db1"] = a["X"].T @ a["dZ1"], a["dZ1"].sum(axis=0)
    return {name: array.shape for name, array in a.items()}


@alternative("with more in the dict than was asked for")
def shapes(m, n, d, K):
    found = {"X": (m, n), "y": (m,), "dX": (m, n), "I_y": (m, K)}
    for name in ("Z1", "A1", "dZ1", "dA1"):
        found[name] = (m, d)
    for name in ("Z2", "S", "dZ2"):
        found[name] = (m, K)
    for i, (rows, columns) in enumerate([(n, d), (d, K)], start=1):
        found[f"W{i}"] = found[f"dW{i}"] = (rows, columns)
        found[f"b{i}"] = found[f"db{i}"] = (columns,)
    return found


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "Weights with inputs as columns: the shapes of another convention",
    hint="Here examples are rows and W_1 stands on the right of X. How many rows must it have for X W_1 to exist?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (d, n), "b1": (d,), "Z1": (m, d), "A1": (m, d), "W2": (K, d), "b2": (K,)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "Examples as columns throughout",
    hint="In this course row i of every array belongs to example i. Which length comes first, then?",
)
def shapes(m, n, d, K):
    found = {"X": (n, m), "W1": (d, n), "b1": (d,), "Z1": (d, m), "A1": (d, m), "W2": (K, d), "b2": (K,)}
    found |= {"Z2": (K, m), "S": (K, m)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "Biases as rows with two axes",
    hint="Adding (d,) to (m, d) already adds it to every row. Which of your axes has length 1, and who needs it?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (1, d), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (1, K)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "A bias for each example instead of each unit",
    hint="The same biases are used for every example. So which length can their shape not contain?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (m,), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (m,)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "Gradients of the weights with an axis for the examples",
    hint="The loss is one number for the whole batch. How many derivatives with respect to one weight are there?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (d,), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (K,)}
    found |= {"Z2": (m, K), "S": (m, K), "dZ2": (m, K), "dA1": (m, d), "dZ1": (m, d)}
    return found | {"dW1": (m, n, d), "dW2": (m, d, K), "db1": (m, d), "db2": (m, K)}


@misconception(
    "Gradients of the biases that were not summed",
    hint="Rule 2: db1 has the shape of b_1. Every example has a share in it; what becomes of them?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (d,), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (K,)}
    found |= {"Z2": (m, K), "S": (m, K)}
    found |= {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}
    return found | {"db1": (m, d), "db2": (m, K)}


@misconception(
    "Gradients with the shapes transposed",
    hint="Rule 2 again: a step W − η dW needs two arrays of one shape.",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (d,), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (K,)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name][::-1] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "The hidden layer as wide as the inputs",
    hint="The number of hidden units is d, an argument of its own. Which arrays have one column for each unit?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, n), "b1": (n,), "Z1": (m, n), "A1": (m, n), "W2": (n, K), "b2": (K,)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "Shapes for one size only",
    hint="m, n, d and K are arguments. Call your function with other numbers: does the answer change?",
)
def shapes(m, n, d, K):
    found = {"X": (1, 15), "W1": (15, 10), "b1": (10,), "Z1": (1, 10), "A1": (1, 10), "W2": (10, 5), "b2": (5,)}
    found |= {"Z2": (1, 5), "S": (1, 5)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "A shape with one axis written without its comma",
    hint="Type (3) and (3,) into a cell of your own, and look at the type of each.",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (d), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (K)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}
