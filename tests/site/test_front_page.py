"""The front page: its picture computes what SciPy does and rests when it should, its cards lead where pages are."""

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Page, expect
from scipy.signal import correlate2d
from sklearn.datasets import load_sample_image

from course.demos.photo_kernel import PRESETS
from tests.site.test_demos import text
from tests.site.test_photo_demo import PIXELS
from tests.support.browsing import Visit, chapters
from tests.support.grids import case

pytestmark = pytest.mark.chromium

FRONT = f"{chapters()[0]}.html"
NEGATIVE, ZERO, POSITIVE = np.array([[255, 147, 80], [13, 19, 29], [99, 170, 255]])  # dark in both themes
FAR = "Number(document.querySelector('.kg-stage').style.getPropertyValue('--far'))"


@pytest.fixture(scope="module")
def photograph() -> NDArray[Any]:
    """The photograph in grey, shape (320, 480)."""
    grey = Image.fromarray(load_sample_image("china.jpg")).convert("L")
    return np.asarray(grey.resize((480, 320), Image.Resampling.LANCZOS)).astype(float)


def opened(visit: Callable[..., Visit], root: str, **options: Any) -> tuple[Visit, Page]:
    """The front page, once its picture computes."""
    visited = visit(**options)
    page = visited.go(root + FRONT)
    page.locator(".kg-stage[data-computes]").wait_for()
    return visited, page


def painted(values: NDArray[Any], *, signs: bool) -> NDArray[Any]:
    """What colour (H, W, 3) each number must have."""
    if not signs:
        return np.repeat(np.clip(np.rint(values), 0, 255)[..., None], 3, axis=-1)
    share = (np.abs(np.clip(np.floor(values + 0.5), -255, 255)) / 255)[..., None] ** 0.9
    end = np.where(values[..., None] < 0, NEGATIVE, POSITIVE)
    return np.floor(ZERO + (end - ZERO) * share + 0.5)  # JavaScript rounds halves up


def shown(page: Page) -> NDArray[Any]:
    """The pixels (H, W, 4) that the page computed."""
    data = base64.b64decode(page.locator("canvas.kg-edges").evaluate(PIXELS))
    return np.frombuffer(data, np.uint8).reshape(318, 478, 4)


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_the_picture_shows_what_scipy_computes(
    visit: Callable[..., Visit], http_root: str, file_root: str, photograph: NDArray[Any], scheme: str
) -> None:
    root = {"http": http_root, "file": file_root}[scheme]
    visited, page = opened(visit, root, reduced_motion="reduce")
    buttons = page.locator(".kg-stage [data-preset]")
    names = [str(buttons.nth(i).get_attribute("data-preset")) for i in range(buttons.count())]
    assert len(names) > 2
    for name in names:
        buttons.and_(page.locator(f"[data-preset={name}]")).press("Enter")
        kernel, divisor = PRESETS[name]
        with case(preset=name):
            wanted = correlate2d(photograph, kernel, mode="valid") / divisor
            np.testing.assert_array_equal(shown(page)[..., :3], painted(wanted, signs=np.sum(kernel) == 0))
            values = page.locator(".kg-scan input").evaluate_all("cells => cells.map((cell) => Number(cell.value))")
            assert values == np.ravel(kernel).tolist()
            assert page.locator("[aria-pressed=true][data-preset]").get_attribute("data-preset") == name
    typed = np.random.default_rng(3).integers(-9, 10, (3, 3))
    for place, weight in enumerate(typed.ravel().tolist()):
        field = page.locator(".kg-scan input").nth(place)
        field.focus()
        field.press("Control+a")
        field.press_sequentially(str(weight))
    wanted = correlate2d(photograph, typed, mode="valid") / divisor
    np.testing.assert_array_equal(shown(page)[..., :3], painted(wanted, signs=bool(typed.sum() == 0)))
    says = page.locator(".kg-sentence").inner_text()
    assert f"add up to {text(int(typed.sum()))}, and the sum is divided by {divisor}:" in says
    assert says in str(page.locator("canvas.kg-edges").get_attribute("aria-label"))
    assert visited.complaints == []
    own = (root, f"blob:{root}", "data:", "blob:null/")
    assert [url for url in visited.requests if not url.startswith(own)] == []


def test_the_kernel_moves_until_somebody_wants_it_to_rest(visit: Callable[..., Visit], http_root: str) -> None:
    _, page = opened(visit, http_root, reduced_motion="no-preference")
    start = page.evaluate(FAR)
    page.wait_for_function(f"Math.abs({FAR} - {start}) > 1")
    moving, resting = page.locator(".kg-stage[data-moves]"), page.locator(".kg-stage:not([data-moves])")
    page.locator(".kg-scan input").first.focus()
    resting.wait_for()
    there = page.evaluate(FAR)
    page.locator(".kg-begin").focus()
    moving.wait_for()
    page.wait_for_function(f"Math.abs({FAR} - {there}) > 1")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    resting.wait_for(state="attached")  # out of sight, at rest
    page.evaluate("scrollTo(0, 0)")
    moving.wait_for()
    page.locator(".kg-pause").press("Enter")
    resting.wait_for()
    assert page.locator(".kg-pause").inner_text() == "Play"
    page.locator(".kg-pause").press("Enter")
    moving.wait_for()
    page.locator(".kg-far").press("End")
    resting.wait_for()
    assert page.evaluate(FAR) == 100


