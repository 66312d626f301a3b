"""Measures what the site costs: seconds to build it, and what each page weighs for whoever opens it.

    python -m benchmarks.site [--pages]

Builds a copy of the book three times: from nothing (every cell runs), with nothing changed, and with one word of one
chapter changed. Then opens every page in a browser that has seen none, and adds up the requests and the bytes,
compressed as a web server sends them; and runs the first cell of a chapter, in a browser that has never been there
and in one that has. ``--pages`` only looks at the site that is built already.
"""

import argparse
import functools
import http.server
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import urlparse

import psutil
from playwright.sync_api import Browser, Response, sync_playwright
from rich.console import Console
from rich.table import Table

from tests.support.browsing import FLAGS, PAGES, SITE, Quiet, Visit, transferred
from tests.support.paths import ROOT

COPIED = ("book", "course", "notebooks", "scripts")
COPIED_FILES = ("_config.yml", "_toc.yml", "requirements.txt", "package.json", "package-lock.json", "pyproject.toml")
FIRST_RUN = "book/02_convolution.html"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--pages", action="store_true", help="only look at the site that is there")
    console = Console()
    if not parser.parse_args().pages:
        console.print(build_times())
    console.print(page_weights())
    console.print(python_costs())


def build_times() -> Table:
    """Seconds for a cold build, a warm one, and one after a one-word edit, in a copy of the book."""
    table = Table(title="Building the site", title_justify="left")
    table.add_column("build")
    table.add_column("s", justify="right")
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "book"
        copy.mkdir()
        for name in COPIED:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in COPIED_FILES:
            shutil.copy(ROOT / name, copy)
        for name in ("front-end", "python"):  # what npm and PyPI gave: a download is nobody's build time
            shutil.copytree(ROOT / "_build" / name, copy / "_build" / name)
        table.add_row("cold: every cell runs", f"{build(copy):.1f}")
        table.add_row("warm: nothing changed", f"{build(copy):.1f}")
        chapter = copy / "book" / "03_conv2d.md"
        text = chapter.read_text(encoding="utf-8")
        chapter.write_text(text.replace("A grey image is a sheet", "A grey picture is a sheet"), encoding="utf-8")
        table.add_row("one word of one chapter changed", f"{build(copy):.1f}")
    return table


def build(folder: Path) -> float:
    """Seconds for one build of the copy."""
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "book/build_site.py", "build"], cwd=folder, capture_output=True, text=True, check=False
    )
    if done.returncode:
        sys.exit(done.stderr)
    return time.perf_counter() - started


def page_weights() -> Table:
    """Each page's requests and bytes."""
    table = Table(title="Pages, compressed", title_justify="left")
    table.add_column("page")
    for title in ("requests", "to others", "page kB", "scripts, styles, fonts kB", "all kB"):
        table.add_column(title, justify="right")
    handler = functools.partial(Quiet, directory=str(SITE))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server, sync_playwright() as playwright:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        address = f"http://127.0.0.1:{server.server_port}/"
        for page in PAGES:
            table.add_row(page, *weigh(browser, address, page))
        browser.close()
        server.shutdown()
    return table


def python_costs() -> Table:
    """The costs of the first press of Run on a page: in a new browser, and in one that has been there."""
    table = Table(title="The first press of Run", title_justify="left")
    table.add_column("browser")
    for title in ("sent compressed MB", "processor s", "s", "memory MB more"):
        table.add_column(title, justify="right")
    handler = functools.partial(Quiet, directory=str(SITE))
    with (
        http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server,
        sync_playwright() as playwright,
        tempfile.TemporaryDirectory() as profile,
    ):
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}/"
        for name in ("cold", "warm", "warm again"):
            context = playwright.chromium.launch_persistent_context(
                profile, executable_path=shutil.which("chromium"), args=FLAGS
            )
            table.add_row(name, *first_run(Visit(context), address))
            context.close()
        server.shutdown()
    return table


def first_run(visit: Visit, address: str) -> tuple[str, ...]:
    """Megabytes over the wire, the browser's processor seconds, seconds, and megabytes of memory, for one cell."""
    fetched: list[Response] = []
    page = visit.go(address + FIRST_RUN, until="networkidle")
    page.on("response", lambda answer: fetched.append(answer))
    page.context.on("response", lambda answer: fetched.append(answer))  # what the worker asks for
    button = page.locator(".lab-run").first
    button.wait_for()
    before, memory, started = processor_seconds(), resident(), time.perf_counter()
    button.click()
    page.wait_for_function("document.querySelector('.lab-status').textContent === 'Done.'", timeout=120_000)
    passed = time.perf_counter() - started
    wire = sum(
        transferred(SITE / urlparse(answer.url).path.lstrip("/"))
        for answer in {each.url: each for each in fetched}.values()
        if answer.url.startswith(address) and not answer.request.timing["responseStart"] < 0
    )
    used = processor_seconds() - before
    return f"{wire / 1e6:.2f}", f"{used:.1f}", f"{passed:.1f}", f"{(resident() - memory) / 1e6:.0f}"


def browsers() -> list[psutil.Process]:
    """The browser that this program has started, with all its processes."""
    return [each for each in psutil.Process().children(recursive=True) if "chrom" in each.name()]


def processor_seconds() -> float:
    """Processor seconds of the browser until now."""
    return sum(sum(each.cpu_times()[:2]) for each in browsers())


def resident() -> int:
    """Bytes of memory that the browser's processes hold, what they share counted once for each."""
    return sum(each.memory_info().rss for each in browsers())


def weigh(browser: Browser, address: str, name: str) -> tuple[str, ...]:
    """Requests, requests to other machines, kilobytes of the page itself, of the rest, and of both."""
    context = browser.new_context()
    visit = Visit(context)
    own, rest, others = 0, 0, 0
    answers: list[Response] = []
    visit.page.on("response", lambda answer: answers.append(answer))
    visit.go(address + name, until="networkidle")
    for answer in answers:
        if not answer.url.startswith(address):
            others += not answer.url.startswith(("data:", "blob:"))
            continue
        size = transferred(SITE / urlparse(answer.url).path.lstrip("/"))
        if answer.url == address + name:
            own += size
        else:
            rest += size
    context.close()
    requests = [url for url in visit.requests if not url.startswith(("data:", "blob:"))]
    return (str(len(requests)), str(others), *(f"{size / 1000:.0f}" for size in (own, rest, own + rest)))


if __name__ == "__main__":
    main()
