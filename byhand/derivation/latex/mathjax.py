"""Show a line as the student typed it, between dollar signs for MathJax: only for lines that could be read.

Such a line has no commands but those of `vocabulary`, so none that could load, link or style anything.
"""

from __future__ import annotations

import re

from byhand.derivation.faults import Span
from byhand.derivation.latex.trim import trimmed
from byhand.derivation.latex.vocabulary import SIZES

_SIZE_BEFORE = re.compile(rf"\\(?:{'|'.join(SIZES)})\s*$")
_OTHERWISE = (
    (r"\\bm(?![A-Za-z])", r"\\boldsymbol"),  # MathJax knows these two only with extensions
    (r"\\mathds(?![A-Za-z])", r"\\mathbb"),
    ("&", " "),
    ("−", "-"),
    ("<", r"\\lt "),  # in a page that reads Markdown a bare < could start a tag
    (">", r"\\gt "),
)


def dollars(text: str, off: Span | None = None) -> str:
    """Return the formula in ``text`` between dollar signs, the part ``off`` of it underlined."""
    begin, end = trimmed(text)
    if off is not None and begin <= off[0] < off[1] <= end:
        first = off[0]
        if size := _SIZE_BEFORE.search(text[begin:first]):  # \left and its bracket belong together
            first = begin + size.start()
        source = f"{text[begin:first]}{{\\underline{{{text[first : off[1]]}}}}}{text[off[1] : end]}"
    else:
        source = text[begin:end]
    for sign, known in _OTHERWISE:
        source = re.sub(sign, known, source)
    return rf"$\displaystyle {' '.join(source.split())}$"
