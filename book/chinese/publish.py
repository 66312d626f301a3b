"""Puts the built Chinese book below ``zh/`` of the site, with one copy of everything that both editions have.

A file that the site has already, at the same place and with the same content, is not copied; the pages name the site's.
"""

import filecmp
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from book.ext.one_style_sheet import ENTRY

PLACE = "zh"  # of the edition in the site
NOT_PUBLISHED = (".buildinfo", "objects.inv", "404.html")
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


def share(target: Path) -> None:
    """Let the pages in the folder ``target`` name the site's file wherever the edition has none of its own."""
    for page in target.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        shared = ADDRESS.sub(lambda address, page=page: _address(address, page, target), text)
        if shared != text:
            page.write_text(shared, encoding="utf-8")


def _address(address: re.Match[str], page: Path, target: Path) -> str:
    attribute, path, rest = address.groups()
    here = page.parent / unquote(path)
    inside = here.resolve().is_relative_to(target.resolve())
    if not inside or here.exists():
        return address[0]
    above = target.parent / here.resolve().relative_to(target.resolve())
    return f'{attribute}="../{path}{rest}"' if above.is_file() else address[0]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())
