"""Grading time for one submission: stock nbgrader and otter-grader beside ours, on the same submissions, in one run.

    python -m benchmarks.grading [--students 60] [--slow 12]

Prints seconds and ratios for a NumPy notebook and for one that imports PyTorch. Every backend must give each submission
the same score. The others run the visible examples in the student's kernel, which is less work than our hidden cases.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import classes
from benchmarks.backends import Backend, Scores, backends


def main() -> None:
    """Measure every backend once for each notebook, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, default=60, help="submissions in the class")
    parser.add_argument("--slow", type=int, default=12, help="how many of them the slow backends grade")
    arguments = parser.parse_args()
    classes.otter_packages()
    for name in classes.FAIR:
        rows = []
        for backend in backends(os.cpu_count() or 1):
            count = min(arguments.slow, arguments.students) if backend.slow else arguments.students
            rows.append((backend.name, count, *measure(backend, name, count)))
            print(f"{name}: {backend.name}: {rows[-1][2]:.3f} s a submission", file=sys.stderr, flush=True)
        agree([scores for *_, scores in rows])
        show(name, [(backend, count, seconds) for backend, count, seconds, _ in rows])


def measure(backend: Backend, name: str, count: int) -> tuple[float, Scores]:
    """Seconds a submission, start-up included, and the scores."""
    with tempfile.TemporaryDirectory() as folder:
        a_class = classes.write(Path(folder), name, count, backend.stock)
        backend.prepare(a_class)
        started = time.perf_counter()
        scores = backend.grade(a_class)
        return (time.perf_counter() - started) / count, scores


def agree(all_scores: list[Scores]) -> None:
    """Stop where two backends gave a submission different scores, or one gave none."""
    everybody = all_scores[-1]
    for scores in all_scores:
        differing = {student: score for student, score in scores.items() if everybody.get(student) != score}
        if differing or not scores:
            sys.exit(f"the scores differ, so nothing was compared: {differing or 'no scores'}")


def show(name: str, rows: list[tuple[str, int, float]]) -> None:
    """The table of seconds and ratios."""
    stock = rows[0][2]
    table = Table(title=f"{name}, {os.cpu_count()} cores", title_justify="left")
    table.add_column("backend")
    for title in ("submissions", "s a submission", "× stock"):
        table.add_column(title, justify="right")
    for backend, count, seconds in rows:
        table.add_row(backend, str(count), f"{seconds:.3f}", f"{stock / seconds:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
