"""Measures what the similarity report costs for a large class, and whether it finds the copies in it.

    python -m benchmarks.similarity [--students 1000] [--copies 8]

Everybody but the copiers gets one of the bundled right answers, taken apart: between its statements stand others, drawn
by chance, so that no two students have long passages in common. Then copies are planted, disguised as students do:
renamed, with comments and layout rewritten, or with the cells in another order. Prints seconds, the peak of memory,
how many planted pairs the report lists, and how many pairs of others (false alarms).
"""

import argparse
import functools
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table

from autograder.assignment import Assignment, load_assignment
from benchmarks.classes import FAIR
from tests.autograder.reports.similarity.disguise import changed, hand_in, notebook, recommented, renamed, taken_apart

ASSIGNMENT = "a02_convolution"
BASES = 3  # each with a third of the class, so that its own statements are idioms of many
DISGUISES: tuple[Callable[[str], str], ...] = (str, renamed, recommented)


def main() -> None:
    """Write the class, compare it, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, default=1000, help="notebooks in the class")
    parser.add_argument("--copies", type=int, default=8, help="how many of them are copies")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        planted = write(Path(folder), arguments.students, arguments.copies)
        started = time.perf_counter()
        found = compare(Path(folder))
        seconds = time.perf_counter() - started
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1000
    table = Table(title=f"{ASSIGNMENT}: {arguments.students} notebooks compared", title_justify="left")
    for title in ("s", "peak MB", "copies planted", "found", "false alarms"):
        table.add_column(title, justify="right")
    counts = (len(planted), len(planted & found), len(found - planted))
    table.add_row(f"{seconds:.1f}", f"{megabytes:.0f}", *map(str, counts))
    Console().print(table)


def write(folder: Path, students: int, copies: int) -> set[frozenset[str]]:
    """The class's notebooks in ``folder``; the pairs of which one is the other's copy."""
    assignment = load_assignment(ASSIGNMENT)
    bases = {name: nbformat.writes(notebook(assignment, name)) for name in FAIR[ASSIGNMENT]}
    names = list(bases)[:BASES]
    handed_in: dict[str, bytes] = {}
    for number in range(students - copies):
        chance = random.Random(number)  # noqa: S311 -- the same class each time
        own = nbformat.reads(bases[names[number % len(names)]], as_version=4)
        handed_in[f"{number:04d}"] = changed(own, assignment, functools.partial(taken_apart, chance=chance))
    planted = set()
    for number in range(copies):
        original = f"{number * (students // copies - 1):04d}"
        copy = f"copy_{number:04d}"
        handed_in[copy] = copied(assignment, handed_in[original], number)
        planted.add(frozenset((original, copy)))
    for student, data in handed_in.items():
        hand_in(folder, student, assignment, data)
    return planted


def copied(assignment: Assignment, data: bytes, number: int) -> bytes:
    """A copy of the notebook in the ``number``-th disguise; every other one has its functions in another order."""
    own = nbformat.reads(data.decode(), as_version=4)
    if number % 2:
        own.cells.reverse()
    return changed(own, assignment, DISGUISES[number % len(DISGUISES)])


def compare(folder: Path) -> set[frozenset[str]]:
    """The pairs that the command lists for the notebooks in ``folder``."""
    command = [sys.executable, "-m", "autograder", "similarity", ASSIGNMENT, "--submitted", str(folder), "--json"]
    report = ["--report", str(folder.parent / f"{folder.name}.html")]
    done = subprocess.run([*command, *report], capture_output=True, text=True, check=False)
    Path(report[1]).unlink(missing_ok=True)
    if done.returncode:
        sys.exit(done.stderr)
    return {frozenset(pair["students"]) for pair in json.loads(done.stdout)["pairs"]}


if __name__ == "__main__":
    main()
