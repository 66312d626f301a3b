"""The visible checks of `course.check`, whose sentences are in Chinese; what is checked is the same."""

from course import check
from course.speaking import CheckFailed, speaking

__all__ = ["CheckFailed", "any_numbers", "equal", "gradient", "raises", "shape", "unchanged"]

any_numbers = speaking(check.any_numbers, "zh")
equal = speaking(check.equal, "zh")
gradient = speaking(check.gradient, "zh")
raises = speaking(check.raises, "zh")
shape = speaking(check.shape, "zh")
unchanged = speaking(check.unchanged, "zh")
