"""Names that would be a program in formgrader never get into the gradebook; all that people have are graded."""

from __future__ import annotations

import html
import re
from urllib.parse import unquote

import pytest

from autograder.student_name import UnusableName, check, why_unusable

NAME = "hw0_tiny"
HARMFUL = [
    "<img src=x onerror=alert(1)>",
    '";alert(1);var z="',
    "a\\",
    "&lt;img src=x onerror=alert(1)&gt;",
    "&lt img src=x",
    "%3Cimg src=x onerror=alert(1)%3E",
    "%253Cimg%253E",
    "<script>alert(1)<",
    "`${alert(1)}`",
]
USUAL = ["Müller, Jörg", "Mu\u0308ller", "ada@example.org", "ada+hw1@example.org", "O'Brien", "李雷", "a.b-c_d (2)",
         "50%", "a#b", "who?", "R & D", "x;y", "[1]", "a:b", "..."]  # fmt: skip


@pytest.mark.parametrize("name", HARMFUL)
def test_a_name_that_would_be_markup_is_refused_in_one_line_and_the_others_are_graded(
    run, hand_in, right, course, name, scores, read_gradebook
):
    hand_in("ada", right)
    hand_in(name, right)
    for command in (["grade", "hw0", "--jobs", "1"], ["feedback", "hw0"], ["report", "hw0"]):
        code, _, err = run(*command)
        (line,) = err.splitlines()
        assert (code, line.startswith(f"{name!a}: not graded, ")) == (1, True)
        assert "rename this folder" in line
    assert scores("ada")["check-scale"] == 3.0
    assert [student.id for student in read_gradebook().students] == ["ada"]


def test_the_gradebook_itself_takes_no_such_name(record, graded, right, read_gradebook):
    with pytest.raises(UnusableName):
        record(**{HARMFUL[0]: graded(right)})
    assert read_gradebook().students == []


def test_names_that_people_and_learning_platforms_use_are_graded_and_every_link_of_the_class_page_leads_somewhere(
    run, hand_in, right, course
):
    for name in USUAL:
        hand_in(name, right)
    for command in (["grade", "hw0"], ["feedback", "hw0"], ["report", "hw0"]):
        code, _, err = run(*command)
        assert (code, err) == (0, "")
    page = course.report(NAME)
    found = {}
    for address, shown in re.findall(r'<a href="([^"]*)">([^<]*)</a>', page.read_text()):
        path = re.split("[?#]", html.unescape(address))[0]  # the rest of it no browser takes for a file's name
        found[html.unescape(shown)] = (page.parent / unquote(path)).resolve()
    assert found == {name: course.feedback(NAME, name) for name in USUAL}
    assert all(path.is_file() for path in found.values())


@pytest.mark.parametrize("name", ["x" * 129, "\u202egnp", "a\nb"])
def test_names_that_no_column_holds_or_nobody_can_see_are_refused(name):
    assert "rename this folder" in why_unusable(name)
    with pytest.raises(UnusableName):
        check(name)


def test_a_record_that_was_cut_short_under_such_a_name_is_not_finished(
    run, hand_in, right, course, read_gradebook, graded
):
    hand_in("ada", right)
    left = course.autograded(NAME, HARMFUL[0]).with_suffix(".part")
    left.parent.mkdir(parents=True)
    left.write_bytes(graded(right).notebook)
    assert run("grade", "hw0", "--jobs", "1")[0] == 0
    assert [student.id for student in read_gradebook().students] == ["ada"]
