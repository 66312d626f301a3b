"""Chapter 05: the lectures' questions, the chapter's numbers and its experiment, asserted on the page's variables."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from course.demos import pooling_gradient, sentence_pooling


@pytest.fixture(scope="module")
def page(run_chapter: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    return run_chapter("05_pooling")


def test_two_ways_to_keep_less(page: dict[str, Any]) -> None:
    assert_array_equal(page["by_stride"], [3, 2, 5])
    assert_array_equal(page["by_maximum"], [3, 7, 5])
    assert_array_equal(page["by_mean"], [2, 4.5, 4.5])
    assert page["products_pooled"] == 4 * page["products_strided"]


def test_windows_by_hand(page: dict[str, Any]) -> None:
    assert_array_equal(page["maxima"], [[3, 6], [5, 3]])
    assert page["means"][0, 1] == (2 + 0 + 6 + 1) / 4 == 2.25
    assert page["window"].max() == page["swapped"].max()
    assert page["window"].mean() == page["swapped"].mean()
    assert page["window"] @ page["weights"] != page["swapped"] @ page["weights"]


def test_pytorch_agrees_and_learns_nothing_in_a_pooling(page: dict[str, Any]) -> None:
    assert max(page["pool_differences"].values()) < 1e-12
    assert page["learned"] == 0
    assert page["kmax_difference"] == 0
    assert page["time_difference"] == 0


def test_a_border_of_zeros_wins_and_one_of_minus_infinity_never_does(page: dict[str, Any]) -> None:
    assert_array_equal(page["border"]["zeros"], np.zeros((2, 2)))
    assert_array_equal(page["border"]["minus infinity"], page["negative"])
    assert_array_equal(page["by_torch"][0], page["negative"])


def test_the_four_questions_by_hand(page: dict[str, Any]) -> None:
    assert_array_equal(page["by_max"], [3, 3, 4])
    assert_array_equal(page["by_average"], [0.5, 0.5, 0.25])
    assert_array_equal(page["by_two_max"].T, [[3, 2], [1, 3], [4, 1]])
    assert_array_equal(page["by_dynamic"][:, 0], [3, 2, 0])


@pytest.mark.parametrize(
    ("pooling", "name"),
    [("max", "by_max"), ("mean", "by_average"), ("kmax2", "by_two_max"), ("dynamic3", "by_dynamic")],
)
def test_the_picture_shows_the_numbers_of_the_text(page: dict[str, Any], pooling: str, name: str) -> None:
    for backwards in (False, True):
        shown = sentence_pooling.frame(page["features"], page["words"], pooling, backwards).grids[1].rows
        forwards = np.atleast_2d(page[name])
        if not backwards or pooling in ("max", "mean"):
            assert_array_equal(shown, forwards)
        elif pooling == "kmax2":
            assert_array_equal(shown, forwards[::-1])
        else:
            assert shown[0, 2] == 4, "the page says that it finds “great” at the start"


def test_the_earliest_of_equal_values_is_the_second_number_from_the_top(page: dict[str, Any]) -> None:
    frame = sentence_pooling.frame(page["features"], page["words"], "kmax3", False)
    assert frame.grids[0].marks is not None
    assert next(row for row, column in frame.grids[0].marks[0] if column == 2) == 1
    assert page["words"][1] == "opening"


def test_the_papers_example_of_dynamic_k(page: dict[str, Any]) -> None:
    """Kalchbrenner et al. (2014), section 3.3: 18 words, three layers, k_top = 3."""
    assert page["kept"] == [12, 6, 3]


def test_the_way_back_by_hand(page: dict[str, Any]) -> None:
    assert_array_equal(page["dx_max"], [0, 30, 0, 40])
    assert_array_equal(page["dx_mean"], [5, 15, 30, 20])
    assert page["dx_max"].sum() == page["dx_mean"].sum() == page["dout"].sum() == 70
    assert page["gradient_difference"] == 0
    assert page["dx_sheet"][1, 2] == 8 - 4 + 4 + 8 == 16


def test_the_picture_of_the_way_back_is_the_texts(page: dict[str, Any]) -> None:
    assert_array_equal(page["sheet"], pooling_gradient.IMAGE)
    frame = pooling_gradient.frame(page["sheet"], page["upstream"], "max", 1)
    assert frame.grids[3].stages is not None
    assert_array_equal(np.asarray(frame.grids[3].stages[-1]), page["dx_sheet"])
    apart = pooling_gradient.frame(page["sheet"], page["upstream"], "max", 2)
    assert apart.grids[3].stages is not None
    assert np.count_nonzero(apart.grids[3].stages[-1]) == 4, "the page says: three of four numbers learn nothing"


def test_a_numeric_gradient_is_wrong_at_a_tie(page: dict[str, Any]) -> None:
    np.testing.assert_allclose(page["numeric"], [0, 0, 0.5, 0.5], atol=1e-6)
    assert_array_equal(page["tied_t"].grad[0], [0, 0, 1, 0])


def test_the_digits_experiment_says_what_the_page_says(page: dict[str, Any]) -> None:
    read = {name: runs.mean(axis=0) for name, runs in page["results"].items()}
    assert page["sizes"]["no pooling"] > 40_000
    assert all(runs[0] > 0.8 for runs in read.values())
    assert read["no pooling"][0] > 0.95, "reads nearly all where they were in training"
    assert read["no pooling"][1] < 0.5, "misreads more than half after one pixel"
    # For a maximum larger windows help more, for a mean they do not, and a maximum beats a mean of the same size.
    assert read["no pooling"][1] < read["max, 2 by 2"][1] < read["max, 4 by 4"][1] < read["max of all"][1]
    assert read["max, 2 by 2"][1] > read["mean, 2 by 2"][1] > read["mean, 4 by 4"][1]
    assert read["max, 4 by 4"][1] > read["mean, 4 by 4"][1] + 0.1
    # The maximum of all does not notice while the filters do not reach the edge, and reads fewer that have not moved.
    assert np.ptp(read["max of all"][:3]) == 0
    assert read["max of all"][0] < min(runs[0] for name, runs in read.items() if name.startswith(("no", "max, ")))
    assert all(runs[3:].max() < 0.25 for name, runs in read.items() if name != "max of all"), "close to chance"
    assert page["spread"] < 0.15


def test_the_figure_draws_those_numbers(page: dict[str, Any]) -> None:
    lines = {line.get_label(): line.get_ydata() for line in page["axes"].get_lines()}
    for name, runs in page["results"].items():
        np.testing.assert_allclose(lines[name], runs.mean(axis=0))


def test_pooling_before_fc1_saves_three_quarters(page: dict[str, Any]) -> None:
    assert page["with_pooling"] == 102_760_448
    assert page["without_pooling"] == 4 * page["with_pooling"]


def test_the_frameworks_disagree_as_said(page: dict[str, Any]) -> None:
    assert page["corners"] == [0.25, 1]
    assert page["ours"] == [2, 2, 3]
    assert page["numpy_parts"] == [3, 2, 2]
    assert page["torch_parts"] == [3, 3, 3]
