"""The checks' sentences in Chinese: each has one, with the same places, and the Chinese checks say it."""

import ast
import re
from collections.abc import Iterator

import numpy as np
import pytest

from course import check
from course.sentences import CHINESE, places
from course.zh import check as chinese
from tests.support.paths import ROOT

SOURCES = [ROOT / "course" / name for name in ("check.py", "number_kinds.py")]
SPEAK = ("Sentence", "_failed")


def said() -> Iterator[str]:
    """The templates that the checks say, or give a name before they do."""
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            values: list[ast.expr] = []
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in SPEAK:
                values = node.args[:1]
            elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                values = [node.value] if node.targets[0].id == "said" else []
            yield from (one.value for one in values if isinstance(one, ast.Constant) and isinstance(one.value, str))


def test_every_sentence_has_its_chinese_and_none_is_left_over() -> None:
    assert set(said()) == set(CHINESE)


def test_both_have_the_same_places() -> None:
    for template, other in CHINESE.items():
        assert places(template) == places(other), template


def double(x: np.ndarray) -> np.ndarray:
    return 2.0 * x


def test_the_chinese_checks_say_in_chinese_what_is_right(capsys: pytest.CaptureFixture[str]) -> None:
    chinese.equal(double(np.ones(2)), [2, 2], "两个二")
    chinese.shape(np.ones((2, 3)), (2, 3), "两行三列")
    chinese.unchanged(double, np.ones(2))
    chinese.any_numbers(double, np.array([0.5, 1.5]))
    chinese.raises(ValueError, np.reshape, np.ones(2), 3)
    assert capsys.readouterr().out.splitlines() == [
        "✓ 两个二",
        "✓ 两行三列（只看形状）",
        "✓ double 没有改动它的参数",
        "✓ double 能处理整数、单精度、很大的数，以及在内存中任意存放的数组",
        "✓ reshape([1.0, 1.0], 3) 引发了 ValueError",
    ]


def test_the_chinese_checks_say_in_chinese_what_is_wrong() -> None:
    cases = {
        "例：元素 [1] 是 2，应当是 3（2 个元素中有 1 个错）。\n  你的：[1 2]\n  正确：[1 3]": lambda: chinese.equal(
            np.array([1.0, 2.0]), [1, 3], "例"
        ),
        "例：收到的是 None；是不是少了 return 语句？": lambda: chinese.equal(None, [1], "例"),
        "double([1.0, 1.0]) 没有意义，应当引发 ValueError；它却返回了形状为 (2,) 的数组。": lambda: chinese.raises(
            ValueError, double, np.ones(2)
        ),
    }
    for words, call in cases.items():
        with pytest.raises(check.CheckFailed, match=f"^{re.escape(words)}$") as found:
            call()
        assert found.value._render_traceback_() == [f"✗ {words}"]


def test_both_editions_have_the_same_checks() -> None:
    public = {name for name in chinese.__all__ if name != "CheckFailed"}
    assert all(callable(getattr(check, name)) for name in public)
    assert {name for name, value in vars(check).items() if hasattr(value, "__wrapped__")} == public
