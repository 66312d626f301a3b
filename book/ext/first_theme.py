"""Chooses light or dark before the page is painted: the theme's own script comes later, and a dark room flashes white.

The theme writes ``auto`` on the page until its script has loaded, and ``auto`` is white. This is the same choice, made
in the page's head; where the browser keeps nothing, the system decides.
"""

from sphinx.application import Sphinx

CHOOSE = """(() => {
  const page = document.documentElement.dataset;
  let mode = null;
  try { mode = localStorage.getItem("mode"); } catch { /* storage that may not even be asked */ }
  page.mode = mode ?? "auto";
  if (page.mode !== "light" && page.mode !== "dark")
    page.theme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  else page.theme = page.mode;
})();"""


def setup(app: Sphinx) -> dict[str, bool]:
    """Sphinx calls this."""
    app.add_js_file(None, body=CHOOSE, priority=0)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
