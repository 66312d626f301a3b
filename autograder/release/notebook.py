"""Makes the student's notebook from its one source, ``notebooks/<assignment>.md``.

A code cell that holds the one line ``# exercise: conv2d – what the student writes`` becomes the answer cell with the
stub; the code cell after it, with the visible examples, becomes the locked check cell that carries the points.
nbgrader's metadata is put in here.
"""

from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.assignment import CHECK, MARKER, Assignment, Exercise, prose_path, reference_source
from autograder.errors import ReleaseError
from autograder.release.opening import with_opening
from autograder.release.stub import stub
from autograder.release.translation import translated, with_docstrings, without_gaps
from autograder.wording import LANGUAGES, Language


def notebook_path(assignment: Assignment, language: Language = "en") -> Path:
    """The notebook that students get, generated: ``notebooks/zh/a02_convolution.ipynb`` is the Chinese one."""
    return prose_path(assignment, language).with_suffix(".ipynb")


def languages_of(assignment: Assignment) -> list[Language]:
    """The languages in which there is a notebook of the assignment, English first."""
    return [language for language in LANGUAGES if language == "en" or prose_path(assignment, language).exists()]


def write(assignment: Assignment, path: Path | None = None, language: Language = "en") -> bool:
    """Generate the assignment's notebook into ``path`` (default: its place); return whether anything changed."""
    path = path or notebook_path(assignment, language)
    text = _text(assignment, language)
    if _holds(path, text):
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return True


def is_current(assignment: Assignment, language: Language = "en") -> bool:
    """Say whether the assignment's notebook is there and is what its sources make.

    Raises `ReleaseError`.
    """
    return _holds(notebook_path(assignment, language), _text(assignment, language))


def _text(assignment: Assignment, language: Language) -> str:
    return nbformat.writes(build(assignment, language)) + "\n"


def _holds(path: Path, text: str) -> bool:
    return path.exists() and path.read_text(encoding="utf-8") == text


def build(assignment: Assignment, language: Language = "en") -> NotebookNode:
    """The student's notebook of ``assignment``; in whatever language, its cells have the same names and points.

    Raises `ReleaseError`, also where the cells of a translation do not stand as the English ones do.
    """
    english = prose_path(assignment).read_text(encoding="utf-8")
    reference = reference_source(assignment)
    if language == "en":
        return assemble(english, reference, assignment)
    try:
        other = translated(prose_path(assignment, language).read_text(encoding="utf-8"), english)
        notebook = assemble(other.prose, with_docstrings(reference, other.docstrings), assignment, language)
    except ReleaseError as error:
        raise ReleaseError(f"{assignment.name} ({language}): {error}") from None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = without_gaps(cell.source)
    first = assemble(english, reference, assignment)
    if [(cell.id, cell.cell_type) for cell in notebook.cells] != [(cell.id, cell.cell_type) for cell in first.cells]:
        raise ReleaseError(f"{assignment.name} ({language}): text and cells alternate otherwise than in English.")
    return notebook


def assemble(prose: str, reference: str, assignment: Assignment, language: Language = "en") -> NotebookNode:
    """The notebook made of the MyST source ``prose``, with stubs from the module source ``reference``.

    Raises `ReleaseError`.
    """
    import jupytext  # slow to import, and whoever judges needs the released imports alone

    descriptions = {match[1]: match[2] or "" for match in MARKER.finditer(prose)}
    source = jupytext.reads(with_opening(prose, assignment, descriptions, language), fmt="md:myst")
    exercises = {exercise.name: exercise for exercise in assignment.exercises}
    cells: list[NotebookNode] = []
    found: list[str] = []
    pending: Exercise | None = None  # the exercise whose check cell comes next
    for cell in source.cells:
        marker = MARKER.fullmatch(cell.source.strip()) if cell.cell_type == "code" else None
        if pending is not None:
            if cell.cell_type != "code" or marker:
                raise ReleaseError(
                    f"{assignment.name}: the cell after '# exercise: {pending.name}' must be its check cell."
                )
            cells.append(_check_cell(pending, cell.source))
            pending = None
        elif marker:
            name = marker[1]
            if name not in exercises or name in found:
                what = "is there twice" if name in found else "has no hidden cases"
                raise ReleaseError(f"{assignment.name}: exercise {name} {what}.")
            pending = exercises[name]
            found.append(name)
            cells.append(_answer_cell(pending, reference))
        else:
            cells.append(_plain_cell(cell, len(cells)))
    if pending is not None or found != list(exercises):
        raise ReleaseError(
            f"{assignment.name}: the notebook has the exercises {', '.join(found) or 'none'}; "
            f"the hidden cases have {', '.join(exercises)}, in this order."
        )
    return nbformat.v4.new_notebook(cells=cells, metadata=_metadata(assignment, language))


def _metadata(assignment: Assignment, language: Language) -> dict[str, Any]:
    about = {"assignment": assignment.name, **({} if language == "en" else {"language": language})}
    return {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
        "kernels_and_gates": about,
    }


def _plain_cell(cell: NotebookNode, index: int) -> NotebookNode:
    make = nbformat.v4.new_code_cell if cell.cell_type == "code" else nbformat.v4.new_markdown_cell
    new: NotebookNode = make(cell.source, id=f"cell-{index:03d}")
    if tags := cell.metadata.get("tags"):
        new.metadata["tags"] = tags
    return new


def _answer_cell(exercise: Exercise, reference: str) -> NotebookNode:
    source = "\n\n\n".join(stub(reference, name) for name in exercise.functions)
    metadata = {"grade": False, "grade_id": exercise.name, "locked": False, "solution": True}
    return _nbgrader_cell(exercise.name, source, metadata)


def _check_cell(exercise: Exercise, source: str) -> NotebookNode:
    name = f"{CHECK}{exercise.name}"
    metadata = {
        "grade": True,
        "grade_id": name,
        "locked": True,
        "solution": False,
        "points": exercise.max_score,
    }
    return _nbgrader_cell(name, source, metadata)


def _nbgrader_cell(name: str, source: str, metadata: dict[str, Any]) -> NotebookNode:
    cell: NotebookNode = nbformat.v4.new_code_cell(source, id=name.replace("_", "-")[:64])
    cell.metadata["nbgrader"] = {"schema_version": 3, "task": False, **metadata}
    return cell
