"""Gives every page one style sheet in place of a dozen, so that its first picture waits for one answer and not twelve.

What only some pages need (that of their demos, the front page's) stays a sheet of its own, behind the common one.

Pages name `_static/site.css` (book/templates/layout.html). This notes which sheets the theme and the extensions ask
for, in their order; `book/site_styles.py` makes one of them when the pages are there.
"""

import hashlib
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

ROOT = Path(__file__).resolve().parents[2]
ENTRY = "site.entry.css"
# The theme's template names these itself, before all others.
THEMES = ("styles/theme.css", "styles/pydata-sphinx-theme.css")


def note_version(app: Sphinx, config: Config) -> None:
    """A digest of what the sheet is made from, so that browsers fetch it anew when it has changed."""
    packages = (ROOT / "requirements.txt").read_bytes() + (ROOT / "package-lock.json").read_bytes()
    digest = hashlib.sha256(packages + config.site_files.encode()).hexdigest()
    config.html_context = {**config.html_context, "styles_version": digest[:12]}


def note_sheets(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Note what every page asks for, before extensions add what one page needs; where no page is written, none is."""
    app.style_sheets = [name_of(sheet) for sheet in context["css_files"]]  # type: ignore[attr-defined]


def leave_to_the_page(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: object) -> None:
    """Tell the template which sheets this page alone needs."""
    shared = app.style_sheets  # type: ignore[attr-defined]
    context["page_sheets"] = [sheet for sheet in context["css_files"] if name_of(sheet) not in shared]


def name_of(sheet: Any) -> str:
    """The sheet's path below `_static`."""
    return str(getattr(sheet, "filename", sheet)).partition("?")[0].removeprefix("_static/")


def write_entry(app: Sphinx, error: Exception | None) -> None:
    """Write the list where the sheets lie, as a style sheet that imports them."""
    if error is None and app.style_sheets:  # type: ignore[attr-defined]
        names = [*THEMES, *app.style_sheets]  # type: ignore[attr-defined]
        lines = [f'@import "./{name}";\n' for name in names]
        (Path(app.outdir) / "_static" / ENTRY).write_text("".join(lines), encoding="utf-8")


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.style_sheets = []  # type: ignore[attr-defined]
    app.connect("config-inited", note_version, priority=900)  # after the digest of the site's files
    app.connect("html-page-context", note_sheets, priority=1)
    app.connect("html-page-context", leave_to_the_page, priority=950)
    app.connect("build-finished", write_entry)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
