"""The class report: one HTML page that needs nothing else, for a TA who asks what the class has not understood."""

import io
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import jinja2
import matplotlib as mpl
import numpy as np
from markupsafe import Markup
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from autograder.exercise import Assignment
from autograder.results import Judged
from autograder.verdict import ExerciseVerdict

TEMPLATES = Path(__file__).with_name("templates")
INK = "#5b6b7c"  # legible on the light page and on the dark one
BAR = "#4c8dae"


@dataclass(frozen=True)
class MisconceptionCount:
    """A misconception in one exercise, with the students who have it."""

    exercise: str
    name: str
    hint: str
    students: tuple[str, ...]


@dataclass(frozen=True)
class ExerciseSummary:
    """How the class did on one exercise: the mean share of its points, and how many passed."""

    name: str
    max_score: float
    mean: float
    passed: int


def write_report(assignment: Assignment, results: Sequence[Judged], path: Path) -> None:
    """Write the report on ``results`` to ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(assignment, results), encoding="utf-8")


def render(assignment: Assignment, results: Sequence[Judged]) -> str:
    """The report as HTML."""
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True)
    judged = [result for result in results if result.verdict is not None]
    scores = [result.verdict.score for result in judged if result.verdict is not None]
    return environment.get_template("class_report.html").render(
        assignment=assignment,
        results=results,
        judged=judged,
        mean=float(np.mean(scores)) if scores else 0.0,
        median=float(np.median(scores)) if scores else 0.0,
        summaries=summaries(assignment, judged),
        misconceptions=misconceptions(assignment, judged),
        unjudged=[result for result in results if result.verdict is None],
        unreadable=[result for result in judged if result.message],
        histogram=Markup(histogram(scores, assignment.max_score)) if scores else "",  # noqa: S704 -- our own drawing
    )


def misconceptions(assignment: Assignment, judged: Sequence[Judged]) -> list[MisconceptionCount]:
    """The misconceptions that were found, the commonest first."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    for result in judged:
        for exercise in _exercises(result):
            if exercise.misconception is not None:
                found[exercise.name, exercise.misconception].append(result.student)
    hints = {(e.name, m.name): m.hint for e in assignment.exercises for m in e.misconceptions}
    counts = [MisconceptionCount(e, m, hints[e, m], tuple(names)) for (e, m), names in found.items()]
    return sorted(counts, key=lambda count: (-len(count.students), count.exercise, count.name))


def summaries(assignment: Assignment, judged: Sequence[Judged]) -> list[ExerciseSummary]:
    """One row an exercise."""
    rows = []
    for index, exercise in enumerate(assignment.exercises):
        verdicts = [_exercises(result)[index] for result in judged]
        mean = float(np.mean([verdict.score / verdict.max_score for verdict in verdicts])) if verdicts else 0.0
        passed = sum(verdict.status == "passed" for verdict in verdicts)
        rows.append(ExerciseSummary(exercise.name, exercise.max_score, mean, passed))
    return rows


def histogram(scores: Sequence[float], max_score: float) -> str:
    """The distribution of the scores as an SVG element."""
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "class report", "font.family": "sans-serif"}):
        figure = Figure(figsize=(7, 2.4), layout="constrained")
        axes = figure.subplots()
        bins = np.linspace(0, max_score, 11)
        axes.hist(scores, bins=list(bins), color=BAR, rwidth=0.92)
        axes.set_xlabel("score", color=INK)
        axes.set_ylabel("students", color=INK)
        axes.set_xticks(bins)
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
        axes.tick_params(colors=INK)
        axes.spines[["top", "right"]].set_visible(False)
        axes.spines[["left", "bottom"]].set_color(INK)
        buffer = io.StringIO()
        figure.savefig(buffer, format="svg", transparent=True, metadata={"Date": None, "Creator": None})
    svg = buffer.getvalue()
    return svg[svg.index("<svg") :]


def _exercises(result: Judged) -> tuple[ExerciseVerdict, ...]:
    return result.verdict.exercises if result.verdict is not None else ()
