"""Tells other sites and search engines where each page is published: canonical addresses, site map, shared links, 404.

What they need is the site's address, which follows from the one setting in ``_config.yml``. Sphinx writes the canonical
addresses, sphinx-sitemap the map, sphinxext-opengraph the tags of shared links and sphinx-notfound-page the page that
GitHub Pages shows for an address that leads nowhere. That page is shown at any depth, so its own links are absolute.
"""

import html
import re
from itertools import dropwhile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config

from autograder.release.addresses import published_site

# One page serves readers of both editions: nobody knows from a wrong address which they read.
NOT_FOUND = {
    "title": "Page not found",
    "body": "<h1>There is no page here</h1>\n<p>The address may be old or mistyped. "
    'The <a href="{home}">front page</a> has every chapter, and the search finds the rest.</p>\n'
    '<p lang="zh-Hans">这里没有页面：地址可能已失效，或有笔误。请从<a href="{home}">首页</a>进入各章。</p>',
}

LONGEST = 200  # characters of a description; search engines show about 160, others more

# Leads nowhere by itself, or is of no use to somebody who searches.
NOT_ON_THE_MAP = ["index.html", "search.html", "genindex.html", "404.html"]


def set_addresses(app: Sphinx, config: Config) -> None:
    """Give every extension the site's address; a book that is published nowhere keeps addresses of its own."""
    site = published_site(Path(app.confdir)) or "http://localhost/"
    folder = urlsplit(site).path
    config.html_baseurl = config.ogp_site_url = site
    config.ogp_site_name = config.html_title
    config.notfound_urls_prefix = folder
    home = folder + app.config.root_doc + ".html"
    config.notfound_context = {name: text.format(home=home) for name, text in NOT_FOUND.items()}
    config.sitemap_url_scheme = "{link}"
    config.sitemap_excludes = NOT_ON_THE_MAP


def description(doctree: nodes.document) -> str:
    """The page's first paragraph without the word that announces it ("Goal."), in whole sentences, 200 letters at most.

    A first sentence that is longer is cut after a word. A page without a paragraph gives an empty text.
    """
    first = next(iter(doctree.findall(nodes.paragraph)), None)
    if first is None:
        return ""
    parts = dropwhile(lambda part: isinstance(part, nodes.strong) or not part.astext().strip(), first.children)
    text = re.sub(r"\s+", " ", "".join(part.astext() for part in parts)).strip()
    ends = [found.end() for found in re.finditer(r"[.!?](?= |$)|[。！？]", text) if found.end() <= LONGEST]
    if ends:
        return text[: ends[-1]]
    space = text.rfind(" ", 0, LONGEST - 1)  # Chinese may have none
    return text if len(text) <= LONGEST else text[: space if space > 0 else LONGEST - 2] + " …"


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give the page's description to search engines and to whoever shows a link to it."""
    if doctree is not None and (text := description(doctree)):
        context["meta"] = {**(context.get("meta") or {}), "og:description": text}
        context["metatags"] += f'<meta name="description" content="{html.escape(text)}" />\n'


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("config-inited", set_addresses, priority=100)  # before the extensions that read them
    app.connect("html-page-context", describe, priority=400)  # before sphinxext-opengraph, which writes the tags
    return {"parallel_read_safe": True, "parallel_write_safe": True}
