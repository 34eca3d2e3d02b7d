"""Homework 3, `normalisation`: right answers that look different, and mistakes that have a name.

An answer with a cache of another form brings its own forward pass along, under ``uses``.
"""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("one row at a time")
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    out, X_hat, s = np.zeros(X.shape), np.zeros(X.shape), np.zeros((len(X), 1))
    for i, x in enumerate(X):
        s[i] = np.sqrt(((x - x.mean()) ** 2).mean() + eps)
        X_hat[i] = (x - x.mean()) / s[i]
        out[i] = gamma * X_hat[i] + beta
    return out, (X_hat, s, gamma)


@alternative("var and the power -1/2")
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    inverse = (X.var(axis=1) + eps) ** -0.5
    X_hat = (X - X.mean(axis=1)[:, None]) * inverse[:, None]
    return X_hat * gamma + beta, (X_hat, 1 / inverse[:, None], gamma)


@alternative("the Jacobian of each row")
def layer_norm_backward(G, cache):
    X_hat, s, gamma = cache
    m, n = G.shape
    dX = np.empty((m, n))
    for i in range(m):
        J = (np.eye(n) - 1 / n - np.outer(X_hat[i], X_hat[i]) / n) / s[i]
        dX[i] = J @ (gamma * G[i])
    return dX, np.einsum("ij,ij->j", G, X_hat), np.sum(G, axis=0)


@alternative("everything over n")
def layer_norm_backward(G, cache):
    X_hat, s, gamma = cache
    n, H = X_hat.shape[1], G * gamma
    total = H.sum(axis=1)[:, np.newaxis]
    along = (H * X_hat).sum(axis=1)[:, np.newaxis]
    return (n * H - total - X_hat * along) / (n * s), (X_hat * G).sum(0), G.sum(0)


def layer_norm_forward(X, gamma, beta, eps=1e-5):
    return gamma * (X - X.mean(1, keepdims=True)) / np.sqrt(X.var(1, keepdims=True) + eps) + beta, (X, gamma, eps)


@alternative("the inputs in the cache, back through the parts", uses=(layer_norm_forward,))
def layer_norm_backward(G, cache):
    X, gamma, eps = cache
    C = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt(np.mean(C * C, axis=1, keepdims=True) + eps)
    H = G * gamma
    ds = -(H * C).sum(axis=1, keepdims=True) / s**2
    dC = H / s + ds * C / (s * X.shape[1])
    return dC - dC.mean(axis=1, keepdims=True), (G * C / s).sum(axis=0), G.sum(axis=0)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The columns normalised instead of the rows",
    hint="One example is one row, and knows of no other. Over which axis do your mean and your s go?",
)
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    C = X - X.mean(axis=0)
    s = np.sqrt(np.mean(C**2, axis=0) + eps)
    return gamma * C / s + beta, (C / s, s, gamma)


@misconception(
    "One mean and one deviation for the whole array",
    hint="Each row has its own mean and its own s. How many means does your function compute for five rows?",
)
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    C = X - X.mean()
    s = np.sqrt(np.mean(C**2) + eps) * np.ones((len(X), 1))
    return gamma * C / s + beta, (C / s, s, gamma)


@misconception(
    "eps left out",
    hint="Call your function with a row of equal numbers. What is s there, and what comes out?",
)
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    C = X - X.mean(axis=1, keepdims=True)
    s = C.std(axis=1, keepdims=True)
    return gamma * C / s + beta, (C / s, s, gamma)


@misconception(
    "eps added after the root",
    hint="In the formula, eps is added to the variance, under the root. Where is yours?",
)
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    C = X - X.mean(axis=1, keepdims=True)
    s = C.std(axis=1, keepdims=True) + eps
    return gamma * C / s + beta, (C / s, s, gamma)


@misconception(
    "Divided by n - 1 in the variance",
    hint="The formula has a mean over all n entries. By which number does your variance divide?",
)
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    C = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt((C**2).sum(axis=1, keepdims=True) / max(X.shape[1] - 1, 1) + eps)
    return gamma * C / s + beta, (C / s, s, gamma)


