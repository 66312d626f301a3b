"""Parts of a library that is there, which would do an exercise's work: they refuse to be called.

A part is replaced when its library is imported, not before: importing one for every notebook would cost seconds.
"""

import importlib
import sys
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import partial
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from types import ModuleType
from typing import Any

from .refused_libraries import LibraryRefused

_operators: list[Any] = []  # an operator is forbidden as long as its library lives


class _Forbidden:
    """A part of a library that is there, in the place of one that would do the exercise's work."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        public = ".".join(part for part in self._name.split(".") if not part.startswith("_"))
        raise LibraryRefused(f"{public} was called: it is what this exercise asks you to write yourself.")

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return self()


def forbid(names: Sequence[str]) -> None:
    """Put a part that refuses to be called in the place of each of ``names``, now or when it is imported.

    A name is an attribute (``torch.nn.LSTM``), or an operator of PyTorch (``aten::lstm.input``): whatever way leads to
    the operator, a layer that was reloaded or a script that was compiled, it ends there.
    """
    waiting = _AfterImport()
    for name in names:
        action = partial(_forbid_operator if "::" in name else _forbid_attribute, name)
        # PyTorch's own modules derive from one another, so it is left whole until all of it is there
        module = "torch" if "::" in name or name.startswith("torch.") else name.rpartition(".")[0]
        if module in sys.modules:
            action()
        else:
            waiting.actions[module].append(action)
    if waiting.actions:
        sys.meta_path.insert(0, waiting)


def _forbid_attribute(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    setattr(importlib.import_module(module), attribute, _Forbidden(name))


def _forbid_operator(name: str) -> None:
    import torch

    namespace, _, operator = name.partition("::")
    library = torch.library.Library(namespace, "IMPL")
    library.impl(operator, _Forbidden(f"torch.ops.{namespace}.{operator}"), "CPU")
    _operators.append(library)


class _AfterImport(MetaPathFinder):
    """Finds the modules that ``actions`` wait for, as Python would, and acts as soon as they are imported."""

    def __init__(self) -> None:
        self.actions: defaultdict[str, list[Callable[[], None]]] = defaultdict(list)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name not in self.actions:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _ThenAct(spec.loader, self.actions.pop(name))
        return spec


class _ThenAct(Loader):
    """A module's own loader, followed by ``actions``."""

    def __init__(self, loader: Loader, actions: Sequence[Callable[[], None]]) -> None:
        self._loader = loader
        self._actions = actions

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Import it, then act."""
        self._loader.exec_module(module)
        for action in self._actions:
            action()
