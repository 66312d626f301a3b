"""The probe's loop: read a request, run a cell or call a name, write the reply.

Requests come on standard input and replies leave on standard output, moved to descriptors of their own before any
student code runs; after that the student's descriptors 0, 1 and 2 lead nowhere.
"""

import json
import os
import resource
import sys
from typing import Any

import numpy as np

from . import call, libraries, module_call, shell, wire

LIMITS = {
    "memory": resource.RLIMIT_AS,
    "cpu_seconds": resource.RLIMIT_CPU,
    "processes": resource.RLIMIT_NPROC,
    "file_bytes": resource.RLIMIT_FSIZE,
    "open_files": resource.RLIMIT_NOFILE,
    "core": resource.RLIMIT_CORE,
}


def main() -> None:
    """Serve requests until the grader closes the pipe."""
    settings = json.loads(sys.argv[1])
    del sys.argv[1:]
    requests, replies = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nowhere, descriptor)
    libraries.refuse(settings["refused"])
    libraries.forbid(settings["forbidden"])
    student = shell.start()
    for name, value in settings["limits"].items():
        resource.setrlimit(LIMITS[name], (value, value))
    _write(replies, {"ready": True})
    while (request := _read(requests)) is not None:
        _write(replies, _answer(student, request))
    os._exit(0)  # at once, whatever the notebook has registered to run at exit


def _answer(student: shell.Shell, request: dict[str, Any]) -> dict[str, Any]:
    if request["do"] == "run":
        return shell.run(student, request["source"])
    student.user_ns.setdefault("np", np)  # a notebook that deleted its imports must lose nothing
    return call.call(student.user_ns, request, module_call.run if request["do"] == "module" else None)


def _read(descriptor: int) -> dict[str, Any] | None:
    header = _read_exactly(descriptor, wire.HEADER.size)
    if not header:
        return None
    return wire.decode(_read_exactly(descriptor, wire.HEADER.unpack(header)[0]))


def _read_exactly(descriptor: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(descriptor, size)
        if not part:
            return b""
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _write(descriptor: int, message: dict[str, Any]) -> None:
    frame = memoryview(wire.encode(message))
    while frame:
        frame = frame[os.write(descriptor, frame) :]


if __name__ == "__main__":
    main()
