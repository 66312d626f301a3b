"""Feedback pages ask nobody for anything, run nothing, and show every formula as maths."""

import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode
from nbgrader.converters import GenerateFeedback
from playwright.sync_api import Browser, Page, Request

from autograder import release
from autograder.assignment import assignment_names, load_assignment
from autograder.feedback import mathml, verdict_cell
from autograder.judging import verdict
from autograder.nbgrader_plugins.feedback_page import FeedbackPage
from autograder.wording import as_message

JUDGED = verdict.ExerciseVerdict(
    name="conv2d", score=1, max_score=3, status="failed", message=as_message("m"), aspects=()
)
# Text that stands in formulas' places where they were not set, code left out.
RAW = """() => [...document.querySelectorAll("#notebook .rendered_html, #notebook .output_latex")].map(element => {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("code, pre, style, .verdict").forEach(child => child.remove());
  return copy.textContent;
}).filter(text => /\\$|\\\\[a-z]+/.test(text))"""
HOSTILE = (
    r"\text{<script>window.pwned=1</script>}",
    r"\text{&lt;img src=x onerror=window.pwned=1&gt;}",
    r"\href{javascript:window.pwned=1}{x}",
    r"\style{position:fixed;inset:0}{x}",
    r"\hspace{-90em} 20 \text{ of } 20",
    r"\llap{20 of 20}",
    r"\class{verdict}{x}",
    r"\def\a{\a\a}\a",
    "{" * 900,
)


def exported(notebook: NotebookNode, folder: Path) -> Path:
    """The notebook's feedback page, made as nbgrader makes it."""
    for cell in notebook.cells:
        if "nbgrader" in cell.metadata:
            cell.metadata.nbgrader |= {"score": 0.0}
    grades = {"notebook": "n", "score": 0.0, "max_score": 1.0, "late_penalty": 0.0}
    exporter = FeedbackPage(config=GenerateFeedback().config)
    text, _ = exporter.from_notebook_node(notebook, {"nbgrader": grades})
    path = folder / "page.html"
    path.write_text(text, encoding="utf-8")
    return path


def visited(browser: Browser, path: Path, width: int = 1440) -> tuple[Page, list[str]]:
    """The opened page, and the addresses that it asked for."""
    page = browser.new_context(viewport={"width": width, "height": 900}).new_page()
    asked: list[str] = []
    failed: list[Request] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("requestfailed", lambda request: failed.append(request))
    page.goto(path.as_uri(), wait_until="networkidle")
    forbidden = {request.url for request in failed if request.failure == "csp"}  # announced, and never sent
    return page, [url for url in asked if not url.startswith("data:") and url not in forbidden]


@pytest.mark.chromium
@pytest.mark.parametrize("width", [1440, 320])
@pytest.mark.parametrize("name", assignment_names())
def test_every_formula_of_an_assignment_is_maths(browser: Browser, tmp_path: Path, name: str, width: int) -> None:
    notebook = release.build(load_assignment(name))
    notebook.cells.insert(0, verdict_cell.cell(verdict.of(name, (JUDGED,))))
    path = exported(notebook, tmp_path)
    page, asked = visited(browser, path, width)
    assert asked == [path.as_uri()]
    assert page.locator("script").count() == 0
    assert page.evaluate(RAW) == []
    assert page.locator(".formula code").all_inner_texts() == []
    boxes = page.evaluate("[...document.querySelectorAll('math')].map(math => math.getBoundingClientRect().width)")
    prose = "".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    assert len(boxes) >= prose.count("$$") // 2, "a formula of the prose is not set"
    assert all(width > 3 for width in boxes)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.context.close()


@pytest.mark.chromium
def test_latex_in_outputs_is_maths_and_nothing_is_fetched(browser: Browser, tmp_path: Path) -> None:
    output = nbformat.v4.new_output(
        "display_data", {"text/latex": r"so <b> $\frac{1}{2}$ and $$\begin{aligned}x&=1\end{aligned}$$"}
    )
    cells = [
        nbformat.v4.new_code_cell("1", outputs=[output]),
        nbformat.v4.new_markdown_cell("<img alt=a src=https://example.org/a.png>"),
        nbformat.v4.new_markdown_cell("<script src=https://example.org/a.js></script>"),
    ]
    page, asked = visited(browser, path := exported(nbformat.v4.new_notebook(cells=cells), tmp_path))
    assert asked == [path.as_uri()]
    assert page.locator(".output_latex math").count() == 2
    assert page.locator(".output_latex mfrac").is_visible()
    assert page.locator(".output_latex mtd").count() == 2
    assert "so <b>" in page.locator(".output_latex").inner_text()
    page.context.close()


@pytest.mark.chromium
def test_a_hostile_formula_is_text(browser: Browser, tmp_path: Path) -> None:
    cells = [nbformat.v4.new_markdown_cell(f"here ${latex}$") for latex in HOSTILE]
    page, asked = visited(browser, path := exported(nbformat.v4.new_notebook(cells=cells), tmp_path))
    assert asked == [path.as_uri()]
    assert page.evaluate("window.pwned") is None
    assert page.locator(".formula").count() == len(HOSTILE)
    assert page.locator(".formula :is(script, img, a, [style], [href], [class])").count() == 0
    for formula in page.locator(".formula").all():
        assert formula.bounding_box()["x"] >= 0  # type: ignore[index]
    page.context.close()


@pytest.mark.parametrize("latex", [r"\unknowncommand{x}", "a & b", r"\newcommand{\a}{b}\a", "x" * 2_000])
def test_what_cannot_be_set_stays_readable(latex: str) -> None:
    text = mathml.mathml(latex)
    assert "<math" not in text
    assert "<code>" in text


def test_lengths_and_attributes_are_few() -> None:
    text = mathml.mathml(r"\hspace{-5em}x\quad\color{red}y\hspace{999em}")
    assert re.findall(r'(\w+)="([^"]*)"', text.split("<math", 1)[1]) == [("display", "inline"), ("width", "1em")]
