"""True sentences about a wrong answer, for any exercise, without a list of wrong implementations.

First the claims about what came (`changes`, `readings`, `relations`), the one that explains most of the wrong results
of an output, then the condition under which it is wrong (`conditions`), then which outputs are wrong. A sentence is a
fact about the calls that were made, never a guess about the code.
"""

import itertools
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from autograder.judging.diagnosis.changes import changes, plain
from autograder.judging.diagnosis.claims import CASES, Claim, Seen, Subject
from autograder.judging.diagnosis.conditions import Property, separating
from autograder.judging.diagnosis.readings import readings
from autograder.judging.diagnosis.relations import relations
from autograder.judging.diagnosis.shapes import shapes
from autograder.judging.expected import Expected
from autograder.judging.outcome import WHOLE_CASE, Outcome, differing
from autograder.judging.tolerance import agrees
from autograder.wording import Message, listed, marked, say

MOST = 0.5  # of the loss must be explained by what came, else a condition says more


@dataclass(frozen=True, eq=False)
class Symptom:
    """A true sentence by its ``name`` (`vocabulary.SYMPTOMS`), and the share of the wrong results that it explains.

    ``still`` asks whether it is true of the same function's answers to other cases.
    """

    name: str
    says: Message
    explains: float
    still: Callable[[Sequence[Seen]], bool]


def see(expected: Expected, answers: Sequence[Outcome]) -> list[Seen]:
    """The cases that must return a value with what came of them, the smallest first."""
    wrong: dict[int, set[int]] = {}
    for index, output in differing(answers, expected.truths):
        wrong.setdefault(index, set()).add(output)
    seen = []
    for index, known in expected.known.items():
        if known.case.module is not None and not known.case.module.returns_values:
            continue  # what is true of values is not of brackets
        bad = wrong.get(index, set())
        yours = None if WHOLE_CASE in bad else answers[index].value
        seen.append(Seen(known, yours, frozenset(bad - {WHOLE_CASE})))
    return sorted(seen, key=lambda one: sum(np.size(v) for v in one.known.given.values() if isinstance(v, np.ndarray)))


@np.errstate(all="ignore")  # what is tried may overflow, divide by zero or be no number at all
def symptom(expected: Expected, answers: Sequence[Outcome]) -> Symptom | None:
    """The sentence that says most of wrong answers; None where nothing is sure."""
    seen = see(expected, answers)
    if not any(one.failed for one in seen):
        return _no_error(expected, answers)
    what = sorted(_what(expected, seen), key=lambda one: -one.explains)
    if what and what[0].explains >= MOST:
        return what[0]
    return next(itertools.chain(_raises(seen, answers, expected), _where(seen), what, _which(expected, seen)), None)


def _what(expected: Expected, seen: Sequence[Seen]) -> Iterator[Symptom]:
    """A sentence for each output; outputs of which the same is true share one."""
    yield from _outputs_exchanged(expected, seen)
    lost = sum(len(one.known.right) if one.yours is None else len(one.wrong) for one in seen)
    shared: dict[Message, list[tuple[str, int, Claim, int, int]]] = {}
    for output in range(max(len(one.known.right) for one in seen)):
        wrong = [one for one in seen if one.yours is not None and output in one.wrong]
        if wrong:
            subject = _subject(expected, output)
            claim, support = _best(expected, subject, wrong)
            if claim is not None:
                shared.setdefault(claim.says, []).append((subject.name, output, claim, support, len(wrong)))
    for says, members in shared.items():
        explained, wrongs = sum(one[3] for one in members), sum(one[4] for one in members)
        names = listed([name for name, *_ in members])
        if explained == wrongs:
            text = say("Every wrong {outputs} {claim}.", outputs=names, claim=says)
        else:
            often = marked("In {explained} of {wrong} wrong results {outputs} {claim}.")
            text = say(often, explained=explained, wrong=wrongs, outputs=names, claim=says)
        still = partial(_still, [(output, claim) for _, output, claim, _, _ in members], explained == wrongs)
        yield Symptom(members[0][2].name, text, explained / lost, still)


def _subject(expected: Expected, output: int) -> Subject:
    cases = [known for known in expected.known.values() if output < len(known.right)]
    return Subject(expected.exercise.outputs_of(cases[0].case)[output], output, cases)


def _best(expected: Expected, subject: Subject, wrong: Sequence[Seen]) -> tuple[Claim | None, int]:
    """The claim that explains most of the wrong results of an output, and how many; of several the plainest."""
    best, most = None, 0
    for claim in _claims(expected, subject):
        support = claim.count(wrong, subject.output)
        if support > most:
            best, most = claim, support
            if support == len(wrong):
                break
    return best, most


def _claims(expected: Expected, subject: Subject) -> Sequence[Claim]:
    """The claims that can be made about an output, the plainest first; made once for a class."""
    key = "claims", subject.output
    if key not in expected.remembered:
        made = (plain(subject), readings(expected), changes(subject), shapes(subject), relations(subject))
        expected.remembered[key] = list(itertools.chain.from_iterable(made))
    found: Sequence[Claim] = expected.remembered[key]
    return found


