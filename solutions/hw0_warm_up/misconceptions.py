"""Wrong answers to homework 0 that students really give: each is rejected, and named in the feedback."""

import numpy as np

from autograder.assignment.catalogue import misconception

# --- row_sums --------------------------------------------------------------------------------------------


@misconception(
    "The columns summed instead of the rows",
    hint="The axis you name is the one that disappears. A sum for each row keeps the rows: which axis goes?",
)
def row_sums(X):
    return X.sum(axis=0)


@misconception(
    "One sum for the whole table",
    hint="Without an axis, sum adds up everything. How many numbers should come out for a table of m rows?",
)
def row_sums(X):
    return X.sum()


@misconception(
    "The mean of each row instead of its sum",
    hint="The row 1, 2, 3 should give 6. What do you get, and by what has it been divided?",
)
def row_sums(X):
    return X.mean(axis=1)


@misconception(
    "Row sums kept as a column",
    hint="Compare the shape you return with the one in the description. Which option leaves an axis of length 1?",
)
def row_sums(X):
    return X.sum(axis=1, keepdims=True)


# --- shapes ----------------------------------------------------------------------------------------------


@misconception(
    "Shapes for one size only",
    hint="m, n and K are arguments. Call your function with other numbers: does the answer change?",
)
def shapes(m, n, K):
    return [(5, 4), (3, 3), (3,), (5, 1), (5,), (5, 4)]


@misconception(
    "A shape with one axis written without its comma",
    hint="Type (3) and (3,) into a cell of your own, and look at the type of each.",
)
def shapes(m, n, K):
    return [(m, K), (n, n), (n), (m, 1), (m), (m, K)]


@misconception(
    "The outer lengths of a product read from the wrong end",
    hint="In a product the lengths in the middle meet and vanish. Write the two shapes of X.T and X side by side.",
)
def shapes(m, n, K):
    return [(m, K), (m, m), (n,), (m, 1), (m,), (m, K)]


@misconception(
    "Shapes in the order columns, rows",
    hint="Examples are rows, and the rows come first. What is X.shape for a table of 5 rows and 3 columns?",
)
def shapes(m, n, K):
    return [(K, m), (n, n), (n,), (1, m), (m,), (K, m)]


@misconception(
    "The axis of a reduction taken for the one that stays",
    hint="max(axis=0) runs down the rows and leaves one number for each column. How many columns has X?",
)
def shapes(m, n, K):
    return [(m, K), (n, n), (m,), (n, 1), (m,), (m, K)]


@misconception(
    "keepdims overlooked",
    hint="keepdims=True leaves the axis where it was. With which length?",
)
def shapes(m, n, K):
    return [(m, K), (n, n), (n,), (m,), (m,), (m, K)]


@misconception(
    "A single column still counted as a table",
    hint="An index that is one number removes its axis; a slice such as 0:1 keeps it. Which is X[:, 0]?",
)
def shapes(m, n, K):
    return [(m, K), (n, n), (n,), (m, 1), (m, 1), (m, K)]


@misconception(
    "Broadcasting taken for a comparison of equal shapes",
    hint="Write (m, 1) above (K,), aligned on the right. What does the axis of length 1 do?",
)
def shapes(m, n, K):
    return [(m, K), (n, n), (n,), (m, 1), (m,), (m, 1)]


@misconception(
    "The sum takes the shape of the smaller array",
    hint="A bias is repeated for every row of the scores. Is the result as small as b, or as large as X @ W?",
)
def shapes(m, n, K):
    return [(K,), (n, n), (n,), (m, 1), (m,), (K,)]


# --- center_rows -----------------------------------------------------------------------------------------


@misconception(
    "The means lie along the wrong axis to be subtracted",
    hint="Write the shape of X above that of the means, aligned on the right. "
    "With as many rows as columns no error warns you.",
)
def center_rows(X):
    return X - X.mean(axis=1)


@misconception(
    "The columns centered instead of the rows",
    hint="Compute the mean of every row of your result. Which of them should be 0?",
)
def center_rows(X):
    return X - X.mean(axis=0)


@misconception(
    "The mean of the whole array subtracted",
    hint="Every row has a mean of its own. How many means does your code compute?",
)
def center_rows(X):
    return X - X.mean()


@misconception(
    "The rows centered in place",
    hint="An operator such as -= writes into the array that the caller still holds. Print X before and after the call.",
)
def center_rows(X):
    X -= X.mean(axis=1, keepdims=True)
    return X


@misconception(
    "The means returned instead of the centered rows",
    hint="The result has the shape of X. Which step comes after the means?",
)
def center_rows(X):
    return X.mean(axis=1, keepdims=True)


@misconception(
    "The sum of each row subtracted instead of its mean",
    hint="The row 1, 2, 6 should become -2, -1, 3. Which number do you subtract from it?",
)
def center_rows(X):
    return X - X.sum(axis=1, keepdims=True)


@misconception(
    "Divided by the standard deviation as well",
    hint="To center only means to shift. Are the gaps between the numbers of a row still the same?",
)
def center_rows(X):
    spread = X.std(axis=1, keepdims=True)
    return (X - X.mean(axis=1, keepdims=True)) / np.where(spread > 0, spread, 1)


# --- without_negatives -----------------------------------------------------------------------------------


@misconception(
    "The negatives replaced in the caller's own array",
    hint="X[...] = 0 writes into the array you were given. Print X before and after the call.",
)
def without_negatives(X):
    X[X < 0] = 0
    return X


