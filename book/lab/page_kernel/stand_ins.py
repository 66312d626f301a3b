"""Small modules in the place of large ones: what cells import from IPython and anywidget, and what a page has not."""

import json
import sys
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from importlib.abc import MetaPathFinder
from types import ModuleType
from typing import Any

import traitlets

from .outputs import DEMO, display

ABSENT = ("babel", "torch", "sklearn")  # cells import them beside others, so that it is their use that fails

_demos: dict[str, "AnyWidget"] = {}
_cell = 0


class Absent(ModuleType):
    """A module that may be imported and not used."""

    def __getattr__(self, name: str) -> Any:
        """Say where it can be used; libraries, which look whether they were given something of it, hear of no error."""
        if name.startswith("__") or sys._getframe(1).f_globals.get("__name__") != "__main__":
            raise AttributeError(name)
        raise ModuleNotFoundError(f"{self.__name__} does not run in the page: download this page's notebook for it.")


class NotServed(MetaPathFinder):
    """Comes after all other finders: what nobody else has found gets a sentence."""

    def find_spec(self, name: str, path: Sequence[str] | None, target: ModuleType | None = None) -> None:
        """Raise ``ModuleNotFoundError``."""
        if path is None:
            raise ModuleNotFoundError(
                f"There is no {name} in the page, which has NumPy, matplotlib, course and the standard library: "
                "download this page's notebook for the rest.",
                name=name,
            )


class SVG:
    """A drawing, shown as one."""

    def __init__(self, data: str) -> None:
        """Keep the text of the drawing."""
        self._data = data

    def _repr_svg_(self) -> str:
        return self._data


class AnyWidget(traitlets.HasTraits):
    """A widget that draws itself with JavaScript of its own; the page holds the other side of its synced traits."""

    _esm = _css = ""

    def __init__(self, **traits: Any) -> None:
        """Set the traits."""
        super().__init__(**traits)
        self._name = f"{_cell}.{len(_demos)}"

    def hold_sync(self) -> AbstractContextManager[None]:
        """Let several changes travel together, as all of one message do here."""
        return nullcontext()

    def _repr_mimebundle_(self) -> dict[str, str]:
        _demos[self._name] = self
        state = {name: getattr(self, name) for name in self.trait_names(sync=True)}
        return {DEMO: json.dumps({"demo": self._name, "_esm": self._esm, "_css": self._css, **state})}


def begin(cell: int) -> None:
    """Forget the demos that the cell showed when it ran before: new ones take their place."""
    global _cell
    _cell = cell
    for name in [name for name in _demos if name.startswith(f"{cell}.")]:
        del _demos[name]


def change(demo: str, traits: str) -> str:
    """Set a demo's traits (JSON) as the reader did in the page; all that changed in consequence, as JSON."""
    widget = _demos[demo]
    changed: dict[str, Any] = {}

    def note(change: Any) -> None:
        changed[change.name] = change.new

    names = widget.trait_names(sync=True)
    widget.observe(note, names)
    try:
        for name, value in json.loads(traits).items():
            setattr(widget, name, value)
    finally:
        widget.unobserve(note, names)
    return json.dumps(changed)


def module(name: str, **content: Any) -> ModuleType:
    """Make a module of ``content`` and let it be imported."""
    made = ModuleType(name)
    made.__dict__.update(content, __path__=[])
    sys.modules[name] = made
    return made


def install() -> None:
    """Let cells import what is here."""
    inner = module("IPython.display", display=display, SVG=SVG)
    module("IPython", display=inner, get_ipython=lambda: None, version_info=(9, 0))  # matplotlib asks for its age
    module("anywidget", AnyWidget=AnyWidget)
    for name in ABSENT:
        sys.modules[name] = Absent(name)
    sys.meta_path.append(NotServed())
