"""Chapter 08: the chapter's numbers and claims, asserted on the page's own variables."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from course.demos import GradientClipping, UnrolledRNN
from course.demos.gradient_norms import SCALES, backward_norms, slopes
from course.prose import prose
from tests.support.python_steps import python_steps


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("08_rnn")


def test_the_knock_is_the_table_worked_by_hand(page: dict[str, Any]) -> None:
    assert_array_equal(page["states"][0], [0, 0])
    assert_allclose(page["states"][1:3], [[0.762, 0], [0.363, 0.642]], atol=5e-4)
    assert (np.diff(page["states"][1:, 0]) < 0).all(), "the page says that it rings on, a little weaker each time"
    assert_allclose(page["states"][1:, 1], np.tanh(page["states"][:-1, 0]))


def test_the_picture_shows_the_numbers_of_the_text(page: dict[str, Any]) -> None:
    state = UnrolledRNN(page["W_x"], page["W_h"], page["b"]).get_state()
    grids = {grid["name"]: grid["rows"] for grid in state["frames"][0]["grids"]}
    assert_allclose(np.transpose(grids["h"]), page["states"], atol=5e-3)
    assert_array_equal(np.transpose(grids["x"]), page["knock"])
    assert "0.762" in state["frames"][0]["words"][0]["new0"]


def test_sharing_saves_a_factor_of_the_length(page: dict[str, Any]) -> None:
    assert page["one_step"] == 29_312
    assert page["one_step"] * 50 == 1_465_600


def test_the_first_input_is_forgotten(page: dict[str, Any]) -> None:
    apart = page["apart"]
    assert (apart[1:] < apart[:-1]).all()
    assert apart[-1] < apart[0] * 0.5**39, "the page says: on average to less than half"
    assert apart[-1] < 1e-12


def test_a_clock_ticks(page: dict[str, Any]) -> None:
    assert page["spoken"] == ["tock", "tick", "tock", "tick", "tock"]


def test_three_ways_for_one_input(page: dict[str, Any]) -> None:
    every_step, first_state, both = page["every_step"], page["first_state"], page["both"]
    assert every_step[-1] == pytest.approx(np.tanh(1 + 0.5 * every_step[-1]), abs=1e-4), "it settles"
    assert first_state[-1] < 0.01, "it fades"
    assert both[-1] == pytest.approx(every_step[-1], abs=1e-4)
    assert both[0] != pytest.approx(every_step[0], abs=0.01)


def test_where_the_answer_is_taken(page: dict[str, Any]) -> None:
    assert page["labels"].shape == (4, 7, 5)
    assert page["classes"].shape == (4, 2)
    assert torch.equal(page["all_states"][:, -1], page["last_state"][0])


def test_pytorch_agrees(page: dict[str, Any]) -> None:
    assert page["torch_difference"] < 1e-15
    assert page["autograd_difference"] < 1e-12


def test_back_through_time_by_hand(page: dict[str, Any]) -> None:
    assert page["felt"] == pytest.approx({3: 8, 2: 4, 1: 2})
    assert page["dw_one"] == pytest.approx(4.5)
    assert page["db_one"] == pytest.approx(10.5)
    assert page["arriving"] == pytest.approx(1)
    states = [0.0]
    for push in page["pushes"]:
        states.append(float(np.tanh(push + page["w_one"] * states[-1])))
    assert states == pytest.approx([0, 0.5, 0.5, 0.5])


def test_the_norms_vanish_hold_and_explode(page: dict[str, Any]) -> None:
    first = page["first_norms"]
    assert first[0.5] < 1e-8
    assert first[1.0] == pytest.approx(np.sqrt(8), rel=0.1)
    assert 500 < first[1.5] < 1000
    assert page["without_tanh"] == pytest.approx(np.sqrt(8) * 1.5**29)
    for scale, norm in first.items():  # the picture and PyTorch say the same
        w_h = scale * page["turn"]
        assert backward_norms(slopes(page["quiet"], w_h)[1], w_h)[0] == pytest.approx(norm)


def test_clipping_by_hand(page: dict[str, Any]) -> None:
    assert page["norm_before"] == 5
    assert_allclose(page["clipped"], [0.6, 0.8], atol=1e-6)


def test_the_clipped_line_stays_at_the_limit_from_scale_1_on(page: dict[str, Any]) -> None:
    chart = GradientClipping(limit=1).get_state()["frames"][1]["charts"][0]
    before, after = (np.array(line["values"]) for line in chart["series"])
    large = np.array(SCALES) > 1
    assert (before[large] > 1).all()
    assert (after[large] == 1).all()
    assert_array_equal(after[~large], before[~large])
    assert (np.diff(before[np.array(SCALES) >= 1]) > 0).all(), "the page says that the line climbs from 1 on"


def test_one_update_without_a_limit_is_a_fall(page: dict[str, Any]) -> None:
    (begin, loss_before), (end, loss_after) = page["without_limit"]
    assert (begin, end) == (1.2, pytest.approx(-46.5, abs=0.05))
    assert loss_before == pytest.approx(700, abs=10)
    assert loss_after > 1e60
    weight, loss = page["with_limit"][-1]
    assert weight == pytest.approx(1, abs=1e-6)
    assert loss < 1e-6


def test_what_each_start_keeps(page: dict[str, Any]) -> None:
    stretch = page["stretch"]
    assert stretch["PyTorch's own"][0] < 1e-5, "it forgets everything"
    assert stretch["normal"][0] > 1
    assert stretch["normal"][1] < 1e-3, "only in a few directions"
    assert stretch["orthogonal"][2] > 0.8, "nearly all of every direction"
    assert stretch["identity, ReLU"][0] == pytest.approx(1)
    assert stretch["identity, ReLU"][2] == pytest.approx(0, abs=1e-9)


def test_the_text_is_the_one_described(page: dict[str, Any]) -> None:
    assert len(prose()) == 15_132
    assert len(page["alphabet"]) == len(set(prose())) == 34
    assert len(page["lines"]) == 197
    assert len(page["learn"]) + len(page["test"]) == 15_132
    assert page["model_size"] > len(page["learn"]), "the page says: more weights than letters"


def test_counting_pairs_against_counting_in_plain_python(page: dict[str, Any]) -> None:
    learn, test = page["learn"].tolist(), page["test"].tolist()
    followed: dict[tuple[int, int], float] = {}
    for pair in pairwise(learn):
        followed[pair] = followed.get(pair, 0.05) + 1
    totals = [sum(followed.get((a, b), 0.05) for b in range(34)) for a in range(34)]
    losses = [-np.log(followed.get((a, b), 0.05) / totals[a]) for a, b in pairwise(test)]
    assert page["counting"][2] == pytest.approx(np.mean(losses))
    assert page["guessing"] == pytest.approx(np.log(34))


def test_the_letters_are_learned_as_far_as_the_page_says(page: dict[str, Any]) -> None:
    """Wide enough for another machine's rounding, narrow enough that every word of the page holds."""
    assert page["counting"][2] == pytest.approx(2.30, abs=0.005)
    assert page["holding"][1] > 3
    assert page["holding"][100] < page["counting"][2], "beats counting pairs within the first hundred updates"
    assert page["held"] < page["counting"][3], "a little better than counting triples"
    assert 1.6 < page["held"] < 1.8
    assert 1.2 < page["learned"] < 1.4
    assert page["held"] - page["learned"] > 0.2, "the two curves have parted"
    gained = [page["holding"][a] - page["holding"][b] for a, b in ((100, 200), (200, 300), (300, 400))]
    assert gained == sorted(gained, reverse=True), "it gains less and less"


def test_what_it_writes(page: dict[str, Any]) -> None:
    assert page["in_circles"]
    assert all(f" {word} " in page["sample"] for word in ("the", "of", "that")), "these are spelled right"
    assert 0.65 < page["share_known"] < 0.85, "about one word in four is made up"


def test_a_chain_costs_more_than_the_same_products_at_once(page: dict[str, Any]) -> None:
    at_once = python_steps(lambda: page["rows"] @ page["square"])
    assert python_steps(page["one_after_the_other"]) > 2000 > 100 * at_once
    assert page["one_after_the_other"]().shape == page["square"].shape[:1]


def test_pytorchs_start_has_the_radius_that_the_page_says(page: dict[str, Any]) -> None:
    assert page["bound"] == pytest.approx(0.58, abs=0.005)
    assert page["radius"] == pytest.approx(page["bound"], abs=0.03)
