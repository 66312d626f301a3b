"""The photograph under a kernel: every number and every pixel that the browser computes, against SciPy's.

The one demo whose sum is JavaScript's (decisions/0028). Whole numbers and a divisor: the comparison is of equals.
"""

import base64
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from playwright.sync_api import Browser, Locator, Page
from scipy.signal import convolve2d, correlate2d
from sklearn.datasets import load_sample_image

from course.demos import PhotoKernel
from course.demos.photo_kernel import PRESETS
from tests.site.test_demos import PHOTO, text
from tests.support.browsing import Visit
from tests.support.grids import case
from tests.support.rendering import fits_at_every_width, rendered

pytestmark = pytest.mark.chromium

# The colours of tokens.css in the light theme: below zero, nothing, above.
NEGATIVE, ZERO, POSITIVE = np.array([[0xC2, 0x41, 0x0C], [0xEE, 0xF1, 0xF5], [0x17, 0x63, 0xB6]])

# Bytes travel as text: a list of a hundred thousand numbers takes a second.
AS_TEXT = "(bytes) => btoa(Array.from(bytes, (each) => String.fromCharCode(each)).join(''))"
PIXELS = f"""
(canvas) => {{
  const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {{ willReadFrequently: true }});
  pen.drawImage(canvas, 0, 0);
  return ({AS_TEXT})(pen.getImageData(0, 0, canvas.width, canvas.height).data);
}}
"""

SHOWN = """
(root) => {
  const texts = (selector) => [...root.querySelectorAll(selector)].map((each) => each.textContent);
  return {
    pixels: texts('.kg-pixels span'),
    weights: [...root.querySelectorAll('.kg-weights input')].map((each) => each.value),
    products: texts('.kg-products span'),
    total: texts('.kg-total')[0],
    value: texts('.kg-value')[0],
    cut: texts('.kg-answer small')[0],
    pressed: [...root.querySelectorAll('.kg-chip[aria-pressed=true]')].map((each) => each.dataset.preset),
  };
}
"""


def grey(name: str) -> NDArray[Any]:
    """The chapter's photograph, made by the libraries that the chapter names."""
    photograph = Image.fromarray(load_sample_image(name)).convert("L")
    return np.asarray(photograph.resize((240, 160), Image.Resampling.LANCZOS))


@pytest.fixture(scope="module")
def photographs() -> list[NDArray[Any]]:
    return [grey("china.jpg"), grey("flower.jpg")]


def opened(visit: Callable[..., Visit], root: str, **options: Any) -> tuple[Visit, Page, Locator]:
    visited = visit(color_scheme="light", **{"reduced_motion": "reduce", **options})
    page = visited.go(f"{root}book/{PHOTO[0][0]}.html")
    demo = page.locator(".kg-demo[data-demo=PhotoKernel]:not([data-waits])")
    demo.wait_for()
    return visited, page, demo


def put(demo: Locator, name: str, value: int) -> None:
    """Type a number into a field."""
    field = demo.locator(f"[data-control={name}]")
    field.focus()
    field.press("Control+a")
    field.press_sequentially(str(value))


def slid(photograph: NDArray[Any], kernel: NDArray[Any], divisor: int, flip: bool) -> NDArray[Any]:
    return (convolve2d if flip else correlate2d)(photograph.astype(float), kernel, mode="valid") / divisor


def painted(values: NDArray[Any], *, signs: bool) -> NDArray[Any]:
    """What colour (H, W, 3) each number must have."""
    if not signs:
        return np.repeat(np.clip(np.rint(values), 0, 255)[..., None], 3, axis=-1)
    # JavaScript rounds halves up
    share = (np.abs(np.clip(np.floor(values + 0.5), -255, 255)) / 255)[..., None] ** 0.85
    end = np.where(values[..., None] < 0, NEGATIVE, POSITIVE)
    return np.floor(ZERO + (end - ZERO) * share + 0.5)


def picture(demo: Locator, which: int) -> NDArray[Any]:
    data = base64.b64decode(demo.locator(".kg-picture").nth(which).evaluate(PIXELS))
    return np.frombuffer(data, np.uint8).reshape(160, 240, 4)


