"""An old name in courses' ``nbgrader_config.py`` for something that has moved. Version 0.3 removes it."""

import warnings

from autograder.nbgrader_plugins.timestamps import trust_files_alone

__all__ = ["trust_files_alone"]

MOVED = "autograder.nbgrader_plugins.timestamps"
warnings.warn(f"{__name__} is now {MOVED}: change nbgrader_config.py.", FutureWarning, stacklevel=2)