@misconception(
    "Divided by the variance instead of its root",
    hint="If a row is doubled, the normalised row should stay the same. Try it with eps = 0.",
)
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    C = X - X.mean(axis=1, keepdims=True)
    s = np.mean(C**2, axis=1, keepdims=True) + eps
    return gamma * C / s + beta, (C / s, s, gamma)


@misconception(
    "The length of the row instead of its deviation",
    hint="In the formula, s is the root of a mean of squares. Is yours the root of a sum?",
)
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    C = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt(np.sum(C**2, axis=1, keepdims=True) + eps)
    return gamma * C / s + beta, (C / s, s, gamma)


@misconception(
    "The mean is not subtracted",
    hint="Normalise the row (1000, 1001). What are its entries afterwards, and what is their mean?",
)
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    s = np.sqrt(X.var(axis=1, keepdims=True) + eps)
    return gamma * X / s + beta, (X / s, s, gamma)


@misconception(
    "The shift inside the scale",
    hint="The shift comes last and is not scaled. Set the normalised row to 0: the output should be beta.",
)
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    C = X - X.mean(axis=1, keepdims=True)
    s = np.sqrt(np.mean(C**2, axis=1, keepdims=True) + eps)
    return gamma * (C / s + beta), (C / s, s, gamma)


@misconception(
    "The input centred in place",
    hint="X belongs to whoever called. Which line takes the mean off X itself?",
)
def layer_norm_forward(X, gamma, beta, eps=1e-5):
    X -= X.mean(axis=1, keepdims=True)
    s = np.sqrt(np.mean(X**2, axis=1, keepdims=True) + eps)
    return gamma * X / s + beta, (X / s, s, gamma)


def _dX(H, cache):
    """The right gradient for X."""
    X_hat, s, _ = cache
    return (H - H.mean(axis=1, keepdims=True) - X_hat * np.mean(H * X_hat, axis=1, keepdims=True)) / s


@misconception(
    "Mean and deviation treated as constants",
    hint="An entry of x moves the mean and s of its row as well. Which terms of step 3 are missing in your line?",
)
def layer_norm_backward(G, cache):
    X_hat, s, gamma = cache
    return G * gamma / s, (G * X_hat).sum(axis=0), G.sum(axis=0)


@misconception(
    "The mean treated as a constant",
    hint="What do the rows of your dX add up to? Adding a number to a whole row should change nothing.",
)
def layer_norm_backward(G, cache):
    X_hat, s, gamma = cache
    H = G * gamma
    return (H - X_hat * np.mean(H * X_hat, axis=1, keepdims=True)) / s, (G * X_hat).sum(axis=0), G.sum(axis=0)


@misconception(
    "The deviation treated as a constant",
    hint="If a row is stretched, s grows with it. Which term of step 3 is missing in your line?",
)
def layer_norm_backward(G, cache):
    X_hat, s, gamma = cache
    H = G * gamma
    return (H - H.mean(axis=1, keepdims=True)) / s, (G * X_hat).sum(axis=0), G.sum(axis=0)


@misconception(
    "gamma taken out of the means, as for columns",
    hint="In a row, each entry has a gamma of its own. Can it be a common factor of a mean over the row? Use H.",
    uses=(_dX,),
)
def layer_norm_backward(G, cache):
    X_hat, _, gamma = cache
    return gamma * _dX(G, cache), (G * X_hat).sum(axis=0), G.sum(axis=0)


@misconception(
    "gamma forgotten on the way back",
    hint="The normalised row reaches the output with the factor gamma. Where is it in your dX?",
    uses=(_dX,),
)
def layer_norm_backward(G, cache):
    return _dX(G, cache), (G * cache[0]).sum(axis=0), G.sum(axis=0)


@misconception(
    "Means over the batch, the formula for columns",
    hint="Row by row: each x acts on its own row only. Over which axis do your means go?",
)
def layer_norm_backward(G, cache):
    X_hat, s, gamma = cache
    H = G * gamma
    dX = (H - H.mean(axis=0) - X_hat * np.mean(H * X_hat, axis=0)) / s
    return dX, (G * X_hat).sum(axis=0), G.sum(axis=0)


