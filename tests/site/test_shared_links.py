"""What other sites and search engines are told of a page, and what stands at an address that leads nowhere."""

import html
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from docutils import nodes
from playwright.sync_api import Route

from autograder.release.addresses import addresses_of
from book.ext.published_at import LONGEST, description
from tests.support.browsing import Visit, chapters
from tests.support.paths import ROOT


def address() -> str:
    """Where the site is published."""
    addresses = addresses_of(ROOT)
    assert addresses is not None
    return addresses.site


def tags(text: str) -> dict[str, str]:
    """What the page's head says of it, by property or name."""
    found = re.findall(r'<meta (?:property|name)="([^"]+)" content="([^"]*)"', text)
    return {name: html.unescape(content) for name, content in found}


@pytest.mark.parametrize("name", chapters())
def test_a_shared_link_shows_what_the_page_is(site: Path, name: str) -> None:
    text = (site / f"{name}.html").read_text(encoding="utf-8")
    says = tags(text)
    assert says["og:url"] == f"{address()}{name}.html"
    assert f'<link rel="canonical" href="{address()}{name}.html" />' in text
    assert says["og:site_name"] == "Kernels & Gates"
    title = re.search(r"<title>(.*?)(?: &#8212; Kernels &amp; Gates)?</title>", text)
    assert title
    assert html.unescape(title[1]) == says["og:title"]
    assert says["description"] == says["og:description"]
    assert 20 < len(says["description"]) <= LONGEST
    assert says["description"].endswith((".", "!", "?", " …"))


def test_every_page_says_something_of_its_own(site: Path) -> None:
    said = [tags((site / f"{name}.html").read_text(encoding="utf-8"))["description"] for name in chapters()]
    assert len(set(said)) == len(said)


def test_the_site_map_names_every_page_of_the_book_and_no_other(site: Path) -> None:
    tree = ElementTree.parse(site / "sitemap.xml")  # noqa: S314  our own build wrote it
    found = sorted(place.text or "" for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc"))
    assert found == sorted(f"{address()}{name}.html" for name in chapters())


@pytest.mark.parametrize(
    ("paragraph", "said"),
    [
        ("**Goal.** Slide a kernel.", "Slide a kernel."),
        (
            "Short. " + "A sentence of forty letters, more or less. " * 9,
            "Short." + " A sentence of forty letters, more or less." * 4,
        ),
        ("word " * 60, "word " * 39 + "word …"),
        ("卷积。互相关。", "卷积。互相关。"),
    ],
)
def test_a_description_ends_where_a_sentence_or_a_word_does(paragraph: str, said: str) -> None:
    document = nodes.document(None, None)  # type: ignore[arg-type]
    bold, _, rest = paragraph.rpartition("**")
    parts = [nodes.Text(""), nodes.strong("", bold.strip("*"))] if bold else []
    document += nodes.paragraph("", "", *parts, nodes.Text(rest))
    assert description(document) == said


@pytest.mark.chromium
@pytest.mark.parametrize("wrong", ["nowhere.html", "book/old/03.html"])
def test_a_wrong_address_leads_back_to_the_book(
    visit: Callable[..., Visit], site: Path, http_root: str, wrong: str
) -> None:
    """As GitHub Pages answers: whatever is not there gets 404.html, whose own links must hold at any depth."""
    folder = urlsplit(address()).path

    def answer(route: Route) -> None:
        path = site / urlsplit(route.request.url).path.removeprefix(folder)
        there = path.is_file()
        route.fulfill(path=path if there else site / "404.html", status=200 if there else 404)

    visited = visit()
    visited.page.route(f"**{folder}**", answer)
    page = visited.go(f"{http_root.rstrip('/')}{folder}{wrong}")
    assert page.get_by_role("heading", name="There is no page here").is_visible()
    assert page.locator("[lang=zh-Hans]").is_visible()
    assert all(urlsplit(request).path.startswith(folder) for request in visited.requests)
    assert [text for text in visited.complaints if wrong not in text and "status of 404" not in text] == []
    page.get_by_role("link", name="front page").click()
    page.wait_for_url(f"**{folder}{chapters()[0]}.html")
