"""Homework 4, `loss_and_gradients`: more mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import misconception

# A backward pass of one's own may read a cache of another form, so that its mistake cannot be recognised by
# repeating backward alone. The commonest ones are listed once more for both passes together.


def _both_passes(X, y, params, activation, lam, layer, last="identity", m_of_mean=True):
    L, Z, cache = len(params) // 2, X, {}
    for i in range(1, L + 1):
        cache[f"Z{i}"] = Z
        cache[f"U{i}"] = Z @ params[f"W{i}"] + params[f"b{i}"]
        Z = sigma(cache[f"U{i}"], activation if i < L else last)
    loss, G = softmax_cross_entropy(Z, y)
    G, grads = G if m_of_mean else G * len(y), {}
    for i in range(L, 0, -1):
        Z, U, W = cache[f"Z{i}"], cache[f"U{i}"], params[f"W{i}"]
        grads[f"W{i}"], grads[f"b{i}"], G = layer(i, G, Z, U, W, i == L)
        grads[f"W{i}"] = grads[f"W{i}"] + lam * W
        loss += lam / 2 * float(np.sum(W**2))
    return loss, grads


@misconception(
    "The last layer's gradient fed to every hidden layer",
    hint="G changes from layer to layer. Print its shape in every round of your loop: is it ever replaced?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), G

    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "The output layer's slope 1 used in the hidden layers",
    hint="Hidden layers are nonlinear. Where does their slope enter your loop? In the example by hand one unit is off.",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    return _both_passes(X, y, params, activation, lam, lambda i, G, Z, U, W, last: (Z.T @ G, G.sum(axis=0), G @ W.T))


@misconception(
    "The mask of the ReLU missing",
    hint="A unit that was off passes nothing on. In the example by hand the second unit is off: what is D_1 there?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last or activation == "relu" else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "The hidden slope used at the output layer too",
    hint="The last layer is the identity. Which slope does your code multiply G with in the first round of the loop?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "The activation applied to the output layer too",
    hint="Scores may be negative, and large. Which activation does the text give to layer L?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer, last=activation)


@misconception(
    "ReLU on the output layer",
    hint="Scores may be negative. Which activation does the text give to layer L, whatever the hidden layers have?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer, last="relu")


@misconception(
    "ReLU on the output layer, and its mask on the way back",
    hint="Scores may be negative. Which activation does the text give to layer L, whatever the hidden layers have?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G * sigma_prime(U, "relu" if last else activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer, last="relu")


@misconception(
    "W not transposed on the way down",
    hint="Write the shapes of D and W beside the product, for unequal widths. Square layers hide the mistake.",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W if i > 1 else G

    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "The slope taken at the outputs instead of the sums",
    hint="sigma_prime wants U. With outputs it is right for the ReLU, but not for tanh. Which array do you hand over?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(sigma(U, activation), activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "The mask from the layer's inputs instead of its sums",
    hint="The slope belongs to what layer i computed, not to what it received. Which shape must the mask have?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(Z, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "The slope from the cache of the layer above",
    hint="On the way through layer i you need U_i. Print the layer's number and the key you look up, side by side.",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(cache[f"U{i + 1}"], activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    cache = forward(X, params, activation)[1]
    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "The slope from the cache of the layer below",
    hint="On the way through layer i you need U_i. Print the layer's number and the key you look up, side by side.",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(sums[i - 2], activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    cache = forward(X, params, activation)[1]
    sums = [cache[f"U{i}"] for i in range(1, len(params) // 2 + 1)]
    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "The inputs from the cache of the layer below",
    hint="The gradient of W_i pairs D_i with what layer i received. Print i and the place you look up, side by side.",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return inputs[i - 2].T @ D, D.sum(axis=0), D @ W.T

    cache = forward(X, params, activation)[1]
    inputs = [cache[f"Z{i}"] for i in range(1, len(params) // 2 + 1)]
    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "Cache and weights of the layer above: everything off by one",
    hint="Print the number of the layer beside every array you look up. Which Z, U and W made the output of layer i?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        if not last:
            Z, U, W = cache[f"Z{i + 1}"], cache[f"U{i + 1}"], params[f"W{i + 1}"]
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    cache = forward(X, params, activation)[1]
    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "The slope forgotten on the way down",
    hint="What goes down to the next layer has passed the nonlinearity as well. Is it G or D that you multiply with W?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), G @ W.T

    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "db from G, before the slope",
    hint="The bias is inside the nonlinearity, like the weights. Which of G and D belongs to the sums U?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, G.sum(axis=0), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "Divided by m again in every layer",
    hint="The 1/m of the mean is in G already. How often has it been applied when your loop reaches layer 1?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D / len(G), D.sum(axis=0) / len(G), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "db as a mean over the examples",
    hint="The 1/m of the mean is in G already. What does a batch of the same example twice do to your db?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.mean(axis=0), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "The 1/m missing in db only",
    hint="Weights and biases get the same 1/m. Check db with a batch of one and a batch of two.",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0) * len(G), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer)


@misconception(
    "G without the 1/m of the mean",
    hint="The loss is a mean over the batch. What is the derivative of (1/m) times a sum?",
    uses=(_both_passes,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _both_passes(X, y, params, activation, lam, layer, m_of_mean=False)
