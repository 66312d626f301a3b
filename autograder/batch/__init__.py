"""Grading a class: attempts judged by many workers, written by one writer, resumed after anything."""

__all__ = ["fork_server", "grade_class"]  # modules, imported when asked for: grading imports much, and slowly
