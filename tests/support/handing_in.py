"""Marks a function as one that is handed in: its values, and what its calls do beside them."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from autograder.assignment import Exercise
from autograder.judging import earning
from autograder.judging.outcome import of_reply
from autograder.judging.verdict import total
from autograder.probe import function_call
from tests.support.grids import case
from tests.support.marking import SEEDS, marking


def score(exercise: Exercise, seed: int, function: Callable[..., Any]) -> float:
    """The sum of the points that ``function`` earns."""
    return total(points(exercise, seed, function).values())


def points(
    exercise: Exercise, seed: int, function: Callable[..., Any] | Mapping[str, Callable[..., Any]]
) -> Mapping[str, float]:
    """The points of each aspect for ``function``, called in this process as the sandbox calls what is handed in.

    An exercise of several functions is given all of them by their names.
    """
    marks = marking(exercise, seed)
    named = [{call.name: function} if callable(function) else dict(function) for call in marks.calls]
    replies = [
        call.reply(function_call.call(names, call.request)) for names, call in zip(named, marks.calls, strict=True)
    ]
    function_call.close_sinks()
    clean = not any(
        reply.changed or reply.aliased or (reply.overflowed and truth.is_finite)
        for reply, truth in zip(replies, marks.truths, strict=True)
    )
    return earning.points(exercise, marks.cases, marks.truths, list(map(of_reply, replies)), clean=clean)


def require_losses(
    exercise: Exercise, right: Callable[..., Any], wrong: Mapping[str, tuple[Callable[..., Any], float]]
) -> None:
    """Require that ``right`` earns everything, and each function in ``wrong`` all but its points, on every draw."""
    for seed in SEEDS:
        with np.errstate(all="ignore"), case(seed=seed):
            assert score(exercise, seed, right) == exercise.max_score
            found = {name: score(exercise, seed, function) for name, (function, _) in wrong.items()}
            assert found == {name: round(exercise.max_score - lost, 2) for name, (_, lost) in wrong.items()}
