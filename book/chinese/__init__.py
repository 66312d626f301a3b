"""The Chinese edition of the book: prose of its own in ``book/zh``, everything else taken from the English pages."""
