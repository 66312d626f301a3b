"""Nearly equal sets are grouped as a comparison of each with each would group them."""

import numpy as np
import pytest

from autograder.reports.similarity.near_copies import MOST, groups


def by_comparing_all(sets: list[np.ndarray], nearly: float) -> list[int]:
    """The groups as they are defined."""
    group = list(range(len(sets)))
    for i, one in enumerate(sets):
        for j in range(i):
            common = len(np.intersect1d(one, sets[j]))
            if common and common >= nearly * len(np.union1d(one, sets[j])):
                low, high = sorted((group[i], group[j]))
                group = [low if number == high else number for number in group]
    return group


@pytest.mark.parametrize("nearly", [0.5, 0.6])
def test_planted_near_copies_are_grouped_and_nobody_else(nearly: float) -> None:
    for seed in range(20):
        chance = np.random.default_rng(seed)
        everybodys = chance.choice(10_000, 30, replace=False)
        originals = [chance.choice(10_000, chance.integers(40, 120), replace=False) for _ in range(8)]
        sets = []
        for number in range(40):
            original = originals[number % 8]
            kept = original[chance.random(len(original)) < chance.uniform(0.9, 1)]
            own = chance.choice(10_000, chance.integers(0, 4), replace=False)
            sets.append(np.unique(np.concatenate([kept, own, everybodys[: chance.integers(0, 4)]])))
        assert groups(sets, nearly) == by_comparing_all(sets, nearly), f"seed {seed}"


def test_the_empty_and_the_equal() -> None:
    empty, one = np.array([], dtype=int), np.array([3, 4])
    assert groups([empty, one, empty, one]) == [0, 1, 2, 1]
    assert groups([]) == []


def test_many_with_an_idiom_in_common_are_few_comparisons_and_their_copies_are_found() -> None:
    """Half of everybody's code is the same; the copies among them share rarer elements, which are looked at first."""
    idiom = np.arange(100)
    sets = [np.concatenate([idiom, 1000 + 200 * number + np.arange(110)]) for number in range(10 * MOST)]
    copies = [np.concatenate([idiom, sets[number][105:], [10**6 + number]]) for number in range(0, 10 * MOST, 7)]
    found = groups([*sets, *copies])
    assert found[: len(sets)] == list(range(len(sets)))
    assert found[len(sets) :] == list(range(0, 10 * MOST, 7))
