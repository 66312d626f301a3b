"""Puts the cache of executed cells where a change of the code that they import is seen.

The cache's own key is the cells' text and the kernel. A chapter also shows what ``course`` computes with the pinned
packages, so the folder's name carries a hash of both.
"""

import hashlib
import sys
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

ROOT = Path(__file__).resolve().parents[2]


def cache_path(root: Path = ROOT) -> Path:
    """The folder for what the cells print, given the code and the pins in ``root``."""
    kinds = {".py", ".js", ".css", ".json", ".txt", ".gz"}
    files = [path for path in (root / "course").rglob("*") if path.suffix in kinds]
    digest = hashlib.sha256(sys.version.encode())
    for path in [*sorted(files), root / "requirements.txt"]:
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return root / "_build" / "executed" / digest.hexdigest()[:16]


def set_cache_path(app: Sphinx, config: Config) -> None:
    """Tell MyST-NB the folder; a new one makes it read, and run, every chapter again."""
    config.nb_execution_cache_path = str(cache_path())


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("config-inited", set_cache_path)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
