"""The late penalties that a batch found changed: a due date was moved, an extension granted, the rule is another."""

from collections.abc import Sequence
from datetime import timedelta

from rich.box import SIMPLE_HEAD
from rich.markup import escape
from rich.table import Table

from autograder.cli import tables
from autograder.records import Judged, Standing


def show(results: Sequence[Judged]) -> None:
    """Whoever has another late penalty than before a row, with what it follows from; nothing where nobody has."""
    table = Table(title="Late penalties that changed", title_justify="left", box=SIMPLE_HEAD)
    table.padding = (0, 1, 0, 0)
    table.add_column("student", no_wrap=True)
    table.add_column("late", no_wrap=True, justify="right")
    table.add_column("why", overflow="fold")
    for result in results:
        if result.penalty_moved and result.standing is not None:
            moved = f"{_minus(result.penalty_before)} → {_minus(result.standing.penalty)}"
            table.add_row(escape(result.student), moved, _lateness(result.standing))
    if table.row_count:
        tables.output.print(table)


def _lateness(standing: Standing) -> str:
    """A sentence with the lateness and the date that holds."""
    due = f"due {standing.due:%Y-%m-%d %H:%M} UTC" if standing.due else "there is no due date"
    if not standing.seconds_late:
        return f"In time ({due})."
    return f"Late by {timedelta(seconds=round(standing.seconds_late))} ({due})."


def _minus(penalty: float | None) -> str:
    return f"−{penalty:g}" if penalty else "0"
