"""Stand-ins for libraries that would solve an exercise by themselves.

The real package is not in the sandbox at all (an empty folder is mounted over it). In its place an import finds a
stand-in, so that a cell which merely imports the library, to compare an answer with it, costs nobody a mark; the
first *call* raises `LibraryRefused`, which the grader reports for the exercise that made the call.
"""

import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any


class LibraryRefused(RuntimeError):  # noqa: N818 -- students read the name in a traceback; "refused" says more
    """An exercise called a library that does its work for it."""


class _StandIn:
    """Any attribute of a refused library: may be looked up, may not be called."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return _StandIn(f"{self._name}.{attribute}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise LibraryRefused(f"{self._name} was called: this exercise is to be solved with NumPy alone.")

    def __enter__(self) -> Any:
        return self()

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return self()


class _RefusedModule(ModuleType):
    def __getattr__(self, attribute: str) -> Any:
        if attribute.startswith("__"):
            raise AttributeError(attribute)
        return _StandIn(f"{self.__name__}.{attribute}")


class _Finder(MetaPathFinder, Loader):
    """Finds the refused libraries and everything below them, before the ordinary finders are asked."""

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if any(name == refused or name.startswith(f"{refused}.") for refused in self._names):
            return ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return _RefusedModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: the module is its name."""


def refuse(names: Sequence[str]) -> None:
    """Put a stand-in in the place of each library in ``names`` (dotted names, submodules included).

    Raises `RuntimeError` where one of them has been imported: it could be had from memory.
    """
    if there := [name for name in names if name in sys.modules]:
        raise RuntimeError(f"{', '.join(there)} must not be imported before the notebook is")
    sys.meta_path.insert(0, _Finder(names))
