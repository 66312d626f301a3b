"""The demos of chapters 04 and 05: each control, moved by keyboard alone, changes the picture to what PyTorch says.

What is expected is computed here, from the numbers that the demo shows with every control at its first value.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import Locator
from torch.nn import functional

from tests.site.test_demos import POOLING, Keyboard, numbers, rectangle, text, texts
from tests.support.browsing import Visit

pytestmark = pytest.mark.chromium

PICTURE = """
(root) => {
  const grids = {};
  for (const group of root.querySelectorAll('.kg-grid')) {
    const rows = [], lit = [], marks = [];
    for (const cell of group.querySelectorAll('.kg-cell')) {
      const r = Number(cell.dataset.row), c = Number(cell.dataset.column);
      (rows[r] ??= [])[c] = cell.querySelector('text').textContent;
      if (cell.classList.contains('kg-lit')) lit.push([r, c]);
      if (cell.classList.contains('kg-mark')) marks.push([r, c]);
    }
    const names = [...group.querySelectorAll('.kg-name')].map((each) => each.textContent);
    grids[group.dataset.grid] = { rows, lit, marks, names };
  }
  const terms = [...root.querySelectorAll('.kg-term:not(.kg-none):not(.kg-sum)')];
  return {
    grids,
    terms: terms.map((term) => [...term.children].map((part) => part.textContent)),
    chosen: terms.map((term) => term.classList.contains('kg-chosen')),
    sum: root.querySelector('.kg-sum b')?.textContent,
    says: root.querySelector('.kg-says').textContent,
  };
}
"""

Cells = list[list[int]]


@dataclass
class Expected:
    """The picture at one position; of the strip, the chips' two lines and the result."""

    rows: dict[str, Any]
    lit: dict[str, Cells]
    marks: dict[str, Cells]
    says: str
    terms: list[list[str]] = field(default_factory=list)
    chosen: list[bool] = field(default_factory=list)
    total: float | None = None
    names: dict[str, list[str]] = field(default_factory=dict)


def places(mask: Any) -> Cells:
    return [[int(number) for number in cell] for cell in np.argwhere(np.atleast_2d(mask))]


