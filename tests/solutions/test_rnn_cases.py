"""The hidden cases of a06_rnn: fresh, fair, and able to name each mistake that has a name, whatever the seed."""

import itertools
import re
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder import cases
from autograder.exercise import Exercise
from autograder.misconceptions import diagnose
from autograder.outcome import Outcome, of_function
from solutions.a06_rnn import rnn_forward
from tests.cases.marking import Paper
from tests.cases.mutants import mutants, used_by

ASSIGNMENT = cases.load("a06_rnn")
SOURCE = (Path(__file__).resolve().parents[2] / "solutions" / "a06_rnn.py").read_text(encoding="utf-8")
POINTS = {
    "rnn_step": 2,
    "rnn_forward": 3,
    "rnn_backward": 6,
    "gradient_norms": 3,
    "clip_gradients": 3,
    "generate": 3,
}
EVERY_EXERCISE = pytest.mark.parametrize("exercise", ASSIGNMENT.exercises, ids=lambda item: item.name)
EVERY_SEED = pytest.mark.parametrize("seed", range(6))

# Mutants that no hidden case finds, and why that is right.
EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"rnn_(step|backward): [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "negative limits are not drawn: no rule of the course names the exception": (
        r"clip_gradients: if max_norm < 0: .*",
    ),
    "a norm that is just the limit is multiplied by 1 either way": (r"clip_gradients: factor = .* if norm >= .*",),
    "the tuple has one element": (r"clip_gradients: floats = .* -> .*_as_floats\(grad\)\[-1\].*",),
}
EXPLAINED = [pattern for patterns in EQUIVALENT.values() for pattern in patterns]


def wrong_outcomes(paper: Paper) -> dict[str, list[Outcome]]:
    """What each misconception answers."""
    exercise = paper.exercise
    return {
        item.name: [of_function(exercise.misconceived(item, case), case) for case in paper.cases]
        for item in exercise.misconceptions
    }


def arrays(value: Any) -> list[np.ndarray]:
    """All arrays in nested tuples and lists."""
    if isinstance(value, tuple | list):
        return [array for item in value for array in arrays(item)]
    return [np.asarray(value)]


def same(first: list[Outcome], second: list[Outcome]) -> bool:
    return all(one.same_as(other) for one, other in zip(first, second, strict=True))


def test_the_points_are_those_that_were_promised() -> None:
    assert {exercise.name: exercise.max_score for exercise in ASSIGNMENT.exercises} == POINTS
    assert sum(POINTS.values()) == ASSIGNMENT.max_score == 20


@EVERY_EXERCISE
@EVERY_SEED
def test_the_reference_earns_everything_in_every_aspect(exercise: Exercise, seed: int) -> None:
    paper = Paper(exercise, seed)
    assert sum(paper.points(paper.truths).values()) == exercise.max_score
    assert {name for case in paper.cases for name in case.aspects} == {aspect.name for aspect in exercise.aspects}
    assert len(paper.cases) <= 25
    for truth in paper.truths:
        assert truth.value is not None
        assert len(truth.value) == len(exercise.outputs)
        assert all(np.isfinite(array).all() for array in arrays(truth.value))


@EVERY_EXERCISE
@EVERY_SEED
def test_the_first_case_of_an_aspect_is_small_enough_to_be_shown(exercise: Exercise, seed: int) -> None:
    drawn = Paper(exercise, seed).cases
    for aspect in exercise.aspects:
        first, *_ = (case for case in drawn if aspect.name in case.aspects)
        assert max(array.size for array in arrays(first.args)) <= 12


@EVERY_EXERCISE
def test_one_seed_gives_one_set_of_cases_and_another_gives_another(exercise: Exercise) -> None:
    first, again, other = ([case.args for case in Paper(exercise, seed).cases] for seed in (1, 1, 2))
    for one, same_seed, new in zip(first, again, other, strict=True):
        assert all(map(np.array_equal, arrays(one), arrays(same_seed)))
        if any(array.any() for array in arrays(one[0])):  # gradients that are all zero are so for every seed
            assert not all(map(np.array_equal, arrays(one), arrays(new)))


