"""Makes a notebook of each chapter: its text as plain Markdown, its cells as they are, and a first cell that installs.

    python -m book.lab.chapter_notebooks FOLDER

The cells are those that the build runs in Jupyter; what they need beside NumPy is on Colab and on course hubs.
"""

import argparse
from pathlib import Path

import nbformat
import yaml
from nbformat import NotebookNode

from autograder.release.addresses import addresses_of
from book.lab.plain_markdown import equation_numbers, plain_markdown

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "notebooks/chapters"  # in the site, and in the students' repository
INSTALL = """\
try:
    import course
except ModuleNotFoundError:  # on Colab, or wherever the course is not installed yet
    %pip install --quiet {wheel}"""


def chapters(root: Path = ROOT) -> list[str]:
    """The names of the pages in the table of contents that have cells, without their folder."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    names = [Path(chapter["file"]).name for part in toc["parts"] for chapter in part["chapters"]]
    pages = {name: root / "book" / f"{name}.md" for name in names}
    return [name for name, page in pages.items() if page.exists() and "{code-cell}" in page.read_text(encoding="utf-8")]


def chapter_notebook(name: str, root: Path = ROOT) -> NotebookNode:
    """The notebook of the chapter ``book/<name>.md``."""
    import jupytext  # slow to import

    addresses = addresses_of(root)
    site = addresses.site if addresses else ""
    text = (root / "book" / f"{name}.md").read_text(encoding="utf-8")
    numbers = equation_numbers(text)
    cells = []
    if addresses:
        cells.append(nbformat.v4.new_code_cell(INSTALL.format(wheel=addresses.wheel), id="install"))
    for number, cell in enumerate(jupytext.reads(text, fmt="md:myst").cells):
        if cell.cell_type == "code":
            cells.append(nbformat.v4.new_code_cell(cell.source, id=f"cell-{number:03d}"))
        elif source := plain_markdown(cell.source, numbers, lambda page: f"{site}book/{page}.html"):
            cells.append(nbformat.v4.new_markdown_cell(source, id=f"cell-{number:03d}"))
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": kernel, "language_info": {"name": "python"}})


def write_all(folder: Path) -> list[Path]:
    """Write the notebook of every chapter into the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.ipynb" for name in chapters()]
    for path in paths:
        path.write_text(nbformat.writes(chapter_notebook(path.stem)) + "\n", encoding="utf-8")
    return paths


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Write the notebooks of the chapters.")
    parser.add_argument("folder", type=Path)
    write_all(parser.parse_args().folder)
