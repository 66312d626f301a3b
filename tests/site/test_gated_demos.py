"""The demos of the chapters on the LSTM and the GRU, moved by keyboard alone, against PyTorch's cells.

What is expected is computed here with torch.nn.LSTMCell, torch.nn.GRUCell and automatic differentiation.
"""

import math
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page

from course.demos.bit_memory import noise
from course.demos.reset_order import INPUTS
from tests.site.test_demos import GATED, Keyboard, numbers
from tests.site.test_recurrent_demos import SCENE, heard, spoken
from tests.support.browsing import Visit

pytestmark = pytest.mark.chromium

QUARTERS, HALVES = (0, 0.25, 0.5, 0.75, 1), (0, 0.5, 1)
DOUBLE: Any = {"dtype": torch.float64}

THICKNESS = """
(root) => Object.fromEntries([...root.querySelectorAll('.kg-arrows')].map((group) => {
  const drawn = getComputedStyle(group.querySelector('.kg-arrow path'));
  return [group.dataset.arrows, [parseFloat(drawn.strokeWidth), drawn.strokeDasharray !== 'none']];
}))
"""


def logit(share: float) -> float:
    """The sum whose sigmoid is the share; 40 is far enough for 0 and 1."""
    return 40.0 if share == 1 else -40.0 if share == 0 else math.log(share / (1 - share))


def visited_demo(visit: Callable[..., Visit], root: str, kind: str) -> tuple[Visit, Page, Locator, Keyboard]:
    chapter = {name: page for page, name in GATED}[kind]
    visited = visit(reduced_motion="reduce")
    page = visited.go(f"{root}book/{chapter}.html")
    demo = page.locator(f".kg-demo[data-demo={kind}]")
    return visited, page, demo, Keyboard(page, demo)


def put_all(keys: Keyboard, demo: Locator, controls: dict[str, Sequence[Any]], setting: Sequence[int]) -> None:
    """Move every control with keys, and look that it has the values that are expected of it."""
    for (name, values), index in zip(controls.items(), setting, strict=True):
        keys.put(name, index)
        control = demo.locator(f"[data-control={name}]")
        if control.get_attribute("type") == "range":
            assert control.get_attribute("max") == str(len(values) - 1)
            assert control.get_attribute("aria-valuetext") == str(values[index])


def shown(scene: dict[str, Any], name: str) -> tuple[list[str], NDArray[np.float64]]:
    """A row of boxes, as text and as numbers."""
    rows = scene["grids"][name]["rows"]
    return rows[0], numbers(rows)[0]


def bracketed(text: str) -> str:
    return f"({text})" if text.startswith("−") else text


def lstm_states(g: NDArray[Any], cell: float, f: float, i: float, o: float) -> NDArray[Any]:
    """Rows c and h of PyTorch's cell whose gates are biases, and whose candidate is tanh of its input."""
    network = torch.nn.LSTMCell(1, 1, **DOUBLE)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        network.weight_ih[2] = 1
        network.bias_ih.copy_(torch.tensor([logit(i), logit(f), 0, logit(o)], **DOUBLE))
        state = torch.zeros(1, 1, **DOUBLE), torch.full((1, 1), cell, **DOUBLE)
        run = []
        for x in np.arctanh(np.clip(g, -1 + 1e-15, 1 - 1e-15)):
            state = network(torch.tensor([[x]], **DOUBLE), state)
            run.append([state[1].item(), state[0].item()])
    return np.array(run).T


