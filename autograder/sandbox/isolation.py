"""The walls: a command line for bubblewrap in which neither the repository nor anybody's work exists.

Inside there are the interpreter and its packages (read-only), the probe, the ``course`` package, an empty home and
an empty ``/tmp``; no network, no other process, no capability. Started as root, the grader first becomes nobody:
bubblewrap's file view is built by root in an outer layer, because an interpreter below ``/root`` is out of nobody's
reach otherwise, and the real sandbox is then the same as for everybody else. Measured: one layer costs 3 ms.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from ctypes.util import find_library
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from autograder.assignment import ROOT

APP = "/app"
HOME = "/home/student"
SCRATCH_BYTES = 64 * 2**20
SCRATCH_FOLDERS = ("/dev/shm", "/tmp", HOME)  # noqa: S108 -- private and empty, of bounded size
NOBODY = "65534"

# What of /usr a notebook needs; the rest of it, where a checkout may lie, does not exist inside.
SYSTEM_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libexec", "share", "local/bin", "local/lib", "local/share")
NEVER = ("solutions", "autograder")  # this project's own packages, wherever somebody has installed them


class SandboxUnavailable(RuntimeError):  # noqa: N818 -- says what is the matter
    """This machine cannot isolate a submission; the message says what is missing."""


@dataclass(frozen=True)
class Limits:
    """The limits of what one submission may use. Times in seconds, sizes in bytes.

    Seconds are those that the sandbox uses itself (`autograder.sandbox.deadline`). ``total_seconds`` is for the answers
    and the calls of them; ``experiment_seconds`` is for all other cells together, which can lose nothing but their own
    outputs.
    ``memory`` is the address space that each of its processes may have beside what the libraries map that were there
    before the notebook; ``memory_of_all`` is what all of them may hold together.

    ``sandboxed=False`` runs it without any wall, as the user who grades: for a machine that cannot isolate, and for
    notebooks of people whom you trust.
    """

    start_seconds: float = 120  # on a busy machine the first one waits for slow imports
    cell_seconds: float = 20
    call_seconds: float = 5
    total_seconds: float = 120
    experiment_seconds: float = 60
    memory: int = 2 * 2**30
    memory_of_all: int = 3 * 2**30
    cpu_seconds: int = 300  # of one process, whatever happens: more than all the times above together
    processes: int = 64
    file_bytes: int = SCRATCH_BYTES
    open_files: int = 256
    sandboxed: bool = True

    def of_process(self) -> dict[str, int]:
        """The limits that the kernel keeps for every process inside, by the probe's names for them."""
        names = ("memory", "cpu_seconds", "processes", "file_bytes", "open_files")
        return {name: getattr(self, name) for name in names} | {"core": 0}


def missing_parts() -> list[str]:
    """The parts that the sandbox lacks here, one sentence each with what to do; empty where the machine can isolate."""
    if sys.platform != "linux":
        return ["The sandbox needs Linux: grade on a Linux machine, or in a Linux virtual machine or WSL 2."]
    missing = []
    if not shutil.which("bwrap"):
        missing.append("bubblewrap is not installed: `apt install bubblewrap` (or your system's package).")
    if find_library("seccomp") is None:
        missing.append("libseccomp is not installed: `apt install libseccomp2` (or your system's package).")
    if os.geteuid() == 0 and not shutil.which("setpriv"):
        missing.append("setpriv (util-linux) is not installed, so root's privileges cannot be dropped.")
    return missing


def command(
    program: Sequence[str], hidden: Sequence[str], seccomp_descriptor: int | None
) -> tuple[list[str], list[IO[bytes]]]:
    """The command line that runs ``program`` inside the walls, where the folders in ``hidden`` are empty.

    ``seccomp_descriptor`` is the open filter of system calls; None is for the warm parent, which runs no notebook and
    needs the calls that make namespaces to put walls around its children.

    Bubblewrap reads its options from open files (the second value, to be inherited), so that no path of this
    machine stands in a command line that a notebook could read. Raises `SandboxUnavailable` where this machine cannot.
    """
    if missing := missing_parts():
        raise SandboxUnavailable(" ".join(missing))
    as_root = os.geteuid() == 0
    inner_options = [
        *_file_view(hidden, Path(APP) if as_root else None),
        *("--unshare-all", "--unshare-user", "--cap-drop", "ALL"),
        *("--uid", NOBODY, "--gid", NOBODY, "--hostname", "notebook"),
        *("--die-with-parent", "--new-session"),
        *_environment(),
        *("--chdir", HOME),
    ]
    if seccomp_descriptor is not None:
        inner_options += ["--disable-userns", "--seccomp", str(seccomp_descriptor)]
    inner_file = _options_file(inner_options)
    bubblewrap = str(shutil.which("bwrap"))
    inner = [bubblewrap, "--args", str(inner_file.fileno()), "--", *program]
    if not as_root:
        return inner, [inner_file]
    outer_options = [
        *_file_view(hidden),
        # The kernel lets the inner layer mount its own /proc only where it can see a whole one.
        *("--bind", "/proc", "/proc", "--unshare-net", "--unshare-ipc", "--die-with-parent", "--clearenv"),
        *(
            "--cap-drop",
            "ALL",
            "--cap-add",
            "CAP_SETUID",
            "--cap-add",
            "CAP_SETGID",
            "--cap-add",
            "CAP_SETPCAP",
        ),
    ]
    outer_file = _options_file(outer_options)
    become_nobody = [str(shutil.which("setpriv")), "--reuid", NOBODY, "--regid", NOBODY, "--clear-groups"]
    drop_everything = ["--bounding-set=-all", "--inh-caps=-all", "--"]
    outer = [bubblewrap, "--args", str(outer_file.fileno()), "--", *become_nobody, *drop_everything, *inner]
    return outer, [outer_file, inner_file]


