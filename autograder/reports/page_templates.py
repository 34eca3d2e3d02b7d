"""The templates of all pages; what is put into them is escaped unless it is `Markup`."""

from __future__ import annotations

from functools import cache

from jinja2 import Environment, PackageLoader, Template


def points(value: float | None) -> str:
    """Format points without needless zeros; an open question as a dash."""
    return "–" if value is None else f"{value:.2f}".rstrip("0").rstrip(".")


def template(name: str) -> Template:
    """Return the template in ``templates/`` of that file name."""
    return _environment().get_template(name)


@cache
def _environment() -> Environment:
    loader = PackageLoader("autograder.reports")
    environment = Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    environment.filters["points"] = points
    return environment
