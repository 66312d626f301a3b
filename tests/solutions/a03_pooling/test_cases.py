"""Half a solution of a03_pooling gets half: a mistake costs the points of what it breaks, and no others."""

import pytest

from autograder.assignment import Exercise, load_assignment
from tests.support.marking import marking

EXERCISES = {exercise.name: exercise for exercise in load_assignment("a03_pooling").exercises}
PARTIAL = {
    ("max_pool2d", "zero_padding"): {"padding", "pairs"},
    ("max_pool2d", "stride_ignored"): {"stride", "pairs"},
    ("max_pool2d", "rounded_up_size"): {"rest", "stride", "pairs"},
    ("max_pool2d", "height_width_swapped"): {"pairs"},
    ("avg_pool2d", "divided_by_the_stride"): {"stride", "pairs"},
    ("avg_pool2d", "divided_by_a_square"): {"pairs"},
    ("avg_pool2d", "integer_output"): {"dtypes"},
    ("max_pool2d_backward", "ties_shared"): {"ties"},
    ("max_pool2d_backward", "ties_last"): {"ties"},
    ("max_pool2d_backward", "ties_all"): {"ties"},
    ("max_pool2d_backward", "ties_down_the_columns"): {"ties"},
    ("max_pool2d_backward", "overlaps_overwritten"): {"overlap", "pairs"},
    ("max_pool2d_backward", "dx_without_the_rest"): {"gaps"},
    ("max_pool2d_backward", "integer_output"): {"dtypes"},
    ("avg_pool2d_backward", "overlaps_overwritten"): {"overlap", "pairs"},
    ("avg_pool2d_backward", "dx_without_the_rest"): {"gaps"},
    ("k_max_pool1d", "sorted_descending"): {"order", "rows", "ties"},
    ("k_max_pool1d", "places_of_the_first_row"): {"rows", "ties"},
    ("k_max_pool1d", "ties_last"): {"ties"},
    ("dynamic_pool1d", "segments_equal_length"): {"uneven", "exact"},
    ("dynamic_pool1d", "longer_segments_first"): {"uneven", "exact"},
    ("dynamic_pool1d", "rounded_in_floats"): {"exact"},
    ("dynamic_k", "k_top_ignored"): {"k_top"},
    ("dynamic_k", "rounded_in_floats"): {"exact"},
    ("dynamic_k", "floor_instead_of_ceil"): {"share", "errors"},  # errors count only once the share is right
}


def lost(exercise: Exercise, misconception: str, seed: int) -> set[str]:
    """The aspects that the misconception fails."""
    marks = marking(exercise, seed)
    wrong = next(item for item in exercise.misconceptions if item.name == misconception)
    answers = marks.wrong(wrong)
    return {name for name, points in marks.points(answers).items() if points == 0}


@pytest.mark.parametrize(("name", "misconception"), PARTIAL)
@pytest.mark.parametrize("seed", range(3))
def test_a_mistake_costs_what_it_breaks(name: str, misconception: str, seed: int) -> None:
    assert lost(EXERCISES[name], misconception, seed) == PARTIAL[name, misconception]


def test_ties_are_at_stake_in_the_cases_about_ties_alone() -> None:
    for seed in range(8):
        marks = marking(EXERCISES["max_pool2d_backward"], seed)
        for case in marks.cases:
            _, x, _ = case.args
            different = len(set(x.ravel().tolist())) == x.size
            assert different == ("ties" not in case.aspects)
