"""The boxes of a chapter: how an author's lines are read, and what each chapter has."""

import re
from pathlib import Path

import jupytext
import pytest

from book.ext.lesson import questions
from tests.support.paths import ROOT

LESSONS = [page for page in sorted((ROOT / "book").glob("*.md")) if "```{quiz}" in page.read_text(encoding="utf-8")]
LONGEST_CELL = 25  # lines that are seen

TWO = """
One and one are

- [ ] 11
  That is how text is added.
- [x] 2
  Two.
  And no more.

Two and two
are

- [ ] 22
- [ ] 4
""".splitlines()


def test_questions_are_read_with_their_options_and_what_each_says() -> None:
    (first, second), rest = questions(TWO)
    assert first.text.strip() == "One and one are"
    assert second.text.split() == ["Two", "and", "two", "are"]
    assert [(option.text, option.is_right, option.says) for option in first.options] == [
        ("11", False, ["That is how text is added."]),
        ("2", True, ["Two.", "And no more."]),
    ]
    assert [option.says for option in second.options] == [[], []]
    assert not any(rest)
    assert first.complaint() is None


def test_what_an_author_has_left_out_is_said() -> None:
    (_, second), _ = questions(TWO)
    assert "needs one right option" in str(second.complaint())
    (lonely,), answer = questions(["Why?", "- [x] because", "", "So it is."])
    assert "needs two options or more" in str(lonely.complaint())
    assert [line for line in answer if line] == ["So it is."]


def box(text: str, name: str) -> str:
    """The content of a page's only box of this name."""
    (content,) = re.findall(rf"^```\{{{name}\}}\n(.*?)\n```$", text, flags=re.DOTALL | re.MULTILINE)
    return str(content)


def test_the_first_half_of_the_book_is_lessons() -> None:
    assert {"02_convolution", "03_conv2d", "04_properties", "05_pooling"} <= {page.stem for page in LESSONS}


@pytest.mark.parametrize("page", LESSONS, ids=lambda page: page.stem)
def test_a_lesson_is_guessed_at_summed_up_asked_about_and_led_on(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert len(re.findall(r"^```\{guess\} ", text, flags=re.MULTILINE)) >= 3
    assert len(re.findall("^- ", box(text, "takeaways"), flags=re.MULTILINE)) == 5
    asked, _ = questions(box(text, "quiz").splitlines())
    assert [len(question.options) for question in asked] == [3, 3, 3]
    assert 3 <= len(re.findall("^- ", box(text, "reading"), flags=re.MULTILINE)) <= 5
    order = [text.index(f"```{{{name}}}") for name in ("guess", "takeaways", "quiz", "reading")]
    assert order == sorted(order)


@pytest.mark.parametrize("page", LESSONS, ids=lambda page: page.stem)
def test_no_cell_that_is_seen_is_long_and_imports_alone_are_not_seen(page: Path) -> None:
    cells = [cell for cell in jupytext.read(page).cells if cell.cell_type == "code"]
    seen = [cell.source for cell in cells if "hide-input" not in cell.metadata.get("tags", [])]
    assert [source for source in seen if len(source.splitlines()) > LONGEST_CELL] == []
    assert [source for source in seen if all(re.match("import |from |$", line) for line in source.splitlines())] == []
