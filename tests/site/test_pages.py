"""Every page of the site in a real browser, from a disk and without a network."""

from __future__ import annotations

import re
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

ROOT = Path(__file__).parents[2]
LOST = re.compile(
    r"\$[^$\n]{1,80}\$|\\(?:frac|partial|begin|end|mathbf|operatorname|lambda|sigma|ell|top|circ)\b|\\[()\[\]]"
)
SEARCHED = "#search-results .search-summary:has-text('Search finished')"  # when every result is on the page
EXTERNAL = re.compile(r"https?://[\w.-]+\.[a-z]{2,}(?:/\S*)?\Z|mailto:\S+@\S+\Z")
# What a reader sees, apart from code and from what MathJax keeps for screen readers.
READ = """() => {
  const copy = document.querySelector('article').cloneNode(true);
  copy.querySelectorAll('pre, code, mjx-container, script, style, annotation').forEach(e => e.remove());
  // A judged derivation quotes a line as it was written, so there only the dollar signs tell.
  copy.querySelectorAll('.text_html').forEach(e => { e.textContent = e.textContent.includes('$') ? '$lost$' : ''; });
  return copy.textContent;
}"""
# Text that sticks out of the page; tables, code and long formulas have their own scroll bars.
WIDE = """async () => {
  await new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)));
  const wide = document.documentElement.clientWidth, found = [];
  if (document.documentElement.scrollWidth > wide) found.push('the page is ' + document.documentElement.scrollWidth);
  const boxed = e => e.closest('pre, table, mjx-container, .math, .highlight, .pst-scrollable-table-container');
  document.querySelectorAll('article p, article li, article h1, article h2, article h3, article img, article summary, '
    + 'article dt, article svg.series-map, article figure').forEach(e => {
    const box = e.getBoundingClientRect();
    if (box.width && !boxed(e) && (box.right > wide + 1 || box.left < -1))
      found.push(e.tagName + ' ' + Math.round(box.right) + ' ' + e.textContent.trim().slice(0, 60));
  });
  document.querySelectorAll('article mjx-container:not(.wide):not([display])').forEach(e => {
    const end = e.querySelector('svg').getBoundingClientRect().right, room = e.closest('p, li, dd');
    if (end && room && !e.closest('table') && end > room.getBoundingClientRect().right + 1)
      found.push('formula cut off: ' + room.textContent.slice(0, 60));
  });
  return found;
}"""

# Pictures without words of their own, or that did not load.
BARE = r"""() => [...document.querySelectorAll('article img')]
  .filter(i => !(i.alt || '').trim() || /^_?images|\.(svg|png)$/.test(i.alt)
    || (i.complete && !i.naturalWidth && i.style.display !== 'none'))
  .map(i => i.src.slice(-60))"""


def pages(site: Path) -> list[Path]:
    return sorted(path for path in site.rglob("*.html") if "_static" not in path.parts)


