"""``check``: one notebook graded, its verdict printed."""

import dataclasses
import functools
import json
import secrets
from pathlib import Path

import click

from autograder.assignment import Assignment, assignment_names, exercise_named, load_assignment
from autograder.cli import tables
from autograder.cli.parameters import assignments_option, existing_file, unsafe_option
from autograder.judging import judge_or_refuse
from autograder.plain_text import plain_name
from autograder.sandbox import Limits
from autograder.submission import Refused, Submission, parse, read
from autograder.wording import LANGUAGES, language_of

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
@click.option(
    "--language",
    type=click.Choice([*LANGUAGES, "notebook"]),
    default="notebook",
    show_default=True,
    help="Speak this language, or that of the notebook.",
)
@assignments_option
def check(notebook: Path, as_json: bool, seed: int | None, limits: Limits, language: str, package: str) -> None:
    """Grade one NOTEBOOK."""

    @functools.cache
    def submission() -> Submission:
        return dataclasses.replace(parse(read(notebook), plain_name(notebook.name)), notes=())

    try:
        assignment = _assignment_of(submission(), notebook, package)
    except Refused as refusal:
        named = _load(notebook.stem, package)
        if named is None:
            raise click.UsageError(str(refusal)) from None
        assignment = named
    verdict = judge_or_refuse(assignment, submission, secrets.randbits(63) if seed is None else seed, limits).verdict
    if language != "notebook":
        verdict = verdict.model_copy(update={"language": language_of(language)})
    if as_json:
        click.echo(json.dumps(verdict.public(), indent=1, ensure_ascii=False))
    else:
        tables.show_verdict(verdict, verdict.language)


def _assignment_of(submission: Submission, path: Path, package: str) -> Assignment:
    """The assignment that the notebook says it is; else the one its file name or its cells' names tell."""
    for name in (submission.assignment, path.stem):
        if name is not None and (assignment := _load(name, package)) is not None:
            return assignment
    named = {exercise_named(cell.grade_id) for cell in submission.cells}
    for name in assignment_names(package):
        assignment = load_assignment(name, package)
        if named & {exercise.name for exercise in assignment.exercises}:
            return assignment
    raise click.UsageError(
        f"{plain_name(str(path))} is no notebook of an assignment; there are: {', '.join(assignment_names(package))}."
    )


def _load(name: str, package: str) -> Assignment | None:
    return load_assignment(name, package) if name in assignment_names(package) else None
