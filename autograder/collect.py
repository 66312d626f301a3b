"""An old name in courses' ``nbgrader_config.py`` for something that has moved. Version 0.3 removes it."""

import warnings

from autograder.nbgrader_plugins.collect import Collect

__all__ = ["Collect"]

MOVED = "autograder.nbgrader_plugins.collect"
warnings.warn(f"{__name__} is now {MOVED}: change nbgrader_config.py.", FutureWarning, stacklevel=2)
