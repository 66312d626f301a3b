"""Measures grading, report and similarity for classes of several sizes: seconds, memory, size, a line each.

    python -m benchmarks.scale [--students 120 2000 5000] [--graded 120]

Grading is measured on ``--graded`` cheap submissions, whole and for each. For the report a class is synthesised as its
evidence tells it, with earlier attempts; for similarity notebooks are taken apart as in ``benchmarks.similarity``, a
fiftieth of them copies. Every step runs in a process of its own. Seconds are told by the clock and of the processor;
the peak of memory is that of the largest process. The last column is the processor's seconds a student over those of
the step's first line: what grows with the class has 1 there, what grows with its square more.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from autograder.assignment import Assignment, load_assignment
from benchmarks import backends, classes, thousand
from benchmarks.similarity import write as write_notebooks
from tests.support import synthetic_class

ASSIGNMENT = "a02_convolution"


@dataclass(frozen=True)
class Line:
    """One step for one class: seconds by the clock and of the processor, megabytes at the peak, kilobytes written."""

    step: str
    students: int
    seconds: float
    processor: float
    megabytes: float
    kilobytes: float


def main() -> None:
    """Measure every step, and print a line each."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--students", type=int, nargs="+", default=[120, 2000, 5000], help="students in each class")
    parser.add_argument("--graded", type=int, default=120, help="submissions that are graded")
    arguments = parser.parse_args()
    assignment = load_assignment(ASSIGNMENT)
    lines = [graded(arguments.graded)]
    with tempfile.TemporaryDirectory() as folder:
        for count in arguments.students:
            lines.append(reported(Path(folder) / f"report_{count}", assignment, count))
        for count in arguments.students:
            lines.append(compared(Path(folder) / f"similarity_{count}", count))
    show(lines)


def graded(count: int) -> Line:
    """Grade cheap submissions with as many jobs as there are cores."""
    with tempfile.TemporaryDirectory() as folder:
        a_class = classes.write(Path(folder), ASSIGNMENT, count, stock=False)
        thousand.make_different(a_class)
        backends.register(a_class)
        return measured("grade", count, Path(folder) / "evidence", "grade", ASSIGNMENT, "--course", folder, "--json")


def reported(folder: Path, assignment: Assignment, count: int) -> Line:
    """Write the class report from the evidence on a class."""
    synthetic_class.write(folder, assignment, count)
    page = folder / "reports" / f"{ASSIGNMENT}.html"
    return measured("report", count, page, "report", ASSIGNMENT, "--course", str(folder))


def compared(folder: Path, count: int) -> Line:
    """Compare the notebooks of a class with one another."""
    write_notebooks(folder, count, count // 50)
    page = folder.with_suffix(".html")
    command = ("similarity", ASSIGNMENT, "--submitted", str(folder), "--report", str(page))
    return measured("similarity", count, page, *command)


def measured(step: str, count: int, written: Path, *command: str) -> Line:
    """Run the command in a process of its own; what it took."""
    environment = {**os.environ, "PYTHONPATH": str(classes.ROOT)}
    program = [sys.executable, "-m", "benchmarks.scale", "--measure", *command]
    done = subprocess.run(program, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        sys.exit(done.stderr)
    took = json.loads(done.stderr.splitlines()[-1])
    files = [written] if written.is_file() else [path for path in written.rglob("*") if path.is_file()]
    kilobytes = sum(path.stat().st_size for path in files) / 1000
    line = Line(step, count, took["seconds"], took["processor"], took["megabytes"], kilobytes)
    print(line, file=sys.stderr)  # the largest take minutes
    return line


def measure(command: Sequence[str]) -> None:
    """Run one of our commands, and write seconds and the peak of memory, those of its children too, as JSON."""
    started = time.perf_counter()
    done = subprocess.run([sys.executable, "-m", "autograder", *command], capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - started
    if done.returncode:
        sys.exit(done.stderr)
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    took = {
        "seconds": seconds,
        "processor": usage.ru_utime + usage.ru_stime,
        "megabytes": usage.ru_maxrss / 1000,
    }
    print(json.dumps(took), file=sys.stderr)


def show(lines: Sequence[Line]) -> None:
    """The lines as a table."""
    table = Table(title=f"{ASSIGNMENT}: classes of several sizes", title_justify="left")
    for title in ("step", "students", "s", "processor s", "ms a student", "peak MB", "kB written", "over the first"):
        table.add_column(title, justify="left" if title == "step" else "right")
    first = {line.step: line for line in reversed(lines)}
    for line in lines:
        each = line.processor / line.students
        growth = each / (first[line.step].processor / first[line.step].students)
        numbers = (line.seconds, line.processor, 1000 * each)
        sizes = (f"{line.megabytes:.0f}", f"{line.kilobytes:.0f}", f"{growth:.2f}")
        table.add_row(line.step, str(line.students), *(f"{number:.1f}" for number in numbers), *sizes)
    Console().print(table)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(sys.argv[2:])
    else:
        main()
