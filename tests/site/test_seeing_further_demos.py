"""The demos of chapter 07: moved by keyboard and pointer, and compared with PyTorch and SciPy."""

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator, Page
from scipy.signal import correlate2d
from torch.nn import functional

from course.demos import DynamicFilter, ReceptiveField
from tests.site.test_demos import FURTHER, Keyboard, factor, text, texts
from tests.site.test_photo_demo import PIXELS
from tests.site.test_pooling_demos import PICTURE, places
from tests.support.browsing import Visit
from tests.support.grids import case
from tests.support.rendering import fits_at_every_width, rendered

pytestmark = pytest.mark.chromium

PAGE = f"book/{FURTHER[0][0]}.html"
CARD, BLUE = np.array([255, 255, 255]), np.array([0x17, 0x63, 0xB6])  # of look.css in the light theme


def opened(visit: Callable[..., Visit], root: str, kind: str) -> tuple[Visit, Page, Locator]:
    visited = visit(color_scheme="light", reduced_motion="reduce")
    page = visited.go(root + PAGE)
    return visited, page, page.locator(f".kg-demo[data-demo={kind}]")


def painted(demo: Locator, which: int, height: int, width: int) -> NDArray[Any]:
    """The colours of a canvas, (H, W, 3)."""
    data = base64.b64decode(demo.locator("canvas").nth(which).evaluate(PIXELS))
    return np.frombuffer(data, np.uint8).reshape(height, width, 4)[..., :3].astype(int)


# The receptive field

TREE = """
(root) => {
  const circles = (role) => [...root.querySelectorAll(`circle.${role}`)]
    .map(({ dataset }) => [Number(dataset.level), Number(dataset.column)]);
  const counts = [...root.querySelectorAll('.kg-count')]
    .map((each) => [Number(each.dataset.column), Number(each.textContent)]);
  return {
    root: circles('kg-root'), on: circles('kg-on'), gap: circles('kg-gap'), off: circles('kg-off'),
    edges: root.querySelectorAll('.kg-edge').length, counts,
    bars: [...root.querySelectorAll('.kg-bar')].map((each) => Number(each.getAttribute('height'))),
    says: root.querySelector('.kg-verdict span').textContent,
    more: root.querySelector('.kg-more').textContent,
    pressed: [...root.querySelectorAll('.kg-chip[aria-pressed=true]')].map((each) => each.textContent),
  };
}
"""


def influence(dilations: list[int], place: int) -> list[NDArray[Any]]:
    """For each level from the input up to the output, the paths from the output to each of 33 places, by PyTorch."""
    levels = [torch.zeros(1, 1, 97, dtype=torch.float64, requires_grad=True)]
    for dilation in dilations:
        ones = torch.ones(1, 1, 3, dtype=torch.float64)
        levels.append(functional.conv1d(levels[-1], ones, padding=dilation, dilation=dilation))
        levels[-1].retain_grad()
    levels[-1][0, 0, 32 + place].backward()
    return [level.grad[0, 0, 32:65].numpy().astype(int) for level in levels if level.grad is not None]


def check_tree(shown: dict[str, Any], dilations: list[int], layers: int, place: int) -> None:
    """What is lit is what PyTorch finds."""
    ways = influence(dilations, place)
    lit = [[level, int(column)] for level, row in enumerate(ways) for column in np.flatnonzero(row)]
    assert shown["root"] == [[len(dilations), place]]
    assert sorted(shown["on"]) == [cell for cell in lit if cell != [len(dilations), place]]
    assert shown["counts"] == [[int(column), int(ways[0][column])] for column in np.flatnonzero(ways[0])]
    reach = sum(dilations)
    field = [column for column in range(place - reach, place + reach + 1) if 0 <= column < 33]
    assert shown["gap"] == [[0, column] for column in field if not ways[0][column]]
    assert len(shown["off"]) == 33 * (layers + 1) - len(lit) - len(shown["gap"])
    order = np.argsort([count for _, count in shown["counts"]], kind="stable")
    assert (np.diff(np.array(shown["bars"])[order]) >= 0).all(), "the longer bar for the larger count"


