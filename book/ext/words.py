"""Chooses the words of the book's language."""

from collections.abc import Mapping
from typing import TypeVar

from sphinx.config import Config

Words = TypeVar("Words")


def is_chinese(config: Config) -> bool:
    """Tell whether the book is built in Chinese, of whichever kind."""
    return bool(config.language.startswith("zh"))


def words_of(config: Config, words: Mapping[str, Words]) -> Words:
    """The entry of ``words`` for the language in which the book is built: ``zh`` for every Chinese, else ``en``."""
    return words["zh" if is_chinese(config) else "en"]
