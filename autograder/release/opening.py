"""The opening of every notebook: what the exercises are worth, how it works, the house rules, the first cell.

The prose says where it belongs, with what is particular, in a block of YAML; everything else is derived.

    ```{opening}
    partly: a step that is right except for its output gate loses the points for the output gate, and few others
    styles: Loops, one matrix for each gate, one matrix for all
    helpers: a `sigmoid` of your own will serve you well
    arguments: also those inside a list
    chapters: [09_lstm]
    ```
"""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jinja2
import yaml

from autograder.assignment import ROOT, Assignment
from autograder.errors import ReleaseError
from autograder.release.addresses import addresses_of
from autograder.sandbox import Limits
from autograder.wording import Language, in_language, listed, say

FENCE = re.compile(r"^```\{opening\}\n(.*?)^```$", re.MULTILINE | re.DOTALL)
KEYS = {"partly", "styles", "helpers", "arguments", "chapters"}
TEMPLATES = Path(__file__).with_name("templates")
WORDS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve")


def with_opening(prose: str, assignment: Assignment, descriptions: Mapping[str, str], language: Language = "en") -> str:
    """``prose`` with a title on top, unless it has one, and with the opening in the place of its block.

    ``descriptions`` says in a few words what a student writes in each exercise.
    Raises `ReleaseError`.
    """
    head, body = _split(prose)
    title = "" if body.startswith("# ") else f"# {_title(assignment, language)}\n\n"
    text = head + title + body
    match = FENCE.search(text)
    if match is None:
        return text
    own = yaml.safe_load(match[1]) or {}
    if unknown := sorted(own.keys() - KEYS):
        raise ReleaseError(
            f"{assignment.name}: the opening has no {', '.join(unknown)}; it has: {', '.join(sorted(KEYS))}."
        )
    return text[: match.start()] + _opening(own, assignment, descriptions, language) + text[match.end() :]


def _title(assignment: Assignment, language: Language) -> str:
    return in_language(say("{assignment}: the assignment", assignment=assignment.title), language)


def _split(prose: str) -> tuple[str, str]:
    """The YAML header of a MyST file, and the rest."""
    found = re.match(r"---\n.*?^---\n\s*", prose, re.MULTILINE | re.DOTALL)
    return (found[0], prose[found.end() :]) if found else ("", prose)


def _opening(
    own: Mapping[str, Any], assignment: Assignment, descriptions: Mapping[str, str], language: Language
) -> str:
    environment = jinja2.Environment(  # noqa: S701 -- Markdown, of our own words
        loader=jinja2.FileSystemLoader(TEMPLATES),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    exercises = assignment.exercises
    addresses = addresses_of(assignment.root)
    site = addresses.site if addresses else ""
    in_pytorch = [exercise for exercise in exercises if exercise.library == "torch"]
    last_alone = in_pytorch == [exercises[-1]]
    template = environment.get_template("opening.md.j2" if language == "en" else f"opening.{language}.md.j2")
    in_english = language == "en"
    return template.render(
        own={key: own.get(key, "") for key in KEYS},
        exercises=exercises,
        descriptions=descriptions,
        count=WORDS[len(exercises)] if in_english and len(exercises) < len(WORDS) else len(exercises),
        total=f"{assignment.max_score:g}",
        errors=any(aspect.name == "errors" for exercise in exercises for aspect in exercise.aspects),
        pytorch=_in_pytorch([exercise.name for exercise in in_pytorch], last_alone, language),
        several=len(in_pytorch) > 1,
        limits=Limits(),
        python=_python(),
        site=site,
        chapters=[_chapter(assignment.root, name, site, language) for name in own.get("chapters", ())],
        wheel=addresses.wheel if addresses and (assignment.root / "course").is_dir() else "",
    ).rstrip()


def _python() -> str:
    """The oldest Python that may grade: what it understands, every one understands that grades."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return str(project["requires-python"]).removeprefix(">=")


def _in_pytorch(names: list[str], last_alone: bool, language: Language) -> str:
    """The exercises in PyTorch, in words."""
    quoted = [f"`{name}`" for name in names]
    if language == "en":
        return "the last exercise" if last_alone else " and ".join(quoted)
    return in_language(say("the last exercise") if last_alone else listed(quoted or [""]), language)


def _chapter(root: Path, name: str, site: str, language: Language) -> str:
    """The chapter's title, as a link to its page; in another language, where the book has the chapter in it."""
    page, edition = root / "book" / language / f"{name}.md", f"{language}/"
    if language == "en" or not page.exists():
        page, edition = root / "book" / f"{name}.md", ""
    if not page.exists():
        raise ReleaseError(f"the opening names the chapter {name}, and there is no book/{name}.md.")
    title = next(line for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("# "))
    return f"[*{title.removeprefix('# ').strip()}*]({site}{edition}book/{name}.html)"
