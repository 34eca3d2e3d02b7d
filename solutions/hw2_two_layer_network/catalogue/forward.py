"""Homework 2, `forward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("results picked by index")
def forward(X, params):
    one = affine_forward(X, params["W1"], params["b1"])
    two = relu_forward(one[0])
    three = affine_forward(two[0], params["W2"], params["b2"])
    return three[0], [one[1], two[1], three[1]]


@alternative("unpacked first")
def forward(X, params):
    W1, b1, W2, b2 = (params[name] for name in ("W1", "b1", "W2", "b2"))
    Z1, first = affine_forward(X, W1, b1)
    A1, second = relu_forward(Z1)
    Z2, third = affine_forward(A1, W2, b2)
    return Z2, (first, second, third)


@alternative("written out, with caches like those of the steps")
def forward(X, params):
    Z1 = X @ params["W1"] + params["b1"]
    A1 = np.maximum(0, Z1)
    Z2 = A1 @ params["W2"] + params["b2"]
    return Z2, ((X, params["W1"]), Z1, (A1, params["W2"]))


@alternative("a loop over the layers")
def forward(X, params):
    caches, H = [], X
    for layer in (1, 2):
        H, cache = affine_forward(H, params[f"W{layer}"], params[f"b{layer}"])
        caches.append(cache)
        if layer == 1:
            H, cache = relu_forward(H)
            caches.append(cache)
    return H, tuple(caches)


@alternative("with an inner function for each step")
def forward(X, params):
    def layer(inputs, i):
        return affine_forward(inputs, params["W" + str(i)], params["b" + str(i)])

    hidden, cache1 = layer(X, 1)
    active, mask = relu_forward(hidden)
    scores, cache2 = layer(active, 2)
    return scores, (cache1, mask, cache2)


@alternative("einsum throughout")
def forward(X, params):
    Z1 = np.einsum("in,nd->id", X, params["W1"]) + params["b1"][None]
    A1 = np.where(Z1 > 0, Z1, 0)
    Z2 = np.einsum("id,dk->ik", A1, params["W2"]) + params["b2"][None]
    return Z2, ((X, params["W1"]), Z1, (A1, params["W2"]))


@alternative("biases as weights of a column of ones")
def forward(X, params):
    one = np.ones((len(X), 1))
    Z1 = np.hstack([X, one]) @ np.vstack([params["W1"], params["b1"]])
    A1 = Z1 * (Z1 > 0)
    Z2 = np.hstack([A1, one]) @ np.vstack([params["W2"], params["b2"]])
    return Z2, ((X, params["W1"]), Z1, (A1, params["W2"]))


@alternative("copies in the cache, and a mask of the outputs")
def forward(X, params):
    A1 = relu_forward(affine_forward(X, params["W1"], params["b1"])[0])[0]
    Z2 = A1.dot(params["W2"]) + params["b2"]
    return Z2, ((X.copy(), params["W1"].copy()), A1.copy(), (A1.copy(), params["W2"].copy()))


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "No activation between the layers",
    hint="Without a nonlinear function in between, two layers are one. Which of your three functions is not called?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    Z2, affine2 = affine_forward(Z1, params["W2"], params["b2"])
    return Z2, (affine1, Z1, affine2)


@misconception(
    "A ReLU on the scores as well",
    hint="Scores may be negative, and the softmax needs to know how negative. What follows the second affine step?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return np.maximum(Z2, 0), (affine1, relu, affine2)


@misconception(
    "A ReLU on the scores only, none in the hidden layer",
    hint="The activation belongs between the two affine steps, and only there.",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    Z2, affine2 = affine_forward(Z1, params["W2"], params["b2"])
    return np.maximum(Z2, 0), (affine1, Z1, affine2)


@misconception(
    "Probabilities returned instead of scores",
    hint="The loss takes scores and does the softmax itself. What does it get from you?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    E = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True), (affine1, relu, affine2)


@misconception(
    "The activation on the inputs",
    hint="Which array goes through the ReLU: what enters the first layer, or what comes out of it?",
)
def forward(X, params):
    H, relu = relu_forward(X)
    Z1, affine1 = affine_forward(H, params["W1"], params["b1"])
    Z2, affine2 = affine_forward(Z1, params["W2"], params["b2"])
    return Z2, (affine1, relu, affine2)


@misconception(
    "The sigmoid instead of the ReLU in the hidden layer",
    hint="Your relu_backward is the partner of the ReLU. Is that the activation you call here?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1 = 1 / (1 + np.exp(-Z1))
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, (affine1, Z1, affine2)


@misconception(
    "tanh instead of the ReLU in the hidden layer",
    hint="Your relu_backward is the partner of the ReLU. Is that the activation you call here?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    Z2, affine2 = affine_forward(np.tanh(Z1), params["W2"], params["b2"])
    return Z2, (affine1, Z1, affine2)


@misconception(
    "The biases of the first layer added after the activation",
    hint="In Z_1 = X W_1 + b_1 the bias is inside. Does it still decide whether a unit is on?",
)
def forward(X, params):
    Z1 = X @ params["W1"]
    A1 = np.maximum(Z1, 0) + params["b1"]
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, ((X, params["W1"]), Z1, affine2)


@misconception(
    "The biases of the first layer left out",
    hint="Which of the four parameters does not occur in your function?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], 0 * params["b1"])
    A1, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, (affine1, relu, affine2)


@misconception(
    "The biases of the second layer left out",
    hint="Which of the four parameters does not occur in your function?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], 0 * params["b2"])
    return Z2, (affine1, relu, affine2)


@misconception(
    "The first layer skipped: the second one gets the inputs",
    hint="The second affine step takes what the hidden layer gives. Print the shapes it receives.",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    _, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(X, params["W2"], params["b2"])
    return Z2, (affine1, relu, affine2)


@misconception(
    "The hidden outputs returned instead of the scores",
    hint="How many columns should the result have: one for each hidden unit, or one for each class?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1, relu = relu_forward(Z1)
    _, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return A1, (affine1, relu, affine2)


@misconception(
    "A leaky ReLU in the hidden layer",
    hint="A unit whose sum is negative gives 0 here. What does yours give?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1 = np.where(Z1 > 0, Z1, 0.01 * Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, (affine1, Z1, affine2)


@misconception(
    "The hidden units switched off where they should be on",
    hint="Which sums does the ReLU pass on, the positive or the negative ones?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1 = np.minimum(Z1, 0)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, (affine1, Z1, affine2)


@misconception(
    "The inputs changed in place",
    hint="An operator such as -= on X changes the caller's data, for this and for every later step.",
)
def forward(X, params):
    X -= X.mean(axis=0)
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, (affine1, relu, affine2)
