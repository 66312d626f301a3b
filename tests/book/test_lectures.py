"""The page that leads from the lectures to the chapters: every point, and the section that teaches it."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

import jupytext
from mdit_py_plugins.anchors.index import slugify

from tests.book.test_prose import toc
from tests.support.grids import case
from tests.support.paths import ROOT

BOOK = ROOT / "book"
POINTS = tomllib.loads(Path(__file__).with_name("lecture_points.toml").read_text(encoding="utf-8"))["point"]
ALL = ["CNN slides", "DNN slides", "notes", "Tsinghua notes", "questions and answers"]
THERE = {int(name[5:7]) for name in toc() if re.match(r"book/\d\d_", name)}


@dataclass
class Row:
    """A row of the table: its number, what is taught, its links as (words, page, section), and the lectures."""

    number: int
    says: str
    links: list[tuple[str, str, str]]
    lectures: list[str]


def rows(text: str) -> list[Row]:
    """The rows of the page's table of points."""
    found = []
    for number, says, cell, lectures in re.findall(r"^\| (\d+) \| (.+?) \| (.*?) ?\| (.+?) \|$", text, re.MULTILINE):
        links = re.findall(r"\[([^\]]+)\]\((\w+)\.md(?:#([^)]+))?\)", cell)
        found.append(Row(int(number), says, links, ALL if lectures == "all five" else lectures.split(", ")))
    return found


def headings(page: str) -> dict[str, str]:
    """The headings of a chapter by the names of their places, as MyST makes them."""
    cells = jupytext.read(BOOK / f"{page}.md").cells
    prose = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    prose = re.sub(r"^(`{3,}).*?^\1$", "", prose, flags=re.DOTALL | re.MULTILINE)
    texts = re.findall(r"^#{2,3} (.+)$", prose, flags=re.MULTILINE)
    return {slugify(text): text for text in texts}


ROWS = rows((BOOK / "lectures.md").read_text(encoding="utf-8"))


def test_the_copy_is_the_whole_list() -> None:
    assert [point["number"] for point in POINTS] == list(range(1, 47))
    assert {lecture for point in POINTS for lecture in point["lectures"]} == set(ALL)
    assert {chapter for point in POINTS for chapter in point["chapters"]} == set(range(1, 15))


def test_every_point_has_its_row_with_its_lectures() -> None:
    assert [row.number for row in ROWS] == [point["number"] for point in POINTS]
    for row, point in zip(ROWS, POINTS, strict=True):
        with case(row=row.number):
            assert point["says"] in row.says
            assert sorted(row.lectures) == sorted(point["lectures"])


def test_every_point_leads_to_each_chapter_that_teaches_it() -> None:
    """As soon as the table of contents has that chapter."""
    for row, point in zip(ROWS, POINTS, strict=True):
        with case(row=row.number):
            linked = {int(page[:2]) for _, page, _ in row.links}
            assert set(point["chapters"]) & THERE <= linked
            assert all(words.startswith(page[:2]) for words, page, _ in row.links)


def test_every_link_leads_to_a_heading_that_is_there() -> None:
    known = {page: headings(page) for row in ROWS for _, page, _ in row.links if int(page[:2]) in THERE}
    seen = 0
    for row in ROWS:
        for words, page, section in row.links:
            if section:
                with case(row=row.number, page=page):
                    assert words == f"{page[:2]} {known[page][section]}"
                    seen += 1
    assert seen > 60


def test_a_wrong_row_is_seen() -> None:
    (row,) = rows("| 7 | the flip | [02 A](02_convolution.md#a) · [03](03_conv2d.md) | notes, DNN slides |")
    links = [("02 A", "02_convolution", "a"), ("03", "03_conv2d", "")]
    assert row == Row(7, "the flip", links, ["notes", "DNN slides"])
    assert rows("| 8 | later | | all five |") == [Row(8, "later", [], ALL)]
    assert "a-sentence" not in headings("03_conv2d")
    assert headings("03_conv2d")["stride"] == "Stride"
