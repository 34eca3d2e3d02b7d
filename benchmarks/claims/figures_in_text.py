"""Which numbers a sentence prints, and whether a measured one, rounded as printed, is the same."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .result import Result

# 1 234, 1,234, 0.027, 97 %, 97\%, 4 \cdot 10^{-3}, 10^{-24}
_NUMBER = re.compile(
    r"(?<![\w.^_{])(?P<sign>[−-](?=[\d]))?"
    r"(?:(?P<digits>\d{1,3}(?:(?:\\,|[\u00a0\u202f ,])\d{3})+(?!\d)|\d+)(?P<fraction>\.\d+)?)"
    r"(?:\s*(?:\\cdot|·|×|\\times)\s*10\^\{?(?P<exponent>[−-]?\d+)\}?|(?P<power>\^\{?(?P<alone>[−-]?\d+)\}?))?"
    r"(?P<percent>\s?\\?%|\s?percentage points)?"
)


@dataclass(frozen=True)
class Printed:
    """A number as it stands in a sentence: its text, its value, and half a unit of its last digit."""

    text: str
    value: float
    tolerance: float


def printed(sentence: str) -> list[Printed]:
    """All numbers of a sentence that are written in digits, in order."""
    found = []
    for match in _NUMBER.finditer(sentence):
        digits = re.sub(r"\D", "", match["digits"])
        value, step = float(digits + (match["fraction"] or "")), 10.0 ** -len((match["fraction"] or ".")[1:])
        if match["exponent"]:
            scale = 10.0 ** int(match["exponent"].replace("−", "-"))
            value, step = value * scale, step * scale
        elif match["power"] and digits == "10":
            value = 10.0 ** int(match["alone"].replace("−", "-"))
            step = value  # a power of ten gives the order of magnitude
        if match["percent"]:
            value, step = value / 100, step / 100
        found.append(Printed(match[0].strip(), -value if match["sign"] else value, step / 2))
    return found


def unfounded(sentence: str, given: tuple[str, ...], result: Result) -> list[str]:
    """The numbers of a sentence that are no settings and no figure of the result, rounded as printed."""
    measured = [value for figure in result.figures.values() for value in (figure.middle, figure.low, figure.high)]
    return [
        number.text
        for number in printed(sentence)
        if number.text not in given
        and not any(abs(value - number.value) <= number.tolerance * (1 + 1e-6) for value in measured)
    ]
