"""What a page that opens a stranger's words in a browser must not hold."""

from __future__ import annotations

from html.parser import HTMLParser

_ACTIVE = {"script", "iframe", "frame", "object", "embed", "applet", "form", "base", "portal", "link", "template"}
_ADDRESSES = ("href", "src", "srcset", "action", "data", "poster", "background", "xlink:href", "formaction", "style")
_PICTURES = ("data:image/png;base64,", "data:image/jpeg;base64,", "data:image/gif;base64,", "data:image/webp;base64,")


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.problems: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        equivalent = (dict(attrs).get("http-equiv") or "content-security-policy").lower()
        if tag in _ACTIVE or equivalent != "content-security-policy":
            self.problems.append(f"<{tag}>")
        for name, value in attrs:
            value = "".join((value or "").split()).lower()
            if name.startswith("on"):
                self.problems.append(f"<{tag} {name}>")
            if name in ("src", "srcset", "data", "poster", "background") and not value.startswith(_PICTURES):
                self.problems.append(f"<{tag} {name}={value[:60]}>")
            if name in _ADDRESSES and any(word in value for word in ("javascript:", "vbscript:", "data:text", "url(")):
                self.problems.append(f"<{tag} {name}={value[:60]}>")


def problems_of(html: str) -> list[str]:
    """What could run, or would be loaded, when ``html`` is opened."""
    page = _Page()
    page.feed(html)
    page.close()
    return page.problems
