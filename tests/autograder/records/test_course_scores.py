"""The scores of a whole course as they count: what nbgrader's own sums say, in two statements."""

from pathlib import Path

from nbgrader.api import Gradebook

from autograder.assignment import load_assignment
from autograder.judging import Verdict
from autograder.records import course_scores, gradebook
from autograder.release import build
from tests.support import synthetic_class

NAMES = ("a02_convolution", "a03_pooling")


def test_manual_scores_and_extra_credit_are_in_and_penalties_off(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'gradebook.db'}"
    assert course_scores.of_course(url).points == {}
    assert not (tmp_path / "gradebook.db").exists()
    automatic: dict[tuple[str, str], Verdict] = {}
    for name in NAMES:
        assignment = load_assignment(name)
        with gradebook.opened(url, name, build(assignment)) as scores:
            for number, student in enumerate(("ada", "bob")):
                found = synthetic_class.attempts(assignment, student, number)[-1]
                scores.record(student, found.received, found.verdict)
                automatic[student, name] = found.verdict
    exercise = automatic["ada", NAMES[0]].exercises[0]
    with Gradebook(url) as opened:
        grade = opened.find_grade(f"check_{exercise.name}", NAMES[0], NAMES[0], "ada")
        grade.manual_score, grade.extra_credit = 0.25, 0.5
        opened.find_submission_notebook(NAMES[0], NAMES[0], "bob").late_submission_penalty = 1000
        opened.find_submission_notebook(NAMES[1], NAMES[1], "bob").late_submission_penalty = 1.5
        opened.db.commit()
        theirs = {
            (row.student.id, name): max(0.0, round(row.score - row.late_submission_penalty, 2))
            for name in NAMES
            for row in opened.assignment_submissions(name)
        }
    found_scores = course_scores.of_course(url)
    assert found_scores.points == theirs
    assert theirs["bob", NAMES[0]] == 0
    assert theirs["ada", NAMES[0]] == round(automatic["ada", NAMES[0]].score - exercise.score + 0.75, 2)
    assert found_scores.assignments == {name: load_assignment(name).max_score for name in NAMES}
