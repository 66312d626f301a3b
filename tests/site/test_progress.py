"""Where the reader is in the course: begun and read, kept in the browser, in the sidebar and on the cards."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.support.browsing import Visit, chapters

pytestmark = pytest.mark.chromium

FRONT = f"{chapters()[0]}.html"
NAMES = [name for name in chapters() if name[5:7].isdigit()]
FIRST, SECOND = NAMES[:2]
MARKS = """
(selector) => Object.fromEntries([...document.querySelectorAll(selector)]
  .filter((link) => link.querySelector('.kg-mark'))
  .map((link) => [link.pathname.split('/').at(-1), link.querySelector('.kg-mark').textContent.trim()]))
"""
NO_STORAGE = """
for (const name of ['getItem', 'setItem'])
  Storage.prototype[name] = () => { throw new DOMException('no', 'SecurityError'); };
"""


def marks(page: Page, selector: str) -> dict[str, str]:
    """The words of the marks, by the file that their link leads to."""
    found: dict[str, str] = page.evaluate(MARKS, selector)
    return found


def last(name: str) -> str:
    return f"{name.split('/')[-1]}.html"


def test_a_chapter_is_begun_when_opened_and_read_when_its_reader_says_so(
    visit: Callable[..., Visit], http_root: str
) -> None:
    visited = visit()
    page = visited.go(f"{http_root}{SECOND}.html")
    assert marks(page, ".bd-docs-nav a") == {last(SECOND): "(begun)"}
    button = page.locator(".kg-finish button")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".kg-finish [role=status]")).to_contain_text("in this browser")
    assert marks(page, ".bd-docs-nav a") == {last(SECOND): "(read)"}

    visited.go(f"{http_root}{FIRST}.html")
    visited.go(http_root + FRONT)
    assert marks(page, "a.kg-tile") == {last(FIRST): "(begun)", last(SECOND): "(read)"}
    assert marks(page, ".bd-docs-nav a") == marks(page, "a.kg-tile")
    begin = page.locator(".kg-begin")
    assert begin.inner_text().startswith("Go on with ")
    assert begin.evaluate("link => link.href").endswith(last(FIRST))

    page.locator(f"a.kg-tile[data-chapter='{SECOND.split('/')[-1]}']").click()
    expect(button).to_have_attribute("aria-pressed", "true")
    button.press("Enter")
    expect(button).to_have_attribute("aria-pressed", "false")
    visited.go(http_root + FRONT)
    assert marks(page, "a.kg-tile") == {last(FIRST): "(begun)", last(SECOND): "(begun)"}
    assert begin.evaluate("link => link.href").endswith(last(SECOND)), "back to where the reader was"
    assert visited.complaints == []


def test_where_nothing_is_kept_the_page_says_so(visit: Callable[..., Visit], http_root: str) -> None:
    visited = visit()
    page = visited.go(f"{http_root}{FIRST}.html")
    page.evaluate(f"() => {{ {NO_STORAGE} }}")  # only now: the theme's own scripts ask without care
    button = page.locator(".kg-finish button")
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".kg-finish [role=status]")).to_contain_text("keeps nothing")
    assert marks(page, ".bd-docs-nav a") == {last(FIRST): "(read)"}
    assert visited.complaints == []


@pytest.mark.parametrize("kept", ["no JSON", "7", '{"last": {}, "02_convolution": "constructor"}'])
def test_what_another_page_left_there_does_no_harm(visit: Callable[..., Visit], http_root: str, kept: str) -> None:
    visited = visit()
    visited.page.add_init_script(f"localStorage.setItem('kernels-and-gates:progress', {kept!r})")
    page = visited.go(http_root + FRONT)
    assert marks(page, "a.kg-tile") == {}
    assert visited.complaints == []


@pytest.mark.parametrize("name", NAMES)
def test_a_chapter_says_how_long_it_takes(visit: Callable[..., Visit], http_root: str, name: str) -> None:
    page = visit().go(f"{http_root}{name}.html")
    says = page.locator("h1 + .kg-where").inner_text()
    found = re.fullmatch(r"Chapter (\d+) · about (\d+) minutes", says)
    assert found, says
    assert int(found[1]) == int(name[5:7])
    assert 10 <= int(found[2]) <= 120
    assert page.locator(".kg-where + .lab-links a[download]").count() == 1, "the notebook stays at the top"


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("chosen", [None, "light", "dark"])
def test_the_theme_stands_before_the_themes_script_has_come(
    visit: Callable[..., Visit], http_root: str, scheme: str, chosen: str | None
) -> None:
    """A page that is white until its script has loaded flashes in a dark room."""
    visited = visit(color_scheme=scheme)
    page = visited.page
    page.route(re.compile(r"/scripts/[\w-]+\.js"), lambda route: route.abort())
    if chosen:
        page.add_init_script(f"localStorage.setItem('mode', '{chosen}'); localStorage.setItem('theme', '{chosen}')")
    page.goto(http_root + FRONT)
    wanted = chosen or scheme
    assert page.evaluate("document.documentElement.dataset.theme") == wanted
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == {"light": "rgb(255, 255, 255)", "dark": "rgb(18, 18, 18)"}[wanted]
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == wanted
