"""What holds for the hidden cases of every exercise: they are fair to what is right, and sharp on what is wrong."""

import itertools
import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Aspect, Assignment, Exercise, Output, assignment_names, load_assignment, prose_path
from autograder.authoring.exercises import STEP
from autograder.judging.diagnosis import diagnose
from autograder.judging.outcome import Outcome
from autograder.release import build
from tests.support.marking import SEEDS, Marking, in_one_process, marking

ASSIGNMENTS = [load_assignment(name) for name in assignment_names()]
EXERCISES = [exercise for assignment in ASSIGNMENTS for exercise in assignment.exercises]
TABLE_ROW = re.compile(r"^\| `(\w+)` \| .+ \| ([\d.]+) \|$", re.MULTILINE)  # a line without words for it is none

EVERY_ASSIGNMENT = pytest.mark.parametrize("assignment", ASSIGNMENTS, ids=lambda item: item.name)
EVERY_EXERCISE = pytest.mark.parametrize("exercise", in_one_process(EXERCISES))


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
def test_the_notebook_says_what_each_exercise_is_worth(assignment: Assignment) -> None:
    prose = "\n".join(cell.source for cell in build(assignment).cells if cell.cell_type == "markdown")
    promised = {name: float(points) for name, points in TABLE_ROW.findall(prose)}
    assert promised == {exercise.name: exercise.max_score for exercise in assignment.exercises}
    assert prose.startswith(f"# {assignment.title}: the assignment")
    assert f"{assignment.max_score:g} points.**" in prose


@EVERY_ASSIGNMENT
def test_nothing_is_left_to_do(assignment: Assignment) -> None:
    places = [path for path in assignment.folder.iterdir() if path.suffix in (".py", ".toml")]
    left = [str(path) for path in (*places, prose_path(assignment)) if "TODO" in path.read_text(encoding="utf-8")]
    assert left == [], "something says TODO"


@EVERY_EXERCISE
def test_the_aspects_are_sound(exercise: Exercise) -> None:
    names = [aspect.name for aspect in exercise.aspects]
    assert len(set(names)) == len(names)
    for aspect in exercise.aspects:
        assert aspect.points >= 0.25, f"{aspect.name} is worth too little"
        assert round(aspect.points / STEP, 6).is_integer(), f"the points of {aspect.name} are no twentieths"
        assert aspect.after in (None, *names), f"{aspect.name} comes after {aspect.after}, which does not exist"
        assert aspect.output is None or aspect.output < len(exercise.outputs), f"{aspect.name} has no such output"


@EVERY_EXERCISE
def test_the_reference_earns_everything_and_raises_where_it_must(exercise: Exercise) -> None:
    for seed in SEEDS:
        marks = marking(exercise, seed)
        assert marks.score(marks.truths) == exercise.max_score, f"seed {seed}"
        for index, (case, truth) in enumerate(zip(marks.cases, marks.truths, strict=True)):
            where = f"seed {seed}, case {index}"
            assert (truth.raised == "ValueError") == (case.raises is ValueError), where
            if truth.value is not None:
                assert len(truth.value) == len(exercise.outputs_of(case)), where
                assert all(map(is_finite, truth.value)), where


@EVERY_EXERCISE
def test_one_seed_gives_one_set_of_cases_and_another_gives_another(exercise: Exercise) -> None:
    first, again, other = (exercise.draw_cases(np.random.default_rng(seed)) for seed in (1, 1, 2))
    for one, twin in zip(first, again, strict=True):
        assert (one.aspects, one.raises, one.kwargs) == (twin.aspects, twin.raises, twin.kwargs)
        assert same_arrays(one.args, twin.args)
    # a list of nothing is the same in every draw
    fresh = [not same_arrays(one.args, new.args) or one.args == ([],) for one, new in zip(first, other, strict=True)]
    assert all(fresh), f"hard-coded answers would be right for case {fresh.index(False)}, which never changes"


@EVERY_EXERCISE
def test_the_cases_are_few_small_ones_first_and_every_aspect_has_one(exercise: Exercise) -> None:
    for seed in SEEDS:
        drawn = marking(exercise, seed).cases
        assert len(drawn) <= 32, f"seed {seed}"
        with_cases = [aspect for aspect in exercise.aspects if not aspect.side_effects]
        names = {aspect.name for aspect in with_cases}
        assert {name for case in drawn for name in case.aspects} == names, f"seed {seed}"
        for aspect in with_cases:
            first = next(case for case in drawn if aspect.name in case.aspects)
            largest = max((array.size for array in first.args if isinstance(array, np.ndarray)), default=0)
            assert largest <= 24, f"seed {seed}: the first case of {aspect.name} is too large to be shown"


