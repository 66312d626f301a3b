"""Makes the page that Sphinx reads of a Chinese one: puts in the English page's cells, and leads abroad where it must.

A Chinese page in ``book/zh`` says where a cell stands, and what its picture shows if it has one::

    ```{cell}
    三个图，上下排列……
    ```

The cells come in the order of the English section. They are not touched, so the cache of executed cells knows them:
nothing runs twice, and no number can differ. What a marker says stays behind its cell as ``{picture-says}``
(``book/ext/chinese_text.py``).
"""

import re
from collections.abc import Collection, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from book.chinese.sections import HEADER, MARKER, STAMP, Place, Section, places, sections

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "book" / "zh"
TO_A_PAGE = re.compile(r"(?<!!)\[([^\]]*)\]\((\w+)\.md(?:#([^)\s]+))?\)")
TO_A_PLACE = re.compile(r"\{ref\}`([^`<]+) <([^`>]+)>`")
LABEL = re.compile(r"^\((\S+)\)=$", re.MULTILINE)
BEHIND = """
```{{admonition}} 本节译自旧版英文
:class: note behind

英文原文此后有过修改，请参看<a href="{address}" hreflang="en">英文版的这一节</a>。
```
"""


class OutOfStepError(Exception):
    """A Chinese page cannot be put together; the message is one sentence that says where to look."""


def chinese_pages() -> list[str]:
    """The names of the pages that are there in Chinese."""
    return sorted(page.stem for page in PAGES.glob("*.md"))


def chinese_notebooks() -> list[str]:
    """The names of the assignments whose notebooks are there in Chinese."""
    return sorted(notebook.stem for notebook in (ROOT / "notebooks" / "zh").glob("*.ipynb"))


def english_labels() -> dict[str, str]:
    """The name of the English page on which each label stands."""
    pages = (ROOT / "book").glob("*.md")
    return {label: page.stem for page in pages for label in LABEL.findall(page.read_text(encoding="utf-8"))}


@cache
def english_places(name: str) -> dict[str, Place]:
    """The headings of an English page by their names in links."""
    return {place.name: place for place in places((ROOT / "book" / f"{name}.md").read_text(encoding="utf-8"))}


def compose(
    name: str, english: str, chinese: str, there: Collection[str], labels: Mapping[str, str] = MappingProxyType({})
) -> str:
    """The text for Sphinx of the page ``name``; ``there`` are the names of all pages that are there in Chinese.

    ``labels`` says on which page each label stands: what stands on a page that is not there is in English.

    Raises
    ------
    OutOfStepError
        If the two pages have other headings, or a section asks for more cells than the English one has.
    """
    ours, theirs = sections(chinese), sections(english)
    if [section.level for section in ours] != [section.level for section in theirs]:
        raise OutOfStepError(
            f"book/zh/{name}.md has other headings than book/{name}.md: `python -m book.chinese.gate`."
        )
    header = HEADER.match(english)
    address = f"../../book/{name}.html"
    parts = [_filled(name, mine, other, address) for mine, other in zip(ours, theirs, strict=True)]
    text = TO_A_PAGE.sub(lambda link: _to_a_page(link, there), "".join(parts))
    text = TO_A_PLACE.sub(lambda link: _to_a_place(link, there, labels.get(link[2], name)), text)
    return (header[0] if header else "") + text


def _filled(name: str, mine: Section, english: Section, address: str) -> str:
    """A Chinese section with its cells, and with a note where the English one has changed since."""
    waiting = iter(english.cells)

    def put(marker: re.Match[str]) -> str:
        cell = next(waiting, None)
        if cell is None:
            raise OutOfStepError(f"book/zh/{name}.md, “{mine.title}”: has more cells than “{english.title}”.")
        says = marker[1].strip()
        return f"{cell}\n\n```{{picture-says}}\n{says}\n```" if says else cell

    stamp = STAMP.search(mine.body)
    body = MARKER.sub(put, STAMP.sub("", mine.body))
    body += "".join(f"\n{cell}\n" for cell in waiting)  # new ones, of a section that is behind
    behind = BEHIND.format(address=address) if stamp and stamp[1] != english.digest else ""
    return Section(mine.level, mine.title, behind + body).text


def _to_a_page(link: re.Match[str], there: Collection[str]) -> str:
    """A link to a page or to a section of it; one without a text of its own has the section's heading for it."""
    text, page, name = link.groups()
    if page in there:
        return link[0]
    place = english_places(page).get(name) if name else None
    title = f'<span lang="en">{place.title}</span>' if place else ""
    return _abroad(text or title, page, f"#{place.identifier}" if place else "")


def _to_a_place(link: re.Match[str], there: Collection[str], page: str) -> str:
    return link[0] if page in there else _abroad(link[1], page, f"#{link[2]}")


def _abroad(text: str, page: str, place: str) -> str:
    """A link to the English page, for what is not there in Chinese."""
    return f'<a href="../../book/{page}.html{place}" hreflang="en">{text}</a>（英文）'
