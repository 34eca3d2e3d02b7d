"""Right answers to homework 1 that look different from the reference: every one must earn full points."""

import numpy as np

from autograder.assignment.catalogue import alternative

# --- softmax ---------------------------------------------------------------------------------------------


@alternative("one row at a time, in a loop")
def softmax(Z):
    S = np.empty(Z.shape)
    for i, z in enumerate(Z):
        exponentials = np.exp(z - max(z))
        S[i] = exponentials / sum(exponentials)
    return S


@alternative("two loops and the math module")
def softmax(Z):
    import math

    rows = []
    for z in Z.tolist():
        top = max(z)
        total = sum(math.exp(value - top) for value in z)
        rows.append([math.exp(value - top) / total for value in z])
    return np.array(rows)


@alternative("transposed, so that no keepdims is needed")
def softmax(Z):
    E = np.exp(Z.T - Z.max(axis=1))
    return (E / E.sum(axis=0)).T


@alternative("through logarithms, with np.logaddexp.reduce")
def softmax(Z):
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1)[:, np.newaxis])


@alternative("shifted by the maximum plus a constant, divided with einsum")
def softmax(Z):
    exps = np.exp(Z - np.amax(Z, axis=-1).reshape(-1, 1) - 1.0)
    return np.einsum("ij,i->ij", exps, 1.0 / np.einsum("ij->i", exps))


@alternative("in place, but on a float64 copy")
def softmax(Z):
    S = np.array(Z, dtype=np.float64, copy=True)
    S -= S.max(axis=1)[:, None]
    np.exp(S, out=S)
    S /= S.sum(axis=1)[:, None]
    return S


@alternative("as one over a sum of exponentials of differences")
def softmax(Z):
    with np.errstate(over="ignore"):
        return 1.0 / np.exp(Z[:, None, :] - Z[:, :, None]).sum(axis=2)


@alternative("the logarithms of the probabilities first, then the exponential")
def softmax(Z):
    shifted = Z - Z.max(axis=1, keepdims=True)
    return np.exp(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)))


# --- cross_entropy ---------------------------------------------------------------------------------------


@alternative("np.logaddexp.reduce and fancy indexing")
def cross_entropy(Z, y):
    return np.mean(np.logaddexp.reduce(Z, axis=1) - Z[range(Z.shape[0]), y])


@alternative("a Python loop over the examples")
def cross_entropy(Z, y):
    total = 0.0
    for z, right in zip(Z, y, strict=True):
        c = z.max()
        total += c + np.log(np.sum(np.exp(z - c))) - z[right]
    return total / len(Z)


@alternative("one-hot rows pick the right score")
def cross_entropy(Z, y):
    one_hot = np.zeros(Z.shape)
    one_hot[np.arange(len(y)), y] = 1
    c = np.max(Z, axis=1, keepdims=True)
    lse = c + np.log(np.sum(np.exp(Z - c), axis=1, keepdims=True))
    return float(np.sum((lse - Z) * one_hot) / len(y))


@alternative("shifted by the right score, then stable")
def cross_entropy(Z, y):
    D = Z - np.take_along_axis(Z, y[:, None], axis=1)
    top = D.max(axis=1)
    return (top + np.log(np.exp(D - top[:, None]).sum(axis=1))).mean()


@alternative("a boolean mask of the right classes")
def cross_entropy(Z, y):
    mask = np.arange(Z.shape[1]) == y[:, None]
    c = Z.max(1)
    return float((c + np.log(np.exp(Z - c[:, None]).sum(1))).sum() / Z.shape[0] - Z[mask].mean())


@alternative("logarithms of all probabilities, the right ones taken along the axis")
def cross_entropy(Z, y):
    shifted = Z - Z.max(axis=1, keepdims=True)
    logs = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return -np.take_along_axis(logs, y.reshape(-1, 1), axis=1).mean()


