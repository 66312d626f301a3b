"""GitHub Classroom: a folder of cloned repositories, and its roster or the grades that it exports.

``gh classroom clone student-repos`` makes ``homework-submissions/homework-jane``, one repository a student. When the
work came in is in the grades (``submission_timestamp``); a commit's own time is what its author's computer says.
Source: GitHub documentation, "Use the Git and GitHub CLI with GitHub Classroom", "Monitor students' progress".
"""

import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import dateutil.parser

from autograder.collecting.archive import Archive
from autograder.collecting.handed_in import HandedIn, student_id
from autograder.records import Student
from autograder.reports.exports import roster as rosters

USERNAME = "github_username"
COMMITTED = (
    "The time is that of the last commit, which its author's computer set: give the exported grades as --roster."
)
UNKNOWN = "It is not known when it came in: give the grades that GitHub Classroom exports as --roster."
# Whatever a repository's own settings ask for, reading the time of a commit starts no other program.
SAFELY = ("core.fsmonitor=false", "core.hooksPath=/dev/null", "log.showSignature=false", "core.pager=cat")


def fits(archive: Archive) -> bool:
    """Return whether there are repositories in it."""
    return bool(archive.repositories)


def handed_in(
    archive: Archive, people: dict[str, Student], times: dict[str, datetime], repositories: dict[str, str]
) -> list[HandedIn]:
    """Everybody's files; ``people`` and ``times`` are by the name in GitHub, ``repositories`` say whose each is."""
    folders = sorted(archive.repositories - {PurePosixPath()}) or sorted(
        {PurePosixPath(file.path.parts[0]) for file in archive.files if len(file.path.parts) > 1}
    )
    prefix = _prefix([folder.name for folder in folders])
    found = []
    for folder in folders:
        mine = tuple(file for file in archive.files if folder in file.path.parents)
        known = [user for user in people if folder.name.lower().endswith(f"-{user.lower()}")]
        user = repositories.get(folder.name) or max(known, key=len, default=folder.name.removeprefix(prefix))
        committed = None if user in times else _last_commit(archive.source / folder)
        doubt = "" if user in times else COMMITTED if committed else UNKNOWN
        who = people.get(user) or Student(student_id(user))
        if mine:
            found.append(HandedIn(who, mine, times.get(user) or committed, doubt))
    return found


def people(roster: rosters.Roster) -> dict[str, Student]:
    """The students in the classroom's roster or grades, by their name in GitHub."""
    found = {}
    for number, cells in roster.rows:
        user = cells.get(USERNAME, "").strip()
        ident = student_id(cells.get("identifier", ""), cells.get("roster_identifier", ""), user, f"row {number}")
        email = ident if "@" in ident else ""
        first, _, last = cells.get("name", "").strip().rpartition(" ")
        found[user or f"row {number}"] = Student(ident, first, last, email, user)
    return found


def times(roster: rosters.Roster) -> dict[str, datetime]:
    """The times at which everybody handed in, by the exported grades, by the name in GitHub."""
    found = {}
    for _, cells in roster.rows:
        if text := cells.get("submission_timestamp", "").strip():
            moment = dateutil.parser.parse(text)
            found[cells.get(USERNAME, "").strip()] = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return found


def repositories(roster: rosters.Roster) -> dict[str, str]:
    """Whose each repository is by the exported grades: its name, and the student's in GitHub."""
    named = "student_repository_name"
    return {cells[named].strip(): cells.get(USERNAME, "").strip() for _, cells in roster.rows if cells.get(named)}


def _prefix(names: list[str]) -> str:
    """The beginning, up to a hyphen, that all repositories have: the assignment's name in the classroom."""
    common = os.path.commonprefix(names) if len(names) > 1 else ""  # noqa: RUF071 -- of texts, sign by sign
    return common[: common.rfind("-") + 1]


def _last_commit(folder: Path) -> datetime | None:
    """The time of the last commit in a cloned repository; None where git cannot tell."""
    git = shutil.which("git")
    if git is None or not (folder / ".git").is_dir() or (folder / ".git").is_symlink():
        return None
    settings = [part for setting in SAFELY for part in ("-c", setting)]
    command = [git, *settings, f"--git-dir={folder / '.git'}", "log", "-1", "--format=%cI"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)  # noqa: S603 -- see SAFELY
    try:
        return datetime.fromisoformat(done.stdout.strip())
    except ValueError:
        return None
