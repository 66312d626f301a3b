"""The files of an archive (zip) or a folder that a platform handed out, read one by one and never unpacked.

The names inside are a stranger's: they are looked at, and no file is written under one of them. Of a file no more is
read than a notebook may have, whatever its size is said to be.
"""

import os
import stat
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO
from unicodedata import normalize

from autograder.errors import UsageError
from autograder.plain_text import plain_words
from autograder.submission import MAX_NOTEBOOK_BYTES

MAX_FILES = 200_000
NOBODYS = ("__MACOSX", "__pycache__")


@dataclass(frozen=True)
class File:
    """A file of the archive: its path inside, its size in bytes, and how to read it."""

    path: PurePosixPath
    size: int
    open: Callable[[], IO[bytes]] = field(repr=False)

    @property
    def name(self) -> str:
        """The last part of its path."""
        return self.path.name

    def read(self, limit: int = MAX_NOTEBOOK_BYTES + 1) -> bytes:
        """Read its first ``limit`` bytes.

        Raises `UsageError` where it is damaged.
        """
        try:
            with self.open() as file:
                return file.read(limit)
        except (OSError, EOFError, RuntimeError, NotImplementedError, zipfile.BadZipFile, zlib.error) as error:
            raise UsageError(f"{plain_words(str(self.path))} cannot be read ({plain_words(str(error))}).") from None


@dataclass(frozen=True)
class Archive:
    """The files that a platform handed out at ``source``, and the time (UTC) at which it was made.

    ``repositories`` are folders that git made; ``passed_over`` names what is neither file nor folder, or leads out.
    """

    source: Path
    files: tuple[File, ...]
    made: datetime
    repositories: frozenset[PurePosixPath] = frozenset()
    passed_over: tuple[str, ...] = ()


@contextmanager
def opened(source: Path) -> Iterator[Archive]:
    """The archive or folder at ``source``; its files can be read while the block runs.

    Raises `UsageError` where it is neither, and where it cannot be read.
    """
    made = datetime.fromtimestamp(source.stat().st_mtime, UTC)
    if source.is_dir():
        yield _of_folder(source)
        return
    try:
        with zipfile.ZipFile(source) as file:
            yield _of_zip(source, file, made)
    except (OSError, zipfile.BadZipFile) as error:
        raise UsageError(f"{source} is no archive (zip) that can be read ({error}): download it again.") from None


def _of_zip(source: Path, archive: zipfile.ZipFile, made: datetime) -> Archive:
    files, odd = [], []
    infos = archive.infolist()
    _require_sensible(source, len(infos))
    for info in infos:
        path = _path(info.filename)
        if info.is_dir() or (path is not None and _is_nobodys(path)):
            continue
        if path is None or stat.S_ISLNK(info.external_attr >> 16) or info.flag_bits & 1:
            odd.append(plain_words(info.filename))
            continue
        files.append(File(path, info.file_size, lambda info=info: archive.open(info)))  # type: ignore[misc]
    return Archive(source, tuple(files), made, passed_over=tuple(odd))


def _of_folder(source: Path) -> Archive:
    files, odd, repositories = [], [], set()
    made = 0.0
    for above, folders, names in os.walk(source):
        inside = PurePosixPath(Path(above).relative_to(source).as_posix())
        if ".git" in (*folders, *names):
            repositories.add(inside)
        folders[:] = sorted(name for name in folders if not _is_nobodys(PurePosixPath(name)))
        for name in sorted(names):
            path = _path(str(inside / name))
            if path is None or _is_nobodys(path):
                continue
            status = Path(above, name).lstat()
            if not stat.S_ISREG(status.st_mode):
                odd.append(plain_words(str(path)))
                continue
            made = max(made, status.st_mtime)
            files.append(File(path, status.st_size, lambda place=Path(above, name): _open(place)))  # type: ignore[misc]
        _require_sensible(source, len(files))
    return Archive(source, tuple(files), datetime.fromtimestamp(made, UTC), frozenset(repositories), tuple(odd))


def _open(path: Path) -> IO[bytes]:
    return os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb")


def _path(name: str) -> PurePosixPath | None:
    """The path inside the archive; None for one that leads out of it or says nothing."""
    path = PurePosixPath(normalize("NFC", name.replace("\\", "/")))
    return None if path.is_absolute() or ".." in path.parts or not path.name or "\0" in name else path


def _is_nobodys(path: PurePosixPath) -> bool:
    return any(part in NOBODYS or part.startswith(".") for part in path.parts)


def _require_sensible(source: Path, count: int) -> None:
    if count > MAX_FILES:
        raise UsageError(f"{source} holds more than {MAX_FILES} files: that is no class's.")
