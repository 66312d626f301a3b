"""The evidence: one JSON file an attempt, beside the gradebook, which keeps none.

It holds what is needed to judge the same attempt again: the notebook's hash, the secret seed of its cases, the
versions, and the verdict with every aspect. It also holds what a batch needs to see that an attempt is judged already.

A graded notebook lies beside its evidence until it is put in its place; so a batch that was killed between the two
leaves behind whatever the next one needs to finish its work.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from pydantic import BaseModel, ValidationError

from autograder.assignment import Version, package_versions
from autograder.errors import Stopped
from autograder.judging import Verdict
from autograder.records.atomic_files import private_mode, write_atomic

STAMP = "%Y%m%dT%H%M%S.%fZ"  # in alphabetical order, the newest is the last


class Evidence(BaseModel):
    """One attempt of one student, judged.

    ``identity`` is the same for two attempts exactly when the same was handed in for the same ``version`` of the
    assignment; ``batch`` names the run that judged it. Both are empty where nbgrader's command judged.
    """

    student: str
    received: datetime
    judged: datetime
    sha256: str
    seed: int
    seconds: float
    versions: dict[str, str]
    verdict: Verdict
    refused: str | None = None
    identity: str = ""
    batch: str = ""
    version: Version | None = None

    @property
    def stamp(self) -> str:
        """The name of its file, without the suffix."""
        return self.judged.strftime(STAMP)


def collect(
    student: str,
    data: bytes,
    received: datetime,
    seed: int,
    seconds: float,
    verdict: Verdict,
    refused: str | None,
    *,
    identity: str = "",
    batch: str = "",
    version: Version | None = None,
    judged: datetime | None = None,
) -> Evidence:
    """The evidence of a judged attempt; ``data`` are the bytes that were handed in, ``judged`` is now by default."""
    return Evidence(
        student=student,
        received=received,
        judged=judged or datetime.now(UTC),
        sha256=hashlib.sha256(data).hexdigest(),
        seed=seed,
        seconds=round(seconds, 3),
        versions=dict(package_versions()),
        verdict=verdict,
        refused=refused,
        identity=identity,
        batch=batch,
        version=version,
    )


def save(evidence: Evidence, folder: Path) -> Path:
    """Write the evidence below ``folder`` (one folder an assignment and student), whole or not at all.

    The seed in it tells the hidden inputs: it is for those who grade the course, to whose folder ``folder`` belongs.
    """
    path = folder / evidence.verdict.assignment / evidence.student / f"{evidence.stamp}.json"
    write_atomic(path, evidence.model_dump_json(indent=1).encode(), private_mode(folder.parent))
    return path


def newest(folder: Path, before: str = "") -> Evidence | None:
    """The newest readable evidence in a student's ``folder``; ``before`` leaves out that of the batch so named.

    Raises `Stopped` where this user may not read it: who is judged already must not count as new for that.
    """
    return next((found for found in _readable(folder) if not before or found.batch != before), None)


def attempts(folder: Path) -> list[Evidence]:
    """The notebooks that a student handed in one after the other, oldest first, each as it was judged last.

    Raises `Stopped` as `newest` does.
    """
    found: list[Evidence] = []
    for one in _readable(folder):
        if not found or one.sha256 != found[-1].sha256:
            found.append(one)
    return found[::-1]


def _readable(folder: Path) -> Iterator[Evidence]:
    """The evidence in a student's folder that is whole, the newest first."""
    path = folder
    try:
        for name in sorted(os.listdir(folder), reverse=True):  # noqa: PTH208 -- a glob passes over what it may not read
            path = folder / name
            if path.suffix != ".json":
                continue
            try:
                found = Evidence.model_validate_json(path.read_bytes())
            except PermissionError:
                raise
            except (ValidationError, OSError):  # damaged by hand or by a full disk: as if it were not there
                continue
            yield found
    except PermissionError:
        raise Stopped(
            f"You may not read {path}, so nobody can see who is judged already: whoever owns it gives the right to "
            "your group with `chmod -R g+rwX` on the course's folder; then give the same command again."
        ) from None
    except (FileNotFoundError, NotADirectoryError):
        return


def tidy(folder: Path) -> None:
    """Remove what killed batches left half-done: pieces of files, and graded notebooks whose place is taken."""
    for leftover in (*folder.glob("*.part"), *folder.glob("*.ipynb")):
        leftover.unlink(missing_ok=True)
