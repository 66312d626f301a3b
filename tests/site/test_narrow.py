"""Narrow screens: formulas, code and what it prints are whole at 320 pixels, and nothing sticks out at 240."""

from collections.abc import Callable

import pytest

from tests.site.test_pages import READ, sideways
from tests.support.browsing import Visit

pytestmark = pytest.mark.chromium

# What hides its end, or has to be scrolled to it: displayed formulas, code, printed results.
HIDDEN = """
() => {
  const wide = document.documentElement.clientWidth;
  const out = (part, right) => part.getBoundingClientRect().width && part.getBoundingClientRect().right > right + 1;
  const formulas = [...document.querySelectorAll('div.math')].filter((place) => {
    const right = Math.min(wide, place.getBoundingClientRect().right);
    return [...place.querySelectorAll('.katex-html > .base, .katex-html > .tag')].some((part) => out(part, right));
  });
  const code = [...document.querySelectorAll('pre')].filter((each) =>
    each.checkVisibility() && (each.scrollWidth > each.clientWidth + 1 || out(each, wide)));
  return [...formulas, ...code].map((each) => each.textContent.trim().slice(0, 60));
}
"""

THREE_FRAMES = """
() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done))))
"""


@pytest.mark.parametrize("name", READ)
def test_formulas_and_code_are_whole_on_a_narrow_screen(visit: Callable[..., Visit], http_root: str, name: str) -> None:
    page = visit(width=390).go(http_root + name)
    page.evaluate("document.fonts.ready")
    for width in (390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        page.evaluate(THREE_FRAMES)  # formulas are fitted when the page has its new width
        assert page.evaluate(HIDDEN) == [], width
        assert sideways(page) == 0
    page.set_viewport_size({"width": 240, "height": 900})
    assert sideways(page) == 0
