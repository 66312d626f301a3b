"""A student's styles, as far as tables need them: they colour, size and align, and reach no further than their output.

Everything here fails closed: what a parser stumbles over is left out.
"""

import functools
import re
from collections.abc import Sequence
from typing import Any

import tinycss2

SCOPE = "student-html"
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


@functools.lru_cache(4096)  # tables repeat themselves
def declarations(css: str) -> str:
    """The declarations that colour, size and align; none that positions, loads or animates."""
    try:
        return _declarations(css)
    except Exception:  # a number of 5,000 digits, brackets nested a thousand deep
        return ""


def stylesheet(css: str) -> str:
    """The sheet's plain rules, each for what stands in the output alone; at-rules (imports, fonts) are dropped."""
    if len(css) > MAX_STYLE:
        return ""
    try:
        rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        kept = filter(None, (_rule(rule) for rule in rules if rule.type == "qualified-rule"))
        return " ".join(kept)
    except Exception:  # as in `declarations`
        return ""


def _rule(rule: Any) -> str:
    selectors = [selector.strip() for selector in _written(rule.prelude).split(",")]
    kept = declarations(_written(rule.content))
    if not kept or not all(SELECTOR.fullmatch(selector) for selector in selectors):
        return ""
    return f"{','.join(map(_scoped, selectors))}{{{kept}}}"


def _scoped(selector: str) -> str:
    """``selector`` inside the output alone; one that is so already, as after an earlier reading, stays as it is."""
    return selector if selector.startswith(f".{SCOPE} ") else f".{SCOPE} {selector}"


def _declarations(css: str) -> str:
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
    """The tokens as CSS."""
    return str(tinycss2.serialize(tokens))
