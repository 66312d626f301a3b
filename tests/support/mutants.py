"""Small mutations of a function's or class's source: one operator, comparison, whole number or statement at a time."""

import ast
import copy
import re
from collections.abc import Callable, Iterator
from typing import Any

OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.Add,
    ast.FloorDiv: ast.Mult,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot,
    ast.NotIn: ast.In,
}
DROPPED = (ast.Assign, ast.AugAssign, ast.Expr, ast.If, ast.For)

Change = Callable[[ast.AST], None]


def mutants(source: str, names: set[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every mutant of the functions and classes ``names`` of the module ``source``: what was changed, and the names.

    What was changed reads like ``conv2d: out + b -> out - b``; in a method, ``LSTM.forward: h, c = state -> pass``.
    """
    tree = ast.parse(source)
    for position, owner in enumerate(tree.body):
        if not isinstance(owner, ast.FunctionDef | ast.ClassDef) or owner.name not in names:
            continue
        for where, change, mutant in _mutants_of_any(owner):
            module = ast.Module([*tree.body[:position], mutant, *tree.body[position + 1 :]], [])
            namespace: dict[str, Any] = {}
            exec(compile(ast.fix_missing_locations(module), "<mutant>", "exec"), namespace)  # noqa: S102 -- our own
            yield f"{where}: {change}", namespace


def _mutants_of_any(owner: ast.FunctionDef | ast.ClassDef) -> Iterator[tuple[str, str, ast.stmt]]:
    """The mutants of a function, or of each method of a class: where, what was changed, and the whole of it."""
    if isinstance(owner, ast.FunctionDef):
        for change, mutant in _mutants_of(owner):
            yield owner.name, change, mutant
        return
    for place, method in enumerate(owner.body):
        if isinstance(method, ast.FunctionDef):
            for change, mutant in _mutants_of(method):
                twin = copy.copy(owner)
                twin.body = [*owner.body[:place], mutant, *owner.body[place + 1 :]]
                yield f"{owner.name}.{method.name}", change, twin


def used_by(source: str, name: str) -> set[str]:
    """The function or class ``name`` and the private functions of its module that it uses, directly or not."""
    kinds = ast.FunctionDef | ast.ClassDef
    functions = {node.name: node for node in ast.parse(source).body if isinstance(node, kinds)}
    found, waiting = {name}, [name]
    while waiting:
        for node in ast.walk(functions[waiting.pop()]):
            if isinstance(node, ast.Name) and node.id in functions and node.id.startswith("_") and node.id not in found:
                found.add(node.id)
                waiting.append(node.id)
    return found


def _mutants_of(function: ast.FunctionDef) -> Iterator[tuple[str, ast.FunctionDef]]:
    """Nodes are named by their place in ``ast.walk``, which is the same in a copy."""
    for place, node in enumerate(ast.walk(function)):
        if _is_left_alone(function, node):
            continue
        for change in _changes(node):
            twin = copy.deepcopy(function)
            changed = list(ast.walk(twin))[place]
            statement = _statement_around(function, node)
            before, at = ast.unparse(statement), list(ast.walk(function)).index(statement)
            change(changed)
            after = ast.unparse(list(ast.walk(twin))[at])
            yield _difference(before, after), twin


def _is_left_alone(function: ast.FunctionDef, node: ast.AST) -> bool:
    outside = [function.args, function.returns, function.body[0]]
    outside += [part for part in ast.walk(function) if isinstance(part, ast.Raise)]  # only the sentence would change
    return any(node is inner for part in outside if part is not None for inner in ast.walk(part))


def _changes(node: ast.AST) -> Iterator[Change]:
    """The ways to change this node in place."""
    if isinstance(node, ast.BinOp | ast.BoolOp | ast.AugAssign) and type(node.op) in OPERATORS:
        yield _set("op", OPERATORS[type(node.op)]())
    if isinstance(node, ast.Compare) and type(node.ops[0]) in OPERATORS:
        yield _set("ops", [OPERATORS[type(node.ops[0])](), *node.ops[1:]])
    if isinstance(node, ast.Constant) and type(node.value) is int:
        yield _set("value", node.value + 1)
        yield _set("value", node.value - 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        yield _set("op", ast.UAdd())
    for block in ("body", "orelse"):
        statements = getattr(node, block, None)
        if isinstance(statements, list):
            for index, statement in enumerate(statements):
                if isinstance(statement, DROPPED) and not _is_docstring(node, index) and not _makes_floats(statement):
                    yield _drop(block, index)


def _makes_floats(statement: ast.stmt) -> bool:
    """Say whether the statement is ``x = np.asarray(x, …)``: values decide, and it changes the type alone."""
    return bool(re.fullmatch(r"(\w+) = np\.asarray\(\1, .*\)", ast.unparse(statement)))


def _is_docstring(node: ast.AST, index: int) -> bool:
    return isinstance(node, ast.FunctionDef) and index == 0


def _set(field: str, value: Any) -> Change:
    return lambda node: setattr(node, field, value)


def _drop(block: str, index: int) -> Change:
    def change(node: ast.AST) -> None:
        getattr(node, block)[index] = ast.Pass()

    return change


def _statement_around(function: ast.FunctionDef, node: ast.AST) -> ast.AST:
    """The innermost statement that holds ``node``."""
    holders = [
        part for part in ast.walk(function) if isinstance(part, ast.stmt) and any(node is x for x in ast.walk(part))
    ]
    return holders[-1]


def _difference(before: str, after: str) -> str:
    """The lines in which the two differ."""
    pairs = zip(before.splitlines(), after.splitlines(), strict=False)
    old, new = next((old.strip(), new.strip()) for old, new in pairs if old != new)
    return f"{old} -> {new}"
