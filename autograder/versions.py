"""What a verdict depends on beside the submission: cases, reference, released notebook, packages.

An attempt is judged again when any of it has changed, and a regrading says which.
"""

import hashlib
import json
import platform
import re
from functools import lru_cache
from importlib import metadata
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from autograder import cases
from autograder.exercise import Exercise
from autograder.probe import wire
from autograder.stubs import ROOT, reference_source

PACKAGES = ("numpy", "torch", "ipython")
OURS = re.compile(r"^\s*from (autograder\.cases|solutions)\.([\w.]+) import", re.MULTILINE)


class Version(BaseModel):
    """The version of an assignment: ``digest`` covers everything; the rest tells what changed between two of them."""

    model_config = ConfigDict(frozen=True)

    digest: str
    reference: str
    cases: dict[str, str]


def packages() -> dict[str, str]:
    """The versions of the interpreter and of the packages in which numbers are made."""
    return {"python": platform.python_version()} | {name: metadata.version(name) for name in PACKAGES}


@lru_cache(maxsize=4)
def of(name: str, released: str) -> Version:
    """The version of the assignment called ``name`` on this machine; ``released`` is its released notebook's text."""
    assignment = cases.load(name)
    sources = "".join(path.read_text(encoding="utf-8") for path in _sources(name))
    return Version(
        digest=_digest("\0".join((sources, released, json.dumps(packages(), sort_keys=True))).encode()),
        reference=_digest(reference_source(name).encode())[:16],
        cases={exercise.name: _digest(_drawn(exercise))[:16] for exercise in assignment.exercises},
    )


def _sources(name: str) -> list[Path]:
    """The files behind the assignment's cases: its own package, its reference, and what these import of the others."""
    found = {*(ROOT / "autograder" / "cases" / name).glob("*.py"), *(ROOT / "solutions").glob(f"{name}*.py")}
    todo = list(found)
    while todo:
        for package, module in OURS.findall(todo.pop().read_text(encoding="utf-8")):
            path = ROOT.joinpath(*package.split("."), *module.split(".")).with_suffix(".py")
            if path not in found and path.exists():
                found.add(path)
                todo.append(path)
    return sorted(found)


def _drawn(exercise: Exercise) -> bytes:
    """The cases that a fixed seed draws, as bytes: they differ when the way of drawing them was changed."""
    parts = []
    for case in exercise.draw_cases(np.random.default_rng(0)):
        arguments = wire.pack((case.args, tuple(case.kwargs.values())))
        parts.append(wire.encode({"arguments": arguments}))
        parts.append(repr((case.aspects, tuple(case.kwargs), case.raises, case.function, case.outputs)).encode())
        if case.module is not None:
            values = (case.module.init, tuple(case.module.parameters.values()), case.module.upstream)
            parts.append(wire.encode({"module": wire.pack(values)}))
    return b"".join(parts)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
