"""A page whose cells run: what they show, and presses of their buttons."""

from typing import Any

from playwright.sync_api import BrowserContext, Locator

from tests.support.browsing import Visit

# What the cells show, each with the words that its bar says. A demo shows all that it says to a screen reader.
SHOWN = """
() => [...document.querySelectorAll('div.cell')].map((cell) => {
  const all = (selector) => [...cell.querySelectorAll(`:scope > .cell_output ${selector}`)];
  return {
    code: cell.querySelector('.cell_input pre').textContent,
    lacks: Boolean(cell.querySelector('.lab-lacks')),
    text: all('pre').map((each) => each.textContent).join(''),
    errors: all('[data-kind=error], [data-kind=stderr]').length,
    pictures: all('img, svg.kg-figure').map((each) => Boolean(each.alt ?? each.getAttribute('aria-label'))
      && (each.naturalWidth ?? each.getBoundingClientRect().width) > 100),
    demos: all('.kg-demo').map((each) => [each.textContent, ...[...each.querySelectorAll('[aria-label]')].map(
      (part) => part.getAttribute('aria-label'))]),
  };
})
"""

PYTHON = 120_000  # milliseconds in which Python starts and runs a page, on a machine that does much else


class Laboratory:
    """A visit to a page with cells."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.visit = Visit(context)
        self.page = self.visit.go(address)
        self.page.locator(".lab-bar").first.wait_for()

    def bring(self) -> None:
        """Go to the demos that wait for the reader (a still stands in front of each) until all are drawn."""
        self.page.wait_for_function("""() => {
            const next = document.querySelector('.kg-still.kg-replaced + div');
            next?.scrollIntoView();
            return !next;
        }""")

    def shown(self) -> list[dict[str, Any]]:
        """The words, pictures and demos of each cell."""
        return list(self.page.evaluate(SHOWN))

    def cell(self, code: str) -> Locator:
        """The cell that can run with this in its built code; the first one, where several have it."""
        within = self.page.locator(".cell_input pre").filter(has_text=code)
        return self.page.locator("div.cell:has(.lab-run)").filter(has=within).first

    def button(self, cell: Locator, name: str) -> Locator:
        """The button of a cell's bar."""
        return cell.get_by_role("button", name=name, exact=True)

    def run(self, cell: Locator, says: str = "Done.") -> None:
        """Press Run, and wait until the cell's bar says this."""
        self.button(cell, "Run").click()
        self.wait(cell, says)

    def wait(self, cell: Locator, says: str) -> None:
        """Wait until the cell's bar says this."""
        cell.locator(".lab-status").filter(has_text=says).wait_for(timeout=PYTHON)

    def edit(self, cell: Locator, text: str) -> Locator:
        """Put this code into the cell; the field in which it stands."""
        if edit := self.button(cell, "Edit").all():
            edit[0].click()
        field = cell.locator("textarea")
        field.fill(text)
        return field

    def output(self, cell: Locator) -> str:
        """The words that the cell has printed."""
        return "".join(cell.locator(".cell_output pre").all_text_contents())
