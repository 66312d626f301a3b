"""Puts an exercise together: a reference, its aspects, its cases, its mistakes, and the hints beside them."""

import functools
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception, Module
from autograder.authoring.axes import WORDS, documented
from autograder.authoring.draw import Draw
from autograder.authoring.everywhere import everywhere
from autograder.authoring.mistakes import Function

Functions = Function | Mapping[str, Function]
Aspects = Mapping[str, tuple[float, str] | tuple[float, str, str]]
Cases = Iterator[tuple[str | Sequence[str], Sequence[Case]]]  # aspects, and calls that are evidence for them
DrawCases = Callable[[Draw], Cases]

DTYPES = (0.25, "integers and single precision")
ERRORS = (0.25, "a ValueError where the arguments make no sense")
SHARED = "shared"  # the table of hints that several exercises give


def call(
    *args: Any,
    raises: type[Exception] | None = None,
    function: str | None = None,
    outputs: tuple[str, ...] | None = None,
    module: Module | None = None,
    **kwargs: Any,
) -> Case:
    """One call of the student's function; `exercise` adds for which aspects it is evidence.

    ``raises`` is the exception that a right answer raises; ``function``, ``outputs`` and ``module`` are as in `Case`.
    """
    return Case((), args, kwargs, raises, function, outputs, module)


def exercise(
    reference: Functions,
    aspects: Aspects,
    cases: DrawCases,
    mistakes: Mapping[str, Functions],
    *,
    name: str = "",
    outputs: tuple[str, ...] = ("out",),
    library: Literal["numpy", "torch"] = "numpy",
    after: Mapping[str, str] | None = None,
    other_types: str = "",
    axes: Mapping[Any, tuple[str, ...]] | None = None,
    blocks: Mapping[str, tuple[str, ...]] | None = None,
    words: Mapping[str, str] | None = None,
) -> Exercise:
    """The exercise of ``reference``.

    ``aspects`` maps a name to its points, the end of the sentence "Checked: …" and, where the aspect is about one of
    several outputs, that output's name. An aspect with the name of an output is about that output.
    ``cases`` yields the aspects' names, each with calls that are evidence for them, the smallest first.
    ``mistakes`` maps a misconception's name to the function that somebody with it would hand in; the hints are
    in ``hints.en.toml`` beside the exercise, in the table with the exercise's name or in the one for several.
    ``after`` maps an aspect to the one without which it earns nothing; "errors" comes after the first one.
    ``other_types`` names the aspect whose evidence `everywhere` adds to: the first call in other types and memory.
    ``axes`` and ``blocks`` say what no docstring says (`documented`), ``{"x": ("N", "T", "D")}`` and
    ``{"4U": ("i", "f", "g", "o")}``; ``words`` what a letter means here, where it is not in `axes.WORDS`.

    Raises `ValueError` where a hint is missing, or is there for no mistake.
    """
    name = name or reference.__name__  # type: ignore[union-attr]  # several functions have no name of their own
    read, cut = documented(list(reference.values()) if isinstance(reference, Mapping) else [reference], outputs)
    order = {"errors": next(iter(aspects)), **(after or {})}
    return Exercise(
        name=name,
        reference=reference,
        aspects=tuple(_aspect(key, *aspect, outputs=outputs, after=order.get(key)) for key, aspect in aspects.items()),
        draw_cases=functools.partial(_drawn, cases, other_types),
        misconceptions=_misconceptions(name, mistakes, _folder(cases) / "hints.en.toml"),
        outputs=outputs,
        library=library,
        axes={**read, **(axes or {})},
        blocks={**cut, **(blocks or {})},
        words={**WORDS, **(words or {})},
    )


def _aspect(
    name: str, points: float, says: str, output: str = "", *, outputs: Sequence[str], after: str | None
) -> Aspect:
    judged = output or (name if len(outputs) > 1 and name in outputs else "")
    return Aspect(name, points, says, outputs.index(judged) if judged else None, after)


def _drawn(cases: DrawCases, other_types: str, rng: np.random.Generator) -> list[Case]:
    """Every case that ``cases`` draws, with its aspects; for ``other_types``, what every exercise needs besides."""
    drawn = [
        replace(one, aspects=(aspects,) if isinstance(aspects, str) else tuple(aspects))
        for aspects, calls in cases(Draw(rng))
        for one in calls
    ]
    added = everywhere(drawn[0]) if other_types else []
    return [*drawn, *(replace(one, aspects=(other_types,)) for one in added)]


def _misconceptions(name: str, mistakes: Mapping[str, Functions], path: Path) -> tuple[Misconception, ...]:
    hints = _hints(path)
    known = {**hints.get(SHARED, {}), **hints.get(name, {})}
    if unused := [mistake for mistake in hints.get(name, {}) if mistake not in mistakes]:
        raise ValueError(f"{path} has hints for mistakes that {name} does not have: {', '.join(unused)}")
    if missing := [mistake for mistake in mistakes if mistake not in known]:
        raise ValueError(f"{path} has no hint for {', '.join(missing)} in its table [{name}] or [{SHARED}]")
    return tuple(Misconception(mistake, known[mistake], function) for mistake, function in mistakes.items())


@functools.cache
def _hints(path: Path) -> Mapping[str, Mapping[str, str]]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def _folder(cases: DrawCases) -> Path:
    """The folder of the module that defines ``cases``."""
    return Path(sys.modules[cases.__module__].__file__ or "").parent
