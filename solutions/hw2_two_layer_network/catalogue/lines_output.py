"""Homework 2, `lines_output`: right answers that look different, and mistakes that have a name."""

from autograder.assignment.catalogue import alternative_value, misconception_value

# --- right answers -----------------------------------------------------------------------------------------


alternative_value(
    "short names for the gradients",
    lines_output=[
        r"G_2 = \frac1m (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top G_2",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top G_2",
    ],
)
alternative_value(
    "nabla signs, every gradient written out",
    lines_output=[
        r"\nabla_{Z_2} \ell = \frac{S - I_y}{m}",
        r"\nabla_{W_2} \ell = \frac{A_1^T (S - I_y)}{m}",
        r"\nabla_{b_2} \ell = \frac{1}{m} \mathbf{1}^T (S - I_y)",
    ],
)
alternative_value(
    "transposed twice",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = -\frac{1}{m} (I_y - S)",
        r"\frac{\partial \ell}{\partial W_2} = \left( {\frac{\partial \ell}{\partial Z_2}}^\top A_1 \right)^\top",
        r"\frac{\partial \ell}{\partial b_2} = {\frac{\partial \ell}{\partial Z_2}}^\top \mathbf{1}",
    ],
)
alternative_value(
    "sums over the examples",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} S - \frac{1}{m} I_y",
        r"\frac{\partial \ell}{\partial W_2} = \sum_i (A_1)_{i,:}^\top (G_2)_{i,:}",
        r"\frac{\partial \ell}{\partial b_2} = \sum_{i=1}^m (G_2)_i",
    ],
)
alternative_value(
    "a name of one's own, and steps in between",
    lines_output=[
        r"D = S - I_y",
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} D",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"= \frac{1}{m} A_1^\top D",
        r"\nabla_{b_2} \ell = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2} = \frac{1}{m} \mathbf{1}^\top D",
    ],
)
alternative_value(
    "through the probabilities",
    lines_output=[
        r"\frac{\partial \ell}{\partial S} = -\frac{1}{m} I_y / S",
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (\operatorname{softmax}(Z_2) - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = \sigma(Z_1)^\top G_2",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top G_2",
    ],
)
alternative_value(
    "in another order, and with alignment marks",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} &= \frac{1}{m} \left(S - I_y\right) \\",
        r"\frac{\partial \ell}{\partial b_2} &= \mathbf{1}_m^\top \frac{\partial \ell}{\partial Z_2} \\",
        r"\frac{\partial \ell}{\partial W_2} &= A_1^{\top} \cdot \frac{\partial \ell}{\partial Z_2}",
    ],
)
alternative_value(
    "one string with line breaks",
    lines_output=r"""
        \frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)
        \frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}
        \frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}
    """,
)

# --- mistakes ----------------------------------------------------------------------------------------------


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
    "The mean taken again in the gradient with respect to W_2",
    says="Every entry is m = 7 times too small: it was divided by m once too often.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = \frac{1}{m} A_1^\top G_2",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The mean taken again in the gradient with respect to b_2",
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
    "The gradient with respect to S in the place of that by Z_2",
    says="It is the gradient with respect to S.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = -\frac{1}{m} I_y / S",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The gradient with respect to W_2 transposed",
    says="It is the transpose.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = G_2^\top A_1",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "No transpose in the gradient with respect to W_2",
    says="a product that does not fit: A_1 G_2",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1 G_2",
        r"\frac{\partial \ell}{\partial b_2} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_2}",
    ],
)
misconception_value(
    "The factors in the gradient with respect to W_2 in the wrong order",
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
    "The gradient with respect to b_2 not summed over the examples",
    says="Axis 0 is still there: add up over it.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = G_2",
    ],
)
misconception_value(
    "The gradient with respect to b_2 summed over the classes",
    says="It looks summed along the wrong axis: add up over the examples. 7 entries are left instead of 5.",
    lines_output=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial W_2} = A_1^\top \frac{\partial \ell}{\partial Z_2}",
        r"\frac{\partial \ell}{\partial b_2} = G_2 \mathbf{1}",
    ],
)
misconception_value(
    "The gradient with respect to b_2 summed to one number",
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
