"""Half a solution of a05_receptive_field gets half: a mistake costs the points of what it breaks, and no others."""

import numpy as np
import pytest

from autograder.assignment import Case, Exercise, load_assignment
from autograder.judging.diagnosis import diagnose
from solutions.a05_receptive_field.reference import receptive_field
from tests.support.grids import case
from tests.support.marking import in_one_process, marking

ASSIGNMENT = load_assignment("a05_receptive_field")
EXERCISES = {exercise.name: exercise for exercise in ASSIGNMENT.exercises}
SEEDS = range(1, 4)  # the tests of all hidden cases look at seed 0
PARTIAL = {
    "dilated_conv1d": {
        "one_hole_too_many": {"dilation"},
        "input_thinned": {"dilation"},
        "stride_instead": {"dilation"},
        "length_of_dense_kernel": {"dilation"},
        "first_channel_only": {"channels", "dilation", "bias", "dtypes"},
        "bias_per_channel": {"bias", "dtypes"},
        "integer_output": {"dtypes"},
    },
    "receptive_field": {
        "stride_forgotten": {"stride", "both"},
        "own_stride_too_early": {"stride", "both"},
        "from_the_output_side": {"stride", "both"},
        "dilation_forgotten": {"dilation", "both"},
        "k_times_d": {"dilation", "both", "smallest"},
    },
    "iterated_dilated_conv1d": {
        "larger_half_before": {"even", "channels"},
        "one_block": {"blocks", "channels", "dtypes"},
        "dilations_grow_by_block": {"blocks", "channels", "dtypes"},
        "loops_swapped": {"blocks", "channels", "dtypes"},
        "relu_after_blocks_only": {"layers", "blocks", "channels", "bias", "dtypes"},
        "padded_once_a_block": {"layers", "blocks", "channels", "bias", "dtypes"},
        "bias_ignored": {"bias", "dtypes"},
        "batch_ignored": {"channels"},
    },
    "conv_transpose2d": {
        "no_zeros_between": {"stride", "bias", "pairs"},
        "one_zero_too_many": {"stride", "bias", "pairs"},
        "padding_ignored": {"padding", "pairs"},
        "padding_added_not_cut": {"padding", "pairs"},
        "channels_swapped": {"channels", "dtypes"},
        "height_width_swapped": {"pairs"},
        "empty_beside_padding": {"pairs"},
        "one_padding_for_both": {"pairs"},
        "bias_at_covered_places_only": {"bias"},
    },
    "dynamic_filter_conv1d": {
        "first_samples_filters": {"samples", "dtypes"},
        "mean_filter": {"samples", "dtypes"},
        "every_filter_on_every_sample": {"samples", "dtypes"},
        "channels_swapped": {"channels", "dtypes"},
    },
    "tdnn_layer": {
        "contiguous": {"gaps", "one_side", "order", "bias"},
        "span_as_length": {"one_side"},
        "empty_without_future": {"one_side"},
        "offsets_sorted": {"order"},
        "bias_for_each_offset": {"bias", "dtypes"},
    },
}


@pytest.mark.parametrize("name", PARTIAL)
def test_a_mistake_costs_what_it_breaks(name: str) -> None:
    wrong = {item.name: item for item in EXERCISES[name].misconceptions}
    for misconception, broken in PARTIAL[name].items():
        for seed in (0, *SEEDS):
            with case(misconception=misconception, seed=seed):
                marks = marking(EXERCISES[name], seed)
                assert marks.lost(marks.wrong(wrong[misconception])) == broken


@pytest.mark.parametrize("exercise", in_one_process(ASSIGNMENT.exercises))
def test_each_misconception_is_named_and_no_other_whatever_the_seed(exercise: Exercise) -> None:
    for seed in SEEDS:
        with case(seed=seed):
            marks = marking(exercise, seed)
            found = {item.name: diagnose(marks, marks.wrong(item)).misconception for item in exercise.misconceptions}
            named = {name: item.name if item else None for name, item in found.items()}
            assert named == {name: name for name in named}


def drawn(name: str, seed: int) -> list[Case]:
    """The hidden calls that must not raise."""
    return [one for one in EXERCISES[name].draw_cases(np.random.default_rng(seed)) if not one.raises]


def test_fields_are_small_enough_that_one_more_is_seen() -> None:
    for seed in range(20):
        for hidden in drawn("receptive_field", seed):
            with case(seed=seed, args=hidden.args):
                assert receptive_field(*hidden.args) < 1500


def test_something_is_left_of_signals_that_layers_make_shorter_by_mistake() -> None:
    """Who builds on a dilated convolution that is too short is judged by numbers, not by how it fails."""
    for seed in SEEDS:
        for number, hidden in enumerate(drawn("iterated_dilated_conv1d", seed)):
            x, weights = hidden.args
            lost = hidden.kwargs.get("blocks", 4) * sum(w.shape[2] - 1 for w, _, _ in weights)
            with case(seed=seed, number=number):
                assert x.shape[2] > lost
