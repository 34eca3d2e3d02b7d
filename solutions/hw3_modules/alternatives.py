"""Right answers to homework 3 that look different from the reference: every one must earn full points.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative

# --- central_difference ----------------------------------------------------------------------------------


@alternative("two copies of x for every entry")
def central_difference(f, x, eps=1e-5):
    gradient = np.empty_like(x)
    for index in np.ndindex(*x.shape):
        above, below = x.copy(), x.copy()
        above[index] += eps
        below[index] -= eps
        gradient[index] = (f(above) - f(below)) / (2 * eps)
    return gradient


@alternative("a flat view of the array")
def central_difference(f, x, eps=1e-5):
    flat, slopes = x.reshape(-1), []
    for k in range(flat.size):
        kept = flat[k]
        flat[k] = kept + eps
        up = f(x)
        flat[k] = kept - eps
        down = f(x)
        flat[k] = kept
        slopes.append(0.5 * (up - down) / eps)
    return np.array(slopes).reshape(x.shape)


@alternative("steps along the rows of the identity matrix")
def central_difference(f, x, eps=1e-5):
    directions = np.eye(x.size).reshape(x.size, *x.shape)
    slopes = [(f(x + eps * e) - f(x - eps * e)) / (2 * eps) for e in directions]
    return np.array(slopes, dtype=float).reshape(x.shape)


@alternative("np.nditer, with try and finally")
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros_like(x)
    entries = np.nditer(x, flags=["multi_index"])
    while not entries.finished:
        index = entries.multi_index
        kept = float(x[index])
        try:
            x[index] = kept + eps
            gradient[index] += f(x)
            x[index] = kept - eps
            gradient[index] -= f(x)
        finally:
            x[index] = kept
        entries.iternext()
    return gradient / (2 * eps)


@alternative("an array of zeros with one step in it")
def central_difference(f, x, eps=1e-5):
    step, gradient = np.zeros(x.shape), np.zeros(x.shape)
    for index, _ in np.ndenumerate(x):
        step[index] = eps
        gradient[index] = (f(x + step) - f(x - step)) / (eps + eps)
        step[index] = 0.0
    return gradient


@alternative("a helper inside, and divided by the step that was really taken")
def central_difference(f, x, eps=1e-5):
    def at(index, step):
        moved = np.array(x)
        moved[index] += step
        return f(moved), moved[index]

    gradient = np.zeros(np.shape(x))
    for index in np.ndindex(gradient.shape):
        (up, right), (down, left) = at(index, eps), at(index, -eps)
        gradient[index] = (up - down) / (right - left)
    return gradient


@alternative("all values above first, then all below")
def central_difference(f, x, eps=1e-5):
    def values(step):
        result = np.zeros(x.shape)
        for k in range(x.size):
            moved = x.flatten()
            moved[k] = moved[k] + step
            result.flat[k] = f(moved.reshape(x.shape))
        return result

    return (values(eps) - values(-eps)) / (2 * eps)


@alternative("x.flat in place")
def central_difference(f, x, eps=1e-5):
    slopes = np.zeros(x.size)
    for k in range(x.size):
        old = x.flat[k]
        for sign in (+1, -1):
            x.flat[k] = old + sign * eps
            slopes[k] += sign * f(x)
        x.flat[k] = old
    return (slopes / eps / 2).reshape(x.shape)


# --- relative_error --------------------------------------------------------------------------------------


@alternative("a loop over the entries")
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError("different shapes")
    worst = 0.0
    for p, q in zip(a.ravel(), b.ravel(), strict=True):
        error = abs(p - q) / max(abs(p), abs(q), floor)
        if np.isnan(p) or np.isnan(q):
            return float("nan")
        worst = max(worst, error)
    return worst


@alternative("the larger size by np.where")
def relative_error(a, b, floor=1e-8):
    if np.shape(a) != np.shape(b):
        raise ValueError(f"{np.shape(a)} is not {np.shape(b)}")
    size = np.where(abs(a) > abs(b), abs(a), abs(b))
    size = np.where(size < floor, floor, size)
    return (abs(a - b) / size).max()


@alternative("a stack of the three candidates")
def relative_error(a, b, floor=1e-8):
    if not a.shape == b.shape:
        raise ValueError("shapes differ")
    below = np.stack([np.abs(a), np.abs(b), np.full_like(a, floor)]).max(axis=0)
    return np.amax(np.divide(np.abs(a - b), below))


@alternative("the infinity norm of the quotients")
def relative_error(a, b, floor=1e-8):
    if a.ndim != b.ndim or any(p != q for p, q in zip(a.shape, b.shape, strict=True)):
        raise ValueError("cannot compare")
    a, b = a.ravel(), b.ravel()
    return float(np.linalg.norm((a - b) / np.clip(np.maximum(np.abs(a), np.abs(b)), floor, None), np.inf))


@alternative("a loop over all indices")
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError("shapes differ")
    worst = 0.0
    for index in np.ndindex(a.shape):
        error = abs(a[index] - b[index]) / max(abs(a[index]), abs(b[index]), floor)
        if np.isnan(a[index]) or np.isnan(b[index]):
            return float("nan")
        worst = max(worst, error)
    return float(worst)


@alternative("the denominator filled in step by step")
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError(f"shape {a.shape} against shape {b.shape}")
    below = np.abs(a)
    bigger = np.abs(b) > below
    below[bigger] = np.abs(b)[bigger]
    below[below < floor] = floor
    return float((np.abs(a - b) / below).max())


@alternative("three quotients, the smallest of them")
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError("The two gradients must have the same shape.")
    gap = np.abs(a - b)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_a = np.where(a == 0, np.inf, gap / np.abs(a))
        by_b = np.where(b == 0, np.inf, gap / np.abs(b))
    return float(np.minimum(np.minimum(by_a, by_b), gap / floor).max())


@alternative("sorted, and a NaN looked for by hand")
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError("shapes")
    if np.isnan(a).any() or np.isnan(b).any():
        return np.nan
    sizes = np.sort(np.abs([a, b]), axis=0)[-1]
    return np.sort(np.ravel(np.abs(b - a) / np.maximum(sizes, floor)))[-1]


# --- sampled_check ---------------------------------------------------------------------------------------


@alternative("the first entries of a permutation, on copies")
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    generator = np.random.default_rng(rng)
    errors = {}
    for name in params:
        indices = list(np.ndindex(params[name].shape))
        order = generator.permutation(len(indices))[:per_array]
        pairs = []
        for k in order:
            values = []
            for sign in (1, -1):
                moved = {key: array.copy() for key, array in params.items()}
                moved[name][indices[k]] += sign * eps
                values.append(f(moved))
            pairs.append((grads[name][indices[k]], (values[0] - values[1]) / (2 * eps)))
        analytic, numeric = np.transpose(pairs)
        errors[name] = relative_error(analytic, numeric)
    return errors


@alternative("flat views, and the largest of single errors")
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = dict.fromkeys(params, 0.0)
    for name, array in params.items():
        entries, slopes = array.reshape(-1), grads[name].reshape(-1)
        numbers = np.arange(array.size)
        rng.shuffle(numbers)
        for k in numbers[: min(per_array, len(numbers))]:
            old = entries[k]
            entries[k] = old + eps
            up = f(params)
            entries[k] = old - eps
            down = f(params)
            entries[k] = old
            error = relative_error(np.array([slopes[k]]), np.array([(up - down) / (2 * eps)]))
            errors[name] = max(errors[name], error)
    return errors


@alternative("central_difference of a function of the drawn entries alone")
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {}
    for name, array in params.items():
        count = per_array if per_array < array.size else array.size
        where = np.unravel_index(rng.choice(array.size, count, replace=False), array.shape)

        def of_drawn(drawn, name=name, where=where):
            moved = dict(params)
            moved[name] = params[name].copy()
            moved[name][where] = drawn
            return f(moved)

        errors[name] = relative_error(grads[name][where], central_difference(of_drawn, array[where], eps))
    return errors


@alternative("entries drawn without replacement by random keys")
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    result = {}
    for name in sorted(params):
        keys = rng.random(params[name].shape)
        drawn = np.argsort(keys, axis=None)[:per_array]
        numeric = []
        for index in zip(*np.unravel_index(drawn, keys.shape), strict=True):
            kept = params[name][index].copy()
            params[name][index] += eps
            numeric.append(f(params) / (2 * eps))
            params[name][index] = kept - eps
            numeric[-1] -= f(params) / (2 * eps)
            params[name][index] = kept
        result[name] = relative_error(grads[name].flat[drawn], np.array(numeric))
    return result


@alternative("a helper that measures one slope")
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    def slope(name, index):
        values = []
        for step in (eps, -eps):
            moved = params[name].copy()
            moved[index] += step
            values.append(f({**params, name: moved}))
        return (values[0] - values[1]) / (2 * eps)

    rng = np.random.default_rng(rng)
    errors = {}
    for name, gradient in grads.items():
        chosen = rng.permutation(gradient.size)[: min(per_array, gradient.size)]
        indices = [np.unravel_index(number, gradient.shape) for number in chosen]
        numeric = np.array([slope(name, index) for index in indices])
        errors[name] = relative_error(np.array([gradient[index] for index in indices]), numeric)
    return errors


@alternative("one-hot steps added to the whole array")
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {}
    for name, array in params.items():
        kept = array.copy()
        pairs = []
        for number in rng.choice(array.size, size=min(array.size, per_array), replace=False):
            step = np.zeros(array.size)
            step[number] = eps
            array[...] = kept + step.reshape(array.shape)
            above = f(params)
            array[...] = kept - step.reshape(array.shape)
            below = f(params)
            array[...] = kept
            pairs.append([grads[name].ravel()[number], (above - below) / eps / 2])
        errors[name] = relative_error(*np.array(pairs).T)
    return errors


@alternative("the standard library's sample, seeded by the generator")
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    import random

    dice = random.Random(int(np.random.default_rng(rng).integers(2**32)))
    errors = {}
    for name, array in params.items():
        indices = dice.sample(list(np.ndindex(array.shape)), min(per_array, array.size))
        analytic = np.array([grads[name][index] for index in indices])
        numeric = np.zeros(len(indices))
        for place, index in enumerate(indices):
            for sign in (1, -1):
                kept = array[index]
                array[index] = kept + sign * eps
                numeric[place] += sign * f(params) / (2 * eps)
                array[index] = kept
        errors[name] = relative_error(analytic, numeric)
    return errors


@alternative("put back even if f fails")
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {name: [] for name in params}
    draws = [
        (name, np.unravel_index(number, array.shape))
        for name, array in params.items()
        for number in rng.choice(np.arange(array.size), min(per_array, array.size), replace=False)
    ]
    for name, index in draws:
        kept = params[name][index]
        try:
            params[name][index] = kept + eps
            above = f(params)
            params[name][index] = kept - eps
            below = f(params)
        finally:
            params[name][index] = kept
        errors[name].append((grads[name][index], (above - below) / (2 * eps)))
    return {name: relative_error(*map(np.array, zip(*pairs, strict=True))) for name, pairs in errors.items()}


# --- affine ----------------------------------------------------------------------------------------------


@alternative("einsum and a row for the biases")
def affine_forward(X, W, b):
    return np.einsum("ip,pj->ij", X, W) + b.reshape(1, -1), (X, W)


@alternative("a column of ones takes the biases in")
def affine_forward(X, W, b):
    padded = np.hstack([X, np.ones((len(X), 1))])
    return padded @ np.vstack([W, b]), (X, W)


@alternative("one example at a time")
def affine_forward(X, W, b):
    Z = np.array([x @ W + b for x in X])
    return Z, (X, W)


@alternative("copies in the cache")
def affine_forward(X, W, b):
    return np.add(np.dot(X, W), b), (X.copy(), W.copy())


@alternative("einsum for all three gradients")
def affine_backward(G, cache):
    X, W = cache
    return np.einsum("ij,pj->ip", G, W), np.einsum("ip,ij->pj", X, G), np.einsum("ij->j", G)


@alternative("a sum of outer products")
def affine_backward(G, cache):
    X, W = cache
    dX, dW, db = np.zeros(X.shape), np.zeros(W.shape), np.zeros(W.shape[1])
    for i in range(len(X)):
        dX[i] = W @ G[i]
        dW += np.outer(X[i], G[i])
        db += G[i]
    return dX, dW, db


@alternative("transposes of transposed products, and ones for the biases")
def affine_backward(G, cache):
    X, W = cache
    return (W @ G.T).T, (G.T @ X).T, np.ones(len(G)) @ G


@alternative("tensordot")
def affine_backward(G, cache):
    X, W = cache
    return np.tensordot(G, W, axes=(1, 1)), np.tensordot(X, G, axes=(0, 0)), np.add.reduce(G)


@alternative("four loops over single numbers")
def affine_backward(G, cache):
    X, W = cache
    (m, n), K = X.shape, W.shape[1]
    dX, dW, db = np.zeros((m, n)), np.zeros((n, K)), np.zeros(K)
    for i in range(m):
        for j in range(K):
            db[j] += G[i, j]
            for p in range(n):
                dX[i, p] += G[i, j] * W[p, j]
                dW[p, j] += G[i, j] * X[i, p]
    return dX, dW, db


def affine_forward(X, W, b):
    out = X @ W + b
    return out, (X, W, b)


@alternative("all three inputs in the cache", uses=(affine_forward,))
def affine_backward(G, cache):
    X, W, b = cache
    db = np.sum(G, axis=0).reshape(b.shape)
    return np.dot(G, W.T), np.dot(X.T, G), db


def affine_forward(X, W, b):
    return X @ W + b, {"inputs": X, "weights": W}


@alternative("a dict as cache, gradients as a list", uses=(affine_forward,))
def affine_backward(G, cache):
    return [G @ cache["weights"].T, cache["inputs"].T @ G, G.sum(0)]


def affine_forward(X, W, b):
    class Record:
        def __init__(self):
            self.X_T, self.W_T = X.T, W.T

        def backward(self, G):
            return G @ self.W_T, self.X_T @ G, G.sum(axis=0)

    return X @ W + b, Record()


@alternative("an object as cache, with transposes kept", uses=(affine_forward,))
def affine_backward(G, cache):
    return cache.backward(G)


# --- sigmoid and tanh ------------------------------------------------------------------------------------


@alternative("the formula as it stands; an overflow gives 0, which is right")
def sigmoid_forward(Z):
    S = 1 / (1 + np.exp(-Z))
    return S, S


@alternative("through tanh")
def sigmoid_forward(Z):
    S = 0.5 * (1 + np.tanh(Z / 2))
    return S, S.copy()


@alternative("through logaddexp")
def sigmoid_forward(Z):
    S = np.exp(-np.logaddexp(0, -Z))
    return S, S


@alternative("two formulas, chosen by a mask")
def sigmoid_forward(Z):
    S = np.empty(Z.shape)
    right = Z >= 0
    S[right] = 1 / (1 + np.exp(-Z[right]))
    S[~right] = np.exp(Z[~right]) / (1 + np.exp(Z[~right]))
    return S, S


@alternative("S minus its square")
def sigmoid_backward(G, cache):
    return (cache - cache**2) * G


def sigmoid_forward(Z):
    return 1 / (np.exp(-Z) + 1), Z.copy()


@alternative("the input in the cache, the output computed again", uses=(sigmoid_forward,))
def sigmoid_backward(G, cache):
    S, _ = sigmoid_forward(cache)
    return G * S * (1 - S)


def sigmoid_forward(Z):
    S = 1 / (1 + np.exp(-Z))
    return S, (S * (1 - S),)


@alternative("the finished derivative in the cache", uses=(sigmoid_forward,))
def sigmoid_backward(G, cache):
    (slope,) = cache
    return np.multiply(G, slope)


@alternative("one minus twice a sigmoid")
def tanh_forward(Z):
    T = 1 - 2 / (1 + np.exp(2 * Z))
    return T, T


@alternative("decaying exponentials only")
def tanh_forward(Z):
    decay = np.exp(-2 * np.abs(Z))
    T = np.sign(Z) * (1 - decay) / (1 + decay)
    return T, T


@alternative("the difference of two squares as a product")
def tanh_backward(G, cache):
    return G * (1 - cache) * (1 + cache)


@alternative("subtracted from G")
def tanh_backward(G, cache):
    return G - G * np.square(cache)


def tanh_forward(Z):
    return np.tanh(Z), Z


@alternative("one over the square of cosh", uses=(tanh_forward,))
def tanh_backward(G, cache):
    return G / np.cosh(np.clip(cache, -300, 300)) ** 2


# --- the ReLU family -------------------------------------------------------------------------------------


@alternative("the larger of z and slope times z")
def relu_forward(Z, slope=0.0):
    return np.maximum(Z, slope * Z), (Z, slope)


@alternative("positive and negative part")
def relu_forward(Z, slope=0.0):
    return np.maximum(Z, 0) + slope * np.minimum(Z, 0), (Z, slope)


@alternative("a copy, then a mask")
def relu_forward(Z, slope=0.0):
    A = Z.copy()
    A[Z < 0] *= slope
    return A, (Z, slope)


@alternative("a copy of G, then a mask")
def relu_backward(G, cache):
    Z, slope = cache
    dZ = G.copy()
    dZ[Z <= 0] *= slope
    return dZ


@alternative("the mask as numbers")
def relu_backward(G, cache):
    Z, slope = cache
    mask = (Z > 0).astype(float)
    return mask * G + slope * (1 - mask) * G


def relu_forward(Z, slope=0.0):
    factors = np.full(Z.shape, float(slope))
    factors[Z > 0] = 1.0
    return factors * Z, factors


@alternative("the derivative in the cache", uses=(relu_forward,))
def relu_backward(G, cache):
    return cache * G


def relu_forward(Z, slope=0.0):
    A = np.where(Z > 0, Z, slope * Z)
    return A, (A, slope)


@alternative("the mask from the output, which is positive where Z is", uses=(relu_forward,))
def relu_backward(G, cache):
    A, slope = cache
    return np.where(A > 0, G, slope * G)


@alternative("positive part, and the slope times the negative part")
def prelu_forward(Z, beta):
    return np.clip(Z, 0, None) + beta[None, :] * np.clip(Z, None, 0), (Z, beta)


@alternative("one unit at a time")
def prelu_backward(G, cache):
    Z, beta = cache
    dZ, dbeta = np.array(G), np.zeros(len(beta))
    for j, slope in enumerate(beta):
        off = Z[:, j] <= 0
        dZ[off, j] *= slope
        dbeta[j] = np.dot(G[off, j], Z[off, j])
    return dZ, dbeta


@alternative("the negative part, and einsum")
def prelu_backward(G, cache):
    Z, beta = cache
    return G * ((Z > 0) + (Z <= 0) * beta), np.einsum("ij,ij->j", G, np.minimum(Z, 0))


# --- softmax_ce ------------------------------------------------------------------------------------------


@alternative("logaddexp.reduce")
def softmax_ce_forward(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), (np.exp(logs), y)


@alternative("a loop over the examples")
def softmax_ce_forward(Z, y):
    S, total = np.zeros(Z.shape), 0.0
    for i, z in enumerate(Z):
        e = np.exp(z - z.max())
        S[i] = e / e.sum()
        total += np.log(e.sum()) + z.max() - z[y[i]]
    return total / len(Z), (S, y)


@alternative("one-hot rows")
def softmax_ce_forward(Z, y):
    I_y = np.eye(Z.shape[1])[y]
    top = np.max(Z, axis=1)[:, None]
    E = np.exp(Z - top)
    lse = np.log(E.sum(axis=1)) + top.ravel()
    return float((lse - (Z * I_y).sum(axis=1)).mean()), (E / E.sum(axis=1)[:, None], y)


@alternative("1 subtracted from a copy")
def softmax_ce_backward(g, cache):
    S, y = cache
    dZ = S.copy()
    dZ[np.arange(len(y)), y] -= 1.0
    return dZ * (g / len(y))


@alternative("np.subtract.at on a copy")
def softmax_ce_backward(g, cache):
    S, y = cache
    dZ = np.array(S)
    np.subtract.at(dZ, (range(len(y)), y), 1)
    dZ /= len(dZ)
    return g * dZ


@alternative("a comparison makes the one-hot rows")
def softmax_ce_backward(g, cache):
    S, y = cache
    return np.multiply(g, S - (y[:, None] == np.arange(S.shape[1]))) / S.shape[0]


def softmax_ce_forward(Z, y):
    logs = Z - Z.max(axis=1, keepdims=True)
    logs = logs - np.log(np.exp(logs).sum(axis=1, keepdims=True))
    slope = np.exp(logs)
    slope[np.arange(len(y)), y] -= 1
    return -np.take_along_axis(logs, y[:, None], axis=1).mean(), slope / len(y)


@alternative("the finished gradient in the cache", uses=(softmax_ce_forward,))
def softmax_ce_backward(g, cache):
    return g * cache


def softmax_ce_forward(Z, y):
    lse = np.logaddexp.reduce(Z, axis=1)
    return np.mean(lse - Z[range(len(y)), y]), [Z, y]


@alternative("the scores in the cache, one example at a time", uses=(softmax_ce_forward,))
def softmax_ce_backward(g, cache):
    rows = []
    for z, label in zip(*cache, strict=True):
        s = np.exp(z - z.max())
        s /= s.sum()
        s[label] -= 1
        rows.append(g * s / len(cache[1]))
    return np.array(rows)


# --- euclidean and hinge ---------------------------------------------------------------------------------


@alternative("the mean over rows of half the squared norms")
def euclidean_forward(A, T):
    return np.mean(0.5 * np.linalg.norm(A - T, axis=1) ** 2), A - T


@alternative("a dot product of the flattened differences")
def euclidean_forward(A, T):
    gap = np.subtract(A, T)
    return gap.ravel() @ gap.ravel() / (2.0 * A.shape[0]), gap


@alternative("scaled first")
def euclidean_backward(g, cache):
    return cache * (g / cache.shape[0])


def euclidean_forward(A, T):
    return ((A - T) ** 2).sum() / len(T) / 2, (A, T)


@alternative("both arrays in the cache", uses=(euclidean_forward,))
def euclidean_backward(g, cache):
    A, T = cache
    return (A - T) * g / len(A)


@alternative("two loops")
def hinge_forward(Z, y, margin=1.0):
    total, active = 0.0, np.zeros(Z.shape, dtype=bool)
    for i, right in enumerate(y):
        for j in range(Z.shape[1]):
            cost = Z[i, j] - Z[i, right] + margin
            if j != right and cost > 0:
                total += cost
                active[i, j] = True
    return total / len(Z), (active, y)


@alternative("one-hot rows keep the right class out")
def hinge_forward(Z, y, margin=1.0):
    wrong = np.arange(Z.shape[1]) != y[:, None]
    costs = np.maximum(0, Z - np.take_along_axis(Z, y[:, None], axis=1) + margin) * wrong
    return costs.sum(axis=1).mean(), (costs > 0, y)


@alternative("one-hot rows times the counts")
def hinge_backward(g, cache):
    active, y = cache
    counts = active.sum(axis=1, keepdims=True)
    return (active - np.eye(active.shape[1])[y] * counts) * g / len(y)


@alternative("a loop over the active terms")
def hinge_backward(g, cache):
    active, y = cache
    dZ = np.zeros(active.shape)
    for i, j in np.argwhere(active):
        dZ[i, j] += g / len(y)
        dZ[i, y[i]] -= g / len(y)
    return dZ


def hinge_forward(Z, y, margin=1.0):
    rows = np.arange(len(y))
    costs = np.clip(Z - Z[rows, y][:, None] + margin, 0, None)
    costs[rows, y] = 0
    return float(costs.sum() / len(rows)), (costs, y)


@alternative("the costs in the cache, and their signs", uses=(hinge_forward,))
def hinge_backward(g, cache):
    costs, y = cache
    dZ = np.sign(costs)
    dZ[np.arange(len(y)), y] -= dZ.sum(axis=1)
    return g / len(dZ) * dZ


# --- dropout ---------------------------------------------------------------------------------------------


@alternative("survivors drawn as coin flips")
def dropout_forward(X, drop, rng, train=True):
    keep = 1 - drop if train else 1.0
    factors = np.random.default_rng(rng).binomial(1, keep, size=X.shape) / keep
    return X * factors, factors


@alternative("dropped entries set to 0 in a copy")
def dropout_forward(X, drop, rng, train=True):
    factors = np.ones(X.shape)
    if train:
        factors = factors / (1 - drop)
        factors[np.random.default_rng(rng).uniform(size=X.shape) < drop] = 0
    return factors * X, factors


@alternative("np.random.Generator.choice")
def dropout_forward(X, drop, rng, train=True):
    generator = np.random.default_rng(rng)
    if not train:
        return np.array(X), np.ones(X.shape)
    factors = generator.choice([0.0, 1 / (1 - drop)], size=X.shape, p=[drop, 1 - drop])
    return np.where(factors > 0, X / (1 - drop), 0.0), factors


@alternative("one entry at a time")
def dropout_forward(X, drop, rng, train=True):
    rng = np.random.default_rng(rng)
    factors = np.ones(X.shape)
    if train:
        for index in np.ndindex(X.shape):
            factors[index] = 0.0 if rng.random() < drop else 1 / (1 - drop)
    return X * factors, factors


@alternative("where the factor is not 0")
def dropout_backward(G, cache):
    dX = np.zeros_like(G)
    kept = cache != 0
    dX[kept] = G[kept] * cache[kept]
    return dX


def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X, None
    mask = np.random.default_rng(rng).random(X.shape) > drop
    return X * mask / (1 - drop), (mask, drop)


@alternative("mask and probability in the cache, nothing when in use", uses=(dropout_forward,))
def dropout_backward(G, cache):
    if cache is None:
        return G
    mask, drop = cache
    return np.where(mask, G, 0) / (1 - drop)


def dropout_forward(X, drop, rng, train=True):
    rng = np.random.default_rng(rng)
    cache = {"train": train, "keep": 1 - drop}
    if train:
        cache["mask"] = rng.random(X.shape) < cache["keep"]
        X = cache["mask"] * X / cache["keep"]
    return X, cache


@alternative("a dict as cache", uses=(dropout_forward,))
def dropout_backward(G, cache):
    return G * cache["mask"] / cache["keep"] if cache["train"] else G.copy()


def dropout_forward(X, drop, rng, train=True):
    kept = np.ones(X.shape, dtype=bool)
    if not train:
        return X * kept, (kept, 1.0)
    kept = np.random.default_rng(rng).random(X.shape) > drop
    return np.where(kept, X, 0.0) / (1 - drop), (kept, 1 - drop)


@alternative("a boolean mask and a number in the cache", uses=(dropout_forward,))
def dropout_backward(G, cache):
    kept, share = cache
    return np.where(kept, G / share, 0.0)


# --- the RBF cascade -------------------------------------------------------------------------------------


@alternative("np.subtract.outer")
def distance_forward(x, w):
    gaps = np.subtract.outer(x, w)
    return np.square(gaps), gaps


@alternative("a loop over the centres")
def distance_forward(x, w):
    gaps = np.stack([x - centre for centre in w], axis=1)
    return gaps * gaps, gaps


@alternative("einsum with the factor 2")
def distance_backward(G, cache):
    return 2 * np.einsum("ij,ij->i", G, cache), -2 * np.einsum("ij,ij->j", G, cache)


def distance_forward(x, w):
    x, w = x.reshape(-1, 1), w.reshape(1, -1)
    return x**2 - 2 * x * w + w**2, (x, w)


@alternative("the square multiplied out, both inputs in the cache", uses=(distance_forward,))
def distance_backward(G, cache):
    x, w = cache
    return (G * (2 * x - 2 * w)).sum(axis=1), (G * (2 * w - 2 * x)).sum(axis=0)


@alternative("one over an exponential")
def bump_forward(D, beta):
    E = 1 / np.exp(D * beta[None, :])
    return E, (D, beta, E)


@alternative("G times E first")
def bump_backward(G, cache):
    D, beta, E = cache
    upstream = -G * E
    return upstream * beta, np.einsum("ij,ij->j", upstream, D)


def bump_forward(D, beta):
    return np.exp(-D * beta), (D.copy(), beta.copy())


@alternative("the exponential computed again", uses=(bump_forward,))
def bump_backward(G, cache):
    D, beta = cache
    slope = np.exp(-D * beta) * G
    return -slope * beta, np.array([-(slope[:, j] @ D[:, j]) for j in range(len(beta))])


@alternative("a sum of products")
def mix_forward(E, u):
    return (E * u).sum(axis=1), (E, u)


@alternative("broadcasting, and a sum over the rows")
def mix_backward(G, cache):
    E, u = cache
    return G[:, None] * u, (G[:, None] * E).sum(axis=0)


@alternative("an affine module with one output")
def mix_backward(G, cache):
    E, u = cache
    dE, dU, _ = affine_backward(G[:, None], affine_forward(E, u[:, None], np.zeros(1))[1])
    return dE, dU[:, 0]


@alternative("one chained call, caches in one tuple")
def rbf_forward(x, w, beta, u):
    D, *caches = distance_forward(x, w)
    for forward, parameter in ((bump_forward, beta), (mix_forward, u)):
        D, cache = forward(D, parameter)
        caches.append(cache)
    return D, tuple(caches)


def rbf_forward(x, w, beta, u):
    gaps = x[:, None] - w
    E = np.exp(-beta * gaps**2)
    return E @ u, (gaps, E, beta, u)


@alternative("the whole formula differentiated at once", uses=(rbf_forward,))
def rbf_backward(G, cache):
    gaps, E, beta, u = cache
    common = G[:, None] * E * u
    slopes = -2 * common * beta * gaps
    return slopes.sum(axis=1), -slopes.sum(axis=0), -(common * gaps**2).sum(axis=0), E.T @ G


def rbf_forward(x, w, beta, u):
    caches, value = [], x
    for forward, parameter in ((distance_forward, w), (bump_forward, beta), (mix_forward, u)):
        value, cache = forward(value, parameter)
        caches.append(cache)
    return value, caches


@alternative("loops over the modules, there and back", uses=(rbf_forward,))
def rbf_backward(G, cache):
    gradients = []
    for backward, part in zip((mix_backward, bump_backward, distance_backward), reversed(cache), strict=True):
        G, of_parameter = backward(G, part)
        gradients.append(of_parameter)
    return G, *reversed(gradients)


# --- the residual block ----------------------------------------------------------------------------------


@alternative("the paths added by np.add, gradients under their names")
def residual_backward(G, cache):
    first, middle, last = cache
    gradients = {}
    back, gradients["W2"], gradients["b2"] = affine_backward(G, last)
    back, gradients["W1"], gradients["b1"] = affine_backward(tanh_backward(back, middle), first)
    return np.add(back, G), *(gradients[name] for name in ("W1", "b1", "W2", "b2"))


def residual_forward(X, W1, b1, W2, b2):
    T = np.tanh(X @ W1 + b1)
    return X + T @ W2 + b2, (X, W1, T, W2)


@alternative("written out without the modules", uses=(residual_forward,))
def residual_backward(G, cache):
    X, W1, T, W2 = cache
    dZ = (G @ W2.T) * (1 - T * T)
    return G + dZ @ W1.T, X.T @ dZ, dZ.sum(axis=0), T.T @ G, G.sum(axis=0)


def residual_forward(X, W1, b1, W2, b2):
    caches = []
    value = X
    for forward, parameters in ((affine_forward, (W1, b1)), (tanh_forward, ()), (affine_forward, (W2, b2))):
        value, cache = forward(value, *parameters)
        caches.append(cache)
    return np.add(X, value), caches


@alternative("a list of caches that is not used up", uses=(residual_forward,))
def residual_backward(G, cache):
    caches = list(cache)
    dT, dW2, db2 = affine_backward(G, caches.pop())
    dX, dW1, db1 = affine_backward(tanh_backward(dT, caches.pop()), caches.pop())
    dX = dX + G
    return dX, dW1, db1, dW2, db2


@alternative("the correction's backward first, the way around added in place to a new array")
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    through, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(through, tanh_cache), first_cache)
    dX += G
    return dX, dW1, db1, dW2, db2


def residual_forward(X, W1, b1, W2, b2):
    T = tanh_forward(affine_forward(X, W1, b1)[0])[0]
    return affine_forward(T, W2, b2)[0] + X, {"X": X, "W1": W1, "b1": b1, "W2": W2, "b2": b2}


@alternative("only the inputs in the cache, the forward pass repeated", uses=(residual_forward,))
def residual_backward(G, cache):
    Z, first = affine_forward(cache["X"], cache["W1"], cache["b1"])
    T, middle = tanh_forward(Z)
    _, last = affine_forward(T, cache["W2"], cache["b2"])
    dT, dW2, db2 = affine_backward(G, last)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, middle), first)
    return dX + G, dW1, db1, dW2, db2


def residual_forward(X, W1, b1, W2, b2):
    T = np.tanh(np.einsum("ip,pj->ij", X, W1) + b1)
    return X + np.einsum("ij,jp->ip", T, W2) + b2, (X, W1, W2, 1 - T**2, T)


@alternative("einsum, and the slope of tanh in the cache", uses=(residual_forward,))
def residual_backward(G, cache):
    X, W1, W2, slope, T = cache
    dZ = np.einsum("ip,jp,ij->ij", G, W2, slope)
    dX = G + np.einsum("ij,pj->ip", dZ, W1)
    return (
        dX,
        np.einsum("ip,ij->pj", X, dZ),
        np.einsum("ij->j", dZ),
        np.einsum("ij,ip->jp", T, G),
        np.einsum("ip->p", G),
    )


def residual_forward(X, W1, b1, W2, b2):
    T = np.array([np.tanh(x @ W1 + b1) for x in X])
    return np.array([x + t @ W2 + b2 for x, t in zip(X, T, strict=True)]), (X, T, W1, W2)


@alternative("one example at a time", uses=(residual_forward,))
def residual_backward(G, cache):
    X, T, W1, W2 = cache
    dX, dW1, db1 = np.zeros(X.shape), np.zeros(W1.shape), np.zeros(W1.shape[1])
    dW2, db2 = np.zeros(W2.shape), np.zeros(W2.shape[1])
    for i, g in enumerate(G):
        dz = (W2 @ g) * (1 - T[i] ** 2)
        dX[i] = g + W1 @ dz
        dW1 += np.outer(X[i], dz)
        db1 += dz
        dW2 += np.outer(T[i], g)
        db2 += g
    return dX, dW1, db1, dW2, db2


def residual_forward(X, W1, b1, W2, b2):
    def correction(inputs):
        hidden, first = affine_forward(inputs, W1, b1)
        bent, middle = tanh_forward(hidden)
        out, last = affine_forward(bent, W2, b2)
        return out, (first, middle, last)

    out, caches = correction(X)
    return out + X, caches


@alternative("the correction as a module inside the block", uses=(residual_forward,))
def residual_backward(G, cache):
    def correction_backward(G):
        first, middle, last = cache
        dT, *of_second = affine_backward(G, last)
        dX, *of_first = affine_backward(tanh_backward(dT, middle), first)
        return dX, of_first, of_second

    dX, of_first, of_second = correction_backward(G)
    return (G + dX, *of_first, *of_second)


# --- a module of one's own -------------------------------------------------------------------------------


def own_forward(X, theta):
    return np.cos(theta * X) + np.pi, (X, theta)


@alternative("a cosine", uses=(own_forward,))
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope * theta, (slope * X).sum(axis=0)


def own_forward(X, theta):
    return np.logaddexp(0, theta * X) / theta, {"X": X, "theta": theta}


@alternative("softplus with a sharpness", uses=(own_forward,))
def own_backward(G, cache):
    X, theta = cache["X"], cache["theta"]
    S = 1 / (1 + np.exp(-theta * X))
    return G * S, np.sum(G * (X * S / theta - np.logaddexp(0, theta * X) / theta**2), axis=0)


def own_forward(X, theta):
    return (X**3) @ theta, (X, theta)


@alternative("a weighted sum of cubes, one number per example", uses=(own_forward,))
def own_backward(G, cache):
    X, theta = cache
    return 3 * X**2 * theta * G[:, None], (X**3).T @ G


def own_forward(X, theta):
    root = np.sqrt(X**2 + theta**2)
    return root, (X, theta, root)


@alternative("a smooth absolute value", uses=(own_forward,))
def own_backward(G, cache):
    X, theta, root = cache
    return G * X / root, (G * theta / root).sum(axis=0)


def own_forward(X, theta):
    norms = np.sqrt(1 + (X**2 * theta).sum(axis=1, keepdims=True))
    return X / norms, (X, theta, norms)


@alternative("a weighted normalisation of each row", uses=(own_forward,))
def own_backward(G, cache):
    X, theta, norms = cache
    common = (G * X).sum(axis=1, keepdims=True) / norms**3
    return G / norms - common * theta * X, -0.5 * (common * X**2).sum(axis=0)


def own_forward(X, theta):
    out = np.where(X > 0, theta * X, np.expm1(X))
    return out, (X, theta)


@alternative("ELU with a learned slope on the right", uses=(own_forward,))
def own_backward(G, cache):
    X, theta = cache
    return G * np.where(X > 0, theta, np.exp(X)), np.where(X > 0, G * X, 0).sum(axis=0)


def own_forward(X, theta):
    return theta * np.abs(X), (np.sign(X), theta, np.abs(X))


@alternative("a scaled absolute value, straight on both sides of its kink", uses=(own_forward,))
def own_backward(G, cache):
    signs, theta, sizes = cache
    return G * theta * signs, np.einsum("ij,ij->j", G, sizes)


def own_forward(X, theta):
    T, tanh_cache = tanh_forward(theta * X)
    return T * X, (X, theta, T, tanh_cache)


@alternative("X times the tanh of theta X, from modules", uses=(own_forward,))
def own_backward(G, cache):
    X, theta, T, tanh_cache = cache
    inner = tanh_backward(G * X, tanh_cache)
    return G * T + inner * theta, (inner * X).sum(axis=0)


def own_forward(X, theta):
    angles = np.concatenate([np.sin(theta * X), np.cos(theta * X)], axis=1)
    return angles, (X, theta, angles)


@alternative("sine and cosine side by side, twice as many columns", uses=(own_forward,))
def own_backward(G, cache):
    X, theta, angles = cache
    n = len(theta)
    slope = G[:, :n] * angles[:, n:] - G[:, n:] * angles[:, :n]
    return slope * theta, (slope * X).sum(axis=0)


# --- findings --------------------------------------------------------------------------------------------


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
