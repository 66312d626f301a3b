"""The hidden cases of every assignment are fair, fresh, and find every mistake that has a name."""

import itertools
import re
import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.assignment import (
    Assignment,
    Exercise,
    Misconception,
    Output,
    assignment_names,
    load_assignment,
    prose_path,
)
from autograder.judging.diagnosis import diagnose
from autograder.judging.outcome import Outcome
from tests.support.marking import Paper

ASSIGNMENTS = [load_assignment(name) for name in assignment_names()]
EXERCISES = [exercise for assignment in ASSIGNMENTS for exercise in assignment.exercises]
SEEDS = range(8)
TABLE_ROW = re.compile(r"^\| `(\w+)` \|.*\| (\d+) \|$", re.MULTILINE)

EVERY_ASSIGNMENT = pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda item: item.name)
EVERY_EXERCISE = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda item: item.name)
EVERY_MISCONCEPTION = pytest.mark.parametrize(
    ("exercise", "misconception"),
    [(exercise, item) for exercise in EXERCISES for item in exercise.misconceptions],
    ids=lambda item: item.name,
)


def wrong_outcomes(paper: Paper, misconception: Misconception) -> list[Outcome]:
    return paper.wrong(misconception)


def same(first: list[Outcome], second: list[Outcome]) -> bool:
    return all(one.same_as(other) for one, other in zip(first, second, strict=True))


def same_arrays(first: Any, second: Any) -> bool:
    if isinstance(first, list | tuple):
        return len(first) == len(second) and all(map(same_arrays, first, second))
    if isinstance(first, np.ndarray):
        return first.shape == second.shape and first.dtype == second.dtype and bool(np.all(first == second))
    return bool(first == second)


def is_finite(output: Output) -> bool:
    return all(map(is_finite, output)) if isinstance(output, list) else bool(np.isfinite(output).all())


def each_array(change: Callable[[np.ndarray], np.ndarray], output: Output) -> Output:
    """The output with ``change`` made to its array, or to each array of its list."""
    return [change(array) for array in output] if isinstance(output, list) else change(output)


@EVERY_ASSIGNMENT
def test_the_points_are_those_that_the_notebook_promises(assignment: Assignment) -> None:
    prose = prose_path(assignment).read_text(encoding="utf-8")
    promised = {name: float(points) for name, points in TABLE_ROW.findall(prose)}
    assert {exercise.name: exercise.max_score for exercise in assignment.exercises} == promised
    assert list(promised) == [exercise.name for exercise in assignment.exercises]
    assert assignment.max_score == 20
    assert " exercises, 20 points.**" in prose


@EVERY_EXERCISE
def test_points_come_in_quarters(exercise: Exercise) -> None:
    assert all(aspect.points >= 0.25 and aspect.points % 0.25 == 0 for aspect in exercise.aspects)


@EVERY_EXERCISE
def test_an_aspect_that_depends_on_another_names_one_that_exists(exercise: Exercise) -> None:
    names = [aspect.name for aspect in exercise.aspects]
    assert len(set(names)) == len(names)
    assert {aspect.after for aspect in exercise.aspects} <= {None, *names}
    assert all(aspect.output is None or aspect.output < len(exercise.outputs) for aspect in exercise.aspects)


@EVERY_EXERCISE
@pytest.mark.parametrize("seed", SEEDS)
def test_the_reference_earns_everything_and_raises_where_it_must(exercise: Exercise, seed: int) -> None:
    paper = Paper(exercise, seed)
    assert sum(paper.points(paper.truths).values()) == exercise.max_score
    for case, truth in zip(paper.cases, paper.truths, strict=True):
        assert (truth.raised == "ValueError") == (case.raises is ValueError)
        if truth.value is not None:
            assert len(truth.value) == len(exercise.outputs_of(case))
            assert all(map(is_finite, truth.value))


@EVERY_EXERCISE
def test_one_seed_gives_one_set_of_cases_and_another_gives_another(exercise: Exercise) -> None:
    first, again, other = Paper(exercise, 1).cases, Paper(exercise, 1).cases, Paper(exercise, 2).cases
    for one, same in zip(first, again, strict=True):
        assert (one.aspects, one.raises, one.kwargs) == (same.aspects, same.raises, same.kwargs)
        assert same_arrays(one.args, same.args)
    fresh = [not same_arrays(one.args, new.args) for one, new in zip(first, other, strict=True)]
    assert all(fresh), "hard-coded answers would be right for a case that never changes"


@EVERY_EXERCISE
@pytest.mark.parametrize("seed", SEEDS)
def test_every_aspect_has_a_case_and_every_case_an_aspect(exercise: Exercise, seed: int) -> None:
    used = {name for case in Paper(exercise, seed).cases for name in case.aspects}
    assert used == {aspect.name for aspect in exercise.aspects}


