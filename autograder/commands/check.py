"""``check``: one notebook graded, its verdict printed."""

import json
import secrets
from pathlib import Path

import click

from autograder import cases, intake, tables
from autograder.commands.parameters import existing_file, unsafe_option
from autograder.exercise import CHECK, Assignment
from autograder.judge import judge, unreadable
from autograder.sandbox import Limits

EPILOG = """\b
Examples:
  python -m autograder check a02_convolution.ipynb
  python -m autograder check a02_convolution.ipynb --json

Nothing is written: no gradebook, no evidence. The assignment is read from the notebook, else from its name.

Exit status: 0 when it could be judged, whatever the score; 1 when this machine cannot isolate it; 2 for a usage error.
"""


@click.command(epilog=EPILOG)
@click.argument("notebook", type=existing_file)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@click.option("--seed", type=click.IntRange(min=0), help="Draw the hidden cases from this seed, not from a fresh one.")
@unsafe_option
def check(notebook: Path, as_json: bool, seed: int | None, limits: Limits) -> None:
    """Grade one NOTEBOOK."""
    try:
        submission = intake.parse(intake.read(notebook), notebook.name)
        assignment = _assignment_of(submission, notebook)
    except intake.Refused as refusal:
        named = _load(notebook.stem)
        if named is None:
            raise click.UsageError(str(refusal)) from None
        verdict = unreadable(named, str(refusal))
    else:
        verdict = judge(assignment, submission, secrets.randbits(63) if seed is None else seed, limits).verdict
    if as_json:
        click.echo(json.dumps(verdict.public(), indent=1, ensure_ascii=False))
    else:
        tables.show_verdict(verdict)


def _assignment_of(submission: intake.Submission, path: Path) -> Assignment:
    """The assignment that the notebook says it is; else the one its file name or its cells' names tell."""
    for name in (submission.assignment, path.stem):
        if name is not None and (assignment := _load(name)) is not None:
            return assignment
    ids = {cell.grade_id.removeprefix(CHECK) for cell in submission.cells if cell.grade_id}
    for name in cases.names():
        assignment = cases.load(name)
        if ids & {exercise.name for exercise in assignment.exercises}:
            return assignment
    raise click.UsageError(f"{path} is no notebook of an assignment; there are: {', '.join(cases.names())}.")


def _load(name: str) -> Assignment | None:
    return cases.load(name) if name in cases.names() else None
