"""Holds the Chinese edition in step with the English book: section by section, term by term, page by page.

    python -m book.chinese.gate [PAGE ...]          what is wrong, a line each; the exit status is 1 if anything is
    python -m book.chinese.gate --stamp PAGE ...    notes under each Chinese heading which English text it renders

A stamp, ``% en:`` and twelve digits, is a digest of the English section with its cells. When the English one changes,
the gate fails until somebody has looked at the Chinese one and stamped it, or has put it on the dated list of what is
known to be behind (``book/zh/edition.toml``); its readers see a note all the while.
"""

import argparse
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markdown_it import MarkdownIt

from book.chinese.edition import about, english_pages, there_in_chinese
from book.chinese.facts import Fact, facts, prose
from book.chinese.glossary import Entry, chinese_glossary, english_glossary, translations
from book.chinese.pages import PAGES, ROOT, chinese_pages
from book.chinese.sections import STAMP, Section, sections

ENGLISH_RUN = re.compile(r"(?:\b[A-Za-z][a-z']*[ ,]+){5,}")
GLOSSARY, HEADING = "glossary", "术语表"
MARKDOWN = MarkdownIt()
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff][,;:?!](?=[\s\u4e00-\u9fff]|$)", re.MULTILINE)


@dataclass(frozen=True)
class Fault:
    """A difference between a page and its twin; ``section`` is the Chinese heading, or empty for the whole page."""

    page: str
    section: str
    says: str

    @property
    def place(self) -> str:
        """The name of the place, as the list of what is behind has it."""
        return f"{self.page} / {self.section}" if self.section else self.page


def compare(page: str, english: str, chinese: str, translated: Mapping[str, str]) -> Iterator[Fault]:
    """Find everything in which the Chinese text of a page differs from the English one and must not."""
    theirs, ours = sections(english), sections(chinese)
    levels = [[section.level for section in each] for each in (theirs, ours)]
    if levels[0] != levels[1]:
        same = next(
            (i for i, (one, other) in enumerate(zip(*levels, strict=False)) if one != other), min(map(len, levels))
        )
        first = theirs[same].title if same < len(theirs) else ours[same].title
        yield Fault(page, "", f"the headings differ from “{first}” on")
        return
    for other, mine in zip(theirs, ours, strict=True):
        for says in differences(other, mine, translated):
            yield Fault(page, mine.title, says)


def differences(english: Section, chinese: Section, translated: Mapping[str, str]) -> Iterator[str]:
    """Tell what is wrong with a Chinese section, given the English one."""
    expected, found = facts(english, translated), facts(chinese)
    for name, fact in expected.items():
        if fact != found[name]:
            yield f"{name} differ: {_told(fact, found[name])}"
    stamp = STAMP.search(chinese.body)
    if chinese.level and not stamp:
        yield "no stamp says which English text it renders"
    elif stamp and stamp[1] != english.digest:
        yield f"the English section “{english.title}” has changed since it was rendered"
    told = re.sub(
        r"^[`:]{3,}.*$|`[^`]*`|\$[^$]*\$|\$\$.*?\$\$|<[^>]+>|\([^)]*\)|\[[^\]]*\]", "", prose(chinese.body), flags=re.M
    )
    if left := ENGLISH_RUN.search(re.sub("“[^”]*”", "", told)):  # a sentence that is quoted is an example
        yield f"left in English: {left[0].strip()}"
    lines = re.sub(r"`[^`\n]*`|\$[^$\n]*\$", "x", prose(chinese.body)).splitlines()
    if unseen := next((line for line in lines if "*" in MARKDOWN.renderInline(line)), None):
        yield f"an emphasis that Markdown does not see, beside a full-width mark: {unseen[:40]}"
    if half := HALF_WIDTH.search(told):
        yield f"a half-width mark in a Chinese sentence: {half[0].strip()}"


def _told(expected: Fact, found: Fact) -> str:
    """The difference of two facts in a few words."""
    if isinstance(expected, Counter) and isinstance(found, Counter):
        missing, added = list((expected - found).elements()), list((found - expected).elements())
        return "; ".join(f"{word} {each[:4]}" for word, each in (("missing", missing), ("added", added)) if each)
    return f"{expected} in English, {found} in Chinese"


