"""Draws the picture that a shared link shows: the chapter's own drawing and its title, 1200 × 630, in the dark colours.

`book/templates/social.svg` is the picture; its colours are those of `course/demos/tokens.css`, of which the drawing
program knows neither variables nor two schemes. A page without a drawing shows the logo. resvg makes a PNG of it, with
a font that comes with matplotlib, so that no system's fonts matter.
"""

import re
import textwrap
from importlib import resources
from pathlib import Path
from typing import Any

import resvg_py
from docutils import nodes
from sphinx.application import Sphinx

from book.chinese.publish import PLACE
from book.ext.chapter_cards import PICTURES, picture
from book.ext.chapter_numbers import FILE
from book.ext.words import is_chinese, words_of

WIDTH, HEIGHT = 1200, 630
FOLDER = "_images/shared"
ALT = {"en": "{}: a drawing of what the page is about", "zh": "{}：本页内容的示意图"}
LINE = 14  # letters of a title in a line, which ends before the drawing


def colours(tokens: str) -> dict[str, str]:
    """The dark colour of each variable of the style sheet ``tokens``."""
    return dict(re.findall(r"--([a-z-]+): light-dark\([^,]+, ([^)]+)\)", tokens))


def painted(drawing: str, palette: dict[str, str]) -> str:
    """The drawing with colours in place of variables.

    Raises
    ------
    KeyError
        If it names a variable that the style sheet has not.
    """
    return re.sub(r"var\(--([a-z-]+)\)", lambda found: palette[found[1]], drawing)


def drawing(source: Path, page: str) -> str:
    """The drawing beside the title of a page: its chapter's own, or the logo."""
    if chapter := FILE.fullmatch(page):
        return picture(source, int(chapter[1]))
    return (source / "book" / "assets" / "logo.svg").read_text(encoding="utf-8")


def render(app: Sphinx, page: str, title: str) -> bytes:
    """The picture of a page as PNG."""
    source = Path(app.srcdir)
    palette = colours((source / "course" / "demos" / "tokens.css").read_text(encoding="utf-8"))
    shared = (source / PICTURES / "shared.svg").read_text(encoding="utf-8")
    chapter = FILE.fullmatch(page)
    lines = textwrap.wrap(title, LINE)
    words = {
        "drawing": drawing(source, page),
        "shared": shared,
        "lines": lines,
        "size": 60 if len(lines) < 4 else 50,
        "number": int(chapter[1]) if chapter else None,
        "course": app.config.html_title,
    }
    svg = painted(app.builder.templates.render("social.svg", words), palette)
    fonts = str(resources.files("matplotlib") / "mpl-data" / "fonts" / "ttf" / "DejaVuSans")
    files = [f"{fonts}.ttf", f"{fonts}-Bold.ttf"]
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, font_files=files, skip_system_fonts=True, width=WIDTH))


def show_picture(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Draw the page's picture and name it in the page's tags."""
    if doctree is None or not app.config.ogp_site_url:
        return
    title = nodes.Text(re.sub("<[^>]+>", "", context["title"])).astext()
    name = f"{FOLDER}/{page.replace('/', '-')}.png"
    site = app.config.ogp_site_url
    if is_chinese(app.config):  # the font has no Chinese, so the link shows the English page's picture
        site = site.removesuffix(f"{PLACE}/")
    else:
        file = Path(app.outdir) / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(render(app, page, title))
    tags = {
        "og:image": f"{site}{name}",
        "og:image:width": str(WIDTH),
        "og:image:height": str(HEIGHT),
        "og:image:alt": words_of(app.config, ALT).format(title),
    }
    context["meta"] = {**(context.get("meta") or {}), **tags}
    context["metatags"] += '<meta name="twitter:card" content="summary_large_image" />\n'


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("html-page-context", show_picture, priority=410)  # before sphinxext-opengraph, which writes the tags
    return {"parallel_read_safe": True, "parallel_write_safe": True}