@alternative("Python floats and the math module")
def cross_entropy(Z, y):
    import math

    losses = []
    for z, right in zip(Z.tolist(), y.tolist(), strict=True):
        top = max(z)
        losses.append(top + math.log(sum(math.exp(value - top) for value in z)) - z[right])
    return sum(losses) / len(losses)


def _log_sum_exp(z):
    top = np.max(z)
    return top + np.log(np.exp(z - top).sum())


@alternative("a helper of one's own for one row", uses=(_log_sum_exp,))
def cross_entropy(Z, y):
    return float(np.mean([_log_sum_exp(z) - z[right] for z, right in zip(Z, y, strict=True)]))


# --- hinge_loss ------------------------------------------------------------------------------------------


@alternative("two Python loops")
def hinge_loss(Z, y, margin=1.0):
    m, K = Z.shape
    total = 0.0
    for i in range(m):
        for j in range(K):
            if j != y[i]:
                total += max(0.0, Z[i, j] - Z[i, y[i]] + margin)
    return total / m


@alternative("all classes, minus the margin that the right class contributes")
def hinge_loss(Z, y, margin=1.0):
    right = np.take_along_axis(Z, y[:, None], axis=1)
    return np.maximum(Z - right + margin, 0).sum() / len(y) - margin


@alternative("clip, and weights from a one-hot array")
def hinge_loss(Z, y, margin=1.0):
    wrong = 1 - np.eye(Z.shape[1])[y]
    lead = Z[np.arange(len(y)), y].reshape(-1, 1) - Z
    return float(np.einsum("ij,ij->", np.clip(margin - lead, 0, None), wrong) / len(y))


@alternative("the right class deleted from every row")
def hinge_loss(Z, y, margin=1.0):
    losses = []
    for z, right in zip(Z, y, strict=True):
        gaps = np.delete(z, right) - z[right] + margin
        losses.append(gaps[gaps > 0].sum())
    return np.mean(losses)


@alternative("the right class pushed to minus infinity")
def hinge_loss(Z, y, margin=1.0):
    rows = np.arange(len(Z))
    gaps = Z - Z[rows, y].reshape(-1, 1)
    gaps[rows, y] = -np.inf
    return np.mean(np.sum(np.where(gaps > -margin, gaps + margin, 0.0), axis=1))


@alternative("half of a number and its absolute value")
def hinge_loss(Z, y, margin=1.0):
    gaps = Z - Z[np.arange(len(y)), y][:, np.newaxis] + margin
    positive = (gaps + np.abs(gaps)) / 2
    return positive.sum() / len(y) - margin


@alternative("the wrong classes picked by a mask, K − 1 in each row")
def hinge_loss(Z, y, margin=1.0):
    m, K = Z.shape
    wrong = np.arange(K) != y[:, None]
    lead = np.repeat(Z[~wrong], K - 1) - Z[wrong]
    return float(np.clip(margin - lead, 0.0, np.inf).sum() / m)


@alternative("one sum over all pairs of an example and a class")
def hinge_loss(Z, y, margin=1.0):
    m, K = Z.shape
    pairs = ((i, j) for i in range(m) for j in range(K) if j != y[i])
    return sum(max(0.0, float(Z[i, j] - Z[i, y[i]]) + margin) for i, j in pairs) / m


# --- loss ------------------------------------------------------------------------------------------------


@alternative("the penalty as a dot product of the flattened weights")
def loss(X, y, W, b, lam):
    scores = np.dot(X, W) + b.reshape(1, -1)
    w = W.ravel()
    return cross_entropy(scores, y) + lam * np.dot(w, w) / 2


@alternative("einsum scores and the Frobenius norm squared")
def loss(X, y, W, b, lam):
    Z = np.einsum("ik,kj->ij", X, W) + b
    return float(cross_entropy(Z, y) + lam / 2 * np.linalg.norm(W) ** 2)


