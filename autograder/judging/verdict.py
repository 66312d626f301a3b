"""The verdict on one notebook: what is stored, printed and reported. Plain data, checked by its types."""

import math
from collections.abc import Iterable
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from autograder.wording import Language, Message, in_language

HIDDEN = {"aspects", "case", "also", "given"}  # what scripts do not read

Status = Literal["passed", "partial", "failed", "error", "timeout", "missing", "refused"]


class AspectVerdict(BaseModel):
    """The points that one aspect of an exercise earned."""

    model_config = ConfigDict(frozen=True)

    name: str
    says: Annotated[Message, PlainSerializer(str)]  # the exercise has it in every language
    score: float = Field(ge=0, allow_inf_nan=False)
    max_score: float = Field(gt=0, allow_inf_nan=False)


class ExerciseVerdict(BaseModel):
    """The points that one exercise earned, and what its author should read about it.

    ``misconception`` names the mistake that ``message`` explains, ``also`` a second one that lies beside it;
    ``symptom`` is the kind of a true sentence about the wrong results, where no mistake has a name. ``case`` is a
    failing call as the student can run it, with what came and what is right, where ``message`` does not tell it.
    ``given`` names an earlier exercise whose mistake was carried forward: what this one earns, it earns given that.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    score: float = Field(ge=0, allow_inf_nan=False)
    max_score: float = Field(gt=0, allow_inf_nan=False)
    status: Status
    message: Message
    misconception: str | None = None
    also: str | None = None
    symptom: str | None = None
    given: str | None = None
    case: Message | None = None
    aspects: tuple[AspectVerdict, ...] = ()


class Verdict(BaseModel):
    """The points that one notebook earned, exercise by exercise, in the notebook's order.

    ``ways_around`` are names in its code by which what is switched off may be had, for whoever grades to look at.
    ``language`` is that of the notebook, in which its author reads the messages (`autograder.wording.in_language`).
    """

    model_config = ConfigDict(frozen=True)

    assignment: str
    score: float = Field(ge=0, allow_inf_nan=False)
    max_score: float = Field(gt=0, allow_inf_nan=False)
    exercises: tuple[ExerciseVerdict, ...]
    notes: tuple[Message, ...] = ()
    ways_around: tuple[str, ...] = ()
    language: Language = "en"

    def public(self) -> dict[str, Any]:
        """The JSON that scripts read (`python -m autograder check --help` documents it), in the notebook's language."""
        hidden: Any = {"notes": True, "ways_around": True, "language": True, "exercises": {"__all__": HIDDEN}}
        dumped = self.model_dump(mode="json", exclude=hidden)
        for shown, exercise in zip(dumped["exercises"], self.exercises, strict=True):
            shown["message"] = in_language(exercise.message, self.language)
        return dumped


def of(
    assignment: str,
    exercises: tuple[ExerciseVerdict, ...],
    notes: tuple[Message, ...] = (),
    ways_around: tuple[str, ...] = (),
    language: Language = "en",
) -> Verdict:
    """The verdict made of the exercises' verdicts."""
    return Verdict(
        assignment=assignment,
        score=total(exercise.score for exercise in exercises),
        max_score=total(exercise.max_score for exercise in exercises),
        exercises=exercises,
        notes=notes,
        ways_around=ways_around,
        language=language,
    )


def total(points: Iterable[float]) -> float:
    """The sum of points, which are hundredths at least: no trace is left of how a computer holds a tenth."""
    return round(math.fsum(points), 2)
