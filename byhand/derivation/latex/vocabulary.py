"""The LaTeX that is understood, as tables, and what to say about the rest."""

from __future__ import annotations

import difflib
import re

from byhand.derivation.faults import Fault, Span


def _words(text: str) -> list[str]:
    return text.split()


GREEK = dict(
    zip(
        _words(
            "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu xi pi rho sigma "
            "tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma Upsilon Phi Psi Omega ell"
        ),
        "αβγδϵεζηθϑικλμνξπρστυϕφχψωΓΔΘΛΞΠΣΥΦΨΩℓ",
        strict=True,
    )
)
LOSS = r"\ell"
# What other books call the loss, where a problem has no other use for the letter.
LOSSES = frozenset({LOSS, "L", "J", "l", r"\mathcal{L}", r"\mathcal{J}", r"\mathcal{l}"})
SPACES = frozenset({r"\,", r"\;", r"\:", r"\!", r"\>", "\\ ", "~", "&"})
SPACE_COMMANDS = frozenset(_words("quad qquad displaystyle textstyle limits nolimits nonumber notag"))
SIZES = frozenset(_words("left right big bigl bigr Big Bigl Bigr bigg biggl biggr Bigg Biggl Biggr"))
BOLD = frozenset(_words("mathbf boldsymbol bm mathbb mathds textbf"))
TEXT_STYLES = frozenset(_words("text textrm operatorname operatorname*"))
ACCENTS = frozenset(_words("hat bar tilde widehat widetilde"))
STYLES = BOLD | TEXT_STYLES | ACCENTS | frozenset(_words("mathrm mathit mathsf mathcal"))
NORMS = {r"\lVert": "LNORM", r"\rVert": "RNORM", r"\|": "", r"\Vert": ""}
# What is written → the function it means.
FUNCTION_WORDS = {
    **{word: word for word in _words("log exp tanh max sqrt softmax diag sigmoid relu tr")},
    "ln": "log",
    "ReLU": "relu",
}
COMPARISONS = {r"\ge": "≥", r"\geq": "≥", r"\le": "≤", r"\leq": "≤", r"\gt": ">", r"\lt": "<", ">": ">", "<": "<"}
TOKENS = {
    **{f"\\{letter}": "NAME" for letter in GREEK},
    **{f"\\{word}": "FUNC" for word in ("log", "ln", "exp", "tanh", "max", "sqrt")},
    **{word: "FUNC" for word in FUNCTION_WORDS if word not in ("sqrt", "tr", "ln")},
    **{f"\\{kind}frac": "FRAC" for kind in ("", "d", "t", "c")},
    **dict.fromkeys(COMPARISONS, "CMP"),
    **{r"\top": "TOP", r"\intercal": "TOP", r"\circ": "CIRC", r"\odot": "CIRC", r"\cdot": "OP", r"\times": "OP"},
    **{r"\sum": "SUM", r"\partial": "PARTIAL", r"\nabla": "NABLA", r"\prime": "PRIME", "'": "PRIME"},
    **{"+": "ADD", "-": "ADD", "−": "ADD", "/": "OP", "=": "EQ", "_": "SUB", "^": "SUP", ",": "COMMA", ":": "COLON"},
}

REMARK = r"A remark may stand at the end of the line, after \quad: \quad \text{chain rule}."
_ADVICE = {
    "*": r"Write \circ for a product entry by entry, nothing at all for a matrix product.",
    "@": "Write the two factors side by side: X W is the matrix product.",
    "|": r"Write a norm as \lVert W \rVert.",
    r"\otimes": r"Write an outer product as a column times a row, such as x g^\top.",
    r"\mid": r"Write a norm as \lVert W \rVert.",
    r"\\": "Give every line of the derivation a string of its own.",
    "\\": "A backslash needs a command after it.",
    r"\begin": "Give only the formula, one line at a time.",
    r"\int": "Sums are enough here.",
    r"\prod": "Write the factors side by side.",
    r"\dots": "Write all terms, or a sum.",
    r"\cdots": "Write all terms, or a sum.",
    r"\mathbf": "Write what should be bold in braces after it.",
    "%": "A comment in LaTeX: leave it out.",
    "$": "Leave the dollar signs out.",
    "!": "Leave it out.",
    ".": "Leave it out, or write a number as 0.5.",
    ".T": r"Write a transpose as W^\top, and a matrix product without a sign: X^\top G.",
    ";": "Leave it out.",
}
_SIGNS = {
    **{sign: f"\\{letter}" for letter, sign in GREEK.items()},
    **{"∘": r"\circ", "⊙": r"\odot", "·": r"\cdot", "×": r"\times", "∂": r"\partial", "∇": r"\nabla", "∑": r"\sum"},
    **{"ᵀ": r"^\top", "⊤": r"\top", "′": "'", "‖": r"\lVert … \rVert", "²": "^2", "𝟏": r"\mathbf{1}", "½": r"\frac12"},
    **{"₁": "_1", "₂": "_2", "₃": "_3", "ₖ": "_k", "ᵢ": "_i"},
}
# What Python turns \alpha, \beta, \frac, \varphi, \rho, \top and \nabla into in a string without the r.
_CHANGED = re.compile(r"[\a\b\f\v\r]|\t(?=op|ext|imes|heta|au|anh|ilde|frac)|\n(?=abla|u)")
RAW = 'Python has changed a backslash: write r in front of the quotes, r"…", and the string stays as you typed it.'


def refuse_changed(text: str) -> None:
    """Raise Fault if the string was written without r in front."""
    if match := _CHANGED.search(text):
        raise Fault("syntax", "a backslash is gone", RAW, match.span())


def unknown(lexeme: str, span: Span) -> Fault:
    """Return the fault for something that is not in this language."""
    if lexeme in _SIGNS:
        return Fault("syntax", f"{lexeme} is not LaTeX", f"Write {_SIGNS[lexeme]}", span)
    if not lexeme.isprintable():
        return Fault("syntax", "a sign that cannot be seen", RAW, span)
    if lexeme in _ADVICE:
        return Fault("syntax", f"{lexeme} has no meaning here", _ADVICE[lexeme], span)
    command = lexeme[1:].rstrip("*")
    known = [name[1:] for name in TOKENS if name.startswith("\\")] + sorted(STYLES | SIZES | SPACE_COMMANDS)
    near = difflib.get_close_matches(command[:30], known, 1, 0.6) if lexeme.startswith("\\") else []
    hint = f"Did you mean \\{near[0]}?" if near else "Can the same be said with the signs used so far in this course?"
    return Fault("syntax", f"{lexeme[:30]} is not known here", hint, span)


def plain(text: str) -> str:
    """Return a name for use in a sentence, with its Greek letters as characters."""
    for letter in sorted(GREEK, key=len, reverse=True):
        text = text.replace(f"\\{letter}", GREEK[letter])
    return text
