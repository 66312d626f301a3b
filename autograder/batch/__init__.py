"""Grading a class: attempts judged by many workers, written by one writer, resumed after anything."""

__all__ = [
    "dask_cluster",
    "fork_server",
    "grade_class",
    "journal",
]  # imported when asked for: they import much, and slowly
