"""Wrong answers to homework 2 that students really give: each is rejected, and named in the feedback."""

import numpy as np

from autograder.assignment.catalogue import misconception, misconception_value

# --- shapes ----------------------------------------------------------------------------------------------


@misconception(
    "Weights with inputs as columns: the shapes of another convention",
    hint="Here examples are rows and W_1 stands on the right of X. How many rows must it have for X W_1 to exist?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (d, n), "b1": (d,), "Z1": (m, d), "A1": (m, d), "W2": (K, d), "b2": (K,)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "Examples as columns throughout",
    hint="In this course row i of every array belongs to example i. Which length comes first, then?",
)
def shapes(m, n, d, K):
    found = {"X": (n, m), "W1": (d, n), "b1": (d,), "Z1": (d, m), "A1": (d, m), "W2": (K, d), "b2": (K,)}
    found |= {"Z2": (K, m), "S": (K, m)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "Biases as rows with two axes",
    hint="Adding (d,) to (m, d) already adds it to every row. Which of your axes has length 1, and who needs it?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (1, d), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (1, K)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "A bias for each example instead of each unit",
    hint="The same biases are used for every example. So which length can their shape not contain?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (m,), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (m,)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "Gradients of the weights with an axis for the examples",
    hint="The loss is one number for the whole batch. How many derivatives by one weight are there?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (d,), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (K,)}
    found |= {"Z2": (m, K), "S": (m, K), "dZ2": (m, K), "dA1": (m, d), "dZ1": (m, d)}
    return found | {"dW1": (m, n, d), "dW2": (m, d, K), "db1": (m, d), "db2": (m, K)}


@misconception(
    "Gradients of the biases that were not summed",
    hint="Rule 2: the gradient by b_1 has the shape of b_1. Every example has a share in it; what becomes of them?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (d,), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (K,)}
    found |= {"Z2": (m, K), "S": (m, K)}
    found |= {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}
    return found | {"db1": (m, d), "db2": (m, K)}


@misconception(
    "Gradients with the shapes transposed",
    hint="Rule 2 again: a step W − η dW needs two arrays of one shape.",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (d,), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (K,)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name][::-1] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "The hidden layer as wide as the inputs",
    hint="The number of hidden units is d, an argument of its own. Which arrays have one column for each unit?",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, n), "b1": (n,), "Z1": (m, n), "A1": (m, n), "W2": (n, K), "b2": (K,)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "Shapes for one size only",
    hint="m, n, d and K are arguments. Call your function with other numbers: does the answer change?",
)
def shapes(m, n, d, K):
    found = {"X": (1, 15), "W1": (15, 10), "b1": (10,), "Z1": (1, 10), "A1": (1, 10), "W2": (10, 5), "b2": (5,)}
    found |= {"Z2": (1, 5), "S": (1, 5)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


@misconception(
    "A shape with one axis written without its comma",
    hint="Type (3) and (3,) into a cell of your own, and look at the type of each.",
)
def shapes(m, n, d, K):
    found = {"X": (m, n), "W1": (n, d), "b1": (d), "Z1": (m, d), "A1": (m, d), "W2": (d, K), "b2": (K)}
    found |= {"Z2": (m, K), "S": (m, K)}
    return found | {"d" + name: found[name] for name in ("Z2", "W2", "b2", "A1", "Z1", "W1", "b1")}


# --- lines_output ----------------------------------------------------------------------------------------

misconception_value(
    "A sum over the batch instead of the mean",
    says="Every entry is m = 7 times too large: a sum over the batch instead of the mean.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = S - I_y",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The mean taken twice",
    says="Every entry is m = 7 times too small: it was divided by m once too often.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m^2} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The mean taken again in the gradient by W_2",
    says="Every entry is m = 7 times too small: it was divided by m once too often.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = \frac{1}{m} A_1^\top G_2",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The mean taken again in the gradient by b_2",
    says="Every entry is m = 7 times too small: it was divided by m once too often.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \frac{1}{m} \mathbf{1}^\top G_2",
    ],
)
misconception_value(
    "What it should have said minus what it said",
    says="Every entry has the opposite sign.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (I_y - S)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "Divided by the number of classes",
    says="Every entry is 1.4 times what it should be.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{K} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The one-hot rows forgotten",
    says="One term is missing.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} S",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The gradient by S in the place of that by Z_2",
    says="It is the gradient by S.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = -\frac{1}{m} I_y / S",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The gradient by W_2 transposed",
    says="It is the transpose.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = G_2^\top A_1",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "No transpose in the gradient by W_2",
    says="a product that does not fit: A_1 G_2",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1 G_2",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The factors in the gradient by W_2 in the wrong order",
    says=r"a product that does not fit: G_2 A_1^\top",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = G_2 A_1^\top",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The sums Z_1 instead of the hidden outputs A_1",
    says="It is made with Z_1, which is not what W_2 meets on the way forward.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = Z_1^\top G_2",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The inputs X instead of the hidden outputs A_1",
    says="another shape than it must have",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = X^\top G_2",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The gradient by b_2 not summed over the examples",
    says="Axis 0 is still there: add up over it.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = G_2",
    ],
)
misconception_value(
    "The gradient by b_2 summed over the classes",
    says="It looks summed along the wrong axis: add up over the examples. 7 entries are left instead of 5.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = G_2 \mathbf{1}",
    ],
)
misconception_value(
    "The gradient by b_2 summed to one number",
    says="One number instead of one for every entry.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top G_2 \mathbf{1}",
    ],
)
misconception_value(
    "Entry by entry instead of a matrix product",
    says=r"two shapes on the two sides of ∘: A_1 \circ G_2",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1 \circ G_2",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "A number in the place of m",
    says="right at some sizes only",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{7} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The first line left out",
    says="no line derives it",
    lines_output=[
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "A bracket that is never closed",
    says="( is never closed",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "Text instead of a list of lines",
    says="no line derives it; not a list of lines",
    lines_output=42,
)

# --- lines_hidden ----------------------------------------------------------------------------------------

misconception_value(
    "The slope of the activation left out",
    says="The slope of the activation is left out: the gradient passes it unchanged.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1}",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The activation in the place of its slope",
    says="The activation itself stands where its slope belongs.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The hidden outputs in the place of the slope",
    says="The activation itself stands where its slope belongs.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ A_1",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The slope taken at the output",
    says="The slope of the activation is taken at its output instead of its input.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(A_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The slope taken at the scores",
    says="two shapes on the two sides of ∘",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_2)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "A matrix product with the slope",
    says=r"a product that does not fit: \frac{\partial \ell}{\partial A_1} \sigma'(Z_1)",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The slope multiplied before W_2",
    says=r"two shapes on the two sides of ∘: G_2 \circ \sigma'(Z_1)",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = (G_2 \circ \sigma'(Z_1)) W_2^\top",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The transpose of W_2 forgotten",
    says="a product that does not fit: G_2 W_2",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = G_2 W_2",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The factors of the gradient by A_1 in the wrong order",
    says=r"a product that does not fit: W_2^\top G_2",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = W_2^\top G_2",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The gradient by A_1 transposed",
    says="It is the transpose.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = W_2 G_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The mean taken once more",
    says="Every entry is m = 7 times too small: it was divided by m once too often.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{1}{m} G_2 W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The mean lost on the way",
    says="Every entry is m = 7 times too large: a sum over the batch instead of the mean.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = (S - I_y) W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "A minus sign",
    says="Every entry has the opposite sign.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = -G_2 W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "W_1 in the place of W_2",
    says=r"a product that does not fit: G_2 W_1^\top",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = G_2 W_1^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The gradient by W_1 from the scores",
    says="another shape than it must have",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top G_2",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The gradient by W_1 from the gradient by A_1",
    says="The slope of the activation is left out: the gradient passes it unchanged.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial A_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The gradient by W_1 transposed",
    says="It is the transpose.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = G_1^\top X",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The hidden outputs instead of the inputs",
    says="another shape than it must have",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = A_1^\top G_1",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The gradient by b_1 from the gradient by A_1",
    says="The slope of the activation is left out: the gradient passes it unchanged.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial A_1}",
    ],
)
misconception_value(
    "The gradient by b_1 not summed",
    says="Axis 0 is still there: add up over it.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = G_1",
    ],
)
misconception_value(
    "The slope of the softmax in the hidden layer",
    says=r"two shapes on the two sides of ∘: \frac{\partial \ell}{\partial A_1} \circ S",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ S \circ (1 - S)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "A prime for the transpose",
    says="a prime that belongs to no function",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = G_2 W_2'",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)

# --- lines_penalty ---------------------------------------------------------------------------------------

misconception_value(
    "The penalty forgotten",
    says="The L2 term λW is missing.",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} X^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ],
)
misconception_value(
    "The gradient of the penalty doubled",
    says="The L2 term is there twice: the derivative of (λ/2)W² is λW.",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} X^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1)) + 2 \lambda W_1",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ],
)
misconception_value(
    "The gradient of the penalty halved",
    says="The L2 term is half of what it should be: the derivative of (λ/2)W² is λW.",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} X^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1)) + \frac{\lambda}{2} W_1",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ],
)
misconception_value(
    "The penalty inside the mean",
    says="The L2 term has another factor than λ: the derivative of (λ/2)W² is λW.",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} (X^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1)) + \lambda W_1)",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ],
)
misconception_value(
    "The bias penalised",
    says="A multiple of the bias itself is added; the L2 term leaves biases out.",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} X^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1)) + \lambda W_1",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1)) + \lambda b_1",
    ],
)
misconception_value(
    "The penalty itself instead of its gradient",
    says=r"a sum that does not fit: \frac{\lambda}{2} \lVert W_1 \rVert^2",
    lines_penalty=[
        r"G_1 = \frac{1}{m} (S - I_y) W_2^\top \circ \sigma'(Z_1)",
        r"\nabla_{W_1} \ell = X^\top G_1 + \frac{\lambda}{2} \lVert W_1 \rVert^2",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ],
)
misconception_value(
    "The mean forgotten",
    says="The part from the data is 7 times too large; the L2 term λW is right.",
    lines_penalty=[
        r"\nabla_{W_1} \ell = X^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1)) + \lambda W_1",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ],
)
misconception_value(
    "The slope forgotten",
    says="The slope of the activation is left out: the gradient passes it unchanged.",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} X^\top (S - I_y) W_2^\top + \lambda W_1",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ],
)
misconception_value(
    "Brackets missing round the product entry by entry",
    says="two shapes on the two sides of ∘",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} X^\top (S - I_y) W_2^\top \circ \sigma'(Z_1) + \lambda W_1",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ],
)
misconception_value(
    "The penalty of the other layer",
    says=r"a sum that does not fit: \lambda W_2",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} X^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1)) + \lambda W_2",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ],
)
misconception_value(
    "The penalty subtracted",
    says="The L2 term has another factor than λ: the derivative of (λ/2)W² is λW.",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} X^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1)) - \lambda W_1",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ],
)
misconception_value(
    "Only the penalty",
    says="Only the L2 term λW is there.",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \lambda W_1",
        r"\nabla_{b_1} \ell = \frac{1}{m} \mathbf{1}^\top ((S - I_y) W_2^\top \circ \sigma'(Z_1))",
    ],
)

