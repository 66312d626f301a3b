"""Where the Python of the pages comes from, and that nothing else gets in."""

import hashlib
import json
import zipfile
from collections.abc import Collection, Iterator
from pathlib import Path

import pytest

from book import build_site
from book.lab import pyodide_files
from book.lab.pyodide_files import CORE, PyodideError, Source, fetch, gather, licences, needed
from tests.support.paths import ROOT

HASHES = {"a.whl": hashlib.sha256(b"a").hexdigest(), "b.whl": hashlib.sha256(b"b").hexdigest()}


def source(**files: bytes) -> Source:
    def read(names: Collection[str]) -> Iterator[tuple[str, bytes]]:
        yield from ((f"{name}.whl", data) for name, data in files.items() if f"{name}.whl" in names)

    return read


def unused(names: Collection[str]) -> Iterator[tuple[str, bytes]]:
    raise AssertionError(f"nothing was needed from here, and {names} was asked for")


def test_what_one_source_lacks_comes_from_the_next(tmp_path: Path) -> None:
    fetch(HASHES, tmp_path, {"one": source(a=b"a"), "two": source(a=b"never read", b=b"b"), "three": unused})
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a.whl": b"a", "b.whl": b"b"}
    fetch(HASHES, tmp_path, {"one": unused})


def test_a_file_that_is_not_the_named_one_is_refused_and_not_kept(tmp_path: Path) -> None:
    with pytest.raises(PyodideError, match=r"^a\.whl from one is not the file that pyodide-lock\.json names"):
        fetch(HASHES, tmp_path, {"one": source(a=b"evil"), "two": source(a=b"a")})
    assert list(tmp_path.iterdir()) == []


def test_a_kept_file_that_has_changed_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.whl").write_bytes(b"half")
    with pytest.raises(PyodideError, match=r"a\.whl from .* \(delete it there\) is not the file"):
        fetch(HASHES, tmp_path, {"one": source(a=b"a", b=b"b")})


def test_what_is_nowhere_is_named(tmp_path: Path) -> None:
    with pytest.raises(PyodideError, match=r"^b\.whl could not be had from one or two: build once with a network"):
        fetch(HASHES, tmp_path, {"one": source(a=b"a"), "two": source()})


def test_without_the_files_the_build_ends_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build_site, "PYTHON", tmp_path / "python")  # not there: it is to be gathered
    monkeypatch.setattr(build_site, "FRONT_END", tmp_path / "front-end")
    (tmp_path / "front-end").mkdir()
    sentence = "numpy.whl from PyPI is not the file that pyodide-lock.json names: nothing was built with it."

    def run(command: list[str], *_: object) -> tuple[int, str]:
        return (1, f"some log\n{sentence}\n") if "book.lab.pyodide_files" in command else (0, "")

    monkeypatch.setattr(build_site, "run", run)
    monkeypatch.setattr("sys.argv", ["build_site.py", "build"])
    assert build_site.main() == 1
    assert capsys.readouterr().err == f"The Python of the pages is not there: {sentence}\n"
    assert not (tmp_path / "front-end" / ".made-from").exists(), "the next build tries again"


def test_only_what_cells_import_is_served() -> None:
    lock = {
        "packages": {
            "numpy": {"depends": []},
            "traitlets": {"depends": []},
            "matplotlib": {"depends": ["fonttools", "Pillow", "numpy", "matplotlib-pyodide"]},
            "pillow": {"depends": ["six"]},
            "six": {"depends": []},
            "pandas": {"depends": ["numpy"]},
        }
    }
    found = needed(lock)
    assert list(found) == ["matplotlib", "numpy", "pillow", "six", "traitlets"]
    assert found["matplotlib"]["depends"] == ["Pillow", "numpy"]


def test_the_served_folder_holds_the_core_the_wheels_and_their_licences(tmp_path: Path) -> None:
    npm, kept, target = tmp_path / "npm", tmp_path / "kept", tmp_path / "target"
    npm.mkdir()
    packages = {}
    for name in ("numpy", "traitlets", "matplotlib"):
        wheel = tmp_path / f"{name}.whl"
        with zipfile.ZipFile(wheel, "w") as archive:
            about = f"Name: {name}\nVersion: 1\nClassifier: License :: OSI Approved :: BSD License\nHome-page: https://x/{name}\n"
            archive.writestr(f"{name}-1.dist-info/METADATA", about)
        sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
        packages[name] = {"depends": [], "file_name": wheel.name, "sha256": sha256}
    (npm / "package.json").write_text('{"version": "1.2"}')
    (npm / "pyodide-lock.json").write_text(json.dumps({"info": {}, "packages": {**packages, "pandas": {}}}))
    for name in CORE:
        (npm / name).write_text(name)
    wheels = source(**{name: (tmp_path / f"{name}.whl").read_bytes() for name in packages})
    gather(target, npm, kept, {"here": wheels})
    names = {path.name for path in target.iterdir()}
    assert names == {*CORE, *(f"{name}.whl" for name in packages), "pyodide-lock.json", "LICENCES.txt"}
    assert set(json.loads((target / "pyodide-lock.json").read_text())["packages"]) == set(packages)
    lines = (target / "LICENCES.txt").read_text().splitlines()
    assert "Pyodide 1.2: MPL-2.0, https://github.com/pyodide/pyodide" in lines
    assert "numpy 1 (numpy.whl): BSD License, https://x/numpy" in lines


def test_every_served_wheel_names_a_licence(site: Path) -> None:
    wheels = sorted((site / "python").glob("*.whl"))
    assert len(wheels) >= 3
    listed = licences("", wheels).splitlines()
    for wheel in wheels:
        (line,) = [line for line in listed if f"({wheel.name})" in line]
        assert "see the wheel" not in line
        assert "https://" in line
    assert sum(path.stat().st_size for path in (site / "python").iterdir()) < 26_000_000


def test_the_served_wheels_are_those_of_the_pinned_package() -> None:
    """The lock file of the npm package, whose own hash stands in package-lock.json, is what the hashes come from."""
    assert pyodide_files.NPM == ROOT / "node_modules" / "pyodide"
    pins = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert pins["node_modules/pyodide"]["integrity"].startswith("sha512-")
