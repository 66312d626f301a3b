"""The hidden cases of the assignment a08_gru, in the notebook's order."""

from autograder.cases.a07_lstm.layer import RECURRENT_PARTS
from autograder.exercise import Assignment

from .gru_backward import EXERCISE as GRU_BACKWARD
from .gru_class import EXERCISE as GRU
from .gru_forward import EXERCISE as GRU_FORWARD
from .gru_step import EXERCISE as GRU_STEP
from .gru_step_backward import EXERCISE as GRU_STEP_BACKWARD
from .gru_step_reset_after import EXERCISE as GRU_STEP_RESET_AFTER

ASSIGNMENT = Assignment(
    name="a08_gru",
    title="The GRU",
    exercises=(GRU_STEP, GRU_STEP_RESET_AFTER, GRU_FORWARD, GRU_STEP_BACKWARD, GRU_BACKWARD, GRU),
    forbidden=RECURRENT_PARTS,
)