class Page(HTMLParser):
    """The anchors, links and pictures of one page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.anchors: set[str] = {"", "top"}
        self.links: list[str] = []
        self.doubled: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attributes}
        if "id" in values:
            if values["id"] in self.anchors:
                self.doubled.append(values["id"])
            self.anchors.add(values["id"])
        if tag == "a" and "name" in values:
            self.anchors.add(values["name"])
        if tag == "a" and "href" in values:
            self.links.append(values["href"])
        if tag in ("img", "script") and values.get("src"):
            self.links.append(values["src"])
        if tag == "link" and values.get("href"):
            self.links.append(values["href"])


@cache
def parsed(path: Path) -> Page:
    return Page(path.read_text(encoding="utf-8"))


def test_every_notebook_has_its_page(site):
    wanted = {path.relative_to(ROOT).with_suffix(".html") for path in ROOT.glob("lectures/[0-9][0-9]_*.ipynb")}
    for folder in ("assignments", "solutions"):
        wanted |= {path.relative_to(ROOT).with_suffix(".html") for path in ROOT.glob(f"{folder}/*/*.ipynb")}
    assert len(wanted) > 12
    assert sorted(wanted - {path.relative_to(site) for path in pages(site)}) == []


def test_every_link_leads_somewhere(site):
    broken = []
    for path in pages(site):
        for link in parsed(path).links:
            address = urlsplit(link)
            if address.scheme or link.startswith("//"):
                if address.scheme != "data" and not EXTERNAL.match(link):
                    broken.append(f"{path.relative_to(site)}: {link}")
                continue
            target = (path.parent / unquote(address.path)).resolve() if address.path else path
            if not target.is_file():
                broken.append(f"{path.relative_to(site)}: {link}: no such file")
            elif target.suffix == ".html" and unquote(address.fragment) not in parsed(target).anchors:
                broken.append(f"{path.relative_to(site)}: {link}: no such anchor")
    assert broken == []


def test_every_notebook_can_be_downloaded_unchanged(site):
    there = {path.name: path.read_bytes() for path in site.rglob("_downloads/*/*.ipynb")}
    for path in [*ROOT.glob("lectures/[0-9][0-9]_*.ipynb"), *ROOT.glob("assignments/*/*.ipynb")]:
        assert there[path.name] == path.read_bytes(), path.name
        page = site / path.relative_to(ROOT).with_suffix(".html")
        assert any(link.endswith(path.name) for link in parsed(page).links), path.name


def test_every_page_is_whole_on_a_screen_and_on_a_phone(site, begun):
    """No error, no failed or foreign request, no formula left as text, no picture without words, nothing too wide."""
    found = []
    paths = pages(site)
    ahead = begun(paths[0])
    for path, following in zip(paths, [*paths[1:], None], strict=True):
        screen, ahead = ahead, following and begun(following)  # the next page loads while this one is looked at
        name = path.relative_to(site)
        screen.whole()
        found += [f"{name}: {what}" for what in screen.wrong]
        if screen.page.locator("article").count():
            found += [f"{name}: formula {match[0]!r}" for match in LOST.finditer(screen.page.evaluate(READ))]
        found += [
            f"{name}: {error.inner_text()}" for error in screen.page.locator("mjx-merror, [data-mjx-error]").all()
        ]
        found += [f"{name}: picture without words, or not there: {what}" for what in screen.page.evaluate(BARE)]
        found += [f"{name} at 1280: {what}" for what in screen.page.evaluate(WIDE)]
        screen.page.set_viewport_size({"width": 390, "height": 844})
        found += [f"{name} at 390: {what}" for what in screen.page.evaluate(WIDE)]
        screen.page.close()
    assert not found, "\n".join(found)


def test_formulas_are_drawn(site, opened):
    page = opened(site / "lectures" / "01_softmax_regression.html").page
    assert page.locator("mjx-container[jax=SVG] svg").count() > 200
    assert page.locator("article .math").count() == page.locator("article .math mjx-container").count()


def test_search_from_a_disk_finds_a_word(site, opened):
    search = opened(site / "search.html", anchor="?q=hinge")
    search.page.wait_for_selector(SEARCHED)
    assert any("01_softmax" in link.get_attribute("href") for link in search.page.locator("#search-results a").all())
    assert search.wrong == []


def test_search_does_not_lead_to_solutions(site, opened):
    search = opened(site / "search.html", anchor="?q=softmax")
    search.page.wait_for_selector(SEARCHED)
    found = [link.get_attribute("href") for link in search.page.locator("#search-results a").all()]
    assert len(found) > 3
    assert [link for link in found if "solutions/" in link] == []


@pytest.mark.parametrize("width", [1280, 390])
def test_answers_are_folded_and_open(site, opened, width):
    page = opened(site / "lectures" / "01_softmax_regression.html", width).page
    answers = page.locator("article details:has(> summary:text-is('Answer'))")
    assert answers.count() >= 5
    for i in range(answers.count()):
        answer = answers.nth(i)
        assert answer.locator("p").first.is_visible() is False
        answer.locator("summary").click()
        assert answer.locator("p").first.is_visible()


def test_long_drawing_code_and_checks_are_folded_and_open(site, opened):
    hw1 = "assignments/hw1_softmax_regression/hw1_softmax_regression"
    for page, words in (("lectures/01_softmax_regression", "How it is drawn"), (hw1, "The check (2 points)")):
        shown = opened(site / f"{page}.html").page
        fold = shown.locator(f"details:has(summary:has-text('{words}'))").first
        assert not fold.locator("pre").first.is_visible()
        fold.locator("summary").click()
        assert fold.locator("pre").first.is_visible()


def test_moving_pictures_move(site, opened):
    moving = [path for path in pages(site) if "data-motion=" in path.read_text(encoding="utf-8")]
    for path in moving:
        page = opened(path).page
        for box in page.locator("[data-motion]").all():
            last = int(box.locator("input").get_attribute("max"))
            assert last >= 1
            box.locator("input").fill(str(last))
            assert [picture.is_visible() for picture in box.locator("img").all()] == [False] * last + [True]


def test_a_solution_is_one_click_behind_the_hints_and_in_no_menu(site):
    for path in sorted(site.glob("assignments/*/hw*.html")):
        name = path.parent.name
        hints = path.parent / "before_you_look.html"
        solution = f"../../solutions/{name}/{name}.html"
        assert hints.name in parsed(path).links
        assert solution in parsed(hints).links
        assert solution not in parsed(path).links
    leading = {path.name for path in pages(site) if any("solutions/hw" in link for link in parsed(path).links)}
    assert leading == {"before_you_look.html"}


def test_a_figure_is_enlarged_by_a_click_and_put_back_by_another(site, opened):
    page = opened(site / "lectures" / "01_softmax_regression.html", 390).page
    figure = page.locator("div.cell_output img").first
    figure.click()
    large = page.locator("dialog.enlarged img")
    assert large.bounding_box()["width"] > 2 * figure.bounding_box()["width"]
    assert large.get_attribute("alt") == figure.get_attribute("alt")
    large.click()
    assert page.locator("dialog.enlarged").count() == 0


def test_paper_shows_the_answers_and_the_screen_folds_them_again(site, opened):
    page = opened(site / "lectures" / "01_softmax_regression.html").page
    answers = page.locator("article details:has(> summary:text-is('Answer'))")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert answers.evaluate_all("all => all.every(one => one.open)")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert not answers.evaluate_all("all => all.some(one => one.open)")


def test_dark_pages_keep_figures_on_white(site, browser):
    context = browser.new_context(color_scheme="dark", offline=True)
    page = context.new_page()
    page.goto((site / "lectures" / "01_softmax_regression.html").as_uri())
    colour = "e => getComputedStyle(e).backgroundColor"
    assert page.locator("div.cell_output img").first.evaluate(colour) == "rgb(255, 255, 255)"
    assert page.locator("body").evaluate(colour) != "rgb(255, 255, 255)"
    context.close()
