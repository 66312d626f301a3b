"""The demos of the chapter on both directions and attention, moved by keyboard alone, against NumPy and PyTorch."""

import re
from collections.abc import Callable
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Locator, Page, expect

from course.data import reviews, words_of
from course.demos import AttentionPooling, TwoDirections
from course.demos.attention_pooling import PADS, SHARPNESS, digest, frozen
from tests.site.test_demos import ATTENTION, Keyboard, factor, text
from tests.site.test_recurrent_demos import SCENE, spoken
from tests.support.browsing import Visit
from tests.support.grids import case
from tests.support.rendering import fits_at_every_width, rendered

pytestmark = pytest.mark.chromium

SEQUENCE = np.array([2.0, 0, 1, 3, 1])
MERGES = ("sum", "mul", "ave", "concat", "pair")

MARKS = """
(root) => Object.fromEntries([...root.querySelectorAll('.kg-grid')].map((grid) => [grid.dataset.grid,
  [...grid.querySelectorAll('.kg-mark')].map((cell) => [Number(cell.dataset.row), Number(cell.dataset.column)])]))
"""

# Where each arrow begins and ends, in columns of the sequence.
ENDS = r"""
(root) => Object.fromEntries([...root.querySelectorAll('.kg-arrows')].map((group) => [group.dataset.arrows,
  [...group.querySelectorAll('.kg-arrow path:first-child')].map((path) => {
    const [, x0, x1] = path.getAttribute('d').match(/^M([-\d.]+) .*L([-\d.]+) /).map(Number);
    return [x0, x1].map((x) => (x / 36 - 2.4 - 0.5) / 1.75);
  })]))
"""

LYING = """
(root) => {
  const bars = root.querySelector('.kg-bars');
  return {
    names: [...bars.querySelectorAll('.kg-name')].map((each) => each.textContent),
    notes: [...bars.querySelectorAll('text.kg-note')].map((each) => each.textContent),
    values: [...bars.querySelectorAll('.kg-value')].map((each) => each.textContent),
    wide: [...bars.querySelectorAll('.kg-bar rect:not(.kg-note)')].map((each) => Number(each.getAttribute('width'))),
    lit: [...bars.querySelectorAll('.kg-bar')].flatMap((each, k) => (each.classList.contains('kg-lit') ? [k] : [])),
    words: bars.querySelector('svg').getAttribute('aria-label'),
    says: root.querySelector('.kg-says').textContent,
    where: root.querySelector('.kg-walk output').textContent,
  };
}
"""


def opened(visit: Callable[..., Visit], root: str, kind: str, **options: Any) -> tuple[Visit, Page, Locator, Keyboard]:
    chapter = {name: page for page, name in ATTENTION}[kind]
    visited = visit(**options)
    page = visited.go(f"{root}book/{chapter}.html")
    demo = page.locator(f".kg-demo[data-demo={kind}]")
    return visited, page, demo, Keyboard(page, demo)


def filled(row: Any, columns: set[int]) -> list[str]:
    return [text(value) if column in columns else "" for column, value in enumerate(row)]


def merged(forward: Any, laid: Any, merge: str) -> dict[str, Any]:
    """The merged rows by NumPy, by the names of their grids."""
    if merge == "pair":
        return {"first": [forward], "second": [laid]}
    rows = {"sum": [forward + laid], "mul": [forward * laid], "ave": [np.mean([forward, laid], axis=0)]}
    return {"merged": rows.get(merge, [forward, laid])}


def written(f: float, b: float, merge: str) -> str:
    signs = {"sum": f"{factor(f)} + {factor(b)} = {text(f + b)}", "mul": f"{factor(f)}·{factor(b)} = {text(f * b)}"}
    signs["ave"] = f"({factor(f)} + {factor(b)})/2 = {text((f + b) / 2)}"
    return signs.get(merge, f"({text(f)}, {text(b)})")


