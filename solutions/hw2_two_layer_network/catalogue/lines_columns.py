"""Homework 2, `lines_columns`: right answers that look different, and mistakes that have a name."""

from autograder.assignment.catalogue import alternative_value, misconception_value

# --- right answers -----------------------------------------------------------------------------------------


alternative_value(
    "gradients written as fractions throughout",
    lines_columns=[
        r"\frac{\partial \ell}{\partial z^{(2)}} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \frac{\partial \ell}{\partial z^{(2)}} {a^{(1)}}^\top",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \frac{\partial \ell}{\partial z^{(2)}}",
        r"\frac{\partial \ell}{\partial a^{(1)}} = {W^{(2)}}^\top \frac{\partial \ell}{\partial z^{(2)}}",
        r"\frac{\partial \ell}{\partial z^{(1)}} = \frac{\partial \ell}{\partial a^{(1)}} \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \frac{\partial \ell}{\partial z^{(1)}} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \frac{\partial \ell}{\partial z^{(1)}}",
    ],
)
alternative_value(
    "the local slopes as a diagonal matrix",
    lines_columns=[
        r"\delta^{(2)} = \operatorname{softmax}(z^{(2)}) - e_y",
        r"\nabla_{W^{(2)}} \ell = \delta^{(2)} a^{(1)T}",
        r"\nabla_{b^{(2)}} \ell = \delta^{(2)}",
        r"\delta^{(1)} = \operatorname{diag}(\sigma'(z^{(1)})) W^{(2)T} \delta^{(2)}",
        r"\nabla_{W^{(1)}} \ell = \delta^{(1)} x^T",
        r"\nabla_{b^{(1)}} \ell = \delta^{(1)}",
    ],
)
alternative_value(
    "mirrored from the rows, transposed at the end",
    lines_columns=[
        r"\delta^{(2)} = -(e_y - s)",
        r"\frac{\partial \ell}{\partial W^{(2)}} = (a^{(1)} \delta^{(2)\top})^\top",
        r"\frac{\partial \ell}{\partial b^{(2)}} = s - e_y",
        r"\delta^{(1)} = (\delta^{(2)\top} W^{(2)})^\top \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = (x \, \delta^{(1)\top})^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
alternative_value(
    "one string with line breaks",
    lines_columns=r"""
        \delta^{(2)} = s - e_y
        \nabla_{W^{(2)}} \ell = \delta^{(2)} {a^{(1)}}^\top
        \nabla_{b^{(2)}} \ell = \delta^{(2)}
        \delta^{(1)} = \sigma'(z^{(1)}) \odot {W^{(2)}}^\top \delta^{(2)}
        \nabla_{W^{(1)}} \ell = \delta^{(1)} x^\top
        \nabla_{b^{(1)}} \ell = \delta^{(1)}
    """,
)
alternative_value(
    "a name for the slopes",
    lines_columns=[
        r"M = \sigma'(W^{(1)} x + b^{(1)})",
        r"\delta^{(2)} = s - e_y",
        r"\delta^{(1)} = M \circ W^{(2)\top} \delta^{(2)}",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
    ],
)
alternative_value(
    "the softmax written out",
    lines_columns=[
        r"\delta^{(2)} = \frac{\exp z^{(2)}}{\sum_k \exp z^{(2)}_k} - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} \sigma(z^{(1)})^\top",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)}",
        r"\delta^{(1)} = W^{(2)\top} \delta^{(2)} \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
    ],
)
alternative_value(
    "every line written out",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = (s - e_y) \, a^{(1)\top}",
        r"\frac{\partial \ell}{\partial b^{(2)}} = s - e_y",
        r"\delta^{(1)} = W^{(2)\top} (s - e_y) \circ \sigma'(z^{(1)})",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \left( W^{(2)\top} (s - e_y) \circ \sigma'(z^{(1)}) \right) x^\top",
        r"\frac{\partial \ell}{\partial b^{(1)}} = W^{(2)\top} (s - e_y) \circ \sigma'(z^{(1)})",
    ],
)
alternative_value(
    "two equal signs in a line",
    lines_columns=[
        r"\delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial b^{(2)}} = \delta^{(2)} = s - e_y",
        r"\frac{\partial \ell}{\partial W^{(2)}} = \delta^{(2)} a^{(1)\top}",
        r"\delta^{(1)} = \sigma'(z^{(1)}) \circ W^{(2)\top} \delta^{(2)}",
        r"\frac{\partial \ell}{\partial b^{(1)}} = \delta^{(1)}",
        r"\frac{\partial \ell}{\partial W^{(1)}} = \delta^{(1)} x^\top",
    ],
)

# --- mistakes ----------------------------------------------------------------------------------------------


misconception_value(
    "The row form kept in the gradient with respect to W^{(2)}",
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
    "The gradient with respect to W^{(2)} transposed",
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
    "The row form kept in the gradient with respect to W^{(1)}",
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
    "The gradient with respect to W^{(1)} transposed",
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
