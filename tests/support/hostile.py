"""The words and displays of a hostile notebook, for pages that a person opens, and a browser that counts."""

import re

from playwright.sync_api import BrowserContext, Page, Request

ELSEWHERE = "evil.example"
PWNED = "window.pwned=window.parent.pwned=1"
DIGITS = "9" * 5_000
OVERLAY = f"position:fixed;inset:0;z-index:9999;background:url(http://{ELSEWHERE}/overlay)"

LINKS = (
    f"[plain](javascript:{PWNED})",
    f"[coded](&#106;avascript:{PWNED})",
    f"[coded in hexadecimal](&#x6A;avascript:{PWNED})",
    f"[with a tab](java\tscript:{PWNED})",
    f"[in capitals](JaVaScRiPt:{PWNED})",
    f"[as a reference][r]\n\n[r]: javascript:{PWNED}",
    f"[as a shortcut]\n\n[as a shortcut]: <javascript:{PWNED}>",
    f"<javascript:{PWNED}>",
    f"<a href='javascript:{PWNED}'>an element</a>",
    f"<a href='data:text/html,<script>{PWNED}</script>'>data</a>",
    f"[elsewhere](http://{ELSEWHERE}/clicked)",
    f"http://{ELSEWHERE}/found",
    "[a file beside the notebook](evil.html)",
    "[formgrader's own interface](/formgrader/api/assignments)",
)
PICTURES = (
    f"![x](http://{ELSEWHERE}/picture.gif)",
    f"!![x](http://{ELSEWHERE}/again.gif)",
    f"!!![x][p]\n\n[p]: http://{ELSEWHERE}/reference.gif",
    f"<img alt=x src=http://{ELSEWHERE}/element.gif onerror='{PWNED}'>",
    "![attachment](attachment:missing.png)",
    f'![$\\text{{" onerror="{PWNED}" x="}}$](data:image/png;base64,AA==)',
)
STYLES = (
    f"<style lang=de>@import url(http://{ELSEWHERE}/a.css); body{{background:url(http://{ELSEWHERE}/b.png)}}</style>",
    "<style lang=de>.verdict,body{display:none !important}</style>",
    f"<style>td{{width:{DIGITS}px}} body{{display:none}}</style>",
    f"<p style='{OVERLAY}'>20 of 20 points</p>",
    f"<p style='width:{DIGITS}px;{OVERLAY}'>20 of 20 points</p>",
    f"<p style='{'(' * 5_000}{OVERLAY}'>20 of 20 points</p>",
    f"<table><tr><td style='height:{DIGITS}px;margin-top:-900px'>x</td></tr></table>",
)
SCRIPTS = (
    f"<script>{PWNED}</script>",
    f"<script src=http://{ELSEWHERE}/script.js></script>",
    f"<svg onload='{PWNED}'><script>{PWNED}</script></svg>",
    f"<iframe srcdoc='<script>{PWNED}</script>'></iframe>",
    f"<details open ontoggle='{PWNED}'><summary onclick='{PWNED}'>open</summary>x</details>",
    f"<form action=http://{ELSEWHERE}/form><button autofocus onfocus='{PWNED}'>x</button></form>",
    f"<meta http-equiv=refresh content='0;url=http://{ELSEWHERE}/meta'><base href=http://{ELSEWHERE}/>",
    f"```mermaid\ngraph TD; A-->B; click A '{PWNED}'\n```",
    f"```html\n<img src=x onerror={PWNED}>\n```",
)
NAMES = (
    "# check_conv2d",
    "## conv2d-comment",
    "<h2 id=check_conv2d name=check_conv2d class='score nbgrader_cell'>x</h2>",
    "<div class=verdict><h2>20 of 20 points</h2></div>",
    "<input id=check_conv2d class=score value=3>",
)
MARKDOWN = (*LINKS, *PICTURES, *STYLES, *SCRIPTS, *NAMES)
COURSES = "https://kernels-and-gates.github.io/"  # where the links of the course's own prose lead
CLICKABLE = f"#notebook-container :is(a:not([href^='{COURSES}']), summary, [onclick])"


class Watch:
    """A context that hears of every request to a host which is not ``home``, of dialogs and of new windows."""

    def __init__(self, context: BrowserContext, home: str) -> None:
        self.went: list[str] = []
        self._home = home
        context.on("request", self._hear)
        context.on("page", self._watch)
        context.route(lambda url: not url.startswith((home, "data:")), lambda route: route.abort())

    def _hear(self, request: Request) -> None:
        if not request.url.startswith((self._home, "data:")):
            self.went.append(request.url)

    def _watch(self, page: Page) -> None:
        page.on("dialog", lambda dialog: self.went.append(f"dialog: {dialog.message}"))


def click_everything(page: Page) -> int:
    """Click whatever the notebook's cells offer; the number of things clicked. None may lead to another page."""
    address = _place(page)
    found = page.query_selector_all(CLICKABLE)
    for element in found:
        element.dispatch_event("click")
        assert _place(page) == address
    return len(found)


def _place(page: Page) -> str:
    """The page's address; what stands after it is formgrader's note of the cell that was looked at last."""
    return re.split("[?#]", page.url)[0]
