"""The demos of the chapter on recurrent networks, moved by keyboard alone, against PyTorch.

What is expected is computed here with torch.nn.RNN and automatic differentiation. A chart is read as a reader reads it:
a line's points are turned into numbers by the labels of the axes.
"""

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Locator, Page
from torch import Tensor

from course.demos.gradient_clipping import LIMITS
from course.demos.gradient_norms import SCALES, STEPS, UNITS, network
from tests.site.test_demos import RECURRENT, Keyboard, numbers, rectangle
from tests.support.browsing import Visit

pytestmark = pytest.mark.chromium

SCENE = r"""
(root) => {
  const grids = {}, arrows = {}, charts = {};
  for (const group of root.querySelectorAll('.kg-grid')) {
    const rows = [], lit = [];
    for (const cell of group.querySelectorAll('.kg-cell')) {
      const r = Number(cell.dataset.row), c = Number(cell.dataset.column);
      (rows[r] ??= [])[c] = cell.querySelector('text').textContent;
      if (cell.classList.contains('kg-lit')) lit.push([r, c]);
    }
    grids[group.dataset.grid] = { rows, lit };
  }
  for (const group of root.querySelectorAll('.kg-arrows')) {
    const all = [...group.querySelectorAll('.kg-arrow')];
    arrows[group.dataset.arrows] = all.flatMap((arrow, i) => (arrow.classList.contains('kg-lit') ? [i] : []));
  }
  const middle = (box) => [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
  for (const chart of root.querySelectorAll('.kg-chart')) {
    const frame = chart.querySelector('svg').getBoundingClientRect();
    const ticks = (kind, axis) => [...chart.querySelectorAll(`.kg-tick.${kind}`)].map((each) =>
      [each.textContent, middle(each.getBoundingClientRect())[axis] - [frame.left, frame.top][axis]]);
    const points = /[ML]([-\d.]+) ([-\d.]+)/g;
    const line = (path) => [...path.getAttribute('d').matchAll(points)].map((m) => [Number(m[1]), Number(m[2])]);
    const keys = [...chart.querySelectorAll('[data-series]')], lines = [...chart.querySelectorAll('[data-line]')];
    charts[chart.dataset.chart] = {
      legend: Object.fromEntries(keys.map((key) => [key.dataset.series, key.querySelector('b').textContent])),
      lines: Object.fromEntries(lines.map((path) => [path.dataset.line, line(path)])),
      across: ticks('kg-along', 0), up: ticks('kg-up', 1),
      cursor: middle(chart.querySelector('.kg-cursor').getBoundingClientRect())[0] - frame.left,
      words: chart.querySelector('svg').getAttribute('aria-label'),
    };
  }
  return { grids, arrows, charts, says: root.querySelector('.kg-says').textContent,
           where: root.querySelector('.kg-walk output').textContent };
}
"""
POWERS = str.maketrans("⁻⁰¹²³⁴⁵⁶⁷⁸⁹", "-0123456789")


def spoken(value: float) -> str:
    """A number as a chart's legend and sentence write it: three digits, and a power of ten if need be."""
    if value == 0 or 1e-3 <= abs(value) < 1e5:
        return f"{float(f'{value:.3g}'):.12g}".replace("-", "−")
    digits, power = f"{value:.2e}".split("e")
    raised = str(int(power)).translate({number: letter for letter, number in POWERS.items()})
    return f"{float(digits):g}·10{raised}"


def heard(text: str) -> float:
    """The number that a label of an axis names."""
    power = re.fullmatch("10([⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)", text)
    return 10.0 ** int(power[1].translate(POWERS)) if power else float(text.replace("−", "-"))


def read_lines(chart: dict[str, Any]) -> dict[str, np.ndarray]:
    """Each line's values, measured with the labels of the vertical axis, which is logarithmic."""
    heights = np.array([[math.log10(heard(text)), place] for text, place in chart["up"]])
    slope, offset = np.polyfit(heights[:, 1], heights[:, 0], 1)
    return {name: 10 ** (slope * np.array(points)[:, 1] + offset) for name, points in chart["lines"].items()}


@dataclass
class Wanted:
    """A chart at every step: its lines over the places on the axis, and the sentence of each step."""

    name: str
    x: list[float]
    lines: dict[str, list[float]]
    says: Callable[[int], str]


def chain(scale: float, squash: Callable[[Tensor], Tensor]) -> tuple[Tensor, list[Tensor]]:
    """The recurrent matrix and all states of the demos' network, ready for automatic differentiation."""
    pushes, turn = network(STEPS, UNITS, seed=8)
    weights = torch.tensor(scale * turn, requires_grad=True)
    states = [squash(torch.tensor(pushes[0]) + torch.zeros(UNITS, dtype=torch.float64) @ weights)]
    for push in pushes[1:]:
        states.append(squash(torch.tensor(push) + states[-1] @ weights))
    return weights, states


