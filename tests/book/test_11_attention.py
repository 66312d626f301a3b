"""Chapter 11: the chapter's numbers and claims, asserted on the page's own variables."""

from collections.abc import Callable
from statistics import mean
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from course.data import reviews, words_of
from course.demos import attention_pooling
from tests.support.grids import case

SEEDS = range(3)


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("11_attention")


def shares(results: dict[Any, float], name: Any) -> list[float]:
    return [results[name, seed] for seed in SEEDS]


def test_the_article_cannot_be_known_from_the_left(page: dict[str, Any]) -> None:
    assert (len(page["articles"]), len(page["an"]), len(page["a"])) == (967, 103, 864)
    labels = page["letters_to_test"][1]
    assert (len(labels), float(labels.mean())) == (80, 0.5)  # half of the answers are "a"
    results = page["article_results"]
    assert all(0.45 < share < 0.68 for share in shares(results, "the left"))
    assert all(share > 0.9 for name in ("the right", "both") for share in shares(results, name))
    assert abs(mean(shares(results, "both")) - mean(shares(results, "the right"))) < 0.06


def test_the_article_is_hidden_and_the_gap_stands_in_its_place(page: dict[str, Any]) -> None:
    tokens, _ = page["letters_to_test"]
    assert tokens.shape == (80, 24)
    assert_array_equal(tokens[:, 12], np.zeros(80))
    assert (tokens == 0).sum() == 80
    texts = {text.lower() for text, _ in reviews()}
    for left, right, label in page["gaps_to_test"][:10]:
        whole = f"{left.strip('^')}{('a', 'an')[label]} {right.strip()}"
        assert any(whole in text for text in texts), whole


def test_what_is_wrong_is_mostly_an_an_that_was_taken_for_an_a(page: dict[str, Any]) -> None:
    misses = [miss for seed in SEEDS for miss in page["article_misses"][seed]]
    assert len(misses) < 0.1 * 240
    assert sum(label for *_, label in misses) > 0.7 * len(misses)


def test_the_running_sums_by_hand(page: dict[str, Any]) -> None:
    assert page["going"].tolist() == [1, 3, 6]
    assert page["coming"].tolist() == [3, 5, 6]
    assert page["turned"].tolist() == [6, 5, 3]
    assert {name: rows.tolist() for name, rows in page["merges"].items()} == {
        "sum": [7, 8, 9],
        "mul": [6, 15, 18],
        "ave": [3.5, 4, 4.5],
        "concat": [[1, 6], [3, 5], [6, 3]],
    }
    assert_array_equal(page["merges"]["sum"], page["x"].sum() + page["x"])
    assert (page["going"] + page["coming"]).tolist() == [4, 8, 12]


def test_a_bidirectional_layer_is_two_layers_and_two_turns(page: dict[str, Any]) -> None:
    assert page["two_layers_apart"] < 1e-6
    assert (tuple(page["output"].shape), tuple(page["last"].shape)) == ((1, 7, 20), (2, 1, 10))
    one, two = page["numbers"]
    assert (one, two) == (4 * (4 * 10 + 10 * 10 + 2 * 10), 2 * one)


def test_the_backward_half_of_the_last_output_has_read_one_word(page: dict[str, Any]) -> None:
    changed = page["changed"]
    assert changed["output[:, -1], backward half"] == 0
    assert changed["output[:, -1], forward half"] > 1e-3
    assert changed["output[:, 0], backward half"] > 1e-2
    assert page["ends_apart"] == 0
    alone = page["layer"](page["sentence"][:, -1:])[0]  # the last word, and nothing else
    assert_allclose(alone[0, 0, 10:].detach(), page["output"][0, -1, 10:].detach(), atol=1e-6)
    in_pads, packed = page["begins_in_pads"]
    assert in_pads > 1e-3
    assert packed < 1e-6


def test_the_listing_of_the_slides(page: dict[str, Any]) -> None:
    wanted = {name: ((1, 5), 105 if name == "concat" else 55) for name in page["in_torch"]}
    assert page["listing"] == wanted
    f, b = torch.tensor([[2.0]]), torch.tensor([[6.0]])
    merged = {name: merge(f, b).tolist() for name, merge in page["in_torch"].items()}
    assert merged == {"concat": [[2, 6]], "sum": [[8]], "mul": [[12]], "ave": [[4]]}
    for name in ("sum", "mul", "ave"):
        assert all(share > 0.85 for share in shares(page["merge_results"], name)), name


