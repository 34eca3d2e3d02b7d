"""The demo runs to its end, damaged samples and all: it is the first thing that anybody tries."""

from __future__ import annotations

NAME = "hw0_tiny"


def test_the_demo_ends_well_with_a_page_for_every_sample(course, run):
    source = course.solution(NAME).with_suffix(".py")
    text = source.read_text()
    assert "seconds_per_cell: 100" in text
    source.write_text(text.replace("seconds_per_cell: 100", "seconds_per_cell: 1"))
    code, out, err = run("demo", "hw0", "--jobs", "2")
    assert code == 0, out + err
    assert "could not be graded" in err
    assert "damaged on purpose" in out
    assert len([*(course.work / "feedback").glob(f"*/{NAME}/*.html")]) == 24
    assert course.report(NAME).exists()
