"""The addresses of a published course, which all follow from one setting: ``repository.url`` in ``_config.yml``."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml


@dataclass(frozen=True)
class Addresses:
    """The address of the site, with a slash at its end, and that of the wheel with what students import."""

    site: str
    wheel: str


def site_address(repository: str) -> str:
    """The address at which GitHub Pages publishes the repository whose address is ``repository``."""
    owner, _, name = urlsplit(repository).path.strip("/").partition("/")
    return f"https://{owner}.github.io/{name}/"


def published_site(root: Path) -> str | None:
    """The address, with a slash at its end, at which the book in the folder ``root`` is published; None for nowhere.

    ``html.baseurl`` in ``_config.yml``, where there is one, is the site's address in place of GitHub's.
    """
    config = root / "_config.yml"
    settings = yaml.safe_load(config.read_text(encoding="utf-8")) if config.exists() else {}
    site = settings.get("html", {}).get("baseurl") or ""
    if repository := settings.get("repository", {}).get("url"):
        site = site or site_address(repository)
    return site.rstrip("/") + "/" if site else None


def addresses_of(root: Path) -> Addresses | None:
    """The addresses of the course in the folder ``root``, or None for a course that is published nowhere."""
    site = published_site(root)
    return Addresses(site, f"{site}downloads/{wheel_name(root)}") if site else None


def wheel_name(root: Path) -> str:
    """The file name of the wheel that the project in ``root`` builds."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return f"{project['name'].replace('-', '_')}-{project['version']}-py3-none-any.whl"
