"""The pages that teachers read: one file each, which asks no other host for anything and runs no script but ours."""

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

TEMPLATES = Path(__file__).with_name("templates")


def render(template: str, styles: Sequence[str] = ("report.css",), **context: Any) -> str:
    """The page that ``template`` makes of ``context``, with the policy that admits our ``styles`` and script alone.

    A student's folder may be called anything: what cannot be written as UTF-8 is shown as a question mark.
    """
    return _environment().get_template(template).render(context, styles=styles).encode(errors="replace").decode()


@cache
def _environment() -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "ensure_ascii": False}
    environment.filters["points"] = lambda number: f"{number:g}"
    environment.filters["percent"] = lambda share: f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
    environment.filters["thousands"] = lambda number: f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    environment.globals["inlined"] = _inlined
    environment.globals["sha256"] = _sha256
    return environment


@cache
def _inlined(name: str) -> Markup:
    """A style sheet or script of ours, to stand in the page."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 -- our own file


@cache
def _sha256(*names: str) -> Markup:
    """The hashes of files of ours, as a content policy that admits nothing else names them."""
    digests = (base64.b64encode(hashlib.sha256(_inlined(name).encode()).digest()).decode() for name in names)
    return Markup(" ").join(Markup("'sha256-{}'").format(digest) for digest in digests)
