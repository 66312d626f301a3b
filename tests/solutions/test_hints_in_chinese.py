"""Every hint has its Chinese, which names the same things; so have the sentences of an exercise's aspects and rules."""

import re
import tomllib
from collections.abc import Iterator

import numpy as np
import pytest

from autograder.assignment import Assignment, Exercise, assignment_names, load_assignment
from autograder.wording import Message, in_language
from tests.support.chinese import latin_in, names_in
from tests.support.templates import templates

# Assignments whose hints are not all in Chinese yet, and since when: their English stands in until they are.
LAGGING: dict[str, str] = {}
CHINESE = re.compile("[\u4e00-\u9fff]")
WRITTEN = [name for name in assignment_names() if name not in LAGGING]


def tables(name: str, language: str) -> dict[str, dict[str, str]]:
    path = load_assignment(name).folder / f"hints.{language}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def sentences(exercise: Exercise) -> Iterator[str]:
    """What an exercise says of its aspects, its rules and its axes."""
    yield from (aspect.says for aspect in exercise.aspects)
    yield from exercise.words.values()
    for case in exercise.draw_cases(np.random.default_rng(0)):
        if case.module is not None and case.module.behaviour is not None and case.module.behaviour.says:
            yield case.module.behaviour.says


def spoken(assignment: Assignment) -> dict[str, str]:
    """All that the exercises of an assignment say, by the English."""
    return {str(says): says for exercise in assignment.exercises for says in sentences(exercise)}


@pytest.mark.parametrize("name", WRITTEN)
def test_every_hint_has_its_chinese(name: str) -> None:
    english, chinese = tables(name, "en"), tables(name, "zh")
    chinese.pop("sentences", None)
    assert {table: list(hints) for table, hints in chinese.items()} == {
        table: list(hints) for table, hints in english.items()
    }
    for table, hints in english.items():
        for mistake, hint in hints.items():
            other = chinese[table][mistake]
            where = f"{name}, {table}.{mistake}: {other}"
            assert CHINESE.search(other), where
            assert names_in(hint) <= names_in(other), f"{where} lacks {names_in(hint) - names_in(other)}"
            assert latin_in(other) <= latin_in(hint) | {"0", "1"}, f"{where} adds {latin_in(other) - latin_in(hint)}"
            assert other.endswith(("。", "？")), where


@pytest.mark.parametrize("name", WRITTEN)
def test_every_aspect_and_rule_has_its_chinese(name: str) -> None:
    said, written = spoken(load_assignment(name)), tables(name, "zh").get("sentences", {})
    assert set(written) <= set(said), "nothing says these"
    assert set(said) <= set(written) | set(templates()), "the first has no Chinese"
    for english, other in written.items():
        assert in_language(said[english], "zh") == other
        assert names_in(english) <= names_in(other), f"{name}: {other}"
        assert latin_in(other) <= latin_in(english) | {"0", "1"}, f"{name}: {other}"


@pytest.mark.parametrize("name", assignment_names())
def test_a_misconception_says_its_hint_in_both_languages(name: str) -> None:
    chinese = tables(name, "zh")
    for exercise in load_assignment(name).exercises:
        for one in exercise.misconceptions:
            assert isinstance(one.hint, Message)
            known = {**chinese.get("shared", {}), **chinese.get(exercise.name, {})}
            assert in_language(one.hint, "zh") == known.get(one.name, one.hint)


def test_only_assignments_that_lag_are_said_to() -> None:
    for name in set(LAGGING) & set(assignment_names()):
        assert any(set(hints) - set(tables(name, "zh").get(table, {})) for table, hints in tables(name, "en").items())
