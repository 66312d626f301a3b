"""Builds the site: front-end files from npm, Python for the pages, then ``jupyter-book build``.

    python book/build_site.py build [FOLDER]

FOLDER is the book to build (default: the English one, at the top of the repository); the site is FOLDER/_build/html.
What is done already is not done again. A failure ends in one sentence and exit status 1; the whole log stays in
FOLDER/_build/site.log.
"""

import argparse
import base64
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
from collections.abc import Callable
from pathlib import Path

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # run by its path, as make does
from book import course_data, npm
from book.chinese import edition, publish
from book.chinese.pages import OutOfStepError

ROOT = Path(__file__).resolve().parents[1]
FRONT_END = ROOT / "_build" / "front-end"
PYTHON = ROOT / "_build" / "python"

# Every icon that the theme shows, as `fa-<name>`. The theme's own way is a script of 1.5 MB on every page.
ICONS = [
    "angle-left",
    "angle-right",
    "angle-up",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "bars",
    "chevron-down",
    "circle-half-stroke",
    "compress",
    "expand",
    "list",
    "magnifying-glass",
    "moon",
    "sun",
    "xmark",
]

# The icons that the theme writes as a letter of an icon font, by the selector of the letter. One letter would make the
# browser fetch the whole font (156 kB).
LETTERS = {
    ".admonition > .admonition-title::after": "circle-info",
    ".admonition.important > .admonition-title::after": "circle-exclamation",
    ".admonition.warning > .admonition-title::after": "triangle-exclamation",
    ".admonition.tip > .admonition-title::after": "lightbulb",
    "a.reference.download::before": "download",
}

NO_FONT_AWESOME = "/* Icons are drawn by icons.css, made from the same npm package by book/build_site.py. */\n"


class SiteError(Exception):
    """The site cannot be built; the message is one sentence that says what to do."""


def prepare_front_end() -> bool:
    """Install the pinned npm packages and copy what the site needs; whether there was anything to do."""
    gathering = ROOT / "book" / "lab" / "pyodide_files.py"
    sources = [Path(__file__), gathering, ROOT / "package.json", ROOT / "package-lock.json"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    stamp = FRONT_END / ".made-from"
    if stamp.exists() and stamp.read_text() == digest and PYTHON.exists():
        return False
    print("site: installing fonts and icons from npm ...", flush=True)
    install_packages()
    shutil.rmtree(FRONT_END, ignore_errors=True)
    copy_katex(ROOT / "node_modules" / "katex" / "dist", FRONT_END / "katex")
    (FRONT_END / "icons.css").write_text(icon_styles(), encoding="utf-8")
    (FRONT_END / "scripts").mkdir()
    (FRONT_END / "scripts" / "fontawesome.js").write_text(NO_FONT_AWESOME, encoding="utf-8")
    gather = [sys.executable, "-m", "book.lab.pyodide_files", str(PYTHON)]
    status, said = run(gather, ROOT / "_build" / "pyodide.log", repeat)
    if status:
        raise SiteError(f"The Python of the pages is not there: {last_line(said)}")
    stamp.write_text(digest)
    return True


def install_packages() -> None:
    """Install the pinned npm packages."""
    try:
        npm.install()
    except npm.NpmError as error:
        raise SiteError(str(error)) from None


def prepare_course_data() -> None:
    """Put the texts that chapters learn from into `course/data`."""
    try:
        course_data.make()
    except npm.NpmError as error:
        raise SiteError(f"The texts of course.data are not there: {error}") from None


def copy_katex(source: Path, target: Path) -> None:
    """KaTeX's styles, and its fonts in the one format that every browser of today reads."""
    (target / "fonts").mkdir(parents=True)
    styles = (source / "katex.min.css").read_text(encoding="utf-8")
    (target / "katex.min.css").write_text(re.sub(r",url\([^)]*\.(woff|ttf)\) format\([^)]*\)", "", styles))
    for font in (source / "fonts").glob("*.woff2"):
        shutil.copy(font, target / "fonts")


def icon_styles() -> str:
    """A style sheet that draws each icon as a mask in the colour of the text."""
    folder = ROOT / "node_modules" / "@fortawesome" / "fontawesome-free" / "svgs"
    licence = "/* Icons: Font Awesome Free, CC BY 4.0, https://fontawesome.com/license/free */\n"
    rules = [
        ".fa-solid, .fa-regular, .fa-brands { display: inline-block; width: 1.25em; height: 1em; "
        "background: currentcolor; mask: var(--icon) center / contain no-repeat; }",
        ".fa-solid::before, .fas::before { content: none !important; }",
        f"{', '.join(LETTERS)} {{ content: '' !important; font-family: inherit !important; background: currentcolor; "
        "mask: var(--icon) center / contain no-repeat; }",
        ".admonition > .admonition-title::after { margin-block-start: 0.3em; }",
        "a.reference.download::before { display: inline-block; width: 1em; height: 1em; margin-inline-end: 0.3em; }",
    ]
    for selector, name in [*((f".fa-{name}", name) for name in ICONS), *LETTERS.items()]:
        svg = base64.b64encode((folder / "solid" / f"{name}.svg").read_bytes()).decode()
        rules.append(f'{selector} {{ --icon: url("data:image/svg+xml;base64,{svg}"); }}')
    return licence + "\n".join(rules) + "\n"


def build(book: Path) -> Path:
    """Run the cells and ``jupyter-book build`` on the folder; the built site's folder.

    The course's own book is built in both its languages.
    """
    run([sys.executable, "-m", "book.run_cells", str(book)], book / "_build" / "cells.log", tell_progress)
    site = make_pages(book)
    chinese = build_chinese(site) if book == ROOT else None
    join_styles(site)
    if chinese:
        publish.finish(chinese, edition.about()["labels"])
    publish_course(site)
    return site


def make_pages(book: Path) -> Path:
    """Run ``jupyter-book build`` on the folder; the folder of the built pages."""
    jupyter_book = str(Path(sysconfig.get_path("scripts")) / "jupyter-book")
    log = book / "_build" / "site.log"
    status, said = run([jupyter_book, "build", str(book), "-W"], log, tell_progress)
    if status:
        raise SiteError(f"The site was not built: {reason(said)} (The whole log: {log}.)")
    site = book / "_build" / "html"
    remove_stale_pages(book, site)
    return site


def build_chinese(site: Path) -> Path:
    """Build the Chinese edition into a folder of the ``site``, and return it; its cells have all run before."""
    if importlib.util.find_spec("jieba") is None:
        raise SiteError("The search would find no Chinese word: jieba, which requirements.txt names, is missing.")
    try:
        book = edition.lay_out()
    except OutOfStepError as error:
        raise SiteError(str(error)) from None
    return publish.publish(make_pages(book), site)


def join_styles(site: Path) -> None:
    """Make the one style sheet that the pages name."""
    log = site.parent / "styles.log"
    status, said = run([sys.executable, "-m", "book.site_styles", str(site), str(ROOT / "node_modules")], log)
    if status:
        raise SiteError(f"The site's style sheet was not made: {last_line(said)} (The whole log: {log}.)")


def remove_stale_pages(book: Path, site: Path) -> None:
    """Remove the pages of an earlier build that the table of contents does not name any more."""
    toc = yaml.safe_load((book / "_toc.yml").read_text(encoding="utf-8"))
    named = {toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])}
    for page in site.glob("*/**/*.html"):
        name = page.relative_to(site).with_suffix("").as_posix()
        if name not in named and not name.startswith(("_", f"{publish.PLACE}/")):
            page.unlink()


