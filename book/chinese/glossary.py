"""Reads both glossaries: which Chinese word stands for which English one, and by which others it is known."""

import re
from dataclasses import dataclass

from book.chinese.pages import PAGES, ROOT

ENGLISH_ENTRY = re.compile(r'^(\S.*)\n  <span lang="zh-Hans">(.+?)</span> · (.+)$', re.MULTILINE)
CHINESE_ENTRY = re.compile(r'^((?:[^\s`].*\n)+)  <span lang="en">(.+?)</span> · (.+)$', re.MULTILINE)


@dataclass(frozen=True)
class Entry:
    """A term: its English word, its Chinese words with the one that the course uses first, and its sentence."""

    english: str
    chinese: tuple[str, ...]
    says: str


def english_glossary() -> list[Entry]:
    """The entries of the English glossary; "步长（也作步幅）" gives the two words."""
    text = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
    return [Entry(entry[1], words(entry[2]), entry[3]) for entry in ENGLISH_ENTRY.finditer(text)]


def chinese_glossary() -> list[Entry]:
    """The entries of the Chinese glossary, which has a line for each Chinese word above the sentence."""
    text = (PAGES / "glossary.md").read_text(encoding="utf-8")
    return [Entry(entry[2], tuple(entry[1].split("\n")[:-1]), entry[3]) for entry in CHINESE_ENTRY.finditer(text)]


def words(written: str) -> tuple[str, ...]:
    """The Chinese words of an entry of the English glossary."""
    name, _, others = written.partition("（")
    return (name, *(other for other in re.split("[，、]|也作", others.rstrip("）")) if other))


def chinese_terms() -> list[str]:
    """The Chinese words of all entries: what the search has to know as words."""
    return sorted(
        {word for entry in english_glossary() for word in entry.chinese if re.search(r"[\u4e00-\u9fff]", word)}
    )


def translations() -> dict[str, str]:
    """The Chinese word that the course uses, for each English one."""
    return {entry.english: entry.chinese[0] for entry in english_glossary()}
