"""The class report's numbers."""

from dataclasses import replace
from typing import Any

import pytest

from autograder.assignment import load_assignment
from autograder.cli.tables import show_class
from autograder.judging import SYMPTOMS, ExerciseVerdict, Verdict
from autograder.records import Judged
from autograder.reports.class_report import histogram, misconceptions, render, symptoms

ASSIGNMENT = load_assignment("a02_convolution")


def judged(student: str, **found: Any) -> Judged:
    """A student whose first exercise failed with what was ``found``."""
    exercises = [
        ExerciseVerdict(
            name=one.name,
            score=0,
            max_score=one.max_score,
            status="failed",
            message="Wrong.",
            **(found if one is ASSIGNMENT.exercises[0] else {}),
        )
        for one in ASSIGNMENT.exercises
    ]
    verdict = Verdict(assignment=ASSIGNMENT.name, score=0, max_score=ASSIGNMENT.max_score, exercises=tuple(exercises))
    return Judged(student, verdict, "")


def test_each_score_counts_in_its_tenth_and_full_marks_in_the_last() -> None:
    bars = histogram([0, 1.9, 2, 20, 18, 19.5], 20)
    assert [bar.count for bar in bars] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert [(bar.low, bar.high) for bar in bars][::9] == [(0, 2), (18, 20)]
    assert [bar.height for bar in bars][::9] == [2 / 3, 1]


def test_without_scores_there_are_ten_empty_bars() -> None:
    assert [(bar.count, bar.height) for bar in histogram([], 20)] == [(0, 0)] * 10


def test_a_second_mistake_counts_beside_the_first() -> None:
    one, other = (item.name for item in ASSIGNMENT.exercises[0].misconceptions[:2])
    found = misconceptions(
        ASSIGNMENT, [judged("ada", misconception=one, also=other), judged("bob", misconception=other)]
    )
    assert [(count.name, count.students) for count in found] == [(other, ("ada", "bob")), (one, ("ada",))]


def test_symptoms_are_counted_in_words_the_commonest_first() -> None:
    class_ = [judged("ada", symptom="negated"), judged("bob", symptom="turned_round"), judged("eve", symptom="negated")]
    found = symptoms([*class_, judged("old", symptom="no_longer_known"), judged("none")])
    assert [(count.says, count.students) for count in found] == [
        (SYMPTOMS["negated"], ("ada", "eve")),
        ("no longer known", ("old",)),
        (SYMPTOMS["turned_round"], ("bob",)),
    ]
    page = render(ASSIGNMENT, class_)
    assert page.count(f"<strong>{SYMPTOMS['negated']}</strong>") == 1
    assert "ada, eve" in page
    assert "mistake has no name" not in render(ASSIGNMENT, [judged("none")])


def test_whoever_grades_is_shown_whose_code_mentions_a_way_to_what_is_switched_off(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In the report with the names, in the terminal as a sign; a student's own words stay text."""
    one, other = judged("ada"), judged("bob")
    assert one.verdict is not None
    mentions = one.verdict.model_copy(update={"ways_around": ("importlib", "torch.ops", "<b>")})
    class_ = [replace(one, verdict=mentions), other]
    page = render(ASSIGNMENT, class_)
    assert "<strong>ada</strong>: <code>importlib, torch.ops, &lt;b&gt;</code>" in page
    assert 'id="ways-around"' not in render(ASSIGNMENT, [other])
    show_class(ASSIGNMENT, class_)
    shown = capsys.readouterr().out
    assert "ada†" in shown
    assert "bob†" not in shown
    assert "the class report has them" in " ".join(shown.split())
    assert "ways_around" not in mentions.public()
