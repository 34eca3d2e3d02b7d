"""Homework 2, `lines_hidden`: right answers that look different, and mistakes that have a name."""

from autograder.assignment.catalogue import alternative_value, misconception_value

# --- right answers -----------------------------------------------------------------------------------------


alternative_value(
    "short names for the gradients",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = G_2 W_2^\top",
        r"G_1 = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top G_1",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top G_1",
    ],
)
alternative_value(
    "every line written out down to S",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{1}{m} (S - I_y) W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{1}{m} (S - I_y) W_2^\top \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = \frac{1}{m} X^\top \left( (S - I_y) W_2^\top \circ \sigma'(Z_1) \right)",
        r"\frac{\partial \ell}{\partial b_1} = \frac{1}{m} \mathbf{1}^\top ( (S - I_y) W_2^\top \circ \sigma'(Z_1) )",
    ],
)
alternative_value(
    "transposed twice",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = (W_2 G_2^\top)^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \sigma'(Z_1) \odot \frac{\partial \ell}{\partial A_1}",
        r"\frac{\partial \ell}{\partial W_1} = (G_1^\top X)^\top",
        r"\frac{\partial \ell}{\partial b_1} = G_1^\top \mathbf{1}",
    ],
)
alternative_value(
    "a slope with a name of its own",
    lines_hidden=[
        r"M = \sigma'(X W_1 + b_1)",
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^T",
        r"\frac{\partial \ell}{\partial Z_1} = M \circ \frac{\partial \ell}{\partial A_1} = M \circ G_2 W_2^T",
        r"\frac{\partial \ell}{\partial W_1} = X^T \left( M \circ G_2 W_2^T \right)",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^T \left( M \circ G_2 W_2^T \right)",
    ],
)
alternative_value(
    "sums over the examples",
    lines_hidden=[
        r"\nabla_{A_1} \ell = G_2 W_2^\top",
        r"\nabla_{Z_1} \ell = \nabla_{A_1} \ell \circ \sigma'(Z_1)",
        r"\nabla_{W_1} \ell = \sum_i X_{i,:}^\top (G_1)_{i,:}",
        r"\nabla_{b_1} \ell = \sum_i (G_1)_{i,:}",
    ],
)
alternative_value(
    "the second layer derived once more, then the first",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial Z_2} = \frac{1}{m} (S - I_y)",
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"= \frac{1}{m} (S - I_y) W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top G_1",
        r"\frac{\partial \ell}{\partial W_1} = X^\top G_1",
    ],
)
alternative_value(
    "one string with line breaks and alignment",
    lines_hidden="\n".join(
        [
            r"\frac{\partial \ell}{\partial A_1} &= G_2 W_2^{\top} \\",
            r"\frac{\partial \ell}{\partial Z_1} &= \left( G_2 W_2^{\top} \right) \circ \sigma'\left( Z_1 \right) \\",
            r"\frac{\partial \ell}{\partial W_1} &= X^{\top} G_1 \\",
            r"\frac{\partial \ell}{\partial b_1} &= \mathbf{1}^{\top} G_1",
        ]
    ),
)

# --- mistakes ----------------------------------------------------------------------------------------------


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
    "The factors of the gradient with respect to A_1 in the wrong order",
    says=r"a product that does not fit: W_2^\top G_2",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = W_2^\top G_2",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The gradient with respect to A_1 transposed",
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
    "The gradient with respect to W_1 from the scores",
    says="another shape than it must have",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top G_2",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The gradient with respect to W_1 from the gradient with respect to A_1",
    says="The slope of the activation is left out: the gradient passes it unchanged.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial A_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial Z_1}",
    ],
)
misconception_value(
    "The gradient with respect to W_1 transposed",
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
    "The gradient with respect to b_1 from the gradient with respect to A_1",
    says="The slope of the activation is left out: the gradient passes it unchanged.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = \frac{\partial \ell}{\partial Z_2} W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top \frac{\partial \ell}{\partial A_1}",
    ],
)
misconception_value(
    "The gradient with respect to b_1 not summed",
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
misconception_value(
    "The slope of tanh, where the activation is left open",
    says="That is the slope of tanh, and the function here is another, or any.",
    lines_hidden=[
        r"\frac{\partial \ell}{\partial A_1} = G_2 W_2^\top",
        r"\frac{\partial \ell}{\partial Z_1} = \frac{\partial \ell}{\partial A_1} \circ (1 - A_1 \circ A_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top \frac{\partial \ell}{\partial Z_1}",
        r"\frac{\partial \ell}{\partial b_1} = \sum_i (\frac{\partial \ell}{\partial Z_1})_i",
    ],
)
