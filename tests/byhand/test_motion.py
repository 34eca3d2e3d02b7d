"""Pictures that move: with a mouse, with a keyboard, and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pytest

from byhand import data, motion, plots

LABELS = [f"step {i}, loss < {3 - i}" for i in range(4)]


def draw(i: int, width: float = 2.0) -> Any:
    figure, ax = plt.subplots(figsize=(width, 1.5), layout="none")
    ax.plot([0, 1], [0, i])
    ax.set(ylim=(0, 5))
    return figure


def four(**options: Any) -> motion.Motion:
    return motion.slider((draw(i) for i in range(4)), LABELS, alt='A line & a "corner"', **options)


def test_the_same_figures_give_the_same_bytes_and_others_another_name():
    first, second = four().markup, four().markup
    other = motion.slider((draw(i + 1) for i in range(4)), LABELS, alt='A line & a "corner"').markup
    names = [re.search(r'data-motion="(\w+)"', text)[1] for text in (first, second, other)]
    assert first == second
    assert names[0] != names[2]


def test_figures_are_closed_and_axes_will_do():
    shown = motion.slider([draw(i).axes[0] for i in range(4)], LABELS, alt="A line")
    assert plt.get_fignums() == []
    assert repr(shown) == "<4 frames: A line>"
    assert shown.frames == 4


@pytest.mark.parametrize(
    ("figures", "labels", "alt", "why"),
    [
        ([], [], "words", "no figures"),
        ([0, 1], ["one"], "words", "2 figures need as many labels, got 1"),
        ([0, 1], ["one", "two"], " ", "alt is empty"),
    ],
)
def test_what_cannot_be_shown_is_refused(figures, labels, alt, why):
    with pytest.raises(ValueError, match=why):
        motion.slider((draw(i) for i in figures), labels, alt=alt)


def test_figures_of_different_size_are_refused():
    with pytest.raises(ValueError, match=r"differ in size: 288 x 216, 432 x 216 pixels"):
        motion.slider([draw(0), draw(0, width=3.0)], ["one", "two"], alt="words")


def test_labels_and_words_are_escaped_and_nothing_comes_from_the_network():
    text = four().markup
    assert 'alt="A line &amp; a &quot;corner&quot; (step 0, loss &lt; 3)"' in text
    assert "//" not in re.sub(r"base64,[^\"]*", "", text)
    assert 'id="' not in text


def test_twenty_busy_frames_weigh_less_than_600_kilobytes():
    X, y = data.spiral(points_per_class=100, K=3, noise=0.2, rng=0)

    def busy(t: int) -> Any:
        left, right = plots.panels(2, width=3.4, height=3.2)
        plots.decision_regions(lambda A: (A @ [np.cos(t), np.sin(t)] > 0).astype(int), X, y, ax=left)
        left.legend().remove()
        plots.loss_curve(np.exp(-np.arange(t + 2) / 5), ax=right)
        right.set(xlim=(0, 20), ylim=(0, 1))
        return left

    assert len(motion.slider(map(busy, range(20)), [str(t) for t in range(20)], alt="words").markup) < 600_000


@pytest.fixture
def opened(browser: Any, tmp_path: Path) -> Iterator[Callable[..., Any]]:
    """Open a page with this body in Chromium; what goes wrong in it is kept in ``page.wrong``."""
    contexts = []

    def open_page(body: str, **options: Any) -> Any:
        path = tmp_path / "page.html"
        path.write_text(f"<!doctype html><title>Motion</title><body>{body}", encoding="utf-8")
        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on("console", lambda message: page.wrong.append(message.text))
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()


def visible(page: Any) -> list[int]:
    return [i for i, picture in enumerate(page.locator("img").all()) if picture.is_visible()]


def test_the_slider_shows_one_picture_at_a_time_beginning_with_the_first(opened):
    page = opened(four().markup)
    assert visible(page) == [0]
    page.locator("input").fill("2")
    assert visible(page) == [2]
    assert page.get_by_text(LABELS[2]).is_visible()
    assert page.locator("input").get_attribute("aria-valuetext") == LABELS[2]
    assert not page.get_by_text("The last of 4 pictures").is_visible()
    assert page.wrong == []


def test_the_keyboard_moves_it_and_the_page_around_it_hears_nothing(opened):
    page = opened(four().markup)
    page.evaluate("window.heard = 0; document.addEventListener('keydown', () => window.heard++)")
    page.locator("button").focus()
    page.keyboard.press("Tab")
    for key in ("ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"):
        page.keyboard.press(key)
    assert visible(page) == [2]
    assert page.evaluate("window.heard") == 0
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Enter")
    assert page.locator("button").inner_text() == "Pause"


def test_play_goes_to_the_end_stops_there_and_begins_again(opened):
    page = opened(four(interval=30).markup)
    play = page.locator("button")
    for _ in range(2):
        play.click()
        page.wait_for_function("document.querySelector('button').textContent === 'Play'")
        assert visible(page) == [3]
    assert page.wrong == []


def test_moving_the_slider_stops_the_play(opened):
    page = opened(four(interval=60_000).markup)
    page.locator("button").click()
    assert page.locator("button").inner_text() == "Pause"
    page.locator("input").fill("1")
    assert page.locator("button").inner_text() == "Play"


def test_two_on_a_page_even_the_same_one_move_apart(opened):
    page = opened(four().markup + "<hr>" + four().markup)
    page.locator("input").nth(1).fill("3")
    assert visible(page) == [0, 7]


def test_without_scripts_the_last_picture_is_shown_and_said_to_be_the_last(opened):
    page = opened(four().markup, java_script_enabled=False)
    assert visible(page) == [3]
    assert page.get_by_text("The last of 4 pictures: step 3").is_visible()
    assert not page.locator("input").is_visible()


def test_it_fits_a_phone(opened):
    page = opened(motion.slider([draw(0, width=9.5)], ["only one"], alt="words").markup,
                  viewport={"width": 390, "height": 800})  # fmt: skip
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
