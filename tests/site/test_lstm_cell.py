"""The LSTM whose gates decide: every number and thread that the browser computes, against torch.nn.LSTM."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator, Page

from course.demos import LstmCell
from course.demos.lstm_cell import SAMPLES, WIRES, trained
from tests.site.test_demos import TRAINED, numbers
from tests.support.browsing import Visit
from tests.support.grids import case
from tests.support.rendering import fits_at_every_width, plays_and_rests, rendered

pytestmark = pytest.mark.chromium

WIDTHS = """
(root) => Object.fromEntries([...root.querySelectorAll('.kg-wire')].map((wire) => [wire.dataset.wire,
  [...wire.querySelectorAll('path:not(.kg-hit)')].slice(0, 6)
    .map((path) => [Number(path.style.strokeWidth), path.style.stroke])]))
"""
BARS = "(root) => [...root.querySelectorAll('.kg-valve line')].map((bar) => parseFloat(bar.style.rotate))"
TABLE = """
(root) => Object.fromEntries([...root.querySelectorAll('.kg-numbers tbody tr')].map((row) =>
  [row.querySelector('th').textContent, [...row.querySelectorAll('td')].map((cell) => cell.textContent)]))
"""
LARGE = 1.6  # a cell is drawn as thick as this at most


def torch_steps(text: str) -> list[dict[str, Any]]:
    """What PyTorch's layer computes with the trained weights, and from its sums every part of a step."""
    weights: dict[str, Any] = trained()
    symbols, units = weights["symbols"], len(weights["h"][0])
    layer = torch.nn.LSTM(len(symbols), units, batch_first=True, dtype=torch.float64)
    w = {name: torch.tensor(weights[name], dtype=torch.float64) for name in ("x", "h", "b", "out", "out_b")}
    layer.load_state_dict(
        {"weight_ih_l0": w["x"], "weight_hh_l0": w["h"], "bias_ih_l0": w["b"], "bias_hh_l0": torch.zeros_like(w["b"])}
    )
    steps, state = [], (torch.zeros(1, 1, units, dtype=torch.float64),) * 2
    for character in text:
        k = symbols.index(character) if character in symbols else len(symbols) - 1
        before = {"h0": state[0][0, 0], "c0": state[1][0, 0]}
        one_hot = torch.nn.functional.one_hot(torch.tensor([[k]]), len(symbols)).double()
        with torch.no_grad():
            _, state = layer(one_hot, state)
        from_h = w["h"] @ before["h0"]
        rows = dict(zip("ifgo", (w["x"][:, k] + from_h + w["b"]).chunk(4), strict=True))
        parts = {name: torch.tanh(a) if name == "g" else torch.sigmoid(a) for name, a in rows.items()}
        step = {
            **before,
            **parts,
            "c": state[1][0, 0],
            "h": state[0][0, 0],
            "scores": w["out"] @ state[0][0, 0] + w["out_b"],
        }
        step |= {"keep": parts["f"] * before["c0"], "write": parts["i"] * parts["g"], "tanh": torch.tanh(step["c"])}
        arrays: dict[str, Any] = {name: value.numpy() for name, value in step.items()}
        arrays["sums"] = {name: a.numpy() for name, a in rows.items()}
        arrays["from_x"] = dict(zip("ifgo", (each.numpy() for each in w["x"][:, k].chunk(4)), strict=True))
        arrays["from_h"] = dict(zip("ifgo", (each.numpy() for each in from_h.chunk(4)), strict=True))
        arrays["bias"] = dict(zip("ifgo", (each.numpy() for each in w["b"].chunk(4)), strict=True))
        chances = torch.softmax(step["scores"], 0)
        best = int(chances.argmax())
        steps.append({**arrays, "character": character, "said": weights["says"][best], "chance": chances[best].item()})
    return steps


def sentence(steps: list[dict[str, Any]], k: int) -> str:
    """What the demo says of a step."""
    s = steps[k]
    write, keep, show = (int((s[name] > 0.5).sum()) for name in "ifo")
    changed = int((np.abs(s["c"] - s["c0"]) > 0.3).sum())
    says = "It says nothing." if s["said"] == "-" else f"It says {s['said']} ({100 * s['chance']:.1f} %)."
    return (
        f"Step {k + 1} of {len(steps)} reads “{s['character']}”. "
        f"Of 6 units, {write} write, {keep} keep, {show} show; {changed} change. {says}"
    )


