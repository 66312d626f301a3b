"""Hidden cases of the class ``TextCNN``: what it does, whatever its parameters are called and however they lie."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from autograder.authoring import Aspects, Behaviour, Case, Cases, Draw, Module, call, exercise
from solutions.a04_text_cnn.even_networks import RIGHT
from solutions.a04_text_cnn.texts import tokens
from solutions.a04_text_cnn.wrong_networks import (
    ALONE,
    COUNTED,
    EVERY_WORD,
    EVERY_WORD_OF_MANY,
    LEARNS,
    MISTAKES,
    ORDER_COUNTS,
    ORDER_IS_NOTHING,
    RELOADED,
    SAME_NGRAMS,
    SAME_NGRAMS_ELSEWHERE,
    WORKED_OUT,
)

ASPECTS: Aspects = {
    "parameters": (0.5, "as many parameters as described, a gradient for each of them, all in the state_dict"),
    "evaluation": (0.25, "no dropout in evaluation, 0.5 in training where none is given"),
    "order": (0.5, "the order of the words counts within a window, and nowhere else"),
    "ngrams": (0.5, "the maximum over time: which n-grams there are, not how many and where"),
    "words": (0.25, "every word counts"),
    "texts": (0.25, "each text for itself, after other calls, in any memory"),
    "logits": (0.75, "the logits of networks that are worked out by hand"),
    "silent": (0.25, "filters that have no positive answer"),
    "dropout": (0.75, "dropout of the maxima: its rate, its mean, and a rate of 1"),
    "double": (0.25, "double precision"),
    "learns": (0.25, "it learns a pair of words in 50 steps"),
}
# A network that gives the same whatever it reads keeps many a rule.
ORDER = {"ngrams": "order", "texts": "order"}
RANDOM: dict[str, Any] = {
    "weights": 0.0,
    "spread": 0.2,
    "biases": 0.3,
}  # with a bias that keeps many filters from being silent
MANY, SOME = 64, 32  # filters, so that one of them meets whatever is there to be met
ROWS = 4000  # texts in which a share is counted
STEPS, STEP = 50, 0.02  # of training


def cases(d: Draw) -> Cases:
    """Cases that tell most mistakes by a number come first.

    In the first three cases a text has as many words as a word has features, so that axes that were not exchanged show
    by what comes out, and not by an error alone.
    """
    yield "parameters", [reached(d, 8, 8, 3, (2, 3), 1, 2)]
    yield "evaluation", [dropped(d, 3, (3, (2,), 2, 2), training=False)]
    yield "order", [order(d, 3, 3, (1,), ORDER_IS_NOTHING), order(d, 2, 7, [1], ORDER_IS_NOTHING)]
    yield "order", [order(d, 2, 4, (2,), ORDER_COUNTS), order(d, 1, 6, [2], ORDER_COUNTS)]
    yield "ngrams", same_ngrams(d)
    yield "words", every_word(d)
    yield "texts", alone(d)
    yield "logits", [even(d, 1, 4, 3, (2,), 2, 2), even(d, 6, 5, 4, [1, 3, 5], 3, 4), even(d, 2, 11, 2, (4, 2), 5, 1)]
    yield "silent", [silent(d, 1, 4, 2, (1, 3), 2, 3, some=True), silent(d, 2, 4, 3, (2,), 3, 2, some=False)]
    yield "dropout", [dropped(d, 3, (1, (1,), 2, 2, round(d.uniform(0.38, 0.42), 2)))]
    yield ("dropout", "evaluation"), [dropped(d, 3, (1, [1], 2, 3))]
    yield (
        "dropout",
        [dropped(d, 2, (2, (2,), 2, 1, round(d.uniform(0.6, 0.7), 2))), dropped(d, 5, (2, (1, 2), 1, 2, 1.0))],
    )
    yield "parameters", [reached(d, 6, 9, 5, [3, 1, 4], 3, 4), reached(d, 7, 7, 2, (3,), 2, 3)]
    yield "parameters", [reloaded(d, (2, 3)), reloaded(d, [1])]
    yield "double", [doubled(even(d, 2, 5, 3, (1, 2), 3, 2)), doubled(alone(d)[0])]
    yield "learns", [learned(d)]


def look(
    d: Draw,
    asks: Any,
    says: str,
    init: tuple[Any, ...],
    *texts: np.ndarray,
    weights: float | None = None,
    biases: float | None = None,
    spread: float = 0.0,
    training: bool = False,
    before: tuple[tuple[np.ndarray, ...], ...] = (),
    outputs: tuple[str, ...] = (),
    limits: tuple[float, ...] = (),
) -> Case:
    """A case of a network made with ``init``, given the texts."""
    behaviour = Behaviour(asks, says, weights, biases, spread, d.between(0, 2**31), limits)
    module = Module(init, training=training, before=before, behaviour=behaviour)
    return call(*texts, module=module, outputs=outputs or (asks,))


def numbers(d: Draw) -> dict[str, Any]:
    """The one number of all weights, and that of all biases."""
    return {"weights": round(d.uniform(0.35, 0.65), 2), "biases": round(d.uniform(0.2, 0.9), 2)}


def reached(d: Draw, N: int, V: int, D: int, widths: Sequence[int], F: int, C: int) -> Case:
    """Texts of one window of the widest filters, and biases that leave no filter silent.

    Each word stands inside of some text, where it is in most windows of narrower filters, too.
    """
    filled: dict[str, Any] = {
        "weights": round(d.uniform(0.35, 0.65), 2),
        "spread": 0.005,
        "biases": float(d.between(100, 150)),
    }
    L = max(widths)
    texts = np.concatenate([tokens(d, N, n, V=V) for n in (1, L - 2, 1)], axis=1)
    return look(d, "reached", COUNTED, (V, D, widths, F, C, 0.0), texts, **filled, outputs=("parameters", "reached"))


def reloaded(d: Draw, widths: Sequence[int]) -> Case:
    """A second network with the first one's numbers."""
    return look(d, "reloaded", RELOADED, (9, 4, widths, 3, 2, 0.0), tokens(d, 3, 6, V=9), **RANDOM)