@alternative("written out without the earlier functions")
def loss(X, y, W, b, lam):
    Z = np.matmul(X, W)
    Z = Z + b
    data_loss = np.mean(np.logaddexp.reduce(Z, axis=1) - Z[np.arange(X.shape[0]), y])
    return data_loss + 0.5 * lam * (W * W).sum()


@alternative("the penalty as a trace")
def loss(X, y, W, b, lam):
    return cross_entropy(X.dot(W) + b, y) + lam / 2.0 * np.trace(W.T @ W)


@alternative("the penalty weight by weight")
def loss(X, y, W, b, lam):
    penalty = 0.0
    for w in W.flat:
        penalty += w * w
    return 0.5 * lam * penalty + cross_entropy(X @ W + b, y)


@alternative("the biases as weights of a feature that is always 1")
def loss(X, y, W, b, lam):
    padded = np.column_stack([X, np.ones(len(X))])
    stacked = np.vstack([W, b[np.newaxis, :]])
    return cross_entropy(padded @ stacked, y) + lam / 2 * np.square(stacked[:-1]).sum()


@alternative("one example at a time")
def loss(X, y, W, b, lam):
    data = [cross_entropy((x @ W + b)[None, :], np.array([right])) for x, right in zip(X, y, strict=True)]
    return sum(data) / len(data) + lam * np.sum(W * W) / 2


@alternative("the mean of the squares times their number")
def loss(X, y, W, b, lam):
    scores = (W.T @ X.T).T + b
    return float(np.add(cross_entropy(scores, y), lam * W.size * np.mean(np.power(W, 2)) / 2))


# --- gradients -------------------------------------------------------------------------------------------


@alternative("subtract 1 at the right places, einsum for the sums")
def gradients(X, y, W, b, lam):
    G = softmax(X @ W + b)
    G[np.arange(len(y)), y] -= 1.0
    G /= len(y)
    return np.einsum("ik,ij->kj", X, G) + lam * W, np.einsum("ij->j", G)


@alternative("np.add.at for the labels and a row of ones for the biases")
def gradients(X, y, W, b, lam):
    m = len(X)
    G = np.array(softmax(np.dot(X, W) + b))
    np.add.at(G, (np.arange(m), y), -1.0)
    dW = np.dot(X.T, G) / m
    dW += lam * W
    return dW, np.dot(np.ones(m), G) / m


@alternative("a sum of outer products, one example at a time")
def gradients(X, y, W, b, lam):
    dW, db = lam * W, np.zeros(b.shape)
    for x, right in zip(X, y, strict=True):
        g = softmax((x @ W + b)[None, :])[0]
        g[right] -= 1
        dW = dW + np.outer(x, g) / len(X)
        db = db + g / len(X)
    return dW, db


@alternative("the biases as weights of a column of ones")
def gradients(X, y, W, b, lam):
    m = X.shape[0]
    padded = np.hstack([X, np.ones((m, 1))])
    stacked = np.vstack([W, b])
    error = softmax(padded @ stacked) - (np.arange(W.shape[1])[None, :] == y[:, None])
    slope = padded.T @ error / m
    return slope[:-1] + lam * W, slope[-1]


@alternative("a small class with forward and backward")
def gradients(X, y, W, b, lam):
    class LinearLayer:
        def forward(self, X):
            self.X = X
            return X @ W + b

        def backward(self, G):
            return self.X.T @ G, G.sum(axis=0)

    layer = LinearLayer()
    probabilities = softmax(layer.forward(X))
    targets = np.zeros_like(probabilities)
    targets[np.arange(len(y)), y] = 1
    dW, db = layer.backward((probabilities - targets) / len(y))
    return dW + lam * W, db


def _one_hot(y, K):
    return (np.arange(K) == np.asarray(y)[:, None]).astype(float)


