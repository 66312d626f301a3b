"""The network whose weights are dragged: every number that the browser computes, against PyTorch."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Locator, Page

from course.demos import TwoLayers
from course.demos.two_layers import BENDS, CORNERS, PRESETS, RATE
from tests.demos.test_network_frames import random_network, torch_run
from tests.site.test_demos import NETWORK, numbers
from tests.support.browsing import Visit
from tests.support.grids import case
from tests.support.rendering import fits_at_every_width, rendered

pytestmark = pytest.mark.chromium

FIELDS: dict[str, tuple[Any, ...]] = {f"w1{i}{j}": ("w1", i, j) for i in range(2) for j in range(2)}
FIELDS |= {f"b1{j}": ("b1", j) for j in range(2)} | {f"w2{j}": ("w2", j) for j in range(2)} | {"b2": ("b2",)}

PICTURE = """
(root) => {
  const text = (selector) => Object.fromEntries([...root.querySelectorAll(selector)].map((each) => [each.dataset.number ?? each.dataset.grad, each.textContent]));
  const wires = Object.fromEntries([...root.querySelectorAll('[data-wire]')].map((wire) => {
    const [forth, back] = wire.querySelectorAll('path');
    return [wire.dataset.wire, [forth.style.stroke, Number(forth.style.strokeWidth), back.style.visibility === 'hidden' ? 0 : Number(back.style.strokeWidth)]];
  }));
  const canvas = root.querySelector('canvas');
  const pen = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', { willReadFrequently: true });
  pen.drawImage(canvas, 0, 0);
  return {
    numbers: text('[data-number]'), gradients: text('[data-grad]'), wires, says: root.querySelector('.kg-sentence').textContent,
    shut: [...root.querySelectorAll('.kg-node.kg-shut')].map((each) => each.dataset.node),
    plane: [[60, 20], [20, 60], [20, 20], [60, 60]].map(([c, r]) => [...pen.getImageData(c, r, 1, 1).data].slice(0, 3)),
    dots: [...root.querySelectorAll('.kg-dot')].map((dot) => [Number(dot.dataset.label), dot.getAttribute('transform')]),
  };
}
"""  # noqa: E501 a line of JavaScript


def spoken(value: float) -> str:
    """A number as the demo writes it: three digits, and below half a thousandth 0."""
    return f"{float(f'{value:.3g}'):.12g}".replace("-", "−") if abs(value) >= 0.0005 else "0"


def close(text: str, value: float) -> None:
    """The text is a number as near to the value as three digits can be."""
    assert float(text.replace("−", "-")) == pytest.approx(value, rel=0.0051, abs=0.00051)


def at(values: Any, *place: int) -> float:
    return float(np.asarray(values)[place])


def network_of(page: Page) -> dict[str, Any]:
    return {name: page.evaluate(f"model.get('{name}')") for name in ("w1", "b1", "w2", "b2", "bend")}


def compare(picture: dict[str, Any], net: dict[str, Any], sample: Sequence[float]) -> None:
    """All that the picture says of a sample is what PyTorch says."""
    wanted = torch_run(net, sample)
    for name in ("z", "p", "loss"):
        close(picture["numbers"][name], float(wanted[name]))
    for j in range(2):
        close(picture["numbers"][f"a{j + 1}"], wanted["a"][j])
        close(picture["numbers"][f"h{j + 1}"], wanted["h"][j])
    for control, (name, *place) in FIELDS.items():
        close(picture["gradients"][control].removeprefix("∂ "), at(wanted[f"d{name}"], *place))
    weights: dict[str, tuple[Any, ...]] = {f"x{i + 1}-h{j + 1}": ("w1", i, j) for i in range(2) for j in range(2)}
    weights |= {f"h{j + 1}-z": ("w2", j) for j in range(2)}
    for wire, (name, *place) in weights.items():
        value, gradient = at(net[name], *place), at(wanted[f"d{name}"], *place)
        thick = [0.8 + 6 * min(1, abs(v) / 3) if v else 0 for v in (value, gradient)]
        colour, *shown = picture["wires"][wire]
        np.testing.assert_allclose(shown, thick, atol=1e-4)
        assert colour == f"var(--{'neg' if value < 0 else 'pos'})"
    slopes = {f"h{j + 1}": net["bend"] == "relu" and wanted["a"][j] <= 0 for j in range(2)}
    assert picture["shut"] == [name for name, is_shut in slopes.items() if is_shut]
    head = f"Forward: a = ({spoken(wanted['a'][0])}, "
    assert picture["says"].startswith(head)
    assert f"The label is {'blue (+)' if sample[2] else 'orange (−)'}: loss " in picture["says"]


def test_sixty_networks_give_what_pytorch_gives(browser: Browser) -> None:
    """The sum itself, forward and back, and a step of gradient descent."""
    rng = np.random.default_rng(6)
    nets = [random_network(rng, BENDS[k % 4]) for k in range(60)]
    samples = [[*np.round(rng.uniform(-3, 3, 2), 1).tolist(), k // 4 % 2] for k in range(60)]
    page = browser.new_page()
    code = """
    async ([code, nets, samples]) => {
      const { run, stepped } = await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
      return nets.map((net, k) => [run(net, samples[k]), stepped(net, samples[k], 0.1)]);
    }
    """
    found = page.evaluate(code, [TwoLayers._esm, nets, samples])
    page.close()
    for net, sample, (seen, after) in zip(nets, samples, found, strict=True):
        with case(net=net, sample=sample):
            wanted = torch_run(net, sample)
            for name, value in wanted.items():
                np.testing.assert_allclose(seen[name], value, rtol=1e-9, atol=1e-12)
            for name in ("w1", "b1", "w2", "b2"):
                np.testing.assert_allclose(after[name], np.subtract(net[name], 0.1 * wanted[f"d{name}"]), atol=1e-12)


def opened(visit: Callable[..., Visit], root: str) -> tuple[Visit, Page, Locator]:
    ((chapter, _),) = (each for each in NETWORK if each[1] == "TwoLayers")
    visited = visit(reduced_motion="reduce")
    page = visited.go(f"{root}book/{chapter}.html")
    return visited, page, page.locator(".kg-demo[data-demo=TwoLayers]")


def test_every_weight_typed_by_keyboard_changes_all_numbers(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo = opened(visit, file_root)
    net: dict[str, Any] = {name: value for name, value in PRESETS["by_hand"].items() if name != "points"}
    demo.get_by_role("button", name="The sample by hand").press("Enter")
    page.wait_for_function("document.querySelector('[data-demo=TwoLayers] [data-number=z]').textContent === '3'")
    compare(demo.evaluate(PICTURE), net, [1, 2, 0])
    for bend in BENDS:
        demo.locator("[data-control=bend]").select_option(bend)
        net["bend"] = bend
        for k, (control, (name, *place)) in enumerate(FIELDS.items()):
            value = round(0.3 * k - 1.1, 1)
            demo.locator(f"[data-control={control}]").focus()
            page.keyboard.press("Control+a")
            page.keyboard.type(str(value))
            array = np.array(net[name], dtype=float)
            array[tuple(place)] = value
            net[name] = array.tolist()
        page.wait_for_function(DRAWN)
        with case(bend=bend, net=net):
            compare(demo.evaluate(PICTURE), net, [1, 2, 0])
    assert visited.complaints == []


# A change is drawn in the browser's next frame.
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))"


def test_the_plane_is_painted_by_the_probability_of_blue(browser: Browser) -> None:
    page = rendered(browser, TwoLayers(CORNERS, **{k: v for k, v in PRESETS["solved"].items() if k != "points"}))
    page.emulate_media(color_scheme="light")
    page.wait_for_function(DRAWN)
    right_top, left_bottom, left_top, right_bottom = page.locator(".kg-demo").evaluate(PICTURE)["plane"]
    for red, _, blue in (left_top, right_bottom):  # where the two inputs differ
        assert blue > red + 60
    for red, _, blue in (right_top, left_bottom):
        assert red > blue + 60
    dots = page.locator(".kg-demo").evaluate(PICTURE)["dots"]
    place = [float(each) for each in dots[0][1].removeprefix("translate(").removesuffix(")").split()]
    assert place == pytest.approx([320 * 4 / 6, 320 * 2 / 6])
    assert [label for label, _ in dots] == [0, 1, 0, 1]
    page.close()


def test_steps_downhill_are_gradient_descent_point_by_point(browser: Browser) -> None:
    page = rendered(browser, TwoLayers())
    page.get_by_role("button", name="Four corners", exact=True).click()
    net = {name: torch.tensor(v, dtype=torch.float64) for name, v in PRESETS["corners"].items() if name[1:] in "12"}
    for button, steps in (("One step downhill", 1), ("100 steps", 100)):
        page.get_by_role("button", name=button).click()
        for step in range(steps):
            sample = CORNERS[(step + (1 if steps > 1 else 0)) % 4]
            slopes = torch_run({**{k: v.tolist() for k, v in net.items()}, "bend": "relu"}, sample)
            net = {name: value - RATE * torch.tensor(slopes[f"d{name}"]) for name, value in net.items()}
        found = network_of(page)
        for name, value in net.items():
            np.testing.assert_allclose(found[name], value.numpy(), atol=1e-9)
    assert page.evaluate("model.get('chosen')") == 1
    page.wait_for_function(DRAWN)
    seen = {name: each.tolist() for name, each in net.items()} | {"bend": "relu"}
    compare(page.locator(".kg-demo").evaluate(PICTURE), seen, CORNERS[1])
    assert [float(torch_run(seen, corner)["z"]) > 0 for corner in CORNERS] == [False, True, False, True]
    page.close()


def test_dragging_moves_a_weight_and_a_point(visit: Callable[..., Visit], http_root: str) -> None:
    _, page, demo = opened(visit, http_root)
    demo.get_by_role("button", name="The sample by hand").click()
    field = demo.locator("[data-control=w100]")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    assert box
    page.mouse.move(box["x"] + 10, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 10, box["y"] - 50, steps=4)
    page.mouse.up()
    assert field.input_value() == "2"
    plane = demo.locator(".kg-plane svg")
    plane.scroll_into_view_if_needed()
    frame = plane.bounding_box()
    assert frame
    side = frame["width"]
    page.mouse.move(frame["x"] + side * 4 / 6, frame["y"] + side / 6)
    page.mouse.down()
    page.mouse.move(frame["x"] + side * 2 / 6, frame["y"] + side * 5 / 6, steps=4)
    page.mouse.up()
    page.wait_for_function(DRAWN)
    assert [demo.locator(f"[data-control=x{k}]").input_value() for k in (1, 2)] == ["-1", "-2"]
    net = {"w1": [[2, 1], [1, -1]], "b1": [0, 0], "w2": [1, 1], "b2": 0, "bend": "relu"}
    compare(demo.evaluate(PICTURE), net, [-1, -2, 0])


def test_numbers_that_cannot_be_are_brought_back(browser: Browser) -> None:
    page = rendered(browser, TwoLayers())
    for control, typed, kept in (("w100", "99", "9"), ("x1", "-50", "-3"), ("b2", "", "0")):
        page.locator(f"[data-control={control}]").fill(typed)
        page.locator(f"[data-control={control}]").press("Tab")
        assert page.locator(f"[data-control={control}]").input_value() == kept
    page.close()


def test_in_a_notebook_python_and_the_picture_speak_to_each_other(browser: Browser) -> None:
    page = rendered(browser, TwoLayers(CORNERS, chosen=2))
    page.evaluate("model.set('w2', [0, -1]); model.set('bend', 'tanh')")
    page.wait_for_function(DRAWN)
    compare(page.locator(".kg-demo").evaluate(PICTURE), network_of(page), CORNERS[2])
    page.locator("[data-control=label]").select_option("1")
    assert page.evaluate("saved.points[2]") == [-1, -1, 1]
    page.locator("[data-control=chosen]").select_option(index=3)
    assert page.evaluate("saved.chosen") == 3
    page.evaluate("end()")
    assert page.evaluate("heard") == []
    page.close()


def test_it_is_large_enough_to_touch_and_speaks_chinese(
    visit: Callable[..., Visit], http_root: str, browser: Browser
) -> None:
    _, page, _ = opened(visit, http_root)
    fits_at_every_width(page, ".kg-demo[data-demo=TwoLayers]")
    chinese = rendered(browser, TwoLayers(), "zh-CN")
    assert chinese.locator(".kg-sentence").inner_text().startswith("前向：a = (3, −1)")
    assert chinese.get_by_role("spinbutton", name="从 x1 到 h1 的权重").count() == 1
    assert numbers([[chinese.locator("[data-number=loss]").inner_text()]])[0, 0] == 3.05
    chinese.close()
