"""The folder that may be published to students: notebooks, the ``course`` package, and how to start. Nothing else.

What is copied is named here, file by file; nothing gets in because somebody forgot to leave it out.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from autograder.assignment import PACKAGE, ROOT, Assignment, assignment_names, load_assignment
from autograder.errors import UsageError
from autograder.release.git import Repository
from autograder.release.notebook import languages_of, notebook_path, write

REQUIREMENTS = ("numpy", "anywidget", "matplotlib", "jupyterlab")
TITLE = "the students' notebooks"
README = """# {title}: {what}

Open a notebook in `notebooks/`, write the answers where a cell says so, and run the check cell below each.

    python -m pip install -r requirements.txt
    jupyter lab
"""
# PyTorch without CUDA, which is ten times smaller: on Linux PyTorch's own index has it, elsewhere PyPI.
TORCH = """--extra-index-url https://download.pytorch.org/whl/cpu
torch=={0}+cpu; sys_platform == "linux"
torch=={0}; sys_platform != "linux"
"""


@dataclass(frozen=True)
class Published:
    """The published files; the commit is None where nothing has changed since the one before."""

    files: list[Path]
    commit: str | None


def write_repository(destination: Path, package: str = PACKAGE, also: Path | None = None) -> list[Path]:
    """Write the folder anew; returns what is in it.

    What the folder ``also`` holds is published, too: notebooks that another program has made.

    Raises `autograder.errors.UsageError` where the folder holds anything that was not written here, or the history
    of what was, which `commit_repository` continues.
    """
    if Repository(destination).exists():
        raise UsageError(f"{destination} is a git repository: `--commit MESSAGE` continues its history.")
    with _written(destination, package, also) as folder:
        if destination.exists():
            _require_ours(destination, destination / "README.md")
            shutil.rmtree(destination)
        folder.rename(destination)
    return _files(destination)


def commit_repository(destination: Path, message: str, package: str = PACKAGE, also: Path | None = None) -> Published:
    """Commit what students may have onto the history of the git repository in ``destination``, begun where none is.

    ``also`` is as in `write_repository`.

    A student's link that merges what is new (nbgitpuller's) goes on working, because no history is ever replaced.
    What else was committed there before is removed by the same commit; files that git does not know stay and are not
    published. Raises `autograder.errors.UsageError` where the folder holds something else.
    """
    repository = Repository(destination)
    with _written(destination, package, also) as folder:
        if not repository.exists():
            if destination.exists():
                _require_ours(destination, destination / "README.md")
            repository.begin()
        elif (readme := repository.committed("README.md")) is not None and not _is_ours(readme):
            raise _others(destination)
        commit = repository.commit_folder(folder, message)
        files = [destination / path.relative_to(folder) for path in _files(folder)]
    return Published(files, commit)


@contextmanager
def _written(destination: Path, package: str, also: Path | None) -> Iterator[Path]:
    """The files in a folder beside ``destination``, which is there as long as the block runs, or is renamed in it."""
    destination.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{destination.name}-", dir=destination.parent) as place:
        folder = Path(place) / "students"
        folder.mkdir()
        _write(folder, package)
        if also is not None:
            shutil.copytree(also, folder, dirs_exist_ok=True)
        yield folder


def _write(folder: Path, package: str) -> None:
    assignments = [load_assignment(name, package) for name in assignment_names(package)]
    root = assignments[0].root if assignments else ROOT
    for assignment in assignments:
        for language in languages_of(assignment):
            place = notebook_path(assignment, language).relative_to(assignment.root)
            write(assignment, folder / place, language)
    has_course = (root / "course").is_dir()
    if has_course:
        shutil.copytree(root / "course", folder / "course", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copyfile(root / "pyproject.toml", folder / "pyproject.toml")
    (folder / "requirements.txt").write_text(_requirements(assignments, has_course), encoding="utf-8")
    # Binder takes an older Python unless it is told which one, and our pins do not know that
    (folder / "runtime.txt").write_text(f"python-{sys.version_info.major}.{sys.version_info.minor}\n", encoding="utf-8")
    if (root / "LICENSE").is_file():
        shutil.copyfile(root / "LICENSE", folder / "LICENSE")
    title = "Kernels & Gates" if root == ROOT else root.name
    (folder / "README.md").write_text(README.format(title=title, what=TITLE), encoding="utf-8")


def _requirements(assignments: list[Assignment], has_course: bool) -> str:
    """The packages that the notebooks import, as they are pinned here; PyTorch where an exercise is written in it."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    pins = dict(line.split("==") for line in lines if "==" in line)
    text = "".join(f"{name}=={pins[name]}\n" for name in REQUIREMENTS)
    if any(exercise.library == "torch" for assignment in assignments for exercise in assignment.exercises):
        text += TORCH.format(pins["torch"])
    return text + "-e .\n" * has_course  # the notebooks import ``course``, whose project file makes it installable


def _require_ours(destination: Path, readme: Path) -> None:
    """Raise `UsageError` where a folder is neither empty nor one that was written here."""
    if any(destination.iterdir()) and not (readme.is_file() and _is_ours(readme.read_bytes())):
        raise _others(destination)


def _is_ours(readme: bytes) -> bool:
    return readme.partition(b"\n")[0].endswith(TITLE.encode())


def _others(destination: Path) -> UsageError:
    return UsageError(f"{destination} holds other things, which would be lost: name a new folder.")


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())
