"""A demo drawn as a notebook draws it: its own code with a model on the other side, and no page around it."""

from typing import Any

from playwright.sync_api import Browser, Page

# Every trait that is set from the picture lands in `saved`; `model.set` is what a kernel does.
RENDER = """
async ({ code, styles, traits, language }) => {
  document.documentElement.lang = language;
  document.head.append(Object.assign(document.createElement('style'), { textContent: styles }));
  const { render } = (await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })))).default;
  window.heard = [];
  window.saved = {};
  window.model = {
    get: (name) => traits[name],
    set(name, value) {
      saved[name] = traits[name] = value;
      heard.filter(([event]) => event === `change:${name}`).forEach(([, listener]) => listener());
    },
    save_changes() {},
    on: (...pair) => heard.push(pair),
    off: (event, listener) => heard.splice(heard.findIndex(([e, l]) => e === event && l === listener), 1),
  };
  window.end = render({ model, el: document.body });
}
"""

# The controls that are smaller than 24 by 24 pixels.
SMALL = """
(root) => [...root.querySelectorAll('button, input, select')].filter((each) => each.checkVisibility())
  .map((each) => [each.outerHTML.slice(0, 80), each.getBoundingClientRect()])
  .filter(([, { width, height }]) => width < 24 || height < 24).map(([html]) => html)
"""

IPYWIDGETS = {"layout", "tabbable", "tooltip", "comm"}


def rendered(browser: Browser, demo: Any, language: str = "en") -> Page:
    """A page of a demo alone."""
    names = [name for name in demo.trait_names(sync=True) if not name.startswith("_") and name not in IPYWIDGETS]
    traits = {name: getattr(demo, name) for name in names}
    page = browser.new_page()
    page.evaluate(RENDER, {"code": demo._esm, "styles": demo._css, "traits": traits, "language": language})
    return page


def fits_at_every_width(page: Page, selector: str) -> None:
    """Assert that from 320 pixels on a demo's controls are large enough to touch, and nothing sticks out of its box."""
    demo = page.locator(selector)
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        assert demo.evaluate(SMALL) == [], width
        assert demo.evaluate("each => each.scrollWidth - each.clientWidth") == 0, width


def plays_and_rests(page: Page) -> None:
    """Assert that a demo at its last step plays from the first one, pauses, and has no such button without motion."""
    button = page.get_by_role("button", name="Play")
    button.press("Enter")
    assert page.evaluate("saved.position") == 0
    assert page.locator(".kg-sentence").get_attribute("aria-live") == "off"
    page.get_by_role("button", name="Pause").press("Enter")
    assert page.locator(".kg-sentence").get_attribute("aria-live") == "polite"
    page.emulate_media(reduced_motion="reduce")
    button.wait_for(state="hidden")
