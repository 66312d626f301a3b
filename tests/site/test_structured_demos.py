"""The demos of chapter 13: a formula folded, a wave over a grid, two sentences; against PyTorch and by the keyboard."""

from collections.abc import Callable
from math import comb, exp
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page

from course.demos import GridLstm, PairTable, TreeLstm
from course.demos import tree_lstm as tree
from course.demos.pair_table import WAYS
from tests.site.test_demos import STRUCTURED, Keyboard, text
from tests.site.test_pooling_demos import PICTURE
from tests.support.browsing import Visit
from tests.support.grids import case
from tests.support.pair_states import reached, states_by_torch
from tests.support.rendering import fits_at_every_width, rendered
from tests.support.trees import by_torch, drawn

pytestmark = pytest.mark.chromium

PAGE = f"book/{STRUCTURED[0][0]}.html"


def opened(visit: Callable[..., Visit], root: str, kind: str) -> tuple[Visit, Page, Locator]:
    visited = visit(reduced_motion="reduce")
    page = visited.go(root + PAGE)
    return visited, page, page.locator(f".kg-demo[data-demo={kind}]").first


# The folding tree

TREE = """
(root) => {
  const rows = [...root.querySelectorAll('.kg-numbers tbody tr:not(.kg-none)')].map((row) =>
    [row.querySelector('th').textContent, [...row.querySelectorAll('td')].map((cell) => cell.textContent)]);
  return {
    rows: Object.fromEntries(rows.filter(([, cells]) => cells.length)),
    lit: [...root.querySelectorAll('.kg-pill.kg-lit')].map((each) => Number(each.dataset.node)),
    off: root.querySelectorAll('.kg-pill.kg-off').length,
    truths: [...root.querySelectorAll('.kg-pill')].map((each) =>
      each.matches('.kg-is-T') ? 'T' : each.matches('.kg-is-F') ? 'F' : ''),
    bad: [...root.querySelectorAll('.kg-bad')].map((each) => Number(each.dataset.node)),
    thick: Object.fromEntries([...root.querySelectorAll('.kg-wire')].map((each) =>
      [each.dataset.wire, parseFloat(each.style.strokeWidth)])),
    says: root.querySelector('.kg-verdict span').textContent,
    complaint: root.querySelector('.kg-complaint').textContent,
    where: root.querySelector('output').textContent,
  };
}
"""

COMPUTE = """
async ([code, weights, texts]) => {
  const { parse, fold } = await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
  return texts.map((text) => {
    const { nodes, error, word } = parse(text, 20);
    if (!nodes) return [error, word];
    const words = nodes.map((node) => [node.word, node.kids]);
    return { words, own: fold(weights, nodes, false), one: fold(weights, nodes, true) };
  });
}
"""


def decimals(values: Any) -> list[str]:
    return [f"{value:.2f}".replace("-", "−").replace("−0.00", "0.00") for value in np.ravel(values)]


def test_a_hundred_formulas_give_what_pytorch_gives(browser: Browser) -> None:
    """The function itself: numbers for numbers, no rounding."""
    texts = drawn(100)
    page = browser.new_page()
    runs = page.evaluate(COMPUTE, [TreeLstm._esm, tree.trained(), texts])
    page.close()
    for formula, shown in zip(texts, runs, strict=True):
        with case(text=formula):
            assert shown["words"] == [[node.word, list(node.kids)] for node in tree.parse(formula)]
            for name, one_gate in (("own", False), ("one", True)):
                for ours, theirs in zip(shown[name], by_torch(formula, one_gate), strict=True):
                    for part in ("c", "h", "write", "chance"):
                        np.testing.assert_allclose(np.ravel(ours[part]), theirs[part].ravel(), atol=1e-12)


def test_what_is_no_formula_is_told_as_python_tells_it(visit: Callable[..., Visit], http_root: str) -> None:
    _, _, demo = opened(visit, http_root, "TreeLstm")
    demo.locator("[data-control=text]").fill("T and F")
    before = demo.evaluate(TREE)
    for wrong in ("", "T and", "T xor F", "T F", "(T and F", "T and F)", "T and F or T", " and ".join("T" * 20)):
        with case(text=wrong):
            demo.locator("[data-control=text]").fill(wrong)
            with pytest.raises(ValueError) as caught:  # noqa: PT011 its words are compared
                tree.parse(wrong)
            picture = demo.evaluate(TREE)
            assert picture["complaint"] == str(caught.value)
            assert picture["rows"] == before["rows"], "the last formula stays"
    demo.locator("[data-control=text]").fill("T or F")
    assert demo.evaluate(TREE)["complaint"] == ""


