"""Scores of the gradebook as the files that Canvas, Moodle and Gradescope read, one format a module.

Each format is an exporter plug-in of nbgrader: what ``python -m autograder export canvas`` writes,
``nbgrader export --exporter autograder.reports.exports.canvas.CanvasExport`` writes, too.
"""

__all__ = [
    "canvas",
    "gradescope",
    "moodle",
    "reading",
    "roster",
]  # modules, imported when asked for: nbgrader is slow to import
