"""Everything that teachers read about a class: report, JSON, answers that are alike, files for the institution."""

__all__ = ["class_json", "class_report", "exports", "similarity"]  # each is imported when it is asked for
