"""Measures how small failing calls become, over the misconceptions of every exercise.

    python -m benchmarks.shrinking [--show]

Each misconception is a function that somebody hands in, called here without a sandbox, as if its mistake had no name.
``--show`` prints the calls.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.assignment import Case, Exercise, Misconception, assignment_names, load_assignment
from autograder.judging import literals
from autograder.judging.expected import Expected, expected_of
from autograder.judging.failures import Failure, manner
from autograder.judging.outcome import of_function
from autograder.judging.shrinking import as_reply, shrink
from autograder.judging.written_case import MOST_NUMBERS, written_case
from autograder.sandbox import CallReply

SEED = 1


@dataclass
class Shrunk:
    """One failing call before and after."""

    before: int
    after: int
    questions: int
    seconds: float
    text: str


def shrunk(expected: Expected, misconception: Misconception) -> Shrunk | None:
    """The first failing call of somebody with the misconception, made smaller; None where there is none."""
    exercise = expected.exercise
    for case, truth, wrong in zip(expected.cases, expected.truths, expected.wrong(misconception), strict=True):
        if case.raises is None and case.module is None and not wrong.same_as(truth):
            break
    else:
        return None
    function, reference = exercise.misconceived(misconception, case), exercise.reference_for(case)
    asked: list[Case] = []

    def ask(smaller: Case) -> CallReply:
        asked.append(smaller)
        return as_reply(of_function(function, smaller))

    start = Failure(case, as_reply(wrong), truth)
    same = manner(start.reply, truth, None)
    began = time.perf_counter()
    found = shrink(exercise, start, ask, lambda case, reply, right: manner(reply, right, None) == same)
    seconds = time.perf_counter() - began
    before, after = (literals.numbers([*literals.given(reference, one.case).values()]) for one in (start, found))
    return Shrunk(before, after, len(asked), seconds, written_case(exercise, found, None))


def exercises() -> Iterator[Exercise]:
    """Every exercise of every assignment."""
    for name in assignment_names():
        yield from load_assignment(name).exercises


def main() -> None:
    """Print the figures."""
    found = []
    for exercise in exercises():
        expected = expected_of(exercise, SEED)
        for misconception in exercise.misconceptions:
            if (one := shrunk(expected, misconception)) is not None:
                found.append(one)
                if "--show" in sys.argv:
                    print(f"{misconception.name}: {one.before} → {one.after}, {one.questions} questions\n{one.text}\n")
    for name in ("before", "after", "questions", "seconds"):
        values = [getattr(one, name) for one in found]
        middle, mean = statistics.median(values), statistics.mean(values)
        print(f"{name:10} median {middle:.3g}, mean {mean:.3g}, most {max(values):.3g}")
    print(f"{len(found)} calls, of which {sum(one.after > MOST_NUMBERS for one in found)} are told by their shapes")


if __name__ == "__main__":
    main()
