"""Files that are hardly notebooks: always a grade, or one clear line."""

from __future__ import annotations

import json
from collections.abc import Callable

from corpus import NO_SQUARES, NOTHING, Entry, Notebook, cell_of, own

_DAMAGED = "the file is not a readable notebook"


def _bytes(name: str, tries: str, data: bytes, says: str = _DAMAGED) -> Entry:
    return Entry(name, tries, notebook=lambda _: data, scores=NOTHING, says=says)


def _text(change: Callable[[str], str]) -> Callable[[Notebook], bytes]:
    return lambda notebook: change(json.dumps(notebook)).encode()


def _format_3(notebook: Notebook) -> Notebook:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["input"] = cell.pop("source").splitlines(keepends=True)
    return {"nbformat": 3, "metadata": notebook["metadata"], "worksheets": [{"cells": notebook["cells"]}]}


def _wrong_types(notebook: Notebook) -> Notebook:
    cell = cell_of(notebook, "squares")
    cell["source"], cell["metadata"]["tags"], cell["outputs"] = {"x": 1}, 5, "none"
    notebook["cells"] += [None, 3, [], {}, {"cell_type": ["code"], "metadata": [], "source": 1.5}]
    notebook["cells"] += [{"cell_type": "code", "source": "x = 1", "metadata": {"nbgrader": {"grade_id": [1]}}}]
    return notebook | {"nbformat": "four", "nbformat_minor": None, "metadata": notebook["metadata"] | {"byhand": 3}}


def _more_cells(source: str, count: int, cell_type: str = "code") -> Callable[[Notebook], Notebook]:
    return lambda notebook: notebook | {"cells": [*notebook["cells"], *[own(source, cell_type)] * count]}


_FILES = [
    _bytes("no bytes", "hand in an empty file", b"", "the file is empty"),
    _bytes("zero bytes", "hand in a megabyte of zeros", bytes(2**20), "the file is empty"),
    _bytes("all bytes", "hand in every byte there is", bytes(range(256)) * 100),
    _bytes("a web page", "hand in the page one gets without logging in", b"<!doctype html><title>Log in</title>",
           "a web page, not a notebook"),
    _bytes("a zip", "hand in an archive", b"PK\x03\x04" + bytes(100), "a ZIP archive"),
    _bytes("a list", "hand in a list", b"[1, 2, 3]"),
    _bytes("a number", "hand in a number without a value", b"NaN"),
    _bytes("a long number", "hand in a number of a hundred thousand digits", b'{"cells": ' + b"9" * 100_000 + b"}"),
    _bytes("depth", "nest lists until the parser's stack ends", b'{"cells": ' + b"[" * 10**6, "nested too deeply"),
    _bytes("breadth", "hand in as many empty lists as fit", b'{"cells": [' + b"[]," * 600_000 + b"[]]}", "empty"),
    _bytes("too large", "hand in more than may be read", b" " * (2 * 2**20 + 1), "larger than 2 MB"),
    _bytes("half of UTF-16", "hand in text of an odd number of bytes", '{"cells": []}'.encode("utf-16")[:-1]),
    _bytes("no cells", "hand in a notebook without cells", b'{"cells": [], "metadata": {}, "nbformat": 4}', "is empty"),
    _bytes("another shape", "hand in cells that are a map", b'{"cells": {"a": 1}, "metadata": {}}', "empty"),
    _bytes("sheets of sheets", "hand in format 3 with sheets that are none", b'{"worksheets": [null, {"cells": 1}]}'),
]  # fmt: skip

_ODD = [
    Entry("UTF-16", "hand in UTF-16 with a byte order mark", notebook=lambda n: json.dumps(n).encode("utf-16")),
    Entry("UTF-8 with a mark", "hand in UTF-8 with a byte order mark",
          notebook=lambda n: json.dumps(n).encode("utf-8-sig")),
    Entry("format 3", "hand in a notebook of ten years ago", notebook=_format_3),
    Entry("NaN in JSON", "write numbers that JSON does not have",
          notebook=lambda n: n | {"nbformat": float("nan"), "x": [float("inf"), -float("inf")]}),
    Entry("keys that come twice", "give a cell two sources and the notebook two lists of cells",
          notebook=_text(lambda text: text.replace('"cells":', '"cells": [{"source": "1/0"}], "cells":', 1)
                         .replace('"cell_type":', '"cell_type": "raw", "cell_type":'))),
    Entry("wrong types", "put lists for texts and texts for lists everywhere", notebook=_wrong_types,
          scores=NO_SQUARES, says="a damaged cell was left out"),
    Entry("an enormous cell", "hand in a cell of half a million letters and one",
          notebook=_more_cells("#" * 500_001, 1), says="characters was left out"),
    Entry("a long line", "hand in a cell of one very long line",
          notebook=_more_cells("x = '" + "a" * 400_000 + "'", 1)),
    Entry("thousands of cells", "hand in more cells than anybody writes", notebook=_more_cells("1", 3000),
          says="only the first 1000 were graded"),
    Entry("only headings", "hand in a thousand headings", notebook=_more_cells("# a\n## b\n### c", 900, "markdown")),
    Entry("zeros in a source", "put null bytes and half characters into an answer",
          {"squares": "def squares(x):\n    return x ** 2\n# \0 \ud800 \udfff \U0010ffff \u202e \x1b[2J \ufeff"}),
    Entry("strange spaces", "use every space and line end that Unicode has",
          {"squares": "def squares(x):\r    return x ** 2\r\n# \x0b\x0c\x1c\x85\u2028\u2029\u00a0\u3000"}),
    Entry("nothing at all", "hand in no notebook", notebook=lambda _: None, scores=NOTHING,
          says="no notebook of this homework was handed in"),
    Entry("an empty map", "hand in an empty map", notebook=lambda _: b"{}", scores=NOTHING, says=_DAMAGED),
]  # fmt: skip

ENTRIES = [*_FILES, *_ODD]
