"""TeX in a student's text → MathML, which browsers draw without scripts, fonts or a network.

And a typeset derivation, let through only if it is made of known elements.
"""

from __future__ import annotations

import html
import re
from xml.etree import ElementTree

from latex2mathml.converter import convert

LONGEST = 4000
LONGEST_LINES = 1_000_000  # characters of typeset lines: 40 of them, with every symbol an element
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


_AROUND = {"div", "span", "pre"}
_STYLE = re.compile(r"(?!.*(url|expression|import))[a-z0-9#%:;.,()\s-]*\Z")


def known_only(fragment: str) -> str:
    """Return the HTML of a typeset derivation if all of it is MathML, boxes and plain styles; otherwise nothing.

    `byhand.derivation` escapes what students write. This holds even if it did not.
    """
    if len(fragment) > LONGEST_LINES:
        return ""
    try:
        tree = ElementTree.fromstring(fragment)
    except ElementTree.ParseError:
        return ""
    for element in tree.iter():
        if element.tag not in _ELEMENTS | _AROUND or not element.attrib.keys() <= _ATTRIBUTES | {"class", "style"}:
            return ""
        if not _STYLE.match(element.get("style", "")):
            return ""
    return ElementTree.tostring(tree, encoding="unicode", method="html")


def to_mathml(tex: str, display: bool) -> str:
    """Return safe HTML for ``tex``: MathML of known elements and attributes only, or the escaped source itself.

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
