"""Calls that every exercise needs: made of its first one, right in every reference, wrong for who relies on types."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from autograder.assignment import Case, Exercise, assignment_names, load_assignment
from autograder.authoring import DTYPES, Draw, call, exercise, integer_output
from autograder.authoring.everywhere import everywhere
from autograder.judging.outcome import of_function
from autograder.probe.function_call import call as called
from autograder.sandbox import Call
from tests.support.marking import Marking

EXERCISES = [one for name in assignment_names() for one in load_assignment(name).exercises if one.library == "numpy"]


def doubled(x: np.ndarray, w: np.ndarray) -> np.ndarray:
    """A right answer."""
    return 2.5 * np.asarray(x, dtype=np.float64) * w


def of_two_arrays() -> Case:
    return call(np.array([[0.2, -0.4, 3.6]]), np.array([1.5]), 7)


def test_each_array_alone_then_all_of_them_then_other_memory() -> None:
    kinds = [
        tuple(np.asarray(value).dtype.kind + str(np.asarray(value).itemsize) for value in one.args[:2])
        for one in everywhere(of_two_arrays())
    ]
    assert kinds == [("i8", "f8"), ("f8", "i8"), ("i8", "i8"), ("f4", "f4"), ("f4", "f8"), ("f8", "f8"), ("f8", "f8")]
    assert [one.strided for one in everywhere(of_two_arrays())] == [False] * 6 + [True]
    assert everywhere(of_two_arrays())[5].args[1].tolist() == [15_000], "large numbers"
    assert everywhere(of_two_arrays())[0].args[0].tolist() == [[1, -1, 4]], "rounded, and none of them zero"


@pytest.mark.parametrize("one", EXERCISES, ids=lambda one: one.name)
def test_every_reference_answers_them(one: Exercise) -> None:
    ordinary = one.draw_cases(np.random.default_rng(0))[0]
    for case in everywhere(ordinary):
        outcome = of_function(one.reference_for(case), case)
        assert outcome.value is not None, f"{one.name} raises {outcome.raised} for {case.args}"
        for output in outcome.value:
            for array in output if isinstance(output, list) else [output]:
                assert np.isfinite(array).all()


def test_a_strided_array_is_equal_and_not_contiguous() -> None:
    seen: list[np.ndarray] = []

    def answer(x: np.ndarray, w: np.ndarray, n: int) -> np.ndarray:
        seen.append(x)
        return x * w + n

    case = replace(of_two_arrays(), strided=True)
    reply = called({"answer": answer}, Call(case, "answer", 1, (None,)).request)
    assert reply["outcome"] == "returned"
    assert not seen[0].flags["C_CONTIGUOUS"]
    np.testing.assert_array_equal(seen[0], case.args[0])


def test_an_exercise_asks_for_them_with_one_word(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hints.en.toml").write_text('[doubled]\ninteger_output = "Make it float64."\n')
    monkeypatch.setattr("autograder.authoring.exercises._folder", lambda cases: tmp_path)

    def cases(d: Draw) -> Iterator[tuple[str, list[Case]]]:
        yield "values", [call(d.digits(2, 3), d.reals(3))]
        yield "dtypes", [call(d.integers(2, 3), d.reals(3))]

    aspects = {"values": (1.75, "twice and a half"), "dtypes": DTYPES}
    wrong = {"integer_output": integer_output(doubled, of="w")}  # no case of the author's has whole numbers in w
    for other_types, points in (("", 2.0), ("dtypes", 1.75)):
        marks = Marking(exercise(doubled, aspects, cases, wrong, other_types=other_types), 0)
        assert marks.score(marks.truths) == 2
        assert marks.score(marks.wrong(marks.exercise.misconceptions[0])) == points
