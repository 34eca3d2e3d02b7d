"""Homework 2, `backward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("caches picked by index, gradients collected one by one")
def backward(G, cache):
    grads = {}
    upstream, grads["W2"], grads["b2"] = affine_backward(G, cache[2])
    upstream = relu_backward(upstream, cache[1])
    _, grads["W1"], grads["b1"] = affine_backward(upstream, cache[0])
    return grads


@alternative("written out, without the functions for the steps")
def backward(G, cache):
    (X, _), Z1, (A1, W2) = cache
    G1 = (G @ W2.T) * (Z1 > 0)
    return {"W1": X.T @ G1, "b1": G1.sum(axis=0), "W2": A1.T @ G, "b2": G.sum(axis=0)}


@alternative("einsum")
def backward(G, cache):
    (X, _), Z1, (A1, W2) = cache
    G1 = np.einsum("ik,dk,id->id", G, W2, (Z1 > 0).astype(float))
    return {
        "b2": np.einsum("ik->k", G),
        "W2": np.einsum("id,ik->dk", A1, G),
        "b1": np.einsum("id->d", G1),
        "W1": np.einsum("in,id->nd", X, G1),
    }


@alternative("class by class")
def backward(G, cache):
    (X, _), Z1, (A1, W2) = cache
    grads = {"W2": np.zeros(W2.shape), "b2": np.zeros(G.shape[1])}
    hidden = np.zeros(Z1.shape)
    for k, g in enumerate(G.T):
        grads["W2"][:, k] = A1.T @ g
        grads["b2"][k] = g.sum()
        hidden += np.outer(g, W2[:, k])
    grads["W1"], grads["b1"] = X.T @ np.where(Z1 > 0, hidden, 0), np.where(Z1 > 0, hidden, 0).sum(axis=0)
    return grads


@alternative("the mask taken from the hidden outputs")
def backward(G, cache):
    (X, _), _, (A1, W2) = cache
    dA1 = G.dot(W2.T)
    dA1[A1 == 0] = 0
    return dict(W1=X.T.dot(dA1), b1=dA1.sum(0), W2=A1.T.dot(G), b2=G.sum(0))


@alternative("a loop over the caches from the last to the first")
def backward(G, cache):
    grads, upstream = {}, G
    for position in (2, 1, 0):
        if position == 1:
            upstream = relu_backward(upstream, cache[1])
            continue
        layer = position // 2 + 1
        upstream, grads[f"W{layer}"], grads[f"b{layer}"] = affine_backward(upstream, cache[position])
    return grads


@alternative("transposed, as in a book with columns")
def backward(G, cache):
    (X, _), Z1, (A1, W2) = cache
    delta2 = G.T
    delta1 = (W2 @ delta2) * (Z1.T > 0)
    return {"W1": (delta1 @ X).T, "b1": delta1.sum(axis=1), "W2": (delta2 @ A1).T, "b2": delta2.sum(axis=1)}


@alternative("biases as weights of a column of ones")
def backward(G, cache):
    (X, _), Z1, (A1, W2) = cache
    one = np.ones((len(G), 1))
    second = np.hstack([A1, one]).T @ G
    first = np.hstack([X, one]).T @ np.multiply(G @ W2.T, np.sign(np.maximum(Z1, 0)))
    return {"W1": first[:-1], "b1": first[-1], "W2": second[:-1], "b2": second[-1]}


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "No mask on the way back",
    hint="What comes back at A_1 has to pass the ReLU before it reaches the first layer. Which step is missing?",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(dA1, affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The mask taken from the gradient instead of the sums",
    hint="The unit was on where Z_1 was positive. What does the sign of the gradient have to do with it?",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(dA1 * (dA1 > 0), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The mask inverted",
    hint="For which units does a change of the sum reach the loss: those that were on, or those that were off?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(dA1 * (relu < 0), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The hidden values in the place of the mask",
    hint="σ'(Z_1) is the slope, 0 or 1. What did you multiply by?",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(dA1 * affine2[0], affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The slope of the sigmoid in the hidden layer",
    hint="Forward used the ReLU. The slope on the way back has to belong to the same function.",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    A1 = affine2[0]
    _, dW1, db1 = affine_backward(dA1 * A1 * (1 - A1), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The slope of tanh in the hidden layer",
    hint="Forward used the ReLU. The slope on the way back has to belong to the same function.",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(dA1 * (1 - affine2[0] ** 2), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The slope of the softmax used in the hidden layer",
    hint="The softmax belongs to the last step and is dealt with in G. What stands between the two layers?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    E = np.exp(relu - relu.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    _, dW1, db1 = affine_backward(dA1 * S * (1 - S), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The gradient with respect to the scores fed to the first layer as well",
    hint="Each layer needs the gradient with respect to its own result. Which array should reach the first layer?",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    _, dW2, db2 = affine_backward(G, affine2)
    return {"W1": affine1[0].T @ G, "b1": G.sum(axis=0), "W2": dW2, "b2": db2}


@misconception(
    "The cache of the second layer used for the first",
    hint="Every step goes back with the cache of its own forward step. Which inputs did the first layer have?",
)
def backward(G, cache):
    _, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    dZ1 = relu_backward(dA1, relu)
    return {"W1": affine2[0].T @ dZ1, "b1": dZ1.sum(axis=0), "W2": dW2, "b2": db2}


@misconception(
    "The cache of the first layer used for the second",
    hint="Every step goes back with the cache of its own forward step. Which inputs did the second layer have?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, _, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": db1, "W2": affine1[0].T @ G, "b2": db2}


@misconception(
    "The sums Z_1 in the place of the hidden outputs A_1 in dW2",
    hint="The second layer multiplied A_1 by W_2. Which array stands in its line for the gradient with respect to W_2?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, _, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": db1, "W2": relu.T @ G, "b2": db2}


@misconception(
    "The mask forgotten in db1 only",
    hint="W_1 and b_1 act on the loss through the same sums Z_1. Which gradient do both need?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, _ = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": dA1.sum(axis=0), "W2": dW2, "b2": db2}


@misconception(
    "The mask forgotten in dW1 only",
    hint="W_1 and b_1 act on the loss through the same sums Z_1. Which gradient do both need?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, _, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": affine1[0].T @ dA1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The biases averaged over the examples once more",
    hint="The 1/m is inside G already, for weights and biases alike.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": db1 / len(G), "W2": dW2, "b2": db2 / len(G)}


@misconception(
    "The weights averaged over the examples once more",
    hint="The 1/m is inside G already, for weights and biases alike.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1 / len(G), "b1": db1, "W2": dW2 / len(G), "b2": db2}


@misconception(
    "All gradients divided by the number of examples once more",
    hint="backward receives the gradient of the loss. The mean was taken when G was made.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G / len(G), affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The gradients of the two layers under each other's keys",
    hint="Compare the shape of each gradient with that of the parameter of the same key.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW2, "b1": db2, "W2": dW1, "b2": db1}


@misconception(
    "No gradients for the biases",
    hint="Print the keys of your dict. Biases are parameters, too.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, _ = affine_backward(G, affine2)
    _, dW1, _ = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "W2": dW2}


@misconception(
    "Keys that begin with d",
    hint="The keys of grads are those of params, so that a step can go through both with one name.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


@misconception(
    "The transpose of W_2 missing on the way to the hidden layer",
    hint="Write the shapes under G and W_2. Do the inner lengths meet?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    _, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(G @ affine2[1], relu), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The gradient of the hidden layer written over the cache: right on the first call only",
    hint="Call backward twice with the same cache. What does the cache contain after the first call?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    relu[:] = dA1 * (relu > 0)
    _, dW1, db1 = affine_backward(relu, affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The upstream gradient changed in place",
    hint="Somebody else still needs G. Which of your lines writes into it?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G.copy(), affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    G *= 0
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The gradients with a minus sign",
    hint="backward returns gradients. The minus of gradient descent belongs to the step.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(-G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The biases summed to single numbers",
    hint="A bias gradient has one number for each unit. Which axis may disappear?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, _ = affine_backward(G, affine2)
    dZ1 = relu_backward(dA1, relu)
    _, dW1, _ = affine_backward(dZ1, affine1)
    return {"W1": dW1, "b1": np.sum(dZ1), "W2": dW2, "b2": np.sum(G)}