@EVERY_EXERCISE
@EVERY_SEED
def test_each_misconception_loses_points_and_is_named_and_no_other(exercise: Exercise, seed: int) -> None:
    paper = Paper(exercise, seed)
    given = wrong_outcomes(paper)
    assert len(given) >= 5
    named = {name: diagnose(exercise, paper.cases, paper.truths, answers) for name, answers in given.items()}
    assert {name: found.name if found else None for name, found in named.items()} == {name: name for name in given}
    for name, answers in given.items():
        assert sum(paper.points(answers).values()) < exercise.max_score, name
        assert {answer.raised for answer in answers} == {None}, name
    assert [pair for pair in itertools.combinations(given, 2) if same(given[pair[0]], given[pair[1]])] == []


@EVERY_EXERCISE
def test_every_aspect_is_failed_by_some_misconception(exercise: Exercise) -> None:
    paper = Paper(exercise, 0)
    marks = [paper.points(answers) for answers in wrong_outcomes(paper).values()]
    assert {name for points in marks for name, earned in points.items() if not earned} == {
        aspect.name for aspect in exercise.aspects
    }


@EVERY_EXERCISE
def test_a_hint_is_a_sentence_or_two(exercise: Exercise) -> None:
    for item in exercise.misconceptions:
        assert item.hint[0].isupper() or item.hint.startswith("h ")
        assert item.hint.endswith((".", "?"))
        assert 40 < len(item.hint) < 260


@EVERY_EXERCISE
def test_always_raising_and_nothing_but_zeros_earn_next_to_nothing(exercise: Exercise) -> None:
    paper = Paper(exercise, 0)
    assert sum(paper.points([Outcome(raised="ValueError")] * len(paper.cases)).values()) == 0
    zeros = [
        Outcome(value=tuple([0 * array for array in out] if isinstance(out, list) else 0 * out for out in truth.value))
        for truth in paper.truths
        if truth.value is not None
    ]
    # only gradients that are all zero are rightly answered with zeros
    assert sum(paper.points(zeros).values()) == (0.25 if exercise.name == "clip_gradients" else 0)


def test_one_wrong_gradient_leaves_the_points_of_the_others() -> None:
    exercise = next(item for item in ASSIGNMENT.exercises if item.name == "rnn_backward")
    paper = Paper(exercise, 0)
    for output in range(5):
        answers = [
            Outcome(value=tuple(-out if i == output else out for i, out in enumerate(arrays(truth.value))))
            for truth in paper.truths
        ]
        for aspect in exercise.aspects:
            assert (paper.points(answers)[aspect.name] == 0) == (aspect.output in (None, output))


@EVERY_SEED
def test_no_choice_of_a_token_is_close(seed: int) -> None:
    exercise = next(item for item in ASSIGNMENT.exercises if item.name == "generate")
    paper = Paper(exercise, seed)
    for case, truth in zip(paper.cases, paper.truths, strict=True):
        h0, first, w_x, w_h, b, w_out, b_out, _ = case.args
        (tokens,) = arrays(truth.value)
        read = np.concatenate([first[:, None], tokens[:, :-1]], axis=1)
        scores = np.sort(rnn_forward(np.eye(len(w_x))[read], h0, w_x, w_h, b) @ w_out + b_out, axis=-1)
        assert (scores[..., -1] - scores[..., -2]).min() > 0.04


@pytest.fixture(scope="module")
def survivors() -> dict[str, tuple[int, list[str]]]:
    """For each exercise how many mutants its reference has, and those that earn every point."""
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # mutants may do what NumPy warns about
        for exercise in ASSIGNMENT.exercises:
            papers = [Paper(exercise, seed) for seed in range(3)]
            tried = list(mutants(SOURCE, used_by(SOURCE, exercise.name)))
            alive = [
                change
                for change, namespace in tried
                if all(
                    sum(paper.points(paper.outcomes_of(namespace[exercise.name])).values()) == exercise.max_score
                    for paper in papers
                )
            ]
            found[exercise.name] = len(tried), alive
    return found


def test_every_mutant_is_found_or_explained(survivors: dict[str, tuple[int, list[str]]]) -> None:
    assert sum(count for count, _ in survivors.values()) >= 70
    alive = {change for _, changes in survivors.values() for change in changes}
    assert [change for change in alive if not any(re.fullmatch(pattern, change) for pattern in EXPLAINED)] == []
    assert [pattern for pattern in EXPLAINED if not any(re.fullmatch(pattern, change) for change in alive)] == []