def publish_course(site: Path) -> None:
    """Put the ``course`` package beside the pages: a notebook that is opened elsewhere installs it from there."""
    log = site.parent / "wheel.log"
    shutil.rmtree(site / "downloads", ignore_errors=True)  # one of another version may lie there
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(site / "downloads")]
    status, said = run(command, log)
    if status:
        raise SiteError(f"The course package was not built: {last_line(said)} (The whole log: {log}.)")


def repeat(line: str) -> None:
    """Say what a step of the build says of itself."""
    if line.startswith("site: "):
        print(line.rstrip(), flush=True)


def tell_progress(line: str) -> None:
    """Say which chapter's cells are running: the one step that takes long."""
    running = re.match(r"(\S+): Executing notebook", line)
    if running:
        print(f"site: running the cells of {Path(running[1]).name} ...", flush=True)


def reason(log: str) -> str:
    """The first thing in the build's log that a person can act on."""
    failed = re.search(r"^(\S+?):\s?Executing notebook failed", log, re.MULTILINE)
    if failed:
        errors = re.findall(r"^(\w*(?:Error|Exception|Interrupt|Warning)\b.*: .+)$", log, re.MULTILINE)
        ours = [error for error in errors if not error.startswith("CellExecutionError")]
        return f"a cell of {failed[1]} failed, {ours[0] if ours else 'see the log'}."
    warning = re.search(r"^sphinx\.errors\.\w+: (.+)$", log, re.MULTILINE)
    return (warning.group(1) if warning else last_line(log)).strip()


def last_line(text: str) -> str:
    """The last line with anything on it."""
    return next((line.strip() for line in reversed(text.splitlines()) if line.strip()), "no message")


def run(command: list[str], log: Path, tell: Callable[[str], None] | None = None) -> tuple[int, str]:
    """Run a command at the top of the repository; its exit status, and its two outputs as one text without colours.

    ``tell`` hears each line as it comes. The outputs go through the file ``log``, not a pipe: a pipe ends only when
    every process that inherited it has, and the maths renderer may outlive a build that failed.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8", "OMP_NUM_THREADS": "1"}
    with log.open("wb") as output, log.open(encoding="utf-8", errors="replace") as lines:
        process = subprocess.Popen(  # noqa: S603  npm and jupyter-book, as above
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        with process:
            ended = False
            while not ended:
                ended = process.poll() is not None  # before the reading, so that the last lines are read too
                for line in lines:
                    if tell:
                        tell(plain(line))
                time.sleep(0.05)
    return process.returncode, plain(log.read_text(encoding="utf-8", errors="replace"))


def plain(text: str) -> str:
    """The text without a terminal's colours."""
    return re.sub(r"\x1b\[[\d;]*m", "", text)


def main() -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Build the site.")
    parser.add_argument("action", choices=["build"])
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT)
    arguments = parser.parse_args()
    started = time.monotonic()
    try:
        prepare_front_end()
        prepare_course_data()
        site = build(arguments.folder.resolve())
    except SiteError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"site: {site / 'index.html'} ({time.monotonic() - started:.0f} s)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
