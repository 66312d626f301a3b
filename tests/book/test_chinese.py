"""The Chinese edition: in step with the English book, put together from it, and a gate that sees each kind of fault."""

import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import yaml
from docutils import nodes
from docutils.utils import new_document

from book.chinese import edition, gate, glossary, publish
from book.chinese.facts import facts, numbers
from book.chinese.pages import OutOfStepError, chinese_pages, compose
from book.chinese.sections import Section, identifiers, sections
from book.ext import chinese_text
from tests.support.paths import ROOT

ENGLISH = """\
---
kernelspec: {name: python3}
---

# Sums

You meet a {term}`kernel` of 3 numbers and one of 100 million.

(the-rule)=
## The rule

Take $x + 1$ and `np.sum`, as {cite:t}`gray2006` do in {eq}`eq-sum`; see [the next page](03_conv2d.md).

```{math}
:label: eq-sum
y = 2 x \\quad \\text{for all}
```

```{code-cell} ipython3
---
mystnb:
  image:
    alt: A bar of height 2.
---
# a comment and no heading
draw(2)
```

- one
- two

| a | b |
|---|---|
| 1 | 2 |

```{quiz}
Which one?

- [ ] 7
  No.
- [x] 8
  Yes.
```

```{code-cell} ipython3
print(3)
```
"""
CHINESE = """\
# 求和

有一个 3 个数的{term}`卷积核`，还有一个有 1 亿个数。

(the-rule)=
## 规则

取 $x + 1$ 与 `np.sum`，如 {cite:t}`gray2006` 在 {eq}`eq-sum` 中所做；见[下一页](03_conv2d.md)。

```{math}
:label: eq-sum
y = 2 x \\quad \\text{处处}
```

```{cell}
高为 2 的一根条。
```

- 一
- 二

| 甲 | 乙 |
|---|---|
| 1 | 2 |

```{quiz}
是哪个？

- [ ] 7
  不是。
- [x] 8
  是。
```

```{cell}
```
"""
STAMPED = gate.stamped(ENGLISH, CHINESE)


def found(english: str, chinese: str, translated: Mapping[str, str] | None = None) -> list[str]:
    words = {"kernel": "卷积核"} if translated is None else translated
    return [fault.says for fault in gate.compare("page", english, chinese, words)]


def test_the_edition_is_in_step() -> None:
    assert [f"{fault.place}: {fault.says}" for fault in gate.all_faults([])] == []
    assert {"index", "glossary", "02_convolution"} <= set(chinese_pages())


def test_a_rendering_in_step_has_no_fault() -> None:
    assert found(ENGLISH, STAMPED) == []
    assert gate.stamped(ENGLISH, STAMPED) == STAMPED


@pytest.mark.parametrize(
    ("was", "becomes", "says"),
    [
        ("3 个数", "4 个数", r"numbers differ: missing \['3'\]; added \['4'\]"),
        ("1 亿", "1 万", r"numbers differ: missing \['100000000'\]; added \['10000'\]"),
        ("## 规则", "### 规则", "the headings differ from “The rule” on"),
        ("## 规则", "规则", "the headings differ from “The rule” on"),
        ("(the-rule)=\n", "", "labels differ"),
        (":label: eq-sum", ":label: eq-sums", "labels differ"),
        ("$x + 1$", "$x + 2$", "formulas differ"),
        ("y = 2 x", "y = 3 x", "formulas differ"),
        ("`np.sum`", "`np.prod`", r"inline code differ: missing \['np.sum'\]; added \['np.prod'\]"),
        ("{cite:t}`gray2006`", "有人", "references differ: missing .'cite:t gray2006'"),
        ("{eq}`eq-sum`", "此式", "references differ: missing .'eq eq-sum'"),
        ("(03_conv2d.md)", "(04_properties.md)", "links differ"),
        ("{term}`卷积核`", "{term}`滤波器`", r"terms differ: missing \['卷积核'\]; added \['滤波器'\]"),
        ("{term}`卷积核`", "核", "terms differ: missing"),
        ("```{cell}\n```", "", "cells differ: 2 in English, 1 in Chinese"),
        ("高为 2 的一根条。\n", "", "pictures differ"),
        ("- 二\n", "", "list items differ"),
        ("| 1 | 2 |", "| 1 |", "table cells differ"),
        ("- [x] 8", "- [ ] 8", "options differ"),
        ("```{quiz}", "```{note}", "directives differ"),
        ("是哪个？", "是哪个?", "a half-width mark in a Chinese sentence: 个[?]"),
        ("- 一", "- **一，**个", "an emphasis that Markdown does not see"),
        ("- 一", "- 一 you meet a kernel of some size", "left in English: you meet a kernel of"),
    ],
)
def test_the_gate_sees(was: str, becomes: str, says: str) -> None:
    assert was in STAMPED
    changed = STAMPED.replace(was, becomes, 1)
    assert [each for each in found(ENGLISH, changed) if re.search(says, each)], found(ENGLISH, changed)


