"""The backends to grade a class: each grades what it is given and returns the scores."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from nbgrader.api import Gradebook

from benchmarks import classes
from benchmarks.classes import Class

Scores = dict[str, float]


@dataclass(frozen=True)
class Backend:
    """A backend to grade a class: its name, what comes before the clock starts, and the grading."""

    name: str
    grade: Callable[[Class], Scores]
    prepare: Callable[[Class], object] = lambda a_class: None
    stock: bool = False
    slow: bool = False


def backends(cores: int) -> list[Backend]:
    """All backends; the first is what the others are compared with."""
    return [
        Backend("nbgrader autograde, stock", nbgrader, register_stock, stock=True, slow=True),
        Backend("otter run, one after the other", otter, otter_generate, slow=True),
        Backend("nbgrader autograde, our preprocessor", nbgrader, register, slow=True),
        Backend("python -m autograder grade --jobs 1", lambda a_class: ours(a_class, 1), register),
        Backend(f"python -m autograder grade --jobs {cores}", lambda a_class: ours(a_class, cores), register),
    ]


def register(a_class: Class) -> None:
    """Make the assignment known to the gradebook."""
    call(a_class.folder, "nbgrader", "generate_assignment", a_class.assignment.name)


def register_stock(a_class: Class) -> None:
    """The same, then leave nbgrader without any configuration."""
    register(a_class)
    (a_class.folder / "nbgrader_config.py").unlink()


def nbgrader(a_class: Class) -> Scores:
    """nbgrader's own command over the class."""
    name = a_class.assignment.name
    call(a_class.folder, "nbgrader", "autograde", name)
    with Gradebook(f"sqlite:///{a_class.folder / 'gradebook.db'}") as gradebook:
        return {row.student_id: row.score for row in gradebook.assignment_submissions(name)}


def ours(a_class: Class, jobs: int) -> Scores:
    """Our command over the class."""
    command = ("-m", "autograder", "grade", a_class.assignment.name, "--course", str(a_class.folder), "--json")
    report = json.loads(call(a_class.folder, "python", *command, "--jobs", str(jobs)))
    return {entry["student"]: entry["score"] for entry in report["submissions"]}


def otter_generate(a_class: Class) -> None:
    """otter-grader's zip file with the tests."""
    tests = classes.write_otter_tests(a_class)
    arguments = ("--tests-dir", str(tests), "--output-path", "autograder.zip")
    nothing_else = ("--no-environment", "--no-requirements", "--no-config")
    call(a_class.folder, "python", "-m", "otter", "generate", *arguments, *nothing_else)


def otter(a_class: Class) -> Scores:
    """otter-grader's local run, which takes one notebook at a time."""
    scores = {}
    for student, notebook in a_class.notebooks().items():
        out = a_class.folder / "otter" / student
        out.mkdir(parents=True)
        arguments = ("--autograder", "autograder.zip", "--output-dir", str(out), "--no-logo")
        call(a_class.folder, "python", "-m", "otter", "run", str(notebook), *arguments)
        report = json.loads((out / "results.json").read_text(encoding="utf-8"))
        scores[student] = sum(test.get("score") or 0.0 for test in report["tests"])
    return scores


def call(folder: Path, program: str, *arguments: str) -> str:
    """Run a program of this environment in ``folder``; what it prints."""
    beside = Path(sys.executable).parent
    path = os.pathsep.join((str(beside), os.environ["PATH"]))  # nbgrader runs alembic
    paths = os.pathsep.join((str(classes.ROOT), str(classes.otter_packages())))
    environment = {**os.environ, "PATH": path, "PYTHONPATH": paths}
    command = [str(beside / program), *arguments]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{program} {' '.join(arguments)} failed:\n{done.stderr[-2000:]}")
    return done.stdout
