"""Leads from every page to the same page in the other language, and tells search engines that there are two.

``book/assets/editions.js`` adds the place on the page, and remembers which language the reader chose: the site's bare
address leads there. Where a page has no twin, the link leads to the front page, and says so.
"""

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from autograder.release.addresses import published_site
from book.chinese.edition import chinese_documents, english_pages
from book.chinese.publish import PLACE
from book.ext.words import is_chinese, words_of

ROOT = Path(__file__).resolve().parents[2]
MADE = ("search", "genindex")  # pages that each edition has without anybody writing them

# In the language of the reader who looks for the link, which is not that of the page.
WORDS = {
    "en": {"language": "zh-CN", "name": "中文", "absent": "本页尚无中文版，前往中文首页"},
    "zh": {"language": "en", "name": "English", "absent": "This page is not there in English: to the front page"},
}


def twin(page: str, chinese: bool) -> str | None:
    """The address of a page in the other edition, seen from the site's top; None where there is none."""
    if chinese:
        return f"{page}.html" if page in (*english_pages(), *MADE) else None
    return f"{PLACE}/{page}.html" if page in (*chinese_documents(), *MADE) else None


def front(chinese: bool) -> str:
    """The address of the other edition's front page, seen from the site's top."""
    return f"{'' if chinese else f'{PLACE}/'}{english_pages()[0]}.html"


def add_switch(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give ``book/templates/edition.html`` the link, and the page's head both addresses."""
    chinese, words = is_chinese(app.config), words_of(app.config, WORDS)
    other = twin(page, chinese)
    # The page for wrong addresses is shown at any depth.
    top = app.config.notfound_urls_prefix if page == "404" else "../" * (page.count("/") + chinese)
    context["edition"] = {
        "address": top + (other or front(chinese)),
        "language": words["language"],
        "name": words["name"],
        "absent": None if other else words["absent"],
    }
    context["chinese_front"] = None if chinese else front(chinese)
    site = published_site(ROOT)
    if other and site and doctree is not None:
        mine = f"{PLACE}/{page}.html" if chinese else f"{page}.html"
        english, translated = (other, mine) if chinese else (mine, other)
        for language, address in (("en", english), ("zh-CN", translated), ("x-default", english)):
            context["metatags"] += f'<link rel="alternate" hreflang="{language}" href="{site}{address}" />\n'


def note_pages(app: Sphinx, config: Config) -> None:
    """Write every page again when another one is there in both languages."""
    config.pages_in_chinese = chinese_documents()


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.add_config_value("pages_in_chinese", [], "html", list)
    app.connect("config-inited", note_pages)
    app.connect("html-page-context", add_switch)
    app.add_js_file("editions.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
