"""Wrong answers to homework 4 that students really give: each is rejected, and named in the feedback."""

import numpy as np

from autograder.assignment.catalogue import misconception, misconception_value

# --- sigma -------------------------------------------------------------------------------------------------------


@misconception(
    "Absolute value instead of ReLU",
    hint="Negative sums should give 0, not their size. What does your function give for −2?",
)
def sigma(U, activation):
    if activation == "relu":
        return np.abs(U)
    return np.tanh(U) if activation == "tanh" else U


@misconception(
    "Leaky ReLU instead of ReLU",
    hint="The ReLU of the table is exactly 0 for negative sums. What is left of −2 in your function?",
)
def sigma(U, activation):
    if activation == "relu":
        return np.where(U > 0, U, 0.01 * U)
    return np.tanh(U) if activation == "tanh" else U


@misconception(
    "ReLU cut off at 1",
    hint="The ReLU has no upper end. What does your function give for a sum of 3?",
)
def sigma(U, activation):
    if activation == "relu":
        return np.clip(U, 0, 1)
    return np.tanh(U) if activation == "tanh" else U


@misconception(
    "The mask instead of the ReLU",
    hint="A comparison gives 0 or 1. By what does it have to be multiplied to give max(0, u)?",
)
def sigma(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return np.tanh(U) if activation == "tanh" else U


@misconception(
    "The sums are overwritten by the ReLU",
    hint="Assigning to U[U < 0] writes into the array that the caller still needs for the slope. "
    "Print U before and after the call.",
)
def sigma(U, activation):
    if activation == "relu":
        U[U < 0] = 0
        return U
    return np.tanh(U) if activation == "tanh" else U


@misconception(
    "Sigmoid instead of tanh",
    hint="tanh runs from −1 to 1 and is 0 at 0. What is your function at 0?",
)
def sigma(U, activation):
    if activation == "relu":
        return np.maximum(U, 0)
    return 1 / (1 + np.exp(-U)) if activation == "tanh" else U


@misconception(
    "tanh from exponentials that overflow",
    hint="For a sum of 900 your exponential is inf, and inf / inf is nan. Which NumPy function avoids it?",
)
def sigma(U, activation):
    if activation == "relu":
        return np.maximum(U, 0)
    if activation == "tanh":
        return (np.exp(U) - np.exp(-U)) / (np.exp(U) + np.exp(-U))
    return U


@misconception(
    "The identity treated like the ReLU",
    hint='Follow the word "identity" through your conditions. Into which branch does it fall?',
)
def sigma(U, activation):
    return np.tanh(U) if activation == "tanh" else np.maximum(U, 0)


# --- sigma_prime -------------------------------------------------------------------------------------------------


@misconception(
    "Slope 1 at the kink of the ReLU",
    hint="Compare >= with > at a sum of exactly 0, and read which value this homework has chosen there.",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U >= 0).astype(float)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The ReLU itself instead of its slope",
    hint="How steep is the ReLU at u = 3, and how steep at u = 5? Your function gives two different numbers.",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return np.maximum(U, 0)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The mask of the ReLU upside down",
    hint="A unit whose sum is positive passes the signal on. What slope does yours get?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U <= 0).astype(float)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The sign of U instead of the slope of the ReLU",
    hint="The graph of the ReLU is flat on the left. Which slope is that, and what does the sign function give there?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return np.sign(U)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The mask of the ReLU written into U",
    hint="Setting entries of U changes the array in the cache. Print U before and after the call.",
)
def sigma_prime(U, activation):
    if activation == "relu":
        U[U <= 0] = 0
        U[U > 0] = 1
        return U
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "1 − U² for the slope of tanh",
    hint="The square in the formula is that of tanh u, not of u. Which of the two does your function get as argument?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 - U**2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The square forgotten in the slope of tanh",
    hint="tanh is symmetric, so it is as steep at −2 as at 2. Is your slope?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 - np.tanh(U) if activation == "tanh" else np.ones_like(U)


