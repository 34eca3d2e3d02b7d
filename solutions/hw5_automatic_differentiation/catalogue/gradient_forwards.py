"""Homework 5, `gradient_forwards`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("a flat tangent, reshaped")
def gradient_forwards(graph, values, name, end):
    shape = values[name].shape
    size = int(np.prod(shape))
    slopes = [forward_mode(graph, values, {name: np.eye(1, size, k).reshape(shape)}, end) for k in range(size)]
    return np.array(slopes, dtype=float).reshape(shape)


@alternative("one tangent, set and reset")
def gradient_forwards(graph, values, name, end):
    tangent, gradient = np.zeros(values[name].shape), np.empty(values[name].shape)
    for place in np.ndindex(*tangent.shape):
        tangent[place] = 1
        gradient[place] = forward_mode(graph, values, {name: tangent.copy()}, end)
        tangent[place] = 0
    return gradient


@alternative("np.nditer with its index")
def gradient_forwards(graph, values, name, end):
    gradient = np.zeros_like(values[name], dtype=float)
    for place, _ in np.ndenumerate(values[name]):
        unit = np.zeros_like(gradient)
        unit[place] = 1.0
        gradient[place] = float(forward_mode(graph, values, {name: unit}, end))
    return gradient


@alternative("a generator of slopes, read with np.fromiter")
def gradient_forwards(graph, values, name, end):
    def slopes():
        for row in np.eye(values[name].size):
            yield float(forward_mode(graph, values, {name: row.reshape(values[name].shape)}, end))

    return np.fromiter(slopes(), dtype=float).reshape(values[name].shape)


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "All entries moved at once",
    hint="With a tangent of ones you get the sum of all slopes, everywhere. Move one entry at a time.",
)
def gradient_forwards(graph, values, name, end):
    ones = np.ones(values[name].shape)
    return ones * forward_mode(graph, values, {name: ones}, end)


@misconception(
    "Entries that moved once keep moving",
    hint="The 1 of the last entry is still in the tangent. Begin each pass with zeros.",
)
def gradient_forwards(graph, values, name, end):
    tangent, gradient = np.zeros(values[name].shape), np.zeros(values[name].shape)
    for place in np.ndindex(tangent.shape):
        tangent[place] = 1.0
        gradient[place] = forward_mode(graph, values, {name: tangent.copy()}, end)
    return gradient


@misconception(
    "A flat list of slopes",
    hint="The slopes are right, the shape is not that of the array. Which method of arrays restores it?",
)
def gradient_forwards(graph, values, name, end):
    size, shape = values[name].size, values[name].shape
    rows = np.eye(size)
    return np.array([float(forward_mode(graph, values, {name: rows[k].reshape(shape)}, end)) for k in range(size)])


@misconception(
    "The entry moves at the rate of its value",
    hint="The tangent has a 1 at one place. You put the entry's value there.",
)
def gradient_forwards(graph, values, name, end):
    gradient = np.zeros(values[name].shape)
    for place in np.ndindex(gradient.shape):
        tangent = np.zeros(gradient.shape)
        tangent[place] = values[name][place]
        gradient[place] = forward_mode(graph, values, {name: tangent}, end)
    return gradient


@misconception(
    "Only the first row or entry is filled",
    hint="The loop ends too early: does it reach every index of the array?",
)
def gradient_forwards(graph, values, name, end):
    gradient = np.zeros(values[name].shape)
    for place in list(np.ndindex(gradient.shape))[: gradient.shape[-1] // 2 + 1]:
        tangent = np.zeros(gradient.shape)
        tangent[place] = 1.0
        gradient[place] = forward_mode(graph, values, {name: tangent}, end)
    return gradient