@EVERY_EXERCISE
@pytest.mark.parametrize("seed", SEEDS)
def test_the_first_case_of_an_aspect_is_small_enough_to_be_shown(exercise: Exercise, seed: int) -> None:
    drawn = Paper(exercise, seed).cases
    for aspect in exercise.aspects:
        first, *_ = (case for case in drawn if aspect.name in case.aspects)
        assert max((array.size for array in first.args if isinstance(array, np.ndarray)), default=0) <= 24


@EVERY_EXERCISE
def test_the_cases_are_few_and_quick(exercise: Exercise) -> None:
    paper = Paper(exercise, 0)
    assert len(paper.cases) <= 25
    assert len(paper.truths) == len(paper.cases)  # warm
    start = time.process_time()
    paper.outcomes(exercise.reference_for)
    assert time.process_time() - start < 0.002 * len(paper.cases)


@EVERY_EXERCISE
def test_every_exercise_names_at_least_four_misconceptions(exercise: Exercise) -> None:
    names = [item.name for item in exercise.misconceptions]
    assert len(set(names)) == len(names) >= 4


@EVERY_EXERCISE
@pytest.mark.parametrize("seed", SEEDS)
def test_no_two_misconceptions_are_alike_and_none_is_right(exercise: Exercise, seed: int) -> None:
    paper = Paper(exercise, seed)
    given = {item.name: wrong_outcomes(paper, item) for item in exercise.misconceptions}
    assert [name for name, answers in given.items() if same(answers, paper.truths)] == []
    assert [pair for pair in itertools.combinations(given, 2) if same(given[pair[0]], given[pair[1]])] == []
    for answers in given.values():
        assert sum(paper.points(answers).values()) < exercise.max_score
        assert [answer.raised for answer in answers] == [truth.raised for truth in paper.truths]


@EVERY_MISCONCEPTION
def test_a_misconception_is_the_one_that_is_named(exercise: Exercise, misconception: Misconception) -> None:
    paper = Paper(exercise, 0)
    answers = wrong_outcomes(paper, misconception)
    assert diagnose(paper, answers) is misconception


@EVERY_MISCONCEPTION
def test_a_hint_is_a_sentence_or_two(exercise: Exercise, misconception: Misconception) -> None:
    assert misconception.hint == misconception.hint.strip()
    assert misconception.hint.endswith((".", "?"))
    assert 40 < len(misconception.hint) < 260


@EVERY_EXERCISE
def test_every_aspect_is_failed_by_some_misconception(exercise: Exercise) -> None:
    paper = Paper(exercise, 0)
    failed = {
        name
        for item in exercise.misconceptions
        for name, points in paper.points(wrong_outcomes(paper, item)).items()
        if points == 0
    }
    # not to check the arguments is no misconception of the values: the next test fails "errors"
    assert failed | {"errors"} == {aspect.name for aspect in exercise.aspects} | {"errors"}


@EVERY_EXERCISE
def test_a_function_that_never_raises_fails_the_errors_alone(exercise: Exercise) -> None:
    paper = Paper(exercise, 0)
    quiet = [truth if truth.value is not None else Outcome(value=(np.zeros(1),)) for truth in paper.truths]
    lost = {name for name, points in paper.points(quiet).items() if points == 0}
    assert lost == {"errors"} & {aspect.name for aspect in exercise.aspects}


@EVERY_EXERCISE
@pytest.mark.parametrize("kind", ["ValueError", "TypeError"])
def test_a_function_that_always_raises_earns_nothing(exercise: Exercise, kind: str) -> None:
    paper = Paper(exercise, 0)
    assert sum(paper.points([Outcome(raised=kind)] * len(paper.cases)).values()) == 0


@EVERY_EXERCISE
def test_nothing_but_zeros_earns_nothing(exercise: Exercise) -> None:
    paper = Paper(exercise, 0)
    zeros = [
        Outcome(value=tuple(each_array(np.zeros_like, output) for output in truth.value or ()))
        for truth in paper.truths
    ]
    assert sum(paper.points(zeros).values()) == 0


@pytest.mark.parametrize(
    ("exercise", "output"),
    [(exercise, output) for exercise in EXERCISES for output in range(len(exercise.outputs))],
    ids=lambda item: getattr(item, "name", str(item)),
)
def test_one_wrong_output_leaves_the_points_of_the_others(exercise: Exercise, output: int) -> None:
    paper = Paper(exercise, 0)
    answers = [
        Outcome(
            value=tuple(
                each_array(lambda array: 2 * array + 1, value) if index == output else value
                for index, value in enumerate(truth.value)
            )
        )
        if truth.value is not None
        else truth
        for truth in paper.truths
    ]
    earned = paper.points(answers)
    for aspect in exercise.aspects:
        needed = {aspect.output, *(other.output for other in exercise.aspects if other.name == aspect.after)}
        raises = all(case.raises for case in paper.cases if aspect.name in case.aspects)
        if raises and aspect.after is None:
            continue
        assert (earned[aspect.name] == 0) == bool(needed & {None, output})
