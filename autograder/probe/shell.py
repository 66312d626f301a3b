"""IPython's own shell, so that magics, ``!commands``, ``await`` and displays work, with its outputs collected.

It does what ipykernel's shell does, and no more than that differs which has no meaning without somebody in front of
the notebook (tests/autograder/feedback/test_fidelity.py lists every difference). A shell may be made in one process and
used in a fork of it: what belongs to a process (its streams, its event loop) is made when the first cell runs.
"""

import asyncio
import builtins
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from IPython.core import page
from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from . import installers, plain_python
from .captured_descriptors import Descriptors
from .compiler import CellCompiler
from .outputs import Outputs, Stream
from .statements import Statements, text_of

OURS = str(Path(__file__).parent)
MAX_FRAMES = 60  # IPython looks for each frame's source in every module: a thousand frames take it seconds
COLOURS = {"TERM": "xterm-color", "CLICOLOR": "1", "FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}
ENVIRONMENT = {**COLOURS, "PAGER": "cat", **installers.ENVIRONMENT}


class CollectingPublisher(DisplayPublisher):
    """``display(...)`` and figures become ``display_data`` outputs."""

    shell: "Shell"

    def publish(
        self,
        data: Any,
        metadata: Any = None,
        source: Any = None,
        *,
        transient: Any = None,
        update: bool = False,
        **_: Any,
    ) -> None:
        """Collect one display, or the change of an earlier one."""
        identity = (transient or {}).get("display_id")
        if update:
            self.shell.outputs.update(data, metadata or {}, str(identity))
        else:
            self.shell.outputs.rich("display_data", data, metadata or {}, identity and str(identity))

    def clear_output(self, wait: bool = False) -> None:
        """Forget the outputs of the running cell."""
        self.shell.outputs.clear(wait)


class CollectingHook(DisplayHook):
    """The value of a cell's last line becomes an ``execute_result`` output."""

    shell: "Shell"

    def write_output_prompt(self) -> None:
        """Write nothing: the notebook shows the prompt itself."""

    def write_format_data(self, format_dict: dict[str, Any], md_dict: dict[str, Any] | None = None) -> None:
        """Collect the value's representations."""
        if format_dict:
            self.shell.outputs.rich("execute_result", format_dict, md_dict or {}, execution_count=self.prompt_count)


@dataclass
class _Running:
    """The parts that belong to the process that runs the cells."""

    process: int
    loop: asyncio.AbstractEventLoop
    descriptors: Descriptors
    streams: tuple[Stream, Stream]


class Shell(InteractiveShell):
    """A shell without terminal, history file or input."""

    displayhook_class = Type(CollectingHook)
    display_pub_class = Type(CollectingPublisher)
    compiler_class = Type(CellCompiler)
    compile: CellCompiler
    statements: Statements | None = None  # of the cell that is about to run
    _running: _Running | None = None
    _shows = True
    _in_short = False

    def __init__(self, **kwargs: Any) -> None:
        self.outputs = Outputs()
        super().__init__(**kwargs)
        self._own_transformers = self._transformers()
        installers.replace(self)

    @property
    def running(self) -> _Running:
        """The streams, the descriptors and the event loop of this very process."""
        process = os.getpid()
        if self._running is None or self._running.process != process:
            loop = asyncio.new_event_loop()
            asyncio.set_event_loop(loop)
            streams = Stream(self.outputs, "stdout", process), Stream(self.outputs, "stderr", process)
            self._running = _Running(process, loop, Descriptors(), streams)
            self.outputs.elsewhere = self._running.descriptors.take
        return self._running

    def show_nothing(self) -> None:
        """Spare the work for what nobody will look at: figures are not drawn, errors come without their frames."""
        if self.display_formatter is not None:
            self.display_formatter.active_types = []
        self._shows = False

    def transform_cell(self, raw_cell: str) -> str:
        """The cell as plain Python; one that is plain Python already is not taken apart for magics."""
        if self._transformers() == self._own_transformers and (plain := plain_python.parse(raw_cell)):
            self.compile.expect(plain.source, plain.tree)
            return plain.source
        transformed: str = super().transform_cell(raw_cell)
        return transformed

    def _transformers(self) -> tuple[list[Any], ...]:
        """The functions that take a cell apart: a notebook may add to them."""
        manager = self.input_transformer_manager
        return (
            [*manager.cleanup_transforms],
            [*manager.line_transforms],
            [*manager.token_transformers],
            [*self.input_transformers_post],
        )

    async def run_ast_nodes(self, nodelist: list[Any], *args: Any, **kwargs: Any) -> Any:
        """Run a cell's statements as IPython does, or on behind those that fail, as the cell is to be run."""
        statements, self.statements = self.statements, None  # a cell that a cell runs knows nothing of them
        if statements is None:
            return await super().run_ast_nodes(nodelist, *args, **kwargs)

        async def some(left: list[Any], compiler: Any) -> Any:
            self._in_short = bool(statements.passed_over)  # one traceback a cell explains it; the rest follows from it
            return await InteractiveShell.run_ast_nodes(self, left, *args, **{**kwargs, "compiler": compiler})

        try:
            return await statements.run(nodelist, kwargs["compiler"], kwargs["result"], some)
        finally:
            self._in_short = False

    def init_environment(self) -> None:
        """Set what Jupyter sets: colours from programs, and no pager that waits for a key."""
        os.environ.update(ENVIRONMENT)

    def init_hooks(self) -> None:
        """Let ``name?`` show nothing: its pager opens beside a notebook, and nothing of it stays in the file."""
        super().init_hooks()
        self.set_hook("show_in_pager", page.as_hook(_no_pager), 99)

    def enable_gui(self, gui: str | None = None) -> None:
        """Do nothing: there is no event loop to integrate with; ``%matplotlib`` calls this."""

    def ask_exit(self) -> None:
        """Make ``quit`` an error of its cell; in a notebook it would end the kernel."""
        raise RuntimeError("exit and quit are not available while a notebook is graded")

    def showtraceback(self, exc_tuple: Any = None, *args: Any, **kwargs: Any) -> None:
        """Show the exception without the frames of this package."""
        try:
            kind, error, traceback = self._get_exc_info(exc_tuple)
        except ValueError:  # there is none: the shell says so in its own words
            return super().showtraceback(exc_tuple, *args, **kwargs)
        if not self._shows or self._in_short:
            return self._showtraceback(kind, error, [f"{kind.__name__}: {text_of(error)}"] if self._shows else [])
        _hide_our_frames(error)
        return super().showtraceback((kind, error, _without_ours(traceback)), *args, **kwargs)

    def _format_exception_for_storage(self, exception: Any, *_: Any, **__: Any) -> dict[str, Any]:
        """Nothing: there is no history to keep it, and formatting takes as long as it did for the notebook."""
        return {}

    def _showtraceback(self, etype: type[BaseException], evalue: BaseException, stb: list[str]) -> None:
        self.outputs.error(etype.__name__, text_of(evalue), stb)


def start() -> Shell:
    """The shell that the student's cells run in, installed as IPython's own instance."""
    config = Config()
    config.HistoryManager.enabled = False
    config.IPKernelApp.parent_appname = "notebook"  # progress bars look for this to know that they are in a notebook
    shell: Shell = Shell.instance(config=config)
    builtins.input = _no_input
    return shell


def _no_pager(*_: Any, **__: Any) -> None:
    """Show nothing."""


def _no_input(prompt: object = "") -> str:
    raise EOFError("input() has nobody to ask while a notebook is graded; put the value into the cell instead")


def _hide_our_frames(error: BaseException | None) -> None:
    """Take this package's frames out of the tracebacks of ``error`` and of all that it came from."""
    seen: set[int] = set()
    for one in _chain(error, seen):
        one.__traceback__ = _without_ours(one.__traceback__)


def _chain(error: BaseException | None, seen: set[int]) -> Iterator[BaseException]:
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        yield from _chain(error.__cause__, seen)
        error = error.__context__


def _without_ours(traceback: TracebackType | None) -> TracebackType | None:
    """The traceback without the frames whose code lies in this package, and of a deep recursion both ends."""
    kept = []
    while traceback is not None:
        if not traceback.tb_frame.f_code.co_filename.startswith(OURS):
            kept.append(traceback)
        traceback = traceback.tb_next
    if len(kept) > MAX_FRAMES:
        kept = kept[: MAX_FRAMES // 2] + kept[-MAX_FRAMES // 2 :]
    for one, following in zip(kept, [*kept[1:], None], strict=False):
        one.tb_next = following
    return kept[0] if kept else None
