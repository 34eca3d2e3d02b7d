"""Right answers to homework 4 that look different from the reference: every one must earn full points."""

import numpy as np

from autograder.assignment.catalogue import alternative, alternative_value

# --- sigma and sigma_prime ---------------------------------------------------------------------------------------


@alternative("np.where, and a dict of functions")
def sigma(U, activation):
    functions = {"relu": lambda V: np.where(V > 0, V, 0.0), "tanh": np.tanh, "identity": np.copy}
    return functions[activation](U)


@alternative("clip, tanh from exponentials of negative numbers only")
def sigma(U, activation):
    if activation == "identity":
        return U.copy()
    if activation == "relu":
        return np.clip(U, 0, None)
    small = np.exp(-2 * np.abs(U))
    return np.sign(U) * (1 - small) / (1 + small)


@alternative("the ReLU as half of u plus its size")
def sigma(U, activation):
    if activation == "relu":
        return (U + abs(U)) / 2
    return np.tanh(U) if activation == "tanh" else 1.0 * U


@alternative("the mask as booleans, tanh through cosh")
def sigma_prime(U, activation):
    if activation == "relu":
        return U > 0
    if activation == "tanh":
        return 1 / np.cosh(U) ** 2
    return np.ones(U.shape)


@alternative("the sign of the output, and a product of two factors")
def sigma_prime(U, activation):
    if activation == "relu":
        return np.sign(np.maximum(U, 0.0))
    if activation == "tanh":
        T = np.tanh(U)
        return (1 - T) * (1 + T)
    return np.full_like(U, 1.0)


@alternative("np.heaviside with 0 at the kink, in a match")
def sigma_prime(U, activation):
    match activation:
        case "relu":
            return np.heaviside(U, 0.0)
        case "tanh":
            return 1 - np.square(np.tanh(U))
        case _:
            return U * 0 + 1


@alternative("filled in place, in an array of its own")
def sigma_prime(U, activation):
    slopes = np.ones_like(U)
    if activation == "relu":
        slopes[U <= 0] = 0
    elif activation == "tanh":
        slopes -= sigma(U, "tanh") ** 2
    return slopes


# --- initialise --------------------------------------------------------------------------------------------------


@alternative("rng.normal with the standard deviation")
def initialise(sizes, rng=0, scale="he"):
    generator = np.random.default_rng(rng)
    params = {}
    for layer in range(len(sizes) - 1):
        rows, columns = sizes[layer : layer + 2]
        if scale == "he":
            s = (2 / rows) ** 0.5
        elif scale == "xavier":
            s = rows**-0.5
        else:
            s = scale
        params["W" + str(layer + 1)] = generator.normal(0.0, s, size=(rows, columns))
        params["b" + str(layer + 1)] = np.zeros((columns,))
    return params


@alternative("two dict comprehensions, the biases after all weights")
def initialise(sizes, rng=0, scale="he"):
    from itertools import pairwise

    rng = np.random.default_rng(rng)
    top = {"he": 2.0, "xavier": 1.0}
    pairs = list(enumerate(pairwise(sizes), start=1))
    spread = {i: np.sqrt(top[scale] / n) if scale in top else scale for i, (n, _) in pairs}
    weights = {f"W{i}": spread[i] * rng.standard_normal(size=shape) for i, shape in pairs}
    return weights | {f"b{i}": np.zeros(k) for i, (_, k) in pairs}


@alternative("all numbers drawn at once, then cut")
def initialise(sizes, rng=0, scale="he"):
    counts = [sizes[i] * sizes[i + 1] for i in range(len(sizes) - 1)]
    numbers = np.random.default_rng(rng).standard_normal(sum(counts))
    params, used = {}, 0
    for i, count in enumerate(counts):
        W = numbers[used : used + count].reshape(sizes[i], sizes[i + 1])
        used += count
        factor = 2.0 if scale == "he" else 1.0
        params[f"W{i + 1}"] = W * np.sqrt(factor / sizes[i]) if isinstance(scale, str) else W * scale
        params[f"b{i + 1}"] = np.zeros(sizes[i + 1])
    return params


