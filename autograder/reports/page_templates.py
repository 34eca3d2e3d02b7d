"""The templates of all pages; what is put into them is escaped unless it is `Markup`."""

from __future__ import annotations

import os
from functools import cache
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, Template


def points(value: float | None) -> str:
    """Format points without needless zeros; an open question as a dash."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def link(path: str) -> str:
    """Return a relative path as an address: what has a meaning in addresses is encoded, and it never names a scheme."""
    address = quote(os.fsencode(path), safe="/")
    return f"./{address}" if not address.startswith((".", "/")) else address


def template(name: str) -> Template:
    """Return the template in ``templates/`` of that file name."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    loader = PackageLoader("autograder.reports")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["points"] = points
    environment.filters["link"] = link
    return environment