@alternative("helpers of one's own beside the function", uses=(_one_hot,))
def gradients(X, y, W, b, lam):
    m, K = X.shape[0], W.shape[1]
    G = (softmax(X @ W + b) - _one_hot(y, K)) / m
    dW = np.add(np.tensordot(X, G, axes=(0, 0)), lam * W)
    db = np.tensordot(np.ones(m), G, axes=1)
    return dW, db


@alternative("probabilities from their logarithms, labels from an identity matrix")
def gradients(X, y, W, b, lam):
    Z = X @ W + b
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    error = np.exp(logs) - np.eye(len(b))[y]
    return X.T @ error / len(y) + lam * W, error.mean(axis=0)


@alternative("class by class, a column at a time")
def gradients(X, y, W, b, lam):
    S = softmax(X @ W + b)
    dW, db = np.zeros(W.shape), np.zeros(b.shape)
    for k in range(len(b)):
        error = S[:, k] - (y == k)
        dW[:, k] = np.mean(error[:, None] * X, axis=0) + lam * W[:, k]
        db[k] = np.mean(error)
    return dW, db


# --- gd_step ---------------------------------------------------------------------------------------------


@alternative("copies, then in place")
def gd_step(W, b, dW, db, eta):
    W, b = W.copy(), b.copy()
    W -= eta * dW
    b -= eta * db
    return W, b


@alternative("np.subtract and np.multiply")
def gd_step(W, b, dW, db, eta):
    new_W = np.subtract(W, np.multiply(eta, dW))
    new_b = np.add(b, -eta * db)
    return (new_W, new_b)


@alternative("both in one expression")
def gd_step(W, b, dW, db, eta):
    return tuple(parameter - eta * gradient for parameter, gradient in ((W, dW), (b, db)))


# --- train -----------------------------------------------------------------------------------------------


@alternative("a while loop, losses in an array made beforehand")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    generator = np.random.default_rng(rng)
    W, b = generator.normal(0.0, 0.01, size=(X.shape[1], K)), np.zeros(K)
    losses = np.zeros(steps + 1)
    t = 0
    while True:
        losses[t] = loss(X, y, W, b, lam)
        if t == steps:
            return W, b, losses
        W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
        t += 1


@alternative("everything in one function, losses as a list")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    m, n = X.shape
    b, W = np.zeros(K), np.random.default_rng(rng).standard_normal((K, n)).T * 0.01
    losses = []
    for t in range(steps + 1):
        Z = X @ W + b
        logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
        losses.append(float(-logs[np.arange(m), y].mean() + lam / 2 * (W**2).sum()))
        if t < steps:
            G = np.exp(logs)
            G[np.arange(m), y] -= 1
            W, b = (1 - eta * lam) * W - eta / m * (X.T @ G), b - eta / m * G.sum(axis=0)
    return W, b, losses


@alternative("all weights kept, the losses computed at the end")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    rng = np.random.default_rng(rng)
    path = [(rng.standard_normal((X.shape[1], K)) / 100, np.zeros(K))]
    for _ in range(steps):
        W, b = path[-1]
        dW, db = gradients(X, y, W, b, lam)
        path.append((W - eta * dW, b - eta * db))
    return *path[-1], np.array([loss(X, y, W, b, lam) for W, b in path])


@alternative("the biases as one more row of weights that does not shrink")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    m, n = X.shape
    padded = np.hstack([X, np.ones((m, 1))])
    weights = np.vstack([0.01 * np.random.default_rng(rng).standard_normal((n, K)), np.zeros((1, K))])
    shrinking = lam * np.r_[np.ones(n), 0.0][:, None]
    targets = np.eye(K)[y]
    losses = [loss(X, y, weights[:n], weights[n], lam)]
    for _ in range(steps):
        weights = weights - eta * (padded.T @ (softmax(padded @ weights) - targets) / m + shrinking * weights)
        losses.append(loss(X, y, weights[:n], weights[n], lam))
    return weights[:n], weights[n], np.array(losses)


