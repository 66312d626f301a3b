"""Mutation test: whatever small thing goes wrong in a reference, a hidden case notices, or we know why none can.

Why is said in solutions/<assignment>/equivalent_mutants.py.
"""

import functools
import importlib
import re
import warnings
from typing import Any

import pytest

from autograder.assignment import Exercise, assignment_names, load_assignment
from tests.support import torch_marking
from tests.support.marking import Marking, marking
from tests.support.mutants import mutants, used_by

SEEDS = range(3)
ASSIGNMENTS = assignment_names()
EXERCISES = [(name, exercise.name) for name in ASSIGNMENTS for exercise in load_assignment(name).exercises]
REFERENCES = {"numpy": "reference.py", "torch": "reference_torch.py"}


def explained(assignment: str) -> list[str]:
    """The patterns of the mutants that need not be found."""
    try:
        equivalent = importlib.import_module(f"solutions.{assignment}.equivalent_mutants").EQUIVALENT
    except ModuleNotFoundError:  # nothing to explain
        return []
    return [pattern for patterns in equivalent.values() for pattern in patterns]


def sources(exercise: Exercise, source: str) -> set[str]:
    """The functions to mutate: those of the exercise, and the private ones that they use."""
    return set().union(*(used_by(source, name) for name in exercise.functions))


@functools.cache
def survivors(assignment: str, name: str) -> tuple[int, list[str]]:
    """How many mutants of the exercise's reference there are, and those that earn every point."""
    exercise = next(item for item in load_assignment(assignment).exercises if item.name == name)
    source = (load_assignment(assignment).folder / REFERENCES[exercise.library]).read_text(encoding="utf-8")
    markings, count, alive = [marking(exercise, seed) for seed in SEEDS], 0, []
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # mutants may do what NumPy warns about
        for change, namespace in mutants(source, sources(exercise, source)):
            count += 1
            if all(_earns_everything(marks, namespace) for marks in markings):
                alive.append(change)
    return count, alive


def _earns_everything(marks: Marking, namespace: dict[str, Any]) -> bool:
    if marks.exercise.library == "torch":
        return torch_marking.score(marks, namespace[marks.exercise.name]) == marks.exercise.max_score
    answers = marks.outcomes(lambda case: namespace[case.function or marks.exercise.name])
    return marks.score(answers) == marks.exercise.max_score


@pytest.mark.parametrize(("assignment", "name"), EXERCISES)
def test_every_mutant_is_found_or_explained(assignment: str, name: str) -> None:
    count, alive = survivors(assignment, name)
    assert count, "nothing of the reference was changed"
    patterns = explained(assignment)
    left = [change for change in alive if not any(re.fullmatch(pattern, change) for pattern in patterns)]
    assert not left, "\n".join(
        ["no case notices:", *left, f"Add a case, or say why in solutions/{assignment}/equivalent_mutants.py."]
    )


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_every_explanation_is_needed(assignment: str) -> None:
    alive = [change for other, name in EXERCISES if other == assignment for change in survivors(other, name)[1]]
    patterns = explained(assignment)
    assert [pattern for pattern in patterns if not any(re.fullmatch(pattern, change) for change in alive)] == []


def test_the_mutations_are_real() -> None:
    source = 'def double(x):\n    """Twice."""\n    if x < 0:\n        raise ValueError(f"{x - 1}")\n    return x * 2\n'
    found = {change: namespace["double"] for change, namespace in mutants(source, {"double"})}
    assert set(found) == {
        "double: if x < 0: -> pass",
        "double: if x < 0: -> if x <= 0:",
        "double: if x < 0: -> if x < 1:",
        "double: if x < 0: -> if x < -1:",
        "double: return x * 2 -> return x + 2",
        "double: return x * 2 -> return x * 3",
        "double: return x * 2 -> return x * 1",
    }
    assert found["double: return x * 2 -> return x * 3"](5) == 15
    method = "class Twice:\n    def of(self, x):\n        'Twice.'\n        return 2 * x\n"
    kinds = {change: namespace["Twice"] for change, namespace in mutants(method, {"Twice"})}
    assert set(kinds) == {f"Twice.of: return 2 * x -> return {other}" for other in ("2 + x", "3 * x", "1 * x")}
    assert kinds["Twice.of: return 2 * x -> return 3 * x"]().of(5) == 15
    assert used_by("def _a(): ...\ndef _b(): _a()\ndef c(): _b()\ndef _d(): ...\n", "c") == {"c", "_a", "_b"}
