"""Names of students, which are names of folders: those that the gradebook takes, and formgrader shows without harm.

formgrader's templates escape nothing: a student's name stands there in HTML, in an attribute, in a script's string and
in the path of an address, which is decoded again. So a name must mean itself in all four, before and after decoding.
"""

from __future__ import annotations

import html
from urllib.parse import unquote

from autograder.errors import Problem

LONGEST = 128  # characters: the column in nbgrader's table
_MARKUP = frozenset('<>"\\`')  # begins or ends HTML, an attribute, a string, a formula


class UnusableName(Problem):
    """A name that must not get into the gradebook; the message says why and what to do."""


def why_unusable(name: str) -> str:
    """Return why nobody may have that name, and what to do; empty for a name that is all right.

    Letters of any script, digits, spaces and punctuation are; so are ``#``, ``?``, ``'``, and ``%`` and ``&`` that
    encode nothing.
    """
    if not name.isprintable():
        return "rename this folder"
    if _MARKUP & {*name} or html.unescape(name) != name or unquote(name) != name:
        return 'formgrader would take its name for markup or a program (< > " \\ ` &lt; %3C): rename this folder'
    if len(name) > LONGEST:
        return f"its name has {len(name)} characters, and the gradebook takes {LONGEST}: rename this folder"
    return ""


def check(name: str) -> None:
    """Raise `UnusableName` if nobody may have that name."""
    if why := why_unusable(name):
        raise UnusableName(f"{name!a}: {why}.")