@alternative("parameters in a dict")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    params = {"W": 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), "b": np.zeros(K)}
    losses = np.empty(steps + 1)
    losses[0] = loss(X, y, **params, lam=lam)
    for t in range(1, steps + 1):
        grads = dict(zip(("W", "b"), gradients(X, y, params["W"], params["b"], lam), strict=True))
        for name in params:
            params[name] = params[name] - eta * grads[name]
        losses[t] = loss(X, y, **params, lam=lam)
    return params["W"], params["b"], losses


@alternative("a class that holds the model")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    class Model:
        def __init__(self):
            self.W = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K))
            self.b = np.zeros(K)

        def loss(self):
            return loss(X, y, self.W, self.b, lam)

        def step(self):
            dW, db = gradients(X, y, self.W, self.b, lam)
            self.W -= eta * dW
            self.b -= eta * db

    model = Model()
    losses = [model.loss()]
    for _ in range(steps):
        model.step()
        losses.append(model.loss())
    return model.W, model.b, np.array(losses)


@alternative("a generator of weights, and a list comprehension")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    def descent(W, b):
        yield W, b
        for _ in range(steps):
            W, b = gd_step(W, b, *gradients(X, y, W, b, lam), eta)
            yield W, b

    visited = list(descent(0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros(K)))
    W, b = visited[-1]
    return W, b, np.array([loss(X, y, *point, lam) for point in visited])


@alternative("the weights shrunk first, then moved along the gradient of the data")
def train(X, y, K, eta=1.0, lam=1e-3, steps=200, rng=0):
    W, b = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], K)), np.zeros((K,))
    losses = np.full(steps + 1, loss(X, y, W, b, lam))
    for t in range(steps):
        dW, db = gradients(X, y, W, b, 0.0)
        W, b = (1 - eta * lam) * W - eta * dW, b - eta * db
        losses[t + 1] = loss(X, y, W, b, lam)
    return W, b, losses


# --- predict and accuracy --------------------------------------------------------------------------------


@alternative("through the probabilities")
def predict(X, W, b):
    return softmax(X @ W + b).argmax(axis=1)


@alternative("a list of guesses, one example at a time")
def predict(X, W, b):
    return np.array([int(np.argmax(x @ W + b)) for x in X])


@alternative("counted in a loop")
def accuracy(X, y, W, b):
    right = 0
    for guess, label in zip(predict(X, W, b), y, strict=True):
        right += int(guess == label)
    return right / len(y)


@alternative("one minus the share of mistakes")
def accuracy(X, y, W, b):
    return 1 - np.count_nonzero(np.argmax(X.dot(W) + b, axis=1) - y) / y.size


@alternative("the last column of the sorted order")
def predict(X, W, b):
    return np.argsort(np.dot(X, W) + b, axis=1)[:, -1]


@alternative("where the score equals the largest of its row")
def predict(X, W, b):
    Z = X @ W + b
    return np.nonzero(Z.max(axis=1, keepdims=True) == Z)[1]


@alternative("Python's max over the classes")
def predict(X, W, b):
    scores = (X @ W + b).tolist()
    return np.array([max(range(len(z)), key=z.__getitem__) for z in scores])


@alternative("a list of comparisons")
def accuracy(X, y, W, b):
    hits = [guess == right for guess, right in zip(predict(X, W, b), y, strict=True)]
    return sum(map(int, hits)) / len(hits)


# --- minibatches and sgd_epoch ---------------------------------------------------------------------------


@alternative("np.split at the multiples of the batch size")
def minibatches(m, batch_size, rng=0):
    order = np.arange(m)
    np.random.default_rng(rng).shuffle(order)
    return np.split(order, range(batch_size, m, batch_size))


@alternative("a shuffled list, eaten from the front")
def minibatches(m, batch_size, rng=0):
    left = list(np.argsort(np.random.default_rng(rng).random(m)))
    batches = []
    while left:
        batches.append(np.array(left[:batch_size]))
        left = left[batch_size:]
    return batches


