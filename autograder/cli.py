"""The command line: release, check, grade, sample-class, doctor."""

import json
import secrets
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder import cases, intake, release, sandbox, tables
from autograder.exercise import CHECK, Assignment
from autograder.judge import judge, unreadable
from autograder.release import ReleaseError
from autograder.results import Judged, UsageError
from autograder.stubs import ROOT

USAGE, UNJUDGED = 2, 1

existing_file = click.Path(exists=True, dir_okay=False, path_type=Path)
folder = click.Path(file_okay=False, path_type=Path)


class AssignmentName(click.ParamType[Assignment]):
    """An assignment by its name."""

    name = "assignment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Assignment:
        """The assignment, or a usage error that lists the names."""
        try:
            return cases.load(value)
        except KeyError:
            self.fail(f"there is no assignment {value!r}; there are: {', '.join(cases.names())}.", param, ctx)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Grade the notebooks of Kernels & Gates: student code inside a sandbox, scores outside it."""


@main.command("release")
@click.argument("assignments", nargs=-1, type=AssignmentName())
def release_command(assignments: tuple[Assignment, ...]) -> None:
    """Generate the students' notebooks from notebooks/*.md (default: all of them)."""
    for assignment in assignments or tuple(cases.load(name) for name in cases.names()):
        try:
            changed = release.write(assignment)
        except ReleaseError as error:
            raise click.UsageError(str(error)) from None
        path = release.notebook_path(assignment.name).relative_to(ROOT)
        click.echo(f"{path}: {'written' if changed else 'unchanged'}")


@main.command()
@click.argument("notebook", type=existing_file)
@click.option("--json", "as_json", is_flag=True, help="Print the verdict as JSON.")
@click.option("--seed", type=int, help="Draw the hidden cases from this seed, not from a fresh one.")
def check(notebook: Path, as_json: bool, seed: int | None) -> None:
    """Grade one NOTEBOOK; the assignment is read from it."""
    try:
        submission = intake.parse(intake.read(notebook), notebook.name)
        assignment = _assignment_of(submission, notebook)
    except intake.Refused as refusal:
        named = _load(notebook.stem)
        if named is None:
            raise click.UsageError(str(refusal)) from None
        verdict = unreadable(named, str(refusal))
    else:
        verdict = judge(assignment, submission, secrets.randbits(63) if seed is None else seed).verdict
    if as_json:
        click.echo(json.dumps(verdict.public(), indent=1, ensure_ascii=False))
    else:
        tables.show_verdict(verdict)


@main.command()
@click.argument("assignment", type=AssignmentName())
@click.option("--submitted", type=folder, help="The folder with one folder a student (default: COURSE/submitted).")
@click.option("--course", type=folder, default=Path(), help="The course's folder (default: this one).")
@click.option("--db", "db_url", help="The gradebook's database URL (default: nbgrader's COURSE/gradebook.db).")
@click.option("--report", type=click.Path(dir_okay=False, path_type=Path), help="Where to write the class report.")
@click.option("--jobs", type=click.IntRange(min=1), help="Submissions judged at once (default: the number of cores).")
@click.option("--seed", type=int, help="Draw everybody's hidden cases from this seed, not from fresh ones.")
@click.option("--json", "as_json", is_flag=True, help="Print the results as JSON.")
def grade(
    assignment: Assignment,
    submitted: Path | None,
    course: Path,
    db_url: str | None,
    report: Path | None,
    jobs: int | None,
    seed: int | None,
    as_json: bool,
) -> None:
    """Grade the whole class for ASSIGNMENT: gradebook, evidence, graded notebooks and the class report."""
    from autograder import batch  # nbgrader and matplotlib are slow to import
    from autograder import report as reports

    place = batch.Course.at(course, submitted, db_url)
    try:
        total = len(batch.students(place, assignment.name))
        results = _with_progress(batch.grade(assignment, place, jobs, seed), total, assignment.name)
    except UsageError as error:
        raise click.UsageError(str(error)) from None
    report = report or place.root / "reports" / f"{assignment.name}.html"
    reports.write_report(assignment, results, report)
    if as_json:
        click.echo(json.dumps(_as_json(assignment, results), indent=1, ensure_ascii=False))
    else:
        tables.show_class(assignment, results)
        click.echo(f"Class report: {report}")
    unjudged = [result for result in results if result.verdict is None]
    for result in unjudged:
        click.echo(f"{result.student} stayed unjudged: {result.message}", err=True)
    if unjudged:
        sys.exit(UNJUDGED)


@main.command()
@click.argument("destination", type=folder)
def students(destination: Path) -> None:
    """Write what may be published to students (notebooks, the course package) into DESTINATION."""
    from autograder.students import write_repository

    click.echo(f"{destination}: {len(write_repository(destination))} files")


@main.command("sample-class")
@click.argument("destination", type=folder)
def sample_class(destination: Path) -> None:
    """Write the bundled sample course, with a class of small submissions, into DESTINATION."""
    from autograder.sample import write_course

    for line in write_course(destination):
        click.echo(line)


@main.command()
def doctor() -> None:
    """Say whether this machine can isolate submissions, and what to do where it cannot."""
    missing = sandbox.missing_parts()
    if not missing:
        try:
            with sandbox.Sandbox() as box:
                box.run("2 + 2")
        except sandbox.SandboxUnavailable as error:
            missing = [str(error)]
    for sentence in missing:
        click.echo(sentence, err=True)
    if missing:
        sys.exit(UNJUDGED)
    click.echo("The sandbox works: no network, no files but the interpreter's, no other process, no capability.")


def run() -> None:
    """The entry point: what the machine lacks is one sentence, not a traceback."""
    try:
        main()
    except sandbox.SandboxUnavailable as error:
        click.echo(f"Nothing was graded: {error}", err=True)
        sys.exit(UNJUDGED)


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


def _with_progress(results: Iterable[Judged], total: int, title: str) -> list[Judged]:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=tables.errors, transient=True) as progress:
        return list(progress.track(results, total=total, description=f"Grading {title}"))


def _as_json(assignment: Assignment, results: list[Judged]) -> dict[str, Any]:
    return {
        "assignment": assignment.name,
        "submissions": [
            {
                "student": result.student,
                "score": result.verdict.score if result.verdict else None,
                "max_score": assignment.max_score,
                "status": "judged" if result.verdict else "unjudged",
                "message": result.message,
                "exercises": result.verdict.public()["exercises"] if result.verdict else [],
            }
            for result in results
        ],
    }