@EVERY_EXERCISE
def test_at_least_four_misconceptions_each_with_a_hint_of_a_sentence_or_two(exercise: Exercise) -> None:
    names = [item.name for item in exercise.misconceptions]
    assert len(set(names)) == len(names) >= 4
    for item in exercise.misconceptions:
        assert item.hint == item.hint.strip(), item.name
        assert item.hint.endswith((".", "?")), item.name
        assert 40 < len(item.hint) < 260, item.name


@EVERY_EXERCISE
def test_no_two_misconceptions_are_alike_and_none_is_right(exercise: Exercise) -> None:
    for seed in SEEDS:
        marks = marking(exercise, seed)
        given = {item.name: marks.wrong(item) for item in exercise.misconceptions}
        assert [name for name, answers in given.items() if same(answers, marks.truths)] == [], f"seed {seed}"
        pairs = itertools.combinations(given, 2)
        assert [pair for pair in pairs if same(given[pair[0]], given[pair[1]])] == [], f"seed {seed}"
        for name, answers in given.items():
            assert marks.score(answers) < exercise.max_score, f"seed {seed}: {name}"
            raised = [answer.raised for answer in answers]
            assert raised == [truth.raised for truth in marks.truths], f"seed {seed}: {name}"


@EVERY_EXERCISE
def test_a_misconception_is_the_one_that_is_named(exercise: Exercise) -> None:
    for seed in SEEDS:
        marks = marking(exercise, seed)
        for item in exercise.misconceptions:
            found = diagnose(marks, marks.wrong(item)).misconception
            assert found is item, f"seed {seed}: {item.name} is diagnosed as {found.name if found else 'nothing'}"


@EVERY_EXERCISE
def test_a_misconception_loses_the_same_aspects_in_every_draw(exercise: Exercise) -> None:
    for item in exercise.misconceptions:
        lost = [marks.lost(marks.wrong(item)) for marks in (marking(exercise, seed) for seed in SEEDS)]
        assert all(found == lost[0] for found in lost), f"{item.name} loses {lost}, by the draw"


@EVERY_EXERCISE
def test_every_aspect_is_failed_by_some_misconception(exercise: Exercise) -> None:
    marks = marking(exercise, 0)
    failed = {name for item in exercise.misconceptions for name in marks.lost(marks.wrong(item))}
    # not to check the arguments is no misconception of the values: the next test fails "errors"
    for name in {aspect.name for aspect in exercise.aspects} - {"errors"}:
        assert name in failed, f"the aspect {name} is failed by no mistake"


@EVERY_EXERCISE
def test_who_raises_wrongly_or_returns_zeros_earns_nothing_for_it(exercise: Exercise) -> None:
    marks = marking(exercise, 0)
    quiet = [truth if truth.value is not None else Outcome(value=(np.zeros(1),)) for truth in marks.truths]
    assert marks.lost(quiet) == {"errors"} & {aspect.name for aspect in exercise.aspects}, (
        "a function that never raises"
    )
    for kind in ("ValueError", "TypeError"):
        answers = [Outcome(raised=kind)] * len(marks.cases)
        assert marks.score(answers) == 0, f"a function that always raises a {kind}"
    zeros = [
        Outcome(value=tuple(each_array(np.zeros_like, output) for output in truth.value or ()))
        for truth in marks.truths
    ]
    assert marks.score(zeros) == 0, "nothing but zeros"


@EVERY_EXERCISE
def test_one_wrong_output_leaves_the_points_of_the_others(exercise: Exercise) -> None:
    marks = marking(exercise, 0)
    for output in range(len(exercise.outputs)):
        answers = [
            Outcome(
                value=tuple(
                    each_array(lambda array: 2 * array + 1, value) if index == output else value
                    for index, value in enumerate(truth.value)
                )
            )
            if truth.value is not None
            else truth
            for truth in marks.truths
        ]
        earned = marks.points(answers)
        for aspect in exercise.aspects:
            raises = all(case.raises for case in marks.cases if aspect.name in case.aspects)
            if raises and aspect.after is None:
                continue
            needed = [aspect, *(other for other in exercise.aspects if other.name == aspect.after)]
            what = f"{aspect.name} with a wrong {exercise.outputs[output]}"
            assert (earned[aspect.name] == 0) == any(judges(marks, each, output) for each in needed), what


def judges(marks: Marking, aspect: Aspect, output: int) -> bool:
    """Whether the aspect is lost with a wrong ``output``: some of its cases has that many, and it looks at this one."""
    has = [
        aspect.name in case.aspects and output < len(truth.value or ())
        for case, truth in zip(marks.cases, marks.truths, strict=True)
    ]
    return any(has) and aspect.output in (None, output)
