"""Finds the place of an error in the student's own code: the function, the expression, what stood in it.

Python remembers which columns of which line an instruction came from, so the expression is the very one that failed.
Whoever reads this reads it from an untrusted process: it serves a sentence for its author, and decides nothing.
"""

import ast
import dis
import linecache
from types import CodeType, FunctionType, TracebackType
from typing import Any

CELL = "Cell In["  # the names under which cells are compiled begin with this
MOST_TEXT, MOST_NAMES, MOST_AXES = 200, 12, 8


def place(traceback: TracebackType | None, message: str) -> dict[str, Any]:
    """The innermost place of ``traceback`` that lies in a cell; empty where there is none.

    ``{"function", "text", "shapes", "empty", "maker"}``: the function's name, the expression, the shapes of its local
    arrays by name (those in the expression first), the names in it that are None, and the notebook's own function
    that None came out of, "" where that is not known. It is looked for only where the error is about a None, as its
    ``message`` or the expression tells: most errors are raised on purpose, and taking a cell apart takes long.
    """
    inner, function = None, ""
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if code.co_filename.startswith(CELL):
            inner = traceback
            function = function if code.co_name.startswith("<") else code.co_name  # a comprehension is in a function
        traceback = traceback.tb_next
    if inner is None:
        return {}
    frame = inner.tb_frame
    text = _expression(frame.f_code, inner.tb_lasti, inner.tb_lineno)
    tree = _parsed(text)
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Name)]
    names = [node.id for node in sorted(found, key=lambda node: (node.lineno, node.col_offset))]
    values = {name: frame.f_locals.get(name, frame.f_globals.get(name, _missing)) for name in names}
    local = {name: value for name, value in frame.f_locals.items() if not name.startswith("_")}
    shapes = {name: shape for name, value in {**values, **local}.items() if (shape := _shape(value)) is not None}
    empty = [name for name, value in values.items() if value is None]
    is_about_none = bool(empty) or "NoneType" in message
    maker = _maker(frame.f_code, frame.f_globals, tree, inner.tb_lineno, empty) if is_about_none else ""
    return {
        "function": function[:MOST_TEXT],
        "text": text[:MOST_TEXT],
        "shapes": dict(list(shapes.items())[:MOST_NAMES]),
        "empty": empty[:MOST_NAMES],
        "maker": maker[:MOST_TEXT],
    }


_missing = object()


def _expression(code: CodeType, instruction: int, line: int) -> str:
    """The source of the expression that an instruction belongs to; its line, where values are taken apart."""
    lines = linecache.getlines(code.co_filename)
    first, last, start, end = list(code.co_positions())[instruction // 2]
    if dis.opname[code.co_code[instruction]].startswith("UNPACK"):  # its place is that of the names alone
        first = None
    if first is None or last is None or start is None or end is None or last > len(lines):
        return lines[line - 1].strip() if 0 < line <= len(lines) else ""
    part = [text.encode() for text in lines[first - 1 : last]]  # columns are counted in bytes
    part[-1] = part[-1][:end]
    part[0] = part[0][start:]
    return " ".join(b" ".join(part).decode(errors="replace").split())


def _parsed(text: str) -> ast.AST:
    try:
        return ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):  # a part of a statement, which has no tree
        return ast.Module(body=[], type_ignores=[])


def _shape(value: Any) -> list[int] | None:
    """The shape of an array or a tensor."""
    shape = getattr(value, "shape", None)
    if isinstance(shape, tuple) and len(shape) <= MOST_AXES and all(type(size) is int for size in shape):
        return list(shape)
    return None


def _maker(code: CodeType, names: dict[str, Any], expression: ast.AST, line: int, empty: list[str]) -> str:
    """The notebook's own function that a None came out of.

    It is called in the expression, or what it gave was assigned to a name that is None, or is taken apart on the line.
    """
    cell = _parsed("".join(linecache.getlines(code.co_filename)))
    assigned = [node for node in ast.walk(cell) if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call)]
    of_empty = [
        node.value
        for node in assigned
        if code.co_firstlineno <= node.lineno <= line
        and any(isinstance(target, ast.Name) and target.id in empty for target in node.targets)
    ]
    called = [node for node in ast.walk(expression) if isinstance(node, ast.Call)]
    on_the_line = [node.value for node in assigned if node.lineno <= line <= (node.end_lineno or 0)]
    for call in [*of_empty[::-1], *called, *on_the_line]:
        function = names.get(call.func.id) if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) else None
        if isinstance(function, FunctionType) and function.__code__.co_filename.startswith(CELL):
            return function.__name__
    return ""
