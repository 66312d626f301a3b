"""What holds up a page's first picture, and Lighthouse's verdict on the front page and on a chapter.

Its categories for access, good practice and search engines are the same on any machine. Its performance is reckoned
from processor times, so a busy machine lowers it: `benchmarks/lighthouse.py` prints that one, and here stands what it
is made from, in bytes and files.
"""

import gzip
import re
from pathlib import Path

import pytest

from tests.support import lighthouse
from tests.support.browsing import PAGES

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
    assert Path(sheets[0]).name == "site.css"
    mine = [sheet for sheet in sheets[1:] if "/_static/demos/" in sheet or Path(sheet).name == "front.css"]
    assert sheets[1:] == mine, "only its demos' and the front page's own may follow"
    assert sum(len(gzip.compress((site / name).parent.joinpath(sheet).read_bytes())) for sheet in mine) < 12_000
    allowed = ["documentation_options.js"]
    if name == "search.html":
        allowed += ["searchtools.js", "language_data.js", "searchindex.js", "doctools.js", "sphinx_highlight.js"]
    assert sorted(Path(script).name for script in scripts) == sorted(allowed)


def test_the_style_sheet_has_what_pages_use_and_little_else(site: Path) -> None:
    text = (site / "_static" / "site.css").read_text(encoding="utf-8")
    assert len(gzip.compress(text.encode())) < 40_000
    for name in (".bd-sidebar-primary", ".katex", ".kg-box", ".highlight", ".lab-links", "@media print"):
        assert name in text, name
    assert "accordion-item" not in text, "a part of Bootstrap that no page has"
    fonts = re.findall(r"url\([\"']?(\./[^)\"']+)", text)
    assert fonts
    assert [font for font in fonts if not (site / "_static" / font).is_file()] == []


@pytest.fixture(scope="session")
def program() -> Path:
    """Lighthouse's program."""
    return lighthouse.install()


@pytest.mark.chromium
@pytest.mark.parametrize("name", READ)
def test_lighthouse_finds_nothing_to_mend(program: Path, http_root: str, name: str) -> None:
    only = f"--only-categories={','.join(CATEGORIES)}"
    found = lighthouse.judge(program, f"{http_root}{name}", only, "--throttling-method=provided")
    scores = lighthouse.scores(found)
    assert sorted(scores) == sorted(CATEGORIES)
    assert min(scores.values()) >= 0.95, (scores, lighthouse.failed(found))
