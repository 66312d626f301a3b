"""Runs a page's cells in the reader's browser. Only `kernel` is entered from JavaScript; all of it runs in CPython too."""
