"""A regrading says whose score changed, from what to what, and why."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import nbformat
import pytest

from autograder.assignment import Version, load_assignment
from autograder.judging import AspectVerdict, ExerciseVerdict, Verdict
from autograder.records import Evidence, evidence, score_changes
from autograder.release import sample_course
from autograder.wording import as_message
from tests.support.courses import student_source
from tests.support.paths import ROOT

NAME = "a02_convolution"
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
VERSION = Version(digest="1", reference="r1", cases={"conv2d": "c1"})


def attempt(
    data: bytes = b"", version: Version = VERSION, message: str = "", **aspects: tuple[float, float]
) -> Evidence:
    """Evidence on one exercise, whose aspects earned a score of a maximum."""
    parts = tuple(AspectVerdict(name=n, says=as_message(n), score=s, max_score=m) for n, (s, m) in aspects.items())
    score, most = sum(part.score for part in parts), sum(part.max_score for part in parts)
    result = ExerciseVerdict(
        name="conv2d", score=score, max_score=most, status="partial", message=as_message(message), aspects=parts
    )
    verdict = Verdict(assignment=NAME, score=score, max_score=most, exercises=(result,))
    return evidence.collect("anna", data, NOW, 1, 0.1, verdict, None, version=version)


BEFORE = attempt(forward=(1, 1), stride=(1, 1))
CHANGES = {
    "nothing": (BEFORE, None),
    "points": (attempt(forward=(1, 1), stride=(2, 2)), "stride is worth 2 points, it was 1."),
    "points of what was not earned": (attempt(forward=(1, 1), stride=(1, 1), bias=(0, 1)), None),
    "a new aspect": (attempt(forward=(1, 1), stride=(1, 1), bias=(1, 1)), "bias is new, 1 of 1 point."),
    "an aspect less": (attempt(forward=(1, 1)), "stride is no longer asked for."),
    "cases": (
        attempt(
            b"", Version(digest="2", reference="r1", cases={"conv2d": "c2"}), "Wrong.", forward=(1, 1), stride=(0, 1)
        ),
        "stride: 1 → 0. Its hidden cases were changed. Wrong.",
    ),
    "reference": (
        attempt(b"", Version(digest="2", reference="r2", cases={"conv2d": "c1"}), forward=(1, 1), stride=(0, 1)),
        "stride: 1 → 0. The reference solutions were changed.",
    ),
    "another notebook": (
        attempt(b"new", forward=(0, 1), stride=(1, 1)),
        "forward: 1 → 0. Another notebook was handed in.",
    ),
    "luck": (
        attempt(forward=(1, 1), stride=(0, 1)),
        "stride: 1 → 0. Nothing of it was changed: other cases were drawn, or the grader itself is another.",
    ),
}


@pytest.mark.parametrize(("after", "why"), CHANGES.values(), ids=CHANGES.keys())
def test_every_change_has_its_reason(after: Evidence, why: str | None) -> None:
    found = score_changes.compare(BEFORE, after)
    assert found.before == 2.0
    assert [change.why for change in found.changes] == ([why] if why else [])
    for change in found.changes:
        assert (change.exercise, change.before, change.after) == ("conv2d", 2.0, after.verdict.score)


def test_exercises_that_came_or_went_are_named() -> None:
    other = BEFORE.verdict.exercises[0].model_copy(update={"name": "im2col"})
    after = BEFORE.model_copy(update={"verdict": BEFORE.verdict.model_copy(update={"exercises": (other,)})})
    assert [(change.exercise, change.why) for change in score_changes.compare(BEFORE, after).changes] == [
        ("im2col", "The exercise is new."),
        ("conv2d", "The exercise is gone."),
    ]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the project, to be changed."""
    copy = tmp_path / "project"
    for part in ("autograder", "book", "course", "notebooks", "solutions"):
        shutil.copytree(ROOT / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("_config.yml", "pyproject.toml"):
        shutil.copy(ROOT / name, copy)
    return copy


def in_checkout(checkout: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *map(str, arguments)],
        cwd=checkout,
        env={**os.environ, "PYTHONPATH": str(checkout)},
        capture_output=True,
        text=True,
        check=False,
    )


def edit(checkout: Path, exercise: str, old: str, new: str) -> None:
    path = checkout / "solutions" / NAME / f"{exercise}.py"
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{path} has {old!r} {text.count(old)} times"
    path.write_text(text.replace(old, new), encoding="utf-8")


@pytest.mark.sandbox
def test_changed_points_and_cases_show_in_table_and_json(checkout: Path, tmp_path: Path, empty_gradebook: Path) -> None:
    course = tmp_path / "course"
    for student in ("perfect", "stride_ignored"):
        path = course / "submitted" / student / NAME / f"{NAME}.ipynb"
        path.parent.mkdir(parents=True)
        text = student_source(load_assignment(NAME), student)
        nbformat.write(sample_course.fill(load_assignment(NAME), text), path)
    shutil.copyfile(empty_gradebook, course / "gradebook.db")
    command = ("-m", "autograder", "grade", NAME, "--course", course)
    first = in_checkout(checkout, *command, "--json")
    assert first.returncode == 0, first.stderr
    assert scores(first) == {"perfect": 20.0, "stride_ignored": 18.05}
    edit(checkout, "toeplitz", '"even": (0.25,', '"even": (1.25,')
    second = in_checkout(checkout, *command, "--regrade", "--json")
    assert second.returncode == 0, second.stderr
    found = json.loads(second.stdout)
    assert scores(second) == {"perfect": 21.0, "stride_ignored": 19.05}
    assert [(change["student"], change["before"], change["after"]) for change in found["changes"]] == [
        ("perfect", 20.0, 21.0),
        ("stride_ignored", 18.05, 19.05),
    ]
    (exercise,) = found["changes"][0]["exercises"]
    assert (exercise["name"], exercise["before"], exercise["after"]) == ("toeplitz", 3.0, 4.0)
    assert exercise["why"] == (  # a tenth of the points, for side effects, is taken from whatever is largest
        "narrow is worth 0.75 points, it was 0.65. equal is worth 0.75 points, it was 0.65. wide is worth 0.75 points, "
        "it was 0.65. even is worth 0.85 points, it was 0.25. arguments is worth 0.4 points, it was 0.3."
    )
    third = in_checkout(checkout, *command, "--regrade")
    assert "No score changed: 2 students were compared with the attempt before." in third.stdout


def scores(done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    return {entry["student"]: entry["score"] for entry in json.loads(done.stdout)["submissions"]}
