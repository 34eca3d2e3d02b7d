"""Right answers to homework 2 that look different from the reference: every one must earn full points."""

import numpy as np

from autograder.assignment.catalogue import alternative, alternative_value

# --- shapes ----------------------------------------------------------------------------------------------


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


# --- lines_output ----------------------------------------------------------------------------------------

alternative_value(
    "short names for the gradients",
    lines_output=[
        r"G_2 = \frac1m (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top G_2",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top G_2",
    ],
)
alternative_value(
    "nabla signs, every gradient written out",
    lines_output=[
        r"\nabla_{Z_2} \ell = \frac{S - I_y}{m}",
        r"\nabla_{W_2} \ell = \frac{A_1^T (S - I_y)}{m}",
        r"\nabla_{b_2} \ell = \frac{1}{m} \mathbf{1}^T (S - I_y)",
    ],
)
alternative_value(
    "transposed twice",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = -\frac{1}{m} (I_y - S)",
        r"\frac{\partial \ell}{\partial W_2} = \left( {\frac{\partial \ell}{\partial Z_2}}^\top A_1 \right)^\top",
        r"\frac{\partial \ell}{\partial b_2} = {\frac{\partial \ell}{\partial Z_2}}^\top \mathbf{1}",
    ],
)
alternative_value(
    "sums over the examples",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} S - \frac{1}{m} I_y",
        r"\frac{\partial \ell}{\partial W_2} = \sum_i (A_1)_{i,:}^\top (G_2)_{i,:}",
        r"\frac{\partial \ell}{\partial b_2} = \sum_{i=1}^m (G_2)_i",
    ],
)
alternative_value(
    "a name of one's own, and steps in between",
    lines_output=[
        r"D = S - I_y",
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} D",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"= \frac{1}{m} A_1^\top D",
        r"\nabla_{b_2} \ell = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2} = \frac{1}{m} \mathbf{1}^\top D",
    ],
)
alternative_value(
    "through the probabilities",
    lines_output=[
        r"\frac{\partial \ell}{\partial S} = -\frac{1}{m} I_y / S",
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (\operatorname{softmax}(Z_2) - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = \sigma(Z_1)^\top G_2",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top G_2",
    ],
)
alternative_value(
    "in another order, and with alignment marks",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} &= \frac{1}{m} \left(S - I_y\right) \\",
        r"\frac{\partial \ell}{\partial b_2} &= \mathbf{1}_m^\top \frac{\partial \ell}{\partial Z_2} \\",
        r"\frac{\partial \ell}{\partial W_2} &= A_1^{\top} \cdot \frac{\partial \ell}{\partial Z_2}",
    ],
)
alternative_value(
    "one string with line breaks",
    lines_output=r"""
        \frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)
        \frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}
        \frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}
    """,
)

# --- lines_hidden ----------------------------------------------------------------------------------------

