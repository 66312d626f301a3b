"""The warm parent's work while nobody waits for it: imports, and everything that is slow the first time.

Nothing here may start a thread (a fork would lose it) and no operation of PyTorch is called: its pools start with the
first one.
"""

import contextlib
import gc
import importlib
from collections import deque
from collections.abc import Callable, Sequence

from . import large_pages, shell
from .rehearsal import practise

Step = Callable[[shell.Shell], None]

ALWAYS = "course"  # what every notebook of the course imports
MODULES = {
    ALWAYS: ("course.check", "course.gradient"),
    "matplotlib": ("matplotlib.pyplot", "matplotlib_inline.backend_inline"),
    "torch": ("torch",),
}


class WarmUp:
    """The steps that are still to be done, for the libraries that notebooks have mentioned so far."""

    def __init__(self) -> None:
        self._known: set[str] = set()
        self.steps: deque[Step] = deque()
        self.mention([ALWAYS])

    def mention(self, names: Sequence[str]) -> None:
        """Note libraries that a notebook mentions: the next one will find them imported."""
        for name in names:
            if name in self._known or name not in MODULES:
                continue
            self._known.add(name)
            self.steps += [_importing(module) for module in MODULES[name]]
            if name == "matplotlib":
                self.steps.append(_draw_a_figure)
            if name == ALWAYS:
                self.steps.append(practise)
            # the machinery of tracebacks looks at every module when it meets it for the first time
            self.steps.append(_show_a_traceback)

    def step(self, student: shell.Shell) -> None:
        """Do the next step."""
        self.steps.popleft()(student)
        gc.collect()
        large_pages.collapse()
        gc.freeze()  # shared pages stay shared: the collector touches every object otherwise

    def finish(self, student: shell.Shell) -> None:
        """Do all that is left."""
        while self.steps:
            self.step(student)


def _show_a_traceback(student: shell.Shell) -> None:
    """The first traceback loads IPython's machinery for it, which takes as long as thirty cells."""
    student.run_cell("def divide():\n    return 1 / 0\n\ndivide()", store_history=False)
    student.outputs.take()
    student.reset(new_session=True)


def _importing(name: str) -> Step:
    def step(student: shell.Shell) -> None:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)

    return step


def _draw_a_figure(student: shell.Shell) -> None:
    """The first figure fills the font caches."""
    with contextlib.suppress(ImportError):
        from IPython.core.pylabtools import print_figure
        from matplotlib import pyplot

        figure, axes = pyplot.subplots()
        axes.plot([0, 1])
        axes.set_title("title")
        print_figure(figure)
        pyplot.close(figure)