@alternative("from the last layer to the first")
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    params = {}
    for i in range(len(sizes) - 1, 0, -1):
        n = sizes[i - 1]
        s = np.sqrt(2.0 / n) if scale == "he" else 1 / np.sqrt(n) if scale == "xavier" else float(scale)
        params[f"b{i}"] = np.zeros(sizes[i])
        params[f"W{i}"] = rng.standard_normal((n, sizes[i])) * s
    return params


@alternative("drawn transposed, one unit after the other")
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    params = {}
    for i, n in enumerate(sizes[:-1], 1):
        variance = {"he": 2 / n, "xavier": 1 / n}[scale] if isinstance(scale, str) else scale**2
        params[f"W{i}"] = np.sqrt(variance) * rng.normal(size=(sizes[i], n)).T
        params[f"b{i}"] = np.repeat(0.0, sizes[i])
    return params


@alternative("a generator of its own for every layer")
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    children = [np.random.default_rng(int(rng.integers(2**32))) for _ in sizes[1:]]
    params = {}
    for i, child in enumerate(children, start=1):
        n_in, n_out = sizes[i - 1], sizes[i]
        gain = {"he": np.sqrt(2), "xavier": 1.0}.get(scale)
        deviation = scale if gain is None else gain / np.sqrt(n_in)
        params.update({f"W{i}": deviation * child.standard_normal((n_in, n_out)), f"b{i}": np.zeros(n_out)})
    return params


@alternative("weights and biases cut from one array with an extra row")
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)
    params = {}
    for i in range(1, len(sizes)):
        both = rng.standard_normal((sizes[i - 1] + 1, sizes[i]))
        both[-1] = 0
        s = scale if not isinstance(scale, str) else np.sqrt({"he": 2, "xavier": 1}[scale] / sizes[i - 1])
        params[f"W{i}"], params[f"b{i}"] = s * both[:-1], both[-1]
    return params


@alternative("recursion over the widths")
def initialise(sizes, rng=0, scale="he"):
    rng = np.random.default_rng(rng)

    def rest(i):
        if i == len(sizes):
            return {}
        n = sizes[i - 1]
        s = scale
        if isinstance(scale, str):
            s = np.sqrt((2 if scale == "he" else 1) / n)
        here = {f"W{i}": rng.normal(scale=s, size=(n, sizes[i])), f"b{i}": np.zeros(sizes[i])}
        return {**here, **rest(i + 1)}

    return rest(1)


# --- forward -----------------------------------------------------------------------------------------------------


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


# --- softmax_cross_entropy ---------------------------------------------------------------------------------------


@alternative("np.logaddexp.reduce, and exponentials of log-probabilities")
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    m = len(y)
    G = np.exp(logs)
    G[np.arange(m), y] -= 1
    return -logs[np.arange(m), y].mean(), G / m


@alternative("one-hot rows")
def softmax_cross_entropy(Z, y):
    m, K = Z.shape
    I_y = np.eye(K)[y]
    largest = np.max(Z, axis=1, keepdims=True)
    E = np.exp(Z - largest)
    S = E / E.sum(axis=1, keepdims=True)
    log_sum_exp = largest + np.log(E.sum(axis=1, keepdims=True))
    loss = np.sum((log_sum_exp - Z) * I_y) / m
    return float(loss), (S - I_y) / m


@alternative("one example after the other, with the math module")
def softmax_cross_entropy(Z, y):
    import math

    m, K = Z.shape
    loss, G = 0.0, np.zeros((m, K))
    for r in range(m):
        top = max(Z[r])
        exponentials = [math.exp(z - top) for z in Z[r]]
        total = sum(exponentials)
        loss += (top + math.log(total) - Z[r, y[r]]) / m
        for k in range(K):
            G[r, k] = (exponentials[k] / total - (k == y[r])) / m
    return loss, G


@alternative("np.take_along_axis and np.put_along_axis")
def softmax_cross_entropy(Z, y):
    column = y[:, np.newaxis]
    shifted = Z - np.amax(Z, axis=1)[:, None]
    E = np.exp(shifted)
    S = E / np.sum(E, axis=1)[:, None]
    right = np.take_along_axis(S, column, axis=1)
    loss = np.mean(np.log(np.sum(E, axis=1)) - np.take_along_axis(shifted, column, axis=1)[:, 0])
    np.put_along_axis(S, column, right - 1, axis=1)
    return loss, S / Z.shape[0]


