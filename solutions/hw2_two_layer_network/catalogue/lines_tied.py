"""Homework 2, `lines_tied`: right answers that look different, and mistakes that have a name."""

from autograder.assignment.catalogue import alternative_value, misconception_value

DOWN_TO_R = [
    r"\nabla_{U_2} \ell = \frac{1}{m} (H_2 - Y) \circ \sigma'(U_2)",
    r"\nabla_R \ell = \nabla_{U_2} \ell \, W^\top",
]
DOWN = [
    *DOWN_TO_R,
    r"\nabla_c \ell = \mathbf{1}^\top \nabla_R \ell",
    r"\nabla_{U_1} \ell = (\nabla_R \ell \, W) \circ \sigma'(U_1)",
]
BIAS = r"\nabla_b \ell = \mathbf{1}^\top (\nabla_{U_1} \ell + \nabla_{U_2} \ell)"
WEIGHTS = r"\nabla_W \ell = X^\top \nabla_{U_1} \ell + (\nabla_R \ell)^\top H_1 + R^\top \nabla_{U_2} \ell"

# --- right answers -----------------------------------------------------------------------------------------


alternative_value(
    "every line with indices",
    lines_tied=[
        r"\frac{\partial \ell}{\partial U_{2,ip}} = \frac{1}{m} (H_{2,ip} - Y_{ip}) \sigma'(U_{2,ip})",
        r"\frac{\partial \ell}{\partial R_{ij}} = \sum_p \frac{\partial \ell}{\partial U_{2,ip}} W_{jp}",
        r"\frac{\partial \ell}{\partial c_j} = \sum_i \frac{\partial \ell}{\partial R_{ij}}",
        r"\frac{\partial \ell}{\partial H_{1,ip}} = \sum_j \frac{\partial \ell}{\partial R_{ij}} W_{jp}",
        r"\frac{\partial \ell}{\partial U_{1,ip}} = \frac{\partial \ell}{\partial H_{1,ip}} \sigma'(U_{1,ip})",
        r"\frac{\partial \ell}{\partial b_p} = \sum_i \left( \frac{\partial \ell}{\partial U_{1,ip}}"
        r" + \frac{\partial \ell}{\partial U_{2,ip}} \right)",
        r"\frac{\partial \ell}{\partial W_{jp}} = \sum_i \left( X_{ij} \frac{\partial \ell}{\partial U_{1,ip}}"
        r" + \frac{\partial \ell}{\partial R_{ij}} H_{1,ip} + R_{ij} \frac{\partial \ell}{\partial U_{2,ip}} \right)",
    ],
)
alternative_value(
    "three gradients first, then their sum",
    lines_tied=[
        *DOWN,
        r"D_a = X^\top \nabla_{U_1} \ell",
        r"D_b = H_1^\top \nabla_R \ell",
        r"D_c = R^\top \nabla_{U_2} \ell",
        r"\nabla_W \ell = D_a + D_b^\top + D_c",
        r"\nabla_b \ell = \sum_i (\nabla_{U_1} \ell)_i + \sum_i (\nabla_{U_2} \ell)_i",
    ],
)
alternative_value(
    "first with indices, then as products",
    lines_tied=[
        r"dH_2 = \frac{1}{m} (H_2 - Y)",
        r"dU_2 = dH_2 \odot \sigma'(U_2)",
        r"dR_{ij} = \sum_p dU_{2,ip} W_{jp}",
        r"dR = dU_2 W^T",
        r"dc = \mathbf{1}^T dR",
        r"dH_1 = dR W",
        r"dU_1 = dH_1 \odot \sigma'(U_1)",
        r"db_p = \sum_i dU_{1,ip} + \sum_i dU_{2,ip}",
        r"db = \mathbf{1}^T dU_1 + \mathbf{1}^T dU_2",
        r"dW_{jp} = \sum_i X_{ij} dU_{1,ip} + \sum_i dR_{ij} H_{1,ip} + \sum_i R_{ij} dU_{2,ip}",
        r"dW = X^T dU_1 + dR^T H_1 + R^T dU_2",
    ],
)
alternative_value(
    "names of another book, transposed once more",
    lines_tied=[
        r"\delta_2 = \frac{\partial \mathcal{L}}{\partial U_2} = \sigma'(U_2) \circ \frac{H_2 - Y}{m}",
        r"\frac{\partial \mathcal{L}}{\partial R} = (W \delta_2^\top)^\top",
        r"\delta_1 = \frac{\partial \mathcal{L}}{\partial U_1} = \delta_2 W^\top W \circ \sigma'(X W + b)",
        r"\frac{\partial \mathcal{L}}{\partial c} = W \delta_2^\top \mathbf{1}",
        r"\frac{\partial \mathcal{L}}{\partial b} = (\delta_1 + \delta_2)^\top \mathbf{1}",
        r"\frac{\partial \mathcal{L}}{\partial W} = (\delta_1^\top X + \delta_2^\top R)^\top + W \delta_2^\top H_1",
    ],
)