def test_the_rows_are_numpys_sums_and_meet_in_the_middle(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo, keys = opened(visit, file_root, "TwoDirections", reduced_motion="reduce")
    forward, read = np.cumsum(SEQUENCE), np.cumsum(SEQUENCE[::-1])
    pictures = set()
    for (index, merge), unturned in product(enumerate(MERGES), (0, 1)):
        keys.put("merge", index)
        keys.put("unturned", unturned)
        laid = read if unturned else read[::-1]
        keys.reach("position")
        page.keyboard.press("Home")
        before: set[int] = set()
        for t in range(5):
            scene, marks = demo.evaluate(SCENE), demo.evaluate(MARKS)
            left = set(range(t + 1))
            right = left if unturned else {4 - column for column in left}
            both, fresh = left & right, sorted((left & right) - before)
            before = both
            with case(merge=merge, unturned=unturned, step=t):
                assert scene["grids"]["forward"]["rows"] == [filled(forward, left)]
                assert scene["grids"]["backward"]["rows"] == [filled(laid, right)]
                assert scene["grids"]["x"]["rows"] == [[text(value) for value in SEQUENCE]]
                assert scene["grids"]["forward"]["lit"] == [[0, t]]
                assert scene["grids"]["backward"]["lit"] == [[0, t if unturned else 4 - t]]
                assert sorted(marks["x"]) == sorted([0, column] for column in {t, 4 - t})
                for name, rows in merged(forward, laid, merge).items():
                    assert scene["grids"][name]["rows"] == [filled(row, both) for row in rows]
                    assert marks[name] == [[row, column] for row in range(len(rows)) for column in fresh]
                arriving = [t - 1] if t else []
                assert scene["arrows"] == {"up": [t], "down": [t], "along": arriving, "back": arriving}
                said = scene["says"]
                assert said.startswith(f"Step {t + 1}. Forward reads {text(SEQUENCE[t])}: ")
                assert f"Backward reads {text(SEQUENCE[4 - t])}: " in said
                for column in fresh:
                    assert written(forward[column], laid[column], merge) in said
                assert ("which has not read" in said) == bool(unturned and t < 2)
                pictures.add((merge, unturned, said, str(scene["grids"])))
            page.keyboard.press("ArrowRight")
    assert len(pictures) == 5 * 2 * 5
    assert visited.complaints == []


def test_unturned_arrows_cross(visit: Callable[..., Visit], http_root: str) -> None:
    _, _, demo, keys = opened(visit, http_root, "TwoDirections")
    reads = [4.0, 3, 2, 1, 0]
    for unturned in (0, 1):
        keys.put("unturned", unturned)
        ends = demo.evaluate(ENDS)
        assert [begin for begin, _ in ends["down"]] == pytest.approx(reads, abs=0.01)
        assert [end for _, end in ends["down"]] == pytest.approx(reads[::-1] if unturned else reads, abs=0.01)
        assert all((begin < end) == bool(unturned) for begin, end in ends["back"])
        assert all(begin < end for begin, end in ends["along"])


def torch_weights(number: int, pads: int, masked: int, sharpness: float) -> tuple[torch.Tensor, torch.Tensor]:
    """The weights and the values of a sentence, in double precision."""
    each, pad = frozen()["sentences"][number], frozen()["pad"]
    scores = torch.tensor([*each["scores"], *[0.0] * pads], dtype=torch.float64) * sharpness
    keep = torch.arange(len(scores)) < len(each["scores"])
    if masked:
        scores = scores.masked_fill(~keep, -torch.inf)
    return scores.softmax(0), torch.tensor([*each["values"], *[pad] * pads], dtype=torch.float64)


def test_the_bars_are_pytorchs_weights(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo, keys = opened(visit, file_root, "AttentionPooling", reduced_motion="reduce")
    pictures = set()
    for number, (pads, masked) in product(range(8), ((0, 1), (2, 0), (2, 1))):
        for name, index in (("sentence", number), ("pads", pads), ("masked", masked)):
            keys.put(name, index)
        keys.reach("position")
        page.keyboard.press("Home")
        for sharpness in SHARPNESS:
            shown = demo.evaluate(LYING)
            weights, values = torch_weights(number, PADS[pads], masked, sharpness)
            with case(number=number, pads=pads, masked=masked, sharpness=sharpness):
                assert shown["where"] == text(sharpness)
                np.testing.assert_allclose([float(each) for each in shown["values"]], weights.numpy(), atol=0.00101)
                assert sum(float(each) for each in shown["values"]) == pytest.approx(1, abs=1e-9)
                np.testing.assert_allclose(shown["wide"], 130 * weights.numpy(), atol=0.15)
                notes = [float(each.replace("−", "-")) for each in shown["notes"]]
                np.testing.assert_allclose(notes, values.numpy(), atol=0.00501)
                assert shown["names"][len(values) - PADS[pads] :] == ["⟨pad⟩"] * PADS[pads]
                if sharpness:
                    assert shown["lit"] == [int(weights.argmax())]
                value = float(weights @ values)
                found = re.search(r"Weighted mean of the values: (\S+), so (\d+) %", shown["says"])
                assert found
                assert float(found[1].replace("−", "-")) == pytest.approx(value, abs=0.0101)
                assert int(found[2]) == pytest.approx(100 / (1 + np.exp(-value)), abs=0.8)
                written = shown["says"].split(" = 1\n")[0].split(" + ")
                assert sum(map(float, written)) == pytest.approx(1, abs=1e-9)
                pictures.add((number, pads, masked, shown["says"], str(shown["values"])))
            page.keyboard.press("ArrowRight")
    assert len(pictures) == 8 * 3 * 5
    assert demo.evaluate(LYING)["words"].startswith("word, its value, its weight: ")
    assert visited.complaints == []


def test_the_words_are_those_of_the_reviews_and_the_verdict_knows_their_writers(
    visit: Callable[..., Visit], http_root: str
) -> None:
    labels = {digest(review): (review, label) for review, label in reviews()}
    _, _, demo, keys = opened(visit, http_root, "AttentionPooling")
    options = demo.locator("[data-control=sentence] option").all_inner_texts()
    keys.put("pads", 0)
    for number, each in enumerate(frozen()["sentences"]):
        review, label = labels[each["of"]]
        keys.put("sentence", number)
        shown = demo.evaluate(LYING)
        with case(number=number):
            assert shown["names"] == words_of(review)
            assert options[number] == review.lower()
            assert shown["says"].endswith("The writer did like it." if label else "The writer did not like it.")


def test_both_fit_every_width_and_keep_their_height(visit: Callable[..., Visit], http_root: str) -> None:
    for kind in ("TwoDirections", "AttentionPooling"):
        _, page, demo, keys = opened(visit, http_root, kind, reduced_motion="reduce")
        fits_at_every_width(page, f".kg-demo[data-demo={kind}]")
        page.set_viewport_size({"width": 390, "height": 844})
        heights = set()
        control = {"TwoDirections": "merge", "AttentionPooling": "pads"}[kind]
        for index in range(keys.choices(control)):
            keys.put(control, index)
            heights.add(round(demo.locator(".kg-drawing, .kg-barred").last.bounding_box()["height"]))  # type: ignore[index]
        assert len(heights) == 1, kind


def test_in_a_notebook_own_numbers_and_chinese(browser: Browser) -> None:
    page = rendered(browser, TwoDirections([1, 2, 3], merge="pair", position=2), "zh-CN")
    rows = page.locator(".kg-demo").evaluate(SCENE)["grids"]
    assert (rows["first"]["rows"], rows["second"]["rows"]) == ([["1", "3", "6"]], [["6", "5", "3"]])
    assert page.locator(".kg-says").inner_text().startswith("第 3 步。前向读入 3：3 + 3 = 6。")
    page.close()
    page = rendered(browser, AttentionPooling(2, pads=2, masked=False, sharpness=0), "zh-CN")
    expect(page.locator(".kg-title")).to_have_text("网络在看哪里？")
    bars = page.locator(".kg-demo").evaluate(LYING)
    assert bars["names"][-2:] == ["⟨填充⟩"] * 2
    assert max(map(float, bars["values"])) - min(map(float, bars["values"])) < 0.0011
    assert spoken(float(bars["values"][0])) in bars["says"]
    page.close()
