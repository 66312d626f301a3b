"""The libraries as they were before the notebook ran, in place while this package works with them.

A notebook may put anything in the place of ``np.asarray`` or of ``any``, and a rule that is looked at by them is off.
So everything that the code of this package mentions of Python's builtins, of NumPy, PyTorch and of the modules that it
imports is remembered. While the notebook's own functions run, its changes are back: they may be meant well.
"""

import builtins
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from operator import is_
from types import CodeType, FunctionType, ModuleType
from typing import Any

PYTORCH = ("torch", "torch.autograd", "torch.Tensor", "torch.nn.Module")  # imported where they are needed alone
ALWAYS = {"__init__", "__new__", "__call__", "__enter__", "__exit__"}  # of classes
HEAP_TYPE, IMMUTABLE_TYPE = 1 << 9, 1 << 8  # Py_TPFLAGS_HEAPTYPE and Py_TPFLAGS_IMMUTABLETYPE
_all, _delattr, _map, _repeat, _setattr, _vars, _zip = all, delattr, map, repeat, setattr, vars, zip
_missing = object()

_remembered: list[tuple[Any, tuple[str, ...], tuple[Any, ...]]] = []
_theirs: list[tuple[Any, str, Any]] = []  # what the notebook has put in their place, as long as ours are there
_taken = False  # whether ours are there, and no line of the notebook has run since


def mentioned_by(modules: Sequence[ModuleType]) -> frozenset[str]:
    """The names that the code of these modules mentions."""
    return frozenset(name for module in modules for code in _codes(vars(module).values()) for name in code.co_names)


def remember(modules: Sequence[ModuleType], names: frozenset[str]) -> None:
    """Remember ``names`` in all that ``modules`` have imported, in the builtins, and in PyTorch where it is there."""
    imported = [value for module in modules for value in vars(module).values() if isinstance(value, ModuleType)]
    owners: list[Any] = [builtins, *imported, *filter(None, map(_of_pytorch, PYTORCH))]
    values = [vars(owner)[name] for owner in owners for name in names & vars(owner).keys()]
    # a with statement looks for what it calls in the class
    owners += [
        base for kind in values if isinstance(kind, type) and hasattr(kind, "__enter__") for base in kind.__mro__
    ]
    for owner in {id(owner): owner for owner in owners if _can_be_changed(owner)}.values():
        found = tuple(names & vars(owner).keys() if isinstance(owner, ModuleType) else (names & {*dir(owner)}) | ALWAYS)
        _remembered.append((owner, found, tuple(map(vars(owner).get, found, repeat(_missing)))))


def take() -> None:
    """Put everything as it was remembered; what the notebook has put there is kept for `give_back`."""
    global _taken
    if _taken:
        return
    for owner, names, values in _remembered:
        if _all(_map(is_, _map(_vars(owner).get, names, _repeat(_missing)), values)):
            continue
        for name, value in _zip(names, values):
            now = _vars(owner).get(name, _missing)
            if now is not value:
                _put(owner, name, value)
                _theirs.append((owner, name, now))
    _taken = True


def give_back() -> None:
    """Put everything as the notebook has it."""
    global _taken
    while _theirs:
        _put(*_theirs.pop())
    _taken = False


def theirs(function: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
    """The result of a function of the notebook's, called with what the notebook has put in place of the libraries'."""
    give_back()
    try:
        return function(*args, **kwargs)
    finally:
        take()


def _put(owner: Any, name: str, value: Any) -> None:
    if value is _missing:
        _delattr(owner, name)
    else:
        _setattr(owner, name, value)


def _of_pytorch(name: str) -> Any:
    module, _, attribute = name.rpartition(".")
    return sys.modules.get(name) or getattr(sys.modules.get(module), attribute, None)


def _can_be_changed(owner: Any) -> bool:
    """Return whether Python lets a notebook change the owner's attributes: not those of classes written in C."""
    return not isinstance(owner, type) or bool(owner.__flags__ & HEAP_TYPE and not owner.__flags__ & IMMUTABLE_TYPE)


def _codes(values: Iterable[Any]) -> Iterator[CodeType]:
    """The code of functions and of classes' methods, with that of the functions inside them."""
    for value in values:
        if isinstance(value, CodeType):
            yield value
            yield from _codes(value.co_consts)
        elif isinstance(value, FunctionType):
            yield from _codes([value.__code__])
        elif isinstance(value, type):
            yield from _codes(getattr(member, "__func__", member) for member in vars(value).values())
