"""Chapter 03: the lectures' numbers and the chapter's claims, asserted on the page's own variables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from course.demos.convolution_window import frame
from tests.support.python_steps import python_steps


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("03_conv2d")


def test_the_slides_without_padding(page: dict[str, Any]) -> None:
    """CNN slides, 5 by 5 image and 3 by 3 kernel; the slide shows the first number, 1."""
    assert page["upper_left"] == 1
    assert_array_equal(page["no_padding"], [[1, -1, -4], [2, 1, 2], [3, 3, 4]])


def test_the_slides_with_padding_1_and_stride_2(page: dict[str, Any]) -> None:
    """CNN slides; the slide shows the first number, -2."""
    assert_array_equal(page["padded_strided"], [[-2, 1, -1], [2, 1, 3], [2, 1, -1]])


@pytest.mark.parametrize(
    ("stride", "padding", "name"), [(1, 0, "no_padding"), (2, 0, "strided"), (2, 1, "padded_strided")]
)
def test_the_picture_shows_the_numbers_of_the_text(page: dict[str, Any], stride: int, padding: int, name: str) -> None:
    grids = {grid.name: grid for grid in frame(page["image"], page["kernel"], stride, padding).grids}
    assert_array_equal(grids["y"].rows, page[name])


def test_the_padding_example_of_the_dnn_slides(page: dict[str, Any]) -> None:
    assert_array_equal(
        page["same_size"],
        [
            [5, 18, 24, 30, 36],
            [12, 23, 32, 41, 40],
            [22, 38, 47, 56, 45],
            [12, 23, 32, 41, 40],
            [17, 22, 28, 34, 20],
        ],
    )


def test_the_convolved_feature_of_the_dnn_slides(page: dict[str, Any]) -> None:
    assert page["convolved_feature"] == 4


def test_the_flip_changes_the_slides_kernel_and_not_the_cross(page: dict[str, Any]) -> None:
    assert not np.array_equal(page["with_flip"], page["no_padding"])
    assert page["half_turn"]


def test_not_good_is_found_wherever_it_stands(page: dict[str, Any]) -> None:
    assert_array_equal(page["pairs"][:, 0], [0, 0, 0, 3, 0])
    assert_array_equal(page["columns_shuffled"], page["pairs"][:, 0])
    assert page["good_first"].max() < 3
    assert page["sentence_difference"] == 0


def test_stride_2_keeps_the_corners(page: dict[str, Any]) -> None:
    assert_array_equal(page["strided"], page["no_padding"][[0, 0, 2, 2], [0, 2, 0, 2]].reshape(2, 2))


def test_counting_places_agrees_with_the_size_rule(page: dict[str, Any]) -> None:
    assert len(page["sizes"]) == 6
    for (height, kernel, stride, padding), counted in page["sizes"].items():
        assert counted == np.floor((height + 2 * padding - kernel) / stride) + 1
    assert page["sizes"][6, 3, 2, 0] == 2, "the page says: windows begin at rows 0 and 2, row 5 is never read"


def test_channels_are_summed(page: dict[str, Any]) -> None:
    assert page["feature_maps"].shape == (2, 2, 2)
    assert page["feature_maps"][0, 0, 0] == 6
    assert page["channel_difference"] == 0
    assert page["parameters"] == 16 * 3 * 3 * 3 + 16


def test_the_two_filters_find_the_edges_that_the_caption_says(page: dict[str, Any]) -> None:
    upright, level = page["edges"]
    assert (upright[:, :2] <= 0).all()
    assert (upright[:, 3:] >= 0).all()
    assert not upright[:, 2].any()
    assert upright.min() == -3
    assert_array_equal(level, upright.T)


def test_im2col(page: dict[str, Any]) -> None:
    columns = page["columns"]
    assert columns.shape == (9, 6)
    assert_array_equal(columns[:, 0], [1, 2, 3, 6, 7, 8, 11, 12, 13])
    assert len(set(columns[:, 0]) & set(columns[:, 1])) == 6, "the page says that six numbers appear again"
    assert page["flat"].shape == (1, 6)
    assert page["im2col_difference"] == 0
    assert page["unfold_difference"] == 0
    assert_array_equal(page["photo_columns"][:, 0], [1, 2, 3, 4, 0, 1, 1, 0])


def test_costs(page: dict[str, Any]) -> None:
    picture, weights = page["picture_64"], page["weights_3"]
    by_loops = python_steps(lambda: page["by_loops"](picture, weights))
    by_columns = python_steps(lambda: page["by_columns"](picture, weights))
    assert by_loops > 100 * by_columns, "the page says that im2col saves Python"
    assert page["cost_difference"] < 1e-12
    assert page["blowup"][1] == 1
    assert page["blowup"][3] == page["view"].size / page["picture_64"].size
    assert page["view_shares_memory"]


def test_gradients_by_hand(page: dict[str, Any]) -> None:
    assert_array_equal(page["weight_gradient"], [[6, 3], [1, 1]])
    assert page["bias_gradient"] == 2
    assert_array_equal(page["input_gradient"], [[1, 2, 0], [2, 2, -2], [0, -2, 1]])
    assert_array_equal(page["by_wide_convolution"], page["input_gradient"])


def test_gradients_by_wiggling_and_by_pytorch(page: dict[str, Any]) -> None:
    assert page["numeric_difference"] < 1e-8
    assert page["autograd_difference"] == 0
    assert page["stride_difference"] == 0


def test_wiggling_leaves_its_array_as_it_was(page: dict[str, Any]) -> None:
    array = np.array([1.0, 3.0])
    slope = page["wiggle"](array, lambda: array[0] * array[1])
    assert_array_equal(array, [1, 3])
    np.testing.assert_allclose(slope, [3, 1])


def test_ones_hide_a_backward_pass_that_forgets_its_upstream(page: dict[str, Any]) -> None:
    assert page["error_with_ones"] < 1e-8
    assert page["error_with_ours"] == pytest.approx(7)


def test_same_with_a_stride(page: dict[str, Any]) -> None:
    assert_array_equal(page["zero_after_only"], [6, 12, 11])
    assert_array_equal(page["zero_both_sides"], [3, 9, 15])
