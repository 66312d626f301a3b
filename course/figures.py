"""Figures of matplotlib in the colours of the page that they stand on, light or dark.

In a cell::

    with plt.rc_context(STYLE):
        figure, panel = plt.subplots()
        panel.plot(x, y, color=COLOURS["input"])
        picture = drawing(figure)
    plt.close(figure)
    picture

The colours in ``STYLE`` and ``COLOURS`` are stand-ins: ``drawing`` turns them into the page's own, so that one picture
is right in both themes. Where there is no such page, in a notebook, they have the values of the light one.
"""

import hashlib
import io
import re
from typing import Any

INK, LINE = "#010101", "#020202"
ROLES = {
    "input": "#1d5fbf",
    "kernel": "#8a5300",
    "output": "#0b6b43",
    "memory": "#6a3fc0",
    "gate": "#a81864",
    "gradient": "#0b6f80",
    "neg": "#c2410c",
    "pos": "#1763b6",
    "soft": "#48566b",
}
"""What a colour may stand for, with the colour of a light page (``course/demos/tokens.css``)."""

COLOURS = {role: f"#0a0a{number:02x}" for number, role in enumerate(ROLES, start=1)}
"""The colour to draw a role with, for ``color=``."""

STYLE: dict[Any, Any] = {
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.transparent": True,
    "svg.fonttype": "none",  # words stay words, in the page's font
    "svg.hashsalt": "kernels-and-gates",  # the same figure is the same text
    "font.size": 13,
    "text.color": INK,
    "axes.edgecolor": INK,
    "axes.labelcolor": INK,
    "axes.titlecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "axes.linewidth": 0.8,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.axisbelow": True,
    "grid.color": LINE,
    "legend.frameon": False,
    "lines.linewidth": 2.0,
    "lines.solid_capstyle": "round",
    "path.simplify_threshold": 0.4,  # of a pixel
}
"""For ``plt.rc_context``: no ground of its own, thin axes, no box around the legend."""

NEEDLESS = re.compile(r"<metadata>.*?</metadata>|<!--.*?-->|<defs>\s*<style.*?</style>\s*</defs>", re.DOTALL)
FONT = re.compile(r"font: (?:(\w+) )?([\d.]+px) [^;\"]*|font-family: [^;\"]*")
NUMBER = re.compile(r"-?\d+\.\d+(?:e-?\d+)?")
LINES = re.compile(r"\bM ([\d.-]+ [\d.-]+(?: L [\d.-]+ [\d.-]+){3,})")  # a path of straight lines
EMPTY = re.compile(r"<(?:g|defs)>\s*</(?:g|defs)>")
SINGLE = re.compile(r"<g>(<(\w+)[^<>]*(?:/>|>[^<>]*</\2>))</g>")  # a group around one thing
SIZE = re.compile(r' (?:width|height)="([\d.]+)pt"')


SHADES = 12  # of orange and of blue


def squares(panel: Any, sheet: Any, largest: float) -> None:
    """Paint the matrix ``sheet`` of shape (H, W) into a panel, a square a number, as the demos paint numbers.

    Orange below zero, blue above, nothing at zero, and the more of it the nearer a number is to ``largest`` or to
    −``largest``. Squares of one shade are one path, so that a sheet costs little more than its numbers.
    """
    from matplotlib.patches import PathPatch  # only where something is drawn
    from matplotlib.path import Path

    rows, columns = len(sheet), len(sheet[0])
    alike: dict[int, list[tuple[float, float]]] = {}
    for row, numbers in enumerate(sheet):
        for column, value in enumerate(numbers):
            shade = max(-SHADES, min(SHADES, round(SHADES * float(value) / largest)))
            alike.setdefault(shade, []).append((column - 0.5, row - 0.5))
    corners = ((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY]
    for shade, places in alike.items():
        if shade:
            points = [(x + right, y + down) for x, y in places for right, down in corners]
            colour = COLOURS["pos" if shade > 0 else "neg"]
            path = Path(points, codes * len(places))
            panel.add_patch(PathPatch(path, facecolor=colour, alpha=abs(shade) / SHADES, lw=0))
    panel.set(xlim=(-0.5, columns - 0.5), ylim=(rows - 0.5, -0.5), aspect="equal", xticks=[], yticks=[])
    panel.spines[:].set_visible(True)


class Drawing:
    """A figure as SVG, which notebooks and pages show."""

    def __init__(self, svg: str) -> None:
        self.svg = svg

    def _repr_svg_(self) -> str:
        return self.svg


def drawing(figure: Any) -> Drawing:
    """The matplotlib figure as a drawing whose colours are the page's."""
    out = io.StringIO()
    figure.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    svg = out.getvalue()
    svg = NEEDLESS.sub("", svg[svg.index("<svg") :])
    for role, stand_in in COLOURS.items():
        svg = svg.replace(stand_in, f"var(--{role}, {ROLES[role]})")
    svg = svg.replace(INK, "currentColor").replace(LINE, "var(--line, #d5dbe3)")
    svg = FONT.sub(_size_alone, svg)
    width, _ = SIZE.findall(svg)[:2]
    looks = f"width: {width}pt; max-width: 100%; height: auto; stroke-linejoin: round; stroke-linecap: butt"
    svg = SIZE.sub("", svg, count=2).replace("<svg", f'<svg class="kg-figure" style="{looks}"', 1)
    return Drawing(_own_names(_short(svg)).strip())


def _size_alone(found: re.Match[str]) -> str:
    """The weight and the size of a font without its families: those are the page's."""
    if found[2] is None:
        return "font-family: inherit"
    return f"font-weight: {found[1]}; font-size: {found[2]}" if found[1] else f"font-size: {found[2]}"


def _short(svg: str) -> str:
    """The drawing in half the bytes: places to a tenth of a point, no names that nothing uses, no lines of its own."""
    svg = svg.replace("xlink:href", "href").replace(' xmlns:xlink="http://www.w3.org/1999/xlink"', "")
    used = set(re.findall(r'(?:url\(#|href="#)([^")]+)', svg))
    svg = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in used else "", svg)
    svg = re.sub(r'( (?:d|x|y|transform)=")([^"]*)', lambda found: found[1] + _rounded(found[2]), svg)
    svg = LINES.sub(lambda found: _steps(found[1]), svg)
    svg = re.sub(r">\s+<", "><", svg)
    before = ""
    while before != svg:  # a group may hold nothing but another one
        before = svg
        svg = EMPTY.sub("", svg)
        svg = SINGLE.sub(lambda found: found[1], svg)
    return svg


def _rounded(places: str) -> str:
    short = NUMBER.sub(lambda found: f"{float(found[0]):.1f}".removesuffix(".0"), places)
    return " ".join(short.split())


def _steps(path: str) -> str:
    """A path of straight lines as steps from point to point, in tenths, so that no error adds up."""
    points = [[round(10 * float(each)) for each in point.split()] for point in path.split(" L ")]
    steps = [[new - old for new, old in zip(*pair, strict=True)] for pair in zip(points[1:], points, strict=False)]
    first, *others = (" ".join(f"{each / 10:g}" for each in point) for point in (points[0], *steps))
    return f"M {first} l {' '.join(others)}"


def _own_names(svg: str) -> str:
    """The drawing with names that no other on the same page has."""
    own = hashlib.sha256(svg.encode()).hexdigest()[:8]
    short = {name: f"f{own}-{number}" for number, name in enumerate(dict.fromkeys(re.findall(r' id="([^"]*)"', svg)))}
    return re.sub(r'( id="|url\(#|href="#)([^")]+)', lambda found: found[1] + short[found[2]], svg)
