"""`autograder doctor` on a machine that lacks something: each thing really taken away from it."""

from __future__ import annotations

import os
import resource
import subprocess
import sys

import pytest

NAME = "hw0_tiny"
DOCTOR = [sys.executable, "-m", "autograder.cli", "--course"]


@pytest.fixture
def doctor(course):
    """Run it in a process of its own, behind the words ``before``: exit code, and the lines that say what is wrong."""

    def run(*before, **settings):
        words = [*before, *DOCTOR, str(course.root), "doctor"]
        done = subprocess.run(words, capture_output=True, text=True, check=False, **settings)
        assert done.stderr == ""
        wrong = [line for line in done.stdout.splitlines() if line.startswith(("  ✗", "  !", "      "))]
        return done.returncode, "\n".join(wrong), done.stdout

    return run


def test_a_course_in_order_is_fine(doctor, hand_in, right):
    hand_in("ada", right)
    code, wrong, said = doctor()
    assert (code, wrong) == (0, "")
    assert "✓ a jail starts, keeps to its memory, and sees neither this course nor a network" in said
    assert "✓ 1 submissions can be read" in said
    assert said.splitlines()[-1] == "nothing stands in the way of grading"


def test_it_leaves_everything_as_it_was(doctor, course, hand_in, right):
    hand_in("ada", right)
    (course.work / "gradebook.db").unlink()
    before = {path: path.stat().st_mtime_ns for path in course.root.rglob("*")}
    code, _, said = doctor()
    assert (code, "is not there yet" in said) == (0, True)
    assert {path: path.stat().st_mtime_ns for path in course.root.rglob("*")} == before


def with_path(folder):
    return {**os.environ, "PATH": f"{folder}:{os.environ['PATH']}"}


def fake_bwrap(tmp_path, script):
    path = tmp_path / "fake" / "bwrap"
    path.parent.mkdir()
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return with_path(path.parent)


def test_no_bubblewrap_stops_and_the_remedy_is_named(doctor, tmp_path):
    code, wrong, said = doctor(env={**os.environ, "PATH": str(tmp_path / "nowhere")})
    assert code == 1
    assert "✗ bubblewrap: bubblewrap (bwrap) is needed to run student code safely" in wrong
    assert "sudo apt-get install bubblewrap" in wrong
    assert "! a jail: skipped because of the problem above" in wrong
    assert said.splitlines()[-1].startswith("1 to repair before grading")


def test_a_bubblewrap_that_is_too_old_stops(doctor, tmp_path):
    old = fake_bwrap(tmp_path, 'case "$*" in --version) echo "bubblewrap 0.4.1";; *" true") exit 0;; *) exit 1;; esac')
    code, wrong, _ = doctor(env=old)
    assert code == 1
    assert "✗ bubblewrap: 0.5 or newer is needed, and" in wrong
    assert "says 'bubblewrap 0.4.1'" in wrong


def test_a_jail_that_does_not_start_stops_with_its_last_words(doctor, tmp_path):
    broken = 'case "$*" in --version) echo "bubblewrap 0.8.0";; *" true") exit 0;; *) echo "no luck" >&2; exit 3;; esac'
    code, wrong, _ = doctor(env=fake_bwrap(tmp_path, broken))
    assert code == 1
    assert "✗ a jail: the jail could not be started" in wrong
    assert "no luck" in wrong


def test_a_jail_with_a_hole_stops(doctor, course, tmp_path):
    """A bubblewrap that shows student code the course."""
    root = course.root
    code, wrong, _ = doctor(env=fake_bwrap(tmp_path, f'exec /usr/bin/bwrap --ro-bind "{root}" "{root}" "$@"'))
    # the private /tmp comes after this mount and would hide it there
    assert (code, f"student code could read {root}" in wrong) == ((1, True) if root.parts[1] != "tmp" else (0, False))


def test_a_machine_without_user_namespaces_stops_with_the_setting_to_change(doctor):
    forbid = 'echo 0 > /proc/sys/user/max_user_namespaces && exec "$@"'
    code, wrong, _ = doctor("unshare", "--user", "--map-root-user", "sh", "-c", forbid, "sh")
    assert code == 1
    assert "✗ user namespaces: OSError" in wrong
    assert "Run `sudo sysctl user.max_user_namespaces=15000`." in wrong


@pytest.mark.parametrize(
    ("limit", "value", "what", "remedy"),
    [
        ("RLIMIT_NOFILE", 100, "100 open files, 256 are needed", "ulimit -n 1024"),
        ("RLIMIT_FSIZE", 2**26, f"{2**26} bytes in one file", "ulimit -f unlimited"),
        ("RLIMIT_CPU", 600, "600 seconds of processor time", "ulimit -t unlimited"),
    ],
)
def test_a_limit_of_the_shell_that_is_too_low_stops(doctor, limit, value, what, remedy):
    lower = lambda: resource.setrlimit(getattr(resource, limit), (value, value))  # noqa: E731
    code, wrong, _ = doctor(preexec_fn=lower)
    assert code == 1
    assert f"✗ limits of this shell: {what}" in wrong
    assert remedy in wrong


def test_a_disk_that_is_almost_full_stops(doctor, course):
    mount = f'mount -t tmpfs -o size=1m none "{course.work}" && exec "$@"'
    code, wrong, _ = doctor("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", mount, "sh")
    assert code == 1
    assert "✗ the course's disk, 1 MB free: 1 MB free, and 200 MB are needed" in wrong
    assert f"Make room where {course.work} is." in wrong


@pytest.fixture
def with_package(tmp_path):
    """An environment in which a package is found in another version, or the project asks for other packages."""

    def make(name, version, *requires):
        folder = tmp_path / "packages" / f"{name.replace('-', '_')}-{version}.dist-info"
        folder.mkdir(parents=True)
        lines = ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *requires]
        (folder / "METADATA").write_text("\n".join(lines) + "\n")
        return {**os.environ, "PYTHONPATH": str(folder.parent)}

    return make


def test_a_package_of_the_wrong_version_stops_before_anything_else_is_tried(doctor, with_package):
    code, wrong, said = doctor(env=with_package("nbgrader", "0.8.1"))
    assert code == 1
    assert "nbgrader 0.8.1 (<0.10,>=0.9.5 is needed)" in wrong
    assert "Run `make env`" in wrong
    assert "this machine" not in said


def test_a_package_that_is_missing_stops(doctor, with_package):
    needs = "Requires-Dist: not-there>=1"
    code, wrong, _ = doctor(env=with_package("backpropagation-by-hand", "9", "Requires-Python: >=3.11", needs))
    assert (code, "not-there is missing (>=1 is needed)" in wrong) == (1, True)
