"""The sentences about what was passed over when a notebook ran, and about what is missing because of it."""

import ast
import re
import warnings
from collections.abc import Sequence

from autograder.judging.notebook_run import STOPPED, CellRun
from autograder.judging.verdict import ExerciseVerdict
from autograder.sandbox import PassedOver

MOST_NOTES = 5
SHOWN = 160  # characters of an error's own words
NO_FAULT = ("NotImplementedError",)  # an answer that is not written yet: its exercise says so
MAX_SOURCE = 100_000  # characters of a cell in which names are looked for
MOST_PARSED = 20  # pieces of a notebook that are looked at for one name
UNKNOWN_NAME = re.compile(r"name '(\w+)' is not defined|^No function (\w+) was found")


def of_runs(runs: Sequence[CellRun | None]) -> tuple[str, ...]:
    """A note for each cell that was stopped and each statement that was passed over, the first few of them."""
    notes = [
        note
        for number, run in enumerate(runs, 1)
        if run is not None
        for note in (
            [f"Cell {number} {run.stopped}."]
            if run.stopped
            else [_note(number, one) for one in run.passed_over if one.kind not in NO_FAULT]
        )
    ]
    if more := len(notes) - MOST_NOTES:
        if more == 1:
            return tuple(notes)
        if more > 1:
            rest = f"{more} more were stopped or passed over: the error stands below each of their cells."
            return (*notes[:MOST_NOTES], rest)
    return tuple(notes)


def stopped_cells(runs: Sequence[CellRun | None]) -> tuple[str, ...]:
    """A note for each cell that was stopped as a whole."""
    return tuple(f"Cell {number} {run.stopped}." for number, run in enumerate(runs, 1) if run and run.stopped)


def with_cause(verdict: ExerciseVerdict, sources: Sequence[str], runs: Sequence[CellRun | None]) -> ExerciseVerdict:
    """The verdict with the reason for a name that its message misses, where a cell or a statement should have made it.

    ``sources`` are the texts of the notebook's cells.
    """
    found = UNKNOWN_NAME.search(verdict.message)
    why = _reason_without(found[1] or found[2], sources, runs) if found else None
    if found is None or why is None:
        return verdict
    cause = f"`{found[1] or found[2]}` is missing because {why}"
    return verdict.model_copy(update={"message": f"{verdict.message.rstrip()} {_sentence(cause)}"})


def _reason_without(name: str, sources: Sequence[str], runs: Sequence[CellRun | None]) -> str | None:
    """The reason why ``name`` was not made, by the last cell that should have made it; None where no cell should."""
    pieces = [
        piece
        for number, (source, run) in enumerate(zip(sources, runs, strict=True), 1)
        if run is not None
        for piece in _lost(number, source, run)
    ]
    tried = [piece for piece in reversed(pieces) if name in piece[0]][:MOST_PARSED]
    return next((why for text, why in tried if name in _bound(text)), None)


def _lost(number: int, source: str, run: CellRun) -> list[tuple[str, str]]:
    """The pieces of a cell that did not run to their end, each with why."""
    if run.stopped:
        return [(source, f"cell {number} {run.stopped}")]
    if run.error and not run.passed_over:
        return [(source, f"cell {number} ended with {run.error}")]
    lines = source.split("\n")
    return [
        (
            "\n".join(lines[one.first - 1 : one.last]),
            f"{_where(number, one)} {'was' if one.first == one.last else 'were'} passed over: {_why(one)}",
        )
        for one in run.passed_over
    ]


def _note(number: int, one: PassedOver) -> str:
    where = _where(number, one)
    where = where[0].upper() + where[1:]
    if one.kind == STOPPED:
        return f"{where} {one.message}; what stands below was run."
    return f"{where}: {_why(one)}; {'the line was' if one.first == one.last else 'these lines were'} passed over."


def _where(number: int, one: PassedOver) -> str:
    lines = f"line {one.first}" if one.first == one.last else f"lines {one.first} to {one.last}"
    return f"cell {number}, {lines}"


def _why(one: PassedOver) -> str:
    """The error in the words of whoever reads it."""
    if one.kind == "ModuleNotFoundError" and one.name:
        return f"there is no {one.name} here ({one.kind})"
    said = one.message.strip().splitlines()[0][:SHOWN].rstrip(".") if one.message.strip() else ""
    return f"{one.kind}: {said}" if said else one.kind


def _sentence(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."


def _bound(source: str) -> set[str]:
    """The names that a piece of code would make at its top level; none where it is no plain Python."""
    if len(source) > MAX_SOURCE:
        return set()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse("\n".join("pass" if line[:1] in "%!" else line for line in source.split("\n") if line))
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return set()
    names: set[str] = set()
    for node in tree.body:
        names |= _names(node)
    return names


def _names(node: ast.stmt) -> set[str]:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return {node.name}
    if isinstance(node, ast.Import | ast.ImportFrom):
        return {(alias.asname or alias.name).partition(".")[0] for alias in node.names}
    return {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)}
