"""Find the words for a line that cannot be read: which sign is where it cannot be."""

from __future__ import annotations

from lark import Token

from byhand.derivation import rules
from byhand.derivation.faults import Fault

_OPERATORS = ("ADD", "CIRC", "OP", "CMP")
_ENDS = ("EQ", "COMMA", "CMP", "COLON", "RPAR", "RBRACE", "RNORM", "")
_OPENS = ("LPAR", "LBRACE", "LNORM")
_HERE = {
    "COMMA": ("a comma", r"Commas separate the arguments of \max, and the subscripts of one letter."),
    "COLON": ("a colon", "A colon stands only in a subscript, as in A_{i,:} for row i."),
    "CMP": ("a comparison without brackets", rules.COMPARISON),
    "EQ": ("an equals sign inside something", "Which bracket before it should have been closed?"),
    "PRIME": ("a prime that belongs to no function", rules.PRIME),
    "TOP": (r"\top without ^", r"Write a transpose as W^\top."),
}
_AFTER = {
    "FRAC": ("a fraction with a part missing", r"Write \frac{…}{…}."),
    "PARTIAL": ("half a gradient", rules.GRADIENT),
    "NABLA": (r"\nabla without a name", r"Write the name below it: \nabla_{X} \ell."),
    "SUB": ("a subscript with nothing in it", "What should stand below the line?"),
    "SUP": ("a superscript with nothing in it", "What should stand above the line?"),
    "SUM": ("a sum over nothing", r"Write the index and then the term: \sum_i …"),
}


def complaint(tokens: list[Token], found: int, end: int) -> Fault:
    """Return the fault for ``tokens[found]``, where the parser stopped, or for the end of the line."""
    token = tokens[found] if found < len(tokens) else None
    before = tokens[found - 1] if found else None
    kind, earlier = token.type if token else "", before.type if before else ""
    span = (token.start_pos or 0, token.end_pos or 0) if token else (end, end + 1)
    sign = str(token) if token else "the end of the line"
    if before is not None and earlier in _OPERATORS and (kind in _OPERATORS or kind in _ENDS):
        at = (before.start_pos or 0, before.end_pos or 0)
        return Fault("syntax", f"{before} with nothing on its right", "What should stand there?", at)
    if earlier in _OPENS and kind in ("RPAR", "RBRACE", "RNORM"):
        return Fault("syntax", "brackets with nothing in them", "What should stand there?", span)
    if (function := _function_before(tokens, found)) is not None:
        at = (function.start_pos or 0, function.end_pos or 0)
        hint = "Write in brackets after it what it is applied to."
        return Fault("syntax", f"the function {function} has no argument", hint, at)
    if earlier in _AFTER:
        problem, hint = _AFTER[earlier]
        return Fault("syntax", problem, hint, span)
    if kind in _HERE:
        problem, hint = _HERE[kind]
        return Fault("syntax", problem, hint, span)
    if kind in _OPERATORS:
        return Fault("syntax", f"{sign} with nothing on its left", "What should stand there?", span)
    if kind == "":
        return Fault("syntax", "the line ends too early", "What is still missing?", span)
    return Fault("syntax", f"{sign} cannot stand here", "Look at what stands just before it.", span)


def _function_before(tokens: list[Token], found: int) -> Token | None:
    """Return the function whose argument is missing, if only primes come between; else None."""
    for token in reversed(tokens[:found]):
        if token.type == "FUNC":
            return token
        if token.type != "PRIME":
            return None
    return None
