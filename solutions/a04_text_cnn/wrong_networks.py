"""Mistakes in students' ``TextCNN``s, each in terms of even networks and of the rules that it does not keep."""

import itertools
import math
from collections.abc import Mapping

import numpy as np

from solutions.a04_text_cnn.even_networks import (
    DROPOUT,
    Draws,
    Even,
    Features,
    Network,
    dropout,
    each_filter,
    each_multiplied,
)

# The rules that a right network keeps.
COUNTED = "the parameters are those that the description makes, and a gradient reaches every number in them"
WORKED_OUT = "the logits follow from the description"
ORDER_IS_NOTHING = "with filters of one word the order of the words does not count"
ORDER_COUNTS = "with filters of two words the order of the words counts"
SAME_NGRAMS = "texts with the same n-grams give the same logits, however often each of them is there"
SAME_NGRAMS_ELSEWHERE = "texts with the same n-grams give the same logits, whichever of them begin and end the text"
EVERY_WORD = "in a text of one window every word counts"
EVERY_WORD_OF_MANY = "in a text of several windows every word counts, where there are many filters"
ALONE = "a text gives the same logits alone as among others"
RELOADED = "a second network with the first one's state_dict gives the same logits"
LEARNS = "it learns which of two words stands first"


def breaking(*rules: str) -> frozenset[str]:
    """The rules that a network does not keep."""
    return frozenset(rules)


def sum_over_time(even: Even) -> Features:
    """The answers of all windows added up."""
    return each_filter(even, lambda width: max(0.0, even.answer(width)) * (even.L - width + 1))


def without_relu(even: Even) -> Features:
    """The largest answer, be it negative."""
    return each_filter(even, even.answer)


def of_the_first_width(even: Even) -> Features:
    """One convolution in the place of all."""
    return each_filter(even, lambda width: max(0.0, even.answer(even.widths[0])))


def without_filter_bias(even: Even) -> Features:
    """Filters that have no bias."""
    return each_filter(even, lambda width: even.answer(width) - even.bias)


def of_every_size(even: Even) -> int:
    """The numbers of the filters of all widths but the first."""
    return sum(width * even.D * even.F + even.F for width in even.widths[1:])


def words_dropped(even: Even, features: Features) -> Draws:
    """Dropout on the numbers of the words of a text, which is one word over and over."""
    shape, draws = (even.L, even.D), []
    for some in itertools.product(dropout(even.rate), repeat=even.L * even.D):
        words = np.array([factor for factor, _ in some]).reshape(shape).sum(axis=1)

        def feature(width: int, words: np.ndarray = words) -> float:
            windows = np.lib.stride_tricks.sliding_window_view(words, width).sum(axis=1)
            return max(0.0, float(windows.max()) * even.weight**2 + even.bias)

        draws.append((each_filter(even, feature), math.prod(likely for _, likely in some)))
    return draws


def answers_dropped(even: Even, features: Features) -> Draws:
    """Dropout on each filter's answer to each window, before the maximum."""
    gone = even.rate ** (even.L - even.widths[0] + 1)
    kept = [(1 / (1 - even.rate), 1 - gone)] if even.rate < 1 else []
    return each_multiplied(features, [(0.0, gone), *kept])


def nothing_dropped(even: Even, features: Features) -> Draws:
    """No dropout at all."""
    return [(features, 1.0)]


def not_scaled(even: Even, features: Features) -> Draws:
    """The maxima that stay are as large as before."""
    return each_multiplied(features, [(0.0, even.rate), (1.0, 1 - even.rate)])


def at_the_default_rate(even: Even, features: Features) -> Draws:
    """The rate that was given has no effect."""
    return each_multiplied(features, dropout(DROPOUT))


def at_the_other_rate(even: Even, features: Features) -> Draws:
    """The rate is taken for the share that stays."""
    return each_multiplied(features, dropout(1 - even.rate))


def all_or_nothing(even: Even, features: Features) -> Draws:
    """One throw for all maxima of a text."""
    return [([feature * factor for feature in features], likely) for factor, likely in dropout(even.rate)]


def softmax(logits: np.ndarray) -> np.ndarray:
    """Probabilities of equal logits."""
    return np.full(logits.shape, 1 / logits.shape[1])


def log_softmax(logits: np.ndarray) -> np.ndarray:
    """Logarithms of these."""
    return np.log(softmax(logits))


RANDOM_EACH_TIME = breaking(ALONE, ORDER_IS_NOTHING, SAME_NGRAMS, SAME_NGRAMS_ELSEWHERE, RELOADED, LEARNS)

MISTAKES: Mapping[str, Network] = {
    "filters_in_a_plain_list": Network(
        parameters=lambda even: even.numbers - even.of_filters,
        reached=lambda even: even.numbers,
        breaks=breaking(RELOADED),
    ),
    "one_convolution_for_all_widths": Network(
        of_the_first_width, reached=lambda even: even.numbers - of_every_size(even)
    ),
    "widths_added_up": Network(parameters=lambda even: even.numbers - (len(even.widths) - 1) * even.F * even.C),
    "table_made_anew": Network(reached=lambda even: even.numbers - even.V * even.D, breaks=RANDOM_EACH_TIME),
    "table_frozen": Network(reached=lambda even: even.numbers - even.V * even.D),
    "token_0_taken_for_padding": Network(reached=lambda even: even.numbers - even.D),
    "axes_not_exchanged": Network(breaks=breaking(ORDER_IS_NOTHING), fails=lambda even: even.L != even.D),
    "filters_without_bias": Network(
        without_filter_bias, parameters=lambda even: even.numbers - len(even.widths) * even.F
    ),
    "output_without_bias": Network(
        linear=lambda even, features: even.weight * math.fsum(features), parameters=lambda even: even.numbers - even.C
    ),
    "relu_forgotten": Network(without_relu),
    "probabilities": Network(finish=softmax),
    "log_probabilities": Network(finish=log_softmax),
    "relu_on_logits": Network(finish=lambda logits: np.maximum(logits, 0)),
    "mean_over_time": Network(breaks=breaking(SAME_NGRAMS, SAME_NGRAMS_ELSEWHERE)),
    "sum_over_time": Network(sum_over_time, breaks=breaking(SAME_NGRAMS, SAME_NGRAMS_ELSEWHERE)),
    "last_window": Network(breaks=breaking(ORDER_IS_NOTHING, SAME_NGRAMS_ELSEWHERE, EVERY_WORD_OF_MANY, LEARNS)),
    "first_window": Network(
        breaks=breaking(ORDER_IS_NOTHING, SAME_NGRAMS_ELSEWHERE, LEARNS), partly={EVERY_WORD_OF_MANY: (1, 1, 0)}
    ),
    "padded_around": Network(breaks=breaking(SAME_NGRAMS_ELSEWHERE)),
    "maximum_over_the_batch": Network(breaks=breaking(ALONE)),
    "dropout_in_evaluation": Network(drops_in_evaluation=True),
    "always_half_dropped": Network(
        drop=at_the_default_rate, drops_in_evaluation=True, breaks=RANDOM_EACH_TIME - breaking(LEARNS)
    ),
    "nothing_dropped": Network(drop=nothing_dropped),
    "words_dropped": Network(drop=words_dropped),
    "answers_dropped": Network(drop=answers_dropped),
    "dropout_not_scaled": Network(drop=not_scaled),
    "dropout_at_the_default_rate": Network(drop=at_the_default_rate),
    "rate_taken_for_what_stays": Network(drop=at_the_other_rate),
    "one_throw_for_all_maxima": Network(drop=all_or_nothing),
}
