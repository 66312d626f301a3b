"""The front page's picture: a photograph that a kernel of nine numbers crosses, and what it computed behind it.

On the front page::

    ```{hero} One line that catches the eye.
    One line that says what this is.
    ```

Without a script it is a still picture with its sentence. ``hero.js``, which shares its one sum with ``PhotoKernel``
(decisions/0028), lets the reader change the nine numbers; the pixels come when the picture is in sight. Pictures and
pixels are made here from a photograph that scikit-learn ships; none lies in this repository.
"""

import base64
import html
import json
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from docutils import nodes
from numpy.typing import NDArray
from PIL import Image
from sklearn.datasets import load_sample_image
from sphinx.application import Sphinx
from sphinx.builders.html._assets import _CascadingStyleSheet, _JavaScript

from book.ext.chapter_cards import FromTheList
from book.ext.demo_state import keep
from book.ext.words import words_of
from course.demos.photo_kernel import PRESETS, filtered
from course.demos.photo_kernel import WORDS as PHOTO_WORDS
from course.demos.source_files import joined

SIZE = (480, 320)  # pixels that are computed with, width and height
OFFERED = ("across", "down", "emboss", "blur")
FIRST = "across"
FAR = 56  # percent of the way: where the kernel stands in the still picture
# The stage is dark in both themes: below zero, nothing, above; the curve lets small values be seen.
NIGHT = np.array([[255, 147, 80], [13, 19, 29], [99, 170, 255]])
CURVE = 0.9
FOLDER = "hero"  # of the pictures, in the site's folder of static files

WORDS = {
    "en": {
        "begin": "Begin with {}",
        "go_on": "Go on with {}",
        "photo": "A pavilion with three roofs above a lake, between trees",
        "edges": "The same photograph, left of the kernel: only its edges are left",
        "result": "Left of the kernel stands what it computed.",
        "kernel": "The kernel’s nine numbers",
        "weight": "w, row {row}, column {column}",
        "presets": "Kernels to begin with",
        "far": "How far the kernel has come",
        "pause": "Pause",
        "play": "Play",
        "zero": "The nine numbers add up to 0: an even surface becomes 0, and the edges are left. "
        "Orange is below 0, blue above.",
        "one": "The nine numbers add up to {total}, and the sum is divided by {divisor}: the picture stays as bright "
        "as it was.",
        "other": "The nine numbers add up to {total}, and the sum is divided by {divisor}: an even surface becomes "
        "{times} times as bright, cut at 0 and at 255.",
        "source": "Photograph: {photo} by danielbuechele, as shipped with scikit-learn, {licence}; scaled, and in part "
        "under a kernel.",
    },
    "zh": {
        "begin": "从“{}”开始",
        "go_on": "继续“{}”",
        "photo": "湖边树林间的一座三重檐亭子",
        "edges": "同一张照片，卷积核的左边：只剩下边缘",
        "result": "卷积核左边是它算出的结果。",
        "kernel": "卷积核的九个数",
        "weight": "w，第 {row} 行第 {column} 列",
        "presets": "常用的卷积核",
        "far": "卷积核走了多远",
        "pause": "暂停",
        "play": "播放",
        "zero": "九个数之和为 0：均匀的表面变成 0，只剩下边缘。橙色小于 0，蓝色大于 0。",
        "one": "九个数之和为 {total}，再除以 {divisor}：亮度不变。",
        "other": "九个数之和为 {total}，再除以 {divisor}：均匀表面的亮度变成 {times} 倍，限制在 0 到 255。",
        "source": "照片：danielbuechele 的 {photo}，随 scikit-learn 发布，{licence}；经缩放，部分经卷积核处理。",
    },
}
PHOTO = '<a href="https://www.flickr.com/photos/danielbuechele/6061409035/">china.jpg</a>'
LICENCE = '<a href="https://creativecommons.org/licenses/by/2.0/">CC BY 2.0</a>'


@cache
def photograph() -> NDArray[np.uint8]:
    """The photograph in colour, shape (427, 640, 3)."""
    return np.asarray(load_sample_image("china.jpg"))


@cache
def grey() -> NDArray[np.uint8]:
    """The pixels that are computed with: brightness from 0 to 255, shape (320, 480)."""
    return np.asarray(Image.fromarray(photograph()).convert("L").resize(SIZE, Image.Resampling.LANCZOS))


