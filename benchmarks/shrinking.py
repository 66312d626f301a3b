"""How small failing calls become, over the misconceptions of every exercise: ``python -m benchmarks.shrinking``.

Each misconception is a function that somebody hands in, called here without a sandbox. Its first failing call is made
smaller twice: as that of somebody whose mistake has no name, and led by the name. ``--show`` prints the calls.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass

from autograder.assignment import Exercise, Misconception, assignment_names, load_assignment
from autograder.judging import literals
from autograder.judging.expected import Expected, expected_of
from autograder.judging.failures import Failure, manner
from autograder.judging.outcome import of_function
from autograder.judging.shrinking import as_reply, shrink

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
    asked = []

    def ask(smaller):  # type: ignore[no-untyped-def]
        asked.append(smaller)
        return as_reply(of_function(function, smaller))

    start = Failure(case, as_reply(wrong), truth)
    same = manner(start.reply, truth, None)
    began = time.perf_counter()
    found = shrink(exercise, start, ask, lambda case, reply, right: manner(reply, right, None) == same)
    seconds = time.perf_counter() - began
    before, after = (sum(map(literals.numbers, literals.bound(reference, one.case).values())) for one in (start, found))
    text = literals.call(reference, case.function or exercise.name, found.case)
    yours = " ".join(literals.answer(a) for a in found.reply.value) or found.reply.types[0]
    right = " ".join(literals.answer(a) for a in found.right.value or ())
    return Shrunk(before, after, len(asked), seconds, f"{text} {yours} → {right}")


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
                    print(
                        f"{one.before:4} → {one.after:3} {one.questions:3} {one.seconds:6.3f} {misconception.name}: {one.text}"
                    )
    for name in ("before", "after", "questions", "seconds"):
        values = [getattr(one, name) for one in found]
        print(
            f"{name:10} median {statistics.median(values):.4g}, mean {statistics.mean(values):.4g}, most {max(values):.4g}"
        )
    print(len(found), sum(one.after > 30 for one in found))


if __name__ == "__main__":
    main()
