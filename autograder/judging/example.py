"""Finds the failing call that a student is shown: the first one that fails, made smaller.

Where the mistake has a name, its wrong function on the trusted side goes ahead and finds the way, once for a class. The
student's function is asked whether it does the same there. Without a name, its answers lead the way.
"""

import functools
from collections.abc import Sequence
from dataclasses import replace

from autograder.assignment import Case, Misconception
from autograder.judging.expected import Expected
from autograder.judging.failures import Failure, manner
from autograder.judging.outcome import Outcome, of_function, of_reply
from autograder.judging.shrinking import QUESTIONS, Ask, as_reply, shrink
from autograder.sandbox import CallReply

AHEAD = 60  # questions to our own function, which cost no time of the sandbox


def example(
    expected: Expected,
    replies: Sequence[CallReply],
    wrong: int,
    output: int | None,
    named: Misconception | None,
    ask: Ask | None,
) -> Failure:
    """The call that is shown for ``replies``, of which the one at ``wrong`` is the first that loses points.

    ``output`` is the output that it loses them for (None: any), ``named`` the mistake that is named.
    """
    index = wrong if named is None else _first_explained(expected, replies, wrong, output, named)
    start = Failure(expected.cases[index], replies[index], expected.truths[index])
    if ask is None or start.case.raises is not None or start.case.module is not None or start.right.value is None:
        return start
    exercise = expected.exercise
    questions = QUESTIONS
    if named is not None:
        ahead = _ahead(expected, named.name, index, output)
        if ahead.case is not start.case:
            reply = ask(ahead.case)
            if reply is None:
                return start
            if _does_the_same(expected, named, output, Failure(ahead.case, reply, ahead.right)):
                return replace(ahead, reply=reply)
            questions -= 1
    same = manner(start.reply, start.right, output)

    def fails(case: Case, reply: CallReply, right: Outcome) -> bool:
        return manner(reply, right, output) == same

    return shrink(exercise, start, ask, fails, questions)


def _first_explained(
    expected: Expected, replies: Sequence[CallReply], wrong: int, output: int | None, named: Misconception
) -> int:
    """The first failing case that the mistake explains; ``wrong`` where it explains none by itself."""
    for index, (case, reply, right) in enumerate(zip(expected.cases, replies, expected.truths, strict=True)):
        if case.raises is None and _does_the_same(expected, named, output, Failure(case, reply, right)):
            return index
    return wrong


def _does_the_same(expected: Expected, named: Misconception, output: int | None, failure: Failure) -> bool:
    """Return whether a call fails, and as the named mistake makes it fail."""
    function = expected.exercise.misconceived(named, failure.case)
    return bool(manner(failure.reply, failure.right, output)) and of_reply(failure.reply).same_as(
        of_function(function, failure.case)
    )


@functools.lru_cache(maxsize=256)
def _ahead(expected: Expected, name: str, index: int, output: int | None) -> Failure:
    """The failing call made smaller with the wrong function of the mistake so named in the student's place."""
    exercise = expected.exercise
    named = next(one for one in exercise.misconceptions if one.name == name)

    def answer(case: Case) -> CallReply:
        return as_reply(of_function(exercise.misconceived(named, case), case))

    case, right = expected.cases[index], expected.truths[index]
    return shrink(
        exercise,
        Failure(case, answer(case), right),
        answer,
        lambda _, reply, right: bool(manner(reply, right, output)),
        AHEAD,
    )