alternative_value(
    "short names for the gradients",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = G_2 W_2^\top",
        r"G_1 = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top G_1",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top G_1",
    ],
)
alternative_value(
    "every line written out down to S",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{1}{m} (S - I_y) W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{1}{m} (S - I_y) W_2^\top \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = \frac{1}{m} X^\top \left( (S - I_y) W_2^\top \circ \sigma'(Z_1) \right)",
        r"\frac{\partial \ell}{\partial b_1} = \frac{1}{m} \mathbf{1}^\top ( (S - I_y) W_2^\top \circ \sigma'(Z_1) )",
    ],
)
alternative_value(
    "transposed twice",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = (W_2 G_2^\top)^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \sigma'(Z_1) \odot \frac{\partial \ell}{\partial A_1}",
        r"\frac{\partial \ell}{\partial W_1} = (G_1^\top X)^\top",
        r"\frac{\partial \ell}{\partial b_1} = G_1^\top \mathbf{1}",
    ],
)
alternative_value(
    "the slope of tanh written out",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = G_2 W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ (1 - A_1 \circ A_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \sum_i (\frac{\partial \ell}{\partial Z_1})_i",
    ],
)
alternative_value(
    "a slope with a name of its own",
    lines_hidden=[
        r"M = \sigma'(X W_1 + b_1)",
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^T",
        r"\frac{\partial \ell}{\partial Z_1} = M \circ \frac{\partial \ell}{\partial A_1} = M \circ G_2 W_2^T",
        r"\frac{\partial \ell}{\partial W_1} = X^T \left( M \circ G_2 W_2^T \right)",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^T \left( M \circ G_2 W_2^T \right)",
    ],
)
alternative_value(
    "sums over the examples",
    lines_hidden=[
        r"\nabla_{A_1} \ell = G_2 W_2^\top",
        r"\nabla_{Z_1} \ell = \nabla_{A_1} \ell \circ \sigma'(Z_1)",
        r"\nabla_{W_1} \ell = \sum_i X_{i,:}^\top (G_1)_{i,:}",
        r"\nabla_{b_1} \ell = \sum_i (G_1)_{i,:}",
    ],
)
alternative_value(
    "the second layer derived once more, then the first",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"= \frac{1}{m} (S - I_y) W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top G_1",
        r"\frac{\partial \ell}{\partial W_1} = X^\top G_1",
    ],
)
alternative_value(
    "one string with line breaks and alignment",
    lines_hidden="\n".join(
        [
            r"\frac{\partial \ell}{\partial A_1} &= G_2 W_2^{\top} \\",
            r"\frac{\partial \ell}{\partial Z_1} &= \left( G_2 W_2^{\top} \right) \circ \sigma'\left( Z_1 \right) \\",
            r"\frac{\partial \ell}{\partial W_1} &= X^{\top} G_1 \\",
            r"\frac{\partial \ell}{\partial b_1} &= \mathbf{1}^{\top} G_1",
        ]
    ),
)

# --- lines_penalty ---------------------------------------------------------------------------------------

alternative_value(
    "the penalty first, the mean as a quotient",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \lambda W_1 + X^\top \frac{(S - I_y) W_2^\top \circ \sigma'(Z_1)}{m}",
        r"\nabla_{b_1} \ell = \mathbf{1}^\top \frac{(S - I_y) W_2^\top \circ \sigma'(Z_1)}{m}",
    ],
)
alternative_value(
    "step by step, with short names",
    lines_penalty=[
        r"G_2 = \frac{1}{m} (S - I_y)",
        r"G_1 = G_2 W_2^\top \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top G_1 + \lambda W_1",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top G_1",
    ],
)
alternative_value(
    "one common factor 1/m",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} ( X^\top (\sigma'(Z_1) \circ (S - I_y) W_2^\top) + m \lambda W_1 )",
        r"\frac{\partial \ell}{\partial b_1} = \frac{1}{m} (\sigma'(Z_1) \circ (S - I_y) W_2^\top)^\top \mathbf{1}",
    ],
)
alternative_value(
    "transposed twice",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} ((W_2 (S - I_y)^\top \circ \sigma'(Z_1)^\top) X)^\top + \lambda W_1",
        r"\nabla_{b_1} \ell = \frac{1}{m} \sum_i ((S - I_y) W_2^\top \circ \sigma'(Z_1))_i",
    ],
)

# --- lines_columns ---------------------------------------------------------------------------------------

