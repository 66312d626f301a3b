"""Chapter 07: the chapter's numbers and claims, asserted on the page's own variables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from course.demos import receptive_field, transposed_convolution


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("07_seeing_further")


def test_the_sentence_asks_for_sixteen_words(page: dict[str, Any]) -> None:
    assert (page["keys"], page["span"]) == (1, 16), "the second word, and 14 between"
    assert 1 + 2 * 7 < 16 <= 1 + 2 * 8, "eight plain layers"
    assert page["measured"]["1, 2, 4"] == 15, "one short"


def test_a_dilated_convolution_by_hand(page: dict[str, Any]) -> None:
    assert_array_equal(page["by_hand"], [6, 0, 4])
    assert_array_equal(np.correlate(page["x"], page["with_holes"], "valid"), [6, 0, 4])
    signal, kernel = (torch.tensor(page[name])[None, None] for name in "xw")
    assert_array_equal(torch.nn.functional.conv1d(signal, kernel, dilation=2)[0, 0], [6, 0, 4])


def test_one_layer_covers_3_5_9_and_the_stack_sees_3_7_15(page: dict[str, Any]) -> None:
    assert page["covers"] == {1: 3, 2: 5, 4: 9}
    assert all(covers == 3 + 2 * (dilation - 1) for dilation, covers in page["covers"].items())
    assert page["measured"] == {"1": 3, "1, 2": 7, "1, 2, 4": 15, "1, 2, 4, 8": 31, "with a pooling": 8}


def by_rule(layers: list[tuple[int, int, int]]) -> int:
    """The field of layers (K, S, D) by the chapter's rule."""
    field, step = 1, 1
    for kernel, stride, dilation in layers:
        field += (kernel - 1) * dilation * step
        step *= stride
    return field


def test_the_rule_is_what_is_measured(page: dict[str, Any]) -> None:
    rng = np.random.default_rng(7)
    for _ in range(10):
        layers = [(int(k), int(s), int(d)) for k, s, d in rng.integers(1, 4, (3, 3))]
        if any(kernel < stride for kernel, stride, _ in layers):
            continue  # inputs between two windows: the outermost may not be read
        assert page["gradient_of_middle"](layers).size == by_rule(layers), layers


def test_doubling_needs_few_layers(page: dict[str, Any]) -> None:
    assert page["needed"] == {16: (8, 4), 100: (50, 6), 1000: (500, 9)}


def test_the_holes_and_the_paths_are_those_of_the_picture(page: dict[str, Any]) -> None:
    assert (page["ways_holes"].size, page["never_read"], page["pixels_read"]) == (13, 6, 49)
    for name, ways in (("plain", "ways_plain"), ("doubling", "ways_doubling"), ("holes", "ways_holes")):
        drawn = receptive_field.paths(receptive_field.PATTERNS[name])[-1]
        assert [each[1] for each in drawn] == page[ways][page[ways] > 0].tolist()
    assert page["pavilion"].shape == (64, 96)
    for dilations in ([1, 2, 4, 8], [2, 2, 2]):
        assert_array_equal(page["paths"](dilations), page["gradient_of_middle"]([(3, 1, d) for d in dilations]))


def test_reach_by_dilation_is_learned_and_reach_by_depth_is_not(page: dict[str, Any]) -> None:
    results = page["first_letter"]
    assert len(results) == 8
    for seed in page["SEEDS"]:
        right, loss = results["4 dilated", seed]
        assert right > 0.99
        assert loss < 0.1
        for name in ("4 plain", "15 plain", "15 plain, helped"):
            assert results[name, seed][0] < 0.17, f"{name} guesses: one in eight"
        for name in ("4 plain", "15 plain"):
            assert results[name, seed][1] == pytest.approx(np.log(8), abs=0.02)
        assert results["15 plain, helped", seed][1] > np.log(8) - 0.02, "never left 2.08, or rose above it"
    sizes = {name: page["weights_of"](page["stack"](*made)) for name, made in page["contestants"].items()}
    assert sizes == {"4 plain": 3416, "4 dilated": 3416, "15 plain": 12_040, "15 plain, helped": 12_040}
    assert sizes["15 plain"] / sizes["4 dilated"] == pytest.approx(3.5, abs=0.05)


def test_one_path_in_fourteen_million(page: dict[str, Any]) -> None:
    assert page["all_paths"] == 3**15 == 14_348_907
    assert (page["ways_15"][15], page["ways_15"][0], page["ways_15"].size) == (1_787_607, 1, 31)
    assert page["ways_doubling"].sum() == 3**4
    assert (page["ways_doubling"].max(), page["ways_doubling"][0]) == (5, 1)
    assert 1 / np.sqrt(1_787_607) == pytest.approx(0.0007, abs=0.0001)


def test_the_first_letter_is_hardly_heard_through_fifteen_plain_layers(page: dict[str, Any]) -> None:
    plain, dilated = page["hearing"]["15 plain"], page["hearing"]["4 dilated"]
    assert all(1e-4 < run[0] / run[15] < 2e-3 for run in plain), "about a thousandth, as the square root says"
    assert all(run[0] / run[15] > 0.3 for run in dilated)
    assert all((run / run[15]).min() > 0.4 and (run / run[15]).max() < 7 for run in dilated), "the alternative text"


def test_the_middle_letter_is_learned_by_the_network_that_guessed_the_first(page: dict[str, Any]) -> None:
    assert all(right > 0.5 for right, _ in page["middle_letter"].values()), "more than half of the texts"


def test_an_iterated_block_grows_linearly_and_learns_nothing_extra(page: dict[str, Any]) -> None:
    assert page["rounds"] == [9, 17, 25, 33]
    assert page["twelve_plain"] == 25
    layer = torch.nn.Conv1d(page["CHANNELS"], page["CHANNELS"], 3)
    assert page["one_layer"] == page["weights_of"](layer)