@alternative("a boolean mask of the right classes")
def softmax_cross_entropy(Z, y):
    mask = np.arange(Z.shape[1]) == y[:, None]
    shift = Z.max(axis=1)
    logs = shift + np.log(np.exp(Z - shift[:, None]).sum(axis=1))
    loss = (logs - Z[mask]).sum() / len(Z)
    return loss, (np.exp(Z - logs[:, None]) - mask) / len(Z)


@alternative("transposed, so that no keepdims is needed")
def softmax_cross_entropy(Z, y):
    T = Z.T - Z.max(axis=1)
    E = np.exp(T)
    S = (E / E.sum(axis=0)).T
    loss = (np.log(E.sum(axis=0)) - T[y, range(len(y))]).mean()
    np.subtract.at(S, (range(len(y)), y), 1.0)
    return loss, S * (1 / len(y))


@alternative("differences to the right score")
def softmax_cross_entropy(Z, y):
    m = len(y)
    D = Z - Z[np.arange(m), y].reshape(m, 1)
    top = D.max(axis=1, keepdims=True)
    E = np.exp(D - top)
    total = E.sum(axis=1, keepdims=True)
    G = E / (total * m)
    G[np.arange(m), y] -= 1 / m
    return float((top + np.log(total)).mean()), G


@alternative("the gradient of each example stacked at the end")
def softmax_cross_entropy(Z, y):
    losses, rows = [], []
    for z, right in zip(Z, y, strict=True):
        e = np.exp(z - z.max())
        losses.append(np.log(e.sum()) + z.max() - z[right])
        s = e / e.sum()
        s[right] -= 1
        rows.append(s)
    return sum(losses) / len(losses), np.vstack(rows) / len(rows)


# --- lines_layer -------------------------------------------------------------------------------------------------

