"""Sets Chinese as Chinese is set: no gap where a line ends, a picture's own words, headings named as in English.

``{picture-says}``, which ``book/chinese/pages.py`` leaves behind a cell, gives the picture above it its alternative
text. Headings get the identifiers of the English page, so that the same place has the same address in both editions,
and links to a section, ``page.md#the-way-back``, find it by its English name.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from book.chinese.sections import places
from book.ext.words import is_chinese

ROOT = Path(__file__).resolve().parents[2]
WIDE = re.compile(r"[\u2014\u2018-\u201d\u2026\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
EARLY = 100  # before Sphinx notes a page's headings

logger = logging.getLogger(__name__)


class Says(nodes.Invisible, nodes.Element):
    """The words for the picture above; its attribute ``words``."""


class PictureSays(SphinxDirective):
    """``{picture-says}`` with an alternative text."""

    has_content = True

    def run(self) -> list[nodes.Node]:
        """The words, for ``tell_pictures``."""
        says = Says(words="".join(line.strip() for line in self.content))
        self.set_source_info(says)
        return [says]


def tell_pictures(app: Sphinx, page: nodes.document) -> None:
    """Give each picture its words."""
    for says in list(page.findall(Says)):
        pictures = list(_cell_above(says).findall(nodes.image))
        for picture in pictures:
            picture["alt"] = says["words"]
        if not pictures:
            logger.warning("There is no picture above these words: %s", says["words"][:40], location=says)
        says.parent.remove(says)


def _cell_above(node: nodes.Node) -> nodes.Element:
    siblings = node.parent.children
    above = siblings[siblings.index(node) - 1]
    return above if isinstance(above, nodes.Element) else nodes.Element()


def close_gaps(app: Sphinx, page: nodes.document) -> None:
    """Remove the line ends between two wide characters, which a browser would show as gaps."""
    for block in page.findall(nodes.TextElement):
        if isinstance(block, nodes.FixedTextElement | nodes.raw) or isinstance(block.parent, nodes.TextElement):
            continue
        texts = list(_texts(block))
        for i, text in enumerate(texts):
            before = texts[i - 1].astext()[-1:] if i else ""
            after = texts[i + 1].astext()[:1] if i + 1 < len(texts) else ""
            closed = _closed(before, text.astext(), after)
            if closed != text.astext():
                siblings = text.parent.children  # by identity: one line end equals every other
                place = next(j for j, sibling in enumerate(siblings) if sibling is text)
                text.parent[place] = nodes.Text(closed)


def _texts(block: nodes.Node) -> Iterator[nodes.Text]:
    """The pieces of text of a paragraph; a formula is one that is not wide, and tags are none."""
    for child in block.children:
        if isinstance(child, nodes.Text):
            if child.astext():
                yield child
        elif isinstance(child, nodes.math | nodes.literal):
            yield nodes.Text("x")
        elif not isinstance(child, nodes.raw):
            yield from _texts(child)


def _closed(before: str, text: str, after: str) -> str:
    """The text without the line ends that have a wide character on either side."""
    padded = before + text + after
    closed = re.sub(rf"(?<={WIDE.pattern})\n(?={WIDE.pattern})", "", padded)
    return closed[len(before) : len(closed) - len(after)]


def mark_latin(app: Sphinx, page: nodes.document, name: str) -> None:
    """Mark what is emphasised and not Chinese, such as "et al.": that slants, and has no dots below."""
    for emphasis in page.findall(nodes.emphasis):
        if not WIDE.search(emphasis.astext()):
            emphasis["classes"].append("kg-latin")


def name_headings(app: Sphinx, page: nodes.document) -> None:
    """Give each heading the identifier that it has in English, beside those of its labels, and its English name."""
    english = ROOT / f"{app.env.docname}.md"
    if not english.exists():
        return
    headings = [section for section in page.findall(nodes.section) if "ids" in section]
    by_name = app.env.metadata[app.env.docname].setdefault("myst_slugs", {})
    for section, place in zip(headings, places(english.read_text(encoding="utf-8")), strict=False):
        name = place.identifier
        if name and name not in page.ids:
            page.ids[name] = section
            section["ids"] = [name, *(each for each in section["ids"] if not re.fullmatch(r"id\d+", each))]
        if place.name:
            by_name[place.name] = (section.line, section["ids"][0], section[0].astext())


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this; in another language there is nothing to do."""
    app.add_directive("picture-says", PictureSays)
    app.connect("config-inited", begin)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def begin(app: Sphinx, config: object) -> None:
    """Listen, in a Chinese book."""
    if is_chinese(app.config):
        for listener in (tell_pictures, close_gaps, name_headings):
            app.connect("doctree-read", listener, priority=EARLY)
        app.connect("doctree-resolved", mark_latin)
