"""Reads what is compared: a student's code, cell by cell, and the released code that everybody has."""

from dataclasses import dataclass, field

import jupytext

from autograder.assignment import Assignment, exercise_named
from autograder.plain_text import plain_name
from autograder.records import Course, students
from autograder.release import build, languages_of
from autograder.reports.similarity.tokens import Tokens, cleaned, tokens
from autograder.submission import Refused, Submission, find, parse, read

MAX_CHARACTERS = 100_000  # of a notebook's code: five times a long one, and 2 000 long lines
MAX_TOKENS = 4_000  # of one block: a longer cell is compared in pieces, so that aligning two stays cheap
OTHER = "other cells"


@dataclass(frozen=True)
class Block:
    """One cell, or a piece of a very long one: the exercise that it answers (or `OTHER`), its cleaned text, tokens."""

    label: str
    text: str
    tokens: Tokens = field(repr=False)


@dataclass(frozen=True)
class Notebook:
    """A student's code."""

    student: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class PassedOver:
    """A student whose notebook is not compared, or in part only, and why."""

    student: str
    reason: str


def students_code(assignment: Assignment, course: Course) -> tuple[list[Notebook], list[PassedOver]]:
    """Everybody's code in ``course``, and whose is missing; nothing is executed.

    Raises `autograder.errors.UsageError` where nobody has handed in.
    """
    notebooks, notes = [], []
    for name in students(course, assignment.name):
        place, student = course.folder("submitted", name, assignment.name), plain_name(name)
        try:
            if place.parent.is_symlink() or place.is_symlink():
                raise Refused(f"{place.name} is reached by a symbolic link.")
            path = find(place, assignment.name, assignment.cells).path
            submission = parse(read(path), plain_name(path.name))
        except Refused as refusal:
            notes.append(PassedOver(student, str(refusal)))
            continue
        blocks, cut = _blocks(assignment, submission)
        notebooks.append(Notebook(student, blocks))
        if cut:
            notes.append(PassedOver(student, f"Only the first {MAX_CHARACTERS:,} characters of code are compared."))
    return notebooks, notes


def released_code(assignment: Assignment) -> list[Tokens]:
    """The tokens of every piece of code that the course itself hands out.

    These are the assignment's notebook, the chapters and the ``course`` package.
    """
    notebooks = [build(assignment, language) for language in languages_of(assignment)]
    texts = [cell.source for notebook in notebooks for cell in notebook.cells if cell.cell_type == "code"]
    for chapter in sorted((assignment.root / "book").glob("*.md")):
        page = jupytext.reads(chapter.read_text(encoding="utf-8"), fmt="md:myst")
        texts += [cell.source for cell in page.cells if cell.cell_type == "code"]
    texts += [module.read_text(encoding="utf-8") for module in sorted((assignment.root / "course").rglob("*.py"))]
    return [tokens(cleaned(text)) for text in texts]


def _blocks(assignment: Assignment, submission: Submission) -> tuple[tuple[Block, ...], bool]:
    """The code cells, less the check cells; and whether some had to be left out."""
    names = {exercise.name for exercise in assignment.exercises}
    left = MAX_CHARACTERS
    blocks, cut = [], False
    for cell in submission.cells:
        grade_id = cell.grade_id or ""
        if not cell.is_code or exercise_named(grade_id) in names - {grade_id}:
            continue
        text = cleaned(cell.source[: 2 * left])
        cut = cut or len(text) > left or len(cell.source) > 2 * left
        text = text[:left]
        left -= len(text)
        found = tokens(text)
        label = grade_id if grade_id in names else OTHER
        blocks += [Block(label, text, found.part(i, i + MAX_TOKENS)) for i in range(0, len(found), MAX_TOKENS)]
    return tuple(blocks), cut
