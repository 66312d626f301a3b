"""Lays out the Chinese book for ``jupyter-book build``: its pages put together, its settings and contents derived.

The folder looks like the repository, with links to everything that both editions share, so that the English settings
hold in it as they are. ``book/zh`` says what differs.
"""

import re
import shutil
import tomllib
from pathlib import Path
from typing import Any

import yaml

from autograder.release.addresses import published_site
from book.chinese.glossary import chinese_terms
from book.chinese.pages import PAGES, ROOT, chinese_notebooks, chinese_pages, compose, english_labels

FOLDER = ROOT / "_build" / "zh"
SHARED = (
    "book/assets",
    "book/ext",
    "book/pictures",
    "book/references.bib",
    "book/templates",
    "course",
    "_build/front-end",
)
WITHOUT = ("notfound",)  # the site has one page for addresses that lead nowhere, and it speaks both languages


def settings() -> dict[str, Any]:
    """The settings of the Chinese book: the English ones, with those of ``book/zh/_config.yml`` in their place."""
    both = laid_over(_yaml(ROOT / "_config.yml"), _yaml(PAGES / "_config.yml"))
    config = both["sphinx"]["config"]
    config["extensions"] = [name for name in config["extensions"] if not name.startswith(WITHOUT)]
    config["html_search_options"] = {"dict": str(FOLDER / "terms.txt")}
    if site := published_site(ROOT):
        both["html"]["baseurl"] = f"{site}zh/"
    return both


def laid_over(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """The dictionary ``below`` with the values of ``above``, dictionary by dictionary."""
    result = dict(below)
    for name, value in above.items():
        result[name] = laid_over(below.get(name, {}), value) if isinstance(value, dict) else value
    return result


def about() -> dict[str, Any]:
    """Read ``book/zh/edition.toml``."""
    return tomllib.loads((PAGES / "edition.toml").read_text(encoding="utf-8"))


def contents() -> dict[str, Any]:
    """The table of contents: the English one with those pages that are there in Chinese."""
    toc, there, captions = _yaml(ROOT / "_toc.yml"), there_in_chinese(), about()["captions"]
    parts = []
    for part in toc["parts"]:
        chapters = [each for each in part["chapters"] if each["file"] in there]
        if chapters:
            parts.append({"caption": captions[part["caption"]], "chapters": chapters})
    return {**toc, "parts": parts}


def chinese_documents() -> list[str]:
    """The documents of the Chinese table of contents."""
    there = there_in_chinese()
    return [page for page in english_pages() if page in there]


def there_in_chinese() -> list[str]:
    """The documents that are there in Chinese, in the English table of contents or not: pages, and assignments."""
    return [*(f"book/{name}" for name in chinese_pages()), *(f"notebooks/{name}" for name in chinese_notebooks())]


def english_pages() -> list[str]:
    """The documents of the English table of contents."""
    toc = _yaml(ROOT / "_toc.yml")
    return [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]


def chapter_list() -> str:
    """The list of chapters for the front page's cards, in Chinese; those with an English page only lead to it."""
    said, there = about(), there_in_chinese()
    english = {int(found[1]): name for name in english_pages() if (found := re.fullmatch(r"book/0*(\d+)_\w+", name))}
    lines = []
    for chapter in tomllib.loads((ROOT / "book" / "chapters.toml").read_text(encoding="utf-8"))["chapter"]:
        lectures = "、".join(said["lectures"][each] for each in chapter["taught_in"].split(", "))
        facts = {**chapter, **said["chapter"][str(chapter["number"])], "taught_in": lectures}
        page = english.get(chapter["number"])
        if page and page not in there:
            facts["abroad"] = f"../../{page}.html"
        lines += ["[[chapter]]", *(f"{name} = {_toml(value)}" for name, value in facts.items()), ""]
    return "\n".join(lines)


def lay_out() -> Path:
    """Write the folder, as far as something in it has changed; the folder.

    Raises
    ------
    OutOfStepError
        If a page does not fit to its English twin.
    """
    there, labels = chinese_pages(), english_labels()
    for path in SHARED:
        _link(FOLDER / path, ROOT / path)
    link_notebooks()
    texts = {
        "_config.yml": yaml.safe_dump(settings(), allow_unicode=True),
        "_toc.yml": yaml.safe_dump(contents(), allow_unicode=True, sort_keys=False),
        "book/chapters.toml": chapter_list(),
        "terms.txt": "".join(f"{term} 1000 n\n" for term in chinese_terms()),
    }
    for name in there:
        english = (ROOT / "book" / f"{name}.md").read_text(encoding="utf-8")
        chinese = (PAGES / f"{name}.md").read_text(encoding="utf-8")
        texts[f"book/{name}.md"] = compose(name, english, chinese, there, labels)
    for stale in (FOLDER / "book").glob("*.md"):
        if f"book/{stale.name}" not in texts:
            stale.unlink()
    for path, text in texts.items():
        _write(FOLDER / path, text)
    return FOLDER


def link_notebooks() -> None:
    """Put each Chinese notebook where the English one lies, so that its page has the address of its twin.

    The others are there in English, for the chapters' boxes to name.
    """
    folder, there = FOLDER / "notebooks", chinese_notebooks()
    if folder.is_symlink():
        folder.unlink()
    names = {path.stem for path in (ROOT / "notebooks").glob("*.ipynb")}
    for stale in folder.glob("*.ipynb"):
        if stale.stem not in names:
            stale.unlink()
    for name in names:
        _link(folder / f"{name}.ipynb", ROOT / "notebooks" / ("zh" if name in there else "") / f"{name}.ipynb")
    _link(folder / "zh", ROOT / "notebooks" / "zh")


def _link(path: Path, target: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() and path.resolve() == target.resolve():
        return
    if path.is_symlink():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)
    path.symlink_to(target, target_is_directory=target.is_dir())


def _write(path: Path, text: str) -> None:
    """Write a file unless it has this text: Sphinx looks at the time of the last change."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def _toml(value: int | str) -> str:
    return str(value) if isinstance(value, int) else f"'{value}'" if '"' in value else f'"{value}"'


def _yaml(path: Path) -> dict[str, Any]:
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))
