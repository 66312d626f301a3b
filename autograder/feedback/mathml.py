"""LaTeX as MathML, which browsers set by themselves: no script, no font, nothing fetched.

latex2mathml reads the formula; what it makes is written anew from the elements and attributes named here and no
others, because a student may have written it. A formula that cannot be set is shown as its source.
"""

import functools
import html
import re
from xml.etree.ElementTree import Element, SubElement, tostring

from latex2mathml.converter import Converter

MAX_FORMULA = 1_000  # characters: the course's longest has 200
ELEMENTS = {
    "math",
    "mrow",
    "mi",
    "mn",
    "mo",
    "mtext",
    "mspace",
    "msub",
    "msup",
    "msubsup",
    "munder",
    "mover",
    "munderover",
    "mmultiscripts",
    "mprescripts",
    "none",
    "mfrac",
    "msqrt",
    "mroot",
    "mstyle",
    "mtable",
    "mtr",
    "mtd",
    "mphantom",
}
WORDS = re.compile(r"[a-z-]{1,20}|\d")
LENGTH = re.compile(r"\d?(\.\d+)?em")  # a negative one would move a formula over what stands beside it
ATTRIBUTES = {
    **dict.fromkeys(("accent", "columnalign", "display", "displaystyle", "fence", "form", "mathvariant"), WORDS),
    **dict.fromkeys(("movablelimits", "scriptlevel", "separator", "stretchy"), WORDS),
    **dict.fromkeys(("linethickness", "lspace", "maxsize", "minsize", "rspace", "width"), LENGTH),
}
DEFINES = re.compile(r"\\(def|let|newcommand|renewcommand|providecommand|newenvironment|href|require)\b")
LEFT_OVER = re.compile(r"\\|^&$")  # in the result: a command or an alignment that the library did not know
ENTITY = re.compile(r"&#x[0-9A-F]{2,6};")

# What the library does not know, in words that it does.
SYNONYMS = (
    (re.compile(r"\\(begin|end)\{(?:aligned|gathered|equation\*?|eqnarray\*?|gather\*?)\}"), r"\\\1{align*}"),
    (re.compile(r"\\!"), ""),
)
FORMULA = re.compile(
    r"(?<!\\)\$\$(?P<block>.+?)(?<!\\)\$\$|(?<![\\$])\$(?P<inline>.+?)(?<!\\)\$"
    r"|\\\[(?P<bracket>.+?)\\\]|\\\((?P<paren>.+?)\\\)|(?P<environment>\\begin\{(?P<name>[a-z]+\*?)\}.+?\\end\{(?P=name)\})",
    re.DOTALL,
)


@functools.lru_cache(maxsize=4096)  # a class's pages show the same prose
def mathml(latex: str, *, block: bool = False) -> str:
    """The formula ``latex`` as MathML, on lines of its own where ``block``; its source as code where it cannot be."""
    made = _made(latex, "block" if block else "inline")
    text = f"<code>{html.escape(latex.strip())}</code>" if made is None else tostring(made, encoding="unicode")
    return f'<span class="formula{" block" if block else ""}">{text}</span>'


def in_text(text: str) -> str:
    """``text``, an output of the kind text/latex, as HTML with its formulas set and all else as it is."""
    parts, position = [], 0
    for found in FORMULA.finditer(text):
        parts.append(html.escape(text[position : found.start()]))
        block = found["block"] or found["bracket"] or found["environment"]
        parts.append(mathml(block or found["inline"] or found["paren"], block=bool(block)))
        position = found.end()
    return "".join([*parts, html.escape(text[position:])])


def _made(latex: str, display: str) -> Element | None:
    """The formula's own MathML element; None where it is too long, defines commands, or is not understood."""
    if len(latex) > MAX_FORMULA or DEFINES.search(latex):
        return None
    for unknown, known in SYNONYMS:
        latex = unknown.sub(known, latex)
    try:
        element = Converter(display=display).convert_to_element(latex.strip())
        return _copied(element)
    except Exception:
        return None


def _copied(element: Element, parent: Element | None = None) -> Element:
    """``element`` with all that it holds, written anew.

    Raises `ValueError` for an element that is not wanted here, and for LaTeX that is left over.
    """
    if element.tag not in ELEMENTS:
        raise ValueError(f"<{element.tag}> is not wanted")
    text = ENTITY.sub(lambda entity: html.unescape(entity[0]), element.text or "").replace("&amp;", "&")
    text = text.replace(r"\_", "_").replace(r"\%", "%") if element.tag == "mtext" else text
    if LEFT_OVER.search(text):
        raise ValueError(f"{text!r} is left over")
    attributes = {
        name: value
        for name, value in element.attrib.items()
        if name in ATTRIBUTES and ATTRIBUTES[name].fullmatch(value)
    }
    new = Element(element.tag, attributes) if parent is None else SubElement(parent, element.tag, attributes)
    new.text = text
    for child, following in zip(element, [*element[1:], None], strict=False):
        _copied(child, new)
        is_function = child.tag == "mi" and len(child.text or "") > 1 and (child.text or "").isalpha()
        if element.tag == "mrow" and is_function and following is not None and following.tag != "mo":
            SubElement(new, "mspace", {"width": "0.167em"})  # "ln 2", as TeX sets it
    return new
