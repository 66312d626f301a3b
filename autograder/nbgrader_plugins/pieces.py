"""The pieces of a page that come of a student's bytes: each is rendered, then passes a gate of `sanitize`, in a child.

A page is made in two steps. nbgrader's template makes its frame, with a token in the place of each piece; then a child
process with little time and memory (`autograder.limited`) makes the pieces. One that fails is replaced by a note, and
costs the page nothing else.
"""

import functools
import html
import re
import secrets
from collections.abc import Callable, Mapping

from mistune.plugins import import_plugin
from nbconvert.filters import Highlight2HTML, ansi2html
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from autograder import limited
from autograder.feedback import mathml, sanitize

Piece = tuple[str, str]  # a kind, as in `KINDS`, and the text
LIMITS = limited.Limits(seconds=2, all_seconds=20)
TAG = re.compile(r"""<(?:"[^"]*"|[^>"])*>""")
MAX_KEPT, MAX_KEPT_LENGTH = 4_000, 20_000  # a class's pages show the same prose and the same check cells
# Names, brackets, blanks and operators, which have no colour or hardly any: half of a page is elements around them.
PLAIN = re.compile(r'<span class="[npwo]">([^<]*)</span>')
PLUGINS = ("strikethrough", "table", "url", "def_list")  # nbconvert's, but for boxes to tick, which are inputs


class Pieces:
    """The pieces of pages: a token for each, until `fill` puts them in their places."""

    def __init__(self) -> None:
        self._kept: dict[Piece, str] = {}
        self._begin()
        _import_everything()

    def _begin(self) -> None:
        self._secret = secrets.token_hex(8)  # a student cannot write a token
        self._wanted: list[Piece] = []

    def token(self, kind: str, text: str) -> str:
        """The token that stands for ``text``, rendered as ``kind``, on the page that is being made."""
        self._wanted.append((kind, text))
        return f"{self._secret}:{len(self._wanted) - 1};"

    def fill(self, frame: str) -> str:
        """The page of ``frame``, with every token replaced; the next token is for another page."""
        missing = [piece for piece in dict.fromkeys(self._wanted) if piece not in self._kept]
        made = dict(zip(missing, limited.each(rendered, missing, LIMITS), strict=True))
        found = {piece: _shown(result) for piece, result in made.items()}
        pieces = [self._kept[piece] if piece in self._kept else found[piece] for piece in self._wanted]
        page = re.sub(f"{self._secret}:(\\d+);", lambda token: pieces[int(token[1])], frame)
        self._keep(made)
        self._begin()
        return page

    def _keep(self, made: Mapping[Piece, str | limited.Failed]) -> None:
        for piece, result in made.items():
            if isinstance(result, str) and len(self._kept) < MAX_KEPT and len(piece[1]) < MAX_KEPT_LENGTH:
                self._kept[piece] = result


def _shown(result: str | limited.Failed) -> str:
    if isinstance(result, limited.Failed):
        return f"<pre>[this could not be shown: it {html.escape(result.why)}]</pre>"
    return result


@functools.cache
def _import_everything() -> None:
    """Have imported what rendering needs: a child would do so for itself alone, each time."""
    for kind in KINDS:
        rendered((kind, "```python\nx = 1\n``` $x$ <b>x</b>"))


def rendered(piece: Piece) -> str:
    """The harmless HTML of a piece.

    Raises whatever the libraries raise.
    """
    kind, text = piece
    return KINDS[kind](text)


def _markdown(text: str, *, links: bool) -> str:
    """Markdown; formulas and coloured code are left out of the gate for the text, and pass gates of their own."""
    renderer = _Renderer(links)
    parser = MarkdownWithMath(renderer=renderer, plugins=map(import_plugin, PLUGINS))
    clean = sanitize.prose(parser.render(text), links=links)
    return renderer.filled(clean)


class _Renderer(IPythonRenderer):
    """nbconvert's Markdown without anchors, with formulas as MathML, with pictures only where they are in the text."""

    def __init__(self, links: bool) -> None:
        super().__init__(escape=False, exclude_anchor_links=True)
        self._links = links
        self._secret = secrets.token_hex(8)
        self._aside: list[str] = []

    def filled(self, clean: str) -> str:
        """The sanitized HTML ``clean`` with what was left out of it."""
        token = re.compile(f"{self._secret}:(\\d+);")
        without = TAG.sub(lambda tag: token.sub("", tag[0]), clean)  # in an attribute it would end the attribute
        return token.sub(lambda found: self._aside[int(found[1])], without)

    def _leave_out(self, markup: str) -> str:
        self._aside.append(markup)
        return f"{self._secret}:{len(self._aside) - 1};"

    def block_math(self, body: str) -> str:
        return self._leave_out(mathml.mathml(body, block=True))

    def inline_math(self, body: str) -> str:
        return self._leave_out(mathml.mathml(body))

    def latex_environment(self, name: str, body: str) -> str:
        return self._leave_out(mathml.mathml(f"\\begin{{{name}}}{body}\\end{{{name}}}", block=True))

    def block_code(self, code: str, info: str | None = None) -> str:
        made = super().block_code(code, info)
        return f"{self._leave_out(sanitize.coloured(made))}\n" if "<span" in made else made

    def link(self, text: str, url: str, title: str | None = None) -> str:
        if self._links:
            return super().link(text, url, title)
        return text if html.unescape(text) == url else f"{text} ({html.escape(url)})"

    def image(self, text: str, url: str, title: str | None = None) -> str:
        if sanitize.PICTURE.fullmatch(url):
            return super().image(text, url, title)
        return f"[{text}] ({html.escape(url)})"


def _coloured(text: str) -> str:
    return sanitize.coloured(PLAIN.sub(r"\1", _highlight()(text)))


@functools.cache
def _highlight() -> Callable[[str], str]:
    return Highlight2HTML(pygments_lexer="ipython3")


KINDS: Mapping[str, Callable[[str], str]] = {
    "code": _coloured,
    "course": functools.partial(_markdown, links=True),
    "html": sanitize.html,
    "latex": mathml.in_text,
    "markdown": functools.partial(_markdown, links=False),
    "terminal": lambda text: sanitize.coloured(ansi2html(text)),
    "verdict": sanitize.verdict,
}
