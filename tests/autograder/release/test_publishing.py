"""Publishing again and again: the history grows, and a student's link merges what is new with what is written."""

import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from click.testing import CliRunner

from autograder.assignment import ROOT
from autograder.cli.main import main
from autograder.errors import UsageError
from autograder.release import commit_repository, write_repository

NOTEBOOK = "notebooks/a02_convolution.ipynb"


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, text=True, check=True)
    return done.stdout.strip()


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The repository after its first commit."""
    folder = tmp_path_factory.mktemp("published") / "students"
    commit_repository(folder, "One")
    return folder


@pytest.fixture
def published(once: Path, tmp_path: Path) -> Path:
    """A copy of it, to be published again."""
    return Path(shutil.copytree(once, tmp_path / "students"))


def new_sentence(published: Path) -> None:
    """Publish a notebook with one sentence more, as a teacher's change of its prose would."""
    text = published / NOTEBOOK
    notebook = nbformat.read(text, as_version=4)
    notebook.cells.append(nbformat.v4.new_markdown_cell("One sentence more.", id="more"))
    nbformat.write(notebook, text)
    git(published, "-c", "user.name=a", "-c", "user.email=b", "commit", "--quiet", "-am", "Another sentence")


def pull(repository: Path, student: Path) -> None:
    """Do what a student's link does; in a process of its own, because nbgitpuller leaves its pipes open."""
    command = "import sys; from nbgitpuller.pull import GitPuller; list(GitPuller(*sys.argv[1:], branch='main').pull())"
    subprocess.run([sys.executable, "-c", command, repository, student], capture_output=True, check=True)


def test_the_second_commit_stands_on_the_first_and_nothing_new_is_no_commit(published: Path) -> None:
    first = git(published, "rev-parse", "HEAD")
    assert commit_repository(published, "Two").commit is None
    new_sentence(published)
    changed = git(published, "rev-parse", "HEAD")
    third = commit_repository(published, "Three").commit
    assert third is not None
    assert git(published, "rev-list", "HEAD").splitlines()[1:] == [changed, first]
    assert git(published, "diff", first, "HEAD") == ""
    assert git(published, "status", "--porcelain") == ""


def test_a_student_keeps_an_answer_and_gets_what_is_new_again_and_again(published: Path, tmp_path: Path) -> None:
    student = tmp_path / "home" / "course"
    pull(published, student)
    notebook = nbformat.read(student / NOTEBOOK, as_version=4)
    (answer,) = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade_id") == "conv2d"]
    answer.source = "def conv2d(x, w):\n    return 'an answer of my own'"
    nbformat.write(notebook, student / NOTEBOOK)
    (student / "notes.md").write_text("mine")
    new_sentence(published)
    for _ in range(2):
        pull(published, student)
        text = (student / NOTEBOOK).read_text()
        assert "an answer of my own" in text
        assert "One sentence more." in text
    commit_repository(published, "Three")  # the sentence is gone again, and that merges, too
    pull(published, student)
    text = (student / NOTEBOOK).read_text()
    assert "an answer of my own" in text
    assert "One sentence more." not in text
    assert (student / "notes.md").read_text() == "mine"


def test_another_history_in_the_same_place_would_break_the_link(published: Path, tmp_path: Path) -> None:
    """Publishing used to do so: this is what the tests above would see."""
    student = tmp_path / "home"
    pull(published, student)
    shutil.rmtree(published / ".git")
    commit_repository(published, "Another one")
    with pytest.raises(subprocess.CalledProcessError):
        pull(published, student)


def test_nothing_gets_in_that_was_not_written_here_and_what_was_goes(published: Path) -> None:
    (published / "solutions.txt").write_text("secret")
    stale = published / "notebooks" / "a99_withdrawn.ipynb"
    stale.write_text("{}")
    git(published, "add", str(stale))
    git(published, "-c", "user.name=a", "-c", "user.email=b", "commit", "--quiet", "-m", "An old assignment")
    commit_repository(published, "Two")
    tracked = git(published, "ls-tree", "-r", "--name-only", "HEAD").splitlines()
    assert "solutions.txt" not in tracked
    assert (published / "solutions.txt").exists()
    assert str(stale.relative_to(published)) not in tracked
    assert not stale.exists()


def test_what_another_program_has_made_is_published_too(published: Path, tmp_path: Path) -> None:
    chapter = tmp_path / "also" / "notebooks" / "chapters" / "02.ipynb"
    chapter.parent.mkdir(parents=True)
    chapter.write_text("{}")
    done = commit_repository(published, "With chapters", also=tmp_path / "also")
    assert published / "notebooks" / "chapters" / "02.ipynb" in done.files
    assert (published / "notebooks" / "chapters" / "02.ipynb").read_text() == "{}"


def test_a_commit_that_was_cut_off_is_made_good_by_the_next(published: Path) -> None:
    (published / NOTEBOOK).write_text("half")
    assert commit_repository(published, "Two").commit is None
    assert git(published, "status", "--porcelain") == ""


def test_a_folder_of_somebody_else_is_left_alone(tmp_path: Path, published: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "README.md").write_text("# My thesis\n")
    for write in (write_repository, lambda folder: commit_repository(folder, "x")):
        with pytest.raises(UsageError, match="would be lost"):
            write(other)
    git(other, "init", "--quiet")
    git(other, "add", ".")
    git(other, "-c", "user.name=a", "-c", "user.email=b", "commit", "--quiet", "-m", "Mine")
    with pytest.raises(UsageError, match="would be lost"):
        commit_repository(other, "x")
    with pytest.raises(UsageError, match="--commit MESSAGE"):
        write_repository(published)
    assert (published / ".git").is_dir()


def test_a_folder_that_was_written_before_gets_a_history(tmp_path: Path) -> None:
    folder = tmp_path / "students"
    write_repository(folder)
    (folder / "README.md").write_text("# Kernels & Gates: the students' notebooks\n\nAn older text.\n")
    write_repository(folder)
    done = CliRunner().invoke(main, ["students", str(folder), "--commit", "One"])
    assert done.exit_code == 0, done.output
    assert "files, committed as " in done.stdout
    assert git(folder, "log", "--format=%s %an") == "One Kernels & Gates"
    again = CliRunner().invoke(main, ["students", str(folder), "--commit", "Two"])
    assert "nothing has changed" in again.stdout


def test_without_git_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UsageError, match="git is not installed"):
        commit_repository(tmp_path / "students", "One")


def test_binder_is_told_which_python_and_which_pytorch(once: Path) -> None:
    assert (once / "runtime.txt").read_text() == f"python-{'.'.join(python())}\n"
    pins = dict(line.split("==") for line in (ROOT / "requirements.txt").read_text().splitlines() if "==" in line)
    lines = (once / "requirements.txt").read_text().splitlines()
    assert f'torch=={pins["torch"]}+cpu; sys_platform == "linux"' in lines
    assert "--extra-index-url https://download.pytorch.org/whl/cpu" in lines
    assert lines[-1] == "-e ."


def python() -> list[str]:
    """The version of the environment that everything is tested in."""
    folder = next((ROOT / ".venv" / "lib").glob("python3.*"))
    return folder.name.removeprefix("python").split(".")
