"""Runs one cell in the shell, whole or statement by statement, and says what it did."""

import asyncio
import contextlib
import sys
from collections.abc import Mapping
from typing import Any

from IPython.core.interactiveshell import ExecutionResult

from . import newer_python
from .experiments import Experiments
from .shell import Shell
from .statements import Statements, text_of

HERE = "{}.{}".format(*sys.version_info)


def run(shell: Shell, request: Mapping[str, Any], experiments: Experiments | None = None) -> dict[str, Any]:
    """Run the cell of ``request``: its outputs, whether it ended without an error, and the statements passed over.

    A cell that is ``whole`` ends at its first error, and its time is the grader's matter. Any other one is an
    experiment of the student's, within the time of ``experiments``; with ``definitions`` it only imports and defines.
    """
    running = shell.running
    source, whole = request["source"], request.get("whole", True)
    timed = None if whole else experiments
    only = bool(request.get("definitions")) or (timed is not None and timed.are_over)
    blank = len(source) - len(source.lstrip())
    statements = Statements(not whole, only, timed, request.get("skip", ()), source.count("\n", 0, blank))
    before = sys.stdout, sys.stderr
    sys.stdout, sys.stderr = running.streams
    running.descriptors.clear()
    failure: BaseException | None = None
    try:
        task = running.loop.create_task(in_loop(shell, source, statements))
        with timed.timed(task) if timed else contextlib.nullcontext():
            result = running.loop.run_until_complete(task)
        failure = result.error_before_exec or result.error_in_exec
        success = result.success
    except BaseException as error:  # a task in the background may end the loop with SystemExit
        shell.showtraceback()
        success, failure = False, error
    finally:
        shell.statements = None
        sys.stdout, sys.stderr = before
    return {
        "outputs": shell.outputs.take(),
        "ok": success and not statements.passed_over,
        "passed_over": [] if whole else statements.report(),
        "error": _in_one_line(failure, source) if failure else "",
    }


def rehearse(shell: Shell, source: str) -> None:
    """Run one cell in a process that will be forked: nothing of this process is left in ``shell``, and no output."""
    with contextlib.closing(asyncio.new_event_loop()) as loop:
        loop.run_until_complete(in_loop(shell, source, Statements(goes_on=True)))
    shell.outputs.take()


async def in_loop(shell: Shell, source: str, statements: Statements) -> ExecutionResult:
    """Run the cell while the event loop runs, as in ipykernel: `asyncio.create_task` works, `asyncio.run` does not."""
    transformed, failure = source, None
    try:
        transformed = shell.transform_cell(source)
    except Exception:  # told to the student by the shell, which is handed it
        failure = sys.exc_info()
    if statements.goes_on and failure is None and not shell.compile.expects_a_tree:
        transformed = _without_newer_statements(shell, transformed, statements)
    shell.statements = statements
    result = None
    try:
        result = await shell.run_cell_async(
            source, store_history=True, transformed_cell=transformed, preprocessing_exc_tuple=failure
        )
        return result
    finally:
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)


def _without_newer_statements(shell: Shell, source: str, statements: Statements) -> str:
    """The cell without the statements that only a newer Python reads: on the student's machine the others have run."""
    if newer_python.parses(source) or not newer_python.accepts(source):
        return source
    lines = source.splitlines()
    for first, last in newer_python.broken_statements(source):
        message = _known_elsewhere("this way of writing")
        shell.outputs.error("SyntaxError", message, [f"SyntaxError: {message}", *lines[first - 1 : last]])
        statements.pass_over(first, last, "SyntaxError", message)
        lines[first - 1 : last] = [""] * (last - first + 1)
    return "\n".join(lines) + "\n"


def _in_one_line(error: BaseException, source: str) -> str:
    """The error that ended a cell, with what may be done about it where its own words do not say."""
    said = f"{type(error).__name__}: {text_of(error)[:1_000]}"
    if isinstance(error, SyntaxError) and newer_python.accepts(source):
        return f"{said} ({_known_elsewhere('this line')})"
    if type(error).__name__ == "UsageError" and "`%%" in said:
        return f"{said} (a cell magic must be the very first line of its cell, above every comment)"
    return said


def _known_elsewhere(what: str) -> str:
    return (
        f"notebooks are graded with Python {HERE}, which does not know {what}; Python {newer_python.NEWER} and newer "
        "accept it, so write it in the older way"
    )
