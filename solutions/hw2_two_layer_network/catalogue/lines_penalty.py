"""Homework 2, `lines_penalty`: right answers that look different, and mistakes that have a name."""

from autograder.assignment.catalogue import alternative_value, misconception_value

# --- right answers -----------------------------------------------------------------------------------------


alternative_value(
    "the penalty first, the mean as a quotient",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \lambda W_1 + X^\top \frac{(S - I_y) W_2^\top \circ \sigma'(Z_1)}{m}",
        r"\nabla_{b_1} \ell = \mathbf{1}^\top \frac{(S - I_y) W_2^\top \circ \sigma'(Z_1)}{m}",
    ],
)
alternative_value(
    "step by step, with short names",
    lines_penalty=[
        r"G_2 = \frac{1}{m} (S - I_y)",
        r"G_1 = G_2 W_2^\top \circ \sigma'(Z_1)",
        r"\frac{\partial \ell}{\partial W_1} = X^\top G_1 + \lambda W_1",
        r"\frac{\partial \ell}{\partial b_1} = \mathbf{1}^\top G_1",
    ],
)
alternative_value(
    "one common factor 1/m",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} ( X^\top (\sigma'(Z_1) \circ (S - I_y) W_2^\top) + m \lambda W_1 )",
        r"\frac{\partial \ell}{\partial b_1} = \frac{1}{m} (\sigma'(Z_1) \circ (S - I_y) W_2^\top)^\top \mathbf{1}",
    ],
)
alternative_value(
    "transposed twice",
    lines_penalty=[
        r"\nabla_{W_1} \ell = \frac{1}{m} ((W_2 (S - I_y)^\top \circ \sigma'(Z_1)^\top) X)^\top + \lambda W_1",
        r"\nabla_{b_1} \ell = \frac{1}{m} \sum_i ((S - I_y) W_2^\top \circ \sigma'(Z_1))_i",
    ],
)

# --- mistakes ----------------------------------------------------------------------------------------------


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
