"""Groups sets that are nearly the same, without comparing each with each.

Source: S. Chaudhuri, V. Ganti and R. Kaushik, "A primitive operator for similarity joins in data cleaning" (2006): of
two sets whose Jaccard index is at least t, ordered by how rare their elements are, the first 1 - t of the one has an
element of the first 1 - t of the other. The rare elements of independent notebooks are their authors' own, so few
pairs are left to compare.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

import numpy as np

NEARLY = 0.5  # of the elements that either set has: a changed token changes a dozen shingles, and notebooks that were
# written independently have a twentieth in common

MOST = 64  # groups that a set is compared with, those first with which it has the rarest elements in common


class Groups:
    """Numbers that are joined into groups (union-find)."""

    def __init__(self, count: int) -> None:
        self._above = list(range(count))
        self._members = [[number] for number in range(count)]

    def of(self, number: int) -> int:
        """The number that stands for the group of ``number``."""
        while self._above[number] != number:
            self._above[number] = number = self._above[self._above[number]]
        return number

    def members(self, number: int) -> list[int]:
        """Everybody in the group of ``number``."""
        return self._members[self.of(number)]

    def join(self, one: int, other: int) -> None:
        """Make the groups of both one."""
        one, other = sorted((self.of(one), self.of(other)))
        if one != other:
            self._above[other] = one
            self._members[one] += self._members[other]


def groups(sets: Sequence[np.ndarray], nearly: float = NEARLY) -> list[int]:
    """The group of each of the ``sets`` (arrays of different numbers, in order), by the place of its first member.

    A set joins a group when it and a member that has the same rare element have a Jaccard index of at least
    ``nearly``; an empty set is alone.
    """
    found = Groups(len(sets))
    first: dict[bytes, int] = {}
    for place, elements in enumerate(sets):
        if len(elements):
            found.join(first.setdefault(elements.tobytes(), place), place)
    every = list(first.values())
    elements, counts = np.unique(np.concatenate([sets[n] for n in every] or [np.empty(0)]), return_counts=True)
    holders: dict[int, list[int]] = defaultdict(list)
    for place in every:
        own = sets[place]
        often = counts[np.searchsorted(elements, own)]
        first_of_it = np.argsort(often, kind="stable")[: len(own) - math.ceil(nearly * len(own)) + 1]
        tried: set[int] = set()
        for element in own[first_of_it[often[first_of_it] > 1]].tolist():  # what one alone has is looked up in vain
            for other in holders[element]:
                group = found.of(other)
                if group == found.of(place):
                    break  # the group is known by this element already
                if group in tried:
                    continue
                if len(tried) == MOST:
                    holders[element].append(place)
                    break
                tried.add(group)
                if _jaccard(own, sets[other], nearly):
                    found.join(other, place)
                    break
            else:
                holders[element].append(place)
    return [found.of(place) for place in range(len(sets))]


def _jaccard(one: np.ndarray, other: np.ndarray, least: float) -> bool:
    """Return whether the Jaccard index of two sets is at least ``least``."""
    small, large = sorted((len(one), len(other)))
    if small < least * large:
        return False
    common = len(np.intersect1d(one, other, assume_unique=True))
    return common >= least * (small + large - common)
