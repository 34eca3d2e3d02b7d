"""The grammar of a line, for LALR(1): time and memory grow with the length of the line and nothing else.

What binds tightest comes last: a sum of terms; in a term, parts joined by ∘; in a part, factors side by side. So
``(S - I_y) W_2^\\top \\circ \\sigma'(Z_1)`` is the product on the left, entry by entry times σ′. A function without
brackets takes the next symbol only. ``\\sum`` takes the rest of its term.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

from lark import Lark, Token
from lark.exceptions import UnexpectedToken
from lark.lexer import Lexer

from byhand.derivation.faults import Fault
from byhand.derivation.latex.build import Build, Line
from byhand.derivation.latex.complaints import complaint
from byhand.derivation.latex.tokens import LONGEST, tokenize
from byhand.derivation.latex.trim import trimmed
from byhand.derivation.latex.vocabulary import refuse_changed

_GRAMMAR = r"""
start: sides                                         -> line
     | EQ sides                                      -> line
sides: expr (EQ expr)*                               -> items

expr: ADD? term (ADD term)*                          -> total
?term: parts | open
     | parts CIRC open                               -> entrywise
?parts: factors
      | parts CIRC factors                           -> entrywise
?open: big
     | factors big                                   -> product
     | factors OP big                                -> product
?factors: factor
        | factors factor                             -> product
        | factors OP factor                          -> product
big: SUM scripts term                                -> big_sum
   | FUNC function_scripts big                       -> call_of_sum

?factor: base scripts                                -> scripted
       | call | partial
call: FUNC function_scripts group scripts            -> call_group
    | FUNC function_scripts simple scripts           -> call_simple
    | FUNC function_scripts call                     -> call_call
?base: simple | group
?simple: NUMBER -> number | NAME -> name | ONES -> ones
       | LBRACE expr RBRACE                          -> braces
       | LNORM expr RNORM                            -> norm
       | FRAC argument argument                      -> fraction
?argument: NUMBER -> number | NAME -> name | ONES -> ones
         | LBRACE expr RBRACE                        -> braces
group: LPAR expr (COMMA expr)* RPAR                  -> group
     | LPAR expr CMP expr RPAR                       -> comparison
partial: PARTIAL base scripts                      -> partial
       | NABLA SUB sub base scripts                -> nabla
       | NABLA SUB sub scripts                     -> nabla_alone

scripts: script*
script: SUB sub                                      -> sub
      | SUP sup                                      -> sup
function_scripts: (script | PRIME)*                  -> items
sub: NUMBER -> number | NAME -> name | ONES -> ones
   | LBRACE sub_item (COMMA sub_item)* RBRACE        -> sub_items
?sub_item: expr
         | COLON                                     -> colon
         | expr COLON                                -> with_colon
         | COLON expr                                -> with_colon
         | expr EQ expr                              -> bound
         | expr CMP expr                             -> comparison
sup: NUMBER -> number | NAME -> name | ONES -> ones | TOP -> transposed
   | PRIME                                           -> prime
   | LBRACE expr RBRACE                              -> braces
   | LBRACE expr? TOP RBRACE                         -> transposed
   | LBRACE PRIME RBRACE                             -> prime
   | LBRACE CIRC expr RBRACE                         -> entrywise_power

%declare NUMBER NAME FUNC ONES SUM FRAC PARTIAL NABLA TOP PRIME CIRC OP ADD EQ CMP SUB SUP
%declare COMMA COLON LPAR RPAR LBRACE RBRACE LNORM RNORM
"""


def parse(text: str, functions: frozenset[str]) -> Line:
    """Return the line as a tree; ``functions`` are the names that take an argument. Raises Fault and nothing else."""
    if len(text) > LONGEST:
        hint = "Split it: give a part of it a name on a line of its own."
        raise Fault("syntax", f"longer than {LONGEST} characters", hint)
    refuse_changed(text)
    start, end = trimmed(text)
    tokens = tokenize(text, start, end, functions)
    try:
        return _parser().parse(tokens)  # type: ignore[return-value]
    except UnexpectedToken as error:
        found = next((i for i, token in enumerate(tokens) if token is error.token), len(tokens))
        raise complaint(tokens, found, end) from None


class _Given(Lexer):
    """A lexer that passes on the tokens that were read before."""

    def __init__(self, lexer_conf: Any) -> None:
        pass

    def lex(self, data: Any) -> Iterator[Token]:  # type: ignore[override]
        return iter(data)


@cache
def _parser() -> Lark:
    return Lark(_GRAMMAR, parser="lalr", lexer=_Given, transformer=Build())
