"""A malformed source is refused, with the file, the cell and what to do."""

from __future__ import annotations

import copy
from pathlib import Path

import nbformat
import pytest

from autograder.build import lectures, source, versions
from autograder.build.source import SourceError

ANSWER = """\
# %% solution="f"
def f(x):
    ### BEGIN SOLUTION
    return x
    ### END SOLUTION

"""

REFUSED = {
    "a setting nobody knows": (
        '# %% given="a" colour="red"\npass\n',
        "cell 1: `colour` is not a cell setting. Known: given",
    ),
    "a title where a kind belongs": ("# %% The setup\npass\n", "cell 1: `title` is not a cell setting"),
    "a name without quotes": (
        "# %% given=setup\npass\n",
        'its header cannot be read: given=setup. Write names in quotes: given="setup"',
    ),
    "a quote that is not closed": ('# %% tests="f points=3\npass\n', "its header cannot be read"),
    "two kinds at once": (
        '# %% given="a" solution="a"\npass\n',
        "is both `given` and `solution`. Make two cells of it.",
    ),
    "settings without a kind": ("# %% points=3\npass\n", "has points but is none of given, solution, tests, written"),
    "a name that is none": (
        '# %% given="my setup!"\npass\n',
        "`my setup!` is not a valid name. Use at most 48 letters",
    ),
    "an empty name": ('# %% given=""\npass\n', "`` is not a valid name."),
    "a name that is too long": (f'# %% given="{"a" * 49}"\npass\n', "is not a valid name. Use at most 48 letters"),
    "a name like the build's own": (
        '# %% given="check-f"\npass\n',
        "begins like a name the build gives. Choose another.",
    ),
    "a name like a position": ('# %% given="cell-000"\npass\n', "begins like a name the build gives"),
    "a name used twice": (f"{ANSWER}{ANSWER}", "cell 2: the name `f` is already taken by cell 1. Choose another."),
    "tests without points": ('# %% tests="f"\nassert f(1)\n', "(check-f): needs points, such as points=3."),
    "negative points": ('# %% tests="f" points=-1\nassert f(1)\n', "needs points"),
    "points that are text": ('# %% tests="f" points="3"\nassert f(1)\n', "needs points"),
    "points that are a boolean": ('# %% tests="f" points=true\nassert f(1)\n', "needs points"),
    "points that are no number": ('# %% tests="f" points=NaN\nassert f(1)\n', "needs points"),
    "points without end": ('# %% tests="f" points=Infinity\nassert f(1)\n', "needs points"),
    "points for a given cell": ('# %% given="f" points=3\npass\n', "points belong to the cell that is graded"),
    "tests in prose": ('# %% [markdown] tests="f" points=3\n# words\n', "a tests cell must be a code cell"),
    "an answer in prose": ('# %% [markdown] solution="f"\n# words\n', "a solution cell must be a code cell"),
    "a written answer in code": ('# %% written="w" points=3\npass\n', "a written cell must be a markdown cell"),
    "a raw cell": ('# %% [raw] given="w"\n# words\n', "a given cell must be a code or markdown cell"),
    "an answer nobody marked": (
        '# %% solution="f"\ndef f(x):\n    return x\n',
        "no answer to hide. Put it between `### BEGIN SOLUTION`",
    ),
    "an end that is missing": (
        '# %% solution="f"\n### BEGIN SOLUTION\nf = 1\n### END SOLUTION\n### BEGIN SOLUTION\ng = 1\n',
        "do not come in pairs",
    ),
    "an end before its beginning": (
        '# %% tests="f" points=1\n### END HIDDEN TESTS\npass\n### BEGIN HIDDEN TESTS\n',
        "do not come in pairs",
    ),
    "hidden tests in a given cell": (
        '# %% given="a"\n### BEGIN HIDDEN TESTS\npass\n### END HIDDEN TESTS\n',
        "does not belong in this kind of cell; it would reach students",
    ),
    "an answer in a plain cell": (
        "# %%\n### BEGIN SOLUTION\npass\n### END SOLUTION\n",
        "does not belong in this kind of cell",
    ),
    "a rubric in prose": (
        '# %% [markdown]\nr"""\n=== BEGIN MARK SCHEME ===\nx\n=== END MARK SCHEME ===\n"""\n',
        "does not belong in this kind of cell",
    ),
    "code that is none": ('# %% given="a"\nx = (1\n', "(a): line 1 does not parse"),
    "an answer that leaves no code": (
        '# %% solution="f"\ndef f(x):\n### BEGIN SOLUTION\n    return x\n### END SOLUTION\n',
        "of the student version does not parse (expected an indented block",
    ),
    "a picture without words": (
        '# %% given="a" picture=" "\npass\n',
        "a picture needs words for those who cannot see it",
    ),
    "a picture of a test": (
        '# %% tests="f" points=1 picture="a curve"\nassert f(1)\n',
        "a picture belongs to the given or solution cell",
    ),
    "a picture of prose": (
        '# %% [markdown] given="a" picture="a curve"\n# words\n',
        "a picture belongs to the given or solution cell",
    ),
    "changes in place in a given cell": (
        '# %% given="a" in_place="x"\npass\n',
        "in_place belongs to the solution cell whose functions it is about",
    ),
    "changes in place that are no words": (ANSWER.replace('="f"', '="f" in_place=3'), "in_place needs words in quotes"),
    "changes in place of no argument": (
        ANSWER.replace('="f"', '="f" in_place="x, y"'),
        "in_place names `y`, which is no argument of a function in this cell",
    ),
    "a battery of tests": ('# %% tests="f" points=1 battery="no batch"\npass\n', "battery belongs to the solution"),
    "a battery nobody knows": (
        ANSWER.replace('="f"', '="f" battery="no batch, no shapes"'),
        "battery does not understand `no shapes`. Known: no twice, no interleaved, no batch",
    ),
    "a battery that is asked for": (
        ANSWER.replace('="f"', '="f" battery="batch"'),
        "battery does not understand `batch`",
    ),
    "a given cell with another name once": (
        '# %% given="a" was="b"\npass\n',
        "was belongs to the cells of a question, which has marks",
    ),
    "a name before that is no text": (ANSWER.replace('="f"', '="f" was=3'), "was needs names in quotes"),
    "a name before that another question has": (
        ANSWER + '# %% tests="f" points=1 was="g"\npass\n\n# %% tests="g" points=1\npass\n',
        'cell 2 (check-f): was="g" names a question that is still there. Give one of the two a new name',
    ),
    "a name before that two questions had": (
        ANSWER + '# %% tests="f" points=1 was="g"\npass\n\n# %% tests="h" points=1 was="g"\npass\n',
        'was="g" is said of check-f too, and its marks go to one question alone',
    ),
    "who a question counts for, otherwise": (
        '# %% tests="f" points=1 counts="for ada"\npass\n',
        'counts="for everybody" is all that counts can say',
    ),
    "a given cell in the jail": ('# %% given="a" in_jail=true\npass\n', "in_jail belongs to a tests cell"),
}


