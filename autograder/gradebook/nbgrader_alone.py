"""Import this first: nbgrader's tables without Jupyter's server, which `import nbgrader` loads for its extensions.

That and two grammars of web addresses would take a second and a half of processor time at every start.
"""

from __future__ import annotations

import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec


def _import() -> None:
    for grammar in ("rfc3987_syntax", "rfc3986_validator"):
        sys.modules.setdefault(grammar, None)  # type: ignore[arg-type]
    spec = None if "nbgrader" in sys.modules else find_spec("nbgrader")
    if spec is None:
        return
    sys.modules["nbgrader"] = module_from_spec(spec)  # a package that was not run
    try:
        import_module("nbgrader.api")
    finally:
        del sys.modules["nbgrader"]  # whoever imports it later gets all of it


_import()
