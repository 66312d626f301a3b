"""A class's results as the JSON that scripts read."""

import json
from collections.abc import Sequence
from typing import Any

from autograder.assignment import Assignment
from autograder.records import Judged, Standing

KEPT = "Judged already."


def dumps(assignment: Assignment, results: Sequence[Judged]) -> str:
    """The results as JSON; what changed since the batch before, from what to what and why, is under "changes".

    A "score" is what counts in the gradebook; those of "exercises" are the automatic ones.
    """
    whole: dict[str, Any] = {
        "assignment": assignment.name,
        "submissions": [_submission(assignment, result) for result in results],
    }
    if any(result.regraded or result.penalty_moved for result in results):
        changed = (r for r in results if (r.regraded and r.regraded.changes) or r.penalty_moved)
        whole["changes"] = [_changes(result) for result in changed]
    return json.dumps(whole, indent=1, ensure_ascii=False)


def _submission(assignment: Assignment, result: Judged) -> dict[str, Any]:
    standing = result.standing or Standing(0.0)
    return {
        "student": result.student,
        "score": result.score,
        "max_score": assignment.max_score,
        "late_penalty": standing.penalty,
        "manual_scores": dict(standing.manual),
        "status": "judged" if result.verdict else "not handed in" if result.absent else "unjudged",
        "message": " ".join(part for part in (result.message, KEPT if result.kept else "") if part),
        "exercises": result.verdict.public()["exercises"] if result.verdict else [],
    }


def _changes(result: Judged) -> dict[str, Any]:
    if result.verdict is None:
        return {}
    changes = result.regraded.changes if result.regraded else ()
    penalty = result.standing.penalty if result.standing else 0.0
    return {
        "student": result.student,
        "before": result.regraded.before if result.regraded else result.verdict.score,
        "after": result.verdict.score,
        "exercises": [
            {"name": change.exercise, "before": change.before, "after": change.after, "why": change.why}
            for change in changes
        ],
        "late_penalty": {"before": result.penalty_before or 0.0, "after": penalty},
    }
