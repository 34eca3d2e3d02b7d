"""Formgrader inside a real JupyterLab: its autograde button grades like ours, and its grading page is safe to open."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
NAME = "hw0_tiny"
TIMEOUT = 600_000  # milliseconds until a test gives up; nothing is asserted about time
ATTACK = "<script>window.pwned = 1</script><img src='https://evil.example/x.png' onerror='window.pwned = 1'>"
DISPLAY = f'''
from IPython.display import HTML, Javascript, display
display(HTML("""{ATTACK}<b>bold</b>"""), Javascript("window.pwned = 1"))
'''


@pytest.fixture
def lab(course, tmp_path):
    """A JupyterLab in the course's folder, with nobody's settings; its address."""
    shutil.copy(ROOT / "nbgrader_config.py", course.root)
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "HOME")
    environment = {**os.environ, **{name: str(tmp_path / "private" / name) for name in folders}}
    options = ["--no-browser", "--allow-root", "--ServerApp.port=0", "--IdentityProvider.token=",
               f"--ServerApp.root_dir={course.root}", "--LabApp.news_url=None",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]  # fmt: skip
    command = [str(Path(sys.executable).parent / "jupyter"), "lab", *options]
    server = subprocess.Popen(
        command, cwd=course.root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    said, rest = [], None
    try:
        for line in server.stderr:
            said.append(line)
            if found := re.search(r"http://(?:localhost|127\.0\.0\.1):(\d+)/lab", line):
                break
        else:
            pytest.fail("".join(said))
        rest = threading.Thread(target=said.extend, args=(server.stderr,))  # or the pipe would fill up
        rest.start()
        yield f"http://127.0.0.1:{found[1]}"
    finally:
        server.terminate()
        server.wait()
        if rest is not None:
            rest.join()
        server.stderr.close()


@pytest.fixture
def page(browser):
    """A browser page that reaches this machine only, and counts what it asked for elsewhere."""
    page = browser.new_page(viewport={"width": 1300, "height": 900})
    page.set_default_timeout(TIMEOUT)
    page.elsewhere = []

    def decide(route):
        if route.request.url.startswith(("http://127.0.0.1", "http://localhost", "data:", "blob:")):
            route.continue_()
        else:
            page.elsewhere.append(route.request.url)
            route.abort()

    page.route("**/*", decide)
    yield page
    page.close()


def answer_dialog(frame, words):
    """Wait for formgrader's message, and say OK."""
    frame.wait_for_selector(f'#success-modal:has-text("{words}")', timeout=TIMEOUT)
    frame.click("#success-modal .modal-footer button")
    frame.wait_for_selector("#success-modal", state="hidden")


def test_the_autograde_button_grades_and_the_grading_page_lets_nothing_run(
    page, lab, course, hand_in, right, scores, graded, read_gradebook
):
    for cell in right["cells"]:
        if cell["id"] == "why":
            cell["source"] = f"Because of *units*. {ATTACK} [x](javascript:window.pwned=1)"
        if cell["id"] == "centre":
            cell["source"] += DISPLAY
    hand_in("ada", right)
    page.goto(f"{lab}/lab?reset")
    page.click('.lm-MenuBar-item:has-text("Nbgrader")')
    page.click('[data-command="nbgrader:open-formgrader"]')
    frame = page.wait_for_selector("iframe").content_frame()
    frame.click("td.num-submissions a")
    frame.click("td.autograde a")
    answer_dialog(frame, "Successfully autograded 'hw0_tiny' for student 'ada'")
    assert frame.inner_text("td.score") == "5 / 9"
    assert scores("ada") == {"check-centre": 2, "check-scale": 3, "why": None}
    assert course.autograded(NAME, "ada").read_bytes() == graded(right).notebook

    frame.click("td.generate-feedback a")
    answer_dialog(frame, "Successfully generated feedback")
    assert "5</strong> of 9 points" in course.feedback(NAME, "ada").read_text()

    frame.click("text=Manual Grading")
    for _ in range(3):  # assignment, notebook, submission
        frame.click("td a >> nth=0")
        frame.wait_for_load_state()
    frame.wait_for_selector("text=Student's answer >> nth=0")
    shown = frame.inner_text("body")
    assert "Because of units." in shown
    assert "Rubric for why" in shown
    assert "<IPython.core.display.HTML object>" in shown
    assert frame.evaluate("window.pwned") is None
    assert page.evaluate("window.pwned") is None
    assert [address for address in page.elsewhere if "evil" in address] == []
    assert frame.locator("a[href^='javascript:window']").count() == 0

    with page.expect_response(lambda answer: "/formgrader/api/grade/" in answer.url and answer.request.method == "PUT"):
        frame.fill("input#why", "3")
        frame.locator("input#why").blur()
    assert read_gradebook().find_grade("why", NAME, NAME, "ada").manual_score == 3
