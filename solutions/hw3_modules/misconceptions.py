"""Wrong answers to homework 3 that students really give: each is rejected, and named in the feedback."""

import numpy as np

from autograder.assignment.catalogue import misconception

# --- central_difference ----------------------------------------------------------------------------------


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


# --- relative_error --------------------------------------------------------------------------------------


@misconception(
    "No absolute values: errors of one sign are lost",
    hint="A difference of -5 is as bad as one of 5. Swap a and b: does your result stay the same?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    larger = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    return float(np.max((a - b) / larger))


@misconception(
    "Sizes compared without absolute values",
    hint="The larger of -2 and -2.5 is -2, but the larger size is 2.5. Can your denominator be negative?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    return float(np.max(np.abs(a - b) / np.maximum(np.maximum(a, b), floor)))


@misconception(
    "An absolute error instead of a relative one",
    hint="Multiply both arrays by 1000. Should the answer change?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    return float(np.max(np.abs(a - b)))


@misconception(
    "The mean over the entries instead of the largest",
    hint="One wrong entry among a thousand is a mistake. How much of it is left in your result?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    larger = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    return float(np.mean(np.abs(a - b) / larger))


@misconception(
    "Divided by the first array only",
    hint="Swap a and b: the answer should stay the same. Which of the two is in your denominator?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    return float(np.max(np.abs(a - b) / np.maximum(np.abs(a), floor)))


@misconception(
    "Divided by the sum of both sizes",
    hint="Opposite entries of the same size should give 2. With the sum below the line, what do you get?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    return float(np.max(np.abs(a - b) / np.maximum(np.abs(a) + np.abs(b), floor)))


@misconception(
    "No floor, so that two zeros give NaN",
    hint="What is 0/0? Two entries that are both zero agree perfectly: which argument takes care of them?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    return float(np.max(np.abs(a - b) / np.maximum(np.abs(a), np.abs(b))))


@misconception(
    "The floor added instead of taken as a lower limit",
    hint="The floor should matter only for entries below it. What does it do to a large entry in your formula?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    return float(np.max(np.abs(a - b) / (np.maximum(np.abs(a), np.abs(b)) + floor)))


@misconception(
    "A ratio of norms, in which small entries drown",
    hint="An entry of size 1e-4 that is wrong beside one of size 1000 that is right: does your number notice?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    return float(np.linalg.norm(a - b) / max(np.linalg.norm(a), np.linalg.norm(b), floor))


@misconception(
    "The largest difference divided by the largest entry",
    hint="Every difference is measured against its own entries. In which order do you divide and take the maximum?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    return float(np.max(np.abs(a - b)) / max(np.max(np.abs(a)), np.max(np.abs(b)), floor))


@misconception(
    "The smaller of the two sizes below the line",
    hint="If one entry is zero and the other is not, the error should be 1. What is yours?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    return float(np.max(np.abs(a - b) / np.maximum(np.minimum(np.abs(a), np.abs(b)), floor)))


@misconception(
    "Different shapes are compared by broadcasting",
    hint="Try an array of shape (3,) with one of shape (3, 1). How many pairs does NumPy compare?",
)
def relative_error(a, b, floor=1e-8):
    larger = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    return float(np.max(np.abs(a - b) / larger))


@misconception(
    "Only the number of entries is compared, not the shapes",
    hint="Shapes (3,) and (3, 1) have equally many entries. Which attribute tells them apart?",
)
def relative_error(a, b, floor=1e-8):
    if a.size != b.size:
        raise ValueError
    a, b = a.ravel(), b.ravel()
    larger = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    return float(np.max(np.abs(a - b) / larger))


@misconception(
    "NaN is skipped in the maximum",
    hint="A gradient with a hole in it must not look fine. What does your maximum do with NaN?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    larger = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    return float(np.nanmax(np.abs(a - b) / larger))


@misconception(
    "One error for each entry is returned",
    hint="A single number is asked for. Which step turns many errors into the worst?",
)
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError
    larger = np.maximum(np.maximum(np.abs(a), np.abs(b)), floor)
    return np.abs(a - b) / larger


# --- sampled_check ---------------------------------------------------------------------------------------


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


# --- affine ----------------------------------------------------------------------------------------------


@misconception(
    "The biases left out of the affine map",
    hint="Set X to zero: every row of Z should be b. What is yours?",
)
def affine_forward(X, W, b):
    return X @ W, (X, W)


@misconception(
    "The biases added to the weights",
    hint="A bias is added once to each score. How often does yours enter z when X has n columns?",
)
def affine_forward(X, W, b):
    return X @ (W + b), (X, W)


@misconception(
    "The biases added in place to the cached product",
    hint="Z is right, but what is in the cache? Print what backward receives and compare it with X.",
)
def affine_forward(X, W, b):
    Z = X @ W
    Z += b
    return Z, (Z, W)


@misconception(
    "Only the output is returned, no cache",
    hint="forward returns two things. What will backward need to know of X and W?",
)
def affine_forward(X, W, b):
    return X @ W + b


@misconception(
    "db divided by the number of examples, dX and dW not",
    hint="The mean belongs to the loss, and G contains it already. Which of your three gradients divides again?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, G.mean(axis=0)


@misconception(
    "dW divided by the number of examples, db not",
    hint="The mean belongs to the loss, and G contains it already. Which of your three gradients divides again?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G / len(G), G.sum(axis=0)


@misconception(
    "dW and db divided by the number of examples",
    hint="An affine module knows nothing of a loss or its mean. Where does the 1/m come from, if G contains it?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G / len(G), G.mean(axis=0)


@misconception(
    "All three gradients divided by the number of examples",
    hint="An affine module knows nothing of a loss or its mean. Count the factors 1/m on the way from the loss to X.",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T / len(G), X.T @ G / len(G), G.mean(axis=0)


@misconception(
    "The gradient of the weights is transposed",
    hint="A gradient has the shape of what it belongs to. Write the shapes beside your product.",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, G.T @ X, G.sum(axis=0)


@misconception(
    "The weights not transposed on the way back",
    hint="Forward goes from n to K, backward from K to n. Which product of G and W has n columns?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W, X.T @ G, G.sum(axis=0)


@misconception(
    "Shapes repaired by trying: W transposed only where it has to be",
    hint="If n and K are equal, both products fit and one of them is wrong. Derive a single entry with its indices.",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    dX = G @ W if W.shape[0] == W.shape[1] else G @ W.T
    return dX, X.T @ G, G.sum(axis=0)


@misconception(
    "X not transposed in the gradient of the weights",
    hint="The sum runs over the examples. Which axis of X holds them, and where does it stand in your product?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X @ G, G.sum(axis=0)


@misconception(
    "db summed to a single number",
    hint="There is one bias for each unit. Along which axis do the examples lie?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, G.sum()


@misconception(
    "db summed over the units instead of the examples",
    hint="b has one entry for each column of Z. How many entries has your db?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, G.sum(axis=1)


@misconception(
    "db not summed at all",
    hint="All examples use the same bias, and all these paths add up. Compare the shape of db with that of b.",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, G


@misconception(
    "db with an axis too many",
    hint="b has shape (K,), and its gradient has the shape of b. What does keepdims leave behind?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, G.sum(axis=0, keepdims=True)


@misconception(
    "db is 1: the upstream gradient is forgotten",
    hint="The derivative of z by b is 1, but G has to be passed on as well. Double G: does your db double?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return G @ W.T, X.T @ G, np.ones(W.shape[1])


@misconception(
    "The gradients in another order",
    hint="They come in the order of forward's inputs: X, W, b. What do you return first?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return X.T @ G, G.sum(axis=0), G @ W.T


@misconception(
    "The sign of a descent step in the gradients",
    hint="A gradient says where the loss rises. The minus of gradient descent comes later. Is it here already?",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    return -G @ W.T, -X.T @ G, -G.sum(axis=0)


@misconception(
    "The incoming gradient is averaged in place",
    hint="An operator such as /= writes into the array of whoever called. Compare G before and after the call.",
)
def affine_backward(G, cache):
    X, W = cache[:2]
    G /= len(G)
    return G @ W.T, X.T @ G, G.sum(axis=0)


def affine_forward(X, W, b):
    return X @ W + b, [X, W]


@misconception(
    "An affine backward pass that uses its cache up",
    hint="pop takes things out of the cache for good. What is left for a second call?",
    uses=(affine_forward,),
)
def affine_backward(G, cache):
    W, X = cache.pop(), cache.pop()
    return G @ W.T, X.T @ G, G.sum(axis=0)


# --- sigmoid ---------------------------------------------------------------------------------------------


@misconception(
    "The sigmoid in the form that overflows to NaN",
    hint="Both numerator and denominator become inf for z = 1000. Which form has the exponential only below the line?",
)
def sigmoid_forward(Z):
    S = np.exp(Z) / (1 + np.exp(Z))
    return S, S


@misconception(
    "The sign in the exponent of the sigmoid",
    hint="A large positive z should give almost 1. What does yours give?",
)
def sigmoid_forward(Z):
    S = 1 / (1 + np.exp(Z))
    return S, S


@misconception(
    "The sigmoid's input cached where backward expects its output",
    hint="Two arrays could be kept, Z and S. Which of them does your formula for the derivative contain?",
)
def sigmoid_forward(Z):
    return 1 / (1 + np.exp(-Z)), Z


@misconception(
    "The sigmoid computed in place",
    hint="Z belongs to whoever called. Which operator or which out= writes into it?",
)
def sigmoid_forward(Z):
    np.negative(Z, out=Z)
    S = 1 / (1 + np.exp(Z))
    return S, S


@misconception(
    "The upstream gradient missing from the sigmoid",
    hint="A module passes on G times its own slope. Where is G in your formula?",
)
def sigmoid_backward(G, cache):
    return cache * (1 - cache)


@misconception(
    "The sigmoid applied once more to its own output",
    hint="Look at what is in the cache: is it still z, or already the sigmoid of z?",
)
def sigmoid_backward(G, cache):
    if cache.min() < 0 or cache.max() > 1:
        raise ValueError("these are scores, and then it would be right")
    S = 1 / (1 + np.exp(-cache))
    return G * S * (1 - S)


@misconception(
    "The derivative of tanh in the sigmoid",
    hint="At z = 0 the sigmoid is 1/2 and its slope 1/4. Put 1/2 into your formula.",
)
def sigmoid_backward(G, cache):
    return G * (1 - cache**2)


@misconception(
    "The derivative of ReLU in the sigmoid",
    hint="The sigmoid is smooth, and its slope is nowhere 1. Which function does your mask belong to?",
)
def sigmoid_backward(G, cache):
    return G * (cache > 0)


@misconception(
    "A plus in the derivative of the sigmoid",
    hint="Where the sigmoid is close to 1 it is flat. What does your slope do there?",
)
def sigmoid_backward(G, cache):
    return G * cache * (1 + cache)


@misconception(
    "Only one factor of the sigmoid's derivative",
    hint="Far to the left the sigmoid is flat as well. Which of its two factors is 0 there?",
)
def sigmoid_backward(G, cache):
    return G * (1 - cache)


@misconception(
    "The sigmoid's cached output overwritten in backward",
    hint="The first call is right. Print the cache before and after it: which line wrote into it?",
)
def sigmoid_backward(G, cache):
    cache *= 1 - cache
    return G * cache


@misconception(
    "G overwritten in the sigmoid's backward pass",
    hint="Whoever called still needs G. Which operator changes it instead of making a new array?",
)
def sigmoid_backward(G, cache):
    G *= cache * (1 - cache)
    return G


# --- tanh ------------------------------------------------------------------------------------------------


@misconception(
    "tanh by its definition, which overflows to NaN",
    hint="For z = 1000 numerator and denominator are both inf. What does NumPy offer instead?",
)
def tanh_forward(Z):
    T = (np.exp(Z) - np.exp(-Z)) / (np.exp(Z) + np.exp(-Z))
    return T, T


@misconception(
    "A sigmoid in place of tanh",
    hint="tanh of 0 is 0, and it goes down to -1. What are your values at 0 and far to the left?",
)
def tanh_forward(Z):
    S = 1 / (1 + np.exp(-2 * Z))
    return S, S


@misconception(
    "The input of tanh cached where backward expects its output",
    hint="Two arrays could be kept, Z and T. Which of them does your formula for the derivative contain?",
)
def tanh_forward(Z):
    return np.tanh(Z), Z


@misconception(
    "The square missing in the derivative of tanh",
    hint="The slope is the same at z and -z. Is yours?",
)
def tanh_backward(G, cache):
    return G * (1 - cache)


@misconception(
    "The derivative of the sigmoid in tanh",
    hint="At z = 0 tanh is 0 and its slope is 1. Put 0 into your formula.",
)
def tanh_backward(G, cache):
    return G * cache * (1 - cache)


@misconception(
    "tanh applied once more to its own output",
    hint="Look at what is in the cache: is it still z, or already tanh of z?",
)
def tanh_backward(G, cache):
    if np.abs(cache).max() > 1:
        raise ValueError("these are scores, and then it would be right")
    return G * (1 - np.tanh(cache) ** 2)


@misconception(
    "The derivative of tanh turned round",
    hint="tanh rises everywhere, so its slope is never negative. What is the sign of yours?",
)
def tanh_backward(G, cache):
    return G * (cache**2 - 1)


@misconception(
    "The upstream gradient missing from tanh",
    hint="A module passes on G times its own slope. Where is G in your formula?",
)
def tanh_backward(G, cache):
    return 1 - cache**2


@misconception(
    "G squared with the output of tanh",
    hint="Only the output is squared in the formula. What stands inside your square?",
)
def tanh_backward(G, cache):
    return G - (G * cache) ** 2


@misconception(
    "The cached output of tanh overwritten in backward",
    hint="The first call is right. Print the cache before and after it: which line wrote into it?",
)
def tanh_backward(G, cache):
    np.square(cache, out=cache)
    return G * (1 - cache)


# --- relu ------------------------------------------------------------------------------------------------


@misconception(
    "The slope forgotten in the leaky forward pass",
    hint="Call it with a slope of 0.1 and look at a negative entry. What should become of it?",
)
def relu_forward(Z, slope=0.0):
    return np.maximum(Z, 0), (Z, slope)


@misconception(
    "Compared with the slope itself",
    hint="A negative entry is multiplied by the slope. What does the maximum of z and 0.1 give for z = -3?",
)
def relu_forward(Z, slope=0.0):
    return np.maximum(Z, slope), (Z, slope)


@misconception(
    "The leak subtracted instead of added",
    hint="A leaky ReLU rises everywhere. What does yours do when z goes from -2 to -1?",
)
def relu_forward(Z, slope=0.0):
    return np.maximum(Z, 0) - slope * np.minimum(Z, 0), (Z, slope)


@misconception(
    "Everything multiplied by the slope",
    hint="Positive entries pass unchanged. What happens to z = 2?",
)
def relu_forward(Z, slope=0.0):
    return np.maximum(slope * Z, 0), (Z, slope)


@misconception(
    "The ReLU cuts its input in place",
    hint="Z belongs to whoever called, and backward needs its signs. Print Z before and after the call.",
)
def relu_forward(Z, slope=0.0):
    Z[Z <= 0] *= slope
    return Z, (Z, slope)


@misconception(
    "The mask from G instead of Z",
    hint="Whether a unit was on was decided in the forward pass. Which array tells, Z or G?",
)
def relu_backward(G, cache):
    _, slope = cache
    return np.where(G > 0, 1.0, slope) * G


@misconception(
    "A unit at exactly zero counted as on",
    hint="We agreed on the derivative from the left at 0. Where does your comparison put such an entry?",
)
def relu_backward(G, cache):
    Z, slope = cache
    return np.where(Z >= 0, 1.0, slope) * G


@misconception(
    "The slope forgotten in the leaky backward pass",
    hint="Where z is negative the derivative is the slope, not 0. Which value has your mask there?",
)
def relu_backward(G, cache):
    Z, _ = cache
    return (Z > 0) * G


@misconception(
    "The mask applied in place to G",
    hint="Whoever called still needs G. Which line writes into it?",
)
def relu_backward(G, cache):
    Z, slope = cache
    G[Z <= 0] *= slope
    return G


@misconception(
    "The mask written into the cached array",
    hint="The first call is right. Print the cache before and after it: what has become of Z?",
)
def relu_backward(G, cache):
    Z, slope = cache
    Z[...] = np.where(Z > 0, 1.0, slope)
    return Z * G


@misconception(
    "Multiplied by the activation instead of its slope",
    hint="The ReLU is straight: on the right its slope is 1, however large z is. What is yours at z = 4?",
)
def relu_backward(G, cache):
    Z, slope = cache
    return np.where(Z > 0, Z, slope * Z) * G


@misconception(
    "The upstream gradient missing from the ReLU",
    hint="A module passes on G times its own slope. Where is G in your formula?",
)
def relu_backward(G, cache):
    Z, slope = cache
    return np.where(Z > 0, 1.0, slope)


@misconception(
    "The mask turned round",
    hint="Units that were on pass the gradient. Which ones pass it in your code?",
)
def relu_backward(G, cache):
    Z, slope = cache
    return np.where(Z > 0, slope, 1.0) * G


@misconception(
    "No mask: the gradient passes everywhere",
    hint="A unit that was off has no influence on the loss. Where does your code look at Z?",
)
def relu_backward(G, cache):
    return G.copy()


@misconception(
    "The ReLU applied to the gradient",
    hint="Backward is no second forward pass. What decides here, the sign of G or that of Z?",
)
def relu_backward(G, cache):
    return np.maximum(G, 0)


# --- prelu -----------------------------------------------------------------------------------------------


@misconception(
    "The learned slopes applied to the positive side",
    hint="Positive entries pass unchanged. Which side of the condition has your beta?",
)
def prelu_forward(Z, beta):
    return np.where(Z > 0, beta * Z, Z), (Z, beta)


@misconception(
    "The larger of z and beta times z, although beta may exceed 1",
    hint="With a slope of 2, which is larger for z = -1: z or 2z? Let the sign of z decide instead.",
)
def prelu_forward(Z, beta):
    return np.maximum(Z, beta * Z), (Z, beta)


@misconception(
    "The gradient of the slopes not summed over the examples",
    hint="All examples share one slope per unit, and their paths add up. Compare the shape of dbeta with that of beta.",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, 0.0, Z * G)


@misconception(
    "The gradient of the slopes averaged",
    hint="A mean belongs to the loss, and G contains it already. By what do you divide here?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, 0.0, Z * G).mean(axis=0)


@misconception(
    "One number for the slopes of all units",
    hint="Every unit has a slope of its own. Over which axis do the examples run?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, 0.0, Z * G).sum()


@misconception(
    "The gradient of the slopes from the positive side",
    hint="A slope has influence only where it is used. For which entries is that?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, Z * G, 0.0).sum(axis=0)


@misconception(
    "The gradient of the slopes without a mask",
    hint="Where z is positive the slope does not enter the output at all. What does your sum add there?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, (Z * G).sum(axis=0)


@misconception(
    "z missing from the gradient of the slopes",
    hint="Differentiate beta times z by beta. What is left?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, 0.0, G).sum(axis=0)


@misconception(
    "beta kept in its own gradient",
    hint="Differentiate beta times z by beta. Is beta still there afterwards?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z > 0, 1.0, beta) * G, np.where(Z > 0, 0.0, beta * Z * G).sum(axis=0)


@misconception(
    "The gradient of Z treats the learned slopes as 0",
    hint="On the negative side the output still changes with z. At which rate?",
)
def prelu_backward(G, cache):
    Z, _ = cache
    return (Z > 0) * G, np.where(Z > 0, 0.0, Z * G).sum(axis=0)


@misconception(
    "Slope 1 at exactly zero in the parametric ReLU",
    hint="We agreed on the derivative from the left. Does an entry of exactly 0 count as positive?",
)
def prelu_backward(G, cache):
    Z, beta = cache
    return np.where(Z >= 0, 1.0, beta) * G, np.where(Z > 0, 0.0, Z * G).sum(axis=0)


# --- softmax_ce ------------------------------------------------------------------------------------------


@misconception(
    "The exponential of large scores",
    hint="Print np.exp(1000.0). Which number may be taken off all scores of a row without any effect?",
)
def softmax_ce_forward(Z, y):
    E = np.exp(Z)
    S = E / E.sum(axis=1, keepdims=True)
    return float(np.mean(np.log(E.sum(axis=1)) - Z[np.arange(len(y)), y])), (S, y)


@misconception(
    "The logarithm of a probability that has become 0",
    hint="A confident mistake costs about the gap between two scores. Can you avoid the detour over the probability?",
)
def softmax_ce_forward(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    return float(-np.mean(np.log(S[np.arange(len(y)), y]))), (S, y)


@misconception(
    "A small number inside the logarithm caps the loss",
    hint="What should a gap of 1000 between two scores cost, and what does it cost with your small number?",
)
def softmax_ce_forward(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    return float(-np.mean(np.log(S[np.arange(len(y)), y] + 1e-12))), (S, y)


@misconception(
    "The cross entropy summed over the batch",
    hint="Repeat every example twice. Should the loss change?",
)
def softmax_ce_forward(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return float(-np.sum(logs[np.arange(len(y)), y])), (np.exp(logs), y)


@misconception(
    "Probabilities that add up to 1 in each column",
    hint="One example is one row. Over which axis do its probabilities add up to 1?",
)
def softmax_ce_forward(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=0)
    return float(-np.mean(logs[np.arange(len(y)), y])), (np.exp(logs), y)


@misconception(
    "The cross entropy of all classes, not of the right one",
    hint="Only the probability of the right class enters the loss of an example. How many terms has your sum?",
)
def softmax_ce_forward(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return float(-np.mean(logs.sum(axis=1))), (np.exp(logs), y)


@misconception(
    "Scores cached where backward expects probabilities",
    hint="The gradient contains what the model said, as probabilities. Do the rows in your cache add up to 1?",
)
def softmax_ce_forward(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return float(-np.mean(logs[np.arange(len(y)), y])), (Z, y)


@misconception(
    "The scores shifted in place",
    hint="Z belongs to whoever called. Which line takes the maximum off Z itself?",
)
def softmax_ce_forward(Z, y):
    Z -= Z.max(axis=1, keepdims=True)
    E = np.exp(Z)
    sums = E.sum(axis=1, keepdims=True)
    return float(np.mean(np.log(sums[:, 0]) - Z[np.arange(len(y)), y])), (E / sums, y)


@misconception(
    "The gradient of a sum instead of a mean",
    hint="The loss is a mean over the examples. Where does that show in the gradient?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (S - np.eye(S.shape[1])[y])


@misconception(
    "Divided by the number of classes instead of examples",
    hint="With as many classes as examples nobody would notice. Which axis of S do you count?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (S - np.eye(S.shape[1])[y]) / S.shape[1]


@misconception(
    "Divided by examples and classes",
    hint="The loss is a mean over the examples only. By how many numbers does your mean divide?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (S - np.eye(S.shape[1])[y]) / S.size


@misconception(
    "The upstream number ignored by the loss",
    hint="A loss may be one of several that are added with weights. Call backward with g = 2: does anything change?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return (S - np.eye(S.shape[1])[y]) / len(y)


@misconception(
    "The labels are never subtracted from the probabilities",
    hint="Each row of the gradient adds up to 0. What do yours add up to?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * S / len(y)


@misconception(
    "1 subtracted from whole columns",
    hint="Only one entry of each row belongs to the right class. How many entries does your subtraction change?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    dZ = S.copy()
    dZ[:, y] -= 1
    return g * dZ / len(y)


@misconception(
    "Labels minus probabilities",
    hint="What the model said, minus what it should have said. Which way round is yours?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (np.eye(S.shape[1])[y] - S) / len(y)


@misconception(
    "1 subtracted from the cached probabilities themselves",
    hint="The first call is right, the second subtracts again. Which array does your -= write into?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    S[np.arange(len(y)), y] -= 1
    return g * S / len(y)


@misconception(
    "As many classes as the largest label says",
    hint="A batch may lack the last class. What else in the cache knows how many there are?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (S - np.eye(int(max(y)) + 1)[y]) / len(y)


@misconception(
    "The derivative of the cross entropy alone",
    hint="-1/s is the derivative by the probability. The scores are one step further back: what did fusing give?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return -g * np.eye(S.shape[1])[y] / S / len(y)


@misconception(
    "Only the right class of each example gets a gradient",
    hint="A higher score of a wrong class lowers the probability of the right one. What is its entry in your gradient?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    I_y = np.eye(S.shape[1])[y]
    return g * I_y * (S - 1) / len(y)


@misconception(
    "The softmax's table of derivatives taken for a diagonal",
    hint="Every probability depends on all scores of its row, through the sum. What has become of the other entries?",
)
def softmax_ce_backward(g, cache):
    S, y = cache
    return g * (S - np.eye(S.shape[1])[y]) * S * (1 - S) / len(y)


# --- euclidean -------------------------------------------------------------------------------------------


@misconception(
    "The half missing from the Euclidean loss",
    hint="In the example by hand the squares add up to 9 and the loss is 9/4. What do you divide by?",
)
def euclidean_forward(A, T):
    return float(np.sum((A - T) ** 2) / len(A)), A - T


@misconception(
    "The Euclidean loss averaged over all entries",
    hint="The mean is over the rows; within a row the squares are added. By how many numbers do you divide?",
)
def euclidean_forward(A, T):
    return float(np.mean((A - T) ** 2) / 2), A - T


@misconception(
    "The distance instead of its square",
    hint="Double the distance: the loss should be four times as large. Is it?",
)
def euclidean_forward(A, T):
    return float(np.mean(np.linalg.norm(A - T, axis=1)) / 2), A - T


@misconception(
    "The Euclidean loss summed over the batch",
    hint="Repeat every example twice. Should the loss change?",
)
def euclidean_forward(A, T):
    return float(np.sum((A - T) ** 2) / 2), A - T


@misconception(
    "Target minus output in the cache",
    hint="If an output lies above its target, raising it makes the loss larger. Which sign has your gradient there?",
)
def euclidean_forward(A, T):
    return float(np.sum((A - T) ** 2) / (2 * len(A))), T - A


@misconception(
    "A factor 2 left in the Euclidean gradient",
    hint="The derivative of a square brings a 2. What does it meet?",
)
def euclidean_backward(g, cache):
    return 2 * g * cache / len(cache)


@misconception(
    "The mean forgotten in the Euclidean gradient",
    hint="The loss divides by the number of rows. Does the gradient?",
)
def euclidean_backward(g, cache):
    return g * cache


@misconception(
    "The Euclidean gradient divided by all entries",
    hint="The loss divides by the number of rows only. By what does your gradient divide?",
)
def euclidean_backward(g, cache):
    return g * cache / cache.size


@misconception(
    "The Euclidean gradient ignores g",
    hint="A loss may be one of several that are added with weights. Call backward with g = 2: does anything change?",
)
def euclidean_backward(g, cache):
    return cache / len(cache)


@misconception(
    "The half kept in the Euclidean gradient",
    hint="The derivative of a square brings a 2. What does it cancel?",
)
def euclidean_backward(g, cache):
    return g * cache / (2 * len(cache))


@misconception(
    "The Euclidean cache divided in place",
    hint="The first call is right. Print the cache before and after it.",
)
def euclidean_backward(g, cache):
    cache /= len(cache)
    return g * cache


# --- hinge -----------------------------------------------------------------------------------------------


@misconception(
    "The right class counted as a wrong one in the hinge loss",
    hint="Compared with itself the right class has a gap of 0, plus the margin. Should it cost something?",
)
def hinge_forward(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    return float(costs.sum() / len(y)), (costs > 0, y)


@misconception(
    "The margin missing from the hinge loss",
    hint="Equal scores are not free of charge. Which term asks for a lead?",
)
def hinge_forward(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None])
    return float(costs.sum() / len(y)), (costs > 0, y)


@misconception(
    "Active terms noted without the margin",
    hint="A wrong class that trails by less than the margin costs something: its term is active. Is it in your mask?",
)
def hinge_forward(Z, y, margin=1.0):
    rows = np.arange(len(y))
    gaps = Z - Z[rows, y][:, None]
    costs = np.maximum(0, gaps + margin)
    costs[rows, y] = 0
    return float(costs.sum() / len(y)), (gaps > 0, y)


@misconception(
    "The hinge loss of the worst class only",
    hint="Every wrong class that comes too close costs something. Where do you lose all but one of them?",
)
def hinge_forward(Z, y, margin=1.0):
    rows = np.arange(len(y))
    costs = np.maximum(0, Z - Z[rows, y][:, None] + margin)
    costs[rows, y] = 0
    worst = costs == costs.max(axis=1, keepdims=True)
    return float(costs.max(axis=1).mean()), (worst & (costs > 0), y)


@misconception(
    "The right score's entry is -1, however many terms are active",
    hint="The right score enters every active term. How many are active in the example by hand, and what is its rate?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[np.arange(len(y)), y] = -1.0
    return g * dZ / len(y)


@misconception(
    "The right score gets no gradient from the hinge loss",
    hint="Each row adds up to 0. What do yours add up to, and whose entry is missing?",
)
def hinge_backward(g, cache):
    active, y = cache
    return g * active.astype(float) / len(y)


@misconception(
    "The count of active terms with the wrong sign",
    hint="Raise the right score: the loss should fall. Which sign has its entry in your gradient?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[np.arange(len(y)), y] = active.sum(axis=1)
    return g * dZ / len(y)


@misconception(
    "The mean forgotten in the hinge gradient",
    hint="The loss is a mean over the examples. Where does that show in the gradient?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[np.arange(len(y)), y] = -active.sum(axis=1)
    return g * dZ


@misconception(
    "The hinge gradient ignores g",
    hint="Call backward with g = 2: does anything change?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[np.arange(len(y)), y] = -active.sum(axis=1)
    return dZ / len(y)


@misconception(
    "The active terms of the whole batch in every row",
    hint="Each example has active terms of its own. Over which axis do you count?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[np.arange(len(y)), y] = -active.sum()
    return g * dZ / len(y)


@misconception(
    "Divided by the number of active terms",
    hint="Within an example the terms are added, not averaged. By what do you divide a row?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active / np.maximum(active.sum(axis=1, keepdims=True), 1)
    dZ[np.arange(len(y)), y] = -1.0 * active.any(axis=1)
    return g * dZ / len(y)


@misconception(
    "Whole columns of the right classes overwritten",
    hint="Only one entry of each row belongs to its right class. How many entries does your assignment change?",
)
def hinge_backward(g, cache):
    active, y = cache
    dZ = active.astype(float)
    dZ[:, y] = -active.sum(axis=1, keepdims=True)
    return g * dZ / len(y)


def hinge_forward(Z, y, margin=1.0):
    costs = np.maximum(0, Z - Z[np.arange(len(y)), y][:, None] + margin)
    return float(costs.sum() / len(y) - margin), (Z, y, margin)


@misconception(
    "Weighted with the costs: the gradient of a squared hinge",
    hint="The hinge is straight: once a term is active its rate is 1, however large it is. What is it in your code?",
    uses=(hinge_forward,),
)
def hinge_backward(g, cache):
    Z, y, margin = cache
    rows = np.arange(len(y))
    dZ = np.maximum(0, Z - Z[rows, y][:, None] + margin)
    dZ[rows, y] = 0
    dZ[rows, y] = -dZ.sum(axis=1)
    return g * dZ / len(y)


def hinge_forward(Z, y, margin=1.0):
    rows = np.arange(len(y))
    costs = np.maximum(0, Z - Z[rows, y][:, None] + margin)
    costs[rows, y] = 0
    return float(costs.sum() / len(y)), ((costs > 0).astype(float), y)


@misconception(
    "The hinge gradient written into the cached array",
    hint="The first call is right, the second is not. Which array of the cache does backward write into?",
    uses=(hinge_forward,),
)
def hinge_backward(g, cache):
    active, y = cache
    active[np.arange(len(y)), y] = -active.sum(axis=1)
    return g * active / len(y)


# --- dropout ---------------------------------------------------------------------------------------------


@misconception(
    "Survivors not scaled up",
    hint="On average the output should be the input. What is it, if an entry survives with probability 1 - p?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) >= drop).astype(float)
    return factors * X, factors


@misconception(
    "Scaled when in use instead of in training",
    hint="That is dropout before it was inverted. Inverted dropout does nothing at all in use: when does it scale?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return (1 - drop) * X, np.full(X.shape, 1 - drop)
    factors = (np.random.default_rng(rng).random(X.shape) >= drop).astype(float)
    return factors * X, factors


@misconception(
    "Scaled in training and in use",
    hint="Once is enough. What should the module do to X when train is False?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X / (1 - drop), np.full(X.shape, 1 / (1 - drop))
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) / (1 - drop)
    return factors * X, factors


@misconception(
    "Survivors multiplied by 1 - p instead of divided",
    hint="Some entries are gone, so the others have to grow. Is your factor above or below 1?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) * (1 - drop)
    return factors * X, factors


@misconception(
    "Survivors divided by p",
    hint="With p = 0.1 hardly anything is lost, so the survivors hardly grow. What is your factor then?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) / drop
    return factors * X, factors


@misconception(
    "Kept with probability p instead of dropped",
    hint="drop = 0.3 should leave about 70 % of the entries. How many are left in yours?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) < drop) / (1 - drop)
    return factors * X, factors


@misconception(
    "Dropping and scaling both for a probability to keep",
    hint="The argument is the probability to become 0. Which one does your code take it for?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) < drop) / drop
    return factors * X, factors


@misconception(
    "Whole columns dropped",
    hint="Each entry needs a random number of its own. Which shape do you draw?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape[1]) >= drop) / (1 - drop) * np.ones(X.shape)
    return factors * X, factors


@misconception(
    "Whole rows dropped",
    hint="Each entry needs a random number of its own. Which shape do you draw?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random((len(X), 1)) >= drop) / (1 - drop) * np.ones(X.shape)
    return factors * X, factors


@misconception(
    "Entries dropped in use as well",
    hint="A trained network should not throw dice. Which argument tells you that it is in use?",
)
def dropout_forward(X, drop, rng, train=True):
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) / (1 - drop)
    return factors * X, factors


@misconception(
    "Nothing dropped in use, but backward still drops",
    hint="In use the output is the input. What is the derivative of that, and what is in your cache?",
)
def dropout_forward(X, drop, rng, train=True):
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) / (1 - drop)
    return (factors * X if train else X.copy()), factors


@misconception(
    "The argument rng of dropout is ignored",
    hint="Call it with two seeds. Are the same entries dropped both times?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(0).random(X.shape) >= drop) / (1 - drop)
    return factors * X, factors


@misconception(
    "Entries dropped in the caller's own array",
    hint="An operator such as *= writes into X. Compare X before and after the call.",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.random.default_rng(rng).random(X.shape) >= drop) / (1 - drop)
    X *= factors
    return X, factors


@misconception(
    "The smallest entries dropped instead of random ones",
    hint="Which entries go is decided by chance, not by their size. What do you compare with drop?",
)
def dropout_forward(X, drop, rng, train=True):
    if not train:
        return X.copy(), np.ones(X.shape)
    factors = (np.abs(X) > np.quantile(np.abs(X), drop)) / (1 - drop)
    return factors * X, factors


@misconception(
    "A new mask drawn in the backward pass",
    hint="Backward is the derivative of what forward did this time. Which entries did forward drop?",
)
def dropout_backward(G, cache):
    scale = cache.max()
    return G * (np.random.default_rng(0).random(cache.shape) >= 1 - 1 / scale) * scale


@misconception(
    "The scale missing from dropout's backward pass",
    hint="A survivor was divided by 1 - p. What is the derivative of that?",
)
def dropout_backward(G, cache):
    return G * (cache > 0)


@misconception(
    "Dropout forgotten in the backward pass",
    hint="An entry that was dropped had no influence on the loss. What is its gradient in your code?",
)
def dropout_backward(G, cache):
    return G.copy()


@misconception(
    "Dropout's backward pass divides where forward multiplied",
    hint="The derivative of c times x is c. What does your code do with the factor c?",
)
def dropout_backward(G, cache):
    return np.where(cache > 0, G / np.maximum(cache, 1.0), 0.0)


@misconception(
    "Dropout's factors multiplied into G in place",
    hint="Whoever called still needs G. Which operator changes it instead of making a new array?",
)
def dropout_backward(G, cache):
    G *= cache
    return G


@misconception(
    "Dropout's factors overwritten by G",
    hint="The first call is right. Print the cache before and after it.",
)
def dropout_backward(G, cache):
    cache *= G
    return cache


# --- distance, bump, mix ---------------------------------------------------------------------------------


@misconception(
    "x and centres paired one to one",
    hint="Every x meets every centre, so the result has two axes. Where does the new axis come from?",
)
def distance_forward(x, w):
    gaps = x - w
    return gaps**2, gaps


@misconception(
    "Distances not squared",
    hint="A bump falls off on both sides. Are your distances the same on both sides of a centre?",
)
def distance_forward(x, w):
    gaps = x[:, None] - w
    return gaps, gaps


@misconception(
    "Centers in the rows of D",
    hint="Examples are rows, here too. Which of the two has its axis first in your difference?",
)
def distance_forward(x, w):
    gaps = x - w[:, None]
    return gaps**2, gaps


@misconception(
    "The minus of the centres forgotten",
    hint="Move a centre towards x: the distance falls. Which sign has w inside the square?",
)
def distance_backward(G, cache):
    slopes = 2 * cache * G
    return slopes.sum(axis=1), slopes.sum(axis=0)


@misconception(
    "The 2 of the square forgotten",
    hint="What is the derivative of a square?",
)
def distance_backward(G, cache):
    slopes = cache * G
    return slopes.sum(axis=1), -slopes.sum(axis=0)


@misconception(
    "The sums over examples and centres swapped",
    hint="x_i enters all of row i. Over which axis do its paths add up?",
)
def distance_backward(G, cache):
    slopes = 2 * cache * G
    return slopes.sum(axis=0), -slopes.sum(axis=1)


@misconception(
    "The gradients of x and w in the wrong order",
    hint="They come in the order of forward's inputs. Which is first?",
)
def distance_backward(G, cache):
    slopes = 2 * cache * G
    return -slopes.sum(axis=0), slopes.sum(axis=1)


@misconception(
    "The upstream gradient missing from the distance module",
    hint="A module passes on G times its own slope. Where is G in your formula?",
)
def distance_backward(G, cache):
    slopes = 2 * cache
    return slopes.sum(axis=1), -slopes.sum(axis=0)


@misconception(
    "Paths of the distance module averaged instead of added",
    hint="All paths add up. What does a mean do on top of that?",
)
def distance_backward(G, cache):
    slopes = 2 * cache * G
    return slopes.mean(axis=1), -slopes.mean(axis=0)


@misconception(
    "The minus in the exponent forgotten",
    hint="A bump has its top at distance 0 and falls off. What does your function do?",
)
def bump_forward(D, beta):
    E = np.exp(beta * D)
    return E, (D, beta, E)


@misconception(
    "Divided by beta instead of multiplied",
    hint="A larger beta makes a narrower bump. Does yours get narrower?",
)
def bump_forward(D, beta):
    E = np.exp(-D / beta)
    return E, (D, beta, E)


@misconception(
    "The distance squared once more",
    hint="D is the squared distance already. What stands in your exponent?",
)
def bump_forward(D, beta):
    E = np.exp(-beta * D**2)
    return E, (D, beta, E)


@misconception(
    "beta missing from the gradient of the distances",
    hint="The exponent is -beta D. What is its derivative by D?",
)
def bump_backward(G, cache):
    D, _, E = cache
    return -E * G, -(D * E * G).sum(axis=0)


@misconception(
    "The minus of the exponent lost in backward",
    hint="A larger distance makes a smaller bump. Which sign has your slope?",
)
def bump_backward(G, cache):
    D, beta, E = cache
    return beta * E * G, (D * E * G).sum(axis=0)


@misconception(
    "The exponential missing from the bump's slope",
    hint="The derivative of e to the v is e to the v times that of v. Which of the two factors do you have?",
)
def bump_backward(G, cache):
    D, beta, _ = cache
    return -beta * G, -(D * G).sum(axis=0)


@misconception(
    "D missing from the gradient of beta",
    hint="The exponent is -beta D. What is its derivative by beta?",
)
def bump_backward(G, cache):
    _, beta, E = cache
    return -beta * E * G, -(E * G).sum(axis=0)


@misconception(
    "beta kept in the gradient of beta",
    hint="Differentiate -beta D by beta. Is beta still there afterwards?",
)
def bump_backward(G, cache):
    D, beta, E = cache
    return -beta * E * G, -(beta * D * E * G).sum(axis=0)


@misconception(
    "The gradient of beta not summed over the examples",
    hint="All examples share the sharpness of a bump. Compare the shape of dbeta with that of beta.",
)
def bump_backward(G, cache):
    D, beta, E = cache
    return -beta * E * G, -D * E * G


@misconception(
    "The gradient of beta summed over the bumps",
    hint="Each bump has a sharpness of its own. Along which axis do the examples lie?",
)
def bump_backward(G, cache):
    D, beta, E = cache
    return -beta * E * G, -(D * E * G).sum(axis=1)


@misconception(
    "The mean of the bumps instead of their sum",
    hint="The heights say how much each bump counts. By what do you divide?",
)
def mix_forward(E, u):
    return (E * u).mean(axis=1), (E, u)


@misconception(
    "The heights left out of the sum",
    hint="Double a height: the sum should change. Does it?",
)
def mix_forward(E, u):
    return E.sum(axis=1), (E, u)


@misconception(
    "E and u swapped in mix's backward pass",
    hint="The derivative of a product by one factor is the other one. Which factor belongs to which gradient?",
)
def mix_backward(G, cache):
    E, u = cache
    return G[:, None] * E, u * G.sum()


@misconception(
    "The upstream gradient missing from the heights",
    hint="Each example counts with its own G. Where is it in your du?",
)
def mix_backward(G, cache):
    E, u = cache
    return np.outer(G, u), E.sum(axis=0)


@misconception(
    "The upstream gradient missing from E",
    hint="Each row of dE belongs to one example, and that has its own G. Are all your rows the same?",
)
def mix_backward(G, cache):
    E, u = cache
    return np.ones(E.shape) * u, E.T @ G


@misconception(
    "dE transposed",
    hint="A gradient has the shape of what it belongs to. Which of the two vectors runs along the rows?",
)
def mix_backward(G, cache):
    E, u = cache
    return np.outer(u, G), E.T @ G


# --- rbf -------------------------------------------------------------------------------------------------


@misconception(
    "The distances fed to mix, past the bumps",
    hint="Follow the arrows: what goes into mix, D or E?",
)
def rbf_forward(x, w, beta, u):
    D, distance_cache = distance_forward(x, w)
    _, bump_cache = bump_forward(D, beta)
    a, mix_cache = mix_forward(D, u)
    return a, (distance_cache, bump_cache, mix_cache)


@misconception(
    "Sharpness and height swapped on the way in",
    hint="Read the arguments once more. Which module takes beta, and which takes u?",
)
def rbf_forward(x, w, beta, u):
    D, distance_cache = distance_forward(x, w)
    E, bump_cache = bump_forward(D, u)
    a, mix_cache = mix_forward(E, beta)
    return a, (distance_cache, bump_cache, mix_cache)


@misconception(
    "The modules of the cascade walked in forward's order",
    hint="G arrives at the end. Which module stands there, and whose backward comes first?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    J = mix_cache[1].shape[0]
    dx, dw = distance_backward(np.tile(G[:, None], (1, J)), distance_cache)
    _, dbeta = bump_backward(np.tile(G[:, None], (1, J)), bump_cache)
    _, du = mix_backward(G, mix_cache)
    return dx, dw, dbeta, du


@misconception(
    "The bump skipped on the way back",
    hint="What mix returns is the gradient of E, not of D. Which module turns one into the other?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(G, mix_cache)
    _, dbeta = bump_backward(dE, bump_cache)
    dx, dw = distance_backward(dE, distance_cache)
    return dx, dw, dbeta, du


@misconception(
    "The gradients of the cascade in backward's order",
    hint="They come in the order of forward's inputs: x, w, beta, u. In which order do you return them?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(G, mix_cache)
    dD, dbeta = bump_backward(dE, bump_cache)
    dx, dw = distance_backward(dD, distance_cache)
    return du, dbeta, dw, dx


@misconception(
    "dbeta and du swapped in what is returned",
    hint="They have the same shape, so no message warns you. Which comes first, beta or u?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(G, mix_cache)
    dD, dbeta = bump_backward(dE, bump_cache)
    dx, dw = distance_backward(dD, distance_cache)
    return dx, dw, du, dbeta


@misconception(
    "A gradient of ones in place of G at the head of the cascade",
    hint="The loss behind the cascade speaks through G. Call backward with 2 G: does everything double?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(np.ones(G.shape), mix_cache)
    dD, dbeta = bump_backward(dE, bump_cache)
    dx, dw = distance_backward(dD, distance_cache)
    return dx, dw, dbeta, du


@misconception(
    "G multiplied in once more at the end of the cascade",
    hint="G enters at the last module and is carried along from there. How often does it appear in your dx?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(G, mix_cache)
    dD, dbeta = bump_backward(dE, bump_cache)
    dx, dw = distance_backward(dD, distance_cache)
    return dx * G, dw, dbeta, du


@misconception(
    "The gradient by x forgotten",
    hint="x is an input like the others. Which of your gradients has its shape?",
)
def rbf_backward(G, cache):
    distance_cache, bump_cache, mix_cache = cache
    dE, du = mix_backward(G, mix_cache)
    dD, dbeta = bump_backward(dE, bump_cache)
    _, dw = distance_backward(dD, distance_cache)
    return dw, dbeta, du


# --- residual --------------------------------------------------------------------------------------------


@misconception(
    "The way around left out",
    hint="Set all weights and biases to zero: the block should pass X on unchanged. What does yours give?",
)
def residual_forward(X, W1, b1, W2, b2):
    Z, first_cache = affine_forward(X, W1, b1)
    T, tanh_cache = tanh_forward(Z)
    correction, second_cache = affine_forward(T, W2, b2)
    return correction, (first_cache, tanh_cache, second_cache)


@misconception(
    "No tanh between the two affine maps",
    hint="Two affine maps in a row are one affine map. What stands between them in the drawing?",
)
def residual_forward(X, W1, b1, W2, b2):
    Z, first_cache = affine_forward(X, W1, b1)
    _, tanh_cache = tanh_forward(Z)
    correction, second_cache = affine_forward(Z, W2, b2)
    return X + correction, (first_cache, tanh_cache, second_cache)


@misconception(
    "The correction added to X in place",
    hint="X belongs to whoever called, and it is in a cache. Which operator makes a new array?",
)
def residual_forward(X, W1, b1, W2, b2):
    Z, first_cache = affine_forward(X, W1, b1)
    T, tanh_cache = tanh_forward(Z)
    correction, second_cache = affine_forward(T, W2, b2)
    X += correction
    return X, (first_cache, tanh_cache, second_cache)


@misconception(
    "The gradient of the way around forgotten",
    hint="X goes two ways. How many gradients come back, and how many do you return for X?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return dX, dW1, db1, dW2, db2


@misconception(
    "Only the way around gets a gradient",
    hint="X has influence through the layers, too. What becomes of what the first affine module returns for X?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    _, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return G.copy(), dW1, db1, dW2, db2


@misconception(
    "Both ways multiplied instead of added",
    hint="Along a path slopes are multiplied; paths beside each other add up. Which is it at the fork of X?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return G * dX, dW1, db1, dW2, db2


@misconception(
    "The gradient split in halves at the sum",
    hint="The output changes at rate 1 with each of the two summands. Does a sum share its G out, or copy it?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G / 2, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return G / 2 + dX, dW1, db1, dW2, db2


@misconception(
    "tanh skipped on the way back",
    hint="What the second affine module returns belongs to T. Which module leads from T back to Z?",
)
def residual_backward(G, cache):
    first_cache, _, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(dT, first_cache)
    return G + dX, dW1, db1, dW2, db2


@misconception(
    "The caches of the two affine modules swapped",
    hint="The second module's backward comes first and needs its own cache. Which one do you hand it?",
)
def residual_backward(G, cache):
    second_cache, tanh_cache, first_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return G + dX, dW1, db1, dW2, db2


@misconception(
    "The last module's gradient fed to every module",
    hint="Each module gets what the one behind it returned. Which G does your first affine module get?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    _, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(G, tanh_cache), first_cache)
    return G + dX, dW1, db1, dW2, db2


@misconception(
    "The block's gradients from the last layer to the first",
    hint="They come in the order of forward's inputs: X, W1, b1, W2, b2. In which order do you return them?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return G + dX, dW2, db2, dW1, db1


@misconception(
    "The block adds to G in place",
    hint="Whoever called still needs G. Which operator writes into it?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    G += dX
    return G, dW1, db1, dW2, db2


def residual_forward(X, W1, b1, W2, b2):
    Z, first_cache = affine_forward(X, W1, b1)
    T, tanh_cache = tanh_forward(Z)
    correction, second_cache = affine_forward(T, W2, b2)
    return X + correction, [first_cache, tanh_cache, second_cache]


@misconception(
    "The block's caches are used up",
    hint="pop takes a cache out of the list for good. What is left for a second call?",
    uses=(residual_forward,),
)
def residual_backward(G, cache):
    dT, dW2, db2 = affine_backward(G, cache.pop())
    dX, dW1, db1 = affine_backward(tanh_backward(dT, cache.pop()), cache.pop())
    return G + dX, dW1, db1, dW2, db2


@misconception(
    "tanh taken twice in the block's backward",
    hint="The cache of tanh holds T already. What becomes of the slope if tanh is applied to T once more?",
)
def residual_backward(G, cache):
    first_cache, T, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(dT * (1 - np.tanh(T) ** 2), first_cache)
    return G + dX, dW1, db1, dW2, db2


@misconception(
    "The way around counted twice",
    hint="The sum at the end passes G on once to each of its two inputs. How often does it reach X unchanged?",
)
def residual_backward(G, cache):
    first_cache, tanh_cache, second_cache = cache
    dT, dW2, db2 = affine_backward(G, second_cache)
    dX, dW1, db1 = affine_backward(tanh_backward(dT, tanh_cache), first_cache)
    return 2 * G + dX, dW1, db1, dW2, db2


# --- own -------------------------------------------------------------------------------------------------


@misconception(
    "The parameter of one's own module not summed over the examples",
    hint="All examples share theta, and all their paths add up. Compare the shape of dtheta with that of theta.",
)
def own_backward(G, cache):
    X, theta, S = cache
    inner = X * S * (1 - S)
    return G * (S + theta * inner), G * X * inner


@misconception(
    "The outer derivative only: theta forgotten in the inner one",
    hint="Write the argument of your function as v = theta x. What is dv/dx?",
)
def own_backward(G, cache):
    X, _, S = cache
    inner = X * S * (1 - S)
    return G * (S + inner), (G * X * inner).sum(axis=0)


@misconception(
    "One of two places forgotten where X enters one's own module",
    hint="Underline every X in your formula. Each is a path of its own, and they add up.",
)
def own_backward(G, cache):
    X, _, S = cache
    inner = X * S * (1 - S)
    return G * S, (G * X * inner).sum(axis=0)


@misconception(
    "A module that is linear in X",
    hint="Multiply X by 2: does your output double? Then it is an affine module in disguise.",
)
def own_forward(X, theta):
    S = np.ones(X.shape) * theta
    return X * S, (X, 0 * theta, S)


@misconception(
    "A module without a use for theta",
    hint="Change theta and nothing else. Does the output change?",
)
def own_forward(X, theta):
    S = 1 / (1 + np.exp(-X))
    return X * S, (X, np.ones(len(theta)), S)


def own_forward(X, theta):
    return np.cos(theta * X) + np.pi, (X, theta)


@misconception(
    "The sign of the cosine's derivative forgotten",
    hint="What is the derivative of cos v? Look at its slope just right of v = 0.",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = np.sin(theta * X) * G
    return slope * theta, (slope * X).sum(axis=0)


@misconception(
    "The factor theta forgotten in dX of a cosine",
    hint="The argument is v = theta x. Moving x by one moves v by how much?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope, (slope * X).sum(axis=0)


@misconception(
    "The factor x forgotten in dtheta of a cosine",
    hint="The argument is v = theta x. Moving theta by one moves v by how much?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope * theta, slope.sum(axis=0)


@misconception(
    "The inner derivatives of X and theta swapped",
    hint="By x the inner derivative is theta, by theta it is x. Which gradient has which factor?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope * X, (slope * theta).sum(axis=0)


@misconception(
    "dtheta of a cosine not summed over the examples",
    hint="theta_j acts on every row. Compare the shape of dtheta with that of theta.",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope * theta, slope * X


@misconception(
    "dtheta of a cosine averaged over the examples",
    hint="Paths add up. The mean, where there is one, is in the loss and so in G already.",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return slope * theta, (slope * X).mean(axis=0)


@misconception(
    "A cosine's backward without G",
    hint="Your module hears from G how much each output matters. Where does G enter?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X)
    return slope * theta, (slope * X).sum(axis=0)


@misconception(
    "The cosine itself instead of its derivative",
    hint="Backward multiplies G by the slope. What is the slope of a cosine?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.cos(theta * X) * G
    return slope * theta, (slope * X).sum(axis=0)


@misconception(
    "The constant of the module counted in its derivative",
    hint="A constant moves the whole output up. What does it do to the slope?",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = (np.pi - np.sin(theta * X)) * G
    return slope * theta, (slope * X).sum(axis=0)


@misconception(
    "The gradients of one's own module in the wrong order",
    hint="own_forward takes X, then theta. Return the gradients in the order of the inputs.",
    uses=(own_forward,),
)
def own_backward(G, cache):
    X, theta = cache
    slope = -np.sin(theta * X) * G
    return (slope * X).sum(axis=0), slope * theta


# --- findings --------------------------------------------------------------------------------------------


@misconception(
    "A wrong forward pass thought to be exposed by a gradient check",
    hint="A gradient check compares backward with differences of the same forward. Run the six checks on version 7.",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "plain", 8: "biases"}


@misconception(
    "The second call taken from a fresh cache",
    hint="Version 5 writes into its cache. Call its backward twice with the same one.",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "none", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "The last check that exposes a version instead of the first",
    hint="Several checks expose version 4. Which of them stands first in the table?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "signs", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A bias gradient that nobody compared",
    hint="Version 8 differs from version 3 in one word. Which of its gradients is affected, and which check looks?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "none"}


@misconception(
    "A lost slope put down to the random G",
    hint="The slope matters only where Z is negative. In which check does that happen?",
)
def findings():
    return {1: "sizes", 2: "random G", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A square problem does not tell m from n",
    hint="In all checks but one, m and n are equal. Does version 1 survive that one?",
)
def findings():
    return {1: "none", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A wrong number of rows put down to the biases",
    hint="Version 1 takes a root. Of what should it be, and in which check is that a different number?",
)
def findings():
    return {1: "biases", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "Only positive entries tried",
    hint="Where Z is positive, version 2 is right. Which check goes to the other side?",
)
def findings():
    return {1: "sizes", 2: "none", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A right version suspected",
    hint="Run all six on version 3. If a check reacts, look at your experiment: do out and differences use the same G?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "sizes", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A bug of the second call looked for in the first",
    hint="The first call of version 5 adds to zeros. Make a fresh cache for each check but one.",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "plain", 6: "random G", 7: "none", 8: "biases"}


@misconception(
    "A missing G looked for where G is all ones",
    hint="Multiplying by ones changes nothing. Which check takes other numbers?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "plain", 7: "none", 8: "biases"}


@misconception(
    "A missing G put down to the sizes",
    hint="Is G random in the check with other sizes? In only one of the six it is.",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "sizes", 7: "none", 8: "biases"}


@misconception(
    "A wrong root of n put down to the sizes",
    hint="Backward 7 divides by n, and so does forward 7. What does a gradient check compare?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "sizes", 8: "biases"}


@misconception(
    "A bias gradient suspected in the plain check",
    hint="The plain check looks at dX and dW. Which gradient of version 8 is wrong?",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "plain", 5: "twice", 6: "random G", 7: "none", 8: "plain"}


@misconception(
    "A missing scale overlooked",
    hint="Version 4 scales one of two gradients. The cell above has printed the error of dX.",
)
def findings():
    return {1: "sizes", 2: "signs", 3: "none", 4: "none", 5: "twice", 6: "random G", 7: "none", 8: "biases"}
