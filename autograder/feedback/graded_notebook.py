"""The graded notebook: the verdict, the student's cells with what they showed, the master's check cells.

nbgrader reads a check cell's outputs for its points: an ``execute_result`` is a number of points. The trusted side
alone writes those outputs, and whatever a student put into a check cell, its tags or its points, is gone.
"""

import copy
from collections.abc import Mapping, Sequence
from typing import Any

import nbformat
from nbformat import NotebookNode

from autograder.assignment import CHECK, exercise_named
from autograder.feedback import nbformat_nodes, outputs, sanitize, source_limits, verdict_cell
from autograder.judging import CellRun, ExerciseVerdict, Judgement, Verdict
from autograder.submission import Cell, Submission
from autograder.wording import Language, in_language, marked, say

KEY = "kernels_and_gates"  # our heading in a cell's metadata, which nothing of a student's gets into
COURSE, VERDICT = "course", "verdict"


def author_of(cell: Mapping[str, Any]) -> str | None:
    """`COURSE` or `VERDICT` where the graded notebook says that its Markdown ``cell`` is theirs, else None."""
    about = cell.get("metadata", {}).get(KEY)
    author = about.get("author") if isinstance(about, dict) and cell.get("cell_type") == "markdown" else None
    return author if author in (COURSE, VERDICT) else None


def graded(released: NotebookNode, judgement: Judgement) -> NotebookNode:
    """The graded notebook of what was judged: the submission's cells, or the untouched ones where it was refused."""
    return _written(released, judgement)[0]


def graded_text(released: NotebookNode, judgement: Judgement) -> str:
    """The text of the graded notebook, which is valid JSON."""
    return _written(released, judgement)[1]


def _written(released: NotebookNode, judgement: Judgement) -> tuple[NotebookNode, str]:
    """The graded notebook and its text.

    What a notebook shows never decides whether its points count: where it cannot be written, the untouched notebook
    stands below the verdict, with a note.
    """
    verdict = judgement.verdict
    if judgement.submission is None:
        return _and_text(_untouched(released, verdict, judgement.refused or ""))
    try:
        return _and_text(_build(released, judgement.submission, verdict, judgement.runs))
    except Exception as error:
        template = marked("What your notebook holds and shows could not be written here ({error}): see your own.")
        note = say(template, error=type(error).__name__)
        return _and_text(_untouched(released, verdict.model_copy(update={"notes": (*verdict.notes, note)})))


def _and_text(notebook: NotebookNode) -> tuple[NotebookNode, str]:
    return notebook, nbformat.writes(notebook, allow_nan=False)  # JSON has no NaN, though Python writes one


def _build(
    released: NotebookNode, submission: Submission, verdict: Verdict, runs: Sequence[CellRun | None]
) -> NotebookNode:
    """The graded notebook of ``submission``; ``runs`` tells what each of its cells did."""
    masters = _masters(released)
    results = {result.name: result for result in verdict.exercises}
    prose = {cell.source for cell in released.cells if cell.cell_type == "markdown"}
    last_answer = {cell.grade_id: index for index, cell in enumerate(submission.cells) if cell.grade_id in results}
    shown = outputs.of_cells([run.outputs if run else () for run in runs])
    cells: list[NotebookNode] = []
    room = source_limits.Room()
    for index, (cell, run) in enumerate(zip(submission.cells, runs, strict=True)):
        if _is_check(cell, results):
            continue
        is_answer = cell.grade_id is not None and last_answer.get(cell.grade_id) == index
        master = masters[cell.grade_id] if is_answer and cell.grade_id else None
        is_prose = run is None and cell.source in prose
        cells.append(_student_cell(cell, None if run is None else shown[index], master, is_prose, room))
        if is_answer and cell.grade_id is not None:
            cells.append(_check_cell(masters[CHECK + cell.grade_id], results[cell.grade_id], verdict.language))
    for name, result in results.items():
        if name not in last_answer:  # the student deleted the answer cell, so nbgrader gets the untouched one
            cells += [_fresh(masters[name]), _check_cell(masters[CHECK + name], result, verdict.language)]
    return _numbered([_verdict(verdict), *cells], released)


