"""The progress of a batch on standard error: a bar, the time left, and a running tally. Silent without a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.cli import tables
from autograder.records import Judged


@dataclass
class Tally:
    """The number of submissions judged so far, and their outcomes."""

    judged: int = 0
    kept: int = 0
    full: int = 0
    unreadable: int = 0
    unjudged: int = 0

    def add(self, result: Judged) -> None:
        """Count one more result; who did not hand in is none."""
        if result.absent:
            return
        if result.verdict is None:
            self.unjudged += 1
            return
        self.judged += not result.kept
        self.kept += result.kept
        self.full += result.verdict.score == result.verdict.max_score
        self.unreadable += bool(result.message)

    def __str__(self) -> str:
        counts = {
            "judged": self.judged,
            "kept": self.kept,
            "passed everything": self.full,
            "unreadable": self.unreadable,
            "unjudged": self.unjudged,
        }
        return ", ".join(f"{count} {word}" for word, count in counts.items() if count)


@contextmanager
def bar(title: str, total: int) -> Iterator[Callable[[Judged], None]]:
    """Show a bar for ``total`` submissions while the block runs; call what it gives with each result."""
    tally = Tally()
    columns = (
        TextColumn("Grading {task.description}"),
        BarColumn(bar_width=None),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[tally]}"),
    )
    silent = not tables.errors.is_terminal
    with Progress(*columns, console=tables.errors, transient=True, disable=silent) as progress:
        task = progress.add_task(title, total=total, tally="")

        def advance(result: Judged) -> None:
            nonlocal total
            tally.add(result)
            if result.absent:
                return
            if result.kept:  # they cost no time, so the time left is reckoned without them
                total -= 1
                progress.update(task, total=total, tally=str(tally))
            else:
                progress.update(task, advance=1, tally=str(tally))

        yield advance
