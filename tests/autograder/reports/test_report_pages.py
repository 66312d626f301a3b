"""The report pages in a real browser: a class of thousands is searched, sorted and walked through by keyboard."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect

from autograder.assignment import load_assignment
from autograder.records import Course, Judged, gradebook
from autograder.release import build
from autograder.reports import class_report, class_results, course_overview
from tests.support import synthetic_class
from tests.support.browsing import Visit

pytestmark = pytest.mark.chromium
ASSIGNMENT = load_assignment("a02_convolution")
MANY = 5_000
NBSP = "\N{NARROW NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on a class of thousands, the last of whom is not judged."""
    verdicts = [synthetic_class.attempts(ASSIGNMENT, "", number)[-1].verdict for number in range(MANY // 5)]
    class_ = [Judged(synthetic_class.name_of(n), verdicts[n % len(verdicts)], "") for n in range(MANY - 1)]
    class_.append(Judged(synthetic_class.name_of(MANY - 1), None, "The disk is full."))
    results = class_results.of(ASSIGNMENT, class_)
    return class_report.write_report(results, tmp_path_factory.mktemp("large") / "report.html")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A small class with several attempts, one graded notebook, one feedback page, a gradebook, and its reports."""
    course = synthetic_class.write(tmp_path_factory.mktemp("course") / "Is it #1?", ASSIGNMENT, 30, unjudged=1)
    results = class_results.from_evidence(ASSIGNMENT, course)
    with gradebook.opened(course.db_url, ASSIGNMENT.name, build(ASSIGNMENT)) as scores:
        for number in range(29):
            student = synthetic_class.name_of(number)
            newest = synthetic_class.attempts(ASSIGNMENT, student, number)[-1]
            scores.record(student, newest.received, newest.verdict)
    first = synthetic_class.name_of(0)
    for step, suffix in (("autograded", ".ipynb"), ("feedback", ".html")):
        path = course.notebook(step, first, ASSIGNMENT.name).with_suffix(suffix)
        path.parent.mkdir(parents=True)
        nbformat.write(nbformat.v4.new_notebook(), path)
    class_report.write_report(results, course.report(ASSIGNMENT.name), course)
    course_overview.write(course)
    return course


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """A visit in a fresh profile, without a complaint and without a request to anybody else in the end."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    visit = Visit(context)
    yield visit
    assert visit.complaints == []
    assert [url for url in visit.requests if not url.startswith("file:")] == []
    context.close()


def opened(visit: Visit, path: Path) -> Page:
    visit.page.goto(path.as_uri())
    return visit.page


def names(page: Page) -> list[str]:
    return page.locator("#students tbody th").all_inner_texts()


def test_a_class_of_thousands_is_a_small_page_that_draws_what_is_seen(large: Path, visit: Visit) -> None:
    assert large.stat().st_size < 2_000_000
    page = opened(visit, large)
    assert len(names(page)) < 100
    assert page.locator("#students").get_attribute("aria-rowcount") == str(MANY + 1)
    find = page.get_by_label("Find")
    find.fill(synthetic_class.name_of(4321).upper())
    expect(page.locator("#status")).to_contain_text(f"1 of 5{NBSP}000 students")
    assert names(page) == [synthetic_class.name_of(4321)]
    find.fill("nobody at all")
    assert names(page) == []


def test_it_sorts_by_every_column_and_says_so(large: Path, visit: Visit) -> None:
    page = opened(visit, large)
    heading = page.get_by_role("columnheader", name="score")
    heading.get_by_role("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert page.locator("#students tbody tr[aria-rowindex] td").first.inner_text() == "20"
    heading.get_by_role("button").press("Enter")
    assert heading.get_attribute("aria-sort") == "ascending"
    scores = [float(text) for text in page.locator("#students tbody td b").all_inner_texts()]
    assert scores == sorted(scores)
    assert scores[0] < 10
    page.locator("#window").press("End")
    expect(page.locator("#students tbody th").last).to_have_text(synthetic_class.name_of(MANY - 1))  # without a score


def test_the_keyboard_walks_beyond_the_rows_that_were_drawn(large: Path, visit: Visit) -> None:
    page = opened(visit, large)
    drawn = len(names(page))
    page.locator("#students tbody th button").first.focus()
    for _ in range(drawn + 20):
        page.keyboard.press("Tab")
    row = page.evaluate("document.activeElement.closest('tr')?.ariaRowIndex")
    assert row == str(drawn + 20 + 2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.closest('tr')?.ariaRowIndex") == row


def test_the_students_of_a_mistake_are_one_key_away(large: Path, visit: Visit) -> None:
    page = opened(visit, large)
    count = page.locator(".found .much span").first.inner_text().removesuffix(" students")
    page.get_by_role("button", name="show in the table").first.press("Enter")
    expect(page.locator("#status")).to_contain_text(f"{count} of 5{NBSP}000 students")
    assert page.evaluate("document.activeElement.id") == "filter"
    title = page.locator(".found h3").first.inner_text().partition(" in ")[0]
    for number in range(5):
        row = page.locator("#students tbody tr[aria-rowindex]").nth(number)
        assert title in row.inner_text()


def test_links_lead_to_the_pages_that_are_there(course: Course, visit: Visit) -> None:
    page = opened(visit, course.report(ASSIGNMENT.name))
    hrefs = page.locator("#students tbody a").evaluate_all("links => links.map(link => link.href)")
    assert len(hrefs) == 2
    first = synthetic_class.name_of(0)
    for step, href, suffix in zip(("autograded", "feedback"), hrefs, (".ipynb", ".html"), strict=True):
        assert href == course.notebook(step, first, ASSIGNMENT.name).with_suffix(suffix).as_uri()


def test_a_student_is_told_by_aspect_and_attempt(course: Course, visit: Visit) -> None:
    results = class_results.from_evidence(ASSIGNMENT, course)
    row = next(row for row in results.rows if row.earlier and row.mistakes)
    page = opened(visit, course.report(ASSIGNMENT.name))
    page.get_by_role("button", name=row.student, exact=True).click()
    dialog = page.get_by_role("dialog")
    place = next(place for place, outcome in enumerate(row.outcomes) if outcome.mistakes)
    lost = row.outcomes[place].aspects.index(0)
    aspect = ASSIGNMENT.exercises[place].aspects[lost]
    expect(dialog).to_contain_text(f"0 of {aspect.points:g}: {aspect.says}")
    assert dialog.locator("ul").last.locator("li").count() == len(row.earlier)
    expect(dialog).to_contain_text(f"{row.earlier[0].score:g} points, handed in 2026-11-02 08:")


def test_without_scripts_the_summary_is_there(large: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(large.as_uri())
    assert page.locator(".tiles dd").first.inner_text() == f"5{NBSP}000"
    assert page.locator(".found li").first.is_visible()
    assert page.locator("details summary").first.is_visible()
    assert page.locator("noscript p").is_visible()
    assert page.locator("#table").is_hidden()
    context.close()


def test_the_overview_has_every_assignment_and_student(course: Course, visit: Visit) -> None:
    page = opened(visit, course_overview.path_of(course))
    link = page.get_by_role("link", name=ASSIGNMENT.title)
    assert link.get_attribute("href") == f"{ASSIGNMENT.name}.html"
    expect(page.locator("#status")).to_contain_text("29 of 29 students")
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(ASSIGNMENT.title)
    page.get_by_role("link", name="All assignments").click()
    expect(page.locator(".assignments tbody tr")).to_have_count(1)


@pytest.mark.parametrize("width", [390, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_is_wider_than_its_window(
    course: Course, browser: Browser, width: int, scheme: Literal["light", "dark"]
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    for path in (course.report(ASSIGNMENT.name), course_overview.path_of(course)):
        page.goto(path.as_uri())
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        found = re.findall(r"\d+", page.evaluate("getComputedStyle(document.body).backgroundColor"))
        assert (int(found[0]) < 128) == (scheme == "dark")
    context.close()
