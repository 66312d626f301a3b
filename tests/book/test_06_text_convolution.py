"""Chapter 06: the chapter's numbers and claims, asserted on the page's own variables."""

from collections import Counter
from collections.abc import Callable
from statistics import mean
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_array_equal
from torch.nn import functional

from course.demos import ngram_filters

SEEDS = range(3)


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("06_text_convolution")


def shares(results: dict[Any, float], name: str) -> list[float]:
    return [results[name, seed] for seed in SEEDS]


def test_the_hooks_verdicts_and_what_the_text_says_of_dragging(page: dict[str, Any]) -> None:
    assert list(page["scores"].values()) == [-1.0, -1.0, 1.0, 1.0]
    first, second = (ngram_filters.run(text) for text in page["hook"][:2])
    assert first["maxima"] == second["maxima"]
    assert first["winners"][2] != second["winners"][2]  # another place, the same maximum
    assert max(len(each.w) for each in ngram_filters.FILTERS) == 3
    assert {ngram_filters.run(text, widths=[1])["score"] for text in page["hook"]} == {1.0}


def test_the_filter_by_hand(page: dict[str, Any]) -> None:
    sums = [page["by_hand"][text] for text in page["hook"][:3]]
    assert [list(each) for each, _, _ in sums] == [[1, -1, -1], [-1, -1, 1], [-1, 0, -1]]
    assert [largest for _, largest, _ in sums] == [1, 1, 0]
    for _, _, total in sums:
        assert_array_equal(total, [1, 1])  # what a bag of words sees


def test_a_soft_pair_and_how_many_pairs_there_are(page: dict[str, Any]) -> None:
    assert page["soft"] == {"not good": 1.0, "never good": 1.0, "not okay": 0.5, "very good": 0.0}
    assert page["pairs_of_words"] == 400_000_000
    assert page["filter_numbers"] == 601


def test_the_shapes_and_pytorch(page: dict[str, Any]) -> None:
    assert page["features_of"](page["seven"]).shape == page["features_of"](page["thirty"]).shape == (6,)
    assert page["network_difference"] < 1e-12
    with pytest.raises(RuntimeError, match="channels"):  # the transposition forgotten
        functional.conv1d(page["in_torch"], torch.from_numpy(page["banks"][0][0]).mT)
    square = page["in_torch"][:, :4]  # as long as a vector: no error
    assert functional.conv1d(square, torch.from_numpy(page["banks"][0][0]).mT).shape == (1, 3, 3)


def test_relu_and_the_maximum_commute_and_relu_and_the_mean_do_not(page: dict[str, Any]) -> None:
    assert page["relu_first"] == page["pool_first"] == 1
    assert page["mean_relu_first"] == pytest.approx(1 / 3)
    assert page["mean_pool_first"] == 0
    rng = np.random.default_rng(0)
    for row in rng.standard_normal((50, 6)):
        assert np.maximum(row, 0).max() == max(row.max(), 0)


def test_where_the_numbers_sit(page: dict[str, Any]) -> None:
    assert list(page["kim"].values()) == [6_000_000, 360_300, 602]
    filters = [torch.nn.Conv1d(300, 100, width) for width in (3, 4, 5)]
    assert sum(p.numel() for each in filters for p in each.parameters()) == 360_300
    assert sum(p.numel() for p in torch.nn.Linear(300, 2).parameters()) == 602


def test_letters_in_a_row_tell_the_form_of_verbs_that_were_never_seen(page: dict[str, Any]) -> None:
    assert len(page["verbs"]) == 6_384
    assert (len(page["train_words"]), len(page["test_words"])) == (6_400, 2_400)
    assert not {verb.base for verb in page["known"]} & {verb.base for verb in page["unseen"]}
    assert page["met_before"] < 15
    assert max(len(word) for word, _ in page["train_words"] + page["test_words"]) <= 17
    results = page["morphology"]
    assert all(0.78 < share < 0.85 for share in shares(results, "letters counted"))
    assert all(0.78 < share < 0.86 for share in shares(results, "filters of 1"))
    assert all(share > 0.98 for share in shares(results, "filters of 4"))


def test_the_filters_read_endings(page: dict[str, Any]) -> None:
    def windows(form: str) -> list[Counter[str]]:
        return [page["favourites"][form, seed][1] for seed in SEEDS]

    assert all(sum(each.values()) == 200 for form in page["forms"] for each in windows(form))
    assert all(each["ing$"] == 200 for each in windows("-ing"))
    for each in windows("past"):  # ed$, with the letter before it, or d$
        assert sum(count for window, count in each.items() if window.endswith("d$")) > 180
    for each in windows("-s"):
        assert sum(count for window, count in each.items() if window.endswith("s$")) > 180
    for each in windows("base"):
        (most, _), *_ = each.most_common(1)
        assert not most.endswith(("ed$", "ng$"))


def test_the_figure_shows_what_its_alternative_text_says(page: dict[str, Any]) -> None:
    for form, lit in (("-ing", ("^reading$", "^bring$")), ("past", ("^painted$", "^bed$"))):
        sheet = page["shown_answers"][:, page["chosen_filters"][form]]
        highest = sheet.max(axis=1)
        bright = {word for word, value in zip(page["shown_words"], highest, strict=True) if value > 0.6 * highest.max()}
        assert bright == set(lit), form
        for word, row in zip(page["shown_words"], sheet, strict=True):
            if word in lit:
                seen = word[row.argmax() : row.argmax() + 4]
                assert seen == "ing$" if form == "-ing" else seen.startswith("d$")


