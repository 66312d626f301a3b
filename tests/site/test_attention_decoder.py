"""The decoder with threads: every thread, character and sentence against the numbers of the file."""

from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from course.demos import AttentionDecoder
from course.demos.attention_decoder import measured
from tests.site.test_demos import DECODING, Keyboard, text
from tests.support.browsing import Visit
from tests.support.grids import case
from tests.support.rendering import fits_at_every_width, plays_and_rests, rendered

pytestmark = pytest.mark.chromium

DATA = measured()
TEXTS: list[dict[str, Any]] = DATA["texts"]
WHERE = ".kg-demo[data-demo=AttentionDecoder]"

# All that the picture says: threads with their ends, words and characters with their looks, and the two sentences.
PICTURE = """
(root) => {
  const box = (each) => {
    const rect = each.querySelector('rect');
    const [x, y, width, height] = ['x', 'y', 'width', 'height'].map((name) => Number(rect.getAttribute(name)));
    return [x, y, x + width, y + height];
  };
  const tiles = (kind) => [...root.querySelectorAll(kind)].map((each) =>
    ({ text: each.textContent, looks: each.getAttribute('class').split(' ').slice(1), box: box(each) }));
  const ends = (path) => [0, path.getTotalLength()].map((at) => path.getPointAtLength(at)).map(({ x, y }) => [x, y]);
  return {
    threads: [...root.querySelectorAll('.kg-thread')].map((path) => ({
      from: Number(path.dataset.from), to: Number(path.dataset.to), thick: Number(path.getAttribute('stroke-width')),
      lit: path.classList.contains('kg-lit'), ends: ends(path),
    })),
    vector: ends(root.querySelector('.kg-vector')),
    words: tiles('.kg-word'), signs: tiles('.kg-sign'),
    says: root.querySelector('.kg-sentence').textContent, note: root.querySelector('.kg-note').textContent,
    alternative: root.querySelector('.kg-threads').getAttribute('aria-label'),
  };
}
"""


def texts_of(written: list[str]) -> list[str]:
    return "".join(written).replace("⟨end⟩", "").split("；")


def wrong_signs(number: int, name: str) -> list[bool]:
    """Of each character, whether its date is another than the one wanted in its place."""
    written, wanted = TEXTS[number][name]["writes"], texts_of(TEXTS[number]["target"])
    found = texts_of(written)
    place = [0, *accumulate(sign == "；" for sign in written)]
    wrong = [k >= len(wanted) or found[k] != wanted[k] for k in range(len(found))]
    marks = [wrong[place[t]] for t in range(len(written))]
    for t, sign in enumerate(written):
        if sign == "；":
            marks[t] = place[t + 1] >= len(wanted)
    return [*marks[:-1], len(found) != len(wanted)]


def sentence(number: int, name: str, step: int) -> str:
    network, source = TEXTS[number][name], TEXTS[number]["source"]
    head = f"Step {step + 1} of {len(network['writes'])}: it writes “{network['writes'][step]}” "
    head += f"({network['chances'][step]}\u00a0%)"
    if name == "cut":
        return f"{head}, out of its own state."
    weights = np.array(network["weights"][step])
    order = [j for j in np.argsort(-weights, kind="stable") if weights[j] >= 10]
    named = ", ".join(f"“{source[j]}” ({weights[j]}\u00a0%)" for j in order)
    return f"{head} and looks at {named}."


def note(number: int, name: str) -> str:
    wanted = texts_of(TEXTS[number]["target"])
    right = texts_of(TEXTS[number][name]["writes"]) == wanted
    share = text(round(100 * DATA["right"][name][len(wanted) - 1], 1))
    verdict = "All of it is right." if right else f"Right would be {'；'.join(wanted)}."
    return f"{verdict} Of 200 new texts as long as this one, this network wrote {share}\u00a0% without a mistake."


def near(point: list[float], box: list[float]) -> bool:
    (x, y), (left, top, right, bottom) = point, box
    return left - 0.1 <= x <= right + 0.1 and top - 2.1 <= y <= bottom + 2.1


def compare(picture: dict[str, Any], number: int, name: str, step: int) -> None:
    """The picture is that of the file's numbers."""
    network, wrong = TEXTS[number][name], wrong_signs(number, name)
    assert [each["text"] for each in picture["words"]] == TEXTS[number]["source"]
    shown = [sign if t <= step else "" for t, sign in enumerate(network["writes"])]
    assert [each["text"] for each in picture["signs"]] == shown
    for t, sign in enumerate(picture["signs"]):
        looks = {"kg-later"} if t > step else {*["kg-wrong"] * wrong[t], *["kg-lit"] * (t == step)}
        assert set(sign["looks"]) == looks, t
    wanted = set()
    if name == "threads":
        for t, row in enumerate(network["weights"][: step + 1]):
            wanted |= {(j, t, round(12 * weight / 100, 4), t == step) for j, weight in enumerate(row) if weight >= 2}
    threads = picture["threads"]
    assert {(each["from"], each["to"], round(each["thick"], 4), each["lit"]) for each in threads} == wanted
    for each in threads:
        assert near(each["ends"][0], picture["words"][each["from"]]["box"])
        assert near(each["ends"][1], picture["signs"][each["to"]]["box"])
    assert near(picture["vector"][0], picture["words"][-1]["box"])
    assert near(picture["vector"][1], picture["signs"][0]["box"])
    row = network["weights"][step] if name == "threads" else [0] * len(picture["words"])
    assert [each["looks"] == ["kg-lit"] for each in picture["words"]] == [weight >= 10 for weight in row]
    assert picture["says"] == sentence(number, name, step)
    assert picture["note"] == note(number, name)
    words, written = " ".join(TEXTS[number]["source"]), "".join(network["writes"][: step + 1])
    assert picture["alternative"] == f"{picture['says']} Source: {words}. Written so far: {written}."


