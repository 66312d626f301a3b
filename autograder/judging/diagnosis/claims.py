"""Claims about a wrong output, and what it takes for one to be true of an answer.

A claim is half a sentence ("is turned round along its steps (axis 1)") with a test. The test says of an output whether
the claim holds, or None where it says nothing: where what is claimed would be right, too.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import NamedTuple

import numpy as np

from autograder.assignment import Output, letters
from autograder.judging.expected import Known
from autograder.judging.tolerance import ABSOLUTE, RELATIVE, agrees, wrong_entries
from autograder.wording import LANGUAGES, Language, Message, in_language, say

NUMBERS = 4  # so many different wrong numbers, all explained, are no chance, though of one case
CASES, MANY = 2, 3  # that must speak for a claim, and for one that says little of each

Array = np.ndarray
Meant = Callable[[Known, int], Output | None]  # what would come if the claim were true, of an output; None: cannot be


class Flat:
    """An output in the form in which many are compared: all its numbers in a row, and the error that is allowed."""

    def __init__(self, value: Output) -> None:
        parts = value if isinstance(value, list) else [np.asarray(value)]
        self.value = value
        self.shapes = tuple(part.shape for part in parts)
        self.numbers = np.concatenate([np.real(part).astype(np.float64).ravel() for part in parts])
        self.slack = RELATIVE * np.abs(self.numbers[np.isfinite(self.numbers)]).max(initial=0.0) + ABSOLUTE

    def agrees_with(self, meant: "Flat", place: int | None = None) -> bool:
        """Return whether this is what is ``meant``; most are not, which the number at ``place`` tells."""
        if self.shapes != meant.shapes:
            return False
        if self.numbers.size:
            if place is None:
                place = int(np.abs(self.numbers - meant.numbers).argmax())
            if abs(self.numbers[place] - meant.numbers[place]) > meant.slack:
                return False
        return agrees(self.value, meant.value)


def unless_right(value: Output, known: Known, output: int) -> Flat | None:
    """The output that would come, in the form to be compared; None where it is right."""
    key = "right", output
    if key not in known.remembered:
        known.remembered[key] = Flat(known.right[output])
    right: Flat = known.remembered[key]
    meant = Flat(value)
    return None if meant.agrees_with(right) else meant


class Pair(NamedTuple):
    """A wrong array and the right one; ``bad`` is the mask of what is wrong, None where the shapes differ."""

    yours: Array
    right: Array
    bad: Array | None


@dataclass(frozen=True, eq=False)
class Seen:
    """A case that must return a value, what came of it (None: an exception), and which outputs are wrong."""

    known: Known
    yours: tuple[Output, ...] | None
    wrong: frozenset[int]
    _flat: dict[int, tuple[Flat, int]] = field(default_factory=dict)
    _pairs: dict[int, list[Pair] | None] = field(default_factory=dict)

    @property
    def failed(self) -> bool:
        """Return whether anything is not right."""
        return self.yours is None or bool(self.wrong)

    def output(self, output: int) -> Output:
        """The output that came."""
        assert self.yours is not None  # noqa: S101 -- claims are made of outputs that came
        return self.yours[output]

    def is_met_by(self, meant: Flat, output: int) -> bool:
        """Return whether the output is what is ``meant``."""
        if output not in self._flat:
            yours, right = Flat(self.output(output)), Flat(self.known.right[output])
            apart = np.abs(yours.numbers - right.numbers) if yours.shapes == right.shapes else np.zeros(1)
            self._flat[output] = yours, int(apart.argmax()) if apart.size else 0
        yours, telling = self._flat[output]
        return yours.agrees_with(meant, telling)

    def pairs(self, output: int) -> list[Pair] | None:
        """The wrong arrays of an output with the right ones; None where it is a list and should be none, or not one."""
        if output not in self._pairs:
            yours, right = self.output(output), self.known.right[output]
            if isinstance(yours, list) != isinstance(right, list):
                self._pairs[output] = None
            else:
                both = zip(yours, right, strict=False) if isinstance(right, list) else [(np.asarray(yours), right)]
                self._pairs[output] = [_pair(*one) for one in both if not agrees(*one)]
        return self._pairs[output]

    def evidence(self, output: int) -> int:
        """The number of different numbers of the output that are wrong: the worth of getting them all right."""
        right = self.known.right[output]
        if not isinstance(right, list) and right.size == 1 and right.dtype.kind in "iu":
            return 0  # one small whole number is met by chance
        wrong = [pair.yours if pair.bad is None else pair.yours[pair.bad] for pair in self.pairs(output) or ()]
        return len(np.unique(np.concatenate([np.ravel(one) for one in wrong]))) if wrong else 0


def _pair(yours: Array, right: Array) -> Pair:
    return Pair(yours, right, np.asarray(wrong_entries(yours, right)) if yours.shape == right.shape else None)


@dataclass(frozen=True, eq=False)
class Claim:
    """A claim by the ``name`` of its kind (`vocabulary.SYMPTOMS`); ``says`` comes after "Every wrong out".

    For one that ``names_all`` the numbers, enough different ones must speak. A second mistake may contradict it, in few
    results, unless it is ``strict``. For another, ``least`` wrong results must speak, and none against it.
    """

    name: str
    says: Message
    holds: Callable[[Seen, int], bool | None]
    names_all: bool = False
    strict: bool = False
    least: int = CASES

    def count(self, cases: Iterable[Seen], output: int) -> int:
        """The number of wrong results that it explains; 0 where it is not sure."""
        support = against = numbers = 0
        for seen in cases:
            found = self.holds(seen, output)
            support, against = support + (found is True), against + (found is False)
            if against > (support + 1 if self.names_all and not self.strict else 0):
                return 0
            numbers += seen.evidence(output) if found and self.names_all else 0
        if self.names_all:
            return support if numbers >= NUMBERS and support > 2 * against else 0
        return support if support >= self.least else 0


def meant(name: str, says: Message, what: Meant, *, strict: bool = False) -> Claim:
    """The claim that an output is ``what`` would come of it, which is remembered with the case."""

    def holds(seen: Seen, output: int) -> bool | None:
        remembered, place = seen.known.remembered, (says, output)
        if place not in remembered:
            with np.errstate(all="ignore"):
                found = what(seen.known, output)
            told = found is not None and _is_finite(found) >= _is_finite(seen.known.right[output])
            remembered[place] = unless_right(found, seen.known, output) if found is not None and told else None
        expected: Flat | None = remembered[place]
        return None if expected is None else seen.is_met_by(expected, output)

    return Claim(name, says, holds, names_all=True, strict=strict)


def _is_finite(value: Output) -> bool:
    return all(bool(np.isfinite(array).all()) for array in (value if isinstance(value, list) else [value]))


def same_shape(
    name: str, says: Message, relation: Callable[[Array, Array, Array], bool | None], least: int = CASES
) -> Claim:
    """The claim of a ``relation`` between what came, what is right, and the mask of what is wrong."""
    return Claim(
        name, says, partial(_all, lambda p: p.bad is not None and relation(p.yours, p.right, p.bad)), least=least
    )


def other_shape(name: str, says: Message, relation: Callable[[Array, Array], bool | None], least: int = CASES) -> Claim:
    """The claim of a ``relation`` between what came and what is right, where their shapes differ."""
    return Claim(
        name, says, partial(_all, lambda p: relation(p.yours, p.right) if p.bad is None else False), least=least
    )


def _all(holds: Callable[[Pair], bool | None], seen: Seen, output: int) -> bool | None:
    """Return whether a relation holds of all arrays of an output that are wrong."""
    with np.errstate(all="ignore"):
        found = [holds(pair) for pair in seen.pairs(output) or ()]
    return None if None in found or not found else all(found)


@dataclass(frozen=True)
class Subject:
    """An output as it is spoken of: its name, the cases that return it, and the words for its axes."""

    name: str
    output: int
    cases: Sequence[Known]

    @cached_property
    def ndim(self) -> int:
        """The number of its axes; of a list of arrays none are spoken of."""
        values = [known.right[self.output] for known in self.cases]
        return max((value.ndim for value in values if not isinstance(value, list)), default=0)

    def letter(self, axis: int) -> str:
        """The letter of an axis, "" where it has none."""
        return letters(self.cases[0].exercise, self.name, self.ndim)[axis]

    def words(self, says: str, *axes: int) -> Message:
        """The claim of a template with words for ``axes`` in its places {its}, {other} or {of}: see `axis_words`."""
        known = self.cases[0]
        its = [axis_words(known, self.name, self.ndim, axis) for axis in axes]
        facts = dict(zip(("its", "other"), its, strict=False))
        return say(says, **facts, of=axis_words(known, self.name, self.ndim, axes[0], of=True))


def axis_words(known: Known, name: str, ndim: int, axis: int, *, of: bool = False) -> Message:
    """The axis of an argument or output in words.

    "its steps (axis 1)", or "axis 1" where it has no letter. After a word for one of several, that is ``of``, "of its
    steps (axis 1)", or "along axis 1".
    """
    word = known.exercise.words.get(letters(known.exercise, name, ndim)[axis])
    if word is None:
        return say("along axis {axis}", axis=axis) if of else say("axis {axis}", axis=axis)
    if of:
        return say("of its {entries} (axis {axis})", entries=_plural(word), axis=axis)
    return say("its {entries} (axis {axis})", entries=_plural(word), axis=axis)


def _plural(word: str) -> Message:
    """More than one of what an axis is made of: "rows of the window"."""
    first, _, rest = word.partition(" ")
    others: dict[Language, str] = {one: in_language(word, one) for one in LANGUAGES if one != "en"}
    return Message(f"{first}s{' ' if rest else ''}{rest}", others=others)
