"""Hidden cases of the class ``Seq2Seq``: what it does, whatever its parameters are called and however they lie."""

from dataclasses import replace
from typing import Any

import numpy as np

from autograder.authoring import Aspects, Behaviour, Case, Cases, Draw, Module, call, exercise
from solutions.a04_text_cnn.texts import tokens
from solutions.a09_attention.texts import everything, some, whole_numbers
from solutions.a09_attention.wrong_translators import (
    AHEAD,
    ALONE,
    CONTEXT,
    EMPTY,
    FIRST,
    HOLES,
    KEPT,
    KEPT_BEHIND_A_HOLE,
    LATER,
    LEARNS,
    MISTAKES,
    NOT_SCALED,
    PADDING,
    RELOADED,
    RIGHT,
    SCORES,
    SHARES,
    SHORTER,
    START,
    TRAINED,
    UNITS,
    VARIED,
)

ASPECTS: Aspects = {
    "weights": (0.5, "self.weights: shape (N, T, S), shares of the words that are kept, other ones at every step"),
    "logits": (0.25, "logits: shape (N, T, vocab), any numbers"),
    "kept": (0.5, "every word counts that the mask keeps"),
    "masked": (0.75, "what the mask leaves out changes nothing, in holes and behind, and nor does more of it"),
    "context": (0.5, "the context takes part in the logits"),
    "start": (0.25, "the decoder begins with the encoder's last state"),
    "target": (1.0, "logits depend on the words of the target up to their own step, and on no later one"),
    "dot": (0.5, "scores are dot products, not scaled"),
    "empty": (0.25, "a text of which nothing is kept"),
    "texts": (0.25, "each text for itself, after other calls, in any memory"),
    "parameters": (0.25, "a gradient reaches every parameter, and all of them are in the state_dict"),
    "double": (0.25, "double precision"),
    "learns": (0.25, "it learns to copy four words in 60 steps"),
}
# A network that gives the same whatever it reads keeps many a rule.
AFTER = {**dict.fromkeys(("masked", "empty", "texts", "parameters", "double"), "kept"), "learns": "logits"}
VOCAB = 20
ATTENDED: dict[str, Any] = {"attribute": "weights"}
ZEROS: dict[str, Any] = {"weights": 0.0, "biases": 0.0}
RANDOM: dict[str, Any] = {"weights": 0.0, "spread": 0.5, "biases": 0.1}
SHARP: dict[str, Any] = {"weights": 0.0, "spread": 0.8, "biases": 0.0}  # states that differ much
WILD: dict[str, Any] = {"weights": 0.0, "spread": 3.0, "biases": 0.5}  # logits that are far from 0
FORGETFUL: dict[str, Any] = {"weights": 0.0, "spread": 0.1, "biases": 0.0}  # a state halves from word to word
LONG = 24  # words, after which the first is forgotten
STEPS, STEP = 60, 0.02  # of training


def cases(d: Draw) -> Cases:
    """Cases that tell most mistakes by a number come first."""
    yield "weights", [shares(d, 1, 4, 2), shares(d, 2, 2, 3), shares(d, 6, 9, 11, zeros_and_ones=True)]
    yield "weights", [of_one(d), look(d, "varied", VARIED, (VOCAB, 4, 6), read(d, 3, 5, 4), **SHARP, **ATTENDED)]
    yield "logits", [look(d, "output", "", (5, 2, 3), read(d, 2, 3, 4, V=5), **ZEROS, outputs=("logits",))]
    yield "logits", [look(d, "output", "", (7, 4, 2), read(d, 1, 1, 1, V=7), **ZEROS, outputs=("logits",))]
    yield "logits", [look(d, "scores", SCORES, (16, 3, 5), read(d, 3, 4, 4, V=16), **WILD)]
    yield "kept", [every_word(d, np.array([True] * 3), KEPT), every_word(d, holed(d, 6), KEPT_BEHIND_A_HOLE)]
    yield "masked", [in_holes(d), padded(d, 1, 2, 3, 1), padded(d, 5, 3, 1, 4)]
    yield "context", [forgotten(d)]
    yield "start", [begun(d)]
    yield "target", [ahead(d), shorter(d), other_target(d, 1, FIRST), other_target(d, 3, LATER)]
    yield "dot", [not_scaled(d)]
    yield "empty", [empty(d)]
    yield "texts", alone(d)
    yield "parameters", [look(d, "trained", TRAINED, (9, 4, 3), read(d, 4, 5, 4, V=9), **SHARP)]
    yield "parameters", [look(d, "reloaded", RELOADED, (9, 3, 4), read(d, 3, 4, 3, V=9), **RANDOM)]
    yield "double", [doubled(of_one(d)), doubled(alone(d)[0])]
    yield "learns", [learned(d)]