@pytest.mark.parametrize(("cells", "why"), REFUSED.values(), ids=REFUSED)
def test_a_malformed_cell_is_refused_with_file_cell_and_remedy(read_cells, cells, why):
    with pytest.raises(SourceError) as refused:
        read_cells(cells)
    assert f"{Path('hw7_cells')}/hw7_cells.py, cell " in str(refused.value)
    assert why in str(refused.value)
    assert "\n" not in str(refused.value)


NEARLY = {
    "with words behind it": ("### BEGIN HIDDEN TESTS of other shapes", "### END HIDDEN TESTS"),
    "with too few signs": ("## BEGIN HIDDEN TESTS", "## END HIDDEN TESTS"),
    "without a blank": ("###BEGIN HIDDEN TESTS", "###END HIDDEN TESTS"),
    "in small letters": ("### begin hidden tests", "### end hidden tests"),
    "in the singular": ("### BEGIN HIDDEN TEST", "### END HIDDEN TEST"),
    "behind a statement": ("assert f(1) == 1  ### BEGIN HIDDEN TESTS", "### END HIDDEN TESTS"),
    "only at the end": ("", "### END HIDDEN TEST"),
}


@pytest.mark.parametrize(("begin", "end"), NEARLY.values(), ids=NEARLY)
def test_a_marker_that_would_hide_nothing_is_refused(read_cells, begin, end):
    with pytest.raises(SourceError, match=r"would hide nothing. A marker stands alone on its line"):
        read_cells(f'# %% tests="f" points=1\nassert f(1)\n{begin}\nassert f(2)\n{end}\n')


