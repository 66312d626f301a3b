"""The hidden cases of the assignment a03_pooling, in the notebook's order."""

from autograder.exercise import Assignment

from .avg_pool2d import EXERCISE as AVG_POOL2D
from .avg_pool2d_backward import EXERCISE as AVG_POOL2D_BACKWARD
from .dynamic_k import EXERCISE as DYNAMIC_K
from .dynamic_pool1d import EXERCISE as DYNAMIC_POOL1D
from .k_max_pool1d import EXERCISE as K_MAX_POOL1D
from .max_pool2d import EXERCISE as MAX_POOL2D
from .max_pool2d_backward import EXERCISE as MAX_POOL2D_BACKWARD

ASSIGNMENT = Assignment(
    name="a03_pooling",
    title="Pooling",
    exercises=(
        MAX_POOL2D,
        AVG_POOL2D,
        MAX_POOL2D_BACKWARD,
        AVG_POOL2D_BACKWARD,
        K_MAX_POOL1D,
        DYNAMIC_POOL1D,
        DYNAMIC_K,
    ),
)
