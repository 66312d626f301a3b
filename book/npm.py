"""Installs the npm packages that package-lock.json pins: what the site is made of, and texts of `course.data`."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LOG = ROOT / "_build" / "npm.log"


class NpmError(Exception):
    """The packages cannot be installed; the message is one sentence that says what to do."""


def install() -> None:
    """Make node_modules hold what package-lock.json says; the log goes to _build/npm.log.

    Raises `NpmError`.
    """
    npm = shutil.which("npm")
    if npm is None:
        raise NpmError("npm is missing, and the site's fonts come from it: install Node.js 18 or later.")
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    done = subprocess.run(  # noqa: S603  npm, as above
        command, cwd=ROOT, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", check=False
    )
    said = done.stdout + done.stderr
    LOG.parent.mkdir(parents=True, exist_ok=True)
    LOG.write_text(said, encoding="utf-8")
    if done.returncode:
        last = next((line.strip() for line in reversed(said.splitlines()) if line.strip()), "no message")
        raise NpmError(f"npm could not install the packages of package-lock.json ({last}).")
