"""Numbers the chapters in the sidebar as their files are numbered: ``book/08_rnn.md`` is "8. Recurrent networks".

Readers know a chapter by its title, and by this number where somebody says it. Nobody types it.
"""

import re
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

FILE = re.compile(r"(?:.*/)?0*(\d+)_\w+")
AFTER_THE_TOC = 950  # sphinx-external-toc reads _toc.yml at priority 900


def numbered_title(name: str, source: Path) -> str | None:
    """The title of the document ``name`` with its file's number, or None where the file has none."""
    number = FILE.fullmatch(name)
    if number is None:
        return None
    heading = re.search(r"^# (.+)$", source.read_text(encoding="utf-8"), re.MULTILINE)
    return f"{number[1]}. {heading[1].strip()}" if heading else None


def number_chapters(app: Sphinx, config: Config) -> None:
    """Give every numbered document that the table of contents names its title for the sidebar."""
    site_map: Any = config.external_site_map
    for name in site_map:
        source = Path(app.srcdir, name).with_suffix(".md")
        if source.exists() and site_map[name].title is None:
            site_map[name].title = numbered_title(name, source)


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("config-inited", number_chapters, priority=AFTER_THE_TOC)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
