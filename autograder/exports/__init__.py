"""Scores of the gradebook as the files that Canvas, Moodle and Gradescope read, one format a module.

Each format is an exporter plug-in of nbgrader: ``nbgrader export --exporter autograder.exports.canvas.CanvasExport``
writes what ``python -m autograder export canvas`` writes.
"""