alternative_value(
    "gradients written as fractions throughout",
    lines_columns=[
        r"\frac{\partial \ell}{\partial z^{(2)}} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \frac{\partial \ell}{\partial z^{(2)}} {a^{(1)}}^\top",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \frac{\partial \ell}{\partial z^{(2)}}",
        r"\frac{\partial \ell}{\partial a^{(1)}} = {W^{(2)}}^\top \frac{\partial \ell}{\partial z^{(2)}}",
        r"\frac{\partial \ell}{\partial z^{(1)}} = \frac{\partial \ell}{\partial a^{(1)}} \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \frac{\partial \ell}{\partial z^{(1)}} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \frac{\partial \ell}{\partial z^{(1)}}",
    ],
)
alternative_value(
    "the local slopes as a diagonal matrix",
    lines_columns=[
        r"\delta^{(2)} = \operatorname{softmax}(z^{(2)}) - e_y",
        r"\nabla_{W^{(2)}} \ell = \delta^{(2)} a^{(1)T}",
        r"\nabla_{b^{(2)}} \ell = \delta^{(2)}",
        r"\delta^{(1)} = \operatorname{diag}(\sigma'(z^{(1)})) W^{(2)T} \delta^{(2)}",
        r"\nabla_{W^{(1)}} \ell = \delta^{(1)} x^T",
        r"\nabla_{b^{(1)}} \ell = \delta^{(1)}",
    ],
)
alternative_value(
    "mirrored from the rows, transposed at the end",
    lines_columns=[
        r"\delta^{(2)} = -(e_y - s)",
        r"\frac{\partial \ell}{\partial W^{(2)}} = (a^{(1)} \delta^{(2)\top})^\top",
        r"\frac{\partial \ell}{\partial b^{(2)}} = s - e_y",
        r"\delta^{(1)} = (\delta^{(2)\top} W^{(2)})^\top \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = (x \, \delta^{(1)\top})^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
alternative_value(
    "one string with line breaks",
    lines_columns=r"""
        \delta^{(2)} = s - e_y
        \nabla_{W^{(2)}} \ell = \delta^{(2)} {a^{(1)}}^\top
        \nabla_{b^{(2)}} \ell = \delta^{(2)}
        \delta^{(1)} = \sigma'(z^{(1)}) \odot {W^{(2)}}^\top \delta^{(2)}
        \nabla_{W^{(1)}} \ell = \delta^{(1)} x^\top
        \nabla_{b^{(1)}} \ell = \delta^{(1)}
    """,
)
alternative_value(
    "a name for the slopes",
    lines_columns=[
        r"M = \sigma'(W^{(1)} x + b^{(1)})",
        r"\delta^{(2)} = s - e_y",
        r"\delta^{(1)} = M \circ W^{(2)\top} \delta^{(2)}",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
    ],
)
alternative_value(
    "the softmax written out",
    lines_columns=[
        r"\delta^{(2)} = \frac{\exp z^{(2)}}{\sum_k \exp z^{(2)}_k} - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} \sigma(z^{(1)})^\top",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = W^{(2)\top} \delta^{(2)} \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
alternative_value(
    "every line written out",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = (s - e_y) \, a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = s - e_y",
        r"\delta^{(1)} = W^{(2)\top} (s - e_y) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \left( W^{(2)\top} (s - e_y) \circ \sigma'(z^{(1)}) \right) x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = W^{(2)\top} (s - e_y) \circ \sigma'(z^{(1)})",
    ],
)
alternative_value(
    "the slope of tanh written out, two equal signs in a line",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\delta^{(1)} = (1 - a^{(1)} \circ a^{(1)}) \circ W^{(2)\top} \delta^{(2)}",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
    ],
)

# --- affine_forward --------------------------------------------------------------------------------------


@alternative("np.dot, and the bias as a row")
def affine_forward(X, W, b):
    return np.dot(X, W) + b.reshape(1, -1), (X, W)


@alternative("einsum")
def affine_forward(X, W, b):
    return np.einsum("in,nd->id", X, W) + b[None, :], (X, W)


@alternative("the bias as a weight of a column of ones")
def affine_forward(X, W, b):
    ones = np.ones((len(X), 1))
    return np.hstack([X, ones]) @ np.vstack([W, b]), (X, W)


@alternative("unit by unit")
def affine_forward(X, W, b):
    out = np.zeros((X.shape[0], W.shape[1]))
    for j in range(W.shape[1]):
        out[:, j] = X @ W[:, j] + b[j]
    return out, [X, W]


# --- affine_backward -------------------------------------------------------------------------------------


@alternative("einsum for all three")
def affine_backward(G, cache):
    X, W = cache
    return np.einsum("id,nd->in", G, W), np.einsum("in,id->nd", X, G), np.einsum("id->d", G)


@alternative("np.dot, and ones for the sum")
def affine_backward(G, cache):
    X, W = cache
    dX = np.dot(G, np.transpose(W))
    dW = np.dot(np.transpose(X), G)
    db = np.dot(np.ones(X.shape[0]), G)
    return dX, dW, db


@alternative("all outer products at once, then summed")
def affine_backward(G, cache):
    X, W = cache
    outer = X[:, :, None] * G[:, None, :]
    return (G[:, None, :] * W).sum(axis=2), outer.sum(axis=0), np.cumsum(G, axis=0)[-1]


@alternative("a loop over the features")
def affine_backward(G, cache):
    X, W = cache
    dX, dW = np.zeros_like(X), np.zeros_like(W)
    for p in range(X.shape[1]):
        dX[:, p] = (G * W[p]).sum(axis=1)
        dW[p] = (X[:, p, None] * G).sum(axis=0)
    return dX, dW, sum(G)


@alternative("transposed products, turned round at the end")
def affine_backward(G, cache):
    X, W = cache
    return (W @ G.T).T, (G.T @ X).T, G.T.sum(axis=1)


@alternative("weights and bias together, as one matrix")
def affine_backward(G, cache):
    X, W = cache
    both = np.hstack([X, np.ones((len(X), 1))]).T @ G
    return G @ W.T, both[:-1], both[-1]


@alternative("tensordot, and add.reduce")
def affine_backward(G, cache):
    X, W = cache
    return np.tensordot(G, W, axes=([1], [1])), np.tensordot(X, G, axes=([0], [0])), np.add.reduce(G)


@alternative("a list of results, the sum by keepdims and squeeze")
def affine_backward(G, cache):
    X, W = cache
    return [G @ W.T, X.T @ G, np.squeeze(np.sum(G, axis=0, keepdims=True), axis=0)]


# --- relu_forward ----------------------------------------------------------------------------------------


@alternative("np.where")
def relu_forward(Z):
    return np.where(Z > 0, Z, 0.0), Z


@alternative("multiplied with the mask")
def relu_forward(Z):
    return Z * (Z > 0), Z


@alternative("the mean of z and its size")
def relu_forward(Z):
    return (Z + np.abs(Z)) / 2, Z


@alternative("negative entries of a copy set to 0, and the result kept")
def relu_forward(Z):
    out = Z.copy()
    out[out < 0] = 0
    return out, out


# --- relu_backward ---------------------------------------------------------------------------------------


@alternative("np.where")
def relu_backward(G, cache):
    return np.where(cache > 0, G, 0)


@alternative("entries of a copy set to 0")
def relu_backward(G, cache):
    dZ = G.copy()
    dZ[cache <= 0] = 0
    return dZ


@alternative("a mask of floats")
def relu_backward(G, cache):
    mask = (cache > 0).astype(float)
    return mask * G


@alternative("np.heaviside, which is 0 at 0")
def relu_backward(G, cache):
    return G * np.heaviside(cache, 0.0)


@alternative("only the open entries are copied")
def relu_backward(G, cache):
    dZ = np.zeros(G.shape)
    on = cache > 0
    dZ[on] = G[on]
    return dZ


@alternative("np.select")
def relu_backward(G, cache):
    return np.select([cache > 0, cache <= 0], [G, np.zeros(G.shape)])


@alternative("through the sign")
def relu_backward(G, cache):
    return np.multiply(G, np.maximum(np.sign(cache), 0))


@alternative("the mask taken from the output")
def relu_backward(G, cache):
    out, _ = relu_forward(cache)
    return G * (out != 0)


# --- softmax_cross_entropy -------------------------------------------------------------------------------


@alternative("np.logaddexp.reduce and one-hot rows")
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1)[:, None]
    I_y = np.eye(Z.shape[1])[y]
    return -np.sum(I_y * logs) / len(y), (np.exp(logs) - I_y) / len(y)


@alternative("class by class")
def softmax_cross_entropy(Z, y):
    top = Z.max(axis=1)
    total = sum(np.exp(column - top) for column in Z.T)
    G = np.empty(Z.shape)
    for k in range(Z.shape[1]):
        G[:, k] = (np.exp(Z[:, k] - top) / total - (y == k)) / len(y)
    return (np.log(total) + top - Z[np.arange(len(y)), y]).mean(), G


@alternative("take_along_axis and put_along_axis")
def softmax_cross_entropy(Z, y):
    columns = y[:, np.newaxis]
    shifted = Z - np.max(Z, axis=1, keepdims=True)
    log_sum = np.log(np.sum(np.exp(shifted), axis=1, keepdims=True))
    losses = log_sum - np.take_along_axis(shifted, columns, axis=1)
    S = np.exp(shifted - log_sum)
    np.put_along_axis(S, columns, np.take_along_axis(S, columns, axis=1) - 1.0, axis=1)
    return losses.mean(), S / Z.shape[0]


@alternative("transposed, classes as rows")
def softmax_cross_entropy(Z, y):
    T = Z.T - Z.max(axis=1)
    E = np.exp(T)
    S = E / E.sum(axis=0)
    right = np.arange(Z.shape[1])[:, None] == y
    loss = float((np.log(E.sum(axis=0)) - T[right.T.nonzero()[1], np.arange(len(y))]).sum() / len(y))
    return loss, ((S - right) / len(y)).T


@alternative("shifted by the right score")
def softmax_cross_entropy(Z, y):
    D = Z - Z[np.arange(len(y)), y].reshape(-1, 1)
    lse = np.logaddexp.reduce(D, axis=1)
    G = np.exp(D - lse[:, None])
    G[range(len(y)), y] -= 1
    G /= len(y)
    return np.mean(lse), G


@alternative("the loss through expm1 and log1p where that helps, a NumPy scalar returned")
def softmax_cross_entropy(Z, y):
    m = len(Z)
    top = Z.argmax(axis=1)
    shifted = Z - Z[np.arange(m), top][:, None]
    others = np.exp(shifted)
    others[np.arange(m), top] = 0.0
    lse = np.log1p(others.sum(axis=1))
    loss = (lse - shifted[np.arange(m), y]).mean()
    G = np.exp(shifted - lse[:, None]) / m
    G[np.arange(m), y] -= 1.0 / m
    return loss, G


@alternative("a boolean mask of the right classes")
def softmax_cross_entropy(Z, y):
    mask = np.arange(Z.shape[1]) == y[:, None]
    E = np.exp(Z - Z.max(1)[:, None])
    S = E / E.sum(1)[:, None]
    lse = Z.max(1) + np.log(E.sum(1))
    return float(lse.mean() - Z[mask].mean()), np.where(mask, S - 1, S) * (1 / len(Z))


@alternative("einsum, with one-hot rows")
def softmax_cross_entropy(Z, y):
    I_y = np.zeros(Z.shape)
    I_y[np.arange(y.size), y] = 1
    c = Z.max(axis=1, keepdims=True)
    E = np.exp(Z - c)
    inverse = 1 / np.einsum("ij->i", E)
    loss = (np.einsum("i->", np.log(E.sum(1)) + c[:, 0]) - np.einsum("ij,ij->", Z, I_y)) / y.size
    return loss, (np.einsum("ij,i->ij", E, inverse) - I_y) / y.size


# --- forward ---------------------------------------------------------------------------------------------


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


@alternative("results picked by index")
def forward(X, params):
    one = affine_forward(X, params["W1"], params["b1"])
    two = relu_forward(one[0])
    three = affine_forward(two[0], params["W2"], params["b2"])
    return three[0], [one[1], two[1], three[1]]


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


# --- backward --------------------------------------------------------------------------------------------


@alternative("written out, without the functions for the steps")
def backward(G, cache):
    (X, _), Z1, (A1, W2) = cache
    G1 = (G @ W2.T) * (Z1 > 0)
    return {"W1": X.T @ G1, "b1": G1.sum(axis=0), "W2": A1.T @ G, "b2": G.sum(axis=0)}


@alternative("caches picked by index, gradients collected one by one")
def backward(G, cache):
    grads = {}
    upstream, grads["W2"], grads["b2"] = affine_backward(G, cache[2])
    upstream = relu_backward(upstream, cache[1])
    _, grads["W1"], grads["b1"] = affine_backward(upstream, cache[0])
    return grads


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


# --- loss_and_gradients ----------------------------------------------------------------------------------


@alternative("weights recognised by their two axes")
def loss_and_gradients(X, y, params, lam):
    scores, cache = forward(X, params)
    cost, upstream = softmax_cross_entropy(scores, y)
    grads = backward(upstream, cache)
    for name, value in params.items():
        if value.ndim == 2:
            cost = cost + 0.5 * lam * (value * value).sum()
            grads[name] = grads[name] + lam * value
    return cost, grads


@alternative("the penalty as dot products, and a new dict of gradients")
def loss_and_gradients(X, y, params, lam):
    W1, W2 = params["W1"], params["W2"]
    scores, cache = forward(X, params)
    cost, upstream = softmax_cross_entropy(scores, y)
    g = backward(upstream, cache)
    w = np.concatenate([W1.ravel(), W2.ravel()])
    return cost + lam * (w @ w) / 2, {"W1": g["W1"] + lam * W1, "b1": g["b1"], "W2": g["W2"] + lam * W2, "b2": g["b2"]}


@alternative("Frobenius norms, squared")
def loss_and_gradients(X, y, params, lam):
    scores, cache = forward(X, params)
    cost, upstream = softmax_cross_entropy(scores, y)
    grads = backward(upstream, cache)
    cost += lam / 2 * (np.linalg.norm(params["W1"]) ** 2 + np.linalg.norm(params["W2"]) ** 2)
    grads["W1"] += lam * params["W1"]
    grads["W2"] += lam * params["W2"]
    return float(cost), grads


@alternative("everything written out in one function")
def loss_and_gradients(X, y, params, lam):
    W1, b1, W2, b2 = params["W1"], params["b1"], params["W2"], params["b2"]
    m = X.shape[0]
    Z1 = X @ W1 + b1
    A1 = np.maximum(Z1, 0)
    Z2 = A1 @ W2 + b2
    Z2 = Z2 - Z2.max(axis=1, keepdims=True)
    S = np.exp(Z2) / np.exp(Z2).sum(axis=1, keepdims=True)
    loss = -np.log(S[np.arange(m), y]).mean() + lam / 2 * (np.sum(W1**2) + np.sum(W2**2))
    S[np.arange(m), y] -= 1
    S /= m
    dA1 = S @ W2.T
    dA1[Z1 <= 0] = 0
    return loss, {"W1": X.T @ dA1 + lam * W1, "b1": dA1.sum(0), "W2": A1.T @ S + lam * W2, "b2": S.sum(0)}


@alternative("the penalty for each parameter, 0 for the biases")
def loss_and_gradients(X, y, params, lam):
    strength = {"W1": lam, "b1": 0.0, "W2": lam, "b2": 0.0}
    scores, cache = forward(X, params)
    cost, upstream = softmax_cross_entropy(scores, y)
    grads = backward(upstream, cache)
    penalty = sum(strength[name] / 2 * np.sum(params[name] ** 2) for name in params)
    return cost + penalty, {name: grads[name] + strength[name] * params[name] for name in params}


@alternative("biases among the ones, einsum for the penalty")
def loss_and_gradients(X, y, params, lam):
    scores, cache = forward(X, params)
    cost, upstream = softmax_cross_entropy(scores, y)
    grads = dict(backward(upstream, cache))
    for name in params:
        if name.startswith("W"):
            cost += 0.5 * lam * np.einsum("ij,ij->", params[name], params[name])
            grads[name] = np.add(grads[name], lam * params[name])
    return cost, grads


@alternative("gradients in another order")
def loss_and_gradients(X, y, params, lam):
    scores, cache = forward(X, params)
    loss, upstream = softmax_cross_entropy(scores, y)
    grads = backward(upstream, cache)
    ordered = {"b2": grads["b2"], "W2": lam * params["W2"] + grads["W2"]}
    ordered.update(b1=grads["b1"], W1=lam * params["W1"] + grads["W1"])
    return sum([loss, lam / 2 * (params["W1"] ** 2).sum(), lam / 2 * (params["W2"] ** 2).sum()]), ordered


@alternative("in two halves of the batch, put together by their shares")
def loss_and_gradients(X, y, params, lam):
    total, grads = 0.0, {name: np.zeros(value.shape) for name, value in params.items()}
    for rows in np.array_split(np.arange(len(X)), 2):
        if len(rows):
            scores, cache = forward(X[rows], params)
            cost, upstream = softmax_cross_entropy(scores, y[rows])
            share = len(rows) / len(X)
            total += share * cost
            for name, slope in backward(upstream, cache).items():
                grads[name] = grads[name] + share * slope
    for name in ("W2", "W1"):
        total += lam / 2 * np.sum(np.square(params[name]))
        grads[name] = grads[name] + lam * params[name]
    return total, grads


# --- train -----------------------------------------------------------------------------------------------


@alternative("four arrays updated by name")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng = np.random.default_rng(rng)
    W1, b1 = 0.01 * rng.standard_normal((X.shape[1], d)), np.zeros(d)
    W2, b2 = 0.01 * rng.standard_normal((d, K)), np.zeros(K)
    losses = []
    for step in range(steps + 1):
        params = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}
        loss, grads = loss_and_gradients(X, y, params, lam)
        losses.append(loss)
        if step < steps:
            W1, b1 = W1 - eta * grads["W1"], b1 - eta * grads["b1"]
            W2, b2 = W2 - eta * grads["W2"], b2 - eta * grads["b2"]
    return params, np.array(losses)


