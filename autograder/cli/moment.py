"""A time on the command line: ISO 8601, or a day, which ends when it ends."""

from datetime import date, datetime, time
from typing import Any

import click

END_OF_DAY = time(23, 59, 59, 999999)


class Moment(click.ParamType[datetime]):
    """A time such as ``2026-12-03T18:00+01:00``; without an offset it is without a zone, the course's then."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The time; of a day alone, its last moment."""
        text = str(value).strip()
        try:
            day = date.fromisoformat(text)
        except ValueError:
            try:
                return datetime.fromisoformat(text.replace(" +", "+").replace(" -", "-").replace(" UTC", "+00:00"))
            except ValueError:
                self.fail(f"{text!r} is no time: 2026-12-03T18:00+01:00 is one, or 2026-12-03.", param, ctx)
        return datetime.combine(day, END_OF_DAY)