@pytest.mark.parametrize(
    ("was", "becomes"), [("You meet", "You know"), ("draw(2)", "draw( 2)"), ("## The rule", "## A rule")]
)
def test_a_change_of_the_english_page_is_seen_until_somebody_has_looked(was: str, becomes: str) -> None:
    changed = ENGLISH.replace(was, becomes)
    (fault,) = gate.compare("page", changed, STAMPED, {"kernel": "卷积核"})
    assert "has changed since it was rendered" in fault.says
    assert found(changed, gate.stamped(changed, STAMPED)) == []
    assert found(ENGLISH, CHINESE) == ["no stamp says which English text it renders"] * 2

    known = {fault.place: "2026-11-30"}
    assert list(gate.without_the_known([fault], known)) == []
    (stale,) = gate.without_the_known([], known)
    assert "is in step again" in stale.says


def test_glossaries_that_say_different_things_are_seen() -> None:
    english = [glossary.Entry("stride", ("步长", "步幅"), ""), glossary.Entry("pooling", ("池化",), "")]
    assert list(gate.glossary_faults(english, english)) == []
    without_alias = [glossary.Entry("stride", ("步长",), ""), english[1]]
    (fault,) = gate.glossary_faults(english, without_alias)
    assert fault.says.startswith("“stride” is ('步长', '步幅') in the English glossary, and ('步长',) in")
    (fault,) = gate.glossary_faults(english, english[:1])
    assert fault.says.startswith("“pooling” is ('池化',) in the English glossary, and None")
    (fault,) = gate.glossary_faults(english[:1], english)
    assert fault.says.startswith("“pooling” is None")
    (fault,) = gate.glossary_faults(english, english[::-1])
    assert fault.says == "the entries stand in another order than in the English glossary"
    assert list(gate.without_the_known([fault], {"glossary / 术语表": "2026-11-30"})) == []
    assert glossary.words("教师强制（也作强制教学）") == ("教师强制", "强制教学")
    assert glossary.words("恒定误差传送带（CEC）") == ("恒定误差传送带", "CEC")


def test_pages_that_come_and_go_are_seen() -> None:
    english = ["book/index", "notebooks/a", "book/b"]
    assert list(gate.page_faults(english, ["book/index", "notebooks/a"], {"book/b": "2026-11-30"})) == []
    there = ["book/index", "book/b", "book/c", "book/a"]
    faults = gate.page_faults(english, there, {"book/b": "2026-11-30", "book/d": "2026-11-30"})
    assert [(fault.page, fault.says.split(",")[0]) for fault in faults] == [
        ("notebooks/a", "is not there in Chinese"),
        ("book/b", "is there in Chinese: take it off the list [absent] in book/zh/edition.toml"),
        ("book/d", "is on the list [absent] in book/zh/edition.toml"),
        ("zh/book/c", "has no English page"),
        ("zh/book/a", "has no English page"),
    ]


def test_large_numbers_are_the_same_in_both_languages() -> None:
    assert (
        numbers("some 100 million of 29\u00a0994, in 2-D")
        == numbers("约 1 亿，29\u00a0994 个，二维")
        != numbers("1 万")
    )


def test_a_dollar_in_code_begins_no_formula() -> None:
    english = Section(2, "Endings", "Look for `ing$`, 3 times for `ed$`, and for $x$.\n")
    assert facts(english)["formulas"] == Counter({"x": 1})
    assert facts(english)["numbers"] == Counter({"3": 1})


