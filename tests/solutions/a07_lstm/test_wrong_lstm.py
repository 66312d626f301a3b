"""Answers to a07_lstm that are right in ordinary calls alone lose points for the others, the same on every draw."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Exercise, load_assignment
from tests.solutions.a07_lstm.lstm_answers import (
    backward,
    forward,
    step,
    step_backward,
)
from tests.support.handing_in import require_losses
from tests.support.marking import in_one_process
from tests.support.sigmoids import plain_sigmoid, sigmoid_in_its_sums_type

Function = Callable[..., Any]
EXERCISES = {one.name: one for one in load_assignment("a07_lstm").exercises if one.library == "numpy"}
EVERY_EXERCISE = pytest.mark.parametrize("exercise", in_one_process(EXERCISES.values()))


def step_in_its_cell(*args: np.ndarray) -> Any:
    """The new cell is left in the array of the old one."""
    h, c = step(*args)
    args[2][...] = c
    return h, c


def stacked(*args: np.ndarray) -> Any:
    """A list of states that may be empty, where np.stack raises."""
    hs, c = forward(*args)
    return np.stack([hs[:, t] for t in range(hs.shape[1])], axis=1), c


def cell_as_given(*args: np.ndarray) -> Any:
    """Of no steps, the last cell is the first one, and not a copy of it."""
    hs, c = forward(*args)
    return hs, c if args[0].shape[1] else args[2]


def at_most_eight_steps(*args: np.ndarray) -> Any:
    """A buffer of eight states: of more steps, the later ones stay 0."""
    hs, c = forward(*args)
    hs[:, 8:] = 0
    return hs, c


def gradients_stacked(*args: np.ndarray) -> Any:
    """The dx of all steps stacked, which raises where there is none."""
    dx, *others = backward(*args)
    return (np.stack([dx[:, t] for t in range(dx.shape[1])], axis=1), *others)


def merged(
    f: np.ndarray, b: np.ndarray, merge: str | None, checked: bool = True, known: bool = True, halves: bool = True
) -> Any:
    """``bidirectional``."""
    if checked and f.shape != b.shape:
        raise ValueError("shapes")
    r = b[:, ::-1]
    if merge is None:
        return f.copy(), r.copy()
    if merge not in ("sum", "mul", "ave", "concat") and known:
        raise ValueError("merge")
    if merge == "concat":
        return np.concatenate([f, r], axis=2)
    average = (f + r) / 2 if halves else ((f + r) / 2).astype(f.dtype)
    return {"sum": f + r, "mul": f * r}.get(str(merge), average)


def views(f: np.ndarray, b: np.ndarray, merge: str | None) -> Any:
    """The pair is what came in, turned round without a copy."""
    result = merged(f, b, merge)
    return (f, b[:, ::-1]) if merge is None else result


RIGHT: Mapping[str, Function] = {
    "lstm_step": step,
    "lstm_forward": forward,
    "lstm_step_backward": step_backward,
    "lstm_backward": backward,
    "bidirectional": merged,
}
# What each loses of the exercise's points.
WRONG: Mapping[str, Mapping[str, tuple[Function, float]]] = {
    "lstm_step": {
        "sigmoid in the type of whole sums": (partial(step, gate=sigmoid_in_its_sums_type), 0.25),
        "sigmoid that overflows on the way": (partial(step, gate=plain_sigmoid), 0.3),
        "h of the type of w_h": (lambda *args: tuple(map(args[4].dtype.type, step(*args))), 0.25),
        "the old cell overwritten": (step_in_its_cell, 0.3),
    },
    "lstm_forward": {
        "sigmoid in the type of whole sums": (partial(forward, gate=sigmoid_in_its_sums_type), 0.25),
        "sigmoid that overflows on the way": (partial(forward, gate=plain_sigmoid), 0.3),
        **{f"hs of the type of argument {kind}": (partial(forward, kind=kind), 0.25) for kind in range(6)},
        "states stacked": (stacked, 0.25),
        "c0 itself": (cell_as_given, 0.3),
        "at most eight steps": (at_most_eight_steps, 0.25),
    },
    "lstm_step_backward": {
        "sigmoid in the type of whole sums": (partial(step_backward, gate=sigmoid_in_its_sums_type), 0.25),
        "sigmoid that overflows on the way": (partial(step_backward, gate=plain_sigmoid), 0.4),
        "1 / cosh² that overflows": (partial(step_backward, tanh_slope=lambda g, a: 1 / np.cosh(a) ** 2), 0.4),
        **{f"dw of the type of argument {kind}": (partial(step_backward, kind=kind), 0.25) for kind in range(8)},
        "slopes at the sums": (partial(step_backward, slope=lambda s, a: a * (1 - a)), 3.2),
    },
    "lstm_backward": {
        "sigmoid in the type of whole sums": (partial(backward, gate=sigmoid_in_its_sums_type), 0.25),
        "sigmoid that overflows on the way": (partial(backward, gate=plain_sigmoid), 0.4),
        "dw of the types of the weights": (partial(backward, kinds=(4, 5, 6)), 0.25),
        "dw of the type of x": (partial(backward, kinds=(1, 1, 1)), 0.25),
        "dx stacked": (gradients_stacked, 0.25),
        "hs[:, t - 1] at t = 0": (partial(backward, wraps=True), 4),
    },
    "bidirectional": {
        "shapes unchecked": (partial(merged, checked=False), 0.25),
        "any other merge is an average": (partial(merged, known=False), 0.25),
        "views as the pair": (views, 0.3),
        "average in the type of forward": (partial(merged, halves=False), 0.25),
    },
}


@EVERY_EXERCISE
def test_what_is_right_in_ordinary_calls_alone_loses_the_same_points_on_every_draw(exercise: Exercise) -> None:
    require_losses(exercise, RIGHT[exercise.name], WRONG[exercise.name])
