"""Mistakes in students' ``Seq2Seq``s: what is known of each, whatever its layers are and however they lie.

Where all numbers in its parameters are 0, all states are 0, and so are the logits; all words that are kept have the
same weight. Of a network with random numbers only rules are known: the answer to such a case is 1 where it keeps the
rule.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.authoring import Behaviour, Module
from solutions.a09_attention.texts import SOFTMAXES, Softmax, kept

# The rules that a right network keeps.
SHARES = "at every step the words that are kept share all of the weight among them, and the others have none"
VARIED = "the weights differ from step to step"
NOT_SCALED = "with four times as many units that hold the same numbers, the scores are four times as large"
SCORES = "logits may be any numbers: below 0, above 1, and no probabilities"
KEPT = "every word that is kept counts"
KEPT_BEHIND_A_HOLE = "every word that is kept counts, those behind one that is left out, too"
HOLES = "what is written in a hole of the mask changes nothing"
PADDING = "padding changes nothing, whatever is written there and however much of it there is"
CONTEXT = "a word that the last state has long forgotten counts, for the context takes part in the logits"
START = (
    "with another last word the first weights of the others compare differently: the decoder begins with the last state"
)
AHEAD = "words of the target that come later change nothing"
SHORTER = "a shorter target gives the first of the logits"
FIRST = "the first logits depend on the first word of the target"
LATER = "the last logits depend on the last word of the target"
EMPTY = "a text of which nothing is kept gives finite logits"
ALONE = "a text gives the same logits alone as among others"
TRAINED = "a gradient reaches every parameter"
RELOADED = "a second network with the first one's state_dict gives the same logits"
LEARNS = "it learns to copy four words"

UNITS = 4  # times as many


def breaking(*rules: str) -> frozenset[str]:
    """The rules that a network does not keep."""
    return frozenset(rules)


def shares(mask: np.ndarray, T: int, softmax: Softmax = SOFTMAXES["uniform_where_nothing_is_kept"]) -> np.ndarray:
    """The weights of a network whose scores are all 0."""
    return np.repeat(softmax(np.zeros(mask.shape), mask)[:, None], T, axis=1)


@dataclass(frozen=True, eq=False)  # itself and no other, as functions are
class Translator:
    """A ``Seq2Seq`` by what it gives, by default the right one.

    ``weights`` are those of a network of zeros, by the mask and the number of steps, ``logits`` its logits, by their
    shape. ``breaks`` are the rules that it does not keep, by what `Behaviour` says of them, ``among_others`` those that
    it does not keep for several texts, ``after_the_first`` those that it keeps for the first text, and ``partly`` has
    the answers where it keeps one for some; ``scores`` and ``times`` are the answers to `SCORES` and `NOT_SCALED`.
    Where a mistake makes something of a rule that nobody can tell before, it gives what is right: nothing is said of it
    then. Where a rule cannot be looked at, by the mask and the number of steps, because it ``fails`` with an error or
    has other shapes, it gives other numbers: right ones would speak against the mistake, and an error does not.
    """

    breaks: frozenset[str] = frozenset()
    among_others: frozenset[str] = frozenset()
    after_the_first: frozenset[str] = frozenset()
    partly: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    weights: Callable[[np.ndarray, int], np.ndarray] = shares
    logits: Callable[[tuple[int, ...]], np.ndarray] = np.zeros
    scores: float = 1.0
    times: float = UNITS
    fails: Callable[[np.ndarray, int], bool] = lambda mask, T: False

    def __call__(
        self,
        module: Module,
        source: np.ndarray,
        source_mask: np.ndarray,
        target: np.ndarray,
        other_source: np.ndarray | None = None,
        other_mask: np.ndarray | None = None,
        other_target: np.ndarray | None = None,
    ) -> Any:
        """Return the answer to a case of ``module``, which may be called twice."""
        if module.behaviour is None:
            raise TypeError("what has no behaviour is not worked out here")
        mask, (N, T) = kept(source_mask), target.shape
        found = self._given(module.behaviour, module.init[0], mask, N, T)
        return 2 * found + 1 if self.fails(mask, T) and module.behaviour.asks != "output" else found

    def _given(self, behaviour: Behaviour, vocab: int, mask: np.ndarray, N: int, T: int) -> np.ndarray:
        match behaviour.asks:
            case "output" if behaviour.attribute:
                return self.weights(mask, T)
            case "output":
                return self.logits((N, T, vocab))
            case "times":
                return np.array(self.times)
            case "scores":
                return np.array([self.scores])
            case "learned" | "trained":
                N = 1
        if behaviour.says in self.partly:
            return np.array(self.partly[behaviour.says])
        broken = behaviour.says in self.breaks or (behaviour.says in self.among_others and N > 1)
        holds = np.full(N, float(not broken))
        holds[1:] *= behaviour.says not in self.after_the_first
        return np.maximum(holds, mask.any(axis=1)) if behaviour.says == EMPTY else holds


RIGHT = Translator()


def with_weights(name: str, *rules: str, **how: Any) -> Translator:
    """A network with another softmax inside, which breaks rules, and that of shares."""
    return Translator(breaking(SHARES, *rules), weights=lambda mask, T: shares(mask, T, SOFTMAXES[name]), **how)


def over_the_steps(mask: np.ndarray, T: int) -> np.ndarray:
    """The weights of a word sum to one over the steps, those of words that are left out, too."""
    return np.full((len(mask), T, mask.shape[1]), 1 / T)


def as_a_length(mask: np.ndarray, T: int) -> np.ndarray:
    """As many words from the first on as are kept."""
    return shares(np.arange(mask.shape[1]) < mask.sum(axis=1, keepdims=True), T)


MISTAKES: Mapping[str, Translator] = {
    "mask_ignored": with_weights("mask_ignored", HOLES, PADDING),
    "padding_attended_to": with_weights("mask_ignored", PADDING),
    "weights_not_renormalised": with_weights("product_not_renormalised", PADDING),
    "mask_turned": with_weights("mask_turned", VARIED, CONTEXT, START, times=0.0),
    "mask_taken_for_a_length": Translator(
        breaking(SHARES, HOLES), partly={KEPT_BEHIND_A_HOLE: (1, 1, 1, 0)}, weights=as_a_length
    ),
    "state_after_the_padding": Translator(breaking(HOLES, PADDING)),
    "nan_where_nothing_is_kept": Translator(breaking(EMPTY)),
    "not_from_the_last_state": Translator(breaking(START)),
    "context_unused": Translator(breaking(CONTEXT)),
    "attention_of_the_first_state_alone": Translator(breaking(VARIED)),
    "scaled": Translator(times=UNITS**0.5),
    "additive_scores": Translator(times=1.0),
    "softmax_over_the_steps": Translator(
        breaking(SHARES, PADDING, START, AHEAD, SHORTER), weights=over_the_steps, times=0.0
    ),
    "weights_transposed": Translator(weights=lambda mask, T: shares(mask, T).swapaxes(1, 2)),
    "looks_ahead": Translator(breaking(AHEAD, SHORTER)),
    "shifts_the_target": Translator(breaking(FIRST, LATER)),
    "own_words_fed_back": Translator(breaking(LATER)),
    "one_logit_too_few": Translator(
        breaking(LATER),
        weights=lambda mask, T: shares(mask, T - 1),
        logits=lambda shape: np.zeros((shape[0], shape[1] - 1, shape[2])),
        fails=lambda mask, T: T == 1,
    ),
    "probabilities": Translator(logits=lambda shape: np.full(shape, 1 / shape[-1]), scores=0.0),
    "log_probabilities": Translator(logits=lambda shape: np.full(shape, -np.log(shape[-1])), scores=-1.0),
    "relu_on_logits": Translator(scores=2.0),
    "tanh_on_logits": Translator(scores=3.0),
    "encoder_not_trained": Translator(breaking(TRAINED)),
    "steps_before_texts": Translator(
        weights=lambda mask, T: shares(mask, T).swapaxes(0, 1),
        logits=lambda shape: np.zeros((shape[1], shape[0], shape[2])),
        fails=lambda mask, T: len(mask) != T,
        partly={LATER: (0, 0, 1)},
    ),
    "texts_mixed": Translator(among_others=breaking(ALONE), after_the_first=breaking(PADDING)),
    "remembers_the_last_call": Translator(breaking(HOLES, PADDING, AHEAD, SHORTER), after_the_first=breaking(ALONE)),
}
