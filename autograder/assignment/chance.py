"""Numbers that come of chance, which a right answer meets about, and not to the last digit."""

from typing import Any, Self

import numpy as np


class Within(np.ndarray[Any, Any]):
    """An expected array of which each entry may be missed by so much: ``by`` has its shape."""

    by: np.ndarray

    @classmethod
    def of(cls, values: Any, by: Any) -> Self:
        """Return the values, each of which may be missed ``by`` so much."""
        array = np.asarray(values, dtype=np.float64).view(cls)
        array.by = np.broadcast_to(np.asarray(by, dtype=np.float64), array.shape)
        return array

    def __array_finalize__(self, array: Any) -> None:
        """Take what may be missed from the array that this one is made of."""
        self.by = getattr(array, "by", np.zeros(self.shape))