def rows_of(step: dict[str, Any], wire: str) -> dict[str, NDArray[Any]]:
    """The rows of a wire's table."""
    if wire in "ifgo":
        names = {"from x": "from_x", "from h": "from_h", "bias": "bias", "sum": "sums"}
        return {label: step[name][wire] for label, name in names.items()} | {wire: step[wire]}
    return {
        "c0": lambda s: {"c": s["c0"]},
        "keep": lambda s: {"f": s["f"], "c before": s["c0"], "f·c": s["keep"]},
        "write": lambda s: {"i": s["i"], "g": s["g"], "i·g": s["write"]},
        "c": lambda s: {"f·c": s["keep"], "i·g": s["write"], "c": s["c"]},
        "tanh": lambda s: {"c": s["c"], "tanh(c)": s["tanh"]},
        "h": lambda s: {"o": s["o"], "tanh(c)": s["tanh"], "h": s["h"]},
        "h0": lambda s: {"h": s["h0"]},
        "x": lambda s: {},
    }[wire](step)


def opened(visit: Callable[..., Visit], root: str, **options: Any) -> tuple[Visit, Page, Locator]:
    visited = visit(**{"reduced_motion": "reduce", **options})
    page = visited.go(f"{root}book/{TRAINED[0][0]}.html")
    return visited, page, page.locator(".kg-demo[data-demo=LstmCell]")


def test_sixty_texts_give_what_pytorch_gives(browser: Browser) -> None:
    """The function itself, and with it the weights: no score is further off than rounding."""
    rng, symbols = np.random.default_rng(1), trained()["symbols"]
    chances = [0.05] * 10 + [0.18, 0.24, 0.08]
    texts = ["".join(rng.choice(list(symbols), 24, p=chances)) for _ in range(60)]
    page = browser.new_page()
    reading = """
    async ([code, weights, texts]) => {
      const { run } = await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
      return texts.map((text) => run(weights, text).map(({ scores, c, said }) => ({ scores, c, said })));
    }
    """
    runs = page.evaluate(reading, [LstmCell._esm, trained(), texts])
    page.close()
    for text, run in zip(texts, runs, strict=True):
        with case(text=text):
            wanted = torch_steps(text)
            for shown, step in zip(run, wanted, strict=True):
                np.testing.assert_allclose(shown["scores"], step["scores"], rtol=0, atol=1e-9)
                np.testing.assert_allclose(shown["c"], step["c"], rtol=0, atol=1e-9)
                assert shown["said"] == step["said"]


@pytest.mark.parametrize("text", [SAMPLES[0], "x!9 ?"])
def test_each_step_and_each_wire_show_what_pytorch_says(visit: Callable[..., Visit], file_root: str, text: str) -> None:
    visited, page, demo = opened(visit, file_root)
    demo.locator("[data-control=text]").fill(text)
    steps = torch_steps(text)
    demo.locator("[data-control=position]").focus()
    page.keyboard.press("Home")
    for k, step in enumerate(steps):
        with case(step=k):
            assert demo.locator(".kg-sentence span").inner_text() == sentence(steps, k)
            assert demo.get_by_role("img").first.get_attribute("aria-label") == sentence(steps, k)
            bars = [90 * (1 - step["f"]), 90 + 90 * (1 - step["i"]), 90 + 90 * (1 - step["o"])]
            np.testing.assert_allclose(demo.evaluate(BARS), np.concatenate(bars), atol=2e-3)
            for wire, threads in demo.evaluate(WIDTHS).items():
                if wire == "x":
                    continue
                share = np.minimum(1, np.abs(step[wire]) / (LARGE if wire in ("c", "c0", "keep", "write") else 1))
                np.testing.assert_allclose([thick for thick, _ in threads], 0.7 + 6.9 * share, atol=0.00501)
                signs = ["gate" if wire in "ifo" else "neg" if v < 0 else "pos" for v in step[wire]]
                assert [colour for _, colour in threads] == [f"var(--{sign})" for sign in signs], wire
            for wire in WIRES:
                demo.locator("[data-control=wire]").select_option(wire)
                table = demo.evaluate(TABLE)
                wanted = rows_of(step, wire)
                assert list(table) == list(wanted), wire
                for label, values in wanted.items():
                    np.testing.assert_allclose(numbers([table[label]])[0], values, atol=0.00501)
        demo.locator("[data-control=position]").press("ArrowRight")
    assert visited.complaints == []


def test_every_step_stands_in_the_strips(visit: Callable[..., Visit], http_root: str) -> None:
    _, _, demo = opened(visit, http_root)
    for sample in SAMPLES:
        demo.get_by_role("button", name=sample, exact=True).click()
        steps = torch_steps(sample)
        assert demo.locator(".kg-sign-at").all_inner_texts() == list(sample)
        assert demo.locator(".kg-said").all_inner_texts() == [s["said"].replace("-", "·") for s in steps]
        kept = [k for k in range(1, len(sample)) if sample[k - 1] == "!" and sample[k].isdigit()]
        marks = "all => all.flatMap((each, k) => each.classList.contains('kg-kept') ? [k] : [])"
        assert demo.locator(".kg-sign-at").evaluate_all(marks) == kept
        for strip in "ifoc":
            fills = demo.locator(f"[data-strip={strip}] rect:not(.kg-now)")
            shares = fills.evaluate_all("all => all.map((each) => each.getAttribute('style'))")
            most = LARGE if strip == "c" else 1
            values = np.concatenate([s[strip] for s in steps])
            tones = ["gate" if strip != "c" else "neg" if v < 0 else "pos" for v in values]
            percent = np.floor(75 * np.minimum(1, np.abs(values) / most) + 0.5).astype(int)
            assert shares == [
                f"fill: color-mix(in oklab, var(--{tone}) {share}%, var(--zero))"
                for tone, share in zip(tones, percent, strict=True)
            ]


