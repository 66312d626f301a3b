"""Everything that teachers read about a class: report, JSON, answers that are alike, files for the institution."""

__all__ = [  # each is imported when it is asked for
    "class_json",
    "class_report",
    "class_results",
    "class_summary",
    "course_overview",
    "exports",
    "score_moves",
    "similarity",
]