alternative_value(
    "the whole rule in the last line, nothing abbreviated",
    lines_layer=[
        r"\frac{\partial \ell}{\partial U_i} = \frac{\partial \ell}{\partial Z_{i+1}} \circ \sigma_i'(U_i)",
        r"\frac{\partial \ell}{\partial W_i} = Z_i^\top \frac{\partial \ell}{\partial U_i}",
        r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top \frac{\partial \ell}{\partial U_i}",
        r"\frac{\partial \ell}{\partial Z_i} = (\frac{\partial \ell}{\partial Z_{i+1}} \circ \sigma_i'(U_i)) W_i^\top",
    ],
)
alternative_value(
    "G_i ahead of the gradients of weights and biases",
    lines_layer=[
        r"D_i = \sigma_i'(U_i) \circ G_{i+1}",
        r"G_i = D_i W_i^T",
        r"\nabla_{W_i} \ell = Z_i^T D_i",
        r"\nabla_{b_i} \ell = \mathbf{1}^T D_i",
    ],
)
alternative_value(
    "transposed twice",
    lines_layer=[
        r"D_i = G_{i+1} \odot \sigma_i'(U_i)",
        r"\frac{\partial \ell}{\partial W_i} = \left( D_i^\top Z_i \right)^\top",
        r"\frac{\partial \ell}{\partial b_i} = (D_i^\top \mathbf{1})^\top",
        r"G_i = \left( W_i D_i^\top \right)^\top",
    ],
)
alternative_value(
    "the sums of a layer written out",
    lines_layer=[
        r"D_i = G_{i+1} \circ \sigma_i'(Z_i W_i + b_i)",
        r"\frac{\partial \ell}{\partial W_i} = Z_i^\top (G_{i+1} \circ \sigma_i'(Z_i W_i + b_i))",
        r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top (G_{i+1} \circ \sigma_i'(Z_i W_i + b_i))",
        r"G_i = (G_{i+1} \circ \sigma_i'(Z_i W_i + b_i)) W_i^\top",
    ],
)
alternative_value(
    "sums over the examples",
    lines_layer=[
        r"D_i = G_{i+1} \circ \sigma_i'(U_i)",
        r"\frac{\partial \ell}{\partial W_i} = \sum_r Z_{i,r}^\top D_{i,r}",
        r"\frac{\partial \ell}{\partial b_i} = \sum_r D_{i,r}",
        r"G_i = D_i W_i^\top",
    ],
)
alternative_value(
    "the last layer by itself, then the hidden ones",
    lines_layer=[
        r"D_i = G_{i+1} \circ \sigma_i'(U_i)",
        r"D_L = G_{L+1}",
        r"\frac{\partial \ell}{\partial W_i} = Z_i^\top D_i",
        r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top D_i",
        r"G_i = D_i W_i^\top",
    ],
)
alternative_value(
    "every layer written out",
    lines_layer=[
        r"D_3 = G_4",
        r"\nabla_{W_3} \ell = Z_3^\top D_3",
        r"\nabla_{b_3} \ell = \mathbf{1}^\top D_3",
        r"G_3 = D_3 W_3^\top",
        r"D_2 = G_3 \circ \sigma_2'(U_2)",
        r"\nabla_{W_2} \ell = Z_2^\top D_2",
        r"\nabla_{b_2} \ell = \mathbf{1}^\top D_2",
        r"G_2 = D_2 W_2^\top",
        r"D_1 = G_2 \circ \sigma_1'(U_1)",
        r"\nabla_{W_1} \ell = X^\top D_1",
        r"\nabla_{b_1} \ell = \mathbf{1}^\top D_1",
        r"G_1 = D_1 W_1^\top",
    ],
)
alternative_value(
    "a name of one's own for the slopes",
    lines_layer=[
        r"H_i = \sigma_i'(U_i)",
        r"D_i = G_{i+1} \circ H_i",
        r"\frac{\partial \ell}{\partial W_i} = Z_i^\top D_i",
        r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top D_i",
        r"G_i = D_i W_i^\top",
    ],
)

# --- backward ----------------------------------------------------------------------------------------------------


@alternative("the last layer first, hidden layers in a loop")
def backward(G, params, cache, activation="relu"):
    L = len(params) // 2
    D = G
    grads = {f"W{L}": cache[f"Z{L}"].T @ D, f"b{L}": D.sum(axis=0)}
    for i in range(L - 1, 0, -1):
        D = (D @ params[f"W{i + 1}"].T) * sigma_prime(cache[f"U{i}"], activation)
        grads[f"W{i}"], grads[f"b{i}"] = cache[f"Z{i}"].T @ D, D.sum(axis=0)
    return grads


@alternative("einsum, and slopes written out")
def backward(G, params, cache, activation="relu"):
    slope = {"relu": lambda U: (U > 0) * 1.0, "tanh": lambda U: 1 - np.tanh(U) ** 2}[activation]
    grads = {}
    L = len(params) // 2
    for i in reversed(range(1, L + 1)):
        D = G if i == L else G * slope(cache[f"U{i}"])
        grads[f"W{i}"] = np.einsum("mp,mc->pc", cache[f"Z{i}"], D)
        grads[f"b{i}"] = np.einsum("mc->c", D)
        G = np.einsum("mc,pc->mp", D, params[f"W{i}"])
    return grads


@alternative("a sum over the examples, one at a time")
def backward(G, params, cache, activation="relu"):
    L = len(params) // 2
    grads = {key: np.zeros(array.shape) for key, array in params.items()}
    for r in range(len(G)):
        d = G[r]
        for i in range(L, 0, -1):
            if i < L:
                d = (params[f"W{i + 1}"] @ d) * sigma_prime(cache[f"U{i}"][r : r + 1], activation)[0]
            grads[f"W{i}"] += np.outer(cache[f"Z{i}"][r], d)
            grads[f"b{i}"] += d
    return grads


@alternative("recursion over the layers")
def backward(G, params, cache, activation="relu"):
    def down(i, G):
        if i == 0:
            return {}
        D = G * sigma_prime(cache[f"U{i}"], "identity" if i == len(params) // 2 else activation)
        here = {f"W{i}": np.dot(cache[f"Z{i}"].T, D), f"b{i}": np.ones(len(D)) @ D}
        return {**down(i - 1, np.dot(D, params[f"W{i}"].T)), **here}

    return down(len(params) // 2, G)


@alternative("all G_i first, gradients afterwards")
def backward(G, params, cache, activation="relu"):
    L = len(params) // 2
    upstream = {L: G}
    for i in range(L - 1, 0, -1):
        below = upstream[i + 1] @ params[f"W{i + 1}"].T
        upstream[i] = np.multiply(below, sigma_prime(cache[f"U{i}"], activation))
    weights = {f"W{i}": cache[f"Z{i}"].T @ D for i, D in upstream.items()}
    biases = {f"b{i}": np.add.reduce(D, axis=0) for i, D in upstream.items()}
    return weights | biases


@alternative("zeros where the ReLU was off, on a copy")
def backward(G, params, cache, activation="relu"):
    grads, D = {}, G.copy()
    for i in range(len(params) // 2, 0, -1):
        if f"W{i + 1}" in params:
            if activation == "relu":
                D[cache[f"U{i}"] <= 0] = 0
            else:
                D = D - D * np.tanh(cache[f"U{i}"]) ** 2
        grads[f"W{i}"] = (D.T @ cache[f"Z{i}"]).T
        grads[f"b{i}"] = D.sum(0)
        D = D @ params[f"W{i}"].T
    return grads


@alternative("slopes of hidden layers from their outputs")
def backward(G, params, cache, activation="relu"):
    L = len(params) // 2
    grads = {}
    for i in range(L, 0, -1):
        if i < L:
            Z = cache[f"Z{i + 1}"]
            G = G * (Z > 0) if activation == "relu" else G * (1 - Z**2)
        grads[f"b{i}"] = G.sum(axis=0)
        grads[f"W{i}"] = np.tensordot(cache[f"Z{i}"], G, axes=(0, 0))
        G = np.inner(G, params[f"W{i}"])
    return grads


def _affine_backward(D, Z, W):
    return D @ W.T, Z.T @ D, D.sum(axis=0)


@alternative("a helper for the affine part, and a while loop", uses=(_affine_backward,))
def backward(G, params, cache, activation="relu"):
    i = L = len(params) // 2
    grads = dict.fromkeys(params)
    while i:
        D = sigma_prime(cache[f"U{i}"], activation) * G if i != L else G
        G, grads[f"W{i}"], grads[f"b{i}"] = _affine_backward(D, cache[f"Z{i}"], params[f"W{i}"])
        i -= 1
    return grads


# --- loss_and_gradients ------------------------------------------------------------------------------------------


@alternative("new arrays for the penalised weights")
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    Z, cache = forward(X, params, activation)
    loss, G = softmax_cross_entropy(Z, y)
    data = backward(G, params, cache, activation)
    grads = {key: data[key] + lam * params[key] if key[0] == "W" else data[key] for key in params}
    return loss + 0.5 * lam * sum(np.sum(params[key] ** 2) for key in params if key[0] == "W"), grads


@alternative("a loop over layer numbers and the Frobenius norm")
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    Z, cache = forward(X, params, activation)
    loss, G = softmax_cross_entropy(Z, y)
    grads = backward(G, params, cache, activation)
    for i in range(1, len(params) // 2 + 1):
        loss = loss + lam / 2 * np.linalg.norm(params[f"W{i}"]) ** 2
        grads[f"W{i}"] = grads[f"W{i}"] + lam * params[f"W{i}"]
    return loss, grads


@alternative("strength 0 for everything that is no matrix")
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    strength = {key: lam if array.ndim == 2 else 0.0 for key, array in params.items()}
    scores, cache = forward(X, params, activation)
    value, G = softmax_cross_entropy(scores, y)
    slopes = backward(G, params, cache, activation)
    penalty = sum(strength[key] / 2 * (array**2).sum() for key, array in params.items())
    return value + penalty, {key: slopes[key] + strength[key] * params[key] for key in slopes}


@alternative("the gradient of the penalty in a dict of its own")
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    weights = {key: W for key, W in params.items() if "W" in key}
    decay = {key: lam * W for key, W in weights.items()}
    penalty = sum(np.vdot(decay[key], W) for key, W in weights.items()) / 2
    Z, cache = forward(X, params, activation)
    loss, G = softmax_cross_entropy(Z, y)
    grads = backward(G, params, cache, activation)
    grads.update({key: grads[key] + decay[key] for key in decay})
    return float(loss + penalty), grads


@alternative("both passes written out")
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    L, m = len(params) // 2, len(X)
    inputs, Z = [], X
    for i in range(1, L + 1):
        inputs.append(Z)
        U = Z @ params[f"W{i}"] + params[f"b{i}"]
        Z = U if i == L else np.maximum(U, 0) if activation == "relu" else np.tanh(U)
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    loss = -logs[np.arange(m), y].mean()
    D = (np.exp(logs) - np.eye(Z.shape[1])[y]) / m
    grads = {}
    for i in range(L, 0, -1):
        grads[f"W{i}"] = inputs[i - 1].T @ D + lam * params[f"W{i}"]
        grads[f"b{i}"] = D.sum(axis=0)
        A = inputs[i - 1]
        D = (D @ params[f"W{i}"].T) * ((A > 0) if activation == "relu" else 1 - A**2)
        loss += lam * np.sum(params[f"W{i}"] ** 2) / 2
    return loss, grads


@alternative("the squares collected in one long vector")
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    scores, cache = forward(X, params, activation=activation)
    loss, G = softmax_cross_entropy(scores, y)
    grads = backward(G, params, cache, activation=activation)
    names = sorted(set(params) - {key for key in params if key.startswith("b")})
    flat = np.concatenate([params[name].ravel() for name in names])
    for name in names:
        np.add(grads[name], lam * params[name], out=grads[name])
    return loss + lam * np.dot(flat, flat) / 2, grads


@alternative("helpers inside, one for the data and one for the penalty")
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    def data_part():
        scores, cache = forward(X, params, activation)
        loss, G = softmax_cross_entropy(scores, y)
        return loss, backward(G, params, cache, activation)

    def penalty_part():
        slopes = {key: lam * W * (not key.startswith("b")) for key, W in params.items()}
        return sum((slopes[key] * params[key]).sum() for key in params) / 2, slopes

    (loss, grads), (penalty, decay) = data_part(), penalty_part()
    return loss + penalty, {key: grads[key] + decay[key] for key in params}


@alternative("a small class that holds the network")
def loss_and_gradients(X, y, params, activation="relu", lam=0.0):
    class Network:
        def __init__(self):
            self.L = len(params) // 2
            self.weights = [params[f"W{i}"] for i in range(1, self.L + 1)]

        def loss(self):
            self.scores, self.cache = forward(X, params, activation)
            value, self.G = softmax_cross_entropy(self.scores, y)
            return value + lam / 2 * sum(float((W * W).sum()) for W in self.weights)

        def gradients(self):
            grads = backward(self.G, params, self.cache, activation)
            for i, W in enumerate(self.weights, 1):
                grads[f"W{i}"] = lam * W + grads[f"W{i}"]
            return grads

    network = Network()
    return network.loss(), network.gradients()


# --- sgd_step ----------------------------------------------------------------------------------------------------


@alternative("copies, then in place")
def sgd_step(params, grads, eta):
    moved = {key: array.copy() for key, array in params.items()}
    for key in moved:
        moved[key] -= eta * grads[key]
    return moved


@alternative("a loop over the layers")
def sgd_step(params, grads, eta):
    after = {}
    for i in range(1, len(params) // 2 + 1):
        for name in (f"W{i}", f"b{i}"):
            after[name] = np.subtract(params[name], np.multiply(eta, grads[name]))
    return after


@alternative("dict of zipped pairs")
def sgd_step(params, grads, eta):
    return dict(zip(params, (array + grads[key] * (-eta) for key, array in params.items()), strict=True))


# --- minibatches -------------------------------------------------------------------------------------------------


@alternative("np.split at the multiples of the batch size")
def minibatches(X, y, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(len(y))
    cuts = range(batch_size, len(y), batch_size)
    return list(zip(np.split(X[order], cuts), np.split(y[order], cuts), strict=True))


@alternative("a shuffled list, eaten from the front")
def minibatches(X, y, batch_size, rng=0):
    left = list(range(X.shape[0]))
    np.random.default_rng(rng).shuffle(left)
    batches = []
    while left:
        rows, left = left[:batch_size], left[batch_size:]
        batches.append((X[rows], y[rows]))
    return batches


@alternative("sorted by random numbers")
def minibatches(X, y, batch_size, rng=0):
    order = np.argsort(np.random.default_rng(rng).random(len(X)))
    X_mixed, y_mixed = np.take(X, order, axis=0), np.take(y, order)
    count = -(-len(X) // batch_size)
    cuts = [slice(k * batch_size, (k + 1) * batch_size) for k in range(count)]
    return [(X_mixed[cut], y_mixed[cut]) for cut in cuts]


@alternative("an inner generator, made a list")
def minibatches(X, y, batch_size, rng=0):
    order = np.arange(len(X))
    np.random.default_rng(rng).shuffle(order)

    def batches():
        for start in range(0, len(order), batch_size):
            rows = order[start : start + batch_size]
            yield X[rows], y[rows]

    return list(batches())


@alternative("full batches by reshape, then the rest")
def minibatches(X, y, batch_size, rng=0):
    m = len(X)
    order = np.random.default_rng(rng).permutation(m)
    full = m // batch_size
    batches = [(X[rows], y[rows]) for rows in order[: full * batch_size].reshape(full, batch_size)]
    if m % batch_size:
        rest = order[full * batch_size :]
        batches.append((X[rest], y[rest]))
    return batches


@alternative("rng.choice without replacement, lists as pairs")
def minibatches(X, y, batch_size, rng=0):
    rng = np.random.default_rng(rng)
    order = rng.choice(len(X), size=len(X), replace=False)
    return [[X[order[s : s + batch_size]], y[order[s : s + batch_size]]] for s in range(0, len(X), batch_size)]


@alternative("inputs and labels glued together, shuffled by rows")
def minibatches(X, y, batch_size, rng=0):
    both = np.random.default_rng(rng).permutation(np.column_stack([X, y]))
    X_mixed, y_mixed = both[:, :-1], both[:, -1].astype(y.dtype)
    starts = np.arange(0, len(both), batch_size)
    return [(X_mixed[s : s + batch_size].copy(), y_mixed[s : s + batch_size].copy()) for s in starts]


@alternative("the order drawn number by number")
def minibatches(X, y, batch_size, rng=0):
    rng = np.random.default_rng(rng)
    order = list(range(len(X)))
    for last in range(len(order) - 1, 0, -1):
        swap = int(rng.integers(last + 1))
        order[last], order[swap] = order[swap], order[last]
    batches = []
    for place, row in enumerate(order):
        if place % batch_size == 0:
            batches.append([])
        batches[-1].append(row)
    return [(X[rows], y[rows]) for rows in batches]


# --- train -------------------------------------------------------------------------------------------------------


@alternative("history as a list of sums over the examples")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    generator = np.random.default_rng(rng)
    history = []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, generator):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            params = {key: params[key] - eta * grads[key] for key in params}
            total += len(X_batch) * loss
        history.append(total / len(X))
    return params, history


@alternative("np.average with the batch sizes as weights")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    history = np.empty(epochs)
    for t in range(epochs):
        losses, counts = [], []
        for batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(*batch, params, activation=activation, lam=lam)
            params = sgd_step(params, grads, eta)
            losses.append(loss)
            counts.append(len(batch[1]))
        history[t] = np.average(losses, weights=counts)
    return params, history


@alternative("copies of the parameters, updated in place")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    params = {key: np.array(array, copy=True) for key, array in params.items()}
    history = []
    for _ in range(epochs):
        seen = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
            for key, array in params.items():
                array -= eta * grads[key]
            seen += [loss] * len(y_batch)
        history.append(np.mean(seen))
    return params, np.array(history)


@alternative("an order of row numbers, cut inside the loop")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    m, history = len(y), np.zeros(epochs)
    for epoch in range(epochs):
        order = rng.permutation(m)
        for start in range(0, m, batch_size):
            rows = order[start : start + batch_size]
            loss, grads = loss_and_gradients(X[rows], y[rows], params, activation, lam)
            params = sgd_step(params, grads, eta)
            history[epoch] += loss * rows.size
    return params, history / m


@alternative("weight decay as a factor in the step")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    history = np.zeros(epochs)
    for epoch in range(epochs):
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, 0.0)
            loss += lam / 2 * sum(np.sum(array**2) for key, array in params.items() if key.startswith("W"))
            history[epoch] += loss * len(y_batch) / len(X)
            kept = {key: 1 - eta * lam if key.startswith("W") else 1.0 for key in params}
            params = {key: kept[key] * params[key] - eta * grads[key] for key in params}
    return params, history


@alternative("one epoch as an inner function")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)

    def epoch(now):
        losses = []
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            loss, grads = loss_and_gradients(X_batch, y_batch, now, activation, lam)
            losses.append((loss, len(y_batch)))
            now = sgd_step(now, grads, eta)
        return now, sum(loss * count for loss, count in losses) / sum(count for _, count in losses)

    history = []
    for _ in range(epochs):
        params, mean = epoch(params)
        history.append(mean)
    return params, np.array(history)


@alternative("all batches of all epochs in one list")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    plan = [(t, batch) for t in range(epochs) for batch in minibatches(X, y, batch_size, rng)]
    history = np.zeros(epochs)
    for t, (X_batch, y_batch) in plan:
        loss, grads = loss_and_gradients(X_batch, y_batch, params, activation, lam)
        history[t] += loss * X_batch.shape[0]
        params = sgd_step(params, grads, eta)
    return params, np.divide(history, X.shape[0])


@alternative("passes and penalty written out")
def train(X, y, params, activation="relu", eta=0.1, lam=0.0, batch_size=32, epochs=10, rng=0):
    rng = np.random.default_rng(rng)
    params, history = dict(params), []
    for _ in range(epochs):
        total = 0.0
        for X_batch, y_batch in minibatches(X, y, batch_size, rng):
            scores, cache = forward(X_batch, params, activation)
            loss, G = softmax_cross_entropy(scores, y_batch)
            grads = backward(G, params, cache, activation)
            weights = [key for key in params if key.startswith("W")]
            loss += lam / 2 * sum(float(np.sum(params[key] ** 2)) for key in weights)
            for key in params:
                decay = lam * params[key] if key in weights else 0.0
                params[key] = params[key] - eta * (grads[key] + decay)
            total += loss * len(y_batch)
        history.append(float(total / len(y)))
    return params, history


# --- accuracy, digits_network and milestone ----------------------------------------------------------------------


@alternative("counted in a loop")
def accuracy(X, y, params, activation="relu"):
    scores, _ = forward(X, params, activation)
    right = 0
    for row, label in zip(scores, y, strict=True):
        right += int(np.argmax(row) == label)
    return right / len(y)


@alternative("one minus the share of mistakes")
def accuracy(X, y, params, activation="relu"):
    guesses = forward(X, params, activation)[0].argmax(axis=1)
    return 1 - np.count_nonzero(guesses - y) / y.size


@alternative("where the right score is the largest of its row")
def accuracy(X, y, params, activation="relu"):
    scores = forward(X, params, activation)[0]
    return float((scores[np.arange(len(y)), y] >= scores.max(axis=1)).mean())


@alternative("two hidden layers, tanh")
def digits_network(X, y, rng=0):
    rng = np.random.default_rng(rng)
    params = initialise([64, 50, 30, 10], rng, "xavier")
    params, first = train(X, y, params, "tanh", eta=0.2, lam=1e-3, batch_size=16, epochs=12, rng=rng)
    params, second = train(X, y, params, "tanh", eta=0.03, lam=1e-3, batch_size=16, epochs=5, rng=rng)
    return params, "tanh", np.append(first, second)


@alternative("the learning rate lowered after every epoch")
def digits_network(X, y, rng=0):
    rng = np.random.default_rng(rng)
    params, history = initialise([X.shape[1], 80, 10], rng), []
    for epoch in range(16):
        eta = 0.25 / (1 + 0.4 * epoch)
        params, losses = train(X, y, params, "relu", eta, 1e-3, 16, 1, rng)
        history.append(losses[0])
    return params, "relu", np.array(history)


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


@alternative("symmetry with two hidden units")
def milestone(rng=0):
    rng = np.random.default_rng(rng)
    X, y, sizes = milestone_data("symmetry")
    while True:
        params = initialise(sizes, rng, 0.5)
        for _ in range(6):
            params, _ = train(X, y, params, "tanh", eta=1.0, batch_size=16, epochs=50, rng=rng)
            if accuracy(X, y, params, "tanh") == 1:
                return "symmetry", params, "tanh"


@alternative("the encoder with ReLU")
def milestone(rng=0):
    rng = np.random.default_rng(rng)
    X, y, sizes = milestone_data("encoder")
    for _ in range(30):
        params, _ = train(X, y, initialise(sizes, rng, "he"), "relu", 0.1, batch_size=2, epochs=400, rng=rng)
        if accuracy(X, y, params, "relu") > 0.99:
            return "encoder", params, "relu"
    return None