def test_an_ending_is_evidence_and_no_proof(page: dict[str, Any]) -> None:
    mistaken = {word: (was, guess) for word, was, guess in page["mistaken"]}
    assert len(mistaken) < 0.02 * 2_400
    assert mistaken["cling"] == ("base", "-ing")
    assert mistaken["overcame"] == mistaken["heard"] == ("past", "base")


def test_words_that_no_table_knows_find_company_by_their_letters(page: dict[str, Any]) -> None:
    assert len(page["plenty"]) == 6_400
    assert not set(page["neighbours"]) & set(page["plenty"])
    for word, ending in (("blogging", "ging"), ("tweeted", "ed"), ("emails", "ails")):
        assert all(near.endswith(ending) for near in page["neighbours"][word]), word


def test_on_real_sentences_runs_of_words_win_nothing(page: dict[str, Any]) -> None:
    assert (len(page["train_reviews"]), len(page["test_reviews"])) == (2_382, 600)
    assert sum(page["with_negation"]) == 140
    table = page["review_results"]
    means = {
        name: {column: mean(table[name, seed][column] for seed in SEEDS) for column in table[name, 0]}
        for name in page["readers"]
    }
    test = [each["test"] for each in means.values()]
    assert all(0.74 < share < 0.80 for share in test)
    assert max(test) - min(test) < 0.015  # a point, and what another processor may round otherwise
    assert 1.96 * np.sqrt(0.77 * 0.23 / 600) == pytest.approx(0.034, abs=1e-3)  # three points either way
    assert all(each["training"] > 0.86 for each in means.values())
    wide = means["widths 1 to 3"]
    assert abs(wide["test"] - wide["test, words shuffled"]) < 0.02
    for name in ("words counted", "width 1"):  # they never saw an order
        assert all(table[name, seed]["test"] == table[name, seed]["test, words shuffled"] for seed in SEEDS)
    assert abs(wide["test, with a negation"] - means["words counted"]["test, with a negation"]) < 0.05


def test_on_made_sentences_two_words_win_everything(page: dict[str, Any]) -> None:
    results = page["made_results"]
    assert all(0.4 < share < 0.6 for share in shares(results, "width 1"))
    for width in (2, 3):
        assert shares(results, f"width {width}") == [1.0] * 3
    said = {frozenset(Counter(words).items()) for words, label in page["in_test"] if label == 1}
    assert {frozenset(Counter(words).items()) for words, label in page["in_test"] if label == 0} & said
    seen = {frozenset(words) & {*page["liked"], *page["disliked"]} for words, _ in page["in_training"]}
    assert not {frozenset(words) & {*page["liked"], *page["disliked"]} for words, _ in page["in_test"]} & seen


def test_what_one_layer_cannot_see(page: dict[str, Any]) -> None:
    assert [width for width, same in page["same_windows"].items() if same] == [1, 2, 3, 4]
    results = page["order_results"]
    assert shares(results, "neighbours") == [1.0] * 3
    assert all(0.6 < share < 0.8 for share in shares(results, "far apart"))  # the ends tell
    assert all(abs(share - 0.5) < 0.06 for share in shares(results, "far apart, not at the ends"))
    texts, labels = page["which_first"](500, (4, 7), 2, torch.Generator().manual_seed(1))
    first, second = ((texts == sign).int().argmax(dim=1) for sign in (7, 8))
    assert_array_equal((second < first).long(), labels)
    gap = (first - second).abs()
    assert (int(gap.min()), int(gap.max())) == (4, 7)
    assert int(torch.minimum(first, second).min()) == 2
    assert int(torch.maximum(first, second).max()) == 13


def test_padding_wins_the_maximum_unless_it_is_masked(page: dict[str, Any]) -> None:
    assert_array_equal(page["on_padding"], [0.5] * 3)
    assert max(page["true_answers"].max(), page["on_padding"].max()) == 0.5
    moved = {key: moves for key, (moves, _) in page["padding_moves"].items()}
    assert all(moved[2, seed] > 0.1 and moved[3, seed] > 0.5 for seed in SEEDS)
    assert all(moved[1, seed] < 0.1 for seed in SEEDS)
    assert page["worst_cured"] == 0
    assert page["bare"].shape[1] == page["shortest"] == 7
    made = page["made_nets"][2, 0]
    assert made["look_up"].weight[0].abs().max() == 0  # padding_idx has kept it there


def test_the_listing_in_pytorch(page: dict[str, Any]) -> None:
    by_window, over_time = zip(*page["pooled_shapes"].values(), strict=True)
    assert [tuple(shape) for shape in by_window] == [(1, 24, 2), (1, 24, 14)]
    assert [tuple(shape) for shape in over_time] == [(1, 24), (1, 24)]
    assert all(share < 0.97 for share in shares(page["listing"], "0.01"))
    assert all(share > 0.98 for share in shares(page["listing"], "0.1"))


def test_the_quizs_numbers(page: dict[str, Any]) -> None:
    net = page["text_net"](10, (2, 3), 100, 2, dim=4)
    answers = page["all_answers"](net, torch.zeros(1, 7, dtype=torch.long))
    assert sum(each.amax(dim=2).shape[1] for each in answers) == 200
    assert sum(each[0].numel() for each in answers) == 1_100
