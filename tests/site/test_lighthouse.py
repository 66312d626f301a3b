"""What holds up a page's first picture, and Lighthouse's verdict on the front page and on a chapter.

Its categories for access, good practice and search engines are the same on any machine. Its performance is reckoned
from processor times, so a busy machine lowers it: `benchmarks/site.py` prints that one, and here stands what it is made
from, in bytes and files.
"""

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from tests.support.browsing import FLAGS, PAGES
from tests.support.paths import ROOT

HERE = Path(__file__).parent / "lighthouse"
INSTALLED = ROOT / "_build" / "lighthouse"
CATEGORIES = ("accessibility", "best-practices", "seo")
READ = ["book/index.html", "book/03_conv2d.html"]


def blocking(page: str) -> tuple[list[str], list[str]]:
    """The style sheets and the scripts that must be there before the browser draws anything."""
    head = page.partition("</head>")[0]
    sheets = re.findall(r'<link[^>]*rel="stylesheet"[^>]*href="([^"?]+)', head)
    scripts = re.findall(r"<script(?![^>]*\b(?:defer|async|type=\"module\"))[^>]*src=\"([^\"?]+)", head)
    return sheets, scripts


@pytest.mark.parametrize("name", [name for name in PAGES if name != "index.html"])
def test_one_style_sheet_and_one_script_hold_up_a_page(site: Path, name: str) -> None:
    sheets, scripts = blocking((site / name).read_text(encoding="utf-8"))
    assert [Path(sheet).name for sheet in sheets] == ["site.css"]
    allowed = ["documentation_options.js"]
    if name == "search.html":
        allowed += ["searchtools.js", "language_data.js", "searchindex.js"]
    assert sorted(Path(script).name for script in scripts) == sorted(allowed)


def test_the_style_sheet_has_what_pages_use_and_little_else(site: Path) -> None:
    text = (site / "_static" / "site.css").read_text(encoding="utf-8")
    assert len(gzip.compress(text.encode())) < 40_000
    for name in (".bd-sidebar-primary", ".katex", ".kg-box", ".highlight", ".lab-links", "@media print"):
        assert name in text, name
    assert ".carousel" not in text, "a part of Bootstrap that no page has"
    fonts = re.findall(r"url\([\"']?(\./[^)\"']+)", text)
    assert fonts
    assert [font for font in fonts if not (site / "_static" / font).is_file()] == []


@pytest.fixture(scope="session")
def lighthouse() -> Path:
    """Lighthouse's program, installed once."""
    node, npm = shutil.which("node"), shutil.which("npm")
    assert node, "node is not installed"
    assert npm, "npm is not installed"
    stamp, lock = INSTALLED / ".made-from", HERE / "package-lock.json"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    INSTALLED.parent.mkdir(exist_ok=True)
    with FileLock(INSTALLED.with_suffix(".lock")):
        if not stamp.exists() or stamp.read_text() != digest:
            shutil.rmtree(INSTALLED, ignore_errors=True)
            INSTALLED.mkdir()
            for file in (lock, HERE / "package.json"):
                shutil.copy(file, INSTALLED)
            command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
            subprocess.run(command, cwd=INSTALLED, check=True, capture_output=True)
            stamp.write_text(digest)
    return INSTALLED / "node_modules" / "lighthouse" / "cli" / "index.js"


@pytest.mark.chromium
@pytest.mark.parametrize("name", READ)
def test_lighthouse_finds_nothing_to_mend(lighthouse: Path, http_root: str, name: str) -> None:
    command = [
        *("node", str(lighthouse), f"{http_root}{name}", "--quiet", "--output=json", "--throttling-method=provided"),
        *(f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={' '.join(FLAGS)}"),
        "--max-wait-for-load=240000",
    ]
    environment = {**os.environ, "CHROME_PATH": str(shutil.which("chromium"))}
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    scores = {name: category["score"] for name, category in found["categories"].items()}
    assert sorted(scores) == sorted(CATEGORIES)
    assert min(scores.values()) >= 0.95, (scores, failed(found))


def failed(found: dict[str, Any]) -> list[str]:
    """The audits that did not pass, by name."""
    return [name for name, audit in found["audits"].items() if audit["score"] is not None and audit["score"] < 0.9]