def doubled(case: Case) -> Case:
    """The case in double precision."""
    return replace(case, module=case.module and replace(case.module, double=True))


def order(d: Draw, N: int, L: int, widths: Sequence[int], says: str) -> Case:
    """Texts of different words, and the same words one place later or, where the order counts, in reverse."""
    texts = np.stack([d.choice(range(24), L) for _ in range(N)])
    if says == ORDER_COUNTS:
        return look(d, "apart", says, (24, 3, widths, SOME, 4, 0.0), texts, texts[:, ::-1].copy(), **RANDOM)
    return look(d, "alike", says, (24, 3, widths, SOME, 4, 0.0), texts, np.roll(texts, 1, axis=1), **RANDOM)


def same_ngrams(d: Draw) -> list[Case]:
    """Texts that go round in a circle of three words, one round and several: all their windows are the same."""
    found = []
    for widths, says in (((2,), SAME_NGRAMS), ([1, 2, 3], SAME_NGRAMS), ((2, 3), SAME_NGRAMS_ELSEWHERE)):
        circle = np.stack([d.choice(range(24), 3) for _ in range(2)])
        short, long = circle[:, [0, 1, 2, 0, 1]], circle[:, [0, 1, 2] * 3 + [0, 1]]
        if says == SAME_NGRAMS_ELSEWHERE:  # begins and ends with other n-grams
            long = long[:, 1:-1]
        found.append(look(d, "alike", says, (24, 4, widths, MANY, 3, 0.0), short, long, **RANDOM))
    return found


def every_word(d: Draw) -> list[Case]:
    """A text, and others with one word changed each, of those before the last window; word 0 comes in, and the last."""
    found = []
    for L, widths, says in ((3, (3,), EVERY_WORD), (5, [2], EVERY_WORD_OF_MANY)):
        text, others = d.choice(range(1, 23), L), d.rng.permutation([0, 23, 24])
        changed = np.tile(text, (3, 1))
        changed[range(3), range(3)] = others
        found.append(look(d, "apart", says, (25, 2, widths, MANY, 4, 0.0), np.tile(text, (3, 1)), changed, **RANDOM))
    return found


def alone(d: Draw) -> list[Case]:
    """Several texts, also after texts of other sizes, and with the words of all texts side by side in memory."""
    init, earlier = (24, 3, (2, 3), MANY, 3, 0.0), (tokens(d, 5, 4, V=24),)
    first = look(d, "alone", ALONE, init, tokens(d, 3, 5, V=24), **RANDOM)
    second = look(d, "alone", ALONE, init, tokens(d, 6, 11, V=24), before=(earlier, earlier), **RANDOM)
    return [first, second, replace(look(d, "alone", ALONE, init, tokens(d, 2, 6, V=24), **RANDOM), strided=True)]


def even(d: Draw, N: int, L: int, D: int, widths: Sequence[int], F: int, C: int) -> Case:
    """A network whose weights are one number and whose biases are another."""
    init = (24, D, widths, F, C, 0.0)
    return look(d, "output", WORKED_OUT, init, tokens(d, N, L, V=24), **numbers(d), outputs=("logits",))


def silent(d: Draw, N: int, L: int, D: int, widths: Sequence[int], F: int, C: int, *, some: bool) -> Case:
    """A network of which the filters of the narrowest width are silent, or all are, with biases of -100."""
    filled = numbers(d)
    narrow, wide = (D * width * filled["weights"] ** 2 for width in (min(widths), max(widths)))
    filled["biases"] = -round((narrow + wide) / 2, 2) if some else -100.0
    return look(
        d, "output", WORKED_OUT, (24, D, widths, F, C, 0.0), tokens(d, N, L, V=24), **filled, outputs=("logits",)
    )


def dropped(d: Draw, L: int, sizes: tuple[Any, ...], *, training: bool = True) -> Case:
    """A text that is read many times; ``sizes`` are what a network is made with after the number of words."""
    init, filled, outputs = (24, *sizes), numbers(d), ("extremes", "shares")
    text = tokens(d, 1, L, V=24)
    return look(d, "dropped", WORKED_OUT, init, text, **filled, training=training, limits=(ROWS,), outputs=outputs)


def learned(d: Draw) -> Case:
    """Six texts of the same four words: two stand side by side in one order in three of them, in the other in three."""
    a, b, x, y = d.choice(range(12), 4)
    texts = np.array([[a, b, x, y], [x, a, b, y], [x, y, a, b], [b, a, x, y], [x, b, a, y], [x, y, b, a]])
    places = d.rng.permutation(6)
    labels = (places < 3).astype(np.int64)
    init = (12, 8, (2,), SOME, 2, 0.0)
    return look(d, "learned", LEARNS, init, texts[places], labels, training=True, limits=(STEPS, STEP))


EXERCISE = exercise(
    RIGHT,
    ASPECTS,
    cases,
    MISTAKES,
    name="TextCNN",
    outputs=("logits",),
    library="torch",
    after=ORDER,
    axes={"tokens": ("N", "L"), "others": ("N", "L")},
    words={"L": "word"},
)
