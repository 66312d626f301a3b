"""The class report's numbers, and what becomes of it when a batch stops."""

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from autograder.assignment import load_assignment
from autograder.cli.tables import show_class
from autograder.judging import SYMPTOMS, AspectVerdict, ExerciseVerdict, Verdict
from autograder.records import Change, Course, Evidence, Judged, Regraded, evidence
from autograder.reports import class_results, class_summary, counts
from autograder.reports.class_report import FIRST, NAMED, render, write_report
from autograder.reports.score_moves import moves
from autograder.wording import as_message
from tests.support import synthetic_class

ASSIGNMENT = load_assignment("a02_convolution")
EXERCISE = ASSIGNMENT.exercises[0]


def judged(student: str, score: float = 0, aspects: tuple[float, ...] = (), **found: Any) -> Judged:
    """A student whose first exercise failed with what was ``found``."""
    exercises = [
        ExerciseVerdict(
            name=one.name,
            score=score if one is EXERCISE else 0,
            max_score=one.max_score,
            status="failed",
            message=as_message("Wrong."),
            **(found if one is EXERCISE else {}),
            aspects=tuple(
                AspectVerdict(name=aspect.name, says=as_message(aspect.says), score=points, max_score=aspect.points)
                for aspect, points in zip(one.aspects, aspects, strict=False)
                if one is EXERCISE
            ),
        )
        for one in ASSIGNMENT.exercises
    ]
    verdict = Verdict(
        assignment=ASSIGNMENT.name, score=score, max_score=ASSIGNMENT.max_score, exercises=tuple(exercises)
    )
    return Judged(student, verdict, "")


def results(*class_: Judged) -> class_results.ClassResults:
    return class_results.of(ASSIGNMENT, class_)


def record(course: Course, number: int, result: Judged, data: bytes) -> Evidence:
    """Evidence on a notebook with these bytes, judged at the ``number``-th hour."""
    assert result.verdict is not None
    moment = synthetic_class.BEGIN.replace(hour=number)
    found = evidence.collect(result.student, data, moment, 1, 0.5, result.verdict, None, judged=moment)
    evidence.save(found, course.root / "evidence")
    (course.submitted / result.student / ASSIGNMENT.name).mkdir(parents=True, exist_ok=True)
    return found


def test_each_score_counts_in_its_tenth_and_full_marks_in_the_last() -> None:
    bars = counts.histogram([0, 1.9, 2, 20, 18, 19.5], 20)
    assert [bar.count for bar in bars] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert [(bar.low, bar.high) for bar in bars][::9] == [(0, 2), (18, 20)]
    assert [bar.height for bar in bars][::9] == [2 / 3, 1]


def test_without_scores_there_are_ten_empty_bars() -> None:
    assert [(bar.count, bar.height) for bar in counts.histogram([], 20)] == [(0, 0)] * 10
    assert counts.scores([], 20) == counts.Scores(0, 0, 0, 0)


def test_a_second_mistake_counts_beside_the_first() -> None:
    one, other = (item.name for item in EXERCISE.misconceptions[:2])
    found = counts.mistakes(results(judged("ada", misconception=one, also=other), judged("bob", misconception=other)))
    assert [(count.mistake.name, count.students, count.share) for count in found] == [
        (other, ("ada", "bob"), 1.0),
        (one, ("ada",), 0.5),
    ]


def test_symptoms_are_counted_in_words_the_commonest_first() -> None:
    class_ = [judged("ada", symptom="negated"), judged("bob", symptom="turned_round"), judged("eve", symptom="negated")]
    found = counts.mistakes(results(*class_, judged("old", symptom="no_longer_known"), judged("none")))
    assert [(count.title, count.students) for count in found] == [
        (SYMPTOMS["negated"], ("ada", "eve")),
        ("no longer known", ("old",)),
        (SYMPTOMS["turned_round"], ("bob",)),
    ]
    page = render(results(*class_))
    assert page.count(f"<h3>{SYMPTOMS['negated']} ") == 1
    assert "ada, eve" in page
    assert "mistake has no name" not in render(results(judged("none")))


def test_aspects_are_counted_by_the_mean_share_of_their_points() -> None:
    whole = tuple(aspect.points for aspect in EXERCISE.aspects)
    class_ = results(
        judged("ada", sum(whole), whole), judged("bob", whole[0], (whole[0], *[0] * (len(whole) - 1))), judged("old")
    )
    found = counts.exercises(class_)[0]
    assert [round(aspect.mean, 9) for aspect in found.aspects] == [1.0] + [0.5] * (len(whole) - 1)
    assert counts.exercises(results(judged("old")))[0].aspects == ()  # an older version's evidence had none
    assert EXERCISE.aspects[1].says in render(class_)


