"""Cut a line of LaTeX into tokens, each with its place, and match brackets: one pass, no backtracking."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from lark import Token

from byhand.derivation.faults import Fault
from byhand.derivation.latex import vocabulary as words

LONGEST = 2000
DEEPEST = 24
LONGEST_NUMBER = 15
_DIGITS = "0123456789"  # str.isdigit knows many more, and float() fewer

_LEXEME = re.compile(r"\\[A-Za-z]+\*?|\.T(?![A-Za-z])|\\.|[0-9]+(?:\.[0-9]+)?|\.[0-9]+|.", re.DOTALL)
_BARE_WORD = re.compile(r"(?:softmax|diag|sigmoid|log|exp|tanh|max|relu|ReLU)(?![A-Za-z])")
_STYLED = re.compile(r"\s*(?:\{\s*([A-Za-z]+|[0-9]|\\[A-Za-z]+)\s*\}|([A-Za-z0-9])|(\\[A-Za-z]+))")
_OPENING = {"(": ")", "[": "]", r"\{": r"\}", "{": "}", r"\lbrace": r"\rbrace", r"\lbrack": r"\rbrack"}
_CLOSING = {closing: opening for opening, closing in _OPENING.items()}
_SHOWN = {r"\{": "{", r"\lbrace": "{", r"\lbrack": "["}


def tokenize(text: str, start: int, end: int, functions: frozenset[str]) -> list[Token]:
    """Return the tokens of text[start:end]; ``functions`` are the names that take an argument. Raises Fault."""
    reader = _Reader(text, end, functions, start)
    while reader.at < end:
        reader.step()
    reader.finish()
    return reader.tokens


@dataclass
class _Reader:
    text: str
    end: int
    functions: frozenset[str]
    at: int
    tokens: list[Token] = field(default_factory=list)
    open: list[tuple[Token, str]] = field(default_factory=list)  # each with the bracket as it was written
    # For each open brace, how many arguments TeX still takes from what follows: _ ^ \frac \sqrt.
    wanted: list[int] = field(default_factory=lambda: [0])

    def step(self) -> None:
        """Read one lexeme and move past it."""
        lexeme = self._lexeme()
        begin, self.at = self.at, self.at + len(lexeme)
        command = lexeme[1:] if lexeme[0] == "\\" and lexeme[1:2].isalpha() else ""
        if lexeme.isspace() or lexeme in words.SPACES or command in words.SPACE_COMMANDS:
            return
        if command in words.SIZES:
            self._sized(begin, lexeme)
        elif command in words.STYLES:
            self._styled(begin, command)
        elif lexeme in _OPENING or lexeme in _CLOSING:
            self._bracket(begin, lexeme)
        elif lexeme in words.NORMS:
            self._norm(begin, lexeme)
        else:
            self._plain(begin, lexeme)

    def _lexeme(self) -> str:
        match = _LEXEME.match(self.text, self.at, self.end)
        assert match is not None  # the last alternative takes any character
        lexeme = match[0]
        if self.wanted[-1] and lexeme[0] in _DIGITS:
            return lexeme[0]  # TeX reads \frac12 as one half and W_12 as W_1 times 2
        if not self.wanted[-1] and (word := _BARE_WORD.match(self.text, self.at, self.end)):
            return word[0]
        return lexeme

    def _plain(self, begin: int, lexeme: str) -> None:
        if lexeme[0] in _DIGITS or (lexeme[0] == "." and len(lexeme) > 1 and lexeme[1] in _DIGITS):
            if len(lexeme) > LONGEST_NUMBER:
                raise Fault("syntax", "a very long number", "Is there a letter for it?", (begin, self.at))
            self._add("NUMBER", lexeme, begin)
            return
        if lexeme in self.functions:
            self._add("FUNC", lexeme, begin)
            return
        kind = words.TOKENS.get(lexeme)
        if kind is None and len(lexeme) == 1 and lexeme.isascii() and lexeme.isalpha():
            kind = "NAME"
        if kind is None:
            raise words.unknown(lexeme, (begin, self.at))
        value = words.FUNCTION_WORDS.get(lexeme.lstrip("\\"), lexeme) if kind == "FUNC" else lexeme
        self._add(kind, value, begin)
        self.wanted[-1] += {"SUB": 1, "SUP": 1, "FRAC": 2}.get(kind, int(value == "sqrt"))

    def _sized(self, begin: int, lexeme: str) -> None:
        """Skip \\left, \\big and the like, which change nothing. Raises Fault unless a bracket follows."""
        rest = self.text[self.at : self.end].lstrip()
        brackets = (*_OPENING, *_CLOSING, *words.NORMS)
        if not rest.startswith(tuple(bracket for bracket in brackets if bracket not in "{}")):
            raise Fault("syntax", f"{lexeme} without a bracket", "Write a bracket after it.", (begin, self.at))

    def _styled(self, begin: int, style: str) -> None:
        """Read \\mathbf{1} as a vector of ones, \\operatorname{diag} as a function, and bold or upright letters."""
        match = _STYLED.match(self.text, self.at, self.end)
        if match is None:
            if style in words.TEXT_STYLES:
                raise Fault("syntax", "words inside a formula", words.REMARK, (begin, self.at))
            return  # bold brackets around something larger: read what is inside
        self.at = match.end()
        content = match[1] or match[2] or match[3]
        word = words.FUNCTION_WORDS.get(content)
        if content == "1" and style in words.BOLD:
            self._add("ONES", content, begin)
        elif word and (len(content) > 1 or style == "operatorname"):
            self._add("FUNC", word, begin)
        elif style in words.ACCENTS or style == "mathcal":
            self._add("NAME", f"\\{style}{{{content}}}", begin)
        elif len(content) == 1 or content.startswith("\\"):
            self._plain(begin, content)
        else:
            self._add("NAME", content, begin)

    def _bracket(self, begin: int, lexeme: str) -> None:
        if lexeme in _OPENING:
            kind = "LBRACE" if lexeme == "{" else "LPAR"
            return self._open(self._add(kind, _SHOWN.get(lexeme, lexeme), begin), lexeme)
        opened, bracket = self._close(begin, lexeme)
        if bracket != _CLOSING[lexeme]:
            hint = "Every bracket is closed by one of its own kind, the one opened last first."
            raise Fault("syntax", f"{opened.value} is closed by {lexeme}", hint, (begin, self.at))
        self._add("RBRACE" if lexeme == "}" else "RPAR", lexeme, begin)
        return None

    def _norm(self, begin: int, lexeme: str) -> None:
        """Open a norm, or close the one that was opened last: \\| does either."""
        inside = bool(self.open) and self.open[-1][0].type == "LNORM"
        if words.NORMS[lexeme] == "LNORM" or (words.NORMS[lexeme] == "" and not inside):
            return self._open(self._add("LNORM", lexeme, begin), lexeme)
        if self._close(begin, lexeme)[0].type != "LNORM":
            raise Fault("syntax", "a norm is closed that was not opened", "Write \\lVert W \\rVert.", (begin, self.at))
        self._add("RNORM", lexeme, begin)
        return None

    def _open(self, token: Token, lexeme: str) -> None:
        self.open.append((token, lexeme))
        self.wanted.append(0)
        if len(self.open) > DEEPEST:
            hint = "Split it: give a part of it a name on a line of its own."
            raise Fault("syntax", "too many brackets inside each other", hint, (token.start_pos or 0, self.at))

    def _close(self, begin: int, lexeme: str) -> tuple[Token, str]:
        if not self.open:
            hint = "Count the brackets from the left."
            raise Fault("syntax", f"{lexeme} closes nothing", hint, (begin, self.at))
        self.wanted.pop()
        return self.open.pop()

    def _add(self, kind: str, value: str, begin: int) -> Token:
        token = Token(kind, value, start_pos=begin, end_pos=self.at)
        self.tokens.append(token)
        if self.wanted[-1] and not kind.startswith("R"):  # a closing bracket ends an argument, and is not one
            self.wanted[-1] -= 1
        return token

    def finish(self) -> None:
        """Raise Fault if a bracket is still open."""
        if self.open:
            token = self.open[-1][0]
            hint = "Where should it be closed?"
            raise Fault("syntax", f"{token.value} is never closed", hint, (token.start_pos or 0, token.end_pos or 0))
