"""Plain `nbgrader` commands and formgrader in this folder grade like `autograder grade` does."""

from pathlib import Path

from autograder.nbgrader_plugin import configure

configure(get_config(), Path(__file__).resolve().parent)  # noqa: F821  (nbgrader defines get_config here)
