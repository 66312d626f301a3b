"""Grading time for one submission: stock nbgrader and otter-grader beside ours, on the same submissions, in one run.

    python -m benchmarks.grading [--students 60] [--slow 12]

Prints seconds and ratios for a NumPy notebook and for one that imports PyTorch. Every way must give every submission
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
from benchmarks.ways import Scores, Way, ways


def main() -> None:
    """Measure every way once for each notebook, and print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, default=60, help="submissions in the class")
    parser.add_argument("--slow", type=int, default=12, help="how many of them the slow ways grade")
    arguments = parser.parse_args()
    classes.otter_packages()
    for name in classes.FAIR:
        rows = []
        for way in ways(os.cpu_count() or 1):
            count = min(arguments.slow, arguments.students) if way.slow else arguments.students
            rows.append((way.name, count, *measure(way, name, count)))
            print(f"{name}: {way.name}: {rows[-1][2]:.3f} s a submission", file=sys.stderr, flush=True)
        agree([scores for *_, scores in rows])
        show(name, [(way, count, seconds) for way, count, seconds, _ in rows])


def measure(way: Way, name: str, count: int) -> tuple[float, Scores]:
    """Seconds a submission, start-up included, and the scores."""
    with tempfile.TemporaryDirectory() as folder:
        a_class = classes.write(Path(folder), name, count, way.stock)
        way.prepare(a_class)
        started = time.perf_counter()
        scores = way.grade(a_class)
        return (time.perf_counter() - started) / count, scores


def agree(all_scores: list[Scores]) -> None:
    """Stop where two ways gave a submission different scores, or one gave none."""
    everybody = all_scores[-1]
    for scores in all_scores:
        differing = {student: score for student, score in scores.items() if everybody.get(student) != score}
        if differing or not scores:
            sys.exit(f"the scores differ, so nothing was compared: {differing or 'no scores'}")


def show(name: str, rows: list[tuple[str, int, float]]) -> None:
    """The table of seconds and ratios."""
    stock = rows[0][2]
    table = Table(title=f"{name}, {os.cpu_count()} cores", title_justify="left")
    table.add_column("way")
    for title in ("submissions", "s a submission", "× stock"):
        table.add_column(title, justify="right")
    for way, count, seconds in rows:
        table.add_row(way, str(count), f"{seconds:.3f}", f"{stock / seconds:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
