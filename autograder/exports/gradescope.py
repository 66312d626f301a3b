"""An old name in courses' ``nbgrader_config.py`` for something that has moved. Version 0.3 removes it."""

import warnings

from autograder.reports.exports.gradescope import GradescopeExport

__all__ = ["GradescopeExport"]

MOVED = "autograder.reports.exports.gradescope"
warnings.warn(f"{__name__} is now {MOVED}: change nbgrader_config.py.", FutureWarning, stacklevel=2)
