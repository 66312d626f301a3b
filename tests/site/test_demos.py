"""Every demo on every page: each control, moved by keyboard alone, changes the picture to what NumPy says.

What is expected is computed here, by NumPy's and PyTorch's own functions, from the numbers that the demo starts with.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from playwright.sync_api import Locator, Page
from torch.nn import functional

from tests.support.browsing import Visit, chapters

pytestmark = pytest.mark.chromium

PICTURE = """
(root) => {
  const grids = {};
  for (const group of root.querySelectorAll('.kg-grid')) {
    const cells = [...group.querySelectorAll('.kg-cell')], rows = [], lit = [], padding = [];
    for (const cell of cells) {
      const r = Number(cell.dataset.row), c = Number(cell.dataset.column);
      (rows[r] ??= [])[c] = cell.querySelector('text').textContent;
      if (cell.classList.contains('kg-lit')) lit.push([r, c]);
      if (cell.classList.contains('kg-padding')) padding.push([r, c]);
    }
    const small = cells.map((cell) => cell.querySelector('.kg-weight')?.textContent).filter(Boolean);
    grids[group.dataset.grid] = { rows, lit, padding, small, left: cells[0].getBoundingClientRect().left };
  }
  const litCell = root.querySelector('.kg-grid .kg-lit');
  const terms = [...root.querySelectorAll('.kg-term:not(.kg-none):not(.kg-sum)')];
  return {
    grids,
    window: litCell.getBoundingClientRect().left,
    terms: terms.map((term) => [...term.children].map((part) => part.textContent)),
    sum: root.querySelector('.kg-sum b').textContent,
    says: root.querySelector('.kg-says').textContent,
  };
}
"""


def text(value: float) -> str:
    """A number as the demos write it."""
    return f"{value:g}".replace("-", "−")


def factor(value: float) -> str:
    """A number as a factor or a summand."""
    return f"({text(value)})" if value < 0 else text(value)


def texts(matrix: Any) -> list[list[str]]:
    return [[text(value) for value in row] for row in np.atleast_2d(matrix).tolist()]


def numbers(rows: list[list[str]]) -> NDArray[np.float64]:
    return np.array([[float(cell.replace("−", "-")) for cell in row] for row in rows])


@dataclass
class Expected:
    """The picture at one position."""

    grids: dict[str, list[list[str]]]
    lit: dict[str, list[list[int]]]
    pairs: list[tuple[float, float]]  # what is multiplied, in order
    total: float | None
    head: str  # how the sentence begins

    def sentence(self) -> str:
        """What a screen reader says."""
        if self.total is None:
            return self.head + ", ".join(text(a) for a, _ in self.pairs)
        return self.head + " + ".join(f"{factor(a)}·{factor(b)}" for a, b in self.pairs) + f" = {text(self.total)}"


def rectangle(row: int, column: int, height: int, width: int) -> list[list[int]]:
    return [[r, c] for r in range(row, row + height) for c in range(column, column + width)]


Oracle = Callable[..., list[Expected]]


def cut(x: NDArray[Any], w: NDArray[Any], mode: str, flip: bool) -> NDArray[Any]:
    """convolve1d and cross_correlate1d of the exercises, cut from NumPy's full results."""
    m, n = x.size, w.size
    full = np.convolve(x, w) if flip else np.correlate(x, w, "full")
    centre = (n - 1) // 2 if flip else n - 1 - (n - 1) // 2
    first = {"narrow": n - 1, "equal": centre, "wide": 0}[mode]
    return full[first : first + {"narrow": m - n + 1, "equal": m, "wide": m + n - 1}[mode]]