@pytest.mark.parametrize("line", ["y = 1  ### BEGIN SOLUTION", "# BEGIN SOLUTION"])
def test_a_second_answer_with_a_wrong_marker_is_refused(read_cells, line):
    with pytest.raises(SourceError, match="would hide nothing"):
        read_cells(f"{ANSWER.rstrip()}\n\ndef g(x):\n    {line}\n    return x\n    ### END SOLUTION\n")


def test_prose_may_speak_of_hidden_layers_and_solutions(read_cells):
    (cell,) = read_cells('# %% [markdown]\nr"""\nIn the end hidden layers begin the solution.\n"""\n').cells
    assert "In the end hidden layers" in cell.source


def test_a_comment_may_follow_the_marker_of_an_answer(read_cells):
    (cell,) = read_cells(ANSWER.replace("SOLUTION\n", "SOLUTION (any axis)\n")).cells
    assert "BEGIN SOLUTION (any axis)" in cell.source
    assert "return x" not in versions.student_version(read_cells(ANSWER), {}).cells[0].source


HEADERS = {
    "no YAML": ("# ---\n# jupyter: [\n# ---\n\n", "the header between the `# ---` lines is not YAML"),
    "half a kernel": (
        "# ---\n# jupyter:\n#   kernelspec:\n#     name: python3\n# ---\n\n",
        "'display_name' is a required property",
    ),
    "a list": ("# ---\n# jupyter:\n#   byhand: [1]\n# ---\n\n", "`byhand` in the header is not a setting"),
    "a limit nobody knows": (
        "# ---\n# jupyter:\n#   byhand:\n#     memory_gb: 3\n# ---\n\n",
        "`memory_gb` in the header is not a setting. Known: title, seconds_per_cell",
    ),
    "a limit that is no number": (
        "# ---\n# jupyter:\n#   byhand:\n#     memory_mb: lots\n# ---\n\n",
        "the limit memory_mb must be a positive number, and is 'lots'",
    ),
    "a title that is a date": (
        "# ---\n# jupyter:\n#   byhand:\n#     title: 2026-01-01\n# ---\n\n",
        "the title in the header is not text",
    ),
}


@pytest.mark.parametrize(("header", "why"), HEADERS.values(), ids=HEADERS)
def test_a_malformed_header_is_refused_with_file_and_remedy(read_cells, header, why):
    with pytest.raises(SourceError) as refused:
        read_cells("# %%\npass\n", header=header)
    assert "hw7_cells.py: " in str(refused.value)
    assert why in str(refused.value)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "noise.py"
    path.write_bytes(b"\xff\xfe\x00\x81")
    with pytest.raises(SourceError, match=r"noise.py: cannot be read as py:percent \("):
        source.solution_notebook(path)
    with pytest.raises(SourceError, match=r"absent.py: cannot be read"):
        source.solution_notebook(tmp_path / "absent.py")


def test_a_picture_that_is_not_drawn_is_refused(read_cells, monkeypatch):
    notebook = read_cells('# %% given="curve" picture="A curve."\nx = 1\n')
    monkeypatch.setattr(versions, "execute", lambda runnable, source: copy.deepcopy(runnable))
    with pytest.raises(SourceError, match=r"hw7_cells.py, cell curve: promises a picture but draws none. Call plt"):
        versions.draw_pictures(notebook)


def test_a_reference_that_does_not_run_is_refused_with_its_cell(read_cells):
    notebook = read_cells('# %% given="curve" picture="A curve."\nx = 1\n\n# %% given="broken"\nx / 0\n')
    with pytest.raises(SourceError, match=r"hw7_cells.py, cell broken: raises ZeroDivisionError: division by zero"):
        versions.draw_pictures(notebook)


def test_a_lecture_that_draws_without_words_or_warns_is_refused(tmp_path, monkeypatch):
    lecture = tmp_path / "lectures" / "01_cells.py"
    lecture.parent.mkdir()
    lecture.write_text("# %%\ndraw()\n")
    shown = {"image": {"output_type": "display_data", "data": {"image/png": "AA"}, "metadata": {}},
             "warning": {"output_type": "stream", "name": "stderr", "text": "it is hot\n"}}  # fmt: skip
    for what, why in (("image", 'draws, so it needs picture="what'), ("warning", "prints a warning: it is hot")):

        def execute(notebook, *args, output=shown[what]):
            notebook.cells[0].outputs = [nbformat.from_dict(output)]
            return notebook

        monkeypatch.setattr(lectures, "execute", execute)
        with pytest.raises(SourceError, match=f"01_cells.py, cell cell-000: {why}"):
            lectures.lecture(lecture)