def submitted(released: NotebookNode, submission: Submission) -> NotebookNode:
    """The submission as a sound notebook: the student's sources, the master's metadata and check cells, no more."""
    masters = _masters(released)
    last = {cell.grade_id: index for index, cell in enumerate(submission.cells)}
    cells = []
    for index, cell in enumerate(submission.cells):
        master, is_last = masters.get(cell.grade_id or ""), last[cell.grade_id] == index
        if master is not None and master.metadata.nbgrader.grade:
            cells += [_fresh(master)] if is_last else []  # one check cell of each name, and none that runs as code
            continue
        make = nbformat_nodes.code_cell if cell.is_code or master is not None else nbformat_nodes.markdown_cell
        new = make(_text(cell.source))
        if master is not None and is_last:
            new.metadata["nbgrader"] = dict(master.metadata.nbgrader)
        cells.append(new)
    return _numbered(cells, released)


def _untouched(released: NotebookNode, verdict: Verdict, refused: str | None = None) -> NotebookNode:
    """The untouched notebook below the verdict; ``refused`` is why the file could not be read, where it could not."""
    results = {result.name: result for result in verdict.exercises}
    cells = [_verdict(verdict, refused)]
    for cell in released.cells:
        name = exercise_named(cell.metadata.get("nbgrader", {}).get("grade_id"))
        is_check = cell.metadata.get("nbgrader", {}).get("grade", False)
        new = _check_cell(cell, results[name], verdict.language) if is_check else _fresh(cell)
        cells.append(_written_by(COURSE, new) if new.cell_type == "markdown" else new)
    return nbformat.v4.new_notebook(cells=cells, metadata=copy.deepcopy(released.metadata))


def _masters(released: NotebookNode) -> dict[str, NotebookNode]:
    """The released notebook's answer and check cells by nbgrader's names."""
    return {cell.metadata.nbgrader.grade_id: cell for cell in released.cells if "nbgrader" in cell.metadata}


def _numbered(cells: Sequence[NotebookNode], released: NotebookNode) -> NotebookNode:
    """A notebook of ``cells``, under names that no two share, with the released notebook's metadata."""
    for index, cell in enumerate(cells):
        cell["id"] = f"cell-{index:04d}"
    return nbformat.v4.new_notebook(cells=list(cells), metadata=copy.deepcopy(released.metadata))


def _is_check(cell: Cell, results: Mapping[str, ExerciseVerdict]) -> bool:
    return exercise_named(cell.grade_id) in results and cell.grade_id not in results


def _student_cell(
    cell: Cell,
    shown: list[NotebookNode] | None,
    master: NotebookNode | None,
    is_prose: bool,
    room: source_limits.Room,
) -> NotebookNode:
    if shown is None:  # the course's own prose as it is; HTML that a student wrote is shown, not obeyed
        source = _text(cell.source)
        if is_prose:
            return _written_by(COURSE, nbformat_nodes.markdown_cell(source))
        return nbformat_nodes.markdown_cell(sanitize.markdown(room.shown(source, "\n")))
    new = nbformat_nodes.code_cell(room.shown(_text(cell.source)), shown)
    if master is not None:
        new.metadata["nbgrader"] = dict(master.metadata.nbgrader)
    return new


def _verdict(verdict: Verdict, refused: str | None = None) -> NotebookNode:
    return _written_by(VERDICT, verdict_cell.cell(verdict, refused))


def _written_by(author: str, cell: NotebookNode) -> NotebookNode:
    cell.metadata[KEY] = {"author": author}
    return cell


def _text(source: str) -> str:
    """``source`` with what no file can hold (half a character, as JSON can name it) replaced."""
    return source.encode(errors="replace").decode()


def _check_cell(master: NotebookNode, result: ExerciseVerdict, language: Language) -> NotebookNode:
    cell = _fresh(master)
    head = say(
        "{exercise}: {score} of {max_score} points. {message}",
        exercise=result.name,
        score=f"{result.score:g}",
        max_score=f"{result.max_score:g}",
        message=result.message,
    )
    lines = [in_language(head, language)]
    for aspect in result.aspects:
        points = f"{aspect.score:g} / {aspect.max_score:g}"
        lines.append(f"  {'✓' if aspect.score else '✗'} {points}  {in_language(aspect.says, language)}")
    cell.outputs = [
        nbformat_nodes.stream("stdout", "\n".join(lines) + "\n"),
        nbformat_nodes.result({"text/plain": repr(float(result.score))}, {}, 1),
    ]
    return cell


def _fresh(cell: NotebookNode) -> NotebookNode:
    copy: NotebookNode = nbformat.from_dict(dict(cell))
    if copy.cell_type == "code":
        copy.outputs, copy.execution_count = [], None
    return copy
