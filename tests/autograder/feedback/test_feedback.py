"""The verdict on top of the graded notebook, and the page that nbgrader makes of it, in a real browser."""

import html
import re
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from playwright.sync_api import Browser, Page

from autograder.assignment import load_assignment
from autograder.feedback import sanitize, show_standing, verdict_cell
from autograder.judging import AspectVerdict, ExerciseVerdict, Status, Verdict
from autograder.judging.verdict import of
from autograder.wording import Language, as_message

ASSIGNMENT = "a02_convolution"
Run = Callable[..., subprocess.CompletedProcess[str]]


def exercise(status: Status = "partial", message: str = "m", **more: Any) -> ExerciseVerdict:
    aspects = (
        AspectVerdict(name="a", says=as_message("the stride"), score=1, max_score=1),
        AspectVerdict(name="b", says=as_message("the border"), score=0, max_score=2),
    )
    return ExerciseVerdict(
        name="conv2d", score=1, max_score=3, status=status, message=as_message(message), aspects=aspects, **more
    )


def rendered(one: ExerciseVerdict, notes: tuple[str, ...] = (), refused: str | None = None) -> str:
    return verdict_cell.render(of(ASSIGNMENT, (one,), tuple(map(as_message, notes))), refused)


def words(text: str) -> str:
    """The text that a reader sees."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", text)).split())


def test_a_row_says_what_was_checked_and_what_failed() -> None:
    text = words(rendered(exercise(message="Mind the step.", misconception="stride_ignored", case="conv2d(x)\n# 3")))
    assert "1 of 3 points" in text
    assert "conv2d partly right 1 / 3" in text
    assert "✓ the stride 1 / 1" in text
    assert "✗ the border 0 / 2" in text
    assert "stride ignored: Mind the step." in text
    assert "A call to try in your notebook: conv2d(x)# 3" in text


def test_a_chinese_notebook_has_a_chinese_verdict() -> None:
    one = exercise(message="All checks passed.", misconception="stride_ignored", case="conv2d(x)")
    text = verdict_cell.render(of(ASSIGNMENT, (one,), language="zh"))
    assert text.startswith('<div class="verdict" lang="zh">')
    assert 'lang="zh"' in sanitize.verdict(text)
    assert "lang" not in sanitize.verdict(text.replace('lang="zh"', 'lang="x-y"'))
    assert "得分 1 / 3" in words(text)
    assert "conv2d 部分正确 1 / 3" in words(text)
    assert "所有检查都通过了。" in words(text)
    assert "stride ignored" not in text  # the mistake's name is English, and its hint says more
    assert "可以在你的笔记本里试试这个调用： conv2d(x)" in words(text)


@pytest.mark.parametrize(
    ("language", "before", "after"),
    [("en", "1 of 3 points", "2.5 of 3 points late: −0.5"), ("zh", "得分 1 / 3", "得分 2.5 / 3 迟交：−0.5")],
)
def test_the_headline_says_what_counts_in_its_own_language(language: Language, before: str, after: str) -> None:
    notebook = nbformat.v4.new_notebook(cells=[verdict_cell.cell(of(ASSIGNMENT, (exercise(),), language=language))])
    assert words(notebook.cells[0].source).startswith(before)
    show_standing(notebook, 2.5, 3, 0.5)
    assert words(notebook.cells[0].source).startswith(after)


def test_a_call_keeps_its_lines_and_its_indentation() -> None:
    text = rendered(exercise(case="conv2d(\n    np.array([1.]),  # x\n)\n# yours: [3]"))
    code = text.split('<pre class="case"><code>')[1].split("</code></pre>")[0]
    assert code == "conv2d(<br>&#32;&#32;&#32;&#32;np.array([1.]), # x<br>)<br># yours: [3]"
    assert "<pre" not in rendered(exercise("passed", case=None))


@pytest.mark.parametrize("status", ["missing", "timeout", "refused"])
def test_what_was_not_checked_is_not_said_to_be_wrong(status: Status) -> None:
    text = words(rendered(exercise(status, message="Why.")))
    assert "✗" not in text
    assert "Why." in text


def test_what_is_right_needs_no_words() -> None:
    assert "All checks passed" not in words(rendered(exercise("passed", message="All checks passed.")))


def test_notes_and_refusals_stand_above_the_table() -> None:
    assert "Cell 3 ran longer" in rendered(exercise(), ("Cell 3 ran longer than 20 s.",)).split("<table")[0]
    refused = words(rendered(exercise(), refused="It is empty."))
    assert "could not be read. It is empty." in refused
    assert "the stride" not in refused


HOSTILE = '<img src=x onerror=alert(1)> $\\href{javascript:alert(1)}{x}$ \\(y\\) `code`\n\n# heading & "quote"'


def test_a_students_words_are_words() -> None:
    text = rendered(exercise(message=HOSTILE, case=HOSTILE), (HOSTILE,))
    assert "<img" not in text
    assert "\n\n" not in text  # at which Markdown would take the HTML to end
    for line in text.splitlines():
        assert not line.startswith(("#", "    "))
    student = text
    assert not re.search(r"[$\\`]", student)
    assert student.count("onerror") == 3
    assert words(student).count('# heading & "quote"') == 3


def test_the_cell_is_none_of_nbgraders() -> None:
    cell = verdict_cell.cell(of(ASSIGNMENT, (exercise(),)))
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    assert cell.cell_type == "markdown"
    assert not cell.metadata


def test_every_status_has_its_words() -> None:
    statuses = ExerciseVerdict.model_fields["status"].annotation
    assert set(verdict_cell.STATUS) == set(statuses.__args__)  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def pages(small_course: Path, run: Run) -> Path:
    """The folder of nbgrader's feedback on the small course."""
    done = run("nbgrader", "generate_feedback", ASSIGNMENT, cwd=small_course)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr
    return small_course / "feedback"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page without a network that fails the test where a script runs or another host is asked."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    new = context.new_page()
    asked: list[str] = []
    new.on("request", lambda request: asked.append(request.url))
    new.on("dialog", lambda dialog: asked.append(f"dialog: {dialog.message}"))
    context.route(re.compile("^https?:"), lambda route: route.abort())
    yield new
    assert not new.evaluate("window.pwned")
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
    context.close()


