"""What is hidden of the assignment a07_lstm."""

from autograder.authoring import RECURRENT_PARTS

TITLE = "The LSTM"
FORBIDDEN = RECURRENT_PARTS
