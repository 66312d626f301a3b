"""Chapter 09: the chapter's numbers and claims, asserted on the page's own variables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from course.demos import LetterUnits, letter_units, lstm_flow
from course.prose import prose


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("09_lstm")


def test_the_trained_cell_decides_as_the_text_says(page: dict[str, Any]) -> None:
    first, other, flag, digit, *letters, asked, _, _, again = page["reading"]
    assert [step["character"] for step in (flag, digit, *letters, asked)] == list("!7bc?")
    opened = {name: [int((step[name] > 0.5).sum()) for step in (flag, digit, *letters, asked)] for name in "if"}
    assert opened["i"] == [4, 3, 0, 0, 0]
    assert opened["f"][2:4] == [6, 6]
    raised = (flag["write"] > 0.5) & (digit["f"] < 0.1)  # written at the mark, gone at the digit
    assert raised.any()
    for step in (*letters, asked):
        assert_allclose(step["c"], digit["c"], atol=0.03)
    assert ((asked["o"] > 0.5) & (letters[-1]["o"] < 0.1)).sum() == 2
    assert [step["said"] for step in (first, other, asked, again)] == ["-", "-", "7", "7"]


def test_a_plain_unit_fades_or_becomes_a_latch_without_a_slope(page: dict[str, Any]) -> None:
    assert page["waiting"][0.9][0] < 0.05
    state, slope = page["waiting"][1.5]
    assert state == pytest.approx(0.86, abs=0.005)
    assert slope < 1e-9


def test_the_cell_by_hand(page: dict[str, Any]) -> None:
    assert page["cell_by_hand"] == pytest.approx(1.2)
    assert page["shown_by_hand"] == pytest.approx(0.8 * np.tanh(1.2))


def test_the_four_corners_do_what_the_table_says_and_what_the_picture_shows(page: dict[str, Any]) -> None:
    g = np.array(page["arriving"])
    wanted = {(1, 0): np.ones(5), (0, 1): g, (1, 1): 1 + np.cumsum(g), (0, 0): np.zeros(5)}
    for (forget, write), run in page["corners"].items():
        assert_allclose(run, wanted[forget, write])
        assert_allclose(lstm_flow.run(g, 1.0, forget, write)[1:], run)


def test_one_step_with_a_pencil(page: dict[str, Any]) -> None:
    gates = {name: round(float(value), 12) for name, value in page["gates_1"].items()}
    assert gates == {"input": 0.5, "forget": 0.75, "candidate": -0.6, "output": 0.8}
    assert page["cell_1"] == pytest.approx(1.2)
    assert page["hidden_1"] == pytest.approx(0.667, abs=5e-4)


def test_what_is_left_after_thirty_steps(page: dict[str, Any]) -> None:
    left = page["left_after_30"]
    assert left[0] == 0.5**30
    assert left[3] < 0.5 < left[4], "the page says: with 4, more than half is left"


def test_the_product_of_the_forget_gates_is_the_slope_where_gates_hear_the_input_alone(page: dict[str, Any]) -> None:
    product, slope = page["roads"]["gates from x"]
    assert product == pytest.approx(slope, rel=1e-6)
    product, slope = page["roads"]["x and h"]
    assert 0.5 < product / slope < 0.99, "the largest part, and not all"


def test_one_step_backwards(page: dict[str, Any]) -> None:
    assert page["backward_difference"] < 1e-8
    assert page["dc_all"] == pytest.approx(0.5 + 0.8 * (1 - np.tanh(1.2) ** 2))


def test_pytorchs_order(page: dict[str, Any]) -> None:
    right, wrong = page["order_differences"]
    assert right < 1e-12
    assert wrong > 1e-3
    assert page["counts"]["LSTM"] == 4 * page["counts"]["RNN"]


def test_the_first_symbol_is_heard_with_an_open_forget_gate_alone(page: dict[str, Any]) -> None:
    hearing = page["hearing"]
    assert hearing["LSTM, forget bias 4"] > 0.5, "counts as much as the last"
    assert hearing["RNN"] < hearing["LSTM as it comes"] < 1e-4


# Of three runs each, how many learned a wait of 30 and one of 50 steps, at the rates 0.003 and 0.01.
MAP = {
    "RNN": (1, 0, 3, 2),
    "LSTM as it comes": (0, 0, 0, 0),
    "LSTM, forget bias 1": (3, 0, 1, 0),
    "LSTM, forget bias 2": (3, 3, 3, 0),
    "LSTM, forget bias 4": (3, 3, 3, 1),
}


def test_the_long_wait_is_learned_where_the_map_says_so(page: dict[str, Any]) -> None:
    right = page["right_share"]
    assert len(right) == 60
    assert all(share > 0.95 or share < 0.65 for share in right.values()), "nearly all, or guessing"
    places = [(30, 0.003), (50, 0.003), (30, 0.01), (50, 0.01)]
    counted = {
        name: tuple(sum(right[name, *place, seed] > 0.95 for seed in range(3)) for place in places) for name in MAP
    }
    assert counted == MAP, "the map's alternative text and the page's sentences say these numbers"


def test_what_was_learned_at_30_steps_holds_for_500(page: dict[str, Any]) -> None:
    assert len(page["longer"]) == 9
    assert min(page["longer"].values()) > 0.95


def test_the_listings_size(page: dict[str, Any]) -> None:
    assert page["sizes"] == {"look_up": 2_560_000, "drop": 0, "read": 131_584 + 512, "answer": 129}
    assert page["listing_parameters"] == 2_692_225


def test_the_sentences_differ_in_the_order_of_their_words_alone(page: dict[str, Any]) -> None:
    of_training = {frozenset(words) for words, _ in page["training"]}
    assert all(frozenset(words) not in of_training for words, _ in page["testing"]), "no pair was seen before"
    bags: dict[tuple[str, ...], list[int]] = {}
    for words, label in page["known"]:
        bags.setdefault(tuple(sorted(words)), []).append(label)
    assert all(sorted(labels) == [0, 1] for labels in bags.values()), "the same words, once with each label"
    assert int((page["test_set"][0] == 0).sum(1).max()) == 6, "the page says: up to six paddings"
    assert (page["shortest"], page["longest"]) == (7, 13)


def test_reading_the_last_word_works_and_counting_words_does_not(page: dict[str, Any]) -> None:
    results = page["text_results"]
    assert max(results["bag of words", seed] for seed in range(3)) < 0.6
    for kind in ("RNN", "LSTM"):
        assert min(results[f"{kind}, last word", seed] for seed in range(3)) > 0.95
    assert min(results["LSTM, last column", seed] for seed in range(3)) < 0.65, "not learned reliably"


def test_padding_changes_nothing_at_the_last_word(page: dict[str, Any]) -> None:
    assert page["packed_difference"] < 1e-4
    assert page["at_word"] < 1e-4


def test_what_the_units_of_a_letter_model_follow_and_what_none_does(page: dict[str, Any]) -> None:
    assert (len(page["found"]), page["clear"], page["half"]) == (64, 4, 11)
    closest = page["closest"]
    assert min(abs(closest[name]) for name in ("word", "vowel")) > 0.5 > abs(closest["space"]) > 0.4, "more faintly"
    assert max(each["held"] ** 2 for each in page["found"]) < 0.4
    assert closest["quotes"] is None, "no unit for quotation marks"
    assert abs(closest["column"]) < 0.2, "none that counts along the line"
    assert prose().count('"') == 14
    assert 15_000 < len(prose()) < 15_500
    loss = letter_units.measured()["loss"]
    assert min(loss, key=loss.get) == "500"
    assert (loss["500"], loss["1500"]) == (1.6, 1.7)


def test_units_18_and_29_do_what_the_page_says(page: dict[str, Any]) -> None:
    followed = {unit: LetterUnits().units[unit - 1]["follows"] for unit in LetterUnits().chips[:2]}
    assert followed == {18: "word", 29: "vowel"}
    assert page["blue_spaces"] == 1
    assert page["orange_ends"] > 0.9, "nearly all"
    assert page["orange_vowels"] > 0.8
    assert page["orange_others"] < 0.25
    values, place = page["of_18"], letter_units.properties(page["shown"])["word"]
    means = [values[place == k].mean() for k in range(4)]
    assert means == sorted(means, reverse=True)
    assert means[1] > 0.4
    assert means[3] < -0.4, "it fades within the first letters"


def test_one_matrix_or_two(page: dict[str, Any]) -> None:
    assert_allclose(page["joined"], page["apart"])
    assert_array_equal(page["joined"].shape, (2,))


def test_a_sequence_read_by_gates_is_pytorchs(page: dict[str, Any]) -> None:
    sequence = np.random.default_rng(1).standard_normal((7, 3))
    with torch.no_grad():
        truth = page["layer"](torch.from_numpy(sequence)[None])[0][0].numpy()
    ours = page["read_one"](sequence, ("input", "forget", "candidate", "output"))
    assert_allclose(ours, truth, atol=1e-12)