def test_attention_by_hand(page: dict[str, Any]) -> None:
    assert_allclose(page["weights_by_hand"], [1 / 8, 2 / 8, 5 / 8])
    assert page["mixed"] == pytest.approx(6)
    assert_allclose(page["without_third"], [1 / 3, 2 / 3])


def test_sharpness_goes_from_the_mean_to_the_maximum(page: dict[str, Any]) -> None:
    wanted = {0: [1 / 3] * 3, 1: [1 / 8, 2 / 8, 5 / 8], 2: [1 / 30, 4 / 30, 25 / 30]}
    for sharpness, weights in wanted.items():
        assert_allclose(page["sharpened"][sharpness], weights)
    assert page["sharpened"][4][2] > 0.97


def test_pads_of_score_0_take_their_share(page: dict[str, Any]) -> None:
    for pads, share in page["leaks"].items():
        powers = np.exp([np.log(1), np.log(2), *[0.0] * pads])
        assert share == pytest.approx(powers[:2].sum() / powers.sum())


def test_five_wrong_ways_to_mask(page: dict[str, Any]) -> None:
    wrong = {name: np.asarray(given) for name, given in page["wrong_ways"].items()}
    assert_allclose(wrong["score 0 for the pad"], [1 / 4, 2 / 4, 1 / 4])
    assert_allclose(wrong["score 0, and two pads"], [1 / 5, 2 / 5, 1 / 5, 1 / 5])
    assert wrong["times the mask, afterwards"].sum() == pytest.approx(0.375)
    assert np.isnan(wrong["and divided by the sum"]).any()
    assert_allclose(wrong["-10 in place of the score"], [0, 0, 1], atol=1e-12)
    assert np.isnan(wrong["minus infinity, all pads"]).all()
    scores, mask = page["scores"], np.array([True, True, False])
    late = page["shares"](scores) * mask
    assert_allclose(late / late.sum(), [1 / 3, 2 / 3, 0])  # right on most inputs
    assert_allclose(page["shares"]([-1e9] * 3), [1 / 3] * 3)  # what −1e9 makes of an empty row
    minus_ten_thousand = page["shares"](np.where(mask, [-1e5, -1e5 - 1, 0], -1e4))
    assert minus_ten_thousand[2] == 1  # not safe either
    assert_allclose(page["by_torch"][:2, 2], [0, 0])
    assert_allclose(page["by_torch"][:2].sum(dim=1), [1, 1], atol=1e-6)
    assert page["by_torch"][2].isnan().all()
    assert page["by_torch"].nan_to_num(0.0)[2].tolist() == [0, 0, 0]


def test_attention_is_not_proven_better(page: dict[str, Any]) -> None:
    assert (len(page["train_reviews"]), len(page["test_reviews"])) == (2_382, 600)
    results = page["review_results"]
    means = {name: mean(shares(results, name)) for name in page["readers"]}
    assert all(0.70 < share < 0.83 for name in page["readers"] for share in shares(results, name))
    assert abs(means["attention"] - means["mean"]) < 0.025
    assert means["both ends"] < max(means.values())
    assert 1.96 * np.sqrt(0.78 * 0.22 / 600) == pytest.approx(0.033, abs=1e-3)  # three points either way


def test_what_attention_adds_in_numbers(page: dict[str, Any]) -> None:
    parts = page["parts"]
    U, A = 32, 16
    assert (parts["w"], parts["v"], parts["answer"]) == (U * A, A, U + 1) == (512, 16, 33)
    assert parts["read"] == 2 * 4 * (24 * 16 + 16 * 16 + 2 * 16) == 5_376
    assert parts["look_up"] > 0.8 * sum(parts.values())  # nearly everything


def test_the_weights_sum_to_one_and_pads_have_none(page: dict[str, Any]) -> None:
    for seed in SEEDS:
        states, mask, weights, answers = page["seen"][seed]
        assert_allclose(weights.sum(dim=1), np.ones(600), atol=1e-5)
        assert weights[~mask].abs().max() == 0
        values = page["attentive"][seed]["answer"](states)[..., 0].detach()
        assert_allclose((weights * values).sum(dim=1), answers, atol=1e-4)  # the mean of the values


def test_padding_changes_no_answer(page: dict[str, Any]) -> None:
    tokens = page["test_tokens"][:50]
    net = page["attentive"][0]
    with torch.no_grad():
        for row in (tokens[0], tokens[7]):
            bare = row[row > 0][None]
            longer = torch.nn.functional.pad(bare, (0, 9))
            assert_allclose(page["by_attention"](net, longer), page["by_attention"](net, bare), atol=1e-6)


