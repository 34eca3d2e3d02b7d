"""Names of what works only in some front end, and of what works everywhere."""

from __future__ import annotations

import re

# Magics of IPython's own that do something here; all others are a front end's, an extension's, or for people.
MAGICS = frozenset({"autocall", "automagic", "alias_magic", "colors", "config", "debug", "env", "lsmagic", "macro",
                    "pdb", "pinfo", "pinfo2", "precision", "prun", "pwd", "reset", "reset_selective", "run",
                    "set_env", "time", "timeit", "who", "who_ls", "whos", "xmode", "ls", "cat", "mkdir", "rm", "cp",
                    "mv"})  # fmt: skip
CELL_MAGICS = frozenset({"time", "timeit", "prun", "writefile", "file", "bash", "sh", "script", "html", "latex",
                         "svg", "markdown", "javascript", "js"})  # fmt: skip
OTHER_LANGUAGES = frozenset({"R", "sql", "bigquery", "cython", "julia", "ruby", "perl", "javascript", "js", "html",
                             "svg", "latex", "markdown", "bash", "sh", "shell", "script", "cmd", "powershell", "ai",
                             "manim", "writefile", "file", "spark", "configure", "local", "pyspark", "cpp", "c",
                             "java", "go", "rust", "fortran", "octave", "matlab", "pypy", "python2"})  # fmt: skip
BACK_ENDS = frozenset({"inline", "agg"})
WINDOWS = frozenset({"tkagg", "tkcairo", "qtagg", "qtcairo", "qt4agg", "qt5agg", "qt5cairo", "gtk3agg", "gtk3cairo",
                     "gtk4agg", "gtk4cairo", "macosx", "nbagg", "notebook", "webagg", "wx", "wxagg", "wxcairo",
                     "ipympl", "widget", "module://ipympl.backend_nbagg"})  # fmt: skip
SHELL = re.compile(
    r"(?:^|[\s;&|(/=])(?:pip3?|pipx|conda|mamba|micromamba|uv|poetry|apt|apt-get|aptitude|yum|dnf|apk|brew|choco|winget"
    r"|npm|yarn|npx|wget|curl|git|gdown|kaggle|gsutil|gcloud|aws|az|jupyter|sudo|ssh|scp|rsync|ftp|huggingface-cli)"
    r"(?:[\s;&|)]|$)"
)
INSTALLS = re.compile(r"\b(?:pip3?|conda|mamba|apt|apt-get|wget|curl|git)\b")
MODULES = frozenset({"google.colab", "kaggle", "kaggle_secrets", "kaggle_datasets", "kaggle_web_client", "piplite",
                     "micropip", "pyodide", "pyodide_js", "pyodide_kernel", "pyodide_http", "js", "dbutils",
                     "deepnote_toolkit", "datalore", "noteable", "gdown", "pip", "ipympl", "jupyterlite"})  # fmt: skip
STARTS_PROGRAM = frozenset({"system", "popen", "run", "call", "check_call", "check_output", "Popen", "getoutput",
                             "run_line_magic", "magic", "run_cell_magic", "main"})  # fmt: skip
# Where none of these stands in a cell, no statement of it can need a front end.
SUSPECTS = ("google", "kaggle", "piplite", "micropip", "pyodide", "dbutils", "deepnote", "datalore", "noteable",
            "gdown", "ipympl", "jupyterlite", "import js", "from js", "pip", "conda", "mamba", "get_ipython",
            ".use(", "switch_backend", "apt",
            "wget", "curl", "git clone", '"git"', "'git'")  # fmt: skip
