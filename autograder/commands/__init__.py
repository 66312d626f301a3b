"""The sub-commands of ``python -m autograder``, one a file."""
