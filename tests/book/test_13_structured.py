"""Chapter 13: the chapter's numbers and claims, asserted on the page's own variables."""

from collections.abc import Callable
from math import comb
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose

from course.demos import grid_lstm
from course.demos.tree_lstm import parse


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("13_structured")


def shares(page: dict[str, Any], task: str, name: str, depth: int) -> list[float]:
    """What the network got right at a depth, one number a seed."""
    return [page["by_depth"][task, name, seed][depth] for seed in page["SEEDS"]]


def test_the_formula_of_the_hook_is_true(page: dict[str, Any]) -> None:
    assert page["truth"](page["hook"])
    assert " ".join(page["signs"](page["hook"])) == "( not ( ( T and T ) and ( T and F ) ) )"


def test_formulas_mean_what_python_means(page: dict[str, Any]) -> None:
    python = {"T": "True", "F": "False", "implies": "<="}
    for data in (page["logic"], page["implication"]):
        for formula in (*data[0][:200], *data[1][6][:50]):
            text = " ".join(python.get(sign, sign) for sign in page["signs"](formula))
            assert eval(text) == page["truth"](formula), text  # noqa: S307 a formula of the page


def test_the_sets_are_balanced_and_as_large_as_the_page_says(page: dict[str, Any]) -> None:
    for learned, tested in (page["logic"], page["implication"]):
        assert len(learned) == 2016
        assert {depth: len(formulas) for depth, formulas in tested.items()} == dict.fromkeys((3, 4, 5, 6), 300)
        for formulas in (learned, *tested.values()):
            assert sum(map(page["truth"], formulas)) * 2 == len(formulas)


def test_a_string_reader_loses_what_a_tree_keeps(page: dict[str, Any]) -> None:
    string = "LSTM on the string"
    assert min(shares(page, "logic", string, 3)) > 0.95, "nearly perfect at the depth of the training"
    assert all(0.65 < share < 0.9 for share in shares(page, "logic", string, 4)), "about one in five is wrong"
    assert all(0.5 < share < 0.72 for share in shares(page, "logic", string, 6)), "not far from guessing"
    for kind in ("child-sum", "one gate", "N-ary"):
        assert min(shares(page, "logic", kind, 6)) > 0.95, kind
    size = page["weights_of"](page["StringReader"]())
    assert page["weights_of"](page["TreeReader"]("child-sum")) / size == pytest.approx(1 / 4, abs=0.03)
    assert page["weights_of"](page["TreeReader"]("N-ary")) / size == pytest.approx(2 / 5, abs=0.03)


def test_implies_the_other_way_round(page: dict[str, Any]) -> None:
    assert min(shares(page, "implies", "LSTM on the string", 6)) > 0.85
    assert min(shares(page, "implies", "N-ary", 6)) > 0.95
    for depth in (3, 6):
        assert all(0.45 < share < 0.72 for share in shares(page, "implies", "child-sum", depth)), "barely better"


def test_a_sum_has_no_order_whatever_the_weights(page: dict[str, Any]) -> None:
    there = ("implies", ("T",), ("implies", ("T",), ("F",)))
    back = ("implies", ("implies", ("T",), ("F",)), ("T",))
    torch.manual_seed(3)
    for kind, alike in (("child-sum", True), ("one gate", True), ("N-ary", False)):
        net = page["TreeReader"](kind)
        with torch.no_grad():
            a, b = (net(*net.prepare([each])) for each in (there, back))
        assert torch.allclose(a, b, atol=1e-6) == alike, kind


def test_a_forget_gate_for_each_child_by_hand(page: dict[str, Any]) -> None:
    assert (page["half_open"], page["shared"]) == (3, 3)
    assert page["shown"] == pytest.approx(0.4975, abs=5e-5)
    assert page["own"] == pytest.approx(2.0001, abs=5e-5)
    assert_allclose(page["own_gates"], [0.99995, 0.00005], atol=5e-6)


def test_the_trees_of_the_picture_are_as_the_page_says(page: dict[str, Any]) -> None:
    keeps = page["keeps"]
    assert keeps["T and F"][0] < 0.1 < 0.9 < keeps["T and F"][1], "shut for the true child, open for the false one"
    assert_allclose(keeps["F and T"], keeps["T and F"][::-1])
    assert page["swapped"] < 1e-15
    assert page["own_gate"] > 0.9
    assert page["one_gate"] < 0.5, "with one gate for all children the answer is wrong"
    assert page["four"] > 0.5, "four children were never seen, and it is wrong"
    assert page["chain_difference"] < 1e-14


