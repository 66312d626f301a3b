"""Lets a page's cells run in the reader's browser: says which can, and publishes the Python that runs them.

A page with cells gets a list of them for ``book/assets/lab.js``. What that loads, once the reader asks for it, lies in
``python/`` beside the pages: Pyodide, gathered by ``book/build_site.py``, and one archive with the kernel of
``book/lab/page_kernel`` and the ``course`` package, named for its content.
"""

import hashlib
import io
import json
import shutil
import zipfile
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _JavaScript
from sphinx.config import Config

from book.ext.assignment import notebook_path
from book.ext.words import is_chinese
from book.lab.chapter_notebooks import FOLDER
from book.lab.statements import runnable

ROOT = Path(__file__).resolve().parents[2]
PYTHON = ROOT / "_build" / "python"
PACKAGES = (ROOT / "book" / "lab" / "page_kernel", ROOT / "course")
KIND = "application/vnd.kernels-and-gates.cells+json"
ASSIGNMENTS = "notebooks/"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the same files make the same archive


@cache
def archive() -> bytes:
    """The zip file with the packages that pages need beside Pyodide's."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        for package in PACKAGES:
            for path in sorted(package.rglob("*")):
                if path.is_file() and "__pycache__" not in path.parts:
                    name = path.relative_to(package.parent).as_posix()
                    target.writestr(zipfile.ZipInfo(name, LONG_AGO), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def archive_name() -> str:
    """Its address beside the pages, which changes with its content: no browser keeps an old one."""
    return f"python/page-{hashlib.sha256(archive()).hexdigest()[:8]}.zip"


def cells_of(doctree: nodes.document) -> list[str]:
    """The sources of the page's cells, in their order."""
    boxes = doctree.findall(lambda node: isinstance(node, nodes.container) and node.get("nb_element") == "cell_code")
    found = (box.next_node(nodes.literal_block) for box in boxes)
    return [block.astext() for block in found if block is not None]


def roles(notebook: Path) -> list[dict[str, str]]:
    """For each code cell of an assignment its id, and whether it is an answer, a check, or plain."""
    found = []
    for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            graded = cell["metadata"].get("nbgrader", {})
            role = "answer" if graded.get("solution") else "check" if graded.get("grade") else "plain"
            found.append({"id": cell["id"], "role": role})
    return found


def script(page: str, cells: list[str], config: Config) -> _JavaScript:
    """The list of a page's cells, and what else its script has to know, as a piece of the page.

    The address of its notebook is seen from the site's top, where the notebooks of both editions lie.
    """
    listed: list[dict[str, str]]
    listed = [{"lacks": cell.lacks, "rest": cell.rest} if cell.lacks else {} for cell in runnable(cells)]
    facts: dict[str, Any] = {"notebook": f"{FOLDER}/{PurePosixPath(page).name}.ipynb"}
    if page.startswith(ASSIGNMENTS):
        name = page.removeprefix(ASSIGNMENTS)
        notebook = notebook_path(name, config)
        listed = [{**cell, **role} for cell, role in zip(listed, roles(ROOT / notebook), strict=True)]
        facts |= {"notebook": notebook, "assignment": name}
    body = json.dumps({"cells": listed, "archive": archive_name(), **facts}, ensure_ascii=False, separators=(",", ":"))
    return _JavaScript("", priority=900, type=KIND, body=body.replace("</", "<\\/"))


def add_cells(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Put the list on a page with cells, and the script that reads it."""
    if doctree is not None and (cells := cells_of(doctree)):
        context["script_files"] += [
            script(page, cells, app.config),
            _JavaScript("_static/lab.js", priority=900, defer="defer"),
        ]


def publish(app: Sphinx, error: Exception | None) -> None:
    """Put what pages load into ``python/`` at the site's top, whose one copy serves the Chinese edition too."""
    if error is not None or app.builder.format != "html" or is_chinese(app.config):
        return
    target = Path(app.outdir) / "python"
    target.mkdir(exist_ok=True)
    wanted = {path.name: path for path in PYTHON.iterdir()}
    for old in target.iterdir():
        if old.name not in wanted:
            old.unlink()
    for name, path in wanted.items():
        there, now = target / name, path.stat()
        if not there.exists() or (there.stat().st_size, there.stat().st_mtime) != (now.st_size, now.st_mtime):
            shutil.copy2(path, there)
    sizes = {path.name: path.stat().st_size for path in PYTHON.iterdir()}
    (target / "sizes.json").write_text(json.dumps(sizes), encoding="utf-8")
    (Path(app.outdir) / archive_name()).write_bytes(archive())


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("html-page-context", add_cells)
    app.connect("build-finished", publish)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
