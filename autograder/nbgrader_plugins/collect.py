"""nbgrader's ``collect`` with a receipt: named in ``nbgrader_config.py``.

The exchange copies a notebook with the time of the student's own file, which ``touch`` sets to anything. What nbgrader
knows is the time in the name of the folder that ``nbgrader submit`` made. It is kept with the notebook, so that no
``chmod`` and no restored backup makes it late. Whoever makes such a folder by hand may give it another name, so a
folder that was changed after the time in its name is pointed out: the system's clock cannot be set back by a student.
"""

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import dateutil.parser
import dateutil.tz
from nbgrader.exchange.default.collect import ExchangeCollect

from autograder.nbgrader_plugins.offsets import parse_utc
from autograder.records import receipts

SOURCE = "nbgrader's exchange"
SLACK = timedelta(minutes=2)  # that `nbgrader submit` takes to copy


class Collect(ExchangeCollect):  # type: ignore[misc]  # nbgrader has no types
    """Collects as nbgrader does, and keeps for every notebook when it was handed in."""

    def do_copy(self, src: str, dest: str, log: Any = None) -> None:
        """Copy the submission ``src`` out of the exchange to ``dest``."""
        record = self._path_to_record(src)
        moment = record["timestamp"].replace(tzinfo=UTC)
        changed = max(path.lstat().st_ctime for path in (Path(src), *Path(src).rglob("*")))
        doubt = ""
        if datetime.fromtimestamp(changed, UTC) - moment > SLACK:
            doubt = (
                f"The name of the folder in the exchange says {moment:%Y-%m-%d %H:%M} UTC, but it was changed at "
                f"{datetime.fromtimestamp(changed, UTC):%Y-%m-%d %H:%M} UTC: a chmod, a chown or a restored backup "
                "does that, and so does a student who gives a folder the name of an earlier time."
            )
            self.log.warning("%s: %s", record["username"], doubt)
        super().do_copy(src, dest, log)
        notebooks = [path for path in Path(dest).glob("*.ipynb") if not path.is_symlink()]
        for notebook in notebooks:
            os.utime(notebook, (moment.timestamp(), moment.timestamp()))
        receipt = receipts.of_files(notebooks, moment, SOURCE, doubt)
        receipts.keep(Path(self.coursedir.root), self.coursedir.assignment_id, record["username"], receipt)

    def _path_to_record(self, path: str) -> dict[str, Any]:
        """nbgrader's record of a folder in the exchange, its time read in the zone that it was written in.

        The abbreviation of a zone (CST) may be nobody's or several zones'; then it is the exchange's own.
        """
        name = os.path.split(path)[1]
        parts = name.rsplit("+", 3)
        if len(parts) < 3:
            self.fail(f"Invalid filename: {name}")
        try:
            moment = parse_utc(parts[2])
        except ValueError:
            own = dateutil.tz.gettz(self.timezone)
            moment = parse_utc(dateutil.parser.parse(parts[2], tzinfos=lambda name, offset: own))
        return {"username": parts[0], "filename": name, "timestamp": moment}
