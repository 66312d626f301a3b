"""Takes the README's picture from the built site: the window demo of chapter 03, moved by its own slider.

    .venv/bin/python scripts/picture.py        # after `make site`; writes .github/demo.gif

It is taken by hand when the demo's looks change: pixels depend on the machine's fonts, so no test compares them.
"""

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import Locator, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "_build" / "html" / "book" / "03_conv2d.html"
PICTURE = ROOT / ".github" / "demo.gif"
FRAME_MILLISECONDS = 900


def main() -> None:
    """Move the window over the image and keep every frame."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1440, "height": 1600}, color_scheme="light")
        page.goto(PAGE.as_uri())
        page.add_style_tag(content=".bd-header-article, .skip-link { visibility: hidden; }")  # they float over the page
        frames = film(page.locator(".kg-demo[data-demo=ConvolutionWindow]"))
        browser.close()
    first, *rest = frames
    first.save(PICTURE, save_all=True, append_images=rest, duration=FRAME_MILLISECONDS, loop=0, optimize=True)
    print(f"{PICTURE.relative_to(ROOT)}: {len(frames)} frames, {PICTURE.stat().st_size // 1024} kB")


def film(demo: Locator) -> list[Image.Image]:
    """The demo at each position of its last slider."""
    slider = demo.locator("input[type=range]").last
    slider.focus()
    slider.press("Home")
    frames = []
    for _ in range(int(slider.get_attribute("max") or 0) + 1):
        image = Image.open(io.BytesIO(demo.screenshot())).convert("RGB")
        frames.append(image.quantize(colors=48, dither=Image.Dither.NONE))
        slider.press("ArrowRight")
    return frames


if __name__ == "__main__":
    main()