def glossary_faults(english: list[Entry], chinese: list[Entry]) -> Iterator[Fault]:
    """Entries of which the two glossaries say different things: their words, their aliases, their order."""
    theirs = {entry.english: entry.chinese for entry in english}
    ours = {entry.english: entry.chinese for entry in chinese}
    for word in [*theirs, *(word for word in ours if word not in theirs)]:
        if theirs.get(word) != ours.get(word):
            says = f"“{word}” is {theirs.get(word)} in the English glossary, and {ours.get(word)} in the Chinese one"
            yield Fault(GLOSSARY, HEADING, says)
    if [word for word in theirs if word in ours] != [word for word in ours if word in theirs]:
        yield Fault(GLOSSARY, HEADING, "the entries stand in another order than in the English glossary")


def page_faults(english: list[str], chinese: list[str], absent: Mapping[str, Any]) -> Iterator[Fault]:
    """Pages without a twin that are not on the list, and pages on the list that have one, or are none."""
    for page in english:
        if page in chinese and page in absent:
            yield Fault(page, "", "is there in Chinese: take it off the list [absent] in book/zh/edition.toml")
        elif page not in chinese and page not in absent:
            yield Fault(page, "", "is not there in Chinese, and not on the list [absent] in book/zh/edition.toml")
    for page in absent:
        if page not in english:
            yield Fault(page, "", "is on the list [absent] in book/zh/edition.toml, and no page of the book")
    for page in chinese:
        if page not in english:
            yield Fault(f"zh/{page}", "", "has no English page")


def without_the_known(faults: list[Fault], behind: Mapping[str, Any]) -> Iterator[Fault]:
    """The faults that are not on the list of what is behind, and what is on it without a fault."""
    yield from (fault for fault in faults if fault.place not in behind)
    for place in behind:
        if place not in [fault.place for fault in faults]:
            yield Fault(place, "", "is in step again: take it off the list [behind] in book/zh/edition.toml")


def texts(name: str) -> tuple[str, str]:
    """The English and the Chinese text of a page."""
    page = f"{name}.md"
    return (ROOT / "book" / page).read_text(encoding="utf-8"), (PAGES / page).read_text(encoding="utf-8")


def all_faults(names: list[str]) -> list[Fault]:
    """The faults of these pages, or of the whole edition where none is named."""
    translated, said = translations(), about()
    found = [fault for name in names or chinese_pages() for fault in compare(name, *texts(name), translated)]
    if names:
        return found
    found += glossary_faults(english_glossary(), chinese_glossary())
    pages = page_faults(english_pages(), there_in_chinese(), said["absent"])
    return [*without_the_known(found, said["behind"]), *pages]


def stamped(english: str, chinese: str) -> str:
    """The Chinese page with the stamps of the English sections.

    Raises
    ------
    ValueError
        If the two have other headings.
    """
    theirs, ours = sections(english), sections(chinese)
    if [section.level for section in theirs] != [section.level for section in ours]:
        raise ValueError("The two pages have other headings.")
    bodies = [STAMP.sub("", section.body) for section in ours]
    parts = [bodies[0]]
    for other, mine, body in zip(theirs[1:], ours[1:], bodies[1:], strict=True):
        parts.append(Section(mine.level, mine.title, f"% en: {other.digest}\n{body}").text)
    return "".join(parts)


def stamp(name: str) -> Path:
    """Stamp a page; its file."""
    page = PAGES / f"{name}.md"
    page.write_text(stamped(*texts(name)), encoding="utf-8")
    return page


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Compare the Chinese pages with the English ones.")
    parser.add_argument("pages", nargs="*", metavar="PAGE", help="a name without folder and ending: 02_convolution")
    parser.add_argument("--stamp", action="store_true", help="note that the pages render the English text of today")
    arguments = parser.parse_args()
    if arguments.stamp:
        for each in arguments.pages:
            print(f"stamped {stamp(each).relative_to(ROOT)}")
        sys.exit()
    faults = all_faults(arguments.pages)
    for fault in faults:
        print(f"{fault.place}: {fault.says}")
    sys.exit(bool(faults))