def norms(scale: float, squash: Callable[[Tensor], Tensor]) -> list[float]:
    states = chain(scale, squash)[1]
    rows = [torch.autograd.grad(unit, states, retain_graph=True) for unit in states[-1]]
    return [math.sqrt(sum(float((row[t] ** 2).sum()) for row in rows)) for t in range(STEPS)]


def wanted_norms(scale: int) -> Wanted:
    lines = {"tanh": norms(SCALES[scale], torch.tanh), "linear": norms(SCALES[scale], lambda total: total)}
    grows = lines["tanh"][0] / math.sqrt(UNITS)
    verdict = "vanishes" if grows < 0.1 else "explodes" if grows > 10 else "keeps its size"

    def says(t: int) -> str:
        first = f"t = {t + 1}: norm {spoken(lines['tanh'][t])}, without tanh {spoken(lines['linear'][t])}."
        return f"{first}\nOn the way back to step 1 the gradient {verdict}."

    return Wanted("norm", list(range(1, STEPS + 1)), lines, says)


def wanted_clipping(limit: int) -> Wanted:
    lines: dict[str, list[float]] = {"before": [], "after": []}
    for scale in SCALES:
        weights, states = chain(scale, torch.tanh)
        (0.5 * (states[-1] - 0.5) ** 2).sum().backward()
        lines["before"].append(float(torch.nn.utils.clip_grad_norm_([weights], LIMITS[limit])))
        assert weights.grad is not None
        lines["after"].append(float(torch.linalg.matrix_norm(weights.grad)))

    def says(i: int) -> str:
        before, after = spoken(lines["before"][i]), spoken(lines["after"][i])
        first = f"Scale {spoken(SCALES[i])}: the gradient's norm is {before}."
        return f"{first}\nAfter clipping with the limit {spoken(LIMITS[limit])} it is {after}."

    return Wanted("length", list(SCALES), lines, says)


def reach_all(visit: Callable[..., Visit], root: str, kind: str) -> tuple[Visit, Page, Locator, Keyboard]:
    visited = visit(reduced_motion="reduce")
    page = visited.go(f"{root}book/08_rnn.html")
    demo = page.locator(f".kg-demo[data-demo={kind}]")
    return visited, page, demo, Keyboard(page, demo)


def test_the_list_of_demos_is_the_one_tested_here() -> None:
    assert [kind for _, kind in RECURRENT] == ["UnrolledRNN", "GradientNorms", "GradientClipping"]


@pytest.mark.parametrize(
    ("kind", "control", "settings", "oracle"),
    [
        ("GradientNorms", "scale", len(SCALES), wanted_norms),
        ("GradientClipping", "limit", len(LIMITS), wanted_clipping),
    ],
)
def test_a_chart_moved_by_keyboard_shows_what_pytorch_says(
    visit: Callable[..., Visit], file_root: str, kind: str, control: str, settings: int, oracle: Callable[[int], Wanted]
) -> None:
    visited, page, demo, keys = reach_all(visit, file_root, kind)
    assert demo.locator(f"[data-control={control}]").get_attribute("max") == str(settings - 1)
    keys.put(control, 0)
    for setting in range(settings):
        keys.put(control, setting)
        wanted = oracle(setting)
        keys.reach("position")
        page.keyboard.press("Home")
        for step in range(len(wanted.x)):
            scene = demo.evaluate(SCENE)
            chart = scene["charts"][wanted.name]
            assert scene["says"] == wanted.says(step)
            assert scene["where"] == spoken(wanted.x[step])
            assert chart["legend"] == {name: spoken(values[step]) for name, values in wanted.lines.items()}
            cursor = next(iter(chart["lines"].values()))[step][0]
            assert chart["cursor"] == pytest.approx(cursor, abs=1)
            page.keyboard.press("ArrowRight")
        for name, values in read_lines(chart).items():
            np.testing.assert_allclose(np.log10(values), np.log10(wanted.lines[name]), atol=0.15)
        places = np.array([[heard(text), place] for text, place in chart["across"]])
        slope, offset = np.polyfit(places[:, 1], places[:, 0], 1)
        drawn = np.array(next(iter(chart["lines"].values())))[:, 0]
        np.testing.assert_allclose(slope * drawn + offset, wanted.x, atol=0.02 * max(wanted.x))
    assert visited.complaints == []


def fixed(value: float, digits: int) -> str:
    """A number rounded, without zeros at its end."""
    return f"{round(value, digits) + 0.0:.{digits}f}".rstrip("0").rstrip(".").replace("-", "−")


