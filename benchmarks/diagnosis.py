"""The share of wrong answers that get a name or a true sentence, and the cost of an explanation beside judging.

    python -m benchmarks.diagnosis [--pairs 300] [--fresh 3] [--list]

The wrong answers are the misconceptions of all exercises, alone and two at once; symptoms are also looked for as
though no mistake had a name. A sentence is untrue where it does not hold for the same function's answers to other
cases. ``--list`` prints every sentence.
"""

import argparse
import itertools
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import starmap
from typing import Any

import numpy as np
from rich.console import Console
from rich.table import Table

from autograder.assignment import Exercise, Misconception, Output, assignment_names, load_assignment
from autograder.judging import judge
from autograder.judging.diagnosis import Diagnosis, diagnose
from autograder.judging.diagnosis.symptoms import Symptom, see, symptom
from autograder.judging.expected import Expected
from autograder.judging.outcome import Outcome
from autograder.judging.tolerance import agrees
from autograder.release import sample_course
from autograder.submission import reader

WHAT_LESS = ("wrong_where", "raises_where", "output_wrong", "no_error")  # kinds that do not say what came
MOST = 0.5  # of the loss is explained by a sentence that counts


@dataclass(frozen=True)
class Spoken:
    """A sentence about somebody's answers, and whether it holds on fresh cases."""

    exercise: str
    mistake: str
    symptom: Symptom | None
    is_true: bool


def main() -> None:
    """Measure, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pairs", type=int, default=300, help="pairs of mistakes that are laid over each other")
    parser.add_argument("--fresh", type=int, default=3, help="fresh draws on which a sentence must hold")
    parser.add_argument("--list", action="store_true", help="print every sentence")
    arguments = parser.parse_args()
    exercises = [one for name in assignment_names() for one in load_assignment(name).exercises]
    expected = {one: Expected(one, 0) for one in exercises}
    fresh = {one: [Expected(one, seed) for seed in range(1, arguments.fresh + 1)] for one in exercises}
    alone = [(one, item) for one in exercises for item in one.misconceptions]
    spoken = [said_about(expected[one], item, fresh[one]) for one, item in alone]
    table = Table("", "share", "of", title="Wrong answers", title_justify="left")
    named = [diagnose(expected[one], expected[one].wrong(item)) for one, item in alone]
    right = [found.misconception is item and found.also is None for found, (_, item) in zip(named, alone, strict=True)]
    share(table, "one mistake: its name and no other", right)
    share(table, "one mistake, had it no name: what", [says_what(one.symptom) for one in spoken])
    share(table, "… what, where or which output", [one.symptom is not None for one in spoken])
    share(table, "… sentences that are untrue on fresh cases", [not one.is_true for one in spoken if one.symptom])
    share(table, "name taken away: a neighbour's name", [neighbour(expected[one], item) for one, item in alone])
    pairs(table, expected, arguments.pairs)
    Console().print(table)
    kinds(spoken)
    costs(expected, alone)
    if arguments.list:
        for one in spoken:
            print(
                f"{one.exercise}: {one.mistake}: {one.symptom.says if one.symptom else '–'}", "" if one.is_true else "✗"
            )


def share(table: Table, says: str, answers: Sequence[bool]) -> None:
    """Add a row with the share of the answers that are yes."""
    table.add_row(says, f"{100 * sum(answers) / max(1, len(answers)):.1f} %", f"{sum(answers)} of {len(answers)}")


def says_what(found: Symptom | None) -> bool:
    """Return whether a symptom says what came, of most of the loss."""
    return found is not None and found.name not in WHAT_LESS and found.explains >= MOST


def said_about(expected: Expected, item: Misconception, fresh: Sequence[Expected]) -> Spoken:
    """The symptom of somebody with a misconception, had it no name."""
    found = symptom(expected, expected.wrong(item))
    true = found is None or all(found.still(see(other, other.wrong(item))) for other in fresh)
    return Spoken(expected.exercise.name, item.name, found, true)


def neighbour(expected: Expected, item: Misconception) -> bool:
    """Return whether another mistake is named where this one is not on the list."""
    others = Unlisted(expected, item)
    return diagnose(others, expected.wrong(item)).misconception is not None


class Unlisted(Expected):
    """The expected results of an exercise without one of its misconceptions."""

    def __init__(self, expected: Expected, item: Misconception) -> None:
        self.__dict__.update(expected.__dict__)
        listed = [one for one in expected.exercise.misconceptions if one is not item]
        self.exercise = Exercise(**{**vars(expected.exercise), "misconceptions": listed})


def pairs(table: Table, expected: dict[Exercise, Expected], count: int) -> None:
    """Add the rows about two mistakes at once, their errors added up."""
    rng = np.random.default_rng(0)
    every = [(one, *two) for one in expected for two in itertools.permutations(one.misconceptions, 2)]
    chosen = rng.choice(len(every), min(count, len(every)), replace=False)
    found = []
    for index in chosen:
        one, first, second = every[index]
        answers = laid_over(expected[one], first, second)
        found.append(({first.name, second.name}, diagnose(expected[one], answers)))
    names = [{item.name for item in (each.misconception, each.also) if item} for _, each in found]
    true = [bool(mine & both) for mine, (both, _) in zip(names, found, strict=True)]
    share(table, "two mistakes: a true name", true)
    share(table, "… both", [mine == both for mine, (both, _) in zip(names, found, strict=True)])
    share(table, "… a false name", [bool(mine - both) for mine, (both, _) in zip(names, found, strict=True)])
    spoke = [yes or explains_most(each) for yes, (_, each) in zip(true, found, strict=True)]
    share(table, "… a true name, or a symptom of half the loss", spoke)
    share(table, "… a name or any symptom", [bool(each.says) for _, each in found])


def explains_most(found: Diagnosis) -> bool:
    """Return whether a symptom explains most of the loss."""
    return found.symptom is not None and found.symptom.explains >= MOST


def laid_over(expected: Expected, first: Misconception, second: Misconception) -> list[Outcome]:
    """The outcomes with the errors of both added up: where both are wrong, the result is neither's."""
    mixed = []
    for truth, one, other in zip(expected.truths, expected.wrong(first), expected.wrong(second), strict=True):
        if truth.value is None or one.value is None or other.value is None:
            mixed.append(other if one.same_as(truth) else one)
        else:
            outputs = zip(truth.value, one.value, other.value, strict=False)
            mixed.append(Outcome(value=tuple(starmap(both, outputs))))
    return mixed