def test_pointing_chooses_a_step_a_wire_and_a_unit(visit: Callable[..., Visit], http_root: str) -> None:
    _, page, demo = opened(visit, http_root)
    demo.locator(".kg-sign-at").nth(6).click()
    assert demo.locator("[data-control=position]").input_value() == "6"
    demo.locator(".kg-loom").scroll_into_view_if_needed()
    bundle = demo.locator("[data-wire=h0] .kg-hit").first.evaluate("path => path.getBoundingClientRect().toJSON()")
    page.mouse.click(bundle["x"] + 0.1 * bundle["width"], bundle["y"])  # a line has no box that could be clicked
    assert demo.locator("[data-control=wire]").input_value() == "h0"
    demo.locator("[data-control=unit]").select_option("3")
    away = "all => [...new Set(all.map((each) => each.dataset.unit))].sort()"
    assert demo.locator(".kg-loom .kg-away").evaluate_all(away) == ["1", "2", "4", "5", "6"]
    demo.locator("[data-control=unit]").select_option("0")
    assert demo.locator(".kg-away").count() == 0


def test_typing_follows_the_text_to_its_end(visit: Callable[..., Visit], http_root: str) -> None:
    visited, page, demo = opened(visit, http_root)
    field = demo.locator("[data-control=text]")
    field.focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("!8ab?")
    assert demo.locator(".kg-sentence span").inner_text() == sentence(torch_steps("!8ab?"), 4)
    for _ in range(5):
        page.keyboard.press("Backspace")
    assert demo.locator(".kg-sentence span").inner_text() == sentence(torch_steps(" "), 0)
    page.keyboard.type("?" * 30)
    assert len(field.input_value()) == 24
    assert visited.complaints == []


def test_play_walks_to_the_end_and_respects_a_wish_for_less_motion(browser: Browser) -> None:
    page = rendered(browser, LstmCell("!7?", position=1))
    page.get_by_role("button", name="Play").press("Enter")
    page.wait_for_function("saved.position === 2")
    page.get_by_role("button", name="Play").wait_for()  # it has come to the end
    plays_and_rests(page)
    moves = "getComputedStyle(document.querySelector('.kg-valve line')).transitionDuration"
    assert page.evaluate(moves) == "0s"
    page.close()


def test_in_a_notebook_python_and_the_picture_speak_to_each_other(browser: Browser) -> None:
    demo = LstmCell("!7?")
    page = rendered(browser, demo)
    page.evaluate("model.set('wire', 'f'); model.set('position', 2)")
    assert page.locator(".kg-sentence span").inner_text() == sentence(torch_steps("!7?"), 2)
    assert list(page.locator(".kg-demo").evaluate(TABLE))[-1] == "f"
    page.get_by_role("button", name="One step back").click()
    assert page.evaluate("saved.position") == 1
    page.evaluate("end()")
    assert page.evaluate("heard") == []
    page.close()


def test_it_is_large_enough_to_touch_and_speaks_chinese(
    visit: Callable[..., Visit], http_root: str, browser: Browser
) -> None:
    _, page, _ = opened(visit, http_root)
    fits_at_every_width(page, ".kg-demo[data-demo=LstmCell]")
    page.set_viewport_size({"width": 320, "height": 900})
    demo = page.locator(".kg-demo[data-demo=LstmCell]")
    for key in ("Home", "End"):
        demo.locator("[data-control=position]").press(key)
        cut = "here => { const a = here.getBoundingClientRect(), b = here.parentElement.getBoundingClientRect(); "
        cut += "return a.left < b.left - 1 || a.right > b.right + 1; }"
        assert not demo.locator(".kg-here").evaluate(cut), f"after {key} the step has left its strip"
    assert demo.locator(".kg-wires").evaluate("each => each.scrollWidth - each.clientWidth") == 0
    chinese = rendered(browser, LstmCell("!7?", position=2), "zh-CN")
    assert chinese.locator(".kg-sentence span").inner_text().startswith("第 3 步（共 3 步）读入“?”。")
    assert chinese.get_by_role("slider", name="时间步").count() == 1
    chinese.close()
