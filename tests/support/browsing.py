"""A visit to a page in a real browser, and which pages there are."""

import gzip
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any, Literal

import yaml
from playwright.sync_api import BrowserContext, Page

from book.chinese.edition import chinese_documents
from tests.support.paths import ROOT

SITE = ROOT / "_build" / "html"

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def chapters() -> list[str]:
    """The documents that _toc.yml names."""
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    parts = [chapter["file"] for part in toc["parts"] for chapter in part["chapters"]]
    return [toc["root"], *parts]


PACKED = {".woff2", ".png", ".whl", ".gif", ".zip"}  # compressed already; a server sends them as they are

PAGES = [f"{name}.html" for name in [*chapters(), "index", "search", "genindex"]]

# The pages of the Chinese edition, but for its bare address, which only leads to the front page.
CHINESE = [f"zh/{name}.html" for name in [*chinese_documents(), "search", "genindex"]]


class Quiet(SimpleHTTPRequestHandler):
    """A file server that writes no log."""

    def log_message(self, *_: Any) -> None:
        """Nothing."""


class Visit:
    """A page in a fresh browser profile, and everything that it asked for or complained about."""

    def __init__(self, context: BrowserContext) -> None:
        self.page: Page = context.new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("requestfailed", lambda request: self.complaints.append(f"failed: {request.url}"))
        self.page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        self.page.on("console", self._hear)
        self.page.on("response", self._check)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"console: {message.text}")

    def _check(self, response: Any) -> None:
        if response.status >= 400:
            self.complaints.append(f"{response.status}: {response.url}")

    def go(self, address: str, until: Literal["load", "networkidle"] = "load") -> Page:
        """Open the address and wait until everything has loaded and every demo stands."""
        self.page.goto(address, wait_until=until)
        self.page.wait_for_function(
            "!document.querySelector('script[type=\"application/vnd.jupyter.widget-view+json\"]')"
        )
        return self.page


def transferred(file: Path) -> int:
    """Bytes of a file on the wire, compressed as a web server compresses it."""
    data = file.read_bytes() if file.is_file() else b""
    return len(data) if file.suffix in PACKED else len(gzip.compress(data, 6))
