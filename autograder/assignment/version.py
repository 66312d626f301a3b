"""Everything that a verdict depends on beside the submission: cases, reference, released notebook, packages.

An attempt is judged again when any of it has changed, and a regrading says which.
"""

import ast
import hashlib
import json
import platform
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

import numpy as np
from pydantic import BaseModel, ConfigDict

from autograder.assignment.exercise import Assignment, Exercise
from autograder.assignment.sources import reference_source
from autograder.probe import wire

PACKAGES = ("numpy", "torch", "ipython")
AUTHORING = "autograder.authoring"
# Files in an assignment's folder on which no verdict depends.
NO_CASES = ("equivalent_mutants.py",)


class Version(BaseModel):
    """The version of an assignment: ``digest`` covers everything; the rest tells what changed between two of them."""

    model_config = ConfigDict(frozen=True)

    digest: str
    reference: str
    cases: dict[str, str]


@cache  # each version is read from a file, which takes longer than much of what a submission costs
def package_versions() -> Mapping[str, str]:
    """The versions of the interpreter and of the packages in which numbers are made."""
    return MappingProxyType(
        {"python": platform.python_version(), **{name: metadata.version(name) for name in PACKAGES}}
    )


@lru_cache(maxsize=4)
def version_of(assignment: Assignment, *released: str) -> Version:
    """The version of the assignment on this machine; ``released`` are the texts of its released notebooks."""
    sources = "".join(path.read_text(encoding="utf-8") for path in hidden_sources(assignment))
    return Version(
        digest=_digest("\0".join((sources, *released, json.dumps(dict(package_versions()), sort_keys=True))).encode()),
        reference=_digest(reference_source(assignment).encode())[:16],
        cases={exercise.name: _digest(_drawn(exercise))[:16] for exercise in assignment.exercises},
    )


def hidden_sources(assignment: Assignment) -> list[Path]:
    """The files behind the assignment's cases: those in its folder, and what these import of the authoring library.

    What they import of other assignments belongs to them, too.
    """
    own = [path for path in assignment.folder.iterdir() if path.suffix in (".py", ".toml")]
    found = {path for path in own if path.name not in NO_CASES}
    todo = [path for path in found if path.suffix == ".py"]
    while todo:
        for path in _imported(todo.pop(), (assignment.package, AUTHORING)):
            if path not in found:
                found.add(path)
                todo.append(path)
    return sorted(found)


def _imported(path: Path, packages: tuple[str, ...]) -> list[Path]:
    """The files of the modules in ``packages`` that the module at ``path`` imports, wherever in it."""
    return [
        origin
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for module, name in _imports(node)
        if any(module == package or module.startswith(f"{package}.") for package in packages)
        for origin in _origins(module, name)
    ]


def _imports(node: ast.AST) -> list[tuple[str, str]]:
    """The modules that one statement imports, each with the name that it takes from there, or with none."""
    if isinstance(node, ast.Import):
        return [(alias.name, "") for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module:  # relative imports stay within the folder
        return [(node.module, alias.name) for alias in node.names]
    return []


def _origins(module: str, name: str) -> list[Path]:
    """The files in which ``name`` of ``module`` is defined: a package's face only passes on what others define."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return []
    face = Path(spec.origin)
    if face.name != "__init__.py":
        return [face]
    if (face.parent / f"{name}.py").exists():
        return [face.parent / f"{name}.py"]
    return [
        path
        for node in ast.parse(face.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom) and node.module
        if name in [alias.asname or alias.name for alias in node.names]
        for path in _origins(node.module, name)
    ] or [face]


def _drawn(exercise: Exercise) -> bytes:
    """The cases that a fixed seed draws, as bytes: they differ when the way of drawing them was changed."""
    parts = []
    for case in exercise.draw_cases(np.random.default_rng(0)):
        arguments = wire.pack((case.args, tuple(case.kwargs.values())))
        parts.append(wire.encode({"arguments": arguments}))
        parts.append(
            repr((case.aspects, tuple(case.kwargs), case.raises, case.function, case.outputs, case.strided)).encode()
        )
        if case.module is not None:
            module = case.module
            values = (module.init, tuple(module.parameters.values()), module.upstream, module.before)
            parts.append(wire.encode({"module": wire.pack(values)}))
            parts.append(repr((module.asks, module.training, module.double)).encode())
            parts.append(repr(module.behaviour).encode() if module.behaviour else b"")
    return b"".join(parts)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
