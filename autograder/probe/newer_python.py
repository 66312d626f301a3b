"""Tells a mistake of writing from what a newer Python accepts: strings in strings (PEP 701), type parameters (PEP 695).

No Python knows the grammar of a later one. So what is new in 3.12 is written in the older way, piece by piece, and
Python parses the result: only where that succeeds is anything said. Whatever 3.13 and later have added stays a mistake
without a word on versions.
"""

import ast
import re
import sys
import warnings
from collections.abc import Iterator

NEWER = "3.12"
KNOWN_HERE = sys.version_info >= (3, 12)
MAX_CHARACTERS = 100_000  # of a cell that is looked at
MAX_DEPTH = 20  # of strings in strings
BEGINS = re.compile(r"(?i)(?<!\w)(?:([rbuf]{0,2}))('''|\"\"\"|'|\")")
NESTED = r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]"  # with one more level of brackets inside
GENERIC = (
    (re.compile(rf"^(\s*)type\s+(\w+)\s*(?:{NESTED})?\s*=", re.MULTILINE), r"\1\2 ="),
    (re.compile(rf"^(\s*(?:async\s+)?def\s+)(\w+)\s*{NESTED}", re.MULTILINE), r"\1\2"),
    (re.compile(rf"^(\s*class\s+)(\w+)\s*{NESTED}", re.MULTILINE), r"\1\2"),
)
# Lines with which no statement begins: blank, indented, comments, closing brackets, the other parts of a compound one.
CONTINUES = re.compile(r"\s|$|[#)\]}]|(?:else|elif|except|finally)\b")
BRACKETS = {"(": ")", "[": "]", "{": "}"}


class _NotSo(Exception):  # noqa: N818 -- an expected outcome: this is no such string
    """The text is not what a newer Python has."""


def accepts(source: str) -> bool:
    """Say whether Python 3.12 takes ``source``, which this Python has refused; False where nobody can tell."""
    if KNOWN_HERE or len(source) > MAX_CHARACTERS:
        return False
    try:
        older = _without_strings_in_strings(source, 0)
    except _NotSo:
        return False
    for pattern, replacement in GENERIC:
        if not all(_are_parameters(match[3]) for match in pattern.finditer(older)):
            return False
        older = pattern.sub(replacement, older)
    return parses(older)


def parses(source: str) -> bool:
    """Say whether this Python takes ``source``; it warns of nothing."""
    shown, warnings.showwarning = warnings.showwarning, lambda *_, **__: None
    try:
        ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    finally:
        warnings.showwarning = shown
    return True


def broken_statements(source: str) -> Iterator[tuple[int, int]]:
    """The first and last line, from 1, of each statement of ``source`` that a newer Python accepts and this one not."""
    lines = source.splitlines()
    begins = 1
    starts = [number for number, line in enumerate(lines, 1) if CONTINUES.match(line) is None]
    for end in (*starts[1:], len(lines) + 1):
        piece = "\n".join(lines[begins - 1 : end - 1])
        known = parses(piece)
        if known or accepts(piece):
            if not known:
                yield begins, begins + len(piece.rstrip().splitlines()) - 1
            begins = end


def _are_parameters(text: str | None) -> bool:
    """Say whether ``text`` may stand in the brackets of a generic definition: it has the form of parameters."""
    return text is None or parses(f"def _({text}): pass")


def _without_strings_in_strings(source: str, depth: int) -> str:
    """``source`` with an empty string in the place of each formatted one, whose expressions are looked at alone.

    Raises `_NotSo` where a string does not end, or an expression is none.
    """
    if depth > MAX_DEPTH:
        raise _NotSo
    parts, place = [], 0
    while place < len(source):
        begin = BEGINS.match(source, place)
        if source[place] == "#":
            end = _end_of_line(source, place)
        elif begin is None:
            end = place + 1
        elif "f" in begin[1].lower():
            place = _formatted(source, begin.end(), begin[2], "r" in begin[1].lower(), depth)
            parts.append('""')
            continue
        else:
            end = _plain(source, begin.end(), begin[2])
        parts.append(source[place:end])
        place = end
    return "".join(parts)


def _end_of_line(source: str, place: int) -> int:
    end = source.find("\n", place)
    return len(source) if end < 0 else end


def _plain(source: str, place: int, quote: str) -> int:
    """The end of a string whose text begins at ``place``."""
    while not source.startswith(quote, place):
        if place >= len(source) or (len(quote) == 1 and source[place] == "\n"):
            raise _NotSo
        place += 2 if source[place] == "\\" else 1
    return place + len(quote)


def _formatted(source: str, place: int, quote: str, raw: bool, depth: int) -> int:
    """The end of a formatted string whose text begins at ``place``."""
    while not source.startswith(quote, place):
        if place >= len(source) or (len(quote) == 1 and source[place] == "\n"):
            raise _NotSo
        if source[place : place + 2] in ("{{", "}}"):
            place += 2
        elif source[place] == "{":
            place = _field(source, place + 1, depth)
        elif source[place] == "}":
            raise _NotSo
        else:
            place += 2 if source[place] == "\\" and not raw else 1
    return place + len(quote)


def _field(source: str, place: int, depth: int) -> int:
    """The end of a field in braces whose expression begins at ``place``."""
    if depth > MAX_DEPTH:
        raise _NotSo
    end = _end_of_expression(source, place, depth)
    expression = re.sub(r"(?<![=!<>])=\s*$", "", source[place:end])
    if not expression.strip() or not parses(f"({_without_strings_in_strings(expression, depth + 1)}\n)"):
        raise _NotSo
    if conversion := re.compile(r"![rsa]").match(source, end):
        end = conversion.end()
    if source[end : end + 1] == ":":
        end += 1
        while source[end : end + 1] not in ("}", "\n", ""):
            end = _field(source, end + 1, depth + 1) if source[end] == "{" else end + 1
    if source[end : end + 1] != "}":
        raise _NotSo
    return end + 1


def _end_of_expression(source: str, place: int, depth: int) -> int:
    """The place behind a field's expression: a conversion, a format or the closing brace stands there."""
    open_brackets: list[str] = []
    while place < len(source):
        sign = source[place]
        begin = BEGINS.match(source, place)
        if begin is not None:
            is_formatted = "f" in begin[1].lower()
            raw = "r" in begin[1].lower()
            place = (
                _formatted(source, begin.end(), begin[2], raw, depth + 1)
                if is_formatted
                else _plain(source, begin.end(), begin[2])
            )
            continue
        if sign == "#":
            place = _end_of_line(source, place)
            continue
        if not open_brackets and (sign in "}:" or (sign == "!" and source[place : place + 2] != "!=")):
            return place
        if sign in BRACKETS:
            open_brackets.append(BRACKETS[sign])
        elif sign in ")]}" and open_brackets.pop() != sign:
            raise _NotSo
        place += 1
    raise _NotSo