def test_nothing_moves_for_who_wants_no_motion(visit: Callable[..., Visit], http_root: str) -> None:
    _, page = opened(visit, http_root, reduced_motion="reduce")
    start = page.evaluate(FAR)
    page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    assert page.evaluate(FAR) == start
    assert page.locator(".kg-stage[data-moves]").count() == 0
    assert not page.locator(".kg-pause").is_visible()
    assert page.evaluate("document.getAnimations().filter((each) => each.playState === 'running').length") == 0
    page.locator(".kg-far").press("Home")
    assert page.evaluate(FAR) == 0


def test_without_a_script_a_still_picture_and_its_sentence_are_left(
    visit: Callable[..., Visit], http_root: str
) -> None:
    visited = visit(java_script_enabled=False)
    page = visited.page
    page.goto(http_root + FRONT, wait_until="networkidle")
    for picture in page.locator(".kg-frame img").all():
        assert len(picture.get_attribute("alt") or "") > 20
        expect(picture).to_be_visible()
        assert picture.evaluate("img => img.complete && img.naturalWidth > 400")
    expect(page.locator(".kg-sentence")).to_contain_text("add up to 0")
    for control in page.locator(".kg-work :is(button, input)").all():
        expect(control).to_be_hidden()
    for field in page.locator(".kg-scan input").all():
        expect(field).to_be_disabled()
    expect(page.locator(".kg-begin")).to_be_visible()
    expect(page.locator("a.kg-tile").first).to_be_visible()
    assert [
        each for each in visited.complaints if ".js" not in each
    ] == []  # the theme preloads scripts that may not run
    assert [url for url in visited.requests if url.endswith(".js") and "/demos/" in url] == []


def test_the_cards_are_the_table_of_contents(visit: Callable[..., Visit], http_root: str) -> None:
    """Linked where there is a page, all of one look, numbered, each with a picture of its own."""
    there = {int(name[5:7]): name for name in chapters() if name[5:7].isdigit()}
    page = visit().go(http_root + FRONT)
    cards = page.locator(".kg-cards > li > .kg-tile").evaluate_all(
        """cards => cards.map((card) => ({
             number: Number(card.querySelector('b i').textContent),
             name: card.querySelector('b').lastChild.textContent.trim(),
             says: card.querySelector('span').textContent,
             leads: card.href ?? null,
             drawn: card.querySelector('svg').innerHTML,
             ground: getComputedStyle(card).backgroundColor }))"""
    )
    assert [card["number"] for card in cards] == list(range(1, len(cards) + 1))
    for card in cards:
        with case(card=card["number"]):
            name = there.get(card["number"])
            assert card["leads"] == (f"{http_root}{name}.html" if name else None)
            assert card["says"].endswith((".", "?"))
    assert len({card["drawn"] for card in cards}) == len(cards)
    assert len({card["ground"] for card in cards}) == 1
    begin = page.locator(".kg-begin")
    assert begin.evaluate("link => link.href") == f"{http_root}{there[min(there)]}.html"
    assert page.locator("main").get_by_role("button", name="Begin").count() == 0, "one button, and it is a link"

    page = visit().go(f"{http_root}book/lectures.html")
    rows = page.locator("table").last.locator("tbody tr")
    assert rows.count() == len(cards)
    for card, row in zip(cards, rows.all(), strict=True):
        with case(row=card["number"]):
            assert row.locator("td").nth(1).inner_text() == card["name"]
            links = row.locator("a").evaluate_all("links => links.map((a) => a.href)")
            assert links == [card["leads"] for _ in range(card["leads"] is not None)]


def test_the_front_page_is_light_before_anything_is_pressed(visit: Callable[..., Visit], http_root: str) -> None:
    """What comes for it alone; the photograph's pixels come when it is in sight."""
    visited = visit(reduced_motion="reduce")
    sizes: dict[str, int] = {}
    visited.page.on("response", lambda answer: sizes.update({answer.url: int(answer.headers["content-length"])}))
    visited.page.set_viewport_size({"width": 1440, "height": 1})  # nothing is in sight
    visited.go(http_root + FRONT, until="networkidle")
    assert [url for url in sizes if "/demos/" in url] == []
    own = {url: size for url, size in sizes.items() if "/hero/" in url or url.endswith(FRONT)}
    assert len(own) == 4
    assert sum(own.values()) < 400_000, own
