"""The cells of the chapters run in the page, and give what the build shows."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.support.browsing import Visit, chapters
from tests.support.laboratory import PYTHON, Laboratory

pytestmark = pytest.mark.chromium

CHAPTERS = [name for name in chapters() if name[5:7].isdigit()]
FIRST = "book/02_convolution.html"

# The cells that print something else in the page than at build time, by words of what they print.
EXPECTED_TO_DIFFER = {
    "a Python loop over the places": "a time",
    "times as fast": "a time",
    "products in a chain": "a time",
    "after step 40: the states differ by": "rounding in the last digit: another NumPy, for another processor",
}


@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """One profile for all tests here that need Python: it is fetched and compiled once."""
    made = browser.new_context(viewport={"width": 1200, "height": 900})
    yield made
    made.close()


@pytest.fixture(scope="module")
def lab(context: BrowserContext, http_root: str) -> Laboratory:
    """The first chapter, with Python once somebody has pressed Run."""
    return Laboratory(context, http_root + FIRST)


def without_numbers(text: str) -> str:
    return re.sub(r"\s*\d[\d.e+-]*", " #", text)


@pytest.mark.parametrize("name", CHAPTERS)
def test_every_cell_gives_in_the_page_what_the_build_shows(
    context: BrowserContext, http_root: str, lab: Laboratory, name: str
) -> None:
    lab = lab if f"{name}.html" == FIRST else Laboratory(context, f"{http_root}{name}.html")
    lab.bring()
    built = lab.shown()
    own = [url for url in lab.visit.requests if not url.startswith("blob:")]
    assert not [url for url in own if "/python/" in url or "worker" in url], "nothing of Python before the first press"
    last = lab.page.locator("div.cell:has(.lab-run)").last
    lab.run(last)
    runs = [(before, now) for before, now in zip(built, lab.shown(), strict=True) if not before["lacks"]]
    assert len(runs) >= 9
    for before, now in runs:
        assert now["errors"] == 0, now
        if now != before:
            reasons = [words for words in EXPECTED_TO_DIFFER if words in before["text"]]
            assert reasons, f"{before['code']}\ngave\n{now['text']}\ninstead of\n{before['text']}"
            before, now = ({**each, "text": without_numbers(each["text"])} for each in (before, now))
            assert now == before
    assert [url for url in lab.visit.requests if not url.startswith((http_root, f"blob:{http_root}", "data:"))] == []
    assert lab.visit.complaints == []
    if f"{name}.html" != FIRST:
        lab.page.close()


def test_a_changed_demo_shows_the_readers_numbers_and_goes_back(lab: Laboratory) -> None:
    cell = lab.cell("SlidingKernel(x, w, flip=True)")
    built = cell.locator(".kg-demo svg").first.get_attribute("aria-label")
    lab.edit(cell, "from course.demos import SlidingKernel\nSlidingKernel([7, 8, 9, 10], [1, -1])")
    expect(cell.get_by_text("edited", exact=True)).to_be_visible()
    lab.run(cell)
    demo = cell.locator(".kg-demo")
    expect(demo.locator("svg").first).to_have_attribute("aria-label", re.compile(r"\b7 8 9 10\b"))
    slider = demo.locator("input[data-control=position]")
    slider.focus()
    slider.press("End")
    expect(demo.locator(".kg-says")).to_have_text(re.compile("10"))
    lab.button(cell, "Reset").click()
    expect(cell.get_by_text("edited", exact=True)).to_be_hidden()
    expect(demo.locator("svg").first).to_have_attribute("aria-label", str(built))
    assert lab.visit.complaints == []


def test_a_demo_takes_the_readers_own_numbers(lab: Laboratory) -> None:
    cell = lab.cell("SlidingKernel(x, w, flip=True)")
    demo = cell.locator(".kg-demo")
    demo.get_by_text("Your own numbers").click()
    demo.get_by_role("textbox", name="Signal").fill("7, 8, 9, 10")
    demo.get_by_role("textbox", name="Kernel").fill("1 -1")
    demo.get_by_role("textbox", name="Kernel").press("Enter")  # Python runs the cell first, which the build had run
    expect(demo.locator("svg").first).to_have_attribute(
        "aria-label", re.compile(r"output y, .*: 1 1 1$"), timeout=PYTHON
    )
    demo.locator("select").select_option(label="wide (every overlap)")
    expect(demo.locator("svg").first).to_have_attribute("aria-label", re.compile(r"output y, .*: 7 1 1 1 −10$"))
    demo.get_by_role("textbox", name="Kernel").fill("1 2 3 4 5")
    demo.get_by_role("button", name="Show").click()
    expect(demo.locator(".kg-own p")).to_have_text("The kernel (5 numbers) is longer than the signal (4).")
    demo.get_by_role("textbox", name="Kernel").fill("one")
    demo.get_by_role("button", name="Show").click()
    expect(demo.locator(".kg-own p")).to_have_text(
        "Kernel: 'one' is not a number below 1000; write them like 2 or -0.5."
    )
    expect(demo.locator("svg").first).to_have_attribute("aria-label", re.compile(r"output y, .*: 7 1 1 1 −10$"))
    assert lab.visit.complaints == []


def test_an_endless_loop_is_stopped_and_the_state_comes_back(lab: Laboratory) -> None:
    cell = lab.cell("print(heard_at_2, heard)")
    lab.edit(cell, "while True:\n    print(claps)")
    lab.button(cell, "Run").click()
    lab.wait(cell, "Running")
    lab.page.wait_for_function("document.querySelector('[data-kind=stdout] pre')?.textContent.length > 1000")
    lab.button(cell, "Stop").click()
    lab.wait(cell, "Stopped.")
    assert len(lab.output(cell)) < 210_000, "a loop that prints does not fill the page"
    lab.edit(cell, "claps = np.array([4.0, 2.0, 6.0])\nprint(claps.sum())")
    lab.run(cell)
    assert lab.output(cell) == "12.0\n"


def test_a_change_above_reaches_what_stands_below(lab: Laboratory) -> None:
    above, below = lab.cell("print(heard_at_2, heard)"), lab.cell('print("swapped:", swapped)')
    lab.edit(above, "claps, hall = np.array([1.0, 1.0]), np.array([3.0])")
    lab.run(below)
    assert "swapped: [3. 3.]" in lab.output(below)
    lab.button(above, "Reset").click()
    lab.run(below)
    assert "swapped: [4. 4. 7. 3.]" in lab.output(below)


def test_an_error_shows_the_cells_own_line_and_stops_what_needs_it(lab: Laboratory) -> None:
    above, below = lab.cell("print(heard_at_2, heard)"), lab.cell('print("swapped:", swapped)')
    lab.edit(above, "claps = 1\n\nclaps[0]")
    lab.run(below, "Cell 2, which this one needs, stopped with an error")
    said = lab.output(above)
    assert said.startswith('Traceback (most recent call last):\n  File "cell 2", line 3, in <module>\n    claps[0]')
    assert said.endswith("TypeError: 'int' object is not subscriptable\n")
    lab.button(above, "Reset").click()


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import torch\ntorch.zeros(1)", "torch does not run in the page: download this page's notebook for it."),
        ("import pandas", "There is no pandas in the page, which has NumPy, matplotlib"),
        ("np.ones(", "SyntaxError: '(' was never closed"),
    ],
)
def test_what_a_page_has_not_is_said(lab: Laboratory, code: str, says: str) -> None:
    cell = lab.cell("import numpy as np")
    lab.edit(cell, f"import numpy as np\n{code}")
    lab.run(cell, "stopped with an error")
    assert says in lab.output(cell)
    lab.button(cell, "Reset").click()


def test_a_matplotlib_figure_is_shown_without_asking(lab: Laboratory) -> None:
    cell = lab.cell("import numpy as np")
    lab.edit(cell, "import numpy as np\nimport matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.title('mine');")
    lab.run(cell)
    expect(cell.locator(".cell_output img")).to_have_count(1)
    assert lab.output(cell) == ""
    lab.button(cell, "Reset").click()


def test_writing_with_the_keyboard_alone(lab: Laboratory) -> None:
    page, cell = lab.page, lab.cell("print(heard_at_2, heard)")
    lab.button(cell, "Edit").press("Enter")
    field = cell.locator("textarea")
    expect(field).to_be_focused()
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()
    page.keyboard.press("Shift+Tab")
    expect(field).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("claps = hall = 2\nfor k in range(2):\nprint(k)")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("# deeper")
    written = "claps = hall = 2\nfor k in range(2):\n    print(k)\n        # deeper"
    assert field.input_value() == written
    page.keyboard.press("Control+Z")
    assert len(field.input_value()) < len(written)
    page.keyboard.press("Control+Shift+Z")
    assert field.input_value() == written
    page.keyboard.press("Shift+Enter")
    lab.wait(cell, "Done.")
    assert lab.output(cell) == "0\n1\n"
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    expect(field).not_to_be_focused()


def test_edits_are_there_again_after_leaving(lab: Laboratory, context: BrowserContext, http_root: str) -> None:
    cell = lab.cell('print("swapped:", swapped)')
    lab.edit(cell, "kept = 1")
    again = Laboratory(context, http_root + FIRST)
    cell = again.cell('print("swapped:", swapped)')
    assert cell.locator("textarea").input_value() == "kept = 1"
    expect(cell.get_by_text("edited", exact=True)).to_be_visible()
    again.button(cell, "Reset").click()
    assert Laboratory(context, http_root + FIRST).cell('print("swapped:", swapped)').locator("textarea").count() == 0


def test_loading_can_be_given_up(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + FIRST)
    page.context.route("**/*.wasm", lambda route: None)  # never answered
    bar = page.locator(".lab-bar").first
    bar.get_by_role("button", name="Run").click()
    expect(bar.locator(".lab-status")).to_have_text(re.compile(r"Loading Python: \d+ of 1\d MB"), timeout=PYTHON)
    expect(bar.locator("progress")).to_be_visible()
    bar.get_by_role("button", name="Give up").click()
    expect(bar.locator(".lab-status")).to_have_text("Not loaded. Run begins again.")
    expect(bar.get_by_role("button", name="Run")).to_be_visible()


def blocked(page: Page) -> None:
    page.context.route("**/pyodide-lock.json", lambda route: route.abort())


def tampered(page: Page) -> None:
    page.context.route("**/numpy-*.whl", lambda route: route.fulfill(status=200, body=b"something else"))


def old(page: Page) -> None:
    page.evaluate("{ const Old = Worker; window.Worker = function (address) { return new Old(address); }; }")


@pytest.mark.parametrize(
    ("break_it", "says"),
    [
        (blocked, "Python did not start, because pyodide-lock.json did not arrive"),
        (tampered, r"Python did not start, because numpy-\S+\.whl is not the file that this site names"),
        (old, "This browser is too old to run Python in a page"),
    ],
)
def test_python_that_does_not_start_says_why(
    visit: Callable[..., Visit], http_root: str, break_it: Callable[[Page], None], says: str
) -> None:
    page = visit().go(http_root + FIRST)
    bar = page.locator(".lab-bar").first
    bar.wait_for()
    break_it(page)
    bar.get_by_role("button", name="Run").click()
    expect(bar.locator(".lab-status")).to_have_text(re.compile(says), timeout=PYTHON)
    expect(bar.get_by_role("button", name="Run")).to_be_visible()


def test_a_browser_that_keeps_nothing_is_told_of(visit: Callable[..., Visit], http_root: str) -> None:
    visited: Any = visit()
    visited.page.add_init_script("Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})")
    page = visited.go(http_root + FIRST)
    bar = page.locator(".lab-bar").first
    bar.get_by_role("button", name="Edit").click()
    page.locator("textarea").fill("x = 1")
    expect(bar.locator(".lab-status")).to_have_text(re.compile("This browser keeps nothing for this page"))


def test_a_page_from_a_file_says_how_to_run_it(visit: Callable[..., Visit], file_root: str) -> None:
    page = visit().go(file_root + FIRST)
    expect(page.locator(".lab-note")).to_have_text(
        "To run and change the cells of this page, open the book from a server: `make serve`."
    )
    assert page.locator(".lab-bar").count() == 0
    demo = page.locator(".kg-demo:has(.kg-own)").first
    demo.get_by_text("Your own numbers").click()
    demo.get_by_role("button", name="Show").click()
    expect(demo.locator(".kg-own p")).to_have_text(re.compile("Numbers of your own need Python"))
