"""The sentences about what was passed over when a notebook ran, and about what is missing because of it."""

import ast
import re
import warnings
from collections.abc import Mapping, Sequence

from autograder.judging.notebook_run import STOPPED, CellRun
from autograder.judging.verdict import ExerciseVerdict
from autograder.sandbox import PassedOver

MOST_NOTES = 5
SHOWN = 160  # characters of an error's own words
NO_FAULT = ("NotImplementedError",)  # an answer that is not written yet: its exercise says so
MAX_SOURCE = 100_000  # characters of a cell in which names are looked for
UNKNOWN_NAME = re.compile(r"name '(\w+)' is not defined")


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


def missing_names(sources: Sequence[str], runs: Sequence[CellRun | None]) -> dict[str, str]:
    """The names that stopped cells and passed-over statements would have made, each with why they did not."""
    missing: dict[str, str] = {}
    for number, (source, run) in enumerate(zip(sources, runs, strict=True), 1):
        if run is None:
            continue
        if run.stopped or run.error:
            why = f"cell {number} {run.stopped}" if run.stopped else f"cell {number} ended with {run.error}"
            if not run.passed_over:
                missing |= dict.fromkeys(_bound(source), why)
        for one in run.passed_over:
            lines = source.split("\n")[one.first - 1 : one.last]
            missing |= dict.fromkeys(_bound("\n".join(lines)), _where(number, one) + " was passed over: " + _why(one))
    return missing


def with_cause(verdict: ExerciseVerdict, missing: Mapping[str, str]) -> ExerciseVerdict:
    """The verdict with the reason for a name that its message calls undefined, where the reason is known."""
    found = UNKNOWN_NAME.search(verdict.message)
    if found is None or found[1] not in missing:
        return verdict
    cause = f"`{found[1]}` is missing because {missing[found[1]]}"
    return verdict.model_copy(update={"message": f"{verdict.message.rstrip()} {_sentence(cause)}"})


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
