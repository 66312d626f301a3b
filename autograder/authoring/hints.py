"""The hints of an assignment's mistakes, in every language in which they lie beside the exercises.

    hints.en.toml      [conv2d] stride_ignored = "The stride has no effect: …"
    hints.zh.toml      [conv2d] stride_ignored = "步长没有起作用：……"
                       [sentences] "strides 2 and 3" = "步长 2 和 3"

The English file comes first: what another one lacks stays English. An exercise's other sentences (its aspects, rules,
words for axes) stand in its module, in English, and in ``[sentences]`` of the other files.
"""

import functools
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from autograder.wording import LANGUAGES, Language, Message, as_message

Tables = Mapping[str, Mapping[str, str]]

SHARED = "shared"  # the table of hints that several exercises give
SENTENCES = "sentences"  # the table of all that is no hint, by the English


@dataclass(frozen=True, eq=False)
class Hints:
    """The tables of hints by language, with the path of the English ones."""

    path: Path
    tables: Mapping[Language, Tables]

    @classmethod
    def of(cls, folder: Path) -> Self:
        """The hints that lie in an assignment's ``folder``."""
        return cls(path_of(folder, "en"), {language: _read(path_of(folder, language)) for language in LANGUAGES})

    def of_exercise(self, name: str, mistakes: Iterable[str]) -> dict[str, Message]:
        """The hint of each of the ``mistakes`` of the exercise so named.

        Raises `ValueError` where one is missing in English, or is there for no mistake.
        """
        known = self._of("en", name)
        if unused := [mistake for mistake in self.tables["en"].get(name, {}) if mistake not in mistakes]:
            raise ValueError(f"{self.path} has hints for mistakes that {name} does not have: {', '.join(unused)}")
        if missing := [mistake for mistake in mistakes if mistake not in known]:
            raise ValueError(f"{self.path} has no hint for {', '.join(missing)} in its table [{name}] or [{SHARED}]")
        others: dict[Language, dict[str, str]] = {one: self._of(one, name) for one in LANGUAGES if one != "en"}
        return {
            mistake: Message(
                known[mistake], others={one: its[mistake] for one, its in others.items() if mistake in its}
            )
            for mistake in mistakes
        }

    def sentence(self, says: str) -> Message:
        """A sentence of the exercise's, with the words for it in other languages; one of the library's as it is."""
        found = {one: its[SENTENCES][says] for one, its in self.tables.items() if says in its.get(SENTENCES, {})}
        return Message(says, others=found) if found else as_message(says)

    def _of(self, language: Language, name: str) -> dict[str, str]:
        tables = self.tables[language]
        return {**tables.get(SHARED, {}), **tables.get(name, {})}


def path_of(folder: Path, language: Language) -> Path:
    """The file with an assignment's hints in ``language``."""
    return folder / f"hints.{language}.toml"


@functools.cache
def _read(path: Path) -> Tables:
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
