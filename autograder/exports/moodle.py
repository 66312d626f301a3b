"""An old name in courses' ``nbgrader_config.py``: what it named has moved. It goes with version 0.3."""

import warnings

from autograder.reports.exports.moodle import MoodleExport

__all__ = ["MoodleExport"]

MOVED = "autograder.reports.exports.moodle"
warnings.warn(f"{__name__} is now {MOVED}: change nbgrader_config.py.", FutureWarning, stacklevel=2)
