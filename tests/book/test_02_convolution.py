"""Chapter 02: the lectures' numbers and the chapter's claims, asserted on the page's own variables."""

from collections.abc import Callable
from typing import Any, Literal

import numpy as np
import pytest
import torch
from numpy.testing import assert_allclose, assert_array_equal

from course.demos import EchoSound
from course.demos.echo_sound import RATE
from course.demos.sliding_kernel import frame
from tests.support.python_steps import python_steps


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("02_convolution")


def test_the_echo_is_the_table_worked_by_hand(page: dict[str, Any]) -> None:
    by_hand = [1 * 4 + 0.5 * 0, 1 * 2 + 0.5 * 4, 1 * 6 + 0.5 * 2, 1 * 0 + 0.5 * 6]
    assert_array_equal(page["heard"], by_hand)
    assert page["heard_at_2"] == 7


def test_the_echo_that_is_heard_is_that_of_the_table(page: dict[str, Any]) -> None:
    heard = EchoSound(page["claps"], page["hall"]).rows[1]["numbers"]
    assert_array_equal(heard, page["heard"])
    assert RATE == 8000, "a 1, 7 999 zeros, then 0.5"
    assert heard[1] == heard[0], "the second is as loud as the first"
    assert len(page["claps"]) == 3
    assert heard[3] > 0, "a sound at second 3, when nobody claps"


def test_order_does_not_matter_and_an_impulse_gives_the_kernel(page: dict[str, Any]) -> None:
    assert_array_equal(page["swapped"], page["heard"])
    assert_array_equal(page["impulse_response"], [1, 0.5, 0, 0])


def test_two_boxes_make_a_triangle(page: dict[str, Any]) -> None:
    moments = np.arange(1, 8) * 0.25
    assert_allclose(page["triangle"], 1 - np.abs(moments - 1))


def test_the_figure_says_the_overlaps_that_the_text_says(page: dict[str, Any]) -> None:
    titles = [panel.get_title() for panel in page["panels"]]
    assert titles == ["t = 0.5: overlap 0.5", "t = 1.0: overlap 1.0", "t = 1.5: overlap 0.5"]


def test_the_sliding_numbers(page: dict[str, Any]) -> None:
    assert (page["first"], page["second"]) == (6, 4)
    assert_array_equal(page["convolved"], [6, 4, -2, 4, 4])
    assert_array_equal(page["correlated"], [2, 8, 2, 0, 4])
    assert_array_equal(page["turned_back"], page["convolved"])


@pytest.mark.parametrize("flip", [True, False])
def test_the_picture_shows_the_numbers_of_the_text(page: dict[str, Any], flip: bool) -> None:
    output = {grid.name: grid for grid in frame(page["x"], page["w"], "narrow", flip).grids}["y"]
    assert_array_equal(output.rows[0], page["convolved" if flip else "correlated"])


def test_an_impulse_tells_the_two_operations_apart(page: dict[str, Any]) -> None:
    assert_array_equal(page["by_convolution"], [0, 1, 2, -1, 0])
    assert_array_equal(page["by_correlation"], [0, -1, 2, 1, 0])


def test_seven_and_three_give_five_seven_nine(page: dict[str, Any]) -> None:
    """The lecture slides: m = 7, n = 3 give m - n + 1 = 5, m = 7 and m + n - 1 = 9."""
    assert (page["x"].size, page["w"].size) == (7, 3)
    assert [page["slid"][name].size for name in ("narrow", "equal", "wide")] == [5, 7, 9]


def test_padding_adds_results_at_the_ends_and_changes_no_other(page: dict[str, Any]) -> None:
    narrow, equal, wide = (page["slid"][name] for name in ("narrow", "equal", "wide"))
    assert_array_equal(equal[1:-1], narrow)
    assert_array_equal(wide[1:-1], equal)


@pytest.mark.parametrize(("name", "mode"), [("narrow", "valid"), ("equal", "same"), ("wide", "full")])
def test_the_three_names_are_numpys_three(
    page: dict[str, Any], name: str, mode: Literal["valid", "same", "full"]
) -> None:
    assert_array_equal(page["slid"][name], np.correlate(page["x"], page["w"], mode))


def test_how_often_each_number_is_read(page: dict[str, Any]) -> None:
    assert_array_equal(page["reads"]["narrow"], [1, 2, 3, 3, 3, 2, 1])
    assert_array_equal(page["reads"]["equal"], [2, 3, 3, 3, 3, 3, 2])
    assert_array_equal(page["reads"]["wide"], np.full(7, 3))


def test_the_matrix_is_toeplitz_sparse_and_sliding(page: dict[str, Any]) -> None:
    matrix, five, w = page["A"], page["five"], page["w"]
    assert_array_equal(matrix @ five, [2, 8, 2])
    assert_array_equal(matrix @ five, np.correlate(five, w, "valid"))
    assert_array_equal(matrix[1:, 1:], matrix[:-1, :-1])  # constant along every falling diagonal
    assert page["small"] == {"entries": 35, "not zero": 15, "free weights": 3}


def test_the_circulant_matrix_wraps_and_computes_the_wide_convolution(page: dict[str, Any]) -> None:
    circulant = page["circulant"]
    assert_array_equal(circulant[1:], np.roll(circulant[:-1], 1, axis=1))
    assert_array_equal(page["wrapped"], page["heard"])
    assert page["fourier_difference"] < 1e-12
    unpadded = np.array([[1, 0, 0.5], [0.5, 1, 0], [0, 0.5, 1]]) @ page["claps"]
    assert not np.array_equal(unpadded, page["heard"][:3]), "without the zeros it computes something else"


def test_the_transpose_is_a_wide_convolution(page: dict[str, Any]) -> None:
    assert_array_equal(page["spread"], [1, 2, 1, 4, -2])
    assert_array_equal(page["spread"], np.convolve(page["y"], page["w"]))


def test_pytorch_agrees(page: dict[str, Any]) -> None:
    assert max(page["torch_differences"].values()) < 1e-12
    assert page["flip_difference"] < 1e-12


def test_costs(page: dict[str, Any]) -> None:
    assert page["sliding_products"] == 29_994
    assert page["matrix_products"] == 99_980_000
    assert round(page["matrix_megabytes"]) == 800
    signal, w, places = page["long_signal"], page["w"], page["m"] - page["n"] + 1
    looped = python_steps(lambda: [signal[t : t + page["n"]] @ w for t in range(places)])
    at_once = python_steps(lambda: np.correlate(signal, w, "valid"))
    assert looped > places > 100 * at_once, "the page says that the loop pays Python's price at every place"


def test_the_slides_second_formula_is_no_convolution(page: dict[str, Any]) -> None:
    assert_array_equal(page["claps"] * page["hall"].sum(), [6, 3, 9])


# PyTorch says once in a process that it copies the input for an even kernel: true, and of no concern here.
@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel lengths")
def test_where_the_odd_zero_goes(page: dict[str, Any]) -> None:
    four, pair = page["four"], page["pair"]
    assert_array_equal(page["zero_before"], np.correlate(np.pad(four, (1, 0)), pair, "valid"))
    by_torch = torch.nn.functional.conv1d(
        torch.from_numpy(four)[None, None], torch.from_numpy(pair)[None, None], padding="same"
    )
    assert_array_equal(page["zero_after"], by_torch[0, 0].numpy())
    # A convolution turns the kernel, and the two ends change places.
    assert_array_equal(np.convolve(four, pair)[:4], np.convolve(np.pad(four, (1, 0)), pair, "valid"))
    assert page["longer_kernel"].size == 3
