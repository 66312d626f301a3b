"""The chapters' figures: in the page's colours, named, as wide as their place, and without a name that stands twice."""

from collections.abc import Callable

import pytest

from tests.support.browsing import Visit, chapters

pytestmark = pytest.mark.chromium

# Chapters that draw with matplotlib, each with the number of its figures.
DRAWN = {"02_convolution": 1, "03_conv2d": 1, "05_pooling": 1, "08_rnn": 1, "09_lstm": 2, "10_gru": 1}
DRAWN |= {"13_structured": 1}

FIGURES = """
() => [...document.querySelectorAll('svg.kg-figure')].map((figure) => {
  const rgb = (token) => {
    const span = document.body.appendChild(document.createElement('span'));
    span.style.color = token;
    const colour = getComputedStyle(span).color;
    span.remove();
    return colour;
  };
  const painted = (each) => {
    const { fill, fillOpacity, stroke } = getComputedStyle(each);
    return [...(Number(fillOpacity) ? [fill] : []), stroke].filter((colour) => colour.startsWith('rgb'));
  };
  const roles = ['input', 'kernel', 'output', 'memory', 'gate', 'gradient', 'neg', 'pos', 'soft', 'line'];
  const known = new Set([getComputedStyle(figure).color, ...roles.map((role) => rgb(`var(--${role})`))]);
  const parts = [...figure.querySelectorAll(':is(path, use)[style*="var("]:not(defs *), text')];
  return {
    name: figure.getAttribute('aria-label'),
    role: figure.getAttribute('role'),
    foreign: parts.flatMap(painted).filter((colour) => !known.has(colour)),
    parts: parts.length,
    ink: getComputedStyle(figure.querySelector('text')).fill,
    text: getComputedStyle(figure.closest('article')).color,
    wider: figure.getBoundingClientRect().width - figure.closest('.cell_output').getBoundingClientRect().width,
    ids: [...figure.querySelectorAll('[id]')].map((each) => each.id),
    lost: [...figure.querySelectorAll('use')].filter((use) => !document.querySelector(use.getAttribute('href'))).length,
  };
})
"""


@pytest.mark.parametrize("name", DRAWN)
def test_figures_are_in_the_colours_of_the_page(visit: Callable[..., Visit], http_root: str, name: str) -> None:
    assert f"book/{name}" in chapters()
    inks = []
    for scheme, width in (("light", 1440), ("dark", 320)):
        page = visit(width, color_scheme=scheme).go(f"{http_root}book/{name}.html")
        page.evaluate("document.getAnimations().forEach((each) => each.finish())")
        figures = page.evaluate(FIGURES)
        assert len(figures) == DRAWN[name]
        for figure in figures:
            assert figure["role"] == "img"
            assert len(figure["name"]) >= 40
            assert figure["parts"] > 5
            assert figure["foreign"] == []
            assert figure["ink"] == figure["text"]
            assert figure["wider"] <= 0
            assert figure["lost"] == 0
        ids = [each for figure in figures for each in figure["ids"]]
        assert len(ids) == len(set(ids))
        inks.append(figures[0]["ink"])
    assert inks[0] != inks[1]
