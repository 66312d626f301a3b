"""Runs a batch with one of the stubs for a sandbox: ``run.py STUB COURSE [OPTIONS as JSON]``; prints JSON."""

import functools
import json
import sys
from pathlib import Path

import stubs  # type: ignore[import-not-found]  # beside this program, found when it runs

from autograder.assignment import load_assignment
from autograder.batch import grade_class
from autograder.errors import Stopped, UsageError
from autograder.reports import class_json


def main() -> None:
    """Print the class as ``grade --json`` does, or the error's kind and sentence."""
    name, root, *rest = sys.argv[1:]
    assignment = load_assignment("a02_convolution")
    wanted = json.loads(rest[0]) if rest else {}
    course = grade_class.Course.at(Path(root), db_url=wanted.pop("db_url", None))
    judging = functools.partial(getattr(stubs, name), log=f"{root}/judged.log")
    try:
        results = list(grade_class.grade(assignment, course, grade_class.Options(**wanted), judging))
    except (Stopped, UsageError) as error:
        print(json.dumps({"error": type(error).__name__, "sentence": str(error)}))
        sys.exit(1)
    print(class_json.dumps(assignment, sorted(results, key=lambda result: result.student)))


if __name__ == "__main__":
    main()