def test_forty_kernels_give_what_scipy_gives(browser: Browser, photographs: list[NDArray[Any]]) -> None:
    """The function itself, on both photographs: no number differs from SciPy's in single precision."""
    page = browser.new_page()
    rng, photograph = np.random.default_rng(0), photographs[0]
    calls = [(rng.integers(-99, 100, (3, 3)), int(rng.choice([1, 2, 9, 16, 99]))) for _ in range(40)]
    slide = f"""
    async ([code, pixels, calls]) => {{
      const address = URL.createObjectURL(new Blob([code], {{ type: 'text/javascript' }}));
      const {{ correlate }} = await import(address);
      const x = Uint8Array.from(atob(pixels), (each) => each.charCodeAt(0));
      const slide = ([w, by]) => correlate({{ x, height: 160, width: 240 }}, w, by);
      return calls.map((each) => ({AS_TEXT})(new Uint8Array(slide(each).buffer)));
    }}
    """
    plain = [[kernel.ravel().tolist(), divisor] for kernel, divisor in calls]
    results = page.evaluate(slide, [PhotoKernel._esm, base64.b64encode(photograph.tobytes()).decode(), plain])
    page.close()
    for (kernel, divisor), result in zip(calls, results, strict=True):
        with case(kernel=kernel.tolist(), divisor=divisor):
            y = np.frombuffer(base64.b64decode(result), np.float32).reshape(160, 240).copy()
            np.testing.assert_array_equal(y[1:-1, 1:-1], np.float32(slid(photograph, kernel, divisor, False)))
            y[1:-1, 1:-1] = np.nan
            assert np.isnan(y).all(), "the border has no numbers"


def test_every_preset_paints_every_pixel_as_scipy_says(
    visit: Callable[..., Visit], file_root: str, photographs: list[NDArray[Any]]
) -> None:
    visited, _, demo = opened(visit, file_root)
    for which, photograph in enumerate(photographs):
        demo.locator("[data-control=picture]").select_option(str(which))
        assert (picture(demo, 0)[..., :3] == photograph[..., None]).all()
        for flip in (False, True):
            demo.locator("[data-control=flip]").set_checked(flip)
            for name, (kernel, divisor) in PRESETS.items():
                demo.locator(f"[data-preset={name}]").press("Enter")
                assert demo.evaluate(SHOWN)["pressed"] == [name]
                with case(photograph=which, flip=flip, preset=name):
                    wanted = slid(photograph, np.array(kernel), divisor, flip)
                    shown, signs = picture(demo, 1), np.sum(kernel) == 0
                    np.testing.assert_array_equal(shown[1:-1, 1:-1, :3], painted(wanted, signs=signs))
                    assert (shown[1:-1, 1:-1, 3] == 255).all()
                    assert shown[..., 3].sum() == 255 * 158 * 238, "the border is left empty"
    assert visited.complaints == []


def test_a_kernel_typed_by_keyboard_shows_its_nine_products(
    visit: Callable[..., Visit], http_root: str, photographs: list[NDArray[Any]]
) -> None:
    visited, page, demo = opened(visit, http_root)
    rng, photograph = np.random.default_rng(1), photographs[0].astype(int)
    for trial, (divisor, flip) in enumerate([(1, False), (7, True), (16, False)]):
        kernel = rng.integers(-9, 10, (3, 3))
        laid = kernel[::-1, ::-1] if flip else kernel
        row, column = int(rng.integers(1, 159)), int(rng.integers(1, 239))
        demo.locator("[data-control=flip]").set_checked(flip)
        for place, weight in enumerate(laid.ravel().tolist()):
            put(demo, f"w{place}", weight)
        put(demo, "divisor", divisor)
        put(demo, "row", row)
        put(demo, "column", column)
        page.evaluate("new Promise(requestAnimationFrame)")
        window = photograph[row - 1 : row + 2, column - 1 : column + 2]
        products = window * laid
        total = int(products.sum())
        value = total / divisor
        with case(trial=trial):
            shown = demo.evaluate(SHOWN)
            assert shown["pixels"] == [str(each) for each in window.ravel()]
            assert shown["weights"] == [str(each) for each in laid.ravel()]
            assert shown["products"] == [text(each) for each in products.ravel().tolist()]
            assert shown["total"] == text(total)
            rounded = np.floor(10 * value + 0.5) / 10
            assert shown["value"] == f"= {text(rounded)}"
            assert shown["cut"].startswith("brighter" if value > 255 else "darker" if value < 0 else "")
            assert (not shown["cut"]) == (0 <= value <= 255)
            np.testing.assert_array_equal(
                picture(demo, 1)[1:-1, 1:-1, :3], painted(slid(photograph, kernel, divisor, flip), signs=False)
            )
            page.wait_for_function(f"document.querySelector('.kg-unseen').textContent.startsWith('Row {row}, ')")
            terms = ", ".join(
                f"{x} times {text(w)}" for x, w in zip(window.ravel().tolist(), laid.ravel().tolist(), strict=True)
            )
            assert demo.locator(".kg-unseen").inner_text() == (
                f"Row {row}, column {column}: {terms}; sum {text(total)}, divided by {divisor}: {text(rounded)}."
            )
    demo.locator("[data-control=w0]").press("ArrowUp")
    assert demo.evaluate(SHOWN)["weights"][0] == str(int(shown["weights"][0]) + 1)
    assert visited.complaints == []


