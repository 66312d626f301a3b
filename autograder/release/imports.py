"""The imports of a released notebook: the names that every answer may use, whatever became of the cell with them."""

import ast
import re
from functools import lru_cache

from autograder.assignment import MARKER, Assignment, prose_path
from autograder.release.opening import with_opening
from autograder.release.translation import CODE_CELL

MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)


@lru_cache(maxsize=16)
def released_imports(assignment: Assignment) -> tuple[str, ...]:
    """The import statements of the released notebook's own cells, in their order, each as a line of Python.

    Check cells have imports, too, but these are theirs. An assignment without prose has none.
    """
    if not assignment.package or not (prose := prose_path(assignment)).exists():
        return ()
    text = prose.read_text(encoding="utf-8")
    descriptions = {match[1]: match[2] or "" for match in MARKER.finditer(text)}
    found: list[str] = []
    before = None
    for cell in CODE_CELL.findall(with_opening(text, assignment, descriptions)):
        is_check = before is not None and MARKER.fullmatch(before.strip()) is not None
        if not is_check:
            found += _imports(cell)
        before = cell
    return tuple(dict.fromkeys(found))


def _imports(source: str) -> list[str]:
    """The imports at the top level of a cell and in what it tries, without its magics."""
    try:
        body = ast.parse(MAGIC.sub(r"\1pass", source)).body
    except SyntaxError:  # a whole cell of another language
        return []
    tried = [inner for node in body for inner in (node.body if isinstance(node, ast.Try) else [node])]
    return [ast.unparse(node) for node in tried if isinstance(node, ast.Import | ast.ImportFrom)]