def opened(visit: Callable[..., Visit], root: str, **options: Any) -> tuple[Visit, Page, Locator]:
    visited = visit(**options)
    page = visited.go(f"{root}book/{DECODING[0][0]}.html")
    return visited, page, page.locator(WHERE)


def test_every_step_of_every_text_with_threads_and_without(visit: Callable[..., Visit], file_root: str) -> None:
    visited, page, demo = opened(visit, file_root, reduced_motion="reduce")
    keys = Keyboard(page, demo)
    for name, cut in (("threads", 0), ("cut", 1)):
        keys.put("cut", cut)
        for number, each in enumerate(TEXTS):
            chip = demo.locator(f"[data-text='{number}']")
            chip.press("Enter")
            assert chip.get_attribute("aria-pressed") == "true"
            steps = len(each[name]["writes"])
            keys.reach("position")
            assert demo.locator("[data-control=position]").get_attribute("max") == str(steps - 1)
            with case(text=number, network=name, step="last"):
                compare(demo.evaluate(PICTURE), number, name, steps - 1)
            page.keyboard.press("Home")
            for step in range(steps):
                with case(text=number, network=name, step=step):
                    compare(demo.evaluate(PICTURE), number, name, step)
                page.keyboard.press("ArrowRight")
    assert visited.complaints == []


def test_a_character_is_chosen_by_pointing_and_cutting_keeps_the_step(
    visit: Callable[..., Visit], http_root: str
) -> None:
    _, _, demo = opened(visit, http_root)
    demo.locator("[data-text='3']").click()
    demo.locator(".kg-sign").nth(4).click()
    compare(demo.evaluate(PICTURE), 3, "threads", 4)
    demo.get_by_role("switch", name="Cut the threads").press("Space")
    compare(demo.evaluate(PICTURE), 3, "cut", 4)
    demo.locator("[data-control=position]").press("End")
    demo.get_by_role("switch", name="Cut the threads").press("Space")
    compare(demo.evaluate(PICTURE), 3, "threads", len(TEXTS[3]["threads"]["writes"]) - 1)


def test_it_fits_a_phone_lies_the_other_way_there_and_nothing_jumps(
    visit: Callable[..., Visit], http_root: str
) -> None:
    _, page, demo = opened(visit, http_root)
    fits_at_every_width(page, WHERE)
    for width, side in ((320, 0), (1440, 1)):
        page.set_viewport_size({"width": width, "height": 900})
        for number, cut in ((0, False), (3, True), (4, False), (5, False)):
            demo.locator(f"[data-text='{number}']").click()
            demo.locator("[data-control=cut]").set_checked(cut)
            slider, heights = demo.locator("[data-control=position]"), set()
            for step in range(int(slider.get_attribute("max") or 0) + 1):
                slider.fill(str(step))
                heights.add(demo.evaluate("each => each.getBoundingClientRect().height"))
            with case(width=width, text=number):
                assert len(heights) == 1
                words, signs = (demo.evaluate(PICTURE)[kind] for kind in ("words", "signs"))
                assert max(each["box"][2 + side] for each in words) < min(each["box"][side] for each in signs)
                for row in (words, signs):
                    along = [(each["box"][1 - side], each["box"][3 - side]) for each in row]
                    assert all(a[1] < b[0] for a, b in pairwise(along)), "no two boxes overlap"


def test_a_threads_colour_and_a_wrong_date_stand_out(visit: Callable[..., Visit], http_root: str) -> None:
    for scheme in ("light", "dark"):
        _, _, demo = opened(visit, http_root, color_scheme=scheme)
        demo.locator("[data-text='3']").click()
        demo.locator("[data-control=cut]").set_checked(True)
        colour = "each => getComputedStyle(each).fill"
        wrong, right = (
            demo.locator(f".kg-sign{kind} text").first.evaluate(colour) for kind in (".kg-wrong", ":not(.kg-wrong)")
        )
        assert wrong != right


def test_play_writes_the_text_and_rests_where_motion_is_not_wanted(browser: Browser) -> None:
    page = rendered(browser, AttentionDecoder())
    plays_and_rests(page)
    page.close()


def test_in_a_notebook_python_and_the_picture_speak_to_each_other(browser: Browser) -> None:
    page = rendered(browser, AttentionDecoder(2), "zh-CN")
    page.evaluate("model.set('text', 4); model.set('position', 3)")
    expect(page.locator(".kg-sentence span")).to_contain_text("第 4 步（共 16 步）：写出“日”")
    page.get_by_role("slider", name="时间步").press("ArrowLeft")
    assert page.evaluate("saved.position") == 2
    page.get_by_role("switch", name="剪断连线").press("Space")
    assert page.evaluate("saved.cut") is True
    assert page.locator(".kg-note span").inner_text().startswith("正确的是 1月8日星期六；2月9日星期二。")
    page.evaluate("end()")
    assert page.evaluate("heard") == []
    page.close()
