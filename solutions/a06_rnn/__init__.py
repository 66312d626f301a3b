"""What is hidden of the assignment a06_rnn."""

TITLE = "Recurrent networks"
