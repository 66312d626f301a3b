"""The demo of chapter 14: every setting and every tick, moved by keyboard, against what PyTorch's layers depend on."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import Browser
from torch.nn import functional

from course.demos import WhoWaits
from tests.site.test_demos import WAITING, Keyboard, texts
from tests.site.test_pooling_demos import PICTURE
from tests.support.browsing import Visit
from tests.support.grids import case
from tests.support.rendering import fits_at_every_width, rendered

pytestmark = pytest.mark.chromium

PAGE = f"book/{WAITING[0][0]}.html"
KINDS, LENGTHS, D = ["rnn", "conv", "plain", "dilated", "attention"], [4, 8, 16, 32], 16
GAPS = {"conv": [1], "plain": [1] * 20, "dilated": [2**k for k in range(6)]}

# All that is shown at every tick of the setting of the moment.
TICKS = f"""
(root) => {{
  const picture = {PICTURE.strip()};
  const slider = root.querySelector('[data-control=position]');
  return Array.from({{ length: Number(slider.max) + 1 }}, (_, step) => {{
    slider.value = step;
    slider.dispatchEvent(new Event('input'));
    return picture(root);
  }});
}}
"""


def depends(kind: str, length: int) -> list[NDArray[np.bool_]]:
    """For each layer which inputs (rows) reach which cells (columns), by PyTorch, one input at a time."""
    units = torch.eye(length, dtype=torch.float64)
    if kind == "rnn":
        net = torch.nn.RNN(1, 1, nonlinearity="relu", batch_first=True, bias=False, dtype=torch.float64)
        with torch.no_grad():
            for weight in net.parameters():
                weight.fill_(1.0)
            return [net(units[:, :, None])[0][..., 0].numpy() > 0]
    if kind == "attention":
        query, key = torch.randn(2, length, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
        return [functional.scaled_dot_product_attention(query, key, units).T.numpy() > 0]
    ones, rows, x = torch.ones(1, 1, 3, dtype=torch.float64), [], units[:, None]
    for gap in GAPS[kind]:
        x = functional.conv1d(functional.pad(x, (2 * gap, 0)), ones, dilation=gap)
        rows.append(x[:, 0].numpy() > 0)
        if rows[-1][:, -1].all():
            break
    return rows


def read_by(kind: str, length: int, tick: int) -> dict[str, list[list[int]]]:
    """Of the last cell that is computed at a tick: what it reads, in the inputs and among the cells."""
    if kind == "rnn":
        return {"x": [[0, tick]], "h": [[0, tick - 1]] if tick else []}
    if kind == "attention":
        return {"x": [[0, place] for place in range(length)], "h": []}
    places = sorted(length - 1 - step * GAPS[kind][tick] for step in range(3))
    cells = [[tick - 1 if tick else 0, place] for place in places if place >= 0]
    return {"x": [] if tick else cells, "h": cells if tick else []}


def check(shown: list[dict[str, Any]], kind: str, length: int) -> None:
    """What is shown at every tick of a setting."""
    rows = np.array([reached.sum(axis=0) for reached in depends(kind, length)])
    total = length if kind == "rnn" else len(rows)
    each = {"rnn": D * D, "attention": length * length * D}.get(kind, 3 * length * D * D)  # a tick
    assert len(shown) == total
    for tick, picture in enumerate(shown):
        with case(kind=kind, length=length, tick=tick):
            ready = texts(rows)
            if kind == "rnn":
                ready = [[*ready[0][: tick + 1], *[""] * (length - tick - 1)]]
                lit, last = [[0, tick]], rows[0, tick]
                middle = (
                    f"one state, and {length - tick - 1} have to wait for it. It has seen {last} of {length} inputs."
                )
            else:
                ready = [*ready[: tick + 1], *[[""] * length] * (len(rows) - tick - 1)]
                lit, last = [[tick, place] for place in range(length)], rows[tick, -1]
                layer = "" if kind in ("conv", "attention") else f" of layer {tick + 1}"
                ends = " and will never see more." if kind == "conv" else "."
                middle = f"all {length} cells{layer} at once. The last one has seen {last} of {length} inputs{ends}"
            if kind == "attention":
                middle = f"all {length} cells at once. Each of them has seen all {length} inputs."
            assert picture["grids"]["x"]["rows"] == [["1"] * length]
            assert picture["grids"]["h"]["rows"] == ready
            assert picture["grids"]["h"]["lit"] == lit
            marks = {name: picture["grids"][name]["marks"] for name in ("x", "h")}
            assert marks == read_by(kind, length, tick)
            counts = f"Products: {each * (tick + 1):,} of {each * total:,}.".replace(",", "\u202f")
            assert picture["says"] == f"Tick {tick + 1} of {total}: {middle} {counts}"


def test_every_setting_shows_what_pytorchs_layers_depend_on(visit: Callable[..., Visit], file_root: str) -> None:
    visited = visit(reduced_motion="reduce")
    page = visited.go(file_root + PAGE)
    demo = page.locator(".kg-demo[data-demo=WhoWaits]")
    keys = Keyboard(page, demo)
    for (row, kind), (column, length) in ((a, b) for a in enumerate(KINDS) for b in enumerate(LENGTHS)):
        keys.put("kind", row)
        keys.put("length", column)
        check(demo.evaluate(TICKS), kind, length)
    assert visited.complaints == []


def test_ticks_are_walked_by_keyboard_and_by_pointing_at_a_cell(browser: Browser) -> None:
    page = rendered(browser, WhoWaits("dilated", length=8))
    page.set_viewport_size({"width": 900, "height": 900})
    demo = page.locator(".kg-demo")
    Keyboard(page, demo).reach("position")
    for key, tick in (("End", 3), ("ArrowLeft", 2), ("Home", 1), ("ArrowRight", 2)):
        page.keyboard.press(key)
        assert demo.locator(".kg-says").inner_text().startswith(f"Tick {tick} of 3"), key
    demo.locator("[data-grid=h] [data-row='2'][data-column='5'] rect").hover(position={"x": 4, "y": 4})
    assert page.evaluate("saved.position") == 2
    assert demo.locator(".kg-walk output").inner_text() == "3"
    page.close()


def test_it_fits_from_a_phone_to_a_screen(browser: Browser) -> None:
    page = rendered(browser, WhoWaits("plain", length=32))
    fits_at_every_width(page, ".kg-demo")
    page.close()
