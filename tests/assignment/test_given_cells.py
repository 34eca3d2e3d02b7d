"""What of a given cell runs outside the jail."""

from __future__ import annotations

from autograder.assignment.given_cells import defined_in, imported_in, trusted_part

MIXED = """
import math

@decorate
def measure(net, unit=1.0):
    return unit * forward(net)

class Net:
    size = 3

SIZES = {"small": (1, -2), "large": [3]}
history = []
for step in range(3):
    history.append(forward(step))
total = sum(history)
"""


def test_a_cell_that_needs_nothing_of_the_students_runs_whole():
    assert trusted_part(MIXED, {"backward"}) == (MIXED, set())


def test_of_others_what_only_defines_runs():
    part, left = trusted_part(MIXED.replace("@decorate\n", ""), {"forward"})
    names = {}
    exec(part, names)
    assert {"math", "measure", "Net", "SIZES"} <= names.keys()
    assert left == {"history", "step", "total"}


def test_what_a_definition_looks_up_at_once_counts():
    assert "measure" not in trusted_part(MIXED, {"forward", "decorate"})[0]
    part, left = trusted_part("class Deep(Net):\n    width = forward(1)\ndef g(n=forward(2)): ...", {"forward"})
    assert (part, left) == ("", {"Deep", "g"})


def test_a_cell_that_is_not_python_is_left_as_it_is():
    assert trusted_part("%%bash\nforward (", {"forward"})[1] == set()


def test_of_a_cell_that_students_may_change_tests_build_on_what_it_defines():
    loop = "for i in 'ab':\n    total += 1"
    source = f"import math; import os\nN = 3\nSEEN = []\ntotal = 0\n@decorate\ndef f(x):\n    return x\n{loop}"
    assert defined_in(source) == ["import math", "import os", "N = 3", "@decorate\ndef f(x):\n    return x"]
    assert defined_in("N = 3", changed={"N"}) == []
    assert defined_in("not Python") == []


def test_of_an_answer_they_build_on_its_imports_alone():
    assert imported_in("import math\ndef f():\n    import os\nN = 3") == ["import math"]
