"""Sets up what the Makefile needs: the virtual environment and the system's packages.

The front-end packages are the site's own business (`book/build_site.py`).

Runs before anything is installed, so it uses the standard library alone. Each part ends in a stamp below ``.setup/``;
a failure ends in one sentence that says what to do.
"""

import hashlib
import io
import os
import platform
import shutil
import subprocess
import sys
import time
import urllib.request
import venv
from collections.abc import Sequence
from ctypes.util import find_library
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
STAMPS = ROOT / ".setup"
VENV = ROOT / ".venv"
SYSTEM = {"bwrap": "bubblewrap", "chromium": "chromium", "pg_ctlcluster": "postgresql"}
LIBRARIES = {"seccomp": "libseccomp2"}

# PyPI's PyTorch for Linux on x86-64 is built for CUDA; its authors have the other builds on indexes of their own.
PYTORCH_CPU = "https://download.pytorch.org/whl/cpu"
ON_DISK = {"cpu": "0.5 GB to download, 2 GB on disk", "cuda": "3 GB to download, 6 GB on disk"}
ANSWERS_IN = 10  # seconds in which an index must answer


class SetupError(Exception):
    """Something is missing; the message says what, and what to do."""


def main() -> None:
    """Do the part that the first argument names."""
    part = sys.argv[1] if len(sys.argv) == 2 else ""
    parts = {"python": python, "system": system}
    if part not in parts:
        sys.exit(f"usage: setup.py {' | '.join(parts)}")
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a terminal may lack the dots
    started = time.monotonic()
    try:
        complete = parts[part]()
    except SetupError as error:
        sys.exit(f"Setting up {part} failed: {error}")
    STAMPS.mkdir(exist_ok=True)
    if complete:
        (STAMPS / part).write_text(f"{time.monotonic() - started:.0f} s\n", encoding="utf-8")


def python() -> bool:
    """The virtual environment with the pinned requirements; whether it is complete."""
    if sys.version_info < (3, 11):  # noqa: UP036 -- whoever runs this may well have an older one
        found = ".".join(map(str, sys.version_info[:2]))
        raise SetupError(f"Python 3.11 or newer is needed, this is {found}: run `make PYTHON=python3.11`.")
    requirements = (ROOT / "requirements.txt").read_bytes()
    chosen = os.environ.get("TORCH", "")
    pins = hashlib.sha256(requirements + chosen.encode()).hexdigest()
    marker = VENV / "pins.sha256"
    if marker.exists() and marker.read_text(encoding="utf-8") == pins:
        return True
    say("Installing the Python packages into .venv (a few minutes the first time)")
    pinned = next(line for line in requirements.decode().splitlines() if line.startswith("torch=="))
    pytorch = build_of_pytorch(chosen, pinned)
    if not (VENV / "bin" / "python").exists() and not (VENV / "Scripts" / "python.exe").exists():
        try:
            venv.create(VENV, with_pip=True, symlinks=os.name != "nt")
        except subprocess.CalledProcessError:
            raise SetupError("this Python has no pip for new environments: apt install python3-venv.") from None
    interpreter: Path = next(path for path in (VENV / "bin/python", VENV / "Scripts/python.exe") if path.exists())
    install: list[str | Path] = [interpreter, "-m", "pip", "install", "--quiet"]
    if pytorch:
        try:
            run([*install, *pytorch], "pip could not install this PyTorch: read its message above, or choose another.")
        except SetupError:
            if chosen:
                raise
            say(f"It could not be had; pip's own choice is taken: up to {ON_DISK['cuda']}")
    install += ["--requirement", ROOT / "requirements.txt"]
    run(install, "pip could not install requirements.txt: read its message above; is the network there?")
    marker.write_text(pins, encoding="utf-8")
    return True


