"""Estimates how long a chapter takes from its words and its code, for the one line at its top (``progress.py``).

A round number, because nobody reads at an average. What is folded away counts; what a cell printed does not.
"""

import re

from docutils import nodes

WORDS_A_MINUTE = 160  # of a text with formulas, read to be understood
CHARACTERS_A_MINUTE = 280  # of Chinese, likewise
CODE_LINES_A_MINUTE = 12
MINUTES_A_DEMO = 2  # moved, not only looked at
ROUNDED_TO = 5  # minutes

CHINESE = re.compile(r"[\u4e00-\u9fff]")
WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
VIEW = "application/vnd.jupyter.widget-view+json"
OUTPUT = "cell_output"


def minutes(page: nodes.document) -> int:
    """The minutes that a page takes: at least five, and a multiple of five."""
    words = signs = lines = demos = 0
    for node in page.findall(lambda each: isinstance(each, nodes.Text | nodes.raw | nodes.literal_block)):
        if isinstance(node, nodes.raw):
            demos += VIEW in node.astext()
        elif isinstance(node, nodes.literal_block):
            lines += 0 if _is_output(node) else sum(bool(line.strip()) for line in node.astext().splitlines())
        elif not isinstance(node.parent, nodes.literal_block | nodes.raw):
            text = node.astext()
            signs += len(CHINESE.findall(text))
            words += len(WORD.findall(CHINESE.sub(" ", text)))
    total = words / WORDS_A_MINUTE + signs / CHARACTERS_A_MINUTE + lines / CODE_LINES_A_MINUTE + demos * MINUTES_A_DEMO
    return max(ROUNDED_TO, ROUNDED_TO * round(total / ROUNDED_TO))


def _is_output(node: nodes.Node) -> bool:
    parent = node.parent
    while parent is not None:
        if OUTPUT in parent.get("classes", []) or parent.get("nb_element") == "cell_code_output":
            return True
        parent = parent.parent
    return False
