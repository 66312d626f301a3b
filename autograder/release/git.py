"""A git repository whose history grows by whole folders, through git's own program."""

import os
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UsageError

SETTINGS = (
    *("-c", "user.name=Kernels & Gates", "-c", "user.email=noreply@github.com"),
    *("-c", "commit.gpgSign=false", "-c", "core.hooksPath=/dev/null", "-c", "core.autocrlf=false"),
    *("-c", "core.excludesFile=/dev/null", "-c", "core.fileMode=false"),  # what is committed is what is there
)

PLACES = {"GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_COMMON_DIR"}  # of a hook's caller


@dataclass(frozen=True)
class Repository:
    """The repository whose files lie in ``folder``; where git fails, a call raises `UsageError` with what it says."""

    folder: Path

    def exists(self) -> bool:
        """Return whether there is a repository."""
        return (self.folder / ".git").exists()

    def begin(self) -> None:
        """Make an empty repository, whose branch is ``main``."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self._git(self.folder, "init", "--quiet", "--initial-branch", "main")

    def committed(self, path: str) -> bytes | None:
        """The file as it was committed last; None where there is no such file, or no commit yet."""
        if not self._git(self.folder, "rev-parse", "--quiet", "--verify", "HEAD", fails=True).strip():
            return None
        if not self._git(self.folder, "ls-tree", "HEAD", "--", path).strip():
            return None
        return self._git(self.folder, "cat-file", "blob", f"HEAD:{path}")

    def commit_folder(self, folder: Path, message: str) -> str | None:
        """Make ``folder`` the next commit, and check it out here; its short name, or None where nothing changed.

        Only what is in ``folder`` gets in. Killed between the two steps, the next call does the second.
        """
        with tempfile.TemporaryDirectory() as place:  # of its own, so that git still knows what it has to remove here
            index = Path(place) / "index"
            self._git(folder, "add", "--all", "--force", ".", index=index)
            changed = self._git(folder, "status", "--porcelain", "--untracked-files=no", index=index).strip()
            if changed:
                self._git(folder, "commit", "--quiet", "--message", message, index=index)
        self._git(self.folder, "reset", "--quiet", "--hard")
        return self._git(self.folder, "rev-parse", "--short", "HEAD").decode().strip() if changed else None

    def _git(self, work_tree: Path, *arguments: str, index: Path | None = None, fails: bool = False) -> bytes:
        places = (f"--git-dir={self.folder.resolve() / '.git'}", f"--work-tree={work_tree.resolve()}")
        environment = {name: value for name, value in os.environ.items() if name not in PLACES}
        if index is not None:
            environment["GIT_INDEX_FILE"] = str(index)
        try:
            done = subprocess.run(  # noqa: S603 -- our own command line
                ["git", *SETTINGS, *places, *arguments],  # noqa: S607 -- whichever git the user has
                cwd=work_tree,
                env=environment,
                capture_output=True,
                check=False,
            )
        except FileNotFoundError:
            raise UsageError("git is not installed: without it no history can be continued.") from None
        if done.returncode and not fails:
            said = done.stderr.decode(errors="replace").strip().splitlines() or ["no reason given"]
            raise UsageError(f"git {arguments[0]} failed in {self.folder} ({said[-1]}).")
        return done.stdout
