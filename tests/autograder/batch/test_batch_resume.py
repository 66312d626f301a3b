"""Whoever is judged already is kept; what a killed batch left half-done is finished without judging again."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nbgrader.api import Gradebook

from autograder.batch import attempt as attempts
from autograder.batch import grade_class
from autograder.batch.writer import Writer
from autograder.judging.verdict import total
from autograder.records import Judged, evidence, gradebook

ASSIGNMENT = "a02_convolution"
EVERYBODY = ["anna", "ben", "carla", "damaged", "dora", "emil"]
Grade = Callable[..., dict[str, Judged]]


def everything(course: Path) -> dict[str, Any]:
    """All that a batch left: evidence, rows, graded notebooks."""
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        rows = {
            submission.student.id: sorted((grade.name, grade.auto_score) for grade in submission.notebooks[0].grades)
            for submission in book.assignment_submissions(ASSIGNMENT)
        }
    files = [path for step in ("evidence", "autograded") for path in (course / step).rglob("*") if path.is_file()]
    return {"rows": rows, "files": {str(path.relative_to(course)): path.read_bytes() for path in files}}


def test_a_second_batch_keeps_everybody_and_changes_nothing(course: Path, grade_with: Grade) -> None:
    first = grade_with("quick", course)
    before = everything(course)
    second = grade_with("quick", course)
    assert sorted(first) == sorted(second) == EVERYBODY
    assert not any(result.kept for result in first.values())
    assert all(result.kept for result in second.values())
    assert {name: result.verdict for name, result in second.items()} == {
        name: result.verdict for name, result in first.items()
    }
    assert second["damaged"].message == first["damaged"].message != ""
    assert everything(course) == before
    assert len(before["rows"]) == len(EVERYBODY)
    assert sum(name.endswith(".json") for name in before["files"]) == len(EVERYBODY)


def test_who_hands_in_something_else_is_judged_again_and_only_they(course: Path, grade_with: Grade) -> None:
    grade_with("quick", course)
    path = course / "submitted" / "ben" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    path.write_bytes(path.read_bytes().replace(b"import numpy as np  # 1", b"import numpy as np  # 1, again", 1))
    again = grade_with("quick", course)
    assert [name for name, result in again.items() if not result.kept] == ["ben"]
    assert len(list((course / "evidence" / ASSIGNMENT / "ben").glob("*.json"))) == 2


def test_again_judges_everybody(course: Path, grade_with: Grade) -> None:
    grade_with("quick", course)
    assert not any(result.kept for result in grade_with("quick", course, again=True).values())


def test_another_seed_is_another_judgement(course: Path, grade_with: Grade) -> None:
    grade_with("quick", course, seed=1)
    assert all(result.kept for result in grade_with("quick", course, seed=1).values())
    assert not any(result.kept for result in grade_with("quick", course, seed=2).values())


def test_a_whole_batch_draws_from_one_secret_seed_and_the_next_from_another(course: Path, grade_with: Grade) -> None:
    grade_with("quick", course)
    one = seeds(course)
    grade_with("quick", course, again=True)
    two = seeds(course) - one
    assert len(one) == len(two) == 1
    assert max(one | two) > 2**32


def seeds(course: Path) -> set[int]:
    return {json.loads(path.read_text())["seed"] for path in (course / "evidence").rglob("*.json")}


STEPS = {
    "before the evidence": ("write", "autograder.batch.writer.write_atomic"),
    "before the row": ("record", "autograder.records.gradebook.Scores.record"),
    "before the graded notebook": ("_put", "autograder.batch.writer.Writer._put"),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_batch_that_dies_between_two_steps_is_finished_by_the_next(
    step: str, course: Path, grade_with: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each kind of half-done work, made with an exception in the place of SIGKILL."""

    class Death(BaseException):
        pass

    def die(*arguments: object) -> None:
        raise Death

    with monkeypatch.context() as patch:
        patch.setattr(STEPS[step][1], die)
        with pytest.raises(Death):
            grade_with("quick", course)
    note = course / "evidence" / ASSIGNMENT / ".batch.json"
    interrupted = json.loads(note.read_text())
    assert note.stat().st_mode & 0o077 == 0
    judged_before = len(list((course / "evidence").rglob("2*.json")))
    assert judged_before == (0 if step == "before the evidence" else 1)
    results = grade_with("quick", course)
    assert sorted(results) == EVERYBODY
    assert sum(result.kept for result in results.values()) == judged_before
    left = everything(course)
    for name, result in results.items():
        assert result.verdict is not None
        assert total(score for _, score in left["rows"][name]) == result.verdict.score
        assert f"autograded/{name}/{ASSIGNMENT}/{ASSIGNMENT}.ipynb" in left["files"]
    assert len(left["files"]) == 2 * len(EVERYBODY)
    assert seeds(course) == {interrupted["seed"]}
    assert not note.exists()


