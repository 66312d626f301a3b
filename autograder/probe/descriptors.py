"""What child processes and C code write to the standard descriptors, past Python's streams.

Jupyter shows it below the cell, so it is collected here: descriptors 1 and 2 become files in memory, emptied before
each cell and read after it. They are made in the process that runs the cells, never in the parent that it may have
been forked from: two students' processes must not share a file.
"""

import fcntl
import os
from pathlib import Path

NAMES = {1: "stdout", 2: "stderr"}
MAX_BYTES = 1_000_000
SLACK = 64  # so that the outputs see that there was more than they show


class Descriptors:
    """Files in memory in the place of descriptors 1 and 2 of this process."""

    def __init__(self) -> None:
        for descriptor in NAMES:
            file = os.memfd_create(NAMES[descriptor])
            fcntl.fcntl(file, fcntl.F_SETFL, os.O_APPEND)  # whoever writes, writes at the end
            os.dup2(file, descriptor)
            os.close(file)

    def clear(self) -> None:
        """Forget what was written so far."""
        for descriptor in NAMES:
            if _is_ours(descriptor):
                os.ftruncate(descriptor, 0)

    def take(self) -> list[tuple[str, str]]:
        """What was written since `clear`, as (stream name, text)."""
        texts = []
        for descriptor, name in NAMES.items():
            if _is_ours(descriptor) and (data := os.pread(descriptor, MAX_BYTES + SLACK, 0)):
                texts.append((name, data.decode(errors="replace")))
        self.clear()
        return texts


def _is_ours(descriptor: int) -> bool:
    """Whether the descriptor is still our file: a cell may close it, or put another in its place."""
    try:
        return str(Path(f"/proc/self/fd/{descriptor}").readlink()).startswith(f"/memfd:{NAMES[descriptor]}")
    except OSError:
        return False
