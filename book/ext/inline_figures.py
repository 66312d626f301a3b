"""Puts the figures of ``course.figures`` into the page itself: an image knows nothing of the page's colours.

Their alternative text, which a cell's ``mystnb`` metadata gives, becomes the drawing's name.
"""

import html
from pathlib import Path

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.transforms.post_transforms import SphinxPostTransform

MARK = '<svg class="kg-figure"'
AFTER_THE_CHOICE = 5  # MyST-NB chooses among a cell's outputs at priority 4


class InlineFigures(SphinxPostTransform):
    """Replaces the image by the drawing."""

    default_priority = AFTER_THE_CHOICE
    formats = ("html",)

    def run(self, **options: object) -> None:
        """Look at every image that is an SVG."""
        for image in list(self.document.findall(nodes.image)):
            path = Path(self.env.srcdir, image["uri"])
            if path.suffix != ".svg" or not path.exists():
                continue
            drawing = path.read_text(encoding="utf-8")
            if drawing.startswith(MARK):
                name = html.escape(" ".join(image.get("alt", "").split()))
                named = drawing.replace(MARK, f'{MARK} role="img" aria-label="{name}"', 1)
                image.replace_self(nodes.raw("", named, format="html"))


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.add_post_transform(InlineFigures)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
