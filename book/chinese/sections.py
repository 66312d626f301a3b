"""Cuts a page into sections and finds the code cells in them: what both editions have in the same order."""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from docutils import nodes
from mdit_py_plugins.anchors.index import slugify

FENCE = re.compile(r"^(`{3,}|~{3,}|:{3,})(.*)$")
HEADING = re.compile(r"^(#{1,6}) (.*)")
STAMP = re.compile(r"^% en: ([0-9a-f]{12})\n?", re.MULTILINE)
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n.*?^```$", re.MULTILINE | re.DOTALL)
MARKER = re.compile(r"^```\{cell\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADER = re.compile(r"\A---\n.*?^---\n", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Section:
    """A heading with the lines below it, up to the next heading; the first one of a page has level 0 and no title."""

    level: int
    title: str
    body: str

    @property
    def text(self) -> str:
        """The section as it stands in the page."""
        return f"{'#' * self.level} {self.title}\n{self.body}" if self.level else self.body

    @property
    def digest(self) -> str:
        """Twelve hexadecimal digits that change when the section does."""
        return hashlib.sha256(f"{self.title}\n{self.body}".encode()).hexdigest()[:12]

    @property
    def cells(self) -> list[str]:
        """The code cells, with their fences and options."""
        return CELL.findall(self.body)


def sections(page: str) -> list[Section]:
    """The sections of a page, its header left out; what stands inside a fence is no heading."""
    found, level, title, body, fence = [], 0, "", "", ""
    for line in HEADER.sub("", page).splitlines(keepends=True):
        mark = FENCE.match(line.rstrip("\n"))
        if mark and not fence:
            fence = mark[1]
        elif mark and line.startswith(fence) and not mark[2].strip(fence[0] + " "):
            fence = ""
        heading = HEADING.match(line) if not fence else None
        if heading:
            found.append(Section(level, title, body))
            level, title, body = len(heading[1]), heading[2].strip(), ""
        else:
            body += line
    return [*found, Section(level, title, body)]


@dataclass(frozen=True)
class Place:
    """A heading: its title, its identifier in the page, and its name in a link, ``page.md#name``."""

    title: str
    identifier: str
    name: str


def places(page: str) -> list[Place]:
    """The headings of a page in order; identifier and name are empty where a title comes again."""
    found: dict[str, Place] = {}
    result = []
    for section in sections(page)[1:]:
        plain = re.sub(r"[*`$]", "", section.title)
        identifier = nodes.make_id(nodes.fully_normalize_name(plain))
        place = Place(section.title, identifier, slugify(plain))
        result.append(Place(section.title, "", "") if identifier in found else place)
        found.setdefault(identifier, place)
    return result


def identifiers(page: str) -> list[str]:
    """The identifiers that a page's headings get from their titles, in order; empty where a title comes again."""
    return [place.identifier for place in places(page)]


def markers(body: str) -> Iterator[str]:
    """Give what the markers of a Chinese section say of their cells: a picture's alternative text, or nothing."""
    for marker in MARKER.finditer(body):
        yield marker[1].strip()
