"""The code inside the sandbox: the student's cells and a small probe that answers "call this name with these arrays".

The package stands alone: it is mounted into the sandbox by itself and imports nothing of the grader, no reference, no
expected value. Whoever reads it from inside learns how arrays travel, and nothing else. Whatever leaves it is
data from an untrusted process, read as such by `autograder.sandbox`.
"""

__all__ = ["error_place", "nesting", "usage", "wire"]
