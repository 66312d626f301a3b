"""Runs a cell statement by statement: one that fails is passed over, and the next ones run.

IPython runs a cell's statements one after the other and stops at the first that raises. Where a line fails only
because this is another machine (a library, a drive, a browser that is not here), what stands below it would be lost
with it. So IPython is handed what is left, beginning behind the statement that failed: nothing runs twice, and a cell
without a fault runs as it always did.
"""

import ast
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from .experiments import Experiments

MAX_REPORTED = 20  # of one cell: what fails after that is passed over without a word of its own
DEFINITIONS = (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


@dataclass
class PassedOver:
    """A statement that failed: its first and last line in the cell, and the error; ``name`` is what was missing."""

    first: int
    last: int
    kind: str
    message: str
    name: str = ""


@dataclass
class Statements:
    """The run of one cell: ``goes_on`` says whether it goes on behind a statement that fails.

    ``definitions_alone`` leaves out every statement that is no import and no definition, ``skip`` those that begin on
    one of these lines. ``lines_above`` are blank lines on top of the cell, which IPython takes away.
    """

    goes_on: bool = False
    definitions_alone: bool = False
    experiments: Experiments | None = None
    skip: Sequence[int] = ()
    lines_above: int = 0
    passed_over: list[PassedOver] = field(default_factory=list)

    async def run(
        self,
        nodes: Sequence[ast.stmt],
        compiler: Any,
        result: Any,
        some: Callable[[list[ast.stmt], Any], Awaitable[Any]],
    ) -> bool:
        """Run ``nodes`` by ``some``, IPython's own way for several statements; return whether any has failed.

        ``result`` is IPython's: after a failure it keeps the first error.
        """
        left, first_error = [node for node in nodes if self._first_line(node) not in self.skip], None
        while left := [node for node in left if not self.definitions_alone or is_definition(node)]:
            counting = _Counting(compiler)
            if not await some(left, counting):
                break
            error = self._stopped() or result.error_in_exec or result.error_before_exec
            first_error = first_error or error
            failed, left = left[counting.count - 1], left[counting.count :]
            if len(self.passed_over) < MAX_REPORTED:
                self.pass_over(
                    first_line(failed),
                    failed.end_lineno or failed.lineno,
                    type(error).__name__,
                    text_of(error),
                    _missing_module(failed, error),
                )
            if not self.goes_on:
                break
            self.definitions_alone = self.definitions_alone or self._has_no_time_left()
            result.error_in_exec = result.error_before_exec = None
        result.error_in_exec = first_error
        return first_error is not None

    def pass_over(self, first: int, last: int, kind: str, message: str, name: str = "") -> None:
        """Note a statement that fails, or cannot even be read."""
        above = self.lines_above
        self.passed_over.append(PassedOver(first + above, last + above, kind[:100], message[:500], name[:100]))

    def _first_line(self, node: ast.stmt) -> int:
        return first_line(node) + self.lines_above

    def _stopped(self) -> BaseException | None:
        """The end of a statement's time: what was raised by it may be what waited in the statement's place."""
        return self.experiments.take_stop() if self.experiments else None

    def _has_no_time_left(self) -> bool:
        return self.experiments is not None and self.experiments.cell_is_over

    def report(self) -> list[dict[str, Any]]:
        """The statements that were passed over, as plain data."""
        return [asdict(one) for one in self.passed_over]


class _Counting:
    """A compiler that counts: IPython compiles each statement just before it runs it."""

    def __init__(self, compiler: Any) -> None:
        self.extra_flags = compiler.extra_flags
        self._compiler = compiler
        self.count = 0

    def __call__(self, *arguments: Any) -> Any:
        self.count += 1
        return self._compiler(*arguments)


def is_definition(node: ast.stmt) -> bool:
    """Say whether a statement only imports, defines, or gives names to constants."""
    if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
        try:
            ast.literal_eval(node.value)
        except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
            return False
        return True
    return isinstance(node, DEFINITIONS)


def first_line(node: ast.stmt) -> int:
    """The first line of a statement; that of a decorated one is its first decorator's."""
    return min([node.lineno, *(decorator.lineno for decorator in getattr(node, "decorator_list", ()))])


def _missing_module(node: ast.stmt, error: BaseException | None) -> str:
    """The module that was not found, as the statement has it: ``google.colab`` where already ``google`` is missing."""
    name = getattr(error, "name", None)
    if not isinstance(error, ModuleNotFoundError) or not isinstance(name, str):
        return ""
    asked = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    asked += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    return next((module for module in asked if module.startswith(f"{name}.")), name)


def text_of(error: BaseException | None) -> str:
    """The message of an error; a student's own class may fail to print itself, in any way."""
    try:
        return str(error)
    except BaseException as failure:
        return f"(its message could not be printed: {type(failure).__name__})"
