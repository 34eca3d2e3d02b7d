"""Homework 3, `central_difference`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


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


# --- mistakes ----------------------------------------------------------------------------------------------


@misconception(
    "A one-sided difference",
    hint="Forward only, the error shrinks with eps and not with its square. On which side of x do you look, besides x?",
)
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    here = f(x)
    for index in np.ndindex(x.shape):
        moved = x.copy()
        moved[index] += eps
        gradient[index] = (f(moved) - here) / eps
    return gradient


@misconception(
    "A one-sided difference, backwards",
    hint="The step goes down only. Which second point belongs on the other side of x?",
)
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        moved = x.copy()
        moved[index] -= eps
        gradient[index] = (f(x) - f(moved)) / eps
    return gradient


@misconception(
    "Divided by eps although the points are two eps apart",
    hint="Draw x - eps and x + eps on a line. How far apart are they?",
)
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += eps
        below[index] -= eps
        gradient[index] = (f(above) - f(below)) / eps
    return gradient


@misconception(
    "Multiplied by eps instead of divided: a precedence slip",
    hint="Python reads a / 2 * eps from left to right. What ends up below the line of your fraction?",
)
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += eps
        below[index] -= eps
        gradient[index] = (f(above) - f(below)) / 2 * eps
    return gradient


@misconception(
    "The whole array moved at once",
    hint="That measures the sum of all partial derivatives. How many entries may differ in one evaluation of f?",
)
def central_difference(f, x, eps=1e-5):
    return np.full(x.shape, (f(x + eps) - f(x - eps)) / (2 * eps))


@misconception(
    "A whole row moved at once",
    hint="An index into the first axis picks a row, not an entry. How many loops does a matrix need?",
)
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for i in range(len(x)):
        above, below = x.copy(), x.copy()
        above[i] += eps
        below[i] -= eps
        gradient[i] = (f(above) - f(below)) / (2 * eps)
    return gradient


@misconception(
    "x is not put back",
    hint="After the second evaluation the entry still stands one step too low. Print x before and after the call.",
)
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        x[index] += eps
        above = f(x)
        x[index] -= 2 * eps
        gradient[index] = (above - f(x)) / (2 * eps)
    return gradient


@misconception(
    "The steps pile up from entry to entry",
    hint="Each evaluation should differ from x in one entry. Are your moved copies made once, or for every entry?",
)
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    above, below = x.copy(), x.copy()
    for index in np.ndindex(x.shape):
        above[index] += eps
        below[index] -= eps
        gradient[index] = (f(above) - f(below)) / (2 * eps)
    return gradient


@misconception(
    "The argument eps is ignored",
    hint="Call your function with a very large eps on a curved function. Does the answer change?",
)
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += 1e-5
        below[index] -= 1e-5
        gradient[index] = (f(above) - f(below)) / 2e-5
    return gradient


@misconception(
    "A step so small that round-off takes over",
    hint="Look at the left end of the plot of errors. How many digits of f are still right after the subtraction?",
)
def central_difference(f, x, eps=1e-5):
    step = eps * 1e-7
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += step
        below[index] -= step
        gradient[index] = (f(above) - f(below)) / (2 * step)
    return gradient


@misconception(
    "A step so large that the curve shows",
    hint="Look at the right end of the plot of errors. Which step do you really take when eps is 1e-5?",
)
def central_difference(f, x, eps=1e-5):
    step = max(eps, 1e-2)
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += step
        below[index] -= step
        gradient[index] = (f(above) - f(below)) / (2 * step)
    return gradient


@misconception(
    "The step shrinks with the entry",
    hint="A relative step is no step at all where an entry is 0. What do you divide by there?",
)
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        step = eps * x[index]
        above, below = x.copy(), x.copy()
        above[index] += step
        below[index] -= step
        gradient[index] = (f(above) - f(below)) / (2 * step)
    return gradient


@misconception(
    "The gradient comes back flat",
    hint="A gradient has the shape of what it belongs to. Compare the two shapes for a matrix.",
)
def central_difference(f, x, eps=1e-5):
    slopes = []
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += eps
        below[index] -= eps
        slopes.append((f(above) - f(below)) / (2 * eps))
    return np.array(slopes)


@misconception(
    "The difference taken the wrong way round",
    hint="Where f rises the derivative is positive. Which of your two values comes first?",
)
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += eps
        below[index] -= eps
        gradient[index] = (f(below) - f(above)) / (2 * eps)
    return gradient


@misconception(
    "The second derivative instead of the first",
    hint="f above plus f below minus twice f in the middle measures how f bends. Which combination measures its slope?",
)
def central_difference(f, x, eps=1e-5):
    gradient = np.zeros(x.shape)
    for index in np.ndindex(x.shape):
        above, below = x.copy(), x.copy()
        above[index] += eps
        below[index] -= eps
        gradient[index] = (f(above) - 2 * f(x) + f(below)) / eps**2
    return gradient
