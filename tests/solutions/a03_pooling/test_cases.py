"""Half a solution of a03_pooling gets half: a mistake costs the points of what it breaks, and no others."""

import pytest

from autograder.assignment import Exercise, load_assignment
from tests.support.grids import case
from tests.support.marking import marking

EXERCISES = {exercise.name: exercise for exercise in load_assignment("a03_pooling").exercises}
PARTIAL = {
    "max_pool2d": {
        "zero_padding": {"padding", "pairs"},
        "stride_ignored": {"stride", "pairs"},
        "rounded_up_size": {"rest", "stride", "pairs"},
        "height_width_swapped": {"pairs"},
        "first_of_each_pair": {"pairs"},
        "one_stride_for_both_axes": {"pairs"},
        "all_axes_padded": {"padding", "pairs", "dtypes"},
    },
    "avg_pool2d": {
        "divided_by_the_stride": {"stride", "pairs"},
        "divided_by_a_square": {"pairs"},
        "first_of_each_pair": {"pairs"},
        "one_stride_for_both_axes": {"pairs"},
        "integer_output": {"dtypes"},
    },
    "max_pool2d_backward": {
        "ties_shared": {"ties"},
        "ties_last": {"ties"},
        "ties_all": {"ties"},
        "ties_down_the_columns": {"ties"},
        "overlaps_overwritten": {"overlap", "pairs"},
        "dx_without_the_rest": {"gaps"},
        "integer_output": {"dtypes"},
    },
    "avg_pool2d_backward": {
        "overlaps_overwritten": {"overlap", "pairs"},
        "dx_without_the_rest": {"gaps"},
    },
    "k_max_pool1d": {
        "sorted_descending": {"order", "rows", "ties"},
        "places_of_the_first_row": {"rows", "ties"},
        "ties_last": {"ties"},
        "ties_by_an_unstable_sort": {"ties"},
        "ties_from_the_end_of_a_sort": {"ties"},
    },
    "dynamic_pool1d": {
        "segments_equal_length": {"uneven", "exact"},
        "longer_segments_first": {"uneven", "exact"},
        "rounded_in_floats": {"exact"},
        "cut_by_linspace": {"exact"},
    },
    "dynamic_k": {
        "k_top_ignored": {"k_top"},
        "capped_at_the_length": {"k_top"},
        "rounded_in_floats": {"exact"},
        "quotient_in_floats": {"exact"},
        "difference_in_floats": {"exact"},
        "floor_instead_of_ceil": {"share", "errors"},  # errors count only once the share is right
    },
}


def lost(exercise: Exercise, misconception: str, seed: int) -> set[str]:
    """The aspects that the misconception fails."""
    marks = marking(exercise, seed)
    wrong = next(item for item in exercise.misconceptions if item.name == misconception)
    return marks.lost(marks.wrong(wrong))


@pytest.mark.parametrize("name", PARTIAL)
def test_a_mistake_costs_what_it_breaks(name: str) -> None:
    for misconception, broken in PARTIAL[name].items():
        for seed in range(3):
            with case(misconception=misconception, seed=seed):
                assert lost(EXERCISES[name], misconception, seed) == broken


def test_ties_are_at_stake_in_the_cases_about_ties_alone() -> None:
    for seed in range(8):
        with case(seed=seed):
            for number, hidden in enumerate(marking(EXERCISES["max_pool2d_backward"], seed).cases):
                _, x, _ = hidden.args
                different = len(set(x.ravel().tolist())) == x.size
                assert different == ("ties" not in hidden.aspects), f"number {number}"