# --- mistakes ----------------------------------------------------------------------------------------------


misconception_value(
    "Only the first look counted",
    says="Paths are missing: W is used in 3 places, and this is what comes by U_1.",
    lines_tied=[*DOWN, BIAS, r"\nabla_W \ell = X^\top \nabla_{U_1} \ell"],
)
misconception_value(
    "The way out forgotten",
    says="Paths are missing: W is used in 3 places, and this is what comes by U_1 and U_2.",
    lines_tied=[*DOWN, BIAS, r"\nabla_W \ell = X^\top \nabla_{U_1} \ell + R^\top \nabla_{U_2} \ell"],
)
misconception_value(
    "The second look forgotten",
    says="Paths are missing: W is used in 3 places, and this is what comes by U_1 and R.",
    lines_tied=[*DOWN, BIAS, r"\nabla_W \ell = X^\top \nabla_{U_1} \ell + (\nabla_R \ell)^\top H_1"],
)
misconception_value(
    "The bias counted once",
    says="Paths are missing: b is used in 2 places, and this is what comes by U_1.",
    lines_tied=[*DOWN, r"\nabla_b \ell = \mathbf{1}^\top \nabla_{U_1} \ell", WEIGHTS],
)
misconception_value(
    "The way out not transposed",
    says="a sum that does not fit",
    lines_tied=[
        *DOWN,
        BIAS,
        r"\nabla_W \ell = X^\top \nabla_{U_1} \ell + H_1^\top \nabla_R \ell + R^\top \nabla_{U_2} \ell",
    ],
)
misconception_value(
    "The paths averaged instead of added",
    says="Every entry is 3 times too small.",
    lines_tied=[
        *DOWN,
        BIAS,
        r"\nabla_W \ell = \frac13 ( X^\top \nabla_{U_1} \ell + (\nabla_R \ell)^\top H_1 + R^\top \nabla_{U_2} \ell )",
    ],
)
misconception_value(
    "The mean forgotten",
    says="Every entry is m = 7 times too large: a sum over the batch instead of the mean.",
    lines_tied=[r"\nabla_{U_2} \ell = (H_2 - Y) \circ \sigma'(U_2)", *DOWN[1:], BIAS, WEIGHTS],
)
misconception_value(
    "The slope of the second look forgotten",
    says="The slope of the activation is left out: the gradient passes it unchanged.",
    lines_tied=[r"\nabla_{U_2} \ell = \frac{1}{m} (H_2 - Y)", *DOWN[1:], BIAS, WEIGHTS],
)
misconception_value(
    "The slope of the first look forgotten",
    says="The slope of the activation is left out: the gradient passes it unchanged.",
    lines_tied=[*DOWN[:3], r"\nabla_{U_1} \ell = \nabla_R \ell \, W", BIAS, WEIGHTS],
)
misconception_value(
    "The slope taken at the output",
    says="The slope of the activation is taken at its output instead of its input.",
    lines_tied=[*DOWN[:3], r"\nabla_{U_1} \ell = (\nabla_R \ell \, W) \circ \sigma'(H_1)", BIAS, WEIGHTS],
)
misconception_value(
    "The slope of tanh for that of any function",
    says="That is the slope of tanh, and the function here is another, or any.",
    lines_tied=[*DOWN[:3], r"\nabla_{U_1} \ell = (\nabla_R \ell \, W) \circ (1 - H_1 \circ H_1)", BIAS, WEIGHTS],
)
misconception_value(
    "A transpose missing on the way back to R",
    says="a product that does not fit",
    lines_tied=[DOWN[0], r"\nabla_R \ell = \nabla_{U_2} \ell \, W", *DOWN[2:], BIAS, WEIGHTS],
)
misconception_value(
    "The gradient of c summed over the wrong axis",
    says="another shape than it must have",
    lines_tied=[*DOWN_TO_R, r"\nabla_c \ell = \nabla_R \ell \, \mathbf{1}", DOWN[3], BIAS, WEIGHTS],
)
misconception_value(
    "An index that is not summed",
    says="the index i belongs to nothing",
    lines_tied=[*DOWN_TO_R, r"(\nabla_c \ell)_j = (\nabla_R \ell)_{ij}", DOWN[3], BIAS, WEIGHTS],
)
