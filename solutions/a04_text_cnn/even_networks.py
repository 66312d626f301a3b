"""Answers of a ``TextCNN``, right or wrong, where all its weights are one number and all its biases another.

Every window of a width then has the same answer, so everything is worked out by hand, whatever the layers look like.
Of a network with random weights only rules are known: the answer to such a case is 1 where it keeps the rule.
"""

import itertools
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from autograder.authoring import Behaviour, Module, Within

GIVEN, DROPOUT = 6, 0.5  # arguments, with the rate, and the rate where it is not given
Features = Sequence[float]  # the maxima of all filters, width by width
Factors = list[tuple[float, float]]  # what a number is multiplied by, and how likely that is
Draws = list[tuple[Features, float]]  # the features that dropout may leave, and how likely they are


@dataclass(frozen=True)
class Even:
    """An even network: its sizes and numbers, and the length ``L`` of the texts that it is given."""

    V: int
    D: int
    widths: tuple[int, ...]
    F: int
    C: int
    rate: float
    weight: float
    bias: float
    L: int

    @classmethod
    def of(cls, init: tuple[Any, ...], L: int, weight: float = 0.0, bias: float = 0.0) -> "Even":
        """The network that is made with ``init``; one with random numbers has sizes alone."""
        V, D, widths, F, C, rate = init if len(init) == GIVEN else (*init, DROPOUT)
        return cls(V, D, tuple(widths), F, C, rate, weight, bias, L)

    @property
    def of_filters(self) -> int:
        """The count of the numbers in the weights and biases of the filters."""
        return sum(width * self.D * self.F + self.F for width in self.widths)

    @property
    def numbers(self) -> int:
        """The count of the numbers in all parameters."""
        return self.V * self.D + self.of_filters + (len(self.widths) * self.F + 1) * self.C

    def answer(self, width: int) -> float:
        """Return the answer of a filter to any window, before ReLU."""
        return width * self.D * self.weight**2 + self.bias


def maxima(even: Even) -> Features:
    """The maximum over time of every filter after ReLU."""
    return each_filter(even, lambda width: max(0.0, even.answer(width)))


def each_filter(even: Even, feature: Callable[[int], float]) -> Features:
    """The same ``feature`` of all filters of a width."""
    return [found for width in even.widths for found in [feature(width)] * even.F]


def dropout(rate: float) -> Factors:
    """Return the factors of inverted dropout."""
    gone, kept = (0.0, rate), (1 / (1 - rate) if rate < 1 else 0.0, 1 - rate)
    return [(factor, likely) for factor, likely in (gone, kept) if likely > 0]


def each_multiplied(features: Features, factors: Factors) -> Draws:
    """The features, each multiplied by any of the factors."""
    return [
        ([feature * factor for feature, (factor, _) in zip(features, some, strict=True)], math.prod(p for _, p in some))
        for some in itertools.product(factors, repeat=len(features))
    ]


def drop(even: Even, features: Features) -> Draws:
    """The features with dropout on each of them."""
    return each_multiplied(features, dropout(even.rate))


def linear(even: Even, features: Features) -> float:
    """The logit of every class."""
    return even.bias + even.weight * math.fsum(features)


@dataclass(frozen=True, eq=False)  # itself and no other, as functions are
class Network:
    """A ``TextCNN`` by what its even networks give, by default the right one.

    ``features`` are those in evaluation, ``drop`` gives them in training, ``linear`` the logits, ``finish`` what
    comes out. ``parameters`` and ``reached`` count the numbers in its parameters, and those that a gradient reaches.
    ``breaks`` are the rules that it does not keep, by what `Behaviour` says of them; ``partly`` has the answers where
    it keeps a rule for some texts. Where a mistake makes something of it that nobody can tell before, it gives what is
    right: nothing is said of it then. Where it ``fails`` with an error, it gives other numbers: right ones would speak
    against the mistake, and an error does not.
    """

    features: Callable[[Even], Features] = maxima
    drop: Callable[[Even, Features], Draws] = drop
    drops_in_evaluation: bool = False
    linear: Callable[[Even, Features], float] = linear
    finish: Callable[[np.ndarray], np.ndarray] = lambda logits: logits
    parameters: Callable[[Even], int] = lambda even: even.numbers
    reached: Callable[[Even], int] | None = None
    breaks: frozenset[str] = frozenset()
    partly: Mapping[str, tuple[float, ...]] = field(default_factory=dict)
    fails: Callable[[Even], bool] = lambda even: False

    def __call__(self, module: Module, tokens: np.ndarray, others: np.ndarray | None = None) -> Any:
        """Return the answer to a case of ``module``."""
        if module.behaviour is None:
            raise TypeError("what has no behaviour is not worked out here")
        filled = module.behaviour.weights or 0.0, module.behaviour.biases or 0.0
        even = Even.of(module.init, tokens.shape[1], *filled)
        found = self._given(module, module.behaviour, even, len(tokens))
        if not self.fails(even):
            return found
        return tuple(2 * one + 1 for one in found) if isinstance(found, tuple) else 2 * found + 1

    def logits(self, even: Even, training: bool) -> tuple[np.ndarray, np.ndarray]:
        """The numbers that each logit of a text may be, and how likely each is."""
        features = self.features(even)
        draws = self.drop(even, features) if training or self.drops_in_evaluation else [(features, 1.0)]
        values = [self.finish(np.full((1, even.C), self.linear(even, some)))[0, 0] for some, _ in draws]
        return np.array(values), np.array([likely for _, likely in draws])

    def _given(self, module: Module, behaviour: Behaviour, even: Even, N: int) -> Any:
        match behaviour.asks:
            case "output":
                values, _ = self.logits(even, training=False)
                return np.full((N, even.C), values[0]) if len(values) == 1 else RIGHT(module, np.zeros((N, even.L)))
            case "dropped":
                return spread(*self.logits(even, module.training), *behaviour.limits)
            case "reached":
                return tuple(
                    np.array(float(count(even))) for count in (self.parameters, self.reached or self.parameters)
                )
        if behaviour.says in self.partly:
            return np.array(self.partly[behaviour.says])
        return np.full(1 if behaviour.asks == "learned" else N, float(behaviour.says not in self.breaks))


RIGHT = Network()


def spread(values: np.ndarray, likely: np.ndarray, rows: float) -> tuple[np.ndarray, Within]:
    """The least and the largest of the values; the mean, and the shares of these two, among so many rows.

    Mean and shares may be missed by six standard errors.
    """
    values, likely = values[likely > 0], likely[likely > 0]
    ends = np.array([values.min(), values.max()])
    mean, shares = float(values @ likely), [float(likely[np.isclose(values, end)].sum()) for end in ends]
    variances = [float(likely @ (values - mean) ** 2), *(share * (1 - share) for share in shares)]
    return ends, Within.of([mean, *shares], 6 * np.sqrt(np.maximum(variances, 0) / rows) + 1e-3)
