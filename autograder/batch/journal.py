"""One batch at a time on a course, and what the next one must know of a batch that was killed."""

import contextlib
import secrets
from collections.abc import Iterator
from pathlib import Path

from filelock import FileLock, Timeout
from pydantic import BaseModel, ConfigDict, ValidationError

from autograder.errors import UsageError
from autograder.records import one_sentence, private_mode, write_atomic


class Batch(BaseModel):
    """One run over a class, under a name of its own, with the one secret seed from which everybody's cases are drawn.

    With one seed, equal answers get equal scores, and the reference is computed once and not for every student.
    ``again`` is whether those are judged, too, whose newest attempt was judged already.
    """

    model_config = ConfigDict(frozen=True)

    name: str
    seed: int
    version: str
    again: bool


def begin(path: Path, version: str, again: bool, seed: int | None, mode: int) -> Batch:
    """The batch to run now, noted in the file ``path``: the one that was killed there, where it is the same one.

    ``mode`` is the file's: the seed in it is secret.
    """
    interrupted = _read(path)
    if interrupted is not None and interrupted.version == version and seed in (None, interrupted.seed):
        seed = interrupted.seed
        if interrupted.again == again:
            return interrupted
    seed = secrets.randbits(63) if seed is None else seed
    batch = Batch(name=secrets.token_hex(8), seed=seed, version=version, again=again)
    write_atomic(path, batch.model_dump_json().encode(), mode)
    return batch


def end(path: Path) -> None:
    """Forget the batch: it ran to its end."""
    path.unlink(missing_ok=True)


@contextlib.contextmanager
def one_batch(root: Path, wait: bool) -> Iterator[None]:
    """Hold the course in the folder ``root`` for one batch; the operating system lets go of it when a process dies.

    Raises `UsageError` where another batch holds it, unless told to ``wait``.
    """
    with one_sentence():
        root.mkdir(parents=True, exist_ok=True)
        lock = FileLock(root / ".grading.lock", mode=private_mode(root))
        free = _acquired(lock, wait)
    if not free:
        raise UsageError(
            f"Another batch is grading in {root}: let it finish, or call again with --wait to go on after it."
        )
    try:
        yield
    finally:
        lock.release()


def _acquired(lock: FileLock, wait: bool) -> bool:
    try:
        lock.acquire(timeout=-1 if wait else 0)
    except Timeout:
        return False
    return True


def _read(path: Path) -> Batch | None:
    try:
        return Batch.model_validate_json(path.read_bytes())
    except (FileNotFoundError, ValidationError):
        return None