def zeros(n: int, mode: str, flip: bool) -> tuple[int, int]:
    """The zeros before and after the signal."""
    equal = (n // 2, (n - 1) // 2) if flip else ((n - 1) // 2, n // 2)
    return {"narrow": (0, 0), "equal": equal, "wide": (n - 1, n - 1)}[mode]


def sliding(x: NDArray[Any], w: NDArray[Any], mode: int, flip: int) -> list[Expected]:
    name = ["narrow", "equal", "wide"][mode]
    padded, laid = np.pad(x, zeros(w.size, name, bool(flip))), w[::-1] if flip else w
    y = cut(x, w, name, bool(flip))
    return [
        Expected(
            grids={"x": texts(padded), "w": texts(laid), "y": [[*texts(y[: p + 1])[0], *[""] * (y.size - p - 1)]]},
            lit={"x": rectangle(0, p, 1, w.size), "y": [[0, p]]},
            pairs=list(zip(padded[p : p + w.size], laid, strict=True)),
            total=float(y[p]),
            head=f"Output {p} = ",
        )
        for p in range(y.size)
    ]


def window(x: NDArray[Any], w: NDArray[Any], stride: int, padding: int) -> list[Expected]:
    stride += 1
    image, kernel = torch.tensor(x)[None, None], torch.tensor(w)[None, None]
    y = functional.conv2d(image, kernel, stride=stride, padding=padding)[0, 0].numpy()
    columns = functional.unfold(image, w.shape, stride=stride, padding=padding)[0].numpy()
    return [
        Expected(
            grids={"x": texts(np.pad(x, padding)), "w": texts(w), "y": texts(y)},
            lit={"x": rectangle(row * stride, column * stride, *w.shape), "y": [[row, column]]},
            pairs=list(zip(columns[:, row * y.shape[1] + column], w.ravel(), strict=True)),
            total=float(y[row, column]),
            head=f"Output in row {row}, column {column} = ",
        )
        for row, column in np.ndindex(*y.shape)
    ]


def unfolded(x: NDArray[Any], w: NDArray[Any], stride: int, padding: int) -> list[Expected]:
    stride += 1
    image = torch.tensor(x)[None, None]
    columns = functional.unfold(image, w.shape, stride=stride, padding=padding)[0].numpy()
    across = (x.shape[1] + 2 * padding - w.shape[1]) // stride + 1
    return [
        Expected(
            grids={"x": texts(np.pad(x, padding)), "columns": texts(columns)},
            lit={
                "x": rectangle(q // across * stride, q % across * stride, *w.shape),
                "columns": rectangle(0, q, w.size, 1),
            },
            pairs=[(value, 1) for value in columns[:, q]],
            total=None,
            head=f"Column {q} is the window, read row by row: ",
        )
        for q in range(columns.shape[1])
    ]


def matrix(x: NDArray[Any], w: NDArray[Any], mode: int) -> list[Expected]:
    name = ["narrow", "equal", "wide"][mode]
    rows = np.array([cut(unit, w, name, False) for unit in np.eye(x.size)]).T
    y = cut(x, w, name, False)
    before = zeros(w.size, name, False)[0]
    spans = [range(max(0, i - before), min(x.size, i - before + w.size)) for i in range(y.size)]
    return [
        Expected(
            grids={"A": texts(rows), "x": texts(x[:, None]), "y": texts(y[:, None])},
            lit={"A": [[i, j] for j in span], "x": [[j, 0] for j in span], "y": [[i, 0]]},
            pairs=[(rows[i, j], x[j]) for j in span],
            total=float(y[i]),
            head=f"Row {i}: ",
        )
        for i, span in enumerate(spans)
    ]


ORACLES: dict[str, tuple[Oracle, list[str]]] = {
    "SlidingKernel": (sliding, ["mode", "flip"]),
    "ConvolutionWindow": (window, ["stride", "padding"]),
    "Im2Col": (unfolded, ["stride", "padding"]),
    "ToeplitzMatrix": (matrix, ["mode"]),
}


def start_of(kind: str, demo: Locator) -> tuple[NDArray[Any], NDArray[Any]]:
    """The demo's own data, read from its picture with every control at its first value: (x, w)."""
    grids = demo.evaluate(PICTURE)["grids"]
    x = numbers(grids["x"]["rows"])
    if kind == "SlidingKernel":
        return x[0], numbers(grids["w"]["rows"])[0]
    if kind == "ToeplitzMatrix":
        first = numbers(grids["A"]["rows"])[0]
        return x[:, 0], first[: len(first) - len(grids["A"]["rows"]) + 1]
    if kind == "Im2Col":
        cells = grids["x"]["lit"]
        return x, np.empty((cells[-1][0] + 1, cells[-1][1] + 1))
    return x, numbers(grids["w"]["rows"])


class Keyboard:
    """Moves a demo's controls with keys alone."""

    def __init__(self, page: Page, demo: Locator) -> None:
        self.page, self.demo = page, demo

    def reach(self, control: str) -> None:
        """Tab from the demo's first control to the named one."""
        self.demo.locator("select, input").first.focus()
        for _ in range(8):
            if self.page.evaluate("document.activeElement.dataset.control") == control:
                return
            self.page.keyboard.press("Tab")
        pytest.fail(f"Tab does not reach {control}")

    def choices(self, control: str) -> int:
        """How many settings a control has."""
        choice = self.demo.locator(f"[data-control={control}]")
        options = choice.locator("option").count()
        return options or (
            2 if choice.get_attribute("type") == "checkbox" else int(choice.get_attribute("max") or 0) + 1
        )

    def put(self, control: str, index: int) -> None:
        """Give a setting its index-th value, with arrow keys or the space bar."""
        self.reach(control)
        element = self.demo.locator(f"[data-control={control}]")
        for _ in range(16):
            now = int(element.evaluate("each => each.type === 'checkbox' ? each.checked : each.value"))
            if now == index:
                return
            is_switch = element.get_attribute("type") == "checkbox"
            forward = "ArrowRight" if element.get_attribute("type") == "range" else "ArrowDown"
            backward = "ArrowLeft" if element.get_attribute("type") == "range" else "ArrowUp"
            self.page.keyboard.press("Space" if is_switch else forward if now < index else backward)
        pytest.fail(f"the keys do not bring {control} to {index}")


def compare(picture: dict[str, Any], wanted: Expected) -> None:
    """The picture on the page is the expected one."""
    for name, rows in wanted.grids.items():
        assert picture["grids"][name]["rows"] == rows, name
    for name, cells in wanted.lit.items():
        assert picture["grids"][name]["lit"] == cells, name
    assert picture["says"] == wanted.sentence()
    if wanted.total is None:
        assert [term[1] for term in picture["terms"]] == [text(a) for a, _ in wanted.pairs]
    else:
        shown = [[f"{factor(a)}·{factor(b)}", factor(a * b + 0.0)] for a, b in wanted.pairs]
        assert picture["terms"] == shown
        assert picture["sum"] == text(wanted.total)


DEMOS = [("02_convolution", "SlidingKernel"), ("02_convolution", "ToeplitzMatrix")]
DEMOS += [("03_conv2d", "ConvolutionWindow"), ("03_conv2d", "Im2Col")]
POOLING = [("04_properties", "WeightSharing"), ("04_properties", "ShiftedInput")]
POOLING += [("05_pooling", "SentencePooling"), ("05_pooling", "PoolingGradient")]
HEARD = [("02_convolution", "EchoSound")]
PHOTO = [("03_conv2d", "PhotoKernel")]
NGRAMS = [("06_text_convolution", "NgramFilters")]
RECURRENT = [("08_rnn", "UnrolledRNN"), ("08_rnn", "GradientNorms"), ("08_rnn", "GradientClipping")]
TRAINED = [("09_lstm", "LstmCell"), ("09_lstm", "LetterUnits")]
NETWORK = [("01_deep_networks", "TwoLayers"), ("01_deep_networks", "SoftmaxBars"), ("01_deep_networks", "DropoutMask")]
DECODING = [("12_encoder_decoder", "AttentionDecoder")]
GATED = [("09_lstm", "LstmFlow"), ("09_lstm", "BitMemory"), ("10_gru", "GruFlow"), ("10_gru", "ResetOrder")]

ATTENTION = [("11_attention", "TwoDirections"), ("11_attention", "AttentionPooling")]
STRUCTURED = [("13_structured", kind) for kind in ("TreeLstm", "GridLstm", "PairTable")]
FURTHER = [("07_seeing_further", kind) for kind in ("ReceptiveField", "TransposedConvolution", "DynamicFilter")]
WAITING = [("14_comparison", "WhoWaits")]


def test_every_demo_of_the_book_is_tested_below_or_in_a_file_beside_this_one(
    visit: Callable[..., Visit], http_root: str
) -> None:
    tested = (
        *(DEMOS + POOLING + RECURRENT + GATED + PHOTO + NGRAMS + TRAINED + NETWORK + FURTHER + HEARD),
        *(ATTENTION + DECODING + STRUCTURED + WAITING),
    )  # each on one page
    found = set()
    for name in chapters():
        page = visit().go(f"{http_root}{name}.html")
        kinds = page.locator(".kg-demo[data-demo]").evaluate_all("demos => demos.map((each) => each.dataset.demo)")
        found |= {(name.removeprefix("book/"), kind) for kind in kinds}
    assert {kind for _, kind in found} == {kind for _, kind in tested}
    assert set(tested) <= found


@pytest.mark.parametrize(("chapter", "kind"), DEMOS)
def test_each_control_moved_by_keyboard_shows_what_numpy_says(
    visit: Callable[..., Visit], file_root: str, chapter: str, kind: str
) -> None:
    visited = visit(reduced_motion="reduce")
    page = visited.go(f"{file_root}book/{chapter}.html")
    demo = page.locator(f".kg-demo[data-demo={kind}]")
    keys = Keyboard(page, demo)
    oracle, controls = ORACLES[kind]
    for control in controls:
        keys.put(control, 0)
    x, w = start_of(kind, demo)

    sizes = [keys.choices(control) for control in controls]
    pictures = set()
    for setting in np.ndindex(*sizes):
        for control, index in zip(controls, setting, strict=True):
            keys.put(control, index)
        keys.reach("position")
        page.keyboard.press("Home")
        expected = oracle(x, w, *setting)
        assert demo.locator("[data-control=position]").get_attribute("max") == str(len(expected) - 1)
        for step, wanted in enumerate(expected):
            picture = demo.evaluate(PICTURE)
            compare(picture, wanted)
            if kind == "SlidingKernel":
                assert picture["grids"]["w"]["left"] == pytest.approx(picture["window"], abs=0.01)
            pictures.add((setting, picture["says"], str(picture["grids"])))
            if step < len(expected) - 1:
                page.keyboard.press("ArrowRight")
    assert len(pictures) == sum(len(oracle(x, w, *setting)) for setting in np.ndindex(*sizes))
    assert visited.complaints == []


def test_the_arrows_up_and_down_change_the_row(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + "book/03_conv2d.html")
    demo = page.locator(".kg-demo[data-demo=ConvolutionWindow]")
    Keyboard(page, demo).reach("position")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    assert demo.evaluate(PICTURE)["grids"]["y"]["lit"] == [[1, 0]]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")  # there is no row above
    assert demo.evaluate(PICTURE)["grids"]["y"]["lit"] == [[0, 0]]


def test_pointing_at_an_output_shows_its_window(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + "book/03_conv2d.html")
    demo = page.locator(".kg-demo[data-demo=ConvolutionWindow]")
    demo.locator("[data-grid=y] [data-row='1'][data-column='2'] text").hover()
    picture = demo.evaluate(PICTURE)
    assert picture["grids"]["y"]["lit"] == [[1, 2]]
    assert picture["grids"]["x"]["lit"][0] == [1, 2]
    weights = numbers(picture["grids"]["w"]["rows"]).ravel()
    assert picture["grids"]["x"]["small"] == [f"×{text(weight)}" for weight in weights]


def test_a_demo_keeps_its_keys_to_itself(visit: Callable[..., Visit], http_root: str) -> None:
    """JupyterLab listens for arrow keys above the demo and would move to another cell."""
    page = visit().go(http_root + "book/02_convolution.html")
    page.evaluate("window.heard = []; document.addEventListener('keydown', (event) => heard.push(event.key))")
    Keyboard(page, page.locator(".kg-demo[data-demo=SlidingKernel]")).reach("position")
    page.evaluate("heard.length = 0")
    for key in ("ArrowRight", "ArrowDown", "Home", "End", "PageUp", "a"):
        page.keyboard.press(key)
    assert page.evaluate("heard") == ["a"]


def test_nothing_jumps_when_the_position_moves(visit: Callable[..., Visit], http_root: str) -> None:
    for name in (name for name in chapters() if name[5:7].isdigit()):
        for width in (320, 1440):
            page = visit(width=width).go(f"{http_root}{name}.html")
            for demo in page.locator(".kg-demo:has([data-control=position])").all():
                heights = set()
                slider = demo.locator("[data-control=position]")
                for step in range(int(slider.get_attribute("max") or 0) + 1):
                    slider.fill(str(step))
                    heights.add(demo.evaluate("each => each.getBoundingClientRect().height"))
                assert len(heights) == 1


def test_play_walks_and_respects_a_wish_for_less_motion(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + "book/02_convolution.html")
    demo = page.locator(".kg-demo[data-demo=SlidingKernel]")
    demo.locator("[data-control=position]").fill("0")
    play = demo.get_by_role("button", name="Play")
    play.press("Enter")
    page.wait_for_function("document.querySelector('.kg-demo [data-control=position]').value === '1'")
    demo.get_by_role("button", name="Pause").press("Enter")
    assert play.is_visible()

    calm = visit(reduced_motion="reduce").go(http_root + "book/02_convolution.html")
    assert calm.get_by_role("button", name="Play").count() == 0
    moves = "getComputedStyle(document.querySelector('.kg-moves')).transitionDuration"
    assert (page.evaluate(moves), calm.evaluate(moves)) == ("0.15s", "0s")


def test_a_demo_speaks_the_language_of_its_page(visit: Callable[..., Visit], http_root: str) -> None:
    visited = visit()

    def in_chinese(route: Any) -> None:
        page = route.fetch().text()
        assert '<html lang="en"' in page
        route.fulfill(body=page.replace('<html lang="en"', '<html lang="zh-CN"'), content_type="text/html")

    visited.page.route("**/03_conv2d.html", in_chinese)
    page = visited.go(http_root + "book/03_conv2d.html")
    demo = page.locator(".kg-demo[data-demo=ConvolutionWindow]")
    assert demo.get_attribute("aria-label") == "图像的一个窗口，输出的一个数"
    assert demo.locator(".kg-says").inner_text().startswith("输出第 0 行第 0 列 = ")
    assert demo.get_by_role("slider", name="步长").count() == 1


def test_without_a_picture_there_are_words(visit: Callable[..., Visit], http_root: str) -> None:
    page = visit().go(http_root + "book/02_convolution.html")
    demo = page.locator(".kg-demo[data-demo=ToeplitzMatrix]")
    matrix = demo.evaluate(PICTURE)["grids"]["A"]["rows"]
    words = demo.get_by_role("img").first.get_attribute("aria-label") or ""
    assert words.startswith(f"A, {len(matrix)} by {len(matrix[0])}: " + "; ".join(" ".join(row) for row in matrix))
    assert demo.locator("[aria-live=polite]").inner_text().startswith("Row 0: ")
