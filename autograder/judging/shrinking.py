"""Makes a failing call smaller, as property-based testing does: by asking the function a few questions more.

The boldest move comes first, and each is kept only where the answer is still wrong in the same way. The reference says
on the trusted side what is right; what it refuses is not asked.
"""

from collections.abc import Callable

import numpy as np

from autograder.assignment import Case, Exercise
from autograder.judging import literals
from autograder.judging.expected import right_outcome
from autograder.judging.failures import Failure
from autograder.judging.outcome import Outcome
from autograder.judging.smaller_calls import Smaller
from autograder.sandbox import CallReply

QUESTIONS = 20
Ask = Callable[[Case], CallReply | None]  # None: it did not come back, and nothing more is asked
Fails = Callable[[Case, CallReply, Outcome], bool]  # says whether a reply is wrong in the way that is to be shown


def shrink(exercise: Exercise, start: Failure, ask: Ask, fails: Fails, questions: int = QUESTIONS) -> Failure:
    """The smallest call found that still ``fails``, after at most so many ``questions``."""
    smaller = Smaller(exercise, start.case)
    best, weight = start, _weight(smaller, start.case)
    tried = {(weight[-1], start.case.strided)}
    improved = True
    while improved:
        improved = False
        for move in smaller.moves(best.case):
            if (moved := move(best.case)) is best.case:
                continue
            case, right = _sensible(smaller, moved, tried)
            if case is None or (found := _weight(smaller, case)) >= weight:
                continue
            if questions == 0 or (reply := ask(case)) is None:
                return best
            questions -= 1
            if fails(case, reply, right):
                best, weight, improved = Failure(case, reply, right), found, True
    return best


def _sensible(smaller: Smaller, moved: Case, tried: set[tuple[str, bool]]) -> tuple[Case | None, Outcome]:
    """The moved call with what is right for it, where the reference takes it and nobody has asked it yet."""
    for case in smaller.fitted(moved):
        key = literals.call(smaller.reference, "", case), case.strided
        if key in tried:
            continue
        tried.add(key)
        right = right_outcome(smaller.exercise, case)
        if _is_seen(right):
            return case, right
    return None, Outcome(raised="")


def _is_seen(right: Outcome) -> bool:
    """Return whether there is anything to see in what is right: finite numbers, not all of them zero."""
    arrays = [array for output in right.value or () for array in (output if isinstance(output, list) else [output])]
    return any(array.any() for array in arrays) and all(np.isfinite(array).all() for array in arrays)


def _weight(smaller: Smaller, case: Case) -> tuple[int, int, str]:
    """Weigh what there is to read in the call: numbers, then characters."""
    text = literals.call(smaller.reference, "", case)
    shown = list(literals.given(smaller.reference, case).values())
    return literals.numbers(shown) + case.strided, len(text), text


def as_reply(outcome: Outcome) -> CallReply:
    """The outcome of a function of ours, as if a sandbox had replied with it."""
    if outcome.value is None:
        return CallReply("raised", types=(outcome.raised or "Exception",))
    return CallReply("returned", outcome.value)
