"""Sentences in several languages: made once, of a template and facts, and put into words where somebody reads them."""

from autograder.wording.catalogue import CATALOGUES, untranslated
from autograder.wording.language import LANGUAGES, Language, language_of
from autograder.wording.message import (
    Message,
    as_message,
    in_language,
    in_lines,
    joined,
    listed,
    marked,
    say,
    with_commas,
)

__all__ = [
    "CATALOGUES",
    "LANGUAGES",
    "Language",
    "Message",
    "as_message",
    "in_language",
    "in_lines",
    "joined",
    "language_of",
    "listed",
    "marked",
    "say",
    "untranslated",
    "with_commas",
]