def test_what_flipping_does_is_measured(
    visit: Callable[..., Visit], http_root: str, photographs: list[NDArray[Any]]
) -> None:
    _, _, demo = opened(visit, http_root)
    kernel = np.array(PRESETS["emboss"][0])
    says = demo.locator(".kg-verdict")
    for name in ("blur", "sharpen", "laplace", "identity"):
        demo.locator(f"[data-preset={name}]").click()
        assert says.inner_text().startswith("Turned by 180° this kernel is itself")
    for name in ("across", "down"):
        demo.locator(f"[data-preset={name}]").click()
        assert says.inner_text().startswith("Turning this kernel by 180° turns the sign")
    demo.locator("[data-preset=emboss]").click()
    apart = np.abs(slid(photographs[0], kernel, 1, True) - slid(photographs[0], kernel, 1, False))
    share, most = round(100 * (apart > 0.5).mean()), round(apart.max())
    for flip in (False, True):
        demo.locator("[data-control=flip]").set_checked(flip)
        assert says.inner_text().startswith(
            f"Convolution and cross-correlation differ here in {share} % of the pixels, by up to {most}."
        )
        first = demo.locator(".kg-first")
        assert first.get_attribute("data-control") == ("w8" if flip else "w0")
        assert first.get_attribute("aria-label") == "w, row 1, column 1"


def test_pointing_dragging_and_the_wheel(
    visit: Callable[..., Visit], http_root: str, photographs: list[NDArray[Any]]
) -> None:
    _, page, demo = opened(visit, http_root)
    stage = demo.locator(".kg-stage").first
    stage.scroll_into_view_if_needed()
    box = stage.bounding_box()
    assert box
    page.mouse.move(box["x"] + box["width"] * 100.5 / 240, box["y"] + box["height"] * 40.5 / 160)
    page.evaluate("new Promise(requestAnimationFrame)")
    assert demo.locator("[data-control=row]").input_value() == "40"
    assert demo.locator("[data-control=column]").input_value() == "100"
    assert demo.evaluate(SHOWN)["pixels"] == [str(v) for v in photographs[0][39:42, 99:102].ravel()]

    cell = demo.locator("[data-control=w4]")
    cell.scroll_into_view_if_needed()
    place = cell.bounding_box()
    assert place
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.wheel(0, -100)  # it has no focus: the page scrolls
    page.wait_for_timeout(100)
    assert cell.input_value() == "0"
    cell.scroll_into_view_if_needed()
    cell.focus()
    place = cell.bounding_box()
    assert place
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(x, y)
    page.mouse.wheel(0, -100)
    page.wait_for_function("document.querySelector('[data-control=w4]').value === '1'")
    page.mouse.down()
    page.mouse.move(x, y - 36)
    page.mouse.up()
    assert cell.input_value() == "4"
    page.mouse.move(x, y - 90)  # let go: no longer dragged
    assert cell.input_value() == "4"


