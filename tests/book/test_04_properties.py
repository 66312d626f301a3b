"""Chapter 04: the lectures' numbers and the chapter's claims, asserted on the page's own variables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from course.demos import shifted_input, weight_sharing


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("04_properties")


def test_the_weights_of_vgg16(page: dict[str, Any]) -> None:
    """DNN slides: 25 088 inputs, 4 096 outputs; the published network has 138 357 544 numbers to learn."""
    assert (page["inputs"], page["fc1_weights"]) == (25_088, 102_760_448)
    assert round(page["fc1_megabytes"]) == 411
    assert page["conv_numbers"] + page["fc_numbers"] == 138_357_544
    assert round(page["conv_numbers"] / 1e6) == 15
    assert round(page["fc1_weights"] / page["conv_numbers"]) == 7, "the page says: seven times as many"
    assert round(page["fc1_share"], 2) == 0.74
    assert page["fc_numbers"] / 138_357_544 == pytest.approx(0.9, abs=0.01), "the three hold nine tenths"


def test_sparse_and_shared_save_what_the_page_says(page: dict[str, Any]) -> None:
    full, sparse, shared = page["first_layer"].values()
    assert round(full / sparse) == 5575
    assert sparse / shared == 224 * 224 == 50_176
    assert shared == 1728


@pytest.mark.parametrize(("layer", "weights"), [("full", 35), ("local", 15), ("shared", 3)])
def test_the_picture_counts_what_the_table_counts(layer: str, weights: int) -> None:
    frame = weight_sharing.frame(layer, 7, 3)
    assert frame.grids[1].rows[2, 0] == weights


def test_a_convolution_is_a_fully_connected_layer_with_fewer_weights(page: dict[str, Any]) -> None:
    assert page["layer_difference"] == 0
    assert (page["linear"].weight.numel(), page["conv"].weight.numel()) == (35, 3)


def test_the_gradient_of_a_shared_weight_is_a_sum_over_its_places(page: dict[str, Any]) -> None:
    upstream = np.array([1, -2, 0, 3, 1])
    by_hand = [page["x"][j : j + 5] @ upstream for j in range(3)]
    assert by_hand[0] == 1 * 1 + 2 * -2 + 3 * 0 + 0 * 3 + 1 * 1 == -2
    assert_array_equal(page["diagonals"], by_hand)
    assert_array_equal(page["kernel_gradient"], by_hand)


def test_the_receptive_field_grows_by_two_a_layer(page: dict[str, Any]) -> None:
    assert page["field"] == [1 + layers * (3 - 1) for layers in (1, 2, 3, 4)] == [3, 5, 7, 9]


def test_the_order_of_shift_and_convolution_makes_no_difference(page: dict[str, Any]) -> None:
    assert_array_equal(page["seen"], [0, 0, 0, 0, 8, 4, 0, 0, 0, 0, 0, 0])
    assert_array_equal(page["shift_then_convolve"], page["convolve_then_shift"])
    assert not np.array_equal(page["local_shifted"], page["shifted_local"]), "without sharing it does"


@pytest.mark.parametrize("stride", [1, 2])
def test_the_picture_shows_the_numbers_of_the_text(page: dict[str, Any], stride: int) -> None:
    frame = shifted_input.frame(page["pattern"], page["detector"], "max", stride)
    stages = next(grid for grid in frame.grids if grid.name == "y").stages
    assert stages is not None
    assert len(stages) == 9
    for shift, shown in enumerate(stages):
        moved = page["moved"](page["pattern"], shift)
        assert_array_equal(np.asarray(shown)[0], page["feature_map"](moved, page["detector"], stride))


def test_where_equivariance_ends(page: dict[str, Any]) -> None:
    assert page["edge"] == dict.fromkeys(range(8), 0) | {8: 1}
    first, second, third = page["strided"]
    assert 8 in first
    assert 8 not in second
    assert_array_equal(third, page["moved"](first, 1))
    assert not page["turned_alike"]
    assert page["both_turned"]
    assert page["ring_error"] < 1e-12
    assert page["flat_error"] > 0.1


def test_the_maximum_of_all_stays_until_the_edge_and_flickers_with_a_stride(page: dict[str, Any]) -> None:
    assert page["largest"] == [8.0] * 8 + [3.0]
    assert page["largest_strided"] == [8, 4, 8, 4, 8, 4, 8, 0, 0]


def test_pooled_thirds_bear_two_shifts(page: dict[str, Any]) -> None:
    for shift in (1, 2):
        for values, first in zip(page["pooled"][shift], page["pooled"][0], strict=True):
            assert_array_equal(values, first)
    maxima, means = page["pooled"][3]
    assert_array_equal(maxima, [0, 8, 4])
    assert_array_equal(means, [0, 2, 1])
    assert_array_equal(page["pooled"][0][1], [0, 3, 0])


def test_how_often_a_maximum_stays(page: dict[str, Any]) -> None:
    for n, (maxima, means) in page["unchanged"].items():
        assert maxima == pytest.approx((n - 1) / (n + 1), abs=0.01)
        assert means == 0
    assert all(mean < maximum for maximum, mean in page["typical"].values()), "the page says: a mean moves a bit less"
    assert max(maximum - mean for maximum, mean in page["typical"].values()) < 0.1, "a little"


def test_pixels_squared_against_a_kernels_side_squared(page: dict[str, Any]) -> None:
    assert (page["full_weights"], page["shared_weights"]) == (614_656, 9)
