"""Parts of a library that is there, which would do an exercise's work: they refuse to be called.

Functions and classes written in Python are changed in place: whatever other name leads to one, a table of the library,
a list of subclasses, it refuses. A module that is imported later, or reloaded, is changed when it has run: importing
it for every notebook would cost seconds. What this cannot promise is said in decisions/0017.
"""

import re
import sys
import warnings
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache, partial
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from re import Pattern
from types import CodeType, FunctionType, ModuleType
from typing import Any

from .refused_libraries import LibraryRefused

DISPATCH_KEYS = ("CPU", "CompositeImplicitAutograd")  # an operator made of others is also there without the first
SENTENCE = "a sentence"
REFUSING = "<forbidden>"  # the file that the code of a forbidden function names
_libraries: dict[str, Any] = {}  # an operator is forbidden as long as the library lives that forbids it


class _Forbidden:
    """A part of a library that is there, in the place of one that would do the exercise's work."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        raise LibraryRefused(_sentence(self._name))

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return self()


def forbid(names: Sequence[str]) -> None:
    """Make each of ``names`` refuse to be called, now or when it is imported.

    A name is an attribute of the module that defines it (``torch.nn.LSTM``), or an operator of PyTorch
    (``aten::lstm.input``). Of an operator's name, and behind a colon (``torch.nn.modules.rnn:.*LSTM.*``) of an
    attribute's, a regular expression stands for all that it matches from end to end.
    """
    if not names:
        return
    attributes: defaultdict[str, list[str]] = defaultdict(list)
    for name in names:
        if "::" not in name:
            module, _, attribute = name.partition(":") if ":" in name else name.rpartition(".")
            attributes[module].append(attribute)
    after = _AfterImport(attributes, [name for name in names if "::" in name])
    sys.meta_path.insert(0, after)
    for library in after.libraries:
        after.act_on(library)


class _AfterImport(MetaPathFinder):
    """Finds the modules that something is forbidden in, as Python would, and acts whenever they have run.

    PyTorch's own modules derive from one another, so a library is left whole until all of it is there.
    """

    def __init__(self, attributes: Mapping[str, Sequence[str]], operators: Sequence[str]) -> None:
        self._attributes = {module: _any_of(patterns) for module, patterns in attributes.items()}
        self._operators = _any_of(operators) if operators else None
        self.libraries = {_root(module) for module in attributes} | ({"torch"} if operators else set())

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name not in self._attributes and name not in self.libraries:
            return None
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            spec.loader = _ThenAct(spec.loader, partial(self.act_on, name))
        return spec

    def act_on(self, name: str) -> None:
        """Forbid what there is to forbid in the module ``name``, and, where it is a library, in all modules of it."""
        if name not in self.libraries and _is_running(_root(name)):
            return
        for module, pattern in self._attributes.items():
            if module in sys.modules and name in (module, _root(module)):
                _forbid_attributes(sys.modules[module], pattern)
        if name == "torch" and name in sys.modules and self._operators:
            _forbid_operators(self._operators)


def _any_of(patterns: Sequence[str]) -> Pattern[str]:
    return re.compile("|".join(patterns))


def _root(module: str) -> str:
    return module.partition(".")[0]


def _is_running(module: str) -> bool:
    """Return whether the module is being imported at this moment."""
    return bool(getattr(getattr(sys.modules.get(module), "__spec__", None), "_initializing", False))


class _ThenAct(Loader):
    """A module's own loader, followed by ``action``."""

    def __init__(self, loader: Loader, action: Callable[[], None]) -> None:
        self._loader = loader
        self._action = action

    def __getattr__(self, name: str) -> Any:
        return getattr(self._loader, name)

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """Import it, then act."""
        self._loader.exec_module(module)
        self._action()


def _forbid_attributes(module: ModuleType, pattern: Pattern[str]) -> None:
    for attribute in filter(pattern.fullmatch, [*vars(module)]):
        name, part = f"{module.__name__}.{attribute}", getattr(module, attribute)
        functions = [*_functions(part)]
        for function in functions:
            if function.__code__.co_filename != REFUSING:  # the name by which it was forbidden first is the known one
                function.__code__ = _refusing(name, function.__code__)
        if isinstance(part, type):
            if "__init__" not in vars(part):
                setattr(part, "__init__", _Forbidden(name))  # noqa: B010 -- its base's stays as it is
        elif not functions and callable(part):
            setattr(module, attribute, _Forbidden(name))


def _functions(part: Any) -> Iterator[FunctionType]:
    """The functions written in Python that ``part`` consists of: itself and what it wraps, a class's own methods."""
    if isinstance(part, type):
        for member in vars(part).values():
            yield from _functions(getattr(member, "__func__", member))
    elif isinstance(part, FunctionType):
        yield part
        for cell in part.__closure__ or ():
            wrapped = cell.cell_contents
            if isinstance(wrapped, FunctionType) and wrapped.__name__ == part.__name__:
                yield from _functions(wrapped)


def _refusing(name: str, replaced: CodeType) -> CodeType:
    """The code that says so and nothing else, with as many variables of an outer function as ``replaced`` has."""
    template = _template(len(replaced.co_freevars))
    return template.replace(co_consts=tuple(_sentence(name) if c == SENTENCE else c for c in template.co_consts))


@cache
def _template(variables: int) -> CodeType:
    outer = [f"outer_{number}" for number in range(variables)]
    lines = (
        f"def made({', '.join(outer)}):",
        "    def refuse(*args, **kwargs):",
        f"        from {__package__}.refused_libraries import LibraryRefused",
        f"        raise LibraryRefused({SENTENCE!r})",
        *(f"        {variable}" for variable in outer),
        "    return refuse",
    )
    defined: dict[str, Callable[..., FunctionType]] = {}
    exec(compile("\n".join(lines), REFUSING, "exec"), defined)  # noqa: S102 -- our own lines
    return defined["made"](*outer).__code__


def _sentence(name: str) -> str:
    public = ".".join(part for part in name.split(".") if not part.startswith("_"))
    return f"{public} was called: it is what this exercise asks you to write yourself."


def _forbid_operators(pattern: Pattern[str]) -> None:
    import torch

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that an operator is replaced is on purpose
        for name in filter(pattern.fullmatch, torch._C._dispatch_get_all_op_names()):
            namespace, _, operator = name.partition("::")
            if namespace not in _libraries:
                _libraries[namespace] = torch.library.Library(namespace, "IMPL")
            for key in DISPATCH_KEYS:
                if key == "CPU" or torch._C._dispatch_has_kernel_for_dispatch_key(name, key):
                    _libraries[namespace].impl(operator, _Forbidden(f"torch.ops.{namespace}.{operator}"), key)
