"""What is hidden of the assignment a01_backprop."""

TITLE = "Deep networks by hand"
