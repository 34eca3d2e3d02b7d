"""Links between the project's files, as the site needs them: to its pages where it has them, else only their words."""

from __future__ import annotations

import os
import re
from pathlib import Path

# Files of the project that are pages under another name.
MOVED = {
    Path("CONTRIBUTING.md"): Path("guide/contributor.md"),
    Path("docs/glossary.toml"): Path("glossary.md"),
    Path("byhand"): Path("byhand/index.md"),
}
_FOLDERS = ("lectures", "assignments", "solutions")
_LINK = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)#\s:]*(?:/|\.(?:ipynb|md|py|toml|txt|yml|csv))[^)#\s:]*)(#[^)\s]*)?\)")


class Missing(Exception):
    """A link leads to a file that is not there."""


def translated(text: str, file: Path, page: Path, root: Path, solutions: bool) -> str:
    """The links of ``file`` as its page, ``page`` on the site, must have them; raises `Missing`."""

    def kept(found: re.Match[str]) -> str:
        words, address, anchor = found[1], found[2], found[3] or ""
        if address == "before_you_look.md":  # made for the site
            return found[0]
        wanted = (file.parent / address).resolve()
        if not wanted.exists():
            raise Missing(f"{file.name}: [{words}]({address}) leads to no file")
        target = on_site(wanted.relative_to(root), solutions) if wanted.is_relative_to(root) else None
        return f"[{words}]({Path(os.path.relpath(target, page.parent)).as_posix()}{anchor})" if target else words

    return _LINK.sub(kept, text)


def on_site(place: Path, solutions: bool) -> Path | None:
    """Where the site has a file of the project; None if it does not."""
    if place in MOVED:
        return MOVED[place]
    if place.parts[0] in _FOLDERS and place.suffix == ".ipynb":
        return place if solutions or place.parts[0] != "solutions" else None
    return place.relative_to("docs") if place.parts[0] == "docs" and place.suffix == ".md" else None
