"""The sentences about what was passed over when a notebook ran, and about what is missing because of it."""

import ast
import re
import warnings
from collections.abc import Sequence

from autograder.judging.notebook_run import STOPPED, CellRun
from autograder.judging.probe_words import of_probe
from autograder.judging.verdict import ExerciseVerdict
from autograder.sandbox import PassedOver
from autograder.wording import Message, joined, marked, say

MOST_NOTES = 5
SHOWN = 160  # characters of an error's own words
NO_FAULT = ("NotImplementedError",)  # an answer that is not written yet: its exercise says so
MAX_SOURCE = 100_000  # characters of a cell in which names are looked for
MOST_PARSED = 20  # pieces of a notebook that are looked at for one name
UNKNOWN_NAME = re.compile(r"name '(\w+)' is not defined|^No function (\w+) was found")


def of_runs(runs: Sequence[CellRun | None]) -> tuple[Message, ...]:
    """A note for each cell that was stopped and each statement that was passed over, the first few of them."""
    notes = [
        note
        for number, run in enumerate(runs, 1)
        if run is not None
        for note in (
            [_stopped(number, run.stopped)]
            if run.stopped
            else [_note(number, one) for one in run.passed_over if one.kind not in NO_FAULT]
        )
    ]
    if more := len(notes) - MOST_NOTES:
        if more == 1:
            return tuple(notes)
        if more > 1:
            rest = marked("{count} more were stopped or passed over: the error stands below each of their cells.")
            return (*notes[:MOST_NOTES], say(rest, count=more))
    return tuple(notes)


def stopped_cells(runs: Sequence[CellRun | None]) -> tuple[Message, ...]:
    """A note for each cell that was stopped as a whole."""
    return tuple(_stopped(number, run.stopped) for number, run in enumerate(runs, 1) if run and run.stopped)


def _stopped(number: int, why: str) -> Message:
    return say("Cell {number} {stopped}.", number=number, stopped=why)


def with_cause(verdict: ExerciseVerdict, sources: Sequence[str], runs: Sequence[CellRun | None]) -> ExerciseVerdict:
    """The verdict with the reason for a name that its message misses, where a cell or a statement should have made it.

    ``sources`` are the texts of the notebook's cells.
    """
    found = UNKNOWN_NAME.search(verdict.message)
    why = _reason_without(found[1] or found[2], sources, runs) if found else None
    if found is None or why is None:
        return verdict
    cause = say("`{name}` is missing because {why}", name=found[1] or found[2], why=why)
    return verdict.model_copy(update={"message": joined(verdict.message, _sentence(cause))})


def _reason_without(name: str, sources: Sequence[str], runs: Sequence[CellRun | None]) -> Message | None:
    """The reason why ``name`` was not made, by the last cell that should have made it; None where no cell should."""
    pieces = [
        piece
        for number, (source, run) in enumerate(zip(sources, runs, strict=True), 1)
        if run is not None
        for piece in _lost(number, source, run)
    ]
    tried = [piece for piece in reversed(pieces) if name in piece[0]][:MOST_PARSED]
    return next((why for text, why in tried if name in _bound(text)), None)


def _lost(number: int, source: str, run: CellRun) -> list[tuple[str, Message]]:
    """The pieces of a cell that did not run to their end, each with why."""
    if run.stopped:
        return [(source, say("cell {number} {stopped}", number=number, stopped=run.stopped))]
    if run.error and not run.passed_over:
        return [(source, say("cell {number} ended with {error}", number=number, error=run.error))]
    lines = source.split("\n")
    return [
        (
            "\n".join(lines[one.first - 1 : one.last]),
            _passed_over(number, one),
        )
        for one in run.passed_over
    ]


def _passed_over(number: int, one: PassedOver) -> Message:
    """Half a sentence about a statement that was passed over, and why."""
    if one.first == one.last:
        return say("cell {cell}, line {line} was passed over: {why}", cell=number, line=one.first, why=_why(one))
    lines = marked("cell {cell}, lines {first} to {last} were passed over: {why}")
    return say(lines, cell=number, first=one.first, last=one.last, why=_why(one))


def _note(number: int, one: PassedOver) -> Message:
    is_line = one.first == one.last
    if is_line:
        where = say("Cell {cell}, line {line}", cell=number, line=one.first)
    else:
        where = say("Cell {cell}, lines {first} to {last}", cell=number, first=one.first, last=one.last)
    if one.kind == STOPPED:
        return say("{where} {stopped}; what stands below was run.", where=where, stopped=of_probe(one.message))
    if is_line:
        return say("{where}: {why}; the line was passed over.", where=where, why=_why(one))
    return say("{where}: {why}; these lines were passed over.", where=where, why=_why(one))


def _why(one: PassedOver) -> str:
    """The error in the words of whoever reads it."""
    if one.kind == "ModuleNotFoundError" and one.name:
        return say("there is no {name} here ({error})", name=one.name, error=one.kind)
    said = one.message.strip().splitlines()[0][:SHOWN].rstrip(".") if one.message.strip() else ""
    return say("{error}: {said}", error=one.kind, said=of_probe(said)) if said else one.kind


def _sentence(text: Message) -> Message:
    return text if text.endswith((".", "!", "?")) else say("{sentence}.", sentence=text)


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
