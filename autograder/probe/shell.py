"""IPython's own shell, so that magics, ``!commands``, ``await`` and displays work, with its outputs collected."""

import builtins
import sys
from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from .outputs import Outputs, Stream


class CollectingPublisher(DisplayPublisher):
    """``display(...)`` and figures become ``display_data`` outputs."""

    shell: "Shell"

    def publish(self, data: Any, metadata: Any = None, source: Any = None, **_: Any) -> None:
        """Collect one display."""
        self.shell.outputs.rich("display_data", data, metadata or {})

    def clear_output(self, wait: bool = False) -> None:
        """Forget the outputs of the running cell."""
        self.shell.outputs.clear()


class CollectingHook(DisplayHook):
    """The value of a cell's last line becomes an ``execute_result`` output."""

    shell: "Shell"

    def write_output_prompt(self) -> None:
        """The notebook shows the prompt itself."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Collect the value's representations."""
        self.shell.outputs.rich(
            "execute_result", format_dict, md_dict or {}, execution_count=self.shell.execution_count
        )


class Shell(InteractiveShell):
    """A shell without terminal, history file or input."""

    displayhook_class = Type(CollectingHook)
    display_pub_class = Type(CollectingPublisher)

    def __init__(self, **kwargs: Any) -> None:
        self.outputs = Outputs()
        super().__init__(**kwargs)

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no event loop to integrate with; ``%matplotlib`` calls this."""

    def ask_exit(self) -> None:
        """``quit`` in a notebook would end the kernel; here it is an error of its cell."""
        raise RuntimeError("exit and quit are not available while a notebook is graded")

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.outputs.error(etype.__name__, str(evalue), stb)


def start() -> Shell:
    """The shell that the student's cells run in, installed as IPython's own instance."""
    config = Config()
    config.HistoryManager.enabled = False
    config.InteractiveShell.colors = "nocolor"
    shell: Shell = Shell.instance(config=config)
    builtins.input = _no_input
    return shell


def run(shell: Shell, source: str) -> dict[str, Any]:
    """Run one cell; its outputs and whether it ended without an error."""
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = Stream(shell.outputs, "stdout"), Stream(shell.outputs, "stderr")
    try:
        result = shell.run_cell(source, store_history=True)
    finally:
        sys.stdout, sys.stderr = before
    return {"outputs": shell.outputs.take(), "ok": result.success}


def _no_input(prompt: object = "") -> str:
    raise EOFError("input() has nobody to ask while a notebook is graded; put the value into the cell instead")
