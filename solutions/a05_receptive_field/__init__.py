"""What is hidden of the assignment a05_receptive_field."""

TITLE = "Receptive fields"
