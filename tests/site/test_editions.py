"""Two languages on one site: each page leads to its twin, and the Chinese one shows the same numbers."""

import filecmp
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from autograder.release.addresses import published_site
from book.chinese.edition import FOLDER, chinese_documents
from book.chinese.sections import identifiers
from tests.support.browsing import CHINESE, Visit, chapters
from tests.support.grids import case
from tests.support.paths import ROOT

pytestmark = pytest.mark.chromium

CHAPTER = "book/02_convolution.html"
SIGN = re.compile(r"[\u4e00-\u9fff]")
NAMES = {"Kernels & Gates", "LSTM", "GRU"}  # titles of pages, the same in both languages
WIDE = r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]"


class Labels(HTMLParser):
    """The tooltips and accessible names of a page, in the language of the page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the element's labels; those of what it cites and of the link to English are not Chinese."""
        given = dict(attrs)
        if "lang" in given or ("#" in (given.get("href") or "") and "references" in (given.get("href") or "")):
            return
        self.found += [given[name] or "" for name in ("title", "aria-label", "placeholder") if name in given]


def html(site: Path, name: str) -> str:
    return (site / name).read_text(encoding="utf-8")


def switch(text: str) -> dict[str, str]:
    """The attributes of the link to the other language."""
    (link,) = re.findall(r'<a class="(kg-edition[^"]*)" href="([^"]+)" lang="([^"]+)"', text)
    return dict(zip(("kind", "address", "language"), link, strict=True))


def test_every_page_leads_to_its_twin_or_says_that_there_is_none(site: Path) -> None:
    address, there = published_site(ROOT), chinese_documents()
    for name in chapters():
        with case(page=name):
            english = html(site, f"{name}.html")
            link = switch(english)
            leads_to = (site / f"{name}.html").parent / link["address"]
            assert leads_to.is_file()
            alternates = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)"', english))
            if name not in there:
                assert leads_to.resolve() == (site / "zh" / "book" / "index.html").resolve()
                assert "本页尚无中文版" in english
                assert alternates == {}
                continue
            twin = site / "zh" / f"{name}.html"
            assert (leads_to.resolve(), link["kind"]) == (twin.resolve(), "kg-edition")
            back = switch(html(site, f"zh/{name}.html"))
            assert (twin.parent / back["address"]).resolve() == (site / f"{name}.html").resolve()
            expected = {"en": f"{address}{name}.html", "zh-CN": f"{address}zh/{name}.html"}
            assert alternates == {**expected, "x-default": expected["en"]}
            chinese = dict(re.findall(r'hreflang="([^"]+)" href="(http[^"]+)" />', html(site, f"zh/{name}.html")))
            assert chinese == alternates


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_switch_leads_to_the_same_place_and_is_remembered(
    visit: Callable[..., Visit], http_root: str, file_root: str, scheme: str
) -> None:
    root = {"http": http_root, "file": file_root}[scheme]
    visited = visit()
    page = visited.go(root + CHAPTER)
    page.locator("#the-sliding-picture").evaluate("place => place.scrollIntoView({ behavior: 'instant' })")
    place = page.locator("a.kg-edition").bounding_box()
    assert place
    page.mouse.click(place["x"] + 9, place["y"] + 9)  # as it is seen: the locator's own click would scroll first
    page.wait_for_url("**/zh/**")
    assert page.url == f"{root}zh/{CHAPTER}#the-sliding-picture"
    assert abs(page.locator("#the-sliding-picture h2").evaluate("head => head.getBoundingClientRect().top")) < 200
    assert page.locator("html[lang='zh-CN']").count() == 1

    def at_the_bare_address() -> str:
        page.goto(f"{root}index.html", wait_until="commit")
        page.wait_for_url("**/book/index.html")
        return page.url.removeprefix(root)

    assert at_the_bare_address() == "zh/book/index.html"
    page.goto(root + CHAPTER)
    assert page.url == root + CHAPTER, "no page sends anybody away"
    page.goto(f"{root}zh/book/index.html")
    page.locator("a.kg-edition").click()
    page.wait_for_url(f"{root}book/index.html")
    assert at_the_bare_address() == "book/index.html"
    left = ("failed:",)  # what a page was still fetching when the reader left it
    assert [each for each in visited.complaints if not each.startswith(left)] == []


