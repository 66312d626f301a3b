"""Finds in a section what is not language, and so has to be the same in both editions."""

import re
from collections import Counter
from collections.abc import Callable, Mapping

from book.chinese.sections import CELL, MARKER, STAMP, Section, markers

DISPLAYED = re.compile(r"^`{3,}\{math\}\n(.*?)^`{3,}$|^\$\$\n(.*?)^\$\$$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(?<![$\\])\$([^$\n]+)\$(?!\$)")
CODE = re.compile(r"(?<![`}])`([^`\n]+)`(?!`)")
ROLE = re.compile(r"\{(eq|ref|numref|cite:t|cite:p|term)\}`(?:[^`<]*<)?([^`>]+)>?`")
# A directive, with its argument where that is a name and not a title.
DIRECTIVE = re.compile(r"^[`:]{3,}\{([\w:-]+)\}((?<=assignment\}) \w+|(?<=cards\}) \w+|(?<=container\}) \S+)?", re.M)
LINK = re.compile(r"\]\(([^)\s]+)\)")
NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,]?\d+)*%?", re.ASCII)
SPACED = re.compile(r"(?<=\d)[\u00a0\u202f ](?=\d{3}\b)")  # between the thousands
DIMENSIONS = re.compile(r"\b\d-D\b")  # which Chinese writes in words
SCALES = {" million": 6, " billion": 9, "万": 4, "亿": 8}
SCALED = re.compile(rf"(?<![\w.])(\d+) ?({'|'.join(each.strip() for each in SCALES)})")

Fact = list[str] | Counter[str] | int
TERM = "term"


def facts(section: Section, translated: Mapping[str, str] | None = None) -> dict[str, Fact]:
    """The facts of a section by their names; ``translated`` says by which word each English term is known."""
    text = prose(section.body)
    shown = DISPLAYED.sub("", text)
    told = INLINE.sub(" ", re.sub(r"\{[\w:]+\}`[^`]*`|`[^`\n]+`", " ", shown))
    coded = re.sub(r"\{[\w:]+\}`[^`]*`", " ", text)
    formulas = [*INLINE.findall(CODE.sub(" ", text)), *(first or second for first, second in DISPLAYED.findall(text))]
    roles = ROLE.findall(text)
    return {
        "cells": len(section.cells) or len(list(markers(section.body))),
        "pictures": pictures(section),
        "labels": re.findall(r"^\((\S+)\)=$|^:(?:label|name): (\S+)", text, re.MULTILINE),
        "directives": [name + argument for name, argument in DIRECTIVE.findall(text)],
        "classes": re.findall(r"^:(?:class|width): (.*)$", text, re.MULTILINE),
        "references": Counter(f"{role} {target}" for role, target in roles if role != TERM),
        "terms": Counter((translated or {}).get(target, target) for role, target in roles if role == TERM),
        "links": Counter(LINK.findall(text)),
        "formulas": Counter(plain_formula(formula) for formula in formulas),
        "inline code": Counter(CODE.findall(coded)),
        "numbers": numbers(told),
        "table cells": [str(row.count("|")) for row in re.findall(r"^\|.*\|$", text, re.MULTILINE)],
        "list items": len(re.findall(r"^\s*(?:[-*]|\d+\.) ", shown, re.MULTILINE)),
        "options": re.findall(r"^\s*- \[([ x])\]", text, re.MULTILINE),
    }


def prose(body: str) -> str:
    """The body of a section without its cells, or what stands for them, and without its stamp."""
    without: Callable[[str], str] = lambda text: MARKER.sub("", CELL.sub("", text))  # noqa: E731
    return STAMP.sub("", without(body))


def pictures(section: Section) -> list[str]:
    """For each cell whether its picture has an alternative text; Chinese markers hold it, English cells name it."""
    if section.cells:
        return ["yes" if re.search(r"^\s*alt:", cell, re.MULTILINE) else "no" for cell in section.cells]
    return ["yes" if says else "no" for says in markers(section.body)]


def plain_formula(formula: str) -> str:
    """The formula in one line, without the words in it."""
    return re.sub(r"\\text\{[^}]*\}", r"\\text{}", " ".join(formula.split()))


def numbers(text: str) -> Counter[str]:
    """The numbers in a text, with "100 million" and "1 亿" as the same one."""
    text = re.sub(r"<[^>]+>|\]\([^)\s]*\)", " ", SPACED.sub("", DIMENSIONS.sub("", text)))
    by_name = {name.strip(): power for name, power in SCALES.items()}
    text = SCALED.sub(lambda found: str(int(found[1]) * 10 ** by_name[found[2]]), text)
    return Counter(NUMBER.findall(text))
