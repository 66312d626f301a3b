"""Files written whole or not at all, and the file system's errors as one sentence each."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from autograder.errors import Stopped


def private_mode(root: Path) -> int:
    """The mode of a file that only those who grade may read, in a course whose folder is ``root``.

    Where the folder is a group's, to write in, so is the file: a second TA must see what the first has judged.
    """
    try:
        shared = root.stat().st_mode & stat.S_IWGRP
    except OSError:
        return 0o600
    return 0o660 if shared else 0o600


def write_atomic(path: Path, data: bytes, mode: int = 0o666) -> None:
    """Write ``data`` to ``path``, for which folders are made; those who read it meanwhile see the old file.

    Raises `OSError` where it cannot be written; then the old file is still there, and nothing beside it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
        os.replace(partial, path)  # noqa: PTH105 -- atomic on POSIX
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


@contextmanager
def one_sentence() -> Iterator[None]:
    """Turn what the file system refuses into `Stopped`, with a sentence that says what to do."""
    try:
        yield
    except OSError as error:
        raise Stopped(_sentence(error)) from error


def _sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    match error.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return f"The disk is full{where}: make room, then give the same command again."
        case errno.EROFS | errno.EACCES | errno.EPERM:
            return f"The course's folder cannot be written{where}: make it writable, then give the same command again."
    return f"The course's folder cannot be used{where}: {error.strerror}. Mend that, then give the same command again."
