"""Prints Lighthouse's four scores of the front page and of every chapter, as a telephone on a slow line has them.

    python -m benchmarks.lighthouse [PAGE ...]

The site that is built already is served compressed and to be kept for ten minutes, as GitHub Pages does. Performance is
reckoned from processor times four times over: a busy machine lowers it, so run this on a quiet one.
"""

import argparse
import gzip
import threading
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.support import lighthouse
from tests.support.browsing import SITE, Quiet, chapters

TEXTS = {".html", ".css", ".js", ".json", ".svg", ".txt", ".xml"}
TIMES = ("first-contentful-paint", "largest-contentful-paint", "total-blocking-time")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")


class AsPages(Quiet):
    """Files as GitHub Pages sends them."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802  the name that the server calls
        """Send a file whole, compressed if it is text."""
        path = Path(self.translate_path(self.path))
        if not path.is_file():
            self.send_error(404)
            return
        body = path.read_bytes()
        self.send_response(200)
        if path.suffix in TEXTS:
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", self.guess_type(str(path)))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pages", nargs="*", default=[name for name in chapters() if name.startswith("book/")])
    pages = parser.parse_args().pages
    program = lighthouse.install()
    table = Table(title="Lighthouse", title_justify="left")
    table.add_column("page")
    for name in (*CATEGORIES, "first picture", "largest picture", "blocked"):
        table.add_column(name, justify="right")
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(AsPages, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for page in pages:
        found = lighthouse.judge(program, f"http://127.0.0.1:{server.server_port}/{page}.html")
        scores = lighthouse.scores(found)
        times = [found["audits"][name]["displayValue"] for name in TIMES]
        table.add_row(page, *(f"{100 * scores[name]:.0f}" for name in CATEGORIES), *times)
    server.shutdown()
    Console().print(table)


if __name__ == "__main__":
    main()
