"""The hidden cases of the assignment a06_rnn, in the notebook's order."""

from autograder.exercise import Assignment

from .clip_gradients import EXERCISE as CLIP_GRADIENTS
from .generate import EXERCISE as GENERATE
from .gradient_norms import EXERCISE as GRADIENT_NORMS
from .rnn_backward import EXERCISE as RNN_BACKWARD
from .rnn_forward import EXERCISE as RNN_FORWARD
from .rnn_step import EXERCISE as RNN_STEP

ASSIGNMENT = Assignment(
    name="a06_rnn",
    title="Recurrent networks",
    exercises=(
        RNN_STEP,
        RNN_FORWARD,
        RNN_BACKWARD,
        GRADIENT_NORMS,
        CLIP_GRADIENTS,
        GENERATE,
    ),
)
