"""Runs a chapter's own code cells, so that what is tested is what the reader sees."""

from collections.abc import Callable
from typing import Any

import jupytext
import matplotlib
import pytest

from tests.support.paths import ROOT

BOOK = ROOT / "book"

matplotlib.use("Agg")  # draw into memory: there is no screen


@pytest.fixture(scope="session")
def run_chapter(texts_of_others: None) -> Callable[[str], dict[str, Any]]:
    """``run_chapter("02_convolution")`` executes the page from top to bottom and returns its variables."""

    def run(name: str) -> dict[str, Any]:
        page = jupytext.read(BOOK / f"{name}.md")
        cells = [cell.source for cell in page.cells if cell.cell_type == "code"]
        assert cells, f"book/{name}.md has no code cell: is its jupytext header intact?"
        variables: dict[str, Any] = {"__name__": name}
        for number, source in enumerate(cells, start=1):
            exec(compile(source, f"book/{name}.md, code cell {number}", "exec"), variables)  # noqa: S102 our page
        return variables

    return run
