"""What other sites and search engines are told of a page, and what stands at an address that leads nowhere."""

import html
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree

import numpy as np
import pytest
from docutils import nodes
from PIL import Image
from playwright.sync_api import Route

from autograder.release.addresses import addresses_of
from book.ext.chapter_cards import PICTURES
from book.ext.published_at import LONGEST, description
from book.ext.social_pictures import HEIGHT, WIDTH, colours, painted
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


@pytest.mark.parametrize("name", chapters())
def test_a_shared_link_has_a_picture_of_its_own(site: Path, name: str) -> None:
    says = tags((site / f"{name}.html").read_text(encoding="utf-8"))
    assert says["og:image"].startswith(address())
    with Image.open(site / says["og:image"].removeprefix(address())) as picture:
        assert picture.size == (WIDTH, HEIGHT) == (int(says["og:image:width"]), int(says["og:image:height"]))
        seen = np.asarray(picture.convert("RGB"), dtype=int)
    assert says["twitter:card"] == "summary_large_image"
    left, right = seen[250:560, 60:600], seen[100:560, 640:1160]
    assert (left.min(axis=-1) > 200).mean() > 0.005, "a title in nearly white"
    assert (np.ptp(right, axis=-1) > 60).mean() > 0.01, "a drawing in colours"
    assert (seen[:600, 610:630].min(axis=-1) < 100).all(), "the title ends before the drawing"


def test_chapters_have_different_pictures(site: Path) -> None:
    files = [site / "_images" / "shared" / f"{name.replace('/', '-')}.png" for name in chapters()]
    assert len({file.read_bytes() for file in files}) == len(files)


def test_every_drawing_can_be_painted() -> None:
    palette = colours((ROOT / "course" / "demos" / "tokens.css").read_text(encoding="utf-8"))
    drawings = sorted((ROOT / PICTURES).glob("*.svg"))
    assert len(drawings) > 10
    for file in drawings:
        assert "var(" not in painted(file.read_text(encoding="utf-8"), palette), file
    with pytest.raises(KeyError, match="unknown"):
        painted('<path stroke="var(--unknown)"/>', palette)


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
        ("word " * 60, "word " * 38 + "word …"),
        ("卷积。互相关。", "卷积。互相关。"),
        ("卷" * 300, "卷" * 198 + " …"),
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