@misconception(
    "Sums over the row where the formula has means",
    hint="Step 3 has a factor 1/n in two of its three terms. Where is it in your line?",
)
def layer_norm_backward(G, cache):
    X_hat, s, gamma = cache
    H = G * gamma
    dX = (H - H.sum(axis=1, keepdims=True) - X_hat * np.sum(H * X_hat, axis=1, keepdims=True)) / s
    return dX, (G * X_hat).sum(axis=0), G.sum(axis=0)


@misconception(
    "The last factor of the third term forgotten",
    hint="The third term of step 3 has two normalised entries, one with k and one with j. Which is left after the sum?",
)
def layer_norm_backward(G, cache):
    X_hat, s, gamma = cache
    H = G * gamma
    dX = (H - H.mean(axis=1, keepdims=True) - np.mean(H * X_hat, axis=1, keepdims=True)) / s
    return dX, (G * X_hat).sum(axis=0), G.sum(axis=0)


@misconception(
    "The third term with the wrong sign",
    hint="Stretching a row makes s larger and the normalised row smaller. Which sign has that term in step 3?",
)
def layer_norm_backward(G, cache):
    X_hat, s, gamma = cache
    H = G * gamma
    dX = (H - H.mean(axis=1, keepdims=True) + X_hat * np.mean(H * X_hat, axis=1, keepdims=True)) / s
    return dX, (G * X_hat).sum(axis=0), G.sum(axis=0)


@misconception(
    "The division by s forgotten",
    hint="If x is ten times as long, the same change of x matters a tenth as much. Where is s in your line?",
    uses=(_dX,),
)
def layer_norm_backward(G, cache):
    X_hat, s, gamma = cache
    return s * _dX(G * gamma, cache), (G * X_hat).sum(axis=0), G.sum(axis=0)


@misconception(
    "Divided by s once more",
    hint="In step 3 there is a single 1/s in front of the brackets. How many are in your line?",
    uses=(_dX,),
)
def layer_norm_backward(G, cache):
    X_hat, s, gamma = cache
    return _dX(G * gamma, cache) / s, (G * X_hat).sum(axis=0), G.sum(axis=0)


@misconception(
    "The gradient of gamma without the normalised rows",
    hint="What is gamma multiplied by in the output? That is its factor in the gradient.",
    uses=(_dX,),
)
def layer_norm_backward(G, cache):
    return _dX(G * cache[2], cache), G.sum(axis=0), G.sum(axis=0)


@misconception(
    "Means over the batch for gamma and beta",
    hint="A scale acts on every row, and what comes back adds up. If there is a mean, it is inside G already.",
    uses=(_dX,),
)
def layer_norm_backward(G, cache):
    X_hat, _, gamma = cache
    return _dX(G * gamma, cache), (G * X_hat).mean(axis=0), G.mean(axis=0)


@misconception(
    "H instead of G in the gradient of gamma",
    hint="gamma meets G itself. Differentiate the output with respect to gamma: is gamma still in it?",
    uses=(_dX,),
)
def layer_norm_backward(G, cache):
    X_hat, _, gamma = cache
    return _dX(G * gamma, cache), (G * gamma * X_hat).sum(axis=0), G.sum(axis=0)


@misconception(
    "gamma and beta exchanged in what comes back",
    hint="The gradients come back in the order of the inputs: X, gamma, beta.",
    uses=(_dX,),
)
def layer_norm_backward(G, cache):
    X_hat, _, gamma = cache
    return _dX(G * gamma, cache), G.sum(axis=0), (G * X_hat).sum(axis=0)


@misconception(
    "The cached rows overwritten on the way back",
    hint="The first call is right, the second is not. Which array of the cache does your *= write into?",
    uses=(_dX,),
)
def layer_norm_backward(G, cache):
    X_hat, _, gamma = cache
    dX = _dX(G * gamma, cache)
    X_hat *= G
    return dX, X_hat.sum(axis=0), G.sum(axis=0)
