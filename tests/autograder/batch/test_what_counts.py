"""One truth about a score: every place says what counts, and it is counted anew whenever the class is graded."""

import importlib
import json
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from nbgrader.api import Gradebook
from nbgrader.converters import GenerateFeedback
from traitlets.config import Config

from autograder.assignment import load_assignment
from autograder.cli import penalties, tables
from autograder.cli.main import main
from autograder.nbgrader_plugins.feedback_page import FeedbackPage
from autograder.records import Course, Judged, receipts
from autograder.reports import class_json, class_report, class_results
from tests.autograder.conftest import hand_in

ASSIGNMENT = "a02_convolution"
LOADED = load_assignment(ASSIGNMENT)
ZERO = 'c = get_config()\nc.LateSubmissionPlugin.penalty_method = "zero"\n'
LATE = timedelta(days=2, hours=12)  # in the middle of a day: the file's time is rounded to whole seconds
HALF = """
from nbgrader.plugins import LateSubmissionPlugin
Half = type("Half", (LateSubmissionPlugin,), dict(late_submission_penalty=lambda self, student, score, late: score / 2))
c = get_config()
c.AssignLatePenalties.plugin_class = Half
"""
Grade = Callable[..., dict[str, Judged]]

pytestmark = pytest.mark.filterwarnings("ignore:Object of type <Submitted:sqlalchemy.exc.SAWarning")


def gradebook(course: Path) -> Gradebook:
    return Gradebook(Course.at(course).db_url)


def move_due_date(course: Path, due: datetime | None) -> None:
    with gradebook(course) as book:
        book.update_or_create_assignment(ASSIGNMENT, duedate=due)


def counted(course: Path) -> dict[str, float]:
    """What counts by the gradebook, as nbgrader adds it up, but for the traces of binary tenths."""
    with gradebook(course) as book:
        return {
            row.student.id: round(row.score - row.late_submission_penalty, 6)
            for row in book.assignment_submissions(ASSIGNMENT)
        }


def shown(printed: Callable[[], None]) -> str:
    with tables.output.capture() as captured:
        printed()
    return captured.get()


def headline(course: Path, student: str) -> str:
    """The first lines of the student's feedback, made as ``nbgrader generate_feedback`` makes it."""
    directories = Course.at(course).directories
    directories.student_id, directories.assignment_id = student, ASSIGNMENT
    config = Config({"GenerateFeedback": {"exporter_class": FeedbackPage, "force": True}})
    GenerateFeedback(coursedir=directories, config=config).start()
    html = Course.at(course).folder("feedback", student, ASSIGNMENT).joinpath(f"{ASSIGNMENT}.html").read_text()
    found = re.search(r"<h2>([^<]*) points</h2>\s*(?:<p class=\"about\">(late: [^<]*)</p>)?", html)
    assert found is not None
    return " ".join(filter(None, found.groups()))


def exported(course: Path, student: str) -> float:
    done = CliRunner().invoke(main, ["export", "canvas", ASSIGNMENT, "--course", str(course)])
    assert done.exit_code == 0, done.output
    (row,) = [line for line in (course / "grades-canvas.csv").read_text().splitlines() if f",{student}," in line]
    return float(row.rpartition(",")[2])


def written_data(page: str) -> dict[str, Any]:
    """The data that the class report's page holds."""
    found: dict[str, Any] = json.loads(re.findall(r'id="data">(.*?)</script>', page, re.DOTALL)[0])
    return found


def test_a_moved_due_date_counts_at_the_next_grading_and_everywhere(course: Path, grade_with: Grade) -> None:
    (course / "nbgrader_config.py").write_text(ZERO)
    first = grade_with("quick", course)
    full = {name: result.score for name, result in first.items()}
    with gradebook(course) as book:
        book.find_grade("check_conv2d", ASSIGNMENT, ASSIGNMENT, "ben").manual_score = 2.5
        book.db.commit()
    move_due_date(course, datetime.now(UTC).replace(tzinfo=None) - LATE)
    second = grade_with("quick", course)
    assert all(result.kept for result in second.values())
    assert set(counted(course).values()) == {0.0}
    anna = second["anna"]
    assert (anna.score, anna.standing and anna.standing.penalty) == (0.0, full["anna"])
    late = f"late: −{full['anna']:g}"
    assert anna.late == late
    table = shown(lambda: tables.show_class(LOADED, list(second.values())))
    assert re.search(rf"anna° .* 0 +late:.*\n? *−{full['anna']:g}", table), table
    assert re.search(rf"anna +0 → −{full['anna']:g} +Late by 2 days", shown(lambda: penalties.show([anna])))
    page = class_report.render(class_results.of(LOADED, second.values()))
    assert f'"{late}"' in page
    assert {row[0]: row[1] for row in written_data(page)["students"]}["anna"] == 0
    written = json.loads(class_json.dumps(LOADED, [anna]))
    assert (written["submissions"][0]["score"], written["submissions"][0]["late_penalty"]) == (0, full["anna"])
    assert written["changes"][0]["late_penalty"] == {"before": 0, "after": full["anna"]}
    assert headline(course, "anna") == f"0 of 20 {late}"
    assert exported(course, "anna") == 0
    # and back again: everybody in time, ben with the score that was given by hand
    move_due_date(course, None)
    third = grade_with("quick", course)
    assert counted(course) == {name: result.score for name, result in third.items()}
    assert third["anna"].score == full["anna"]
    ben = third["ben"]
    assert ben.verdict is not None
    automatic = {result.name: result.score for result in ben.verdict.exercises}
    assert ben.score == pytest.approx(ben.verdict.score - automatic["conv2d"] + 2.5)
    assert headline(course, "ben") == f"{ben.score:g} of 20"
    assert exported(course, "ben") == ben.score
    assert "2.5*" in shown(lambda: tables.show_class(LOADED, [ben]))
    written = json.loads(class_json.dumps(LOADED, [ben]))["submissions"][0]
    assert (written["score"], written["manual_scores"]) == (ben.score, {"conv2d": 2.5})


