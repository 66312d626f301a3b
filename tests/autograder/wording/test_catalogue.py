"""Every sentence of the grader's has its Chinese, with the same places in it and Chinese signs between the words."""

import re
import string

import pytest
from babel.messages.pofile import read_po

from autograder.wording import CATALOGUES, in_language, say, untranslated
from tests.support.templates import templates

LATIN_SIGN = re.compile(r"[\u4e00-\u9fff][,;:?!.][\u4e00-\u9fff ]|[\u4e00-\u9fff][,;:?!]$")


def places(template: str) -> list[str]:
    return sorted(name for _, name, _, _ in string.Formatter().parse(template) if name)


@pytest.fixture(scope="module")
def chinese() -> dict[str, str]:
    with CATALOGUES["zh"].open("rb") as file:
        return {str(one.id): str(one.string) for one in read_po(file, locale="zh") if one.id}


def test_every_sentence_has_its_chinese(chinese: dict[str, str]) -> None:
    missing = {place: template for template, place in templates().items() if not chinese.get(template)}
    assert not missing, "write their Chinese into autograder/wording/zh.po"
    gone = sorted(chinese.keys() - templates().keys())
    assert not gone, "nothing says these any more: take them out of autograder/wording/zh.po"


def test_the_extraction_finds_calls_tables_and_pages() -> None:
    found = templates()
    assert len(found) > 300
    for template in ("All checks passed.", "is zero everywhere", "This notebook could not be read."):
        assert template in found


def test_both_have_the_same_places(chinese: dict[str, str]) -> None:
    for template, other in chinese.items():
        assert sorted(set(places(template))) == sorted(set(places(other))), template


def test_chinese_words_have_chinese_signs_between_them(chinese: dict[str, str]) -> None:
    for other in chinese.values():
        assert not LATIN_SIGN.search(other), other


def test_what_has_no_chinese_stays_english() -> None:
    said = say("nobody has ever said {what}", what=say("All checks passed."))
    assert untranslated(said.template, "zh")
    assert in_language(said, "zh") == "nobody has ever said 所有检查都通过了。"
