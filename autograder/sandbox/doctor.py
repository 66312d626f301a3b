"""Finds out what this machine can isolate, by trying each wall from the inside of a real sandbox."""

import shutil
import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from autograder import sandbox
from autograder.plain_text import plain_words
from autograder.sandbox import READY_MADE, Limits, Sandbox, SandboxDied, SandboxTimeout, SandboxUnavailable, machine


@dataclass(frozen=True)
class Wall:
    """One thing that a notebook must not be able to do: what holds, what it means when it does not, how it is tried.

    ``attempt`` is a cell that ends without an error where the wall holds.
    """

    holds: str
    broken: str
    attempt: str


@dataclass(frozen=True)
class Finding:
    """The state in which one wall was found."""

    sentence: str
    good: bool


WALLS = (
    Wall(
        "No network: not even the machine's own services can be reached.",
        "A notebook can reach the network.",
        """
        import socket
        for address in (("127.0.0.1", 22), ("192.0.2.1", 80)):
            try:
                socket.create_connection(address, timeout=1)
            except OSError:
                continue
            raise SystemExit(f"connected to {address[0]}")
        """,
    ),
    Wall(
        "No file but the interpreter's and the course's; nothing is writable but empty scratch folders.",
        "A notebook can write outside its scratch folders.",
        """
        import os, sys
        for folder in ("/", "/usr", "/etc", "/dev", "/proc", "/app", sys.prefix):
            try:
                open(os.path.join(folder, "mark"), "w")
            except OSError:
                continue
            raise SystemExit(f"wrote into {folder}")
        """,
    ),
    Wall(
        "Scratch folders are of bounded size.",
        "A notebook can fill the memory or the disk with files.",
        """
        import os
        try:
            for number in range(4):
                with open(f"/tmp/part{number}", "wb") as file:
                    for _ in range(50):
                        file.write(bytes(2**20))
        except OSError:
            for number in range(number + 1):
                os.remove(f"/tmp/part{number}")
        else:
            raise SystemExit("wrote 200 MB")
        """,
    ),
    Wall(
        "No process but its own can be seen or signalled.",
        "A notebook sees other processes.",
        """
        import os
        assert sum(name.isdigit() for name in os.listdir("/proc")) <= 4
        """,
    ),
    Wall(
        "No user of this machine: nobody's rights, no capability, no way to new privileges.",
        "A notebook keeps some of the grader's rights.",
        """
        with open("/proc/self/status") as file:
            status = dict(line.split(":\\t", 1) for line in file if ":\\t" in line)
        assert status["Uid"].split() == ["65534"] * 4, status["Uid"]
        held = {int(status[name], 16) for name in ("CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb")}
        assert held == {0}, held
        assert status["NoNewPrivs"].strip() == "1"
        """,
    ),
    Wall(
        "System calls that escapes begin with are filtered (seccomp).",
        "The system call filter is not there.",
        """
        import ctypes
        libc = ctypes.CDLL(None, use_errno=True)
        assert libc.unshare(0x10000000) == -1, "unshare"
        assert libc.ptrace(16, 1, 0, 0) == -1, "ptrace"
        assert libc.semget(0, 1, 0o1600) == -1, "semget"
        assert "Seccomp:\\t2" in open("/proc/self/status").read()
        """,
    ),
    Wall(
        "Memory, processor time, processes, open files and file sizes are limited.",
        "A limit is missing.",
        """
        import resource
        for name in ("AS", "CPU", "NPROC", "NOFILE", "FSIZE", "CORE"):
            assert resource.getrlimit(getattr(resource, f"RLIMIT_{name}"))[1] != resource.RLIM_INFINITY, name
        """,
    ),
)


WORK = {  # by a word of the import: what needs memory, threads or files only when it is used
    "torch": "assert (torch.ones(2, 2, requires_grad=True) @ torch.ones(2, 2)).sum().backward() is None",
    "matplotlib": "plt.plot([0, 1]).clear()",
}


