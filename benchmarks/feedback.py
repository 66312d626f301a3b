"""Time and size of a class's feedback pages: ``nbgrader generate_feedback`` beside ours, on the same class, in one run.

    python -m benchmarks.feedback [--students 20]

The class is graded once. Prints wall and processor seconds, start-up included, seconds a student, and kB a page; the
first row is nbgrader with its own exporter, the second with the course's page, the last our command.
"""

import argparse
import contextlib
import ctypes
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import classes

ASSIGNMENT = "a02_convolution"
PR_SET_CHILD_SUBREAPER = 36
EXPORTER = "c.GenerateFeedback.exporter_class"


@dataclass(frozen=True)
class Measured:
    """The cost of a class's pages: seconds by the clock and of all processors, mean kB a page."""

    wall: float
    processor: float
    kilobytes: float


def main() -> None:
    """Grade a class, make its pages in three ways, and print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, default=20, help="submissions in the class")
    students = parser.parse_args().students
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)  # workers of workers are counted, too
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        classes.write(folder, ASSIGNMENT, students, stock=False)
        ours = ("python", "-m", "autograder")
        _run(folder, *ours, "grade", ASSIGNMENT)
        nbgrader = ("nbgrader", "generate_feedback", ASSIGNMENT)
        rows = {
            "nbgrader's own page": _measured(_with_nbgraders_page(folder), students, *nbgrader),
            "nbgrader, our page": _measured(folder, students, *nbgrader),
            "python -m autograder feedback": _measured(folder, students, *ours, "feedback", ASSIGNMENT),
        }
    show(rows, students)


def _with_nbgraders_page(folder: Path) -> Path:
    """A copy of the course whose configuration names no exporter."""
    copy = folder / "stock"
    shutil.copytree(folder, copy, ignore=shutil.ignore_patterns("stock"))
    configuration = copy / "nbgrader_config.py"
    lines = configuration.read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(EXPORTER)]
    if len(kept) != len(lines) - 1:
        sys.exit(f"The configuration does not name its exporter in one line ({EXPORTER}).")
    configuration.write_text("\n".join(kept), encoding="utf-8")
    return copy


def _measured(folder: Path, students: int, *command: str) -> Measured:
    shutil.rmtree(folder / "feedback", ignore_errors=True)
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    _run(folder, *command)
    wall = time.perf_counter() - started
    with contextlib.suppress(ChildProcessError):
        while True:
            os.wait()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    pages = [page.stat().st_size for page in (folder / "feedback").glob("*/*/*.html")]
    if len(pages) != students:
        sys.exit(f"{' '.join(command)} made {len(pages)} pages of {students}, so nothing was compared.")
    processor = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    return Measured(wall, processor, statistics.mean(pages) / 1000)


def _run(folder: Path, program: str, *arguments: str) -> None:
    beside = Path(sys.executable).parent
    environment = {**os.environ, "PATH": os.pathsep.join((str(beside), os.environ["PATH"]))}
    environment["PYTHONPATH"] = os.pathsep.join((str(classes.ROOT), os.environ.get("PYTHONPATH", "")))
    done = subprocess.run(
        [beside / program, *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)


def show(rows: dict[str, Measured], students: int) -> None:
    """The table of seconds, sizes and ratios."""
    stock = next(iter(rows.values()))
    table = Table(title=f"{ASSIGNMENT}: {students} students, {os.cpu_count()} cores", title_justify="left")
    table.add_column("pages by")
    for title in ("s", "processor s", "processor s a student", "× s", "× processor s", "kB a page"):
        table.add_column(title, justify="right")
    for name, row in rows.items():
        cells = (
            row.wall,
            row.processor,
            row.processor / students,
            stock.wall / row.wall,
            stock.processor / row.processor,
        )
        table.add_row(name, *(f"{cell:.2f}" for cell in cells), f"{row.kilobytes:.0f}")
    Console().print(table)


if __name__ == "__main__":
    main()
