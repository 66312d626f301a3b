"""Tells where the reader is in the course: a line at the top of each chapter, and a mark that the browser keeps.

The line says which chapter this is and how long it takes; the button at the end says that it has been read.
``book/assets/progress.js`` marks what was begun and what was read, in the sidebar and on the front page's cards. It is
kept in the reader's own browser and sent nowhere.
"""

import html
import json
from pathlib import PurePosixPath
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from book.ext.chapter_numbers import FILE
from book.ext.reading_time import minutes
from book.ext.words import words_of

WORDS = {
    "en": {
        "where": "Chapter {number} · about {minutes} minutes",
        "mark": "I have read this chapter",
        "begun": "begun",
        "read": "read",
        "kept": "Noted in this browser, and sent nowhere.",
        "lost": "This browser keeps nothing for this page: the mark is gone when you leave it.",
    },
    "zh": {
        "where": "第 {number} 章 · 约 {minutes} 分钟",
        "mark": "本章已读",
        "begun": "已开始",
        "read": "已读",
        "kept": "只记在这个浏览器里，不会发送到任何地方。",
        "lost": "这个浏览器不为本页保存任何内容：离开后标记就会消失。",
    },
}


def where(words: dict[str, str], number: int, page: nodes.document) -> str:
    """The line at the top."""
    said = words["where"].format(number=number, minutes=minutes(page))
    return f'<p class="kg-where">{said}</p>'


def end(words: dict[str, str], name: str) -> str:
    """The button at the end, which a script works."""
    return (
        f'<p class="kg-finish pst-js-only" data-chapter="{html.escape(name)}" data-kept="{words["kept"]}" '
        f'data-lost="{words["lost"]}"><button type="button" aria-pressed="false">{words["mark"]}</button> '
        f'<span role="status"></span></p>'
    )


def add_line(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Tell each chapter where it is."""
    words = words_of(app.config, WORDS)
    chapter = FILE.fullmatch(page)
    if doctree is not None and chapter:
        head, title, rest = context["body"].partition("</h1>")
        line, button = where(words, int(chapter[1]), doctree), end(words, PurePosixPath(page).name)
        context["body"] = f"{head}{title}\n{line}{rest}{button}"


def add_words(app: Sphinx) -> None:
    """Tell every page the words for its marks."""
    words = {state: words_of(app.config, WORDS)[state] for state in ("begun", "read")}
    app.add_js_file(None, body=json.dumps(words, ensure_ascii=False), type="application/json", id="kg-progress-words")


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.connect("builder-inited", add_words)
    app.connect("html-page-context", add_line, priority=600)  # above what chapter_links put below the title
    app.add_js_file("progress.js", loading_method="defer")
    return {"parallel_read_safe": True, "parallel_write_safe": True}
