"""Finds out which statements of a page's cells run in a browser, where PyTorch, scikit-learn and Babel are not.

A cell in which something is missing cannot run as a whole. Its other statements still serve the cells below: without
them two thirds of a chapter's cells would be lost to one import at its top.
"""

import ast
import re
import symtable
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

ABSENT = {"babel": "Babel", "torch": "PyTorch", "sklearn": "scikit-learn"}
MAGIC = re.compile(r"^(\s*)[%!].*$", re.MULTILINE)


@dataclass(frozen=True)
class Runnable:
    """The part of a cell that runs: all of it, or, where it ``lacks`` a library, the statements of ``rest``."""

    lacks: str = ""
    rest: str = ""


def runnable(sources: Sequence[str]) -> list[Runnable]:
    """The part that runs of each of a page's cells, given in their order.

    A statement that uses a missing name does not run, and what it would make or change is missing from then on. The
    import of a missing module is no reason by itself: cells import what later cells need.
    """
    missing: dict[str, str] = {}  # names, each with the library for which it is missing
    modules: set[str] = set()
    found = []
    for source in sources:
        lacks, kept = "", []
        for statement in ast.parse(MAGIC.sub(r"\1pass", source)).body:
            text = ast.unparse(statement)
            made, used = names_of(text)
            imported = _imported(statement)
            absent = next((ABSENT[name] for name in sorted(imported) if name in ABSENT), "")
            reason = absent or next((missing[name] for name in sorted(used) if name in missing), "")
            if imported:
                modules |= made
            for name in made:
                missing.pop(name, None)
            if reason:
                lacks = lacks or ("" if absent else reason)
                missing.update(dict.fromkeys([*made, *(_changed(statement) - modules)], reason))
            else:
                kept.append(text)
        found.append(Runnable(lacks, "\n".join(kept)) if lacks else Runnable())
    return found


def names_of(source: str) -> tuple[set[str], set[str]]:
    """The names that a cell makes at the top level, and those that it reads from there, in functions too."""
    top = symtable.symtable(MAGIC.sub(r"\1pass", source), "cell", "exec")
    made, used, tables = set(), set(), [top]
    while tables:
        table = tables.pop()
        tables += table.get_children()
        for symbol in table.get_symbols():
            if table is top and (symbol.is_assigned() or symbol.is_imported()):
                made.add(symbol.get_name())
            if symbol.is_referenced() and (table is top or symbol.is_global()):
                used.add(symbol.get_name())
    return made, used


def _imported(statement: ast.stmt) -> set[str]:
    """The top-level packages that an import statement names."""
    if isinstance(statement, ast.Import):
        return {alias.name.split(".")[0] for alias in statement.names}
    if isinstance(statement, ast.ImportFrom):
        return {str(statement.module).split(".")[0]}
    return set()


def _changed(statement: ast.stmt) -> set[str]:
    """The names whose objects a statement changes: by ``x[0] = …``, or by a method whose result nobody takes."""

    def targets() -> Iterator[ast.expr]:
        for node in ast.walk(statement):
            if isinstance(node, ast.Subscript | ast.Attribute) and isinstance(node.ctx, ast.Store):
                yield node.value
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                yield getattr(node.value.func, "value", node.value)

    return {target.id for target in targets() if isinstance(target, ast.Name)}