def test_every_node_shows_what_pytorch_says(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo = opened(visit, file_root, "TreeLstm")
    for formula in (tree.SAMPLES[1], tree.SAMPLES[5]):
        demo.locator(f"[data-sample='{formula}']").press("Enter")
        for one_gate in (False, True):
            if demo.locator("[data-control=one_gate]").is_checked() != one_gate:
                demo.locator("[data-control=one_gate]").press("Space")
            nodes, done = tree.parse(formula), by_torch(formula, one_gate)
            slider = demo.locator("[data-control=position]")
            slider.focus()
            page.keyboard.press("Home")
            for k, node in enumerate(nodes):
                with case(formula=formula, one_gate=one_gate, node=k):
                    picture = demo.evaluate(TREE)
                    says = ["T" if each["chance"] > 0.5 else "F" for each in done]
                    assert picture["lit"] == [k]
                    assert picture["truths"] == [*says[: k + 1], *[""] * (len(nodes) - k - 1)]
                    assert picture["rows"]["c"] == decimals(done[k]["c"])
                    assert picture["rows"]["h"] == decimals(done[k]["h"])
                    assert picture["rows"]["i·g"] == decimals(done[k]["write"])
                    for j, kid in enumerate(node.kids):
                        assert picture["rows"][f"c{'₁₂₃'[j]}"] == decimals(done[kid]["c"])
                    assert picture["where"] == f"{k + 1} / {len(nodes)}"
                    assert f"= {decimals(done[k]['c'])[0]}, h = " in picture["says"]
                    wanted = truth_of(nodes, k)
                    assert picture["says"].endswith("is right." if (says[k] == "T") == wanted else "is wrong.")
                page.keyboard.press("ArrowRight")
        assert demo.evaluate(TREE)["bad"] == ([5] if formula == tree.SAMPLES[1] else []), "with one gate"
    assert visited.complaints == []


def truth_of(nodes: list[tree.Node], k: int) -> bool:
    values = [truth_of(nodes, kid) for kid in nodes[k].kids]
    return {"T": True, "F": False, "not": not any(values), "and": all(values), "or": any(values)}[nodes[k].word]


def test_lines_are_as_thick_as_the_forget_gates_of_the_chosen_unit(browser: Browser) -> None:
    page = rendered(browser, TreeLstm("(T and F) or not F"))
    demo = page.locator(".kg-demo")
    nodes, done = tree.parse("(T and F) or not F"), TreeLstm("(T and F) or not F").numbers()
    for unit in range(4):
        demo.locator(f"[data-choose='{unit + 1}']").press("Enter")
        assert page.evaluate("document.activeElement.dataset.choose") == str(unit + 1)
        links = [(k, j, kid) for k, node in enumerate(nodes) for j, kid in enumerate(node.kids)]
        wanted = {f"{k}-{kid}": 1 + 8 * done[k]["forget"][j][unit] for k, j, kid in links}
        shown = demo.evaluate(TREE)["thick"]
        assert shown.keys() == wanted.keys()
        assert all(shown[wire] == pytest.approx(thick, abs=1e-3) for wire, thick in wanted.items())
    demo.locator("[data-node='2']").click()
    assert page.evaluate("saved.position") == 2
    page.evaluate("model.set('text', 'T'); end()")
    assert page.evaluate("heard") == []
    page.close()


# The grid


def test_each_bias_and_each_anti_diagonal_shows_its_shares(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo = opened(visit, file_root, "GridLstm")
    keys = Keyboard(page, demo)
    for number, bias in enumerate((-1, 0, 1)):
        keys.put("bias", number)
        keys.reach("position")
        page.keyboard.press("Home")
        gate = 1 / (1 + exp(-bias))
        for step in range(9):
            with case(bias=bias, step=step):
                picture = demo.evaluate(PICTURE)
                share = [[comb(r + s, r) * gate ** (r + s) if r + s <= step else 0 for s in range(5)] for r in range(5)]
                assert picture["grids"]["c"]["rows"] == [[text(round(each, 3)) for each in row] for row in share]
                wave = [[r, step - r] for r in range(5) if 0 <= step - r < 5]
                assert picture["grids"]["c"]["marks"] == wave == picture["grids"]["written"]["marks"]
                arrows = "(root) => [...root.querySelectorAll('.kg-arrow.kg-lit')].length"
                assert demo.evaluate(arrows) == sum((r > 0) + (s > 0) for r, s in wave)
                assert f"Anti-diagonal {step} has length {len(wave)}" in picture["says"]
                row, column = wave[len(wave) // 2]
                assert f"Row {row}, column {column}: " in picture["says"]
                assert picture["says"].endswith(f" = {text(round(share[row][column], 3))}.")
            page.keyboard.press("ArrowRight")
    assert visited.complaints == []


def test_memories_of_the_readers_own_in_a_notebook(browser: Browser) -> None:
    demo = GridLstm()
    demo.own = {"written": "1 0 0\n0 0 -2"}
    page = rendered(browser, demo)
    page.evaluate("model.set('position', 3)")
    cells = page.locator(".kg-demo").evaluate(PICTURE)["grids"]["c"]["rows"]
    assert cells == [["1", "0.5", "0.25"], ["0.5", "0.5", "−1.625"]]
    page.close()


# The pairs

PAIR = """
(root) => {
  const numbers = (selector) => [...root.querySelectorAll(selector)].map((each) => Number(each.dataset.state));
  return {
    words: [...root.querySelectorAll('.kg-word')].map((each) =>
      [each.dataset.word, each.textContent, each.matches('.kg-seen')]),
    chosen: numbers('.kg-chosen'), behind: numbers('.kg-behind'), states: numbers('.kg-state').length,
    bold: [...root.querySelectorAll('.kg-wire.kg-lit')].map((each) => each.dataset.wire),
    bands: root.querySelectorAll('.kg-band').length,
    says: root.querySelector('.kg-verdict span').textContent,
    where: root.querySelector('output').textContent,
  };
}
"""


def test_each_state_of_each_way_sees_where_its_gradient_goes(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo = opened(visit, file_root, "PairTable")
    for first, second in (("a dog runs", "an animal moves"), ("stop", "a boy kicks the ball")):
        demo.locator("[data-control=first]").fill(first)
        demo.locator("[data-control=second]").fill(second)
        x, y = first.split(), second.split()
        for way in WAYS:
            demo.locator(f"[data-way={way}]").press("Enter")
            h, words = states_by_torch(way, len(x), len(y))
            seen = sorted(reached(state, words) for state in h.values())
            demo.locator("[data-control=state]").focus()
            page.keyboard.press("Home")
            shown = []
            for k in range(len(h)):
                with case(way=way, first=first, state=k):
                    picture = demo.evaluate(PAIR)
                    assert [word[1] for word in picture["words"]] == x + y
                    assert picture["chosen"] == [k]
                    assert picture["states"] == len(h)
                    assert picture["where"] == f"{k + 1} / {len(h)}"
                    assert {int(wire.split("-")[1]) for wire in picture["bold"]} <= {k}
                    assert {int(wire.split("-")[0]) for wire in picture["bold"]} <= set(picture["behind"])
                    assert picture["bands"] == (2 if way == "tight" else 1)
                    visible = [word[2] for word in picture["words"]]
                    shown.append((visible[: len(x)], visible[len(x) :]))
                    for sentence, here in zip((x, y), shown[-1], strict=True):
                        run = " ".join(word for word, sees in zip(sentence, here, strict=True) if sees)
                        assert f"“{run}” of the" in picture["says"] or (not run and "nothing of the" in picture["says"])
                page.keyboard.press("ArrowRight")
            assert sorted(shown) == seen
    assert visited.complaints == []


def test_a_state_can_be_clicked_and_a_sentence_is_never_empty(browser: Browser) -> None:
    page = rendered(browser, PairTable("a b", "c d", way="tight"))
    demo = page.locator(".kg-demo")
    demo.locator("[data-state='0']").click()
    assert page.evaluate("saved.state") == 0
    assert [word[2] for word in demo.evaluate(PAIR)["words"]] == [True, False, True, False]
    demo.locator("[data-control=first]").fill("   ")
    assert [word[1] for word in demo.evaluate(PAIR)["words"]] == ["a", "b", "c", "d"]
    demo.locator("[data-control=first]").fill("one two three four five six")
    assert page.evaluate("saved.first") == "one two three four five"
    page.evaluate("end()")
    assert page.evaluate("heard") == []
    page.close()


# What they have in common


def test_they_are_large_enough_to_touch_at_every_width(visit: Callable[..., Visit], http_root: str) -> None:
    _, page, _ = opened(visit, http_root, "TreeLstm")
    for _, kind in STRUCTURED:
        fits_at_every_width(page, f".kg-demo[data-demo={kind}]")


def test_they_speak_chinese(browser: Browser) -> None:
    for demo, begins in (
        (TreeLstm("T and F"), "节点 3（共 3 个），and。单元 1："),
        (PairTable("a b", "c d", way="tight"), "“b”与“d”处的状态看到第一句中的“a b”"),
        (GridLstm(bias=-1), "两个遗忘门都是 σ(−1) = 0.269。"),
    ):
        page = rendered(browser, demo, "zh-CN")
        says = page.locator(".kg-verdict span, .kg-says span").first.inner_text()
        assert says.startswith(begins)
        page.close()
