"""The output of ``grade``: a summary for a large class, a table for a small one, and what a stopped batch says."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from autograder.assignment import load_assignment
from autograder.batch import fork_server, grade_class
from autograder.cli.main import main
from autograder.errors import Stopped
from autograder.records import Change, Judged, Regraded
from tests.support import synthetic_class

ASSIGNMENT = load_assignment("a02_convolution")
FULL = "The disk is full: make room."


@pytest.fixture
def grade(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command on a class of ``count`` whose judging is foreseen, ``stops`` after so many."""
    monkeypatch.setattr(fork_server, "begin", lambda *_: None)

    def command(count: int, *options: str, stops: int | None = None) -> Result:
        course = tmp_path / f"course_{count}"
        if not course.exists():
            synthetic_class.write(course, ASSIGNMENT, count)

        def judged(*_: object) -> Iterator[Judged]:
            for number in range(count):
                if number == stops:
                    raise Stopped(FULL)
                student = synthetic_class.name_of(number)
                verdict = synthetic_class.attempts(ASSIGNMENT, student, number)[-1].verdict
                regraded = Regraded(3, (Change("conv2d", 2.5, 3, "Its hidden cases were changed."),))
                yield Judged(student, verdict, "", regraded=regraded)

        monkeypatch.setattr(grade_class, "grade", judged)
        return CliRunner().invoke(main, ["grade", ASSIGNMENT.name, "--course", str(course), *options])

    return command


def test_a_large_class_ends_with_ten_lines_and_a_small_one_with_its_table_as_well(grade: Any) -> None:
    done = grade(40)
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert lines[0] == "a02_convolution: 40 submissions, 40 judged"
    assert 8 <= len(lines) <= 12
    assert lines[-2].endswith("course_40/reports/a02_convolution.html")
    assert lines[-1].endswith("course_40/reports/index.html")
    assert grade(40, "--table").stdout.endswith(done.stdout)
    assert synthetic_class.name_of(39) in grade(40, "--table").stdout
    assert synthetic_class.name_of(38) in grade(39).stdout


def test_json_is_nothing_but_json(grade: Any) -> None:
    assert len(json.loads(grade(40, "--json").stdout)["submissions"]) == 40


def test_a_stopped_batch_says_what_it_has_and_where_the_whole_report_is(grade: Any) -> None:
    grade(40)
    stopped = grade(40, stops=15)
    assert stopped.exit_code == 1
    assert "a02_convolution: 40 submissions, 15 judged, 25 not judged" in stopped.stdout
    assert "a02_convolution.stopped.html" in stopped.stdout
    assert "The last whole one is untouched: " in stopped.stdout
    assert f"stayed unjudged: {FULL}" in stopped.stderr
    assert "untouched" not in grade(41, stops=15).stdout


def test_a_regrading_groups_those_who_moved_alike(grade: Any) -> None:
    done = grade(40, "--regrade")
    words = " ".join(done.stdout.split())
    assert "40 students:" in words
    assert "2.5 → 3" in words
    assert words.count("Its hidden cases") == 1


def test_report_writes_the_pages_anew_without_grading(grade: Any, tmp_path: Path) -> None:
    grade(40)
    for page in (tmp_path / "course_40" / "reports").iterdir():
        page.unlink()
    done = CliRunner().invoke(main, ["report", "--course", str(tmp_path / "course_40")])
    assert done.exit_code == 0, done.output
    assert {path.name for path in (tmp_path / "course_40" / "reports").iterdir()} == {
        "a02_convolution.html",
        "index.html",
    }
    nothing = CliRunner().invoke(main, ["report", "--course", str(tmp_path)])
    assert nothing.exit_code == 2
    assert "Nothing has been graded" in nothing.stderr
