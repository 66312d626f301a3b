"""What the demos of grids and charts have in common: colours, width, targets, the flight of a sum, a memory."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.support.browsing import Visit, chapters
from tests.support.rendering import SMALL

pytestmark = pytest.mark.chromium

CHAPTERS = [name for name in chapters() if name[5:7].isdigit()]

# For each cell with a number: the number, and how far its fill goes from the paper towards blue and away from orange.
TONES = """
(root) => {
  const pen = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgb = (colour) => {
    pen.fillStyle = colour;
    pen.fillRect(0, 0, 1, 1);
    return [...pen.getImageData(0, 0, 1, 1).data];
  };
  const paper = rgb(getComputedStyle(root).backgroundColor);
  return [...root.querySelectorAll('.kg-cell:not(.kg-padding)')].map((cell) => {
    const [r, , b] = rgb(getComputedStyle(cell.querySelector('rect')).fill);
    const value = Number(cell.querySelector('text').textContent.replace('−', '-'));
    return { grid: cell.closest('.kg-grid').dataset.grid, value, blue: (b - paper[2]) - (r - paper[0]) };
  });
}
"""

# The labels of arrows that lie on their own arrow's line.
LABELS_ON_ARROWS = """
(root) => [...root.querySelectorAll('.kg-arrow')].filter((arrow) => {
  const label = arrow.querySelector('text'), line = arrow.querySelector('path');
  if (!label.textContent) return false;
  const box = label.getBBox(), long = line.getTotalLength();
  return Array.from({ length: 41 }, (_, i) => line.getPointAtLength((long * i) / 40)).some(
    ({ x, y }) => x > box.x + 1 && x < box.x + box.width - 1 && y > box.y + 3 && y < box.y + box.height - 3);
}).map((arrow) => arrow.querySelector('text').textContent)
"""

# Moves the position by one and reads where the flying sum begins and ends, and where it should.
FLIGHT = """
(root) => {
  const slider = root.querySelector('[data-control=position]');
  slider.value = Number(slider.value) + 1;
  slider.dispatchEvent(new Event('input', { bubbles: true }));
  const flight = root.querySelector('.kg-flight');
  if (!flight) return null;
  const middle = ({ left, top, width, height }) => [left + width / 2, top + height / 2];
  const [motion] = flight.getAnimations();
  motion.pause();
  const at = [0, motion.effect.getTiming().duration - 0.5].map((time) => {
    motion.currentTime = time;
    return middle(flight.getBoundingClientRect());
  });
  const text = flight.textContent;
  motion.finish();
  const wanted = ['[data-grid=x] .kg-window', '[data-grid=y] .kg-lit'].map((place) =>
    middle(root.querySelector(place).getBoundingClientRect()));
  return { at, wanted, text, sum: root.querySelector('.kg-sum b').textContent };
}
"""

CELLS = """
(root) => [...root.querySelectorAll('.kg-picks .kg-cell:not(.kg-mark) rect')]
  .map((each) => each.getBoundingClientRect().width)
"""

# From the first control to the last one, in pixels.
REACH = """
(root) => root.querySelector('.kg-walk').getBoundingClientRect().bottom
  - root.querySelector('.kg-settings').getBoundingClientRect().top