@alternative("in place, on arrays of its own")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    generator = np.random.default_rng(rng)
    params = {"W1": generator.normal(size=(X.shape[1], d)) * 0.01, "W2": generator.normal(size=(d, K)) * 0.01}
    params["b1"], params["b2"] = np.zeros(d), np.zeros(K)
    losses = np.empty(steps + 1)
    for t in range(steps):
        losses[t], grads = loss_and_gradients(X, y, params, lam)
        for name in params:
            params[name] -= eta * grads[name]
    losses[steps] = loss_and_gradients(X, y, params, lam)[0]
    return params, losses


@alternative("a while loop, and a list of losses")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng = np.random.default_rng(rng)
    params = {"W1": rng.normal(0, 0.01, (X.shape[1], d)), "b1": np.zeros((d,))}
    params.update(W2=rng.normal(0, 0.01, (d, K)), b2=np.zeros((K,)))
    loss, grads = loss_and_gradients(X, y, params, lam)
    losses = [loss]
    while len(losses) <= steps:
        params = {name: value - eta * grads[name] for name, value in params.items()}
        loss, grads = loss_and_gradients(X, y, params, lam)
        losses.append(loss)
    return params, losses


@alternative("both layers drawn in a loop")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng, params = np.random.default_rng(rng), {}
    for i, (rows, columns) in enumerate([(X.shape[1], d), (d, K)], 1):
        params[f"W{i}"], params[f"b{i}"] = 0.01 * rng.standard_normal((rows, columns)), np.zeros(columns)
    losses = []
    for _ in range(steps):
        cost, slopes = loss_and_gradients(X, y, params, lam)
        losses += [cost]
        for name, slope in slopes.items():
            params[name] = params[name] - eta * slope
    return params, np.array([*losses, loss_and_gradients(X, y, params, lam)[0]])