def bare_folder() -> tuple[Path, dict[str, str]]:
    """A temporary folder and the environment for a probe without any wall: what it imports, and no more by accident."""
    folder = Path(tempfile.mkdtemp(prefix="unsandboxed-"))
    for package in _packages():
        (folder / package.name).symlink_to(package)
    places = {"HOME": str(folder), "PYTHONPATH": str(folder), "IPYTHONDIR": str(folder / ".ipython")}
    return folder, _variables() | places


def python() -> str:
    """The interpreter inside: the one that runs the grader, at the same path."""
    return sys.executable


def _options_file(options: Sequence[str]) -> IO[bytes]:
    file = tempfile.TemporaryFile()  # noqa: SIM115 -- stays open until bubblewrap has inherited it
    file.write(b"\0".join(option.encode() for option in options))
    file.flush()
    file.seek(0)
    return file


def _file_view(hidden: Sequence[str], app: Path | None = None) -> list[str]:
    """The mounts; ``app`` is where the probe and ``course`` lie already, where an outer layer has put them."""
    view = ["--dir", "/usr", "--dir", "/usr/local"]  # bubblewrap makes unnamed parent folders for their owner alone
    view += [word for folder in _system_folders() for word in ("--ro-bind", str(folder), str(folder))]
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        folder = Path("/", name)
        if folder.is_symlink():
            view += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.is_dir():
            view += ["--ro-bind", str(folder), str(folder)]
    view += ["--dir", "/etc"]
    for name in ("ld.so.cache", "fonts", "alternatives", "localtime"):
        view += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    view += ["--proc", "/proc", "--dev", "/dev", "--dir", str(Path(HOME).parent)]
    for scratch in SCRATCH_FOLDERS:
        view += ["--perms", "1777", "--size", str(SCRATCH_BYTES), "--tmpfs", scratch]
    for folder in _interpreter_folders():  # after the scratch folders: a checkout may lie below /tmp
        for parent in reversed(folder.parents[:-1]):
            view += ["--dir", str(parent)]
        view += ["--ro-bind", str(folder), str(folder)]
    view += ["--dir", APP]
    for package in _packages():
        view += ["--ro-bind", str(app / package.name if app else package), f"{APP}/{package.name}"]
    for path in hidden:
        view += ["--tmpfs", path, "--remount-ro", path]
    return [*view, "--remount-ro", "/dev", "--remount-ro", "/"]


def _system_folders() -> list[Path]:
    return [folder for name in SYSTEM_FOLDERS if (folder := Path("/usr", name)).is_dir()]


def _interpreter_folders() -> list[Path]:
    """The folders of the interpreter and its packages that are not the system's, outermost first."""
    folders = {Path(sys.prefix).resolve(), Path(sys.base_prefix).resolve(), Path(sys.prefix)}
    folders -= {Path("/usr"), Path("/usr/local")}
    return sorted(folder for folder in folders if not any(map(folder.is_relative_to, _system_folders())))


def folders_below_scratch() -> list[str]:
    """The interpreter's folders that lie below a scratch folder, where a child's empty one would hide them."""
    folders = _interpreter_folders()
    return [str(folder) for folder in folders if any(map(folder.is_relative_to, SCRATCH_FOLDERS))]


def hidden_folders(refused: Sequence[str]) -> list[str]:
    """Paths of the libraries in ``refused`` inside the walls and of this project's own packages, which are never shown.

    Besides the environment's packages a notebook could find those of the interpreter below it and of the system.
    """
    demos = [f"{APP}/course/demos"] if "course.demos" in refused else []
    prefixes = {sys.prefix, sys.base_prefix, "/usr", "/usr/local"}
    libraries = [Path(prefix, name) for prefix in prefixes for name in ("lib", "lib64")]
    places = [
        place
        for library in libraries
        if not library.is_symlink()  # lib64 is often another name for lib
        for kind in ("site", "dist")
        for place in library.glob(f"python3*/{kind}-packages")
    ]
    names = [name.replace(".", "/") for name in (*refused, *NEVER)]
    return sorted(str(place / name) for place in places for name in names if (place / name).is_dir()) + demos


def _packages() -> tuple[Path, Path]:
    """The packages of this project that are inside: the probe, and what students import."""
    return ROOT / "autograder" / "probe", ROOT / "course"


def _environment() -> list[str]:
    return ["--clearenv", *(word for name, value in _variables().items() for word in ("--setenv", name, value))]


def _variables() -> dict[str, str]:
    return {
        "PATH": f"{Path(sys.executable).parent}:/usr/bin:/bin",
        "HOME": HOME,
        "LANG": "C.UTF-8",
        "PYTHONPATH": APP,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",  # the order of a set of words is the same whenever a submission is judged again
        "OMP_NUM_THREADS": "1",  # thread pools would eat the process limit and the neighbours' time
        "OPENBLAS_NUM_THREADS": "1",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "IPYTHONDIR": f"{HOME}/.ipython",
    }
