"""The pages that teachers read: one file each, which asks no other host for anything and runs no script but ours."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

from autograder.wording import Language, in_language, marked, say

TEMPLATES = Path(__file__).with_name("templates")
HTML_LANGUAGE: Mapping[Language, str] = {"en": "en", "zh": "zh-CN"}
BEGINNING = 100  # characters of a page, among which its language is
# What `students.js` says, as it has it in English.
SCRIPT_WORDS = (
    *(marked("graded"), marked("feedback"), marked("student"), marked("score"), marked("of {number}")),
    *(marked("everybody"), marked("full marks"), marked("not judged"), marked("several attempts")),
    *(marked("attempts"), marked("pages"), marked("Close"), marked("Not judged."), marked("Attempts before")),
    *(marked("{score} of {number} points"), marked("right, given {exercise}"), marked("{score} of {number}: {says}")),
    *(marked("{exercise}: {score} of {number}"), marked("{score} points, handed in {moment} UTC")),
    *(marked("{shown} of {all} student"), marked("{shown} of {all} students"), marked(", mean {mean}")),
    *(marked("passed"), marked("partial"), marked("failed"), marked("error")),
    *(marked("timeout"), marked("missing"), marked("refused")),
)


def render(template: str, styles: Sequence[str] = ("report.css",), language: Language = "en", **context: Any) -> str:
    """The page that ``template`` makes of ``context``, with the policy that admits our ``styles`` and script alone.

    A student's folder may be called anything: what cannot be written as UTF-8 is shown as a question mark.
    """
    page = _environment(language).get_template(template).render(context, styles=styles)
    return page.encode(errors="replace").decode()


def language_at(path: Path) -> Language:
    """The language of the page at ``path``; English where there is none."""
    if not path.exists():
        return "en"
    with path.open(encoding="utf-8") as file:
        beginning = file.read(BEGINNING)
    return next((one for one, name in HTML_LANGUAGE.items() if f'<html lang="{name}"' in beginning), "en")


def script_words(language: Language) -> dict[str, str]:
    """The words of the page's script, by the English; none for English, which the script has itself."""
    return {} if language == "en" else {words: in_language(say(words), language) for words in SCRIPT_WORDS}


@cache
def _environment(language: Language) -> jinja2.Environment:
    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(
        loader=loader, autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=jinja2.StrictUndefined
    )
    environment.policies["json.dumps_kwargs"] = {"separators": (",", ":"), "ensure_ascii": False}
    environment.filters["points"] = lambda number: f"{number:g}"
    environment.filters["percent"] = lambda share: f"{100 * share:.0f}\N{NO-BREAK SPACE}%"
    environment.filters["thousands"] = lambda number: f"{number:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
    environment.filters["said"] = lambda text: in_language(text, language)
    environment.globals["_"] = lambda template, **facts: _said(template, facts, language)
    environment.globals["html_language"] = HTML_LANGUAGE[language]
    environment.globals["inlined"] = _inlined
    environment.globals["sha256"] = _sha256
    return environment


def _said(template: str, facts: Mapping[str, Any], language: Language) -> Markup:
    """A sentence of ours; the facts in it are escaped."""
    return Markup(in_language(say(template), language)).format(**facts)  # noqa: S704 -- our own template


@cache
def _inlined(name: str) -> Markup:
    """A style sheet or script of ours, to stand in the page."""
    return Markup((TEMPLATES / name).read_text(encoding="utf-8"))  # noqa: S704 -- our own file


@cache
def _sha256(*names: str) -> Markup:
    """The hashes of files of ours, as a content policy that admits nothing else names them."""
    digests = (base64.b64encode(hashlib.sha256(_inlined(name).encode()).digest()).decode() for name in names)
    return Markup(" ").join(Markup("'sha256-{}'").format(digest) for digest in digests)