@alternative("the shrinking of the weights taken apart from the gradient")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng = np.random.default_rng(rng)
    W1, W2 = 0.01 * rng.standard_normal((X.shape[1], d)), 0.01 * rng.standard_normal((d, K))
    params = {"W1": W1, "b1": np.zeros(d), "W2": W2, "b2": np.zeros(K)}
    losses = []
    for _ in range(steps):
        losses.append(loss_and_gradients(X, y, params, lam)[0])
        _, grads = loss_and_gradients(X, y, params, 0.0)
        for name in params:
            shrink = 1 - eta * lam if name.startswith("W") else 1.0
            params[name] = shrink * params[name] - eta * grads[name]
    losses.append(loss_and_gradients(X, y, params, lam)[0])
    return params, np.asarray(losses)


@alternative("with a helper for one step")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    def step(params):
        _, grads = loss_and_gradients(X, y, params, lam)
        return {name: params[name] + (-eta) * grads[name] for name in grads}

    rng = np.random.default_rng(rng)
    path = {"W1": 0.01 * rng.standard_normal((X.shape[1], d)), "W2": 0.01 * rng.standard_normal((d, K))}
    path |= {"b1": np.zeros(d), "b2": np.zeros(K)}
    losses = [loss_and_gradients(X, y, path, lam)[0]]
    for _ in range(steps):
        path = step(path)
        losses.append(loss_and_gradients(X, y, path, lam)[0])
    return path, np.array(losses, dtype=float)


