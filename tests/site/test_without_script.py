"""Every page without JavaScript, and on paper: each demo leaves its picture and its sentence, in black on white."""

from collections.abc import Callable

import pytest

from tests.site.test_pages import LOW_CONTRAST, READ, sideways
from tests.support.browsing import Visit

pytestmark = pytest.mark.chromium

# The demos that are seen: what each draws, what can be set, and the words under it.
SEEN = """
() => [...document.querySelectorAll('.kg-demo')].filter((each) => each.checkVisibility()).map((each) => {
  const says = each.querySelector('.kg-says, .kg-sentence, .kg-unseen'), box = says.getBoundingClientRect();
  const drawings = [...each.querySelectorAll('svg, img, canvas, .kg-board')].filter((one) => one.checkVisibility());
  const drawn = drawings.reduce((wide, one) => wide + one.getBoundingClientRect().width, 0) > 100;
  const pressed = [...each.querySelectorAll('button, input[type=range], details')].some((one) => one.checkVisibility());
  return { says: says.textContent.trim(), whole: drawn && !pressed && box.width > 100 && box.height > 10 };
})
"""

LOADED = "() => [...document.images].filter((one) => one.checkVisibility()).every((one) => one.naturalWidth)"


@pytest.mark.parametrize("name", READ)
def test_without_javascript_a_page_has_its_pictures_and_their_sentences(
    visit: Callable[..., Visit], http_root: str, name: str
) -> None:
    page = visit(java_script_enabled=False, color_scheme="dark").page
    page.goto(http_root + name)
    assert page.evaluate(LOW_CONTRAST)["bad"] == []
    for width in (1440, 320):
        page.set_viewport_size({"width": width, "height": 900})
        seen = page.evaluate(SEEN)
        assert len(seen) == page.locator("script[type='application/vnd.jupyter.widget-view+json']").count()
        assert [each["whole"] and bool(each["says"]) for each in seen] == [True] * len(seen)
        assert sideways(page) == 0
    if seen:
        alive = visit(reduced_motion="reduce").go(http_root + name).evaluate(SEEN)
        said = {(still["says"], demo["says"]) for still, demo in zip(seen, alive, strict=True)}
        assert {demo for still, demo in said if still != demo} <= {""}, "one waits for its pixels, and says nothing yet"
    for picture in page.locator(".kg-still img").all():
        picture.scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
    assert page.evaluate(LOADED)


@pytest.mark.parametrize("name", READ)
def test_paper_is_white_whichever_theme_is_chosen(visit: Callable[..., Visit], http_root: str, name: str) -> None:
    visited = visit(color_scheme="dark", width=760)
    page = visited.go(http_root + name)
    demos = page.locator("div:not(.kg-still) > .kg-demo").count()
    assert page.locator("html[data-theme=dark]").count() == 1
    page.emulate_media(media="print")
    page.locator("html[data-theme=light]").wait_for()
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground in ("rgb(255, 255, 255)", "rgba(0, 0, 0, 0)")
    assert page.evaluate(LOW_CONTRAST)["bad"] == []
    page.wait_for_function(f"({SEEN})().every((each) => each.whole && each.says)")  # a photograph may still be coming
    assert len(page.evaluate(SEEN)) == demos
    page.emulate_media(media="screen")
    page.locator("html[data-theme=dark]").wait_for()


def test_a_photograph_that_nobody_came_near_is_printed(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit(width=390).go(http_root + "book/03_conv2d.html")  # on a phone it stands further down
    assert page.locator(".kg-demo[data-demo=PhotoKernel][data-waits]").count() == 1
    width = page.locator(".kg-still img").first.get_attribute("width")
    assert f"/Width {width}".encode() in page.pdf()
