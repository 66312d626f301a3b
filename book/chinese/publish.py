"""Puts the built Chinese book below ``zh/`` of the site, with one copy of everything that both editions have.

A file that the site has already, at the same place and with the same content, is not copied; the pages name the site's.
"""

import filecmp
import re
import shutil
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import unquote

from book.ext.one_style_sheet import ENTRY

PLACE = "zh"  # of the edition in the site
NOT_PUBLISHED = (".buildinfo", "objects.inv", "404.html")
LABEL = re.compile(r'((?:title|aria-label)=")([^"]+)(?=")')
ADDRESS = re.compile(r'(?<=[\s"])(href|src)="([^":#?]+)([^"]*)"')


def publish(built: Path, site: Path) -> Path:
    """Copy the book in the folder ``built`` into the folder ``site``; its folder there."""
    target = site / PLACE
    shutil.rmtree(target, ignore_errors=True)
    entry = built / "_static" / ENTRY
    if entry.exists():  # the one style sheet is made anew when either edition's pages were
        entry.rename(site / "_static" / ENTRY)
    for path in _files(built):
        name = path.relative_to(built)
        twin = site / name
        if name.name in NOT_PUBLISHED or (twin.is_file() and filecmp.cmp(path, twin, shallow=False)):
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(path, target / name)
    return target


def finish(target: Path, labels: Mapping[str, str]) -> None:
    """Let the pages in the folder ``target`` name the site's file wherever the edition has none of its own.

    The ``labels`` that the theme's templates have in one language only are put into the edition's.
    """
    for page in target.rglob("*.html"):
        text = LABEL.sub(lambda label: label[1] + labels.get(label[2], label[2]), page.read_text(encoding="utf-8"))
        page.write_text(ADDRESS.sub(partial(_address, page, target), text), encoding="utf-8")


def _address(page: Path, target: Path, address: re.Match[str]) -> str:
    attribute, path, rest = address.groups()
    here = page.parent / unquote(path)
    inside = here.resolve().is_relative_to(target.resolve())
    if not inside or here.exists():
        return address[0]
    above = target.parent / here.resolve().relative_to(target.resolve())
    return f'{attribute}="../{path}{rest}"' if above.is_file() else address[0]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
