"""Shows of which chapters the course consists: cards with a picture each, and the table of the lectures.

On the front page, for the chapters of one part::

    ```{chapter-cards} kernels
    *Kernels* slide
    ```

and, where the lectures are listed, ``{lecture-table}`` without anything. Both come from ``book/chapters.toml``, in the
folder of the book: a chapter that ``_toc.yml`` names is a link, and has its own heading for a title; one that is
planned looks the same and is none.
"""

import html
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

from book.ext.chapter_numbers import FILE
from book.ext.words import words_of

LIST = "book/chapters.toml"
PICTURES = "book/pictures"
WORDS = {
    "en": ("chapter", "taught in"),
    "zh": ("章", "出自"),
}
ABROAD = "（英文）"  # behind the link to a chapter that is there in English only


@dataclass(frozen=True)
class Chapter:
    """A chapter of the course; ``page`` names its document, or is None as long as it is planned.

    ``abroad`` is the address of its page in the other edition, where this one has none yet.
    """

    number: int
    part: str
    title: str
    says: str
    taught_in: str
    page: str | None
    abroad: str | None = None


def pages(site_map: Iterable[str]) -> dict[int, str]:
    """The documents of the table of contents whose files are numbered, by their numbers."""
    return {int(found[1]): name for name in site_map if (found := FILE.fullmatch(name))}


def chapters(source: Path, there: Mapping[int, str]) -> list[Chapter]:
    """The chapters of the book in the folder ``source``, of which ``there`` has the pages.

    Raises
    ------
    ExtensionError
        If a page has a number that the list does not know.
    """
    listed = tomllib.loads((source / LIST).read_text(encoding="utf-8"))["chapter"]
    if unknown := set(there) - {chapter["number"] for chapter in listed}:
        raise ExtensionError(f"{there[min(unknown)]} is in _toc.yml, and {LIST} has no chapter {min(unknown)}.")
    return [
        Chapter(**{**chapter, "title": _heading(source, page) or chapter["title"]}, page=page)
        for chapter in listed
        for page in [there.get(chapter["number"])]
    ]


def _heading(source: Path, page: str | None) -> str | None:
    """The first heading of a page."""
    if page is None:
        return None
    found = re.search(r"^# (.+)$", (source / f"{page}.md").read_text(encoding="utf-8"), re.MULTILINE)
    return found[1].strip() if found else None


def picture(source: Path, number: int) -> str:
    """The drawing of a chapter: it stands in the page, so that its colours are the page's."""
    return (source / PICTURES / f"{number:02}.svg").read_text(encoding="utf-8").strip()


class FromTheList(SphinxDirective):
    """The common part: the chapters, read again whenever list, contents or pictures change."""

    def chapters(self) -> list[Chapter]:
        """The chapters, with the addresses that they have now."""
        source = Path(self.env.srcdir)
        for path in (source / LIST, source / "_toc.yml", *(source / PICTURES).glob("*.svg")):
            self.env.note_dependency(str(path))
        return chapters(source, pages(self.config.external_site_map))

    def address(self, page: str) -> str:
        """The page's address, seen from this one."""
        return str(self.env.app.builder.get_relative_uri(self.env.docname, page))


class Cards(FromTheList):
    """``{chapter-cards} part``: a heading, and a card for each chapter of the part."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The cards; the first ones bring what all pictures share."""
        self.assert_has_content()
        part = self.arguments[0]
        mine = [chapter for chapter in self.chapters() if chapter.part == part]
        if not mine:
            raise self.error(f"{LIST} has no chapter of the part “{part}”.")
        source = Path(self.env.srcdir)
        serial = self.env.new_serialno("chapter-cards")
        shared = "" if serial else (source / PICTURES / "shared.svg").read_text(encoding="utf-8")
        heading, _ = self.state.inline_text(" ".join(self.content), self.lineno)
        items = "\n".join(self._card(chapter, picture(source, chapter.number)) for chapter in mine)
        open_ = f'{shared}<section class="kg-part kg-part-{part}" aria-labelledby="part-{part}"><h2 id="part-{part}">'
        close = f'</h2>\n<ol class="kg-cards" start="{mine[0].number}">\n{items}\n</ol></section>'
        return [nodes.raw("", open_, format="html"), *heading, nodes.raw("", close, format="html")]

    def _card(self, chapter: Chapter, drawing: str) -> str:
        inside = (
            f"{drawing}<b><i>{chapter.number} </i>{html.escape(chapter.title)}</b>"
            f"<span>{html.escape(chapter.says)}{ABROAD if chapter.abroad else ''}</span>"
        )
        if chapter.abroad:
            return f'<li><a class="kg-tile" href="{chapter.abroad}" hreflang="en">{inside}</a></li>'
        if chapter.page is None:
            return f'<li><div class="kg-tile">{inside}</div></li>'
        name = chapter.page.rpartition("/")[2]
        return f'<li><a class="kg-tile" href="{self.address(chapter.page)}" data-chapter="{name}">{inside}</a></li>'


class Lectures(FromTheList):
    """``{lecture-table}``: every chapter, and the lectures in which it is taught."""

    def run(self) -> list[nodes.Node]:
        """The table."""
        chapter, taught_in = words_of(self.config, WORDS)
        rows = "\n".join(
            f"<tr><td>{each.number:02}</td><td>{self._title(each)}</td><td>{html.escape(each.taught_in)}</td></tr>"
            for each in self.chapters()
        )
        head = f"<tr><th></th><th>{chapter}</th><th>{taught_in}</th></tr>"
        table = f'<table class="table"><thead>{head}</thead><tbody>\n{rows}\n</tbody></table>'
        return [nodes.raw("", f'<div class="pst-scrollable-table-container">{table}</div>', format="html")]

    def _title(self, chapter: Chapter) -> str:
        title = html.escape(chapter.title)
        if chapter.abroad:
            return f'<a href="{chapter.abroad}" hreflang="en">{title}</a>{ABROAD}'
        return title if chapter.page is None else f'<a href="{self.address(chapter.page)}">{title}</a>'


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.add_directive("chapter-cards", Cards)
    app.add_directive("lecture-table", Lectures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
