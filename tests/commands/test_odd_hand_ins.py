"""What students really hand in, by `autograder grade`: graded as far as it is certain, said, and never in silence."""

from __future__ import annotations

import io
import json
import zipfile

from autograder.assignment.answered import as_bytes

NAME = "hw0_tiny"
FULL = {"check-centre": 2.0, "check-scale": 3.0}


def automatic(scores):
    return {name: score for name, score in scores.items() if name in FULL}


def test_wrapped_renamed_and_repaired_notebooks_are_graded_and_each_choice_is_said(run, course, hand_in, right, scores):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(f"hw/{NAME}.ipynb", as_bytes(right))
    hand_in("ada", packed.getvalue(), f"{NAME}.zip")
    hand_in("ben", right, f"{NAME}.ipynb.txt")
    hand_in("cy", json.dumps(right, indent=1).replace('"outputs": []', '"outputs": [],', 1).encode())
    code, out, err = run("grade", "hw0")
    assert (code, err) == (0, "")
    assert "cy: graded, the file's JSON was damaged and was repaired; no cell was changed by that" in out
    assert [automatic(scores(student)) for student in ("ada", "ben", "cy")] == [FULL] * 3
    assert run("feedback", "hw0")[0] == 0
    pages = {student: course.feedback(NAME, student).read_text() for student in ("ada", "ben", "cy")}
    assert f"named {NAME}.zip/hw/{NAME}.ipynb instead of {NAME}.ipynb" in pages["ada"]
    assert f"named {NAME}.ipynb.txt instead" in pages["ben"]
    assert "was repaired" in pages["cy"]
    assert "0 to grade" in run("grade", "hw0")[1]


def test_a_file_that_was_cut_off_is_graded_in_part_and_every_run_says_so(run, course, hand_in, right, scores):
    text = json.dumps(right, indent=1)
    hand_in("ada", text[: text.index('"source": "def scale')].encode())
    hand_in("ben", right)
    line = "ada: graded in part, the file is cut off: its first "
    for _ in range(2):
        code, _, err = run("grade", "hw0")
        assert (code, err.count("\n")) == (1, 1)
        assert err.startswith(line)
    assert automatic(scores("ada")) == {"check-centre": 2.0, "check-scale": 0.0}
    assert automatic(scores("ben")) == FULL
    assert run("feedback", "hw0")[0] == 0
    assert "the file is cut off" in course.feedback(NAME, "ada").read_text()
    assert "the file is cut off" in run("report", "hw0")[1]


def test_a_folder_with_nothing_that_can_be_graded_is_one_line_and_no_success(run, hand_in):
    hand_in("ada", b"%PDF-1.7", "homework.pdf")
    hand_in("ben", b"Rar!\x1a\x07", "homework.rar")
    hand_in("cy", b"", "desktop.ini")
    code, _, err = run("grade", "hw0")
    assert code == 1
    said = sorted(err.splitlines())
    assert [line.partition(":")[0] for line in said] == ["ada", "ben", "cy"]
    assert "(no notebook of this homework was handed in, but homework.pdf (a PDF))" in said[0]
    assert "homework.rar (a RAR archive, which cannot be opened here: ask for the notebook, or for a zip)" in said[1]
    assert "but only desktop.ini" in said[2]


def test_what_nbgrader_needs_to_release_feedback_is_beside_it(run, course, hand_in, right):
    folder = hand_in("ada", right)
    (folder / "submission_secret.txt").write_text("collected")
    hand_in("ben", right)
    run("grade", "hw0")
    run("feedback", "hw0")
    secrets = [course.feedback(NAME, name).with_name("submission_secret.txt").read_text() for name in ("ada", "ben")]
    assert secrets[0] == "collected"
    assert len(secrets[1]) == 64
    assert course.feedback(NAME, "ada").with_name("timestamp.txt").read_text() == "2026-02-03 04:05:06 UTC\n"
    run("feedback", "hw0")
    assert course.feedback(NAME, "ben").with_name("submission_secret.txt").read_text() == secrets[1]