def opened(page: Page, pages: Path, student: str) -> Page:
    page.goto((pages / student / ASSIGNMENT / f"{ASSIGNMENT}.html").as_uri())
    return page


@pytest.mark.sandbox
@pytest.mark.chromium
@pytest.mark.parametrize("width", [1440, 400])
def test_the_page_begins_with_the_verdict_and_fits(page: Page, pages: Path, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    opened(page, pages, "flipped_kernel")
    assert page.locator(".panel-heading h4").first.inner_text() == f"{ASSIGNMENT} (Score: 13.0 / 20.0)"
    verdict = page.locator(".verdict")
    assert verdict.count() == 1
    assert verdict.locator("h2").inner_text() == "13 of 20 points"
    assert verdict.bounding_box()["y"] < 120  # type: ignore[index]
    rows = verdict.locator("tbody tr")
    assert rows.count() == len(load_assignment(ASSIGNMENT).exercises)
    conv2d = rows.filter(has=page.get_by_role("link", name="conv2d", exact=True)).inner_text()
    assert "flipped kernel:" in conv2d
    assert "A call to try in your notebook:\nconv2d(np.array([[[[" in conv2d.replace("\n\n", "\n")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    for name in ("status", "points"):
        assert verdict.locator(f".{name}").first.is_visible()


@pytest.mark.sandbox
@pytest.mark.chromium
def test_a_row_leads_to_its_check_cell(page: Page, pages: Path) -> None:
    opened(page, pages, "flipped_kernel")
    page.locator(".verdict").get_by_role("link", name="toeplitz").click()
    assert page.evaluate("document.getElementsByName('check_toeplitz')[0].getBoundingClientRect().top") < 300


@pytest.mark.sandbox
@pytest.mark.chromium
def test_everything_is_shown_and_nothing_runs(page: Page, pages: Path) -> None:
    opened(page, pages, "shows_everything")
    for text in ("html stays", "markdown stays", "latex", "styled"):
        assert page.get_by_text(text).first.is_visible(), text
    drawing = page.locator('img[src^="data:image/svg+xml"]').first
    assert drawing.evaluate("image => [image.complete, image.naturalWidth]") == [True, 40]
    figure = page.locator('.output_png img[src^="data:image/png"]').first
    assert figure.evaluate("image => image.naturalWidth") > 400
    assert figure.get_attribute("alt")
    styled = page.get_by_text("styled", exact=True)
    assert styled.evaluate("cell => getComputedStyle(cell).backgroundColor") == "rgb(171, 205, 239)"


@pytest.mark.sandbox
@pytest.mark.chromium
def test_a_student_cannot_cover_hide_or_imitate_the_verdict(page: Page, pages: Path) -> None:
    opened(page, pages, "shows_everything")
    box = page.locator(".verdict h2").bounding_box()
    assert box is not None
    top = f"document.elementFromPoint({box['x'] + 5}, {box['y'] + 5})"
    assert page.evaluate(f"{top}.closest('.verdict') !== null")
    assert page.locator("#check_conv2d").count() == 0
    conv2d = page.locator(".verdict tr.error").inner_text()
    assert "‹script›" in conv2d
    assert "**bold**" in conv2d


@pytest.mark.sandbox
@pytest.mark.chromium
def test_an_unreadable_file_says_so_at_the_top(page: Page, pages: Path) -> None:
    opened(page, pages, "corrupt_file")
    verdict = page.locator(".verdict").inner_text()
    assert "0 of 20 points" in verdict
    assert "This notebook could not be read." in verdict


@pytest.mark.sandbox
def test_of_what_is_right_one_small_call_is_told(small_course: Path) -> None:
    """A student reads for each exercise at most one call with what is right for it, or one entry of what is right."""
    seen = 0
    for path in small_course.glob(f"autograded/*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"):
        notebook = nbformat.read(path, as_version=4)
        source = notebook.cells[0].source
        for row in source.split("<tr")[2:]:
            assert row.count("# right:") <= 1
            assert row.count("is right") <= 1
            for right in re.findall("# right: ([^<]*)", row):
                assert len(re.findall(r"[\d.]+(?:e[+-]\d+)?|nan|inf", right)) <= 31, right
                seen += 1
        for sentence in re.findall(r"where \S+ is right", source):
            assert re.fullmatch(r"where (-?[\d.]+(e[+-]\d+)?|nan|inf) is right", sentence), sentence
    assert seen > 3


@pytest.mark.sandbox
def test_graded_notebooks_stay_valid_with_the_verdict_first(small_course: Path) -> None:
    paths = list(small_course.glob(f"autograded/*/{ASSIGNMENT}/{ASSIGNMENT}.ipynb"))
    assert len(paths) >= 4  # the tests of formgrader add a student
    for path in paths:
        notebook = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
        assert notebook.cells[0].source.startswith('<div class="verdict')
        assert "nbgrader" not in notebook.cells[0].metadata
        assert isinstance(_verdict_of(path), Verdict)


def _verdict_of(path: Path) -> Verdict:
    from autograder.records import Evidence

    student = path.parents[1].name
    newest = max((path.parents[3] / "evidence" / ASSIGNMENT / student).glob("*.json"))
    return Evidence.model_validate_json(newest.read_text(encoding="utf-8")).verdict
