"""Finds answers of a class that are suspiciously alike: read, fingerprinted, aligned, and shown side by side.

Nothing is executed. Pygments splits the code into tokens, RapidFuzz aligns what two students have in common, and this
package decides what is compared and what is discounted (decisions/0008-similarity.md).
"""

__all__ = ["report"]  # a module, imported when asked for: SciPy and the lexers are slow to import
