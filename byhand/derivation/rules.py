"""The rules by which a line is read where paper leaves it open; messages quote them from here."""

from __future__ import annotations

PRODUCT = "Side by side, or with a dot, is the matrix product: as many columns on the left as rows on the right."
SCALE = "A number times anything scales it, and so does a product that comes out as 1×1."
ENTRYWISE = r"\circ multiplies entry by entry, needs one shape on both sides, and binds looser than side by side."
SLASH = "A slash divides by the next factor only. Division by a matrix is entry by entry, of a number or of its shape."
SUM = "Terms of a sum have one shape. Only a number in digits, or a bold 1, is added to every entry, as in 1 - A."
BROADCAST = "A vector declared with one length is added to every example; anything else keeps its shape in a sum."
VECTOR = "A vector declared with one length is a row or a column, whichever fits; its gradient may be either."
ONES = r"A bold 1 is a vector of ones as long as its neighbour wants, or as there are examples; \mathbf{1}_K says K."
PRIME = r"A prime is a derivative and belongs to a function, as in \sigma'(Z); a transpose is W^\top."
POWER = r"A power of a matrix is taken entry by entry, if the matrix is not square; A^{\circ 2} always is."
LABEL = "Brackets in a superscript are part of a letter's name, as in W^{(1)}; a power has none."
FUNCTION = r"A function without brackets takes the next symbol only: \log S A is \log(S) A."
SOFTMAX = "softmax acts on every example by itself."
INDEX = r"\sum_i takes the rest of its term; i picks examples or entries: A_{i,:} is a row, A_i example i."
ENTRIES = r"A line may be about entries: (\nabla_W \ell)_{pj} = \sum_i X_{ip} G_{ij} is judged for every p and j."
SHORT = r"dW = … on the left of a line makes dW the gradient everywhere; L, J and \mathcal{L} are the loss as well."
COMPARISON = "A comparison in square brackets is 1 where it holds and 0 elsewhere: [Z > 0]."
GRADIENT = r"A gradient of the loss is \frac{\partial \ell}{\partial X} or \nabla_{X} \ell, shaped like X."
ORDER = "A line may use the gradients that lines above it derive."

ALL = (
    PRODUCT, SCALE, ENTRYWISE, SLASH, SUM, BROADCAST, VECTOR, ONES, PRIME, POWER, LABEL, FUNCTION, SOFTMAX, INDEX,
    ENTRIES, COMPARISON, GRADIENT, SHORT, ORDER,
)  # fmt: skip


def rules() -> str:
    """Return the rules as a list in Markdown, for a notebook or a page of help."""
    return "\n".join(f"- {rule}" for rule in ALL)
