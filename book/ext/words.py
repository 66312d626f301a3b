"""Chooses the words of the book's language."""

from collections.abc import Mapping
from typing import TypeVar

from sphinx.config import Config

Words = TypeVar("Words")


def words_of(config: Config, words: Mapping[str, Words]) -> Words:
    """The entry of ``words`` for the language in which the book is built: ``zh`` for every Chinese, else ``en``."""
    return words["zh" if config.language.startswith("zh") else "en"]
