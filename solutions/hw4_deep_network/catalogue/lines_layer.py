"""Homework 4, `lines_layer`: right answers that look different, and mistakes that have a name."""

from autograder.assignment.catalogue import alternative_value, misconception_value

# --- right answers -----------------------------------------------------------------------------------------


alternative_value(
    "the whole rule in the last line, nothing abbreviated",
    lines_layer=[
        r"\frac{\partial \ell}{\partial U_i} = \frac{\partial \ell}{\partial Z_{i+1}} \circ \sigma_i'(U_i)",
        r"\frac{\partial \ell}{\partial W_i} = Z_i^\top \frac{\partial \ell}{\partial U_i}",
        r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top \frac{\partial \ell}{\partial U_i}",
        r"\frac{\partial \ell}{\partial Z_i} = (\frac{\partial \ell}{\partial Z_{i+1}} \circ \sigma_i'(U_i)) W_i^\top",
    ],
)
alternative_value(
    "G_i ahead of the gradients of weights and biases",
    lines_layer=[
        r"D_i = \sigma_i'(U_i) \circ G_{i+1}",
        r"G_i = D_i W_i^T",
        r"\nabla_{W_i} \ell = Z_i^T D_i",
        r"\nabla_{b_i} \ell = \mathbf{1}^T D_i",
    ],
)
alternative_value(
    "transposed twice",
    lines_layer=[
        r"D_i = G_{i+1} \odot \sigma_i'(U_i)",
        r"\frac{\partial \ell}{\partial W_i} = \left( D_i^\top Z_i \right)^\top",
        r"\frac{\partial \ell}{\partial b_i} = (D_i^\top \mathbf{1})^\top",
        r"G_i = \left( W_i D_i^\top \right)^\top",
    ],
)
alternative_value(
    "the sums of a layer written out",
    lines_layer=[
        r"D_i = G_{i+1} \circ \sigma_i'(Z_i W_i + b_i)",
        r"\frac{\partial \ell}{\partial W_i} = Z_i^\top (G_{i+1} \circ \sigma_i'(Z_i W_i + b_i))",
        r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top (G_{i+1} \circ \sigma_i'(Z_i W_i + b_i))",
        r"G_i = (G_{i+1} \circ \sigma_i'(Z_i W_i + b_i)) W_i^\top",
    ],
)
alternative_value(
    "sums over the examples",
    lines_layer=[
        r"D_i = G_{i+1} \circ \sigma_i'(U_i)",
        r"\frac{\partial \ell}{\partial W_i} = \sum_r Z_{i,r}^\top D_{i,r}",
        r"\frac{\partial \ell}{\partial b_i} = \sum_r D_{i,r}",
        r"G_i = D_i W_i^\top",
    ],
)
alternative_value(
    "the last layer by itself, then the hidden ones",
    lines_layer=[
        r"D_i = G_{i+1} \circ \sigma_i'(U_i)",
        r"D_L = G_{L+1}",
        r"\frac{\partial \ell}{\partial W_i} = Z_i^\top D_i",
        r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top D_i",
        r"G_i = D_i W_i^\top",
    ],
)
alternative_value(
    "every layer written out",
    lines_layer=[
        r"D_3 = G_4",
        r"\nabla_{W_3} \ell = Z_3^\top D_3",
        r"\nabla_{b_3} \ell = \mathbf{1}^\top D_3",
        r"G_3 = D_3 W_3^\top",
        r"D_2 = G_3 \circ \sigma_2'(U_2)",
        r"\nabla_{W_2} \ell = Z_2^\top D_2",
        r"\nabla_{b_2} \ell = \mathbf{1}^\top D_2",
        r"G_2 = D_2 W_2^\top",
        r"D_1 = G_2 \circ \sigma_1'(U_1)",
        r"\nabla_{W_1} \ell = X^\top D_1",
        r"\nabla_{b_1} \ell = \mathbf{1}^\top D_1",
        r"G_1 = D_1 W_1^\top",
    ],
)
alternative_value(
    "a name of one's own for the slopes",
    lines_layer=[
        r"H_i = \sigma_i'(U_i)",
        r"D_i = G_{i+1} \circ H_i",
        r"\frac{\partial \ell}{\partial W_i} = Z_i^\top D_i",
        r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top D_i",
        r"G_i = D_i W_i^\top",
    ],
)

# --- mistakes ----------------------------------------------------------------------------------------------


_D = r"D_i = G_{i+1} \circ \sigma_i'(U_i)"
_W = r"\frac{\partial \ell}{\partial W_i} = Z_i^\top D_i"
_B = r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top D_i"
_G = r"G_i = D_i W_i^\top"

misconception_value(
    "The slope of the activation left out",
    says="The slope of the activation is left out",
    lines_layer=[r"D_i = G_{i+1}", _W, _B, _G],
)
misconception_value(
    "The slope taken at the outputs instead of the sums",
    says="taken at its output instead of its input",
    lines_layer=[r"D_i = G_{i+1} \circ \sigma_i'(Z_{i+1})", _W, _B, _G],
)
misconception_value(
    "The slope taken at the layer's inputs",
    says="two shapes on the two sides of ∘",
    lines_layer=[r"D_i = G_{i+1} \circ \sigma_i'(Z_i)", _W, _B, _G],
)
misconception_value(
    "The activation instead of its slope",
    says="The activation itself stands where its slope belongs",
    lines_layer=[r"D_i = G_{i+1} \circ \sigma_i(U_i)", _W, _B, _G],
)
misconception_value(
    "The last layer's gradient fed to every layer",
    says="for i = 2, two shapes on the two sides of ∘",
    lines_layer=[r"D_i = G_{L+1} \circ \sigma_i'(U_i)", _W, _B, _G],
)
misconception_value(
    "The slope of the hidden layers in the last one",
    says="for i = 3, the shape fits, the value is not that of the gradient",
    lines_layer=[r"D_i = G_{i+1} \circ \sigma'(U_i)", _W, _B, _G],
)
misconception_value(
    "The slope of the last layer in the hidden ones",
    says="for i = 2, the shape fits, the value is not that of the gradient",
    lines_layer=[r"D_i = G_{i+1} \circ \sigma_L'(U_i)", _W, _B, _G],
)
misconception_value(
    "A matrix product with the slope",
    says="a product that does not fit",
    lines_layer=[r"D_i = G_{i+1} \sigma_i'(U_i)", _W, _B, _G],
)
misconception_value(
    "The slope after the product with the weights",
    says="(7×5) ∘ (7×3)",
    lines_layer=[_D, _W, _B, r"G_i = (G_{i+1} W_i^\top) \circ \sigma_i'(U_i)"],
)
misconception_value(
    "Divided by m again for the weights",
    says="divided by m once too often",
    lines_layer=[_D, r"\frac{\partial \ell}{\partial W_i} = \frac{1}{m} Z_i^\top D_i", _B, _G],
)
misconception_value(
    "Divided by m again for the biases",
    says="divided by m once too often",
    lines_layer=[_D, _W, r"\frac{\partial \ell}{\partial b_i} = \frac{1}{m} \mathbf{1}^\top D_i", _G],
)
misconception_value(
    "The gradient of the weights transposed",
    says="It is the transpose",
    lines_layer=[_D, r"\frac{\partial \ell}{\partial W_i} = D_i^\top Z_i", _B, _G],
)
misconception_value(
    "The inputs of the network instead of the layer's",
    says="for i = 3, another shape than it must have",
    lines_layer=[_D, r"\frac{\partial \ell}{\partial W_i} = X^\top D_i", _B, _G],
)
misconception_value(
    "The outputs of the layer instead of its inputs",
    says="(3×7) times (7×3) gives 3×3 (n_4×n_4)",
    lines_layer=[_D, r"\frac{\partial \ell}{\partial W_i} = Z_{i+1}^\top D_i", _B, _G],
)
misconception_value(
    "The weights of a layer without the slope",
    says="The slope of the activation is left out",
    lines_layer=[_D, r"\frac{\partial \ell}{\partial W_i} = Z_i^\top G_{i+1}", _B, _G],
)
misconception_value(
    "The biases without the slope",
    says="The slope of the activation is left out",
    lines_layer=[_D, _W, r"\frac{\partial \ell}{\partial b_i} = \mathbf{1}^\top G_{i+1}", _G],
)
misconception_value(
    "The biases not summed over the examples",
    says="Axis 0 is still there",
    lines_layer=[_D, _W, r"\frac{\partial \ell}{\partial b_i} = D_i", _G],
)
misconception_value(
    "The biases summed over the units",
    says="summed along the wrong axis",
    lines_layer=[_D, _W, r"\frac{\partial \ell}{\partial b_i} = D_i \mathbf{1}", _G],
)
misconception_value(
    "The weights not transposed on the way down",
    says="a product that does not fit: D_i W_i",
    lines_layer=[_D, _W, _B, r"G_i = D_i W_i"],
)
misconception_value(
    "The weights on the wrong side",
    says=r"a product that does not fit: W_i^\top D_i",
    lines_layer=[_D, _W, _B, r"G_i = W_i^\top D_i"],
)
misconception_value(
    "The weights of the next layer on the way down",
    says="W_4 is not one of the names",
    lines_layer=[_D, _W, _B, r"G_i = D_i W_{i+1}^\top"],
)
misconception_value(
    "The way down without the slope",
    says="The slope of the activation is left out",
    lines_layer=[_D, _W, _B, r"G_i = G_{i+1} W_i^\top"],
)
misconception_value(
    "Keys off by one: the gradient of the layer above",
    says="expected: 7×5 (m×n_3), the shape of Z_3",
    lines_layer=[_D, _W, _B, r"G_{i+1} = D_i W_i^\top"],
)
misconception_value(
    "A minus sign as in a step downhill",
    says="the opposite sign",
    lines_layer=[_D, _W, _B, r"G_i = -D_i W_i^\top"],
)
