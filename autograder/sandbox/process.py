"""A probe's process, started behind bubblewrap's walls (or, where the caller insists, behind none)."""

import contextlib
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO, Any

from autograder.sandbox import isolation, syscalls


class Process:
    """The process and the grader's end of its line; `end` takes down everything inside."""

    def __init__(
        self, settings: Mapping[str, Any], hidden: Sequence[str] = (), *, nests: bool = False, sandboxed: bool = True
    ) -> None:
        """Start the probe with ``settings``, where the folders in ``hidden`` are empty.

        ``nests`` leaves it the system calls with which it walls in its own children.

        Raises `autograder.sandbox.SandboxUnavailable` where this machine cannot isolate it.
        """
        program = [isolation.python(), "-P", "-m", "probe", json.dumps(settings)]
        environment = {"PATH": "/usr/bin:/bin"}  # bubblewrap's own environment can be read from inside
        self._folder: Path | None = None
        with contextlib.ExitStack() as inherited, contextlib.ExitStack() as ours:
            files: list[IO[bytes]] = []
            if sandboxed:
                filters = None if nests else inherited.enter_context(syscalls.filter_file())
                program, files = isolation.command(program, hidden, filters.fileno() if filters else None)
                for file in files:
                    inherited.enter_context(file)
                files += [filters] if filters else []
            else:
                self._folder, environment = isolation.bare_folder()
            # a warm parent is sent messages with descriptors, everybody else a stream of frames
            kind = socket.SOCK_SEQPACKET if nests else socket.SOCK_STREAM
            self.line, theirs = map(ours.enter_context, socket.socketpair(type=kind))
            inherited.enter_context(theirs)
            self._errors = ours.enter_context(tempfile.TemporaryFile())
            self._process: subprocess.Popen[bytes] = _in_lasting_thread(
                lambda: subprocess.Popen(  # noqa: S603 -- our own command line
                    program,
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    stderr=self._errors,
                    env=environment,
                    cwd=self._folder,
                    pass_fds=[file.fileno() for file in files],
                    start_new_session=True,
                )
            )
            ours.pop_all()  # it has started: from here on `end` closes them

    def used_since(self, begin: float) -> float | None:
        """None: nobody inside counts."""
        return None

    def complaints(self) -> str:
        """The messages of bubblewrap or the interpreter from before the probe took over."""
        self._errors.seek(0)
        return self._errors.read(2_000).decode(errors="replace").strip()

    def end(self) -> None:
        """End every process inside: a process namespace dies with its first process."""
        self.line.close()
        if self._process.poll() is None:
            with contextlib.suppress(ProcessLookupError):  # it ended by itself in this moment
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()
        self._errors.close()
        if self._folder:
            shutil.rmtree(self._folder, ignore_errors=True)


def _in_lasting_thread(start: Callable[[], "subprocess.Popen[bytes]"]) -> "subprocess.Popen[bytes]":
    """Start a process from a thread that lives as long as this program.

    The kernel sends bubblewrap its parent-death signal when the *thread* that started it ends.
    """
    return _starter(os.getpid()).submit(start).result()


@functools.cache
def _starter(process: int) -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix=f"sandbox-starter-{process}")
