"""The filters over a sentence: every number that the browser computes against PyTorch's conv1d, words that move."""

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch
from playwright.sync_api import Browser, Locator, Page
from torch.nn import functional

from course.demos import NgramFilters
from course.demos.ngram_filters import FILTERS, SAMPLES, STEPS, lexicon
from tests.site.test_demos import NGRAMS, text
from tests.support.browsing import Visit
from tests.support.grids import case
from tests.support.rendering import fits_at_every_width, rendered

pytestmark = pytest.mark.chromium

PICTURE = """
(root) => {
  const numbers = (selector, key) => {
    const found = {};
    for (const each of root.querySelectorAll(selector)) found[each.dataset[key]] = each.textContent;
    return found;
  };
  return {
    words: [...root.querySelectorAll('.kg-word')].map((each) => each.textContent),
    window: [...root.querySelectorAll('.kg-word.kg-in-window')].map((each) => each.textContent),
    vectors: numbers('.kg-number', 'key'),
    answers: numbers('.kg-answer', 'answer'),
    maxima: Object.values(numbers('.kg-max', 'max')),
    won: [...root.querySelectorAll('.kg-won')].map((each) => each.dataset.answer),
    score: root.querySelector('[data-score]').textContent,
    side: root.querySelector('.kg-side').textContent,
    line: root.querySelector('.kg-sum-line').textContent,
    says: root.querySelector('[role=status]').textContent,
  };
}
"""
NAMES = ["pleasant", "unpleasant", "not, pleasant", "not, unpleasant", "not, any, pleasant", "not, any, unpleasant"]


def wanted(words: list[str], own: dict[str, list[float]] | None = None, widths: tuple[int, ...] = (1, 2, 3)) -> Any:
    """The picture's numbers for plain words (small letters, no marks), by PyTorch."""
    known = {**lexicon(), **(own or {})}
    x = torch.tensor([known.get(word, [0.0, 0.0]) for word in words], dtype=torch.float64).reshape(-1, 2)
    answers: dict[str, str] = {}
    maxima: list[float] = []
    won: list[str] = []
    for f, each in enumerate(FILTERS):
        w, b = torch.tensor(each.w, dtype=torch.float64), torch.tensor([each.b], dtype=torch.float64)
        if len(x) < len(w):
            maxima.append(0.0)
            continue
        after = torch.relu(functional.conv1d(x.T[None], w.T[None], b)[0, 0])
        answers |= {f"{f},{t}": text(value) for t, value in enumerate(after.tolist())}
        maxima.append(after.max().item() if len(w) in widths else 0.0)
        if maxima[-1] > 0:
            won.append(f"{f},{int(after.argmax())}")
    score = float(np.dot(maxima, [each.out for each in FILTERS]))
    return {
        "words": words,
        "vectors": {f"number{d}-{j}": text(x[j, d].item()) for d in range(2) for j in range(len(words))},
        "answers": answers,
        "maxima": [text(value) for value in maxima],
        "won": won,
        "score": text(score),
        "side": "for" if score > 0 else "against" if score < 0 else "undecided",
    }


def agrees(demo: Locator, words: list[str], **options: Any) -> dict[str, Any]:
    """Assert that the picture shows what PyTorch says; the picture."""
    picture: dict[str, Any] = demo.evaluate(PICTURE)
    expected = wanted(words, **options)
    assert {name: picture[name] for name in expected} == expected
    assert picture["says"] == f"{picture['line']} Score {expected['score']}: {expected['side']}."
    return picture


def opened(visit: Callable[..., Visit], root: str, **options: Any) -> tuple[Visit, Page, Locator]:
    visited = visit(**{"reduced_motion": "reduce", **options})
    page = visited.go(f"{root}book/{NGRAMS[0][0]}.html")
    return visited, page, page.locator(".kg-demo[data-demo=NgramFilters]").first


def test_a_hundred_sentences_give_what_pytorch_gives(browser: Browser) -> None:
    """The function itself: numbers for numbers, no rounding."""
    rng = np.random.default_rng(1)
    filters = [{"w": rng.choice(STEPS, (k, 2)).tolist(), "b": float(rng.choice(STEPS)), "out": 1.0} for k in (1, 2, 3)]
    sentences = [rng.choice(STEPS, (length, 2)).tolist() for length in rng.integers(3, 13, 100)]
    page = browser.new_page()
    compute = """
    async ([code, filters, sentences]) => {
      const { run } = await import(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })));
      return sentences.map((x) => run(x, filters, [1, 2, 3]).found);
    }
    """
    runs = page.evaluate(compute, [NgramFilters._esm, filters, sentences])
    page.close()
    for x, found in zip(sentences, runs, strict=True):
        for each, shown in zip(filters, found, strict=True):
            with case(x=x, w=each["w"]):
                w, b = (torch.tensor(each[name], dtype=torch.float64) for name in "wb")
                sums = functional.conv1d(torch.tensor(x, dtype=torch.float64).T[None], w.T[None], b[None])[0, 0]
                assert shown["sums"] == sums.tolist()
                assert shown["max"] == torch.relu(sums).max().item()
                assert shown["winner"] == int(sums.argmax())


