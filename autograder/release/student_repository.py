"""The folder that may be published to students: notebooks, the ``course`` package, and how to start. Nothing else.

What is copied is named here, file by file; nothing gets in because somebody forgot to leave it out.
"""

import shutil
from pathlib import Path

from autograder.assignment import PACKAGE, ROOT, assignment_names, load_assignment
from autograder.errors import UsageError
from autograder.release.notebook import write

REQUIREMENTS = ("numpy", "anywidget", "matplotlib", "jupyterlab")
README = """# {title}: the students' notebooks

Open a notebook in `notebooks/`, write the answers where a cell says so, and run the check cell below each.

    python -m pip install -r requirements.txt
    jupyter lab
"""


def write_repository(destination: Path, package: str = PACKAGE) -> list[Path]:
    """Write the folder anew; returns what is in it.

    Raises `autograder.errors.UsageError` where the folder holds anything that was not written here.
    """
    assignments = [load_assignment(name, package) for name in assignment_names(package)]
    root = assignments[0].root if assignments else ROOT
    text = README.format(title="Kernels & Gates" if root == ROOT else root.name)
    readme = destination / "README.md"
    if destination.is_dir() and any(destination.iterdir()):
        if not (readme.is_file() and readme.read_bytes() == text.encode()):
            raise UsageError(f"{destination} holds other things, which would be lost: name a new folder.")
        shutil.rmtree(destination)
    destination.mkdir(parents=True, exist_ok=True)
    for assignment in assignments:
        write(assignment, destination / "notebooks" / f"{assignment.name}.ipynb")
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if "==" in line)
    requirements = [f"{name}=={pins[name]}" for name in REQUIREMENTS]
    if (root / "course").is_dir():
        shutil.copytree(root / "course", destination / "course", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copyfile(root / "pyproject.toml", destination / "pyproject.toml")
        requirements.append("-e .")  # the notebooks import ``course``: its project file makes the folder installable
    (destination / "requirements.txt").write_text("\n".join(requirements) + "\n", encoding="utf-8")
    if (root / "LICENSE").is_file():
        shutil.copyfile(root / "LICENSE", destination / "LICENSE")
    readme.write_text(text, encoding="utf-8")
    return sorted(path for path in destination.rglob("*") if path.is_file())
