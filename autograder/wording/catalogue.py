"""The grader's own sentences in other languages than English: one gettext catalogue each, ``<language>.po``.

The template of a sentence is its message's identity, as always with gettext. What the catalogue lacks stays English.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from autograder.wording.language import LANGUAGES, Language

FOLDER = Path(__file__).parent
CATALOGUES: Mapping[Language, Path] = {
    language: FOLDER / f"{language}.po" for language in LANGUAGES if language != "en"
}


@cache
def _translations(language: Language) -> Mapping[str, str]:
    """The templates in ``language`` by the English ones; read once a process, and not at all for English."""
    from babel.messages.pofile import read_po  # slow to import, and English does without

    with CATALOGUES[language].open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {str(one.id): str(one.string) for one in catalogue if one.id and one.string}


def translated(template: str, language: Language) -> str:
    """The template of a sentence in ``language``; as it is where the catalogue does not have it."""
    return template if language == "en" else _translations(language).get(template, template)


def untranslated(template: str, language: Language) -> bool:
    """Return whether the catalogue lacks a template."""
    return language != "en" and template not in _translations(language)
