"""Times with an offset, read rightly by nbgrader: ``+0100`` is one hour, not 100 seconds.

nbgrader takes the last word of ``2026-10-01 12:00:00 +0100`` for a number of seconds, and a zone that it does not know
for none at all. A due date was then an hour, or eight, from where it was meant to be.
"""

import re
import sys
from datetime import UTC, datetime

import dateutil.parser
import dateutil.tz
from nbgrader import utils

OFFSET = re.compile(r"[+-]\d{2}:?\d{2}")


def parse_utc(moment: datetime | str | None) -> datetime | None:
    """The time in UTC, without a zone, as nbgrader counts; a time without a zone is UTC already.

    Raises `ValueError` where there is no time to be read, and for a zone that nobody knows.
    """
    if isinstance(moment, str):
        moment = _read(moment)
    if moment is None or moment.tzinfo is None:
        return moment
    return moment.astimezone(UTC).replace(tzinfo=None)


def _read(text: str) -> datetime:
    words = text.split(" ")
    zone = words[2] if len(words) == 3 else ""
    if not zone or OFFSET.fullmatch(zone) or zone.upper() == "Z":
        moment: datetime = dateutil.parser.parse(text)
        return moment
    known = dateutil.tz.gettz(zone)
    if known is None:
        raise ValueError(f"The time zone {zone!r} in {text!r} is not known: give an offset such as +0100.")
    return dateutil.parser.parse(" ".join(words[:2])).replace(tzinfo=known)


def read_rightly() -> None:
    """Let every module of nbgrader read times as `parse_utc` does, in this process from now on."""
    original = utils.parse_utc
    if original is parse_utc:
        return
    for name, module in list(sys.modules.items()):
        if name.partition(".")[0] == "nbgrader" and getattr(module, "parse_utc", None) is original:
            module.parse_utc = parse_utc  # type: ignore[attr-defined]  # it has one: see above