@alternative("recursion over the batches")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    if len(batches) == 0:
        return W, b
    rows = batches[0]
    dW, db = gradients(np.take(X, rows, axis=0), np.take(y, rows), W, b, lam)
    return sgd_epoch(X, y, W - eta * dW, b - eta * db, batches[1:], eta, lam)


@alternative("copies updated in place, gradient written out")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    W, b = np.array(W), np.array(b)
    for rows in batches:
        X_batch, y_batch = X[rows], y[rows]
        error = softmax(X_batch @ W + b) - np.eye(len(b))[y_batch]
        db = error.mean(axis=0)
        W *= 1 - eta * lam
        W -= eta / len(rows) * X_batch.T @ error
        b -= eta * db
    return W, b


@alternative("drawn without replacement, then cut")
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).choice(m, size=m, replace=False)
    cuts = [*range(batch_size, m + batch_size, batch_size)]
    return [order[cut - batch_size : cut] for cut in cuts]


@alternative("the full batches as rows of a table, and what is left")
def minibatches(m, batch_size, rng=0):
    order = np.random.default_rng(rng).permutation(np.arange(m))
    full = m // batch_size
    batches = list(order[: full * batch_size].reshape(full, batch_size))
    if m % batch_size:
        batches.append(order[full * batch_size :])
    return batches


@alternative("a generator, emptied into a list")
def minibatches(m, batch_size, rng=0):
    def batches():
        order = np.random.default_rng(rng).permutation(m)
        start = 0
        while start < m:
            yield order[start : start + batch_size]
            start += batch_size

    return list(batches())


@alternative("rows picked by a mask, since a mean does not ask for the order")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for k in range(len(batches)):
        mask = np.zeros(len(X), dtype=bool)
        mask[batches[k]] = True
        dW, db = gradients(X[mask], y[mask], W, b, lam)
        W, b = np.subtract(W, eta * dW), np.subtract(b, eta * db)
    return W, b


@alternative("reduced over the batches")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    from functools import reduce

    def step(point, rows):
        return gd_step(*point, *gradients(X[rows], y[rows], *point, lam), eta)

    return reduce(step, batches, (W, b))


@alternative("one-hot labels made once, an iterator of batches")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    targets = np.zeros((len(y), W.shape[1]))
    targets[np.arange(len(y)), y] = 1.0
    waiting = iter(batches)
    while (rows := next(waiting, None)) is not None:
        G = (softmax(X[rows] @ W + b) - targets[rows]) / rows.size
        W, b = W - eta * (X[rows].T @ G + lam * W), b - eta * G.sum(axis=0)
    return W, b


@alternative("the biases as one more row of weights")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    padded = np.c_[X, np.ones(len(X))]
    stacked = np.r_[W, b[None, :]]
    for rows in batches:
        error = softmax(padded[rows] @ stacked)
        error[np.arange(len(rows)), y[rows]] -= 1
        slope = padded[rows].T @ error / len(rows)
        slope[:-1] += lam * stacked[:-1]
        stacked = stacked - eta * slope
    return stacked[:-1], stacked[-1]


@alternative("parameters in a dict, batches as lists")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    params = dict(W=W, b=b)
    for rows in (batch.tolist() for batch in batches):
        dW, db = gradients(X[rows, :], y[rows], lam=lam, **params)
        params = dict(W=params["W"] - eta * dW, b=params["b"] - eta * db)
    return params["W"], params["b"]


@alternative("the weights shrunk and moved in two statements")
def sgd_epoch(X, y, W, b, batches, eta=0.5, lam=1e-3):
    for rows in batches:
        dW, db = gradients(X[rows], y[rows], W, b, 0.0)
        W = W * (1 - eta * lam)
        W = W - eta * dW
        b = b - eta * db
    return W, b
