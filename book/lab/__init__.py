"""What runs a page's cells in the reader's browser: its files, its kernel, and which statements it can run."""
