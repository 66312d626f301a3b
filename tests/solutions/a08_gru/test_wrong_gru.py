"""Answers to a08_gru that are right in ordinary calls alone lose points for the others, the same on every draw."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Exercise, load_assignment
from tests.solutions.a08_gru.gru_answers import (
    backward,
    forward,
    step,
    step_backward,
    step_reset_after,
)
from tests.support.handing_in import require_losses
from tests.support.marking import in_one_process
from tests.support.sigmoids import plain_sigmoid, sigmoid_in_its_sums_type

Function = Callable[..., Any]
EXERCISES = {one.name: one for one in load_assignment("a08_gru").exercises if one.library == "numpy"}
EVERY_EXERCISE = pytest.mark.parametrize("exercise", in_one_process(EXERCISES.values()))


def in_the_old_state(*args: np.ndarray) -> Any:
    """The new state is left in the array of the old one."""
    new = step(*args)
    args[1][...] = new
    return new


def of_the_type(right: Function, place: int) -> Function:
    """``right``, with its state of the type of the argument at ``place``."""
    return lambda *args: right(*args).astype(args[place].dtype)


def stacked(*args: np.ndarray) -> Any:
    """A list of states that may be empty, where np.stack raises."""
    hs = forward(*args)
    return np.stack([hs[:, t] for t in range(hs.shape[1])], axis=1)


def at_most_eight_steps(*args: np.ndarray) -> Any:
    """A buffer of eight states: of more steps, the later ones stay 0."""
    hs = forward(*args)
    hs[:, 8:] = 0
    return hs


def gradients_stacked(*args: np.ndarray) -> Any:
    """The dx of all steps stacked, which raises where there is none."""
    dx, *others = backward(*args)
    return (np.stack([dx[:, t] for t in range(dx.shape[1])], axis=1), *others)


RIGHT: Mapping[str, Function] = {
    "gru_step": step,
    "gru_step_reset_after": step_reset_after,
    "gru_forward": forward,
    "gru_step_backward": step_backward,
    "gru_backward": backward,
}
# What each loses of the exercise's points.
WRONG: Mapping[str, Mapping[str, tuple[Function, float]]] = {
    "gru_step": {
        "sigmoid in the type of whole sums": (partial(step, gate=sigmoid_in_its_sums_type), 0.25),
        "sigmoid that overflows on the way": (partial(step, gate=plain_sigmoid), 0.3),
        "the old state overwritten": (in_the_old_state, 0.3),
        **{f"state of the type of argument {place}": (of_the_type(step, place), 0.25) for place in range(5)},
    },
    "gru_step_reset_after": {
        "sigmoid in the type of whole sums": (partial(step_reset_after, gate=sigmoid_in_its_sums_type), 0.25),
        "sigmoid that overflows on the way": (partial(step_reset_after, gate=plain_sigmoid), 0.3),
        **{
            f"state of the type of argument {place}": (of_the_type(step_reset_after, place), 0.25) for place in range(6)
        },
    },
    "gru_forward": {
        "sigmoid in the type of whole sums": (partial(forward, gate=sigmoid_in_its_sums_type), 0.25),
        "sigmoid that overflows on the way": (partial(forward, gate=plain_sigmoid), 0.3),
        **{f"hs of the type of argument {kind}": (partial(forward, kind=kind), 0.25) for kind in range(5)},
        "states stacked": (stacked, 0.25),
        "at most eight steps": (at_most_eight_steps, 0.5),
    },
    "gru_step_backward": {
        "sigmoid in the type of whole sums": (partial(step_backward, gate=sigmoid_in_its_sums_type), 0.25),
        "sigmoid that overflows on the way": (partial(step_backward, gate=plain_sigmoid), 0.4),
        "1 / cosh² that overflows": (partial(step_backward, tanh_slope=lambda n, a: 1 / np.cosh(a) ** 2), 0.4),
        **{f"dw of the type of argument {kind}": (partial(step_backward, kind=kind), 0.25) for kind in range(6)},
        "slopes at the sums": (partial(step_backward, slope=lambda s, a: a * (1 - a)), 4),
    },
    "gru_backward": {
        "sigmoid in the type of whole sums": (partial(backward, gate=sigmoid_in_its_sums_type), 0.25),
        "sigmoid that overflows on the way": (partial(backward, gate=plain_sigmoid), 0.4),
        "dw of the types of the weights": (partial(backward, kinds=(3, 4, 5)), 0.25),
        "dw of the type of x": (partial(backward, kinds=(1, 1, 1)), 0.25),
        "dx stacked": (gradients_stacked, 0.25),
        "hs[:, t - 1] at t = 0": (partial(backward, wraps=True), 4),
    },
}


@EVERY_EXERCISE
def test_what_is_right_in_ordinary_calls_alone_loses_the_same_points_on_every_draw(exercise: Exercise) -> None:
    require_losses(exercise, RIGHT[exercise.name], WRONG[exercise.name])