def test_the_unrolled_network_computes_what_pytorch_does(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo, keys = reach_all(visit, file_root, "UnrolledRNN")
    pictures = set()
    for setting in range(3):
        keys.put("inputs", setting)
        keys.reach("position")
        page.keyboard.press("Home")
        grids = demo.evaluate(SCENE)["grids"]
        w_x, w_h, b = (numbers(grids[name]["rows"]) for name in ("W_x", "W_h", "b"))
        x = numbers(grids["x"]["rows"])[0]
        assert len(x) == 5
        network = torch.nn.RNN(1, 2, bias=False, dtype=torch.float64)
        parameters = {"weight_ih_l0": torch.tensor(w_x.T), "weight_hh_l0": torch.tensor(w_h.T)}
        network.load_state_dict(parameters)
        assert not b.any(), "a bias would have to be loaded, too"
        with torch.no_grad():
            states = np.vstack([np.zeros(2), network(torch.tensor(x[:, None]))[0].numpy()])
        for t in range(5):
            scene = demo.evaluate(SCENE)
            shown = [[fixed(states[k, u], 2) if k <= t + 1 else "" for k in range(6)] for u in range(2)]
            assert scene["grids"]["h"]["rows"] == shown
            assert scene["grids"]["h"]["lit"] == rectangle(0, t, 2, 2)
            assert scene["grids"]["x"]["lit"] == [[0, t]]
            for name, (rows, columns) in {"W_x": (1, 2), "W_h": (2, 2), "b": (1, 2)}.items():
                assert scene["grids"][name]["lit"] == rectangle(0, 0, rows, columns), "the same weights at every step"
            assert scene["arrows"] == {"across": [t], "up": [t]}
            before = ", ".join(fixed(value, 3) for value in states[t])
            lines = [f"Step {t + 1} reads {fixed(x[t], 3)}; the state before is ({before})."]
            for u in range(2):
                factors = [(x[t], w_x[0, u]), (states[t, 0], w_h[0, u]), (states[t, 1], w_h[1, u])]
                terms = " + ".join([*(f"{fixed(p, 3)}·{fixed(q, 3)}" for p, q in factors), fixed(b[0, u], 3)])
                total = np.arctanh(states[t + 1, u])
                lines.append(f"Unit {u}: tanh({terms}) = tanh({fixed(total, 3)}) = {fixed(states[t + 1, u], 3)}")
            assert scene["says"] == "\n".join(lines)
            assert scene["where"] == str(t + 1)
            pictures.add((setting, scene["says"]))
            page.keyboard.press("ArrowRight")
    assert len(pictures) == 15
    assert visited.complaints == []


def test_pointing_at_a_chart_moves_its_cursor(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + "book/08_rnn.html")
    demo = page.locator(".kg-demo[data-demo=GradientNorms]")
    place = demo.evaluate(SCENE)["charts"]["norm"]["lines"]["tanh"][11]
    demo.locator(".kg-chart > svg").hover(position={"x": place[0], "y": place[1]})
    assert demo.evaluate(SCENE)["where"] == "12"


def test_pointing_at_a_state_goes_to_its_step(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + "book/08_rnn.html")
    demo = page.locator(".kg-demo[data-demo=UnrolledRNN]")
    demo.locator("[data-grid=h] [data-row='0'][data-column='3'] rect").hover(force=True)
    assert demo.evaluate(SCENE)["where"] == "3"


def test_a_chart_fits_its_page_and_says_what_it_shows(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit(width=1440).go(http_root + "book/08_rnn.html")
    demo = page.locator(".kg-demo[data-demo=GradientNorms]")
    wide = demo.evaluate(SCENE)["charts"]["norm"]
    page.set_viewport_size({"width": 320, "height": 900})
    page.wait_for_function("document.querySelector('.kg-chart > svg').getBoundingClientRect().width < 300")
    page.wait_for_function(
        "Number(document.querySelector('.kg-chart > svg').getAttribute('viewBox').split(' ')[2]) < 300"
    )
    narrow = demo.evaluate(SCENE)["charts"]["norm"]
    assert len(narrow["lines"]["tanh"]) == len(wide["lines"]["tanh"]) == STEPS
    assert narrow["lines"]["tanh"][-1][0] < 300 < wide["lines"]["tanh"][-1][0]
    assert narrow["words"].startswith(  # at the scale 0.8, with which it opens
        "norm of ∂h_T/∂h_t. step t; the last is T = 30: 1 – 30. with tanh: from 0.00434 to 2.83"
    )
    dashes = demo.locator("[data-line]").evaluate_all(
        "lines => lines.map((each) => each.getAttribute('stroke-dasharray'))"
    )
    assert len(set(dashes)) == 2, "lines are told apart by colour alone"
