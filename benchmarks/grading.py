"""Grading time for one submission: stock nbgrader beside ours, on the same submissions, in one run.

    python benchmarks/grading.py [--students 8]

Prints seconds and ratios. Stock nbgrader runs the visible examples in the student's kernel, which is less work than
our hidden cases; submissions that would stop or stall it (the endless loop, the corrupt file) are left out for both.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
from rich.console import Console
from rich.table import Table

from autograder import cases, release, sample

ASSIGNMENT = "a02_convolution"
FAIR = (
    "perfect",
    "loops",
    "einsum",
    "stride_tricks_im2col",
    "flipped_kernel",
    "stride_ignored",
    "half_done",
    "off_by_one_padding",
)
# Our check cells refuse to run under nbgrader's own execution; for the comparison they are let through.
LET_THROUGH = 'import os\nos.environ.pop("NBGRADER_EXECUTION", None)\n'


def main() -> None:
    """Measure every way once and print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--students", type=int, default=len(FAIR), help="submissions (the fair ones, repeated)")
    count = parser.parse_args().students
    ways = {
        "stock nbgrader autograde": lambda course: nbgrader(course),
        "nbgrader autograde, our preprocessor": lambda course: nbgrader(course),
        "python -m autograder grade --jobs 1": lambda course: ours(course, 1),
        f"python -m autograder grade --jobs {os.cpu_count()}": lambda course: ours(course, os.cpu_count() or 1),
    }
    seconds = {}
    for index, (name, run) in enumerate(ways.items()):
        with tempfile.TemporaryDirectory() as folder:
            course = Path(folder)
            prepare(course, count, stock=index == 0)
            started = time.perf_counter()
            run(course)
            seconds[name] = (time.perf_counter() - started) / count
    show(seconds, count)


def prepare(course: Path, count: int, stock: bool) -> None:
    """A course with ``count`` submissions, the assignment known to its gradebook."""
    assignment = cases.load(ASSIGNMENT)
    notebook = release.build(assignment)
    if stock:
        for cell in notebook.cells:
            if cell.metadata.get("nbgrader", {}).get("grade"):
                cell.source = LET_THROUGH + cell.source
    source = course / "source" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    source.parent.mkdir(parents=True)
    nbformat.write(notebook, source)
    shutil.copyfile(sample.TEMPLATES / "nbgrader_config.py", course / "nbgrader_config.py")
    call(course, "nbgrader", "generate_assignment", ASSIGNMENT)
    if stock:
        (course / "nbgrader_config.py").unlink()
    submissions = dict(sample.submissions(assignment))
    for number in range(count):
        student = FAIR[number % len(FAIR)]
        path = course / "submitted" / f"{student}_{number}" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        path.parent.mkdir(parents=True)
        path.write_bytes(submissions[student])


def nbgrader(course: Path) -> None:
    """nbgrader's own command over the class."""
    call(course, "nbgrader", "autograde", ASSIGNMENT)


def ours(course: Path, jobs: int) -> None:
    """Our command over the class, and a look that it gave the marks it should."""
    command = ("-m", "autograder", "grade", ASSIGNMENT, "--course", str(course), "--jobs", str(jobs), "--json")
    report = json.loads(call(course, "python", *command))
    scores = {entry["student"]: entry["score"] for entry in report["submissions"]}
    if scores["perfect_0"] != cases.load(ASSIGNMENT).max_score:
        sys.exit(f"the perfect submission got {scores['perfect_0']}: nothing was measured")


def call(course: Path, program: str, *arguments: str) -> str:
    """Run a program of this environment in the course's folder; its output."""
    beside = Path(sys.executable).parent
    environment = {**os.environ, "PATH": os.pathsep.join((str(beside), os.environ["PATH"]))}  # nbgrader runs alembic
    command = [str(beside / program), *arguments]
    done = subprocess.run(command, cwd=course, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{program} {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout


def show(seconds: dict[str, float], count: int) -> None:
    """The table of seconds and ratios."""
    stock = next(iter(seconds.values()))
    table = Table(title=f"{ASSIGNMENT}, {count} submissions, {os.cpu_count()} cores")
    table.add_column("way")
    table.add_column("s a submission", justify="right")
    table.add_column("× stock", justify="right")
    for name, value in seconds.items():
        table.add_row(name, f"{value:.2f}", f"{stock / value:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
