"""Draws what convolutional layers are called with."""

from typing import Any

import numpy as np

from autograder.authoring import Draw, Pair, windows


def images(
    d: Draw,
    N: int,
    C: int,
    kernel: windows.IntOrPair,
    *,
    stride: windows.IntOrPair = 1,
    padding: windows.IntOrPair = 0,
    rest: Pair = (0, 0),
) -> np.ndarray:
    """Images of shape (N, C, H, W) that ``kernel`` slides over, with ``rest`` rows and columns left at the end."""
    sides = d.image_size(windows.pair(kernel), windows.pair(stride), windows.pair(padding), rest)
    return d.reals(N, C, *sides)


def layer(d: Draw, N: int, C: int, F: int, kernel: Pair, **options: Any) -> tuple[np.ndarray, np.ndarray]:
    """N images with C channels, as `images` draws them with ``options``, and F filters."""
    return images(d, N, C, kernel, **options), d.reals(F, C, *kernel)
