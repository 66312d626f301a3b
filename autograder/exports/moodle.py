"""An old name in courses' ``nbgrader_config.py`` for something that has moved. Version 0.3 removes it."""

import warnings

from autograder.reports.exports.moodle import MoodleExport

__all__ = ["MoodleExport"]

MOVED = "autograder.reports.exports.moodle"
warnings.warn(f"{__name__} is now {MOVED}: change nbgrader_config.py.", FutureWarning, stacklevel=2)
