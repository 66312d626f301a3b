"""The parts that the demos on images share: the places of all windows, and the padded image with one window lit."""

import numpy as np
from numpy.typing import NDArray

from course.demos.parts import Grid

Place = tuple[int, int]


def corners(size: Place, window: Place, stride: int) -> list[list[Place]]:
    """The upper left cells of all windows that fit, row by row; a window that would stick out is dropped."""
    tops = range(0, size[0] - window[0] + 1, stride)
    lefts = range(0, size[1] - window[1] + 1, stride)
    return [[(top, left) for left in lefts] for top in tops]


def padded_grid(
    image: NDArray[np.float64], padding: int, path: list[Place], window: Place, weights: str | None = None
) -> Grid:
    """The image with ``padding`` zeros on every side, and the window lit."""
    height, width = image.shape
    return Grid(
        "x",
        np.pad(image, padding),
        core=(padding, padding, height, width),
        path=path,
        window=window,
        weights=weights,
    )