def test_a_page_gets_the_cells_of_its_twin_untouched() -> None:
    page = compose("page", ENGLISH, STAMPED, ["03_conv2d"])
    assert page.startswith("---\nkernelspec:")
    assert [section.cells for section in sections(page)] == [section.cells for section in sections(ENGLISH)]
    assert "```{picture-says}\n高为 2 的一根条。\n```" in page
    assert "[下一页](03_conv2d.md)" in page
    assert "% en:" not in page
    assert '<a href="../../book/03_conv2d.html" hreflang="en">下一页</a>（英文）' in compose(
        "page", ENGLISH, STAMPED, []
    )


def test_a_link_to_a_place_on_a_page_that_is_not_there_leads_to_the_english_one() -> None:
    text = STAMPED.replace("[下一页](03_conv2d.md)", "{ref}`图 <picture>`")
    abroad = compose("page", ENGLISH, text, ["page"], {"picture": "08_rnn"})
    assert '<a href="../../book/08_rnn.html#picture" hreflang="en">图</a>（英文）' in abroad
    assert "{ref}`图 <picture>`" in compose("page", ENGLISH, text, ["page", "08_rnn"], {"picture": "08_rnn"})


def test_a_link_to_a_section_has_its_heading_in_the_language_of_the_page_that_is_there() -> None:
    text = STAMPED.replace(
        "[下一页](03_conv2d.md)", "[](03_conv2d.md#the-way-back-gradients)、[步长](03_conv2d.md#stride)"
    )
    assert "[](03_conv2d.md#the-way-back-gradients)、" in compose("page", ENGLISH, text, ["03_conv2d"])
    abroad = compose("page", ENGLISH, text, [])
    place = '<a href="../../book/03_conv2d.html#the-way-back-gradients" hreflang="en">'
    assert f'{place}<span lang="en">The way back: gradients</span></a>（英文）、' in abroad
    assert '#stride" hreflang="en">步长</a>（英文）' in abroad


def test_a_chinese_heading_is_found_by_its_english_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.md").write_text("# A\n\n## What “b” -c is\n\n## A\n", encoding="utf-8")
    monkeypatch.setattr(chinese_text, "ROOT", tmp_path)
    page = new_document("page")
    for title, name in (("甲", "id1"), ("乙", "id2"), ("甲", "id3")):
        page += nodes.section("", nodes.title("", title), ids=[name])
    metadata: dict[str, dict[str, Any]] = {"page": {"myst_slugs": {"乙": (5, "id2", "乙")}}}
    app = SimpleNamespace(env=SimpleNamespace(docname="page", metadata=metadata))
    chinese_text.name_headings(app, page)  # type: ignore[arg-type]  # it looks at these only
    assert [section["ids"] for section in page.findall(nodes.section)] == [["a"], ["what-b-c-is"], ["id3"]]
    named = {name: place[1:] for name, place in metadata["page"]["myst_slugs"].items()}
    assert named == {"乙": ("id2", "乙"), "a": ("a", "甲"), "what-b--c-is": ("what-b-c-is", "乙")}


def test_a_section_that_is_behind_says_so_and_still_has_every_cell() -> None:
    changed = ENGLISH.replace("print(3)\n```\n", "print(3)\n```\n\n```{code-cell} ipython3\nprint(4)\n```\n")
    page = compose("page", changed, STAMPED, [])
    assert page.count("本节译自旧版英文") == 1
    assert page.index("## 规则") < page.index("本节译自旧版英文") < page.index("print(4)")
    with pytest.raises(OutOfStepError, match=r"book/zh/page\.md, “规则”: has more cells than “The rule”"):
        compose("page", ENGLISH.replace("```{code-cell} ipython3\nprint(3)\n```\n", ""), STAMPED, [])
    with pytest.raises(OutOfStepError, match=r"has other headings than book/page\.md"):
        compose("page", ENGLISH + "\n## More\n", STAMPED, [])


def test_a_fence_inside_a_fence_hides_no_heading_and_shows_none() -> None:
    text = "# A\n\n````{note}\n```\n# no heading\n```\n# nor this\n````\n\n## B *c* `d` $e$\n\n## B *c* `d` $e$\n"
    assert [section.title for section in sections(text)] == ["", "A", "B *c* `d` $e$", "B *c* `d` $e$"]
    assert identifiers(text) == ["a", "b-c-d-e", ""]


