"""The evidence: one JSON file an attempt, beside the gradebook, which keeps none.

It holds what is needed to judge the same attempt again: the notebook's hash, the secret seed of its cases, the
versions, and the verdict with every aspect.
"""

import hashlib
import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from pydantic import BaseModel

from autograder.verdict import Verdict


class Evidence(BaseModel):
    """One attempt of one student, judged."""

    student: str
    received: datetime
    judged: datetime
    sha256: str
    seed: int
    seconds: float
    versions: dict[str, str]
    verdict: Verdict
    refused: str | None = None


def collect(
    student: str,
    data: bytes,
    received: datetime,
    seed: int,
    seconds: float,
    verdict: Verdict,
    refused: str | None,
) -> Evidence:
    """The evidence of a judged attempt; ``data`` are the bytes that were handed in."""
    return Evidence(
        student=student,
        received=received,
        judged=datetime.now(UTC),
        sha256=hashlib.sha256(data).hexdigest(),
        seed=seed,
        seconds=round(seconds, 3),
        versions={"python": platform.python_version()}
        | {name: metadata.version(name) for name in ("numpy", "ipython")},
        verdict=verdict,
        refused=refused,
    )


def save(evidence: Evidence, folder: Path) -> Path:
    """Write the evidence below ``folder`` (one folder an assignment and student), whole or not at all."""
    stamp = evidence.judged.strftime("%Y%m%dT%H%M%S.%fZ")
    path = folder / evidence.verdict.assignment / evidence.student / f"{stamp}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".part")
    partial.write_text(evidence.model_dump_json(indent=1), encoding="utf-8")
    partial.chmod(0o600)  # the seed tells the hidden inputs
    os.replace(partial, path)  # noqa: PTH105 -- atomic on POSIX
    return path
