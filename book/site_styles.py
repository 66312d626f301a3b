"""Makes the site's one style sheet of the dozen that theme and extensions bring, without the rules that no page uses.

    python -m book.site_styles SITE NODE_MODULES

esbuild joins the sheets that `book/ext/one_style_sheet.py` has listed and leaves fonts where they are. PurgeCSS then
takes out what cannot apply: the theme brings all of Bootstrap, four fifths of the bytes. It keeps a rule if its names
occur as words anywhere in a page or a script, so what a script adds later stays.
"""

import subprocess
import sys
from pathlib import Path

from book.ext.one_style_sheet import ENTRY

PAGES = ("*.html", "book/**/*.html", "notebooks/**/*.html", "zh/**/*.html")
SCRIPTS = ("_static/*.js", "_static/scripts/*.js", "_static/lab/*.js", "_static/demos/*.js")


def commands(site: Path, packages: Path) -> list[list[str]]:
    """The programs to run, in order, for the built ``site``; ``packages`` is npm's folder."""
    static = site / "_static"
    sheet = str(static / "site.css")
    fonts = [f"--external:{static}/*.{kind}" for kind in ("woff2", "ttf", "png", "svg")]
    join = ["node", str(packages / "esbuild" / "bin" / "esbuild"), str(static / ENTRY), "--bundle", "--minify", *fonts]
    read = [str(site / pattern) for pattern in (*PAGES, *SCRIPTS)]
    thin = ["node", str(packages / "purgecss" / "bin" / "purgecss.js"), "--css", sheet, "--content", *read]
    return [[*join, "--log-level=warning", f"--outfile={sheet}"], [*thin, "--output", sheet]]


def main(site: Path, packages: Path) -> int:
    """Run them, if a build has just written pages; the first exit status that is not 0, or 0."""
    if not (site / "_static" / ENTRY).exists():
        return 0
    for command in commands(site.resolve(), packages.resolve()):
        status = subprocess.run(command, check=False).returncode  # noqa: S603  npm's programs, as above
        if status:
            return status
    (site / "_static" / ENTRY).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:])))
