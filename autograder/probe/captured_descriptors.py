"""The text that child processes and C code write to the standard descriptors, past Python's streams.

Jupyter shows it below the cell, so it is collected here: descriptors 1 and 2 become nameless files in the scratch
folder that lies in memory (and so count against its size), emptied before each cell and read after it. They are made
in the process that runs the cells, never in the parent that it may have been forked from: two students' processes
must not share a file.
"""

import os

NAMES = {1: "stdout", 2: "stderr"}
FOLDER = "/dev/shm"  # noqa: S108 -- private to the sandbox, and the files in it have no name
MAX_BYTES = 1_000_000
SLACK = 64  # so that the outputs see that there was more than they show


class Descriptors:
    """Nameless files in the place of descriptors 1 and 2 of this process."""

    def __init__(self) -> None:
        self._ours: dict[int, tuple[int, int]] = {}
        for descriptor in NAMES:
            # whoever writes, writes at the end
            file = os.open(FOLDER, os.O_TMPFILE | os.O_RDWR | os.O_APPEND, 0o600)
            os.dup2(file, descriptor)
            os.close(file)
            self._ours[descriptor] = _identity(descriptor)

    def clear(self) -> None:
        """Forget what was written so far."""
        for descriptor in NAMES:
            if self._is_ours(descriptor):
                os.ftruncate(descriptor, 0)

    def take(self) -> list[tuple[str, str]]:
        """Take what was written since `clear`, as (stream name, text)."""
        texts = []
        for descriptor, name in NAMES.items():
            if self._is_ours(descriptor) and (data := os.pread(descriptor, MAX_BYTES + SLACK, 0)):
                texts.append((name, data.decode(errors="replace")))
        self.clear()
        return texts

    def _is_ours(self, descriptor: int) -> bool:
        """Return whether the descriptor is still our file: a cell may close it, or put another in its place."""
        try:
            return _identity(descriptor) == self._ours[descriptor]
        except OSError:
            return False


def _identity(descriptor: int) -> tuple[int, int]:
    status = os.fstat(descriptor)
    return status.st_dev, status.st_ino
