"""Side effects: a changed argument, a returned view or an overflow costs a part of its own, and nothing else."""

import dataclasses
from collections.abc import Sequence

import numpy as np
import pytest

from autograder.assignment import Aspect, Assignment, Case, Exercise
from autograder.judging import ExerciseVerdict, judge
from autograder.submission import Cell, Submission

pytestmark = pytest.mark.sandbox


def squash(x):  # type: ignore[no-untyped-def]
    """Numbers between 0 and 1."""
    return 0.5 * (1 + np.tanh(0.5 * x))


def _cases(rng: np.random.Generator) -> list[Case]:
    return [
        Case(("values",), (rng.normal(size=3),)),
        Case(("large",), (1000 * rng.normal(size=8),)),
        Case(("large",), (rng.integers(-5, 5, size=4),)),
    ]


PARTS = (Aspect("values", 1.5, "values"), Aspect("large", 0.25, "large values"))
EXERCISE = Exercise("squash", squash, (*PARTS, Aspect("arguments", 0.25, "no side effects", side_effects=True)), _cases)


def judged(source: str, exercise: Exercise = EXERCISE) -> ExerciseVerdict:
    cells: Sequence[Cell] = [Cell("import numpy as np", None, True), Cell(source, "squash", True)]
    assignment = Assignment("a96_squash", "Squash", (exercise,))
    return judge(assignment, Submission(tuple(cells), assignment.name), 1).verdict.exercises[0]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("out = 0.5 * (1 + np.tanh(0.5 * x)); x += 1; return out", "changes its arguments in place"),
        ("x[:] = 0.5 * (1 + np.tanh(0.5 * x)); return x", "changes its arguments in place"),
        ("x *= 0.5; return 0.5 * (1 + np.tanh(x))", "changes its arguments in place"),  # not for whole numbers
        ("return 1 / (1 + np.exp(-x))", "overflows on the way"),
    ],
)
def test_a_side_effect_costs_its_own_part(body: str, said: str) -> None:
    found = judged(f"def squash(x):\n    {body}\n")
    assert (found.score, found.status) == (1.75, "partial")
    assert said in found.message
    assert {part.name: part.score for part in found.aspects} == {"values": 1.5, "large": 0.25, "arguments": 0}


def test_without_any_right_value_there_is_nothing_to_earn() -> None:
    found = judged("def squash(x):\n    return x.copy()\n")
    assert (found.score, found.status) == (0, "failed")


def test_beside_a_wrong_value_both_are_told() -> None:
    found = judged("def squash(x):\n    return x\n")
    assert "view" in found.message
    assert "out lacks its last sigmoid" in found.message


def test_where_no_part_says_what_it_costs_it_costs_all() -> None:
    bare = dataclasses.replace(EXERCISE, aspects=PARTS)
    assert judged("def squash(x):\n    return 1 / (1 + np.exp(-x))\n", bare).score == 0


def test_a_quiet_answer_with_its_own_error_state_loses_nothing() -> None:
    found = judged("def squash(x):\n    with np.errstate(over='ignore'):\n        return 1 / (1 + np.exp(-x))\n")
    assert found.status == "passed"