def both(right: Output, one: Output, other: Output) -> Output:
    """An output with two errors; of several shapes the first wrong one."""
    arrays = (right, one, other)
    if any(isinstance(array, list) for array in arrays) or len({np.shape(array) for array in arrays}) > 1:
        return other if agrees(one, right) else one
    return np.asarray(one) + np.asarray(other) - np.asarray(right)


def kinds(spoken: Sequence[Spoken]) -> None:
    """Print how often each kind of symptom spoke, and how often it was untrue."""
    said = Counter(one.symptom.name for one in spoken if one.symptom)
    untrue = Counter(one.symptom.name for one in spoken if one.symptom and not one.is_true)
    table = Table("symptom", "said", "untrue", title="Symptoms", title_justify="left")
    for name, count in said.most_common():
        table.add_row(name, str(count), str(untrue[name]))
    Console().print(table)


def costs(expected: dict[Exercise, Expected], alone: Sequence[tuple[Exercise, Misconception]]) -> None:
    """Print the seconds of an explanation, first and remembered, beside those of judging an exercise."""
    judging = statistics.mean(map(judged, assignment_names()))
    named = list[float]()
    first, again = list[float](), list[float]()
    for one in expected:
        new = Expected(one, 0)
        answers = [new.wrong(item) for item in one.misconceptions]
        for seconds in (first, again):
            seconds += [worked(partial(symptom, new, given)) for given in answers]
        named += [worked(partial(diagnose, new, given)) for given in answers]
    table = Table("", "ms", "× judging", title="An exercise", title_justify="left")
    for says, value in (
        ("judged in the sandbox, right", judging),
        ("a name", statistics.mean(named)),
        ("a symptom, on average over a class", statistics.mean(first)),
        ("… all remembered", statistics.mean(again)),
        ("… all remembered, the dearest", max(again)),
        ("… nothing remembered, the dearest", max(first)),
    ):
        table.add_row(says, f"{1000 * value:.1f}", f"{value / judging:.2f}")
    Console().print(table)


def judged(assignment: str) -> float:
    """The seconds of judging a right notebook, an exercise each, when the sandbox is warm and the machine is free."""
    loaded = load_assignment(assignment)
    submission = reader.parse(dict(sample_course.submissions(loaded))["perfect"], assignment)
    seconds = []
    for _ in range(6):
        started = time.perf_counter()
        judge(loaded, submission, 1)
        seconds.append(time.perf_counter() - started)
    return min(seconds) / len(loaded.exercises)


def worked(work: Callable[[], Any]) -> float:
    """The processor's seconds for some work."""
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
