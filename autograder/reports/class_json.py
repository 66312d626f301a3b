"""A class's results as the JSON that scripts read."""

import json
from collections.abc import Sequence
from typing import Any

from autograder.assignment import Assignment
from autograder.records import Judged

KEPT = "Judged already."


def dumps(assignment: Assignment, results: Sequence[Judged]) -> str:
    """The results as JSON; a regrading adds, under "changes", whose score changed, from what to what, and why."""
    whole: dict[str, Any] = {
        "assignment": assignment.name,
        "submissions": [_submission(assignment, result) for result in results],
    }
    if any(result.regraded for result in results):
        whole["changes"] = [_changes(result) for result in results if result.regraded and result.regraded.changes]
    return json.dumps(whole, indent=1, ensure_ascii=False)


def _submission(assignment: Assignment, result: Judged) -> dict[str, Any]:
    return {
        "student": result.student,
        "score": result.verdict.score if result.verdict else None,
        "max_score": assignment.max_score,
        "status": "judged" if result.verdict else "unjudged",
        "message": " ".join(part for part in (result.message, KEPT if result.kept else "") if part),
        "exercises": result.verdict.public()["exercises"] if result.verdict else [],
    }


def _changes(result: Judged) -> dict[str, Any]:
    if result.regraded is None or result.verdict is None:
        return {}
    return {
        "student": result.student,
        "before": result.regraded.before,
        "after": result.verdict.score,
        "exercises": [
            {"name": change.exercise, "before": change.before, "after": change.after, "why": change.why}
            for change in result.regraded.changes
        ],
    }
