"""Every file that the pages for those who work on the course link to or name is there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.paths import ROOT

PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("decisions/*.md"), *ROOT.glob(".github/**/*.md")])
GENERATED = {"_build", "sample", "node_modules"}
OURS = {path.name for path in ROOT.iterdir() if path.is_dir()} - GENERATED


def links(text: str) -> Iterator[str]:
    """The local targets of links and pictures, without the place on the page."""
    for target in re.findall(r"\]\(([^)\s]+)[^)]*\)", text):
        if not re.match(r"[a-z]+:", target) and not target.startswith("#"):
            yield target.partition("#")[0]


def named(text: str) -> Iterator[str]:
    """The paths in this repository that are named between backticks; NN stands for a number to choose."""
    for path in re.findall(r"`([\w.-]+/[\w./-]*)`", text):
        if path.partition("/")[0] in OURS and "NN" not in path:
            yield path


def missing(text: str, folder: Path) -> list[str]:
    """What a page in ``folder`` with this text points to and is not there."""
    return [
        *(target for target in links(text) if not (folder / target).exists()),
        *(path for path in named(text) if not (ROOT / path).exists()),
    ]


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_what_a_page_points_to_is_there(page: Path) -> None:
    assert missing(page.read_text(encoding="utf-8"), page.parent) == []


def test_there_are_pages_with_links() -> None:
    assert {"README.md", "CONTRIBUTING.md", "GRADING.md"} <= {page.name for page in PAGES}
    assert len([target for page in PAGES for target in links(page.read_text(encoding="utf-8"))]) >= 5


@pytest.mark.parametrize(
    ("bad", "good"),
    [
        ("![A picture](.github/demo.png)", "![A picture](.github/demo.gif)"),
        (
            "[the page](GRADED.md#grade)",
            "[the page](GRADING.md#grade) [here](#grade) [there](https://example.org/x.md)",
        ),
        ("see `scripts/film.py`", "see `scripts/picture.py` and `book/NN_name.md`, in `decisions/` or on `a/b`"),
    ],
)
def test_the_check_sees_what_is_not_there(bad: str, good: str) -> None:
    assert len(missing(bad, ROOT)) == 1
    assert missing(good, ROOT) == []
