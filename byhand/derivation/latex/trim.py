"""Strip what may surround a formula without meaning: dollar signs, a full stop, a remark at the end."""

from __future__ import annotations

_BEFORE = ("$$", "$", r"\[", r"\(", "&")
_AFTER = ("$$", "$", r"\]", r"\)", r"\\", r"\,", r"\;", r"\:", r"\!", ".", ",", ";", "&")
_GAPS = (r"\quad", r"\qquad", "&&")


def trimmed(text: str) -> tuple[int, int]:
    """Return where the formula starts and ends in the line."""
    start, end = 0, len(text)
    while True:
        start += len(text[start:end]) - len(text[start:end].lstrip())
        end = start + len(text[start:end].rstrip())
        before = next((sign for sign in _BEFORE if text.startswith(sign, start, end)), "")
        after = next((sign for sign in _AFTER if text.endswith(sign, start + len(before), end)), "")
        remark = _remark(text, start, end)
        if not before and not after and not remark:
            return start, end
        start, end = start + len(before), end - (len(after) or remark)


def remark(text: str) -> str:
    """Return the words of a ``\\quad \\text{…}`` at the end of the line, empty if there are none."""
    at = text.rfind(r"\text{", trimmed(text)[1])
    return text[at + 6 :].partition("}")[0].strip() if at >= 0 else ""


def _remark(text: str, start: int, end: int) -> int:
    """Return the length of a ``\\quad \\text{…}`` at the end, 0 if there is none."""
    at = text.rfind(r"\text{", start, end)
    if at < 0 or text.find("}", at, end) != end - 1:
        return 0
    before = text[start:at].rstrip()
    gap = next((gap for gap in _GAPS if before.endswith(gap)), None)
    return end - start - len(before) + len(gap) if gap else 0
