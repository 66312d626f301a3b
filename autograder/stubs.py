"""Writes the student's stub from the reference: signature and docstring, read with ``ast``; no body is ever copied."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def reference_path(assignment: str) -> Path:
    """The module with the assignment's reference solutions."""
    return ROOT / "solutions" / f"{assignment}.py"


def reference_source(assignment: str) -> str:
    """The text of the assignment's reference: its functions, then its classes for PyTorch where it has some.

    The classes live in a module of their own, so that the grader need not load PyTorch to know the functions.
    """
    functions = reference_path(assignment)
    classes = functions.with_name(f"{assignment}_torch.py")
    return "\n\n".join(path.read_text(encoding="utf-8") for path in (functions, classes) if path.exists())


def stub(source: str, name: str) -> str:
    """The stub of the function or class ``name`` defined at the top level of ``source``.

    Raises ``LookupError`` where ``source`` defines no such name, ``ValueError`` where it has no docstring.
    """
    for node in ast.parse(source).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == name:
            lines = source.splitlines()
            return "\n".join(_class(node, lines) if isinstance(node, ast.ClassDef) else _function(node, lines, name))
    raise LookupError(f"the reference solutions define no {name}")


def _function(node: ast.FunctionDef, lines: list[str], title: str) -> list[str]:
    indent = " " * (node.col_offset + 4)
    return [*_head(node, lines), f'{indent}raise NotImplementedError("{title} is not written yet")']


def _class(node: ast.ClassDef, lines: list[str]) -> list[str]:
    stub_lines = _head(node, lines)
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and (method.name == "__init__" or not method.name.startswith("_")):
            stub_lines += ["", *_function(method, lines, f"{node.name}.{method.name}")]
    return stub_lines


def _head(node: ast.FunctionDef | ast.ClassDef, lines: list[str]) -> list[str]:
    """The lines of the signature and the docstring."""
    first = node.body[0]
    if ast.get_docstring(node) is None:
        raise ValueError(f"{node.name} has no docstring: the student's stub is made of its signature and docstring")
    end = first.end_lineno
    if end is None:
        raise ValueError(f"{node.name} has no position: was it parsed from source?")
    return lines[node.lineno - 1 : end]
