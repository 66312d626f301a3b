"""The class report's numbers."""

from autograder.reports.class_report import histogram


def test_each_score_counts_in_its_tenth_and_full_marks_in_the_last() -> None:
    bars = histogram([0, 1.9, 2, 20, 18, 19.5], 20)
    assert [bar.count for bar in bars] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 3]
    assert [(bar.low, bar.high) for bar in bars][::9] == [(0, 2), (18, 20)]
    assert [bar.height for bar in bars][::9] == [2 / 3, 1]


def test_without_scores_there_are_ten_empty_bars() -> None:
    assert [(bar.count, bar.height) for bar in histogram([], 20)] == [(0, 0)] * 10
