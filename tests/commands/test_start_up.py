"""What a command loads before it does anything, and what a new gradebook begins with."""

from __future__ import annotations

import subprocess
import sys

import pytest
from nbgrader.api import get_alembic_version

from autograder.gradebook import database
from autograder.jail.outside import wall


def imported(code: str) -> set[str]:
    """The modules a fresh Python has after this code."""
    code = f"{code}\nimport sys\nprint('\\n'.join(name for name, module in sys.modules.items() if module is not None))"
    return set(subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split())


def test_the_coordinator_starts_jails_before_it_loads_anything_large():
    loaded = imported("from autograder import cli, commands")
    assert "autograder.workers.pool" in loaded
    assert not loaded & {"numpy", "matplotlib", "IPython", "sqlalchemy", "nbgrader", "autograder.grading.grade"}


def test_the_gradebook_comes_without_jupyters_server():
    loaded = imported("from autograder.gradebook import records")
    assert {"nbgrader.api", "autograder.gradebook.rows"} <= loaded
    assert not loaded & {"nbgrader", "nbgrader.apps", "jupyter_server"}


@pytest.mark.parametrize("first", ["pass", "import nbgrader", "import rfc3986_validator"])
def test_importing_the_gradebook_keeps_nobody_from_importing_anything_later(first):
    code = f"{first}\nimport sys\nbefore = {{name for name in sys.modules if sys.modules[name] is None}}\n"
    code += "from autograder.gradebook import records, nbgrader_alone\n"
    code += "assert before == {name for name in sys.modules if sys.modules[name] is None}\n"
    code += "import rfc3987_syntax, rfc3986_validator"
    assert {"rfc3987_syntax", "rfc3986_validator", "nbgrader.api"} <= imported(code)


def test_without_nbgrader_nothing_is_changed():
    code = (
        "import sys\nsys.path_importer_cache.clear()\nfrom importlib import util\nutil.find_spec = lambda name: None\n"
    )
    code += "from autograder.gradebook import nbgrader_alone\n"
    code += "assert not [name for name in sys.modules if sys.modules[name] is None]"
    assert "nbgrader.api" not in imported(code)


@pytest.mark.parametrize("first", ["import nbgrader", "from autograder.gradebook import records"])
def test_who_wants_all_of_nbgrader_gets_it_before_and_afterwards(first):
    code = (
        f"{first}\nimport nbgrader\nfrom nbgrader.apps import NbGraderAPI\nfrom autograder.gradebook import records\n"
    )
    code += "from nbgrader.api import Gradebook\nassert records.Gradebook is Gradebook\n"
    code += "assert nbgrader._jupyter_server_extension_points()"
    assert {"nbgrader", "nbgrader.apps", "jupyter_server"} <= imported(code)


def test_a_new_gradebook_has_the_version_that_nbgraders_own_command_says(empty_gradebook, monkeypatch):
    monkeypatch.setenv("PATH", str(sys.prefix) + "/bin:/usr/bin:/bin")  # where that command is
    assert database.tables_version() == get_alembic_version()
    from sqlalchemy import create_engine, text

    engine = create_engine(f"sqlite:///{empty_gradebook}")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).all() == [(get_alembic_version(),)]
    engine.dispose()


@pytest.mark.parametrize("name", ["MPLCONFIGDIR", "XDG_CACHE_HOME", "HOME"])
def test_the_list_of_fonts_is_looked_for_where_matplotlib_keeps_it(name, monkeypatch, tmp_path):
    for other in ("MPLCONFIGDIR", "XDG_CACHE_HOME"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, str(tmp_path))
    code = "import matplotlib\nprint(matplotlib.get_cachedir())"
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert str(wall.font_lists()) == said
