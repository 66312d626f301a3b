"""The demos of the chapter on deep networks that have frames, moved by keyboard alone, against PyTorch."""

from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Locator, Page

from course.demos.dropout_mask import DRAWS, RATES, UNITS, uniform
from course.demos.softmax_bars import LOGITS
from tests.site.test_demos import NETWORK, Keyboard, numbers
from tests.site.test_recurrent_demos import SCENE, spoken
from tests.support.browsing import Visit

pytestmark = pytest.mark.chromium

BARS = """
(root) => Object.fromEntries([...root.querySelectorAll('.kg-bars')].map((bars) => [bars.dataset.bars, {
  values: [...bars.querySelectorAll('.kg-value')].map((each) => each.textContent),
  tall: [...bars.querySelectorAll('.kg-bar rect')].map((each) => Number(each.getAttribute('height'))),
  below: [...bars.querySelectorAll('.kg-bar')].map((each) => each.classList.contains('kg-below')),
  lit: [...bars.querySelectorAll('.kg-bar')].flatMap((each, k) => (each.classList.contains('kg-lit') ? [k] : [])),
  words: bars.querySelector('svg').getAttribute('aria-label'),
}]))
"""
NUMBERS = """
(root) => ({
  grids: Object.fromEntries([...root.querySelectorAll('.kg-grid')].map((grid) => [grid.dataset.grid, {
    row: [...grid.querySelectorAll('.kg-cell')].map((cell) => cell.querySelector('text').textContent),
    lit: [...grid.querySelectorAll('.kg-cell')].flatMap((cell, k) => (cell.matches('.kg-lit, .kg-mark') ? [k] : [])),
  }])),
  says: root.querySelector('.kg-says').textContent,
})
"""


def visited_demo(visit: Callable[..., Visit], root: str, kind: str) -> tuple[Visit, Page, Locator, Keyboard]:
    chapter = {name: page for page, name in NETWORK}[kind]
    visited = visit(reduced_motion="reduce")
    page = visited.go(f"{root}book/{chapter}.html")
    demo = page.locator(f".kg-demo[data-demo={kind}]")
    return visited, page, demo, Keyboard(page, demo)


def as_numbers(texts: list[str]) -> Any:
    return numbers([texts])[0]


def test_the_bars_are_pytorchs_softmax_and_its_gradient(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo, keys = visited_demo(visit, file_root, "SoftmaxBars")
    pictures = set()
    for *chosen, shifted in product(range(4), (0, 3), (1, 2), (0, 1)):
        for name, index in zip(("z1", "z2", "z3", "shift"), (*chosen, shifted), strict=True):
            keys.put(name, index)
        logits = torch.tensor([[LOGITS[k] for k in chosen]], dtype=torch.float64) + 100 * shifted
        keys.reach("position")
        page.keyboard.press("Home")
        for right in range(3):
            leaf = logits.clone().requires_grad_()
            loss = torch.nn.functional.cross_entropy(leaf, torch.tensor([right]))
            (gradient,) = torch.autograd.grad(loss, leaf)
            shares = torch.softmax(logits, -1)[0].numpy()
            bars, scene = demo.evaluate(BARS), demo.evaluate(NUMBERS)
            np.testing.assert_allclose(as_numbers(bars["shares"]["values"]), shares, atol=0.000501)
            np.testing.assert_allclose(as_numbers(bars["gradient"]["values"]), gradient[0].numpy(), atol=0.000501)
            np.testing.assert_allclose(bars["shares"]["tall"], 150 * shares, atol=0.1)
            np.testing.assert_allclose(bars["gradient"]["tall"], 75 * np.abs(gradient[0].numpy()), atol=0.1)
            assert bars["gradient"]["below"] == [k == right for k in range(3)]
            assert bars["shares"]["lit"] == bars["gradient"]["lit"] == [right]
            assert scene["grids"]["z"]["row"] == [f"{value:g}".replace("-", "−") for value in logits[0].tolist()]
            powers = torch.exp(logits[0] - logits.max()).numpy()
            np.testing.assert_allclose(as_numbers(scene["grids"]["powers"]["row"]), powers, atol=0.00501)
            assert scene["says"].startswith(
                f"If class {right + 1} is right, the loss is −log {spoken(shares[right])} = "
            )
            assert float(scene["says"].split(" = ")[1].split(".\n")[0]) == pytest.approx(loss.item(), rel=0.0051)
            assert ("the shares are nan" in scene["says"]) == bool(shifted)
            pictures.add((tuple(chosen), shifted, right, scene["says"]))
            page.keyboard.press("ArrowRight")
    assert len(pictures) == 4 * 2 * 2 * 2 * 3
    words = demo.evaluate(BARS)["shares"]["words"]
    assert words.startswith("shares p: the powers, divided by their sum: class 1 ")
    assert visited.complaints == []


def test_the_mask_keeps_what_its_random_numbers_say(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo, keys = visited_demo(visit, file_root, "DropoutMask")
    units, u = np.array(UNITS), uniform(len(UNITS))
    for index, scaled in product(range(4), (0, 1)):
        keys.put("rate", index)
        keys.put("scaled", scaled)
        rate = RATES[index]
        keys.reach("position")
        page.keyboard.press("Home")
        totals = []
        for draw in range(DRAWS):
            scene = demo.evaluate(NUMBERS)
            kept = [k for k in range(units.size) if u[draw, k] >= rate]
            after = [units[k] / (1 - rate if scaled else 1) if k in kept else 0 for k in range(units.size)]
            totals.append(sum(after))
            np.testing.assert_allclose(as_numbers(scene["grids"]["units"]["row"]), units)
            np.testing.assert_allclose(as_numbers(scene["grids"]["u"]["row"]), u[draw])
            assert scene["grids"]["u"]["lit"] == kept
            np.testing.assert_allclose(as_numbers(scene["grids"]["after"]["row"]), after, atol=0.00501)
            assert scene["says"].startswith(f"Draw {draw + 1}: {len(kept)} of 8 units are kept, those with u ≥ {rate}.")
            assert scene["says"].endswith(f"Mean of the totals so far: {spoken(float(np.mean(totals)))}.")
            page.keyboard.press("ArrowRight")
        legend = demo.evaluate(SCENE)["charts"]["totals"]["legend"]
        assert legend == {"mean": spoken(float(np.mean(totals))), "full": "36"}
    assert visited.complaints == []
