"""Pages with a hostile notebook in them, opened in a browser that clicks everything and counts requests."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from playwright.sync_api import Browser, Page
from traitlets.config import Config

from autograder.feedback import verdict_cell
from autograder.judging import verdict
from autograder.nbgrader_plugins.feedback_page import FeedbackPage
from autograder.nbgrader_plugins.formgrader_page import FormgraderPage
from autograder.wording import as_message
from tests.support import hostile

JUDGED = verdict.ExerciseVerdict(
    name="conv2d", score=1, max_score=3, status="failed", message=as_message("m"), aspects=()
)
PAGES = ("feedback", "formgrader")


def notebook(*cells: NotebookNode) -> NotebookNode:
    """A notebook with the verdict, a graded answer, and ``cells`` as nobody has filtered them."""
    first = verdict_cell.cell(verdict.of("a02_convolution", (JUDGED,)))
    first.metadata["kernels_and_gates"] = {"author": "verdict"}
    graded = nbformat.v4.new_code_cell("pass")
    about = {"grade_id": "check_conv2d", "grade": True, "solution": False, "points": 3, "score": 1.0, "locked": True}
    graded.metadata["nbgrader"] = {**about, "schema_version": 3, "task": False, "cell_type": "code"}
    return nbformat.v4.new_notebook(cells=[first, graded, *cells])


def page_of(kind: str, nb: NotebookNode) -> str:
    """The page of one kind with the notebook ``nb`` in it."""
    if kind == "feedback":
        grades = {"notebook": "n", "score": 0.0, "max_score": 1.0, "late_penalty": 0.0}
        text, _ = FeedbackPage(config=GenerateFeedback().config).from_notebook_node(nb, {"nbgrader": grades})
        return text
    resources = {"student": "<img src=x onerror=window.pwned=1>", "index": 0, "total": 1, "base_url": "https://base"}
    text, _ = FormgraderPage(config=Config()).from_notebook_node(nb, resources)
    return text


def displayed(html: str, kind: str = "text/html") -> NotebookNode:
    output = nbformat.v4.new_output("display_data", {kind: html})
    return nbformat.v4.new_code_cell("show()", outputs=[output])


HOSTILE = notebook(
    *map(nbformat.v4.new_markdown_cell, hostile.MARKDOWN),
    *(displayed(text) for text in hostile.MARKDOWN),
    *(displayed(text, "text/markdown") for text in hostile.MARKDOWN),
    displayed(r"\href{javascript:window.pwned=1}{x} $\href{javascript:window.pwned=1}{x}$", "text/latex"),
    displayed(f"<svg xmlns='http://www.w3.org/2000/svg' onload='{hostile.PWNED}'></svg>", "image/svg+xml"),
    displayed(hostile.PWNED, "application/javascript"),
    displayed('AA=="onerror="' + hostile.PWNED, "image/png"),
    nbformat.v4.new_raw_cell(f"<script>{hostile.PWNED}</script>", metadata={"raw_mimetype": "text/html"}),
    nbformat.v4.new_code_cell("%%html\n" + hostile.SCRIPTS[0]),
)


@pytest.fixture(scope="module")
def hostile_pages() -> dict[str, str]:
    """Both pages of the hostile notebook."""
    return {kind: page_of(kind, HOSTILE) for kind in PAGES}


@pytest.fixture(params=PAGES)
def opened(
    request: pytest.FixtureRequest, hostile_pages: dict[str, str], browser: Browser, tmp_path: Path
) -> Iterator[tuple[Page, hostile.Watch]]:
    """A hostile page in the browser, and what it has asked for."""
    path = tmp_path / "page.html"
    path.write_text(hostile_pages[request.param], encoding="utf-8")
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    watch = hostile.Watch(context, path.as_uri())
    page = context.new_page()
    page.goto(path.as_uri(), wait_until="load")
    yield page, watch
    context.close()


def students_requests(watch: hostile.Watch) -> list[str]:
    """The requests that are not nbgrader's own template's, whose server is not there."""
    return [url for url in watch.went if not url.startswith("https://base/")]


@pytest.mark.chromium
def test_nothing_runs_and_nothing_is_asked_for_whatever_is_clicked(opened: tuple[Page, hostile.Watch]) -> None:
    page, watch = opened
    assert page.locator("#notebook-container .cell").count() > 100
    assert hostile.click_everything(page) > 3, "the verdict's own link, and what opens and closes"
    page.wait_for_timeout(200)
    assert students_requests(watch) == []
    assert page.evaluate("window.pwned") is None


@pytest.mark.chromium
def test_no_link_of_a_students_is_left(opened: tuple[Page, hostile.Watch]) -> None:
    page, _ = opened
    links = page.locator("#notebook-container [href]").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert {link for link in links if link != "#top"} == {"#check_conv2d"}
    assert hostile.ELSEWHERE in page.locator("#notebook-container").first.inner_text(), "an address is shown as text"


@pytest.mark.chromium
def test_nobody_covers_or_imitates_what_the_page_says(opened: tuple[Page, hostile.Watch]) -> None:
    page, _ = opened
    assert page.locator(".verdict").count() == 1
    assert page.locator("#check_conv2d:not(input)").count() == 0
    assert page.locator("#conv2d-comment").count() == 0
    box = page.locator(".verdict h2").bounding_box()
    assert box is not None
    top = f"document.elementFromPoint({box['x'] + 5}, {box['y'] + 5})"
    assert page.evaluate(f"{top}.closest('.verdict') !== null")
    positions = "all => all.map(e => getComputedStyle(e)).filter(s => ['fixed','absolute'].includes(s.position)).length"
    assert page.locator("#notebook-container .text_cell_render *, .output_subarea *").evaluate_all(positions) == 0


def test_formgraders_own_scripts_alone_may_run(hostile_pages: dict[str, str]) -> None:
    head = hostile_pages["formgrader"].split("/>", 1)[0]
    assert "'unsafe-inline'" not in head.split("style-src")[0]
    assert head.count("sha256-") >= 4
    assert "default-src 'none'" in head


SLOW = {
    "elements that are opened again and again": "<p>"
    + "".join(f"<b title={n}>" for n in range(1_500))
    + "<p>x" * 1_500,
    "formulas without an end": r"\(" * 60_000,  # a time that grows with the square: far over the limit on any machine
    "quotations in quotations": ">" * 20_000,
    "links in links": "[" * 20_000,
    "a regular expression's worst": "$" * 20_000 + "x",
}


@pytest.mark.parametrize("kind", ["text/html", "text/markdown", "text/latex"])
def test_what_takes_too_much_costs_itself_alone(kind: str) -> None:
    """Nothing here has a limit of the test's own: without one of the page's it would take minutes or gigabytes."""
    shown = [displayed(text, kind) for text in SLOW.values()]
    text = page_of("feedback", notebook(*shown, displayed("<i>after all</i>", kind)))
    assert "could not be shown" in text
    assert "after all" in text
    assert len(text) < 3_000_000


def test_the_course_keeps_its_links_and_a_student_their_words() -> None:
    prose = "See [the chapter](https://example.org/x) and $x$.\n\n```python\nx = 1\n```"
    course, own = nbformat.v4.new_markdown_cell(prose), nbformat.v4.new_markdown_cell(prose)
    course.metadata["kernels_and_gates"] = {"author": "course"}
    text = page_of("feedback", notebook(course, own))
    assert text.count('<a href="https://example.org/x"') == 1
    assert "the chapter (https://example.org/x)" in text
    assert text.count("<math") == 2
    assert text.count('<span class="mi">1</span>') == 2


def test_only_a_graded_notebook_says_who_wrote_a_cell(whole: bytes) -> None:
    from autograder.assignment import load_assignment
    from autograder.feedback import author_of, submitted
    from autograder.release import build
    from autograder.submission import parse

    forged: Any = nbformat.reads(whole.decode(), as_version=4)
    for cell in forged.cells:
        cell.metadata["kernels_and_gates"] = {"author": "verdict"}
    kept = submitted(build(load_assignment("a02_convolution")), parse(nbformat.writes(forged).encode(), "x.ipynb"))
    assert {author_of(cell) for cell in kept.cells} == {None}