def test_the_time_delay_layer_by_hand(page: dict[str, Any]) -> None:
    assert page["tdnn_sums"] == {1: 1.5, 2: 0.0, 3: 3.5}
    assert_allclose(page["tdnn_output"], np.tanh([1.5, 0, 3.5]))
    assert_array_equal(page["as_dilated"], [1.5, 0, 3.5])
    assert (page["back"], page["ahead"]) == (-13, 9)


def test_the_three_ways(page: dict[str, Any]) -> None:
    for name in ("stamped", "flipped", "by_matrix", "by_torch", "as_gradient"):
        assert_array_equal(page[name], [1, 2, 5, 4, 6])
    assert_array_equal(page["unflipped"], [3, 2, 7, 4, 2])
    grids = {
        view: {
            grid.name: grid.rows
            for grid in transposed_convolution.frame(page["small"], view, stride=2, size=3, padding=0).grids
        }
        for view in transposed_convolution.VIEWS
    }
    assert_array_equal(grids["stamps"]["y"][0], page["stamped"])
    assert_array_equal(grids["zeros"]["widened"][0], page["zeros_between"])
    assert_array_equal(grids["matrix"]["C"], page["C"])


def test_it_is_no_inverse(page: dict[str, Any]) -> None:
    assert_array_equal(page["there_and_back"], [20, 31])
    assert page["after"].shape == page["before"].shape
    assert not np.allclose(page["after"], page["before"])


def test_two_sizes_lead_to_three_and_back(page: dict[str, Any]) -> None:
    assert page["down"] == {5: 3, 6: 3}
    assert page["up"] == {0: 5, 1: 6}


def test_coverage(page: dict[str, Any]) -> None:
    counted = {setting: counts.tolist() for setting, counts in page["coverage"].items()}
    for (kernel, stride), counts in counted.items():
        ones = torch.ones(1, 1, 5), torch.ones(1, 1, kernel)
        assert_array_equal(torch.nn.functional.conv_transpose1d(*ones, stride=stride)[0, 0], counts)
    assert counted[3, 2] == [1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1]
    assert counted[4, 2] == [1, 1, *[2] * 8, 1, 1]
    assert counted[2, 2] == [1] * 10
    assert counted[2, 3] == [1, 1, 0] * 4 + [1, 1]
    assert set(page["board"].ravel().tolist()) == {1, 2, 4}
    assert page["unwritten"] == [1.5, 1.5, 0.5, 1.5, 1.5, 0.5, 1.5, 1.5]


def test_even_coverage_is_no_promise_and_repeating_is(page: dict[str, Any]) -> None:
    fresh = {kind: [page["ripples"][kind, seed][0] for seed in range(3)] for kind in page["kinds"]}
    trained = {kind: [page["ripples"][kind, seed][1] for seed in range(3)] for kind in page["kinds"]}
    assert max(fresh["kernel 2"]) > max(fresh["kernel 3"]) < max(fresh["kernel 4"])
    for seed in range(3):
        assert trained["kernel 4"][seed] == max(trained[kind][seed] for kind in page["kinds"]), "in all three runs"
    assert sum(after < before for before, after in zip(fresh["kernel 4"], trained["kernel 4"], strict=True)) == 2
    assert min(trained["kernel 4"]) > 0.05, "and in none did it go away"
    assert max(fresh["repeat first"] + trained["repeat first"]) < 1e-5
    errors = [page["errors"][kind, seed] for kind in page["kinds"] for seed in range(3)]
    assert max(errors) - min(errors) < 0.012, "the test errors hardly differ"


def test_the_pictures_of_the_ripple_are_as_their_text_says(page: dict[str, Any]) -> None:
    first = {kind: page["ripples"][kind, 0] for kind in page["kinds"]}
    for moment in (0, 1):
        assert first["kernel 4"][moment] == max(each[moment] for each in first.values())
    assert first["kernel 3"][1] < first["kernel 3"][0]


def test_two_samples_with_filters_of_their_own(page: dict[str, Any]) -> None:
    assert_array_equal(page["own_kernels"], [[-2, -2], [2, 3]])


def test_a_made_kernel_beats_a_told_network(page: dict[str, Any]) -> None:
    errors = page["move_errors"]
    for seed in range(3):
        assert errors["one kernel", seed] > 0.04
        assert 40 < errors["told", seed] / errors["dynamic", seed] < 300, "about a hundred times"
    sizes = {name: page["weights_of"](page["movers"][name, 0]) for name in ("one kernel", "told", "dynamic")}
    assert sizes == {"one kernel": 10, "told": 465, "dynamic": 201}


def test_each_sample_has_the_kernel_of_its_own_direction(page: dict[str, Any]) -> None:
    net = page["movers"]["dynamic", 0]
    pictures, towards = page["framed"][:3], page["arrows"](torch.tensor([0.0, 90.0, 225.0]))
    with torch.no_grad():
        together = page["dynamic"](net, pictures, towards)
        alone = [page["dynamic"](net, pictures[n : n + 1], towards[n : n + 1]) for n in range(3)]
    assert_allclose(together, torch.cat(alone), atol=1e-6)


def test_made_kernels_can_be_read(page: dict[str, Any]) -> None:
    made = page["made"]
    for index in range(0, 24, 3):
        row, column = page["moves"][index // 3]
        weight = made[index, 1 - row, 1 - column]
        assert weight > 0.9, "on the far side from where the arrow points"
    between = [index for index in range(24) if index % 3]
    assert np.mean([made[index].max() for index in between]) < 0.85, "it mixes its two neighbours"
    assert_allclose(made.sum((1, 2)), 1, atol=1e-5)
