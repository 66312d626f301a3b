"""Figures in the colours of the page: no colour of their own, no name that another figure has, every word a word."""

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import matplotlib.pyplot as plt
import numpy as np
import pytest

from course.figures import COLOURS, ROLES, STYLE, drawing, squares
from tests.support.paths import ROOT


@pytest.fixture
def figure() -> Iterator[Any]:
    """A figure with lines, markers, a legend, areas, a power of ten, and text in bold."""
    with plt.rc_context(STYLE):
        made, panel = plt.subplots(figsize=(5, 3))
        steps = np.arange(1, 20)
        for role, colour in COLOURS.items():
            panel.semilogy(steps, 10.0**-steps, "o--", color=colour, label=role)
        panel.bar(3, 1, color=COLOURS["pos"], alpha=0.25)
        panel.grid(axis="y")
        panel.set_title("x < y & z", weight="bold")
        panel.legend()
        yield made
        plt.close(made)


def test_every_colour_is_the_pages(figure: Any) -> None:
    svg = drawing(figure).svg
    bare = re.sub(r"var\(--[\w-]+, #[0-9a-f]{6}\)", "", svg)
    assert re.findall(r"#[0-9a-fA-F]{6}\b", bare) == []
    for role, value in ROLES.items():
        assert f"stroke: var(--{role}, {value})" in svg
    assert "fill: currentColor" in svg
    assert "var(--line, " in svg
    assert "opacity: 0.25" in svg
    assert "<image" not in svg


def test_it_is_xml_and_its_words_are_words(figure: Any) -> None:
    svg = drawing(figure).svg
    root = ElementTree.fromstring(svg)  # noqa: S314 our own drawing
    texts = {"".join(each.itertext()).strip() for each in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"x < y & z", *ROLES} <= texts
    assert not re.search("font: |DejaVu|Sans", svg)
    assert re.search(r"font-weight: (bold|700); font-size: [\d.]+px", svg)
    assert svg.startswith('<svg class="kg-figure" style="width: 360pt; max-width: 100%;')
    assert not re.search(r"<style|<metadata|<!--|<script", svg)


def test_the_same_figure_is_the_same_text_and_another_has_other_names(figure: Any) -> None:
    first, again = drawing(figure).svg, drawing(figure).svg
    assert first == again
    figure.axes[0].set_title("Another")
    names = [set(re.findall(r'\bid="([^"]+)"', svg)) for svg in (first, drawing(figure).svg)]
    assert names[0]
    assert not names[0] & names[1]
    for svg in (first,):
        used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', svg))
        assert used
        assert used <= names[0]


def test_the_values_without_a_page_are_those_of_the_light_one() -> None:
    tokens = (ROOT / "course" / "demos" / "tokens.css").read_text(encoding="utf-8")
    light = dict(re.findall(r"--(\w+): light-dark\((#[0-9a-f]{6}),", tokens))
    assert {role: light[role] for role in ROLES} == ROLES


def test_it_is_short_and_nothing_is_out_of_place(figure: Any) -> None:
    figure.axes[0].plot(np.linspace(1, 20, 2000), np.random.default_rng(0).random(2000), color=COLOURS["input"])
    svg = drawing(figure).svg
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None})
    whole = out.getvalue()
    assert len(svg) < 0.7 * len(whole)

    def points(path: str) -> list[list[float]]:
        """The places that a path of lines leads to."""
        places: list[list[float]] = []
        for command, numbers in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
            values = [float(each) for each in numbers.split()]
            for x, y in zip(values[::2], values[1::2], strict=True):
                old = places[-1] if command == "l" else [0, 0]
                places.append([old[0] + x, old[1] + y])
        return places

    drawn = [re.findall(r'\bd="([^"]*)"', text) for text in (svg, whole)]
    assert len(drawn[0]) == len(drawn[1]) > 10
    for short, long in zip(*drawn, strict=True):
        np.testing.assert_allclose(points(short), points(long), atol=0.051)


def test_notebooks_show_it(figure: Any) -> None:
    shown = drawing(figure)
    assert shown._repr_svg_() == shown.svg


def test_squares_paint_a_sheet_as_the_demos_paint_numbers() -> None:
    """A shade for each twelfth, one path a shade, nothing for zero, and the first row on top."""
    with plt.rc_context(STYLE):
        made, panel = plt.subplots()
        squares(panel, np.array([[1.0, 0.0, -0.5], [0.5, 0.5, 9.0]]), 1.0)
        painted: dict[Any, Any] = {}
        patches: list[Any] = list(panel.patches)
        for patch in patches:
            key = patch.get_facecolor()[:3], round(patch.get_alpha(), 3)
            painted[key] = patch.get_path().vertices[::5].tolist()  # a corner of each square
        blue, orange = (tuple(int(COLOURS[role][k : k + 2], 16) / 255 for k in (1, 3, 5)) for role in ("pos", "neg"))
        assert painted == {
            (blue, 1.0): [[-0.5, -0.5], [1.5, 0.5]],  # what is larger than the largest is as dark as it
            (blue, 0.5): [[-0.5, 0.5], [0.5, 0.5]],
            (orange, 0.5): [[1.5, -0.5]],
        }
        assert panel.get_xlim() == (-0.5, 2.5)
        assert panel.get_ylim() == (1.5, -0.5)
        svg = drawing(made).svg
        plt.close(made)
    assert "<image" not in svg
    assert svg.count("var(--pos, ") == 2
    assert svg.count("var(--neg, ") == 1
