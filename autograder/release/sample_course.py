"""The bundled sample course: a class of small submissions, each named for what its student does.

A student is a file ``sample_class/<student>.py`` in the assignment's folder that holds only what differs from the
released notebook, in blocks that begin with one of these lines:

    # base: perfect           (first line) answers that are not given come from the reference, else they stay stubs
    # earns: conv2d 2.25, im2col 0    what these exercises earn, the others everything; or "everything", or "nothing"
    # answer: conv2d          the text of that exercise's answer cell
    # cell before: conv2d     an extra code cell before that answer cell; likewise "# cell after: conv2d"
    # cell first              an extra code cell at the very top
"""

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.assignment import PACKAGE, Assignment, assignment_names, load_assignment, reference_source
from autograder.errors import UsageError
from autograder.release.imports import released_imports
from autograder.release.notebook import build, write
from autograder.wording import Language

# Two submissions are made, not written: everything from the reference, and half a notebook.
PERFECT, CORRUPT = "perfect", "corrupt_file"
EARNS = re.compile(r"^# earns: (.+)$", re.MULTILINE)
BLOCK = re.compile(r"^# (answer|cell before|cell after|cell first)(?:: (\w+))?[ \t]*$", re.MULTILINE)


def write_course(destination: Path, configuration: str, package: str = PACKAGE) -> Iterator[str]:
    """Write nbgrader's configuration, the source notebooks and everybody's submissions; yields a line for each step.

    ``configuration`` is the text of ``nbgrader_config.py``. The class's submissions that were there before are
    replaced; the gradebook and the rest of the folder stay.
    Raises `autograder.errors.UsageError` where there are others, because they would be lost.
    """
    assignments = [load_assignment(name, package) for name in assignment_names(package)]
    bundled = {path.stem for assignment in assignments for path in sample_class(assignment)} | {PERFECT, CORRUPT}
    others = sorted({path.name for path in (destination / "submitted").glob("*")} - bundled)
    if others:
        raise UsageError(
            f"{destination / 'submitted'} holds {others[0]}, who is not of the sample class, and would be lost: "
            "name another folder."
        )
    destination.mkdir(parents=True, exist_ok=True)
    (destination / "nbgrader_config.py").write_text(configuration, encoding="utf-8")
    shutil.rmtree(destination / "submitted", ignore_errors=True)
    for assignment in assignments:
        name = assignment.name
        write(assignment, destination / "source" / name / f"{name}.ipynb")
        count = 0
        for student, data in submissions(assignment):
            path = destination / "submitted" / student / name / f"{name}.ipynb"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
            count += 1
        yield f"{destination}: {name} handed in by {count} students"


def sample_class(assignment: Assignment) -> list[Path]:
    """The students of the assignment who are written, one file each; there are `PERFECT` and `CORRUPT` besides."""
    return sorted((assignment.folder / "sample_class").glob("*.py"))


def earnings(assignment: Assignment, student: str) -> dict[str, float]:
    """Points that every exercise earns, by the header of a student's file, whose text is ``student``.

    Raises `ValueError` where there is no such header, or where it names no exercise of the assignment.
    """
    full = {exercise.name: exercise.max_score for exercise in assignment.exercises}
    header = EARNS.search(student)
    if header is None:
        raise ValueError("a student of the sample class says what is earned: # earns: everything")
    if header[1] in ("everything", "nothing"):
        return {name: points if header[1] == "everything" else 0.0 for name, points in full.items()}
    earned = {name: float(points) for name, _, points in (part.partition(" ") for part in header[1].split(", "))}
    if unknown := sorted(earned.keys() - full.keys()):
        raise ValueError(f"{assignment.name} has no exercise {', '.join(unknown)}")
    return full | earned


def submissions(assignment: Assignment) -> Iterator[tuple[str, bytes]]:
    """Every bundled submission of the assignment: the student's name and the notebook's bytes."""
    for path in sample_class(assignment):
        text = nbformat.writes(fill(assignment, path.read_text(encoding="utf-8")))
        yield path.stem, text.encode()
    yield PERFECT, nbformat.writes(fill(assignment, "# base: perfect\n")).encode()
    whole = nbformat.writes(build(assignment)).encode()
    yield CORRUPT, whole[: len(whole) // 2]


def fill(assignment: Assignment, student: str, language: Language = "en") -> NotebookNode:
    """The released notebook in ``language`` with a student's blocks (see the module's docstring) filled in."""
    notebook = build(assignment, language)
    answers: dict[str, str] = {}
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    first: list[str] = []
    if student.startswith("# base: perfect"):
        helpers, answers = reference_answers(assignment)
        before[assignment.exercises[0].name] = [helpers]
    matches = list(BLOCK.finditer(student))
    for match, following in zip(matches, [*matches[1:], None], strict=False):
        text = student[match.end() : following.start() if following else None].strip("\n")
        kind, name = match[1], match[2]
        if kind == "answer":
            answers[name] = text
        elif kind == "cell first":
            first.append(text)
        else:
            (before if kind == "cell before" else after).setdefault(name, []).append(text)
    cells = [_code(text) for text in first]
    for cell in notebook.cells:
        name = cell.metadata.get("nbgrader", {}).get("grade_id")
        cells += [_code(text) for text in before.get(name, ())]
        if name in answers:
            cell.source = answers[name]
        cells.append(cell)
        cells += [_code(text) for text in after.get(name, ())]
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index:04d}"
    notebook.cells = cells
    return notebook


def reference_answers(assignment: Assignment) -> tuple[str, dict[str, str]]:
    """The perfect answers: a cell with the reference's private helpers, and each exercise's own source.

    What the released notebook imports is not imported again: students do not, either.
    """
    source, given = reference_source(assignment), released_imports(assignment)
    lines = source.splitlines()
    wanted = {name: exercise.name for exercise in assignment.exercises for name in exercise.functions}
    helpers: list[str] = []
    answers: dict[str, str] = {}
    for node in ast.parse(source).body:
        text = "\n".join(lines[node.lineno - 1 : node.end_lineno])
        name = getattr(node, "name", None)
        if name in wanted:
            previous = answers.get(wanted[name])
            answers[wanted[name]] = f"{previous}\n\n\n{text}" if previous else text
        elif ast.unparse(node) not in given and not _is_text(node):
            helpers.append(text)
    return "\n".join(helpers), answers


def _is_text(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def _code(text: str) -> NotebookNode:
    cell: NotebookNode = nbformat.v4.new_code_cell(text)
    return cell
