"""An output may be a list of arrays: compared one by one, counted, and watched for changes like any other."""

import numpy as np
import pytest

from autograder.assignment import Aspect, Assignment, Case, Exercise, Misconception
from autograder.judging import ExerciseVerdict, judge, outcome
from autograder.judging.tolerance import agrees
from autograder.probe import wire
from autograder.sandbox import calls
from autograder.submission import Cell, Submission


def halve(arrays, count):  # type: ignore[no-untyped-def]
    """Half of every array, and how many there are."""
    return [array / 2 for array in arrays], float(count)


def _cases(rng: np.random.Generator) -> list[Case]:
    return [
        Case(("halves", "count"), ([rng.normal(size=2), rng.normal(size=(2, 3))], 2)),
        Case(("halves", "count"), ([rng.normal(size=3)], 1)),
        Case(("alike",), ([rng.normal(size=2), rng.normal(size=2)], 2)),
    ]


HALVE = Exercise(
    "halve",
    halve,
    (
        Aspect("halves", 1, "every array", output=0),
        Aspect("count", 1, "the count", output=1),
        Aspect("alike", 1, "arrays of one shape"),
    ),
    _cases,
    (Misconception("doubled", "Half, not twice.", lambda arrays, count: ([2 * x for x in arrays], float(count))),),
    outputs=("arrays", "count"),
)


def verdict(answer: str) -> ExerciseVerdict:
    cells = tuple(Cell(source, None, is_code=True) for source in ("import numpy as np", answer))
    (result,) = judge(Assignment("a99_lists", "Lists", (HALVE,)), Submission(cells, None), 1).verdict.exercises
    return result


def test_an_outcome_knows_how_long_its_lists_are() -> None:
    case = _cases(np.random.default_rng(0))[0]
    assert outcome.of_function(halve, case).lengths == (2, None)
    assert outcome.of_function(lambda arrays, count: arrays[0], case).lengths == (None,)
    assert outcome.of_function(lambda arrays, count: 1 / 0, case).lengths == ()


def test_lists_agree_when_all_their_arrays_do() -> None:
    first, second = np.arange(3.0), np.ones((2, 2))
    assert agrees([first, second], [first, second])
    assert not agrees([second, first], [first, second])
    assert not agrees([first], [first, second])
    assert not agrees([first, second, second], [first, second])
    assert not agrees([first, 1.001 * second], [first, second])


@pytest.mark.sandbox
@pytest.mark.parametrize(
    "returned",
    [
        "[x / 2 for x in arrays], count",
        "tuple(x / 2 for x in arrays), np.array(count)",
        "[(x / 2).tolist() for x in arrays], count",
        "[[np.float32(x) / 2 for x in arrays], count]",
        "(np.stack(arrays) / 2 if arrays[0].shape == arrays[-1].shape else [x / 2 for x in arrays]), count",
    ],
)
def test_a_list_may_be_a_tuple_or_hold_lists_or_be_stacked(returned: str) -> None:
    result = verdict(f"def halve(arrays, count): return {returned}")
    assert (result.score, result.status) == (3, "passed"), result.message


@pytest.mark.sandbox
def test_a_wrong_array_of_the_list_is_named_and_the_other_output_keeps_its_points() -> None:
    result = verdict("def halve(arrays, count): return [arrays[0] / 2, *(x / 3 for x in arrays[1:])], count")
    assert result.score == 1
    assert result.message == "In every call that was tried count is right; arrays is not."
    assert "yours: arrays = [" in (result.case or "")
    assert verdict("def halve(arrays, count): return [x / 2 for x in arrays], count + 1").score == 1
    assert verdict("def halve(arrays, count): return [x * 2 for x in arrays], count").misconception == "doubled"


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("returned", "sentence"),
    [
        ("[x / 2 for x in arrays] * 2, count", "must return a list of 2 arrays, and returned a list of 4"),
        ("count, count", "must return a list of 2 arrays, and returned one int"),
        ("np.array(1.0), count", "must return a list of 2 arrays, and returned one ndarray"),
        ("None, count", "must return a list of 2 arrays, and returned one NoneType"),
        ("[None, None], count", "returned None: is a return statement missing?"),
        ("[x / 2 for x in arrays]", "it must return 2 values, and returned"),
    ],
)
def test_what_is_no_such_list_is_told_so(returned: str, sentence: str) -> None:
    result = verdict(f"def halve(arrays, count):\n    out = {returned}\n    return out if len(arrays) == 2 else out")
    assert result.score == 0
    if "2 values" not in sentence:  # a bare list of two arrays has two values: its second is then no count
        assert sentence in result.message


@pytest.mark.sandbox
def test_arrays_inside_a_list_must_not_be_changed_or_returned() -> None:
    changed = verdict(
        "def halve(arrays, count):\n    for x in arrays: x /= 2\n    return [x.copy() for x in arrays], count"
    )
    assert (changed.score, changed.status) == (0, "failed")
    assert "changes its arguments" in changed.message
    reordered = verdict(
        "def halve(arrays, count):\n    out = [x / 2 for x in arrays]\n    arrays.pop()\n    return out, count"
    )
    assert "changes its arguments" in reordered.message
    returned = verdict("def halve(arrays, count): return [arrays[0][:], *(x / 2 for x in arrays[1:])], count")
    assert returned.score == 0
    assert "view" in returned.message


@pytest.mark.parametrize(
    "value",
    [
        ([np.ones(2)], np.ones(())),
        ([np.ones(2), 1], np.ones(())),
        (np.ones((2, 2)), np.ones(())),
        ([np.ones(2)] * 2, [np.ones(())]),
        ([[np.ones(2)], np.ones(2)], np.ones(())),
        ([np.ones(2)] * 2,),
    ],
)
def test_a_reply_with_other_lists_than_were_asked_for_is_no_reply(value: object) -> None:
    reply = {"outcome": "returned", "value": wire.pack(value), "changed": False, "aliased": False}
    with pytest.raises(wire.WireError, match="a returned value must"):
        calls.checked(reply, (2, None))