def paragraph(*children: nodes.Node | str) -> nodes.paragraph:
    made = nodes.paragraph()
    made += [nodes.Text(child) if isinstance(child, str) else child for child in children]
    return made


@pytest.mark.parametrize(
    ("children", "text"),
    [
        (["第一句。", "\n", "第二句"], "第一句。第二句"),
        (["第一句。\n第二句"], "第一句。第二句"),
        ([nodes.strong("", "目标。"), "", "\n", "让"], "目标。让"),
        (["核。", "\n", nodes.emphasis("", "边"), "\n", "缘"], "核。边缘"),
        (["NumPy", "\n", "与。", "\n", "再"], "NumPy\n与。再"),
        (["取", "\n", nodes.math("", "x"), "\n", "个"], "取\nx\n个"),
        (["one", "\n", "two"], "one\ntwo"),
        (["读。", "\n", nodes.raw("", "<a>", format="html"), "看"], "读。<a>看"),
    ],
)
def test_a_line_end_between_wide_characters_is_no_gap(children: list[nodes.Node | str], text: str) -> None:
    page = nodes.Element()
    page += paragraph(*children)
    chinese_text.close_gaps(SimpleNamespace(), page)  # type: ignore[arg-type]  # it looks at the page only
    assert page.astext() == text


def test_the_settings_are_the_english_ones_but_for_what_the_edition_says() -> None:
    english: dict[str, Any] = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    chinese = edition.settings()
    assert chinese["sphinx"]["config"]["language"] == "zh_CN"
    assert chinese["execute"] == english["execute"], "else the cells would run again"
    assert chinese["sphinx"]["config"]["html_static_path"] == english["sphinx"]["config"]["html_static_path"]
    assert chinese["html"]["baseurl"].endswith("/zh/")
    assert edition.laid_over({"a": {"b": 1, "c": 2}, "d": 3}, {"a": {"b": 4}}) == {"a": {"b": 4, "c": 2}, "d": 3}


def test_an_assignment_is_a_page_where_its_notebook_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(edition, "FOLDER", tmp_path)
    folder, source = tmp_path / "notebooks", ROOT / "notebooks"
    for there in (["a02_convolution", "a06_rnn"], ["a06_rnn"]):
        monkeypatch.setattr(edition, "chinese_notebooks", lambda there=there: there)
        (chapters,) = [part["chapters"] for part in edition.contents()["parts"] if part["caption"] == "作业"]
        assert [each["file"] for each in chapters] == [f"notebooks/{name}" for name in there]
        assert {f"notebooks/{name}" for name in there} <= set(edition.chinese_documents())
        edition.link_notebooks()
        assert (folder / "a06_rnn.ipynb").resolve() == source / "zh" / "a06_rnn.ipynb"
        assert (folder / "a07_lstm.ipynb").resolve() == source / "a07_lstm.ipynb"
    assert (folder / "a02_convolution.ipynb").resolve() == source / "a02_convolution.ipynb"


def test_one_copy_is_left_of_what_both_editions_have(tmp_path: Any) -> None:
    site, built = tmp_path / "site", tmp_path / "built"
    page = '<a href="../_static/a.js?v=1"></a><img src="../_static/b.js"><a href="other.html#x" title="Main">'
    for path, text in {
        site / "_static" / "a.js": "same",
        site / "_static" / "b.js": "English",
        built / "_static" / "a.js": "same",
        built / "_static" / "b.js": "Chinese",
        built / "book" / "page.html": page,
        built / "book" / "other.html": "",
    }.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    target = publish.publish(built, site)
    publish.finish(target, {"Main": "主导航"})
    there = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    assert there == ["_static/a.js", "_static/b.js", "zh/_static/b.js", "zh/book/other.html", "zh/book/page.html"]
    assert (target / "book" / "page.html").read_text(encoding="utf-8") == (
        '<a href="../../_static/a.js?v=1"></a><img src="../_static/b.js"><a href="other.html#x" title="主导航">'
    )
