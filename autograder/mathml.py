"""TeX in a student's text → MathML, which browsers draw without scripts, fonts or a network."""

from __future__ import annotations

import html
from xml.etree import ElementTree

from latex2mathml.converter import convert

LONGEST = 4000
_MATHML = "http://www.w3.org/1998/Math/MathML"
_ELEMENTS = {
    "math", "mrow", "mi", "mn", "mo", "mtext", "mspace", "mfrac", "msqrt", "mroot", "mstyle", "msub", "msup", "msubsup",
    "munder", "mover", "munderover", "mtable", "mtr", "mtd", "mpadded", "mphantom", "menclose",
}  # fmt: skip
_ATTRIBUTES = {
    "display", "stretchy", "mathvariant", "linebreak", "columnalign", "fence", "separator", "form", "accent", "lspace",
    "rspace", "displaystyle", "scriptlevel", "linethickness", "minsize", "maxsize", "width", "height", "depth",
    "notation",
}  # fmt: skip


def to_mathml(tex: str, display: bool) -> str:
    """Safe HTML for ``tex``: MathML of known elements and attributes only, or the escaped source itself.

    The converter unescapes its output, so what it returns is parsed and checked like any hostile input.
    """
    plain = f"<code>{html.escape(tex)}</code>"
    if len(tex) > LONGEST:
        return plain
    try:
        tree = ElementTree.fromstring(convert(tex, display="block" if display else "inline"))
    except Exception:  # the converter raises many kinds of errors on malformed TeX
        return plain
    for element in tree.iter():
        element.tag = element.tag.removeprefix(f"{{{_MATHML}}}")
        if element.tag not in _ELEMENTS:
            return plain
        element.attrib = {name: value for name, value in element.attrib.items() if name in _ATTRIBUTES}
    return ElementTree.tostring(tree, encoding="unicode", method="html")
