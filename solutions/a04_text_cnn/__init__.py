"""What is hidden of the assignment a04_text_cnn."""

TITLE = "Convolution for text"
