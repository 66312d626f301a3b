"""Work on a student's bytes outside the sandbox, in a child process with little memory and little processor time.

A parser may need the square of what it reads, or a hundred times its size in memory: of HTML that is nested, of a
Markdown formula that never ends, of a notebook with a million empty mappings. Here the kernel ends a child that takes
too much, and what it worked on is lost alone: the next item begins in a fresh one.
"""

import contextlib
import dataclasses
import faulthandler
import gc
import os
import pickle
import resource
import signal
import struct
import warnings
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from typing import Any, TypeVar

HEADER = struct.Struct("!Q")
T = TypeVar("T")
R = TypeVar("R")

MOST_FAILED = 4  # children of one call: after so many that were ended the other items are not tried


@dataclass(frozen=True)
class Limits:
    """The means of a child: processor seconds for each item and for all, MiB of memory beyond what was there."""

    seconds: float = 2.0
    all_seconds: int = 10
    mebibytes: int = 256


@dataclass(frozen=True)
class Failed:
    """The reason, in a few words, why there is no result for an item."""

    why: str


def each(work: Callable[[T], R], items: Sequence[T], limits: Limits | None = None) -> list[R | Failed]:
    """The results of ``work`` for each of ``items``, in their order; `Failed` for those of which there is none.

    The results come back pickled, and nothing else that ``work`` does outlives its process.
    """
    limits = limits or Limits()
    results: list[R | Failed] = []
    failures, left = 0, float(limits.all_seconds)
    while len(results) < len(items) and failures < MOST_FAILED and left >= 1:
        found, used = _in_child(work, items[len(results) :], dataclasses.replace(limits, all_seconds=int(left)))
        results += found
        failures += 1
        left -= used
    return results + [Failed("came after others that took too much")] * (len(items) - len(results))


def one(work: Callable[[T], R], item: T, limits: Limits | None = None) -> R | Failed:
    """The result of ``work`` for ``item``, or `Failed`."""
    return each(work, [item], limits)[0]


def _in_child(work: Callable[[T], R], items: Sequence[T], limits: Limits) -> tuple[list[R | Failed], float]:
    """The results of a child that works through ``items`` as far as it gets, and the processor seconds that it took."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        # Python 3.12 warns of a lock that another thread may hold: the child parses text and ends, it takes none.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        try:
            os.close(reading)
            _work(work, items, limits, writing)
        finally:
            os._exit(0)
    os.close(writing)
    found: list[R | Failed] = []
    try:
        with os.fdopen(reading, "rb") as pipe:
            found.extend(_answers(pipe))
    finally:
        status, used = _ended(child)
    if len(found) < len(items) and (status or not found):  # else it has said itself why it ends
        found.append(Failed(_why(status, limits)))
    return found, used


def _work(work: Callable[[Any], Any], items: Sequence[Any], limits: Limits, writing: int) -> None:
    """Write the result for each item to ``writing``: the child's life."""
    gc.freeze()  # what is there already is shared with the parent: looking through it would copy it
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # a library that gets no memory says so before it ends
    _allow(resource.RLIMIT_CORE, 0)
    _allow(resource.RLIMIT_CPU, limits.all_seconds)
    if (mapped := _mapped_bytes()) is not None:
        _allow(resource.RLIMIT_AS, mapped + limits.mebibytes * 2**20)
    for signal_number in (signal.SIGXCPU, signal.SIGPROF):
        signal.signal(signal_number, signal.SIG_DFL)  # ends the process, whatever it is busy with
    with os.fdopen(writing, "wb") as pipe:
        for item in items:
            signal.setitimer(signal.ITIMER_PROF, limits.seconds)
            try:
                body = pickle.dumps(work(item))
            except MemoryError:
                _send(pipe, pickle.dumps(Failed(_too_much_memory(limits))))
                return  # a fresh process has all its memory again
            except BaseException as error:  # a panic of a library that is written in Rust is no Exception
                body = pickle.dumps(Failed(f"ended with {type(error).__name__}"))
            _send(pipe, body)


def _allow(what: int, most: int) -> None:
    """Limit this process to ``most``, or to less where it is limited already."""
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _send(pipe: Any, body: bytes) -> None:
    pipe.write(HEADER.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def _answers(pipe: BufferedReader) -> Iterator[Any]:
    while len(header := pipe.read(HEADER.size)) == HEADER.size:
        (size,) = HEADER.unpack(header)
        body = pipe.read(size)
        if len(body) < size:
            return
        yield pickle.loads(body)  # noqa: S301 -- written by this program


def _ended(child: int) -> tuple[int, float]:
    """The status of ``child``, which has closed its end of the pipe, and the processor seconds that it used."""
    with contextlib.suppress(ChildProcessError):  # this program may not want to hear of its children
        _, status, usage = os.wait4(child, 0)
        return os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
    return 0, 0.0


def _why(status: int, limits: Limits) -> str:
    if -status == signal.SIGPROF:
        return f"took longer than {limits.seconds:g} s"
    if -status == signal.SIGXCPU:
        return "took too long after what stood before it"
    return _too_much_memory(limits)  # who cannot get more of it ends by a signal of its own choice


def _too_much_memory(limits: Limits) -> str:
    return f"needed more than {limits.mebibytes} MB of memory"


def _mapped_bytes() -> int | None:
    """The size of this process; None where the system does not tell (macOS, which does not limit it either)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except FileNotFoundError:
        return None
    return pages * resource.getpagesize()
