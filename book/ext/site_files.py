"""Keeps the published folder to what a page uses, pages up to date with the site's own files, and one page in front.

No script holds up a page's first picture: all but the one of settings, on which the theme's own lines in the page
depend, run when the page has been read.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = (ROOT / "book" / "assets", ROOT / "book" / "ext", ROOT / "book" / "lab", ROOT / "_build" / "front-end")

# The scripts without which those of the search page, which do not wait, stop with an error.
SEARCH_NEEDS = ("doctools.js", "sphinx_highlight.js")

# The theme's templates and its scripts' source maps, which it copies along: two of them are broken pages.
NEEDLESS = ("*webpack-macros.html", "**/*.map")


def note_site_files(app: Sphinx, config: Config) -> None:
    """Let Sphinx see a change in styles, scripts or extensions: by itself it looks at the chapters only."""
    digest = hashlib.sha256()
    for folder in FOLDERS:
        for path in sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc"):
            digest.update(path.name.encode() + b"\0" + path.read_bytes())
    config.site_files = digest.hexdigest()


def lead_to_first_page(app: Sphinx) -> Iterator[tuple[str, dict[str, str], str]]:
    """The page at the site's bare address, where no chapter stands there itself.

    The table of contents' extension would write one of a single tag, which names no icon: a browser that reads it may
    ask for a `favicon.ico` that is not there.
    """
    if "index" not in app.project.docnames:
        yield "index", {}, "first_page.html"


def defer_scripts(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Let every script wait until the page has been read, in the order in which they stand."""
    for script in context["script_files"]:
        name = Path(str(script.filename or "")).name
        if page == "search" and name in SEARCH_NEEDS:
            script.attributes.pop("defer", None)
        elif name and name != "documentation_options.js":
            script.attributes.setdefault("defer", "defer")


def remove_needless(app: Sphinx, error: Exception | None) -> None:
    """Delete what no page asks for."""
    static = Path(app.outdir) / "_static"
    for pattern in NEEDLESS:
        for path in static.glob(pattern):
            path.unlink()


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.add_config_value("site_files", "", "html", str)
    app.connect("config-inited", note_site_files)
    app.connect("html-collect-pages", lead_to_first_page)
    app.connect("html-page-context", defer_scripts, priority=900)  # after every extension has named its own
    app.connect("build-finished", remove_needless)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