def test_a_reader_whose_browser_speaks_chinese_begins_in_chinese(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit(locale="zh-CN").page
    page.goto(http_root, wait_until="commit")
    page.wait_for_url("**/zh/book/index.html")


def test_without_a_script_the_switch_leads_to_the_page(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit(java_script_enabled=False).page
    page.goto(http_root + CHAPTER)
    page.locator("a.kg-edition").click()
    page.wait_for_url(f"{http_root}zh/{CHAPTER}")


def numbers(page: Page) -> list[str]:
    """The code and what it printed, cell by cell."""
    return [each.text_content() or "" for each in page.locator("div.cell :is(.cell_input, .cell_output) pre").all()]


@pytest.mark.parametrize("name", [name for name in CHINESE if re.search(r"/\d\d_", name)])
def test_a_chapter_shows_the_cells_and_headings_of_its_twin(
    visit: Callable[..., Visit], http_root: str, name: str
) -> None:
    chinese = visit().go(http_root + name)
    english = visit().go(http_root + name.removeprefix("zh/"))
    assert numbers(chinese) == numbers(english)
    assert len(numbers(chinese)) > 10
    demos = ".kg-demo[data-demo]"
    assert chinese.locator(demos).count() == english.locator(demos).count() > 0

    places = "places => places.map((place) => place.id)"
    source = ROOT / name.removeprefix("zh/").replace(".html", ".md")
    expected = [each for each in identifiers(source.read_text(encoding="utf-8")) if each]
    for page in (chinese, english):
        assert set(expected) <= set(page.locator("article section").evaluate_all(places))


def test_nothing_ran_twice_and_nothing_is_there_twice(site: Path) -> None:
    assert "Executing notebook" not in (FOLDER / "_build" / "site.log").read_text(encoding="utf-8")
    files = [path for path in (site / "zh").rglob("*") if path.is_file()]
    assert files
    twice = [
        path
        for path in files
        if (site / path.relative_to(site / "zh")).is_file()
        and filecmp.cmp(path, site / path.relative_to(site / "zh"), shallow=False)
    ]
    assert twice == []
    assert not (site / "zh" / "python").exists()


@pytest.mark.parametrize("name", CHINESE)
def test_a_chinese_page_speaks_chinese(site: Path, name: str) -> None:
    text = html(site, name)
    assert {label for label in Labels(text).found if label and not SIGN.search(label)} <= NAMES
    prose = "".join(re.findall(r"<p>(.*?)</p>", text, re.DOTALL))
    bare = re.sub(r"<[^>]+>", "", prose)
    assert re.findall(rf"{WIDE}\s*\n\s*{WIDE}", bare) == [], "a gap where a line ends"
    for drawing in re.findall(r'<svg class="kg-figure" role="img" aria-label="([^"]*)"', text):
        assert SIGN.search(drawing), drawing


@pytest.mark.parametrize(
    ("asked", "page"),
    [("卷积核", "02_convolution"), ("互相关", "02_convolution"), ("步幅", "glossary"), ("随时间反向传播", "glossary")],
)
def test_search_finds_chinese_words(visit: Callable[..., Visit], http_root: str, asked: str, page: str) -> None:
    visited = visit()
    shown = visited.go(f"{http_root}zh/search.html?q={asked}")
    shown.wait_for_selector("#search-results li a")
    found = shown.locator("#search-results li a").evaluate_all("links => links.map((a) => a.href)")
    assert any(f"zh/book/{page}" in address for address in found), found
    assert visited.complaints == []


def test_a_cell_of_a_chinese_page_runs(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(f"{http_root}zh/{CHAPTER}")
    cell = page.locator("div.cell").nth(1)
    cell.get_by_role("button", name="运行").click()
    expect(cell.get_by_text("完成。")).to_be_visible(timeout=120_000)
    expect(cell).to_contain_text("7.0 [4. 4. 7. 3.]")


def test_emphasis_is_dots_and_no_slant(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(f"{http_root}zh/{CHAPTER}")
    style: dict[str, Any] = page.locator("article em:not(.kg-latin)").first.evaluate(
        "each => ({ slant: getComputedStyle(each).fontStyle, marks: getComputedStyle(each).textEmphasisStyle })"
    )
    assert style["slant"] == "normal"
    assert "dot" in style["marks"]