@misconception(
    "Nothing is returned",
    hint="A function hands back what stands after return, and None without it. What is your last line?",
)
def without_negatives(X):
    result = X.copy()
    result[result < 0] = 0


@misconception(
    "The negatives removed instead of replaced",
    hint="A mask as an index picks entries and forgets where they stood. Which shape does your result have?",
)
def without_negatives(X):
    return X[X >= 0]


@misconception(
    "The sign removed from the negatives",
    hint="A negative number becomes 0, not positive. What does your function make of -2?",
)
def without_negatives(X):
    return np.abs(X)


@misconception(
    "The negatives kept and the positives replaced",
    hint="Try one positive and one negative number. Which of the two should survive?",
)
def without_negatives(X):
    return np.minimum(X, 0.0)


@misconception(
    "The mask returned instead of the numbers",
    hint="A comparison gives True and False. What remains to be done with them?",
)
def without_negatives(X):
    return X > 0


# --- pick ------------------------------------------------------------------------------------------------


@misconception(
    "The columns y picked from every row",
    hint="Print the shape of what you pick: one number per example is m numbers, not m times m.",
)
def pick(Z, y):
    return Z[:, y]


@misconception(
    "Whole rows picked instead of entries",
    hint="A single index chooses rows. Where do you say which column is meant in each of them?",
)
def pick(Z, y):
    return Z[y]


@misconception(
    "Rows and columns swapped in the index",
    hint="The first index is the row. Does y hold rows or columns?",
)
def pick(Z, y):
    return Z[y, np.arange(len(y))]


@misconception(
    "Columns counted from 1",
    hint="The first class is 0 and stands in column 0. Which column do you read for it?",
)
def pick(Z, y):
    return Z[np.arange(len(y)), y - 1]


@misconception(
    "The picked scores added up",
    hint="One number for each example is asked for. Where do m numbers become one?",
)
def pick(Z, y):
    return Z[np.arange(len(y)), y].sum()


@misconception(
    "The largest score of each row instead of the right class's",
    hint="y says which entry is meant. Is it used in your answer?",
)
def pick(Z, y):
    return Z.max(axis=1)


@misconception(
    "The other scores set to 0 instead of left out",
    hint="The result has one entry per example. Your table still has K columns: what is to become of them?",
)
def pick(Z, y):
    return Z * np.eye(Z.shape[1])[y]


# --- squared_distances -----------------------------------------------------------------------------------


@misconception(
    "Point i compared with center i only",
    hint="All pairs are wanted, also point 0 and center 1. Which axis of length 1 lets them meet?",
)
def squared_distances(X, C):
    return ((X - C) ** 2).sum(axis=1)


@misconception(
    "The distances transposed",
    hint="Points are the rows of D. Which of the two arrays has its own axis first in your difference?",
)
def squared_distances(X, C):
    return ((C[:, None, :] - X[None, :, :]) ** 2).sum(axis=2)


@misconception(
    "Summed over the centers instead of the coordinates",
    hint="The coordinates have to disappear. Print the shape of the differences: on which axis do they lie?",
)
def squared_distances(X, C):
    return ((X[:, None, :] - C[None, :, :]) ** 2).sum(axis=1)


@misconception(
    "Nothing summed: one square for each coordinate",
    hint="D has two axes. Which of your three has to be added up?",
)
def squared_distances(X, C):
    return (X[:, None, :] - C[None, :, :]) ** 2


@misconception(
    "Summed before it was squared",
    hint="Differences of opposite sign must not cancel. Is (1 - 1) squared the same as 1 squared plus 1 squared?",
)
def squared_distances(X, C):
    return (X[:, None, :] - C[None, :, :]).sum(axis=2) ** 2


@misconception(
    "The root taken: distances instead of squared distances",
    hint="The corners (3, 0) and (0, 4) have the squared distance 25. What do you get?",
)
def squared_distances(X, C):
    return np.sqrt(((X[:, None, :] - C[None, :, :]) ** 2).sum(axis=2))


@misconception(
    "The mean over the coordinates instead of their sum",
    hint="The corners (3, 0) and (0, 4) have the squared distance 9 + 16. By what do you divide?",
)
def squared_distances(X, C):
    return ((X[:, None, :] - C[None, :, :]) ** 2).mean(axis=2)


@misconception(
    "Differences not squared",
    hint="Distances are never negative. Does your array contain negative numbers?",
)
def squared_distances(X, C):
    return (X[:, None, :] - C[None, :, :]).sum(axis=2)


@misconception(
    "Absolute differences instead of squares",
    hint="The corners (3, 0) and (0, 4) have the squared distance 25. You get 7: what was added up?",
)
def squared_distances(X, C):
    return np.abs(X[:, None, :] - C[None, :, :]).sum(axis=2)


@misconception(
    "The mixed term of the square forgotten",
    hint="Multiply (x - c) squared out on paper. How many terms are there, and how many are in your code?",
)
def squared_distances(X, C):
    return (X**2).sum(axis=1)[:, None] + (C**2).sum(axis=1)


@misconception(
    "The points changed in place",
    hint="An operator such as -= writes into the caller's array. Compare X before and after the call.",
)
def squared_distances(X, C):
    D = np.empty((len(X), len(C)))
    for j, center in enumerate(C):
        X -= center
        D[:, j] = (X**2).sum(axis=1)
    return D