MANY_PROCESSES = """
import os, time
for _ in range(4):
    if os.fork() == 0:
        held = bytearray(60 * 2**20)
        held[::4096] = bytes([1]) * len(held[::4096])
        time.sleep(30)
time.sleep(3)
"""


def findings(imports: Sequence[str] = ()) -> Iterator[Finding]:
    """Everything there is to say about this machine, as it is found; ``imports`` are what notebooks begin with."""
    if missing := sandbox.missing_parts():
        yield from (Finding(sentence, good=False) for sentence in missing)
        return
    try:
        with Sandbox() as box:
            for wall in WALLS:
                yield _try(box, wall)
    except SandboxUnavailable as error:
        yield Finding(f"{str(error).rstrip('.')}.", good=False)
        seen = list(machine.advice(machine.look(), shutil.which("bwrap") or "/usr/bin/bwrap"))
        yield from (Finding(sentence, good=False) for sentence in seen or [HELP])
        return
    except (SandboxDied, SandboxTimeout) as error:
        yield Finding(f"The sandbox ended while it was tried out: {error}.", good=False)
        return
    yield from _try_the_imports(imports)
    yield _try_the_clock()
    warm = sandbox.can_fork()
    if warm:
        yield _try_the_memory()
    yield Finding(
        "Sandboxes are forked from a warm parent: a class is graded at full speed."
        if warm
        else "The kernel does not let a sandbox hold another one, so each is started cold: several times slower, and "
        "what all processes of a notebook hold together is not limited, only what each of them holds; nor are the "
        "terminals and the empty files that it makes.",
        good=True,
    )


HELP = (
    "None of the usual reasons was found here (namespaces switched off, AppArmor, a container's filter, a covered "
    "/proc). `bwrap --unshare-all --ro-bind / / --proc /proc true` shows what the kernel refuses."
)


def _try(box: Sandbox, wall: Wall) -> Finding:
    outputs, ok = box.run(textwrap.dedent(wall.attempt))
    if ok:
        return Finding(wall.holds, good=True)
    why = next((output.get("evalue") for output in reversed(outputs) if output.get("output_type") == "error"), "")
    return Finding(f"{wall.broken} ({plain_words(str(why))})", good=False)


def _try_the_imports(imports: Sequence[str]) -> Iterator[Finding]:
    """Each import in a sandbox in which nothing is refused, and a little work with what it brings."""
    failed = False
    with Sandbox(mentions=READY_MADE) as box:
        for line in dict.fromkeys(imports):
            try:
                outputs, ok = box.run("\n".join((line, *(work for name, work in WORK.items() if name in line))))
                why = plain_words(str(outputs[-1].get("evalue", ""))) if outputs and not ok else ""
            except (SandboxDied, SandboxTimeout) as error:
                ok, why = False, str(error)
            if not ok:
                failed = True
                yield Finding(f"`{line}`, which notebooks begin with, does not work inside the sandbox: {why}.", False)
                if box.closed:
                    return
    if imports and not failed:
        modules = dict.fromkeys(line.split()[1].partition(".")[0] for line in imports)
        yield Finding(f"What notebooks import works inside the sandbox: {', '.join(modules)}.", good=True)


def _try_the_memory() -> Finding:
    """Processes of which each keeps to its limit."""
    with Sandbox(limits=Limits(memory_of_all=150 * 2**20)) as box:
        try:
            box.run(MANY_PROCESSES)
        except SandboxDied:
            return Finding("What all processes of a notebook hold together is limited, too.", good=True)
    return Finding("Many processes together can fill the memory.", good=False)


def _try_the_clock() -> Finding:
    """A loop that no signal from within ends."""
    with Sandbox(limits=Limits(cell_seconds=1)) as box:
        try:
            box.run("import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\nwhile True: pass")
        except SandboxTimeout:
            return Finding("An endless loop is stopped, with every process that it started.", good=True)
    return Finding("An endless loop is not stopped.", good=False)