def test_a_lost_gradebook_is_written_again_from_the_evidence(course: Path, grade_with: Grade) -> None:
    grade_with("quick", course)
    before = everything(course)
    (course / "gradebook.db").unlink()
    assert all(result.kept for result in grade_with("quick", course).values())
    assert everything(course) == before


def test_a_lost_graded_notebook_is_judged_again(course: Path, grade_with: Grade) -> None:
    grade_with("quick", course)
    shutil.rmtree(course / "autograded" / "carla")
    again = grade_with("quick", course)
    assert [name for name, result in again.items() if not result.kept] == ["carla"]
    assert (course / "autograded" / "carla" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb").exists()


def test_damaged_evidence_counts_as_none(course: Path, grade_with: Grade) -> None:
    grade_with("quick", course)
    (file,) = (course / "evidence" / ASSIGNMENT / "dora").glob("*.json")
    file.write_bytes(file.read_bytes()[:100])
    again = grade_with("quick", course)
    assert [name for name, result in again.items() if not result.kept] == ["dora"]


def test_an_interrupted_regrading_goes_on_and_compares_everybody(
    course: Path, grade_with: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    grade_with("quick", course)
    written: list[str] = []
    write = Writer.write

    def die_at_the_third(self: Writer, attempt: attempts.Attempt, answer: Any) -> Judged:
        if len(written) == 2:
            raise KeyboardInterrupt
        written.append(attempt.student)
        return write(self, attempt, answer)

    with monkeypatch.context() as patch:
        patch.setattr(Writer, "write", die_at_the_third)
        with pytest.raises(KeyboardInterrupt):
            grade_with("quick", course, again=True, compare=True)
    results = grade_with("quick", course, again=True, compare=True)
    assert sorted(name for name, result in results.items() if result.kept) == sorted(written)
    assert all(result.regraded is not None for result in results.values())
    files = list((course / "evidence").rglob("*.json"))
    assert len(files) == 2 * len(EVERYBODY)


def test_unjudged_students_get_their_turn_in_the_next_batch(course: Path, grade_with: Grade) -> None:
    (course / "submitted" / "ben").rename(course / "submitted" / "fred")
    first = grade_with("fickle", course)
    assert [name for name, result in first.items() if result.verdict is None] == ["fred"]
    second = grade_with("fickle", course)
    assert [name for name, result in second.items() if not result.kept] == ["fred"]
    assert second["fred"].verdict is not None
    assert sorted((course / "judged.log").read_text().split()) == [
        "anna",
        "carla",
        "damaged",
        "dora",
        "emil",
        "fred",
        "fred",
    ]


def test_the_time_of_receipt_is_the_files_not_the_students_note(course: Path, grade_with: Grade) -> None:
    path = course / "submitted" / "anna" / ASSIGNMENT / f"{ASSIGNMENT}.ipynb"
    (path.parent / "timestamp.txt").write_text("2001-01-01 00:00:00 UTC")
    grade_with("quick", course)
    found = evidence.newest(grade_class.Course.at(course).evidence(ASSIGNMENT) / "anna")
    assert found is not None
    assert found.received.timestamp() == pytest.approx(path.stat().st_mtime, abs=1e-3)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        assert book.find_submission(ASSIGNMENT, "anna").timestamp == found.received.replace(tzinfo=None)


def test_what_the_gradebook_does_not_take_costs_one_student_and_no_batch(
    course: Path, grade_with: Grade, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = gradebook.Scores.record

    def refuses_ben(self: gradebook.Scores, student: str, *arguments: Any) -> None:
        if student == "ben":
            raise ValueError("too long")
        record(self, student, *arguments)

    with monkeypatch.context() as patch:
        patch.setattr(gradebook.Scores, "record", refuses_ben)
        for _ in range(2):  # once to be judged, once to be finished
            results = grade_with("quick", course)
            assert [name for name, result in results.items() if result.verdict is None] == ["ben"]
            assert results["ben"].message == "The gradebook does not take this result (ValueError: too long)."
    assert grade_with("quick", course)["ben"].kept


def test_a_name_that_is_no_text_is_named_and_the_batch_goes_on(course: Path, grade_with: Grade) -> None:
    (course / "submitted" / "ben").rename(course / "submitted" / "ben\udcff")
    results = grade_with("quick", course)
    assert results["ben\\udcff"].verdict is None
    assert "rename it" in results["ben\\udcff"].message
    assert sum(result.verdict is not None for result in results.values()) == len(EVERYBODY) - 1
