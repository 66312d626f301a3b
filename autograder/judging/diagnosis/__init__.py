"""Diagnoses a wrong answer: mistakes that have a name, or else a true sentence about what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass

from autograder.assignment import Misconception
from autograder.judging.diagnosis.naming import name
from autograder.judging.diagnosis.symptoms import Symptom, symptom
from autograder.judging.diagnosis.vocabulary import SYMPTOMS
from autograder.judging.expected import Expected
from autograder.judging.outcome import Outcome
from autograder.wording import Message, as_message, say

__all__ = ["SYMPTOMS", "Diagnosis", "Symptom", "diagnose"]


@dataclass(frozen=True)
class Diagnosis:
    """The named mistakes, one or two; a ``symptom`` only where there are none, because one sentence is better."""

    misconception: Misconception | None = None
    also: Misconception | None = None
    symptom: Symptom | None = None

    @property
    def says(self) -> Message:
        """The hints or the sentence for the student; empty where nothing is known."""
        if self.misconception is None:
            return self.symptom.says if self.symptom else Message("")
        if self.also is None:
            return as_message(self.misconception.hint)
        return say("{hint} And a second thing: {second}", hint=self.misconception.hint, second=self.also.hint)


def diagnose(expected: Expected, answers: Sequence[Outcome]) -> Diagnosis:
    """The diagnosis of ``answers``, the outcomes of an answer case by case."""
    named = [one.misconception for one in name(expected, answers)]
    if named:
        return Diagnosis(named[0], named[1] if len(named) > 1 else None)
    return Diagnosis(symptom=symptom(expected, answers))