"""

# The share of the card's width that its drawings take.
ROW = """
(root) => {
  const drawn = [...root.querySelectorAll('.kg-drawing > div, .kg-chart, .kg-bars')];
  const boxes = drawn.map((each) => each.getBoundingClientRect());
  const wide = Math.max(...boxes.map(({ right }) => right)) - Math.min(...boxes.map(({ left }) => left));
  return wide / root.querySelector('.kg-settings').getBoundingClientRect().width;
}
"""


def demos(page: Page) -> list[Any]:
    return page.locator(".kg-demo:has(.kg-walk)").all()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_cells_colour_says_its_sign_and_its_size(visit: Callable[..., Visit], http_root: str, scheme: str) -> None:
    seen = 0
    for name in ("book/02_convolution", "book/03_conv2d", "book/05_pooling", "book/09_lstm"):
        page = visit(color_scheme=scheme).go(f"{http_root}{name}.html")
        for demo in demos(page):
            by_grid: dict[str, list[tuple[float, float]]] = {}
            for cell in demo.evaluate(TONES):
                by_grid.setdefault(cell["grid"], []).append((cell["value"], cell["blue"]))
            for cells in by_grid.values():
                blues = [blue for _, blue in sorted(cells)]
                assert all(a <= b + 2 for a, b in pairwise(blues)), "the larger, the bluer"
                assert all((value > 0) == (blue > 3) and (value < 0) == (blue < -3) for value, blue in cells if value)
                assert all(abs(blue) <= 1 for value, blue in cells if not value)
                seen += len(cells)
    assert seen > 150


@pytest.mark.parametrize("name", CHAPTERS)
def test_demos_fit_a_phone_and_fill_a_page(visit: Callable[..., Visit], http_root: str, name: str) -> None:
    page = visit(reduced_motion="reduce").go(f"{http_root}{name}.html")
    for demo in demos(page):
        kind = demo.get_attribute("data-demo")
        for width in (1440, 390, 320, 240):
            page.set_viewport_size({"width": width, "height": 844})
            assert demo.evaluate(SMALL) == [], (kind, width)
            cells = demo.evaluate(CELLS)
            assert min(cells, default=24) > 23.5, (kind, width)
            assert demo.evaluate("each => each.scrollWidth - each.clientWidth") == 0, (kind, width)
            assert demo.evaluate(LABELS_ON_ARROWS) == [], (kind, width)
        page.set_viewport_size({"width": 390, "height": 844})
        reach = demo.evaluate(REACH)
        assert reach < 844, f"{kind}: picture and controls share a phone's screen"
        page.set_viewport_size({"width": 1440, "height": 844})
        row = demo.evaluate(ROW)
        assert row > 0.7, f"{kind}: drawn as wide as its card"


def test_the_sum_flies_from_the_window_to_its_place(visit: Callable[..., Visit], http_root: str) -> None:
    for name in ("02_convolution", "03_conv2d"):
        kind = {"02_convolution": "SlidingKernel", "03_conv2d": "ConvolutionWindow"}[name]
        page = visit().go(f"{http_root}book/{name}.html")
        demo = page.locator(f".kg-demo[data-demo={kind}]")
        page.add_style_tag(content=".kg-window, .kg-moves { transition: none !important; }")
        flown = demo.evaluate(FLIGHT)
        assert flown["text"] == flown["sum"]
        assert flown["at"][0] == pytest.approx(flown["wanted"][0], abs=3)
        assert flown["at"][1] == pytest.approx(flown["wanted"][1], abs=3)
        demo.locator(".kg-flight").wait_for(state="detached")
        calm = visit(reduced_motion="reduce").go(f"{http_root}book/{name}.html")
        assert calm.locator(f".kg-demo[data-demo={kind}]").evaluate(FLIGHT) is None


def test_the_gradients_demo_opens_where_something_is_to_be_seen(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + "book/08_rnn.html")
    demo = page.locator(".kg-demo[data-demo=GradientNorms]")
    ends = demo.locator("[data-line=linear]").evaluate(
        "line => [0, line.getTotalLength()].map((at) => line.getPointAtLength(at).y)"
    )
    assert abs(ends[0] - ends[1]) > 20, "a line that falls or climbs"


def test_coming_back_finds_a_demo_as_it_was_left(visit: Callable[..., Visit], http_root: str) -> None:
    visited = visit()
    page = visited.go(http_root + "book/09_lstm.html")

    def put(demo: str, control: str, value: str) -> None:
        page.locator(f".kg-demo[data-demo={demo}] [data-control={control}]").fill(value)

    def read(demo: str, control: str) -> str:
        return page.locator(f".kg-demo[data-demo={demo}] [data-control={control}]").input_value()

    assert (read("LstmFlow", "f"), read("BitMemory", "position")) == ("3", "30")
    put("LstmFlow", "f", "0")
    put("BitMemory", "position", "7")
    put("LstmCell", "text", "1!2?")
    sentence = page.locator(".kg-demo[data-demo=BitMemory] .kg-says").inner_text()
    visited.go(http_root + "book/10_gru.html")
    assert page.locator(".kg-demo[data-demo=GruFlow] [data-control=z]").input_value() == "2", "another page's demo"
    visited.go(http_root + "book/09_lstm.html")
    assert (read("LstmFlow", "f"), read("BitMemory", "position"), read("LstmCell", "text")) == ("0", "7", "1!2?")
    assert read("BitMemory", "f") == "3", "what nobody moved"
    assert page.locator(".kg-demo[data-demo=BitMemory] .kg-says").inner_text() == sentence
    page.evaluate(
        "sessionStorage.setItem(Object.keys(sessionStorage).find((key) => key.includes('09')), '{\"build\": 0}')"
    )
    visited.go(http_root + "book/09_lstm.html")
    assert read("LstmFlow", "f") == "3", "what was kept of another build is not taken"
    assert visited.complaints == []
