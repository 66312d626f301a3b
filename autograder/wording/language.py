"""The languages in which the course speaks."""

from typing import Any, Literal, get_args

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = get_args(Language)


def language_of(value: Any) -> Language:
    """The language that ``value`` names; English where it names none, as a student may have written anything there."""
    return next((language for language in LANGUAGES if value == language), "en")
