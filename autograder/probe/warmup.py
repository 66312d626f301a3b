"""What the warm parent does while nobody waits for it: imports, and the first times that cost most.

Nothing here may start a thread (a fork would lose it) and no operation of PyTorch is called: its pools start with the
first one.
"""

import contextlib
import importlib
from collections.abc import Callable

from . import shell

Step = Callable[[shell.Shell], None]


def steps(libraries: list[str]) -> list[Step]:
    """The steps, what every notebook needs first; ``libraries`` are the modules to import."""
    imports = [_importing(name) for name in libraries]
    # once more at the end: the machinery looks at every module when it meets it for the first time
    return [_show_a_traceback, *imports, _draw_a_figure, _show_a_traceback]


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
