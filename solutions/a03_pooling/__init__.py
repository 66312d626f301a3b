"""What is hidden of the assignment a03_pooling."""

TITLE = "Pooling"
