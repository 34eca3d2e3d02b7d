"""Homework 4, `lines_gated`: right answers that look different, and mistakes that have a name."""

from autograder.assignment.catalogue import alternative_value, misconception_value

# --- right answers -----------------------------------------------------------------------------------------


alternative_value(
    "nothing abbreviated",
    lines_gated=[
        r"\frac{\partial \ell}{\partial U} = \frac{\partial \ell}{\partial A} \circ \tau(Q) \circ \sigma'(U)",
        r"\frac{\partial \ell}{\partial Q} = \frac{\partial \ell}{\partial A} \circ \sigma(U) \circ \tau'(Q)",
        r"\frac{\partial \ell}{\partial V} = Z^\top (\frac{\partial \ell}{\partial A} \circ \sigma(U) \circ \tau'(Q))",
        r"\frac{\partial \ell}{\partial Z} = (\frac{\partial \ell}{\partial A} \circ \tau(Q) \circ \sigma'(U)) W^\top"
        r" + (\frac{\partial \ell}{\partial A} \circ \sigma(U) \circ \tau'(Q)) V^\top",
    ],
)
alternative_value(
    "the gate first, factors in another order",
    lines_gated=[
        r"E = \tau'(Q) \circ \sigma(U) \circ G",
        r"D = \sigma'(U) \circ (G \circ \tau(Q))",
        r"\nabla_Z \ell = E V^T + D W^T",
        r"\nabla_V \ell = Z^T E",
    ],
)
alternative_value(
    "the sums written out",
    lines_gated=[
        r"D = G \circ \tau(Z V + c) \circ \sigma'(Z W + b)",
        r"E = G \circ \sigma(Z W + b) \circ \tau'(Z V + c)",
        r"\frac{\partial \ell}{\partial V} = Z^\top E",
        r"\frac{\partial \ell}{\partial Z} = D W^\top + E V^\top",
    ],
)
alternative_value(
    "transposed twice",
    lines_gated=[
        r"D = G \odot \sigma'(U) \odot \tau(Q)",
        r"E = G \odot \tau'(Q) \odot \sigma(U)",
        r"\frac{\partial \ell}{\partial V} = \left( E^\top Z \right)^\top",
        r"\frac{\partial \ell}{\partial Z} = \left( W D^\top + V E^\top \right)^\top",
    ],
)
alternative_value(
    "names of one's own for the two factors",
    lines_gated=[
        r"P = \sigma(U)",
        r"R = \tau(Q)",
        r"D = G \circ R \circ \sigma'(U)",
        r"E = G \circ P \circ \tau'(Q)",
        r"\frac{\partial \ell}{\partial V} = Z^\top E",
        r"\frac{\partial \ell}{\partial Z} = D W^\top + E V^\top",
    ],
)
alternative_value(
    "all parameters, those that nobody asked for as well",
    lines_gated=[
        r"D = G \circ \tau(Q) \circ \sigma'(U)",
        r"\frac{\partial \ell}{\partial W} = Z^\top D",
        r"\frac{\partial \ell}{\partial b} = \mathbf{1}^\top D",
        r"E = G \circ \sigma(U) \circ \tau'(Q)",
        r"\frac{\partial \ell}{\partial V} = Z^\top E",
        r"\frac{\partial \ell}{\partial c} = \mathbf{1}^\top E",
        r"\frac{\partial \ell}{\partial Z} = D W^\top + E V^\top",
    ],
)

# --- mistakes ----------------------------------------------------------------------------------------------


_D = r"D = G \circ \tau(Q) \circ \sigma'(U)"
_E = r"E = G \circ \sigma(U) \circ \tau'(Q)"
_V = r"\frac{\partial \ell}{\partial V} = Z^\top E"
_Z = r"\frac{\partial \ell}{\partial Z} = D W^\top + E V^\top"
_VALUE = "the shape fits, the value is not that of the gradient"

misconception_value(
    "The other factor forgotten in D",
    says=_VALUE,
    lines_gated=[r"D = G \circ \sigma'(U)", _E, _V, _Z],
)
misconception_value(
    "The other factor forgotten in E",
    says=_VALUE,
    lines_gated=[_D, r"E = G \circ \tau'(Q)", _V, _Z],
)
misconception_value(
    "Both factors differentiated at once",
    says=_VALUE,
    lines_gated=[r"D = G \circ \sigma'(U) \circ \tau'(Q)", _E, _V, _Z],
)
misconception_value(
    "The product rule's sum written into one gradient",
    says=_VALUE,
    lines_gated=[r"D = G \circ (\sigma'(U) \circ \tau(Q) + \sigma(U) \circ \tau'(Q))", _E, _V, _Z],
)
misconception_value(
    "The whole output in place of the other factor",
    says=_VALUE,
    lines_gated=[r"D = G \circ A \circ \sigma'(U)", _E, _V, _Z],
)
misconception_value(
    "The gate's sums in place of the gate",
    says=_VALUE,
    lines_gated=[r"D = G \circ Q \circ \sigma'(U)", _E, _V, _Z],
)
misconception_value(
    "The gate's gradient taken on from the proposal's",
    says=_VALUE,
    lines_gated=[_D, r"E = D \circ \tau'(Q)", _V, _Z],
)
misconception_value(
    "A matrix product with the gate",
    says="a product that does not fit",
    lines_gated=[r"D = G \tau(Q) \circ \sigma'(U)", _E, _V, _Z],
)
misconception_value(
    "The slope taken at the layer's inputs",
    says="two shapes on the two sides of ∘",
    lines_gated=[r"D = G \circ \tau(Q) \circ \sigma'(Z)", _E, _V, _Z],
)
misconception_value(
    "The gate's weights with the gradient of the proposal",
    says=_VALUE,
    lines_gated=[_D, _E, r"\frac{\partial \ell}{\partial V} = Z^\top D", _Z],
)
misconception_value(
    "The gradient of the gate's weights transposed",
    says="It is the transpose",
    lines_gated=[_D, _E, r"\frac{\partial \ell}{\partial V} = E^\top Z", _Z],
)
misconception_value(
    "Divided by m again for the gate's weights",
    says="divided by m once too often",
    lines_gated=[_D, _E, r"\frac{\partial \ell}{\partial V} = \frac{1}{m} Z^\top E", _Z],
)
misconception_value(
    "Only the way through the proposal",
    says=_VALUE,
    lines_gated=[_D, _E, _V, r"\frac{\partial \ell}{\partial Z} = D W^\top"],
)
misconception_value(
    "Only the way through the gate",
    says=_VALUE,
    lines_gated=[_D, _E, _V, r"\frac{\partial \ell}{\partial Z} = E V^\top"],
)
misconception_value(
    "The two ways multiplied instead of added",
    says=_VALUE,
    lines_gated=[_D, _E, _V, r"\frac{\partial \ell}{\partial Z} = D W^\top \circ E V^\top"],
)
misconception_value(
    "The weights of the two ways exchanged",
    says=_VALUE,
    lines_gated=[_D, _E, _V, r"\frac{\partial \ell}{\partial Z} = D V^\top + E W^\top"],
)
misconception_value(
    "The sum of both gradients through the sum of both weights",
    says=_VALUE,
    lines_gated=[_D, _E, _V, r"\frac{\partial \ell}{\partial Z} = (D + E) (W + V)^\top"],
)
misconception_value(
    "The weights not transposed",
    says="a product that does not fit: D W",
    lines_gated=[_D, _E, _V, r"\frac{\partial \ell}{\partial Z} = D W + E V"],
)