def test_typed_sentences_and_each_filter_show_what_pytorch_says(visit: Callable[..., Visit], file_root: str) -> None:
    visited, _, demo = opened(visit, file_root)
    for sentence in (*SAMPLES, "fine", "we hated it and it was never okay"):
        demo.locator("[data-control=text]").fill(sentence)
        words = sentence.split()
        for f, each in enumerate(FILTERS):
            with case(sentence=sentence, filter=f):
                demo.locator(f"[data-filter='{f}']").click()
                picture = agrees(demo, words)
                k = len(each.w)
                if len(words) < k:
                    assert picture["line"] == f"“{NAMES[f]}” finds no window: the sentence is too short."
                    continue
                sums = [
                    sum(np.dot(row, lexicon().get(word, [0, 0])) for row, word in zip(each.w, words[t:], strict=False))
                    for t in range(len(words) - k + 1)
                ]
                best = int(np.argmax(sums))
                assert picture["window"] == words[best : best + k]
                assert f"“{' '.join(words[best : best + k])}”" in picture["line"]
                assert f"= {text(float(sums[best]) + each.b)}" in picture["line"]
    demo.locator("[data-control=text]").fill("not " * 15)
    assert demo.evaluate(PICTURE)["words"] == ["not"] * 12
    demo.locator("[data-control=text]").fill("")
    agrees(demo, [])
    assert visited.complaints == []


def test_the_sum_of_the_hook_is_written_out(visit: Callable[..., Visit], http_root: str) -> None:
    _, _, demo = opened(visit, http_root)
    demo.locator("[data-control=text]").fill("not good at all")
    demo.locator("[data-filter='2']").click()
    says = "“not, pleasant” looks at “not good”: 1·1 + 1·1 − 1 = 1. This window wins: 1 goes on."
    assert demo.evaluate(PICTURE)["line"] == says
    demo.locator("[data-answer='2,2']").click()
    says = "“not, pleasant” looks at “at all”: 1·0 + 1·0 − 1 = −1, after ReLU 0. “not good” wins with 1."
    assert demo.evaluate(PICTURE)["line"] == says
    assert demo.evaluate(PICTURE)["window"] == ["at", "all"]


def test_words_move_by_the_keyboard_and_by_dragging(visit: Callable[..., Visit], http_root: str) -> None:
    visited, page, demo = opened(visit, http_root)
    demo.locator("[data-control=text]").fill("not good at all")
    demo.locator("[data-word='1']").focus()
    page.keyboard.press("ArrowLeft")
    agrees(demo, ["good", "not", "at", "all"])
    for _ in range(4):  # it stops at the end
        page.keyboard.press("ArrowRight")
    agrees(demo, ["not", "at", "all", "good"])
    assert page.evaluate("document.activeElement.dataset.word") == "3"
    demo.locator(".kg-board").scroll_into_view_if_needed()
    start, end = (demo.locator(f"[data-word='{j}']").bounding_box() for j in (3, 0))
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + start["width"] / 2, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 2, end["y"] + 30, steps=25)
    page.mouse.up()
    agrees(demo, ["good", "not", "at", "all"])
    assert demo.locator("[data-control=text]").input_value() == "good not at all"
    assert demo.locator(".kg-dragged").count() == 0
    assert visited.complaints == []


def test_widths_can_be_switched_off_and_words_given_numbers(visit: Callable[..., Visit], http_root: str) -> None:
    _, page, demo = opened(visit, http_root)
    demo.locator("[data-control=text]").fill("not pizza")
    own: dict[str, list[float]] = {"pizza": [0.0, 0.0]}
    for value in (0.5, 1.0, -1.0, -0.5, 0.0, 0.5, 1.0):
        demo.locator("[data-key='number1-1']").focus()
        page.keyboard.press("Enter")
        own["pizza"][1] = value
        agrees(demo, ["not", "pizza"], own=own)
    for width, left in ((2, (1, 3)), (3, (1,)), (1, ())):
        demo.locator(f"[data-control=width{width}]").press("Space")
        picture = agrees(demo, ["not", "pizza"], own=own, widths=left)
        if width == 2:
            assert picture["line"] == "“not, pleasant” is switched off with its width."


def test_in_a_notebook_python_and_the_picture_speak_to_each_other(browser: Browser) -> None:
    page = rendered(browser, NgramFilters("not good at all"))
    demo = page.locator(".kg-demo")
    page.evaluate("model.set('text', 'good not at all'); model.set('widths', [1])")
    agrees(demo, ["good", "not", "at", "all"], widths=(1,))
    page.get_by_role("button", name=re.compile("^at, word 3 of 4")).press("ArrowLeft")
    assert page.evaluate("saved.text") == "good at not all"
    page.evaluate("end()")
    assert page.evaluate("heard") == []
    page.close()


def test_it_is_large_enough_to_touch_and_speaks_chinese(
    visit: Callable[..., Visit], http_root: str, browser: Browser
) -> None:
    _, page, _ = opened(visit, http_root)
    fits_at_every_width(page, ".kg-demo[data-demo=NgramFilters] >> nth=0")
    chinese = rendered(browser, NgramFilters("not good"), "zh-CN")
    assert chinese.locator(".kg-sum-line").inner_text().startswith("“不 + 正面词”看“not good”：")
    chinese.close()
