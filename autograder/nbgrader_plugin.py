"""An old name in courses' ``nbgrader_config.py`` for something that has moved. Version 0.3 removes it."""

import warnings

from autograder.nbgrader_plugins.autograde import Intake, Judge, SaveVerdict, keep_plain_files

__all__ = ["Intake", "Judge", "SaveVerdict", "keep_plain_files"]

MOVED = "autograder.nbgrader_plugins.autograde"
warnings.warn(f"{__name__} is now {MOVED}: change nbgrader_config.py.", FutureWarning, stacklevel=2)
