"""The echo that is heard: what the page hands to Web Audio, and that it does so only when asked to."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.sync_api import Browser, Locator, Page, expect

from course.demos import EchoSound
from tests.site.test_demos import HEARD
from tests.support.browsing import Visit
from tests.support.rendering import fits_at_every_width, rendered

pytestmark = pytest.mark.chromium

# Stands in for Web Audio: keeps what it is asked to play, and lets time pass when the test says so.
RECORDER = """
window.contexts = [];
window.played = [];
window.AudioContext = class {
  constructor() { contexts.push(this); }
  currentTime = 0;
  destination = {};
  resumed = 0;
  resume() { this.resumed += 1; return Promise.resolve(); }
  close() { this.closed = true; return Promise.resolve(); }
  createBuffer(channels, length, rate) {
    const samples = new Float32Array(length);
    return { channels, rate, samples, copyToChannel: (part, channel, from = 0) => samples.set(part, from) };
  }
  createBufferSource() {
    const source = {
      connect: (node) => (source.reaches = node === this.destination),
      start: () => (source.started = true),
      stop: () => (source.stopped = true),
    };
    played.push(source);
    return source;
  }
};
"""

# The samples that were handed over, one recording after the other.
HANDED = "() => played.map(({ buffer }) => ({ rate: buffer.rate, samples: [...buffer.samples] }))"
STATE = "() => played.map((each) => [each.started && each.reaches, Boolean(each.stopped)])"

CLAPS, HALL = np.array([4.0, 2.0, 6.0]), np.array([1.0, 0.5])


def opened(visit: Callable[..., Visit], root: str, script: str) -> tuple[Visit, Page, Locator]:
    visited = visit(reduced_motion="reduce")
    visited.page.add_init_script(script)
    page = visited.go(f"{root}book/{HEARD[0][0]}.html")
    return visited, page, page.locator(".kg-demo[data-demo=EchoSound]")


def loudness(samples: NDArray[Any], rate: int) -> list[float]:
    """The largest sample of each second, beside that of the loudest second, which is 7."""
    seconds = np.abs(samples.reshape(-1, rate)).max(axis=1)
    return (7 * seconds).tolist()


def test_what_is_played_is_the_convolution_of_the_claps(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo = opened(visit, file_root, RECORDER)
    for name in ("Hear the claps", "Hear them in the hall"):
        button = demo.get_by_role("button", name=name)
        button.focus()
        page.keyboard.press("Enter")
        expect(demo.get_by_role("button", name="Stop")).to_be_focused()
    dry, heard = page.evaluate(HANDED)
    rate = dry["rate"]
    assert (rate, heard["rate"]) == (8_000, 8_000)
    dry, heard = np.array(dry["samples"]), np.array(heard["samples"])
    assert loudness(dry, rate) == pytest.approx(CLAPS, abs=0.03)
    assert loudness(heard, rate) == pytest.approx(np.convolve(CLAPS, HALL), abs=0.03)
    hall = np.zeros(rate + 1)
    hall[[0, rate]] = HALL
    # Rounding to eight bits: half a level of what is heard, and of each of the two claps in it.
    np.testing.assert_allclose(heard, np.convolve(dry, hall), rtol=0, atol=1.25 / 127 + 1e-6)
    np.testing.assert_allclose(heard, EchoSound(CLAPS, HALL).sound("heard"), rtol=0, atol=1e-6)
    assert visited.complaints == []


def test_nothing_sounds_before_it_is_asked_to_and_it_stops_when_asked(
    visit: Callable[..., Visit], file_root: str
) -> None:
    visited, page, demo = opened(visit, file_root, RECORDER)
    demo.scroll_into_view_if_needed()
    demo.hover()
    page.keyboard.press("Tab")
    assert page.evaluate("[contexts.length, played.length]") == [0, 0]
    claps, hall = demo.locator("[data-sound=claps]"), demo.locator("[data-sound=heard]")
    claps.press("Enter")
    assert page.evaluate(STATE) == [[True, False]]
    claps.press("Space")
    assert page.evaluate(STATE) == [[True, True]]
    expect(claps).to_have_text("Hear the claps")
    claps.click()
    hall.click()  # one at a time
    assert page.evaluate(STATE) == [[True, True], [True, True], [True, False]]
    assert (claps.inner_text(), hall.inner_text()) == ("Hear the claps", "Stop")
    assert page.evaluate("contexts.map((each) => each.resumed)") == [3], "one for the page, woken at every press"
    assert visited.complaints == []


def test_the_second_that_sounds_is_lit_and_the_end_ends_it(visit: Callable[..., Visit], file_root: str) -> None:
    _, page, demo = opened(visit, file_root, RECORDER)
    row, lit = demo.locator("[data-row=heard] .kg-second"), demo.locator(".kg-now")
    expect(lit).to_have_count(0)
    demo.locator("[data-sound=heard]").click()
    for second, number in enumerate(("4", "4", "7", "3")):
        page.evaluate(f"contexts[0].currentTime = {second} + 0.5")
        expect(row.nth(second)).to_have_class("kg-second kg-now")
        expect(lit).to_have_text([number])
    page.evaluate("played[0].onended()")
    expect(lit).to_have_count(0)
    expect(demo.locator("[data-sound=heard]")).to_have_text("Hear them in the hall")


def test_without_web_audio_the_pictures_stay_and_a_sentence_says_so(
    visit: Callable[..., Visit], file_root: str
) -> None:
    visited, _, demo = opened(visit, file_root, "delete window.AudioContext;")
    assert demo.get_by_role("button").count() == 0
    expect(demo.get_by_text("This browser cannot play sounds")).to_be_visible()
    for name, words in (
        ("claps", "the claps, one a second: loudness 4, 2, 6"),
        ("heard", "what you hear in the hall: loudness 4, 4, 7, 3"),
    ):
        assert demo.locator(f"[data-row={name}]").get_attribute("aria-label") == words
    assert visited.complaints == []


# For each second of a row: how high its clap is drawn, in pixels; 0 where the line is flat.
HEIGHTS = """
(row) => [...row.querySelectorAll('svg')].map((svg) => {
  const { height } = svg.lastElementChild.getBBox();
  return height * svg.getBoundingClientRect().height / 100;
})
"""


def test_claps_are_drawn_as_high_as_they_are_loud(visit: Callable[..., Visit], file_root: str) -> None:
    _, _, demo = opened(visit, file_root, RECORDER)
    heights = {name: demo.locator(f"[data-row={name}]").evaluate(HEIGHTS) for name in ("claps", "heard")}
    most = max(heights["heard"])
    wanted = {"claps": [*CLAPS, 0], "heard": np.convolve(CLAPS, HALL)}
    for name, numbers in wanted.items():
        assert 7 * np.array(heights[name]) / most == pytest.approx(numbers, abs=0.15)


def test_in_a_notebook_it_fits_everywhere_speaks_chinese_and_ends(browser: Browser) -> None:
    page = rendered(browser, EchoSound(), "zh-CN")
    demo = page.locator(".kg-demo")
    assert demo.get_attribute("aria-label") == "大厅里的掌声"
    assert demo.get_by_role("button").all_inner_texts() == ["听掌声", "听大厅里的掌声"]
    fits_at_every_width(page, ".kg-demo")
    page.evaluate(f"() => {{ {RECORDER} }}")
    page.locator("[data-sound=claps]").click()
    expect(page.locator("[data-sound=claps]")).to_have_text("停止")
    page.evaluate("end()")
    expect(page.locator("[data-sound=claps]")).to_have_text("听掌声")
    assert page.evaluate("[played[0].stopped, contexts[0].closed]") == [True, True]
    page.close()