@np.errstate(all="ignore")
def _still(members: Sequence[tuple[int, Claim]], every: bool, later: Sequence[Seen]) -> bool:
    """Return whether claims that explained every wrong result explain every other one, too; else most of them."""
    for output, claim in members:
        found = [claim.holds(one, output) for one in later if one.yours is not None and output in one.wrong]
        if found.count(False) > (0 if every else found.count(True)):
            return False
    return True


def _outputs_exchanged(expected: Expected, seen: Sequence[Seen]) -> Iterator[Symptom]:
    cases = [one for one in seen if one.wrong]
    names = expected.exercise.outputs
    for one, other in itertools.combinations(range(len(names)), 2):
        if len(cases) >= CASES and all(_exchanged(one, other, case) for case in cases):
            text = marked("{one} and {other} stand in each other's place: they are returned in the wrong order.")
            says = say(text, one=names[one], other=names[other])
            lost = sum(len(case.wrong) for case in cases)
            still = partial(_all_of_the_wrong, partial(_exchanged, one, other))
            yield Symptom("outputs_exchanged", says, 2 * len(cases) / lost, still)


def _exchanged(one: int, other: int, case: Seen) -> bool:
    yours, right = case.yours, case.known.right
    if yours is None or len(right) <= other or any(isinstance(right[k], list) for k in (one, other)):
        return False
    return agrees(yours[one], right[other]) and agrees(yours[other], right[one])


def _all_of_the_wrong(holds: Callable[[Seen], bool], later: Sequence[Seen]) -> bool:
    return all(holds(one) for one in later if one.wrong and one.yours is not None)


def _raises(seen: Sequence[Seen], answers: Sequence[Outcome], expected: Expected) -> Iterator[Symptom]:
    """An exception in every case that has a property, and in no other."""
    raised, returned = [one for one in seen if one.yours is None], [one for one in seen if one.yours is not None]
    found = separating([one.known for one in raised], [one.known for one in returned])
    if found is not None:
        says, holds = found
        kinds = {answers[index].raised for index, known in expected.known.items() if answers[index].value is None}
        kind = kinds.pop() if len(kinds) == 1 else None
        text = say(
            "It ends with {error} in every call where {condition}, and in no other.",
            error=_article(kind),
            condition=says,
        )
        wrong = sum(one.failed for one in seen)
        yield Symptom("raises_where", text, len(raised) / wrong, partial(_separates, holds))


def _separates(holds: Property, later: Sequence[Seen]) -> bool:
    return all(holds(one.known) == (one.yours is None) for one in later)


def _where(seen: Sequence[Seen]) -> Iterator[Symptom]:
    """A property that all wrong cases have and no right one."""
    wrong, right = [one.known for one in seen if one.failed], [one.known for one in seen if not one.failed]
    found = separating(wrong, right)
    if found is not None:
        says, holds = found
        text = say(
            "It came out wrong in the {wrong} calls where {condition}, and right in the {right} others.",
            wrong=len(wrong),
            condition=says,
            right=len(right),
        )
        yield Symptom("wrong_where", text, 1.0, partial(_only_where, holds))


def _only_where(holds: Property, later: Sequence[Seen]) -> bool:
    return all(holds(one.known) for one in later if one.failed)


def _which(expected: Expected, seen: Sequence[Seen]) -> Iterator[Symptom]:
    """Some outputs right in every call, others not."""
    names = expected.exercise.outputs
    if len(seen) < CASES or any(one.yours is None or len(one.known.right) != len(names) for one in seen):
        return
    bad = sorted({output for one in seen for output in one.wrong})
    good = [output for output in range(len(names)) if output not in bad]
    if good:
        right, wrong = ([names[k] for k in some] for some in (good, bad))
        text = say("In every call that was tried {right}; {wrong}.", right=_are_right(right), wrong=_are_not(wrong))
        yield Symptom("output_wrong", text, 1.0, partial(_right_in, good))


def _right_in(good: Sequence[int], later: Sequence[Seen]) -> bool:
    return not any(one.wrong & set(good) for one in later)


def _no_error(expected: Expected, answers: Sequence[Outcome]) -> Symptom | None:
    """Values that are right, and errors that are missing."""
    must = [index for index, case in enumerate(expected.cases) if case.raises is not None]
    silent = [index for index in must if answers[index].raised != expected.truths[index].raised]
    if not silent or any(answers[index].raised == "TimeoutError" for index in silent):  # then not all were asked for
        return None
    text = say(
        "Every value is right; {silent} of the {count} calls that must raise an error do not.",
        silent=len(silent),
        count=len(must),
    )
    return Symptom("no_error", text, 1.0, lambda later: not any(one.failed for one in later))


def _are_right(names: Sequence[str]) -> Message:
    if len(names) == 1:
        return say("{output} is right", output=names[0])
    return say("{outputs} are right", outputs=listed(names))


def _are_not(names: Sequence[str]) -> Message:
    if len(names) == 1:
        return say("{output} is not", output=names[0])
    return say("{outputs} are not", outputs=listed(names))


def _article(error: str | None) -> Message:
    if error is None:
        return say("an exception")
    return say("an {error}", error=error) if error[0] in "AEIOU" else say("a {error}", error=error)