def test_every_output_of_every_layer_lights_what_pytorch_finds(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo = opened(visit, file_root, "ReceptiveField")
    keys = Keyboard(page, demo)
    for name, dilations in {"plain": [1] * 4, "doubling": [1, 2, 4, 8], "block": [1, 1, 2], "holes": [2] * 3}.items():
        demo.locator(f"[data-pattern={name}]").press("Enter")
        for layer in range(len(dilations), 0, -1):
            demo.locator("[data-control=layer]").focus()
            page.keyboard.press("End")
            for _ in range(len(dilations) - layer):
                page.keyboard.press("ArrowLeft")
            for place in (0, 32, 16) if layer == len(dilations) else (16,):
                demo.locator("[data-control=place]").focus()
                page.keyboard.press("End" if place == 32 else "Home")
                for _ in range(16 if place == 16 else 0):
                    page.keyboard.press("ArrowRight")
                with case(name=name, layer=layer, place=place):
                    check_tree(demo.evaluate(TREE), dilations[:layer], len(dilations), place)
            shown, ways = demo.evaluate(TREE), influence(dilations[:layer], 16)[0]
            span, read = 1 + 2 * sum(dilations[:layer]), np.count_nonzero(ways)
            begins = f"One output of layer {layer} spans {span} inputs and reads {read} of them"
            assert shown["says"].startswith(begins)
            assert f"{3**layer}" in shown["says"]
            assert shown["more"] == f"{span**2} pixels lie in the square, and one output reads {read**2} of them."
            assert shown["pressed"] == [", ".join(map(str, dilations))]
    assert keys.choices("layer") == 3 + 1, "as many as the last pattern has layers, and none"
    assert visited.complaints == []


def test_the_picture_shows_the_pixels_that_are_read(browser: Browser) -> None:
    picture = np.random.default_rng(0).integers(0, 256, (20, 30))
    page = rendered(browser, ReceptiveField(picture, "holes"))
    page.emulate_media(color_scheme="light")
    demo = page.locator(".kg-demo")
    for row, column in ((10, 15), (0, 29)):
        demo.locator("[data-control=row]").fill(str(row))
        demo.locator("[data-control=column]").fill(str(column))
        one = np.convolve(np.convolve([1, 0, 1, 0, 1], [1, 0, 1, 0, 1]), [1, 0, 1, 0, 1])
        ways = np.zeros((20 + 60, 30 + 60))
        ways[row + 24 : row + 37, column + 24 : column + 37] = np.outer(one, one)
        ways = ways[30:50, 30:60, None]
        share = np.where(ways > 0, 0.15 + 0.5 * np.sqrt(ways / 49), 0.6)
        wanted = picture[..., None] + (np.where(ways > 0, BLUE, CARD) - picture[..., None]) * share
        np.testing.assert_allclose(painted(demo, 0, 20, 30), wanted, atol=0.51)
    page.close()


def test_a_click_chooses_the_output_and_pointing_the_pixel(browser: Browser) -> None:
    demo = ReceptiveField(np.full((20, 30), 99))
    page = rendered(browser, demo)
    page.set_viewport_size({"width": 900, "height": 1200})
    for level, column in ((2, 10), (4, 0), (1, 32), (3, 16)):
        page.locator(f"circle[data-level='{level}'][data-column='{column}']").click()
        assert page.evaluate("[saved.layer, saved.place]") == [level, column]
    stage = page.locator(".kg-stage").bounding_box()
    assert stage
    page.mouse.move(stage["x"] + stage["width"] * 7.5 / 30, stage["y"] + stage["height"] * 3.5 / 20)
    assert page.evaluate("[saved.row, saved.column]") == [3, 7]
    page.evaluate("model.set('pattern', 2)")  # Python chooses a pattern without a layer 4
    page.evaluate("model.set('layer', 3)")
    assert page.locator(".kg-chip[aria-pressed=true]").inner_text() == "1, 1, 2"
    page.evaluate("end()")
    assert page.evaluate("heard") == []
    page.close()


# The transposed convolution


def expected(view: int, stride: int, size: int, padding: int) -> tuple[dict[str, NDArray[Any]], NDArray[Any]]:
    """The grids by name, and the matrix of the convolution that goes the other way, (n, full)."""
    x, kernel = torch.tensor([1.0, 2, 1, 3]), torch.arange(1.0, size + 1)
    full = 3 * stride + size
    matrix = functional.conv1d(torch.eye(full)[:, None], kernel[None, None], stride=stride)[:, 0].T.numpy()

    def spread(signal: torch.Tensor, weights: torch.Tensor, padding: int = padding) -> NDArray[Any]:
        done = functional.conv_transpose1d(signal[None, None], weights[None, None], stride=stride, padding=padding)
        return done[0].numpy()

    grids = {"y": spread(x, kernel), "coverage": spread(torch.ones(4), torch.ones(size))}
    if view == 1:
        around = size - 1 - padding
        grids["widened"] = np.pad(spread(x, torch.ones(1), padding=0), ((0, 0), (around, around)))
        grids["w"] = kernel.flip(0).numpy()[None]
    else:
        grids["x"] = x.numpy()[:, None]
        grids["C" if view else "stamped"] = matrix if view else x.numpy()[:, None] * matrix
    return grids, matrix


# Every setting of the four controls in one visit, and of each its first, its third and its last output.
WALK = f"""
(root) => {{
  const picture = {PICTURE.strip()};
  const control = (name) => root.querySelector(`[data-control=${{name}}]`);
  const put = (name, value) => {{
    if (Number(name === 'padding' ? control(name).checked : control(name).value) === value) return;
    if (name === 'padding') control(name).checked = Boolean(value);
    else control(name).value = value;
    control(name).dispatchEvent(new Event('input'));
  }};
  const shown = [];
  for (let number = 0; number < 54; number++) {{
    const [view, stride, kernel, padding] = [18, 6, 2, 1].map((by, i) => Math.floor(number / by) % [3, 3, 3, 2][i]);
    for (const [name, value] of Object.entries({{ view, stride, kernel, padding }})) put(name, value);
    const last = Number(control('position').max);
    for (const t of [0, 2, last]) {{
      put('position', t);
      shown.push([[view, stride, kernel, padding], t, last, picture(root)]);
    }}
  }}
  return shown;
}}
"""


def check_output(shown: dict[str, Any], setting: tuple[int, ...], t: int) -> None:
    """The picture at output t is what PyTorch says."""
    view, stride, size, padding = setting[0], setting[1] + 1, setting[2] + 2, setting[3]
    grids, matrix = expected(view, stride, size, padding)
    assert {name: grid["rows"] for name, grid in shown["grids"].items()} == {n: texts(g) for n, g in grids.items()}
    column = matrix[:, t + padding]
    writers = np.flatnonzero(column)
    lit = {"y": [[0, t]], "coverage": [[0, t]], "widened": [[0, c] for c in range(t, t + size)]}
    lit |= {"x": [[int(i), 0] for i in writers], "w": [[0, c] for c in range(size)]}
    lit["C"] = lit["stamped"] = [[int(i), t + padding] for i in writers]
    for name, grid in shown["grids"].items():
        assert grid["lit"] == lit[name], name
        assert grid["marks"] == (places(matrix != 0) if name in ("C", "stamped") else []), name
    terms = " + ".join(f"{factor([1, 2, 1, 3][i])}·{factor(column[i])}" for i in writers)
    ends = f" = {terms} = {text(grids['y'][0, t])}" if writers.size else " = 0: no input writes here."
    assert shown["says"] == f"Output {t}{ends}"


def test_all_three_ways_show_what_pytorch_says(visit: Callable[..., Visit], file_root: str) -> None:
    visited, _, demo = opened(visit, file_root, "TransposedConvolution")
    shown = demo.evaluate(WALK)
    assert len(shown) == 3 * 54
    for setting, t, last, picture in shown:
        with case(setting=setting, t=t):
            assert last == 3 * (setting[1] + 1) + setting[2] + 2 - 2 * setting[3] - 1
            check_output(picture, tuple(setting), t)
    assert visited.complaints == []


def test_each_control_and_every_output_is_reached_by_keyboard(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo = opened(visit, file_root, "TransposedConvolution")
    keys, start = Keyboard(page, demo), {"view": 0, "stride": 1, "kernel": 1, "padding": 0}
    for control in start:
        for index in (*range(keys.choices(control)), start[control]):
            keys.put(control, index)
            keys.reach("position")
            page.keyboard.press("Home")
            with case(control=control, index=index):
                check_output(demo.evaluate(PICTURE), tuple({**start, control: index}.values()), 0)
    for t in range(1, int(demo.locator("[data-control=position]").get_attribute("max") or 0) + 1):
        page.keyboard.press("ArrowRight")
        check_output(demo.evaluate(PICTURE), tuple(start.values()), t)
    assert visited.complaints == []


# The dynamic filter


def test_every_direction_shows_its_kernel_and_what_scipy_makes_of_the_picture(
    visit: Callable[..., Visit], file_root: str
) -> None:
    visited, page, demo = opened(visit, file_root, "DynamicFilter")
    slider = demo.locator("[data-control=direction]")
    slider.focus()
    page.keyboard.press("Home")
    size = int(demo.locator("canvas").first.get_attribute("width") or 0)
    picture = painted(demo, 0, size, size)[..., 0]
    seen = set()
    for index in range(int(slider.get_attribute("max") or 0) + 1):
        shown = demo.locator(".kg-nine span").all_inner_texts()
        kernel = np.array([float(each.replace("−", "-")) for each in shown]).reshape(3, 3)
        assert kernel.sum() == pytest.approx(1, abs=0.04), "a softmax, and two decimals"
        wanted = np.clip(np.rint(correlate2d(picture, kernel, mode="same")), 0, 255)
        np.testing.assert_allclose(painted(demo, 1, size, size), np.repeat(wanted[..., None], 3, 2), atol=1)
        row, column = np.unravel_index(kernel.argmax(), (3, 3))
        trained = "one of those it was trained on" if index % 3 == 0 else "in which it was never trained"
        says = f"Direction {15 * index}°, {trained}. "
        says += f"The largest weight, {text(kernel.max())}, lies in row {row}, column {column} of the kernel."
        assert demo.locator(".kg-verdict").inner_text() == says
        assert slider.get_attribute("aria-valuetext") == f"{15 * index}°"
        seen.add(tuple(shown))
        page.keyboard.press("ArrowRight")
    assert len(seen) == 24
    assert visited.complaints == []


def test_the_dial_is_turned_by_dragging(browser: Browser) -> None:
    page = rendered(browser, DynamicFilter(np.full((4, 4), 9), np.eye(9).reshape(9, 3, 3)[:8], trained=(0, 2, 4, 6)))
    page.set_viewport_size({"width": 900, "height": 900})
    dial = page.locator(".kg-dial").bounding_box()
    assert dial
    middle = dial["x"] + dial["width"] / 2, dial["y"] + dial["height"] / 2
    page.mouse.move(middle[0] + 30, middle[1])
    page.mouse.down()
    assert page.evaluate("saved.direction") == 0
    for index, (across, down) in enumerate([(30, -30), (0, -30), (-30, -30), (-30, 0), (-30, 30)], start=1):
        page.mouse.move(middle[0] + across, middle[1] + down)
        assert page.evaluate("saved.direction") == index
    page.mouse.up()
    page.mouse.move(middle[0] + 30, middle[1])  # let go: no longer turned
    assert page.evaluate("saved.direction") == 5
    assert page.locator(".kg-known").count() == 4
    page.evaluate("model.set('direction', 2)")
    assert page.locator(".kg-verdict").inner_text().startswith("Direction 90°, one of those")
    page.evaluate("end()")
    assert page.evaluate("heard") == []
    page.close()


@pytest.mark.parametrize(
    ("demo", "title"),
    [
        (ReceptiveField(np.zeros((20, 30))), "一个输出能看到什么"),
        (DynamicFilter(np.zeros((12, 12)), np.zeros((8, 3, 3))), "方向决定卷积核"),
    ],
    ids=["ReceptiveField", "DynamicFilter"],
)
def test_they_fit_everywhere_and_speak_chinese_on_a_chinese_page(browser: Browser, demo: Any, title: str) -> None:
    page = rendered(browser, demo, "zh-CN")
    assert page.locator(".kg-demo").get_attribute("aria-label") == title
    fits_at_every_width(page, ".kg-demo")
    page.close()


def test_no_sentence_makes_the_page_jump(browser: Browser) -> None:
    page = rendered(browser, ReceptiveField(np.zeros((20, 30))))
    for width in (320, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        heights = set()
        for chip in page.locator(".kg-chip").all():
            chip.click()
            for layer in range(1, int(page.locator("[data-control=layer]").get_attribute("max") or 0) + 1):
                page.locator("[data-control=layer]").fill(str(layer))
                heights.add(page.locator(".kg-verdict").evaluate("each => each.getBoundingClientRect().height"))
        assert len(heights) == 1
    page.close()
