"""Verdicts as tables for the terminal."""

from collections.abc import Sequence
from textwrap import indent

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.assignment import Assignment
from autograder.judging import ExerciseVerdict, Verdict
from autograder.records import Judged
from autograder.reports import score_moves
from autograder.wording import Language, in_language, marked, say

output = Console()
errors = Console(stderr=True)

KEPT, TO_READ, BY_HAND = "°", "†", "*"
NAMED = 6  # students of those who moved alike
SIGN = {
    "passed": "[green]✓[/]",
    "partial": "[yellow]~[/]",
    "failed": "[red]✗[/]",
    "error": "[red]![/]",
    "timeout": "[red]⏱[/]",
    "missing": "[dim]–[/]",
    "refused": "[red]⊘[/]",
}


def show_verdict(verdict: Verdict, language: Language = "en") -> None:
    """One notebook: an exercise a row, with its message; below, a failing call of each as it can be pasted."""

    def words(template: str, **facts: str) -> str:
        return in_language(say(template, **facts), language)

    points = {"score": f"{verdict.score:g}", "max_score": f"{verdict.max_score:g}"}
    title = words(marked("{assignment}: {score} of {max_score} points"), assignment=verdict.assignment, **points)
    table = Table(title=title, title_justify="left")
    table.add_column(words(marked("exercise")), no_wrap=True)
    table.add_column(words(marked("score")), justify="right", no_wrap=True)
    table.add_column(words(marked("message")), overflow="fold")
    for result in verdict.exercises:
        table.add_row(
            result.name,
            f"{result.score:g} / {result.max_score:g}",
            f"{SIGN[result.status]} {escape(in_language(result.message, language))}",
        )
    output.print(table)
    for result in verdict.exercises:
        if result.case:
            output.print(words(marked("{exercise}, a call to try in your notebook:"), exercise=result.name))
            case = in_language(result.case, language)
            output.print(f"[dim]{escape(indent(case, '    '))}[/]\n", highlight=False, soft_wrap=True)
    for note in verdict.notes:
        output.print(f"[dim]{escape(in_language(note, language))}[/]")


def show_class(assignment: Assignment, results: Sequence[Judged]) -> None:
    """A class: a student a row, an exercise a column."""
    table = Table(title=f"{assignment.name} ({assignment.max_score:g} points)", title_justify="left", box=SIMPLE_HEAD)
    table.padding = (0, 1, 0, 0)
    table.add_column("student", no_wrap=True)
    for number, _ in enumerate(assignment.exercises, 1):
        table.add_column(str(number), justify="right", no_wrap=True)
    table.add_column("sum", justify="right", style="bold")  # in a narrow terminal, words wrap and numbers do not
    if any(result.late for result in results):
        table.add_column("")
    absent = [escape(result.student) for result in results if result.absent]
    for result in (one for one in results if not one.absent):
        student = escape(result.student) + (KEPT if result.kept else "") + (TO_READ if _to_read(result) else "")
        if result.verdict is None:
            table.add_row(student, *["?"] * len(assignment.exercises), "unjudged")
        else:
            manual = result.standing.manual if result.standing else {}
            scores = [_cell(exercise, manual.get(exercise.name)) for exercise in result.verdict.exercises]
            table.add_row(student, *scores, f"{result.score:g}", *filter(None, (result.late,)))
    output.print(table)
    numbered = [f"{number}\u00a0{e.name}\u00a0({e.max_score:g})" for number, e in enumerate(assignment.exercises, 1)]
    output.print(f"[dim]{'   '.join(numbered)}[/]")
    output.print("[dim]✓ passed  ~ partial  ✗ failed  ! error  ⏱ timeout  – missing  ⊘ refused[/]")
    if absent:
        output.print(f"[dim]not handed in: {', '.join(absent)}[/]")
    if any(map(_to_read, results)):
        output.print(
            f"[dim]{TO_READ} mentions names by which what is switched off may be had: the class report has them[/]"
        )
    if any(result.standing and result.standing.manual for result in results):
        output.print(f"[dim]{BY_HAND} given by hand in formgrader, in the place of the automatic score[/]")
    if any(result.kept for result in results):
        output.print(f"[dim]{KEPT} judged already by an earlier batch, and kept (--again judges everybody)[/]")


def show_moves(found: score_moves.Moves) -> None:
    """A regrading: those whose score changed alike a row, with the reason; --json names every single one."""
    table = Table(title="What the regrading changed", title_justify="left", box=SIMPLE_HEAD)
    table.padding = (0, 1, 0, 0)
    table.add_column("students", overflow="fold")
    table.add_column("exercise", no_wrap=True)
    table.add_column("score", no_wrap=True, justify="right")
    table.add_column("why", overflow="fold")
    for move in found.moves:
        students = f"{', '.join(move.students[:NAMED])}"
        if len(move.students) > 1:
            students = f"{len(move.students)} students: {students}{', …' if len(move.students) > NAMED else ''}"
        others = len(move.reasons) - 1
        why = move.reasons[0] + (f" ({others} other reason{'s' * (others > 1)})" if others else "")
        table.add_row(escape(students), move.exercise, f"{move.before:g} → {move.after:g}", escape(why))
    if table.row_count:
        output.print(table)
    else:
        output.print(f"No score changed: {found.compared} students were compared with the attempt before.")


def _to_read(result: Judged) -> bool:
    return result.verdict is not None and bool(result.verdict.ways_around)


def _cell(result: ExerciseVerdict, by_hand: float | None) -> str:
    score = f"{result.score:g}" if by_hand is None else f"{by_hand:g}{BY_HAND}"
    return f"{SIGN[result.status]} {score}"
