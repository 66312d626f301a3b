"""Every page: nothing from another server, no complaint, no sideways scroll, readable and reachable by keyboard."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from tests.support.browsing import CHINESE, PAGES, Visit, chapters, transferred

pytestmark = pytest.mark.chromium

READ = [name for name in PAGES if name != "index.html"]  # which only leads to the book's first page
BOTH = [*READ, *CHINESE]

VISUALS_WITHOUT_WORDS = """
() => [...document.querySelectorAll('img, svg[role=img], canvas:not([aria-hidden=true]), video')]
  .filter((each) => !(each.getAttribute('alt') ?? each.getAttribute('aria-label') ?? '').trim())
  .filter((each) => !each.parentElement.querySelector('.logo__title'))  // the logo's name stands beside it
  .map((each) => each.outerHTML.slice(0, 200))
"""

# WCAG 2: the contrast of each text with what is painted behind it, for text that is seen.
LOW_CONTRAST = r"""
() => {
  const channel = (v) => ((v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  function rgba(colour) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = '#000';
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  function behind(element) {
    const cell = element.closest('.kg-cell');
    if (cell) return rgba(getComputedStyle(cell.querySelector('rect')).fill);
    for (let each = element; each; each = each.parentElement) {
      const colour = rgba(getComputedStyle(each).backgroundColor);
      if (colour[3] > 0.99) return colour;
    }
    return rgba(getComputedStyle(document.documentElement).colorScheme.includes('dark') ? '#121212' : '#fff');
  }
  const bad = [], seen = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const element = text.parentElement;
    const unseen = element.closest('script, style, .katex-mathml, .headerlink');
    if (unseen || seen.has(element) || !text.data.trim()) continue;
    seen.add(element);
    const style = getComputedStyle(element), box = element.getBoundingClientRect();
    const visible = element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
    if (!visible || box.width < 2 || box.height < 2) continue;
    const ink = rgba(element.closest('svg') ? style.fill : style.color);
    const [a, b] = [light(ink), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05), large = parseFloat(style.fontSize) >= 24;
    const name = element.getAttribute('class');
    if (ratio < (large ? 3 : 4.5)) bad.push(`${ratio.toFixed(2)} ${text.data.trim().slice(0, 40)} (${name})`);
  }
  return { bad, texts: seen.size };
}
"""

FOCUSED = """
() => {
  const element = document.activeElement, style = getComputedStyle(element);
  const field = element.closest('form.bd-search');  // its frame shows the focus of the field inside
  const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  const framed = style.boxShadow !== 'none' || (field && getComputedStyle(field).boxShadow !== 'none');
  element.setAttribute('data-reached', '');
  return { name: element.outerHTML.slice(0, 120), body: element === document.body,
           shown: outlined || framed || style.textDecorationLine !== 'none' };
}
"""


# A formula that begins left of its place can never be read: nothing scrolls there.
CUT_FORMULAS = """
() => [...document.querySelectorAll('div.math')].filter((place) => {
  const formula = place.querySelector('.katex-html').getBoundingClientRect(), box = place.getBoundingClientRect();
  return formula.left < box.left - 1 || formula.right > box.right + 1;
}).map((place) => place.textContent.slice(0, 80))
"""


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


LIGHT = 400_000  # bytes on the wire, before anybody presses anything


def weight(requests: list[str], root: str, site: Path) -> int:
    """Bytes of all files that were asked for, each once."""
    files = {urlsplit(url).path.lstrip("/") for url in requests if url.startswith(root)}
    return sum(transferred(site / (file or "index.html")) for file in files)


@pytest.mark.parametrize("scheme", ["http", "file"])
@pytest.mark.parametrize("name", [*PAGES, *CHINESE])
def test_a_page_needs_nothing_but_its_own_site(
    visit: Callable[..., Visit], http_root: str, file_root: str, site: Path, name: str, scheme: str
) -> None:
    root = {"http": http_root, "file": file_root}[scheme]
    visited = visit()
    page = visited.go(root + name, until="networkidle")
    if scheme == "http":
        assert 60_000 < weight(visited.requests, root, site) < LIGHT
    widths = {1440: sideways(page)}
    page.set_viewport_size({"width": 320, "height": 900})
    widths[320] = sideways(page)
    assert page.evaluate(CUT_FORMULAS) == []

    assert len(visited.requests) > 5, "the page was not really loaded"
    own = (root, f"blob:{root}", "blob:null/" if scheme == "file" else f"blob:{root}", "data:")
    assert [url for url in visited.requests if not url.startswith(own)] == []
    assert visited.complaints == []
    assert widths == {1440: 0, 320: 0}
    assert page.evaluate(VISUALS_WITHOUT_WORDS) == []
    assert page.locator(".katex-error, .math .error").count() == 0
    assert page.locator(".katex").count() == page.locator(".katex .katex-mathml math").count()
    assert page.locator(f"html[lang={'zh-CN' if name in CHINESE else 'en'}]").count() == 1


CHAPTERS = [f"{name}.html" for name in chapters() if name[5:7].isdigit()]
# Their exercises need no notebook, and they say so: 04 counts, and 14 compares what the other chapters built.
PENCIL_ONLY = {"book/04_properties.html", "book/14_comparison.html"}


@pytest.mark.parametrize("name", CHAPTERS)
def test_a_chapter_has_a_live_demo_and_an_assignment(visit: Callable[..., Visit], http_root: str, name: str) -> None:
    page = visit().go(http_root + name)
    assert page.locator(".kg-demo[data-demo]").count() > 0, "the chapter has no demo"
    assert page.locator(".assignment").count() > 0 or name in PENCIL_ONLY, "the chapter has no {assignment} box"


@pytest.mark.parametrize("name", [name for name in CHAPTERS if name not in PENCIL_ONLY])
def test_a_chapter_offers_its_assignment(visit: Callable[..., Visit], http_root: str, site: Path, name: str) -> None:
    page = visit().go(http_root + name)
    box = page.locator(".assignment")
    assert box.count() >= 1
    links = {link.inner_text(): link.get_attribute("href") for link in box.first.locator("a.external").all()}
    assert list(links) == ["Colab", "Binder"]  # a hub is everybody's own
    assert all(urlsplit(address).query or "/blob/" in (address or "") for address in links.values())
    assert all("notebooks" in (address or "") and ".ipynb" in (address or "") for address in links.values())

    with page.expect_download() as download:
        box.first.locator("a.download").click()
    name = download.value.suggested_filename
    assert name.endswith(".ipynb")
    assert Path(download.value.path()).read_bytes() == (site.parents[1] / "notebooks" / name).read_bytes()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", BOTH)
def test_text_stands_out_from_what_is_behind_it(
    visit: Callable[..., Visit], http_root: str, name: str, scheme: str
) -> None:
    page = visit(color_scheme=scheme).go(http_root + name)
    assert page.locator(f"html[data-theme={scheme}]").count() == 1
    page.evaluate("document.getAnimations().forEach((each) => each.finish())")  # a theme's colours fade in
    found: dict[str, Any] = page.evaluate(LOW_CONTRAST)
    assert found["texts"] > 10
    assert found["bad"] == []


@pytest.mark.parametrize("name", BOTH)
def test_every_control_is_reached_by_tab_and_shows_it(visit: Callable[..., Visit], http_root: str, name: str) -> None:
    page = visit().go(http_root + name)
    stops = []
    for _ in range(400):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if stop["body"]:
            break
        stops.append(stop)
    else:
        pytest.fail("Tab never came to the end of the page")
    assert [stop["name"] for stop in stops if not stop["shown"]] == []
    missed = page.locator(
        "main :is(a[href], input:not([type=radio]), select, button, summary):visible"
        ":not([data-reached]):not([tabindex='-1']),"
        "main fieldset:has([type=radio]):not(:has([data-reached]))"  # one stop a group: arrow keys lead through it
    )
    assert [missed.nth(i).evaluate("each => each.outerHTML") for i in range(missed.count())] == []


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_search_finds_a_chapter(visit: Callable[..., Visit], http_root: str, file_root: str, scheme: str) -> None:
    visited = visit()
    page = visited.go({"http": http_root, "file": file_root}[scheme] + "search.html?q=toeplitz")
    page.wait_for_selector("#search-results li a")
    found = page.locator("#search-results li a").evaluate_all("links => links.map((a) => a.getAttribute('href'))")
    assert any("02_convolution" in address for address in found)
    assert visited.complaints == []


def test_the_theme_can_be_chosen_and_the_demos_follow(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit(color_scheme="light").go(http_root + "book/02_convolution.html")
    colour = "getComputedStyle(document.querySelector('.kg-demo')).backgroundColor"
    before = page.evaluate(colour)
    for _ in range(3):
        if page.locator("html[data-theme=dark]").count():
            break
        page.locator("button.theme-switch-button:visible").first.click()
    assert page.locator("html[data-theme=dark]").count() == 1
    assert page.evaluate(colour) != before