@alternative("all parameters in one long array")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    n = X.shape[1]
    rng = np.random.default_rng(rng)
    theta = np.zeros(n * d + d + d * K + K)
    theta[: n * d] = 0.01 * rng.standard_normal(n * d)
    theta[n * d + d : n * d + d + d * K] = 0.01 * rng.standard_normal(d * K)

    def unflat(t):
        W1, b1, W2, b2 = np.split(t, [n * d, n * d + d, n * d + d + d * K])
        return {"W1": W1.reshape(n, d), "b1": b1, "W2": W2.reshape(d, K), "b2": b2}

    losses = np.zeros(steps + 1)
    for t in range(steps + 1):
        losses[t], grads = loss_and_gradients(X, y, unflat(theta), lam)
        if t < steps:
            theta = theta - eta * np.concatenate([grads[name].ravel() for name in ("W1", "b1", "W2", "b2")])
    return unflat(theta), losses


@alternative("gradients scaled first, then subtracted")
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng = np.random.default_rng(rng)
    params = {"W1": rng.standard_normal((X.shape[1], d)), "b1": np.zeros(d)}
    params["W2"], params["b2"] = rng.standard_normal((d, K)) / 100, np.zeros(K)
    params["W1"] /= 100
    losses = []
    for _ in range(steps):
        loss, grads = loss_and_gradients(X, y, params, lam)
        losses.append(loss)
        moves = {name: eta * slope for name, slope in grads.items()}
        params = {name: np.subtract(params[name], moves[name]) for name in moves}
    losses.append(loss_and_gradients(X, y, params, lam)[0])
    return params, np.array(losses)


