"""The failing call as it is shown: it runs, gives what it says, and tells no more of what is right than that."""

import re
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Case, Exercise, Module, load_assignment
from autograder.judging import literals
from autograder.judging.example import example
from autograder.judging.expected import expected_of
from autograder.judging.failures import Failure, manner
from autograder.judging.outcome import Outcome, of_function
from autograder.judging.shrinking import as_reply
from autograder.judging.written_case import MOST_NUMBERS, written_case
from autograder.sandbox import CallReply
from tests.support.grids import case as failing_case

SEED = 7
NAMES = (
    *("a01_backprop", "a02_convolution", "a03_pooling", "a05_receptive_field", "a06_rnn", "a08_gru"),
    "a10_structured",
)
ASSIGNMENTS = [load_assignment(name) for name in NAMES]
EXERCISES = {
    exercise.name: exercise
    for assignment in ASSIGNMENTS
    for exercise in assignment.exercises
    if exercise.library == "numpy"
}


def shown(exercise: Exercise, mistake: Any) -> tuple[Case, str] | None:
    """The call that somebody with the mistake reads, in words, and the call itself."""
    expected = expected_of(exercise, SEED)
    answers = expected.wrong(mistake)
    pairs = zip(answers, expected.truths, expected.cases, strict=True)
    first = next((i for i, (a, b, case) in enumerate(pairs) if not case.raises and not a.same_as(b)), None)
    if first is None:
        return None
    replies = [as_reply(answer) for answer in answers]

    def ask(case: Case) -> CallReply:
        return as_reply(of_function(exercise.misconceived(mistake, case), case))

    failure = example(expected, replies, first, None, mistake, ask)
    return failure.case, written_case(exercise, failure, None)


@pytest.mark.parametrize("name", EXERCISES)
def test_what_is_shown_runs_and_gives_what_it_says(name: str) -> None:
    exercise = EXERCISES[name]
    for mistake in exercise.misconceptions:
        with failing_case(mistake=mistake.name):
            found = shown(exercise, mistake)
            if found is None:
                continue
            case, text = found
            code, yours, right = re.fullmatch(r"(.*)\n# yours: (.*)\n# right: (.*)", text, re.DOTALL).groups()  # type: ignore[union-attr]
            if "of shape" in code:
                assert literals.numbers([*literals.given(exercise.reference_for(case), case).values()]) > MOST_NUMBERS
                continue
            for function, said in (
                (exercise.misconceived(mistake, case), yours),
                (exercise.reference_for(case), right),
            ):
                assert said == given(code, case, exercise, function, said)


def given(code: str, case: Case, exercise: Exercise, function: Any, said: str) -> str:
    """The output that ``said`` is about, as the code gives it with ``function``; an error as ``said`` has it."""
    try:
        with np.errstate(all="ignore"):
            value = eval(code, {"np": np, case.function or exercise.name: function})  # noqa: S307
    except Exception as error:
        return said if said.startswith(type(error).__name__) else f"{type(error).__name__}: {error}"
    label, equals, _ = said.rpartition(" = ")
    outputs = value if isinstance(value, tuple) else (value,)
    output = outputs[exercise.outputs_of(case).index(label)] if label else outputs[0]
    if "an array of shape" in said:
        return f"{label}{equals}an array of shape {np.shape(output)}"
    whole = isinstance(output, list) and all(isinstance(item, np.ndarray) for item in output)
    return f"{label}{equals}{literals.answer(output if whole else np.asarray(output))}"


def failure(case: Case, yours: Any, right: Any, **reply: Any) -> Failure:
    replied = CallReply(**reply) if reply else as_reply(Outcome(value=yours))
    return Failure(case, replied, Outcome(value=right))


LARGE = np.arange(1.0, 65).reshape(1, 1, 8, 8)
CONV = EXERCISES["conv2d"]


