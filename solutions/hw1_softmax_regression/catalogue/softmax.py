"""Homework 1, `softmax`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("two loops, everything computed where it is needed")
def softmax(Z):
    m, K = Z.shape
    S = np.zeros((m, K))
    for i in range(m):
        for j in range(K):
            S[i, j] = np.exp(Z[i, j] - np.max(Z[i])) / np.sum(np.exp(Z[i] - np.max(Z[i])))
    return S


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


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "No shift before the exponential, so large scores overflow",
    hint="Print np.exp(1000.0). Which number may you add to all scores of a row without changing its probabilities?",
)
def softmax(Z):
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "The maximum of the whole array is subtracted, so low rows underflow",
    hint="Put one example around 0 and another around 1000 in the same batch. "
    "What is left of the first after your shift?",
)
def softmax(Z):
    E = np.exp(Z - Z.max())
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "The maximum of each column is subtracted",
    hint="The shift cancels only if all scores of one example get the same one. "
    "Which scores share a maximum in your code?",
)
def softmax(Z):
    E = np.exp(Z - Z.max(axis=0))
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "Softmax over the wrong axis: the columns add up to 1",
    hint="One example is one row. Add up your result along each axis and see which sums are 1.",
)
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=0, keepdims=True)


@misconception(
    "Divided by the sum over the whole array",
    hint="Every example has probabilities of its own. "
    "What does each row of your result add up to when the batch grows?",
)
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.sum()


@misconception(
    "Scores divided by their maximum instead of shifted",
    hint="Only differences between scores matter. Do your probabilities stay the same when every score of "
    "a row grows by 5?",
)
def softmax(Z):
    E = np.exp(Z / Z.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "Scores clipped to avoid the overflow",
    hint="Clipping makes 1000 and 1001 equal, but their difference decides. Look for a change that keeps differences.",
)
def softmax(Z):
    E = np.exp(np.clip(Z, -500, 500))
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "The scores given by the caller are changed in place",
    hint="An operator such as -= writes into the array that the caller still holds. Print Z before and after the call.",
)
def softmax(Z):
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "Probabilities stored in an array of the scores' integer type",
    hint="An array like Z has the type of Z. What becomes of 0.7 when it is stored as a whole number?",
)
def softmax(Z):
    S = np.zeros_like(Z)
    for i, z in enumerate(Z):
        S[i] = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    return S


@misconception(
    "Logarithms of the probabilities returned",
    hint="Probabilities are not negative. Which last operation takes you from log-probabilities back to them?",
)
def softmax(Z):
    return Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)


@misconception(
    "Scores divided by their sum, without the exponential",
    hint="Scores may be negative; probabilities may not. Which step of the formula makes everything positive?",
)
def softmax(Z):
    return Z / Z.sum(axis=1, keepdims=True)


@misconception(
    "Divided by the largest exponential instead of the sum",
    hint="Add up one row of your result. What would have to stand in the denominator for the sum to be 1?",
)
def softmax(Z):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    return E / E.max(axis=1, keepdims=True)


@misconception(
    "The mean of each row subtracted instead of its maximum",
    hint="In a row with a wide range, how large can a score still be after your shift?",
)
def softmax(Z):
    E = np.exp(Z - Z.mean(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True)


@misconception(
    "A sigmoid of every score by itself",
    hint="The classes of one example share the probability 1. Does raising one score lower the others in your result?",
)
def softmax(Z):
    return 1 / (1 + np.exp(-Z))


@misconception(
    "All the probability given to the largest score",
    hint="Softmax is soft: a score that is a little smaller gets a little less. What do your other classes get?",
)
def softmax(Z):
    return np.eye(Z.shape[1])[Z.argmax(axis=1)]


@misconception(
    "The sign of the scores turned round",
    hint="A larger score means a larger probability. Which class gets the most in your result?",
)
def softmax(Z):
    E = np.exp(Z.min(axis=1, keepdims=True) - Z)
    return E / E.sum(axis=1, keepdims=True)