@misconception(
    "Plus instead of minus in the slope of tanh",
    hint="tanh is steepest at 0 and flattens out on both sides. What does your slope do for large u?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 + np.tanh(U) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "tanh of tanh in its slope",
    hint="How often is tanh applied in the formula, and how often in your code? U holds the sums, not the outputs.",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 - np.tanh(np.tanh(U)) ** 2 if activation == "tanh" else np.ones_like(U)


@misconception(
    "The slope of the sigmoid for tanh",
    hint="s(1 − s) belongs to the sigmoid. Which slope does the table give for tanh, and what is it at 0?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    s = np.tanh(U) if activation == "tanh" else 0
    return s * (1 - s) if activation == "tanh" else np.ones_like(U)


@misconception(
    "The identity returned as its own slope",
    hint="The graph of the identity is a straight line. How steep is it at u = 3, and how steep at u = 5?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else U


@misconception(
    "Slope 0 for the identity",
    hint="Where the output is the sum itself, a change of the sum arrives in full. Which slope is that?",
)
def sigma_prime(U, activation):
    if activation == "relu":
        return (U > 0).astype(float)
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else np.zeros_like(U)


@misconception(
    "The identity has the slope of the ReLU",
    hint='Follow the word "identity" through your conditions. Into which branch does it fall?',
)
def sigma_prime(U, activation):
    return 1 - np.tanh(U) ** 2 if activation == "tanh" else (U > 0).astype(float)


# --- initialise --------------------------------------------------------------------------------------------------


def _network(sizes, draw, first=1):
    return {
        name: array
        for i in range(1, len(sizes))
        for name, array in (
            (f"W{i + first - 1}", draw(sizes[i - 1], sizes[i])),
            (f"b{i + first - 1}", np.zeros(sizes[i])),
        )
    }


def _deviation(n_in, scale):
    return {"he": np.sqrt(2 / n_in), "xavier": np.sqrt(1 / n_in)}.get(scale, scale)


@misconception(
    "All weights start at zero",
    hint="Two units with equal weights get equal gradients, for ever. What tells yours apart?",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    return _network(sizes, lambda n, k: np.zeros((n, k)))


@misconception(
    "All weights start at the same number",
    hint="Two units with equal weights get equal gradients, for ever. What tells yours apart?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    return _network(sizes, lambda n, k: np.full((n, k), _deviation(n, scale)))


@misconception(
    "Standard normal weights, whatever the width",
    hint="Send something through five layers of 100 units and print its size. Where does the rule enter your code?",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: rng.standard_normal((n, k)))


@misconception(
    "The variance used as standard deviation",
    hint="2/n is the variance s². By what do you multiply standard normal numbers to give them that variance?",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: {"he": 2 / n, "xavier": 1 / n}.get(scale, scale) * rng.standard_normal((n, k)))


@misconception(
    "He and Xavier exchanged",
    hint="Which of the two makes up for the half that the ReLU throws away? It needs the larger weights.",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    rule = {"he": 1.0, "xavier": 2.0}
    return _network(
        sizes, lambda n, k: (np.sqrt(rule[scale] / n) if scale in rule else scale) * rng.standard_normal((n, k))
    )


@misconception(
    "The outputs of the layer counted instead of its inputs",
    hint="A sum adds up one term for each input. Which of the two widths of W belongs under the root?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation(k, scale) * rng.standard_normal((n, k)))


@misconception(
    "Inputs and outputs of the layer averaged in the rule",
    hint="That rule weighs both passes at once. Which of the two widths does the table of this question take?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation((n + k) / 2, scale) * rng.standard_normal((n, k)))


@misconception(
    "The width of the input layer used in every layer",
    hint="The rule belongs to each layer. Which number stands under the root when you make W2?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation(sizes[0], scale) * rng.standard_normal((n, k)))


@misconception(
    "Multiplied by the root of n instead of divided",
    hint="The wider the layer, the more terms its sums have. Should its weights be larger for that, or smaller?",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    rule = {"he": 2.0, "xavier": 1.0}
    return _network(
        sizes, lambda n, k: (np.sqrt(n / rule[scale]) if scale in rule else scale) * rng.standard_normal((n, k))
    )


@misconception(
    "Always the He rule, whatever scale says",
    hint="scale is an argument. Call the function with a number for it and look at the standard deviation.",
    uses=(_network,),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: np.sqrt(2 / n) * rng.standard_normal((n, k)))


@misconception(
    "The generator made anew for every layer",
    hint="Print W1 and W2 of a network whose layers have equal widths. Where in your code is the generator made?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    return _network(sizes, lambda n, k: _deviation(n, scale) * np.random.default_rng(rng).standard_normal((n, k)))


@misconception(
    "The seed is ignored in initialise",
    hint="Call the function with two different seeds. Should the weights agree?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(0)
    return _network(sizes, lambda n, k: _deviation(n, scale) * rng.standard_normal((n, k)))


@misconception(
    "Weights transposed: a row for each unit",
    hint="Rows are examples, so ZW needs as many rows in W as Z has columns. Which shape do your weights have?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation(n, scale) * rng.standard_normal((k, n)))


@misconception(
    "Layers counted from 0 in the keys",
    hint="The first layer is layer 1. Print the keys of your dict.",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation(n, scale) * rng.standard_normal((n, k)), first=0)


@misconception(
    "The last layer is missing from params",
    hint="L + 1 widths make L layers. How many times does your loop run for three widths?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes[:-1], lambda n, k: _deviation(n, scale) * rng.standard_normal((n, k)))


@misconception(
    "Random biases",
    hint="The weights already tell the units apart. At which value do the biases start in this question?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng, params = np.random.default_rng(rng), {}
    for i in range(1, len(sizes)):
        params[f"W{i}"] = _deviation(sizes[i - 1], scale) * rng.standard_normal((sizes[i - 1], sizes[i]))
        params[f"b{i}"] = _deviation(sizes[i - 1], scale) * rng.standard_normal(sizes[i])
    return params


@misconception(
    "Biases as a matrix with one row",
    hint="A bias has one axis, of length n_{i+1}: broadcasting adds it to every row. Print the shape of b1.",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    params = _network(sizes, lambda n, k: _deviation(n, scale) * rng.standard_normal((n, k)))
    return {key: array.reshape(1, -1) if key.startswith("b") else array for key, array in params.items()}


@misconception(
    "One bias for each input instead of each unit",
    hint="The bias is added to the sums, and there is one sum for each unit. Which of the two widths is that?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    params = _network(sizes, lambda n, k: _deviation(n, scale) * rng.standard_normal((n, k)))
    return {key: np.zeros(sizes[int(key[1:]) - 1]) if key.startswith("b") else W for key, W in params.items()}


@misconception(
    "Numbers from 0 to 1 instead of normal ones",
    hint="random() gives no negative numbers. What is the mean of your weights?",
    uses=(_network, _deviation),
)
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    return _network(sizes, lambda n, k: _deviation(n, scale) * rng.random((n, k)))


# --- forward -----------------------------------------------------------------------------------------------------


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
    hint="The gradient by W_i needs the layer's input. Which layer's output is that? Print the shapes in your cache.",
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


# --- softmax_cross_entropy ---------------------------------------------------------------------------------------


def _softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


def _cross_entropy(Z, y):
    return np.logaddexp.reduce(Z, axis=1) - Z[np.arange(len(y)), y]


@misconception(
    "G without the 1/m of the mean",
    hint="The loss is a mean over the batch. What is the derivative of (1/m) times a sum?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), _softmax(Z) - np.eye(Z.shape[1])[y]


@misconception(
    "G divided by m twice",
    hint="One mean gives one factor 1/m. Follow the division through your code: where does it happen first?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), (_softmax(Z) - np.eye(Z.shape[1])[y]) / len(y) ** 2


@misconception(
    "The loss summed over the batch, G right",
    hint="Repeat every example of a batch twice. Should the loss change? And do loss and G belong together?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.sum(_cross_entropy(Z, y)), (_softmax(Z) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "Sums instead of means in loss and G",
    hint="Repeat every example of a batch twice. Should the loss change?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.sum(_cross_entropy(Z, y)), _softmax(Z) - np.eye(Z.shape[1])[y]


@misconception(
    "The sign of G reversed",
    hint="Raising the score of the right class lowers the loss. Which sign must its entry in G have?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), (np.eye(Z.shape[1])[y] - _softmax(Z)) / len(y)


@misconception(
    "The labels never subtracted in G",
    hint="Each row of G adds up to 0. What do your rows add up to?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), _softmax(Z) / len(y)


@misconception(
    "1 subtracted in the columns y of every row",
    hint="Row r has one right class, y[r]. How many entries does your indexing change in each row?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    G = _softmax(Z)
    G[:, y] -= 1
    return np.mean(_cross_entropy(Z, y)), G / len(y)


@misconception(
    "The class numbers subtracted instead of one-hot rows",
    hint="The label 3 is a name, not an amount. What has to stand in row r of I_y, and which shape does I_y have?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), (_softmax(Z) - y[:, None]) / len(y)


@misconception(
    "The derivative by the probabilities returned as G",
    hint="−1/S is the derivative by the probability of the right class. What lies between probabilities and scores?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    S, I_y = _softmax(Z), np.eye(Z.shape[1])[y]
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.mean(_cross_entropy(Z, y)), -I_y / S / len(y)


@misconception(
    "Labels counted from 1 in the loss of the network",
    hint="Classes are numbered from 0 to K − 1. Which column do you read for an example of class 0?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y - 1)), (_softmax(Z) - np.eye(Z.shape[1])[y - 1]) / len(y)


@misconception(
    "Softmax over the wrong axis",
    hint="One example is one row. Add up the probabilities along each axis and see which sums are 1.",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=0))
    S, rows = E / E.sum(axis=0), np.arange(len(y))
    return -np.mean(np.log(S[rows, y])), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "No shift before the exponential",
    hint="Print np.exp(1000.0). Which number may you subtract from all scores of a row without changing anything?",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z)
    S, rows = E / E.sum(axis=1, keepdims=True), np.arange(len(y))
    return np.mean(np.log(E.sum(axis=1)) - Z[rows, y]), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The maximum of the whole batch as shift",
    hint="Mix rows around 0 with rows around 1000. What is left of the low rows after your shift?",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max())
    S, rows = E / E.sum(axis=1, keepdims=True), np.arange(len(y))
    loss = np.mean(Z.max() + np.log(E.sum(axis=1)) - Z[rows, y])
    return loss, (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "Logarithm of a probability that was rounded to 0",
    hint="A tiny probability rounds to 0, and its logarithm is lost. Can you get there from the scores directly?",
    uses=(_softmax,),
)
def softmax_cross_entropy(Z, y):
    S, rows = _softmax(Z), np.arange(len(y))
    return -np.mean(np.log(S[rows, y])), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "A small number inside the logarithm",
    hint="It hides the infinity and caps the loss. What should a gap of 1000 between two scores cost?",
    uses=(_softmax,),
)
def softmax_cross_entropy(Z, y):
    S, rows = _softmax(Z), np.arange(len(y))
    return -np.mean(np.log(S[rows, y] + 1e-12)), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The shift never added back",
    hint="Taking the maximum out of the sum leaves it standing in front. Compare loss and formula for scores (5, 5).",
    uses=(_softmax,),
)
def softmax_cross_entropy(Z, y):
    logs = np.log(np.exp(Z - Z.max(axis=1, keepdims=True)).sum(axis=1))
    loss = np.mean(logs - Z[np.arange(len(y)), y])
    return loss, (_softmax(Z) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "Mean over the classes as well",
    hint="Each example costs one number, that of its right class. By how many numbers do you divide?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)) / Z.shape[1], (_softmax(Z) - np.eye(Z.shape[1])[y]) / Z.size


@misconception(
    "Logarithm to base 10 in the loss",
    hint="Equal scores for three classes should cost 1.10. You get 0.48: which logarithm belongs to e?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)) / np.log(10), (_softmax(Z) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The number of classes read off the labels",
    hint="A batch may lack a class. Where else can you read off K, even if the highest class is absent?",
    uses=(_softmax, _cross_entropy),
)
def softmax_cross_entropy(Z, y):
    return np.mean(_cross_entropy(Z, y)), (_softmax(Z) - np.eye(int(y.max()) + 1)[y]) / len(y)


@misconception(
    "The scores changed in place",
    hint="An operator such as -= writes into the array the caller still holds. Print Z before and after the call.",
)
def softmax_cross_entropy(Z, y):
    rows = np.arange(len(y))
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    loss = float(np.mean(np.log(E.sum(axis=1)) - Z[rows, y]))
    return loss, (E / E.sum(axis=1, keepdims=True) - np.eye(Z.shape[1])[y]) / len(y)


# --- lines_layer -------------------------------------------------------------------------------------------------

_D = r"D_i = G_{i+1} \circ \sigma_i'(U_i)"
_W = r"\frac{\partial \ell}{\partial W_i} = Z_i^\top D_i"
_B = r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top D_i"
_G = r"G_i = D_i W_i^\top"

misconception_value(
    "The slope of the activation left out",
    says="The slope of the activation is left out",
    lines_layer=[r"D_i = G_{i+1}", _W, _B, _G],
)
misconception_value(
    "The slope taken at the outputs instead of the sums",
    says="taken at its output instead of its input",
    lines_layer=[r"D_i = G_{i+1} \circ \sigma_i'(Z_{i+1})", _W, _B, _G],
)
misconception_value(
    "The slope taken at the layer's inputs",
    says="two shapes on the two sides of ∘",
    lines_layer=[r"D_i = G_{i+1} \circ \sigma_i'(Z_i)", _W, _B, _G],
)
misconception_value(
    "The activation instead of its slope",
    says="The activation itself stands where its slope belongs",
    lines_layer=[r"D_i = G_{i+1} \circ \sigma_i(U_i)", _W, _B, _G],
)
misconception_value(
    "The last layer's gradient fed to every layer",
    says="for i = 2, two shapes on the two sides of ∘",
    lines_layer=[r"D_i = G_{L+1} \circ \sigma_i'(U_i)", _W, _B, _G],
)
misconception_value(
    "The slope of the hidden layers in the last one",
    says="for i = 3, the shape fits, the value is not that of the gradient",
    lines_layer=[r"D_i = G_{i+1} \circ \sigma'(U_i)", _W, _B, _G],
)
misconception_value(
    "The slope of the last layer in the hidden ones",
    says="for i = 2, the shape fits, the value is not that of the gradient",
    lines_layer=[r"D_i = G_{i+1} \circ \sigma_L'(U_i)", _W, _B, _G],
)
misconception_value(
    "A matrix product with the slope",
    says="a product that does not fit",
    lines_layer=[r"D_i = G_{i+1} \sigma_i'(U_i)", _W, _B, _G],
)
misconception_value(
    "The slope after the product with the weights",
    says="(7×5) ∘ (7×3)",
    lines_layer=[_D, _W, _B, r"G_i = (G_{i+1} W_i^\top) \circ \sigma_i'(U_i)"],
)
misconception_value(
    "Divided by m again for the weights",
    says="divided by m once too often",
    lines_layer=[_D, r"\frac{\partial \ell}{\partial W_i} = \frac{1}{m} Z_i^\top D_i", _B, _G],
)
misconception_value(
    "Divided by m again for the biases",
    says="divided by m once too often",
    lines_layer=[_D, _W, r"\frac{\partial \ell}{\partial b_i} = \frac{1}{m} \mathbf{1}^\top D_i", _G],
)
misconception_value(
    "The gradient of the weights transposed",
    says="It is the transpose",
    lines_layer=[_D, r"\frac{\partial \ell}{\partial W_i} = D_i^\top Z_i", _B, _G],
)
misconception_value(
    "The inputs of the network instead of the layer's",
    says="for i = 3, another shape than it must have",
    lines_layer=[_D, r"\frac{\partial \ell}{\partial W_i} = X^\top D_i", _B, _G],
)
misconception_value(
    "The outputs of the layer instead of its inputs",
    says="(3×7) times (7×3) gives 3×3 (n_4×n_4)",
    lines_layer=[_D, r"\frac{\partial \ell}{\partial W_i} = Z_{i+1}^\top D_i", _B, _G],
)
misconception_value(
    "The weights of a layer without the slope",
    says="The slope of the activation is left out",
    lines_layer=[_D, r"\frac{\partial \ell}{\partial W_i} = Z_i^\top G_{i+1}", _B, _G],
)
misconception_value(
    "The biases without the slope",
    says="The slope of the activation is left out",
    lines_layer=[_D, _W, r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top G_{i+1}", _G],
)
misconception_value(
    "The biases not summed over the examples",
    says="Axis 0 is still there",
    lines_layer=[_D, _W, r"\frac{\partial \ell}{\partial b_i} = D_i", _G],
)
misconception_value(
    "The biases summed over the units",
    says="summed along the wrong axis",
    lines_layer=[_D, _W, r"\frac{\partial \ell}{\partial b_i} = D_i \mathbf{1}", _G],
)
misconception_value(
    "The weights not transposed on the way down",
    says="a product that does not fit: D_i W_i",
    lines_layer=[_D, _W, _B, r"G_i = D_i W_i"],
)
misconception_value(
    "The weights on the wrong side",
    says=r"a product that does not fit: W_i^\top D_i",
    lines_layer=[_D, _W, _B, r"G_i = W_i^\top D_i"],
)
misconception_value(
    "The weights of the next layer on the way down",
    says="W_4 is not one of the names",
    lines_layer=[_D, _W, _B, r"G_i = D_i W_{i+1}^\top"],
)
misconception_value(
    "The way down without the slope",
    says="The slope of the activation is left out",
    lines_layer=[_D, _W, _B, r"G_i = G_{i+1} W_i^\top"],
)
misconception_value(
    "Keys off by one: the gradient of the layer above",
    says="expected: 7×5 (m×n_3), the shape of Z_3",
    lines_layer=[_D, _W, _B, r"G_{i+1} = D_i W_i^\top"],
)
misconception_value(
    "A minus sign as in a step downhill",
    says="the opposite sign",
    lines_layer=[_D, _W, _B, r"G_i = -D_i W_i^\top"],
)


# --- backward ----------------------------------------------------------------------------------------------------


def _walk(G, params, cache, layer):
    """From the last layer down; layer(i, G, Z, U, W, last) gives dW, db and the G below."""
    L = len(params) // 2
    grads = {}
    for i in range(L, 0, -1):
        Z, U, W = cache[f"Z{i}"], cache[f"U{i}"], params[f"W{i}"]
        grads[f"W{i}"], grads[f"b{i}"], G = layer(i, G, Z, U, W, i == L)
    return grads


@misconception(
    "The last layer's gradient fed to every hidden layer",
    hint="G changes from layer to layer. Print its shape in every round of your loop: is it ever replaced?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), G

    return _walk(G, params, cache, layer)


@misconception(
    "The output layer's slope 1 used in the hidden layers",
    hint="Hidden layers are nonlinear. Where does their slope enter your loop? In the example by hand one unit is off.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    return _walk(G, params, cache, lambda i, G, Z, U, W, last: (Z.T @ G, G.sum(axis=0), G @ W.T))


@misconception(
    "The mask of the ReLU missing",
    hint="A unit that was off passes nothing on. In the example by hand the second unit is off: what is D_1 there?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last or activation == "relu" else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The hidden slope used at the output layer too",
    hint="The last layer is the identity. Which slope does your code multiply G with in the first round of the loop?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Slopes exchanged: the hidden one at the output, 1 in the hidden layers",
    hint="Which layers have the nonlinearity, and for which is your condition true? Print i beside the slope you take.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G * sigma_prime(U, activation) if last else G
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Backward always takes the slope of the ReLU",
    hint="The slope must belong to the activation that forward used. Follow the argument activation through backward.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, "relu")
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Backward always takes the slope of tanh",
    hint="The slope must belong to the activation that forward used. Follow the argument activation through backward.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, "tanh")
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The activation itself instead of its slope",
    hint="Step 1 multiplies by how fast the output changes, not by how large it is. Which of your functions is that?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The slope taken at the outputs instead of the sums",
    hint="sigma_prime wants U. With outputs it is right for the ReLU, but not for tanh. Which array do you hand over?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(sigma(U, activation), activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The mask from the layer's inputs instead of its sums",
    hint="The slope belongs to what layer i computed, not to what it received. Which shape must the mask have?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(Z, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The cache of the layer below: keys off by one",
    hint="On the way through layer i you need Z_i and U_i. Print i and the key you look up. Is there a layer 0?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(cache[f"U{i - 1}"], activation)
        return cache[f"Z{i - 1}"].T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Cache and weights of the layer above: everything off by one",
    hint="Print the number of the layer beside every key you look up. Which Z, U and W made the output of layer i?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        if not last:
            Z, U, W = cache[f"Z{i + 1}"], cache[f"U{i + 1}"], params[f"W{i + 1}"]
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The slope from the cache of the layer above",
    hint="On the way through layer i you need U_i. Print the layer's number and the key you look up, side by side.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(cache[f"U{i + 1}"], activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The layer's output instead of its input in dW",
    hint="W_i was multiplied with what the layer received. Which array is that in the cache, Z_i or Z_{i+1}?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return sigma(U, "identity" if last else activation).T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The weights of the layer below on the way down",
    hint="G_i comes from D_i through W_i, the weights that made U_i. Which number has the W in your product?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ params[f"W{max(i - 1, 1)}"].T

    return _walk(G, params, cache, layer)


@misconception(
    "W not transposed on the way down",
    hint="Write the shapes of D and W beside the product, for unequal widths. Square layers hide the mistake.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W if i > 1 else G

    return _walk(G, params, cache, layer)


@misconception(
    "dW transposed",
    hint="A gradient has the shape of what it belongs to. In which order do Z and D stand in your product?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return D.T @ Z, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Divided by m again in every layer",
    hint="The 1/m of the mean is in G already. How often has it been applied when your loop reaches layer 1?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D / len(G), D.sum(axis=0) / len(G), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "db as a mean over the examples",
    hint="The 1/m of the mean is in G already. What does a batch of the same example twice do to your db?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.mean(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "dW divided by m once more, db not",
    hint="The 1/m of the mean is in G already. Does each of your gradients meet it exactly once?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D / len(G), D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The 1/m missing in db only",
    hint="Weights and biases get the same 1/m. Check db with a batch of one and a batch of two.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0) * len(G), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The 1/m taken out again in all gradients",
    hint="The 1/m of the mean is in G and travels with it. Is there an m in your loop at all?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D * len(G), D.sum(axis=0) * len(G), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "db summed to a single number",
    hint="A sum without axis adds up everything. Each unit has a bias of its own: which axis should be left?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "db summed along the wrong axis",
    hint="One number for each unit, added up over the examples. Which length does your db have, m or the width?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=1), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "db keeps an axis of length 1",
    hint="db has the shape of b, which has one axis. What does keepdims do to a sum?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0, keepdims=True), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "db from G, before the slope",
    hint="The bias is inside the nonlinearity, like the weights. Which of G and D belongs to the sums U?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, G.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "dW and db from G, before the slope",
    hint="Step 1 comes first: the gradients of step 2 are made from D. Which array do your products use?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ G, G.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The slope forgotten on the way down",
    hint="What goes down to the next layer has passed the nonlinearity as well. Is it G or D that you multiply with W?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), G @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "G replaced before dW and db are computed",
    hint="In which order do steps 2 and 3 stand in your loop, and which G does step 2 see?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = (G if last else G * sigma_prime(U, activation)) @ W.T
        return Z.T @ D, D.sum(axis=0), D

    return _walk(G, params, cache, layer)


@misconception(
    "The sign reversed: the way downhill instead of the gradient",
    hint="The minus belongs to the step. Which sign do the gradients of the example by hand have?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return -(Z.T @ D), -D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Only the last layer's gradients: return inside the loop",
    hint="How many rounds has your loop made when the function returns? Look at how far the return is indented.",
)
def backward(G, params, cache, activation="relu"):
    L = len(params) // 2
    return {f"W{L}": cache[f"Z{L}"].T @ G, f"b{L}": G.sum(axis=0)}


@misconception(
    "Only the first layer's gradients: they are stored after the loop",
    hint="Every round makes two gradients. Are the lines that store them indented far enough to be part of the loop?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    grads = _walk(G, params, cache, layer)
    return {"W1": grads["W1"], "b1": grads["b1"]}


@misconception(
    "The first layer is left out",
    hint="Print every i of your loop. Does range reach the last number you write into it?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    grads = _walk(G, params, cache, layer)
    return {key: grad for key, grad in grads.items() if key not in ("W1", "b1")}


@misconception(
    "The loop runs from the first layer to the last",
    hint="G is known at the output. Which layer can be done first? Print the order of your i.",
)
def backward(G, params, cache, activation="relu"):
    L = len(params) // 2
    grads = {}
    for i in range(1, L + 1):
        D = G if i == L else G * sigma_prime(cache[f"U{i}"], activation)
        grads[f"W{i}"], grads[f"b{i}"] = cache[f"Z{i}"].T @ D, D.sum(axis=0)
        G = D @ params[f"W{i}"].T
    return grads


@misconception(
    "Gradients stored one layer too low",
    hint="grads has the keys of params. Print both lists of keys: is your loop variable the number of the layer?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    grads = _walk(G, params, cache, layer)
    return {f"{key[0]}{int(key[1:]) - 1}": grad for key, grad in grads.items()}


@misconception(
    "Gradients of the last and the first layer exchanged",
    hint="The first round of your loop is about layer L. Under which number does it store its gradients?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    grads, L = _walk(G, params, cache, layer), len(params) // 2
    return {f"{key[0]}{L + 1 - int(key[1:])}": grad for key, grad in grads.items()}


@misconception(
    "The gradients of the biases are missing",
    hint="Every parameter has a gradient. How many entries does your grads have, and how many has params?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return {key: grad for key, grad in _walk(G, params, cache, layer).items() if key.startswith("W")}


@misconception(
    "The keys of grads are dW1, db1, …",
    hint="grads has the keys of params, so that a step can go through both with one loop. Print your keys.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return {f"d{key}": grad for key, grad in _walk(G, params, cache, layer).items()}


@misconception(
    "The weights are moved on the way back",
    hint="The way down needs the weights of the forward pass. Who changes params while your loop still runs?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        dW = Z.T @ D
        W -= 0.1 * dW
        return dW, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "Works only once: the cache is used up",
    hint="pop takes an entry out of the cache for good. What does a second call of backward find?",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        del cache[f"Z{i}"], cache[f"U{i}"]
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The slopes written over the sums in the cache",
    hint="U is the array in the cache, not a copy of it. Print cache['U1'] before and after a call of backward.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        if not last:
            U[:] = sigma_prime(U, activation)
        D = G if last else G * U
        return Z.T @ D, D.sum(axis=0), D @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The mask multiplied into the incoming G in place",
    hint="An operator such as *= writes into the array that the caller still holds, and the output layer has no mask. "
    "Print G before and after the call.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        G *= sigma_prime(U, activation)
        return Z.T @ G, G.sum(axis=0), G @ W.T

    return _walk(G, params, cache, layer)


@misconception(
    "The incoming G divided by m in place",
    hint="The 1/m is in G already, and /= writes into the caller's array. Print G before and after the call.",
    uses=(_walk,),
)
def backward(G, params, cache, activation="relu"):
    def layer(i, G, Z, U, W, last):
        D = G if last else G * sigma_prime(U, activation)
        return Z.T @ D, D.sum(axis=0), D @ W.T

    G /= len(G)
    return _walk(G, params, cache, layer)


# --- loss_and_gradients ------------------------------------------------------------------------------------------


def _data_part(X, y, params, activation):
    scores, cache = forward(X, params, activation)
    loss, G = softmax_cross_entropy(scores, y)
    return loss, backward(G, params, cache, activation)


def _squares(params, letters="W"):
    return sum(float(np.sum(array**2)) for key, array in params.items() if key[0] in letters)


def _decayed(grads, params, lam, letters="W"):
    return {key: grad + lam * params[key] if key[0] in letters else grad for key, grad in grads.items()}


@misconception(
    "The penalty is in the loss, not in the gradient",
    hint="The loss depends on W in two places. Which line of your code deals with the derivative of the second one?",
    uses=(_data_part, _squares),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params), grads


@misconception(
    "The penalty is in the gradient, not in the loss",
    hint="Change lam and nothing else. Should the loss stay the same?",
    uses=(_data_part, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss, _decayed(grads, params, lam)


@misconception(
    "No weight decay at all",
    hint="lam is an argument. Does anything you return change with it?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    return _data_part(X, y, params, activation)


@misconception(
    "Weight decay doubled in the gradient",
    hint="Differentiate (λ/2) w² on paper. What happens to the one half?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params), _decayed(grads, params, 2 * lam)


@misconception(
    "The penalty without its one half",
    hint="In the example the squares add up to 10 and lam is 0.3. Which penalty should come out, and which does?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam * _squares(params), _decayed(grads, params, lam)


@misconception(
    "λ Σ W² and 2λW: both parts twice as large",
    hint="Loss and gradient fit each other, but the penalty of the text has a factor in front. Which one?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam * _squares(params), _decayed(grads, params, 2 * lam)


@misconception(
    "Half of the weight decay in the gradient",
    hint="Differentiate (λ/2) w² on paper: the square brings down a factor. What is left of the one half?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params), _decayed(grads, params, lam / 2)


@misconception(
    "Weight decay on the biases as well",
    hint="Only the weights pay for being large. Which keys does your loop add a penalty for?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params, "Wb"), _decayed(grads, params, lam, "Wb")


@misconception(
    "Weight decay on the biases in the gradient only",
    hint="Only the weights pay for being large. For which keys does your gradient get a second term?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params), _decayed(grads, params, lam, "Wb")


@misconception(
    "The squares of the biases in the loss",
    hint="Only the weights pay for being large. Which arrays does your penalty add up?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params, "Wb"), _decayed(grads, params, lam)


@misconception(
    "Weight decay for the last layer only",
    hint="The weights of all layers are penalised. How many terms does your sum have for three layers?",
    uses=(_data_part, _squares),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    key = f"W{len(params) // 2}"
    grads[key] = grads[key] + lam * params[key]
    return loss + lam / 2 * _squares({key: params[key]}), grads


@misconception(
    "Weight decay for the first layer only",
    hint="The weights of all layers are penalised. How many terms does your sum have for three layers?",
    uses=(_data_part, _squares),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    grads["W1"] = grads["W1"] + lam * params["W1"]
    return loss + lam / 2 * _squares({"W1": params["W1"]}), grads


@misconception(
    "The penalty divided by the number of examples",
    hint="The mean belongs to the examples. Does the size of the weights depend on how many there are in the batch?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params) / len(y), _decayed(grads, params, lam / len(y))


@misconception(
    "Weight decay with the wrong sign",
    hint="The gradient points to where the loss grows. Does the penalty grow or fall when a positive weight grows?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    return loss + lam / 2 * _squares(params), _decayed(grads, params, -lam)


@misconception(
    "The norm of the weights not squared",
    hint="Doubling all weights should make the penalty four times as large. Try it.",
    uses=(_data_part, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    norms = sum(np.linalg.norm(W) for key, W in params.items() if key[0] == "W")
    return loss + lam / 2 * norms, _decayed(grads, params, lam)


@misconception(
    "The mean of the squared weights instead of their sum",
    hint="In the example the squares add up to 10, and the penalty is 1.5. What does your code make of a wider layer?",
    uses=(_data_part, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    means = sum(np.mean(W**2) for key, W in params.items() if key[0] == "W")
    return loss + lam / 2 * means, _decayed(grads, params, lam)


@misconception(
    "λW² in the gradient",
    hint="The derivative of a square is linear. Which sign does your term have for a negative weight?",
    uses=(_data_part, _squares),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    slopes = {key: grad + lam * params[key] ** 2 if key[0] == "W" else grad for key, grad in grads.items()}
    return loss + lam / 2 * _squares(params), slopes


@misconception(
    "The weights shrunk inside loss_and_gradients",
    hint="The step changes parameters, and nothing else does. Print params before and after the call.",
    uses=(_data_part, _squares),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, activation)
    loss += lam / 2 * _squares(params)
    for key, W in params.items():
        if key[0] == "W":
            W *= lam
            grads[key] = grads[key] + W
    return loss, grads


@misconception(
    "The activation is not handed to backward",
    hint="Both passes must know the activation. With which arguments do you call each of them?",
    uses=(_squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    scores, cache = forward(X, params, activation)
    loss, G = softmax_cross_entropy(scores, y)
    return loss + lam / 2 * _squares(params), _decayed(backward(G, params, cache), params, lam)


@misconception(
    "The activation is not handed to forward",
    hint="Both passes must know the activation. With which arguments do you call each of them?",
    uses=(_squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    scores, cache = forward(X, params)
    loss, G = softmax_cross_entropy(scores, y)
    return loss + lam / 2 * _squares(params), _decayed(backward(G, params, cache, activation), params, lam)


@misconception(
    "The activation is handed to neither pass",
    hint="activation is an argument. With which arguments do you call forward and backward?",
    uses=(_data_part, _squares, _decayed),
)
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    loss, grads = _data_part(X, y, params, "relu")
    return loss + lam / 2 * _squares(params), _decayed(grads, params, lam)


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
    hint="The gradient by W_i pairs D_i with what layer i received. Print i and the place you look up, side by side.",
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


# --- sgd_step ----------------------------------------------------------------------------------------------------


@misconception(
    "A step uphill",
    hint="The gradient points to where the loss grows. Which way do we want to go?",
)
def sgd_step(params, grads, eta):
    return {key: params[key] + eta * grads[key] for key in params}


@misconception(
    "The parameter itself subtracted instead of its gradient",
    hint="Call your function with gradients that are all zero. Should anything move?",
)
def sgd_step(params, grads, eta):
    return {key: params[key] - eta * params[key] for key in params}


@misconception(
    "The learning rate forgotten",
    hint="Call your function with eta=0. Nothing should move.",
)
def sgd_step(params, grads, eta):
    return {key: params[key] - grads[key] for key in params}


@misconception(
    "The step changes the caller's arrays",
    hint="An operator such as -= writes into the array you were given; dict(params) copies the dict, not the arrays. "
    "Compare params before and after the call.",
)
def sgd_step(params, grads, eta):
    for key in params:
        params[key] -= eta * grads[key]
    return params


@misconception(
    "The biases never move",
    hint="The biases are parameters like the weights. Which keys does your loop go through?",
)
def sgd_step(params, grads, eta):
    return {key: params[key] - eta * grads[key] if key.startswith("W") else params[key].copy() for key in params}


@misconception(
    "Only the step itself is returned",
    hint="Call your function with eta=0: the parameters should come back. What comes back from yours?",
)
def sgd_step(params, grads, eta):
    return {key: -eta * grads[key] for key in params}


# --- minibatches -------------------------------------------------------------------------------------------------


@misconception(
    "The last, smaller batch is dropped",
    hint="With 10 examples in batches of 4, which examples does your epoch never see?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    rows = [order[k * batch_size : (k + 1) * batch_size] for k in range(len(X) // batch_size)]
    return [(X[batch], y[batch]) for batch in rows]


@misconception(
    "An empty batch at the end",
    hint="Try 8 examples in batches of 4. How many batches do you return, and what is in the last?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    rows = [order[k * batch_size : (k + 1) * batch_size] for k in range(len(X) // batch_size + 1)]
    return [(X[batch], y[batch]) for batch in rows]


@misconception(
    "Batches of equal size instead of full ones and a rest",
    hint="With 10 examples and batches of 4 the sizes are 4, 4, 2. Which sizes do yours have?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    return [(X[batch], y[batch]) for batch in np.array_split(order, -(-len(X) // batch_size))]


@misconception(
    "batch_size taken for the number of batches",
    hint="batch_size says how many examples are in a batch. How many batches of 4 are there for 10 examples?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    return [(X[batch], y[batch]) for batch in np.array_split(order, batch_size)]


@misconception(
    "The last batch filled up from the beginning",
    hint="Count how often each example occurs in an epoch when 10 examples come in batches of 4.",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    rows = [np.arange(start, start + batch_size) % len(X) for start in range(0, len(X), batch_size)]
    return [(X[order[batch]], y[order[batch]]) for batch in rows]


@misconception(
    "Neighbouring batches overlap",
    hint="A slice ends before its second number. Count how often each example occurs in your batches.",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    rows = [order[start : start + batch_size + 1] for start in range(0, len(X), batch_size)]
    return [(X[batch], y[batch]) for batch in rows]


@misconception(
    "Only the first batch: return inside the loop",
    hint="How many batches has your loop made when it returns? Look at how far the return is indented.",
)
def minibatches(X, y, batch_size, rng=0):
    rows = np.random.default_rng(rng).permutation(len(X))[:batch_size]
    return [(X[rows], y[rows])]


@misconception(
    "Drawn with replacement",
    hint="In one epoch every example takes part exactly once. Count how often each occurs in your batches.",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).integers(0, len(X), size=len(X))
    return [(X[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in range(0, len(X), batch_size)]


@misconception(
    "No shuffling",
    hint="If the data are sorted by class, what does your first batch contain?",
)
def minibatches(X, y, batch_size, rng=0):
    return [(X[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(X), batch_size)]


@misconception(
    "Shuffled only inside each batch",
    hint="If the data are sorted by class, your first batch still holds one class. What has to be shuffled, and when?",
)
def minibatches(X, y, batch_size, rng=0):
    rng = np.random.default_rng(rng)
    rows = [rng.permutation(np.arange(s, min(s + batch_size, len(X)))) for s in range(0, len(X), batch_size)]
    return [(X[batch], y[batch]) for batch in rows]


@misconception(
    "Inputs shuffled, labels not",
    hint="Rows of X and entries of y belong together. With which numbers do you pick each of them?",
)
def minibatches(X, y, batch_size, rng=0):
    X = X[np.random.default_rng(rng).permutation(len(X))]
    return [(X[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(X), batch_size)]


@misconception(
    "Inputs and labels shuffled each in its own order",
    hint="Two draws from one generator differ. How many orders does your function draw for one epoch?",
)
def minibatches(X, y, batch_size, rng=0):
    rng = np.random.default_rng(rng)
    X, y = X[rng.permutation(len(X))], y[rng.permutation(len(y))]
    return [(X[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(X), batch_size)]


@misconception(
    "The caller's data are shuffled in place",
    hint="shuffle works on the array it is given. Print the first rows of X before and after the call.",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    X[:], y[:] = X[order], y[order]
    return [(X[s : s + batch_size].copy(), y[s : s + batch_size].copy()) for s in range(0, len(X), batch_size)]


@misconception(
    "The same order whatever the seed",
    hint="Every epoch needs an order of its own. Where is the argument rng used?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(0).permutation(len(X))
    return [(X[order[s : s + batch_size]], y[order[s : s + batch_size]]) for s in range(0, len(X), batch_size)]


@misconception(
    "A list of inputs and a list of labels instead of pairs",
    hint="The loop of question 9 takes one pair per batch. What are the entries of the list you return?",
)
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(X))
    rows = [order[s : s + batch_size] for s in range(0, len(X), batch_size)]
    return [X[batch] for batch in rows], [y[batch] for batch in rows]


# --- train -------------------------------------------------------------------------------------------------------


def _run(X, y, params, epochs, batches, gradient, step):
    """The loop of `train` from parts that may be wrong."""
    history = np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in batches():
            loss, grads = gradient(X_batch, y_batch, params)
            params = step(params, grads)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "A step uphill in train",
    hint="Print the history of a few epochs. Does the loss grow? Which way does your step go?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads: sgd_step(now, grads, -eta),
    )  # fmt: skip


@misconception(
    "The parameter itself subtracted in train",
    hint="With gradients that are all zero nothing should move. What do you multiply eta with?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads: sgd_step(now, now, eta),
    )  # fmt: skip


@misconception(
    "The parameters given to train are changed",
    hint="An operator such as -= writes into the caller's arrays. Compare the start before and after training.",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            history[t] += loss * len(y_batch) / len(y)
            for key in params:
                params[key] -= eta * grads[key]
    return params, history


@misconception(
    "The result of the step is thrown away",
    hint="sgd_step returns new parameters. Which name do you give them, and which parameters does the next batch see?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            sgd_step(params, grads, eta)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "All gradients taken at the start",
    hint="After a step you stand somewhere else, with another slope. Which parameters does your second gradient see?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, start, history = np.random.default_rng(rng), params, np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, start, activation, lam)
            params = sgd_step(params, grads, eta)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "Every epoch begins at the start again",
    hint="The second epoch goes on where the first one ended. Where in your code is the start taken up?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, start, history = np.random.default_rng(rng), params, np.zeros(epochs)
    for t in range(epochs):
        params = start
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params = sgd_step(params, grads, eta)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "One array after the other, with gradients at weights that have already moved",
    hint="All gradients belong to the same point. How often do you compute gradients for one batch?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history, params = np.random.default_rng(rng), np.zeros(epochs), dict(params)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, _ = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            history[t] += loss * len(y_batch) / len(y)
            for key in params:
                _, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
                params[key] = params[key] - eta * grads[key]
    return params, history


@misconception(
    "The gradients of earlier batches are added up",
    hint="Each step follows the gradient of its own batch. Where in your loop do the gradients begin at zero?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    total = {key: np.zeros_like(array) for key, array in params.items()}
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            total = {key: total[key] + grads[key] for key in grads}
            params = sgd_step(params, total, eta)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "One step per epoch: the step stands after the loop over the batches",
    hint="Every batch takes a step. Look at how far the line with the step is indented.",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            history[t] += loss * len(y_batch) / len(y)
        params = sgd_step(params, grads, eta)
    return params, history


@misconception(
    "All the data in every step",
    hint="A batch is meant to be cheap. How many rows of X does each of your gradients see?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X_batch, y_batch, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads: sgd_step(now, grads, eta),
    )  # fmt: skip


@misconception(
    "Returns after the first epoch",
    hint="How many epochs has your loop seen when it returns? Look at how far the return is indented.",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, 1, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads: sgd_step(now, grads, eta),
    )  # fmt: skip


@misconception(
    "No shuffling in train",
    hint="Which batches does your second epoch see, and in which order are the examples within them?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    cuts = [slice(s, s + batch_size) for s in range(0, len(X), batch_size)]
    return _run(
        X, y, params, epochs, lambda: [(X[cut], y[cut]) for cut in cuts],
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads: sgd_step(now, grads, eta),
    )  # fmt: skip


@misconception(
    "The same order in every epoch",
    hint="The same seed gives the same order each time. What does minibatches get from you, a seed or a generator? "
    "And is it called in every epoch?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, np.random.default_rng(rng)),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads: sgd_step(now, grads, eta),
    )  # fmt: skip


@misconception(
    "The seed is ignored in train",
    hint="Train twice with different seeds. Should the orders agree? Where is the argument rng used?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(0)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads: sgd_step(now, grads, eta),
    )  # fmt: skip


@misconception(
    "Inputs shuffled without their labels in train",
    hint="Rows of X and entries of y belong together. Shuffle a data set of three examples and print both.",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)

    def batches():
        mixed = X[rng.permutation(len(X))]
        return [(mixed[s : s + batch_size], y[s : s + batch_size]) for s in range(0, len(X), batch_size)]

    return _run(
        X, y, params, epochs, batches,
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam),
        lambda now, grads: sgd_step(now, grads, eta),
    )  # fmt: skip


@misconception(
    "The last partial batch is dropped in train",
    hint="With 7 examples in batches of 3, how many steps does an epoch take? How many does yours?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        batches = [pair for pair in minibatches(X, y, batch_size, rng) if len(pair[1]) == batch_size]
        for X_batch, y_batch in batches:
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params = sgd_step(params, grads, eta)
            history[t] += loss / len(batches)
    return params, history


@misconception(
    "The last partial batch divided by batch_size",
    hint="A batch of 1 has a mean over 1. By which number is your last gradient divided?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            share = len(y_batch) / batch_size
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, 0.0)
            squares = sum(np.sum(array**2) for key, array in params.items() if key.startswith("W"))
            history[t] += (loss + lam / 2 * squares) * len(y_batch) / len(y)
            decay = {key: lam * array if key.startswith("W") else 0.0 for key, array in params.items()}
            params = sgd_step(params, {key: share * grads[key] + decay[key] for key in params}, eta)
    return params, history


@misconception(
    "The gradient divided by the batch size once more",
    hint="The loss is a mean already, so its gradient is one too. Which m do you divide by, and why?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)

    def gradient(X, y, now):
        loss, grads = loss_and_gradients(X, y, now, activation, lam)
        return loss, {key: grad / len(y) for key, grad in grads.items()}

    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng), gradient,
        lambda now, grads: sgd_step(now, grads, eta),
    )  # fmt: skip


@misconception(
    "Trained without weight decay",
    hint="lam is an argument of train. Follow it: does it reach loss_and_gradients?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation),
        lambda now, grads: sgd_step(now, grads, eta),
    )  # fmt: skip


@misconception(
    "The activation is not handed on by train",
    hint="activation is an argument of train. With which arguments do you call loss_and_gradients?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, lam=lam),
        lambda now, grads: sgd_step(now, grads, eta),
    )  # fmt: skip


@misconception(
    "Weight decay applied twice: in the gradient and in the step",
    hint="The gradient of the penalty is in grads already. Where else do your weights shrink?",
    uses=(_run,),
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)

    def step(now, grads):
        return {
            key: array - eta * (grads[key] + lam * array if key.startswith("W") else grads[key])
            for key, array in now.items()
        }

    return _run(
        X, y, params, epochs, lambda: minibatches(X, y, batch_size, rng),
        lambda X, y, now: loss_and_gradients(X, y, now, activation, lam), step,
    )  # fmt: skip


@misconception(
    "The history leaves the penalty out",
    hint="What training lowers is the whole loss. With which lam was each number of your history computed?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, _ = loss_and_gradients(X_batch, y_batch, params, activation, 0.0)
            _, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params = sgd_step(params, grads, eta)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "The history counts all batches alike",
    hint="A last batch of 1 has fewer examples to speak for than one of 3. How does your mean weigh them?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), []
    for _ in range(epochs):
        losses = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params = sgd_step(params, grads, eta)
            losses.append(loss)
        history.append(np.mean(losses))
    return params, np.array(history)


@misconception(
    "The history keeps the loss of the last batch only",
    hint="history[t] is a mean over all examples of the epoch. Which losses of an epoch are in yours?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            history[t], grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params = sgd_step(params, grads, eta)
    return params, history


@misconception(
    "The history adds up instead of averaging",
    hint="Twice as many examples should not mean twice the loss. By what do you divide?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params = sgd_step(params, grads, eta)
            history[t] += loss * len(y_batch)
    return params, history


@misconception(
    "The history has one entry per batch",
    hint="history has the length epochs. How many entries has yours after two epochs of three batches?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), []
    for _ in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params = sgd_step(params, grads, eta)
            history.append(loss)
    return params, np.array(history)


@misconception(
    "The history holds the losses after the steps",
    hint="Each loss is computed before the step of its batch: it falls out of the gradient. Where is yours computed?",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), np.zeros(epochs)
    for t in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            _, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params = sgd_step(params, grads, eta)
            loss, _ = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            history[t] += loss * len(y_batch) / len(y)
    return params, history


@misconception(
    "The history is computed on all data after each epoch",
    hint="The history of this homework costs nothing: it averages the losses that the batches yield anyway.",
)
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng, history = np.random.default_rng(rng), []
    for _ in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            _, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params = sgd_step(params, grads, eta)
        history.append(loss_and_gradients(X, y, params, activation, lam)[0])
    return params, np.array(history)


# --- accuracy, digits_network and milestone ----------------------------------------------------------------------


@misconception(
    "A count instead of a share",
    hint="Three of four right is 3/4, whatever the number of examples. By what do you divide?",
)
def accuracy(X, y, params, activation="relu"):
    return float(np.sum(forward(X, params, activation)[0].argmax(axis=1) == y))


@misconception(
    "Per cent instead of a share",
    hint="The docstring asks for a number from 0 to 1.",
)
def accuracy(X, y, params, activation="relu"):
    return 100 * float(np.mean(forward(X, params, activation)[0].argmax(axis=1) == y))


@misconception(
    "The share of mistakes",
    hint="Accuracy is 1 when every guess is right. What does your function return then?",
)
def accuracy(X, y, params, activation="relu"):
    return float(np.mean(forward(X, params, activation)[0].argmax(axis=1) != y))


@misconception(
    "The smallest score taken for the guess",
    hint="The class with the largest score is the guess. Which entry of a row does your function find?",
)
def accuracy(X, y, params, activation="relu"):
    return float(np.mean(forward(X, params, activation)[0].argmin(axis=1) == y))


@misconception(
    "Every guess compared with every label",
    hint="Print the shape of the comparison. Guess r belongs to label r only: that is m comparisons.",
)
def accuracy(X, y, params, activation="relu"):
    return float(np.mean(forward(X, params, activation)[0].argmax(axis=1)[:, None] == y))


@misconception(
    "A network that was never trained",
    hint="Its accuracy is that of guessing, near 0.1. What does train return, and which parameters do you return?",
)
def digits_network(X, y, rng=0):
    return initialise([64, 64, 10], rng), "relu", np.zeros(1)


@misconception(
    "Trained from weights that are all zero",
    hint="Print the history: it stays near log 10. What tells the hidden units apart at the start?",
)
def digits_network(X, y, rng=0):
    start = {key: np.zeros_like(array) for key, array in initialise([64, 64, 10], rng).items()}
    fitted, history = train(X, y, start, "relu", eta=0.2, batch_size=32, epochs=3, rng=rng)
    return fitted, "relu", history


@misconception(
    "A milestone that was never trained",
    hint="Print the accuracy of the network you return. What does train return, and which parameters do you return?",
)
def milestone(rng=0):
    return "encoder", initialise(milestone_data("encoder")[2], rng, "xavier"), "tanh"


@misconception(
    "More hidden units than the milestone allows",
    hint="The point is to do with few. Which widths does milestone_data give, and which has your network?",
)
def milestone(rng=0):
    rng = np.random.default_rng(rng)
    X, y, _ = milestone_data("encoder")
    fitted, _ = train(X, y, initialise([8, 6, 8], rng, "xavier"), "tanh", 1.0, 0.0, 8, 150, rng)
    return "encoder", fitted, "tanh"
