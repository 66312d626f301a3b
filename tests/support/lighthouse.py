"""Lighthouse from npm, installed once, and its verdict on a page."""

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from filelock import FileLock

from tests.support.browsing import FLAGS
from tests.support.paths import ROOT

PACKAGE = Path(__file__).parent / "lighthouse_npm"
INSTALLED = ROOT / "_build" / "lighthouse"


def install() -> Path:
    """Install the pinned Lighthouse where it is not yet; its program."""
    lock = PACKAGE / "package-lock.json"
    digest, stamp = hashlib.sha256(lock.read_bytes()).hexdigest(), INSTALLED / ".made-from"
    INSTALLED.parent.mkdir(exist_ok=True)
    with FileLock(INSTALLED.with_suffix(".lock")):
        if not stamp.exists() or stamp.read_text() != digest:
            shutil.rmtree(INSTALLED, ignore_errors=True)
            INSTALLED.mkdir()
            for file in (lock, PACKAGE / "package.json"):
                shutil.copy(file, INSTALLED)
            command = ["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=INSTALLED, check=True, capture_output=True)
            stamp.write_text(digest)
    return INSTALLED / "node_modules" / "lighthouse" / "cli" / "index.js"


def judge(program: Path, address: str, *options: str) -> dict[str, Any]:
    """The verdict of Lighthouse on the page at ``address``.

    Raises
    ------
    RuntimeError
        With what it wrote, if it could not judge.
    """
    flags = f"--chrome-flags={' '.join(FLAGS)}"
    command = ["node", str(program), address, "--quiet", "--output=json", "--max-wait-for-load=240000", flags, *options]
    environment = {**os.environ, "CHROME_PATH": str(shutil.which("chromium"))}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def scores(found: dict[str, Any]) -> dict[str, float]:
    """The score of each category, from 0 to 1."""
    return {name: category["score"] for name, category in found["categories"].items()}


def failed(found: dict[str, Any]) -> list[str]:
    """The audits that did not pass, by name."""
    return [name for name, audit in found["audits"].items() if audit["score"] is not None and audit["score"] < 0.9]
