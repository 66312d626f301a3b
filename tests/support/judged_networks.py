"""Classes of PyTorch that are judged by what they do: right ones earn everything, wrong ones are named."""

from collections.abc import Callable, Collection, Mapping

from autograder.assignment import Exercise
from autograder.judging.diagnosis import diagnose
from autograder.judging.outcome import of_reply
from autograder.sandbox import CallReply
from tests.support.grids import case
from tests.support.marking import SEEDS, marking
from tests.support.torch_marking import points, replies


def assert_right_ones_earn_everything(exercise: Exercise, networks: Mapping[str, type]) -> None:
    """Every network gets all points of every part, on every draw."""
    for seed in SEEDS:
        marks = marking(exercise, seed)
        for name, kind in networks.items():
            with case(seed=seed, network=name):
                earned = points(marks, replies(marks, kind))
                assert earned == {aspect.name: aspect.points for aspect in exercise.aspects}


def assert_wrong_ones_are_named(
    exercise: Exercise,
    mistakes: Mapping[str, str | None],
    handed_in: Callable[[str], list[CallReply]],
    loses: Mapping[str, Collection[str]],
    known: Collection[str],
) -> None:
    """Every network loses a part, those of ``loses`` the parts named there, and has the name of its one mistake.

    ``mistakes`` has the mistake of each network, or None; together they are the ``known`` ones. ``handed_in`` gives
    the replies of a network to the draw of seed 0.
    """
    marks = marking(exercise, 0)
    for name, mistake in mistakes.items():
        with case(network=name):
            given = handed_in(name)
            lost = {part for part, earned in points(marks, given).items() if not earned}
            assert lost, "full marks"
            assert lost == loses.get(name, lost)
            found = diagnose(marks, list(map(of_reply, given)))
            assert (found.misconception and found.misconception.name) == mistake
            assert found.also is None
    assert set(mistakes.values()) - {None} == set(known), "each mistake is somebody's"
