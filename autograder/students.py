"""The folder that may be published to students: notebooks, the ``course`` package, and how to start. Nothing else.

What is copied is named here, file by file; nothing gets in because somebody forgot to leave it out.
"""

import shutil
from pathlib import Path

from autograder import cases, release
from autograder.results import UsageError
from autograder.stubs import ROOT

REQUIREMENTS = ("numpy", "anywidget", "matplotlib", "jupyterlab")
README = """# Kernels & Gates: the students' notebooks

Open a notebook in `notebooks/`, write the answers where a cell says so, and run the check cell below each.

    python -m pip install -r requirements.txt
    jupyter lab
"""


def write_repository(destination: Path) -> list[Path]:
    """Write the folder anew; returns what is in it.

    Raises `autograder.results.UsageError` where the folder holds anything that was not written here.
    """
    readme = destination / "README.md"
    if destination.is_dir() and any(destination.iterdir()):
        if not (readme.is_file() and readme.read_bytes() == README.encode()):
            raise UsageError(f"{destination} holds other things, which would be lost: name a new folder.")
        shutil.rmtree(destination)
    destination.mkdir(parents=True, exist_ok=True)
    shutil.copytree(ROOT / "course", destination / "course", ignore=shutil.ignore_patterns("__pycache__"))
    for name in cases.names():
        release.write(cases.load(name), destination / "notebooks" / f"{name}.ipynb")
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if "==" in line)
    pinned = [f"{name}=={pins[name]}" for name in REQUIREMENTS]
    # the notebooks import ``course``: its project file makes the folder installable
    (destination / "requirements.txt").write_text("\n".join([*pinned, "-e ."]) + "\n", encoding="utf-8")
    shutil.copyfile(ROOT / "pyproject.toml", destination / "pyproject.toml")
    shutil.copyfile(ROOT / "LICENSE", destination / "LICENSE")
    (destination / "README.md").write_text(README, encoding="utf-8")
    return sorted(path for path in destination.rglob("*") if path.is_file())
