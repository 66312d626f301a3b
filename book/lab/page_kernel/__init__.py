"""Runs a page's cells in the reader's browser; it runs in any Python. JavaScript enters it by `kernel` alone."""