def test_the_lstm_flows_as_pytorchs_cell_does(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo, keys = visited_demo(visit, file_root, "LstmFlow")
    controls: dict[str, Sequence[Any]] = {"f": QUARTERS, "i": HALVES, "o": HALVES}
    pictures = set()
    for setting in product(range(5), range(3), range(3)):
        put_all(keys, demo, controls, setting)
        f, i, o = (values[k] for values, k in zip(controls.values(), setting, strict=True))
        keys.reach("position")
        page.keyboard.press("Home")
        for t in range(5):
            scene = demo.evaluate(SCENE)
            g, (c_text, c), (h_text, h) = shown(scene, "g"), shown(scene, "c"), shown(scene, "h")
            wanted = lstm_states(g[1], c[0], f, i, o)
            np.testing.assert_allclose(np.array([c[1:], h]), wanted, atol=0.00501)
            assert scene["grids"]["c"]["lit"] == [[0, t + 1]]
            assert scene["grids"]["g"]["lit"] == scene["grids"]["h"]["lit"] == [[0, t]]
            assert scene["arrows"] == {"f": [t], "i": [t], "o": [t]}
            assert scene["says"] == (
                f"Step {t + 1}: c = f·c + i·g = {f}·{bracketed(c_text[t])} + {i}·{bracketed(g[0][t])} = {c_text[t + 1]}"
                f"\nh = o·tanh(c) = {o}·tanh({c_text[t + 1]}) = {h_text[t]}"
            )
            assert scene["where"] == str(t + 1)
            pictures.add((setting, scene["says"]))
            page.keyboard.press("ArrowRight")
        thick = demo.evaluate(THICKNESS)
        assert thick == {name: [1 + 6 * share, share == 0] for name, share in (("f", f), ("i", i), ("o", o))}
    assert len(pictures) == 45 * 5
    assert visited.complaints == []


def gru_states(x: NDArray[Any], state: float, z: float, r: float) -> NDArray[Any]:
    """The states of PyTorch's cell whose gates are biases, with both weights of the candidate 1."""
    network = torch.nn.GRUCell(1, 1, **DOUBLE)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        network.weight_ih[2] = network.weight_hh[2] = 1
        network.bias_ih.copy_(torch.tensor([logit(r), logit(z), 0], **DOUBLE))
        h, run = torch.full((1, 1), state, **DOUBLE), []
        for value in x:
            h = network(torch.tensor([[value]], **DOUBLE), h)
            run.append(h.item())
    return np.array(run)


def test_the_gru_flows_as_pytorchs_cell_does(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo, keys = visited_demo(visit, file_root, "GruFlow")
    controls: dict[str, Sequence[Any]] = {"z": QUARTERS, "r": QUARTERS}
    pictures = set()
    for setting in product(range(5), range(5)):
        put_all(keys, demo, controls, setting)
        z, r = QUARTERS[setting[0]], QUARTERS[setting[1]]
        keys.reach("position")
        page.keyboard.press("Home")
        for t in range(5):
            scene = demo.evaluate(SCENE)
            (x_text, x), (n_text, n), (h_text, h) = shown(scene, "x"), shown(scene, "n"), shown(scene, "h")
            states = gru_states(x, h[0], z, r)
            np.testing.assert_allclose(h[1:], states, atol=0.00501)
            np.testing.assert_allclose(n, np.tanh(x + r * np.array([h[0], *states[:-1]])), atol=0.00501)
            assert scene["arrows"] == {"z": [t], "r": [t], "w_x": [t], "rest": [t]}
            before = bracketed(h_text[t])
            assert scene["says"] == (
                f"Step {t + 1}: n = tanh(x + r·h) = tanh({x_text[t]} + {r}·{before}) = {n_text[t]}\n"
                f"h = z·h + (1 − z)·n = {z}·{before} + {1 - z:g}·{bracketed(n_text[t])} = {h_text[t + 1]}"
            )
            pictures.add((setting, scene["says"]))
            page.keyboard.press("ArrowRight")
        thick = demo.evaluate(THICKNESS)
        shares = {"z": z, "r": r, "rest": 1 - z}
        assert {name: thick[name] for name in shares} == {name: [1 + 6 * s, s == 0] for name, s in shares.items()}
    assert len(pictures) == 25 * 5
    assert visited.complaints == []


def read(chart: dict[str, Any], *, log: bool = False) -> dict[str, NDArray[np.float64]]:
    """Each line's values as a reader takes them from the labels of the vertical axis; with log, their logarithms."""
    marks = np.array([[math.log10(heard(text)) if log else heard(text), place] for text, place in chart["up"]])
    slope, offset = np.polyfit(marks[:, 1], marks[:, 0], 1)
    return {name: slope * np.array(points)[:, 1] + offset for name, points in chart["lines"].items()}


def walk(page: Page, demo: Locator, keys: Keyboard, steps: Sequence[int], last: int) -> dict[int, dict[str, Any]]:
    """The scene at some steps, reached from the first or the last by keys."""
    scenes = {}
    keys.reach("position")
    for step in steps:
        page.keyboard.press("Home" if step <= last // 2 else "End")
        for _ in range(min(step, last - step)):
            page.keyboard.press("ArrowRight" if step <= last // 2 else "ArrowLeft")
        scenes[step] = demo.evaluate(SCENE)
    return scenes


def plain_unit(w: float, arriving: NDArray[Any]) -> tuple[list[float], list[float]]:
    """The states of tanh(w h + x) from 1 on, and their derivatives with respect to that 1."""
    first = torch.tensor(1.0, requires_grad=True, **DOUBLE)
    states, slopes = [first], [1.0]
    for x in arriving.tolist():
        states.append(torch.tanh(w * states[-1] + x))
        slopes.append(torch.autograd.grad(states[-1], first, retain_graph=True)[0].item())
    return [state.item() for state in states], slopes


def test_the_bit_waits_as_automatic_differentiation_says(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo, keys = visited_demo(visit, file_root, "BitMemory")
    controls: dict[str, Sequence[Any]] = {
        "f": (0.5, 0.9, 0.98, 1),
        "w": (0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.3, 1.4, 1.5),
        "noise": (0, 1),
    }
    pictures = set()
    for setting in product(range(4), (0, 3, 5, 7, 10), range(2)):
        put_all(keys, demo, controls, setting)
        f, w, noisy = (values[k] for values, k in zip(controls.values(), setting, strict=True))
        states, slopes = plain_unit(w, noise(30) if noisy else np.zeros(30))
        cell = [f**t for t in range(31)]
        steps = range(31) if setting in {(1, 7, 0), (3, 3, 1)} else (0, 2, 29, 30)
        for step, scene in walk(page, demo, keys, steps, 30).items():
            held, slope = scene["charts"]["held"], scene["charts"]["slope"]
            assert held["legend"] == {"cell": spoken(cell[step]), "unit": spoken(states[step])}
            assert slope["legend"] == {"cell_slope": spoken(cell[step]), "unit_slope": spoken(slopes[step])}
            assert scene["says"] == (
                f"After {step} steps the cell holds {spoken(cell[step])}, the plain unit {spoken(states[step])}.\n"
                f"Slope: {spoken(cell[step])} for the cell, {spoken(slopes[step])} for the plain unit."
            )
            assert scene["where"] == str(step)
            assert held["cursor"] == pytest.approx(held["lines"]["cell"][step][0], abs=1)
            pictures.add((setting, step, scene["says"]))
        drawn, steep = read(held), read(slope, log=True)
        np.testing.assert_allclose(drawn["cell"], cell, atol=0.02)
        np.testing.assert_allclose(drawn["unit"], states, atol=0.02)
        np.testing.assert_allclose(steep["cell_slope"], np.log10(cell), atol=0.2)
        np.testing.assert_allclose(steep["unit_slope"], np.log10(slopes), atol=0.2)
    assert len(pictures) == 38 * 4 + 2 * 31
    assert visited.complaints == []


def two_grus(gates: Sequence[float], between: int) -> tuple[NDArray[Any], NDArray[Any]]:
    """States (T + 1, 2): reset before the product, written out unit by unit, and PyTorch's reset after it."""
    weights = np.array([[1, 1.5], [-1.5, 1]]) if between else np.eye(2)
    network = torch.nn.GRUCell(1, 2, **DOUBLE)
    with torch.no_grad():
        for parameter in network.parameters():
            parameter.zero_()
        network.weight_ih[4:] = torch.tensor([[1.0], [-0.5]], **DOUBLE)
        network.weight_hh[4:] = torch.tensor(weights.T, **DOUBLE)
        network.bias_ih.copy_(torch.tensor([*map(logit, gates), logit(0.25), logit(0.25), 0, 0], **DOUBLE))
        after, before = [torch.zeros(1, 2, **DOUBLE)], [[0.0, 0.0]]
        for x in INPUTS:
            after.append(network(torch.tensor([[x]], **DOUBLE), after[-1]))
            a, b = (gate * state for gate, state in zip(gates, before[-1], strict=True))
            sums = x + a * weights[0, 0] + b * weights[1, 0], -0.5 * x + a * weights[0, 1] + b * weights[1, 1]
            mixed = [0.25 * old + 0.75 * math.tanh(total) for old, total in zip(before[-1], sums, strict=True)]
            before.append(mixed)
    return np.array(before), torch.cat(after).numpy()


def test_the_two_orders_differ_as_pytorch_says(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo, keys = visited_demo(visit, file_root, "ResetOrder")
    controls: dict[str, Sequence[Any]] = {"r1": QUARTERS, "r2": QUARTERS, "crossed": (0, 1)}
    pictures = set()
    for setting in product(range(5), range(5), range(2)):
        put_all(keys, demo, controls, setting)
        gates = QUARTERS[setting[0]], QUARTERS[setting[1]]
        before, after = two_grus(gates, setting[2])
        apart = np.abs(before - after).max(axis=1)
        steps = range(13) if setting == (4, 1, 1) else (0, 3, 12)
        for step, scene in walk(page, demo, keys, steps, 12).items():
            charts = scene["charts"]
            legend = charts["state"]["legend"]
            for name, states in (("before", before), ("after", after)):
                assert float(legend[name].replace("−", "-")) == pytest.approx(states[step, 0], abs=6e-4)
            first = f"Step {step}: reset before {legend['before']}, reset after {legend['after']}.\n"
            if gates[0] == gates[1]:
                assert scene["says"] == first + "They agree: both units have the same reset gate."
            elif not setting[2]:
                assert scene["says"] == first + "They agree: no unit looks at the other one."
            else:
                difference = charts["apart"]["legend"]["difference"]
                assert scene["says"] == first + f"The units differ by up to {difference} here."
            pictures.add((setting, step, scene["says"]))
        state, difference = read(charts["state"]), read(charts["apart"])["difference"]
        np.testing.assert_allclose(state["before"], before[:, 0], atol=0.02)
        np.testing.assert_allclose(state["after"], after[:, 0], atol=0.02)
        np.testing.assert_allclose(difference, apart, atol=0.02)
    assert len(pictures) == 49 * 3 + 13
    assert visited.complaints == []


def test_the_list_of_demos_is_the_one_tested_here() -> None:
    assert [kind for _, kind in GATED] == ["LstmFlow", "BitMemory", "GruFlow", "ResetOrder"]


def test_pointing_at_a_cell_goes_to_its_step(visit: Callable[..., Visit], http_root: str) -> None:
    demo = visit().go(http_root + "book/09_lstm.html").locator(".kg-demo[data-demo=LstmFlow]")
    demo.locator("[data-grid=c] [data-row='0'][data-column='4'] rect").hover(force=True)
    assert demo.evaluate(SCENE)["where"] == "4"
