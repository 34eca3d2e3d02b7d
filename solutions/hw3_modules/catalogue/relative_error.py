"""Homework 3, `relative_error`: right answers that look different, and mistakes that have a name."""

import numpy as np

from autograder.assignment.catalogue import alternative, misconception

# --- right answers -----------------------------------------------------------------------------------------


@alternative("a loop over the entries")
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError("different shapes")
    worst = 0.0
    for p, q in zip(a.ravel(), b.ravel(), strict=True):
        error = abs(p - q) / max(abs(p), abs(q), floor)
        if np.isnan(p) or np.isnan(q):
            return float("nan")
        worst = max(worst, error)
    return worst


@alternative("the larger size by np.where")
def relative_error(a, b, floor=1e-8):
    if np.shape(a) != np.shape(b):
        raise ValueError(f"{np.shape(a)} is not {np.shape(b)}")
    size = np.where(abs(a) > abs(b), abs(a), abs(b))
    size = np.where(size < floor, floor, size)
    return (abs(a - b) / size).max()


@alternative("a stack of the three candidates")
def relative_error(a, b, floor=1e-8):
    if not a.shape == b.shape:
        raise ValueError("shapes differ")
    below = np.stack([np.abs(a), np.abs(b), np.full_like(a, floor)]).max(axis=0)
    return np.amax(np.divide(np.abs(a - b), below))


@alternative("the infinity norm of the quotients")
def relative_error(a, b, floor=1e-8):
    if a.ndim != b.ndim or any(p != q for p, q in zip(a.shape, b.shape, strict=True)):
        raise ValueError("cannot compare")
    a, b = a.ravel(), b.ravel()
    return float(np.linalg.norm((a - b) / np.clip(np.maximum(np.abs(a), np.abs(b)), floor, None), np.inf))


@alternative("a loop over all indices")
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError("shapes differ")
    worst = 0.0
    for index in np.ndindex(a.shape):
        error = abs(a[index] - b[index]) / max(abs(a[index]), abs(b[index]), floor)
        if np.isnan(a[index]) or np.isnan(b[index]):
            return float("nan")
        worst = max(worst, error)
    return float(worst)


@alternative("the denominator filled in step by step")
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError(f"shape {a.shape} against shape {b.shape}")
    below = np.abs(a)
    bigger = np.abs(b) > below
    below[bigger] = np.abs(b)[bigger]
    below[below < floor] = floor
    return float((np.abs(a - b) / below).max())


@alternative("three quotients, the smallest of them")
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError("The two gradients must have the same shape.")
    gap = np.abs(a - b)
    with np.errstate(divide="ignore", invalid="ignore"):
        by_a = np.where(a == 0, np.inf, gap / np.abs(a))
        by_b = np.where(b == 0, np.inf, gap / np.abs(b))
    return float(np.minimum(np.minimum(by_a, by_b), gap / floor).max())


@alternative("sorted, and a NaN looked for by hand")
def relative_error(a, b, floor=1e-8):
    if a.shape != b.shape:
        raise ValueError("shapes")
    if np.isnan(a).any() or np.isnan(b).any():
        return np.nan
    sizes = np.sort(np.abs([a, b]), axis=0)[-1]
    return np.sort(np.ravel(np.abs(b - a) / np.maximum(sizes, floor)))[-1]


# --- mistakes ----------------------------------------------------------------------------------------------


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