def test_every_and_of_the_picture_keeps_what_is_false(page: dict[str, Any]) -> None:
    demo = page["TreeLstm"]("not ((T and T) and (T and F))")
    done, seen = demo.numbers(), 0
    for node, numbers in zip(parse(demo.text), done, strict=True):
        if node.word == "and":
            for kid, gate in zip(node.kids, numbers["forget"][:, 0], strict=True):
                assert (gate > 0.5) == (done[kid]["chance"] < 0.5)
                seen += 1
    assert seen == 6


def test_the_paths_over_the_grid(page: dict[str, Any]) -> None:
    assert page["paths"] == comb(14, 7) == 3432
    grid = {bias: both[0] for bias, both in page["arrives"].items()}
    line = {bias: both[1] for bias, both in page["arrives"].items()}
    assert grid[-1] == pytest.approx(0.00004, abs=5e-6)
    assert grid[0] == pytest.approx(0.209, abs=5e-4)
    assert grid[1] == pytest.approx(42.7, abs=0.05)
    assert (line[0], line[1]) == (pytest.approx(0.00006, abs=5e-6), pytest.approx(0.0125, abs=5e-5))
    for bias, share in grid.items():
        assert grid_lstm.cells(grid_lstm.corner(8, 8), bias)[-1, -1] == pytest.approx(share)


def test_the_wave_and_its_figure(page: dict[str, Any]) -> None:
    assert_allclose(page["cells"], grid_lstm.cells(page["written"], 0))
    share = page["corner_share"]
    assert (share[1][15] > 1e4, share[0][15] > 0.1, share[-1][15] < 1e-6) == (True, True, True)
    assert (np.diff(share[1]) > 0).all()
    assert (np.diff(share[0]) < 0).all()


def test_bias_one_is_the_worst_on_the_grid_and_a_convolution_the_best(page: dict[str, Any]) -> None:
    right = {name: [page["on_digits"][name, seed] for seed in page["SEEDS"]] for name in page["readers"]}
    one, zero, minus = (right[f"2-D LSTM, bias {bias}"] for bias in ("1", "0", "−1"))
    for seed in page["SEEDS"]:
        assert one[seed] < zero[seed] < minus[seed]
    assert min(max(zero) - min(zero), max(one) - min(one)) > 0.1, "the runs differ"
    assert np.mean(right["convolution"]) > np.mean(minus)
    assert abs(np.mean(right["LSTM, 8 rows"]) - max(minus)) < 0.05, "as well as the best of the grids"
    sizes = {name: page["weights_of"](make()) for name, make in page["readers"].items()}
    assert sizes["2-D LSTM, bias 1"] == 2890
    assert sizes["convolution"] == 1370


def test_the_grid_of_the_page_is_the_cell_of_its_definition(page: dict[str, Any]) -> None:
    torch.manual_seed(0)
    net, picture = page["GridReader"](0.0, units=3).double(), torch.rand(1, 4, 5, dtype=torch.float64)
    zeros = torch.zeros(3, dtype=torch.float64)
    h: dict[tuple[int, int], torch.Tensor] = {}
    c: dict[tuple[int, int], torch.Tensor] = {}
    with torch.no_grad():
        for r in range(4):
            for s in range(5):
                left, up = (r, s - 1), (r - 1, s)
                a = net.of_pixel(picture[0, r, s, None])
                a = a + net.of_left(h.get(left, zeros)) + net.of_up(h.get(up, zeros))
                f_left, f_up, i, o, g = a.chunk(5)
                c[r, s] = f_left.sigmoid() * c.get(left, zeros) + f_up.sigmoid() * c.get(up, zeros)
                c[r, s] = c[r, s] + i.sigmoid() * g.tanh()
                h[r, s] = o.sigmoid() * c[r, s].tanh()
        assert_allclose(net(picture)[0], net.answer(h[3, 4]), atol=1e-12)


def test_a_thousand_cells_take_63_steps(page: dict[str, Any]) -> None:
    assert page["for_two_words"] == {
        "parallel": (64, 32), "attention": (64, 64), "loose": (2048, 63), "tight": (1024, 63)
    }  # fmt: skip


def test_letters_are_there_for_words_that_were_never_seen(page: dict[str, Any]) -> None:
    assert len(page["held_back"]) == 80
    assert page["unseen"].sum() > 20
    always_a = np.mean([not gap[2] for gap, new in zip(page["held_back"], page["unseen"], strict=True) if new])
    for seed in page["SEEDS"]:
        (table, on_new), (letters, letters_on_new) = (
            page["articles"][name, seed] for name in ("look-up table", "letters")
        )
        assert table < 0.72 < 0.78 < letters
        assert on_new == pytest.approx(always_a), "the network says a each time"
        assert letters_on_new > 0.6
