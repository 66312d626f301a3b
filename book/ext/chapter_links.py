"""Offers each chapter as a notebook, at its top: to download, and to open where PyTorch is.

The notebooks are made from the chapters (``book/lab/chapter_notebooks.py``) and lie beside those of the assignments;
the students' repository, to which the links lead, gets the same ones.
"""

import html
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from book.ext.assignment import launch_links
from book.ext.words import words_of
from book.lab.chapter_notebooks import FOLDER, chapters, write_all

WORDS = {
    "en": ("Run every cell here, or take the chapter with you: {}.", "Download the notebook", "{}, open it in {}"),
    "zh": ("可在本页运行每个单元，也可带走本章：{}。", "下载笔记本", "{}，或在线打开：{}"),
}


def links(app: Sphinx, name: str, folder: str) -> str:
    """The line of links of a chapter, as HTML; ``folder`` leads to the site's top."""
    path = f"{FOLDER}/{name}.ipynb"
    line, download, elsewhere = words_of(app.config, WORDS)
    services = [
        f'<a href="{html.escape(address)}">{html.escape(service)}</a>'
        for service, address in launch_links(path, app.config).items()
    ]
    taken = f'<a href="{folder}{path}" download>{download}</a>'
    if services:
        taken = elsewhere.format(taken, " · ".join(services))
    return f'<p class="lab-links">{line.format(taken)}</p>'


def add_links(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Put the line below the chapter's title."""
    where = PurePosixPath(page)
    if doctree is not None and where.parent.name == "book" and where.name in app.config.chapters_with_cells:
        line = links(app, where.name, "../" * len(where.parent.parts))
        context["body"] = context["body"].replace("</h1>", f"</h1>\n{line}", 1)


def write_notebooks(app: Sphinx, error: Exception | None) -> None:
    """Write the notebooks where the links lead."""
    if error is None and app.config.chapters_with_cells and app.builder.format == "html":
        write_all(Path(app.outdir) / FOLDER)


def note_chapters(app: Sphinx, config: Any) -> None:
    """Note which chapters there are; a book of other pages has none of them."""
    config.chapters_with_cells = [name for name in chapters() if (Path(app.srcdir) / "book" / f"{name}.md").exists()]


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.add_config_value("chapters_with_cells", [], "html", list)
    app.connect("config-inited", note_chapters)
    app.connect("html-page-context", add_links)
    app.connect("build-finished", write_notebooks)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