def coloured(values: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The colours (H, W, 3) of numbers (H, W): orange below zero, blue above, from 255 on no deeper."""
    share = (np.minimum(np.abs(values), 255) / 255)[..., None] ** CURVE
    end = np.where(values[..., None] < 0, NIGHT[0], NIGHT[2])
    return np.rint(NIGHT[1] + (end - NIGHT[1]) * share).astype(np.uint8)


def ground(share: float) -> str:
    """The style of a number in the kernel: its colour, and ink that stands out from it."""
    red, green, blue = coloured(np.array([[200 * share]]))[0, 0].tolist()
    ink = "#000" if 0.2126 * red + 0.7152 * green + 0.0722 * blue > 110 else "#fff"
    return f"background-color: rgb({red}, {green}, {blue}); color: {ink}"


def write_pictures(static: Path) -> None:
    """The photograph, and what the first kernel makes of it, for browsers that run no script, and until one does."""
    folder = static / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    kernel, divisor = PRESETS[FIRST]
    edges = np.pad(coloured(filtered(grey(), kernel, divisor)), ((1, 1), (1, 1), (0, 0)), mode="edge")
    Image.fromarray(photograph()).save(folder / "photograph.webp", quality=80)
    Image.fromarray(edges).save(folder / "edges.webp", quality=75)


def script() -> str:
    """The script of the picture: what the demos share, and its own part, in a scope of their own."""
    own = Path(__file__).with_name("hero.js").read_text(encoding="utf-8")
    return f"(() => {{\n{joined('elements.js', 'look.js', 'photo_sum.js')}\n{own}\n}})();\n"


class Hero(FromTheList):
    """``{hero} claim``: the claim, the sentence below it, one button, and the picture."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self) -> list[nodes.Node]:
        """The first screen of the front page; the button leads to the first chapter that is there."""
        self.assert_has_content()
        words = words_of(self.config, WORDS)
        first = next((chapter for chapter in self.chapters() if chapter.page), None)
        if first is None or first.page is None:
            raise self.error("The front page leads to the first chapter, and _toc.yml has none.")
        button = (
            f'<p><a class="kg-begin" href="{self.address(first.page)}" data-go-on="{html.escape(words["go_on"])}">'
            f"{html.escape(words['begin'].format(first.title))}</a></p>"
        )
        lead, _ = self.state.inline_text(" ".join(self.content), self.lineno)
        static = "../" * self.env.docname.count("/") + "_static"
        open_ = f'<div class="kg-hero"><div class="kg-claim"><p class="kg-catch">{html.escape(self.arguments[0])}</p>'
        return [
            nodes.raw("", f'{open_}<p class="kg-lead">', format="html"),
            *lead,
            nodes.raw("", f"</p>{button}</div>{figure(words, static)}</div>", format="html"),
            Mark(),
        ]


class Mark(nodes.Invisible, nodes.Element):
    """Says that the page has the picture, and so needs its script and styles."""


def figure(words: dict[str, str], static: str) -> str:
    """The picture as HTML; what only a script can work is switched off until one runs."""
    chinese = words is WORDS["zh"]
    kernel, _ = PRESETS[FIRST]
    most = int(np.abs(kernel).max())
    cells = "".join(
        f'<input type="number" step="1" min="-99" max="99" inputmode="numeric" disabled value="{weight}" '
        f'aria-label="{words["weight"].format(row=row, column=column)}" style="{ground(weight / most)}">'
        for row, weights in enumerate(kernel, start=1)
        for column, weight in enumerate(weights, start=1)
    )
    chips = "".join(
        f'<button type="button" class="kg-chip" data-preset="{name}" aria-pressed="{str(name == FIRST).lower()}">'
        f"{PHOTO_WORDS[name][chinese]}</button>"
        for name in OFFERED
    )
    facts = {
        "presets": {name: PRESETS[name] for name in OFFERED},
        "first": FIRST,
        "size": SIZE,
        "night": NIGHT.tolist(),
    }
    facts |= {"curve": CURVE, "words": words}
    return f"""
<figure class="kg-stage" data-facts="{html.escape(json.dumps(facts, ensure_ascii=False))}" style="--far: {FAR}">
  <div class="kg-frame">
    <img class="dark-light" src="{static}/{FOLDER}/photograph.webp" width="640" height="427" alt="{words["photo"]}">
    <img class="kg-edges dark-light" src="{static}/{FOLDER}/edges.webp" width="480" height="320" alt="{words["edges"]}">
    <div class="kg-scan" role="group" aria-label="{words["kernel"]}">{cells}</div>
  </div>
  <div class="kg-work pst-js-only">
    <button type="button" class="kg-chip kg-pause">{words["pause"]}</button>
    <input type="range" class="kg-far" min="0" max="1000" value="{FAR * 10}" aria-label="{words["far"]}">
    <div class="kg-presets" role="group" aria-label="{words["presets"]}">{chips}</div>
  </div>
  <figcaption><span class="kg-sentence" role="status">{words["zero"]}</span>
  <small>{words["source"].format(photo=PHOTO, licence=LICENCE)}</small></figcaption>
</figure>"""


def equip(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Put pictures, pixels and script where the page with the picture looks for them."""
    if doctree is None or not any(doctree.findall(lambda node: type(node).__name__ == Mark.__name__)):
        return
    static = Path(app.outdir) / "_static"
    write_pictures(static)
    pixels = keep(base64.b64encode(grey().tobytes()).decode(), static)
    (static / FOLDER / "hero.js").write_text(script(), encoding="utf-8")
    context["body"] = context["body"].replace('class="kg-stage"', f'class="kg-stage" data-pixels="{pixels}"', 1)
    context["css_files"].append(_CascadingStyleSheet("_static/front.css", priority=900))
    context["script_files"].append(_JavaScript(f"_static/{FOLDER}/hero.js", priority=900, defer="defer"))


def pass_over(translator: Any, node: Mark) -> None:
    """Write nothing."""
    raise nodes.SkipNode


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.add_node(Mark, html=(pass_over, None))
    app.add_directive("hero", Hero)
    app.connect("html-page-context", equip)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
