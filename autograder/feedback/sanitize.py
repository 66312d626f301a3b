"""A student's HTML, styles, drawings and Markdown, made harmless for the pages that a TA opens.

nbgrader's feedback and formgrader put a notebook's HTML into their pages as it is. So what a student displays is first
parsed and written anew by nh3, with the elements and attributes named here and no others: no script, no form, nothing
that is fetched from elsewhere, no class and no id by which the page around it could be restyled or confused. Styles
are kept as far as tables need them, and reach no further than the output that they came with.
"""

import base64
import functools
import re
from collections.abc import Sequence
from typing import Any

import nh3
import tinycss2

SCOPE = "student-html"
TAGS = (nh3.ALLOWED_TAGS - {"area", "map"}) | {"style"}
ATTRIBUTES = {
    "*": {"align", "class", "dir", "id", "lang", "style", "title"},
    "a": {"href"},
    "col": {"span"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "table": {"border"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"colspan", "headers", "rowspan", "scope"},
}
# The names by which pandas' own styles find their table: ``dataframe``, ``row0``, ``T_4f2a1_level0_row0``.
CLASS = re.compile(r"dataframe|data|blank|index_name|(row|col)(\d+|_heading|_trim)|level\d+")
ID = re.compile(r"T_\w{1,80}")
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
LINK = re.compile(r"https?://", re.IGNORECASE)
SIZE = re.compile(r"\d{1,4}(\.\d+)?(px|pt|em|%)?")

PROPERTIES = re.compile(
    r"background(-color)?|border(-\w+)*|caption-side|color|display|empty-cells|font(-\w+)*|letter-spacing|line-height"
    r"|(max-|min-)?(height|width)|margin(-\w+)?|opacity|overflow(-\w+)?|padding(-\w+)?|table-layout|text-\w+(-\w+)?"
    r"|vertical-align|white-space|word-break"
)
VALUE = re.compile(r"[\w\s#.,%()/'\"+\-]{1,400}")
FUNCTION = re.compile(r"([\w-]+)\(")
FUNCTIONS = {"rgb", "rgba", "hsl", "hsla", "linear-gradient"}
NEGATIVE = re.compile(r"(^|[\s,(])-[\d.]")  # would move an output over what stands around it
SELECTOR = re.compile(r"[\w*#.][\w\s#.:>+~()*-]{0,300}")

MAX_STYLE = 200_000  # characters: a large table of pandas' has half of that, and parsing takes a second
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
DRAWING_BEGINS, DRAWING_ENDS = re.compile(r"<svg\b", re.IGNORECASE), re.compile(r"</svg>", re.IGNORECASE)
NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
TAG = re.compile(r"<(?=[A-Za-z/!?])")
MAX_ELEMENTS = 12_000  # of one output: parsing deeply nested ones takes the square of their number, here a second
ELEMENT = re.compile(r"<[A-Za-z]")


def elements(text: str) -> int:
    """The number of elements that ``text`` has at most: what sanitizing it may cost."""
    return len(ELEMENT.findall(text))


def html(text: str) -> str:
    """The HTML ``text`` with nothing left in it that runs, loads, or reaches beyond itself.

    Raises `ValueError` where it has more than `MAX_ELEMENTS` elements.
    """
    if elements(text) > MAX_ELEMENTS:
        raise ValueError(f"more than {MAX_ELEMENTS} elements")
    clean = nh3.clean(
        _with_pictures(text),
        tags=TAGS,
        clean_content_tags={"script", "svg", "math", "template", "textarea", "select", "title", "iframe", "object"},
        attributes=ATTRIBUTES,
        attribute_filter=_attribute,
        url_schemes={"http", "https", "data"},
    )
    # nh3 writes "<" in text and in attributes as "&lt;", so that what looks like a style element is one
    scoped = STYLE.sub(lambda match: _stylesheet(match[1]), clean)
    return f'<div class="{SCOPE}" style="contain:paint;overflow:auto">{scoped}</div>'


def picture_of_svg(svg: str) -> str:
    """An image element with the drawing in its address: there, no browser runs its scripts or loads what it names."""
    if "xmlns=" not in svg.split(">", 1)[0] and "<!DOCTYPE" not in svg and "<?xml" not in svg:
        svg = re.sub(r"<svg\b", f"<svg {NAMESPACE}", svg, count=1, flags=re.IGNORECASE)
    return f'<img alt="drawing" src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}">'


def markdown(text: str) -> str:
    """The Markdown ``text`` with its HTML shown, not obeyed, and links in the place of pictures from elsewhere."""
    return TAG.sub("< ", text).replace("![", "[")


def _with_pictures(text: str) -> str:
    """``text`` with an image in the place of each drawing; linear in its length, whatever stands in it."""
    parts, position = [], 0
    while begins := DRAWING_BEGINS.search(text, position):
        ends = DRAWING_ENDS.search(text, begins.end())
        if ends is None:
            break
        parts += [text[position : begins.start()], picture_of_svg(text[begins.start() : ends.end()])]
        position = ends.end()
    return "".join([*parts, text[position:]])


def _attribute(tag: str, name: str, value: str) -> str | None:
    match name:
        case "class":
            return " ".join(word for word in value.split() if CLASS.fullmatch(word)) or None
        case "id" | "headers":
            return value if ID.fullmatch(value) else None
        case "style":
            return _declarations(value) or None
        case "src":
            return value if PICTURE.fullmatch(value) else None
        case "href":
            return value if LINK.match(value) else None
        case "height" | "width":
            return value if SIZE.fullmatch(value) else None
    return value


def _stylesheet(css: str) -> str:
    """The sheet's plain rules, each for what stands in the output alone; at-rules (imports, fonts) are dropped."""
    rules: list[str] = []
    if len(css) > MAX_STYLE:
        return ""
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type != "qualified-rule":
            continue
        selectors = [selector.strip() for selector in _written(rule.prelude).split(",")]
        declarations = _declarations(_written(rule.content))
        if declarations and all(SELECTOR.fullmatch(selector) for selector in selectors):
            rules.append(f"{','.join(f'.{SCOPE} {selector}' for selector in selectors)}{{{declarations}}}")
    return f"<style>{' '.join(rules)}</style>" if rules else ""


@functools.lru_cache(4096)  # tables repeat themselves
def _declarations(css: str) -> str:
    """The declarations that colour, size and align; none that positions, loads or animates."""
    kept = []
    for declaration in tinycss2.parse_declaration_list(css, skip_comments=True, skip_whitespace=True):
        if declaration.type != "declaration" or not PROPERTIES.fullmatch(declaration.lower_name):
            continue
        value = _written(declaration.value).strip()
        if not VALUE.fullmatch(value) or NEGATIVE.search(value):
            continue
        if {name.lower() for name in FUNCTION.findall(value)} <= FUNCTIONS:
            kept.append(f"{declaration.lower_name}:{value}")
    return ";".join(kept)


def _written(tokens: Sequence[Any]) -> str:
    """The tokens as CSS; nothing where they are nested so deeply that nobody meant it."""
    try:
        return str(tinycss2.serialize(tokens))
    except RecursionError:
        return ""
