"""Homework 3, `sampled_check`: mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import misconception


@misconception(
    "The biases are never looked at",
    hint="A wrong db should be found as surely as a wrong dW. Which arrays does your loop leave out?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = dict.fromkeys(params, 0.0)
    for name, array in params.items():
        if array.ndim == 2:
            pairs = []
            for number in rng.choice(array.size, min(per_array, array.size), replace=False):
                index = np.unravel_index(number, array.shape)
                kept = array[index]
                array[index] = kept + eps
                above = f(params)
                array[index] = kept - eps
                below = f(params)
                array[index] = kept
                pairs.append((grads[name][index], (above - below) / (2 * eps)))
            errors[name] = relative_error(*np.transpose(pairs))
    return errors


@misconception(
    "Entries drawn from all arrays together, so that small arrays are missed",
    hint="A bias of ten numbers beside a matrix of thousands is hardly ever drawn. Who gets a share of its own?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    everything = [(name, index) for name in params for index in np.ndindex(params[name].shape)]
    errors = dict.fromkeys(params, 0.0)
    for number in rng.choice(len(everything), min(per_array, len(everything)), replace=False):
        name, index = everything[number]
        array = params[name]
        kept = array[index]
        array[index] = kept + eps
        above = f(params)
        array[index] = kept - eps
        below = f(params)
        array[index] = kept
        numeric = np.array([(above - below) / (2 * eps)])
        errors[name] = max(errors[name], relative_error(grads[name][index].reshape(1), numeric))
    return errors


@misconception(
    "The same entry may be drawn twice",
    hint="Five draws should look at five different entries. Which option of rng.choice is about that?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {}
    for name, array in params.items():
        pairs = []
        for number in rng.integers(0, array.size, size=min(per_array, array.size)):
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            array[index] = kept + eps
            above = f(params)
            array[index] = kept - eps
            below = f(params)
            array[index] = kept
            pairs.append((grads[name][index], (above - below) / (2 * eps)))
        errors[name] = relative_error(*np.transpose(pairs))
    return errors


@misconception(
    "More entries asked for than a small array has",
    hint="An array of two entries cannot give five different ones. What should happen then?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {}
    for name, array in params.items():
        pairs = []
        for number in rng.choice(array.size, per_array, replace=False):
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            array[index] = kept + eps
            above = f(params)
            array[index] = kept - eps
            below = f(params)
            array[index] = kept
            pairs.append((grads[name][index], (above - below) / (2 * eps)))
        errors[name] = relative_error(*np.transpose(pairs))
    return errors


@misconception(
    "All entries compared, none sampled",
    hint="per_array says how many entries of an array to look at. Does your result depend on it?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    errors = {}
    for name, array in params.items():
        errors[name] = relative_error(grads[name], central_difference(lambda _: f(params), array, eps))
    return errors


@misconception(
    "Always the first entries of each array",
    hint="A mistake in the last column would never be seen. Where does chance come in?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    errors = {}
    for name, array in params.items():
        pairs = []
        for number in range(min(per_array, array.size)):
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            array[index] = kept + eps
            above = f(params)
            array[index] = kept - eps
            below = f(params)
            array[index] = kept
            pairs.append((grads[name][index], (above - below) / (2 * eps)))
        errors[name] = relative_error(*np.transpose(pairs))
    return errors


@misconception(
    "The argument rng of the sample is ignored",
    hint="Another seed should look at other entries. Which generator do you draw from?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(0)
    errors = {}
    for name, array in params.items():
        pairs = []
        for number in rng.choice(array.size, min(per_array, array.size), replace=False):
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            array[index] = kept + eps
            above = f(params)
            array[index] = kept - eps
            below = f(params)
            array[index] = kept
            pairs.append((grads[name][index], (above - below) / (2 * eps)))
        errors[name] = relative_error(*np.transpose(pairs))
    return errors


@misconception(
    "All drawn entries moved together",
    hint="Moved together they give the sum of their slopes. How many entries differ in one evaluation of f?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {}
    for name, array in params.items():
        where = np.unravel_index(rng.choice(array.size, min(per_array, array.size), replace=False), array.shape)
        kept = array[where]
        array[where] = kept + eps
        above = f(params)
        array[where] = kept - eps
        below = f(params)
        array[where] = kept
        analytic = grads[name][where]
        errors[name] = relative_error(analytic, np.full(analytic.shape, (above - below) / (2 * eps)))
    return errors


@misconception(
    "The sampled entries are left moved",
    hint="Each entry has to stand where it was before the next one moves. Compare params before and after the call.",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {}
    for name, array in params.items():
        pairs = []
        for number in rng.choice(array.size, min(per_array, array.size), replace=False):
            index = np.unravel_index(number, array.shape)
            array[index] += eps
            above = f(params)
            array[index] -= 2 * eps
            pairs.append((grads[name][index], (above - f(params)) / (2 * eps)))
        errors[name] = relative_error(*np.transpose(pairs))
    return errors


@misconception(
    "A sample from each row instead of each array",
    hint="per_array entries of the whole array are asked for. How many do you look at in a matrix of six rows?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {}
    for name, array in params.items():
        pairs = []
        rows = array.reshape(len(array), -1) if array.ndim > 1 else array.reshape(1, -1)
        for i, row in enumerate(rows):
            for number in rng.choice(row.size, min(per_array, row.size), replace=False):
                kept = row[number]
                row[number] = kept + eps
                above = f(params)
                row[number] = kept - eps
                below = f(params)
                row[number] = kept
                pairs.append((grads[name].reshape(rows.shape)[i, number], (above - below) / (2 * eps)))
        errors[name] = relative_error(*np.transpose(pairs))
    return errors


@misconception(
    "The last error of an array instead of the largest",
    hint="Several entries are looked at. What happens to the error of the first when the second is computed?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {}
    for name, array in params.items():
        for number in rng.choice(array.size, min(per_array, array.size), replace=False):
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            array[index] = kept + eps
            above = f(params)
            array[index] = kept - eps
            below = f(params)
            array[index] = kept
            numeric = np.array([(above - below) / (2 * eps)])
            errors[name] = relative_error(grads[name][index].reshape(1), numeric)
    return errors


@misconception(
    "One error for all arrays together",
    hint="The answer should say which array is wrong. What are the keys of the dict?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    pairs = []
    for name, array in params.items():
        for number in rng.choice(array.size, min(per_array, array.size), replace=False):
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            array[index] = kept + eps
            above = f(params)
            array[index] = kept - eps
            below = f(params)
            array[index] = kept
            pairs.append((grads[name][index], (above - below) / (2 * eps)))
    return relative_error(*np.transpose(pairs))


@misconception(
    "A one-sided difference of the sample divided by 2 eps",
    hint="Move each drawn entry up and down; the distance of the two points is 2 eps.",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {}
    here = f(params)
    for name, array in params.items():
        pairs = []
        for number in rng.choice(array.size, min(per_array, array.size), replace=False):
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            array[index] = kept + eps
            pairs.append((grads[name][index], (f(params) - here) / (2 * eps)))
            array[index] = kept
        errors[name] = relative_error(*np.transpose(pairs))
    return errors


@misconception(
    "The mean error of the sample instead of the largest",
    hint="One wrong entry among five right ones is a mistake. What does a mean make of it?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {}
    for name, array in params.items():
        single = []
        for number in rng.choice(array.size, min(per_array, array.size), replace=False):
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            array[index] = kept + eps
            above = f(params)
            array[index] = kept - eps
            below = f(params)
            array[index] = kept
            numeric = np.array([(above - below) / (2 * eps)])
            single.append(relative_error(grads[name][index].reshape(1), numeric))
        errors[name] = float(np.mean(single))
    return errors


@misconception(
    "Absolute differences in the sample",
    hint="How far apart two slopes are means little without their size. Which function of yours knows that?",
)
def sampled_check(f, params, grads, per_array=5, rng=0, eps=1e-5):
    rng = np.random.default_rng(rng)
    errors = {}
    for name, array in params.items():
        worst = 0.0
        for number in rng.choice(array.size, min(per_array, array.size), replace=False):
            index = np.unravel_index(number, array.shape)
            kept = array[index]
            array[index] = kept + eps
            above = f(params)
            array[index] = kept - eps
            below = f(params)
            array[index] = kept
            worst = max(worst, float(abs(grads[name][index] - (above - below) / (2 * eps))))
        errors[name] = worst
    return errors