def look(
    d: Draw,
    asks: Any,
    says: str,
    init: tuple[int, int, int],
    *calls: tuple[np.ndarray, ...],
    training: bool = False,
    before: tuple[tuple[np.ndarray, ...], ...] = (),
    outputs: tuple[str, ...] = (),
    **how: Any,
) -> Case:
    """A case of a network made with ``init``, called with (source, mask, target), and sometimes with three others."""
    behaviour = Behaviour(asks, says, seed=d.between(0, 2**31), takes=3, axes=3, **how)
    module = Module(init, training=training, before=before, behaviour=behaviour)
    return call(*(array for arrays in calls for array in arrays), module=module, outputs=outputs or (asks,))


def read(d: Draw, N: int, S: int, T: int, V: int = VOCAB) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Texts of which every word is kept, and targets."""
    return tokens(d, N, S, V=V), everything(N, S), tokens(d, N, T, V=V)


def others(d: Draw, words: np.ndarray) -> np.ndarray:
    """Other words in the place of all."""
    return (words + d.rng.integers(1, VOCAB, words.shape)) % VOCAB


def doubled(case: Case) -> Case:
    """The case in double precision."""
    return replace(case, module=case.module and replace(case.module, double=True))


def shares(d: Draw, N: int, S: int, T: int, *, zeros_and_ones: bool = False) -> Case:
    """A network of zeros, in which all words that are kept have the same share."""
    source, _, target = read(d, N, S, T)
    mask = whole_numbers(some(d, N, S)) if zeros_and_ones else some(d, N, S)
    return look(d, "output", "", (VOCAB, 3, 2), (source, mask, target), **ZEROS, **ATTENDED, outputs=("weights",))


def of_one(d: Draw) -> Case:
    """A network of random numbers, and texts with holes, whose words share the weight."""
    source, _, target = read(d, 3, 4, 2)
    arrays = source, with_a_hole(d), target
    return look(d, "shares", SHARES, (VOCAB, 3, 5), arrays, **RANDOM, **ATTENDED, limits=(1,))


def holed(d: Draw, S: int) -> np.ndarray:
    """A mask whose first words are kept, with a hole of one word, and whose last is left out."""
    mask = np.arange(S) < S - 1
    mask[d.between(1, S - 3)] = False
    return mask


def with_a_hole(d: Draw) -> np.ndarray:
    """Three masks for four words, each with a hole of one word before the last."""
    return np.asarray(np.arange(4) != d.choice(range(3), 3, 1))


def every_word(d: Draw, mask: np.ndarray, says: str) -> Case:
    """A text, and others with one word changed each, of those that are kept."""
    places = np.flatnonzero(mask)
    N, S = len(places), len(mask)
    text = np.tile(d.choice(range(VOCAB), S), (N, 1))
    changed = text.copy()
    rows = np.arange(N)
    changed[rows, places] = others(d, text[rows, places])
    masks, target = np.tile(mask, (N, 1)), tokens(d, N, 2, V=VOCAB)
    return look(d, "apart", says, (VOCAB, 5, 4), (text, masks, target), (changed, masks, target), **RANDOM)


def in_holes(d: Draw) -> Case:
    """Texts with a hole before their last word, in which other words are written."""
    source, _, target = read(d, 3, 4, 3)
    mask = with_a_hole(d)
    other = np.where(mask, source, others(d, source))
    return look(d, "alike", HOLES, (VOCAB, 4, 5), (source, mask, target), (other, mask, target), **SHARP)


def padded(d: Draw, N: int, S: int, pads: int, more: int) -> Case:
    """Texts with padding, and with more of it, in which other words are written."""
    source, _, target = read(d, N, S + pads, 3)
    longer = np.concatenate([source[:, :S], others(d, source[:, S:]), tokens(d, N, more, V=VOCAB)], axis=1)
    mask, longer_mask = (np.tile(np.arange(length) < S, (N, 1)) for length in (S + pads, S + pads + more))
    init = (VOCAB, 4, 5)
    return look(d, "alike", PADDING, init, (source, mask, target), (longer, longer_mask, target), **SHARP)


def forgotten(d: Draw) -> Case:
    """A long text, and another with another first word."""
    source, mask, target = read(d, 1, LONG, 2)
    other = source.copy()
    other[:, 0] = others(d, source[:, 0])
    return look(d, "apart", CONTEXT, (VOCAB, 64, 16), (source, mask, target), (other, mask, target), **FORGETFUL)


def begun(d: Draw) -> Case:
    """Texts with another last word: how do the first weights of all the others compare?"""
    source, mask, target = read(d, 2, 6, 1)
    other = source.copy()
    other[:, -1] = others(d, source[:, -1])
    calls = (source, mask, target), (other, mask, target)
    return look(d, "apart", START, (VOCAB, 6, 8), *calls, **SHARP, **ATTENDED, limits=(1, 5))


def ahead(d: Draw) -> Case:
    """Targets that differ from a step on."""
    source, mask, target = read(d, 3, 4, 5)
    other = np.concatenate([target[:, :2], others(d, target[:, 2:])], axis=1)
    init = (VOCAB, 5, 4)
    return look(d, "alike", AHEAD, init, (source, mask, target), (source, mask, other), **SHARP, limits=(2,))


def shorter(d: Draw) -> Case:
    """Targets, and their first steps alone."""
    source, mask, target = read(d, 2, 5, 12)
    calls = (source, mask, target), (source, mask, target[:, :2].copy())
    return look(d, "alike", SHORTER, (VOCAB, 3, 6), *calls, **SHARP, limits=(2,))


def other_target(d: Draw, T: int, says: str) -> Case:
    """Targets with another last word."""
    source, mask, target = read(d, 3, 2, T)
    other = np.concatenate([target[:, :-1], others(d, target[:, -1:])], axis=1)
    return look(d, "apart", says, (VOCAB, 4, 5), (source, mask, target), (source, mask, other), **RANDOM)


def not_scaled(d: Draw) -> Case:
    """Two networks whose units all hold the same: with so many times the units, each weight is as much smaller.

    The words have so many times the features, twice, because the weights meet there twice. There is one step, for what
    was found with weights that differ may be read at the next.
    """
    weight = round(d.uniform(0.5, 0.65), 2)
    other = (VOCAB, 2 * UNITS**2, 2 * UNITS), weight / UNITS
    filled: dict[str, Any] = {"weights": weight, "biases": -round(d.uniform(0.1, 0.2), 2)}
    return look(d, "times", NOT_SCALED, (VOCAB, 2, 2), read(d, 2, 4, 1), **filled, **ATTENDED, other=other)


def empty(d: Draw) -> Case:
    """One of several texts has no word."""
    source, mask, target = read(d, 3, 4, 3)
    mask[d.between(0, 2)] = False
    return look(d, "finite", EMPTY, (VOCAB, 3, 4), (source, mask, target), **RANDOM, training=True)


def alone(d: Draw) -> list[Case]:
    """Several texts, also after texts of other sizes, and with the words of all texts side by side in memory."""
    init, earlier = (VOCAB, 4, 5), read(d, 5, 3, 4)
    source, _, target = read(d, 3, 5, 4)
    arrays = source, some(d, 3, 5), target
    first = look(d, "alone", ALONE, init, arrays, **SHARP)
    second = look(d, "alone", ALONE, init, read(d, 6, 4, 3), before=(earlier, earlier), **SHARP)
    return [first, second, replace(look(d, "alone", ALONE, init, read(d, 2, 4, 3), **SHARP), strided=True)]


def learned(d: Draw) -> Case:
    """Six texts of four words, which begin differently; the target is the text after a start token."""
    texts = np.concatenate([d.choice(range(1, 8), 6, 1), d.rng.integers(1, 8, (6, 3))], axis=1)
    target = np.concatenate([np.zeros((6, 1), dtype=np.int64), texts[:, :-1]], axis=1)
    arrays = texts, everything(6, 4), target, texts.copy()
    return look(d, "learned", LEARNS, (8, 8, 24), arrays, training=True, limits=(STEPS, STEP))


EXERCISE = exercise(
    RIGHT,
    ASPECTS,
    cases,
    MISTAKES,
    name="Seq2Seq",
    outputs=("logits",),
    library="torch",
    after=AFTER,
    axes={
        "source": ("N", "S"),
        "source_mask": ("N", "S"),
        "target": ("N", "T"),
        "other_source": ("N", ""),
        "other_mask": ("N", ""),
        "other_target": ("N", ""),
    },
    words={"S": "word"},
)
