"""Writes the student's stub from the reference: signature and docstring, read with ``ast``; no body is ever copied."""

import ast


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
