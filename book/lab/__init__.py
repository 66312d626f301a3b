"""The Python of the pages: its files, its kernel, and which statements of a page it can run."""