def shifted(start: dict[str, NDArray[Any]], pooling: int, stride: int) -> list[Expected]:
    """ShiftedInput: the page gives it the kernel (2, 3, -2)."""
    x, kernel, stride = start["x"][0], torch.tensor([[[2.0, 3.0, -2.0]]], dtype=torch.float64), stride + 1
    pool = [
        lambda y: functional.adaptive_max_pool1d(y, 3),
        lambda y: functional.adaptive_avg_pool1d(y, 3),
        lambda y: functional.adaptive_max_pool1d(y, 1),
    ][pooling]
    found: list[Expected] = []
    for shift in range(9):
        row = np.concatenate([np.zeros(shift), x])[: x.size]
        maps = functional.conv1d(torch.tensor(row)[None, None], kernel, padding=1).relu()[..., ::stride]
        y, p = maps[0, 0].numpy(), pool(maps)[0, 0].numpy()
        if shift == 0:
            y_0, p_0 = y, p
        along = np.concatenate([np.zeros(shift // stride), y_0])[: y.size]
        wrong, changed = int((y != along).sum()), int((p != p_0).sum())
        says = (
            "the feature map has moved along"
            if not wrong
            else f"numbers of the feature map that did not move along: {wrong}"
        )
        if changed:
            says += f". Pooled values that have changed: {changed} of {p.size}."
        else:
            says += ". No pooled value has changed." if wrong else ", and no pooled value has changed."
        full = np.flatnonzero(y)
        found.append(
            Expected(
                rows={"x": row, "y": y, "moved": along, "p": p},
                lit={
                    "x": places(row != 0),
                    "y": [[0, int(c)] for c in range(full[0], full[-1] + 1)] if full.size else [],
                    "moved": [],
                    "p": [],
                },
                marks={"x": [], "y": places(y != along), "moved": [], "p": places(p != p_0)},
                says=f"Shift {shift}: " + (says if shift else "the feature map and the pooled values to compare with."),
            )
        )
    return found


def shared(start: dict[str, NDArray[Any]], layer: int, inputs: int) -> list[Expected]:
    """WeightSharing, with three neighbours."""
    inputs += 5
    shape = (inputs - 2, inputs)
    near = np.abs(np.arange(inputs) - np.arange(shape[0])[:, None] - 1) <= 1
    used = near if layer else np.ones(shape, bool)
    table = np.zeros(shape)
    table[used] = np.arange(1, used.sum() + 1)
    if layer == 2:
        for row in range(shape[0]):
            table[row, row : row + 3] = [1, 2, 3]
    counts = [table.size, used.sum(), table.max()]
    return [
        Expected(
            rows={"W": table, "counts": np.array(counts)[:, None]},
            lit={"W": [[r, c]], "counts": []},
            marks={"W": places(table == table[r, c]), "counts": []},
            says=f"From input {c} to output {r} by weight {table[r, c]:g}. "
            f"Connections with this weight: {(table == table[r, c]).sum()}. Weights in all: {table.max():g}.",
            names={"counts": ["entries", "connections", "weights"]},
        )
        for r, c in places(used)
    ]


def sentence(start: dict[str, Any], pooling: int, backwards: int) -> list[Expected]:
    """SentencePooling."""
    x, words = start["x"], start["words"]
    if backwards:
        x, words = x[::-1], words[::-1]
    length, keep = len(words), [1, 1, 2, 3, 2, 3][pooling]
    cuts = [int(np.floor(length * part / keep)) for part in range(keep + 1)] if pooling > 3 else [0, length]
    found, marks = [], []
    for output, column in np.ndindex(keep, x.shape[1]):
        first, last = list(pairwise(cuts))[output if pooling > 3 else 0]
        values = x[first:last, column]
        best = first + np.argsort(-values, kind="stable")[: keep if pooling in (2, 3) else 1]
        kept = list(range(first, last)) if pooling == 1 else sorted(best.tolist())
        here = kept[output] if pooling in (2, 3) else kept[0]
        value = values.mean() if pooling == 1 else x[here, column]
        marks += [[row, column] for row in kept]
        listed = ", ".join(text(number) for number in values)
        says = f"Feature {column}, words {first} to {last - 1}: "
        if pooling == 1:
            says += f"the mean of {listed} is {text(value)}."
        elif pooling in (2, 3):
            says += f"of {listed} are kept {', '.join(text(x[row, column]) for row in kept)}. "
            says += f"Number {output} of them is {text(value)}, at “{words[here]}”."
        else:
            says += f"of {listed} the largest is {text(value)}, at “{words[here]}”."
        found.append((output, column, first, last, value, says))
    p = np.array([each[4] for each in found]).reshape(keep, -1)
    marks = sorted(map(list, {tuple(cell) for cell in marks}))
    return [
        Expected(
            rows={"x": x, "p": p},
            lit={"x": rectangle(first, column, last - first, 1), "p": [[output, column]]},
            marks={"x": marks, "p": []},
            says=says,
            terms=[[words[row], text(x[row, column])] for row in range(first, last)],
            chosen=[[row, column] in marks for row in range(first, last)],
            total=value,
            names={"x": words},
        )
        for output, column, first, last, value, says in found
    ]


def way_back(start: dict[str, NDArray[Any]], pooling: int, stride: int) -> list[Expected]:
    """PoolingGradient: each window's gradient alone through PyTorch, and added up."""
    image, stride = start["x"], stride + 1
    x = torch.tensor(image)[None].requires_grad_()
    y = functional.avg_pool2d(x, 2, stride) if pooling else functional.max_pool2d(x, 2, stride)
    shape = tuple(y.shape[1:])
    dout, dx = start["dout"][: shape[0], : shape[1]], np.zeros(image.shape)
    found = []
    for p, q in np.ndindex(*shape):
        (part,) = torch.autograd.grad(y[0, p, q] * float(dout[p, q]), x, retain_graph=True)
        dx = dx + part[0].numpy()
        window, value = rectangle(p * stride, q * stride, 2, 2), y[0, p, q].item()
        listed = ", ".join(text(image[r, c]) for r, c in window)
        gets = float(dout[p, q])
        ends = (
            f"the mean of {listed} is {text(value)}, and each receives {text(gets / 4)} of the {text(gets)}."
            if pooling
            else f"of {listed} the largest is {text(value)}, and it alone receives the {text(gets)}."
        )
        receives = places(part[0].numpy() != 0)
        found.append(
            Expected(
                rows={"x": image, "y": y[0].detach().numpy(), "dout": dout, "dx": dx},
                lit={"x": window, "y": [[p, q]], "dout": [[p, q]], "dx": window},
                marks={"x": receives, "y": [], "dout": [], "dx": receives},
                says=f"Window in row {p}, column {q}: {ends}",
                terms=[[text(image[r, c]), text(float(part[0, r, c]))] for r, c in window],
                chosen=[cell in receives for cell in window],
                total=value,
            )
        )
    return found


ORACLES: dict[str, tuple[Callable[..., list[Expected]], list[str]]] = {
    "ShiftedInput": (shifted, ["pooling", "stride"]),
    "WeightSharing": (shared, ["layer", "inputs"]),
    "SentencePooling": (sentence, ["pooling", "backwards"]),
    "PoolingGradient": (way_back, ["pooling", "stride"]),
}


def start_of(demo: Locator) -> dict[str, Any]:
    """What the demo shows with every control at its first value."""
    grids = demo.evaluate(PICTURE)["grids"]
    start: dict[str, Any] = {name: numbers(grid["rows"]) for name, grid in grids.items()}
    return start | {"words": grids["x"]["names"] if "x" in grids else []}


def compare(picture: dict[str, Any], wanted: Expected) -> None:
    """The picture on the page is the expected one."""
    assert set(picture["grids"]) == set(wanted.rows)
    for name, grid in picture["grids"].items():
        assert grid["rows"] == texts(wanted.rows[name]), name
        assert grid["lit"] == wanted.lit[name], name
        assert grid["marks"] == wanted.marks[name], name
        assert grid["names"] == wanted.names.get(name, []), name
    assert picture["says"] == wanted.says
    assert picture["terms"] == wanted.terms
    assert picture["chosen"] == wanted.chosen
    assert picture["sum"] == (None if wanted.total is None else text(wanted.total))


@pytest.mark.parametrize(("chapter", "kind"), POOLING)
def test_each_control_moved_by_keyboard_shows_what_pytorch_says(
    visit: Callable[..., Visit], file_root: str, chapter: str, kind: str
) -> None:
    visited = visit(reduced_motion="reduce")
    page = visited.go(f"{file_root}book/{chapter}.html")
    demo = page.locator(f".kg-demo[data-demo={kind}]")
    keys = Keyboard(page, demo)
    oracle, controls = ORACLES[kind]
    for control in controls:
        keys.put(control, 0)
    keys.reach("position")
    page.keyboard.press("Home")
    start = start_of(demo)
    sizes = [keys.choices(control) for control in controls]
    pictures = set()
    for setting in np.ndindex(*sizes):
        for control, index in zip(controls, setting, strict=True):
            keys.put(control, index)
        keys.reach("position")
        page.keyboard.press("Home")
        expected = oracle(start, *setting)
        assert demo.locator("[data-control=position]").get_attribute("max") == str(len(expected) - 1)
        for step, wanted in enumerate(expected):
            picture = demo.evaluate(PICTURE)
            compare(picture, wanted)
            pictures.add((setting, picture["says"], str(picture["grids"])))
            if step < len(expected) - 1:
                page.keyboard.press("ArrowRight")
    assert len(pictures) == sum(len(oracle(start, *setting)) for setting in np.ndindex(*sizes))
    assert visited.complaints == []


def test_a_sentence_without_a_strip_is_seen_and_keeps_its_room(visit: Callable[..., Visit], http_root: str) -> None:
    demo = visit().go(http_root + "book/04_properties.html").locator(".kg-demo[data-demo=ShiftedInput]")
    says = demo.locator(".kg-says")
    box = says.bounding_box()
    assert box is not None
    assert box["width"] > 300
    assert box["height"] >= 20
    assert says.get_attribute("aria-live") == "polite"


def test_the_arrow_down_leads_to_the_connection_below(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + "book/04_properties.html")
    demo = page.locator(".kg-demo[data-demo=WeightSharing]")
    keys = Keyboard(page, demo)
    keys.put("layer", 2)
    keys.reach("position")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")  # below the first connection of a convolution there is none
    assert demo.evaluate(PICTURE)["grids"]["W"]["lit"] == [[0, 0]]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert demo.evaluate(PICTURE)["grids"]["W"]["lit"] == [[1, 1]]


def test_numbers_that_change_are_told_to_those_who_do_not_see_them(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + "book/05_pooling.html")
    demo = page.locator(".kg-demo[data-demo=PoolingGradient]")
    dx = demo.get_by_role("img").nth(3)
    heard = []
    for step in ("0", "1"):
        demo.locator("[data-control=position]").fill(step)
        heard.append(dx.get_attribute("aria-label"))
    assert heard[0] == "gradient dx, 4 by 4: 0 4 0 0; 0 0 0 0; 0 0 0 0; 0 0 0 0"
    assert heard[1] == "gradient dx, 4 by 4: 0 4 0 0; 0 0 8 0; 0 0 0 0; 0 0 0 0"
    sentence = page.locator(".kg-demo[data-demo=SentencePooling]")
    words = sentence.get_by_role("img").first.get_attribute("aria-label") or ""
    assert words.startswith("features of each word, 8 by 3: slow 3 0 −1; opening 0 0 0; ")
