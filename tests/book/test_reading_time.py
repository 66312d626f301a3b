"""The minutes that a chapter takes."""

from docutils import nodes
from docutils.utils import new_document

from book.ext.reading_time import VIEW, minutes


def page(*parts: nodes.Node) -> nodes.document:
    """A page of these parts."""
    document = new_document("page")
    document += parts
    return document


def prose(words: int) -> nodes.paragraph:
    return nodes.paragraph("", " ".join(["word"] * words))


def code(lines: int) -> nodes.literal_block:
    text = "\n".join(["x = 1"] * lines)
    return nodes.literal_block(text, text)


def test_words_and_lines_of_code_take_their_time() -> None:
    assert minutes(page(prose(1600))) == 10
    assert minutes(page(prose(1600), code(120))) == 20
    assert minutes(page(nodes.paragraph("", "卷积" * 1400))) == 10
    assert minutes(page(prose(3))) == 5


def test_what_is_pressed_takes_time_and_what_a_cell_printed_does_not() -> None:
    demo = nodes.raw("", f'<script type="{VIEW}">{{}}</script>', format="html")
    assert minutes(page(prose(800), *[demo.deepcopy() for _ in range(5)])) == 15
    printed = nodes.container("", code(600), nb_element="cell_code_output", classes=["cell_output"])
    assert minutes(page(prose(1600), printed)) == 10
    html = nodes.raw("", "<p>" + "word " * 9000 + "</p>", format="html")
    assert minutes(page(prose(1600), html)) == 10
