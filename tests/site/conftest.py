"""The built site, served as a plain file server serves it, and visits to it."""

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.support.browsing import Quiet, Visit

expect.set_options(timeout=30_000)  # milliseconds: a machine may do much else


@pytest.fixture(scope="session")
def http_root(site: Path) -> Iterator[str]:
    """The address of the served site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def file_root(site: Path) -> str:
    """The address of the site as files."""
    return site.as_uri() + "/"


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Visit]]:
    """Make a `Visit`; keyword options go to the browser context (viewport, colour scheme, motion)."""
    contexts = []

    def make(width: int = 1440, **options: Any) -> Visit:
        context = browser.new_context(viewport={"width": width, "height": 900}, **options)
        contexts.append(context)
        return Visit(context)

    yield make
    for context in contexts:
        context.close()
