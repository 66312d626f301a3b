"""Mutation test: whatever small thing goes wrong in a reference, a hidden case notices, or we know why none can."""

import re
import warnings
from pathlib import Path

import pytest

from autograder import cases
from autograder.exercise import Exercise
from tests.cases.marking import Paper
from tests.cases.mutants import mutants, used_by

ASSIGNMENT = cases.load("a02_convolution")
SOURCE = (Path(__file__).resolve().parents[2] / "solutions" / "a02_convolution.py").read_text(encoding="utf-8")
SEEDS = range(3)

# Mutants that no hidden case finds, and why that is right.
EQUIVALENT = {
    "values decide, not types: for arrays, _as_floats changes only the type": (
        r"\w+: [\w, ]+ = _as_floats\([\w, ]+\) -> pass",
        r"_as_floats: dtype = .* -> pass",
    ),
    "NumPy raises a ValueError of its own for windows too large, negative padding and a stride of 0": (
        r"_zeros_around: if mode == 'narrow' and n > m: -> pass",
        r"_pair: if min\(pair\) < least: -> pass",
        r"_bordered: .* -> .*least=-1\)",
        r"_windows: .* -> .*_pair\(stride, 'stride', least=0\)\)",
        r"_windows: if KH > H or KW > W: -> (pass|if KH > H and KW > W:)",
        r"conv2d_backward: \(SH, SW\), \(PH, PW\) = .* -> .*least=(0|-1)\).*",
    ),
    "empty signals and kernels are not drawn: no rule says what they should do": (
        r"_zeros_around: if m < 1 or n < 1: -> .*",
        r"_windows: .* -> .*'kernel size', least=0\).*",
    ),
    "shapes that do not belong together are not drawn: no rule names the exception": (
        r"_layer: if x.ndim != 4 .* -> .*",
        r"conv2d_backward: if dout.shape != .* -> .*",
    ),
    "only the sentence of an error changes": (r"_layer: expected = .* -> pass",),
    "the list has at most one element": (r"_layer: b = bias\[0\] .* -> b = bias\[-1\] .*",),
    "NumPy reads every negative length as unknown": (r"conv2d_im2col: .*reshape\(F, -1\).* -> .*reshape\(F, -2\).*",),
}
EXPLAINED = [pattern for patterns in EQUIVALENT.values() for pattern in patterns]


def survivors(exercise: Exercise) -> tuple[int, list[str]]:
    """How many mutants of the exercise's reference there are, and those that earn every point."""
    papers, count, alive = [Paper(exercise, seed) for seed in SEEDS], 0, []
    for change, namespace in mutants(SOURCE, used_by(SOURCE, exercise.name)):
        count += 1
        points = (sum(paper.points(paper.outcomes_of(namespace[exercise.name])).values()) for paper in papers)
        if all(earned == exercise.max_score for earned in points):
            alive.append(change)
    return count, alive


@pytest.fixture(scope="module")
def results() -> dict[str, tuple[int, list[str]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # mutants may do what NumPy warns about
        return {exercise.name: survivors(exercise) for exercise in ASSIGNMENT.exercises}


@pytest.mark.parametrize("name", [exercise.name for exercise in ASSIGNMENT.exercises])
def test_every_mutant_is_found_or_explained(name: str, results: dict[str, tuple[int, list[str]]]) -> None:
    count, alive = results[name]
    assert count >= 30
    unexplained = [change for change in alive if not any(re.fullmatch(pattern, change) for pattern in EXPLAINED)]
    assert unexplained == []


def test_every_explanation_is_needed(results: dict[str, tuple[int, list[str]]]) -> None:
    alive = [change for _, changes in results.values() for change in changes]
    assert [pattern for pattern in EXPLAINED if not any(re.fullmatch(pattern, change) for change in alive)] == []


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
    assert used_by("def _a(): ...\ndef _b(): _a()\ndef c(): _b()\ndef _d(): ...\n", "c") == {"c", "_a", "_b"}
