"""The catalogues of right and wrong answers: what is written there is what is graded."""

from __future__ import annotations

import pytest

from autograder.assignment import answer_key, catalogue, key_cell
from autograder.assignment.answered import answer, answered, definitions, replace_answers, student_version
from autograder.build import versions

HEAD = "from autograder.assignment.catalogue import alternative, misconception\n\n\n"


@pytest.fixture
def load(tmp_path):
    def load(text):
        path = tmp_path / "question.py"
        path.write_text(HEAD + text)
        return catalogue.load(path)

    return load


def test_every_definition_of_the_same_name_is_kept_in_order(load):
    entries = load(
        "@alternative('one')\ndef f(x):\n    return x\n\n\n"
        "@misconception('two', hint='''Look\n   again.''')\ndef f(x):\n    return -x\n"
    )
    assert [(entry.function, entry.name) for entry in entries] == [("f", "one"), ("f", "two")]
    assert entries[1].hint == "Look again."
    assert entries[1].source == "def f(x):\n    return -x\n"


def test_the_decorator_is_no_part_of_the_answer(load):
    (entry,) = load("@alternative(\n    'over lines',\n)\ndef f(\n    x,\n):\n    # a comment\n    return x\n")
    assert entry.source == "def f(\n    x,\n):\n    # a comment\n    return x\n"


def test_helpers_come_with_the_answer_that_uses_them(load):
    (entry,) = load(
        "def twice(x):\n    return 2 * x\n\n\n@alternative('h', uses=(twice,))\ndef f(x):\n    return twice(x)\n"
    )
    names = {}
    exec(entry.source, names)
    assert names["f"](3) == 6


def test_of_two_helper_classes_with_one_name_each_answer_gets_its_own(load):
    entries = load(
        "class Helper:\n    value = 1\n\n\n@alternative('one', uses=(Helper,))\ndef f():\n    return Helper.value\n\n\n"
        "class Helper:\n    value = 2\n\n\n@alternative('two', uses=(Helper,))\ndef f():\n    return Helper.value\n"
    )
    values = []
    for entry in entries:
        names = {}
        exec(entry.source, names)
        values.append(names["f"]())
    assert values == [1, 2]


def test_a_decorated_helper_class_keeps_its_decorator(load):
    (entry,) = load(
        "from dataclasses import dataclass\n\n\n@dataclass\nclass Pair:\n    a: int\n    b: int\n\n\n"
        "@alternative('pair', uses=(Pair,))\ndef f():\n    return Pair(1, 2).b\n"
    )
    assert entry.source.startswith("@dataclass\nclass Pair:")


def test_a_catalogue_that_was_changed_is_read_again(load):
    text = "@alternative('a')\ndef f():\n    return {}\n"
    assert [load(text.format(number))[0].source[-2] for number in (1, 2, 3)] == ["1", "2", "3"]


def test_an_answer_replaces_its_function_and_nothing_else():
    source = "import math\n\n\ndef f(x):\n    return x\n\n\ndef g(x):\n    return f(x)\n"
    changed = replace_answers(source, {"f": "def f(x):\n    y = x\n    return y\n", "h": "def h(): pass\n"})
    assert changed == "import math\n\n\ndef f(x):\n    y = x\n    return y\n\n\ndef g(x):\n    return f(x)"
    assert [name for name, _ in definitions(changed)] == ["f", "g"]
    assert replace_answers("%magic here\n", {"f": ""}) == "%magic here"


def test_a_notebook_can_be_filled_in_up_to_a_question(tiny, tmp_path):
    solution, student = versions.build_assignment(tiny / "hw0_tiny.py", tmp_path / "assignments")
    blank = student_version(student)
    half = answered(blank, answer_key.load(solution), until="scale")
    sources = {cell["id"]: "".join(cell["source"]) for cell in half["cells"]}
    assert "return X - column_means" in sources["centre"]
    assert "NotImplementedError" in sources["scale"]
    assert sources["why"] == key_cell.NO_ANSWER
    assert blank == student_version(student)


def test_a_filled_in_written_answer_has_no_rubric(tiny, tmp_path):
    solution, student = versions.build_assignment(tiny / "hw0_tiny.py", tmp_path / "assignments")
    whole = answered(student_version(student), answer_key.load(solution))
    (written,) = [cell["source"] for cell in whole["cells"] if cell["id"] == "why"]
    assert written == "Columns in different units would otherwise weigh differently: the model answer."


def test_an_answer_may_be_the_value_of_a_variable(load):
    entries = load(
        "from autograder.assignment.catalogue import alternative_value, misconception_value\n\n"
        "alternative_value('longer', lines=['a', r'\\b'])\n"
        "misconception_value('shorter', says='a line is missing', lines=[])\n"
        "@alternative('f')\ndef f(x):\n    return x\n"
    )
    assert [(entry.function, entry.name) for entry in entries] == [
        ("lines", "longer"),
        ("lines", "shorter"),
        ("f", "f"),
    ]
    assert entries[0].source == "lines = ['a', '\\\\b']\n"
    assert entries[1].says == "a line is missing"


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("alternative_value('none')", "one variable=value, got none"),
        ("alternative_value('two', a=1, b=2)", "one variable=value, got a, b"),
        ("misconception_value('silent', says='', a=1)", "what should the test cell say"),
        ("alternative_value('object', a=object())", "(malformed|invalid)"),
    ],
)
def test_a_value_that_cannot_stand_in_a_cell_is_refused(load, entry, words):
    with pytest.raises((ValueError, SyntaxError), match=words):
        load(f"from autograder.assignment.catalogue import alternative_value, misconception_value\n\n{entry}\n")


def test_a_value_replaces_its_variable_and_nothing_else():
    source = "other = 1\nlines = [\n    'a',\n    'b',\n]\n\n\ndef f():\n    lines = 2\n    return lines"
    changed = replace_answers(source, {"lines": "lines = ['c']\n"})
    assert changed == "other = 1\nlines = ['c']\n\n\ndef f():\n    lines = 2\n    return lines"
    assert [name for name, _ in definitions(changed)] == ["other", "lines", "f"]


def test_an_answer_inside_brackets_leaves_a_comment_that_parses():
    source = "lines = [\n    ### BEGIN SOLUTION\n    'a secret line',\n    ### END SOLUTION\n]"
    cell = key_cell.KeyCell("lines", "solution", "code", source)
    assert cell.student_source == "lines = [\n    # YOUR ANSWER HERE\n]"
    assert answer(cell) == "lines = [\n    'a secret line',\n]"


def test_an_answer_below_an_assignment_still_raises():
    source = "start = 0\n### BEGIN SOLUTION\nend = 1\n### END SOLUTION"
    cell = key_cell.KeyCell("end", "solution", "code", source)
    assert cell.student_source == "start = 0\n# YOUR CODE HERE\nraise NotImplementedError()"