def test_the_words_with_the_largest_weight(page: dict[str, Any]) -> None:
    underlined = {"not", "n't", "good", "great", "bad", "love", "best", "well"}
    for seed in SEEDS:
        largest, words = page["heaviest"][seed]
        assert 0.3 < largest < 0.55
        assert sum(words.values()) == 600
        assert len(underlined & {word for word, _ in words.most_common(9)}) >= 5
        assert words["not"] > 30
    assert page["equal_share"] == pytest.approx(0.105, abs=0.003)


def test_four_sentences_that_are_shown(page: dict[str, Any]) -> None:
    def of(name: str) -> tuple[str, float, bool]:
        number = page[name]
        _, words, label = page["test_reviews"][number]
        *_, weights, answers = page["seen"][0]
        return words[int(weights[number].argmax())], float(answers[number]), bool(label)

    for name, word, liked, right in (
        ("fries", "love", True, True),
        ("crust", "not", False, True),
        ("meal", "n't", False, False),  # a sensible word, and a wrong answer
        ("accessory", "good", True, False),
    ):
        heaviest, answer, label = of(name)
        with case(name=name):
            assert heaviest == word
            assert (answer > 0) == liked
            assert (liked == label) == right


def test_erasing_the_heaviest_word_turns_a_quarter_of_the_answers(page: dict[str, Any]) -> None:
    turned = page["turned_answers"]
    assert all(0.19 < share < 0.34 for share in shares(turned, 0))
    assert all(share < 0.12 for share in shares(turned, "random"))
    assert all(share < 0.06 for share in shares(turned, "lightest"))
    assert mean(shares(turned, 1)) == pytest.approx(mean(shares(turned, "random")), abs=0.03)
    assert mean(shares(turned, 5)) < mean(shares(turned, 1))  # the figure's lines sink


def test_a_word_is_erased_and_the_others_keep_their_order(page: dict[str, Any]) -> None:
    tokens = torch.tensor([[5, 6, 7, 0], [8, 9, 0, 0]])
    assert page["erased"](tokens, torch.tensor([1, 0])).tolist() == [[5, 7, 0, 0], [9, 0, 0, 0]]


def test_other_weights_give_the_same_answer(page: dict[str, Any]) -> None:
    assert page["retold"] == pytest.approx(page["own"], abs=1e-4)
    assert float(page["invented"].sum()) == pytest.approx(1)
    assert (page["invented"] >= 0).all()
    words = page["test_reviews"][page["accessory"]][1]
    assert page["invented"][words.index("good")] == 0
    assert {words[page["high"]], words[page["low"]]} == {".", "disappointing"}
    assert all(0.55 < share < 0.9 for share in shares(page["same_answer"], "other words"))
    assert all(share < 0.18 for share in shares(page["flat"], "equal"))  # nine of ten stay


def test_three_seeds_tell_three_stories(page: dict[str, Any]) -> None:
    words = page["test_reviews"][page["accessory"]][1]
    of_good = [float(page["seen"][seed][2][page["accessory"], words.index("good")]) for seed in SEEDS]
    assert max(of_good) - min(of_good) > 0.1
    assert len({page["stories"][seed] for seed in SEEDS}) == 3


def test_the_frozen_numbers_of_the_demo_are_those_of_the_page(page: dict[str, Any]) -> None:
    data = attention_pooling.frozen()
    rows = {attention_pooling.digest(text): row for row, (text, *_) in enumerate(page["test_reviews"])}
    states, mask, *_ = page["seen"][0]
    net = page["attentive"][0]
    with torch.no_grad():
        scores, values = page["score_of"](net, states), net["answer"](states)[..., 0]
    for each in data["sentences"]:
        row = rows[each["of"]]
        for name, ours in (("scores", scores), ("values", values)):
            with case(sentence=each["of"], what=name):
                # Another processor rounds differently, and training carries that on.
                assert_allclose(ours[row, mask[row]], each[name], atol=0.25)
    (pad,) = net["answer"](torch.zeros(1, 32))[0].tolist()
    assert data["pad"] == pytest.approx(pad, abs=0.1)


def test_the_quizs_numbers(page: dict[str, Any]) -> None:
    x = np.array([1.0, 2, 3, 2, 1])
    unturned = np.cumsum(x[::-1])
    assert unturned.tolist() == [1, 3, 6, 8, 9]
    assert unturned[::-1].tolist() == [9, 8, 6, 3, 1]
    right, wrong = np.cumsum(x) + unturned[::-1], np.cumsum(x) + unturned
    assert np.flatnonzero(right == wrong).tolist() == [2]
    assert words_of("It's not what it says it is.")[0] == "it"
