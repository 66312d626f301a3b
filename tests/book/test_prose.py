"""What a build cannot see: one sentence a line, a text beside every picture, no dangling word, link or citation.

Each lint is a function from a page's text to a list of complaints. Each is first shown a page that is wrong.
"""

import math
import re
from collections.abc import Callable
from pathlib import Path

import jupytext
import pytest

from book.ext.chapter_cards import chapters
from course.demos import sliding_kernel, toeplitz
from tests.support.paths import ROOT

BOOK = ROOT / "book"
PAGES = sorted(BOOK.glob("*.md"))

CHINESE = r"[\u4e00-\u9fff]"
CODE_WIDTH = 88  # what fits beside both side bars at 1440 pixels
PROSE_ENDS = re.compile(r"[.?!:;,][\"')*]*$")
OPTION = "- ["  # of a guess or a quiz: few words, and a sentence of its own below


def prose_lines(text: str) -> list[tuple[int, str]]:
    """The numbered lines that hold sentences: no header, code, maths, table, directive or its options."""
    lines: list[tuple[int, str]] = []
    fence, maths = "", False
    body = re.sub(r"\A---\n.*?\n---\n", lambda match: "\n" * match[0].count("\n"), text, flags=re.DOTALL)
    for number, line in enumerate(body.splitlines(), start=1):
        stripped = line.strip()
        opening = re.match(r"(`{3,})(\{code-cell\}|\{math\}|\{glossary\}|\w+)", stripped)
        if fence:
            fence = "" if stripped == fence else fence
        elif opening:
            fence = opening[1]
        elif stripped == "$$":
            maths = not maths
        elif not maths and not stripped.startswith(("```", ":", "|", "#", "<", OPTION)):
            lines.append((number, stripped))
    return lines


def crowded_lines(text: str) -> list[str]:
    """Lines with more than one sentence, and sentences broken over two lines."""
    complaints = []
    lines = prose_lines(text)
    for (number, line), following in zip(lines, [*lines[1:], (0, "")], strict=True):
        bare = re.sub(r"^(\d+\.|-) ", "", re.sub(r"`[^`]*`|\$[^$]*\$", "x", line))
        if re.search(r"[.!?]\*{0,2} +[*_\"'(\[{]*[A-Z]", bare):
            complaints.append(f"line {number}: more than one sentence: {line}")
        continued = following[0] == number + 1 and following[1] and not re.match(r"(\d+\.|-) ", following[1])
        if line and continued and not PROSE_ENDS.search(line):
            complaints.append(f"line {number}: the sentence goes on in the next line: {line}")
    return complaints