def test_a_large_call_is_told_by_its_shapes_and_one_entry() -> None:
    right = np.arange(1.0, 50).reshape(1, 1, 7, 7)
    text = written_case(CONV, failure(Case((), (LARGE, LARGE[..., :2, :2])), (right + (right > 48),), (right,)), None)
    assert text == (
        "conv2d(x of shape (1, 1, 8, 8), w of shape (1, 1, 2, 2))\n"
        "# yours: out[0, 0, 6, 6] = 50\n# right: out[0, 0, 6, 6] = 49"
    )
    text = written_case(CONV, failure(Case((), (LARGE, LARGE[..., :2, :2])), (right[0],), (right,)), None)
    assert text.splitlines()[1:] == ["# yours: an array of shape (1, 7, 7)", "# right: an array of shape (1, 1, 7, 7)"]


def test_a_large_answer_to_a_small_call_is_told_by_its_shape() -> None:
    case = Case((), (LARGE[..., :1, :1], LARGE[..., :1, :1]))
    text = written_case(CONV, failure(case, (np.ones((99, 99)),), (np.ones((1, 1, 1, 1)),)), None)
    assert text.splitlines()[1:] == ["# yours: an array of shape (99, 99)", "# right: [[[[1]]]]"]
    case = Case((), (LARGE[..., :1, :1], LARGE[..., :1, :1]), {"padding": 9})
    text = written_case(CONV, failure(case, (np.ones((1, 1, 19, 19)),), (np.zeros((1, 1, 19, 19)),)), None)
    assert text.splitlines()[1:] == ["# yours: out[0, 0, 0, 0] = 1", "# right: out[0, 0, 0, 0] = 0"]


def test_what_must_raise_says_so() -> None:
    case = Case((), (LARGE[..., :1, :1], LARGE[..., :1, :1]), {"stride": 0}, raises=ValueError)
    text = written_case(CONV, Failure(case, as_reply(Outcome(value=(LARGE,))), Outcome(raised="ValueError")), None)
    assert text == (
        "conv2d(np.array([[[[1.]]]]), np.array([[[[1.]]]]), stride=0)\n# yours: no error\n"
        "# right: ValueError, because the arguments make no sense"
    )


def test_an_error_stands_where_the_answer_would() -> None:
    case = Case((), (LARGE[..., :1, :1], LARGE[..., :1, :1]))
    right = (np.ones((1, 1, 1, 1)),)
    raised = written_case(CONV, failure(case, None, right, outcome="raised", types=("KeyError",), message="'a'"), None)
    assert raised.splitlines()[1:] == ["# yours: KeyError: 'a'", "# right: [[[[1]]]]"]
    unread = written_case(CONV, failure(case, None, right, outcome="unreadable", message="it returned None"), None)
    assert unread.splitlines()[1:] == ["# yours: it returned None", "# right: [[[[1]]]]"]


def test_memory_in_another_order_is_told() -> None:
    case = Case((), (LARGE[..., :1, :1], LARGE[..., :1, :1]), strided=True)
    text = written_case(CONV, failure(case, (LARGE,), (np.ones((1, 1, 1, 1)),)), None)
    assert text.splitlines()[1].startswith("# each array is every other entry of a larger one")


def test_a_class_of_pytorch_is_told_by_its_shapes() -> None:
    lstm = next(one for one in load_assignment("a07_lstm").exercises if one.library == "torch")
    expected = expected_of(lstm, SEED)
    case, right = expected.cases[0], expected.truths[0]
    assert isinstance(case.module, Module)
    assert right.value is not None
    text = written_case(lstm, failure(case, tuple(2 * one for one in right.value), right.value), None)
    assert re.fullmatch(r"LSTM\(.*\)\(x of shape .*\)\n# yours: hs\[.*\] = \S+\n# right: hs\[.*\] = \S+", text)


def test_the_output_that_costs_the_points_is_the_one_that_is_shown() -> None:
    backward = EXERCISES["conv2d_backward"]
    one = np.ones((1, 1, 1, 1))
    case = Case((), (one, one, one))
    wrong = failure(case, (2 * one, 3 * one, np.ones(1)), (one, one, np.ones(1)))
    assert "# yours: dw = [[[[3]]]]" in written_case(backward, wrong, 1)
    assert "# yours: dx = [[[[2]]]]" in written_case(backward, wrong, None)
    assert manner(wrong.reply, wrong.right, 2) == ()