# --- lines_columns ---------------------------------------------------------------------------------------

misconception_value(
    "The row form kept in the gradient by W^{(2)}",
    says=r"a product that does not fit: a^{(1)\top} \delta^{(2)}",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = a^{(1)\top} \delta^{(2)}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = (W^{(2)\top} \delta^{(2)}) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The gradient by W^{(2)} transposed",
    says="It is the transpose.",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = a^{(1)} \delta^{(2)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = (W^{(2)\top} \delta^{(2)}) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The row form kept on the way down",
    says=r"a product that does not fit: \delta^{(2)} W^{(2)\top}",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = (\delta^{(2)} W^{(2)\top}) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The transpose of W^{(2)} missing",
    says=r"a product that does not fit: W^{(2)} \delta^{(2)}",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = (W^{(2)} \delta^{(2)}) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The way down transposed",
    says="It is the transpose.",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = (\delta^{(2)\top} W^{(2)}) \circ \sigma'(z^{(1)})^\top",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The slope left out",
    says="The slope of the activation is left out: the gradient passes it unchanged.",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = W^{(2)\top} \delta^{(2)}",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The slope taken at the output",
    says="The slope of the activation is taken at its output instead of its input.",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = W^{(2)\top} \delta^{(2)} \circ \sigma'(a^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The activation in the place of its slope",
    says="The activation itself stands where its slope belongs.",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = W^{(2)\top} \delta^{(2)} \circ \sigma(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "A matrix product with the slope",
    says=r"a product that does not fit: W^{(2)\top} \delta^{(2)} \sigma'(z^{(1)})",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = W^{(2)\top} \delta^{(2)} \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The sign turned round",
    says="Every entry has the opposite sign.",
    lines_columns=[
        r"\delta^{(2)} = e_y - s",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = (W^{(2)\top} \delta^{(2)}) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The one-hot column forgotten",
    says="One term is missing.",
    lines_columns=[
        r"\delta^{(2)} = s",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = (W^{(2)\top} \delta^{(2)}) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The row form kept in the gradient by W^{(1)}",
    says=r"a product that does not fit: x^\top \delta^{(1)}",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = (W^{(2)\top} \delta^{(2)}) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = x^\top \delta^{(1)}",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The gradient by W^{(1)} transposed",
    says="It is the transpose.",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = (W^{(2)\top} \delta^{(2)}) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = x \delta^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The bias gradient summed although there is one example",
    says="another shape than it must have",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \mathbf{1}^\top \delta^{(2)}",
        r"\delta^{(1)} = (W^{(2)\top} \delta^{(2)}) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "A mean over examples that are not there",
    says="m is not one of the names of this problem",
    lines_columns=[
        r"\delta^{(2)} = \frac{1}{m} (s - e_y)",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = (W^{(2)\top} \delta^{(2)}) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
misconception_value(
    "The sums z^{(1)} instead of a^{(1)}",
    says="It is made with z^{(1)}, which is not what W^{(2)} meets on the way forward.",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} z^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = (W^{(2)\top} \delta^{(2)}) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)

# --- affine_forward --------------------------------------------------------------------------------------


@misconception(
    "The biases left out",
    hint="With X = 0 the result should be b in every row. What is yours?",
)
def affine_forward(X, W, b):
    return X @ W, (X, W)


@misconception(
    "The biases added to the weights instead of to the sums",
    hint="b is added once to each sum, after the product. In your formula, by what is it multiplied?",
)
def affine_forward(X, W, b):
    return X @ (W + b), (X, W)


@misconception(
    "The biases subtracted",
    hint="With X = 0 the result should be b in every row. Which sign do you get?",
)
def affine_forward(X, W, b):
    return X @ W - b, (X, W)


@misconception(
    "An activation inside the affine step",
    hint="An affine step may give negative numbers; the activation is a step of its own.",
)
def affine_forward(X, W, b):
    return np.maximum(X @ W + b, 0), (X, W)


@misconception(
    "The weights transposed in the product",
    hint="Write the shapes (m, n) and (n, d) side by side: do the inner lengths meet without a transpose?",
)
def affine_forward(X, W, b):
    return X @ W.T + b, (X, W)


@misconception(
    "The order of the factors turned round",
    hint="Inputs are rows here, so they stand on the left. Which product has m rows?",
)
def affine_forward(X, W, b):
    return W @ X + b, (X, W)


@misconception(
    "The sums of all examples added up",
    hint="Each example has its own row of sums. Did an axis get lost?",
)
def affine_forward(X, W, b):
    return (X @ W).sum(axis=0) + b, (X, W)


@misconception(
    "The biases given by the caller are changed in place",
    hint="An operator such as += writes into the array on its left. Whose array is that?",
)
def affine_forward(X, W, b):
    out = X @ W + b
    b += out.mean(axis=0) - b
    return out, (X, W)


# --- affine_backward -------------------------------------------------------------------------------------


@misconception(
    "The mean over the examples taken once more in db",
    hint="The 1/m is inside G already. Which of your lines of question 2 divides by m, and does the one for b_2?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, G.mean(axis=0)


@misconception(
    "The mean over the examples taken once more in dW",
    hint="The 1/m is inside G already. To divide again is to average twice.",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G / len(X), G.sum(axis=0)


@misconception(
    "The mean over the examples taken once more in dW and db",
    hint="G is the gradient of the loss, whatever the loss is. Nothing in an affine step knows about a mean.",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G / len(X), G.mean(axis=0)


@misconception(
    "Everything divided by the number of examples",
    hint="G is the gradient of the loss, whatever the loss is. Where does a division come from in an affine step?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T / len(X), X.T @ G / len(X), G.mean(axis=0)


@misconception(
    "db summed over the units instead of the examples",
    hint="db has one number for each column of G. Along which axis do the examples lie?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, G.sum(axis=1)


@misconception(
    "db summed to a single number",
    hint="db has the shape of b, one number for each unit. Without an axis, sum adds up everything.",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, G.sum()


@misconception(
    "db kept with two axes",
    hint="b has one axis, so its gradient has one. Which option leaves an axis of length 1?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, G.sum(axis=0, keepdims=True)


@misconception(
    "db not summed over the examples",
    hint="The same b is added for every example. What becomes of the m shares in its gradient?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, G


@misconception(
    "The transpose of W missing in dX",
    hint="Write the shapes under G @ W: do the inner lengths meet? In a square example nobody would notice.",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W, X.T @ G, G.sum(axis=0)


@misconception(
    "The transpose of X missing in dW",
    hint="Write the shapes under X @ G. Which of the two has to be turned so that the result has the shape of W?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X @ G, G.sum(axis=0)


@misconception(
    "dW transposed",
    hint="Rule 2: dW has the shape of W. Which order of the two factors gives it?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, G.T @ X, G.sum(axis=0)


@misconception(
    "dX transposed",
    hint="Rule 2: dX has the shape of X, one row for each example.",
)
def affine_backward(G, cache):
    X, W = cache
    return W @ G.T, X.T @ G, G.sum(axis=0)


@misconception(
    "The results in another order: dW first",
    hint="The docstring asks for dX, dW, db, in this order.",
)
def affine_backward(G, cache):
    X, W = cache
    return X.T @ G, G @ W.T, G.sum(axis=0)


@misconception(
    "The upstream gradient ignored in dX",
    hint="A backward function multiplies what arrives by its own slope. Where is G in your dX?",
)
def affine_backward(G, cache):
    X, W = cache
    return np.ones_like(G) @ W.T, X.T @ G, G.sum(axis=0)


@misconception(
    "The upstream gradient ignored in db",
    hint="Moving a bias moves every sum of its column by the same amount. How does the loss react to those sums?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, X.T @ G, np.full(W.shape[1], float(len(X)))


@misconception(
    "A minus sign: the step downhill taken inside the gradient",
    hint="A backward function returns the gradient. The minus belongs to the step, later.",
)
def affine_backward(G, cache):
    X, W = cache
    return -G @ W.T, -X.T @ G, -G.sum(axis=0)


@misconception(
    "Averages multiplied instead of products averaged",
    hint="Each example contributes the product of its own x and its own g. Can one sum before multiplying?",
)
def affine_backward(G, cache):
    X, W = cache
    return G @ W.T, np.outer(X.sum(axis=0), G.sum(axis=0)), G.sum(axis=0)


@misconception(
    "The upstream gradient changed in place",
    hint="An operator such as /= writes into G, and somebody else still needs it.",
)
def affine_backward(G, cache):
    X, W = cache
    G /= len(X)
    return G @ W.T, X.T @ G, G.sum(axis=0)


# --- relu_forward ----------------------------------------------------------------------------------------


@misconception(
    "The mask returned instead of the values",
    hint="What passes keeps its size: 3 stays 3. Which function compares entry by entry and returns the larger?",
)
def relu_forward(Z):
    return (Z > 0).astype(float), Z


@misconception(
    "The absolute value",
    hint="A negative sum becomes 0, not positive. What does the example by hand give for −2?",
)
def relu_forward(Z):
    return np.abs(Z), Z


@misconception(
    "A leaky ReLU",
    hint="Here nothing leaks: the slope for negative sums is 0.",
)
def relu_forward(Z):
    return np.where(Z > 0, Z, 0.01 * Z), Z


@misconception(
    "The smaller of 0 and z instead of the larger",
    hint="Which values should survive, the positive ones or the negative ones?",
)
def relu_forward(Z):
    return np.minimum(0, Z), Z


@misconception(
    "The sums given by the caller are changed in place",
    hint="Z[Z < 0] = 0 writes into the caller's array. Work on a new one.",
)
def relu_forward(Z):
    Z[Z < 0] = 0
    return Z, Z


@misconception(
    "One maximum for the whole array",
    hint="np.max looks for the largest entry of an array. Which function compares two arrays entry by entry?",
)
def relu_forward(Z):
    return np.full(Z.shape, max(0.0, Z.max())), Z


@misconception(
    "The sigmoid instead of the ReLU",
    hint="What does the ReLU give for z = 3, and what does your function give?",
)
def relu_forward(Z):
    return 1 / (1 + np.exp(-Z)), Z


# --- relu_backward ---------------------------------------------------------------------------------------


@misconception(
    "The mask taken from the upstream gradient",
    hint="A negative gradient passes like any other. Whose sign tells whether the unit was on?",
)
def relu_backward(G, cache):
    return G * (G > 0)


@misconception(
    "The slope at 0 taken as 1",
    hint="In this course the slope at the kink is 0. Is your comparison strict?",
)
def relu_backward(G, cache):
    return G * (cache >= 0)


@misconception(
    "The slope at 0 taken as 1/2",
    hint="One half could be defended, but the question settles it: here the slope at 0 is 0.",
)
def relu_backward(G, cache):
    return G * np.heaviside(cache, 0.5)


@misconception(
    "No mask at all",
    hint="Where the unit was off, a small change of z changes nothing. What must the gradient be there?",
)
def relu_backward(G, cache):
    return G.copy()


@misconception(
    "Only the mask: the upstream gradient forgotten",
    hint="The mask is the local slope. By the chain rule it is multiplied with what arrives.",
)
def relu_backward(G, cache):
    return (cache > 0).astype(float)


@misconception(
    "The value of the ReLU in the place of its slope",
    hint="At z = 3 the ReLU has the value 3 and the slope 1. Which of the two belongs into the chain rule?",
)
def relu_backward(G, cache):
    return G * np.maximum(cache, 0)


@misconception(
    "The mask inverted",
    hint="For which sums did the unit pass its input on?",
)
def relu_backward(G, cache):
    return G * (cache < 0)


@misconception(
    "The mask of the upstream gradient as well",
    hint="Only the sums decide. What happens to the −5 in the example by hand?",
)
def relu_backward(G, cache):
    return G * (cache > 0) * (G > 0)


@misconception(
    "The backward step of a leaky ReLU",
    hint="Compare with your forward step: what does it do with negative sums, and so what is its slope there?",
)
def relu_backward(G, cache):
    return G * np.where(cache > 0, 1.0, 0.01)


@misconception(
    "The backward step of the sigmoid",
    hint="Forward and backward belong to one function. Which activation did relu_forward compute?",
)
def relu_backward(G, cache):
    s = 1 / (1 + np.exp(-cache))
    return G * s * (1 - s)


@misconception(
    "The backward step of tanh",
    hint="Forward and backward belong to one function. Which activation did relu_forward compute?",
)
def relu_backward(G, cache):
    return G * (1 - np.tanh(cache) ** 2)


@misconception(
    "Multiplied by z itself",
    hint="The slope of z where it passes is 1, not z.",
)
def relu_backward(G, cache):
    return G * cache


@misconception(
    "The mask applied in place to the upstream gradient",
    hint="G[Z <= 0] = 0 changes the caller's array. Make a new one.",
)
def relu_backward(G, cache):
    G[cache <= 0] = 0
    return G


@misconception(
    "The mask written over the cache",
    hint="The cache may be used again. What does it contain after your function has run?",
)
def relu_backward(G, cache):
    cache[:] = (cache > 0) * G
    return cache.copy()


@misconception(
    "Slopes cut off above 1 as well",
    hint="A large positive sum has the slope 1, like any other positive sum.",
)
def relu_backward(G, cache):
    return G * ((cache > 0) & (cache < 1))


@misconception(
    "A matrix product where entry by entry is meant",
    hint="Each entry of Z acts on one entry of the output. Is @ the product for that?",
)
def relu_backward(G, cache):
    return G @ (cache > 0).T


@misconception(
    "The gradient negated",
    hint="A backward function returns the gradient. The minus of gradient descent comes later.",
)
def relu_backward(G, cache):
    return -G * (cache > 0)


# --- softmax_cross_entropy -------------------------------------------------------------------------------


@misconception(
    "The mean missing in the gradient",
    hint="The loss is a mean over m examples. Is your G the gradient of a mean or of a sum?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), np.exp(logs) - np.eye(Z.shape[1])[y]


@misconception(
    "The mean missing in the loss",
    hint="Repeat every example of a batch twice. Should the loss change?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.sum(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The mean missing in loss and gradient",
    hint="Your two results fit together, but the loss is asked for as a mean over the examples.",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.sum(logs[np.arange(len(y)), y]), np.exp(logs) - np.eye(Z.shape[1])[y]


@misconception(
    "The mean taken over examples and classes",
    hint="Each example contributes one number to the loss, that of its right class. By how many do you divide?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    I_y = np.eye(Z.shape[1])[y]
    return -np.mean(logs * I_y), (np.exp(logs) - I_y) / Z.size


@misconception(
    "The gradient with the opposite sign",
    hint="A larger score of the right class lowers the loss. Which sign must its derivative have?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), (np.eye(Z.shape[1])[y] - np.exp(logs)) / len(y)


@misconception(
    "The loss with the opposite sign",
    hint="A loss is large when the guess is bad. Which sign does the logarithm of a probability have?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return np.mean(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The probabilities returned as gradient, without the one-hot rows",
    hint="What the model said, minus what it should have said: where is the second part?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), np.exp(logs) / len(y)


@misconception(
    "A gradient for the right class only",
    hint="A wrong score enters the loss, too, through the sum of the exponentials. Is its derivative 0?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    I_y = np.eye(Z.shape[1])[y]
    return -np.mean(logs[np.arange(len(y)), y]), I_y * (np.exp(logs) - 1) / len(y)


@misconception(
    "The gradient by the probabilities instead of the scores",
    hint="−1/S is the slope of −log S by S. One step of the chain rule is missing: from S to Z.",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    I_y = np.eye(Z.shape[1])[y]
    return -np.mean(logs[np.arange(len(y)), y]), -I_y / np.exp(np.maximum(logs, -700)) / len(y)


@misconception(
    "1 taken from a whole column for every example",
    hint="S[:, y] picks columns, for all rows at once. How do you pick one entry in each row?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    G = np.exp(logs)
    G[:, y] -= 1
    return -np.mean(logs[np.arange(len(y)), y]), G / len(y)


@misconception(
    "No shift before the exponential, so large scores overflow",
    hint="Print np.exp(1000.0). Which number may you take from all scores of a row without changing the loss?",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z)
    S = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(S[np.arange(len(y)), y])), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The maximum of the whole array is subtracted, so low rows underflow",
    hint="Put one example around 0 and another around 1000 into a batch. What is left of the first?",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max())
    S = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(S[np.arange(len(y)), y])), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The logarithm taken of a probability that was rounded to 0",
    hint="With the scores (0, 1000) and the right class 0 the loss is 1000. Stay with the scores: log-sum-exp.",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(S[np.arange(len(y)), y])), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "A tiny number added inside the logarithm",
    hint="1e-12 hides the overflow, but a loss of 1000 comes out as 27.6. Compute from the scores instead.",
)
def softmax_cross_entropy(Z, y):
    E = np.exp(Z - Z.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    return -np.mean(np.log(S[np.arange(len(y)), y] + 1e-12)), (S - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "Softmax over the wrong axis: the columns add up to 1",
    hint="One example is one row. Along which axis do its probabilities add up to 1?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=0)
    return -np.mean(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "Logarithm to base 10",
    hint="Equal scores for three classes should cost 1.10. Which logarithm belongs to e?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    loss = -np.mean(logs[np.arange(len(y)), y]) / np.log(10)
    return loss, (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The scores given by the caller are changed in place",
    hint="Z -= ... writes into the array that the caller still holds. Print Z before and after the call.",
)
def softmax_cross_entropy(Z, y):
    Z -= Z.max(axis=1, keepdims=True)
    logs = Z - np.log(np.exp(Z).sum(axis=1, keepdims=True))
    return -np.mean(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y)


@misconception(
    "The number of classes read off from the labels",
    hint="A batch need not contain the last class. Which array always has one column for each class?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(y.max() + 1)[y]) / len(y)


@misconception(
    "The gradient divided by the number of examples twice",
    hint="The mean divides by m once. Where in your code does m come in?",
)
def softmax_cross_entropy(Z, y):
    logs = Z - np.logaddexp.reduce(Z, axis=1, keepdims=True)
    return -np.mean(logs[np.arange(len(y)), y]), (np.exp(logs) - np.eye(Z.shape[1])[y]) / len(y) ** 2


# --- forward ---------------------------------------------------------------------------------------------


@misconception(
    "No activation between the layers",
    hint="Without a nonlinear function in between, two layers are one. Which of your three functions is not called?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    Z2, affine2 = affine_forward(Z1, params["W2"], params["b2"])
    return Z2, (affine1, Z1, affine2)


@misconception(
    "A ReLU on the scores as well",
    hint="Scores may be negative, and the softmax needs to know how negative. What follows the second affine step?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return np.maximum(Z2, 0), (affine1, relu, affine2)


@misconception(
    "A ReLU on the scores only, none in the hidden layer",
    hint="The activation belongs between the two affine steps, and only there.",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    Z2, affine2 = affine_forward(Z1, params["W2"], params["b2"])
    return np.maximum(Z2, 0), (affine1, Z1, affine2)


@misconception(
    "Probabilities returned instead of scores",
    hint="The loss takes scores and does the softmax itself. What does it get from you?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    E = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    return E / E.sum(axis=1, keepdims=True), (affine1, relu, affine2)


@misconception(
    "The activation on the inputs",
    hint="Which array goes through the ReLU: what enters the first layer, or what comes out of it?",
)
def forward(X, params):
    H, relu = relu_forward(X)
    Z1, affine1 = affine_forward(H, params["W1"], params["b1"])
    Z2, affine2 = affine_forward(Z1, params["W2"], params["b2"])
    return Z2, (affine1, relu, affine2)


@misconception(
    "The sigmoid instead of the ReLU in the hidden layer",
    hint="Your relu_backward is the partner of the ReLU. Is that the activation you call here?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1 = 1 / (1 + np.exp(-Z1))
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, (affine1, Z1, affine2)


@misconception(
    "tanh instead of the ReLU in the hidden layer",
    hint="Your relu_backward is the partner of the ReLU. Is that the activation you call here?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    Z2, affine2 = affine_forward(np.tanh(Z1), params["W2"], params["b2"])
    return Z2, (affine1, Z1, affine2)


@misconception(
    "The biases of the first layer added after the activation",
    hint="In Z_1 = X W_1 + b_1 the bias is inside. Does it still decide whether a unit is on?",
)
def forward(X, params):
    Z1 = X @ params["W1"]
    A1 = np.maximum(Z1, 0) + params["b1"]
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, ((X, params["W1"]), Z1, affine2)


@misconception(
    "The biases of the first layer left out",
    hint="Which of the four parameters does not occur in your function?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], 0 * params["b1"])
    A1, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, (affine1, relu, affine2)


@misconception(
    "The biases of the second layer left out",
    hint="Which of the four parameters does not occur in your function?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], 0 * params["b2"])
    return Z2, (affine1, relu, affine2)


@misconception(
    "The first layer skipped: the second one gets the inputs",
    hint="The second affine step takes what the hidden layer gives. Print the shapes it receives.",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    _, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(X, params["W2"], params["b2"])
    return Z2, (affine1, relu, affine2)


@misconception(
    "The hidden outputs returned instead of the scores",
    hint="How many columns should the result have: one for each hidden unit, or one for each class?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1, relu = relu_forward(Z1)
    _, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return A1, (affine1, relu, affine2)


@misconception(
    "A leaky ReLU in the hidden layer",
    hint="A unit whose sum is negative gives 0 here. What does yours give?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1 = np.where(Z1 > 0, Z1, 0.01 * Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, (affine1, Z1, affine2)


@misconception(
    "The hidden units switched off where they should be on",
    hint="Which sums does the ReLU pass on, the positive or the negative ones?",
)
def forward(X, params):
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1 = np.minimum(Z1, 0)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, (affine1, Z1, affine2)


@misconception(
    "The inputs changed in place",
    hint="An operator such as -= on X changes the caller's data, for this and for every later step.",
)
def forward(X, params):
    X -= X.mean(axis=0)
    Z1, affine1 = affine_forward(X, params["W1"], params["b1"])
    A1, relu = relu_forward(Z1)
    Z2, affine2 = affine_forward(A1, params["W2"], params["b2"])
    return Z2, (affine1, relu, affine2)


# --- backward --------------------------------------------------------------------------------------------


@misconception(
    "No mask on the way back",
    hint="The gradient by A_1 has to pass the ReLU before it reaches the first layer. Which step is missing?",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(dA1, affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The mask taken from the gradient instead of the sums",
    hint="The unit was on where Z_1 was positive. What does the sign of the gradient have to do with it?",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(dA1 * (dA1 > 0), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The mask inverted",
    hint="For which units does a change of the sum reach the loss: those that were on, or those that were off?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(dA1 * (relu < 0), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The hidden values in the place of the mask",
    hint="σ'(Z_1) is the slope, 0 or 1. What did you multiply by?",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(dA1 * affine2[0], affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The slope of the sigmoid in the hidden layer",
    hint="Forward used the ReLU. The slope on the way back has to belong to the same function.",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    A1 = affine2[0]
    _, dW1, db1 = affine_backward(dA1 * A1 * (1 - A1), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The slope of tanh in the hidden layer",
    hint="Forward used the ReLU. The slope on the way back has to belong to the same function.",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(dA1 * (1 - affine2[0] ** 2), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The slope of the softmax used in the hidden layer",
    hint="The softmax belongs to the last step and is dealt with in G. What stands between the two layers?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    E = np.exp(relu - relu.max(axis=1, keepdims=True))
    S = E / E.sum(axis=1, keepdims=True)
    _, dW1, db1 = affine_backward(dA1 * S * (1 - S), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The gradient by the scores fed to the first layer as well",
    hint="Each layer needs the gradient by its own result. Which array should reach the first layer?",
)
def backward(G, cache):
    affine1, _, affine2 = cache
    _, dW2, db2 = affine_backward(G, affine2)
    return {"W1": affine1[0].T @ G, "b1": G.sum(axis=0), "W2": dW2, "b2": db2}


@misconception(
    "The cache of the second layer used for the first",
    hint="Every step goes back with the cache of its own forward step. Which inputs did the first layer have?",
)
def backward(G, cache):
    _, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    dZ1 = relu_backward(dA1, relu)
    return {"W1": affine2[0].T @ dZ1, "b1": dZ1.sum(axis=0), "W2": dW2, "b2": db2}


@misconception(
    "The cache of the first layer used for the second",
    hint="Every step goes back with the cache of its own forward step. Which inputs did the second layer have?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, _, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": db1, "W2": affine1[0].T @ G, "b2": db2}


@misconception(
    "The sums Z_1 in the place of the hidden outputs A_1 in dW2",
    hint="The second layer multiplied A_1 by W_2. Which array stands in its line for the gradient by W_2?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, _, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": db1, "W2": relu.T @ G, "b2": db2}


@misconception(
    "The mask forgotten in db1 only",
    hint="W_1 and b_1 act on the loss through the same sums Z_1. Which gradient do both need?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, _ = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": dA1.sum(axis=0), "W2": dW2, "b2": db2}


@misconception(
    "The mask forgotten in dW1 only",
    hint="W_1 and b_1 act on the loss through the same sums Z_1. Which gradient do both need?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, _, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": affine1[0].T @ dA1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The biases averaged over the examples once more",
    hint="The 1/m is inside G already, for weights and biases alike.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": db1 / len(G), "W2": dW2, "b2": db2 / len(G)}


@misconception(
    "The weights averaged over the examples once more",
    hint="The 1/m is inside G already, for weights and biases alike.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1 / len(G), "b1": db1, "W2": dW2 / len(G), "b2": db2}


@misconception(
    "All gradients divided by the number of examples once more",
    hint="backward receives the gradient of the loss. The mean was taken when G was made.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G / len(G), affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The gradients of the two layers under each other's keys",
    hint="Compare the shape of each gradient with that of the parameter of the same key.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW2, "b1": db2, "W2": dW1, "b2": db1}


@misconception(
    "No gradients for the biases",
    hint="Print the keys of your dict. Biases are parameters, too.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, _ = affine_backward(G, affine2)
    _, dW1, _ = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "W2": dW2}


@misconception(
    "Keys that begin with d",
    hint="The keys of grads are those of params, so that a step can go through both with one name.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"dW1": dW1, "db1": db1, "dW2": dW2, "db2": db2}


@misconception(
    "The transpose of W_2 missing on the way to the hidden layer",
    hint="Write the shapes under G and W_2. Do the inner lengths meet?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    _, dW2, db2 = affine_backward(G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(G @ affine2[1], relu), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The gradient of the hidden layer written over the cache: right on the first call only",
    hint="Call backward twice with the same cache. What does the cache contain after the first call?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G, affine2)
    relu[:] = dA1 * (relu > 0)
    _, dW1, db1 = affine_backward(relu, affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The upstream gradient changed in place",
    hint="Somebody else still needs G. Which of your lines writes into it?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(G.copy(), affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    G *= 0
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The gradients with a minus sign",
    hint="backward returns gradients. The minus of gradient descent belongs to the step.",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, db2 = affine_backward(-G, affine2)
    _, dW1, db1 = affine_backward(relu_backward(dA1, relu), affine1)
    return {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


@misconception(
    "The biases summed to single numbers",
    hint="A bias gradient has one number for each unit. Which axis may disappear?",
)
def backward(G, cache):
    affine1, relu, affine2 = cache
    dA1, dW2, _ = affine_backward(G, affine2)
    dZ1 = relu_backward(dA1, relu)
    _, dW1, _ = affine_backward(dZ1, affine1)
    return {"W1": dW1, "b1": np.sum(dZ1), "W2": dW2, "b2": np.sum(G)}


# --- loss_and_gradients ----------------------------------------------------------------------------------


def _data_part(X, y, params):
    Z2, cache = forward(X, params)
    loss, G = softmax_cross_entropy(Z2, y)
    return loss, backward(G, cache)


@misconception(
    "The penalty left out altogether",
    hint="Call your function with two very different values of lam. Should the results be the same?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    return _data_part(X, y, params)


@misconception(
    "The penalty missing in the loss",
    hint="Loss and gradients have to belong to the same function. Which of the two knows about lam?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The penalty missing in the gradients",
    hint="Loss and gradients have to belong to the same function. Which of the two knows about lam?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    return loss + lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2")), grads


@misconception(
    "The gradient of the penalty doubled",
    hint="What is the derivative of (λ/2) w²? The 1/2 is there for a reason.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + 2 * lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The gradient of the penalty halved",
    hint="What is the derivative of (λ/2) w²? The square brings down a 2.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + lam / 2 * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The factor 1/2 of the penalty missing in the loss",
    hint="The check by hand has a penalty of 1.1. Which number do you add?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The factor 1/2 missing in the loss and a 2 in the gradient",
    hint="Your two results fit together, but the penalty is asked for with the factor λ/2.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + 2 * lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The biases penalised as well",
    hint="Only the weights are penalised here; a bias merely shifts. Over which keys do you loop?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(p**2) for p in params.values())
    return loss, {k: g + lam * params[k] for k, g in grads.items()}


@misconception(
    "The biases penalised in the gradients only",
    hint="Does your loss contain the biases in its penalty? Then their gradients must not either.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] for k, g in grads.items()}


@misconception(
    "Only the second layer penalised",
    hint="There are two arrays of weights. Which one is missing in your penalty?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    return loss + lam / 2 * np.sum(params["W2"] ** 2), grads | {"W2": grads["W2"] + lam * params["W2"]}


@misconception(
    "Only the first layer penalised",
    hint="There are two arrays of weights. Which one is missing in your penalty?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    return loss + lam / 2 * np.sum(params["W1"] ** 2), grads | {"W1": grads["W1"] + lam * params["W1"]}


@misconception(
    "The penalty divided by the number of examples",
    hint="The mean is over the losses of the examples. The penalty does not depend on how many there are.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2")) / len(X)
    return loss, {k: g + lam / len(X) * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The norm without its square",
    hint="The penalty is the sum of the squares, without a root.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.linalg.norm(params[k]) for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "Absolute values instead of squares",
    hint="The penalty is the sum of the squares. What is its slope at a large weight, and what is yours?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.abs(params[k]).sum() for k in ("W1", "W2"))
    return loss, {k: g + lam / 2 * np.sign(params[k]) * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The square of the sum instead of the sum of the squares",
    hint="Weights of opposite sign must not cancel. What is squared first?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k]) ** 2 for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The mean of the squares instead of their sum",
    hint="The penalty adds up over all weights. Do more weights cost more in yours?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.mean(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The gradients of the data replaced by those of the penalty",
    hint="The derivative of a sum is a sum. Is the first part still there?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, grads | {k: lam * params[k] for k in ("W1", "W2")}


@misconception(
    "The parameters changed in place",
    hint="A function that computes gradients takes no step. Compare params before and after the call.",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    for k in ("W1", "W2"):
        grads[k] = grads[k] + lam * params[k]
        params[k] *= 1 - lam
    return loss, grads


@misconception(
    "The softmax taken twice",
    hint="softmax_cross_entropy wants scores. What do you hand to it?",
)
def loss_and_gradients(X, y, params, lam):
    Z2, cache = forward(X, params)
    E = np.exp(Z2 - Z2.max(axis=1, keepdims=True))
    loss, G = softmax_cross_entropy(E / E.sum(axis=1, keepdims=True), y)
    grads = backward(G, cache)
    loss += lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g + lam * params[k] * (k[0] == "W") for k, g in grads.items()}


@misconception(
    "The penalty subtracted",
    hint="Large weights should make the loss larger. Which sign does your penalty have?",
    uses=(_data_part,),
)
def loss_and_gradients(X, y, params, lam):
    loss, grads = _data_part(X, y, params)
    loss -= lam / 2 * sum(np.sum(params[k] ** 2) for k in ("W1", "W2"))
    return loss, {k: g - lam * params[k] * (k[0] == "W") for k, g in grads.items()}


# --- train -----------------------------------------------------------------------------------------------


def _start(X, d, K, rng):
    rng = np.random.default_rng(rng)
    first, second = 0.01 * rng.standard_normal((X.shape[1], d)), 0.01 * rng.standard_normal((d, K))
    return {"W1": first, "b1": np.zeros(d), "W2": second, "b2": np.zeros(K)}


def _descend(X, y, params, lam, steps, move):
    losses = []
    for _ in range(steps):
        loss, grads = loss_and_gradients(X, y, params, lam)
        losses.append(loss)
        params = {k: move(k, params[k], grads[k]) for k in params}
    return params, np.array([*losses, loss_and_gradients(X, y, params, lam)[0]])


@misconception(
    "A step uphill",
    hint="The gradient points where the loss rises fastest. Which way should the step go?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p + eta * g)


@misconception(
    "The parameter subtracted instead of its gradient",
    hint="Your step shrinks every parameter and never looks at the data. What should be multiplied by eta?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * p)


@misconception(
    "The learning rate ignored",
    hint="Call train with two values of eta. Do the results differ?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - g)


@misconception(
    "The biases never moved",
    hint="All four parameters take part in a step. Which keys does your loop visit?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g * (k[0] == "W"))


@misconception(
    "Only the second layer trained",
    hint="All four parameters take part in a step. Does W1 change in your training?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g * (k[1] == "2"))


@misconception(
    "Only the first layer trained",
    hint="All four parameters take part in a step. Does W2 change in your training?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g * (k[1] == "1"))


@misconception(
    "The weights shrunk by the penalty twice",
    hint="The gradient contains the penalty already. Where else do you take lam into account?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    start = _start(X, d, K, rng)
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * (g + lam * p * (k[0] == "W")))


@misconception(
    "Trained without the penalty",
    hint="Call train with two values of lam. Do the results differ?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), 0.0, steps, lambda k, p, g: p - eta * g)


@misconception(
    "The gradient divided by the number of examples once more",
    hint="The gradients are those of a mean. Why is your training so slow?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g / len(X))


@misconception(
    "Gradients computed anew after each parameter was moved",
    hint="One step has one starting point: first all four gradients, then all four moves.",
    uses=(_start,),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _start(X, d, K, rng), []
    for _ in range(steps):
        losses.append(loss_and_gradients(X, y, params, lam)[0])
        for k in params:
            params[k] = params[k] - eta * loss_and_gradients(X, y, params, lam)[1][k]
    return params, np.array([*losses, loss_and_gradients(X, y, params, lam)[0]])


@misconception(
    "The second layer moved before the gradients of the first were computed",
    hint="The gradient by W_1 contains W_2. Which W_2, the one before the step or the one after it?",
    uses=(_start,),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _start(X, d, K, rng), []
    for _ in range(steps):
        losses.append(loss_and_gradients(X, y, params, lam)[0])
        for pair in (("W2", "b2"), ("W1", "b1")):
            grads = loss_and_gradients(X, y, params, lam)[1]
            params = {k: params[k] - eta * grads[k] if k in pair else params[k] for k in params}
    return params, np.array([*losses, loss_and_gradients(X, y, params, lam)[0]])


@misconception(
    "Losses without the penalty written down",
    hint="losses holds the whole loss. What is the difference to yours at the end of the training?",
    uses=(_start,),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _start(X, d, K, rng), []
    for _ in range(steps):
        losses.append(loss_and_gradients(X, y, params, 0.0)[0])
        grads = loss_and_gradients(X, y, params, lam)[1]
        params = {k: params[k] - eta * grads[k] for k in params}
    return params, np.array([*losses, loss_and_gradients(X, y, params, 0.0)[0]])


@misconception(
    "The last loss missing",
    hint="Two steps have three losses: at the start, after the first and after the second.",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g)
    return params, losses[:-1]


@misconception(
    "The loss at the start missing",
    hint="Two steps have three losses: at the start, after the first and after the second.",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _descend(X, y, _start(X, d, K, rng), lam, steps, lambda k, p, g: p - eta * g)
    return params, losses[1:]


@misconception(
    "One step too many",
    hint="With steps=0 the starting parameters come back. Do they, from your function?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    params, losses = _descend(X, y, _start(X, d, K, rng), lam, steps + 1, lambda k, p, g: p - eta * g)
    return params, losses[:-1]


@misconception(
    "All parameters start at zero",
    hint="From zero the hidden units never learn: question 12 asks why. What does the recipe say?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    start = {k: np.zeros(p.shape) for k, p in _start(X, d, K, rng).items()}
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "Starting weights that are not small",
    hint="Standard normal numbers are around 1. By which number does the recipe multiply them?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    start = {k: 100 * p for k, p in _start(X, d, K, rng).items()}
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "Starting weights that are all positive",
    hint="Uniform numbers between 0 and 0.01 are not the normal ones the recipe asks for.",
    uses=(_descend,),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    rng = np.random.default_rng(rng)
    first, second = 0.01 * rng.random((X.shape[1], d)), 0.01 * rng.random((d, K))
    start = {"W1": first, "b1": np.zeros(d), "W2": second, "b2": np.zeros(K)}
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "The same random numbers in both layers",
    hint="Two generators with one seed give the same numbers. Make one, and draw from it twice.",
    uses=(_descend,),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    first = 0.01 * np.random.default_rng(rng).standard_normal((X.shape[1], d))
    second = 0.01 * np.random.default_rng(rng).standard_normal((d, K))
    start = {"W1": first, "b1": np.zeros(d), "W2": second, "b2": np.zeros(K)}
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "The seed ignored",
    hint="Call train with two different values of rng. Do the starting weights differ?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, K, 0), lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "The number of classes read off from the labels",
    hint="K is an argument: a class may be absent from the labels.",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    return _descend(X, y, _start(X, d, y.max() + 1, rng), lam, steps, lambda k, p, g: p - eta * g)


@misconception(
    "Biases that do not start at zero",
    hint="Only the weights start at random numbers. What does the recipe say about the biases?",
    uses=(_start, _descend),
)
def train(X, y, d, K, eta=1.0, lam=1e-3, steps=1500, rng=0):
    start = _start(X, d, K, rng)
    start |= {"b1": np.full(d, 0.01), "b2": np.full(K, 0.01)}
    return _descend(X, y, start, lam, steps, lambda k, p, g: p - eta * g)


# --- softmax_vjp -----------------------------------------------------------------------------------------


@misconception(
    "Only the diagonal of the Jacobian",
    hint="Raising one score lowers all the other probabilities. Which part of J says so?",
)
def softmax_vjp(G, S):
    return G * S * (1 - S)


@misconception(
    "One sum for the whole batch",
    hint="Every example has a Jacobian of its own. Does your second term mix the rows?",
)
def softmax_vjp(G, S):
    return S * (G - np.sum(G * S))


@misconception(
    "The sum along the wrong axis",
    hint="The probabilities of one example lie in one row. Along which axis does j run?",
)
def softmax_vjp(G, S):
    return S * (G - np.sum(G * S, axis=0))


@misconception(
    "The mean instead of the sum",
    hint="All paths add up. Where does a division come from?",
)
def softmax_vjp(G, S):
    return S * (G - np.mean(G * S, axis=1, keepdims=True))


@misconception(
    "The gradient of the cross entropy returned",
    hint="S minus one-hot holds for one special loss. Here G may be anything.",
)
def softmax_vjp(G, S):
    return S - G


@misconception(
    "The sign of the result turned round",
    hint="Try the example by hand: which class has the largest g, and should its score go up in dZ or down?",
)
def softmax_vjp(G, S):
    return S * (np.sum(G * S, axis=1, keepdims=True) - G)


@misconception(
    "Only the first term of the Jacobian",
    hint="J has two terms, the diagonal one and −s_j s_k. What does the second contribute to g J?",
)
def softmax_vjp(G, S):
    return G * S


@misconception(
    "Only the second term of the Jacobian",
    hint="J has two terms, the diagonal one and −s_j s_k. What does the first contribute to g J?",
)
def softmax_vjp(G, S):
    return -S * np.sum(G * S, axis=1, keepdims=True)


@misconception(
    "The sum of G without the probabilities as weights",
    hint="In the sum of g_j s_j s_k over j, which factors depend on j?",
)
def softmax_vjp(G, S):
    return S * (G - np.sum(G, axis=1, keepdims=True))


@misconception(
    "The mean of G without the probabilities as weights",
    hint="In the sum of g_j s_j s_k over j, which factors depend on j?",
)
def softmax_vjp(G, S):
    return S * (G - np.mean(G, axis=1, keepdims=True))


@misconception(
    "The factor s_k missing in the second term",
    hint="In the sum of g_j s_j s_k over j, one factor does not depend on j and stays in front. Where is it?",
)
def softmax_vjp(G, S):
    return G * S - np.sum(G * S, axis=1, keepdims=True)


@misconception(
    "The backward step of log-softmax",
    hint="That is the VJP of the logarithm of the softmax. Is there a logarithm in this step?",
)
def softmax_vjp(G, S):
    return G - S * np.sum(G, axis=1, keepdims=True)


@misconception(
    "The two terms added instead of subtracted",
    hint="What is the sign of ∂s_j/∂z_k for j ≠ k, in words: if another score grows, does s_j grow?",
)
def softmax_vjp(G, S):
    return S * (G + np.sum(G * S, axis=1, keepdims=True))


@misconception(
    "The softmax applied once more",
    hint="S holds probabilities already. What comes out if you exponentiate them?",
)
def softmax_vjp(G, S):
    E = np.exp(S)
    P = E / E.sum(axis=1, keepdims=True)
    return P * (G - np.sum(G * P, axis=1, keepdims=True))


@misconception(
    "The upstream gradient changed in place",
    hint="An operator such as -= writes into G, and somebody else still needs it.",
)
def softmax_vjp(G, S):
    G -= np.sum(G * S, axis=1, keepdims=True)
    return G * S


@misconception(
    "Divided by the number of examples",
    hint="A mean, if there is one, is inside G already.",
)
def softmax_vjp(G, S):
    return S * (G - np.sum(G * S, axis=1, keepdims=True)) / len(G)


@misconception(
    "The sum of the first example used for all",
    hint="Check a batch of two examples row by row, each with its own Jacobian.",
)
def softmax_vjp(G, S):
    return S * (G - G[0] @ S[0])


@misconception(
    "The upstream gradient forgotten",
    hint="s(1 − s) is a part of the Jacobian. Where is g in your result?",
)
def softmax_vjp(G, S):
    return S * (1 - S)
