"""A class handed in as notebooks, and copies made as students disguise them."""

import ast
import functools
import keyword
import random
import re
from collections.abc import Callable
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.assignment import CHECK, Assignment
from autograder.release import fill, sample_course
from tests.support.courses import student_source

Change = Callable[[str], str]
OPERATORS = ("+", "-", "*", "/", "//", "%", "@", "|", "&", "^", "<<", ">>")
FUNCTIONS = ("abs", "len", "max", "min", "sum", "int", "float", "range", "sorted", "list", "tuple", "round", "print")


def hand_in(folder: Path, student: str, assignment: Assignment, data: bytes) -> Path:
    """Put a notebook where the command looks for it."""
    path = folder / student / assignment.name / f"{assignment.name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def notebook(assignment: Assignment, student: str) -> NotebookNode:
    """A bundled student's notebook."""
    return fill(assignment, student_source(assignment, student))


def changed(original: NotebookNode, assignment: Assignment, change: Change) -> bytes:
    """The notebook with every cell of code changed but the checks and the magics."""
    checks = {CHECK + exercise.name for exercise in assignment.exercises}
    for cell in original.cells:
        is_own = cell.cell_type == "code" and cell.metadata.get("nbgrader", {}).get("grade_id") not in checks
        if is_own and "%" not in [line.lstrip()[:1] for line in cell.source.splitlines()]:
            cell.source = change(cell.source)
    return nbformat.writes(original).encode()


def renamed(source: str) -> str:
    """Every name that the student chose (arguments, variables, helpers) renamed, and the strings changed."""
    tree = ast.parse(source)
    chosen = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    chosen |= {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}
    chosen |= {n.name for n in ast.walk(tree) if isinstance(n, ast.FunctionDef) and n.name.startswith("_")}
    for name in sorted(chosen):
        if not keyword.iskeyword(name):
            source = re.sub(rf"(?<![.\w]){name}\b", f"{name[::-1]}_new", source)
    return source


def recommented(source: str) -> str:
    """Comments and docstrings rewritten, blank lines and indentation changed."""
    lines: list[str] = []
    for line in ast.unparse(ast.parse(source)).splitlines():  # comments, layout and parentheses are gone
        lines += [line.replace("    ", "  "), "  # a thought of my own" if len(lines) % 3 == 0 else ""]
    return "\n".join(lines)


def reordered(source: str) -> str:
    """The functions of a cell in the opposite order."""
    tree = ast.parse(source)
    pieces = [ast.get_source_segment(source, node) or "" for node in tree.body]
    imports = [p for p, n in zip(pieces, tree.body, strict=True) if not isinstance(n, ast.FunctionDef)]
    functions = [p for p, n in zip(pieces, tree.body, strict=True) if isinstance(n, ast.FunctionDef)]
    return "\n\n".join(imports + functions[::-1])


def into_one_cell(original: NotebookNode, assignment: Assignment) -> bytes:
    """All of a student's functions in one cell of helpers, in the opposite order; the answer cells only import them."""
    names = {exercise.name for exercise in assignment.exercises}
    answers = [cell for cell in original.cells if cell.metadata.get("nbgrader", {}).get("grade_id") in names]
    helpers = nbformat.v4.new_code_cell("\n\n".join(cell.source for cell in reversed(answers)), id="helpers")
    for cell in answers:
        cell.source = "# see the helpers at the top"
    original.cells.insert(0, helpers)
    return nbformat.writes(original).encode()


def taken_apart(source: str, chance: random.Random) -> str:
    """The code with statements drawn by chance between its own, so that it is nobody else's."""
    lines = source.splitlines()
    for number, indentation in _statements(source):
        lines[number] = "\n".join([lines[number], *(f"{indentation}{line}" for line in _extra(chance))])
    return "\n".join(lines)


@functools.cache
def _statements(source: str) -> list[tuple[int, str]]:
    """The last line of every statement inside another one, from 0, and its indentation."""
    lines = source.splitlines()
    found = {}
    for node in ast.walk(ast.parse(source)):
        for body in (getattr(node, "body", None), getattr(node, "orelse", None)):
            for statement in body if isinstance(body, list) and not isinstance(node, ast.Module) else ():
                indentation = lines[statement.lineno - 1][: statement.col_offset]
                if not indentation.strip():
                    found[statement.end_lineno - 1] = indentation
    return sorted(found.items())


def _extra(chance: random.Random) -> list[str]:
    """Up to three statements that nobody else has."""
    lines = []
    for _ in range(chance.randrange(1, 4)):
        terms = [f"{chance.choice(FUNCTIONS)}({chance.randrange(100)})" for _ in range(chance.randrange(1, 4))]
        lines.append(f"extra = {f' {chance.choice(OPERATORS)} '.join(terms)}")
    return lines


def class_with_copies(assignment: Assignment, folder: Path) -> None:
    """The bundled class, with disguised copies of `loops`, `einsum` and `stride_tricks_im2col` handed in beside it."""
    for student, data in sample_course.submissions(assignment):
        hand_in(folder, student, assignment, data)
    for copy, student, change in (
        ("loops_renamed", "loops", renamed),
        ("einsum_recommented", "einsum", recommented),
        ("loops_reordered", "loops", lambda source: reordered(renamed(source))),
    ):
        hand_in(folder, copy, assignment, changed(notebook(assignment, student), assignment, change))
    moved = into_one_cell(notebook(assignment, "stride_tricks_im2col"), assignment)
    hand_in(folder, "stride_tricks_moved", assignment, moved)
