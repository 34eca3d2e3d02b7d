"""Homework 4, `forward`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("one example at a time, each as a batch of its own")
def forward(X, params, activation="relu"):
    L = len(params) // 2
    cache, Z = {}, X
    for i in range(1, L + 1):
        U = np.zeros((len(X), len(params[f"b{i}"])))
        for r in range(len(X)):
            U[r] = np.dot(Z[r], params[f"W{i}"]) + params[f"b{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        Z = sigma(U, activation) if i < L else U
    return Z, cache


@alternative("hidden layers in a loop, the last one after it")
def forward(X, params, activation="relu"):
    last = len(params) // 2
    cache = {"Z1": X}
    for i in range(1, last):
        cache[f"U{i}"] = np.dot(cache[f"Z{i}"], params[f"W{i}"]) + params[f"b{i}"]
        cache[f"Z{i + 1}"] = sigma(cache[f"U{i}"], activation)
    cache[f"U{last}"] = np.dot(cache[f"Z{last}"], params[f"W{last}"]) + params[f"b{last}"]
    return cache[f"U{last}"], cache


@alternative("biases as weights of a column of ones")
def forward(X, params, activation="relu"):
    L = sum(key.startswith("W") for key in params)
    cache, Z = {}, X
    for i in range(1, L + 1):
        padded = np.column_stack([Z, np.ones(len(Z))])
        cache[f"Z{i}"] = Z
        cache[f"U{i}"] = padded @ np.vstack([params[f"W{i}"], params[f"b{i}"]])
        Z = cache[f"U{i}"] if i == L else sigma(cache[f"U{i}"], activation)
    return Z, cache


@alternative("einsum, activations written out")
def forward(X, params, activation="relu"):
    nonlinear = {"relu": lambda U: U * (U > 0), "tanh": np.tanh}[activation]
    cache, Z, i = {}, X, 1
    while f"W{i}" in params:
        if i > 1:
            Z = nonlinear(cache[f"U{i - 1}"])
        cache[f"Z{i}"] = Z
        cache[f"U{i}"] = np.einsum("mp,pc->mc", Z, params[f"W{i}"]) + params[f"b{i}"][None, :]
        i += 1
    return cache[f"U{i - 1}"].copy(), cache


@alternative("one example at a time")
def forward(X, params, activation="relu"):
    L = len(params) // 2
    rows = []
    for x in X:
        row, z = {}, x
        for i in range(1, L + 1):
            u = params[f"b{i}"] + z @ params[f"W{i}"]
            row[f"Z{i}"], row[f"U{i}"] = z, u
            z = u if i == L else sigma(u, activation)
        rows.append((z, row))
    cache = {name: np.array([row[name] for _, row in rows]) for name in rows[0][1]}
    return np.array([z for z, _ in rows]), cache


@alternative("an affine layer as a function of its own")
def forward(X, params, activation="relu"):
    def affine(Z, i):
        return np.matmul(Z, params[f"W{i}"]) + params[f"b{i}"]

    L = len(params) // 2
    inputs, sums = [X], [affine(X, 1)]
    for i in range(2, L + 1):
        inputs.append(sigma(sums[-1], activation))
        sums.append(affine(inputs[-1], i))
    cache = {f"Z{i}": Z for i, Z in enumerate(inputs, 1)}
    cache.update({f"U{i}": U for i, U in enumerate(sums, 1)})
    return sums[-1], cache


@alternative("recursion from the last layer")
def forward(X, params, activation="relu"):
    cache = {}

    def output(i):
        if i == 0:
            return X
        Z = output(i - 1)
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        return sigma(U, activation) if i < len(params) // 2 else U

    return output(len(params) // 2), cache


@alternative("columns are examples inside, rows outside")
def forward(X, params, activation="relu"):
    depth = len(params) // 2
    A, cache = X.T, {}
    for i in range(1, depth + 1):
        S = params[f"W{i}"].T @ A + params[f"b{i}"][:, np.newaxis]
        cache[f"Z{i}"], cache[f"U{i}"] = A.T, S.T
        A = S if i == depth else sigma(S, activation)
    return A.T, cache


@alternative("a list of activations, one for each layer")
def forward(X, params, activation="relu"):
    L = len(params) // 2
    kinds = [activation] * (L - 1) + ["identity"]
    Z, cache = np.array(X), {}
    for i, kind in enumerate(kinds, start=1):
        cache[f"Z{i}"] = Z.copy()
        U = Z @ params[f"W{i}"]
        U += params[f"b{i}"]
        cache[f"U{i}"] = U.copy()
        Z = sigma(U, kind)
    return Z, cache


# --- mistakes ----------------------------------------------------------------------------------------------


def _forward(X, params, activation, last="identity", nonlinear=None):
    nonlinear = nonlinear or sigma
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        Z = nonlinear(U, activation if i < L else last)
    return Z, cache


@misconception(
    "The activation applied to the output layer too",
    hint="Scores may be negative, and large. Which activation does the text give to layer L?",
    uses=(_forward,),
)
def forward(X, params, activation="relu"):
    return _forward(X, params, activation, last=activation)


@misconception(
    "ReLU on the output layer",
    hint="Scores may be negative. Which activation does the text give to layer L, whatever the hidden layers have?",
    uses=(_forward,),
)
def forward(X, params, activation="relu"):
    return _forward(X, params, activation, last="relu")


@misconception(
    "No activation anywhere",
    hint="Without something nonlinear all layers together are a single one. What does your code do between two layers?",
    uses=(_forward,),
)
def forward(X, params, activation="relu"):
    return _forward(X, params, "identity")


@misconception(
    "Always ReLU in the hidden layers",
    hint="activation is an argument. Follow it: does it reach your hidden layers?",
    uses=(_forward,),
)
def forward(X, params, activation="relu"):
    return _forward(X, params, "relu")


@misconception(
    "Always tanh in the hidden layers",
    hint="activation is an argument. Follow it: does it reach your hidden layers?",
    uses=(_forward,),
)
def forward(X, params, activation="relu"):
    return _forward(X, params, "tanh")


@misconception(
    "Only the first layer has an activation",
    hint="Every hidden layer is nonlinear. Print which activation your code takes for i = 1, 2 and 3 when L is 4.",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        Z = sigma(U, activation if i == 1 and L > 1 else "identity")
    return Z, cache


@misconception(
    "The activation stops one layer too early",
    hint="Layers 1 to L − 1 are hidden. Print which activation your code takes for each i; is range what you think?",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        Z = sigma(U, activation if i < L - 1 else "identity")
    return Z, cache


@misconception(
    "The biases forgotten in forward",
    hint="Set all weights to zero: the scores should then be b_L in every row. What are yours?",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        Z = sigma(U, activation if i < L else "identity")
    return Z, cache


@misconception(
    "The bias added after the activation",
    hint="The bias belongs to the sum and shifts the place where the unit switches on. In which order do you compute?",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        Z = sigma(U, activation if i < L else "identity") + params[f"b{i}"]
    return Z, cache


@misconception(
    "Probabilities instead of scores",
    hint="The softmax belongs to question 4, which starts from scores. What do the rows of your output add up to?",
    uses=(_forward,),
)
def forward(X, params, activation="relu"):
    Z, cache = _forward(X, params, activation)
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True), cache


@misconception(
    "Every layer reads the inputs X",
    hint="Layer 2 receives what layer 1 gave. Which array stands in your product when i is 2?",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        U = X @ params[f"W{i}"] + params[f"b{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        Z = sigma(U, activation if i < L else "identity")
    return Z, cache


@misconception(
    "The sums passed on instead of the activations",
    hint="σ(U) is computed, but is it what the next layer receives? Print Z and U for i = 2.",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        Z = U
    return sigma(Z, activation) if L > 1 else Z, cache


@misconception(
    "The inputs go through the activation as well",
    hint="Layer 1 receives X as it is. How often does your code apply the activation when there is one hidden layer?",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    cache = {}
    for i in range(1, L + 1):
        Z = sigma(X, activation) if i == 1 else sigma(cache[f"U{i - 1}"], activation)
        cache[f"Z{i}"], cache[f"U{i}"] = Z, Z @ params[f"W{i}"] + params[f"b{i}"]
    return cache[f"U{L}"], cache


@misconception(
    "The last layer is left out",
    hint="A network with L pairs of parameters has L products. How often does your loop run when L is 1?",
)
def forward(X, params, activation="relu"):
    Z, cache = X, {}
    for i in range(1, len(params) // 2):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        Z = sigma(U, activation)
    return Z, cache


@misconception(
    "Weights transposed on the way forward",
    hint="A unit's weights are a column of W. Write the shapes of Z and W beside your product, for unequal widths.",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"].T + params[f"b{i}"]
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
        Z = sigma(U, activation if i < L else "identity")
    return Z, cache


@misconception(
    "The inputs scaled inside forward",
    hint="forward does what the formulas say, no more. Does a row of your output change with the other rows of X?",
    uses=(_forward,),
)
def forward(X, params, activation="relu"):
    return _forward(X - X.mean(axis=0), params, activation)


@misconception(
    "The cache keeps σ(U) in the place of the sums",
    hint="The slope is taken at U, before the nonlinearity. For tanh it matters which of the two is in the cache.",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        cache[f"Z{i}"] = Z
        Z = sigma(Z @ params[f"W{i}"] + params[f"b{i}"], activation if i < L else "identity")
        cache[f"U{i}"] = Z
    return Z, cache


@misconception(
    "The cache keeps what a layer gave, not what it received",
    hint="The gradient of W_i needs the layer's input. Which layer's output is that? Print the shapes in your cache.",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        Z = sigma(U, activation if i < L else "identity")
        cache[f"Z{i}"], cache[f"U{i}"] = Z, U
    return Z, cache


@misconception(
    "The cache holds the last layer only",
    hint="Print the keys of your cache for a network with three layers. Is it made anew inside the loop?",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    Z = X
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        cache = {f"Z{i}": Z, f"U{i}": U}
        Z = sigma(U, activation if i < L else "identity")
    return Z, cache


@misconception(
    "The cache counts layers from 0",
    hint="Layer 1 receives Z_1 = X. Print the keys of your cache, and those that backward asks for.",
)
def forward(X, params, activation="relu"):
    L = len(params) // 2
    Z, cache = X, {}
    for i in range(1, L + 1):
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        cache[f"Z{i - 1}"], cache[f"U{i - 1}"] = Z, U
        Z = sigma(U, activation if i < L else "identity")
    return Z, cache
