"""The text coloured by a unit: every colour, the sentence and the number of a letter against NumPy."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator, Page, expect

from course.demos import LetterUnits
from course.demos.letter_units import ALPHABET, WORDS, measured, properties
from tests.site.test_demos import TRAINED, text
from tests.support.browsing import Visit
from tests.support.grids import case
from tests.support.rendering import fits_at_every_width, rendered

pytestmark = pytest.mark.chromium

# Each letter's ground: where it lies and its fill; each row's letters with their places.
PICTURE = """
(root) => ({
  grounds: [...root.querySelectorAll('.kg-letters rect:not(.kg-now)')].map((each) =>
    [Number(each.getAttribute('y')), Number(each.getAttribute('x')), each.getAttribute('style')]),
  rows: [...root.querySelectorAll('.kg-letters text')].map((each) =>
    [each.textContent, each.getAttribute('x').split(' ').map(Number)]),
  now: ['y', 'x'].map((name) => Number(root.querySelector('.kg-now').getAttribute(name))),
  says: root.querySelector('.kg-sentence').textContent,
  alternative: root.querySelector('.kg-letters').getAttribute('aria-label'),
  letter: root.querySelector('.kg-letter').textContent,
  pressed: [...root.querySelectorAll('.kg-chip[aria-pressed=true]')].map((each) => Number(each.dataset.unit)),
})
"""

# What a text is seen on, at the middle of each ground: the fill as red and blue.
BLUER = """
(root) => {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  return [...root.querySelectorAll('.kg-letters rect:not(.kg-now)')].map((each) => {
    pen.fillStyle = getComputedStyle(each).fill;
    pen.fillRect(0, 0, 1, 1);
    const [r, , b] = pen.getImageData(0, 0, 1, 1).data;
    return b - r;
  });
}
"""

DATA = measured()
TEXT: str = DATA["text"]
SIGNS = {" ": "␣", "\n": "↵"}


def held(unit: int) -> NDArray[np.float64]:
    """What a unit, counted from 1, holds after each letter, from the characters of the data."""
    steps = [ALPHABET.index(character) for character in DATA["units"][unit - 1]["values"]]
    return -1 + np.array(steps) * 2 / 63


def fills(values: NDArray[np.float64]) -> list[str]:
    """Orange below zero and blue above, 55 per cent of it at −1 and 1."""
    shares = np.floor(55 * np.abs(values) + 0.5).astype(int)
    tones = np.where(values < 0, "neg", "pos")
    return [f"fill: color-mix(in oklab, var(--{t}) {s}%, var(--zero))" for t, s in zip(tones, shares, strict=True)]


def sentence(unit: int) -> str:
    """What NumPy says of a unit."""
    values, about = held(unit), DATA["units"][unit - 1]
    row = properties(TEXT)[about["follows"]]
    r = 0.0 if values.std() == 0 or row.std() == 0 else float(np.corrcoef(values, row)[0, 1])
    letters = sorted(x for x in set(TEXT) if TEXT.count(x) >= 5)
    order = np.argsort([values[[y == x for y in TEXT]].mean() for x in letters], kind="stable")
    low, high = ([letters[k] for k in each] for each in (order[:3], order[::-1][:3]))
    quoted = [" ".join(f"“{SIGNS.get(x, x)}”" for x in each) for each in (high, low)]
    size = abs(about["held"])
    verdict = WORDS["clear" if size >= 0.5 else "faint" if size >= 0.3 else "dark"][0]
    return (
        f"Unit {unit} of 64. Of seven properties it follows “{WORDS[about['follows']][0]}” most closely: "
        f"r\u00a0=\u00a0{text(round(r, 2))} on this text, {text(about['held'])} on all the text held back. {verdict} "
        f"On average it is highest after {quoted[0]} and lowest after {quoted[1]}."
    )


def opened(visit: Callable[..., Visit], root: str, **options: Any) -> tuple[Visit, Page, Locator]:
    """The chapter, at the demo, once its numbers have come."""
    visited = visit(**options)
    page = visited.go(f"{root}book/{TRAINED[1][0]}.html")
    demo = page.locator(".kg-demo[data-demo=LetterUnits]")
    demo.scroll_into_view_if_needed()
    page.locator(".kg-demo[data-demo=LetterUnits]:not([data-waits])").wait_for()
    return visited, page, demo


def test_every_unit_colours_the_text_and_says_what_numpy_says(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo = opened(visit, file_root)
    slider = demo.get_by_role("slider", name="Unit")
    slider.focus()
    page.keyboard.press("Home")
    chips, seen = LetterUnits().chips, set()
    for unit in range(1, 65):
        with case(unit=unit):
            picture = demo.evaluate(PICTURE)
            assert [fill for _, _, fill in picture["grounds"]] == fills(held(unit))
            assert picture["says"] == sentence(unit)
            assert picture["alternative"] == f"{sentence(unit)} The text: {TEXT}"
            assert picture["pressed"] == [unit] * (unit in chips)
            assert slider.input_value() == str(unit)
            seen.add(picture["says"])
        page.keyboard.press("ArrowRight")
    assert len(seen) == 64
    assert visited.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_orange_is_below_zero_and_blue_above(visit: Callable[..., Visit], http_root: str, scheme: str) -> None:
    _, _, demo = opened(visit, http_root, color_scheme=scheme)
    values, bluer = held(LetterUnits().unit), np.array(demo.evaluate(BLUER))
    order = np.argsort(values)
    assert (np.diff(bluer[order]) >= -2).all(), "the larger, the bluer"
    assert bluer[values < -0.3].max() < 0 < bluer[values > 0.3].min()


def test_the_chips_and_the_pointer_choose(visit: Callable[..., Visit], http_root: str) -> None:
    _, page, demo = opened(visit, http_root)
    demo.get_by_role("button", name="a vowel").click()
    vowels = next(unit for unit in LetterUnits().chips if DATA["units"][unit - 1]["follows"] == "vowel")
    expect(demo.locator(".kg-sentence")).to_have_text(sentence(vowels))
    at = TEXT.index("triangle") + 2
    ground = demo.locator(".kg-letters rect").nth(at)
    ground.hover()
    assert demo.get_by_role("slider", name="Letter").input_value() == str(at + 1)
    value = text(round(float(held(vowels)[at]), 2))
    assert demo.locator(".kg-letter").inner_text() == f"After “{TEXT[at - 12 : at]}[i]” the unit holds {value}."
    demo.get_by_role("slider", name="Letter").focus()
    for key, place in (("ArrowRight", at + 1), ("End", len(TEXT) - 1), ("Home", 0)):
        page.keyboard.press(key)
        picture = demo.evaluate(PICTURE)
        with case(key=key):
            assert picture["now"] == picture["grounds"][place][:2]
            sign = SIGNS.get(TEXT[place], TEXT[place])
            assert f"[{sign}]” the unit holds {text(round(float(held(vowels)[place]), 2))}." in picture["letter"]


def test_the_text_is_whole_at_every_width(visit: Callable[..., Visit], http_root: str) -> None:
    _, page, demo = opened(visit, http_root)
    fits_at_every_width(page, ".kg-demo[data-demo=LetterUnits]")
    counts = []
    for width in (320, 390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        room = "each => each.viewBox.baseVal.width <= each.clientWidth + 0.5"
        page.wait_for_function(f"({room})(document.querySelector('.kg-demo .kg-letters'))")
        picture = demo.evaluate(PICTURE)
        letters = "".join(row for row, _ in picture["rows"])
        assert letters.replace("\u00a0", " ").replace("↵", "\n") == TEXT
        places = [(25 * row, x - 5.5) for row, (_, all_x) in enumerate(picture["rows"]) for x in all_x]
        assert [(y, x) for y, x, _ in picture["grounds"]] == places, "a letter stands on its own ground"
        broken = [row for row, _ in picture["rows"] if not re.search("[\u00a0↵]$", row)]
        assert broken == [], "rows end between words"
        counts.append(len(picture["rows"]))
    assert counts[0] > counts[1] > counts[2] > TEXT.count("\n")


def test_until_its_numbers_come_the_text_has_no_colours(browser: Browser) -> None:
    demo = LetterUnits(8)
    numbers = demo.activations
    demo.activations = []
    page = rendered(browser, demo)
    picture = page.locator(".kg-demo").evaluate(PICTURE)
    assert {fill for _, _, fill in picture["grounds"]} == set(fills(np.zeros(1)))
    assert (picture["says"], picture["letter"]) == (sentence(8), "")
    page.evaluate("numbers => model.set('activations', numbers)", numbers)
    assert [fill for _, _, fill in page.locator(".kg-demo").evaluate(PICTURE)["grounds"]] == fills(held(8))
    assert page.locator("[data-waits]").count() == 0
    page.close()


def test_in_a_notebook_python_and_the_picture_speak_to_each_other(browser: Browser) -> None:
    page = rendered(browser, LetterUnits(), "zh-CN")
    page.evaluate("model.set('unit', 5)")
    assert page.locator(".kg-sentence").inner_text().startswith("单元 5（共 64 个）。")
    page.get_by_role("slider", name="单元").press("ArrowLeft")
    assert page.evaluate("saved.unit") == 4
    page.evaluate("end()")
    assert page.evaluate("heard") == []
    page.close()
