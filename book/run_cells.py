"""Runs the cells of every chapter that has changed, several chapters at once, into the cache that the build reads.

    python -m book.run_cells [FOLDER]

Sphinx would run them one after the other. A chapter whose cells fail is left to it: the build then names the cell.
"""

import argparse
import logging
import sys
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

import yaml
from jupyter_cache import get_cache
from jupyter_cache.executors import load_executor
from nbclient import NotebookClient

from book.ext.execution_cache import ROOT, cache_path

READER = {"type": "plugin", "name": "myst_nb_md"}


def chapters(book: Path) -> list[Path]:
    """The pages of the table of contents that have cells, without those that the configuration says not to run."""
    toc = yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))
    names = [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]
    never = settings(book).get("exclude_patterns", [])
    pages = [book / f"{name}.md" for name in names if not any(fnmatch(name, pattern) for pattern in never)]
    return [page for page in pages if "{code-cell}" in page.read_text(encoding="utf-8")]


def settings(book: Path) -> dict[str, Any]:
    """The book's settings for running cells."""
    return dict(yaml.safe_load((book / "_config.yml").read_text(encoding="utf-8"))["execute"])


def run(book: Path) -> int:
    """Run what the cache does not hold; how many chapters that were."""
    timeout = settings(book)["timeout"]
    # A print may arrive in two pieces. MyST-NB would end a line after the first; this joins them as they came.
    NotebookClient.coalesce_streams = True  # type: ignore[assignment]  # the executor takes no options of nbclient's
    cache = get_cache(str(cache_path()))
    pages = [str(page) for page in chapters(book)]
    for page in pages:
        cache.add_nb_to_project(page, read_data=READER)
    logging.basicConfig(level=logging.WARNING)
    executor = load_executor("local-parallel", cache, logging.getLogger("cells"))
    waiting = [record.uri for record in executor.get_records(filter_uris=pages)]
    for page in waiting:
        print(f"{page}: Executing notebook", flush=True)
    if waiting:
        executor.run_and_cache(filter_uris=waiting, timeout=timeout)
    return len(waiting)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Run the cells of the chapters that have changed.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT)
    run(parser.parse_args().folder.resolve())
    sys.exit(0)
