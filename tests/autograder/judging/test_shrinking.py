"""Failing calls made smaller: in few questions, failing as before, and the same each time."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from autograder.assignment import Case, Exercise, load_assignment
from autograder.judging import literals
from autograder.judging.example import example
from autograder.judging.expected import Expected
from autograder.judging.failures import Failure, manner
from autograder.judging.outcome import Outcome, of_function
from autograder.judging.shrinking import as_reply, shrink
from autograder.judging.smaller_calls import Smaller
from autograder.sandbox import CallReply
from tests.support.grids import case as failing_case

EXERCISES = {
    exercise.name: exercise
    for name in ("a01_backprop", "a02_convolution", "a03_pooling", "a06_rnn", "a07_lstm")
    for exercise in load_assignment(name).exercises
}
# The numbers that somebody with a mistake reads at most, where the mistake has no name.
SHOWN = [
    ("conv2d", "flipped_kernel", 4),
    ("conv2d", "bias_per_channel", 5),
    ("conv2d", "padding_ignored", 3),
    ("max_pool2d", "zero_padding", 3),
    ("k_max_pool1d", "sorted_descending", 4),
    ("toeplitz", "transposed", 3),
]


def wrong(exercise: Exercise, mistake: str) -> Callable[[Case], Outcome]:
    named = next(one for one in exercise.misconceptions if one.name == mistake)
    return lambda case: of_function(exercise.misconceived(named, case), case)


def first_failure(exercise: Exercise, answer: Callable[[Case], Outcome], seed: int) -> Failure:
    expected = Expected(exercise, seed)
    for case, truth in zip(expected.cases, expected.truths, strict=True):
        if case.raises is None and not answer(case).same_as(truth):
            return Failure(case, as_reply(answer(case)), truth)
    raise LookupError("nothing fails")


def shrunk(exercise: Exercise, answer: Callable[[Case], Outcome], seed: int) -> tuple[Failure, Failure, list[Case]]:
    """The first failing call, what it becomes, and the questions on the way."""
    start = first_failure(exercise, answer, seed)
    same = manner(start.reply, start.right, None)
    asked: list[Case] = []

    def ask(case: Case) -> CallReply:
        asked.append(case)
        return as_reply(answer(case))

    found = shrink(exercise, start, ask, lambda _, reply, right: manner(reply, right, None) == same)
    return start, found, asked


def numbers(exercise: Exercise, case: Case) -> int:
    return literals.numbers([*literals.given(exercise.reference_for(case), case).values()])


def text(exercise: Exercise, case: Case) -> str:
    return literals.call(exercise.reference_for(case), "", case)


@pytest.mark.parametrize("name", EXERCISES)
def test_a_smaller_call_fails_in_the_same_way(name: str) -> None:
    exercise = EXERCISES[name]
    for mistake in exercise.misconceptions[::4]:
        with failing_case(mistake=mistake.name):
            try:
                start, found, asked = shrunk(exercise, wrong(exercise, mistake.name), 3)
            except LookupError:  # a misconception about what must raise
                continue
            assert len(asked) <= 20
            assert numbers(exercise, found.case) <= numbers(exercise, start.case)
            assert found.right.same_as(of_function(exercise.reference_for(found.case), found.case))
            assert manner(found.reply, found.right, None) == manner(start.reply, start.right, None)


def test_most_calls_become_small() -> None:
    sizes = []
    for exercise in (EXERCISES[name] for name in ("conv2d", "im2col", "max_pool2d", "avg_pool2d", "k_max_pool1d")):
        for mistake in exercise.misconceptions:
            _, found, _ = shrunk(exercise, wrong(exercise, mistake.name), 4)
            sizes.append(numbers(exercise, found.case))
    assert np.median(sizes) <= 5
    assert sum(size > 12 for size in sizes) <= len(sizes) / 10


@pytest.mark.parametrize("seed", [5, 6])
def test_little_is_left_whatever_was_drawn(seed: int) -> None:
    for name, mistake, most in SHOWN:
        with failing_case(exercise=name, mistake=mistake):
            exercise = EXERCISES[name]
            _, found, _ = shrunk(exercise, wrong(exercise, mistake), seed)
            again = shrunk(exercise, wrong(exercise, mistake), seed)[1]
            assert text(exercise, found.case) == text(exercise, again.case)
            assert numbers(exercise, found.case) <= most


def test_one_bug_does_not_become_another() -> None:
    """A function that fails for pairs and is wrong for several channels is shown failing for a pair."""

    def both(case: Case) -> Outcome:
        if isinstance(case.kwargs.get("stride"), tuple):
            return Outcome(raised="TypeError")
        return wrong(EXERCISES["conv2d"], "first_channel_only")(case)

    exercise = EXERCISES["conv2d"]
    expected = Expected(exercise, 3)
    index = next(i for i, case in enumerate(expected.cases) if both(case).raised == "TypeError")
    start = Failure(expected.cases[index], as_reply(both(expected.cases[index])), expected.truths[index])
    same = manner(start.reply, start.right, None)
    found = shrink(
        exercise, start, lambda case: as_reply(both(case)), lambda _, reply, right: manner(reply, right, None) == same
    )
    assert found.reply.types == ("TypeError",)
    assert isinstance(found.case.kwargs["stride"], tuple)
    assert numbers(exercise, found.case) == 4


def test_nobody_is_asked_after_a_function_that_does_not_come_back() -> None:
    exercise = EXERCISES["conv2d"]
    start = first_failure(exercise, wrong(exercise, "flipped_kernel"), 3)
    asked: list[Case] = []

    def ask(case: Case) -> None:
        asked.append(case)

    found = shrink(exercise, start, ask, lambda *_: True)
    assert len(asked) == 1
    assert found is start


def test_what_the_reference_refuses_is_never_asked() -> None:
    for name in ("conv2d_backward", "max_pool2d", "rnn_backward", "generate"):
        exercise = EXERCISES[name]
        for mistake in exercise.misconceptions[:4]:
            _, _, asked = shrunk(exercise, wrong(exercise, mistake.name), 3)
            for one in asked:
                assert of_function(exercise.reference_for(one), one).value is not None


def test_arguments_are_never_changed() -> None:
    exercise = EXERCISES["rnn_backward"]
    start = first_failure(exercise, wrong(exercise, "dhs_ignored"), 3)
    before = text(exercise, start.case)
    for move in Smaller(exercise, start.case).moves(start.case):
        move(start.case)
    assert text(exercise, start.case) == before


def test_plain_numbers_keep_order_signs_and_ties() -> None:
    exercise = EXERCISES["k_max_pool1d"]
    x = np.array([[[2.51, -0.37, 2.51, 0.0, -7.9]]])
    case = Case((), (x, 2))
    plain = next(move for move in Smaller(exercise, case).moves(case) if getattr(move, "__name__", "") == "_plain")
    (made, _) = plain(case).args
    assert made.tolist() == [[[0.2, -0.1, 0.2, 0.0, -0.3]]]


def test_sides_of_window_and_image_shrink_together() -> None:
    """A mistake that shows only where the window covers the image."""

    def covers(case: Case) -> Outcome:
        right = of_function(EXERCISES["conv2d"].reference_for(case), case)
        x, w = case.args[:2]
        if right.value is None or x.shape[2:] != w.shape[2:] or x.shape[2] < 2:
            return right
        return Outcome(value=(2 * right.value[0],))

    exercise = EXERCISES["conv2d"]
    case = Case((), (np.arange(1.0, 33).reshape(1, 2, 4, 4), np.arange(1.0, 33).reshape(1, 2, 4, 4)))
    start = Failure(case, as_reply(covers(case)), of_function(exercise.reference_for(case), case))
    same = manner(start.reply, start.right, None)
    found = shrink(exercise, start, lambda one: as_reply(covers(one)), lambda _, a, b: manner(a, b, None) == same)
    assert found.case.args[0].shape == found.case.args[1].shape == (1, 1, 2, 1)


class Student:
    """A function on trial, with the number of questions that it was asked."""

    def __init__(self, answer: Callable[[Case], Outcome]) -> None:
        self.answer, self.asked = answer, 0

    def __call__(self, case: Case) -> CallReply:
        self.asked += 1
        return as_reply(self.answer(case))


def trial(name: str, mistake: str) -> tuple[Expected, Sequence[CallReply], Student, int, Any]:
    expected = Expected(EXERCISES[name], 3)
    student = Student(wrong(EXERCISES[name], mistake))
    replies = [as_reply(student.answer(case)) for case in expected.cases]
    pairs = zip(replies, expected.truths, expected.cases, strict=True)
    first = next(i for i, (reply, right, case) in enumerate(pairs) if not case.raises and manner(reply, right, None))
    named = next(one for one in EXERCISES[name].misconceptions if one.name == mistake)
    return expected, replies, student, first, named


def test_a_mistake_with_a_name_costs_one_question() -> None:
    expected, replies, student, first, named = trial("conv2d", "flipped_kernel")
    found = example(expected, replies, first, None, named, student)
    assert student.asked == 1
    assert numbers(expected.exercise, found.case) == 4


def test_a_name_that_does_not_hold_leads_nowhere() -> None:
    """Where the student's function does not do what the named mistake does, its own answers lead."""
    expected, replies, _, first, named = trial("conv2d", "flipped_kernel")
    student = Student(wrong(EXERCISES["conv2d"], "bias_ignored"))
    found = example(expected, replies, first, None, named, student)
    assert student.asked <= 20
    assert text(expected.exercise, found.case) == text(expected.exercise, expected.cases[first])


def test_without_anybody_to_ask_the_first_failing_call_is_shown() -> None:
    expected, replies, _, first, named = trial("conv2d", "flipped_kernel")
    assert example(expected, replies, first, None, named, None).case is expected.cases[first]


def test_a_call_that_must_raise_stays_as_it_is() -> None:
    expected, replies, student, _, _ = trial("conv2d", "flipped_kernel")
    index = next(index for index, case in enumerate(expected.cases) if case.raises)
    found = example(expected, replies, index, None, None, student)
    assert found.case is expected.cases[index]
    assert student.asked == 0


def test_small_entries_count_where_the_exercise_says_so() -> None:
    """What is right for a smaller call is compared as for the drawn ones: here each entry on its own scale."""
    exercise = EXERCISES["gradient_norms"]
    assert exercise.entrywise

    def lost(case: Case) -> Outcome:
        """Return the norms without those far below the largest."""
        norms = np.asarray((of_function(exercise.reference_for(case), case).value or ())[0])
        return Outcome(value=(np.where(norms < 1e-4 * norms.max(), 0.0, norms),))

    start, found, _ = shrunk(exercise, lost, 3)
    assert manner(start.reply, start.right, None)
    assert manner(found.reply, found.right, None)
    assert found.case is not start.case