def build_of_pytorch(chosen: str, pinned: str) -> list[str]:
    """Say which build of PyTorch is taken and how large it is; pip's arguments for it, none where pip's is right.

    ``chosen`` is "cpu", "cuda" or the address of an index that pip asks for ``pinned``. Without a choice it is the
    build for the processor where there is no GPU and its index answers.

    Raises `SetupError` for another word.
    """
    if chosen not in ("", *ON_DISK) and "://" not in chosen:
        raise SetupError(
            f"TORCH={chosen} is no build of PyTorch: say TORCH=cpu, TORCH=cuda, or the address of an index."
        )
    again = ["--force-reinstall", "--no-deps"]  # pip takes one build of a version for as good as the other
    if "://" in chosen:
        say(f"PyTorch comes from {chosen}")
        return [*again, "--index-url", chosen, pinned]
    if sys.platform != "linux" or platform.machine() not in ("x86_64", "AMD64"):
        say(f"PyTorch for the processor: {ON_DISK['cpu']}, all packages together")
        return []
    if chosen == "cuda" or (not chosen and has_gpu()):
        say(f"PyTorch for CUDA: {ON_DISK['cuda']}, all packages together (make TORCH=cpu takes the small one)")
        return [*again, pinned] if chosen else []
    if not answers(f"{PYTORCH_CPU}/torch/"):
        if chosen:
            raise SetupError(f"{PYTORCH_CPU} does not answer: is the network there? TORCH=ADDRESS names another index.")
        say(
            f"PyTorch's own index, which has the small build, does not answer. pip's is taken: up to {ON_DISK['cuda']} "
            "(make TORCH=ADDRESS names another index)"
        )
        return []
    say(f"PyTorch for the processor: {ON_DISK['cpu']}, all packages together (make TORCH=cuda takes the one for a GPU)")
    return [*again, "--index-url", PYTORCH_CPU, pinned]


def has_gpu() -> bool:
    """Return whether this machine has a GPU that CUDA can use."""
    return Path("/dev/nvidia0").exists()


def answers(address: str) -> bool:
    """Return whether a page can be had."""
    try:
        with urllib.request.urlopen(address, timeout=ANSWERS_IN):  # noqa: S310 -- one of ours above
            return True
    except (OSError, ValueError):
        return False


def system() -> bool:
    """Bubblewrap (grading), Chromium and PostgreSQL (tests), where we may install them; whether all are there.

    Without them the site and the notebooks work all the same, so what cannot be installed is named and passed over.
    """
    if sys.platform != "linux":
        say("The sandbox needs Linux: here you have the site, the notebooks and the student's checks, but no grading.")
        return True
    packages = missing_packages()
    if not packages:
        return True
    names = " ".join(packages)
    apt = shutil.which("apt-get")
    elevate = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
    may = apt is not None and (not elevate or (shutil.which("sudo") and sudo_works()))
    if not may:
        say(f"Please install {names} (Debian: apt install {names}): grading or the tests need it.")
        return False
    say(f"Installing {names}")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = [*elevate, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    try:
        run([*elevate, "apt-get", "update", "-qq"], "its lists could not be updated", quiet)
        run(install, "no such packages here", quiet)
    except SetupError as error:
        say(f"apt-get could not install {names} ({error}): install them by hand: grading or the tests need them.")
        return False
    return True


def missing_packages() -> list[str]:
    """Debian's names of what is not there."""
    missing = [package for program, package in SYSTEM.items() if shutil.which(program) is None]
    return missing + [package for library, package in LIBRARIES.items() if find_library(library) is None]


def sudo_works() -> bool:
    """Return whether sudo asks for no password here."""
    return subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0  # noqa: S607


def say(sentence: str) -> None:
    """Tell what is going on."""
    print(f"· {sentence}", flush=True)


def run(command: Sequence[str | Path], advice: str, environment: dict[str, str] | None = None) -> None:
    """Run ``command``, its output shown only when it fails; ``advice`` says what to do then."""
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        print(done.stdout[-4_000:], done.stderr[-4_000:], sep="\n", file=sys.stderr)
        raise SetupError(advice)


if __name__ == "__main__":
    main()