def test_numbers_that_cannot_be_are_brought_back(visit: Callable[..., Visit], http_root: str) -> None:
    _, page, demo = opened(visit, http_root)
    for name, typed, shown in (("w0", 500, "99"), ("w1", -500, "-99"), ("divisor", 0, "1"), ("row", 900, "158")):
        put(demo, name, typed)
        page.keyboard.press("Tab")
        assert demo.locator(f"[data-control={name}]").input_value() == shown, name


def test_the_photograph_comes_when_the_reader_is_near(visit: Callable[..., Visit], http_root: str) -> None:
    visited = visit()
    visited.page.set_viewport_size({"width": 1440, "height": 100})
    page = visited.go(f"{http_root}book/{PHOTO[0][0]}.html", until="networkidle")
    demo = page.locator(".kg-demo[data-demo=PhotoKernel]")
    assert demo.get_attribute("data-waits") == ""
    assert demo.locator("[data-control=w0]").input_value() == "-1"
    before = set(visited.requests)
    demo.scroll_into_view_if_needed()
    page.locator(".kg-demo[data-demo=PhotoKernel]:not([data-waits])").wait_for()
    (came,) = set(visited.requests) - before
    assert "_static/demos/" in came
    assert visited.complaints == []


def test_the_turn_is_shown_unless_less_motion_is_wished(visit: Callable[..., Visit], http_root: str) -> None:
    for motion, moving in (("no-preference", 10), ("reduce", 0)):
        _, _, demo = opened(visit, http_root, reduced_motion=motion)
        turning = "root => (root.querySelector('[data-control=flip]').click(), root.querySelector('.kg-weights')"
        turning += ".getAnimations({ subtree: true }).length)"
        assert demo.evaluate(turning) == moving, motion


def test_everything_is_large_enough_to_touch(visit: Callable[..., Visit], http_root: str) -> None:
    _, page, _ = opened(visit, http_root)
    fits_at_every_width(page, ".kg-demo[data-demo=PhotoKernel]")


def test_on_a_phone_the_three_squares_stand_in_one_row_below_the_result(browser: Browser) -> None:
    page = rendered(browser, PhotoKernel({"steps": np.arange(48).reshape(6, 8)}, at=(2, 3)))
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        squares = [page.locator(f".kg-nine{name}") for name in (".kg-pixels", ".kg-weights", ".kg-products")]
        tops = {square.evaluate("each => Math.round(each.getBoundingClientRect().top)") for square in squares}
        assert len(tops) == 1, width
        result = page.locator(".kg-stage").nth(1).evaluate("each => each.getBoundingClientRect().top")
        assert squares[1].evaluate("each => each.getBoundingClientRect().bottom") - result < 844, width


def test_in_a_notebook_python_and_the_picture_speak_to_each_other(browser: Browser) -> None:
    demo = PhotoKernel({"steps": np.arange(48).reshape(6, 8)}, at=(2, 3))
    page = rendered(browser, demo)
    page.evaluate("model.set('kernel', [[0, 0, 0], [0, 2, 0], [0, 0, 0]])")
    page.evaluate("model.set('column', 5)")
    page.evaluate("new Promise(requestAnimationFrame)")
    root = page.locator(".kg-demo")
    assert root.evaluate(SHOWN)["total"] == str(2 * (2 * 8 + 5))
    root.locator("[data-control=w0]").fill("7")
    assert page.evaluate("saved.kernel") == [[7, 0, 0], [0, 2, 0], [0, 0, 0]]
    demo.kernel = page.evaluate("saved.kernel")
    assert demo.result()[1, 4] == 2 * 21 + 7 * 12
    assert root.locator("[data-control=picture]").count() == 0, "one photograph is no choice"
    page.evaluate("end()")
    assert page.evaluate("heard") == []
    page.close()


def test_it_speaks_chinese_on_a_chinese_page(browser: Browser) -> None:
    demo = PhotoKernel({"台阶": np.arange(48).reshape(6, 8)}, PRESETS["blur"][0], at=(2, 3))
    page = rendered(browser, demo, "zh-CN")
    assert page.locator(".kg-demo").get_attribute("aria-label") == "九个数，一张照片"
    assert page.get_by_role("switch", name="翻转：卷积").count() == 1
    assert page.get_by_role("img", name="台阶, 8 × 6").count() == 1
    page.close()
