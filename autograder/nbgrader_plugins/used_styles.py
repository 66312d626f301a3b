"""The rules of a style sheet that a feedback page uses.

nbgrader writes all of Bootstrap into every page: 120 kB a student, of which the page uses a twentieth.
"""

import functools
import re

import tinycss2

# Classes and ids in nbgrader's feedback template and in nbconvert's below it. What names another one cannot apply.
NAMES = re.compile(r"[.#]((?:\\.|[\w-])+)")
USED = frozenset(
    (
        *("container", "panel", "panel-default", "panel-primary", "panel-heading", "panel-body", "panel-footer"),
        *("pull-right", "border-box-sizing", "cell", "input", "output", "prompt", "inner_cell", "input_area"),
        *("output_area", "output_subarea", "rendered_html"),
    )
)
TAG = re.compile(r"(?s)(<style[^>]*>)(.*)(</style>)")
# The elements that stand in a page: a rule for others, such as fields to fill in, cannot apply either.
ABSENT = re.compile(
    r"(?<![\w.#-])(input|button|select|textarea|label|fieldset|legend|audio|video|canvas|progress|svg|optgroup)\b"
)


@functools.cache  # a page asks for one or two sheets, always the same
def used_styles(element: str) -> str:
    """The style ``element`` with the rules that can apply to a feedback page, and no fonts to be fetched."""
    found = TAG.search(element)
    if found is None:
        return element
    rules = tinycss2.parse_stylesheet(found[2], skip_comments=True, skip_whitespace=True)
    kept = [text for rule in rules if (text := _kept(rule))]
    return f"{found[1]}\n{chr(10).join(kept)}\n{found[3]}"


def _kept(rule: tinycss2.ast.Node) -> str:
    if rule.type == "qualified-rule":
        selectors = [text for text in tinycss2.serialize(rule.prelude).split(",") if _is_used(text)]
        return f"{','.join(selectors)}{{{tinycss2.serialize(rule.content)}}}" if selectors else ""
    if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
        inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
        kept = "".join(filter(None, map(_kept, inner)))
        return f"@media{tinycss2.serialize(rule.prelude)}{{{kept}}}" if kept else ""
    return ""


def _is_used(selector: str) -> bool:
    return set(NAMES.findall(selector)) <= USED and not ABSENT.search(selector)
