"""The probe's loop: read a request, run a cell or call a name, write the reply, until the grader closes the line."""

import contextlib
import importlib
import os
import random
import sys
from collections.abc import Mapping
from typing import Any, NoReturn

import numpy as np
import numpy.random

from . import (
    behaviours,
    cells,
    forbidden_calls,
    function_call,
    handed_tensors,
    module_call,
    nesting,
    new_layers,
    own_libraries,
    refused_libraries,
    shell,
    subject,
    wire,
)
from .experiments import Experiments
from .given_names import GivenNames

# What looks at a notebook's answers, after the notebook has run.
JUDGING = (behaviours, function_call, handed_tensors, module_call, nesting, new_layers, subject, wire)
MENTIONED = own_libraries.mentioned_by(JUDGING)


def prepare(student: shell.Shell, settings: Mapping[str, Any]) -> None:
    """Prepare what differs from one submission to the next: what is refused, what is shown, and where chance begins.

    A notebook that draws random numbers without a seed gets the same ones each time it is judged for the same attempt.
    """
    if settings["base"]:  # a child of a warm parent has it; what it maps is no notebook's doing
        with contextlib.suppress(ImportError):  # the notebook's own import says so
            importlib.import_module(settings["base"])
    forbidden_calls.forbid(settings["forbidden"])
    refused_libraries.refuse(settings["refused"])  # last, so that it is asked first: what is refused has no parts
    if not settings["shows"]:
        student.show_nothing()
    if "" not in sys.path:
        sys.path.insert(0, "")  # the working folder, as in Jupyter: a notebook may write a module and import it
    seed = settings["randomness"]
    random.seed(seed)
    np.random.seed(seed)


def serve(student: shell.Shell, line: int, settings: Mapping[str, Any]) -> NoReturn:
    """Serve the requests that come on the descriptor ``line``; never returns."""
    given = GivenNames(student.user_ns, settings["given"])
    experiments = Experiments(**settings["experiments"])
    own_libraries.remember(JUDGING, MENTIONED)
    _write(line, {"ready": True})
    process = os.getpid()
    while (request := _read(line)) is not None:
        reply = _answer(student, request, given, experiments)
        if os.getpid() != process:
            break  # a child that a cell has forked: it must not answer in its parent's place
        _write(line, reply | {"id": request["id"]})
    os._exit(0)  # at once, whatever the notebook has registered to run at exit


def fail(line: int, reason: str) -> None:
    """Tell the grader why no code can be run here, in one sentence."""
    _write(line, {"failed": reason})


def _answer(
    student: shell.Shell, request: dict[str, Any], given: GivenNames, experiments: Experiments
) -> dict[str, Any]:
    if request["do"] == "run":
        own_libraries.give_back()
        return cells.run(student, request, experiments)
    given.put_back(student.user_ns)  # a notebook that deleted its imports must lose nothing
    own_libraries.take()
    return function_call.call(student.user_ns, request, module_call.run if request["do"] == "module" else None)


def _read(line: int) -> dict[str, Any] | None:
    header = _read_exactly(line, wire.HEADER.size)
    if not header:
        return None
    return wire.decode(_read_exactly(line, wire.HEADER.unpack(header)[0]))


def _read_exactly(line: int, size: int) -> bytes:
    parts = []
    while size:
        part = os.read(line, size)
        if not part:
            return b""
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _write(line: int, message: dict[str, Any]) -> None:
    frame = memoryview(wire.encode(message))
    while frame:
        frame = frame[os.write(line, frame) :]
