"""The list of the chapters: which are there, what they are called, and that none is forgotten."""

import re
from pathlib import Path

import pytest
import yaml
from sphinx.errors import ExtensionError

from book.ext.chapter_cards import PICTURES, chapters, pages, picture
from tests.support.paths import ROOT

LISTED = """
[[chapter]]
number = 1
part = "kernels"
title = "Planned"
says = "One day."
taught_in = "notes"

[[chapter]]
number = 2
part = "gates"
title = "An old title"
says = "Today."
taught_in = "slides"
"""


def small_book(folder: Path) -> Path:
    """A book of two chapters, of which the second is there."""
    (folder / "book").mkdir()
    (folder / "book" / "chapters.toml").write_text(LISTED, encoding="utf-8")
    (folder / "book" / "02_gates.md").write_text("---\na: 1\n---\n\n# Its heading\n\n# comment\n", encoding="utf-8")
    return folder


def test_a_chapter_is_there_once_the_contents_name_its_page(tmp_path: Path) -> None:
    first, second = chapters(small_book(tmp_path), {2: "book/02_gates"})
    assert (first.page, first.title, first.says) == (None, "Planned", "One day.")
    assert (second.page, second.title, second.part) == ("book/02_gates", "Its heading", "gates")
    assert [chapter.page for chapter in chapters(tmp_path, {})] == [None, None]


def test_a_page_that_the_list_does_not_know_stops_the_build(tmp_path: Path) -> None:
    with pytest.raises(ExtensionError, match=r"book/03_new is in _toc.yml, and book/chapters.toml has no chapter 3"):
        chapters(small_book(tmp_path), {2: "book/02_gates", 3: "book/03_new"})


def test_assignments_are_no_chapters() -> None:
    names = ["book/index", "book/02_convolution", "notebooks/a02_convolution", "book/10_gru"]
    assert pages(dict.fromkeys(names)) == {2: "book/02_convolution", 10: "book/10_gru"}


def test_every_chapter_of_the_course_has_its_words_and_its_picture() -> None:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    there = pages({chapter["file"]: None for part in toc["parts"] for chapter in part["chapters"]})
    listed = chapters(ROOT, there)
    assert [chapter.number for chapter in listed] == list(range(1, len(listed) + 1))
    assert {chapter.number for chapter in listed if chapter.page} == set(there)
    assert {chapter.part for chapter in listed} == {"kernels", "gates"}
    files = {path.name for path in (ROOT / PICTURES).glob("*.svg")}
    assert files == {"shared.svg", *(f"{chapter.number:02}.svg" for chapter in listed)}
    for chapter in listed:
        drawing = picture(ROOT, chapter.number)
        assert drawing.startswith('<svg xmlns="http://www.w3.org/2000/svg" viewBox="'), chapter.number
        assert 'aria-hidden="true"' in drawing, "the title beside it says what it is"
        assert not re.search(r"#[0-9a-f]{3,6}\b(?!\))", drawing.replace("#kg-", "")), "colours are the page's"
        assert len(drawing) < 3_000
