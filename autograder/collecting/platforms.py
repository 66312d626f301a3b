"""Which platform an archive is from, and what it says: one module a platform."""

from dataclasses import dataclass
from datetime import tzinfo
from pathlib import Path

from autograder.collecting import canvas, github_classroom, gradescope, moodle
from autograder.collecting.archive import Archive
from autograder.collecting.handed_in import HandedIn
from autograder.errors import UsageError
from autograder.records import Student
from autograder.reports.exports import roster as rosters

FITS = {
    "gradescope": gradescope.fits,
    "moodle": moodle.fits,
    "github": github_classroom.fits,
    "canvas": canvas.fits,
}
PLATFORMS = tuple(sorted(FITS))


@dataclass(frozen=True)
class Collected:
    """The notebooks that a platform handed out, and everybody on the roster."""

    platform: str
    handed_in: tuple[HandedIn, ...]
    roster: tuple[Student, ...]


def read(archive: Archive, platform: str | None, roster: Path | None, zone: tzinfo) -> Collected:
    """Read ``archive`` as ``platform`` writes it (None: as it looks); ``zone`` is the course's time zone.

    Raises `UsageError` where it cannot be read as that.
    """
    platform = platform or next((name for name, fits in FITS.items() if fits(archive)), None)
    if platform is None:
        raise UsageError(
            f"{archive.source} does not look like anything that {', '.join(PLATFORMS)} hand out: say with --from "
            "whose it is."
        )
    if not FITS[platform](archive) and platform != "github":
        raise UsageError(f"{archive.source} is not what {platform} hands out: nothing in it is named so.")
    table = rosters.read(roster) if roster else rosters.Roster(Path(), (), ())
    handed_in, people = _read(archive, platform, table, zone)
    _require_different([*people, *(one.who for one in handed_in)], roster or archive.source)
    return Collected(platform, tuple(handed_in), tuple(people))


def _read(archive: Archive, platform: str, table: rosters.Roster, zone: tzinfo) -> tuple[list[HandedIn], list[Student]]:
    match platform:
        case "canvas":
            people = canvas.people(table)
            handed_in = canvas.handed_in(archive, people)
        case "moodle":
            people = moodle.people(table)
            handed_in = moodle.handed_in(archive, people, moodle.times(table, zone))
        case "gradescope":
            people = gradescope.people(table)
            handed_in = gradescope.handed_in(archive)
        case _:
            people = github_classroom.people(table)
            times, repositories = github_classroom.times(table), github_classroom.repositories(table)
            handed_in = github_classroom.handed_in(archive, people, times, repositories)
    return handed_in, list(people.values())


def _require_different(people: list[Student], where: Path) -> None:
    """Raise `UsageError` where two people would get one folder."""
    known: dict[str, Student] = {}
    for one in people:
        other = known.setdefault(one.id.casefold(), one)
        if (other.email, other.lms_user_id) != (one.email, one.lms_user_id) and other.name != one.name:
            raise UsageError(f"Two people in {where} are called {one.id}: give each an ID of their own there.")
