"""An exercise of several functions in one cell: each has its own calls, types and mistakes."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Case, Exercise
from autograder.authoring import DTYPES, Draw, call, exercise, integer_output
from autograder.judging.diagnosis import diagnose
from autograder.judging.outcome import Outcome
from tests.support.marking import Marking

Function = Callable[..., Any]
MISTAKES = ("halved_doubled", "shifted_down", "both_negative", "integer_output")


def halved(x: np.ndarray) -> np.ndarray:
    """A right answer."""
    return np.asarray(x, dtype=np.float64) / 2


def shifted(x: np.ndarray) -> np.ndarray:
    """A right answer."""
    return np.asarray(x, dtype=np.float64) + 0.25


@pytest.fixture
def pair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Exercise:
    """The exercise of both."""
    hints = "\n".join(f'{name} = "Hint {name}."' for name in MISTAKES)
    (tmp_path / "hints.en.toml").write_text(f"[pair]\n{hints}\n")
    monkeypatch.setattr("autograder.authoring.exercises._folder", lambda cases: tmp_path)

    def cases(d: Draw) -> Iterator[tuple[str, list[Case]]]:
        for name in ("halved", "shifted"):
            yield name, [call(d.digits(3), function=name), call(d.reals(2, 4), function=name)]

    return exercise(
        {"halved": halved, "shifted": shifted},
        {"halved": (1.0, "halved"), "shifted": (1.0, "shifted"), "dtypes": DTYPES},
        cases,
        {
            "halved_doubled": {"halved": lambda x: 2.0 * x},
            "shifted_down": {"shifted": lambda x: x - 0.25},
            "both_negative": {"halved": lambda x: -halved(x), "shifted": lambda x: -shifted(x)},
            "integer_output": {"shifted": integer_output(shifted)},
        },
        name="pair",
    )


def answers(marks: Marking, **wrong: Function) -> list[Outcome]:
    """The outcomes of somebody who has some of the functions wrong."""
    functions: Mapping[str, Function] = {"halved": halved, "shifted": shifted, **wrong}
    return marks.outcomes(lambda case: functions[case.function or ""])


def test_each_function_is_called_with_other_types(pair: Exercise) -> None:
    cases = [case for case in Marking(pair, 0).cases if case.aspects == ("dtypes",)]
    assert [case.function for case in cases] == ["halved"] * 4 + ["shifted"] * 4
    for name in ("halved", "shifted"):
        own = [case for case in cases if case.function == name]
        assert [case.args[0].dtype.kind + str(case.args[0].itemsize) for case in own] == ["i8", "f4", "f8", "f8"]
        assert own[-1].strided


def test_what_one_function_loses_the_other_keeps(pair: Exercise) -> None:
    marks = Marking(pair, 0)
    assert marks.lost(answers(marks)) == set()
    assert marks.lost(answers(marks, shifted=integer_output(shifted))) == {"dtypes"}
    assert marks.lost(answers(marks, halved=lambda x: 2.0 * x)) == {"halved", "dtypes"}
    assert marks.lost(answers(marks, shifted=lambda x: x - 0.25)) == {"shifted", "dtypes"}


def test_a_mistake_in_each_is_named_and_so_is_one_in_both(pair: Exercise) -> None:
    marks = Marking(pair, 0)
    for item in pair.misconceptions:
        assert diagnose(marks, marks.wrong(item)).misconception is item
    found = diagnose(marks, answers(marks, halved=lambda x: 2.0 * x, shifted=lambda x: x - 0.25))
    assert found.misconception is not None
    assert found.also is not None
    assert {found.misconception.name, found.also.name} == {"halved_doubled", "shifted_down"}
