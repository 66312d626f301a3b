"""The hidden cases of the assignment a07_lstm, in the notebook's order."""

from autograder.exercise import Assignment

from .bidirectional import EXERCISE as BIDIRECTIONAL
from .layer import RECURRENT_PARTS
from .lstm_backward import EXERCISE as LSTM_BACKWARD
from .lstm_class import EXERCISE as LSTM
from .lstm_forward import EXERCISE as LSTM_FORWARD
from .lstm_step import EXERCISE as LSTM_STEP
from .lstm_step_backward import EXERCISE as LSTM_STEP_BACKWARD

ASSIGNMENT = Assignment(
    name="a07_lstm",
    title="The LSTM",
    exercises=(LSTM_STEP, LSTM_FORWARD, LSTM_STEP_BACKWARD, LSTM_BACKWARD, BIDIRECTIONAL, LSTM),
    forbidden=RECURRENT_PARTS,
)