def test_an_extension_and_another_rule_count_at_the_next_grading(course: Path, grade_with: Grade) -> None:
    (course / "nbgrader_config.py").write_text(ZERO)
    move_due_date(course, datetime.now(UTC).replace(tzinfo=None) - LATE)
    first = grade_with("quick", course)
    with gradebook(course) as book:
        book.grant_extension(ASSIGNMENT, "anna", days=4)
    (course / "nbgrader_config.py").write_text(HALF)
    second = grade_with("quick", course)
    assert {result.kept for result in second.values()} == {True}
    assert not any(result.score for result in first.values())
    for name, result in second.items():
        assert result.verdict is not None
        assert result.score == pytest.approx(result.verdict.score / (1 if name == "anna" else 2))
    assert counted(course) == {name: result.score for name, result in second.items()}
    assert not any(result.penalty_moved for result in grade_with("quick", course).values())


def test_a_regrading_says_whose_penalty_changed(course: Path, grade_with: Grade) -> None:
    (course / "nbgrader_config.py").write_text(HALF)
    grade_with("quick", course)
    move_due_date(course, datetime.now(UTC).replace(tzinfo=None) - LATE)
    again = grade_with("quick", course, again=True, compare=True)
    assert all(result.penalty_moved for result in again.values() if result.verdict and result.verdict.score)
    assert counted(course) == {name: result.score for name, result in again.items()}


def test_who_is_on_the_roster_and_did_not_hand_in_appears_everywhere(course: Path, grade_with: Grade) -> None:
    with gradebook(course) as book:
        book.add_student("zoe")
        book.add_student("yan")
        book.update_or_create_assignment(ASSIGNMENT, duedate=datetime(2030, 1, 1))
        book.add_submission(ASSIGNMENT, "yan")  # as nbgrader notes an extension
    results = grade_with("quick", course)
    absent = [name for name, result in results.items() if result.absent]
    assert absent == ["yan", "zoe"]
    assert "not handed in: yan, zoe" in shown(lambda: tables.show_class(LOADED, list(results.values())))
    page = class_report.render(class_results.of(LOADED, results.values()))
    assert "yan, zoe" in page
    entries = {e["student"]: e for e in json.loads(class_json.dumps(LOADED, list(results.values())))["submissions"]}
    assert (entries["zoe"]["status"], entries["zoe"]["score"]) == ("not handed in", None)
    done = CliRunner().invoke(main, ["export", "canvas", ASSIGNMENT, "--course", str(course)])
    assert done.exit_code == 0, done.output
    rows = (course / "grades-canvas.csv").read_text().splitlines()
    assert {row.rpartition(",")[2] for row in rows if ",zoe," in row or ",yan," in row} == {""}
    hand_in(course, "yan", (course / "submitted" / "ben" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").read_bytes())
    assert not grade_with("quick", course)["yan"].absent
    assert counted(course)["yan"] == counted(course)["ben"]


def test_a_restored_backup_makes_nobody_late(course: Path, grade_with: Grade) -> None:
    first = grade_with("quick", course)
    times: dict[str, Any] = {}
    with gradebook(course) as book:
        times = {row.student.id: row.timestamp for row in book.assignment_submissions(ASSIGNMENT)}
    for path in (course / "submitted").rglob("*.ipynb"):
        path.write_bytes(path.read_bytes())
    (course / "submitted" / "ben" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").touch()
    for again in (False, True):
        grade_with("quick", course, again=again)
        with gradebook(course) as book:
            assert {row.student.id: row.timestamp for row in book.assignment_submissions(ASSIGNMENT)} == times
    assert sorted(first) == sorted(times)


def test_an_uncertain_time_is_named_where_a_due_date_hangs_on_it(
    course: Path, grade_with: Grade, capsys: pytest.CaptureFixture[str]
) -> None:
    (course / "nbgrader_config.py").write_text(ZERO)
    for student in ("anna", "ben"):
        path = course / "submitted" / student / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
        doubt = f"{student} may have come earlier."
        receipt = receipts.of_files([path], datetime(2026, 3, 1, tzinfo=UTC), "somebody", doubt)
        receipts.keep(course, ASSIGNMENT, student, receipt)
    results = list(grade_with("quick", course).values())
    name_doubtful = importlib.import_module("autograder.cli.grade")._name_doubtful
    name_doubtful(Course.at(course), ASSIGNMENT, results)
    assert capsys.readouterr().err == ""
    move_due_date(course, datetime(2026, 2, 1))
    results = list(grade_with("quick", course).values())
    name_doubtful(Course.at(course), ASSIGNMENT, results)
    first, second = capsys.readouterr().err.splitlines()
    assert re.fullmatch(r"anna \(late: −[\d.]+\): anna may have come earlier\.", first)
    assert second.endswith(": ben may have come earlier.")
