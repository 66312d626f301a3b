"""Whatever rule the hidden cases hold an answer to, a visible check of the same exercise shows it, with other numbers.

A rule is put to the test by a function that is right but for it: where that loses hidden points, the exercise's own
check cell must fail for it, too.
"""

import functools
import inspect
import traceback
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Case, Exercise, arrays, assignment_names, load_assignment
from autograder.judging.outcome import Outcome, of_function
from tests.support.marking import in_memory, in_one_process, marking
from tests.support.visible_checks import Checks, references

Function = Callable[..., Any]
ASSIGNMENTS = {name: load_assignment(name) for name in assignment_names()}
NUMPY = [one for owner in ASSIGNMENTS.values() for one in owner.exercises if one.library == "numpy"]
OWNER = {one.name: owner for owner in ASSIGNMENTS.values() for one in owner.exercises}
LARGE = 1e3


def only_where(right: Function, holds: Callable[[Any], bool], name: str) -> Function:
    """``right``, but with results of whole numbers where ``holds`` of the argument ``name``."""

    @functools.wraps(right)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        result = right(*args, **kwargs)
        given = inspect.signature(right).bind(*args, **kwargs).arguments.get(name)
        return spoilt(result) if any(map(holds, arrays(given))) else result

    return wrong


def spoilt(result: Any) -> Any:
    """The result, wrong in every number."""
    if isinstance(result, tuple | list):
        return type(result)(map(spoilt, result))
    return 2 * np.asarray(result) + 1


def changing(right: Function) -> Function:
    """``right``, which leaves something else in its array arguments, and nothing in its lists."""

    @functools.wraps(right)
    def wrong(*args: Any, **kwargs: Any) -> Any:
        result = right(*args, **kwargs)
        for array in arrays((args, tuple(kwargs.values()))):
            array += 1
        for value in (*args, *kwargs.values()):
            if isinstance(value, list):
                value.clear()
        return result

    return wrong


RULES: Mapping[str, Callable[[np.ndarray], bool]] = {
    "whole numbers": lambda array: array.dtype.kind in "iu",
    "single precision": lambda array: array.dtype == np.float32,
    "other memory": lambda array: array.size > 1 and not array.flags["C_CONTIGUOUS"],
    "large numbers": lambda array: array.dtype.kind == "f" and bool(np.abs(array).max(initial=0) > LARGE),
}


def held_to(exercise: Exercise, wrong: Callable[[Case], Function]) -> bool:
    """Whether somebody who breaks a rule loses hidden points: where no case is about it, there is no such rule."""
    marks = marking(exercise, 0)
    answers = [of_function(in_memory(wrong(case), case), case) for case in marks.cases]
    return (
        marks.score(
            [
                Outcome(raised=truth.raised) if truth.raised else answer
                for truth, answer in zip(marks.truths, answers, strict=True)
            ]
        )
        < exercise.max_score
    )


@functools.cache
def checks(name: str) -> Checks:
    return Checks(ASSIGNMENTS[name])


EVERY_EXERCISE = pytest.mark.parametrize("exercise", in_one_process(NUMPY))


@EVERY_EXERCISE
def test_the_reference_passes_its_visible_checks(exercise: Exercise) -> None:
    assert checks(OWNER[exercise.name].name).fails(exercise, references(exercise)) == ""


@EVERY_EXERCISE
def test_each_kind_of_number_that_hidden_cases_use_is_shown(exercise: Exercise) -> None:
    cells = checks(OWNER[exercise.name].name)
    for function_name, right in references(exercise).items():
        for rule, holds in RULES.items():
            for name in inspect.signature(right).parameters:
                broken = only_where(right, holds, name)

                def wrong(case: Case, broken: Function = broken, function_name: str = function_name) -> Function:
                    called = case.function or exercise.name
                    return broken if called == function_name else exercise.reference_for(case)

                if held_to(exercise, wrong):
                    assert cells.fails(exercise, {function_name: broken}), f"{rule} in {name} are nowhere shown"


@EVERY_EXERCISE
def test_that_arguments_stay_as_they_were_is_shown(exercise: Exercise) -> None:
    if not any(aspect.side_effects for aspect in exercise.aspects):
        return
    cells = checks(OWNER[exercise.name].name)
    for name, right in references(exercise).items():
        assert cells.fails(exercise, {name: changing(right)}), f"{name} may change its arguments, and no check says no"


@EVERY_EXERCISE
def test_every_kind_of_error_is_shown(exercise: Exercise) -> None:
    cells = checks(OWNER[exercise.name].name)
    hidden: set[str] = set()
    shown: set[str] = set()
    for case in marking(exercise, 0).cases:
        if case.raises:
            of_function(noting(exercise.reference_for(case), hidden), case)
    cells.fails(exercise, {name: noting(right, shown) for name, right in references(exercise).items()})
    assert hidden <= shown, "hidden cases hold to an error that no visible check shows"


def noting(right: Function, lines: set[str]) -> Function:
    """``right``, which notes the line that raises in each error."""

    @functools.wraps(right)
    def noted(*args: Any, **kwargs: Any) -> Any:
        try:
            return right(*args, **kwargs)
        except ValueError as error:
            frames = traceback.extract_tb(error.__traceback__)
            own = [frame for frame in frames if "solutions" in frame.filename]
            lines.add(f"{own[-1].name}: {own[-1].line}")
            raise

    return noted
