"""The HTML that a browser is handed of a student's notebook, written anew from lists of what may stand in it.

nbgrader's feedback and formgrader put a notebook's HTML into their pages as it is. So whatever came of a student's
bytes, be it HTML that a cell displayed, Markdown that has been rendered, code that has been coloured, passes one of
the four gates here at last. nh3 parses it and writes it anew with the elements and attributes of that gate and no
others: no script, no form, no link, nothing that is fetched from elsewhere, no class and no id by which the page
around it could be restyled or confused. What a filter stumbles over is left out.
"""

import base64
import re
from collections.abc import Callable

import nh3

from autograder.feedback import styles
from autograder.feedback.styles import SCOPE
from autograder.wording import LANGUAGES

TAGS = nh3.ALLOWED_TAGS - {"area", "map"}
DROPPED = {"script", "svg", "math", "template", "textarea", "select", "title", "iframe", "object"}  # with their content
ATTRIBUTES = {
    "*": {"align", "dir", "lang", "style", "title"},
    "a": {"href"},
    "col": {"span"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ol": {"start"},
    "table": {"border"},
    "td": {"colspan", "headers", "rowspan"},
    "th": {"colspan", "headers", "rowspan", "scope"},
}
NAMED = {**ATTRIBUTES, "*": ATTRIBUTES["*"] | {"class", "id"}}
# The names by which pandas' own styles find their table: ``dataframe``, ``row0``, ``T_4f2a1_level0_row0``.
PANDAS = re.compile(r"dataframe|data|blank|index_name|(row|col)(\d+|_heading|_trim)|level\d+")
ID = re.compile(r"T_\w{1,80}")
PICTURE = re.compile(r"data:image/(png|jpeg|gif|webp|svg\+xml);base64,[A-Za-z0-9+/=\s]+")
LINK = re.compile(r"https?://[^\s]+", re.IGNORECASE)
SIZE = re.compile(r"\d{1,4}(\.\d+)?(px|pt|em|%)?")

VERDICT = re.compile(
    r"verdict|about|say|case|exercises|points|bar|checked|sign|of|status|right|wrong"
    r"|passed|partial|failed|error|timeout|missing|refused"
)
ANCHOR = re.compile(r"#check_\w{1,80}")
SHARE = re.compile(r"width:\d{1,3}%")

COLOUR_NAME = re.compile(r"highlight|[a-z][a-z0-9]{0,2}|ansi-[a-z-]{1,40}")  # Pygments' and nbconvert's
COLOUR = re.compile(r"((background-)?color: rgb\(\d{1,3},\d{1,3},\d{1,3}\)(; )?){1,2}|line-height: 125%;")

OPENS, CLOSES = f'<div class="{SCOPE}" style="contain:paint;overflow:auto">', "</div>"
STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
NO_WORDS = re.compile(r"<img(?![^>]* alt=)")
DRAWING_BEGINS, DRAWING_ENDS = re.compile(r"<svg\b", re.IGNORECASE), re.compile(r"</svg>", re.IGNORECASE)
NAMESPACE = 'xmlns="http://www.w3.org/2000/svg"'
TAG = re.compile(r"<(?=[A-Za-z/!?])")
PICTURES = re.compile(r"!+\[")
MAX_ELEMENTS = 12_000  # of one output: more than that no browser scrolls through
MAX_GROWTH = 10  # times: what is opened and never closed is written anew in each paragraph after it
MAX_LENGTH = 4_000_000
ELEMENT = re.compile(r"<[A-Za-z]")

Attribute = Callable[[str, str, str], str | None]


def elements(text: str) -> int:
    """The number of elements that ``text`` has at most."""
    return len(ELEMENT.findall(text))


def html(text: str) -> str:
    """The HTML ``text`` that a cell displayed, in an element of its own that it cannot paint out of.

    Raises `ValueError` where it has more than `MAX_ELEMENTS` elements, or grows out of all bounds when it is written.
    """
    if text.startswith(OPENS) and text.endswith(CLOSES):  # as an earlier reading wrote it
        text = text[len(OPENS) : -len(CLOSES)]
    if elements(text) > MAX_ELEMENTS:
        raise ValueError(f"more than {MAX_ELEMENTS} elements")
    clean = _clean(_with_pictures(text), TAGS | {"style"}, DROPPED, NAMED, _of_output)
    # nh3 writes "<" in text and in attributes as "&lt;", and `_of_output` leaves a style no attribute
    return f"{OPENS}{STYLE.sub(_scoped, clean)}{CLOSES}"


def prose(text: str, *, links: bool = False) -> str:
    """The HTML of rendered Markdown, without any styles but its elements' own; ``links`` are the course's alone.

    Raises `ValueError` as `html` does.
    """
    return _clean(text, TAGS, DROPPED | {"style"}, ATTRIBUTES, _of_course if links else _plain)


def verdict(text: str) -> str:
    """The HTML of the verdict's cell, which only this project writes: read as if anybody could."""
    attributes = {"*": {"class", "style", "scope"}, "a": {"href"}, "div": {"lang"}}
    return _clean(text, TAGS, DROPPED | {"style"}, attributes, _of_verdict)


def coloured(text: str) -> str:
    """The HTML of code or of a terminal's text, as Pygments and nbconvert colour them."""
    return _clean(text, {"div", "pre", "span"}, DROPPED | {"style"}, {"*": {"class", "style"}}, _of_colours)


def picture_of_svg(svg: str) -> str:
    """An image element with the drawing in its address: there, no browser runs its scripts or loads what it names."""
    if "xmlns=" not in svg.split(">", 1)[0] and "<!DOCTYPE" not in svg and "<?xml" not in svg:
        svg = re.sub(r"<svg\b", f"<svg {NAMESPACE}", svg, count=1, flags=re.IGNORECASE)
    return f'<img alt="drawing" src="data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode()}">'


def markdown(text: str) -> str:
    """The Markdown ``text`` for whoever opens the graded notebook elsewhere than on our pages.

    Its HTML is shown, not obeyed; a link stands in the place of a picture from elsewhere.
    """
    return PICTURES.sub("[", TAG.sub("< ", text))


def _clean(text: str, tags: set[str], dropped: set[str], attributes: dict[str, set[str]], allowed: Attribute) -> str:
    def attribute(tag: str, name: str, value: str) -> str | None:
        try:
            return allowed(tag, name, value)
        except Exception:  # which nh3 takes for consent
            return None

    clean = nh3.clean(
        text,
        tags=tags,
        clean_content_tags=dropped,
        attributes=attributes,
        attribute_filter=attribute,
        url_schemes={"http", "https", "data"},
    )
    if len(clean) > min(MAX_LENGTH, MAX_GROWTH * len(text) + 1_000):
        raise ValueError("grows out of all bounds")
    return NO_WORDS.sub('<img alt="No description has been provided for this image"', clean)


def _scoped(sheet: re.Match[str]) -> str:
    rules = styles.stylesheet(sheet[1])
    return f"<style>{rules}</style>" if rules else ""


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


def _plain(tag: str, name: str, value: str) -> str | None:
    """The attribute as it may stand in anything of a student's: no link and no name."""
    match name:
        case "style":
            return styles.declarations(value) or None
        case "src":
            return value if PICTURE.fullmatch(value) else None
        case "height" | "width":
            return value if SIZE.fullmatch(value) else None
        case "class" | "id" | "headers" | "href":
            return None
    return value


def _of_output(tag: str, name: str, value: str) -> str | None:
    if tag == "style":
        return None
    match name:
        case "class":
            return _words(value, PANDAS)
        case "id" | "headers":
            return value if ID.fullmatch(value) else None
    return _plain(tag, name, value)


def _of_course(tag: str, name: str, value: str) -> str | None:
    return (value if LINK.fullmatch(value) else None) if name == "href" else _plain(tag, name, value)


def _of_verdict(tag: str, name: str, value: str) -> str | None:
    match name:
        case "class":
            return _words(value, VERDICT)
        case "href":
            return value if ANCHOR.fullmatch(value) else None
        case "lang":
            return value if value in LANGUAGES else None
        case "style":
            return value if SHARE.fullmatch(value) else None
    return value


def _of_colours(tag: str, name: str, value: str) -> str | None:
    return _words(value, COLOUR_NAME) if name == "class" else value if COLOUR.fullmatch(value) else None


def _words(value: str, known: re.Pattern[str]) -> str | None:
    return " ".join(word for word in value.split() if known.fullmatch(word)) or None
