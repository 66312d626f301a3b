"""An old name in courses' ``nbgrader_config.py`` for something that has moved. Version 0.3 removes it."""

import warnings

from autograder.reports.exports.canvas import CanvasExport

__all__ = ["CanvasExport"]

MOVED = "autograder.reports.exports.canvas"
warnings.warn(f"{__name__} is now {MOVED}: change nbgrader_config.py.", FutureWarning, stacklevel=2)
