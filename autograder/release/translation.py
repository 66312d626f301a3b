"""Makes a notebook's source in another language of the English one: ``notebooks/<language>/<assignment>.md``.

Such a source holds prose alone. Where a cell stands, it names it, and the cell itself comes from the English source:

    ```{exercise} convolve1d – what the student writes, in a few words
    convolve1d: |
      The docstring that the stub shows, for each function of the exercise; without it the English one stays.
    ```

    ```{check} convolve1d
    "wide: the table above": the label of a visible check, by the English one
    ```

    ```{code} 1
    ```

The last one is a cell without points, counted from 1. So code, names of cells and points are those of the one source.
"""

import ast
import re
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from autograder.assignment import MARKER
from autograder.errors import ReleaseError

CODE_CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
NAMED_CELL = re.compile(r"^```\{(exercise|check|code)\} (\w+)(?: – ([^\n]+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STRING = re.compile(r"([a-zA-Z]*)(\"\"\"|'''|\"|')")

LABELLED = ("equal", "shape", "gradient")  # the checks whose third argument, or ``what``, is a label
LABEL = "what"

Kind = Literal["exercise", "check", "code"]


# Between two lines of Chinese stands nothing, where a notebook would show a space; lists and tables begin otherwise.
WIDE = r"[\u2e80-\u9fff\uff00-\uffef\u3000-\u303f“”]"
LINE_END = re.compile(rf"(?<={WIDE})\n(?={WIDE})|(?<=[。，；：！？）”])\n(?=[$`A-Za-z])")


@dataclass(frozen=True)
class Translated:
    """A source in another language, with the cells put in, and the docstrings by the names of what they describe."""

    prose: str
    docstrings: Mapping[str, str]


def translated(prose: str, english: str) -> Translated:
    """The source made of ``prose`` in another language and of the cells of the ``english`` one.

    Raises `ReleaseError` where the prose names other cells than there are, or in another order, or a label that no
    check has.
    """
    cells = dict(_cells(english))
    named = [(match[1], match[2]) for match in NAMED_CELL.finditer(prose)]
    if named != list(cells):
        first = next((place for place, (one, other) in enumerate(zip(named, cells, strict=False)) if one != other), -1)
        here, there = (" ".join(found[first]) if first < len(found) else "none" for found in (named, list(cells)))
        raise ReleaseError(f"the translation has other cells than the English notebook: {here} where {there} belongs.")
    docstrings: dict[str, str] = {}

    def put_in(match: re.Match[str]) -> str:
        kind, name, description, body = match.groups()
        source = cells[kind, name]
        if kind == "exercise":
            docstrings.update(_mapping(body, f"{kind} {name}"))
            source = f"# exercise: {name} – {description}\n" if description else source
        elif kind == "check":
            source = with_labels(source, _mapping(body, f"{kind} {name}"))
        return f"```{{code-cell}}\n{source}```"

    return Translated(NAMED_CELL.sub(put_in, prose), docstrings)


def _cells(english: str) -> Iterator[tuple[tuple[str, str], str]]:
    """The cells of the English source in their order, by what they are and by their name or number."""
    exercise, plain = None, 0
    for source in CODE_CELL.findall(english):
        marker = MARKER.fullmatch(source.strip())
        if marker is not None:
            exercise = marker[1]
            yield ("exercise", exercise), source
        elif exercise is not None:
            yield ("check", exercise), source
            exercise = None
        else:
            plain += 1
            yield ("code", str(plain)), source


def without_gaps(text: str) -> str:
    """Markdown with each paragraph of Chinese in one line."""
    return LINE_END.sub("", text)


def labels(check: str) -> list[str]:
    """The labels of a check cell as they stand in its source, between the quotation marks."""
    tree = ast.parse(check)
    places = dict.fromkeys(LABELLED, 2)
    for own in tree.body:  # the checks that the cell defines itself
        if isinstance(own, ast.FunctionDef) and LABEL in (names := [one.arg for one in own.args.args]):
            places[own.name] = names.index(LABEL)
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute | ast.Name):
            place = places.get(node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id)
            if place is not None:
                said = [*node.args[place : place + 1], *(one.value for one in node.keywords if one.arg == LABEL)]
                found += [_inside(check, one) for one in said if _is_text(one)]
    return found


