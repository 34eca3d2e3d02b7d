"""Homework 3, `sampled_check`: right answers that look different."""

import numpy as np

from autograder.assignment.catalogue import alternative


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
