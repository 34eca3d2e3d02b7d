"""Homework 5, `unbroadcast`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("all axes in one sum, then reshape")
def unbroadcast(G, shape):
    padded = (1,) * (G.ndim - len(shape)) + tuple(shape)
    axes = tuple(axis for axis in range(G.ndim) if padded[axis] == 1)
    return G.sum(axis=axes).reshape(shape)


@alternative("a while loop over the axes in front")
def unbroadcast(G, shape):
    G = G.copy()
    while G.ndim > len(shape):
        G = np.add.reduce(G)
    for axis in range(len(shape)):
        if shape[axis] != G.shape[axis]:
            G = np.sum(G, axis, keepdims=True)
    return G


@alternative("entry by entry, with the indices of the small array")
def unbroadcast(G, shape):
    small = np.zeros(shape)
    for place in np.ndindex(G.shape):
        used = place[G.ndim - len(shape) :]
        used = tuple(0 if length == 1 else number for number, length in zip(used, shape, strict=True))
        small[used] += G[place]
    return small


@alternative("np.add.at with broadcast positions")
def unbroadcast(G, shape):
    size = int(np.prod(shape))
    positions = np.broadcast_to(np.arange(size).reshape(shape), G.shape)
    return np.bincount(positions.ravel(), weights=G.ravel(), minlength=size).reshape(shape)


@alternative("recursion, one axis at a time")
def unbroadcast(G, shape):
    if G.shape == tuple(shape):
        return G
    if G.ndim > len(shape):
        return unbroadcast(sum(G[row] for row in range(len(G))), shape)
    axis = next(number for number, length in enumerate(shape) if length != G.shape[number])
    return unbroadcast(G.sum(axis=axis, keepdims=True), shape)


@alternative("early return for numbers, axes collected from the back")
def unbroadcast(G, shape):
    if shape == ():
        return float(np.sum(G))
    axes = [-number for number in range(1, len(shape) + 1) if shape[-number] == 1]
    G = G.sum(axis=tuple(axes), keepdims=True) if axes else G
    return G.reshape(-1, *shape).sum(axis=0)


@alternative("einsum over the letters that stay")
def unbroadcast(G, shape):
    letters = "abcdefgh"[: G.ndim]
    padded = (1,) * (G.ndim - len(shape)) + tuple(shape)
    kept = "".join(letter for letter, length in zip(letters, padded, strict=True) if length != 1)
    return np.einsum(f"{letters}->{kept}", G).reshape(shape)


@alternative("a product with ones for every axis")
def unbroadcast(G, shape):
    padded = (1,) * (G.ndim - len(shape)) + tuple(shape)
    for axis, length in enumerate(padded):
        if length == 1:
            G = np.expand_dims(np.tensordot(np.ones(G.shape[axis]), G, axes=(0, axis)), axis)
    return G.reshape(shape)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "The broadcasting is not undone",
    hint="The gradient has the shape of G, not the shape asked for. Which entries belong to one entry before?",
)
def unbroadcast(G, shape):
    return G


@misconception(
    "The mean over the uses instead of the sum",
    hint="An entry that is used three times acts three times. Do its shares add up, or average?",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G.mean(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.mean(axis=axis, keepdims=True)
    return G


@misconception(
    "New axes taken away at the back",
    hint="NumPy puts a missing axis in front: (3,) is treated like (1, 3). Which axis of G is the new one?",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G.sum(axis=-1)
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


@misconception(
    "Axes of length 1 lost",
    hint="An axis of length 1 has to be there after the sum as well. Which option of sum keeps it?",
)
def unbroadcast(G, shape):
    front = G.ndim - len(shape)
    axes = [*range(front), *(front + axis for axis, length in enumerate(shape) if length == 1)]
    return G.sum(axis=tuple(axes))


@misconception(
    "The first use instead of the sum over all",
    hint="You take one row of G, and so one of several uses. What happens to the shares of the others?",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G[0]
    for axis, length in enumerate(shape):
        if length == 1:
            G = np.take(G, [0], axis=axis)
    return G


@misconception(
    "Repeated axes of length 1 forgotten",
    hint="Axes in front are gone. But an axis of length 1 was repeated as well: try the shape (2, 1).",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    return G


@misconception(
    "New axes in front forgotten",
    hint="Axes of length 1 are summed. But a missing axis was put in front: try the shape (3,).",
)
def unbroadcast(G, shape):
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


@misconception(
    "Cut to the shape instead of summed",
    hint="np.resize and reshape only move entries about. Which entries of G have to be added?",
)
def unbroadcast(G, shape):
    return np.resize(G, shape)


@misconception(
    "The sum of all entries everywhere",
    hint="Each entry gets the sum over its own uses. Here all entries get the sum of everything.",
)
def unbroadcast(G, shape):
    return np.full(shape, G.sum())


@misconception(
    "Only one axis in front is taken away",
    hint="A number that was broadcast to a matrix got two new axes. How often does your sum run?",
)
def unbroadcast(G, shape):
    if G.ndim > len(shape):
        G = G.sum(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.sum(axis=axis, keepdims=True)
    return G


@misconception(
    "The largest use instead of the sum",
    hint="All uses of an entry act on the loss at once. Why should only one of them count?",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G.max(axis=0)
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.max(axis=axis, keepdims=True)
    return G


@misconception(
    "Reshaped instead of summed",
    hint="reshape keeps every entry of G. How many entries does the shape before broadcasting have room for?",
)
def unbroadcast(G, shape):
    return np.reshape(G, shape)


@misconception(
    "New axes summed but kept",
    hint="What was summed over a new axis has one axis less. Print the shape of your result for shape=(3,).",
)
def unbroadcast(G, shape):
    front = G.ndim - len(shape)
    axes = [*range(front), *(front + axis for axis, length in enumerate(shape) if length == 1)]
    return G.sum(axis=tuple(axes), keepdims=True)


@misconception(
    "Axes of length 1 counted before the new axes are gone",
    hint="The axes of shape are those at the back of G. Which axis of G is number 0 in shape, if G has one more?",
)
def unbroadcast(G, shape):
    for axis, length in enumerate(shape):
        if length == 1:
            G = G.sum(axis=axis, keepdims=True)
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    return G


@misconception(
    "Summed along the axes that were not repeated",
    hint="An axis was repeated where shape has length 1. Which axes does your code sum over?",
)
def unbroadcast(G, shape):
    while G.ndim > len(shape):
        G = G.sum(axis=0)
    for axis, length in enumerate(shape):
        if length != 1:
            G = G.sum(axis=axis, keepdims=True)
    return G