# --- softmax_vjp -----------------------------------------------------------------------------------------


@alternative("two terms, as they come out of the formula")
def softmax_vjp(G, S):
    return G * S - S * np.sum(G * S, axis=1, keepdims=True)


@alternative("einsum for the dot products")
def softmax_vjp(G, S):
    return S * (G - np.einsum("ij,ij->i", G, S)[:, None])


@alternative("row by row")
def softmax_vjp(G, S):
    rows = []
    for g, s in zip(G, S, strict=True):
        rows.append(s * (g - g @ s))
    return np.array(rows)


@alternative("the products kept, and used twice")
def softmax_vjp(G, S):
    products = S * G
    return products - S * products.sum(axis=1).reshape(-1, 1)


@alternative("G centred on its mean under S")
def softmax_vjp(G, S):
    mean = np.array([np.average(g, weights=s) for g, s in zip(G, S, strict=True)])
    return (G - mean[:, np.newaxis]) * S


@alternative("transposed, so that no keepdims is needed")
def softmax_vjp(G, S):
    return (S.T * (G.T - (G * S).sum(axis=1))).T


@alternative("in place, in an array of its own")
def softmax_vjp(G, S):
    dZ = G.copy()
    dZ -= (G * S).sum(1, keepdims=True)
    dZ *= S
    return dZ


@alternative("a batch of matrix products")
def softmax_vjp(G, S):
    dots = (G[:, None, :] @ S[:, :, None])[:, 0]
    return S * G - dots * S
