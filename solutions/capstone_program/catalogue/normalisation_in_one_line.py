"""Whole program, `normalisation_in_one_line`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception


def mean(A):
    return A.mean(axis=1, keepdims=True)


# --- right answers -----------------------------------------------------------------------------------------


@alternative("sums over d")
def normalisation_in_one_line(N, r, G):
    return r / N.shape[1] * (N.shape[1] * G - G.sum(1, keepdims=True) - N * (G * N).sum(1, keepdims=True))


@alternative("row by row")
def normalisation_in_one_line(N, r, G):
    d = N.shape[1]
    return np.array([r[i, 0] * (G[i] - np.sum(G[i]) / d - N[i] * (G[i] @ N[i]) / d) for i in range(len(N))])


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "Without the term of the mean",
    hint="Adding a constant to a row of Z1 changes nothing. Do the entries of your rows sum to zero?",
    uses=(mean,),
)
def normalisation_in_one_line(N, r, G):
    return r * (G - N * mean(G * N))


@misconception(
    "Without the term of the variance",
    hint="Stretching a row of Z1 changes next to nothing. Is your gradient perpendicular to N?",
    uses=(mean,),
)
def normalisation_in_one_line(N, r, G):
    return r * (G - mean(G))


@misconception(
    "The factor r missing",
    hint="A row that was divided by something large reacts less. Where is that in your line?",
    uses=(mean,),
)
def normalisation_in_one_line(N, r, G):
    return G - mean(G) - N * mean(G * N)


@misconception(
    "The mean of G in place of that of G ∘ N",
    hint="The third term takes out what points along N. With what is N multiplied?",
    uses=(mean,),
)
def normalisation_in_one_line(N, r, G):
    return r * (G - mean(G) - N * mean(G))


@misconception(
    "Sums where means belong",
    hint="Both sums are divided by d: once from the mean, once from the variance.",
)
def normalisation_in_one_line(N, r, G):
    return r * (G - G.sum(axis=1, keepdims=True) - N * (G * N).sum(axis=1, keepdims=True))


@misconception(
    "Means over the batch",
    hint="The normalisation ran along the rows. Along which axis are your means?",
)
def normalisation_in_one_line(N, r, G):
    return r * (G - G.mean(axis=0) - N * (G * N).mean(axis=0))


@misconception(
    "The last term added",
    hint="Both terms take something out of G. Which sign have they?",
    uses=(mean,),
)
def normalisation_in_one_line(N, r, G):
    return r * (G - mean(G) + N * mean(G * N))


@misconception(
    "The factor r in front of G only",
    hint="All three terms come from D, and D reacts with r.",
    uses=(mean,),
)
def normalisation_in_one_line(N, r, G):
    return r * G - mean(G) - N * mean(G * N)
