"""Weights of one input by which the sums inside the gates become very large, on either side of 0."""

import numpy as np

from autograder.authoring import Draw


def one_side(blocks: int) -> np.ndarray:
    """The signs of two units: all sums of the first are above 0, all of the second below."""
    return np.outer([1, -1], np.ones(blocks))


def all_sides(blocks: int) -> np.ndarray:
    """The signs of two units for each block, which has one sign there, and all other blocks have the other.

    So any two blocks differ in either direction, and no mistake is seen in one draw and overlooked in another.
    """
    alone = 2 * np.eye(blocks) - 1
    return np.concatenate([alone, -alone])


def large_weights(d: Draw, signs: np.ndarray) -> np.ndarray:
    """The weights (1, blocks · U) of one input; ``signs`` (U, blocks) are those of each unit's sums."""
    return (np.abs(d.nonzero_reals(*signs.shape)) * signs).T.reshape(1, -1)
