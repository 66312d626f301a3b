"""Of Bootstrap those rules stay in a feedback page that can apply to it."""

from autograder.nbgrader_plugins.used_styles import used_styles

SHEET = """<style type="text/css">
/* Bootstrap */
@font-face{font-family:icons;src:url(../fonts/icons.eot)}
html,button{font-size:10px}
.btn,.panel-body>.table{color:red}
.panel-default>.panel-heading{color:#333}
.panel .badge:hover,a[href]:after{color:blue}
input[type=search]{height:auto}
@media print{a[href]:after{content:" (" attr(href) ")"}.btn{color:red}}
@media (min-width:768px){.modal{width:600px}}
</style>"""


def test_rules_that_cannot_apply_are_left_out() -> None:
    kept = used_styles(SHEET)
    assert kept.startswith('<style type="text/css">\n')
    assert kept.endswith("</style>")
    for rule in ("html{font-size:10px}", ".panel-default>.panel-heading{color:#333}", "a[href]:after{color:blue}"):
        assert rule in kept
    assert '@media print{a[href]:after{content:" (" attr(href) ")"}}' in kept
    for word in ("font-face", "btn", "badge", "modal", "search", "button", "Bootstrap"):
        assert word not in kept


def test_what_is_no_style_element_is_kept() -> None:
    assert used_styles("<link>") == "<link>"