def pictures_without_words(text: str) -> list[str]:
    """Demos that no prose follows, drawings without an alternative text, Markdown images without one."""
    complaints = [f"an image without alternative text: {m}" for m in re.findall(r"!\[\]\([^)]*\)", text)]
    cells = jupytext.reads(text, fmt="md:myst").cells if "{code-cell}" in text else []
    demos = set(re.findall(r"from course\.demos import (\w+)", text))
    for cell, following in zip(cells, [*cells, None][1:], strict=True):
        if cell.cell_type != "code":
            continue
        last = cell.source.strip().splitlines()[-1]
        said = following.source if following and following.cell_type == "markdown" else "#"
        if last.split("(")[0] in demos and said.startswith(("#", "`", ":")):
            complaints.append(f"a demo without words: {last}")
        draws = "matplotlib" in cell.source or last.startswith(("SVG(", "plt."))
        if draws and len(cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")) < 40:
            complaints.append(f"a drawing without alternative text: {last}")
    return complaints


def long_code(text: str) -> list[str]:
    """Lines of code that the page's column cannot show without scrolling."""
    cells = jupytext.reads(text, fmt="md:myst").cells if "{code-cell}" in text else []
    lines = [line for cell in cells if cell.cell_type == "code" for line in cell.source.splitlines()]
    return [f"{len(line)} characters: {line}" for line in lines if len(line) > CODE_WIDTH]


def sums(text: str) -> list[tuple[str, float, float]]:
    """Every equation between plain numbers in a page's maths: as written, its left side, its right side."""
    pieces = re.findall(r"\$([^$]+)\$", text.replace("$$", "$"))
    rows = [row for piece in pieces for row in piece.split(r"\\")]
    found = []
    for row in rows:
        plain = row.replace(r"\cdot", "*").replace("&", "").replace(r"\begin{aligned}", "").strip(" .,\n")
        if re.fullmatch(r"[-+*().\d\s]*\d[-+*().\d\s]*=[-+*().\d\s]*\d", plain):
            left, right = (eval(side.strip(), {"__builtins__": {}}) for side in plain.split("="))  # noqa: S307
            found.append((row.strip(), float(left), float(right)))
    return found


def wrong_sums(text: str) -> list[str]:
    """Sums done by hand whose two sides differ."""
    return [f"{row} but it is {left}" for row, left, right in sums(text) if not math.isclose(left, right)]


def toc() -> list[str]:
    """The pages that the table of contents names, as paths inside the repository, without their ending."""
    return re.findall(r"(?:file|root):\s*(\S+)", (ROOT / "_toc.yml").read_text(encoding="utf-8"))


def dangling_links(text: str, published: set[str]) -> list[str]:
    """Links to Markdown pages that are not there, or that nobody publishes."""
    targets = re.findall(r"\]\(([^)#]+\.md)(?:#[^)]*)?\)", text)
    return [
        f"no such page: {target}"
        for target in targets
        if not (BOOK / target).is_file() or target.removesuffix(".md") not in published
    ]


def terms_linked(text: str) -> list[str]:
    """The glossary entries that a page refers to."""
    return [re.sub(r".*<(.*)>", r"\1", role, flags=re.DOTALL) for role in re.findall(r"\{term\}`([^`]*)`", text)]


def glossary(text: str) -> dict[str, str]:
    """Entry to definition, of the one glossary directive on a page."""
    match = re.search(r"```\{glossary\}\n(.*?)```", text, flags=re.DOTALL)
    assert match, "there is no {glossary} directive"
    blocks = [block.splitlines() for block in match[1].strip().split("\n\n")]
    return {block[0]: " ".join(line.strip() for line in block[1:]) for block in blocks}


def unfit_entries(entries: dict[str, str]) -> list[str]:
    """Entries that have no Chinese term, or not exactly one sentence."""
    complaints = []
    for entry, definition in entries.items():
        parts = re.fullmatch(rf'<span lang="zh-Hans">([^<]*{CHINESE}[^<]*)</span> · (.*)', definition)
        if not parts:
            complaints.append(f"{entry}: no Chinese term")
        elif not parts[2].endswith(".") or re.search(r"[.!?] ", parts[2]):
            complaints.append(f"{entry}: not one sentence")
    return complaints


def citations(text: str) -> set[str]:
    """The keys that a page cites."""
    return {key.strip() for group in re.findall(r"\{cite:[a-z]+\}`([^`]*)`", text) for key in group.split(",")}


def read(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def code_cell(header: str, *source: str) -> str:
    return "\n".join(["```{code-cell} ipython3", *([header] if header else []), *source, "```", ""])


HEADER = "---\njupytext:\n  text_representation:\n    extension: .md\n    format_name: myst\n---\n"
ALT = "---\nmystnb:\n  image:\n    alt: A line that rises from left to right, and then falls again.\n---"


@pytest.mark.parametrize(
    ("lint", "wrong", "right"),
    [
        (crowded_lines, "One thing. Another thing.", "One thing.\nAnother thing."),
        (crowded_lines, "*One.* Another.", "*One.*\nAnother, see `a. B`."),
        (crowded_lines, "One thing that\ngoes on.", "One thing\n\n- and\n- more"),
        (pictures_without_words, "![](a.svg)", "![a rising line](a.svg)"),
        (
            pictures_without_words,
            HEADER + code_cell("", "from course.demos import Im2Col", "Im2Col()") + "\n## And so on",
            HEADER + code_cell("", "from course.demos import Im2Col", "Im2Col()") + "\nMove the window.",
        ),
        (
            pictures_without_words,
            HEADER + code_cell("", "import matplotlib.pyplot as plt", "plt.plot([1])"),
            HEADER + code_cell(ALT, "import matplotlib.pyplot as plt", "plt.plot([1])"),
        ),
        (long_code, HEADER + code_cell("", "a = " + "1" * 85), HEADER + code_cell("", "a = " + "1" * 84)),
        (wrong_sums, r"so $1\cdot 4 + 0.5\cdot 2 = 6$.", r"so $1\cdot 4 + 0.5\cdot(-2) = 3$."),
        (wrong_sums, "$$\n2\\cdot 2 &= 5 \\\\\n1 + 1 &= 2\n$$", "$$\n2\\cdot 2 &= 4 \\\\\n1 + 1 &= 2\n$$"),
        (lambda text: dangling_links(text, {"index"}), "[x](nowhere.md)", "[x](index.md) [y](index.md#start)"),
        (lambda text: dangling_links(text, {"index"}), "[x](notation.md)", "[x](https://example.org)"),
        (
            lambda text: unfit_entries(glossary(text)),
            "```{glossary}\nkernel\n  A small array.\n```",
            '```{glossary}\nkernel\n  <span lang="zh-Hans">卷积核</span> · A small array.\n```',
        ),
        (
            lambda text: unfit_entries(glossary(text)),
            '```{glossary}\nkernel\n  <span lang="zh-Hans">卷积核</span> · A small array. It slides.\n```',
            '```{glossary}\nkernel\n  <span lang="zh-Hans">卷积核</span> · A small\n  array.\n```',
        ),
    ],
)
def test_each_lint_sees_what_it_is_for(lint: Callable[[str], list[str]], wrong: str, right: str) -> None:
    assert lint(wrong)
    assert not lint(right)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_one_sentence_a_line(page: Path) -> None:
    assert crowded_lines(read(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_picture_says_in_words_what_to_see(page: Path) -> None:
    assert pictures_without_words(read(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_code_fits_the_column(page: Path) -> None:
    assert long_code(read(page)) == []


HAND_SUMS = [("01_deep_networks", 3), ("02_convolution", 7), ("03_conv2d", 17), ("04_properties", 6), ("05_pooling", 2)]
HAND_SUMS += [("07_seeing_further", 9), ("09_lstm", 2), ("10_gru", 3), ("12_encoder_decoder", 7)]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_sums_done_by_hand_are_right(page: Path) -> None:
    at_least = dict(HAND_SUMS).get(page.stem, 0)
    assert len(sums(read(page))) >= at_least, "the sums are no longer found: has their notation changed?"
    assert wrong_sums(read(page)) == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_no_link_leads_nowhere(page: Path) -> None:
    assert dangling_links(read(page), {Path(name).name for name in toc()}) == []


def test_the_glossary_knows_every_term_and_no_entry_is_forgotten() -> None:
    entries = glossary(read(BOOK / "glossary.md"))
    linked = {term for page in PAGES for term in terms_linked(read(page))}
    assert linked - set(entries) == set(), "these terms have no entry"
    notebooks = " ".join(read(path) for path in (ROOT / "notebooks").glob("*.md")).lower()
    said = {entry for entry in entries if entry.lower().split()[0] in notebooks}  # an assignment may come first
    assert set(entries) - linked - said == set(), "these entries are linked from no page and said in no notebook"


def test_every_entry_has_its_chinese_term_and_one_sentence_and_its_place_in_the_alphabet() -> None:
    entries = glossary(read(BOOK / "glossary.md"))
    assert len(entries) > 20
    assert unfit_entries(entries) == []
    assert list(entries) == sorted(entries, key=str.lower)


@pytest.mark.parametrize("name", ["narrow", "equal", "wide"])
def test_the_demos_use_the_glossarys_chinese_for_each_length(name: str) -> None:
    definition = glossary(read(BOOK / "glossary.md"))[name]
    term = re.search(rf">({CHINESE}+)", definition)
    assert term
    for demo in (sliding_kernel, toeplitz):
        assert demo.WORDS[name][1].startswith(term[1])


def test_every_citation_is_in_the_bibliography_and_every_reference_is_cited() -> None:
    cited = set().union(*(citations(read(page)) for page in PAGES))
    listed = set(re.findall(r"^@\w+\{([^,]+),", read(BOOK / "references.bib"), flags=re.MULTILINE))
    assert cited
    assert cited == listed


def test_the_list_of_chapters_knows_the_pages_that_exist_by_their_headings() -> None:
    existing = {int(page.name[:2]): page for page in PAGES if re.match(r"\d\d_", page.name)}
    listed = chapters(ROOT, {number: f"book/{page.stem}" for number, page in existing.items()})
    assert {chapter.number for chapter in listed if chapter.page} == set(existing)
    for number, page in existing.items():
        heading = re.search(r"^# (.*)$", read(page), flags=re.MULTILINE)
        assert heading
        assert listed[number - 1].title == heading[1]


def test_every_page_is_published_and_every_published_page_exists() -> None:
    assignments = {name for name in toc() if name.startswith("notebooks/")}
    assert {f"{name}.md" for name in {*toc()} - assignments} == {str(page.relative_to(ROOT)) for page in PAGES}
    assert assignments == {f"notebooks/{path.stem}" for path in (ROOT / "notebooks").glob("*.ipynb")}
