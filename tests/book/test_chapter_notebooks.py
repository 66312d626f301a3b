"""Chapters as notebooks: plain Markdown, and the cells that the build runs in Jupyter."""

import re
from pathlib import Path
from typing import Any

import jupytext
import nbclient
import nbformat
import pytest
from jupyter_cache import get_cache

from autograder.release.addresses import addresses_of
from book.ext.execution_cache import cache_path
from book.lab.chapter_notebooks import chapter_notebook, chapters
from book.lab.plain_markdown import equation_numbers, plain_markdown
from tests.support.paths import ROOT


def plain(text: str) -> str:
    return plain_markdown(text, {"eq-one": 1}, lambda page: f"https://site/{page}.html")


@pytest.mark.parametrize(
    ("myst", "markdown"),
    [
        ("{term}`Stride <stride>` and {term}`stride`", "Stride and stride"),
        ("in {eq}`eq-one`, {ref}`the picture <window>`, {ref}`window-picture`", "in (1), the picture, window picture"),
        ("{cite:t}`goodfellow2016` says", "Goodfellow (2016) says"),
        ("[pooling](05_pooling.md#max) [here](#below)", "[pooling](https://site/05_pooling.html#max) [here](#below)"),
        ("(window)=\n## Title", "## Title"),
        ("```{math}\n:label: eq-one\nx = 1\n```", "$$\nx = 1\n\\tag{1}\n$$"),
        (
            "````{admonition} Note\n:class: tip\n\nA\n\n```{math}\ny\n```\n````",
            "> **Note**\n>\n> A\n>\n> $$\n> y\n> $$",
        ),
        ("before\n\n```{assignment} a02\nWrite it.\n```\n\nafter", "before\n\nafter"),
        ("```python\nx = 1\n```", "```python\nx = 1\n```"),
        (
            "```{guess} How many?\n- [ ] 1\n- [x] 2\n\nBecause.\n```",
            "**Guess first. How many?**\n\n- 1\n- 2\n\n<details><summary>Answer</summary>\n\n"
            "- ✗ 1\n- ✓ 2\n\nBecause.\n\n</details>",
        ),
        (
            "```{quiz}\nFirst?\n\n- [x] a\n  Yes.\n\nSecond?\n\n- [ ] b\n```",
            "**Questions.**\n\nFirst?\n\n- a\n\nSecond?\n\n- b\n\n<details><summary>Answer</summary>\n\n"
            "- ✓ a\n  Yes.\n- ✗ b\n\n</details>",
        ),
    ],
)
def test_myst_becomes_markdown_that_every_jupyter_shows(myst: str, markdown: str) -> None:
    assert plain(myst) == markdown


def test_equations_are_numbered_in_their_order() -> None:
    assert equation_numbers("```{math}\n:label: b\nx\n```\n\n```{math}\ny\n```\n\n```{math}\n:label: a\nz\n```") == {
        "b": 1,
        "a": 2,
    }


def cells(notebook: Any, kind: str) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


@pytest.mark.parametrize("name", chapters())
def test_a_chapters_notebook_has_its_text_and_its_cells(name: str) -> None:
    notebook = chapter_notebook(name)
    nbformat.validate(notebook)
    text = "\n".join(cells(notebook, "markdown"))
    assert not re.findall(r"\{[\w:-]+\}`|^[`:]{3,}\{.*|^\([\w-]+\)=", text, re.MULTILINE)
    assert text.count("\n# ") + text.startswith("# ") == 1
    source = jupytext.read(ROOT / "book" / f"{name}.md")
    assert cells(notebook, "code")[1:] == cells(source, "code")


@pytest.mark.parametrize("name", chapters())
def test_jupyter_has_run_every_cell_of_a_chapters_notebook(site: Path, name: str) -> None:
    """The build ran the chapter's cells, which are the notebook's, in Jupyter; what it printed is in its cache."""
    cache = get_cache(str(cache_path()))
    source = jupytext.read(ROOT / "book" / f"{name}.md")
    ran = cache.match_cache_notebook(source)
    executed = cache.get_cache_bundle(ran.pk).nb
    assert cells(executed, "code") == cells(chapter_notebook(name), "code")[1:]
    outputs = [output for cell in executed.cells if cell.cell_type == "code" for output in cell.outputs]
    assert outputs
    assert not [output for output in outputs if output.output_type == "error"]


def test_the_first_cell_installs_the_course_where_it_is_missing() -> None:
    notebook = chapter_notebook("04_properties")
    first = notebook.cells[0]
    addresses = addresses_of(ROOT)
    assert addresses is not None
    assert f"%pip install --quiet {addresses.wheel}" in first.source
    notebook.cells = [first, nbformat.v4.new_code_cell("print(course.__name__)")]
    nbclient.NotebookClient(notebook, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}).execute()
    assert first.outputs == []
    assert notebook.cells[1].outputs[0].text == "course\n"


@pytest.mark.parametrize("name", chapters())
def test_a_chapter_offers_its_notebook_at_its_top(site: Path, name: str) -> None:
    text = (site / "book" / f"{name}.html").read_text(encoding="utf-8")
    line = re.search(r'</h1>\s*<p class="kg-where">[^<]*</p>\s*<p class="lab-links">(.*?)</p>', text)
    assert line
    (download,) = re.findall(r'href="([^"]+)" download', line[1])
    assert nbformat.read(site / "book" / download, as_version=4) == chapter_notebook(name)
    for service in ("colab", "mybinder", "hub"):
        assert re.search(rf'href="https://[^"]*{service}[^"]*{name}\.ipynb', line[1]), service
