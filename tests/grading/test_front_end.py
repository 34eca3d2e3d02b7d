"""Lines that only work in some front end are left out one by one; ordinary code is never touched."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from autograder.grading.cell_source import magics, without_magics
from autograder.grading.front_end import FrontEnd
from autograder.grading.installed import Importable

LEFT_OUT = [
    "!pip install numpy", "!pip3 install -q numpy", "! python -m pip install x", "!!pip list", "%pip install numpy",
    "%conda install numpy", "!conda install -y numpy", "!apt-get -qq install graphviz", "!wget https://example.org/a.csv",
    "!curl -O https://example.org/a.csv", "!git clone https://example.org/a", "!gdown 1234", "!cd a && pip install .",
    "%matplotlib widget", "%matplotlib notebook", "%matplotlib qt", "%matplotlib ipympl", "%matplotlib",
    "%load_ext autoreload", "%autoreload 2", "%cd /content/drive", "%tensorflow_version 2.x", "%pylab", "%sql select 1",
    "from google.colab import drive", "import google.colab", "from google.colab.output import eval_js",
    "import micropip", "import piplite", "mpl.use('TkAgg')", "plt.switch_backend(\"Qt5Agg\")",
    "from kaggle_secrets import UserSecretsClient", "dbutils.fs.ls('/')", "dbutils.widgets.text('a', 'b')",
    "get_ipython().run_line_magic('matplotlib', 'widget')", "get_ipython().magic('pip install x')",
    "get_ipython().system('pip install x')", "import os\nos.system('pip install x')",
    "import subprocess, sys\nsubprocess.check_call([sys.executable, '-m', 'pip', 'install', 'x'])",
    "pip install numpy==1.26", "conda install numpy", "matplotlib widget", "load_ext autoreload\nautoreload 2",
    "!pip install \\\n  numpy", "%%capture", "%%capture out --no-stderr",
]  # fmt: skip


@pytest.mark.parametrize("lines", LEFT_OUT)
def test_a_line_that_cannot_work_is_left_out_and_the_rest_stays(lines):
    runs, left_out = FrontEnd().runnable(f"{lines}\ndef f(X):\n    return X")
    assert left_out[0] in lines
    assert runs.endswith("\ndef f(X):\n    return X")
    assert runs.count("\n") == lines.count("\n") + 2  # tracebacks name the student's own lines
    ast.parse(runs)
    assert lines.splitlines()[-1] not in runs


def test_what_is_made_with_a_front_end_is_left_out_with_it_in_later_cells_too():
    front_end = FrontEnd()
    assert front_end.runnable("from google.colab import drive, files")[1] == ["from google.colab import drive, files"]
    runs, left_out = front_end.runnable(
        "drive.mount('/d')\nup = files.upload()\nfor name in up:\n    print(name)\nx = 1"
    )
    assert (runs.split(), len(left_out)) == (["pass", "pass", "pass", "x", "=", "1"], 3)
    assert front_end.runnable("files = [1]\nfiles.sort()") == ("files = [1]\nfiles.sort()", [])


def test_what_else_is_imported_in_the_same_line_stays():
    assert FrontEnd().runnable("import google.colab, numpy as np")[0] == "import numpy as np"


def test_an_import_of_what_is_not_installed_costs_only_itself_and_what_is_made_with_it_at_once():
    front_end = FrontEnd()
    cell = "import numpy as np\nimport absent_plots as ap, math\nfrom absent.deep import f\nap.style()\nx = 1"
    runs, left_out = front_end.runnable(cell)
    assert runs == "import numpy as np\nimport math\npass\npass\nx = 1"
    assert len(left_out) == 3
    assert [*front_end.not_installed] == ["absent_plots", "absent"]


def test_a_module_that_comes_with_the_notebook_is_imported(tmp_path):
    (tmp_path / "helpers.py").write_text("")
    (tmp_path / "tools").mkdir()
    cells = ["%%writefile mine.py\nx = 1", "import mine, helpers, tools.deep", "from . import y"]
    front_end = FrontEnd(Importable(tmp_path, cells))
    assert all(front_end.runnable(cell) == (cell, []) for cell in cells)


def test_the_name_of_what_a_shell_line_would_give_is_there():
    assert FrontEnd().runnable("out = !pip list\nprint(out)")[0] == "out = None\nprint(out)"


def test_a_magic_in_a_block_leaves_the_block_whole():
    runs, _ = FrontEnd().runnable("if True:\n    !pip install x\n    y = 1\nelse:\n    %pip install z")
    assert runs == "if True:\n    pass\n    y = 1\nelse:\n    pass"


@pytest.mark.parametrize("magic", ["%%sql", "%%R", "%%bigquery df", "%%shell", "%%html+", "%%unknown"])
def test_a_cell_in_another_language_is_left_out_whole(magic):
    assert FrontEnd().runnable(f"{magic}\nx <- 3 from where")[0] == ""


@pytest.mark.parametrize("magic", ["%%capture", "%%memit", "%%wandb", "\n%%capture\n%%heat"])
def test_below_a_magic_that_only_watches_the_python_runs(magic):
    assert FrontEnd().runnable(f"{magic}\n!pip install x\nx = 1")[0].strip().splitlines() == ["pass", "x = 1"]


UNTOUCHED = [
    "mpl.use('agg')", "plt.style.use('ggplot')",
    "x = 7 %2", "s = '''\n!pip install x\n%cd /\n'''", 's = """\n%matplotlib widget\n"""  # """\ny = 1',
    "a = (7\n% 3)", "a = b \\\n% c", "s = 'it''s %d' % 3", "x = {\n'a': 1,\n}['a'] % 2", "f = f'{x!r}'",
    "print('!pip install x')", "# !pip install x\nx = 1", "%time y = f(3)", "%%time\nx = 1", "%timeit f(2)", "x != y",
    "pip in x", "pip\n", "matplotlib inline", "conda if pip else mamba", "pip = 3", "x = pip\nmatplotlib.use('agg')",
    "%matplotlib inline", "%precision 3", "%%writefile mine.py\nimport google.colab\n!pip", "f?", "?f", "!ls",
    "try:\n    from google.colab import drive\nexcept ImportError:\n    pass",
    "import sys\n'google.colab' in sys.modules",
    "def f():\n    import google.colab", "from json import loads", "kaggle = 3\nkaggle + 1", "pip = 2\nprint(pip)",
    "r'\\'\nx = 1", "'''a\\'''\n%cd b\n'''", "'unfinished\n# ok",
]  # fmt: skip


@pytest.mark.parametrize("source", UNTOUCHED)
def test_ordinary_code_is_never_touched(source):
    assert FrontEnd().runnable(source) == (source, [])


PIECES = st.sampled_from(
    [
        "'''",
        '"""',
        "'",
        '"',
        "\\",
        "\n",
        "#",
        "(",
        ")",
        "[",
        "]",
        "%cd a",
        "!pip install",
        "x = ",
        "1",
        " ",
        "% 3",
        "f'{",
        "}",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14).map("".join))
def test_what_is_python_already_has_no_magics(source):
    try:
        ast.parse(source)
    except (SyntaxError, ValueError):
        runs, _ = FrontEnd().runnable(source)
        assert runs == "" or runs.count("\n") == source.count("\n")
    else:
        assert magics(source) == []
        assert without_magics(source, []) == source


@pytest.mark.parametrize(
    "source", ["%%x\n" * 5_000, " " * 200_000, "(" * 100_000, "%a\n" * 20_000, "'" * 200_001, "a" * 10**5 + "="]
)
def test_hostile_cells_are_read_within_bounds(source):
    FrontEnd().runnable(source)
