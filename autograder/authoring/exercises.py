"""Puts an exercise together: a reference, its aspects, its cases, its mistakes, and the hints beside them."""

import functools
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import numpy as np

from autograder.assignment import Aspect, Case, Exercise, Misconception, Module
from autograder.authoring.axes import WORDS, documented
from autograder.authoring.draw import Draw
from autograder.authoring.everywhere import everywhere
from autograder.authoring.hints import Hints
from autograder.authoring.mistakes import Function
from autograder.wording import say

Functions = Function | Mapping[str, Function]
Aspects = Mapping[str, tuple[float, str] | tuple[float, str, str]]
Cases = Iterator[tuple[str | Sequence[str], Sequence[Case]]]  # aspects, and calls that are evidence for them
DrawCases = Callable[[Draw], Cases]

DTYPES = (0.25, say("whole numbers, single precision, large numbers, and arrays that lie in memory in any way"))
ERRORS = (0.25, say("a ValueError where the arguments make no sense"))
SIDE_EFFECTS = "arguments"  # the aspect that the library adds to every exercise
SAYS = say("arguments stay as they were, results are new arrays, and nothing overflows on the way")
SHARE, LEAST, STEP = 0.1, 0.25, 0.05  # of the exercise's points; in points; in points


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
    other_types: str = "dtypes",
    ordinary: Callable[[Draw], Case] | None = None,
    builds_on: Sequence[str] = (),
    given: Mapping[str, Callable[[Function], Function]] | None = None,
    takes_arrays: bool = True,
    axes: Mapping[Any, tuple[str, ...]] | None = None,
    blocks: Mapping[str, tuple[str, ...]] | None = None,
    words: Mapping[str, str] | None = None,
    entrywise: bool = False,
) -> Exercise:
    """The exercise of ``reference``.

    ``aspects`` maps a name to its points, the end of the sentence "Checked: …" and, where the aspect is about one of
    several outputs, that output's name. An aspect with the name of an output is about that output.
    ``cases`` yields the aspects' names, each with calls that are evidence for them, the smallest first.
    ``mistakes`` maps a misconception's name to the function that somebody with it would hand in; the hints are
    in ``hints.en.toml`` beside the exercise, in the table with the exercise's name or in the one for several. Those in
    other languages lie beside it, with the aspects' and other sentences (`hints.Hints`).
    To leave the arguments as they were is an aspect of its own, "arguments", which is made of a tenth of the points,
    unless ``takes_arrays`` says that there is nothing to change.
    ``after`` maps an aspect to the one without which it earns nothing; "errors" comes after the first one.
    ``other_types`` names the aspect, where there is one, whose evidence `everywhere` adds to: the ``ordinary`` call (by
    default the first of each function) with whole, single and large numbers and other memory. It has every array
    argument.
    ``builds_on`` names the earlier exercises that this one is naturally written with. Where the reference is not,
    ``given`` makes one of such a function: ``{"lstm_step": differences(2)}`` for the gradients of any lstm_step.
    ``axes`` and ``blocks`` say what no docstring says (`documented`), ``{"x": ("N", "T", "D")}`` and
    ``{"4U": ("i", "f", "g", "o")}``; ``words`` what a letter means here, where it is not in `axes.WORDS`.
    ``entrywise`` is as in `Exercise`.

    Raises `ValueError` where a hint is missing, or is there for no mistake.
    """
    name = name or reference.__name__  # type: ignore[union-attr]  # several functions have no name of their own
    read, cut = documented(list(reference.values()) if isinstance(reference, Mapping) else [reference], outputs)
    hints = Hints.of(_folder(cases))
    order = {"errors": next(iter(aspects)), **(after or {})}
    parts = [_aspect(hints, key, *aspect, outputs=outputs, after=order.get(key)) for key, aspect in aspects.items()]
    return Exercise(
        name=name,
        reference=reference,
        aspects=_with_side_effects(parts) if takes_arrays else tuple(parts),
        draw_cases=functools.partial(_drawn, hints, cases, other_types if other_types in aspects else "", ordinary),
        misconceptions=_misconceptions(name, mistakes, hints),
        outputs=outputs,
        library=library,
        builds_on=tuple(builds_on),
        given=given or {},
        axes={**read, **(axes or {})},
        blocks={**cut, **(blocks or {})},
        words={**WORDS, **{letter: hints.sentence(word) for letter, word in (words or {}).items()}},
        entrywise=entrywise,
    )


def _with_side_effects(aspects: Sequence[Aspect]) -> tuple[Aspect, ...]:
    """The aspects, and that of having no side effects: a tenth of all points, at least a quarter of one.

    Its points are taken in small steps from whichever aspect is the largest, so that the sum is the author's.
    """
    points = [aspect.points for aspect in aspects]
    share = max(LEAST, round(SHARE * sum(points) / STEP) * STEP)
    for _ in range(round(share / STEP)):
        largest = max(range(len(points)), key=points.__getitem__)
        points[largest] = round(points[largest] - STEP, 2)
    rest = (replace(aspect, points=left) for aspect, left in zip(aspects, points, strict=True))
    return (*rest, Aspect(SIDE_EFFECTS, round(share, 2), SAYS, side_effects=True))


def _aspect(
    hints: Hints, name: str, points: float, says: str, output: str = "", *, outputs: Sequence[str], after: str | None
) -> Aspect:
    judged = output or (name if len(outputs) > 1 and name in outputs else "")
    return Aspect(name, points, hints.sentence(says), outputs.index(judged) if judged else None, after)


def _drawn(
    hints: Hints,
    cases: DrawCases,
    other_types: str,
    ordinary: Callable[[Draw], Case] | None,
    rng: np.random.Generator,
) -> list[Case]:
    """Every case that ``cases`` draws, with its aspects; for ``other_types``, what every exercise needs besides."""
    d = Draw(rng)
    drawn = [
        replace(_in_words(hints, one), aspects=(aspects,) if isinstance(aspects, str) else tuple(aspects))
        for aspects, calls in cases(d)
        for one in calls
    ]
    if not other_types:
        return drawn
    firsts = {case.function: case for case in reversed(drawn)}  # of each function, where there are several
    chosen = [ordinary(d)] if ordinary else reversed(firsts.values())
    return [*drawn, *(replace(one, aspects=(other_types,)) for case in chosen for one in everywhere(case))]


def _in_words(hints: Hints, case: Case) -> Case:
    """The case, whose rule may be told in every language that the exercise has."""
    module = case.module
    if module is None or module.behaviour is None:
        return case
    behaviour = replace(module.behaviour, says=hints.sentence(module.behaviour.says))
    return replace(case, module=replace(module, behaviour=behaviour))


def _misconceptions(name: str, mistakes: Mapping[str, Functions], hints: Hints) -> tuple[Misconception, ...]:
    known = hints.of_exercise(name, mistakes)
    return tuple(Misconception(mistake, known[mistake], function) for mistake, function in mistakes.items())


def _folder(cases: DrawCases) -> Path:
    """The folder of the module that defines ``cases``."""
    return Path(sys.modules[cases.__module__].__file__ or "").parent
