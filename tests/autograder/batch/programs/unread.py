"""A batch that ends at once: its workers are killed before they have read what they are to judge, here 1 MB each."""

import functools
import os
from datetime import UTC, datetime

import stubs  # type: ignore[import-not-found]  # beside this program, found when it runs

from autograder.assignment import Version, load_assignment
from autograder.batch import local_workers
from autograder.batch.attempt import Attempt


def main() -> None:
    """Hand out, and leave."""
    assignment = load_assignment("a02_convolution")
    huge = b" " * 2**20  # more than a pipe holds
    version = Version(digest="", reference="", cases={})
    attempts = [
        Attempt(name, assignment.name, assignment.package, huge, None, datetime.now(UTC), 0, "", version, {})
        for name in ("anna", "ben")
    ]
    with local_workers.judged_here(functools.partial(stubs.quick, log=os.devnull), assignment, attempts, 2):
        pass
    print("ended")


if __name__ == "__main__":
    main()