def with_labels(check: str, others: Mapping[str, str]) -> str:
    """The source of a check cell with ``others`` in the place of its labels.

    Raises `ReleaseError` where one of them is none.
    """
    strings = list(_strings(ast.parse(check)))
    places = {node: _inside(check, node) for node in strings}
    if unknown := sorted(others.keys() - set(places.values())):
        raise ReleaseError(f"no check has the label {unknown[0]!r}.")
    changed = check
    for node in sorted(strings, key=lambda one: (one.lineno, one.col_offset), reverse=True):
        if places[node] in others:
            start, end = _span(check, node)
            prefix, quotes = STRING.match(check[start:end]).groups()  # type: ignore[union-attr]  # it is a string
            changed = f"{changed[:start]}{prefix}{quotes}{others[places[node]]}{quotes}{changed[end:]}"
    return changed


def with_docstrings(reference: str, others: Mapping[str, str]) -> str:
    """The source of the references with ``others`` in the place of docstrings, by the names of what they describe.

    A method's name is ``Class.method``. Raises `ReleaseError` where there is none of a name.
    """
    found = {name: node for name, node in _described(ast.parse(reference)) if name in others}
    if unknown := sorted(others.keys() - found.keys()):
        raise ReleaseError(f"the reference has no {unknown[0]} with a docstring.")
    for name, node in sorted(found.items(), key=lambda one: -one[1].lineno):
        start, end = _span(reference, node)
        prefix, quotes = STRING.match(reference[start:end]).groups()  # type: ignore[union-attr]  # it is a string
        lines = textwrap.indent(others[name].strip(), " " * node.col_offset).strip()
        last = f"\n{' ' * node.col_offset}" if "\n" in lines else ""
        reference = f"{reference[:start]}{prefix}{quotes}{lines}{last}{quotes}{reference[end:]}"
    return reference


def _described(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """The docstrings of functions, classes and methods, by their names."""
    for node in tree.body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef):
            continue
        inner = [(f"{node.name}.{one.name}", one) for one in node.body if isinstance(one, ast.FunctionDef)]
        for name, one in [(node.name, node), *inner]:
            if ast.get_docstring(one) is not None:
                yield name, one.body[0].value  # type: ignore[attr-defined]  # a docstring is an expression


def _strings(node: ast.AST) -> Iterator[ast.expr]:
    """The strings of a piece of code, without those that are parts of an f-string."""
    if isinstance(node, ast.expr) and _is_text(node):
        yield node
        return
    for child in ast.iter_child_nodes(node):
        yield from _strings(child)


def _is_text(node: ast.AST) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def _inside(source: str, node: Any) -> str:
    """The text of a string as it stands in the source, between the quotation marks."""
    start, end = _span(source, node)
    match = STRING.match(source[start:end])
    return source[start:end][match.end() : -len(match[2])] if match else ""


def _span(source: str, node: Any) -> tuple[int, int]:
    """The place of a node in the source; ``ast`` counts columns in bytes."""
    lines = source.splitlines(keepends=True)

    def place(line: int, column: int) -> int:
        before = sum(map(len, lines[: line - 1]))
        return before + len(lines[line - 1].encode()[:column].decode())

    return place(node.lineno, node.col_offset), place(node.end_lineno, node.end_col_offset)


def _mapping(body: str, where: str) -> dict[str, str]:
    try:
        found = yaml.safe_load(body) or {}
    except yaml.YAMLError as error:
        raise ReleaseError(f"what stands at {where} is no YAML ({str(error).splitlines()[0]}).") from None
    if not isinstance(found, dict):
        raise ReleaseError(f"what stands at {where} must be names, each with its words.")
    return {str(key): str(value) for key, value in found.items()}
