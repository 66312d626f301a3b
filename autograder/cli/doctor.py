"""``doctor``: whether this machine can isolate submissions."""

import sys

import click

from autograder.assignment import assignment_names, load_assignment
from autograder.cli.parameters import UNJUDGED, assignments_option
from autograder.release import released_imports
from autograder.sandbox import doctor as machine

EPILOG = """\b
Example:
  python -m autograder doctor

Exit status: 0 when all hold, 1 when something is missing (named on standard error, with what to do).
"""


@click.command(epilog=EPILOG)
@assignments_option
def doctor(package: str) -> None:
    """Say what this machine can isolate, and how to mend it.

    Every wall is tried from the inside of a real sandbox, and whatever the course's notebooks import.
    """
    imports = [line for name in assignment_names(package) for line in released_imports(load_assignment(name, package))]
    findings = []
    for finding in machine.findings([*dict.fromkeys(imports), "import matplotlib.pyplot as plt"]):
        findings.append(finding)
        sign, colour = ("✓", "green") if finding.good else ("✗", "red")
        click.echo(f"{click.style(sign, fg=colour)} {finding.sentence}", err=not finding.good)
    if not all(finding.good for finding in findings):
        click.echo("Nothing is graded on this machine, unless you insist with --unsafe-no-sandbox.", err=True)
        sys.exit(UNJUDGED)
