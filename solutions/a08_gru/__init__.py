"""What is hidden of the assignment a08_gru."""

from autograder.authoring import RECURRENT_PARTS

TITLE = "The GRU"
FORBIDDEN = RECURRENT_PARTS