def test_a_mistake_of_an_earlier_attempt_is_mended_and_a_regrading_is_no_attempt(tmp_path: Path) -> None:
    course = Course.at(tmp_path)
    one, other = (item.name for item in EXERCISE.misconceptions[:2])
    record(course, 1, judged("ada", 0, misconception=one), b"first")
    record(course, 2, judged("ada", 1, misconception=other), b"second")
    record(course, 3, judged("ada", 1.5, misconception=other), b"second")  # judged again
    record(course, 4, judged("bob", misconception=other), b"bob's")
    (course.submitted / "cho" / ASSIGNMENT.name).mkdir(parents=True)
    found = class_results.from_evidence(ASSIGNMENT, course)
    ada = found.rows[0]
    assert [attempt.score for attempt in ada.earlier] == [0]
    assert ada.score == 1.5
    assert found.unjudged == (("cho", "Not judged yet."),)
    assert [(count.mistake.name, count.students, count.mended) for count in counts.mistakes(found)] == [
        (other, ("ada", "bob"), ()),
        (one, (), ("ada",)),
    ]


def test_a_stopped_batch_leaves_the_last_whole_report_and_says_what_it_has(tmp_path: Path) -> None:
    path = tmp_path / "reports" / "a02.html"
    whole = [judged("ada", 2), judged("bob", 1)]
    assert write_report(results(*whole), path) == path
    before = path.read_bytes()
    reason = "The disk is full: make room."
    stopped = results(whole[0], Judged("bob", None, reason))
    aside = write_report(stopped, path, stopped=reason)
    assert path.read_bytes() == before
    assert aside != path
    text = aside.read_text(encoding="utf-8")
    assert reason in text
    assert "counted here: 1 of 2" in text
    write_report(results(*whole), path)
    assert [file.name for file in path.parent.iterdir()] == ["a02.html"]


def test_the_page_names_some_students_and_folds_the_rare_mistakes_away() -> None:
    names = [item.name for item in EXERCISE.misconceptions]
    class_ = [judged(f"student-{number:02d}", misconception=names[0]) for number in range(NAMED + 3)]
    page = render(results(*class_))
    assert f"student-{NAMED - 1:02d} and 3 more" in page
    assert "rarer ones" not in page
    many = [judged(f"{number}", symptom=name) for number, name in enumerate(sorted(SYMPTOMS)[: FIRST + 2])]
    assert "2 rarer ones" in render(results(*many))


def test_a_student_cannot_write_on_the_page() -> None:
    hostile = "</script><script>alert(1)</script><!--"
    page = render(results(judged(hostile), Judged(f"{hostile}2", None, "<img src=x onerror=alert(1)>")))
    assert page.count("<script") == 2
    assert "<img" not in page
    data = json.loads(re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.S)[0])
    assert data["students"][0][0] == hostile


def test_the_summary_has_about_ten_lines() -> None:
    one, other = (item.name for item in EXERCISE.misconceptions[:2])
    class_ = [judged("ada", 20), judged("bob", 10, misconception=one), judged("cho", 0, misconception=one, also=other)]
    lines = list(class_summary.lines(results(*class_, Judged("dan", None, "The disk is full."))))
    assert lines[:3] == [
        "a02_convolution: 4 submissions, 3 judged, 1 not judged",
        "  mean 10.0, median 10.0 of 20 points",
        "  full marks 1 (33%), no points 1 (33%)",
    ]
    assert f"    {one.replace('_', ' ')} ({EXERCISE.name}): 2 (67%)" in lines
    assert len(lines) <= 10
    assert list(class_summary.lines(results(Judged("dan", None, "x")))) == [
        "a02_convolution: 1 submission, 0 judged, 1 not judged"
    ]


def test_those_who_moved_alike_are_one_group() -> None:
    def regraded(student: str, *changes: Change) -> Judged:
        return Judged(student, judged(student).verdict, "", regraded=Regraded(3, changes))

    alike = [regraded(name, Change("conv2d", 2.5, 3, "Its cases were changed.")) for name in ("ada", "bob")]
    other = regraded("cho", Change("conv2d", 2.5, 3, "Another notebook."), Change("im2col", 1, 0, "Its cases."))
    found = moves([*alike, other, regraded("dan"), judged("new")])
    assert found.compared == 4
    assert [(move.exercise, move.before, move.after, move.students) for move in found.moves] == [
        ("conv2d", 2.5, 3, ("ada", "bob", "cho")),
        ("im2col", 1, 0, ("cho",)),
    ]
    assert found.moves[0].reasons == ("Its cases were changed.", "Another notebook.")


def test_whoever_grades_is_shown_whose_code_mentions_a_way_to_what_is_switched_off(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """In the report with the names, in the terminal as a sign; a student's own words stay text."""
    one, other = judged("ada"), judged("bob")
    assert one.verdict is not None
    mentions = one.verdict.model_copy(update={"ways_around": ("importlib", "torch.ops", "<b>")})
    class_ = [replace(one, verdict=mentions), other]
    page = render(results(*class_))
    assert "<strong>ada</strong>: <code>importlib, torch.ops, &lt;b&gt;</code>" in page
    assert 'id="ways-around"' not in render(results(other))
    show_class(ASSIGNMENT, class_)
    shown = capsys.readouterr().out
    assert "ada†" in shown
    assert "bob†" not in shown
    assert "the class report has them" in " ".join(shown.split())
    assert "ways_around" not in mentions.public()
